"""Synthetic notices shaped like the real one (data/sources/binhai-2020-20): python bench/cities.py DIR --documents N

Every city issues many notices, and all notices of a city name the same ninety bodies: so a corpus has what a
graph of many documents has, names that are shared within a place and differ between places. A notice has about
34 measures, each in the main text and in the annex, some 250 relations between measures and bodies, national
tasks, support items, groups of bodies, targets. The words are drawn from lists, the cities from
data/registry/areas.csv, the rest is invented. The registry knows the ministries; the bodies of a city
stay unresolved, one thing for each name and city.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fengong import plan_of
from fengong.model import Plan
from fengong.read import read_bytes

AREAS = Path(__file__).resolve().parents[1] / "data" / "registry" / "areas.csv"
A_CITY = 32
"""Documents of one city where the number of cities is not given: what a body's sheet holds stays the same."""
_MEASURES = (32, 36)
_SECTIONS = "一二三四五六"


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_OWN = _listed(
    "发展改革委 工业和信息化局 科技局 财政局 人力资源社会保障局 教育局 商务局 统计局 司法局 民政局 公安局 "
    "住房城乡建设局 城市管理局 应急管理局 交通运输局 生态环境局 市场监管局 农业农村局 水利局 文化广电旅游局 "
    "卫生健康委 审计局 国资委 自然资源和规划局 林业局 体育局 医保局 税务局 金融局 信访局 退役军人局 大数据局 "
    "政务服务局 知识产权局 招商局 粮食和物资储备局 气象局 地震局 机关事务局 总工会 妇联 科协 工商联 残联 红十字会 "
    "投资集团 城建集团 交通集团 水务集团 公积金中心"
)
_ABOVE = _listed(
    "发展改革委 财政厅 科技厅 教育厅 商务厅 工业和信息化厅 人力资源社会保障厅 自然资源厅 生态环境厅 "
    "住房城乡建设厅 交通运输厅 水利厅 农业农村厅 市场监管局 卫生健康委 统计局"
)
_MINISTRIES = _listed(
    "国家发展改革委 财政部 科技部 教育部 商务部 工业和信息化部 民政部 自然资源部 生态环境部 交通运输部"
)
_SECTION_TITLES = _listed(
    "统筹推进经济平稳运行 着力提升科技创新能力 加快推动实体经济发展 持续深化体制机制改革 推动高水平对外开放 "
    "高标准推进城乡建设"
)
_DO = _listed("健全 完善 推进 优化 编制 落实 开展 探索 支持 强化 加快 制定")
_OF = _listed(
    "重点企业 产业园区 创新平台 公共数据 城市更新 乡村振兴 港口航道 轨道交通 普惠金融 技能人才 外贸综合服务 "
    "政务服务 知识产权 绿色建筑 清洁能源 养老托育 智能制造 生物医药 现代物流 文化旅游 海绵城市 碳排放 "
    "集成电路 新型基础设施 中小微企业 高标准农田"
)
_WHAT = _listed(
    "调度机制 服务清单 建设方案 管理平台 培育计划 标准体系 对接活动 试点示范 风险监测 项目储备 评价指标 "
    "专项行动 改革措施 共享目录 保障措施 发展规划"
)
_TO = _listed(
    "形成可推广的经验 增强发展后劲 压减办理时限 提升服务水平 防范各类风险 带动就业增收 降低企业成本 "
    "补齐设施短板 夯实产业基础 提高资源利用效率"
)
_COUNTED = _listed("家龙头企业 个示范项目 个特色园区 项地方标准 名技能人才 处服务站点")


@dataclass(frozen=True, slots=True)
class City:
    """A city and whom its notices name: its own bodies and districts, those of the province, ministries."""

    name: str
    mark: str
    own: tuple[str, ...]
    districts: tuple[str, ...]
    above: tuple[str, ...]


@lru_cache(maxsize=1)
def cities() -> tuple[City, ...]:
    """Every city of the list of areas that is under a province and has districts of its own."""
    with AREAS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    provinces = {row["code"] for row in rows if row["level"] == "provincial" and row["name"].endswith("省")}
    below: dict[str, list[str]] = {}
    for row in rows:
        below.setdefault(row["parent"], []).append(row["name"])
    return tuple(
        _city(row["name"], below[row["code"]])
        for row in rows
        if row["name"].endswith("市") and row["parent"] in provinces and row["code"] in below
    )


def _city(name: str, districts: list[str]) -> City:
    own = tuple(f"市{office}" for office in _OWN)
    above = tuple(f"省{office}" for office in _ABOVE)
    return City(name, name.removesuffix("市"), own, tuple(f"{one}人民政府" for one in districts[:12]), above)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as the annex has it: its section from 0, its text, the national task with its ministries, the
    groups of bodies, and the support items with whom they ask."""

    section: int
    text: str
    task: str
    ministries: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    support: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A file: its name, its text, and the measures that are to be read in it."""

    name: str
    text: str
    measures: tuple[Measure, ...]


def notices(count: int, count_cities: int | None = None, seed: int = 1) -> Iterator[Notice]:
    """So many notices, in turn from each city; the same numbers give the same notices.

    ``count_cities``: one for every `A_CITY` documents where it is not given, and never more than there are.
    """
    known = cities()
    used = min(count_cities or max(2, -(-count // A_CITY)), len(known))
    step = len(known) // used
    for place in range(count):
        chance = random.Random(f"{seed} {place}")
        city = known[place % used * step]
        measures = _measures(city, chance)
        yield Notice(f"{place:05}.txt", _text(city, place // used + 1, measures, chance), measures)


def texts(count: int, count_cities: int | None = None, seed: int = 1) -> Iterator[tuple[str, str]]:
    """(file name, text) of the same notices."""
    for notice in notices(count, count_cities, seed):
        yield notice.name, notice.text


def plans(count: int, count_cities: int | None = None, seed: int = 1) -> Iterator[Plan]:
    """What is read in the same notices."""
    for notice in notices(count, count_cities, seed):
        yield plan_of(read_bytes(notice.text.encode(), notice.name))


def _text(city: City, number: int, measures: tuple[Measure, ...], chance: random.Random) -> str:
    """The notice: what its page says of it, the letter, the measures in sections, the annex."""
    year = 2018 + number % 6
    plan = f"{city.name}推动{chance.choice(_OF)}发展{year}年重点任务具体措施"
    return "\n".join(
        [
            f"{city.name}人民政府关于印发{plan}的通知",
            f"{city.mark}政发〔{year}〕{number}号\n",
            "各县市区人民政府,市级各部门,各有关单位:\n",
            f"现将《{plan}》印发给你们,请认真贯彻执行。\n",
            f"{city.name}人民政府\n",
            f"{year}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日\n",
            f"{plan}\n",
            f"为加快推进{city.name}高质量发展,结合我市实际,提出如下具体措施:\n",
            *_main(measures),
            "附件\n",
            f"《{plan}》分工方案",
            *_annex(measures, city, year),
            "",
        ]
    )


def _measures(city: City, chance: random.Random) -> tuple[Measure, ...]:
    count = chance.randint(*_MEASURES)
    size = -(-count // len(_SECTIONS))
    return tuple(_measure(city, place // size, chance) for place in range(count))


def _measure(city: City, section: int, chance: random.Random) -> Measure:
    bodies = chance.sample((*city.own, *city.districts), chance.randint(3, 7))
    cut = chance.randint(1, len(bodies))
    asked = chance.choice((0, 0, 1, 1, 2, 3))
    return Measure(
        section,
        "".join(_sentence(chance) for _ in range(chance.randint(2, 5))),
        _sentence(chance),
        tuple(chance.sample(_MINISTRIES, chance.randint(1, 2))),
        tuple(tuple(group) for group in (bodies[:cut], bodies[cut:]) if group),
        tuple((_sentence(chance), _some(city.above, chance)) for _ in range(asked)),
    )


def _some(names: tuple[str, ...], chance: random.Random) -> tuple[str, ...]:
    return tuple(chance.sample(names, chance.randint(1, 3)))


def _sentence(chance: random.Random) -> str:
    do, of, what, to = (chance.choice(words) for words in (_DO, _OF, _WHAT, _TO))
    number = f",全年新增{chance.randint(2, 90)}{chance.choice(_COUNTED)}" if chance.random() < 0.15 else ""
    return f"{do}{of}{what},{to}{number}。"


def _main(measures: tuple[Measure, ...]) -> Iterator[str]:
    section = -1
    for number, one in enumerate(measures, 1):
        if one.section != section:
            section = one.section
            yield f"{_heading(section)}\n"
        yield f"{number}.{one.text}\n"


def _heading(section: int) -> str:
    return f"{_SECTIONS[section]}、{_SECTION_TITLES[section]}"


def _annex(measures: tuple[Measure, ...], city: City, year: int) -> Iterator[str]:
    """The annex as a page gives it when its cells are lost: heading and rows run together, a line for each."""
    yield (
        f"序号方面{year}年国家重点任务国家分工{city.name}{year}年重点任务具体措施市负责部门"
        "需省级部门协助开展的工作和分工"
    )
    section = -1
    for number, one in enumerate(measures, 1):
        aspect = _heading(one.section) if one.section != section else ""
        section = one.section
        bodies = ";".join(map("、".join, one.groups))
        asked = "".join(
            f"{place}.{what}({'、'.join(whom)})" for place, (what, whom) in enumerate(one.support, 1)
        )
        yield f"{number}{aspect}{number}.{one.task}{'、'.join(one.ministries)}{one.text}{bodies}{asked}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--cities", type=int, help=f"one for every {A_CITY} documents if not given")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    given = _arguments()
    given.folder.mkdir(parents=True, exist_ok=True)
    for file_name, words in texts(given.documents, given.cities, given.seed):
        (given.folder / file_name).write_text(words, encoding="utf-8")
