// A link to a file that the server makes. What is refused is told in words, and the teacher's key is in no address.

import type { ComponentChildren } from "preact";
import { Fault, fetchFile } from "./api";
import { download } from "./png";
import { change, words } from "./store";

export function FileLink({ address, label, quiet, children }: { address: string; label?: string; quiet?: boolean; children: ComponentChildren }) {
  const take = async (e: MouseEvent) => {
    e.preventDefault();
    const t = words();
    change({ said: t("ui.file.making"), fileFault: null });
    try {
      const { bytes, name } = await fetchFile(address);
      download(bytes, name);
      change({ said: t("ui.file.made", { name }) });
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      change({ fileFault: fault });
    }
  };
  return (
    <a class={quiet ? "quiet" : undefined} href={address} download aria-label={label} onClick={take}>
      {children}
    </a>
  );
}
