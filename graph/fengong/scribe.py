"""What every part of the description needs: the sheets, the names, spans and bodies."""

from __future__ import annotations

from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from fengong.decide import Decision
from fengong.identify import Names, citation_slug, document_slug, measure_parts, number_form
from fengong.layout import Span
from fengong.model import Citation, Mention, Plan, Seat, Unresolved
from fengong.organization import Organization
from fengong.places import Places
from fengong.quads import Sheet, en, plain, zh
from fengong.registry import load
from fengong.seat import seat
from fengong.terms import DCT, ELI, FG, FOAF, PROV, SKOS


@dataclass(slots=True)
class Scribe:
    """Writes about one plan: what it states, what was inferred and the registry it leans on, each apart."""

    plan: Plan
    names: Names
    slug: str
    stated: Sheet
    inferred: Sheet
    registry: Sheet
    measures: tuple[NamedNode, ...]
    places: Places
    spans: dict[Span, NamedNode] = field(default_factory=dict)
    mentioned: dict[Span, NamedNode] = field(default_factory=dict)  # mention → its stated assignment
    unknown: dict[tuple[str, Unresolved | None, Seat | None], NamedNode] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan, base: str) -> Scribe:
        """A scribe with empty sheets."""
        names, slug = Names(base), document_slug(plan.document)
        keys = measure_parts(measure.key for measure in plan.measures)
        return cls(
            plan=plan,
            names=names,
            slug=slug,
            stated=Sheet(names.graph(slug)),
            inferred=Sheet(names.inferred_graph(slug)),
            registry=Sheet(names.registry_graph()),
            measures=tuple(names.part(slug, key) for key in keys),
            places=Places(plan),
        )

    @property
    def document(self) -> NamedNode:
        """The document's own node."""
        return self.names.document(self.slug)

    def part(self, name: str) -> NamedNode:
        """The node of a part of the document ("annex1", "report1")."""
        return self.names.part(self.slug, name)

    def identifier(self, node: NamedNode) -> str:
        """The short name of a part: "jinbinzhengfa-2020-20/m8-a1"."""
        return self.names.key(node)

    def span(self, span: Span, said: str | None = None) -> NamedNode:
        """The node of a run of characters.

        ``said``: words that the node which leads here holds itself; the run's own are written out where
        they are others, or where there are none.
        """
        node = self.spans.get(span)
        if node is None:
            node = self.spans[span] = self.names.span(self.plan.document.sha256, span)
            place = self.places.of(span)
            self.stated.add(node, FG.standsAt, zh(place.zh()), en(place.en()))
        words = span.of(self.plan.text)
        if said != words:
            self.stated.add(node, PROV.value, Literal(words))
        return node

    def body(self, mention: Mention) -> NamedNode:
        """The organization that is meant, else a node for the name as it is written."""
        if mention.organization is not None:
            return self.names.organization(mention.organization)
        return self.unresolved(mention)

    def unresolved(self, mention: Mention) -> NamedNode:
        """The node of a body that could not be identified, with the reason and the candidates."""
        unresolved = mention.unresolved
        key = (mention.read_as, unresolved, unresolved.seat if unresolved else None)
        if key not in self.unknown:
            self.unknown[key] = self._unresolved(mention)
        return self.unknown[key]

    def _unresolved(self, mention: Mention) -> NamedNode:
        unresolved = mention.unresolved
        seated = unresolved.seat if unresolved else None
        place, label = seated or seat(load(), mention.read_as, self.plan.document.area)
        node = self.names.unresolved(place, label, self.slug)
        self.stated.a(node, FG.UnresolvedBody)
        self.stated.add(node, SKOS.prefLabel, zh(label))
        self.stated.add(node, FOAF.name, zh(label))  # portals harvest data and description together
        self.stated.add(node, FG.unresolvedReason, plain(unresolved.reason if unresolved else "unknown"))
        for candidate in unresolved.candidates if unresolved else ():
            self.stated.add(node, FG.candidate, self.names.organization(candidate))
        return node

    def decided(self, decision: Decision) -> NamedNode:
        """The body that a decision is about."""
        if decision.organization:
            return self.names.organization(decision.organization.id)
        return self.names.unresolved(decision.seat, decision.full_name, self.slug)

    def cited(self, citation: Citation) -> NamedNode:
        """The node of a document that this one names."""
        node = self.names.document(citation_slug(citation))
        self.stated.a(node, FG.PolicyDocument)
        self.stated.add(node, DCT.title, zh(citation.title or citation.number))
        self.stated.add(node, ELI.number, plain(number_form(citation.number) if citation.number else None))
        self.stated.add(node, FG.citedAt, self.span(citation.span))
        return node

    def area(self, code: str) -> NamedNode:
        """The node of a place by its GB/T 2260 code, or "cn"."""
        node = self.names.area(code)
        self.registry.a(node, DCT.Location)
        number = Literal(code, datatype=FG.GBT2260) if code.isdigit() else Literal(code.upper())
        self.registry.add(node, SKOS.notation, number)
        if place := load().areas.get(code):
            self.registry.add(node, SKOS.prefLabel, zh(place.name), en(place.english))
        return node


def known_issuer(plan: Plan) -> Organization | None:
    """The organization of the plan that bears the name of the document's issuer."""
    name = plan.document.issuer
    bearing = (one for one in plan.organizations if name in (one.label, one.short, *one.names))
    return next(bearing, None) if name else None
