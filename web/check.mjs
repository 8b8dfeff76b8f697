// Builds into a folder aside and compares with what is checked in, byte by byte.

import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { build } from "vite";

const MOST_BYTES = 250_000;
const here = new URL(".", import.meta.url).pathname;
const aside = mkdtempSync(join(tmpdir(), "jiama-web-"));

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => relative(folder, join(e.parentPath, e.name)))
    .sort();
}

try {
  await build({ root: here, logLevel: "warn", build: { outDir: aside, emptyOutDir: true } });
  const [made, kept] = [files(aside), files(join(here, "dist"))];
  const different = [...new Set([...made, ...kept])].filter(
    (name) => !made.includes(name) || !kept.includes(name) || !readFileSync(join(aside, name)).equals(readFileSync(join(here, "dist", name))),
  );
  const bytes = made.reduce((sum, name) => sum + readFileSync(join(aside, name)).length, 0);
  if (different.length > 0) {
    console.error(`web/dist is not what web/src builds: ${different.join(", ")}. Run \`npm run build\` in web and commit web/dist.`);
    process.exitCode = 1;
  } else if (bytes > MOST_BYTES) {
    console.error(`The page weighs ${bytes} bytes; it may weigh ${MOST_BYTES}.`);
    process.exitCode = 1;
  } else {
    console.log(`web/dist is what web/src builds: ${made.length} files, ${bytes} bytes.`);
  }
} finally {
  rmSync(aside, { recursive: true, force: true });
}
