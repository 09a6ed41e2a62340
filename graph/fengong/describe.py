"""Plan → quads, in three named graphs: what the document states, what was inferred, the registry.

The union of the graphs loses nothing: inferred statements use properties of their own
(fg:presumed…), so a merged Turtle file cannot mislead and no query needs GRAPH. Every item and
assignment leads by prov:wasDerivedFrom to the characters that state it. There are no blank nodes.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad

from fengong.describe_bodies import describe_change, describe_organization
from fengong.describe_items import (
    describe_assignment,
    describe_measure,
    direct,
    row_node,
    task_node,
)
from fengong.describe_making import describe_making
from fengong.describe_reviews import describe_reviews
from fengong.errors import GraphError
from fengong.expand import expand
from fengong.identify import BASE, document_slug, finding_part, number_form
from fengong.layout import Layout, Span
from fengong.model import Citation, Deadline, Finding, Mention, Metadata, Plan, Section, Task, Unresolved
from fengong.places import layout_to_json
from fengong.quads import counted, day, en, ordered, plain, zh
from fengong.scribe import Scribe, known_issuer
from fengong.terms import CHINESE, DCT, ELI, FG, PROV, RDFS, SCHEMA, XSD


def describe(plan: Plan, base: str = BASE) -> tuple[Quad, ...]:
    """Everything a plan says, as quads under ``base``, each once, in a steady order.

    The terms keep the IRIs of the ontology whatever the base.

    Raises:
        GraphError: the base is no IRI, or an organization's level or kind is not in the ontology.
    """
    return ordered(expand(_quads(plan, base)))


def compact(plan: Plan, base: str = BASE) -> tuple[Quad, ...]:
    """What `fengong.expand.expand` makes `describe` of: a third of the quads, for graphs of many plans.

    In no steady order. Raises GraphError as `describe`.
    """
    return tuple(_quads(plan, base))


def describe_all(plans: Iterable[Plan], base: str = BASE) -> tuple[Quad, ...]:
    """The union of the descriptions of several plans; bodies and tasks they share are one node.

    Raises:
        GraphError: as `describe`, or two of the plans are different texts of one name, which would mix.
    """
    return ordered(quad for plan in _apart(plans) for quad in expand(_quads(plan, base)))


def _apart(plans: Iterable[Plan]) -> Iterable[Plan]:
    """The plans, each text once."""
    seen: dict[str, Metadata] = {}
    for plan in plans:
        document, slug = plan.document, document_slug(plan.document)
        other = seen.setdefault(slug, document)
        if other is document:
            yield plan
        elif other.sha256 != document.sha256:
            raise GraphError(
                f"two different texts are both called {document.number or slug}: “{other.title[:30]}” and "
                f"“{document.title[:30]}”; give one of them, or compare them with fengong diff"
            )


def _quads(plan: Plan, base: str) -> list[Quad]:
    scribe = Scribe.of(plan, base)
    _describe_document(scribe)
    _describe_parts(scribe)
    describe_tasks(scribe)
    for position, measure in enumerate(plan.measures, 1):
        describe_measure(scribe, measure, position)
    for number, deadline in enumerate(plan.document.deadlines, 1):
        _describe_duty(scribe, deadline, number)
    for finding in plan.findings:
        _describe_finding(scribe, finding)
    for organization in (*plan.organizations, *plan.related):
        describe_organization(scribe, organization)
    for change in plan.changes:
        describe_change(scribe, change)
    describe_making(scribe)
    return [*scribe.stated.quads, *scribe.inferred.quads, *scribe.registry.quads]


def _describe_document(scribe: Scribe) -> None:
    """The document: its names, dates and issuer, its text, and the documents it names."""
    sheet, node, record = scribe.stated, scribe.document, scribe.plan.document
    sheet.a(node, FG.PolicyDocument)
    sheet.add(node, DCT.title, zh(record.title or record.number or scribe.slug))
    sheet.add(node, ELI.number, plain(number_form(record.number) if record.number else None))
    sheet.add(node, DCT.identifier, plain(record.index_number))
    sheet.add(node, ELI.date_document, day(record.written))
    sheet.add(node, DCT.issued, day(record.issued))
    sheet.add(node, DCT.language, CHINESE)
    sheet.add(node, FG.validity, zh(record.validity))
    sheet.add(node, SCHEMA.keywords, *map(zh, record.subjects))
    if record.area:
        sheet.add(node, DCT.spatial, scribe.area(record.area))
    if record.issuer:
        issuer = _issuer(scribe, record.issuer)
        sheet.add(node, DCT.creator, issuer)
        sheet.add(node, DCT.publisher, issuer)
    for citation in record.cites:
        _describe_citation(scribe, citation)
    _describe_text(scribe)


def _issuer(scribe: Scribe, name: str) -> NamedNode:
    """The organization of the plan that bears the issuer's name, else a node for the name alone."""
    known = known_issuer(scribe.plan)
    if known:
        return scribe.names.organization(known.id)
    return scribe.unresolved(Mention(name, Span(0, 0), unresolved=Unresolved("unknown")))


def _describe_citation(scribe: Scribe, citation: Citation) -> None:
    relation = ELI.based_on if citation.relation == "based-on" else ELI.refers_to
    scribe.stated.add(scribe.document, relation, scribe.cited(citation))


def _describe_text(scribe: Scribe) -> None:
    sheet, sha256 = scribe.stated, scribe.plan.document.sha256
    text = scribe.names.text(sha256)
    sheet.a(text, FG.SourceText)
    sheet.add(text, DCT.isFormatOf, scribe.document)
    sheet.add(text, PROV.value, Literal(scribe.plan.text))
    sheet.add(text, FG.sha256, Literal(sha256, datatype=XSD.hexBinary))
    if scribe.plan.layout != Layout():
        sheet.add(text, FG.layout, Literal(layout_to_json(scribe.plan.layout)))


def _describe_parts(scribe: Scribe) -> None:
    """The notes and the sections."""
    sheet = scribe.stated
    for number, (text, span) in enumerate(scribe.plan.notes, 1):
        note = scribe.part(f"note{number}")
        sheet.a(note, FG.PlanNote)
        sheet.add(note, RDFS.label, zh(f"附注{number}"), en(f"note {number}"))
        sheet.add(note, FG.text, zh(text))
        sheet.add(note, DCT.isPartOf, scribe.document)
        sheet.add(note, PROV.wasDerivedFrom, scribe.span(span))
    for position, section in enumerate(scribe.plan.sections, 1):
        _describe_section(scribe, section, position)


def _describe_section(scribe: Scribe, section: Section, position: int) -> None:
    sheet, node = scribe.stated, scribe.part(f"section{position}")
    sheet.a(node, FG.PlanSection)
    sheet.add(node, FG.number, plain(section.number))
    sheet.add(node, RDFS.label, zh(section.title))
    sheet.add(node, FG.position, counted(position))
    sheet.add(node, DCT.isPartOf, scribe.document)
    sheet.add(node, PROV.wasDerivedFrom, scribe.span(section.span))


def describe_tasks(scribe: Scribe) -> None:
    """The tasks that measures are set beside, each once even where several rows quote it.

    The task belongs to the document that set it; its assignments belong to the document that is
    read, since it is its words that state them.
    """
    rows: dict[NamedNode, set[NamedNode]] = {}
    for measure, owner in zip(scribe.plan.measures, scribe.measures, strict=True):
        if measure.task:
            rows.setdefault(task_node(scribe, measure.task), set()).add(row_node(scribe, measure, owner))
    counts: dict[NamedNode, int] = {}
    for measure, owner in zip(scribe.plan.measures, scribe.measures, strict=True):
        if measure.task is None:
            continue
        node = task_node(scribe, measure.task)
        _describe_task(scribe, node, measure.task)
        # What is quoted in one row only is stated there, which need not be said of each body.
        row = row_node(scribe, measure, owner) if len(rows[node]) > 1 else None
        counts[node] = _describe_task_bodies(scribe, node, measure.task, counts.get(node, 0), row)


def _describe_task(scribe: Scribe, node: NamedNode, task: Task) -> None:
    sheet, source = scribe.stated, scribe.plan.task_source
    sheet.a(node, FG.NationalTask)
    sheet.add(node, FG.text, zh(task.text))
    # Other documents may quote the task in other words, so that these words need their place.
    sheet.add(node, PROV.wasDerivedFrom, scribe.span(task.span))
    sheet.add(node, FG.number, plain(task.number))
    sheet.add(node, DCT.isPartOf, scribe.cited(source) if source else scribe.document)


def _describe_task_bodies(
    scribe: Scribe, node: NamedNode, task: Task, count: int, row: NamedNode | None
) -> int:
    """The bodies of a task, numbered on from ``count``; gives the new count. A merged cell counts once."""
    for assignment in task.bodies:
        if assignment.body.span in scribe.mentioned:
            continue
        count += 1
        name = node.value.rsplit("/", 1)[1]
        part = scribe.part(f"{name}-a{count}")
        body = describe_assignment(scribe, node, assignment, part)
        scribe.stated.add(part, FG.statedIn, row)
        for predicate in direct(assignment.role):
            scribe.stated.add(node, predicate, body)
    return count


def _describe_duty(scribe: Scribe, deadline: Deadline, number: int) -> None:
    """A day by which those addressed must report."""
    sheet, node = scribe.stated, scribe.part(f"report{number}")
    sheet.a(node, FG.ReportingDuty)
    sheet.add(node, RDFS.label, zh(deadline.what))
    sheet.add(node, FG.text, zh(deadline.text))
    sheet.add(node, FG.position, counted(number))
    sheet.add(node, FG.dueDate, day(deadline.date, deadline.month_day))
    if deadline.to:
        sheet.add(node, FG.reportTo, scribe.body(deadline.to))
        describe_reviews(scribe, deadline.to, node, sheet)
    sheet.add(node, FG.statedIn, scribe.document)
    sheet.add(node, DCT.isPartOf, scribe.document)
    sheet.add(node, PROV.wasDerivedFrom, scribe.span(deadline.span))


def _describe_finding(scribe: Scribe, finding: Finding) -> None:
    """A finding: what, how grave, about which measure, at which characters."""
    sheet, node = scribe.stated, scribe.part(finding_part(finding))
    sheet.a(node, FG.Finding)
    sheet.add(node, FG.code, plain(finding.code))
    sheet.add(node, FG.severity, plain(finding.severity))
    sheet.add(node, FG.message, zh(finding.message), en(finding.message_en))
    sheet.add(node, FG.concerns, _concerned(scribe, finding.measure))
    sheet.add(node, DCT.isPartOf, scribe.document)
    sheet.add(node, PROV.wasDerivedFrom, scribe.span(finding.span))


def _concerned(scribe: Scribe, key: str | None) -> NamedNode | None:
    """The first measure with this key."""
    pairs = zip(scribe.plan.measures, scribe.measures, strict=True)
    return next((node for measure, node in pairs if key is not None and measure.key == key), None)
