"""Small files of each format, made afresh: what the tests of the readers read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from fengong.layout import Table
from fengong.model import Document

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
FONT = "STSong-Light"  # one of the fonts that every PDF reader has: no file is needed


def words(document: Document, table: Table | None = None) -> list[list[str]]:
    """The words of a table's cells, row by row."""
    table = table or document.tables[0]
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell.span.of(document.text))
    return list(rows.values())


def squares(table: Table) -> dict[tuple[int, int], int]:
    """Which cell (by its place in ``cells``) covers each grid square; fails where two do."""
    covered: dict[tuple[int, int], int] = {}
    for place, cell in enumerate(table.cells):
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                assert (row, column) not in covered
                covered[row, column] = place
    return covered


def sound(document: Document) -> None:
    """What holds of every Document: spans inside the text, in order, and squares covered once."""
    for table in document.tables:
        squares(table)
        spans = [cell.span for cell in table.cells]
        assert spans == sorted(spans)
        assert all(a.end <= b.start for a, b in pairwise(spans))
        assert table.span.start <= spans[0].start and spans[-1].end <= table.span.end
    for span in [*document.furniture, *(table.span for table in document.tables)]:
        assert 0 <= span.start <= span.end <= len(document.text)
    assert list(document.pages) == sorted(document.pages)
    assert all(0 <= page <= len(document.text) + 1 for page in document.pages)


def saved(thing: Any) -> bytes:
    """A docx document or openpyxl workbook as bytes."""
    file = io.BytesIO()
    thing.save(file)
    return file.getvalue()


def rezipped(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """A zip with some parts put in or exchanged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in parts:
                new.writestr(info.filename, old.read(info))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def word(body: str, numbering: str = "", styles: str = "") -> bytes:
    """A DOCX with the body, numbering and styles given as XML; namespaces w and mc are declared."""
    made = docx.Document()
    element = made.element.body
    for child in list(element):
        element.remove(child)
    for child in parse_xml(f"<w:body {nsdecls('w')} {_MC}>{body}</w:body>"):
        element.append(child)
    if numbering:
        root = made.part.numbering_part.element
        for child in list(root):
            root.remove(child)
        for child in parse_xml(f"<w:numbering {nsdecls('w')} {_MC}>{numbering}</w:numbering>"):
            root.append(child)
    for child in parse_xml(f"<w:styles {nsdecls('w')}>{styles}</w:styles>"):
        made.styles.element.append(child)
    return saved(made)


_MC = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def p(text: str = "", num: str = "", level: int = 0, style: str = "") -> str:
    """A paragraph as XML, with its numbering instance, level and style."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    counted = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>' if num else ""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{named}{counted}</w:pPr>{run}</w:p>"


def level(at: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    """A level of a numbering as XML; ``more`` holds further settings."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(levels: str, instances: Iterable[str] = ("",)) -> str:
    """One abstract numbering and its instances, numbered from 1; each with its overrides."""
    nums = "".join(
        f'<w:num w:numId="{place}"><w:abstractNumId w:val="7"/>{more}</w:num>'
        for place, more in enumerate(instances, 1)
    )
    return f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>{nums}'


def book(rows: Iterable[Iterable[Any]], title: str = "分工") -> openpyxl.Workbook:
    """A workbook with one sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return made


def plan_docx() -> bytes:
    """A plan with a numbered list and a table with merged cells."""
    made = docx.Document()
    made.add_paragraph("任务分工方案")
    made.add_paragraph("加强统筹。", style="List Number")
    table = made.add_table(3, 3)
    for row, cells in enumerate(
        (("序号", "任务", "牵头单位"), ("1", "统筹", "区发改委"), ("2", "", "区工信局"))
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 1).merge(table.cell(2, 1))
    made.add_paragraph("注：均需落实。")
    return saved(made)


def plan_xlsx() -> bytes:
    """A plan as a sheet with a title over all columns."""
    made = book(
        [["任务分工表"], ["序号", "任务", "牵头单位"], [1, "统筹", "区发改委"], [2, None, "区工信局"]]
    )
    sheet = made.active
    assert sheet is not None
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("B3:B4")
    return saved(made)


def plan_html() -> bytes:
    """A plan as a page, as official sites lay it out."""
    return (
        "<html><head><meta charset='utf-8'><title>通知</title></head><body><div class='nav'><a href='/'>首页</a></div>"
        "<div class='TRS_Editor'><p>任务分工方案</p><p>（一）加强统筹。（责任单位：区发改委）</p>"
        "<table><tr><th>序号</th><th>任务</th><th>牵头单位</th></tr><tr><td>1</td><td rowspan=2>统筹</td>"
        "<td>区发改委</td></tr><tr><td>2</td><td>区工信局</td></tr></table></div></body></html>"
    ).encode()


def plan_pdf(**options: Any) -> bytes:
    """A plan of two pages with a table, page numbers and a running head."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate
    from reportlab.platypus import Table as Grid

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    style = ParagraphStyle(
        "body", fontName=FONT, fontSize=16, leading=28, firstLineIndent=32, wordWrap="CJK", alignment=4
    )
    small = ParagraphStyle("cell", fontName=FONT, fontSize=12, leading=16, wordWrap="CJK")

    def edges(canvas: Any, page: Any) -> None:
        canvas.setFont(FONT, 14)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 50, "区人民政府文件")
        canvas.drawCentredString(A4[0] / 2, 50, f"— {page.page} —")

    story: list[Any] = [
        Paragraph(
            f"（{number}）"
            + f"加强统筹协调，完善工作机制，推动产业转型升级第{number}项，" * 3
            + "取得实效。",
            style,
        )
        for number in range(1, 13)
    ]
    cells = [["序号", "任务", "牵头单位"], ["1", "统筹协调" * 8, "区发改委"], ["2", "", "区工信局"]]
    story.append(
        Grid(
            [[Paragraph(text, small) for text in row] for row in cells],
            colWidths=[50, 200, 100],
            style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("SPAN", (1, 1), (1, 2))],
        )
    )
    story.append(Paragraph("注：以上均需落实。", style))
    file = io.BytesIO()
    options = {"leftMargin": 74, "rightMargin": 74, "topMargin": 100, "bottomMargin": 100} | options
    SimpleDocTemplate(file, pagesize=A4, invariant=1, **options).build(
        story, onFirstPage=edges, onLaterPages=edges
    )
    return file.getvalue()
