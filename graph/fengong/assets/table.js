// The tables under the graph: sorted by their headings, filtered with the graph.
"use strict";
const ORDER = new Intl.Collator("zh-CN", { numeric: true });
const TABLES = { duties: document.getElementById("duties"), bodies: document.getElementById("bodies") };

function sortBy(heading) {
  const table = heading.closest("table"), column = heading.cellIndex;
  const down = heading.getAttribute("aria-sort") === "ascending";
  const value = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
  const rows = [...table.tBodies[0].rows].map((row) => [value(row), row]);
  rows.sort(([one], [other]) => (one === "") - (other === "") || ORDER.compare(one, other) * (down ? -1 : 1));
  table.querySelectorAll("th").forEach((other) => other.setAttribute("aria-sort", "none"));
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  table.tBodies[0].append(...rows.map(([, row]) => row));
}

// Leave the rows whose line is drawn; mark those of the chosen node.
function renderTable() {
  const drawn = state.view === "duties" ? factsDrawn() : new Set(state.edges.map((edge) => edge.at));
  const mine = (row) => state.view === "duties"
    ? D.facts[row.dataset.fact].from === state.chosen || D.facts[row.dataset.fact].to === state.chosen
    : touches(D.views.bodies.edges[row.dataset.tie], state.chosen);
  let count = 0;
  for (const row of TABLES[state.view].tBodies[0].rows) {
    row.hidden = !drawn.has(Number(row.dataset.fact ?? row.dataset.tie));
    row.classList.toggle("lit", !!state.chosen && mine(row));
    count += !row.hidden;
  }
  document.getElementById("rows").textContent = `${count} 行 rows`;
}

function factsDrawn() {
  const drawn = new Set(state.edges.flatMap((edge) => edge.facts));
  D.facts.forEach((fact, at) => { if (!fact.to && passes(fact) && state.shown.has(fact.from)) drawn.add(at); });
  return drawn;
}

for (const table of Object.values(TABLES)) {
  table.querySelectorAll("th button").forEach((button) => button.addEventListener("click", () => sortBy(button.parentElement)));
}
