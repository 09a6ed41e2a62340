"""Questions to a corpus: the rows of the SPARQL queries, in every format, and mistakes in one line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from click.testing import CliRunner
from plan_files import text_to_txt, to_csv
from plans import TABLE, TEXT

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

from columns import COUNTS

from fengong import read_plan
from fengong.analyse import Corpus, questions
from fengong.cli import main
from fengong.corpus_files import MANIFEST
from fengong.describe import describe_all
from fengong.errors import GraphError, QueryError
from fengong.model import Plan
from fengong.query import Value, run, run_text
from fengong.store import Graph
from fengong.store import load_graph as load
from fengong.table import render
from fengong.write import write

NOTICE = Path(__file__).parents[1] / "data" / "sources" / "binhai-2020-20" / "notice.txt"
MINISTRIES = f"""
SELECT ?ministry ?tasks ?measures ?items ?documents ?ministry_iri
WHERE {{
  {{
    {COUNTS}
  }}
  ?ministry_iri skos:prefLabel ?label FILTER(LANG(?label) = "zh") BIND(STR(?label) AS ?ministry)
}}
ORDER BY DESC(?tasks) DESC(?measures) STR(?ministry_iri)
"""
WORDS = """
SELECT ?measure ?label ?title ?number ?measure_iri
WHERE {
  ?measure_iri a fg:Measure ; fg:number ?measure ; rdfs:label ?first ; dct:isPartOf ?document .
  FILTER(CONTAINS(?first, "产业"))
  OPTIONAL { ?document dct:title ?called BIND(STR(?called) AS ?title) }
  OPTIONAL { ?document eli:number ?number }
  BIND(STR(?first) AS ?label)
}
ORDER BY STR(?measure_iri)
"""


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The notice, a table, and two notices of other numbers."""
    folder = tmp_path_factory.mktemp("plans")
    for number in (1, 2):
        text = text_to_txt(TEXT).replace("〔2023〕917号".encode(), f"〔2022〕{number}号".encode())
        (folder / f"{number}.txt").write_bytes(text)
    (folder / "table.csv").write_bytes(to_csv(TABLE))
    return [str(NOTICE), *sorted(map(str, folder.iterdir()))]


@pytest.fixture(scope="module")
def corpus(plans: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("made") / "it's a corpus"
    run_ = [sys.executable, "-m", "fengong.cli", "corpus", "build", *plans, str(output)]
    subprocess.run([*run_, "--workers", "1", "--size", "2"], check=True, stderr=subprocess.DEVNULL)
    return output


@pytest.fixture(scope="module")
def read(plans: list[str]) -> list[Plan]:
    return [read_plan(plan) for plan in plans]


@pytest.fixture(scope="module")
def graph(read: list[Plan]) -> Graph:
    from pyoxigraph import RdfFormat

    return load(write(describe_all(read), "trig"), RdfFormat.TRIG, "graph")


def ask(*arguments: object) -> str:
    done = CliRunner().invoke(main, ["analyse", *map(str, arguments)])
    assert done.exit_code == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("name", "query", "given"),
    [
        ("pairs", "shared-measures", {}),
        ("pairs", "shared-measures", {"minimum": 1, "support": True}),
        ("pairs", "shared-measures", {"minimum": 3, "lang": "en"}),
        ("bodies", "bodies", {}),
        ("bodies", "bodies", {"lang": "en"}),
    ],
)
def test_a_question_has_the_rows_of_the_sparql_query(
    corpus: Path, graph: Graph, name: str, query: str, given: dict[str, Value]
) -> None:
    """Row by row, in order, with types and headings."""
    found, expected = Corpus(corpus).ask(name, **given), run(graph, query, **given)
    assert found.rows == expected.rows and found.columns == expected.columns
    assert len(found.rows) > 10
    assert json.loads(render(found, "json")) == json.loads(expected.raw)


@pytest.mark.parametrize(
    ("name", "sparql", "given"), [("ministries", MINISTRIES, {}), ("words", WORDS, {"word": "产业"})]
)
def test_a_question_without_a_named_query_has_the_rows_of_sparql(
    corpus: Path, graph: Graph, name: str, sparql: str, given: dict[str, Value]
) -> None:
    found, expected = Corpus(corpus).ask(name, **given), run_text(graph, sparql)
    assert found.rows == expected.rows and found.columns == expected.columns
    assert found.rows


def test_the_network_has_every_pair_of_each_measure(corpus: Path, read: list[Plan]) -> None:
    """Counted anew from the plans."""
    counts: Counter[frozenset[str]] = Counter()
    for plan in read:
        for measure in plan.measures:
            stated = (*measure.assignments, *measure.by_rule)
            bodies = {one.body.organization or one.body.read_as for one in stated if one.role != "support"}
            counts.update(map(frozenset, combinations(sorted(bodies), 2)))
    found = Corpus(corpus).ask("network").records()
    assert sorted(row["weight"] for row in found) == sorted(counts.values())  # type: ignore[type-var]
    assert max(int(str(row["documents"])) for row in found) >= 2


def test_every_question_is_listed_and_answers_in_every_format(corpus: Path) -> None:
    listed = ask("--lang", "en")
    for name, asked in questions().items():
        assert name in listed and asked.summary in listed
        given = ["--word", "产业"] if name == "words" else []
        for form in ("table", "csv", "tsv", "json", "xml", "markdown"):
            assert ask(name, corpus, "--format", form, *given).strip()
        heads = ask(name, corpus, "--format", "csv", *given).splitlines()[0].split(",")
        assert heads == [column.name for column in asked.columns]


def test_a_parameter_is_read_as_text_and_never_as_sql(corpus: Path) -> None:
    assert ask("words", corpus, "--word", "'; DROP VIEW measures; --") == "(no rows)\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pair", "{corpus}"], "no question 'pair'. Did you mean pairs?"),
        (["words", "{corpus}"], "question words needs word: "),
        (["pairs", "{corpus}", "--minimum", "many"], "minimum must be a whole number, not 'many'"),
        (
            ["pairs", "{corpus}", "--least", "2"],
            "question pairs has no parameter 'least': it takes minimum, support, lang",
        ),
        (["pairs"], "name the corpus to ask: fengong analyse pairs CORPUS"),
        (["pairs", "nowhere"], "no whole corpus at nowhere: make it with `fengong corpus build`"),
    ],
)
def test_a_mistake_is_one_line(corpus: Path, arguments: list[str], words: str) -> None:
    done = CliRunner().invoke(main, ["analyse", *(one.format(corpus=corpus) for one in arguments)])
    assert done.exit_code == 2
    assert words in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_corpus_that_is_not_whole_or_damaged_is_told(corpus: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(corpus, copy)
    (copy / "measures/part-00000.parquet").write_bytes(b"PAR1")
    with pytest.raises(GraphError, match="is damaged"):
        Corpus(copy).ask("pairs")
    (copy / MANIFEST).unlink()
    with pytest.raises(GraphError, match="no whole corpus"):
        Corpus(copy)


def test_a_corpus_takes_no_unknown_question(corpus: Path) -> None:
    with pytest.raises(QueryError, match="There are: bodies, ministries, network, pairs, words"):
        Corpus(corpus).ask("zzz")


def test_without_the_extra_it_says_what_to_install(corpus: Path) -> None:
    code = (
        "import sys; sys.modules['duckdb'] = None\n"
        "from fengong.cli import main; main(['analyse', 'pairs', sys.argv[1]])"
    )
    done = subprocess.run([sys.executable, "-c", code, corpus], check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == "fengong: this needs duckdb: pip install 'fengong[corpus]'\n"
