"""The pages of a PDF → its Document: paragraphs, ruled tables, page starts; no page numbers or running heads.

Reached through `fengong.read.pdf`, which runs it within bounds of memory and time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pdfplumber.pdf import PDF

from fengong.errors import ReadError
from fengong.layout import Span
from fengong.model import Document, Finding
from fengong.read.pdf_furniture import furniture
from fengong.read.pdf_guard import BROKEN, BoundedPage, bounded, damaged, opened, pages
from fengong.read.pdf_lines import Char, Line, lines, shown
from fengong.read.pdf_paragraphs import Frame, Paragraph, frames, goes_on
from fengong.read.pdf_tables import Ruled, crossings, ruled
from fengong.read.table import Builder

UNKNOWN = 0.3
"""Of the characters: where more are unknown to their fonts, the text layer is of no use."""
PAGE_CROSSINGS, CROSSINGS = 10_000, 300_000
"""Crossings of ruling lines on one page and in all: a full page of a dense table has a thousand."""


@dataclass(slots=True)
class _Page:
    """What is kept of a page once it is read."""

    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    tables: list[Ruled] = field(default_factory=list)
    characters: int = 0
    unknown: int = 0
    pictures: int = 0
    crossings: int = 0
    drawing: bool = False  # more lines than any table has: none was looked for

    def parts(self, left_out: set[int]) -> list[Line | Ruled]:
        """Lines and tables from top to bottom, page furniture left out."""
        kept: list[Line | Ruled] = [line for line in self.lines if id(line) not in left_out]
        return sorted([*kept, *self.tables], key=lambda part: part.top)


def read_here(data: bytes, name: str) -> Document:
    """The document in a PDF file. Raises ReadError where it is damaged, locked, too large or a scan.

    Memory and time are bounded for honest files only; see `fengong.read.pdf` for others.
    """
    pdf = opened(data, name)
    try:
        found = _all(pdf, name)
    except BROKEN as error:
        raise damaged(error, name) from None
    _refuse_scans(found, name)
    writer = _Writer(name)
    left_out = furniture([page.lines for page in found], [page.height for page in found])
    parts = [page.parts(left_out) for page in found]
    text = [[part for part in page if isinstance(part, Line)] for page in parts]
    for page, inside in zip(parts, frames(text, [page.width for page in found]), strict=True):
        writer.page(page, inside)
    writer.end()
    return writer.builder.document("pdf", findings=_findings(found))


def _all(pdf: PDF, name: str) -> list[_Page]:
    """The pages one after the other; each leaves the next fewer lines to look for cells between."""
    found, left = list[_Page](), CROSSINGS
    for page in pages(pdf, name):
        found.append(_read(_upright(page, pdf), left))
        left -= found[-1].crossings
    return found


def _read(page: BoundedPage, left: int) -> _Page:
    chars = [char for char in page.chars if char["upright"]]
    found = _Page(float(page.width), float(page.height), pictures=len(page.images))
    found.characters = sum(bool(char["text"].strip()) for char in chars)
    found.unknown = sum(shown(char) == "\ufffd" for char in chars)
    crossed = crossings(page) if chars else 0
    if crossed > min(left, PAGE_CROSSINGS):
        found.drawing = True
    elif crossed:
        found.crossings, found.tables = crossed, ruled(page)
    found.lines = lines(char for char in chars if not _in_table(char, found.tables))
    found.tables = [table for table in found.tables if any(table.chars)]
    page.close()
    return found


def _upright(page: BoundedPage, pdf: PDF) -> BoundedPage:
    """The page turned so that most of its characters stand upright: wide tables are often set sideways."""
    chars = page.chars
    lying = [char for char in chars if not char["upright"]]
    if len(lying) * 2 <= len(chars):
        return page
    upward = sum(1 if char["matrix"][1] > 0 else -1 for char in lying)
    turned = page.page_obj
    turned.rotate = (turned.rotate + (90 if upward > 0 else 270)) % 360
    turned.attrs = {**turned.attrs, "Rotate": turned.rotate}
    page.close()
    return bounded(pdf, turned, page.page_number, page.budget)


def _in_table(char: Char, tables: list[Ruled]) -> bool:
    return any(table.take(char) for table in tables)


def _refuse_scans(found: list[_Page], name: str) -> None:
    characters, unknown = sum(p.characters for p in found), sum(p.unknown for p in found)
    if not characters:
        raise ReadError(f"{name}: is a scan without a text layer (or empty); recognise its text (OCR) first")
    if unknown > UNKNOWN * characters:
        raise ReadError(
            f"{name}: its fonts do not tell which characters they draw; recognise its text (OCR) first"
        )


class _Writer:
    """Joins lines to paragraphs over page breaks, and writes them and the tables in order."""

    def __init__(self, name: str) -> None:
        self.builder = Builder(name)
        self._open: Paragraph | None = None
        self._frame = Frame(0.0, 0.0, 0.0)
        self._number = 0

    def page(self, parts: list[Line | Ruled], inside: Frame) -> None:
        """Writes one page; its last paragraph stays open for the next."""
        before, self._frame = self._frame, inside
        self._number += 1
        begun = False
        for part in parts:
            if isinstance(part, Line):
                self._line(part, before if not begun else inside, begun)
            else:
                self.end()
                if not begun:
                    self.builder.page()
                self.builder.table(part.boxes())
            begun = True
        if not begun:  # an empty page begins where the next words do
            self.end()
            self.builder.page()

    def _line(self, line: Line, before: Frame, same_page: bool) -> None:
        if self._open and goes_on(self._open.last, line, (before, self._frame), same_page):
            self._open.add(line, self._number)
            return
        self.end()
        if not same_page:
            self.builder.page()
        self._open = Paragraph(line.text, line, self._number, [])

    def end(self) -> None:
        """Writes the open paragraph, if there is one."""
        if self._open:
            start = self.builder.paragraph(self._open.text).start
            for _, offset in self._open.breaks:
                self.builder.page(start + offset)
        self._open = None


def _findings(found: list[_Page]) -> list[Finding]:
    bare = [number for number, page in enumerate(found, 1) if not page.characters and page.pictures]
    unknown = sum(page.unknown for page in found)
    drawings = [number for number, page in enumerate(found, 1) if page.drawing]
    told = [_without_text(bare)] if bare else []
    told += [_drawings(drawings)] if drawings else []
    return told + ([_unknown(unknown)] if unknown else [])


def _drawings(numbers: list[int]) -> Finding:
    message = f"第{'、'.join(map(str, numbers))}页线条过多，未当表格读；若有表格请与原件核对"
    english = (
        f"page {', '.join(map(str, numbers))}: too many lines to look for tables; compare any table there"
    )
    return Finding("tables-not-read", "warning", message, english, Span(0, 0))


def _without_text(numbers: list[int]) -> Finding:
    told = "、".join(map(str, numbers))
    message = f"第{told}页是图像，没有文字层，未读；请先做文字识别（OCR）"
    english = f"page {', '.join(map(str, numbers))}: a picture without a text layer, not read; recognise it (OCR) first"
    return Finding("page-without-text", "warning", message, english, Span(0, 0))


def _unknown(count: int) -> Finding:
    message = f"有{count}个字其字体没有说明是何字，读作“\ufffd”，请与原件核对"
    english = f"{count} characters are unknown to their fonts and read \ufffd; compare them with the document"
    return Finding("unknown-characters", "warning", message, english, Span(0, 0))
