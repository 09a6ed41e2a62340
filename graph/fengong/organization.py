"""The records of bodies that the registry knows: organizations and collectives, their codes, their reforms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Identifier:
    """A code that others give an organization: three digits by GB/T 4657, or a Wikidata item (Q249203)."""

    scheme: Literal["gbt4657", "wikidata"]
    code: str
    source: str


@dataclass(frozen=True, slots=True)
class Change:
    """A reform: what the ``original`` organizations were is since ``date`` with the ``resulting`` ones.

    ``manner``: "formed" (the originals end, the resulting ones begin), "renamed" (one of each), "absorbed"
    (the originals end, the resulting ones were there before). ``date`` is ISO, to the day, month or year.
    """

    id: str
    date: str
    manner: Literal["formed", "renamed", "absorbed"]
    title: str
    english: str
    original: tuple[str, ...]  # organization ids, sorted
    resulting: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Organization:
    """A known body or collective (data/registry/organizations.csv, collectives.csv).

    ``kind`` and ``level`` are concepts of the ontology's schemes; ``area`` a GB/T 2260 code or "cn".
    ``open`` is None for a single body; for a collective True where its members are not all known.
    It was there from ``valid_from`` until before ``valid_to``: ISO to the day, month or year; None: not known,
    or still there.
    """

    id: str
    label: str
    kind: str
    level: str
    parent: str | None
    area: str
    english: str
    short: str | None
    names: tuple[str, ...]
    confidence: Literal["high", "medium", "low"]
    source: str
    open: bool | None = None
    members: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    valid_from: str | None = None
    valid_to: str | None = None
