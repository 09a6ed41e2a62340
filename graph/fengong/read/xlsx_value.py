"""The value of a worksheet cell, written as the sheet shows it.

Covers what tables of plans use: whole and decimal numbers, thousands, percentages, leading zeros,
quoted words (``"第"0"项"``), dates and times (in ISO form whatever the sheet's own, but a form
that shows no day gives none: 2024年6月). A sheet's error (#N/A) says nothing. Anything rarer
(fractions, scientific notation, conditions) is written as the plain number.
"""

from __future__ import annotations

import datetime
import re

Value = (
    str | int | float | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta | None
)

_SIGNS = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')  # quoted, escaped, padding, colours and conditions
_PATTERN = re.compile(r"^([^0#?]*)([0#?,]+)(?:\.([0#?]+))?(%?)([^0#?]*)$")
_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
_QUOTED = "\ue000"  # stands for a quoted part while the pattern is looked at


def shown(value: Value, form: str) -> str:
    """``value`` as text; ``form`` is the cell's number format.

    >>> shown(1.0, "General"), shown(0.5, "0%"), shown(3, '"第"0"项"'), shown(1234.5, "#,##0.00")
    ('1', '50%', '第3项', '1,234.50')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(value, form)
    if isinstance(value, (datetime.date, datetime.time)):
        return _time(value, form)
    text = str(value)
    return "" if text.strip() in _ERRORS else text


def _time(value: datetime.date | datetime.time, form: str) -> str:
    if isinstance(value, datetime.date) and (period := _period(value, form)):
        return period
    if isinstance(value, datetime.datetime):
        whole = value.time() == datetime.time()
        return value.date().isoformat() if whole else value.isoformat(" ", "minutes")
    return value.isoformat()


def _period(value: datetime.date, form: str) -> str | None:
    """The month or year that a form without days shows (yyyy"年"m"月"); None for every other form."""
    signs = set(_SIGNS.sub("", form).split(";")[0].lower())
    if not signs & set("ye") or signs & set("dhsg"):
        return None
    return f"{value.year}年{value.month}月" if "m" in signs else f"{value.year}年"


def _number(value: int | float, form: str) -> str:
    quoted: list[str] = []

    def put_by(found: re.Match[str]) -> str:
        word = found[1] or found[2]
        if not word:
            return ""
        quoted.append(word)
        return _QUOTED

    section = _SIGNS.sub(put_by, form).split(";")[0]
    fits = _PATTERN.match(section)
    if not fits:
        return _plain(value)
    before, whole, decimals, percent, after = fits.groups()
    digits = _digits(value * 100 if percent else value, whole, decimals or "")
    words = iter(quoted)
    return re.sub(_QUOTED, lambda _: next(words, ""), f"{before}{digits}{percent}{after}").strip()


def _digits(value: float, whole: str, decimals: str) -> str:
    most, least = len(decimals), decimals.count("0")
    grouped = "," if "," in whole.strip(",") else ""
    text = (
        f"{abs(value):{grouped}d}"
        if isinstance(value, int) and not most
        else f"{abs(value):{grouped}.{most}f}"
    )
    while most > least and text.endswith("0"):
        text, most = text[:-1], most - 1
    head, _, tail = text.partition(".")
    head = head.zfill(whole.count("0"))
    return ("-" if value < 0 and float(value) else "") + head + ("." + tail if tail else "")


def _plain(value: int | float) -> str:
    """Up to fifteen digits, as sheets do, and none after a point where there is nothing to say."""
    return str(value) if isinstance(value, int) else f"{value:.15g}"
