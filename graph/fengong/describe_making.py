"""How the graph came about: one activity for each document, what it used, and the rules it inferred by.

PROV-O looks back on what happened, so it serves for the making of the graph and not for the duties it
tells of. The activity has no time: the same text read by the same version is the same activity, and the
same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache

from pyoxigraph import NamedNode

from fengong import __version__
from fengong.model import STATED, Basis, Plan
from fengong.quads import en, plain, zh
from fengong.resources import resource
from fengong.review import current
from fengong.scribe import Scribe
from fengong.terms import DCT, DEFINITIONS, FG, PROV, RDFS, SCHEMA, concept

_RULES: tuple[Basis, ...] = ("stated-rule", "listed-first", "group-alignment", "text-overlap")


def describe_making(scribe: Scribe) -> None:
    """The activity that made the graphs of the document, its agent and what it used."""
    activity, document = scribe.part("extraction"), scribe.plan.document
    sheet = scribe.stated
    sheet.add(
        activity, PROV.used, scribe.names.text(document.sha256), NamedNode(f"{DEFINITIONS}/{__version__}")
    )
    sheet.add(activity, PROV.used, _registry(scribe))
    sheet.add(activity, PROV.wasAssociatedWith, _software(scribe))
    for rule in _applied(scribe.plan):
        rules = scribe.stated if rule in STATED else scribe.inferred
        rules.add(activity, FG.appliedRule, concept("basis", rule))
    registry = scribe.registry.graph
    scribe.registry.a(registry, PROV.Bundle)
    scribe.registry.add(
        registry,
        RDFS.label,
        zh("名录：机构、集合主体与地域"),
        en("registry: organizations, collectives, places"),
    )


def _applied(plan: Plan) -> Iterable[Basis]:
    """The rules that some assignment or inference of the plan rests on, in the order of the scheme."""
    stated = {one.basis for measure in plan.measures for one in (*measure.assignments, *measure.by_rule)}
    bases = stated | {one.basis for measure in plan.measures for one in measure.inferred}
    return (rule for rule in _RULES if rule in bases)


def _software(scribe: Scribe) -> NamedNode:
    node = scribe.names.software(__version__)
    scribe.registry.a(node, PROV.SoftwareAgent)
    scribe.registry.add(node, RDFS.label, en(f"fengong {__version__}"), zh(f"分工 {__version__}"))
    scribe.registry.add(node, SCHEMA.softwareVersion, plain(__version__))
    return node


def _registry(scribe: Scribe) -> NamedNode:
    """The curated data that names and rules were read by, in the state it had."""
    digest = registry_digest()
    node = scribe.names.registry(digest)
    scribe.registry.a(node, PROV.Entity)
    scribe.registry.add(node, RDFS.label, zh("分工名录与规则"), en("fengong's registry of bodies and rules"))
    scribe.registry.add(node, DCT.identifier, plain(f"sha256:{digest}"))
    return node


def registry_digest() -> str:
    """SHA-256 over the files of data/registry and, where there are any, the decisions that hold now."""
    reviewed = current().digest
    return hashlib.sha256((_shipped() + reviewed).encode()).hexdigest() if reviewed else _shipped()


@cache
def _shipped() -> str:
    """SHA-256 over the names and bytes of the files of data/registry, in order of name."""
    digest = hashlib.sha256()
    for file in sorted(resource("data/registry").glob("*.csv")):
        digest.update(f"{file.name}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()
