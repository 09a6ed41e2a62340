"""fengong (分工): division-of-work plans as a provable graph of policy responsibilities.

The way through, one arrow a function::

    file ──read──▶ Document ──extract──▶ Plan ──resolve──▶ Plan ──describe──▶ quads ──write──▶ bytes

    >>> from fengong import read_plan
    >>> plan = read_plan("data/sources/binhai-2020-20/notice.txt")
    >>> [a.body.name for a in plan.measures[7].assignments]
    ['区工信局', '区科技局', '区发改委', '各开发区管委会']
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fengong.errors import FengongError

if TYPE_CHECKING:
    from fengong.model import Document, Plan

__version__ = "0.1.0"
__all__ = ["FengongError", "__version__", "plan_of", "read_plan"]


def read_plan(path: Path | str) -> Plan:
    """The plan in the file ``path`` (text, HTML, DOCX, XLSX, CSV, PDF), its bodies resolved. Raises ReadError."""
    from fengong.read import read  # noqa: PLC0415  importing fengong stays quick

    return plan_of(read(path))


def plan_of(document: Document) -> Plan:
    """The plan in a document, its bodies resolved by the shipped registry and what people decided (`fengong.review`)."""
    from fengong.decide import decisions  # noqa: PLC0415
    from fengong.extract import extract  # noqa: PLC0415
    from fengong.registry import load  # noqa: PLC0415
    from fengong.remark import remark  # noqa: PLC0415
    from fengong.resolve import resolve  # noqa: PLC0415
    from fengong.review import current  # noqa: PLC0415

    registry = load()
    return remark(resolve(extract(document), registry, decisions(registry, current())))
