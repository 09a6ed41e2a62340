"""The synthetic corpora of the benchmarks: shaped as they say, the same every time, and read without loss."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "bench"))

from cities import AREAS, Notice, cities, notices, plans, texts  # noqa: E402  they stand among the benchmarks

from fengong.model import Assignment, Measure, Plan  # noqa: E402

COUNT = 4
pytestmark = pytest.mark.skipif(not AREAS.exists(), reason="the list of areas is not here")


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Notice, Plan]]:
    """Notices of two cities and what is read in them."""
    return list(zip(notices(COUNT, 2), plans(COUNT, 2), strict=True))


def _names(assignments: Sequence[Assignment]) -> list[str]:
    return [one.body.name for one in assignments]


def test_shape(pairs: list[tuple[Notice, Plan]]) -> None:
    """A notice has the real one's measures, bodies, tasks and relations between measures and bodies."""
    for _, plan in pairs:
        named = [name for one in plan.measures for name in _all_names(one)]
        assert 32 <= len(plan.measures) <= 36
        assert 200 <= len(named) <= 380
        assert 60 <= len(set(named)) <= 95


def _all_names(measure: Measure) -> list[str]:
    task = _names(measure.task.bodies) if measure.task else []
    return [*task, *_names(measure.assignments), *(n for s in measure.support for n in _names(s.bodies))]


def test_read_without_loss(pairs: list[tuple[Notice, Plan]]) -> None:
    """Every measure, task, body, group and support item is read as it was written; nothing else is remarked on."""
    for notice, plan in pairs:
        assert {finding.code for finding in plan.findings} <= {"unresolved-name"}
        assert len(plan.measures) == len(notice.measures)
        for written, read in zip(notice.measures, plan.measures, strict=True):
            assert read.text == written.text
            assert read.main is not None and read.main.text == written.text
            assert read.task is not None and read.task.text == written.task
            assert tuple(_names(read.task.bodies)) == written.ministries
            places = [(a.group, a.body.name) for a in read.assignments]
            assert places == [(n, name) for n, group in enumerate(written.groups, 1) for name in group]
            assert tuple((s.text, tuple(_names(s.bodies))) for s in read.support) == written.support


def test_same_seed_same_bytes() -> None:
    """The same numbers give the same texts, another seed others, and every document has its own number."""
    assert list(texts(COUNT)) == list(texts(COUNT))
    assert all(one != other for one, other in zip(texts(COUNT), texts(COUNT, seed=2), strict=True))
    assert len({text.split("\n", 2)[1] for _, text in texts(200)}) == 200


def test_cities_differ_and_share(pairs: list[tuple[Notice, Plan]]) -> None:
    """Notices of one city share its districts; those of two cities name none in common."""
    of = [{n for m in plan.measures for n in _all_names(m) if n.endswith("人民政府")} for _, plan in pairs]
    assert of[0] & of[2]
    assert not of[0] & of[1]
    assert len({city.mark for city in cities()}) == len(cities()) > 200


def test_command_writes_files(tmp_path: Path) -> None:
    """The command writes one file for each notice, in UTF-8."""
    program = ROOT / "bench" / "cities.py"
    given = [sys.executable, str(program), str(tmp_path / "made"), "--documents", "3"]
    subprocess.run(given, check=True, timeout=60)
    assert {p.name: p.read_text("utf-8") for p in (tmp_path / "made").iterdir()} == dict(texts(3))
