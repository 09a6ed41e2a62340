"""CSV and TSV: delimiters, quotation marks, encodings, what is not one."""

from __future__ import annotations

import csv
import io

import pytest
from filemakers import sound, words
from hypothesis import given, settings
from hypothesis import strategies as st

from fengong.errors import ReadError
from fengong.model import Document
from fengong.read import read_bytes

ROWS = [["序号", "任务", "牵头单位"], ["1", "统筹", "区发改委"], ["2", "协调、服务，落实", ""]]


def of(text: str, encoding: str = "utf-8", name: str = "a.csv") -> Document:
    document = read_bytes(text.encode(encoding), name)
    sound(document)
    return document


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_each_delimiter_and_encoding_gives_the_same_table(sign: str, encoding: str) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=sign).writerows(ROWS)
    document = of(file.getvalue(), encoding)
    assert words(document) == ROWS
    assert document.text == "序号\t任务\t牵头单位\n1\t统筹\t区发改委\n2\t协调、服务，落实\t"
    assert document.format == "csv"


def test_a_full_width_comma_parts_cells_only_where_every_row_has_it() -> None:
    assert words(of("序号，任务\n1，统筹\n2，协调\n")) == [["序号", "任务"], ["1", "统筹"], ["2", "协调"]]
    assert words(of("加强统筹，协调\n落实\n")) == [["加强统筹，协调"], ["落实"]]


def test_quoted_cells_keep_their_line_breaks() -> None:
    document = of('序号,任务\r\n1,"一是""统筹""\r\n二是协调"\r\n')
    assert words(document) == [["序号", "任务"], ["1", '一是"统筹"\n二是协调']]


def test_empty_rows_and_columns_at_the_end_are_cut() -> None:
    assert words(of("甲,乙,,\n丙,丁,,\n,,,\n,,,\n")) == [["甲", "乙"], ["丙", "丁"]]


def test_short_rows_are_filled_up() -> None:
    assert words(of("分工表\n序号,任务\n1,统筹\n")) == [["分工表", ""], ["序号", "任务"], ["1", "统筹"]]


def test_a_tab_inside_a_cell_becomes_a_space() -> None:
    assert words(of('甲,"乙\t丙"\n丁,戊\n')) == [["甲", "乙 丙"], ["丁", "戊"]]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b",,,\n,,,\n", "no words"),
        (b"a,b\x00\n", "not text"),
        (("1," * 600_001).encode(), "more than 300000 cells"),
        ((b"1," * 2000 + b"1\n" + b"1\n" * 2000), "more than 300000 cells"),
        (b'"' + b"a" * 1_100_000, "readable CSV"),
    ],
)
def test_what_is_no_plan_is_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=message) as told:
        read_bytes(data, "a.csv")
    assert "\n" not in str(told.value)


def test_reading_leaves_the_limit_of_csv_as_it_was() -> None:
    before = csv.field_size_limit()
    of("甲,乙\n丙,丁\n")
    assert csv.field_size_limit() == before


cell = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)


@settings(deadline=None)
@given(
    st.integers(2, 4).flatmap(
        lambda n: st.lists(st.lists(cell, min_size=n, max_size=n), min_size=1, max_size=5)
    )
)
def test_what_csv_writes_is_read_back(rows: list[list[str]]) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter="\t", quoting=csv.QUOTE_ALL).writerows(rows)
    text = file.getvalue()
    assert words(of(text, name="a.tsv")) == rows or any(sign in text for sign in ",;|，")


@pytest.mark.parametrize("sign", ["\x0b", "\u2028", "\x85"])
def test_a_soft_line_break_inside_a_cell_parts_no_row(sign: str) -> None:
    read = read_bytes(
        f"序号,任务,责任单位\n1,开展{sign}工作,市商务局\n2,总结,市公安局\n".encode(), "plan.csv"
    )
    assert max(cell.row for cell in read.tables[0].cells) == 2
