"""The numbers that Word writes before paragraphs, which stand nowhere in a DOCX file's text.

Rules of ECMA-376 part 1, 17.9: a paragraph names a numbering instance and a level, itself or by
its style (and the styles that is based on); the instance names an abstract numbering, whose
levels say format, start and text (``（%1）``, ``%1.%2``). Instances of one abstract numbering count
on; a start override makes the first paragraph of its instance begin anew; a paragraph of a higher
level makes the lower ones begin anew.

A bullet says nothing and counts nothing, so it is left out, unless its text has letters (牵头：).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from fengong.read.numerals import numeral

Element = etree._Element
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

LEVELS = 9
"""Levels of a list; the format has no more (17.9.3)."""
_DEPTH = 20  # styles based on each other; Word itself stops at about a dozen
_PLACE = re.compile(r"%([1-9])")
_CLOSED = tuple("、）)\uff0e，,：:】〕》]。")  # \uff0e is the full-width full stop


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along ``path`` of local names."""
    for name in path:
        element = element.find(W + name) if element is not None else None
    return element


def value(element: Element | None, *path: str) -> str | None:
    """The ``w:val`` of the descendant along ``path``."""
    found = child(element, *path)
    return found.get(W + "val") if found is not None else None


def number(text: str | None, default: int) -> int:
    """A whole number as the file writes it; ``default`` for none and for nonsense."""
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else default


@dataclass(slots=True)
class _Level:
    """How one level of a list is counted and written."""

    form: str = "decimal"
    start: int = 1
    text: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None  # 1-based level from which this one begins anew; 0 for never


@dataclass(slots=True)
class _Instance:
    """A numbering instance: whose counters it uses, its levels, and the starts it overrides."""

    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Gives each paragraph its label; paragraphs must come in order of the document."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        """The roots of numbering.xml and styles.xml, or None where the file has none."""
        self._styles = _by_id(styles, "style", "styleId")
        self._abstracts = _by_id(numbering, "abstractNum", "abstractNumId")
        self._nums = _by_id(numbering, "num", "numId")
        self._default = next(
            (
                key
                for key, s in self._styles.items()
                if s.get(W + "default") in ("1", "true") and _of_paragraphs(s)
            ),
            None,
        )
        self._instances: dict[str, _Instance | None] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, paragraph: Element) -> str:
        """What Word writes before ``paragraph``, the space after it included; empty where it has none."""
        place = self._place(paragraph)
        if place is None:
            return ""
        which, at = place
        instance = self._instance(which)
        if instance is None or at not in instance.levels:
            return ""
        self._count(which, instance, at)
        return self._written(instance, at)

    def _place(self, paragraph: Element) -> tuple[str, int] | None:
        """The instance and level of a paragraph; what it says itself goes before what its styles say."""
        own = child(paragraph, "pPr", "numPr")
        which, at = value(own, "numId"), value(own, "ilvl")
        style = value(paragraph, "pPr", "pStyle") or self._default
        if which is None and style:
            which, styled = self._by_style(style)
            at = at if at is not None else styled
        if which is None or which == "0":
            return None
        level = number(at, 0)
        return (which, level) if 0 <= level < LEVELS else None

    def _by_style(self, style: str) -> tuple[str | None, str | None]:
        """The instance and level of a style, or of the nearest that it is based on."""
        which: str | None = None
        at: str | None = None
        linked = style
        for _ in range(_DEPTH):
            element = self._styles.get(style)
            if element is None:
                break
            own = child(element, "pPr", "numPr")
            at = at if at is not None else value(own, "ilvl")
            which = value(own, "numId")
            if which is not None:
                linked = style
                break
            style = value(element, "basedOn") or ""
        return which, at if at is not None else self._linked(which, linked)

    def _linked(self, which: str | None, style: str) -> str | None:
        """The level that names ``style`` as its own."""
        abstract = self._abstract(value(self._nums.get(which or ""), "abstractNumId"))
        for level in abstract.iterfind(W + "lvl") if abstract is not None else ():
            if value(level, "pStyle") == style:
                return level.get(W + "ilvl")
        return None

    def _abstract(self, which: str | None) -> Element | None:
        """The abstract numbering; one that only names a list style is that style's."""
        for _ in range(_DEPTH):
            abstract = self._abstracts.get(which or "")
            style = value(abstract, "numStyleLink")
            if style is None:
                return abstract
            num = value(self._styles.get(style), "pPr", "numPr", "numId")
            which = value(self._nums.get(num or ""), "abstractNumId")
        return None

    def _instance(self, which: str) -> _Instance | None:
        if which not in self._instances:
            self._instances[which] = self._read(which)
        return self._instances[which]

    def _read(self, which: str) -> _Instance | None:
        num = self._nums.get(which)
        abstract = self._abstract(value(num, "abstractNumId"))
        if num is None or abstract is None:
            return None
        instance = _Instance(abstract.get(W + "abstractNumId") or "", _levels(abstract))
        for override in num.iterfind(W + "lvlOverride"):
            at = number(override.get(W + "ilvl"), 0)
            instance.levels |= _levels(override)
            start = value(override, "startOverride")
            if start is not None:
                instance.starts[at] = number(start, 1)
        return instance

    def _count(self, which: str, instance: _Instance, at: int) -> None:
        """Counts one more at a level, and makes the levels below begin anew."""
        counters = self._counters.setdefault(instance.abstract, [None] * LEVELS)
        before, level = counters[at], instance.levels[at]
        if at in instance.starts and (which, at) not in self._begun:
            counters[at] = instance.starts[at]
        else:
            counters[at] = level.start if before is None else before + 1
        self._begun.add((which, at))
        for below in range(at + 1, LEVELS):
            restart = instance.levels[below].restart if below in instance.levels else None
            if restart is None or at < restart:
                counters[below] = None

    def _written(self, instance: _Instance, at: int) -> str:
        level, counters = instance.levels[at], self._counters[instance.abstract]

        def figure(found: re.Match[str]) -> str:
            which = int(found[1]) - 1
            other = instance.levels.get(which, _Level())
            count = counters[which]
            if count is None:  # a higher level that has not been used yet counts as begun
                count = counters[which] = other.start
            return numeral(count, "decimal" if level.legal and other.form != "none" else other.form)

        if level.form == "bullet":
            return level.text if any(char.isalnum() for char in level.text) else ""
        label = _PLACE.sub(figure, level.text)
        return label + _gap(label, level.suffix)


def _gap(label: str, suffix: str) -> str:
    """A tab or space after a label is written as a space where label and words would run together."""
    return "" if suffix == "nothing" or not label or label.endswith(_CLOSED) else " "


def _levels(parent: Element) -> dict[int, _Level]:
    levels = {}
    for element in parent.iterfind(W + "lvl"):
        at = number(element.get(W + "ilvl"), -1)
        if 0 <= at < LEVELS:
            levels[at] = _level(element)
    return levels


def _level(element: Element) -> _Level:
    restart, legal = value(element, "lvlRestart"), child(element, "isLgl")
    return _Level(
        value(element, "numFmt") or _alternative(element) or "decimal",
        number(value(element, "start"), 0),
        value(element, "lvlText") or "",
        value(element, "suff") or "tab",
        legal is not None and legal.get(W + "val") not in ("0", "false"),
        None if restart is None else number(restart, 0),
    )


def _alternative(element: Element) -> str | None:
    """The older of two ways of saying the format (mc:AlternateContent); the newer is a pattern."""
    found = element.findall(f".//{W}numFmt")
    return found[-1].get(W + "val") if found else None


def _by_id(root: Element | None, tag: str, key: str) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for element in root.iterfind(W + tag) if root is not None else ():
        found.setdefault(element.get(W + key) or "", element)
    return found


def _of_paragraphs(style: Element) -> bool:
    return style.get(W + "type") == "paragraph"
