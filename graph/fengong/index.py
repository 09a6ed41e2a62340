"""An index of the words of a graph, beside it on disk, or in memory: SQLite's FTS5 over pairs of characters.

Each document is indexed once; when its text, or what made its graph, has changed, it is indexed anew at the next
search. All of that is one transaction: an index is the old or the new, whenever the program ends.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from fengong.asked import Asked
from fengong.errors import GraphError
from fengong.fold import fold, grams
from fengong.search_rows import Entry, Source, entries, names, sources

_VERSION = 3
_OURS = 0x66656E67
"""SQLite's application_id of an index of ours: "feng"."""
_PATIENCE = 30
"""Seconds that another program may take to write the index."""
_DATA = re.compile(r"CURRENT|MANIFEST-\d+|\d+\.(sst|log)")
"""The files of a store that change when it does."""
_TABLES = """
CREATE TABLE folder (stamp TEXT NOT NULL);
CREATE TABLE document (iri TEXT PRIMARY KEY, name TEXT NOT NULL, state TEXT NOT NULL);
CREATE TABLE entry (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, number TEXT NOT NULL, node TEXT NOT NULL,
                    text TEXT NOT NULL, folded TEXT NOT NULL, UNIQUE (node, kind, text));
CREATE TABLE mention (document TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (document, entry)) WITHOUT ROWID;
CREATE INDEX mention_entry ON mention (entry);
CREATE VIRTUAL TABLE words USING fts5 (grams, content='', tokenize='ascii');
"""


class DamagedIndex(GraphError):
    """An index that was found damaged and is set aside: the next one is made anew."""


@dataclass(frozen=True, slots=True)
class Place:
    """The file of an index, and what the folder's data files were before the graph was opened."""

    file: Path
    stamp: str


def place_of(graph: str) -> Place | None:
    """Where the index of a graph is kept, beside a folder and nowhere else. To be called before it is opened."""
    path = Path(graph)
    if not path.is_dir():
        return None
    data = sorted(one for one in path.iterdir() if _DATA.fullmatch(one.name))
    stamp = " ".join(f"{one.name}:{one.stat().st_size}:{one.stat().st_mtime_ns}" for one in data)
    return Place(path.with_name(f"{path.name}.search"), stamp)


@contextmanager
def index_of(graph: Asked, place: Place | None) -> Iterator[sqlite3.Connection]:
    """The index of the graph as it is now, kept in the file ``place`` or for the time of the search only.

    A file that is damaged or of another version is set aside (.damaged) and made anew; where none can be made, beside a
    folder that is only read, the index is in memory. Raises GraphError where it cannot be written to, is another
    program's database, or SQLite has no FTS5; DamagedIndex where the damage showed only when it was asked.
    """
    place = place if place and _can_be_there(place.file) else None
    found = _opened(place.file) if place else _made(_connected(":memory:"))
    try:
        if place is None or found.execute("SELECT stamp FROM folder").fetchall() != [(place.stamp,)]:
            if place and _pragma(found, "quick_check") != "ok":
                raise sqlite3.DatabaseError("damaged")
            _renew(found, graph, place.stamp if place else "")
        yield found
    except sqlite3.OperationalError as error:
        raise GraphError(
            f"{place.file if place else 'the index'}: {error}; try again, or delete the file"
        ) from None
    except sqlite3.DatabaseError as error:
        found.close()
        if place is None:
            raise GraphError(f"the index: {error}") from None
        _set_aside(place.file)
        raise DamagedIndex(f"{place.file} was damaged and is set aside: try again") from None
    finally:
        found.close()


def _can_be_there(place: Path) -> bool:
    """Whether the index is there, or can be made."""
    return place.exists() or os.access(place.parent, os.W_OK)


def _opened(place: Path) -> sqlite3.Connection:
    try:
        found = _connected(str(place))
        # Whether all of it is whole is looked at before it is written to only: that takes longer than a search.
        version, whole = _pragma(found, "user_version"), _has_its_size(found, place)
        empty = not found.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
        if whole and not empty and _pragma(found, "application_id") != _OURS:
            found.close()
            raise GraphError(f"{place} is another program's file: the index of this graph would stand there")
        if whole and (empty or version == _VERSION):
            return _made(found) if empty else found
        found.close()
    except sqlite3.OperationalError as error:
        if "unable to open" in str(error) or "locked" in str(error) or "readonly" in str(error):
            raise GraphError(f"cannot write the index {place}: {error}") from None
    except sqlite3.DatabaseError:
        pass  # damaged: it holds nothing that the graph does not
    _set_aside(place)
    return _made(_connected(str(place)))


def _has_its_size(index: sqlite3.Connection, place: Path) -> bool:
    """Whether the file is as long as it says, which SQLite opens cut off too; else, whether it is whole for all that.

    Another program may write it between the two looks.
    """
    pages, size = index.execute("SELECT * FROM pragma_page_count, pragma_page_size").fetchone()
    return bool(place.stat().st_size == pages * size) or _pragma(index, "quick_check") == "ok"


def _set_aside(place: Path) -> None:
    """Not deleted: what is no index at all may be someone's file. Another program may have done it already."""
    with suppress(FileNotFoundError):
        place.replace(f"{place}.damaged")
    for old in ("-wal", "-shm", "-journal"):
        Path(f"{place}{old}").unlink(missing_ok=True)


def _pragma(index: sqlite3.Connection, what: str) -> object:
    return index.execute(f"PRAGMA {what}").fetchone()[0]


def _connected(name: str) -> sqlite3.Connection:
    return sqlite3.connect(name, timeout=_PATIENCE, isolation_level=None)


def _made(index: sqlite3.Connection) -> sqlite3.Connection:
    try:
        index.executescript(
            f"BEGIN IMMEDIATE; {_TABLES} PRAGMA application_id = {_OURS}; PRAGMA user_version = {_VERSION}; COMMIT;"
        )
    except sqlite3.OperationalError as error:
        if "fts5" in str(error):
            raise GraphError("this Python's SQLite has no FTS5: search needs one that has") from None
        if "already exists" not in str(error):  # another program made it meanwhile
            raise GraphError(f"cannot write the index: {error}") from None
        index.execute("ROLLBACK")
    return index


def _renew(index: sqlite3.Connection, graph: Asked, stamp: str) -> None:
    """Bring the index to the state of the graph, in one transaction."""
    now = {one.document: one for one in sources(graph)}
    index.execute("BEGIN IMMEDIATE")
    try:
        there = _states(index)
        labels = names(graph) if there != {one.document: one.state for one in now.values()} else {}
        for document in there.keys() - now.keys():
            _forget(index, document)
        for one in now.values():
            if there.get(one.document) != one.state:
                _forget(index, one.document)
                _learn(index, one, entries(graph, one, labels))
        _sweep(index)
        index.execute("DELETE FROM folder")
        index.execute("INSERT INTO folder VALUES (?)", (stamp,))
        index.execute("COMMIT")
    except BaseException:
        index.execute("ROLLBACK")
        raise


def _states(index: sqlite3.Connection) -> dict[str, str]:
    return dict(index.execute("SELECT iri, state FROM document"))


def _forget(index: sqlite3.Connection, document: str) -> None:
    index.execute("DELETE FROM mention WHERE document = ?", (document,))
    index.execute("DELETE FROM document WHERE iri = ?", (document,))


def _learn(index: sqlite3.Connection, source: Source, found: Iterable[Entry]) -> None:
    """A body's names are there once, however many documents name it."""
    index.execute("INSERT INTO document VALUES (?, ?, ?)", (source.document, source.name, source.state))
    for one in found:
        key = (one.node, one.kind, one.text)
        row = index.execute("SELECT id FROM entry WHERE node = ? AND kind = ? AND text = ?", key).fetchone()
        number = row[0] if row else _added(index, one)
        index.execute("INSERT OR IGNORE INTO mention VALUES (?, ?)", (source.document, number))


def _added(index: sqlite3.Connection, one: Entry) -> int:
    folded = fold(one.text)
    row = (one.kind, one.number, one.node, one.text, folded)
    number = index.execute(
        "INSERT INTO entry (kind, number, node, text, folded) VALUES (?, ?, ?, ?, ?)", row
    ).lastrowid
    assert number is not None
    index.execute("INSERT INTO words (rowid, grams) VALUES (?, ?)", (number, grams(folded)))
    return number


def _sweep(index: sqlite3.Connection) -> None:
    """Take away what no document says any more."""
    gone = index.execute(
        "SELECT id, folded FROM entry WHERE NOT EXISTS (SELECT 1 FROM mention WHERE mention.entry = entry.id)"
    ).fetchall()
    for number, folded in gone:
        index.execute(
            "INSERT INTO words (words, rowid, grams) VALUES ('delete', ?, ?)", (number, grams(folded))
        )
        index.execute("DELETE FROM entry WHERE id = ?", (number,))
