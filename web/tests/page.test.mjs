// The page in a real browser: levers, runs, picture, differences, series, exports, addresses, languages, colours, keys, a phone.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { SOON, axe, differences, done, openBrowser, overflow, ready, setLever, skip, startServer, untranslated, visit } from "./help.mjs";

const LEVER = "evaluation.third_party";

describe("the page of the workshop", { skip, timeout: 20 * SOON }, () => {
  let browser, server, setting;

  before(async () => {
    server = await startServer();
    browser = await openBrowser();
    setting = await (await fetch(`${server.link}api/setting?lang=en`)).json();
  });
  after(async () => {
    await browser?.close();
    server?.stop();
  });
  const open = (query = "?lang=en", options = {}) => visit(browser, server.link + query, options);

  test("loads, shows the country as it is, and asks nobody else", async () => {
    const v = await open();
    await ready(v.page);
    const units = setting.tiers.reduce((sum, t) => sum + t.units, 0);
    assert.equal(await v.page.locator("#picture svg .unit").count(), units);
    assert.match(await v.page.title(), new RegExp(setting.country.name));
    assert.equal(await v.page.locator(".remedies > details").count(), setting.remedies.length);
    assert.equal(await v.page.locator("#series canvas").count(), 1);
    // Every lever is there once, with its sentence and its value in the country.
    for (const remedy of await v.page.locator(".remedies > details > summary").all()) await remedy.click();
    assert.equal(await v.page.locator(".remedies .lever").count(), setting.levers.length);
    assert.deepEqual(await untranslated(v.page), []);
    assert.equal(await overflow(v.page), 0);
    // One run alone has its values in a table, with intervals.
    const alone = await v.page.locator("#differences .values").first().locator("tbody tr").evaluateAll((rows) => rows.map((r) => r.innerText.replace(/\s+/g, " ").trim()));
    assert.equal(alone.length, setting.headline.length);
    for (const row of alone) assert.match(row, /\d.* … .*\d/);
    v.clean();
    await v.close();
  });

  test("a lever is moved and run: the new run stands beside the country, with differences as the server gave them", async () => {
    const v = await open();
    await ready(v.page);
    await setLever(v.page, LEVER, 0.8);
    assert.match(v.page.url(), /evaluation\.third_party=0\.8/);
    const answered = v.page.waitForResponse((r) => r.url().includes("/api/run") && r.request().postDataJSON().set[LEVER] === 0.8);
    await v.page.click("#run");
    const answer = await (await answered).json();
    await done(v.page, 2);
    await v.page.waitForFunction(() => document.querySelector("#said").textContent.length > 0);
    const rows = await differences(v.page);
    assert.ok(rows.length >= 5, rows.join("\n"));
    const served = answer.differences.find((d) => d.measure === setting.headline[0] && d.group === "all");
    const sign = served.difference > 0 ? "+" : served.difference < 0 ? "−" : "";
    const points = Math.abs(served.difference * 100).toFixed(Math.abs(served.difference) < 0.1 ? 2 : 1);
    assert.ok(rows[0].includes(`${sign}${points}`), `${rows[0]} should say ${sign}${points}`);
    assert.match(rows.join(" "), /better|worse|no clear difference|higher|lower/);
    assert.equal(await v.page.locator("#series .legend li").count(), 2);
    // Readers without the picture have the same numbers.
    await v.page.click("#picture details summary");
    assert.equal(await v.page.locator("#picture details tbody tr").count(), setting.tiers.length);
    await v.page.click("#series details summary");
    assert.equal(await v.page.locator("#series details tbody tr").count(), 2);
    // The same setting again makes no second run.
    await v.page.click("#run");
    assert.equal(await v.page.locator(".runs > li").count(), 2);
    v.clean();
    await v.close();
  });

  test("time moves by slider and by play, and the picture with it", async () => {
    const v = await open();
    await ready(v.page);
    const slider = v.page.locator('#picture input[type="range"]');
    await slider.focus();
    await slider.press("Home");
    const first = await v.page.locator("#picture .when").innerText();
    await slider.press("ArrowRight");
    assert.notEqual(await v.page.locator("#picture .when").innerText(), first);
    await v.page.getByRole("button", { name: "Play" }).click();
    await v.page.getByRole("button", { name: "Pause" }).click();
    await slider.press("End");
    assert.match(await v.page.locator("#picture .when").innerText(), new RegExp(`Year ${setting.country.years}`));
    v.clean();
    await v.close();
  });

  test("runs are named, kept, compared with each other, swapped, removed", async () => {
    const v = await open();
    await ready(v.page);
    await setLever(v.page, LEVER, 0.8);
    await v.page.click("#run");
    await done(v.page, 2);
    await v.page.locator(".runs input.name").first().fill("Checked from outside");
    await v.page.locator(".runs input.name").first().press("Enter");
    await v.page.locator(".runs input.name").first().blur();
    assert.match(decodeURIComponent(v.page.url().replaceAll("+", " ")), /runs=Checked from outside~evaluation.third_party:0.8/);
    await v.page.getByRole("button", { name: "Reset all" }).click();
    await setLever(v.page, "contest.rankings", 0.4);
    await v.page.click("#run");
    await done(v.page, 3);
    const against = await differences(v.page);
    const compared = v.page.waitForResponse((r) => r.url().includes("/api/compare"));
    await v.page.selectOption("#compare-a", { label: "Checked from outside" });
    const { differences: told } = await (await compared).json();
    await v.page.waitForFunction(() => document.querySelectorAll("#differences .differences").length > 0);
    const rows = await differences(v.page);
    assert.notDeepEqual(rows, against);
    const row = told.find((d) => d.measure === setting.headline[0] && d.group === "all");
    const size = (Math.abs(row.difference) * 100).toFixed(Math.abs(row.difference) < 0.1 ? 2 : 1);
    assert.ok(rows[0].includes(size), `${rows[0]} should have ${size}`);
    const swapped = v.page.waitForResponse((r) => r.url().includes("/api/compare"));
    await v.page.getByRole("button", { name: "Swap" }).click();
    await swapped;
    await v.page.waitForFunction((before) => document.querySelector("#differences .differences tbody tr")?.innerText.replace(/\s+/g, " ").trim() !== before, rows[0]);
    assert.ok((await differences(v.page))[0].includes(size));
    await v.page.getByRole("button", { name: "Remove: Checked from outside" }).click();
    assert.equal(await v.page.locator(".runs > li").count(), 2);
    assert.doesNotMatch(v.page.url(), /runs=/);
    v.clean();
    await v.close();
  });

  test("a run is exported as scenario, tables, figures, report", async () => {
    const v = await open(`?lang=en&${LEVER}=0.8`);
    await done(v.page, 2);
    const menu = v.page.locator(".runs > li").nth(1).locator(".menu");
    await menu.locator("summary").click();
    const take = async (name) => {
      const [download] = await Promise.all([v.page.waitForEvent("download"), v.page.getByRole(name === "chart" ? "button" : "link", { name: name === "chart" ? "Save this chart" : name }).first().click()]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    };
    const scenario = await take("Scenario (TOML)");
    assert.match(scenario.name, /\.toml$/);
    assert.match(scenario.bytes.toString(), /third_party/);
    assert.match((await take("Series (CSV)")).bytes.toString().split("\n")[0], /week.*measure.*value|measure/);
    assert.match((await take("Differences (CSV)")).bytes.toString(), /citizens\.resolved_in_time/);
    const report = await take("Report (HTML)");
    assert.match(report.bytes.toString(), /^<!doctype html>/i);
    const png = [0x89, 0x50, 0x4e, 0x47];
    assert.deepEqual([...(await take("chart")).bytes.subarray(0, 4)], png);
    const figure = setting.figures[0].label;
    assert.deepEqual([...(await take(`${figure} PNG`)).bytes.subarray(0, 4)], png);
    assert.match((await take(`${figure} SVG`)).bytes.toString(), /<svg/);
    v.clean();
    await v.close();
  });

  test("a link reproduces the setting; back and forward undo and redo", async () => {
    const v = await open("?lang=en");
    await ready(v.page);
    await setLever(v.page, LEVER, 0.8);
    await v.page.click("#run");
    await done(v.page, 2);
    await v.page.locator(".runs").getByRole("checkbox", { name: /^keep/ }).check();
    await setLever(v.page, "contest.rankings", 0.4);
    await v.page.click("#run");
    await done(v.page, 3);
    await v.page.selectOption("#measure", "effort.trace_share");
    await Promise.all([v.page.waitForResponse((r) => r.url().includes("/api/compare")), v.page.selectOption("#compare-a", { index: 1 })]);
    await v.page.locator("#differences .differences").first().waitFor();
    await v.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await v.page.getByRole("button", { name: "Copy the link" }).click();
    await v.page.getByText("Copied.").waitFor();
    const link = await v.page.evaluate(() => navigator.clipboard.readText());
    const expected = { rows: await differences(v.page), runs: await v.page.locator(".runs .name").evaluateAll((all) => all.map((e) => e.value)) };

    const other = await visit(browser, link);
    await done(other.page, 3);
    await other.page.locator("#differences .differences").first().waitFor();
    await other.page.waitForFunction((row) => document.querySelector("#differences .differences tbody tr")?.innerText.replace(/\s+/g, " ").trim() === row, expected.rows[0]);
    assert.deepEqual(await differences(other.page), expected.rows);
    assert.equal((await other.page.locator(".runs .name").first().inputValue()), expected.runs[0]);
    assert.equal(await other.page.inputValue("#measure"), "effort.trace_share");
    other.clean();
    await other.close();

    await v.page.goBack();
    await v.page.goBack();
    await v.page.waitForFunction((m) => document.querySelector("#measure").value === m, setting.headline[0]);
    await v.page.goForward();
    await v.page.waitForFunction(() => document.querySelector("#measure").value === "effort.trace_share");
    v.clean();
    await v.close();
  });

  test("Chinese: the whole page, and back", async () => {
    const v = await open("?lang=en");
    await ready(v.page);
    await v.page.click("#lang");
    await v.page.waitForFunction(() => document.documentElement.lang === "zh-Hans");
    assert.match(v.page.url(), /lang=zh/);
    const text = await v.page.locator("main").innerText();
    assert.match(text, /层级体系/);
    assert.deepEqual(await untranslated(v.page), []);
    // Nothing but names and numbers stays in Latin letters.
    const english = text.replace(new RegExp(setting.country.name, "g"), "").match(/\b[a-z]{4,}( [a-z]{2,})+/g) ?? [];
    assert.deepEqual(english, []);
    await v.page.click("#lang");
    await v.page.waitForFunction(() => document.documentElement.lang === "en");
    assert.match(await v.page.locator("h1").innerText(), /policy/);
    v.clean();
    await v.close();
  });

  test("dark: by the system, and by choice", async () => {
    const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const becomes = (page, colour) => page.waitForFunction((c) => getComputedStyle(document.body).backgroundColor === c, colour);
    const light = await open("?lang=en", { colorScheme: "light" });
    const dark = await open("?lang=en", { colorScheme: "dark" });
    await ready(light.page);
    await ready(dark.page);
    const [pale, black] = [await ground(light.page), await ground(dark.page)];
    assert.notEqual(pale, black);
    await light.page.selectOption("#theme", "dark");
    await becomes(light.page, black);
    await dark.page.selectOption("#theme", "light");
    await becomes(dark.page, pale);
    assert.match(dark.page.url(), /theme=light/);
    light.clean();
    dark.clean();
    await light.close();
    await dark.close();
  });

  test("a phone's width: nothing is cut off, and a run works", async () => {
    const v = await open("?lang=en", { viewport: { width: 360, height: 740 }, hasTouch: true });
    await ready(v.page);
    assert.equal(await overflow(v.page), 0);
    await v.page.selectOption("#preset", { index: 1 });
    await v.page.click("#run");
    await done(v.page, 2);
    await v.page.locator("#differences .differences").first().waitFor();
    assert.equal(await overflow(v.page), 0);
    assert.deepEqual(await axe(v.page), []);
    await v.page.click("#lang");
    await v.page.waitForFunction(() => document.documentElement.lang === "zh-Hans");
    assert.equal(await overflow(v.page), 0);
    v.clean();
    await v.close();
  });

  test("keys alone: skip link, a lever, run, the units of the picture", async () => {
    const v = await open("?lang=en");
    await ready(v.page);
    const focus = () => v.page.evaluate(() => ({ id: document.activeElement.id, tag: document.activeElement.tagName, text: document.activeElement.textContent.trim(), unit: document.activeElement.dataset?.unit }));
    const tabTo = async (wanted, most = 200) => {
      for (let i = 0; i < most; i += 1) {
        await v.page.keyboard.press("Tab");
        if (wanted(await focus())) return;
      }
      assert.fail("not reached by Tab");
    };
    await v.page.keyboard.press("Tab");
    assert.match((await focus()).text, /Skip/);
    await v.page.keyboard.press("Enter");
    assert.equal((await focus()).id, "main");
    await tabTo((f) => f.tag === "SUMMARY");
    await v.page.keyboard.press("Enter");
    await tabTo((f) => f.id.startsWith("lever-") && f.id !== "lever-search");
    const visible = await v.page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none");
    assert.ok(visible, "focus can be seen");
    for (let i = 0; i < 5; i += 1) await v.page.keyboard.press("ArrowLeft");
    await tabTo((f) => f.id === "run");
    await v.page.keyboard.press("Enter");
    await done(v.page, 2);
    await v.page.waitForFunction(() => document.querySelector("#said").textContent.includes("done"));
    await tabTo((f) => f.unit !== undefined);
    const unit = (await focus()).unit;
    await v.page.keyboard.press("ArrowDown");
    const below = (await focus()).unit;
    assert.notEqual(below, unit);
    await v.page.keyboard.press("ArrowRight");
    assert.notEqual((await focus()).unit, below);
    assert.match(await v.page.locator("#picture .readout").innerText(), /target ×/);
    v.clean();
    await v.close();
  });

  test("markup in a name stays text, in the list and in a link", async () => {
    const name = '<img src=x onerror="document.title=1">';
    const v = await open(`?lang=en&runs=${encodeURIComponent(name.replace(/[,:;~%]/g, ""))}~${LEVER}:0.8`);
    await done(v.page, 2);
    assert.equal(await v.page.locator(".runs .name").inputValue(), name);
    assert.ok((await v.page.locator("#compare-b").innerText()).includes(name));
    assert.equal(await v.page.locator("img").count(), 0);
    assert.match(await v.page.title(), /workshop|Jiama|policy/i);
    v.clean();
    await v.close();
  });

  test("bad addresses are answered in words", async () => {
    const far = await open(`?lang=en&${LEVER}=7`);
    await far.page.locator(".runs .fault").waitFor();
    assert.match(await far.page.locator(".runs .fault").innerText(), /bounds/);
    far.clean({ refusals: true });
    await far.close();
    const unknown = await open("?lang=en&no.such.lever=1&evaluation.third_party=NaN&measure=nothing&group=nobody&compare=8,9&runs=;;~~,,::;x~y:z");
    await ready(unknown.page);
    assert.match(await unknown.page.locator(".fault").first().innerText(), /no\.such\.lever=1.*evaluation\.third_party=NaN/s);
    unknown.clean();
    await unknown.close();
  });

  test("a run can be cancelled, and a lost connection is said and tried again", async () => {
    const v = await open("?lang=en");
    await ready(v.page);
    await v.page.route("**/api/run", (route) => setTimeout(() => route.continue().catch(() => {}), 5000));
    await setLever(v.page, LEVER, 0.6);
    await v.page.click("#run");
    await v.page.locator(".act").getByRole("button", { name: "Cancel" }).click();
    await v.page.waitForFunction(() => document.querySelectorAll(".runs > li").length === 1);
    await v.page.waitForFunction(() => document.querySelector("#said").textContent.includes("cancelled"));
    await v.page.unroute("**/api/run");
    await v.context.setOffline(true);
    await v.page.click("#run");
    await v.page.locator(".banner.lost").waitFor();
    await v.context.setOffline(false);
    await done(v.page, 2);
    await v.page.locator(".banner.lost").waitFor({ state: "detached" });
    v.clean({ refusals: true });
    await v.close();
  });

  for (const [name, query, options] of [
    ["light", `?lang=en&${LEVER}=0.8`, { colorScheme: "light" }],
    ["dark", `?lang=en&${LEVER}=0.8`, { colorScheme: "dark" }],
    ["Chinese", `?lang=zh&${LEVER}=0.8`, {}],
  ]) {
    test(`axe-core finds nothing serious: ${name}`, async () => {
      const v = await open(query, options);
      await done(v.page, 2);
      await v.page.locator("#differences .differences").first().waitFor();
      for (const details of await v.page.locator("details.as-text > summary").all()) await details.click();
      assert.deepEqual(await axe(v.page), []);
      v.clean();
      await v.close();
    });
  }
});
