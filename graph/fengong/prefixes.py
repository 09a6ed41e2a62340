"""The prefixes that are known everywhere: in what is written, in queries and in answers."""

from __future__ import annotations

import csv
from functools import cache

from fengong.resources import resource


@cache
def known_prefixes() -> dict[str, str]:
    """Namespace → prefix, from ontology/prefixes.csv."""
    with resource("ontology/prefixes.csv").open(encoding="utf-8", newline="") as file:
        return {row["namespace"]: row["prefix"] for row in csv.DictReader(file)}
