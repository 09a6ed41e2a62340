"""A plan → StratML Part 1, Strategic Plans (ISO 17469-1:2015), for tools that compare strategic plans.

One file for each plan: a Goal for each section, an Objective for each measure, a Stakeholder for each
stated mention of a body. Part 1 has no element for a role, so a stakeholder's Description says the role,
the words of the plan with their positions, and the body's IRI. Only what the plan states is written: no
Vision, Mission, Value, Submitter or dates of beginning and end, all of which the schema leaves open, and
nothing inferred. Element order and types follow StrategicPlanISOVersion20140401.xsd.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from fengong.identify import BASE
from fengong.model import Assignment, Deadline, Measure, Plan, Role, SupportItem
from fengong.organization import Organization
from fengong.scribe import Scribe, known_issuer
from fengong.xmltext import xml_text

NAMESPACE = "urn:ISO:std:iso:17469:tech:xsd:stratml_core"

ROLES: dict[Role, str] = {
    "lead": "牵头 (lead)",
    "responsible": "负责 (responsible)",
    "cooperate": "配合 (cooperate)",
    "guide": "指导 (guide)",
    "implement": "落实 (implement)",
    "support": "支持 (support)",
}


def stratml(plans: Sequence[Plan], base: str = BASE) -> dict[str, bytes]:
    """{"jinbinzhengfa-2020-20.stratml.xml": its bytes}; a plan without measures has no goals and no file.

    Two plans of one number get names that differ. Characters that XML 1.0 forbids become U+FFFD.
    """
    files: dict[str, bytes] = {}
    for plan in plans:
        if plan.measures:
            scribe = Scribe.of(plan, base)
            name = f"{scribe.slug}.stratml.xml"
            if name in files:
                name = f"{scribe.slug}-{plan.document.sha256[:12]}.stratml.xml"
            files[name] = _Writer(scribe).file()
    return files


class _Writer:
    """Writes one plan; nodes are those of the description, so that ids and IRIs are those of the graph."""

    def __init__(self, scribe: Scribe) -> None:
        self.scribe, self.plan = scribe, scribe.plan
        self.known = {one.id: one for one in self.plan.organizations}

    def file(self) -> bytes:
        root = etree.Element(_tag("StrategicPlan"), nsmap={None: NAMESPACE})
        document = self.plan.document
        _add(root, "Name", document.title or document.number or self.scribe.slug)
        _add(root, "Description", "；".join(self.described()))
        _add(
            root,
            "OtherInformation",
            f"原文 SHA-256：{document.sha256}；方括号内为原文字符位置（自0起，止位不含）。",
        )
        core = etree.SubElement(root, _tag("StrategicPlanCore"))
        self.add_organization(core)
        self.add_goals(core)
        self.add_administration(root)
        etree.indent(root)
        return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"

    def described(self) -> Iterator[str]:
        """What kind of document it is, in the document's own terms."""
        document = self.plan.document
        facts = {"文号": document.number, "索引号": document.index_number, "发文机关": document.issuer}
        facts |= {"成文日期": document.written, "发文日期": document.issued, "有效性": document.validity}
        yield f"分工方案，共{len(self.plan.measures)}项措施"
        yield from (f"{name}：{value}" for name, value in facts.items() if value)

    def add_organization(self, core: etree._Element) -> None:
        """The issuer; no element where the plan names none."""
        issuer = self.plan.document.issuer
        if not issuer:
            return
        one = known_issuer(self.plan)
        organization = etree.SubElement(core, _tag("Organization"))
        _add(organization, "Name", one.label if one else issuer)
        if one and one.short and one.short != one.label:
            _add(organization, "Acronym", one.short)
        if one:
            _add(organization, "Identifier", _id(one.id))
            _add(organization, "Description", self.scribe.names.organization(one.id).value)

    def add_goals(self, core: etree._Element) -> None:
        """A goal for each section, in order, and one for the measures that stand in none."""
        measures: dict[int | None, list[int]] = {}
        numbers = [section.number for section in self.plan.sections]
        for at, measure in enumerate(self.plan.measures):
            place = numbers.index(measure.section) if measure.section in numbers else None
            measures.setdefault(place, []).append(at)
        if None in measures:
            name = self.plan.document.title or self.scribe.slug
            self.add_goal(core, name, "未列入任何方面的措施", "goal-rest", None, measures[None])
        for place, section in enumerate(self.plan.sections):
            words = f"{section.number}、{section.title}"
            part = f"section{place + 1}"
            self.add_goal(core, section.title, words, part, section.number, measures.get(place, []))

    def add_goal(
        self,
        core: etree._Element,
        name: str,
        words: str,
        part: str,
        number: str | None,
        measures: Iterable[int],
    ) -> None:
        goal = etree.SubElement(core, _tag("Goal"))
        _add(goal, "Name", name)
        _add(goal, "Description", words)
        _add(goal, "Identifier", self.identifier(part))
        _add(goal, "SequenceIndicator", number)
        for at in measures:
            self.add_objective(goal, self.plan.measures[at], at)

    def add_objective(self, goal: etree._Element, measure: Measure, at: int) -> None:
        objective = etree.SubElement(goal, _tag("Objective"))
        key, node = measure.key or str(at + 1), self.scribe.measures[at]
        _add(objective, "Name", measure.clauses[0].text if measure.clauses else measure.text)
        _add(objective, "Description", measure.text)
        _add(objective, "Identifier", self.identifier(node.value.rsplit("/", 1)[1]))
        _add(objective, "SequenceIndicator", key)
        for one in (*measure.assignments, *measure.by_rule):
            self.add_stakeholder(objective, one, "")
        for place, item in enumerate(measure.support, 1):
            for one in item.bodies:
                self.add_stakeholder(objective, one, f"请求支持事项{_shown(item, place)}：")
        for one in measure.task.bodies if measure.task else ():
            self.add_stakeholder(
                objective, one, f"上级重点任务{measure.task.number if measure.task else ''}："
            )
        _add(objective, "OtherInformation", "\n".join([*_others(measure), node.value]))

    def add_stakeholder(self, objective: etree._Element, one: Assignment, what: str) -> None:
        mention = one.body
        known = self.known.get(mention.organization or "")
        stakeholder = etree.SubElement(objective, _tag("Stakeholder"))
        if kind := _kind(known):
            stakeholder.set("StakeholderTypeType", kind)
        _add(stakeholder, "Name", known.label if known else mention.read_as)
        place = f"第{one.group}组第{one.position}位" + ("，名单未尽" if one.open else "")
        rule = "，依文件统一规定" if one.basis == "stated-rule" else ""
        quote = f"原文“{mention.name}”[{mention.span.start}–{mention.span.end}]"
        iri = self.scribe.body(mention).value
        _add(stakeholder, "Description", f"{what}{ROLES[one.role]}，{place}{rule}；{quote}；{iri}")

    def add_administration(self, root: etree._Element) -> None:
        document = self.plan.document
        administration = etree.SubElement(root, _tag("AdministrativeInformation"))
        _add(administration, "PublicationDate", document.issued or document.written)
        _add(administration, "Source", self.scribe.document.value)

    def identifier(self, part: str) -> str:
        return _id(f"{self.scribe.slug}.{part}")


def _others(measure: Measure) -> Iterator[str]:
    """What Part 1 has no element for."""
    if measure.task:
        yield f"上级重点任务{measure.task.number}：{measure.task.text}"
    for place, item in enumerate(measure.support, 1):
        yield f"请求支持事项{_shown(item, place)}：{item.text}"
    for target in measure.targets:
        yield f"目标：{target.text}"
    if measure.deadline:
        yield f"完成时限：{_due(measure.deadline)}"


def _shown(item: SupportItem, place: int) -> str:
    return item.number or str(place)


def _due(deadline: Deadline) -> str:
    return f"{deadline.date or deadline.month_day}（{deadline.text}）"


def _kind(known: Organization | None) -> str | None:
    """The schema's word for a collective and for a single body; none for a name that is not resolved."""
    if known is None:
        return None
    return "Organization" if known.open is None else "Generic_Group"


def _id(words: str) -> str:
    """An xsd:ID, which may not begin with a digit."""
    return f"id-{words}"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: etree._Element, name: str, words: str | None) -> None:
    """A child with these words; none where there are no words."""
    if words is not None:
        etree.SubElement(parent, _tag(name)).text = xml_text(words)
