"""The curated CSV files of the registry: their columns, their checks and their one written form.

Canonical form: UTF-8, lines ending in ``\\n``, the columns of `COLUMNS`, no white space at either end of
a cell, quotation marks only where CSV needs them, records sorted.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from fengong.errors import RegistryError

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    name: tuple(columns.split())
    for name, columns in {
        "areas": "code name short level parent english source",
        "organizations": "id label english kind level parent area confidence source valid_from valid_to note",
        "names": "name organization form within source",
        "collectives": "id label english level area open source note other_names",
        "members": "collective member valid_from valid_to source",
        "collective_words": "word where example decoy source",
        "identifiers": "organization scheme identifier source",
        "changes": "event date manner original resulting title english source",
    }.items()
}
"""The files (without .csv) and their columns in order."""

_MAY_BE_BLANK = frozenset({"parent", "within", "valid_from", "valid_to", "note", "other_names"})
_BLANK_AREA = _MAY_BE_BLANK | {"english"}  # most places have no curated English name
_KEYS = {
    "names": ("name", "organization", "within"),
    "members": ("collective", "member", "valid_from"),
    "identifiers": ("organization", "scheme", "identifier"),
    "changes": ("event", "original", "resulting"),
}
_CHOICES: Mapping[str, frozenset[str]] = {
    column: frozenset(words.split())
    for column, words in {
        "level": "national provincial municipal district zone township",
        "kind": "government government-department party-organ statutory-body field-office coordinating-body "
        "enterprise public-institution mass-organisation",
        "confidence": "high medium low",
        "form": "full short other elided",
        "open": "true false",
        "where": "prefix suffix infix",
        "scheme": "gbt4657 wikidata",
        "manner": "formed renamed absorbed",
    }.items()
}
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_DATES = frozenset({"date", "valid_from", "valid_to"})
_PATTERNS = {
    "id": (re.compile(r"(cn|\d{6})(-[a-z0-9]+)+"), "an area's code, '-' and ASCII pinyin"),
    "code": (re.compile(r"cn|\d{6}"), "'cn' or a GB/T 2260 code of six digits"),
    "event": (re.compile(r"(cn|\d{6})-\d{4}(-[a-z0-9]+)+"), "an area's code, the year and ASCII pinyin"),
    "date": (_DATE, "an ISO date"),
    "valid_from": (_DATE, "an ISO date"),
    "valid_to": (_DATE, "an ISO date"),
}


class Record(NamedTuple):
    """One checked record: where it stands (``names.csv, line 7``) and its cells by column."""

    where: str
    cells: dict[str, str]


def need(holds: bool, where: str, message: str) -> None:
    """Raise RegistryError with place and message unless ``holds``."""
    if not holds:
        raise RegistryError(f"{where}: {message}")


def need_known(where: str, column: str, value: str, known: Mapping[str, object]) -> None:
    """Raise RegistryError unless ``value``, which stands in ``column``, is among ``known``."""
    need(value in known, where, f"{column} {value!r} is not known: add it or correct it")


def read_records(folder: Path, name: str) -> list[Record]:
    """The records of ``folder``/``name``.csv in file order, each cell checked by its column.

    Raises RegistryError naming file and line: unreadable file, other columns, a blank or ill-formed
    cell, a record that is there twice.
    """
    columns = COLUMNS[name]
    table = _table(folder / f"{name}.csv")
    _, head = next(table, (1, []))
    need(tuple(head) == columns, f"{name}.csv, line 1", f"the columns must be {','.join(columns)}")
    records = []
    for line, cells in table:
        where = f"{name}.csv, line {line}"
        if len(cells) != len(columns):
            need(False, where, f"{len(cells)} fields where {len(columns)} are needed")
        records.append(Record(where, dict(zip(columns, cells))))  # noqa: B905 (counted on the line before)
    _check_cells(name, records)
    _check_unique(_KEYS.get(name, columns[:1]), records)
    return records


def _table(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            for cells in reader:
                yield reader.line_num, cells
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise RegistryError(f"{path.name}: cannot be read: {error}") from None


def _check_cells(name: str, records: list[Record]) -> None:
    """Column by column and value by value: areas.csv has thousands of records and few values to check."""
    blank = _BLANK_AREA if name == "areas" else _MAY_BE_BLANK
    for column in COLUMNS[name]:
        for value in dict.fromkeys([record.cells[column] for record in records]):
            fault = _fault(column, value, column in blank)
            if fault:
                need(False, next(where for where, cells in records if cells[column] == value), fault)


def _fault(column: str, value: str, may_be_blank: bool) -> str | None:
    """What is wrong with a cell of ``column``, or None."""
    if not value:
        return None if may_be_blank else f"{column} is blank"
    if column in _CHOICES and value not in _CHOICES[column]:
        return f"{column} {value!r} is none of {', '.join(sorted(_CHOICES[column]))}"
    if column in _PATTERNS and not _PATTERNS[column][0].fullmatch(value):
        return f"{column} {value!r} is not {_PATTERNS[column][1]}"
    if column in _DATES and not _is_in_calendar(value):
        return f"{column} {value!r} is no day of the calendar"
    return None


def _is_in_calendar(value: str) -> bool:
    """Whether a year, a month of it or a day of that (2018, 2018-03, 2018-03-17) exists."""
    try:
        date.fromisoformat(value + "0000-01-01"[len(value) :])
    except ValueError:
        return False
    return True


def _check_unique(keys: tuple[str, ...], records: list[Record]) -> None:
    seen: dict[tuple[str, ...], str] = {}
    for where, cells in records:
        key = tuple([cells[column] for column in keys])
        first = seen.setdefault(key, where)
        if first is not where:
            need(False, where, f"{' '.join(key).strip()!r} stands in {first} too: keep one")


def check_parents(parents: Mapping[str, str], where: Mapping[str, str]) -> None:
    """Every parent ("" for none) is itself a key of ``parents``, and nothing lies in itself.

    ``where`` says where each record stands. Raises RegistryError.
    """
    sound = {""}
    for start in parents:
        passed: list[str] = []
        at = start
        while at not in sound:
            if at in passed:
                need(False, where[start], f"{at!r} is its own ancestor: correct a parent")
            if at not in parents:
                need_known(where[passed[-1]], "parent", at, parents)
            passed.append(at)
            at = parents[at]
        sound.update(passed)


def canonical(path: Path) -> str:
    """The text of a registry file in its one written form. Raises RegistryError if it is no CSV."""
    rows = [[cell.strip() for cell in cells] for _, cells in _table(path)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(rows[:1])
    writer.writerows(sorted(rows[1:]))
    return out.getvalue()


def repair(folder: Path) -> tuple[Path, ...]:
    """Put every file of `COLUMNS` into canonical form, each replaced in one step; those that changed."""
    changed = []
    for name in COLUMNS:
        path = folder / f"{name}.csv"
        wanted = canonical(path).encode("utf-8")
        if path.read_bytes() != wanted:
            beside = path.with_suffix(".csv.new")
            beside.write_bytes(wanted)
            os.replace(beside, path)
            changed.append(path)
    return tuple(changed)
