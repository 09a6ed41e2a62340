"""Which bodies of an answer people identified: told below it, since the words of the source do not say so."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from fengong.asked import Asked
from fengong.query import run_text

_REVIEWS = """
#+ parameters:
#+   node (iri, required): a measure or a body
#+   lang (lang): zh or en
SELECT DISTINCT ?words WHERE {
  VALUES ?node { UNDEF }
  VALUES ?lang { "zh" }
  { ?node fg:qualifiedResponsibility ?assignment . ?assignment fg:identifiedBy ?review }
  UNION { ?item fg:supportsMeasure ?node ; fg:qualifiedResponsibility ?assignment . ?assignment fg:identifiedBy ?review }
  UNION { ?review fg:reviewedBody ?node ; fg:verdict "is" }
  ?review rdfs:label ?label
  FILTER(LANG(?label) = ?lang) BIND(STR(?label) AS ?words)
} ORDER BY ?words
"""
_SAY = {"zh": "单位由人{words}", "en": "body {words}"}


def reviewed(graph: Asked, node: NamedNode, lang: str) -> Iterator[tuple[int, str]]:
    """A line for each decision by which a body of the measure, or the body itself, was identified."""
    for row in run_text(graph, _REVIEWS, node=node, lang=lang).records():
        yield 0, _SAY[lang].format(words=row["words"])
