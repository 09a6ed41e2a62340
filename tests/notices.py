"""Notices of four levels that cite each other, written for tests: only their bodies, words and citations matter."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from fengong import plan_of
from fengong.layout import Span
from fengong.model import Plan, Task
from fengong.read import read_bytes

FUNDS = "加大财政资金支持中小企业技术改造力度,扩大专项资金规模"
SERVICE = "建立健全中小企业公共服务体系,每年培训经营者五万人次"
LOANS = "引导银行业金融机构单列小微企业信贷计划,降低综合融资成本"


def plan(text: str) -> Plan:
    """The plan of a notice."""
    return plan_of(read_bytes(text.encode(), hashlib.sha256(text.encode()).hexdigest()[:8] + ".txt"))


def notice(
    title: str, number: str | None, basis: str, items: dict[str, str], issuer: str, day: str = "2022年3月1日"
) -> Plan:
    """A notice with its items, each with the words of its bracket: {text: 省财政厅牵头}."""
    head = [title, *([number] if number else []), "各有关单位:", f"{basis}结合实际,分工如下。"]
    lines = [f"{'一二三四五六'[n]}、{text}。({who})" for n, (text, who) in enumerate(items.items())]
    return plan("\n".join([*head, *lines, issuer, day, ""]))


def national(number: str | None = "国发〔2022〕3号", items: dict[str, str] | None = None) -> Plan:
    """The plan of the State Council."""
    given = items or {FUNDS: "财政部牵头,工业和信息化部配合", SERVICE: "工业和信息化部负责"}
    title = "国务院关于印发促进中小企业发展工作方案的通知"
    return notice(title, number, "", given, "国务院", "2022年1月5日")


def province(basis: str = "根据《国务院关于印发促进中小企业发展工作方案的通知》(国发〔2022〕3号),") -> Plan:
    """The plan of a province, which takes over the first item of the national one."""
    title = "安徽省人民政府关于印发促进中小企业发展实施方案的通知"
    items = {FUNDS: "省财政厅牵头,省经济和信息化厅配合", LOANS: "省地方金融监管局负责"}
    return notice(title, "皖政〔2022〕15号", basis, items, "安徽省人民政府")


def city(
    basis: str = "按照《安徽省人民政府关于印发促进中小企业发展实施方案的通知》,",
    number: str = "合政〔2022〕30号",
) -> Plan:
    """The plan of a city, which adds to the province's item and names the province's plan without its number."""
    title = "合肥市人民政府关于印发促进中小企业发展任务清单的通知"
    items = {f"{FUNDS},每年不少于一亿元": "市财政局牵头,市经济和信息化局配合", "做好督查": "市政府办公室负责"}
    return notice(title, number, basis, items, "合肥市人民政府", "2022年4月1日")


def district(
    basis: str = "根据《合肥市人民政府关于印发促进中小企业发展任务清单的通知》(合政〔2022〕30号),",
) -> Plan:
    """The plan of a district, which takes over the city's item."""
    title = "合肥市包河区人民政府关于印发促进中小企业发展工作任务的通知"
    items = {f"{FUNDS},每年不少于一亿元": "区财政局牵头,区科技局、各街镇配合"}
    return notice(title, "包政〔2022〕8号", basis, items, "合肥市包河区人民政府", "2022年5月1日")


def chain() -> list[Plan]:
    """国发 → 省 → 市 → 区."""
    return [national(), province(), city(), district()]


def beside(given: Plan, number: str, words: str) -> Plan:
    """The plan with its first measure set beside a task of its first basis; ``words`` stand in its text."""
    start = given.text.index(words)
    task = Task(number, words, Span(start, start + len(words)), ())
    first, *others = given.measures
    source = given.document.cites[0]
    return replace(given, measures=(replace(first, task=task), *others), task_source=source)
