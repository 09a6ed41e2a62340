"""What terms are called in Chinese and English: own ones by the ontology, borrowed ones by ontology/borrowed.csv."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from fengong.prefixes import known_prefixes
from fengong.resources import resource
from fengong.terms import RDFS, SKOS, ontology


class Words(NamedTuple):
    """The same in Chinese and English; one stands for the other where only one is known."""

    zh: str
    en: str


@cache
def term_labels() -> Mapping[str, Words]:
    """IRI → its label, for the terms and concepts of the ontology and those it borrows."""
    return _borrowed() | _words(RDFS.label, SKOS.prefLabel)


@cache
def term_definitions() -> Mapping[str, Words]:
    """IRI → its definition, for the terms and concepts of the ontology."""
    return _words(SKOS.definition)


def _words(*predicates: NamedNode) -> dict[str, Words]:
    found: dict[str, dict[str, str]] = {}
    for triple in ontology():
        subject, value = triple.subject, triple.object
        if triple.predicate in predicates and isinstance(value, Literal) and isinstance(subject, NamedNode):
            found.setdefault(subject.value, {})[value.language or "zh"] = value.value
    return {
        iri: Words(words.get("zh", words.get("en", iri)), words.get("en", words.get("zh", iri)))
        for iri, words in found.items()
    }


def _borrowed() -> dict[str, Words]:
    spaces = {prefix: space for space, prefix in known_prefixes().items()}
    with resource("ontology/borrowed.csv").open(encoding="utf-8", newline="") as file:
        rows = [(*row["term"].partition(":")[::2], row) for row in csv.DictReader(file)]
    return {spaces[prefix] + local: Words(row["zh"], row["en"]) for prefix, local, row in rows}
