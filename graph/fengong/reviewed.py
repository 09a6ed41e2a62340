"""Which bodies of an answer people identified, who and why: told with it, since the words of the source do not say so."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from fengong.asked import Asked
from fengong.query import run_text

_REVIEWS = """
#+ parameters:
#+   node (iri, required): an assignment, a measure or a body
#+   lang (lang): zh or en
SELECT DISTINCT ?words ?why WHERE {
  VALUES ?node { UNDEF }
  VALUES ?lang { "zh" }
  { ?node fg:identifiedBy ?review }
  UNION { ?node fg:qualifiedResponsibility ?assignment . ?assignment fg:identifiedBy ?review }
  UNION { ?item fg:supportsMeasure ?node ; fg:qualifiedResponsibility ?assignment . ?assignment fg:identifiedBy ?review }
  UNION { ?review fg:reviewedBody ?node ; fg:verdict "is" }
  ?review rdfs:label ?label
  FILTER(LANG(?label) = ?lang) BIND(STR(?label) AS ?words)
  OPTIONAL { ?review dct:description ?why }
} ORDER BY ?words
"""
_SAY = {"zh": "单位由人{words}", "en": "body {words}"}


def reviewed(graph: Asked, node: NamedNode, lang: str) -> Iterator[str]:
    """A line for each decision by which the body of the assignment, those of the measure or the body itself were identified."""
    for row in run_text(graph, _REVIEWS, node=node, lang=lang).records():
        yield _SAY[lang].format(words=row["words"]) + (f"：{row['why']}" if row["why"] else "")
