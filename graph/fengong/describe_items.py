"""Measures and what hangs on them: clauses, tasks, support items, assignments, inferences, targets."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from fengong.describe_reviews import describe_reviews
from fengong.identify import citation_slug, safe_key
from fengong.layout import Span
from fengong.model import Assignment, Inference, Measure, Role, SupportItem, Target, Task
from fengong.quads import counted, day, decimal, plain, truth, zh
from fengong.scribe import Scribe
from fengong.terms import CV, DCT, FG, PROV, RDFS, SCHEMA, concept


def direct(role: Role) -> tuple[NamedNode, ...]:
    """The direct properties a stated role is written with: the special one and the general one."""
    special = {
        "lead": FG.leadBody,
        "cooperate": FG.cooperatingBody,
        "guide": FG.guidingBody,
        "implement": FG.implementingBody,
    }
    if role == "support":
        return (FG.supportBody,)
    return (special[role], FG.responsibleBody) if role in special else (FG.responsibleBody,)


def _presumed(role: Role) -> NamedNode:
    """The one property an inferred role is written with."""
    return {"lead": FG.presumedLeadBody, "support": FG.presumedSupportBody}.get(
        role, FG.presumedResponsibleBody
    )


def describe_measure(scribe: Scribe, measure: Measure, position: int) -> None:
    """The measure in its 1-based ``position`` and all that hangs on it, save its task (`describe_tasks`)."""
    node = scribe.measures[position - 1]
    key, sheet = measure.key or str(position), scribe.stated
    _describe_row(scribe, measure, node)
    _describe_item(scribe, node, FG.Measure, measure.text, measure.span)
    label = measure.clauses[0].text if measure.clauses else measure.text
    sheet.add(node, RDFS.label, zh(label))
    sheet.add(node, FG.number, plain(key))
    sheet.add(node, FG.position, counted(position))
    sheet.add(node, DCT.isPartOf, scribe.document)
    _describe_place(scribe, node, measure)
    clauses = _describe_clauses(scribe, node, measure, key)
    _describe_targets(scribe, node, measure.targets, measure)
    _describe_assignments(scribe, node, (*measure.assignments, *measure.by_rule), clauses)
    for number, support in enumerate(measure.support, 1):
        _describe_support(scribe, node, support, number)
    for number, inference in enumerate(measure.inferred, 1):
        _describe_inference(scribe, node, inference, number, clauses)


def task_node(scribe: Scribe, task: Task) -> NamedNode:
    """The task's node: keyed by the document that set it, so that all plans that carry it out meet there."""
    source = scribe.plan.task_source
    slug = citation_slug(source) if source else scribe.slug
    return scribe.names.part(slug, f"task{safe_key(task.number)}")


def row_node(scribe: Scribe, measure: Measure, node: NamedNode) -> NamedNode:
    """What states the measure: its row of the annex, else the document."""
    if measure.row is None:
        return scribe.document
    return scribe.part("row" + node.value.rsplit("/", 1)[1].removeprefix("m"))


def _describe_row(scribe: Scribe, measure: Measure, node: NamedNode) -> None:
    """The row of the annex that states the measure, where one does."""
    if measure.row is None:
        return
    sheet, row = scribe.stated, row_node(scribe, measure, node)
    sheet.a(row, FG.PlanRow)
    sheet.add(row, FG.number, plain(measure.row))
    sheet.add(row, PROV.wasDerivedFrom, scribe.span(measure.row_span, measure.row_span.of(scribe.plan.text)))
    if measure.aspect:
        sheet.add(row, FG.heading, zh(f"{measure.aspect.number}、{measure.aspect.title}"))


def _describe_item(scribe: Scribe, node: NamedNode, kind: NamedNode, text: str, span: Span) -> None:
    """What every work item has: its class, its wording and where that stands."""
    sheet = scribe.stated
    sheet.a(node, kind)
    sheet.add(node, FG.text, zh(text))
    sheet.add(node, PROV.wasDerivedFrom, scribe.span(span, text))


def _describe_place(scribe: Scribe, node: NamedNode, measure: Measure) -> None:
    """Where the measure stands: section, number and wording in the main text, task, due date."""
    sheet = scribe.stated
    numbers = [section.number for section in scribe.plan.sections]
    if measure.section in numbers:
        sheet.add(node, FG.inSection, scribe.part(f"section{numbers.index(measure.section) + 1}"))
    sheet.add(node, FG.mainNumber, plain(measure.number))
    if measure.main:
        sheet.add(node, FG.alsoStatedIn, scribe.span(measure.main.span, measure.text))
    if measure.task:
        sheet.add(node, FG.implementsTask, task_node(scribe, measure.task))
    if measure.deadline:
        sheet.add(node, FG.dueDate, day(measure.deadline.date, measure.deadline.month_day))
        sheet.add(node, FG.dueDateStatedIn, scribe.span(measure.deadline.span))


def _describe_clauses(scribe: Scribe, owner: NamedNode, measure: Measure, key: str) -> tuple[NamedNode, ...]:
    """The clauses' nodes, in order."""
    nodes = []
    for number, clause in enumerate(measure.clauses, 1):
        node = NamedNode(f"{owner.value}-c{number}")
        _describe_item(scribe, node, FG.MeasureClause, clause.text, clause.span)
        scribe.stated.add(node, FG.number, plain(f"{key}-{number}"))
        scribe.stated.add(node, DCT.isPartOf, owner)
        nodes.append(node)
    return tuple(nodes)


def _describe_targets(
    scribe: Scribe, node: NamedNode, targets: Iterable[Target], measure: Measure | None = None
) -> None:
    """The targets of a measure (with its due date) or of a support item."""
    sheet = scribe.stated
    for number, target in enumerate(targets, 1):
        goal = NamedNode(f"{node.value}-t{number}")
        sheet.add(node, FG.hasTarget, goal)
        sheet.a(goal, FG.Target)
        sheet.add(goal, SCHEMA.name, zh(target.what))
        sheet.add(goal, SCHEMA.value, decimal(target.value))
        sheet.add(goal, SCHEMA.unitText, zh(target.unit))
        sheet.add(goal, FG.comparator, plain(target.comparator))
        sheet.add(goal, FG.text, zh(target.text))
        sheet.add(goal, PROV.wasDerivedFrom, scribe.span(target.span, target.text))
        if measure and measure.deadline:
            sheet.add(goal, FG.dueDate, day(measure.deadline.date, measure.deadline.month_day))


def _describe_assignments(
    scribe: Scribe,
    item: NamedNode,
    assignments: Iterable[Assignment],
    clauses: tuple[NamedNode, ...] = (),
) -> None:
    """The stated assignments of an item, each with its direct triples."""
    for number, assignment in enumerate(assignments, 1):
        node = NamedNode(f"{item.value}-a{number}")
        body = describe_assignment(scribe, item, assignment, node, clauses)
        for predicate in direct(assignment.role):
            scribe.stated.add(item, predicate, body)


def describe_assignment(
    scribe: Scribe,
    item: NamedNode,
    assignment: Assignment,
    node: NamedNode,
    clauses: tuple[NamedNode, ...] = (),
) -> NamedNode:
    """One stated assignment as ``node``; gives the body's node. The direct triples are the caller's.

    It applies to the whole item and stands in the first group where nothing else is said: `fengong.expand`
    says so in full.
    """
    sheet, mention = scribe.stated, assignment.body
    body = scribe.body(mention)
    sheet.add(item, FG.qualifiedResponsibility, node)
    sheet.add(node, CV.hasParticipant, body)
    sheet.add(node, CV.role, concept("role", assignment.role))
    sheet.add(node, FG.basis, concept("basis", assignment.basis))
    sheet.add(node, FG.ruleStatedIn, scribe.span(assignment.rule) if assignment.rule else None)
    sheet.add(node, FG.appliesTo, *_scope(assignment.clauses, clauses))
    sheet.add(node, FG.nameInText, plain(mention.name))
    sheet.add(node, FG.listPosition, counted(assignment.position))
    sheet.add(node, FG.listGroup, counted(assignment.group) if assignment.group != 1 else None)
    sheet.add(node, FG.listOpen, truth(True) if assignment.open else None)
    sheet.add(node, PROV.wasDerivedFrom, scribe.span(mention.span, mention.name))
    describe_reviews(scribe, mention, node, sheet)
    scribe.mentioned.setdefault(mention.span, node)
    return body


def _scope(numbers: Iterable[int], clauses: tuple[NamedNode, ...]) -> tuple[NamedNode, ...]:
    """The clauses with these 1-based numbers."""
    return tuple(clauses[n - 1] for n in numbers if 0 < n <= len(clauses))


def _describe_support(scribe: Scribe, measure: NamedNode, support: SupportItem, number: int) -> None:
    """A support item, its bodies (also as supportBody of the measure), citations and targets."""
    sheet = scribe.stated
    node = NamedNode(f"{measure.value}-s{number}")
    _describe_item(scribe, node, FG.SupportItem, support.text, support.span)
    sheet.add(node, FG.number, plain(support.number))
    sheet.add(node, FG.position, counted(number))
    sheet.add(node, FG.supportsMeasure, measure)
    sheet.add(node, DCT.references, *map(scribe.cited, support.cites))  # eli:refers_to is said of works
    _describe_targets(scribe, node, support.targets)
    for place, assignment in enumerate(support.bodies, 1):
        body = describe_assignment(scribe, node, assignment, NamedNode(f"{node.value}-a{place}"))
        sheet.add(node, FG.supportBody, body)
        sheet.add(measure, FG.supportBody, body)


def _describe_inference(
    scribe: Scribe, item: NamedNode, inference: Inference, number: int, clauses: tuple[NamedNode, ...]
) -> None:
    """An inference: only presumed properties, only in the graph of inferences."""
    sheet, mention = scribe.inferred, inference.body
    body = scribe.body(mention)
    node = NamedNode(f"{item.value}-i{number}")
    sheet.add(node, CV.hasParticipant, body)
    sheet.add(node, CV.role, concept("role", inference.role))
    sheet.add(node, FG.basis, concept("basis", inference.basis))
    sheet.add(node, FG.nameInText, plain(mention.name))
    describe_reviews(scribe, mention, node, sheet)
    stated = scribe.mentioned.get(mention.span)
    sheet.add(node, PROV.wasDerivedFrom, stated or scribe.span(mention.span, mention.name))
    for covered in _scope(inference.clauses, clauses) or (item,):
        sheet.add(covered, FG.qualifiedResponsibility, node)
        sheet.add(covered, _presumed(inference.role), body)
