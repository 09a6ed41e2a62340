"""CSV and TSV files: one table. The text is the parsed form (cells by tabs, rows by lines).

The delimiter is the one that gives most rows the same number of columns. ``csv.Sniffer`` was
tried and left: it takes 、 or a letter for the delimiter of Chinese prose.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from fengong.errors import ReadError
from fengong.model import Document
from fengong.read.decode import decode
from fengong.read.table import CELLS, Box, Builder

_DELIMITERS = ",\t;|，"  # in order of preference where several fit alike
_SAMPLE = 200  # rows looked at to choose
_FIELD = 1024 * 1024  # characters of one cell; csv's own limit of 128 K stops at a stray quotation mark


def read_delimited(data: bytes, name: str) -> Document:
    """The document in a CSV or TSV file. Raises ReadError where it is no text or no such table."""
    text, encoding = decode(data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    builder = Builder(name)
    builder.table(boxes(parsed(text, delimiter(text, name), name), name))
    if not builder.place:
        raise ReadError(f"{name}: holds no words, only empty cells; give the plan's own file")
    return builder.document("csv", encoding)


def delimiter(text: str, name: str) -> str:
    """The character that parts the cells: the one with the most rows of the same width above one."""
    return max(_DELIMITERS, key=lambda sign: _fit(text, sign, name))


def _fit(text: str, sign: str, name: str) -> tuple[float, int]:
    """Share of rows that have the commonest width, if that is above one, and that width."""
    try:
        widths = Counter(len(row) for row in islice(parsed(text, sign, name), _SAMPLE) if any(row))
    except ReadError:  # with this sign the text is one giant cell
        return 0.0, 0
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
    # The comma of Chinese prose parts cells only where it does so in every row.
    if width < 2 or (sign == "，" and count < sum(widths.values())):
        return 0.0, 0
    return count / sum(widths.values()), width


def parsed(text: str, sign: str, name: str) -> Iterator[list[str]]:
    """The rows. Raises ReadError where the quotation marks do not fit."""
    before = csv.field_size_limit(_FIELD)
    try:
        yield from csv.reader(io.StringIO(text), delimiter=sign)
    except csv.Error as error:
        raise ReadError(
            f"{name}: is no readable CSV ({error}); check its quotation marks or save it as .xlsx"
        ) from None
    finally:
        csv.field_size_limit(before)


def boxes(rows: Iterator[list[str]], name: str) -> list[Box]:
    """The cells of a sheet without the empty rows and columns at its end; short rows are filled up."""
    kept: list[tuple[int, list[str]]] = []
    count = 0
    for place, row in enumerate(rows):
        while row and not row[-1].strip():
            row.pop()
        count += len(row)
        if count > CELLS:
            raise ReadError(f"{name}: has more than {CELLS} cells, no plan has; keep the plan's rows")
        if row:
            kept.append((place, row))
    width = max((len(row) for _, row in kept), default=0)
    if width * len(kept) > CELLS:
        raise ReadError(f"{name}: has more than {CELLS} cells, no plan has; keep the plan's rows")
    return [
        Box(place, column, 1, 1, row[column] if column < len(row) else "")
        for place, row in kept
        for column in range(width)
    ]
