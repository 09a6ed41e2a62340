"""For names that wait for a decision: the words around one place where they stand, and who may be meant.

Candidates are those that the registry gives. Where it gives none, names of the same place that look alike are guessed,
those that wait themselves too, and are called so: nothing follows from a guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode
from rapidfuzz import fuzz, process

from fengong.asked import Asked
from fengong.flow import squash, unbreak
from fengong.query import run_text
from fengong.registry import Registry
from fengong.waiting import DOCUMENTS, Waiting

AROUND = 12
"""Characters shown on either side of a name."""
GUESSES = 3
"""Most names that are guessed for one."""
ALIKE = 70
"""Least likeness of a guess, in per cent of the characters that stay where one name is turned into the other."""
_MANY = 200
"""Bodies from which on all are asked for at once."""

Body = tuple[str, str]  # id in the registry, "" for one outside it; full name

_STANDS = """
SELECT ?body ?assignment ?name ?span WHERE {{
  {asked} ?body a fg:UnresolvedBody .
  ?assignment cv:hasParticipant ?body ; fg:listPosition ?at ; fg:nameInText ?name ; prov:wasDerivedFrom ?span
}}
"""
_NUMBER = """
#+ parameters:
#+   assignment (iri, required): an assignment
SELECT ?number WHERE {
  VALUES ?assignment { UNDEF }
  ?owner fg:qualifiedResponsibility ?assignment .
  { ?owner a fg:Measure ; fg:number ?number } UNION { ?owner fg:supportsMeasure/fg:number ?number }
  UNION { ?measure fg:implementsTask ?owner ; fg:number ?number }
} ORDER BY ?number LIMIT 1
"""
_TEXT = """
#+ parameters:
#+   text (iri, required): the text
SELECT ?words WHERE {
  VALUES ?text { UNDEF }
  ?text prov:value ?words
}
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A name that waits, with what a person needs to decide about it.

    ``words``: those around its first place; ``document`` and ``measure``: where that is; ``place_name``: "" where the place
    is unknown, which then only the document can say.
    """

    waiting: Waiting
    place_name: str
    words: str
    document: str
    measure: str
    candidates: tuple[Body, ...]
    guesses: tuple[Body, ...]


@dataclass(slots=True)
class _First:
    """The first place of a body, and all names that it has in texts."""

    names: set[str]
    document: str
    start: int
    assignment: str
    span: str


def exemplify(
    graph: Asked, registry: Registry, shown: Sequence[Waiting], entries: Sequence[Waiting]
) -> tuple[Example, ...]:
    """The ``shown`` names with an example each; names to guess from are those of the registry and of ``entries``."""
    stands = _Stands(graph, shown)
    guesses = _Guesses(registry, entries)
    return tuple(_example(one, stands, guesses, registry) for one in shown)


def _example(one: Waiting, stands: _Stands, guesses: _Guesses, registry: Registry) -> Example:
    first = stands.first[one.body]
    area = registry.areas.get(one.place)
    return Example(
        waiting=one,
        place_name=area.name if area else "",
        words=stands.around(first),
        document=stands.called(first.document),
        measure=stands.number(first),
        candidates=tuple(
            (id_, registry.organizations[id_].label if id_ in registry.organizations else id_)
            for id_ in one.candidates
        ),
        guesses=() if one.candidates else guesses.of(one, first.names),
    )


class _Stands:
    """Where the bodies stand in the documents of the graph."""

    def __init__(self, graph: Asked, shown: Sequence[Waiting]) -> None:
        self.graph = graph
        self.about = {str(row["text"]): row for row in run_text(graph, DOCUMENTS).records()}
        self.first: dict[str, _First] = {}
        self.texts: dict[str, str] = {}
        values = "" if len(shown) > _MANY else " ".join(str(NamedNode(one.body)) for one in shown)
        asked = f"VALUES ?body {{ {values} }}" if values else ""
        for row in run_text(graph, _STANDS.format(asked=asked)).records():
            self._note(*(str(row[name]) for name in ("body", "assignment", "name", "span")))

    def _note(self, body: str, assignment: str, name: str, span: str) -> None:
        document = str(self.about.get(span.partition("#")[0], {}).get("document") or "\uffff")
        start = int(span.rpartition("=")[2].partition(",")[0])
        found = self.first.get(body)
        names = {name} if found is None else found.names | {name}
        if found is None or (document, start, assignment) < (found.document, found.start, found.assignment):
            found = _First(names, document, start, assignment, span)
        found.names = names
        self.first[body] = found

    def called(self, document: str) -> str:
        """文号 or title."""
        row = next((row for row in self.about.values() if str(row["document"]) == document), {})
        return str(row.get("number") or row.get("title") or document)

    def number(self, first: _First) -> str:
        """Of the measure."""
        rows = run_text(self.graph, _NUMBER, assignment=NamedNode(first.assignment)).records()
        return str(rows[0]["number"]) if rows else ""

    def around(self, first: _First) -> str:
        """The name as it stands, in brackets, with the words around it; it alone where the graph holds no text."""
        text = self._text(first.span.partition("#")[0])
        start, end = first.start, int(first.span.rpartition(",")[2])
        if not text:
            return f"【{min(first.names)}】"
        before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
        return "…" + " ".join(f"{unbreak(before)}【{unbreak(text[start:end])}】{unbreak(after)}…".split())

    def _text(self, text: str) -> str:
        if text not in self.texts:
            rows = run_text(self.graph, _TEXT, text=NamedNode(text)).records()
            self.texts = {text: str(rows[0]["words"]) if rows else ""}  # one at a time: a corpus has many
        return self.texts[text]


class _Guesses:
    """Names that look alike, in the same place."""

    def __init__(self, registry: Registry, entries: Sequence[Waiting]) -> None:
        self.registry, self.entries = registry, entries
        self.choices: dict[tuple[str, str], Mapping[tuple[Body, str], str]] = {}

    def of(self, one: Waiting, names: set[str]) -> tuple[Body, ...]:
        """Those most alike; of a name that says its place, in that place only."""
        area = self.registry.areas.get(one.place)
        own = area.name if area and one.mention.startswith(area.name) else ""
        likeness: dict[Body, float] = {}
        for name in sorted({squash(each).removeprefix(own) for each in (one.mention, *names)}):
            for _, score, (body, _) in process.extract(
                name, self._choices(one.place, own), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=4 * GUESSES
            ):
                likeness[body] = max(score, likeness.get(body, 0))
        likeness.pop(("", one.mention), None)
        return tuple(sorted(likeness, key=lambda body: (-likeness[body], body))[:GUESSES])

    def _choices(self, place: str, own: str) -> Mapping[tuple[Body, str], str]:
        """{(body, name): the name without ``own``} of those that a plan of the place may name."""
        if (place, own) not in self.choices:
            others = (("", one.mention) for one in self.entries if one.place == place)
            self.choices[place, own] = {
                (body, name): squash(name).removeprefix(own)
                for body, name in (*self._known(place, own), *((body, body[1]) for body in others))
            }
        return self.choices[place, own]

    def _known(self, place: str, own: str) -> Iterator[tuple[Body, str]]:
        chain = self.registry.chain(place) if place in self.registry.areas else ("cn",)
        around = chain[:1] if own else chain
        for id_, one in sorted(self.registry.organizations.items()):
            if one.area in around and one.kind != "collective":
                names = sorted({one.label, one.short or "", *one.names} - {""})
                yield from (((id_, one.label), name) for name in names)
