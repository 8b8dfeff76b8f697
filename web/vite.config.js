// How the page is built: into web/dist, which is checked in and embedded by the binary, so that `cargo build` needs no Node.
import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

/** The few texts that the page needs before the server has answered, from the one catalogue. */
function firstWords() {
  const catalogue = readFileSync(new URL("../src/terms/ui.toml", import.meta.url), "utf8");
  const words = { en: {}, zh: {} };
  for (const [, key, en, zh] of catalogue.matchAll(/^"(ui\.first\.[^"]+)" = \{ en = (".*?[^\\]"), zh = (".*?[^\\]") \}$/gm)) {
    words.en[key] = JSON.parse(en);
    words.zh[key] = JSON.parse(zh);
  }
  return words;
}

export default defineConfig({
  base: "/",
  define: { FIRST_WORDS: JSON.stringify(firstWords()) },
  esbuild: { legalComments: "none" },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    cssCodeSplit: false,
    // Fixed names: the binary embeds a fixed list of files.
    rollupOptions: { output: { entryFileNames: "assets/app.js", assetFileNames: "assets/app[extname]" } },
  },
  server: { proxy: { "/api": process.env.JIAMA_SERVER ?? "http://127.0.0.1:8765" } },
});
