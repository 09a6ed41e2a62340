"""Named queries are found and bound without ever pasting text, and results are printed in each format."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter

import pytest
from handmade import handmade
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat
from rich.cells import cell_len

from fengong.describe import describe
from fengong.errors import QueryError
from fengong.query import NamedQuery, bind, load_queries, named, parse_query, run, run_text
from fengong.store import Graph, Results, load_graph
from fengong.table import FORMATS, concept_words, render
from fengong.write import write

MEASURES = "SELECT ?n ?text WHERE { ?m a fg:Measure ; fg:number ?n ; fg:text ?text } ORDER BY ?n"


def _examples(query: NamedQuery) -> dict[str, str]:
    """Values for what a query requires that find something in the handmade plan."""
    found = {"measure": "8", "body": "区科技局"}
    return {parameter.name: found[parameter.name] for parameter in query.parameters if parameter.required}


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The handmade plan."""
    return load_graph(write(describe(handmade()), "trig"), RdfFormat.TRIG, "handmade")


def test_an_unknown_query_names_near_ones_and_all(graph: Graph) -> None:
    """The list is what a user needs next."""
    with pytest.raises(
        QueryError, match=r"no query 'suport'\. Did you mean support.* There are: asked-of, bodies"
    ):
        run(graph, "suport", measure=8)


@pytest.mark.parametrize(
    ("name", "parameters", "says"),
    [
        ("support", {}, "support needs measure: number of the measure"),
        ("support", {"measure": " "}, "measure must be some text"),
        ("support", {"measure": 8, "lang": '"zh'}, "lang must be a language code"),
        ("support", {"measure": 8, "row": 8}, "no parameter 'row': it takes measure, document, lang"),
        ("measures", {"measure": 8}, "no parameter 'measure': it takes no parameters"),
        ("shared-measures", {"minimum": "two"}, "minimum must be a whole number, not 'two'"),
        ("body-sheet", {"body": "区发改委", "expand": "maybe"}, "expand must be true or false"),
    ],
)
def test_a_missing_or_ill_typed_parameter_says_what_is_wanted(
    graph: Graph, name: str, parameters: dict[str, str | int], says: str
) -> None:
    """In one line."""
    with pytest.raises(QueryError, match=says) as error:
        run(graph, name, **parameters)
    assert "\n" not in str(error.value)


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_no_text_given_as_a_parameter_is_read_as_sparql(words: str) -> None:
    """Whatever it holds, it comes back as one string and nothing else of the query changes."""
    query = parse_query(
        "echo", '#+ parameters:\n#+   a (string): any\nSELECT ?a WHERE {\n  VALUES ?a { "x" }\n}'
    )
    empty = load_graph(b"<http://a> <http://b> <http://c> .", RdfFormat.TURTLE, "one triple")
    assert empty.query(bind(query, {"a": words})).records() == [{"a": words.strip()}]


def test_what_is_put_in_one_slot_cannot_fill_another() -> None:
    """A value that looks like the line of the next parameter stays a value."""
    text = (
        "#+ parameters:\n#+   a (string): any\n#+   b (string): any\n"
        'SELECT ?a ?b WHERE {\n  VALUES ?a { "x" }\n  VALUES ?b { "y" }\n}'
    )
    evil = 'z" }\n  VALUES ?b { "evil'
    empty = load_graph(b"<http://a> <http://b> <http://c> .", RdfFormat.TURTLE, "one triple")
    rows = empty.query(bind(parse_query("two", text), {"a": evil, "b": "good } \\"})).records()
    assert rows == [{"a": evil, "b": "good } \\"}]


def test_each_kind_of_parameter_becomes_a_term_of_its_type() -> None:
    """Terms are accepted as they are; UNDEF is a default that means any."""
    text = "#+ parameters:\n#+   a ({}): any\nSELECT ?a WHERE {{\n  VALUES ?a {{ UNDEF }}\n}}"

    def bound(kind: str, value: str | int | bool | NamedNode) -> str:
        return bind(parse_query("one", text.format(kind)), {"a": value}).splitlines()[3].strip()

    integer = "<http://www.w3.org/2001/XMLSchema#integer>"
    boolean = "<http://www.w3.org/2001/XMLSchema#boolean>"
    assert bound("integer", " 8 ") == f'VALUES ?a {{ "8"^^{integer} }}'
    assert bound("boolean", "是") == f'VALUES ?a {{ "true"^^{boolean} }}'
    assert bound("boolean", False) == f'VALUES ?a {{ "false"^^{boolean} }}'
    assert bound("iri", "https://example.org/a") == "VALUES ?a { <https://example.org/a> }"
    assert bound("string", 8) == 'VALUES ?a { "8" }'
    assert bound("string", NamedNode("https://example.org/a")) == "VALUES ?a { <https://example.org/a> }"
    with pytest.raises(QueryError, match="must be an IRI"):
        bound("iri", "no iri> } #")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("#+ who: me\nASK {}", "cannot read the header line"),
        ("#+ parameters:\n#+   a: any\nASK {}", "cannot read the parameter 'a: any'"),
        ("#+ parameters:\n#+   a (string): any\nASK {}", r"parameter a needs a line VALUES \?a"),
        ("#+ columns:\n#+   a: only one\nSELECT ?a {}", "cannot read the column"),
    ],
)
def test_a_header_that_breaks_the_form_is_refused(text: str, says: str) -> None:
    """With what it should be."""
    with pytest.raises(QueryError, match=says):
        parse_query("bad", text)


def test_own_sparql_needs_no_header_and_no_prefixes(graph: Graph) -> None:
    """SELECT, ASK, CONSTRUCT and DESCRIBE."""
    assert [row["n"] for row in run_text(graph, MEASURES).records()] == ["8", "9"]
    assert run_text(graph, "ASK { ?m a fg:Measure }").truth is True
    built = run_text(graph, "CONSTRUCT { ?m fg:number ?n } WHERE { ?m a fg:Measure ; fg:number ?n }")
    assert (built.kind, len(built.rows)) == ("construct", 2)
    assert run_text(graph, "DESCRIBE <https://w3id.org/fengong/id/org/cn-gongxinbu>").rows


def test_own_sparql_with_a_header_takes_parameters(graph: Graph) -> None:
    """As a file in queries/ does."""
    assert run_text(graph, named("support").text, measure=8) == run(graph, "support", measure=8)


@pytest.mark.parametrize(
    ("sparql", "says"),
    [
        ("SELECT * WHERE {\n ?s ?p }", r"syntax error at line 2, column \d+"),
        ("SELECT * WHERE { ?s zz:p ?o }", r"line 1, column \d+ near .*: prefix zz: is not declared"),
        ("SELECT ?x ?y { ?x ?p ?z } GROUP BY ?x", "variable that is unbound"),
        ("", "no SPARQL query"),
        ("hello", "no SPARQL query"),
        ("INSERT DATA { <http://a> <http://b> 1 }", "this is an update"),
        ("PREFIX a: <http://x/>\n# clear\ndelete where { ?s ?p ?o }", "this is an update"),
    ],
)
def test_sparql_that_cannot_run_is_explained_in_one_line(graph: Graph, sparql: str, says: str) -> None:
    """With line and column for what is no SPARQL; updates are refused as such."""
    with pytest.raises(QueryError, match=says) as error:
        run_text(graph, sparql)
    assert "\n" not in str(error.value)


def test_the_words_delete_and_insert_are_no_update_inside_a_query(graph: Graph) -> None:
    """Only the form of the request counts."""
    assert run_text(graph, 'ASK { FILTER("INSERT" != "DELETE") }').truth is True


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", list(load_queries()))
def test_every_table_fits_the_screen_and_loses_nothing(
    graph: Graph, name: str, lang: str, width: int
) -> None:
    """A Chinese character takes two columns; what does not fit is wrapped, never cut."""
    query = named(name)
    results = run_text(graph, query.text, **_examples(query))

    def printed(columns: int) -> str:
        return render(results, "table", columns=query.columns, lang=lang, width=columns)

    assert max(map(cell_len, printed(width).splitlines())) <= width
    cells = printed(5000).partition("\n")[2]
    assert not Counter("".join(cells.split())) - Counter("".join(printed(width).split()))


def test_a_table_has_headings_and_codes_in_the_language_asked_for(graph: Graph) -> None:
    """Codes of the ontology and of the query are put in words; IRIs and places are left out."""
    columns = named("support").columns
    chinese = render(run(graph, "support", measure=8), "table", columns=columns, width=200)
    english = render(
        run(graph, "support", measure=8, lang="en"), "table", columns=columns, lang="en", width=200
    )
    assert chinese.split("\n")[0].split() == ["项", "协助事项", "单位", "角色", "原文称谓", "名单未尽"]
    assert "牵头" in chinese and "lead" in english and "https:" not in chinese
    assert concept_words("role", "zh")["cooperate"] == "配合"


def test_more_columns_than_fit_are_printed_as_records() -> None:
    """A line each, rather than a table of single letters."""
    names = [f"column{number}" for number in range(30)]
    sparql = f"SELECT * {{ {' '.join(f'BIND({number} AS ?{name})' for number, name in enumerate(names))} }}"
    graph = load_graph(b"<http://a> <http://b> <http://c> .", RdfFormat.TURTLE, "one triple")
    lines = render(run_text(graph, sparql), "table").splitlines()
    assert len(lines) == 30
    assert "column7   7" in lines


def test_csv_is_plain_values_with_unix_line_ends(graph: Graph) -> None:
    """The header is the SPARQL variables; a comma is quoted; formulas are left for the reader's program."""
    text = render(run(graph, "support", measure=8), "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert "\r" not in text
    assert [row["name"] for row in rows] == ["市科技局", "市有关部门", ""]
    formula = run_text(graph, 'SELECT ?a { BIND("=1+1, x" AS ?a) }')
    assert render(formula, "csv") == 'a\n"=1+1, x"\n'


def test_json_tsv_and_xml_are_the_formats_of_the_w3c(graph: Graph) -> None:
    """Types and languages are kept."""
    results = run_text(graph, "SELECT ?label WHERE { ?o skos:altLabel ?label } ORDER BY ?label LIMIT 1")
    cell = json.loads(render(results, "json"))["results"]["bindings"][0]["label"]
    assert (cell["type"], cell["xml:lang"]) == ("literal", "zh")
    assert render(results, "tsv").splitlines()[1].endswith("@zh")
    assert 'xml:lang="zh"' in render(results, "xml")


def test_markdown_escapes_bars(graph: Graph) -> None:
    """Else a cell would end early."""
    assert (
        render(run_text(graph, 'SELECT ?a { BIND("x|y" AS ?a) }'), "markdown")
        == "| a |\n| --- |\n| x\\|y |\n"
    )


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "turtle"])
def test_a_truth_value_prints_in_every_format(graph: Graph, form: str) -> None:
    """ASK."""
    assert "true" in render(run_text(graph, "ASK { ?m a fg:Measure }"), form)


@pytest.mark.parametrize("form", FORMATS)
def test_triples_print_in_every_format_and_always_alike(graph: Graph, form: str) -> None:
    """CONSTRUCT: columns where the format has columns, RDF where it is one of RDF's."""
    sparql = "CONSTRUCT { ?m fg:number ?n } WHERE { ?m a fg:Measure ; fg:number ?n }"
    first, second = (render(run_text(graph, sparql), form) for _ in range(2))
    assert first == second
    assert "number" in first and first.endswith("\n")


def test_no_rows_are_said_and_an_unknown_format_is_refused(graph: Graph) -> None:
    """An empty screen could be a fault."""
    assert render(run(graph, "support", measure="99"), "table") == "(no rows)\n"
    with pytest.raises(QueryError, match="no format 'pdf': use table, csv"):
        render(Results("ask", truth=True), "pdf")
    with pytest.raises(QueryError, match="turtle is for triples"):
        render(run_text(graph, MEASURES), "turtle")
