"""The rules by which a web server answers an IRI with the right document: for nginx and for Apache.

A thing is not a document, so its IRI answers 303 See Other (W3C TAG, httpRange-14); which of the three
documents about it comes, the Accept header says (RFC 9110, 12.5.1). The rules look for the folder's
index.ttl and so need neither the base's host nor its path, and serve a redirect from w3id.org too.
"""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from fengong.templates import template


class MediaType(NamedTuple):
    """A media type, the suffixes it goes with, and whether it is text in UTF-8."""

    media: str
    suffixes: str
    text: bool


_TYPES = (
    MediaType("text/html", "html", True),
    MediaType("text/css", "css", True),
    MediaType("text/plain", "txt conf cypher sh", True),
    MediaType("text/turtle", "ttl", True),
    MediaType("application/ld+json", "jsonld", True),
    MediaType("application/n-quads", "nq", True),
    MediaType("application/trig", "trig", True),
    MediaType("application/rdf+xml", "rdf", True),
    MediaType("text/csv", "csv", True),
    MediaType("application/csvm+json", "json", True),
    MediaType("application/xml", "xml graphml gexf", True),
)


_FORMS = {
    "ttl": r"text/turtle",
    "jsonld": r"application/(ld\+)?json",
    "html": r"(text/html|application/xhtml\+xml)",
}
_OTHER = r"(\s*+;\s*+(?!q=)[^,;\s]*+)*+"  # parameters that are no q; possessive, so that no header is slow to match


def patterns() -> tuple[tuple[str, str], ...]:
    """(regular expression over the Accept header, suffix of the form), the first that matches wins.

    A type without a q has the q 1; q is looked at to its first decimal; a q of 0 asks for anything else.
    """
    levels = [r"(\s*+;\s*+q=1(\.0*)?)?", *(rf"\s*+;\s*+q=0\.{tenth}[0-9]*" for tenth in range(9, 0, -1))]
    return tuple(
        (rf"(^|,)\s*+{media}{_OTHER}{level}\s*+(,|$)", form)
        for level in levels
        for form, media in _FORMS.items()
    )


def rules(base: str) -> dict[str, bytes]:
    """{file name: its bytes} of nginx.conf, nginx-location.conf and .htaccess."""
    files = {
        "nginx.conf": "nginx.conf",
        "nginx-location.conf": "nginx-location.conf",
        ".htaccess": "htaccess",
    }
    known = [(Markup(pattern), form) for pattern, form in patterns()]  # own words, for no HTML
    return {
        name: (
            template(f"site/{source}.jinja").render(base=base, types=_TYPES, patterns=known) + "\n"
        ).encode()
        for name, source in files.items()
    }
