"""Statements of responsibility: lists of bodies, who has which role in them, and what else they say.

The grammar (the words are data: see `fengong.extract.grammar` and `fengong.extract.items`):

    statement = group *( ";" group )
    group     = phrase *( "," phrase )          a comma also stands where 、 is meant
    phrase    = item *( "、" item )
    item      = [label ":"] [由] name [会同 name] [等 [noun]] [role phrase]
              | day | rule | field

A role phrase holds for all names since the last one (A、B牵头,C配合), one in brackets for the name
before it alone (A(牵头)、B), a label (配合单位:) for all names up to the next label. A field
(完成时限:, 适用范围:) names no bodies. Each character is accounted for in the parts that come back
with the assignments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from fengong.extract.grammar import Label, grammar
from fengong.extract.items import Piece, RuleKind, pieces
from fengong.extract.list_ends import column_end, is_none_mark
from fengong.extract.names import LONGEST, NameRules
from fengong.flow import Flow
from fengong.layout import Span
from fengong.lexicon import lexicon
from fengong.model import Assignment, Mention, PartKind, Role

_ROLE_IN_BRACKETS = re.compile(r"[(\[〔]([^()\[\]〔〕]{2,12})[)\]〕]$")
_SAME_BELOW = re.compile("(?:以)?下同|不再(?:一一|逐一)?列出|以下简称[^,;。]{1,20}")
_STARS = "*★▲△☆#●◆"
_NOTE = re.compile(r"[(\[〔](?:含|不含|包括|不包括|下同|以下|除)[^()\[\]〔〕]{0,40}[)\]〕]$")
_PERSON_NAME = re.compile(r"[\u3400-\u9fff]{2,3}(?:\([\u3400-\u9fff]{2,8}\))?")
_PERSON = re.compile("责任人|负责人|领导|联系人")
_NO_NAME = "()[]〔〕【】<>“”·-—:.!?*"


@dataclass(frozen=True, slots=True)
class StatedRule:
    """A rule that a statement gives once for what follows; ``bodies`` and ``role`` only of "all-below"."""

    kind: RuleKind
    start: int
    end: int
    span: Span
    bodies: tuple[Mention, ...] = ()
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class BodyList:
    """What a statement says: assignments, and the kind of each stretch of it (indices in the flow).

    ``days`` are the stretches that say by when; ``explicit`` is whether role words or labels stand in it;
    ``each`` is whether all do it each for its part (分别负责); ``marked`` the positions of bodies with a star or triangle, which only a rule gives a meaning.
    """

    assignments: tuple[Assignment, ...]
    parts: tuple[tuple[PartKind, int, int], ...]
    rules: tuple[StatedRule, ...] = ()
    days: tuple[tuple[int, int], ...] = ()
    explicit: bool = False
    marked: frozenset[int] = frozenset()
    each: bool = False


@dataclass
class _Reading:
    """What has been read so far; one per call of `read_bodies`. ``run`` is the role 会同 gives to what follows."""

    flow: Flow
    names: NameRules
    default: Role
    done: list[Assignment] = field(default_factory=list)
    pending: list[Assignment] = field(default_factory=list)
    parts: list[tuple[PartKind, int, int]] = field(default_factory=list)
    rules: list[StatedRule] = field(default_factory=list)
    days: list[tuple[int, int]] = field(default_factory=list)
    group: int = 1
    label: Label | None = None
    run: Role | None = None
    explicit: bool = False
    marked: set[int] = field(default_factory=set)
    tail: tuple[int, int] = (0, 0)  # what stands behind the name that is read, its star or note

    def part(self, kind: PartKind, start: int, end: int) -> None:
        """Account for a stretch."""
        if end > start:
            self.parts.append((kind, start, end))

    def name(self, start: int, end: int, role: Role) -> None:
        """Read a stretch as a name, or as unexplained where it can be none."""
        start, end = self._unmarked(start, end)
        words = self.flow.chars[start:end]
        if not words.strip(_NO_NAME) or len(words) > LONGEST:
            self.part("unexplained", start, self.tail[1])
            return
        mention = Mention(self.flow.name(start, end), self.flow.span(start, end))
        position = len(self.done) + len(self.pending) + 1
        self.pending.append(Assignment(role, mention, self.group, position))
        self.part("name", start, end)
        self.part("qualifier", *self.tail)

    def _unmarked(self, start: int, end: int) -> tuple[int, int]:
        """The name without the star, and without the note in brackets (含…, 下同), that may stand behind it."""
        chars = self.flow.chars
        first, last = start, end
        while first < end and chars[first] in _STARS:
            first += 1
        note = _NOTE.search(chars, first, last)
        last = note.start() if note and note.start() >= first + 2 else last
        while last > first and chars[last - 1] in _STARS:
            last -= 1
        if first > start or (last < end and chars[last] in _STARS):
            self.marked.add(len(self.done) + len(self.pending) + 1)
        self.part("qualifier", start, first)
        self.tail = (last, end)
        return first, last

    def settle(self, role: Role | None = None, open_list: bool = False) -> None:
        """Close the run of names since the last role phrase: give them its role, mark an open list."""
        for a in self.pending:
            stated = role if role and a.role == self.default and self.run is None else a.role
            self.done.append(Assignment(stated, a.body, a.group, a.position, open_list or a.open))
        self.pending.clear()
        self.run = None


def read_bodies(flow: Flow, start: int, end: int, default: Role, names: NameRules) -> BodyList:
    """The bodies listed in ``flow.chars[start:end]``, which holds a statement and nothing else.

    ``default`` is the role of names that no role word follows (the column's).
    """
    if is_none_mark(flow.chars[start:end]):
        return BodyList((), (("none mark", start, end),))
    reading = _Reading(flow, names, default)
    for piece in pieces(flow, start, end, names):
        _READERS[piece.kind](reading, piece)
    reading.settle()
    return BodyList(
        tuple(reading.done),
        tuple(reading.parts),
        tuple(reading.rules),
        tuple(reading.days),
        reading.explicit,
        frozenset(reading.marked),
        any(kind == "role word" and "分别" in flow.chars[a:b] for kind, a, b in reading.parts),
    )


def _label(reading: _Reading, piece: Piece) -> None:
    """A label closes the list before it; 牵头单位:甲;配合单位:乙 are two roles in one group."""
    reading.settle()
    reading.label = piece.label
    reading.group = 1
    if piece.label and piece.label.role:
        reading.default = piece.label.role
        reading.explicit = True
    reading.part("role word" if piece.label and piece.label.role else "qualifier", piece.start, piece.end)


def _rule(reading: _Reading, piece: Piece) -> None:
    reading.settle()
    reading.part("qualifier", piece.start, piece.end)
    span = reading.flow.span(piece.start, piece.end)
    if piece.rule == "all-below" and piece.bodies:
        inner = read_bodies(reading.flow, *piece.bodies, "responsible", reading.names)
        verb = grammar().phrase.search(reading.flow.chars, piece.bodies[1], piece.end)
        role = grammar().role_of(verb.group()) if verb else "responsible"
        bodies = tuple(a.body for a in inner.assignments)
        reading.rules.append(StatedRule("all-below", piece.start, piece.end, span, bodies, role))
    elif piece.rule:
        reading.rules.append(StatedRule(piece.rule, piece.start, piece.end, span))


def rule_of(flow: Flow, piece: Piece, names: NameRules) -> StatedRule | None:
    """The rule that ``piece`` of a text states outside any statement, with the bodies it names."""
    reading = _Reading(flow, names, "responsible")
    _rule(reading, piece)
    return reading.rules[0] if reading.rules else None


def _separator(reading: _Reading, piece: Piece) -> None:
    reading.part("separator", piece.start, piece.end)
    if reading.flow.chars[piece.start] == ":":
        return
    if reading.flow.chars[piece.start] in ";。":
        reading.settle()
        reading.group += 1


def _item(reading: _Reading, piece: Piece) -> None:
    chars, start, end = reading.flow.chars, piece.start, piece.end
    if reading.label and reading.label.field:
        reading.part("qualifier", start, end)
        if reading.label.field == "deadline":
            reading.days.append((start, end))
        return
    if _SAME_BELOW.fullmatch(chars, start, end) or grammar().adverb_end.fullmatch(chars, start, end):
        reading.part("qualifier", start, end)
        return
    start = _day(reading, start, end)
    if start < end:
        stop = _person(reading, start, end)
        _body(reading, start, stop)
        reading.part("qualifier", stop, end)


def _person(reading: _Reading, start: int, end: int) -> int:
    """Where the name of a person begins that stands behind the body's (县文旅局 李晓燕), else ``end``."""
    chars, names = reading.flow.chars, reading.names
    label = chars[reading.label.start : reading.label.end] if reading.label else ""
    for gap in reading.flow.gaps(start, end):
        asked = _PERSON.search(label) or "\n" not in reading.flow.gap(gap)
        behind = chars[gap:end]
        if (
            asked
            and names.is_name(chars[start:gap])
            and _is_person(behind, names, told=bool(_PERSON.search(label)))
        ):
            return gap
    return end


def _is_person(words: str, names: NameRules, *, told: bool) -> bool:
    """Whether words behind a body's name and a space are a person's; ``told``: the label asks for one."""
    if grammar().phrase.fullmatch(words) or names.is_name(words):
        return False
    return told or bool(_PERSON_NAME.fullmatch(words))


def _day(reading: _Reading, start: int, end: int) -> int:
    """Account for a day or period at ``start`` (2020年底前, 持续推进); gives the index behind it."""
    match = lexicon().due_phrase.match(reading.flow.chars, start, end)
    if not match or reading.names.is_known(reading.flow.chars[start:end]):
        return start
    rest = reading.flow.chars[match.end() : end]
    whole = not rest or not reading.names.is_name(grammar().strip(rest)[0])
    stop = end if whole else match.end()
    reading.part("qualifier", start, stop)
    reading.days.append((start, stop))
    return stop


def _body(reading: _Reading, start: int, end: int) -> None:
    """[由] name [会同 name] [等 [noun]] [role phrase] [what is to be done]."""
    chars = reading.flow.chars
    if chars.startswith("由", start) and end - start > 2 and not reading.names.is_known(chars[start:end]):
        reading.settle()  # what stood before 由 is no part of what it begins
        reading.part("role word", start, start + 1)
        start += 1
    stop, phrase = _role_phrase(reading, start, end)
    role_at = stop - len(phrase)
    if (
        not phrase
        and (adverb := grammar().adverb_end.search(chars, start, end))
        and adverb.start() >= start + 2
    ):
        role_at = adverb.start()  # 各有关部门按职责分工: the verb is understood
    et_al = grammar().open_end.search(chars, start, role_at)
    name_end = et_al.start() if et_al and et_al.start() >= start + 2 else role_at
    if phrase.startswith(("(", "[", "〔")):
        reading.settle()  # 甲、乙(牵头): a role in brackets is the one name's before it
    if name_end > start:
        _named(reading, start, name_end)
    reading.part("qualifier", name_end, role_at)
    reading.part("role word", role_at, stop)
    reading.part("text", stop, end)
    if phrase:
        reading.explicit = True
        reading.settle(grammar().role_of(phrase), open_list=name_end < role_at)
    elif name_end < role_at:
        reading.pending[:] = [replace(a, open=True) for a in reading.pending]


def _role_phrase(reading: _Reading, start: int, end: int) -> tuple[int, str]:
    """(index behind the role phrase, the phrase): at the item's end, in brackets, or before what is to be done."""
    chars = reading.flow.chars
    bracket = _ROLE_IN_BRACKETS.search(chars, start, end)
    if bracket and bracket.start() >= start + 2:
        inner = bracket.group(1).removesuffix("单位").removesuffix("部门")
        if grammar().phrase.fullmatch(inner):
            return end, bracket.group()
    phrase = grammar().strip(chars[start:end])[1]
    if phrase or reading.names.is_name(grammar().open_end.sub("", chars[start:end])):
        return end, phrase
    for match in grammar().phrase.finditer(chars, start + 2, end):
        bare = grammar().open_end.sub("", chars[start : match.start()])
        if reading.names.is_name(bare):
            return match.end(), match.group()
    return end, ""


def _named(reading: _Reading, start: int, end: int) -> None:
    """One name, or A会同B: A leads and B and those listed behind it cooperate (会同 states it)."""
    chars = reading.flow.chars
    at = chars.find("会同", start, end)
    if at < start or at + 2 >= end or reading.names.is_known(chars[start:end]):
        reading.name(start, end, reading.run or reading.default)
        return
    if at > start:
        stop = at - 1 if chars[at - 1] in "要应" and at - 1 > start else at
        reading.name(start, stop, "lead")
        reading.part("role word", stop, at + 2)
    else:
        reading.part("role word", at, at + 2)
    reading.pending[:] = [replace(a, role="lead") for a in reading.pending]
    reading.run = "cooperate"
    reading.explicit = True
    reading.name(at + 2, end, "cooperate")


_READERS = {"label": _label, "rule": _rule, "separator": _separator, "item": _item}


def read_two_columns(
    flow: Flow, start: int, end: int, roles: tuple[Role, Role], names: NameRules
) -> BodyList:
    """Two neighbouring cells of bodies without a mark between them (牵头单位, 配合单位), each with its role."""
    cut = column_end(flow, start, end, names)
    first = read_bodies(flow, start, cut, roles[0], names)
    second = read_bodies(flow, cut, end, roles[1], names)
    # The groups of both cells count alike: a group answers for its part, whoever leads or cooperates.
    moved = (replace(a, position=a.position + len(first.assignments)) for a in second.assignments)
    return BodyList((*first.assignments, *moved), (*first.parts, *second.parts))
