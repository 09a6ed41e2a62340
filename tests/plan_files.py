"""A synthetic plan as a file of each format: the same words, laid out as offices lay them out.

Tables have a heading row, section rows over all columns and merged cells where the format has them; in
CSV and tab-separated text a merged cell's words stand in each of its rows. PDF repeats the heading row on every page.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import docx
import openpyxl
from filemakers import FONT, level, lists, p, saved, word
from plans import Item, Row, Synthetic
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate
from reportlab.platypus import Table as Grid

pdfmetrics.registerFont(UnicodeCIDFont(FONT))

HEADING = ("序号", "任务", "牵头单位", "责任单位", "配合单位", "完成时限")
_LEAD = HEADING.index("牵头单位")
_WIDTH = len(HEADING)


@dataclass(frozen=True, slots=True)
class Square:
    """A cell: its words, and how many rows and columns it covers."""

    words: str
    rows: int = 1
    columns: int = 1


Line = list[Square | None]
"""A row of the grid: None where a cell from above or from the left covers the square."""


def _grid(plan: Synthetic[Row]) -> Iterator[Line]:
    """The table's rows: heading, then section rows and measures, then the note."""
    yield [Square(word) for word in HEADING]
    number, merged = 0, False
    for part in plan.parts:
        yield _wide(f"{part.number}、{part.title}")
        for row in part.measures:
            number += 1
            height = 2 if row.also else 1
            lead = None if merged else Square(row.lead.words, rows=1 + row.lead_below)
            bodies = lead, Square(row.responsible.words), Square(row.cooperate.words)
            shared = (Square(words, height) for words in (str(number), "\n".join(row.text), row.due.words))
            yield [next(shared), next(shared), *bodies, *shared]
            if row.also:
                yield [None, None, *(Square(cell.words) for cell in row.also), None]
            merged = row.lead_below
    if plan.note:
        yield _wide(plan.note)


def _wide(words: str) -> Line:
    return [Square(words, columns=_WIDTH), *[None] * (_WIDTH - 1)]


def _flat(plan: Synthetic[Row]) -> Iterator[list[str]]:
    """The rows where cells cannot be merged: a lead's words once more in the row below, other cells empty."""
    above = ""
    for line in _grid(plan):
        words = [square.words if square else "" for square in line]
        if line[_LEAD] is None and line[_LEAD + 1] is not None:
            words[_LEAD] = above
        above = words[_LEAD]
        yield words


def to_csv(plan: Synthetic[Row]) -> bytes:
    """A CSV file as spreadsheets save it: byte order mark, the head in cells above the table."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows([*([line] for line in plan.head), *_flat(plan)])
    return file.getvalue().encode("utf-8-sig")


def to_txt(plan: Synthetic[Row]) -> bytes:
    """Text with a table pasted from a spreadsheet: tabs between cells, quotation marks around line breaks."""
    rows = ["\t".join(f'"{word}"' if "\n" in word else word for word in row) for row in _flat(plan)]
    return "\n".join([*plan.head, *rows, ""]).encode()


def to_xlsx(plan: Synthetic[Row]) -> bytes:
    """A workbook of one sheet: the head in merged rows above the table, numbers as numbers."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for at, line in enumerate([*map(_wide, plan.head), *_grid(plan)], 1):
        for column, square in enumerate(line, 1):
            if square is None:
                continue
            sheet.cell(at, column, int(square.words) if square.words.isdigit() else square.words)
            if square.rows > 1 or square.columns > 1:
                sheet.merge_cells(None, at, column, at + square.rows - 1, column + square.columns - 1)
    return saved(book)


def to_html(plan: Synthetic[Row]) -> bytes:
    """A web page with the plan in its main part, between what sites put around it."""
    rows = "".join(f"<tr>{''.join(map(_cell, filter(None, line)))}</tr>\n" for line in _grid(plan))
    return _page(plan.title, f"{_paragraphs(plan.head)}<table border='1'>{rows}</table>")


def _cell(square: Square) -> str:
    rows = f" rowspan='{square.rows}'" if square.rows > 1 else ""
    columns = f" colspan='{square.columns}'" if square.columns > 1 else ""
    return f"<td{rows}{columns}><p>{html.escape(square.words).replace(chr(10), '</p><p>')}</p></td>"


def _paragraphs(lines: Iterator[str] | tuple[str, ...]) -> str:
    return "".join(f"<p>&#12288;&#12288;{html.escape(line)}</p>\n" for line in lines)


def _page(title: str, body: str) -> bytes:
    """The page around the main part: navigation above, other links below."""
    links = "".join(
        f"<li><a href='/{n}'>{word}</a></li>" for n, word in enumerate(("首页", "政务公开", "互动交流"))
    )
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title><style>td{{padding:4px}}</style></head>"
        f"<body><div class='nav'><ul>{links}</ul></div><div class='TRS_Editor'>{body}</div>"
        "<div class='footer'><p><a href='/about'>网站地图</a></p></div></body></html>"
    ).encode()


def to_docx(plan: Synthetic[Row]) -> bytes:
    """A Word document: the head as paragraphs, the table with merged cells, a repeated heading row."""
    made = docx.Document()
    for line in plan.head:
        made.add_paragraph(line)
    lines = list(_grid(plan))
    table = made.add_table(len(lines), _WIDTH)
    grid = [list(row.cells) for row in table.rows]  # python-docx finds a cell by going through all of them
    for at, line in enumerate(lines):
        for column, square in enumerate(line):
            if square is None:
                continue
            cell = grid[at][column]
            if square.rows > 1 or square.columns > 1:
                cell = cell.merge(grid[at + square.rows - 1][column + square.columns - 1])
            first, *more = square.words.split("\n")
            cell.paragraphs[0].text = first
            for words in more:
                cell.add_paragraph(words)
    return saved(made)


def to_pdf(plan: Synthetic[Row], cut: int | None = None) -> bytes:
    """A PDF of several pages: the heading row on each of them, page numbers.

    ``cut`` is the number of a measure in whose row a page ends: half of its text stands on the next one.
    """
    rows = list(_grid(plan))
    if cut is None:
        return _printed([*_printed_paragraphs(plan.head), _printed_table(rows)])
    at = next(n for n, row in enumerate(rows) if row[0] and row[0].words == str(cut))
    number, text, *others = rows[at]
    assert number and text
    half = len(text.words) // 2
    above: Line = [number, Square(text.words[:half]), *others]
    below: Line = [Square(""), Square(text.words[half:]), *(Square("") for _ in others)]
    pages = [*rows[:at], above], [rows[0], below, *rows[at + 1 :]]
    first, second = map(_printed_table, pages)
    return _printed([*_printed_paragraphs(plan.head), first, PageBreak(), second])


def _printed_table(rows: list[Line]) -> Grid:
    """A ruled table; rows whose cells are merged stay on one page, as reportlab cannot cut them."""
    small = ParagraphStyle("cell", fontName=FONT, fontSize=14, leading=20, wordWrap="CJK")
    merged = [
        (at, column, square)
        for at, row in enumerate(rows)
        for column, square in enumerate(row)
        if square and (square.rows > 1 or square.columns > 1)
    ]
    style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    style += [("SPAN", (x, y), (x + s.columns - 1, y + s.rows - 1)) for y, x, s in merged]
    style += [("NOSPLIT", (0, y), (-1, y + 1)) for y, _, s in merged if s.rows > 1]
    words = [[s.words.replace("\n", "<br/>") if s else None for s in row] for row in rows]
    cells = [["" if word is None else Paragraph(word, small) for word in row] for row in words]
    return Grid(cells, colWidths=[30, 170, 65, 75, 65, 55], repeatRows=1, style=style)


def _printed_paragraphs(lines: tuple[str, ...] | list[str]) -> list[Flowable]:
    style = ParagraphStyle("body", fontName=FONT, fontSize=16, leading=28, firstLineIndent=32, wordWrap="CJK")
    return [Paragraph(line, style) for line in lines]


def _printed(story: list[Flowable]) -> bytes:
    """The story on A4 pages with page numbers."""

    def number(canvas: Any, page: Any) -> None:
        canvas.setFont(FONT, 14)
        canvas.drawCentredString(A4[0] / 2, 50, f"— {page.page} —")

    file = io.BytesIO()
    margins = {"leftMargin": 66, "rightMargin": 66, "topMargin": 90, "bottomMargin": 90}
    SimpleDocTemplate(file, pagesize=A4, invariant=1, **margins).build(
        story, onFirstPage=number, onLaterPages=number
    )
    return file.getvalue()


def lines(plan: Synthetic[Item]) -> list[str]:
    """The paragraphs of a plan written as text: head, 一、sections, （一）items with their statements."""
    found, number = [*plan.head], 0
    for part in plan.parts:
        found.append(f"{part.number}、{part.title}")
        for item in part.measures:
            number += 1
            first, *more = item.statement
            if first.startswith("（"):
                found.append(f"（{_han(number)}）{item.text}{first}")
            else:
                found += [f"（{_han(number)}）{item.text}", first, *more]
    return found


def _han(number: int) -> str:
    """一 to 九十九."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else digits[tens])
        + ("十" if tens else "")
        + (digits[ones] if ones or not tens else "")
    )


def text_to_txt(plan: Synthetic[Item]) -> bytes:
    """Lines set in by two ideographic spaces, as copied from a page."""
    return "\n".join(f"\u3000\u3000{line}" for line in lines(plan)).encode()


def text_to_html(plan: Synthetic[Item]) -> bytes:
    """A web page, a paragraph for each line."""
    return _page(plan.title, _paragraphs(iter(lines(plan))))


def text_to_docx(plan: Synthetic[Item]) -> bytes:
    """A Word document, a paragraph for each line."""
    made = docx.Document()
    for line in lines(plan):
        made.add_paragraph(line)
    return saved(made)


def numbered_docx(plan: Synthetic[Item]) -> bytes:
    """A Word document whose section and item numbers Word counts: its paragraphs begin without them."""
    body = "".join(map(p, plan.head))
    for part in plan.parts:
        body += p(part.title, "1")
        for item in part.measures:
            first, *more = item.statement
            closing = [f"{item.text}{first}", *more] if first.startswith("（") else [item.text, first, *more]
            body += p(closing[0], "1", 1) + "".join(map(p, closing[1:]))
    on = '<w:lvlRestart w:val="0"/>'
    han = "chineseCountingThousand"
    return word(body, lists(level(0, han, "%1、") + level(1, han, "（%2）", on)))


def text_to_pdf(plan: Synthetic[Item]) -> bytes:
    """A PDF of several pages of set-in paragraphs, lines cut at the page's width."""
    return _printed(_printed_paragraphs(lines(plan)))


TABLE_WRITERS: Mapping[str, Callable[[Synthetic[Row]], bytes]] = {
    "docx": to_docx,
    "xlsx": to_xlsx,
    "html": to_html,
    "pdf": to_pdf,
    "csv": to_csv,
    "txt": to_txt,
}
"""By the file's ending."""

TEXT_WRITERS: Mapping[str, Callable[[Synthetic[Item]], bytes]] = {
    "txt": text_to_txt,
    "html": text_to_html,
    "docx": text_to_docx,
    "pdf": text_to_pdf,
}
"""By the file's ending."""
