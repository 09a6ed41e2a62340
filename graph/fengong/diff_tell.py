"""A difference of two plans as an official reads it, as JSON, and as an RDF patch.

RDF Patch (afs.github.io/rdf-delta/rdf-patch.html): one transaction, ``D`` and ``A`` before each statement
that goes or comes, in the order of the graphs. Applied to the graph of the first plan it gives that of the second.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, cast

import pyoxigraph as ox
from pyoxigraph import Quad, RdfFormat

from fengong.describe import describe
from fengong.diff import BodyChange, Diff, MeasureChange
from fengong.fit import fit
from fengong.identify import BASE
from fengong.labels import term_labels
from fengong.model import Measure, Plan, Role
from fengong.quads import ordered
from fengong.terms import concept

_Line = tuple[int, str]
_SAY = {
    "zh": {
        "same": "除编号外没有变化。",
        "counts": "新增{added}项，删去{dropped}项，改动{changed}项，未变{kept}项。",
        "measure": "第{key}项措施",
        "was": "（原第{key}项）",
        "wording": "措辞：…{lead}［原“{before}”／现“{after}”］{follow}…",
        "added_body": "新增单位：{name}（{roles}）",
        "dropped_body": "不再列出：{name}（原{roles}）",
        "moved": "{name}：{before} → {after}",
        "due": "时限：{before} → {after}",
        "none": "未写",
        "asked": "新增请求支持：{text}",
        "unasked": "不再请求支持：{text}",
        "and": "、",
        "added": "新增 {measure}：{text}",
        "dropped": "删去 原{measure}：{text}",
    },
    "en": {
        "same": "Nothing changed but numbers.",
        "counts": "{added} measures added, {dropped} dropped, {changed} changed, {kept} unchanged.",
        "measure": "measure {key}",
        "was": " (was {key})",
        "wording": "wording: …{lead}[was “{before}” / now “{after}”]{follow}…",
        "added_body": "new body: {name} ({roles})",
        "dropped_body": "no longer named: {name} (was {roles})",
        "moved": "{name}: {before} → {after}",
        "due": "due: {before} → {after}",
        "none": "not stated",
        "asked": "support newly asked: {text}",
        "unasked": "support no longer asked: {text}",
        "and": ", ",
        "added": "added {measure}: {text}",
        "dropped": "dropped former {measure}: {text}",
    },
}


def diff_text(found: Diff, lang: str = "zh", width: int = 80) -> str:
    """The difference in lines of at most ``width`` columns."""
    return fit([*_lines(found, lang)], width)


def _lines(found: Diff, lang: str) -> Iterator[_Line]:
    say = _SAY[lang]
    yield 0, f"{_document(found.before)} → {_document(found.after)}"
    if found.same:
        yield 0, say["same"]
        return
    changed = [one for one in found.both if one.changed]
    counts = {"added": len(found.added), "dropped": len(found.dropped), "changed": len(changed)}
    yield 0, say["counts"].format(**counts, kept=len(found.both) - len(changed))
    for one in changed:
        yield from _measure(one, lang)
    for name, measures in (("added", found.added), ("dropped", found.dropped)):
        for measure in measures:
            yield 0, say[name].format(measure=_key(measure, lang), text=measure.text)
            yield from ((2, words) for words in _who(measure, lang))


def _document(plan: Plan) -> str:
    document = plan.document
    return document.number or (f"《{document.title}》" if document.title else document.sha256[:12])


def _key(measure: Measure, lang: str) -> str:
    return _SAY[lang]["measure"].format(key=measure.key)


def _measure(one: MeasureChange, lang: str) -> Iterator[_Line]:
    say = _SAY[lang]
    yield 0, _key(one.after, lang) + (say["was"].format(key=one.before.key) if one.renumbered else "")
    for words in one.wording:
        yield (
            2,
            say["wording"].format(
                lead=words.lead, before=words.before, after=words.after, follow=words.follow
            ),
        )
    for body in one.bodies:
        yield 2, _body(body, lang)
    if one.due:
        before, after = (day or say["none"] for day in one.due)
        yield 2, say["due"].format(before=before, after=after)
    yield from ((2, say["asked"].format(text=text)) for text in one.asked_added)
    yield from ((2, say["unasked"].format(text=text)) for text in one.asked_dropped)


def _body(body: BodyChange, lang: str) -> str:
    say, before, after = _SAY[lang], _roles(body.before, lang), _roles(body.after, lang)
    if not body.before:
        return say["added_body"].format(name=body.name, roles=after)
    if not body.after:
        return say["dropped_body"].format(name=body.name, roles=before)
    return say["moved"].format(name=body.name, before=before, after=after)


def _roles(roles: Iterable[Role], lang: str) -> str:
    return _SAY[lang]["and"].join(getattr(term_labels()[concept("role", role).value], lang) for role in roles)


def _who(measure: Measure, lang: str) -> Iterator[str]:
    named = dict.fromkeys((one.body.name, one.role) for one in (*measure.assignments, *measure.by_rule))
    if named:
        yield _SAY[lang]["and"].join(f"{name}（{_roles([role], lang)}）" for name, role in named)


def diff_json(found: Diff) -> str:
    """The difference as JSON; measures by their key and text, spans into the texts of the two plans."""
    record = {
        "before": _plan(found.before),
        "after": _plan(found.after),
        "added": [_brief(measure) for measure in found.added],
        "dropped": [_brief(measure) for measure in found.dropped],
        "changed": [_change(one) for one in found.both if one.changed or one.renumbered],
        "unchanged": sum(not (one.changed or one.renumbered) for one in found.both),
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _plan(plan: Plan) -> dict[str, Any]:
    return {"number": plan.document.number, "title": plan.document.title, "sha256": plan.document.sha256}


def _brief(measure: Measure) -> dict[str, Any]:
    return {"key": measure.key, "text": measure.text, "span": [measure.span.start, measure.span.end]}


def _change(one: MeasureChange) -> dict[str, Any]:
    return {
        "before": _brief(one.before),
        "after": _brief(one.after),
        "renumbered": one.renumbered,
        "wording": [{"before": w.before, "after": w.after} for w in one.wording],
        "bodies": [
            {
                "name": body.name,
                "organization": body.organization,
                "before": list(body.before),
                "after": list(body.after),
                "promoted": body.promoted,
            }
            for body in one.bodies
        ],
        "due": {"before": one.due[0], "after": one.due[1]} if one.due else None,
        "support": {"added": list(one.asked_added), "dropped": list(one.asked_dropped)},
    }


def diff_patch(before: Plan, after: Plan, base: str = BASE) -> str:
    """An RDF patch from the graph of the first plan to that of the second."""
    old, new = set(describe(before, base)), set(describe(after, base))
    lines = [*_statements("D", old - new), *_statements("A", new - old)]
    return "TX .\n" + "".join(lines) + "TC .\n"


def _statements(letter: str, quads: Iterable[Quad]) -> Iterator[str]:
    rows = cast(bytes, ox.serialize(ordered(quads), format=RdfFormat.N_QUADS)).decode()
    return (f"{letter} {line}\n" for line in rows.splitlines())
