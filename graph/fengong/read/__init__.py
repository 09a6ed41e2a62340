"""File → Document: the exact characters, whatever the format and encoding.

One format a module, each with one function ``(data, name) → Document``; a format's libraries are
imported when a file of that format is read and not before, so that the command starts quickly.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from fengong.errors import ReadError
from fengong.read.kind import LIMITS, Kind, kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from fengong.model import Document

__all__ = ["LIMIT", "read", "read_bytes"]

LIMIT = max(LIMITS.values())
"""Bytes: what no format goes beyond (`fengong.read.kind.LIMITS` has each format's own)."""

_READERS: dict[Kind, str] = {
    "text": "read_text",
    "html": "read_html",
    "docx": "read_docx",
    "xlsx": "read_xlsx",
    "delimited": "read_delimited",
    "pdf": "read_pdf",
    "office": "read_office",
}


_GRAPHS = frozenset({".ttl", ".trig", ".nq", ".nt", ".rdf", ".jsonld"})


def read(path: Path | str) -> Document:
    """The document in the file ``path``.

    Raises ReadError where there is no such file, or as `read_bytes` does.
    """
    path = Path(path)
    if path.suffix.lower() in _GRAPHS:
        raise ReadError(f"{path}: is a graph and no plan; ask it with --graph {path}")
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
    """The document in the bytes ``data``; ``name`` is for messages, its ending for what content leaves open.

    Raises ReadError, in one line, for what is empty, damaged, locked, too large or of no readable format.
    """
    which = kind(data, name)
    if len(data) > LIMITS[which]:
        raise ReadError(
            f"{name}: more than {LIMITS[which] >> 20} MB, far beyond any plan; give the plan's own text or part"
        )
    module = import_module(f"fengong.read.{which}")
    return cast("Callable[[bytes, str], Document]", getattr(module, _READERS[which]))(data, name)
