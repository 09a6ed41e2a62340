"""Two synthetic plans, described once: what the files of every format are made of, and what must come out of them.

Both are invented for the tests. The place is real, so that the shipped registry knows the bodies:
天津市滨海新区. `TABLE` is a table with a column for each role, `TEXT` the numbered paragraphs of a notice
with brackets and label lines. `plan_files` writes them; the gold is on the records themselves.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Generic, NamedTuple, TypeVar

ORGANIZATIONS = {
    "区发改委": "120116-fagaiwei",
    "区工信局": "120116-gongxinju",
    "区科技局": "120116-kejiju",
    "区财政局": "120116-caizhengju",
    "区人社局": "120116-rensheju",
    "区教体局": "120116-jiaotiju",
    "区商促局": "120116-shangcuju",
    "区统计局": "120116-tongjiju",
    "区税务局": "120116-guojia-shuiwuju",
    "区司法局": "120116-sifaju",
    "区金融局": "120116-jinrongju",
    "区住建委": "120116-zhujianwei",
    "区城管委": "120116-chengguanwei",
    "区应急局": "120116-yingjiju",
    "区交运局": "120116-jiaoyunju",
    "区生态环境局": "120116-shengtaihuanjingju",
    "区市场监管局": "120116-shichangjianguanju",
    "区政务服务办": "120116-zhengwufuwuban",
    "区委网信办": "120116-weiwangxinban",
    "区委组织部": "120116-weizuzhibu",
    "区妇联": "120116-fulian",
    "区总工会": "120116-zonggonghui",
    "团区委": "120116-tuanquwei",
    "天津港集团": "120000-tianjingang-jituan",
    "天津海关": "120000-haiguan",
    "市发展改革委": "120000-fazhangaigewei",
    "市财政局": "120000-caizhengju",
    "市有关部门": "120000-youguan-bumen",
    "中新天津生态城管委会": "120116-shengtaicheng-guanweihui",
    "各开发区管委会": "120116-ge-kaifaqu-guanweihui",
    "各街镇": "120116-ge-jiezhen",
    "各有关单位": "120116-ge-youguan-danwei",
}
"""Whom the names mean in a plan of 天津市滨海新区 (data/registry/names.csv, collectives.csv)."""


class Said(NamedTuple):
    """A body as the plan must name it: role, name, group, position, whether its list is open, on what basis."""

    role: str
    name: str
    group: int
    position: int
    open: bool = False
    basis: str = "stated"


@dataclass(frozen=True, slots=True)
class Bodies:
    """A cell of bodies: groups parted by ；, names by 、 or line breaks; ``open`` is the noun behind 等, "" in a closed list."""

    listed: str = ""
    open: str = ""

    @property
    def words(self) -> str:
        """The cell as written; / where the measure has none."""
        return (self.listed + (f"等{self.open}" if self.open else "")) or "/"

    def said(self, role: str) -> Iterator[tuple[str, str, int, bool]]:
        """(role, name, group, open) of each body; 等 leaves open the group it closes."""
        groups = [re.split("[、\n]", group) for group in self.listed.split("；") if group]
        for place, group in enumerate(groups, 1):
            for name in group:
                yield role, name, place, bool(self.open) and place == len(groups)


class Due(NamedTuple):
    """A time limit as written and the day it means: ISO, or month and day alone; neither for 长期坚持."""

    words: str
    date: str | None = None
    month_day: str | None = None


NOT_DUE = Due("/")


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of a table: the parts of its text (a line break in the cell between them), bodies, time limit.

    ``lead_below`` says that its cell of 牵头单位 is merged with that of the next row; ``also`` are the bodies of
    a second row beside the same measure, its other cells being merged over both.
    """

    text: tuple[str, ...]
    lead: Bodies
    responsible: Bodies
    cooperate: Bodies
    due: Due
    lead_below: bool = False
    also: tuple[Bodies, Bodies, Bodies] | None = None

    def said(self) -> list[Said]:
        """The bodies in order of columns, row by row."""
        rows = [(self.lead, self.responsible, self.cooperate), *([self.also] if self.also else [])]
        roles = ("lead", "responsible", "cooperate")
        found = [
            one for cells in rows for role, cell in zip(roles, cells, strict=True) for one in cell.said(role)
        ]
        return [
            Said(role, name, group, place, is_open)
            for place, (role, name, group, is_open) in enumerate(found, 1)
        ]


@dataclass(frozen=True, slots=True)
class Item:
    """One measure of a text: a statement behind it, in brackets or in label lines, and what it says."""

    text: str
    statement: tuple[str, ...]
    bodies: tuple[tuple[str, str, bool], ...]  # role, name, whether its list is open
    due: Due = NOT_DUE

    def said(self) -> list[Said]:
        """The bodies in order of place; none of these statements has groups."""
        return [
            Said(role, name, 1, place, is_open) for place, (role, name, is_open) in enumerate(self.bodies, 1)
        ]


T = TypeVar("T", Row, Item)


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A section: 一、title, and its measures."""

    number: str
    title: str
    measures: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Synthetic(Generic[T]):
    """A plan: what its page says of itself, the lines above the measures, the measures, a note below."""

    title: str
    number: str
    issuer: str
    written: str
    head: tuple[str, ...]
    parts: tuple[Part[T], ...]
    note: str = ""

    def measures(self) -> list[tuple[str, T]]:
        """(number of the section, measure), in order; numbers of measures run on over the sections."""
        return [(part.number, measure) for part in self.parts for measure in part.measures]


_ISSUER = "天津市滨海新区人民政府办公室"


def _row(
    text: str, lead: str, responsible: str, cooperate: str, due: Due, *, lead_below: bool = False
) -> Row:
    """A row from its cells as written: a line break in the text, 等… at the end of an open list."""
    cells = (Bodies(*cell.split("等")) for cell in (lead, responsible, cooperate))
    return Row(tuple(text.split("\n")), *cells, due, lead_below)


TABLE: Synthetic[Row] = Synthetic(
    title=f"{_ISSUER}关于印发滨海新区提升企业服务水平任务分工方案的通知",
    number="津滨政办发〔2023〕916号",
    issuer=_ISSUER,
    written="2023-03-01",
    head=(
        f"{_ISSUER}关于印发滨海新区提升企业服务水平任务分工方案的通知",
        "津滨政办发〔2023〕916号",
        "各委局，各街镇，各开发区管委会：",
        "现将《滨海新区提升企业服务水平任务分工方案》印发给你们，请认真组织实施。",
        "2023年3月1日",
    ),
    parts=(
        Part(
            "一",
            "夯实产业基础",
            (
                _row(
                    "绘制重点产业链图谱，列出断点和堵点清单。清单实行动态管理，办结一件销号一件。",
                    "区工信局",
                    "区发改委、区科技局",
                    "区统计局、区商促局等部门",
                    Due("2023年6月底前", "2023-06-30"),
                ),
                _row(
                    "支持龙头企业建设开放的中试平台。\n全年新建中试平台5个以上，服务中小企业300家。",
                    "区科技局",
                    "区工信局；各开发区管委会",
                    "",
                    Due("2023年12月31日前", "2023-12-31"),
                    lead_below=True,
                ),
                _row(
                    "组织高校院所与企业结对，征集技术难题并张榜公布。",
                    "区科技局",
                    "区教体局",
                    "团区委、区总工会",
                    Due("长期坚持"),
                ),
                _row(
                    "推动港口装卸设备更新，探索无人集卡编队运行。",
                    "区交运局",
                    "天津港集团",
                    "天津海关、市有关部门",
                    Due("2024年3月底前", "2024-03-31"),
                ),
            ),
        ),
        Part(
            "二",
            "强化要素保障",
            (
                _row(
                    "用好产业引导资金，对首次升规的工业企业给予奖励。奖励资金年底前拨付到位。",
                    "区财政局",
                    "区工信局、区统计局",
                    "",
                    Due("2023年底前", "2023-12-31"),
                ),
                _row(
                    "拓宽融资渠道，推广知识产权质押贷款。建立白名单制度，向金融机构推送企业信息。",
                    "区金融局",
                    "区市场监管局、区税务局",
                    "市财政局",
                    Due("9月底前", None, "09-30"),
                ),
                _row(
                    "开展技能人才订单培养，举办用工对接活动20场次。",
                    "区人社局",
                    "区教体局、区总工会、区妇联",
                    "各街镇等单位",
                    Due("持续推进"),
                ),
                _row(
                    "保障重大项目用地需求，推行标准地出让。",
                    "",
                    "区住建委、区发改委；各开发区管委会、中新天津生态城管委会",
                    "市发展改革委",
                    NOT_DUE,
                ),
            ),
        ),
        Part(
            "三",
            "优化办事流程",
            (
                _row(
                    "推行企业开办一窗受理、一次办好，压减纸质材料。推动电子证照在各类场景互认。",
                    "区政务服务办",
                    "区市场监管局、区税务局、区委网信办",
                    "各有关单位",
                    Due("2023年8月31日前", "2023-08-31"),
                ),
                _row(
                    "梳理涉企行政检查事项，编制联合检查计划。除有投诉举报外，同一企业每年检查不超过两次。",
                    "区司法局",
                    "区市场监管局\n区应急局\n区生态环境局\n区城管委",
                    "",
                    Due("2023年5月底前", "2023-05-31"),
                ),
                _row(
                    "建立跨部门数据共享目录，统一接口标准，确保数据可用、可信、可追溯。",
                    "区委网信办、区政务服务办",
                    "区统计局",
                    "各街镇、各开发区管委会",
                    Due("2024年底前", "2024-12-31"),
                    lead_below=True,
                ),
                _row(
                    "完善惠企政策兑现平台，实现政策精准推送、免申即享。\n每季度通报兑现进度。\n通报结果纳入年度考核。",
                    "区委网信办、区政务服务办",
                    "区财政局、区工信局等部门",
                    "",
                    Due("2023年10月底前", "2023-10-31"),
                ),
            ),
        ),
        Part(
            "四",
            "健全工作机制",
            (
                _row(
                    "建立区级领导包联重点企业制度，定期走访，当场交办。",
                    "区委组织部",
                    "区工信局、区商促局",
                    "各有关单位",
                    Due("长期坚持"),
                ),
                _row(
                    "设立企业服务热线，受理企业诉求，办理时限不超过5个工作日。",
                    "区政务服务办",
                    "",
                    "区司法局、区城管委等部门",
                    Due("2023年4月底前", "2023-04-30"),
                ),
            ),
        ),
    ),
    note="注：表中各开发区管委会指区内五个开发区的管理机构。",
)
"""A plan as a table: two pages and more as a PDF, section rows, merged cells of 牵头单位, / where there is none."""

_SHARED = Row(
    ("绘制重点产业链图谱，列出断点和堵点清单。",),
    Bodies("区工信局"), Bodies("区发改委"), Bodies("区统计局、区商促局"), Due("2023年6月底前", "2023-06-30"),
    also=(Bodies("区科技局"), Bodies("区财政局、区教体局"), Bodies("各街镇", "单位")),
)  # fmt: skip
SHARED = replace(TABLE, parts=(Part("一", "夯实产业基础", (_SHARED, *TABLE.parts[0].measures[1:])),))
"""A plan whose first measure is merged over two rows of bodies."""

_FAULT = replace(TABLE.parts[0].measures[0], cooperate=Bodies("区统计局、区梦想办、区统计局"))
FAULTY = replace(TABLE, parts=(replace(TABLE.parts[0], measures=(_FAULT, *TABLE.parts[0].measures[1:])),))
"""A plan with what a careful reader is told of: a body that nobody knows, one named twice."""

_LEAD, _ANSWER, _HELP = "lead", "responsible", "cooperate"

TEXT: Synthetic[Item] = Synthetic(
    title=f"{_ISSUER}关于印发滨海新区夜间经济发展工作方案的通知",
    number="津滨政办发〔2023〕917号",
    issuer=_ISSUER,
    written="2023-04-12",
    head=(
        f"{_ISSUER}关于印发滨海新区夜间经济发展工作方案的通知",
        "津滨政办发〔2023〕917号",
        "各委局，各街镇，各开发区管委会：",
        "现将《滨海新区夜间经济发展工作方案》印发给你们，请结合实际抓好落实。",
        "2023年4月12日",
        "滨海新区夜间经济发展工作方案",
        "为丰富居民夜间消费供给，扩大就业，制定本方案。",
    ),
    parts=(
        Part(
            "一",
            "打造消费场景",
            (
                Item(
                    "在临海岸线布局夜间市集，延长公共场馆开放时间。市集统一标识，统一管理。",
                    ("（区商促局牵头，区城管委、区住建委等部门配合，2023年6月底前完成）",),
                    ((_LEAD, "区商促局", False), (_HELP, "区城管委", True), (_HELP, "区住建委", True)),
                    Due("2023年6月底前完成", "2023-06-30"),
                ),
                Item(
                    "培育夜间演艺品牌，引进驻场演出项目10个以上。",
                    ("（责任单位：区教体局、各开发区管委会；完成时限：2023年12月底前）",),
                    ((_ANSWER, "区教体局", False), (_ANSWER, "各开发区管委会", False)),
                    Due("2023年12月底前", "2023-12-31"),
                ),
                Item(
                    "鼓励商业综合体设置深夜食堂，为新市民提供便利餐饮。开展放心消费创建活动。",
                    ("（区市场监管局会同市有关部门负责）",),
                    ((_LEAD, "区市场监管局", False), (_HELP, "市有关部门", False)),
                ),
            ),
        ),
        Part(
            "二",
            "完善配套服务",
            (
                Item(
                    "优化夜间公交线路，增加班次，在市集周边增设临时停车泊位。对停车收费实行夜间优惠。",
                    (
                        "牵头单位：区交运局",
                        "责任单位：区住建委、区发改委",
                        "配合单位：各街镇",
                        "完成时限：2023年5月底前",
                    ),
                    (
                        (_LEAD, "区交运局", False),
                        (_ANSWER, "区住建委", False),
                        (_ANSWER, "区发改委", False),
                        (_HELP, "各街镇", False),
                    ),
                    Due("2023年5月底前", "2023-05-31"),
                ),
                Item(
                    "加强夜间照明和环卫保障，及时清运垃圾。",
                    ("牵头单位：区城管委", "配合单位：区生态环境局、各街镇等单位"),
                    ((_LEAD, "区城管委", False), (_HELP, "区生态环境局", True), (_HELP, "各街镇", True)),
                ),
                Item(
                    "对夜间经营主体开展消防、用电安全培训，逐户建立台账。",
                    ("责任单位：区应急局、天津港集团", "完成时限：持续推进"),
                    ((_ANSWER, "区应急局", False), (_ANSWER, "天津港集团", False)),
                    Due("持续推进"),
                ),
            ),
        ),
        Part(
            "三",
            "加强组织保障",
            (
                Item(
                    "统筹安排引导资金，支持街区改造和宣传推广。",
                    ("（区财政局、区税务局按职责分工负责）",),
                    ((_ANSWER, "区财政局", False), (_ANSWER, "区税务局", False)),
                ),
                Item(
                    "组织夜间经济从业人员技能培训，培训不少于2000人次。",
                    ("（由区人社局负责，区总工会、团区委、区妇联参与）",),
                    (
                        (_ANSWER, "区人社局", False),
                        (_HELP, "区总工会", False),
                        (_HELP, "团区委", False),
                        (_HELP, "区妇联", False),
                    ),
                ),
                Item(
                    "建立月度调度制度，每月通报进展。对推进不力的，予以提醒。",
                    ("（牵头单位：区发改委；配合单位：区统计局、各有关单位）",),
                    ((_LEAD, "区发改委", False), (_HELP, "区统计局", False), (_HELP, "各有关单位", False)),
                ),
            ),
        ),
    ),
)
"""A plan as text: brackets of every usual shape, and blocks of label lines."""


def longer(plan: Synthetic[T], measures: int, seed: int, sentences: int = 3) -> Synthetic[T]:
    """A plan of so many measures drawn from those of ``plan``, the sentences of all shuffled among them.

    The same seed gives the same plan. Cells are not merged.
    """
    chance = random.Random(seed)
    known = [measure for _, measure in plan.measures()]
    pool = [sentence + "。" for one in known for sentence in _words(one).split("。") if sentence]
    drawn = [
        _reworded(chance.choice(known), "".join(chance.sample(pool, sentences))) for _ in range(measures)
    ]
    size = -(-measures // len(plan.parts))
    dealt = (tuple(drawn[place * size : (place + 1) * size]) for place in range(len(plan.parts)))
    parts = tuple(replace(part, measures=some) for part, some in zip(plan.parts, dealt, strict=True))
    return replace(plan, parts=parts)


def _words(measure: Row | Item) -> str:
    return "".join(measure.text)


def _reworded(measure: T, text: str) -> T:
    if isinstance(measure, Row):
        return replace(measure, text=(text,), lead_below=False)
    return replace(measure, text=text)
