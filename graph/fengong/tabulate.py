"""Plans → flat CSV tables with their description by the W3C's CSV on the Web, and the tables of Chinese portals.

The tables are for machines and come back exactly: UTF-8 without a mark, RFC 4180, an empty field where
there is nothing to say. So nothing guards them against a spreadsheet that takes a text for a formula;
`portal`, whose table people open in a spreadsheet, is guarded.

``tables-metadata.json`` (Metadata Vocabulary for Tabular Data, 2015) gives each column its titles, type,
keys and, where the graph has one, its property: a converter by "Generating RDF from Tabular Data on the
Web" makes of the tables triples that are all in the graph. Columns that only repeat what another table or
the text says are not converted (suppressOutput). A foreign key is declared where each row has one: the
standard lets no row go without (section 5.5), so a column that may be empty, such as a measure's task, has
none, though it holds only ids of its table.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from pyoxigraph import Quad

from fengong.describe import describe_all
from fengong.identify import BASE
from fengong.lookup import Lookup
from fengong.model import Plan
from fengong.portal import portal
from fengong.prefixes import known_prefixes
from fengong.resources import resource
from fengong.tabulate_rows import Cell, Row, rows
from fengong.terms import FG, RDF

METADATA = "tables-metadata.json"
_CLASSES = {
    "documents": FG.PolicyDocument,
    "tasks": FG.NationalTask,
    "measures": FG.Measure,
    "support": FG.SupportItem,
    "assignments": FG.Assignment,
    "findings": FG.Finding,
}
"""Table → what each of its rows is; bodies are of several classes."""


class Column(NamedTuple):
    """One line of ontology/tables.csv; fields are empty where they do not apply.

    ``property`` is prefix:name, ``about`` and ``value`` are URI templates, ``references`` is the table
    whose ``id`` the column holds, ``required`` is "1" where each row has a value.
    """

    table: str
    column: str
    datatype: str
    about: str
    property: str
    value: str
    lang: str
    separator: str
    required: str
    references: str
    title_zh: str
    title_en: str


def tables(plans: Sequence[Plan], base: str = BASE) -> dict[str, bytes]:
    """{file name: bytes}: a CSV file for each table, tables-metadata.json and the files of `portal`."""
    return tables_of(describe_all(plans, base), base) | portal(plans)


def tables_of(quads: Iterable[Quad], base: str) -> dict[str, bytes]:
    """The tables and their description from the quads of plans under ``base``."""
    found = rows(Lookup(quads, base))
    files = {f"{table}.csv": _csv(columns, found[table]) for table, columns in columns_of().items()}
    return files | {METADATA: _metadata()}


@cache
def columns_of() -> dict[str, tuple[Column, ...]]:
    """{table: its columns}, in order, from ontology/tables.csv."""
    with resource("ontology/tables.csv").open(encoding="utf-8", newline="") as file:
        columns = [Column(**row) for row in csv.DictReader(file)]
    return {table: tuple(group) for table, group in groupby(columns, key=lambda one: one.table)}


def cell(value: Cell, separator: str = "|") -> str:
    """A cell as CSV holds it: lists joined, booleans as XML Schema writes them, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return separator.join(value) if isinstance(value, tuple) else str(value)


def _csv(columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(column.column for column in columns)
    writer.writerows([cell(row[column.column]) for column in columns] for row in rows)
    return out.getvalue().encode("utf-8")


def _metadata() -> bytes:
    group = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "zh"}],
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "tables": [_table(table, columns) for table, columns in columns_of().items()],
    }
    return (json.dumps(group, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _table(table: str, columns: Sequence[Column]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "aboutUrl": "{+iri}",
        "primaryKey": "id",
        "columns": [*map(_column, columns), *_class(table)],
    }
    if keys := [_foreign_key(column) for column in columns if column.references and column.required]:
        schema["foreignKeys"] = keys
    return {"url": f"{table}.csv", "tableSchema": schema}


def _foreign_key(column: Column) -> dict[str, Any]:
    return {
        "columnReference": column.column,
        "reference": {"resource": f"{column.references}.csv", "columnReference": "id"},
    }


def _column(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.column,
        "titles": {"und": column.column, "zh": column.title_zh, "en": column.title_en},
        "datatype": column.datatype,
        "null": "",
        "required": column.required == "1",
    }
    if column.separator:
        found["separator"] = column.separator
    if column.lang:
        found["lang"] = column.lang
    if not column.property:
        return found | {"suppressOutput": True}
    found["propertyUrl"] = _iri(column.property)
    urls = {"aboutUrl": column.about, "valueUrl": column.value}
    return found | {name: template for name, template in urls.items() if template}


def _class(table: str) -> list[dict[str, Any]]:
    """The virtual column that says what each row is."""
    if table not in _CLASSES:
        return []
    urls = {"propertyUrl": RDF.type.value, "valueUrl": _CLASSES[table].value}
    return [{"name": "class", "virtual": True, **urls}]


def _iri(property: str) -> str:
    prefix, _, name = property.partition(":")
    return {known: namespace for namespace, known in known_prefixes().items()}[prefix] + name
