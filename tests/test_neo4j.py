"""Neo4j's files, read as its importer reads them, and asked in Cypher by an embedded engine where there is one."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from handmade import handmade
from pyoxigraph import RdfFormat
from test_tabulate import odd, renamed

from fengong import read_plan
from fengong.describe import describe
from fengong.model import Plan
from fengong.neo4j import LINKS, PRESUMED, TYPES, neo4j
from fengong.query import run
from fengong.store import load_graph
from fengong.write import write

NOTICE = Path(__file__).parents[1] / "data" / "sources" / "binhai-2020-20" / "notice.txt"


def _boolean(words: str) -> bool:
    return {"true": True, "false": False}[words]


TYPED: dict[str, Callable[[str], Any]] = {
    "": str,
    "int": int,
    "boolean": _boolean,
    "date": date.fromisoformat,
    "string[]": lambda words: words.split("|"),
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(NOTICE)


@pytest.fixture(scope="module")
def files(plan: Plan) -> dict[str, bytes]:
    return neo4j([plan])


def imported(data: bytes) -> tuple[list[str], list[dict[str, Any]]]:
    """Header and rows with their values typed as the header says; empty fields are no properties."""
    header, *lines = csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
    assert all(len(line) == len(header) for line in lines)
    rows = []
    for line in lines:
        row: dict[str, Any] = {}
        for name, words in zip(header, line, strict=True):
            if name in (":START_ID", ":END_ID", ":TYPE", "iri:ID"):
                assert words
                row[name.removesuffix(":ID")] = words
            elif name == ":LABEL":
                row[name] = words.split("|")
            elif words:
                row[name.partition(":")[0]] = TYPED[name.partition(":")[2]](words)
        rows.append(row)
    return header, rows


def nodes(files: dict[str, bytes]) -> dict[str, list[dict[str, Any]]]:
    return {name: imported(data)[1] for name, data in files.items() if name.startswith("nodes-")}


def relationships(files: dict[str, bytes]) -> dict[str, list[dict[str, Any]]]:
    return {name: imported(data)[1] for name, data in files.items() if name.startswith("relationships-")}


@pytest.mark.parametrize("which", ["notice", "handmade", "both"])
def test_ids_are_unique_and_every_end_is_a_node(plan: Plan, which: str) -> None:
    """What makes the importer stop."""
    plans = {"notice": [plan], "handmade": [handmade()], "both": [plan, renamed(handmade())]}[which]
    made = neo4j(plans)
    ids = [row["iri"] for rows in nodes(made).values() for row in rows]
    assert len(ids) == len(set(ids)) > 0
    ends = [
        row[end] for rows in relationships(made).values() for row in rows for end in (":START_ID", ":END_ID")
    ]
    assert ends and set(ends) <= set(ids)


def test_headers_are_those_of_the_importer(files: dict[str, bytes]) -> None:
    for name, data in files.items():
        if name.endswith(".csv"):
            header, _ = imported(data)
            fields = [one.partition(":") for one in header]
            assert {kind for _, _, kind in fields} <= {*TYPED, "ID", "LABEL", "START_ID", "END_ID", "TYPE"}
            names = [one for one, _, _ in fields if one]
            assert len(names) == len(set(names))
            wanted = {"iri:ID", ":LABEL"} if name.startswith("nodes-") else {":START_ID", ":END_ID", ":TYPE"}
            assert wanted <= set(header)


def test_every_stated_mention_is_a_relationship_of_its_role(plan: Plan, files: dict[str, bytes]) -> None:
    rows = relationships(files)["relationships-stated.csv"]
    stated = [one.role for m in plan.measures for one in (*m.assignments, *m.by_rule)]
    asked = [one.role for m in plan.measures for item in m.support for one in item.bodies]
    tasks = {one.body.span: one.role for m in plan.measures if m.task for one in m.task.bodies}
    expected = sorted(TYPES[role] for role in (*stated, *asked, *tasks.values()))
    assert sorted(row[":TYPE"] for row in rows) == expected


def test_what_is_inferred_is_of_a_type_and_a_file_of_its_own(plan: Plan, files: dict[str, bytes]) -> None:
    rows = relationships(files)
    presumed = rows.pop("relationships-presumed.csv")
    assert len(presumed) == sum(len(m.inferred) for m in plan.measures) > 0
    assert {row[":TYPE"] for row in presumed} == {PRESUMED} and not any(row["stated"] for row in presumed)
    assert not any(row[":TYPE"] == PRESUMED for others in rows.values() for row in others)


def test_bodies_bear_a_label_of_their_kind(files: dict[str, bytes]) -> None:
    labels = {row["id"]: row[":LABEL"] for row in nodes(files)["nodes-bodies.csv"]}
    assert labels["120116-gongxinju"] == ["Body", "Organization"]
    assert labels["120116-ge-kaifaqu-guanweihui"] == ["Body", "Collective"]
    assert ["Body", "Unresolved"] in labels.values()


def test_words_with_quotes_and_line_breaks_come_back() -> None:
    words = '区"办",，\r\n第\\二行'
    rows = relationships(neo4j([odd(words)]))["relationships-stated.csv"]
    assert words in [row["name"] for row in rows]


def test_the_scripts_name_the_files_that_there_are(files: dict[str, bytes]) -> None:
    """load.sh every file with rows, load.cypher every file and every column."""
    shell, cypher = files["load.sh"].decode(), files["load.cypher"].decode()
    named = set(re.findall(r"--(?:nodes|relationships)=(\S+)", shell))
    assert named == {name for name, data in files.items() if name.endswith(".csv") and imported(data)[1]}
    for name in [name for name in files if name.endswith(".csv")]:
        about = [one for one in cypher.split(";\n") if f"file:///{name}'" in one]
        assert about, name
        for header in imported(files[name])[0]:
            assert header in (":LABEL", ":TYPE") or any(
                f"`{header}`" in one or f"row.{header}" in one for one in about
            )
    assert set(re.findall(r"row\.`:TYPE` = '(\w+)'", cypher)) == {*TYPES.values(), PRESUMED}


def test_the_shell_script_hands_the_importer_its_arguments(files: dict[str, bytes], tmp_path: Path) -> None:
    shell = shutil.which("sh")
    if shell is None:
        pytest.skip("no sh here")
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    admin = tmp_path / "admin"
    admin.write_text('#!/bin/sh\nfor one in "$@"; do echo "$one"; done\n')
    admin.chmod(0o755)
    done = subprocess.run(
        [shell, str(tmp_path / "load.sh"), "city", "--overwrite-destination"],
        env={"NEO4J_ADMIN": str(admin), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = done.stdout.splitlines()
    assert said[:4] == ["database", "import", "full", "city"] and said[-1] == "--overwrite-destination"
    assert "--array-delimiter=|" in said and "--nodes=nodes-bodies.csv" in said


ENGINE_TYPES = {"": "STRING", "int": "INT64", "boolean": "BOOL", "date": "DATE", "string[]": "STRING[]"}


@pytest.fixture(scope="module")
def cypher(
    files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], list[list[Any]]]:
    """The files loaded into an embedded engine of Cypher: run(query) → rows."""
    kuzu = pytest.importorskip("kuzu", reason="pip install kuzu, an embedded engine that speaks Cypher")
    connection = kuzu.Connection(kuzu.Database(str(tmp_path_factory.mktemp("cypher") / "graph")))
    label_of: dict[str, str] = {}
    for name, data in files.items():
        if name.startswith("nodes-"):
            header, rows = imported(data)
            label = rows[0][":LABEL"][0]
            _create(connection, f"NODE TABLE {label}", header, "PRIMARY KEY(iri)")
            for row in rows:
                label_of[row["iri"]] = label
                _insert(connection, f"CREATE (n:{label}) SET", "n", row, {})
    groups: dict[str, list[tuple[list[str], dict[str, Any]]]] = {}
    for name, data in files.items():
        if name.startswith("relationships-"):
            header, rows = imported(data)
            for row in rows:
                groups.setdefault(row[":TYPE"], []).append((header, row))
    for kind, pairs in groups.items():
        ends = sorted({(label_of[row[":START_ID"]], label_of[row[":END_ID"]]) for _, row in pairs})
        _create(connection, f"REL TABLE {kind}", pairs[0][0], "", [f"FROM {a} TO {b}" for a, b in ends])
        for _, row in pairs:
            a, b = label_of[row[":START_ID"]], label_of[row[":END_ID"]]
            match = f"MATCH (a:{a}), (b:{b}) WHERE a.iri = $_a AND b.iri = $_b CREATE (a)-[n:{kind}]->(b) SET"
            _insert(connection, match, "n", row, {"_a": row[":START_ID"], "_b": row[":END_ID"]})

    def ask(query: str) -> list[list[Any]]:
        return list(connection.execute(query).get_all())

    return ask


def _create(connection: Any, what: str, header: list[str], key: str, ends: list[str] | None = None) -> None:
    fields = ["iri STRING" if one == "iri:ID" else f"`{one.partition(':')[0]}` {ENGINE_TYPES[one.partition(':')[2]]}"
              for one in header if not one.startswith(":")]  # fmt: skip
    connection.execute(f"CREATE {what}({', '.join([*(ends or []), *fields, *([key] if key else [])])})")


def _insert(connection: Any, head: str, name: str, row: dict[str, Any], more: dict[str, Any]) -> None:
    facts = {key: value for key, value in row.items() if not key.startswith(":")}
    if head.startswith("CREATE"):
        fields = ", ".join(f"`{key}`: $p_{key}" for key in facts)
        query = head.removesuffix(") SET") + f" {{{fields}}})"
    else:
        sets = ", ".join(f"{name}.`{key}` = $p_{key}" for key in facts)
        query = f"{head} {sets}" if sets else head.removesuffix(" SET")
    connection.execute(query, {f"p_{key}": value for key, value in facts.items()} | more)


def test_who_supports_measure_8_in_cypher(plan: Plan, cypher: Callable[[str], list[list[Any]]]) -> None:
    """The same rows as our own answer in SPARQL."""
    found = cypher(
        "MATCH (b:Body)-[r:SUPPORTS]->(i:SupportItem)-[:ASKED_FOR]->(:Measure {number: '8'}) "
        "RETURN i.text, b.name, r.name, r.quote, r.start, r.`end` ORDER BY i.position, r.position"
    )
    graph = load_graph(write(describe(plan), "turtle"), RdfFormat.TURTLE, "notice")
    own = run(graph, "support", measure="8").records()
    assert found == [[row[k] for k in ("text", "body", "name", "quote", "start", "end")] for row in own]
    assert len(found) == 2


def test_nobody_is_missing_in_cypher(plan: Plan, cypher: Callable[[str], list[list[Any]]]) -> None:
    """Measures, bodies and ties by count, and a question over two steps."""
    assert cypher("MATCH (m:Measure) RETURN count(m)") == [[len(plan.measures)]]
    responsible = sum(one.role == "responsible" for m in plan.measures for one in m.assignments)
    assert cypher("MATCH (:Body)-[r:RESPONSIBLE_FOR]->(:Measure) RETURN count(r)") == [[responsible]]
    ministries = cypher(
        "MATCH (:Measure {number: '8'})-[:CARRIES_OUT]->(t:Task)<-[r:RESPONSIBLE_FOR]-(b:Body) "
        "RETURN r.name ORDER BY r.position"
    )
    assert ministries == [["工信部"], ["科技部"], ["各国家级新区"]]


def test_links_say_what_the_tables_say(files: dict[str, bytes]) -> None:
    assert {row[":TYPE"] for rows in relationships(files).values() for row in rows} >= {
        LINKS["measures", "task"], LINKS["support", "measure"], LINKS["bodies", "members"],
    }  # fmt: skip


def test_the_same_plans_give_the_same_bytes(files: dict[str, bytes]) -> None:
    assert neo4j([read_plan(NOTICE)]) == files
