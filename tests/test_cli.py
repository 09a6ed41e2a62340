"""The command line as a user meets it: answers, formats, exit codes, one-line errors, nothing half written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
import variants
from click.testing import CliRunner, Result

from fengong.cli import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the notice's graph.ttl."""
    here = tmp_path_factory.mktemp("cli")
    assert run("build", str(variants.NOTICE), "-o", str(here / "graph.ttl")).exit_code == 0
    return here


def run(*words: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(words), input=given, catch_exceptions=False)


def ask(folder: Path, *words: str, given: str | None = None) -> Result:
    return run(*words, "--graph", str(folder / "graph.ttl"), given=given)


def test_help_names_every_command_and_each_command_has_a_chinese_example() -> None:
    shown = run("--help").stdout
    for name, command in main.commands.items():
        assert name in shown
        text = run(name, "--help").stdout
        assert "Usage:" in text and f"fengong {name}" in text, f"{name} shows an example of itself"
        assert command.help


def test_who_answers_with_bodies_support_inference_and_quotes(folder: Path) -> None:
    out = ask(folder, "who", "8").stdout
    for words in (
        "区工信局（天津市滨海新区工业和信息化局）",
        "推定牵头",
        "市发展改革委",
        "市科技局",
        "[8537–8541]",
    ):
        assert words in out
    assert all(len(line.encode("gb18030")) <= 80 for line in out.splitlines()), "fits 80 columns"


def test_who_in_english_names_bodies_in_english_and_quotes_in_chinese(folder: Path) -> None:
    out = ask(folder, "who", "1", "--lang", "en").stdout
    assert "区政府办 (Government Office of Binhai New Area)" in " ".join(out.split())
    assert "presumed for sentence 1" in " ".join(out.split()) and "“区政府办” [6319–6323]" in out


def test_who_says_when_the_document_names_nobody(folder: Path) -> None:
    out = ask(folder, "who", "19").stdout
    assert "没有写明责任单位" in out and "没有写明需要谁协助" in out


def test_body_gives_the_whole_sheet_under_any_of_its_names(folder: Path) -> None:
    sheets = {
        ask(folder, "body", name).stdout
        for name in ("区市场局", "区市场监管局", "天津市滨海新区市场监督管理局")
    }
    assert len(sheets) == 1
    sheet = sheets.pop()
    assert "第10项措施" in sheet and "第20项措施" in sheet and "第21项措施" in sheet


def test_body_begins_with_its_former_and_later_names(folder: Path) -> None:
    """One line under the name, in either language; a body whose reforms are not known has none."""
    lines = ask(folder, "body", "区工信局").stdout.splitlines()
    assert lines[:2] == ["天津市滨海新区工业和信息化局", "  前身：天津市滨海新区科技和工业创新委员会（2018）"]
    former = ask(folder, "body", "区科工委").stdout
    assert "后续：天津市滨海新区工业和信息化局（2018）" in former and "没有它的任何职责" in former
    assert "formerly: " in ask(folder, "body", "区工信局", "--lang", "en").stdout
    assert "formerly: " not in ask(folder, "body", "税务总局", "--lang", "en").stdout


def test_body_expanded_shows_what_comes_by_a_collective(folder: Path) -> None:
    assert "经由集合称谓" not in ask(folder, "body", "保税区管委会").stdout
    assert "经由集合称谓" in ask(folder, "body", "保税区管委会", "--expand").stdout


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("谁支持第8条措施？", "市科技局"),
        ("谁支持第12条措施？", "第12项措施"),
        ("Who supports measure 8?", "市科技局"),
        ("谁负责第3项措施?", "区财政局"),
        ("区科技局负责哪些措施？", "第12项措施"),
        ("哪些措施没有责任单位？", "19"),
        ("谁支持第十九条措施？", "没有写明需要谁协助"),
    ],
)
def test_plain_questions_are_answered(folder: Path, question: str, answer: str) -> None:
    result = ask(folder, "ask", question)
    assert result.exit_code == 0 and answer in result.stdout


def test_a_question_not_understood_says_what_can_be_asked(folder: Path) -> None:
    result = ask(folder, "ask", "今天天气怎么样？")
    assert result.exit_code == 1 and "谁支持第8条措施？" in result.stdout


def test_queries_run_by_name_by_file_and_from_standard_input(folder: Path, tmp_path: Path) -> None:
    rows = ask(folder, "query", "support", "--measure", "8", "--format", "csv").stdout.splitlines()
    assert len(rows) == 3 and "天津市科学技术局" in rows[2]
    own = "PREFIX fg: <https://w3id.org/fengong/def#> SELECT (COUNT(*) AS ?n) { ?m a fg:Measure }"
    (tmp_path / "own.rq").write_text(own, encoding="utf-8")
    assert ask(folder, "query", str(tmp_path / "own.rq"), "--format", "csv").stdout.split() == ["n", "34"]
    found = json.loads(ask(folder, "query", "-", "--format", "json", given=own).stdout)
    assert found["results"]["bindings"][0]["n"]["value"] == "34"


@pytest.mark.parametrize("suffix", ["ttl", "trig", "nq", "nt", "jsonld", "rdf"])
def test_every_format_holds_the_same_graph_and_the_same_bytes_twice(
    folder: Path, tmp_path: Path, suffix: str
) -> None:
    one, two = tmp_path / f"one.{suffix}", tmp_path / f"two.{suffix}"
    for path in (one, two):
        assert run("build", str(variants.NOTICE), "-o", str(path)).exit_code == 0
    assert one.read_bytes() == two.read_bytes()
    form = {"jsonld": "json-ld", "rdf": "xml", "nq": "nquads", "ttl": "turtle"}.get(suffix, suffix)
    read = rdflib.Dataset(default_union=True) if suffix in ("trig", "nq") else rdflib.Graph()
    read.parse(one, format=form)
    turtle = rdflib.Graph().parse(folder / "graph.ttl", format="turtle")
    assert {tuple(map(str, t[:3])) for t in read.triples((None, None, None))} == {
        tuple(map(str, t)) for t in turtle
    }


def test_the_graph_passes_its_shapes_and_quotations(folder: Path) -> None:
    result = ask(folder, "check", "--lang", "en")
    assert result.exit_code == 0 and "0 errors" in result.stdout
    assert "0处错误，1处警告" in ask(folder, "check").stdout


def test_view_and_export_draw_from_the_graph_alone(folder: Path, tmp_path: Path) -> None:
    assert ask(folder, "view", "-o", str(tmp_path / "graph.html")).exit_code == 0
    page = (tmp_path / "graph.html").read_text(encoding="utf-8")
    assert "区工信局" in page and "<script src" not in page
    assert ask(folder, "export", "-o", str(tmp_path / "graph.graphml")).exit_code == 0
    assert (tmp_path / "graph.graphml").read_bytes().startswith(b"<?xml")


def test_adding_a_document_twice_changes_nothing(tmp_path: Path) -> None:
    store = tmp_path / "city.nq"
    sizes = []
    for _ in range(2):
        assert run("add", str(variants.NOTICE), "--graph", str(store)).exit_code == 0
        sizes.append(store.read_bytes())
    assert sizes[0] == sizes[1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("read", "nowhere.txt"), "no such file"),
        (("who", "99"), "1–34"),
        (("body", "区科计局"), "区科技局"),
        (("query", "suport"), "support"),
        (("query", "support"), "measure"),
        (("query", "support", "--measure"), "needs a value"),
        (("export", "-o", "graph.doc"), ".ttl"),
        (("query", "support", "--measure", "99"), "1–34"),
        (("query", "body-sheet", "--body", "区科计局"), "区科技局"),
    ],
)
def test_a_mistake_gives_one_line_that_says_what_to_do(
    folder: Path, words: tuple[str, ...], message: str
) -> None:
    result = run(*words) if words[0] == "read" else ask(folder, *words)
    assert result.exit_code == 2
    assert message in result.stderr and len(result.stderr.strip().splitlines()) == 1


def test_a_damaged_store_folder_gives_one_line(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("x", encoding="utf-8")
    result = run("info", "--graph", str(tmp_path))
    assert result.exit_code == 2 and len(result.stderr.strip().splitlines()) == 1


def test_a_body_named_twice_in_a_measure_is_counted_by_measures(folder: Path) -> None:
    assert "负责 15项措施（18处）" in ask(folder, "body", "区发改委").stdout


def test_tables_break_lists_of_numbers_between_them(folder: Path) -> None:
    out = ask(folder, "query", "shared-measures", "--lang", "en").stdout
    assert not [line for line in out.splitlines() if line.rstrip().endswith("、3") and "、34" in out]
    assert all(len(line.encode("gb18030")) <= 80 for line in out.splitlines())


def test_a_missing_graph_says_how_to_make_one(tmp_path: Path) -> None:
    result = run("who", "8", "--graph", str(tmp_path / "graph.ttl"))
    assert result.exit_code == 2 and "fengong build" in result.stderr


def test_a_failed_build_leaves_the_older_file_as_it_was(tmp_path: Path) -> None:
    kept = tmp_path / "graph.ttl"
    kept.write_text("old", encoding="utf-8")
    assert run("build", str(tmp_path / "nowhere.txt"), "-o", str(kept)).exit_code == 2
    assert kept.read_text(encoding="utf-8") == "old" and list(tmp_path.iterdir()) == [kept]


def test_standard_input_and_output_are_dashes(tmp_path: Path) -> None:
    text = variants.notice()
    turtle = run("build", "-", "-o", "-", given=text.encode("gb18030", "replace")).stdout_bytes
    assert b"fg:Measure" in turtle
    assert "市科技局" in run("who", "8", "--graph", "-", given=turtle).stdout


def test_help_loads_nothing_heavy_and_takes_at_most_twice_an_empty_click_program(tmp_path: Path) -> None:
    """Medians of nine runs each, in turn, so that a busy machine slows both."""
    empty = tmp_path / "empty.py"
    empty.write_text("import click\n@click.command()\ndef main():\n    'x'\nmain()\n", encoding="utf-8")
    ours = [sys.executable, "-c", "from fengong.cli import main; main()", "--help"]
    times: dict[str, list[float]] = {"ours": [], "empty": []}
    for _ in range(9):
        times["ours"].append(_seconds(ours))
        times["empty"].append(_seconds([sys.executable, str(empty), "--help"]))
    medians = {name: sorted(found)[4] for name, found in times.items()}
    assert medians["ours"] <= 2 * medians["empty"], medians
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, fengong.cli; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {
        "rdflib",
        "networkx",
        "pyvis",
        "pyoxigraph",
        "rich",
        "rapidfuzz",
        "pypinyin",
        "pyshacl",
    } & set(loaded)


def _seconds(command: list[str]) -> float:
    before = os.times()
    subprocess.run(command, capture_output=True, check=True)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


@pytest.mark.parametrize("words", ["8", "第8条", "第八项措施", "measure 8", "\uff18"])
def test_a_measure_is_asked_for_as_people_call_it(folder: Path, words: str) -> None:
    """第8条, 第八项措施, measure 8."""
    graph = str(folder / "graph.ttl")
    assert run("who", words, "--graph", graph).stdout == run("who", "8", "--graph", graph).stdout != ""
