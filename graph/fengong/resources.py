"""Where the files that ship with the code are: ontology/, queries/ and data/registry/."""

from __future__ import annotations

from pathlib import Path


def resource(name: str) -> Path:
    """The folder or file ``name`` ("ontology", "queries", "data/registry/areas.csv").

    In an installed wheel these stand inside the package; in a checkout at its top level.
    """
    inside = Path(__file__).parent / name
    return inside if inside.exists() else Path(__file__).parents[2] / name
