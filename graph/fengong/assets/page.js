// The page's state and what changes it: choosing, searching, filtering, keys, zoom. vis-network holds the nodes.
"use strict";
const GRAPH = document.getElementById("graph");
const HEADS = document.getElementById("heads");
const TOP = 44; // room for the column headings
const FORCES = { enabled: true, solver: "forceAtlas2Based", stabilization: { iterations: 160, updateInterval: 40 },
  forceAtlas2Based: { gravitationalConstant: -40, centralGravity: 0.02, springLength: 30, springConstant: 0.1, avoidOverlap: 0.5 } };
const touches = (edge, id) => edge.from === id || edge.to === id;
const roleOf = (fact) => (fact.relation === "support" ? "support" : fact.role);
const passes = (fact) => !state.off.role.has(roleOf(fact)) && !state.off.basis.has(fact.stated ? "stated" : "inferred");
let network = null;

function view() { return D.views[state.view]; }

// Put the nodes of the view that is on into vis-network.
function start() {
  const force = state.layout === "force";
  state.nodes = new vis.DataSet(view().nodes.map((node) => ({
    ...node, ink: inkOf(node), ctxRenderer: drawNode, ...(force ? { x: undefined, y: undefined } : {}) })));
  state.lines = new vis.DataSet(view().edges);
  const options = { ...view().options, physics: force ? FORCES : { enabled: false } };
  options.interaction = { ...options.interaction, dragNodes: force, keyboard: false };
  if (network) network.destroy();
  network = new vis.Network(GRAPH, { nodes: state.nodes, edges: state.lines }, options);
  GRAPH.querySelector(".vis-network").tabIndex = -1;
  network.on("beforeDrawing", (ctx) => { measureBoxes(); paintEdges(ctx); });
  network.on("afterDrawing", renderHeads);
  network.on("click", clicked);
  if (force) settle();
  render();
  toStart();
}

function settle() {
  document.getElementById("settling").hidden = false;
  network.once("stabilizationIterationsDone", () => {
    network.setOptions({ physics: { enabled: false } });
    document.getElementById("settling").hidden = true;
    toStart();
  });
}

function tip(id) {
  const thing = D.things[id];
  return isItem(id) ? `${thing.badge} ${thing.text.slice(0, 80)}` : [thing.label, thing.english].filter(Boolean).join("\n");
}

// Where the nodes that are shown stand now.
function measureBoxes() {
  const at = network.getPositions();
  const drawn = state.nodes.get({ filter: (node) => at[node.id] }); // hidden nodes have no position
  state.boxes = new Map(drawn.map((node) => {
    const [width, height] = sizeOf(node), left = leftEnd(node, at[node.id].x);
    return [node.id, { ...at[node.id], left, width, height, ink: state.layout === "force" ? width : node.ink, column: node.column }];
  }));
}

// ---- what is shown and what is lit

function allowed(id) {
  const thing = D.things[id], node = state.nodes.get(id);
  if (state.off.column.has(node.column)) return false;
  return thing.type !== "body" || !(state.off.kind.has(thing.kind) || state.off.level.has(thing.level));
}

function edgePasses(edge) {
  if (state.view === "bodies") return !state.off.basis.has("stated") && !!((edge.shared && !state.off.role.has("responsible")) || (edge.support && !state.off.role.has("support")));
  return edge.facts.some((at) => passes(D.facts[at]));
}

// Every word typed is in a name or text; a bare number is that measure or task, not part of another number.
function matches(id) {
  const thing = D.things[id];
  const text = [thing.label, thing.show, thing.names, thing.english, thing.text].join(" ").toLowerCase();
  const has = (word) => (/^\d+$/.test(word) ? isItem(id) && String(thing.badge) === word : text.includes(word));
  return state.query.toLowerCase().split(/\s+/).every(has);
}

function compute() {
  const lines = view().edges.map((edge, at) => ({ ...edge, at })).filter(edgePasses);
  const linked = new Set(lines.flatMap((edge) => [edge.from, edge.to]));
  const once = new Set(view().edges.flatMap((edge) => [edge.from, edge.to]));
  const able = new Set(state.nodes.getIds().filter((id) => allowed(id) && (linked.has(id) || !once.has(id))));
  const edges = lines.filter((edge) => able.has(edge.from) && able.has(edge.to));
  const found = state.query ? new Set([...able].filter(matches)) : null;
  if (state.chosen && !able.has(state.chosen)) state.chosen = null;
  const core = state.chosen ? new Set([state.chosen, ...tasksOf(state.chosen)]) : found;
  const narrow = state.only && state.chosen ? core : found;
  state.shown = new Set(narrow ? [...narrow, ...around(narrow, edges)] : able);
  if (state.chosen) state.shown.add(state.chosen);
  state.edges = edges.filter((edge) => state.shown.has(edge.from) && state.shown.has(edge.to));
  state.strong = state.chosen ? new Set([state.chosen]) : core ?? new Set();
  state.edges.forEach((edge) => { edge.lit = !!core && (core.has(edge.from) || core.has(edge.to)); });
  state.lit = core ? new Set([...core, ...around(core, state.edges)]) : null;
  return found;
}

// To a measure's own belongs the task it carries out, with the bodies named for that.
function tasksOf(id) {
  return view().edges.filter((edge) => edge.from === id && D.things[edge.to].type === "task").map((edge) => edge.to);
}

function around(ids, edges) {
  return edges.filter((edge) => ids.has(edge.from) || ids.has(edge.to)).flatMap((edge) => [edge.from, edge.to]);
}

function render() {
  const found = compute();
  state.nodes.update(positions());
  renderPanel();
  renderTable();
  const count = found ? `找到 ${found.size} 个 found` : `${state.shown.size} 个节点 nodes`;
  document.getElementById("count").textContent = count;
  network.redraw();
}

// All nodes where they were placed; where some are hidden, the others of a column close up.
function positions() {
  const placed = view().nodes.map((node) => ({ id: node.id, hidden: !state.shown.has(node.id), x: node.x, y: node.ys[state.order], node }));
  if (state.layout === "force") return placed.map(({ id, hidden }) => ({ id, hidden }));
  if (state.shown.size < placed.length) {
    const tops = {};
    placed.filter((one) => !one.hidden).sort((one, other) => one.y - other.y).forEach((one) => {
      const [, height] = one.node.box, top = tops[one.node.column] || 0;
      one.y = top + height / 2;
      tops[one.node.column] = top + height;
    });
  }
  return placed.map(({ id, hidden, x, y }) => ({ id, hidden, x, y }));
}

function extent() {
  const shown = [...state.shown].map((id) => state.nodes.get(id));
  return { width: view().width, height: Math.max(1, ...shown.map((node) => (node.y || 0) + node.box[1] / 2)) };
}

// ---- view port

function moveTo(x, y, scale) { network.moveTo({ position: { x, y }, scale, animation: false }); }

// Readable: the columns fill the width, from their tops; text is never below 10 pixels.
function toStart() {
  if (state.layout === "force") {
    network.fit({ animation: false });
    if (network.getScale() < 0.75) moveTo(network.getViewPosition().x, network.getViewPosition().y, 0.75);
    return;
  }
  const { width } = extent(), room = GRAPH.clientWidth - 24;
  const scale = Math.min(1.25, Math.max(0.78, room / width));
  const x = width * scale > room + 1 ? (room + 24) / 2 / scale - 12 : width / 2;
  moveTo(x, (GRAPH.clientHeight / 2 - TOP) / scale, scale);
}

function toAll() {
  if (state.layout === "force") { network.fit({ animation: false }); return; }
  const { width, height } = extent();
  const scale = Math.min((GRAPH.clientWidth - 24) / width, (GRAPH.clientHeight - TOP - 10) / height, 1.25);
  moveTo(width / 2, height / 2 - (TOP - 10) / 2 / scale, scale);
}

function zoom(factor) {
  const at = network.getViewPosition();
  moveTo(at.x, at.y, Math.min(3, Math.max(0.1, network.getScale() * factor)));
}

// Move up or down by so many pixels; false where the columns end.
function pan(dx, dy) {
  const at = network.getViewPosition(), scale = network.getScale();
  const half = GRAPH.clientHeight / 2 / scale, { height } = extent();
  const low = half - TOP / scale, high = Math.max(low, height + 20 / scale - half);
  const y = state.layout === "force" ? at.y + dy / scale : Math.min(Math.max(at.y + dy / scale, Math.min(low, at.y)), Math.max(high, at.y));
  if (!dx && Math.abs(y - at.y) < 0.5) return false;
  moveTo(at.x + dx / scale, y, scale);
  return true;
}

function reveal(id) {
  const { x, y } = network.getPosition(id), at = network.canvasToDOM({ x, y });
  const inside = at.y > TOP + 10 && at.y < GRAPH.clientHeight - 24 && at.x > 10 && at.x < GRAPH.clientWidth - 10;
  if (inside) return;
  if (state.layout === "columns") pan(0, at.y - GRAPH.clientHeight / 2);
  else moveTo(x, y, network.getScale());
}

function renderHeads() {
  const columns = state.layout === "columns" ? view().columns : [];
  const parts = columns.map((column) => {
    const shown = view().nodes.filter((node) => node.column === column.key && state.shown.has(node.id));
    const left = network.canvasToDOM({ x: column.x - column.width / 2, y: 0 }).x;
    const style = `left:${Math.round(left)}px;color:${colourOf(column.key)}`;
    const arrows = state.lit ? el("span", { class: "beyond" }, beyond(shown)) : null;
    return el("div", { style }, zh("column", column.key), arrows, network.getScale() > 0.8 && !arrows?.textContent ? en(D.words.column[column.key].en) : null);
  });
  HEADS.replaceChildren(...parts);
  HEADS.hidden = !parts.length;
}

// How many lit nodes of a column stand above and below what is seen.
function beyond(nodes) {
  const ys = nodes.filter((node) => state.lit.has(node.id)).map((node) => network.canvasToDOM(network.getPosition(node.id)).y);
  const above = ys.filter((y) => y < TOP - 6).length, below = ys.filter((y) => y > GRAPH.clientHeight).length;
  return (above ? ` ↑${above}` : "") + (below ? ` ↓${below}` : "");
}

// ---- choosing

function choose(id, { move = false } = {}) {
  if (id && !state.nodes.get(id)) switchTo("duties", state.layout);
  state.chosen = id;
  if (!id) state.only = false;
  if (id) state.cursor = id;
  render();
  if (id && (move || state.only)) reveal(id);
  if (id) say(id);
}

function say(id) {
  const count = view().edges.filter((edge) => touches(edge, id)).length;
  document.getElementById("live").textContent = `${nameOf(id)}，${isItem(id) ? D.things[id].text.slice(0, 40) : zh("kind", D.things[id].kind)}，${count} 条连线`;
}

// vis-network takes every node drawn by the page for a square of 50: what is under a point is found here.
function nodeAt({ x, y }) {
  const under = (box) => Math.abs(y - box.y) <= box.height / 2 && x >= leftOf(box) && x <= rightOf(box);
  return [...state.shown].find((id) => under(boxOf(id)));
}

function clicked(event) {
  const node = nodeAt(event.pointer.canvas);
  if (node) { choose(node); return; }
  const ctx = GRAPH.querySelector("canvas").getContext("2d");
  const line = edgeAt(ctx, event.pointer.canvas.x, event.pointer.canvas.y);
  choose(line ? line.from : null);
}

function switchTo(name, layout) {
  if (name === state.view && layout === state.layout) return;
  Object.assign(state, { view: name, layout, only: false });
  document.body.dataset.view = name;
  document.getElementById("orders").hidden = name !== "duties" || layout !== "columns";
  document.querySelectorAll("[data-view]").forEach((one) => one.tagName === "BUTTON" && one.setAttribute("aria-pressed", one.dataset.view === name));
  document.querySelectorAll("[data-layout]").forEach((one) => one.setAttribute("aria-pressed", one.dataset.layout === layout));
  if (!view().nodes.some((node) => node.id === state.chosen)) state.chosen = null;
  state.cursor = state.chosen;
  start();
}

// The numbered columns by their numbers (0), or as few lines cross (1).
function orderBy(order) {
  state.order = order;
  document.querySelectorAll("[data-order]").forEach((one) => one.setAttribute("aria-pressed", Number(one.dataset.order) === order));
  render();
  if (state.chosen) reveal(state.chosen);
}

function clear() {
  if (state.only) { state.only = false; render(); reveal(state.chosen); return; }
  if (state.chosen) { choose(null); return; }
  document.getElementById("search").value = state.query = "";
  render();
  toStart();
}

function reset() {
  Object.assign(state, { chosen: null, only: false, query: "", cursor: null });
  Object.values(state.off).forEach((set) => set.clear());
  document.getElementById("search").value = "";
  document.querySelectorAll("input[data-scheme]").forEach((box) => { box.checked = true; });
  render();
  toStart();
}

function only() {
  if (!state.chosen) return;
  state.only = !state.only;
  render();
  if (state.only) toStart(); else reveal(state.chosen);
}

// ---- keys

// The next node in a direction: along a column, or to the nearest of the next column, its own line first.
function neighbour(key) {
  const nodes = [...state.shown].map((id) => ({ id, ...boxOf(id) }));
  const here = nodes.find((node) => node.id === state.cursor);
  if (!here) return nodes.sort((one, other) => (other.column === "measure") - (one.column === "measure") || one.y - other.y)[0];
  const across = key === "ArrowLeft" || key === "ArrowRight", sign = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
  const same = (node) => state.layout === "force" || Math.abs(node.x - here.x) < 1;
  const ahead = nodes.filter((node) => (across ? (node.x - here.x) * sign > 1 : (node.y - here.y) * sign > 0.1 && same(node)));
  const own = new Set(around(new Set([here.id]), state.edges));
  const far = (node) => Math.abs(node.x - here.x) * (across ? 4 : 1) + Math.abs(node.y - here.y) - (across && own.has(node.id) ? 1e4 : 0);
  return ahead.sort((one, other) => far(one) - far(other))[0];
}

function step(key) {
  const next = neighbour(key);
  if (!next) return;
  state.cursor = next.id;
  reveal(next.id);
  say(next.id);
  network.redraw();
}

const KEYS = {
  ArrowUp: step, ArrowDown: step, ArrowLeft: step, ArrowRight: step,
  Enter: () => state.cursor && choose(state.cursor), " ": () => state.cursor && choose(state.cursor),
  f: only, F: only, "+": () => zoom(1.2), "=": () => zoom(1.2), "-": () => zoom(1 / 1.2), 0: toStart,
};

GRAPH.addEventListener("keydown", (event) => {
  if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  KEYS[event.key](event.key);
});
document.addEventListener("keydown", (event) => {
  const search = document.getElementById("search");
  if (event.key === "Escape") { event.preventDefault(); clear(); }
  if (event.key === "/" && event.target.tagName !== "INPUT") { event.preventDefault(); search.focus(); search.select(); }
});
for (const name of ["focus", "blur"]) {
  GRAPH.addEventListener(name, () => { state.focused = name === "focus" && GRAPH.matches(":focus-visible"); network?.redraw(); });
}

// ---- everything else that can be pressed, typed or turned

GRAPH.addEventListener("wheel", (event) => {
  if (event.ctrlKey || event.metaKey) return; // vis-network zooms
  event.stopPropagation();
  if (pan(event.shiftKey ? event.deltaY : event.deltaX, event.shiftKey ? 0 : event.deltaY)) event.preventDefault();
}, { capture: true, passive: false });

GRAPH.addEventListener("pointermove", (event) => {
  const node = nodeAt(network.DOMtoCanvas({ x: event.offsetX, y: event.offsetY }));
  GRAPH.style.cursor = node ? "pointer" : "";
  GRAPH.title = node ? tip(node) : "";
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { node, tab, act, zoom: by } = button.dataset;
  if (node) { choose(node, { move: true }); return; }
  if (tab) showTab(tab);
  if (button.dataset.view) switchTo(button.dataset.view, state.layout);
  if (button.dataset.layout) switchTo(state.view, button.dataset.layout);
  if (button.dataset.order) orderBy(Number(button.dataset.order));
  if (act === "only") only();
  if (act === "clear") { state.only = false; choose(null); }
  if (by) ({ in: () => zoom(1.25), out: () => zoom(0.8), all: toAll, start: toStart })[by]();
  if (button.id === "reset") reset();
});

document.addEventListener("change", (event) => {
  const { scheme } = event.target.dataset;
  if (!scheme) return;
  state.off[scheme][event.target.checked ? "delete" : "add"](event.target.value);
  render();
  showTab("legend");
});

document.getElementById("search").addEventListener("input", (event) => {
  state.query = event.target.value.trim();
  Object.assign(state, { chosen: null, only: false });
  render();
  toStart();
});
document.querySelector("form.tools").addEventListener("submit", (event) => {
  event.preventDefault();
  const best = view().nodes.map((node) => node.id).filter((id) => state.query && state.shown.has(id) && matches(id));
  const exact = best.find((id) => D.things[id].show === state.query || D.things[id].badge === state.query && D.things[id].type === "measure");
  if (best.length) choose(exact ?? best[0], { move: true });
});
addEventListener("resize", () => { network.redraw(); toStart(); });

document.body.dataset.view = state.view;
document.getElementById("orders").hidden = state.layout !== "columns";
document.querySelectorAll("[data-layout]").forEach((one) => one.setAttribute("aria-pressed", one.dataset.layout === state.layout));
start();
document.fonts.ready.then(() => network.redraw());
if (D.focus) choose(D.focus, { move: true });
