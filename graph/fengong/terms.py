"""The terms that the graph is made of. Own terms are read from ontology/fengong.ttl; a misspelt one raises.

``FG.responsibleBody`` is the NamedNode of the ontology's property and ``FG.responsibelBody`` raises
`AttributeError`. Terms of other vocabularies are closed in the same way over the few that are used.
The vocabulary keeps its IRIs whatever base the data is published under, so that one query suits all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import cache, cached_property

import pyoxigraph as ox
from pyoxigraph import NamedNode

from fengong.errors import GraphError
from fengong.resources import resource

DEFINITIONS = "https://w3id.org/fengong/def"
"""The ontology's own IRI; its terms are ``…/def#Term``, its concepts ``…/def/{scheme}/{concept}``."""


class Vocabulary:
    """A namespace closed over known names: attribute access gives a NamedNode or raises AttributeError."""

    def __init__(self, namespace: str, names: str | Callable[[], Iterable[str]]) -> None:
        """``names``: the local names, separated by spaces, or a function that finds them at the first use."""
        self.namespace = namespace
        self._names = names

    @cached_property
    def _terms(self) -> dict[str, NamedNode]:
        names = self._names.split() if isinstance(self._names, str) else self._names()
        return {name: NamedNode(self.namespace + name) for name in names}

    def __getattr__(self, name: str) -> NamedNode:
        """The term with this local name; AttributeError with near ones where there is none."""
        if name.startswith("_"):  # copy and pickle look for such names before the object is whole
            raise AttributeError(name)
        try:
            term = self.__dict__[name] = self._terms[name]  # found the usual way from now on
        except KeyError:
            near = get_close_matches(name, self._terms, n=3)
            hint = f"; near it: {', '.join(near)}" if near else ""
            raise AttributeError(f"{self.namespace} has no term {name!r} here{hint}") from None
        return term

    def __iter__(self) -> Iterator[NamedNode]:
        """All terms."""
        return iter(self._terms.values())

    def __contains__(self, term: object) -> bool:
        """Whether the IRI is one of the terms."""
        return term in self._terms.values()


@cache
def ontology() -> tuple[ox.Triple, ...]:
    """The triples of ontology/fengong.ttl, parsed once.

    Raises:
        GraphError: the file is missing or not Turtle.
    """
    path = resource("ontology/fengong.ttl")
    try:
        quads = ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
        return tuple(quad.triple for quad in quads)
    except (OSError, SyntaxError) as error:
        raise GraphError(f"{path}: the ontology cannot be read ({error}); install fengong again") from error


def _own_names() -> Iterator[str]:
    start = DEFINITIONS + "#"
    subjects = dict.fromkeys(triple.subject for triple in ontology())
    for node in subjects:
        if isinstance(node, NamedNode) and node.value.startswith(start):
            yield node.value.removeprefix(start)


@cache
def concepts(scheme: str) -> dict[str, NamedNode]:
    """The concepts of one of the ontology's schemes ("role", "basis", "level", "kind") by their names."""
    start = f"{DEFINITIONS}/{scheme}/"
    members = (t.subject for t in ontology() if t.predicate == SKOS.inScheme)
    named = (subject for subject in members if isinstance(subject, NamedNode))
    return {node.value.removeprefix(start): node for node in named if node.value.startswith(start)}


def concept(scheme: str, name: str) -> NamedNode:
    """The concept ``name`` of ``scheme``.

    Raises:
        GraphError: the scheme has no such concept; the message names those it has.
    """
    try:
        return concepts(scheme)[name]
    except KeyError:
        known = ", ".join(sorted(concepts(scheme)))
        raise GraphError(f"no {scheme} {name!r} in ontology/fengong.ttl; use one of: {known}") from None


FG = Vocabulary(DEFINITIONS + "#", _own_names)
RDF = Vocabulary("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type langString")
RDFS = Vocabulary(
    "http://www.w3.org/2000/01/rdf-schema#",
    "label comment seeAlso Datatype subClassOf subPropertyOf domain range",
)
OWL = Vocabulary(
    "http://www.w3.org/2002/07/owl#",
    "Class ObjectProperty DatatypeProperty AnnotationProperty FunctionalProperty disjointWith"
    " propertyDisjointWith",
)
XSD = Vocabulary(
    "http://www.w3.org/2001/XMLSchema#",
    "string boolean decimal date gYear gYearMonth gMonthDay hexBinary integer nonNegativeInteger",
)
SKOS = Vocabulary(
    "http://www.w3.org/2004/02/skos/core#",
    "prefLabel altLabel hiddenLabel notation inScheme Concept ConceptScheme broader definition relatedMatch",
)
# A source told in words: dct:source is meant for things, and DCMI keeps the older property for words.
DC = Vocabulary("http://purl.org/dc/elements/1.1/", "creator source")
DCT = Vocabulary(
    "http://purl.org/dc/terms/",
    "title identifier description date creator publisher issued language spatial hasPart isPartOf isFormatOf"
    " references Location PeriodOfTime MediaType RightsStatement Standard accessRights accrualPeriodicity"
    " conformsTo"
    " format license modified rights spatial temporal type",
)
ELI = Vocabulary(
    "http://data.europa.eu/eli/ontology#",
    "number date_document based_on refers_to has_annex is_annex_of is_part_of",
)
OA = Vocabulary(
    "http://www.w3.org/ns/oa#",
    "hasSource hasSelector TextPositionSelector TextQuoteSelector start end exact prefix suffix",
)
ORG = Vocabulary(
    "http://www.w3.org/ns/org#",
    "FormalOrganization OrganizationalUnit OrganizationalCollaboration classification subOrganizationOf"
    " unitOf identifier ChangeEvent originalOrganization resultingOrganization changedBy resultedFrom",
)
PROV = Vocabulary(
    "http://www.w3.org/ns/prov#",
    "value wasDerivedFrom wasGeneratedBy wasRevisionOf hadPrimarySource used wasAssociatedWith Activity SoftwareAgent Bundle Entity",
)
FOAF = Vocabulary("http://xmlns.com/foaf/0.1/", "name member Agent Document homepage")
CV = Vocabulary("http://data.europa.eu/m8g/", "PublicOrganisation hasParticipant role")
SCHEMA = Vocabulary(
    "https://schema.org/", "name value unitText keywords softwareVersion foundingDate dissolutionDate sameAs"
)
SH = Vocabulary(
    "http://www.w3.org/ns/shacl#",
    "ValidationReport ValidationResult SPARQLConstraintComponent Violation conforms declare focusNode message"
    " path prefix prefixes result resultMessage resultPath resultSeverity select severity"
    " sourceConstraint sourceConstraintComponent sourceShape sparql targetClass targetObjectsOf"
    " targetSubjectsOf value Info Warning",
)
CHINESE = NamedNode("http://publications.europa.eu/resource/authority/language/ZHO")
"""The language of the documents, as portals of the EU expect it."""
