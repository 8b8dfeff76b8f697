// The page's address holds the whole setting: levers, kept runs with their names, language, theme, what is looked at.
// `?lang=zh&evaluation.third_party=0.5&runs=Name~lever:value,lever:value;Name~…&measure=…&group=…&compare=country,now&view=class`

import type { Lang, Levers, Setting, Value } from "./api";

export type View = "country" | "class";
export type Theme = "light" | "dark" | "system";

export interface Address {
  lang: Lang | null;
  theme: Theme;
  view: View;
  measure: string | null;
  group: string | null;
  /** Measure of the figure "for whom". */
  whom: string | null;
  /** "country", "now" or the place of a kept run from 1 on: baseline and arm. */
  compare: [string, string] | null;
  levers: Levers;
  kept: { name: string; set: Levers }[];
}

/** Beside the levers: over how many weeks they move to what is set. It is kept and shown as if it were one of them. */
export const RAMP = "ramp";

const OWN = new Set(["lang", "theme", "view", "measure", "group", "whom", "compare", "runs", "teacher", "code", "preset"]);
const MOST_RUNS = 12;
const LONGEST_NAME = 60;

// `~`, `;`, `,` and `:` part the list of runs, so they are escaped inside names.
const escape = (text: string) => text.replace(/[%~;,:]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
function unescape(text: string): string {
  return text.replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** A value as the lever wants it, or null where it is nothing the lever can be. Bounds are the server's to judge. */
export function parseValue(text: string, key: string, setting: Setting): Value | null {
  const lever = setting.levers.find((l) => l.key === key);
  if (!lever) return null;
  if (lever.kind === "switch") return text === "true" ? true : text === "false" ? false : null;
  if (lever.kind === "choice") return text;
  const number = Number(text);
  return text.trim() !== "" && Number.isFinite(number) ? number : null;
}

/** Reads an address. Levers that this country does not have are named in `unknown`, not silently dropped. */
export function readAddress(search: string, setting: Setting | null): { address: Address; unknown: string[] } {
  const query = new URLSearchParams(search);
  const unknown: string[] = [];
  const lang = query.get("lang");
  const theme = query.get("theme");
  const address: Address = {
    lang: lang === "en" || lang === "zh" ? lang : null,
    theme: theme === "light" || theme === "dark" ? theme : "system",
    view: query.get("view") === "class" || query.has("code") ? "class" : "country",
    measure: query.get("measure"),
    group: query.get("group"),
    whom: query.get("whom"),
    compare: null,
    levers: {},
    kept: [],
  };
  const compare = query.get("compare")?.split(",");
  if (compare?.length === 2) address.compare = [compare[0]!, compare[1]!];
  if (!setting) return { address, unknown };
  const take = (into: Levers, key: string, text: string) => {
    const value = parseValue(text, key, setting);
    if (value === null) unknown.push(`${key}=${text}`);
    else into[key] = value;
  };
  for (const [key, text] of query) if (!OWN.has(key)) take(address.levers, key, text);
  const preset = setting.presets.find((p) => p.key === query.get("preset"));
  if (preset) Object.assign(address.levers, preset.set);
  for (const part of (query.get("runs") ?? "").split(";").filter(Boolean).slice(0, MOST_RUNS)) {
    const [name = "", levers = ""] = part.split("~");
    const set: Levers = {};
    for (const pair of levers.split(",").filter(Boolean)) {
      const [key = "", text = ""] = pair.split(":");
      take(set, unescape(key), unescape(text));
    }
    address.kept.push({ name: unescape(name).slice(0, LONGEST_NAME), set });
  }
  return { address, unknown };
}

/** Writes an address; what is as usual is left out. */
export function writeAddress(address: Address): string {
  const query = new URLSearchParams();
  if (address.lang) query.set("lang", address.lang);
  if (address.theme !== "system") query.set("theme", address.theme);
  if (address.view !== "country") query.set("view", address.view);
  for (const key of Object.keys(address.levers).sort()) query.set(key, String(address.levers[key]));
  if (address.kept.length > 0) {
    const runs = address.kept.map(({ name, set }) => {
      const levers = Object.keys(set).sort().map((key) => `${escape(key)}:${escape(String(set[key]))}`);
      return `${escape(name)}~${levers.join(",")}`;
    });
    query.set("runs", runs.join(";"));
  }
  if (address.measure) query.set("measure", address.measure);
  if (address.group) query.set("group", address.group);
  if (address.whom) query.set("whom", address.whom);
  if (address.compare) query.set("compare", address.compare.join(","));
  const text = query.toString().replace(/%7E/g, "~").replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%3B/g, ";");
  return text ? `?${text}` : location.pathname;
}

/** Two settings are one when this is. */
export function canonical(set: Levers): string {
  return JSON.stringify(Object.keys(set).sort().map((key) => [key, set[key]]));
}
