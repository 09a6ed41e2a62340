"""Where a node of the graph stands in its document, in words: the work item, the row, the page, the quotation.

Everything is found by walking the graph from the node; what a damaged graph has lost is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad

from fengong.flow import unbreak
from fengong.terms import DCT, ELI, FG, OA, PROV, RDF, RDFS, SKOS

_QUOTE = 20
"""Characters of a quotation that are shown: enough to find it on the page."""

# How a node of a class is called. {whole} is what it is part of, {number} and {words} are its own.
_NAMES: dict[NamedNode, tuple[str, str]] = {
    FG.Measure: ("第{number}项措施", "measure {number}"),
    FG.MeasureClause: ("{whole}第{place}句", "clause {place} of {whole}"),
    FG.SupportItem: ("{whole}的支持事项{number}", "support item {number} of {whole}"),
    FG.NationalTask: ("第{number}项上级任务", "task {number} of the higher plan"),
    FG.ReportingDuty: ("报送事项{place}", "reporting duty {place}"),
    FG.Target: ("{whole}的量化目标", "target of {whole}"),
    FG.Assignment: ("{whole}", "{whole}"),
    FG.PlanSection: ("“{words}”部分", "section “{words}”"),
    FG.PlanRow: ("附件第{number}行", "row {number} of the annex"),
    FG.PlanNote: ("附注", "note"),
    FG.PlanAnnex: ("{whole}的附件", "annex of {whole}"),
    FG.Finding: ("提示“{words}”", "finding “{words}”"),
    FG.TextSpan: ("原文片段", "span of the text"),
    FG.SourceText: ("{whole}的原文", "text of {whole}"),
    FG.PolicyDocument: ("{words}", "{words}"),
    OA.TextPositionSelector: ("原文片段", "span of the text"),
    OA.TextQuoteSelector: ("原文片段", "span of the text"),
}
_UP = (
    FG.supportsMeasure,
    DCT.isPartOf,
    ELI.is_part_of,
    ELI.is_annex_of,
    DCT.isFormatOf,
    OA.hasSource,
    FG.statedIn,
)
_DOWN = (FG.qualifiedResponsibility, FG.hasTarget, OA.hasSelector)
_WORDS = (RDFS.label, ELI.number, DCT.title, SKOS.prefLabel, FG.message, SKOS.altLabel, SKOS.hiddenLabel)  # fmt: skip
_ROW = {"zh": "附件第{}行", "en": "row {} of the annex"}
_STEPS = (
    6  # from a selector to its document: span, text, document; a graph that runs in circles is left there
)


class Atlas:
    """The statements of a graph, to be walked in both directions."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        """``quads``: the whole graph."""
        self._ahead: dict[str, dict[NamedNode, list[NamedNode | Literal]]] = defaultdict(dict)
        self._back: dict[str, list[str]] = defaultdict(list)
        for quad in quads:
            if isinstance(quad.object, NamedNode | Literal):
                subject = getattr(quad.subject, "value", "")
                self._ahead[subject].setdefault(quad.predicate, []).append(quad.object)
                if quad.predicate in _DOWN:
                    self._back[quad.object.value].append(subject)
        texts = (node for node, facts in self._ahead.items() if FG.SourceText in facts.get(RDF.type, ()))
        self._many = len(set(texts)) > 1

    def name(self, node: str, lang: str) -> str | None:
        """What people call the node ("第8项措施的支持事项2"), or None where the graph does not tell."""
        return self._name(node, lang, _STEPS)

    def place(self, node: str, lang: str) -> str:
        """Where it stands, of what the graph tells: document if there are several, row, page, quotation."""
        span = self._span(node)
        found = [self._document(node) if self._many else None, self._row(node, lang)]
        found += [self._said(span, FG.standsAt, lang), self._quotation(node, span)]
        return ("，" if lang == "zh" else ", ").join(words for words in found if words)

    def _name(self, node: str, lang: str, steps: int) -> str | None:
        kinds = [kind for kind in _NAMES if kind in self._values(node, RDF.type)]
        words = self._words(node, lang)
        if not kinds or steps == 0:
            return words
        parts = {
            "number": self._said(node, FG.number) or self._said(node, FG.position) or "?",
            "place": self._said(node, FG.position) or "?",
            "words": words,
            "whole": self._whole(node, lang, steps - 1),
        }
        pattern = _NAMES[kinds[0]][lang == "en"]
        if any(f"{{{part}}}" in pattern and not told for part, told in parts.items()):
            return words
        return pattern.format(**parts)

    def _whole(self, node: str, lang: str, steps: int) -> str | None:
        """The name of what the node is part of."""
        for above in self._above(node):
            if name := self._name(above, lang, steps):
                return name
        return None

    def _above(self, node: str) -> list[str]:
        """What leads to the node or it is part of, the nearest first."""
        ahead = [value.value for predicate in _UP for value in self._values(node, predicate)]
        return [*sorted(self._back.get(node, ())), *ahead]

    def _words(self, node: str, lang: str) -> str | None:
        return next((words for p in _WORDS if (words := self._said(node, p, lang))), None)

    def _document(self, node: str) -> str | None:
        for _ in range(_STEPS):
            if FG.PolicyDocument in self._values(node, RDF.type):
                return self._said(node, ELI.number) or self._said(node, DCT.title)
            node = next(iter(self._above(node)), "")
        return None

    def _row(self, node: str, lang: str) -> str | None:
        """The row that states the node, or the item that the node belongs to."""
        above = [*self._values(node, FG.statedIn)]
        for owner in self._back.get(node, ()):
            above += self._values(owner, FG.statedIn)
        for row in above:
            if FG.PlanRow in self._values(row.value, RDF.type):
                return _ROW[lang].format(self._said(row.value, FG.number) or "?")
        return None

    def _span(self, node: str) -> str:
        """The span that states the node: itself, its selectors' or the one it was derived from; "" for none."""
        for _ in range(_STEPS):
            if FG.TextSpan in self._values(node, RDF.type):
                return node
            owners = [o for o in self._back.get(node, ()) if FG.TextSpan in self._values(o, RDF.type)]
            ahead = [value.value for value in self._values(node, PROV.wasDerivedFrom)]
            node = next(iter([*owners, *sorted(ahead)]), "")
        return ""

    def _quotation(self, node: str, span: str) -> str | None:
        facts = [selector.value for selector in self._values(span, OA.hasSelector)]
        start, end, exact = (
            next((words for one in facts if (words := self._said(one, p))), None)
            for p in (OA.start, OA.end, OA.exact)
        )
        words = exact or self._said(node, FG.nameInText)
        where = f"[{start or '?'}–{end or '?'}]" if start or end else ""
        return (f"“{short(words)}”" if words else "") + where or None

    def _values(self, node: str, predicate: NamedNode) -> list[NamedNode | Literal]:
        return self._ahead[node].get(predicate, []) if node in self._ahead else []

    def _said(self, node: str, predicate: NamedNode, lang: str = "") -> str | None:
        """The words of one property, in the language wanted where there are several."""
        values = [value for value in self._values(node, predicate) if isinstance(value, Literal)]
        return next((v.value for v in sorted(values, key=lambda v: (v.language != lang, v.value))), None)


def short(words: str) -> str:
    """At most twenty characters in one line; the middle of longer words is left out."""
    words = unbreak(words.replace("\t", " "))
    return words if len(words) <= _QUOTE else f"{words[: _QUOTE - 6]}…{words[-5:]}"
