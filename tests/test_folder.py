"""Exports that are folders: whole or not at all, nothing of the user's ever deleted, every form from the command line."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner

from fengong import folder
from fengong.cli import main
from fengong.errors import GraphError
from fengong.folder import FORMS, files, write_folder

NOTICE = Path(__file__).parents[1] / "data" / "sources" / "binhai-2020-20" / "notice.txt"
OLD, NEW = {"a.csv": b"old", "load.sh": b"old"}, {"a.csv": b"new", "load.sh": b"#!/bin/sh\n"}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("graph") / "graph.ttl")
    assert CliRunner().invoke(main, ["build", str(NOTICE), "-o", path]).exit_code == 0
    return path


def held(path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in path.iterdir()}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_written_from_the_command_line(form: str, graph: str, tmp_path: Path) -> None:
    from fengong import read_plan

    target = tmp_path / "out"
    for _ in range(2):  # the second time in place of the first
        result = CliRunner().invoke(main, ["export", "--as", form, "-o", str(target), "-g", graph])
        assert result.exit_code == 0, result.output
        assert held(target) == files(form, [read_plan(NOTICE)])
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_gexf_is_written_by_its_suffix(graph: str, tmp_path: Path) -> None:
    target = tmp_path / "graph.GEXF"
    assert CliRunner().invoke(main, ["export", "-o", str(target), "-g", graph]).exit_code == 0
    assert "measure:8" in nx.read_gexf(str(target))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--as", "neo4j", "-o", "-"], "needs a folder"),
        (["--as", "tables", "-o", "{tmp}/missing/out"], "make it first"),
        (["--as", "tables", "-o", "{tmp}/file"], "is no folder"),
        (["--as", "tables", "-o", "{tmp}/full"], "holds other files (mine.txt)"),
        (["-o", "{tmp}/graph.xyz"], "unknown graph format"),
    ],
)
def test_mistakes_are_told_in_one_line(arguments: list[str], told: str, graph: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    given = [one.replace("{tmp}", str(tmp_path)) for one in arguments]
    result = CliRunner().invoke(main, ["export", *given, "-g", graph])
    assert result.exit_code == 2 and told in result.stderr and result.stderr.count("\n") == 1
    assert (tmp_path / "full" / "mine.txt").read_text() == (tmp_path / "file").read_text() == "mine"


def test_an_older_export_is_replaced_whole(tmp_path: Path) -> None:
    """Also where it held a file that is not written any more? No: that is told, not deleted."""
    write_folder(tmp_path / "out", OLD, OLD)
    write_folder(tmp_path / "out", NEW, NEW)
    assert held(tmp_path / "out") == NEW
    with pytest.raises(GraphError, match=r"load\.sh"):
        write_folder(tmp_path / "out", {"a.csv": b"newer"}, ["a.csv"])
    assert held(tmp_path / "out") == NEW


def test_scripts_may_be_run_and_files_be_read(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_folder(tmp_path / "out", NEW, NEW)
    finally:
        os.umask(before)
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "out").iterdir()}
    assert modes == {"a.csv": 0o644, "load.sh": 0o755}
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o755


@pytest.mark.parametrize("broken", ["_fill", "_put"])
def test_a_disk_that_fails_leaves_the_older_export(
    broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(tmp_path / "out", OLD, OLD)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder, broken, fail)
    with pytest.raises(GraphError, match="No space left"):
        write_folder(tmp_path / "out", NEW, NEW)
    assert held(tmp_path / "out") == OLD and [one.name for one in tmp_path.iterdir()] == ["out"]


def test_a_rename_that_fails_puts_the_older_export_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(tmp_path / "out", OLD, OLD)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(GraphError, match="Permission denied"):
        write_folder(tmp_path / "out", NEW, NEW)
    assert held(tmp_path / "out") == OLD and [one.name for one in tmp_path.iterdir()] == ["out"]
