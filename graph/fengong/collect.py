"""Plans brought into a graph that is kept: each wholly or not at all, none twice.

A document is known by the SHA-256 of its text; what another version of the program or another state of the
registry made of it is made anew. In a store's folder each document is one transaction, so that a run that
is stopped has lost nothing and the next one goes on where it ended; a file is rewritten once, at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import NamedNode

from fengong import __version__
from fengong.describe import describe, describe_all
from fengong.describe_making import registry_digest
from fengong.errors import GraphError
from fengong.identify import BASE, Names, document_slug
from fengong.model import Plan
from fengong.query import run_text
from fengong.scribe import known_issuer
from fengong.store import open_graph, replace

_HELD = """
#+ parameters:
#+   software (iri, required): the program in its version
#+   registry (iri, required): the registry in its state
SELECT ?sha256 WHERE {
  VALUES ?software { UNDEF }
  VALUES ?registry { UNDEF }
  ?activity prov:wasAssociatedWith ?software ; prov:used ?registry , ?text .
  ?text fg:sha256 ?sha256 .
}
"""

_ISSUER = """
#+ parameters:
#+   document (iri, required): the document
SELECT DISTINCT ?issuer WHERE {
  VALUES ?document { UNDEF }
  ?text dct:isFormatOf ?document . ?document dct:creator/skos:prefLabel ?label .
  FILTER(LANG(?label) = "zh") BIND(STR(?label) AS ?issuer)
}
"""


def held(path: Path, base: str = BASE) -> frozenset[str]:
    """The digests of the texts that the graph holds as this program would describe them now."""
    if not path.exists():
        return frozenset()
    names = Names(base)
    terms = {"software": names.software(__version__), "registry": names.registry(registry_digest())}
    rows = run_text(open_graph(path), _HELD, **terms).records()
    return frozenset(str(row["sha256"]).lower() for row in rows)


def collect(path: Path, plans: Iterable[Plan], base: str = BASE) -> None:
    """Put each plan in place of what the graph held of its document. Raises GraphError."""
    if path.is_dir() or not (path.suffix or path.exists()):
        for plan in plans:
            _put(path, [plan], base)
    else:
        _put(path, [*plans], base)


def _refuse_strangers(path: Path, plans: Iterable[Plan], base: str) -> None:
    """A document of another issuer must not take the place of one that only has the same number (临政发)."""
    if not path.exists():
        return
    graph = open_graph(path)
    for plan in plans:
        node = Names(base).document(document_slug(plan.document))
        issuer = _issuer(plan)
        for row in run_text(graph, _ISSUER, document=node).records():
            if issuer and row["issuer"] != issuer:
                raise GraphError(
                    f"{plan.document.number or node.value} of {issuer} would replace that of "
                    f"{row['issuer']} in {path}: keep them in two graphs"
                )


def _issuer(plan: Plan) -> str | None:
    """What the graph calls the issuer: the organization's full name where it is known."""
    known = known_issuer(plan)
    return known.label if known else plan.document.issuer


def _put(path: Path, plans: list[Plan], base: str) -> None:
    _refuse_strangers(path, plans, base)
    quads = describe(plans[0], base) if len(plans) == 1 else describe_all(plans, base)
    registry = Names(base).registry_graph().value
    named = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)}
    replace(path, quads, sorted(named - {registry}), shared=registry)
