"""Titles of documents compared as their readers do: without the issuer, 关于, 印发…的通知 and brackets.

The rules are data/registry/title_frames.csv and form_citations.csv, each with an example and a decoy.
Two titles are the same only where what is left of them is the same, character for character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from fengong.flow import squash
from fengong.lexicon import rows

_MARKS = str.maketrans({"《": "<", "》": ">"})
_BRACKETS = re.compile('[<>《》“”"]')


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart: the issuer it begins with ("" where it names none) and what it is called by."""

    issuer: str
    core: str


@lru_cache(maxsize=50_000)
def title(words: str) -> Title:
    """The title in ``words``. 某省人民政府关于印发《某方案》的通知 → 某省人民政府, 某方案."""
    rest = _outer(squash(words).translate(_MARKS))
    found = next(filter(None, (frame.fullmatch(rest) for frame in _frames())), None)
    issuer, rest = (found["issuer"], _outer(found["core"])) if found else ("", rest)
    # What a notice issues may itself be called 关于….
    return Title(_BRACKETS.sub("", issuer), _BRACKETS.sub("", rest).removeprefix("关于"))


def _outer(words: str) -> str:
    """The words without brackets around all of them."""
    whole = words.startswith("<") and words.endswith(">") and "<" not in words[1:]
    return words[1:-1] if whole else words


def cited_title(quote: str) -> str:
    """The title in the words of a citation, 《title》(number)."""
    return quote[: max(map(quote.rfind, "》>〉")) + 1] or quote


def for_form(before: str, behind: str) -> bool:
    """Whether a citation between these words names a document for its form alone (…》的格式)."""
    return bool(
        _form("before").search(squash(before)) or _form("behind").match(squash(behind).lstrip("〉》>"))
    )


@lru_cache(maxsize=1)
def _frames() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["pattern"]) for row in rows("title_frames"))


@lru_cache(maxsize=2)
def _form(place: str) -> re.Pattern[str]:
    found = "|".join(row["pattern"] for row in rows("form_citations") if row["place"] == place)
    return re.compile(f"(?:{found})$" if place == "before" else f"(?:{found})")


def same_words(one: str, other: str) -> bool:
    """Whether two wordings are the same, letter for letter, or one holds the other whole (`LEAST` characters).

    Held whole is only what stands between marks: 不再扩大规模 does not hold 扩大规模.
    """
    held, whole = sorted((plain_words(one), plain_words(other)), key=len)
    if len(held) < LEAST or held not in whole:
        return False
    start = whole.find(held)
    while start >= 0:
        before, behind = whole[:start][-1:], whole[start + len(held) :][:1]
        if before in _PAUSES and behind in _PAUSES:  # "" is an edge, and in any string
            return True
        start = whole.find(held, start + 1)
    return False


_PAUSES = "。;,:!?"
LEAST = 16
"""Characters from which the same words are no accident: shorter ones (加强组织领导) stand in every plan."""


@lru_cache(maxsize=20_000)
def plain_words(words: str) -> str:
    """The words folded, without white space and closing marks: the form in which they are compared."""
    return squash(words).strip("。;,.")
