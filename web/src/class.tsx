// A class: groups join with a code and a name, submit a policy, and see a board; the teacher opens, hides, reveals, freezes, resets.

import { useEffect, useState } from "preact/hooks";
import { api, Fault, visitor } from "./api";
import type { Board, BoardValue, Measure } from "./api";
import { FaultText } from "./fault";
import { Dot } from "./differences";
import { change, refreshBoard, setLevers, setToken, setView, usePage, words } from "./store";
import { inWords, isShare, labelOfGroup, plain, span, unitOf, verdict, MARKS, unitOfDifference } from "./words";

const EVERY = 2000;

/** Asks for the board every two seconds while somebody looks. */
export function useBoard(wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return;
    let stopped = false;
    let timer = 0;
    const turn = async () => {
      if (!document.hidden) await refreshBoard();
      if (!stopped) timer = window.setTimeout(turn, EVERY);
    };
    void turn();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [wanted]);
}

/** The columns of the board that the server gives, in the order in which they are read. */
const COLUMNS = ["citizens_served", "exclusion_old", "staff_hours", "gap", "results_reported", "satisfaction_reported", "digital_reported", "hours_per_resolved"];
const MAIN = 4;

export function Class() {
  const page = usePage();
  const t = words();
  const teacher = visitor.teacher !== null && page.board?.code !== undefined && page.board?.code !== null;
  if (!page.setting) return null;
  const known = page.token !== null || visitor.teacher !== null;
  return (
    <>
      {page.boardFault && <FaultText fault={page.boardFault} />}
      {teacher && page.board && <Teacher board={page.board} />}
      {!teacher && (page.token ? <Member /> : <Join />)}
      {known && (page.board ? <BoardTable board={page.board} teacher={teacher} /> : !page.boardFault && <p class="wait">{t("ui.loading")}</p>)}
    </>
  );
}

function Join() {
  const t = words();
  const page = usePage();
  const [code, setCode] = useState(new URLSearchParams(location.search).get("code") ?? "");
  const [name, setName] = useState("");
  const [fault, setFault] = useState<Fault | null>(null);
  const [busy, setBusy] = useState(false);
  const join = async (e: Event) => {
    e.preventDefault();
    setBusy(true);
    try {
      const { token } = await api.join(code.trim(), name.trim());
      setToken(token);
      setFault(null);
      change({ said: t("ui.class.joined", { name: name.trim() }) });
      await refreshBoard();
    } catch (said) {
      if (said instanceof Fault) setFault(said);
      else throw said;
    }
    setBusy(false);
  };
  return (
    <section class="figure" aria-labelledby="join-title">
      <h2 id="join-title">{t("ui.class.join")}</h2>
      <p class="under">{page.setting?.class && !page.setting.class.open ? t("ui.class.closed") : t("ui.class.join.about")}</p>
      <form class="join" onSubmit={join}>
        <label for="code">{t("ui.class.code")}</label>
        <input id="code" type="text" autocomplete="off" autocapitalize="characters" spellcheck={false} required maxLength={20} value={code} onInput={(e) => setCode(e.currentTarget.value)} />
        <label for="group-name">{t("ui.class.name")}</label>
        <input id="group-name" type="text" autocomplete="off" required maxLength={page.setting?.limits.name_length ?? 40} value={name} onInput={(e) => setName(e.currentTarget.value)} />
        <button type="submit" class="main" disabled={busy}>{t("ui.class.join.button")}</button>
      </form>
      {fault && <FaultText fault={fault} />}
    </section>
  );
}

function Member() {
  const t = words();
  const page = usePage();
  const [fault, setFault] = useState<Fault | null>(null);
  const [busy, setBusy] = useState(false);
  const me = page.board?.groups.find((g) => g.id === page.board?.group);
  const submit = async () => {
    if (!page.token) return;
    setBusy(true);
    try {
      await api.submit(page.token, page.levers);
      setFault(null);
      await refreshBoard();
      change({ said: t("ui.class.submitted") });
    } catch (said) {
      if (!(said instanceof Fault)) throw said;
      setFault(said);
    }
    setBusy(false);
  };
  return (
    <section class="figure" aria-labelledby="group-title">
      <h2 id="group-title">{me ? t("ui.class.you_are", { name: me.name }) : t("ui.class")}</h2>
      {page.board?.frozen && <p class="note">{t("ui.class.frozen")}</p>}
      <p>{t("ui.class.your_policy", { policy: inWords(page.levers, page.setting!, t) })}</p>
      <p>
        <button type="button" class="quiet" onClick={() => setView("country")}>{t("ui.class.to_levers")}</button>{" "}
        <button type="button" class="main" disabled={busy || page.board?.frozen} onClick={submit}>{t(busy ? "ui.running" : "ui.class.submit")}</button>{" "}
        <button type="button" class="quiet" onClick={() => setToken(null)}>{t("ui.class.leave")}</button>
      </p>
      {me && me.submissions > 0 && <p class="under">{t("ui.class.last", { policy: inWords(me.set ?? {}, page.setting!, t), n: me.submissions })}</p>}
      {fault && <FaultText fault={fault} />}
    </section>
  );
}

function Teacher({ board }: { board: Board }) {
  const t = words();
  const [fault, setFault] = useState<Fault | null>(null);
  const act = async (action: string, group?: number | string) => {
    try {
      await api.control(action, group);
      setFault(null);
      await refreshBoard();
      change({ said: t(`ui.teacher.done.${action}`) });
    } catch (said) {
      if (!(said instanceof Fault)) throw said;
      setFault(said);
    }
  };
  const reset = () => {
    if (confirm(t("ui.teacher.reset.sure"))) void act("reset");
  };
  return (
    <section class="figure teacher" aria-labelledby="teacher-title">
      <h2 id="teacher-title">{t("ui.teacher")}</h2>
      <p class="code">
        <span aria-hidden="true">{board.code}</span>
        <span class="hidden">{t("ui.class.code_is", { code: [...(board.code ?? "")].join(" ") })}</span>
      </p>
      <div>
        <p class="under">{t("ui.teacher.about", { address: location.host })}</p>
        <div class="buttons">
          <button type="button" onClick={() => act(board.open ? "close" : "open")}>{t(board.open ? "ui.teacher.close" : "ui.teacher.open")}</button>
          <button type="button" onClick={() => act(board.hidden ? "reveal" : "hide")}>{t(board.hidden ? "ui.teacher.reveal" : "ui.teacher.hide")}</button>
          <button type="button" onClick={() => act(board.frozen ? "unfreeze" : "freeze")}>{t(board.frozen ? "ui.teacher.unfreeze" : "ui.teacher.freeze")}</button>
          <button type="button" class="quiet" onClick={reset}>{t("ui.teacher.reset")}</button>
        </div>
        <p class="under">
          {t(board.open ? "ui.teacher.is_open" : "ui.teacher.is_closed")} {t(board.hidden ? "ui.teacher.is_hidden" : "ui.teacher.is_shown")} {board.frozen ? t("ui.teacher.is_frozen") : ""}
        </p>
        {board.groups.length > 0 && (
          <details class="as-text">
            <summary>{t("ui.teacher.groups", { n: board.groups.length })}</summary>
            <ul class="members">
              {board.groups.map((g) => (
                <li key={g.id}>
                  <span>{g.name}</span>{" "}
                  <button type="button" class="quiet small" aria-label={t("ui.named", { what: t("ui.remove"), name: g.name })} onClick={() => act("remove", g.id)}>{t("ui.remove")}</button>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      {fault && <FaultText fault={fault} />}
    </section>
  );
}

function BoardTable({ board, teacher }: { board: Board; teacher: boolean }) {
  const t = words();
  const { setting, lang } = usePage();
  if (!setting) return null;
  const known = (key: string) => board.groups.some((g) => g.values?.[key]) || Boolean(board.baseline?.values[key]);
  // While true values are hidden, what the superiors see takes the place of what they do not.
  const main = COLUMNS.filter(known).filter((key) => COLUMNS.indexOf(key) < MAIN || (board.hidden && !teacher && key.endsWith("_reported")));
  const column = (key: string) => setting.board.find((b) => b.key === key)?.label ?? key;
  const measureOf = (v: BoardValue): Measure | undefined => setting.measures.find((m) => m.key === v.measure);
  const sample = (key: string): BoardValue | null => board.baseline?.values[key] ?? board.groups.map((g) => g.values?.[key]).find((v) => v) ?? null;
  const reach = (key: string) => Math.max(0, ...board.groups.flatMap((g) => [Math.abs(g.values?.[key]?.difference?.low ?? 0), Math.abs(g.values?.[key]?.difference?.high ?? 0)]));
  return (
    <section class="figure board" aria-labelledby="board-title">
      <h2 id="board-title">{t("ui.board")}</h2>
      {board.hidden && <p class="banner">{t(teacher ? "ui.board.hidden_teacher" : "ui.board.hidden")}</p>}
      {board.groups.length === 0 ? (
        <p class="note">{t("ui.board.empty")}</p>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label={t("ui.board")}>
          <table class="board-table">
            <thead>
              <tr>
                <th scope="col">{t("ui.board.group")}</th>
                {main.map((key) => {
                  const v = sample(key);
                  const m = v && measureOf(v);
                  return (
                    <th key={key} scope="col">
                      {column(key)}
                      {m && unitOf(m) ? <span class="unit"> {unitOf(m)}</span> : null}
                      {m ? <small>{t(`ui.good.${m.good}`)}</small> : null}
                    </th>
                  );
                })}
              </tr>
            </thead>
            <tbody>
              {board.baseline && (
                <tr class="country">
                  <th scope="row">{t("ui.country_as_is")}</th>
                  {main.map((key) => {
                    const v = board.baseline?.values[key];
                    const m = v && measureOf(v);
                    return <td key={key} data-label={column(key)}>{v && m ? <Shown value={v} measure={m} /> : "–"}</td>;
                  })}
                </tr>
              )}
              {board.groups.map((g) => (
                <tr key={g.id} class={g.id === board.group ? "own" : ""}>
                  <th scope="row">
                    {g.name}
                    {g.id === board.group ? <small> {t("ui.board.you")}</small> : null}
                    {g.set ? (
                      <small class="policy">
                        {inWords(g.set, setting, t)}{" "}
                        <button type="button" class="quiet small" aria-label={t("ui.named", { what: t("ui.load"), name: g.name })} onClick={() => { setLevers({ ...g.set, ...(g.ramp ? { ramp: g.ramp } : {}) }); setView("country"); }}>
                          {t("ui.load")}
                        </button>
                      </small>
                    ) : null}
                  </th>
                  {main.map((key) => {
                    const v = g.values?.[key];
                    const m = v && measureOf(v);
                    if (!v || !m) return <td key={key} data-label={column(key)}>{g.submissions > 0 ? "–" : <small>{t("ui.board.not_yet")}</small>}</td>;
                    const d = v.difference;
                    const says = d ? verdict(d.low, d.high, m.good) : "unclear";
                    return (
                      <td key={key} data-label={column(key)}>
                        <Shown value={v} measure={m} />
                        {d && <Dot row={d} reach={reach(key) * 1.05} kind={says} />}
                        {d && (
                          <small class={`says ${says}`}>
                            <span aria-hidden="true">{MARKS[says]} </span>
                            {t(`ui.says.${says}`)}: {plain(d.difference, m, lang, true)} {unitOfDifference(m, t)}
                          </small>
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="caption">{t("ui.board.caption", { n: setting.country.replicates })}</p>
    </section>
  );
}

function Shown({ value, measure }: { value: BoardValue; measure: Measure }) {
  const { lang, setting } = usePage();
  const t = words();
  const group = value.group !== "all" && setting ? labelOfGroup(value.group, setting, t) : "";
  return (
    <>
      <span class="big" title={group}>{plain(value.mean, measure, lang)}</span>
      {isShare(measure.key, measure.unit) ? <span class="unit"> %</span> : null} <small>{span(value.low, value.high, measure, lang)}</small>
    </>
  );
}
