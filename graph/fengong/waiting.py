"""Names of a graph that wait for a person's decision: how often each stands there, and what review files say of it.

A name waits where it stands for no known organization and nobody has decided whose it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fengong.asked import Asked
from fengong.decide import Decisions, Outcome, Reading
from fengong.identify import number_form, place_of
from fengong.query import run_text
from fengong.registry import Registry

State = Literal["waiting", "unsure", "decided"]

# The direct properties are read, a tenth of the way over the assignments.
_COUNTED = """
SELECT ?body (COUNT(DISTINCT ?measure) AS ?measures) (COUNT(DISTINCT ?document) AS ?documents) WHERE {
  ?body a fg:UnresolvedBody .
  { ?measure fg:responsibleBody|fg:supportBody ?body }
  UNION { ?task fg:responsibleBody ?body . ?measure fg:implementsTask ?task }
  ?measure a fg:Measure ; dct:isPartOf ?document
} GROUP BY ?body
"""
_BODIES = """
SELECT ?body ?label ?reason WHERE { ?body a fg:UnresolvedBody ; skos:prefLabel ?label ; fg:unresolvedReason ?reason }
"""
_SETTLED = 'SELECT DISTINCT ?body WHERE { ?review fg:verdict "is" ; fg:reviewedBody ?body . ?body a fg:UnresolvedBody }'
_NAMES = """
SELECT DISTINCT ?body ?name ?document WHERE {
  ?body a fg:UnresolvedBody . ?assignment cv:hasParticipant ?body ; fg:listPosition ?at ; fg:nameInText ?name ;
    prov:wasDerivedFrom ?span .
  BIND(IRI(STRBEFORE(STR(?span), "#char=")) AS ?text) ?text dct:isFormatOf ?document
}
"""
_CANDIDATES = "SELECT DISTINCT ?body ?candidate WHERE { ?body a fg:UnresolvedBody ; fg:candidate ?candidate }"
DOCUMENTS = """
SELECT ?document ?text ?number ?title ?area WHERE {
  ?text dct:isFormatOf ?document . ?document dct:title ?title
  FILTER NOT EXISTS { ?document dct:title ?fuller FILTER(STRLEN(?fuller) > STRLEN(?title)) }
  OPTIONAL { ?document eli:number ?number } OPTIONAL { ?document dct:spatial ?area }
}
"""
"""The documents: IRI, their text's, 文号, title, place."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A name that waits. ``mention``: with its place written out where it leans on one; ``place``: a code, "" if unknown.

    ``reason``: as fg:unresolvedReason; ``measures`` and ``documents``: how many name it; ``candidates``: ids that the
    registry gives; ``state``: what the review files say of it now.
    """

    body: str
    mention: str
    place: str
    reason: str
    measures: int
    documents: int
    candidates: tuple[str, ...]
    state: State


def waiting(graph: Asked, registry: Registry, decisions: Decisions) -> tuple[Waiting, ...]:
    """Every name that stands for no known organization and that no decision in the graph has settled.

    The most frequent first: by measures, documents, name. Those that the review files have decided since, or
    found unsure, are among them with their state.
    """
    counts = {
        str(row["body"]): (int(str(row["measures"])), int(str(row["documents"])))
        for row in run_text(graph, _COUNTED).records()
    }
    settled = {str(row["body"]) for row in run_text(graph, _SETTLED).records()}
    states, candidates = _States(graph, registry, decisions), _candidates(graph)
    found: dict[str, Waiting] = {}
    for row in sorted(run_text(graph, _BODIES).records(), key=lambda row: str(row["reason"])):
        body, label = str(row["body"]), str(row["label"])
        if body in counts and body not in settled:
            state = states.of(body, label, candidates.get(body, ()))
            found[body] = Waiting(
                body,
                label,
                place_of(body) or "",
                str(row["reason"]),
                *counts[body],
                candidates.get(body, ()),
                state,
            )
    return tuple(
        sorted(found.values(), key=lambda one: (-one.measures, -one.documents, one.mention, one.body))
    )


def counted(entries: Sequence[Waiting]) -> dict[State, int]:
    """How many are in each state."""
    found: dict[State, int] = {"waiting": 0, "unsure": 0, "decided": 0}
    for one in entries:
        found[one.state] += 1
    return found


def _candidates(graph: Asked) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in run_text(graph, _CANDIDATES).records():
        found[str(row["body"])].add(str(row["candidate"]).rpartition("/")[2])
    return {body: tuple(sorted(ids)) for body, ids in found.items()}


class _States:
    """What the review files say of bodies; where nobody has decided anything the graph is not asked."""

    def __init__(self, graph: Asked, registry: Registry, decisions: Decisions) -> None:
        self.registry, self.decisions = registry, decisions
        self.names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.about: dict[str, dict[str, object]] = {}
        if decisions.by_name:
            self.about = {str(row["document"]): dict(row) for row in run_text(graph, DOCUMENTS).records()}
            for row in run_text(graph, _NAMES).records():
                self.names[str(row["body"])][str(row["document"])].add(str(row["name"]))

    def of(self, body: str, label: str, candidates: Sequence[str]) -> State:
        """The state of a body: decided, or found unsure, in every document that names it."""
        outcomes = [
            self._outcome({label, *names}, place_of(body), document)
            for document, names in self.names[body].items()
        ]
        if not outcomes:
            return "waiting"
        if all(one.chosen or len({*candidates} - {*one.excluded}) == 1 for one in outcomes):
            return "decided"
        return "unsure" if all(one.unsure for one in outcomes) else "waiting"

    def _outcome(self, forms: set[str], place: str | None, document: str) -> Outcome:
        row = self.about.get(document, {})
        area = str(row.get("area") or "").rpartition("/")[2]
        # What stands among the tasks of a higher plan is read as in that.
        home = "cn" if place == "cn" else area if area in self.registry.areas else None
        keys = [number_form(str(row[key])) for key in ("number", "title") if row.get(key)]
        return self.decisions.on(Reading(sorted(forms), home, place, keys))
