"""What became of organizations: reforms read and checked, followed back and forth, and who was there on a day.

Dates are ISO to the day, the month or the year, as the registry knows them. An organization was there from
its ``valid_from`` until before its ``valid_to``; where a month or a year leaves it open, it may have been.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Literal, cast

from fengong.curate import Record, need, need_known
from fengong.model import Metadata, Plan
from fengong.organization import Change, Organization

_YEAR = re.compile(r"[〔\[［(（【]((?:19|20)\d\d)[〕\]］)）】]")
"""The year in a 文号: 津滨政发〔2020〕20号."""
_SAME = ("date", "manner", "title", "english", "source")
"""What all records of one event have in common."""


def date_of(document: Metadata) -> str | None:
    """When the document was made: the day it was written, else issued, else the year of its 文号; None if unknown."""
    return document.written or document.issued or _year(document.number)


def date_of_tasks(plan: Plan) -> str | None:
    """When the bodies of the higher plan's tasks were named: the year of its 文号, else as `date_of` the plan."""
    return (plan.task_source and _year(plan.task_source.number)) or date_of(plan.document)


def _year(number: str | None) -> str | None:
    found = _YEAR.search(number or "")
    return found[1] if found else None


def began_after(organization: Organization, date: str) -> bool:
    """Whether the organization was surely not yet there on ``date``."""
    return organization.valid_from is not None and _is_before(date, organization.valid_from)


def ended_by(organization: Organization, date: str) -> bool:
    """Whether the organization was surely no longer there on ``date``; on the day of its end it is not."""
    end = organization.valid_to
    return end is not None and (_is_before(end, date) or (end == date and len(date) == len("2018-03-17")))


def may_be_there(organization: Organization, date: str) -> bool:
    """Whether the organization may have been there on ``date``."""
    return not began_after(organization, date) and not ended_by(organization, date)


def agree(one: str, other: str) -> bool:
    """Whether two dates may be the same day: 2018-03 and 2018-03-17, not 2018-03 and 2018-04-08."""
    return one.startswith(other) or other.startswith(one)


def _is_before(one: str, other: str) -> bool:
    """Whether ``one`` surely lies before ``other``, whatever the day where only month or year is known."""
    size = min(len(one), len(other))
    return one[:size] < other[:size]


def changes(records: Sequence[Record], known: Mapping[str, Organization]) -> tuple[Change, ...]:
    """changes.csv: the reforms sorted by id.

    Raises RegistryError: an unknown organization; records of one event that differ; dates of an organization
    that do not agree with the event's; an organization that descends from itself.
    """
    groups: dict[str, list[Record]] = {}
    for record in records:
        _check(record, known)
        groups.setdefault(record.cells["event"], []).append(record)
    _check_acyclic(records)
    return tuple(_change(groups[event]) for event in sorted(groups))


def _check(record: Record, known: Mapping[str, Organization]) -> None:
    where, cells = record
    for column in ("original", "resulting"):
        need_known(where, column, cells[column], known)
    original, resulting = known[cells["original"]], known[cells["resulting"]]
    date, begun = cells["date"], resulting.valid_from
    ended = original.valid_to is not None and agree(original.valid_to, date)
    need(ended, where, f"{original.id!r} must have the valid_to of its end, {date}")
    if cells["manner"] == "absorbed":
        need(begun is None or _is_before(begun, date), where, f"{resulting.id!r} must be there before {date}")
    else:
        fits = begun is not None and agree(begun, date)
        need(fits, where, f"{resulting.id!r} must have the valid_from of its beginning, {date}")


def _change(group: Sequence[Record]) -> Change:
    cells = group[0].cells
    for where, others in group[1:]:
        differing = [column for column in _SAME if others[column] != cells[column]]
        need(
            not differing,
            where,
            f"{', '.join(differing)} of {cells['event']!r} must be as in {group[0].where}",
        )
    original = tuple(sorted({record.cells["original"] for record in group}))
    resulting = tuple(sorted({record.cells["resulting"] for record in group}))
    if cells["manner"] == "renamed":
        need(
            len(original) == len(resulting) == 1,
            group[-1].where,
            "a renamed organization is one before and one after",
        )
    return Change(
        id=cells["event"],
        date=cells["date"],
        manner=cast(Literal["formed", "renamed", "absorbed"], cells["manner"]),
        title=cells["title"],
        english=cells["english"],
        original=original,
        resulting=resulting,
        source=cells["source"],
    )


def _check_acyclic(records: Sequence[Record]) -> None:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for _, cells in records:
        sorter.add(cells["resulting"], cells["original"])
    try:
        sorter.prepare()
    except CycleError as error:
        one = error.args[1][0]
        where = next(where for where, cells in records if cells["original"] == one)
        need(False, where, f"{one!r} descends from itself: correct a row")


def lineage(start: Iterable[str], known: Sequence[Change]) -> tuple[Change, ...]:
    """The reforms that the organizations of ``start`` went through, with those of all that these lead to."""
    reached, found = set(start), dict[str, Change]()
    grown = True
    while grown:
        met = [c for c in known if c.id not in found and reached.intersection((*c.original, *c.resulting))]
        for change in met:
            found[change.id] = change
            reached.update(change.original, change.resulting)
        grown = bool(met)
    return tuple(found[id_] for id_ in sorted(found))


def successors(id_: str, known: Iterable[Change]) -> tuple[str, ...]:
    """The organizations that followed ``id_`` at once, sorted; none where it was not reformed."""
    return tuple(sorted({after for change in known if id_ in change.original for after in change.resulting}))


def heirs(
    id_: str, known: Sequence[Change], organizations: Mapping[str, Organization], date: str
) -> tuple[str, ...]:
    """The organizations that ``id_`` lives on in on ``date``, through however many reforms, sorted by id."""
    found: set[str] = set()
    ahead = list(successors(id_, known))
    while ahead:
        one = ahead.pop()
        if ended_by(organizations[one], date):
            ahead.extend(successors(one, known))
        elif not began_after(organizations[one], date):
            found.add(one)
    return tuple(sorted(found))
