"""Chinese numerals as headings and questions have them; apart, as a question needs nothing else of a reader."""

from __future__ import annotations

from typing import Final

_DIGITS: Final = "一二三四五六七八九"


def chinese_number(words: str) -> int:
    """一 → 1, 十二 → 12, 三十 → 30 (under a hundred, as headings are numbered)."""
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return _DIGITS.index(words) + 1 if len(words) == 1 else 0
    return (_DIGITS.index(tens) + 1 if tens else 1) * 10 + (_DIGITS.index(ones) + 1 if ones else 0)
