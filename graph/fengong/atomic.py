"""A file that is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from fengong.errors import GraphError


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, keeping the permissions of an older one.

    A link keeps pointing where it points; a pipe or device is written to as it is. Raises `GraphError`
    where the folder is missing or may not be written.
    """
    try:
        target = path.resolve() if path.is_symlink() else path
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _swap(target, data)
    except FileNotFoundError:
        raise GraphError(f"no folder {path.parent} to write {path.name} in: make it first") from None
    except OSError as error:
        raise GraphError(f"cannot write {path}: {error.strerror or error}") from None


def _swap(target: Path, data: bytes) -> None:
    """Write a new file beside ``target`` and put it in its place; leave nothing behind on failure."""
    mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
