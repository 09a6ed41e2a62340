"""Named questions to a corpus in SQL, one file each in queries/sql/, answered by DuckDB from the Parquet tables.

A file is plain SQL of DuckDB over the tables of `fengong.corpus`, with the header of the SPARQL queries
(`fengong.query`), its lines beginning with ``--+``. A parameter stands as ``$minimum`` in the SQL and has its
default, or an example where it is required, in the header::

    --+ parameters:
    --+   minimum (integer) = 2: smallest number of shared measures

Columns whose name ends in ``_iri`` are IRIs. A question that is also asked in SPARQL gives the same rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType

import duckdb
from pyoxigraph import Literal, NamedNode

from fengong.corpus_files import manifest
from fengong.errors import GraphError, QueryError
from fengong.query import NamedQuery, Parameter, Value, parse_query, term
from fengong.resources import resource
from fengong.store import Results, Term, plain

_PARAMETER = re.compile(r"^#\+   (\w+) (\([^)]*\)) = (.*?): ", re.MULTILINE)


@cache
def questions() -> Mapping[str, NamedQuery]:
    """The named questions, in order of name; their ``text`` is SQL."""
    files = sorted(resource("queries/sql").glob("*.sql"))
    return MappingProxyType({file.stem: _question(file.stem, file.read_text("utf-8")) for file in files})


def _question(name: str, sql: str) -> NamedQuery:
    header = re.sub(r"^--\+", "#+", sql, flags=re.MULTILINE)
    slots = [f"VALUES ?{found[1]} {{ {found[3]} }}" for found in _PARAMETER.finditer(header)]
    parsed = parse_query(name, "\n".join([_PARAMETER.sub(r"#+   \1 \2: ", header), *slots]))
    return NamedQuery(name, parsed.summary, parsed.summary_zh, parsed.parameters, parsed.columns, sql)


def question(name: str) -> NamedQuery:
    """The question called ``name``. Raises QueryError with the near matches and the whole list."""
    known = questions()
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise QueryError(f"no question '{name}'.{hint} There are: {', '.join(known)}")


class Corpus:
    """A corpus opened for questions: its tables as views of a DuckDB connection, read when they are asked."""

    def __init__(self, path: Path) -> None:
        """Raises GraphError where there is no whole corpus at ``path``."""
        self.path, self.manifest = path, manifest(path)
        self.connection = duckdb.connect()
        for table in self.manifest["rows"]:
            files = str(path / table / "*.parquet").replace("'", "''")
            self._run(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{files}')", {})

    def ask(self, name: str, **parameters: Value) -> Results:
        """The rows of a named question, without ``raw``.

        Raises QueryError for an unknown name, and for a parameter that is missing, unknown or of another kind;
        GraphError where the corpus is damaged.
        """
        asked = question(name)
        found = self._run(asked.text, _values(asked, parameters))
        columns = tuple(one[0] for one in found.description or ())
        by_column = zip(columns, zip(*found.fetchall(), strict=True), strict=False)
        return Results("select", columns, tuple(zip(*(_terms(*one) for one in by_column), strict=True)))

    def _run(self, sql: str, values: Mapping[str, object]) -> duckdb.DuckDBPyConnection:
        try:
            return self.connection.execute(sql, values)
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            words = str(error).split("\n", 1)[0][:200]
            raise GraphError(
                f"{self.path} is damaged ({words}): make it again with `fengong corpus build`"
            ) from None


def _values(asked: NamedQuery, given: Mapping[str, Value]) -> dict[str, object]:
    """{parameter: the value given, else its default}."""
    known = {parameter.name: parameter for parameter in asked.parameters}
    for name in given:
        if name not in known:
            takes = f"takes {', '.join(known)}" if known else "takes no parameters"
            raise QueryError(f"question {asked.name} has no parameter '{name}': it {takes}")
    for name, parameter in known.items():
        if parameter.required and name not in given:
            raise QueryError(f"question {asked.name} needs {name}: {parameter.meaning}")
    return {name: _value(asked, one, given.get(name, one.default.strip('"'))) for name, one in known.items()}


def _value(asked: NamedQuery, parameter: Parameter, given: Value) -> object:
    return plain(term(asked.name, parameter, given))


def _terms(column: str, values: Sequence[object]) -> list[Term | None]:
    """A column's cells as RDF terms, which is what every format of `fengong.table` is made of; each made once."""
    make = NamedNode if column.endswith("_iri") else Literal
    known = {value: None if value is None else make(value) for value in set(values)}  # type: ignore[arg-type]
    return [known[value] for value in values]
