"""The numbers that Word writes before paragraphs, by the rules of ECMA-376 part 1, 17.9."""

from __future__ import annotations

import pytest
from filemakers import level, lists, p, word
from hypothesis import given
from hypothesis import strategies as st

from fengong.read import read_bytes
from fengong.read.numerals import numeral

OVERRIDE = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{}"/></w:lvlOverride>'
CHAPTERS = (
    level(0, "chineseCountingThousand", "第%1章")
    + level(1, "decimal", "%1.%2")
    + level(2, "decimal", "（%3）")
)


def lines(body: str, levels: str, instances: tuple[str, ...] = ("",), styles: str = "") -> list[str]:
    return read_bytes(word(body, lists(levels, instances), styles), "x").text.split("\n")


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("decimal", {1: "1", 10: "10", 120: "120"}),
        ("decimalZero", {1: "01", 12: "12"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九"}),
        (
            "chineseCountingThousand",
            {10: "十", 100: "一百", 103: "一百零三", 110: "一百一十", 1010: "一千零一十"},
        ),
        ("taiwaneseCountingThousand", {12: "十二", 2003: "二千零三"}),
        ("japaneseCounting", {10: "十", 11: "十一", 100: "百", 111: "百十一", 203: "二百三"}),
        ("ideographDigital", {5: "五", 10: "一〇", 32: "三二"}),
        ("taiwaneseDigital", {10: "一○"}),
        ("chineseLegalSimplified", {3: "叁", 10: "壹拾", 103: "壹佰零叁"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "甲"}),
        ("ideographZodiac", {1: "子", 12: "亥"}),
        ("ideographZodiacTraditional", {1: "甲子", 60: "癸亥"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "21"}),
        ("decimalEnclosedCircleChinese", {3: "③"}),
        ("decimalEnclosedFullstop", {1: "⒈", 20: "⒛", 21: "21"}),
        ("decimalEnclosedParen", {2: "⑵"}),
        ("ideographEnclosedCircle", {1: "㊀", 10: "㊉", 11: "11"}),
        ("decimalFullWidth", {12: "１２"}),  # noqa: RUF001
        ("lowerLetter", {1: "a", 26: "z", 27: "aa", 53: "aaa"}),
        ("upperLetter", {28: "BB"}),
        ("upperRoman", {4: "IV", 9: "IX", 2024: "MMXXIV"}),
        ("lowerRoman", {14: "xiv"}),
        ("none", {3: ""}),
        ("bullet", {3: "3"}),
        ("hebrew1", {3: "3"}),
    ],
)
def test_numerals_of_each_format(form: str, expected: dict[int, str]) -> None:
    assert {number: numeral(number, form) for number in expected} == expected


@given(
    st.integers(-5, 10**9),
    st.sampled_from(["chineseCounting", "lowerLetter", "upperRoman", "decimalEnclosedParen"]),
)
def test_a_numeral_is_never_empty_nor_long(number: int, form: str) -> None:
    assert 0 < len(numeral(number, form)) < 40


def test_labels_stand_before_their_words() -> None:
    body = (
        p("总则", "1")
        + p("甲", "1", 1)
        + p("乙", "1", 1)
        + p("丙", "1", 2)
        + p("附则", "1")
        + p("丁", "1", 1)
    )
    assert lines(body, CHAPTERS) == ["第一章 总则", "一.1 甲", "一.2 乙", "（1）丙", "第二章 附则", "二.1 丁"]


def test_a_level_used_before_its_higher_one_counts_that_as_begun() -> None:
    assert lines(p("甲", "1", 1) + p("乙", "1", 0), CHAPTERS) == ["一.1 甲", "第二章 乙"]


def test_instances_of_one_list_count_on_unless_they_override_the_start() -> None:
    body = p("甲", "1") + p("乙", "2") + p("丙", "3") + p("丁", "3") + p("戊", "2")
    levels = level(0, "decimal", "%1、")
    assert lines(body, levels, ("", "", OVERRIDE.format(5))) == ["1、甲", "2、乙", "5、丙", "6、丁", "7、戊"]


def test_an_instance_may_have_a_level_of_its_own() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1.")}</w:lvlOverride>'
    assert lines(p("甲", "1") + p("乙", "2"), level(0, "decimal", "%1、"), ("", own)) == ["1、甲", "B. 乙"]


@pytest.mark.parametrize(
    ("restart", "last"),
    [("", "1）"), ('<w:lvlRestart w:val="0"/>', "3）"), ('<w:lvlRestart w:val="1"/>', "3）")],
)
def test_when_a_level_begins_anew_is_for_the_list_to_say(restart: str, last: str) -> None:
    levels = CHAPTERS.split('<w:lvl w:ilvl="2"')[0] + level(2, "decimal", "%3）", restart)
    body = (
        p("章", "1") + p("节", "1", 1) + p("甲", "1", 2) + p("乙", "1", 2) + p("节", "1", 1) + p("丙", "1", 2)
    )
    assert lines(body, levels)[-1] == f"{last}丙"


def test_legal_numbering_turns_higher_levels_into_digits() -> None:
    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    assert lines(p("甲", "1") + p("乙", "1", 1), levels) == ["一、甲", "1.1 乙"]


@pytest.mark.parametrize(("suffix", "gap"), [("tab", " "), ("space", " "), ("nothing", "")])
def test_what_follows_a_label(suffix: str, gap: str) -> None:
    assert lines(p("甲", "1"), level(0, "decimal", "第%1条", f'<w:suff w:val="{suffix}"/>')) == [
        f"第1条{gap}甲"
    ]


def test_a_style_numbers_its_paragraphs_and_those_based_on_it() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/>'
        '<w:basedOn w:val="A"/></w:style><w:style w:type="paragraph" w:styleId="C"><w:name w:val="C"/>'
        '<w:basedOn w:val="A"/><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="D"><w:basedOn w:val="D"/></w:style>'
    )
    levels = level(0, "decimal", "%1、") + level(1, "lowerLetter", "%2)", '<w:pStyle w:val="E"/>')
    body = (
        p("甲", style="A")
        + p("乙", style="B")
        + p("丙", style="C")
        + p("丁", style="D")
        + p("戊", "0", style="A")
    )
    assert lines(body, levels, styles=styles) == ["1、甲", "2、乙", "丙", "丁", "戊"]


def test_a_level_that_names_a_style_is_that_styles_level() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="E"><w:name w:val="E"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
    )
    levels = level(0, "decimal", "%1、") + level(1, "lowerLetter", "%2)", '<w:pStyle w:val="E"/>')
    assert lines(p("甲", "1") + p("乙", style="E"), levels, styles=styles) == ["1、甲", "a)乙"]


def test_a_list_that_only_names_a_list_style_is_that_styles() -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "（%1）")}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    )
    styles = '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    assert read_bytes(word(p("甲", "2") + p("乙", "1"), numbering, styles), "x").text == "（1）甲\n（2）乙"


def test_bullets_are_left_out_unless_they_are_words() -> None:
    levels = level(0, "bullet", "\uf0b7") + level(1, "bullet", "●") + level(2, "bullet", "牵头：")
    assert lines(p("甲", "1") + p("乙", "1", 1) + p("丙", "1", 2), levels) == ["甲", "乙", "牵头：丙"]


def test_automatic_numbers_fill_an_empty_column() -> None:
    def cell(text: str, num: str = "") -> str:
        return f"<w:tc>{p(text, num)}</w:tc>"

    rows = "".join(f"<w:tr>{cell('', '1')}{cell(body)}</w:tr>" for body in ("区发改委", "区工信局", "各街镇"))
    document = read_bytes(word(f"<w:tbl>{rows}</w:tbl>", lists(level(0, "decimal", "%1"))), "x")
    assert document.text == "1\t区发改委\n2\t区工信局\n3\t各街镇"


@pytest.mark.parametrize("num", ["9", "-1", "x", "99999999999999"])
def test_a_list_that_is_not_there_numbers_nothing(num: str) -> None:
    assert lines(p("甲", num), level(0, "decimal", "%1、")) == ["甲"]


def test_levels_that_are_not_there_number_nothing() -> None:
    assert lines(p("甲", "1", 3) + p("乙", "1", 12) + p("丙", "1", -1), CHAPTERS) == ["甲", "乙", "丙"]
