"""What of a web page is the document: furniture dropped, the main part found.

No page says which of its parts are navigation; tags, class names, link density and the words in
data/registry/furniture.csv tell it together. A part is only dropped where it holds little of the
page's words, since the same names are put round whole articles (``<form>``, ``id="print"``):
too much kept is better than a measure lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

Element = etree._Element

_UNSEEN = [
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "frame",
    "object",
    "embed",
    "applet",
    "svg",
    "canvas",
    "audio",
    "video",
    "map",
    "select",
    "option",
    "textarea",
    "input",
    "datalist",
    "rt",
    "rp",
    "head",
    "button",
]
_SOFT = frozenset(["nav", "aside", "footer", "header", "form", "menu", "dialog"])
_LEAVES = frozenset(
    [
        "p",
        "span",
        "a",
        "b",
        "strong",
        "em",
        "font",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "table",
        "tbody",
        "thead",
        "tr",
        "pre",
        "blockquote",
    ]
)
_NAMES = frozenset(
    [
        "nav",
        "navi",
        "navbar",
        "menu",
        "breadcrumb",
        "breadcrumbs",
        "crumb",
        "crumbs",
        "share",
        "bdshare",
        "related",
        "footer",
        "foot",
        "sidebar",
        "sidenav",
        "qr",
        "qrcode",
        "ewm",
        "print",
        "dayin",
        "position",
        "weizhi",
        "toolbar",
        "tools",
        "banner",
        "copyright",
        "pager",
        "pagination",
        "pagebar",
        "search",
        "login",
        "comment",
        "comments",
        "advert",
        "topbar",
        "sitemap",
    ]
)
_HINTS = re.compile(
    r"ucap-content|trs_editor|trs_ueditor|zoom|article|article[-_]?(?:content|body|con|text)|content|content[-_]?"
    r"(?:text|body|main|article)|main[-_]?(?:content|text)|news[-_]?(?:content|text)|view|xxgk[-_]?content|"
    r"pages[-_]?content|detail(?:[-_]?content)?|text[-_]?content|entry[-_]?content|zw|conten?t[-_]?box"
)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z][a-z]*")

FEW = 200
"""Solid characters outside links: a part with more is never dropped for its name alone."""
SHARE = 0.25
"""Of the page's words: a part with more is never dropped for its tag or name."""
MAIN = 0.6
"""Of the page's words outside links: what the main part holds at least."""


@dataclass(frozen=True, slots=True)
class Mass:
    """Solid characters of each element with all it contains: outside links, and inside them."""

    plain: dict[Element, int]
    linked: dict[Element, int]

    @classmethod
    def of(cls, root: Element) -> Mass:
        """Weighs the whole tree, from its leaves up."""
        plain: dict[Element, int] = {}
        linked: dict[Element, int] = {}
        for element in reversed(list(root.iter(etree.Element))):
            own = _solid(element.text) + sum(_solid(child.tail) for child in element)
            here = own + sum(plain[child] for child in element)
            link = sum(linked[child] for child in element)
            is_link = element.tag == "a" and element.get("href") is not None
            plain[element], linked[element] = (0, here + link) if is_link else (here, link)
        return cls(plain, linked)

    def total(self, element: Element) -> int:
        """All solid characters of ``element``."""
        return self.plain[element] + self.linked[element]


def _solid(text: str | None) -> int:
    return sum(map(len, text.split())) if text else 0


def prune(root: Element) -> Mass:
    """Takes out of the tree what no reader sees and what is furniture; what is left, weighed."""
    _drop(list(root.iter(*_UNSEEN)))
    mass = Mass.of(root)
    whole = mass.total(root)
    _drop([e for e in root.iter(etree.Element) if e is not root and _hidden(e) and mass.total(e) * 2 < whole])
    mass = Mass.of(root)
    kept = _own_heads(root)
    _drop([e for e in root.iter(etree.Element) if e not in kept and _is_furniture(e, mass, mass.plain[root])])
    return Mass.of(root)


def _own_heads(root: Element) -> set[Element]:
    """The root, and the heads and feet that are an article's and not the page's."""
    seen: set[Element] = set()
    for article in root.iter("article", "main"):
        if article not in seen:  # else it stands inside one that was looked through
            seen.update(article.iter(etree.Element))
    return {root} | {element for element in seen if element.tag in ("header", "footer", "form")}


def _drop(elements: list[Element]) -> None:
    for element in elements:
        parent = element.getparent()
        if parent is None:
            continue
        tail, before = element.tail or "", element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
        parent.remove(element)


def _hidden(element: Element) -> bool:
    return element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")) is not None


def _is_furniture(element: Element, mass: Mass, whole: int) -> bool:
    if mass.plain[element] > whole * SHARE or mass.total(element) == 0:
        return False
    if element.tag in _SOFT:
        return True
    if mass.plain[element] > FEW and mass.linked[element] < mass.plain[element]:
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return not _NAMES.isdisjoint(word.lower() for word in _WORD.findall(names)) and not _is_hint(element)


def _is_hint(element: Element) -> bool:
    names = [element.get("id", ""), *element.get("class", "").split()]
    return any(_HINTS.fullmatch(name.lower()) for name in names)


def main_part(root: Element, mass: Mass) -> Element:
    """The smallest container with most of the page's words outside links; a well-known one is taken first."""
    need = mass.plain[root] * MAIN
    best, hinted = root, None
    for element in root.iter(etree.Element):  # document order: what comes later stands deeper
        if mass.plain[element] >= need and element.tag not in _LEAVES:
            best = element
            if _is_hint(element):
                hinted = element
    return best if hinted is None else hinted
