// The report where scripts run: the switch of light and dark, numbers under the pointer, and the figure in which one chooses.
"use strict";
(() => {
  const root = document.documentElement;
  const tools = document.querySelector(".tools");
  const theme = document.getElementById("theme");
  if (tools && theme) {
    tools.hidden = false;
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    const dark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
    const show = () => theme.setAttribute("aria-pressed", String(dark()));
    theme.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; show(); });
    system.addEventListener("change", show);
    show();
    document.getElementById("print").addEventListener("click", () => window.print());
  }

  // Numbers under the pointer, at once and in the page's own look. What a mark says is in its title until then.
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  document.body.append(tip);
  const said = (mark) => {
    const title = mark.querySelector ? mark.querySelector(":scope > title") : null;
    if (title && mark.tagName !== "svg") { mark.dataset.tip = title.textContent; title.remove(); }
    return mark.dataset ? mark.dataset.tip : undefined;
  };
  document.addEventListener("pointermove", (event) => {
    const mark = event.target instanceof Element ? event.target.closest("svg[role=img] path, svg[role=img] rect") : null;
    const text = mark ? said(mark) : undefined;
    tip.hidden = !text;
    if (!text) return;
    tip.textContent = text;
    const box = tip.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(event.clientX + 12, window.innerWidth - box.width - 8)) + "px";
    tip.style.top = (event.clientY + box.height + 28 > window.innerHeight ? event.clientY - box.height - 12 : event.clientY + 16) + "px";
  });

  const NS = "http://www.w3.org/2000/svg";
  const element = (name, attributes, parent, text) => {
    const made = name.startsWith("svg:") ? document.createElementNS(NS, name.slice(4)) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  };
  const number = (value) => {
    const size = Math.abs(value);
    if (size === 0) return "0";
    const text = size >= 1e6 ? size.toExponential(2).replace("+", "") : size < 1e-4 ? size.toExponential(1) : size.toFixed(size >= 1000 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : size >= 0.01 ? 3 : 5);
    return (value < 0 ? "\u2212" : "") + text;
  };
  const ticks = (low, high, count) => {
    const raw = (high - low) / count, size = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 2.5, 5, 10].map((f) => f * size).find((s) => s >= raw * (1 - 1e-9)) || raw;
    const found = [];
    for (let i = Math.ceil(low / step); i * step <= high && found.length < 50; i++) found.push(i * step);
    const digits = Math.max(0, Math.min(8, -Math.floor(Math.log10(step)) + (step / size === 2.5 ? 1 : 0)));
    return found.map((v) => [v, Math.abs(v) < 1e6 ? v.toFixed(digits).replace("-", "\u2212") : v.toExponential(1).replace("+", "").replace("-", "\u2212")]);
  };
  const explore = (data) => {
    const box = document.getElementById(data.id);
    if (!box) return;
    box.hidden = false;
    const keys = Object.keys(data.rows).map((key) => key.split("|").map(Number));
    const choices = element("div", { class: "choices" }, box);
    const choose = (name, label) => {
      const wrap = element("label", {}, choices, label);
      return element("select", { id: `${data.id}-${name}` }, wrap);
    };
    const selects = { measure: choose("measure", data.texts.measure), group: choose("group", data.texts.group), place: choose("place", data.texts.region) };
    const arms = new Set(data.arms.map((_, i) => i));
    const shape = (arm) => data.shapes[arm % data.shapes.length];
    if (data.arms.length > 1) {
      const set = element("fieldset", {}, box);
      element("legend", {}, set, data.texts.arm);
      data.arms.forEach((name, i) => {
        const label = element("label", {}, set);
        const check = element("input", { type: "checkbox", checked: "" }, label);
        const mark = element("svg:svg", { width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" }, label);
        element("svg:path", { class: `f${i % 8}`, d: shape(i), transform: "translate(8 8)" }, mark);
        label.append(name);
        check.addEventListener("change", () => { if (check.checked) arms.add(i); else arms.delete(i); draw(); });
      });
    }
    const plot = element("div", { class: "scroll", tabindex: "0", role: "group" }, box);
    const wide = element("div", { class: "scroll", tabindex: "0", role: "group" }, box);
    const fill = (select, at, names, wanted) => {
      const possible = [...new Set(keys.filter(wanted).map((key) => key[at]))].sort((a, b) => a - b);
      const before = Number(select.value);
      select.replaceChildren();
      for (const i of possible) element("option", { value: i }, select, names[i]);
      select.value = String(possible.includes(before) && select.dataset.ready ? before : possible[0]);
      select.dataset.ready = "1";
      return Number(select.value);
    };
    const scale = (measure, value) => (data.measures[measure][2] ? 100 * value : value);
    const shown = (measure, triple, sign) => {
      if (!triple || triple[0] === null) return "";
      const one = (v) => { const text = number(scale(measure, v)); return sign && v > 0 ? "+" + text : text; };
      return triple.length > 1 && triple[1] !== null ? `${one(triple[0])} (${one(triple[1])} … ${one(triple[2])})` : one(triple[0]);
    };
    const draw = () => {
      const measure = Number(selects.measure.value);
      const place = fill(selects.place, 1, data.places, (key) => key[0] === measure);
      const group = fill(selects.group, 2, data.groups, (key) => key[0] === measure && key[1] === place);
      const row = data.rows[`${measure}|${place}|${group}`];
      const [label, unit] = data.measures[measure];
      const title = [label, data.groups[group], data.places[place]].join(" · ");
      plot.setAttribute("aria-label", title);
      wide.setAttribute("aria-label", title);
      plot.replaceChildren();
      wide.replaceChildren();
      if (!row) { element("p", {}, plot, data.texts.nothing_here); return; }
      const visible = [...arms].sort((a, b) => a - b);
      const values = visible.flatMap((arm) => row[0][arm].flatMap((t) => t || [])).filter((v) => v !== null).map((v) => scale(measure, v));
      const W = 760, H = 300, left = 62, right = W - 16, top = 34, bottom = H - 44;
      let [low, high] = [Math.min(...values), Math.max(...values)];
      if (!values.length) [low, high] = [0, 1];
      const air = high - low > 1e-9 * Math.abs(high) ? 0.08 * (high - low) : Math.abs(high) * 0.05 || 0.5;
      low -= air; high += air;
      const x = (i) => data.years.length > 1 ? left + 24 + (i * (right - left - 48)) / (data.years.length - 1) : (left + right) / 2;
      const y = (v) => bottom - ((v - low) / (high - low)) * (bottom - top);
      const svg = element("svg:svg", { role: "img", viewBox: `0 0 ${W} ${H}`, "aria-label": title, style: `max-width:${W}px` }, plot);
      for (const [value, text] of ticks(low, high, 5)) {
        element("svg:line", { class: "grid", x1: left, x2: right, y1: y(value), y2: y(value) }, svg);
        element("svg:text", { class: "tick", x: left - 6, y: y(value) + 4, "text-anchor": "end" }, svg, text);
      }
      element("svg:text", { class: "panel", x: 2, y: 16 }, svg, unit ? `${title} (${unit})` : title);
      element("svg:line", { class: "axis", x1: left, x2: right, y1: bottom, y2: bottom }, svg);
      const every = Math.ceil(data.years.length / 7);
      data.years.forEach((name, i) => {
        if (i % every === 0) element("svg:text", { class: "tick", x: x(i), y: bottom + 18, "text-anchor": "middle" }, svg, name);
      });
      for (const arm of visible) {
        const points = row[0][arm].map((t, i) => (t && t[0] !== null ? [i, t.map((v) => scale(measure, v))] : null)).filter(Boolean);
        const with_band = points.filter(([, t]) => t.length > 1);
        if (with_band.length === points.length && points.length > 1) {
          const up = points.map(([i, t]) => `${x(i)} ${y(t[2])}`), down = points.map(([i, t]) => `${x(i)} ${y(t[1])}`).reverse();
          element("svg:path", { class: `b${arm % 8}`, d: `M${[...up, ...down].join("L")}Z` }, svg);
        }
        if (points.length) element("svg:path", { class: `curve l${arm % 8}`, d: `M${points.map(([i, t]) => `${x(i)} ${y(t[0])}`).join("L")}` }, svg);
        for (const [i, t] of points) {
          const mark = element("svg:path", { class: `f${arm % 8}`, d: shape(arm), transform: `translate(${x(i)} ${y(t[0])})` }, svg);
          mark.dataset.tip = [data.arms.length > 1 ? data.arms[arm] : label, data.years[i], shown(measure, row[0][arm][i]) + (unit ? ` ${unit}` : "")].join(", ");
        }
      }
      const table = element("table", {}, wide);
      element("caption", {}, table, title);
      const head = element("tr", {}, element("thead", {}, table));
      element("th", { scope: "col" }, head, data.texts.arm);
      data.years.forEach((name) => element("th", { scope: "col" }, head, name));
      if (data.compares) element("th", { scope: "col" }, head, data.texts.difference);
      const body = element("tbody", {}, table);
      for (const arm of visible) {
        const line = element("tr", {}, body);
        element("th", { scope: "row" }, line, data.arms[arm]);
        row[0][arm].forEach((t) => element("td", {}, line, shown(measure, t)));
        if (data.compares) element("td", {}, line, arm === data.baseline ? "" : shown(measure, row[1][arm], true));
      }
    };
    data.measures.forEach((m, i) => { if (m[3]) element("option", { value: i }, selects.measure, m[0]); });
    const first = keys.find((key) => key[2] === 0);
    if (first) selects.measure.value = String(first[0]);
    const wanted = data.first;
    if (wanted !== undefined && data.measures[wanted] && data.measures[wanted][3]) selects.measure.value = String(wanted);
    Object.values(selects).forEach((select) => select.addEventListener("change", draw));
    draw();
  };
  document.querySelectorAll(".explorer-data").forEach((script) => explore(JSON.parse(script.textContent)));
})();
