"""The same graph under Chinese IRIs: id/doc/津滨政发〔2020〕20号/措施8-职责1 for id/doc/jinbinzhengfa-2020-20/m8-a1.

A projection of the finished quads: documents are spelt by their 文号, bodies and places by their names,
parts by words; what has no such name keeps its spelling. Two things never get one IRI: where two would,
both keep their own. ASCII is the default, since harvesters percent-encode the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad

from fengong.terms import ELI, SKOS

# The characters of RFC 3987's ucschar that names are written with, and the unreserved ones of ASCII.
_UNFIT = re.compile(r"[^0-9A-Za-z._~\-〔〕、·\u3400-\u9fff]")
_NAMED = frozenset({"doc", "org", "area"})
_PART = re.compile(r"[a-z]+(?=[0-9_])")
_WORDS = {
    "annex": "附件", "row": "行", "section": "方面", "note": "注", "report": "报送", "task": "任务", "m": "措施", "p": "措施第",
    "c": "句", "a": "职责", "s": "支持", "t": "目标", "i": "推定", "r": "重",
}  # fmt: skip


def respell(quads: Iterable[Quad], base: str, named_in: Iterable[Quad] | None = None) -> tuple[Quad, ...]:
    """The quads with every IRI of a document, its parts, a body or a place under ``base`` spelt in Chinese.

    The names are looked up in ``named_in``, where it is not the quads themselves that hold them.
    """
    rows = tuple(quads)
    heads = _heads(rows if named_in is None else named_in, base)

    @cache
    def named(iri: str) -> NamedNode:
        return NamedNode(_spelt(iri, base, heads))

    def node(value: object) -> object:
        return named(value.value) if isinstance(value, NamedNode) and value.value.startswith(base) else value

    return tuple(
        Quad(node(row.subject), row.predicate, node(row.object), node(row.graph_name))  # type: ignore[arg-type]
        for row in rows
    )


def _heads(rows: Iterable[Quad], base: str) -> Mapping[str, str]:
    """ "doc/jinbinzhengfa-2020-20" → "doc/津滨政发〔2020〕20号": of documents, bodies and places that have a name."""
    named: dict[str, str] = {}
    for row in rows:
        path = row.subject.value.removeprefix(f"{base}id/") if isinstance(row.subject, NamedNode) else ""
        kind, _, rest = path.partition("/")
        wanted = ELI.number if kind == "doc" else SKOS.prefLabel
        if kind in _NAMED and "/" not in rest and row.predicate == wanted and isinstance(row.object, Literal):
            name = _UNFIT.sub("", row.object.value)
            if name and row.object.language in (None, "zh"):
                named[path] = f"{kind}/{name}"
    often = Counter(named.values())
    return {old: new for old, new in named.items() if often[new] == 1 and new not in named}


def _spelt(iri: str, base: str, heads: Mapping[str, str]) -> str:
    """id/doc/{slug}/{part}, id/org/{id}, id/area/{code}, graph/{slug}/inferred; any other IRI as it is."""
    path = iri.removeprefix(base)
    if path.startswith("id/"):
        kind, _, rest = path.removeprefix("id/").partition("/")
        slug, slash, part = rest.partition("/")
        head = heads.get(f"{kind}/{slug}", f"{kind}/{slug}")
        return f"{base}id/{head}{slash}{_part(part) if kind == 'doc' else part}"
    if path.startswith("graph/"):
        slug, slash, part = path.removeprefix("graph/").partition("/")
        head = heads.get(f"doc/{slug}", f"doc/{slug}").removeprefix("doc/")
        return f"{base}graph/{head}{slash}{part}"
    return iri


def _part(part: str) -> str:
    """m8-a1 → 措施8-职责1; a word of the table stands before a number, so that keys with letters stay."""
    if part == "extraction":
        return "抽取"
    if part.startswith("f-"):
        return f"提示{part[1:]}"
    return "-".join(
        _PART.sub(lambda found: _WORDS.get(found[0], found[0]), piece, count=1)
        if _PART.match(piece)
        else piece
        for piece in part.split("-")
    )
