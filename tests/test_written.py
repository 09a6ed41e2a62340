"""Plans written as text: where measures begin and end, which statement belongs to which, what is no statement."""

from __future__ import annotations

import hashlib

import pytest
from pyoxigraph import RdfFormat

from fengong import plan_of
from fengong.describe import describe
from fengong.model import Document, Plan
from fengong.store import load_graph
from fengong.why import why_measure
from fengong.write import write

HEAD = "某某市人民政府办公室关于印发某某市改革工作方案的通知\n各区县政府：\n一、主要任务\n"


def plan(text: str) -> Plan:
    """The plan of a text."""
    return plan_of(Document(text, hashlib.sha256(text.encode()).hexdigest(), "utf-8", "test"))


def who(found: Plan) -> list[tuple[str, list[tuple[str, str]]]]:
    """(key, [(role, name)]) of each measure."""
    return [(m.key, [(a.role, a.body.name) for a in m.assignments]) for m in found.measures]


def bodies(found: Plan) -> list[list[str]]:
    """The names of each measure's bodies."""
    return [[a.body.name for a in m.assignments] for m in found.measures]


@pytest.mark.parametrize(
    ("numbers", "kinds"),
    [
        (["（一）", "（二）", "（三）"], ["1", "2", "3"]),
        (["1.", "2.", "3."], ["1", "2", "3"]),
        (["1．", "2．", "3．"], ["1", "2", "3"]),
        (["（1）", "（2）", "（3）"], ["1", "2", "3"]),
        (["①", "②", "③"], ["1", "2", "3"]),
        (["第一条　", "第二条　", "第三条　"], ["1", "2", "3"]),
        (["任务一：", "任务二：", "任务三："], ["1", "2", "3"]),
        (["A．", "B．", "C．"], ["1", "2", "3"]),
        (["★", "★", "★"], ["1", "2", "3"]),
        (["1.1 ", "1.2 ", "1.3 "], ["1", "2", "3"]),
        (["一是", "二是", "三是"], ["1", "2", "3"]),
        (["7.", "8.", "10."], ["7", "8", "10"]),
    ],
)
def test_numbering_of_every_usual_kind_parts_the_measures(numbers: list[str], kinds: list[str]) -> None:
    lines = [
        f"{n}推进改革，完善机制。（市{b}局负责）"
        for n, b in zip(numbers, ["财政", "商务", "教育"], strict=True)
    ]
    found = plan(HEAD + "\n".join(lines))
    assert [m.number for m in found.measures] == kinds
    assert bodies(found) == [["市财政局"], ["市商务局"], ["市教育局"]]
    assert all(m.text.startswith("推进改革") for m in found.measures)


def test_numbers_that_begin_anew_in_each_part_get_the_part_before_them() -> None:
    part = "{n}、重点任务\n1.推进改革。（市财政局负责）\n2.完善机制。（市商务局负责）\n"
    found = plan("某某市方案\n" + part.format(n="一") + part.format(n="二"))
    assert [m.key for m in found.measures] == ["1-1", "1-2", "2-1", "2-2"]
    assert [m.section for m in found.measures] == ["一", "一", "二", "二"]


def test_several_plans_in_one_document_are_told_apart() -> None:
    one = (
        "某某市{what}专项行动方案\n为做好工作，制定本方案。\n一、主要措施\n1.推进改革。\n牵头单位：市财政局\n"
    )
    found = plan("各区县政府：\n" + one.format(what="降本") + one.format(what="增效"))
    assert [m.key for m in found.measures] == ["1-1", "2-1"]
    assert [s.title for s in found.sections if "/" not in s.number] == [
        "某某市降本专项行动方案",
        "某某市增效专项行动方案",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "（市财政局牵头，市商务局配合）", "(市财政局牵头,市商务局配合)", "【牵头单位：市财政局；配合单位：市商务局】",
        "〔牵头单位：市财政局，配合单位：市商务局〕", "（牵头单位：市财政局；配合单位：市商务局]", "（市财政局牵头，市商务局配合",
        "牵头单位：市财政局；配合单位：市商务局", "\n牵头单位：市财政局\n配合单位：市商务局", "\n牵头单位：\n市财政局\n配合单位：\n市商务局",
        "\n【牵头单位】市财政局\n【配合单位】市商务局", "由市财政局牵头，市商务局配合。", "由市财政局牵头、市商务局配合。",
        "市财政局牵头，市商务局配合。", "\n市财政局牵头，市商务局配合。", "市财政局会同市商务局负责。", "市财政局要会同市商务局抓好落实。",
        "牵头：市财政局；配合：市商务局", "——牵头单位：市财政局；配合单位：市商务局", "牵头单位为市财政局，配合单位为市商务局。",
    ],
)  # fmt: skip
def test_a_statement_is_read_in_brackets_behind_labels_and_in_sentences(statement: str) -> None:
    text = HEAD + f"1.推进改革，完善机制，提升服务水平。{statement}\n2.加强宣传。（市教育局负责）"
    assert who(plan(text)) == [
        ("1", [("lead", "市财政局"), ("cooperate", "市商务局")]),
        ("2", [("responsible", "市教育局")]),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "各单位负责同志要高度重视。", "发挥牵头医院作用，建立由市领导牵头的协调机制。", "本办法由市财政局负责解释。", "各司其职、各负其责。",
        "落实部门责任，压实企业主体责任。", "市政协办公室提出建议。", "坚持谁主管谁负责。", "由专人负责登记。", "申报材料由申请人负责提供。",
        "支持企业牵头组建创新联合体。", "责任单位要切实履行职责。", "党委领导、政府负责、社会协同、公众参与。", "加强业务指导，鼓励社会资本参与。",
        "培训费用由用人单位负责承担。", "对材料真实性负责。", "（含下属、挂靠事业单位、企业、社会团体）", "（包括通算中心、智算中心）",
        "（以下简称市财政局）", "由双方协商解决。", "建立由农业农村部、工业和信息化部牵头的机制。",
    ],
)  # fmt: skip
def test_what_sounds_like_responsibility_and_states_none_is_left_alone(words: str) -> None:
    text = HEAD + f"1.推进改革。{words}\n2.完善机制。（市财政局负责）\n3.加强宣传。（市商务局负责）"
    assert bodies(plan(text)) == [[], ["市财政局"], ["市商务局"]]


def test_several_brackets_in_a_paragraph_each_cover_the_sentences_before_them() -> None:
    found = plan(
        HEAD + "1.扩大出口。建立清单。（市商务局负责）支持企业参展。（市贸促会牵头，市财政局配合）"
    ).measures[0]
    assert [c.text for c in found.clauses] == ["扩大出口。", "建立清单。", "支持企业参展。"]
    assert [(a.body.name, a.clauses) for a in found.assignments] == [
        ("市商务局", (1, 2)), ("市贸促会", (3,)), ("市财政局", (3,)),
    ]  # fmt: skip


def test_one_bracket_behind_several_sub_items_belongs_to_the_item_above() -> None:
    found = plan(
        HEAD + "（一）优化服务。\n1.压缩时限；\n2.减少材料；\n3.降低成本。（市政务局牵头，各区县政府落实）\n"
        "（二）加强监管。\n（市市场监管局负责）"
    )
    assert who(found) == [
        ("1", [("lead", "市政务局"), ("implement", "各区县政府")]), ("2", [("responsible", "市市场监管局")]),
    ]  # fmt: skip
    assert "压缩时限" in found.measures[0].text and "降低成本" in found.measures[0].text


def test_lists_of_names_alone_in_brackets_are_statements_where_they_are_the_custom() -> None:
    found = plan(
        HEAD + "1.推进改革。（市财政局、市商务局）\n2.完善机制。（市教育局、各区县政府）\n3.（略）加强宣传。"
    )
    assert bodies(found) == [["市财政局", "市商务局"], ["市教育局", "各区县政府"], []]


def test_a_measure_without_a_statement_beside_others_with_one_is_told() -> None:
    found = plan(HEAD + "1.推进改革。（市财政局负责）\n2.完善机制。\n3.加强宣传。（市商务局负责）")
    assert [f.measure for f in found.findings if f.code == "measure-without-body"] == ["2"]


def test_the_first_leads_from_where_the_rule_is_stated_and_only_where_no_lead_is_named() -> None:
    found = plan(
        HEAD
        + "1.推进改革。（市财政局、市商务局负责）\n2.完善机制。（市教育局、市科技局负责。列第一位的为牵头单位，下同）\n"
        "3.加强宣传。（市司法局、市审计局负责）\n4.抓好培训。（市人社局牵头，市总工会负责）"
    )
    assert [[a.role for a in m.assignments] for m in found.measures] == [
        ["responsible", "responsible"], ["lead", "responsible"], ["lead", "responsible"], ["lead", "responsible"],
    ]  # fmt: skip
    assert [m.assignments[0].basis for m in found.measures] == [
        "stated",
        "stated-rule",
        "stated-rule",
        "stated",
    ]


def test_whom_all_below_concerns_is_kept_beside_what_each_measure_says_itself() -> None:
    found = plan(
        HEAD
        + "1.推进改革。（市财政局负责）\n2.完善机制。（市教育局牵头。以下均需各区县政府落实，不再列出）\n"
        "3.加强宣传。（市司法局负责）\n4.抓好培训。（市人社局负责）"
    )
    assert bodies(found) == [["市财政局"], ["市教育局", "各区县政府"], ["市司法局"], ["市人社局"]]
    assert [[(a.role, a.body.name, a.basis) for a in m.by_rule] for m in found.measures] == [
        [], [], [("implement", "各区县政府", "stated-rule")], [("implement", "各区县政府", "stated-rule")],
    ]  # fmt: skip


def test_a_rule_of_one_plan_does_not_hold_in_the_next_of_the_same_document() -> None:
    one = "某某市{what}工作方案\n一、主要措施\n1.推进改革。（市财政局负责{rule}）\n2.完善机制。（市商务局负责）\n"
    found = plan(
        one.format(what="降本", rule="。以下均需各区县政府落实，不再列出") + one.format(what="增效", rule="")
    )
    assert [len(m.by_rule) for m in found.measures] == [0, 1, 0, 0]


def test_starred_bodies_lead_where_the_document_says_so() -> None:
    text = HEAD + "1.推进改革。（市财政局*、市商务局）\n2.完善机制。（市教育局*、市科技局）\n{rule}"
    assert [a.role for m in plan(text.format(rule="注：*为牵头单位")).measures for a in m.assignments] == [
        "lead", "responsible", "lead", "responsible",
    ]  # fmt: skip
    unsaid = plan(text.format(rule="")).measures
    assert {a.role for m in unsaid for a in m.assignments} == {"responsible"}
    assert unsaid[0].assignments[0].body.name == "市财政局"


def test_a_list_of_duties_gives_each_body_its_own() -> None:
    found = plan(
        HEAD
        + "市商务局：负责统筹协调。\n市公安局、市司法局：负责执法检查，打击犯罪。\n市财政局：落实资金保障。"
    )
    assert [(m.text, [(a.role, a.body.name) for a in m.assignments]) for m in found.measures] == [
        ("市商务局：负责统筹协调。", [("responsible", "市商务局")]),
        (
            "市公安局、市司法局：负责执法检查，打击犯罪。",
            [("responsible", "市公安局"), ("responsible", "市司法局")],
        ),
        ("市财政局：落实资金保障。", [("implement", "市财政局")]),
    ]


def test_labels_run_together_end_at_the_next_number_without_any_mark() -> None:
    text = "某某市若干措施 一、稳定就业 1.推进改革。责任单位:市财政局、商务局2.完善机制。责任单位:市教育局，各区县政府3.加强宣传。责任单位:市科技局"
    found = plan(text + "。" + "为做好有关工作，特制定如下措施，请认真贯彻执行。" * 20)
    assert bodies(found) == [["市财政局", "商务局"], ["市教育局", "各区县政府"], ["市科技局"]]


def test_lines_cut_at_the_page_s_width_and_page_numbers_do_not_part_names() -> None:
    lines = [
        "一、主要任务",
        "1.推进重点领域改革，完善长效工作机制，提升政务服务水",
        "平，加快建设服务型政府。（责任单位：市人力资源和社会保",
        "障局、市住房和城乡建设局，市财",
        "— 1 —",
        "政局、市商务局）",
        "2.加强宣传引导，营造良好氛围，及时总结推广经验做法，形",
        "成工作合力。（责任单位：市委宣传部、市融媒体中心，各区",
        "— 2 —",
        "县政府）",
        "3.强化督促检查，建立台账，定期通报，确保各项任务落地见",
        "效，取得群众满意的实际成果。（责任单位：市政府督查室、",
        "— 3 —",
        "市审计局）",
        "4.完善考核评价，将任务完成情况纳入年度考核，作为评先评",
        "优的重要依据。（责任单位：市委组织部、市统计局）",
    ]
    from fengong.read import read_bytes

    found = plan_of(read_bytes("\n".join(lines).encode(), "x.txt"))
    assert bodies(found) == [
        ["市人力资源和社会保障局", "市住房和城乡建设局", "市财政局", "市商务局"], ["市委宣传部", "市融媒体中心", "各区县政府"],
        ["市政府督查室", "市审计局"], ["市委组织部", "市统计局"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "date", "month_day"),
    [
        ("（市财政局负责，2023年6月底前完成）", "2023-06-30", None), ("（6月底完成，牵头考核单位：市财政局）", None, "06-30"),
        ("\n责任单位：市财政局\n完成时限：2019年12月底前", "2019-12-31", None), ("（持续推进，责任单位：市财政局）", None, None),
    ],
)  # fmt: skip
def test_the_statement_s_own_time_limit_is_the_measure_s(
    statement: str, date: str | None, month_day: str | None
) -> None:
    deadline = plan(HEAD + f"1.推进改革。{statement}\n2.完善机制。（市商务局负责）").measures[0].deadline
    assert deadline and (deadline.date, deadline.month_day) == (date, month_day)


def test_the_prefix_a_list_gives_once_is_understood_and_the_name_stays_as_written() -> None:
    found = plan(
        "天津市人民政府办公厅关于印发方案的通知\n一、任务\n1.推进改革。（市发展改革委、财政局、商务局负责）\n2.略。（市科技局负责）"
    )
    assert [(a.body.name, a.body.prefix, a.body.organization) for a in found.measures[0].assignments] == [
        ("市发展改革委", "", "120000-fazhangaigewei"), ("财政局", "市", "120000-caizhengju"), ("商务局", "市", "120000-shangwuju"),
    ]  # fmt: skip


def test_a_label_at_the_foot_of_a_page_is_no_measure_and_is_told() -> None:
    found = plan(
        HEAD + "1.推进改革。（市财政局负责）\n2.完善机制。（市商务局负责）\n主办单位：某某市人民政府办公室"
    )
    assert bodies(found) == [["市财政局"], ["市商务局"]]
    assert [f.severity for f in found.findings if f.code == "statement-not-read"] == ["info"]


def test_a_document_without_any_responsibility_says_so() -> None:
    found = plan("某某市关于支持创新的若干措施\n1．支持企业牵头组建创新联合体。\n2．支持高校牵头承担项目。")
    assert found.measures == () and [f.code for f in found.findings] == ["no-measures"]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("农业农村部负责制定规划，自然资源部负责用地保障。", ["农业农村部", "自然资源部"]),
        ("由市发展改革委负责制定实施方案。", ["市发展改革委"]),
        ("市商务局负责解释政策。", ["市商务局"]),
        ("市人社局负责人才引进。", ["市人社局"]),
        ("由市财政局负责任务分解。", ["市财政局"]),
        ("本办法由市财政局负责解释。", []),
        ("实行市委负责制，由市财政局负责人召集。", []),
    ],
)
def test_a_role_word_that_is_part_of_another_word_states_nothing(sentence: str, names: list[str]) -> None:
    found = plan("1." + sentence + "\n2.推进改革。（市审计局负责）")
    assert [a.body.name for a in found.measures[0].assignments] == names


def test_a_person_s_label_ends_a_list_and_is_no_part_of_a_name_or_measure() -> None:
    found = plan(
        "某方案\n一、新建公办幼儿园3所\n牵头领导：张三\n牵头单位：市教育局\n责任单位：市财政局\n"
        "二、修路\n牵头单位：市住建局\n分管领导：李四\n"
    )
    assert [m.text for m in found.measures] == ["新建公办幼儿园3所", "修路"]
    assert bodies(found) == [["市教育局", "市财政局"], ["市住建局"]]


@pytest.mark.parametrize("form", ["（责任单位：{}）", "\n责任单位：{}"])
def test_a_list_of_hundreds_of_bodies_is_read_whole(form: str) -> None:
    names = [f"某{n}市商务局" for n in range(1, 801)]
    found = plan("1.开展工作。" + form.format("、".join(names)) + "\n2.总结经验。（责任单位：市商务局）")
    assert [len(names) for names in bodies(found)] == [800, 1]


@pytest.mark.parametrize("closing", ["附件：联系人名单", "本方案自印发之日起施行。", "此件公开发布"])
@pytest.mark.parametrize("form", ["\n责任单位：市公安局", "（市公安局负责）", "（市公安局负责）。"])
def test_what_closes_a_document_is_no_part_of_its_last_measure(form: str, closing: str) -> None:
    found = plan(f"某方案\n（一）开展甲。{form}\n（二）开展乙{form}\n\n{closing}\n".replace("乙（", "乙。（"))
    assert [m.text.strip("。") for m in found.measures] == ["开展甲", "开展乙"]
    assert bodies(found) == [["市公安局"], ["市公安局"]]


RULED = """关于印发工作分工方案的通知
各项任务分工如下（以下均需各市人民政府落实，不再列出）。
一、推进教育改革。（教育厅、财政厅负责，列第一位者为牵头单位，下同）
二、改善医疗服务。（卫生健康委、医保局负责）
三、发展养老。（民政厅、*财政厅负责）
*为牵头单位。
"""


def test_what_a_rule_stated_once_says_leads_to_the_words_of_the_rule() -> None:
    """列第一位者为牵头单位，下同: the second measure's lead is proved by words of the first."""
    found = plan(RULED)
    second, third = found.measures[1:]
    lead = second.assignments[0]
    assert (lead.role, lead.basis) == ("lead", "stated-rule")
    assert lead.rule and lead.rule.of(found.text) == "列第一位者为牵头单位"
    marked = [a for a in third.assignments if a.role == "lead"]
    assert [a.rule.of(found.text) for a in marked if a.rule][-1:] == ["*为牵头单位"]
    assert all(a.rule is None for m in found.measures for a in m.assignments if a.basis == "stated")
    assert found.measures[0].by_rule and all(a.rule for a in found.measures[0].by_rule)
    graph = load_graph(write(describe(found), "turtle"), RdfFormat.TURTLE, "test")
    told = why_measure(graph, "2", "卫生健康委")
    assert "规则 “列第一位者为牵头单位”" in told
