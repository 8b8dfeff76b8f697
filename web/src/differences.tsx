// Paired differences with intervals between two runs: a dot and its interval in each row of a table, and what it says in words. While there is
// one run only, what it has come to.

import type { Difference, Final, Measure, Setting } from "./api";
import { exportAddress } from "./api";
import { FaultText } from "./fault";
import { FileLink } from "./file";
import { MeasureSelect } from "./series";
import { change, choose, nameOf, record, runOf, usePage, words } from "./store";
import { Values } from "./values";
import { MARKS, asReported, labelOfGroup, plain, span, unitOfDifference, verdict } from "./words";

const WIDE = 190;

/** A dot with its interval on a line with zero in the middle. */
export function Dot({ row, reach, kind }: { row: { difference: number | null; low: number | null; high: number | null }; reach: number; kind: string }) {
  if (row.difference === null || row.low === null || row.high === null) return null;
  const x = (v: number) => WIDE / 2 + (reach === 0 ? 0 : (v / reach) * (WIDE / 2 - 6));
  return (
    <svg width={WIDE} height="18" viewBox={`0 0 ${WIDE} 18`} aria-hidden="true" class={`dot ${kind}`}>
      <line class="zero" x1={WIDE / 2} x2={WIDE / 2} y1="0" y2="18" />
      <line class="reach" x1={x(row.low)} x2={x(row.high)} y1="9" y2="9" />
      <circle cx={x(row.difference)} cy="9" r="4.5" />
    </svg>
  );
}

const reachOf = (rows: Difference[]) => Math.max(0, ...rows.flatMap((r) => [Math.abs(r.low ?? 0), Math.abs(r.high ?? 0), Math.abs(r.difference ?? 0)]));

function Rows({ rows, name, setting, common, first }: { rows: Difference[]; name: (r: Difference) => string; setting: Setting; common: boolean; first: string }) {
  const { lang, a, b } = usePage();
  const t = words();
  const all = reachOf(rows);
  const [from, to] = [runOf(a), runOf(b)];
  return (
    <table class="differences">
      <thead>
        <tr>
          <th scope="col">{first}</th>
          <th scope="col" class="num">{from ? nameOf(from) : ""}</th>
          <th scope="col" class="num">{to ? nameOf(to) : ""}</th>
          <th scope="col" class="figure-col">{t("ui.col.difference_chart")}</th>
          <th scope="col" class="num">{t("ui.col.difference")}<small>{t("ui.col.interval")}</small></th>
          <th scope="col">{t("ui.col.says")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const measure: Measure | undefined = setting.measures.find((m) => m.key === row.measure);
          if (!measure) return null;
          const says = verdict(row.low, row.high, measure.good);
          const points = unitOfDifference(measure, t);
          return (
            <tr key={`${row.measure} ${row.group}`}>
              <th scope="row">
                {name(row)}
                {common ? null : <small>{asReported(measure, t)}</small>}
              </th>
              <td class="num from" data-label={from ? nameOf(from) : ""}>{plain(row.baseline, measure, lang)}</td>
              <td class="num to" data-label={to ? nameOf(to) : ""}>{plain(row.arm, measure, lang)}</td>
              <td class="figure-col"><Dot row={row} reach={common ? all : reachOf([row]) * 1.05} kind={says} /></td>
              <td class="num difference">
                <strong>{plain(row.difference, measure, lang, true)}</strong>{points === t("ui.points") ? <span class="unit"> {points}</span> : null}
                <small>{span(row.low, row.high, measure, lang, true)}</small>
              </td>
              <td class={`says ${says}`}>
                <span aria-hidden="true">{MARKS[says]} </span>
                {t(`ui.says.${says}`)}
                {row.agree !== null && says !== "unclear" && says !== "same" ? <small>{t("ui.agree", { share: Math.round(row.agree * 100) })}</small> : null}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

export function Differences() {
  const page = usePage();
  const t = words();
  const { setting, lang } = page;
  if (!setting) return null;
  const done = page.runs.filter((r) => r.answer);
  const [from, to] = [runOf(page.a), runOf(page.b)];
  const alone = done.length < 2;
  const rows: (Difference | Final)[] = alone ? (done[0]?.answer?.final ?? []) : (page.differences ?? []);
  const national = setting.headline.flatMap((key) => rows.filter((r) => r.measure === key && r.group === "all"));
  const others = rows.filter((r) => r.group === "all" && !setting.headline.includes(r.measure));
  const hasGroups = (key: string) => rows.some((r) => r.measure === key && r.group !== "all" && setting.groups.some((g) => g.key === r.group));
  const grouped = rows.filter((r) => r.measure === page.whom && r.group !== "all" && setting.groups.some((g) => g.key === r.group));
  const n = page.differences?.[0]?.n ?? to?.answer?.seeds.length ?? setting.country.replicates;
  const caption = alone ? t("ui.values.caption", { n }) : t("ui.differences.caption", { n });
  const nameOfMeasure = (r: { measure: string }) => setting.measures.find((m) => m.key === r.measure)?.label ?? r.measure;
  const table = (rows: (Difference | Final)[], first: string, name: (r: Difference | Final) => string, common: boolean) =>
    alone ? <Values rows={rows as Final[]} name={name} setting={setting} first={first} /> : <Rows rows={rows as Difference[]} name={name} setting={setting} common={common} first={first} />;
  return (
    <section id="differences" aria-labelledby="differences-title" class="figure">
      <h2 id="differences-title">{t(alone ? "ui.values" : "ui.differences")}</h2>
      {alone ? (
        <p class="note">{t("ui.differences.none")}</p>
      ) : (
        <div class="choices">
          <label for="compare-b">{t("ui.compare")}</label>
          <select id="compare-b" value={page.b} onChange={(e) => choose(page.a, Number(e.currentTarget.value))}>
            {done.map((r) => (
              <option key={r.id} value={r.id}>{nameOf(r)}</option>
            ))}
          </select>
          <label for="compare-a">{t("ui.compare.with")}</label>
          <select id="compare-a" value={page.a} onChange={(e) => choose(Number(e.currentTarget.value), page.b)}>
            {done.map((r) => (
              <option key={r.id} value={r.id}>{nameOf(r)}</option>
            ))}
          </select>
          <button type="button" class="quiet" onClick={() => choose(page.b, page.a)}>{t("ui.compare.swap")}</button>
        </div>
      )}
      {page.differencesFault && <FaultText fault={page.differencesFault} />}
      {done.length >= 2 && page.a === page.b && <p class="note">{t("ui.compare.same")}</p>}
      {national.length > 0 && (
        <>
          {table(national, t("ui.measure"), nameOfMeasure, false)}
          <p class="caption">{caption}</p>
          {setting.measures.some((m) => hasGroups(m.key)) ? (
            <>
              <h3>{t("ui.whom")}</h3>
              <div class="choices">
                <label for="whom">{t("ui.measure")}</label>
                <MeasureSelect
                  id="whom"
                  value={page.whom}
                  only={(m) => hasGroups(m.key)}
                  onChange={(key) => {
                    change({ whom: key });
                    record();
                  }}
                />
              </div>
              {grouped.length > 0 && table(grouped, t("ui.group"), (r) => labelOfGroup(r.group, setting, t), true)}
              {grouped.length > 0 && <p class="caption">{alone ? caption : t("ui.whom.caption", { n })}</p>}
            </>
          ) : null}
          {others.length > 0 && (
            <details class="as-text">
              <summary>{t("ui.differences.all", { n: others.length })}</summary>
              {table(others, t("ui.measure"), nameOfMeasure, false)}
            </details>
          )}
          {!alone && from && to && (
            <p class="files">
              <FileLink quiet address={exportAddress("differences.csv", lang, to.set, from.set, to.name)}>{t("ui.export.differences")}</FileLink>{" "}
              <FileLink quiet address={exportAddress("report.html", lang, to.set, from.set, to.name)}>{t("ui.export.report")}</FileLink>
            </p>
          )}
        </>
      )}
    </section>
  );
}
