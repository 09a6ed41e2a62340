"""A small Plan built by hand from the records, for tests of everything that comes after extraction.

It holds one of each: groups, a stated lead, an open list, a collective with members, an unresolved
and an ambiguous body, one identified by a review, a support item with 会同, inferences, a target, deadlines, findings.
``handmade()`` gives the Plan; ``words(...)`` finds the Span of words in its text.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from pyoxigraph import Literal, Quad

from fengong.decide import Decision
from fengong.identify import Names, document_slug
from fengong.layout import Layout, Placed, Span
from fengong.model import (
    Assignment,
    Citation,
    Clause,
    Deadline,
    Finding,
    Inference,
    MainItem,
    Measure,
    Mention,
    Metadata,
    Plan,
    Section,
    SupportItem,
    Target,
    Task,
    Unresolved,
)
from fengong.organization import Change, Identifier, Organization
from fengong.review import Review
from fengong.terms import FG, PROV, RDF, XSD

TEXT = """天津市滨海新区人民政府关于印发重点任务具体措施的通知
津滨政发〔2020〕20号
根据《2020年重点任务分工的通知》（发改办地区〔2020〕237号）、《支持企业若干意见》，制定本措施。
请分别于9月25日、2020年12月25日前将进展情况报送区发改委。
一、提升科技创新能力
7.加快制造业创新中心建设。支持食品营养实验室建设。
二、培育企业
8.培育雏鹰企业，2020年底前雏鹰企业入库1150家以上。

8一、提升科技创新能力8.鼓励企业牵头联合创建国家创新中心。工信部、各国家级新区\
加快滨海新区制造业创新中心建设。支持食品营养实验室建设。\
区工信局、区科技局；各开发区管委会\
1.支持食品营养实验室加快建设。（市科技局会同市有关部门）2.按津自贸办〔2020〕2号文支持。
9二、培育企业培育雏鹰企业，2020年底前雏鹰企业入库1150家以上。\
区科技局牵头，区市场局、边检等口岸部门、区梦想办、金融局配合—
注：第9项不涉及国家任务
"""
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()
SLUG = "jinbinzhengfa-2020-20"


def words(what: str, after: str = "", occurrence: int = 1) -> Span:
    """The Span of ``what`` in TEXT: its nth occurrence after the first one of ``after``."""
    start = TEXT.index(after) + len(after) - 1 if after else -1
    for _ in range(occurrence):
        start = TEXT.index(what, start + 1)
    return Span(start, start + len(what))


_ROW8 = "8一、提升科技创新能力8."
_ROW9 = "9二、培育企业培育"


def _org(identity: str, label: str, short: str | None, **more: object) -> Organization:
    area = identity.split("-", maxsplit=1)[0]
    level = {"cn": "national", "120000": "provincial"}.get(area, "district")
    fields: dict[str, object] = {
        "id": identity,
        "label": label,
        "kind": "government-department",
        "level": level,
        "parent": None,
        "area": area,
        "english": f"English name of {identity}",
        "short": short,
        "names": (),
        "confidence": "high",
        "source": "handmade for tests",
    }
    return Organization(**(fields | more))  # type: ignore[arg-type]


_GOVERNMENT = "120116-renmin-zhengfu"
ORGANIZATIONS = tuple(
    sorted(
        (
            _org(_GOVERNMENT, "天津市滨海新区人民政府", "区政府", kind="government"),
            _org(
                "120116-gongxinju",
                "天津市滨海新区工业和信息化局",
                "区工信局",
                parent=_GOVERNMENT,
                valid_from="2018",
            ),
            _org("120116-kejiju", "天津市滨海新区科学技术局", "区科技局", parent=_GOVERNMENT),
            _org(
                "120116-shichangju",
                "天津市滨海新区市场监督管理局",
                "区市场监管局",
                names=("区市场局", "区市场监管局"),
                parent=_GOVERNMENT,
            ),
            _org("120116-fagaiwei", "天津市滨海新区发展和改革委员会", "区发改委", parent=_GOVERNMENT),
            _org("120116-jinrongju", "天津市滨海新区金融工作局", "区金融局", parent=_GOVERNMENT),
            _org("120000-jinrongju", "天津市地方金融监督管理局", "市金融局"),
            _org("120000-kejiju", "天津市科学技术局", "市科技局"),
            _org(
                "cn-bianjian-tianjin", "天津出入境边防检查总站", "边检", kind="field-office", confidence="low"
            ),
            _org(
                "cn-gongxinbu",
                "工业和信息化部",
                "工信部",
                identifiers=(
                    Identifier("gbt4657", "199", "handmade for tests"),
                    Identifier("wikidata", "Q1", "handmade for tests"),
                ),
            ),
            _org(
                "120116-jingkaiqu-guanweihui",
                "天津经济技术开发区管理委员会",
                None,
                kind="statutory-body",
                level="zone",
            ),
            _org(
                "120116-gaoxinqu-guanweihui",
                "天津滨海高新区管理委员会",
                None,
                kind="statutory-body",
                level="zone",
            ),
            _org(
                "120116-ge-kaifaqu-guanweihui",
                "各开发区管委会",
                None,
                kind="collective",
                level="zone",
                open=False,
                members=("120116-gaoxinqu-guanweihui", "120116-jingkaiqu-guanweihui"),
            ),
            _org("120000-youguan-bumen", "市有关部门", None, kind="collective", open=True),
            _org("cn-ge-guojiaji-xinqu", "各国家级新区", None, kind="collective", open=True),
        ),
        key=lambda organization: organization.id,
    )
)
RELATED = (
    _org(
        "120116-kegongwei",
        "天津市滨海新区科技和工业创新委员会",
        "区科工委",
        valid_from="2013-12",
        valid_to="2018",
    ),
    _org("120116-keweihui", "天津市滨海新区科学技术委员会", "区科委", valid_to="2013-12-31"),
)
CHANGES = (
    Change(
        "120116-2013-kegongwei",
        "2013-12-31",
        "formed",
        "组建区科工委",
        "Commission formed",
        ("120116-keweihui",),
        ("120116-kegongwei",),
        "handmade for tests",
    ),
    Change(
        "120116-2018-gongxinju",
        "2018",
        "renamed",
        "区科工委更名为区工信局",
        "Commission renamed",
        ("120116-kegongwei",),
        ("120116-gongxinju",),
        "handmade for tests",
    ),
)
"""区科委 → 区科工委 → 区工信局; no measure names the first two."""


REVIEW = Decision(
    Review("边检", "is", "cn-bianjian-tianjin", "张三", "2026-11-30", "口岸部门之一", place="120116"),
    next(one for one in ORGANIZATIONS if one.id == "cn-bianjian-tianjin"),
    full_name="",
    seat="cn",
    area="120116",
    document="",
)
"""By it 边检 of row 9 was identified."""


def _mention(
    name: str, organization: str | None, after: str, unresolved: Unresolved | None = None
) -> Mention:
    return Mention(name, words(name, after), organization, unresolved)


NATIONAL = Citation(
    "2020年重点任务分工的通知",
    "发改办地区〔2020〕237号",
    "based-on",
    words("《2020年重点任务分工的通知》（发改办地区〔2020〕237号）"),
)
OPINION = Citation("支持企业若干意见", None, "refers-to", words("《支持企业若干意见》"))
TRADE_ZONE = Citation("", "津自贸办〔2020〕2号", "refers-to", words("津自贸办〔2020〕2号"))


def _row8() -> Measure:
    after_task = "各国家级新区"
    text = "加快滨海新区制造业创新中心建设。支持食品营养实验室建设。"
    industry = _mention("区工信局", "120116-gongxinju", text)
    science = _mention("区科技局", "120116-kejiju", text)
    zones = _mention("各开发区管委会", "120116-ge-kaifaqu-guanweihui", text)
    city = _mention("市科技局", "120000-kejiju", text)
    others = _mention("市有关部门", "120000-youguan-bumen", text)
    ministry = _mention("工信部", "cn-gongxinbu", "国家创新中心。")
    areas = _mention("各国家级新区", "cn-ge-guojiaji-xinqu", "国家创新中心。")
    return Measure(
        row="8",
        number="7",
        section="一",
        aspect=Section("一", "提升科技创新能力", words("一、提升科技创新能力", occurrence=2)),
        text=text,
        span=words(text),
        row_span=Span(words(_ROW8).start, words("9二、培育企业").start),
        clauses=(
            Clause("加快滨海新区制造业创新中心建设。", words("加快滨海新区制造业创新中心建设。")),
            Clause("支持食品营养实验室建设。", words("支持食品营养实验室建设。", after_task)),
        ),
        task=Task(
            "8",
            "鼓励企业牵头联合创建国家创新中心。",
            words("鼓励企业牵头联合创建国家创新中心。"),
            (Assignment("responsible", ministry, 1, 1), Assignment("responsible", areas, 1, 2)),
        ),
        assignments=(
            Assignment("responsible", industry, 1, 1),
            Assignment("responsible", science, 1, 2),
            Assignment("responsible", zones, 2, 3),
        ),
        support=(
            SupportItem(
                "1",
                "支持食品营养实验室加快建设。",
                words("支持食品营养实验室加快建设。"),
                (Assignment("lead", city, 1, 1), Assignment("cooperate", others, 1, 2)),
            ),
            SupportItem(
                "2",
                "按津自贸办〔2020〕2号文支持。",
                words("按津自贸办〔2020〕2号文支持。"),
                (),
                (TRADE_ZONE,),
            ),
        ),
        inferred=(
            Inference("lead", industry, "listed-first"),
            Inference("responsible", industry, "group-alignment", (1,)),
            Inference("responsible", science, "group-alignment", (1,)),
            Inference("responsible", zones, "group-alignment", (2,)),
            Inference("support", city, "text-overlap", (2,)),
        ),
        main=MainItem(
            "7",
            "一",
            "加快制造业创新中心建设。支持食品营养实验室建设。",
            words("加快制造业创新中心建设。支持食品营养实验室建设。"),
        ),
    )


def _row9() -> Measure:
    text = "培育雏鹰企业，2020年底前雏鹰企业入库1150家以上。"
    lead = _mention("区科技局", "120116-kejiju", _ROW9)
    market = _mention("区市场局", "120116-shichangju", _ROW9)
    border = replace(_mention("边检", "cn-bianjian-tianjin", _ROW9), decisions=(REVIEW,))
    dream = _mention("区梦想办", None, _ROW9, Unresolved("unknown"))
    finance = _mention(
        "金融局", None, "区梦想办", Unresolved("ambiguous", ("120000-jinrongju", "120116-jinrongju"))
    )
    return Measure(
        row="9",
        number="8",
        section="二",
        aspect=Section("二", "培育企业", words("二、培育企业", occurrence=2)),
        text=text,
        span=words(text, "9二、培育企业"),
        row_span=Span(words("9二、培育企业").start, words("注：").start),
        clauses=(Clause(text, words(text, "9二、培育企业")),),
        assignments=(
            Assignment("lead", lead, 1, 1),
            Assignment("cooperate", market, 1, 2),
            Assignment("cooperate", border, 1, 3, open=True),
            Assignment("cooperate", dream, 1, 4),
            Assignment("cooperate", finance, 1, 5),
        ),
        targets=(
            Target(
                "雏鹰企业入库",
                1150.0,
                "家",
                ">=",
                "雏鹰企业入库1150家以上",
                words("雏鹰企业入库1150家以上", _ROW9),
            ),
        ),
        deadline=Deadline("2020-12-31", None, text, "2020年底前", words("2020年底前", _ROW9)),
        main=MainItem("8", "二", text, words(text)),
    )


def _metadata() -> Metadata:
    report_to = _mention("区发改委", "120116-fagaiwei", "报送")
    what = "将进展情况报送区发改委"
    return Metadata(
        title="天津市滨海新区人民政府关于印发重点任务具体措施的通知",
        sha256=SHA256,
        number="津滨政发〔2020〕20号",
        index_number="87-6344-2020-00035",
        issuer="天津市滨海新区人民政府",
        written="2020-06-30",
        issued="2020-07-01",
        validity="有效",
        subjects=("综合政务",),
        area="120116",
        cites=(NATIONAL, OPINION, TRADE_ZONE),
        deadlines=(
            Deadline(None, "09-25", what, "9月25日", words("9月25日"), report_to),
            Deadline("2020-12-25", None, what, "2020年12月25日", words("2020年12月25日"), report_to),
        ),
    )


def handmade() -> Plan:
    """The Plan; every span points at its words in TEXT."""
    return Plan(
        document=_metadata(),
        text=TEXT,
        sections=(
            Section("一", "提升科技创新能力", words("一、提升科技创新能力")),
            Section("二", "培育企业", words("二、培育企业")),
        ),
        measures=(_row8(), _row9()),
        organizations=ORGANIZATIONS,
        changes=CHANGES,
        related=RELATED,
        findings=(
            Finding(
                "unresolved-name",
                "warning",
                "“区梦想办”在名录中没有对应机构",
                "“区梦想办” matches no known body",
                words("区梦想办"),
                "9",
            ),
            Finding("no-task", "info", "第9行没有国家任务", "Row 9 has no national task", words(_ROW9), "9"),
        ),
        task_source=NATIONAL,
        notes=(("注：第9项不涉及国家任务", words("注：第9项不涉及国家任务")),),
        layout=Layout("pdf", pages=(0,)),
        cells=(Placed(words("区工信局、区科技局"), 1, 2, 4, "责任单位"),),
    )


def former_text() -> tuple[Quad, ...]:
    """What a graph keeps of the older text of the handmade plan's document."""
    names, graph = Names(), Names().graph(document_slug(_metadata()))
    words = TEXT[:-1]
    digest = hashlib.sha256(words.encode()).hexdigest()
    node, text = names.text(digest), names.text(_metadata().sha256)
    return (
        Quad(node, RDF.type, FG.FormerText, graph),
        Quad(node, FG.formerEditionOf, names.document(document_slug(_metadata())), graph),
        Quad(node, FG.sha256, Literal(digest, datatype=XSD.hexBinary), graph),
        Quad(node, PROV.value, Literal(words), graph),
        Quad(text, PROV.wasRevisionOf, node, graph),
    )
