"""Options that several commands share."""

from __future__ import annotations

import click

GRAPH = click.option(
    "-g", "--graph", default="graph.ttl", envvar="FENGONG_GRAPH", show_default=True, show_envvar=True,
    metavar="FILE|DIR|URL|-",
    help="The graph to ask: an RDF file, a store folder, a SPARQL endpoint (http://, https://; only read), or - for Turtle on standard input.",
)  # fmt: skip
LANG = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the answer."
)
DOCUMENT = click.option(
    "-d", "--document", metavar="DOCUMENT",
    help="Only of this document, named by its number (文号), title or IRI; see fengong list.",
)  # fmt: skip
