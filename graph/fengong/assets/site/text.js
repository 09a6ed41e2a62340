// Marks the characters that the address names: #char=8451,8455 (RFC 5147), counted in code points.
addEventListener("DOMContentLoaded", mark); addEventListener("hashchange", mark);
function mark() {
  const found = /^#char=(\d+),(\d+)$/.exec(decodeURIComponent(location.hash)), pre = document.getElementById("text");
  pre.querySelectorAll("mark").forEach((one) => one.replaceWith(...one.childNodes));
  pre.normalize();
  if (!found) return;
  let at = 0, first = null;
  const walker = document.createTreeWalker(pre, NodeFilter.SHOW_TEXT), nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    const points = [...node.data], from = Math.max(found[1] - at, 0), to = Math.min(found[2] - at, points.length);
    at += points.length;
    if (from >= to) continue;
    const start = points.slice(0, from).join("").length, range = document.createRange(), one = document.createElement("mark");
    range.setStart(node, start);
    range.setEnd(node, start + points.slice(from, to).join("").length);
    range.surroundContents(one);
    first = first || one;
  }
  if (first) first.scrollIntoView({ block: "center" });
}
