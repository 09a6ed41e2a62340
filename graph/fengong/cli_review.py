"""The command that lists the names that wait for a person's decision: review."""

from __future__ import annotations

import click

from fengong import console
from fengong.options import GRAPH, LANG


@click.command()
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="Names told; 0 for all. Other formats than text hold all.",
)
@click.option(
    "--all", "every", is_flag=True, help="Also names that a review file has decided, or found unsure."
)
@click.option(
    "--format",
    "form",
    default="text",
    show_default=True,
    help="text, table, csv (a sheet to fill in), tsv, json, xml or markdown.",
)
@GRAPH
@LANG
def review(limit: int, every: bool, form: str, graph: str, lang: str) -> None:
    """List the names that stand for no known organization and wait for a decision, the most frequent first.

    Fill in the sheet (verdict: is, is not or unsure; organisation: an id of the registry, or a full name; who, when,
    why), put it into data/reviews/ below the folder you work in, or name it by FENGONG_REVIEWS: every reading honours
    it. `fengong update` then reads a kept graph anew.

    \b
    fengong review --graph city
    fengong review --graph city --format csv > data/reviews/city.csv
    fengong update --graph city
    """
    from fengong.decide import decisions
    from fengong.exemplify import exemplify
    from fengong.registry import load
    from fengong.review import current
    from fengong.review_tell import COLUMNS, results_of, tell
    from fengong.table import render
    from fengong.waiting import counted, waiting

    registry = load()
    asked = console.opened(graph)
    entries = waiting(asked, registry, decisions(registry, current()))
    shown = [one for one in entries if every or one.state == "waiting"]
    if form == "text":
        examples = exemplify(asked, registry, shown[: limit or None], entries)
        click.echo(tell(examples, len(shown), counted(entries), lang, console.width()), nl=False)
        return
    rows = results_of(exemplify(asked, registry, shown, entries))
    mark = "\ufeff" if form == "csv" else ""  # by it spreadsheets know UTF-8
    click.echo(mark + render(rows, form, columns=COLUMNS, lang=lang, width=console.width()), nl=False)
