"""The interactive page: one HTML file with everything in it, that asks the network for nothing.

pyvis holds nodes, edges and options and brings vis-network, which draws the nodes and does zooming, dragging
and (in the force layout) physics. pyvis's own template is not used: in every mode it fetches bootstrap from
a CDN and it does not escape names. Positions come from `columns`, facts and their words from `network`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias
from typing import Literal as OneOf

import networkx as nx
from markupsafe import Markup
from pyoxigraph import Literal
from pyvis.network import Network

from fengong import columns
from fengong import network as networks
from fengong.model import STATED, Measure, Metadata, Plan
from fengong.templates import asset, template
from fengong.terms import SKOS, concepts, ontology

Layout: TypeAlias = OneOf["columns", "force"]
Record: TypeAlias = dict[str, Any]
"""What becomes a JSON object of the page."""

SCRIPTS = ("draw.js", "table.js", "panel.js", "page.js")
CONTEXT = 32  # characters of the source shown on each side of quoted words
ARCS = 230.0  # room beside the columns of bodies for the arcs between bodies of one column
BODIES_GAP = 300.0
NO_LEVEL = "unknown"


def page(plans: Sequence[Plan], layout: Layout = "columns", focus: str | None = None, depth: int = 1) -> str:
    """The page as text (write it as UTF-8); the same plans give the same text.

    ``layout`` is how it opens; the reader can change it. ``focus`` (a measure's number or a body's name)
    with ``depth`` leaves only what is that many steps away. Raises NotInGraph, with near matches.
    """
    graph, ties = networks.network(plans), networks.bodies_network(plans)
    start = networks.find(graph, focus) if focus else None
    if start is not None:
        graph, ties = _focused(graph, ties, start, depth)
    facts = _facts(plans, graph)
    drawn = _drawn(graph, facts)
    orders = [columns.order(drawn, _first(drawn, facts), by_number) for by_number in (True, False)]
    view = _duties(drawn, orders, facts, layout), _bodies(ties, orders[1], layout)
    data = {
        "documents": [_document(plan.document) for plan in plans],
        "views": dict(zip(("duties", "bodies"), view, strict=True)),
        "things": _things(plans, graph, ties),
        "facts": facts,
        "words": words(),
        "markers": look()["marker"],
        "layout": layout,
        "focus": start,
        "depth": depth if start else None,
    }
    return _render(data)


@cache
def look() -> Record:
    """assets/look.toml: the words of the page's columns, colours and markers."""
    return tomllib.loads(asset("look.toml"))


@cache
def words() -> dict[str, dict[str, dict[str, str]]]:
    """Names in Chinese and English: scheme (kind, level, role, basis, column, relation) → term → zh, en."""
    labels: dict[str, dict[str, str]] = {}
    for triple in ontology():
        if triple.predicate == SKOS.prefLabel and isinstance(triple.object, Literal):
            labels.setdefault(str(triple.subject), {})[triple.object.language or ""] = triple.object.value
    named: dict[str, dict[str, dict[str, str]]] = {}
    for scheme in ("kind", "level", "role", "basis"):
        own = {name: labels.get(str(node), {}) for name, node in concepts(scheme).items()}
        named[scheme] = {**own, **look().get(scheme, {})}
    return named | {scheme: look()[scheme] for scheme in ("column", "relation")}


def _vis() -> str:
    """The vis-network that pyvis brings, without the link to its source map."""
    lib = files("pyvis").joinpath("templates", "lib")
    newest = max(entry.name for entry in lib.iterdir() if entry.name.startswith("vis-"))
    script = lib.joinpath(newest, "vis-network.min.js").read_text(encoding="utf-8")
    return script.partition("//# sourceMappingURL")[0].replace("</script", "<\\/script")


def _focused(
    graph: nx.MultiDiGraph, ties: nx.Graph, start: str, depth: int
) -> tuple[nx.MultiDiGraph, nx.Graph]:
    """Both networks around one node; around a measure, the bodies that stand in its surroundings."""
    near = networks.focus(graph, start, depth)
    if start in ties:
        return near, networks.focus(ties, start, depth)
    return near, ties.subgraph(node for node in ties if node in near)


def _facts(plans: Sequence[Plan], graph: nx.MultiDiGraph) -> list[Record]:
    """Each line of the graph as a fact with its words and what stands around them, in the order of the text.

    A support item is no node here: what it asks stands with each body it asks, or alone if it names none.
    """
    sources = _measures(plans)
    facts = []
    for one, other, data in graph.edges(data=True):
        item = graph.nodes[one if data["relation"] == "support" else other]
        asked = item["type"] == "support item"
        if data["relation"] == "asks" and any(graph.successors(other)):
            continue
        fact = {**data, "from": data["measure"] if asked else one, "to": other}
        if data["relation"] == "asks":
            fact |= {"relation": "support", "role": "support", "to": None}
        if asked:
            fact["item"] = {name: item.get(name, "") for name in ("number", "text", "start", "end")}
        facts.append({**fact, **_around(*sources[data["measure"]], data)})
    place = {node: at for at, node in enumerate(sources)}
    facts.sort(key=lambda fact: (place[fact["measure"]], fact["start"], not fact["stated"], fact["role"]))
    return facts


def _measures(plans: Sequence[Plan]) -> dict[str, tuple[int, Plan, Measure]]:
    """The node of each measure → its plan's place, its plan and itself, in the order of the text."""
    found = {}
    for at, (plan, prefix) in enumerate(zip(plans, networks.prefixes(plans), strict=True)):
        for name, measure in networks.measure_names(plan):
            found[f"measure:{prefix}{name}"] = at, plan, measure
    return found


def _around(at: int, plan: Plan, measure: Measure, data: Mapping[str, Any]) -> Record:
    """Where the words stand, and up to CONTEXT characters of their row on each side."""
    row, start, end = measure.row_span, data["start"], data["end"]
    before = plan.text[max(start - CONTEXT, min(row.start, start)) : start]
    after = plan.text[end : min(end + CONTEXT, max(row.end, end))]
    sides = {"before": "".join(before.splitlines()), "after": "".join(after.splitlines())}
    role = "" if data["relation"] == "implements" else data.get("role", "support")
    return {"document": at, "role": role, "stated": data["basis"] in STATED, **sides}


def _drawn(graph: nx.MultiDiGraph, facts: Iterable[Record]) -> nx.DiGraph:
    """What is drawn: no support items, one line for all facts between two nodes, labels as shown."""
    drawn = nx.DiGraph()
    for node, data in graph.nodes(data=True):
        if data["type"] != "support item":
            drawn.add_node(node, label=_label(data), column=data["column"])
    drawn.add_edges_from((fact["from"], fact["to"]) for fact in facts if fact["to"])
    return drawn


def _label(data: Mapping[str, Any]) -> str:
    """What stands in the box: the short form of a body; the words alone of a task or measure."""
    return str(data.get("short", data["label"]) if data["type"] == "body" else data["text"])


def _first(drawn: nx.DiGraph, facts: Iterable[Record]) -> list[str]:
    """The nodes in the order of the text."""
    named = [node for fact in facts for node in (fact["measure"], fact["from"], fact["to"]) if node in drawn]
    return list(dict.fromkeys([*named, *drawn]))


def _network(boxes: Mapping[str, columns.Box], second: Mapping[str, columns.Box], layout: Layout) -> Network:
    """A pyvis network of the boxes, with each one's height in a second order beside that in the first.

    The page draws the lines, from border to border: vis-network's own would run under the labels.
    """
    drawing = Network(height="100%", width="100%", directed=True)
    for node, box in boxes.items():
        colour = look()["column"][box.column]["colour"]
        size = {"x": box.x, "y": box.y, "box": [box.width, box.height], "column": box.column}
        size["ys"] = [box.y, second[node].y]
        drawing.add_node(node, label="\n".join(box.lines), shape="custom", color=colour, **size)
    interaction = {"dragNodes": layout == "force", "selectConnectedEdges": False}
    options = {
        "physics": {"enabled": layout == "force"},
        "interaction": interaction,
        "layout": {"randomSeed": 20, "improvedLayout": False},
    }
    drawing.set_options(json.dumps(options))
    return drawing


def _duties(
    drawn: nx.DiGraph, orders: Sequence[columns.Orders], facts: Sequence[Record], layout: Layout
) -> Record:
    """The two-mode view: bodies, tasks and measures in columns, stated and inferred lines apart."""
    boxes, second = (columns.place(drawn, order) for order in orders)
    lines: dict[tuple[str, str, bool], list[int]] = {}
    for at, fact in enumerate(facts):
        if fact["to"]:
            lines.setdefault((fact["from"], fact["to"], fact["stated"]), []).append(at)
    drawing = _network(boxes, second, layout)
    for at, ((one, other, stated), own) in enumerate(lines.items()):
        lead = any(facts[fact]["role"] == "lead" for fact in own)
        drawing.add_edge(
            one, other, id=f"d{at}", hidden=True, dashes=not stated, facts=own, width=2 if lead else 1
        )
    return _view(drawing, boxes)


def _bodies(ties: nx.Graph, duties: columns.Orders, layout: Layout) -> Record:
    """The body–body view: those who answer and those who are asked, in the order they have in the columns."""
    place = {node: at for at, node in enumerate(node for nodes in duties.values() for node in nodes)}
    orders: columns.Orders = {"responsible": [], "support": []}
    graph = nx.Graph()
    for node, data in sorted(ties.nodes(data=True), key=lambda pair: place.get(pair[0], len(place))):
        column = "support" if data["column"] == "support" else "responsible"
        graph.add_node(node, label=_label(data), column=column)
        orders[column].append(node)
    graph.add_edges_from(
        pair for pair in ties.edges() if graph.nodes[pair[0]]["column"] != graph.nodes[pair[1]]["column"]
    )
    boxes = columns.place(graph, orders, gap=BODIES_GAP, left=ARCS)
    drawing = _network(boxes, boxes, layout)
    for at, (one, other, data) in enumerate(ties.edges(data=True)):
        drawing.add_edge(one, other, id=f"b{at}", hidden=True, width=0.5 + 0.5 * data["weight"], **data)
    return _view(drawing, boxes, right=ARCS / 3)


def _view(drawing: Network, boxes: Mapping[str, columns.Box], right: float = 0) -> Record:
    """What vis-network is given, with the columns and the size of the whole."""
    nodes, edges, _, _, _, options = drawing.get_network_data()
    heads = {box.column: {"key": box.column, "x": box.x, "width": box.width} for box in boxes.values()}
    width = max((box.x + box.width / 2 for box in boxes.values()), default=0) + right
    height = max((box.y + box.height / 2 for box in boxes.values()), default=0)
    size = {"columns": list(heads.values()), "width": width, "height": height}
    return {"nodes": nodes, "edges": edges, "options": json.loads(options), **size}


def _things(plans: Sequence[Plan], graph: nx.MultiDiGraph, ties: nx.Graph) -> dict[str, Record]:
    """What the page says of each node, support items left out."""
    sources = _measures(plans)
    things: dict[str, Record] = {}
    for node, data in [*ties.nodes(data=True), *graph.nodes(data=True)]:
        if data["type"] != "support item":
            things[node] = {**data, "show": _label(data), **_details(node, sources)}
            if data["type"] == "body":
                things[node]["level"] = data.get("level", NO_LEVEL)
    return things


def _details(node: str, sources: Mapping[str, tuple[int, Plan, Measure]]) -> Record:
    """A measure's name, heading, targets, deadline and findings."""
    if node not in sources:
        return {"badge": node.rpartition("/")[2].rpartition(":")[2]} if node.startswith("task:") else {}
    at, plan, measure = sources[node]
    sections = {section.number: section.title for section in plan.sections}
    heading = measure.aspect.title if measure.aspect else sections.get(measure.section or "", "")
    told = [finding for finding in plan.findings if finding.measure == measure.key]
    return {
        "badge": measure.key,
        "document": at,
        "heading": heading,
        "targets": [target.text for target in measure.targets],
        "deadline": measure.deadline.text if measure.deadline else "",
        "findings": [{"severity": one.severity, "zh": one.message, "en": one.message_en} for one in told],
    }


def _document(document: Metadata) -> Record:
    names = ("title", "number", "issuer", "written", "issued", "validity", "sha256")
    return {name: getattr(document, name) or "" for name in names}


def _render(data: Record) -> str:
    """The template filled in. All text is escaped: autoescape for HTML, ``<>&'`` as \\uXXXX in the JSON."""
    return template("page.html.jinja").render(
        data=data,
        colours={key: column["colour"] for key, column in look()["column"].items()},
        present=_present(data),
        css=Markup(asset("page.css")),  # own assets, not data
        scripts=[Markup(script) for script in (_vis(), "\n".join(map(asset, SCRIPTS)))],
    )


def _present(data: Record) -> dict[str, dict[str, int]]:
    """What there is to filter by: columns, kinds, levels, roles and bases, with how many of each."""
    shown = {node["id"]: node["column"] for node in data["views"]["duties"]["nodes"]}
    bodies = [data["things"][node] for node in shown if data["things"][node]["type"] == "body"]
    tried = {
        "column": list(shown.values()),
        "kind": [body["kind"] for body in bodies],
        "level": [body["level"] for body in bodies],
        "role": [role(fact) for fact in data["facts"] if fact["role"]],
        "basis": ["stated" if fact["stated"] else "inferred" for fact in data["facts"]],
    }
    present = {}
    for scheme, values in tried.items():
        known = [*words()[scheme], *sorted(set(values) - words()[scheme].keys())]
        present[scheme] = {value: values.count(value) for value in known if value in values}
    return present


def role(fact: Mapping[str, Any]) -> str:
    """The role a fact is filtered by: all of a support item is support, whoever leads there."""
    return "support" if fact["relation"] == "support" else str(fact["role"])
