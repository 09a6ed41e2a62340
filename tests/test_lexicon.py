"""The words of data/registry/: each record is read, its example matches and its decoy does not."""

from __future__ import annotations

import re

import pytest

from fengong.ask import examples, understand
from fengong.extract.names import name_rules
from fengong.extract.quantities import find_deadline, find_targets
from fengong.flow import Flow, squash
from fengong.lexicon import lexicon, rows

FILES = [
    "columns",
    "deadline_words",
    "furniture",
    "labels",
    "name_suffixes",
    "openers",
    "questions",
    "roles",
    "target_words",
    "units",
]


@pytest.mark.parametrize("name", FILES)
def test_every_record_has_a_source_and_an_example_and_stands_once(name: str) -> None:
    found = rows(name)
    assert all(row["source"] and row["example"] for row in found)
    first = [tuple(row.values())[:2] for row in found]
    assert len(set(first)) == len(first)


@pytest.mark.parametrize("row", rows("name_suffixes"), ids=lambda row: row["suffix"])
def test_a_suffix_makes_its_example_a_name_and_spares_its_decoy(row: dict[str, str]) -> None:
    rules = name_rules()
    assert row["example"].endswith(row["suffix"]) and rules.is_name(row["example"])
    assert not row["decoy"] or not rules.is_name(row["decoy"])


@pytest.mark.parametrize("row", rows("columns"), ids=lambda row: row["pattern"])
def test_a_heading_pattern_finds_its_example(row: dict[str, str]) -> None:
    assert re.search(row["pattern"], squash(row["example"]))


@pytest.mark.parametrize("row", rows("units"), ids=lambda row: row["unit"])
def test_a_unit_gives_its_example_a_target_and_its_decoy_none(row: dict[str, str]) -> None:
    def found(words: str) -> list[str]:
        flow = Flow.of(words)
        return [t.unit for t in find_targets(flow, 0, len(flow.chars))]

    assert found(row["example"]) == [row["unit"]]
    assert not row["decoy"] or not found(row["decoy"])


@pytest.mark.parametrize("row", rows("deadline_words"), ids=lambda row: row["word"])
def test_a_deadline_word_makes_its_example_a_deadline_and_spares_its_decoy(row: dict[str, str]) -> None:
    def found(words: str) -> bool:
        flow = Flow.of(words)
        return find_deadline(flow, 0, len(flow.chars)) is not None

    assert found(row["example"])
    assert not row["decoy"] or not found(row["decoy"])


@pytest.mark.parametrize("row", rows("questions"), ids=lambda row: row["example"])
def test_a_question_is_understood_and_its_decoy_is_not_taken_for_it(row: dict[str, str]) -> None:
    understood, decoy = understand(row["example"]), understand(row["decoy"])
    assert understood and (understood.intent, understood.lang) == (row["intent"], row["lang"])
    assert decoy is None or decoy.intent != row["intent"]


def test_examples_are_given_in_both_languages() -> None:
    assert "谁支持第8条措施？" in examples("zh") and "Who supports measure 8?" in examples("en")


def test_role_words_and_furniture_are_compiled() -> None:
    assert lexicon().roles_after["牵头"] == "lead"
    assert lexicon().furniture.search("扫一扫在手机打开当前页")
