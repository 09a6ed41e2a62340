"""Numbers as list labels write them: 三, 十二, ③, iv (ECMA-376 part 1, 17.18.59, ST_NumberFormat)."""

from __future__ import annotations

from collections.abc import Callable

_SMALL = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_MOST_LETTERS = 30  # repetitions of a letter; Word itself stops at 780, which is zz…z, thirty of them


def numeral(number: int, form: str) -> str:
    """``number`` in the format named ``form``; plain digits where the format is rare or ends before it.

    >>> numeral(12, "chineseCounting"), numeral(3, "decimalEnclosedCircle"), numeral(4, "upperRoman")
    ('十二', '③', 'IV')
    """
    write = _FORMS.get(form)
    return (write(number) if write and number > 0 else None) or ("" if form == "none" else str(number))


def _counting(
    number: int, digits: str = _SMALL, units: str = "十百千", zero: str = "零", bare_ten: bool = True
) -> str:
    """Counting numerals up to 9999: 十二, 一百零三."""
    if number > 9999:
        return ""
    words, gap = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        gap = gap or (digit == 0 and bool(words))
        if digit:
            words += (zero if gap else "") + digits[digit] + (units[place - 1] if place else "")
            gap = False
    return words[1:] if bare_ten and 10 <= number < 20 else words


def _japanese(number: int) -> str:
    """Japanese counting: no 零, no 一 before 十, 百, 千."""
    if number > 9999:
        return ""
    words = ""
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += ("" if digit == 1 and place else _SMALL[digit]) + ("", *"十百千")[place]
    return words


def _digits(characters: str) -> Callable[[int], str]:
    return lambda number: "".join(characters[int(digit)] for digit in str(number))


def _ring(characters: str) -> Callable[[int], str]:
    """One after the other, and round again (甲乙丙…)."""
    return lambda number: characters[(number - 1) % len(characters)]


def _block(first: str, size: int) -> Callable[[int], str]:
    """Characters that Unicode has in a row, as far as it has them (① to ⑳)."""
    return lambda number: chr(ord(first) + number - 1) if number <= size else ""


def _letter(number: int) -> str:
    """a … z, aa, bb … zz, aaa …"""
    times = (number - 1) // 26 + 1
    return chr(ord("a") + (number - 1) % 26) * times if times <= _MOST_LETTERS else ""


def _roman(number: int) -> str:
    if number > 4999:
        return ""
    words = ""
    for value, letters in _ROMAN:
        words += letters * (number // value)
        number %= value
    return words


def _legal(digits: str, units: str) -> Callable[[int], str]:
    return lambda number: _counting(number, digits, units, digits[0], bare_ten=False)


def _cycle(number: int) -> str:
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12]


_FORMS: dict[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "bullet": lambda _: "",
    "decimalZero": lambda number: f"{number:02d}",
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _japanese,
    "ideographDigital": _digits(_SMALL),
    "japaneseDigitalTenThousand": _digits(_SMALL),
    "taiwaneseDigital": _digits("○" + _SMALL[1:]),
    "chineseLegalSimplified": _legal(_LEGAL, "拾佰仟"),
    "ideographLegalTraditional": _legal(_LEGAL_TRADITIONAL, "拾佰仟"),
    "ideographTraditional": _ring(_STEMS),
    "ideographZodiac": _ring(_BRANCHES),
    "ideographZodiacTraditional": _cycle,
    "ideographEnclosedCircle": _block("㊀", 10),
    "decimalEnclosedCircle": _block("①", 20),
    "decimalEnclosedCircleChinese": _block("①", 20),
    "decimalEnclosedParen": _block("⑴", 20),
    "decimalEnclosedFullstop": _block("⒈", 20),
    "decimalFullWidth": _digits("".join(chr(0xFF10 + digit) for digit in range(10))),
    "decimalFullWidth2": _digits("".join(chr(0xFF10 + digit) for digit in range(10))),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
