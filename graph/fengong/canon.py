"""One hash for one graph: RDF Dataset Canonicalization (RDFC-1.0, W3C Recommendation of 2024), then SHA-256.

Two parties who hold the same statements, in whatever format and order and under whatever blank node
labels, get the same hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import cast

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, serialize


def canonical(quads: Iterable[Quad]) -> bytes:
    """The canonical N-Quads of the dataset: one statement a line, in the order of code points."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    # Cut at line feeds alone: a literal may hold U+2028 and other line breaks, which N-Quads does not escape.
    # The order of UTF-8 bytes is that of code points.
    lines = cast(bytes, serialize(dataset, format=RdfFormat.N_QUADS)).split(b"\n")[:-1]
    return b"".join(line + b"\n" for line in sorted(lines))


def canonical_hash(quads: Iterable[Quad]) -> str:
    """SHA-256 of the canonical N-Quads, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(quads)).hexdigest()
