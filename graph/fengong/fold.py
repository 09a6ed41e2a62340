"""Text as it is compared in a search: full-width forms, capitals and spaces make no difference."""

from __future__ import annotations

import unicodedata

from fengong.flow import squash


def fold(text: str) -> str:
    """NFKC, without case, without spaces and marks of no width: what a line break cut in two is one again."""
    return squash(unicodedata.normalize("NFKC", text).casefold())


def grams(folded: str) -> str:
    """The pairs of neighbouring characters, each as one word of Latin letters, for an index of words.

    The last character stands with nothing behind it, so that a single character is the beginning of a pair.
    """
    return " ".join(
        f"{ord(one):x}g{ord(other):x}" for one, other in zip(folded, f"{folded[1:]}\0", strict=True)
    )


def phrase(folded: str) -> str:
    """What an FTS5 index of `grams` is asked for a run of characters; "" for none."""
    if len(folded) < 2:
        return f"{ord(folded):x}g*" if folded else ""
    return f'"{grams(folded).rpartition(" ")[0]}"'
