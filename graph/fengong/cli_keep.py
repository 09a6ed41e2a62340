"""Commands that keep a graph of many plans up to date: add, update, remove, list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fengong import console
from fengong.errors import ReadError
from fengong.options import GRAPH, LANG

if TYPE_CHECKING:
    from fengong.gather import Gathered

_FEW = 10
"""Documents that are told one by one; of more only the failures are."""


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="FILE|FOLDER|-...")
@GRAPH
def add(sources: Sequence[str], graph: str) -> None:
    """Add plans to a graph that is kept: a folder, or an .nq or .trig file.

    Folders are read through, over all cores. A text that is there as it would be read now is left alone; a new
    text of a document that is there takes its place, and the older text is kept for `fengong diff`. A run that
    is stopped has lost nothing, and the next one goes on where it ended.

    \b
    fengong add 通知.txt --graph city.nq
    fengong add 2023/ 2024/ --graph city      every plan below two folders
    """
    from fengong.collect import add as collect
    from fengong.read.find import find

    path, files = _target(graph), find(sources)
    _tell(collect(path, files, read=console.document), len(files), graph)


@click.command()
@GRAPH
def update(graph: str) -> None:
    """Read again, from the texts it holds, what another version or another registry made of a kept graph.

    \b
    fengong update --graph city
    """
    from fengong.collect import update as renew

    outdated, renewed = renew(_target(graph))
    _tell(renewed, outdated, graph)


@click.command()
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...")
@GRAPH
def remove(documents: Sequence[str], graph: str) -> None:
    """Remove documents from a kept graph, with what was inferred from them and their older texts.

    A document is named by its number (文号), its title, its IRI or the beginning of its text's SHA-256.

    \b
    fengong remove 津滨政发〔2020〕20号 --graph city
    """
    from fengong.collect import remove as take_away

    for number in take_away(_target(graph), documents):
        click.echo(f"removed: {number}", err=True)
    console.say_written(graph)


@click.command(name="list")
@click.option(
    "--format", "form", default="table", show_default=True, help="table, csv, tsv, json, xml or markdown."
)
@GRAPH
@LANG
def list_(form: str, graph: str, lang: str) -> None:
    """The documents of a graph: number, title, issuer, date, measures, and how many older texts are kept.

    \b
    fengong list --graph city
    """
    from fengong.query import named, run
    from fengong.table import render

    results = run(console.opened(graph), "documents", lang=lang)
    columns = named("documents").columns
    click.echo(render(results, form, columns=columns, lang=lang, width=console.width()), nl=False)


def _target(graph: str) -> Path:
    if graph == "-":
        raise ReadError("this needs a file or folder to write to: name it with --graph")
    return Path(console.written_to(graph))


def _tell(gathered: Iterator[Gathered], count: int, graph: str) -> None:
    """Say what came of each source, or of all where they are many; failures are always told."""
    outcomes: Counter[str] = Counter()
    with console.watched(gathered, count, "reading") as each:
        for one in each:
            outcomes[one.outcome] += 1
            _tell_one(one, count)
    if outcomes["failed"] == count > 1:
        raise ReadError(f"none of the {count} files could be read")
    _sum_up(outcomes, count)
    if outcomes.keys() - {"failed", "known"}:
        console.say_written(graph)


def _tell_one(one: Gathered, count: int) -> None:
    if one.outcome == "failed":
        click.echo(f"fengong: {one.error}", err=True)
        console.fail()
    elif count <= _FEW and one.outcome != "known":
        console.report_counts(one.number or one.title, one.counts)
    if one.empty:
        click.echo(f"fengong: {one.source}: {one.empty}", err=True)


def _sum_up(outcomes: Counter[str], count: int) -> None:
    say = {
        "new": "added",
        "edition": "new editions, the older texts kept",
        "renewed": "read anew",
        "known": "already there",
        "failed": "failed",
    }
    for outcome, words in say.items():
        if outcomes[outcome] and (count > _FEW or outcome in ("known", "edition", "renewed")):
            click.echo(f"{words}: {outcomes[outcome]}", err=True)
