"""A graph of many documents is checked one document at a time, and finds what the whole would."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import Literal, NamedNode, Quad, Store

from fengong.cli import main
from fengong.parts import FEW, documents, parts
from fengong.store import open_graph
from fengong.terms import FG, ORG

COUNT = FEW + 2


def command(*words: object) -> Result:
    """What a run says."""
    return CliRunner().invoke(main, [*map(str, words)], catch_exceptions=False)


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """A folder of more documents than are looked at together; each cites the one before."""
    plans = tmp_path / "plans"
    plans.mkdir()
    for n in range(1, COUNT + 1):
        (plans / f"{n}.txt").write_text(
            f"吉林省人民政府关于印发工作分工方案的通知\n吉政发〔2020〕{n}号\n各部门：\n"
            f"根据《工作分工方案》（吉政发〔2020〕{n - 1 or 90}号），分工如下。\n"
            f"一、办好第{n}件实事。（财政部牵头，省教育厅配合）\n吉林省人民政府\n2020年3月1日\n",
            encoding="utf-8",
        )
    assert command("add", plans, "-g", tmp_path / "city").exit_code == 0
    return tmp_path / "city"


def test_the_parts_hold_every_statement(graph: Path) -> None:
    """In full; what several lean on may come with each."""
    asked = open_graph(graph)
    assert len(documents(asked)) == COUNT
    together = {quad.triple for part in parts(asked) for quad in part}
    assert together == {quad.triple for quad in asked.quads()}
    assert len(list(parts(asked))) == COUNT + 1, "each document, then the registry"


def test_a_good_graph_has_no_fault_in_parts(graph: Path) -> None:
    """As it has none as a whole."""
    done = command("check", "-g", graph, "--lang", "en")
    assert (done.exit_code, done.stdout) == (0, "0 errors, 0 warnings or notes\n")


@pytest.mark.parametrize("kind", ["quote", "shape", "registry"])
def test_a_fault_is_told_from_its_part(graph: Path, kind: str) -> None:
    """The same sentence as of a file of the whole."""
    store = Store(str(graph))
    home = NamedNode("https://w3id.org/fengong/graph/jizhengfa-2020-7")
    match kind:
        case "quote":
            _swap(store, FG.nameInText, home)
        case "shape":
            gone = next(store.quads_for_pattern(None, FG.basis, None, home))
            store.remove(gone)
            store.remove(Quad(gone.subject, gone.predicate, gone.object))
        case "registry":
            registry = NamedNode("https://w3id.org/fengong/graph/registry")
            for gone in [*store.quads_for_pattern(None, ORG.classification, None, registry)]:
                store.remove(gone)
                store.remove(Quad(gone.subject, gone.predicate, gone.object))
    store.flush()
    del store
    (whole := graph.parent / "whole.nq").write_bytes(b"")
    assert command("export", "-g", graph, "-o", whole).exit_code == 0
    told, of_file = command("check", "-g", graph), command("check", "-g", whole)
    assert told.exit_code == of_file.exit_code == 1
    assert told.stdout == of_file.stdout


def _swap(store: Store, predicate: NamedNode, home: NamedNode) -> None:
    """Change the words of the first such statement, in its graph and in the union."""
    old = next(store.quads_for_pattern(None, predicate, None, home))
    for graph in ([home], []):
        store.remove(Quad(old.subject, old.predicate, old.object, *graph))
        store.add(Quad(old.subject, old.predicate, Literal("审计署"), *graph))


def test_info_counts_what_is_too_much_to_list(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And computes the hash when asked to."""
    few = command("info", "-g", graph).stdout
    assert few.count("吉政发") == COUNT
    monkeypatch.setattr("fengong.summary._HASHED", 5)
    many = command("info", "-g", graph).stdout
    assert f"{COUNT} documents: fengong list" in many and "union" not in many
    hashes = [line for line in few.splitlines() if line.startswith(("    union", "    graphs"))]
    assert all(line in command("info", "--hash", "-g", graph).stdout for line in hashes)
