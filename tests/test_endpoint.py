"""A graph at a SPARQL endpoint answers as its file does, in two engines; what goes wrong is told in one line."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from endpoints import HAS_RDFLIB, OXIGRAPH, Asked, Reply, engine, load, oxigraph, rdflib, replying
from handmade import handmade
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, Store
from servers import _free_port
from test_queries import NAMES, NOTICE, OTHER_VALUES

from fengong import plan_of, read_plan
from fengong.cli import main
from fengong.collect import add
from fengong.describe import describe, describe_all
from fengong.endpoint import GRAPHS, Endpoint, open_endpoint
from fengong.errors import GraphError
from fengong.model import Plan
from fengong.query import bind, named, run, run_text
from fengong.read import read_bytes
from fengong.store import Graph, open_graph
from fengong.write import write

needs_oxigraph = pytest.mark.skipif(OXIGRAPH is None, reason="no oxigraph: pip install oxigraph")
needs_rdflib = pytest.mark.skipif(
    not HAS_RDFLIB, reason="no rdflib-endpoint: pip install rdflib-endpoint uvicorn"
)
SELECT, ONE = "SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o", NamedNode("urn:one")
LATER = """天津市滨海新区人民政府关于印发2021年工作分工方案的通知
津滨政发〔2021〕3号
各部门：
按照《滨海新区落实支持国家级新区深化改革创新加快推动高质量发展若干措施的工作方案》（津滨政发〔2020〕20号）要求，分工如下。
一、办好实事。（区财政局牵头，区科技局、各开发区管委会配合）
天津市滨海新区人民政府
2021年3月1日
"""
SECRET = "geheim%2F密"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the notice and the handmade plan in named graphs, and without any in Turtle."""
    here = tmp_path_factory.mktemp("endpoint")
    notice = describe(_plans()[0])
    (here / "notice.nq").write_bytes(write(notice, "nquads"))
    (here / "notice.ttl").write_bytes(write(notice, "turtle"))
    (here / "both.nq").write_bytes(write(describe_all(_plans()), "nquads"))
    (here / "later.nq").write_bytes(write(describe(_plans()[1]), "nquads"))
    (here / "handmade.nq").write_bytes(write(describe(handmade()), "nquads"))
    return here


@pytest.fixture(scope="module")
def local(folder: Path) -> Graph:
    """The notice's file."""
    return open_graph(folder / "notice.nq")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Oxigraph with the notice in named graphs, as it is loaded and served without further thought."""
    if OXIGRAPH is None:
        pytest.skip("no oxigraph: pip install oxigraph")
    with oxigraph(load(folder / "store", folder / "notice.nq")) as url:
        yield url


@pytest.fixture(scope="module")
def far(address: str) -> Endpoint:
    """The notice in Oxigraph."""
    return open_endpoint(address)


@cache
def _plans() -> tuple[Plan, ...]:
    """The notice, and a later plan that cites it."""
    return (read_plan(NOTICE), plan_of(read_bytes(LATER.encode(), "later.txt")))


def command(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


def _added(store: Path, *sources: str) -> None:
    assert [one.error for one in add(store, sources)] == [None] * len(sources)


def _texts(name: str) -> list[str]:
    return [named(name).text, *([bind(named(name), OTHER_VALUES[name])] if name in OTHER_VALUES else [])]


@pytest.mark.parametrize("name", NAMES)
def test_a_named_query_answers_there_as_it_does_here(local: Graph, far: Endpoint, name: str) -> None:
    """As it stands and with other values: rows, columns and the JSON to the byte."""
    for text in _texts(name):
        assert far.query(text) == local.query(text)


def test_the_names_that_wait_are_listed_there_as_here(address: str, folder: Path) -> None:
    """Every line of the list, and of the sheet."""
    for form in ("text", "csv"):
        there = command("review", "--format", form, "-g", address)
        assert there.exit_code == 0
        assert there.stdout == command("review", "--format", form, "-g", str(folder / "notice.nq")).stdout
        assert "泰达集团" in there.stdout


@needs_rdflib
def test_an_engine_of_other_code_answers_every_named_query_alike(folder: Path) -> None:
    """rdflib, over HTTP: the same rows in the same order, and the same statements."""
    here = open_graph(folder / "handmade.nq")
    with rdflib(folder / "handmade.nq") as url:
        there = open_endpoint(url)
        for text in [_texts(name)[-1] for name in NAMES]:
            assert there.query(text) == here.query(text)
        assert set(there.quads()) == set(here.quads())
        assert there.graphs() == here.graphs()
        assert run_text(there, _CONSTRUCT) == run_text(here, _CONSTRUCT)


_CONSTRUCT = "# all that is\nCONSTRUCT { ?m dct:title ?n } WHERE { ?m a fg:Measure ; fg:number ?n }"


@pytest.mark.parametrize(
    "words",
    [
        ("who", "8"),
        ("who", "1", "--lang", "en"),
        ("who", "99"),
        ("body", "区发改委", "--expand"),
        ("body", "区发展委"),
        ("ask", "谁支持第8条措施？"),
        ("why", "8", "市科技局"),
        ("why", "8", "fg:presumedLeadBody", "区工信局"),
        ("why", "8", "nofg:presumedLeadBody", "区工信局"),
        ("query", "support", "--measure", "8", "--format", "json"),
        ("query", "support", "--measure", "99"),
        ("info",),
        ("export", "-o", "{}.nq"),
        ("export", "-o", "{}.ttl"),
    ],
    ids=" ".join,
)
def test_a_command_says_of_an_endpoint_what_it_says_of_the_file(
    folder: Path, address: str, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Byte for byte, the files it writes too; only the graph's own name is another."""
    _same(str(folder / "notice.nq"), address, tmp_path, words)


def _same(file: str, address: str, work: Path, words: tuple[str, ...]) -> None:
    made = []
    for place, graph in (("a", file), ("b", address)):
        target = work / place
        done = command(*(word.format(target) for word in words), "--graph", graph)
        files = [made_file.read_bytes() for made_file in work.glob(f"{place}.*")]
        said = done.output.replace(graph, "GRAPH").replace(str(target), "TARGET")
        made.append((done.exit_code, said, files))
    assert made[0] == made[1]
    assert made[0][1]


@needs_oxigraph
def test_what_needs_the_whole_graph_or_its_texts_is_the_same(folder: Path, tmp_path: Path) -> None:
    """Checks, pictures and tables of a short plan: its text comes back from there to be read again."""
    with oxigraph(load(tmp_path / "store", folder / "later.nq")) as url:
        for words in (
            ("check",),
            ("check", "--format", "turtle"),
            ("export", "-o", "{}.graphml"),
            ("view", "-o", "{}.html"),
        ):
            _same(str(folder / "later.nq"), url, tmp_path, words)


@pytest.mark.parametrize("form", ["table", "csv", "json", "xml", "turtle"])
def test_own_queries_of_every_form_run_there_unchanged(
    folder: Path, address: str, tmp_path: Path, form: str
) -> None:
    """Prefixes undeclared or declared anew, comments on top; triples come as triples."""
    texts = {
        "construct": _CONSTRUCT,
        "describe": "BASE <https://w3id.org/>\nDESCRIBE <fengong/graph/registry>",
        "ask": "#\nPREFIX f: <https://w3id.org/fengong/def#> # SELECT\nask { ?m a f:Measure }",
        "select": "select ?m { ?m a fg:Measure } order by ?m",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.rq").write_text(text)
        said = [
            command("query", str(tmp_path / f"{name}.rq"), "--format", form, "--graph", graph).output
            for graph in (str(folder / "notice.nq"), address)
        ]
        assert said[0] == said[1]


@pytest.mark.parametrize(
    "text", ["SELECT * { ?m a fg:Measure", "SELECT *\n{ ?m a fg:Measure ;; ,}", "ASK { ?m nofg:x ?n }"]
)
def test_a_slip_in_the_query_is_told_with_its_place(
    folder: Path, address: str, tmp_path: Path, text: str
) -> None:
    """The place in the text as written, in front of which prefixes were sent."""
    (tmp_path / "own.rq").write_text(text)
    said = [
        command("query", str(tmp_path / "own.rq"), "--graph", graph).output
        for graph in (str(folder / "notice.nq"), address)
    ]
    assert said[0] == said[1]
    assert "SPARQL" in said[0]


def test_a_value_is_bound_and_never_pasted(far: Endpoint, local: Graph) -> None:
    """Quotes, braces and line breaks in a name end no string there either."""
    for evil in ('"} SELECT * { ?s ?p ?o', "a\nb' } #", "\\"):
        assert run(far, "body-sheet", body=evil) == run(local, "body-sheet", body=evil)
    with pytest.raises(Exception, match="update"):
        run_text(far, "DROP ALL")


def test_every_statement_comes_once_with_its_graph(far: Endpoint, local: Graph) -> None:
    """And the graphs by name."""
    quads = list(far.quads())
    assert len(quads) == len(set(quads)) == len(tuple(local.quads()))
    assert set(quads) == set(local.quads())
    assert far.graphs() == local.graphs()


@needs_oxigraph
@pytest.mark.parametrize("way", ["union", "added", "turtle", "named"])
def test_the_default_graph_is_the_union_however_it_is_served(folder: Path, tmp_path: Path, way: str) -> None:
    """By the engine's union, written out by `fengong add`, without named graphs, or merged by the request."""
    store, flags, file = tmp_path / "store", [], folder / "notice.nq"
    match way:
        case "union":
            load(store, file)
            flags = ["--union-default-graph"]
        case "added":
            _added(store, str(NOTICE))
        case "turtle":
            file = folder / "notice.ttl"
            load(store, file)
        case "named":
            load(store, file)
    here = open_graph(file)
    with oxigraph(store, *flags) as url:
        there = open_endpoint(url)
        assert len(there.merged) == (3 if way == "named" else 0)
        assert set(there.quads()) == set(here.quads())
        assert there.graphs() == here.graphs()
        for name in ("support", "body-sheet", "inferred", "bodies", "measure"):
            assert there.query(named(name).text) == here.query(named(name).text)
        count = "SELECT (COUNT(DISTINCT ?m) AS ?n) { GRAPH ?g { ?m a fg:Measure } }"
        assert run_text(there, count) == run_text(here, count), "GRAPH reaches the named graphs as ever"


@needs_oxigraph
def test_two_documents_are_asked_as_one_graph(folder: Path, tmp_path: Path) -> None:
    """In the folder of `fengong add`: what the second says of the first, which it cites, is there once."""
    here = open_graph(folder / "both.nq")
    (tmp_path / "later.txt").write_text(LATER, encoding="utf-8")
    _added(tmp_path / "store", str(NOTICE), str(tmp_path / "later.txt"))
    with oxigraph(tmp_path / "store") as url:
        there = open_endpoint(url)
        for name in NAMES:
            rows = (Counter(graph.query(named(name).text).rows) for graph in (there, here))
            assert next(rows) == next(rows), name
        assert set(there.quads()) == set(here.quads())


@needs_oxigraph
@pytest.mark.parametrize("flags", [[], ["--union-default-graph"]], ids=["merged", "union"])
def test_an_engine_that_counts_a_statement_of_two_graphs_twice_is_refused(
    folder: Path, tmp_path: Path, flags: list[str]
) -> None:
    """Oxigraph's unions do: the measure's one row would come eight times."""
    store, refused = load(tmp_path / "store", folder / "both.nq"), r"counts twice .*fengong add"
    with oxigraph(store, *flags) as url, pytest.raises(GraphError, match=refused):
        open_endpoint(url)


def _store(*quads: Quad) -> Store:
    store = Store()
    store.extend(quads)
    return store


@contextmanager
def _kept(*quads: Quad) -> Iterator[str]:
    with replying(engine(_store(*quads))) as (url, _):
        yield url


def _quad(value: str, graph: str | None = None, predicate: str = "urn:p") -> Quad:
    name = NamedNode(graph) if graph else None
    return Quad(NamedNode("urn:s"), NamedNode(predicate), Literal(value), name)


_BUNDLE = Quad(
    ONE, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), NamedNode("http://www.w3.org/ns/prov#Bundle"), ONE
)  # fmt: skip


def test_half_a_default_graph_is_refused() -> None:
    """Half an answer would look like a whole one; the administrator is told what to switch on."""
    with _kept(_quad("a"), _BUNDLE) as url, pytest.raises(GraphError, match=r"lacks .*--union-default-graph"):
        open_endpoint(url)


def test_an_engine_that_does_not_merge_when_asked_is_refused() -> None:
    """Its default graph stays empty."""
    with _kept(_BUNDLE) as url, pytest.raises(GraphError, match=r"is empty .*unionDefaultGraph"):
        open_endpoint(url)


def test_more_graphs_than_a_request_may_name_are_refused() -> None:
    """The same advice."""
    quads = [_quad("a", f"urn:g{n}") for n in range(GRAPHS + 1)]
    with _kept(*quads) as url, pytest.raises(GraphError, match="unionDefaultGraph"):
        open_endpoint(url)


def test_an_endpoint_that_holds_nothing_is_told() -> None:
    """As an empty file is."""
    with _kept() as url, pytest.raises(GraphError, match="holds no statements"):
        open_endpoint(url)


def test_a_statement_in_and_out_of_a_graph_comes_once() -> None:
    """In its graph; others without one."""
    quads = {_quad("a", "urn:one"), _quad("b")}
    with _kept(*quads, _quad("a")) as url:
        assert set(open_endpoint(url).quads()) == quads


def test_an_engine_that_knows_xml_only_is_understood() -> None:
    """Rows, truth and every statement."""
    store = _store(_quad("甲", "urn:one"), _quad("甲"), _quad("乙"))
    with replying(engine(store, QueryResultsFormat.XML)) as (url, _):
        there = open_endpoint(url)
        assert there.query(SELECT).records() == [{"o": "乙"}, {"o": "甲"}]
        assert there.query("ASK { ?s ?p 1 }").truth is False
        assert len(list(there.quads())) == 2


def test_an_endpoint_that_cuts_long_answers_gives_no_half_graph() -> None:
    """Statements are counted first."""
    whole = engine(_store(_quad("a"), _quad("b")))

    def cut(asked: Asked) -> Reply:
        return whole(asked._replace(fields={"query": [f"{asked.query} LIMIT 1"]}))

    with replying(lambda a: whole(a) if "COUNT" in a.query or "LIMIT" in a.query else cut(a)) as (url, _):
        there = open_endpoint(url)
        with pytest.raises(GraphError, match="gave 1 of 2 statements"):
            list(there.quads())


def _fails(status: int, media: str, body: str) -> Callable[[Asked], Reply]:
    return lambda _: Reply(status, media, body.encode())


def _slow(_: Asked) -> Reply:
    time.sleep(0.6)
    return Reply()


ERRORS: dict[str, tuple[Callable[[Asked], Reply], str]] = {
    "page": (_fails(200, "text/html; charset=utf-8", "<html>"), "is no SPARQL endpoint (it answers with a web page)"),
    "picture": (_fails(200, "image/png", "PNG"), "is no SPARQL endpoint: it answers with image/png"),
    "missing": (_fails(404, "text/html", "<html>"), "is no SPARQL endpoint (it answers with HTTP 404)"),
    "broken": (_fails(500, "text/plain", "\nout of memory\nat x.java:1"), "failed with HTTP 500: out of memory"),
    "broken page": (_fails(502, "text/html", "<h1>Bad</h1>"), "failed with HTTP 502"),
    "refused": (_fails(400, "text/plain", "no NOT EXISTS here\n"), "does not take SPARQL 1.1: no NOT EXISTS here"),
    "locked": (_fails(401, "text/plain", "no"), "(HTTP 401)"),
    "forbidden": (_fails(403, "text/html", "no"), "(HTTP 403)"),
    "slow": (_slow, "gave no answer within 0.2 s: ask for less, or set FENGONG_ENDPOINT_TIMEOUT"),
    "cut": (lambda _: Reply(body=b'{"head":{"vars":["s"]},"resul'), "breaks off or is damaged"),
    "short": (lambda _: Reply(body=b"{", headers=(("content-length", "9"),)), "breaks off or is damaged"),
    "circle": (lambda _: Reply(307, headers=(("location", "/sparql"),)), "redirects more than 5 times"),
}  # fmt: skip


@pytest.mark.parametrize("case", list(ERRORS))
@pytest.mark.parametrize("auth", ["", f"chief:{SECRET}@"])
def test_what_goes_wrong_is_one_line_without_the_password(
    monkeypatch: pytest.MonkeyPatch, case: str, auth: str
) -> None:
    """Whatever the server answers; exit code 2."""
    monkeypatch.setenv("FENGONG_ENDPOINT_TIMEOUT", "0.2" if case == "slow" else "20")
    reply, words = ERRORS[case]
    with replying(reply) as (url, _):
        given = url.replace("http://", f"http://{auth}")
        done = command("who", "8", "--graph", given)
    assert done.exit_code == 2
    assert words in done.output
    assert url in done.output
    assert done.output.count("\n") == 1
    assert "geheim" not in done.output and "密" not in done.output
    if case == "locked":
        assert ("FENGONG_ENDPOINT_AUTH" in done.output) is not bool(auth)


def test_nobody_there_is_told() -> None:
    """A closed port, and a host that is none."""
    url = f"http://chief:{SECRET}@127.0.0.1:{_free_port()}/query"
    done = command("who", "8", "--graph", url)
    assert (done.exit_code, "cannot connect to http://127.0.0.1:" in done.output) == (2, True)
    assert "geheim" not in done.output
    done = command("who", "8", "--graph", "http://nowhere.invalid/query")
    assert "there is no such host" in done.output


@pytest.mark.parametrize(
    "url", ["http://", "http://[::1/", "http://chief@127.0.0.1/", "http://127.0.0.1:99999/"]
)
def test_an_address_that_is_none_is_told(url: str) -> None:
    """Before anything is sent."""
    done = command("who", "8", "--graph", url)
    assert done.exit_code == 2
    assert done.output.count("\n") == 1
    assert "chief" not in done.output


@pytest.mark.parametrize("seconds", ["0", "soon", "-1", "nan"])
def test_a_time_limit_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, seconds: str) -> None:
    """In one line."""
    monkeypatch.setenv("FENGONG_ENDPOINT_TIMEOUT", seconds)
    with pytest.raises(GraphError, match="is a number of seconds"):
        open_endpoint("http://127.0.0.1/")


@pytest.mark.parametrize("way", ["address", "environment"])
def test_user_and_password_are_sent_and_shown_nowhere(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """Percent signs of an address are undone; UTF-8 (RFC 7617)."""
    whole = engine(_store(_quad("a")))
    if way == "environment":
        monkeypatch.setenv("FENGONG_ENDPOINT_AUTH", "chief:geheim/密")
    with replying(whole) as (url, seen):
        there = open_endpoint(url.replace("http://", f"http://chief:{SECRET}@") if way == "address" else url)
    assert {asked.headers["authorization"] for asked in seen} == {"Basic Y2hpZWY6Z2VoZWltL+Wvhg=="}
    assert there.name == url
    assert "Y2hp" not in repr(there) and "geheim" not in repr(there)


def test_redirects_are_followed_and_a_password_stays_with_its_host() -> None:
    """307 within the host keeps it; another host does not get it."""
    whole = engine(_store(_quad("a")))
    with ExitStack() as stack:
        other, seen_there = stack.enter_context(replying(whole))
        moved = other.replace("127.0.0.1", "localhost")

        def reply(asked: Asked) -> Reply:
            if asked.path == "/sparql":
                return Reply(307, headers=(("location", "/here"),))
            return Reply(308, headers=(("location", moved),))

        url, seen_here = stack.enter_context(replying(reply))
        there = open_endpoint(url.replace("http://", f"http://chief:{SECRET}@"))
        assert there.query(SELECT).records() == [{"o": "a"}]
    assert all("authorization" in asked.headers for asked in seen_here)
    assert not any("authorization" in asked.headers for asked in seen_there)
    assert {asked.query for asked in seen_here} == {asked.query for asked in seen_there}


def test_a_proxy_of_the_environment_is_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its own password, unless no_proxy names the host."""
    for name in ("no_proxy", "NO_PROXY", "HTTP_PROXY", "REQUEST_METHOD"):
        monkeypatch.delenv(name, raising=False)
    with replying(engine(_store(_quad("a")))) as (url, seen):
        monkeypatch.setenv("http_proxy", url.replace("http://", "chief:x@").removesuffix("/sparql"))
        there = open_endpoint("http://city.invalid/sparql")
        assert {asked.path for asked in seen} == {"http://city.invalid/sparql"}
        assert {asked.headers["proxy-authorization"] for asked in seen} == {"Basic Y2hpZWY6eA=="}
        assert there.query(SELECT).records() == [{"o": "a"}]
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        seen.clear()
        open_endpoint(url)
        assert {asked.path for asked in seen} == {"/sparql"}


def test_a_proxy_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a kind that is not known, or not there."""
    for name in ("no_proxy", "NO_PROXY", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for proxy, words in (
        ("socks9://x:1", "http_proxy"),
        (f"http://127.0.0.1:{_free_port()}", "the proxy of"),
    ):
        monkeypatch.setenv("http_proxy", proxy)
        with pytest.raises(GraphError, match=words):
            open_endpoint("http://city.invalid/sparql")


@pytest.mark.parametrize(
    "words",
    [
        ("add", str(NOTICE), "--graph", "URL"),
        ("build", str(NOTICE), "-o", "URL/graph.ttl"),
        ("view", str(NOTICE), "-o", "URL/graph.html"),
        ("publish", "URL", str(NOTICE)),
    ],
    ids=lambda words: words[0],
)
def test_nothing_is_written_to_an_address(words: tuple[str, ...]) -> None:
    """One line says so, and the server is not even asked."""
    with replying(lambda _: Reply()) as (url, seen):
        done = command(*(word.replace("URL", url) for word in words))
    assert done.exit_code == 2
    assert "is only read: name a file or folder to write to" in done.output.splitlines()[-1]
    assert seen == []
