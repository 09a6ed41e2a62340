"""Short odd texts that once broke the reader."""

from __future__ import annotations

import pytest

from fengong import plan_of
from fengong.read import read_bytes


@pytest.mark.parametrize("text", ["|/参与限", "，/配合保障", "/、/配合。", "·参与·\n一、/支持"])
def test_an_empty_name_before_a_role_word_breaks_nothing(text: str) -> None:
    """Signs without a name are no list of bodies."""
    assert plan_of(read_bytes(text.encode(), "x.txt")).measures is not None
