"""What changed between two plans: aligned by words, told by bodies, roles and time limits; the patch does what it says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from handmade import handmade
from hypothesis import given, settings
from hypothesis import strategies as st

from fengong import read_plan
from fengong.canon import canonical_hash
from fengong.cli import main
from fengong.describe import describe
from fengong.diff import align, diff
from fengong.diff_tell import diff_json, diff_patch, diff_text
from fengong.model import Plan
from fengong.read import read_bytes

NOTICE = Path(__file__).parents[1] / "data/sources/binhai-2020-20/notice.txt"

OLD = """某市2023年重点任务分工方案
一、推进教育改革，2023年12月底前建成三所学校。（市教育局牵头，市财政局配合）
二、改善医疗服务，扩建市人民医院。（市卫生健康委、市医保局负责）
三、整治河道，清理黑臭水体二十处。（市水务局负责）
四、发展养老服务，新增床位五百张。（市民政局负责）
"""
NEW = """某市2024年重点任务分工方案
一、开展人工智能应用试点，建设算力中心。（市工信局负责）
二、改善医疗服务，扩建市中心医院。（市医保局牵头，市卫生健康委配合）
三、推进教育改革，2024年6月底前建成三所学校。（市教育局牵头，市财政局、市住房城乡建设局配合）
四、发展养老服务，新增床位五百张。（市民政局负责）
"""


def plan(text: str) -> Plan:
    """The plan of a text."""
    from fengong import plan_of

    return plan_of(read_bytes(text.encode(), "test.txt"))


def test_measures_are_found_again_by_their_words_and_not_by_their_numbers() -> None:
    """Education was first and is third; nothing but its bodies and its day changed."""
    found = diff(plan(OLD), plan(NEW))
    assert [(one.before.key, one.after.key) for one in found.both] == [("2", "2"), ("1", "3"), ("4", "4")]
    assert [m.key for m in found.added] == ["1"] and [m.key for m in found.dropped] == ["3"]
    assert [one.changed for one in found.both] == [True, True, False]


def test_wording_bodies_roles_and_time_limits_are_told_apart() -> None:
    """Who is new, who is gone, who was promoted; what the words were and are."""
    medical, education, _ = diff(plan(OLD), plan(NEW)).both
    assert [(w.before, w.after) for w in medical.wording] == [("人民", "中心")]
    assert [(b.name, b.before, b.after, b.promoted) for b in medical.bodies] == [
        ("市医保局", ("responsible",), ("lead",), True),
        ("市卫生健康委", ("responsible",), ("cooperate",), False),
    ]
    assert [(b.name, b.before, b.after) for b in education.bodies] == [
        ("市住房城乡建设局", (), ("cooperate",))
    ]
    assert education.due == ("2023-12-31", "2024-06-30")


def test_an_official_can_read_it() -> None:
    """Sentences in the order of the new plan, within the terminal's width, in either language."""
    told = diff_text(diff(plan(OLD), plan(NEW)))
    assert "新增1项，删去1项，改动2项，未变1项。" in told
    assert "第3项措施（原第1项）\n  措辞：" in told
    assert "  新增单位：市住房城乡建设局（配合）\n  时限：2023-12-31 → 2024-06-30\n" in told
    assert "  市医保局：负责 → 牵头\n" in told
    assert "［原“人民”／现“中心”］" in told
    assert "新增 第1项措施：" in told and "删去 原第3项措施：" in told
    english = diff_text(diff(plan(OLD), plan(NEW)), lang="en", width=60)
    assert "1 measures added, 1 dropped, 2 changed, 1 unchanged." in english


def test_nothing_changed_is_said_so() -> None:
    """The same plan, and the same measures under other numbers."""
    assert diff(plan(OLD), plan(OLD)).same
    assert "除编号外没有变化" in diff_text(diff(plan(OLD), plan(OLD)))
    moved = plan(OLD.replace("四、", "五、"))
    assert diff(plan(OLD), moved).same
    assert [one.renumbered for one in diff(plan(OLD), moved).both] == [False, False, False, True]


def test_twins_from_one_mould_find_their_own() -> None:
    """两条只差一个城市的措施 keep apart although each is like the other."""
    old = ["支持郑州机场利用第五航权，扩大开放。", "支持西安机场利用第五航权，扩大开放。"]
    new = ["支持西安机场利用第五航权，扩大对外开放。", "支持郑州机场利用第五航权，扩大对外开放。"]
    assert sorted(align(old, new)) == [(0, 1), (1, 0)]


WORDS = st.text(alphabet="加快推进建设完善机制深化改革优化营商环境", min_size=8, max_size=40)


@given(st.lists(WORDS, min_size=1, max_size=12, unique=True), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_whatever_the_order_equal_texts_are_paired_with_each_other(
    texts: list[str], chance: st.RandomState
) -> None:  # type: ignore[name-defined]
    """A permutation is undone; no place is in two pairs."""
    shuffled = [*texts]
    chance.shuffle(shuffled)
    pairs = list(align(texts, shuffled))
    assert sorted(i for i, _ in pairs) == sorted(j for _, j in pairs) == list(range(len(texts)))
    assert all(texts[i] == shuffled[j] for i, j in pairs)


@given(st.lists(WORDS, max_size=8), st.lists(WORDS, max_size=8))
@settings(max_examples=60, deadline=None)
def test_no_text_is_paired_twice(old: list[str], new: list[str]) -> None:
    """Any two lists, repeats in them too."""
    pairs = list(align(old, new))
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)


def applied(quads: set[ox.Quad], patch: str) -> set[ox.Quad]:
    """A graph after an RDF patch."""
    found = set(quads)
    lines = patch.splitlines()
    assert lines[0] == "TX ." and lines[-1] == "TC ."
    for line in lines[1:-1]:
        letter, _, statement = line.partition(" ")
        (quad,) = ox.parse(statement.encode(), format=ox.RdfFormat.N_QUADS)
        assert (quad in found) == (letter == "D"), "what goes was there, what comes was not"
        (found.remove if letter == "D" else found.add)(quad)
    return found


@pytest.mark.parametrize(("old", "new"), [(OLD, NEW), (NEW, OLD), (OLD, OLD)])
def test_the_rdf_patch_leads_from_one_graph_to_the_other(old: str, new: str) -> None:
    """Statement by statement; nothing is deleted that is not there."""
    before, after = plan(old), plan(new)
    patch = diff_patch(before, after)
    assert canonical_hash(applied(set(describe(before)), patch)) == canonical_hash(describe(after))
    assert (patch == "TX .\nTC .\n") == (old == new)


def test_the_json_holds_what_the_text_tells() -> None:
    """And places in both texts, so that a program can show the words."""
    before, after = plan(OLD), plan(NEW)
    found = json.loads(diff_json(diff(before, after)))
    assert [one["key"] for one in found["added"]] == ["1"] and found["unchanged"] == 1
    changed = {one["after"]["key"]: one for one in found["changed"]}
    a, b = changed["3"]["before"]["span"]
    assert before.text[a:b].startswith("推进教育改革")
    assert changed["2"]["bodies"][0] == {
        "name": "市医保局", "organization": changed["2"]["bodies"][0]["organization"], "before": ["responsible"], "after": ["lead"], "promoted": True,
    }  # fmt: skip


def test_support_that_is_asked_anew_or_no_longer() -> None:
    """Support items by their words; their bodies count as bodies of the measure."""
    whole = handmade()
    measure = next(m for m in whole.measures if m.support)
    fewer = replace(measure, support=measure.support[1:])
    other = replace(whole, measures=tuple(fewer if m is measure else m for m in whole.measures))
    (change,) = [one for one in diff(whole, other).both if one.changed]
    assert change.asked_dropped == (measure.support[0].text,) and change.asked_added == ()
    assert {body.name for body in change.bodies} <= {a.body.name for a in measure.support[0].bodies}


def test_one_word_and_one_body_changed_in_the_notice(tmp_path: Path) -> None:
    """Of 34 measures one is told, with the two changes and nothing else."""
    text = NOTICE.read_text("utf-8")
    start = text.rindex("加快推进中科曙光")
    edited = text[:start] + text[start:].replace("加快", "全力", 1).replace("区发改委", "区商促局", 1)
    (tmp_path / "new.txt").write_text(edited, encoding="utf-8")
    done = CliRunner().invoke(main, ["diff", str(NOTICE), str(tmp_path / "new.txt")])
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1:] == [
        "新增0项，删去0项，改动1项，未变33项。",
        "第8项措施",
        "  措辞：…新中心建设,［原“加快”／现“全力”］推进中科曙光…",
        "  新增单位：区商促局（负责）",
        "  不再列出：区发改委（原负责）",
    ]
    assert diff(read_plan(NOTICE), read_plan(NOTICE)).same


def test_a_file_that_is_missing_is_told_in_one_line(tmp_path: Path) -> None:
    """As by every command."""
    done = CliRunner().invoke(main, ["diff", str(NOTICE), str(tmp_path / "none.txt")])
    assert done.exit_code == 2 and len(done.stderr.strip().splitlines()) == 1
