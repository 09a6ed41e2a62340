"""Time limits: the day that their words name, however they write it, and never a day that does not exist."""

from __future__ import annotations

import datetime
import hashlib

import pytest
from filemakers import book, saved, words

from fengong import plan_of
from fengong.extract.metadata import iso_date
from fengong.extract.quantities import find_day, find_deadline
from fengong.flow import Flow
from fengong.model import Document, Plan
from fengong.read import read_bytes
from fengong.read.xlsx_value import shown

HEAD = "某某市人民政府办公室关于印发某某市改革工作方案的通知\n各区县政府：\n一、主要任务\n"
COLUMNS = ["序号", "工作任务", "牵头单位", "完成时限"]


def read(text: str) -> Plan:
    return plan_of(Document(text, hashlib.sha256(text.encode()).hexdigest(), "utf-8", "test"))


def limit(written: str) -> tuple[str | None, str | None]:
    """(date, month and day) of a time limit."""
    flow = Flow.of(written)
    day = find_day(flow, 0, len(flow.chars))
    assert day is not None and day.text == written
    return day.date, day.month_day


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2024-06-30", "2024-06-30"), ("2024.6.30", "2024-06-30"), ("2024/6/30", "2024-06-30"), ("2024．6．30", "2024-06-30"),
        ("2024.6", "2024-06-30"), ("2024-06", "2024-06-30"), ("2024/2前", "2024-02-29"), ("2024.6月底", "2024-06-30"),
        ("2024.6.1-2024.10.31", "2024-10-31"), ("2024.6.1-9.15", "2024-09-15"), ("2024.6-10", "2024-10-31"), ("2024.5-10月", "2024-10-31"),
        ("2024.6.1-15", "2024-06-15"), ("2024-2026年", "2026-12-31"), ("二〇二四年六月", "2024-06-30"), ("二○二四年十二月二十五日", "2024-12-25"),
        ("2024年上半年", "2024-06-30"), ("2024年下半年", "2024-12-31"), ("2024年度上半年", "2024-06-30"),
        ("2024年第二季度", "2024-06-30"), ("2024年二季度", "2024-06-30"), ("2024年三季度末", "2024-09-30"), ("2024年第1季度", "2024-03-31"),
        ("2024年6月上旬", "2024-06-10"), ("2024年6月中旬", "2024-06-20"), ("2024年2月下旬", "2024-02-29"),
        ("2024年5月至10月", "2024-10-31"), ("2024年5-10月", "2024-10-31"), ("2024年5月—2025年3月", "2025-03-31"),
        ("2024年10月至次年3月", "2025-03-31"), ("2024年6月1日至15日", "2024-06-15"), ("2024年二、三季度", "2024-09-30"),
        ("2024年3月底前出台方案，6月底前完成", "2024-06-30"), ("2024年6月启动，年底前完成", "2024-12-31"),
        ("2024年", "2024-12-31"), ("2024年年底", "2024-12-31"), ("2024年6月", "2024-06-30"), ("2024年6月3日前", "2024-06-03"),
    ],
)  # fmt: skip
def test_a_time_limit_is_the_last_day_it_names(written: str, date: str) -> None:
    assert limit(written) == (date, None)


@pytest.mark.parametrize(
    ("written", "month_day"),
    [
        ("二季度", "06-30"), ("上半年", "06-30"), ("6月中旬", "06-20"), ("5月至10月", "10-31"), ("6月底", "06-30"),
        ("2024年起，每年6月底前", "06-30"), ("2024年11月至3月", "03-31"),
        ("6.30", None), ("持续推进", None), ("20", None), ("2024.6.30.5", None), ("每半年", None), ("3个月", None),
    ],
)  # fmt: skip
def test_what_names_no_year_has_no_date(written: str, month_day: str | None) -> None:
    assert limit(written) == (None, month_day)


@pytest.mark.parametrize(
    "written", ["2024年2月30日", "2024-2-30", "2023/2/29", "2024.13", "2024年6月31日前", "2月30日"]
)
def test_a_day_that_does_not_exist_is_no_date(written: str) -> None:
    assert limit(written) == (None, None)


def test_a_date_is_one_of_the_calendar() -> None:
    assert iso_date("2024", "2", "29") == "2024-02-29"
    assert [iso_date("2023", "2", "29"), iso_date("2024", "0", "1"), iso_date("0000", "1", "1")] == [None] * 3


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2024年上半年完成建设", "2024-06-30"), ("2024年第三季度前建成", "2024-09-30"), ("2024年6月中旬前完成", "2024-06-20"),
        ("力争2024年上半年入库50家", "2024-06-30"), ("2024年2月30日前完成", None), ("2020年6月底前完成", "2020-06-30"), ("2024年底前完成", "2024-12-31"),
    ],
)  # fmt: skip
def test_a_deadline_in_a_sentence_is_the_last_day_of_its_part_of_the_year(
    written: str, date: str | None
) -> None:
    flow = Flow.of(written)
    found = find_deadline(flow, 0, len(flow.chars))
    assert (found.date if found else None) == date


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("（完成时限：2024/6/30；责任单位：市商务局）", "2024/6/30"), ("（责任单位：市商务局；完成时限：2024/6/30前）", "2024/6/30前"),
        ("（完成时限：2024-06-30；责任单位：市商务局）", "2024-06-30"), ("（完成时限：2024/4/1-2024/6/30；责任单位：市商务局）", "2024/4/1-2024/6/30"),
        ("\n责任单位：市商务局\n完成时限：2024/6", "2024/6"), ("（责任单位：市商务局；完成时限：2024年二季度）", "2024年二季度"),
    ],
)  # fmt: skip
def test_a_stroke_in_a_date_does_not_end_it(written: str, text: str) -> None:
    measure = read(f"{HEAD}1.推进改革，完善机制。{written}\n2.完善服务。（市教育局负责）").measures[0]
    assert measure.deadline and (measure.deadline.date, measure.deadline.text) == ("2024-06-30", text)
    assert "市商务局" in [a.body.name for a in measure.assignments]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ('yyyy"年"m"月"', "2024年6月"), ('[$-804]yyyy"年"m"月";@', "2024年6月"), ("yyyy年m月", "2024年6月"), ("yyyy-mm", "2024年6月"),
        ("mmm-yy", "2024年6月"), ('yyyy"年"', "2024年"), ('yyyy"年"m"月"d"日"', "2024-06-01"), ("yyyy/m/d", "2024-06-01"), ("General", "2024-06-01"),
    ],
)  # fmt: skip
def test_a_cell_that_shows_a_month_is_that_month(form: str, text: str) -> None:
    assert shown(datetime.datetime(2024, 6, 1), form) == shown(datetime.date(2024, 6, 1), form) == text


def test_dates_of_a_workbook_are_read() -> None:
    made = book([
        COLUMNS, ["1", "推进改革。", "市财政局", datetime.date(2024, 6, 1)], ["2", "完善机制。", "市商务局", datetime.date(2024, 9, 15)],
        ["3", "优化服务。", "市教育局", "2024.6"],
    ])  # fmt: skip
    assert made.active is not None
    made.active["D2"].number_format = 'yyyy"年"m"月"'
    found = plan_of(read_bytes(saved(made), "a.xlsx"))
    assert [m.deadline and m.deadline.date for m in found.measures] == [
        "2024-06-30",
        "2024-09-15",
        "2024-06-30",
    ]


def test_an_error_of_a_sheet_says_nothing() -> None:
    made = book([COLUMNS, ["1", "推进改革。", "#N/A", "#REF!"], ["2", "完善机制。", "市商务局", "2024年6月"]])
    document = read_bytes(saved(made), "a.xlsx")
    assert [w for w in words(document)[1] if w] == ["1", "推进改革。"]
    names = [a.body.name for m in plan_of(document).measures for a in m.assignments]
    assert names == ["市商务局"]
    assert [shown(e, "General") for e in ("#N/A", "#DIV/0!", "#NAME?", "#1")] == ["", "", "", "#1"]


@pytest.mark.parametrize(
    "said",
    ["2024年3月底前出台方案，6月底前完成", "2024.6.30前完成", "2024年6月30日前", "2024/6/30", "2024-06-30前"],
)
def test_a_day_in_a_statement_is_its_time_limit_and_no_body(said: str) -> None:
    plan = read(
        HEAD
        + f"1.推进改革。（责任单位：市商务局；完成时限：{said}）\n2.完善机制。（责任单位：市商务局，{said}）\n"
    )
    for measure in plan.measures:
        assert [a.body.name for a in measure.assignments] == ["市商务局"]
        assert measure.deadline is not None and measure.deadline.date == "2024-06-30"


def test_a_line_that_ends_in_figures_does_not_run_into_the_next_number() -> None:
    lines = [f"{n}.完善机制。\n责任单位：市商务局\n完成时限：2024-06-30\n" for n in range(1, 5)]
    plan = read(HEAD + "".join(lines))
    assert [m.number for m in plan.measures] == ["1", "2", "3", "4"]
    assert {m.deadline.date for m in plan.measures if m.deadline} == {"2024-06-30"}
