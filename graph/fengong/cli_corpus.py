"""Commands for very many documents: corpus build, analyse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fengong import console
from fengong.errors import GraphError, ReadError
from fengong.options import LANG

if TYPE_CHECKING:
    from fengong.partition import Read

_EXTRA = frozenset({"dask", "distributed", "duckdb", "pyarrow"})


@contextmanager
def _extra() -> Iterator[None]:
    """Say in one line what to install where a library of the extra is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise GraphError(f"this needs {error.name}: pip install 'fengong[corpus]'") from None


@click.group()
def corpus() -> None:
    """Very many documents: Parquet tables and N-Quads, made by many processes.

    \b
    fengong corpus build 2023/ 2024/ 语料
    """


@corpus.command()
@click.argument("sources", nargs=-1, required=True, metavar="INPUT...")
@click.argument("output", metavar="OUTPUT")
@click.option(
    "--workers", type=click.IntRange(1, 512), help="Processes of this machine.  [default: its cores]"
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="A Dask scheduler, tcp://HOST:PORT, whose workers see the same files.",
)
@click.option(
    "--size", type=click.IntRange(1, 4096), default=16, show_default=True, help="Documents of a partition."
)
def build(sources: Sequence[str], output: str, workers: int | None, scheduler: str | None, size: int) -> None:
    """Read plans, in files or folders, into a folder of Parquet tables and N-Quads.

    A run that is stopped goes on where it ended when it is called again: partitions of the same files are kept.

    \b
    fengong corpus build 2023/ 2024/ 语料
    fengong corpus build 2024/ 语料 --workers 8
    fengong corpus build /srv/plans /srv/corpus --scheduler tcp://10.0.0.1:8786
    """
    from fengong.read.find import find

    files = find(sources)
    with _extra():
        from fengong.corpus import build as make
        from fengong.processes import processes

        bar = console.bar(len(files), "reading")
        with processes(workers, scheduler) as client, bar:
            told = make(Path(output), files, client, size=size, done=bar.update)
    _tell(told)
    console.say_written(output)


def _tell(told: Sequence[Read]) -> None:
    """Say what failed and how many did not. Raises ReadError where nothing could be read."""
    failed = [one for one in told if one.error]
    for one in failed:
        click.echo(f"fengong: {one.error}", err=True)
        console.fail()
    for one in told:
        if one.empty:
            click.echo(f"fengong: {one.source}: {one.empty}", err=True)
    if len(failed) == len(told):
        raise ReadError(f"none of the {len(told)} files could be read")
    read = sum(bool(one.document) for one in told)
    for words, count in (
        ("read", read),
        ("already there", len(told) - read - len(failed)),
        ("failed", len(failed)),
    ):
        if count:
            click.echo(f"{words}: {count}", err=True)


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("name", required=False)
@click.argument("folder", required=False, metavar="CORPUS")
@click.option(
    "--format", "form", default="table", show_default=True, help="table, csv, tsv, json, xml or markdown."
)
@LANG
@click.pass_context
def analyse(ctx: click.Context, name: str | None, folder: str | None, form: str, lang: str) -> None:
    """Ask a corpus a named question, answered from its columns. Without a name: list the questions.

    \b
    fengong analyse pairs 语料 --minimum 5        共同负责的单位对
    fengong analyse ministries 语料 --format csv
    fengong analyse words 语料 --word 口岸
    """
    with _extra():
        from fengong.analyse import Corpus, question, questions
    from fengong.table import render

    if name is None:
        console.list_questions(questions().values(), lang)
        return
    asked = question(name)
    if folder is None or folder.startswith("--"):
        raise GraphError(f"name the corpus to ask: fengong analyse {name} CORPUS")
    given = console.parameters(ctx.args)
    if any(one.name == "lang" for one in asked.parameters):
        given.setdefault("lang", lang)
    results = Corpus(Path(folder)).ask(name, **given)
    click.echo(render(results, form, columns=asked.columns, lang=lang, width=console.width()), nl=False)
