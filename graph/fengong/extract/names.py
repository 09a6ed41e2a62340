"""Where the name of a body begins and ends: by the registry's names, else by the shape of such names.

A body's name ends in one of the words of data/registry/name_suffixes.csv (局, 委, 办, 管委会 …).
Where text runs on after a name without a mark (区财政局推动滨铁3号线…), the end is chosen among
the possible ones: a known name first, then one that a support request's opening verb follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from fengong.extract.grammar import grammar
from fengong.flow import squash
from fengong.lexicon import Lexicon, alternation, lexicon
from fengong.registry import Registry, load

LONGEST = 40
"""Characters. The longest names seen in plans (full names of field offices) have under forty."""

_LONGEST_TAIL = 6
_OFFICE = re.compile(r"[\u3400-\u9fff]{2}.?[室处部科局办院所庭站]")
"""研究室, 组织部, 保障处: short names of offices that begin like what is to be done."""
BRANCH = re.compile(
    r"[\u3400-\u9fff]{2,12}(?:支行|分行|分局|支局|分公司|税务局|监管局|监察局|办事处|供电公司|调查队|海关|特派员办事处)"
)
"""人民银行|某某市中心支行: the branch of a body in a place."""
_GOES_ON = ("党委", "省委", "市委", "区委", "县委", "政府")
_BRACKETED = re.compile(r"\([^()]*\)$")
_SOLID = re.compile(r"(?:\([\u3400-\u9fff、,]{1,24}\)|[\u3400-\u9fff〇A-Za-z0-9()“”·\-])+")
"""The characters of names; 、 only in brackets (各县(市、区)政府)."""


@dataclass(frozen=True, eq=False)  # the same only where they are one: what was found by them is kept by them
class NameRules:
    """What is known of names: the registry's written forms and the shapes' suffixes."""

    known: frozenset[str]
    suffixes: re.Pattern[str]
    lexicon: Lexicon

    @cached_property
    def joint(self) -> re.Pattern[str]:
        """The sets and known names that have 、 in them (各市、县人民政府; 市科委、中关村管委会)."""
        known = alternation([name for name in self.known if "、" in name]) or r"(?!)"
        return re.compile(rf"{grammar().collective.pattern}|{known}")

    def is_known(self, name: str) -> bool:
        """Whether the registry has this very form (folded, without white space)."""
        return name in self.known

    def is_name(self, words: str) -> bool:
        """Whether all of ``words`` is a known name or has the shape of one."""
        if self.is_known(words) or grammar().collective.fullmatch(words):
            return True
        return self._has_shape(words) and not self._runs_on(words)

    def _has_shape(self, words: str) -> bool:
        if not 2 <= len(words) <= LONGEST or not _SOLID.fullmatch(words):
            return False
        if words.count("(") != words.count(")"):
            return False  # 区教委支持数据共享(市财政局 is the end of one cell and the beginning of the next
        if words in self.lexicon.suffix_decoys:
            return False
        if self.lexicon.opener.match(words) and not _OFFICE.fullmatch(words):
            return False
        return _BRACKETED.sub("", words).endswith(self.lexicon.suffixes)

    def _runs_on(self, words: str) -> bool:
        """Whether a known name begins ``words`` and what follows is a sentence, not the rest of a name.

        教育部落实天津市与北京大学 is no body; 市规自局滨海分局 is one, and so are the offices under a
        party committee or a government, whose names go on at any length (区委网信办).
        """
        stem = next((n for n in range(len(words) - 1, 2, -1) if words[:n] in self.known), 0)
        if not stem or words[:stem].endswith(_GOES_ON):
            return False
        return len(words) - stem > _LONGEST_TAIL and not BRANCH.fullmatch(words, stem)

    def ends(self, chars: str, start: int, limit: int) -> list[int]:
        """Every index in (start, limit] at which a name beginning at ``start`` could end, ascending."""
        solid = _SOLID.match(chars, start, min(limit, start + LONGEST))
        return [start + n for n in _lengths(solid.group(), self)] if solid else []

    def end(self, chars: str, start: int, limit: int) -> int | None:
        """The likeliest end of the name at ``start`` whose item runs to ``limit``, or None if there is no name.

        In order: the longest known name that ends the item or is followed by an opening verb; the
        first end followed by an opening verb; the longest known name; the first possible end.
        """
        ends = self.ends(chars, start, limit)
        known = [end for end in ends if chars[start:end] in self.known]
        opened = [end for end in ends if self.lexicon.opener.match(chars, end)]
        sure = [end for end in known if end == limit or end in opened]
        for choice in (sure[-1:], opened[:1], known[-1:], ends[:1]):
            if choice:
                return choice[0]
        return None


@lru_cache(maxsize=4096)
def _lengths(words: str, rules: NameRules) -> tuple[int, ...]:
    """How long a name at the beginning of ``words`` could be, ascending. A plan names the same bodies again and again."""
    found = {n for n in range(2, len(words) + 1) if words[:n] in rules.known}
    if not rules.lexicon.opener.match(words):
        found |= {m.end() for m in rules.suffixes.finditer(words) if m.end() >= 2}
    return tuple(sorted(n for n in found if words.count("(", 0, n) == words.count(")", 0, n)))


def compile_names(names: Iterable[str], words: Lexicon) -> NameRules:
    """The rules for a set of written names, compared folded and without white space."""
    known = frozenset(squash(name) for name in names)
    return NameRules(
        known=known,
        suffixes=re.compile(alternation(list(words.suffixes))),
        lexicon=words,
    )


@lru_cache(maxsize=1)
def name_rules() -> NameRules:
    """The rules of the shipped registry."""
    registry: Registry = load()
    return compile_names(registry.known_names(), lexicon())
