"""What a new edition of a document changed is told from the graph, which keeps the older text."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fengong.cli import main
from fengong.collect import held
from fengong.query import run
from fengong.store import open_graph

NUMBER = "吉政发〔2020〕1号"
DUTIES = ["财政部负责", "财政部牵头，教育部配合", "教育部牵头，科技部配合"]


def text(duty: str, number: str = NUMBER) -> str:
    """An edition of a short plan."""
    return f"吉林省人民政府关于印发工作分工方案的通知\n{number}\n各部门：\n一、办好实事。（{duty}）\n吉林省人民政府\n2020年3月1日\n"


def digest(duty: str) -> str:
    """By which an edition's text is named."""
    return hashlib.sha256(text(duty).encode()).hexdigest()[:12]


def command(*words: object) -> Result:
    """What a run says."""
    return CliRunner().invoke(main, [*map(str, words)], catch_exceptions=False)


@pytest.fixture(params=["city", "city.nq"])
def graph(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A document in three editions, added one after the other."""
    kept: Path = tmp_path / request.param
    for duty in DUTIES:
        file = tmp_path / "plan.txt"
        file.write_text(text(duty), encoding="utf-8")
        assert command("add", file, "-g", kept).exit_code == 0
    return kept


def test_a_document_is_compared_with_the_text_it_took_the_place_of(graph: Path) -> None:
    """The last but one, not the first."""
    told = command("diff", NUMBER, "-g", graph)
    assert told.exit_code == 0
    assert "科技部" in told.stdout and "教育部" in told.stdout


def test_an_older_text_is_named_by_its_digest(graph: Path, tmp_path: Path) -> None:
    """The same as of the two files."""
    files = [tmp_path / f"{n}.txt" for n in (0, 2)]
    for file, duty in zip(files, (DUTIES[0], DUTIES[2]), strict=True):
        file.write_text(text(duty), encoding="utf-8")
    kept = command("diff", digest(DUTIES[0]), digest(DUTIES[2]), "-g", graph, "--format", "json")
    assert kept.stdout == command("diff", *files, "--format", "json").stdout
    assert kept.stdout == command("diff", files[0], NUMBER, "-g", graph, "--format", "json").stdout


def test_former_editions_answer_no_question(graph: Path) -> None:
    """Their texts are kept and counted, what they said is not."""
    asked = open_graph(graph)
    (row,) = run(asked, "documents").records()
    assert (row["measures"], row["editions"], str(row["sha256"])[:12]) == (1, 2, digest(DUTIES[2]))
    assert {str(one["body"]) for one in run(asked, "responsible", measure="1").records()} == {
        "教育部",
        "科学技术部",
    }


def test_an_edition_that_was_there_is_not_brought_back(graph: Path, tmp_path: Path) -> None:
    """Reading a whole folder again, with its old files, changes nothing."""
    (tmp_path / "old.txt").write_text(text(DUTIES[0]), encoding="utf-8")
    before = sorted(map(str, open_graph(graph).quads()))
    assert "already there: 1" in command("add", tmp_path / "old.txt", "-g", graph).stderr
    assert sorted(map(str, open_graph(graph).quads())) == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["吉政发〔2020〕9号"], "the graph holds no document 吉政发〔2020〕9号"),
        (["0123456789"], "the graph holds no document 0123456789"),
        ([NUMBER, "吉政发〔2020〕9号"], "the graph holds no document 吉政发〔2020〕9号"),
    ],
)
def test_what_is_not_there_is_told(graph: Path, words: list[str], says: str) -> None:
    """In one line."""
    done = command("diff", *words, "-g", graph)
    assert done.exit_code == 2
    assert says in done.stderr and done.stderr.count("\n") == 1


def test_a_document_without_an_older_text_is_told(tmp_path: Path) -> None:
    """And what to give instead."""
    (tmp_path / "plan.txt").write_text(text(DUTIES[0]), encoding="utf-8")
    command("add", tmp_path / "plan.txt", "-g", tmp_path / "city")
    done = command("diff", NUMBER, "-g", tmp_path / "city")
    assert done.exit_code == 2 and "keeps no older text" in done.stderr
    assert "give two files, or a document and --graph" in command("diff", NUMBER).stderr


def test_removing_a_document_takes_its_editions_with_it(graph: Path, tmp_path: Path) -> None:
    """Nothing of it is left but the words of the registry; it can be added anew."""
    assert command("remove", NUMBER, "-g", graph).exit_code == 0
    if graph.is_dir():
        assert held(graph) == {}
        assert not any("doc/jizhengfa" in str(quad) for quad in open_graph(graph).kept())
    assert "吉政发" not in command("list", "-g", graph).stdout
    assert command("add", tmp_path / "plan.txt", "-g", graph).exit_code == 0
    assert run(open_graph(graph), "documents").records()[0]["editions"] == 0
