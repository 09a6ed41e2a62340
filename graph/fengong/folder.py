"""Folders of files written whole or not at all, and the forms of export that are folders."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
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


def write_folder(path: Path, files: Mapping[str, bytes], own: Collection[str]) -> None:
    """Write a folder so that it is there whole or not at all, in place of an older one of the same making.

    ``files`` are {path below the folder: bytes}; ``own`` are the paths that may be replaced.

    Raises:
        GraphError: the path is a file, its parent is missing or may not be written, or the folder holds
            a file that is not ``own``: nothing of anyone else's is ever deleted.
    """
    check_folder(path, own)
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


def check_folder(path: Path, own: Collection[str]) -> None:
    """Raises GraphError where the path is no folder, or holds a file that is not ``own``."""
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise GraphError(f"{path} is no folder: name a new folder or an empty one")
    below = (file for file in path.rglob("*") if file.is_symlink() or not file.is_dir())
    others = sorted({file.relative_to(path).as_posix() for file in below}.difference(own))
    if others:
        shown = ", ".join(others[:3]) + (" …" if len(others) > len(others[:3]) else "")
        raise GraphError(f"{path} holds other files ({shown}): name a new folder or an empty one")


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    known = {folder}
    for name, data in files.items():
        target = folder / name
        if target.parent not in known:
            target.parent.mkdir(parents=True, exist_ok=True)
            known.add(target.parent)
        target.write_bytes(data)
        if name.endswith(".sh"):
            target.chmod(0o755)


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
