"""What the document does not say but a named rule suggests; always kept apart from what it states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fengong.model import Assignment, Clause, Inference, SupportItem

_OVERLAP = 0.5
"""Least part of a support item's two-character runs that one clause has to share."""
_LEAD = 1.3
"""How far the best clause has to be ahead of the next."""


def infer(
    assignments: Sequence[Assignment],
    clauses: Sequence[Clause],
    support: Sequence[SupportItem],
    by_rule: Sequence[Assignment] = (),
) -> tuple[Inference, ...]:
    """The inferences of one measure: listed-first, then group-alignment, then text-overlap.

    Where a rule stated once (``by_rule``) says who leads, nobody is presumed to.
    """
    listed = () if any(a.role == "lead" for a in by_rule) else _listed_first(assignments)
    return (*listed, *_aligned(assignments, clauses), *_overlapping(support, clauses))


def _listed_first(assignments: Sequence[Assignment]) -> Iterator[Inference]:
    """The first of several bodies without stated roles is taken to lead (the custom behind 列第一位者为牵头单位)."""
    if len(assignments) > 1 and all(a.role == "responsible" and not a.clauses for a in assignments):
        yield Inference("lead", assignments[0].body, "listed-first")


def _aligned(assignments: Sequence[Assignment], clauses: Sequence[Clause]) -> Iterator[Inference]:
    """As many ;-groups as clauses, and more than one: the nth group answers for the nth clause."""
    groups = {a.group for a in assignments}
    if len(groups) > 1 and len(groups) == len(clauses) and not any(a.clauses for a in assignments):
        for a in assignments:
            yield Inference(a.role, a.body, "group-alignment", (a.group,))


def _overlapping(support: Sequence[SupportItem], clauses: Sequence[Clause]) -> Iterator[Inference]:
    """A support item whose wording is found again in one clause alone is meant for that clause."""
    pairs = [_pairs(clause.text) for clause in clauses]
    for item in support:
        mine = _pairs(item.text)
        shares = sorted(
            ((len(mine & theirs) / len(mine), -n) for n, theirs in enumerate(pairs, 1)), reverse=True
        )
        if len(shares) < 2 or shares[0][0] < _OVERLAP or shares[0][0] < _LEAD * shares[1][0]:
            continue
        for a in item.bodies:
            yield Inference("support", a.body, "text-overlap", (-shares[0][1],))


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}
