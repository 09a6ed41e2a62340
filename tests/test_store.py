"""Graphs are opened, replaced and written whole, and what is wrong with a file is said in one line."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from handmade import handmade
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from fengong.atomic import write_atomically
from fengong.describe import describe
from fengong.errors import GraphError
from fengong.keep import _replacement, replace
from fengong.store import Graph, open_graph, plain
from fengong.write import format_of, write

A, P = NamedNode("https://example.org/a"), NamedNode("https://example.org/p")
ONE, TWO, SHARED = (NamedNode(f"https://example.org/graph/{name}") for name in ("one", "two", "shared"))
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def _quad(words: str, graph: NamedNode) -> Quad:
    return Quad(A, P, Literal(words), graph)


def _values(graph: Graph) -> list[object]:
    return [plain(row[0]) for row in graph.query("SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o").rows]


@pytest.mark.parametrize("suffix", [".ttl", ".trig", ".nq", ".nt", ".jsonld", ".rdf"])
def test_every_format_that_is_written_can_be_opened_and_counts_the_same_triples(
    tmp_path: Path, suffix: str
) -> None:
    """The default graph is the union, whether the file keeps named graphs or not."""
    path = tmp_path / f"graph{suffix}"
    quads = describe(handmade())
    path.write_bytes(write(quads, format_of(path)))
    rows = open_graph(path).query(COUNT).records()
    assert rows == [{"n": len({quad.triple for quad in quads})}]


def test_json_is_read_as_json_ld(tmp_path: Path) -> None:
    """.json is what a browser calls a JSON-LD file it has saved."""
    path = tmp_path / "graph.json"
    path.write_bytes(b'[{"@id": "https://example.org/a", "https://example.org/p": "one"}]')
    assert _values(open_graph(path)) == ["one"]


def test_a_triple_in_two_graphs_counts_once(tmp_path: Path) -> None:
    """pyoxigraph's own union would give it twice."""
    for path in (tmp_path / "g.nq", tmp_path / "store"):
        replace(path, [_quad("x", ONE), _quad("x", TWO)], [])
        assert _values(open_graph(path)) == ["x"]


def test_quads_gives_back_exactly_what_was_stored(tmp_path: Path) -> None:
    """The union that is written out beside the named graphs is no statement of its own."""
    quads = describe(handmade())
    for path in (tmp_path / "g.trig", tmp_path / "store"):
        replace(path, quads, [])
        given_back = list(open_graph(path).quads())
        assert len(given_back) == len(quads)
        assert set(given_back) == set(quads)


def test_graphs_lists_the_named_graphs_in_order(tmp_path: Path) -> None:
    """Sorted by IRI."""
    replace(tmp_path / "g.nq", [_quad("x", TWO), _quad("x", ONE)], [])
    assert open_graph(tmp_path / "g.nq").graphs() == (ONE.value, TWO.value)


@pytest.mark.parametrize("name", ["g.nq", "g.trig", "store"])
def test_replace_changes_one_document_and_leaves_the_others(tmp_path: Path, name: str) -> None:
    """The old words of the document are gone, also from the union, unless another document says them too."""
    path = tmp_path / name
    replace(path, [_quad("old", ONE), _quad("both", ONE), _quad("both", TWO), _quad("org", SHARED)], [])
    replace(path, [_quad("new", ONE), _quad("org2", SHARED)], [ONE.value])
    graph = open_graph(path)
    assert _values(graph) == ["both", "new", "org", "org2"]
    assert {(q.object.value, q.graph_name) for q in graph.quads()} == {  # type: ignore[union-attr]
        ("new", ONE),
        ("both", TWO),
        ("org", SHARED),
        ("org2", SHARED),
    }


@pytest.mark.parametrize("name", ["g.nq", "g.trig"])
def test_replacing_twice_gives_the_same_bytes(tmp_path: Path, name: str) -> None:
    """Same quads, same file, however they were handed over."""
    quads = describe(handmade())
    graphs = {quad.graph_name.value for quad in quads}  # type: ignore[union-attr]
    replace(tmp_path / name, quads, graphs)
    first = (tmp_path / name).read_bytes()
    replace(tmp_path / name, reversed(quads), graphs)
    assert (tmp_path / name).read_bytes() == first


def test_a_format_without_named_graphs_cannot_have_one_replaced(tmp_path: Path) -> None:
    """Turtle would lose which document said what."""
    with pytest.raises(GraphError, match=r"\.trig"):
        replace(tmp_path / "g.ttl", [_quad("x", ONE)], [ONE.value])
    assert not (tmp_path / "g.ttl").exists()


def test_replace_does_not_make_a_store_among_other_files(tmp_path: Path) -> None:
    """A store is some twenty files; they would be hard to tell from the user's own."""
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(GraphError, match="holds other files"):
        replace(tmp_path, [_quad("x", ONE)], [])
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_store_that_is_being_written_says_so(tmp_path: Path) -> None:
    """RocksDB's own message speaks of a LOCK file."""
    path = tmp_path / "store"
    busy = Store(str(path))
    with pytest.raises(GraphError, match="another program is writing"):
        replace(path, [_quad("x", ONE)], [])
    del busy
    replace(path, [_quad("x", ONE)], [])
    assert _values(open_graph(path)) == ["x"]


def test_a_store_made_by_another_program_is_read_as_a_union(tmp_path: Path) -> None:
    """Such a store has nothing in its default graph."""
    path = tmp_path / "store"
    store = Store(str(path))
    store.extend([_quad("one", ONE), _quad("two", TWO)])
    store.flush()
    del store
    assert _values(open_graph(path)) == ["one", "two"]
    replace(path, [_quad("three", TWO)], [TWO.value])
    assert _values(open_graph(path)) == ["one", "three"]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        (
            "bad.ttl",
            b"<http://a> <http://b> <http://c> .\n<http://a> <http://b>\n",
            r"bad\.ttl, line 3: not valid Turtle",
        ),
        ("bad.nq", b'<http://a> <http://b> "x" .\nfoo\n', r"line 2: not valid N-Quads"),
        ("bad.jsonld", b'{"a":', r"not valid JSON-LD"),
        ("bad.rdf", b"<a", r"not valid RDF/XML"),
        ("bad.nt", b"\xff\xfe\x00", r"not valid N-Triples"),
        ("plan.json", b'{"measures": []}', r"holds no statements.*fengong build"),
        ("graph.xlsx", b"PK", r"unknown kind of graph file: use \.ttl"),
    ],
)
def test_a_damaged_file_is_named_with_the_line_and_the_fault(
    tmp_path: Path, name: str, data: bytes, says: str
) -> None:
    """One line, and no parser's traceback."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(GraphError, match=says) as error:
        open_graph(tmp_path / name)
    assert "\n" not in str(error.value)


def test_a_missing_graph_says_how_to_make_one(tmp_path: Path) -> None:
    """Also a folder that is no store."""
    with pytest.raises(GraphError, match=r"no graph at .*: make one with `fengong build FILE`"):
        open_graph(tmp_path / "graph.ttl")
    with pytest.raises(GraphError, match="folder that holds no graph"):
        open_graph(tmp_path)


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's own word for the reason."""

    def locked(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "graph.ttl").write_bytes(b"x")
    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(GraphError, match=r"cannot read .*graph\.ttl: Permission denied"):
        open_graph(tmp_path / "graph.ttl")


def test_writing_keeps_permissions_and_leaves_no_other_file(tmp_path: Path) -> None:
    """A file made readable for all stays so; a new one gets what the user's umask gives."""
    path = tmp_path / "out.ttl"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_atomically(path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o640)
    (tmp_path / "plain").write_bytes(b"")
    write_atomically(tmp_path / "fresh", b"x")
    assert (tmp_path / "fresh").stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert sorted(file.name for file in tmp_path.iterdir()) == ["fresh", "out.ttl", "plain"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the disk is full or the program is stopped."""
    path = tmp_path / "out.ttl"
    path.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(GraphError, match=r"cannot write .*No space left"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["out.ttl"]


def test_writing_goes_through_a_link_and_into_a_pipe(tmp_path: Path) -> None:
    """The link stays a link; /dev/stdout and the like are written to, not replaced."""
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_atomically(tmp_path / "link", b"x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"x"
    write_atomically(Path(os.devnull), b"x")
    assert Path(os.devnull).is_char_device()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """It is not made: a typing error should not leave folders behind."""
    with pytest.raises(GraphError, match="no folder"):
        write_atomically(tmp_path / "nowhere" / "out.ttl", b"x")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_any_words_survive_a_replacement_in_a_store(words: str) -> None:
    """The replacement is one SPARQL update: quotes, braces and line breaks in a literal stay inside it."""
    store = Store()
    store.update(_replacement([_quad(words, ONE)], (ONE.value,)))
    assert {quad.object for quad in store} == {Literal(words)}


@pytest.mark.parametrize("name", ["g.nq", "g.trig", "store"])
def test_the_registry_of_other_documents_stays_and_is_described_anew(tmp_path: Path, name: str) -> None:
    """A second plan leaves the bodies of the first their names; a body whose name was mended has one name."""
    path = tmp_path / name
    first = [
        Quad(NamedNode("urn:a"), P, Literal("甲局"), SHARED),
        Quad(NamedNode("urn:b"), P, Literal("旧名"), SHARED),
    ]
    second = [Quad(NamedNode("urn:b"), P, Literal("新名"), SHARED), _quad("words", TWO)]
    replace(path, [*first, _quad("旧名", ONE)], [ONE.value], shared=SHARED.value)
    replace(path, second, [TWO.value], shared=SHARED.value)
    graph = open_graph(path)
    assert _values(graph) == sorted(["甲局", "新名", "旧名", "words"])
    assert {(q.object.value, q.graph_name) for q in graph.quads()} == {
        ("甲局", SHARED),
        ("新名", SHARED),
        ("旧名", ONE),
        ("words", TWO),
    }  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["g.nq", "store"])
def test_add_keeps_the_names_of_the_bodies_of_earlier_plans(tmp_path: Path, name: str) -> None:
    """Adding a second document and the first again changes nothing that the first one says."""
    from click.testing import CliRunner

    from fengong.cli import main

    notice = Path(__file__).parents[1] / "data/sources/binhai-2020-20/notice.txt"
    other = tmp_path / "other.txt"
    other.write_text("某区工作分工方案\n一、办好实事。（财政部牵头，教育部配合）\n", encoding="utf-8")
    graph = str(tmp_path / name)
    run = CliRunner()
    assert run.invoke(main, ["add", str(notice), "-g", graph]).exit_code == 0
    before = run.invoke(main, ["who", "8", "-g", graph]).stdout
    assert "天津市滨海新区工业和信息化局" in before
    assert run.invoke(main, ["add", str(other), "-g", graph]).exit_code == 0
    assert run.invoke(main, ["who", "8", "-g", graph]).stdout == before
    assert run.invoke(main, ["add", str(notice), "-g", graph]).exit_code == 0
    assert run.invoke(main, ["who", "8", "-g", graph]).stdout == before


def test_a_store_that_was_killed_while_it_was_made_is_made_again(tmp_path: Path) -> None:
    """Only the engine's own files, and none that says which is current: no one's data."""
    path = tmp_path / "store"
    path.mkdir()
    for name in ("LOCK", "LOG", "IDENTITY", "MANIFEST-000001"):
        (path / name).write_bytes(b"")
    replace(path, [_quad("x", ONE)], [ONE.value])
    assert _values(open_graph(path)) == ["x"]
