"""Names → organizations: accepted only if one candidate remains, else Unresolved with the reason.

Where a name stands says which place it is read in: the bodies of a higher plan's tasks at the
centre ("cn"), all others at the issuer's place, so that 区发改委 is that district's and 市财政局
that of the city it lies in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from fengong.flow import squash
from fengong.model import (
    Assignment,
    Deadline,
    Inference,
    Measure,
    Mention,
    Organization,
    Plan,
    Unresolved,
)
from fengong.registry import Registry

_RELATIVE = ("区", "市", "县", "省", "新区", "本区", "本市", "我区", "我市")
_LEVELS = {"national": "national", "provincial": "provincial", "municipal": "municipal", "district": "district"}
_HasBody = TypeVar("_HasBody", Assignment, Inference)


def resolve(plan: Plan, registry: Registry) -> Plan:
    """``plan`` with every mention resolved, the issuer's place set, and the organizations it needs.

    Collectives that the registry does not know but their words tell (各有关委办局) become open
    collectives of the place.
    """
    area = registry.area_of(plan.document.issuer or "") or registry.area_of(plan.document.title)
    reading = _Reading(registry, area, {})
    measures = tuple(reading.measure(m) for m in plan.measures)
    deadlines = tuple(reading.deadline(d) for d in plan.document.deadlines)
    document = replace(plan.document, area=area, deadlines=deadlines)
    issuer = registry.candidates(document.issuer, area) if document.issuer else ()
    ids = {*_used(measures, deadlines), *(issuer if len(issuer) == 1 else ())}
    return replace(
        plan, document=document, measures=measures, organizations=_needed(ids, registry, reading.shaped)
    )


@dataclass(frozen=True)
class _Reading:
    """One document's resolution: its place, and the collectives made of the shape of their names."""

    registry: Registry
    area: str | None
    shaped: dict[str, Organization]

    def measure(self, m: Measure) -> Measure:
        task = replace(m.task, bodies=self.bodies(m.task.bodies, "cn")) if m.task else None
        return replace(
            m,
            task=task,
            assignments=self.bodies(m.assignments, self.area),
            support=tuple(replace(s, bodies=self.bodies(s.bodies, self.area)) for s in m.support),
            inferred=self.bodies(m.inferred, self.area),
            deadline=self.deadline(m.deadline) if m.deadline else None,
        )

    def deadline(self, d: Deadline) -> Deadline:
        return replace(d, to=self.mention(d.to, self.area)) if d.to else d

    def bodies(self, found: Sequence[_HasBody], home: str | None) -> tuple[_HasBody, ...]:
        return tuple(replace(a, body=self.mention(a.body, home)) for a in found)

    def mention(self, mention: Mention, home: str | None) -> Mention:
        candidates = self.registry.candidates(mention.name, home)
        if len(candidates) == 1:
            return replace(mention, organization=candidates[0], unresolved=None)
        if candidates:
            return replace(mention, organization=None, unresolved=Unresolved("ambiguous", candidates))
        if self.registry.is_collective(mention.name):
            return replace(mention, organization=self.collective(mention.name, home), unresolved=None)
        lost = home is None and squash(mention.name).startswith(_RELATIVE)
        return replace(mention, organization=None, unresolved=Unresolved("place-unknown" if lost else "unknown"))

    def collective(self, name: str, home: str | None) -> str:
        """The id of the open collective that an unknown name's words make it."""
        words, area = squash(name), home or "cn"
        identity = f"{area}-c-{hashlib.sha256(words.encode()).hexdigest()[:8]}"
        level = self.registry.areas[area].level
        self.shaped.setdefault(
            identity,
            Organization(
                identity, words, "collective", _LEVELS.get(level, level), None, area, words, None, (), "low",
                "name shape", open=True,
            ),
        )  # fmt: skip
        return identity


def _used(measures: Sequence[Measure], deadlines: Sequence[Deadline]) -> Iterator[str]:
    for mention in _mentions(measures, deadlines):
        if mention.organization:
            yield mention.organization
        if mention.unresolved:
            yield from mention.unresolved.candidates


def _mentions(measures: Sequence[Measure], deadlines: Sequence[Deadline]) -> Iterator[Mention]:
    for m in measures:
        listed = [*m.assignments, *(m.task.bodies if m.task else ()), *(a for s in m.support for a in s.bodies)]
        yield from (a.body for a in listed)
        yield from (i.body for i in m.inferred)
    yield from (d.to for d in deadlines if d.to)


def _needed(ids: set[str], registry: Registry, shaped: dict[str, Organization]) -> tuple[Organization, ...]:
    """The organizations with these ids, their parents and the members of their sets, sorted by id."""
    found: dict[str, Organization] = {}
    todo = sorted(ids)
    while todo:
        identity = todo.pop()
        if identity not in found:
            found[identity] = shaped.get(identity) or registry.organizations[identity]
            todo += [*([found[identity].parent] if found[identity].parent else []), *found[identity].members]  # type: ignore[list-item]
    return tuple(found[identity] for identity in sorted(found))
