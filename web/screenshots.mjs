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
const POLICY = "preset=results-over-traces&runs=Windows~windows.max_mandate:0.1";
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

async function open(query, options) {
  const v = await visit(browser, server.link + query, options);
  await done(v.page, 3);
  await v.page.locator("#differences .differences").first().waitFor();
  return v;
}

try {
  const light = await open(`?lang=en&${POLICY}`, { viewport: { width: 1100, height: 820 }, colorScheme: "light" });
  await keep(light.page, "page");
  await keep(light.page.locator("#differences .differences").first(), "differences");
  await light.close();

  const chinese = await open(`?lang=zh&preset=results-over-traces&runs=${encodeURIComponent("保留窗口")}~windows.max_mandate:0.1`, { viewport: { width: 1040, height: 780 }, colorScheme: "light" });
  await keep(chinese.page, "zh");
  await chinese.close();

  const dark = await open(`?lang=en&${POLICY}&measure=effort.trace_share`, { viewport: { width: 1200, height: 900 }, colorScheme: "dark" });
  await keep(dark.page.locator("#series"), "dark");
  await dark.close();

  const phone = await open(`?lang=en&${POLICY}`, { viewport: { width: 360, height: 760 }, colorScheme: "light", hasTouch: true });
  await phone.page.locator("#picture").scrollIntoViewIfNeeded();
  await phone.page.locator("#picture").evaluate((e) => e.scrollIntoView());
  await keep(phone.page, "phone");
  await phone.close();

  const teacher = await visit(browser, `${server.link}?lang=en&teacher=${server.teacher}`, { viewport: { width: 1200, height: 900 }, colorScheme: "light" });
  for (const [name, levers] of [
    ["Open windows", { "windows.max_mandate": 0.1, "windows.staff": 0.2 }],
    ["Outside eyes", { "evaluation.third_party": 0.8, "evaluation.random_evaluators": 0.8 }],
    ["Fewer rankings", { "contest.rankings": 0.4 }],
  ]) {
    const group = await visit(browser, `${server.link}?lang=en&view=class`);
    await group.page.fill("#code", server.code);
    await group.page.fill("#group-name", name);
    await group.page.getByRole("button", { name: "Join" }).click();
    await group.page.getByRole("button", { name: "Change the levers" }).click();
    for (const [lever, value] of Object.entries(levers)) await setLever(group.page, lever, value);
    await group.page.getByRole("navigation").getByRole("button", { name: "Class" }).click();
    await group.page.getByRole("button", { name: "Submit this policy" }).click();
    await group.page.waitForFunction(() => document.querySelector("#said").textContent.includes("on the board"));
    await group.close();
  }
  await teacher.page.waitForFunction(() => document.querySelectorAll(".board-table .dot").length >= 9);
  await keep(teacher.page, "board");
  await teacher.close();
} finally {
  await browser.close();
  server.stop();
}
