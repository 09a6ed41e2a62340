"""What a Plan becomes in RDF: stated and inferred apart, every statement traceable, every name steady."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from handmade import SHA256, SLUG, TEXT, handmade
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

import fengong
from fengong.describe import describe, describe_all
from fengong.identify import BASE
from fengong.layout import Span
from fengong.model import Metadata, Plan
from fengong.terms import (
    CV,
    DCT,
    DEFINITIONS,
    ELI,
    FG,
    OA,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    concept,
)

QUADS = describe(handmade())
STATED = f"{BASE}graph/{SLUG}"
INFERRED = f"{BASE}graph/{SLUG}/inferred"
REGISTRY = f"{BASE}graph/registry"
DIRECT = (
    FG.responsibleBody, FG.leadBody, FG.cooperatingBody, FG.guidingBody, FG.implementingBody, FG.supportBody,
)  # fmt: skip
PRESUMED = (FG.presumedLeadBody, FG.presumedResponsibleBody, FG.presumedSupportBody)


def part(name: str) -> NamedNode:
    """A part of the handmade document."""
    return NamedNode(f"{BASE}id/doc/{SLUG}/{name}")


def org(identity: str) -> NamedNode:
    """An organization of the registry."""
    return NamedNode(f"{BASE}id/org/{identity}")


def span(where: Span) -> NamedNode:
    """A span of the handmade text."""
    return NamedNode(f"{BASE}id/text/{SHA256[:16]}#char={where.start},{where.end}")


def objects(subject: NamedNode, predicate: NamedNode, quads: Iterable[Quad] = QUADS) -> set[object]:
    """All objects of subject and predicate, in any graph."""
    return {quad.object for quad in quads if quad.subject == subject and quad.predicate == predicate}


def words(subject: NamedNode, predicate: NamedNode) -> set[str]:
    """The same, as plain words."""
    return {value.value for value in objects(subject, predicate)}


def instances(kind: NamedNode) -> list[NamedNode]:
    """All nodes of a class."""
    return [quad.subject for quad in QUADS if quad.predicate == RDF.type and quad.object == kind]


def test_a_measure_answers_simple_questions_by_direct_triples() -> None:
    """Who is responsible for row 8, and who is asked for support: one triple each."""
    m8 = part("m8")
    assert objects(m8, RDF.type) == {FG.Measure}
    assert objects(m8, FG.number) == {Literal("8")} and objects(m8, FG.mainNumber) == {Literal("7")}
    assert objects(m8, FG.responsibleBody) == {
        org("120116-gongxinju"), org("120116-kejiju"), org("120116-ge-kaifaqu-guanweihui"),
    }  # fmt: skip
    assert objects(m8, FG.supportBody) == {org("120000-kejiju"), org("120000-youguan-bumen")}
    assert objects(m8, FG.leadBody) == set()
    assert objects(m8, FG.presumedLeadBody) == {org("120116-gongxinju")}
    assert objects(m8, FG.inSection) == {part("section1")}
    assert objects(m8, DCT.hasPart) == {part("m8-c1"), part("m8-c2")}
    assert objects(m8, RDFS.label) == {Literal("加快滨海新区制造业创新中心建设。", language="zh")}
    assert objects(m8, PROV.wasDerivedFrom) == {span(handmade().measures[0].span)}
    assert objects(m8, FG.alsoStatedIn) == {span(handmade().measures[0].main.span)}


def test_an_assignment_says_who_how_where_and_why() -> None:
    """The node behind 各开发区管委会 in row 8: second group, third place, stated at its characters."""
    node, mention = part("m8-a3"), handmade().measures[0].assignments[2].body
    assert objects(part("m8"), FG.qualifiedResponsibility) >= {node}
    assert objects(node, CV.hasParticipant) == {org("120116-ge-kaifaqu-guanweihui")}
    assert objects(node, CV.role) == {concept("role", "responsible")}
    assert objects(node, FG.basis) == {concept("basis", "stated")}
    assert words(node, FG.listGroup) == {"2"} and words(node, FG.listPosition) == {"3"}
    assert objects(node, FG.appliesTo) == {part("m8")}
    assert objects(node, FG.nameInText) == {Literal("各开发区管委会")}
    assert objects(node, FG.statedIn) == {part("row8")}
    assert objects(node, PROV.wasDerivedFrom) == {span(mention.span)}
    assert objects(node, DCT.identifier) == {Literal(f"{SLUG}/m8-a3")}
    assert {value.language for value in objects(node, DCT.description)} == {"zh", "en"}


def test_special_roles_are_written_with_the_general_property_too() -> None:
    """区科技局牵头: leadBody and responsibleBody; those that cooperate likewise."""
    m9 = part("m9")
    assert objects(m9, FG.leadBody) == {org("120116-kejiju")}
    assert len(objects(m9, FG.cooperatingBody)) == 4
    assert objects(m9, FG.responsibleBody) == objects(m9, FG.leadBody) | objects(m9, FG.cooperatingBody)


def test_an_open_list_is_marked_on_its_body_only() -> None:
    """边检等口岸部门 leaves the list open at 边检."""
    assert [q.subject for q in QUADS if q.predicate == FG.listOpen] == [part("m9-a3")]


def test_a_support_item_with_huitong_states_lead_and_cooperation() -> None:
    """市科技局会同市有关部门: roles in the assignments, one direct property."""
    item = part("m8-s1")
    assert objects(item, FG.supportsMeasure) == {part("m8")}
    assert objects(item, FG.supportBody) == {org("120000-kejiju"), org("120000-youguan-bumen")}
    assert objects(part("m8-s1-a1"), CV.role) == {concept("role", "lead")}
    assert objects(part("m8-s1-a2"), CV.role) == {concept("role", "cooperate")}
    assert objects(item, FG.leadBody) == set()
    assert objects(part("m8-s2"), DCT.references) == {NamedNode(f"{BASE}id/doc/jinzimaoban-2020-2")}


def test_a_support_item_printed_without_a_number_has_only_a_position() -> None:
    """No number is made up for it."""
    plan = handmade()
    item = replace(plan.measures[0].support[0], number=None)
    quads = describe(replace(plan, measures=(replace(plan.measures[0], support=(item,)),)))
    assert objects(part("m8-s1"), FG.number, quads) == set()
    assert {value.value for value in objects(part("m8-s1"), FG.position, quads)} == {"1"}


def test_a_task_belongs_to_the_plan_that_set_it() -> None:
    """So that plans of other places meet there; its assignments belong to the plan that was read."""
    task = NamedNode(f"{BASE}id/doc/fagaibandiqu-2020-237/task8")
    assert objects(part("m8"), FG.implementsTask) == {task}
    assert objects(task, DCT.isPartOf) == {NamedNode(f"{BASE}id/doc/fagaibandiqu-2020-237")}
    assert objects(task, FG.responsibleBody) == {org("cn-gongxinbu"), org("cn-ge-guojiaji-xinqu")}
    assert objects(task, FG.qualifiedResponsibility) == {part("task8-a1"), part("task8-a2")}
    alone = describe(replace(handmade(), task_source=None))
    assert objects(part("m8"), FG.implementsTask, alone) == {part("task8")}


def test_a_task_cell_merged_over_rows_counts_once() -> None:
    """Two measures set beside one task quote the same characters: the same assignments, not new ones."""
    plan = handmade()
    both = replace(plan.measures[1], task=plan.measures[0].task)
    quads = describe(replace(plan, measures=(plan.measures[0], both)))
    task = NamedNode(f"{BASE}id/doc/fagaibandiqu-2020-237/task8")
    assert objects(task, FG.qualifiedResponsibility, quads) == {part("task8-a1"), part("task8-a2")}
    assert objects(part("m9"), FG.implementsTask, quads) == {task}


def backing(item: NamedNode, body: object, grounds: set[NamedNode]) -> list[NamedNode]:
    """Assignments of the item, or of support items for it, that name the body on one of the grounds."""
    owners = {item} | {q.subject for q in QUADS if q.predicate == FG.supportsMeasure and q.object == item}
    nodes = {node for owner in owners for node in objects(owner, FG.qualifiedResponsibility)}
    return [n for n in nodes if body in objects(n, CV.hasParticipant) and objects(n, FG.basis) <= grounds]


STATED_GROUNDS = {concept("basis", "stated"), concept("basis", "stated-rule")}
INFERRED_GROUNDS = {concept("basis", b) for b in ("listed-first", "group-alignment", "text-overlap")}


def test_every_direct_triple_has_a_stated_assignment() -> None:
    """No direct statement without the words behind it."""
    triples = [(q.subject, q.object) for q in QUADS if q.predicate in DIRECT]
    assert len(triples) > 15
    assert [pair for pair in triples if not backing(*pair, STATED_GROUNDS)] == []


def test_every_stated_assignment_has_its_direct_triple() -> None:
    """And no words without their direct statement."""
    stated = [n for n in instances(FG.Assignment) if objects(n, FG.basis) <= STATED_GROUNDS]
    assert len(stated) == 12
    for node in stated:
        (body,) = objects(node, CV.hasParticipant)
        (item,) = {q.subject for q in QUADS if q.predicate == FG.qualifiedResponsibility and q.object == node}
        assert any(body in objects(item, predicate) for predicate in DIRECT), node


def test_inferences_never_use_a_stated_property() -> None:
    """What was inferred has properties and a graph of its own, and each has an inferred assignment."""
    inferred = [quad for quad in QUADS if quad.graph_name.value == INFERRED]
    assert not {quad.predicate for quad in inferred} & set(DIRECT)
    presumed = [quad for quad in QUADS if quad.predicate in PRESUMED]
    assert len(presumed) == 5
    for quad in presumed:
        assert quad.graph_name.value == INFERRED
        assert backing(quad.subject, quad.object, INFERRED_GROUNDS)


def test_the_stated_graph_stands_without_the_inferred_one() -> None:
    """Leaving out the graph of inferences leaves out every inference and nothing else."""
    stated = [quad for quad in QUADS if quad.graph_name.value == STATED]
    assert not any(quad.object in INFERRED_GROUNDS for quad in stated)
    assert not any(quad.predicate in PRESUMED for quad in stated)
    inferred = [q for q in QUADS if q.graph_name.value == INFERRED and q.predicate == FG.basis]
    assert len(inferred) == 5 and all(quad.object in INFERRED_GROUNDS for quad in inferred)


def test_an_inference_leads_to_the_stated_assignment_and_its_clauses() -> None:
    """Groups matched with clauses: clause 2 is presumed to be for the zones."""
    node = part("m8-i4")
    assert objects(node, FG.basis) == {concept("basis", "group-alignment")}
    assert objects(node, FG.appliesTo) == {part("m8-c2")}
    assert objects(node, PROV.wasDerivedFrom) == {part("m8-a3")}
    assert objects(part("m8-c2"), FG.presumedResponsibleBody) == {org("120116-ge-kaifaqu-guanweihui")}
    assert objects(part("m8-c2"), FG.presumedSupportBody) == {org("120000-kejiju")}
    assert objects(part("m8-i5"), PROV.wasDerivedFrom) == {part("m8-s1-a1")}


def test_every_span_quotes_the_text_at_its_position() -> None:
    """text[start:end] is the quotation, with twelve characters on either side."""
    spans = instances(FG.TextSpan)
    assert len(spans) > 30
    for node in spans:
        facts = {
            q.predicate: q.object.value
            for s in objects(node, OA.hasSelector)
            for q in QUADS
            if q.subject == s
        }
        start, end = int(facts[OA.start]), int(facts[OA.end])
        assert TEXT[start:end] == facts[OA.exact]
        assert facts.get(OA.prefix, "") == TEXT[max(0, start - 12) : start]
        assert facts.get(OA.suffix, "") == TEXT[end : end + 12]


def test_the_text_is_fixed_by_its_digest() -> None:
    """Positions count in one text only; the text itself is in the graph."""
    text = NamedNode(f"{BASE}id/text/{SHA256[:16]}")
    assert words(text, FG.sha256) == {hashlib.sha256(TEXT.encode()).hexdigest()}
    assert words(text, FG.length) == {str(len(TEXT))}
    assert words(text, PROV.value) == {TEXT}


def test_targets_deadlines_reports_and_findings() -> None:
    """Each with its value, its day or its message, and its place in the text."""
    target = part("m9-t1")
    assert objects(part("m9"), FG.hasTarget) == {target}
    assert words(target, SCHEMA.value) == {"1150"} and words(target, FG.comparator) == {">="}
    assert words(part("m9"), FG.dueDate) == words(target, FG.dueDate) == {"2020-12-31"}
    (undated,) = objects(part("report1"), FG.dueDate)
    assert undated.value == "--09-25" and undated.datatype.value.endswith("#gMonthDay")
    assert words(part("report2"), FG.dueDate) == {"2020-12-25"}
    assert objects(part("report1"), FG.reportTo) == {org("120116-fagaiwei")}
    for node in instances(FG.Finding):
        assert {value.language for value in objects(node, FG.message)} == {"zh", "en"}
        assert objects(node, FG.concerns) == {part("m9")}
        assert objects(node, PROV.wasDerivedFrom)
    assert {next(iter(words(n, FG.severity))) for n in instances(FG.Finding)} == {"info", "warning"}


def test_the_document_knows_its_names_dates_and_sources() -> None:
    """文号, 索引号, both dates, issuer, and the documents it rests on."""
    document = NamedNode(f"{BASE}id/doc/{SLUG}")
    assert words(document, ELI.number) == {"津滨政发〔2020〕20号"}
    assert words(document, DCT.identifier) == {"87-6344-2020-00035"}
    assert words(document, ELI.date_document) == {"2020-06-30"}
    assert words(document, DCT.issued) == {"2020-07-01"}
    assert objects(document, DCT.creator) == {org("120116-renmin-zhengfu")}
    assert objects(document, ELI.based_on) == {NamedNode(f"{BASE}id/doc/fagaibandiqu-2020-237")}
    assert len(objects(document, ELI.refers_to)) == 2


def test_quads_are_unique_sorted_and_without_blank_nodes() -> None:
    """The order hangs on the quads alone, and every node has a name."""
    assert len(set(QUADS)) == len(QUADS)
    assert not any(isinstance(node, BlankNode) for quad in QUADS for node in (quad.subject, quad.object))
    graphs = [quad.graph_name.value for quad in QUADS]
    assert graphs == sorted(graphs) and set(graphs) == {STATED, INFERRED, REGISTRY}
    assert describe(handmade()) == QUADS


def test_every_own_term_in_the_description_is_in_the_ontology() -> None:
    """Predicates, classes, datatypes and concepts under def."""
    known = {node.value for node in FG}
    nodes = {n for q in QUADS for n in (q.predicate, q.object, getattr(q.object, "datatype", None))}
    own = {n.value for n in nodes if isinstance(n, NamedNode) and n.value.startswith(f"{DEFINITIONS}#")}
    assert own and own <= known


def test_the_base_moves_the_data_and_leaves_the_vocabulary() -> None:
    """Another publisher's graph answers the same queries."""
    moved = describe(handmade(), "https://data.example.org/fg/")
    back = {
        tuple(
            str(node).replace("https://data.example.org/fg/", BASE)
            for node in (q.subject, q.predicate, q.object)
        )
        for q in moved
    }
    assert back == {tuple(map(str, (q.subject, q.predicate, q.object))) for q in QUADS}
    assert any(quad.predicate == FG.responsibleBody for quad in moved)


def test_the_description_of_several_plans_is_their_union() -> None:
    """In any order; bodies they share are one node."""
    one = handmade()
    other = replace(one, document=replace(one.document, number="津滨政发〔2021〕3号"))
    both = describe_all([one, other])
    assert set(both) == set(describe(one)) | set(describe(other))
    assert describe_all([other, one]) == both
    assert describe_all([]) == ()


def test_an_empty_plan_is_still_a_document() -> None:
    """No measures found is a finding, not a failure."""
    quads = describe(Plan(Metadata("", SHA256), ""))
    document = NamedNode(f"{BASE}id/doc/sha-{SHA256[:12]}")
    assert objects(document, RDF.type, quads) == {FG.PolicyDocument}
    assert objects(document, DCT.title, quads) == {Literal(f"sha-{SHA256[:12]}", language="zh")}


def test_every_graph_and_assignment_leads_to_the_activity_that_made_it() -> None:
    """The activity names the program's version, the text and the state of the registry it used."""
    activity = NamedNode(f"{BASE}id/doc/{SLUG}/extraction")
    made = {q.subject for q in QUADS if q.predicate == PROV.wasGeneratedBy and q.object == activity}
    assignments = {q.subject for q in QUADS if q.object == FG.Assignment}
    graphs = {q.graph_name for q in QUADS} - {NamedNode(f"{BASE}graph/registry")}
    assert assignments and made == assignments | graphs
    used = {q.object.value for q in QUADS if q.subject == activity and q.predicate == PROV.used}
    assert f"{DEFINITIONS}/{fengong.__version__}" in used
    assert f"{BASE}id/text/{handmade().document.sha256[:16]}" in used
    assert any(
        q.object == PROV.SoftwareAgent and q.subject.value.endswith(fengong.__version__) for q in QUADS
    )


def test_the_activity_names_each_rule_that_something_rests_on() -> None:
    """The rules are those of the assignments, no fewer and no more."""
    rules = {q.object for q in QUADS if q.predicate == FG.appliedRule}
    grounds = {q.object for q in QUADS if q.predicate == FG.basis}
    assert rules == grounds - {concept("basis", "stated")} != set()
