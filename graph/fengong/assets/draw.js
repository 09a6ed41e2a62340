// Drawing: nodes as boxes with marker and label, lines from border to border (vis-network's own curves run
// from middle to middle, under the labels). Reads `state`, changes nothing.
"use strict";
const D = JSON.parse(document.getElementById("fengong").textContent);
const FONT = '"Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif';
const MARKERS = Object.fromEntries(Object.entries(D.markers).map(([key, path]) => [key, new Path2D(path)]));
const LINE = 16;
const INK = "#1d242c";
const INDENT = { ministry: 22, task: 34, measure: 34, responsible: 22, support: 22 };
const isItem = (id) => D.things[id].type !== "body";
const colourOf = (column) => D.words.column[column].colour;

const state = {
  view: "duties", layout: D.layout, order: 0, chosen: null, cursor: null, query: "", only: false,
  off: { column: new Set(), kind: new Set(), level: new Set(), role: new Set(), basis: new Set() },
  shown: new Set(), edges: [], lit: null, strong: new Set(), boxes: new Map(),
};

// The box of a node in the layout that is on: its middle, width and height.
function boxOf(id) { return state.boxes.get(id); }

function sizeOf(node) {
  if (state.layout === "columns") return node.box;
  return isItem(node.id) ? [30, 20] : [24 + 13 * [...D.things[node.id].show].length, 20];
}

// How wide a node's box is in the columns: as wide as its label, so that lines show between the labels.
const ruler = document.createElement("canvas").getContext("2d");
function inkOf(node) {
  ruler.font = `600 13px ${FONT}`;
  const widest = Math.max(...node.label.split("\n").map((line) => ruler.measureText(line).width));
  return Math.min(node.box[0], INDENT[node.column] + widest + 7);
}

// In the columns a box is centred on its column; in the force layout the marker stands on the spot.
function leftEnd(node, x) {
  const [width] = sizeOf(node);
  return state.layout === "columns" || isItem(node.id) ? x - width / 2 : x - 11;
}

function drawNode({ ctx, id, x, y }) {
  const node = state.nodes.get(id);
  const [width, height] = sizeOf(node);
  return { drawNode: () => paintNode(ctx, node, leftEnd(node, x), y - height / 2, state.layout === "columns" ? node.ink : width, height), nodeDimensions: { width, height } };
}

function paintNode(ctx, node, left, top, width, height) {
  const id = node.id, colour = colourOf(node.column);
  const lit = !state.lit || state.lit.has(id), strong = state.strong.has(id);
  ctx.globalAlpha = lit ? 1 : 0.3;
  ctx.beginPath();
  ctx.roundRect(left, top + 1, width, height - 2, 4);
  if (lit || state.layout === "force") { ctx.fillStyle = strong ? tint(colour) : "#fffffff0"; ctx.fill(); }
  if (strong || (state.lit && lit)) { ctx.strokeStyle = colour; ctx.lineWidth = strong ? 2 : 1; ctx.stroke(); }
  if (isItem(id)) paintBadge(ctx, node, left, top + height / 2, colour);
  else paintMarker(ctx, id, left + 11, top + height / 2, colour);
  paintLabel(ctx, node, left, top + height / 2);
  if (state.cursor === id && state.focused) paintCursor(ctx, left, top, width, height);
  ctx.globalAlpha = 1;
}

function paintMarker(ctx, id, x, y, colour) {
  ctx.save();
  ctx.translate(x, y);
  ctx.fillStyle = colour;
  ctx.fill(MARKERS[D.things[id].kind] || MARKERS.unresolved);
  ctx.restore();
}

function paintBadge(ctx, node, left, y, colour) {
  const thing = D.things[node.id];
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.roundRect(left + 3, y - 9, 26, 18, thing.type === "task" ? 9 : 3);
  ctx.fill();
  const badge = String(thing.badge || "");
  ctx.font = `600 ${badge.length > 3 ? 9 : 12}px ${FONT}`;
  ctx.fillStyle = "#fff";
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(badge, left + 16, y + 0.5, 24);
}

function paintLabel(ctx, node, left, middle) {
  const force = state.layout === "force";
  if (force && isItem(node.id)) return;
  const lines = force ? [D.things[node.id].show] : node.label.split("\n");
  ctx.font = `${state.strong.has(node.id) ? 600 : 400} 13px ${FONT}`;
  ctx.fillStyle = INK;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  const room = force ? undefined : node.box[0] - INDENT[node.column] - 2;
  lines.forEach((line, at) => ctx.fillText(line, left + INDENT[node.column], middle + (at - (lines.length - 1) / 2) * LINE + 0.5, room));
}

function paintCursor(ctx, left, top, width, height) {
  ctx.globalAlpha = 1;
  ctx.strokeStyle = "#000";
  ctx.lineWidth = 2;
  ctx.setLineDash([5, 3]);
  ctx.strokeRect(left - 3, top - 2, width + 6, height + 4);
  ctx.setLineDash([]);
}

function tint(colour) {
  const part = (at) => Math.round(255 - (255 - parseInt(colour.slice(at, at + 2), 16)) * 0.16);
  return `rgb(${part(1)},${part(3)},${part(5)})`;
}

function paintEdges(ctx) {
  const lit = state.edges.filter((edge) => state.lit && edge.lit);
  state.edges.forEach((edge) => { if (!edge.lit) paintEdge(ctx, edge, state.lit ? 0.05 : 0.2); });
  lit.forEach((edge) => paintEdge(ctx, edge, 0.9));
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
}

function paintEdge(ctx, edge, alpha) {
  edge.path = pathOf(boxOf(edge.from), boxOf(edge.to), edge.dashes ? 4 : 0);
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = edgeColour(edge);
  ctx.lineWidth = edge.width * (edge.lit ? 1.5 : 1);
  ctx.setLineDash(edge.dashes ? [5, 4] : []);
  ctx.stroke(edge.path);
}

function edgeColour(edge) {
  if (state.view === "bodies") return colourOf(edge.support ? "support" : "responsible");
  const relation = D.facts[edge.facts[0]].relation;
  return colourOf({ implements: "task", "task body": "ministry" }[relation] || relation);
}

const leftOf = (box) => box.left;
const rightOf = (box) => box.left + box.ink;

// A line between two boxes: between columns an S from border to border, within one column an arc beside it.
function pathOf(one, other, shift) {
  const path = new Path2D();
  if (state.layout === "force") {
    path.moveTo(one.x, one.y + shift);
    path.lineTo(other.x, other.y + shift);
  } else if (Math.abs(one.x - other.x) < 1) {
    const side = one.column === "support" ? 1 : -1;
    const x = side < 0 ? leftOf(one) : Math.max(rightOf(one), rightOf(other)), bulge = x + side * Math.min(290, 24 + Math.abs(one.y - other.y) * 0.42);
    path.moveTo(side < 0 ? x : rightOf(one), one.y);
    path.lineTo(x, one.y);
    path.bezierCurveTo(bulge, one.y, bulge, other.y, x, other.y);
    if (side > 0) path.lineTo(rightOf(other), other.y);
  } else {
    const [left, right] = one.x < other.x ? [one, other] : [other, one];
    const from = rightOf(left), to = leftOf(right), bend = Math.min((to - from) / 2, 130);
    path.moveTo(from, left.y + shift);
    path.bezierCurveTo(from + bend, left.y + shift, to - bend, right.y + shift, to, right.y + shift);
  }
  return path;
}

// The line under a point of the drawing, the thickest hit last drawn.
function edgeAt(ctx, x, y) {
  ctx.save();
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.lineWidth = 8;
  ctx.setLineDash([]);
  const hit = state.edges.filter((edge) => (!state.lit || edge.lit) && edge.path && ctx.isPointInStroke(edge.path, x, y));
  ctx.restore();
  return hit.at(-1);
}
