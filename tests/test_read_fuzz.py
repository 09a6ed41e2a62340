"""Files cut off and mutated anywhere: only a sound Document or a one-line error comes out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache

import pytest
from filemakers import plan_docx, plan_html, plan_pdf, plan_xlsx, rezipped, sound
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengong.errors import FengongError
from fengong.read import read_bytes

TIMES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
BITS = (
    b"\x00",
    b"<",
    b">",
    b'"',
    b"0",
    b"9999999999",
    b"-1",
    b"/",
    b"&#0;",
    b"\xff\xfe",
    b"</w:tbl>",
    b"endobj",
)


@cache
def source(make: Callable[[], bytes]) -> bytes:
    return make()


def told(data: bytes, name: str = "x") -> None:
    """Reads; the test fails on any other exception."""
    message = ""
    try:
        sound(read_bytes(data, name))
    except FengongError as error:
        message = str(error)
    assert "\n" not in message


@st.composite
def mutated(draw: st.DrawFn, data: bytes) -> bytes:
    """``data`` with some stretches cut out, doubled or replaced."""
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        size = draw(st.sampled_from([0, 1, 2, 5, 30, 300]))
        by = draw(st.one_of(st.sampled_from(BITS), st.binary(max_size=8), st.just(data[at : at + size] * 2)))
        data = data[:at] + by + data[at + size :]
    return data


@pytest.mark.parametrize("make", [plan_docx, plan_xlsx, plan_html, plan_pdf])
@TIMES
@given(st.data())
def test_mutated_files(make: Callable[[], bytes], data: st.DataObject) -> None:
    told(data.draw(mutated(source(make))))


@pytest.mark.parametrize("make", [plan_docx, plan_xlsx])
@TIMES
@given(st.data())
def test_packages_whose_parts_are_mutated(make: Callable[[], bytes], data: st.DataObject) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source(make))) as old, zipfile.ZipFile(out, "w") as new:
        names = [name for name in old.namelist() if name.endswith((".xml", ".rels"))]
        chosen = data.draw(st.sampled_from(names))
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, data.draw(mutated(content)) if name == chosen else content)
    told(out.getvalue())


XML = [
    f"w:{name}"
    for name in [
        "p",
        "tbl",
        "tr",
        "tc",
        "tcPr",
        "vMerge",
        "gridSpan",
        "pPr",
        "numPr",
        "numId",
        "ilvl",
        "t",
        "r",
        "sdt",
    ]
]
VALUES = ["", "0", "1", "2", "-3", "x", "restart", "99999999999"]


def element(tag: str, value: str, inside: list[str]) -> str:
    return f'<{tag} w:val="{value}">{"".join(inside)}</{tag}>'


def elements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(element, st.sampled_from(XML), st.sampled_from(VALUES), st.lists(inner, max_size=4))


@TIMES
@given(st.recursive(st.sampled_from(["区", "1"]), elements, max_leaves=30))
def test_word_elements_in_any_order(body: str) -> None:
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    root = f'<w:document xmlns:w="{w}"><w:body>{body}</w:body></w:document>'
    told(rezipped(source(plan_docx), {"word/document.xml": root.encode()}))


TAGS = (
    "p",
    "table",
    "tr",
    "td",
    "th",
    "div",
    "br",
    "a",
    "ul",
    "li",
    "tbody",
    "caption",
    "b",
    "pre",
    "nav",
    "h1",
)


@TIMES
@given(
    st.lists(
        st.tuples(st.sampled_from(TAGS), st.sampled_from(["open", "close", "text", "void"])), max_size=40
    )
)
def test_tags_in_any_order(tags: list[tuple[str, str]]) -> None:
    forms = {"open": "<{}>", "close": "</{}>", "text": "区{}", "void": "<{} rowspan=2 colspan=2 hidden>"}
    told(("<html>" + "".join(forms[how].format(tag) for tag, how in tags)).encode())


@TIMES
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.tsv", "a.html", "a.txt", "a.pdf"]))
def test_any_bytes_under_any_ending(data: bytes, name: str) -> None:
    for head in (b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        told(head + data, name)
