"""Records of the registry's files made into places, organizations and the names that hold for them.

Each function takes the checked cells of one file (`fengong.curate.Record`) and checks what ties the
files together: every id that is used is there, and the place that an id begins with is its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

from fengong.curate import Record, check_parents, need, need_known
from fengong.flow import squash
from fengong.organization import Identifier, Organization

Form = Literal["full", "short", "other", "elided"]
Where = Literal["prefix", "suffix", "infix"]
Confidence = Literal["high", "medium", "low"]
Scheme = Literal["gbt4657", "wikidata"]
_CODES = {"gbt4657": re.compile(r"[1-9]\d\d"), "wikidata": re.compile(r"Q[1-9]\d*")}


@dataclass(frozen=True, slots=True)
class Area:
    """A place: ``code`` by GB/T 2260 or "cn"; ``parent`` is the code of the place it lies in, "" for cn."""

    code: str
    name: str
    short: str
    level: str
    parent: str
    english: str
    source: str


@dataclass(frozen=True, slots=True)
class Name:
    """A written form of an organization, folded and without white space.

    ``within`` is "" where it holds anywhere, else the area it holds in; an ``elided`` form (开发区管委会)
    holds only in documents of that very area, not in those of the places inside it.
    """

    name: str
    organization: str
    form: Form
    within: str
    source: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word that makes a name a collective by standing at its start or end or anywhere in it."""

    word: str
    where: Where
    example: str
    decoy: str

    def marks(self, name: str) -> bool:
        """Whether ``name`` has the word in its place."""
        if self.where == "prefix":
            return name.startswith(self.word)
        return name.endswith(self.word) if self.where == "suffix" else self.word in name


def areas(records: Sequence[Record]) -> dict[str, Area]:
    """areas.csv by code, in file order; each lies in a known place and none in itself."""
    found = {cells["code"]: Area(*cells.values()) for _, cells in records}
    places = {cells["code"]: where for where, cells in records}
    check_parents({code: area.parent for code, area in found.items()}, places)
    return found


def check_ids(records: Sequence[Record], known: Mapping[str, Area]) -> None:
    """Ids of organizations and collectives together: unique, each beginning with its known area."""
    seen: dict[str, str] = {}
    for where, cells in records:
        id_, area = cells["id"], cells["area"]
        need_known(where, "area", area, known)
        need(id_.partition("-")[0] == area, where, f"id {id_!r} must begin with its area {area}")
        need(id_ not in seen, where, f"id {id_!r} stands in {seen.get(id_)} too: keep one")
        seen[id_] = where


def organizations(records: Sequence[Record]) -> dict[str, Organization]:
    """organizations.csv by id, still without their names; every parent is there."""
    places = {cells["id"]: where for where, cells in records}
    check_parents({cells["id"]: cells["parent"] for _, cells in records}, places)
    return {cells["id"]: _organization(cells) for _, cells in records}


def _organization(cells: Mapping[str, str]) -> Organization:
    return Organization(
        id=cells["id"],
        label=cells["label"],
        kind=cells["kind"],
        level=cells["level"],
        parent=cells["parent"] or None,
        area=cells["area"],
        english=cells["english"],
        short=None,
        names=(),
        confidence=cast(Confidence, cells["confidence"]),
        source=cells["source"],
        valid_from=cells["valid_from"] or None,
        valid_to=cells["valid_to"] or None,
    )


def with_identifiers(known: Mapping[str, Organization], records: Sequence[Record]) -> dict[str, Organization]:
    """identifiers.csv: the organizations with the codes that others give them, each code of the scheme's form."""
    found: dict[str, list[Identifier]] = {}
    for where, cells in records:
        scheme, code = cells["scheme"], cells["identifier"]
        need_known(where, "organization", cells["organization"], known)
        need(
            bool(_CODES[scheme].fullmatch(code)), where, f"identifier {code!r} is not of the form of {scheme}"
        )
        identifier = Identifier(cast(Scheme, scheme), code, cells["source"])
        found.setdefault(cells["organization"], []).append(identifier)
    return {id_: replace(one, identifiers=tuple(found.get(id_, ()))) for id_, one in known.items()}


def members(
    records: Sequence[Record], singles: Sequence[Record], sets: Sequence[Record]
) -> dict[str, tuple[str, ...]]:
    """members.csv: the sorted members of every collective; a closed one has some."""
    known = {cells["id"]: where for where, cells in singles}
    found: dict[str, set[str]] = {cells["id"]: set() for _, cells in sets}
    for where, cells in records:
        need_known(where, "collective", cells["collective"], found)
        need_known(where, "member", cells["member"], known)
        found[cells["collective"]].add(cells["member"])
    for where, cells in sets:
        closed = cells["open"] == "false"
        need(not closed or bool(found[cells["id"]]), where, "closed, but members.csv has no member of it")
    return {id_: tuple(sorted(ids)) for id_, ids in found.items()}


def collectives(records: Sequence[Record], known: Mapping[str, tuple[str, ...]]) -> dict[str, Organization]:
    """collectives.csv by id, with the members in ``known``."""
    return {cells["id"]: _collective(cells, known[cells["id"]]) for _, cells in records}


def _collective(cells: Mapping[str, str], known: tuple[str, ...]) -> Organization:
    return Organization(
        id=cells["id"],
        label=cells["label"],
        kind="collective",
        level=cells["level"],
        parent=None,
        area=cells["area"],
        english=cells["english"],
        short=None,
        names=(),
        confidence="high",
        source=cells["source"],
        open=cells["open"] == "true",
        members=known,
    )


def names(
    records: Sequence[Record], singles: Sequence[Record], sets: Sequence[Record], known: Mapping[str, Area]
) -> tuple[Name, ...]:
    """The curated names, the full names (which hold anywhere) and those of collectives (in their area)."""
    labels = {cells["id"]: cells["label"] for _, cells in singles}
    for where, cells in records:
        _check_name(where, cells, labels, known)
    _check_shorts(records)
    found = [_name(cells) for _, cells in records]
    found += [Name(squash(cells["label"]), cells["id"], "full", "", cells["source"]) for _, cells in singles]
    for _, cells in sets:
        within = "" if cells["area"] == "cn" else cells["area"]
        for form in (cells["label"], *filter(None, cells["other_names"].split("|"))):
            found.append(Name(squash(form), cells["id"], "other", within, cells["source"]))
    return tuple(found)


def _name(cells: Mapping[str, str]) -> Name:
    form = cast(Form, cells["form"])
    return Name(cells["name"], cells["organization"], form, cells["within"], cells["source"])


def _check_name(
    where: str, cells: Mapping[str, str], labels: Mapping[str, str], known: Mapping[str, Area]
) -> None:
    name, within = cells["name"], cells["within"]
    need_known(where, "organization", cells["organization"], labels)
    need(not within or within in known, where, f"within {within!r} is no area of areas.csv")
    need(cells["form"] != "elided" or bool(within), where, f"elided {name!r} needs the area it holds in")
    need(name == squash(name), where, f"{name!r} must be half-width and without white space")
    need(name != squash(labels[cells["organization"]]), where, f"{name!r} is the label: leave it out")


def _check_shorts(records: Sequence[Record]) -> None:
    seen: dict[str, str] = {}
    for where, cells in records:
        if cells["form"] == "short":
            id_ = cells["organization"]
            need(id_ not in seen, where, f"{id_!r} has its official short form in {seen.get(id_)} already")
            seen[id_] = where


def placed(known: Sequence[Name], places: Mapping[str, Area]) -> tuple[Name, ...]:
    """Further names with the place written out for the character that stands for it.

    市科技局 of Tianjin is also 天津市科技局, anywhere. 区工信局 of Binhai is also 天津市滨海新区工信局,
    anywhere, and 滨海新区工信局, in Tianjin: other cities may have a district of that name.
    """
    seen = {(name.name, name.organization) for name in known}
    found: dict[tuple[str, str], Name] = {}
    for name in known:
        area = places.get(name.within)
        if area is None or name.form == "elided" or name.name[0] != area.name[-1]:
            continue
        for place, within in _spellings(area, places):
            key = (place + name.name[1:], name.organization)
            if key not in seen:
                found.setdefault(key, Name(*key, "other", within, f"{name.name} with its place written out"))
    return tuple(found.values())


def relative(
    known: Sequence[Name], bodies: Mapping[str, Organization], places: Mapping[str, Area]
) -> tuple[Name, ...]:
    """Full names with the character that stands for their place in that place's own plans.

    天津市发展和改革委员会 is 市发展和改革委员会 in Tianjin.
    """
    seen = {(name.name, name.organization) for name in known}
    found: dict[tuple[str, str], Name] = {}
    for name in known:
        if name.form != "full" or name.organization not in bodies:
            continue
        area = places[bodies[name.organization].area]
        for place, _ in _spellings(area, places) if area.parent else ():
            key = (area.name[-1] + name.name.removeprefix(place), name.organization)
            if name.name.startswith(place) and key not in seen:
                found.setdefault(key, Name(*key, "other", area.code, f"{name.name} in its own place"))
    return tuple(found.values())


def _spellings(area: Area, places: Mapping[str, Area]) -> tuple[tuple[str, str], ...]:
    """How a place is written, and where each way is plain ("" for anywhere)."""
    if area.parent == "cn":
        return ((area.name, ""),)
    return ((area.name, area.parent), (places[area.parent].name + area.name, ""))


def with_names(known: Mapping[str, Organization], found: Sequence[Name]) -> dict[str, Organization]:
    """The organizations sorted by id, each with its short form and its other curated forms, sorted."""
    forms: dict[str, list[Name]] = {id_: [] for id_ in known}
    for name in found:
        forms[name.organization].append(name)
    return {id_: _with_names(known[id_], forms[id_]) for id_ in sorted(known)}


def _with_names(organization: Organization, forms: Sequence[Name]) -> Organization:
    short = next((name.name for name in forms if name.form == "short"), None)
    others = {name.name for name in forms} - {short, squash(organization.label)}
    return replace(organization, short=short, names=tuple(sorted(others)))


def words(records: Sequence[Record]) -> tuple[Word, ...]:
    """collective_words.csv; each word marks its own example and spares its decoy."""
    found = []
    for where, cells in records:
        word = Word(cells["word"], cast(Where, cells["where"]), cells["example"], cells["decoy"])
        need(word.marks(word.example), where, f"{word.word!r} does not mark its example {word.example!r}")
        need(not word.marks(word.decoy), where, f"{word.word!r} marks its decoy {word.decoy!r}")
        found.append(word)
    return tuple(found)
