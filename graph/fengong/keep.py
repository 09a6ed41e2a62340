"""Graphs that are kept and grow: a folder that pyoxigraph's store lives in, or a file that is rewritten whole.

A folder holds each document's named graphs, one graph of the registry, and beside them the union of all, which
questions are put to. New documents come many at a time through pyoxigraph's bulk loader: what is loaded in one
call of at most `BATCH` quads becomes visible in one step of RocksDB (one ingestion of files), so that whenever
the program is killed a document is there wholly or not at all. What takes another's place is one transaction.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store

from fengong.atomic import write_atomically
from fengong.errors import GraphError
from fengong.store import HELD, UNION, Graph, open_graph, refuse_lost, store_errors, union_is_written
from fengong.write import format_of, write

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BATCH = 800_000
"""Quads that are loaded in one step; the loader of pyoxigraph 0.5 cuts what is over a million into several."""

# What RocksDB has made of a folder when it is killed before its first CURRENT: nothing that holds data.
_UNMADE = re.compile(r"LOCK|LOG(\.old\.\d+)?|IDENTITY|(MANIFEST|OPTIONS)-\d+(\.dbtmp)?|\d+\.dbtmp")


def is_folder(path: Path) -> bool:
    """Whether the graph is, or would become, a folder: a path without suffix that is not there yet does."""
    return path.is_dir() or not (path.suffix or path.exists())


def replace(path: Path, quads: Iterable[Quad], graphs: Iterable[str], shared: str | None = None) -> None:
    """Put ``quads`` in place of all that the named graphs ``graphs`` (IRIs) held before.

    Of the graph ``shared`` (the registry, which many documents lean on) only what it says of the subjects
    that are described anew is replaced. Quads of other graphs are added to what is there. A folder is changed in one
    transaction and made where it is missing; a file is rewritten whole and replaced in one step; a
    reader sees the old or the new. A path without suffix that is not there yet becomes a folder.
    Raises `GraphError`, also for a format that keeps no named graphs.
    """
    if is_folder(path):
        with opened(path) as keeper:
            keeper.replace(tuple(quads), tuple(graphs), shared)
    else:
        rewrite(path, tuple(quads), frozenset(graphs), shared)


@contextmanager
def opened(path: Path) -> Iterator[Keeper]:
    """A folder opened for writing, made where it is missing; one program at a time. Raises `GraphError`."""
    others = [one for one in path.iterdir() if not _UNMADE.fullmatch(one.name)] if path.is_dir() else []
    if others and not (path / "CURRENT").exists():
        raise GraphError(
            f"{path} holds other files, or a store that lost its CURRENT: give an empty folder, or a new one"
        )
    # Two that make a store at once would each put its own in the other's place.
    with locked(path), store_errors(path):
        if not (path / "CURRENT").exists():
            _make(path)
        refuse_lost(Store.read_only(str(path)), path)
        store = Store(str(path))
        for left in path.glob("bulk-*.sst"):  # of a loading that was killed
            left.unlink()
        try:
            yield Keeper(store, path)
            store.flush()
            if next(iter(store), None) is not None:
                (path / HELD).touch()
        finally:
            del store  # closes it: the next command may open it


def _make(path: Path) -> None:
    """Make an empty store beside ``path`` and rename it: a store half made cannot be opened again."""
    making = path.parent / f".{path.name}.making"
    try:
        Store(str(making)).flush()
    except (OSError, RuntimeError) as error:
        if "lock" in str(error).lower() or not making.exists():
            raise
        shutil.rmtree(making)  # killed while it was made
        Store(str(making)).flush()
    if path.is_dir():
        shutil.rmtree(path)
    making.rename(path)


def in_memory(path: Path, graph: Graph | None) -> Keeper:
    """What a file holds, to be changed in memory and written with `rewrite`."""
    store = Store()
    if graph:
        store.extend(graph.file)
        store.update(UNION)
    return Keeper(store, path)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a file for writing: two programs that rewrite it would each lose what the other adds."""
    lock = FileLock(path.parent / f".{path.name}.lock", timeout=0)
    try:
        with lock:
            yield
    except Timeout:
        raise GraphError(f"another program is writing {path}: try again when it is done") from None
    except OSError as error:
        raise GraphError(f"cannot write {path}: {error.strerror or error}") from None


class Keeper:
    """A folder's store that one program holds for writing."""

    def __init__(self, store: Store, path: Path) -> None:
        """Made by `opened`."""
        self.store, self.path = store, path

    def graph(self) -> Graph:
        """What the folder holds, to be asked while it is held."""
        return Graph(self.store, str(self.path), union=not union_is_written(self.store))

    def load(self, lines: Sequence[bytes]) -> None:
        """Add documents that are not there yet: N-Quads of their graphs and of the union, a piece for each.

        All pieces of a step become visible at once; a step has at most `BATCH` lines, or one piece.
        """
        if next(iter(self.store), None) is not None and not union_is_written(self.store):
            self.store.update(UNION)
        step: list[bytes] = []
        size = 0
        for piece in lines:
            count = piece.count(b"\n")
            if step and size + count > BATCH:
                self._load(step, size)
                step, size = [], 0
            step.append(piece)
            size += count
        self._load(step, size)

    def _load(self, step: list[bytes], size: int) -> None:
        if not step:
            return
        load = self.store.bulk_load if size <= BATCH else self.store.load
        # What the IRIs are was looked at when they were made: the loader need not look again.
        load(BufferedReader(_Joined(step)), format=RdfFormat.N_QUADS, lenient=True)

    def order(self) -> None:
        """Have RocksDB put its files together: many that were loaded one by one are each looked into for every look-up.

        It writes the whole store anew, some 20 to 45 ms a document. Nothing that is there changes.
        """
        self.store.optimize()

    def replace(self, quads: Collection[Quad], graphs: Sequence[str], shared: str | None) -> None:
        """See `fengong.keep.replace`; one transaction."""
        if _adds_only(self.store, quads, graphs, shared):
            # One call is one transaction, and a third of the time of an update in SPARQL.
            self.store.extend([*quads, *(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)])
        else:
            self.store.update(_change(self.store, quads, graphs, shared))

    def remove(self, graphs: Sequence[str]) -> None:
        """Take the named graphs away, and out of the union what no other graph says; one transaction."""
        first = [] if union_is_written(self.store) else [UNION]
        self.store.update(" ;\n".join([*first, _replacement([], graphs)]))

    def forget(self, quads: Iterable[Quad]) -> None:
        """Take statements of a graph away, and out of the union where no other graph says them; one transaction."""
        gone = [*quads]
        lines = "".join(f"GRAPH {quad.graph_name} {{ {quad.triple} }}\n" for quad in gone)
        alone = [quad for quad in gone if sum(1 for _ in self._saying(quad)) == 1]
        union = "".join(f"{quad.triple} .\n" for quad in alone)
        self.store.update(f"DELETE DATA {{\n{union}{lines}}}")

    def _saying(self, quad: Quad) -> Iterator[Quad]:
        found = self.store.quads_for_pattern(quad.subject, quad.predicate, quad.object)
        return (one for one in found if not isinstance(one.graph_name, DefaultGraph))


class _Joined(RawIOBase):
    """Pieces read one behind the other as one file: joined they would be held twice."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        """``pieces``: in order."""
        super().__init__()
        self.pieces, self.left = iter(pieces), memoryview(b"")

    def readable(self) -> bool:
        """It is read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer with what comes next; 0 at the end."""
        while not self.left and (piece := next(self.pieces, None)) is not None:
            self.left = memoryview(piece)
        room = memoryview(buffer)
        size = min(len(room), len(self.left))
        room[:size], self.left = self.left[:size], self.left[size:]
        return size


def _adds_only(store: Store, quads: Collection[Quad], graphs: Sequence[str], shared: str | None) -> bool:
    """Whether nothing that the store holds has to go: the graphs are new, and of the shared one all stays."""
    if next(iter(store), None) is not None and not union_is_written(store):
        return False
    if any(store.contains_named_graph(NamedNode(graph)) for graph in graphs):
        return False
    new = set(quads)
    subjects = {quad.subject for quad in quads if graph_name(quad) == shared}
    return all(
        quad in new
        for subject in subjects
        for quad in store.quads_for_pattern(subject, None, None, NamedNode(shared or ""))
    )


def _change(store: Store, quads: Collection[Quad], graphs: Sequence[str], shared: str | None) -> str:
    """One SPARQL update that takes the old away and puts the new in; a foreign store gets its union first."""
    first = [] if union_is_written(store) else [UNION]
    anew = _forgotten(shared, _subjects(quads, shared)) if shared else []
    return " ;\n".join([*first, *anew, _replacement(sorted(set(quads), key=str), graphs)])


def _replacement(quads: Sequence[Quad], graphs: Sequence[str]) -> str:
    """One SPARQL update, hence one transaction: take the old graphs out of the union, drop them, insert."""
    old = " ".join(str(NamedNode(graph)) for graph in graphs)
    listed = old.replace(" ", ", ")
    leave = (
        f"DELETE {{ ?s ?p ?o }} WHERE {{ VALUES ?g {{ {old} }} GRAPH ?g {{ ?s ?p ?o }} "
        f"FILTER NOT EXISTS {{ GRAPH ?h {{ ?s ?p ?o }} FILTER(?h NOT IN ({listed})) }} }}"
    )
    drop = [f"DROP SILENT GRAPH {NamedNode(graph)}" for graph in graphs]
    return " ;\n".join([leave, *drop, f"INSERT DATA {{\n{''.join(map(_inserted, quads))}}}"])


def _subjects(quads: Iterable[Quad], graph: str | None) -> set[str]:
    """The subjects that the quads of one graph describe, as SPARQL writes them."""
    return {str(quad.subject) for quad in quads if graph_name(quad) == graph}


def _forgotten(graph: str, subjects: Iterable[str]) -> list[str]:
    """SPARQL that takes what a graph says of the subjects out of the union, then out of the graph."""
    listed, name = " ".join(sorted(subjects)), str(NamedNode(graph))
    said = f"VALUES ?s {{ {listed} }} GRAPH {name} {{ ?s ?p ?o }}"
    elsewhere = f"FILTER NOT EXISTS {{ GRAPH ?h {{ ?s ?p ?o }} FILTER(?h != {name}) }}"
    return [
        f"DELETE {{ ?s ?p ?o }} WHERE {{ {said} {elsewhere} }}",
        f"DELETE {{ GRAPH {name} {{ ?s ?p ?o }} }} WHERE {{ {said} }}",
    ]


def _inserted(quad: Quad) -> str:
    union = f"{quad.triple} .\n"
    if isinstance(quad.graph_name, DefaultGraph):
        return union
    return f"{union}GRAPH {quad.graph_name} {{ {quad.triple} }}\n"


def rewrite(path: Path, quads: Sequence[Quad], graphs: frozenset[str], shared: str | None) -> None:
    """`replace` for a file: written anew as a whole, in one step."""
    if path.suffix.lower() not in (".trig", ".nq"):
        raise GraphError(f"{path} keeps no named graphs to replace: use .trig, .nq or a folder")
    old = open_graph(path).kept() if path.exists() and path.stat().st_size else iter(())
    anew = _subjects(quads, shared) if shared else set()
    kept = [
        quad
        for quad in old
        if graph_name(quad) not in graphs and not (graph_name(quad) == shared and str(quad.subject) in anew)
    ]
    write_atomically(path, write([*kept, *quads], format_of(path)))


def graph_name(quad: Quad) -> str:
    """The IRI of a quad's graph; "" for the default graph."""
    return "" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
