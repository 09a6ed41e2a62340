"""Plans brought into a graph that is kept: none twice, none lost, no stranger in another's place."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from fengong import read_plan
from fengong.check import check
from fengong.cli import main
from fengong.collect import add as collect
from fengong.collect import held, held_in, known
from fengong.describe import describe, describe_all
from fengong.errors import GraphError
from fengong.keep import Keeper
from fengong.model import Document
from fengong.read import read
from fengong.store import open_graph

NOTICE = Path(__file__).parents[1] / "data/sources/binhai-2020-20/notice.txt"


def notice(number: str, issuer: str, duty: str = "市财政局负责") -> str:
    """A short plan."""
    return f"{issuer}关于印发工作分工方案的通知\n{number}\n各部门：\n一、办好实事。（{duty}）\n{issuer}\n2020年3月1日\n"


def plan_file(folder: Path, name: str, text: str) -> Path:
    """A plan on disk."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def add(*arguments: object) -> str:
    """What the command says."""
    done = CliRunner().invoke(main, ["add", *map(str, arguments)])
    assert done.exit_code == 0, done.stderr
    return done.stderr


@pytest.mark.parametrize("graph", ["city.nq", "city"])
def test_folders_are_read_through_and_a_second_run_reads_nothing_anew(tmp_path: Path, graph: str) -> None:
    """Hidden files, lock files and files of other kinds are left alone; what is there is told and left."""
    plans, kept = tmp_path / "plans", tmp_path / graph
    plan_file(plans, "2020/a.txt", notice("吉政发〔2020〕1号", "吉林省人民政府"))
    plan_file(plans, "2021/b.md", notice("吉政发〔2021〕2号", "吉林省人民政府"))
    plan_file(plans, ".git/c.txt", notice("吉政发〔2021〕3号", "吉林省人民政府"))
    plan_file(plans, "~$a.docx", "lock")
    plan_file(plans, "photo.png", "no plan")
    first = add(plans, "-g", kept)
    assert first.count("measures 1") == 2
    before = sorted(open_graph(kept).quads(), key=str)
    assert "already there: 2" in add(plans, "-g", kept)
    assert sorted(open_graph(kept).quads(), key=str) == before
    assert len(known(held(kept).values())) == 2


def test_an_edited_text_takes_the_place_of_its_older_edition(tmp_path: Path) -> None:
    """Same number, same issuer, other words."""
    kept = tmp_path / "city"
    old = plan_file(tmp_path, "old.txt", notice("吉政发〔2020〕1号", "吉林省人民政府"))
    new = plan_file(tmp_path, "new.txt", notice("吉政发〔2020〕1号", "吉林省人民政府", "市教育局负责"))
    add(old, "-g", kept)
    add(new, "-g", kept)
    told = CliRunner().invoke(main, ["who", "1", "-g", str(kept)]).stdout
    assert "市教育局" in told and "市财政局" not in told


def test_provinces_that_sound_alike_keep_their_documents_apart(tmp_path: Path) -> None:
    """吉政发 and 冀政发, 津政发 and 晋政发: in pinyin without tones each pair is one."""
    kept = tmp_path / "city"
    for number, issuer in (("吉政发〔2020〕1号", "吉林省人民政府"), ("冀政发〔2020〕1号", "河北省人民政府")):
        add(plan_file(tmp_path, f"{number}.txt", notice(number, issuer)), "-g", kept)
    assert CliRunner().invoke(main, ["info", "-g", str(kept)]).stdout.count("政发〔2020〕1号") == 2


def test_another_issuer_with_the_same_number_does_not_take_the_place(tmp_path: Path) -> None:
    """临政发 is 临沂's and 临汾's: the second is refused and the first stays."""
    kept = tmp_path / "city"
    one = plan_file(tmp_path, "a.txt", notice("临政发〔2020〕1号", "临沂市人民政府"))
    other = plan_file(tmp_path, "b.txt", notice("临政发〔2020〕1号", "临汾市人民政府", "市教育局负责"))
    add(one, "-g", kept)
    done = CliRunner().invoke(main, ["add", str(other), "-g", str(kept)])
    assert done.exit_code == 2 and "would replace that of 临沂市人民政府" in done.stderr
    assert "市财政局" in CliRunner().invoke(main, ["who", "1", "-g", str(kept)]).stdout


def test_two_texts_of_one_number_are_not_mixed_into_one_graph(tmp_path: Path) -> None:
    """A draft and the final text in one batch; the same text twice is no matter."""
    one = read_plan(plan_file(tmp_path, "a.txt", notice("吉政发〔2020〕1号", "吉林省人民政府")))
    two = read_plan(
        plan_file(tmp_path, "b.txt", notice("吉政发〔2020〕1号", "吉林省人民政府", "市教育局负责"))
    )
    with pytest.raises(
        GraphError, match=r"two different texts are both called 吉政发〔2020〕1号.*fengong diff"
    ):
        describe_all([one, two])
    assert describe_all([one, one]) == describe_all([one])


def test_districts_that_are_not_known_do_not_share_a_bureau(tmp_path: Path) -> None:
    """区财政局 of 甲区 is not that of 乙区 where neither place is known."""
    plans = [
        read_plan(
            plan_file(tmp_path, f"{n}.txt", notice(f"{n}政发〔2020〕1号", f"{n}区人民政府", "区财政局负责"))
        )
        for n in "甲乙"
    ]
    nodes = {
        quad.object.value for quad in describe_all(plans) if quad.predicate.value.endswith("hasParticipant")
    }
    assert len(nodes) == 2


@pytest.mark.parametrize("graph", ["city.nq", "city"])
def test_a_stop_between_two_documents_loses_nothing(tmp_path: Path, graph: str) -> None:
    """What was written before is there whole, and the next run brings the rest."""
    kept = tmp_path / graph
    one = plan_file(tmp_path, "a.txt", notice("吉政发〔2020〕1号", "吉林省人民政府"))
    two = plan_file(tmp_path, "b.txt", notice("吉政发〔2020〕2号", "吉林省人民政府"))

    def stopped(source: str) -> Document:
        if source == str(two):
            raise KeyboardInterrupt
        return read(source)

    add(one, "-g", kept)
    with pytest.raises(KeyboardInterrupt):
        [*collect(kept, [str(NOTICE), str(two)], read=stopped)]
    assert len(held(kept)) == 1
    assert "already there: 1" in add(one, two, NOTICE, "-g", kept)
    assert len(held(kept)) == 3


def test_a_store_that_has_grown_much_is_put_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, behind all its documents, and holds the same; what adds little, or nothing, leaves it as it is."""
    city, plans = tmp_path / "city", tmp_path / "plans"
    ordered: list[int] = []
    order = Keeper.order

    def counted(keeper: Keeper) -> None:
        ordered.append(len(held_in(keeper.graph())))
        order(keeper)

    monkeypatch.setattr(Keeper, "order", counted)
    for n in range(24):
        plan_file(plans, f"{n}.txt", notice(f"吉政发〔2020〕{n + 1}号", "吉林省人民政府"))
    sources = [str(one) for one in sorted(plans.iterdir())]
    for outcome in ("new", "known"):
        assert [one.outcome for one in collect(city, sources, processes=1)] == [outcome] * 24
    assert (ordered, len(held(city))) == ([24], 24)
    add(plan_file(tmp_path, "one.txt", notice("吉政发〔2021〕1号", "吉林省人民政府")), "-g", city)
    assert (ordered, len(held(city))) == ([24], 25)


def test_a_folder_without_plans_is_told(tmp_path: Path) -> None:
    """In one line, with what is looked for."""
    done = CliRunner().invoke(main, ["add", str(tmp_path), "-g", str(tmp_path / "x.nq")])
    assert done.exit_code == 2 and "holds no file that may be a plan" in done.stderr


def test_a_body_in_several_documents_is_told_with_the_document(tmp_path: Path) -> None:
    """第1项措施 stands in each: which one is said where there are several, and not where there is one."""
    kept = tmp_path / "city"
    one = plan_file(tmp_path, "a.txt", notice("吉政发〔2020〕1号", "吉林省人民政府", "财政部负责"))
    other = plan_file(tmp_path, "b.txt", notice("吉政发〔2021〕2号", "吉林省人民政府", "财政部负责"))
    add(one, "-g", kept)
    assert "吉政发" not in CliRunner().invoke(main, ["body", "财政部", "-g", str(kept)]).stdout
    add(other, "-g", kept)
    told = CliRunner().invoke(main, ["body", "财政部", "-g", str(kept)]).stdout
    assert "吉政发〔2020〕1号" in told and "吉政发〔2021〕2号" in told


@pytest.mark.parametrize("wait", [0.35, 0.6, 0.8, 1.0, 1.3])
def test_a_run_that_is_killed_leaves_each_document_whole_or_not_there(tmp_path: Path, wait: float) -> None:
    """kill -9 in the middle; what is there conforms to the shapes, and the next run brings the rest."""
    plans, kept = tmp_path / "plans", tmp_path / "city"
    whole = {}
    for n in range(12):
        file = plan_file(
            plans, f"{n}.txt", notice(f"吉政发〔2020〕{n}号", "吉林省人民政府", "财政部负责，教育部配合")
        )
        quads = describe(read_plan(file))
        whole[next(q.graph_name.value for q in quads if q.graph_name.value.endswith(f"-{n}"))] = len(
            [q for q in quads if q.graph_name.value.endswith(f"-{n}")]
        )
    run = [sys.executable, "-m", "fengong.cli", "add", str(plans), "-g", str(kept)]
    process = subprocess.Popen(run, stderr=subprocess.DEVNULL)
    time.sleep(wait)
    process.kill()
    process.wait()
    if (kept / "CURRENT").exists():
        counts = Counter(
            q.graph_name.value for q in open_graph(kept).quads() if hasattr(q.graph_name, "value")
        )
        assert {g: n for g, n in counts.items() if g in whole} == {g: whole[g] for g in whole if g in counts}
    add(plans, "-g", kept)
    quads = tuple(open_graph(kept).quads())
    assert {g for g in whole if any(q.graph_name.value == g for q in quads)} == set(whole)
    assert [v for v in check(quads) if v.severity == "error"] == []
