"""The command line: options, a worker called, its answer printed. Heavy imports stand inside the commands."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from fengong import __version__, console
from fengong.cli_corpus import analyse, corpus
from fengong.cli_keep import add, list_, remove, update
from fengong.cli_publish import diff, ontology, publish, why
from fengong.cli_review import review
from fengong.cli_search import search
from fengong.cli_trace import trace
from fengong.errors import FengongError, ReadError
from fengong.options import DOCUMENT, GRAPH, LANG

_EXIT = {"findings": 1, "mistake": 2}


class _Commands(click.Group):
    """Prints every FengongError as one line and exits with 2; lists commands in the order of the work."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        gc.set_threshold(
            100_000
        )  # a command makes many records and no cycles: looking for them takes a fifth of its time
        try:
            result = super().invoke(ctx)
            if console.failed(ctx):
                ctx.exit(_EXIT["mistake"])
            return result
        except FengongError as error:
            click.echo(f"fengong: {error}", err=True)
            ctx.exit(_EXIT["mistake"])
        except BrokenPipeError:
            ctx.exit(0)


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="fengong")
def main() -> None:
    """Who answers for which measure of a division-of-work plan (分工方案), and where the plan says so.

    \b
    fengong build 通知.txt            read the plan, write graph.ttl
    fengong who 8                     第8项措施由谁负责、谁协助
    fengong body 区发改委              一个单位的全部职责
    fengong ask "谁支持第8条措施？"    plain questions
    fengong view 通知.txt -o graph.html
    """


@main.command()
@click.argument("source", metavar="FILE|-")
@click.option(
    "--format", "form", type=click.Choice(["summary", "json"]), default="summary", show_default=True
)
@click.option("-o", "--output", default="-", metavar="FILE|-", help="Where to write.")
def read(source: str, form: str, output: str) -> None:
    """Read a plan and print what it says.

    Reads text, HTML, DOCX, XLSX, CSV and PDF; DOC, WPS, XLS and RTF where LibreOffice is installed.

    \b
    fengong read 通知.txt                   a summary with all findings
    fengong read 通知.txt --format json     the whole Plan, spans included
    """
    from fengong.serialise import plan_to_json
    from fengong.summary import summary

    plan = console.plan(source)
    console.put(
        output, (plan_to_json(plan) if form == "json" else summary(plan, console.width())).encode("utf-8")
    )
    console.warn_if_empty({source: plan})


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="FILE|FOLDER|-...")
@click.option("-o", "--output", default="graph.ttl", show_default=True, metavar="FILE|-",
              help="RDF file; its suffix is the format (.ttl .trig .nq .nt .jsonld .rdf). - is Turtle.")  # fmt: skip
def build(sources: Sequence[str], output: str) -> None:
    """Read plans and write their graph, in place of any older one.

    Reads what `fengong read` does. A file that cannot be read is told; the others go on.

    \b
    fengong build 通知.docx                 → graph.ttl
    fengong build 2024/*.pdf 2024/*.docx    several plans, one graph
    fengong build 通知.txt -o graph.trig    one named graph for each document
    """
    from fengong.describe import describe_all
    from fengong.write import format_of, write

    form = "turtle" if output == "-" else format_of(console.written_to(output))
    plans = console.plans(sources)
    if output != "-" and Path(output).exists() and not any(plan.measures for plan in plans.values()):
        raise ReadError(f"no division of work found in {', '.join(sources)}: {output} is left as it was")
    console.put(output, write(describe_all(plans.values()), form))
    console.report(plans.values(), output)
    console.warn_if_empty(plans)


main.add_command(add)
main.add_command(update)
main.add_command(remove)
main.add_command(list_)
main.add_command(review)
main.add_command(corpus)
main.add_command(analyse)


@main.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("name", required=False, metavar="[NAME|FILE.rq|-]")
@click.option(
    "--format",
    "form",
    default="table",
    show_default=True,
    help="table, csv, tsv, json, xml, markdown or turtle.",
)
@GRAPH
@LANG
@click.pass_context
def query(ctx: click.Context, name: str | None, form: str, graph: str, lang: str) -> None:
    """Run a named query, a query file, or SPARQL from standard input. Without a name: list the queries.

    \b
    fengong query support --measure 8
    fengong query body-sheet --body 区发改委 --expand true --format csv
    fengong query my.rq
    echo 'SELECT * { ?s a fg:Measure }' | fengong query -
    """
    from fengong.answer import known_or_raise
    from fengong.query import bind, named, parse_query, run, run_text
    from fengong.table import render

    if name is None:
        console.list_queries(lang)
        return
    given = console.parameters(ctx.args)
    own = name == "-" or name.endswith((".rq", ".sparql"))
    chosen = parse_query("(given)", console.query_text(name)) if own else named(name)
    if any(p.name == "lang" for p in chosen.parameters):
        given.setdefault("lang", lang)
    asked = console.opened(graph)
    values = console.with_document(asked, chosen, given)
    results = run_text(asked, bind(chosen, values)) if own else run(asked, chosen.name, **values)
    if not own and results.kind == "select" and not results.rows:
        known_or_raise(asked, given, lang)
    click.echo(render(results, form, columns=chosen.columns, lang=lang, width=console.width()), nl=False)


@main.command()
@click.argument("measure")
@DOCUMENT
@GRAPH
@LANG
def who(measure: str, document: str | None, graph: str, lang: str) -> None:
    """Who answers for a measure and who supports it, with the words of the source.

    \b
    fengong who 8
    fengong who 8 --graph city --document 津滨政发〔2020〕20号
    """
    from fengong.answer import who as answer
    from fengong.ask import measure_key

    asked = console.opened(graph)
    only = console.document_in(asked, document)
    click.echo(answer(asked, measure_key(measure), lang, console.width(), only), nl=False)


@main.command()
@click.argument("name")
@click.option(
    "--expand", is_flag=True, help="Also what reaches the body through a collective (各开发区管委会)."
)
@GRAPH
@LANG
def body(name: str, expand: bool, graph: str, lang: str) -> None:
    """A body's whole sheet: what it answers for, is asked to help with, or leads by inference.

    \b
    fengong body 区发改委
    fengong body 经开区管委会 --expand
    """
    from fengong.answer import body as answer

    click.echo(answer(console.opened(graph), name, expand, lang, console.width()), nl=False)


@main.command()
@click.argument("question")
@GRAPH
@click.pass_context
def ask(ctx: click.Context, question: str, graph: str) -> None:
    """Answer a plain question, in Chinese or English; exit code 1 where it is not understood.

    \b
    fengong ask "谁支持第8条措施？"
    fengong ask "Who supports measure 8?"
    """
    from fengong.answer import ask as answer

    words, understood = answer(console.opened(graph), question, console.width())
    click.echo(words, nl=False)
    if not understood:
        ctx.exit(_EXIT["findings"])


@main.command()
@click.argument("sources", nargs=-1, metavar="[FILE|-]...")
@click.option(
    "-o", "--output", default="graph.html", show_default=True, metavar="FILE|-", help="The HTML page."
)
@click.option("--layout", type=click.Choice(["columns", "force"]), default="columns", show_default=True)
@click.option("--focus", metavar="BODY|MEASURE", help="Show only what is near one node: 区发改委, 8.")
@click.option(
    "--depth", type=click.IntRange(1, 9), default=1, show_default=True, help="Steps from the focus."
)
@GRAPH
def view(sources: Sequence[str], output: str, layout: Any, focus: str | None, depth: int, graph: str) -> None:
    """Draw the interactive graph as one HTML file that needs no network.

    Without FILE it is drawn from the texts that the graph holds.

    \b
    fengong view -o graph.html
    fengong view 通知.txt --focus 区发改委 --depth 2
    """
    from fengong.page import page

    plans = list(console.plans(sources).values()) if sources else console.plans_in(graph)
    console.put(output, page(plans, layout=layout, focus=focus, depth=depth).encode("utf-8"))
    console.say_written(output)


@main.command()
@click.option("-o", "--output", required=True, metavar="FILE|DIR",
              help="A file whose suffix is the format (.ttl .trig .nq .nt .jsonld .rdf .graphml .gexf), or with --as a folder.")  # fmt: skip
@click.option("--as", "form", type=click.Choice(["tables", "neo4j", "stratml"]),
              help="A folder: CSV tables described by CSVW, Neo4j import CSV with load scripts, StratML.")  # fmt: skip
@GRAPH
def export(output: str, form: str | None, graph: str) -> None:
    """Write the graph in another format: RDF, GraphML or GEXF (networkx, Gephi), or a folder for others' tools.

    \b
    fengong export -o graph.jsonld
    fengong export -o graph.gexf            for Gephi
    fengong export --as tables -o 表格       CSV with CSVW, 分工表.csv for portals
    fengong export --as neo4j -o neo4j      load.sh, load.cypher
    fengong export --as stratml -o stratml  ISO 17469-1, one file a plan
    """
    if form is not None:
        console.put_folder(output, form, graph)
    else:
        console.put(output, console.converted(output, graph))
    console.say_written(output)


@main.command()
@click.option("--format", "form", type=click.Choice(["text", "turtle", "ntriples", "jsonld"]), default="text",
              show_default=True, help="Sentences, or SHACL's validation report in a format of RDF.")  # fmt: skip
@click.option("--all", "every", is_flag=True, help="Tell every place of a mistake that is made often.")
@GRAPH
@LANG
@click.pass_context
def check(ctx: click.Context, form: str, every: bool, graph: str, lang: str) -> None:
    """Check the graph by its SHACL shapes, and every quotation by its text; exit code 1 where one is broken.

    \b
    fengong check --graph graph.ttl               逐条核对：结构与引文
    fengong check --format turtle > report.ttl    the SHACL validation report
    """
    if console.check(graph, form, lang, every):
        ctx.exit(_EXIT["findings"])


@main.command()
@GRAPH
@click.option("--hash", "hashed", is_flag=True, help="Compute the hash of a graph of many documents too.")
def info(graph: str, hashed: bool) -> None:
    """What the graph holds: documents, graphs, counts, and the RDFC-1.0 hash of its statements in full.

    \b
    fengong info                           图中有哪些文件
    fengong info --hash --graph city       the hash of a graph of more than twenty documents takes its time
    """
    from fengong.summary import graph_info

    asked = console.opened(graph)
    click.echo(graph_info(asked, asked.name, hashed), nl=False)


main.add_command(publish)
main.add_command(why)
main.add_command(trace)
main.add_command(search)
main.add_command(diff)
main.add_command(ontology)

if __name__ == "__main__":
    main()
