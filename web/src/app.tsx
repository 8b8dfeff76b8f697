// The page as a whole: head, views, and what is said to those who do not see it.

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { visitor } from "./api";
import { Class, useBoard } from "./class";
import { Differences } from "./differences";
import { FaultText } from "./fault";
import { Levers } from "./levers";
import { Picture } from "./picture";
import { Runs } from "./runs";
import { SeriesFigure } from "./series";
import { change, setLang, setTheme, setView, start, usePage, words } from "./store";

export function App() {
  const page = usePage();
  const t = words();
  const { setting } = page;
  useEffect(() => void start(), []);
  useBoard(Boolean(setting?.class) && (page.token !== null || visitor.teacher !== null));
  // Before the next frame is drawn, so no frame has the colours of one theme and the texts of another.
  useLayoutEffect(() => {
    const root = document.documentElement;
    root.lang = page.lang === "zh" ? "zh-Hans" : "en";
    if (page.theme === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = page.theme;
    if (setting) document.title = `${t(page.view === "class" ? "ui.class" : "ui.title")} · ${setting.country.name}`;
  }, [page.lang, page.theme, page.view, setting]);
  const main = useRef<HTMLElement>(null);
  const hidden = page.view === "country" && page.runs.some((r) => r.answer?.hidden);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(e) => {
          e.preventDefault();
          main.current?.focus();
          main.current?.scrollIntoView();
        }}
      >
        {t("ui.first.skip")}
      </a>
      <header class="top">
        <p class="brand"><strong>Jiama</strong> <span lang="zh-Hans">加码</span></p>
        {setting && (
          <nav aria-label={t("ui.views")}>
            <button type="button" class="tab" aria-current={page.view === "country" ? "page" : undefined} onClick={() => setView("country")}>{t("ui.view.country")}</button>
            {setting.class && <button type="button" class="tab" aria-current={page.view === "class" ? "page" : undefined} onClick={() => setView("class")}>{t("ui.class")}</button>}
          </nav>
        )}
        <div class="settings">
          <button type="button" class="quiet" lang={page.lang === "en" ? "zh-Hans" : "en"} id="lang" onClick={() => setLang(page.lang === "en" ? "zh" : "en")}>
            {page.lang === "en" ? "中文" : "English"}
          </button>
          <label class="hidden" for="theme">{t("ui.first.theme")}</label>
          <select id="theme" value={page.theme} onChange={(e) => setTheme(e.currentTarget.value as typeof page.theme)}>
            <option value="system">{t("ui.first.theme.system")}</option>
            <option value="light">{t("ui.first.theme.light")}</option>
            <option value="dark">{t("ui.first.theme.dark")}</option>
          </select>
        </div>
      </header>
      {page.lost !== null && (
        <div class="banner lost" role="status">
          {t("ui.first.lost")} <span aria-hidden="true">{t("ui.first.lost.retry", { n: page.lost })}</span>
        </div>
      )}
      <main id="main" tabIndex={-1} ref={main}>
        {page.fault && <FaultText fault={page.fault} />}
        {!setting && !page.fault && <p class="wait">{t("ui.first.loading")}</p>}
        {setting && (
          <>
            <div class="intro">
              <h1>{t(page.view === "class" ? "ui.class" : "ui.title")}</h1>
              <p class="lead">{t(page.view === "class" ? "ui.class.lead" : "ui.lead")}</p>
              {page.view === "country" && (
                <p class="under">
                  {t("ui.country.about", {
                    name: setting.country.name,
                    offices: setting.country.offices,
                    citizens: setting.country.citizens.toLocaleString(page.lang === "zh" ? "zh-CN" : "en-GB"),
                    years: setting.country.years,
                    n: setting.country.replicates,
                  })}
                </p>
              )}
            </div>
            {page.unknown.length > 0 && (
              <div class="fault" role="alert">
                <p>{t("ui.unknown_levers", { levers: page.unknown.join(", ") })} <button type="button" class="quiet small" onClick={() => change({ unknown: [] })}>{t("ui.close")}</button></p>
              </div>
            )}
            {hidden && <p class="banner">{t("ui.board.hidden")}</p>}
            {page.view === "class" ? (
              <Class />
            ) : (
              <div class="work">
                <Levers />
                <div class="results">
                  <Picture />
                  <Runs />
                  <Differences />
                  <SeriesFigure />
                </div>
              </div>
            )}
          </>
        )}
      </main>
      <footer>
        {setting && <p>{t("ui.footer", { version: setting.version, hash: setting.country.hash.slice(0, 12), seed: setting.country.seed })}</p>}
        {setting && <p>{t("ui.disclaimer")}</p>}
      </footer>
      <div class="hidden" role="status" aria-live="polite" id="said">{page.said}</div>
    </>
  );
}
