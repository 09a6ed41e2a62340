"""The compact form of a graph → the full one: what follows from the text and from the names of the nodes.

A graph of many plans keeps of each what only reading can tell. The rest follows, and is written out here for
whoever publishes, checks or explains the graph: a span's IRI and the text give its selectors and its
quotation (Web Annotation), an assignment's facts its description and identifier, an item's IRI the row
that states it. What is said already stays as it is said, so that expanding twice changes nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from pyoxigraph import Literal, NamedNode, Quad

from fengong.describe_words import item_words, presumed_words, stated_words
from fengong.quads import Sheet, counted, en, measured, plain, zh
from fengong.terms import CV, DCT, ELI, FG, OA, PROV, RDF, RDFS

CONTEXT = 12
"""Characters of prefix and suffix in a quotation: enough to find it again where positions have moved."""

_CHARACTERS = re.compile(r"(.+)#char=([0-9]{1,9}),([0-9]{1,9})")
_CLAUSE = re.compile(r".*-c([0-9]+)")
_PARENT = (DCT.isPartOf, FG.supportsMeasure)
_NAMED = (FG.MeasureClause, FG.SupportItem, FG.NationalTask)
_Term = NamedNode | Literal


def expand(quads: Iterable[Quad]) -> Iterator[Quad]:
    """The quads and all that follows from them, in no steady order; some may come twice.

    Only graphs that hold a text (fg:SourceText with prov:value), and the graphs of what was inferred from
    them, gain anything; quads of other graphs come back as they are.
    """
    graphs: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        yield quad
        if isinstance(quad.graph_name, NamedNode):
            graphs[quad.graph_name.value].append(quad)
    for name, held in graphs.items():
        texts = {q.subject.value: q.object.value for q in held if q.predicate == PROV.value}  # type: ignore[union-attr]
        for quad in held:
            if quad.predicate == DCT.isFormatOf and quad.subject.value in texts:  # type: ignore[union-attr]
                inferred = graphs.get(f"{name}/inferred", [])
                yield from _Document(quad, texts[quad.subject.value], held, inferred).expanded()  # type: ignore[union-attr]


class _Document:
    """One document's graphs while they are expanded: its facts by subject, and what leads to each assignment."""

    def __init__(self, known: Quad, text: str, stated: list[Quad], inferred: list[Quad]) -> None:
        """``known``: the quad that says which document the text is a format of."""
        self.source, self.document, self.text = _node(known.subject), _node(known.object), text
        self.base = self.source.value.rpartition("id/text/")[0]
        self.stated, self.inferred = (
            Sheet(_node(known.graph_name)),
            Sheet(NamedNode(f"{_node(known.graph_name).value}/inferred")),
        )
        self.facts: dict[NamedNode, dict[NamedNode, list[_Term]]] = defaultdict(lambda: defaultdict(list))
        self.owners: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        self.set_beside: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        self.spans: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        self.presumed: set[NamedNode] = set()
        for quad in chain(stated, inferred):
            self._note(_node(quad.subject), quad.predicate, quad.object)
        self.presumed = {_node(q.subject) for q in inferred if q.predicate == CV.hasParticipant}

    def _note(self, subject: NamedNode, predicate: NamedNode, value: object) -> None:
        if not isinstance(value, NamedNode | Literal):
            return
        self.facts[subject][predicate].append(value)
        if isinstance(value, Literal):
            return
        if predicate == FG.qualifiedResponsibility:
            self.owners[value].append(subject)
        elif predicate == FG.implementsTask:
            self.set_beside[value].append(subject)
        elif value.value.startswith(f"{self.source.value}#char="):
            self.spans[value].append(subject)

    def expanded(self) -> Iterator[Quad]:
        """What follows."""
        for node in list(self.facts):
            facts = self.facts[node]
            if CV.hasParticipant in facts:
                self._assignment(node, facts)
                continue
            for kind in facts.get(RDF.type, ()):
                self._item(node, kind, facts)
        for span in self.spans:
            self._span(span)
        self._making()
        return chain(self.stated.quads, self.inferred.quads)

    def _making(self) -> None:
        """What the text, the annex and the graphs are called, and the activity that made them."""
        shown = self._words(self.document, ELI.number) or self._words(self.document, DCT.title)
        sheet, activity = self.stated, NamedNode(f"{self.document.value}/extraction")
        sheet.add(self.source, RDFS.label, zh(f"{shown}的原文"), en(f"text of {shown}"))
        sheet.add(self.source, FG.length, measured(len(self.text)))
        sheet.a(activity, PROV.Activity)
        sheet.add(activity, RDFS.label, zh(f"{shown}的抽取"), en(f"Extraction from {shown}"))
        for graph, words, english in (
            (self.stated, "原文载明的内容", "what the document states"),
            (self.inferred, "按规则推定的内容", "what was inferred by rule"),
        ):
            if graph is self.stated or self.presumed:
                graph.a(graph.graph, PROV.Bundle)
                graph.add(graph.graph, RDFS.label, zh(f"{shown}：{words}"), en(f"{shown}: {english}"))
                graph.add(graph.graph, PROV.wasGeneratedBy, activity)

    def _annex(self, annex: NamedNode) -> None:
        sheet = self.stated
        sheet.a(annex, FG.PlanAnnex)
        sheet.add(annex, RDFS.label, zh("附件：分工方案"), en("Annex: division of work"))
        sheet.add(annex, ELI.is_annex_of, self.document)
        sheet.add(self.document, ELI.has_annex, annex)

    def _first(self, node: NamedNode, predicate: NamedNode) -> _Term | None:
        return next(iter(self.facts[node].get(predicate, ())), None) if node in self.facts else None

    def _words(self, node: NamedNode, predicate: NamedNode) -> str:
        found = self._first(node, predicate)
        return found.value if found else ""

    def _measure(self, node: NamedNode) -> NamedNode:
        """The measure that a clause or a support item belongs to; any other item itself."""
        if not {FG.MeasureClause, FG.SupportItem} & {*self.facts[node].get(RDF.type, ())}:
            return node
        found = next((self._first(node, p) for p in _PARENT if p in self.facts[node]), None)
        return found if isinstance(found, NamedNode) else node

    def stated_in(self, node: NamedNode) -> Sequence[NamedNode]:
        """What states an item: the row of the annex of the same number, else the document."""
        if given := self.facts[node].get(FG.statedIn):
            return [one for one in given if isinstance(one, NamedNode)]
        beside = self.set_beside.get(node)
        return list(dict.fromkeys(self._row(self._measure(one)) for one in beside or [node]))

    def _row(self, measure: NamedNode) -> NamedNode:
        start, _, part = measure.value.rpartition("/")
        row = NamedNode(f"{start}/row{part.removeprefix('m')}")
        return row if row in self.facts else self.document

    def _item(self, node: NamedNode, kind: _Term, facts: dict[NamedNode, list[_Term]]) -> None:
        sheet = self.stated
        if kind == FG.PlanRow:
            number = self._words(node, FG.number)
            sheet.add(node, RDFS.label, zh(f"附件第{number}行"), en(f"annex row {number}"))
            annex = NamedNode(f"{self.document.value}/annex1")
            sheet.add(node, ELI.is_part_of, annex)
            self._annex(annex)
        if kind == FG.Measure or kind in _NAMED:
            sheet.add(node, FG.statedIn, *self.stated_in(node))
        if kind in _NAMED and RDFS.label not in facts:
            sheet.add(node, RDFS.label, *facts.get(FG.text, ()))
        if kind == FG.MeasureClause and (place := _CLAUSE.fullmatch(node.value)):
            sheet.add(node, FG.position, counted(int(place[1])))
            sheet.add(self._measure(node), DCT.hasPart, node)

    def _assignment(self, node: NamedNode, facts: dict[NamedNode, list[_Term]]) -> None:
        sheet = self.inferred if node in self.presumed else self.stated
        owners = self.owners.get(node, [])
        sheet.a(node, FG.Assignment)
        sheet.add(node, DCT.identifier, plain(node.value.removeprefix(f"{self.base}id/").partition("/")[2]))
        sheet.add(node, PROV.wasGeneratedBy, NamedNode(f"{self.document.value}/extraction"))
        if FG.appliesTo not in facts:
            sheet.add(node, FG.appliesTo, *owners)
        if FG.statedIn not in facts:
            sheet.add(node, FG.statedIn, *(place for owner in owners for place in self.stated_in(owner)))
        if FG.listPosition in facts and FG.listGroup not in facts:
            sheet.add(node, FG.listGroup, counted(1))
        if owners:
            sheet.add(node, DCT.description, *self._description(node, owners))

    def _description(self, node: NamedNode, owners: Sequence[NamedNode]) -> Iterable[Literal | None]:
        role, name = self._words(node, CV.role).rpartition("/")[2], self._words(node, FG.nameInText)
        measure = self._measure(owners[0])
        kinds = self.facts[owners[0]].get(RDF.type, ())
        if node in self.presumed:
            clauses = [place[1] for owner in owners if (place := _CLAUSE.fullmatch(owner.value))]
            item = item_words(FG.Measure, self._words(measure, FG.number), "")
            return map(_said, presumed_words(item, clauses, name, role), ("zh", "en"))
        kind = next((kind for kind in kinds if kind in (*_NAMED, FG.Measure)), FG.Measure)
        own = self._words(owners[0], FG.number) or self._words(owners[0], FG.position)
        item = item_words(_node(kind), own, self._words(measure, FG.number))
        group, position = self._words(node, FG.listGroup) or "1", self._words(node, FG.listPosition)
        return map(_said, stated_words(item, name, role, group, position), ("zh", "en"))

    def _span(self, span: NamedNode) -> None:
        place = _CHARACTERS.fullmatch(span.value)
        if place is None:
            return
        start, end, sheet = int(place[2]), int(place[3]), self.stated
        exact = Literal(self._quoted(span, self.text[start:end]))
        position = NamedNode(f"{self.source.value}#position-{start}-{end}")
        quote = NamedNode(f"{self.source.value}#quote-{start}-{end}")
        sheet.a(span, FG.TextSpan)
        sheet.add(span, PROV.value, exact)
        sheet.add(span, OA.hasSource, self.source)
        sheet.add(span, OA.hasSelector, position, quote)
        sheet.a(position, OA.TextPositionSelector)
        sheet.add(position, OA.start, measured(start))
        sheet.add(position, OA.end, measured(end))
        sheet.a(quote, OA.TextQuoteSelector)
        sheet.add(quote, OA.exact, exact)
        sheet.add(quote, OA.prefix, plain(self.text[max(0, start - CONTEXT) : start]))
        sheet.add(quote, OA.suffix, plain(self.text[end : end + CONTEXT]))

    def _quoted(self, span: NamedNode, there: str) -> str:
        """The words that the graph gives for a span, so that `check` can hold them against the text.

        They are its own where it has any; else those of what leads to it, which were left out as the same.
        """
        if given := self._words(span, PROV.value):
            return given
        said = [self._words(one, name) for one in self.spans[span] for name in (FG.nameInText, FG.text)]
        return there if there in said else next(filter(None, said), there)


def _node(term: object) -> NamedNode:
    assert isinstance(term, NamedNode)
    return term


def _said(words: str, language: str) -> Literal:
    return Literal(words, language=language)
