"""Bodies before and after reforms: who was there on a day, what a name means on it, who came after."""

from __future__ import annotations

from dataclasses import replace

import pytest
from handmade import CHANGES, ORGANIZATIONS, RELATED, handmade
from pyoxigraph import RdfFormat
from test_resolve import REGISTRY, plan

from fengong.answer import body
from fengong.describe import describe
from fengong.model import Finding, Mention, Plan, Unresolved
from fengong.organization import Organization
from fengong.registry import Registry
from fengong.remark import remark
from fengong.resolve import resolve
from fengong.serialise import plan_record
from fengong.store import Graph, load_graph
from fengong.succession import (
    agree,
    began_after,
    date_of,
    date_of_tasks,
    ended_by,
    heirs,
    lineage,
    may_be_there,
)
from fengong.write import write

BODY = ORGANIZATIONS[0]


def lasting(valid_from: str | None, valid_to: str | None) -> Organization:
    return replace(BODY, valid_from=valid_from, valid_to=valid_to)


def dated(names: tuple[str, ...], tasks: tuple[str, ...] = (), **document: str) -> Plan:
    """A plan of the State Council that names these bodies, with these dates or this number."""
    given = plan(*names, issuer="国务院办公厅", tasks=tasks)
    return replace(given, document=replace(given.document, **document))  # type: ignore[arg-type]


def meant(name: str, registry: Registry = REGISTRY, **document: str) -> Mention:
    return resolve(dated((name,), **document), registry).measures[0].assignments[0].body


def former(given: Plan) -> list[Finding]:
    return [finding for finding in remark(resolve(given, REGISTRY)).findings if finding.code == "former-name"]


# days


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "date", "there"),
    [
        ("2013-03-14", "2018-03-17", "2013-03-13", False),
        ("2013-03-14", "2018-03-17", "2013-03-14", True),
        ("2013-03-14", "2018-03-17", "2018-03-16", True),
        ("2013-03-14", "2018-03-17", "2018-03-17", False),  # the day belongs to the successor
        ("2013-03-14", "2018-03-17", "2018-03", True),  # which half of the month is not known
        ("2013-03-14", "2018-03-17", "2018-04", False),
        ("2013-03-14", "2018-03-17", "2019", False),
        ("2018", "2020-10", "2018-01-01", True),
        ("2018", "2020-10", "2017-12-31", False),
        ("2018", "2020-10", "2020-10-31", True),
        ("2018", "2020-10", "2020-11-01", False),
        (None, None, "1949-10-01", True),
    ],
)
def test_a_body_is_there_from_its_beginning_until_before_its_end(
    valid_from: str | None, valid_to: str | None, date: str, there: bool
) -> None:
    """A month or a year that leaves it open leaves it possible."""
    assert may_be_there(lasting(valid_from, valid_to), date) is there


def test_before_its_beginning_and_after_its_end_are_told_apart() -> None:
    one = lasting("2013-03-14", "2018-03-17")
    assert (began_after(one, "2012"), ended_by(one, "2012")) == (True, False)
    assert (began_after(one, "2024"), ended_by(one, "2024")) == (False, True)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("2018", "2018-03-17", True), ("2018-03-17", "2018-03", True), ("2018-03", "2018-04-08", False)],
)
def test_dates_agree_where_one_is_more_exact_than_the_other(one: str, other: str, same: bool) -> None:
    assert agree(one, other) is same


@pytest.mark.parametrize(
    ("document", "date"),
    [
        ({"written": "2016-05-06", "issued": "2016-06-07", "number": "国办发〔2015〕1号"}, "2016-05-06"),
        ({"issued": "2016-06-07", "number": "国办发〔2015〕1号"}, "2016-06-07"),
        ({"number": "国办发〔2015〕1号"}, "2015"),
        ({"number": "国办发[2015]2016号"}, "2015"),
        ({"number": "第2015号"}, None),
        ({}, None),
    ],
)
def test_a_document_is_of_the_day_it_was_written_else_issued_else_of_its_number(
    document: dict[str, str], date: str | None
) -> None:
    assert date_of(dated((), **document).document) == date


def test_the_bodies_of_tasks_were_named_when_the_higher_plan_was() -> None:
    """发改办地区〔2020〕237号; without its number, when the plan was."""
    given = handmade()
    assert date_of_tasks(given) == "2020"
    assert date_of_tasks(replace(given, task_source=None)) == date_of(given.document)


# names


@pytest.mark.parametrize(
    ("date", "id_"),
    [
        ("2012-06-01", "cn-guangbodianyingdianshizongju"),
        ("2016-06-01", "cn-xinwenchubanguangdianzongju"),
        ("2018-03-16", "cn-xinwenchubanguangdianzongju"),
        ("2018-03-17", "cn-guangdianzongju"),
        ("2024-01-01", "cn-guangdianzongju"),
    ],
)
def test_a_name_means_the_body_that_bore_it_on_the_day(date: str, id_: str) -> None:
    """广电总局 is three bodies one after the other."""
    assert meant("广电总局", written=date).organization == id_


def test_the_year_of_the_number_will_do_where_only_one_body_is_possible() -> None:
    """Of 2018 it is not known which side of March it lies on: two stay possible."""
    assert meant("广电总局", number="国办发〔2016〕1号").organization == "cn-xinwenchubanguangdianzongju"
    assert meant("广电总局", number="国办发〔2018〕1号").unresolved == Unresolved(
        "ambiguous", ("cn-guangdianzongju", "cn-xinwenchubanguangdianzongju")
    )


def test_without_a_date_no_bearer_is_preferred() -> None:
    unresolved = meant("广电总局").unresolved
    assert unresolved is not None
    assert (unresolved.reason, len(unresolved.candidates)) == ("ambiguous", 3)


def test_where_no_bearer_was_there_all_stay_possible() -> None:
    """A gap in what the registry knows is no reason to guess."""
    bodies = dict(REGISTRY.organizations)
    for id_ in ("cn-guangdianzongju", "cn-xinwenchubanguangdianzongju", "cn-guangbodianyingdianshizongju"):
        bodies[id_] = replace(bodies[id_], valid_from="2000", valid_to="2001")
    gap = Registry(REGISTRY.areas, bodies, REGISTRY.names, REGISTRY.words)
    unresolved = meant("广电总局", gap, written="2016-06-01").unresolved
    assert unresolved is not None
    assert len(unresolved.candidates) == 3


def test_the_tasks_are_read_as_of_the_higher_plan() -> None:
    """A plan of 2019 quotes a task set in 2016: its 广电总局 is that of 2016."""
    given = dated((), tasks=("广电总局",), written="2019-01-01")
    source = replace(handmade().task_source, number="国办发〔2016〕1号")  # type: ignore[type-var]
    task = resolve(replace(given, task_source=source), REGISTRY).measures[0].task
    assert task is not None
    assert task.bodies[0].body.organization == "cn-xinwenchubanguangdianzongju"


@pytest.mark.parametrize("date", ["2016-01-01", "2019-01-01", "2024-01-01"])
def test_an_old_name_means_the_old_body_whenever_it_is_used(date: str) -> None:
    """国家卫计委 in 2019 is still the body so named; whether that is a slip is for the reader to judge."""
    assert meant("国家卫计委", written=date).organization == "cn-weishengjishengwei"
    assert meant("国家卫生健康委", written=date).organization == "cn-weishengjiankangwei"


def test_a_name_used_after_its_body_ended_is_told_with_the_successor() -> None:
    (finding,) = former(dated(("国家卫计委", "教育部", "国家卫计委"), written="2019-01-01"))
    assert (finding.severity, finding.measure) == ("info", "1")
    assert finding.message == (
        "“国家卫计委”（国家卫生和计划生育委员会）已于2018-03-17不再存在，其后为国家卫生健康委员会"
    )
    assert finding.message_en.endswith("until 2018-03-17, followed by National Health Commission")


def test_a_name_used_in_its_time_or_without_a_date_is_no_finding() -> None:
    assert former(dated(("国家卫计委",), written="2016-01-01")) == []
    assert former(dated(("国家卫计委",), number="国办发〔2018〕9号")) == []  # it may have been before March
    assert former(dated(("国家卫计委",))) == []


def test_the_successor_that_is_told_is_the_one_of_the_day() -> None:
    """银监会 lives on in 银保监会 in 2020 and in 国家金融监督管理总局 in 2024."""
    for date, heir in (("2020-01-01", "中国银行保险监督管理委员会"), ("2024-01-01", "国家金融监督管理总局")):
        (finding,) = former(dated(("银监会",), written=date))
        assert finding.message.endswith(f"其后为{heir}")


def test_findings_come_once_however_often_a_plan_is_remarked() -> None:
    once = remark(resolve(dated(("银监会",), written="2024-01-01"), REGISTRY))
    assert remark(resolve(once, REGISTRY)) == once


# reforms


def test_a_plan_holds_the_whole_lineage_of_its_bodies_and_nothing_dangles() -> None:
    """Both ways and through several reforms, the parents of those bodies included; bodies that are named stand apart."""
    found = resolve(dated(("银保监会",), written="2020-01-01"), REGISTRY)
    related = {one.id for one in found.related}
    assert {"cn-yinjianhui", "cn-baojianhui", "cn-jinrongjianguanzongju"} <= related
    ids = {one.id for one in found.organizations}
    assert not related & ids
    assert {id_ for change in found.changes for id_ in (*change.original, *change.resulting)} <= related | ids
    assert {one.parent for one in found.related if one.parent} <= related | ids
    assert resolve(dated(("教育部",)), REGISTRY).changes == ()


def test_lineage_goes_both_ways() -> None:
    """From any body of the line the whole line; from another body nothing."""
    for start in ("120116-keweihui", "120116-kegongwei", "120116-gongxinju"):
        assert lineage([start], CHANGES) == CHANGES
    assert lineage(["120116-kejiju"], CHANGES) == ()


def test_heirs_are_those_of_the_day() -> None:
    known = {one.id: one for one in (*ORGANIZATIONS, *RELATED)}
    assert heirs("120116-keweihui", CHANGES, known, "2016") == ("120116-kegongwei",)
    assert heirs("120116-keweihui", CHANGES, known, "2020") == ("120116-gongxinju",)
    assert heirs("120116-gongxinju", CHANGES, known, "2020") == ()


def test_the_record_of_a_plan_holds_dates_codes_and_reforms() -> None:
    """What RDF says of bodies, the JSON says too; related bodies stand apart from those that are named."""
    given = dated(("国家统计局", "国家卫生健康委"), written="2020-05-01")
    record = plan_record(resolve(given, REGISTRY))
    named = {each["id"]: each for each in record["organizations"]}
    assert named["cn-tongjiju"]["identifiers"] == [{"scheme": "wikidata", "code": "Q1509446"}]
    health = named["cn-weishengjiankangwei"]
    assert (health["valid_from"], health["valid_to"]) == ("2018-03-17", None)
    reforms = {each["id"]: each for each in record["changes"]}
    assert reforms["cn-2018-weijianwei"]["original"] == ["cn-weishengjishengwei"]
    assert "cn-weishengjishengwei" in {each["id"] for each in record["related"]}


# answers


@pytest.fixture(scope="module")
def graph() -> Graph:
    return load_graph(write(describe(handmade()), "trig"), RdfFormat.TRIG, "handmade")


def test_the_sheet_of_a_body_begins_with_what_it_was(graph: Graph) -> None:
    """One line behind its name, in either language; none where nothing is known."""
    lines = body(graph, "区工信局", width=200).splitlines()
    assert (
        lines[1]
        == "  前身：天津市滨海新区科学技术委员会（2013-12-31）、天津市滨海新区科技和工业创新委员会（2018）"
    )
    lines = body(graph, "区工信局", lang="en", width=200).splitlines()
    assert lines[1].startswith("  formerly: English name of 120116-keweihui (2013-12-31); English name")
    assert not any(
        "前身" in line or "后续" in line for line in body(graph, "区科技局", width=200).splitlines()
    )


def test_a_body_of_the_past_leads_to_its_successor(graph: Graph) -> None:
    """No measure names 区科工委, but the sheet says where it went."""
    lines = body(graph, "区科工委", width=200).splitlines()
    assert (
        lines[1]
        == "  前身：天津市滨海新区科学技术委员会（2013-12-31）；后续：天津市滨海新区工业和信息化局（2018）"
    )
    assert "没有它的任何职责" in lines[2]
