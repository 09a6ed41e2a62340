"""What can be searched for in a graph: the words of measures, support items and tasks, and the names of bodies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from fengong.asked import Asked
from fengong.query import run_text
from fengong.terms import CV, DCT, FG, RDF

KINDS = ("measure", "support", "task", "body")
_DOCUMENTS = """
SELECT ?document ?sha256 ?number ?title ?with ?graph WHERE {
  ?text dct:isFormatOf ?document ; fg:sha256 ?sha256 .
  OPTIONAL { ?document eli:number ?number }
  OPTIONAL { ?document dct:title ?title }
  OPTIONAL { ?activity prov:used ?text , ?with . FILTER(?with != ?text) }
  OPTIONAL { GRAPH ?graph { ?text dct:isFormatOf ?document } }
}
"""
# A document's graph is read as it stands and put together here: joins over a graph of thousands of documents
# are planned from their middle.
_GRAPH = """
#+ parameters:
#+   home (iri, required): a named graph
SELECT ?node ?property ?value WHERE {
  VALUES ?home { UNDEF }
  GRAPH ?home { ?node ?property ?value }
  FILTER(?property IN (rdf:type, dct:isPartOf, cv:hasParticipant, fg:text, fg:number, fg:nameInText, fg:implementsTask, fg:supportsMeasure))
}
"""
_EVERYTHING = "SELECT ?node ?property ?value WHERE { ?node ?property ?value }"
_NAMES = """
SELECT DISTINCT ?node ?text WHERE { ?node ?label ?text VALUES ?label { skos:prefLabel skos:altLabel skos:hiddenLabel } }
"""
_Facts = Mapping[str, Mapping[str, list[str]]]
_TYPE, _TEXT, _NUMBER = RDF.type.value, FG.text.value, FG.number.value


@dataclass(frozen=True, slots=True)
class Source:
    """A document to be indexed; ``state`` changes when its text, or what made its graph, does.

    ``graph``: the IRI of the named graph that holds it, None where it stands in none.
    """

    document: str
    name: str
    state: str
    graph: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """Words that can be found: their ``kind`` (one of `KINDS`), the item's number, its IRI, the words."""

    kind: str
    number: str
    node: str
    text: str


def sources(graph: Asked) -> tuple[Source, ...]:
    """The documents of the graph, in the order of their IRIs; told by their number, else by their fullest title."""
    rows: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in run_text(graph, _DOCUMENTS).records():
        for column, value in row.items():
            if value is not None:
                rows[str(row["document"])][column].add(str(value))
    return tuple(_source(document, rows[document]) for document in sorted(rows))


def _source(document: str, said: Mapping[str, set[str]]) -> Source:
    title = max(said.get("title", {document}), key=lambda words: (len(words), words))
    name = min(said.get("number", {title}))
    state = " ".join(sorted(said["sha256"] | said.get("with", set())))
    return Source(document, name, state, min(said["graph"]) if "graph" in said else None)


def names(graph: Asked) -> Mapping[str, tuple[str, ...]]:
    """{IRI: its labels} of all that has any: bodies, with their short and their former ways of writing."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in run_text(graph, _NAMES).records():
        found[str(row["node"])].append(str(row["text"]))
    return {node: tuple(sorted(labels)) for node, labels in found.items()}


def entries(graph: Asked, source: Source, labels: Mapping[str, tuple[str, ...]]) -> Iterator[Entry]:
    """What a document says, and the names of the bodies that it names, each once."""
    facts = _facts(graph, source)
    measures = [node for node, said in facts.items() if FG.Measure.value in said.get(_TYPE, ())]
    own = [
        node
        for node in measures
        if source.graph or source.document in facts[node].get(DCT.isPartOf.value, ())
    ]
    for node in own:
        yield from _entry("measure", node, _number(facts, node), facts)
        for task in facts[node].get(FG.implementsTask.value, ()):
            yield from _entry("task", task, _number(facts, task), facts)
    for node, said in facts.items():
        for measure in set(said.get(FG.supportsMeasure.value, ())) & set(own):
            yield from _entry("support", node, _number(facts, measure), facts)
    yield from _bodies(facts, labels)


def _facts(graph: Asked, source: Source) -> _Facts:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    asked = (
        run_text(graph, _GRAPH, home=NamedNode(source.graph))
        if source.graph
        else run_text(graph, _EVERYTHING)
    )
    for node, name, value in asked.rows:
        if (
            isinstance(node, NamedNode)
            and isinstance(name, NamedNode)
            and isinstance(value, NamedNode | Literal)
        ):
            found[node.value][name.value].append(value.value)
    return found


def _number(facts: _Facts, node: str) -> str:
    return min(facts.get(node, {}).get(_NUMBER, [""]))


def _entry(kind: str, node: str, number: str, facts: _Facts) -> Iterator[Entry]:
    for text in facts.get(node, {}).get(_TEXT, ()):
        yield Entry(kind, number, node, text)


def _bodies(facts: _Facts, labels: Mapping[str, tuple[str, ...]]) -> Iterator[Entry]:
    called: dict[str, set[str]] = defaultdict(set)
    for said in facts.values():
        for body in said.get(CV.hasParticipant.value, ()):
            called[body].update(said.get(FG.nameInText.value, ()))
    for body, written in called.items():
        for name in sorted(written | set(labels.get(body, ()))):
            yield Entry("body", "", body, name)
