"""A query's prologue is read whatever stands in it; prefixes are declared only where they are missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from fengong.sparql import form, prologue, with_prefixes

FG = {"fg": "https://example.org/#", "dct": "http://purl.org/dc/terms/"}
PIECES = [
    "# PREFIX no: <urn:no#> SELECT\n",
    "#\r\n",
    "PREFIX a: <http://select.example/ask#>\n",
    "prefix ask:<urn:x>",
    "PREFIX : <urn:y#>\n",
    "PREFIX # why\n b.c-d: # CONSTRUCT\n <urn:z#>",
    "BASE <http://example.org/#describe>\n",
    "\t\n ",
]
QUERIES = {
    "SELECT": "SELECT * { ?s ?p ?o }",
    "ASK": "ask{?s ?p ?o}",
    "CONSTRUCT": "Construct WHERE { ?s ?p ?o }",
    "DESCRIBE": "DESCRIBE<urn:x>",
}


@given(st.lists(st.sampled_from(PIECES), max_size=8), st.sampled_from(list(QUERIES)))
def test_the_form_is_found_behind_any_prologue(pieces: list[str], kind: str) -> None:
    """Comments, IRIs and prefixes that look like keywords do not mislead; the texts are SPARQL indeed."""
    text = " ".join(pieces) + QUERIES[kind]
    Store().query(text)
    assert form(text) == kind
    assert prologue(text)[1] == QUERIES[kind]


@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_only_what_is_declared_counts_as_declared(pieces: list[str]) -> None:
    """A declaration in a comment is none."""
    declared = prologue(" ".join(pieces) + "ASK {}")[0]
    names = {"a": 2, "ask": 3, "": 4, "b.c-d": 5}
    assert declared == {name for name, place in names.items() if PIECES[place] in pieces}


@pytest.mark.parametrize("text", ["", "# nothing", "PREFIX a:", "SELCT * {}", "INSERT{}", "{", "PREFIX"])
def test_what_is_no_query_has_no_form_of_one(text: str) -> None:
    """It is left to the engine to say what is wrong."""
    assert form(text) not in QUERIES


def test_missing_prefixes_are_declared_on_one_line_in_front() -> None:
    """Those in use alone."""
    text = "# fg: needs no declaring\nSELECT * { ?s a fg:Measure }"
    assert with_prefixes(text, FG) == f"PREFIX fg: <https://example.org/#>\n{text}"
    Store().query(with_prefixes(text, FG))


def test_a_query_that_declares_what_it_uses_is_sent_as_it_stands() -> None:
    """Also where it gives a known prefix another meaning."""
    text = "PREFIX fg: <urn:mine#> SELECT * { ?s a fg:Measure }"
    assert with_prefixes(text, FG) == text
    assert with_prefixes("SELECT * { ?s ?p ?o }", FG) == "SELECT * { ?s ?p ?o }"
