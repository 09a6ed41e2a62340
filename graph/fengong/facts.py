"""Statements looked up by subject, by object, and by what IRI they are a fragment of, with names for readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, cast

from pyoxigraph import Literal, NamedNode, Quad

from fengong.labels import Words, term_labels
from fengong.quads import ordered
from fengong.terms import DCT, FG, FOAF, RDF, RDFS, SCHEMA, SKOS
from fengong.write import prefixed, union

_LABELS = (
    SKOS.prefLabel,
    RDFS.label,
    FOAF.name,
    DCT.title,
    DCT.description,
    FG.message,
    SCHEMA.name,
    FG.text,
)

_AUTHORITIES = (
    "http://publications.europa.eu/resource/authority/",
    "http://purl.org/adms/",
    "https://www.iana.org/assignments/media-types/",
)


class Row(NamedTuple):
    """One statement without its graph, and its place in the order of all."""

    subject: NamedNode
    predicate: NamedNode
    object: NamedNode | Literal
    at: int


@dataclass(frozen=True)
class Facts:
    """The union of quads; statements about blank nodes are left out, as they have no page."""

    quads: Iterable[Quad]
    _known: dict[NamedNode, Words] = field(default_factory=dict)

    @cached_property
    def rows(self) -> tuple[Quad, ...]:
        """The union in the order of `quads.ordered`, without what is said of or by blank nodes."""
        return ordered(quad for quad in union(self.quads) if _named(quad))

    @cached_property
    def about(self) -> Mapping[NamedNode, list[Row]]:
        """Subject → its rows, in order."""
        found: dict[NamedNode, list[Row]] = {}
        for at, quad in enumerate(self.rows):
            row = Row(
                cast(NamedNode, quad.subject), quad.predicate, cast(NamedNode | Literal, quad.object), at
            )
            found.setdefault(row.subject, []).append(row)
        return found

    @cached_property
    def leading(self) -> Mapping[NamedNode, list[Row]]:
        """Object → the rows that lead to it, in order of their subjects; types are left out."""
        found: dict[NamedNode, list[Row]] = {}
        for rows in self.about.values():
            for row in rows:
                if isinstance(row.object, NamedNode) and row.predicate != RDF.type:
                    found.setdefault(row.object, []).append(row)
        return found

    @cached_property
    def parts(self) -> Mapping[str, list[NamedNode]]:
        """IRI → its fragments: the spans of a text, the distributions of a data set."""
        found: dict[str, list[NamedNode]] = {}
        for node in self.about:
            whole, hash_, _ = node.value.partition("#")
            if hash_:
                found.setdefault(whole, []).append(node)
        return found

    def nodes(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """The things that the property leads to."""
        rows = self.about.get(subject, ())
        return [
            row.object for row in rows if row.predicate == predicate and isinstance(row.object, NamedNode)
        ]

    def words(self, subject: NamedNode, predicate: NamedNode) -> list[str]:
        """The literals that the property leads to."""
        rows = self.about.get(subject, ())
        return [
            row.object.value for row in rows if row.predicate == predicate and isinstance(row.object, Literal)
        ]

    def label(self, node: NamedNode) -> Words:
        """Its name in both languages, else its prefixed name."""
        if node not in self._known:
            self._known[node] = self._find(node)
        return self._known[node]

    def _find(self, node: NamedNode) -> Words:
        for predicate in _LABELS:
            words = {
                row.object.language or "zh": row.object.value
                for row in self.about.get(node, ())
                if row.predicate == predicate and isinstance(row.object, Literal)
            }
            if words:
                first = next(iter(words.values()))
                return Words(words.get("zh", first), words.get("en", words.get("zh", first)))
        return term_labels().get(node.value) or Words(_short(node), _short(node))


def _short(node: NamedNode) -> str:
    """The last word of a code of an authority table or of a fragment, else the prefixed name."""
    if node.value.startswith(_AUTHORITIES):
        return node.value.rpartition("/")[2]
    return node.value.partition("#")[2] or prefixed(node) if prefixed(node) == node.value else prefixed(node)


def _named(quad: Quad) -> bool:
    return isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal)
