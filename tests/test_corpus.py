"""A corpus: whole whatever is lost while it is made, the same bytes by any number of processes, the graph's own words."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from clusters import Cluster, cluster
from distributed import Client
from plan_files import text_to_txt, to_csv
from plans import TABLE, TEXT
from pyoxigraph import Quad, RdfFormat, Store, parse

from fengong import read_plan
from fengong.cli import main
from fengong.corpus import build
from fengong.corpus_files import MANIFEST
from fengong.describe import compact, describe_all
from fengong.errors import GraphError
from fengong.parquet import rows_of, schemas
from fengong.partition import PARTS, Job
from fengong.spread import Spread

SIZE = 2
Bytes = dict[str, bytes]


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Nine notices of other numbers, which share bodies, and a table with national tasks."""
    folder = tmp_path_factory.mktemp("plans")
    for number in range(9):
        (folder / f"{number}.txt").write_bytes(numbered(number + 1))
    (folder / "table.csv").write_bytes(to_csv(TABLE))
    return sorted(map(str, folder.iterdir()))


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("dask")) as found:
        yield found


@pytest.fixture(scope="module")
def whole(workers: Cluster, plans: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus that nothing disturbed, by two workers."""
    output = tmp_path_factory.mktemp("whole") / "corpus"
    with Client(workers.address) as client:
        told = build(output, plans, client, size=SIZE)
    assert [one.source for one in told] == plans
    assert all(one.document and not one.error for one in told), told
    return output


def numbered(number: int) -> bytes:
    """The notice under another number."""
    return text_to_txt(TEXT).replace("〔2023〕917号".encode(), f"〔2022〕{number}号".encode())


def files(output: Path) -> Bytes:
    """What a reader of the corpus sees: all but the builder's own folder."""
    found = {file.relative_to(output).as_posix(): file for file in output.rglob("*") if file.is_file()}
    return {name: file.read_bytes() for name, file in sorted(found.items()) if not name.startswith(".")}


def records(output: Path) -> set[str]:
    return {file.name for file in (output / PARTS).glob("part-*.json")}


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


def quads(output: Path) -> Iterator[Quad]:
    for file in sorted((output / "nquads").glob("*.nq.gz")):
        yield from parse(gzip.decompress(file.read_bytes()), RdfFormat.N_QUADS)


def test_one_worker_gives_the_bytes_of_two(whole: Path, plans: list[str], tmp_path: Path) -> None:
    with cluster(tmp_path, workers=1) as alone, Client(alone.address) as client:
        build(tmp_path / "corpus", plans, client, size=SIZE)
    assert files(tmp_path / "corpus") == files(whole)


def test_a_worker_killed_in_the_middle_loses_nothing(whole: Path, plans: list[str], tmp_path: Path) -> None:
    """kill -9 once the first partition is done; the other worker takes over what it had."""
    output = tmp_path / "corpus"
    with cluster(tmp_path) as dask, Client(dask.address) as client:

        def kill() -> None:
            until(lambda: bool(records(output)))
            dask.kill_worker(0)

        killer = threading.Thread(target=kill)
        killer.start()
        told = build(output, plans, client, size=SIZE)
        killer.join()
        assert len(client.nthreads()) == 1
    assert not any(one.error for one in told)
    assert files(output) == files(whole)


def test_a_build_that_is_killed_goes_on_where_it_ended(
    whole: Path, workers: Cluster, plans: list[str], tmp_path: Path
) -> None:
    """kill -9 of the command: it leaves no manifest, and what is done is not made again."""
    output = tmp_path / "corpus"
    run = [sys.executable, "-m", "fengong.cli", "corpus", "build", *plans, str(output)]
    options = ["--scheduler", workers.address, "--size", str(SIZE)]
    process = subprocess.Popen([*run, *options], stderr=subprocess.DEVNULL)
    until(lambda: bool(records(output)))
    process.kill()
    process.wait()
    assert not (output / MANIFEST).exists()
    with Client(workers.address) as client:
        until(lambda: not any(client.processing().values()))
    before = {name: (output / PARTS / name).stat().st_mtime_ns for name in records(output)}
    assert before
    done = CliRunner().invoke(main, ["corpus", "build", *plans, str(output), *options])
    assert done.exit_code == 0, done.stderr
    assert f"read: {len(plans)}\n" in done.stderr
    assert {name: (output / PARTS / name).stat().st_mtime_ns for name in before} == before
    assert files(output) == files(whole)


@pytest.mark.parametrize("damage", ["cut", "changed", "missing", "no record", "record cut"])
def test_a_damaged_partition_is_made_again_and_no_other(
    whole: Path, workers: Cluster, plans: list[str], tmp_path: Path, damage: str
) -> None:
    output = tmp_path / "corpus"
    shutil.copytree(whole, output)
    with Client(workers.address) as client:
        build(output, plans, client, size=SIZE)
        file, record = output / "measures/part-00001.parquet", output / PARTS / "part-00001.json"
        data = file.read_bytes()
        {
            "cut": lambda: file.write_bytes(data[: len(data) // 2]),
            "changed": lambda: file.write_bytes(data[:99] + bytes([data[99] ^ 1]) + data[100:]),
            "missing": file.unlink,
            "no record": record.unlink,
            "record cut": lambda: record.write_bytes(record.read_bytes()[:200]),
        }[damage]()
        (output / "measures/.part-00001.parquet.x.tmp").write_bytes(b"half")
        before = {name: (output / PARTS / name).stat().st_mtime_ns for name in records(output)}
        build(output, plans, client, size=SIZE)
    again = {
        name for name in records(output) if (output / PARTS / name).stat().st_mtime_ns != before.get(name)
    }
    assert again == {"part-00001.json"}
    assert files(output) == files(whole)


def test_a_changed_document_is_read_again_and_a_shorter_list_leaves_nothing_behind(
    workers: Cluster, plans: list[str], tmp_path: Path
) -> None:
    """As if the corpus had been made of the new list alone."""
    own = [str(tmp_path / Path(plan).name) for plan in plans]
    for plan, copy in zip(plans, own, strict=True):
        Path(copy).write_bytes(Path(plan).read_bytes())
    with Client(workers.address) as client:
        build(tmp_path / "one", own, client, size=SIZE)
        Path(own[0]).write_bytes(numbered(77))
        build(tmp_path / "one", own[:5], client, size=SIZE)
        build(tmp_path / "other", own[:5], client, size=SIZE)
    assert files(tmp_path / "one") == files(tmp_path / "other")


def test_the_nquads_are_the_compact_form(whole: Path, plans: list[str]) -> None:
    """Loaded into a store, nothing more and nothing less than each plan's compact form."""
    store = Store()
    for file in (whole / "nquads").glob("*.nq.gz"):
        store.bulk_load(gzip.decompress(file.read_bytes()), RdfFormat.N_QUADS)
    expected = Store()
    expected.bulk_extend(quad for plan in plans for quad in compact(read_plan(plan)))
    assert set(store) == set(expected)
    found = list(quads(whole))
    assert len(found) == len(set(found)), "a statement stands in two files"


def test_the_tables_have_the_rows_of_the_graph(whole: Path, plans: list[str]) -> None:
    """Of all plans at once, so that what they share is there once."""
    expected = rows_of(describe_all(map(read_plan, plans)))
    for table in schemas():
        found = pq.ParquetDataset(whole / table).read()
        assert sorted(found["iri"].to_pylist()) == sorted(row["iri"] for row in expected[table])  # type: ignore[type-var]
        assert found.schema.equals(schemas()[table], check_metadata=True)


def test_the_manifest_tells_inputs_counts_and_digests(whole: Path, plans: list[str]) -> None:
    told = json.loads((whole / MANIFEST).read_bytes())
    assert [one["source"] for one in told["inputs"]] == plans
    assert told["inputs"][0]["sha256"] == hashlib.sha256(Path(plans[0]).read_bytes()).hexdigest()
    assert told["files"] == {
        name: hashlib.sha256(data).hexdigest() for name, data in files(whole).items() if name != MANIFEST
    }
    assert told["rows"]["measures"] == sum(len(read_plan(plan).measures) for plan in plans)


def test_files_that_fail_are_told_and_the_others_go_on(
    workers: Cluster, plans: list[str], tmp_path: Path
) -> None:
    """Exit code 2 as of `add`; a second text of a document and an unreadable file are named by the user's words."""
    damaged, again, other = (tmp_path / name for name in ("damaged.docx", "again.txt", "other.txt"))
    damaged.write_bytes(b"PK\x03\x04")
    again.write_bytes(Path(plans[0]).read_bytes())
    other.write_bytes(Path(plans[0]).read_bytes().replace("丰富".encode(), "增加".encode(), 1))
    given = [plans[0], plans[1], str(damaged), str(again), str(other)]
    options = ["--scheduler", workers.address, "--size", "2"]
    done = CliRunner().invoke(main, ["corpus", "build", *given, str(tmp_path / "corpus"), *options])
    assert done.exit_code == 2
    lines = done.stderr.splitlines()
    assert any(line.startswith("fengong: damaged.docx") for line in lines)
    assert any(
        line.startswith(f"fengong: {other}: another text of the document in: {plans[0]}") for line in lines
    )
    assert {"read: 2", "already there: 1", "failed: 2"} <= set(lines)
    expected = {quad for plan in plans[:2] for quad in compact(read_plan(plan))}
    assert set(quads(tmp_path / "corpus")) == expected


def test_nothing_readable_and_wrong_places_are_one_line(
    tmp_path: Path, workers: Cluster, plans: list[str]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    run = CliRunner().invoke
    options = ["--scheduler", workers.address]
    for arguments, words in (
        ([plans[0], str(other)], "holds other files (mine.txt)"),
        ([plans[0], str(tmp_path / "no" / "where")], "make it first"),
        ([str(tmp_path / "none.txt"), str(tmp_path / "corpus")], "none of the 1 files could be read"),
    ):
        done = run(main, ["corpus", "build", *arguments, *options])
        assert done.exit_code == 2 and words in done.stderr.splitlines()[-1], done.stderr
    assert [file.name for file in other.iterdir()] == ["mine.txt"]


def test_a_scheduler_that_is_not_there_or_has_no_worker_is_one_line(
    plans: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is written."""
    monkeypatch.setattr("fengong.processes._PATIENCE", 1)
    with cluster(tmp_path, workers=0) as idle:
        for address, words in (
            ("tcp://127.0.0.1:9", "no Dask scheduler answers at tcp://127.0.0.1:9"),
            (idle.address, f"the Dask scheduler at {idle.address} has no worker"),
        ):
            given = ["corpus", "build", plans[0], str(tmp_path / "corpus"), "--scheduler", address]
            done = CliRunner().invoke(main, given)
            assert done.exit_code == 2 and words in done.stderr.splitlines()[-1], done.stderr
    assert not (tmp_path / "corpus").exists()


def test_no_more_than_a_window_of_partitions_is_given_out(
    workers: Cluster, plans: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two for each worker, however many there are: the scheduler and the driver hold no more."""
    given: list[int] = []
    submit = Spread._submit

    def noted(self: Spread, job: Job, running: dict[object, Job]) -> object:
        future = submit(self, job, running)
        given.append(len(running))
        return future

    monkeypatch.setattr(Spread, "_submit", noted)
    with Client(workers.address) as client:
        build(tmp_path / "corpus", plans, client, size=1)
    assert len(given) == len(plans) and max(given) == 4


def test_a_local_build_needs_no_scheduler(whole: Path, plans: list[str], tmp_path: Path) -> None:
    """The command with its own workers gives the same bytes."""
    run = [sys.executable, "-m", "fengong.cli", "corpus", "build", *plans, str(tmp_path / "corpus")]
    done = subprocess.run(
        [*run, "--workers", "2", "--size", str(SIZE)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == f"read: {len(plans)}\nwritten: {tmp_path / 'corpus'}\n"
    assert files(tmp_path / "corpus") == files(whole)


def test_a_source_that_ends_its_process_is_left_out(plans: list[str], tmp_path: Path) -> None:
    """The workers have a reader that dies of one file, as a parser that crashes would; the others are read."""
    killer = tmp_path / "killer.txt"
    killer.write_text("x")
    shim = tmp_path / "preload.py"
    shim.write_text(
        "import os, fengong.partition as p\n"
        "from fengong.read import read as old\n"
        "p.read = lambda source: os._exit(1) if source.endswith('killer.txt') else old(source)\n"
    )
    given = [plans[0], str(killer), plans[1]]
    with cluster(tmp_path, 1, ["--nanny", f"--preload={shim}"]) as dask, Client(dask.address) as client:
        told = build(tmp_path / "corpus", given, client, size=3)
        build(tmp_path / "plain", plans[:2], client, size=3)
    assert [bool(one.error) for one in told] == [False, True, False]
    assert told[1].error == f"{killer}: reading it ended the program that read it; leave it out"
    assert set(quads(tmp_path / "corpus")) == set(quads(tmp_path / "plain"))


def test_without_the_extra_it_says_what_to_install(plans: list[str], tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['distributed'] = None\n"
        "from fengong.cli import main; main(['corpus', 'build', *sys.argv[1:]])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, plans[0], str(tmp_path / "corpus")],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr == "fengong: this needs distributed: pip install 'fengong[corpus]'\n"
    assert not (tmp_path / "corpus").exists()


def test_two_builds_of_one_corpus_do_not_mix(plans: list[str], workers: Cluster, tmp_path: Path) -> None:
    from fengong.keep import locked

    output = tmp_path / "corpus"
    output.mkdir()
    with (
        locked(output / PARTS),
        Client(workers.address) as client,
        pytest.raises(GraphError, match="another program is writing"),
    ):
        build(output, plans, client)
