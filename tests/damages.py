"""Ways to damage a good graph, one for every constraint of ontology/shapes.ttl.

Constraints of SHACL's core are damaged by their own parameters (what sh:minCount wants is taken away,
what sh:maxCount allows once is given twice …); the rules in SPARQL have a table in test_shapes.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from handmade import former_text, handmade
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from fengong.check import objects, shapes, shapes_store, targets
from fengong.describe import describe
from fengong.identify import BASE
from fengong.terms import XSD, concept, ontology

SHACL = "http://www.w3.org/ns/shacl#"
SHAPE = "https://w3id.org/fengong/def/shape/"
QUADS = (*describe(handmade()), *former_text())
NOTHING = NamedNode(f"{BASE}id/nothing")
CORE = [
    "minCount", "maxCount", "datatype", "nodeKind", "class", "in", "or", "uniqueLang", "languageIn", "pattern",
    "minInclusive", "qualifiedMinCount", "qualifiedMaxCount", "hasValue",
]  # fmt: skip
# Parameters that say how others are meant, and the tree of shapes itself.
ASIDE = [
    "path", "message", "name", "severity", "property", "sparql", "targetClass", "targetSubjectsOf",
    "targetObjectsOf", "prefixes", "declare", "prefix", "namespace", "select", "qualifiedValueShape", "inversePath",
]  # fmt: skip


def sh(name: str) -> NamedNode:
    return NamedNode(SHACL + name)


class Constraint(NamedTuple):
    """One parameter of one property shape, and the node shapes that use it."""

    shape: str
    parameter: str

    @property
    def component(self) -> str:
        """The IRI of the constraint component (SHACL, section 4)."""
        return f"{SHACL}{self.parameter[0].upper()}{self.parameter[1:]}ConstraintComponent"


def core_constraints() -> list[Constraint]:
    """Every parameter of every property shape that has an IRI."""
    found = {
        Constraint(t.subject.value.removeprefix(SHAPE), t.predicate.value.removeprefix(SHACL))
        for t in shapes()
        if isinstance(t.subject, NamedNode) and t.predicate.value.removeprefix(SHACL) in CORE
    }
    return sorted(found)


def rules() -> list[str]:
    """The names of the SPARQL rules."""
    return sorted(t.object.value.removeprefix(SHAPE) for t in shapes() if t.predicate == sh("sparql"))


def damaged(constraint: Constraint) -> tuple[NamedNode, tuple[Quad, ...]]:
    """(the node that is damaged, the graph with it): the first node of the shape's targets that has a value."""
    shape = NamedNode(SHAPE + constraint.shape)
    for focus in _focuses(shape):
        place = _place(focus, shape)
        values = [q for q in QUADS if place.holds(q)]
        if values:
            return focus, _without_repeats(_spoilt(constraint, shape, place, values))
    raise AssertionError(f"no node of the good graph has what {constraint.shape} is about")


class _Place(NamedTuple):
    """Where the values of a path stand: statements with this subject, or object, and predicate."""

    node: NamedNode
    predicate: NamedNode
    inverse: bool = False

    def holds(self, quad: Quad) -> bool:
        end = quad.object if self.inverse else quad.subject
        return end == self.node and quad.predicate == self.predicate

    def stating(self, value: NamedNode | Literal, like: Quad) -> Quad:
        if self.inverse:
            return Quad(value, self.predicate, self.node, like.graph_name)
        return Quad(self.node, self.predicate, value, like.graph_name)


def _focuses(shape: NamedNode) -> Iterator[NamedNode]:
    """Nodes of the good graph that the shape is about, with the longest names first: parts before wholes."""
    store = Store()
    store.bulk_extend(Quad(q.subject, q.predicate, q.object) for q in QUADS)
    store.bulk_extend(Quad(*t) for t in ontology())
    owners = [q.subject for q in shapes_store().quads_for_pattern(None, sh("property"), shape)]
    if all(not objects(owner, sh("property")) or objects(owner, sh("path")) for owner in owners):
        owners = [
            o.subject for q in owners for o in shapes_store().quads_for_pattern(None, sh("property"), q)
        ]
    found = {node for owner in owners for node in targets(store, owner)}
    yield from sorted((n for n in found if isinstance(n, NamedNode)), key=lambda n: (-len(n.value), n.value))


def _place(focus: NamedNode, shape: NamedNode) -> _Place:
    """The place of the shape's path from the focus; of a sequence, that of its last step."""
    if shape.value.endswith("/Level"):  # inside the shape of fg:level
        shape = NamedNode(f"{SHAPE}Collective-level")
    (path,) = objects(shape, sh("path"))
    if isinstance(path, NamedNode):
        return _Place(focus, path)
    assert isinstance(path, BlankNode)
    if inverse := objects(path, sh("inversePath")):
        return _Place(focus, inverse[0], inverse=True)
    first, second = _items(path)
    steps = [q.object for q in QUADS if q.subject == focus and q.predicate == first]
    last = next(q.subject for q in QUADS if q.subject in steps and q.predicate == second)
    return _Place(last, second)


def _items(head: object) -> list[NamedNode]:
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    found = []
    while first := objects(head, NamedNode(f"{rdf}first")):
        found += first
        (head,) = objects(head, NamedNode(f"{rdf}rest"))
    return found


def _spoilt(c: Constraint, shape: NamedNode, place: _Place, values: list[Quad]) -> list[Quad]:
    one = values[0]
    rest = [q for q in QUADS if q not in values]
    match c.parameter:
        case "minCount":
            return rest
        case "qualifiedMinCount":
            return [q for q in QUADS if not (place.holds(q) and _counts(c, q.object))]
        case "maxCount":
            return [*QUADS, place.stating(_another(place, values), one)]
        case "qualifiedMaxCount":
            scheme = c.shape.rpartition("-")[2]
            other = {"level": "township", "kind": "mass-organisation"}[scheme]
            return [*QUADS, place.stating(concept(scheme, other), one)]
        case "uniqueLang":
            extra = Literal("又一个", language=one.object.language)
            return [*QUADS, place.stating(extra, one)]
        case "languageIn":
            return [*QUADS, place.stating(Literal("autre", language="fr"), one)]
        case "or" if place.inverse:
            return [*QUADS, place.stating(NOTHING, one)]
    return [*rest, place.stating(_wrong(c, shape, one.object), one)]


def _counts(c: Constraint, value: object) -> bool:
    """Whether the qualified shape counts this value."""
    if isinstance(value, Literal):
        return value.language == "zh"
    return f"/def/{c.shape.rpartition('-')[2]}/" in value.value


def _wrong(c: Constraint, shape: NamedNode, value: object) -> NamedNode | Literal:
    """A value in place of the right one that breaks this very constraint."""
    if c.parameter == "hasValue":
        return concept("kind", "government")
    if c.parameter == "minInclusive":
        return Literal("-1", datatype=XSD.integer)
    if c.parameter == "pattern":
        return Literal("0abc", datatype=value.datatype)
    if c.parameter == "nodeKind":
        return Literal("words")
    if isinstance(value, Literal):
        wanted = objects(shape, sh("datatype"))
        return Literal("7", datatype=XSD.integer) if XSD.string in wanted else Literal("words")
    return NOTHING


def _another(place: _Place, values: list[Quad]) -> NamedNode | Literal:
    """Another value of the same kind: one that stands elsewhere in the graph, else one made up."""
    used = {q.subject if place.inverse else q.object for q in values}
    for quad in QUADS:
        other = quad.subject if place.inverse else quad.object
        if quad.predicate == place.predicate and other not in used and _alike(other, used):
            return other
    value = values[0].object
    if isinstance(value, Literal):
        made = {XSD.date: "2019-02-03", XSD.boolean: "false", XSD.integer: "77", XSD.hexBinary: "ab" * 32}
        words = made.get(value.datatype, value.value + "二")
        if value.language:
            return Literal(words, language=value.language)
        return Literal(words, datatype=value.datatype)
    return NOTHING


def _alike(other: object, used: set[object]) -> bool:
    return {type(other), getattr(other, "datatype", None)} == {
        x for value in used for x in (type(value), getattr(value, "datatype", None))
    }


def _without_repeats(quads: list[Quad]) -> tuple[Quad, ...]:
    return tuple(dict.fromkeys(quads))
