"""Real published documents with their responsibilities marked by hand; they stay outside the project."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from fengong import read_plan
from fengong.serialise import plan_record

SHARED = Path(__file__).resolve().parents[2] / "shared"
GOLDS = sorted((SHARED / "samples").glob("*.gold.json"))
pytestmark = pytest.mark.skipif(
    not GOLDS, reason="the samples are not beside the project (../shared/samples)"
)


def scorer() -> ModuleType:
    """The scoring tool that comes with the samples."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools" / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def counted(gold: Path) -> tuple[int, int, int]:
    """(found, marked, read) bodies with their roles and measures of one sample."""
    source = next(p for p in gold.parent.glob(gold.name.removesuffix("gold.json") + "*") if p != gold)
    plan = json.loads(json.dumps(plan_record(read_plan(source))))
    rows, _, _ = scorer().score(json.loads(gold.read_text(encoding="utf-8")), plan)
    return tuple(rows["who+role"])  # type: ignore[return-value]


@pytest.mark.parametrize("gold", GOLDS, ids=lambda path: path.name.removesuffix(".gold.json"))
def test_no_sample_is_read_with_f1_under_95_percent(gold: Path) -> None:
    found, marked, read = counted(gold)
    assert 2 * found / (marked + read) >= 0.95


def test_all_samples_together_are_read_with_f1_of_98_percent() -> None:
    found, marked, read = (sum(column) for column in zip(*map(counted, GOLDS), strict=True))
    assert 2 * found / (marked + read) >= 0.98


@pytest.mark.parametrize("gold", GOLDS, ids=lambda path: path.name.removesuffix(".gold.json"))
def test_no_character_of_a_sample_s_statements_stays_unexplained(gold: Path) -> None:
    source = next(p for p in gold.parent.glob(gold.name.removesuffix("gold.json") + "*") if p != gold)
    plan = read_plan(source)
    assert plan.ledger
    assert [kind for cell in plan.ledger for kind, _ in cell.parts if kind == "unexplained"] == []


def test_the_exports_of_all_samples_hold_together() -> None:
    """Tables that make only triples of the graph, ends that exist, a StratML file with an Objective a measure."""
    from lxml import etree
    from test_neo4j import nodes, relationships
    from test_tabulate import converted

    from fengong.describe import describe_all
    from fengong.neo4j import neo4j
    from fengong.stratml import NAMESPACE, stratml
    from fengong.tabulate import tables
    from fengong.write import union

    plans = [read_plan(_source(gold)) for gold in GOLDS]
    assert set(converted(tables(plans))) <= {quad.triple for quad in union(describe_all(plans))}
    files = neo4j(plans)
    ids = [row["iri"] for rows in nodes(files).values() for row in rows]
    ends = {
        row[end] for rows in relationships(files).values() for row in rows for end in (":START_ID", ":END_ID")
    }
    assert len(ids) == len(set(ids)) and ends <= set(ids)
    objectives = [
        len(list(etree.fromstring(one).iter(f"{{{NAMESPACE}}}Objective"))) for one in stratml(plans).values()
    ]
    assert sorted(objectives) == sorted(len(plan.measures) for plan in plans)


def _source(gold: Path) -> Path:
    """The document that a gold file marks."""
    stem = gold.name.removesuffix(".gold.json")
    return next(one for one in gold.parent.glob(f"{stem}.*") if one.suffix != ".json")
