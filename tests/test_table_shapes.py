"""Shapes of tables: headings in two rows, numbers inside the wording, sums, 同上."""

from __future__ import annotations

import pytest

from fengong import plan_of
from fengong.model import Plan
from fengong.read import read_bytes


def csv(*lines: str) -> Plan:
    """The plan of a file of comma-separated values."""
    return plan_of(read_bytes("\n".join(lines).encode(), "x.csv"))


def html(table: str) -> Plan:
    """The plan of a page with this table."""
    return plan_of(read_bytes(f"<html><body><table>{table}</table></body></html>".encode(), "x.html"))


def who(found: Plan) -> list[list[tuple[str, str]]]:
    """[(role, name)] of each measure."""
    return [[(a.role, a.body.name) for a in m.assignments] for m in found.measures]


def codes(found: Plan) -> set[str]:
    """The codes of the findings."""
    return {finding.code for finding in found.findings}


LED = [[("lead", "市商务局"), ("cooperate", "市公安局")]]


@pytest.mark.parametrize(("size", "under"), [("rowspan=2", ""), ("", "<td></td><td></td>")])
def test_a_heading_of_two_rows_with_bare_role_words(size: str, under: str) -> None:
    found = html(
        f"<tr><td {size}>序号</td><td {size}>任务</td><td colspan=2>责任分工</td></tr>"
        f"<tr>{under}<td>牵头</td><td>配合</td></tr>"
        "<tr><td>1</td><td>开展甲</td><td>市商务局</td><td>市公安局</td></tr>"
    )
    assert who(found) == LED
    assert [(m.key, m.text) for m in found.measures] == [("1", "开展甲")]


@pytest.mark.parametrize("roles", ["牵头单位,配合单位", "牵头,配合", "主办,参与"])
def test_a_heading_of_two_rows_where_cells_cannot_be_merged(roles: str) -> None:
    found = csv("附件,,,", "序号,重点任务,责任分工,", f",,{roles}", "1,开展甲,市商务局,市公安局")
    assert who(found) == LED
    assert [m.key for m in found.measures] == ["1"]


def test_a_row_with_an_empty_cell_is_no_second_half_of_a_heading() -> None:
    found = csv("序号,重点任务,责任单位,", "1,开展甲,市商务局,", "2,开展乙,市公安局,")
    assert who(found) == [[("responsible", "市商务局")], [("responsible", "市公安局")]]


@pytest.mark.parametrize(
    ("heading", "roles"),
    [("牵头,配合", ["lead", "cooperate"]), ("责任,参与", ["responsible", "cooperate"])],
)
def test_bare_role_words_head_columns_of_bodies(heading: str, roles: list[str]) -> None:
    found = csv(f"序号,重点任务,{heading}", "1,开展甲,市商务局,市公安局")
    assert who(found) == [list(zip(roles, ["市商务局", "市公安局"], strict=True))]


def test_keys_are_unique_where_numbers_begin_anew_without_sections() -> None:
    found = csv("责任单位,序号,工作任务", "市商务局,1,开展甲", "市商务局,2,开展丙", "市公安局,1,验收乙")
    assert [m.key for m in found.measures] == ["1-1", "1-2", "2-1"]


def test_keys_are_unique_where_the_first_rows_stand_before_any_section() -> None:
    found = csv("序号,任务,责任单位", "1,开展甲,市商务局", "二、优化服务,,", "1,开展乙,市公安局")
    assert [m.key for m in found.measures] == ["1-1", "2-1"]


@pytest.mark.parametrize("total", ["合计,1项,", "总计,,", ",小计：1项,", "合计,1,1"])
def test_sums_are_no_measures(total: str) -> None:
    found = csv("序号,任务,责任单位", "1,开展甲,市商务局", total)
    assert [m.text for m in found.measures] == ["开展甲"]
    assert "measure-without-body" not in codes(found)


def test_numbers_inside_the_wording() -> None:
    found = csv(
        "任务,责任单位", "一、加强监管,", "1.开展甲,市商务局", "2.开展乙,市公安局", "二、优化服务,", "1.开展丙,市商务局"
    )  # fmt: skip
    assert [(m.key, m.row, m.section, m.text) for m in found.measures] == [
        ("1-1", "1", "一", "开展甲"), ("1-2", "2", "一", "开展乙"), ("2-1", "1", "二", "开展丙"),
    ]  # fmt: skip
    assert [found.text[m.span.start : m.span.end] for m in found.measures] == ["开展甲", "开展乙", "开展丙"]
    assert "number-gap" not in codes(found)


def test_a_list_inside_a_cell_keeps_its_numbers() -> None:
    found = csv("任务,责任单位", "1.开展甲。2.开展乙。,市商务局", "1.开展丙。2.开展丁。,市公安局")
    assert [(m.key, m.text) for m in found.measures] == [
        ("1", "1.开展甲。2.开展乙。"),
        ("2", "1.开展丙。2.开展丁。"),
    ]


def test_numbers_counted_by_us_count_measures() -> None:
    found = csv("任务,责任单位", "开展,市商务局", ",市公安局", "总结,市财政局")
    assert [m.row for m in found.measures] == ["1", "2"]
    assert [len(m.assignments) for m in found.measures] == [2, 1]
    assert "number-gap" not in codes(found)


@pytest.mark.parametrize("mark", ["同上", "〃", "（同上）"])
def test_the_same_as_above(mark: str) -> None:
    found = csv(
        "序号,任务,牵头,配合",
        "1,开展甲,市商务局,市公安局",
        f"2,开展乙,{mark},市司法局",
        f"3,开展丙,{mark},/",
        "4,开展丁,市商务局,同上",
    )
    assert who(found)[1:] == [
        [("lead", "市商务局"), ("cooperate", "市司法局")],
        [("lead", "市商务局")],
        [("lead", "市商务局")],
    ]
    assert [[a.basis for a in m.assignments] for m in found.measures[1:3]] == [
        ["stated-rule", "stated"],
        ["stated-rule"],
    ]
    assert "unexplained" not in codes(found)


@pytest.mark.parametrize("lines", [("1,开展甲,同上",), ("1,开展甲,", "2,开展乙,同上")])
def test_the_same_as_nothing_is_no_body(lines: tuple[str, ...]) -> None:
    found = csv("序号,任务,责任单位", *lines)
    assert not any(m.assignments for m in found.measures)
    assert {"measure-without-body", "unexplained"} <= codes(found)
