// A class in a real browser: two groups join and appear on the board; the teacher hides, reveals, freezes, removes, resets.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SOON, axe, overflow, ready, setLever, served, skip, untranslated, visit } from "./help.mjs";

const MARKUP = "<b>Group</b> & <script>1</script>";

describe("a class", { skip, timeout: 20 * SOON }, () => {
  const on = served();

  async function join(name, options) {
    const v = await visit(on.browser, `${on.server.link}?lang=en&view=class`, options);
    await v.page.fill("#code", on.server.code.toLowerCase());
    await v.page.fill("#group-name", name);
    await v.page.getByRole("button", { name: "Join" }).click();
    await v.page.locator("#group-title").waitFor();
    return v;
  }
  async function submit(v, lever, value) {
    await v.page.getByRole("button", { name: "Change the levers" }).click();
    await setLever(v.page, lever, value);
    await v.page.getByRole("navigation").getByRole("button", { name: "Class" }).click();
    await v.page.getByRole("button", { name: "Submit this policy" }).click();
    await v.page.waitForFunction(() => document.querySelector("#said").textContent.includes("on the board"));
  }
  const row = (v, name) => v.page.locator(".board-table tbody tr").filter({ has: v.page.locator("th", { hasText: name }) });

  test("two groups and a teacher, from the code to the reset", async () => {
    const wrong = await visit(on.browser, `${on.server.link}?lang=en&view=class`);
    await wrong.page.fill("#code", "ZZZZZ");
    await wrong.page.fill("#group-name", "Nobody");
    await wrong.page.getByRole("button", { name: "Join" }).click();
    assert.match(await wrong.page.locator(".fault").innerText(), /not the code/);
    wrong.clean({ refusals: true });
    await wrong.close();

    const teacher = await visit(on.browser, `${on.server.link}?lang=en&teacher=${on.server.teacher}`);
    await teacher.page.locator(".code").waitFor();
    assert.equal(await teacher.page.locator(".code [aria-hidden]").innerText(), on.server.code);
    assert.ok(!teacher.page.url().includes(on.server.teacher), "the key does not stay in the address");

    const a = await join("Windows");
    const b = await join(MARKUP, { viewport: { width: 360, height: 740 } });
    await submit(a, "windows.max_mandate", 0.1);
    await submit(b, "evaluation.third_party", 0.8);

    // Each sees the other, on the phone too, and markup is text.
    for (const v of [a, b, teacher]) {
      await row(v, "Windows").locator(".big").first().waitFor();
      await row(v, MARKUP).locator(".big").first().waitFor();
      assert.equal(await v.page.locator(".board-table b, .board-table script").count(), 0);
      assert.ok((await row(v, "Windows").locator("svg.dot").count()) >= 3);
      assert.deepEqual(await untranslated(v.page), []);
      assert.equal(await overflow(v.page), 0);
      assert.deepEqual(await axe(v.page), []);
    }
    assert.match(await row(a, "Windows").innerText(), /your group/);

    // While true values are hidden, groups have what is reported only: on the board and in their own runs.
    const columns = (v) => v.page.locator(".board-table thead th").allInnerTexts();
    const shown = await columns(a);
    await teacher.page.getByRole("button", { name: "Hide true values" }).click();
    await a.page.locator(".banner", { hasText: "what the superior sees" }).waitFor();
    await a.page.waitForFunction((n) => [...document.querySelectorAll(".board-table thead th")].map((e) => e.innerText).join() !== n, shown.join());
    assert.ok(!(await columns(a)).join().includes("Resolved in time\n"), (await columns(a)).join());
    assert.deepEqual(await columns(teacher), shown);
    await a.page.getByRole("navigation").getByRole("button", { name: "Country" }).click();
    await a.page.locator("#picture .citizens, #picture .note").first().waitFor();
    await a.page.getByText("What became of the citizens is hidden").waitFor();
    assert.equal(await a.page.locator("#picture .groups li").count(), 0);
    assert.deepEqual(await axe(a.page), []);
    assert.deepEqual(await untranslated(a.page), []);
    await teacher.page.getByRole("button", { name: "Reveal true values" }).click();
    await a.page.locator("#picture .groups li").first().waitFor();

    await a.page.getByRole("navigation").getByRole("button", { name: "Class" }).click();
    await teacher.page.getByRole("button", { name: "Freeze the board" }).click();
    await a.page.waitForFunction(() => [...document.querySelectorAll("button")].some((e) => e.textContent === "Submit this policy" && e.disabled));
    await teacher.page.getByRole("button", { name: "Take policies again" }).click();

    await teacher.page.getByText("Groups: 2").click();
    await teacher.page.getByRole("button", { name: `Remove: ${MARKUP}` }).click();
    await b.page.locator(".fault", { hasText: "no longer part of the class" }).waitFor();
    await b.page.locator("#join-title").waitFor();
    teacher.page.on("dialog", (dialog) => dialog.accept());
    await teacher.page.getByRole("button", { name: "Reset the class" }).click();
    await a.page.locator("#join-title").waitFor();

    teacher.clean();
    a.clean({ refusals: true });
    b.clean({ refusals: true });
    for (const v of [teacher, a, b]) await v.close();
  });

  test("the class in Chinese, dark", async () => {
    const v = await visit(on.browser, `${on.server.link}?lang=zh&teacher=${on.server.teacher}`, { colorScheme: "dark" });
    await v.page.locator(".code").waitFor();
    assert.match(await v.page.locator("main").innerText(), /教师面板/);
    assert.deepEqual(await untranslated(v.page), []);
    assert.deepEqual(await axe(v.page), []);
    v.clean();
    await v.close();
  });

  test("a closed class says so; a wrong key is no teacher", async () => {
    const control = (action) =>
      fetch(`${on.server.link}api/class/control`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ teacher: on.server.teacher, action }) });
    assert.ok((await control("close")).ok);
    const v = await visit(on.browser, `${on.server.link}?lang=en&view=class`);
    await v.page.getByText("takes no new groups now").waitFor();
    v.clean();
    await v.close();
    assert.ok((await control("open")).ok);
    const wrong = await visit(on.browser, `${on.server.link}?lang=en&teacher=wrong`);
    await wrong.page.locator(".fault", { hasText: "not the teacher" }).waitFor();
    assert.equal(await wrong.page.locator(".code").count(), 0);
    wrong.clean({ refusals: true });
    await wrong.close();
    const none = await visit(on.browser, `${on.server.link}?lang=en`);
    await ready(none.page);
    none.clean();
    await none.close();
  });
});
