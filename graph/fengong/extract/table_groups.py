"""The rows that make one measure together, and what each measure of a table is called by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from fengong.extract.grid import BARE, Header
from fengong.extract.table_rows import DataRow, Reading
from fengong.layout import Span
from fengong.model import Document, Section

_OPENING = re.compile(r"\s*(\d{1,3})\s*[.、．](?!\d)\s*")
_NUMBER = re.compile(r"\d{1,4}(?:[.\-]\d{1,3}){0,2}")


@dataclass
class Group:
    """A row with words of its own, and the rows below that only add bodies to it.

    ``spans`` are the words of the measure; ``aspect`` the column whose merged cell is a heading over
    several rows; ``number`` the one printed, else the row's place in the table.
    """

    header: Header
    row: DataRow
    spans: list[Span]
    aspect: int | None
    number: str
    joined: list[DataRow] = field(default_factory=list)


def grouped(reading: Reading) -> list[Group]:
    """The rows of all tables in order of place."""
    groups: list[Group] = []
    last: tuple[int, ...] = ()
    for header, row in reading.rows:
        columns, aspect = _measure_columns(reading.document, header, row)
        spans = [s for c in columns for s in row.spans[c]]
        same = tuple(id(row.cells[c]) for c in columns if row.spans[c])
        if groups and (not spans or (same and same == last)):
            groups[-1].joined.append(row)
            continue
        last = same if all(len(row.spans[c]) <= 1 for c in columns) else ()
        spans = spans or [s for c in row.spans for s in c][:1]
        groups.append(Group(header, row, spans, aspect, _own_number(reading.document, header, row)))
    return _numbered(reading.document, groups)


def _wording(header: Header) -> list[int]:
    """The columns of tasks and measures, and those of aims that stand beside them without a gap."""
    columns = sorted([*header.of("task"), *header.of("measure")])
    aims = header.of("goal")
    while columns and (beside := [a for a in aims if a in (columns[0] - 1, columns[-1] + 1)]):
        columns = sorted([*columns, *beside])
        aims = [a for a in aims if a not in beside]
    return columns


def _measure_columns(document: Document, header: Header, row: DataRow) -> tuple[list[int], int | None]:
    """(the columns that word the measure, the one whose merged cell is a heading over several rows)."""
    columns = _wording(header)
    merged = [c for c in columns if (cell := row.cells[c]) is not None and cell.rows > 1]
    single = [c for c in columns if c not in merged and row.words(document, c)]
    heading = next(iter(header.of("aspect")), None)
    if merged and single:
        return single, heading if heading is not None else merged[0]
    return [c for c in columns if row.spans[c]] or columns, heading


def _own_number(document: Document, header: Header, row: DataRow) -> str:
    """The number printed in the row's column of numbers, else ""."""
    for column in header.of("number"):
        if match := _NUMBER.match(row.words(document, column)):
            return match.group()
    return ""


def _numbered(document: Document, groups: Sequence[Group]) -> list[Group]:
    """The groups; those of a table without a column of numbers by the numbers that open their words."""
    found: list[Group] = []
    for _, same in groupby(groups, key=lambda group: group.row.table):
        table = list(same)
        opened = [_opening(document, group) for group in table]
        if all(opened):
            table = [_cut(group, mark) for group, mark in zip(table, opened, strict=True) if mark]
        found += [replace(g, number=g.number or str(count)) for count, g in enumerate(table, 1)]
    return found


def _opening(document: Document, group: Group) -> re.Match[str] | None:
    """The number that opens the words of a row without a cell for it; none where the cell numbers a list."""
    if group.header.of("number") or lists_tasks(group.header):
        return None
    words = group.spans[0].of(document.text)
    mark = _OPENING.match(words)
    if mark is None or mark.end() == len(words):
        return None
    return None if re.search(rf"(?<!\d){int(mark[1]) + 1}\s*[.、．]", words[mark.end() :]) else mark


def _cut(group: Group, mark: re.Match[str]) -> Group:
    """The group with the number that opens its words taken out of them."""
    first, *rest = group.spans
    return replace(group, number=str(int(mark[1])), spans=[Span(first.start + mark.end(), first.end), *rest])


def lists_tasks(header: Header) -> bool:
    """Whether the table lists each body's tasks (单位 | 1.… 2.…): its bodies' columns are named by the unit alone."""
    return all((c := header.columns[i]) and c.words in BARE for i in header.of("bodies"))


def group_paths(groups: Sequence[Group]) -> Sequence[str | None]:
    """Where row numbers begin anew: the table's number, or the section's, before the row's own; else their turn's."""
    rows = [(group.row.table, group.row.section, group.number) for group in groups]
    if len({number for *_, number in rows}) == len(rows):
        return [None] * len(rows)
    if len({(table, number) for table, _, number in rows}) == len(rows):
        return [f"{table}-{number}" for table, _, number in rows]
    by_section = [f"{section}-{number}" for _, section, number in rows]
    if all(section for _, section, _ in rows) and len(set(by_section)) == len(rows):
        return by_section
    return _by_turn([number for *_, number in rows])


def _by_turn(numbers: Sequence[str]) -> list[str]:
    """Each number behind how many times they began anew: a number that comes again begins the next turn."""
    found: list[str] = []
    turn, seen = 1, set[str]()
    for number in numbers:
        if number in seen:
            turn, seen = turn + 1, set()
        seen.add(number)
        found.append(f"{turn}-{number}")
    return found


def section_rows(reading: Reading) -> list[Section]:
    """The section rows; a number that comes again (in the next table) gets the count of its turn before it."""
    found: list[Section] = []
    for number, title, span in reading.sections:
        base = number or str(len(found) + 1)
        again = sum(s.number.rpartition("/")[2] == base for s in found)
        found.append(Section(f"{again + 1}/{base}" if again else base, title, span))
    return found
