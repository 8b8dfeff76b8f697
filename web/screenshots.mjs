// Pictures for the README and the lesson plans, from real runs: node web/screenshots.mjs target/release/jiama [folder]
// Needs Chromium and the npm packages (web/tests/run.sh installs both).

import { mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

process.env.JIAMA = resolve(process.argv[2] ?? "target/release/jiama");
const folder = resolve(process.argv[3] ?? "docs/images/workshop");
const { done, openBrowser, setLever, skip, startServer, visit } = await import("./tests/help.mjs");
if (skip) {
  console.error(skip);
  process.exit(1);
}

const MOST_BYTES = 150_000;
mkdirSync(folder, { recursive: true });
const server = await startServer();
const browser = await openBrowser();

async function keep(target, name, options = {}) {
  const path = join(folder, `${name}.png`);
  await target.screenshot({ path, animations: "disabled", ...options });
  const bytes = statSync(path).size;
  console.log(`${path}: ${bytes} bytes${bytes > MOST_BYTES ? `, more than ${MOST_BYTES}` : ""}`);
  if (bytes > MOST_BYTES) process.exitCode = 1;
}

async function open(query, runs, options) {
  const v = await visit(browser, server.link + query, options);
  await done(v.page, runs);
  await v.page.locator("#differences table").first().waitFor();
  return v;
}

/** The class of a teacher: three groups with their policies, in the words of each language. */
const CLASS = {
  en: {
    class: "Class", join: "Join", levers: "Change the levers", submit: "Submit this policy",
    groups: { "Open windows": { "windows.max_mandate": 0.1, "windows.staff": 0.2 }, "Outside eyes": { "evaluation.third_party": 0.8, "evaluation.random_evaluators": 0.8 }, "Fewer rankings": { "contest.rankings": 0.4 } },
  },
  zh: {
    class: "课堂", join: "加入", levers: "调整杠杆", submit: "提交此政策",
    groups: { 多开窗口: { "windows.max_mandate": 0.1, "windows.staff": 0.2 }, 外部评估: { "evaluation.third_party": 0.8, "evaluation.random_evaluators": 0.8 }, 精简评比: { "contest.rankings": 0.4 } },
  },
};
const end = (lang) => (lang === "en" ? "" : `.${lang}`);

async function board(lang) {
  const words = CLASS[lang];
  const teacher = await visit(browser, `${server.link}?lang=${lang}&teacher=${server.teacher}`, { viewport: { width: 1040, height: 940 }, colorScheme: "light" });
  for (const [name, levers] of Object.entries(words.groups)) {
    const group = await visit(browser, `${server.link}?lang=${lang}&view=class`);
    await group.page.fill("#code", server.code);
    await group.page.fill("#group-name", name);
    await group.page.getByRole("button", { name: words.join, exact: true }).click();
    await group.page.getByRole("button", { name: words.levers }).click();
    for (const [lever, value] of Object.entries(levers)) await setLever(group.page, lever, value);
    await group.page.getByRole("navigation").getByRole("button", { name: words.class }).click();
    const taken = group.page.waitForResponse((r) => r.url().includes("/api/class/submit"));
    await group.page.getByRole("button", { name: words.submit }).click();
    await taken;
    await group.close();
  }
  await teacher.page.waitForFunction(() => document.querySelectorAll(".board-table .dot").length >= 9);
  await keep(teacher.page, `board${end(lang)}`);
  await fetch(`${server.link}api/class/control`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ teacher: server.teacher, action: "reset" }) });
  await teacher.close();
}

try {
  for (const [lang, size] of [["en", { width: 1080, height: 780 }], ["zh", { width: 1020, height: 740 }]]) {
    const runs = lang === "en" ? "Windows" : encodeURIComponent("保留窗口");
    const v = await open(`?lang=${lang}&preset=results-over-traces&runs=${runs}~windows.max_mandate:0.1`, 3, { viewport: size, colorScheme: "light" });
    await v.page.locator(".work").evaluate((e) => window.scrollTo(0, e.getBoundingClientRect().top + window.scrollY - 16));
    await keep(v.page, `page${end(lang)}`);
    await v.close();

    const alone = await open(`?lang=${lang}`, 1, { viewport: { width: 1000, height: 900 }, colorScheme: "light" });
    await alone.page.locator('#picture input[type="range"]').press("End");
    await alone.page.locator('#picture input[type="range"]').blur();
    await keep(alone.page.locator("#picture"), `country${end(lang)}`);
    await alone.close();

    const online = await open(`?lang=${lang}&windows.min_mandate=1&whom=citizens.excluded`, 2, { viewport: { width: 1360, height: 900 }, colorScheme: "light" });
    await keep(online.page.locator("#differences .differences").nth(1), `whom${end(lang)}`);
    await online.close();
    await board(lang);
  }

  const phone = await open("?lang=en&preset=results-over-traces&runs=Windows~windows.max_mandate:0.1", 3, { viewport: { width: 360, height: 760 }, colorScheme: "light", hasTouch: true });
  await phone.page.locator("#picture").evaluate((e) => e.scrollIntoView());
  await keep(phone.page, "phone");
  await phone.close();
} finally {
  await browser.close();
  server.stop();
}
