"""What the page and the notice say of the document itself: the labelled fields, else the notice's own words."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from itertools import pairwise

from fengong.extract.names import name_rules
from fengong.extract.numbering import ANNEX, TITLE, begins_item
from fengong.flow import Flow
from fengong.lexicon import lexicon
from fengong.model import Metadata

NUMBER = re.compile(r"[\u3400-\u9fff]{1,15}[〔\[(【](\d{4})[〕\])】]\d{1,5}号")
"""A 文号: issuer's sign, year in brackets, serial number (GB/T 9704-2012, 7.2.5)."""

_DATE = re.compile(r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?|(\d{4})(\d\d)(\d\d)(?!\d)")
_INDEX = re.compile(r"[0-9A-Za-z][0-9A-Za-z/\-_]*")
_VALIDITY = re.compile(r"现行有效|全文有效|部分失效|部分有效|已修改|已废止|尚未生效|有效|失效|废止")
_TITLE = re.compile(
    r"[\u3400-\u9fff()、“”]{2,60}?关于[^。,:;!?]{2,140}?的?(?:通知|意见|决定|函|公告|批复|通报|方案)(?!的|[\u3400-\u9fff]*》)"
)
_ISSUED_BY = re.compile(r"(?P<issuer>[\u3400-\u9fff()“”、]{2,60}?)(?:印发|转发|批转|发布|公布)?(?:《)?关于")
_HEAD = 4000
_LONGEST_TITLE = 80
_TRAILER = 800
"""Characters at the end of a text in which legal databases print its data."""
_FIELD_WIDTH = 300


def read_metadata(flow: Flow, sha256: str, end: int) -> Metadata:
    """The metadata in ``flow.chars[:end]``: each field from its label where there is one."""
    fields = _labelled(flow, end)
    number = NUMBER.search(fields.get("number", ""))
    written = _date(fields.get("written", "")) or _signed(flow, end)
    index = _INDEX.match(fields.get("index_number", ""))
    validity = _VALIDITY.match(fields.get("validity", ""))
    title = fields.get("title") or _titled(flow, end)
    return Metadata(
        title=title,
        sha256=sha256,
        number=number.group() if number else _own_number(flow, end),
        index_number=index.group() if index else None,
        issuer=fields.get("issuer") or _issuer(title),
        written=written,
        issued=_date(fields.get("issued", "")),
        validity=validity.group() if validity else None,
        subjects=tuple(s for s in re.split("[,、;]", fields.get("subjects", "")) if s),
    )


def _labelled(flow: Flow, end: int) -> Mapping[str, str]:
    """{field: value}: a value runs to the next label; behind the last label, to the end of its line."""
    matches = _labels(flow, end)
    # The labels of a page's table stand close together; a label word in the prose far below is none.
    while len(matches) > 1 and matches[-1].start() - matches[-2].end() > _FIELD_WIDTH:
        matches.pop()
    found: dict[str, str] = {}
    matches += _trailer(flow, end)
    for index, match in enumerate(matches):
        following = matches[index + 1] if index + 1 < len(matches) else None
        line_end = (
            flow.breaks(match.end(), min(end, match.end() + _FIELD_WIDTH)) or match.end() + _FIELD_WIDTH
        )
        limit = end if match.start() < end else len(flow.chars)
        stop = min(following.start(), line_end) if following and match.start() >= end else None
        stop = stop or (following.start() if following and following.start() < end else min(line_end, limit))
        found.setdefault(lexicon().labels[match.group(1) or match.group(2)], flow.chars[match.end() : stop])
    return found


def _labels(flow: Flow, end: int) -> list[re.Match[str]]:
    return list(lexicon().label.finditer(flow.chars, 0, end))


def _trailer(flow: Flow, end: int) -> list[re.Match[str]]:
    """The labels in black brackets (【文号】) at the end of a text from a legal database."""
    start = max(end, len(flow.chars) - _TRAILER)
    return [m for m in lexicon().label.finditer(flow.chars, start) if m.group(2)]


def _issuer(title: str) -> str | None:
    """The body that a title begins with (某某市人民政府关于…), where it is the name of one."""
    match = _ISSUED_BY.match(title)
    return match["issuer"] if match and name_rules().is_name(match["issuer"]) else None


def _date(words: str) -> str | None:
    match = _DATE.match(words)
    return iso_date(*(part for part in match.groups() if part)) if match else None


def iso_date(year: str, month: str, day: str) -> str | None:
    """2020, 6, 30 → 2020-06-30; None where there is no such day."""
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _signed(flow: Flow, end: int) -> str | None:
    """The date below the signature: the first full date that stands at the beginning of a line."""
    for match in _DATE.finditer(flow.chars, 0, end):
        if match.group().endswith("日") and flow.opens_line(match.start()):
            return iso_date(*match.groups()[:3])
    return None


def _titled(flow: Flow, end: int) -> str:
    """The title as the notice prints it: 某机关关于……的通知; else its first line."""
    match = _TITLE.search(flow.chars, 0, end)
    if not match:
        return _plan_title(flow, end)
    lines = flow.line_starts(match.start(), match.end())
    before_issuer = [line for line in lines if "关于" in flow.chars[line : match.end()]]
    return flow.chars[max(before_issuer, default=match.start()) : match.end()]


def _plan_title(flow: Flow, end: int) -> str:
    """The first line that names a plan, else the first that is neither an annex's mark nor a salutation."""
    starts = [*flow.line_starts(0, min(end, _HEAD)), min(end, _HEAD)]
    lines = [(a, b) for a, b in pairwise(starts) if b > a and not begins_item(flow.chars, a)]
    named = next(((a, b) for a, b in lines if TITLE.fullmatch(flow.chars, a, b)), None)
    plain = ((a, b) for a, b in lines if not ANNEX.fullmatch(flow.chars, a, b) and flow.chars[b - 1] != ":")
    start, stop = named or next(plain, (0, min(end, _LONGEST_TITLE)))
    return flow.chars[start : min(stop, start + _LONGEST_TITLE)]


def _own_number(flow: Flow, end: int) -> str | None:
    """A 文号 on a line of its own above the text: the document's own; those in prose are cited ones."""
    for match in NUMBER.finditer(flow.chars, 0, min(end, 600)):
        # The sign may run together with the line above it, for a flow has no line breaks.
        start = max(flow.line_starts(match.start(), match.end()), default=match.start())
        words = flow.chars[start : match.end()]
        own = flow.opens_line(start) and (match.end() == end or flow.opens_line(match.end()))
        if own and NUMBER.fullmatch(words):
            return words
    return None
