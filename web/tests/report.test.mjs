// The report as a file: opens from disk, with and without JavaScript, asks nobody, prints, in both languages.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";
import { SOON, axe, jiama, openBrowser, overflow, skip } from "./help.mjs";

const ROOT = new URL("../../", import.meta.url).pathname;
const MOST_BYTES = 1_000_000;

describe("the report of a comparison", { skip, timeout: 20 * SOON }, () => {
  let browser, folder;
  const files = {};

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "jiama-report-"));
    const call = (...args) => execFileSync(jiama, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    const out = join(folder, "compared");
    call("compare", "scenarios/workshop.toml", "--with", "scenarios/policies/results-over-traces.toml", "--replicates", "4", "--quiet", "--out", out);
    // The folder itself, or the one that the command made in it.
    const inner = readdirSync(out, { withFileTypes: true }).find((e) => e.isDirectory() && e.name !== "figures");
    const results = statSync(join(out, "manifest.json"), { throwIfNoEntry: false }) ? out : join(out, inner.name);
    for (const lang of ["en", "zh"]) {
      files[lang] = join(folder, `${lang}.html`);
      call("report", results, "--lang", lang, "--out", files[lang]);
    }
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  async function open(lang, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
    const page = await context.newPage();
    const faults = [];
    const asked = [];
    const address = pathToFileURL(files[lang]).href;
    page.on("console", (m) => ["error", "warning"].includes(m.type()) && faults.push(m.text()));
    page.on("pageerror", (e) => faults.push(e.message));
    page.on("request", (r) => !r.url().startsWith("data:") && !r.url().startsWith("blob:") && r.url().split("#")[0] !== address && asked.push(r.url()));
    await page.goto(address);
    return {
      page,
      clean() {
        assert.deepEqual(faults, [], "console errors");
        assert.deepEqual(asked, [], "requests to elsewhere");
      },
      close: () => context.close(),
    };
  }
  /** Whether a figure that is not hidden has a name for those who do not see it. */
  const nameless = (page) =>
    page.evaluate(() => [...document.querySelectorAll("svg")].filter((s) => s.getClientRects().length > 0 && s.getAttribute("aria-hidden") !== "true" && !s.closest("[aria-hidden=true]") && !s.closest("[aria-label],[aria-labelledby],figure") && !s.querySelector("title")).length);

  for (const lang of ["en", "zh"]) {
    test(`opens from disk, weighs little, asks nobody: ${lang}`, async () => {
      assert.ok(statSync(files[lang]).size < MOST_BYTES);
      assert.doesNotMatch(readFileSync(files[lang], "utf8"), /<(script|link|img|iframe)[^>]+(src|href)="https?:/i);
      const v = await open(lang);
      assert.match(await v.page.evaluate(() => document.documentElement.lang), lang === "zh" ? /^zh/ : /^en/);
      assert.ok((await v.page.locator("h1").innerText()).length > 0);
      assert.ok((await v.page.locator("svg:visible, canvas:visible").count()) > 3, "figures");
      assert.equal(await nameless(v.page), 0);
      assert.deepEqual((await v.page.evaluate(() => document.body.innerText)).match(/\breport\.[a-z_.]+|\{\w+\}/g) ?? [], [], "texts that were not found");
      v.clean();
      await v.close();
    });

    test(`axe-core finds nothing serious, light and dark: ${lang}`, async () => {
      for (const colorScheme of ["light", "dark"]) {
        const v = await open(lang, { colorScheme });
        assert.deepEqual(await axe(v.page), []);
        v.clean();
        await v.close();
      }
    });

    test(`is whole without JavaScript: ${lang}`, async () => {
      const v = await open(lang, { javaScriptEnabled: false });
      assert.ok((await v.page.locator("svg:visible").count()) > 3, "figures stand as SVG");
      assert.ok((await v.page.locator("table").count()) > 0);
      assert.ok((await v.page.locator("body").innerText()).length > 2000);
      v.clean();
      await v.close();
    });
  }

  test("fits a phone's width, and prints", async () => {
    const v = await open("en", { viewport: { width: 360, height: 740 } });
    assert.equal(await overflow(v.page), 0);
    v.clean();
    await v.close();
    const paper = await open("zh");
    const pdf = await paper.page.pdf({ format: "A4" });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    assert.ok(pdf.length > 20_000);
    paper.clean();
    await paper.close();
  });
});
