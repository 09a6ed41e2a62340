"""Lists of bodies: 、 between names, ; between groups, 等 for an open list, role words, 会同.

The grammar (see data/registry/roles.csv for the words):

    cell   = group *( ";" group )
    group  = phrase *( "," phrase )          a comma also stands where 、 is meant
    phrase = item *( "、" item )
    item   = [label ":"] [由] name [会同 name] [等 [noun]] [role word]

A role word holds for all names since the last one (A、B牵头,C配合), one in brackets for the name
before it alone (A(牵头)、B), a label (配合单位:) for all names up to the next label. Each character of a cell is
accounted for in the parts that come back with the assignments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from fengong.extract.names import LONGEST, NameRules
from fengong.flow import Flow
from fengong.model import Assignment, Mention, PartKind, Role

_ITEM_END = re.compile(r"[、,;。:!?<>《》—]|\d+\.|$")
_ET_AL = re.compile(r"等[^、,;()]{0,12}$")
_NONE_MARK = re.compile(r"(?:[—\-–/\\]+|无)$")
_ROLE_IN_BRACKETS = re.compile(r"\(([^()]{2,8})\)$")
_LABEL = re.compile(r"([\u3400-\u9fff]{2,4})(?:单位|部门):")
_RANKS = "国省市州区县旗镇乡各"
"""How the names of bodies begin that say their level: 区委宣传部|区教委 is cut there, not behind 区委."""
_GOES_ON = "、,;"
_SHORT_NAME = 8
_MOST_ITEMS = 500
"""Entries of one list. The longest seen has under sixty; the bound keeps hostile input linear."""


@dataclass(frozen=True, slots=True)
class BodyList:
    """The assignments of a cell and the kind of each stretch of it (indices in the flow)."""

    assignments: tuple[Assignment, ...]
    parts: tuple[tuple[PartKind, int, int], ...]


def list_ends(chars: str, start: int, limit: int, names: NameRules) -> list[int]:
    """Every index at which a list of bodies beginning at ``start`` could end; empty where none begins.

    All items but the last must be whole names; behind the last one text may run on.
    """
    found: set[int] = set()
    for index, end, whole in _items(chars, start, limit, names):
        found.update(names.ends(chars, index, end))
        if whole and end < limit and chars[end] in _GOES_ON:
            found.discard(end)
        elif whole:
            found.add(end)
    return sorted(found)


def last_item(chars: str, start: int, limit: int, names: NameRules) -> int:
    """Index at which the last item of the list beginning at ``start`` begins."""
    return max((index for index, _, _ in _items(chars, start, limit, names)), default=start)


def _items(chars: str, start: int, limit: int, names: NameRules) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whole) of each item; the first that is no whole name is the last."""
    index, seen = start, 0
    while index < limit and seen < _MOST_ITEMS:
        index = _label(chars, index, limit, names)[1]
        stop = _ITEM_END.search(chars, index, min(limit, index + 4 * LONGEST))
        end = stop.start() if stop else index
        whole = _is_item(chars[index:end], seen, names)
        yield index, end, whole
        if not whole or end >= limit or chars[end] not in _GOES_ON:
            return
        index, seen = end + 1, seen + 1


def _label(chars: str, start: int, limit: int, names: NameRules) -> tuple[Role | None, int]:
    """The role that a label such as 牵头单位: at ``start`` states, and its end; (None, start) without one."""
    match = _LABEL.match(chars, start, limit)
    role = _labelled_role(match.group(1), names) if match else None
    return (role, match.end()) if match and role else (None, start)


def _labelled_role(word: str, names: NameRules) -> Role | None:
    return "responsible" if word == "责任" else names.lexicon.roles_after.get(word)


def _is_item(item: str, seen: int, names: NameRules) -> bool:
    """Whether all of ``item`` can be one entry of a list of which ``seen`` entries were read."""
    bare = _strip_role(_ET_AL.sub("", item), names)[0]
    left, _, right = bare.partition("会同")
    if right:
        return _is_item(left, seen, names) and _is_item(right, seen, names)
    if names.lexicon.opener.match(bare) and not names.is_known(bare):
        return False
    # Behind a first name, short entries without a name's shape (滨海建投) are names by their place.
    return names.is_name(bare) or (seen > 0 and 2 <= len(bare) <= _SHORT_NAME and bare.isalpha())


def _strip_role(item: str, names: NameRules) -> tuple[str, str]:
    bracket = _ROLE_IN_BRACKETS.search(item)
    if bracket and bracket.start() >= 2 and bracket.group(1) in names.lexicon.roles_after:
        return item[: bracket.start()], bracket.group()
    match = names.lexicon.role_after.search(item)
    return (item[: match.start()], match.group()) if match and match.start() >= 2 else (item, "")


def is_none_mark(words: str) -> bool:
    """Whether a cell says that there is nothing in it: dashes, a slash, 无."""
    return bool(_NONE_MARK.match(words))


def before_none_mark(chars: str, start: int, end: int) -> int:
    """Index at which the mark of an empty cell begins that ends ``chars[start:end]``, else ``end``."""
    mark = _NONE_MARK.search(chars[start:end])
    return start + mark.start() if mark else end


@dataclass
class _Reading:
    """What has been read of a cell so far; one per call of `read_bodies`."""

    flow: Flow
    names: NameRules
    default: Role
    done: list[Assignment] = field(default_factory=list)
    pending: list[Assignment] = field(default_factory=list)
    parts: list[tuple[PartKind, int, int]] = field(default_factory=list)
    group: int = 1

    def part(self, kind: PartKind, start: int, end: int) -> None:
        if end > start:
            self.parts.append((kind, start, end))

    def name(self, start: int, end: int, role: Role) -> None:
        words = self.flow.chars[start:end]
        if not words.strip("()“”·-") or len(words) > LONGEST:
            self.part("unexplained", start, end)
            return
        mention = Mention(self.flow.name(start, end), self.flow.span(start, end))
        position = len(self.done) + len(self.pending) + 1
        self.pending.append(Assignment(role, mention, self.group, position))
        self.part("name", start, end)

    def settle(self, role: Role | None = None, open_list: bool = False) -> None:
        """Close the run of names since the last role word: give them its role, mark an open list."""
        for a in self.pending:
            stated = role if role and a.role == self.default else a.role
            self.done.append(Assignment(stated, a.body, a.group, a.position, open_list))
        self.pending.clear()


def read_bodies(flow: Flow, start: int, end: int, default: Role, names: NameRules) -> BodyList:
    """The bodies listed in ``flow.chars[start:end]``, which holds a list and nothing else.

    ``default`` is the role of names that no role word follows (the column's).
    """
    reading = _Reading(flow, names, default)
    if is_none_mark(flow.chars[start:end]):
        return BodyList((), (("none mark", start, end),))
    index = start
    while index < end:
        stop = _next_separator(flow.chars, index, end)
        _item(reading, index, stop)
        reading.part("separator", stop, min(stop + 1, end))
        if stop < end and flow.chars[stop] in ";。":
            reading.settle()
            reading.group += 1
        index = stop + 1
    reading.settle()
    return BodyList(tuple(reading.done), tuple(reading.parts))


def read_two_columns(
    flow: Flow, start: int, end: int, roles: tuple[Role, Role], names: NameRules
) -> BodyList:
    """Two neighbouring cells of bodies without a mark between them (牵头单位, 配合单位), each with its role."""
    cut = _column_end(flow, start, end, names)
    first = read_bodies(flow, start, cut, roles[0], names)
    second = read_bodies(flow, cut, end, roles[1], names)
    # The groups of both cells count alike: a group answers for its part, whoever leads or cooperates.
    moved = (replace(a, position=a.position + len(first.assignments)) for a in second.assignments)
    return BodyList((*first.assignments, *moved), (*first.parts, *second.parts))


def _column_end(flow: Flow, start: int, end: int, names: NameRules) -> int:
    """Where the first of two lists ends: at a line's end, else before a word of rank; ``end`` where neither."""
    ends = [e for e in list_ends(flow.chars, start, end, names) if e < end]
    both = [e for e in ends if end in list_ends(flow.chars, e, end, names) or is_none_mark(flow.chars[e:end])]
    lines = [e for e in both if flow.opens_line(e)]
    ranked = [e for e in both if flow.chars[e] in _RANKS or is_none_mark(flow.chars[e:end])]
    return (lines or ranked or [end])[0]


def _next_separator(chars: str, start: int, end: int) -> int:
    """Index of the next 、 , ; 。 outside brackets, else ``end``."""
    depth = 0
    for index in range(start, end):
        char = chars[index]
        depth += (char == "(") - (char == ")")
        if depth <= 0 and char in "、,;。":
            return index
    return end


def _item(reading: _Reading, start: int, end: int) -> None:
    chars = reading.flow.chars
    role, labelled = _label(chars, start, end, reading.names)
    if role:
        reading.settle()
        reading.default = role
        reading.group = 1  # 牵头单位:甲;配合单位:乙 are two roles in one group
        reading.part("role word", start, labelled)
        start = labelled
    if chars.startswith("由", start) and end - start > 2 and not reading.names.is_known(chars[start:end]):
        reading.part("role word", start, start + 1)
        start += 1
    bare, word = _strip_role(chars[start:end], reading.names)
    role_at = start + len(bare)
    if word.startswith("("):
        reading.settle()  # 甲、乙(牵头): a role in brackets is the one name's before it
    et_al = _ET_AL.search(bare)
    name_end = start + et_al.start() if et_al and et_al.start() >= 2 else role_at
    _named(reading, start, name_end)
    reading.part("qualifier", name_end, role_at)
    reading.part("role word", role_at, end)
    if word:
        reading.settle(reading.names.lexicon.roles_after[word.strip("()")], open_list=name_end < role_at)
    elif name_end < role_at:
        reading.settle(open_list=True)


def _named(reading: _Reading, start: int, end: int) -> None:
    """One name, or A会同B: A leads and B cooperates (会同 states it)."""
    chars = reading.flow.chars
    at = chars.find("会同", start, end)
    if at <= start or at + 2 >= end or reading.names.is_known(chars[start:end]):
        reading.name(start, end, reading.default)
        return
    reading.name(start, at, "lead")
    reading.part("role word", at, at + 2)
    reading.name(at + 2, end, "cooperate")
