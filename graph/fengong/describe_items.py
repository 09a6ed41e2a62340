"""Measures and what hangs on them: clauses, tasks, support items, assignments, inferences, targets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import NamedNode

from fengong.identify import citation_slug, safe_key
from fengong.model import Assignment, Inference, Measure, Role, SupportItem, Target, Task
from fengong.quads import counted, day, decimal, en, plain, truth, zh
from fengong.scribe import Scribe
from fengong.terms import CV, DCT, ELI, FG, PROV, RDFS, SCHEMA, concept


class Item(NamedTuple):
    """A work item while it is described: its node, its names for readers, and what states it."""

    node: NamedNode
    zh: str
    en: str
    stated_in: NamedNode


_WORDS: dict[Role, tuple[str, str]] = {
    "lead": ("牵头", "leads"),
    "responsible": ("负责", "is responsible"),
    "cooperate": ("配合", "cooperates"),
    "guide": ("指导", "guides"),
    "implement": ("落实", "implements"),
    "support": ("支持", "is asked for support"),
}


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
    key = measure.key or str(position)
    item = Item(node, f"第{key}项措施", f"measure {key}", _row(scribe, measure, node))
    label = measure.clauses[0].text if measure.clauses else measure.text
    _describe_item(scribe, item, FG.Measure, measure.text, label)
    scribe.stated.add(node, PROV.wasDerivedFrom, scribe.span(measure.span))
    scribe.stated.add(node, FG.number, plain(key))
    scribe.stated.add(node, FG.position, counted(position))
    scribe.stated.add(node, DCT.isPartOf, scribe.document)
    _describe_place(scribe, node, measure)
    clauses = _describe_clauses(scribe, item, measure, key)
    _describe_targets(scribe, node, measure.targets, measure)
    _describe_assignments(scribe, item, (*measure.assignments, *measure.by_rule), clauses)
    for number, support in enumerate(measure.support, 1):
        _describe_support(scribe, item, measure, support, number)
    for number, inference in enumerate(measure.inferred, 1):
        _describe_inference(scribe, item, inference, number, clauses)


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


def _row(scribe: Scribe, measure: Measure, node: NamedNode) -> NamedNode:
    """`row_node`, described where it is a row."""
    row = row_node(scribe, measure, node)
    if measure.row is None:
        return row
    sheet = scribe.stated
    sheet.a(row, FG.PlanRow)
    sheet.add(row, FG.number, plain(measure.row))
    sheet.add(row, RDFS.label, zh(f"附件第{measure.row}行"), en(f"annex row {measure.row}"))
    sheet.add(row, ELI.is_part_of, scribe.part("annex1"))
    sheet.add(row, PROV.wasDerivedFrom, scribe.span(measure.row_span))
    if measure.aspect:
        sheet.add(row, FG.heading, zh(f"{measure.aspect.number}、{measure.aspect.title}"))
    return row


def _describe_item(scribe: Scribe, item: Item, kind: NamedNode, text: str, label: str) -> None:
    scribe.stated.a(item.node, kind)
    scribe.stated.add(item.node, RDFS.label, zh(label))
    scribe.stated.add(item.node, FG.text, zh(text))
    scribe.stated.add(item.node, FG.statedIn, item.stated_in)


def _describe_place(scribe: Scribe, node: NamedNode, measure: Measure) -> None:
    """Where the measure stands: section, number and wording in the main text, task, due date."""
    sheet = scribe.stated
    numbers = [section.number for section in scribe.plan.sections]
    if measure.section in numbers:
        sheet.add(node, FG.inSection, scribe.part(f"section{numbers.index(measure.section) + 1}"))
    sheet.add(node, FG.mainNumber, plain(measure.number))
    if measure.main:
        sheet.add(node, FG.alsoStatedIn, scribe.span(measure.main.span))
    if measure.task:
        sheet.add(node, FG.implementsTask, task_node(scribe, measure.task))
    if measure.deadline:
        sheet.add(node, FG.dueDate, day(measure.deadline.date, measure.deadline.month_day))
        sheet.add(node, FG.dueDateStatedIn, scribe.span(measure.deadline.span))


def _describe_clauses(scribe: Scribe, item: Item, measure: Measure, key: str) -> tuple[NamedNode, ...]:
    """The clauses' nodes, in order."""
    nodes = []
    for number, clause in enumerate(measure.clauses, 1):
        node = NamedNode(f"{item.node.value}-c{number}")
        part = Item(node, f"{item.zh}第{number}句", f"clause {number} of {item.en}", item.stated_in)
        _describe_item(scribe, part, FG.MeasureClause, clause.text, clause.text)
        scribe.stated.add(node, PROV.wasDerivedFrom, scribe.span(clause.span))
        scribe.stated.add(node, FG.number, plain(f"{key}-{number}"))
        scribe.stated.add(node, FG.position, counted(number))
        scribe.stated.add(node, DCT.isPartOf, item.node)
        scribe.stated.add(item.node, DCT.hasPart, node)
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
        sheet.add(goal, PROV.wasDerivedFrom, scribe.span(target.span))
        if measure and measure.deadline:
            sheet.add(goal, FG.dueDate, day(measure.deadline.date, measure.deadline.month_day))


def _describe_assignments(
    scribe: Scribe, item: Item, assignments: Iterable[Assignment], clauses: tuple[NamedNode, ...] = ()
) -> None:
    """The stated assignments of an item, each with its direct triples."""
    for number, assignment in enumerate(assignments, 1):
        node = NamedNode(f"{item.node.value}-a{number}")
        body = describe_assignment(scribe, item, assignment, node, clauses)
        for predicate in direct(assignment.role):
            scribe.stated.add(item.node, predicate, body)


def describe_assignment(
    scribe: Scribe, item: Item, assignment: Assignment, node: NamedNode, clauses: tuple[NamedNode, ...] = ()
) -> NamedNode:
    """One stated assignment as ``node``; gives the body's node. The direct triples are the caller's."""
    sheet, mention = scribe.stated, assignment.body
    body = scribe.body(mention)
    verb, phrase = _WORDS[assignment.role]
    place = f"第{assignment.group}组，列名第{assignment.position}位"
    there = f"group {assignment.group}, position {assignment.position}"
    sheet.a(node, FG.Assignment)
    sheet.add(item.node, FG.qualifiedResponsibility, node)
    sheet.add(node, DCT.identifier, plain(scribe.identifier(node)))
    sheet.add(node, DCT.description, zh(f"{item.zh}：{mention.name}{verb}（{place}）。"))
    sheet.add(node, DCT.description, en(f"{item.en.capitalize()}: {mention.name} {phrase} ({there})."))
    sheet.add(node, CV.hasParticipant, body)
    sheet.add(node, CV.role, concept("role", assignment.role))
    sheet.add(node, FG.basis, concept("basis", assignment.basis))
    sheet.add(node, FG.ruleStatedIn, scribe.span(assignment.rule) if assignment.rule else None)
    sheet.add(node, FG.appliesTo, *_scope(item, assignment.clauses, clauses))
    sheet.add(node, FG.nameInText, plain(mention.name))
    sheet.add(node, FG.listPosition, counted(assignment.position))
    sheet.add(node, FG.listGroup, counted(assignment.group))
    sheet.add(node, FG.listOpen, truth(True) if assignment.open else None)
    sheet.add(node, FG.statedIn, item.stated_in)
    sheet.add(node, PROV.wasDerivedFrom, scribe.span(mention.span))
    sheet.add(node, PROV.wasGeneratedBy, scribe.part("extraction"))
    scribe.mentioned.setdefault(mention.span, node)
    return body


def _scope(item: Item, numbers: Iterable[int], clauses: tuple[NamedNode, ...]) -> tuple[NamedNode, ...]:
    """The clauses with these 1-based numbers, else the whole item."""
    return tuple(clauses[n - 1] for n in numbers if 0 < n <= len(clauses)) or (item.node,)


def _describe_support(
    scribe: Scribe, measure: Item, record: Measure, support: SupportItem, number: int
) -> None:
    """A support item, its bodies (also as supportBody of the measure), citations and targets."""
    sheet = scribe.stated
    node = NamedNode(f"{measure.node.value}-s{number}")
    shown = support.number or number
    item = Item(
        node, f"{measure.zh}请求支持事项{shown}", f"support item {shown} of {measure.en}", measure.stated_in
    )
    _describe_item(scribe, item, FG.SupportItem, support.text, support.text)
    sheet.add(node, PROV.wasDerivedFrom, scribe.span(support.span))
    sheet.add(node, FG.number, plain(support.number))
    sheet.add(node, FG.position, counted(number))
    sheet.add(node, FG.supportsMeasure, measure.node)
    sheet.add(node, DCT.references, *map(scribe.cited, support.cites))  # eli:refers_to is said of works
    _describe_targets(scribe, node, support.targets)
    for place, assignment in enumerate(support.bodies, 1):
        body = describe_assignment(scribe, item, assignment, NamedNode(f"{node.value}-a{place}"))
        sheet.add(node, FG.supportBody, body)
        sheet.add(measure.node, FG.supportBody, body)


def _describe_inference(
    scribe: Scribe, item: Item, inference: Inference, number: int, clauses: tuple[NamedNode, ...]
) -> None:
    """An inference: only presumed properties, only in the graph of inferences."""
    sheet, mention = scribe.inferred, inference.body
    body, basis = scribe.body(mention), concept("basis", inference.basis)
    node = NamedNode(f"{item.node.value}-i{number}")
    scope = _scope(item, inference.clauses, clauses)
    verb, phrase = _WORDS[inference.role]
    which = "、".join(str(n) for n in inference.clauses)
    part = f"sentence {which.replace('、', ', ')} of " if which else ""
    sheet.a(node, FG.Assignment)
    sheet.add(node, DCT.identifier, plain(scribe.identifier(node)))
    sheet.add(
        node,
        DCT.description,
        zh(f"推定：{item.zh}{f'第{which}句' if which else ''}由{mention.name}{verb}；原文未载明。"),
    )
    sheet.add(
        node,
        DCT.description,
        en(f"Presumed: {part}{item.en}: {mention.name} {phrase}; the document does not say so."),
    )
    sheet.add(node, CV.hasParticipant, body)
    sheet.add(node, CV.role, concept("role", inference.role))
    sheet.add(node, FG.basis, basis)
    sheet.add(node, FG.statedIn, item.stated_in)
    sheet.add(node, FG.nameInText, plain(mention.name))
    sheet.add(node, PROV.wasDerivedFrom, scribe.mentioned.get(mention.span) or scribe.span(mention.span))
    sheet.add(node, PROV.wasGeneratedBy, scribe.part("extraction"))
    for covered in scope:
        sheet.add(node, FG.appliesTo, covered)
        sheet.add(covered, FG.qualifiedResponsibility, node)
        sheet.add(covered, _presumed(inference.role), body)
