"""A few documents of a corpus → their files, by whichever process is asked: the unit that is kept or made anew.

A partition is done when its record (``.parts/part-00000.json``) is there: it is written after all files, names
what they were made of and by, and has their digests. Every file is written beside its place and renamed, and
the same documents give the same bytes, so that it does no harm where a lost process comes back and writes again.
"""

from __future__ import annotations

import gc
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, RdfFormat, serialize

from fengong import __version__, plan_of
from fengong.atomic import write_atomically
from fengong.describe import compact
from fengong.describe_making import registry_digest
from fengong.errors import FengongError
from fengong.expand import expand
from fengong.identify import Names, document_slug
from fengong.parquet import SHARED, parquet_bytes, rows_of, schemas, table_of
from fengong.read import read
from fengong.review import Reviews, current, using
from fengong.tabulate_rows import Row

PARTS = ".parts"
"""The folder of records, and of the rows and statements that several partitions may share."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a partition is made of: paths and the digests of their bytes; paths left out, with the error.

    The error is empty where the path's text is elsewhere in the corpus. ``reviews`` are the decisions of where the
    corpus is asked for: a worker elsewhere has other files.
    """

    number: int
    output: str
    base: str
    sources: tuple[tuple[str, str | None], ...]
    left_out: tuple[tuple[str, str], ...] = ()
    reviews: Reviews = field(default_factory=current)

    @property
    def name(self) -> str:
        """part-00000."""
        return f"part-{self.number:05}"

    def made_of(self) -> dict[str, Any]:
        """What the bytes follow from, as JSON has it."""
        return {
            "version": __version__,
            "registry": self._registry(),
            "base": self.base,
            "sources": [list(one) for one in self.sources],
            "left_out": [list(one) for one in self.left_out],
        }

    def _registry(self) -> str:
        with using(self.reviews):
            return registry_digest()


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one source: its document, or the error, or neither where its text was there already."""

    source: str
    document: str = ""
    sha256: str = ""
    measures: int = 0
    error: str | None = None
    empty: str | None = None


def digest_of(source: str) -> str | None:
    """SHA-256 of a file's bytes; None where it cannot be read, which its reader will tell."""
    try:
        with open(source, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def place(name: str, table: str) -> str:
    """Where the rows of a partition stand below the corpus."""
    return f"{PARTS}/{name}.{table}.parquet" if table in SHARED else f"{table}/{name}.parquet"


def kept(job: Job) -> dict[str, Any] | None:
    """The record of a partition that is done, of the same documents and with its files whole; else None."""
    output = Path(job.output)
    try:
        record = json.loads((output / PARTS / f"{job.name}.json").read_bytes())
        if record["made_of"] != job.made_of():
            return None
        whole = all(digest_of(str(output / file)) == found for file, found in record["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # no record, or one that is none
        return None
    return record if whole else None


def make(job: Job) -> dict[str, Any]:
    """Read, extract and describe the documents, write the partition and give its record.

    Raises GraphError where its files cannot be written.
    """
    gc.set_threshold(100_000)  # many records and no cycles, as in the command line
    tables: dict[str, list[Row]] = {table: [] for table in schemas()}
    stated: list[Quad] = []
    shared: dict[Quad, None] = {}
    with using(job.reviews):
        told = [_one(source, job, tables, stated, shared) for source, _ in job.sources]
    files = _files(job, tables, stated, shared)
    for name, data in files:
        write_atomically(Path(job.output) / name, data)
    record = {
        "made_of": job.made_of(),
        "read": [asdict(one) for one in told],
        "rows": {table: len(found) for table, found in tables.items()},
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files},
    }
    write_atomically(Path(job.output) / PARTS / f"{job.name}.json", dumped(record))
    return record


def probe(source: str, base: str) -> None:
    """Read and describe one source and write nothing: what tells which of several ends its process."""
    _one(source, Job(0, "", base, (), reviews=Reviews()), {table: [] for table in schemas()}, [], {})


def dumped(record: dict[str, Any]) -> bytes:
    """A record as the bytes of its file."""
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _one(
    source: str, job: Job, tables: dict[str, list[Row]], stated: list[Quad], shared: dict[Quad, None]
) -> Read:
    """Bring one document into the tables and the statements; what is left out leaves nothing."""
    if (reason := dict(job.left_out).get(source)) is not None:
        return Read(source, error=reason or None)
    try:
        plan = plan_of(read(source))
        quads = compact(plan, job.base)
    except FengongError as error:
        return Read(source, error=str(error))
    names = Names(job.base)
    registry = names.registry_graph()
    stated.extend(quad for quad in quads if quad.graph_name != registry)
    shared.update(dict.fromkeys(quad for quad in quads if quad.graph_name == registry))
    for table, found in rows_of(expand(quads), job.base).items():
        tables[table].extend(found)
    document, empty = plan.document, None if plan.measures else plan.findings[-1].message_en
    node = names.document(document_slug(document)).value
    return Read(source, node, document.sha256, len(plan.measures), empty=empty)


def _files(
    job: Job, tables: dict[str, list[Row]], stated: Iterable[Quad], shared: Iterable[Quad]
) -> list[tuple[str, bytes]]:
    """(path below the corpus, bytes) of all files of the partition but its record."""
    rows = (
        (place(job.name, table), parquet_bytes(table_of(table, found))) for table, found in tables.items()
    )
    return [
        *rows,
        (f"nquads/{job.name}.nq.gz", packed(lines(stated))),
        (f"{PARTS}/{job.name}.registry.nq.gz", packed(lines(shared))),
    ]


def lines(quads: Iterable[Quad]) -> Iterator[bytes]:
    """The quads as lines of N-Quads, each once, in order of their bytes."""
    written = serialize(quads, format=RdfFormat.N_QUADS) or b""
    return iter(sorted(set(written.splitlines(keepends=True))))


def packed(found: Iterable[bytes]) -> bytes:
    """Lines as a gzip file that does not tell when it was written."""
    return gzip.compress(b"".join(found), compresslevel=6, mtime=0)
