"""Query results as text: a table for people, and csv, tsv, json, xml or markdown for programs.

csv is plain values with the SPARQL variables as heading, UTF-8, lines ending in ``\\n``. Cells that
begin with = + - or @ are left as they are: the file is for machines, and a spreadsheet should import
it as text. tsv, json and xml are the W3C's SPARQL 1.1 result formats and keep types and languages.
Triples (CONSTRUCT, DESCRIBE) are three columns in table, csv, tsv and markdown, JSON-LD in json,
RDF/XML in xml, and turtle has them as Turtle.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse_query_results,
    serialize,
)
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fengong.errors import QueryError
from fengong.query import Column, prefixes
from fengong.store import Results, Term, plain
from fengong.terms import DEFINITIONS, SKOS, ontology

FORMATS: Final = ("table", "csv", "tsv", "json", "xml", "markdown", "turtle")
"""The formats `render` knows."""

_NARROWEST = 6
"""Columns on screen (one for a Latin letter, two for a Chinese one) below which words cannot be read."""
_NUMBER_LIST = re.compile(r"(?<=\d)、(?=\d)")  # 1、2、34 may be wrapped behind a 、, not inside 34


def render(
    results: Results, form: str, *, columns: Sequence[Column] = (), lang: str = "zh", width: int = 80
) -> str:
    """The results as text in the format ``form`` (one of `FORMATS`), ending in a line break.

    ``columns`` gives headings in ``lang`` ("zh" or "en") and which columns a table leaves out;
    ``width`` is that of the screen in columns. Raises `QueryError` for an unknown or unfit format.
    """
    if form not in FORMATS:
        raise QueryError(f"no format '{form}': use {', '.join(FORMATS)}")
    if form in ("table", "markdown"):
        shown = _shown(results, columns)
        heads = _heads([results.columns[index] for index in shown], columns, lang)
        words = [_words(results.columns[index], columns, lang) for index in shown]
        rows = [
            [_cell(row[index], known) for index, known in zip(shown, words, strict=True)]
            for row in results.rows
        ]
        return _ask(results) or (_table(heads, rows, width) if form == "table" else _markdown(heads, rows))
    return _WRITERS[form](results)


def _shown(results: Results, columns: Sequence[Column]) -> list[int]:
    """Which columns a table shows: those that are no detail."""
    detail = {column.name for column in columns if column.detail}
    return [index for index, name in enumerate(results.columns) if name not in detail]


def _heads(names: Sequence[str], columns: Sequence[Column], lang: str) -> list[str]:
    known = {column.name: column.zh if lang == "zh" else column.en for column in columns}
    return [known.get(name, name) for name in names]


def _ask(results: Results) -> str:
    return f"{str(results.truth).lower()}\n" if results.kind == "ask" else ""


def _words(name: str, columns: Sequence[Column], lang: str) -> Mapping[str, str]:
    """What stands for the codes of a column in ``lang``."""
    column = next((column for column in columns if column.name == name), None)
    if column is None:
        return {}
    own = dict(column.codes) if lang == "zh" else {}
    return {**concept_words(column.scheme, lang), **own} if column.scheme else own


@cache
def concept_words(scheme: str, lang: str) -> Mapping[str, str]:
    """Code → label of the ontology's concepts: ``concept_words("role", "zh")["lead"]`` is 牵头."""
    words = {}
    for triple in ontology():
        subject, label = triple.subject, triple.object
        if triple.predicate == SKOS.prefLabel and isinstance(label, Literal) and label.language == lang:
            head, _, code = str(subject).strip("<>").rpartition("/")
            if head == f"{DEFINITIONS}/{scheme}":
                words[code] = label.value
    return words


def _cell(term: Term | None, words: Mapping[str, str]) -> str:
    """A term for people: codes in words, ✓ for true, nothing for false or unbound, IRIs by their prefix."""
    value = plain(term)
    if isinstance(value, str) and value in words:
        return words[value]
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(term, NamedNode):
        return _compact(term.value)
    return "" if value is None else " ".join(str(value).split())


def _compact(iri: str) -> str:
    fits = [(len(space), name) for name, space in prefixes().items() if iri.startswith(space)]
    if not fits:
        return iri
    length, name = max(fits)
    return f"{name}:{iri[length:]}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    if not rows:
        return "(no rows)\n"
    if len(heads) * (_NARROWEST + 2) > width:
        return _records(heads, rows, width)
    table = _grid()
    rows = [[_NUMBER_LIST.sub("、 ", cell) for cell in row] for row in rows]
    for index, head in enumerate(heads):
        cells = [row[index] for row in rows]
        table.add_column(
            Text(head),
            overflow="fold",
            min_width=min(max(map(cell_len, [head, *cells])), _NARROWEST),
            justify="right" if all(map(_is_number, cells)) else "left",
        )
    for row in rows:
        table.add_row(*map(Text, row))
    return _print(table, width)


def _records(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """One line a value and a blank line a row, for more columns than the screen can hold side by side."""
    blocks = []
    for row in rows:
        block = _grid(show_header=False)
        block.add_column(max_width=width // 3, overflow="fold")
        block.add_column(overflow="fold")
        for head, cell in zip(heads, row, strict=True):
            if cell:
                block.add_row(Text(head), Text(cell))
        blocks.append(_print(block, width))
    return "\n".join(blocks)


def _grid(show_header: bool = True) -> Table:
    """A table without lines, two columns of space between its columns."""
    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="", show_header=show_header)


def _print(table: Table, width: int) -> str:
    page = io.StringIO()
    Console(file=page, width=width, color_system=None, force_terminal=False, legacy_windows=False).print(
        table
    )
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines()) + "\n"


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).lstrip("-").isdigit() or not cell


def _markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(map(_escape, line))} |\n" for line in lines)


def _escape(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|")


def _csv(results: Results) -> str:
    if results.kind == "ask":
        return _ask(results)
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(results.columns)
    writer.writerows([_csv_cell(term) for term in row] for row in results.rows)
    return page.getvalue()


def _csv_cell(term: Term | None) -> str:
    if term is None:
        return ""
    return str(term) if isinstance(term, Triple) else term.value


def _tsv(results: Results) -> str:
    if results.kind == "construct":
        lines = ["\t".join(f"?{name}" for name in results.columns)]
        lines += ["\t".join(map(_tsv_cell, row)) for row in results.rows]
        return "\n".join(lines) + "\n"
    return _ask(results) or _sparql(results, QueryResultsFormat.TSV)


def _tsv_cell(term: Term | None) -> str:
    return str(term).replace("\t", "\\t")


def _json(results: Results) -> str:
    if results.kind == "construct":
        return _rdf(results, RdfFormat.JSON_LD) + "\n"
    return _raw(results).decode() + "\n"


def _xml(results: Results) -> str:
    if results.kind == "construct":
        return _rdf(results, RdfFormat.RDF_XML) + "\n"
    return _sparql(results, QueryResultsFormat.XML) + "\n"


def _turtle(results: Results) -> str:
    if results.kind != "construct":
        raise QueryError("turtle is for triples: ask with CONSTRUCT or DESCRIBE, or use another format")
    return _rdf(results, RdfFormat.TURTLE)


def _sparql(results: Results, form: QueryResultsFormat) -> str:
    parsed = parse_query_results(_raw(results), QueryResultsFormat.JSON)
    return (parsed.serialize(format=form) or b"").decode()


def _raw(results: Results) -> bytes:
    """The SPARQL 1.1 JSON form: the engine's own, else made of the rows, which other engines than SPARQL's gave."""
    if results.raw:
        return results.raw
    bindings = [
        {name: _binding(cell) for name, cell in zip(results.columns, row, strict=True) if cell is not None}
        for row in results.rows
    ]
    found = {"head": {"vars": results.columns}, "results": {"bindings": bindings}}
    return json.dumps(found, ensure_ascii=False).encode()


def _binding(cell: Term) -> dict[str, str]:
    if not isinstance(cell, Literal):
        return {"type": "uri", "value": str(plain(cell))}
    found = {"type": "literal", "value": cell.value}
    if cell.language:
        return found | {"xml:lang": cell.language}
    return found if cell.datatype.value.endswith("#string") else found | {"datatype": cell.datatype.value}


def _rdf(results: Results, form: RdfFormat) -> str:
    triples = [Triple(*row) for row in results.rows]  # type: ignore[arg-type]
    prefixes = None if form == RdfFormat.JSON_LD else _used(results)
    return (serialize(triples, format=form, prefixes=prefixes) or b"").decode()


def _used(results: Results) -> dict[str, str]:
    """Only the prefixes that the triples use."""
    iris = {term.value for row in results.rows for term in row if isinstance(term, NamedNode)}
    iris |= {term.datatype.value for row in results.rows for term in row if isinstance(term, Literal)}
    return {name: space for name, space in prefixes().items() if any(iri.startswith(space) for iri in iris)}


_WRITERS: Final[Mapping[str, Callable[[Results], str]]] = {
    "csv": _csv,
    "tsv": _tsv,
    "json": _json,
    "xml": _xml,
    "turtle": _turtle,
}
