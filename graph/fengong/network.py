"""Plans as networks: who is named where (typed multigraph), and which bodies depend on each other.

Node ids are `Organization.id` for known bodies, ``unresolved:NAME`` for the others, ``measure:8``,
``task:18`` and ``item:8-1``. With several plans, the ids of the last three carry the document's number
(``measure:NUMBER/8``), tasks that of the plan their numbers belong to, so that the plans of
several places meet in the same national task. Every attribute is a string, an integer or a boolean and is
left out where there is nothing to say, so that a graph goes to GraphML and comes back the same.
"""

from __future__ import annotations

import difflib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import TypeAlias

import networkx as nx

from fengong.errors import NotInGraph
from fengong.model import (
    STATED,
    Assignment,
    Inference,
    Measure,
    Mention,
    Organization,
    Plan,
    Span,
    SupportItem,
    Task,
)

Scalar: TypeAlias = str | int | bool

TYPES = ("body", "task", "measure", "support item")
COLUMN_OF = {"responsible": "responsible", "support": "support", "task body": "ministry"}
"""Relation of a body's edges → its column; in this order where a body has as many of two."""


@dataclass(frozen=True)
class _Source:
    """A plan with what stands before its own ids (nothing where it is the only one)."""

    plan: Plan
    prefix: str
    organizations: Mapping[str, Organization]

    def task(self, number: str) -> str:
        citation = self.plan.task_source
        source = (citation.number if citation else None) or self.plan.document.sha256[:12]
        return f"task:{source + '/' if self.prefix else ''}{number}"

    def words(self, span: Span) -> dict[str, Scalar]:
        return {"quote": "".join(span.of(self.plan.text).splitlines()), "start": span.start, "end": span.end}


_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def network(plans: Sequence[Plan]) -> nx.MultiDiGraph:
    """The whole of the plans as a directed multigraph; nodes and edges sorted, keys unique in the graph.

    Node attributes: ``type`` (body, task, measure, support item), ``kind`` (the organization's kind,
    "unresolved", or the type again), ``label``, ``column`` (ministry, task, measure, responsible,
    support, support item), and what is known of it: ``level``, ``short``, ``english``, ``names``
    (joined by "|"), ``text``, ``number``, ``start``, ``end``, ``document``.

    Edge attributes: ``relation`` (implements: measure → task; task body: task → body; responsible:
    measure → body; asks: measure → support item; support: item → body), ``measure`` (its node),
    ``role``, ``basis`` (stated and inferred edges differ in it), ``name`` as written, ``quote``,
    ``start`` and ``end`` (code points of the document's text), ``group``, ``position``, ``open``,
    ``clauses`` ("1,2").
    """
    graph = nx.MultiDiGraph()
    for source in _sources(plans):
        for name, measure in measure_names(source.plan):
            _add_measure(graph, source, name, measure)
    for node, column in _columns(graph).items():
        graph.nodes[node]["column"] = column
    return _sorted(graph)


def prefixes(plans: Sequence[Plan]) -> list[str]:
    """What stands before a plan's own ids: nothing for a single plan, else its number or its sha256."""
    if len(plans) == 1:
        return [""]
    numbers = Counter(plan.document.number for plan in plans)
    return [
        f"{plan.document.number}/"
        if plan.document.number and numbers[plan.document.number] == 1
        else f"{plan.document.sha256[:12]}/"
        for plan in plans
    ]


def measure_names(plan: Plan) -> Iterator[tuple[str, Measure]]:
    """Each measure with a name unique in its plan: its key, and ``8#2`` where a plan numbers two alike."""
    seen: Counter[str] = Counter()
    for measure in plan.measures:
        key = measure.key or "?"
        seen[key] += 1
        yield (key if seen[key] == 1 else f"{key}#{seen[key]}"), measure


def bodies_network(plans: Sequence[Plan], expand: bool = False) -> nx.Graph:
    """Which bodies depend on each other, by what the plans state (never by inference).

    Two bodies are tied for each measure they both answer for (``shared``), and a body that answers for
    a measure is tied to each body whose help the measure asks for (``support``). ``weight`` counts the
    measures of either tie, ``measures`` names their nodes in `network`. A collective stands for itself
    and adds nothing to its members; with ``expand`` the members that are known stand in its place, and
    the collective itself stays only where its list is open.
    """
    graph = nx.Graph()
    ties: dict[tuple[str, str], dict[str, set[str]]] = {}
    for source in _sources(plans):
        for name, measure in measure_names(source.plan):
            answer = _bodies(graph, source, measure.assignments, expand)
            asked = _bodies(graph, source, (one for item in measure.support for one in item.bodies), expand)
            for kind, pairs in (("shared", combinations(answer, 2)), ("support", product(answer, asked))):
                for pair in pairs:
                    _tie(ties, pair, kind, f"measure:{source.prefix}{name}")
    for (one, other), by_kind in sorted(ties.items()):
        measures = set().union(*by_kind.values())
        counts = {kind: len(by_kind.get(kind, ())) for kind in ("shared", "support")}
        graph.add_edge(one, other, weight=len(measures), measures=sorted(measures, key=natural), **counts)
    columns = {node: data.get("column", "responsible") for node, data in network(plans).nodes(data=True)}
    nx.set_node_attributes(graph, {node: columns.get(node, "responsible") for node in graph}, "column")
    return _sorted(graph)


def focus(graph: nx.Graph, node: str, depth: int) -> nx.Graph:
    """The part of a network within ``depth`` steps of ``node``, whichever way the edges point.

    ``node`` is a node's id, a measure's number, or any name of a body. A support item is no step of its
    own: from a measure to the body it asks is one step. Raises NotInGraph, with near matches.
    """
    start = find(graph, node)
    undirected = graph.to_undirected(as_view=True)

    def step(one: str, other: str, _: object) -> int:
        types = {graph.nodes[end].get("type") for end in (one, other)}
        return 0 if types == {"measure", "support item"} else 1

    near = nx.single_source_dijkstra_path_length(undirected, start, cutoff=depth, weight=step)
    return _sorted(graph.subgraph(near))


def find(graph: nx.Graph, name: str) -> str:
    """The node that ``name`` (an id, a measure's number, a body's name) means.

    Raises NotInGraph where there is none, or more than one; the message names the near ones.
    """
    names: dict[str, set[str]] = {}
    for node, data in graph.nodes(data=True):
        for known in _known_as(node, data):
            names.setdefault(known, set()).add(node)
    found = names.get(name.strip(), set())
    if len(found) == 1:
        return found.pop()
    near = sorted(found, key=natural) or difflib.get_close_matches(
        name.strip(), sorted(names), n=5, cutoff=0.5
    )
    hint = f"; near matches: {', '.join(near)}" if near else "; give a measure's number or a body's name"
    raise NotInGraph(f"{name}: {'stands for several nodes' if found else 'no such measure or body'}{hint}")


def graphml(graph: nx.Graph) -> bytes:
    """The network as GraphML in UTF-8: same graph, same bytes; lists become strings joined by spaces.

    Read it back with ``networkx.read_graphml(file, edge_key_type=str, force_multigraph=True)``
    (without the two arguments for `bodies_network`). Characters that XML 1.0 forbids become U+FFFD.
    """
    plain = graph.__class__()
    plain.add_nodes_from((_xml(node), _plain(data)) for node, data in graph.nodes(data=True))
    if graph.is_multigraph():
        edges = graph.edges(keys=True, data=True)
        plain.add_edges_from((_xml(u), _xml(v), _xml(key), _plain(data)) for u, v, key, data in edges)
    else:
        plain.add_edges_from((_xml(u), _xml(v), _plain(data)) for u, v, data in graph.edges(data=True))
    out = io.BytesIO()
    nx.readwrite.graphml.write_graphml_xml(
        plain, out
    )  # by name: write_graphml differs where lxml is installed
    return out.getvalue()


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """A sorting key that puts measure:8 before measure:10."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text))


def _sources(plans: Sequence[Plan]) -> list[_Source]:
    pairs = zip(plans, prefixes(plans), strict=True)
    return [_Source(plan, prefix, {one.id: one for one in plan.organizations}) for plan, prefix in pairs]


def _add_measure(graph: nx.MultiDiGraph, source: _Source, name: str, measure: Measure) -> None:
    node, key = f"measure:{source.prefix}{name}", f"{source.prefix}m{name}"
    facts = {"number": measure.number, "row": measure.row, "section": measure.section}
    _add_item(graph, source, node, ("measure", name, measure), facts)
    if measure.task is not None:
        _add_task(graph, source, (node, key, name), measure.task)
    for at, one in enumerate(measure.assignments, 1):
        _add_body(graph, source, (node, f"{key}-a{at}", "responsible"), one, node)
    for at, item in enumerate(measure.support, 1):
        _add_support(graph, source, (node, f"{key}-s{at}", f"item:{source.prefix}{name}-{at}"), item)
    for at, guess in enumerate(measure.inferred, 1):
        relation = "support" if guess.role == "support" else "responsible"
        _add_body(graph, source, (node, f"{key}-i{at}", relation), guess, node)


def _add_task(graph: nx.MultiDiGraph, source: _Source, at_measure: tuple[str, str, str], task: Task) -> None:
    measure, key, name = at_measure
    node = source.task(task.number or f"?{name}")
    cited = source.plan.task_source
    facts = {"number": task.number, "source": cited.number if cited else None}
    _add_item(graph, source, node, ("task", task.number, task), facts)
    _add_edge(
        graph, measure, node, f"{key}-t", relation="implements", basis="stated", **source.words(task.span)
    )
    for at, one in enumerate(task.bodies, 1):
        _add_body(graph, source, (node, f"{key}-t-a{at}", "task body"), one, measure)


def _add_support(
    graph: nx.MultiDiGraph, source: _Source, ids: tuple[str, str, str], item: SupportItem
) -> None:
    measure, key, node = ids
    facts = {"number": item.number, "measure": measure}
    _add_item(graph, source, node, ("support item", item.number or "", item), facts)
    words = {"basis": "stated", "measure": measure, **source.words(item.span)}
    _add_edge(graph, measure, node, key, relation="asks", **words)
    for at, one in enumerate(item.bodies, 1):
        _add_body(graph, source, (node, f"{key}-a{at}", "support"), one, measure)


def _add_item(
    graph: nx.MultiDiGraph,
    source: _Source,
    node: str,
    what: tuple[str, str, Measure | Task | SupportItem],
    facts: Mapping[str, Scalar | None],
) -> None:
    """Add a measure, task or support item; a task set beside several measures stays as first seen."""
    kind, name, item = what
    if node in graph:
        return
    common = {
        "type": kind,
        "kind": kind,
        "column": kind,
        "label": f"{name} {item.text}".strip(),
        "text": item.text,
    }
    place = {"start": item.span.start, "end": item.span.end, "plan": source.prefix.rstrip("/")}
    graph.add_node(node, **_said({**common, **place, **facts}))


def _add_body(
    graph: nx.MultiDiGraph,
    source: _Source,
    at: tuple[str, str, str],
    one: Assignment | Inference,
    measure: str,
) -> None:
    item, key, relation = at
    facts: dict[str, Scalar | None] = {
        "relation": relation,
        "measure": measure,
        "role": one.role,
        "basis": one.basis,
    }
    if isinstance(one, Assignment):
        facts |= {"group": one.group, "position": one.position, "open": one.open or None}
    facts |= {
        "name": one.body.name,
        "clauses": ",".join(map(str, one.clauses)),
        **source.words(one.body.span),
    }
    _add_edge(graph, item, _body_node(graph, source, one.body), key, **facts)


def _body_node(graph: nx.Graph, source: _Source, body: Mention) -> str:
    """The body's node, made where it is not there yet; an unresolved name means nothing outside its plan."""
    known = source.organizations.get(body.organization or "")
    node = body.organization or f"unresolved:{source.prefix}{body.name}"
    if node not in graph:
        graph.add_node(node, **_said(_organization(known) if known else _stranger(body)))
    return node


def _organization(known: Organization) -> dict[str, Scalar | None]:
    facts = {
        name: getattr(known, name)
        for name in ("kind", "label", "level", "short", "english", "area", "parent")
    }
    return {"type": "body", **facts, "names": "|".join(known.names), "open": known.open}


def _stranger(body: Mention) -> dict[str, Scalar | None]:
    reason = body.unresolved.reason if body.unresolved else None
    candidates = "|".join(body.unresolved.candidates) if body.unresolved else ""
    return {
        "type": "body",
        "kind": "unresolved",
        "label": body.name,
        "reason": reason,
        "candidates": candidates,
    }


def _bodies(graph: nx.Graph, source: _Source, named: Iterable[Assignment], expand: bool) -> list[str]:
    """The nodes of the bodies that are named, each once, sorted; made where they are not there yet."""
    nodes: set[str] = set()
    for one in named:
        known = source.organizations.get(one.body.organization or "")
        members = known.members if expand and known else ()
        for member in members:
            nodes.add(_body_node(graph, source, Mention(member, one.body.span, organization=member)))
        if not members or (known and known.open):
            nodes.add(_body_node(graph, source, one.body))
    return sorted(nodes, key=natural)


def _tie(
    ties: dict[tuple[str, str], dict[str, set[str]]], pair: tuple[str, str], kind: str, measure: str
) -> None:
    one, other = sorted(pair, key=natural)
    if one != other:
        ties.setdefault((one, other), {}).setdefault(kind, set()).add(measure)


def _columns(graph: nx.MultiDiGraph) -> dict[str, str]:
    """The one column of each body: that of the relation it is most often stated in."""
    counts: dict[str, Counter[str]] = {}
    for _, body, data in graph.edges(data=True):
        if data["relation"] in COLUMN_OF:
            counts.setdefault(body, Counter())[data["relation"]] += 100 if data["basis"] in STATED else 1
    order = list(COLUMN_OF)
    best = {
        body: min(order, key=lambda name, n=of: (-n[name], order.index(name))) for body, of in counts.items()
    }
    return {body: COLUMN_OF[relation] for body, relation in best.items()}


def _sorted(graph: nx.Graph) -> nx.Graph:
    """The same graph with nodes by type and id, and edges by end points and key."""
    copy = graph.__class__()

    def rank(node: str) -> tuple[object, ...]:
        return TYPES.index(graph.nodes[node].get("type", "body")), natural(node)

    copy.add_nodes_from((node, dict(graph.nodes[node])) for node in sorted(graph, key=rank))
    if graph.is_multigraph():
        edges = sorted(graph.edges(keys=True, data=True), key=lambda e: (rank(e[0]), natural(e[2])))
        copy.add_edges_from((u, v, key, dict(data)) for u, v, key, data in edges)
    else:
        ends = ((*sorted((u, v), key=rank), data) for u, v, data in graph.edges(data=True))
        copy.add_edges_from(
            (u, v, dict(data)) for u, v, data in sorted(ends, key=lambda e: (rank(e[0]), rank(e[1])))
        )
    return copy


def _add_edge(graph: nx.MultiDiGraph, source: str, to: str, edge_key: str, **facts: Scalar | None) -> None:
    graph.add_edge(source, to, key=edge_key, **_said(facts))


def _said(facts: Mapping[str, Scalar | None]) -> dict[str, Scalar]:
    return {name: value for name, value in facts.items() if value is not None and value != ""}


def _known_as(node: str, data: Mapping[str, Scalar]) -> set[str]:
    """All that a node answers to."""
    own = {node, node.partition(":")[2] if data.get("type") == "measure" else ""}
    if data.get("type", "body") == "body":
        own |= {
            str(data.get("label", "")),
            str(data.get("short", "")),
            *str(data.get("names", "")).split("|"),
        }
    return own - {""}


def _plain(data: Mapping[str, Scalar | list[str]]) -> dict[str, Scalar]:
    flat = {name: " ".join(value) if isinstance(value, list) else value for name, value in data.items()}
    return {name: _xml(value) if isinstance(value, str) else value for name, value in flat.items()}


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
