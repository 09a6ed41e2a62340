// The side panel: what a node is, and the very words of the source for each of its lines. Text only, no HTML.
"use strict";
const SIDE = { legend: document.getElementById("legend"), details: document.getElementById("details") };

// An element with attributes and children; children are elements or text, blanks are left out.
function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const zh = (scheme, key) => D.words[scheme][key]?.zh ?? key;
const en = (text) => (text ? el("span", { lang: "en" }, " " + text) : null);
const both = (scheme, key) => [zh(scheme, key), en(D.words[scheme][key]?.en)];

function nameOf(id) {
  const thing = D.things[id];
  return isItem(id) ? `${zh("column", thing.type)} ${thing.badge}` : thing.show;
}

function goTo(id, text) {
  const button = el("button", { type: "button", class: "go", "data-node": id }, text ?? nameOf(id));
  if (isItem(id)) button.title = D.things[id].text;
  return button;
}

function showTab(name) {
  for (const [key, section] of Object.entries(SIDE)) section.hidden = key !== name;
  document.querySelectorAll("[data-tab]").forEach((tab) => tab.setAttribute("aria-pressed", tab.dataset.tab === name));
}

function renderPanel() {
  if (!state.chosen) { showTab("legend"); return; }
  const id = state.chosen, thing = D.things[id];
  const parts = isItem(id) ? itemHead(id, thing) : bodyHead(thing);
  const only = el("button", { type: "button", "data-act": "only", "aria-pressed": String(state.only) }, "只看相关", en("only its own (F)"));
  const acts = el("p", { class: "acts" }, only, el("button", { type: "button", "data-act": "clear" }, "取消选中", en("clear (Esc)")));
  const ties = state.view === "bodies" ? partners(id) : [];
  SIDE.details.replaceChildren(el("div", { class: "flow" }, parts, acts, ties, factLists(id)));
  SIDE.details.scrollTop = 0;
  showTab("details");
}

function bodyHead(thing) {
  const kinds = [thing.level && zh("level", thing.level), zh("kind", thing.kind)].filter(Boolean).join(" · ");
  const names = String(thing.names || "").split("|").filter((name) => name && name !== thing.label);
  return [
    el("h2", null, thing.label), el("p", { class: "sub" }, kinds, en(thing.english)),
    names.length ? el("p", { class: "sub" }, "又作", en("also "), " " + names.join("、")) : null,
    thing.kind === "collective" ? el("p", { class: "sub" }, thing.open ? "开放集合：成员未全列出" : "封闭集合：成员已知", en(thing.open ? "open collective" : "closed collective")) : null,
    thing.reason ? el("p", { class: "finding" }, `名录中无唯一对应机构（${thing.reason}）`, thing.candidates ? ` 候选 ${thing.candidates}` : "") : null,
  ].filter(Boolean);
}

function itemHead(id, thing) {
  const source = thing.type === "task" ? thing.source : place(thing);
  const extras = [...(thing.targets || []), thing.deadline].filter(Boolean);
  return [
    el("h2", null, nameOf(id), en(D.words.column[thing.type].en)), thing.heading ? el("p", { class: "sub" }, thing.heading) : null,
    el("p", { class: "text" }, el("mark", null, thing.text)), el("cite", null, `${source || ""} 字符 ${thing.start}–${thing.end}`),
    extras.length ? el("p", { class: "sub" }, "目标与期限", en("targets, deadline"), " " + extras.join("；")) : null,
    ...(thing.findings || []).map((one) => el("p", { class: "finding" }, one.zh, en(one.en))),
  ].filter(Boolean);
}

// The document's number, the row of the annex, the number in the main text.
function place(measure) {
  const document = D.documents[measure.document];
  return [document.number || document.title, measure.row && `附件第${measure.row}行`, measure.number && `正文第${measure.number}条`].filter(Boolean).join(" ");
}

function partners(id) {
  const own = state.edges.filter((edge) => touches(edge, id)).sort((one, other) => other.weight - one.weight);
  const lines = own.map((edge) => {
    const other = edge.from === id ? edge.to : edge.from;
    const counts = [edge.shared && `共同负责 ${edge.shared}`, edge.support && `请求协助 ${edge.support}`].filter(Boolean).join("，");
    const measures = edge.measures.map((node) => (D.things[node] ? [goTo(node, D.things[node].badge), " "] : null)).flat();
    return el("div", { class: "fact", style: `--tone:${edgeColour(edge)}` }, goTo(other), " ", el("span", { class: "tag" }, counts, " · 措施 ", measures));
  });
  return [el("h3", null, `关联机构 ${own.length}`, en("bodies it depends on")), ...lines];
}

const GROUPS = [
  ["落实的国家任务", "national task", (fact) => fact.stated && fact.relation === "implements"],
  ["国家分工", "national bodies", (fact) => fact.stated && fact.relation === "task body"],
  ["负责", "responsible", (fact) => fact.stated && fact.relation === "responsible"],
  ["请求协助", "help asked", (fact) => fact.stated && fact.relation === "support"],
  ["推定，非原文所载", "inferred, not stated", (fact) => !fact.stated],
];

function factLists(id) {
  const tasks = new Set(D.facts.filter((fact) => fact.from === id && fact.relation === "implements").map((fact) => fact.to));
  const own = D.facts.filter((fact) => passes(fact) && (fact.from === id || fact.to === id || (fact.relation === "task body" && tasks.has(fact.from))));
  return GROUPS.flatMap(([name, english, belongs]) => {
    const facts = own.filter(belongs);
    return facts.length ? [el("h3", null, `${name} ${facts.length}`, en(english)), ...facts.map((fact) => factCard(fact, id))] : [];
  });
}

function factCard(fact, id) {
  const other = fact.from === id || (fact.to && fact.to !== id) ? fact.to : fact.from;
  const tone = colourOf({ implements: "task", "task body": "ministry" }[fact.relation] || fact.relation);
  const order = fact.group ? `第${fact.group}组第${fact.position}位` : "";
  const clauses = fact.clauses ? `第${fact.clauses}句` : "";
  const role = fact.role ? zh("role", fact.role) : zh("relation", fact.relation);
  const tags = [order, clauses, fact.open && "所列未尽", fact.stated ? "" : zh("basis", fact.basis)].filter(Boolean).join(" · ");
  return el("div", { class: fact.stated ? "fact" : "fact inferred", style: `--tone:${tone}` },
    other ? goTo(other) : "未点名机构", " ", el("span", { class: "tag" }, el("b", null, role), tags ? " · " + tags : ""),
    fact.item && fact.to ? el("p", { class: "asked" }, fact.item.number ? `${fact.item.number}. ` : "", fact.item.text) : null,
    el("blockquote", null, "…", fact.before, el("mark", null, fact.quote), fact.after, "…"),
    el("cite", null, `${place(D.things[fact.measure] ?? { document: fact.document })} · 字符 ${fact.start}–${fact.end}`));
}
