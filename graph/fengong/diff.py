"""What changed from one plan to another: measures are aligned by their wording, never by their numbers.

A later edition numbers its measures anew, so a number says nothing about which is which. Equal wording
comes first; what is left is paired best first while two texts share at least half of their characters in
order (`ALIKE`): on twelve plans of 12–90 measures two measures of one plan share a quarter or less, save
those written from one mould (支持郑州机场… / 支持西安机场…), which find their own twin before any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from fengong.extract.compare import differences
from fengong.flow import squash
from fengong.model import Assignment, Deadline, Measure, Plan, Role

ALIKE = 0.5
"""Least normalized Indel similarity at which two wordings may be one measure."""
_RANK: tuple[Role, ...] = ("lead", "responsible", "cooperate", "guide", "implement", "support")


@dataclass(frozen=True, slots=True)
class BodyChange:
    """A body of a measure whose part changed; roles in the order of `Role`, none where it has no part."""

    name: str
    organization: str | None
    before: tuple[Role, ...]
    after: tuple[Role, ...]

    @property
    def promoted(self) -> bool:
        """Whether it now leads and did not."""
        return "lead" in self.after and "lead" not in self.before and bool(self.before)


@dataclass(frozen=True, slots=True)
class Wording:
    """Words at one place: ``before`` and ``after``, either may be empty; ``lead`` stands before them."""

    lead: str
    before: str
    after: str
    follow: str


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """A measure in both plans and what changed of it; all empty where only its number did, or nothing."""

    before: Measure
    after: Measure
    wording: tuple[Wording, ...] = ()
    bodies: tuple[BodyChange, ...] = ()
    due: tuple[str | None, str | None] | None = None
    asked_added: tuple[str, ...] = ()
    asked_dropped: tuple[str, ...] = ()

    @property
    def renumbered(self) -> bool:
        """Whether it is asked for by another number."""
        return self.before.key != self.after.key

    @property
    def changed(self) -> bool:
        """Whether anything but the number changed."""
        return bool(self.wording or self.bodies or self.due or self.asked_added or self.asked_dropped)


@dataclass(frozen=True, slots=True)
class Diff:
    """From one plan to another: measures in both in the order of the second, added and dropped ones in theirs."""

    before: Plan
    after: Plan
    both: tuple[MeasureChange, ...]
    added: tuple[Measure, ...]
    dropped: tuple[Measure, ...]

    @property
    def same(self) -> bool:
        """Whether nothing changed but numbers."""
        return not self.added and not self.dropped and not any(one.changed for one in self.both)


def diff(before: Plan, after: Plan) -> Diff:
    """Compare two plans or two editions of one."""
    pairs = dict(align([m.text for m in before.measures], [m.text for m in after.measures]))
    twins = {j: i for i, j in pairs.items()}
    return Diff(
        before,
        after,
        tuple(_compare(before.measures[twins[j]], m) for j, m in enumerate(after.measures) if j in twins),
        tuple(m for j, m in enumerate(after.measures) if j not in twins),
        tuple(m for i, m in enumerate(before.measures) if i not in pairs),
    )


def align(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of places in two lists of texts; each text is in one pair at most.

    Of equal similarity the pair nearest in order wins, then the earlier one.
    """
    ours, theirs = [squash(text) for text in before], [squash(text) for text in after]
    free: dict[str, list[int]] = {}
    for j in reversed(range(len(theirs))):
        free.setdefault(theirs[j], []).append(j)
    left, taken = [], set()
    for i, text in enumerate(ours):
        if free.get(text):
            taken.add(j := free[text].pop())
            yield i, j
        else:
            left.append(i)
    rest = [j for j in range(len(theirs)) if j not in taken]
    yield from _alike(ours, theirs, left, rest)


def _alike(
    ours: Sequence[str], theirs: Sequence[str], left: Sequence[int], rest: Sequence[int]
) -> Iterator[tuple[int, int]]:
    scored = []
    for i in left:
        for j in rest:
            score = Indel.normalized_similarity(ours[i], theirs[j], score_cutoff=ALIKE)
            if score >= ALIKE:
                scored.append((-score, abs(i - j), i, j))
    used_ours, used_theirs = set(), set()
    for _, _, i, j in sorted(scored):
        if i not in used_ours and j not in used_theirs:
            used_ours.add(i)
            used_theirs.add(j)
            yield i, j


def _compare(before: Measure, after: Measure) -> MeasureChange:
    days = _day(before.deadline), _day(after.deadline)
    dropped, added = _asked(before, after)
    return MeasureChange(
        before,
        after,
        tuple(_wording(before.text, after.text)),
        tuple(_bodies(before, after)),
        days if days[0] != days[1] else None,
        added,
        dropped,
    )


def _wording(before: str, after: str) -> Iterator[Wording]:
    if before == after:
        return
    text = squash(before)
    for one in differences(before, after):
        lead, follow = text[max(0, one.start - 6) : one.start], text[one.end : one.end + 6]
        yield Wording(lead, one.ours, one.theirs, follow)


def _bodies(before: Measure, after: Measure) -> Iterator[BodyChange]:
    """Bodies by who is meant, else by name, in the order in which either names them."""
    old, new = _parts(before), _parts(after)
    for key in dict.fromkeys((*new, *old)):
        was, now = old.get(key), new.get(key)
        name, organization = (now or was or ("", None, ()))[:2]
        roles = (was[2] if was else (), now[2] if now else ())
        if roles[0] != roles[1]:
            yield BodyChange(name, organization, *roles)


def _parts(measure: Measure) -> dict[str, tuple[str, str | None, tuple[Role, ...]]]:
    """Who has which stated roles in a measure: key → (name, organization, roles)."""
    found: dict[str, tuple[str, str | None, tuple[Role, ...]]] = {}
    for role, one in _stated(measure):
        key = one.body.organization or squash(one.body.read_as)
        _, _, roles = found.get(key, ("", None, ()))
        ranked = tuple(sorted({*roles, role}, key=_RANK.index))
        name = found[key][0] if key in found else one.body.name
        found[key] = (name, one.body.organization, ranked)
    return found


def _stated(measure: Measure) -> Iterable[tuple[Role, Assignment]]:
    yield from ((one.role, one) for one in (*measure.assignments, *measure.by_rule))
    for item in measure.support:
        yield from (("support", one) for one in item.bodies)


def _day(deadline: Deadline | None) -> str | None:
    return (deadline.date or deadline.month_day) if deadline else None


def _asked(before: Measure, after: Measure) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Support items that only the first measure has, and those that only the second has."""
    old = {squash(item.text): item.text for item in before.support}
    new = {squash(item.text): item.text for item in after.support}
    return tuple(old[t] for t in old if t not in new), tuple(new[t] for t in new if t not in old)
