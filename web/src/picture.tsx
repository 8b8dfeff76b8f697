// The hierarchy as a picture that lives: a bar for each unit, as high as its target; its tint is the load, its hatched head what is faked.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Lang, Numbers, Picture as Data, Setting, Unit, Word } from "./api";
import { Citizens } from "./citizens";
import { useWidth } from "./size";
import { change, nameOf, reducedMotion, runOf, usePage, words } from "./store";
import type { Words } from "./words";
import { number } from "./words";

const at = (values: Numbers | null | undefined, week: number): number | null => values?.[week] ?? null;
const mean = (values: (number | null)[]): number | null => {
  const known = values.filter((v): v is number => v !== null);
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length;
};
/** Steps of load: below the hours there are, up to them, and beyond them. */
const LOADS = [0.8, 0.9, 1.0, 1.1];
const loadStep = (load: number | null): number => (load === null ? 0 : LOADS.filter((l) => load >= l).length);

interface Place {
  tier: number;
  index: number;
}

/** Where every unit stands: the offices in a row, each superior over the middle of its own. */
function places(data: Data, left: number, right: number): number[][] {
  const x: number[][] = data.tiers.map((t) => t.units.map(() => 0));
  const last = data.tiers.length - 1;
  const offices = data.tiers[last]?.units ?? [];
  // A gap between the offices of one superior and those of the next.
  let slots = 0;
  const slot = offices.map((office, i) => {
    if (i > 0) slots += office.parent === offices[i - 1]?.parent ? 1 : 1.8;
    return slots;
  });
  const step = (right - left) / (slots + 1);
  slot.forEach((s, i) => (x[last]![i] = left + (s + 0.5) * step));
  for (let tier = last - 1; tier >= 0; tier -= 1) {
    data.tiers[tier]!.units.forEach((_, i) => {
      const below = data.tiers[tier + 1]!.units.flatMap((u, k) => (u.parent === i ? [x[tier + 1]![k]!] : []));
      x[tier]![i] = below.length > 0 ? (Math.min(...below) + Math.max(...below)) / 2 : left;
    });
  }
  return x;
}

/** "1.2.3" of "township-1.2.3" and nothing of "province": the tier is said beside it. A name of its own stays. */
const shortName = (name: string, tier: string): string => (name === tier ? "" : name.startsWith(`${tier}-`) ? name.slice(tier.length + 1) : name);

function describeUnit(unit: Unit, tier: Word, week: number, lang: Lang, t: Words): string {
  const share = (v: number | null) => (v === null ? null : `${number(v * 100, lang)} %`);
  const parts = [
    t("ui.unit.target", { value: number(at(unit.target, week), lang) }),
    at(unit.load, week) === null ? "" : t("ui.unit.load", { value: number(at(unit.load, week), lang) }),
    share(at(unit.reported, week)) ? t("ui.unit.reported", { value: share(at(unit.reported, week))! }) : "",
    share(at(unit.faked, week)) ? t("ui.unit.faked", { value: share(at(unit.faked, week))! }) : "",
    share(at(unit.resolved, week)) ? t("ui.unit.resolved", { value: share(at(unit.resolved, week))! }) : "",
    share(at(unit.excluded, week)) ? t("ui.unit.excluded", { value: share(at(unit.excluded, week))! }) : "",
  ].filter(Boolean);
  const name = `${tier.label} ${shortName(unit.name, tier.key)}`.trim();
  return `${name}: ${parts.join(t("ui.comma"))}`;
}

export function Picture() {
  const page = usePage();
  const t = words();
  const run = runOf(page.b);
  const setting = page.setting!;
  const data = run?.answer?.picture;
  const last = data ? data.weeks.length - 1 : 0;
  const week = Math.min(page.week, last);

  useEffect(() => {
    if (!page.playing) return;
    const timer = setInterval(() => {
      const next = page.week + 1;
      if (next >= last) change({ week: last, playing: false });
      else change({ week: next });
    }, reducedMotion() ? 1000 : Math.max(60, 6000 / Math.max(1, last)));
    return () => clearInterval(timer);
  }, [page.playing, page.week, last]);

  return (
    <section id="picture" aria-labelledby="picture-title" class="figure">
      <h2 id="picture-title">{t("ui.picture")}</h2>
      {run && <p class="under">{t("ui.picture.of", { name: nameOf(run) })}</p>}
      {data && (
        <div class="time">
          <button
            type="button"
            class="quiet"
            onClick={() => change(page.playing ? { playing: false } : { playing: true, week: week >= last ? 0 : week })}
          >
            <span aria-hidden="true">{page.playing ? "❚❚" : "▶"}</span> {t(page.playing ? "ui.pause" : "ui.play")}
          </button>
          <label class="grow">
            <span class="hidden">{t("ui.time")}</span>
            <input
              type="range"
              min={0}
              max={last}
              value={week}
              aria-valuetext={when(data.weeks[week] ?? 0, setting, t)}
              onInput={(e) => change({ week: Number(e.currentTarget.value), playing: false })}
            />
          </label>
          <span class="when">{when(data.weeks[week] ?? 0, setting, t)}</span>
        </div>
      )}
      {data ? <Living data={data} week={week} setting={setting} lang={page.lang} /> : <p class="wait">{t("ui.running")}</p>}
    </section>
  );
}

/** "Year 2, week 12, under the policy"; weeks are counted from 0. */
function when(week: number, setting: Setting, t: Words): string {
  const text = t("ui.when", { year: Math.floor(week / 52) + 1, week: (week % 52) + 1 });
  return week >= setting.country.policy_week ? `${text}${t("ui.comma")}${t("ui.under_policy")}` : text;
}

function Living({ data, week, setting, lang }: { data: Data; week: number; setting: Setting; lang: Lang }) {
  const t = words();
  const [ref, width] = useWidth();
  const [active, setActive] = useState<Place>({ tier: 0, index: 0 });
  const svg = useRef<SVGSVGElement>(null);
  const hidden = data.tiers.every((tier) => tier.units.every((u) => u.faked === null || u.faked === undefined));
  const narrow = width < 620;
  const left = narrow ? 0 : 168;
  const right = Math.max(width - 4, left + 100);
  const x = places(data, left, right);
  const offices = data.tiers[data.tiers.length - 1]!.units.length;
  const highest = Math.max(1, ...data.tiers.flatMap((tier) => tier.units.flatMap((u) => u.target.filter((v): v is number => v !== null))));
  const unitHeight = (narrow ? 84 : 104) / highest;
  const labelled = (count: number) => (right - left) / count > 44;
  const labelLine = narrow ? 22 : 0;
  const tops: number[] = [];
  let y = 6;
  const highestOf = data.tiers.map((tier) => Math.max(1, ...tier.units.flatMap((u) => u.target.filter((v): v is number => v !== null))));
  const bases = data.tiers.map((tier, i) => {
    y += labelLine + (labelled(tier.units.length) ? 14 : 4);
    tops.push(y);
    y += highestOf[i]! * unitHeight;
    const base = y;
    y += i === data.tiers.length - 1 ? 14 : 30;
    return base;
  });
  const height = y;
  const means = data.tiers.map((tier) => ({
    target: mean(tier.units.map((u) => at(u.target, week))),
    load: mean(tier.units.map((u) => at(u.load, week))),
    faked: mean(tier.units.map((u) => at(u.faked, week))),
    reported: mean(tier.units.map((u) => at(u.reported, week))),
    resolved: mean(tier.units.map((u) => at(u.resolved, week))),
  }));
  const label = (tier: string) => setting.tiers.find((s) => s.key === tier)?.label ?? tier;
  const chosen = data.tiers[active.tier]?.units[active.index];

  const move = (e: KeyboardEvent) => {
    const here = data.tiers[active.tier]!.units[active.index]!;
    let next: Place | null = null;
    if (e.key === "ArrowRight") next = { tier: active.tier, index: Math.min(active.index + 1, data.tiers[active.tier]!.units.length - 1) };
    else if (e.key === "ArrowLeft") next = { tier: active.tier, index: Math.max(0, active.index - 1) };
    else if (e.key === "ArrowUp" && here.parent !== null && active.tier > 0) next = { tier: active.tier - 1, index: here.parent };
    else if (e.key === "ArrowDown" && active.tier < data.tiers.length - 1) {
      const child = data.tiers[active.tier + 1]!.units.findIndex((u) => u.parent === active.index);
      if (child >= 0) next = { tier: active.tier + 1, index: child };
    } else if (e.key === "Home") next = { tier: active.tier, index: 0 };
    else if (e.key === "End") next = { tier: active.tier, index: data.tiers[active.tier]!.units.length - 1 };
    if (!next) return;
    e.preventDefault();
    setActive(next);
    svg.current?.querySelector<SVGElement>(`[data-unit="${next.tier}-${next.index}"]`)?.focus();
  };

  return (
    <>
      <div ref={ref} class="canvas">
        {width > 0 && (
          <svg ref={svg} width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={t("ui.picture.alt")} onKeyDown={move}>
            <defs>
              <pattern id="faked" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect width="5" height="5" class="faked-ground" />
                <rect width="2.4" height="5" class="faked-line" />
              </pattern>
            </defs>
            {data.tiers.map((tier, i) =>
              i === 0
                ? null
                : data.tiers[i - 1]!.units.map((parent, p) => {
                    const below = tier.units.flatMap((u, k) => (u.parent === p ? [x[i]![k]!] : []));
                    const rail = tops[i]! - labelLine - (labelled(tier.units.length) ? 20 : 10);
                    return (
                      <path
                        key={`${parent.name}-${p}`}
                        class="wire"
                        d={`M${x[i - 1]![p]} ${bases[i - 1]! + 3}V${rail}` + (below.length > 1 ? `M${Math.min(...below)} ${rail}H${Math.max(...below)}` : "") + below.map((b) => `M${b} ${rail}v4`).join("")}
                      />
                    );
                  }),
            )}
            {data.tiers.map((tier, i) => {
              const barWidth = i === data.tiers.length - 1 ? Math.max(2.5, Math.min(22, ((right - left) / (offices * 1.15)) * 0.74)) : narrow ? 16 : 26;
              return (
                <g key={tier.tier}>
                  <line class="base" x1={left} x2={right} y1={bases[i]} y2={bases[i]} />
                  <line class="centre" x1={left} x2={right} y1={bases[i]! - unitHeight} y2={bases[i]! - unitHeight} />
                  {tier.units.map((unit, k) => {
                    const target = at(unit.target, week) ?? 0;
                    const high = target * unitHeight;
                    const fake = Math.min(1, Math.max(0, at(unit.faked, week) ?? 0)) * high;
                    const here = active.tier === i && active.index === k;
                    const name = describeUnit(unit, { key: tier.tier, label: label(tier.tier) }, week, lang, t);
                    return (
                      <g
                        key={k}
                        class={`unit${here ? " here" : ""}`}
                        role="img"
                        aria-label={name}
                        tabIndex={here ? 0 : -1}
                        data-unit={`${i}-${k}`}
                        onFocus={() => setActive({ tier: i, index: k })}
                        onPointerEnter={() => setActive({ tier: i, index: k })}
                        onClick={() => setActive({ tier: i, index: k })}
                      >
                        <rect class="touch" x={x[i]![k]! - Math.max(barWidth, 8) / 2} y={tops[i]! - 4} width={Math.max(barWidth, 8)} height={bases[i]! - tops[i]! + 8} />
                        <rect class={`bar load-${loadStep(at(unit.load, week))}`} x={x[i]![k]! - barWidth / 2} y={bases[i]! - high} width={barWidth} height={high} />
                        {fake > 0 && <rect fill="url(#faked)" x={x[i]![k]! - barWidth / 2} y={bases[i]! - high} width={barWidth} height={fake} />}
                        <rect class="edge" x={x[i]![k]! - barWidth / 2} y={bases[i]! - high} width={barWidth} height={high} />
                        {labelled(tier.units.length) && (
                          <text class="value" x={x[i]![k]} y={bases[i]! - high - 5} text-anchor="middle">
                            ×{number(target, lang)}
                          </text>
                        )}
                      </g>
                    );
                  })}
                </g>
              );
            })}
            {data.tiers.map((tier, i) => {
              const step = i === 0 ? null : ratio(means[i]!.target, means[i - 1]!.target);
              const first = bases[i]! - highestOf[i]! * unitHeight + (narrow ? -20 : 2);
              const size = `${label(tier.tier)} · ${tier.units.length}`;
              const stepText = step === null ? t("ui.tier.start") : t("ui.tier.step", { step: signed((step - 1) * 100, lang) });
              return narrow ? (
                <text key={tier.tier} x={0} y={first - (labelled(tier.units.length) ? 8 : 0)} class="tier">
                  <tspan class="strong">{size}</tspan>
                  <tspan dx="8">×{number(means[i]!.target, lang)}</tspan>
                  <tspan dx="8" class="step">{stepText}</tspan>
                </text>
              ) : (
                <g key={tier.tier} class="tier">
                  <text x={0} y={bases[i]! - 30} class="strong">{size}</text>
                  <text x={0} y={bases[i]! - 14}>{t("ui.tier.target", { target: number(means[i]!.target, lang) })}</text>
                  <text x={0} y={bases[i]! + 1} class="step">{stepText}</text>
                </g>
              );
            })}
          </svg>
        )}
      </div>
      <p class="readout">
        {chosen ? describeUnit(chosen, { key: data.tiers[active.tier]!.tier, label: label(data.tiers[active.tier]!.tier) }, week, lang, t) : ""}
      </p>
      <Legend hidden={hidden} />
      <Citizens data={data} week={week} />
      <details class="as-text">
        <summary>{t("ui.picture.as_table")}</summary>
        <div class="scroll" tabIndex={0} role="region" aria-label={t("ui.picture.as_table")}>
          <table>
            <caption>{when(data.weeks[week] ?? 0, setting, t)}</caption>
            <thead>
              <tr>
                <th scope="col">{t("ui.col.tier")}</th>
                <th scope="col">{t("ui.col.units")}</th>
                <th scope="col">{t("ui.col.target")}</th>
                <th scope="col">{t("ui.col.step")}</th>
                <th scope="col">{t("ui.col.load")}</th>
                <th scope="col">{t("ui.col.reported")}</th>
                {!hidden && <th scope="col">{t("ui.col.faked")}</th>}
                {!hidden && <th scope="col">{t("ui.col.resolved")}</th>}
              </tr>
            </thead>
            <tbody>
              {data.tiers.map((tier, i) => {
                const m = means[i]!;
                const step = i === 0 ? null : ratio(m.target, means[i - 1]!.target);
                return (
                  <tr key={tier.tier}>
                    <th scope="row">{label(tier.tier)}</th>
                    <td>{tier.units.length}</td>
                    <td>×{number(m.target, lang)}</td>
                    <td>{step === null ? "–" : `${signed((step - 1) * 100, lang)} %`}</td>
                    <td>{number(m.load, lang)}</td>
                    <td>{cent(m.reported, lang)}</td>
                    {!hidden && <td>{cent(m.faked, lang)}</td>}
                    {!hidden && <td>{cent(m.resolved, lang)}</td>}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

const ratio = (a: number | null, b: number | null): number | null => (a === null || b === null || b === 0 ? null : a / b);
const signed = (value: number, lang: Lang): string =>
  value.toLocaleString(lang === "zh" ? "zh-CN" : "en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: "exceptZero" }).replace("-", "−");
const cent = (value: number | null, lang: Lang): string => (value === null ? "–" : `${number(value * 100, lang)} %`);

function Legend({ hidden }: { hidden: boolean }) {
  const t = words();
  return (
    <ul class="legend">
      <li class="plain">{t("ui.legend.height")}</li>
      {!hidden && <li class="plain">
        <span>{t("ui.legend.load")}</span>
        {[0, 1, 2, 3, 4].map((step) => (
          <span key={step} class="swatch">
            <svg width="14" height="14" aria-hidden="true">
              <rect width="14" height="14" class={`bar load-${step}`} />
              <rect x="0.5" y="0.5" width="13" height="13" class="edge" />
            </svg>
            {step === 0 ? `< ${LOADS[0]}` : step === 4 ? `≥ ${LOADS[3]}` : `${LOADS[step - 1]}–${LOADS[step]}`}
          </span>
        ))}
      </li>}
      {!hidden && (
        <li class="plain">
          <span class="swatch">
            <svg width="14" height="14" aria-hidden="true">
              <rect width="14" height="14" fill="url(#faked)" />
              <rect x="0.5" y="0.5" width="13" height="13" class="edge" />
            </svg>
            {t("ui.legend.faked")}
          </span>
        </li>
      )}
      <li class="plain">
        <span class="swatch">
          <svg width="22" height="14" aria-hidden="true">
            <line class="centre" x1="0" x2="22" y1="7" y2="7" />
          </svg>
          {t("ui.legend.centre")}
        </span>
      </li>
    </ul>
  );
}
