"""Content negotiation as a portal's server does it: a real nginx and a real Apache with the published rules."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote

import pytest
from handmade import SLUG, handmade
from servers import installed, serving

from fengong.negotiate import patterns
from fengong.publication import Publication
from fengong.publish import publish

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
WANTED = [
    ("text/turtle", "ttl"),
    ("application/ld+json", "jsonld"),
    ("text/html", "html"),
    (BROWSER, "html"),
    ("*/*", "html"),
    ("image/png", "html"),
    ("application/json", "jsonld"),
    ("TEXT/TURTLE; charset=utf-8", "ttl"),
    ('application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
    ("application/rdf+xml, text/turtle;q=0.9, application/n-triples;q=0.8", "ttl"),
    ("application/ld+json; q=0.9, text/turtle; q=0.1", "jsonld"),
    ("text/turtle;q=0.2, text/html;q=0.9", "html"),
    ("text/turtle;q=0", "html"),
    ("text/turtle;q=0, application/ld+json;q=0.01, text/html;q=0.1", "html"),
    ("text/html;level=1;q=0.5, application/ld+json;q=1.0", "jsonld"),
    ("text/turtle, text/html", "ttl"),
]
TYPES = {"ttl": "text/turtle", "jsonld": "application/ld+json", "html": "text/html"}


@pytest.fixture(scope="module", params=["nginx", "apache2"])
def port(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server of each kind that serves a publication in Chinese IRIs and in ASCII ones."""
    if not installed(request.param):
        pytest.skip(f"{request.param} is not installed: apt-get install nginx-light apache2-bin")
    site, work = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("server")
    publish([handmade()], site / "public", Publication())
    publish([handmade()], site / "chinese", Publication(iris="chinese"))
    for file in ("nginx.conf", "nginx-location.conf", ".htaccess"):
        (site / file).write_bytes((site / "public" / file).read_bytes())
    for folder in (site, work):
        folder.chmod(0o755)
    with serving(request.param, site, work) as number:
        yield number


def ask(port: int, path: str, accept: str | None = None) -> HTTPResponse:
    """The server's answer, its body read."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Accept": accept} if accept else {})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


@pytest.mark.parametrize(("accept", "form"), WANTED)
def test_a_thing_answers_303_with_the_form_that_is_wanted(port: int, accept: str, form: str) -> None:
    """The measure is no document: See Other, and there the right one, with its media type in UTF-8."""
    response = ask(port, f"/public/id/doc/{SLUG}/m8", accept)
    assert response.status == 303
    location = response.getheader("Location") or ""
    assert location.endswith(f"/public/id/doc/{SLUG}/m8/index.{form}")
    assert "Accept" in (response.getheader("Vary") or "")
    there = ask(port, re.sub(r"^https?://[^/]+", "", location))
    assert there.status == 200
    assert (there.getheader("Content-Type") or "").lower().startswith(f"{TYPES[form]}; charset=utf-8")


@pytest.mark.parametrize(
    "path", ["/public/def", "/public/def/role/lead", "/public/catalog", "/public/.well-known/void"]
)
def test_vocabulary_concepts_and_descriptions_answer_too(port: int, path: str) -> None:
    """Every IRI of the publication dereferences, VoID's fixed place included."""
    response = ask(port, path, "text/turtle")
    assert (response.status, (response.getheader("Location") or "").endswith(f"{path}/index.ttl")) == (
        303,
        True,
    )


def test_a_slash_at_the_end_and_a_query_change_nothing(port: int) -> None:
    """As people copy addresses."""
    response = ask(port, f"/public/id/doc/{SLUG}/m8/?from=mail", "text/turtle")
    assert (response.getheader("Location") or "").endswith(f"/id/doc/{SLUG}/m8/index.ttl")


def test_chinese_iris_answer_percent_encoded(port: int) -> None:
    """A client sends percent signs and must get them back, never raw bytes in a header."""
    path = quote("/chinese/id/doc/津滨政发〔2020〕20号/措施8")
    response = ask(port, path, "text/turtle")
    location = response.getheader("Location") or ""
    assert response.status == 303
    assert location.isascii() and location.lower().endswith(f"{path.lower()}/index.ttl")
    assert ask(port, re.sub(r"^https?://[^/]+", "", location)).status == 200


def test_documents_answer_200_and_what_is_not_there_404(port: int) -> None:
    """Files are served as they are, with their media types, whatever is asked for."""
    assert ask(port, "/public/index.html", "text/turtle").status == 200
    dump = ask(port, f"/public/data/{SLUG}.nq")
    assert (dump.status, dump.getheader("Content-Type")) == (200, "application/n-quads; charset=utf-8")
    assert ask(port, "/public/id/doc/nothing", "text/turtle").status == 404
    assert ask(port, "/public/.fengong-publication").status in (403, 404)


def test_no_header_is_slow_to_match() -> None:
    """Thirty patterns over a header of 8 000 characters that nearly match: no catastrophe."""
    header = "text/turtle" + "; a = b ;" * 900 + "x"
    start = time.perf_counter()
    assert not any(re.search(pattern, header, re.IGNORECASE) for pattern, _ in patterns())
    assert time.perf_counter() - start < 1


def test_the_rules_name_no_host_or_path_but_in_a_comment(tmp_path: Path) -> None:
    """w3id.org redirects to wherever the folder is served: the rules must hold there."""
    publish([handmade()], tmp_path / "one", replace(Publication(), base="https://data.example.org/x/"))
    publish([handmade()], tmp_path / "two", Publication())
    for file in ("nginx.conf", "nginx-location.conf", ".htaccess"):
        one, two = ((tmp_path / name / file).read_text().splitlines() for name in ("one", "two"))
        assert [a for a, b in zip(one, two, strict=True) if a != b and not a.startswith("#")] == []
