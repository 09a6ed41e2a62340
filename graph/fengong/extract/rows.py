"""The rows of a pasted annex: found by the row and task numbers glued together (8 and 8. → 88.)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from fengong.extract.chain import Candidate, best_chain, stretches
from fengong.extract.header import Header
from fengong.extract.names import NameRules
from fengong.flow import Flow
from fengong.lexicon import lexicon

_NUMBER = re.compile(r"(?<![\d.,])\d{1,6}")
_ASPECT = re.compile(r"([一二三四五六七八九十]{1,3})、([^。;:]{2,60}?)(?=(\d{1,3})\.(?!\d)|$)")
_HAN = re.compile(r"[\u3400-\u9fff“《]")
_NOTE = re.compile(r"注\d?:")
# How strongly a number speaks for beginning a row: a heading and a task number behind it; a task
# number glued to it; nothing but its place in the sequence behind a row's end.
_HEADED, _GLUED, _BARE = 5, 4, 2


@dataclass(frozen=True, slots=True)
class Row:
    """One row: indices in the flow of its start, of the text behind its numbers, and of its end.

    ``aspect`` is (number, title, start, end) of a heading in the row's second cell.
    """

    number: str
    task: str | None
    aspect: tuple[str, str, int, int] | None
    start: int
    text: int
    end: int


def find_rows(flow: Flow, header: Header, names: NameRules) -> tuple[list[Row], int]:
    """The rows behind ``header`` in order, and the index in the flow at which the table ends."""
    cut = lexicon().furniture.search(flow.chars, header.end)
    limit = cut.start() if cut else len(flow.chars)
    chain = best_chain(_candidates(flow, header, limit, names))
    note = _NOTE.search(flow.chars, chain[-1].end if chain else header.end, limit)
    end = note.start() if note else limit
    if len(chain) > 2 and all(flow.breaks(a.start, b.start) == b.start for a, b in pairwise(chain)):
        end = flow.breaks(chain[-1].start, end - 1) or end  # a row a line: so is the last one
    return [_row(flow, c, stop, header) for c, stop in stretches(chain, end)], end


def find_notes(flow: Flow, start: int) -> list[tuple[int, int]]:
    """Footnotes (注:…) from index ``start``: each to the end of its line, or to the page's furniture."""
    cut = lexicon().furniture.search(flow.chars, start)
    limit = cut.start() if cut else len(flow.chars)
    opened = [m.start() for m in _NOTE.finditer(flow.chars, start, limit)]
    return list(pairwise([*opened, limit]))


def _candidates(flow: Flow, header: Header, limit: int, names: NameRules) -> list[Candidate]:
    found: list[Candidate] = []
    with_tasks = header.has("task")
    for match in _NUMBER.finditer(flow.chars, header.end, limit):
        if flow.chars[match.end() : match.end() + 1].isdigit():
            continue
        found += _headed(flow, match, with_tasks)
        if with_tasks:
            found += _glued(flow, match)
        found += _bare(flow, match, header, names)
    return found


def _headed(flow: Flow, number: re.Match[str], with_tasks: bool) -> list[Candidate]:
    """10三、加快推动实体经济高质量发展10. → row 10, task 10."""
    aspect = _ASPECT.match(flow.chars, number.end(), number.end() + 70)
    if not aspect or not aspect.group(3) or not with_tasks:
        return []
    return [Candidate(number.start(), number.end(), int(number.group()), _HEADED, int(aspect.group(3)))]


def _glued(flow: Flow, number: re.Match[str]) -> list[Candidate]:
    """2629. → row 26 and task 29 (or 2 and 629, or 262 and 9: the chain decides)."""
    digits, after = number.group(), flow.chars[number.end() : number.end() + 2]
    if not after.startswith(".") or after[1:].isdigit():
        return []
    cuts = [cut for cut in range(1, len(digits)) if digits[0] != "0" and digits[cut] != "0"]
    return [
        Candidate(number.start(), number.start() + cut, int(digits[:cut]), _GLUED, int(digits[cut:]))
        for cut in cuts
    ]


def _bare(flow: Flow, number: re.Match[str], header: Header, names: NameRules) -> list[Candidate]:
    """34创新投融资模式… → row 34: behind the end of a row, before words, and next in the sequence."""
    if len(number.group()) > 3 or number.group().startswith("0"):
        return []
    if not _HAN.match(flow.chars, number.end()) or lexicon().units.match(flow.chars, number.end()):
        return []
    before = flow.chars[max(header.end, number.start() - 12) : number.start()]
    closed = not before or before[-1] in ")。—-/无等" or before.endswith(names.lexicon.suffixes)
    ends_row = closed or bool(names.lexicon.role_after.search(before))
    own_line = flow.opens_line(number.start()) and (
        flow.opens_line(number.end())
        or header.has("deadline")  # a row may end in 持续推进, which no mark tells
    )
    if not ends_row and not own_line:
        return []
    return [Candidate(number.start(), number.end(), int(number.group()), _BARE)]


def _row(flow: Flow, candidate: Candidate, stop: int, header: Header) -> Row:
    text, aspect = candidate.end, None
    if header.has("aspect") and (match := _ASPECT.match(flow.chars, text, stop)):
        aspect = (match.group(1), match.group(2), match.start(), match.end(2))
        text = match.end(2)
    task = None
    if candidate.second is not None:
        task = str(candidate.second)
        text += len(task) + 1  # its full stop
    return Row(str(candidate.number), task, aspect, candidate.start, text, stop)
