"""Old office files: told apart, converted where LibreOffice is, else refused with what to do."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from filemakers import book, plan_docx, saved, sound, words

from fengong.errors import ReadError
from fengong.read import office, read_bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
HAS_OFFICE = shutil.which("soffice") is not None
needs_office = pytest.mark.skipif(
    not HAS_OFFICE, reason="needs LibreOffice: apt-get install libreoffice-writer libreoffice-calc"
)


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + bytes(600)


def open_document(kind: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "what", "ending"),
    [
        (ole("WordDocument"), "old Word or WPS", "docx"),
        (ole("Workbook"), "old Excel or WPS", "xlsx"),
        (ole("PowerPoint Document"), "old presentation", "docx or .pdf"),
        (b"{\\rtf1 x}", "RTF", "docx"),
        (
            b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
            "Word XML",
            "docx",
        ),
        (b'<?xml version="1.0"?>\n<Workbook xmlns="urn:x"/>', "Excel 2003 XML", "xlsx"),
        (open_document("text"), "OpenDocument text", "docx"),
        (open_document("spreadsheet"), "OpenDocument sheet", "xlsx"),
    ],
)
def test_without_libreoffice_a_file_is_told_with_what_to_do(
    data: bytes, what: str, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(
        ReadError, match=rf"{what}.* open it in WPS or LibreOffice and save it as \.{ending}"
    ) as told:
        read_bytes(data, "分工.txt")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [(ole("EncryptedPackage"), "locked with a password"), (ole("Other"), "no Word, Excel or WPS one")],
)
def test_what_no_program_opens_is_told_before(data: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read_bytes(data, "a.docx")


def program(folder: Path, lines: str) -> str:
    """A stand-in for soffice."""
    file = folder / "soffice"
    file.write_text(f"#!{sys.executable}\n{lines}\n")
    file.chmod(0o755)
    return str(file)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script with a #! line")
@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("import time; time.sleep(60)", "took over 1 seconds"),
        ("", "cannot open it"),
        ("raise SystemExit(1)", "cannot open it"),
    ],
)
def test_a_conversion_that_hangs_or_fails_is_told(
    lines: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = program(tmp_path, lines)
    monkeypatch.setattr(shutil, "which", lambda _: made)
    monkeypatch.setattr(office, "SECONDS", 1)
    with pytest.raises(ReadError, match=message):
        read_bytes(ole("WordDocument"), "a.doc")


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script with a #! line")
def test_a_program_that_does_not_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: str(tmp_path / "none"))
    with pytest.raises(ReadError, match="does not start"):
        read_bytes(ole("WordDocument"), "a.doc")


def converted(data: bytes, source: str, target: str, folder: Path) -> bytes:
    """The file as LibreOffice saves it in another format."""
    (folder / f"a.{source}").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        "soffice",
        "--headless",
        profile,
        "--convert-to",
        target,
        "--outdir",
        str(folder),
        str(folder / f"a.{source}"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / f"a.{target}").read_bytes()


@needs_office
@pytest.mark.parametrize("target", ["doc", "rtf", "odt"])
def test_old_word_files_keep_their_tables_and_numbers(target: str, tmp_path: Path) -> None:
    document = read_bytes(converted(plan_docx(), "docx", target, tmp_path), "分工.wps")
    sound(document)
    assert document.name == "分工.wps" and document.format == "docx"
    assert document.text.split("\n")[:2] == ["任务分工方案", "1. 加强统筹。"]
    assert words(document) == [["序号", "任务", "牵头单位"], ["1", "统筹", "区发改委"], ["2", "区工信局"]]


@needs_office
@pytest.mark.parametrize("target", ["xls", "ods"])
def test_old_sheets_are_read(target: str, tmp_path: Path) -> None:
    rows = [["序号", "任务"], [1, "统筹"]]
    document = read_bytes(converted(saved(book(rows)), "xlsx", target, tmp_path), "分工.et")
    assert words(document) == [["序号", "任务"], ["1", "统筹"]] and document.format == "xlsx"


@needs_office
def test_a_damaged_old_file_is_refused_in_one_line(tmp_path: Path) -> None:
    data = converted(plan_docx(), "docx", "doc", tmp_path)
    told = ""
    try:
        sound(read_bytes(data[: len(data) // 3] + bytes(50), "a.doc"))
    except ReadError as error:
        told = str(error)
    assert "\n" not in told
