"""Words are found wherever they stand, and only there; the index follows the graph and is never half made."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from handmade import handmade
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store
from rich.cells import cell_len

from fengong import read_plan
from fengong.cli import main
from fengong.describe import compact, describe
from fengong.errors import QueryError
from fengong.fold import fold
from fengong.search import Hit, search
from fengong.search_rows import KINDS, entries, names, sources
from fengong.store import UNION, Graph, open_graph

NOTICE = Path(__file__).parents[1] / "data/sources/binhai-2020-20/notice.txt"
FORMER = "吉政发〔2020〕1号"


def command(*words: object) -> Result:
    """What a run says."""
    return CliRunner().invoke(main, [*map(str, words)], catch_exceptions=False)


def found(*words: object) -> list[dict[str, str]]:
    """The hits of a run."""
    done = command("search", *words, "--format", "json", "--limit", 0)
    rows = json.loads(done.stdout)["results"]["bindings"] if done.exit_code == 0 else []
    return [{name: cell["value"] for name, cell in row.items()} for row in rows]


def plan(folder: Path, number: str, duty: str, name: str = "plan.txt") -> Path:
    """A short plan on disk."""
    file = folder / name
    file.write_text(
        f"吉林省人民政府关于印发工作分工方案的通知\n{number}\n各部门：\n一、优化营商环境。（{duty}）\n"
        "吉林省人民政府\n2020年3月1日\n",
        encoding="utf-8",
    )
    return file


@cache
def forms() -> tuple[Graph, ...]:
    """The notice and the handmade plan, compact and in full."""
    made = []
    for plans in (read_plan(NOTICE), handmade()):
        for quads in (compact(plans), describe(plans)):
            store = Store()
            store.extend(quads)
            store.update(UNION)
            made.append(Graph(store, "graph"))
    return tuple(made)


@cache
def every(number: int) -> frozenset[tuple[str, str, str]]:
    """(kind, node, folded words) of all that a graph says."""
    graph = forms()[number]
    return frozenset(
        (one.kind, one.node, fold(one.text))
        for source in sources(graph)
        for one in entries(graph, source, names(graph))
    )


def test_all_kinds_are_there_and_both_forms_say_the_same() -> None:
    """A kept graph is searched as its file is."""
    assert {kind for kind, _, _ in every(0)} == set(KINDS)
    assert every(0) == every(1) and every(2) == every(3)
    assert sum(kind == "measure" for kind, _, _ in every(0)) == 34
    assert sum(kind == "support" for kind, _, _ in every(0)) == 24


_TEXT = fold(NOTICE.read_text(encoding="utf-8"))


@settings(max_examples=40, deadline=None)
@given(start=st.integers(0, len(_TEXT) - 1), length=st.integers(1, 9), other=st.integers(0, len(_TEXT) - 2))
def test_a_search_finds_what_reading_through_finds(start: int, length: int, other: int) -> None:
    """Words of the notice itself, alone and with a second one; of one character too."""
    for words in (_TEXT[start : start + length], f"{_TEXT[start : start + 2]} {_TEXT[other : other + 2]}"):
        wanted = [fold(word) for word in words.split()]
        expected = {(kind, node) for kind, node, text in every(0) if all(word in text for word in wanted)}
        hits = search(forms()[0], words)
        assert {(hit.kind, hit.node) for hit in hits} == expected
        assert len(hits) == len(expected)


@pytest.mark.parametrize(
    "words", ["*", '"', "a AND b", "市）OR（区", "NEAR(市 区)", "x'--", "\u3000市\u3000"]
)
def test_signs_of_query_languages_are_words(words: str) -> None:
    """Nothing of what is searched for is a command to the index."""
    wanted = [fold(word) for word in words.split()]
    expected = {(kind, node) for kind, node, text in every(0) if all(word in text for word in wanted)}
    assert {(hit.kind, hit.node) for hit in search(forms()[0], words)} == expected


def test_no_word_and_an_unknown_kind_are_told() -> None:
    """In a word."""
    for words, kinds in ((" ", KINDS), ("市", ("office",))):
        with pytest.raises(QueryError):
            search(forms()[0], words, kinds=kinds)


def test_full_width_forms_and_capitals_make_no_difference() -> None:
    """As letters written in either way are."""
    assert search(forms()[0], "国家级") == search(forms()[0], "国 家 级".replace(" ", ""))
    assert [hit.node for hit in search(forms()[0], "\uff21\uff29")] == [
        hit.node for hit in search(forms()[0], "ai")
    ]


def test_marks_of_no_width_make_no_difference() -> None:
    """A zero-width space that a web page left in the text, or in the words asked for."""
    assert search(forms()[0], "国家\u200b级") == search(forms()[0], "国家级") != ()
    assert fold("营\u200b商­环境﻿") == "营商环境"


def test_beside_a_folder_that_is_only_read_the_index_is_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same hits, and nothing left behind."""
    city = tmp_path / "city"
    command("add", NOTICE, "-g", city)
    monkeypatch.setattr("os.access", lambda path, mode: False)
    hits = found("市", "-g", city)
    assert not (tmp_path / "city.search").exists()
    monkeypatch.undo()
    assert found("市", "-g", city) == hits != []
    assert (tmp_path / "city.search").exists()


def test_the_index_of_a_folder_follows_it(tmp_path: Path) -> None:
    """What is added, replaced and removed since is found, or not any more; nothing else is read again."""
    city = tmp_path / "city"
    command("add", plan(tmp_path, FORMER, "财政部负责"), "-g", city)
    assert {one["document"] for one in found("营商环境", "-g", city)} == {FORMER}
    command("add", NOTICE, "-g", city)
    assert len(found("财政部", "--kind", "body", "-g", city)) == 1
    assert found("新兴产业", "-g", city)
    command("add", plan(tmp_path, FORMER, "教育部负责"), "-g", city)
    assert not any(one["document"] == FORMER for one in found("财政部", "-g", city))
    assert found("教育部", "-g", city)
    command("remove", FORMER, "-g", city)
    assert found("优化营商环境。", "-g", city) == []
    fresh = found("市", "-g", city)
    (tmp_path / "city.search").unlink()
    assert found("市", "-g", city) == fresh


def test_a_damaged_index_is_made_anew(tmp_path: Path) -> None:
    """It holds nothing that the graph does not."""
    city, index = tmp_path / "city", tmp_path / "city.search"
    command("add", NOTICE, "-g", city)
    whole = found("市", "-g", city)
    good = index.read_bytes()
    for bad in (b"no database", b"", good[: len(good) // 2], good[:5000] + b"\xff" * 3000 + good[8000:]):
        index.write_bytes(bad)
        assert found("市", "-g", city) == whole
        if bad:
            assert index.with_name("city.search.damaged").read_bytes() == bad


def test_damage_that_shows_when_it_is_asked_is_mended_too(tmp_path: Path) -> None:
    """Wherever in the file it is: the hits are those of the whole index, or the file is set aside."""
    city, index = tmp_path / "city", tmp_path / "city.search"
    command("add", NOTICE, "-g", city)
    whole = found("市", "-g", city)
    good = index.read_bytes()
    aside = index.with_name("city.search.damaged")
    shown = 0
    for page in range(1, len(good) // 4096, 7):
        index.write_bytes(good[: page * 4096] + bytes(4096) + good[(page + 1) * 4096 :])
        assert found("市", "-g", city) == whole
        shown += aside.exists()
        aside.unlink(missing_ok=True)
    assert shown > 3


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    """It is told, and not written to."""
    city, index = tmp_path / "city", tmp_path / "city.search"
    command("add", NOTICE, "-g", city)
    with closing(sqlite3.connect(index)) as other:
        other.executescript("CREATE TABLE mine (words TEXT); INSERT INTO mine VALUES ('x');")
    before = index.read_bytes()
    done = command("search", "市", "-g", city)
    assert done.exit_code == 2 and "another program's file" in done.stderr
    assert index.read_bytes() == before


def test_killed_while_it_indexes_nothing_is_half_there(tmp_path: Path) -> None:
    """And two that index at once wait for each other."""
    city = tmp_path / "city"
    command("add", NOTICE, "-g", city)
    words = [
        sys.executable,
        "-m",
        "fengong.cli",
        "search",
        "市",
        "-g",
        str(city),
        "--format",
        "json",
        "--limit",
        "0",
    ]
    whole = subprocess.run(words, capture_output=True, check=True).stdout
    for wait in (0.2, 0.3, 0.4, 0.5, 0.6):
        (tmp_path / "city.search").unlink(missing_ok=True)
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        time.sleep(wait)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert subprocess.run(words, capture_output=True, check=True).stdout == whole
    (tmp_path / "city.search").unlink()
    both = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    assert [process.communicate(timeout=60)[0] for process in both] == [whole] * 3


def test_a_file_is_searched_without_leaving_anything(tmp_path: Path) -> None:
    """In memory, with the same hits as the folder."""
    file, city = tmp_path / "graph.ttl", tmp_path / "city"
    command("build", NOTICE, "-o", file)
    command("add", NOTICE, "-g", city)
    before = set(tmp_path.iterdir())
    assert found("企业", "-g", file) == found("企业", "-g", city) != []
    assert set(tmp_path.iterdir()) - before == {tmp_path / "city.search"}


def test_what_is_told_fits_the_screen_and_says_where(tmp_path: Path) -> None:
    """The kind, the measure's number, the words; the document where there are several; what was left out."""
    city = tmp_path / "city"
    command("add", NOTICE, plan(tmp_path, FORMER, "财政部负责"), "-g", city)
    told = command("search", "工程研究", "-g", city)
    assert told.stdout.startswith("第8项措施")
    assert "第8项措施 · 需要协助" in told.stdout
    assert "……另有" in command("search", "市", "-g", city, "--limit", 2).stdout
    assert command("search", "市", "-g", city, "--lang", "en").stdout.startswith("measure ")
    table = command("search", "工程研究", "-g", city, "--format", "table").stdout
    assert table.split()[:4] == ["类别", "序号", "文件", "文件数"] and "需要协助" in table
    assert all(cell_len(line) <= 80 for line in (told.stdout + table).splitlines())
    missing = command("search", "没有的词", "-g", city)
    assert missing.exit_code == 2 and missing.stderr.count("\n") == 1
    assert isinstance(search(open_graph(city), "市")[0], Hit)
