"""Lines fitted to the columns of a terminal, in which a Chinese character takes two."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

from rich.cells import cell_len, chop_cells


def fit(lines: Sequence[tuple[int, str]], width: int) -> str:
    """Lines (indent, words) wrapped to ``width`` screen columns, Chinese characters counted as two."""
    return "".join(
        f"{' ' * indent}{part}\n" for indent, words in lines for part in wrap(words, width - indent)
    )


def wrap(words: str, room: int) -> list[str]:
    """``words`` in lines of at most ``room`` columns: between words where there are spaces, else anywhere."""
    room = max(room, 20)
    if cell_len(words) <= room:
        return [words]
    if cell_len(words) > 1.5 * len(words):
        return chop_cells(words, room)
    from rich.console import Console  # noqa: PLC0415 - a tenth of the time of an answer, which seldom needs it
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=StringIO(), width=room, color_system=None, highlight=False)
    return [str(line).rstrip() for line in Text(words).wrap(console, room, overflow="fold")]
