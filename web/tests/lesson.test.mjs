// The lesson plans followed from start to end in a real browser: every link is opened, every number of every table is looked up on the page, and
// in the long lesson two groups and a teacher do what the steps say, by the words that the plan and the page both use.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { SOON, setLever, served, skip, visit } from "./help.mjs";

const FOLDER = new URL("../../docs/workshop/", import.meta.url);
/** What the two groups submit in each of two rounds. */
const ROUNDS = [
  [{ "contest.prize": 3 }, { "windows.min_mandate": 1 }],
  [{ "demands.sharing": 0.8 }, { "cascade.cap": 0.05, "cascade.growth": 0 }],
];

/** Sections of a plan: its links and tables in order. A link stands before the table that it leads to. */
function sections(text) {
  return text.split(/^## /m).slice(1).map((section) => {
    const steps = [];
    for (const found of section.matchAll(/http:\/\/127\.0\.0\.1:8765\/(\?[^>\s)`]*)|<!-- numbers: (.*?) -->\n([\s\S]*?)<!-- end of numbers -->/g)) {
      const [, query, measures, table] = found;
      if (query) steps.push({ query, rows: [] });
      else {
        const rows = table.trim().split("\n").slice(2).map((line) => line.split("|").slice(2, -1).map(tokens));
        steps.at(-1).rows = measures.split(", ").map((name, i) => ({ name, cells: rows[i] }));
      }
    }
    return { text: section, steps };
  });
}

/** Numbers of a text, with their signs. */
const tokens = (text) => (text.match(/[+−]?\d+(?:\.\d+)?/g) ?? []);

/** Whether the plan says what the page shows. The page gives small numbers with a decimal more. */
function same(said, shown) {
  const half = (number) => 0.5 * 10 ** -(number.split(".")[1] ?? "").length;
  const value = (number) => Number(number.replace("−", "-"));
  const close = (a, b) => /^[+−]/.test(a) === /^[+−]/.test(b) && Math.abs(value(a) - value(b)) <= half(a) + half(b) + 1e-9;
  return said.length === shown.length && said.every((cell, i) => cell.length === shown[i].length && cell.every((number, k) => close(number, shown[i][k])));
}

describe("a lesson plan, from start to end", { skip, timeout: 60 * SOON }, () => {
  const on = served();

  /** The numbers of a row of the page: without a policy value and interval, with one both values and the difference. */
  async function numbers(page, label) {
    return page.locator("#differences table tbody tr").evaluateAll((rows, label) => {
      const name = (row) => row.querySelector("th").firstChild.textContent.trim();
      const row = rows.find((r) => name(r) === label);
      return row ? [...row.querySelectorAll("td.num")].map((cell) => cell.textContent) : null;
    }, label);
  }

  async function follow(step, setting) {
    const v = await visit(on.browser, on.server.link + step.query);
    const alone = !/[?&][a-z_]+\.[a-z_.]+=|[?&]preset=|[?&]runs=/.test(step.query);
    await v.page.locator(alone ? "#differences table.values" : "#differences table.differences").first().waitFor();
    for (const { name, cells } of step.rows) {
      const [, key, group] = name.match(/^([a-z_.]+)(?:\[(.+)\])?$/);
      const measure = setting.measures.find((m) => m.key === key);
      if (group && (await v.page.locator("#whom").inputValue()) !== key) await v.page.selectOption("#whom", key);
      const label = group ? setting.groups.find((g) => g.key === group).label : measure.label;
      await v.page.waitForFunction((label) => [...document.querySelectorAll("#differences tbody th")].some((th) => th.firstChild.textContent.trim() === label), label);
      const shown = (await numbers(v.page, label)).map(tokens);
      const [value, interval] = [cells[0].slice(0, 1), cells[0].slice(1)];
      const said = alone ? [value, interval] : cells;
      assert.ok(same(said, shown), `${name} at ${step.query}: the plan says ${JSON.stringify(said)}, the page ${JSON.stringify(shown)}`);
    }
    v.clean();
    await v.close();
    return step.rows.length;
  }

  const settingOf = async (lang) => (await fetch(`${on.server.link}api/setting?lang=${lang}`)).json();

  for (const [file, lang] of [["lesson-45.md", "en"], ["lesson-45.zh.md", "zh"]]) {
    test(`${file}: every number is on the page that its link opens`, async () => {
      const setting = await settingOf(lang);
      let seen = 0;
      for (const { steps } of sections(readFileSync(new URL(file, FOLDER), "utf8"))) for (const step of steps) seen += await follow(step, setting);
      assert.ok(seen >= 30, `${seen} rows`);
    });
  }

  for (const [file, lang] of [["lesson-90.md", "en"], ["lesson-90.zh.md", "zh"]]) {
    test(`${file}: with two groups and a teacher`, async () => {
      const words = {
        en: { class: "Class", join: "Join", levers: "Change the levers", submit: "Submit this policy", hide: "Hide true values", freeze: "Freeze the board", reveal: "Reveal true values", again: "Take policies again", reset: "Reset the class" },
        zh: { class: "课堂", join: "加入", levers: "去调整杠杆", submit: "提交此政策", hide: "隐藏真实值", freeze: "冻结看板", reveal: "公布真实值", again: "恢复提交", reset: "重置课堂" },
      }[lang];
      const setting = await settingOf(lang);
      const parts = sections(readFileSync(new URL(file, FOLDER), "utf8"));
      const [opening, country, screws, blind, truth, checks, remedies, closing] = parts;
      const says = (part, ...names) => names.forEach((name) => assert.ok(part.text.includes(`**${words[name]}**`), `${file} says **${words[name]}** in ${part.text.split("\n")[0]}`));
      let seen = 0;
      const all = async (part) => {
        for (const step of part.steps) seen += await follow(step, setting);
      };

      says(opening, "class");
      const teacher = await visit(on.browser, `${on.server.link}?lang=${lang}&teacher=${on.server.teacher}`);
      await teacher.page.locator(".code").waitFor();
      teacher.page.on("dialog", (dialog) => dialog.accept());
      const press = (name) => teacher.page.getByRole("button", { name: words[name], exact: true }).click();
      const groups = [];
      for (const name of [`${lang} 1`, `${lang} 2`]) {
        const v = await visit(on.browser, `${on.server.link}?lang=${lang}`);
        await v.page.getByRole("navigation").getByRole("button", { name: words.class }).click();
        await v.page.fill("#code", on.server.code);
        await v.page.fill("#group-name", name);
        await v.page.getByRole("button", { name: words.join, exact: true }).click();
        await v.page.locator("#group-title").waitFor();
        groups.push(v);
      }
      const submit = async (v, set) => {
        await v.page.getByRole("button", { name: words.levers }).click();
        for (const [lever, value] of Object.entries(set)) await setLever(v.page, lever, value);
        await v.page.getByRole("navigation").getByRole("button", { name: words.class }).click();
        const taken = v.page.waitForResponse((r) => r.url().includes("/api/class/submit"));
        await v.page.getByRole("button", { name: words.submit }).click();
        assert.equal((await taken).status(), 200);
      };
      const columns = (v) => v.page.locator(".board-table thead th").allInnerTexts();
      const onBoard = (v, n) => v.page.waitForFunction((n) => [...document.querySelectorAll(".board-table tbody tr")].filter((tr) => tr.querySelectorAll(".dot").length > 0).length >= n, n);

      await all(country);
      await all(screws);

      says(blind, "hide", "submit", "freeze");
      await press("hide");
      await submit(groups[0], ROUNDS[0][0]);
      await submit(groups[1], ROUNDS[0][1]);
      for (const v of groups) await onBoard(v, 2);
      const reported = await columns(groups[0]);
      const full = await columns(teacher);
      assert.ok(reported.length < full.length || reported.join() !== full.join(), "groups do not see what the teacher sees");
      await press("freeze");
      await groups[0].page.waitForFunction((name) => [...document.querySelectorAll("button")].some((e) => e.textContent === name && e.disabled), words.submit);

      says(truth, "reveal");
      await press("reveal");
      await groups[1].page.waitForFunction((want) => [...document.querySelectorAll(".board-table thead th")].map((e) => e.innerText).join() === want, full.join());
      await all(truth);
      await all(checks);

      says(remedies, "again");
      await press("again");
      await groups[0].page.waitForFunction((name) => [...document.querySelectorAll("button")].some((e) => e.textContent === name && !e.disabled), words.submit);
      await submit(groups[0], ROUNDS[1][0]);
      await submit(groups[1], ROUNDS[1][1]);
      for (const v of groups) await onBoard(v, 2);
      await all(remedies);

      says(closing, "reset");
      await press("freeze");
      await press("reset");
      for (const v of groups) await v.page.locator("#join-title").waitFor();
      assert.equal(await teacher.page.locator(".board-table").count(), 0, "all names are gone");
      assert.ok(seen >= 60, `${seen} rows`);
      teacher.clean();
      for (const v of groups) v.clean({ refusals: true });
      for (const v of [teacher, ...groups]) await v.close();
    });
  }
});
