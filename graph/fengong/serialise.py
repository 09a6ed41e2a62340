"""Plan → JSON, in the form that other tools rely on (`fengong read SOURCE --format json`).

Keys are always all there, in one order; spans are ``[start, end]``. ``assignments`` holds what the
document states, the bodies of support items included (role "support"); what was inferred stands
apart in ``inferred``.
"""

from __future__ import annotations

import json
from typing import Any

from fengong.layout import Span
from fengong.model import (
    Assignment,
    Citation,
    Deadline,
    Finding,
    Inference,
    Measure,
    Mention,
    Metadata,
    Plan,
    SupportItem,
    Target,
)
from fengong.organization import Change, Organization

Json = dict[str, Any]


def plan_to_json(plan: Plan) -> str:
    """The plan as JSON text: two-space indents, Chinese as it is, ending in a line break."""
    return json.dumps(plan_record(plan), ensure_ascii=False, indent=2) + "\n"


def plan_record(plan: Plan) -> Json:
    """The plan as plain dictionaries and lists."""
    return {
        "document": _metadata(plan.document),
        "sections": [{"number": s.number, "title": s.title} for s in plan.sections],
        "measures": [_measure(m) for m in plan.measures],
        "organizations": [_organization(o) for o in plan.organizations],
        "changes": [_change(c) for c in plan.changes],
        "related": [_organization(o) for o in plan.related],
        "findings": [_finding(f) for f in plan.findings],
        "notes": [{"text": text, "span": _span(span)} for text, span in plan.notes],
        "task_source": plan.task_source.number if plan.task_source else None,
        "pages": list(plan.layout.pages),
        "cells": [
            {"span": _span(c.span), "table": c.table, "row": c.row, "column": c.column, "heading": c.heading}
            for c in plan.cells
        ],
        "ledger": [
            {
                "measure": cell.measure,
                "column": cell.column,
                "span": _span(cell.span),
                "parts": [[kind, *_span(span)] for kind, span in cell.parts],
            }
            for cell in plan.ledger
        ],
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _metadata(d: Metadata) -> Json:
    return {
        "title": d.title,
        "number": d.number,
        "index_number": d.index_number,
        "issuer": d.issuer,
        "area": d.area,
        "written": d.written,
        "issued": d.issued,
        "validity": d.validity,
        "subjects": list(d.subjects),
        "sha256": d.sha256,
        "cites": [_citation(c) for c in d.cites],
        "deadlines": [_deadline(x) for x in d.deadlines],
    }


def _citation(c: Citation) -> Json:
    return {"title": c.title, "number": c.number, "relation": c.relation, "span": _span(c.span)}


def _deadline(d: Deadline) -> Json:
    day = {"date": d.date} if d.date else {"month_day": d.month_day}
    return {
        **day,
        "what": d.what,
        "text": d.text,
        "to": _mention(d.to) if d.to else None,
        "span": _span(d.span),
    }


def _mention(m: Mention) -> Json:
    found: Json = {"name": m.name, "organization": m.organization, "span": _span(m.span)}
    if m.prefix:
        found["prefix"] = m.prefix
    if m.full_name:
        found["full_name"] = m.full_name
    if m.decisions:
        found["reviews"] = [one.review.cells() for one in m.decisions]
    if m.unresolved:
        found["unresolved"] = {"reason": m.unresolved.reason, "candidates": list(m.unresolved.candidates)}
    return found


def _measure(m: Measure) -> Json:
    return {
        "number": m.number,
        "row": m.row,
        "section": m.section,
        "aspect": {"number": m.aspect.number, "title": m.aspect.title} if m.aspect else None,
        "text": m.text,
        "span": _span(m.span),
        "main": {
            "number": m.main.number,
            "section": m.main.section,
            "text": m.main.text,
            "span": _span(m.main.span),
        }
        if m.main
        else None,
        "clauses": [{"text": c.text, "span": _span(c.span)} for c in m.clauses],
        "task": {
            "number": m.task.number,
            "text": m.task.text,
            "span": _span(m.task.span),
            "bodies": [_mention(a.body) for a in m.task.bodies],
        }
        if m.task
        else None,
        "assignments": [_assignment(a, a.role) for a in m.assignments]
        + [_assignment(a, "support") for s in m.support for a in s.bodies],
        "by_rule": [_assignment(a, a.role) for a in m.by_rule],
        "support": [_support(s) for s in m.support],
        "inferred": [_inference(i) for i in m.inferred],
        "targets": [_target(t) for t in m.targets],
        "deadline": _deadline(m.deadline) if m.deadline else None,
    }


def _assignment(a: Assignment, role: str) -> Json:
    return {
        "role": role,
        **_mention(a.body),
        "group": a.group,
        "position": a.position,
        "open": a.open,
        "basis": a.basis,
        "clauses": list(a.clauses),
        **({"rule": _span(a.rule)} if a.rule else {}),
    }


def _support(s: SupportItem) -> Json:
    return {
        "number": s.number,
        "text": s.text,
        "span": _span(s.span),
        "bodies": [{"role": a.role, **_mention(a.body), "open": a.open} for a in s.bodies],
        "cites": [_citation(c) for c in s.cites],
        "targets": [_target(t) for t in s.targets],
    }


def _inference(i: Inference) -> Json:
    return {"role": i.role, **_mention(i.body), "basis": i.basis, "clauses": list(i.clauses)}


def _target(t: Target) -> Json:
    value = int(t.value) if t.value == int(t.value) else t.value
    return {
        "what": t.what,
        "value": value,
        "unit": t.unit,
        "comparator": t.comparator,
        "text": t.text,
        "span": _span(t.span),
    }


def _organization(o: Organization) -> Json:
    return {
        "id": o.id,
        "label": o.label,
        "kind": o.kind,
        "level": o.level,
        "parent": o.parent,
        "names": [*([o.short] if o.short else []), *o.names],
        "english": o.english,
        "open": o.open,
        "members": list(o.members),
        "confidence": o.confidence,
        "identifiers": [{"scheme": i.scheme, "code": i.code} for i in o.identifiers],
        "valid_from": o.valid_from,
        "valid_to": o.valid_to,
    }


def _change(c: Change) -> Json:
    return {
        "id": c.id,
        "date": c.date,
        "manner": c.manner,
        "title": c.title,
        "english": c.english,
        "original": list(c.original),
        "resulting": list(c.resulting),
        "source": c.source,
    }


def _finding(f: Finding) -> Json:
    return {
        "code": f.code,
        "severity": f.severity,
        "message": f.message,
        "message_en": f.message_en,
        "measure": f.measure,
        "span": _span(f.span),
    }
