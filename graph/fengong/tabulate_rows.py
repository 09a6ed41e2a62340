"""The rows of the tables, each looked up in the description of the plans.

A row is {column: cell}; the columns, their types and what they mean are in ontology/tables.csv. A cell is
None where there is nothing to say. ``id`` is the short name by which the tables refer to each other,
``iri`` the very node of the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from pyoxigraph import NamedNode

from fengong.lookup import Lookup
from fengong.model import STATED
from fengong.terms import CV, DC, DCT, ELI, FG, FOAF, ORG, PROV, RDFS, SCHEMA, SKOS, concepts

Cell: TypeAlias = str | int | bool | tuple[str, ...] | None
Row: TypeAlias = dict[str, Cell]


def rows(lookup: Lookup) -> dict[str, list[Row]]:
    """{table: its rows}, in the order of ontology/tables.csv and, inside a table, of the graph."""
    return {table: list(make(lookup)) for table, make in _MAKERS.items()}


def _head(lookup: Lookup, node: NamedNode) -> Row:
    return {"id": lookup.key(node), "iri": node.value}


def _iri(node: NamedNode | None) -> str | None:
    return None if node is None else node.value


def _name(node: NamedNode | None) -> str | None:
    """The last part of a concept's IRI."""
    return None if node is None else node.value.rsplit("/", 1)[1]


def _documents(lookup: Lookup) -> Iterator[Row]:
    texts = {lookup.node(text, DCT.isFormatOf): text for text in lookup.a(FG.SourceText)}
    for node in lookup.a(FG.PolicyDocument):
        text, issuer = texts.get(node), lookup.node(node, DCT.creator)
        yield _head(lookup, node) | {
            "title": lookup.word(node, DCT.title, "zh"),
            "number": lookup.word(node, ELI.number),
            "index_number": lookup.word(node, DCT.identifier),
            "issuer": lookup.key(issuer),
            "issuer_iri": _iri(issuer),
            "written": lookup.word(node, ELI.date_document),
            "issued": lookup.word(node, DCT.issued),
            "validity": lookup.word(node, FG.validity, "zh"),
            "subjects": tuple(lookup.words(node, SCHEMA.keywords)),
            "read": text is not None,
            "text_iri": _iri(text),
            "sha256": lookup.word(text, FG.sha256),
        }


def _tasks(lookup: Lookup) -> Iterator[Row]:
    for node in lookup.a(FG.NationalTask):
        yield _work(lookup, node)


def _work(lookup: Lookup, node: NamedNode) -> Row:
    """What tasks and measures have in common."""
    document = lookup.document(node)
    return _head(lookup, node) | {
        "document": lookup.key(document),
        "document_iri": _iri(document),
        "number": lookup.word(node, FG.number),
        "text": lookup.word(node, FG.text, "zh"),
        "derived_from": _iri(lookup.node(node, PROV.wasDerivedFrom)),
        **lookup.quotation(node),
    }


def _measures(lookup: Lookup) -> Iterator[Row]:
    for node in lookup.a(FG.Measure):
        section, task = lookup.node(node, FG.inSection), lookup.node(node, FG.implementsTask)
        stated_in = lookup.node(node, FG.statedIn)
        row = stated_in if stated_in and lookup.has(stated_in, FG.PlanRow) else None
        yield _work(lookup, node) | {
            "position": lookup.number(node, FG.position),
            "main_number": lookup.word(node, FG.mainNumber),
            "row": lookup.word(row, FG.number),
            "label": lookup.word(node, RDFS.label, "zh"),
            "section_number": lookup.word(section, FG.number),
            "section": lookup.word(section, RDFS.label, "zh"),
            "section_iri": _iri(section),
            "task": lookup.key(task),
            "task_iri": _iri(task),
            **_due(lookup, node),
        }


def _due(lookup: Lookup, node: NamedNode) -> Row:
    """A date, or month and day where no year is written (--09-25)."""
    due = lookup.word(node, FG.dueDate)
    whole = due is not None and not due.startswith("--")
    return {"due": due if whole else None, "due_each_year": None if whole else due}


def _support(lookup: Lookup) -> Iterator[Row]:
    for node in lookup.a(FG.SupportItem):
        measure = lookup.node(node, FG.supportsMeasure)
        row = _work(lookup, node)
        del row["document_iri"]
        yield row | {
            "measure": lookup.key(measure),
            "measure_iri": _iri(measure),
            "position": lookup.number(node, FG.position),
            "refers_to": tuple(map(lookup.names.key, lookup.nodes(node, ELI.refers_to))),
        }


def _assignments(lookup: Lookup) -> Iterator[Row]:
    for node in lookup.a(FG.Assignment):
        body, bearers = lookup.node(node, CV.hasParticipant), lookup.bearers(node)
        basis = _name(lookup.node(node, FG.basis))
        scope = lookup.nodes(node, FG.appliesTo)
        clauses = tuple(str(lookup.number(one, FG.position)) for one in scope if _is_clause(lookup, one))
        yield _head(lookup, node) | _items(lookup, bearers[0]) | {
            "item_iri": bearers[0].value if len(bearers) == 1 else None,
            "role": _name(lookup.node(node, CV.role)),
            "basis": basis,
            "stated": basis in STATED,
            "body": lookup.key(body),
            "body_iri": _iri(body),
            "body_name": lookup.word(body, SKOS.prefLabel, "zh"),
            "name": lookup.word(node, FG.nameInText),
            "group": lookup.number(node, FG.listGroup),
            "position": lookup.number(node, FG.listPosition),
            "open": True if lookup.word(node, FG.listOpen) else None,
            "clauses": clauses,
            "derived_from": _iri(lookup.node(node, PROV.wasDerivedFrom)),
            **lookup.quotation(node),
        }  # fmt: skip


def _is_clause(lookup: Lookup, node: NamedNode) -> bool:
    return lookup.has(node, FG.MeasureClause)


def _items(lookup: Lookup, bearer: NamedNode) -> Row:
    """The task, or the measure and perhaps its support item, that an assignment is for; the document."""
    item = lookup.node(bearer, DCT.isPartOf) if _is_clause(lookup, bearer) else bearer
    support = item if item and lookup.has(item, FG.SupportItem) else None
    measure = lookup.node(support, FG.supportsMeasure) if support else item
    task = item if item and lookup.has(item, FG.NationalTask) else None
    return {
        "document": lookup.key(lookup.document(bearer)),
        "measure": None if task else lookup.key(measure),
        "support": lookup.key(support),
        "task": lookup.key(task),
    }


def _bodies(lookup: Lookup) -> Iterator[Row]:
    concept_level = {iri: name for name, iri in concepts("level").items()}
    concept_kind = {iri: name for name, iri in concepts("kind").items()}
    for node in lookup.a(ORG.FormalOrganization, ORG.OrganizationalUnit,
                         ORG.OrganizationalCollaboration, FG.Collective, FG.UnresolvedBody):  # fmt: skip
        classes = [*lookup.nodes(node, ORG.classification), *lookup.nodes(node, FG.level)]
        parent = lookup.node(node, ORG.subOrganizationOf) or lookup.node(node, ORG.unitOf)
        open_ = lookup.word(node, FG.openMembership)
        yield _head(lookup, node) | {
            "type": _type(lookup, node),
            "name": lookup.word(node, SKOS.prefLabel, "zh"),
            "name_en": lookup.word(node, SKOS.prefLabel, "en"),
            "short": lookup.word(node, SKOS.altLabel, "zh"),
            "other_names": tuple(lookup.words(node, SKOS.hiddenLabel)),
            "kind": next((concept_kind[one] for one in classes if one in concept_kind), None),
            "level": next((concept_level[one] for one in classes if one in concept_level), None),
            "parent": lookup.key(parent),
            "area": lookup.key(lookup.node(node, DCT.spatial)),
            "area_iri": _iri(lookup.node(node, DCT.spatial)),
            "open": None if open_ is None else open_ == "true",
            "members": tuple(map(lookup.names.key, lookup.nodes(node, FOAF.member))),
            "confidence": lookup.word(node, FG.confidence),
            "source": lookup.word(node, DC.source),
            "reason": lookup.word(node, FG.unresolvedReason),
            "candidates": tuple(map(lookup.names.key, lookup.nodes(node, FG.candidate))),
        }


def _type(lookup: Lookup, node: NamedNode) -> str:
    if lookup.has(node, FG.UnresolvedBody):
        return "unresolved"
    return "collective" if lookup.has(node, FG.Collective) else "organization"


def _findings(lookup: Lookup) -> Iterator[Row]:
    for node in lookup.a(FG.Finding):
        document, measure = lookup.document(node), lookup.node(node, FG.concerns)
        yield _head(lookup, node) | {
            "document": lookup.key(document),
            "document_iri": _iri(document),
            "measure": lookup.key(measure),
            "measure_iri": _iri(measure),
            "code": lookup.word(node, FG.code),
            "severity": lookup.word(node, FG.severity),
            "message": lookup.word(node, FG.message, "zh"),
            "message_en": lookup.word(node, FG.message, "en"),
            "derived_from": _iri(lookup.node(node, PROV.wasDerivedFrom)),
            **lookup.quotation(node),
        }


_MAKERS: dict[str, Callable[[Lookup], Iterator[Row]]] = {
    "documents": _documents,
    "tasks": _tasks,
    "measures": _measures,
    "support": _support,
    "assignments": _assignments,
    "bodies": _bodies,
    "findings": _findings,
}
