"""Bytes → characters: byte order marks, declared charsets, UTF-8, GB18030."""

from __future__ import annotations

import codecs
import re

from fengong.errors import ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The characters of a plain text and its encoding. Raises ReadError where neither fits or it is no text."""
    text, encoding = _decoded(data, name)
    if not _looks_like_text(text):
        raise ReadError(f"{name}: is not text (control characters all through); give the plan as plain text")
    return text, encoding


def marked(data: bytes) -> str | None:
    """The encoding that a byte order mark states."""
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    if encoding := marked(data):
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
