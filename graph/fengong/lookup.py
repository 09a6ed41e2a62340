"""The description of plans, looked up node by node: what the tables and the property graph are made from.

They take their IRIs and facts from the quads themselves, so that they cannot say anything else than the
graph does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from fengong.identify import Names
from fengong.quads import Object
from fengong.terms import CV, DCT, FG, OA, PROV, RDF


class Lookup:
    """Quads by subject and predicate, graphs forgotten; everything in the order of the quads."""

    def __init__(self, quads: Iterable[Quad], base: str) -> None:
        """``base`` is that of the quads' IRIs."""
        self.names = Names(base)
        self._objects: dict[NamedNode, dict[NamedNode, dict[Object, None]]] = {}
        self._bearers: dict[NamedNode, list[NamedNode]] = {}
        for quad in quads:
            subject, value = quad.subject, quad.object
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
                self._objects.setdefault(subject, {}).setdefault(quad.predicate, {})[value] = None
                if quad.predicate == FG.qualifiedResponsibility and isinstance(value, NamedNode):
                    self._bearers.setdefault(value, []).append(subject)

    def a(self, *classes: NamedNode) -> Iterator[NamedNode]:
        """The nodes of one of the classes."""
        for node, facts in self._objects.items():
            if any(one in facts.get(RDF.type, ()) for one in classes):
                yield node

    def has(self, node: NamedNode, kind: NamedNode) -> bool:
        """Whether the node is of the class."""
        return kind in self._objects.get(node, {}).get(RDF.type, ())

    def nodes(self, node: NamedNode | None, predicate: NamedNode) -> list[NamedNode]:
        """The nodes that it leads to."""
        return [value for value in self._values(node, predicate) if isinstance(value, NamedNode)]

    def node(self, node: NamedNode | None, predicate: NamedNode) -> NamedNode | None:
        """The first node that it leads to, None where there is none."""
        return next(iter(self.nodes(node, predicate)), None)

    def words(self, node: NamedNode | None, predicate: NamedNode, lang: str | None = None) -> list[str]:
        """The literals' words; with ``lang`` only those in that language."""
        found = (value for value in self._values(node, predicate) if isinstance(value, Literal))
        return [value.value for value in found if lang is None or value.language == lang]

    def word(self, node: NamedNode | None, predicate: NamedNode, lang: str | None = None) -> str | None:
        """The words of the first literal, None where there is none."""
        return next(iter(self.words(node, predicate, lang)), None)

    def number(self, node: NamedNode | None, predicate: NamedNode) -> int | None:
        """The first literal as an integer."""
        found = self.word(node, predicate)
        return None if found is None else int(found)

    def key(self, node: NamedNode | None) -> str | None:
        """The short name of a node ("jinbinzhengfa-2020-20/m8-a1", "120116-kejiju")."""
        return None if node is None else self.names.key(node)

    def bearers(self, assignment: NamedNode) -> list[NamedNode]:
        """The items (measure, task, support item) or clauses that bear an assignment."""
        return self._bearers.get(assignment, [])

    def span(self, node: NamedNode) -> NamedNode | None:
        """The characters that a node comes from; for an inference those of the mention it starts from."""
        found = self.node(node, PROV.wasDerivedFrom)
        return self.node(found, PROV.wasDerivedFrom) if found and self.node(found, CV.role) else found

    def quotation(self, node: NamedNode) -> dict[str, str | int | None]:
        """``quote``, ``start``, ``end`` and ``place`` (zh) of the characters that a node comes from."""
        span = self.span(node)
        selectors = self.nodes(span, OA.hasSelector)
        found: dict[str, str | int | None] = {"quote": None, "start": None, "end": None}
        for selector in selectors:
            if (exact := self.word(selector, OA.exact)) is not None:
                found["quote"] = exact
            if (start := self.number(selector, OA.start)) is not None:
                found |= {"start": start, "end": self.number(selector, OA.end)}
        return found | {"place": self.word(span, FG.standsAt, "zh")}

    def document(self, node: NamedNode) -> NamedNode | None:
        """The document that a part of it belongs to."""
        above: NamedNode | None = node
        while above is not None and not self.has(above, FG.PolicyDocument):
            above = self.node(above, DCT.isPartOf) or self.node(above, FG.supportsMeasure)
        return above

    def _values(self, node: NamedNode | None, predicate: NamedNode) -> Iterable[Object]:
        return self._objects.get(node, {}).get(predicate, ()) if node is not None else ()
