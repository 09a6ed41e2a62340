"""The pages of a publication in a real browser: readable on a wide and a narrow screen, words found in the text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from handmade import SLUG, TEXT, handmade
from test_browser import CHROMIUM, QUIET

from fengong.publication import Publication
from fengong.publish import publish

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
SHA = handmade().document.sha256[:16]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One chromium for all tests of this file."""
    if not (Path(CHROMIUM).exists() or shutil.which("chromium")):
        pytest.skip("no chromium: get it with `apt-get install chromium fonts-noto-cjk`")
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install 'fengong[dev]'")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handmade plan, published."""
    folder = tmp_path_factory.mktemp("site") / "public"
    publish([handmade()], folder, Publication())
    return folder


def opened(browser: Browser, file: Path, fragment: str = "", width: int = 1000) -> Page:
    """A page from the disk."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(file.as_uri() + fragment)
    return page


def test_a_quotations_link_shows_its_words_marked_in_the_text(browser: Browser, site: Path) -> None:
    """From the measure to the very characters: #char=a,b is what RFC 5147 calls them."""
    page = opened(browser, site / f"id/doc/{SLUG}/m8/index.html")
    link = page.locator("table.duties a", has_text="“区工信局”").first
    words = link.inner_text().strip("“”")
    link.click()
    page.wait_for_selector("mark")
    assert page.locator("mark").all_inner_texts() == [words] == ["区工信局"]
    start = int(page.url.partition("#char=")[2].partition(",")[0])
    assert TEXT[start : start + len(words)] == words
    box = page.locator("mark").bounding_box()
    assert box and 0 < box["y"] < 900, "it is scrolled into view"


def test_another_quotation_takes_the_mark_away_from_the_first(browser: Browser, site: Path) -> None:
    """And no address without one, or beyond the text, breaks the page."""
    page = opened(browser, site / f"id/text/{SHA}/index.html", "#char=3,9")
    for fragment, words in (
        ("#char=0,4", TEXT[:4]),
        ("#char=10,30", TEXT[10:30]),
        ("#char=999999,1000000", ""),
        ("#x", ""),
    ):
        page.evaluate(f"location.hash = '{fragment}'")
        page.wait_for_timeout(60)
        assert (
            page.evaluate("[...document.querySelectorAll('mark')].map((m) => m.textContent).join('')")
            == words
        )
    assert page.evaluate("document.getElementById('text').textContent") == TEXT


def test_a_browser_counts_the_same_characters_whatever_they_are(browser: Browser, tmp_path: Path) -> None:
    """Carriage returns, a line break at the start, characters beyond the basic plane, markup: none shifts a place."""
    text = "\n\r\n𠮷<b>&amp;\r" + TEXT
    plan = handmade()
    publish([replace(plan, text=text)], tmp_path / "x", Publication())
    page = opened(browser, tmp_path / f"x/id/text/{SHA}/index.html", "#char=3,4")
    assert page.evaluate("document.getElementById('text').textContent") == text
    assert page.evaluate("document.querySelector('mark').textContent") == "𠮷"


@pytest.mark.parametrize("width", [360, 1000])
@pytest.mark.parametrize(
    "path", ["index.html", f"id/doc/{SLUG}/m8/index.html", "def/index.html", "def/role/lead/index.html"]
)
def test_no_page_is_wider_than_the_screen(browser: Browser, site: Path, path: str, width: int) -> None:
    """On a telephone too; wide tables scroll by themselves."""
    page = opened(browser, site / path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Noto'), (
        "the style is there"
    )


def test_every_page_names_its_languages(browser: Browser, site: Path) -> None:
    """Screen readers need to know which words are English."""
    page = opened(browser, site / "def/role/lead/index.html")
    assert page.evaluate("document.documentElement.lang") == "zh"
    assert (
        page.locator("h1 [lang=zh]").inner_text() == "牵头"
        and page.locator("h1 [lang=en]").inner_text() == "lead"
    )
