"""The texts of a document that a graph keeps: the one in force, and those that it took the place of.

`fengong add` keeps a replaced text as an fg:FormerText beside the new one, which is prov:wasRevisionOf it.
"""

from __future__ import annotations

from pyoxigraph import NamedNode

from fengong.asked import Asked
from fengong.errors import NotInGraph
from fengong.model import Document
from fengong.query import run_text
from fengong.texts import DIGEST, document_from, document_named, document_of

_BEFORE = """
#+ parameters:
#+   document (iri, required): the document
SELECT ?text ?layout WHERE {
  VALUES ?document { UNDEF }
  ?current dct:isFormatOf ?document ; prov:wasRevisionOf ?older .
  ?older fg:formerEditionOf ?document ; prov:value ?text OPTIONAL { ?older fg:layout ?layout }
}
"""
_FORMER = """
SELECT ?text ?layout ?sha256 WHERE {
  ?older fg:formerEditionOf ?document ; fg:sha256 ?digest ; prov:value ?text OPTIONAL { ?older fg:layout ?layout }
  BIND(LCASE(STR(?digest)) AS ?sha256)
}
"""


def edition(graph: Asked, name: str) -> Document:
    """The text that ``name`` means: a document's present one, or a former one by the beginning of its SHA-256.

    Raises NotInGraph for a name that means none, or several.
    """
    if len(name) >= DIGEST and not name.strip("0123456789abcdefABCDEF"):
        former = run_text(graph, _FORMER).records()
        found = [row for row in former if str(row["sha256"]).startswith(name.lower())]
        if len(found) == 1:
            return document_from(found[0], name)
    return document_of(graph, document_named(graph, name).value)


def before(graph: Asked, name: str) -> Document:
    """The text that the present one of the document took the place of. Raises NotInGraph where there is none."""
    node: NamedNode = document_named(graph, name)
    for row in run_text(graph, _BEFORE, document=node).records():
        return document_from(row, name)
    raise NotInGraph(f"{name}: the graph keeps no older text of it; name two documents, or two files")
