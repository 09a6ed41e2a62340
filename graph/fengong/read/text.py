"""Plain text: UTF-8, UTF-16 or UTF-32 with a byte order mark, UTF-8, GB18030.

What is not text is told apart by the signatures of other formats (their published magic
numbers) and by control characters, never read as if it were one.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path

from fengong.errors import ReadError
from fengong.model import Document

LIMIT = 4 * 1024 * 1024
"""Bytes. The longest plans seen have a quarter of a megabyte; what is beyond this is no plan."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF", "a PDF", "export its text first (pdftotext -layout FILE.pdf)"),
    (b"PK\x03\x04", "a zip or Office file (DOCX, XLSX, OFD)", "save it as plain text first"),
    (b"\xd0\xcf\x11\xe0", "an old Office or WPS file", "save it as plain text first"),
    (b"{\\rtf", "an RTF file", "save it as plain text first"),
    (b"\x1f\x8b", "a gzip file", "unpack it first"),
    (b"\x89PNG", "a picture", "recognise its text first"),
    (b"\xff\xd8\xff", "a picture", "recognise its text first"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def read(path: Path | str) -> Document:
    """The document in the text file ``path``.

    Raises ReadError where there is no such file, it is no text, its encoding is unknown, or it
    has more than `LIMIT` bytes.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except FileNotFoundError:
        raise ReadError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise ReadError(f"{path}: is a folder; name the file in it") from None
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror})") from None
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> Document:
    """The document in the bytes ``data``; ``name`` is used in messages only. Raises ReadError."""
    if len(data) > LIMIT:
        raise ReadError(f"{name}: more than {LIMIT >> 20} MB, far beyond any plan; give the plan's own text")
    for signature, what, remedy in _SIGNATURES:
        if data.startswith(signature):
            raise ReadError(f"{name}: is {what}, not text; {remedy}")
    text, encoding = _decode(data, name)
    if not _looks_like_text(text):
        raise ReadError(f"{name}: is not text (control characters all through); give the plan as plain text")
    return Document(text, hashlib.sha256(text.encode("utf-8")).hexdigest(), encoding, name)


def _decode(data: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding, name), encoding
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise ReadError(f"{name}: is neither UTF-8 nor GB18030 text; save it as UTF-8")


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(
            f"{name}: has a {encoding} mark but byte {error.start} does not fit it; save it as UTF-8"
        ) from None


def _looks_like_text(text: str) -> bool:
    """Under one control character in a hundred, and no NUL (Unicode never writes one in text)."""
    if "\x00" in text:
        return False
    return len(_CONTROL.findall(text)) * 100 <= len(text)
