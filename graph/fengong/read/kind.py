"""What a file is, told by its content; its name's ending counts only where content cannot tell.

Signatures are the formats' published magic numbers. Endings lie often: a page saved as .doc, a
web table as .xls, a DOCX under .wps.
"""

from __future__ import annotations

import re
from typing import Literal

from fengong.errors import ReadError
from fengong.read import archive

Kind = Literal["text", "html", "docx", "xlsx", "delimited", "pdf", "office"]

LIMITS: dict[Kind, int] = {
    "text": 4 << 20,
    "delimited": 16 << 20,
    "html": 16 << 20,
    "docx": 64 << 20,
    "xlsx": 64 << 20,
    "pdf": 64 << 20,
    "office": 64 << 20,
}
"""Bytes. Plans in laid-out formats carry pictures and fonts; text beyond its limit is no plan."""

_PICTURE = "is a picture", "recognise its text (OCR) first"
_PACKED = "is a packed archive", "unpack it and give the plan's own file"
_UNREADABLE = (
    (b"\x89PNG", *_PICTURE),
    (b"\xff\xd8\xff", *_PICTURE),
    (b"GIF8", *_PICTURE),
    (b"II*\x00", *_PICTURE),
    (b"MM\x00*", *_PICTURE),
    (b"\x1f\x8b", *_PACKED),
    (b"7z\xbc\xaf\x27\x1c", *_PACKED),
    (b"Rar!\x1a\x07", *_PACKED),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = re.compile(rb"\s*(?:\{\\rtf|<\?xml[^>]*>\s*(?:<\?mso|<(?:w|pkg|ss|office):|<Workbook))")
_HTML = re.compile(
    rb"(?:\s|<!--.*?-->|<\?xml[^>]*>)*+"  # possessive: nothing of it is ever tried again
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|base|div|table|center|font|span|p|h[1-6])[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(rb"<\x00?[a-zA-Z!/]")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ENDINGS: dict[str, Kind] = {
    "csv": "delimited",
    "tsv": "delimited",
    "htm": "html",
    "html": "html",
    "shtml": "html",
    "xhtml": "html",
}
_HEAD = 4096


def kind(data: bytes, name: str) -> Kind:
    """The format of ``data``. Raises ReadError for what is empty, damaged or of no readable kind."""
    if not data:
        raise ReadError(f"{name}: is empty; fetch or save the file again")
    for signature, what, remedy in _UNREADABLE:
        if data.startswith(signature):
            raise ReadError(f"{name}: {what}, not a text; {remedy}")
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped(data, name)
    if data.startswith(_OLE) or _OFFICE.match(data[:_HEAD]):
        return "office"
    return _written(data, name)


def _written(data: bytes, name: str) -> Kind:
    """Marked-up, delimited or plain: the last decided by the name, since any text may hold commas."""
    head = data[:_HEAD]
    for mark in _MARKS:
        if head.startswith(mark):
            head = head[len(mark) :].replace(b"\x00", b"")  # UTF-16's ASCII without its other halves
            break
    if _HTML.match(head):
        return "html"
    ending = _ENDINGS.get(name.rpartition(".")[2].lower(), "text")
    if ending == "html" and b"\n" in data.strip() and not _TAG.search(data):
        return "text"  # as a page its lines would run together
    return ending


def _zipped(data: bytes, name: str) -> Kind:
    parts = set(archive.names(data, name))
    if "OFD.xml" in parts:
        raise ReadError(
            f"{name}: is an OFD file; open it in an OFD reader or WPS and export it as PDF or .docx first"
        )
    if "[Content_Types].xml" in parts:
        return _open_xml(archive.part(data, name, "[Content_Types].xml"), name)
    if "mimetype" in parts and b"opendocument" in archive.part(data, name, "mimetype"):
        return "office"
    raise ReadError(
        f"{name}: is a zip but no Office file (DOCX, XLSX); unpack it and give the plan's own file"
    )


def _open_xml(types: bytes, name: str) -> Kind:
    """By the content type of the main part; its path is the writer's choice."""
    if b"wordprocessingml" in types and b"main+xml" in types:
        return "docx"
    if b"spreadsheetml" in types or b"ms-excel.sheet.macroEnabled" in types or b"ms-excel.template" in types:
        return "xlsx"
    if b"ms-word" in types:
        return "docx"
    if b"presentationml" in types or b"ms-excel" in types or b"ms-powerpoint" in types:
        return "office"
    raise ReadError(f"{name}: is an Office file of an unknown kind; save it as .docx or .xlsx")
