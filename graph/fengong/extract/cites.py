"""Other documents that the text names: 《title》(文号), and whether the plan rests on them (根据…)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fengong.extract.metadata import NUMBER
from fengong.extract.names import name_rules
from fengong.flow import Flow, squash
from fengong.model import Citation

_OPEN, _CLOSE = "《<", "》>"
_OPENING = re.compile("[《<]")
_LONGEST_TITLE = 200
_KIND = re.compile(
    r"(?:通知|意见|决定|方案|规划|纲要|计划|办法|条例|规定|细则|措施|清单|标准|要点|公告|批复|规则|指南|目录|法)(?:[<(].*)?$"
)
"""What a policy document is called by (党政机关公文处理工作条例, art. 8, and the usual names of plans)."""
_BASED_ON = re.compile(r"(?:根据|依据|按照|遵照|为贯彻落实|贯彻落实)$")
_BY_ISSUER = re.compile(r"(?:根据|依据|按照|遵照|贯彻落实)([\u3400-\u9fff、]{2,24})$")
"""根据国务院办公厅《…》: the issuer may be named between; only names of bodies may stand there."""
_BEFORE = 32
_AND = re.compile(r"[和、及与,]$")


def find_citations(
    flow: Flow, start: int, end: int, own_title: str, preamble: int = 0
) -> tuple[Citation, ...]:
    """The documents named in ``flow.chars[start:end]`` in order, each title and number once.

    The plan's own title (the annex named in the notice) is no citation. Before index ``preamble``,
    where a notice says what it rests on, 根据… makes a document its basis; 按照… in a measure does not.
    """
    found: dict[tuple[str, str | None], Citation] = {}
    based_until = -1
    for opened, closed in _titles(flow.chars, start, end):
        title = flow.name(opened + 1, closed - 1)
        number = _number_behind(flow, closed, end)
        if (not number and not _KIND.search(squash(title))) or squash(title) in squash(own_title):
            continue
        stop = closed + len(number) + 2 if number else closed
        before = flow.chars[max(start, opened - _BEFORE) : opened]
        goes_on = opened - based_until <= 1 and _AND.search(before)
        based = opened < preamble and bool(_BASED_ON.search(before) or goes_on or issuers_before(before))
        based_until = stop if based else based_until
        number_words = flow.name(closed + 1, stop - 1) if number else None
        citation = Citation(
            title, number_words, "based-on" if based else "refers-to", flow.span(opened, stop)
        )
        found.setdefault((squash(title), number), citation)
    return tuple(found.values())


def issuers_before(before: str) -> tuple[str, ...]:
    """The bodies named between the verb and the title of a basis (根据省委、省政府《…》); none where other words stand."""
    found = _BY_ISSUER.search(before)
    names = tuple(found[1].split("、")) if found else ()
    return names if all(map(name_rules().is_name, names)) else ()


def _titles(chars: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Outermost 《…》 as [opened, closed); a title that opens < and closes 》 is taken as one."""
    index = start
    while (match := _OPENING.search(chars, index, end)) is not None:
        closed = _closing(chars, match.start(), min(end, match.start() + _LONGEST_TITLE))
        if closed is None:
            index = match.end()
            continue
        yield match.start(), closed
        index = closed


def _closing(chars: str, opened: int, end: int) -> int | None:
    if not any(chars.find(mark, opened, end) > 0 for mark in _CLOSE):
        return None
    depth = 0
    for index in range(opened, end):
        depth += (chars[index] in _OPEN) - (chars[index] in _CLOSE)
        if depth == 0:
            return index + 1
        if chars[index] == "。":
            return None
    return None


def _number_behind(flow: Flow, index: int, end: int) -> str | None:
    if not flow.chars.startswith("(", index):
        return None
    match = NUMBER.match(flow.chars, index + 1, end)
    return match.group() if match and flow.chars.startswith(")", match.end()) else None
