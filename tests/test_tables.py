"""Plans in tables: heading rows, merged cells, rows cut by pages, roles in headings and in cells."""

from __future__ import annotations

import html

import pytest

from fengong import plan_of
from fengong.extract.grid import holds_what
from fengong.lexicon import rows
from fengong.model import Plan
from fengong.places import Places, layout_from_json, layout_to_json
from fengong.read import read_bytes

Cells = list[str]


def cell(words: str, kind: str = "td") -> str:
    """A cell; "2x3|words" covers two rows and three columns."""
    size, _, rest = words.partition("|") if "|" in words else ("1x1", "", words)
    down, across = size.split("x")
    lines = "<br>".join(html.escape(line) for line in rest.split("\n"))
    return f'<{kind} rowspan="{down}" colspan="{across}">{lines}</{kind}>'


def table(*lines: Cells) -> str:
    """A table of an HTML page."""
    return "<table>" + "".join(f"<tr>{''.join(map(cell, line))}</tr>" for line in lines) + "</table>"


def plan(*lines: Cells, before: str = "", after: str = "") -> Plan:
    """The plan of a page with one table."""
    page = f"<html><body><p>{before or '某某市任务分解表'}</p>{table(*lines)}<p>{after}</p></body></html>"
    return plan_of(read_bytes(page.encode(), "x.html"))


def who(found: Plan) -> list[list[tuple[str, str]]]:
    """[(role, name)] of each measure."""
    return [[(a.role, a.body.name) for a in m.assignments] for m in found.measures]


HEAD = ["序号", "工作任务", "牵头单位", "配合单位", "完成时限"]


def test_a_row_is_a_measure_and_a_column_a_role() -> None:
    found = plan(
        HEAD,
        ["1", "推进改革。", "市财政局", "市商务局、市教育局", "2023年6月底"],
        ["2", "完善机制。", "市司法局", "/", "持续推进"],
    )
    assert who(found) == [
        [("lead", "市财政局"), ("cooperate", "市商务局"), ("cooperate", "市教育局")], [("lead", "市司法局")],
    ]  # fmt: skip
    assert [m.deadline and m.deadline.date for m in found.measures] == ["2023-06-30", None]
    assert [(m.row, m.text) for m in found.measures] == [("1", "推进改革。"), ("2", "完善机制。")]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("责任单位", "responsible"), ("牵头部门（单位）", "lead"), ("指导部门", "guide"), ("牵头处室", "lead"), ("协办处室", "cooperate"),
        ("市级责任单位", "responsible"), ("落实单位", "implement"), ("责任主体", "responsible"), ("参加单位", "cooperate"),
        ("责任单位（列首位的为牵头单位）", "responsible"), ("责任单位及责任人", "responsible"), ("新区负责部门", "responsible"),
    ],
)  # fmt: skip
def test_a_heading_gives_its_column_s_role(heading: str, role: str) -> None:
    column = holds_what(heading.replace("（", "(").replace("）", ")"))
    assert column and (column.holds, column.role) == ("bodies", role)


@pytest.mark.parametrize(
    "heading",
    ["责任人", "分管领导", "牵头单位负责人", "备注", "完成时限", "工作目标", "联系电话", "适用范围"],
)
def test_a_heading_of_persons_days_aims_or_notes_is_none_of_bodies(heading: str) -> None:
    column = holds_what(heading)
    assert column and column.holds in {"other", "deadline", "goal"}


@pytest.mark.parametrize(
    "row", [r for r in rows("columns") if r["column"] == "measure"], ids=lambda r: r["pattern"]
)
def test_the_headings_of_pasted_tables_hold_in_real_ones(row: dict[str, str]) -> None:
    column = holds_what(row["example"])
    assert column and column.holds == "measure"


def test_a_heading_in_two_rows_names_the_columns_by_the_lower_one() -> None:
    found = plan(
        ["2x1|序号", "2x1|工作任务", "1x2|责任分工"],
        ["牵头单位", "配合单位"],
        ["1", "推进改革。", "市财政局", "市商务局"], ["2", "完善机制。", "市司法局", "—"],
    )  # fmt: skip
    assert who(found) == [[("lead", "市财政局"), ("cooperate", "市商务局")], [("lead", "市司法局")]]


def test_bodies_merged_over_rows_answer_for_each_of_them() -> None:
    found = plan(
        HEAD[:3], ["1", "推进改革。", "2x1|市财政局"], ["2", "完善机制。"], ["3", "加强宣传。", "市司法局"]
    )
    assert who(found) == [[("lead", "市财政局")], [("lead", "市财政局")], [("lead", "市司法局")]]


def test_a_task_merged_over_rows_is_the_heading_of_its_measures() -> None:
    found = plan(
        ["序号", "重点任务", "具体措施", "责任单位"], ["1", "2x1|优化环境", "压缩时限。", "市政务局"], ["2", "减少材料。", "市司法局"],
    )  # fmt: skip
    assert [(m.aspect and m.aspect.title, m.text) for m in found.measures] == [
        ("优化环境", "压缩时限。"),
        ("优化环境", "减少材料。"),
    ]


def test_a_measure_merged_over_rows_of_bodies_is_one_measure() -> None:
    found = plan(
        ["序号", "工作任务", "责任单位"],
        ["2x1|1", "2x1|推进改革。", "市财政局"],
        ["市商务局"],
        ["2", "完善机制。", "市司法局"],
    )
    assert who(found) == [
        [("responsible", "市财政局"), ("responsible", "市商务局")],
        [("responsible", "市司法局")],
    ]


def test_rows_that_fill_the_table_are_headings_and_notes_are_notes() -> None:
    found = plan(
        HEAD[:3], ["1x3|一、优化环境"], ["1", "压缩时限。", "市政务局"], ["1x3|二、加强监管"], ["2", "减少材料。", "市司法局"], ["1x3|注：按月报送进展"],
    )  # fmt: skip
    assert [(s.number, s.title) for s in found.sections] == [("一", "优化环境"), ("二", "加强监管")]
    assert [m.section for m in found.measures] == ["一", "二"]
    assert [text for text, _ in found.notes] == ["注：按月报送进展"]


def test_a_row_cut_by_a_page_goes_on_in_the_next_table() -> None:
    page = table(HEAD[:4], ["1", "推进改革，完善", "市人力资源和社", "市商务局、市教"])
    rest = table(HEAD[:4], ["", "工作机制。", "会保障局", "育局"], ["2", "加强宣传。", "市司法局", ""])
    found = plan_of(
        read_bytes(f"<html><body><p>某某市任务分工表</p>{page}{rest}</body></html>".encode(), "x.html")
    )
    assert who(found) == [
        [("lead", "市人力资源和社会保障局"), ("cooperate", "市商务局"), ("cooperate", "市教育局")], [("lead", "市司法局")],
    ]  # fmt: skip


def test_roles_inside_cells_overrule_the_column_s() -> None:
    found = plan(
        ["序号", "工作任务", "责任单位"], ["1", "推进改革。", "市财政局牵头，\n市商务局配合"], ["2", "完善机制。", "牵头单位：市司法局\n配合单位：市审计局"],
        ["3", "加强宣传。", "市委宣传部\n市融媒体中心"],
    )  # fmt: skip
    assert who(found) == [
        [("lead", "市财政局"), ("cooperate", "市商务局")], [("lead", "市司法局"), ("cooperate", "市审计局")],
        [("responsible", "市委宣传部"), ("responsible", "市融媒体中心")],
    ]  # fmt: skip


@pytest.mark.parametrize("where", ["heading", "note", "text"])
def test_the_first_leads_wherever_the_table_s_document_says_so(where: str) -> None:
    rule = "列第一位的为牵头单位"
    heading = f"责任单位（{rule}）" if where == "heading" else "责任单位"
    note = [["1x3|注：" + rule]] if where == "note" else []
    found = plan(
        ["序号", "工作任务", heading],
        ["1", "推进改革。", "市财政局、市商务局"],
        *note,
        before=rule if where == "text" else "",
    )
    assert who(found) == [[("lead", "市财政局"), ("responsible", "市商务局")]]
    assert [a.basis for a in found.measures[0].assignments] == ["stated-rule", "stated"]


def test_tables_that_are_no_plan_are_passed_over() -> None:
    contacts = table(
        ["单位", "联系人", "联系电话"], ["市财政局", "张三", "010-1"], ["市商务局", "李四", "010-2"]
    )
    money = table(
        ["项目名称", "金额", "主管部门"], ["新建学校", "100", "市教育局"], ["新建医院", "200", "市卫健委"]
    )
    found = plan_of(
        read_bytes(f"<html><body><p>附表</p>{contacts}<p>二</p>{money}</body></html>".encode(), "x.html")
    )
    assert found.measures == ()


def test_a_table_of_each_body_s_tasks_gives_a_measure_for_each_task() -> None:
    found = plan(
        ["单位", "工作任务"],
        ["市民政局", "1.健全协调机制。\n2.开展动态排查（市财政局配合）。"],
        ["市教育局、团市委", "1.实施专项行动。"],
    )
    assert [(m.key, m.text[:6]) for m in found.measures] == [
        ("1-1", "健全协调机制"),
        ("1-2", "开展动态排查"),
        ("2-1", "实施专项行动"),
    ]
    assert who(found) == [
        [("responsible", "市民政局")], [("responsible", "市民政局"), ("cooperate", "市财政局")], [("responsible", "市教育局"), ("responsible", "团市委")],
    ]  # fmt: skip


def test_two_tables_whose_numbers_begin_anew_are_told_apart() -> None:
    one = table(HEAD[:3], ["1", "推进改革。", "市财政局"], ["2", "完善机制。", "市商务局"])
    two = table(["序号", "任务", "责任单位"], ["1", "加强宣传。", "市司法局"])
    found = plan_of(
        read_bytes(f"<html><body><p>表一</p>{one}<p>表二</p>{two}</body></html>".encode(), "x.html")
    )
    assert [m.key for m in found.measures] == ["1-1", "1-2", "2-1"]


def test_one_cell_on_each_line_is_a_table_too() -> None:
    text = "某某市任务分工\n序号\n工作任务\n牵头单位\n完成时限\n一、优化环境\n1\n推进改革。\n市财政局\n6月底\n2\n完善机制。\n市商务局\n—\n"
    found = plan_of(read_bytes(text.encode(), "x.txt"))
    assert who(found) == [[("lead", "市财政局")], [("lead", "市商务局")]]


@pytest.mark.parametrize("deadline_first", [True, False])
def test_a_pasted_table_with_a_column_of_days_is_cut_at_the_days(deadline_first: bool) -> None:
    head = "序号工作任务" + ("完成时限责任单位" if deadline_first else "责任单位完成时限")
    row = "{n}推进第{n}类改革。" + (
        "2022年6月底前市财政局、市商务局" if deadline_first else "市财政局、市商务局2022年6月底前"
    )
    text = "某某市任务分工\n" + head + "\n" + "\n".join(row.format(n=n) for n in range(1, 5)) + "\n"
    found = plan_of(read_bytes(text.encode(), "x.txt"))
    assert who(found) == [[("responsible", "市财政局"), ("responsible", "市商务局")]] * 4
    assert {m.deadline and m.deadline.date for m in found.measures} == {"2022-06-30"}


def test_a_place_in_a_table_is_told_as_a_person_would_look_for_it() -> None:
    found = plan(HEAD[:4], ["1", "推进改革。", "市财政局", "市商务局"])
    place = Places(found).of(found.measures[0].assignments[1].body.span)
    assert place.zh() == "表1第2行“配合单位”列" and place.en() == "table 1, row 2, column “配合单位”"
    assert layout_from_json(layout_to_json(found.layout)) == found.layout
