"""StratML Part 1: in the order and with the types of ISO 17469-1, and every measure and body comes back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from handmade import handmade
from lxml import etree
from test_tabulate import odd

from fengong import read_plan
from fengong.describe import describe
from fengong.model import Plan
from fengong.stratml import NAMESPACE, ROLES, stratml

NOTICE = Path(__file__).parents[1] / "data" / "sources" / "binhai-2020-20" / "notice.txt"
S = f"{{{NAMESPACE}}}"

ONCE, MAYBE, MANY, SOME = "1", "?", "*", "+"
MODEL: dict[str, tuple[tuple[str, str], ...]] = {
    "StrategicPlan": (("Name", ONCE), ("Description", MAYBE), ("OtherInformation", MAYBE),
                      ("StrategicPlanCore", ONCE), ("AdministrativeInformation", MAYBE)),
    "StrategicPlanCore": (("Organization", MANY), ("Vision", MAYBE), ("Mission", MAYBE), ("Value", MANY), ("Goal", SOME)),
    "Organization": (("Name", MAYBE), ("Acronym", MAYBE), ("Identifier", MAYBE), ("Description", MAYBE), ("Stakeholder", MANY)),
    "Goal": (("Name", ONCE), ("Description", ONCE), ("Identifier", MAYBE), ("SequenceIndicator", MAYBE),
             ("Stakeholder", MANY), ("OtherInformation", MAYBE), ("Objective", MANY)),
    "Objective": (("Name", MAYBE), ("Description", MAYBE), ("Identifier", MAYBE), ("SequenceIndicator", MAYBE),
                  ("Stakeholder", MANY), ("OtherInformation", MAYBE)),
    "Stakeholder": (("Name", ONCE), ("Description", MAYBE)),
    "AdministrativeInformation": (("StartDate", MAYBE), ("EndDate", MAYBE), ("PublicationDate", MAYBE),
                                  ("Source", MAYBE), ("Submitter", MAYBE)),
}  # fmt: skip
"""Element → its children in order and how often each may stand (StrategicPlanISOVersion20140401.xsd)."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(NOTICE)


@pytest.fixture(scope="module", params=["handmade", "notice", "sections gone", "odd"])
def either(request: pytest.FixtureRequest, plan: Plan) -> Plan:
    plans = {"handmade": handmade(), "notice": plan, "odd": odd("\x00区\x0b<办>&")}
    return plans.get(request.param) or replace(plan, sections=plan.sections[2:])


def parsed(plan: Plan) -> etree._Element:
    (data,) = stratml([plan]).values()
    return etree.fromstring(data)


def local(node: etree._Element) -> str:
    return etree.QName(node).localname


def test_elements_stand_as_the_schema_says(either: Plan) -> None:
    root = parsed(either)
    assert root.tag == f"{S}StrategicPlan"
    for node in root.iter():
        assert etree.QName(node).namespace == NAMESPACE
        children = [local(child) for child in node]
        if local(node) in MODEL:
            pattern = "".join(
                f"(?:{name} ){'' if often == ONCE else often}" for name, often in MODEL[local(node)]
            )
            assert re.fullmatch(pattern, "".join(f"{name} " for name in children)), (local(node), children)
            assert not (node.text or "").strip(), "no mixed content"
        else:
            assert not children
        kinds = dict(node.attrib)
        assert kinds == {} or (
            local(node) == "Stakeholder" and kinds["StakeholderTypeType"] in ("Organization", "Generic_Group")
        )


def test_identifiers_are_unique_xml_ids(either: Plan) -> None:
    ids = [node.text or "" for node in parsed(either).iter(f"{S}Identifier")]
    assert len(ids) == len(set(ids)) > len(either.measures)
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", one) for one in ids)


def test_dates_are_dates_and_the_source_is_the_document_of_the_graph(plan: Plan) -> None:
    administration = parsed(plan).find(f"{S}AdministrativeInformation")
    assert administration is not None
    assert date.fromisoformat(administration.findtext(f"{S}PublicationDate") or "") == date(2020, 7, 1)
    subjects = {quad.subject.value for quad in describe(plan)}
    assert administration.findtext(f"{S}Source") in subjects


def test_every_measure_comes_back_in_its_section(either: Plan) -> None:
    """Number and wording, and the heading it stands under."""
    titles = {section.number: section.title for section in reversed(either.sections)}
    expected = {(m.key, m.text, titles.get(m.section or "", either.document.title)) for m in either.measures}
    found = {
        (one.findtext(f"{S}SequenceIndicator"), one.findtext(f"{S}Description"), goal.findtext(f"{S}Name"))
        for goal in parsed(either).iter(f"{S}Goal")
        for one in goal.iter(f"{S}Objective")
    }
    assert found == expected


def test_every_stated_body_comes_back_with_role_words_and_place(either: Plan) -> None:
    """And no inferred one."""
    expected = sorted(
        (measure.key, one.role, one.body.span.start, one.body.span.end, one.group, one.position)
        for measure in either.measures
        for one in (
            *measure.assignments,
            *measure.by_rule,
            *(body for item in measure.support for body in item.bodies),
            *(measure.task.bodies if measure.task else ()),
        )
    )
    names = {words: role for role, words in ROLES.items()}
    found = []
    for objective in parsed(either).iter(f"{S}Objective"):
        for stakeholder in objective.iter(f"{S}Stakeholder"):
            said = stakeholder.findtext(f"{S}Description") or ""
            role = next(role for words, role in names.items() if words in said)
            place = re.search(r"第(\d+)组第(\d+)位", said)
            span = re.search(r"\[(\d+)–(\d+)\]；", said)
            assert place and span
            key = objective.findtext(f"{S}SequenceIndicator") or ""
            found.append((key, role, *map(int, span.groups()), *map(int, place.groups())))
    assert sorted(found) == expected


def test_stakeholders_bear_the_names_and_iris_of_the_graph(plan: Plan) -> None:
    subjects = {quad.subject.value for quad in describe(plan)}
    labels = {one.label for one in plan.organizations}
    stakeholders = list(parsed(plan).iter(f"{S}Stakeholder"))
    for one in stakeholders:
        assert (one.findtext(f"{S}Description") or "").rsplit("；", 1)[1] in subjects
        if one.get("StakeholderTypeType"):
            assert one.findtext(f"{S}Name") in labels
    unresolved = [one.findtext(f"{S}Name") for one in stakeholders if not one.get("StakeholderTypeType")]
    assert unresolved == ["泰达集团"] * len(unresolved) and unresolved


def test_collectives_are_generic_groups(plan: Plan) -> None:
    kinds = {
        one.findtext(f"{S}Name"): one.get("StakeholderTypeType")
        for one in parsed(plan).iter(f"{S}Stakeholder")
    }
    assert kinds["各开发区管委会"] == "Generic_Group"
    assert kinds["天津市滨海新区工业和信息化局"] == "Organization"


def test_the_issuer_is_the_organization(plan: Plan) -> None:
    organization = parsed(plan).find(f".//{S}Organization")
    assert organization is not None and organization.findtext(f"{S}Name") == "天津市滨海新区人民政府"


def test_nothing_is_made_up(plan: Plan) -> None:
    """A plan states no vision, mission, values or submitter, nor when it begins and ends."""
    names = {local(node) for node in parsed(plan).iter()}
    assert not names & {"Vision", "Mission", "Value", "Submitter", "StartDate", "EndDate"}


def test_a_plan_without_measures_has_no_file_and_two_of_one_number_have_two() -> None:
    plan = handmade()
    assert stratml([replace(plan, measures=())]) == {}
    other = replace(plan, document=replace(plan.document, sha256="f" * 64))
    assert len(stratml([plan, other])) == 2


def test_the_same_plan_gives_the_same_bytes(plan: Plan) -> None:
    assert stratml([plan]) == stratml([read_plan(NOTICE)])
