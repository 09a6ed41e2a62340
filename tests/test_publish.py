"""A whole publication: every file read by three parsers, every IRI with its page, same input same bytes, nothing half done."""

from __future__ import annotations

import csv
import difflib
import hashlib
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from handmade import SLUG, handmade
from lxml import html
from parsers import RAPPER, by_pyoxigraph, by_raptor, by_rdflib
from pyoxigraph import NamedNode, Quad

from fengong import read_plan
from fengong.canon import canonical_hash
from fengong.cli import main
from fengong.describe import describe
from fengong.errors import GraphError
from fengong.identify import BASE
from fengong.model import Plan
from fengong.publication import Publication, load_publication
from fengong.publish import MARK, publish
from fengong.write import union, write

ROOT = Path(__file__).parents[1]
NOTICE = ROOT / "data/sources/binhai-2020-20"
SETTINGS = load_publication(NOTICE / "publication.toml")
RDF = (".ttl", ".nq", ".trig", ".jsonld", ".rdf")


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The notice."""
    return read_plan(NOTICE / "notice.txt")


@pytest.fixture(scope="module")
def site(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notice, published."""
    folder = tmp_path_factory.mktemp("published") / "public"
    publish([plan], folder, SETTINGS)
    return folder


@pytest.fixture(scope="module", params=["ascii", "chinese"])
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handmade plan, published under either spelling of its IRIs and another base."""
    folder = tmp_path_factory.mktemp("small") / "public"
    publish([handmade()], folder, Publication(base="https://data.example.org/x/", iris=request.param))
    return folder


def whole(folder: Path) -> list[Path]:
    """The files of the whole data and its description."""
    named = [folder / "catalog.ttl", folder / "catalog.jsonld", folder / "void.ttl"]
    return named + sorted(file for file in (folder / "data").iterdir() if file.suffix in RDF)


def test_three_parsers_read_the_whole_data_alike(site: Path, plan: Plan) -> None:
    """rdflib, pyoxigraph and raptor give one canonical hash for each file, and it is that of the graph."""
    if not RAPPER:
        pytest.skip("rapper is not installed: apt-get install raptor2-utils")
    quads = describe(plan)
    expected = {".nq": canonical_hash(quads), ".trig": canonical_hash(quads)}
    one = canonical_hash(union(quads))
    for file in whole(site):
        hashes = {by_pyoxigraph(file), by_rdflib(file), by_raptor(file)}
        assert len(hashes) == 1, file
        if file.parent.name == "data":
            assert hashes == {expected.get(file.suffix, one)}, file


def test_three_parsers_read_the_pages_alike(small: Path) -> None:
    """Each index.ttl and index.jsonld of a small publication; the two beside a page say the same."""
    if not RAPPER:
        pytest.skip("rapper is not installed: apt-get install raptor2-utils")
    for file in random.Random(7).sample(sorted(small.rglob("index.ttl")), 12):
        hashes = {by_pyoxigraph(file), by_rdflib(file), by_raptor(file)}
        other = file.with_suffix(".jsonld")
        assert {by_pyoxigraph(other), by_raptor(other)} | hashes == hashes and len(hashes) == 1, file


def rdf_files(folder: Path) -> Iterator[Path]:
    """Every RDF file of a publication."""
    return (
        file
        for file in sorted(folder.rglob("*"))
        if file.suffix in (".ttl", ".nq", ".trig", ".jsonld", ".rdf")
    )


def test_no_relative_iri_no_blank_node_and_well_formed_tags_anywhere(small: Path) -> None:
    """W3C's rules: absolute IRIs without a forbidden character (RFC 3987), language tags of BCP 47; no blank node."""
    absolute = re.compile(r"(?:https?|mailto|urn):[^\s<>\"{}|\\^`\x00-\x20]+")
    for file in rdf_files(small):
        if file.name in ("shapes.ttl", "frame.jsonld", "context.jsonld"):
            continue
        for quad in ox.parse(file.read_bytes(), format=ox.RdfFormat.from_extension(file.suffix[1:])):
            for node in (quad.subject, quad.predicate, quad.object):
                if isinstance(node, ox.Literal):
                    assert node.language in (None, "zh", "en"), (file, node)
                    assert node.datatype.value.startswith("http"), (file, node)
                else:
                    assert isinstance(node, NamedNode) and absolute.fullmatch(node.value), (file, node)


def test_every_iri_of_the_data_has_a_page_with_its_rdf(site: Path) -> None:
    """What stands in the data under the base can be looked at, but for fragments, which stand on their page."""
    quads = ox.parse((site / f"data/{SETTINGS.name}.nq").read_bytes(), format=ox.RdfFormat.N_QUADS)
    nodes = {
        end.value for quad in quads for end in (*quad.triple, quad.graph_name) if isinstance(end, NamedNode)
    }
    own = {iri.partition("#")[0] for iri in nodes if iri.startswith(BASE)}
    described = {str(p.parent.relative_to(site)) for p in site.rglob("index.ttl")}
    assert len(own) > 700
    assert {iri.removeprefix(BASE) for iri in own} - described == set()
    for path in described:
        assert {f.name for f in (site / path).iterdir() if f.is_file()} == {
            "index.html",
            "index.ttl",
            "index.jsonld",
        }


def test_links_lead_to_pages_and_anchors_that_exist(small: Path) -> None:
    """Relative links, so that a copy of the folder works anywhere, from the disk too."""
    anchors: dict[Path, set[str]] = {}
    for file in sorted(small.rglob("*.html")):
        tree = html.fromstring(file.read_bytes())
        anchors[file.resolve()] = {str(x) for x in tree.xpath("//@id")}
    count = 0
    for file in anchors:
        for link in html.fromstring(file.read_bytes()).xpath("//a/@href | //link[@rel!='describes']/@href"):
            path, _, fragment = str(link).partition("#")
            if re.match(r"[a-z]+:", path):
                continue
            target = (file.parent / unquote(path)).resolve() if path else file
            assert target.is_file(), (file, link)
            if fragment and target.suffix == ".html":
                assert fragment in anchors[target], (file, link)
            count += 1
    assert count > 900


def test_pages_ask_nothing_of_the_network(site: Path) -> None:
    """No script, style, image or font from elsewhere."""
    for file in [site / "index.html", site / f"id/doc/{SLUG}/m8/index.html", site / "def/index.html"]:
        tree = html.fromstring(file.read_bytes())
        loaded = tree.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src | //iframe/@src")
        assert all(not str(one).startswith(("http", "//")) for one in loaded)


def test_a_measures_page_answers_who_and_who_supports(site: Path) -> None:
    """The bodies with their roles and the very words, the requests for support among them."""
    tree = html.fromstring((site / f"id/doc/{SLUG}/m8/index.html").read_bytes())
    rows = [
        " ".join(row.text_content().split()) for row in tree.xpath("//table[@class='wide']//tr | //tbody/tr")
    ]
    assert any("工业和信息化局" in row and "“区工信局” [8451–8455]" in row for row in rows)
    assert any(
        "天津市科学技术局" in row and "支持" in row and "“市科技局” [8537–8541]" in row for row in rows
    )
    inferred = [row.text_content() for row in tree.xpath("//tr[@class='inferred']")]
    assert len(inferred) == 3 and all("推定" in row for row in inferred)


def test_jsonld_frames_back_to_nested_plans(site: Path, plan: Plan) -> None:
    """With the published frame PyLD makes one tree of the plan: each measure with its bodies and support."""
    from pyld import jsonld

    data, frame = (
        json.loads((site / name).read_text("utf-8"))
        for name in (f"data/{SETTINGS.name}.jsonld", "frame.jsonld")
    )
    framed = jsonld.frame(data, frame, {"omitGraph": False})["@graph"]
    (document,) = [node for node in framed if node.get("measures")]
    assert document["documentNumber"] == plan.document.number
    measures = sorted(document["measures"], key=lambda one: one["position"])
    assert len(measures) == len(plan.measures)
    for found, measure in zip(measures, plan.measures, strict=True):
        assert found["text"]["zh"] == measure.text
        stated = [a for a in found["assignments"] if a["basis"].endswith("/stated")]
        assert [a["nameInText"] for a in sorted(stated, key=lambda a: a["listPosition"])] == [
            a.body.name for a in measure.assignments
        ]
        asked = sorted(found.get("supportItems", []), key=lambda one: one["position"])
        assert [[a["nameInText"] for a in item.get("assignments", [])] for item in asked] == [
            [a.body.name for a in item.bodies] for item in measure.support
        ]


def files_of(folder: Path) -> dict[str, str]:
    """Path → digest."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from handmade import handmade
from fengong.publication import Publication
from fengong.publish import publish
publish([handmade()], Path(sys.argv[2]), Publication(base="https://data.example.org/x/"))
"""


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Three interpreters with three hash seeds."""
    found = []
    for seed in ("0", "1", "2"):
        folder = tmp_path / seed
        command = [sys.executable, "-c", PROGRAM, str(Path(__file__).parent), str(folder)]
        subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed}, check=True)
        found.append(files_of(folder))
    assert found[0] == found[1] == found[2]
    assert len(found[0]) > 100


def test_a_new_publication_takes_the_place_of_the_old_one_whole(tmp_path: Path) -> None:
    """No page of a withdrawn measure stays behind, and no folder beside it."""
    folder = tmp_path / "public"
    publish([handmade()], folder, Publication())
    old = files_of(folder)
    publish([replace(handmade(), measures=handmade().measures[:1])], folder, Publication())
    assert set(files_of(folder)) < set(old)
    assert [one.name for one in tmp_path.iterdir()] == ["public"]
    publish([handmade()], folder, Publication())
    assert files_of(folder) == old


def test_a_folder_of_other_files_is_left_alone(tmp_path: Path) -> None:
    """Publishing to one's home folder must not wipe it."""
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(GraphError, match="other files"):
        publish([handmade()], tmp_path, Publication())
    with pytest.raises(GraphError, match="no folder"):
        publish([handmade()], tmp_path / "thesis.docx", Publication())
    assert [one.name for one in tmp_path.iterdir()] == ["thesis.docx"]


def test_files_that_no_publication_wrote_are_never_deleted(tmp_path: Path) -> None:
    """A host's CNAME, a repository, a photograph in a folder of pages: told, and nothing touched."""
    folder = tmp_path / "public"
    publish([handmade()], folder, Publication())
    (folder / "CNAME").write_text("data.example.org")
    (folder / "id/org/mine").mkdir(parents=True)
    (folder / "id/org/mine/note.txt").write_text("mine")
    before = files_of(folder)
    with pytest.raises(GraphError, match=r"CNAME, id/org/mine/note\.txt"):
        publish([handmade()], folder, Publication())
    assert files_of(folder) == before


def test_a_character_that_xml_cannot_hold_costs_only_the_rdfxml(tmp_path: Path) -> None:
    """A form feed, as page-broken texts have: the other formats are written, and the loss is told."""
    plan = handmade()
    done = publish([replace(plan, text=plan.text + "\x0c")], tmp_path / "x", Publication())
    assert len(done.left_out) == 1 and "U+000C" in done.left_out[0]
    assert {file.suffix for file in (tmp_path / "x/data").iterdir()} == {".ttl", ".nq", ".trig", ".jsonld"}
    assert "RDF_XML" not in (tmp_path / "x/catalog.ttl").read_text("utf-8")


def test_the_order_in_which_plans_are_named_does_not_matter(tmp_path: Path) -> None:
    """Two plans, either first: the same bytes, tables and checksums included."""
    plan = handmade()
    other = replace(plan, document=replace(plan.document, number="津政发〔2021〕3号"))
    publish([plan, other], tmp_path / "one", Publication())
    publish([other, plan], tmp_path / "two", Publication())
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


@pytest.mark.parametrize(
    "base", ["https://x.cn/#", "https://x.cn/a#", "https://x.cn/?z/", "urn:x:", "x.cn/", "https://x.cn"]
)
def test_a_base_that_cannot_be_served_is_refused_by_the_command(tmp_path: Path, base: str) -> None:
    """One line, no traceback, nothing written."""
    done = CliRunner().invoke(
        main, ["publish", str(tmp_path / "x"), str(NOTICE / "notice.txt"), "--base", base]
    )
    assert done.exit_code == 2 and len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "x").exists()


def test_the_command_publishes_from_a_graph_and_tells_what_was_changed_by_hand(tmp_path: Path) -> None:
    """The pages are made from the text that the graph holds; a statement beyond it is told."""
    graph = tmp_path / "graph.ttl"
    graph.write_bytes(write(describe(handmade()), "turtle"))
    run = CliRunner()
    graph.write_bytes(write(describe(read_plan(NOTICE / "notice.txt")), "turtle"))
    done = run.invoke(main, ["publish", str(tmp_path / "x"), "-g", str(graph)])
    assert done.exit_code == 0 and "its text does not give" not in done.stderr
    assert "not given for portals: publisher" in done.stderr
    graph.write_text(
        graph.read_text("utf-8").replace("cv:role role:responsible", "cv:role role:lead", 1), encoding="utf-8"
    )
    assert (
        "1 statements that its text does not give"
        in run.invoke(main, ["publish", str(tmp_path / "x"), "-g", str(graph)]).stderr
    )


def test_a_failure_leaves_the_old_publication(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk in the middle: one line, the old folder as it was, nothing beside it."""
    folder = tmp_path / "public"
    publish([handmade()], folder, Publication())
    old, count, real = files_of(folder), 0, Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        nonlocal count
        count += 1
        if count > 50:
            raise OSError(28, "No space left on device")
        return real(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(GraphError, match="No space left"):
        publish([handmade()], folder, Publication())
    monkeypatch.undo()
    assert files_of(folder) == old
    assert [one.name for one in tmp_path.iterdir()] == ["public"]
    assert (folder / MARK).exists()


def changed_lines(one: bytes, other: bytes) -> int:
    """Lines that a reader of the difference sees."""
    lines = difflib.unified_diff(one.decode().splitlines(), other.decode().splitlines(), lineterm="", n=0)
    return sum(line[:1] in "+-" and line[:3] not in ("+++", "---") for line in lines)


@pytest.mark.parametrize(
    ("format", "most"), [("turtle", 4), ("trig", 4), ("nquads", 1), ("rdfxml", 2), ("jsonld", 8)]
)
def test_one_fact_less_is_a_few_lines_less(format: str, most: int) -> None:
    """A portal's history shows what changed and no more."""
    quads = [quad for quad in describe(handmade()) if not quad.predicate.value.endswith("#type")]
    before = write(quads, format)
    for at in random.Random(5).sample(range(len(quads)), 25):
        fewer: list[Quad] = [*quads[:at], *quads[at + 1 :]]
        value = quads[at].object
        own = (
            value.value.count("\n") if isinstance(value, ox.Literal) and format == "rdfxml" else 0
        )  # XML keeps them
        assert changed_lines(before, write(fewer, format)) <= most + own, quads[at]


def test_a_wrong_base_is_told_before_anything_is_written(tmp_path: Path) -> None:
    """Not an IRI, or without its last slash."""
    with pytest.raises(GraphError, match="base"):
        publish([handmade()], tmp_path / "x", Publication(base="data.example.org"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("iris", ["ascii", "chinese"])
def test_the_tables_use_the_very_iris_of_the_data(tmp_path: Path, iris: str) -> None:
    """A row of assignments.csv and the node of the graph are one thing, in either spelling."""
    publish([handmade()], tmp_path / "x", Publication(iris=iris))  # type: ignore[arg-type]
    data = (tmp_path / f"x/data/{SLUG}.nq").read_bytes()
    nodes = {quad.subject.value for quad in ox.parse(data, format=ox.RdfFormat.N_QUADS)}
    with (tmp_path / "x/tables/assignments.csv").open(encoding="utf-8", newline="") as file:
        iris_of = [row["iri"] for row in csv.DictReader(file)]
    assert iris_of and set(iris_of) <= nodes
    assert (tmp_path / "x/tables/分工表.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_several_documents_are_one_data_set(tmp_path: Path) -> None:
    """Two plans: one set of bodies, each document with its pages, both on the front page."""
    plan = handmade()
    other = replace(plan, document=replace(plan.document, number="津政发〔2021〕3号", title="另一份方案"))
    publish([plan, other], tmp_path / "x", Publication())
    front = (tmp_path / "x/index.html").read_text("utf-8")
    assert "津滨政发〔2020〕20号" in front and "津政发〔2021〕3号" in front
    assert (tmp_path / "x/id/doc/jinzhengfa-2021-3/m8/index.ttl").exists()
    assert (tmp_path / "x/data/plans.ttl").exists()
