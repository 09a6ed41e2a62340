"""What the commands ask of a graph, wherever it is kept: `store.Graph` and `endpoint.Endpoint` both answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from fengong.store import Results


class Asked(Protocol):
    """A graph opened for reading, whose default graph is the union of its named graphs."""

    @property
    def name(self) -> str:
        """What messages call it: a path, or an address without user and password."""

    def query(self, sparql: str, *, prefixes: Mapping[str, str] | None = None) -> Results:
        """Run SPARQL; ``prefixes`` need not be declared in it. Raises SyntaxError for text that is no query."""

    def quads(self) -> Iterator[Quad]:
        """Every statement once and in full: those of the named graphs, then those that stand in none."""

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs, sorted."""
