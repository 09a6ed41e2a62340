"""The texts that a graph holds (prov:value of the text entities), by which every quotation can be checked."""

from __future__ import annotations

from fengong.store import Graph

_TEXTS = """
SELECT ?text WHERE { ?entity a fg:SourceText ; fg:sha256 ?sha256 ; prov:value ?text } ORDER BY STR(?entity)
"""


def texts(graph: Graph) -> tuple[str, ...]:
    """The whole texts, in the order of their IRIs."""
    from fengong.query import run_text  # noqa: PLC0415

    return tuple(str(row["text"]) for row in run_text(graph, _TEXTS).records())
