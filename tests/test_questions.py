"""The competency questions: each has a query, answers alike in two engines, and answers what the plan says.

What is expected is worked out here from the golden plan (tests/golden), by hand or by Python, and never taken
from the query's own output.
"""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import Quad, RdfFormat, Store

from fengong import read_plan
from fengong.describe import describe
from fengong.query import bind, load_queries, named, run
from fengong.resources import resource
from fengong.store import Graph, load_graph
from fengong.terms import FG
from fengong.write import write

HERE = Path(__file__).parent
NOTICE = HERE.parent / "data/sources/binhai-2020-20/notice.txt"
PLAN = json.loads((HERE / "golden/binhai-2020-20/plan.json").read_text("utf-8"))
MEASURES: list[dict[str, Any]] = PLAN["measures"]
BODIES: dict[str, dict[str, Any]] = {body["id"]: body for body in PLAN["organizations"]}


@cache
def questions() -> dict[str, tuple[str, str, str, str]]:
    """Number → Chinese, English, command, answer: the rows of ontology/questions.md."""
    rows = re.findall(r"^\|(.*)\|$", resource("ontology/questions.md").read_text("utf-8"), re.MULTILINE)
    cells = [[cell.strip() for cell in row.split("|")] for row in rows[2:]]
    return {number: (zh, en, command.strip("`"), answer) for number, zh, en, command, answer in cells}


def asked(number: str) -> tuple[str, dict[str, str]]:
    """The query and the parameters of a question's command."""
    _, _, name, *options = shlex.split(questions()[number][2])
    return name, {
        key.removeprefix("--"): value for key, value in zip(options[::2], options[1::2], strict=True)
    }


@cache
def _quads() -> tuple[Quad, ...]:
    return describe(read_plan(NOTICE))


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The notice."""
    return load_graph(write(_quads(), "trig"), RdfFormat.TRIG, "notice")


@pytest.fixture(scope="module")
def other_engine() -> rdflib.Graph:
    """The notice in rdflib, without prefixes of its own."""
    return rdflib.Graph(bind_namespaces="none").parse(data=write(_quads(), "turtle"), format="turtle")


def in_both(text: str, other_engine: rdflib.Graph) -> tuple[list[Any], list[Any]]:
    """The rows that pyoxigraph and rdflib give, as text."""
    store = Store()
    store.extend(Quad(*quad.triple) for quad in _quads())
    ours = [tuple(None if t is None else t.value for t in row) for row in store.query(text)]  # type: ignore[union-attr]
    theirs = [tuple(None if t is None else str(t) for t in row) for row in other_engine.query(text)]  # type: ignore[union-attr]
    return ours, theirs


def answer(graph: Graph, number: str, **others: str | bool) -> list[dict[str, Any]]:
    """The rows that answer a question."""
    name, parameters = asked(number)
    return run(graph, name, **{**parameters, **others}).records()


def answering(measure: dict[str, Any]) -> list[dict[str, Any]]:
    """The assignments of a measure's own list: all but support."""
    return [a for a in measure["assignments"] if a["role"] != "support"]


def level(body: str | None) -> str | None:
    """A body's level by the plan."""
    return BODIES[body]["level"] if body else None


def label(body: str) -> str:
    """A body's full name."""
    return str(BODIES[body]["label"])


def asked_for_support() -> Counter[str]:
    """How many measures ask each body for support."""
    return Counter(
        body
        for measure in MEASURES
        for body in {b["organization"] for item in measure["support"] for b in item["bodies"]}
    )


def test_there_are_enough_questions_in_both_languages_each_with_a_query() -> None:
    """Numbered without a gap; no query answers two."""
    assert list(questions()) == [str(n) for n in range(1, len(questions()) + 1)]
    assert len(questions()) >= 12
    for number, (zh, en, command, told) in questions().items():
        assert re.search(r"[\u4e00-\u9fff].*？$", zh) and re.fullmatch(r"[A-Z].*\?", en) and told
        name, parameters = asked(number)
        assert command.startswith("fengong query ") and name in load_queries()
        assert set(parameters) <= {p.name for p in named(name).parameters}
    names = [asked(number)[0] for number in questions()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("number", questions())
def test_each_question_is_answered_alike_in_two_engines(other_engine: rdflib.Graph, number: str) -> None:
    """On the whole notice, row by row."""
    name, parameters = asked(number)
    text = bind(named(name), parameters)
    ours, theirs = in_both(text, other_engine)
    assert ours == theirs


@pytest.mark.parametrize("number", ["4", "5"])
def test_other_values_are_answered_alike_too(other_engine: rdflib.Graph, number: str) -> None:
    """With the filter of the question lifted, in English."""
    lifted: dict[str, str | bool] = {"4": {"unasked": False}, "5": {"branches": True}}[number]  # type: ignore[assignment]
    text = bind(named(asked(number)[0]), {**lifted, "lang": "en"})
    ours, theirs = in_both(text, other_engine)
    assert ours == theirs and ours


@pytest.mark.parametrize("number", questions())
def test_an_answer_names_only_what_its_rows_hold(graph: Graph, number: str) -> None:
    """The written answers do not drift: each Chinese name in one is a cell of the result, or a name of its body."""
    cells = [str(cell) for row in answer(graph, number) for cell in row.values()]
    ids = {cell.rpartition("/id/org/")[2] for cell in cells} & set(BODIES)
    known = " ".join([*cells, *(name for body in ids for name in BODIES[body]["names"])])
    words = re.findall(
        r"[\u4e00-\u9fff0-9〔〕]*[\u4e00-\u9fff]{2,}[\u4e00-\u9fff0-9〔〕]*", questions()[number][3]
    )
    assert [word for word in words if word not in known] == []


def test_1_who_supports_measure_8_and_with_what(graph: Graph) -> None:
    expected = [(b["name"], item["text"]) for item in MEASURES[7]["support"] for b in item["bodies"]]
    assert [name for name, _ in expected] == ["市发展改革委", "市科技局"]
    assert [(r["name"], r["text"]) for r in answer(graph, "1")] == expected


def test_2_who_answers_for_measure_8(graph: Graph) -> None:
    rows = answer(graph, "2")
    assert [r["name"] for r in rows] == ["区工信局", "区科技局", "区发改委", "各开发区管委会"]
    assert [r["name"] for r in rows] == [a["name"] for a in answering(MEASURES[7])]
    assert (rows[0]["lead"], rows[0]["lead_basis"]) == (True, "listed-first")
    assert {r["role"] for r in rows} == {"responsible"}


def test_3_the_line_of_measure_29(graph: Graph) -> None:
    rows = answer(graph, "3")
    measure = next(m for m in MEASURES if m["row"] == "29")
    support = [label(b["organization"]) for item in measure["support"] for b in item["bodies"]]
    assert [r["number"] for r in rows if r["kind"] == "task"] == [measure["task"]["number"]] == ["32"]
    assert [r["body"] for r in rows if r["kind"] == "ministry"] == ["自然资源部"]
    assert [r["body"] for r in rows if r["kind"] == "body"] == [
        label(a["organization"]) for a in answering(measure)
    ]
    assert [r["body"] for r in rows if r["kind"] == "support body"] == support and len(support) == 4


def test_4_measures_that_rest_on_a_municipal_body(graph: Graph) -> None:
    """Bodies of Tianjin are provincial; a measure rests on them directly or through a branch."""
    support = asked_for_support()
    rests = []
    for measure in MEASURES:
        for a in answering(measure):
            body = BODIES.get(a["organization"] or "", {})
            for higher in (
                a["organization"],
                body.get("parent") if body.get("kind") == "field-office" else None,
            ):
                if level(higher) == "provincial":
                    rests.append((measure["row"], label(higher), support[higher]))
    rows = answer(graph, "4", unasked=False)
    assert [(r["measure"], r["higher"], r["asked_in"]) for r in rows] == rests
    assert [row for row, _, _ in rests] == ["17", "25", "29", "31", "32", "34"]
    assert all(times for _, _, times in rests) and answer(graph, "4") == []


def test_4_a_body_that_is_no_longer_asked_comes_to_light() -> None:
    """Without the request of measure 25, nobody asks 天津港集团 for support, and its two measures show."""
    port = "120000-tianjingang-jituan"
    kept = [q for q in _quads() if not (q.predicate == FG.supportBody and q.object.value.endswith(port))]
    rows = run(load_graph(write(kept, "trig"), RdfFormat.TRIG, "notice"), "rests-on-higher").records()
    assert [(r["measure"], r["body"], r["asked_in"]) for r in rows] == [
        ("25", label(port), 0),
        ("34", label(port), 0),
    ]


@pytest.mark.parametrize("branches", [False, True])
def test_5_tasks_that_end_with_no_district_body(graph: Graph, branches: bool) -> None:
    """Task 19: its measure names nobody. Task 32: only the branch of a municipal bureau answers."""

    def of_the_district(body: str | None) -> bool:
        own = level(body) in {"district", "zone", "township"}
        return own and (branches or BODIES[str(body)]["kind"] != "field-office")

    ends: dict[str, bool] = {}
    for measure in (m for m in MEASURES if m["task"]):
        found = any(of_the_district(a["organization"]) for a in answering(measure))
        ends[measure["task"]["number"]] = ends.get(measure["task"]["number"], False) or found
    expected = [
        (m["task"]["number"], b["name"], m["row"])
        for m in MEASURES
        if m["task"] and not ends[m["task"]["number"]]
        for b in m["task"]["bodies"]
    ]
    assert {number for number, _, _ in expected} == ({"19"} if branches else {"19", "32"})
    rows = answer(graph, "5", branches=branches)
    assert [(r["task"], r["name"], r["measures"]) for r in rows] == expected


def test_6_bodies_that_answer_only_through_a_collective(graph: Graph) -> None:
    tasks = [b["organization"] for m in MEASURES if m["task"] for b in m["task"]["bodies"]]
    listed = [a["organization"] for m in MEASURES for a in answering(m)]
    expected = {
        (label(member), label(body))
        for body in {*tasks, *listed} - {None}
        for member in BODIES[body]["members"]
        if member not in {*tasks, *listed}
    }
    rows = answer(graph, "6")
    assert {(r["body"], r["collective"]) for r in rows} == expected
    assert Counter(collective for _, collective in expected) == {"各街镇": 21, "各国家级新区": 1}
    assert {r["measures"] for r in rows if r["collective"] == "各街镇"} == {2}  # rows 2 and 27


def test_7_what_was_inferred_and_by_which_rule(graph: Graph) -> None:
    expected = Counter(
        (m["row"], i["name"], i["role"], i["basis"])
        for m in MEASURES
        for i in m["inferred"]
        for _ in i["clauses"] or [0]
    )
    assert Counter((r["measure"], r["name"], r["role"], r["basis"]) for r in answer(graph, "7")) == expected
    assert Counter(i["basis"] for m in MEASURES for i in m["inferred"]) == {
        "listed-first": 29,
        "group-alignment": 8,
        "text-overlap": 8,
    }


def test_8_bodies_that_share_most(graph: Graph) -> None:
    together: Counter[frozenset[str]] = Counter()
    for measure in MEASURES:
        for pair in combinations({a["organization"] for a in answering(measure)} - {None}, 2):
            together[frozenset(map(label, pair))] += 1
    expected = {pair: times for pair, times in together.items() if times >= 6}
    rows = answer(graph, "8")
    assert {frozenset((r["one"], r["other"])): r["shared"] for r in rows} == expected and expected
    assert [r["shared"] for r in rows] == sorted(expected.values(), reverse=True)


def test_9_who_has_the_longest_list(graph: Graph) -> None:
    lists = Counter(
        body for m in MEASURES for body in {a["organization"] for a in answering(m)} if body is not None
    )
    (first, times), (_, next_times) = lists.most_common(2)
    assert first == "120116-fagaiwei" and times > next_times
    row = answer(graph, "9")[0]
    assert (row["body"], row["answers_for"]) == (label(first), times)


def test_10_reports_are_due_in_september_and_december(graph: Graph) -> None:
    dues = [f"--{d['month_day']}" for d in PLAN["document"]["deadlines"]]
    rows = answer(graph, "10")
    assert [r["due"] for r in rows] == dues == ["--09-25", "--12-25"]
    assert {r["body"] for r in rows} == {label("120116-fagaiwei")}


def test_11_names_that_could_not_be_identified(graph: Graph) -> None:
    expected = [(a["name"], m["row"]) for m in MEASURES for a in m["assignments"] if not a["organization"]]
    rows = answer(graph, "11")
    assert [(r["name"], r["measure"]) for r in rows] == expected == [("泰达集团", "34")]
    assert rows[0]["reason"] == "ambiguous" and rows[0]["candidates"].count("、") == 1


def test_12_documents_that_are_cited(graph: Graph) -> None:
    expected = [(c["number"], c["title"], c["relation"]) for c in PLAN["document"]["cites"]]
    rows = answer(graph, "12")
    assert [(r["number"], r["title"], r["relation"]) for r in rows] == expected
    assert [number for number, _, relation in expected if relation == "based-on"] == [
        "发改办地区〔2020〕237号",
        "津发改区域〔2020〕75号",
    ]
    assert [r["measure"] for r in rows if r["measure"]] == ["24"]


def test_13_where_the_table_differs_from_the_main_text(graph: Graph) -> None:
    """Compared here by the words alone, without spaces and line breaks."""
    rows = answer(graph, "13")
    plain = {m["row"]: re.sub(r"\s", "", m["text"]) for m in MEASURES}
    main = {m["row"]: re.sub(r"\s", "", m["main"]["text"]) for m in MEASURES if m["main"]}
    differing = [row for row in main if main[row] != plain[row]]
    assert {r["measure"] for r in rows} <= set(differing)
    assert [r["measure"] for r in rows] == ["1", "2", "7", "13", "18", "30", "33"]
    for row in rows:
        assert re.sub(r"\s", "", row["words"]) == plain[row["measure"]]
        assert main[row["measure"]] in re.sub(r"\s", "", row["main_words"])


def test_14_measures_for_which_nothing_is_asked(graph: Graph) -> None:
    expected = [m["row"] for m in MEASURES if not m["support"]]
    assert [r["measure"] for r in answer(graph, "14")] == expected and len(expected) == 21


def test_15_what_is_asked_of_municipal_bodies(graph: Graph) -> None:
    expected = Counter(
        (b["name"], m["row"], item["text"])
        for m in MEASURES
        for item in m["support"]
        for b in item["bodies"]
        if level(b["organization"]) == "provincial"
    )
    assert Counter((r["name"], r["measure"], r["text"]) for r in answer(graph, "15")) == expected


def test_16_the_measure_that_names_no_body(graph: Graph) -> None:
    expected = [m["row"] for m in MEASURES if not answering(m)]
    assert [r["measure"] for r in answer(graph, "16")] == expected == ["19"]


def test_17_figures_to_be_reached(graph: Graph) -> None:
    rows = answer(graph, "17")
    expected = Counter(
        (m["row"], float(t["value"]), t["unit"])
        for m in MEASURES
        for t in (*m["targets"], *(t for item in m["support"] for t in item.get("targets", [])))
    )
    assert Counter((r["measure"], float(r["value"]), r["unit"]) for r in rows) == expected
    assert {("12", 2450.0, "家"), ("12", 1150.0, "家"), ("12", 115.0, "家")} <= set(expected)


def test_18_collectives_and_whether_their_members_are_known(graph: Graph) -> None:
    expected = {
        (b["label"], b["open"], label(member) if member else None)
        for b in BODIES.values()
        if b["open"] is not None
        for member in (b["members"] or [None])
    }
    assert {(r["collective"], r["open"], r["member"]) for r in answer(graph, "18")} == expected
    closed = {name for name, is_open, _ in expected if not is_open}
    assert {"各开发区管委会", "各街镇"} <= closed
