"""The ontology as one HTML page in Chinese and English, and in the formats of the semantic web.

The page is made from ontology/fengong.ttl alone and asks no network. Its anchors are the local names of the
terms (``…/def#WorkItem`` is ``#WorkItem``), so that it can be served at the ontology's own address. pyLODE
3.4.1 was tried before: it leaves out the concepts of the schemes and gives other bytes on every run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from fengong.labels import Words
from fengong.resources import resource
from fengong.terms import DCT, DEFINITIONS, OWL, RDF, RDFS, SKOS, ontology
from fengong.write import write

FORMATS = ("turtle", "jsonld", "rdfxml", "ntriples", "html")
"""What `explain` can write."""

_KINDS = {
    OWL.Class: ("类", "Classes"),
    OWL.ObjectProperty: ("对象属性", "Object properties"),
    OWL.DatatypeProperty: ("数据属性", "Datatype properties"),
    OWL.AnnotationProperty: ("注释属性", "Annotation properties"),
    RDFS.Datatype: ("数据类型", "Datatypes"),
}
_STATED, _PRESUMED = (NamedNode(f"{DEFINITIONS}#{name}Property") for name in ("stated", "presumed"))
# Each fact of a term: predicate, whether it is read backwards, headings.
_FACTS = (
    (RDFS.subClassOf, False, "上位类", "Sub-class of"),
    (RDFS.subClassOf, True, "下位类", "Has sub-classes"),
    (RDFS.subPropertyOf, False, "上位属性", "Sub-property of"),
    (RDFS.subPropertyOf, True, "下位属性", "Has sub-properties"),
    (RDFS.domain, False, "定义域", "Domain"),
    (RDFS.range, False, "值域", "Range"),
    (RDFS.domain, True, "用于属性", "Has properties"),
    (RDFS.range, True, "作为值", "Is value of"),
    (OWL.disjointWith, False, "不相交", "Disjoint with"),
    (OWL.disjointWith, True, "不相交", "Disjoint with"),
    (OWL.propertyDisjointWith, False, "不相交", "Disjoint with"),
    (OWL.propertyDisjointWith, True, "不相交", "Disjoint with"),
    (SKOS.notation, False, "标记", "Notation"),
    (SKOS.altLabel, False, "别称", "Also called"),
    (SKOS.broader, False, "上位概念", "Broader"),
    (SKOS.broader, True, "下位概念", "Narrower"),
    (SKOS.relatedMatch, False, "相关词语", "Related terms elsewhere"),
    (RDFS.seeAlso, False, "图中的类", "Classes in the graph"),
    (_STATED, False, "载明时用", "Stated by"),
    (_STATED, True, "用于职责", "States the role"),
    (_PRESUMED, False, "推定时用", "Presumed by"),
    (_PRESUMED, True, "用于推定职责", "Presumes the role"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A name to show and where it leads; no address where it is a mere value."""

    shown: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One heading with its values."""

    heading: Words
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property, datatype, scheme or concept as the page shows it."""

    anchor: str
    iri: str
    name: str
    label: Words
    definition: Words
    comment: Words
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Terms under one heading; ``about`` is the concept scheme where there is one."""

    anchor: str
    heading: Words
    terms: tuple[Term, ...]
    about: Term | None = None


_HEADER = {  # what the ontology says of itself, by the local name of the property
    "creator": Words("创建者", "Creator"),
    "publisher": Words("发布者", "Publisher"),
    "created": Words("创建日期", "Created"),
    "modified": Words("修改日期", "Modified"),
    "language": Words("语言", "Language"),
    "bibliographicCitation": Words("引用格式", "Cite as"),
    "source": Words("所据词表", "Builds on"),
    "license": Words("许可", "Licence"),
    "versionIRI": Words("版本标识", "Version IRI"),
    "versionInfo": Words("版本", "Version"),
    "preferredNamespacePrefix": Words("前缀", "Prefix"),
    "preferredNamespaceUri": Words("命名空间", "Namespace"),
}
_FUNCTIONAL = (
    Words("性质", "Characteristics"),
    (Link("函数型，至多一个值 functional: at most one value"),),
)


def explain(format: str) -> bytes:
    """The ontology in one of `FORMATS`, UTF-8; Turtle is the file as it is kept. The same bytes every time.

    Raises:
        GraphError: the format is unknown, or the ontology cannot be read.
    """
    if format == "html":
        return _page().encode()
    if format == "turtle":
        return resource("ontology/fengong.ttl").read_bytes()
    return write((Quad(*triple) for triple in ontology()), format)


def groups() -> tuple[Group, ...]:
    """Everything the page shows, in the order of the file: terms by their kind, then the concept schemes."""
    kinds = [
        Group(f"kind-{english.lower().replace(' ', '-')}", Words(zh, english), tuple(map(_term, nodes)))
        for kind, (zh, english) in _KINDS.items()
        if (nodes := [node for node in _of_type(kind) if node.value.startswith(f"{DEFINITIONS}#")])
    ]
    schemes = []
    for scheme in _of_type(SKOS.ConceptScheme):
        about = _term(scheme)
        concepts = tuple(_term(node) for node in _subjects(SKOS.inScheme, scheme))
        schemes.append(Group(about.anchor, about.label, concepts, about))
    return (*kinds, *schemes)


def _page() -> str:
    from markupsafe import Markup  # noqa: PLC0415 - the other formats start without it

    from fengong.templates import asset, template  # noqa: PLC0415

    header = NamedNode(DEFINITIONS)
    return template("ontology.html.jinja").render(
        css=Markup(asset("ontology.css")),  # own asset, not data
        iri=DEFINITIONS,
        title=_words(header, DCT.title),
        description=_words(header, DCT.description),
        facts=tuple(_header(header)),
        groups=groups(),
        prefixes=sorted(_prefixes().items()),
    )


def _header(node: NamedNode) -> Iterable[Fact]:
    """What the file says of the ontology, save the words that the page shows elsewhere."""
    shown = {RDF.type, DCT.title, DCT.description}
    for predicate in dict.fromkeys(t.predicate for t in ontology() if t.subject == node):
        if predicate not in shown:
            name = re.split("[#/]", predicate.value)[-1]
            yield Fact(_HEADER.get(name, Words(name, "")), _links(_objects(node, predicate)))


def _term(node: NamedNode) -> Term:
    label = SKOS.prefLabel if _objects(node, SKOS.prefLabel) else RDFS.label
    return Term(
        anchor=_anchor(node),
        iri=node.value,
        name=_shown(node),
        label=_words(node, label),
        definition=_words(node, SKOS.definition),
        comment=_words(node, RDFS.comment),
        facts=tuple(_facts(node)),
    )


def _facts(node: NamedNode) -> Iterable[Fact]:
    found: dict[Words, list[NamedNode | Literal]] = {}
    for predicate, backwards, zh, en in _FACTS:
        values = _subjects(predicate, node) if backwards else _objects(node, predicate)
        if values:
            found.setdefault(Words(zh, en), []).extend(values)
    yield from (Fact(heading, _links(values)) for heading, values in found.items())
    if OWL.FunctionalProperty in _objects(node, RDF.type):
        yield Fact(*_FUNCTIONAL)


def _links(values: Iterable[NamedNode | Literal]) -> tuple[Link, ...]:
    """Own terms lead to their place in the page, others to their own address."""
    return tuple(
        Link(value.value)
        if isinstance(value, Literal)
        else Link(_shown(value), f"#{_anchor(value)}" if _is_own(value) else value.value)
        for value in values
    )


def _is_own(node: NamedNode) -> bool:
    return any(_index()[0].get((node, label)) for label in (RDFS.label, SKOS.prefLabel))


def _anchor(node: NamedNode) -> str:
    """The local name of a term, "role/lead" of a concept; "scheme-role" of a scheme, since fg:level is a term too."""
    scheme = SKOS.ConceptScheme in _objects(node, RDF.type)
    return ("scheme-" if scheme else "") + node.value.removeprefix(DEFINITIONS).lstrip("#/")


def _shown(node: NamedNode) -> str:
    """The prefixed name, else the IRI."""
    cut = re.fullmatch(r"(.*[#/])([^#/]+)", node.value)
    prefix = next((p for p, namespace in _prefixes().items() if cut and namespace == cut[1]), None)
    return f"{prefix}:{cut[2]}" if cut and prefix else node.value


@cache
def _prefixes() -> dict[str, str]:
    """The prefixes that the ontology's file declares."""
    parser = ox.parse(resource("ontology/fengong.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
    list(parser)
    return dict(parser.prefixes)


Index = dict[tuple[NamedNode, NamedNode], list[NamedNode | Literal]]
Reverse = dict[tuple[NamedNode, NamedNode], list[NamedNode]]


@cache
def _index() -> tuple[Index, Reverse]:
    """The ontology by subject and predicate, and by predicate and object; each list in the file's order."""
    forward: Index = {}
    backward: Reverse = {}
    for triple in ontology():
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            forward.setdefault((triple.subject, triple.predicate), []).append(triple.object)
            if isinstance(triple.object, NamedNode):
                backward.setdefault((triple.predicate, triple.object), []).append(triple.subject)
    return forward, backward


def _objects(subject: NamedNode, predicate: NamedNode) -> list[NamedNode | Literal]:
    return _index()[0].get((subject, predicate), [])


def _subjects(predicate: NamedNode, value: NamedNode) -> list[NamedNode]:
    return _index()[1].get((predicate, value), [])


def _of_type(kind: NamedNode) -> list[NamedNode]:
    return _subjects(RDF.type, kind)


def _words(node: NamedNode, predicate: NamedNode) -> Words:
    said = {v.language: v.value for v in _objects(node, predicate) if isinstance(v, Literal)}
    return Words(said.get("zh", ""), said.get("en", ""))
