"""Zip files (DOCX, XLSX, ODT, OFD …) checked before anything parses them.

What a zip declares about its size may be a lie, so every part is unpacked here, counted and
thrown away; its checksum is checked on the way, so that a damaged file is told as one. Office
Open XML and OpenDocument forbid document type declarations, the carriers of entity bombs
(ECMA-376 part 2, 6.1.4: "DTD declarations shall not be used"): a part that has one is refused.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from fengong.errors import ReadError

PARTS = 10_000
"""Parts in one zip; office files have some tens, with one more for each picture."""
UNPACKED = 256 * 1024 * 1024
"""Bytes of all parts together, pictures included."""
MARKUP = 64 * 1024 * 1024
"""Bytes of all XML parts together; the tree of a part takes about ten times its size."""

_PIECE = 1024 * 1024
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,  # an offset before the file's beginning
    OverflowError,
)


def names(data: bytes, name: str) -> list[str]:
    """The names of the parts of a zip. Raises ReadError where it is damaged or cut off."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            found = file.namelist()
    except (*_DAMAGE, NotImplementedError) as error:
        raise _damaged(name, error) from None
    if len(found) > PARTS:
        raise ReadError(f"{name}: is a zip of more than {PARTS} parts, which no office file has")
    return found


def part(data: bytes, name: str, which: str, most: int = 1024 * 1024) -> bytes:
    """The first ``most`` bytes of one part. Raises ReadError where there is none or it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file, file.open(which) as stream:
            return stream.read(most)
    except (*_DAMAGE, KeyError) as error:
        raise _damaged(name, error) from None
    except (RuntimeError, NotImplementedError):  # zipfile says no to passwords and rare compressions so
        raise _locked(name) from None


def check(data: bytes, name: str, markup: int = MARKUP) -> None:
    """Unpacks every part once. Raises ReadError where it is damaged, locked, too large or holds a DTD.

    ``markup`` bounds the bytes of the XML parts; readers that keep no tree can take more.
    """
    total = written = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            _refuse_beyond(sum(info.file_size for info in file.infolist()), UNPACKED, name)
            for info in file.infolist():
                xml = info.filename.lower().endswith((".xml", ".rels", ".vml"))
                size = _size(file, info, xml, name, UNPACKED - total)
                total, written = total + size, written + (size if xml else 0)
                _refuse_beyond(total, UNPACKED, name)
                _refuse_beyond(written, markup, name)
    except _DAMAGE as error:
        raise _damaged(name, error) from None
    except (RuntimeError, NotImplementedError):
        raise _locked(name) from None


def _size(file: zipfile.ZipFile, info: zipfile.ZipInfo, xml: bool, name: str, most: int) -> int:
    """The true size of a part, at most a little more than ``most``."""
    size, tail = 0, b""
    with file.open(info) as stream:
        while size <= most and (piece := stream.read(_PIECE)):
            size += len(piece)
            if xml and any(mark in tail + piece for mark in _DOCTYPES):
                raise ReadError(
                    f"{name}: its part {info.filename!r} declares a document type, as entity bombs do"
                )
            tail = piece[-32:]
    return size


def _refuse_beyond(size: int, most: int, name: str) -> None:
    if size > most:
        raise ReadError(
            f"{name}: unpacks to more than {most >> 20} MB, no plan does; take out its pictures or data"
        )


def _damaged(name: str, error: Exception) -> ReadError:
    told = " ".join(str(error).split()) or type(error).__name__
    return ReadError(
        f"{name}: is a damaged or cut off zip or Office file (DOCX, XLSX, OFD): {told}; fetch it again"
    )


def _locked(name: str) -> ReadError:
    return ReadError(f"{name}: is a zip that needs a password or a rare compression; save it without")
