"""The top of a query's text: the prefixes it declares, and where the query proper begins."""

from __future__ import annotations

import re
from collections.abc import Mapping

_TOKEN = re.compile(r"#[^\r\n]*|<[^<>\s]*>|[\w.-]*:|\w+|\S")
_TAKES = {"PREFIX": 2, "BASE": 1}  # tokens that follow


def prologue(sparql: str) -> tuple[frozenset[str], str]:
    """The prefixes declared on top, without colon, and the rest: from SELECT, ASK, … on, "" if there is none.

    Comments may stand anywhere between; a PREFIX within one declares nothing.
    """
    declared: set[str] = set()
    awaited, prefix = 0, False
    for token in _TOKEN.finditer(sparql):
        word = token[0]
        if word.startswith("#"):
            continue
        if not awaited and word.upper() not in _TAKES:
            return frozenset(declared), sparql[token.start() :]
        if not awaited:
            awaited, prefix = _TAKES[word.upper()], word.upper() == "PREFIX"
            continue
        if prefix and word.endswith(":"):
            declared.add(word[:-1])
        awaited -= 1
    return frozenset(declared), ""


def form(sparql: str) -> str:
    """The first word of the query proper, in capitals: SELECT, ASK, CONSTRUCT or DESCRIBE if it is one."""
    found = re.match(r"\w+", prologue(sparql)[1])
    return found[0].upper() if found else ""


def with_prefixes(sparql: str, prefixes: Mapping[str, str]) -> str:
    """The query with one line in front that declares those of ``prefixes`` which it uses undeclared.

    A query that declares all it uses is given back as it stands.
    """
    declared, rest = prologue(sparql)
    wanted = [name for name in prefixes if name not in declared and f"{name}:" in rest]
    line = " ".join(f"PREFIX {name}: <{prefixes[name]}>" for name in wanted)
    return f"{line}\n{sparql}" if line else sparql
