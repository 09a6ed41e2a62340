"""Sentences that say who does something: 由A负责…,B配合; A牵头; A会同B.

A sentence counts only with a role word behind a list of what are bodies by their names or by 等部门,
at the beginning of a clause or behind 由. What looks alike and is none (负责同志, 由…负责解释,
由A牵头的机制, 由专人负责) is in data/registry/prose_decoys.csv.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fengong.extract.bodies import read_bodies
from fengong.extract.grammar import grammar
from fengong.extract.items import is_set, pieces
from fengong.extract.list_ends import last_item, list_ends
from fengong.extract.names import NameRules
from fengong.extract.paragraphs import Paragraphs
from fengong.extract.statements import Statement, Stretch, Taken, is_decoy
from fengong.flow import Flow
from fengong.lexicon import alternation, lexicon, rows
from fengong.model import Role

_SENTENCE = re.compile(r"[^。!?;]+[。!?;]?")
_CLAUSE = re.compile(r"(?P<mark>[,:])|(?<![自理事经缘])由(?![于此])")
"""Where a clause may begin that says who: behind a comma or colon, at 由."""
_BEHIND = re.compile(r"[,、;]")
_BY = re.compile(r"(?<![自理事经缘])由(?![于此])")
_MODAL = re.compile(r"(?:要|应|应当|须|将|可|负责)$")
_PLACE = re.compile(r"[\u3400-\u9fff]{1,8}[旗县市区镇乡州盟]$")
_PARTICLE = re.compile(r"对(?![外口台])|[将把被]|按照|根据|通过|是否|以及其|的")
_ET_AL = re.compile(r"等[^,。;等]{0,8}?(?:部门|单位)")
_FIELDS = re.compile(r"[^,。;:等]{2,60}等[^,。;]{0,6}?(?:部门|单位)")
_ENUMERATOR = re.compile(r"[一二三四五六七八九十]{1,3}是|[(]?\d{1,2}[)]|[①-⑳]")
_FEWEST_DUTIES = 2
_LONGEST_LIST = 160
_TRIES = 4
_SHORT_FIELD = 6
_SAID: frozenset[Role] = frozenset({"lead", "responsible", "cooperate"})
_ASKED_BY: frozenset[Role] = frozenset({"lead", "responsible", "implement"})
"""The roles 由 introduces; 由A协助B说 what A does for B, not who answers for the measure."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """[start, end): from the list (or the 由 before it) to the end of its role phrase."""

    start: int
    end: int


@lru_cache(maxsize=1)
def _after() -> re.Pattern[str]:
    """What behind a role word makes it part of another word (负责人), and not where that is part of a third (负责人才)."""
    decoys = [row for row in rows("prose_decoys") if row["place"] == "after"]
    return re.compile(
        "|".join(re.escape(row["word"]) + (f"(?!{row['unless']})" if row["unless"] else "") for row in decoys)
    )


@lru_cache(maxsize=1)
def _hints() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words that a stating sentence has in it: those of any clause, those that need 由."""
    words = lexicon().roles_after.items()
    by = [word for word, role in words if role == "implement"]
    return re.compile(alternation(["会同", *(w for w, role in words if role in _SAID)])), re.compile(
        alternation(by)
    )


def _may_state(sentence: str) -> bool:
    """Whether a sentence has a word by which it could state a role; most have none."""
    plain, by = _hints()
    return bool(plain.search(sentence)) or ("由" in sentence and bool(by.search(sentence)))


def find_prose(
    flow: Flow,
    paragraphs: Paragraphs,
    stretches: Sequence[Stretch],
    taken: Sequence[Statement],
    duties: Mapping[int, int],
    names: NameRules,
) -> list[Statement]:
    """The statements that sentences of the stretches make, outside those ``taken``, in order of place.

    ``duties`` are where the duties of a list begin, and where the words end that say whose they are.
    """
    found: list[Statement] = []
    for start, end in _free(stretches, taken):
        for match in _SENTENCE.finditer(flow.chars, start, end):
            if not (_may_state(match.group()) or match.start() in duties):
                continue
            for a, b in _by_paragraph(paragraphs, match.start(), match.end()):
                found += _sentence(flow, a, b, duties, names)
    return found


def _free(stretches: Sequence[Stretch], taken: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    places = Taken.of(taken)
    for stretch in stretches:
        index = stretch.start
        for start, end in places.between(stretch.start, stretch.end):
            yield index, start
            index = max(index, end)
        yield index, stretch.end


def _by_paragraph(paragraphs: Paragraphs, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = paragraphs.end(start, end)
        yield start, stop
        start = stop


def _sentence(
    flow: Flow, start: int, end: int, duties: Mapping[int, int], names: NameRules
) -> Iterator[Statement]:
    """The claims of one sentence; one that is made lets the clauses behind it make others (…,B配合)."""
    numbered = _ENUMERATOR.match(flow.chars, start, end)
    index = start = numbered.end() if numbered else start
    clauses = [m.end() if m["mark"] else m.start() for m in _CLAUSE.finditer(flow.chars, start, end)]
    made = False
    if duty := duties.get(start):
        said = read_bodies(flow, start, duty, "responsible", names)
        yield Statement(start, duty, "prose", said, (start, duty))
        return
    while index < end:
        claim = _claim(flow, index, end, names, first=index == start, chained=made)
        if claim:
            said = read_bodies(flow, claim.start, claim.end, "responsible", names)
            if said.assignments:
                yield Statement(claim.start, claim.end, "prose", said, (claim.start, claim.end))
                made = True
            index = claim.end
            if made and (mark := _BEHIND.match(flow.chars, index, end)):
                index = mark.end()
                continue
        at = bisect_right(clauses, index)
        index = clauses[at] if at < len(clauses) else end


def find_duties(flow: Flow, bounds: Sequence[tuple[int, int]], names: NameRules) -> Mapping[int, int]:
    """The paragraphs of a list of duties (市商务局:负责…): {start: end of the words that say whose it is}.

    ``bounds`` are those of the paragraphs. At least two have to begin with a role word; where they do, others
    with a list of bodies and a colon belong to the list.
    """
    colons = {a: flow.chars.find(":", a, min(b, a + _LONGEST_LIST)) for a, b in bounds}
    said = {a: c for a, c in colons.items() if c > a and grammar().phrase.match(flow.chars, c + 1)}
    if len(said) < _FEWEST_DUTIES:
        return {}
    first = min(said)  # what stands before may be whom the document addresses
    listed = [
        a
        for a, c in colons.items()
        if c > a >= first and _are_bodies(flow, a, c, names, by=False, role="responsible")
    ]
    ends = {a: _duty_end(flow, colons[a]) for a in listed}
    return ends if sum(a in said for a in listed) >= _FEWEST_DUTIES else {}


def _duty_end(flow: Flow, colon: int) -> int:
    phrase = grammar().phrase.match(flow.chars, colon + 1)
    return phrase.start() + len(_first_word(phrase)) if phrase else colon + 1


def _first_word(phrase: re.Match[str]) -> str:
    """The phrase, but 负责 alone where what is to be done follows it (负责指导各地…); 负责牵头 leads."""
    words = phrase.group()
    return "负责" if words.startswith("负责") and "牵头" not in words else words


def _claim(
    flow: Flow, start: int, end: int, names: NameRules, *, first: bool, chained: bool
) -> _Claim | None:
    by = bool(_BY.match(flow.chars, start, end))
    listed = start + 1 if by else start
    together = _together(flow, start, listed, end, names)
    if together:
        return together
    for match in _phrases(flow.chars, listed, end):
        modal = _MODAL.search(flow.chars, listed, match.start())
        stop = modal.start() if modal else match.start()
        role = grammar().role_of(_first_word(match))
        if not _allowed(
            flow.chars, role, by=by, first=first, chained=chained, modal=bool(modal), match=match, end=end
        ):
            continue
        if _after().match(flow.chars, match.end(), end):
            return None
        apart = flow.chars[stop - 1] in ",、:" and not match.group().startswith(("按", "依", "根据", "分"))
        if not apart and _are_bodies(flow, listed, stop, names, by=by or chained, role=role):
            following = match.string[match.end() : match.end() + 1]
            ends = match.end() >= end or following in ",。;、"
            return _Claim(start, match.end() if ends else match.start() + len(_first_word(match)))
    return None


def _phrases(chars: str, start: int, end: int) -> Iterator[re.Match[str]]:
    for count, match in enumerate(
        grammar().phrase.finditer(chars, start + 2, min(end, start + _LONGEST_LIST))
    ):
        if count >= _TRIES:
            return
        yield match


def _allowed(
    chars: str,
    role: Role,
    *,
    by: bool,
    first: bool,
    chained: bool,
    modal: bool,
    match: re.Match[str],
    end: int,
) -> bool:
    """Whether a clause of this form may state this role."""
    if by:
        return role in _ASKED_BY
    if chained or role == "lead":
        return True
    if role == "responsible":
        return True
    ends_clause = match.end() >= end or chars[match.end()] in ",。;"
    return role == "cooperate" and first and not modal and not ends_clause


def _are_bodies(flow: Flow, start: int, end: int, names: NameRules, *, by: bool, role: Role) -> bool:
    """Whether a stretch is a list of bodies and nothing else."""
    if end - start < 2:
        return False
    et_al = grammar().open_end.search(flow.chars, start, end)
    stop = et_al.start() if et_al else end
    found = [flow.chars[p.start : p.end] for p in pieces(flow, start, stop, names) if p.kind == "item"]
    if not found or _BY.search(flow.chars, start, end) or any(is_decoy(name) for name in found):
        return False
    if role == "cooperate" and not by and all(name.startswith(("各", "有", "相")) for name in found):
        return False  # 各部门积极配合 asks nobody in particular
    fields = et_al is not None and et_al.group().endswith(("部门", "单位"))
    return all(_is_body(name, names, fields=fields, by=by) for name in found)


def _is_body(name: str, names: NameRules, *, fields: bool, by: bool) -> bool:
    if _PARTICLE.search(name):
        return False
    if names.is_name(name) or is_set(name):
        return True
    if names.lexicon.opener.match(name) or not name.isalpha():
        return False
    return (fields and len(name) <= _SHORT_FIELD) or (by and bool(_PLACE.fullmatch(name)))


def _together(flow: Flow, start: int, listed: int, end: int, names: NameRules) -> _Claim | None:
    """A会同B, with the role phrase behind it where there is one; 会同B alone where B are named bodies."""
    chars = flow.chars
    at = chars.find("会同", listed, min(end, listed + _LONGEST_LIST))
    if at < 0 or (at > listed and not _leads(flow, listed, at, names)):
        return None
    if at == listed and chars[at + 2 : at + 3] in "有相各":
        return None
    for match in _phrases(chars, at + 2, end):
        if _are_bodies(flow, at + 2, match.start(), names, by=True, role="lead"):
            return None if _after().match(chars, match.end(), end) else _Claim(start, match.end())
    stop = _list_end(flow, at + 2, end, names)
    return _Claim(start, stop) if stop and not is_decoy(chars[at + 2 : stop]) else None


def _list_end(flow: Flow, start: int, end: int, names: NameRules) -> int | None:
    """Where a list of bodies ends that a verb follows without a mark (会同有关部门建立…)."""
    chars = flow.chars
    comma = chars.find(",", start, end)
    end = comma if comma > 0 else end
    if not list_ends(chars, start, end, names):
        return _fields_end(flow, start, end, names)
    stop = names.end(chars, last_item(chars, start, end, names), end)
    et_al = _ET_AL.match(chars, stop, end) if stop else None
    return et_al.end() if et_al else stop


def _leads(flow: Flow, start: int, end: int, names: NameRules) -> bool:
    modal = _MODAL.search(flow.chars, start, end)
    return _are_bodies(flow, start, modal.start() if modal else end, names, by=True, role="lead")


def _fields_end(flow: Flow, start: int, end: int, names: NameRules) -> int | None:
    """The end of 城管执法、市场监管等部门, a list of fields that share the word for a body."""
    match = _FIELDS.match(flow.chars, start, end)
    if match and _are_bodies(flow, start, match.end(), names, by=True, role="cooperate"):
        return match.end()
    return None
