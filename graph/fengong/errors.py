"""What can go wrong, said in one line that tells the user what to do."""

from __future__ import annotations


class FengongError(Exception):
    """A mistake of input or use; its message is one line: what is wrong, where, what to do."""


class ReadError(FengongError):
    """A source file that cannot be read as text."""


class GraphError(FengongError):
    """A graph that is missing, damaged or of an unknown format."""


class QueryError(FengongError):
    """A query that cannot be found, bound or run."""


class RegistryError(FengongError):
    """Curated data in data/registry/ that breaks its own form."""


class NotInGraph(FengongError):
    """A measure or body that the graph does not hold; the message names near matches."""


class PublicationError(FengongError):
    """Settings of a publication that are wrong, or a folder it cannot be written to."""
