"""Which files a path stands for: itself, or every file below a folder that may be a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from fengong.errors import ReadError

SUFFIXES = frozenset(
    {".txt", ".md", ".html", ".htm", ".docx", ".xlsx", ".csv", ".tsv", ".pdf", ".doc", ".wps", ".xls", ".rtf"}
)
"""What is looked for in folders; a file that is named is read whatever it is called."""


def find(paths: Iterable[str]) -> list[str]:
    """The files that ``paths`` name, in order, each once; those of a folder by name, hidden ones left out.

    Raises:
        ReadError: a folder holds no such file.
    """
    return list(dict.fromkeys(file for path in paths for file in _files(path)))


def _files(path: str) -> Iterator[str]:
    folder = Path(path)
    if path == "-" or not folder.is_dir():
        yield path
        return
    below = (file for file in sorted(folder.rglob("*")) if file.suffix.lower() in SUFFIXES)
    found = [str(file) for file in below if file.is_file() and not _hidden(file.relative_to(folder))]
    if not found:
        raise ReadError(f"{path}: holds no file that may be a plan ({', '.join(sorted(SUFFIXES))})")
    yield from found


def _hidden(path: Path) -> bool:
    """Whether a part of the path begins with a dot, or with the mark of an office program's lock file."""
    return any(part.startswith((".", "~$")) for part in path.parts)
