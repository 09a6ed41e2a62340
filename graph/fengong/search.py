"""Words found in the measures, support items, tasks and names of bodies of a graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from fengong.asked import Asked
from fengong.errors import QueryError
from fengong.fold import fold, phrase
from fengong.index import DamagedIndex, Place, index_of
from fengong.query import Column
from fengong.search_rows import KINDS
from fengong.store import Results, Term

_FOUND = """
WITH found AS MATERIALIZED (SELECT rowid AS id, bm25(words) AS rank FROM words WHERE words MATCH :wanted)
SELECT entry.kind, entry.number, entry.node, entry.text, COUNT(*), document.name, MIN(document.iri)
FROM found JOIN entry ON entry.id = found.id JOIN mention ON mention.entry = entry.id
JOIN document ON document.iri = mention.document
WHERE entry.kind IN ({kinds}) {holds}
GROUP BY entry.id
ORDER BY {order}, found.rank, LENGTH(entry.text), entry.node, entry.text
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found. ``number``: of the measure (of the one that is helped, for support) or task, "" for a body;
    ``documents``: how many say it; ``name`` and ``document``: number or title, and IRI, of the first of them.
    """

    kind: str
    number: str
    node: str
    text: str
    documents: int
    name: str
    document: str


COLUMNS = (
    Column(
        "kind", "kind", "类别", codes=tuple(zip(KINDS, ("措施", "需要协助", "国家任务", "单位"), strict=True))
    ),
    Column("number", "number", "序号"),
    Column("document", "document", "文件"),
    Column("documents", "documents", "文件数"),
    Column("text", "text", "内容"),
    Column("document_iri", "document IRI", "文件标识", detail=True),
    Column("node_iri", "IRI", "标识", detail=True),
)


def results_of(hits: Sequence[Hit]) -> Results:
    """The hits as rows, for every format of `fengong.table`."""
    return Results("select", tuple(column.name for column in COLUMNS), tuple(map(_row, hits)))


def _row(hit: Hit) -> tuple[Term | None, ...]:
    number = Literal(hit.number) if hit.number else None
    said = (Literal(hit.kind), number, Literal(hit.name), Literal(hit.documents), Literal(hit.text))
    return (*said, NamedNode(hit.document), NamedNode(hit.node))


def search(
    graph: Asked, words: str, place: Place | None = None, kinds: Sequence[str] = KINDS
) -> tuple[Hit, ...]:
    """All that holds every one of the words (split at spaces) as they stand, by kind, the best first.

    Full-width forms, capitals and spaces inside the text make no difference. A body is told once for each of
    its nodes. Raises QueryError where no word is given or a kind is none of `KINDS`, GraphError as `index_of`.
    """
    wanted = [folded for word in words.split() if (folded := fold(word))]
    if not wanted:
        raise QueryError("nothing to search for: give a word")
    if unknown := set(kinds) - set(KINDS):
        raise QueryError(f"no kind {', '.join(sorted(unknown))}: use {', '.join(KINDS)}")
    chosen = ", ".join(f"'{kind}'" for kind in kinds)
    holds = "".join(f" AND INSTR(entry.folded, :word{n}) > 0" for n in range(len(wanted)))
    order = "CASE entry.kind " + " ".join(f"WHEN '{kind}' THEN {n}" for n, kind in enumerate(KINDS)) + " END"
    sql = _FOUND.format(kinds=chosen, holds=holds, order=order)
    given = {f"word{n}": word for n, word in enumerate(wanted)}
    values = {"wanted": " AND ".join(map(phrase, wanted)), **given}
    try:
        return _hits(graph, place, sql, values)
    except DamagedIndex:
        return _hits(graph, place, sql, values)


def _hits(graph: Asked, place: Place | None, sql: str, values: Mapping[str, str]) -> tuple[Hit, ...]:
    found: dict[tuple[str, str], Hit] = {}
    with index_of(graph, place) as index:
        for row in index.execute(sql, values):
            hit = Hit(*row)
            found.setdefault((hit.kind, hit.node), hit)
    return tuple(found.values())
