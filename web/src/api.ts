// What the server says and understands. Types follow the answers of src/workshop; nothing here draws or keeps anything.

import { RAMP } from "./address";

export type Lang = "en" | "zh";
export type Value = number | boolean | string;
/** Levers that differ from the country as it is. */
export type Levers = Record<string, Value>;

export interface Lever {
  key: string;
  label: string;
  sentence: string;
  unit: string;
  unit_label: string;
  kind: "number" | "whole" | "switch" | "choice";
  choices: (string | { key: string; label: string })[];
  low: number;
  high: number;
  step: number;
  value: Value;
  default: Value;
}

export interface Measure {
  key: string;
  label: string;
  sentence: string;
  unit: string;
  unit_label: string;
  good: "more" | "less" | "neither";
  truth: "true" | "reported" | "neither";
  groups: boolean;
}

export interface Word {
  key: string;
  label: string;
}

export interface Setting {
  version: string;
  country: {
    name: string;
    description: string;
    hash: string;
    offices: number;
    citizens: number;
    years: number;
    replicates: number;
    seed: number;
    start?: string;
    policy_week: number;
  };
  tiers: (Word & { units: number })[];
  indicators: (Word & { unit: string })[];
  activities: Word[];
  groups: (Word & { kind: string })[];
  remedies: (Word & { sentence: string; levers: string[] })[];
  levers: Lever[];
  presets: (Word & { sentence: string; set: Levers; ramp?: number })[];
  measures: Measure[];
  headline: string[];
  figures?: Word[];
  mechanisms?: Word[];
  board: { key: string; measure: string; group: string; label: string; sentence: string; unit: string; unit_label: string; good: Measure["good"]; there: boolean }[];
  texts: Record<string, string>;
  limits: { name_length?: number };
  class: { open: boolean; hidden?: boolean; teacher?: boolean } | null;
}

export type Numbers = (number | null)[];

export interface Series {
  measure: string;
  tier: string;
  group: string;
  mean: Numbers;
  low: Numbers;
  high: Numbers;
}

export interface Unit {
  name: string;
  parent: number | null;
  target: Numbers;
  load?: Numbers | null;
  /** Reported attainment: what the superior sees. */
  reported?: Numbers | null;
  /** True ones are absent while the teacher hides them. */
  faked?: Numbers | null;
  resolved?: Numbers | null;
  excluded?: Numbers | null;
}

export interface Picture {
  weeks: number[];
  tiers: { tier: string; units: Unit[] }[];
  citizens: { group: string; people?: number; resolved: Numbers; excluded: Numbers }[];
}

export interface Difference {
  measure: string;
  group: string;
  unit: string;
  baseline: number | null;
  arm: number | null;
  difference: number | null;
  low: number | null;
  high: number | null;
  n: number;
  agree: number | null;
  effect_size: number | null;
}

export interface Final {
  measure: string;
  group: string;
  unit: string;
  values: Numbers;
  mean: number | null;
  low: number | null;
  high: number | null;
}

export interface Answer {
  id: string;
  hash: string;
  set: Levers;
  seeds: number[];
  hidden?: boolean;
  weeks: number[];
  series: Series[];
  final: Final[];
  picture: Picture;
  differences: Difference[];
}

export interface BoardValue {
  measure: string;
  group: string;
  unit: string;
  truth: Measure["truth"];
  mean: number | null;
  low: number | null;
  high: number | null;
  difference?: { difference: number | null; low: number | null; high: number | null; n: number; agree: number | null } | null;
}

export interface Group {
  id: number | string;
  name: string;
  submissions: number;
  set?: Levers | null;
  ramp?: number;
  values?: Record<string, BoardValue | null> | null;
}

export interface Board {
  code?: string | null;
  open: boolean;
  frozen: boolean;
  hidden: boolean;
  group?: number | string | null;
  groups: Group[];
  baseline?: { values: Record<string, BoardValue | null> } | null;
}

/** Something went wrong, in words: `error` what, `help` what to do. Status 0: the server was not reached. */
export class Fault extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    readonly where?: string,
    readonly help?: string,
    readonly retryAfter?: number,
    readonly code?: string,
  ) {
    super(error);
  }
}

/** Who asks: a random word for limits for each visitor, kept for this tab only; and the teacher's key where there is one. */
export const visitor = {
  id: remembered("jiama.visitor") ?? remember("jiama.visitor", [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(36)).join("").slice(0, 20)),
  teacher: null as string | null,
};

/** What a tab remembers is gone when it is closed. */
export function remembered(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember<T extends string | null>(key: string, value: T): T {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // A browser that forbids storage only forgets on reload.
  }
  return value;
}

/** Sends a request and reads its whole answer; what is refused becomes a `Fault`. */
async function send(path: string, body?: unknown, signal?: AbortSignal): Promise<{ response: Response; bytes: Blob }> {
  const headers: Record<string, string> = { "x-jiama-visitor": visitor.id };
  if (visitor.teacher) headers["x-jiama-teacher"] = visitor.teacher;
  if (body !== undefined) headers["content-type"] = "application/json";
  let response: Response;
  let bytes: Blob;
  try {
    response = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
      cache: "no-store",
    });
    bytes = new Blob([await response.arrayBuffer()]);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Fault(0, "");
  }
  if (!response.ok) {
    const said = (parsed(await bytes.text()) ?? {}) as { error?: string; where?: string; help?: string; code?: string };
    const after = Number(response.headers.get("retry-after"));
    throw new Fault(response.status, said.error ?? "", said.where, said.help, after > 0 ? after : undefined, said.code);
  }
  return { response, bytes };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An answer that is not JSON is told by its status.
    return null;
  }
}

async function ask<T>(path: string, body?: unknown, signal?: AbortSignal): Promise<{ json: T; seconds: number | null }> {
  const { response, bytes } = await send(path, body, signal);
  const json = parsed(await bytes.text());
  if (json === null) throw new Fault(response.status, "");
  const seconds = Number(response.headers.get("x-jiama-seconds") ?? NaN);
  return { json: json as T, seconds: Number.isFinite(seconds) ? seconds : null };
}

/** A file that the server makes, and the name that it gives it. */
export async function fetchFile(address: string): Promise<{ bytes: Blob; name: string }> {
  const { response, bytes } = await send(address);
  const said = response.headers.get("content-disposition")?.match(/filename="?([^";]+)/)?.[1];
  return { bytes, name: said ?? new URL(address, location.href).pathname.split("/").pop() ?? "jiama" };
}

const asked = async <T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> => (await ask<T>(path, body, signal)).json;

const query = (entries: Record<string, string | null | undefined>): string =>
  new URLSearchParams(Object.entries(entries).filter((e): e is [string, string] => Boolean(e[1]))).toString();

/** The week-by-week pace stands beside the levers in the server's setting. */
function wish(levers: Levers): { set: Levers; ramp?: Value } {
  const { [RAMP]: ramp, ...set } = levers;
  return ramp ? { set, ramp } : { set };
}

/** Lets the pace be set, shown and shipped as a lever is. */
function withRamp(setting: Setting): Setting {
  const text = (key: string) => setting.texts[key] ?? key;
  const ramp: Lever = {
    key: RAMP, label: text("ui.ramp"), sentence: text("ui.ramp.about"), unit: "week", unit_label: text("ui.ramp.unit"),
    kind: "whole", choices: [], low: 0, high: 156, step: 13, value: 0, default: 0,
  };
  const presets = setting.presets.map((p) => (p.ramp ? { ...p, set: { ...p.set, [RAMP]: p.ramp } } : p));
  return { ...setting, levers: [...setting.levers, ramp], presets };
}

export const api = {
  setting: async (lang: Lang): Promise<Setting> => withRamp(await asked<Setting>(`/api/setting?${query({ lang })}`)),
  run: (set: Levers, signal?: AbortSignal) => ask<Answer>("/api/run", wish(set), signal),
  compare: (a: Levers, b: Levers, signal?: AbortSignal) =>
    asked<{ differences: Difference[] }>("/api/compare", { a: wish(a), b: wish(b) }, signal),
  board: (token: string | null) => asked<Board>(`/api/class?${query({ token, teacher: visitor.teacher })}`),
  join: (code: string, name: string) => asked<{ group: number | string; token: string }>("/api/class/join", { code, name }),
  submit: (token: string, set: Levers) => asked<unknown>("/api/class/submit", { token, ...wish(set) }),
  control: (action: string, group?: number | string) =>
    asked<unknown>("/api/class/control", { teacher: visitor.teacher, action, group }),
};

/** Address of a file made by the server for a setting, and for what it is compared with. */
export function exportAddress(file: string, lang: Lang, set: Levers, base: Levers, name: string): string {
  const parts = new URLSearchParams({ lang });
  if (name) parts.set("name", name);
  for (const [key, value] of Object.entries(set)) parts.set(key, String(value));
  for (const [key, value] of Object.entries(base)) parts.set(`base.${key}`, String(value));
  return `/api/export/${file}?${parts}`;
}
