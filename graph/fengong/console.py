"""What the commands share: sources read, graphs opened, files written in one step, reports on standard error."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from fengong.errors import GraphError, QueryError, ReadError

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar
    from pyoxigraph import NamedNode, Quad

    from fengong.asked import Asked
    from fengong.check import Violation
    from fengong.model import Document, Plan
    from fengong.query import NamedQuery

    Violations = tuple[Violation, ...]


_FEW = 2
_FAILED = "fengong.failed"
T = TypeVar("T")


def plan(source: str) -> Plan:
    """The plan in a file, or in standard input for -."""
    from fengong import plan_of

    return plan_of(document(source))


def document(source: str) -> Document:
    """The document in a file, or in standard input for -."""
    from fengong.read import LIMIT, read_bytes
    from fengong.read import read as read_file

    if source == "-":
        return read_bytes(sys.stdin.buffer.read(LIMIT + 1), "standard input")
    return read_file(source)


def plans(sources: Sequence[str]) -> dict[str, Plan]:
    """{source: its plan} of files and of the files in folders; see `documents`."""
    from fengong import plan_of

    return {source: plan_of(one) for source, one in documents(sources)}


def documents(sources: Sequence[str]) -> Iterator[tuple[str, Document]]:
    """(source, its document), with a progress bar where there are many and someone is watching.

    A source that cannot be read is told in one line and the others go on; the command then ends with
    the exit code of a mistake (`failed`). Raises ReadError where none of them can be read.
    """
    from fengong.read.find import find

    files = find(sources)
    if len(files) == 1:
        yield files[0], document(files[0])
        return
    count, watched = 0, len(files) > _FEW and sys.stderr.isatty()
    with click.progressbar(files, label="reading", file=sys.stderr, hidden=not watched) as bar:
        for source in bar:
            try:
                found = document(source)
            except ReadError as error:
                click.echo(f"fengong: {error}", err=True)
                fail()
            else:
                count += 1
                yield source, found
    if not count:
        raise ReadError(f"none of the {len(files)} files could be read")


def fail() -> None:
    """Note that a source could not be read although others may be."""
    click.get_current_context().meta[_FAILED] = True


def failed(context: click.Context) -> bool:
    """Whether a source of this command could not be read although others were."""
    return bool(context.meta.get(_FAILED))


def plans_in(graph: str) -> list[Plan]:
    """The plans of the texts that a graph holds, read again: the same text gives the same plan."""
    from fengong import plan_of
    from fengong.texts import documents as texts_of

    kept = opened(graph)
    found = [plan_of(one) for one in texts_of(kept, kept.name)]
    if not found:
        raise ReadError(f"{kept.name}: holds no text to make this from; name the plan's own file instead")
    if beyond := _beyond(kept, found):
        click.echo(
            f"fengong: {kept.name} holds {beyond} statements that its text does not give; they are left out",
            err=True,
        )
    return found


def _beyond(graph: Asked, plans: Sequence[Plan]) -> int:
    """How many statements of the graph, changed by hand or older, reading its texts again does not give."""
    from fengong.describe import describe_all
    from fengong.terms import FG, RDF

    quads = tuple(graph.quads())
    text = next(quad.subject for quad in quads if quad.predicate == RDF.type and quad.object == FG.SourceText)
    base = str(getattr(text, "value", "")).partition("id/text/")[0]
    given = {quad.triple for quad in describe_all(plans, base)}
    return sum(triple not in given for triple in {quad.triple for quad in quads})


def opened(graph: str) -> Asked:
    """The graph in a file or folder, at an endpoint's address, or Turtle from standard input for -."""
    if is_address(graph):
        from fengong.endpoint import open_endpoint

        return open_endpoint(graph)
    from fengong.store import load_graph, open_graph

    if graph != "-":
        return open_graph(Path(graph))
    from pyoxigraph import RdfFormat

    return load_graph(sys.stdin.buffer.read(), RdfFormat.TURTLE, "standard input")


def document_in(graph: Asked, name: str | None) -> NamedNode | None:
    """The document of the graph that ``name`` means; None where none is named."""
    if not name:
        return None
    from fengong.texts import document_named

    return document_named(graph, name)


def with_document(graph: Asked, query: NamedQuery, given: Mapping[str, str]) -> dict[str, str | NamedNode]:
    """The parameters given, with the document that a number or title means in its place."""
    values: dict[str, str | NamedNode] = {**given}
    if "document" in given and any(p.name == "document" and p.kind == "iri" for p in query.parameters):
        values["document"] = document_in(graph, given["document"]) or ""
    return values


def is_address(graph: str) -> bool:
    """Whether it is an endpoint's address and no path."""
    return graph.lower().startswith(("http://", "https://"))


def written_to(target: str) -> str:
    """The target, if it can be written to. Raises GraphError for an address, which is only read."""
    if is_address(target):
        raise GraphError("an address (http:, https:) is only read: name a file or folder to write to")
    return target


def query_text(name: str) -> str:
    """The SPARQL in a file, or from standard input for -."""
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise QueryError(f"{name}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise QueryError(f"{name}: is not UTF-8 text") from None


def parameters(arguments: Sequence[str]) -> dict[str, str]:
    """--measure 8 --body=区发改委 → {"measure": "8", "body": "区发改委"}."""
    found: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise QueryError(f"{word!r} is no parameter: write --NAME VALUE")
        if not equals:
            if not rest:
                raise QueryError(f"--{name} needs a value")
            value = rest.pop(0)
        found[name.replace("-", "_")] = value
    return found


def list_queries(lang: str) -> None:
    """Print every named query with its parameters and what it answers."""
    from fengong.query import load_queries

    list_questions(load_queries().values(), lang)


def list_questions(queries: Iterable[NamedQuery], lang: str) -> None:
    """Print queries or questions with their parameters and what they answer."""
    for query_ in queries:
        wants = " ".join(f"--{p.name}" if p.required else f"[--{p.name}]" for p in query_.parameters)
        click.echo(f"{query_.name} {wants}\n    {query_.summary_zh if lang == 'zh' else query_.summary}")


def put(output: str, data: bytes) -> None:
    """Write to standard output for -, else the whole file in one step."""
    from fengong.atomic import write_atomically

    if output == "-":
        sys.stdout.buffer.write(data)
    else:
        write_atomically(Path(written_to(output)), data)


def converted(output: str, graph: str) -> bytes:
    """The graph in the format that the suffix of ``output`` stands for; Turtle for -."""
    from fengong.write import format_of, write

    suffix = Path(output).suffix.lower()
    if suffix == ".graphml":
        from fengong.network import graphml, network

        return graphml(network(plans_in(graph)))
    if suffix == ".gexf":
        from fengong.network import network
        from fengong.write_gexf import gexf

        return gexf(network(plans_in(graph)))
    return write(opened(graph).quads(), "turtle" if output == "-" else format_of(output))


def put_folder(output: str, form: str, graph: str) -> None:
    """Write one of `folder.FORMS` as a folder in one step."""
    from fengong.folder import files, write_folder

    if output == "-":
        raise GraphError("an export of several files needs a folder: name it with -o")
    folder = Path(written_to(output))
    made = files(form, plans_in(graph))
    write_folder(folder, made, own=made)


def report(plans: Iterable[Plan], output: str) -> None:
    """Say on standard error what was read and where it was written."""
    from fengong.gather import counts

    for plan in plans:
        report_counts(plan.document.number or plan.document.title, counts(plan))
    say_written(output)


def report_counts(name: str, counts: Sequence[int]) -> None:
    """Say on standard error what was read of one document; see `fengong.gather.counts`."""
    measures, assignments, support, findings, unresolved = counts
    click.echo(name, err=True)
    click.echo(
        f"  measures {measures}, assignments {assignments}, support items {support}, findings {findings}, "
        f"unresolved {unresolved}",
        err=True,
    )


def say_written(output: str) -> None:
    """Say on standard error which file was written."""
    if output != "-":
        click.echo(f"written: {output}", err=True)


def warn_if_empty(plans: Mapping[str, Plan]) -> None:
    """Say on standard error which sources hold no plan."""
    for source, plan in plans.items():
        if not plan.measures:
            click.echo(f"fengong: {source}: {plan.findings[-1].message_en}", err=True)


def check(graph: str, form: str, lang: str, every: bool) -> bool:
    """Print what is wrong with a graph, as text or as SHACL's report; whether there is an error.

    The report holds what SHACL finds; quotations that the text denies are then told on standard error.
    """
    from fengong.report import report as shacl
    from fengong.tell import tell, told_once

    by_shapes, by_text, quads = _checked(opened(graph))
    if form == "text":
        click.echo(tell(told_once(by_shapes, by_text), quads, lang, width(), every), nl=False)
    else:
        put("-", shacl(by_shapes, form))
        if by_text:
            click.echo(tell(by_text, quads, lang, width(), every), nl=False, err=True)
    return any(violation.severity == "error" for violation in (*by_shapes, *by_text))


def _checked(asked: Asked) -> tuple[Violations, Violations, tuple[Quad, ...]]:
    """What the shapes find, what the texts deny, and the statements around it; documents one at a time."""
    from fengong.check import check as judge
    from fengong.check_quotes import check_quotes
    from fengong.parts import documents, parts
    from fengong.texts import texts_in

    by_shapes: dict[Violation, None] = {}
    by_text: dict[Violation, None] = {}
    around: dict[Quad, None] = {}
    with watched(parts(asked), len(documents(asked)), "checking") as each:
        for quads in each:
            shapes = judge(quads)
            denied = [violation for text in texts_in(quads) for violation in check_quotes(quads, text)]
            by_shapes.update(dict.fromkeys(shapes))
            by_text.update(dict.fromkeys(denied))
            if shapes or denied:
                around.update(dict.fromkeys(quads))
    return tuple(by_shapes), tuple(by_text), tuple(around)


def watched(items: Iterable[T], count: int, label: str) -> ProgressBar[T]:
    """The same, with a progress bar where there are many and someone is watching."""
    return click.progressbar(items, length=count, label=label, file=sys.stderr, hidden=_unwatched(count))


def bar(count: int, label: str) -> ProgressBar[int]:
    """A bar as that of `watched`, moved by its `update`."""
    return click.progressbar(length=count, label=label, file=sys.stderr, hidden=_unwatched(count))


def _unwatched(count: int) -> bool:
    return count <= _FEW or not sys.stderr.isatty()


def width() -> int:
    """Columns of the terminal, between 40 and 120; 80 where there is none."""
    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 120))
