"""What a plan or a graph holds, on one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import StringIO

from pyoxigraph import Quad
from rich.console import Console
from rich.table import Table

from fengong.asked import Asked
from fengong.canon import canonical_hash
from fengong.fit import wrap
from fengong.model import Plan
from fengong.write import union

_FEW = 3
_UNRESOLVED = "未能对应到单位"
_SEVERITY = {"error": "错误", "warning": "注意", "info": "说明"}


def summary(plan: Plan, width: int) -> str:
    """The plan's data, its measures in a table, and every finding, in ``width`` columns."""
    console = Console(file=StringIO(), width=width, color_system=None, highlight=False)
    d = plan.document
    console.print(d.title or "（无标题）", markup=False)
    facts = [d.number, d.issuer, f"成文 {d.written}" if d.written else None, d.validity]
    console.print("  ".join(fact for fact in facts if fact), markup=False)
    console.print(
        f"{len(plan.measures)} 项措施，{sum(len(m.assignments) for m in plan.measures)} 处责任单位，"
        f"{sum(len(m.support) for m in plan.measures)} 个协助事项，{len(plan.findings)} 条提示",
        markup=False,
    )
    if plan.measures:
        console.print(_measures(plan))
    for words in _told(plan):
        for line in wrap(words, width):
            console.print(line, markup=False)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def _told(plan: Plan) -> Iterator[str]:
    """Every finding in its place; names that stand for nobody for the same reason together, at the end."""
    names: dict[str, list[str]] = {}
    for finding in plan.findings:
        if finding.code == "unresolved-name":
            name, reason = finding.message.split(_UNRESOLVED + "：", 1)
            names.setdefault(reason, []).append(name.strip("“”"))
    many = {reason: found for reason, found in names.items() if len(found) > _FEW}
    for finding in plan.findings:
        if finding.code != "unresolved-name" or finding.message.split(_UNRESOLVED + "：", 1)[1] not in many:
            yield f"[{_SEVERITY[finding.severity]}] {finding.message}"
    for reason, found in many.items():
        told = "、".join(found)
        yield f"[{_SEVERITY['warning']}] {len(found)} 个名称{_UNRESOLVED}：{reason}：{told}"


def _measures(plan: Plan) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, expand=True)
    table.add_column("项", justify="right", no_wrap=True, min_width=3)
    table.add_column("措施", ratio=5, no_wrap=True, overflow="ellipsis")
    table.add_column("责任单位", ratio=5, no_wrap=True, overflow="ellipsis")
    table.add_column("协助", justify="right", no_wrap=True, min_width=4)
    for m in plan.measures:
        bodies = "、".join(a.body.name for a in m.assignments) or "—"
        table.add_row(m.key, m.text, bodies, str(len(m.support) or "—"))
    return table


_HASHED = 20
"""Documents of a graph whose hash is computed unasked: every statement is written out in full and sorted for it."""


def graph_info(graph: Asked, name: str, hashed: bool = False) -> str:
    """Documents, named graphs, counts by class, and the canonical hash of the union and of the graphs.

    Whoever holds the same statements prints the same hash, whatever the form and format they are kept in. Of a graph
    of many documents the documents and graphs are counted only, and the hash is computed where ``hashed``.
    """
    from fengong.query import run_text  # noqa: PLC0415

    documents, graphs = run_text(graph, _DOCUMENTS).records(), graph.graphs()
    many = len(documents) > _HASHED
    if many and not hashed:
        count = run_text(graph, _KEPT).records()[0]["n"]
        lines = [f"{name}: {count} statements as they are kept", "  RDFC-1.0, SHA-256: fengong info --hash"]
    else:
        lines = _hashes(tuple(graph.quads()), name, bool(graphs))
    told = [f"  {d['number'] or '—'}  {d['title']}" for d in documents]
    lines += [f"  {len(documents)} documents: fengong list"] if many else told
    counts = Counter({str(r["kind"]): int(str(r["n"])) for r in run_text(graph, _COUNTS).records()})
    lines += [f"  {n:>6}  {kind}" for kind, n in sorted(counts.items())]
    lines += [f"  {len(graphs)} named graphs"] if many else [f"  graph {iri}" for iri in graphs]
    return "\n".join(lines) + "\n"


def _hashes(quads: tuple[Quad, ...], name: str, in_graphs: bool) -> list[str]:
    lines = [f"{name}: {len(quads)} statements"]
    lines += ["  RDFC-1.0, SHA-256:", f"    union   {canonical_hash(union(quads))}"]
    return [*lines, f"    graphs  {canonical_hash(quads)}"] if in_graphs else lines


_KEPT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
_DOCUMENTS = """
SELECT ?number ?title WHERE {
  ?text a fg:SourceText ; dct:isFormatOf ?d . OPTIONAL { ?d eli:number ?number } ?d dct:title ?title
  FILTER(LANG(?title) = "zh")
  # Another document may cite it under a shorter title.
  FILTER NOT EXISTS { ?d dct:title ?fuller FILTER(STRLEN(?fuller) > STRLEN(?title)) }
} ORDER BY ?number ?title
"""
_COUNTS = """
SELECT ?kind (COUNT(DISTINCT ?s) AS ?n) WHERE {
  ?s a ?type FILTER(STRSTARTS(STR(?type), STR(fg:)))
  BIND(STRAFTER(STR(?type), "#") AS ?kind)
} GROUP BY ?kind ORDER BY ?kind
"""
