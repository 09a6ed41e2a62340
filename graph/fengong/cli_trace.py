"""The command that follows a task through plans that cite each other: trace. Heavy imports stand inside it."""

from __future__ import annotations

import click

from fengong import console
from fengong.options import DOCUMENT, GRAPH, LANG


@click.command()
@click.argument("item", metavar="TASK|MEASURE")
@DOCUMENT
@click.option("--down", "way", flag_value="down", help="Only the plans and bodies that carry it out.")
@click.option("--up", "way", flag_value="up", help="Only what it carries out.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@GRAPH
@LANG
def trace(item: str, document: str | None, way: str | None, form: str, graph: str, lang: str) -> None:
    """Follow a task down to the bodies of the districts, and a measure up to the task it carries out.

    A number is a measure, or a task where no measure has it. What a document states and what follows only from
    equal words or titles are told apart.

    \b
    fengong trace 国家任务5 --down             从国家任务到区县单位
    fengong trace 8 -d 津滨政发〔2020〕20号 --up  从区的措施到市、省、国家
    """
    from fengong.trace import WAYS
    from fengong.trace import trace as follow
    from fengong.trace_tell import tell, to_json

    asked = console.opened(graph)
    ways = [one for one in WAYS if way in (one, None)]
    found = follow(asked, item, ways, document, lang)
    click.echo(to_json(found) if form == "json" else tell(found, lang, console.width()), nl=False)
