"""A kept graph under what happens to machines: kills, full disks, lost workers, damage, two writers at once.

After each of them every document is there wholly or not at all, and the next run ends with the graph that an
undisturbed one makes.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Quad, Triple

from fengong.store import open_graph

SEED = 20201125
DOCUMENTS = 9
"""More than one process reads alone (`gather.FEW`)."""
MOMENTS = {3: 30, 9: 20}
"""Documents → kills: of a run that reads alone, and of one that has others read."""
Graphs = dict[str, frozenset[Triple]]


def fengong(*words: object) -> list[str]:
    """The command line of a run."""
    return [sys.executable, "-m", "fengong.cli", *map(str, words)]


def run(*words: object) -> subprocess.CompletedProcess[str]:
    """A run to its end."""
    return subprocess.run(fengong(*words), capture_output=True, text=True, timeout=120, check=False)


def write_plans(folder: Path, duty: str, count: int) -> Path:
    """Short plans of one issuer; another ``duty`` makes them new editions."""
    folder.mkdir()
    for n in range(1, count + 1):
        text = (
            f"吉林省人民政府关于印发工作分工方案的通知\n吉政发〔2020〕{n}号\n各部门：\n"
            f"一、办好第{n}件实事。（{duty}）\n吉林省人民政府\n2020年3月{n}日\n"
        )
        (folder / f"{n}.txt").write_text(text, encoding="utf-8")
    return folder


def held(graph: Path) -> Graphs:
    """What each named graph of a folder says; "" for the union of all."""
    found: dict[str, set[Triple]] = defaultdict(set)
    if (graph / "CURRENT").exists():
        for quad in open_graph(graph).store:
            assert isinstance(quad, Quad)
            name = "" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
            found[name].add(quad.triple)
    return {name: frozenset(triples) for name, triples in found.items()}


def documents(graphs: Graphs) -> Graphs:
    """The documents' graphs alone."""
    return {name: triples for name, triples in graphs.items() if "/graph/jizhengfa" in name}


def assert_whole(found: Graphs, *states: Graphs) -> None:
    """Each document as one of the states has it; in the union all that any graph says, and no more."""
    for name, triples in documents(found).items():
        assert any(state.get(name) == triples for state in states), name
    every = frozenset().union(*(triples for name, triples in found.items() if name))
    assert found.get("", frozenset()) == every


class Prepared:
    """Plans, their new editions, and the graphs that undisturbed runs make of them."""

    def __init__(self, folder: Path, count: int = DOCUMENTS) -> None:
        """Two runs: the plans, then the editions in their place."""
        self.plans = write_plans(folder / "plans", "财政部负责，教育部配合", count)
        self.editions = write_plans(folder / "editions", "财政部牵头，科技部配合", count)
        self.folder = folder / "whole"
        assert run("add", self.plans, "-g", self.folder).returncode == 0
        self.added = held(self.folder)
        shutil.copytree(self.folder, folder / "renewed")
        assert run("add", self.editions, "-g", folder / "renewed").returncode == 0
        self.renewed = held(folder / "renewed")
        assert len(documents(self.added)) == count
        assert all(self.renewed[name] != triples for name, triples in documents(self.added).items())


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Made once."""
    return Prepared(tmp_path_factory.mktemp("faults"))


def killed(words: list[str], wait: float) -> bool:
    """Start a run and kill it with all that it started; whether it was still going."""
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait(wait)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


@pytest.mark.parametrize("count", MOMENTS)
def test_killed_at_fifty_random_moments_nothing_is_half_there(tmp_path: Path, count: int) -> None:
    """In the making of the store, the first writing, and the exchange of editions; the next run ends the work."""
    prepared, moments = Prepared(tmp_path, count), MOMENTS[count]
    chance, kills, tries = random.Random(SEED + count), 0, 0
    took = _time(fengong("add", prepared.plans, "-g", tmp_path / "timed"))
    while kills < moments and tries < 4 * moments:
        tries += 1
        graph = tmp_path / str(tries)
        if again := tries % 2 == 1:
            shutil.copytree(prepared.folder, graph)
        source, whole = (prepared.editions, prepared.renewed) if again else (prepared.plans, prepared.added)
        # From the moment that python has started on to the end of the run.
        hit = killed(fengong("add", source, "-g", graph), chance.uniform(0.15, 1) * took)
        kills += hit
        took *= 1 if hit else 0.9  # the machine is quicker than when the run was timed
        assert_whole(held(graph), whole, prepared.added if again else {})
        if tries % 8 < 2:
            assert run("add", source, "-g", graph).returncode == 0
            assert held(graph) == whole
        shutil.rmtree(graph, ignore_errors=True)
    assert kills == moments


def _time(words: list[str]) -> float:
    start = time.monotonic()
    subprocess.run(words, check=True, capture_output=True)
    return time.monotonic() - start


def test_a_killed_run_leaves_no_process_behind(prepared: Prepared, tmp_path: Path) -> None:
    """Those that read for it end when it is gone."""
    process = subprocess.Popen(
        fengong("add", prepared.plans, "-g", tmp_path / "city"),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None and len(_session(process.pid)) < 2:
        time.sleep(0.02)
    process.kill()
    process.wait()
    until = time.monotonic() + 20
    while _session(process.pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert _session(process.pid) == []


def _session(leader: int) -> list[int]:
    """The processes of a session that are alive."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(entry.parent.name))
    return found


def test_a_lost_worker_loses_no_document(prepared: Prepared, tmp_path: Path) -> None:
    """One of the processes that read is killed: what it had is read again."""
    graph = tmp_path / "city"
    process = subprocess.Popen(
        fengong("add", prepared.plans, "-g", graph), stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    victim = None
    while process.poll() is None and victim is None:
        victim = next((one for one in _session(process.pid) if _reads(one)), None)
        time.sleep(0.005)
    assert victim is not None, "the run started processes"
    os.kill(victim, signal.SIGKILL)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    assert held(graph) == prepared.added


def _reads(process: int) -> bool:
    """Whether it is one of those that multiprocessing spawned."""
    try:
        return b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that is soon full."""
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def _one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    line = done.stderr.strip().splitlines()[-1]
    assert line.startswith("fengong: ")
    return line


@pytest.mark.parametrize("kilobytes", [100, 250, 400, 550, 700, 800, 850])
def test_a_full_disk_is_told_and_loses_nothing(prepared: Prepared, small_disk: Path, kilobytes: int) -> None:
    """Whatever the moment at which it is full; with room again the next run ends the work."""
    ballast, graph = small_disk / "ballast", small_disk / "city"
    ballast.write_bytes(b"\0" * kilobytes * 1024)
    done = run("add", prepared.plans, "-g", graph)
    if done.returncode:
        assert "space" in _one_line(done).lower()
    ballast.unlink()
    subprocess.run(["mount", "-o", "remount,size=200M", str(small_disk)], check=True)
    assert_whole(held(graph), prepared.added)
    assert run("add", prepared.plans, "-g", graph).returncode == 0
    assert held(graph) == prepared.added


@pytest.mark.parametrize("kilobytes", [1, 8, 32, 64])
def test_a_limit_on_files_is_told_and_loses_nothing(
    prepared: Prepared, tmp_path: Path, kilobytes: int
) -> None:
    """As a quota would: an edition that cannot be written leaves the older one."""
    graph = tmp_path / "city"
    shutil.copytree(prepared.folder, graph)
    done = subprocess.run(
        fengong("add", prepared.editions, "-g", graph),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes << 10, kilobytes << 10)),
    )
    if done.returncode:
        _one_line(done)
    assert_whole(held(graph), prepared.renewed, prepared.added)
    assert run("add", prepared.editions, "-g", graph).returncode == 0
    assert held(graph) == prepared.renewed


def _damage(file: Path, way: str) -> None:
    whole = file.read_bytes()
    match way:
        case "cut":
            file.write_bytes(whole[: len(whole) // 2])
        case "empty":
            file.write_bytes(b"")
        case "garbled":
            middle = len(whole) // 3
            file.write_bytes(
                whole[:middle]
                + bytes(255 - byte for byte in whole[middle : middle + 64])
                + whole[middle + 64 :]
            )
        case "gone":
            file.unlink()


@pytest.mark.parametrize("way", ["cut", "empty", "garbled", "gone"])
@pytest.mark.parametrize("pattern", ["CURRENT", "MANIFEST-*", "*.sst"])
def test_a_damaged_store_is_told_in_one_line(
    prepared: Prepared, tmp_path: Path, pattern: str, way: str
) -> None:
    """By those who ask and by those who write; what does not meet the damage answers as it would without."""
    graph = tmp_path / "city"
    shutil.copytree(prepared.folder, graph)
    asked = [("list",), ("who", "1", "--document", "吉政发〔2020〕1号"), ("check",)]
    good = [run(*words, "-g", graph).stdout for words in asked]
    shutil.rmtree(graph)
    shutil.copytree(prepared.folder, graph)
    for file in sorted(graph.glob(pattern)):
        _damage(file, way)
    done = [run(*words, "-g", graph) for words in asked]
    for whole, answer in zip(good, done, strict=True):
        assert (answer.stdout == whole and answer.returncode == 0) or _one_line(answer)
    assert _one_line(done[-1]), "what reads everything meets the damage"
    left = {file.name: file.stat().st_size for file in graph.glob("*.sst")}
    _one_line(run("add", prepared.editions, "-g", graph))
    assert left.items() <= {file.name: file.stat().st_size for file in graph.glob("*.sst")}.items()


@pytest.mark.parametrize("name", ["city", "city.nq"])
def test_two_writers_at_once_do_no_damage(prepared: Prepared, tmp_path: Path, name: str) -> None:
    """One writes, the other is told so; tried again when the first is done, nothing is missing."""
    graph, half = tmp_path / name, tmp_path / "half"
    half.mkdir()
    for file in sorted(prepared.plans.iterdir())[: DOCUMENTS // 2]:
        shutil.copy(file, half)
    writers = [
        subprocess.Popen(fengong("add", source, "-g", graph), stderr=subprocess.PIPE, text=True)
        for source in (prepared.plans, half, prepared.plans)
    ]
    told = [writer.communicate(timeout=120)[1] for writer in writers]
    codes = [writer.returncode for writer in writers]
    assert 0 in codes
    for code, words in zip(codes, told, strict=True):
        assert code in (0, 2)
        assert code == 0 or "another program is writing" in words.strip().splitlines()[-1]
    assert run("add", prepared.plans, "-g", graph).returncode == 0
    if name == "city":
        assert held(graph) == prepared.added
    assert (
        len({q.graph_name for q in open_graph(graph).quads() if "/graph/jizhengfa" in str(q.graph_name)})
        == DOCUMENTS
    )
