"""What people have decided about names (核定): data/reviews/*.csv, honoured whenever a plan is read.

The files are those of the folder data/reviews below the current one, or what ``FENGONG_REVIEWS`` names, a file or
a folder. Columns: mention, verdict, organisation, who, when, why, and where wanted place and document; those that
`fengong review` adds for the reader are passed over, and so are rows without a verdict: they still wait.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, Literal

from fengong.errors import RegistryError

Verdict = Literal["is", "is not", "unsure"]
FOLDER = Path("data/reviews")
VARIABLE = "FENGONG_REVIEWS"
NEEDED: Final = ("mention", "verdict", "organisation", "who", "when", "why")
CHOSEN: Final = ("place", "document")
TOLD: Final = ("documents", "measures", "reason", "candidates", "guesses", "example", "source")
"""Columns for the reader of a list that waits for decisions: not read back."""

_VERDICTS: Mapping[str, Verdict] = {
    "is": "is", "is not": "is not", "unsure": "unsure", "是": "is", "不是": "is not", "不确定": "unsure",
}  # fmt: skip
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
"""Spreadsheets write 2026/3/5 for 2026-03-05."""


@dataclass(frozen=True, slots=True)
class Review:
    """One person's decision about a name, as it stands in a file.

    ``organisation``: an id of the registry or a full name, "" where an "unsure" is of all. ``place``: a GB/T 2260 code,
    "cn" or the name of a place; ``document``: 文号 or title of the only one meant; both may be "". ``when``: ISO date.
    ``where`` tells file and line.
    """

    mention: str
    verdict: Verdict
    organisation: str
    who: str
    when: str
    why: str
    place: str = ""
    document: str = ""
    where: str = ""

    def cells(self) -> dict[str, str]:
        """What was decided, by column, wherever it is written."""
        return {name: getattr(self, name) for name in (*NEEDED, *CHOSEN)}

    @property
    def digest(self) -> str:
        """SHA-256 over what was decided."""
        return hashlib.sha256("\0".join(self.cells().values()).encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class Reviews:
    """Decisions together, in order of their files. The same only where they are one: what follows is kept by them."""

    entries: tuple[Review, ...] = ()

    @cached_property
    def digest(self) -> str | None:
        """SHA-256 over what they decide, in whatever order; None where they decide nothing."""
        found = sorted(one.digest for one in self.entries if one.verdict != "unsure")
        return hashlib.sha256("".join(found).encode()).hexdigest() if found else None


_given: ContextVar[Reviews | None] = ContextVar("reviews", default=None)


def current() -> Reviews:
    """The decisions that hold now: those given by `using`, else those of the files.

    Raises RegistryError naming file and line where a file is not what it must be.
    """
    given = _given.get()
    if given is not None:
        return given
    return _read_all(tuple((path, *_state(path)) for path in files()))


@contextmanager
def using(reviews: Reviews) -> Iterator[None]:
    """Let these decisions hold instead of those of the files: a worker elsewhere has other files."""
    token = _given.set(reviews)
    try:
        yield
    finally:
        _given.reset(token)


def files() -> tuple[Path, ...]:
    """The files that decisions are read from, in order of name. Raises RegistryError where the one named is not there."""
    named = os.environ.get(VARIABLE)
    place = Path(named) if named else FOLDER
    if place.is_file():
        return (place,)
    found = sorted(one for one in place.glob("*") if one.suffix.lower() == ".csv") if place.is_dir() else []
    if named and not found:
        raise RegistryError(f"{VARIABLE}: {named!r} is no file, nor a folder with CSV files: name one")
    return tuple(found)


def are_given() -> bool:
    """Whether decisions are given or there are files of them, be they empty."""
    return _given.get() is not None or bool(files())


def read_reviews(path: Path) -> tuple[Review, ...]:
    """The decisions of one file, in its order.

    Raises RegistryError naming file and line: no CSV in UTF-8, a column missing or unknown, a row of another length,
    a cell that is blank or not what its column wants.
    """
    rows = _rows(path)
    _, head = next(rows, (1, []))
    _check_head(path, head)
    found = []
    for line, cells in rows:
        where = f"{path}, line {line}"
        if len(cells) != len(head):
            raise RegistryError(f"{where}: {len(cells)} fields where {len(head)} are needed")
        row = dict(zip(head, cells, strict=True))
        if row.get(""):
            raise RegistryError(f"{where}: {row['']!r} stands below no heading")
        if row["verdict"]:
            found.append(_review(row, where))
    return tuple(found)


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise RegistryError(f"{path}: cannot be read: {error.strerror}") from None
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=8)
def _read_all(states: tuple[tuple[Path, int, int], ...]) -> Reviews:
    return Reviews(tuple(one for path, *_ in states for one in read_reviews(path)))


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row that is not empty, in one line each; the mark that spreadsheets put first is left out."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader, start = csv.reader(file, strict=True), 1
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield start, [_cell(cell, f"{path}, line {start}") for cell in cells]
                start = reader.line_num + 1
    except UnicodeDecodeError:
        raise RegistryError(f"{path}: is not UTF-8; save it as CSV UTF-8") from None
    except (OSError, csv.Error) as error:
        raise RegistryError(f"{path}: cannot be read: {error}") from None


def _cell(words: str, where: str) -> str:
    """A cell in one line. Raises RegistryError for characters that no file of RDF can hold or that a terminal obeys."""
    cell = " ".join(words.split())
    if bad := next((one for one in cell if unicodedata.category(one) == "Cc"), None):
        raise RegistryError(f"{where}: the control character {bad!r} cannot stand there; take it out")
    return cell


def _check_head(path: Path, head: Sequence[str]) -> None:
    missing = [name for name in NEEDED if name not in head]
    strange = [name for name in head if name and name not in (*NEEDED, *CHOSEN, *TOLD)]
    named = [name for name in head if name]
    if len(head) == 1 and missing and (by := next((one for one in ";\t" if one in head[0]), None)):
        raise RegistryError(f"{path}, line 1: the columns are parted by {by!r}; save it with commas")
    if missing or strange or len({*named}) < len(named):
        wrong = [
            *(f"{name} is missing" for name in missing[:1]),
            *(f"{name[:20]!r} is unknown" for name in strange[:1]),
        ]
        raise RegistryError(
            f"{path}, line 1: {wrong[0] if wrong else 'a column is there twice'}; the columns are {','.join(NEEDED)}"
            f" and, where wanted, {','.join(CHOSEN)}"
        )


def _review(row: Mapping[str, str], where: str) -> Review:
    verdict = _VERDICTS.get(row["verdict"].lower())
    if verdict is None:
        raise RegistryError(
            f"{where}: verdict {row['verdict']!r} is none of is, is not, unsure (是, 不是, 不确定)"
        )
    may_be_blank = ("organisation", "why") if verdict == "unsure" else ()
    for name in NEEDED:
        if not row[name] and name not in may_be_blank:
            raise RegistryError(f"{where}: {name} is blank")
    cells = {name: row.get(name, "") for name in (*NEEDED, *CHOSEN)} | {"when": _day(row["when"], where)}
    return Review(**cells | {"verdict": verdict}, where=where)  # type: ignore[arg-type]


def _day(words: str, where: str) -> str:
    found = _DAY.fullmatch(words)
    try:
        return date(*map(int, found.groups())).isoformat() if found else _refused(words, where)
    except ValueError:
        return _refused(words, where)


def _refused(words: str, where: str) -> str:
    raise RegistryError(f"{where}: when {words!r} is no day: write it as 2026-03-05")
