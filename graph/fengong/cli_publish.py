"""The commands that publish a graph and answer for it: publish, why, diff, ontology. Heavy imports stand inside the commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fengong import console
from fengong.errors import QueryError
from fengong.options import GRAPH, LANG

if TYPE_CHECKING:
    from fengong.model import Plan


@click.command()
@click.argument("folder", metavar="DIR")
@click.argument("sources", nargs=-1, metavar="[FILE|-]...")
@click.option(
    "--settings", metavar="FILE.toml", help="What the publisher says: name, contact, date, licence …"
)
@click.option("--base", metavar="IRI", help="Where DIR will be served; every IRI begins with it.")
@click.option(
    "--iris", type=click.Choice(["ascii", "chinese"]), help="How documents and bodies are spelt in IRIs."
)
@GRAPH
def publish(
    folder: str, sources: Sequence[str], settings: str | None, base: str | None, iris: Any, graph: str
) -> None:
    """Write all that a portal or a static web host needs to DIR: data, pages, DCAT-AP, VoID, server rules.

    Without FILE it is made from the texts that the graph holds. An older publication in DIR is replaced.

    \b
    fengong publish public 通知.txt                          served at https://w3id.org/fengong/
    fengong publish public 通知.txt --settings publisher.toml
    fengong publish public --base https://data.example.gov.cn/ --iris chinese

    \b
    publisher.toml, each part of which may be left out:
      name = "binhai-2020"
      date = 2026-11-25
      licence = "CC_BY_4_0"
      title = { zh = "责任图谱", en = "Responsibilities" }
      [publisher]
      name = { zh = "某区人民政府", en = "Government of X" }
      homepage = "https://www.example.gov.cn/"
      kind = "LocalAuthority"
      [contact]
      name = "数据窗口"
      email = "data@example.gov.cn"
      [place]
      iri = "https://sws.geonames.org/1792947/"
      bbox = "POLYGON((117.3 38.6, 118.1 38.6, 118.1 39.3, 117.3 39.3, 117.3 38.6))"
      centroid = "POINT(117.7 39.0)"
      [period]
      start = 2020-01-01
      end = 2020-12-31
    """
    from fengong.publication import Publication, load_publication
    from fengong.publish import publish as write

    publication = load_publication(Path(settings)) if settings else Publication()
    publication = replace(publication, base=base or publication.base, iris=iris or publication.iris)
    publication.check()
    plans = list(console.plans(sources).values()) if sources else console.plans_in(graph)
    done = write(plans, Path(console.written_to(folder)), publication)
    for reason in done.left_out:
        click.echo(f"left out: {reason}", err=True)
    for name in publication.lacks():
        click.echo(f"not given for portals: {name} (--settings)", err=True)
    if not any(plan.measures for plan in plans):
        click.echo("fengong: no division of work in what was published", err=True)
    click.echo(f"written: {folder}, {done.files} files for {publication.base}", err=True)
    click.echo(f"RDFC-1.0 SHA-256\n  {done.canonical}", err=True)


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="MEASURE BODY | SUBJECT PREDICATE OBJECT")
@GRAPH
@LANG
def why(words: Sequence[str], graph: str, lang: str) -> None:
    """Why the graph says so: the words, their place and digest, stated or inferred, by which rule and program.

    \b
    fengong why 8 市科技局                      一项措施与一个单位
    fengong why 8 fg:presumedLeadBody 区工信局   any statement of the graph
    """
    from fengong.ask import measure_key
    from fengong.why import why_measure, why_triple

    opened = console.opened(graph)
    match words:
        case (measure, body):
            click.echo(why_measure(opened, measure_key(measure), body, lang, console.width()), nl=False)
        case (_, _, _):
            click.echo(why_triple(opened, words, lang, console.width()), nl=False)
        case _:
            raise QueryError("why takes a measure and a body, or a subject, a predicate and an object")


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["turtle", "jsonld", "rdfxml", "ntriples", "html"]),
    default="turtle",
    show_default=True,
)
@click.option("-o", "--output", default="-", metavar="FILE|-", help="Where to write.")
def ontology(form: str, output: str) -> None:
    """Print the vocabulary that the graph is made of, or its documentation as one HTML page.

    \b
    fengong ontology                                   词表（Turtle）
    fengong ontology --format html -o ontology.html    中英文说明
    """
    from fengong.explain import explain

    console.put(output, explain(form))
    console.say_written(output)


@click.command()
@click.argument("before", metavar="BEFORE|DOCUMENT")
@click.argument("after", metavar="AFTER", required=False)
@click.option(
    "-g",
    "--graph",
    metavar="FILE|DIR|URL",
    help="Compare texts of this graph: one document with the text that it took the place of, or two documents.",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "rdf-patch"]), default="text", show_default=True
)
@click.option("-o", "--output", default="-", metavar="FILE|-", help="Where to write.")
@LANG
def diff(before: str, after: str | None, graph: str | None, form: str, output: str, lang: str) -> None:
    """What changed from one plan to another: measures by their wording, bodies, roles, time limits.

    A document of a graph is named by its number (文号), its title, its IRI or the beginning of its text's SHA-256;
    an older text that is kept by the beginning of its SHA-256. A file may be compared with either.

    \b
    fengong diff 2023年方案.docx 2024年方案.docx
    fengong diff 征求意见稿.docx 印发稿.pdf --format json
    fengong diff 津滨政发〔2020〕20号 --graph city    what its new edition changed
    """
    from fengong.diff import diff as compare
    from fengong.diff_tell import diff_json, diff_patch, diff_text

    old, new = _compared(before, after, graph)
    match form:
        case "json":
            told = diff_json(compare(old, new))
        case "rdf-patch":
            told = diff_patch(old, new)
        case _:
            told = diff_text(compare(old, new), lang, console.width())
    console.put(output, told.encode("utf-8"))
    console.say_written(output)
    console.warn_if_empty({before: old, after or before: new})


def _compared(before: str, after: str | None, graph: str | None) -> tuple[Plan, Plan]:
    """The two plans: of files, or of texts that a graph holds; a file may be held against one of a graph."""
    from fengong import editions, plan_of

    if graph is None:
        if after is None:
            raise click.UsageError("give two files, or a document and --graph")
        return console.plan(before), console.plan(after)
    asked = console.opened(graph)

    def side(name: str) -> Plan:
        return console.plan(name) if Path(name).is_file() else plan_of(editions.edition(asked, name))

    if after is None:
        return plan_of(editions.before(asked, before)), side(before)
    return side(before), side(after)
