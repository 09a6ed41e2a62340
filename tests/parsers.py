"""Three parsers that know nothing of each other: rdflib, pyoxigraph (Rust), raptor (C); PyLD for JSON-LD."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib

from fengong.canon import canonical_hash

ENGINE = {
    ".ttl": ox.RdfFormat.TURTLE, ".nq": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG, ".nt": ox.RdfFormat.N_TRIPLES,
    ".jsonld": ox.RdfFormat.JSON_LD, ".rdf": ox.RdfFormat.RDF_XML,
}  # fmt: skip
RDFLIB = {
    ".ttl": "turtle",
    ".nq": "nquads",
    ".trig": "trig",
    ".nt": "nt",
    ".jsonld": "json-ld",
    ".rdf": "xml",
}
RAPTOR = {".ttl": "turtle", ".nq": "nquads", ".trig": "trig", ".nt": "ntriples", ".rdf": "rdfxml"}
RAPPER = shutil.which("rapper")


def by_pyoxigraph(file: Path) -> str:
    """The canonical hash of the file's statements as pyoxigraph reads them."""
    return canonical_hash(ox.parse(file.read_bytes(), format=ENGINE[file.suffix]))


def by_rdflib(file: Path) -> str:
    """The same by rdflib; literals are taken as they are written."""
    kept, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        dataset = rdflib.Dataset()
        dataset.parse(file, format=RDFLIB[file.suffix])
        return canonical_hash(
            ox.Quad(_term(s), _term(p), _term(o), _graph(g)) for s, p, o, g in dataset.quads()
        )
    finally:
        rdflib.NORMALIZE_LITERALS = kept


def _term(node: Any) -> Any:
    if isinstance(node, rdflib.URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return ox.BlankNode(str(node))
    datatype = ox.NamedNode(str(node.datatype)) if node.datatype else None
    return (
        ox.Literal(str(node), language=node.language)
        if node.language
        else ox.Literal(str(node), datatype=datatype)
    )


def _graph(name: Any) -> Any:
    """rdflib names its default graph, or a file's; the rest of the world does not."""
    named = name is not None and str(name).startswith("http")
    return ox.NamedNode(str(name)) if named else ox.DefaultGraph()


def by_raptor(file: Path) -> str:
    """The same by rapper (raptor2), JSON-LD by PyLD. Each has to read the file without a word of warning."""
    if file.suffix == ".jsonld":
        from pyld import jsonld

        lines = jsonld.to_rdf(json.loads(file.read_text("utf-8")), {"format": "application/n-quads"})
        return canonical_hash(ox.parse(lines.encode(), format=ox.RdfFormat.N_QUADS))
    command = [str(RAPPER), "-q", "-i", RAPTOR[file.suffix], "-o", "nquads", str(file)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, ""), file
    return canonical_hash(ox.parse(done.stdout, format=ox.RdfFormat.N_QUADS))
