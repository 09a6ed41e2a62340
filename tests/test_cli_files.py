"""The command line with files of every kind: what it answers from tables and pages, bad files among good ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filemakers import plan_pdf
from plan_files import TABLE_WRITERS, TEXT_WRITERS
from plans import TABLE, TEXT

from fengong import read_plan
from fengong.cli import main
from fengong.console import plans_in
from fengong.read import read_bytes


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


def told(result: Result) -> list[str]:
    """The lines on standard error that tell of a mistake."""
    return [line for line in result.stderr.splitlines() if line.startswith("fengong: ")]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one table plan in each format, and a text plan."""
    here = tmp_path_factory.mktemp("files")
    for ending, write in TABLE_WRITERS.items():
        (here / f"table.{ending}").write_bytes(write(TABLE))
    (here / "text.txt").write_bytes(TEXT_WRITERS["txt"](TEXT))
    return here


@pytest.mark.parametrize("ending", TABLE_WRITERS)
def test_the_graph_alone_gives_the_plan_again_places_included(
    files: Path, tmp_path: Path, ending: str
) -> None:
    graph, source = str(tmp_path / "graph.ttl"), files / f"table.{ending}"
    assert run("build", str(source), "-o", graph).exit_code == 0
    (again,), plan = plans_in(graph), read_plan(source)
    assert again.measures == plan.measures and again.ledger == plan.ledger
    assert again.layout == plan.layout and again.cells == plan.cells


@pytest.mark.parametrize("ending", ["docx", "xlsx", "csv", "html"])
def test_an_answer_says_in_which_table_row_and_column_it_stands(
    files: Path, tmp_path: Path, ending: str
) -> None:
    graph = str(tmp_path / "graph.ttl")
    run("build", str(files / f"table.{ending}"), "-o", graph)
    shown = run("who", read_plan(files / f"table.{ending}").measures[0].key, "-g", graph).stdout
    assert "表1第" in shown and "列" in shown


def test_an_answer_from_a_pdf_says_the_page(files: Path, tmp_path: Path) -> None:
    graph = str(tmp_path / "graph.ttl")
    run("build", str(files / "table.pdf"), "-o", graph)
    assert "第1页，表1第" in run("who", read_plan(files / "table.pdf").measures[0].key, "-g", graph).stdout


def test_json_gives_pages_and_the_cells_that_the_plan_was_read_from(files: Path) -> None:
    plan = json.loads(run("read", str(files / "table.pdf"), "--format", "json").stdout)
    assert len(plan["pages"]) > 1 and plan["pages"] == sorted(plan["pages"])
    text = read_plan(files / "table.pdf").text
    for cell in plan["cells"]:
        assert cell["row"] >= 1 and cell["column"] >= 1 and text[slice(*cell["span"])].strip()
    sheet = json.loads(run("read", str(files / "table.xlsx"), "--format", "json").stdout)
    assert sheet["pages"] == [] and {"span", "table", "row", "column", "heading"} == set(sheet["cells"][0])


def test_json_keeps_what_a_rule_stated_once_gives_apart(tmp_path: Path) -> None:
    source = tmp_path / "plan.txt"
    words = "一、任务\n1.推进改革。（省财政厅负责，以下均需各市政府落实，不再列出）\n2.完善机制。（省商务厅负责）\n"
    source.write_text(words, encoding="utf-8")
    first, second = json.loads(run("read", str(source), "--format", "json").stdout)["measures"]
    assert first["by_rule"] == [] and [a["name"] for a in second["assignments"]] == ["省商务厅"]
    assert [(a["name"], a["role"], a["basis"]) for a in second["by_rule"]] == [
        ("各市政府", "implement", "stated-rule")
    ]


def test_a_bad_file_among_good_ones_is_told_in_one_line_and_the_others_go_on(
    files: Path, tmp_path: Path
) -> None:
    graph, bad = tmp_path / "graph.ttl", tmp_path / "bad.docx"
    bad.write_bytes((files / "table.docx").read_bytes()[:900])
    result = run("build", str(files / "table.xlsx"), str(bad), str(files / "text.txt"), "-o", str(graph))
    assert result.exit_code == 2 and len(told(result)) == 1 and "bad.docx" in told(result)[0]
    assert len(plans_in(str(graph))) == 2


def test_where_no_file_can_be_read_nothing_is_written(files: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph.ttl"
    paths = [tmp_path / "one.pdf", tmp_path / "two.xlsx"]
    for path in paths:
        path.write_bytes(b"%PDF-1.7 cut" if path.suffix == ".pdf" else b"PK\x03\x04cut")
    result = run("build", *map(str, paths), "-o", str(graph))
    assert result.exit_code == 2 and "none of the 2 files" in told(result)[-1] and not graph.exists()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("plan.docx", b"PK\x03\x04" + b"\0" * 60, "plan.docx"),
        ("plan.pdf", b"%PDF-1.4\n1 0 obj\n<<", "plan.pdf"),
        ("plan.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "plan.xls"),
        ("plan.txt", bytes(range(256)) * 4, "plan.txt"),
        ("plan.txt", b"", "plan.txt"),
        ("plan.ofd", b"PK\x03\x04" + b"\0" * 60, "plan.ofd"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    result = run("read", str(path))
    assert result.exit_code == 2 and words in result.stderr and len(result.stderr.splitlines()) == 1


def test_a_wrong_suffix_is_no_hindrance(files: Path, tmp_path: Path) -> None:
    for ending in ("xlsx", "html"):
        (tmp_path / "plan.docx").write_bytes((files / f"table.{ending}").read_bytes())
        plan = read_plan(tmp_path / "plan.docx")
        assert plan.measures == read_plan(files / f"table.{ending}").measures


def test_a_document_without_any_responsibility_is_a_plan_with_a_finding(tmp_path: Path) -> None:
    source = tmp_path / "news.txt"
    source.write_text("市政府召开常务会议\n会议听取了情况汇报，研究了下一步工作。\n", encoding="utf-8")
    result = run("read", str(source))
    assert result.exit_code == 0 and "0 项措施" in result.stdout
    assert [f.code for f in read_plan(source).findings] == ["no-measures"]


def test_names_that_the_registry_does_not_have_are_told_together(tmp_path: Path) -> None:
    source = tmp_path / "plan.txt"
    lines = [f"{n}.推进改革。（牵头单位：甲乙丙{name}局）" for n, name in enumerate("东西南北中", 1)]
    source.write_text("某某实施方案\n" + "\n".join(lines), encoding="utf-8")
    shown = run("read", str(source)).stdout
    assert shown.count("未能对应到单位") == 1 and "5 个名称未能对应到单位" in shown


def test_a_scan_is_told_apart(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    source = tmp_path / "scan.pdf"
    canvas = Canvas(str(source))
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.showPage()
    canvas.save()
    result = run("read", str(source))
    assert result.exit_code == 2 and "scan" in result.stderr and len(result.stderr.splitlines()) == 1


def test_every_pdf_is_read_to_the_same_bytes_twice() -> None:
    data = plan_pdf()
    assert read_bytes(data, "a.pdf") == read_bytes(data, "a.pdf")


def test_a_graph_is_no_plan_and_nothing_found_replaces_nothing(tmp_path: Path) -> None:
    """`build graph.ttl` and `build style.css` leave the good graph as it is."""
    notice = Path(__file__).parents[1] / "data/sources/binhai-2020-20/notice.txt"
    graph, css = tmp_path / "graph.ttl", tmp_path / "style.css"
    css.write_text("body { margin: 0 }", encoding="utf-8")
    run = CliRunner()
    assert run.invoke(main, ["build", str(notice), "-o", str(graph)]).exit_code == 0
    before = graph.read_bytes()
    itself = run.invoke(main, ["build", str(graph), "-o", str(graph)])
    nothing = run.invoke(main, ["build", str(css), "-o", str(graph)])
    assert (itself.exit_code, nothing.exit_code) == (2, 2)
    assert "is a graph and no plan" in itself.stderr and "is left as it was" in nothing.stderr
    assert graph.read_bytes() == before
