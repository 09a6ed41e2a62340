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
from fengong.identify import BASE, Names
from fengong.model import Plan
from fengong.query import run_text
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


def _put(path: Path, plans: list[Plan], base: str) -> None:
    quads = describe(plans[0], base) if len(plans) == 1 else describe_all(plans, base)
    registry = Names(base).registry_graph().value
    named = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)}
    replace(path, quads, sorted(named - {registry}), shared=registry)
