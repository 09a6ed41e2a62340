"""Plans as networks: who is named where (typed multigraph), and which bodies depend on each other.

Node ids are `Organization.id` for known bodies, ``unresolved:NAME`` for the others, ``measure:8``,
``task:18`` and ``item:8-1``. With several plans, the last four carry their plan's number
(``measure:NUMBER/8``), tasks that of the document their numbers belong to, so that the plans of several
places meet in the same national task. Every attribute is a string, an integer or a boolean and is left
out where there is nothing to say, so that a graph goes to GraphML and comes back the same.
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
from fengong.layout import Span
from fengong.model import STATED, Assignment, Inference, Measure, Mention, Plan, SupportItem, Task
from fengong.organization import Organization
from fengong.xmltext import xml_text

Scalar: TypeAlias = str | int | bool
Facts: TypeAlias = dict[str, Scalar | None]

TYPES = ("body", "task", "measure", "support item")
COLUMN_OF = {"responsible": "responsible", "support": "support", "task body": "ministry"}
"""Relation of a body's edges → its column; in this order where a body has as many of two."""


def network(plans: Sequence[Plan]) -> nx.MultiDiGraph:
    """The whole of the plans as a directed multigraph; nodes and edges sorted, keys unique in the graph.

    Node attributes: ``type`` (body, task, measure, support item), ``kind`` (the organization's kind,
    "unresolved", or the type again), ``label``, ``column`` (ministry, task, measure, responsible,
    support, support item), and what is known of it: ``level``, ``short``, ``english``, ``names``
    (joined by "|"), ``text``, ``number``, ``row``, ``start``, ``end``, ``plan`` (where there are several).

    Edge attributes: ``relation`` (implements: measure → task; task body: task → body; responsible:
    measure → body; asks: measure → support item; support: item → body, or measure → body where
    inferred), ``measure`` (its node), ``role``, ``basis`` (stated and inferred edges differ in it),
    ``name`` as written, ``quote``, ``start`` and ``end`` (code points of the document's text),
    ``group``, ``position``, ``open``, ``clauses`` ("1,2").
    """
    graph = nx.MultiDiGraph()
    for plan, prefix in zip(plans, prefixes(plans), strict=True):
        builder = _Builder(graph, plan, prefix)
        for name, measure in measure_names(plan):
            builder.add_measure(name, measure)
    nx.set_node_attributes(graph, _columns(graph), "column")
    return _sorted(graph)


def prefixes(plans: Sequence[Plan]) -> list[str]:
    """What stands before a plan's own ids: nothing for a single plan, else its number or its sha256."""
    if len(plans) == 1:
        return [""]
    documents = [plan.document for plan in plans]
    numbers = Counter(document.number for document in documents)
    alone = {number for number, count in numbers.items() if number and count == 1}
    return [f"{doc.number if doc.number in alone else doc.sha256[:12]}/" for doc in documents]


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
    measures of either tie, ``measures`` lists their nodes in `network`. A collective stands for itself
    and adds nothing to its members; with ``expand`` the members that are known stand in its place, and
    the collective itself stays only where its list is open.
    """
    graph = nx.Graph()
    ties: dict[tuple[str, str], dict[str, set[str]]] = {}
    for plan, prefix in zip(plans, prefixes(plans), strict=True):
        builder = _Builder(graph, plan, prefix)
        for name, measure in measure_names(plan):
            answer = builder.bodies(measure.assignments, expand)
            asked = builder.bodies((one for item in measure.support for one in item.bodies), expand)
            for kind, pairs in (("shared", combinations(answer, 2)), ("support", product(answer, asked))):
                for one, other in pairs:
                    if one != other:
                        ends = (one, other) if natural(one) < natural(other) else (other, one)
                        ties.setdefault(ends, {}).setdefault(kind, set()).add(f"measure:{prefix}{name}")
    for ends, by_kind in ties.items():
        graph.add_edge(*ends, **_tie(by_kind))
    columns = dict(network(plans).nodes(data="column"))
    nx.set_node_attributes(graph, {node: columns.get(node, "responsible") for node in graph}, "column")
    return _sorted(graph)


def focus(graph: nx.Graph, node: str, depth: int) -> nx.Graph:
    """The part of a network within ``depth`` steps of ``node``, whichever way the edges point.

    ``node`` is a node's id, a measure's number, or any name of a body. A support item is no step of its
    own: from a measure to the body it asks is one step. Raises NotInGraph, with near matches.
    """
    start = find(graph, node)

    def step(one: str, other: str, _: object) -> int:
        types = {graph.nodes[end].get("type") for end in (one, other)}
        return 0 if types == {"measure", "support item"} else 1

    undirected = graph.to_undirected(as_view=True)
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
        return next(iter(found))
    near = sorted(found, key=natural) or difflib.get_close_matches(
        name.strip(), sorted(names), n=5, cutoff=0.5
    )
    hint = f"near matches: {', '.join(near)}" if near else "give a measure's number or a body's name"
    raise NotInGraph(f"{name}: {'stands for several nodes' if found else 'no such measure or body'}; {hint}")


def graphml(graph: nx.Graph) -> bytes:
    """The network as GraphML in UTF-8: same graph, same bytes; lists become strings joined by spaces.

    Read it back with ``networkx.read_graphml(file, edge_key_type=str, force_multigraph=True)``
    (without the two arguments for `bodies_network`). Characters that XML 1.0 forbids become U+FFFD.
    """
    plain = graph.__class__()
    plain.add_nodes_from((xml_text(node), plain_facts(data)) for node, data in graph.nodes(data=True))
    edges = graph.edges(keys=True, data=True) if graph.is_multigraph() else graph.edges(data=True)
    plain.add_edges_from((*map(xml_text, names), plain_facts(data)) for *names, data in edges)
    out = io.BytesIO()
    nx.readwrite.graphml.write_graphml_xml(
        plain, out
    )  # by name: write_graphml differs where lxml is installed
    return out.getvalue()


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """A sorting key that puts measure:8 before measure:10."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text))


@dataclass(frozen=True)
class _Builder:
    """Adds one plan to a graph; ``prefix`` stands before the plan's own ids."""

    graph: nx.Graph
    plan: Plan
    prefix: str

    def add_measure(self, name: str, measure: Measure) -> None:
        node, key = f"measure:{self.prefix}{name}", f"{self.prefix}m{name}"
        facts: Facts = {"number": measure.number, "row": measure.row, "section": measure.section}
        self.add_item(node, "measure", name, measure, facts)
        if measure.task is not None:
            self.add_task(node, key, measure.task)
        for at, item in enumerate(measure.support, 1):
            self.add_support(node, f"{key}-s{at}", f"item:{self.prefix}{name}-{at}", item)
        for at, one in enumerate(measure.assignments, 1):
            self.add_body(node, f"{key}-a{at}", "responsible", node, one)
        for at, guess in enumerate(measure.inferred, 1):
            relation = "support" if guess.role == "support" else "responsible"
            self.add_body(node, f"{key}-i{at}", relation, node, guess)

    def add_task(self, measure: str, key: str, task: Task) -> None:
        cited = self.plan.task_source.number if self.plan.task_source else None
        own = f"{cited or self.plan.document.sha256[:12]}/" if self.prefix else ""
        node = f"task:{own}{task.number or '?' + key}"
        self.add_item(node, "task", task.number, task, {"number": task.number, "source": cited})
        words = self.words(task.span)
        self.add_edge(
            measure, node, f"{key}-t", relation="implements", measure=measure, basis="stated", **words
        )
        for at, one in enumerate(task.bodies, 1):
            self.add_body(node, f"{key}-t-a{at}", "task body", measure, one)

    def add_support(self, measure: str, key: str, node: str, item: SupportItem) -> None:
        self.add_item(
            node, "support item", item.number or "", item, {"number": item.number, "measure": measure}
        )
        words = self.words(item.span)
        self.add_edge(measure, node, key, relation="asks", measure=measure, basis="stated", **words)
        for at, one in enumerate(item.bodies, 1):
            self.add_body(node, f"{key}-a{at}", "support", measure, one)

    def add_item(
        self, node: str, kind: str, name: str, item: Measure | Task | SupportItem, facts: Facts
    ) -> None:
        """A measure, task or support item; a task set beside several measures stays as first seen."""
        if node not in self.graph:
            label = f"{name} {item.text}".strip()
            own: Facts = {"type": kind, "kind": kind, "column": kind, "label": label, "text": item.text}
            own |= {"start": item.span.start, "end": item.span.end, "plan": self.prefix.rstrip("/")}
            self.graph.add_node(node, **_said(own | facts))

    def add_body(self, item: str, key: str, relation: str, measure: str, one: Assignment | Inference) -> None:
        facts: Facts = {"relation": relation, "measure": measure, "role": one.role, "basis": one.basis}
        if isinstance(one, Assignment):
            facts |= {"group": one.group, "position": one.position, "open": one.open or None}
        facts |= {"name": one.body.name, "clauses": ",".join(map(str, one.clauses))}
        self.add_edge(item, self.body(one.body), key, **facts, **self.words(one.body.span))

    def body(self, body: Mention) -> str:
        """The body's node, made where it is not there yet; an unresolved name means nothing elsewhere."""
        node = body.organization or f"unresolved:{self.prefix}{body.read_as}"
        if node not in self.graph:
            known = next((one for one in self.plan.organizations if one.id == node), None)
            self.graph.add_node(node, **_said(_organization(known) if known else _stranger(body)))
        return node

    def bodies(self, named: Iterable[Assignment], expand: bool) -> list[str]:
        """The nodes of the bodies that are named, each once, sorted."""
        nodes: set[str] = set()
        collectives = {one.id: one for one in self.plan.organizations if expand and one.members}
        for one in named:
            collective = collectives.get(one.body.organization or "")
            for member in collective.members if collective else ():
                nodes.add(self.body(Mention(member, one.body.span, organization=member)))
            if collective is None or collective.open:
                nodes.add(self.body(one.body))
        return sorted(nodes, key=natural)

    def words(self, span: Span) -> Facts:
        quote = "".join(span.of(self.plan.text).splitlines())
        return {"quote": quote, "start": span.start, "end": span.end}

    def add_edge(self, source: str, to: str, edge_key: str, **facts: Scalar | None) -> None:
        self.graph.add_edge(source, to, key=edge_key, **_said(facts))


def _organization(known: Organization) -> Facts:
    names = ("kind", "label", "level", "short", "english", "area", "parent", "confidence", "open")
    return {"type": "body", **{name: getattr(known, name) for name in names}, "names": "|".join(known.names)}


def _stranger(body: Mention) -> Facts:
    facts: Facts = {"type": "body", "kind": "unresolved", "label": body.read_as}
    if body.unresolved:
        facts |= {"reason": body.unresolved.reason, "candidates": "|".join(body.unresolved.candidates)}
    return facts


def _tie(by_kind: Mapping[str, set[str]]) -> dict[str, int | list[str]]:
    measures = sorted(set().union(*by_kind.values()), key=natural)
    counts = {kind: len(by_kind.get(kind, ())) for kind in ("shared", "support")}
    return {"weight": len(measures), "measures": measures, **counts}


def _columns(graph: nx.MultiDiGraph) -> dict[str, str]:
    """The one column of each body: that of the relation it is most often stated in (else inferred)."""
    counts: dict[str, Counter[str]] = {}
    for _, body, data in graph.edges(data=True):
        if data["relation"] in COLUMN_OF:
            stated = data["basis"] in STATED
            counts.setdefault(body, Counter())[data["relation"]] += 1000 if stated else 1
    return {body: COLUMN_OF[max(COLUMN_OF, key=lambda name, n=of: n[name])] for body, of in counts.items()}  # type: ignore[misc]


def _sorted(graph: nx.Graph) -> nx.Graph:
    """The same graph with nodes by type and id, and edges by end points and key."""
    rank = {node: (TYPES.index(data["type"]), natural(node)) for node, data in graph.nodes(data=True)}
    copy = graph.__class__()
    copy.add_nodes_from(
        (node, dict(graph.nodes[node])) for node in sorted(graph, key=lambda node: rank[node])
    )
    edges = []
    for one, other, *key, data in (
        graph.edges(keys=True, data=True) if copy.is_multigraph() else graph.edges(data=True)
    ):
        ends = (one, other) if graph.is_directed() or rank[one] < rank[other] else (other, one)
        edges.append(
            (tuple(rank[end] for end in ends), [natural(name) for name in key], (*ends, *key, dict(data)))
        )
    copy.add_edges_from(edge for *_, edge in sorted(edges, key=lambda edge: edge[:2]))
    return copy


def _said(facts: Mapping[str, Scalar | None]) -> dict[str, Scalar]:
    return {name: value for name, value in facts.items() if value is not None and value != ""}


def _known_as(node: str, data: Mapping[str, Scalar]) -> set[str]:
    """All that a node answers to."""
    if data["type"] != "body":
        return {node, node.removeprefix("measure:")}
    names = str(data.get("names", "")).split("|")
    return {node, str(data["label"]), str(data.get("short", "")), *names} - {""}


def plain_facts(data: Mapping[str, Scalar | list[str]]) -> dict[str, Scalar]:
    """A node's or an edge's attributes as XML can hold them: lists joined by spaces, no forbidden characters."""
    flat = {name: " ".join(value) if isinstance(value, list) else value for name, value in data.items()}
    return {name: xml_text(value) if isinstance(value, str) else value for name, value in flat.items()}
