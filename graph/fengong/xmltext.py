"""Words as XML 1.0 can hold them."""

from __future__ import annotations

import re

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(words: str) -> str:
    """The words with U+FFFD for each character that no document of XML 1.0 may hold (a NUL, a form feed)."""
    return _NOT_XML.sub("\ufffd", words)
