"""Statements and their steady order: literals, the sheet they are written on, sorting."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from fengong.errors import GraphError
from fengong.terms import RDF, XSD

Object = NamedNode | Literal
_DIGITS = re.compile("([0-9]+)")
Key = tuple[str | int, ...]


class Sheet:
    """Quads of one named graph, each written once."""

    def __init__(self, graph: NamedNode) -> None:
        """``graph``: the graph's name."""
        self.graph = graph
        self.quads: dict[Quad, None] = {}

    def add(self, subject: NamedNode, predicate: NamedNode, *objects: Object | None) -> None:
        """State ``subject predicate object`` for each object; None is left out."""
        for value in objects:
            if value is not None:
                self.quads[Quad(subject, predicate, value, self.graph)] = None

    def a(self, subject: NamedNode, *classes: NamedNode) -> None:
        """State what the subject is."""
        self.add(subject, RDF.type, *classes)


def zh(words: str | None) -> Literal | None:
    """A Chinese literal; None where there are no words."""
    return Literal(words, language="zh") if words else None


def en(words: str | None) -> Literal | None:
    """An English literal; None where there are no words."""
    return Literal(words, language="en") if words else None


def plain(words: str | None) -> Literal | None:
    """An xsd:string; None where there are no words."""
    return Literal(words) if words else None


def counted(number: int) -> Literal:
    """An xsd:integer from 1. Stores and rdflib keep that type; they widen xsd:positiveInteger to it."""
    return Literal(str(number), datatype=XSD.integer)


def measured(number: int) -> Literal:
    """An xsd:integer from 0 (its values are those of xsd:nonNegativeInteger, the range of oa:start)."""
    return Literal(str(number), datatype=XSD.integer)


def decimal(value: float) -> Literal:
    """An xsd:decimal without an exponent or idle zeros: 1150.0 → 1150."""
    words = format(Decimal(repr(value)), "f")
    words = words.rstrip("0").rstrip(".") if "." in words else words
    return Literal(words, datatype=XSD.decimal)


def truth(value: bool) -> Literal:
    """An xsd:boolean."""
    return Literal("true" if value else "false", datatype=XSD.boolean)


def day(date: str | None, month_day: str | None = None) -> Literal | None:
    """An xsd:date, else an xsd:gMonthDay (09-25 → --09-25), else None."""
    if date:
        return Literal(date, datatype=XSD.date)
    return Literal(f"--{month_day}", datatype=XSD.gMonthDay) if month_day else None


def dated(date: str | None) -> Literal | None:
    """An xsd:date, xsd:gYearMonth or xsd:gYear, as exact as the ISO date is; None where there is none."""
    if date is None:
        return None
    exact = {len("2018"): XSD.gYear, len("2018-03"): XSD.gYearMonth}
    return Literal(date, datatype=exact.get(len(date), XSD.date))


def ordered(quads: Iterable[Quad]) -> tuple[Quad, ...]:
    """The quads without repeats, by graph, subject, predicate and object.

    Numbers sort as numbers (m9 before m10) and rdf:type stands first. The order depends on nothing
    but the quads.

    Raises:
        GraphError: a blank node or a statement about a statement, which have no steady name.
    """
    return tuple(sorted(dict.fromkeys(quads), key=_quad_key))


def _quad_key(quad: Quad) -> tuple[Key, Key, Key, Key]:
    predicate = quad.predicate
    return (
        _key(quad.graph_name.value) if isinstance(quad.graph_name, NamedNode) else (),
        _node_key(quad.subject),
        () if predicate == RDF.type else _key(predicate.value),
        _node_key(quad.object),
    )


def _node_key(node: object) -> Key:
    match node:
        case NamedNode():
            return _key(node.value)
        case Literal():
            return ("", 0, node.language or "", 0, node.value, 0, node.datatype.value)
        case BlankNode():
            raise GraphError("blank nodes cannot be written steadily; give every node an IRI")
    raise GraphError(f"cannot write {node}: only IRIs and literals of RDF 1.1 can be written")


@lru_cache(maxsize=65536)
def _key(words: str) -> Key:
    """Words and numbers in turn, then -1, which no number equals, and the whole (08 and 8 differ)."""
    pieces: list[str | int] = [*_DIGITS.split(words)]
    pieces[1::2] = map(int, pieces[1::2])
    return (*pieces, -1, words)
