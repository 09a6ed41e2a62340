"""Names as written → who is meant, or why that cannot be said.

A mention is resolved only where exactly one organization of the registry remains in the place it is
read in: the bodies of a higher plan's tasks are read as in a central document ("cn"), all others as
in the document's own area. 区工信局 in a plan of another district stays unresolved. Where bodies bore a name
one after the other (广电总局), the document's date tells who is meant; a name used after its body ended still
means the body so named (`fengong.remark` tells its successor). What people have decided (`fengong.decide`) goes
before the registry, and stays with the mention.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from fengong.decide import Decisions, Reading
from fengong.flow import squash
from fengong.identify import number_form
from fengong.layout import Span
from fengong.model import (
    Assignment,
    Deadline,
    Inference,
    Measure,
    Mention,
    Metadata,
    Plan,
    Reason,
    SupportItem,
    Unresolved,
)
from fengong.organization import Change, Organization
from fengong.registry import Registry
from fengong.seat import around, leans, seat
from fengong.succession import date_of, date_of_tasks, lineage, may_be_there

_CENTRAL = "cn"
_PREFIX = re.compile(r"自治区|省|市(?!场)|区(?!域|块)|县(?!域)|州|旗|盟")
_OFFICE = re.compile(r"[\u3400-\u9fff]{1,14}(?:厅|(?<![分支])局|委|办|办公室|委员会)")
"""What leaves out the word for its level behind a name that has it: offices of a government."""
_WHOLE = re.compile(r"[各全有相国]|中央|中国|人民|最高")


def resolve(plan: Plan, registry: Registry, decisions: Decisions | None = None) -> Plan:
    """The plan with its area, every mention resolved or `Unresolved`, and the organizations they need.

    The issuer is among those where its name means one organization.
    ``document.area`` is kept where it is set, else taken from the issuer, else from the title; it stays
    None where neither begins with a known place. Pure: same plan, registry and decisions, same result; resolving
    twice changes nothing. Raises RegistryError where ``document.area`` is set to an unknown area.
    """
    area = plan.document.area or _area(plan.document, registry)
    resolver = _Resolver(registry, decisions, _names_of(plan.document))
    date = date_of(plan.document)
    local, central = resolver.at(area, date), resolver.at(_CENTRAL, date_of_tasks(plan))
    deadlines = tuple(_deadline(each, local) for each in plan.document.deadlines)
    document = replace(plan.document, area=area, deadlines=deadlines)
    measures = tuple(_measure(measure, local, central) for measure in plan.measures)
    if document.issuer:
        resolver.keep_issuer(document.issuer, area, date)
    used = resolver.used()
    changes, related = resolver.related()
    return replace(
        plan, document=document, measures=measures, organizations=used, changes=changes, related=related
    )


def _names_of(document: Metadata) -> tuple[str, ...]:
    return tuple(number_form(name) for name in (document.number, document.title) if name)


def _area(document: Metadata, registry: Registry) -> str | None:
    by_issuer = registry.area_of(document.issuer) if document.issuer else None
    return by_issuer or registry.area_of(document.title)


_Reader = Callable[[Mention, str], Mention]
"""How a mention is read behind a prefix, "" where the list gives none."""


@dataclass
class _Resolver:
    """Resolves mentions and keeps what they resolve to."""

    registry: Registry
    decisions: Decisions | None = None
    documents: tuple[str, ...] = ()
    found: dict[str, Organization] = field(default_factory=dict)

    def at(self, home: str | None, date: str | None) -> _Reader:
        """How a mention is read in a document of ``home`` and ``date``."""
        return lambda mention, prefix: self._read(mention, home, date, prefix)

    def keep_issuer(self, name: str, home: str | None, date: str | None) -> None:
        """Keep the organization that issues the document, if it is known for certain."""
        candidates = self._candidates(name, home, date)
        if len(candidates) == 1:
            self._keep(candidates[0])

    def _candidates(self, name: str, home: str | None, date: str | None) -> tuple[str, ...]:
        """Who may be meant; of several, those that were there on ``date``, where it is known and any was."""
        found = self.registry.candidates(name, home)
        if len(found) < 2 or date is None:
            return found
        there = tuple(id_ for id_ in found if may_be_there(self.registry.organizations[id_], date))
        return there or found

    def _read(self, mention: Mention, home: str | None, date: str | None, prefix: str) -> Mention:
        mention, candidates = self._by_registry(mention, home, date, prefix)
        mention, candidates = self._by_decision(mention, candidates, home)
        for id_ in candidates:
            self._keep(id_)
        if len(candidates) == 1:
            return replace(mention, organization=candidates[0], unresolved=None)
        if candidates:
            return self._unresolved(mention, "ambiguous", home, candidates)
        if mention.full_name:
            seated = (mention.decisions[0].seat, mention.full_name)
            return _unresolved(mention, Unresolved("unknown", seat=seated))
        place = self._place(mention.read_as, home)
        if place is None:
            return self._unresolved(mention, "place-unknown", home)
        if self.registry.is_collective(mention.name):
            made = _collective(squash(mention.name), place, self.registry)
            self.found[made.id] = made
            return replace(mention, organization=made.id, unresolved=None)
        return self._unresolved(mention, "unknown", home)

    def _unresolved(
        self, mention: Mention, reason: Reason, home: str | None, candidates: tuple[str, ...] = ()
    ) -> Mention:
        seated = seat(self.registry, mention.read_as, home)
        return _unresolved(mention, Unresolved(reason, candidates, seated))

    def _by_registry(
        self, mention: Mention, home: str | None, date: str | None, prefix: str
    ) -> tuple[Mention, tuple[str, ...]]:
        """The mention with the prefix it is read with, and whom the registry may mean by it."""
        if mention.prefix or mention.full_name or mention.decisions:  # of an earlier reading
            mention = replace(mention, prefix="", full_name="", decisions=())
        candidates = self._candidates(mention.read_as, home, date)
        if not candidates and prefix and self._elides(mention.name):
            mention = replace(mention, prefix=prefix)
            candidates = self._candidates(mention.read_as, home, date)
        return mention, candidates

    def _by_decision(
        self, mention: Mention, candidates: tuple[str, ...], home: str | None
    ) -> tuple[Mention, tuple[str, ...]]:
        """The same after what people have decided: somebody chosen, or some that are not meant."""
        if self.decisions is None or not self.decisions.by_name:
            return mention, candidates
        outcome = self.decisions.on(self._reading(mention, candidates, home))
        if chosen := outcome.chosen:
            mention = replace(mention, full_name=chosen.full_name, decisions=(chosen,))
            return mention, (chosen.organization.id,) if chosen.organization else ()
        against = tuple(outcome.excluded[id_] for id_ in candidates if id_ in outcome.excluded)
        for one in against:
            self._keep(one.meant)
        left = tuple(id_ for id_ in candidates if id_ not in outcome.excluded)
        return replace(mention, decisions=against), left

    def _reading(self, mention: Mention, candidates: tuple[str, ...], home: str | None) -> Reading:
        name = mention.read_as
        place, label = seat(self.registry, name, home)
        open_ = len(candidates) != 1 and not self.registry.is_collective(mention.name)
        return Reading((mention.name, name, label), home, place, self.documents, open_)

    def _elides(self, name: str) -> bool:
        """Whether a name can leave out the word for its level: 财政厅 can; 国家税务总局 and 芜湖海事局 cannot."""
        words = squash(name)
        if _PREFIX.match(words) or _WHOLE.match(words) or not _OFFICE.fullmatch(words):
            return False
        return not self.registry.is_collective(name) and not self.registry.names_place(words)

    def _place(self, name: str, home: str | None) -> str | None:
        """The area that an unknown name is read in; None where the name leans on a place that is not known.

        市有关部门 in a district's plan is read in the city around it.
        """
        if leans(name):
            return around(self.registry, name, home)
        if home is None and (self.registry.is_known(name) or self.registry.is_collective(name)):
            return None
        return home or _CENTRAL

    def _keep(self, id_: str) -> None:
        """An organization with its parents and members, each with theirs."""
        if id_ in self.found:
            return
        organization = self.registry.organizations[id_]
        self.found[id_] = organization
        for other in (organization.parent, *organization.members):
            if other:
                self._keep(other)

    def used(self) -> tuple[Organization, ...]:
        """What was kept, sorted by id."""
        return tuple(self.found[id_] for id_ in sorted(self.found))

    def related(self) -> tuple[tuple[Change, ...], tuple[Organization, ...]]:
        """The reforms of what was kept, and the organizations that these add, their parents' reforms included."""
        kept, size = set(self.found), 0
        changes: tuple[Change, ...] = ()
        while len(self.found) > size:
            size = len(self.found)
            changes = lineage(self.found, self.registry.changes)
            for change in changes:
                for id_ in (*change.original, *change.resulting):
                    self._keep(id_)
        return changes, tuple(one for one in self.used() if one.id not in kept)


def _prefix_of(name: str, before: str) -> str:
    """The word for a level that a list goes on with behind ``name``."""
    match = _PREFIX.match(squash(name))
    return match.group() if match else before


def _unresolved(mention: Mention, why: Unresolved) -> Mention:
    return replace(mention, organization=None, unresolved=why)


def _collective(name: str, area: str, registry: Registry) -> Organization:
    """An open set that only its name tells of (其他有关部门): it is the same set in the same area only."""
    return Organization(
        id=f"{area}-c-{sha256(name.encode()).hexdigest()[:8]}",
        label=name,
        kind="collective",
        level=registry.areas[area].level,
        parent=None,
        area=area,
        english="a set of bodies known only by its Chinese name",
        short=None,
        names=(),
        confidence="low",
        source="name shape",
        open=True,
    )


def _measure(measure: Measure, local: _Reader, central: _Reader) -> Measure:
    task, assignments = measure.task, _bodies(measure.assignments, local)
    return replace(
        measure,
        task=replace(task, bodies=_bodies(task.bodies, central)) if task else None,
        assignments=assignments,
        by_rule=_bodies(measure.by_rule, local),
        support=tuple(_support(item, local) for item in measure.support),
        inferred=tuple(_inference(each, local, _prefixes(assignments)) for each in measure.inferred),
        deadline=_deadline(measure.deadline, local) if measure.deadline else None,
    )


def _bodies(assignments: Iterable[Assignment], read: _Reader) -> tuple[Assignment, ...]:
    found, prefix = [], ""
    for assignment in assignments:
        found.append(replace(assignment, body=read(assignment.body, prefix)))
        prefix = _prefix_of(assignment.body.name, prefix)
    return tuple(found)


def _support(item: SupportItem, read: _Reader) -> SupportItem:
    return replace(item, bodies=_bodies(item.bodies, read))


def _inference(inference: Inference, read: _Reader, prefixes: Mapping[Span, str]) -> Inference:
    """An inference starts from a stated mention: it is read with that one's prefix."""
    return replace(inference, body=read(inference.body, prefixes.get(inference.body.span, "")))


def _prefixes(assignments: Iterable[Assignment]) -> Mapping[Span, str]:
    return {a.body.span: a.body.prefix for a in assignments}


def _deadline(deadline: Deadline, read: _Reader) -> Deadline:
    return replace(deadline, to=read(deadline.to, "")) if deadline.to else deadline
