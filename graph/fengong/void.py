"""Statistics of a data set as VoID: how much, of which classes, with which properties, in which graphs.

It describes the same node as `catalog`, in a file of its own: a portal reads one, a query planner the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Triple

from fengong.identify import Names
from fengong.prefixes import known_prefixes
from fengong.quads import Sheet, measured, ordered, plain
from fengong.terms import DCT, RDF, Vocabulary

VOID = Vocabulary(
    "http://rdfs.org/ns/void#",
    "Dataset Linkset triples entities classes properties distinctSubjects distinctObjects classPartition class"
    " propertyPartition property vocabulary uriSpace dataDump exampleResource subset subjectsTarget objectsTarget"
    " linkPredicate feature",
)
_FORMATS = "http://www.w3.org/ns/formats/"
_FEATURES = {
    "turtle": "Turtle",
    "nquads": "N-Quads",
    "trig": "TriG",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF_XML",
}
_TARGETS = {"wikidata": "http://www.wikidata.org/entity/"}


def describe_void(
    base: str, name: str, quads: Iterable[Quad], dumps: Mapping[str, str], example: NamedNode | None = None
) -> tuple[Quad, ...]:
    """VoID of the union of ``quads``, as quads of the graph "catalog"; ``dumps`` is {format's key: path}.

    Entities are the things under the base, without the characters of texts and their selectors. The
    partitions count triples of the union; the subsets are the named graphs and the links to others.
    """
    rows = tuple(quads)
    names = Names(base)
    writer = _Writer(names, name, Sheet(names.catalog()), tuple({row.triple for row in rows}))
    writer.whole(dumps, example)
    writer.partitions()
    writer.graphs(rows)
    for target, space in _TARGETS.items():
        writer.links(target, space)
    return ordered(writer.sheet.quads)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the statistics of one data set on its sheet."""

    names: Names
    name: str
    sheet: Sheet
    triples: tuple[Triple, ...]

    @property
    def node(self) -> NamedNode:
        return self.names.dataset(self.name)

    def part(self, kind: str, term: NamedNode) -> NamedNode:
        """A partition by a class or property: #class-fg.Measure."""
        space, local = _split(term)
        return self.names.dataset(self.name, f"{kind}-{known_prefixes().get(space, 'other')}.{local}")

    def whole(self, dumps: Mapping[str, str], example: NamedNode | None) -> None:
        sheet, node = self.sheet, self.node
        subjects = {triple.subject for triple in self.triples}
        things = [one for one in subjects if isinstance(one, NamedNode) and "#" not in one.value]
        sheet.a(node, VOID.Dataset)
        sheet.add(node, VOID.triples, measured(len(self.triples)))
        sheet.add(node, VOID.entities, measured(len(things)))
        sheet.add(node, VOID.distinctSubjects, measured(len(subjects)))
        sheet.add(node, VOID.distinctObjects, measured(len({triple.object for triple in self.triples})))
        sheet.add(node, VOID.uriSpace, plain(f"{self.names.base}id/"))
        sheet.add(node, VOID.exampleResource, example)
        for key, path in dumps.items():
            sheet.add(node, VOID.dataDump, NamedNode(self.names.base + path))
            sheet.add(node, VOID.feature, NamedNode(_FORMATS + _FEATURES[key]))

    def partitions(self) -> None:
        sheet, node = self.sheet, self.node
        objects = (triple.object for triple in self.triples if triple.predicate == RDF.type)
        kinds = Counter(kind for kind in objects if isinstance(kind, NamedNode))
        predicates = Counter(triple.predicate for triple in self.triples)
        spaces = sorted({_split(term)[0] for term in (*kinds, *predicates)})
        sheet.add(node, VOID.vocabulary, *map(NamedNode, spaces))
        sheet.add(node, VOID.classes, measured(len(kinds)))
        sheet.add(node, VOID.properties, measured(len(predicates)))
        for kind, count in kinds.items():
            part = self.part("class", kind)
            sheet.add(node, VOID.classPartition, part)
            sheet.add(part, getattr(VOID, "class"), kind)
            sheet.add(part, VOID.entities, measured(count))
        for predicate, count in predicates.items():
            part = self.part("property", predicate)
            sheet.add(node, VOID.propertyPartition, part)
            sheet.add(part, VOID.property, predicate)
            sheet.add(part, VOID.triples, measured(count))

    def graphs(self, quads: Iterable[Quad]) -> None:
        """Each named graph is a subset with its own count."""
        counts = Counter(quad.graph_name for quad in quads)
        for graph, count in counts.items():
            if isinstance(graph, NamedNode):
                self.sheet.add(self.node, VOID.subset, graph)
                self.sheet.a(graph, VOID.Dataset)
                self.sheet.add(graph, VOID.triples, measured(count))
                self.sheet.add(graph, DCT.isPartOf, self.node)

    def links(self, target: str, space: str) -> None:
        """A linkset for each property that leads into the other data set."""
        found = Counter(
            triple.predicate
            for triple in self.triples
            if isinstance(triple.object, NamedNode) and triple.object.value.startswith(space)
        )
        for predicate, count in found.items():
            part = self.names.dataset(self.name, f"links-{target}")
            self.sheet.add(self.node, VOID.subset, part)
            self.sheet.a(part, VOID.Linkset)
            self.sheet.add(part, VOID.linkPredicate, predicate)
            self.sheet.add(part, VOID.subjectsTarget, self.node)
            self.sheet.add(part, VOID.objectsTarget, NamedNode(space))
            self.sheet.add(part, VOID.triples, measured(count))


def _split(term: NamedNode) -> tuple[str, str]:
    """Namespace and local name."""
    cut = max(term.value.rfind("/"), term.value.rfind("#")) + 1
    return term.value[:cut], term.value[cut:]
