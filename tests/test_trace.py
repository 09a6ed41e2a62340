"""A task is followed down to the bodies of the districts and up again; each item told once, each end explained."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from endpoints import engine, replying
from hypothesis import given, settings
from hypothesis import strategies as st
from notices import FUNDS, LOANS, SERVICE, beside, chain, city, district, national, notice, province
from pyoxigraph import RdfFormat
from rich.cells import cell_len

from fengong import read_plan
from fengong.cascade import Cascade
from fengong.cli import main
from fengong.collect import add
from fengong.describe import describe_all
from fengong.errors import NotInGraph
from fengong.model import Plan
from fengong.store import Graph, load_graph, open_graph
from fengong.trace import Node, Trace, follow, trace, walk
from fengong.trace_tell import tell, to_json
from fengong.write import write

ROOT = Path(__file__).parents[1]
NOTICE = ROOT / "data" / "sources" / "binhai-2020-20" / "notice.txt"
NAMES = ["国发〔2022〕3号", "皖政〔2022〕15号", "合政〔2022〕30号", "包政〔2022〕8号"]


def graph(*plans: Plan) -> Graph:
    """A graph of these plans in memory."""
    return load_graph(write(describe_all(plans), "nquads"), RdfFormat.N_QUADS, "test")


def line(node: Node | None) -> list[tuple[str, str]]:
    """(document, number) of every item of a tree, in its order."""
    return [(one.document.name, one.item.number) for one in walk(node)] if node else []


def ends(node: Node | None) -> list[str]:
    """Why the branches end."""
    return [one.end for one in walk(node) if one.end] if node else []


def test_a_national_measure_is_followed_down_to_the_district() -> None:
    found = trace(graph(*chain()), "1", document=NAMES[0])
    assert line(found.down) == [(name, "1") for name in NAMES]
    assert ends(found.down) == ["none-below"]
    assert found.down and [body.name for body in [*walk(found.down)][-1].bodies] == [
        "区财政局",
        "区科技局",
        "各街镇",
    ]


def test_a_measure_of_a_district_is_followed_up_to_the_nation() -> None:
    found = trace(graph(*chain()), "1", ["up"], NAMES[3])
    assert found.down is None
    assert line(found.up) == [(name, "1") for name in NAMES[::-1]]
    assert ends(found.up) == ["no-basis"]


def test_a_gap_in_the_chain_ends_it_and_is_told() -> None:
    plans = chain()
    del plans[1]
    found = trace(graph(*plans), "1", ["up"], NAMES[3])
    assert (line(found.up), ends(found.up)) == ([(NAMES[3], "1"), (NAMES[2], "1")], ["basis-not-held"])
    assert [gap.code for gap in found.gaps] == ["not-held"]


def test_a_measure_that_no_higher_one_words_alike_ends_there() -> None:
    found = trace(graph(*chain()), "2", ["up"], NAMES[1])
    assert ends(found.up) == ["no-words-above"]


def test_a_task_is_the_measure_of_its_number_and_words() -> None:
    """The document states the number, the words agree: the link is stated."""
    down = trace(graph(national(), beside(province(), "1", FUNDS)), "1", ["down"], NAMES[0]).down
    assert down
    upper, task, lower = walk(down)
    assert [one.item.kind for one in (upper, task, lower)] == ["measure", "task", "measure"]
    assert [one.link and (one.link.rule, one.link.basis) for one in (task, lower)] == [
        ("number-and-words", "stated"),
        ("set-beside", "stated"),
    ]


def test_what_one_plan_proves_of_a_task_holds_for_all_that_quote_it() -> None:
    """The second quotes the task in words of its own; it is still task 1 of the same plan."""
    head = "江苏省人民政府关于印发任务分工的通知"
    basis = "根据《国务院关于印发促进中小企业发展工作方案的通知》(国发〔2022〕3号),"
    second = notice(head, "苏政发〔2022〕1号", basis, {LOANS: "省财政厅牵头"}, "江苏省人民政府")
    made = graph(national(), beside(province(), "1", FUNDS), beside(second, "1", LOANS))
    assert line(trace(made, "1", ["up"], "苏政发〔2022〕1号").up) == [
        ("苏政发〔2022〕1号", "1"),
        (NAMES[0], "1"),
        (NAMES[0], "1"),
    ]
    assert [gap.code for gap in trace(made, "1", ["up"], "苏政发〔2022〕1号").gaps] == ["words-differ"]
    assert len([one for one in line(trace(made, "1", ["down"], NAMES[0]).down) if one[0] != NAMES[0]]) == 2


def test_a_stated_body_is_not_told_as_presumed_once_more() -> None:
    found = trace(graph(read_plan(NOTICE)), "1", ["down"])
    assert found.down and any(one.basis == "group-alignment" for one in found.down.bodies)
    words = tell(found, "zh", 80)
    assert words.count("推定") == 1 and "牵头（推定：列名首位） 区防控工作指挥部" in words


def test_a_task_of_another_number_with_the_same_words_is_inferred() -> None:
    down = trace(graph(national(), beside(province(), "7", FUNDS)), "1", ["down"], NAMES[0]).down
    assert down and down.nodes[0].link
    assert (down.nodes[0].link.rule, down.nodes[0].link.basis) == ("same-words", "inferred")


def test_a_task_whose_number_has_other_words_is_not_linked_but_told() -> None:
    found = trace(graph(national(), beside(province(), "2", LOANS)), "task 2", ["up"])
    assert found.up and found.up.nodes == ()
    assert [gap.code for gap in found.gaps] == ["words-differ"]


def test_a_notice_alone_leads_from_its_national_tasks_to_the_bodies_of_the_district() -> None:
    """The plan that the tasks come from is only cited; the task's own bodies are told too."""
    alone = graph(read_plan(NOTICE))
    found = trace(alone, "国家任务5")
    assert line(found.down) == [("发改办地区〔2020〕237号", "5"), ("津滨政发〔2020〕20号", "5")]
    assert found.down and [one.name for one in found.down.bodies] == ["各国家级新区"]
    assert [one.name for one in found.down.nodes[0].bodies if one.basis == "stated"] == ["区防控工作指挥部"]
    assert ends(found.up) == ["plan-not-held"]


def test_every_national_task_of_the_notice_is_carried_out_by_a_measure() -> None:
    plan = read_plan(NOTICE)
    found = Cascade.of(graph(plan))
    (document,) = found.documents
    tasks = found.tasks(document)
    assert len(tasks) == len({one.task.number for one in plan.measures if one.task})
    assert all(found.down(task) for task in tasks)


def test_two_plans_of_one_level_are_told_beside_each_other() -> None:
    other = notice(
        "江苏省人民政府关于印发任务分工的通知", "苏政发〔2022〕1号", "根据《国务院关于印发促进中小企业发展工作方案的通知》(国发〔2022〕3号),",
        {FUNDS: "省财政厅牵头"}, "江苏省人民政府", "2022年2月1日",
    )  # fmt: skip
    found = trace(graph(national(), province(), other), "1", ["down"], NAMES[0])
    assert line(found.down) == [(NAMES[0], "1"), ("苏政发〔2022〕1号", "1"), (NAMES[1], "1")]


def test_what_is_come_to_twice_is_told_once() -> None:
    """The district's plan names the province's and the city's: a diamond."""
    first = "《安徽省人民政府关于印发促进中小企业发展实施方案的通知》(皖政〔2022〕15号)"
    both = f"根据{first}和《合肥市人民政府关于印发促进中小企业发展任务清单的通知》(合政〔2022〕30号),"
    found = trace(graph(province(), city(), district(both)), "1", ["down"], NAMES[1])
    assert sorted(line(found.down)) == sorted(
        [(NAMES[1], "1"), (NAMES[2], "1"), (NAMES[3], "1"), (NAMES[3], "1")]
    )
    assert sorted(ends(found.down)) == ["none-below", "told-above"]
    assert "（见上文）" in tell(found, "zh", 80)


def test_a_plan_below_without_the_words_is_named() -> None:
    found = trace(graph(*chain()), "2", ["down"], NAMES[1])
    assert ends(found.down) == ["no-words-below"] and found.down
    assert [one.name for one in found.down.beyond] == [NAMES[2]]


def test_a_tree_has_a_greatest_depth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fengong.trace.DEEPEST", 2)
    found = trace(graph(*chain()), "1", ["down"], NAMES[0])
    assert line(found.down) == [(name, "1") for name in NAMES[:3]] and ends(found.down) == ["too-deep"]
    assert "层级过多" in tell(found, "zh", 80)


def test_plans_that_name_each_other_end() -> None:
    """A number is proof enough, so that a cycle can come from a slip."""
    first = province("根据《合肥市人民政府关于印发促进中小企业发展任务清单的通知》(合政〔2022〕30号),")
    second = city("根据《安徽省人民政府关于印发促进中小企业发展实施方案的通知》(皖政〔2022〕15号),")
    found = trace(graph(first, second), "1", document=NAMES[1])
    assert line(found.down) == [(NAMES[1], "1"), (NAMES[2], "1"), (NAMES[1], "1")]
    assert ends(found.down) == ends(found.up) == ["told-above"]


def shown(found: Trace) -> tuple[str, str]:
    """The trace as text and as JSON."""
    return tell(found, "zh", 80), to_json(found)


def texts(folder: Path, plans: Sequence[Plan]) -> list[str]:
    """The plans' texts as files."""
    paths = [folder / f"{number}.txt" for number in range(len(plans))]
    for path, plan in zip(paths, plans, strict=True):
        path.write_text(plan.text, encoding="utf-8")
    return list(map(str, paths))


def test_a_kept_folder_a_file_and_an_endpoint_tell_the_same(tmp_path: Path) -> None:
    files = [*texts(tmp_path, chain()), str(NOTICE)]
    store = tmp_path / "store"
    assert all(one.error is None for one in add(store, files, processes=1))
    made = graph(*chain(), read_plan(NOTICE))
    kept = open_graph(store)
    for word, document in (("1", NAMES[0]), ("1", NAMES[3]), ("任务5", None), ("33", None)):
        assert shown(trace(kept, word, document=document)) == shown(trace(made, word, document=document))
    with replying(engine(made.store)) as (address, _):
        for words in (["1", "-d", NAMES[1]], ["国家任务5"]):
            there, here = (
                CliRunner().invoke(main, ["trace", *words, "-g", where]) for where in (address, str(store))
            )
            assert (there.exit_code, there.stdout) == (0, here.stdout)


@given(st.lists(st.booleans(), min_size=3, max_size=3), st.permutations(range(4)), st.booleans())
@settings(max_examples=25, deadline=None)
def test_down_then_up_returns_to_the_start(cited: list[bool], order: list[int], task: bool) -> None:
    """Whichever plans cite each other: what is reached going down reaches the start going up."""
    plans = [national(), province() if cited[0] else province(""), city() if cited[1] else city("")]
    plans[1] = beside(plans[1], "1", FUNDS) if task and cited[0] else plans[1]
    plans.append(district() if cited[2] else district(""))
    found = Cascade.of(graph(*(plans[place] for place in order)))
    for document in found.documents:
        for start in found.measures(document):
            down = follow(found, (start.kind, start.iri, start.told_in), ["down"]).down
            for one in walk(down) if down else ():
                item = one.item
                up = follow(found, (item.kind, item.iri, item.told_in), ["up"]).up
                assert up and start.iri in {above.item.iri for above in walk(up)}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_the_screen(lang: str, width: int) -> None:
    made = graph(*chain(), read_plan(NOTICE))
    for word, document in (("1", NAMES[0]), ("1", NAMES[3]), ("任务8", None), ("1", "津滨政发〔2020〕20号")):
        words = tell(trace(made, word, document=document, lang=lang), lang, width)
        assert max(map(cell_len, words.splitlines())) <= width
        assert not any(one != one.rstrip() for one in words.splitlines())


def test_a_deep_tree_keeps_within_the_screen() -> None:
    found = trace(graph(*chain()), "1", ["down"], NAMES[0])
    assert found.down
    deep = found.down.nodes[0]
    for _ in range(30):
        deep = replace(deep, nodes=(deep,))
    words = tell(replace(found, down=replace(found.down, nodes=(deep,))), "en", 40)
    assert words.count("└") > 30 and max(map(cell_len, words.splitlines())) <= 40


def spans(node: dict[str, Any]) -> list[dict[str, Any]]:
    """Every span of a node and of what follows."""
    own = [node["span"], *(one["span"] for one in node["bodies"]), *(node["link"] or {"spans": []})["spans"]]
    return [*own, *(one for below in node["nodes"] for one in spans(below))]


def test_every_span_of_the_json_has_the_words_of_its_text() -> None:
    plans = [*chain()[:1], beside(province(), "1", FUNDS), *chain()[2:]]
    told = json.loads(to_json(trace(graph(*plans), "1", document=NAMES[1])))
    by_text = {plan.document.sha256[:16]: plan.text for plan in plans}
    found = [*spans(told["down"]), *spans(told["up"])]
    for one in found:
        text = by_text[one["iri"].rpartition("/")[2].partition("#")[0]]
        assert text[one["start"] : one["end"]] == one["quote"]
    assert len({one["iri"].partition("#")[0] for one in found}) == len(plans)


def test_the_json_tells_basis_and_reason_of_each_link() -> None:
    told = json.loads(to_json(trace(graph(*chain()), "1", ["down"], NAMES[0])))
    link = told["down"]["nodes"][0]["link"]
    assert (link["basis"], link["rule"]) == ("inferred", "same-words")
    assert link["document_rule"] == "number" and told["up"] is None
    assert link["reason"]["en"] == "the same words; its document names the higher one by its number"
    assert link["lower"].endswith("/m1") and link["upper"] == told["down"]["iri"]


def test_what_is_inferred_is_never_called_stated() -> None:
    words = tell(trace(graph(*chain()), "1", ["down"], NAMES[0]), "zh", 80)
    assert words.count("推定（原文未写明）") == 3 and "原文载明" not in words


def test_the_readme_shows_the_real_trace() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = readme.split("$ fengong trace 国家任务5 --down\n")[1].split("```")[0]
    assert tell(trace(graph(read_plan(NOTICE)), "国家任务5", ["down"]), "zh", 80).startswith(shown)


def test_a_number_of_several_documents_asks_for_one() -> None:
    with pytest.raises(NotInGraph, match=r"国发〔2022〕3号.*--document"):
        trace(graph(*chain()), "1")
    with pytest.raises(NotInGraph, match=r"'9'"):
        trace(graph(*chain()), "9", lang="en")


def test_an_item_is_also_named_by_its_iri_and_in_words() -> None:
    made = graph(*chain())
    by_number = trace(made, "第一项措施", document=NAMES[3])
    assert by_number.down
    assert trace(made, by_number.down.item.iri) == by_number == trace(made, f"<{by_number.down.item.iri}>")


def test_a_task_is_named_by_its_plan_though_that_is_only_cited() -> None:
    made = graph(read_plan(NOTICE))
    assert trace(made, "task 5", document="发改办地区[2020]237号") == trace(made, "任务五")


def test_the_command_tells_mistakes_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "graph.nq"
    path.write_bytes(write(describe_all(chain()), "nquads"))
    for words in (["99"], ["1"], ["1", "-d", "国发〔1999〕1号"], ["urn:x:1"]):
        result = CliRunner().invoke(main, ["trace", *words, "-g", str(path)])
        assert result.exit_code == 2 and result.stderr.count("\n") == 1 and result.stdout == ""


def test_the_command_follows_one_way_where_asked(tmp_path: Path) -> None:
    path = tmp_path / "graph.nq"
    path.write_bytes(write(describe_all(chain()), "nquads"))
    common = ["-d", NAMES[1], "-g", str(path), "--format", "json"]
    for flag, other in (("--down", "up"), ("--up", "down")):
        told = json.loads(CliRunner().invoke(main, ["trace", "1", flag, *common]).stdout)
        assert told[other] is None and told[flag.removeprefix("--")]


def test_a_measure_of_the_nation_that_nobody_carries_out_says_so() -> None:
    found = trace(graph(national(), *chain()[2:]), "2", ["down"], NAMES[0])
    assert found.down and found.down.item.text.startswith(SERVICE) and ends(found.down) == ["none-below"]
    assert "No plan in this graph implements it." in tell(found, "en", 80)
