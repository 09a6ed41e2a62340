"""The description of plans, looked up node by node: what the tables and the property graph are made from.

They take their IRIs and facts from the quads themselves, so that they cannot say anything else than the
graph does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from fengong.facts import Facts
from fengong.identify import Names
from fengong.terms import CV, DCT, FG, OA, PROV, RDF


class Lookup:
    """The facts of plans, asked for as the tables want them: one node, one word, a quotation."""

    def __init__(self, quads: Iterable[Quad], base: str) -> None:
        """``base`` is that of the quads' IRIs."""
        self.names = Names(base)
        self.facts = Facts(quads)

    def a(self, *classes: NamedNode) -> Iterator[NamedNode]:
        """The nodes of one of the classes, in order."""
        return (node for node in self.facts.about if any(self.has(node, kind) for kind in classes))

    def has(self, node: NamedNode, kind: NamedNode) -> bool:
        """Whether the node is of the class."""
        return kind in self.facts.nodes(node, RDF.type)

    def nodes(self, node: NamedNode | None, predicate: NamedNode) -> list[NamedNode]:
        """The nodes that it leads to."""
        return self.facts.nodes(node, predicate) if node is not None else []

    def node(self, node: NamedNode | None, predicate: NamedNode) -> NamedNode | None:
        """The first node that it leads to, None where there is none."""
        return next(iter(self.nodes(node, predicate)), None)

    def words(self, node: NamedNode | None, predicate: NamedNode, lang: str | None = None) -> list[str]:
        """The literals' words; with ``lang`` only those in that language."""
        rows = self.facts.about.get(node, ()) if node is not None else ()
        values = (row.object for row in rows if row.predicate == predicate)
        return [v.value for v in values if isinstance(v, Literal) and lang in (None, v.language)]

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
        leading = self.facts.leading.get(assignment, ())
        return [row.subject for row in leading if row.predicate == FG.qualifiedResponsibility]

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
