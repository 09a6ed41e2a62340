"""One plan, six formats: the same Plan comes out, apart from places. The files are made here, by `plan_files`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from plan_files import TABLE_WRITERS, TEXT_WRITERS, numbered_docx, to_pdf
from plans import (
    FAULTY,
    NOT_DUE,
    ORGANIZATIONS,
    SHARED,
    TABLE,
    TEXT,
    Due,
    Item,
    Row,
    Said,
    Synthetic,
    longer,
)

from fengong import plan_of
from fengong.flow import squash
from fengong.layout import Span
from fengong.model import Assignment, Deadline, LedgerCell, Measure, Mention, Plan
from fengong.read import read_bytes

_OF_PLACE = {"sha256", "layout", "cells"}
"""Fields that tell of the file and of places in it."""

tables = pytest.mark.parametrize("ending", TABLE_WRITERS)
texts = pytest.mark.parametrize("ending", TEXT_WRITERS)


def read_table(ending: str, plan: Synthetic[Row] = TABLE) -> Plan:
    return plan_of(read_bytes(TABLE_WRITERS[ending](plan), f"plan.{ending}"))


def read_text(ending: str, plan: Synthetic[Item] = TEXT) -> Plan:
    return plan_of(read_bytes(TEXT_WRITERS[ending](plan), f"plan.{ending}"))


def apart_from_places(plan: Plan) -> Any:
    """All that a Plan says: its words squashed, without spans, the file's own data and the text itself."""
    return _told(plan, _OF_PLACE | {"text"})


def _told(thing: Any, left_out: frozenset[str] | set[str] = frozenset(_OF_PLACE)) -> Any:
    if isinstance(thing, str):
        return squash(thing)
    if isinstance(thing, LedgerCell):
        return thing.measure, thing.column, tuple(kind for kind, _ in thing.parts)
    if isinstance(thing, tuple):
        return tuple(_told(one) for one in thing if not isinstance(one, Span))
    if is_dataclass(thing):
        kept = [f.name for f in fields(thing) if f.name not in left_out]
        return {name: _told(value) for name in kept if not isinstance(value := getattr(thing, name), Span)}
    return thing


def bodies(measure: Measure) -> list[Said]:
    return [Said(a.role, a.body.name, a.group, a.position, a.open, a.basis) for a in measure.assignments]


def due(deadline: Deadline | None) -> Due | None:
    return Due(squash(deadline.text), deadline.date, deadline.month_day) if deadline else None


def mentions(plan: Plan) -> Iterator[Mention]:
    for measure in plan.measures:
        stated: tuple[Assignment, ...] = (*measure.assignments, *measure.by_rule)
        for one in (*stated, *(a for item in measure.support for a in item.bodies), *measure.inferred):
            yield one.body


def says_what_was_described(plan: Plan, described: Synthetic[Any]) -> None:
    """What the page says of itself, the sections, and each measure against the gold of the description."""
    document = plan.document
    assert (document.title, document.number, document.issuer, document.written, document.area) == (
        described.title, described.number, described.issuer, described.written, "120116",
    )  # fmt: skip
    assert [(s.number, squash(s.title)) for s in plan.sections] == [
        (p.number, p.title) for p in described.parts
    ]
    wanted = described.measures()
    assert [m.row or m.number for m in plan.measures] == [str(n) for n in range(1, len(wanted) + 1)]
    assert [m.section for m in plan.measures] == [section for section, _ in wanted]
    for measure, (_, want) in zip(plan.measures, wanted, strict=True):
        assert squash(measure.text) == squash("".join(want.text))
        assert bodies(measure) == want.said()
        assert {a.body.name: a.body.organization for a in measure.assignments} == {
            said.name: ORGANIZATIONS[said.name] for said in want.said()
        }
        if want.due != NOT_DUE:
            assert due(measure.deadline) == want.due


def is_the_words(plan: Plan) -> None:
    """Every span leads to the words that the record gives: exactly for names, up to white space elsewhere."""
    text = plan.text
    for mention in mentions(plan):
        assert squash(mention.span.of(text)) == mention.name
    for section in plan.sections:
        assert squash(section.span.of(text)).endswith(squash(section.title))
    for measure in plan.measures:
        for one in (*measure.clauses, *measure.targets, *([measure.deadline] if measure.deadline else [])):
            assert squash(one.span.of(text)) == squash(one.text)
        assert measure.row_span.start <= measure.span.start <= measure.span.end <= measure.row_span.end
        assert squash(measure.span.of(text)) == squash(measure.text)
    for note, span in plan.notes:
        assert squash(span.of(text)) == squash(note)
    for cell in plan.ledger:
        assert squash("".join(span.of(text) for _, span in cell.parts)) == squash(cell.span.of(text))


@tables
def test_a_table_says_what_was_described(ending: str) -> None:
    plan = read_table(ending)
    says_what_was_described(plan, TABLE)
    assert [squash(note) for note, _ in plan.notes] == [squash(TABLE.note)]


@tables
def test_a_slash_is_no_time_limit(ending: str) -> None:
    told = read_table(ending).measures
    wanted = [row.due for _, row in TABLE.measures()]
    assert [due(m.deadline) for m, want in zip(told, wanted, strict=True) if want == NOT_DUE] == [None]


@texts
def test_an_item_without_a_time_limit_has_none(ending: str) -> None:
    told = read_text(ending).measures
    wanted = [item.due for _, item in TEXT.measures()]
    assert {due(m.deadline) for m, want in zip(told, wanted, strict=True) if want == NOT_DUE} == {None}


@texts
def test_a_text_says_what_was_described(ending: str) -> None:
    says_what_was_described(read_text(ending), TEXT)


@pytest.mark.parametrize("ending", [ending for ending in TABLE_WRITERS if ending != "docx"])
def test_tables_of_all_formats_say_the_same(ending: str) -> None:
    assert apart_from_places(read_table(ending)) == apart_from_places(read_table("docx"))


@pytest.mark.parametrize("ending", [ending for ending in TEXT_WRITERS if ending != "docx"])
def test_texts_of_all_formats_say_the_same(ending: str) -> None:
    assert apart_from_places(read_text(ending)) == apart_from_places(read_text("docx"))


@tables
def test_the_spans_of_a_table_are_the_words(ending: str) -> None:
    is_the_words(read_table(ending))


@texts
def test_the_spans_of_a_text_are_the_words(ending: str) -> None:
    is_the_words(read_text(ending))


@tables
@pytest.mark.parametrize("seed", [1, 2])
def test_a_table_as_long_as_a_real_plan_says_what_was_described(ending: str, seed: int) -> None:
    described = longer(TABLE, 40, seed)
    says_what_was_described(read_table(ending, described), described)


@texts
@pytest.mark.parametrize("seed", [1, 2])
def test_a_text_as_long_as_a_real_plan_says_what_was_described(ending: str, seed: int) -> None:
    described = longer(TEXT, 40, seed)
    says_what_was_described(read_text(ending, described), described)


@tables
def test_the_same_faults_are_found(ending: str) -> None:
    findings = {finding.code for finding in read_table(ending, FAULTY).findings}
    assert {"unresolved-name", "body-twice"} <= findings
    assert apart_from_places(read_table(ending, FAULTY)) == apart_from_places(read_table("docx", FAULTY))


@tables
def test_a_measure_beside_two_rows_of_bodies_is_one(ending: str) -> None:
    """Where cells cannot be merged the second row's are empty: which body stands in which row is then lost."""
    plan = read_table(ending, SHARED)
    wanted = [measure.said() for _, measure in SHARED.measures()]
    assert [sorted(s[:2] for s in bodies(m)) for m in plan.measures] == [
        sorted(s[:2] for s in w) for w in wanted
    ]


@tables
def test_a_number_merged_over_two_rows_is_no_two_numbers(ending: str) -> None:
    plan = read_table(ending, SHARED)
    assert [(m.key, m.path) for m in plan.measures] == [("1", None), ("2", None), ("3", None), ("4", None)]


def test_numbers_that_word_counts_make_the_same_plan() -> None:
    plan = plan_of(read_bytes(numbered_docx(TEXT), "plan.docx"))
    assert apart_from_places(plan) == apart_from_places(read_text("docx"))
    is_the_words(plan)


def test_a_pdf_of_the_table_goes_over_pages_with_the_heading_on_each() -> None:
    document = read_bytes(to_pdf(TABLE), "plan.pdf")
    assert len(document.pages) > 2
    assert document.text.count("序号") == len(document.pages)


@pytest.mark.parametrize("cut", [1, 5, 6, 12, 14])
def test_a_row_cut_by_a_page_break_is_one_measure(cut: int) -> None:
    plan = plan_of(read_bytes(to_pdf(TABLE, cut), "plan.pdf"))
    assert apart_from_places(plan) == apart_from_places(read_table("docx"))
