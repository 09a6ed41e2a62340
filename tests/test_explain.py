"""The ontology printed: its formats hold the same, and the page explains every term in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner
from rdflib.compare import isomorphic

from fengong.cli import main
from fengong.errors import GraphError
from fengong.explain import FORMATS, explain, groups
from fengong.resources import resource
from fengong.terms import DEFINITIONS, FG, concepts

SCHEMES = ("role", "basis", "level", "kind")


class _Page(HTMLParser):
    """Anchors, addresses and tags of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        if tag == "a":
            self.links.append(given["href"])
        self.loads += [given[key] for key in ("src", "data", "action") if key in given]
        self.loads += [given["href"]] if tag == "link" else []


@pytest.fixture(scope="module")
def html() -> str:
    return explain("html").decode()


def test_turtle_is_the_file_and_the_other_formats_say_the_same() -> None:
    """A portal may take whichever it reads."""
    assert explain("turtle") == resource("ontology/fengong.ttl").read_bytes()
    whole = rdflib.Graph().parse(data=explain("turtle"), format="turtle")
    for form, name in (("jsonld", "json-ld"), ("rdfxml", "xml"), ("ntriples", "nt")):
        assert isomorphic(rdflib.Graph().parse(data=explain(form).decode(), format=name), whole), form


def test_an_unknown_format_is_told() -> None:
    with pytest.raises(GraphError, match="unknown graph format 'docx'"):
        explain("docx")


def test_each_term_has_its_place_under_its_local_name(html: str) -> None:
    """…/def#WorkItem leads to WorkItem in the page, …/def/role/lead to role/lead; no anchor comes twice."""
    ids = _Page(html).ids
    assert len(set(ids)) == len(ids)
    terms = [node.value.partition("#")[2] for node in FG]
    names = [f"{scheme}/{name}" for scheme in SCHEMES for name in concepts(scheme)]
    assert {*terms, *names, *(f"scheme-{scheme}" for scheme in SCHEMES)} <= set(ids)


def test_each_term_is_explained_in_both_languages() -> None:
    """Label, definition and comment; and where it stands among the others."""
    terms = [term for group in groups() for term in group.terms]
    assert len(terms) == len(list(FG)) + sum(len(concepts(scheme)) for scheme in SCHEMES)
    for term in terms:
        for words in (term.label, term.definition, term.comment):
            assert re.search(r"[\u4e00-\u9fff]|SHA", words.zh) and re.search(r"[A-Za-z]", words.en), term.iri
    facts = {term.anchor: {f.heading.en: [k.shown for k in f.links] for f in term.facts} for term in terms}
    assert facts["leadBody"]["Sub-property of"] == ["fg:responsibleBody"]
    assert facts["leadBody"]["Disjoint with"] == ["fg:presumedLeadBody"]
    assert "fg:Measure" in facts["WorkItem"]["Has sub-classes"]
    assert "fg:responsibleBody" in facts["WorkItem"]["Has properties"]
    assert facts["role/lead"]["Stated by"] == ["fg:leadBody"]
    assert "basis:listed-first" in facts["basis/inferred"]["Narrower"]


def test_what_the_ontology_says_of_itself_has_headings_in_both_languages(html: str) -> None:
    """Version, licence and the rest, for people who read one of the languages only."""
    header = html.partition("<header>")[2].partition("</header>")[0]
    headings = re.findall(
        r'<dt><span lang="zh">(.*?)</span> <span class="en" lang="en">(.*?)</span></dt>', header
    )
    assert ("版本", "Version") in headings and ("许可", "Licence") in headings
    assert len(headings) == header.count("<dt>")
    assert all(re.search(r"[\u4e00-\u9fff]", zh) and en for zh, en in headings)


def test_every_link_inside_the_page_arrives_and_nothing_is_loaded(html: str) -> None:
    """One file, no network."""
    page = _Page(html)
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert inside and inside <= set(page.ids)
    assert [link for link in page.links if link.startswith(DEFINITIONS + "#")] == []
    assert set(page.loads) == {"data:,"}
    assert "<script" not in html and "url(" not in html and "@import" not in html


def test_the_page_is_the_same_in_every_run(html: str) -> None:
    """Whatever Python's hash seed."""
    code = "import sys; from fengong.explain import explain; sys.stdout.buffer.write(explain('html'))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert ran.stdout == html.encode()


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_prints_what_is_explained(form: str, tmp_path: Path) -> None:
    """To standard output, or to a file."""
    assert CliRunner().invoke(main, ["ontology", "--format", form]).stdout_bytes == explain(form)
    ran = CliRunner().invoke(main, ["ontology", "--format", form, "-o", str(tmp_path / "out")])
    assert ran.exit_code == 0 and (tmp_path / "out").read_bytes() == explain(form)
