"""stub"""
from __future__ import annotations
from dataclasses import dataclass, field
@dataclass(frozen=True, slots=True)
class Tabled:
    measures: tuple = ()
    sections: tuple = ()
    ledger: tuple = ()
    notes: tuple = ()
    outside: tuple = ()
    start: int | None = None
def read_tables(document, flow, names):
    return Tabled(outside=((0, len(flow.chars)),))
