"""Older and other office files (DOC, WPS, XLS, ET, RTF, ODT, ODS, PPT …), through LibreOffice.

None of these has a free reader in Python that keeps tables, merged cells and generated numbers;
LibreOffice has. Where it is installed (``soffice``) a file is converted in a folder of its own,
with a profile of its own (another running LibreOffice does not get in the way, nothing of the
user's is changed) and a time limit, and then read as DOCX, XLSX or PDF.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from fengong.errors import ReadError
from fengong.model import Document
from fengong.read import archive

SECONDS = 120
"""How long one conversion may take; LibreOffice needs two to start and some for a long table."""

_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML", "pdf": "pdf"}


def read_office(data: bytes, name: str) -> Document:
    """The document in an office file.

    Raises ReadError where it is locked, or LibreOffice is missing or fails.
    """
    what, ending, target = _told(data, name)
    program = next((found for found in map(shutil.which, _PROGRAMS) if found), None)
    if program is None:
        raise ReadError(
            f"{name}: is {what}; open it in WPS or LibreOffice and save it as .{_advised(target)}"
            " (with LibreOffice installed, fengong reads it as it is)"
        )
    return replace(_read(_converted(data, name, ending, target, program), name, target), name=name)


def _told(data: bytes, name: str) -> tuple[str, str, str]:
    """What the file is, the ending it ought to have, and what it is converted to."""
    if data.startswith(b"PK"):
        return _told_zip(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _told_ole(data, name)
    if data[:64].lstrip().startswith(b"{\\rtf"):
        return "an RTF file", "rtf", "docx"
    if b"<Workbook" in data[:4096] or b"<ss:" in data[:4096]:
        return "an Excel 2003 XML file", "xml", "xlsx"
    return "a Word XML file", "xml", "docx"


def _told_ole(data: bytes, name: str) -> tuple[str, str, str]:
    """By the names of the streams in a compound file (MS-CFB), which are UTF-16."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise ReadError(
            f"{name}: is an Office file locked with a password; save it without one and read that"
        )
    if has("WordDocument"):
        return "an old Word or WPS file (DOC, WPS)", "doc", "docx"
    if has("Workbook") or has("Book\x00"):
        return "an old Excel or WPS file (XLS, ET)", "xls", "xlsx"
    if has("PowerPoint Document"):
        return "an old presentation (PPT, DPS)", "ppt", "pdf"
    raise ReadError(f"{name}: is a compound file but no Word, Excel or WPS one; give the plan's own file")


def _told_zip(data: bytes, name: str) -> tuple[str, str, str]:
    archive.check(data, name)
    if "mimetype" not in archive.names(data, name):
        types = archive.part(data, name, "[Content_Types].xml")
        return (
            ("a presentation", "pptx", "pdf")
            if b"presentation" in types
            else ("an XLSB file", "xlsb", "xlsx")
        )
    kind = archive.part(data, name, "mimetype")
    if b"spreadsheet" in kind:
        return "an OpenDocument sheet", "ods", "xlsx"
    if b"presentation" in kind or b"graphics" in kind:
        return "an OpenDocument presentation", "odp", "pdf"
    return "an OpenDocument text", "odt", "docx"


def _advised(target: str) -> str:
    return "docx or .pdf" if target == "pdf" else target


def _converted(data: bytes, name: str, ending: str, target: str, program: str) -> bytes:
    """The file as LibreOffice saves it. Raises ReadError where it does not."""
    with tempfile.TemporaryDirectory(prefix="fengong-", ignore_cleanup_errors=True) as folder:
        source, out = Path(folder, f"source.{ending}"), Path(folder, "out")
        source.write_bytes(data)
        _run(_command(program, folder, target, out, source), name)
        try:
            return Path(out, f"source.{target}").read_bytes()
        except OSError:
            raise ReadError(
                f"{name}: LibreOffice cannot open it (damaged, or locked with a password); save it as .{target}"
            ) from None


def _command(program: str, folder: str, target: str, out: Path, source: Path) -> list[str]:
    profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
    options = ["--headless", "--norestore", "--nolockcheck", "--nodefault", profile]
    return [program, *options, "--convert-to", _FILTERS[target], "--outdir", str(out), str(source)]


def _run(command: list[str], name: str) -> None:
    """Runs it to its end or for `SECONDS`; what it started is ended with it."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise ReadError(
            f"{name}: LibreOffice does not start ({error.strerror}); save the file as .docx"
        ) from None
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise ReadError(
            f"{name}: LibreOffice took over {SECONDS} seconds; open it there and save it as .docx"
        ) from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the program and its children, where they still run."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _read(data: bytes, name: str, target: str) -> Document:
    if target == "docx":
        from fengong.read.docx import read_docx  # noqa: PLC0415  only the library that is needed

        return read_docx(data, name)
    if target == "xlsx":
        from fengong.read.xlsx import read_xlsx  # noqa: PLC0415

        return read_xlsx(data, name)
    from fengong.read.pdf import read_pdf  # noqa: PLC0415

    return read_pdf(data, name)
