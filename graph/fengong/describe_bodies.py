"""Organizations, collectives, places and reforms of the registry, as far as a plan uses them."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from fengong.organization import Change, Identifier, Organization
from fengong.quads import dated, en, plain, truth, zh
from fengong.scribe import Scribe
from fengong.terms import CV, DC, DCT, FG, FOAF, ORG, SCHEMA, SKOS, concept

_FORMAL = (CV.PublicOrganisation, ORG.FormalOrganization)
# Departments are legal persons and so formal organizations; a field office is a unit of its parent,
# a headquarters a collaboration, a company no part of the public administration (W3C ORG, 2014; CPOV 2.1).
_CLASSES: dict[str, tuple[NamedNode, ...]] = {
    "field-office": (CV.PublicOrganisation, ORG.OrganizationalUnit),
    "coordinating-body": (CV.PublicOrganisation, ORG.OrganizationalCollaboration),
    "enterprise": (ORG.FormalOrganization,),
}
_WIKIDATA = "http://www.wikidata.org/entity/"


def describe_organization(scribe: Scribe, organization: Organization) -> None:
    """An organization or a collective: names, level, kind, place, confidence and source.

    Raises:
        GraphError: its level or kind is no concept of the ontology.
    """
    sheet = scribe.registry
    node = scribe.names.organization(organization.id)
    _describe_names(scribe, node, organization)
    sheet.add(node, FG.confidence, plain(organization.confidence))
    sheet.add(node, DC.source, plain(organization.source))
    if organization.open is None:
        _describe_single(scribe, node, organization)
    else:
        _describe_collective(scribe, node, organization)


def _describe_names(scribe: Scribe, node: NamedNode, organization: Organization) -> None:
    sheet = scribe.registry
    short = organization.short if organization.short != organization.label else None
    sheet.add(node, SKOS.prefLabel, zh(organization.label), en(organization.english))
    sheet.add(node, SKOS.altLabel, zh(short))
    others = (name for name in organization.names if name not in (organization.label, short))
    sheet.add(node, SKOS.hiddenLabel, *map(zh, others))


def _describe_single(scribe: Scribe, node: NamedNode, organization: Organization) -> None:
    sheet = scribe.registry
    sheet.a(node, *_CLASSES.get(organization.kind, _FORMAL))
    sheet.add(
        node, ORG.classification, concept("level", organization.level), concept("kind", organization.kind)
    )
    sheet.add(node, DCT.spatial, scribe.area(organization.area))
    sheet.add(node, SCHEMA.foundingDate, dated(organization.valid_from))
    sheet.add(node, SCHEMA.dissolutionDate, dated(organization.valid_to))
    for identifier in organization.identifiers:
        _describe_identifier(scribe, node, identifier)
    if organization.parent:
        part_of = ORG.unitOf if organization.kind == "field-office" else ORG.subOrganizationOf
        sheet.add(node, part_of, scribe.names.organization(organization.parent))


def _describe_identifier(scribe: Scribe, node: NamedNode, identifier: Identifier) -> None:
    """A code as org:identifier (a kind of skos:notation, so its datatype tells the standard); an item as a match."""
    sheet = scribe.registry
    if identifier.scheme == "gbt4657":
        sheet.add(node, ORG.identifier, Literal(identifier.code, datatype=FG.GBT4657))
    else:
        # Not owl:sameAs: a Wikidata item runs on through reforms that end an organization here, and all that
        # is said there of one item, languages and dates included, would be said of this organization too.
        # Nor skos:exactMatch, whose ends are concepts (SKOS, S19 and S20): an organization is none.
        sheet.add(node, SCHEMA.sameAs, NamedNode(_WIKIDATA + identifier.code))


def describe_change(scribe: Scribe, change: Change) -> None:
    """A reform: what it is called, when it was, what was before and what after, and the decision behind it."""
    sheet, names = scribe.registry, scribe.names
    node = names.change(change.id)
    sheet.a(node, ORG.ChangeEvent)
    sheet.add(node, DCT.title, zh(change.title), en(change.english))
    sheet.add(node, DCT.date, dated(change.date))
    sheet.add(node, DC.source, plain(change.source))
    for id_ in change.original:
        sheet.add(node, ORG.originalOrganization, names.organization(id_))
        sheet.add(names.organization(id_), ORG.changedBy, node)
    for id_ in change.resulting:
        sheet.add(node, ORG.resultingOrganization, names.organization(id_))
        sheet.add(names.organization(id_), ORG.resultedFrom, node)


def _describe_collective(scribe: Scribe, node: NamedNode, organization: Organization) -> None:
    sheet = scribe.registry
    sheet.a(node, FG.Collective)
    sheet.add(node, FOAF.name, zh(organization.label))
    sheet.add(node, FG.level, concept("level", organization.level))
    sheet.add(node, FG.openMembership, truth(bool(organization.open)))
    sheet.add(node, DCT.spatial, scribe.area(organization.area))
    sheet.add(node, FOAF.member, *map(scribe.names.organization, organization.members))
