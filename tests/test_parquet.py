"""The Parquet tables: the rows of the CSV tables, typed, with the graph's own nodes, in steady bytes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from handmade import handmade
from pyoxigraph import Quad

from fengong import read_plan
from fengong.describe import describe
from fengong.identify import BASE
from fengong.parquet import parquet_bytes, rows_of, schemas, table_of
from fengong.tabulate import cell, columns_of, tables_of
from fengong.terms import CV, FG, RDF

NOTICE = Path(__file__).parents[1] / "data" / "sources" / "binhai-2020-20" / "notice.txt"


@pytest.fixture(scope="module", params=["handmade", "notice"])
def quads(request: pytest.FixtureRequest) -> tuple[Quad, ...]:
    return describe(handmade() if request.param == "handmade" else read_plan(NOTICE))


def _read(data: bytes) -> pa.Table:
    return pq.read_table(io.BytesIO(data))


@pytest.mark.parametrize("table", sorted(columns_of()))
def test_a_parquet_table_says_what_the_csv_table_says(quads: tuple[Quad, ...], table: str) -> None:
    """Cell by cell, once dates and numbers are written as CSV has them."""
    read = _read(parquet_bytes(table_of(table, rows_of(quads)[table])))
    expected = list(csv.DictReader(io.StringIO(tables_of(quads, BASE)[f"{table}.csv"].decode())))
    assert [{name: _as_csv(value) for name, value in row.items()} for row in read.to_pylist()] == expected


def _as_csv(value: object) -> str:
    if isinstance(value, list):
        return "|".join(map(str, value))
    return cell(value) if isinstance(value, str | int | bool | None) else str(value)  # type: ignore[arg-type]


def test_a_file_carries_types_and_meanings(quads: tuple[Quad, ...]) -> None:
    """What is read back has the schema: not-null, dates as dates, titles and properties."""
    read = _read(parquet_bytes(table_of("measures", rows_of(quads)["measures"]))).schema
    assert read.equals(schemas()["measures"], check_metadata=False)
    assert not read.field("number").nullable and read.field("due").type == pa.date32()
    assert read.field("text").metadata[b"property"] == b"fg:text"
    assert read.field("text").metadata[b"title_zh"].decode() == "措施"


def test_nodes_are_those_of_the_graph(quads: tuple[Quad, ...]) -> None:
    found = rows_of(quads)
    assert {row["iri"] for row in found["assignments"]} == {
        quad.subject.value for quad in quads if quad.predicate == CV.hasParticipant
    }
    assert {row["iri"] for row in found["spans"]} == {
        quad.subject.value for quad in quads if quad.predicate == RDF.type and quad.object == FG.TextSpan
    }


def test_a_span_quotes_its_characters() -> None:
    plan = read_plan(NOTICE)
    spans = rows_of(describe(plan))["spans"]
    assert spans
    assert all(plan.text[row["start"] : row["end"]] == row["quote"] for row in spans)  # type: ignore[misc]


def test_the_same_rows_give_the_same_bytes(quads: tuple[Quad, ...]) -> None:
    for table, found in rows_of(quads).items():
        assert parquet_bytes(table_of(table, found)) == parquet_bytes(table_of(table, found))


def test_a_row_without_a_value_that_every_row_has_is_refused(quads: tuple[Quad, ...]) -> None:
    row = rows_of(quads)["measures"][0] | {"number": None}
    with pytest.raises(pa.ArrowInvalid, match="number"):
        parquet_bytes(table_of("measures", [row]))


def test_a_day_that_no_calendar_has_is_left_out(quads: tuple[Quad, ...]) -> None:
    """A slip of the document (2月30日) does not stop the table; the graph has the words."""
    row = rows_of(quads)["measures"][0]
    found = table_of("measures", [row | {"due": "2020-02-30"}, row | {"due": "2020-02-29"}])
    assert [str(day) for day in found["due"].to_pylist()] == ["None", "2020-02-29"]
