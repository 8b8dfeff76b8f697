// The panel of levers, grouped by remedy: each with its sentence, unit, bounds, its value in the country, and a way back.

import { useState } from "preact/hooks";
import type { Lever, Setting } from "./api";
import { RAMP, canonical } from "./address";
import { cancel, runLevers, setLever, setLevers, usePage, words } from "./store";
import { inWords, showValue } from "./words";

export function Levers() {
  const page = usePage();
  const t = words();
  const setting = page.setting!;
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState<Record<string, boolean>>({});
  const changed = Object.keys(page.levers).length;
  const running = page.runs.find((r) => r.status === "running" && r.id !== 0);
  const wanted = search.trim().toLowerCase();
  const matches = (lever: Lever) => !wanted || `${lever.label} ${lever.sentence} ${lever.key}`.toLowerCase().includes(wanted);
  const levers = (keys: string[]) => keys.flatMap((key) => setting.levers.filter((l) => l.key === key && matches(l)));
  return (
    <section id="levers" aria-labelledby="levers-title" class="panel">
      <h2 id="levers-title">{t("ui.levers")}</h2>
      <p class="under">{t("ui.levers.about", { year: Math.floor(setting.country.policy_week / 52) + 1 })}</p>
      <div class="field">
        <label for="preset">{t("ui.presets")}</label>
        <select
          id="preset"
          value={setting.presets.find((p) => canonical(p.set) === canonical(page.levers))?.key ?? ""}
          onChange={(e) => {
            const preset = setting.presets.find((p) => p.key === e.currentTarget.value);
            setLevers(preset?.set ?? {});
          }}
        >
          <option value="">{changed === 0 ? t("ui.presets.none") : t("ui.presets.own")}</option>
          {setting.presets.map((p) => (
            <option key={p.key} value={p.key}>{p.label}</option>
          ))}
        </select>
        {(() => {
          const preset = setting.presets.find((p) => canonical(p.set) === canonical(page.levers));
          return preset ? <p class="sentence">{preset.sentence}</p> : null;
        })()}
      </div>
      <div class="field">
        <label for="lever-search">{t("ui.levers.search")}</label>
        <input id="lever-search" type="search" value={search} onInput={(e) => setSearch(e.currentTarget.value)} />
      </div>
      <div class="remedies">
        {setting.remedies.map((remedy) => {
          const own = levers(remedy.levers);
          if (own.length === 0) return null;
          const moved = remedy.levers.filter((key) => key in page.levers).length;
          return (
            <details key={remedy.key} open={wanted !== "" || (open[remedy.key] ?? moved > 0)} onToggle={(e) => wanted === "" && setOpen({ ...open, [remedy.key]: e.currentTarget.open })}>
              <summary>
                <span>{remedy.label}</span>
                {moved > 0 && <span class="moved">{t("ui.levers.moved", { n: moved })}</span>}
              </summary>
              <p class="sentence">{remedy.sentence}</p>
              {own.map((lever) => (
                <LeverField key={lever.key} lever={lever} setting={setting} remedy={remedy.key} />
              ))}
            </details>
          );
        })}
        {changed > 0 && setting.levers.filter((l) => l.key === RAMP).map((lever) => <LeverField key={lever.key} lever={lever} setting={setting} remedy="all" />)}
        {wanted !== "" && setting.remedies.every((r) => levers(r.levers).length === 0) && <p class="note">{t("ui.levers.nothing")}</p>}
      </div>
      <div class="act">
        <p class="moved-list">{changed === 0 ? t("ui.levers.unmoved") : inWords(page.levers, setting, t)}</p>
        <div class="buttons">
          <button type="button" class="main" id="run" onClick={runLevers}>{t("ui.run")}</button>
          {running && <button type="button" onClick={() => cancel(running.id)}>{t("ui.cancel")}</button>}
          <button type="button" class="quiet" disabled={changed === 0} onClick={() => setLevers({})}>{t("ui.levers.reset")}</button>
        </div>
      </div>
    </section>
  );
}

/**
 * Ends and step of a slider. Where the bounds lie far beyond the country's value, as for directives a week, a slider over all of them could not be set
 * finely: it goes to four times that value, and the number beside it to the bounds.
 */
function slider(lever: Lever, value: number): { high: number; step: number } {
  const here = Math.abs(Number(lever.value));
  if (here === 0 || lever.high <= 20 * here) return { high: lever.high, step: lever.step };
  const high = Math.max(4 * here, value);
  return { high, step: lever.kind === "whole" ? 1 : 10 ** Math.floor(Math.log10((high - lever.low) / 50)) };
}

function LeverField({ lever, setting, remedy }: { lever: Lever; setting: Setting; remedy: string }) {
  const page = usePage();
  const t = words();
  const id = `lever-${remedy}-${lever.key.replaceAll(".", "-")}`;
  const value = page.levers[lever.key] ?? lever.value;
  const moved = lever.key in page.levers;
  const unit = lever.unit === "1" || lever.unit === "" ? "" : lever.unit_label;
  const bounds = lever.kind === "number" || lever.kind === "whole" ? t("ui.lever.bounds", { low: lever.low, high: lever.high, unit: unit ? ` ${unit}` : "" }) : "";
  const scale = slider(lever, Number(value));
  const numeric = (text: string, done: boolean) => {
    const number = Number(text);
    if (text.trim() === "" || !Number.isFinite(number)) return;
    const inside = Math.min(lever.high, Math.max(lever.low, lever.kind === "whole" ? Math.round(number) : number));
    setLever(lever.key, Number(inside.toPrecision(9)), done);
  };
  return (
    <div class={`lever${moved ? " moved" : ""}`}>
      <div class="head">
        <label for={id} id={`${id}-name`}>{lever.label}</label>
        {moved && (
          <button type="button" class="quiet small" aria-label={t("ui.named", { what: t("ui.lever.reset"), name: lever.label })} onClick={() => setLever(lever.key, lever.value, true)}>
            {t("ui.lever.reset")}
          </button>
        )}
      </div>
      {lever.kind === "switch" ? (
        <input id={id} type="checkbox" role="switch" checked={value === true} aria-describedby={`${id}-about`} onChange={(e) => setLever(lever.key, e.currentTarget.checked, true)} />
      ) : lever.kind === "choice" ? (
        <select id={id} value={String(value)} aria-describedby={`${id}-about`} onChange={(e) => setLever(lever.key, e.currentTarget.value, true)}>
          {lever.choices.map((c) => {
            const [key, label] = typeof c === "string" ? [c, c] : [c.key, c.label];
            return <option key={key} value={key}>{label}</option>;
          })}
        </select>
      ) : (
        <div class="slide">
          <input
            id={id}
            type="range"
            min={lever.low}
            max={scale.high}
            step={scale.step}
            value={Number(value)}
            aria-describedby={`${id}-about`}
            aria-valuetext={`${value} ${unit}`.trim()}
            onInput={(e) => numeric(e.currentTarget.value, false)}
            onChange={(e) => numeric(e.currentTarget.value, true)}
          />
          <input
            type="number"
            aria-labelledby={`${id}-name`}
            aria-describedby={`${id}-about`}
            min={lever.low}
            max={lever.high}
            step={scale.step}
            value={Number(value)}
            onChange={(e) => {
              numeric(e.currentTarget.value, true);
              e.currentTarget.value = String(page.levers[lever.key] ?? lever.value);
            }}
          />
          <span class="unit">{unit}</span>
        </div>
      )}
      <p class="sentence" id={`${id}-about`}>
        {lever.sentence} {bounds} <span class="here">{t("ui.lever.here", { value: showValue(lever.value, lever.key, setting, t) })}</span>
      </p>
    </div>
  );
}
