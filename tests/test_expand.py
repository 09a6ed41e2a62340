"""A kept graph holds the compact form; all that was left out follows from it, and a damaged word is not healed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from handmade import handmade
from pyoxigraph import Literal, NamedNode, Quad, Store
from test_queries import NAMES, OTHER_VALUES

from fengong import plan_of, read_plan
from fengong.check_quotes import check_quotes
from fengong.describe import compact, describe
from fengong.expand import expand
from fengong.identify import Names
from fengong.model import Plan
from fengong.query import bind, named
from fengong.read import read_bytes
from fengong.store import UNION, Graph
from fengong.terms import FG, OA, PROV, RDF

NOTICE = Path(__file__).parents[1] / "data/sources/binhai-2020-20/notice.txt"
SAMPLES = Path(__file__).parents[2] / "shared/samples"
BARE = "关于做好几项工作的通知\n各部门：\n一、办好实事。（市财政局负责）\n"
"""No number, no issuer, no date, no annex."""
PLANS = ["notice", "handmade", "bare", "gwy-2018-38-zimao.html", "anhui-2022-rcep.txt"]


@cache
def plan(name: str) -> Plan:
    """A plan by its name; the samples only where they are."""
    if name in ("notice", "handmade"):
        return read_plan(NOTICE) if name == "notice" else handmade()
    if name == "bare":
        return plan_of(read_bytes(BARE.encode(), "bare.txt"))
    if not (SAMPLES / name).exists():
        pytest.skip("the samples are not here")
    return read_plan(SAMPLES / name)


def graph(quads: Iterable[Quad]) -> Graph:
    """A store as `fengong add` fills it."""
    store = Store()
    store.extend(quads)
    store.update(UNION)
    return Graph(store, "kept")


def test_the_notice_costs_less_than_four_thousand_quads() -> None:
    """Of some thirteen thousand in full; the registry's words are shared by all documents of a graph."""
    registry = Names().registry_graph()
    own, full = (
        [quad for quad in set(form(plan("notice"))) if quad.graph_name != registry]
        for form in (compact, describe)
    )
    assert len(own) <= 4000
    assert len(full) > 10_000


@pytest.mark.parametrize("name", PLANS)
def test_the_full_form_holds_the_compact_one_and_nothing_more_follows_from_it(name: str) -> None:
    """Whatever has been expanded may be expanded again: the commands need not know which form they were given."""
    short, full = set(compact(plan(name))), set(describe(plan(name)))
    assert short < full
    assert set(expand(full)) == full
    assert set(expand(sorted(short, key=str))) == full, "in whatever order the quads come"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("of", PLANS)
def test_a_named_query_answers_alike_in_both_forms(of: str, name: str) -> None:
    """As it stands and with other values; a graph that is kept is not asked otherwise than a file."""
    query = named(name)
    texts = [query.text, *([bind(query, OTHER_VALUES[name])] if name in OTHER_VALUES else [])]
    for text in texts:
        short, full = (_forms(of)[form].query(text) for form in (0, 1))
        assert Counter(short.rows) == Counter(full.rows)
        assert short.columns == full.columns


@cache
def _forms(of: str) -> tuple[Graph, Graph]:
    return graph(compact(plan(of))), graph(describe(plan(of)))


@pytest.mark.parametrize("name", PLANS)
def test_every_span_that_is_named_is_written_out_and_quotes_the_text(name: str) -> None:
    """Each with its quotation, position and surroundings, as the text has them."""
    full = describe(plan(name))
    named_spans = {
        q.object.value for q in full if isinstance(q.object, NamedNode) and "#char=" in q.object.value
    }
    written = {q.subject.value for q in full if q.predicate == RDF.type and q.object == FG.TextSpan}
    assert named_spans == written
    assert check_quotes(full, plan(name).text) == ()


@pytest.mark.parametrize("property_", [PROV.value, FG.nameInText, FG.text], ids=["own", "name", "item"])
def test_a_damaged_word_of_a_kept_graph_is_found(property_: NamedNode) -> None:
    """The quotation is what the graph says, not what the text would say in its place."""
    short = compact(plan("notice"))
    own = {q.subject for q in short if q.predicate == PROV.value and "#char=" in str(q.subject)}
    leading = {q.subject for q in short if q.predicate == PROV.wasDerivedFrom and q.object not in own}
    hit = next(
        q
        for q in short
        if q.predicate == property_ and q.subject in (own if property_ == PROV.value else leading)
    )
    assert isinstance(hit.object, Literal)
    wrong = Quad(
        hit.subject,
        hit.predicate,
        Literal(hit.object.value[:-1] + "他", language=hit.object.language),
        hit.graph_name,
    )
    damaged = [wrong if quad == hit else quad for quad in short]
    found = check_quotes(expand(damaged), plan("notice").text)
    assert [violation.severity for violation in found] == ["error"]


def test_what_is_not_a_document_of_ours_comes_back_as_it_is() -> None:
    """Graphs without a text gain nothing, whatever their spans are called."""
    one, two = NamedNode("urn:one"), NamedNode("urn:text#char=1,2")
    foreign = [
        Quad(one, PROV.wasDerivedFrom, two, NamedNode("urn:graph")),
        Quad(one, PROV.value, Literal("x")),
    ]
    assert set(expand(foreign)) == set(foreign)


def test_a_selector_belongs_to_one_span() -> None:
    """Its position and its quotation bear the span's offsets, and no two spans share them."""
    full = describe(plan("notice"))
    selectors = Counter(q.object for q in full if q.predicate == OA.hasSelector)
    assert max(selectors.values()) == 1
