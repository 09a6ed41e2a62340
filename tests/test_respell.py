"""Chinese IRIs: the same graph, spelt so that a reader of Chinese sees what is meant."""

from __future__ import annotations

import re

from handmade import SLUG, handmade
from pyoxigraph import Literal, NamedNode, Quad

from fengong.describe import describe
from fengong.identify import BASE
from fengong.respell import respell
from fengong.write import write

QUADS = describe(handmade())
SPELT = respell(QUADS, BASE)
LABEL = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")


def test_each_statement_is_still_there_and_two_nodes_stay_two() -> None:
    """A renaming, one to one."""
    assert len(set(SPELT)) == len(QUADS)
    pairs = {(a.subject, b.subject) for a, b in zip(QUADS, SPELT, strict=True)}
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)
    assert [q.predicate for q in QUADS] == [q.predicate for q in SPELT]


def test_documents_parts_bodies_and_places_are_spelt_by_their_names() -> None:
    """津滨政发〔2020〕20号/措施8-职责1 instead of jinbinzhengfa-2020-20/m8-a1."""
    iris = {q.subject.value.removeprefix(BASE) for q in SPELT}
    for wanted in (
        "id/doc/津滨政发〔2020〕20号", "id/doc/津滨政发〔2020〕20号/措施8-职责1", "id/doc/津滨政发〔2020〕20号/措施8-支持1-职责1",
        "id/doc/津滨政发〔2020〕20号/行8", "id/doc/津滨政发〔2020〕20号/抽取", "id/org/天津市滨海新区工业和信息化局",
    ):  # fmt: skip
        assert wanted in iris
    assert not any(SLUG in iri for iri in iris)


def test_texts_and_the_vocabulary_keep_their_iris() -> None:
    """Digests and terms are the same in every spelling."""
    kept = {q.subject for q in QUADS if "/id/text/" in q.subject.value}
    assert kept and kept <= {q.subject for q in SPELT}


def test_every_iri_is_one_by_rfc_3987() -> None:
    """No space, no bracket of another kind, nothing that must be escaped."""
    for quad in SPELT:
        for node in (quad.subject, quad.object, quad.graph_name):
            if isinstance(node, NamedNode):
                assert re.fullmatch(
                    r"[A-Za-z]+:[0-9A-Za-z._~:/?#\[\]@!$&'()*+,;=%\-〔〕、·\u3400-\u9fff]+", node.value
                )


def test_two_bodies_of_one_name_keep_their_own_iris() -> None:
    """办公室 here and 办公室 there are two."""
    rows = [
        Quad(NamedNode(f"{BASE}id/org/{one}"), LABEL, Literal("办公室", language="zh")) for one in ("a", "b")
    ]
    rows.append(Quad(NamedNode(f"{BASE}id/org/c"), LABEL, Literal("财政局（国资办）", language="zh")))
    assert [q.subject.value.rpartition("/")[2] for q in respell(rows, BASE)] == ["a", "b", "财政局国资办"]


def test_turtle_needs_no_escapes_for_them() -> None:
    """The point is to be read."""
    text = write(SPELT, "turtle").decode()
    assert "\n津滨政发〔2020〕20号:措施8 a fg:Measure ;\n" in text
    assert "o:天津市滨海新区工业和信息化局" in text
