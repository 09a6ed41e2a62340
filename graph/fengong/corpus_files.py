"""Where a corpus says that it is whole, and what it holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fengong.errors import GraphError

MANIFEST = "manifest.json"


def manifest(output: Path) -> dict[str, Any]:
    """The manifest of a whole corpus. Raises GraphError where there is none."""
    try:
        found: dict[str, Any] = json.loads((output / MANIFEST).read_bytes())
    except (OSError, ValueError):
        raise GraphError(f"no whole corpus at {output}: make it with `fengong corpus build`") from None
    return found
