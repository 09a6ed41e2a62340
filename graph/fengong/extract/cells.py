"""One row of glued text → its cells: task, task bodies, measure, responsible bodies, support.

The cells of such a row come in the header's order, and these hold for all of them: a task's text
and a measure's text end a sentence; the cells between hold lists of bodies and nothing else. Where
that leaves a choice, the measure's wording in the main text, the second witness, decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from fengong.extract.header import Header
from fengong.extract.list_ends import before_none_mark, is_none_mark, last_item, list_ends
from fengong.extract.names import NameRules
from fengong.extract.rows import Row
from fengong.flow import Flow, squash
from fengong.lexicon import lexicon

_SENTENCE_END = re.compile(r"[。!?;](?:[”》)])?")
_SUPPORT_OPENS = re.compile(r"\d{1,2}[.、]")
_EMPTY_CELL = re.compile(r"([—\-–/\\]+|无)\d{1,2}[.、]\D")
"""The mark of an empty cell of bodies, with the numbered items of the next cell behind it."""
_LISTED = re.compile("[、,;。]")
_LONGEST_DUE = 30
_WITNESSED = 30
"""Characters at each end of a measure that are held against the main text's."""
_MOST_SENTENCES = 200
"""At each end of a row. The longest rows seen have under thirty; the bound keeps hostile input linear."""
_ALIKE = 55
"""Least similarity (0–100, rapidfuzz ratio) at which the witness is believed."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Bounds in the flow; each cell begins where the one before it ends, empty ones included."""

    task: tuple[int, int]
    task_bodies: tuple[int, int]
    measure: tuple[int, int]
    responsible: tuple[int, int]
    support: tuple[int, int]
    deadline: tuple[int, int] | None = None


def split_row(flow: Flow, row: Row, header: Header, witness: str | None, names: NameRules) -> Cells:
    """The cells of ``row``. ``witness`` is the wording of the measure in the main text, if known."""
    chars, told = flow.chars, squash(witness) if witness else ""
    due = _last_day(chars, row) if header.order("deadline") > header.order("responsible") else None
    end = due[0] if due else row.end
    measure_end, listed, list_end = _responsible(chars, replace(row, end=end), header, told, names)
    if listed > measure_end:
        due = (measure_end, listed)
    task_end, bodies_end = row.text, row.text
    if row.task is not None and header.has("task bodies"):
        task_end, bodies_end = _task_bodies(chars, row.text, measure_end, told, names)
    elif row.task is not None:
        task_end = bodies_end = _task_alone(chars, row.text, measure_end, told)
    return Cells(
        (row.text, task_end),
        (task_end, bodies_end),
        (bodies_end, measure_end),
        (listed, list_end),
        (list_end, end),
        due,
    )


def _last_day(chars: str, row: Row) -> tuple[int, int] | None:
    """The day or period that ends a row whose last column says by when."""
    found = None
    for match in lexicon().due_phrase.finditer(chars, max(row.text, row.end - _LONGEST_DUE), row.end):
        if match.end() == row.end and match.end() > match.start():
            return match.span()
        if match.end() > match.start() and not _LISTED.search(chars, match.end(), row.end):
            found = found or (match.start(), row.end)
    return found


def _sentence_ends(chars: str, start: int, end: int) -> list[int]:
    """The ends of sentences in a row; where there are very many, its first and last ones."""
    ends = [m.end() for m in _SENTENCE_END.finditer(chars, start, end)]
    return ends if len(ends) <= 2 * _MOST_SENTENCES else ends[:_MOST_SENTENCES] + ends[-_MOST_SENTENCES:]


def _responsible(chars: str, row: Row, header: Header, told: str, names: NameRules) -> tuple[int, int, int]:
    """(end of the measure, begin and end of the list of bodies): the last such place, or the witness's.

    Where the column of days stands before that of bodies, a day stands between the two.
    """
    found: list[tuple[int, int, int]] = []
    for stop in _sentence_ends(chars, row.text, row.end):
        start = _behind_day(chars, stop, row.end, header)
        if start < row.end and is_none_mark(chars[start : row.end]):
            return stop, start, row.end
        if header.has("support") and (mark := _EMPTY_CELL.match(chars, start, row.end)):
            return stop, start, mark.end(1)
        if found and start < found[-1][2]:
            continue  # inside a list already found: a ; between its groups
        end = _list_end(chars, start, row.end, header, names)
        if end is not None:
            found.append((stop, start, end))
    if not found:
        return row.end, row.end, row.end
    if told:
        tail = told[-_WITNESSED:]
        scored = [(fuzz.ratio(tail, chars[max(row.text, a - len(tail)) : a]), a, b, c) for a, b, c in found]
        best = max(scored)
        if best[0] >= _ALIKE:
            return best[1:]
    return found[-1]


def _behind_day(chars: str, start: int, end: int, header: Header) -> int:
    if not -1 < header.order("deadline") < header.order("responsible"):
        return start
    match = lexicon().due_phrase.match(chars, start, end)
    return match.end() if match else start


def _list_end(chars: str, start: int, end: int, header: Header, names: NameRules) -> int | None:
    """The end of a list of bodies at ``start`` that fills the row's rest or stops before support text."""
    unmarked = before_none_mark(chars, start, end)
    if unmarked < end and unmarked in list_ends(chars, start, unmarked, names):
        # 区教委无: nothing is asked for, or none cooperates and the mark is the second list's.
        return unmarked if header.has("support") else end
    ends = list_ends(chars, start, end, names)
    # Two columns of bodies may have no mark between them.
    joined = header.has("cooperating") and any(
        end in list_ends(chars, e, end, names) for e in ends if e < end
    )
    if end in ends or joined:
        return end
    if not header.has("support"):
        return None
    numbered = [e for e in ends if _SUPPORT_OPENS.match(chars, e, end)]
    if numbered:
        return numbered[0]
    if not ends or chars[end - 1] not in "。)":
        return None
    return _natural_end(chars, start, end, names)


def _natural_end(chars: str, start: int, end: int, names: NameRules) -> int | None:
    """The end of a list of bodies by its names alone; None where no list begins at ``start``."""
    if not list_ends(chars, start, end, names):
        return None
    return names.end(chars, last_item(chars, start, end, names), end)


def _task_bodies(chars: str, start: int, end: int, told: str, names: NameRules) -> tuple[int, int]:
    """(end of the task's text, end of its bodies): the choice after which the witness goes on best."""
    choices: list[tuple[int, int]] = []
    for task_end in _sentence_ends(chars, start, end):
        choices += [(task_end, bodies_end) for bodies_end in list_ends(chars, task_end, end, names)]
        choices.append((task_end, task_end))
    choices = [(a, b) for a, b in choices if b < end]
    if told and choices:
        head = told[:_WITNESSED]
        # Of equally good ones the first: a name's end before text that happens to be the same.
        best = max(choices, key=lambda c: (fuzz.ratio(head, chars[c[1] : c[1] + len(head)]), -c[0], -c[1]))
        if fuzz.ratio(head, chars[best[1] : best[1] + len(head)]) >= _ALIKE:
            return best
    for task_end in _sentence_ends(chars, start, end):
        if bodies_end := _natural_end(chars, task_end, end, names):
            return task_end, bodies_end
    return start, start


def _task_alone(chars: str, start: int, end: int, told: str) -> int:
    """End of the task's text in a table without a column for its bodies."""
    ends = [e for e in _sentence_ends(chars, start, end) if e < end]
    if not ends:
        return start
    head = told[:_WITNESSED]
    return max(ends, key=lambda e: (fuzz.ratio(head, chars[e : e + len(head)]), -e)) if head else ends[0]
