"""Names of a graph that wait for a person's decision: how often each stands where, and who may be meant.

A name waits where it stands for no known organization and nobody has decided about it. Candidates are those that the
registry gives; where it gives none, names of the same place that look alike are guessed, those that wait
themselves too, and are called so: nothing follows from a guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pyoxigraph import NamedNode
from rapidfuzz import fuzz, process

from fengong.asked import Asked
from fengong.decide import Decisions, Outcome, Reading, document_key
from fengong.flow import squash, unbreak
from fengong.identify import place_of
from fengong.query import run_text
from fengong.registry import Registry

AROUND = 12
"""Characters shown on either side of a name."""
GUESSES = 3
"""Most names that are guessed for one."""
ALIKE = 70
"""Least likeness of a guess, in per cent of the characters that need no change (Levenshtein without replacements)."""

State = Literal["waiting", "unsure", "decided"]
Body = tuple[str, str]  # id in the registry, "" for one outside it; full name

_STANDS = """
SELECT ?body ?label ?reason ?name ?span ?assignment ?measure ?number ?document WHERE {
  ?body a fg:UnresolvedBody ; skos:prefLabel ?label ; fg:unresolvedReason ?reason .
  ?assignment cv:hasParticipant ?body .
  ?assignment fg:listPosition ?at ; fg:nameInText ?name ; prov:wasDerivedFrom ?span .
  ?owner fg:qualifiedResponsibility ?assignment .
  { ?owner a fg:Measure . BIND(?owner AS ?measure) }
  UNION { ?owner fg:supportsMeasure ?measure }
  UNION { ?measure fg:implementsTask ?owner }
  ?measure fg:number ?number ; dct:isPartOf ?document .
}
"""
_DECIDED = (
    'SELECT DISTINCT ?assignment WHERE { ?review fg:verdict "is" . ?assignment fg:identifiedBy ?review }'
)
_CANDIDATES = """
SELECT ?body ?candidate ?label WHERE {
  ?body a fg:UnresolvedBody ; fg:candidate ?candidate . ?candidate skos:prefLabel ?label FILTER(LANG(?label) = "zh")
}
"""
_DOCUMENTS = """
SELECT ?document ?number ?title ?area WHERE {
  ?text dct:isFormatOf ?document . ?document dct:title ?title
  FILTER NOT EXISTS { ?document dct:title ?fuller FILTER(STRLEN(?fuller) > STRLEN(?title)) }
  OPTIONAL { ?document eli:number ?number } OPTIONAL { ?document dct:spatial ?area }
}
"""
_TEXT = """
#+ parameters:
#+   document (iri, required): the document
SELECT ?text WHERE {
  VALUES ?document { UNDEF }
  ?source dct:isFormatOf ?document ; a fg:SourceText ; prov:value ?text
}
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A name that waits. ``mention``: with its place written out where it leans on one; ``place``: a code, "" if unknown.

    ``document``: the only one that is meant, where the place is unknown; ``assignments``: how many name it;
    ``example``: the words around its first place; ``source``: of the example: document and measure.
    ``state``: what the review files say of it now.
    """

    body: str
    mention: str
    place: str
    place_name: str
    document: str
    reason: str
    assignments: int
    documents: int
    measures: int
    candidates: tuple[Body, ...]
    guesses: tuple[Body, ...]
    example: str
    source: tuple[str, str]
    state: State


@dataclass(slots=True)
class _Found:
    """What the graph says of one body."""

    label: str
    reason: str
    names: set[str] = field(default_factory=set)
    assignments: set[str] = field(default_factory=set)
    measures: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    first: tuple[str, int, str, str] = ("\uffff", 0, "", "")  # document, start, span, number of the measure


def waiting(graph: Asked, registry: Registry, decisions: Decisions) -> tuple[Waiting, ...]:
    """Every name that stands for no known organization and that no decision in the graph has settled.

    The most frequent first: by assignments, documents, name. Those that the review files have decided since, or
    found unsure, are among them with their state.
    """
    listing = _Listing(graph, registry, decisions)
    found = (listing.entry(body, one) for body, one in listing.bodies.items())
    return tuple(sorted(found, key=lambda one: (-one.assignments, -one.documents, one.mention, one.body)))


def _bodies(graph: Asked) -> dict[str, _Found]:
    settled = {str(row["assignment"]) for row in run_text(graph, _DECIDED).records()}
    found: dict[str, _Found] = {}
    for row in run_text(graph, _STANDS).records():
        if str(row["assignment"]) in settled:
            continue
        one = found.setdefault(str(row["body"]), _Found(str(row["label"]), str(row["reason"])))
        one.names.add(str(row["name"]))
        one.assignments.add(str(row["assignment"]))
        one.measures.add(str(row["measure"]))
        one.documents.add(str(row["document"]))
        start = int(str(row["span"]).rpartition("=")[2].partition(",")[0])
        one.first = min(one.first, (str(row["document"]), start, str(row["span"]), str(row["number"])))
        one.reason = max(one.reason, str(row["reason"]))  # a node of two reasons: the same one on every run
    return found


class _Listing:
    """What an entry needs beside its own body: documents, candidates, decisions, the registry's names."""

    def __init__(self, graph: Asked, registry: Registry, decisions: Decisions) -> None:
        self.graph, self.registry, self.decisions = graph, registry, decisions
        self.about = {str(row["document"]): row for row in run_text(graph, _DOCUMENTS).records()}
        self.candidates: dict[str, dict[Body, None]] = defaultdict(dict)
        for row in sorted(run_text(graph, _CANDIDATES).records(), key=lambda row: str(row["candidate"])):
            body = (str(row["candidate"]).rpartition("/")[2], str(row["label"]))
            self.candidates[str(row["body"])][body] = None
        self.texts: dict[str, str] = {}
        self.bodies = _bodies(graph)
        self.choices: dict[tuple[str | None, str], Mapping[tuple[Body, str], str]] = {}

    def entry(self, body: str, one: _Found) -> Waiting:
        """One line of the list."""
        place = place_of(body)
        area = self.registry.areas.get(place or "")
        candidates = tuple(self.candidates[body])
        document, *_, number = one.first
        return Waiting(
            body=body,
            mention=one.label,
            place=place or "",
            place_name=area.name if area else "",
            document="" if place else self._called(document),
            reason=one.reason,
            assignments=len(one.assignments),
            documents=len(one.documents),
            measures=len(one.measures),
            candidates=candidates,
            guesses=() if candidates else self._guesses(one, place),
            example=self._example(one),
            source=(self._called(document), number),
            state=self._state(one, place, len(candidates)),
        )

    def _called(self, document: str) -> str:
        row = self.about.get(document, {})
        return str(row.get("number") or row.get("title") or document)

    def _example(self, one: _Found) -> str:
        document, start, span, _ = one.first
        if document not in self.texts:
            rows = run_text(self.graph, _TEXT, document=NamedNode(document)).records()
            self.texts[document] = str(rows[0]["text"]) if rows else ""
        text, end = self.texts[document], int(span.rpartition(",")[2])
        if not text:
            return min(one.names)
        before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
        return f"…{unbreak(before)}【{unbreak(text[start:end])}】{unbreak(after)}…".replace("\n", " ")

    def _state(self, one: _Found, place: str | None, candidates: int) -> State:
        outcomes = [self._outcome(one, place, document) for document in sorted(one.documents)]
        if all(out.chosen or (candidates > 1 and candidates - len(out.excluded) == 1) for out in outcomes):
            return "decided"
        return "unsure" if all(out.unsure for out in outcomes) else "waiting"

    def _outcome(self, one: _Found, place: str | None, document: str) -> Outcome:
        row = self.about.get(document, {})
        area = str(row.get("area") or "").rpartition("/")[2]
        home = area if area in self.registry.areas else None
        keys = [document_key(str(row[key])) for key in ("number", "title") if row.get(key)]
        return self.decisions.on(Reading((one.label, *sorted(one.names)), home, place, keys, wide=True))

    def _guesses(self, one: _Found, place: str | None) -> tuple[Body, ...]:
        """Whose names look most alike: of a name that says its place, in that place only."""
        area = self.registry.areas.get(place or "")
        own = area.name if area and one.label.startswith(area.name) else ""
        likeness: dict[Body, float] = {}
        for name in sorted({squash(each).removeprefix(own) for each in (one.label, *one.names)}):
            for _, score, (body, _) in process.extract(
                name, self._choices(place, own), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=4 * GUESSES
            ):
                likeness[body] = max(score, likeness.get(body, 0))
        likeness.pop(("", one.label), None)
        return tuple(sorted(likeness, key=lambda body: (-likeness[body], body))[:GUESSES])

    def _choices(self, place: str | None, own: str) -> Mapping[tuple[Body, str], str]:
        """{(body, name): the name without ``own``} of those that a plan of the place may name."""
        if (place, own) not in self.choices:
            chain = self.registry.chain(place) if place in self.registry.areas and place else ("cn",)
            known = [
                ((id_, one.label), name)
                for id_, one in sorted(self.registry.organizations.items())
                if one.area in (chain[:1] if own else chain) and one.kind != "collective"
                for name in sorted({one.label, one.short or "", *one.names} - {""})
            ]
            others = [
                (("", one.label), one.label) for node, one in self.bodies.items() if place_of(node) == place
            ]
            self.choices[place, own] = {
                (body, name): squash(name).removeprefix(own) for body, name in (*known, *others)
            }
        return self.choices[place, own]


def counted(entries: Sequence[Waiting]) -> dict[State, int]:
    """How many are in each state."""
    found: dict[State, int] = {"waiting": 0, "unsure": 0, "decided": 0}
    for one in entries:
        found[one.state] += 1
    return found
