"""The notice as other hands would have pasted it: the same words with other breaks, marks, rows or bodies."""

from __future__ import annotations

import re
from pathlib import Path

NOTICE = Path(__file__).parents[1] / "data" / "sources" / "binhai-2020-20" / "notice.txt"
_WIDE = str.maketrans({",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "<": "〈", ">": "〉"})


def notice() -> str:
    """The notice as published."""
    return NOTICE.read_text(encoding="utf-8")


def unbroken() -> str:
    """All on one line."""
    return notice().replace("\n", "")


def wrapped(width: int) -> str:
    """Broken after every ``width`` characters, in the midst of names and numbers."""
    text = unbroken()
    return "\r\n".join(text[i : i + width] for i in range(0, len(text), width))


def spaced() -> str:
    """Blank lines and indents between all lines."""
    return "\n\n\u3000\u3000".join(notice().split("\n"))


def full_width() -> str:
    """With full-width punctuation throughout."""
    return notice().translate(_WIDE)


def without_navigation() -> str:
    """The notice alone: no breadcrumb, no metadata table, no links at the foot."""
    text = notice()
    start = text.index("天津市滨海新区人民政府关于印发滨海新区\n")
    return text[start : text.index("扫一扫")]


def without_rows(first: int, last: int) -> str:
    """Without the annex rows ``first``–``last`` (the main text stays whole)."""
    head, mark, annex = notice().partition("序号方面")
    start = re.search(rf"^{first}{first}\.", annex, re.MULTILINE)
    end = re.search(rf"^{last + 1}(?:{last + 1}\.|[一二三四五六]、)", annex, re.MULTILINE)
    assert start and end
    return head + mark + annex[: start.start()] + annex[end.start() :]


def other_district() -> str:
    """Of a district the registry knows nothing of but its place, with bureaus Binhai does not have."""
    text = notice().replace("滨海新区", "蓟州区")
    for name, other in (
        ("区工信局", "区经信局"), ("区科技局", "区文旅局"), ("区商促局", "区乡村振兴局"), ("区发改委", "区农业农村委"),
        ("区金融局", "区退役军人局"), ("区市场局", "区医保局"), ("区财政局", "区审计局"),
    ):  # fmt: skip
        text = text.replace(name, other)
    return text
