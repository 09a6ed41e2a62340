"""What is read: synthetic plans of a real plan's length, made afresh, and real ones where they are at hand."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from plan_files import TABLE_WRITERS, TEXT_WRITERS  # noqa: E402  they stand beside the tests
from plans import TABLE, TEXT, Item, Row, Synthetic, longer  # noqa: E402

from fengong.flow import squash  # noqa: E402

SAMPLES = ROOT.parent / "shared" / "samples"
NOTICE = ROOT / "data" / "sources" / "binhai-2020-20" / "notice.txt"
MEASURES = 62
SENTENCES = 6
"""A text of so many measures of so many sentences has about 10 000 characters, 160 a measure: real plans have 100 to 400."""


@dataclass(frozen=True, slots=True)
class Case:
    """A file: its bytes, its name, and how often each body is named in it (None where no one has counted)."""

    data: bytes
    name: str
    gold: Mapping[str, int] | None = None

    @property
    def kind(self) -> str:
        """Its ending."""
        return self.name.rpartition(".")[2]


def synthetic(seed: int) -> dict[str, Case]:
    """A table in six formats and a text in four, {what: file}; another seed, other documents."""
    table = longer(TABLE, MEASURES, seed, SENTENCES)
    text = longer(TEXT, MEASURES, seed, SENTENCES)
    made = {f"table {ending}": partial(write, table) for ending, write in TABLE_WRITERS.items()}
    made |= {f"text {ending}": partial(write, text) for ending, write in TEXT_WRITERS.items()}
    golds = {"table": _gold(table), "text": _gold(text)}
    return {
        what: Case(make(), f"{seed}.{what.rpartition(' ')[2]}", golds[what.partition(" ")[0]])
        for what, make in made.items()
    }


def _gold(plan: Synthetic[Row] | Synthetic[Item]) -> Mapping[str, int]:
    return Counter(said.name for _, measure in plan.measures() for said in measure.said())


def real() -> tuple[list[Case], list[str]]:
    """The real plans at hand as text and web pages, and what is to be said of those that are not."""
    found = [Case(NOTICE.read_bytes(), NOTICE.name)] if NOTICE.exists() else []
    golds = sorted(SAMPLES.glob("*.gold.json"))
    for gold in golds:
        told = json.loads(gold.read_text("utf-8"))
        names = Counter(squash(a["surface"]) for s in told["statements"] for a in s["assignments"])
        file = gold.with_name(told["file"])
        found.append(Case(file.read_bytes(), file.name, names))
    missing = (
        [] if golds else ["no samples (../shared/samples beside the repository): real plans are left out"]
    )
    return found, missing
