"""The command that finds words: search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from fengong import console
from fengong.errors import NotInGraph
from fengong.options import GRAPH, LANG

if TYPE_CHECKING:
    from fengong.search import Hit

_KINDS = {
    "zh": {
        "measure": "第{n}项措施", "support": "第{n}项措施 · 需要协助", "task": "国家任务{n}", "body": "单位",
        "more": "……另有{n}处（--limit 0 全部列出）", "in": "{name} 等{n}个文件",
    },
    "en": {
        "measure": "measure {n}", "support": "measure {n} · support asked", "task": "national task {n}", "body": "body",
        "more": "... {n} more (--limit 0 lists all)", "in": "{name} and others, {n} documents",
    },
}  # fmt: skip


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help="measure, support, task or body; may be repeated."
)
@click.option(
    "--limit", type=click.IntRange(0), default=20, show_default=True, help="Places told; 0 for all."
)
@click.option(
    "--format",
    "form",
    default="text",
    show_default=True,
    help="text, table, csv, tsv, json, xml or markdown.",
)
@GRAPH
@LANG
def search(words: Sequence[str], kinds: Sequence[str], limit: int, form: str, graph: str, lang: str) -> None:
    """Find words in measures, support items, national tasks and the names of bodies, old names too.

    Several words must all stand in the same place. The index of a folder is kept beside it (FOLDER.search), and
    only what has changed since is indexed anew.

    \b
    fengong search 营商环境 --graph city
    fengong search 企业 融资 --kind measure --format csv
    """
    from fengong.index import place_of
    from fengong.search import COLUMNS, results_of
    from fengong.search import search as find
    from fengong.search_rows import KINDS
    from fengong.table import render

    place = place_of(graph)
    asked = console.opened(graph)
    hits = find(asked, " ".join(words), place, kinds or KINDS)
    if not hits:
        raise NotInGraph(f"nothing in {asked.name} holds {' '.join(words)}")
    shown = hits[:limit] if limit else hits
    if form == "text":
        several = len({hit.document for hit in hits}) > 1
        click.echo(_text(shown, len(hits), several, lang), nl=False)
    else:
        click.echo(
            render(results_of(shown), form, columns=COLUMNS, lang=lang, width=console.width()), nl=False
        )


def _text(hits: Sequence[Hit], count: int, several: bool, lang: str) -> str:
    from fengong.fit import fit

    say = _KINDS[lang]
    lines: list[tuple[int, str]] = []
    for hit in hits:
        head = say[hit.kind].format(n=hit.number)
        where = say["in"].format(name=hit.name, n=hit.documents) if hit.documents > 1 else hit.name
        lines += [(0, f"{head} · {where}" if several or hit.documents > 1 else head), (2, hit.text)]
    if count > len(hits):
        lines.append((0, say["more"].format(n=count - len(hits))))
    return fit(lines, console.width())
