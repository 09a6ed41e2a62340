"""What is wrong, in sentences for officials: the work item, the row, the page, the words; repeats counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from damages import NOTHING, QUADS, Constraint, damaged
from handmade import handmade
from pyoxigraph import Literal, Quad
from rich.cells import cell_len
from test_shapes import FINANCE, INDUSTRY, QUOTE, RULES, TEXT_NODE, ZONES, less, more, other, part, united

from fengong.check import Violation, check
from fengong.check_quotes import check_quotes
from fengong.cli import main
from fengong.describe import describe, describe_all
from fengong.locate import Atlas, short
from fengong.tell import FEW, tell, told_once
from fengong.terms import CV, FG, OA, PROV, RDF, SKOS
from fengong.write import write

WIDE = 500
Quads = tuple[Quad, ...]


def said(quads: Quads, lang: str = "zh", width: int = WIDE, every: bool = True) -> list[str]:
    return tell(check(quads), quads, lang, width, every).splitlines()


def test_an_assignment_is_told_by_its_item_row_and_words() -> None:
    """As an official would look it up."""
    graph = less(part("m8-s1-a1"), PROV.wasDerivedFrom)
    assert said(graph)[-2:] == [
        "错误：第8项措施的支持事项1（附件第8行，“市科技局”）：职责分派没有原文出处",
        "2处错误，0处警告和说明",
    ]
    assert (
        "error: support item 1 of measure 8 (row 8 of the annex, “市科技局”): No characters of the text"
        in ("\n".join(said(graph, "en")))
    )


def test_page_table_row_and_column_are_told_where_the_file_has_them() -> None:
    """区工信局 stands in a cell of a table of page 1."""
    (line, _) = said(less(part("m8-a1"), FG.nameInText))
    start, end = (
        handmade().measures[0].assignments[0].body.span.start,
        handmade().measures[0].assignments[0].body.span.end,
    )
    place = next(
        q.object.value
        for q in QUADS
        if q.predicate == FG.standsAt and q.object.language == "zh" and "责任单位" in q.object.value
    )
    assert (
        line
        == f"错误：第8项措施（附件第8行，{place}，“区工信局”[{start}–{end}]）：职责分派应有且只有一个原文称谓"
    )


@pytest.mark.parametrize(
    ("graph", "zh", "en"),
    [
        (less(part("m8-c2"), FG.number), "第8项措施第2句（", "clause 2 of measure 8 ("),
        (less(part("m9-t1"), FG.comparator), "第9项措施的量化目标（", "target of measure 9 ("),
        (less(part("report2"), FG.dueDate), "报送事项2（", "reporting duty 2 ("),
        (less(part("row9"), FG.number), "附件第?行（", "row ? of the annex ("),
        (less(ZONES, FG.openMembership), "各开发区管委会：", "English name of 120116-ge-kaifaqu-guanweihui: "),
        (less(INDUSTRY, FG.confidence), "天津市滨海新区工业和信息化局：", "English name of 120116-gongxinju: "),
        (less(FINANCE, FG.unresolvedReason), "金融局：", "金融局: "),
        (less(TEXT_NODE, FG.sha256), "津滨政发〔2020〕20号的原文：", "text of 津滨政发〔2020〕20号: "),
        (RULES["TextSpan-words"][0], "原文片段（", "span of the text ("),
        (other(part("m8-a1"), CV.hasParticipant, NOTHING), f"<{NOTHING.value}>：", f"<{NOTHING.value}>: "),
    ],
)  # fmt: skip
def test_every_kind_of_node_has_a_name_for_readers(graph: Quads, zh: str, en: str) -> None:
    """An address is told only where the graph knows no name."""
    assert any(line.startswith(f"错误：{zh}") for line in said(graph))
    assert any(line.startswith(f"error: {en}") for line in said(graph, "en"))


def test_the_value_that_is_wrong_is_told() -> None:
    """By its name, its words, or else its address."""
    (line, _) = said(more(part("m9"), FG.responsibleBody, INDUSTRY))
    assert line.endswith("；所见：天津市滨海新区工业和信息化局")
    (line, _) = said(other(part("m9-t1"), FG.comparator, Literal("~")), "en")
    assert line.endswith("; found: “~”")
    (line, _) = said(other(part("m9"), FG.inSection, NOTHING))
    assert line.endswith(f"；所见：<{NOTHING.value}>")


def test_a_graph_of_several_documents_names_the_document() -> None:
    """Measure 8 of which plan?"""
    plan = handmade()
    text = plan.text.replace("区工信局", "区商务局")
    second = replace(
        plan, text=text, document=replace(plan.document, sha256="cd" * 32, number="津政发〔2021〕3号")
    )
    quads = describe_all([plan, second])
    place = Atlas(quads).place(part("m8").value, "zh")
    assert place.startswith("津滨政发〔2020〕20号，附件第8行，")


def test_the_same_sentence_about_many_places_is_told_thrice_and_counted() -> None:
    """Unless all are asked for."""
    graph = tuple(q for q in QUADS if q.predicate != FG.nameInText)
    brief, whole = said(graph, every=False), said(graph)
    count = sum(q.predicate == FG.nameInText for q in QUADS)
    assert len(whole) == count + 1 and len(brief) == FEW + 2
    assert brief[:FEW] == whole[:FEW] and brief[-1] == whole[-1] == f"{count}处错误，0处警告和说明"
    assert brief[FEW] == f"……同样的问题另有{count - FEW}处（加 --all 逐条列出）"
    assert said(graph, "en", every=False)[FEW] == f"... {count - FEW} more of the same (--all lists them)"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [40, 80, 120])
def test_lines_fit_the_terminal_and_each_sentence_begins_at_the_margin(lang: str, width: int) -> None:
    """Chinese characters are two columns wide."""
    graph = united([damaged(Constraint("Item-text", "minCount"))[1], RULES["Assignment-direct"][0]])
    lines = said(graph, lang, width)
    assert all(cell_len(line) <= width for line in lines)
    starts = [line for line in lines if not line.startswith("  ")]
    assert len(starts) == len(check(graph)) + 1


def test_errors_come_before_warnings() -> None:
    """A warning may be as the document has it."""
    graph = united([RULES["Terms-type"][0], damaged(Constraint("SourceText-kept", "minCount"))[1]])
    words = [line[:2] for line in said(graph)[:-1]]
    assert set(words) == {"错误", "警告"} and words == sorted(words, reverse=True)


def test_a_false_quotation_is_told_once_with_the_true_words() -> None:
    """The shapes' word on the same span would only repeat it."""
    graph = other(QUOTE, OA.exact, Literal("区商务局"))
    text = handmade().text
    found = told_once(check(graph), check_quotes(graph, text))
    (line, _) = tell(found, graph, "zh", WIDE).splitlines()
    assert "此处原文为“区工信局”" in line and "“区商务局”" in line


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_node_in_a_circle_or_with_nothing_known_still_has_a_sentence(lang: str) -> None:
    """A damaged graph must not stop its own examination."""
    node = part("m8-a1")
    graph = more(node, PROV.wasDerivedFrom, node, less(node, PROV.wasDerivedFrom))
    violation = Violation("error", node.value, "中", "en")
    assert Atlas(graph).place(node.value, lang)
    assert Atlas(()).name(node.value, lang) is None and Atlas(()).place(node.value, lang) == ""
    assert f"<{node.value}>" in tell([violation], (), lang, WIDE)
    assert Atlas(more(part("x"), RDF.type, FG.Measure)).name(part("x").value, "en") == "measure ?"


def test_one_value_that_breaks_two_constraints_is_told_once() -> None:
    """No positive integer: neither an integer nor positive."""
    graph = other(part("m9"), FG.position, Literal("-1"))
    assert len([v for v in check(graph) if "position must be" in v.message_en]) > 1
    assert [line for line in said(graph) if "正整数" in line] == said(graph)[:-1]
    assert said(graph)[-1] == "1处错误，0处警告和说明"


def test_long_words_are_cut_in_the_middle() -> None:
    """Enough to find them on the page."""
    assert short("区工信\n局") == "区工信局"
    assert short("甲" * 10 + "乙" * 20) == "甲" * 10 + "乙" * 4 + "…" + "乙" * 5


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good graph, one with a false quotation and one with false surroundings of a quotation."""
    folder = tmp_path_factory.mktemp("check")
    (folder / "good.ttl").write_bytes(write(describe(handmade()), "turtle"))
    (folder / "bad.ttl").write_bytes(write(other(QUOTE, OA.exact, Literal("区商务局")), "turtle"))
    (folder / "beside.ttl").write_bytes(write(other(QUOTE, OA.prefix, Literal("别处")), "turtle"))
    return folder


@pytest.mark.parametrize(("name", "code"), [("good", 0), ("bad", 1), ("beside", 0)])
@pytest.mark.parametrize("form", ["text", "turtle", "ntriples", "jsonld"])
def test_the_command_ends_with_1_where_there_is_an_error(
    files: Path, name: str, code: int, form: str
) -> None:
    """In every format alike; the report on standard output, what only the text denies on standard error."""
    result = CliRunner().invoke(main, ["check", "-g", str(files / f"{name}.ttl"), "--format", form])
    assert result.exit_code == code
    if form == "text":
        assert result.stdout.endswith("处警告和说明\n") and result.stderr == ""
    else:
        assert "ValidationReport" in result.stdout
        assert ("引文" in result.stderr) is (name != "good")


def test_names_of_bodies_survive_the_loss_of_their_labels() -> None:
    """Another name serves."""
    graph = tuple(q for q in QUADS if (q.subject, q.predicate) != (INDUSTRY, SKOS.prefLabel))
    assert Atlas(graph).name(INDUSTRY.value, "zh") == "区工信局"
