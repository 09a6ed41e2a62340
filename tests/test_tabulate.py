"""The tables: valid CSVW, whole by their keys, all of the plan in them, and no triple that the graph lacks."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from handmade import handmade
from pyoxigraph import Literal, NamedNode, Quad

from fengong import read_plan
from fengong.describe import describe_all
from fengong.layout import Span
from fengong.model import Mention, Plan
from fengong.portal import CATALOGUE, CORE, HEADINGS, TABLE
from fengong.prefixes import known_prefixes
from fengong.tabulate import METADATA, columns_of, tables
from fengong.write import union

NOTICE = Path(__file__).parents[1] / "data" / "sources" / "binhai-2020-20" / "notice.txt"
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(NOTICE)


@pytest.fixture(scope="module", params=["handmade", "notice", "both"])
def plans(request: pytest.FixtureRequest, plan: Plan) -> list[Plan]:
    return {"handmade": [handmade()], "notice": [plan], "both": [renamed(handmade()), plan]}[request.param]


def renamed(plan: Plan) -> Plan:
    """The handmade plan has the number of the real one."""
    return replace(plan, document=replace(plan.document, number="另发〔2021〕1号"))


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def written(plans: list[Plan], folder: Path) -> Path:
    for name, data in tables(plans).items():
        (folder / name).write_bytes(data)
    return folder / METADATA


def test_the_w3c_vocabulary_and_every_key_hold(plans: list[Plan], tmp_path: Path) -> None:
    """Metadata, types, required cells, primary and foreign keys, judged strictly by another's reader."""
    csvw = pytest.importorskip("csvw", reason="pip install csvw")
    read = csvw.CSVW(str(written(plans, tmp_path)))
    assert read.is_valid, [str(warning.message) for warning in read.warnings]
    assert all(list(table) for table in read.tablegroup.tables)


def test_every_reference_is_a_row_of_its_table(plans: list[Plan]) -> None:
    """Also of the columns that may be empty or hold several, which CSVW has no foreign keys for."""
    found = {table: read(tables(plans)[f"{table}.csv"]) for table in columns_of()}
    ids = {table: {row["id"] for row in rows} for table, rows in found.items()}
    assert all(len(ids[table]) == len(rows) > 0 for table, rows in found.items())
    for table, columns in columns_of().items():
        for one in filter(lambda column: column.references, columns):
            named = {name for row in found[table] for name in row[one.column].split("|")} - {""}
            assert named <= ids[one.references], one
    assert all(bool(row["task"]) != bool(row["measure"]) for row in found["assignments"])


def test_a_body_that_is_missing_breaks_the_keys(plan: Plan, tmp_path: Path) -> None:
    """The check above can fail."""
    csvw = pytest.importorskip("csvw", reason="pip install csvw")
    metadata = written([plan], tmp_path)
    lines = (tmp_path / "bodies.csv").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "bodies.csv").write_text("".join(x for x in lines if "gongxinju" not in x), "utf-8")
    with pytest.raises(ValueError, match="120116-gongxinju"):
        csvw.TableGroup.from_file(metadata).check_referential_integrity()


def converted(files: dict[str, bytes]) -> Iterator[ox.Triple]:
    """The triples that "Generating RDF from Tabular Data on the Web" makes in its minimal mode.

    Only what the tables use: `{+column}` and `{column}` in templates, separators, lang, datatypes.
    """
    for table in json.loads(files[METADATA])["tables"]:
        schema = table["tableSchema"]
        for row in read(files[table["url"]]):
            for column in schema["columns"]:
                if column.get("suppressOutput") or (not column.get("virtual") and not row[column["name"]]):
                    continue
                about = expand(column.get("aboutUrl", schema["aboutUrl"]), row)
                for value in values(column, row):
                    yield ox.Triple(NamedNode(about), NamedNode(column["propertyUrl"]), value)


def expand(template: str, row: dict[str, str]) -> str:
    return re.sub(r"\{\+?(\w+)\}", lambda found: row[found[1]], template)


def values(column: dict[str, str], row: dict[str, str]) -> list[NamedNode | Literal]:
    if "valueUrl" in column:
        return [NamedNode(expand(column["valueUrl"], row))]
    words = row[column["name"]]
    pieces = words.split(column["separator"]) if "separator" in column else [words]
    if "lang" in column:
        return [Literal(one, language=column["lang"]) for one in pieces]
    return [Literal(one, datatype=NamedNode(XSD + column["datatype"])) for one in pieces]


def test_every_triple_that_the_tables_make_is_in_the_graph(plans: list[Plan]) -> None:
    graph = {quad.triple for quad in union(describe_all(plans))}
    made = set(converted(tables(plans)))
    assert made <= graph, sorted(map(str, made - graph))[:5]
    used = {triple.predicate.value for triple in made}
    assert {f"http://data.europa.eu/m8g/{name}" for name in ("hasParticipant", "role")} <= used
    assert "https://w3id.org/fengong/def#nameInText" in used and len(made) > len(graph) / 4


def test_whatever_the_graph_says_of_assignments_in_columns_is_in_the_tables(plans: list[Plan]) -> None:
    """The other way round: no assignment is missing, none lacks its body, role, basis or words."""
    columns = {one.property for one in columns_of()["assignments"] if one.property and not one.about}
    prefixes = {prefix: namespace for namespace, prefix in known_prefixes().items()}
    properties = {prefixes[p.split(":")[0]] + p.split(":")[1] for p in columns}
    quads = list(union(describe_all(plans)))
    nodes = {q.subject for q in quads if q.object == NamedNode("https://w3id.org/fengong/def#Assignment")}
    said = {q.triple for q in quads if q.subject in nodes and q.predicate.value in properties}
    assert said and said <= set(converted(tables(plans)))


def test_quotations_stand_where_they_say(plan: Plan) -> None:
    for table in ("measures", "support", "assignments", "findings", "tasks"):
        for row in read(tables([plan])[f"{table}.csv"]):
            assert plan.text[int(row["start"]) : int(row["end"])] == row["quote"]


def test_who_supports_measure_8(plan: Plan) -> None:
    rows = read(tables([plan])["assignments.csv"])
    asked = [
        r["body"] for r in rows if r["measure"].endswith("/m8") and r["support"] and r["stated"] == "true"
    ]
    assert asked == ["120000-fazhangaigewei", "120000-kejiju"]


def test_what_is_inferred_is_marked(plan: Plan) -> None:
    rows = read(tables([plan])["assignments.csv"])
    inferred = sum(len(m.inferred) for m in plan.measures)
    assert sum(r["stated"] == "false" for r in rows) == inferred > 0
    assert {r["basis"] for r in rows if r["stated"] == "true"} <= {"stated", "stated-rule"}


def odd(words: str) -> Plan:
    """A plan whose first body bears these words as its name."""
    plan = handmade()
    first = plan.measures[0].assignments[0]
    text = words + plan.text[len(words) :]
    named = replace(first, body=Mention(words, Span(0, len(words)), first.body.organization))
    measure = replace(plan.measures[0], assignments=(named, *plan.measures[0].assignments[1:]), inferred=())
    return replace(plan, text=text, measures=(measure, *plan.measures[1:]))


@pytest.mark.parametrize("words", ['区"办",，\r\n第二行', "=1+1", "\ta ", "区|办", "\x00\x0b", "-区"])
def test_tables_for_machines_come_back_exactly(words: str) -> None:
    rows = read(tables([odd(words)])["assignments.csv"])
    assert rows[0]["name"] == words and rows[0]["quote"] == words


def test_the_same_plans_give_the_same_bytes(plan: Plan) -> None:
    assert tables([plan]) == tables([read_plan(NOTICE)])


def test_another_base_is_kept_to(plan: Plan) -> None:
    data = tables([plan], "https://example.org/x/")
    assert read(data["assignments.csv"])[0]["iri"].startswith("https://example.org/x/id/doc/")
    assert read(data["assignments.csv"])[0]["id"] == read(tables([plan])["assignments.csv"])[0]["id"]


def test_the_portals_table_has_a_row_for_each_measure(plan: Plan) -> None:
    data = tables([plan])[TABLE]
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == HEADINGS and [r["序号"] for r in rows] == [m.key for m in plan.measures]
    assert rows[7]["责任单位"] == "区工信局、区科技局、区发改委、各开发区管委会"
    assert rows[7]["支持单位"] == "市发展改革委；市科技局"
    assert rows[7]["重点任务责任单位"] == "工信部、科技部、各国家级新区"


def test_the_portals_table_states_no_inference(plan: Plan) -> None:
    """The first in a list is a presumed lead; the table names no lead."""
    rows = list(csv.DictReader(io.StringIO(tables([plan])[TABLE].decode("utf-8-sig"))))
    assert any(one.role == "lead" for measure in plan.measures for one in measure.inferred)
    assert not rows[7]["牵头单位"]


@pytest.mark.parametrize("words", ["=HYPERLINK(1)", "+1", "-1", "@a", "\tx", "＝1"])
def test_no_cell_of_the_portals_table_is_a_formula(words: str) -> None:
    row = next(csv.DictReader(io.StringIO(tables([odd(words)])[TABLE].decode("utf-8-sig"), newline="")))
    assert row["责任单位"].startswith("'" + words)


def test_the_catalogue_sheet_fills_in_only_what_is_known(plan: Plan) -> None:
    rows = list(csv.DictReader(io.StringIO(tables([plan])[CATALOGUE].decode("utf-8-sig"))))
    assert len(rows) == 1 and tuple(rows[0]) == CORE
    assert rows[0]["信息资源提供方"] == "天津市滨海新区人民政府" and "34项措施" in rows[0]["信息资源摘要"]
    unknown = (
        "共享类型",
        "共享条件",
        "共享方式",
        "开放属性",
        "开放条件",
        "更新周期",
        "发布日期",
        "信息资源代码",
    )
    assert not any(rows[0][field] for field in unknown)


def test_every_property_of_the_columns_is_one_of_the_graph() -> None:
    """A column whose property no plan ever has would be a slip of the pen."""
    prefixes = {prefix: namespace for namespace, prefix in known_prefixes().items()}
    own = {q.subject.value for q in parsed() if isinstance(q.subject, NamedNode)}
    for table in columns_of().values():
        for column in table:
            prefix, _, name = column.property.partition(":")
            assert prefix in prefixes or not prefix
            assert prefix != "fg" or prefixes["fg"] + name in own, column
            assert column.references in {"", *columns_of()}


def parsed() -> list[Quad]:
    ontology = Path(__file__).parents[1] / "ontology" / "fengong.ttl"
    return list(ox.parse(ontology.read_bytes(), format=ox.RdfFormat.TURTLE))
