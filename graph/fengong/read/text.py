"""Plain text: UTF-8, UTF-16 or UTF-32 with a byte order mark, UTF-8, GB18030.

The text stays as it is, to the character; what belongs to the page and what is laid out as a
table is told beside it.
"""

from __future__ import annotations

import hashlib

from fengong.model import Document
from fengong.read.decode import decode
from fengong.read.furniture import furniture
from fengong.read.kind import LIMITS
from fengong.read.runs import tables

LIMIT = LIMITS["text"]
"""Bytes. The longest plans seen have a quarter of a megabyte; what is beyond this is no plan."""


def read_text(data: bytes, name: str) -> Document:
    """The document in a plain text, with its page furniture and its tab-separated tables.

    Raises ReadError where the encoding is unknown or the bytes are no text.
    """
    text, encoding = decode(data, name)
    sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Document(text, sha256, encoding, name, tables=tables(text), furniture=furniture(text))
