// What the browser tests share: a browser where there is one, a server on a free port, pages whose faults are noted.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];
/** Time for anything on a busy machine. */
export const SOON = 60_000;

export const browserPath = process.env.CHROMIUM || BROWSERS.find(existsSync);
export const jiama = process.env.JIAMA;

/** Why nothing can be tested here, or false. */
export const skip = !browserPath
  ? "no Chromium is installed: set CHROMIUM, or apt-get install chromium"
  : !jiama
    ? "no jiama binary is named: set JIAMA to its path"
    : false;

export async function openBrowser() {
  return chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** Starts `jiama workshop` on a free port, and reads where it is from what it prints. */
export async function startServer(...options) {
  const child = spawn(jiama, ["workshop", "--port", "0", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  const found = await new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`the server did not say where it is: ${said}`)), SOON);
    child.on("error", fail);
    child.on("exit", (code) => fail(new Error(`the server ended with ${code}: ${said}`)));
    child.stdout.on("data", (text) => {
      said += text;
      const link = said.match(/Workshop\s+(http\S+)/)?.[1];
      const code = said.match(/Class code\s+(\S+)/)?.[1];
      const teacher = said.match(/Teacher\s+\S+\?teacher=(\S+)/)?.[1];
      if (!link || !code || !teacher) return;
      clearTimeout(timer);
      done({ link, code, teacher });
    });
  });
  return { ...found, stop: () => void child.kill("SIGINT") };
}

/** A server and a browser for the tests of a group; both are there once its tests run. */
export function served(...options) {
  const on = {};
  before(async () => {
    on.server = await startServer(...options);
    on.browser = await openBrowser();
  });
  after(async () => {
    await on.browser?.close();
    on.server?.stop();
  });
  return on;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A page of its own visitor. Whatever goes wrong in it is noted; `clean` says that nothing did. */
export async function visit(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", acceptDownloads: true, locale: "en-GB", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(SOON);
  const origin = new URL(address).origin;
  const faults = [];
  const outside = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.origin !== origin) outside.push(request.url());
  });
  await page.goto(address);
  return {
    page,
    context,
    /** `refusals`: answers of 4xx and lost connections that this test provokes, which Chromium writes to the console. */
    clean({ refusals = false } = {}) {
      assert.deepEqual(faults.filter((f) => !(refusals && /Failed to load resource/.test(f))), [], "console errors");
      assert.deepEqual(outside, [], "requests to elsewhere");
    },
    close: () => context.close(),
  };
}

/** Waits until the picture of a finished run is there. */
export const ready = (page) => page.locator("#picture svg .unit").first().waitFor();

/** Number of runs in the list that are done. */
export const done = (page, count) => page.waitForFunction((n) => document.querySelectorAll(".runs .menu").length === n, count);

/** Serious and critical findings of axe-core, as short lines. */
export async function axe(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations);
  return found
    .filter((v) => v.impact === "serious" || v.impact === "critical")
    .map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
}

/** How many pixels the page is wider than its window. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Keys of texts that were not found are shown as such: there must be none. */
export async function untranslated(page) {
  return (await page.evaluate(() => document.documentElement.innerText + [...document.querySelectorAll("[aria-label]")].map((e) => e.getAttribute("aria-label")).join(" "))).match(/\bui\.[a-z_.]+|\{\w+\}/g) ?? [];
}

/** Sets a lever as a person does who types its number. */
export async function setLever(page, key, value) {
  const id = key.replaceAll(".", "-");
  const slider = page.locator(`[id^="lever-"][id$="-${id}"]`);
  const remedy = page.locator(".remedies > details", { has: slider });
  if (!(await remedy.evaluate((d) => d.open))) await remedy.locator("summary").click();
  const field = slider.locator("xpath=..").locator('input[type="number"]');
  await field.fill(String(value));
  await field.press("Tab");
}

/** Rows of the first table of differences: name, difference with its interval, words. */
export const differences = (page) =>
  page.locator("#differences .differences").first().locator("tbody tr").evaluateAll((rows) => rows.map((r) => r.innerText.replace(/\s+/g, " ").trim()));
