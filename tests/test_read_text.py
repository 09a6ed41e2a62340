"""Page furniture in pasted text, and tab-separated tables; with what only looks like them."""

from __future__ import annotations

import pytest
from filemakers import SAMPLES, sound, words
from hypothesis import given, settings
from hypothesis import strategies as st

from fengong.model import Document
from fengong.read import read, read_bytes

PAGE = "加强统筹协调，完善工作机制，推动产业转型升级，支持企业技术\n改造，落实减税降费政策。"


def of(text: str) -> Document:
    return read_bytes(text.encode(), "x.txt")


def furniture(text: str) -> list[str]:
    document = of(text)
    assert document.text == text
    sound(document)
    return [span.of(text) for span in document.furniture]


def paged(*marks: str) -> str:
    return "".join(f"{PAGE}\n{mark}\n" for mark in marks) + PAGE


@pytest.mark.parametrize(
    "marks",
    [
        ("- 1 -", "- 2 -", "- 3 -"),
        ("—2—", "—3—"),
        ("－ 8 －", "－ 9 －", "－ 10 －"),
        ("—\n９\n—", "—\n０\n１\n—", "—\n１\n１\n—"),  # noqa: RUF001
        ("—\n9\n—", "—\n1\n0\n—"),
        ("— 1 —", "— 3 —", "— 5 —"),  # the backs are blank
        ("第 3 页 共 10 页", "第 4 页 共 10 页"),
        ("第1页", "第2页"),
        ("3/10", "4/10", "5/10"),
        ("— 1 —", "— 2 —", "— 1 —", "— 2 —"),  # two documents in one file
    ],
)
def test_page_numbers_that_count_are_furniture(marks: tuple[str, ...]) -> None:
    assert furniture(paged(*marks)) == list(marks)


def test_a_bare_number_is_a_page_number_only_beside_a_page_break() -> None:
    assert furniture(f"{PAGE}\n1\f{PAGE}\n2\n\f{PAGE}\n3\f") == ["1", "2", "3"]
    assert furniture(paged("1", "2", "3")) == []


@pytest.mark.parametrize(
    "text",
    [
        paged("—1—"),  # one alone may be anything
        paged("—5—", "—3—"),  # does not grow
        paged("—1—", "—40—"),  # grows too fast
        paged("3/10", "3/12"),  # scores
        paged("3/10", "5/10"),
        paged("12/10", "13/10"),
        "- 1 -\n- 2 -\n- 3 -\n- 4 -",  # nothing between
        "—\n1\n—\n区发改委\n—\n2\n—\n区工信局",  # a flattened table with dashes for empty cells
        "序号\n1\n加强统筹协调，完善工作机制，推动产业转型升级\n2\n支持企业技术改造，落实减税降费政策措施",
        "- 1 加强\n- 2 统筹",
        "2020-2025\n-3.5-",
        "____\n…………",
    ],
)
def test_what_only_looks_like_a_page_number_stays(text: str) -> None:
    assert furniture(text) == []


@pytest.mark.parametrize("rule", ["欗" * 36, "_" * 10, "*" * 40, "－" * 12, "…" * 10])
def test_a_line_of_one_character_is_furniture(rule: str) -> None:
    assert furniture(f"浙政发〔2025〕10\n  {rule}\n号") == [rule]
    assert furniture(f"浙政发〔2025〕10{rule}") == [] and furniture("0" * 12) == []


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples stand beside the repository in shared/samples")
def test_a_sample_from_a_page_layer_loses_its_ten_page_numbers() -> None:
    document = read(SAMPLES / "zj-ai-ruogancuoshi.txt")
    found = [span.of(document.text) for span in document.furniture]
    assert (
        len(found) == 11
        and found[0][0] * 36 == found[0][:36]
        and found[-1].split() == ["—", "\uff10", "\uff11", "—"]
    )
    others = [path for path in SAMPLES.glob("*.txt") if "zj-ai" not in path.name]
    assert all(read(path).furniture == () and read(path).tables == () for path in others)


def test_lines_with_equal_tabs_are_a_table() -> None:
    document = of("分工表\n序号\t任务\t牵头\n1\t统筹\t区发改委\n2\t\t区工信局\n注：略")
    assert words(document) == [["序号", "任务", "牵头"], ["1", "统筹", "区发改委"], ["2", "", "区工信局"]]
    assert document.tables[0].span.of(document.text).startswith("序号\t")
    sound(document)


def test_a_quoted_cell_keeps_its_line_breaks_and_not_its_marks() -> None:
    document = of('1\t"一是统筹\n二是""协调"""\t区发改委\r\n2\t"引"文\t区工信局\r\n')
    assert words(document) == [["1", '一是统筹\n二是""协调""', "区发改委"], ["2", '"引"文', "区工信局"]]


@pytest.mark.parametrize(
    "text",
    [
        "\t第一段。\n\t第二段。\n\t第三段。",  # indents
        "第一段。\t\n第二段。\t",
        "甲\t乙",  # one line
        "甲\t乙\n丙\t丁\t戊",  # unlike lines
        '甲\t"乙\n丙',  # a mark that nothing closes
    ],
)
def test_what_only_has_tabs_is_no_table(text: str) -> None:
    assert of(text).tables == ()


def test_an_indent_before_every_row_makes_no_column() -> None:
    assert words(of("\t甲\t乙\n\t丙\t丁")) == [["甲", "乙"], ["丙", "丁"]]


def test_tables_of_other_widths_follow_each_other() -> None:
    document = of("甲\t乙\n丙\t丁\n一\t二\t三\n四\t五\t六\n")
    assert [len(table.cells) for table in document.tables] == [4, 6]


@settings(deadline=None)
@given(st.text(alphabet='区1０\t\n\r\f"-— /第页共_', max_size=80))
def test_any_text_stays_and_its_records_are_sound(text: str) -> None:
    if text:
        document = of(text)
        assert document.text == text
        sound(document)


def test_long_texts_take_little_time() -> None:
    for text in (
        "-\n" * 1_000_000,
        " \n" * 1_000_000,
        '"\n' * 1_000_000,
        "区\t\n" * 200_000,
        "1 " * 1_000_000,
    ):
        assert of(text).text == text
