"""Names to organizations: one candidate or none, by the place the document is of."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from fengong.layout import Span
from fengong.model import (
    Assignment,
    Deadline,
    Inference,
    Measure,
    Mention,
    Metadata,
    Plan,
    SupportItem,
    Task,
    Unresolved,
)
from fengong.organization import Organization
from fengong.registry import load
from fengong.resolve import resolve

REGISTRY = load()
BINHAI = "天津市滨海新区人民政府"
NOWHERE = Span(0, 0)

# What the notice 津滨政发〔2020〕20号 and the bodies researched for it call them, in the place they are read in.
CENTRAL = """
国家发展改革委 国家发展和改革委员会|国家发改委 国家发展和改革委员会|发展改革委 国家发展和改革委员会|教育部 教育部
科技部 科学技术部|工业和信息化部 工业和信息化部|工信部 工业和信息化部|民政部 民政部|人社部 人力资源和社会保障部
人力资源社会保障部 人力资源和社会保障部|自然资源部 自然资源部|生态环境部 生态环境部|环境部 生态环境部
住房城乡建设部 住房和城乡建设部|住建部 住房和城乡建设部|商务部 商务部|市场监管总局 国家市场监督管理总局
国家统计局 国家统计局|统计局 国家统计局|银保监会 中国银行保险监督管理委员会|知识产权局 国家知识产权局
海关总署 中华人民共和国海关总署|税务总局 国家税务总局|国务院 中华人民共和国国务院|人民银行 中国人民银行
外汇局 国家外汇管理局|国家移民局 国家移民管理局|中央编办 中央机构编制委员会办公室|中央宣传部 中共中央宣传部
中央网信办 中央网络安全和信息化委员会办公室|国家网信办 中央网络安全和信息化委员会办公室
全国总工会 中华全国总工会|全国工商联 中华全国工商业联合会|卫生健康委 国家卫生健康委员会
粮食和储备局 国家粮食和物资储备局|国资委 国务院国有资产监督管理委员会|国际发展合作署 国家国际发展合作署
各国家级新区 各国家级新区|有关国家级新区 有关国家级新区|有关省级人民政府 有关省级人民政府
各省级人民政府 各省、自治区、直辖市人民政府
"""
LOCAL = """
市发展改革委 天津市发展和改革委员会|市发改委 天津市发展和改革委员会|市科技局 天津市科学技术局
市工业和信息化局 天津市工业和信息化局|市财政局 天津市财政局|市规划资源局 天津市规划和自然资源局
市规划和自然资源局 天津市规划和自然资源局|市规自局 天津市规划和自然资源局
市住房城乡建设委 天津市住房和城乡建设委员会|市城市管理委 天津市城市管理委员会
市交通运输委 天津市交通运输委员会|市商务局 天津市商务局|市市场监管委 天津市市场监督管理委员会
市金融局 天津市地方金融监督管理局|市知识产权局 天津市知识产权局|市政务服务办 天津市人民政府政务服务办公室
市委网信办 中共天津市委网络安全和信息化委员会办公室|市人才办 中共天津市委人才工作领导小组办公室
市政府 天津市人民政府|市委 中国共产党天津市委员会|市税务局 国家税务总局天津市税务局
市水务局 天津市水务局|市外管局 国家外汇管理局天津市分局|人民银行天津分行 中国人民银行天津分行
天津银保监局 中国银行保险监督管理委员会天津监管局|天津海关 中华人民共和国天津海关
边检 天津出入境边防检查总站|中国进出口银行天津分行 中国进出口银行天津分行
进出口银行天津分行 中国进出口银行天津分行|中信保天津分公司 中国出口信用保险公司天津分公司
区政府 天津市滨海新区人民政府|区委 中国共产党天津市滨海新区委员会|区工信局 天津市滨海新区工业和信息化局
区科技局 天津市滨海新区科学技术局|区发改委 天津市滨海新区发展和改革委员会
区人社局 天津市滨海新区人力资源和社会保障局|区卫健委 天津市滨海新区卫生健康委员会
区商促局 天津市滨海新区商务和投资促进局|区国资委 天津市滨海新区人民政府国有资产监督管理委员会
区财政局 天津市滨海新区财政局|区应急局 天津市滨海新区应急管理局|区交运局 天津市滨海新区交通运输局
区金融局 天津市滨海新区金融工作局|区市场监管局 天津市滨海新区市场监督管理局
区市场局 天津市滨海新区市场监督管理局|区政务服务办 天津市滨海新区人民政府政务服务办公室
区司法局 天津市滨海新区司法局|区城管委 天津市滨海新区城市管理委员会|区统计局 天津市滨海新区统计局
区住建委 天津市滨海新区住房和建设委员会|区水务局 天津市滨海新区水务局
区政府办 天津市滨海新区人民政府办公室|区生态环境局 天津市滨海新区生态环境局
区委网信办 中共天津市滨海新区委员会网络安全和信息化委员会办公室
区网信办 中共天津市滨海新区委员会网络安全和信息化委员会办公室
区委政法委 中共天津市滨海新区委员会政法委员会|区委改革办 中共天津市滨海新区委员会全面深化改革委员会办公室
区委编办 中共天津市滨海新区委员会机构编制委员会办公室
区人才办 中共天津市滨海新区委员会人才工作领导小组办公室|区科协 天津市滨海新区科学技术协会
区防控工作指挥部 天津市滨海新区新型冠状病毒感染的肺炎疫情防控工作指挥部
新区防控防疫指挥部 天津市滨海新区新型冠状病毒感染的肺炎疫情防控工作指挥部
区网格化管理中心 天津市滨海新区网格化管理中心|市规自局滨海分局 天津市规划和自然资源局滨海新区分局
滨海银保监分局 中国银行保险监督管理委员会滨海监管分局|自贸办 中国(天津)自由贸易试验区管理委员会办公室
区自贸办 中国(天津)自由贸易试验区管理委员会办公室
自贸创新发展局 中国(天津)自由贸易试验区政策与产业创新发展局|经开区管委会 天津经济技术开发区管理委员会
开发区管委会 天津经济技术开发区管理委员会|保税区管委会 天津港保税区管理委员会
高新区管委会 天津滨海高新技术产业开发区管理委员会|东疆保税港区管委会 天津东疆保税港区管理委员会
中新生态城管委会 中新天津生态城管理委员会|中新生态城 中新天津生态城管理委员会
各开发区管委会 各开发区管委会|各开发区 各开发区管委会|各街镇 各街镇|各有工业园区街镇 各有工业园区街镇
各有关单位 各有关单位|各自贸片区局 各自贸片区局|市有关部门 市有关部门|天津港集团 天津港(集团)有限公司
滨海建投 天津滨海新区建设投资集团有限公司|天保控股 天津天保控股有限公司|海泰集团 天津海泰控股集团有限公司
"""


def pairs(table: str) -> list[list[str]]:
    return [pair.split() for line in table.split("\n") for pair in line.split("|") if pair]


def assignment(name: str) -> Assignment:
    return Assignment("responsible", Mention(name, NOWHERE), 1, 1)


def plan(*names: str, issuer: str | None = BINHAI, title: str = "", tasks: tuple[str, ...] = ()) -> Plan:
    """A plan of one measure that names these bodies as responsible, and others for its task."""
    task = Task("1", "", NOWHERE, tuple(map(assignment, tasks))) if tasks else None
    bodies = tuple(map(assignment, names))
    measure = Measure("1", "1", None, None, "", NOWHERE, NOWHERE, task=task, assignments=bodies)
    return Plan(Metadata(title=title, sha256="", issuer=issuer), "", measures=(measure,))


def read(name: str, issuer: str | None = BINHAI) -> Mention:
    """The name after resolution in a plan of that issuer."""
    return resolve(plan(name, issuer=issuer), REGISTRY).measures[0].assignments[0].body


def organization(name: str, issuer: str | None = BINHAI) -> Organization:
    """What the name resolves to: it must be in the plan's organizations."""
    found = resolve(plan(name, issuer=issuer), REGISTRY)
    id_ = found.measures[0].assignments[0].body.organization
    return {o.id: o for o in found.organizations}[id_ or "unresolved"]


@pytest.mark.parametrize(("name", "label"), pairs(CENTRAL))
def test_central_names_resolve_in_the_column_of_national_bodies(name: str, label: str) -> None:
    """Bodies of tasks are read as in a central document, whatever place the plan is of."""
    found = resolve(plan(tasks=(name,)), REGISTRY)
    task = found.measures[0].task
    assert task is not None
    body = task.bodies[0].body
    assert body.unresolved is None
    assert {o.id: o.label for o in found.organizations}[body.organization or ""] == label


@pytest.mark.parametrize(("name", "label"), pairs(LOCAL))
def test_names_of_the_district_and_the_city_resolve_in_the_district(name: str, label: str) -> None:
    assert read(name).unresolved is None
    assert organization(name).label == label


@pytest.mark.parametrize(("name", "label"), pairs(LOCAL))
@pytest.mark.parametrize("issuer", ["北京市朝阳区人民政府", "安徽省人民政府", "国务院办公厅", "某某委员会"])
def test_no_local_name_of_one_place_resolves_in_another(issuer: str, name: str, label: str) -> None:
    """Only a name that says its place, or that nothing else has, keeps its meaning elsewhere."""
    body = read(name, issuer)
    if "天津" in name or name in ("东疆保税港区管委会", "中新生态城管委会"):
        assert organization(name, issuer).label == label
    else:
        here = {o.id for o in REGISTRY.organizations.values() if o.area.startswith("12")}
        assert body.organization not in here


def test_another_districts_bureau_is_not_binhais() -> None:
    """区工信局 of 北京市朝阳区 is a bureau nobody registered: its place is known, it is not."""
    assert read("区工信局", "北京市朝阳区人民政府") == Mention(
        "区工信局", NOWHERE, None, Unresolved("unknown")
    )


def test_city_names_resolve_by_the_city_around_another_district() -> None:
    """In a plan of 天津市和平区 市科技局 is Tianjin's, 区政府 its own, 区工信局 unknown."""
    heping = "天津市和平区人民政府"
    assert organization("市科技局", heping).id == "120000-kejiju"
    assert organization("区政府", heping).id == "120101-renmin-zhengfu"
    assert read("区工信局", heping).unresolved == Unresolved("unknown")
    assert read("市科技局", "北京市朝阳区人民政府").unresolved == Unresolved("unknown")


@pytest.mark.parametrize(
    "name", ["区工信局", "市科技局", "省财政厅", "自治区发展改革委", "自贸办", "有关部门", "县财政局"]
)
def test_a_name_that_leans_on_an_unknown_place_says_so(name: str) -> None:
    assert read(name, None).unresolved == Unresolved("place-unknown")


def test_a_level_that_the_place_has_not_is_an_unknown_place() -> None:
    """区工信局 in a plan of a whole city is one of many districts'; an autonomous region is no 区."""
    assert read("区工信局", "包头市人民政府").unresolved == Unresolved("place-unknown")
    assert read("区工信局", "广西壮族自治区人民政府").unresolved == Unresolved("place-unknown")
    assert read("省财政厅", "天津市人民政府").unresolved == Unresolved("place-unknown")


@pytest.mark.parametrize("name", ["市场监管局", "区域合作办", "梦想办", "县域经济处"])
def test_words_that_only_begin_like_a_level_are_plain_unknown_names(name: str) -> None:
    assert read(name, None).unresolved == Unresolved("unknown")


def test_an_ambiguous_name_stays_unresolved_with_its_candidates() -> None:
    """泰达集团 may be two companies: both are in the plan, neither is taken."""
    found = resolve(plan("泰达集团"), REGISTRY)
    candidates = ("120000-taida-konggu", "120116-taida-jituan")
    assert found.measures[0].assignments[0].body.unresolved == Unresolved("ambiguous", candidates)
    assert set(candidates) <= {o.id for o in found.organizations}


def test_an_unknown_name_has_no_candidates() -> None:
    assert read("区梦想办").unresolved == Unresolved("unknown")


def test_the_national_office_is_not_taken_for_a_local_one() -> None:
    """知识产权局 alone is the national one for a national task and nobody in a district's own column."""
    assert read("知识产权局").unresolved == Unresolved("unknown")
    assert organization("知识产权局", "国务院办公厅").id == "cn-zhishichanquanju"


@pytest.mark.parametrize(
    "name", ["天津港（集团）有限公司", "天津港(集团)\n有限公司", "天津港 ( 集团 ) 有限公司"]
)
def test_brackets_and_line_breaks_make_no_difference(name: str) -> None:
    """Names are compared folded and without white space; the mention keeps its own words."""
    body = read(name)
    assert body.organization == "120000-tianjingang-jituan"
    assert body.name == name


def test_branches_lie_where_they_belong() -> None:
    """A vertical body is a field office of the body above it, not of the local government."""
    assert organization("市规自局滨海分局").parent == "120000-guihuaziyuanju"
    assert organization("滨海银保监分局").parent == "120000-yinbaojianju"
    assert organization("天津海关").parent == "cn-haiguanzongshu"
    for name in ("市规自局滨海分局", "滨海银保监分局", "天津海关", "人民银行天津分行", "市税务局"):
        assert organization(name).kind == "field-office"


def test_doubts_stay_marked() -> None:
    for name in ("自贸办", "天保控股", "海泰集团", "边检", "区防控工作指挥部"):
        assert organization(name).confidence == "low"


def test_an_unknown_set_becomes_an_open_collective_of_its_place() -> None:
    """The id is the area and a hash of the name: the same set in every plan of the place, and in no other."""
    name = "其他有关企业"
    made = organization(name)
    assert made.id == f"120116-c-{sha256(name.encode()).hexdigest()[:8]}"
    assert (made.kind, made.open, made.members) == ("collective", True, ())
    assert (made.confidence, made.source, made.label) == ("low", "name shape", name)
    assert organization(name, "安徽省人民政府").id.startswith("340000-c-")


def test_a_set_of_the_city_belongs_to_the_city() -> None:
    """市属国有企业 in a district's plan is the city's set."""
    made = organization("市属国有企业", "北京市朝阳区人民政府")
    assert (made.area, made.level) == ("110000", "provincial")


def test_registered_collectives_come_with_their_members_and_their_parents() -> None:
    found = resolve(plan("各开发区"), REGISTRY)
    ids = {o.id for o in found.organizations}
    collective = next(o for o in found.organizations if o.kind == "collective")
    assert set(collective.members) <= ids
    assert "120116-renmin-zhengfu" in ids  # the parent of the zones
    assert all(o.parent is None or o.parent in ids for o in found.organizations)


def test_organizations_are_sorted_by_id_and_each_stands_once() -> None:
    found = resolve(plan("区科技局", "区发改委", "区科技局", "各街镇", tasks=("科技部",)), REGISTRY)
    ids = [o.id for o in found.organizations]
    assert ids == sorted(set(ids))


def test_every_mention_of_a_plan_is_resolved() -> None:
    """Support bodies, inferences and the body to report to are read in the document's place."""
    base = plan("区科技局")
    report = Deadline(None, "09-25", "", "", NOWHERE, Mention("区发改委", NOWHERE))
    measure = replace(
        base.measures[0],
        support=(SupportItem("1", "", NOWHERE, (assignment("市商务局"),)),),
        inferred=(Inference("lead", Mention("区科技局", NOWHERE), "listed-first"),),
        deadline=report,
    )
    document = replace(base.document, deadlines=(report,))
    found = resolve(replace(base, document=document, measures=(measure,)), REGISTRY)
    assert found.measures[0].support[0].bodies[0].body.organization == "120000-shangwuju"
    assert found.measures[0].inferred[0].body.organization == "120116-kejiju"
    deadlines = (found.measures[0].deadline, found.document.deadlines[0])
    assert [d.to.organization for d in deadlines if d and d.to] == ["120116-fagaiwei"] * 2


def test_the_place_is_taken_from_the_issuer_then_from_the_title() -> None:
    title = "天津市滨海新区人民政府关于印发重点任务的通知"
    assert resolve(plan(issuer="北京市人民政府", title=title), REGISTRY).document.area == "110000"
    assert resolve(plan(issuer="区政府", title=title), REGISTRY).document.area == "120116"
    assert resolve(plan(issuer=None, title="某方案"), REGISTRY).document.area is None


@pytest.mark.parametrize("issuer", ["天津市滨海新区人民政府", "天津市滨海新区财政局"])
def test_the_issuer_is_among_the_organizations(issuer: str) -> None:
    """Even where no measure names it; an issuer nobody registered is not."""
    assert issuer in {o.label for o in resolve(plan(issuer=issuer), REGISTRY).organizations}
    assert resolve(plan(issuer="天津市滨海新区梦想局"), REGISTRY).organizations == ()


def test_a_place_that_is_set_is_kept() -> None:
    given = plan("市科技局", issuer="北京市人民政府")
    found = resolve(replace(given, document=replace(given.document, area="120000")), REGISTRY)
    assert found.document.area == "120000"
    assert found.measures[0].assignments[0].body.organization == "120000-kejiju"


def test_resolving_is_pure_and_resolving_twice_changes_nothing() -> None:
    given = plan("区科技局", "泰达集团", "其他企业", "各街镇", tasks=("科技部", "各国家级新区"))
    once = resolve(given, REGISTRY)
    assert given.organizations == ()
    assert resolve(given, REGISTRY) == once
    assert resolve(once, REGISTRY) == once
