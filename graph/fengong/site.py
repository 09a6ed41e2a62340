"""A page for every IRI of a publication: HTML for people, Turtle and JSON-LD beside it, on any static host.

``{base}id/doc/x/m8`` is the measure; ``{base}id/doc/x/m8/index.html``, ``index.ttl`` and ``index.jsonld``
are documents about it. A folder with an index is what every static host serves when the folder's own
address is asked for; a server with the rules of `negotiate` answers 303 and the right one of the three.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup, escape
from pyoxigraph import Literal, NamedNode, Quad

from fengong.facts import Facts, Row
from fengong.labels import Words
from fengong.templates import asset, template
from fengong.terms import CV, DCT, ELI, FG, FOAF, OA, PROV, RDF, RDFS, SKOS
from fengong.void import VOID
from fengong.write import prefixed, write_rows

_NAMES = (SKOS.prefLabel, RDFS.label, FOAF.name, DCT.title)
_OWNED = frozenset({FG.qualifiedResponsibility, FG.hasTarget, DCT.hasPart})
"""Properties whose values are described with their owner: an assignment makes no sense without its measure."""
_TOLD = frozenset(
    {RDF.type, FG.qualifiedResponsibility, PROV.value, FG.layout, VOID.classPartition, VOID.propertyPartition}
)
_DUTIES = frozenset({FG.qualifiedResponsibility, CV.hasParticipant})
_CHARACTERS = frozenset({FG.TextSpan, OA.TextPositionSelector, OA.TextQuoteSelector})
_STATED = ("/stated", "/stated-rule")
_FIRST = (FG.number, ELI.number, FG.text, DCT.isPartOf, FG.implementsTask, FG.responsibleBody, FG.supportBody)
_FRONT = ("dct:publisher", "dcat:contactPoint", "dct:issued", "dct:temporal", "dct:spatial")
_FEW = 100


class Value(NamedTuple):
    """A value on a page: its words, where it leads, its language where it has one, and a note."""

    words: Words
    href: str | None = None
    lang: str | None = None
    note: str = ""


class Property(NamedTuple):
    """A property of the page's thing with its values; ``more`` counts those left out."""

    name: Words
    term: str
    values: Sequence[Value]
    more: int = 0


class Duty(NamedTuple):
    """One assignment as a line of a table; its work item and body are None on their own pages."""

    of: Value | None
    body: Value | None
    role: Words
    basis: Words
    inferred: bool
    quotes: Sequence[Value]


class Part(NamedTuple):
    """A fragment of a page's thing that is described on the page: a term, a distribution."""

    anchor: str
    title: Words
    kinds: Sequence[Words]
    properties: Sequence[Property]


class Piece(NamedTuple):
    """A run of a text and the anchors that stand before it."""

    anchors: Sequence[str]
    text: Markup


class Page(NamedTuple):
    """The three documents about one thing; ``path`` is that of the thing under the base."""

    path: str
    html: bytes
    turtle: bytes
    jsonld: bytes


@dataclass(frozen=True)
class Site:
    """The pages of the things that ``facts`` tells of under ``base``; ``name`` is that of the publication."""

    base: str
    facts: Facts
    name: Words

    def pages(self) -> Iterator[Page]:
        """A page for every IRI under the base that is no fragment of another, in order."""
        return (self.page(node, node.value.removeprefix(self.base)) for node in self.things)

    def page(self, node: NamedNode, path: str) -> Page:
        """The page about a thing, to be put at ``path`` under the base."""
        rows = self._described(node)
        return Page(
            path, self._html(node, path).encode(), write_rows(rows, "turtle"), write_rows(rows, "jsonld")
        )

    @cached_property
    def things(self) -> tuple[NamedNode, ...]:
        """The IRIs that have a page, sorted."""
        own = {node.value.partition("#")[0] for node in self.facts.about if node.value.startswith(self.base)}
        return tuple(NamedNode(iri) for iri in sorted(own - {self.base}) if not iri.endswith("/index.html"))

    def documents(self) -> list[Value]:
        """The documents that were read, as links from the front page."""
        texts = (node for node in self.facts.about if FG.SourceText in self.facts.nodes(node, RDF.type))
        documents = (node for text in texts for node in self.facts.nodes(text, DCT.isFormatOf))
        return [
            Value(self.facts.label(node), self._address(node.value), note=number)
            for node in documents
            for number in self.facts.words(node, ELI.number)[:1] or [""]
        ]

    def about(self, node: NamedNode) -> list[Property]:
        """What the front page tells of the data set: who publishes it, under which licence, when, about where."""
        return [one for one in self._properties(node, "") if one.term in _FRONT]

    def measures(self) -> list[Value]:
        """All measures, in the order of their documents, as links from the front page."""
        found = [node for node in self.facts.about if FG.Measure in self.facts.nodes(node, RDF.type)]
        return [self._value("", node) for node in found]

    def bodies(self) -> list[Value]:
        """All bodies that take part in something, with how often, those with most first."""
        leading = self.facts.leading
        counts = {
            node: sum(row.predicate == CV.hasParticipant for row in rows) for node, rows in leading.items()
        }
        named = sorted(
            (node for node in counts if counts[node]), key=lambda node: (-counts[node], node.value)
        )
        return [self._value("", node)._replace(note=str(counts[node])) for node in named]

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset(node.value for node in self.things)

    def _address(self, iri: str) -> str:
        """The HTML page of a thing, from the front page."""
        whole, hash_, fragment = iri.partition("#")
        return quote(whole.removeprefix(self.base)) + "/index.html" + hash_ + fragment

    def _href(self, root: str, target: NamedNode) -> str:
        """A relative link between pages, so that a copy of the site works anywhere; other IRIs as they are."""
        if target.value.partition("#")[0] not in self._own:
            return target.value
        return root + self._address(target.value)

    # What the RDF beside a page holds

    def _described(self, node: NamedNode) -> list[Quad]:
        """What is stated of the thing, of what belongs to it, of their quotations, and of whatever leads here."""
        facts = self.facts
        rows = [*facts.about.get(node, ()), *facts.leading.get(node, ())]
        for part in facts.parts.get(node.value, ()):
            rows += facts.about[part]
        owned = [row.object for row in rows if row.subject == node and row.predicate in _OWNED]
        rows += [row for one in owned if isinstance(one, NamedNode) for row in facts.about.get(one, ())]
        sources = [row.object for row in rows if row.predicate == PROV.wasDerivedFrom]
        rows += [row for one in sources if isinstance(one, NamedNode) for row in self._quotation(one)]
        rows += self._named(rows)
        return [facts.rows[at] for at in sorted({row.at for row in rows})]

    def _quotation(self, span: NamedNode) -> Iterator[Row]:
        for node in (span, *self.facts.nodes(span, OA.hasSelector)):
            yield from self.facts.about.get(node, ())

    def _named(self, rows: Iterable[Row]) -> list[Row]:
        """The names of whatever the rows speak of."""
        ends = {end for row in rows for end in (row.subject, row.object) if isinstance(end, NamedNode)}
        return [row for end in ends for row in self.facts.about.get(end, ()) if row.predicate in _NAMES]

    # What the page itself shows

    def _html(self, node: NamedNode, path: str) -> str:
        pieces, root = (
            self._pieces(node),
            "../" * (path.count("/") + 1),
        )  # from the thing's folder to the base
        return template("site/thing.html.jinja").render(
            name=self.name,
            iri=node.value,
            root=root,
            title=self.facts.label(node),
            number=self._numbered(node),
            kinds=list(dict.fromkeys(self.facts.label(kind) for kind in self.facts.nodes(node, RDF.type))),
            properties=self._properties(node, root),
            duties=self._duties(node, root),
            parts=self._parts(node, root),
            leading=self._incoming(node, root),
            pieces=pieces,
            script=Markup(asset("site/text.js")) if pieces else "",  # an own asset, not data
        )

    def _numbered(self, node: NamedNode) -> Words | None:
        """第8项措施 for a measure; other things are called by their own names."""
        for key in (
            self.facts.words(node, FG.number) if FG.Measure in self.facts.nodes(node, RDF.type) else ()
        ):
            return Words(f"第{key}项", f"measure {key}")
        return None

    def _properties(self, node: NamedNode, root: str) -> list[Property]:
        found: dict[NamedNode, list[Value]] = {}
        for row in self.facts.about.get(node, ()):
            if row.predicate not in _TOLD:
                found.setdefault(row.predicate, []).append(self._value(root, row.object))
        terms = sorted(found, key=lambda term: _FIRST.index(term) if term in _FIRST else len(_FIRST))
        return [
            Property(
                self.facts.label(term), prefixed(term), sorted(found[term], key=lambda one: one.lang == "en")
            )
            for term in terms
        ]

    def _parts(self, node: NamedNode, root: str) -> list[Part]:
        """The typed fragments, save the characters of texts, which the text itself shows."""
        found = []
        for part in self.facts.parts.get(node.value, ()):
            kinds = self.facts.nodes(part, RDF.type)
            if kinds and not _CHARACTERS.intersection(kinds):
                anchor, labels = part.value.partition("#")[2], [*map(self.facts.label, kinds)]
                found.append(Part(anchor, self.facts.label(part), labels, self._properties(part, root)))
        return sorted(found, key=lambda part: part.anchor.lower())

    def _incoming(self, node: NamedNode, root: str) -> list[Property]:
        """What leads here, save assignments, which `_duties` shows, and the fragments of texts."""
        found: dict[NamedNode, list[Value]] = {}
        for row in self.facts.leading.get(node, ()):
            if row.predicate not in _DUTIES and "#" not in row.subject.value:
                found.setdefault(row.predicate, []).append(self._value(root, row.subject))
        return [
            Property(self.facts.label(term), prefixed(term), values[:_FEW], max(0, len(values) - _FEW))
            for term, values in found.items()
        ]

    def _duties(self, node: NamedNode, root: str) -> list[Duty]:
        """The assignments of an item, its clauses and the support it asks for, or those that a body has part in."""
        leading = self.facts.leading.get(node, ())
        asked = (row.subject for row in leading if row.predicate == FG.supportsMeasure)
        items = [node, *self.facts.nodes(node, DCT.hasPart), *asked]
        own = [one for item in items for one in self.facts.nodes(item, FG.qualifiedResponsibility)]
        part = [row.subject for row in leading if row.predicate == CV.hasParticipant]
        duties = [self._duty(node, assignment, root) for assignment in (*own, *part)]
        return sorted(duties, key=lambda duty: duty.inferred)  # what is stated comes first

    def _duty(self, page: NamedNode, assignment: NamedNode, root: str) -> Duty:
        def one(predicate: NamedNode) -> NamedNode:
            return next(iter(self.facts.nodes(assignment, predicate)), assignment)

        leading = self.facts.leading.get(assignment, ())
        owners = [row.subject for row in leading if row.predicate == FG.qualifiedResponsibility]
        sources = self.facts.nodes(assignment, PROV.wasDerivedFrom)
        spans = [span for one in sources for span in (self.facts.nodes(one, PROV.wasDerivedFrom) or [one])]
        body = one(CV.hasParticipant)
        return Duty(
            self._value(root, owners[0]) if owners and owners[0] != page else None,
            self._value(root, body) if body != page else None,
            self.facts.label(one(CV.role)),
            self.facts.label(one(FG.basis)),
            not one(FG.basis).value.endswith(_STATED),
            [self._value(root, span) for span in spans],
        )

    def _value(self, root: str, value: NamedNode | Literal) -> Value:
        if isinstance(value, Literal):
            return Value(Words(value.value, value.value), lang=value.language)
        selectors = self.facts.nodes(value, OA.hasSelector)
        quoted = [words for selector in selectors for words in self.facts.words(selector, OA.exact)]
        if quoted:
            place = value.value.partition("#char=")[2].replace(",", "–")
            return Value(
                Words(f"“{quoted[0]}”", f"“{quoted[0]}”"), self._href(root, value), "zh", f"[{place}]"
            )
        name, number = self.facts.label(value), self._numbered(value)
        shown = Words(f"{number.zh} {name.zh}", f"{number.en} {name.en}") if number else name
        return Value(Words(shown.zh, shown.zh) if name.zh == name.en else shown, self._href(root, value))

    def _pieces(self, node: NamedNode) -> list[Piece]:
        """The text that the node stands for, cut where its spans begin."""
        words = next(iter(self.facts.words(node, PROV.value)), "")
        anchors: dict[int, list[str]] = {}
        for part in self.facts.parts.get(node.value, ()) if words else ():
            fragment = part.value.partition("#")[2]
            if fragment.startswith("char="):
                anchors.setdefault(int(fragment[5:].partition(",")[0]), []).append(fragment)
        cuts = sorted({0, *anchors, len(words)})
        return [Piece(anchors.get(a, ()), _exactly(words[a:b])) for a, b in pairwise(cuts)]


def _exactly(words: str) -> Markup:
    """Escaped so that a browser counts the same characters: raw carriage returns would become line feeds."""
    return Markup(escape(words).replace("\r", Markup("&#13;")))
