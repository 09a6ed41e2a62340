"""The words that state a role, record by record: each example is read as it says, each decoy is not."""

from __future__ import annotations

import re

import pytest

from fengong.extract.bodies import read_bodies
from fengong.extract.grammar import grammar
from fengong.extract.items import pieces, stated_rules
from fengong.extract.names import name_rules
from fengong.extract.statements import is_decoy
from fengong.flow import Flow, squash
from fengong.lexicon import lexicon, rows
from fengong.model import Assignment

FILES = ["closings", "fields", "level_heads", "levels", "no_split", "open_nouns", "prose_decoys", "role_adverbs",
         "role_labels", "standing_dues", "stated_rules"]  # fmt: skip


def said(words: str) -> list[tuple[str, str]]:
    """(role, name) of each body in a statement."""
    flow = Flow.of(words)
    return [(a.role, a.body.name) for a in listed(flow)]


def listed(flow: Flow) -> tuple[Assignment, ...]:
    """The assignments of a flow that is one statement."""
    return read_bodies(flow, 0, len(flow.chars), "responsible", name_rules()).assignments


def items(words: str) -> list[str]:
    """The items of a list."""
    flow = Flow.of(words)
    return [
        flow.chars[p.start : p.end]
        for p in pieces(flow, 0, len(flow.chars), name_rules())
        if p.kind == "item"
    ]


@pytest.mark.parametrize("name", FILES)
def test_every_record_has_a_source_and_an_example_and_stands_once(name: str) -> None:
    found = rows(name)
    assert all(row["source"] and row["example"] for row in found)
    first = [tuple(row.values())[:2] for row in found]
    assert len(set(first)) == len(first)


@pytest.mark.parametrize(
    "row", [r for r in rows("roles") if r["place"] != "between"], ids=lambda row: row["word"]
)
def test_a_role_word_gives_its_role_to_the_body_before_it_and_spares_its_decoy(row: dict[str, str]) -> None:
    assert [role for role, _ in said(row["example"])] == [row["role"]] * len(said(row["example"]))
    assert not row["decoy"] or not grammar().strip(row["decoy"])[1]


@pytest.mark.parametrize("row", rows("role_adverbs"), ids=lambda row: row["example"])
def test_an_adverb_before_a_role_word_is_no_part_of_the_name(row: dict[str, str]) -> None:
    assert said(f"省财政厅{row['example']}配合") == [("cooperate", "省财政厅")]
    assert not row["decoy"] or not re.fullmatch(row["pattern"], row["decoy"])


@pytest.mark.parametrize("row", rows("role_labels"), ids=lambda row: row["word"] + row["place"])
def test_a_label_gives_its_role_to_the_bodies_behind_it(row: dict[str, str]) -> None:
    chars = squash(row["example"])
    label = grammar().labels(chars, 0, len(chars))[0]
    assert label.start == 0 and label.role is not None
    assert not row["role"] or label.role == row["role"]
    assert not row["decoy"] or all(
        found.role is None for found in grammar().labels(row["decoy"], 0, len(row["decoy"]))
    )


@pytest.mark.parametrize("row", rows("fields"), ids=lambda row: row["field"])
def test_a_field_is_told_from_a_role(row: dict[str, str]) -> None:
    heading = row["example"].partition(":")[0]
    assert grammar().heading_field(heading) == row["field"] and grammar().heading_role(heading) is None
    assert grammar().heading_field(row["decoy"].rstrip(":")) != row["field"]


@pytest.mark.parametrize("row", rows("stated_rules"), ids=lambda row: row["example"])
def test_a_rule_stated_once_is_found_and_its_decoy_is_not(row: dict[str, str]) -> None:
    example, decoy = squash(row["example"]), squash(row["decoy"])
    assert row["kind"] in {rule.rule for rule in stated_rules(example, 0, len(example))}
    assert row["kind"] not in {rule.rule for rule in stated_rules(decoy, 0, len(decoy))}


@pytest.mark.parametrize(
    "words",
    [
        "列第一位的为牵头单位", "排在第一位的为牵头单位", "排名第一的单位为牵头单位", "首位为牵头单位",
        "名列首位的为主办单位", "责任单位排在第一位的为牵头单位", "第一个单位为牵头单位",
    ],
)  # fmt: skip
def test_the_rule_of_the_first_is_known_however_it_is_worded(words: str) -> None:
    assert [rule.rule for rule in stated_rules(words, 0, len(words))] == ["first-leads"]


@pytest.mark.parametrize("row", rows("levels"), ids=lambda row: row["word"])
def test_a_set_named_by_levels_is_one_body_although_a_mark_stands_in_it(row: dict[str, str]) -> None:
    assert items(row["example"]) == [squash(row["example"])]
    assert not row["decoy"] or len(items(row["decoy"])) > 1


@pytest.mark.parametrize("row", rows("level_heads"), ids=lambda row: row["word"])
def test_a_set_may_end_in_the_word_for_its_bodies(row: dict[str, str]) -> None:
    assert items(f"省财政厅,{row['example']}") == ["省财政厅", row["example"]]


@pytest.mark.parametrize("row", rows("open_nouns"), ids=lambda row: row["word"])
def test_et_al_leaves_a_list_open_and_is_no_part_of_the_name(row: dict[str, str]) -> None:
    found = listed(Flow.of(row["example"]))
    assert [a.open for a in found] == [True] and "等" not in found[0].body.name
    assert not row["decoy"] or not grammar().open_end.search(row["decoy"])


@pytest.mark.parametrize("row", rows("no_split"), ids=lambda row: row["example"])
def test_and_within_one_name_does_not_part_it(row: dict[str, str]) -> None:
    assert len(items(row["example"])) == 1


@pytest.mark.parametrize(
    ("words", "parted"),
    [
        ("市财政局和市税务局", ["市财政局", "市税务局"]),
        ("省发展和改革委员会", ["省发展和改革委员会"]),
        ("省人力资源和社会保障厅与省财政厅", ["省人力资源和社会保障厅", "省财政厅"]),
        ("市住房和城乡建设局以及市城管局", ["市住房和城乡建设局", "市城管局"]),
        ("国家文物局和各地区", ["国家文物局", "各地区"]),
        ("园区和示范区管委会", ["园区和示范区管委会"]),
        ("省交通运输厅省公安厅", ["省交通运输厅", "省公安厅"]),
        ("市委市政府督查室", ["市委市政府督查室"]),
        ("1.县人社局2.县教育局", ["县人社局", "县教育局"]),
        ("市商务局/市工信局", ["市商务局", "市工信局"]),
    ],
)
def test_names_are_parted_only_between_whole_names(words: str, parted: list[str]) -> None:
    assert items(words) == parted


@pytest.mark.parametrize("row", [r for r in rows("prose_decoys") if r["place"] in {"name", "alone", "within"}],
                         ids=lambda row: row["word"])  # fmt: skip
def test_what_stands_where_a_body_does_and_is_none_is_known(row: dict[str, str]) -> None:
    assert is_decoy(row["word"])


@pytest.mark.parametrize("name", ["市财政局", "各成员单位", "各有关部门", "中国银行", "省属企业集团"])
def test_bodies_are_not_taken_for_decoys(name: str) -> None:
    assert not is_decoy(name)


@pytest.mark.parametrize("row", rows("closings"), ids=lambda row: row["example"])
def test_words_that_close_a_document_are_known(row: dict[str, str]) -> None:
    assert re.match(row["pattern"], squash(row["example"]))
    assert not row["decoy"] or not re.fullmatch(row["pattern"], squash(row["decoy"]))


@pytest.mark.parametrize("row", rows("standing_dues"), ids=lambda row: row["phrase"])
def test_a_period_that_stands_for_itself_is_no_name(row: dict[str, str]) -> None:
    assert lexicon().due_phrase.match(row["example"])
    assert said(f"{row['example']},市财政局牵头") == [("lead", "市财政局")]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("市发改委牵头，市财政局、市商务局配合", [("lead", "市发改委"), ("cooperate", "市财政局"), ("cooperate", "市商务局")]),
        ("省财政厅、省商务厅按照各自职责分工分别负责", [("responsible", "省财政厅"), ("responsible", "省商务厅")]),
        ("市商务局会同市财政局、市税务局负责", [("lead", "市商务局"), ("cooperate", "市财政局"), ("cooperate", "市税务局")]),
        ("牵头单位：甲镇政府；责任单位：乙镇政府", [("lead", "甲镇政府"), ("responsible", "乙镇政府")]),
        ("6月底前完成，牵头考核单位：市工信局", [("lead", "市工信局")]),
        ("责任部门：商务部，适用范围：浙江自贸试验区", [("responsible", "商务部")]),
        ("市发改委（牵头）、市财政局", [("lead", "市发改委"), ("responsible", "市财政局")]),
        ("由市水务局牵头组织实施", [("lead", "市水务局")]),
        ("各有关部门按职责分工", [("responsible", "各有关部门")]),
        ("各区政府（含新区管委会，下同）依职责办理", [("responsible", "各区政府")]),
        ("责任单位及责任人：县文旅局 李晓燕；县融媒体中心 马骏", [("responsible", "县文旅局"), ("responsible", "县融媒体中心")]),
        ("市政协办公室、市人大办", [("responsible", "市政协办公室"), ("responsible", "市人大办")]),
    ],
)  # fmt: skip
def test_a_statement_says_who_does_what(words: str, wanted: list[tuple[str, str]]) -> None:
    assert said(words) == wanted
