"""Files as they come: encodings, marks, and what is no text at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
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
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04" + b"0" * 90, "DOCX"),
        (b"\x89PNG\r\n", "picture"),
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


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no such file"):
        read(tmp_path / "none.txt")
    with pytest.raises(ReadError, match="is a folder"):
        read(tmp_path)


@given(st.binary(max_size=400))
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
