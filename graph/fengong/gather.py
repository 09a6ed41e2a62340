"""Many sources read over all cores, each into the lines that a graph keeps of it.

Every process reads, extracts, resolves and describes; what comes back is bytes, in the order of the sources
whatever the number of processes. A source that cannot be read is told; one that ends the process that reads
it (a parser that crashes, memory that runs out) is told too, and the others go on.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from typing import Literal

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from fengong.describe import compact
from fengong.errors import FengongError
from fengong.identify import BASE, Names, document_slug
from fengong.model import Document, Plan
from fengong.scribe import known_issuer

FEW = 6
"""Sources that one process reads sooner than others can be started."""
_CHUNK = 4


Outcome = Literal["new", "edition", "renewed", "known", "failed"]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came of one source: "new", an "edition" of a document that is there, the same text "renewed", a text
    that is "known" and need not be read, or "failed", with the ``error``.

    ``lines``: N-Quads of the document's named graphs, then of the union; ``registry``: N-Quads of what the
    registry says of its bodies, without what the same process gave before.
    """

    source: str
    error: str | None = None
    sha256: str = ""
    outcome: Outcome = "new"
    document: str = ""
    number: str | None = None
    title: str = ""
    issuer: str | None = None
    graphs: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    empty: str | None = None
    lines: bytes = b""
    registry: bytes = b""


@dataclass(slots=True)
class _Reader:
    """How one process reads: what it need not read, and which words of the registry it has given already."""

    base: str
    known: Collection[str]
    read: Callable[[str], Document]
    given: set[Quad] = field(default_factory=set)

    def __call__(self, source: str) -> Gathered:
        try:
            document = self.read(source)
            if document.sha256 in self.known:
                return Gathered(source, sha256=document.sha256, outcome="known")
            return self.described(source, document)
        except FengongError as error:
            return Gathered(source, error=str(error), outcome="failed")

    def described(self, source: str, document: Document) -> Gathered:
        from fengong import plan_of  # noqa: PLC0415 - what is known is not extracted

        plan, names = plan_of(document), Names(self.base)
        registry = names.registry_graph()
        quads = compact(plan, self.base)
        own = [quad for quad in quads if quad.graph_name != registry]
        shared = [quad for quad in quads if quad.graph_name == registry and quad not in self.given]
        self.given.update(shared)
        graphs = tuple(dict.fromkeys(q.graph_name.value for q in own if isinstance(q.graph_name, NamedNode)))
        return Gathered(
            source,
            sha256=document.sha256,
            document=names.document(document_slug(plan.document)).value,
            number=plan.document.number,
            title=plan.document.title,
            issuer=issuer_of(plan),
            graphs=graphs,
            counts=counts(plan),
            empty=None if plan.measures else plan.findings[-1].message_en,
            lines=with_union(own, graphs),
            registry=_lines(shared),
        )


def issuer_of(plan: Plan) -> str | None:
    """What the graph calls the issuer: the organization's full name where it is known."""
    known = known_issuer(plan)
    return known.label if known else plan.document.issuer


def counts(plan: Plan) -> tuple[int, ...]:
    """Measures, assignments, support items, findings, and names that stand for nobody."""
    measures = plan.measures
    unresolved = sum(finding.code == "unresolved-name" for finding in plan.findings)
    assigned, asked = sum(len(m.assignments) for m in measures), sum(len(m.support) for m in measures)
    return len(measures), assigned, asked, len(plan.findings), unresolved


def _lines(quads: Sequence[Quad]) -> bytes:
    return serialize(quads, format=RdfFormat.N_QUADS) or b"" if quads else b""


def with_union(quads: Sequence[Quad], graphs: Sequence[str]) -> bytes:
    """N-Quads of the quads and of the same in no graph: a line ends with its graph, and with nothing else alike."""
    lines = union = _lines(quads)
    for graph in graphs:
        union = union.replace(f" {NamedNode(graph)} .\n".encode(), b" .\n")
    return lines + union


_reader: list[_Reader] = []
"""The reader of this process."""


def _begin(base: str, known: Collection[str]) -> None:
    from fengong.read import read  # noqa: PLC0415

    gc.set_threshold(100_000)
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()
    _reader[:] = [_Reader(base, known, read)]


def _end_with(parent: BaseProcess | None) -> None:
    """End when the program that this process reads for is gone: killed, it cannot say so."""
    if parent:
        parent.join()
        os._exit(1)


def _chunk(sources: Sequence[str]) -> list[Gathered]:
    return [_reader[0](source) for source in sources]


def gather(
    sources: Sequence[str],
    known: Collection[str] = (),
    base: str = BASE,
    read: Callable[[str], Document] | None = None,
    processes: int | None = None,
) -> Iterator[Gathered]:
    """Each source in turn; texts whose SHA-256 is ``known`` are not extracted.

    ``read``: how this process reads a source; it is not used in the others.
    """
    count = processes or len(os.sched_getaffinity(0))
    if len(sources) <= FEW or count == 1 or "-" in sources:
        from fengong.read import read as read_file  # noqa: PLC0415

        yield from map(_Reader(base, known, read or read_file), sources)
        return
    rest: Sequence[str] = sources
    while rest:
        done = 0
        try:
            for one in _over_processes(rest, known, base, count):
                done += 1
                yield one
        except BrokenProcessPool:
            rest = rest[done:]
            for source in rest[: _CHUNK * count * 2]:  # one of these did it: each in a process of its own
                done += 1
                yield _alone(source, known, base)
            rest = rest[_CHUNK * count * 2 :]
        else:
            return


def _pool(count: int, known: Collection[str], base: str) -> ProcessPoolExecutor:
    """Processes that share nothing with this one, whose store has threads and locks of its own."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=(base, known))


def _over_processes(
    sources: Sequence[str], known: Collection[str], base: str, count: int
) -> Iterator[Gathered]:
    """In order; no more than a few chunks a process are read ahead, so that memory stays bounded."""
    chunks = deque(sources[at : at + _CHUNK] for at in range(0, len(sources), _CHUNK))
    waiting: deque[Future[list[Gathered]]] = deque()
    with _pool(count, known, base) as pool:
        try:
            while chunks or waiting:
                while chunks and len(waiting) < 2 * count:
                    waiting.append(pool.submit(_chunk, chunks.popleft()))
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _alone(source: str, known: Collection[str], base: str) -> Gathered:
    try:
        with _pool(1, known, base) as pool:
            return pool.submit(_chunk, [source]).result()[0]
    except BrokenProcessPool:
        words = f"{source}: reading it ended the program that read it; leave it out"
        return Gathered(source, error=words, outcome="failed")
