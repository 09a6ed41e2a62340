"""Bodies in the graph: organizations, collectives, and those that could not be resolved."""

from __future__ import annotations

from dataclasses import replace

import pytest
from handmade import handmade
from pyoxigraph import Literal, NamedNode
from test_describe import QUADS, REGISTRY, instances, objects, org, part, words

from fengong.describe import describe
from fengong.errors import GraphError
from fengong.identify import BASE
from fengong.registry import load
from fengong.terms import CV, DC, DCT, FG, FOAF, ORG, RDF, SCHEMA, SKOS, XSD, concept


def test_unresolved_bodies_say_why_and_who_may_be_meant() -> None:
    """区梦想办 is unknown, 金融局 ambiguous: nodes of their own, still responsible bodies."""
    bodies = {next(iter(words(n, SKOS.prefLabel))): n for n in instances(FG.UnresolvedBody)}
    assert set(bodies) == {"滨海新区梦想办", "金融局"}
    assert words(bodies["滨海新区梦想办"], FG.unresolvedReason) == {"unknown"}
    assert words(bodies["金融局"], FG.unresolvedReason) == {"ambiguous"}
    assert objects(bodies["金融局"], FG.candidate) == {org("120000-jinrongju"), org("120116-jinrongju")}
    assert set(bodies.values()) <= objects(part("m9"), FG.responsibleBody)
    assert bodies["滨海新区梦想办"].value.startswith(f"{BASE}id/org/x-120116-")


def test_a_collective_is_one_body_with_members_in_the_registry_graph() -> None:
    """各开发区管委会 bears the assignment itself."""
    zones = org("120116-ge-kaifaqu-guanweihui")
    members = [q for q in QUADS if q.subject == zones and q.predicate == FOAF.member]
    assert {q.graph_name.value for q in members} == {REGISTRY} and len(members) == 2
    assert objects(zones, RDF.type) == {FG.Collective}
    assert words(zones, FG.openMembership) == {"false"}
    assert objects(zones, FG.level) == {concept("level", "zone")}
    assert words(org("120000-youguan-bumen"), FG.openMembership) == {"true"}


def test_organizations_are_what_org_says_they_are() -> None:
    """A department is a formal organization, a field office a unit; names by their standing."""
    market = org("120116-shichangju")
    assert objects(market, RDF.type) == {CV.PublicOrganisation, ORG.FormalOrganization}
    assert objects(market, ORG.subOrganizationOf) == {org("120116-renmin-zhengfu")}
    assert words(market, SKOS.altLabel) == {"区市场监管局"}
    assert words(market, SKOS.hiddenLabel) == {"区市场局"}
    assert ORG.OrganizationalUnit in objects(org("cn-bianjian-tianjin"), RDF.type)
    assert objects(market, DCT.spatial) == {NamedNode(f"{BASE}id/area/120116")}
    area = next(iter(objects(NamedNode(f"{BASE}id/area/120116"), SKOS.notation)))
    assert area == Literal("120116", datatype=FG.GBT2260)


def test_codes_and_matches_of_others_are_told_by_their_schemes() -> None:
    """A GB/T 4657 code has its own datatype; a Wikidata item is a match, not the same thing."""
    ministry = org("cn-gongxinbu")
    assert objects(ministry, ORG.identifier) == {Literal("199", datatype=FG.GBT4657)}
    assert objects(ministry, SCHEMA.sameAs) == {NamedNode("http://www.wikidata.org/entity/Q1")}
    assert objects(org("120116-kejiju"), ORG.identifier) == set()


def test_a_reform_ties_the_bodies_before_and_after() -> None:
    """An event in the registry graph with its date, as exact as known, and links in both directions."""
    event = NamedNode(f"{BASE}id/change/120116-2018-gongxinju")
    before, after = org("120116-kegongwei"), org("120116-gongxinju")
    assert {q.graph_name.value for q in QUADS if event in (q.subject, q.object)} == {REGISTRY}
    assert objects(event, RDF.type) == {ORG.ChangeEvent}
    assert objects(event, DCT.title) == {
        Literal("区科工委更名为区工信局", language="zh"),
        Literal("Commission renamed", language="en"),
    }
    assert objects(event, DCT.date) == {Literal("2018", datatype=XSD.gYear)}
    assert words(event, DC.source) == {"handmade for tests"}
    assert objects(event, ORG.originalOrganization) == {before}
    assert objects(event, ORG.resultingOrganization) == {after}
    assert objects(before, ORG.changedBy) == objects(after, ORG.resultedFrom) == {event}


def test_organizations_have_their_beginning_and_end() -> None:
    """To the day, the month or the year; nothing where it is not known."""
    commission, oldest = org("120116-kegongwei"), org("120116-keweihui")
    assert objects(commission, SCHEMA.foundingDate) == {Literal("2013-12", datatype=XSD.gYearMonth)}
    assert objects(commission, SCHEMA.dissolutionDate) == {Literal("2018", datatype=XSD.gYear)}
    assert objects(oldest, SCHEMA.foundingDate) == set()
    assert objects(oldest, SCHEMA.dissolutionDate) == {Literal("2013-12-31", datatype=XSD.date)}


def test_every_organization_of_the_registry_leads_to_the_code_of_its_place() -> None:
    """dct:spatial to a place with its name and its GB/T 2260 code; the country has CN."""
    known = load()
    plan = handmade()
    quads = describe(replace(plan, organizations=tuple(known.organizations.values()), related=(), changes=()))
    found: dict[NamedNode, dict[NamedNode, list[object]]] = {}
    for quad in quads:
        found.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
    for organization in known.organizations.values():
        (place,) = found[org(organization.id)][DCT.spatial]
        code = organization.area
        wanted = Literal(code, datatype=FG.GBT2260) if code != "cn" else Literal("CN")
        assert found[place][SKOS.notation] == [wanted]  # type: ignore[index]
        assert Literal(known.areas[code].name, language="zh") in found[place][SKOS.prefLabel]  # type: ignore[index]


def test_every_reform_of_the_registry_can_be_described() -> None:
    """No end of it dangles, whichever body a plan names."""
    known = load()
    bodies = tuple(o for o in known.organizations.values() if o.kind != "collective")
    quads = describe(replace(handmade(), organizations=bodies, related=(), changes=known.changes))
    described = {quad.subject for quad in quads if quad.predicate == RDF.type}
    ends = {q.object for q in quads if q.predicate in (ORG.originalOrganization, ORG.resultingOrganization)}
    assert len(ends) > 80
    assert ends <= described


def test_a_kind_that_the_ontology_lacks_is_refused() -> None:
    """A wrong registry row must not make a wrong graph."""
    plan = handmade()
    odd = replace(plan.organizations[-1], kind="secret-society", open=None)
    with pytest.raises(GraphError, match="secret-society"):
        describe(replace(plan, organizations=(odd,)))


@pytest.mark.parametrize(
    ("kind", "classes"),
    [
        ("party-organ", {CV.PublicOrganisation, ORG.FormalOrganization}),
        ("coordinating-body", {CV.PublicOrganisation, ORG.OrganizationalCollaboration}),
        ("field-office", {CV.PublicOrganisation, ORG.OrganizationalUnit}),
        ("enterprise", {ORG.FormalOrganization}),
    ],
)
def test_each_kind_has_its_classes(kind: str, classes: set[NamedNode]) -> None:
    """A headquarters is a collaboration; a company is no public organization."""
    plan = handmade()
    bodies = tuple(replace(o, kind=kind) if o.id == "cn-gongxinbu" else o for o in plan.organizations)
    quads = describe(replace(plan, organizations=bodies))
    assert objects(org("cn-gongxinbu"), RDF.type, quads) == classes


def test_an_issuer_without_a_known_name_is_a_body_of_its_own() -> None:
    """A plan of a place that the registry does not hold still has its issuer."""
    plan = handmade()
    quads = describe(replace(plan, document=replace(plan.document, issuer="某某县人民政府")))
    (issuer,) = objects(NamedNode(f"{BASE}id/doc/jinbinzhengfa-2020-20"), DCT.creator, quads)
    assert objects(issuer, RDF.type, quads) == {FG.UnresolvedBody}
    assert objects(issuer, SKOS.prefLabel, quads) == {Literal("某某县人民政府", language="zh")}


def test_every_body_that_is_named_has_a_name() -> None:
    """No assignment points at a node of which nothing is said."""
    bodies = {quad.object for quad in QUADS if quad.predicate == CV.hasParticipant}
    assert len(bodies) > 8
    assert all(objects(body, SKOS.prefLabel) for body in bodies)
