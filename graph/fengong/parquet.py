"""Plans → Parquet tables: the very rows of the CSV tables, typed, for engines that read columns.

Columns, their order and what they mean are those of ontology/tables.csv (`fengong.tabulate`), the IRIs are
the graph's. One table more, ``spans``, has each run of characters that the graph points to. Every field
carries its titles and its property as metadata, every table its name.

The same rows give the same bytes (with the same pyarrow): nothing in a file tells when it was written.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

import pyarrow as pa
import pyarrow.parquet as pq
from pyoxigraph import NamedNode, Quad

from fengong.identify import BASE
from fengong.lookup import Lookup
from fengong.tabulate import Column, columns_of
from fengong.tabulate_rows import Cell, Row, rows
from fengong.terms import DCT, FG, OA, PROV, RDF

SHARED = ("documents", "tasks", "bodies")
"""Tables whose rows several plans may share: a document that is cited, a task of a higher plan, a body."""

_SPANS = (
    Column("spans", "iri", "anyURI", "", "", "", "", "", "1", "", "标识符", "IRI"),
    Column("spans", "document", "string", "", "", "", "", "", "1", "documents", "文件", "document"),
    Column("spans", "text_iri", "anyURI", "", "oa:hasSource", "", "", "", "1", "", "文本标识符", "text IRI"),
    Column("spans", "start", "integer", "", "oa:start", "", "", "", "1", "", "起", "start"),
    Column("spans", "end", "integer", "", "oa:end", "", "", "", "1", "", "止", "end"),
    Column("spans", "quote", "string", "", "prov:value", "", "", "", "1", "", "原文", "quote"),
    Column("spans", "place", "string", "", "fg:standsAt", "", "zh", "", "", "", "所在位置", "stands at"),
)
_IDLE = frozenset(
    {OA.hasSelector, OA.start, OA.end, OA.exact, OA.prefix, OA.suffix, DCT.description, PROV.wasGeneratedBy}
)
"""What no table tells, or tells by a span's IRI."""
_PLACE = re.compile(r"#char=([0-9]+),([0-9]+)$")
_TYPES = {"integer": pa.int32(), "boolean": pa.bool_(), "date": pa.date32()}
"""Datatype of a column → its type; every other is a string (an IRI, a digest, a month and day)."""


@cache
def schemas() -> dict[str, pa.Schema]:
    """{table: its schema}; a field is nullable where a row may have no value."""
    columns = columns_of() | {"spans": _SPANS}
    return {table: _schema(table, fields) for table, fields in columns.items()}


def _schema(table: str, columns: Sequence[Column]) -> pa.Schema:
    return pa.schema(list(map(_field, columns)), metadata={"table": table, "made_by": "fengong"})


def _field(column: Column) -> pa.Field:
    kind = _TYPES.get(column.datatype, pa.string())
    told = {
        "title_zh": column.title_zh,
        "title_en": column.title_en,
        "property": column.property,
        "references": column.references,
    }
    return pa.field(
        column.column,
        pa.list_(pa.field("element", kind, nullable=False)) if column.separator else kind,
        nullable=column.required != "1",
        metadata={key: words for key, words in told.items() if words},
    )


def rows_of(quads: Iterable[Quad], base: str = BASE) -> dict[str, list[Row]]:
    """{table: its rows} of the full description (`fengong.expand.expand`, in any order) of plans under ``base``."""
    lookup = _Columns((quad for quad in quads if quad.predicate not in _IDLE), base)
    return rows(lookup) | {"spans": [_span(lookup, node) for node in lookup.a(FG.TextSpan)]}


class _Columns(Lookup):
    """A lookup by class, and of spans by their IRIs: the selectors, half of all statements, need not be read."""

    def __init__(self, quads: Iterable[Quad], base: str) -> None:
        super().__init__(quads, base)
        types = ((node, set(self.facts.nodes(node, RDF.type))) for node in self.facts.about)
        self._classes: dict[NamedNode, set[NamedNode]] = dict(types)

    def a(self, *classes: NamedNode) -> Iterator[NamedNode]:
        """The nodes of one of the classes, in order."""
        wanted = set(classes)
        return (node for node, kinds in self._classes.items() if kinds & wanted)

    def has(self, node: NamedNode, kind: NamedNode) -> bool:
        """Whether the node is of the class."""
        return kind in self._classes.get(node, ())

    def quotation(self, node: NamedNode) -> dict[str, str | int | None]:
        """As `Lookup.quotation`, of the span's own IRI and value."""
        span = self.span(node)
        found = _PLACE.search(span.value) if span else None
        return {
            "quote": self.word(span, PROV.value),
            "start": int(found[1]) if found else None,
            "end": int(found[2]) if found else None,
            "place": self.word(span, FG.standsAt, "zh"),
        }


def _span(lookup: Lookup, node: NamedNode) -> Row:
    text, found = lookup.node(node, OA.hasSource), _PLACE.search(node.value)
    assert text is not None
    assert found is not None
    return {
        "iri": node.value,
        "document": lookup.key(lookup.node(text, DCT.isFormatOf)),
        "text_iri": text.value,
        "start": int(found[1]),
        "end": int(found[2]),
        "quote": lookup.word(node, PROV.value),
        "place": lookup.word(node, FG.standsAt, "zh"),
    }


def table_of(table: str, found: Sequence[Row]) -> pa.Table:
    """The rows as an Arrow table of the table's schema. Raises pyarrow.ArrowInvalid for a cell of another type."""
    schema = schemas()[table]
    return pa.Table.from_arrays(
        [pa.array([_value(field, row[field.name]) for row in found], field.type) for field in schema],
        schema=schema,
    )


def _value(field: pa.Field, cell: Cell) -> object:
    convert = _CONVERTERS.get(field.type)
    if cell is None or convert is None:
        return list(map(_element(field.type), cell)) if isinstance(cell, tuple) else cell
    return convert(str(cell))


def _element(kind: pa.DataType) -> Callable[[str], object]:
    return int if kind.value_type == pa.int32() else str


def _date(words: str) -> datetime.date | None:
    """None where the words are no day of the calendar (2月30日), which the graph says as they are."""
    try:
        return datetime.date.fromisoformat(words)
    except ValueError:
        return None


_CONVERTERS: dict[pa.DataType, Callable[[str], object]] = {pa.date32(): _date}


def parquet_bytes(table: pa.Table) -> bytes:
    """The table as the bytes of a Parquet file. Raises pyarrow.ArrowInvalid for a row without a value that all have."""
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd", write_statistics=True, row_group_size=1 << 17)
    return out.getvalue()
