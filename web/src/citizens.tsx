// Citizens at the foot of the picture: of a thousand needs, how many were resolved, how many wait or were sent away, how many were given up.

import type { Numbers, Picture } from "./api";
import { usePage, words } from "./store";
import { labelOfGroup } from "./words";

const WIDE = 40;
const TALL = 25;
const CELL = 2.95;

/** The outline of cells `from` to `to` of a grid filled column by column. */
function area(from: number, to: number): string {
  if (to <= from) return "";
  const parts: string[] = [];
  let cell = from;
  while (cell < to) {
    const column = Math.floor(cell / TALL);
    const row = cell % TALL;
    const fullColumns = row === 0 ? Math.floor((to - cell) / TALL) : 0;
    if (fullColumns > 0) {
      parts.push(`M${column * CELL} 0h${fullColumns * CELL}v${TALL * CELL}h${-fullColumns * CELL}z`);
      cell += fullColumns * TALL;
    } else {
      const end = Math.min(to, (column + 1) * TALL);
      parts.push(`M${column * CELL} ${row * CELL}h${CELL}v${(end - cell) * CELL}h${-CELL}z`);
      cell = end;
    }
  }
  return parts.join("");
}

const at = (values: Numbers, week: number) => values[week] ?? null;

/** Of a thousand needs: resolved, neither yet, given up. Resolved needs can be older ones, so the three are cut to a thousand. */
export function thousand(resolved: number | null, excluded: number | null): [number, number, number] | null {
  if (resolved === null || excluded === null) return null;
  const lost = Math.min(1000, Math.max(0, Math.round(excluded * 1000)));
  const served = Math.min(1000 - lost, Math.max(0, Math.round(resolved * 1000)));
  return [served, 1000 - lost - served, lost];
}

export function Citizens({ data, week }: { data: Picture; week: number }) {
  const { setting } = usePage();
  const t = words();
  if (!setting) return null;
  if (data.citizens.length === 0) return <p class="note">{t("ui.citizens.hidden")}</p>;
  const kind = (group: string) => setting.groups.find((g) => g.key === group)?.kind ?? "";
  const ages = data.citizens.filter((c) => kind(c.group) === "age");
  const shown = ages.length > 0 ? ages : data.citizens.filter((c) => c.group !== "all");
  return (
    <div class="citizens">
      <h3>{t("ui.citizens")}</h3>
      <svg width="0" height="0" class="patterns" aria-hidden="true">
        <defs>
          <pattern id="served" width={CELL} height={CELL} patternUnits="userSpaceOnUse">
            <circle cx={CELL / 2} cy={CELL / 2} r="0.85" class="served" />
          </pattern>
          <pattern id="waiting" width={CELL} height={CELL} patternUnits="userSpaceOnUse">
            <rect x="0.4" y="0.4" width={CELL - 0.8} height={CELL - 0.8} class="waiting" />
          </pattern>
          <pattern id="lost" width={CELL} height={CELL} patternUnits="userSpaceOnUse">
            <rect x="0.2" y="0.2" width={CELL - 0.4} height={CELL - 0.4} class="lost" />
          </pattern>
        </defs>
      </svg>
      <ul class="groups">
        {shown.map((c) => {
          const counts = thousand(at(c.resolved, week), at(c.excluded, week));
          const name = labelOfGroup(c.group, setting, t);
          if (!counts) return <li key={c.group}>{name} –</li>;
          const [served, waiting, lost] = counts;
          return (
            <li key={c.group}>
              <strong>{name}</strong>
              <svg width={WIDE * CELL} height={TALL * CELL} viewBox={`0 0 ${WIDE * CELL} ${TALL * CELL}`} role="img" aria-label={t("ui.citizens.alt", { group: name, served, waiting, lost })}>
                <path d={area(0, lost)} fill="url(#lost)" />
                <path d={area(lost, lost + waiting)} fill="url(#waiting)" />
                <path d={area(lost + waiting, 1000)} fill="url(#served)" />
              </svg>
              <span class="counts">
                <span class="n-lost">{t("ui.citizens.lost", { n: lost })}</span>
                <span>{t("ui.citizens.waiting", { n: waiting })}</span>
                <span>{t("ui.citizens.served", { n: served })}</span>
              </span>
            </li>
          );
        })}
      </ul>
      <p class="caption">{t("ui.citizens.caption")}</p>
    </div>
  );
}
