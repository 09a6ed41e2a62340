"""The words by which such plans are read: data/registry/*.csv compiled to rules, once a process."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from fengong.errors import RegistryError
from fengong.resources import resource

if TYPE_CHECKING:
    from fengong.model import Role


def rows(name: str) -> list[dict[str, str]]:
    """The records of data/registry/``name``.csv, in file order.

    Raises RegistryError where the file is missing or a row has too few fields.
    """
    path = resource(f"data/registry/{name}.csv")
    try:
        with path.open(encoding="utf-8", newline="") as file:
            found = list(csv.DictReader(file, strict=True))
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise RegistryError(f"data/registry/{name}.csv cannot be read: {error}") from None
    for line, row in enumerate(found, start=2):
        if None in row or None in row.values():
            raise RegistryError(f"data/registry/{name}.csv, record {line}: wrong number of fields")
    return found


def alternation(words: list[str]) -> str:
    """A regular expression for any of ``words``, longest first so that the longest wins."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@dataclass(frozen=True)
class ColumnRule:
    """A heading pattern and the column it tells; ``role`` is that of the bodies listed there."""

    pattern: re.Pattern[str]
    column: str
    role: Role


@dataclass(frozen=True)
class Lexicon:
    """Compiled rules. Every regular expression runs in linear time on text of any length."""

    suffixes: tuple[str, ...]
    suffix_decoys: frozenset[str]
    columns: tuple[ColumnRule, ...]
    labels: Mapping[str, str]
    label: re.Pattern[str]
    furniture: re.Pattern[str]
    opener: re.Pattern[str]
    units: re.Pattern[str]
    target_words: Mapping[str, str]
    deadline_words: Mapping[str, str]
    roles_after: Mapping[str, Role]
    role_after: re.Pattern[str]
    due_phrase: re.Pattern[str]

    def role(self, word: str) -> Role:
        """The role of this name. Raises RegistryError where there is none."""
        return _role(word)


_ROLES: Mapping[str, Role] = {
    "lead": "lead",
    "responsible": "responsible",
    "cooperate": "cooperate",
    "guide": "guide",
    "implement": "implement",
    "support": "support",
}


def _role(word: str) -> Role:
    if word not in _ROLES:
        raise RegistryError(f"data/registry: {word!r} is no role; roles are {', '.join(_ROLES)}")
    return _ROLES[word]


def _by_place(name: str) -> Mapping[str, str]:
    """{place: alternation of its words} of a file whose words tell by their place beside a number."""
    places: dict[str, list[str]] = {}
    for row in rows(name):
        places.setdefault(row["place"], []).append(row["word"])
    return {place: alternation(words) for place, words in places.items()}


def _due_phrase() -> re.Pattern[str]:
    """A day or period that stands for itself in a statement: 2020年6月底前, 三季度, 持续推进."""
    year, month = r"(?:\d{4}|今|明|当|本|每|全)年", r"\d{1,2}月"
    day = r"(?:\d{1,2}日|份|底|末|初|[上中下]旬)"
    part = r"(?:第?[一二三四1-4]季度|[上下]半年)"
    end = r"(?:年?[内底末初]|年)?(?:之|以)?前?"
    return re.compile(
        rf"(?:(?:19|20)\d\d[-./]\d{{1,2}}(?:[-./]\d{{1,2}})?(?:日|之|以)?前?|{year}(?:{month}{day}?|{part})?{end}|{month}{day}?{end}|{part}{end}|\d{{4}}-\d{{4}}年"
        rf"|(?:{alternation([row['phrase'] for row in rows('standing_dues')])})"
        r"(?:推进|坚持|实施|开展|完成|优化|落实|执行|推动|改进|提升)?)"
    )


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of this installation."""
    suffixes = rows("name_suffixes")
    labels = {row["label"]: row["field"] for row in rows("labels")}
    units = rows("units")
    after = {row["word"]: _role(row["role"]) for row in rows("roles") if row["place"] in ("after", "end")}
    return Lexicon(
        suffixes=tuple(sorted((row["suffix"] for row in suffixes), key=lambda s: (-len(s), s))),
        suffix_decoys=frozenset(row["decoy"] for row in suffixes if row["decoy"]),
        columns=tuple(
            ColumnRule(re.compile(row["pattern"]), row["column"], _role(row["role"] or "responsible"))
            for row in rows("columns")
        ),
        labels=labels,
        label=re.compile(rf"({alternation(list(labels))}):|【({alternation(list(labels))})】:?"),
        furniture=re.compile(alternation([row["phrase"] for row in rows("furniture")])),
        opener=re.compile(alternation([row["opener"] for row in rows("openers")])),
        units=re.compile(alternation([row["unit"] for row in units])),
        target_words=_by_place("target_words"),
        deadline_words=_by_place("deadline_words"),
        roles_after=after,
        role_after=re.compile(rf"(?:{alternation(list(after))})$"),
        due_phrase=_due_phrase(),
    )
