"""`fengong trace`: a task or measure followed down to the bodies that carry it out, and up to where it comes from.

Each item is told once: where it is come to again (two plans of one level, plans that name each other) the tree only
says so. Where the tree ends, it says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pyoxigraph import NamedNode

from fengong.ask import measure_key
from fengong.asked import Asked
from fengong.cascade import Cascade, Gap, Link
from fengong.cascade_read import Body, Document, Item
from fengong.errors import NotInGraph
from fengong.identify import number_form
from fengong.query import run_text
from fengong.texts import document_named

Way = Literal["down", "up"]
End = Literal["", "none-below", "no-words-below", "no-basis", "basis-not-held", "no-words-above", "plan-not-told", "plan-not-held", "told-above",
              "too-deep"]  # fmt: skip

WAYS: Final[tuple[Way, ...]] = ("down", "up")

_TASK = re.compile(
    r"\s*(?:(?:national\s*)?task|t|(?:国家|上级|省级|市级)?任务)\s*第?\s*(\S+?)\s*[项条号]?\s*", re.IGNORECASE
)
_NUMBERED = """
#+ parameters:
#+   number (string, required): number of the measure or task
SELECT DISTINCT ?item ?kind ?document ?owner WHERE {
  VALUES ?number { "8" }
  ?item fg:number ?number .
  { ?item a fg:Measure ; dct:isPartOf ?document BIND("measure" AS ?kind) BIND(?document AS ?owner) }
  UNION { ?measure fg:implementsTask ?item ; dct:isPartOf ?document . ?item dct:isPartOf ?owner BIND("task" AS ?kind) }
} ORDER BY ?kind STR(?document) STR(?item)
"""
_BY_IRI = """
#+ parameters:
#+   item (iri, required): the measure or task
SELECT DISTINCT ?item ?kind ?document ?owner WHERE {
  VALUES ?item { UNDEF }
  { ?item a fg:Measure ; dct:isPartOf ?document BIND("measure" AS ?kind) BIND(?document AS ?owner) }
  UNION { ?measure fg:implementsTask ?item ; dct:isPartOf ?document . ?item dct:isPartOf ?owner BIND("task" AS ?kind) }
} ORDER BY ?kind STR(?document)
"""
_SAY = {
    "zh": {
        "none": "没有“{word}”这项任务或措施", "near": "；图中的任务和措施见 fengong query measures",
        "several": "“{word}”见于{n}份文件：{names}；请用 --document 指明",
    },
    "en": {
        "none": "no task or measure {word!r}", "near": "; fengong query measures lists what there is",
        "several": "{word!r} stands in {n} documents: {names}; name one with --document",
    },
}  # fmt: skip
_FEW = 5
DEEPEST = 100
"""Levels that a tree has at most: governments have five, and longer chains are slips or worse."""


@dataclass(frozen=True, slots=True)
class Node:
    """An item in the tree: its plan, its bodies, the link it was come to by (None for the root), what follows.

    ``end``: why nothing follows, "" where something does; ``beyond`` the documents this is said of.
    """

    item: Item
    document: Document
    bodies: tuple[Body, ...] = ()
    link: Link | None = None
    nodes: tuple[Node, ...] = ()
    end: End = ""
    beyond: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """What was found on each way that was asked for, and where a link was looked for and not made."""

    down: Node | None
    up: Node | None
    gaps: tuple[Gap, ...]
    names: Mapping[str, str]  # document → what people call it, of those the gaps are about


def trace(
    graph: Asked, word: str, ways: Iterable[Way] = WAYS, document: str | None = None, lang: str = "zh"
) -> Trace:
    """Follow what ``word`` means: "8" (a measure, else a task), "task 5", 国家任务5, or an IRI.

    ``document`` names the plan that the item belongs to, or one that quotes the task. Raises NotInGraph
    where the word means nothing in the graph, or items of several documents.
    """
    cascade = Cascade.of(graph)
    return follow(cascade, find(cascade, word, document, lang), ways)


def follow(cascade: Cascade, item: tuple[str, str, str], ways: Iterable[Way] = WAYS) -> Trace:
    """Follow the item of this kind, IRI and telling document."""
    kind, iri, told_in = item
    known = cascade.tasks(told_in) if kind == "task" else cascade.measures(told_in)
    start = next((one for one in known if one.iri == iri), None)
    if start is None:  # a graph of other makers may hold an item without its text
        raise NotInGraph(f"{iri}: the graph does not hold its words; build it again from its document")
    found = {way: _node(cascade, start, way, None, set()) for way in ways}
    documents = dict.fromkeys(one for node in found.values() for one in _documents(node))
    gaps = dict.fromkeys(gap for one in documents for gap in cascade.gaps(one))
    items = {one.item.iri for node in found.values() for one in walk(node)}
    told = tuple(gap for gap in gaps if _matters(gap, items))
    about = (iri for gap in told for iri in (gap.document, *gap.candidates) if iri in cascade.documents)
    names = {iri: cascade.document(iri).name for iri in about}
    return Trace(found.get("down"), found.get("up"), told, names)


def _matters(gap: Gap, items: set[str]) -> bool:
    """Whether it is about a document, or about an item of the tree: other measures have gaps of their own."""
    return gap.code not in ("words-differ", "words-shared") or gap.about in items


def walk(node: Node) -> Iterator[Node]:
    """The node and all that follows."""
    yield node
    for one in node.nodes:
        yield from walk(one)


def _documents(node: Node) -> Iterator[str]:
    for one in walk(node):
        yield one.item.told_in


def _node(cascade: Cascade, item: Item, way: Way, link: Link | None, told: set[str], depth: int = 0) -> Node:
    document = cascade.document(item.document)
    if item.iri in told:
        return Node(item, document, link=link, end="told-above")
    told.add(item.iri)
    if depth >= DEEPEST:
        return Node(item, document, cascade.bodies(item), link, end="too-deep")
    links = cascade.down(item) if way == "down" else cascade.up(item)
    nodes = tuple(
        _node(cascade, one.lower if way == "down" else one.upper, way, one, told, depth + 1) for one in links
    )
    end, beyond = _end(cascade, item, way) if not nodes else ("", ())
    return Node(item, document, cascade.bodies(item), link, nodes, end, beyond)


def _end(cascade: Cascade, item: Item, way: Way) -> tuple[End, tuple[Document, ...]]:
    """Why nothing follows, and the documents this is said of."""
    if way == "down":
        below = tuple(map(cascade.document, cascade.carrying_out(item.document)))
        return ("no-words-below" if below else "none-below"), below
    if item.kind == "task" and item.document == item.told_in:
        return "plan-not-told", ()
    sources = cascade.sources(item.told_in)
    own = [source for source in sources if item.kind == "measure" or cascade.owns(source, item)]
    if own:
        return "no-words-above", tuple(cascade.document(source.cited) for source in own)
    if item.kind == "task":
        return "plan-not-held", (cascade.document(item.document),)
    away = tuple(cascade.document(gap.about) for gap in cascade.gaps(item.told_in) if gap.code == "not-held")
    return ("basis-not-held", away) if away else ("no-basis", ())


def find(cascade: Cascade, word: str, document: str | None, lang: str) -> tuple[str, str, str]:
    """(kind, IRI, telling document) of the one item that ``word`` means. Raises NotInGraph."""
    rows = _meant(cascade.graph, word)
    if document:
        only = _document(cascade, document)
        # A task is named by its own plan as well as by any that quotes it.
        rows = [row for row in rows if only in (row[2], row[3])]
    if len({row[1] for row in rows}) == 1:
        return rows[0][:3]
    say = _SAY[lang]
    if not rows:
        raise NotInGraph(say["none"].format(word=word) + say["near"])
    names = [cascade.document(iri).name for iri in dict.fromkeys(row[3] for row in rows)]
    shown = "、".join(names[:_FEW]) + ("…" if len(names) > _FEW else "")
    raise NotInGraph(say["several"].format(word=word, n=len(names), names=shown))


def _document(cascade: Cascade, name: str) -> str:
    """The document of this name, which may be only cited. Raises NotInGraph."""
    number = number_form(name)
    cited = {one.iri for named in cascade.citations.values() for one in named}
    away = [
        iri for iri in sorted(cited - {*cascade.documents}) if _bears(cascade.document(iri), name, number)
    ]
    return away[0] if len(away) == 1 else document_named(cascade.graph, name).value


def _bears(document: Document, name: str, number: str) -> bool:
    return name in (document.iri, document.title) or number in document.numbers


def _meant(graph: Asked, word: str) -> list[tuple[str, str, str, str]]:
    """(kind, IRI, telling document, plan) of all that the word may mean; a bare number is a measure first."""
    if re.fullmatch(r"<?(?:https?|urn):[^<>\s\"{}|\\^`]+>?", word):
        return _rows(graph, _BY_IRI, item=NamedNode(word.strip("<>")))
    task = _TASK.fullmatch(word)
    rows = _rows(graph, _NUMBERED, number=measure_key(task[1] if task else word) or word)
    kinds = ("task",) if task else ("measure", "task")
    return next((found for kind in kinds if (found := [row for row in rows if row[0] == kind])), [])


def _rows(graph: Asked, query: str, **given: str | NamedNode) -> list[tuple[str, str, str, str]]:
    rows = run_text(graph, query, **given).records()
    return [(str(r["kind"]), str(r["item"]), str(r["document"]), str(r["owner"])) for r in rows]
