"""Other annexes than the golden one: other columns and districts, marks of empty cells, roles that are stated."""

from __future__ import annotations

import pytest

from fengong import plan_of
from fengong.ask import understand
from fengong.model import Measure, Plan
from fengong.read import read_bytes

TEXTS = ("推进背街小巷整治。", "组织志愿服务活动。", "改造老旧小区。")
PLAIN = "序号具体措施责任单位"
SUPPORTED = PLAIN + "需市级部门协助开展的工作和分工"


def plan(heading: str, *cells: str, texts: tuple[str, ...] = TEXTS) -> Plan:
    """The plan of an annex without cell boundaries: each row its number, a measure's text and ``cells``."""
    rows = "".join(f"{n}{text}{cell}" for n, (text, cell) in enumerate(zip(texts, cells, strict=True), 1))
    text = f"北京市朝阳区人民政府关于印发任务分工的通知\n附件\n{heading}\n{rows}\n"
    return plan_of(read_bytes(text.encode(), "test"))


def bodies(measure: Measure) -> list[tuple[str, str]]:
    """(name, role) of the responsible cell, in order."""
    return [(a.body.name, a.role) for a in measure.assignments if a.role != "support"]


def names(found: Plan) -> list[list[str]]:
    """The names of each row's responsible cell."""
    return [[name for name, _ in bodies(m)] for m in found.measures]


@pytest.mark.parametrize("heading", ["重点任务", "主要任务", "工作任务", "具体措施"])
def test_a_table_of_tasks_alone_is_a_table_of_measures(heading: str) -> None:
    """Nothing but the tasks is to be done there, so they are the measures."""
    found = plan(f"序号{heading}责任单位", "区城管委、区委办", "区文明办;区教委", "区民政局")
    assert [m.text for m in found.measures] == list(TEXTS)
    assert names(found) == [["区城管委", "区委办"], ["区文明办", "区教委"], ["区民政局"]]


@pytest.mark.parametrize("mark", ["无", "/", "—"])
def test_a_mark_of_an_empty_support_cell_is_no_part_of_a_name(mark: str) -> None:
    """区教委无 is 区教委 and an empty cell, and the row behind it begins a row."""
    found = plan(SUPPORTED, f"区城管委、区教委{mark}", "区文明办1.协调数据共享(市教委)", f"区民政局{mark}")
    assert names(found) == [["区城管委", "区教委"], ["区文明办"], ["区民政局"]]
    assert [len(m.support) for m in found.measures] == [0, 1, 0]


@pytest.mark.parametrize("mark", ["无", "/", "—"])
def test_an_empty_responsible_cell_ends_a_row(mark: str) -> None:
    """The row behind a cell that says 无 is a row of its own."""
    found = plan(PLAIN, mark, "区文明办", mark)
    assert [m.text for m in found.measures] == list(TEXTS)
    assert names(found) == [[], ["区文明办"], []]


def test_an_empty_responsible_cell_before_support_keeps_the_support() -> None:
    """—1.协调(市教委): no body answers for it, and one is asked."""
    found = plan(SUPPORTED, "区城管委—", "—1.协调数据共享(市教委)", "区民政局—")
    assert names(found) == [["区城管委"], [], ["区民政局"]]
    assert [b.body.name for item in found.measures[1].support for b in item.bodies] == ["市教委"]


def test_support_without_a_number_is_not_read_into_the_last_name() -> None:
    """The last name's end and a bracket's first name are not one name, though both end alike."""
    found = plan(
        SUPPORTED, "区城管委无", "区发改委、区教委支持数据共享(市政务局、市财政局等部门)。", "区民政局无"
    )
    assert names(found)[1] == ["区发改委", "区教委"]
    (item,) = found.measures[1].support
    assert (item.text, [b.body.name for b in item.bodies]) == ("支持数据共享", ["市政务局", "市财政局"])


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("区城管委牵头,区委办、区教委配合", [("区城管委", "lead"), ("区委办", "cooperate"), ("区教委", "cooperate")]),
        ("区教委、区城管委(牵头)、区委办", [("区教委", "responsible"), ("区城管委", "lead"), ("区委办", "responsible")]),
        ("牵头单位:区城管委;配合单位:区委办、区教委", [("区城管委", "lead"), ("区委办", "cooperate"), ("区教委", "cooperate")]),
        ("责任单位:区城管委、区委办", [("区城管委", "responsible"), ("区委办", "responsible")]),
        ("区城管委、区委办按职责分工负责", [("区城管委", "responsible"), ("区委办", "responsible")]),
    ],
)  # fmt: skip
def test_roles_stated_in_a_cell_hold_for_their_names(cell: str, said: list[tuple[str, str]]) -> None:
    """By a word behind the names, in brackets behind one of them, or by a label before them."""
    found = plan(PLAIN, cell, cell, "区民政局")
    assert [bodies(m) for m in found.measures] == [said, said, [("区民政局", "responsible")]]


def test_numbers_behind_such_words_in_prose_begin_no_row() -> None:
    """无3类, 负责4大, 等3项: counted in a sentence, they are no rows."""
    texts = ("整治有无3类车辆,负责4大片区。", "配合20个社区,参与2次检查。", "完成积存垃圾等3项任务。")
    found = plan(PLAIN, "区城管委", "区文明办", "区民政局", texts=texts)
    assert tuple(m.text for m in found.measures) == texts


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("谁支持第12条措施？", "12"),
        ("谁负责第十二条？", "12"),
        ("谁支持第99条", "99"),
        ("Who supports measure 12?", "12"),
        ("who is responsible for measure 34", "34"),
        ("Which national task does measure 28 implement?", "28"),
    ],
)
def test_a_question_is_asked_of_the_whole_number(question: str, measure: str) -> None:
    """Measure 12 is not measure 2."""
    asked = understand(question)
    assert asked is not None
    assert asked.measure == measure


def test_the_number_of_a_national_task_is_not_taken_for_a_measure() -> None:
    """Tasks and measures are numbered apart; such a question is not understood rather than answered wrongly."""
    assert understand("第29条国家任务由谁负责？") is None


@pytest.mark.parametrize("gap", ["", "\t", "\n"])
def test_leading_and_cooperating_columns_are_told_apart(gap: str) -> None:
    """Two cells of bodies stand side by side; the second begins with a name of its own."""
    found = plan(
        f"序号{gap}重点任务{gap}牵头单位{gap}配合单位",
        f"{gap}区城管委{gap}区委宣传部、区教委",
        f"{gap}区委宣传部{gap}区教委",
        f"{gap}区教委、区财政局{gap}各街道",
    )
    assert [bodies(m) for m in found.measures] == [
        [("区城管委", "lead"), ("区委宣传部", "cooperate"), ("区教委", "cooperate")],
        [("区委宣传部", "lead"), ("区教委", "cooperate")],
        [("区教委", "lead"), ("区财政局", "lead"), ("各街道", "cooperate")],
    ]


def test_an_empty_cooperating_cell_leaves_the_leading_one_whole() -> None:
    """Without a second list, or with a mark for none, all bodies lead."""
    found = plan("序号具体措施牵头单位配合单位", "区城管委", "区委宣传部、区教委无", "区民政局/")
    assert [bodies(m) for m in found.measures] == [
        [("区城管委", "lead")],
        [("区委宣传部", "lead"), ("区教委", "lead")],
        [("区民政局", "lead")],
    ]


def test_two_roles_of_one_group_share_all_clauses() -> None:
    """Two sentences and two columns are no reason to give the second sentence to those who cooperate."""
    text = "整治背街小巷。改造老旧小区。"
    column = plan("序号具体措施牵头单位配合单位", "区城管委区教委", texts=(text,))
    label = plan(PLAIN, "牵头单位:区城管委;配合单位:区教委", texts=(text,))
    for found in (column, label):
        (measure,) = found.measures
        assert [a.group for a in measure.assignments] == [1, 1]
        assert [i.clauses for i in measure.inferred if i.clauses] == []


def test_title_and_number_stand_on_lines_of_their_own() -> None:
    """A title goes on behind 方案 to 的通知, and the number's sign does not run into it."""
    text = (
        "北京市朝阳区人民政府关于印发2021年任务分工方案的通知\n朝政发〔2021〕5号\n各街道:\n现印发给你们。\n"
        "附件\n序号具体措施责任单位\n1推进改造。区教委\n2组织活动。区财政局\n"
    )
    document = plan_of(read_bytes(text.encode(), "test")).document
    assert document.title == "北京市朝阳区人民政府关于印发2021年任务分工方案的通知"
    assert document.number == "朝政发〔2021〕5号"
