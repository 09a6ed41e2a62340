"""JSON-LD 1.1, compacted by ontology/context.jsonld, which is written into the document itself.

A small compactor of its own, since the usual ones give other bytes on every run: node objects are
sorted by id, keys by name, values in the order of the quads. It knows the parts of JSON-LD the
context uses: terms with @id, @type (@id or a datatype), @container @language or @set, and prefixes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, cast

from pyoxigraph import Literal, NamedNode, Quad

from fengong.resources import resource
from fengong.terms import RDF, XSD

Json = Any
_NATIVE = {
    XSD.integer.value: re.compile(r"0|-?[1-9][0-9]{0,14}"),  # a double holds them whole
    XSD.boolean.value: re.compile("true|false"),
}


class Term(NamedTuple):
    """One property of the context."""

    key: str
    kind: str | None  # "@id" or a datatype's IRI
    container: str | None  # "@language" or "@set"


class Context(NamedTuple):
    """The context as it is written out, and what it means."""

    written: Mapping[str, Json]
    vocab: str
    prefixes: Mapping[str, str]  # namespace → prefix
    terms: Mapping[str, Term]  # property IRI → term


@cache
def context() -> Context:
    """ontology/context.jsonld, read once."""
    written = json.loads(resource("ontology/context.jsonld").read_text(encoding="utf-8"))["@context"]
    spaces = {key: iri for key, iri in written.items() if isinstance(iri, str) and iri.endswith(("/", "#"))}
    spaces.pop("@vocab", None)
    terms: dict[str, Term] = {}
    for key, value in written.items():
        if isinstance(value, dict):
            iri = _expand(value.get("@id", key), spaces, written["@vocab"])
            kind = value.get("@type")
            whole = kind if kind in (None, "@id") else _expand(kind, spaces, written["@vocab"])
            terms[iri] = Term(key, whole, value.get("@container"))
    return Context(written, written["@vocab"], {iri: key for key, iri in spaces.items()}, terms)


def _expand(name: str, spaces: Mapping[str, str], vocab: str) -> str:
    prefix, colon, local = name.partition(":")
    return spaces[prefix] + local if colon else vocab + name


def frame() -> bytes:
    """ontology/frame.jsonld with the context that it builds on: what makes nested plans of the compact form."""
    own = json.loads(resource("ontology/frame.jsonld").read_text(encoding="utf-8"))
    whole = {**own, "@context": {**context().written, **own["@context"]}}
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def compact(rows: Sequence[Quad]) -> bytes:
    """Sorted quads (their graphs are not looked at) as one JSON-LD document in UTF-8."""
    nodes: dict[str, dict[NamedNode, list[NamedNode | Literal]]] = {}
    for row in rows:
        subject, value = cast(NamedNode, row.subject), cast(NamedNode | Literal, row.object)
        nodes.setdefault(subject.value, {}).setdefault(row.predicate, []).append(value)
    graph = [_node(iri, nodes[iri]) for iri in sorted(nodes)]
    document = {"@context": _used(graph), "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _used(graph: Iterable[Mapping[str, Json]]) -> dict[str, Json]:
    """The part of the context that the nodes use, as Turtle declares only prefixes in use."""
    written = context().written
    keys = {key for node in graph for key in node} | {"@version", "@vocab", "id", "type"}
    names = {name for node in graph for value in node.values() for name in _named(value)}
    terms = [written[key] for key in keys if isinstance(written.get(key), dict)]
    names |= {str(term[part]) for term in terms for part in ("@id", "@type") if part in term}
    keys |= {name.partition(":")[0] for name in (*names, *keys) if ":" in name}
    return {key: value for key, value in written.items() if key in keys}


def _named(value: Json) -> Iterable[str]:
    """The classes and datatypes that stand as values and may be prefixed."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict) and "@type" in one:
            yield one["@type"]


def _node(iri: str, properties: Mapping[NamedNode, Sequence[NamedNode | Literal]]) -> dict[str, Json]:
    node: dict[str, Json] = {"id": iri}
    for predicate, values in properties.items():
        if predicate == RDF.type:
            node["type"] = _one([_class(value.value) for value in values])
        else:
            node.update(_property(predicate.value, values))
    return node


def _class(iri: str) -> str:
    """A class of our own by its bare name, which @vocab completes; terms of the context start small."""
    own = iri.removeprefix(context().vocab)
    return own if own != iri and own[:1].isupper() else _name(iri)


def _property(iri: str, values: Sequence[NamedNode | Literal]) -> dict[str, Json]:
    """The property under its term; under its plain name where a value does not fit the term's container."""
    term = context().terms.get(iri) or Term(_name(iri), None, None)
    if term.container != "@language":
        written = [_value(value, term.kind) for value in values]
        return {term.key: written if term.container == "@set" else _one(written)}
    if all(isinstance(value, Literal) and value.language for value in values):
        return {term.key: _by_language(values)}
    return {_name(iri): _one([_value(value, None) for value in values])}


def _by_language(values: Iterable[NamedNode | Literal]) -> dict[str, Json]:
    words: dict[str, list[str]] = {}
    for value in values:
        if isinstance(value, Literal) and value.language:
            words.setdefault(value.language, []).append(value.value)
    return {language: _one(texts) for language, texts in words.items()}


def _value(value: NamedNode | Literal, kind: str | None) -> Json:
    if isinstance(value, NamedNode):
        return value.value if kind == "@id" else {"id": value.value}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    datatype = value.datatype.value
    if datatype == kind and (written := _NATIVE.get(datatype)) and written.fullmatch(value.value):
        return json.loads(value.value)  # 8, true: as a reader of JSON expects, and the same again in RDF
    if datatype == kind or (datatype == XSD.string.value and kind is None):
        return value.value
    if datatype == XSD.string.value:
        return {"@value": value.value}
    return {"@value": value.value, "@type": _name(datatype)}


def _name(iri: str) -> str:
    """A prefixed name where the context has the namespace, else the IRI. Never a bare term of @vocab."""
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix = context().prefixes.get(iri[:cut])
    return f"{prefix}:{iri[cut:]}" if prefix else iri


def _one(values: Sequence[Json]) -> Json:
    return values[0] if len(values) == 1 else list(values)
