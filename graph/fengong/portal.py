"""The tables that Chinese open data portals take: one flat responsibility table, and its catalogue sheet.

No such portal takes RDF; they take a table and the core metadata of 政务信息资源目录编制指南（试行）and
GB/T 21063.3-2007. Both files are CSV in UTF-8 with a byte order mark, by which spreadsheets know the
encoding. What the plan does not tell (sharing, opening, update cycle …) stays empty for the provider to fill.

People open these files in a spreadsheet, which takes a cell that begins with = + - @ for a formula and
runs it; such a cell begins with an apostrophe here (OWASP, CSV Injection). The tables of `tabulate`, which
must come back exactly, are not changed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from fengong.model import STATED, Assignment, Deadline, Measure, Plan, Role
from fengong.scribe import known_issuer

TABLE, CATALOGUE = "分工表.csv", "目录信息.csv"

HEADINGS = (
    "文号", "文件标题", "序号", "方面", "具体措施", "重点任务", "重点任务责任单位", "牵头单位", "责任单位",
    "配合单位", "指导单位", "落实单位", "支持单位", "请求支持事项", "完成时限",
)  # fmt: skip

CORE = (
    "信息资源分类", "信息资源名称", "信息资源代码", "信息资源提供方", "信息资源提供方代码", "信息资源摘要",
    "信息资源格式", "信息项", "共享类型", "共享条件", "共享方式", "开放属性", "开放条件", "更新周期",
    "发布日期", "关联资源代码",
)  # fmt: skip
"""The core metadata, in the order of the guide."""

_ROLES: tuple[Role, ...] = ("lead", "responsible", "cooperate", "guide", "implement")
_FORMULA = tuple("=+-@\t\r＝＋－＠")


def portal(plans: Sequence[Plan], said: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """{"分工表.csv": a row for each measure, only what is stated; "目录信息.csv": its core metadata}.

    ``said`` are fields of `CORE` as the publisher gives them; they stand before what the plans tell.
    """
    rows = [_row(plan, measure) for plan in plans for measure in plan.measures]
    return {TABLE: _csv(HEADINGS, rows), CATALOGUE: _csv(CORE, [_catalogue(plans, said or {})])}


def _row(plan: Plan, measure: Measure) -> list[str]:
    titles = {section.number: section.title for section in reversed(plan.sections)}
    task, stated = measure.task, (*measure.assignments, *measure.by_rule)
    support = [one for one in stated if one.role == "support"]
    asked = [item.text + _bracket(listed(item.bodies)) for item in measure.support]
    numbered = asked if len(asked) < 2 else [f"{at}.{words}" for at, words in enumerate(asked, 1)]
    return [
        plan.document.number or "",
        plan.document.title,
        measure.key,
        titles.get(measure.section or "", ""),
        measure.text,
        f"{task.number}.{task.text}" if task and task.number else task.text if task else "",
        listed(task.bodies) if task else "",
        *(listed([one for one in stated if one.role == role]) for role in _ROLES),
        "；".join(_once(filter(None, map(listed, (support, *(item.bodies for item in measure.support)))))),
        "".join(numbered),
        _due(measure.deadline),
    ]


def listed(assignments: Sequence[Assignment]) -> str:
    """The stated bodies as officials list them: names as written, 、 inside a group, ；between groups, 等 if open."""
    groups: dict[int, list[Assignment]] = {}
    for one in assignments:
        if one.basis in STATED:
            groups.setdefault(one.group, []).append(one)
    return "；".join(_names(group) for group in groups.values())


def _names(group: Sequence[Assignment]) -> str:
    return "、".join(one.body.read_as for one in group) + ("等" if any(one.open for one in group) else "")


def _bracket(words: str) -> str:
    return f"（{words}）" if words else ""


def _due(deadline: Deadline | None) -> str:
    return (deadline.date or deadline.month_day or "") if deadline else ""


def _catalogue(plans: Sequence[Plan], said: Mapping[str, str]) -> list[str]:
    documents = [plan.document for plan in plans]
    measures = sum(len(plan.measures) for plan in plans)
    title = f"{documents[0].title}责任分工表" if len(plans) == 1 else f"{len(plans)}份文件责任分工表"
    origin = "；".join(f"{one.title}{_bracket(one.number or '')}" for one in documents)
    known = {
        "信息资源分类": "、".join(_once(subject for one in documents for subject in one.subjects)),
        "信息资源名称": title,
        "信息资源提供方": "、".join(_once(filter(None, map(_provider, plans)))),
        "信息资源摘要": f"{origin}所列{measures}项措施及其责任单位、请求支持事项和完成时限。",
        "信息资源格式": "CSV",
        "信息项": "、".join(f"{heading}（字符型）" for heading in HEADINGS),
    }
    whole = {**known, **said}
    return [whole.get(field, "") for field in CORE]


def _provider(plan: Plan) -> str | None:
    """The issuer by its full name where that is known."""
    known = known_issuer(plan)
    return known.label if known else plan.document.issuer


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([f"'{words}" if words.startswith(_FORMULA) else words for words in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
