"""The page as text: one file, complete, escaped, the same each time. test_browser.py opens it."""

from __future__ import annotations

import hashlib
import json
import random
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from handmade import handmade

from fengong import columns, network
from fengong.errors import NotInGraph
from fengong.layout import Span
from fengong.model import (
    Assignment,
    Finding,
    Inference,
    Measure,
    Mention,
    Metadata,
    Plan,
    Role,
    Section,
    SupportItem,
    Task,
)
from fengong.organization import Organization
from fengong.page import look, page, words

TOPICS = [
    "产业",
    "科技",
    "金融",
    "外贸",
    "人才",
    "规划",
    "土地",
    "住房",
    "环保",
    "统计",
    "信用",
    "港口",
    "政务",
    "数据",
    "投资",
]
OTHER = "另发2021年1号"


class _Text:
    """A text that grows, and the Spans of what is put into it."""

    def __init__(self) -> None:
        self.text = ""

    def put(self, words: str) -> Span:
        self.text += words
        return Span(len(self.text) - len(words), len(self.text))


def synthetic(measures: int = 34, seed: int = 7) -> Plan:
    """A plan of real size: 34 measures, 33 tasks, 20 ministries, 45 district and 25 city bodies."""
    draw, text = random.Random(seed), _Text()
    text.put("某区重点任务分工方案\n")
    ministries = [
        _organization(f"cn-{n}", f"国家{TOPICS[n % 15]}{'部局'[n // 15]}", "national") for n in range(20)
    ]
    district = [
        _organization(f"120116-{n}", f"区{TOPICS[n % 15]}{'局办委'[n // 15]}", "district") for n in range(45)
    ]
    city = [
        _organization(f"120000-{n}", f"市{TOPICS[n % 15]}和{TOPICS[n % 7]}{'局委'[n // 15]}", "provincial")
        for n in range(25)
    ]
    made = tuple(_measure(text, row, draw, (ministries, district, city)) for row in range(1, measures + 1))
    document = Metadata(
        "某区重点任务分工方案", hashlib.sha256(text.text.encode()).hexdigest(), number="某政发2020年1号"
    )
    everyone = tuple(sorted([*ministries, *district, *city], key=lambda one: one.id))
    return Plan(document, text.text, measures=made, organizations=everyone)


def _organization(identity: str, label: str, level: str) -> Organization:
    number = int(identity.partition("-")[2])
    kind = ("government-department", "party-organ", "collective", "enterprise", "field-office")[
        number % 9 % 5
    ]
    area = identity.partition("-")[0]
    return Organization(
        identity,
        label,
        kind,
        level,
        None,
        area,
        f"Body {identity}",
        None,
        (),
        "high",
        "made for tests",
        open=True,
    )


def _mentions(
    text: _Text, bodies: list[Organization], role: Role, breaks: int = 99
) -> tuple[Assignment, ...]:
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
        support = (
            SupportItem(
                "1", f"支持新区{topics}工作。", asked, _mentions(text, draw.sample(city, 3), "support")
            ),
        )
        text.put("）")
    end = text.put("\n").start
    lead = (Inference("lead", answer[0].body, "listed-first"),)
    return Measure(
        str(row), str(row), "一", Section("一", "总体", span), span.of(text.text), span, Span(start, end),
        task=task, assignments=answer, support=support, inferred=lead,
    )  # fmt: skip


class _Tags(HTMLParser):
    """All start tags with their attributes, and the text of each script and style."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in ("script", "style"):
            self.inside.append((self.tags[-1][0], data))


def parsed(html: str) -> _Tags:
    """The page's tags."""
    tags = _Tags()
    tags.feed(html)
    return tags


def data(html: str) -> dict[str, Any]:
    """The JSON in the page, as a browser reads it: up to the first </script>."""
    found = re.search(r'<script type="application/json" id="fengong">(.*?)</script>', html, re.DOTALL)
    assert found
    loaded: dict[str, Any] = json.loads(found.group(1))
    return loaded


@pytest.fixture(scope="module")
def html() -> str:
    """The page of the handmade plan."""
    return page([handmade()])


def test_nothing_in_the_page_points_outside(html: str) -> None:
    """No address but data:, in attributes or in styles; a policy that forbids the rest."""
    tags = parsed(html)
    linked = [value for _, attrs in tags.tags for name, value in attrs.items() if name in ("src", "href")]
    assert linked and all(value and value.startswith(("data:", "#")) for value in linked)
    styles = "".join(text for tag, text in tags.inside if tag == "style")
    assert styles and "url(" not in styles and "@import" not in styles
    assert "default-src 'none'" in html and "sourceMappingURL" not in html


def test_page_is_chinese_utf8_and_complete(html: str) -> None:
    """The language is declared, names stand as themselves, the file ends where it should."""
    assert html.startswith("<!DOCTYPE html>") and html.rstrip().endswith("</html>")
    assert '<html lang="zh-CN">' in html and '<meta charset="utf-8">' in html
    assert "区工信局" in html and "\\u533a" not in html
    assert html.encode("utf-8").decode("utf-8") == html


def test_same_plan_same_page(html: str) -> None:
    """Two renderings agree to the byte."""
    assert page([handmade()]) == html


def test_every_fact_quotes_the_source() -> None:
    """Quotes and what stands around them are the characters of the text at the offsets given."""
    plan = synthetic()
    facts = data(page([plan]))["facts"]
    assert len(facts) > 200
    for fact in facts:
        assert plan.text[fact["start"] : fact["end"]] == fact["quote"]
        assert plan.text[: fact["start"]].endswith(fact["before"]) and "\n" not in fact["before"]
        assert plan.text[fact["end"] :].startswith(fact["after"])


def test_context_stays_within_the_row() -> None:
    """The first words of a row show nothing of the row before."""
    plan = synthetic()
    rows = {measure.key: measure.row_span for measure in plan.measures}
    for fact in data(page([plan]))["facts"]:
        row = rows[fact["measure"].partition(":")[2]]
        assert fact["start"] - len(fact["before"]) >= row.start
        assert fact["end"] + len(fact["after"]) <= row.end


def test_facts_are_the_edges_of_the_network(html: str) -> None:
    """Each edge is a fact; asking edges only where a support item names no body."""
    graph = network.network([handmade()])
    edges = [(d["measure"], d["relation"], d["start"], d["basis"]) for _, _, d in graph.edges(data=True)]
    silent = {"m8-s2"}
    kept = [
        key for *_, key, d in graph.edges(keys=True, data=True) if d["relation"] != "asks" or key in silent
    ]
    facts = data(html)["facts"]
    assert len(facts) == len(kept) < len(edges)
    assert [fact["quote"] for fact in facts if fact["to"] is None] == [handmade().measures[0].support[1].text]


def test_support_facts_carry_what_was_asked(html: str) -> None:
    """A body asked for help stands with the words of the item, and its role inside it."""
    facts = [fact for fact in data(html)["facts"] if fact["to"] == "120000-kejiju" and fact["stated"]]
    assert [(fact["from"], fact["role"], fact["item"]["text"]) for fact in facts] == [
        ("measure:8", "lead", "支持食品营养实验室加快建设。")
    ]


def test_inferred_lines_are_drawn_apart_and_dashed(html: str) -> None:
    """Stated and inferred facts between the same two nodes never share a line."""
    found = data(html)
    for edge in found["views"]["duties"]["edges"]:
        assert {found["facts"][at]["stated"] for at in edge["facts"]} == {not edge["dashes"]}
    assert {edge["dashes"] for edge in found["views"]["duties"]["edges"]} == {True, False}


def test_table_holds_every_fact_and_every_tie(html: str) -> None:
    """One row for each, with headings that can be pressed and say how they sort."""
    tags, found = parsed(html), data(html)
    assert [int(a["data-fact"] or "") for t, a in tags.tags if "data-fact" in a] == list(
        range(len(found["facts"]))
    )
    ties = found["views"]["bodies"]["edges"]
    assert [int(a["data-tie"] or "") for t, a in tags.tags if "data-tie" in a] == list(range(len(ties)))
    heads = [attrs for tag, attrs in tags.tags if tag == "th"]
    assert heads and all(head == {"scope": "col", "aria-sort": "none"} for head in heads)


HOSTILE = "</script><b id=evil>'\"&<!--<script>"


def test_hostile_names_stay_text() -> None:
    """A body, title, finding and measure that hold markup make no element and come back as written."""
    plan = handmade()
    organizations = tuple(
        replace(one, label=HOSTILE, short=HOSTILE, english=HOSTILE) for one in plan.organizations
    )
    measures = tuple(replace(one, text=HOSTILE) for one in plan.measures)
    findings = (Finding("x", "info", HOSTILE, HOSTILE, Span(0, 1), "8"),)
    document = replace(plan.document, title=HOSTILE, number=HOSTILE)
    hostile = replace(
        plan, organizations=organizations, measures=measures, findings=findings, document=document
    )
    html = page([hostile])
    tags = parsed(html)
    assert not [tag for tag, attrs in tags.tags if tag == "b" or attrs.get("id") == "evil"]
    assert len([tag for tag, _ in tags.tags if tag == "script"]) == 3
    assert {thing["label"] for thing in data(html)["things"].values() if thing["type"] == "body"} >= {HOSTILE}


def boxes(view: dict[str, Any]) -> list[columns.Box]:
    """The boxes of a view's nodes."""
    found = []
    for node in view["nodes"]:
        width, height = node["box"]
        lines = tuple(node["label"].split("\n"))
        found.append(columns.Box(node["column"], node["x"], node["y"], width, height, lines))
    return found


@pytest.mark.parametrize("name", ["duties", "bodies"])
def test_no_label_overlaps_another(name: str) -> None:
    """In the columns of a plan of real size, each box has room for its lines and shares it with none."""
    view = data(page([synthetic()]))["views"][name]
    placed = boxes(view)
    assert len(placed) > 50
    assert not [(a, b) for at, a in enumerate(placed) for b in placed[:at] if a.overlaps(b)]
    assert all(box.height >= columns.LINE * len(box.lines) for box in placed)


def test_columns_fit_a_screen_of_1440() -> None:
    """Five columns beside the panel of 340 pixels at full size."""
    assert data(page([synthetic()]))["views"]["duties"]["width"] <= 1440 - 340 - 12


def test_measures_keep_their_numbers_and_lines_cross_less() -> None:
    """Sweeps leave numbered columns alone and cross less; free to order them too, they cross less still."""
    graph = network.network([synthetic()])
    drawn = graph.subgraph(node for node, column in graph.nodes(data="column") if column != "support item")
    given = {key.key: [n for n in drawn if drawn.nodes[n]["column"] == key.key] for key in columns.COLUMNS}
    numbered, free = columns.order(drawn, drawn), columns.order(drawn, drawn, by_number=False)
    assert numbered["measure"] == [f"measure:{row}" for row in range(1, 35)]
    for order in (numbered, free):
        assert {key: sorted(nodes) for key, nodes in order.items()} == {
            key: sorted(n) for key, n in given.items()
        }
    crossings = [columns.crossings(drawn, order) for order in (free, numbered, given)]
    assert crossings == sorted(crossings) and crossings[1] < 0.7 * crossings[2]


def test_both_orders_are_in_the_page() -> None:
    """Each node has its height by number and with few crossings; boxes overlap in neither."""
    nodes = data(page([synthetic()]))["views"]["duties"]["nodes"]
    assert all(node["y"] == node["ys"][0] for node in nodes)
    assert [node for node in nodes if node["ys"][0] != node["ys"][1]]
    for column in {node["column"] for node in nodes}:
        ends = sorted(
            (n["ys"][1] - n["box"][1] / 2, n["ys"][1] + n["box"][1] / 2)
            for n in nodes
            if n["column"] == column
        )
        assert all(below[0] >= above[1] - 0.2 for above, below in pairwise(ends))


def test_fit_keeps_order_room_and_wishes() -> None:
    """Boxes stand where they wish if they can, else share the shift, and never leave the room."""
    assert columns.fit([10, 50, 90], [20, 20, 20], 100) == [10, 50, 90]
    assert columns.fit([50, 50], [20, 20], 100) == [40, 60]
    assert columns.fit([-30, 300], [20, 20], 100) == [10, 90]


def test_wrap_cuts_what_does_not_fit() -> None:
    """Short labels stay whole; long ones end in … within the width."""
    column = columns.COLUMNS[0]
    assert columns.wrap("区发改委", column) == ("区发改委",)
    lines = columns.wrap("很" * 60, column)
    assert len(lines) == 2 and lines[1].endswith("…")
    assert all(columns.width(line) * columns.FONT <= column.width - column.indent for line in lines)


def test_focus_leaves_the_neighbourhood() -> None:
    """Around a measure: its task and bodies, the other measure gone; its bodies in the other view."""
    found = data(page([handmade()], focus="8", depth=1))
    ids = {node["id"] for node in found["views"]["duties"]["nodes"]}
    assert (
        found["focus"] == "measure:8"
        and "task:8" in ids
        and "120000-kejiju" in ids
        and "measure:9" not in ids
    )
    assert {"120000-kejiju", "120116-gongxinju"} <= {node["id"] for node in found["views"]["bodies"]["nodes"]}
    around = data(page([handmade()], focus="区市场局", depth=1))
    assert {node["id"] for node in around["views"]["duties"]["nodes"]} == {"120116-shichangju", "measure:9"}


def test_unknown_focus_names_near_matches() -> None:
    """A misspelt body is answered with the likely ones."""
    with pytest.raises(NotInGraph, match="区科技局"):
        page([handmade()], focus="区科学局")


def test_force_layout_turns_physics_on(html: str) -> None:
    """Only the force layout lets nodes move."""
    force = data(page([handmade()], layout="force"))
    assert force["layout"] == "force" and force["views"]["duties"]["options"]["physics"] == {"enabled": True}
    assert data(html)["views"]["duties"]["options"]["physics"] == {"enabled": False}


def test_several_plans_share_one_page() -> None:
    """Measures of both plans stand side by side, a body of both once, each fact under its own document."""
    other = replace(handmade(), document=replace(handmade().document, number=OTHER))
    found = data(page([handmade(), other]))
    ids = [node["id"] for node in found["views"]["duties"]["nodes"]]
    assert len(ids) == len(set(ids)) and ids.count("120116-kejiju") == 1
    assert {f"measure:{number}/8" for number in (handmade().document.number, OTHER)} <= set(ids)
    assert {fact["document"] for fact in found["facts"]} == {0, 1}


def test_an_empty_plan_makes_a_page() -> None:
    """A plan without measures is shown as such, not refused."""
    empty = Plan(Metadata("空", "0" * 64), "空")
    assert data(page([empty]))["facts"] == []


def test_every_kind_has_a_name_and_a_marker() -> None:
    """What the ontology knows as a kind can be drawn; every term has both languages."""
    assert set(words()["kind"]) <= set(look()["marker"])
    assert all(set(name) >= {"zh", "en"} for scheme in words().values() for name in scheme.values())


def test_colours_are_legible_on_white() -> None:
    """Text in any column's colour has a contrast of at least 4.5 (WCAG 2.1, 1.4.3)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    for column in look()["column"].values():
        assert 1.05 / (luminance(column["colour"]) + 0.05) >= 4.5
