"""Why the graph says so: from any statement to the very words, told in sentences."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner

import fengong
from fengong import read_plan
from fengong.cli import main
from fengong.describe import describe
from fengong.errors import NotInGraph
from fengong.store import Graph, load_graph, open_graph
from fengong.why import why_measure, why_triple
from fengong.write import write

NOTICE = Path(__file__).parents[1] / "data/sources/binhai-2020-20/notice.txt"
M8 = "https://w3id.org/fengong/id/doc/jinbinzhengfa-2020-20/m8"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notice's graph."""
    path = tmp_path_factory.mktemp("why") / "graph.ttl"
    path.write_bytes(write(describe(read_plan(NOTICE)), "turtle"))
    return path


@pytest.fixture(scope="module")
def graph(file: Path) -> Graph:
    """The notice's graph, opened."""
    return open_graph(file)


def test_a_measure_and_a_body_lead_to_the_words_the_digest_and_the_program(graph: Graph) -> None:
    """The whole chain: role, words and place, row, assignment, document, SHA-256, version, registry."""
    told = why_measure(graph, "8", "区工信局")
    assert (
        "第8项措施：区工信局负责（第1组，列名第1位）。\n  原文载明\n  原文 “区工信局” [8451–8455]\n  载于 附件第8行\n"
        in told
    )
    assert f"职责分派 {M8}-a1\n" in told
    assert f"文本 SHA-256 {hashlib.sha256(NOTICE.read_bytes()).hexdigest()}" in told
    assert f"分工 {fengong.__version__} 抽取" in told and "sha256:" in told
    assert "津滨政发〔2020〕20号" in told


def test_what_is_inferred_names_its_rule_and_what_it_was_inferred_from(graph: Graph) -> None:
    """Never told as if the document said it."""
    told = why_measure(graph, "8", "区工信局").split("推定：", 1)[1]
    assert "原文未载明" in told and "规则 " in told and "列名首位" in told and f"推定自 {M8}-a1" in told


def test_only_that_measure_is_told_of(graph: Graph) -> None:
    """The body answers for seven other measures."""
    told = why_measure(graph, "8", "区工信局")
    assert told.count("职责分派") == 2 and "第1项" not in told


def test_support_is_found_by_any_name_of_the_body(graph: Graph) -> None:
    """Short as written, or the full name."""
    assert why_measure(graph, "8", "天津市科学技术局") == why_measure(graph, "8", "市科技局")
    assert "请求支持事项2" in why_measure(graph, "8", "市科技局")


def test_english(graph: Graph) -> None:
    """The sentences of the graph itself are in both languages."""
    told = why_measure(graph, "8", "市科技局", lang="en")
    assert "Support item 2 of measure 8: 市科技局 is asked for support" in told
    assert "stated by the document" in told and "annex row 8" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("8", "fg:responsibleBody", "区工信局"), "区工信局负责"),
        (("8", "fg:supportBody", "市科技局"), "m8-s2-a1"),
        (("8", "fg:presumedLeadBody", "区工信局"), "推定自"),
        ((M8, "https://w3id.org/fengong/def#supportBody", "o:120000-kejiju"), "m8-s2-a1"),
        ((f"<{M8}>", "fg:mainNumber", "8"), "[8245–8451]"),
        (("jinbinzhengfa-2020-20:m8", "fg:inSection", "jinbinzhengfa-2020-20:section2"), "[8245–8451]"),
        (("区工信局", "org:subOrganizationOf", "o:120116-renmin-zhengfu"), "名录来源"),
        (("doc:jinbinzhengfa-2020-20", "eli:number", "津滨政发〔2020〕20号"), "SHA-256"),
    ],
)
def test_any_triple_has_its_reason(graph: Graph, words: tuple[str, str, str], told: str) -> None:
    """Full IRIs, prefixed names, numbers of measures and names of bodies; literals too."""
    assert told in why_triple(graph, words)


def test_a_stated_role_is_not_explained_by_an_inference(graph: Graph) -> None:
    """responsibleBody rests on the stated assignment alone."""
    assert "推定" not in why_triple(graph, ("8", "fg:responsibleBody", "区工信局"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("8", "fg:leadBody", "区工信局"), "图中没有这条陈述"),
        (("8", "fg:responsibleBody", "财政部"), "图中没有这条陈述"),
        (("区工信", "fg:leadBody", "8"), "no such node"),
    ],
)
def test_what_the_graph_does_not_hold_is_not_explained(
    graph: Graph, words: tuple[str, str, str], told: str
) -> None:
    """A presumed lead is no lead: asking why it is stated is answered with that it is not."""
    with pytest.raises(NotInGraph, match=told):
        why_triple(graph, words)


def test_a_body_without_a_part_in_the_measure_is_told(graph: Graph) -> None:
    """It is known, but not here."""
    with pytest.raises(NotInGraph, match="没有区卫健委对第8项"):
        why_measure(graph, "8", "区卫健委")


def test_every_stated_edge_of_the_notice_can_be_explained(graph: Graph) -> None:
    """Each measure and body by number and name as written: the words are those of the source."""
    plan = read_plan(NOTICE)
    for measure in plan.measures[::5]:
        for one in (*measure.assignments, *(a for item in measure.support for a in item.bodies)):
            told = why_measure(graph, measure.key, one.body.name)
            assert f"“{one.body.name}” [{one.body.span.start}–{one.body.span.end}]" in told


def test_the_command_takes_two_words_or_three(file: Path) -> None:
    """And says so; lines fit the terminal."""
    run = CliRunner()
    done = run.invoke(main, ["why", "8", "市科技局", "-g", str(file)])
    assert done.exit_code == 0 and "原文载明" in done.output
    wrong = run.invoke(main, ["why", "8", "-g", str(file)])
    assert wrong.exit_code == 2 and "a measure and a body" in wrong.output
    missing = run.invoke(main, ["why", "99", "市科技局", "-g", str(file)])
    assert missing.exit_code == 2 and "1–34" in missing.output


def damaged(file: Path, old: str, new: str) -> Graph:
    """The notice's graph with words of its Turtle changed."""
    text = file.read_text("utf-8")
    assert old in text
    from pyoxigraph import RdfFormat

    return load_graph(text.replace(old, new, 1).encode(), RdfFormat.TURTLE, "damaged")


def test_a_quotation_that_the_text_denies_is_not_told_as_proof(file: Path) -> None:
    """The words are compared with the kept text, and the text with its digest."""
    told = why_measure(damaged(file, 'oa:exact "区工信局"', 'oa:exact "区工业局"'), "1", "区工信局")
    assert "“区工业局” [6337–6341]——与所存原文不符！" in told
    digest = hashlib.sha256(NOTICE.read_bytes()).hexdigest()
    text = damaged(file, f'fg:sha256 "{digest}"', f'fg:sha256 "{"ab" * 32}"')
    assert "——与所存文本不符！" in why_measure(text, "8", "区工信局", width=120)
    assert "不符" not in why_measure(open_graph(file), "8", "区工信局")


def test_an_assignment_without_words_says_that_it_has_none(file: Path) -> None:
    """A damaged graph gets an answer, not silence."""
    line = "\tprov:wasDerivedFrom text-a2fb78f620edbc1b:char\\=8451\\,8455 ;\n"
    assert "没有支持它的原文" in why_measure(damaged(file, line, ""), "8", "区工信局")


def test_a_body_without_an_assignment_is_not_explained_by_the_measures_words(file: Path) -> None:
    """Someone wrote a body into the graph: nothing stands behind it, and that is what is told."""
    start = "fg:responsibleBody o:120116-fagaiwei , o:120116-ge-kaifaqu-guanweihui , o:120116-gongxinju , o:120116-kejiju"
    graph = damaged(file, start, start + " , o:120000-kejiju")
    with pytest.raises(NotInGraph, match="没有职责分派支持它"):
        why_triple(graph, ("8", "fg:responsibleBody", "市科技局"))


def test_a_member_of_a_collective_is_told_through_which(graph: Graph) -> None:
    """经开区管委会 is one of 各开发区管委会."""
    with pytest.raises(NotInGraph, match=r"只经由集合主体.*各开发区管委会"):
        why_measure(graph, "8", "经开区管委会")


@pytest.mark.parametrize(
    "words",
    [
        ("http://x/}", "http://y/{", "z"),
        ("8", "fg:a b", "x"),
        ("8", "fg:a{b", "x"),
        ("8", "fg:number", "a`b"),
    ],
)
def test_signs_that_no_iri_may_hold_are_told(graph: Graph, words: tuple[str, str, str]) -> None:
    """One line, no traceback."""
    with pytest.raises(NotInGraph):
        why_triple(graph, words)
