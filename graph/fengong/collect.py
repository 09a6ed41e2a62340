"""Plans brought into a graph that is kept: each wholly or not at all, none twice, none lost.

A document is known by the SHA-256 of its text; what another version of the program or another state of the
registry made of it is made anew. A text of the same number and issuer as one that is there is its new edition:
it takes its place, and the older text is kept beside it. A run that is stopped has lost nothing, and the next
one goes on where it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from fengong import __version__
from fengong.describe_making import registry_digest
from fengong.errors import GraphError
from fengong.expand import expand
from fengong.gather import Gathered, gather, with_union
from fengong.identify import BASE, Names
from fengong.keep import Keeper, graph_name, in_memory, is_folder, locked, opened, rewrite
from fengong.model import Document
from fengong.query import run_text
from fengong.review import FOLDER, VARIABLE, are_given
from fengong.store import Graph, open_graph
from fengong.terms import FG, PROV, RDF, XSD
from fengong.texts import document_named, document_of

_STEP_BYTES = 32_000_000
"""Bytes of N-Quads that are held before they are written: some fifteen documents.

The loader takes seven times that memory; steps of half the size took a tenth more time, RocksDB putting its files
together more often."""

_MANY = 20
"""Documents of one run from which on the store is put in order behind them, if they are a quarter of all."""

_HELD = """
#+ parameters:
#+   software (iri, required): the program in its version
#+   registry (iri, required): the registry in its state
SELECT ?document ?sha256 ?issuer ?current WHERE {
  VALUES ?software { UNDEF }
  VALUES ?registry { UNDEF }
  ?text dct:isFormatOf ?document ; fg:sha256 ?sha256 .
  OPTIONAL { ?document dct:creator/skos:prefLabel ?label FILTER(LANG(?label) = "zh") BIND(STR(?label) AS ?issuer) }
  OPTIONAL { ?activity prov:used ?text , ?registry ; prov:wasAssociatedWith ?software BIND(true AS ?current) }
}
"""
_REVIEWED = "SELECT ?review WHERE { ?review a fg:Review } LIMIT 1"
_FORMER = "SELECT ?document ?sha256 WHERE { ?text fg:formerEditionOf ?document ; fg:sha256 ?sha256 }"
_TEXTS = """
#+ parameters:
#+   document (iri, required): the document
SELECT ?node ?property ?value ?current WHERE {
  VALUES ?document { UNDEF }
  { ?node dct:isFormatOf ?document BIND(true AS ?current) } UNION { ?node fg:formerEditionOf ?document }
  ?node ?property ?value FILTER(?property IN (fg:sha256, fg:layout, prov:value, prov:wasRevisionOf))
}
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as a graph holds it; ``current``: as this program and registry would describe it now."""

    document: str
    sha256: str
    issuer: str | None
    current: bool
    former: tuple[str, ...] = ()


def held(path: Path, base: str = BASE) -> Mapping[str, Kept]:
    """{IRI: the document} of the graph at ``path``; nothing where there is none yet."""
    if not path.exists() or (path.is_dir() and not (path / "CURRENT").exists()):
        return {}
    return held_in(open_graph(path), base)


def held_in(graph: Graph, base: str = BASE) -> dict[str, Kept]:
    """{IRI: the document} of a graph."""
    names = Names(base)
    terms = {"software": names.software(__version__), "registry": names.registry(registry_digest())}
    former: dict[str, list[str]] = {}
    for row in run_text(graph, _FORMER).records():
        former.setdefault(str(row["document"]), []).append(str(row["sha256"]).lower())
    found: dict[str, Kept] = {}
    for row in run_text(graph, _HELD, **terms).records():
        node, issuer = str(row["document"]), str(row["issuer"]) if row["issuer"] else None
        older = tuple(sorted(former.get(node, ())))
        found[node] = Kept(node, str(row["sha256"]).lower(), issuer, bool(row["current"]), older)
    return found


def _refuse_without_reviews(graph: Graph) -> None:
    """Raise GraphError where people have decided about names of the graph and their files are not here: all would be undone."""
    if not are_given() and run_text(graph, _REVIEWED).rows:
        raise GraphError(
            f"{graph.name} was made with decisions about names, and there is no {FOLDER} here: run this where it is, "
            f"or name it by {VARIABLE} (a file with the heading alone takes them back)"
        )


def known(kept: Iterable[Kept]) -> frozenset[str]:
    """The digests of the texts that need not be read: they are there as they would be described now, or were."""
    return frozenset(
        digest for one in kept for digest in (*one.former, *((one.sha256,) if one.current else ()))
    )


def add(
    path: Path,
    sources: Sequence[str],
    base: str = BASE,
    read: Callable[[str], Document] | None = None,
    processes: int | None = None,
) -> Iterator[Gathered]:
    """Bring the sources into the graph at ``path``; each is given back when it is read or refused.

    The graph is wholly written when the iterator has ended. ``read``: how this process reads a source.
    Raises GraphError where the graph cannot be written.
    """
    if is_folder(path):
        with opened(path) as keeper:
            writer = _Writer(keeper, base)
            yield from _put_all(writer, sources, read, processes)
            if writer.has_grown():
                keeper.order()
        return
    with locked(path):
        graph = open_graph(path) if path.exists() and path.stat().st_size else None
        writer = _Writer(in_memory(path, graph), base)
        yield from _put_all(writer, sources, read, processes)
        if writer.written:
            quads = expand(writer.keeper.graph().kept())
            shared = writer.registry.value
            written = [quad for quad in quads if graph_name(quad) in {*writer.written, shared}]
            rewrite(path, written, frozenset(writer.written), shared)


def update(path: Path, base: str = BASE) -> tuple[int, Iterator[Gathered]]:
    """How many documents another version or registry has described, and each of them read again from its text."""
    graph = open_graph(path)
    outdated = [one.document for one in held_in(graph, base).values() if not one.current]

    def text_of(document: str) -> Document:
        return document_of(graph, document)

    return len(outdated), add(path, outdated, base, text_of, processes=1) if outdated else iter(())


def remove(path: Path, names: Sequence[str], base: str = BASE) -> list[str]:
    """Take documents away, named as `fengong.texts.document_named` says; gives their IRIs.

    Raises NotInGraph for a name that means no document, or several; nothing is removed then.
    """
    graph = open_graph(path)
    found = [document_named(graph, name).value for name in names]
    graphs = [name for document in found for name in _graphs(document, base)]
    if is_folder(path):
        with opened(path) as keeper:
            keeper.remove(graphs)
    else:
        with locked(path):
            rewrite(path, (), frozenset(graphs), None)
    return found


def _graphs(document: str, base: str) -> tuple[str, str]:
    """The IRIs of a document's two graphs."""
    slug = document.removeprefix(f"{base}id/doc/")
    return Names(base).graph(slug).value, Names(base).inferred_graph(slug).value


def _put_all(
    writer: _Writer,
    sources: Sequence[str],
    read: Callable[[str], Document] | None,
    processes: int | None,
) -> Iterator[Gathered]:
    for one in gather(sources, known(writer.kept.values()), writer.base, read, processes):
        yield writer.put(one)
    writer.finish()


def _judged(one: Gathered, kept: dict[str, Kept]) -> Gathered:
    """The same with its outcome; a document of another issuer that only has the same number is refused.

    临政发 is 临沂's and 临汾's.
    """
    if one.outcome in ("known", "failed"):
        return one
    there = kept.get(one.document)
    if there is None:
        kept[one.document] = Kept(one.document, one.sha256, one.issuer, True)
        return one
    if there.issuer and one.issuer and there.issuer != one.issuer:
        words = (
            f"{one.source}: {one.number or one.document} of {one.issuer} would replace that of {there.issuer}: "
            "keep them in two graphs"
        )
        return replace(one, outcome="failed", error=words, lines=b"")
    same = there.sha256 == one.sha256
    if one.sha256 in there.former or (same and there.current):
        return replace(one, outcome="known", lines=b"")
    former = there.former if same else (*there.former, there.sha256)
    kept[one.document] = Kept(one.document, one.sha256, one.issuer, True, former)
    return replace(one, outcome="renewed" if same else "edition")


class _Writer:
    """Writes what is gathered, many new documents in one step."""

    def __init__(self, keeper: Keeper, base: str) -> None:
        self.keeper, self.base = keeper, base
        _refuse_without_reviews(keeper.graph())
        self.kept = held_in(keeper.graph(), base)
        self.registry = Names(base).registry_graph()
        there = {*keeper.store.quads_for_pattern(None, None, None, self.registry)}
        # Words of another state of the registry go once those of this one are there.
        self.before = frozenset(there) if not all(one.current for one in self.kept.values()) else frozenset()
        self.there, self.said = there, set[Quad]()
        self.documents = set(self.kept)
        self.waiting: list[bytes] = []
        self.written: list[str] = []

    def put(self, one: Gathered) -> Gathered:
        """Take one in; new documents wait for their step, an edition is written at once."""
        one = _judged(one, self.kept)
        self._learn(one.registry)
        if one.lines:
            stated = one.graphs[0].removesuffix("/inferred")
            self.written += [stated, f"{stated}/inferred"]
            if one.document in self.documents:
                self.flush()
                self._renew(one, stated)
            else:
                self.documents.add(one.document)
                self.waiting.append(one.lines)
        if sum(map(len, self.waiting)) > _STEP_BYTES:
            self.flush()
        return replace(one, lines=b"", registry=b"")

    def _learn(self, lines: bytes) -> None:
        """Note what the registry says; what is new goes with the next step."""
        said = [*parse(lines, RdfFormat.N_QUADS)]
        new = [quad for quad in said if quad not in self.there]
        self.there.update(new)
        self.said.update(said)
        if new:
            self.waiting.append(with_union(new, (self.registry.value,)))

    def _renew(self, one: Gathered, stated: str) -> None:
        quads = [quad for quad in parse(one.lines, RdfFormat.N_QUADS) if graph_name(quad)]
        quads += _editions(self.keeper.graph(), one, NamedNode(stated))
        self.keeper.replace(quads, (stated, f"{stated}/inferred"), None)

    def flush(self) -> None:
        """Write what waits."""
        waiting, self.waiting = self.waiting, []
        self.keeper.load(waiting)

    def has_grown(self) -> bool:
        """Whether so much is new that the store is worth putting in order."""
        new = len(self.written) // 2
        return new >= _MANY and 4 * new >= len(self.documents)

    def finish(self) -> None:
        """Write what waits, and take away what an older registry said of the same subjects."""
        self.flush()
        anew = {quad.subject for quad in self.said}
        stale = [quad for quad in self.before if quad.subject in anew and quad not in self.said]
        if stale:
            self.keeper.forget(sorted(stale, key=str))


def _editions(graph: Graph, one: Gathered, stated: NamedNode) -> list[Quad]:
    """The older texts of a document, as its graph keeps them beside the new one."""
    text, document = _text_of(one), NamedNode(one.document)
    quads: dict[Quad, None] = {}
    for node, name, value, current in run_text(graph, _TEXTS, document=document).rows:
        if node == text or not isinstance(node, NamedNode) or not isinstance(name, NamedNode):
            continue
        if isinstance(value, NamedNode | Literal):
            quads[Quad(node, name, value, stated)] = None
        quads[Quad(node, RDF.type, FG.FormerText, stated)] = None
        quads[Quad(node, FG.formerEditionOf, document, stated)] = None
        if current:
            quads[Quad(text, PROV.wasRevisionOf, node, stated)] = None
    return [*quads]


def _text_of(one: Gathered) -> NamedNode:
    digest = Literal(one.sha256, datatype=XSD.hexBinary)
    found = (
        q for q in parse(one.lines, RdfFormat.N_QUADS) if q.predicate == FG.sha256 and q.object == digest
    )
    node = next(found).subject
    assert isinstance(node, NamedNode)
    return node
