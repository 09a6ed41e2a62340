"""The words that state a role, compiled from data/registry/: phrases behind names, labels before them.

A role phrase is one or more role words with the adverbs around them (按职责分工负责, 牵头组织实施,
积极配合); its role is the strongest of its words (`_RANK`): 牵头负责 leads, 负责配合 cooperates. A label
is a role word with the word for a unit behind it (牵头考核单位:, 省级责任部门:); a field is a label that
announces something else than bodies (完成时限:, 责任人:, 适用范围:).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from fengong.lexicon import alternation, lexicon, rows
from fengong.model import Role

Field = Literal["deadline", "person", "scope", "goal", "note", "text"]
_LABEL_END = re.compile("[:为是]")
_RANK: tuple[Role, ...] = ("lead", "cooperate", "guide", "implement", "responsible", "support")


@dataclass(frozen=True, slots=True)
class Label:
    """A label [start, end), its colon included: the role of the bodies behind it, or what field it opens."""

    start: int
    end: int
    role: Role | None
    field: Field | None


@dataclass(frozen=True)
class Grammar:
    """Compiled patterns; all run on a flow's characters (no white space, half-width forms)."""

    phrase_end: re.Pattern[str]
    phrase: re.Pattern[str]
    verb: re.Pattern[str]
    adverb_end: re.Pattern[str]
    label: re.Pattern[str]
    bare_label: re.Pattern[str]
    heading: re.Pattern[str]
    stem: re.Pattern[str]
    fields: tuple[tuple[Field, re.Pattern[str]], ...]
    collective: re.Pattern[str]
    open_end: re.Pattern[str]

    def role_of(self, phrase: str) -> Role:
        """The role that a role phrase states."""
        found = {lexicon().roles_after[m.group()] for m in self.verb.finditer(phrase)}
        return next(role for role in _RANK if role in found)

    def strip(self, item: str) -> tuple[str, str]:
        """(words before the role phrase, the role phrase) of ``item``; the phrase is "" without one."""
        match = self.phrase_end.search(item)
        if not match or match.start() == 1:  # one character is no name
            return item, ""
        return item[: match.start()], match.group()

    def heading_role(self, words: str) -> Role | None:
        """The role of a column or label of these words (no colon), else None."""
        match = self.heading.fullmatch(words)
        return self._stem_role(match.group("words")) if match else None

    def heading_field(self, words: str) -> Field | None:
        """What the words announce when they stand as a heading or label, other than bodies."""
        return next((field for field, pattern in self.fields if pattern.fullmatch(words)), None)

    def label_at(self, chars: str, start: int, end: int) -> Label | None:
        """The label that begins at ``start``."""
        if match := self.label.match(chars, start, end) or self.bare_label.match(chars, start, end):
            return Label(start, match.end(), self._stem_role(match.group("words")), None)
        colon = chars.find(":", start, min(end, start + 16))
        field = self.heading_field(chars[start:colon]) if colon > start else None
        return Label(start, colon + 1, None, field) if field else None

    def labels(self, chars: str, start: int, end: int) -> list[Label]:
        """Every label in ``chars[start:end]``, from left to right."""
        starts, found = _labels_of(chars)
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        return [label for label in found[first:last] if label.end <= end]

    def find_labels(self, chars: str) -> Iterator[Label]:
        """Every label in ``chars``."""
        index = 0
        for match in _LABEL_END.finditer(chars):
            found = self._ending_at(chars, index, match.start())
            if found:
                yield found
                index = found.end

    def _ending_at(self, chars: str, start: int, colon: int) -> Label | None:
        """The longest label that the colon at index ``colon`` closes."""
        for first in range(max(start, colon - 60), colon - 1):
            match = self.label.match(chars, first, colon + 1)
            if match and match.end() == colon + 1:
                return Label(first, colon + 1, self._stem_role(match.group("words")), None)
        for first in range(max(start, colon - 12), colon - 1) if chars[colon] == ":" else ():
            at_boundary = first == start or chars[first - 1] in "、,;。()[]【】〔〕"
            if field := self.heading_field(chars[first:colon]):
                return Label(first, colon + 1, None, field)
            if at_boundary and self.bare_label.fullmatch(chars, first, colon + 1):
                return Label(first, colon + 1, self._stem_role(chars[first:colon]), None)
        return None

    def _stem_role(self, words: str) -> Role:
        """A label's role: that of 牵头 wherever it stands in it (责任牵头单位), else its first word's."""
        found = [_stems()[m.group()] for m in self.stem.finditer(words)]
        return "lead" if "lead" in found else found[0]


@lru_cache(maxsize=16)
def _labels_of(chars: str) -> tuple[list[int], list[Label]]:
    """The labels of a flow and where they begin: looked for once, asked for by every stretch of it."""
    found = list(grammar().find_labels(chars))
    return [label.start for label in found], found


@lru_cache(maxsize=1)
def _stems() -> dict[str, Role]:
    return {row["word"]: lexicon().role(row["role"]) for row in rows("role_labels") if row["place"] == "stem"}


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """The grammar of this installation."""
    verbs, ending = _verbs("after"), _verbs("after", "end")
    adverbs = "|".join(row["pattern"] for row in rows("role_adverbs"))
    either = "|".join(row["pattern"] for row in rows("role_adverbs") if row["place"] == "either")
    phrase = rf"(?:{adverbs}){{0,4}}(?:{verbs})(?:{verbs}|{adverbs}){{0,4}}"
    label, bare = _label_patterns()
    return Grammar(
        phrase_end=re.compile(rf"(?:{adverbs}){{0,4}}(?:{ending})(?:(?:{ending}|{either}|工作)){{0,4}}$"),
        phrase=re.compile(phrase),
        verb=re.compile(ending),
        adverb_end=re.compile(rf"(?:{rows('role_adverbs')[0]['pattern']})(?:分别|共同)?$"),
        label=re.compile(rf"(?P<words>{label})(?::|为(?!主|辅)|是(?!指|否))"),
        bare_label=re.compile(rf"(?P<words>{bare}):"),
        heading=re.compile(rf"(?P<words>{label})"),
        stem=re.compile(alternation(list(_stems()))),
        fields=tuple((row["field"], re.compile(row["pattern"])) for row in rows("fields")),  # type: ignore[misc]
        collective=_collective(phrase),
        open_end=_open_end(),
    )


def _verbs(*places: str) -> str:
    """The role words of these places; not where they end another word (市政协办 is an office, not 市政 that 协办)."""
    guarded = []
    for row in sorted(rows("roles"), key=lambda row: (-len(row["word"]), row["word"])):
        before = row["decoy"].removesuffix(row["word"]) if row["decoy"].endswith(row["word"]) else ""
        if row["place"] in places:
            guarded.append((f"(?<!{before})" if before else "") + row["word"])
    return "|".join(guarded)


def _label_patterns() -> tuple[str, str]:
    """A label's words (牵头考核单位), and those that need no word for a unit (牵头)."""
    by_place: dict[str, list[str]] = {}
    for row in rows("role_labels"):
        by_place.setdefault(row["place"], []).append(row["word"])
    before, stem, between, noun = (alternation(by_place[p]) for p in ("before", "stem", "between", "noun"))
    more = rf"(?:(?:和|及|与|或|/|、)(?:{noun}|责任人|负责人|{stem}))?"
    label = rf"(?:{before}){{0,2}}(?:{stem})(?:{between}|{stem}){{0,2}}(?:{noun}){more}(?:{noun})?(?:\([^()]{{1,40}}\))?"
    return label, stem


def _collective(phrase: str) -> re.Pattern[str]:
    """各市、县(市、区)人民政府: one set of bodies although a 、 stands in its name."""
    levels = alternation([row["word"] for row in rows("levels")])
    heads = alternation([row["word"] for row in rows("level_heads")])
    one = rf"(?:{levels})(?:\([^()]{{0,20}}\)|〔[^〕]{{0,20}}〕|\[[^\]]{{0,20}}\])?"
    end = rf"(?=[、,;。:()〔〕\[\]【】<]|等|和|及|$|{phrase})"
    return re.compile(rf"各(?:有关|相关)?{one}(?:[、和及]{one})+(?:{heads})?{end}")


def _open_end() -> re.Pattern[str]:
    """等, 等部门, 等省级有关部门: what leaves a list open; 高等, 中等 begin a word."""
    nouns = alternation([row["word"] for row in rows("open_nouns")])
    return re.compile(
        rf"(?<![高中平同均相上下初何])等(?:[^、,;。()等]{{0,10}}?(?:{nouns})(?:[、和及]?(?:{nouns})){{0,2}})?$"
    )
