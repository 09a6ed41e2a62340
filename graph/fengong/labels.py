"""What terms are called in Chinese and English: own ones by the ontology, borrowed ones by ontology/borrowed.csv."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from fengong.resources import resource
from fengong.terms import RDFS, SKOS, ontology
from fengong.write import known_prefixes


class Words(NamedTuple):
    """The same in Chinese and English; one stands for the other where only one is known."""

    zh: str
    en: str


@cache
def term_labels() -> Mapping[str, Words]:
    """IRI → its label, for the terms and concepts of the ontology and those it borrows."""
    found: dict[str, dict[str, str]] = {}
    for triple in ontology():
        if triple.predicate in (RDFS.label, SKOS.prefLabel) and isinstance(triple.object, Literal):
            if isinstance(triple.subject, NamedNode):
                found.setdefault(triple.subject.value, {})[triple.object.language or "zh"] = (
                    triple.object.value
                )
    own = {
        iri: Words(words.get("zh", words.get("en", iri)), words.get("en", words.get("zh", iri)))
        for iri, words in found.items()
    }
    return _borrowed() | own


def _borrowed() -> dict[str, Words]:
    spaces = {prefix: space for space, prefix in known_prefixes().items()}
    with resource("ontology/borrowed.csv").open(encoding="utf-8", newline="") as file:
        rows = [(*row["term"].partition(":")[::2], row) for row in csv.DictReader(file)]
    return {spaces[prefix] + local: Words(row["zh"], row["en"]) for prefix, local, row in rows}
