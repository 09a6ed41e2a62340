"""What the cascade reads of a graph: documents, what they cite, their measures and tasks, bodies and places.

The queries run alike on a file, a kept folder and an endpoint, on the full and the compact form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from fengong.asked import Asked
from fengong.flow import squash
from fengong.query import run_text

_DOCUMENTS = """
SELECT ?document ?number ?title ?area ?date ?issued ?issuer WHERE {
  ?text a fg:SourceText ; dct:isFormatOf ?document .
  OPTIONAL { ?document eli:number ?number }
  OPTIONAL { ?document dct:title ?words FILTER(LANG(?words) = "zh") BIND(STR(?words) AS ?title) }
  OPTIONAL { ?document dct:spatial ?place BIND(REPLACE(STR(?place), "^.*/", "") AS ?area) }
  OPTIONAL { ?document eli:date_document ?date }
  OPTIONAL { ?document dct:issued ?issued }
  OPTIONAL {
    ?document dct:creator/skos:prefLabel ?name FILTER(LANG(?name) = "zh") BIND(STR(?name) AS ?issuer)
  }
} ORDER BY STR(?document) ?number ?title
"""
_TEXT = """
#+ parameters:
#+   document (iri, required): the document
SELECT ?whole WHERE {
  VALUES ?document { UNDEF }
  ?text dct:isFormatOf ?document ; prov:value ?whole .
} ORDER BY STR(?text)
"""
_CITATIONS = """
SELECT DISTINCT ?citing ?cited ?title ?number WHERE {
  ?text a fg:SourceText ; dct:isFormatOf ?citing .
  ?citing eli:based_on ?cited .
  OPTIONAL { ?cited dct:title ?words FILTER(LANG(?words) = "zh") BIND(STR(?words) AS ?title) }
  OPTIONAL { ?cited eli:number ?number }
} ORDER BY STR(?citing) STR(?cited) ?title ?number
"""
_CITED_AT = """
#+ parameters:
#+   document (iri, required): the citing document
SELECT DISTINCT ?cited ?span ?quote ?start ?end ?zh ?en ?before ?behind WHERE {
  VALUES ?document { UNDEF }
  ?text dct:isFormatOf ?document ; prov:value ?whole .
  ?document eli:based_on ?cited .
  ?cited fg:citedAt ?span .
  FILTER(STRBEFORE(STR(?span), "#") = STR(?text))
  BIND(xsd:integer(STRBEFORE(STRAFTER(STR(?span), "#char="), ",")) AS ?start)
  BIND(xsd:integer(STRAFTER(STRAFTER(STR(?span), "#char="), ",")) AS ?end)
  BIND(SUBSTR(?whole, ?start + 1, ?end - ?start) AS ?quote)
  BIND(IF(?start > 20, SUBSTR(?whole, ?start - 19, 20), SUBSTR(?whole, 1, ?start)) AS ?before)
  BIND(SUBSTR(?whole, ?end + 1, 20) AS ?behind)
  OPTIONAL { ?span fg:standsAt ?at_zh FILTER(LANG(?at_zh) = "zh") BIND(STR(?at_zh) AS ?zh) }
  OPTIONAL { ?span fg:standsAt ?at_en FILTER(LANG(?at_en) = "en") BIND(STR(?at_en) AS ?en) }
} ORDER BY ?start ?end STR(?cited)
"""
_PLACE = """
  ?text dct:isFormatOf ?document FILTER(STRBEFORE(STR(?span), "#char=") = STR(?text))
  OPTIONAL { ?span prov:value ?said }
  BIND(xsd:integer(STRBEFORE(STRAFTER(STR(?span), "#char="), ",")) AS ?start)
  BIND(xsd:integer(STRAFTER(STRAFTER(STR(?span), "#char="), ",")) AS ?end)
  OPTIONAL { ?span fg:standsAt ?at_zh FILTER(LANG(?at_zh) = "zh") BIND(STR(?at_zh) AS ?zh) }
  OPTIONAL { ?span fg:standsAt ?at_en FILTER(LANG(?at_en) = "en") BIND(STR(?at_en) AS ?en) }
"""
_MEASURES = f"""
#+ parameters:
#+   document (iri, required): the document
SELECT DISTINCT ?item ?number ?main ?text ?task ?span ?quote ?start ?end ?zh ?en WHERE {{
  VALUES ?document {{ UNDEF }}
  ?item dct:isPartOf ?document ; a fg:Measure ; fg:text ?words ; fg:position ?position ; prov:wasDerivedFrom ?span .
  {_PLACE.replace("?text", "?source")}
  OPTIONAL {{ ?item fg:number ?number }} OPTIONAL {{ ?item fg:mainNumber ?main }}
  OPTIONAL {{ ?item fg:implementsTask ?task }}
  BIND(STR(?words) AS ?text) BIND(COALESCE(?said, ?text) AS ?quote)
}} ORDER BY ?position STR(?item) ?start
"""
_TASKS = f"""
#+ parameters:
#+   document (iri, required): the document that quotes the tasks
SELECT DISTINCT ?item ?number ?owner ?span ?quote ?start ?end ?zh ?en WHERE {{
  VALUES ?document {{ UNDEF }}
  ?measure dct:isPartOf ?document ; a fg:Measure ; fg:implementsTask ?item .
  ?item fg:number ?number ; dct:isPartOf ?owner ; prov:wasDerivedFrom ?span .
  {_PLACE}
  OPTIONAL {{ ?item fg:text ?words }}
  BIND(COALESCE(?said, STR(?words)) AS ?quote)
}} ORDER BY ?start STR(?item)
"""
_BODIES = f"""
#+ parameters:
#+   document (iri, required): the document that names the bodies
SELECT DISTINCT ?item ?assignment ?body ?role ?basis ?name ?label_zh ?label_en ?level ?span ?quote ?start ?end ?zh ?en WHERE {{
  VALUES ?document {{ UNDEF }}
  ?measure dct:isPartOf ?document ; a fg:Measure .
  ?measure (^fg:supportsMeasure|^dct:isPartOf|fg:implementsTask)? ?part .
  ?part fg:qualifiedResponsibility ?assignment .
  ?assignment cv:hasParticipant ?body ; cv:role ?role_iri ; fg:basis ?basis_iri ; fg:nameInText ?name .
  ?assignment prov:wasDerivedFrom/prov:wasDerivedFrom? ?span .
  FILTER(CONTAINS(STR(?span), "#char="))
  {_PLACE}
  OPTIONAL {{ ?body skos:prefLabel ?called FILTER(LANG(?called) = "zh") BIND(STR(?called) AS ?label_zh) }}
  OPTIONAL {{ ?body skos:prefLabel ?named FILTER(LANG(?named) = "en") BIND(STR(?named) AS ?label_en) }}
  OPTIONAL {{ ?body org:classification ?kind FILTER(CONTAINS(STR(?kind), "/level/")) BIND(STRAFTER(STR(?kind), "/level/") AS ?level) }}
  OPTIONAL {{ ?part a fg:NationalTask . BIND(?part AS ?task) }}
  BIND(COALESCE(?task, ?measure) AS ?item)
  BIND(STRAFTER(STR(?role_iri), "/role/") AS ?role) BIND(STRAFTER(STR(?basis_iri), "/basis/") AS ?basis)
  BIND(COALESCE(?said, ?name) AS ?quote)
}} ORDER BY ?start ?end STR(?assignment) STR(?item)
"""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Characters [start, end) of a document's text, with their words and where a reader finds them."""

    iri: str
    start: int
    end: int
    quote: str
    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its names, the code of its place and its day, "" where not known.

    ``held``: the graph holds its text; else it is only cited. ``numbers`` has more than one where two
    documents share one IRI, which `fengong.identify` cannot always avoid.
    """

    iri: str
    titles: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    area: str = ""
    date: str = ""
    issuer: str = ""
    held: bool = False

    @property
    def title(self) -> str:
        """Its title, "" where none is known."""
        return self.titles[0] if self.titles else ""

    @property
    def name(self) -> str:
        """What people call it: its number, else its title."""
        return self.numbers[0] if self.numbers else self.title or self.iri


@dataclass(frozen=True, slots=True)
class Citing:
    """The words by which a document names another as its basis, with what stands before and behind them."""

    place: Place
    before: str
    behind: str


@dataclass(frozen=True, slots=True)
class Body:
    """A body named for an item: ``basis`` is a code of the ontology's scheme, stated, stated-rule or inferred."""

    iri: str
    name: str
    role: str
    basis: str
    label_zh: str
    label_en: str
    level: str
    place: Place


@dataclass(frozen=True, slots=True)
class Item:
    """A measure, or a task of a higher plan as a document quotes it (``kind`` "task").

    ``document`` is the plan it belongs to, ``told_in`` the one whose words these are; ``numbers`` are
    those it is asked for by; ``task`` the IRI of the task that a measure is set beside.
    """

    iri: str
    kind: str
    numbers: tuple[str, ...]
    text: str
    document: str
    told_in: str
    place: Place
    task: str = ""

    @property
    def number(self) -> str:
        """The number, "" where it has none."""
        return self.numbers[0] if self.numbers else ""


def read_documents(graph: Asked) -> dict[str, Document]:
    """IRI → document, of all whose text the graph holds."""
    found: dict[str, list[Row]] = {}
    for row in run_text(graph, _DOCUMENTS).records():
        found.setdefault(_words(row, "document"), []).append(row)
    return {iri: _held(graph, iri, rows) for iri, rows in found.items()}


def _held(graph: Asked, iri: str, rows: Sequence[Row]) -> Document:
    first, titles = rows[0], _each(rows, "title")
    if len(titles) > 1:  # others that cite it call it otherwise: its own title stands in its text
        text = squash("".join(_words(row, "whole") for row in _rows(graph, _TEXT, iri)))
        titles = tuple(sorted(titles, key=lambda one: (squash(one) not in text, -len(one), one)))
    date = _words(first, "date") or _words(first, "issued")
    numbers, area, issuer = _each(rows, "number"), _words(first, "area"), _words(first, "issuer")
    return Document(iri, titles, numbers, area, date, issuer, held=True)


def _each(rows: Iterable[Row], column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (_words(row, column) for row in rows))))


def read_citations(graph: Asked) -> dict[str, tuple[Document, ...]]:
    """Citing document → the documents that it names as its basis, under all titles that any gives them."""
    found: dict[str, dict[str, list[Row]]] = {}
    for row in run_text(graph, _CITATIONS).records():
        found.setdefault(_words(row, "citing"), {}).setdefault(_words(row, "cited"), []).append(row)
    return {
        citing: tuple(
            Document(iri, _each(rows, "title"), _each(rows, "number")) for iri, rows in cited.items()
        )
        for citing, cited in found.items()
    }


def read_citing(graph: Asked, document: str) -> dict[str, tuple[Citing, ...]]:
    """Cited document → where ``document`` names it."""
    found: dict[str, list[Citing]] = {}
    for row in _rows(graph, _CITED_AT, document):
        citing = Citing(_place(row), _words(row, "before"), _words(row, "behind"))
        found.setdefault(_words(row, "cited"), []).append(citing)
    return {cited: tuple(places) for cited, places in found.items()}


def read_measures(graph: Asked, document: str) -> tuple[Item, ...]:
    """The measures of a document in its order."""
    found: dict[str, Item] = {}
    for row in _rows(graph, _MEASURES, document):
        numbers = tuple(dict.fromkeys(filter(None, (_words(row, "number"), _words(row, "main")))))
        iri, task = _words(row, "item"), _words(row, "task")
        item = Item(iri, "measure", numbers, _words(row, "text"), document, document, _place(row), task)
        found.setdefault(iri, item)
    return tuple(found.values())


def read_tasks(graph: Asked, document: str) -> tuple[Item, ...]:
    """The tasks that a document's measures are set beside, in the words in which it quotes them."""
    found: dict[str, Item] = {}
    for row in _rows(graph, _TASKS, document):
        iri, words = _words(row, "item"), _words(row, "quote")
        numbers = (_words(row, "number"),)
        found.setdefault(iri, Item(iri, "task", numbers, words, _words(row, "owner"), document, _place(row)))
    return tuple(found.values())


def read_bodies(graph: Asked, document: str) -> dict[str, tuple[Body, ...]]:
    """Measure or task → the bodies that ``document`` names for it, in its order, each mention once."""
    found: dict[str, dict[tuple[str, str], Body]] = {}
    for row in _rows(graph, _BODIES, document):
        body = Body(
            _words(row, "body"),
            _words(row, "name"),
            _words(row, "role"),
            _words(row, "basis"),
            _words(row, "label_zh") or _words(row, "name"),
            _words(row, "label_en") or _words(row, "label_zh") or _words(row, "name"),
            _words(row, "level"),
            _place(row),
        )
        found.setdefault(_words(row, "item"), {}).setdefault((_words(row, "assignment"), body.iri), body)
    return {item: tuple(bodies.values()) for item, bodies in found.items()}


def _rows(graph: Asked, query: str, document: str) -> list[dict[str, Any]]:
    return list(run_text(graph, query, document=NamedNode(document)).records())


def _place(row: Row) -> Place:
    words = _words(row, "quote")
    return Place(
        _words(row, "span"), int(row["start"]), int(row["end"]), words, _words(row, "zh"), _words(row, "en")
    )


def _words(row: Row, column: str) -> str:
    value = row[column]
    return "" if value is None else str(value)
