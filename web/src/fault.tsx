// What went wrong, in words: what, where, what to do.

import { Fault } from "./api";
import { words } from "./store";

/** The catalogue's words for a known kind of fault, with the server's own sentence beneath. */
export function faultWords(fault: Fault): { what: string; help: string } {
  const t = words();
  const key = fault.status === 0 ? "unreachable" : (fault.code ?? String(fault.status));
  const known = (part: string) => {
    const full = `ui.error.${key}${part}`;
    const text = t(full);
    return text === full ? "" : text;
  };
  return {
    what: known("") || fault.error || t("ui.error.unknown", { status: fault.status }),
    help: known(".help") || fault.help || t("ui.error.unknown.help"),
  };
}

export function FaultText({ fault }: { fault: Fault }) {
  const t = words();
  const { what, help } = faultWords(fault);
  const detail = [fault.error !== what ? fault.error : "", fault.where ?? "", fault.help && fault.help !== help ? fault.help : ""].filter(Boolean);
  return (
    <div class="fault" role="alert">
      <p><strong>{what}</strong> {help}</p>
      {detail.length > 0 && <p class="detail">{t("ui.error.said")} <span lang="en">{detail.join(" · ")}</span></p>}
    </div>
  );
}
