"""One office is one node in whatever plan it is named; offices of other places and other times are other nodes."""

from __future__ import annotations

import pytest

from fengong import plan_of
from fengong.describe import compact
from fengong.read import read_bytes
from fengong.store import Store
from fengong.terms import CV, FG


def bodies(issuer: str, number: str, duty: str, year: int = 2020) -> dict[str, str]:
    """{name as it is written: the IRI of its node} in a short plan."""
    text = f"{issuer}关于印发工作分工方案的通知\n{number}\n各部门：\n一、办好实事。（{duty}）\n{issuer}\n{year}年9月1日\n"
    store = Store()
    store.extend(compact(plan_of(read_bytes(text.encode(), "plan.txt"))))
    found = {}
    for quad in store.quads_for_pattern(None, CV.hasParticipant, None):
        (name,) = {q.object.value for q in store.quads_for_pattern(quad.subject, FG.nameInText, None)}
        found[name] = quad.object.value
    return found


TIANJIN, BINHAI = "天津市人民政府", "天津市滨海新区人民政府"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((TIANJIN, "津政发〔2020〕1号", "市财政局"), (BINHAI, "津滨政发〔2020〕2号", "市财政局")),
        (
            (TIANJIN, "津政发〔2020〕1号", "市发展改革委"),
            (TIANJIN, "津政发〔2021〕3号", "市发展和改革委员会"),
        ),
        (
            (BINHAI, "津滨政发〔2020〕1号", "国家发展改革委"),
            ("吉林省人民政府", "吉政发〔2020〕2号", "国家发展和改革委员会"),
        ),
        (
            ("深圳市人民政府", "深府〔2020〕1号", "市财政局"),
            ("深圳市人民政府", "深府〔2021〕2号", "市财政局"),
        ),
        ((BINHAI, "津滨政发〔2020〕1号", "区财政局"), (BINHAI, "津滨政发〔2021〕2号", "区财政局")),
    ],
)
def test_one_office_is_one_node(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    """In another plan, in another plan's short or full name, seen from the city or from its district."""
    nodes = [bodies(issuer, number, f"{name}负责")[name] for issuer, number, name in (one, other)]
    assert nodes[0] == nodes[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((TIANJIN, "津政发〔2020〕1号", "市财政局"), ("深圳市人民政府", "深府〔2020〕1号", "市财政局")),
        (
            (TIANJIN, "津政发〔2020〕1号", "市发展改革委"),
            ("深圳市人民政府", "深府〔2020〕1号", "市发展改革委"),
        ),
        (
            ("吉林省人民政府", "吉政发〔2020〕1号", "省教育厅"),
            ("安徽省人民政府", "皖政〔2020〕1号", "省教育厅"),
        ),
        (
            (BINHAI, "津滨政发〔2020〕1号", "区财政局"),
            ("天津市南开区人民政府", "南开政发〔2020〕1号", "区财政局"),
        ),
        (
            ("北京市朝阳区人民政府", "朝政发〔2020〕1号", "区财政局"),
            ("长春市朝阳区人民政府", "长朝政发〔2020〕1号", "区财政局"),
        ),
        ((BINHAI, "津滨政发〔2020〕1号", "市财政局"), (BINHAI, "津滨政发〔2020〕1号", "区财政局")),
    ],
)
def test_offices_of_two_places_are_two_nodes(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    """Though they are written alike: the issuer's place tells them apart, districts of one name by their city."""
    nodes = [bodies(issuer, number, f"{name}负责")[name] for issuer, number, name in (one, other)]
    assert nodes[0] != nodes[1]


def test_a_renamed_office_is_another_node_of_its_time() -> None:
    """国家卫生计生委 until 2018, 国家卫生健康委 after."""
    before = bodies(TIANJIN, "津政发〔2017〕1号", "国家卫生计生委负责", 2017)["国家卫生计生委"]
    after = bodies(TIANJIN, "津政发〔2019〕1号", "国家卫生健康委负责", 2019)["国家卫生健康委"]
    assert before != after
    assert before == bodies(BINHAI, "津滨政发〔2016〕1号", "国家卫生计生委负责", 2016)["国家卫生计生委"]


NANSHAN, SHENZHEN = "深圳市南山区人民政府", "深圳市人民政府"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((TIANJIN, "津政发〔2020〕1号", "市财政局"), (TIANJIN, "津政发〔2020〕2号", "我市财政局")),
        ((NANSHAN, "深南府〔2020〕1号", "区财政局"), (NANSHAN, "深南府〔2021〕2号", "本区财政局")),
        ((SHENZHEN, "深府〔2020〕1号", "市统计局"), (SHENZHEN, "深府〔2021〕2号", "深圳市统计局")),
        ((SHENZHEN, "深府〔2020〕1号", "市统计局"), (NANSHAN, "深南府〔2020〕2号", "市统计局")),
        ((SHENZHEN, "深府〔2020〕1号", "南山区教育局"), (NANSHAN, "深南府〔2020〕2号", "区教育局")),
        (
            ("延边朝鲜族自治州人民政府", "延州政发〔2020〕1号", "省统计局"),
            ("吉林省人民政府", "吉政发〔2020〕2号", "省统计局"),
        ),
        (
            ("延边朝鲜族自治州人民政府", "延州政发〔2020〕1号", "州统计局"),
            ("吉林省人民政府", "吉政发〔2020〕2号", "延边朝鲜族自治州统计局"),
        ),
        (
            ("长沙县人民政府", "长县政发〔2020〕1号", "县统计局"),
            ("长沙市人民政府", "长政发〔2020〕2号", "长沙县统计局"),
        ),
        (
            ("长沙县人民政府", "长县政发〔2020〕1号", "市统计局"),
            ("长沙市人民政府", "长政发〔2020〕2号", "市统计局"),
        ),
    ],
)
def test_an_office_outside_the_registry_is_known_by_its_place(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    """The place that is named, else that of its level around the issuer: written out, elided, with 我 or 本."""
    nodes = [bodies(issuer, number, f"{name}负责")[name] for issuer, number, name in (one, other)]
    assert nodes[0] == nodes[1]


def test_what_leans_on_no_place_stays_with_the_plan_that_names_it() -> None:
    """A company, 省级部门 and 市场监管部门 are no offices of a place that is named so."""
    for name in ("创新发展集团", "省级主管部门", "市场发展中心"):
        nodes = {
            bodies(issuer, number, f"{name}负责").get(name)
            for issuer, number in ((NANSHAN, "深南府〔2020〕1号"), (SHENZHEN, "深府〔2020〕1号"))
        }
        assert len(nodes) == 2 or nodes == {None}
