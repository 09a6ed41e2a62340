"""Named questions, one file each in queries/, and anyone's own SPARQL.

A query file is plain SPARQL 1.1 that runs in any engine as it stands. Comments on top make it a named
query (the form is grlc's and scholia's, "a query is a file with its summary on top")::

    #+ summary: Who is asked to support a measure
    #+ summary_zh: 哪些单位协助某项措施
    #+ parameters:
    #+   measure (string, required): number of the measure
    #+ columns:
    #+   body: body | 单位
    #+   role: role | 角色 (role)
    #+   on: on | 对象 (measure=措施; support=协助事项)
    #+   start: start | 起 (detail)

Each parameter has one line ``VALUES ?measure { "8" }`` in the pattern, which holds its default, or an
example where it is required. `bind` puts another term between the braces, as N-Triples writes it, so
that no text given by a user is ever read as SPARQL. A name that things are found by has the line
``VALUES ?body_words { "区科协" "区科协"@zh "区科协"@en }`` instead: an engine looks such labels up and reads no
others. A column's brackets say that tables for people leave it out (detail), or how its codes read in Chinese:
as in the ontology's scheme of that name (role, basis, level, kind), or as given there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode

from fengong.asked import Asked
from fengong.errors import QueryError
from fengong.prefixes import known_prefixes
from fengong.resources import resource
from fengong.sparql import form, prologue
from fengong.store import Results, Term

Kind = Literal["string", "integer", "boolean", "iri", "lang"]
Value = str | int | bool | NamedNode | RdfLiteral

_TRUE, _FALSE = frozenset({"true", "yes", "1", "是"}), frozenset({"false", "no", "0", "否"})
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
_PARAMETER = re.compile(r"(\w+) \((string|integer|boolean|iri|lang)(, required)?\): (.+)")
_COLUMN = re.compile(r"(\w+): ([^|]+?) \| (.+?)(?: \((.+)\))?")
_FIRST = re.compile(r'("(?:[^"\\\n]|\\.)*") .*')
_SCHEMES = ("role", "basis", "level", "kind")
_FORM = re.compile(r"\b(?:SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a query can be given. ``required``: the file's own value is only an example."""

    name: str
    kind: Kind
    required: bool
    meaning: str
    default: str  # as the file writes it between the braces; "UNDEF" means any


@dataclass(frozen=True, slots=True)
class Column:
    """A column's headings; ``detail`` columns are left out of tables for people.

    Its values may be codes: concepts of the ontology's ``scheme``, or those that ``codes`` puts in Chinese.
    """

    name: str
    en: str
    zh: str
    detail: bool = False
    scheme: str | None = None
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query file: what it answers, what it takes, what it gives, and its SPARQL as it stands."""

    name: str
    summary: str
    summary_zh: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    text: str


def load_queries(folder: Path | None = None) -> Mapping[str, NamedQuery]:
    """The named queries of ``folder`` (else those shipped with fengong), by name, in order of name."""
    return _load(folder or resource("queries"))


@cache
def _load(folder: Path) -> Mapping[str, NamedQuery]:
    return MappingProxyType({file.stem: _read(file) for file in _files(folder).values()})


@cache
def _files(folder: Path) -> Mapping[str, Path]:
    """{name: file}, in order of name."""
    return MappingProxyType({file.stem: file for file in sorted(folder.glob("*.rq"))})


@cache
def _read(file: Path) -> NamedQuery:
    return parse_query(file.stem, file.read_text("utf-8"))


def parse_query(name: str, text: str) -> NamedQuery:
    """Read a query with its ``#+`` header. Raises `QueryError` for a header that breaks the form."""
    sections = _header(name, text)
    parameters = tuple(_parameter(name, line, text) for line in sections.get("parameters", []))
    columns = tuple(_column(name, line) for line in sections.get("columns", []))
    summary, summary_zh = (" ".join(sections.get(key, [])) for key in ("summary", "summary_zh"))
    return NamedQuery(name, summary, summary_zh, parameters, columns, text)


def _header(name: str, text: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    key = ""
    for line in re.findall(r"^#\+(.*)$", text, re.MULTILINE):
        if opened := re.fullmatch(r" ?(summary|summary_zh|parameters|columns):\s*(.*?)\s*", line):
            key = opened[1]
            sections[key] = [opened[2]] if opened[2] else []
        elif key and line.strip():
            sections[key].append(line.strip())
        elif line.strip():
            raise QueryError(f"query {name}: cannot read the header line '#+{line}'")
    return sections


def _parameter(name: str, line: str, text: str) -> Parameter:
    found = _PARAMETER.fullmatch(line)
    if not found:
        raise QueryError(
            f"query {name}: cannot read the parameter '{line}': write NAME (KIND[, required]): MEANING"
        )
    defaults = {match[2].strip() for match in _slot(found[1]).finditer(text)}
    defaults |= {_FIRST.sub(r"\1", match[2].strip()) for match in _slot(f"{found[1]}_words").finditer(text)}
    if len(defaults) != 1:
        raise QueryError(f"query {name}: parameter {found[1]} needs a line VALUES ?{found[1]} {{ DEFAULT }}")
    return Parameter(found[1], cast(Kind, found[2]), bool(found[3]), found[4], defaults.pop())


def _slot(parameter: str) -> re.Pattern[str]:
    """Where the parameter's terms stand in a query; quoted text inside the braces may hold braces."""
    inside = r'(?:"(?:[^"\\\n]|\\.)*"|<[^>]*>|[^"<}])*'
    return re.compile(rf"^([ \t]*VALUES \?{re.escape(parameter)} \{{)({inside})(\}})", re.MULTILINE)


def _column(name: str, line: str) -> Column:
    found = _COLUMN.fullmatch(line)
    if not found:
        raise QueryError(f"query {name}: cannot read the column '{line}': write NAME: ENGLISH | 中文")
    notes = [note.strip() for note in re.split("[;,]", found[4] or "")]
    codes = tuple((code, zh) for code, equals, zh in (note.partition("=") for note in notes) if equals)
    scheme = next((note for note in notes if note in _SCHEMES), None)
    return Column(found[1], found[2], found[3], "detail" in notes, scheme, codes)


@cache
def prefixes() -> Mapping[str, str]:
    """Prefix → namespace of ontology/prefixes.csv: own SPARQL may use them without declaring them."""
    return MappingProxyType({prefix: namespace for namespace, prefix in known_prefixes().items()})


def run(graph: Asked, name: str, **parameters: Value) -> Results:
    """Run a named query, e.g. ``run(graph, "support", measure=8)``.

    Raises `QueryError` for an unknown name (with near matches) and for a parameter that is missing,
    unknown or of the wrong kind.
    """
    return _ask(graph, bind(named(name), parameters))


def named(name: str, folder: Path | None = None) -> NamedQuery:
    """The query called ``name``. Raises `QueryError` with the near matches and the whole list."""
    queries = _files(folder or resource("queries"))
    if name in queries:
        return _read(queries[name])  # the others need not be read for one answer
    near = get_close_matches(name, queries, n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise QueryError(f"no query '{name}'.{hint} There are: {', '.join(queries)}")


def run_text(graph: Asked, sparql: str, **parameters: Value) -> Results:
    """Run SPARQL as given, binding the parameters its header declares, if it has one.

    Prefixes of ontology/prefixes.csv need not be declared. Raises `QueryError` in one line, with the place
    of a syntax error, and for updates: a graph is changed by building it again.
    """
    return _ask(graph, bind(parse_query("(given)", sparql), parameters))


def bind(query: NamedQuery, parameters: Mapping[str, Value]) -> str:
    """The SPARQL of ``query`` with ``parameters`` in place of its defaults. Raises `QueryError`."""
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in parameters:
        if name not in known:
            takes = f"takes {', '.join(known)}" if known else "takes no parameters"
            raise QueryError(f"query {query.name} has no parameter '{name}': it {takes}")
    text = query.text
    for parameter in query.parameters:
        if parameter.name in parameters:
            text = _fill(text, parameter.name, term(query.name, parameter, parameters[parameter.name]))
        elif parameter.required:
            raise QueryError(f"query {query.name} needs {parameter.name}: {parameter.meaning}")
    return text


def _fill(text: str, parameter: str, term: Term) -> str:
    """N-Triples has no line breaks inside a term, so what is put in cannot begin another slot."""
    text = _slot(parameter).sub(lambda slot: f"{slot[1]} {term} {slot[3]}", text)
    return _slot(f"{parameter}_words").sub(lambda slot: f"{slot[1]} {_in_languages(term)} {slot[3]}", text)


def _in_languages(term: Term) -> str:
    """A text as it is, and as each language of the graph's labels has it."""
    plain_text = isinstance(term, RdfLiteral) and not term.language
    return f"{term} {term}@zh {term}@en" if plain_text else str(term)


def term(query: str, parameter: Parameter, value: Value) -> Term:
    """The value as an RDF term of the parameter's kind; its str() is N-Triples, hence SPARQL."""
    if isinstance(value, NamedNode | RdfLiteral):
        return value
    written = str(value).lower() if isinstance(value, bool) else str(value).strip()
    try:
        return _TERMS[parameter.kind](written)
    except ValueError:
        wants = _WANTS[parameter.kind]
        raise QueryError(f"query {query}: {parameter.name} must be {wants}, not '{written}'") from None


def _string(written: str) -> Term:
    if not written:
        raise ValueError
    return RdfLiteral(written)


def _integer(written: str) -> Term:
    return RdfLiteral(int(written))


def _boolean(written: str) -> Term:
    if written.lower() not in _TRUE | _FALSE:
        raise ValueError
    return RdfLiteral(written.lower() in _TRUE)


def _lang(written: str) -> Term:
    if not re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", written):
        raise ValueError
    return RdfLiteral(written)


_TERMS = {"string": _string, "integer": _integer, "boolean": _boolean, "lang": _lang, "iri": NamedNode}
_WANTS = {
    "string": "some text",
    "integer": "a whole number",
    "boolean": "true or false",
    "lang": "a language code such as zh or en",
    "iri": "an IRI such as https://w3id.org/fengong/id/org/cn-kejibu",
}


def _ask(graph: Asked, sparql: str) -> Results:
    if form(sparql) in _UPDATES:
        raise QueryError(
            "this is an update, and queries only read: change a graph with `fengong add` or `build`"
        )
    if not _FORM.search(prologue(sparql)[1]):
        raise QueryError("this is no SPARQL query: it has no SELECT, ASK, CONSTRUCT or DESCRIBE")
    try:
        return graph.query(sparql, prefixes=prefixes())
    except SyntaxError as error:
        raise QueryError(_explain(str(error), sparql)) from None
    except (OSError, ValueError) as error:
        raise QueryError(f"the query failed: {' '.join(str(error).split())[:200]}") from None


def _explain(message: str, sparql: str) -> str:
    """pyoxigraph's "error at 2:9: expected one of …" as place, words there, and its plain reason if any."""
    place = re.match(r"error at (\d+):(\d+): expected (.*)", message, re.DOTALL)
    if not place:
        return f"SPARQL: {' '.join(message.split())[:200]}"
    line, column = int(place[1]), int(place[2])
    rest = (sparql.split("\n")[line - 1 :] or [""])[0][max(column - 1, 0) :].strip()
    near = f" near '{rest[:30]}'" if rest else " (at the end of the line)"
    said = re.search(r"[A-Z][a-z]*(?: [A-Za-z]+){3,}", place[3])
    reason = _undeclared(sparql) or (said[0] if said else "")
    return f"SPARQL syntax error at line {line}, column {column}{near}{': ' if reason else ''}{reason}"


def _undeclared(sparql: str) -> str:
    """The prefixes that are used and nowhere declared: the commonest slip, which the engine does not name."""
    bare = re.sub(r"""<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*""", " ", sparql)
    declared = {*prefixes(), *re.findall(r"PREFIX\s+([\w.-]*):", sparql, re.IGNORECASE)}
    used = re.findall(r"(?<![\w?$@:])([A-Za-z][\w.-]*):", bare)
    missing = sorted(set(used) - declared)
    return f"prefix {', '.join(f'{name}:' for name in missing)} is not declared" if missing else ""
