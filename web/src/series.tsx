// Time series of the runs that are shown: mean over replicates with a band, the week of the policy, and the week of the picture.

import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Answer, Measure, Numbers, Setting } from "./api";
import { savePng } from "./png";
import { useDark, useWidth } from "./size";
import { change, nameOf, record, show, usePage, words } from "./store";
import type { Run } from "./store";
import { isShare, labelOfGroup, plain, unitOf, valued } from "./words";

export const DASHES: number[][] = [[], [], [9, 4], [2, 3], [12, 3, 2, 3], [5, 2], [1, 2]];

/** Measures in groups by the first part of their key, as the mechanisms are. */
export function MeasureSelect({ id, value, only, onChange }: { id: string; value: string; only?: (m: Measure) => boolean; onChange: (key: string) => void }) {
  const { setting } = usePage();
  const t = words();
  if (!setting) return null;
  const measures = setting.measures.filter((m) => !only || only(m));
  const headline = setting.headline.flatMap((key) => measures.filter((m) => m.key === key));
  const rest = measures.filter((m) => !setting.headline.includes(m.key));
  const mechanisms = [...new Set(rest.map((m) => m.key.split(".")[0]!))];
  return (
    <select id={id} value={value} onChange={(e) => onChange(e.currentTarget.value)}>
      <optgroup label={t("ui.measures.headline")}>
        {headline.map((m) => (
          <option key={m.key} value={m.key}>{m.label}</option>
        ))}
      </optgroup>
      {mechanisms.map((name) => (
        <optgroup key={name} label={setting.mechanisms?.find((m) => m.key === name)?.label ?? name}>
          {rest.filter((m) => m.key.startsWith(`${name}.`)).map((m) => (
            <option key={m.key} value={m.key}>{m.label}</option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

/** Years that have passed at the end of a week; weeks are counted from 0. */
const ended = (week: number): number => (week + 1) / 52;

const rows = (answer: Answer | null, measure: string) => answer?.series.filter((s) => s.measure === measure) ?? [];

/** The row of the highest tier, which means the whole country. */
function rowOf(answer: Answer | null, measure: string, group: string, setting: Setting) {
  const own = rows(answer, measure).filter((s) => s.group === group);
  for (const tier of setting.tiers) {
    const row = own.find((s) => s.tier === tier.key);
    if (row) return row;
  }
  return own[0];
}

export function SeriesFigure() {
  const page = usePage();
  const t = words();
  const { setting, lang } = page;
  const dark = useDark(page.theme);
  const [ref, width] = useWidth();
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [, redraw] = useState(0);
  const done = page.runs.filter((r) => r.answer);
  const first = done[0]?.answer ?? null;
  // A measure that is hidden, or that this country has not, gives way to the first one that can be seen.
  const seen = (key: string) => rows(first, key).length > 0;
  const key = !first || seen(page.measure) ? page.measure : (setting?.headline.find(seen) ?? first.series[0]?.measure ?? page.measure);
  const measure = setting?.measures.find((m) => m.key === key);
  const groups = [...new Set(rows(first, key).map((s) => s.group))];
  const group = groups.includes(page.group) ? page.group : (groups[0] ?? "all");
  const shown = done.filter((r) => r.shown || r.id === page.b);
  const week = first?.picture.weeks[Math.min(page.week, (first?.picture.weeks.length ?? 1) - 1)] ?? 0;

  useEffect(() => {
    const element = holder.current;
    if (!element || !setting || !measure || !first || width === 0) return;
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const scale = isShare(measure.key, measure.unit) ? 100 : 1;
    const scaled = (values: Numbers | undefined) => first.weeks.map((_, i) => (values?.[i] === null || values?.[i] === undefined ? null : values[i]! * scale));
    const data: uPlot.AlignedData = [first.weeks.map(ended)] as unknown as uPlot.AlignedData;
    const series: uPlot.Series[] = [{}];
    const bands: uPlot.Band[] = [];
    for (const run of shown) {
      const row = rowOf(run.answer, key, group, setting);
      const stroke = colour(`--run-${run.colour}`);
      const start = series.length;
      (data as unknown as (number | null)[][]).push(scaled(row?.mean), scaled(row?.high), scaled(row?.low));
      series.push(
        { stroke, width: run.id === page.b ? 2.5 : 1.75, dash: DASHES[run.colour] ?? [], spanGaps: true, points: { show: false } },
        { stroke: "transparent", width: 0, spanGaps: true, points: { show: false } },
        { stroke: "transparent", width: 0, spanGaps: true, points: { show: false } },
      );
      bands.push({ series: [start + 1, start + 2], fill: `${stroke}26` });
    }
    const policy = setting.country.policy_week / 52;
    const grid = { stroke: colour("--grid"), width: 1 };
    const font = "12px system-ui, sans-serif";
    const axis = { stroke: colour("--muted"), grid, ticks: { ...grid, size: 4 }, font };
    const line = (u: uPlot, x: number, dash: number[], style: string) => {
      const { ctx } = u;
      const px = Math.round(u.valToPos(x, "x", true));
      if (px < u.bbox.left || px > u.bbox.left + u.bbox.width) return px;
      ctx.save();
      ctx.strokeStyle = style;
      ctx.lineWidth = devicePixelRatio;
      ctx.setLineDash(dash.map((d) => d * devicePixelRatio));
      ctx.beginPath();
      ctx.moveTo(px, u.bbox.top);
      ctx.lineTo(px, u.bbox.top + u.bbox.height);
      ctx.stroke();
      ctx.restore();
      return px;
    };
    const options: uPlot.Options = {
      width,
      height: Math.max(220, Math.min(320, width * 0.45)),
      legend: { show: false },
      cursor: { points: { show: false }, drag: { x: false, y: false } },
      scales: { x: { time: false } },
      series,
      bands,
      axes: [
        { ...axis, label: t("ui.axis.years"), labelFont: font, labelSize: 20, space: 60 },
        { ...axis, size: (_, values) => 14 + 7 * Math.max(2, ...(values ?? []).map((v) => v.length)) },
      ],
      hooks: {
        draw: [
          (u) => {
            const px = line(u, policy, [4, 4], colour("--muted"));
            const { ctx } = u;
            ctx.save();
            ctx.fillStyle = colour("--muted");
            ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
            ctx.textBaseline = "top";
            ctx.textAlign = "left";
            ctx.fillText(t("ui.policy_begins"), px + 6 * devicePixelRatio, u.bbox.top + 2);
            ctx.restore();
            line(u, ended(weekOf.current), [], colour("--accent"));
          },
        ],
        setCursor: [
          (u) => {
            const index = u.cursor.idx;
            if (index === null || index === undefined || !u.cursor.left || u.cursor.left < 0) return;
            const picture = first.picture.weeks;
            const at = first.weeks[index] ?? 0;
            let near = 0;
            picture.forEach((w, i) => {
              if (Math.abs(w - at) < Math.abs((picture[near] ?? 0) - at)) near = i;
            });
            hover.current = near;
          },
        ],
      },
    };
    const made = new uPlot(options, data, element);
    plot.current = made;
    const pick = () => change({ week: hover.current, playing: false });
    made.over.addEventListener("click", pick);
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [width, dark, lang, key, group, page.b, shown.map((r) => `${r.id}:${r.name}:${r.answer?.id}:${r.answer?.hidden}`).join(), first, setting]);

  const weekOf = useRef(week);
  const hover = useRef(0);
  weekOf.current = week;
  useEffect(() => plot.current?.redraw(false), [week]);

  if (!setting) return null;
  const index = first ? first.weeks.reduce((near, w, i) => (Math.abs(w - week) < Math.abs((first.weeks[near] ?? 0) - week) ? i : near), 0) : 0;
  const n = first?.seeds.length ?? setting.country.replicates;
  const sentence = measure ? measure.sentence : "";
  return (
    <section id="series" aria-labelledby="series-title" class="figure">
      <h2 id="series-title">{t("ui.series")}</h2>
      <div class="choices">
        <label for="measure">{t("ui.measure")}</label>
        <MeasureSelect
          id="measure"
          value={key}
          only={(m) => !first || rows(first, m.key).length > 0}
          onChange={(chosen) => {
            change({ measure: chosen });
            record();
          }}
        />
        {groups.length > 1 && (
          <>
            <label for="group">{t("ui.group")}</label>
            <select
              id="group"
              value={group}
              onChange={(e) => {
                change({ group: e.currentTarget.value });
                record();
              }}
            >
              {groups.map((g) => (
                <option key={g} value={g}>{labelOfGroup(g, setting, t)}</option>
              ))}
            </select>
          </>
        )}
      </div>
      {measure && <p class="under">{sentence}{measure.truth === "reported" ? ` ${t("ui.reported_note")}` : measure.truth === "true" ? ` ${t("ui.true_note")}` : ""}{unitOf(measure) ? ` ${t("ui.in_unit", { unit: unitOf(measure) })}` : ""}</p>}
      <ul class="legend" aria-label={t("ui.series.legend")}>
        {done.map((run) => (
          <li key={run.id}>
            <label>
              <input type="checkbox" checked={run.shown || run.id === page.b} disabled={run.id === page.b} onChange={(e) => { show(run.id, e.currentTarget.checked); redraw((v) => v + 1); }} />
              <Swatch run={run} />
              <span>{nameOf(run)}</span>
              {measure && <span class="reading">{valued(rowOf(run.answer, key, group, setting)?.mean[index] ?? lastBefore(rowOf(run.answer, key, group, setting)?.mean, index), measure, lang)}</span>}
            </label>
          </li>
        ))}
      </ul>
      <div ref={ref} class="canvas">
        {key !== page.measure && <p class="note">{t(first?.hidden ? "ui.hidden_measure" : "ui.no_rows")}</p>}
        <div ref={holder} role="img" aria-label={t("ui.series.alt", { measure: measure?.label ?? "", runs: shown.map(nameOf).join(t("ui.comma")) })} />
      </div>
      <p class="caption">{t("ui.series.caption", { n, seed: setting.country.seed })}</p>
      <p>
        <button type="button" class="quiet" disabled={!plot.current && !first} onClick={() => plot.current && measure && savePng(plot.current, `${measure.label}${group === "all" ? "" : ` · ${labelOfGroup(group, setting, t)}`}${unitOf(measure) ? ` (${unitOf(measure)})` : ""}`, shown, t("ui.series.caption", { n, seed: setting.country.seed }), measure.key)}>
          {t("ui.export.png")}
        </button>
      </p>
      {measure && <Yearly runs={shown} measure={measure} group={group} />}
    </section>
  );
}

/** Contests happen once a year: between them the last value stands. */
function lastBefore(values: Numbers | undefined, index: number): number | null {
  for (let i = index; values && i >= 0; i -= 1) if (values[i] !== null && values[i] !== undefined) return values[i]!;
  return null;
}

export function Swatch({ run }: { run: Run }) {
  return (
    <svg class="line-swatch" width="30" height="10" aria-hidden="true">
      <line x1="1" x2="29" y1="5" y2="5" class={`run-${run.colour}`} stroke-width="2.5" stroke-dasharray={(DASHES[run.colour] ?? []).join(" ")} />
    </svg>
  );
}

function Yearly({ runs, measure, group }: { runs: Run[]; measure: Measure; group: string }) {
  const { setting, lang } = usePage();
  const t = words();
  if (!setting || runs.length === 0) return null;
  const weeks = runs[0]!.answer!.weeks;
  const years = [...new Set(weeks.map((w) => Math.floor(w / 52)))];
  return (
    <details class="as-text">
      <summary>{t("ui.series.as_table")}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("ui.series.as_table")}>
        <table>
          <caption>{t("ui.series.table_caption", { measure: measure.label, unit: unitOf(measure) || "1" })}</caption>
          <thead>
            <tr>
              <th scope="col">{t("ui.col.run")}</th>
              {years.map((y) => (
                <th key={y} scope="col">{t("ui.year", { year: y + 1 })}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => {
              const row = rowOf(run.answer, measure.key, group, setting);
              return (
                <tr key={run.id}>
                  <th scope="row">{nameOf(run)}</th>
                  {years.map((y) => {
                    const values = weeks.flatMap((w, i) => (Math.floor(w / 52) === y && typeof row?.mean[i] === "number" ? [row.mean[i] as number] : []));
                    return <td key={y}>{values.length ? plain(values.reduce((a, b) => a + b, 0) / values.length, measure, lang) : "–"}</td>;
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </details>
  );
}
