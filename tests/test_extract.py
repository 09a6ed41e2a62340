"""The whole extraction of the notice: its figures, and the same from the notice as others would have pasted it."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path

import pytest
import variants
from hypothesis import given, settings
from hypothesis import strategies as st

from fengong import plan_of, read_plan
from fengong.extract import extract
from fengong.flow import squash
from fengong.layout import Span
from fengong.model import Document, Measure, Plan
from fengong.serialise import plan_to_json

GOLDEN = Path(__file__).parent / "golden" / "binhai-2020-20" / "plan.json"


def document(text: str) -> Document:
    """A document of this text."""
    return Document(text, hashlib.sha256(text.encode()).hexdigest(), "utf-8", "test")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(variants.NOTICE)


def figures(plan: Plan) -> dict[str, int]:
    """What is counted of a plan, by name."""
    tasks = [m.task for m in plan.measures if m.task]
    return {
        "sections": len(plan.sections),
        "main items": sum(1 for m in plan.measures if m.main),
        "rows": len(plan.measures),
        "tasks": len(tasks),
        "task mentions": sum(len(t.bodies) for t in tasks),
        "groups": sum(len({a.group for a in m.assignments}) for m in plan.measures),
        "mentions": sum(len(m.assignments) for m in plan.measures),
        "support items": sum(len(m.support) for m in plan.measures),
        "rows with support": sum(1 for m in plan.measures if m.support),
    }


WHOLE = {
    "sections": 6, "main items": 33, "rows": 34, "tasks": 33, "task mentions": 52, "groups": 40, "mentions": 129,
    "support items": 24, "rows with support": 13,
}  # fmt: skip


def said(m: Measure) -> tuple[object, ...]:
    """What a measure says, places and white space aside."""
    return (
        m.row, m.number, m.section, squash(m.text),
        m.task and (m.task.number, squash(m.task.text), [squash(a.body.name) for a in m.task.bodies]),
        [(a.role, a.group, a.position, squash(a.body.name), a.body.organization, a.open) for a in m.assignments],
        [(s.number, squash(s.text), [(a.role, squash(a.body.name), a.open) for a in s.bodies]) for s in m.support],
        [(i.role, i.basis, i.clauses, squash(i.body.name)) for i in m.inferred],
        [(squash(t.what), t.value, t.unit, t.comparator) for t in m.targets],
        m.deadline and m.deadline.date,
    )  # fmt: skip


def test_the_notice_gives_every_row_task_mention_and_support_item(plan: Plan) -> None:
    assert figures(plan) == WHOLE
    assert [t.number for m in plan.measures if (t := m.task)] == [
        str(n) for n in [*range(1, 26), *range(29, 37)]
    ]
    assert [m.row for m in plan.measures] == [str(n) for n in range(1, 35)]


def test_the_plan_is_the_golden_one_read_line_by_line(plan: Plan) -> None:
    """Remake it after a wanted change, and read it again: python tests/remake_golden.py."""
    assert json.loads(plan_to_json(plan)) == json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(variants.unbroken(), id="one line"),
        pytest.param(variants.wrapped(40), id="wrapped at 40"),
        pytest.param(variants.wrapped(7), id="wrapped at 7"),
        pytest.param(variants.spaced(), id="blank lines and indents"),
        pytest.param(variants.full_width(), id="full-width punctuation"),
        pytest.param(variants.without_navigation(), id="without the page around it"),
    ],
)
def test_the_same_plan_comes_out_however_the_notice_was_pasted(plan: Plan, text: str) -> None:
    other = plan_of(document(text))
    assert [said(m) for m in other.measures] == [said(m) for m in plan.measures]
    assert {f.code for f in other.findings} == {f.code for f in plan.findings}
    assert squash(other.document.title) == squash(plan.document.title)


def test_rows_left_out_leave_the_others_as_they_are_and_are_told(plan: Plan) -> None:
    other = plan_of(document(variants.without_rows(3, 5)))
    kept = [said(m) for m in plan.measures if m.row not in {"3", "4", "5"}]
    assert [said(m) for m in other.measures] == kept
    told = {(f.code, f.message_en) for f in other.findings}
    assert ("number-gap", "row numbers 3–5 are missing, unexplained") in told
    assert sum(code == "main-item-without-row" for code, _ in told) == 3


def test_bodies_of_another_district_are_found_by_their_shape_and_not_taken_for_known_ones() -> None:
    other = plan_of(document(variants.other_district()))
    assert figures(other) == WHOLE
    assert other.document.area == "120119"
    found = [a.body for m in other.measures for a in m.assignments]
    assert "区经信局" in {b.name for b in found}
    assert not [
        b for b in found if b.organization and b.organization.startswith("120116-") and b.name[0] == "区"
    ]


def test_every_span_holds_the_very_words(plan: Plan) -> None:
    def same(words: str, span: Span) -> None:
        assert squash(span.of(plan.text)) == squash(words)

    for m in plan.measures:
        same(m.text, m.span)
        for part in [
            *m.clauses,
            *m.targets,
            *m.support,
            *([m.task] if m.task else []),
            *([m.main] if m.main else []),
        ]:
            same(part.text, part.span)
        for a in [
            *m.assignments,
            *(b for s in m.support for b in s.bodies),
            *(m.task.bodies if m.task else ()),
        ]:
            same(a.body.name, a.body.span)


def ledger_holds(plan: Plan) -> None:
    """Each cell's parts follow each other, cover all its characters, and overlap nowhere."""
    for cell in plan.ledger:
        spans = [span for _, span in cell.parts]
        for one, following in pairwise(spans):
            assert one.end <= following.start
            assert not plan.text[one.end : following.start].strip()
        assert (spans[0].start, spans[-1].end) == (cell.span.start, cell.span.end)


def test_the_ledger_accounts_for_every_character_of_every_cell(plan: Plan) -> None:
    ledger_holds(plan)
    assert {cell.measure for cell in plan.ledger if cell.column == "responsible"} == {
        m.key for m in plan.measures
    }
    assert not [part for cell in plan.ledger for part in cell.parts if part[0] == "unexplained"]


def test_every_row_is_its_cells_and_nothing_is_left_over(plan: Plan) -> None:
    """Number, aspect, task, task bodies, measure, responsible bodies and support, put together, are the row."""
    for m in plan.measures:
        cells = {
            c.column: "".join(squash(s.of(plan.text)) for _, s in c.parts)
            for c in plan.ledger
            if c.measure == m.key
        }
        aspect = f"{m.aspect.number}、{m.aspect.title}" if m.aspect else ""
        task = f"{m.task.number}.{m.task.text}" if m.task else ""
        words = [
            m.key,
            aspect,
            task,
            cells.get("task bodies", ""),
            m.text,
            cells["responsible"],
            cells.get("support", ""),
        ]
        assert squash("".join(words)) == squash(m.row_span.of(plan.text))


def test_groups_and_order_of_a_cell_with_semicolons_and_commas(plan: Plan) -> None:
    assert [(a.group, a.position, a.body.name) for a in plan.measures[0].assignments] == [
        (1, 1, "区防控工作指挥部"), (1, 2, "区政府办"), (1, 3, "区卫健委"), (2, 4, "各开发区管委会"), (2, 5, "区工信局"),
        (2, 6, "区商促局"), (2, 7, "区国资委"), (3, 8, "区发改委"),
    ]  # fmt: skip


def test_as_many_groups_as_clauses_gives_an_inference_that_names_its_rule(plan: Plan) -> None:
    aligned = [(i.body.name, i.clauses) for i in plan.measures[0].inferred if i.basis == "group-alignment"]
    assert (
        aligned[0] == ("区防控工作指挥部", (1,))
        and aligned[3] == ("各开发区管委会", (2,))
        and aligned[-1] == ("区发改委", (3,))
    )
    assert not [i for m in plan.measures[1:3] for i in m.inferred if i.basis == "group-alignment"]
    assert all(a.basis == "stated" for m in plan.measures for a in m.assignments)


def test_open_lists_and_huitong_in_support_brackets(plan: Plan) -> None:
    first, second, third = plan.measures[1].support
    assert [(a.body.name, a.open) for a in first.bodies] == [
        ("市商务局", True),
        ("天津海关", True),
        ("边检", True),
    ]
    assert second.bodies[-1].body.name == "市外管局" and second.bodies[-1].open
    assert [(a.role, a.body.name) for a in third.bodies] == [
        ("lead", "市商务局"),
        ("cooperate", "市有关部门"),
    ]


def test_metadata_citations_and_reports(plan: Plan) -> None:
    d = plan.document
    assert (d.number, d.index_number, d.issuer) == ("津滨政发〔2020〕20号", "87-6344-2020-00035", "区政府")
    assert (d.written, d.issued, d.validity) == ("2020-06-30", "2020-07-01", "有效")
    assert d.subjects == ("国民经济和社会发展", "经济运行")
    assert [(c.number, c.relation) for c in d.cites if c.number] == [
        ("发改办地区〔2020〕237号", "based-on"), ("津发改区域〔2020〕75号", "based-on"), ("津自贸办〔2020〕2号", "refers-to"),
    ]  # fmt: skip
    assert [(x.month_day, x.to and x.to.organization) for x in d.deadlines] == [
        ("09-25", "120116-fagaiwei"), ("12-25", "120116-fagaiwei"),
    ]  # fmt: skip
    assert plan.task_source and plan.task_source.number == "发改办地区〔2020〕237号"


def test_targets_and_deadlines(plan: Plan) -> None:
    found = {(m.key, t.what, t.value, t.unit, t.comparator) for m in plan.measures for t in m.targets}
    assert ("12", "雏鹰企业入库", 1150, "家", "=") in found
    assert ("6", "新增服务机构和推荐机构", 10, "家", ">=") in found
    assert ("32", "滨海新区新建民用建筑", 100, "%", "=") in found
    assert not [t for t in found if t[3] == "辆" or (t[2] == 10 and "试点" in t[1])], (
        "names and backgrounds are no targets"
    )
    due = {m.key: m.deadline.date for m in plan.measures if m.deadline}
    assert due == {"12": "2020-12-31", "17": "2021-12-31", "20": "2020-12-31"}


EXPECTED = {
    "aspect-mismatch": ["10"], "row-without-main-item": ["19"], "row-without-task": ["34"], "number-gap": [None],
    "text-differs": ["1", "2", "7", "13", "18", "30", "33"], "body-twice": ["13"], "bracket-mismatch": ["24"],
    "support-without-body": ["24"], "comma-in-list": ["1", "24"], "homophone": ["33"], "measure-without-body": ["19"],
    "renumbered": ["20"], "responsible-and-support": ["25"], "unresolved-name": ["34"],
}  # fmt: skip


@pytest.mark.parametrize("code", EXPECTED)
def test_each_fault_of_the_notice_is_told_once_and_in_its_place(plan: Plan, code: str) -> None:
    assert [f.measure for f in plan.findings if f.code == code] == EXPECTED[code]


def test_no_other_faults_are_told_but_names_written_two_ways(plan: Plan) -> None:
    assert {f.code for f in plan.findings} == {*EXPECTED, "name-variants"}


def test_findings_show_the_difference_and_the_explaining_footnote(plan: Plan) -> None:
    messages = {f.code: f.message for f in plan.findings}
    assert "一级" in messages["homophone"] and "以及" in messages["homophone"]
    assert "26–28" in messages["number-gap"] and "不涉及天津工作" in messages["number-gap"]
    assert "<" in messages["bracket-mismatch"] and "》" in messages["bracket-mismatch"]
    assert (
        "［附件「一级」/正文「以及」］" in [f.message for f in plan.findings if f.code == "text-differs"][-1]
    )


def test_a_text_without_a_plan_gives_an_empty_plan_that_says_so() -> None:
    novel = plan_of(document("话说天下大势，分久必合，合久必分。周末七国分争，并入于秦。" * 2000))
    assert novel.measures == () and [f.code for f in novel.findings] == ["no-measures"]
    assert plan_of(document("")).findings[0].code == "no-measures"


_PIECES = st.sampled_from(
    ["序号", "方面", "2020年重点任务", "国家分工", "具体措施", "负责部门", "需市级部门协助的工作", "1", "11.", "22.", "3", "一、", "二、",
     "区发改委", "市财政局", "、", "；", "，", "。", "(", ")", "《", "》", "<", "会同", "等部门", "牵头", "注:", "\n", " ", "推动工作", "——", "支持"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=80).map("".join)))
def test_any_text_reads_without_exception_and_its_ledger_holds(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    plan = extract(document(text))
    ledger_holds(plan)
    for finding in plan.findings:
        assert 0 <= finding.span.start <= finding.span.end <= len(text)


_NAMES = st.sampled_from(
    ["区发改委", "区工信局", "区文旅局", "各街镇", "某某集团", "区委网信办", "市规自局滨海分局", "区应急局"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_NAMES, min_size=1, max_size=4), min_size=1, max_size=3))
def test_lists_composed_at_random_are_recovered_exactly(groups: list[list[str]]) -> None:
    cell = ";".join("、".join(group) for group in groups)
    text = f"序号具体措施责任单位\n1开展整治工作。{cell}\n2推进建设任务落地见效。区民政局"
    measure = extract(document(text)).measures[0]
    assert [(a.group, a.body.name) for a in measure.assignments] == [
        (n, name) for n, group in enumerate(groups, 1) for name in group
    ]


_HEAD = "序号方面重点任务国家分工具体措施负责部门需市级部门协助的工作"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            _HEAD + "1开展1.整治、工作。区发改委、市财政局;(市局)2.11.推进。" * 5000, id="numbers everywhere"
        ),
        pytest.param(_HEAD + "\n11.整治。教育部落实。区发改委1.支持" + "(" * 200_000, id="open brackets"),
        pytest.param(_HEAD + "\n11.整治。教育部落实。" + "区发改委;" * 50_000, id="an endless list"),
        pytest.param(_HEAD + "《" * 100_000 + "》" * 100_000, id="nested titles"),
        pytest.param("序号" * 100_000, id="headings without end"),
        pytest.param("".join(f"{n}.开展工作。" for n in range(1, 20_000)) + _HEAD, id="items without rows"),
    ],
)
def test_hostile_texts_end_in_a_plan_whose_ledger_holds(text: str) -> None:
    """Each of these was quadratic, or would be if a bound were lost: the suite then stands still."""
    ledger_holds(extract(document(text)))
