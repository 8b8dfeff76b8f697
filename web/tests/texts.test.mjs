// Texts: every one that the page asks for is in the catalogue, and none stands there that nobody asks for. Needs no browser.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const here = new URL("../", import.meta.url);
const catalogue = readFileSync(new URL("../src/terms/ui.toml", here), "utf8");
const known = new Set([...catalogue.matchAll(/^"(ui\.[^"]+)" = /gm)].map((m) => m[1]));
const source = readdirSync(new URL("src", here)).filter((f) => /\.tsx?$/.test(f)).map((f) => readFileSync(new URL(`src/${f}`, here), "utf8")).join("\n");
/** Asked for by the server, or by a word that the server says. */
const OF_SERVER = ["ui.figure.", "ui.error."];

test("every text that the page asks for is there, and every text is asked for", () => {
  const asked = [...source.matchAll(/"(ui\.[a-z0-9_.]+)"/g)].map((m) => m[1]);
  const beginnings = [...source.matchAll(/`(ui\.[a-z0-9_.]+\.)\$\{/g)].map((m) => m[1]);
  assert.ok(asked.length > 100 && beginnings.length > 2);
  assert.deepEqual(asked.filter((key) => !known.has(key)), [], "not in src/terms/ui.toml");
  for (const beginning of beginnings) assert.ok([...known].some((key) => key.startsWith(beginning)), beginning);
  const used = (key) => asked.includes(key) || beginnings.some((b) => key.startsWith(b)) || OF_SERVER.some((b) => key.startsWith(b));
  assert.deepEqual([...known].filter((key) => !used(key)), [], "in src/terms/ui.toml, but nobody asks for it");
});

test("what goes wrong has a help beside it", () => {
  const errors = [...known].filter((key) => /^ui\.error\.[a-z_]+$/.test(key) && key !== "ui.error.said");
  assert.deepEqual(errors.filter((key) => !known.has(`${key}.help`)), []);
});
