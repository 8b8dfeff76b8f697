// What one run has come to in its last year: a value with its interval in each row. Shown until there is a run to compare with.

import type { Final, Setting } from "./api";
import { usePage, words } from "./store";
import { asReported, plain, span } from "./words";

export function Values({ rows, name, setting, first }: { rows: Final[]; name: (r: Final) => string; setting: Setting; first: string }) {
  const { lang } = usePage();
  const t = words();
  return (
    <table class="values">
      <thead>
        <tr>
          <th scope="col">{first}</th>
          <th scope="col" class="num">{t("ui.col.mean")}</th>
          <th scope="col" class="num">{t("ui.col.interval")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const measure = setting.measures.find((m) => m.key === row.measure);
          if (!measure) return null;
          return (
            <tr key={`${row.measure} ${row.group}`}>
              <th scope="row">{name(row)} <small>{asReported(measure, t)}</small></th>
              <td class="num"><strong>{plain(row.mean, measure, lang)}</strong></td>
              <td class="num">{span(row.low, row.high, measure, lang)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
