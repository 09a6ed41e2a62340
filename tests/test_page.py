"""The page as text: one file, complete, escaped, the same each time. test_browser.py opens it."""

from __future__ import annotations

import hashlib
import json
import random
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from handmade import handmade

from fengong import columns, network
from fengong.errors import NotInGraph
from fengong.model import (
    Assignment,
    Finding,
    Inference,
    Measure,
    Mention,
    Metadata,
    Organization,
    Plan,
    Role,
    Section,
    Span,
    SupportItem,
    Task,
)
from fengong.page import look, page, words

TOPICS = "产业 科技 金融 外贸 人才 规划 土地 住房 环保 统计 信用 港口 政务 数据 投资".split()


class _Text:
    """A text that grows, and the Spans of what is put into it."""

    def __init__(self) -> None:
        self.text = ""

    def put(self, words: str) -> Span:
        self.text += words
        return Span(len(self.text) - len(words), len(self.text))


def synthetic(measures: int = 34, seed: int = 7) -> Plan:
    """A plan of the size of a real one: 34 measures, 33 tasks, 20 ministries, 45 district and 25 city bodies."""
    draw, text = random.Random(seed), _Text()
    text.put("某区重点任务分工方案\n")
    ministries = [_organization(f"cn-{n}", f"国家{TOPICS[n % 15]}{'部局'[n // 15]}", "national") for n in range(20)]
    district = [_organization(f"120116-{n}", f"区{TOPICS[n % 15]}{'局办委'[n // 15]}", "district") for n in range(45)]
    city = [_organization(f"120000-{n}", f"市{TOPICS[n % 15]}和{TOPICS[n % 7]}{'局委'[n // 15]}", "provincial") for n in range(25)]
    made = tuple(_measure(text, row, draw, (ministries, district, city)) for row in range(1, measures + 1))
    document = Metadata("某区重点任务分工方案", hashlib.sha256(text.text.encode()).hexdigest(), number="某政发〔2020〕1号")
    everyone = tuple(sorted([*ministries, *district, *city], key=lambda one: one.id))
    return Plan(document, text.text, measures=made, organizations=everyone)


def _organization(identity: str, label: str, level: str) -> Organization:
    number = int(identity.split("-")[1])
    kind = ("government-department", "party-organ", "collective", "enterprise", "field-office")[number % 9 % 5]
    area = identity.split("-")[0]
    return Organization(
        identity, label, kind, level, None, area, f"Body {identity}", None, (), "high", "made for tests", open=True
    )


def _mentions(text: _Text, bodies: list[Organization], role: Role, breaks: int = 99) -> tuple[Assignment, ...]:
    found = []
    for at, body in enumerate(bodies):
        if at:
            text.put("；" if at % breaks == 0 else "、")
        mention = Mention(body.label, text.put(body.label), body.id)
        found.append(Assignment(role, mention, at // breaks + 1, at + 1))
    return tuple(found)


def _measure(text: _Text, row: int, draw: random.Random, bodies: tuple[list[Organization], ...]) -> Measure:
    ministries, district, city = bodies
    start = text.put(f"{row}").start
    topics = "、".join(draw.sample(TOPICS, 4))
    task = None
    if row != 34:
        span = text.put(f"{row}.支持新区在{topics}等领域深化改革创新，形成可复制可推广的经验。")
        named = _mentions(text, draw.sample(ministries, draw.choice([1, 1, 2])), "responsible")
        task = Task(str(row), span.of(text.text).partition(".")[2], span, named)
    span = text.put(f"加快{topics}重点项目建设，{'健全工作机制，' * draw.randint(1, 9)}按季度总结进展。")
    answer = _mentions(text, draw.sample(district, draw.randint(1, 7)), "responsible", breaks=3)
    support: tuple[SupportItem, ...] = ()
    if row % 3 == 2:
        asked = text.put(f"1.支持新区{topics}工作。（")
        support = (SupportItem("1", f"支持新区{topics}工作。", asked, _mentions(text, draw.sample(city, 3), "support")),)
        text.put("）")
    end = text.put("\n").start
    lead = (Inference("lead", answer[0].body, "listed-first"),)
    return Measure(
        str(row), str(row), "一", Section("一", "总体", span), span.of(text.text), span, Span(start, end),
        task=task, assignments=answer, support=support, inferred=lead,
    )  # fmt: skip
