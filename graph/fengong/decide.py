"""Decisions about names (`fengong.review`) brought to the registry: which hold of a name, where, and what follows.

A decision holds in one place: the ``place`` given, else that of its organization. It is about names read in a document of
that place, and about names that are of it (市财政局 in a plan of a district is of the city). An enterprise is also meant
in the places within its own, where the name would else stay unresolved: elsewhere 妇联 is another body in every city.
One of a single document goes before all others; of the rest the later; of one day the nearer. An "unsure" that names
neither place nor body is of the name wherever it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from fengong.errors import RegistryError
from fengong.flow import squash
from fengong.identify import number_form
from fengong.organization import Organization
from fengong.registry import Registry
from fengong.review import Review, Reviews
from fengong.seat import seat

_ANYWHERE = frozenset({"cn", "全国", "中国", "中央"})
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
    """A name to be decided: its written forms and where it is read.

    ``home``: the issuer's place, "cn" for the tasks of a higher plan; ``place``: that of the body as far as its name
    tells; ``documents``: 文号 and title; ``open``: whether it would stay unresolved.
    """

    forms: Collection[str]
    home: str | None
    place: str | None
    documents: Collection[str] = ()
    open: bool = True


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


@dataclass(slots=True)
class _Day:
    """Decisions about one name of one day and scope: those for a body, those against it, those unsure of it."""

    chosen: dict[str, Decision] = field(default_factory=dict)
    excluded: dict[str, Decision] = field(default_factory=dict)
    unsure: dict[str, Decision] = field(default_factory=dict)

    def check(self, one: Decision) -> None:
        """Raise RegistryError where it contradicts one that is there."""
        if other := self._against(one):
            raise RegistryError(
                f"{one.review.where} contradicts {other.review.where}: {one.review.mention} on the same day; "
                "take one out, or date the one that holds later"
            )

    def note(self, one: Decision) -> None:
        """Keep it for those to come."""
        kinds = {"is": self.chosen, "is not": self.excluded, "unsure": self.unsure}
        kinds[one.review.verdict].setdefault(one.meant, one)

    def _against(self, one: Decision) -> Decision | None:
        meant = one.meant
        if one.review.verdict == "is":
            unlike = (by for by in self.chosen.values() if by.meant != meant)
            return self.excluded.get(meant) or next(chain(unlike, self.unsure.values()), None)
        if one.review.verdict == "is not":
            return self.chosen.get(meant) or self.unsure.get(meant) or self.unsure.get("")
        against = self.excluded.get(meant) if meant else next(iter(self.excluded.values()), None)
        return next(iter(self.chosen.values()), None) or against


class _Days:
    """All decisions by name, day and scope. Of two whose places follow from their bodies, one within the other's counts."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.at: dict[object, _Day] = defaultdict(_Day)
        self.below: dict[object, _Day] = defaultdict(_Day)

    def add(self, name: str, one: Decision) -> None:
        """Raise RegistryError where it contradicts one that was added before."""
        key = (name, one.review.place != "", one.document, one.review.when)
        follows = one.area and not one.review.place and not one.document
        places = self.registry.chain(one.area) if follows and one.area else (one.area,)
        for area in places:
            self.at[*key, area].check(one)
        self.below[*key, one.area].check(one)
        self.at[*key, one.area].note(one)
        for area in places[1:]:
            self.below[*key, area].note(one)


@dataclass(frozen=True, eq=False)
class Decisions:
    """All decisions, by the name they are about; made by `decisions`."""

    registry: Registry
    by_name: Mapping[str, Sequence[Decision]]

    def on(self, reading: Reading) -> Outcome:
        """What was decided of a name; an empty outcome where nothing was.

        Raises RegistryError where two of one day that hold equally contradict each other: of two spellings, for one.
        """
        outcome, days = Outcome(), defaultdict[object, _Day](_Day)
        for order, decision in sorted(self._found(reading), key=lambda pair: pair[0]):
            days[order].check(decision)
            days[order].note(decision)
            outcome.take(decision)
        return outcome

    def _found(self, reading: Reading) -> Iterator[tuple[tuple[bool, str, int], Decision]]:
        """(order: for one document, day, nearness; decision) of all that hold."""
        for name in dict.fromkeys(map(squash, reading.forms)):
            for one in self.by_name.get(name, ()):
                if (steps := self._steps(one, reading)) is not None:
                    yield (bool(one.document), one.review.when, -steps), one

    def _steps(self, decision: Decision, reading: Reading) -> int | None:
        """How many places up a decision holds; None where it does not."""
        here = decision.area in (reading.home, reading.place)
        if decision.document:
            # The tasks that a plan quotes are another document's.
            own = here if decision.review.place else reading.home != "cn" or decision.seat == "cn"
            return 0 if own and decision.document in reading.documents else None
        if here or decision.area is None:
            return 0
        enterprise = decision.organization is not None and decision.organization.kind == "enterprise"
        if decision.review.verdict == "is" and not (enterprise and reading.open):
            return None
        around = [self.registry.chain(code) for code in (reading.home, reading.place) if code]
        return min((up.index(decision.area) for up in around if decision.area in up), default=None)


@lru_cache(maxsize=8)
def decisions(registry: Registry, reviews: Reviews) -> Decisions:
    """The decisions of ``reviews``.

    Raises RegistryError naming file and line: an organization or place that is not known, or two decisions of one
    day that contradict each other.
    """
    by_name: dict[str, list[Decision]] = defaultdict(list)
    days, labels = _Days(registry), _labels(registry)
    for review in reviews.entries:
        one = _decision(review, registry, labels)
        name = squash(review.mention)
        by_name[name].append(one)
        days.add(name, one)
    return Decisions(registry, by_name)


def _labels(registry: Registry) -> Mapping[str, tuple[str, ...]]:
    """{full name: the ids of those that have it}."""
    found: dict[str, tuple[str, ...]] = {}
    for id_, one in registry.organizations.items():
        found[one.label] = (*found.get(one.label, ()), id_)
    return found


def _decision(review: Review, registry: Registry, labels: Mapping[str, tuple[str, ...]]) -> Decision:
    place = _place(review, registry)
    organization, full_name, seated = _meant(review, registry, place, labels)
    document = number_form(review.document.strip("《》"))
    return Decision(review, organization, full_name, seated, place or seated, document)


def _place(review: Review, registry: Registry) -> str | None:
    words = squash(review.place)
    if words.lower() in _ANYWHERE:
        return "cn"
    if not words or words in registry.areas:
        return words or None
    code, end = registry.place_at(words, None)
    if code is None or end < len(words):
        raise RegistryError(
            f"{review.where}: place {review.place!r} is not known, or stands for several: "
            "write its GB/T 2260 code, or its name from the province on"
        )
    return code


def _meant(
    review: Review, registry: Registry, place: str | None, labels: Mapping[str, tuple[str, ...]]
) -> tuple[Organization | None, str, str | None]:
    """(it, "", its place) of an organization of the registry, else (None, full name, its place)."""
    words = squash(review.organisation)
    if not words:
        return None, "", None
    code, label = seat(registry, words, place)
    found = (
        (words,)
        if words in registry.organizations
        else labels.get(words, ()) or registry.candidates(words, place)
    )
    found = found or (_variants(registry, code, label) if code else ())
    if len(found) == 1:
        return registry.organizations[found[0]], "", registry.organizations[found[0]].area
    own = registry.areas[code].name if code else ""
    if not found and code and own != label and label.startswith(own):
        return None, label, code
    wrong = f"may mean {', '.join(found)}" if found else "is not known"
    raise RegistryError(
        f"{review.where}: organisation {review.organisation!r} {wrong}: give its id, or its full name with its place"
    )


def _variants(registry: Registry, code: str, label: str) -> tuple[str, ...]:
    """Whom the registry knows by a name like 滨海新区发改委 in that place, where it is called 区发改委: no new body."""
    own = registry.areas[code].name
    rest = label.removeprefix(own)
    level = next(
        (word for word in ("自治区", "省", "市", "区", "县", "旗", "州", "盟") if own.endswith(word)), ""
    )
    forms = dict.fromkeys((f"{level}{rest}", rest, f"{own}{rest}"))
    return tuple(sorted({id_ for form in forms for id_ in registry.candidates(form, code)
                         if registry.organizations[id_].area == code}))  # fmt: skip
