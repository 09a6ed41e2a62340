"""The page in a real browser: Debian's chromium, without a window, driven by Playwright."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from handmade import handmade
from test_page import HOSTILE, synthetic

from fengong import read_plan
from fengong.model import Plan
from fengong.page import Layout, page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One chromium for all tests of this file."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no chromium: get it with `apt-get install chromium fonts-noto-cjk`")
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install 'fengong[dev]'")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


class Opened:
    """A page of a plan, with all that it complained of and asked for."""

    def __init__(self, browser: Browser, folder: Path, plan: Plan, **options: Any) -> None:
        """Write the page, open it, keep what it says."""
        self.file = folder / "graph.html"
        self.file.write_text(page([plan], **options), encoding="utf-8")
        self.page: Page = browser.new_page(viewport={"width": 1440, "height": 900})
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(self.file.as_uri())
        self.wait("network !== null && (state.boxes.size > 0 || D.facts.length === 0)")

    def js(self, expression: str) -> Any:
        """What an expression is in the page."""
        return self.page.evaluate(expression)

    def wait(self, condition: str, seconds: float = 20) -> None:
        """Until a condition holds (Playwright's own waiting evaluates strings, which the page forbids)."""
        end = time.monotonic() + seconds
        while not self.js(f"!!({condition})"):
            assert time.monotonic() < end, f"never came true: {condition}"
            self.page.wait_for_timeout(30)

    def click_node(self, node: str) -> None:
        """Press on a node where it is drawn."""
        self.js(f"reveal('{node}')")
        box = self.page.locator("#graph").bounding_box()
        at = self.js(f"network.canvasToDOM({{x: leftOf(boxOf('{node}')) + 30, y: boxOf('{node}').y}})")
        assert box
        self.page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
        self.wait(f"state.chosen === '{node}'")

    def ink(self) -> int:
        """How many pixels of the canvas are drawn on."""
        return int(
            self.js(
                "(() => { const c = document.querySelector('#graph canvas'); let n = 0;"
                "const copy = new OffscreenCanvas(c.width, c.height);"
                "const ctx = copy.getContext('2d', {willReadFrequently: true}); ctx.drawImage(c, 0, 0);"
                "const d = ctx.getImageData(0, 0, c.width, c.height).data;"
                "for (let i = 3; i < d.length; i += 4) n += d[i] > 40; return n; })()"
            )
        )

    def rows(self, table: str = "duties") -> int:
        """How many rows of a table are shown."""
        return self.page.locator(f"#{table} tbody tr:visible").count()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """The page of a plan of real size; no test may leave a complaint or ask for anything."""
    window = Opened(browser, tmp_path, synthetic())
    yield window
    assert window.complaints == []
    assert window.requests == [window.file.as_uri()]
    window.page.close()


def test_nodes_are_drawn_and_readable(opened: Opened) -> None:
    """All nodes of the plan, five columns within the window, at a scale that can be read."""
    assert opened.ink() > 20_000
    assert opened.js("state.shown.size") == opened.js("Object.keys(D.things).length")
    assert opened.js("network.getScale()") >= 0.95
    assert opened.js("network.canvasToDOM({x: view().width, y: 0}).x") <= opened.js("GRAPH.clientWidth")
    assert opened.js("network.canvasToDOM({x: 0, y: 0}).y") >= 30
    assert opened.page.locator("#heads div").count() == 5


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (1920, 1080), (400, 800)])
def test_other_windows_stay_readable(opened: Opened, width: int, height: int) -> None:
    """Text is at least 10 pixels high; nothing makes the page itself scroll sideways."""
    opened.page.set_viewport_size({"width": width, "height": height})
    opened.page.wait_for_timeout(150)
    assert opened.js("network.getScale() * 13") >= 10
    assert opened.js("document.documentElement.scrollWidth") <= width


def test_click_shows_the_words_of_the_source(opened: Opened) -> None:
    """The measure's text, number, row and offsets; each body with its quotation in context."""
    opened.click_node("measure:5")
    details = opened.page.locator("#details")
    assert opened.js("state.chosen") == "measure:5"
    plan = synthetic()
    measure = plan.measures[4]
    text = details.inner_text()
    assert measure.text in text and f"{measure.span.start}–{measure.span.end}" in text
    assert plan.document.number and plan.document.number in text and "附件第5行" in text
    quotes = details.locator(".fact:not(.inferred) blockquote mark").all_inner_texts()
    assert [one.body.name for one in measure.assignments] == [
        quote for quote in quotes if quote in {one.body.name for one in measure.assignments}
    ]


def test_choosing_lights_only_own_lines(opened: Opened) -> None:
    """Nothing is lit at first; then the lines of the node, and those of its task to the ministries."""
    assert opened.js("state.lit") is None
    before = opened.ink()
    opened.click_node("measure:5")
    lit = opened.js("state.edges.filter((edge) => edge.lit).map((edge) => [edge.from, edge.to])")
    assert lit and all("measure:5" in ends or "task:5" in ends for ends in lit)
    assert opened.ink() < before
    opened.page.keyboard.press("Escape")
    assert opened.js("state.lit") is None


def test_only_its_own_closes_the_columns_up(opened: Opened) -> None:
    """What remains stands at the top; the button says that it is on; Escape brings the rest back."""
    opened.click_node("measure:5")
    opened.page.locator("[data-act=only]").click()
    shown = opened.js("[...state.shown]")
    assert len(shown) < 20 and opened.js("extent().height") < 500
    assert opened.page.locator("[data-act=only]").get_attribute("aria-pressed") == "true"
    opened.page.keyboard.press("Escape")
    assert opened.js("state.shown.size") > 100 and opened.js("state.chosen") == "measure:5"


def test_search_narrows_and_lights(opened: Opened) -> None:
    """Typing leaves what matches and what that is linked to; Enter chooses; Escape brings all back."""
    everything = opened.rows()
    opened.page.keyboard.press("/")
    name = synthetic().measures[0].assignments[0].body.name
    opened.page.keyboard.type(name)
    assert opened.js("[...state.strong].map((id) => D.things[id].show)") == [name]
    assert opened.js("state.shown.size") < 30
    assert 0 < opened.rows() < everything
    opened.page.keyboard.press("Enter")
    assert opened.js("D.things[state.chosen].show") == name
    assert opened.page.locator("#details h2").inner_text() == name
    opened.page.keyboard.press("Escape")
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#search").input_value() == "" and opened.rows() == everything


def test_search_by_number_finds_the_measure(opened: Opened) -> None:
    """8 is measure 8 and task 8, not 18."""
    opened.page.locator("#search").fill("8")
    assert set(opened.js("[...state.strong]")) == {"measure:8", "task:8"}
    opened.page.locator("#search").press("Enter")
    assert opened.js("state.chosen") == "measure:8"


def test_search_without_a_match_says_so(opened: Opened) -> None:
    """No node, no row, and a count of nought."""
    opened.page.locator("#search").fill("没有这个机构")
    assert opened.page.locator("#count").inner_text().startswith("找到 0")
    assert opened.js("state.shown.size") == 0 and opened.rows() == 0


@pytest.mark.parametrize(
    ("scheme", "value", "gone"),
    [
        ("column", "ministry", "(id) => D.things[id].column === 'ministry'"),
        ("kind", "enterprise", "(id) => D.things[id].kind === 'enterprise'"),
        ("level", "provincial", "(id) => D.things[id].level === 'provincial'"),
        ("role", "support", "(id) => D.things[id].column === 'support'"),
    ],
)
def test_filters_hide_nodes_and_rows(opened: Opened, scheme: str, value: str, gone: str) -> None:
    """Each filter takes its nodes out of graph and table, and reset brings them back."""
    before, rows = opened.js("state.shown.size"), opened.rows()
    assert opened.js(f"[...state.shown].some({gone})")
    opened.page.locator(f"input[data-scheme={scheme}][value={value}]").uncheck()
    assert not opened.js(f"[...state.shown].some({gone})")
    assert opened.js("state.shown.size") < before and opened.rows() < rows
    opened.page.locator("#reset").click()
    assert opened.js("state.shown.size") == before and opened.rows() == rows


def test_inferred_lines_can_be_taken_away(opened: Opened) -> None:
    """Without them no dashed line and no inferred row is left; all stated ones are."""
    assert opened.js("state.edges.some((edge) => edge.dashes)")
    stated = opened.page.locator("#duties tbody tr:not(.inferred)").count()
    opened.page.locator("input[data-scheme=basis][value=inferred]").uncheck()
    assert not opened.js("state.edges.some((edge) => edge.dashes)")
    assert opened.rows() == stated


def test_keyboard_alone_reaches_and_chooses(opened: Opened) -> None:
    """Tab to the graph, arrows along and across the columns, Enter chooses, a frame shows where one is."""
    for _ in range(40):
        opened.page.keyboard.press("Tab")
        if opened.js("document.activeElement.id") == "graph":
            break
    assert opened.js("document.activeElement.id") == "graph" and opened.js("state.focused")
    opened.page.keyboard.press("ArrowDown")
    assert opened.js("state.cursor") == "measure:1"
    opened.page.keyboard.press("ArrowDown")
    opened.page.keyboard.press("ArrowLeft")
    assert opened.js("state.cursor") == "task:2"
    opened.page.keyboard.press("ArrowRight")
    opened.page.keyboard.press("Enter")
    assert opened.js("state.chosen") == "measure:2"
    assert "具体措施 2" in opened.page.locator("#live").inner_text()
    opened.page.keyboard.press("f")
    assert opened.js("state.shown.size") < 30
    opened.page.keyboard.press("Escape")
    opened.page.keyboard.press("Escape")
    assert opened.js("state.chosen") is None and opened.js("document.activeElement.id") == "graph"


def test_keys_are_explained_in_the_page(opened: Opened) -> None:
    """The graph is described by the list of keys."""
    assert opened.page.locator("#graph").get_attribute("aria-describedby") == "keys"
    keys = opened.page.locator("#keys").inner_text()
    assert all(key in keys for key in ("Tab", "Enter", "Esc", "/", "F"))


def test_wheel_moves_and_then_lets_the_page_scroll(opened: Opened) -> None:
    """The columns move first; at their end the page goes on to the table; Ctrl zooms."""
    opened.page.mouse.move(500, 500)
    top, scale = opened.js("network.getViewPosition().y"), opened.js("network.getScale()")
    opened.page.mouse.wheel(0, 300)
    assert opened.js("network.getViewPosition().y") > top and opened.js("scrollY") == 0
    for _ in range(12):
        opened.page.mouse.wheel(0, 500)
        opened.page.wait_for_timeout(30)
    opened.wait("scrollY > 0")
    assert opened.js("network.getScale()") == scale


def test_zoom_buttons(opened: Opened) -> None:
    """All of it, and back to what can be read."""
    start = opened.js("network.getScale()")
    opened.page.locator("[data-zoom=all]").click()
    assert opened.js("network.getScale()") < start
    assert opened.js("network.canvasToDOM({x: 0, y: extent().height}).y") <= opened.js("GRAPH.clientHeight")
    opened.page.locator("[data-zoom=start]").click()
    assert opened.js("network.getScale()") == pytest.approx(start)


def test_order_by_number_or_for_few_crossings(opened: Opened) -> None:
    """The measures stand by number; the other order moves them, and back."""
    numbers = (
        "view().nodes.filter((node) => node.column === 'measure').map((node) => node.id)"
        ".sort((one, other) => boxOf(one).y - boxOf(other).y)"
    )
    by_number = [f"measure:{row}" for row in range(1, 35)]
    assert opened.js(numbers) == by_number
    opened.page.locator("[data-order='1']").click()
    opened.wait(f"{numbers}.join() !== '{','.join(by_number)}'")
    opened.page.locator("[data-order='0']").click()
    opened.wait(f"{numbers}.join() === '{','.join(by_number)}'")


def test_table_sorts_both_ways(opened: Opened) -> None:
    """By number, not by characters; the heading says which way; blanks stay below."""
    heading = opened.page.locator("#duties th").nth(0)
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    numbers = [int(text) for text in _badges(opened)]
    assert numbers == sorted(numbers) and numbers[-1] == 34
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    assert [int(text) for text in _badges(opened)] == sorted(numbers, reverse=True)
    opened.page.locator("#duties th").nth(7).locator("button").click()
    assert heading.get_attribute("aria-sort") == "none"


def _badges(opened: Opened) -> list[str]:
    cells = opened.page.locator("#duties tbody td:first-child").all_inner_texts()
    return [re.match(r"\d+", cell)[0] for cell in cells]  # type: ignore[index]


def test_table_leads_to_the_graph(opened: Opened) -> None:
    """A name in the table chooses its node, brings it into sight and marks its rows."""
    row = opened.page.locator("#duties tbody tr").last
    row.locator(".go").first.click()
    chosen = opened.js("state.chosen")
    assert chosen == "measure:34"
    y = opened.js(f"network.canvasToDOM(network.getPosition('{chosen}')).y")
    assert 0 < y < opened.js("GRAPH.clientHeight")
    assert opened.page.locator("#duties tr.lit").count() > 0


def test_bodies_view_ties_bodies(opened: Opened) -> None:
    """No measure is drawn; a body's partners come with the measures they share, and lead there."""
    opened.page.locator("button[data-view=bodies]").click()
    assert opened.js("[...state.shown].every((id) => D.things[id].type === 'body')")
    assert opened.ink() > 10_000 and opened.page.locator("#duties").is_hidden()
    assert opened.rows("bodies") == opened.js("D.views.bodies.edges.length")
    body = opened.js("view().edges[0].from")
    opened.click_node(body)
    partners = opened.page.locator("#details h3", has_text="关联机构").inner_text()
    tied = opened.js(f"view().edges.filter((edge) => touches(edge, '{body}')).length")
    assert str(tied) in partners
    opened.page.locator("#details .fact .tag .go").first.click()
    assert opened.js("state.view") == "duties" and opened.js("state.chosen").startswith("measure:")


def test_force_layout_settles_and_stops(opened: Opened) -> None:
    """Nodes find places of their own and then stand still; columns come back as they were."""
    before = opened.js("boxOf('measure:3')")
    opened.page.locator("button[data-layout=force]").click()
    opened.wait("document.getElementById('settling').hidden", seconds=60)
    places = opened.js("network.getPositions()")
    assert len({(round(at["x"]), round(at["y"])) for at in places.values()}) == len(places)
    opened.page.wait_for_timeout(300)
    assert opened.js("network.getPositions()") == places
    opened.page.locator("button[data-layout=columns]").click()
    opened.page.wait_for_function(
        "state.boxes.get('measure:3').column === 'measure' && state.layout === 'columns'"
    )
    opened.page.wait_for_timeout(100)
    assert opened.js("boxOf('measure:3')") == before


def test_print_is_the_table(opened: Opened) -> None:
    """On paper the tools and the canvas are gone, all rows are there."""
    opened.page.emulate_media(media="print")
    assert opened.page.locator("main").is_hidden() and opened.page.locator(".tools").is_hidden()
    assert opened.rows() == opened.js("D.facts.length")


def test_table_needs_no_javascript(browser: Browser, tmp_path: Path) -> None:
    """Without scripts the facts can still be read."""
    file = tmp_path / "graph.html"
    file.write_text(page([handmade()]), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto(file.as_uri())
    assert window.locator("#duties tbody tr").count() > 10
    assert "区工信局" in window.locator("#duties").inner_text()
    context.close()


@pytest.mark.parametrize("layout", ["columns", "force"])
def test_page_opens_in_its_layout_at_its_focus(browser: Browser, tmp_path: Path, layout: Layout) -> None:
    """The focus is chosen and its words are shown from the start."""
    window = Opened(browser, tmp_path, handmade(), layout=layout, focus="区科技局", depth=1)
    assert window.js("state.layout") == layout and window.js("state.chosen") == "120116-kejiju"
    assert "科学技术局" in window.page.locator("#details h2").inner_text()
    assert "1 步以内" in window.page.locator("header").inner_text()
    assert window.complaints == [] and len(window.requests) == 1
    window.page.close()


def test_hostile_names_make_no_element(browser: Browser, tmp_path: Path) -> None:
    """Markup in names shows as it is written, in table, panel and graph."""
    plan = handmade()
    evil = tuple(replace(one, label=HOSTILE, short=HOSTILE) for one in plan.organizations)
    window = Opened(browser, tmp_path, replace(plan, organizations=evil))
    window.js("choose('120116-kejiju')")
    assert window.page.locator("#evil").count() == 0
    assert window.page.locator("#details h2").inner_text() == HOSTILE
    assert window.complaints == [] and len(window.requests) == 1
    window.page.close()


def test_a_plan_without_measures_opens(browser: Browser, tmp_path: Path) -> None:
    """Nothing to draw is no error."""
    window = Opened(browser, tmp_path, replace(handmade(), measures=()))
    assert window.complaints == [] and window.rows() == 0
    window.page.close()


NOTICE = Path(__file__).parents[1] / "data" / "sources" / "binhai-2020-20" / "notice.txt"


@pytest.mark.skipif(not NOTICE.exists(), reason="the source documents are not in this copy of the project")
def test_the_real_notice_is_readable_at_first_sight(browser: Browser, tmp_path: Path) -> None:
    """All 34 measures in five columns at full size; measure 8 quotes who is asked to support it."""
    window = Opened(browser, tmp_path, read_plan(NOTICE))
    assert window.js("view().columns.length") == 5 and window.js("network.getScale()") >= 0.95
    assert window.js("view().nodes.filter((node) => node.column === 'measure').length") == 34
    window.click_node("measure:8")
    details = window.page.locator("#details").inner_text()
    assert "支持食品营养与安全国家重点实验室加快建设。" in details and "市科技局" in details
    assert window.complaints == [] and len(window.requests) == 1
    window.page.close()
