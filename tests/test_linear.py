"""Any text reads in linear time: twice the text takes about twice the work, whatever is repeated in it.

Work is counted in calls of functions (Python's and C's), which no busy machine changes. What a call does inside C,
a pattern that searches back and forth, is not counted so; processor time is looked at too, but only where a text
takes so long that something must be wrong with it, far above what noise does.
"""

from __future__ import annotations

import hashlib
import sys
import time
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengong import plan_of
from fengong.model import Document
from fengong.read import read_bytes

LENGTH = 6_000
SUSPICIOUS = 3.0
"""Seconds. The longest texts here take about 0.3."""

FRAGMENTS = [
    "（", "）", "【", "(", "《", "“", "：", "，", "、", "；", "。", "\n", " ", "\t", "★", "*", "1.", "一、", "（一）", "①", "一是", "第一条", "1",
    "牵头单位", "责任单位", "配合单位", "完成时限", "由", "市财政局", "各市", "县人民政府", "省发展改革委", "国家税务总局", "等部门", "有关部门",
    "牵头", "负责", "配合", "会同", "按职责分工", "落实", "推进改革", "完善机制，提升水平", "2020年底前", "以下均需", "不再列出", "下同",
    "列第一位的为牵头单位", "实施方案", "序号", "任务", "—", "/", "和", "及", "等",
]  # fmt: skip
repeated = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=6).map("".join)

HOSTILE = {
    "brackets that never close": "（",
    "brackets within brackets": "（" * 50 + "市财政局" + "）" * 50,
    "brackets that close and open": "（各市、（",
    "a label without a body": "牵头单位：",
    "a list without an end": "市财政局、",
    "items without words": "1.\n",
    "one item many times": "1.推进改革。（市财政局负责）\n",
    "a rule stated many times": "列第一位的为牵头单位，",
    "all below, many times": "以下均需各市政府落实，不再列出。",
    "duties": "市财政局：负责统筹。\n",
    "plans one behind another": "某某实施方案\n",
    "a heading many times": "序号\t任务\t责任单位\n",
    "a flattened table": "序号\n任务\n责任单位\n1\n推进\n市财政局\n",
    "digits": "1",
    "what labels begin with": "工作",
    "what persons' labels begin with": "市",
    "characters without any mark": "推进改革发展",
}


def text_of(unit: str, length: int) -> str:
    """The unit, repeated to this length."""
    return (unit * (length // len(unit) + 1))[:length]


def document(text: str) -> Document:
    """A document of this text."""
    return Document(text, hashlib.sha256(text.encode()).hexdigest(), "utf-8", "test")


def calls(read: Document) -> int:
    """How many functions are called to make a Plan of this document."""
    count = 0

    def counted(_frame: FrameType, event: str, _thing: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        plan_of(read)
    finally:
        sys.setprofile(None)
    return count


def seconds(text: str) -> float:
    """Processor time of a Plan of this text."""
    read, start = document(text), time.process_time()
    plan_of(read)
    return time.process_time() - start


def assert_linear(unit: str, length: int) -> None:
    """Twice the text calls at most 2.5 times as many functions, and takes no suspicious time that grows faster."""
    plan_of(document(text_of(unit, 200)))  # what is loaded once is loaded now
    once, twice = (calls(document(text_of(unit, n))) for n in (length, 2 * length))
    if twice > 2.5 * once + 2_000:
        # a longer text may be one of another form (lines cut at a page's width), once; growth goes on
        once, twice = twice, calls(document(text_of(unit, 4 * length)))
    assert twice <= 2.5 * once + 2_000, (unit, once, twice)
    took = seconds(text_of(unit, 2 * length))
    if took > SUSPICIOUS:
        assert took <= 3 * min(seconds(text_of(unit, length)) for _ in range(3)), (unit, took)


@given(repeated)
@settings(max_examples=60, deadline=None)
def test_whatever_is_repeated_twice_the_text_is_twice_the_work(unit: str) -> None:
    assert_linear(unit, LENGTH)


@given(st.text(min_size=1, max_size=12))
@settings(max_examples=30, deadline=None)
def test_any_characters_at_all_are_read_in_linear_work(unit: str) -> None:
    assert_linear(unit, LENGTH)


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_texts_made_to_be_slow_are_read_in_linear_work(unit: str) -> None:
    assert_linear(unit, 4 * LENGTH)


def table(rows: int) -> Document:
    """A table of so many measures."""
    lines = [f"{n},推进第{n}项改革,市财政局,市商务局、市教育局" for n in range(1, rows + 1)]
    return read_bytes("\n".join(["序号,任务,牵头单位,配合单位", *lines]).encode(), "plan.csv")


def test_twice_the_rows_of_a_table_are_twice_the_work() -> None:
    plan_of(table(20))
    once, twice = calls(table(400)), calls(table(800))
    assert twice <= 2.2 * once


def test_twice_the_measures_of_a_notice_are_twice_the_work() -> None:
    def notice(measures: int) -> Document:
        lines = [
            f"{n}.推进第{n}项改革，完善机制。（市财政局牵头，市商务局、市教育局等配合）"
            for n in range(1, measures + 1)
        ]
        return document("某某市实施方案\n一、主要任务\n" + "\n".join(lines))

    plan_of(notice(20))
    once, twice = calls(notice(200)), calls(notice(400))
    assert twice <= 2.2 * once
