"""The texts that a graph holds (prov:value of the text entities), by which every quotation can be checked."""

from __future__ import annotations

import hashlib

from fengong.layout import Layout
from fengong.model import Document
from fengong.places import layout_from_json
from fengong.store import Graph

_TEXTS = """
SELECT ?text ?layout WHERE {
  ?entity a fg:SourceText ; fg:sha256 ?sha256 ; prov:value ?text OPTIONAL { ?entity fg:layout ?layout }
} ORDER BY STR(?entity)
"""


def texts(graph: Graph) -> tuple[str, ...]:
    """The whole texts, in the order of their IRIs."""
    return tuple(document.text for document in documents(graph, ""))


def documents(graph: Graph, name: str) -> tuple[Document, ...]:
    """The documents as they were read, in the order of their IRIs; ``name`` is used in messages only."""
    from fengong.query import run_text  # noqa: PLC0415

    found = []
    for row in run_text(graph, _TEXTS).records():
        text = str(row["text"])
        layout = layout_from_json(str(row["layout"])) if row["layout"] else Layout()
        sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
        found.append(
            Document(
                text, sha256, "utf-8", name, layout.format, layout.tables, layout.pages, layout.furniture
            )
        )
    return tuple(found)
