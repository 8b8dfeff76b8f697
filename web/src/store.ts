// The state of the page and everything that changes it. Components read `useState` below and call these functions.

import { useLayoutEffect, useState as usePreact } from "preact/hooks";
import { api, Fault, remember, remembered, visitor } from "./api";
import type { Answer, Board, Difference, Lang, Levers, Setting, Value } from "./api";
import { canonical, readAddress, writeAddress } from "./address";
import type { Theme, View } from "./address";
import { inWords, plain, unitOf, wordsOf } from "./words";
import type { Words } from "./words";

export interface Run {
  id: number;
  name: string;
  set: Levers;
  kept: boolean;
  shown: boolean;
  /** Which of the colours and dashes it has; 0 is the country as it is. */
  colour: number;
  status: "running" | "done" | "failed";
  answer: Answer | null;
  seconds: number | null;
  fault: Fault | null;
}

export interface Page {
  lang: Lang;
  theme: Theme;
  view: View;
  setting: Setting | null;
  fault: Fault | null;
  /** Levers as they stand in the panel, whether run or not. */
  levers: Levers;
  runs: Run[];
  /** Runs compared: baseline and arm. */
  a: number;
  b: number;
  measure: string;
  group: string;
  whom: string;
  differences: Difference[] | null;
  differencesFault: Fault | null;
  /** Place in the weeks of the picture. */
  week: number;
  playing: boolean;
  /** Seconds until the connection is tried again; null while there is one. */
  lost: number | null;
  unknown: string[];
  board: Board | null;
  boardFault: Fault | null;
  token: string | null;
  fileFault: Fault | null;
  said: string;
}

const COUNTRY = 0;
const MOST_SHOWN = 7;
const COLOURS = 7;

let page: Page = {
  lang: "en",
  theme: "system",
  view: "country",
  setting: null,
  fault: null,
  levers: {},
  runs: [],
  a: COUNTRY,
  b: COUNTRY,
  measure: "",
  group: "all",
  whom: "",
  differences: null,
  differencesFault: null,
  week: 0,
  playing: false,
  lost: null,
  unknown: [],
  board: null,
  boardFault: null,
  token: remembered("jiama.token"),
  fileFault: null,
  said: "",
};
const listeners = new Set<() => void>();
const aborts = new Map<number, AbortController>();
let nextId = 1;

export const now = (): Page => page;
export const words = (): Words => wordsOf(page.lang, page.setting);

export function change(part: Partial<Page>): void {
  page = { ...page, ...part };
  for (const listener of listeners) listener();
}

export function usePage(): Page {
  const [, draw] = usePreact(0);
  useLayoutEffect(() => {
    const listener = () => draw((n) => n + 1);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return page;
}

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
export const runOf = (id: number): Run | undefined => page.runs.find((r) => r.id === id);
const changeRun = (id: number, part: Partial<Run>) => change({ runs: page.runs.map((r) => (r.id === id ? { ...r, ...part } : r)) });
const say = (said: string) => change({ said });

// --- the address --------------------------------------------------------------------------------------------------------------------------

const kept = () => page.runs.filter((r) => r.kept && r.id !== COUNTRY);

function placeOf(id: number): string {
  if (id === COUNTRY) return "country";
  const place = kept().findIndex((r) => r.id === id);
  return place >= 0 ? String(place + 1) : "now";
}

/** The address of the page as it stands. */
export function address(): string {
  const first = page.setting?.headline[0];
  const standard = page.a === COUNTRY && placeOf(page.b) === "now";
  return writeAddress({
    lang: page.lang,
    theme: page.theme,
    view: page.view,
    measure: page.measure === first ? null : page.measure,
    group: page.group === "all" ? null : page.group,
    whom: page.whom === first ? null : page.whom,
    compare: standard || page.runs.length < 2 ? null : [placeOf(page.a), placeOf(page.b)],
    levers: page.levers,
    kept: kept().map(({ name, set }) => ({ name, set })),
  });
}

/** Writes the address: a step that "back" undoes, or in place. */
export function record(step = true): void {
  if (!page.setting) return;
  const next = address();
  if (next === location.search || (next === location.pathname && location.search === "")) return;
  history[step ? "pushState" : "replaceState"](null, "", next);
}

/** Makes the page what its address says: at the start, and on back and forward. */
export function applyAddress(start: boolean): void {
  const setting = page.setting;
  if (!setting) return;
  const { address: said, unknown } = readAddress(location.search, setting);
  const find = (set: Levers) => page.runs.find((r) => canonical(r.set) === canonical(set));
  let runs = page.runs.map((r) => (r.id === COUNTRY ? r : { ...r, kept: false }));
  const places: number[] = [];
  const toRun: number[] = [];
  const add = (name: string, set: Levers, keep: boolean): number => {
    const there = runs.find((r) => canonical(r.set) === canonical(set));
    if (there) {
      if (there.id !== COUNTRY) runs = runs.map((r) => (r.id === there.id ? { ...r, name: name || r.name, kept: keep || r.kept } : r));
      return there.id;
    }
    const run = fresh(name, set, runs, keep);
    runs = [...runs, run];
    toRun.push(run.id);
    return run.id;
  };
  if (!runs.some((r) => r.id === COUNTRY)) {
    runs = [{ id: COUNTRY, name: "", set: {}, kept: true, shown: true, colour: 0, status: "running", answer: null, seconds: null, fault: null }];
    toRun.push(COUNTRY);
  }
  for (const run of said.kept) places.push(add(run.name, run.set, true));
  let current = find(said.levers)?.id ?? COUNTRY;
  if (start && Object.keys(said.levers).length > 0) current = add("", said.levers, false);
  else if (start && places.length > 0 && Object.keys(said.levers).length === 0) current = places[places.length - 1]!;
  const at = (place: string | undefined, other: number): number =>
    place === "country" ? COUNTRY : place === "now" ? current : (places[Number(place) - 1] ?? other);
  const known = (key: string | null) => (key && setting.measures.some((m) => m.key === key) ? key : null);
  change({
    theme: said.theme,
    view: said.view,
    levers: said.levers,
    runs,
    measure: known(said.measure) ?? setting.headline[0] ?? setting.measures[0]?.key ?? "",
    group: said.group ?? "all",
    whom: known(said.whom) ?? setting.headline.find((k) => setting.measures.find((m) => m.key === k)?.groups) ?? setting.headline[0] ?? "",
    unknown,
  });
  for (const id of toRun) void perform(id);
  select(at(said.compare?.[0], COUNTRY), at(said.compare?.[1], current));
}

// --- the start, languages, the connection -------------------------------------------------------------------------------------------------

/** A theme is a word on the root element; without it the system's is taken. */
export function setTheme(theme: Theme): void {
  change({ theme });
  record();
}

export async function setLang(lang: Lang): Promise<void> {
  try {
    const setting = await retried(() => api.setting(lang));
    change({ lang, setting, said: "" });
    record();
  } catch (fault) {
    if (fault instanceof Fault) change({ fault });
  }
}

export async function start(): Promise<void> {
  const query = new URLSearchParams(location.search);
  const key = query.get("teacher");
  // The teacher's key does not stay in the address: a copied link must not carry it.
  if (key) {
    query.delete("teacher");
    const rest = query.toString();
    history.replaceState(null, "", rest ? `?${rest}` : location.pathname);
  }
  visitor.teacher = key ? remember("jiama.teacher", key) : remembered("jiama.teacher");
  const said = readAddress(location.search, null).address;
  change({ lang: said.lang ?? (navigator.language.startsWith("zh") ? "zh" : "en"), theme: said.theme });
  addEventListener("popstate", () => {
    const wanted = readAddress(location.search, null).address.lang ?? page.lang;
    applyAddress(false);
    if (wanted !== page.lang) void setLang(wanted);
  });
  try {
    const setting = await retried(() => api.setting(page.lang));
    change({ setting, fault: null });
    if (key && setting.class) history.replaceState(null, "", writeAddress({ ...readAddress(location.search, setting).address, view: "class" }));
    applyAddress(true);
  } catch (fault) {
    if (fault instanceof Fault) change({ fault });
  }
}

/** The server lets a visitor wait for a few runs at once: the page asks for fewer, the others wait here. */
const AT_ONCE = 2;
let under = 0;
const queue: (() => void)[] = [];

async function inTurn<T>(job: () => Promise<T>): Promise<T> {
  if (under >= AT_ONCE) await new Promise<void>((go) => queue.push(go));
  under += 1;
  try {
    return await job();
  } finally {
    under -= 1;
    queue.shift()?.();
  }
}

const sleep = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((done, stop) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      stop(new DOMException("", "AbortError"));
    });
  });

/** Asks again while the server is not reached, and says so; waits where a full queue says how long. */
async function retried<T>(job: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await job();
      if (page.lost !== null) change({ lost: null, said: words()("ui.connection.back") });
      return answer;
    } catch (fault) {
      const lost = fault instanceof Fault && fault.status === 0;
      const full = fault instanceof Fault && (fault.code === "queue_full" || fault.code === "too_many") && tries < 5;
      if (!lost && !full) throw fault;
      const seconds = lost ? Math.min(2 ** tries, 15) : Math.min(fault.retryAfter ?? 2, 15);
      for (let left = Math.ceil(seconds); left > 0; left -= 1) {
        if (lost) change({ lost: left });
        await sleep(1000, signal);
      }
    }
  }
}

// --- levers -------------------------------------------------------------------------------------------------------------------------------

/** Sets a lever; at the country's value it is no change and leaves the setting. */
export function setLever(key: string, value: Value, done: boolean): void {
  const lever = page.setting?.levers.find((l) => l.key === key);
  if (!lever) return;
  const levers = { ...page.levers };
  if (value === lever.value) delete levers[key];
  else levers[key] = value;
  change({ levers });
  if (done) record();
}

export function setLevers(levers: Levers): void {
  change({ levers: {} });
  for (const [key, value] of Object.entries(levers)) setLever(key, value, false);
  record();
}

// --- runs ---------------------------------------------------------------------------------------------------------------------------------

/** A name that no run has yet: that of the shipped policy with these levers, else "Run 3". */
function nameFor(set: Levers, runs: Run[]): string {
  const preset = page.setting?.presets.find((p) => canonical(p.set) === canonical(set));
  if (preset) return preset.label;
  for (let n = Math.max(1, runs.length); ; n += 1) {
    const name = words()("ui.run_name", { n });
    if (!runs.some((r) => r.name === name)) return name;
  }
}

function fresh(name: string, set: Levers, runs: Run[], keep: boolean): Run {
  const used = new Set(runs.map((r) => r.colour));
  let colour = 1;
  while (used.has(colour) && colour < COLOURS - 1) colour += 1;
  const id = nextId++;
  return { id, name: name || nameFor(set, runs), set, kept: keep, shown: true, colour, status: "running", answer: null, seconds: null, fault: null };
}

/** Runs the levers as they stand: a new run beside the earlier ones, or the one that has them already. */
export function runLevers(): void {
  const there = page.runs.find((r) => canonical(r.set) === canonical(page.levers));
  if (there && there.status !== "failed") {
    record();
    select(page.a === there.id ? COUNTRY : page.a, there.id);
    tell(there.id);
    return;
  }
  let runs = page.runs.filter((r) => r !== there);
  while (runs.length >= MOST_SHOWN) {
    const oldest = runs.find((r) => !r.kept && r.id !== page.a);
    if (!oldest) break;
    runs = runs.filter((r) => r !== oldest);
  }
  // Where the panel stands above the results, these come into view.
  if (matchMedia("(max-width: 60rem)").matches) document.getElementById("picture")?.scrollIntoView({ behavior: reducedMotion() ? "auto" : "smooth" });
  const run = fresh("", { ...page.levers }, runs, false);
  change({ runs: [...runs, run] });
  record();
  select(page.a, run.id);
  void perform(run.id);
}

export function cancel(id: number): void {
  aborts.get(id)?.abort();
}

async function perform(id: number): Promise<void> {
  const run = runOf(id);
  if (!run) return;
  const abort = new AbortController();
  aborts.set(id, abort);
  changeRun(id, { status: "running", fault: null });
  try {
    const { json: answer, seconds } = await inTurn(() => {
      abort.signal.throwIfAborted();
      return retried(() => api.run(run.set, abort.signal), abort.signal);
    });
    const first = page.runs.every((r) => !r.answer);
    changeRun(id, { status: "done", answer, seconds });
    if (page.b === id || first) {
      const last = answer.picture.weeks.length - 1;
      const play = id !== COUNTRY && !reducedMotion();
      change({ week: play ? 0 : last, playing: play });
    }
    if (page.a === id || page.b === id) select(page.a, page.b);
    if (page.b === id && id !== COUNTRY) tell(id);
  } catch (fault) {
    if (abort.signal.aborted) {
      if (id !== COUNTRY && runOf(id)) remove(id, false);
      change({ lost: null, said: words()("ui.cancelled", { name: run.name }) });
    } else if (fault instanceof Fault) {
      changeRun(id, { status: "failed", fault });
    } else throw fault;
  } finally {
    if (aborts.get(id) === abort) aborts.delete(id);
  }
}

export function again(id: number): void {
  void perform(id);
}

/** Says the result of a run in a sentence, for those who do not see the figures. */
function tell(id: number): void {
  const { setting, lang } = page;
  const run = runOf(id);
  if (!setting || !run?.answer) return;
  const t = words();
  const parts = setting.headline.slice(0, 3).flatMap((key) => {
    const measure = setting.measures.find((m) => m.key === key);
    const row = run.answer?.differences.find((d) => d.measure === key && d.group === "all");
    return measure && row
      ? [`${measure.label} ${plain(row.baseline, measure, lang)} → ${plain(row.arm, measure, lang)} ${unitOf(measure)}`.trim()]
      : [];
  });
  say(t("ui.done", { name: run.name, results: parts.join("; ") }));
}

export function rename(id: number, name: string): void {
  const clean = name.trim().slice(0, page.setting?.limits.name_length ?? 40);
  if (clean) {
    changeRun(id, { name: clean, kept: true });
    record();
  }
}

export function keep(id: number, kept: boolean): void {
  changeRun(id, { kept });
  record();
}

export function show(id: number, shown: boolean): void {
  changeRun(id, { shown });
}

export function remove(id: number, step = true): void {
  if (id === COUNTRY) return;
  cancel(id);
  const runs = page.runs.filter((r) => r.id !== id);
  change({ runs });
  const last = runs[runs.length - 1]?.id ?? COUNTRY;
  select(page.a === id ? COUNTRY : page.a, page.b === id ? last : page.b);
  if (step) record();
}

/** Loads the levers of a run into the panel. */
export function loadLevers(id: number): void {
  const run = runOf(id);
  if (run) setLevers(run.set);
}

/** Chooses the two runs that are compared; asks the server where their differences are not known yet. */
export function select(a: number, b: number): void {
  change({ a, b, differences: null, differencesFault: null });
  const [from, to] = [runOf(a), runOf(b)];
  if (!from || !to || a === b) return;
  if (a === COUNTRY) {
    if (to.answer) change({ differences: to.answer.differences });
    return;
  }
  if (!from.answer || !to.answer) return;
  retried(() => api.compare(from.set, to.set)).then(
    ({ differences }) => {
      if (page.a === a && page.b === b) change({ differences });
    },
    (fault: unknown) => {
      if (fault instanceof Fault && page.a === a && page.b === b) change({ differencesFault: fault });
    },
  );
}

export function choose(a: number, b: number): void {
  select(a, b);
  record();
}

/** What a run is called, everywhere. */
export function nameOf(run: Run): string {
  return run.id === COUNTRY ? words()("ui.country_as_is") : run.name;
}

export function describe(run: Run): string {
  return page.setting ? inWords(run.set, page.setting, words()) : "";
}

// --- the class ----------------------------------------------------------------------------------------------------------------------------

export function setView(view: View): void {
  change({ view });
  record();
}

export function setToken(token: string | null): void {
  change({ token: remember("jiama.token", token) });
}

/** Fetches the board; a hidden or revealed board makes all runs be asked for anew, since they hold other values then. */
export async function refreshBoard(): Promise<void> {
  try {
    const board = await api.board(page.token);
    const turned = page.board !== null && page.board.hidden !== board.hidden;
    if (page.lost !== null) change({ lost: null });
    change({ board, boardFault: null });
    if (turned && !visitor.teacher) for (const run of page.runs) void perform(run.id);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    if (fault.status === 0) change({ lost: 2 });
    else if (fault.status === 403) {
      if (page.token) setToken(null);
      else visitor.teacher = remember("jiama.teacher", null);
      change({ boardFault: fault, board: null });
    } else change({ boardFault: fault });
  }
}
