// Words and numbers as the reader's language has them. Every word comes from the server's one catalogue.

import type { Lang, Levers, Measure, Setting, Value } from "./api";

declare const FIRST_WORDS: Record<Lang, Record<string, string>>;

export type Words = (key: string, fill?: Record<string, string | number>) => string;

/** Looks a text up and fills its {placeholders}. A missing text shows its key, so that a test can find it. */
export function wordsOf(lang: Lang, setting: Setting | null): Words {
  return (key, fill = {}) => {
    const text = setting?.texts[key] ?? FIRST_WORDS[lang][key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in fill ? String(fill[name]) : whole));
  };
}

// Measures of unit 1 that are no share of anything, so that per cent would mislead.
const NO_SHARE =
  /^(contest\.(stake|score_spread)|cascade\.|score\.digital_results|platforms\.(fragmentation|quality)|demands\.copies|citizens\.(bounced|trips|burden_|gini|theil|exclusion_ratio|skill|complaints)|imitation\.|careers\.)/;

export const isShare = (key: string, unit: string) => unit === "1" && !NO_SHARE.test(key);

/** A number with about three significant digits. */
export function number(value: number | null | undefined, lang: Lang, sign = false): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
  const text = value.toLocaleString(lang === "zh" ? "zh-CN" : "en-GB", {
    maximumFractionDigits: digits,
    minimumFractionDigits: Math.min(digits, size === 0 ? 0 : digits > 2 ? 2 : digits),
    signDisplay: sign ? "exceptZero" : "auto",
  });
  return text.replace("-", "−");
}

const percent = (value: number | null | undefined, lang: Lang, sign: boolean): string => {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const digits = Math.abs(value) < 0.1 ? 2 : 1;
  return (value * 100)
    .toLocaleString(lang === "zh" ? "zh-CN" : "en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: sign ? "exceptZero" : "auto" })
    .replace("-", "−");
};

/** A value of a measure, without its unit. */
export function plain(value: number | null | undefined, measure: { key: string; unit: string }, lang: Lang, sign = false): string {
  return isShare(measure.key, measure.unit) ? percent(value, lang, sign) : number(value, lang, sign);
}

/** The unit of a measure's values: "%" for shares. */
export function unitOf(measure: { key: string; unit: string; unit_label: string }): string {
  return isShare(measure.key, measure.unit) ? "%" : measure.unit === "1" ? "" : measure.unit_label;
}

/** The unit of a difference: percentage points for shares. */
export function unitOfDifference(measure: { key: string; unit: string; unit_label: string }, t: Words): string {
  return isShare(measure.key, measure.unit) ? t("ui.points") : measure.unit === "1" ? "" : measure.unit_label;
}

/** "in %, as reported": the unit, and whose number it is where that is not the model's. */
export function asReported(measure: { key: string; unit: string; unit_label: string; truth: Measure["truth"] }, t: Words): string {
  const unit = unitOf(measure);
  return [unit === "%" ? t("ui.in_per_cent") : unit, measure.truth === "reported" ? t("ui.as_reported") : ""].filter(Boolean).join(t("ui.comma"));
}

/** A value with its unit. */
export function valued(value: number | null | undefined, measure: { key: string; unit: string; unit_label: string }, lang: Lang): string {
  const unit = unitOf(measure);
  const text = plain(value, measure, lang);
  return text === "–" || unit === "" ? text : `${text}\u00a0${unit}`;
}

/** "96.1 … 98.2" */
export function span(low: number | null | undefined, high: number | null | undefined, measure: { key: string; unit: string }, lang: Lang, sign = false): string {
  return `${plain(low, measure, lang, sign)} … ${plain(high, measure, lang, sign)}`;
}

/** Label of a group, an activity or an indicator. */
export function labelOfGroup(group: string, setting: Setting, t: Words): string {
  if (group === "all") return t("ui.everybody");
  const known =
    setting.groups.find((g) => g.key === group) ??
    setting.activities.find((a) => a.key === group || `activity:${a.key}` === group) ??
    setting.indicators.find((i) => i.key === group || `indicator:${i.key}` === group);
  return known?.label ?? group;
}

export function showValue(value: Value, key: string, setting: Setting, t: Words): string {
  if (typeof value === "boolean") return t(value ? "ui.on" : "ui.off");
  if (typeof value === "number") return String(Math.round(value * 1e6) / 1e6);
  const choice = setting.levers.find((l) => l.key === key)?.choices.find((c) => (typeof c === "string" ? c : c.key) === value);
  return choice === undefined ? value : typeof choice === "string" ? choice : choice.label;
}

/** "Third-party assessment 0 → 0.5, Rankings 1 → 0.4" */
export function inWords(set: Levers, setting: Setting, t: Words): string {
  const parts = Object.keys(set).map((key) => {
    const lever = setting.levers.find((l) => l.key === key);
    const now = showValue(set[key]!, key, setting, t);
    return lever ? `${lever.label} ${showValue(lever.value, key, setting, t)} → ${now}` : `${key} ${now}`;
  });
  return parts.length === 0 ? t("ui.country_as_is") : parts.join(t("ui.comma"));
}

export type Verdict = "better" | "worse" | "unclear" | "higher" | "lower" | "same";

/** What an interval of a difference says, in one word. */
export function verdict(low: number | null, high: number | null, good: Measure["good"]): Verdict {
  if (low === null || high === null) return "unclear";
  if (low === 0 && high === 0) return "same";
  if (low <= 0 && high >= 0) return "unclear";
  const up = low > 0;
  if (good === "neither") return up ? "higher" : "lower";
  return up === (good === "more") ? "better" : "worse";
}

export const MARKS: Record<Verdict, string> = { better: "▲", worse: "▼", unclear: "○", higher: "↑", lower: "↓", same: "=" };
