"""What partitions share, each once: rows of documents, tasks and bodies, and statements of the registry."""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from fengong.parquet import schemas
from fengong.partition import PARTS, packed, place

_ROWS = 1 << 17
_FIRST = {"documents": "read DESC, "}
"""Which of two rows of one node stays: of a document the one that read it, else the first in order."""


def merge_rows(output: Path, table: str, parts: Sequence[str]) -> tuple[bytes, int]:
    """(bytes of a Parquet file, rows) of the rows of all partitions, one for each node, in order of their ids.

    DuckDB does it in one thread, which gives the same order each time, and writes to disk what memory does
    not hold.
    """
    schema = schemas()[table]
    out, count = io.BytesIO(), 0
    with duckdb.connect() as connection, pq.ParquetWriter(out, schema, compression="zstd") as writer:
        connection.execute("SET threads = 1")
        files = [str(output / place(part, table)) for part in parts]
        reader = connection.sql(_once(table, schema), params=[files]).to_arrow_reader(_ROWS)
        for batch in reader if files else ():
            writer.write_table(pa.Table.from_batches([batch]).cast(_loose(schema)).cast(schema))
            count += batch.num_rows
    return out.getvalue(), count


def _once(table: str, schema: pa.Schema) -> str:
    columns = ", ".join(f'"{name}"' for name in schema.names)
    return f"""
        SELECT {columns} FROM read_parquet(?)
        QUALIFY row_number() OVER (PARTITION BY id ORDER BY {_FIRST.get(table, "")}{columns}) = 1
        ORDER BY id
    """


def _loose(schema: pa.Schema) -> pa.Schema:
    return pa.schema([field.with_nullable(True) for field in schema])


def merge_registry(output: Path, parts: Sequence[str]) -> bytes:
    """The bytes of an .nq.gz of what the partitions say of the registry, each line once and in order."""
    found: set[bytes] = set()
    for part in parts:
        with gzip.open(output / PARTS / f"{part}.registry.nq.gz") as file:
            found.update(file)
    return packed(sorted(found))
