"""Rules a document states once: who leads in every list (列第一位者为牵头单位), whom all below concerns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fengong.extract.bodies import StatedRule
from fengong.flow import squash
from fengong.layout import Span
from fengong.model import Assignment


def led_by_first(assignments: Sequence[Assignment], rule: Span | None = None) -> tuple[Assignment, ...]:
    """The assignments of one statement under 列第一位者为牵头单位: the first of an unranked list leads.

    A statement that says itself who leads, or whose first body has another role, is left as it is.
    ``rule`` are the words that state the rule.
    """
    if not assignments or any(a.role == "lead" for a in assignments) or assignments[0].role != "responsible":
        return tuple(assignments)
    return (replace(assignments[0], role="lead", basis="stated-rule", rule=rule), *assignments[1:])


def led_by_mark(
    assignments: Sequence[Assignment], marked: frozenset[int], rule: Span | None = None
) -> tuple[Assignment, ...]:
    """The assignments of one statement under *为牵头单位: those at the marked positions lead."""
    return tuple(
        replace(a, role="lead", basis="stated-rule", rule=rule)
        if a.position in marked and a.role == "responsible"
        else a
        for a in assignments
    )


def led_by_each(assignments: Sequence[Assignment], rule: Span | None = None) -> tuple[Assignment, ...]:
    """The assignments of one statement of 分别负责 under 分别负责为各部门分别牵头: all who answer for it lead."""
    return tuple(
        replace(a, role="lead", basis="stated-rule", rule=rule) if a.role == "responsible" else a
        for a in assignments
    )


def joined_by_all(assignments: Sequence[Assignment], rules: Sequence[StatedRule]) -> tuple[Assignment, ...]:
    """What 以下均需…,不再列出 adds to the ``assignments`` of one measure: bodies not named there in that role."""
    found: list[Assignment] = []
    for rule in rules:
        role = rule.role or "implement"
        named = {(a.role, squash(a.body.name)) for a in (*assignments, *found)}
        for body in rule.bodies:
            if (role, squash(body.name)) not in named:
                position = len(assignments) + len(found) + 1
                found.append(Assignment(role, body, 1, position, basis="stated-rule", rule=rule.span))
    return tuple(found)


def numbered_on(lists: Sequence[Sequence[Assignment]]) -> tuple[Assignment, ...]:
    """The assignments of several statements or cells of one measure, positions running on.

    Groups count alike in all of them: the second group of those who lead goes with that of those who cooperate.
    """
    found: list[Assignment] = []
    for assignments in lists:
        before = len(found)
        found += (
            [replace(a, position=before + n) for n, a in enumerate(assignments, 1)] if before else assignments
        )
    return tuple(found)
