"""Plans → a property graph for Neo4j: CSV in the form of its importer, and two scripts that load it.

``load.sh`` makes a new database of the files (``neo4j-admin database import full``, Neo4j 5 and later);
``load.cypher`` merges them into a running one (LOAD CSV, with the constraints it needs; the files then lie
in the server's import folder). Nodes are the rows of `tabulate_rows` and keep their IRIs as ids, so that
the property graph and the RDF can be asked side by side. Who answers for what is a relationship from the
body to the measure, task or support item, its type the role::

    MATCH (b:Body)-[r:SUPPORTS]->(i)-[:ASKED_FOR]->(:Measure {number: '8'}) RETURN b.name, i.text, r.quote

What is inferred is of one type of its own, PRESUMED, and stands in a file of its own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from fengong.describe import describe_all
from fengong.identify import BASE
from fengong.lookup import Lookup
from fengong.model import Plan
from fengong.tabulate import Column, cell, columns_of
from fengong.tabulate_rows import Row, rows

LABELS = {
    "documents": ("Document",),
    "tasks": ("Task", "Item"),
    "measures": ("Measure", "Item"),
    "support": ("SupportItem", "Item"),
    "bodies": ("Body",),
    "findings": ("Finding",),
}
"""Table → the labels of its nodes; a body also bears Organization, Collective or Unresolved."""

TYPES = {
    "lead": "LEADS",
    "responsible": "RESPONSIBLE_FOR",
    "cooperate": "COOPERATES_IN",
    "guide": "GUIDES",
    "implement": "IMPLEMENTS",
    "support": "SUPPORTS",
}
"""Role of a stated assignment → type of the relationship (body → item)."""

PRESUMED = "PRESUMED"

LINKS = {
    ("documents", "issuer"): "ISSUED_BY",
    ("tasks", "document"): "PART_OF",
    ("measures", "document"): "PART_OF",
    ("measures", "task"): "CARRIES_OUT",
    ("support", "measure"): "ASKED_FOR",
    ("support", "refers_to"): "REFERS_TO",
    ("bodies", "parent"): "BELONGS_TO",
    ("bodies", "members"): "HAS_MEMBER",
    ("bodies", "candidates"): "MAY_BE",
    ("findings", "document"): "FOUND_IN",
    ("findings", "measure"): "CONCERNS",
}
"""Table and column that names rows of another table → type of the relationship."""

_KINDS = {"organization": "Organization", "collective": "Collective", "unresolved": "Unresolved"}
_DATATYPES = {"integer": "int", "boolean": "boolean", "date": "date"}
_CASTS = {
    "int": "toInteger({})",
    "boolean": "toBoolean({})",
    "date": "date({})",
    "string[]": "split({}, '|')",
}
_ENDS = (":START_ID", ":END_ID", ":TYPE")


Iris: TypeAlias = "dict[str, dict[str, str]]"
"""Table → id → IRI."""


class Sheet(NamedTuple):
    """One file: its name, its header and its rows."""

    name: str
    header: tuple[str, ...]
    rows: list[list[str]]


def neo4j(plans: Sequence[Plan], base: str = BASE) -> dict[str, bytes]:
    """{file name: bytes}: nodes-*.csv, relationships-*.csv, load.sh and load.cypher."""
    found = rows(Lookup(describe_all(plans, base), base))
    iris = {table: {str(row["id"]): str(row["iri"]) for row in found[table]} for table in LABELS}
    nodes = [_nodes(table, found[table]) for table in LABELS]
    stated = [row for row in found["assignments"] if row["stated"]]
    presumed = [row for row in found["assignments"] if not row["stated"]]
    relationships = [
        _assignments("relationships-stated.csv", stated, iris),
        _assignments("relationships-presumed.csv", presumed, iris),
        *(_links(table, column, found[table], iris) for table, column in LINKS),
    ]
    files = {sheet.name: _csv(sheet) for sheet in (*nodes, *relationships)}
    scripts = {"load.sh": _shell(nodes, relationships), "load.cypher": _cypher()}
    return files | {name: words.encode("utf-8") for name, words in scripts.items()}


def properties(table: str) -> tuple[Column, ...]:
    """The columns that are properties: all but those that name other nodes, which are relationships."""
    columns = columns_of()[table]
    return tuple(one for one in columns if not one.references and not one.column.endswith("_iri"))


def field(column: Column) -> str:
    """A property's name with its type, as the importer wants it: ``start:int``, ``subjects:string[]``."""
    if column.separator:
        return f"{column.column}:string[]"
    kind = _DATATYPES.get(column.datatype)
    return f"{column.column}:{kind}" if kind else column.column


def _nodes(table: str, found: Iterable[Row]) -> Sheet:
    columns = properties(table)
    header = tuple("iri:ID" if one.column == "iri" else field(one) for one in columns)
    made = [[*_cells(columns, row), "|".join(_labels(table, row))] for row in found]
    return Sheet(f"nodes-{table}.csv", (*header, ":LABEL"), made)


def _cells(columns: Iterable[Column], row: Row) -> list[str]:
    return [cell(row[one.column]) for one in columns]


def _labels(table: str, row: Row) -> tuple[str, ...]:
    return (*LABELS[table], _KINDS[str(row["type"])]) if table == "bodies" else LABELS[table]


def _assignments(name: str, found: Iterable[Row], iris: Iris) -> Sheet:
    columns = properties("assignments")
    made = []
    for row in found:
        kind = TYPES[str(row["role"])] if row["stated"] else PRESUMED
        made.append([*_cells(columns, row), str(row["body_iri"]), _item(row, iris), kind])
    return Sheet(name, (*map(field, columns), *_ENDS), made)


def _item(row: Row, iris: Iris) -> str:
    """The support item of an assignment, else its task, else its measure."""
    column = next(one for one in ("support", "task", "measure") if row[one])
    return iris[_other("assignments", column)][str(row[column])]


def _other(table: str, column: str) -> str:
    """The table whose rows a column names."""
    return next(one.references for one in columns_of()[table] if one.column == column)


def _links(table: str, column: str, found: Iterable[Row], iris: Iris) -> Sheet:
    kind = LINKS[table, column]
    ends = iris[_other(table, column)]
    made = [[str(row["iri"]), ends[one], kind] for row in found for one in _named(row, column)]
    return Sheet(f"relationships-{table}-{column.replace('_', '-')}.csv", _ENDS, made)


def _named(row: Row, column: str) -> tuple[str, ...]:
    value = row[column]
    return value if isinstance(value, tuple) else () if value is None else (str(value),)


def _csv(sheet: Sheet) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(sheet.header)
    writer.writerows(sheet.rows)
    return out.getvalue().encode("utf-8")


def _shell(nodes: Iterable[Sheet], relationships: Iterable[Sheet]) -> str:
    """Sheets without rows are left out: there is nothing to import in them."""
    given = [f"--nodes={sheet.name}" for sheet in nodes if sheet.rows]
    given += [f"--relationships={sheet.name}" for sheet in relationships if sheet.rows]
    options = " \\\n  ".join([*given, "--id-type=string", "--array-delimiter='|'", "--multiline-fields=true"])
    return (
        "#!/bin/sh\n"
        "# Makes a new Neo4j database of these files: ./load.sh [DATABASE [OPTIONS OF THE IMPORTER]]\n"
        "# To replace a stopped one: ./load.sh neo4j --overwrite-destination\n"
        "set -eu\n"
        'cd "$(dirname "$0")"\n'
        "database=${1:-neo4j}\n"
        '[ "$#" -eq 0 ] || shift\n'
        'exec "${NEO4J_ADMIN:-neo4j-admin}" database import full "$database" \\\n'
        f'  {options} "$@"\n'
    )


def _cypher() -> str:
    head = (
        "// Merges these files into a running database; they lie in the server's import folder.\n"
        "// cypher-shell -f load.cypher. To run it again changes nothing.\n"
        "// A backslash in a text needs dbms.import.csv.legacy_quote_escaping=false (load.sh takes it as it is).\n"
    )
    return head + "".join(f"{statement};\n" for statement in _statements())


def _statements() -> Iterator[str]:
    for label in ("Document", "Item", "Body", "Finding"):
        yield (f"CREATE CONSTRAINT {label.lower()}_iri IF NOT EXISTS FOR (n:{label}) REQUIRE n.iri IS UNIQUE")
    yield "CREATE INDEX measure_number IF NOT EXISTS FOR (n:Measure) ON (n.number)"
    for table in LABELS:
        yield _merge_nodes(table)
    for kind, label in _KINDS.items():
        yield (
            f"{_load('nodes-bodies')} WITH row WHERE row.type = '{kind}'\n"
            f"MATCH (n:Body {{iri: row.`iri:ID`}}) SET n:{label}"
        )
    for kind in TYPES.values():
        yield _merge_assignments("relationships-stated", kind)
    yield _merge_assignments("relationships-presumed", PRESUMED)
    for (table, column), kind in LINKS.items():
        yield _merge_links(table, column, kind)


def _load(name: str) -> str:
    return f"LOAD CSV WITH HEADERS FROM 'file:///{name}.csv' AS row"


def _merge_nodes(table: str) -> str:
    key, *others = LABELS[table][::-1]  # the label that has the constraint first
    labels = f"SET n:{others[0]}, " if others else "SET "
    return f"{_load(f'nodes-{table}')}\nMERGE (n:{key} {{iri: row.`iri:ID`}}) {labels}{_set('n', table)}"


def _merge_assignments(name: str, kind: str) -> str:
    return (
        f"{_load(name)} WITH row WHERE row.`:TYPE` = '{kind}'\n"
        "MATCH (a:Body {iri: row.`:START_ID`}) MATCH (b:Item {iri: row.`:END_ID`})\n"
        f"MERGE (a)-[r:{kind} {{iri: row.iri}}]->(b) SET {_set('r', 'assignments')}"
    )


def _merge_links(table: str, column: str, kind: str) -> str:
    other = _other(table, column)
    name = f"relationships-{table}-{column.replace('_', '-')}"
    return (
        f"{_load(name)}\n"
        f"MATCH (a:{LABELS[table][-1]} {{iri: row.`:START_ID`}}) "
        f"MATCH (b:{LABELS[other][-1]} {{iri: row.`:END_ID`}})\n"
        f"MERGE (a)-[:{kind}]->(b)"
    )


def _set(name: str, table: str) -> str:
    columns = [one for one in properties(table) if one.column != "iri"]
    return ", ".join(f"{name}.`{one.column}` = {_value(field(one))}" for one in columns)


def _value(header: str) -> str:
    kind = header.partition(":")[2]
    return _CASTS[kind].format(f"row.`{header}`") if kind else f"row.`{header}`"
