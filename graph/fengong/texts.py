"""The texts that a graph holds (prov:value of the text entities), by which every quotation can be checked.

A document is named by its number (文号), its title, its IRI, or the beginning of its text's SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from fengong.asked import Asked
from fengong.errors import NotInGraph, ReadError
from fengong.identify import number_form
from fengong.terms import FG, PROV, RDF

if TYPE_CHECKING:
    from fengong.model import Document

_TEXTS = """
SELECT ?text ?layout WHERE {
  ?entity a fg:SourceText ; fg:sha256 ?sha256 ; prov:value ?text OPTIONAL { ?entity fg:layout ?layout }
} ORDER BY STR(?entity)
"""


_TEXT = """
#+ parameters:
#+   document (iri, required): the document
SELECT ?text ?layout WHERE {
  VALUES ?document { UNDEF }
  ?entity dct:isFormatOf ?document ; prov:value ?text OPTIONAL { ?entity fg:layout ?layout }
}
"""


_NUMBERED = """
#+ parameters:
#+   number (string, required): the number in its one form
SELECT DISTINCT ?document WHERE {
  VALUES ?number { "津滨政发〔2020〕20号" }
  ?document eli:number ?number .
  ?text dct:isFormatOf ?document
}
"""
_DOCUMENTS = """
SELECT ?document ?sha256 ?number ?title WHERE {
  ?text dct:isFormatOf ?document ; fg:sha256 ?sha256 OPTIONAL { ?document eli:number ?number }
  OPTIONAL { ?document dct:title ?words FILTER(LANG(?words) = "zh") BIND(STR(?words) AS ?title) }
}
"""
DIGEST = 8
"""Least number of digits of a SHA-256 that may name a document."""


def texts_in(quads: Collection[Quad]) -> tuple[str, ...]:
    """The whole texts (fg:SourceText) that the quads give, in the order of their IRIs."""
    said = {quad.subject: quad.object for quad in quads if quad.predicate == PROV.value}
    sources = {quad.subject for quad in quads if quad.predicate == RDF.type and quad.object == FG.SourceText}
    found = [(str(node), said[node]) for node in sources if node in said]
    return tuple(words.value for _, words in sorted(found, key=str) if isinstance(words, Literal))


def documents(graph: Asked, name: str) -> tuple[Document, ...]:
    """The documents as they were read, in the order of their IRIs; ``name`` is used in messages only."""
    from fengong.query import run_text  # noqa: PLC0415

    return tuple(document_from(row, name) for row in run_text(graph, _TEXTS).records())


def document_of(graph: Asked, document: str) -> Document:
    """The document with this IRI as it was read. Raises ReadError where the graph does not hold its text."""
    from fengong.query import run_text  # noqa: PLC0415

    for row in run_text(graph, _TEXT, document=NamedNode(document)).records():
        return document_from(row, document)
    raise ReadError(f"{document}: the graph does not hold its text")


def document_from(row: Mapping[str, object], name: str) -> Document:
    """The document as it was read, from a row with its ``text`` and ``layout``; ``name`` is used in messages only."""
    from fengong.layout import Layout  # noqa: PLC0415 - who only names a document needs no records
    from fengong.model import Document  # noqa: PLC0415
    from fengong.places import layout_from_json  # noqa: PLC0415

    text = str(row["text"])
    layout = layout_from_json(str(row["layout"])) if row["layout"] else Layout()
    sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Document(text, sha256, "utf-8", name, layout.format, layout.tables, layout.pages, layout.furniture)


def document_named(graph: Asked, name: str) -> NamedNode:
    """The one document of the graph that ``name`` means. Raises NotInGraph, with what is near."""
    from fengong.query import run_text  # noqa: PLC0415

    number = number_form(name)
    rows = run_text(graph, _NUMBERED, number=number).records() if number else []
    if len(rows) != 1:  # the others take a look at every document
        every = run_text(graph, _DOCUMENTS).records()
        rows = rows or [*{row["document"]: row for row in every if _means(name, row)}.values()]
    if len(rows) == 1:
        return NamedNode(str(rows[0]["document"]))
    if rows:
        raise NotInGraph(f"{name} means {len(rows)} documents: name one by its IRI; see fengong list")
    near = get_close_matches(number, [str(row["number"]) for row in every if row["number"]], n=3)
    hint = f"; near it: {', '.join(near)}" if near else ""
    raise NotInGraph(f"the graph holds no document {name}{hint}; see fengong list")


def _means(name: str, row: Mapping[str, object]) -> bool:
    digest = len(name) >= DIGEST and str(row["sha256"]).lower().startswith(name.lower())
    return digest or name in (row["title"], row["document"])
