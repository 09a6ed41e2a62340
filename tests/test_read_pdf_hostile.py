"""PDF files that are cut off, locked in circles, or ask for more than any plan needs."""

from __future__ import annotations

import sys
import time
import zlib
from pathlib import Path

import pytest
from filemakers import plan_pdf, sound

from fengong.errors import ReadError
from fengong.read import pdf, read_bytes


def test_a_file_cut_off_anywhere_is_read_or_refused_in_one_line() -> None:
    data = plan_pdf()
    for size in range(10, len(data), len(data) // 25):
        told = ""
        try:
            sound(read_bytes(data[:size], "a.pdf"))
        except ReadError as error:
            told = str(error)
        assert "\n" not in told


def raw(*objects: bytes) -> bytes:
    """A PDF of the objects, numbered from 1; the first is the catalogue."""
    out, places = b"%PDF-1.5\n", []
    for number, inside in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, inside)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer <</Root 1 0 R /Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(content), more, content)


def packed(content: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        content = zlib.compress(content, 9)
    return stream(content, b"/Filter [" + b"/FlateDecode " * times + b"]")


CATALOGUE = b"<</Type /Catalog /Pages 2 0 R>>"
KIDS = b"<</Type /Pages /Kids [3 0 R] /Count 1>>"
PAGE = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</XObject <</F 5 0 R>>>>>>"


@pytest.mark.parametrize("times", [1, 2])
def test_a_packed_bomb_is_refused_before_it_is_opened(times: int) -> None:
    begun = time.monotonic()
    with pytest.raises(ReadError, match="unpacks to more than 256 MB"):
        read_bytes(raw(CATALOGUE, KIDS, PAGE, packed(bytes(300 << 20), times)), "a.pdf")
    assert time.monotonic() - begun < 20


def test_forms_that_draw_each_other_again_and_again_are_stopped() -> None:
    def form(target: int) -> bytes:
        return stream(
            b"/F Do " * 20,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</F %d 0 R>>>>" % target,
        )

    objects = [
        CATALOGUE,
        KIDS,
        PAGE,
        stream(b"/F Do " * 20),
        *[form(number) for number in range(6, 14)],
        form(13),
    ]
    begun = time.monotonic()
    with pytest.raises(ReadError, match="draws more than any plan"):
        read_bytes(raw(*objects), "a.pdf")
    assert time.monotonic() - begun < 60


@pytest.mark.parametrize("count", [b"1", b"1000000000", b"-5", b"/x"])
def test_pages_that_name_each_other_end(count: bytes) -> None:
    kids = b"<</Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count " + count + b">>"
    with pytest.raises(ReadError) as told:
        read_bytes(raw(CATALOGUE, kids, PAGE, stream(b"")), "a.pdf")
    assert "\n" not in str(told.value)


def wide(widths: bytes) -> bytes:
    """A PDF with a font whose widths are given."""
    page = (
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources <</Font <</F 5 0 R>>>>>>"
    )
    font = b"<</Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R]>>"
    inner = (
        b"<</Type /Font /Subtype /CIDFontType0 /BaseFont /X /FontDescriptor 7 0 R /W [" + widths + b"]"
        b" /CIDSystemInfo <</Registry (Adobe) /Ordering (GB1) /Supplement 2>>>>"
    )
    descriptor = b"<</Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 9 9]>>"
    content = stream(b"BT /F 12 Tf 50 700 Td <00010002> Tj ET")
    return raw(CATALOGUE, KIDS, page, content, font, inner, descriptor)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit a process's memory so")
def test_a_file_that_asks_for_all_memory_is_stopped() -> None:
    with pytest.raises(ReadError, match="hostile PDF"):
        read_bytes(wide(b"0 9999999999 500"), "a.pdf")


def test_a_file_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 0.01)
    with pytest.raises(ReadError, match="takes over"):
        read_bytes(plan_pdf(), "a.pdf")


def test_a_process_that_does_not_start_or_ends_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/none/python")
    with pytest.raises(ReadError, match="no process to read it starts"):
        read_bytes(plan_pdf(), "a.pdf")
    monkeypatch.undo()
    monkeypatch.setattr(pdf, "MEMORY", 1024)
    with pytest.raises(ReadError, match="hostile PDF"):
        read_bytes(plan_pdf(), "a.pdf")


def test_nothing_in_the_folder_of_the_caller_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")
    assert read_bytes(plan_pdf(), "a.pdf").tables
