"""Organizations, collectives and places of the registry, as far as a plan uses them."""

from __future__ import annotations

from pyoxigraph import NamedNode

from fengong.model import Organization
from fengong.quads import en, plain, truth, zh
from fengong.scribe import Scribe
from fengong.terms import CV, DCT, FG, FOAF, ORG, SKOS, concept

_FORMAL = (CV.PublicOrganisation, ORG.FormalOrganization)
# Departments are legal persons and so formal organizations; a field office is a unit of its parent,
# a headquarters a collaboration, a company no part of the public administration (W3C ORG, 2014; CPOV 2.1).
_CLASSES: dict[str, tuple[NamedNode, ...]] = {
    "field-office": (CV.PublicOrganisation, ORG.OrganizationalUnit),
    "coordinating-body": (CV.PublicOrganisation, ORG.OrganizationalCollaboration),
    "enterprise": (ORG.FormalOrganization,),
}


def describe_organization(scribe: Scribe, organization: Organization) -> None:
    """An organization or a collective: names, level, kind, place, confidence and source.

    Raises:
        GraphError: its level or kind is no concept of the ontology.
    """
    sheet = scribe.registry
    node = scribe.names.organization(organization.id)
    _describe_names(scribe, node, organization)
    sheet.add(node, FG.confidence, plain(organization.confidence))
    sheet.add(node, DCT.source, plain(organization.source))
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
    if organization.parent:
        part_of = ORG.unitOf if organization.kind == "field-office" else ORG.subOrganizationOf
        sheet.add(node, part_of, scribe.names.organization(organization.parent))


def _describe_collective(scribe: Scribe, node: NamedNode, organization: Organization) -> None:
    sheet = scribe.registry
    sheet.a(node, FG.Collective)
    sheet.add(node, FOAF.name, zh(organization.label))
    sheet.add(node, FG.level, concept("level", organization.level))
    sheet.add(node, FG.openMembership, truth(bool(organization.open)))
    sheet.add(node, DCT.spatial, scribe.area(organization.area))
    sheet.add(node, FOAF.member, *map(scribe.names.organization, organization.members))
