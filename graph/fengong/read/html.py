"""Web pages: the text a reader of the page sees, its data tables, and nothing of the page around it.

White space collapses as in a browser; blocks are paragraphs, ``<br>`` is a line break, U+00A0
stays. The numbers that browsers put before the items of ``<ol>`` are left out: whether they are
shown is for style sheets to say, and official pages nearly always switch them off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from fengong.errors import ReadError
from fengong.lexicon import rows as records
from fengong.model import Document
from fengong.read.html_parts import Element, Mass, main_part, prune
from fengong.read.html_table import Rows, grid, label, label_lines, labelled, rows
from fengong.read.markup import decoded, tree
from fengong.read.table import Builder

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_SPACE = re.compile(r"[ \t\n]+")
_BR = "\x1e"  # clean() leaves none in the text
_GIANT = 1500  # solid characters of one cell that make a table a frame for it, if they are nearly all


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of words, the element it stands in, and whether most of it are links."""

    text: str
    within: Element
    linked: bool


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of data or of metadata labels."""

    element: Element
    found: Rows


def read_html(data: bytes, name: str) -> Document:
    """The document in a web page. Raises ReadError where it is too deep, of unknown charset or has no text."""
    text, encoding, findings = decoded(data, name)
    root = tree(text, name)
    page = _Page(root, prune(root))
    builder = Builder(name)
    page.write(builder)
    if not builder.place:
        raise ReadError(
            f"{name}: is a web page without text (a script draws it); save its text from a browser"
        )
    return builder.document("html", encoding, findings)


class _Page:
    """A pruned page: which of its tables are data, which part is the main one."""

    def __init__(self, root: Element, mass: Mass) -> None:
        self.root, self.mass = root, mass
        self.main = set(main_part(root, mass).iter(etree.Element))
        self.labels = frozenset(label(record["label"]) for record in records("labels"))
        self.phrases = tuple("".join(record["phrase"].split()) for record in records("furniture"))
        self.tables = self._data_tables()

    def _data_tables(self) -> dict[Element, Rows]:
        """The innermost tables of data, and what stands in them."""
        found: dict[Element, Rows] = {}
        outer: set[Element] = set()  # tables that hold one of those
        for table in reversed(list(self.root.iter("table"))):
            if table in outer or table.get("role") in ("presentation", "none"):
                continue
            inside = rows(table)
            if not inside.are_layout() and not self._frames(inside):
                found[table] = inside
                outer.update(table.iterancestors("table"))
        return found

    def _frames(self, inside: Rows) -> bool:
        """Whether the table is empty or only a frame round one giant cell."""
        weights = [self.mass.total(cell) for _, cells in inside.rows for cell in cells]
        whole, most = sum(weights), max(weights, default=0)
        return whole == 0 or (most >= _GIANT and most * 5 >= whole * 4)

    def write(self, builder: Builder) -> None:
        """Writes the main part in full, and the rest but for lists of links and the page's own phrases."""
        for block in self.blocks(self.root):
            inside = (block.element if isinstance(block, DataTable) else block.within) in self.main
            if isinstance(block, DataTable):
                self._table(block, inside, builder)
            elif (inside or not block.linked) and not self._is_phrase(block.text):
                builder.paragraph(block.text)

    def blocks(self, top: Element) -> Iterator[Paragraph | DataTable]:
        """The paragraphs and tables of ``top`` in order; no recursion, whatever the depth."""
        gathered, within, pre = _Gathered(), [top], 0
        walk = etree.iterwalk(top, events=("start", "end"))
        for event, element in walk:
            tag, start = element.tag, event == "start"
            if tag == "br" and start:
                gathered.add(_BR)
            elif tag in _BLOCKS:
                yield from gathered.flushed(within[-1])
                within.append(element) if start else within.pop()
            if start and element in self.tables and element is not top:
                yield DataTable(element, self.tables[element])
                walk.skip_subtree()
                continue
            change = 1 if start else -1
            pre += change if tag == "pre" else 0
            gathered.links += change if tag == "a" else 0
            words = element.text if start else element.tail if element is not top else None
            if words:
                gathered.add(words.replace("\n", _BR) if pre else words)
        yield from gathered.flushed(top)

    def words(self, cell: Element) -> str:
        """The text of a cell, its paragraphs parted by line breaks."""
        return "\n".join(block.text for block in self.blocks(cell) if isinstance(block, Paragraph))

    def _table(self, block: DataTable, inside: bool, builder: Builder) -> None:
        found = block.found
        words = {cell: self.words(cell) for _, cells in found.rows for cell in cells}
        is_labels = labelled(found, words, self.labels)
        if not (inside or is_labels or self.mass.plain[block.element] > self.mass.linked[block.element]):
            return
        for stray in found.strays:
            builder.paragraph(stray)
        if not is_labels:
            builder.table(grid(found, words))
            return
        for name, value in label_lines(found, words):
            if name.strip() or value.strip():
                colon = "：" if label(name) in self.labels and not name.rstrip().endswith((":", "：")) else ""
                builder.paragraph(f"{name}{colon}{value}")

    def _is_phrase(self, text: str) -> bool:
        """Whether a short paragraph is one of the page's own phrases (打印本页)."""
        solid = "".join(text.split())
        return len(solid) <= 60 and solid.replace("：", ":").startswith(self.phrases)


class _Gathered:
    """The words of a paragraph in the making."""

    def __init__(self) -> None:
        self.links = 0  # elements <a> that are open
        self._pieces: list[str] = []
        self._linked = 0

    def add(self, words: str) -> None:
        """Puts words to it, counting those in links."""
        self._pieces.append(words)
        self._linked += len(words.strip()) if self.links else 0

    def flushed(self, within: Element) -> Iterator[Paragraph]:
        """The paragraph, if any words are in it; the next begins."""
        lines = _SPACE.sub(" ", "".join(self._pieces)).split(_BR)
        text = "\n".join(line.strip(" ") for line in lines).strip("\n")
        linked, self._linked = self._linked, 0
        self._pieces.clear()
        if text.strip():
            yield Paragraph(text, within, linked * 2 > len("".join(text.split())))
