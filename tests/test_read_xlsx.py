"""Workbooks: values as shown, merged ranges, hidden sheets, blown-up and damaged files."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest
from filemakers import book, plan_xlsx, rezipped, saved, sound, words
from openpyxl.styles import Font

from fengong.errors import ReadError
from fengong.model import Document
from fengong.read import read_bytes
from fengong.read.xlsx_value import shown

SHEET = "xl/worksheets/sheet1.xml"


def of(made: openpyxl.Workbook) -> Document:
    document = read_bytes(saved(made), "a.xlsx")
    sound(document)
    return document


def sheet_xml(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read(SHEET)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (None, "General", ""),
        (1, "General", "1"),
        (1.0, "General", "1"),
        (0.1 + 0.2, "General", "0.3"),
        (1150, "#,##0", "1,150"),
        (0.5, "0%", "50%"),
        (0.1234, "0.00%", "12.34%"),
        (12, "0.00", "12.00"),
        (12.5, "0.##", "12.5"),
        (12, "0.##", "12"),
        (7, "000", "007"),
        (-3.14159, "0.00", "-3.14"),
        (3, '"第"0"项"', "第3项"),
        (3, '0"家"', "3家"),
        (5, "0_ ", "5"),
        (5, "[Red]0;[Blue]-0", "5"),
        (1234.5, "#,##0.00_);(#,##0.00)", "1,234.50"),
        (1.5, "# ?/?", "1.5"),
        (True, "General", "TRUE"),
        ("区发改委", "@", "区发改委"),
        (datetime.datetime(2020, 5, 1), "yyyy/m/d", "2020-05-01"),
        (datetime.datetime(2020, 5, 1, 8, 30), "General", "2020-05-01 08:30"),
        (datetime.date(2020, 12, 31), 'm"月"d"日"', "2020-12-31"),
        (datetime.time(8, 30), "h:mm", "08:30:00"),
        (float("inf"), "0", "inf"),
        (10**30, "0", "1" + "0" * 30),
    ],
)
def test_values_are_written_as_shown(value: object, form: str, text: str) -> None:
    assert shown(value, form) == text  # type: ignore[arg-type]


def test_a_sheet_is_a_table_with_its_name() -> None:
    document = read_bytes(plan_xlsx(), "a.xlsx")
    assert document.text == "任务分工表\n序号\t任务\t牵头单位\n1\t统筹\t区发改委\n2\t区工信局"
    assert document.tables[0].name == "分工" and document.format == "xlsx"
    cells = {c.span.of(document.text): (c.row, c.column, c.rows, c.columns) for c in document.tables[0].cells}
    assert cells["任务分工表"] == (0, 0, 1, 3) and cells["统筹"] == (2, 1, 2, 1)


def test_cells_keep_their_line_breaks() -> None:
    assert words(of(book([["甲\n乙", "丙\r\n丁_x000D_"]])))[0][0] == "甲\n乙"


def test_each_visible_sheet_is_read_and_hidden_ones_are_told() -> None:
    made = book([["甲"]], "一")
    made.create_sheet("空")
    made.create_sheet("二").append(["乙", "丙"])
    for state in ("hidden", "veryHidden"):
        sheet = made.create_sheet(state)
        sheet.append(["密"])
        sheet.sheet_state = state
    document = of(made)
    assert [table.name for table in document.tables] == ["一", "二"] and "密" not in document.text
    assert [finding.code for finding in document.findings] == ["hidden-sheet"] * 2


def test_empty_rows_and_columns_at_the_end_are_cut_also_where_formatted_or_merged() -> None:
    made = book([["甲", "乙"], ["丙", None]])
    sheet = made.active
    assert sheet is not None
    sheet["Z900"].font = Font(bold=True)
    sheet.merge_cells("A2:H40")
    sheet.merge_cells("M7:N8")
    document = of(made)
    assert words(document) == [["甲", "乙"], ["丙"]]


def test_a_merged_range_that_overlaps_another_leaves_no_square_twice() -> None:
    data = saved(book([["甲", "乙", "丙"], ["丁", "戊", "己"]]))
    xml = sheet_xml(data).replace(
        b"</sheetData>",
        b'</sheetData><mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C2"/><mergeCell ref="A1:C2"/></mergeCells>',
    )
    document = read_bytes(rezipped(data, {SHEET: xml}), "a.xlsx")
    sound(document)


def test_a_formula_that_was_never_reckoned_is_told() -> None:
    document = of(book([["甲", "=1+1"], ["乙", 2]]))
    assert [finding.code for finding in document.findings] == ["formula-without-value"]
    assert words(document) == [["甲", ""], ["乙", "2"]]


def test_a_formula_with_its_value_is_read() -> None:
    data = saved(book([["甲", "=1+1"]]))
    xml = (
        sheet_xml(data)
        .replace(b"<v></v>", b"<v>2</v>")
        .replace(b"<v/>", b"<v>2</v>")
        .replace(b"<v />", b"<v>2</v>")
    )
    document = read_bytes(rezipped(data, {SHEET: xml}), "a.xlsx")
    assert words(document) == [["甲", "2"]] and document.findings == ()


def test_a_sheet_that_misstates_its_size_is_read_whole() -> None:
    data = saved(book([["甲", "乙"], ["丙", "丁"]]))
    xml = sheet_xml(data).replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1"')
    assert words(read_bytes(rezipped(data, {SHEET: xml}), "a.xlsx")) == [["甲", "乙"], ["丙", "丁"]]


def test_a_million_formatted_rows_take_little_time() -> None:
    data = saved(book([["甲", "乙"]]))
    rows = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % row for row in range(2, 1_048_577))
    xml = sheet_xml(data).replace(b"</sheetData>", rows + b"</sheetData>")
    assert words(read_bytes(rezipped(data, {SHEET: xml}), "a.xlsx")) == [["甲", "乙"]]


def test_a_sheet_of_data_is_refused_in_one_line() -> None:
    data = saved(book([["甲"]]))
    row = b"<row>" + b"<c><v>1</v></c>" * 10 + b"</row>"
    xml = sheet_xml(data).replace(b"</sheetData>", row * 100_000 + b"</sheetData>")
    with pytest.raises(ReadError, match="more than 300000 cells, no plan has"):
        read_bytes(rezipped(data, {SHEET: xml}), "a.xlsx")


@pytest.mark.parametrize("row", [b"99999999999", b"0", b"-5", b"x", b"1048577", b""])
def test_absurd_row_numbers_are_bounded(row: bytes) -> None:
    data = saved(book([["甲", "乙"]]))
    odd = b'<row r="' + row + b'"><c r="A' + row + b'"><v>1</v></c></row>'
    xml = sheet_xml(data).replace(b"</sheetData>", odd + b"</sheetData>")
    try:
        told = read_bytes(rezipped(data, {SHEET: xml}), "a.xlsx").text.split("\n")[0]
    except ReadError as error:
        told = str(error)
    assert told == "甲\t乙" or "damaged workbook" in told


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({SHEET: b"<worksheet"}, "damaged workbook"),
        ({"xl/workbook.xml": b"<x/>"}, "damaged workbook|no visible sheet"),
        ({"xl/styles.xml": b"<"}, "damaged workbook"),
        ({SHEET: b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet>&a;</worksheet>"}, "declares a document type"),
        ({"xl/media/a.png": bytes(300 << 20)}, "unpacks to more than 256 MB"),
    ],
)
def test_a_damaged_or_hostile_package_is_refused_in_one_line(parts: dict[str, bytes], message: str) -> None:
    with pytest.raises(ReadError, match=message) as told:
        read_bytes(rezipped(plan_xlsx(), parts), "a.xlsx")
    assert "\n" not in str(told.value)


def test_a_workbook_without_words_says_so() -> None:
    with pytest.raises(ReadError, match="no visible sheet with words"):
        of(openpyxl.Workbook())
