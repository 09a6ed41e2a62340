"""The networks: typed nodes and edges, bodies that depend on each other, focus, GraphML that comes back."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import permutations

import networkx as nx
import pytest
from handmade import NATIONAL, handmade

from fengong.errors import NotInGraph
from fengong.layout import Span
from fengong.model import STATED, Mention, Plan
from fengong.network import bodies_network, find, focus, graphml, natural, network

OTHER, TASKS = "另发2021年1号", NATIONAL.number


@pytest.fixture(scope="module")
def graph() -> nx.MultiDiGraph:
    """The handmade plan as a network."""
    return network([handmade()])


def edges(graph: nx.MultiDiGraph) -> dict[str, tuple[str, str, dict[str, object]]]:
    """Key → source, target, attributes."""
    return {key: (source, to, facts) for source, to, key, facts in graph.edges(keys=True, data=True)}


def test_nodes_are_typed(graph: nx.MultiDiGraph) -> None:
    """Measures, tasks, support items, known bodies by their kind, and unresolved names."""
    kinds = dict(graph.nodes(data="kind"))
    assert (
        kinds["measure:8"] == "measure" and kinds["task:8"] == "task" and kinds["item:8-1"] == "support item"
    )
    assert kinds["120116-kejiju"] == "government-department" and kinds["unresolved:区梦想办"] == "unresolved"
    assert kinds["120116-ge-kaifaqu-guanweihui"] == "collective"
    assert (
        graph.nodes["120116-kejiju"]["level"] == "district"
        and "level" not in graph.nodes["unresolved:区梦想办"]
    )


def test_edges_lead_from_measure_to_task_to_ministry(graph: nx.MultiDiGraph) -> None:
    """The line of one measure, with a key that names its place."""
    found = edges(graph)
    assert found["m8-t"][:2] == ("measure:8", "task:8") and found["m8-t"][2]["relation"] == "implements"
    assert (
        found["m8-t-a1"][:2] == ("task:8", "cn-gongxinbu") and found["m8-t-a1"][2]["relation"] == "task body"
    )


def test_responsible_edge_says_all(graph: nx.MultiDiGraph) -> None:
    """Role, group, place, basis, the name as written and the words with their span."""
    source, to, facts = edges(graph)["m8-a3"]
    assert (source, to) == ("measure:8", "120116-ge-kaifaqu-guanweihui")
    start = handmade().measures[0].assignments[2].body.span.start
    said = {"relation": "responsible", "role": "responsible", "group": 2, "position": 3, "basis": "stated"}
    words = {
        "name": "各开发区管委会",
        "quote": "各开发区管委会",
        "start": start,
        "end": start + 7,
        "measure": "measure:8",
    }
    assert facts == said | words
    assert edges(graph)["m9-a3"][2]["open"] is True


def test_support_goes_through_its_item(graph: nx.MultiDiGraph) -> None:
    """measure → item → body; an item that names no body stays a leaf."""
    found = edges(graph)
    assert found["m8-s1"][:2] == ("measure:8", "item:8-1") and found["m8-s1"][2]["relation"] == "asks"
    assert found["m8-s1-a1"][:2] == ("item:8-1", "120000-kejiju") and found["m8-s1-a1"][2]["role"] == "lead"
    assert list(graph.successors("item:8-2")) == []


def test_stated_and_inferred_differ_by_basis(graph: nx.MultiDiGraph) -> None:
    """Parallel edges, never one: what is stated, and what a rule suggests."""
    bases = [facts["basis"] for facts in graph["measure:8"]["120116-gongxinju"].values()]
    assert sorted(bases) == ["group-alignment", "listed-first", "stated"]
    inferred = {key for key, (*_, facts) in edges(graph).items() if facts["basis"] not in STATED}
    assert inferred == {f"m8-i{at}" for at in range(1, 6)}


def test_quotes_are_the_text(graph: nx.MultiDiGraph) -> None:
    """Each edge's quote is what stands at its offsets."""
    text = handmade().text
    assert all(
        text[facts["start"] : facts["end"]] == facts["quote"] for _, _, facts in graph.edges(data=True)
    )


def test_every_mention_is_an_edge(graph: nx.MultiDiGraph) -> None:
    """As many stated edges to bodies as the plan has mentions."""
    mentions = sum(
        len(measure.assignments)
        + (len(measure.task.bodies) if measure.task else 0)
        + sum(len(item.bodies) for item in measure.support)
        for measure in handmade().measures
    )
    to_bodies = [d for _, to, d in graph.edges(data=True) if graph.nodes[to]["type"] == "body"]
    assert sum(facts["basis"] in STATED for facts in to_bodies) == mentions


def test_a_body_stands_in_the_column_where_it_is_named_most() -> None:
    """Responsible twice and asked once: responsible. Asked twice and responsible once: supporting."""
    plan = handmade()
    eight, nine = plan.measures
    item = eight.support[0]
    asked = item.bodies[0]
    science = replace(asked, body=eight.assignments[1].body)
    once = replace(plan, measures=(replace(eight, support=(replace(item, bodies=(science,)),)), nine))
    assert network([once]).nodes["120116-kejiju"]["column"] == "responsible"
    thrice = replace(once, measures=(replace(eight, support=(replace(item, bodies=(science,) * 3),)), nine))
    assert network([thrice]).nodes["120116-kejiju"]["column"] == "support"


def test_order_of_records_leaves_the_graph_alike() -> None:
    """Nodes and edges are sorted: the same facts, the same bytes."""
    plan = handmade()
    assert graphml(network([plan])) == graphml(network([handmade()]))
    turned = replace(plan, organizations=plan.organizations[::-1], measures=plan.measures[::-1])
    assert graphml(network([turned])) == graphml(network([plan]))


def test_measures_sort_by_number() -> None:
    """8 comes before 10, text before and after the number counts as well."""
    names = ["measure:8", "measure:10", "measure:10#2", "measure:a/9"]
    for mixed in permutations(names):
        assert sorted(mixed, key=natural) == names


def test_graphml_comes_back_equal(graph: nx.MultiDiGraph) -> None:
    """All attributes are scalars, all survive, keys included."""
    back = nx.read_graphml(io.BytesIO(graphml(graph)), edge_key_type=str, force_multigraph=True)
    assert dict(back.nodes(data=True)) == dict(graph.nodes(data=True))
    assert edges(back) == edges(graph)


def test_graphml_of_bodies_comes_back() -> None:
    """Lists are joined by spaces; numbers stay numbers."""
    ties = bodies_network([handmade()])
    back = nx.read_graphml(io.BytesIO(graphml(ties)))
    expected = {(u, v): {**d, "measures": " ".join(d["measures"])} for u, v, d in ties.edges(data=True)}
    assert {(u, v): d for u, v, d in back.edges(data=True)} == expected


def test_graphml_survives_characters_xml_forbids() -> None:
    """A form feed or a NUL in a name becomes U+FFFD instead of a file that no reader takes."""
    plan = handmade()
    odd = Mention("区\x00办\x1f", Span(0, 1))
    measure = replace(plan.measures[1], assignments=(replace(plan.measures[1].assignments[0], body=odd),))
    back = nx.read_graphml(io.BytesIO(graphml(network([replace(plan, measures=(measure,))]))))
    assert "unresolved:区\ufffd办\ufffd" in back


def test_bodies_that_share_a_measure_are_tied() -> None:
    """Two that answer for one measure; one that answers and one that is asked; not two that are asked."""
    ties = bodies_network([handmade()])
    assert ties["120116-gongxinju"]["120116-kejiju"] == {
        "weight": 1, "measures": ["measure:8"], "shared": 1, "support": 0,
    }  # fmt: skip
    assert ties["120116-kejiju"]["120000-kejiju"]["support"] == 1
    assert not ties.has_edge("120000-kejiju", "120000-youguan-bumen")
    assert not ties.has_edge("120116-gongxinju", "120116-shichangju")


def test_weight_counts_measures_not_mentions() -> None:
    """A body named twice in one measure is one tie; two measures are two."""
    plan = handmade()
    eight, nine = plan.measures
    twice = replace(eight, assignments=(*eight.assignments, eight.assignments[0]))
    assert (
        bodies_network([replace(plan, measures=(twice,))])["120116-gongxinju"]["120116-kejiju"]["weight"] == 1
    )
    again = replace(nine, assignments=eight.assignments)
    tie = bodies_network([replace(plan, measures=(eight, again))])["120116-gongxinju"]["120116-kejiju"]
    assert tie["weight"] == 2 and tie["measures"] == ["measure:8", "measure:9"]


MEMBERS = {"120116-gaoxinqu-guanweihui", "120116-jingkaiqu-guanweihui"}


def test_collectives_stand_for_themselves_unless_expanded() -> None:
    """Members get nothing from their collective; expanded, they stand in its place."""
    ties, expanded = bodies_network([handmade()]), bodies_network([handmade()], expand=True)
    assert "120116-ge-kaifaqu-guanweihui" in ties and not MEMBERS & set(ties)
    assert "120116-ge-kaifaqu-guanweihui" not in expanded and set(expanded) >= MEMBERS
    assert expanded.has_edge("120116-gaoxinqu-guanweihui", "120116-gongxinju")
    assert "120000-youguan-bumen" in expanded  # open, no member known


def test_inferences_tie_no_bodies() -> None:
    """Without its inferences a plan has the same ties."""
    plan = handmade()
    bare = replace(plan, measures=tuple(replace(measure, inferred=()) for measure in plan.measures))
    assert graphml(bodies_network([bare])) == graphml(bodies_network([plan]))


def test_focus_takes_steps_in_either_direction(graph: nx.MultiDiGraph) -> None:
    """A support item is no step of its own; depth 0 is the node with its items."""
    assert set(focus(graph, "120000-kejiju", 1)) == {"120000-kejiju", "item:8-1", "item:8-2", "measure:8"}
    assert set(focus(graph, "8", 0)) == {"measure:8", "item:8-1", "item:8-2"}
    assert {"task:8", "120000-youguan-bumen"} < set(focus(graph, "8", 1))
    assert "cn-gongxinbu" not in focus(graph, "8", 1) and "cn-gongxinbu" in focus(graph, "8", 2)
    assert set(focus(bodies_network([handmade()]), "市科技局", 1)) >= {"120116-kejiju"}


@pytest.mark.parametrize(
    "name", ["120116-shichangju", "天津市滨海新区市场监督管理局", "区市场局", " 区市场监管局 "]
)
def test_a_body_answers_to_all_its_names(graph: nx.MultiDiGraph, name: str) -> None:
    """Id, label, short form, other forms, blanks around them."""
    assert find(graph, name) == "120116-shichangju"


def test_unknown_names_get_near_matches(graph: nx.MultiDiGraph) -> None:
    """The message is one line and says what to try."""
    with pytest.raises(NotInGraph, match=r"near matches: .*区科技局") as caught:
        find(graph, "区科学局")
    assert "\n" not in str(caught.value)
    with pytest.raises(NotInGraph, match="give a measure's number"):
        focus(graph, "☃", 1)


def test_an_ambiguous_name_is_not_guessed() -> None:
    """Two bodies of one name are both told."""
    plan = handmade()
    same = tuple(replace(one, short="局") for one in plan.organizations)
    with pytest.raises(NotInGraph, match="several nodes; near matches: 120000"):
        find(network([replace(plan, organizations=same)]), "局")


def test_several_plans_meet_in_bodies_and_tasks() -> None:
    """Own ids carry the number of their plan, tasks that of the document that numbers them."""
    plan = handmade()
    other = replace(plan, document=replace(plan.document, number=OTHER))
    graph = network([plan, other])
    assert set(graph.predecessors(f"task:{TASKS}/8")) == {
        f"measure:{plan.document.number}/8",
        f"measure:{OTHER}/8",
    }
    assert {f"unresolved:{number}/区梦想办" for number in (plan.document.number, OTHER)} <= set(graph)
    keys = [key for *_, key in graph.edges(keys=True)]
    assert len(keys) == len(set(keys))


def test_measures_numbered_alike_stay_apart() -> None:
    """A plan that numbers two measures 8 has two nodes."""
    plan = handmade()
    twice = replace(plan, measures=(plan.measures[0], plan.measures[0]))
    assert {"measure:8", "measure:8#2"} <= set(network([twice]))


def test_an_empty_plan_is_an_empty_graph() -> None:
    """Nothing in, nothing out, and the file still reads."""
    empty = Plan(handmade().document, "")
    assert len(network([empty])) == 0
    assert len(nx.read_graphml(io.BytesIO(graphml(network([empty]))))) == 0
