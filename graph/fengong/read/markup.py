"""The bytes of a web page → its element tree, whatever charset it states and however it is broken.

lxml (libxml2; BSD, MIT) was compared with selectolax (lexbor; MIT, Apache-2.0) on broken tables:
cells without end tags, tables in unclosed cells, words between rows, forms across cells. Both
give the same cells; lexbor also moves stray words and builds missing rows as HTML's standard
says, which `html_table` makes up for. lxml was taken since DOCX needs it anyway.
"""

from __future__ import annotations

import codecs
import re

from lxml import etree

from fengong.errors import ReadError
from fengong.layout import Span
from fengong.model import Finding
from fengong.read.decode import marked
from fengong.read.table import clean

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,500}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I
)
_GB = frozenset({"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "gb18030"})
# Python knows codecs that are no page's charset (hex, punycode); UTF-16 is never declared in ASCII bytes.
_PAGES = ("utf-8", "gb", "hz", "big5", "euc", "iso8859", "cp", "shift_jis", "ascii")
_HEAD = 4096
_BAD = 1000  # one undecodable character in so many is a slip of the page's server, more another charset


def decoded(data: bytes, name: str) -> tuple[str, str, list[Finding]]:
    """The characters, their encoding, and a finding where some bytes fit no encoding. Raises ReadError."""
    candidates = list(dict.fromkeys(c for c in (marked(data), _declared(data), "utf-8", "gb18030") if c))
    for encoding in candidates:
        try:
            return data.decode(encoding), encoding, []
        except UnicodeError:
            continue
    for encoding in candidates:
        text = data.decode(encoding, errors="replace")
        bad = text.count("\ufffd")
        if bad * _BAD <= len(text):
            return text, encoding, [_undecodable(bad, encoding)]
    raise ReadError(f"{name}: is neither {', '.join(candidates[:-1])} nor {candidates[-1]}; save it as UTF-8")


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_HEAD])
    if not found:
        return None
    label = found[1].decode("ascii").lower()
    if label in _GB:
        return "gb18030"  # what browsers read for all of them
    try:
        codec = codecs.lookup(label).name
    except LookupError:
        return None
    return codec if codec.startswith(_PAGES) else None


def _undecodable(bad: int, encoding: str) -> Finding:
    return Finding(
        "undecodable-bytes",
        "warning",
        f"有{bad}处字节不合{encoding}编码，读作“\ufffd”，请与原网页核对",
        f"{bad} places do not fit {encoding} and read \ufffd; compare them with the page",
        Span(0, 0),
    )


def tree(text: str, name: str) -> etree._Element:
    """The root element. Raises ReadError where there is none or it is nested deeper than libxml2 reads."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(clean(text).encode("utf-8"), parser)
    except etree.LxmlError as error:
        raise ReadError(f"{name}: is no readable web page ({_line(str(error))}); save it as text") from None
    fatal = [e for e in parser.error_log if e.level == etree.ErrorLevels.FATAL]
    if fatal:  # libxml2 drops what is beyond its limits without a word
        raise ReadError(
            f"{name}: is no readable web page ({_line(fatal[0].message)}); save its text from a browser"
        )
    if root is None:
        raise ReadError(f"{name}: is a web page without any element; save its text from a browser")
    return root


def _line(message: str) -> str:
    return " ".join(message.split())
