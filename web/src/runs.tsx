// The runs of this page: named, kept, shown, loaded again, exported, removed.

import { useState } from "preact/hooks";
import { exportAddress } from "./api";
import { FaultText } from "./fault";
import { FileLink } from "./file";
import { Swatch } from "./series";
import { address, again, cancel, describe, keep, loadLevers, nameOf, remove, rename, runOf, select, record, usePage, words } from "./store";
import type { Run } from "./store";

/** Figures that compare two runs. */
const COMPARED = new Set(["differences", "groups"]);

export function Runs() {
  const page = usePage();
  const t = words();
  const [copied, setCopied] = useState("");
  const copy = async () => {
    const link = new URL(address(), location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      setCopied(t("ui.link.copied"));
    } catch {
      // Browsers forbid it outside HTTPS and loopback; the link can still be copied by hand.
      setCopied(t("ui.link.by_hand", { link }));
    }
  };
  return (
    <section id="runs" aria-labelledby="runs-title" class="figure">
      <h2 id="runs-title">{t("ui.runs")}</h2>
      {page.fileFault && <FaultText fault={page.fileFault} />}
      <ol class="runs">
        {page.runs.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </ol>
      <p>
        <button type="button" class="quiet" onClick={copy}>{t("ui.link.copy")}</button> <span class="note-inline" role="status">{copied}</span>
      </p>
      <p class="caption">{t("ui.runs.caption")}</p>
    </section>
  );
}

function RunRow({ run }: { run: Run }) {
  const page = usePage();
  const t = words();
  const country = run.id === 0;
  const base = runOf(page.a)?.set ?? {};
  const against = page.a === run.id ? {} : base;
  const figure = (key: string, ending: string) => exportAddress(`${key}.${ending}`, page.lang, run.set, COMPARED.has(key) ? against : {}, run.name);
  const file = (name: string) => exportAddress(name, page.lang, run.set, {}, run.name);
  return (
    <li class={page.b === run.id ? "chosen" : ""}>
      <Swatch run={run} />
      <div class="what">
        {country ? (
          <strong>{nameOf(run)}</strong>
        ) : (
          <input
            type="text"
            class="name"
            aria-label={t("ui.run.name_of", { name: run.name })}
            value={run.name}
            maxLength={page.setting?.limits.name_length ?? 40}
            onChange={(e) => {
              rename(run.id, e.currentTarget.value);
              e.currentTarget.value = runOf(run.id)?.name ?? run.name;
            }}
          />
        )}
        <span class="set">
          {country ? t("ui.country.line", { name: page.setting?.country.name ?? "" }) : describe(run)}
          {run.status === "done" && run.seconds !== null ? ` · ${t("ui.seconds", { n: run.seconds.toFixed(1) })}` : ""}
        </span>
        {run.status === "running" && (
          <span class="wait">
            {t("ui.running")} <progress aria-label={t("ui.running")} />{" "}
            {!country && <button type="button" class="quiet small" onClick={() => cancel(run.id)}>{t("ui.cancel")}</button>}
          </span>
        )}
        {run.status === "failed" && run.fault && (
          <>
            <FaultText fault={run.fault} />
            <button type="button" class="quiet small" onClick={() => again(run.id)}>{t("ui.again")}</button>
          </>
        )}
      </div>
      <div class="does">
        {run.status === "done" && page.b !== run.id && (
          <button
            type="button"
            class="quiet small"
            aria-label={t("ui.named", { what: t("ui.look"), name: nameOf(run) })}
            onClick={() => {
              select(page.a === run.id ? 0 : page.a, run.id);
              record();
            }}
          >
            {t("ui.look")}
          </button>
        )}
        {!country && (
          <label class="check">
            <input type="checkbox" checked={run.kept} aria-label={t("ui.named", { what: t("ui.keep"), name: run.name })} onChange={(e) => keep(run.id, e.currentTarget.checked)} /> {t("ui.keep")}
          </label>
        )}
        {!country && (
          <button type="button" class="quiet small" aria-label={t("ui.named", { what: t("ui.load"), name: run.name })} onClick={() => loadLevers(run.id)}>{t("ui.load")}</button>
        )}
        {run.status === "done" && (
          <details class="menu">
            <summary aria-label={t("ui.named", { what: t("ui.export"), name: nameOf(run) })}>{t("ui.export")}</summary>
            <ul>
              <li><FileLink address={file("scenario.toml")}>{t("ui.export.scenario")}</FileLink></li>
              <li><FileLink address={file("series.csv")}>{t("ui.export.series")}</FileLink></li>
              {!country && <li><FileLink address={exportAddress("differences.csv", page.lang, run.set, against, run.name)}>{t("ui.export.differences")}</FileLink></li>}
              {!country && <li><FileLink address={exportAddress("report.html", page.lang, run.set, against, run.name)}>{t("ui.export.report")}</FileLink></li>}
              {(page.setting?.figures ?? []).filter((f) => !country || !COMPARED.has(f.key)).map((f) => (
                <li key={f.key}>
                  {f.label}:{" "}
                  {["png", "svg"].map((ending) => (
                    <FileLink key={ending} address={figure(f.key, ending)} label={`${f.label} ${ending.toUpperCase()}`}>{ending.toUpperCase()} </FileLink>
                  ))}
                </li>
              ))}
            </ul>
          </details>
        )}
        {!country && (
          <button type="button" class="quiet small" aria-label={t("ui.named", { what: t("ui.remove"), name: run.name })} onClick={() => remove(run.id)}>{t("ui.remove")}</button>
        )}
      </div>
    </li>
  );
}
