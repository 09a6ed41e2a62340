"""Folders of files written whole or not at all, and the forms of export that are folders."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from fengong.errors import GraphError

if TYPE_CHECKING:
    from fengong.model import Plan

Maker: TypeAlias = "Callable[[Sequence[Plan]], dict[str, bytes]]"

FORMS = {
    "tables": ("fengong.tabulate", "tables"),
    "neo4j": ("fengong.neo4j", "neo4j"),
    "stratml": ("fengong.stratml", "stratml"),
}
"""Form of export → the module and function that make its files: plans → {file name: bytes}."""


def files(form: str, plans: Sequence[Plan]) -> dict[str, bytes]:
    """The files of one of `FORMS`: {name: bytes}."""
    module, function = FORMS[form]
    return cast("Maker", getattr(import_module(module), function))(plans)


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder so that it is there whole or not at all, in place of an older one of the same export.

    Raises:
        GraphError: the path is a file, its parent is missing or may not be written, or the folder holds
            anything that would not be written again: nothing is ever deleted that is not replaced.
    """
    _check(path, files)
    try:
        made = Path(tempfile.mkdtemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=path.parent))
    except FileNotFoundError:
        raise GraphError(f"no folder {path.parent} to write {path.name} in: make it first") from None
    except OSError as error:
        raise GraphError(f"cannot write {path}: {error.strerror or error}") from None
    try:
        _fill(made / "new", files)
        _put(made / "new", path, made / "old")
    except OSError as error:
        raise GraphError(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _check(path: Path, files: Mapping[str, bytes]) -> None:
    if path.is_dir() and not path.is_symlink():
        others = sorted(one.name for one in path.iterdir() if one.name not in files or not one.is_file())
        if others:
            raise GraphError(
                f"{path} holds other files ({', '.join(others[:3])}): name a new folder or an empty one"
            )
    elif path.exists() or path.is_symlink():
        raise GraphError(f"{path} is no folder: name a new folder or an empty one")


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
        if name.endswith(".sh"):
            (folder / name).chmod(0o755)


def _put(new: Path, path: Path, old: Path) -> None:
    """Rename the new folder into place; where that fails the older one is put back."""
    if path.exists():
        path.rename(old)
    try:
        new.rename(path)
    except OSError:
        with suppress(OSError):
            old.rename(path)
        raise
