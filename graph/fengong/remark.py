"""Findings that need to know who is meant: names unresolved, one body under several names, bodies of the past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fengong.decide import Decision
from fengong.flow import squash
from fengong.model import Finding, Mention, Plan
from fengong.succession import date_of, date_of_tasks, ended_by, heirs

_REASONS = {
    "unknown": ("登记表中没有这个名称", "the registry has no such name"),
    "ambiguous": ("可能指不止一个单位", "it may mean more than one body"),
    "place-unknown": ("文件的发布地不明", "the issuer's place is unknown"),
}


def remark(plan: Plan) -> Plan:
    """``plan``, resolved, with the findings on its names added, in order of place."""
    found = {*plan.findings, *_unresolved(plan), *_reviewed(plan), *_variants(plan), *_former(plan)}
    return replace(plan, findings=tuple(sorted(found, key=lambda f: (f.span, f.code, f.message))))


def mentions(plan: Plan) -> Iterator[tuple[str, Mention]]:
    """(measure key, mention) of every stated mention of a body, in order."""
    for m in plan.measures:
        for a in (
            *(m.task.bodies if m.task else ()),
            *m.assignments,
            *(b for s in m.support for b in s.bodies),
        ):
            yield m.key, a.body


def _unresolved(plan: Plan) -> Iterator[Finding]:
    """One finding for each name, at its first place."""
    seen: set[str] = set()
    labels = {o.id: o.label for o in plan.organizations}
    for key, mention in mentions(plan):
        name = squash(mention.read_as)
        if mention.unresolved is None or mention.full_name or name in seen:
            continue
        seen.add(name)
        zh, en = _REASONS[mention.unresolved.reason]
        maybe = "、".join(labels.get(c, c) for c in mention.unresolved.candidates)
        yield Finding(
            "unresolved-name", "warning", f"“{mention.read_as}”未能对应到单位：{zh}" + (f"（{maybe}）" if maybe else ""),
            f"{mention.read_as} stays unresolved: {en}" + (f" ({maybe})" if maybe else ""), mention.span, key,
        )  # fmt: skip


def _reviewed(plan: Plan) -> Iterator[Finding]:
    """A name that people have decided about, at its first place: what the document does not say itself."""
    seen: set[tuple[str, Decision]] = set()
    for key, mention in mentions(plan):
        for decision in mention.decisions:
            if (mention.name, decision) not in seen:
                seen.add((mention.name, decision))
                zh, en = decision.words()
                why = decision.review.why
                yield Finding(
                    "reviewed-name",
                    "info",
                    f"{zh}：{why}" if why else zh,
                    f"{en}: {why}" if why else en,
                    mention.span,
                    key,
                )


def _variants(plan: Plan) -> Iterator[Finding]:
    """One body written in more than one way, reported where the second way first stands."""
    first: dict[str, str] = {}
    told: set[tuple[str, str]] = set()
    for key, mention in mentions(plan):
        if mention.organization is None:
            continue
        usual, name = first.setdefault(mention.organization, squash(mention.name)), squash(mention.name)
        if name != usual and (mention.organization, name) not in told:
            told.add((mention.organization, name))
            yield Finding(
                "name-variants", "info", f"同一单位写法不一：“{usual}”又写作“{name}”",
                f"one body under two names: {usual} and {name}", mention.span, key,
            )  # fmt: skip


def _former(plan: Plan) -> Iterator[Finding]:
    """A body that had ended when the document named it, at its first place, with who came after it."""
    known = {one.id: one for one in (*plan.organizations, *plan.related)}
    tasks = {assignment.body for m in plan.measures if m.task for assignment in m.task.bodies}
    seen: set[str] = set()
    for key, mention in mentions(plan):
        date = date_of_tasks(plan) if mention in tasks else date_of(plan.document)
        body = known.get(mention.organization or "")
        if body is None or date is None or body.id in seen or not ended_by(body, date):
            continue
        seen.add(body.id)
        after = [known[id_] for id_ in heirs(body.id, plan.changes, known, date)]
        zh, en = "、".join(one.label for one in after), "; ".join(one.english for one in after)
        whole = "" if squash(mention.read_as) == body.label else f"（{body.label}）"
        yield Finding(
            "former-name", "info",
            f"“{mention.read_as}”{whole}已于{body.valid_to}不再存在" + (f"，其后为{zh}" if zh else ""),
            f"{mention.read_as} names a body that was there until {body.valid_to}" + (f", followed by {en}" if en else ""),
            mention.span, key,
        )  # fmt: skip
