"""Files as they come: encodings, marks, and what is no text at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filemakers import plan_docx, plan_html, plan_pdf, plan_xlsx, rezipped, sound, words
from hypothesis import given, settings
from hypothesis import strategies as st

from fengong.errors import FengongError, ReadError
from fengong.flow import Flow, fold, squash
from fengong.read import read, read_bytes
from fengong.read.text import LIMIT

WORDS = "各开发区管委会，〔2020〕20号\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"])
def test_each_encoding_gives_the_same_characters(encoding: str) -> None:
    document = read_bytes(WORDS.encode(encoding), "x")
    assert document.text == WORDS
    assert document.sha256 == read_bytes(WORDS.encode(), "x").sha256


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 ...", "damaged or cut off PDF"),
        (b"PK\x03\x04" + b"0" * 90, "DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 90, "compound file"),
        (b"\x1f\x8b\x08", "unpack it"),
        (b"Rar!\x1a\x07\x00", "unpack it"),
        (b"\x89PNG\r\n", "picture"),
        (b"GIF89a", "picture"),
        (b"abc\x00def", "not text"),
        (bytes(range(1, 32)) * 9, "not text"),
        (b"\xff\xfe\x00", "utf-16"),
        ("区".encode() * (LIMIT // 3 + 1), "more than 4 MB"),
    ],
)
def test_what_is_no_plan_text_is_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=message) as told:
        read_bytes(data, "x.txt")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("make", [plan_docx, plan_xlsx, plan_html, plan_pdf])
@pytest.mark.parametrize("ending", ["doc", "wps", "xls", "txt", "csv", "html", "pdf", ""])
def test_a_file_is_read_as_what_it_is_whatever_its_ending(make: Callable[[], bytes], ending: str) -> None:
    document = read_bytes(make(), f"分工.{ending}")
    assert document.format == make.__name__.removeprefix("plan_")
    assert document.name == f"分工.{ending}"
    sound(document)
    assert words(document)[-3:] == [
        ["序号", "任务", "牵头单位"],
        ["1", words(document)[-2][1], "区发改委"],
        ["2", "区工信局"],
    ]


def test_the_ending_decides_only_what_content_leaves_open() -> None:
    assert read_bytes("甲,乙\n丙,丁\n".encode(), "a.csv").format == "csv"
    assert read_bytes("甲,乙\n丙,丁\n".encode(), "a.txt").format == "text"
    assert read_bytes("甲".encode(), "a.htm").format == "html"
    assert read_bytes("<区>甲".encode(), "a.txt").format == "text"


def test_an_ofd_file_is_told_with_what_to_do() -> None:
    with pytest.raises(ReadError, match=r"OFD file; .* export it as PDF"):
        read_bytes(rezipped(plan_docx(), {"OFD.xml": b"<x/>"}), "a.ofd")


def test_reading_is_the_same_each_time() -> None:
    for make in (plan_docx, plan_xlsx, plan_html, plan_pdf):
        data = make()
        assert read_bytes(data, "x") == read_bytes(data, "x")


def test_libraries_are_imported_only_for_their_formats() -> None:
    code = (
        "import sys; from fengong.read import read_bytes; read_bytes('区\\t甲'.encode(), 'x');"
        "print([m for m in ('lxml', 'docx', 'openpyxl', 'pdfplumber') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no such file"):
        read(tmp_path / "none.txt")
    with pytest.raises(ReadError, match="is a folder"):
        read(tmp_path)


@settings(deadline=None)
@given(
    st.binary(max_size=400).filter(lambda data: not data.lstrip().startswith(b"{\\rtf"))
)  # slow to convert
def test_any_bytes_give_a_document_or_a_plain_error(data: bytes) -> None:
    told = ""
    try:
        told = read_bytes(data, "x").encoding
    except FengongError as error:
        told = str(error)
    assert told and "\n" not in told


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_the_flow_leads_back_to_the_exact_characters(text: str) -> None:
    flow = Flow.of(text)
    assert flow.chars == squash(text)
    for index, char in enumerate(flow.chars):
        assert fold(text[flow.at(index)]) == char
    if flow.chars:
        span = flow.span(0, len(flow.chars))
        assert squash(span.of(text)) == flow.chars


def test_a_flow_knows_where_lines_begin() -> None:
    flow = Flow.of("一二 三\n\u3000四\r\n五")
    assert [i for i in range(5) if flow.opens_line(i)] == [0, 3, 4]
    assert flow.line_starts(0, 5) == [0, 3, 4]
    assert flow.breaks(0, 4) == 3 and flow.breaks(0, 2) is None
