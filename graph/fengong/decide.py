"""Decisions about names (`fengong.review`) brought to the registry: which hold of a name, where, and what follows.

A decision holds in its place, which is that of its organization where none is given: the issuer's place, or the one
that the name is of (市财政局 in a plan of a district is of the city). In the places within it, it decides only
what would stay unresolved, and no name that leaves its place out. One of a single document goes before
all others, then the nearer place, then the later date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from fengong.errors import RegistryError
from fengong.flow import squash
from fengong.identify import number_form
from fengong.organization import Organization
from fengong.registry import Registry
from fengong.review import Review
from fengong.seat import seat

_IN_DOCUMENT, _HERE = 0, 1
_VERDICTS = {"is": "是", "is not": "不是", "unsure": "不能确定是"}


@dataclass(frozen=True, slots=True)
class Decision:
    """A `Review` with what it means: an organization's id, or the full name of one that the registry does not hold.

    ``seat`` is that body's place, ``area`` where the decision holds; None: anywhere. ``document``: 文号 in one form or
    title, "" for any.
    """

    review: Review
    organization: Organization | None
    full_name: str
    seat: str | None
    area: str | None
    document: str

    @property
    def meant(self) -> str:
        """The body by its id or full name, "" for none."""
        return self.organization.id if self.organization else self.full_name

    def words(self) -> tuple[str, str]:
        """It in one line, in Chinese and English: 核定“泰达集团”不是天津泰达集团有限公司（张三，2026-12-01）."""
        by, meant = self.review, self.organization
        zh, en = (meant.label, meant.english) if meant else (self.full_name, self.full_name)
        return (
            f"核定“{by.mention}”{_VERDICTS[by.verdict]}{zh}（{by.who}，{by.when}）",
            f"reviewed: {by.mention} {by.verdict} {en} ({by.who}, {by.when})",
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """A name to be decided: its written forms, where it is read, and whether its place may be a wider one.

    ``home``: the issuer's place; ``place``: that of the body as far as its name tells; ``documents``: 文号 and title.
    """

    forms: Collection[str]
    home: str | None
    place: str | None
    documents: Collection[str] = ()
    wide: bool = False


@dataclass(slots=True)
class Outcome:
    """What the decisions come to: somebody chosen, or some that are not meant, by id or full name, or nobody for now."""

    chosen: Decision | None = None
    excluded: dict[str, Decision] = field(default_factory=dict)
    unsure: Decision | None = None

    def take(self, decision: Decision) -> None:
        """Let a later or nearer decision have its say."""
        verdict, meant = decision.review.verdict, decision.meant
        if verdict == "is":
            self.chosen, self.unsure = decision, None
            self.excluded.pop(meant, None)
        elif verdict == "is not":
            self.excluded[meant] = decision
        else:
            self.unsure = decision
            self.excluded = {one: by for one, by in self.excluded.items() if meant and one != meant}
        if verdict != "is" and self.chosen and meant in ("", self.chosen.meant):
            self.chosen = None


@dataclass(frozen=True, eq=False)
class Decisions:
    """All decisions, by the name they are about; made by `decisions`."""

    registry: Registry
    by_name: Mapping[str, Sequence[Decision]]

    def on(self, reading: Reading) -> Outcome:
        """What was decided of a name; an empty outcome where nothing was."""
        outcome = Outcome()
        found = [
            (rank, one)
            for name in dict.fromkeys(map(squash, reading.forms))
            for one in self.by_name.get(name, ())
            if (rank := self._rank(one, reading)) is not None
        ]
        for _, decision in sorted(found, key=lambda pair: (-pair[0], pair[1].review.when)):
            outcome.take(decision)
        return outcome

    def _rank(self, decision: Decision, reading: Reading) -> int | None:
        """How far off a decision is; None where it does not hold."""
        if decision.document:
            return _IN_DOCUMENT if decision.document in reading.documents else None
        if decision.area is None or decision.area in (reading.home, reading.place):
            return _HERE
        if not reading.wide and decision.review.verdict == "is":
            return None
        around = [self.registry.chain(code) for code in (reading.home, reading.place) if code]
        return min(
            (_HERE + chain.index(decision.area) for chain in around if decision.area in chain), default=None
        )


@lru_cache(maxsize=8)
def decisions(registry: Registry, reviews: tuple[Review, ...]) -> Decisions:
    """The decisions of ``reviews``.

    Raises RegistryError naming file and line: an organization or place that is not known, or two decisions of one
    day that contradict each other.
    """
    by_name: dict[str, list[Decision]] = defaultdict(list)
    for review in reviews:
        by_name[squash(review.mention)].append(_decision(review, registry))
    for found in by_name.values():
        _check(found)
    return Decisions(registry, by_name)


def _decision(review: Review, registry: Registry) -> Decision:
    place = _place(review, registry)
    organization, full_name, seated = _meant(review, registry, place)
    return Decision(review, organization, full_name, seated, place or seated, document_key(review.document))


def document_key(name: str) -> str:
    """A 文号 in one form, or a title as it is without white space."""
    return number_form(name) if name else ""


def _place(review: Review, registry: Registry) -> str | None:
    words = squash(review.place)
    if not words or words in registry.areas:
        return words or None
    if words == registry.areas["cn"].name:
        return "cn"
    code, end = registry.place_at(words, None)
    if code is None or end < len(words):
        raise RegistryError(
            f"{review.where}: place {review.place!r} is not known, or stands for several: "
            "write its GB/T 2260 code, or its name from the province on"
        )
    return code


def _meant(
    review: Review, registry: Registry, place: str | None
) -> tuple[Organization | None, str, str | None]:
    """(it, "", its place) of an organization of the registry, else (None, full name, its place)."""
    words = squash(review.organisation)
    if not words:
        return None, "", None
    if words in registry.organizations:
        return registry.organizations[words], "", registry.organizations[words].area
    if len(found := _called(words, registry, place)) == 1:
        return registry.organizations[found[0]], "", registry.organizations[found[0]].area
    code, label = seat(registry, words, place)
    own = registry.areas[code].name if code else ""
    if not found and code and own != label and label.startswith(own):
        return None, label, code
    wrong = (
        f"means {', '.join(found)}: give one of these"
        if found
        else "is not known: give its id in the registry"
    )
    raise RegistryError(
        f"{review.where}: organisation {review.organisation!r} {wrong}, or its full name with its place"
    )


def _called(words: str, registry: Registry, place: str | None) -> tuple[str, ...]:
    """Those whose full name it is, wherever they are; else who is called so in ``place``."""
    full = tuple(id_ for id_, one in registry.organizations.items() if one.label == words)
    return full or registry.candidates(words, place)


def _check(found: Sequence[Decision]) -> None:
    """Raise RegistryError where two of one day, place and document cannot both hold."""
    groups: dict[tuple[str | None, str, str], list[Decision]] = defaultdict(list)
    for one in found:
        groups[one.area, one.document, one.review.when].append(one)
    for group in groups.values():
        for first, second in _pairs(group):
            if _contradict(first, second):
                raise RegistryError(
                    f"{second.review.where} contradicts {first.review.where}: {second.review.mention} on the same day; "
                    "take one out, or date the one that holds later"
                )


def _pairs(group: Sequence[Decision]) -> Iterator[tuple[Decision, Decision]]:
    return ((first, second) for at, second in enumerate(group) for first in group[:at])


def _contradict(first: Decision, second: Decision) -> bool:
    verdicts, same = {first.review.verdict, second.review.verdict}, first.meant == second.meant
    if verdicts == {"is"}:
        return not same
    if len(verdicts) == 1:
        return False
    return same or (verdicts == {"is", "unsure"}) or not (first.meant and second.meant)
