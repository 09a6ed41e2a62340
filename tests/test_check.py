"""Checking a graph: a good one passes, and each way of damaging it is caught by the shape that guards it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from handmade import SHA256, SLUG, TEXT, handmade
from pyoxigraph import Literal, NamedNode, Quad

from fengong.check import Violation, check
from fengong.check_quotes import check_quotes
from fengong.describe import describe
from fengong.errors import GraphError
from fengong.identify import BASE
from fengong.layout import Span
from fengong.terms import CV, DC, DCT, ELI, FG, OA, ORG, PROV, RDF, RDFS, SCHEMA, SKOS, XSD, concept

QUADS = describe(handmade())
Quads = tuple[Quad, ...]
STATED = NamedNode(f"{BASE}graph/{SLUG}")


def part(name: str) -> NamedNode:
    """A part of the handmade document."""
    return NamedNode(f"{BASE}id/doc/{SLUG}/{name}")


def org(identity: str) -> NamedNode:
    """An organization of the registry."""
    return NamedNode(f"{BASE}id/org/{identity}")


def without(subject: NamedNode, predicate: NamedNode, value: object = None) -> Quads:
    """The good graph less some statements; there must be some."""
    kept = tuple(
        q
        for q in QUADS
        if not (q.subject == subject and q.predicate == predicate and value in (None, q.object))
    )
    assert len(kept) < len(QUADS)
    return kept


def adding(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quads:
    """The good graph and one statement more."""
    extra = Quad(subject, predicate, value, STATED)
    assert extra not in QUADS
    return (*QUADS, extra)


def swapping(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quads:
    """The good graph with another object."""
    return (*without(subject, predicate), Quad(subject, predicate, value, STATED))


def selector(kind: str) -> NamedNode:
    """A selector of the span of 区工信局 in row 8."""
    span = handmade().measures[0].assignments[0].body.span
    return NamedNode(f"{BASE}id/text/{SHA256[:16]}#{kind}-{span.start}-{span.end}")


FINDING = next(q.subject for q in QUADS if q.object == FG.Finding)
DREAM = next(q.subject for q in QUADS if q.object == Literal("滨海新区梦想办", language="zh"))
FINANCE = next(q.subject for q in QUADS if q.object == Literal("ambiguous"))
TEXT_NODE = NamedNode(f"{BASE}id/text/{SHA256[:16]}")
CITED = NamedNode(f"{BASE}id/doc/fagaibandiqu-2020-237")
ZONES = org("120116-ge-kaifaqu-guanweihui")
INDUSTRY = org("120116-gongxinju")
REFORM = NamedNode(f"{BASE}id/change/120116-2018-gongxinju")

DAMAGE: dict[str, tuple[Callable[[], Quads], str]] = {
    # what is done to the graph: (how, words of the message that must come)
    "reform without title": (lambda: without(REFORM, DCT.title), "A reform has no title"),
    "reform without date": (lambda: without(REFORM, DCT.date), "A reform must have exactly one date"),
    "reform's date as words": (lambda: swapping(REFORM, DCT.date, Literal("2018年")), "A reform must have exactly one date"),
    "reform without decision": (lambda: without(REFORM, DC.source), "does not say what decided it"),
    "reform of nothing": (lambda: without(REFORM, ORG.originalOrganization), "A reform has no original organization"),
    "reform into a place": (
        lambda: swapping(REFORM, ORG.resultingOrganization, NamedNode(f"{BASE}id/area/cn")),
        "A reform has no resulting organization",
    ),
    "wording lost": (lambda: without(part("m8"), FG.text), "no words of the document"),
    "label lost": (lambda: without(part("m8-c1"), RDFS.label), "no label"),
    "two numbers": (lambda: adding(part("m8"), FG.number, Literal("88")), "more than one number"),
    "number lost": (lambda: without(part("m8-c1"), FG.number), "has no number"),
    "position lost": (lambda: without(part("m8-s1"), FG.position), "exactly one positive integer"),
    "position zero": (
        lambda: swapping(part("m9"), FG.position, Literal("0", datatype=XSD.integer)),
        "exactly one positive integer",
    ),
    "row lost": (lambda: without(part("m9"), FG.statedIn), "No document or row states"),
    "item's span lost": (lambda: without(part("m9"), PROV.wasDerivedFrom), "No characters of the text are given"),
    "no section but a row": (lambda: swapping(part("m9"), FG.inSection, part("row9")), "something that is none"),
    "a task that is none": (lambda: adding(part("m9"), FG.implementsTask, part("m8")), "something that is none"),
    "due date as words": (lambda: swapping(part("m9"), FG.dueDate, Literal("2020年底")), "that is no date"),
    "report without a day": (lambda: without(part("report1"), FG.dueDate), "exactly one day"),
    "clause adrift": (lambda: without(part("m8-c1"), DCT.isPartOf), "part of exactly one measure"),
    "support for nothing": (lambda: without(part("m8-s2"), FG.supportsMeasure), "for exactly one measure"),
    "target without value": (lambda: without(part("m9-t1"), SCHEMA.value), "exactly one number"),
    "odd comparator": (lambda: swapping(part("m9-t1"), FG.comparator, Literal("~")), "must be =, >= or <="),
    "target's span lost": (lambda: without(part("m9-t1"), PROV.wasDerivedFrom), "given for the target"),
    "body lost": (lambda: without(part("m8-a1"), CV.hasParticipant), "exactly one body"),
    "two bodies": (lambda: adding(part("m8-a1"), CV.hasParticipant, ZONES), "exactly one body"),
    "body swapped": (lambda: swapping(part("m8-a1"), CV.hasParticipant, org("cn-gongxinbu")), "no direct statement"),
    "role swapped": (lambda: swapping(part("m9-a1"), CV.role, concept("role", "guide")), "no direct statement"),
    "unknown role": (lambda: swapping(part("m8-a1"), CV.role, concept("basis", "stated")), "role of the scheme"),
    "basis lost": (lambda: without(part("m8-a1"), FG.basis), "exactly one basis"),
    "basis too wide": (lambda: swapping(part("m8-i1"), FG.basis, concept("basis", "inferred")), "basis of the scheme"),
    "scope lost": (lambda: without(part("m8-i2"), FG.appliesTo), "what it applies to"),
    "name lost": (lambda: without(part("m8-a1"), FG.nameInText), "name as the document writes it"),
    "assignment's row lost": (lambda: without(part("m8-a1"), FG.statedIn), "stated in exactly one document or row"),
    "assignment's span lost": (lambda: without(part("m8-i1"), PROV.wasDerivedFrom), "stand behind the assignment"),
    "stated without characters": (
        lambda: swapping(part("m8-a2"), PROV.wasDerivedFrom, part("m8-a1")),
        "lacks its characters or its place",
    ),
    "place in the list lost": (lambda: without(part("m8-a1"), FG.listPosition), "lacks its characters or its place"),
    "assignment adrift": (
        lambda: without(part("m8"), FG.qualifiedResponsibility, part("m8-a2")),
        "No work item leads to the assignment",
    ),
    "identifier lost": (lambda: without(part("m8-a1"), DCT.identifier), "exactly one identifier"),
    "description lost": (lambda: without(part("m8-a1"), DCT.description), "its description in Chinese and in English"),
    "direct triple lost": (lambda: without(part("m8"), FG.responsibleBody, ZONES), "no direct statement"),
    "support triple lost": (lambda: without(part("m8-s1"), FG.supportBody, org("120000-kejiju")), "no direct statement"),
    "inferred lead published as stated": (
        lambda: (*adding(part("m8"), FG.leadBody, INDUSTRY),),
        "special role has no stated assignment",
    ),
    "responsible body made up": (lambda: adding(part("m9"), FG.responsibleBody, INDUSTRY), "no stated assignment behind"),
    "support body made up": (lambda: adding(part("m9"), FG.supportBody, INDUSTRY), "no stated assignment behind"),
    "general property lost": (
        lambda: without(part("m9"), FG.responsibleBody, org("120116-kejiju")),
        "not also given as responsible",
    ),
    "presumption lost": (lambda: without(part("m8"), FG.presumedLeadBody), "no presumed statement"),
    "presumption made up": (lambda: adding(part("m9"), FG.presumedLeadBody, INDUSTRY), "no inferred assignment behind"),
    "inference called stated": (
        lambda: swapping(part("m8-i1"), FG.basis, concept("basis", "stated")),
        "no inferred assignment behind",
    ),
    "two presumed leads": (lambda: adding(part("m8"), FG.presumedLeadBody, ZONES), "more than one presumed lead"),
    "no responsible body": (
        lambda: tuple(q for q in QUADS if not (q.subject == part("m8") and q.predicate == FG.responsibleBody)),
        "no responsible body",
    ),
    "source of a span lost": (
        lambda: without(NamedNode(q_span()), OA.hasSource),
        "exactly one source text",
    ),
    "start lost": (lambda: without(selector("position"), OA.start), "exactly one start"),
    "end lost": (lambda: without(selector("position"), OA.end), "exactly one end"),
    "quotation lost": (lambda: without(selector("quote"), OA.exact), "exactly one quotation"),
    "quotation cut": (lambda: swapping(selector("quote"), OA.exact, Literal("区工信")), "as long as end minus start"),
    "quotation changed": (lambda: swapping(selector("quote"), OA.exact, Literal("区商务局")), "is not what the text"),
    "span beyond the text": (
        lambda: swapping(selector("position"), OA.end, Literal("99999", datatype=XSD.integer)),
        "beyond its source text",
    ),
    "digest lost": (lambda: without(TEXT_NODE, FG.sha256), "exactly one SHA-256"),
    "length lost": (lambda: without(TEXT_NODE, FG.length), "exactly one length"),
    "text changed": (lambda: swapping(TEXT_NODE, PROV.value, Literal(TEXT + "。")), "not as long as its length"),
    "name of a body lost": (lambda: without(INDUSTRY, SKOS.prefLabel), "has no name"),
    "Chinese name lost": (
        lambda: without(INDUSTRY, SKOS.prefLabel, Literal("天津市滨海新区工业和信息化局", language="zh")),
        "no Chinese name",
    ),
    "two Chinese names": (lambda: adding(INDUSTRY, SKOS.prefLabel, Literal("工信局", language="zh")), "two in one language"),
    "place lost": (lambda: without(INDUSTRY, DCT.spatial), "no place"),
    "kind lost": (lambda: without(INDUSTRY, ORG.classification, concept("kind", "government-department")), "exactly one kind"),
    "odd confidence": (lambda: swapping(INDUSTRY, FG.confidence, Literal("certain")), "high, medium or low"),
    "openness lost": (lambda: without(ZONES, FG.openMembership), "whether its membership is open"),
    "level of a collective lost": (lambda: without(ZONES, FG.level), "exactly one level"),
    "reason lost": (lambda: without(DREAM, FG.unresolvedReason), "does not say why"),
    "candidates lost": (lambda: without(FINANCE, FG.candidate), "names no candidates"),
    "title lost": (lambda: without(CITED, DCT.title), "no title"),
    "two document numbers": (lambda: adding(CITED, ELI.number, Literal("1号")), "more than one number"),
    "row adrift": (lambda: without(part("row8"), ELI.is_part_of), "exactly one annex"),
    "row's span lost": (lambda: without(part("row8"), PROV.wasDerivedFrom), "given for the row"),
    "code lost": (lambda: without(FINDING, FG.code), "exactly one code"),
    "odd severity": (lambda: swapping(FINDING, FG.severity, Literal("grave")), "info, warning or error"),
    "message in one language": (
        lambda: tuple(q for q in QUADS if not (q.predicate == FG.message and q.object.language == "en")),
        "in Chinese and in English",
    ),
    "place of a finding lost": (lambda: without(FINDING, PROV.wasDerivedFrom), "does not say where"),
}  # fmt: skip


def q_span() -> str:
    """The IRI of the span of 区工信局 in row 8."""
    span = handmade().measures[0].assignments[0].body.span
    return f"{TEXT_NODE.value}#char={span.start},{span.end}"


def test_a_good_graph_breaks_nothing() -> None:
    """Everything describe writes keeps the promises of the shapes."""
    assert check(QUADS) == ()


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_caught_by_the_shape_that_guards_it(damage: str) -> None:
    """One damage, and among the violations the one that names it, in both languages."""
    spoil, words = DAMAGE[damage]
    found = check(spoil())
    named = [violation for violation in found if words in violation.message_en]
    assert named, [violation.message_en for violation in found]
    assert all(v.focus.startswith(BASE) and v.message != v.message_en for v in named)


def test_severities_are_told_apart_and_errors_come_first() -> None:
    """A measure without a body may be so in the document: a warning."""
    quads = tuple(
        q
        for q in DAMAGE["no responsible body"][0]()
        if not (
            q.predicate == FG.qualifiedResponsibility and q.object in {part(f"m8-a{n}") for n in (1, 2, 3)}
        )
    )
    found = check(quads)
    assert [v.severity for v in found] == sorted((v.severity for v in found), key=["error", "warning"].index)
    assert {v.severity for v in found if "no responsible body" in v.message_en} == {"warning"}
    assert found == check(tuple(reversed(quads)))


def test_an_empty_graph_is_refused() -> None:
    """An empty graph would pass every shape."""
    with pytest.raises(GraphError, match="empty"):
        check(())


def test_good_quotes_pass() -> None:
    """Every span of the graph has its words at its place."""
    assert check_quotes(QUADS, TEXT) == ()


def test_a_false_quotation_is_named_with_the_true_words() -> None:
    """Same length, other words: only the text can tell."""
    found = check_quotes(swapping(selector("quote"), OA.exact, Literal("区商务局")), TEXT)
    assert [(v.severity, v.focus, v.value) for v in found] == [("error", q_span(), "区商务局")]
    assert "区工信局" in found[0].message and "区工信局" in found[0].message_en


@pytest.mark.parametrize("kind", [OA.prefix, OA.suffix])
def test_false_surroundings_are_a_warning(kind: NamedNode) -> None:
    """The words stand where they should; those beside them do not."""
    found = check_quotes(swapping(selector("quote"), kind, Literal("别处")), TEXT)
    assert [(v.severity, v.focus) for v in found] == [("warning", q_span())]


@pytest.mark.parametrize(
    ("kind", "predicate"), [("position", OA.start), ("position", OA.end), ("quote", OA.exact)]
)
def test_a_span_without_its_parts_is_named(kind: str, predicate: NamedNode) -> None:
    """A lost position or quotation is an error, not a crash."""
    found = check_quotes(without(selector(kind), predicate), TEXT)
    assert [(v.severity, v.focus) for v in found] == [("error", q_span())]


def test_a_position_that_is_no_number_is_named() -> None:
    """Foreign graphs may hold anything."""
    found = check_quotes(swapping(selector("position"), OA.start, Literal("some")), TEXT)
    assert [(v.severity, v.focus) for v in found] == [("error", q_span())]


def test_another_text_is_one_violation() -> None:
    """One changed character gives another digest: all positions would be in doubt."""
    (violation,) = check_quotes(QUADS, TEXT + "。")
    assert violation.severity == "error" and violation.focus == TEXT_NODE.value
    assert "SHA-256" in violation.message_en


def test_spans_of_other_texts_are_left_alone() -> None:
    """A graph of several plans is checked text by text."""
    text = TEXT.replace("区工信局", "区商务局")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    plan = handmade()
    other = replace(
        plan, text=text, document=replace(plan.document, sha256=sha256, number="津政发〔2021〕3号")
    )
    both = (*QUADS, *describe(other))
    assert check_quotes(both, TEXT) == check_quotes(both, text) == ()


def test_an_empty_span_at_the_end_is_whole() -> None:
    """A finding about the whole document may have a span without characters."""
    plan = handmade()
    finding = replace(plan.findings[0], span=Span(len(TEXT), len(TEXT)))
    quads = describe(replace(plan, findings=(finding,)))
    assert check(quads) == () == check_quotes(quads, TEXT)


def test_a_violation_is_a_plain_record() -> None:
    """Hashable and comparable, so that lists of them can be told apart."""
    one = Violation("error", "x", "中", "en")
    assert one == Violation("error", "x", "中", "en", None) and hash(one) == hash(replace(one))


def test_rdf_type_is_what_the_shapes_go_by() -> None:
    """A measure without its class escapes the measure's shapes: what leads to it is then caught."""
    assert any(
        "Measure" not in v.message and part("m9-c1").value == v.focus
        for v in check(without(part("m9"), RDF.type))
    )
