"""Any number of documents → a corpus: columns and N-Quads in partitions, made by many processes.

    measures/part-00000.parquet …   support, assignments, findings, spans alike: rows of one document each
    bodies/part-00000.parquet       documents, tasks and bodies: rows that documents share, each once
    nquads/part-00000.nq.gz …       the compact form (`fengong.describe.compact`), a named graph a document
    nquads/registry.nq.gz           what the registry says of their bodies, once
    manifest.json                   inputs, digests, counts; written last: a corpus without it is not whole

A partition that is done is kept (`fengong.partition`), so a run that was stopped goes on where it ended. The
bytes follow from the documents, the version and the registry alone, however many processes make them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fengong import __version__
from fengong.atomic import write_atomically
from fengong.corpus_files import MANIFEST
from fengong.corpus_merge import merge_registry, merge_rows
from fengong.describe_making import registry_digest
from fengong.errors import GraphError
from fengong.identify import BASE
from fengong.keep import locked
from fengong.parquet import SHARED, schemas
from fengong.partition import PARTS, Job, Read, digest_of, dumped, kept
from fengong.spread import Spread

if TYPE_CHECKING:
    from distributed import Client

SIZE = 16
"""Documents of a partition: some ten seconds of work, and what is lost with a process."""


def build(
    output: Path,
    sources: Sequence[str],
    client: Client,
    base: str = BASE,
    size: int = SIZE,
    done: Callable[[int], None] = lambda count: None,
) -> list[Read]:
    """Bring the sources into a corpus; gives what came of each, in their order, once the corpus is whole.

    A text that is there already is left out; another text of a document that is there is left out and
    told as failed, the first in order of the sources staying. The processes of ``client`` must see the same
    files under the same paths. ``done`` is called with the number of documents of each partition that is done.

    Raises:
        GraphError: the folder cannot be written or holds something else; the processes run another version.
    """
    _ready(output)
    with locked(output / PARTS):
        shown = {str(Path(source).absolute()): source for source in reversed(sources)}
        found = [(path, digest_of(path)) for path in reversed(shown)]
        (output / MANIFEST).unlink(missing_ok=True)
        jobs = list(_jobs(output, _once(found), base, size))
        _clear(output, len(jobs))
        spread, records = Spread(client), {}
        for number, record in _made(jobs, spread):
            records[number] = record
            done(len(record["read"]))
        records |= dict(_made(list(_apart(jobs, records)), spread))
        ordered = [records[number] for number in range(len(jobs))]
        told = _told(found, ordered, shown)
        _finish(output, ordered, told, {shown[path]: digest for path, digest in found}, base)
        return told


def _once(found: Sequence[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """The files without those of the very bytes of an earlier one; one that cannot be read is like no other."""
    first: dict[str, str] = {}
    return [one for one in found if one[1] is None or first.setdefault(one[1], one[0]) == one[0]]


def _told(
    found: Sequence[tuple[str, str | None]], records: Sequence[dict[str, Any]], shown: dict[str, str]
) -> list[Read]:
    """What came of each source, by the name it was given; those that no partition has are there already."""
    read = {one["source"]: Read(**one) for record in records for one in record["read"]}
    told = []
    for path, _ in found:
        one = read.get(path, Read(path))
        error = _named(one.error, shown) if one.error else None
        told.append(replace(one, source=shown[path], error=error))
    return told


def _named(words: str, shown: dict[str, str]) -> str:
    """A message with the names that the user gave."""
    return ": ".join(shown.get(piece, piece) for piece in words.split(": "))


def _ready(output: Path) -> None:
    """Make the folders, unless something else is there."""
    known = {PARTS, f".{PARTS}.lock", "nquads", MANIFEST, *schemas()}
    try:
        output.mkdir(exist_ok=True)
        others = sorted(one.name for one in output.iterdir() if one.name not in known)
        if others:
            raise GraphError(f"{output} holds other files ({others[0]}): name a new folder or an empty one")
        for name in (PARTS, "nquads", *schemas()):
            (output / name).mkdir(exist_ok=True)
    except FileNotFoundError:
        raise GraphError(f"no folder {output.parent} to write {output.name} in: make it first") from None
    except OSError as error:
        raise GraphError(f"cannot write {output}: {error.strerror or error}") from None


def _jobs(output: Path, sources: Sequence[tuple[str, str | None]], base: str, size: int) -> Iterator[Job]:
    """The sources in partitions."""
    for number, at in enumerate(range(0, len(sources), size)):
        yield Job(number, str(output.absolute()), base, tuple(sources[at : at + size]))


def _clear(output: Path, count: int) -> None:
    """Take away partitions beyond the last, and what a killed process left half written."""
    for file in [*output.glob("*/*"), *(output / PARTS).glob(".*")]:
        number = file.name.removeprefix("part-")[:5]
        beyond = file.name.startswith("part-") and number.isdigit() and int(number) >= count
        if beyond or file.name.endswith(".tmp"):
            file.unlink(missing_ok=True)


def _made(jobs: Sequence[Job], spread: Spread) -> Iterator[tuple[int, dict[str, Any]]]:
    """(number, record) of each job, as they are done; those that are done already first."""
    waiting = []
    for job in jobs:
        if (record := kept(job)) is not None:
            yield job.number, record
        else:
            waiting.append(job)
    for job, record in spread.over(waiting):
        if record["made_of"] != job.made_of():
            raise GraphError("the workers run another fengong or registry than this: install the same there")
        yield job.number, record


def _apart(jobs: Sequence[Job], records: dict[int, dict[str, Any]]) -> Iterator[Job]:
    """The jobs that hold second texts of documents, to be made again without them."""
    first: dict[str, Read] = {}
    for job in jobs:
        record, second = records[job.number], []
        for one in (Read(**each) for each in record["read"]):
            there = first.setdefault(one.document, one) if one.document else one
            if there is not one:
                words = f"{one.source}: another text of the document in: {there.source}: give one of them"
                second.append((one.source, words if there.sha256 != one.sha256 else ""))
        if second:
            left_out = [(source, words) for source, words in record["made_of"]["left_out"]]
            yield replace(job, left_out=(*left_out, *second))


def _finish(
    output: Path,
    records: Sequence[dict[str, Any]],
    told: Sequence[Read],
    digests: dict[str, str | None],
    base: str,
) -> None:
    """Merge what partitions share, and write the manifest."""
    files = {name: digest for record in records for name, digest in record["files"].items()}
    rows = {table: sum(record["rows"][table] for record in records) for table in schemas()}
    parts = [f"part-{number:05}" for number in range(len(records))]
    for table in SHARED:
        data, rows[table] = merge_rows(output, table, parts)
        files |= _put(output, f"{table}/part-00000.parquet", data)
    files |= _put(output, "nquads/registry.nq.gz", merge_registry(output, parts))
    found: dict[str, Any] = {
        "fengong": __version__,
        "registry": registry_digest(),
        "base": base,
        "rows": rows,
    }
    found["inputs"] = [{"sha256": digests[one.source], **_input(one)} for one in told]
    found["files"] = {name: files[name] for name in sorted(files) if not name.startswith(PARTS)}
    write_atomically(output / MANIFEST, dumped(found))


def _put(output: Path, name: str, data: bytes) -> dict[str, str]:
    write_atomically(output / name, data)
    return {name: hashlib.sha256(data).hexdigest()}


def _input(one: Read) -> dict[str, str]:
    """A source as the manifest has it: with its document, its error, or neither where its text was there."""
    told = {"source": one.source, "document": one.document, "error": one.error}
    return {name: words for name, words in told.items() if words}
