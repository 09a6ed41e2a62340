"""Workbooks (XLSX, XLSM, XLTX): each visible sheet with cells is a table, written as the sheet shows it.

openpyxl (MIT) reads the values, in its streaming mode: a sheet whose used range was blown up by
formatting (a million empty rows) costs time but no memory. That mode does not tell merged ranges
and formulas, so each sheet's own part is looked through for them once more.

A sheet of 100 000 rows is refused: it is data and no plan (the largest plan seen has some hundred
rows), and the limit of `table.CELLS` cells is known long before all of it is read.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from dataclasses import dataclass, field, replace
from typing import IO, Any

import openpyxl
from lxml import etree
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from fengong.errors import ReadError
from fengong.layout import Span
from fengong.model import Document, Finding
from fengong.read import archive
from fengong.read.delimited import boxes
from fengong.read.numbering import Element, number
from fengong.read.table import CELLS, Box, Builder
from fengong.read.xlsx_value import shown

_BROKEN = (
    InvalidFileException,
    OSError,
    etree.LxmlError,
    SyntaxError,  # what the standard library's XML errors are
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    AssertionError,
    zipfile.BadZipFile,
)
"""What openpyxl lets through where a part is missing or is not what its name says."""
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _MERGE = _S + "row", _S + "mergeCell"


LAST_ROW = 1_048_576
"""Rows of the largest sheet that spreadsheet programs make."""


@dataclass(slots=True)
class _Outline:
    """What a sheet's part tells before its values are read; merged ranges as (row, column, rows, columns)."""

    last: int = 0  # the last row (from 1) with a value
    filled: int = 0
    unknown: int = 0  # formulas that no program has reckoned yet
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def read_xlsx(data: bytes, name: str) -> Document:
    """The document in a workbook. Raises ReadError where it is damaged, too large or has no words."""
    archive.check(data, name, markup=archive.UNPACKED)
    builder, findings = Builder(name), list[Finding]()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it does not keep (validation, styles)
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                _sheet(sheet, builder, findings)
    except _BROKEN as error:
        told = " ".join(str(error).split())[:200] or type(error).__name__
        raise ReadError(
            f"{name}: is a damaged workbook ({told}); open it in WPS or Excel and save it again"
        ) from None
    if not builder.place:
        raise ReadError(f"{name}: has no visible sheet with words; give the plan's own file")
    return builder.document("xlsx", findings=findings)


def _sheet(sheet: Any, builder: Builder, findings: list[Finding]) -> None:
    """Writes one sheet, of openpyxl's streaming kind, for which there are no types."""
    if sheet.sheet_state != "visible":
        findings.append(_hidden(sheet.title))
        return
    with sheet._get_source() as part:  # where the sheet stands in the zip is told nowhere else
        outline = _outlined(part, CELLS)
    if outline.filled > CELLS:
        raise ReadError(
            f"{builder.name}: its sheet {sheet.title!r} has more than {CELLS} cells, no plan has; keep the plan's rows"
        )
    if outline.unknown:
        findings.append(_unknown(sheet.title, outline.unknown))
    if not outline.filled:
        return
    sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
    rows = sheet.iter_rows(min_row=1, min_col=1, max_row=min(outline.last, LAST_ROW))
    words = ([shown(cell.value, cell.number_format) for cell in row] for row in rows)
    builder.table(_merged(boxes(words, builder.name), outline.merged), sheet.title)


def _outlined(part: IO[bytes], most: int) -> _Outline:
    """One look through a sheet's part, keeping no element; it ends once ``most`` cells are passed."""
    found, last = _Outline(), 0
    for _, element in etree.iterparse(part, events=("end",), tag=(_ROW, _MERGE)):
        if element.tag == _MERGE:
            found.merged.append(_range(element.get("ref") or ""))
        else:
            last = number(element.get("r"), last + 1)
            _count(element, last, found)
            if found.filled > most:
                break
        _forget(element)
    return found


def _count(row: Element, place: int, found: _Outline) -> None:
    """Counts the cells of a row that have a value, and the formulas that have none."""
    for cell in row:
        if not len(cell):
            continue  # formatted and empty, as nearly all cells of a blown-up sheet are
        if _has_value(cell):
            found.filled, found.last = found.filled + 1, max(found.last, place)
        elif cell.find(_S + "f") is not None:
            found.unknown += 1


def _has_value(cell: Element) -> bool:
    value, inline = cell.find(_S + "v"), cell.find(_S + "is")
    return (value is not None and bool(value.text)) or inline is not None


def _range(ref: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(ref)
    if left is None or top is None or right is None or bottom is None:
        raise ValueError(f"merged range {ref!r}")
    return top - 1, left - 1, bottom - top + 1, right - left + 1


def _forget(element: Element) -> None:
    """Frees an element and those before it, so that the tree stays as small as one row."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _merged(found: list[Box], merged: list[tuple[int, int, int, int]]) -> list[Box]:
    """The boxes with merged ranges as one, cut to the rows and columns that are used."""
    places = {(box.row, box.column): box for box in found}
    if not places:
        return []
    last_row, last_column = max(row for row, _ in places), max(column for _, column in places)
    for row, column, rows, columns in merged:
        first = places.get((row, column))
        if first is None:
            continue
        height, width = min(rows, last_row - row + 1), min(columns, last_column - column + 1)
        covered = [(r, c) for r in range(row, row + height) for c in range(column, column + width)]
        if all(places.get(square, first).rows == 1 for square in covered):
            for square in covered:
                places.pop(square, None)
            places[row, column] = replace(first, rows=height, columns=width)
    return list(places.values())


def _hidden(title: str) -> Finding:
    message = f"工作表“{title}”是隐藏的，未读；要读它请先取消隐藏"
    english = f"sheet {title!r} is hidden and was not read; unhide it to have it read"
    return Finding("hidden-sheet", "info", message, english, Span(0, 0))


def _unknown(title: str, count: int) -> Finding:
    message = f"工作表“{title}”有{count}个公式没有算出的值，读作空格；请在WPS或Excel中打开后保存"
    english = f"sheet {title!r} has {count} formulas without a value, read as empty; open and save it in a spreadsheet"
    return Finding("formula-without-value", "warning", message, english, Span(0, 0))
