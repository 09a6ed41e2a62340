"""Every constraint of ontology/shapes.ttl: a damage brings it up, and little else; any SHACL engine finds the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import composed
import pyshacl
import pytest
from damages import (
    ASIDE,
    CORE,
    QUADS,
    SHACL,
    SHAPE,
    Constraint,
    core_constraints,
    damaged,
    rules,
    sh,
)  # fmt: skip
from handmade import SHA256, SLUG, handmade
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store
from rdflib import BNode, Graph, Namespace, URIRef

from fengong import plan_of
from fengong.check import Violation, check, objects, shapes, shapes_store, targets, to_rdflib
from fengong.describe import describe
from fengong.identify import BASE
from fengong.model import Document
from fengong.report import report
from fengong.resources import resource
from fengong.terms import (
    CV,
    DCT,
    FG,
    FOAF,
    OA,
    ORG,
    PROV,
    RDF,
    SKOS,
    XSD,
    ontology,
)  # fmt: skip

SH = Namespace(SHACL)
Quads = tuple[Quad, ...]
GRAPH = NamedNode(f"{BASE}graph/{SLUG}")
TEXT_NODE = NamedNode(f"{BASE}id/text/{SHA256[:16]}")
OFFICE = handmade().measures[0].assignments[0].body.span
SPAN = NamedNode(f"{TEXT_NODE.value}#char={OFFICE.start},{OFFICE.end}")
POSITION, QUOTE = sorted(
    (q.object for q in QUADS if q.subject == SPAN and q.predicate == OA.hasSelector), key=str
)


def part(name: str) -> NamedNode:
    return NamedNode(f"{BASE}id/doc/{SLUG}/{name}")


def org(identity: str) -> NamedNode:
    return NamedNode(f"{BASE}id/org/{identity}")


INDUSTRY, ZONES = org("120116-gongxinju"), org("120116-ge-kaifaqu-guanweihui")
SCIENCE = org("120116-kejiju")  # no reform made it what it is
FINANCE = next(q.subject for q in QUADS if q.object == Literal("ambiguous"))


def less(subject: NamedNode, predicate: NamedNode, value: object = None) -> Quads:
    """The good graph less some statements; there must be some."""
    kept = [
        q for q in QUADS if (q.subject, q.predicate) != (subject, predicate) or value not in (None, q.object)
    ]
    assert len(kept) < len(QUADS)
    return tuple(kept)


def more(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal, to: Quads = QUADS) -> Quads:
    """A graph and one statement more."""
    assert not any((q.subject, q.predicate, q.object) == (subject, predicate, value) for q in to)
    return (*to, Quad(subject, predicate, value, GRAPH))


def other(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quads:
    """The good graph with another object."""
    return more(subject, predicate, value, less(subject, predicate))


def renamed(old: NamedNode, new: NamedNode | BlankNode) -> Quads:
    """The good graph with another IRI for a node."""
    swap: dict[object, NamedNode | BlankNode] = {old: new}
    return tuple(
        Quad(swap.get(q.subject, q.subject), q.predicate, swap.get(q.object, q.object), q.graph_name)
        for q in QUADS
    )


def integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)


def own(name: str) -> NamedNode:
    """A name of the fg: namespace that the ontology does not have."""
    return NamedNode(FG.namespace + name)


NAMELESS = BlankNode("note")
RULES: dict[str, tuple[Quads, NamedNode | BlankNode, set[str]]] = {
    # rule: (the damaged graph, the node that is named, other rules and shapes that cannot but speak too)
    "Assignment-direct": (less(part("m8"), FG.responsibleBody, ZONES), part("m8-a3"), set()),
    "Assignment-presumed": (less(part("m8"), FG.presumedLeadBody), part("m8-i1"), set()),
    "Assignment-characters": (less(part("m8-a1"), FG.listPosition), part("m8-a1"), set()),
    "Assignment-one-item": (
        more(part("m9"), FG.qualifiedResponsibility, part("m8-a1")), part("m8-a1"),
        {"Assignment-direct", "Assignment-own-place"},
    ),
    "Assignment-own-scope": (other(part("m8-a1"), FG.appliesTo, part("m9")), part("m8-a1"), set()),
    "Assignment-ground": (other(part("m8-i2"), PROV.wasDerivedFrom, part("m8-i1")), part("m8-i2"), set()),
    "Assignment-own-place": (other(part("m8-a2"), FG.listPosition, integer(1)), part("m8-a1"), set()),
    "Assignment-wording": (other(part("m8-a1"), FG.nameInText, Literal("区财政局")), part("m8-a1"), set()),
    "Said-wording": (other(part("m8-c1"), FG.text, Literal("加快城市建设。", language="zh")), part("m8-c1"), set()),
    "Body-kind": (
        more(SCIENCE, RDF.type, FOAF.Agent, less(SCIENCE, RDF.type)), SCIENCE, set(),
    ),
    "Collective-members": (less(ZONES, FOAF.member), ZONES, set()),
    "Direct-both": (less(part("m9"), FG.responsibleBody, org("120116-kejiju")), part("m9"), set()),
    "Direct-general": (more(part("m8"), FG.responsibleBody, org("120000-kejiju")), part("m8"), set()),
    "Direct-special": (more(part("m8"), FG.leadBody, INDUSTRY), part("m8"), set()),
    "Measure-due-proof": (less(part("m9"), FG.dueDateStatedIn), part("m9"), set()),
    "Organization-above": (
        more(org("120116-renmin-zhengfu"), ORG.subOrganizationOf, INDUSTRY), INDUSTRY, set(),
    ),
    "Placed-once": (other(part("m9"), FG.position, integer(1)), part("m8"), set()),
    "PolicyDocument-text": (
        less(TEXT_NODE, DCT.isFormatOf), NamedNode(f"{BASE}id/doc/{SLUG}"), {"SourceText-document"},
    ),
    "Presumed-inferred": (more(part("m9"), FG.presumedLeadBody, INDUSTRY), part("m9"), set()),
    "SourceText-as-digested": (
        other(TEXT_NODE, FG.sha256, Literal("ab" * 32, datatype=XSD.hexBinary)), TEXT_NODE, set(),
    ),
    "SourceText-as-long": (
        other(TEXT_NODE, FG.length, integer(len(handmade().text) + 1)), TEXT_NODE, set(),
    ),
    "SupportItem-body": (less(part("m8"), FG.supportBody, org("120000-kejiju")), part("m8-s1"), set()),
    "Terms-address": (renamed(part("note1"), NAMELESS), NAMELESS, set()),
    "Terms-class": (more(part("m8"), RDF.type, own("Mesure")), part("m8"), set()),
    "Terms-domain": (more(part("m8"), FG.comparator, Literal("=")), part("m8"), set()),
    "Terms-property": (more(part("m8"), own("responsibelBody"), INDUSTRY), part("m8"), set()),
    "Terms-type": (less(part("note1"), RDF.type), part("note1"), set()),
    "TextSpan-address": (
        renamed(SPAN, NamedNode(f"{TEXT_NODE.value}#char=0,1")), NamedNode(f"{TEXT_NODE.value}#char=0,1"), set(),
    ),
    "TextSpan-length": (other(QUOTE, OA.exact, Literal("区工信")), SPAN, set()),
    "TextSpan-within": (
        other(POSITION, OA.end, integer(99999)), SPAN, {"TextSpan-length", "TextSpan-address"},
    ),
    "TextSpan-words": (other(QUOTE, OA.exact, Literal("区商务局")), SPAN, set()),
    "UnresolvedBody-candidates": (less(FINANCE, FG.candidate), FINANCE, set()),
}  # fmt: skip
ALSO: dict[str, set[str]] = {
    # shape: rules and shapes that cannot but speak too where one of its constraints is broken
    "Assignment-basis": {"Assignment-presumed", "Assignment-ground", "Direct-general"},
    "Assignment-body": {
        "Assignment-direct", "Direct-general", "Body-name", "Body-chinese-name", "Body-kind",
    },
    "Assignment-item": {
        "Assignment-one-item", "Assignment-own-scope", "Assignment-direct", "Direct-general", "Terms-type",
    },
    "Assignment-position": {"Assignment-own-place"},
    "Assignment-span": {"Assignment-characters"},
    "Assignment-name": {"Assignment-wording"},
    "Assignment-role": {"Direct-general", "Assignment-direct"},
    "Worded-text": {"Said-wording"},
    "Body-name": {"Body-chinese-name"},
    "Measure-body": {"Assignment-direct"},
    "Measure-document": {"PolicyDocument-text"},
    "Measure-presumed-lead": {"Presumed-inferred"},
    "Placed-position": {"Placed-once"},
    "ReportingDuty-to": {"Body-name", "Body-chinese-name", "Body-kind"},
    "SourceText-digest": {"SourceText-as-digested", "PolicyDocument-text"},
    "SourceText-document": {"PolicyDocument-text"},
    "SourceText-length": {"SourceText-as-long", "TextSpan-within"},
    "SourceText-one": {"SourceText-as-digested", "SourceText-as-long", "Assignment-wording", "Said-wording"},
    "SupportItem-measure": {"SupportItem-body", "Direct-general"},
    "TextSpan-end": {"TextSpan-length", "TextSpan-address", "Assignment-wording", "Said-wording"},
    "TextSpan-quote": {"TextSpan-length"},
    "TextSpan-source": {"TextSpan-address", "Assignment-wording", "Said-wording"},
    "TextSpan-start": {"TextSpan-length", "TextSpan-address", "Assignment-wording", "Said-wording"},
}  # fmt: skip


def spoken(found: Iterable[Violation]) -> set[str]:
    """The names of the rules, or else shapes, that spoke."""
    return {(v.result.constraint or v.result.shape).value.removeprefix(SHAPE) for v in found if v.result}


def test_every_rule_and_every_parameter_has_its_damage() -> None:
    """A constraint added to the shapes fails here until a damage shows that it catches something."""
    assert sorted(RULES) == rules()
    names = {t.predicate.value.removeprefix(SHACL) for t in shapes() if t.predicate.value.startswith(SHACL)}
    assert names - {*CORE, *ASIDE} == set()
    assert len(core_constraints()) > 180


@pytest.mark.parametrize("constraint", core_constraints(), ids=lambda c: f"{c.shape}-{c.parameter}")
def test_a_damage_to_what_a_constraint_wants_brings_up_this_constraint(constraint: Constraint) -> None:
    """The constraint itself, at the damaged node, in both languages; nothing unrelated."""
    focus, graph = damaged(constraint)
    found = check(graph)
    hits = [
        v for v in found
        if v.result and v.result.shape.value == SHAPE + constraint.shape
        and v.result.component.value == constraint.component
    ]  # fmt: skip
    assert hits and {v.focus for v in hits} <= {
        focus.value,
        *(q.object.value for q in graph if q.subject == focus),
    }
    assert spoken(found) <= {constraint.shape} | ALSO.get(constraint.shape, set())
    shape = NamedNode(SHAPE + constraint.shape)
    said = {node.value for node in objects(shape, sh("message"))}
    assert {v.message for v in hits} | {v.message_en for v in hits} == said
    warned = NamedNode(f"{SHACL}Warning") in objects(shape, sh("severity"))
    assert {v.severity for v in hits} == {"warning" if warned else "error"}


@pytest.mark.parametrize("rule", RULES)
def test_a_damage_is_caught_by_the_rule_against_it(rule: str) -> None:
    """The rule names the damaged node; nothing unrelated speaks."""
    graph, focus, also = RULES[rule]
    found = check(graph)
    assert rule in spoken(found) and spoken(found) <= {rule} | also
    assert focus.value in {v.focus for v in found if spoken([v]) == {rule}}


def test_every_shape_has_its_names_and_sentences_in_both_languages() -> None:
    """Node shapes a label, property shapes a name, both and rules a message; no jargon."""
    graph = Graph().parse(resource("ontology/shapes.ttl"), format="turtle")
    label = URIRef("http://www.w3.org/2000/01/rdf-schema#label")
    wanted = [(SH.NodeShape, label), (SH.PropertyShape, SH.name), (SH.PropertyShape, SH.message)]
    wanted.append((SH.SPARQLConstraint, SH.message))
    for kind, predicate in wanted:
        nodes = [*graph.subjects(URIRef(RDF.type.value), kind)]
        assert len(nodes) > 20
        for node in nodes:
            assert isinstance(node, URIRef)
            assert sorted(w.language for w in graph.objects(node, predicate)) == ["en", "zh"], node
    words = " ".join(map(str, graph.objects(None, SH.message)))
    assert not any(jargon in words for jargon in ("sh:", "minCount", "IRI", "fg:", "rdf"))


def test_every_own_class_in_the_data_has_a_shape() -> None:
    """No class of the ontology goes unguarded."""
    aimed = {q.object for q in shapes_store().quads_for_pattern(None, sh("targetClass"), None)}
    used = {q.object for q in QUADS if q.predicate == RDF.type and q.object in FG}
    assert used and used <= aimed


def every_result(graph: Graph) -> set[tuple[str, ...]]:
    """The results of a report, each as (focus, path, value, shape, severity, component, constraint)."""
    names = "focusNode resultPath value sourceShape resultSeverity sourceConstraintComponent sourceConstraint"
    found = set()
    for node in graph.subjects(URIRef(RDF.type.value), SH.ValidationResult):
        values = [graph.value(node, SH[name]) for name in names.split()]
        found.add(tuple("(path)" if isinstance(v, BNode) else str(v) for v in values))
    return found


def united(graphs: Iterable[Quads]) -> Quads:
    """The good graph with the damages of all of these at once."""
    good, kept, added = set(QUADS), set(QUADS), set()
    for graph in graphs:
        kept &= set(graph)
        added |= set(graph) - good
    return tuple(q for q in QUADS if q in kept) + tuple(sorted(added, key=str))


def test_any_shacl_engine_reports_the_same() -> None:
    """pySHACL alone, over shapes and ontology as they are published, reports what our report holds."""
    graphs = [graph for graph, _, _ in RULES.values()] + [damaged(c)[1] for c in core_constraints()[::9]]
    quads = united(graphs)
    data = to_rdflib((*quads, *ontology()))
    published = Graph().parse(resource("ontology/shapes.ttl"), format="turtle")
    conforms, theirs, _ = pyshacl.validate(data, shacl_graph=published, inference="none")
    ours = Graph().parse(data=report(check(quads), "turtle"), format="turtle")
    assert not conforms
    assert every_result(ours) == every_result(theirs) and len(every_result(ours)) > 40


def musts() -> list[Quad]:
    """Statements of the good graph that some shape says must be there: without one of them too few are left."""
    store = Store()
    store.bulk_extend(Quad(q.subject, q.predicate, q.object) for q in QUADS)
    store.bulk_extend(Quad(*t) for t in ontology())
    found = []
    for t in shapes():
        if t.predicate != sh("minCount"):
            continue
        (path,) = objects(t.subject, sh("path"))
        owners = [q.subject for q in shapes_store().quads_for_pattern(None, sh("property"), t.subject)]
        for focus in {node for owner in owners for node in targets(store, owner)}:
            there = [q for q in QUADS if q.subject == focus and q.predicate == path]
            found += there if len(there) == int(t.object.value) else []
    return sorted(set(found), key=str)


MUSTS = musts()


@given(st.sampled_from(MUSTS))
@settings(max_examples=25, deadline=None)
def test_a_statement_that_must_be_there_is_missed(quad: Quad) -> None:
    """Whichever it is, something is said of the node it was taken from."""
    assert len(MUSTS) > 300
    found = check(q for q in QUADS if q != quad)
    assert quad.subject.value in {violation.focus for violation in found}


@given(st.lists(st.one_of(composed.by_words(), composed.by_labels()), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
def test_the_graph_of_any_plan_conforms(compositions: list[tuple[str, composed.Said]]) -> None:
    """What describe writes of plans composed at random keeps every promise."""
    lines = [
        f"{n}.推进重点改革事项，提升服务水平。（{words}）" for n, (words, _) in enumerate(compositions, 1)
    ]
    text = "某某市实施方案\n一、主要任务\n" + "\n".join(lines)
    plan = plan_of(Document(text, hashlib.sha256(text.encode()).hexdigest(), "utf-8", "test"))
    assert len(plan.measures) == len(compositions)
    assert check(describe(plan)) == ()


def test_a_measure_that_names_no_body_is_a_warning() -> None:
    """The document may really name none: the graph is whole."""
    bare = tuple(
        q for q in QUADS
        if (q.subject, q.predicate) != (part("m9"), FG.responsibleBody)
        and q.predicate not in (FG.leadBody, FG.cooperatingBody)
        and not q.subject.value.startswith(part("m9-a").value) and not (
            isinstance(q.object, NamedNode) and q.object.value.startswith(part("m9-a").value)
        )
    )  # fmt: skip
    assert [(v.severity, v.focus) for v in check(bare)] == [("warning", part("m9").value)]


def test_a_literal_that_is_none_of_its_type_is_told_without_a_traceback(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Foreign graphs may hold anything."""
    found = check(
        other(part("m9-t1"), NamedNode("https://schema.org/value"), Literal("many", datatype=XSD.decimal))
    )
    assert spoken(found) == {"Target-value"}
    assert capfd.readouterr().err == ""


def test_names_of_others_are_free() -> None:
    """Only the fg: namespace is closed: a portal may say more of a node in its own words."""
    graph = more(part("m8"), NamedNode("https://example.org/priority"), Literal("1"))
    assert check(more(INDUSTRY, SKOS.notation, Literal("X1"), graph)) == ()
    assert CV.role in {q.predicate for q in graph}
