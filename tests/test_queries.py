"""Each file in queries/ is plain SPARQL with a full header, answers alike in two engines, and answers right."""

from __future__ import annotations

import random
import re
import time
from functools import cache
from pathlib import Path

import pytest
import rdflib
from handmade import handmade
from pyoxigraph import Quad, RdfFormat, Store

from fengong import read_plan
from fengong.describe import describe
from fengong.query import bind, load_queries, named, parse_query, run
from fengong.resources import resource
from fengong.store import Graph, load_graph
from fengong.write import write

NAMES = list(load_queries())
NOTICE = Path(__file__).parents[1] / "data/sources/binhai-2020-20/notice.txt"
Cells = list[tuple[str | None, ...]]

# What to ask besides the values that stand in the file.
OTHER_VALUES: dict[str, dict[str, str | int | bool]] = {
    "asked-of": {"level": "provincial", "lang": "en"},
    "bodies": {"lang": "en"},
    "body-sheet": {"body": "区科技局", "expand": False},
    "collectives": {"lang": "en"},
    "findings": {"severity": "warning", "measure": "9", "lang": "en"},
    "history": {"body": "区科委", "lang": "en"},
    "inferred": {"lang": "en"},
    "line": {"measure": "9"},
    "measure": {"measure": "9"},
    "only-via-collective": {"lang": "en"},
    "reports": {"lang": "en"},
    "responsible": {"measure": "9", "lang": "en"},
    "shared-measures": {"minimum": 1, "support": True},
    "support": {"measure": "8", "lang": "en"},
}


@cache
def _quads() -> tuple[Quad, ...]:
    return describe(handmade())


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The handmade plan."""
    return load_graph(write(_quads(), "trig"), RdfFormat.TRIG, "handmade")


@pytest.fixture(scope="module")
def notice() -> Graph:
    """The project's own first document."""
    return load_graph(write(describe(read_plan(NOTICE)), "trig"), RdfFormat.TRIG, "notice")


@pytest.fixture(scope="module")
def other_engine() -> rdflib.Graph:
    """The same plan as a plain Turtle file in rdflib, without any prefix of its own."""
    return rdflib.Graph(bind_namespaces="none").parse(data=write(_quads(), "turtle"), format="turtle")


def _in_pyoxigraph(sparql: str, quads: tuple[Quad, ...]) -> Cells:
    """As any program would ask: no prefixes given, a default graph and nothing else."""
    store = Store()
    store.extend(Quad(*quad.triple) for quad in quads)
    return [tuple(None if term is None else term.value for term in row) for row in store.query(sparql)]  # type: ignore[union-attr]


def _in_rdflib(sparql: str, graph: rdflib.Graph) -> Cells:
    return [tuple(None if term is None else str(term) for term in row) for row in graph.query(sparql)]  # type: ignore[union-attr]


@pytest.mark.parametrize("name", NAMES)
def test_a_query_says_what_it_answers_takes_and_gives(graph: Graph, name: str) -> None:
    """Summary in both languages, a heading for each column in order, a meaning for each parameter."""
    query = named(name)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert query.summary and re.search(r"[\u4e00-\u9fff]", query.summary_zh)
    assert tuple(column.name for column in query.columns) == graph.query(query.text).columns
    assert all(re.search(r"[\u4e00-\u9fff]", column.zh) for column in query.columns)
    assert all(parameter.meaning for parameter in query.parameters)
    assert parse_query(name, query.text) == query


def test_the_folder_holds_nothing_but_queries() -> None:
    """What is in it ships."""
    assert {file.suffix for file in resource("queries").iterdir() if file.is_file()} == {".rq"}
    assert {file.suffix for file in (resource("queries") / "sql").iterdir()} == {".sql"}
    assert [file.name for file in resource("queries").iterdir() if file.is_dir()] == ["sql"]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_as_it_stands_answers_alike_in_two_engines(other_engine: rdflib.Graph, name: str) -> None:
    """The same rows in the same order."""
    text = (resource("queries") / f"{name}.rq").read_text("utf-8")
    assert _in_pyoxigraph(text, _quads()) == _in_rdflib(text, other_engine)


@pytest.mark.parametrize("name", list(OTHER_VALUES))
def test_a_bound_query_answers_alike_in_two_engines(other_engine: rdflib.Graph, name: str) -> None:
    """Also with other values than those in the file; and it does find something."""
    text = bind(named(name), OTHER_VALUES[name])
    rows = _in_pyoxigraph(text, _quads())
    assert rows
    assert rows == _in_rdflib(text, other_engine)


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_rows_hangs_on_nothing_but_the_data(notice: Graph, name: str) -> None:
    """However the statements were stored; and no row comes twice."""
    text = named(name).text
    quads = list(notice.quads())
    first = _in_pyoxigraph(text, tuple(quads))
    random.Random(name).shuffle(quads)
    assert _in_pyoxigraph(text, tuple(quads)) == first
    assert len(set(first)) == len(first)


@pytest.mark.parametrize("name", NAMES)
def test_a_query_takes_milliseconds_on_a_real_notice(notice: Graph, name: str) -> None:
    """The slowest takes some 15 ms; a quarter of a second leaves room for a busy machine."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        notice.query(named(name).text)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.25


def test_support_gives_items_bodies_roles_and_the_words(graph: Graph) -> None:
    """会同 states a lead; an item that cites a document instead of a body has a row without one."""
    rows = run(graph, "support", measure="8").records()
    assert [(row["item"], row["name"], row["role"], row["open"]) for row in rows] == [
        ("1", "市科技局", "lead", False),
        ("1", "市有关部门", "cooperate", False),
        ("2", None, None, None),
    ]
    assert rows[0]["body"] == "天津市科学技术局"
    assert rows[0]["text"] == "支持食品营养实验室加快建设。"
    assert handmade().text[rows[0]["start"] : rows[0]["end"]] == rows[0]["quote"] == "市科技局"  # type: ignore[index]


def test_responsible_keeps_groups_order_roles_and_marks_what_is_inferred(graph: Graph) -> None:
    """The presumed lead and the clauses stand in columns of their own, with their rule."""
    rows = run(graph, "responsible", measure="8").records()
    assert [(r["group"], r["position"], r["name"], r["role"], r["basis"]) for r in rows] == [
        (1, 1, "区工信局", "responsible", "stated"),
        (1, 2, "区科技局", "responsible", "stated"),
        (2, 3, "各开发区管委会", "responsible", "stated"),
    ]
    assert [(r["clauses"], r["clauses_basis"]) for r in rows] == [
        ("8-1", "group-alignment"),
        ("8-1", "group-alignment"),
        ("8-2", "group-alignment"),
    ]
    assert [(r["lead"], r["lead_basis"]) for r in rows] == [
        (True, "listed-first"),
        (False, None),
        (False, None),
    ]


def test_responsible_gives_stated_roles_open_lists_and_unresolved_names(graph: Graph) -> None:
    """A stated lead is no inference; 边检等 leaves its list open."""
    rows = run(graph, "responsible", measure=9).records()
    assert [(r["name"], r["role"], r["open"], r["lead"]) for r in rows] == [
        ("区科技局", "lead", False, False),
        ("区市场局", "cooperate", False, False),
        ("边检", "cooperate", True, False),
        ("区梦想办", "cooperate", False, False),
        ("金融局", "cooperate", False, False),
    ]
    assert rows[3]["body"] == "滨海新区梦想办"


@pytest.mark.parametrize(
    "body", ["天津市滨海新区市场监督管理局", "区市场监管局", "区市场局", "English name of 120116-shichangju"]
)
def test_a_body_is_found_by_any_of_its_names(graph: Graph, body: str) -> None:
    """Full, short, as written, English."""
    rows = run(graph, "body-sheet", body=body, expand=False).records()
    assert [(r["measure"], r["role"], r["way"], r["quote"]) for r in rows] == [
        ("9", "cooperate", "named", "区市场局")
    ]


def test_body_sheet_holds_stated_and_inferred_duties_apart(graph: Graph) -> None:
    """区科技局: named for 8, presumed for its first clause, lead of 9."""
    rows = run(graph, "body-sheet", body="区科技局").records()
    assert [(r["measure"], r["on"], r["part"], r["role"], r["basis"]) for r in rows] == [
        ("8", "clause", "8-1", "responsible", "group-alignment"),
        ("8", "measure", None, "responsible", "stated"),
        ("9", "measure", None, "lead", "stated"),
    ]


def test_body_sheet_reaches_members_of_collectives_only_when_asked(graph: Graph) -> None:
    """A zone's committee is not named; 各开发区管委会 is."""
    zone = "天津滨海高新区管理委员会"
    rows = run(graph, "body-sheet", body=zone).records()
    assert {(r["measure"], r["way"], r["name"]) for r in rows} == {("8", "via collective", "各开发区管委会")}
    assert run(graph, "body-sheet", body=zone, expand=False).rows == ()


def test_body_sheet_says_where_a_body_may_be_meant(graph: Graph) -> None:
    """市有关部门 is open: any municipal body may be one of them, a district's may not."""
    rows = run(graph, "body-sheet", body="市金融局").records()
    assert [(r["measure"], r["on"], r["way"], r["name"]) for r in rows] == [
        ("8", "support", "open-ended", "市有关部门")
    ]
    assert {r["way"] for r in run(graph, "body-sheet", body="区工信局").records()} == {"named"}


def test_body_sheet_leaves_out_bodies_that_were_not_there(notice: Graph) -> None:
    """市有关部门 of 2020 may be 市科技局, not 市科委 that ended in 2018 nor an office that opened in 2023."""
    names = ("市商务局", "人民银行天津分行", "市科委", "天津金融监管局")
    ways = [{row["way"] for row in run(notice, "body-sheet", body=name).records()} for name in names]
    assert ways == [{"named", "open-ended"}, {"named", "open-ended"}, set(), set()]


def test_line_goes_from_the_national_task_to_municipal_support(graph: Graph) -> None:
    """Step by step; items first, then those named for them."""
    rows = run(graph, "line", measure=8).records()
    assert [(r["step"], r["kind"], r["body"] or r["text"]) for r in rows] == [
        (1, "task", "鼓励企业牵头联合创建国家创新中心。"),
        (2, "ministry", "工业和信息化部"),
        (2, "ministry", "各国家级新区"),
        (3, "measure", "加快滨海新区制造业创新中心建设。支持食品营养实验室建设。"),
        (4, "body", "天津市滨海新区工业和信息化局"),
        (4, "body", "天津市滨海新区科学技术局"),
        (4, "body", "各开发区管委会"),
        (5, "support item", "支持食品营养实验室加快建设。"),
        (5, "support body", "天津市科学技术局"),
        (5, "support body", "市有关部门"),
        (5, "support item", "按津自贸办〔2020〕2号文支持。"),
    ]


def test_the_line_of_a_measure_without_task_begins_with_the_measure(graph: Graph) -> None:
    """Nothing is made up."""
    assert [r["step"] for r in run(graph, "line", measure=9).records()] == [3, 4, 4, 4, 4, 4]


def test_shared_measures_counts_pairs_and_can_count_support(graph: Graph) -> None:
    """区科技局 answers for 8 with 区工信局; 市科技局 comes in by support only."""
    pairs = run(graph, "shared-measures", minimum=1).records()
    assert ("天津市滨海新区工业和信息化局", "天津市滨海新区科学技术局", 1, "8") in {
        (r["one"], r["other"], r["shared"], r["measures"]) for r in pairs
    }
    assert not [r for r in pairs if "天津市科学技术局" in (r["one"], r["other"])]
    more = run(graph, "shared-measures", minimum=1, support=True).records()
    assert [r for r in more if "天津市科学技术局" in (r["one"], r["other"])]
    assert run(graph, "shared-measures", minimum=2).rows == ()


def test_asked_of_can_be_held_to_one_level(graph: Graph) -> None:
    """No district body is asked for support."""
    assert [r["name"] for r in run(graph, "asked-of").records()] == ["市科技局", "市有关部门"]
    assert len(run(graph, "asked-of", level="provincial").rows) == 2
    assert run(graph, "asked-of", level="district").rows == ()


def test_what_is_missing_is_listed(graph: Graph) -> None:
    """Row 9 has neither task nor support."""
    assert [r["measure"] for r in run(graph, "without-task").records()] == ["9"]
    assert [r["measure"] for r in run(graph, "without-support").records()] == ["9"]
    assert run(graph, "without-body").rows == ()


def test_unresolved_names_come_with_reason_candidates_and_place(graph: Graph) -> None:
    """Unknown, and ambiguous between the city's and the district's."""
    rows = run(graph, "unresolved").records()
    assert {(r["name"], r["reason"], r["candidates"], r["measure"]) for r in rows} == {
        ("区梦想办", "unknown", None, "9"),
        ("金融局", "ambiguous", "天津市地方金融监督管理局、天津市滨海新区金融工作局", "9"),
    }
    assert all(r["quote"] == r["name"] for r in rows)


def test_findings_stand_gravest_first_and_can_be_chosen(graph: Graph) -> None:
    """By severity and by measure, in either language."""
    assert [r["severity_name"] for r in run(graph, "findings").records()] == ["warning", "info"]
    assert [r["finding"] for r in run(graph, "findings", severity="info").records()] == ["no-task"]
    assert run(graph, "findings", measure="8").rows == ()
    english = run(graph, "findings", severity="info", lang="en").records()
    assert english[0]["message"] == "Row 9 has no national task"


def test_bodies_counts_roles_and_what_comes_through_a_collective(graph: Graph) -> None:
    """A collective adds nothing to its members' own counts."""
    rows = {r["body"]: r for r in run(graph, "bodies").records()}
    science, zone = rows["天津市滨海新区科学技术局"], rows["天津滨海高新区管理委员会"]
    assert (science["answers_for"], science["leads"], science["presumed"]) == (2, 1, 0)
    assert (zone["answers_for"], zone["through"], zone["level"]) == (0, 1, "zone")
    assert (rows["工业和信息化部"]["tasks"], rows["市有关部门"]["supports"]) == (1, 1)
    assert (rows["滨海新区梦想办"]["kind"], rows["各开发区管委会"]["kind"]) == ("unresolved", "collective")


def test_measures_and_their_deadlines_targets_and_reports(graph: Graph) -> None:
    """With the words that state them."""
    rows = run(graph, "measures").records()
    assert [(r["measure"], r["bodies"], r["support"], r["targets"]) for r in rows] == [
        ("8", 3, 2, 0),
        ("9", 5, 0, 1),
    ]
    assert [(r["due"], r["what"]) for r in run(graph, "deadlines").records()] == [
        ("--09-25", "report"),
        ("2020-12-25", "report"),
        ("2020-12-31", "measure"),
    ]
    target = run(graph, "targets").records()[0]
    assert [target[key] for key in ("target", "comparator", "value", "unit")] == [
        "雏鹰企业入库",
        ">=",
        "1150",
        "家",
    ]
    assert [r["body"] for r in run(graph, "reports").records()] == ["天津市滨海新区发展和改革委员会"] * 2


def test_cited_documents_inferences_and_collectives(graph: Graph) -> None:
    """Each with where it is said."""
    assert [(r["number"], r["relation"], r["measure"]) for r in run(graph, "cites").records()] == [
        ("发改办地区〔2020〕237号", "based-on", None),
        (None, "refers-to", None),
        ("津自贸办〔2020〕2号", "refers-to", "8"),
    ]
    assert [(r["name"], r["part"], r["basis"]) for r in run(graph, "inferred").records()] == [
        ("区工信局", None, "listed-first"),
        ("区工信局", "8-1", "group-alignment"),
        ("区科技局", "8-1", "group-alignment"),
        ("各开发区管委会", "8-2", "group-alignment"),
        ("市科技局", "8-2", "text-overlap"),
    ]
    members = {(r["collective"], r["open"], r["member"]) for r in run(graph, "collectives").records()}
    assert ("各开发区管委会", False, "天津滨海高新区管理委员会") in members
    assert ("市有关部门", True, None) in members


@pytest.mark.parametrize("body", ["区工信局", "区科工委", "天津市滨海新区科学技术委员会"])
def test_history_tells_every_reform_of_a_body_of_today_or_of_the_past(graph: Graph, body: str) -> None:
    """The whole line, whichever of its bodies is asked for, in the order of time; dates as exact as known."""
    rows = run(graph, "history", body=body).records()
    assert [(r["date"], r["reform"], r["before_short"], r["after_short"]) for r in rows] == [
        ("2013-12-31", "组建区科工委", "区科委", "区科工委"),
        ("2018", "区科工委更名为区工信局", "区科工委", "区工信局"),
    ]
    assert [(r["began"], r["ended"]) for r in rows] == [(None, "2018"), ("2013-12", None)]


def test_history_says_which_reforms_came_before_the_body(graph: Graph) -> None:
    """Seen from the middle, one is behind and one ahead; English on demand; no reform, no row."""
    rows = run(graph, "history", body="区科工委", lang="en").records()
    assert [(r["way"], r["reform"]) for r in rows] == [
        ("before", "Commission formed"),
        ("after", "Commission renamed"),
    ]
    assert rows[0]["before"] == "English name of 120116-keweihui"
    assert run(graph, "history", body="区科技局").rows == ()


def test_the_history_of_bodies_of_the_real_notice(notice: Graph) -> None:
    """区科技和工业创新委员会更名为区工业和信息化局 (津党厅〔2018〕99号); two commissions went into 银保监会, then one body."""
    rows = run(notice, "history", body="区工信局").records()
    assert [(r["before"], r["date"]) for r in rows] == [("天津市滨海新区科技和工业创新委员会", "2018")]
    rows = run(notice, "history", body="银保监会").records()
    assert [(r["way"], r["before_short"], r["after"]) for r in rows] == [
        ("before", "保监会", "中国银行保险监督管理委员会"),
        ("before", "银监会", "中国银行保险监督管理委员会"),
        ("after", "银保监会", "国家金融监督管理总局"),
    ]


def test_english_names_are_given_where_there_are_any(graph: Graph) -> None:
    """A body that has none is called in Chinese."""
    names = [r["body"] for r in run(graph, "responsible", measure=9, lang="en").records()]
    assert names[0] == "English name of 120116-kejiju"
    assert names[3] == "滨海新区梦想办"


def test_who_supports_measure_8_of_the_real_notice(notice: Graph) -> None:
    """The project's first question, with the words of the source."""
    rows = run(notice, "support", measure=8).records()
    assert [(r["item"], r["name"], r["body"], r["text"]) for r in rows] == [
        (
            "1",
            "市发展改革委",
            "天津市发展和改革委员会",
            "支持有条件的企业申报市级、国家级工程研究中心和产业创新中心。",
        ),
        ("2", "市科技局", "天津市科学技术局", "支持食品营养与安全国家重点实验室加快建设。"),
    ]
    text = NOTICE.read_text("utf-8")
    assert [text[r["start"] : r["end"]] for r in rows] == ["市发展改革委", "市科技局"]  # type: ignore[index]


def test_the_figures_of_the_real_notice(notice: Graph) -> None:
    """34 rows; row 19 names no body, row 34 no task; 21 rows ask for no support."""
    assert len(run(notice, "measures").rows) == 34
    assert [r["measure"] for r in run(notice, "without-body").records()] == ["19"]
    assert [r["measure"] for r in run(notice, "without-task").records()] == ["34"]
    assert len(run(notice, "without-support").rows) == 34 - 13
