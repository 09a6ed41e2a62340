"""The cascade: which plan carries out which, and which measure a task of a higher plan, each link with its proof.

Links are found when they are asked for; nothing of them is kept. A document carries out another where it names
it as its basis (eli:based_on) by its number, or by exactly its title while issuer or place agree: not where it
names it for its form only. A measure carries out a task where it is set beside it, which is stated; a task
is a measure of the plan it comes from where number and words agree; else a measure carries out one of a basis
only where one holds the other's words whole. What leans on words or a title alone is inferred and says so. Where two could
be meant there is no link but a `Gap`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from fengong.asked import Asked
from fengong.cascade_read import (
    Body,
    Citing,
    Document,
    Item,
    Place,
    read_bodies,
    read_citations,
    read_citing,
    read_documents,
    read_measures,
    read_tasks,
)
from fengong.extract.cites import issuers_before
from fengong.flow import squash
from fengong.titles import cited_title, for_form, plain_words, same_words, title

Basis = Literal["stated", "inferred"]
Rule = Literal["number", "title", "set-beside", "number-and-words", "same-words", "words-contained"]
Code = Literal["not-held", "number-shared", "number-differs", "title-shared", "title-alone", "words-differ", "words-shared"]  # fmt: skip

LEAST_TITLE = 6
"""Characters from which a title is a document's own; shorter ones (实施方案) need their issuer."""
_YEAR = 4


@dataclass(frozen=True, slots=True)
class Source:
    """That ``citing`` carries out ``cited``: by its number (stated) or its title (inferred), and where it says so."""

    citing: str
    cited: str
    rule: Rule
    basis: Basis
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """That item ``lower`` carries out ``upper``; ``places`` are the words of both that prove it.

    Where the link leans on one document citing the other, ``source`` is how that one is told, and the places from
    the third on are where.
    """

    lower: Item
    upper: Item
    rule: Rule
    basis: Basis
    places: tuple[Place, ...]
    source: Rule | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a link was looked for and not made: ``about`` a document or item, ``candidates`` what could be meant.

    ``words`` are what is cited or the number; ``document`` is the one that names it.
    """

    code: Code
    document: str
    about: str
    words: str
    candidates: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(slots=True)
class Cascade:
    """The links of a graph, each document read once and only when it is come to."""

    graph: Asked
    documents: dict[str, Document]
    citations: dict[str, tuple[Document, ...]]
    _titled: dict[str, list[str]] = field(default_factory=dict)  # what a title comes down to → held documents
    _named: dict[str, Document] = field(default_factory=dict)  # what is cited, as one document names it
    _citing: dict[str, dict[str, None]] = field(
        default_factory=dict
    )  # IRI or title of what is cited → citing
    _sources: dict[str, tuple[tuple[Source, ...], tuple[Gap, ...]]] = field(default_factory=dict)
    _links: dict[str, tuple[tuple[Link, ...], tuple[Gap, ...]]] = field(default_factory=dict)
    _measures: dict[str, tuple[Item, ...]] = field(default_factory=dict)
    _tasks: dict[str, tuple[Item, ...]] = field(default_factory=dict)
    _bodies: dict[str, dict[str, tuple[Body, ...]]] = field(default_factory=dict)

    @classmethod
    def of(cls, graph: Asked) -> Cascade:
        """The cascade of a graph, of which only documents and citations are read at first."""
        made = cls(graph, read_documents(graph), read_citations(graph))
        for iri, document in made.documents.items():
            made._titled.setdefault(title(document.title).core, []).append(iri)
        for citing, cited in made.citations.items():
            for one in cited:
                made._named.setdefault(one.iri, one)
                # A document that is held under its number needs no title: plans of all levels may bear the same.
                titled = [] if one.iri in made.documents else [title(called).core for called in one.titles]
                for called in (one.iri, *titled):
                    made._citing.setdefault(called, {})[citing] = None
        return made

    def document(self, iri: str) -> Document:
        """The document, held or only cited."""
        if iri in self.documents:
            return self.documents[iri]
        return self._named.get(iri, Document(iri))

    def measures(self, document: str) -> tuple[Item, ...]:
        """The measures of a document; none where it is only cited."""
        if document not in self._measures:
            self._measures[document] = read_measures(self.graph, document)
        return self._measures[document]

    def tasks(self, document: str) -> tuple[Item, ...]:
        """The tasks that a document's measures are set beside, as it quotes them."""
        if document not in self._tasks:
            self._tasks[document] = read_tasks(self.graph, document)
        return self._tasks[document]

    def bodies(self, item: Item) -> tuple[Body, ...]:
        """The bodies that the document ``item`` is told in names for it."""
        if item.told_in not in self._bodies:
            self._bodies[item.told_in] = read_bodies(self.graph, item.told_in)
        return self._bodies[item.told_in].get(item.iri, ())

    def sources(self, document: str) -> tuple[Source, ...]:
        """The held documents that ``document`` carries out."""
        return self._found(document)[0]

    def gaps(self, document: str) -> tuple[Gap, ...]:
        """What was looked for above ``document`` or its measures and not found."""
        return (*self._found(document)[1], *self._linked(document)[1])

    def carrying_out(self, document: str) -> tuple[str, ...]:
        """The held documents that carry out ``document``, in order of their days."""
        core = title(self.document(document).title).core
        asked = {**self._citing.get(document, {}), **self._citing.get(core, {})}
        found = [c for c in asked if any(source.cited == document for source in self.sources(c))]
        return tuple(sorted(found, key=lambda iri: (day(self.documents[iri]), iri)))

    def up(self, item: Item) -> tuple[Link, ...]:
        """What ``item`` carries out. What one document proves of a task holds for all that quote it."""
        asked = [item.told_in, *(self._quoting(item) if item.kind == "task" else ())]
        found: dict[str, Link] = {}
        for link in self._of(asked):
            if link.lower.iri == item.iri:
                found.setdefault(link.upper.iri, link)
        return tuple(found.values())

    def down(self, item: Item) -> tuple[Link, ...]:
        """What carries out ``item``, in order of the documents' days, each item once."""
        own = [item.told_in] if item.kind == "task" else []
        found: dict[str, Link] = {}
        for link in self._of([*own, *self.carrying_out(item.document), *self._quoting(item)]):
            if link.upper.iri == item.iri:
                found.setdefault(link.lower.iri, link)
        return tuple(found.values())

    def _of(self, documents: Iterable[str]) -> Iterator[Link]:
        for document in dict.fromkeys(documents):
            yield from self.links(document)

    def _quoting(self, item: Item) -> list[str]:
        """The documents that name the plan of ``item`` as their basis by its own IRI, held or not."""
        return sorted(self._citing.get(item.document, ()), key=lambda iri: (day(self.documents[iri]), iri))

    def links(self, document: str) -> tuple[Link, ...]:
        """The links up from the measures and tasks of ``document``, in its order."""
        return self._linked(document)[0]

    def _found(self, document: str) -> tuple[tuple[Source, ...], tuple[Gap, ...]]:
        if document not in self._sources:
            cited = self.citations.get(document, ())
            places = read_citing(self.graph, document) if cited else {}
            told = [self._source(document, one, places.get(one.iri, ())) for one in cited]
            sources = tuple(one for one in told if isinstance(one, Source))
            self._sources[document] = sources, tuple(one for one in told if isinstance(one, Gap))
        return self._sources[document]

    def _source(self, citing: str, cited: Document, named: Sequence[Citing]) -> Source | Gap | None:
        named = [one for one in named if not for_form(one.before, one.behind)]
        if not named or cited.iri == citing:
            return None
        places = tuple(one.place for one in named)
        if held := self.documents.get(cited.iri):
            if len(held.numbers) > 1:
                return Gap("number-shared", citing, cited.iri, cited.name, held.numbers, places)
            return Source(citing, cited.iri, "number", "stated", places)
        return self._by_title(citing, cited, named, places)

    def _by_title(
        self, citing: str, cited: Document, named: Sequence[Citing], places: tuple[Place, ...]
    ) -> Source | Gap:
        """The one held document of exactly this title that issuer or place confirm and nothing contradicts."""
        mine = self.documents[citing]
        # Others may call what is cited otherwise: what counts are the words of this citation.
        cited = replace(cited, titles=(cited_title(named[0].place.quote),))
        titled = [
            self.documents[iri] for iri in self._titled.get(title(cited.title).core, ()) if iri != citing
        ]
        fitting = [one for one in titled if not contradicted(mine, cited, named, one)]
        told = [one for one in fitting if issuer_told(cited, named, one)]
        special = len(title(cited.title).core) >= LEAST_TITLE
        sure = told or [one for one in fitting if special and one.area and mine.area]
        names = tuple(one.iri for one in sure or fitting or titled)
        if len(sure) == 1:
            return Source(citing, sure[0].iri, "title", "inferred", places)
        others: Code = (
            "title-alone" if fitting else "number-differs" if titled and cited.numbers else "not-held"
        )
        return Gap("title-shared" if sure else others, citing, cited.iri, cited.name, names, places)

    def _linked(self, document: str) -> tuple[tuple[Link, ...], tuple[Gap, ...]]:
        if document not in self._links:
            told = [*self._told(document)] if document in self.documents else []
            links = tuple(one for one in told if isinstance(one, Link))
            self._links[document] = links, tuple(one for one in told if isinstance(one, Gap))
        return self._links[document]

    def _told(self, document: str) -> Iterator[Link | Gap]:
        tasks = {task.iri: task for task in self.tasks(document)}
        for measure in self.measures(document):
            if task := tasks.get(measure.task):
                yield Link(measure, task, "set-beside", "stated", (measure.place, task.place))
        reached = set()
        for task in tasks.values():
            for source in self.sources(document):
                if self.owns(source, task) and (found := self._as_measure(task, source)):
                    reached |= {(task.iri, source.cited)} if isinstance(found, Link) else set()
                    yield found
        for measure in self.measures(document):
            for source in self.sources(document):
                if (measure.task, source.cited) not in reached and (found := self._same(measure, source)):
                    yield found

    def owns(self, source: Source, task: Item) -> bool:
        """Whether the task comes from the document of ``source``, under the very words that cite it."""
        means = (one.iri for one in self.citations[source.citing] if self._means(source, one))
        return task.document in (source.cited, *means)

    def _means(self, source: Source, cited: Document) -> bool:
        core = title(self.document(source.cited).title).core
        return cited.iri == source.cited or core in {title(one).core for one in cited.titles}

    def _as_measure(self, task: Item, source: Source) -> Link | Gap | None:
        """The measure of the cited plan that the task is: number and words agree, else the words of one alone."""
        numbered = [one for one in self.measures(source.cited) if task.number in one.numbers]
        agreeing = [one for one in numbered if same_words(task.text, one.text)]
        if len(agreeing) == 1:
            places = (task.place, agreeing[0].place, *source.places)
            return Link(task, agreeing[0], "number-and-words", source.basis, places, source.rule)
        found = self._same(task, source)
        if found is None and numbered:
            names, places = tuple(one.iri for one in numbered), (task.place, *(one.place for one in numbered))
            return Gap("words-differ", task.told_in, task.iri, task.number, names, places)
        return found

    def _same(self, lower: Item, source: Source) -> Link | Gap | None:
        """The one measure of the cited plan whose words are those of ``lower``, or hold them, or are held."""
        alike = [one for one in self.measures(source.cited) if same_words(lower.text, one.text)]
        equal = [one for one in alike if plain_words(one.text) == plain_words(lower.text)]
        found = equal or alike
        if len(found) > 1:
            places = (lower.place, *(one.place for one in found))
            names = tuple(one.iri for one in found)
            return Gap("words-shared", lower.told_in, lower.iri, lower.number, names, places)
        rule: Rule = "same-words" if equal else "words-contained"
        places = (lower.place, *(one.place for one in found), *source.places)
        return Link(lower, found[0], rule, "inferred", places, source.rule) if found else None


def day(document: Document) -> str:
    """The day of a document, else the year of its number, "" where neither is known."""
    numbers = (one.partition("〔")[2][:_YEAR] for one in document.numbers)
    return document.date or next((year for year in numbers if year.isdigit()), "")


def encloses(upper: str, lower: str) -> bool:
    """Whether the place of code ``upper`` (GB/T 2260, or "cn") holds that of ``lower``, or is the same."""
    if not upper.isdigit():
        return upper == "cn"
    head = upper
    while head.endswith("00"):
        head = head[:-2]
    return lower.isdigit() and lower.startswith(head)


def contradicted(citing: Document, cited: Document, named: Iterable[Citing], held: Document) -> bool:
    """Whether number, year, place or issuer say that ``held`` is not the document ``citing`` means by ``cited``."""
    mine, told, its = day(citing), day(cited), day(held)
    size = min(len(mine), len(its))
    before = (name for one in named for name in issuers_before(squash(one.before)))
    issuer = [one for one in (title(cited.title).issuer, *before) if one]
    known = issuers(held)
    return (
        bool(cited.numbers and held.numbers)
        or bool(told and its and told[:_YEAR] != its[:_YEAR])
        or its[:size] > mine[:size]
        or bool(citing.area and held.area and not encloses(held.area, citing.area))
        or bool(issuer and known and not any(_ends(one, other) for one in issuer for other in known))
    )


def _ends(one: str, other: str) -> bool:
    """Whether one name is the other or its end (市财政局 of 某市财政局, 省政府 of 某省人民政府)."""
    first, second = (name.replace("人民政府", "政府") for name in (one, other))
    return first.endswith(second) or second.endswith(first)


def issuer_told(cited: Document, named: Iterable[Citing], held: Document) -> bool:
    """Whether the issuer of ``held`` is told: in the title as cited, or right before it (国务院《…》)."""
    told = title(cited.title).issuer
    before = (one.before.rstrip("《<〈") for one in named)
    return told in issuers(held) or any(one.endswith(name) for one in before for name in issuers(held))


def issuers(document: Document) -> tuple[str, ...]:
    """What the issuer of a document is called, by its sheet and by its title."""
    return tuple(filter(None, dict.fromkeys((document.issuer, title(document.title).issuer))))
