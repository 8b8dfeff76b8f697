// The chart as a PNG, with its title, names and caption, drawn here: nothing is sent anywhere.

import type uPlot from "uplot";
import { DASHES } from "./series";
import { nameOf } from "./store";
import type { Run } from "./store";

export function savePng(plot: uPlot, title: string, runs: Run[], caption: string, file: string): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const source = plot.ctx.canvas;
  const k = devicePixelRatio;
  const canvas = document.createElement("canvas");
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  const small = `${12 * k}px system-ui, sans-serif`;
  ctx.font = small;
  const lines = wrap(ctx, caption, source.width - 24 * k);
  canvas.width = source.width + 24 * k;
  canvas.height = source.height + (52 + 20 * runs.length + 16 * lines.length + 16) * k;
  ctx.fillStyle = colour("--paper");
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.fillStyle = colour("--ink");
  ctx.textBaseline = "top";
  ctx.font = `600 ${16 * k}px system-ui, sans-serif`;
  ctx.fillText(title, 12 * k, 12 * k);
  let y = 40 * k;
  ctx.font = small;
  for (const run of runs) {
    ctx.strokeStyle = colour(`--run-${run.colour}`);
    ctx.lineWidth = 2.5 * k;
    ctx.setLineDash((DASHES[run.colour] ?? []).map((d) => d * k));
    ctx.beginPath();
    ctx.moveTo(12 * k, y + 7 * k);
    ctx.lineTo(44 * k, y + 7 * k);
    ctx.stroke();
    ctx.fillText(nameOf(run), 52 * k, y);
    y += 20 * k;
  }
  ctx.drawImage(source, 12 * k, y + 6 * k);
  y += source.height + 12 * k;
  ctx.fillStyle = colour("--muted");
  for (const line of lines) {
    ctx.fillText(line, 12 * k, y);
    y += 16 * k;
  }
  canvas.toBlob((blob) => blob && download(blob, `${file}.png`), "image/png");
}

function wrap(ctx: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  // Chinese has no spaces: every sign may end a line there.
  for (const word of text.match(/[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+/g) ?? []) {
    if (line && ctx.measureText(line + word).width > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += word;
  }
  return line ? [...lines, line] : lines;
}

export function download(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
