"""The cell that asks other levels for help: items of text, each closed by its bodies in brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fengong.extract.bodies import read_bodies
from fengong.extract.chain import Candidate, best_chain, stretches
from fengong.extract.cites import find_citations
from fengong.extract.list_ends import is_none_mark, list_ends
from fengong.extract.names import NameRules
from fengong.extract.quantities import find_targets
from fengong.flow import Flow
from fengong.model import Assignment, PartKind, Role, SupportItem

_NUMBER = re.compile(r"(\d{1,2})[.、](?!\d)")
_STOPS = "。;,."


@dataclass(frozen=True, slots=True)
class SupportCell:
    """The items of a cell and the kind of each stretch of it (indices in the flow)."""

    items: tuple[SupportItem, ...]
    parts: tuple[tuple[PartKind, int, int], ...]


def read_support(flow: Flow, start: int, end: int, role: Role, names: NameRules) -> SupportCell:
    """The support items in ``flow.chars[start:end]``: numbered 1. 2. …, or one behind each closing bracket."""
    if is_none_mark(flow.chars[start:end]):
        return SupportCell((), (("none mark", start, end),))
    items: list[SupportItem] = []
    parts: list[tuple[PartKind, int, int]] = []
    for number, a, b in _numbered(flow, start, end):
        parts += [("number", a - len(number) - 1, a)] if number else []
        for piece in _pieces(flow, a, b, names, whole=bool(number)):
            item, found = _item(flow, number or None, piece, role, names)
            items.append(item)
            parts += found
    return SupportCell(tuple(items), tuple(parts))


def _numbered(flow: Flow, start: int, end: int) -> list[tuple[str, int, int]]:
    """(number, start, end) of each numbered stretch; a stretch before the first number has none."""
    candidates = [
        Candidate(m.start(), m.end(), int(m.group(1)), 2)
        for m in _NUMBER.finditer(flow.chars, start, end)
        if m.start() == start or flow.chars[m.start() - 1] in ")。;"
    ]
    chain = best_chain(candidates)
    first = chain[0].start if chain else end
    numbered = [(str(c.number), c.end, stop) for c, stop in stretches(chain, end)]
    return ([("", start, first)] if first > start else []) + numbered


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text [start, opened), bracket [opened, closed) or none, full stops to ``end``."""

    start: int
    opened: int
    closed: int
    end: int


def _pieces(flow: Flow, start: int, end: int, names: NameRules, *, whole: bool) -> list[_Piece]:
    """One piece for a numbered item (its last bracket holds the bodies), else one per list in brackets."""
    brackets = [b for b in _brackets(flow.chars, start, end) if b[0] > start]
    closing = [b for b in brackets if _past_stops(flow.chars, b[1], end) == end]
    if whole:
        chosen = closing[-1:]
    else:
        chosen = [b for b in brackets if b in closing or _is_list(flow.chars, b[0] + 1, b[1] - 1, names)]
    pieces, index = [], start
    for opened, closed in chosen:
        stop = _past_stops(flow.chars, closed, end)
        pieces.append(_Piece(index, opened, closed, stop))
        index = stop
    return pieces + ([_Piece(index, end, end, end)] if index < end else [])


def _brackets(chars: str, start: int, end: int) -> list[tuple[int, int]]:
    """Outermost (…) as [opened, closed) pairs; an unclosed one is left out."""
    depth, opened, found = 0, start, []
    for index in range(start, end):
        if chars[index] == "(":
            opened = index if depth == 0 else opened
            depth += 1
        elif chars[index] == ")" and depth:
            depth -= 1
            if depth == 0:
                found.append((opened, index + 1))
    return found


def _past_stops(chars: str, start: int, end: int) -> int:
    while start < end and chars[start] in _STOPS:
        start += 1
    return start


def _is_list(chars: str, start: int, end: int, names: NameRules) -> bool:
    """Whether all between the brackets is a list of bodies."""
    inner = chars[start:end]
    if any(char in "<>《》。:" for char in inner):
        return False
    return end in list_ends(chars, start, end, names) or (
        "等" in inner and bool(list_ends(chars, start, end, names))
    )


def _item(
    flow: Flow, number: str | None, piece: _Piece, role: Role, names: NameRules
) -> tuple[SupportItem, list[tuple[PartKind, int, int]]]:
    parts: list[tuple[PartKind, int, int]] = [("text", piece.start, piece.opened)]
    bodies: tuple[Assignment, ...] = ()
    inner = (piece.opened + 1, piece.closed - 1)
    if piece.closed > piece.opened and _is_list(flow.chars, *inner, names):
        found = read_bodies(flow, *inner, role, names)
        bodies = found.assignments
        parts += [("bracket", piece.opened, inner[0]), *found.parts, ("bracket", inner[1], piece.closed)]
    else:
        parts.append(("qualifier", piece.opened, piece.closed))
    parts.append(("separator", piece.closed, piece.end))
    text_end = piece.opened if bodies or piece.opened == piece.closed else piece.closed
    item = SupportItem(
        number=number,
        text=flow.words(piece.start, text_end),
        span=flow.span(piece.start, text_end),
        bodies=bodies,
        cites=find_citations(flow, piece.start, text_end, ""),
        targets=find_targets(flow, piece.start, text_end),
    )
    return item, [p for p in parts if p[2] > p[1]]
