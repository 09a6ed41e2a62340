"""Numbers to be reached and days to be kept: 雏鹰企业入库1150家; 在2020年内完成; 9月25日前…报送区发改委."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from functools import lru_cache

from fengong.extract.metadata import iso_date
from fengong.extract.names import NameRules
from fengong.flow import Flow
from fengong.lexicon import lexicon
from fengong.model import Deadline, Mention, Target

_DIGITS = "一二两三四五六七八九十"
_SCALES = {"万": 10_000, "亿": 100_000_000, "千": 1_000, "百": 100, "": 1}
_CLAUSE_BREAK = re.compile("[。;,!?、:]")
_SENTENCE = re.compile("[。;,!?]")
_ITEM = re.compile("[。;,!?、]")
_COMPARATORS = (("以上", ">="), ("以内", "<="), ("以下", "<="))
_REPORT = re.compile(
    r"(?:分别)?(?:于|在)(?P<days>(?:(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|底)[、和,]?)+)(?:之|以)?前,?(?:各自)?"
    r"将(?P<what>[^。;]{2,120}?)(?:一并)?(?:报送|上报|报)(?:至|给|到)?"
)
_TO = "[-—–~至到、]"
_PART = (
    r"(?:(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度"
    rf"|(?:\d{{1,2}}{_TO})?(?P<month>\d{{1,2}})月份?"
    rf"(?:(?:\d{{1,2}}[日号]?{_TO})?(?P<day>\d{{1,2}})[日号]|(?P<ten>[上中下])旬)?)"
)
"""A part of a year: 上半年, 第二季度, 6月, 5-10月, 6月中旬, 6月30日."""
_FIGURES = (
    r"(?P<y>\d{4})(?P<sep>[-./])(?P<m>\d{1,2})(?:(?P=sep)(?P<d>\d{1,2}))?"
    rf"(?:{_TO}(?P<to>\d{{1,2}})(?:[./](?P<to_day>\d{{1,2}}))?)?(?![\d月]|[-./]\d)"
)
"""A day or month in figures (2024-06-30, 2024.6), or a range whose end names no year (2024.6.1-6.30)."""
_LIMIT = re.compile(
    rf"(?<!\d)(?:{_FIGURES}|(?:(?P<year>\d{{4}})(?:年度?|[-./](?=\d))|(?P<next>[次翌明])年)?"
    rf"(?:{_PART}|(?P<close>年[底末]|(?<=年)[底末]))|(?P<alone>\d{{4}})年)"
)
_SLASHED = re.compile(
    rf"(?:/\d{{1,2}}){{1,2}}(?!\d)(?:{_TO}(?:\d{{4}}/)?\d{{1,2}}(?:/\d{{1,2}})?(?!\d))?(?:[之以]?前)?(?:完成)?"
)
"""What follows the year where a list of bodies was cut at the / of a date."""
_LONGEST_DATE = 30
_WRITTEN = re.compile(
    r"(?P<year>[一二][〇○零一二三四五六七八九]{3})年"
    r"(?:(?P<month>十[一二]?|[一二三四五六七八九])月(?:(?P<day>[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])日)?)?"
)
_TENS = {"上": "10", "中": "20"}
_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日|底)")


@dataclass(frozen=True)
class _Rules:
    """The lexicon's words around numbers, compiled (data/registry/: target_words, deadline_words, units)."""

    number: re.Pattern[str]
    opens: re.Pattern[str]
    verb: re.Pattern[str]
    runs_on: re.Pattern[str]
    background: re.Pattern[str]
    ordinal: re.Pattern[str]
    due: re.Pattern[str]
    due_before: re.Pattern[str]


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    words, due, units = lexicon().target_words, lexicon().deadline_words, lexicon().units.pattern
    digits = rf"(?<![\d.\-])\d{{1,12}}(?:\.\d{{1,6}})?|(?<=等)[{_DIGITS}]|(?<=[、,。;])[{_DIGITS}]"
    return _Rules(
        number=re.compile(rf"({digits})([万亿千百]{{0,2}})({units})(以上|以内|以下)?"),
        opens=re.compile(rf"(?:{words['opens']}|\d{{4}}年)"),
        verb=re.compile(rf"(?:{words['verb']})$"),
        runs_on=re.compile(words["runs on"]),
        background=re.compile(words["background"]),
        ordinal=re.compile(rf"(?:{words['ordinal']})$"),
        due=re.compile(
            rf"(?P<year>\d{{4}})年(?:{_PART}[底末]?|[底末])?"
            rf"(?P<mark>(?:{due['after']})(?!的))?"
        ),
        due_before=re.compile(rf"(?:{due['before']})$"),
    )


def find_targets(flow: Flow, start: int, end: int) -> tuple[Target, ...]:
    """The quantitative targets in ``flow.chars[start:end]``.

    Left out are numbers that only describe: a background (在推进首批10个…的基础上), a part of a
    project's name (10万辆新能源车等项目), ordinals.
    """
    found = []
    for match in _rules().number.finditer(flow.chars, start, end):
        if not _describes(flow.chars, match, start, end):
            what, first, last = _counted(flow, match, start, end)
            found += [_target(flow, match, what, first, last)] if what else []
    return tuple(found)


def _describes(chars: str, match: re.Match[str], start: int, end: int) -> bool:
    stop = _next(_SENTENCE, chars, match.end(), end)
    before = chars[max(start, match.start() - 6) : match.start()]
    return bool(_rules().background.search(chars, match.end(), stop)) or bool(_rules().ordinal.search(before))


def _counted(flow: Flow, match: re.Match[str], start: int, end: int) -> tuple[str, int, int]:
    """(what is counted, start and end of the words with the number): before the number, else behind it."""
    chars = flow.chars
    breaks = _CLAUSE_BREAK.finditer(chars, max(start, match.start() - 40), match.start())
    first = max((m.end() for m in breaks), default=start)
    opened = [m.end() for m in _rules().opens.finditer(chars, first, match.start())]
    first = max(opened, default=first)
    verb = _rules().verb.search(chars[first : match.start()])
    if match.group(3) == "%":
        return chars[first : match.start()], first, _next(_SENTENCE, chars, match.end(), end)
    if not verb and match.start() - first >= 2:
        return flow.words(first, match.start()), first, match.end()
    stop = _next(_ITEM, chars, match.end(), end)
    run = _rules().runs_on.search(chars, match.end() + 1, stop)
    stop = run.start() if run else stop
    return flow.words(match.end(), stop), match.start(), stop


def _target(flow: Flow, match: re.Match[str], what: str, first: int, last: int) -> Target:
    comparator = next((sign for word, sign in _COMPARATORS if match.group(4) == word), "=")
    words = flow.words(first, last)
    digits = match.group(1)
    value = float(digits) if digits[0].isdigit() else float(_chinese_digit(digits))
    for scale in match.group(2):
        value *= _SCALES[scale]
    return Target(what, value, match.group(3), comparator, words, flow.span(first, last))  # type: ignore[arg-type]


def _chinese_digit(word: str) -> int:
    return {
        "一": 1,
        "二": 2,
        "两": 2,
        "三": 3,
        "四": 4,
        "五": 5,
        "六": 6,
        "七": 7,
        "八": 8,
        "九": 9,
        "十": 10,
    }[word]


def _next(mark: re.Pattern[str], chars: str, start: int, end: int) -> int:
    match = mark.search(chars, start, end)
    return match.start() if match else end


def find_deadline(flow: Flow, start: int, end: int) -> Deadline | None:
    """The last day named in ``flow.chars[start:end]`` by which something is to be done, else None.

    A year counts only with a word that makes it a deadline (2020年内, 2020年底前, 力争2020年,
    确保…2021年顺利启动); 依据2019年…报告 is none.
    """
    found = []
    for match in _rules().due.finditer(flow.chars, start, end):
        before = _rules().due_before.search(flow.chars[max(start, match.start() - 16) : match.start()])
        if match.group("mark") or (before and match.group("month") is None):
            date = _part_end(match.group("year"), match)
            if date:
                first = match.start() - (len(before.group()) if before else 0)
                stop = _next(_ITEM, flow.chars, match.end(), end)
                what = flow.words(match.end(), stop)
                found.append(
                    Deadline(date, None, what, flow.words(first, match.end()), flow.span(first, match.end()))
                )
    return max(found, key=lambda d: (d.date or "", -d.span.start), default=None)


def find_day(flow: Flow, start: int, end: int) -> Deadline | None:
    """The day that ``flow.chars[start:end]``, a time limit's words, names: the last one written there.

    A year, half, quarter or month alone means its last day. A part without a year has that of the
    one before it (2024年5月至10月), unless it would then come before it. A limit without a day
    (持续推进) keeps its words alone.
    """
    if end <= start:
        return None
    if flow.chars[max(start, end - 4) : end].isdecimal() and not flow.opens_line(end):
        stop = flow.breaks(end, min(end + _LONGEST_DATE, len(flow.chars))) or end + _LONGEST_DATE
        rest = _SLASHED.match(flow.chars, end, stop)
        end = rest.end() if rest else end
    words, span = flow.words(start, end), flow.span(start, end)
    date, month_day = _named_last(_WRITTEN.sub(_in_figures, flow.chars[start:end]))
    return Deadline(date, month_day, words, words, span)


def _named_last(chars: str) -> tuple[str | None, str | None]:
    """(date, month and day without a year) of the last day or period that a time limit names."""
    date = month_day = None
    year: str | None = None
    earliest = ""
    for match in _LIMIT.finditer(chars):
        own: str | None = match["y"] or match["year"] or match["alone"]
        if match["next"] and year:
            own = str(int(year) + 1)
        carried = None if match["next"] or chars.endswith(("每", "每年"), 0, match.start()) else year
        date = _limit_end(own or carried or "2000", match)
        month_day = None
        if not own and (not carried or (date and date < earliest)):
            date, month_day = None, date[5:] if date else None
        year = own or year
        earliest = "" if match["alone"] else date or ""
    return date, month_day


def _limit_end(year: str, match: re.Match[str]) -> str | None:
    if match["y"] is None:
        return last_day(year, None, None) if match["alone"] or match["close"] else _part_end(year, match)
    month, day = match["m"], match["d"]
    if match["to_day"]:
        month, day = match["to"], match["to_day"]
    elif match["to"]:
        month, day = (month, match["to"]) if day else (match["to"], None)
    return last_day(year, month, day)


def _part_end(year: str, match: re.Match[str]) -> str | None:
    """The last day of the part of a year that ``match`` of `_PART` names; of the year where it names none."""
    month = match["month"]
    if match["half"]:
        month = "6" if match["half"] == "上" else "12"
    elif match["quarter"]:
        month = str(3 * ("一二三四1234".index(match["quarter"]) % 4 + 1))
    return last_day(year, month, match["day"] or _TENS.get(match["ten"] or ""))


def _in_figures(match: re.Match[str]) -> str:
    """二〇二四年六月三十日 → 2024年6月30日."""
    year = "".join(str("〇一二三四五六七八九".find(c) if c not in "○零" else 0) for c in match["year"])
    parts = ((match["month"], "月"), (match["day"], "日"))
    return f"{year}年" + "".join(f"{_below_hundred(word)}{unit}" for word, unit in parts if word)


def _below_hundred(word: str) -> int:
    tens, ten, ones = word.rpartition("十")
    return (10 * (_chinese_digit(tens) if tens else 1) if ten else 0) + (_chinese_digit(ones) if ones else 0)


def last_day(year: str, month: str | None, day: str | None) -> str | None:
    """The last day of a period: 2020 → 2020-12-31; 2020, 6 → 2020-06-30. None where there is no such day."""
    if not 1949 <= int(year) <= 2100 or (month and not 1 <= int(month) <= 12):
        return None
    month = month or "12"
    return iso_date(year, month, day or str(calendar.monthrange(int(year), int(month))[1]))


def find_reports(flow: Flow, start: int, end: int, names: NameRules) -> tuple[Deadline, ...]:
    """The days on which something is to be reported, and to whom: 分别于9月25日、12月25日前,将…报送区发改委."""
    found = []
    for match in _REPORT.finditer(flow.chars, start, end):
        name_end = names.end(flow.chars, match.end(), _next(_ITEM, flow.chars, match.end(), end))
        to = Mention(flow.name(match.end(), name_end), flow.span(match.end(), name_end)) if name_end else None
        for day in _DAY.finditer(flow.chars, *match.span("days")):
            date, month_day = _day(day)
            words, span = (
                flow.words(match.start(), name_end or match.end()),
                flow.span(day.start(), day.end()),
            )
            what = flow.words(*match.span("what"))
            if date or month_day:
                found.append(Deadline(date, month_day, what, words, span, to))
    return tuple(found)


def _day(match: re.Match[str]) -> tuple[str | None, str | None]:
    year, month, day = match.groups()
    if year:
        return last_day(year, month, day), None
    date = last_day("2000", month, day)
    return None, date[5:] if date else None
