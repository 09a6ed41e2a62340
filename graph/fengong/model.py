"""The records: a Document as read, and the Plan that every output is a projection of.

All records are frozen. Text positions are `Span`s: half-open ranges of code points in
`Document.text`, the text as read, so that ``text[span.start:span.end]`` *is* the words
(W3C Web Annotation, TextPositionSelector). ``text`` and ``name`` fields hold the same words
without the line breaks a file happens to have inside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from fengong.layout import Format, Layout, Placed, Span, Table
from fengong.organization import Change, Organization

if TYPE_CHECKING:
    from fengong.decide import Decision

Role = Literal["lead", "responsible", "cooperate", "guide", "implement", "support"]
"""牵头 · 负责 · 配合 · 指导 · 落实 · 支持 (asked of another level). See data/registry/roles.csv."""

Basis = Literal[
    "stated",  # the words say so
    "stated-rule",  # a rule the document states once says so (列第一位者为牵头单位，下同)
    "listed-first",  # inferred: first in a list without a stated lead
    "group-alignment",  # inferred: as many ;-groups as clauses
    "text-overlap",  # inferred: a support item and a clause share their wording
    "collective-membership",  # inferred: member of the named collective
]
STATED: frozenset[Basis] = frozenset({"stated", "stated-rule"})

Seat = tuple[str | None, str]
Reason = Literal["unknown", "ambiguous", "place-unknown"]
"""名录未收 · 可能指多个单位 · 地域不明."""

Severity = Literal["info", "warning", "error"]


_OWN = re.compile(r"^[我本](?=[省市区县州旗盟])")


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Why a written name stands for no known organization.

    ``seat``: the place it is of, None where that is unknown, and its name with that place written out.
    """

    reason: Reason
    candidates: tuple[str, ...] = ()  # organization ids; more than one where ambiguous
    seat: Seat | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Mention:
    """A body as the document writes it, and (after `resolve`) who is meant.

    Exactly one of ``organization`` (an `Organization.id`) and ``unresolved`` is set once resolved.
    ``prefix`` is the word for a level that the list gives once and means for this name too
    (省发展改革委、财政厅 → 省); ``name`` stays as written. ``decisions`` are those of people that had their part in it;
    ``full_name`` is what they call a body that the registry does not hold, else "".
    """

    name: str
    span: Span
    organization: str | None = None
    unresolved: Unresolved | None = None
    prefix: str = ""
    full_name: str = ""
    decisions: tuple[Decision, ...] = ()

    @property
    def read_as(self) -> str:
        """The name with the prefix it is read with, without 我 or 本 before the issuer's own place (我市财政局).

        Where it was decided that it is a body outside the registry, that one's full name.
        """
        return self.full_name or self.prefix + _OWN.sub("", self.name)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One stated mention of a body for a work item: role, group and place in the list.

    ``group`` and ``position`` count from 1; ``position`` runs on over the groups.
    ``open`` marks a body whose list is left open (边检等口岸部门). ``clauses`` are 1-based
    numbers of the measure's clauses it covers; empty means the whole item. ``rule`` are the words of the
    rule that a "stated-rule" rests on, where they stand outside the statement itself.
    """

    role: Role
    body: Mention
    group: int
    position: int
    open: bool = False
    basis: Basis = "stated"
    clauses: tuple[int, ...] = ()
    rule: Span | None = None


@dataclass(frozen=True, slots=True)
class Inference:
    """Something the document does not say but a named rule suggests; never a stated assignment.

    ``body.span`` is that of the stated mention the inference starts from.
    """

    role: Role
    body: Mention
    basis: Basis
    clauses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of a measure."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Target:
    """A number to be reached: 雏鹰企业入库1150家 → what 雏鹰企业入库, value 1150, unit 家.

    ``comparator`` is ">=" for 以上, "<=" for 以内/以下, else "=".
    """

    what: str
    value: float
    unit: str
    comparator: Literal["=", ">=", "<="]
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something is due: ISO ``date``, or ``month_day`` (09-25) where no year is written.

    A year or month alone means its last day. ``to`` is the body to report to, where one is named.
    """

    date: str | None
    month_day: str | None
    what: str
    text: str
    span: Span
    to: Mention | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Another document named in the text, with its 文号 where it is given."""

    title: str
    number: str | None
    relation: Literal["based-on", "refers-to"]
    span: Span


@dataclass(frozen=True, slots=True)
class SupportItem:
    """Help that a plan asks of bodies of another level for the sake of a measure.

    The bodies' roles inside the item are "support", or "lead" and "cooperate" where 会同 states them.
    ``number`` is as printed, None where the item has none.
    """

    number: str | None
    text: str
    span: Span
    bodies: tuple[Assignment, ...]
    cites: tuple[Citation, ...] = ()
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A task of a higher plan that the measure is set beside, and the bodies named for it there."""

    number: str
    text: str
    span: Span
    bodies: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (方面): its number as printed (一) and its title."""

    number: str
    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class MainItem:
    """The same measure in the main text (正文) of the notice: the second witness to its wording."""

    number: str
    section: str | None
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Measure:
    """What the plan says will be done, who answers for it and what help is asked.

    ``row`` is the number of the annex row, ``number`` that of the main text; either may be None.
    ``by_rule`` are bodies that the measure's own words do not name but a rule stated once for all of them
    does (以下均需各市政府落实，不再列出).
    ``path`` (2-3: the third of the second part) is set only where the number alone would mean two measures.
    ``section`` is the number of the section the main text puts it in (else that of the annex),
    ``aspect`` the heading in this very row's cell. ``span`` is the measure's text, ``row_span``
    the whole row, statements included.
    """

    row: str | None
    number: str | None
    section: str | None
    aspect: Section | None
    text: str
    span: Span
    row_span: Span
    clauses: tuple[Clause, ...] = ()
    task: Task | None = None
    assignments: tuple[Assignment, ...] = ()
    support: tuple[SupportItem, ...] = ()
    inferred: tuple[Inference, ...] = ()
    targets: tuple[Target, ...] = ()
    deadline: Deadline | None = None
    main: MainItem | None = None
    path: str | None = None
    by_rule: tuple[Assignment, ...] = ()

    @property
    def key(self) -> str:
        """What the measure is asked for by: its path, else its annex row, else its number in the main text."""
        return self.path or self.row or self.number or ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a careful reader should be told, in Chinese and English."""

    code: str
    severity: Severity
    message: str
    message_en: str
    span: Span
    measure: str | None = None  # Measure.key


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its exact characters, and the sha256 of those characters in UTF-8.

    ``pages`` are the places in the text at which pages begin (empty where the file has none);
    ``furniture`` are spans that belong to the page and not to the document (page numbers between
    two halves of a sentence); ``findings`` are what reading the file itself has to tell.
    """

    text: str
    sha256: str
    encoding: str
    name: str  # the file's name, for messages only
    format: Format = "text"
    tables: tuple[Table, ...] = ()
    pages: tuple[int, ...] = ()
    furniture: tuple[Span, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def layout(self) -> Layout:
        """What the file tells beside its characters."""
        return Layout(self.format, self.tables, self.pages, self.furniture)


PartKind = Literal[
    "name", "role word", "separator", "qualifier", "bracket", "number", "text", "none mark", "unexplained"
]
Column = Literal["task bodies", "responsible", "support", "statement"]


@dataclass(frozen=True, slots=True)
class LedgerCell:
    """The character ledger of one cell: its parts cover ``span`` without gap or overlap."""

    measure: str
    column: Column
    span: Span
    parts: tuple[tuple[PartKind, Span], ...]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page and the notice say of the document itself. Dates are ISO (成文日期, 发文日期)."""

    title: str
    sha256: str
    number: str | None = None
    index_number: str | None = None
    issuer: str | None = None
    written: str | None = None
    issued: str | None = None
    validity: str | None = None
    subjects: tuple[str, ...] = ()
    area: str | None = None  # GB/T 2260 code of the issuer's place
    cites: tuple[Citation, ...] = ()
    deadlines: tuple[Deadline, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """One document's responsibilities. ``text`` is `Document.text`; all spans point into it.

    ``task_source`` is the cited document that the national tasks' numbers belong to.
    ``organizations`` holds every organization that a mention resolves to, with its parents,
    the candidates of ambiguous names and the members of closed collectives, sorted by id.
    ``changes`` are the reforms those went through, followed in both directions, and ``related`` the
    organizations that these lead to and ``organizations`` does not hold, with their parents; both sorted by id.
    """

    document: Metadata
    text: str
    sections: tuple[Section, ...] = ()
    measures: tuple[Measure, ...] = ()
    organizations: tuple[Organization, ...] = ()
    findings: tuple[Finding, ...] = ()
    ledger: tuple[LedgerCell, ...] = ()
    task_source: Citation | None = None
    notes: tuple[tuple[str, Span], ...] = ()  # footnotes of the annex, 注：…
    layout: Layout = field(default_factory=Layout)
    cells: tuple[Placed, ...] = ()  # those of the tables that the plan was read from, in order of place
    changes: tuple[Change, ...] = ()
    related: tuple[Organization, ...] = ()
