"""The canonical hash: one for the same graph however it is written, another for any other graph."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner
from handmade import handmade
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from fengong.canon import canonical, canonical_hash
from fengong.cli import main
from fengong.describe import describe
from fengong.write import SUFFIXES, union, write

QUADS = describe(handmade())
IRI = NamedNode("https://example.org/p")


def test_empty_and_single_graphs_have_the_known_hashes() -> None:
    """SHA-256 of nothing, and of one N-Quads line."""
    assert canonical_hash([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert (
        canonical([Quad(IRI, IRI, Literal('a"\n字'))])
        == f'<{IRI.value}> <{IRI.value}> "a\\"\\n字" .\n'.encode()
    )


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\u0085", "\x0b", "\x1c", "\r"])
def test_line_breaks_of_other_kinds_inside_words_do_not_cut_a_statement(mark: str) -> None:
    """Pasted pages hold them; the statements are sorted whole."""
    rows = [Quad(NamedNode(f"https://example.org/{n}"), IRI, Literal(f"b{mark}<a>")) for n in "21"]
    lines = canonical(rows).split(b"\n")
    assert [line[:23] for line in lines] == [b"<https://example.org/1>", b"<https://example.org/2>", b""]


def _with_blanks(labels: Iterable[str]) -> list[Quad]:
    """A ring of blank nodes with one way in."""
    nodes = [BlankNode(label) for label in labels]
    ring = [Quad(one, IRI, other) for one, other in zip(nodes, [*nodes[1:], nodes[0]], strict=True)]
    return [*ring, Quad(nodes[0], IRI, Literal("first"))]


@given(st.permutations(["a", "b", "c", "d"]))
@settings(max_examples=20, deadline=None)
def test_labels_of_blank_nodes_and_order_do_not_matter(labels: list[str]) -> None:
    """A blank node has no name."""
    assert canonical_hash(reversed(_with_blanks(labels))) == canonical_hash(
        _with_blanks(["w", "x", "y", "z"])
    )
    assert canonical_hash(_with_blanks(labels)) != canonical_hash(_with_blanks(labels)[1:])


def test_pyld_gives_the_same_canonical_form() -> None:
    """Another implementation of RDFC-1.0, over a graph with blank nodes and one without."""
    jsonld = pytest.importorskip("pyld.jsonld")
    for quads in (_with_blanks("abcd"), [*QUADS[:400]]):
        text = (
            write(quads, "nquads").decode()
            if quads[0].subject != BlankNode("a")
            else canonical(quads).decode()
        )
        other = jsonld.normalize(
            text,
            {"algorithm": "URDNA2015", "inputFormat": "application/n-quads", "format": "application/n-quads"},
        )
        assert other.encode() == canonical(quads)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_info_prints_one_hash_whatever_the_format(tmp_path: Path, suffix: str) -> None:
    """Two parties can see that they hold the same graph, one as Turtle, one as N-Quads."""
    file = tmp_path / f"graph{suffix}"
    file.write_bytes(write(QUADS, SUFFIXES[suffix]))
    told = CliRunner().invoke(main, ["info", "--graph", str(file)]).output
    assert f"  union   {canonical_hash(union(QUADS))}\n" in told
    assert (canonical_hash(QUADS) in told) == (suffix in (".nq", ".trig"))


def test_info_prints_the_same_hash_for_a_store_on_disk(tmp_path: Path) -> None:
    """The folder of a store too."""
    from fengong.keep import replace

    replace(tmp_path / "store", QUADS, [])
    told = CliRunner().invoke(main, ["info", "--graph", str(tmp_path / "store")]).output
    assert canonical_hash(union(QUADS)) in told and canonical_hash(QUADS) in told


def test_one_changed_character_is_another_hash() -> None:
    """What a hash is for."""
    last = QUADS[-1]
    changed = [*QUADS[:-1], Quad(last.subject, last.predicate, Literal("x"), last.graph_name)]
    assert canonical_hash(changed) != canonical_hash(QUADS)
