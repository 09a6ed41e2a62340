"""Quads → bytes in the formats of the semantic web; the same quads always give the same bytes.

Turtle, N-Triples, RDF/XML and JSON-LD hold the union of the graphs, TriG and N-Quads the graphs.
pyoxigraph does the writing over sorted quads; prefixes are only those in use, sorted, and every
document has one of its own (jinbinzhengfa-2020-20:m8).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import cast

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat

from fengong.errors import GraphError
from fengong.prefixes import known_prefixes
from fengong.quads import ordered
from fengong.terms import RDF, XSD

SUFFIXES: dict[str, str] = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".nq": "nquads",
    ".nt": "ntriples",
    ".jsonld": "jsonld",
    ".rdf": "rdfxml",
}
"""File name suffix → format: every format that can be written."""

_ENGINE = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
}
_DATASETS = frozenset({"trig", "nquads"})
_LETTERS = "A-Za-z\u3001-\u9fff"  # of Turtle's PN_CHARS_BASE, those that IRIs of ours are written with
_LOCAL = re.compile(
    rf"[0-9_{_LETTERS}](?:[0-9_.{_LETTERS}-]*[0-9_{_LETTERS}-])?"
)  # needs no escape in Turtle
_BARE = frozenset(
    {RDF.langString, XSD.string, XSD.integer, XSD.decimal, XSD.boolean}
)  # Turtle writes no type
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no document of XML 1.0 may hold these
_DOCUMENT = re.compile(rf".*/id/doc/([{_LETTERS}](?:[0-9_.{_LETTERS}-]*[0-9_{_LETTERS}-])?)/")
_TEXT = re.compile(r".*/id/text/([0-9a-f]+)#")
DATA = {"/id/doc/": "doc", "/id/org/": "o", "/id/area/": "area"}


def format_of(path: str | PurePath) -> str:
    """The format that a file's suffix stands for.

    Raises:
        GraphError: the suffix is not one of `SUFFIXES`; the message names them.
    """
    suffix = PurePath(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise GraphError(
            f"{path}: unknown graph format {suffix!r}; use {', '.join(SUFFIXES)} (export: .graphml, .gexf)"
        )
    return SUFFIXES[suffix]


def write(quads: Iterable[Quad], format: str) -> bytes:
    """The quads in ``format``, one of the values of `SUFFIXES`; UTF-8, ending in a line break.

    Raises:
        GraphError: the format is unknown, a quad holds a blank node, or RDF/XML cannot hold a character.
    """
    if format not in SUFFIXES.values():
        raise GraphError(f"unknown graph format {format!r}; use one of {', '.join(SUFFIXES.values())}")
    return write_rows(in_order(quads, format), format)


def in_order(quads: Iterable[Quad], format: str) -> tuple[Quad, ...]:
    """The quads as ``format`` writes them: their union or their graphs, in the order of `quads.ordered`."""
    return ordered(quads if format in _DATASETS else union(quads))


def write_rows(rows: Sequence[Quad], format: str) -> bytes:
    """As `write`, for rows that are `in_order` already: a page is a small part of what was put in order once."""
    if format == "jsonld":
        from fengong.write_jsonld import compact  # noqa: PLC0415 - its own reader of the context

        return compact(rows)
    return _PRINTERS.get(format, _print_lines)(rows, format)


def union(quads: Iterable[Quad]) -> Iterable[Quad]:
    """The quads with their graphs forgotten, each once."""
    plain = DefaultGraph()
    return dict.fromkeys(Quad(quad.subject, quad.predicate, quad.object, plain) for quad in quads)


def _print_lines(rows: Sequence[Quad], format: str) -> bytes:
    """N-Triples and N-Quads: one statement a line."""
    return _serialize(rows, format)


def _print_turtle(rows: Sequence[Quad], format: str) -> bytes:
    """Turtle and TriG: prefixes in alphabetical order, a blank line before each subject."""
    prefixes = prefixes_of(rows)
    text = _serialize(rows, format, prefixes).decode()
    head = "".join(f"@prefix {prefix}: <{prefixes[prefix]}> .\n" for prefix in sorted(prefixes))
    # Line breaks inside literals are escaped, so every line that starts here is one of the grammar.
    spaced = re.sub(r"^(?=\t?[^\t\n}])", "\n", text[_end_of_header(text) :], flags=re.MULTILINE)
    body = spaced if format == "trig" else re.sub(r"^\n(?=\t)", "", spaced, flags=re.MULTILINE)
    return (head + body).encode()


def _print_xml(rows: Sequence[Quad], format: str) -> bytes:
    """RDF/XML with its namespaces in alphabetical order and only those of predicates."""
    used = {_namespace(row.predicate) for row in rows}
    prefixes = {prefix: iri for prefix, iri in prefixes_of(rows).items() if iri in used}
    text = _serialize(rows, format, prefixes).decode()
    if found := _NOT_XML.search(text):
        raise GraphError(
            f"RDF/XML cannot hold the character U+{ord(found[0]):04X}; write Turtle (.ttl) instead"
        )
    # A bare carriage return would come back as a line feed and every quotation with it (XML 1.0, 2.11).
    text = text.replace("\r", "&#13;")
    return re.sub(r"<rdf:RDF([^>]*)>", _sorted_attributes, text, count=1).encode() + b"\n"


def _sorted_attributes(found: re.Match[str]) -> str:
    return f"<rdf:RDF {' '.join(sorted(found[1].split()))}>"


_PRINTERS = {"turtle": _print_turtle, "trig": _print_turtle, "rdfxml": _print_xml}


def _serialize(rows: Sequence[Quad], format: str, prefixes: dict[str, str] | None = None) -> bytes:
    statements = rows if format in _DATASETS else [row.triple for row in rows]
    return cast(bytes, ox.serialize(statements, format=_ENGINE[format], prefixes=prefixes))


def _end_of_header(text: str) -> int:
    """Where the first line after the @prefix lines starts."""
    header = re.match(r"(?:@prefix [^\n]*\n)*", text)
    return header.end() if header else 0


def prefixes_of(rows: Iterable[Quad]) -> dict[str, str]:
    """Prefix → namespace for every namespace that some IRI of the rows can be shortened with."""
    used = {_namespace(node) for row in rows for node in _nodes(row)} - {None}
    prefixes: dict[str, str] = {}
    for namespace in sorted(filter(None, used)):
        prefix = _prefix(namespace)
        if prefix and prefixes.setdefault(prefix, namespace) != namespace:
            continue  # two bases in one graph: the second keeps its IRIs whole
    return prefixes


def _nodes(row: Quad) -> Iterable[object]:
    if row.predicate != RDF.type:  # written "a"
        yield row.predicate
    yield row.subject
    value = row.object
    if not isinstance(value, Literal):
        yield value
    elif value.datatype not in _BARE:
        yield value.datatype


def _namespace(node: object) -> str | None:
    """The IRI up to and with its last "/" or "#", where what follows needs no escape."""
    return _cut(node.value) if isinstance(node, NamedNode) else None


@lru_cache(maxsize=65536)
def _cut(iri: str) -> str | None:
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    return iri[:cut] if _LOCAL.fullmatch(iri, cut) else None


def _prefix(namespace: str) -> str | None:
    """The namespace's prefix: of ontology/prefixes.csv, of the data, or the document's own slug."""
    if namespace in known_prefixes():
        return known_prefixes()[namespace]
    for ending, prefix in DATA.items():
        if namespace.endswith(ending):
            return prefix
    if text := _TEXT.fullmatch(namespace):
        return f"text-{text[1]}"
    document = _DOCUMENT.fullmatch(namespace)
    return document[1] if document else None


def prefixed(term: NamedNode) -> str:
    """fg:Measure for an IRI of a known namespace, else the IRI itself."""
    namespace = _namespace(term)
    prefix = known_prefixes().get(namespace or "")
    return f"{prefix}:{term.value[len(namespace or '') :]}" if prefix else term.value
