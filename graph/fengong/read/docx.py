"""Word files (DOCX, DOCM, DOTX): paragraphs with the numbers Word writes, tables, notes at the end.

python-docx (MIT) opens the package and finds its parts; its own view of paragraphs leaves out
insertions, content controls, text boxes and all generated numbers, so the parts' elements are
walked here with lxml.
"""

from __future__ import annotations

import io

import docx.oxml
from docx.exceptions import PythonDocxError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.opc.package import OpcPackage
from docx.opc.part import Part
from lxml import etree

from fengong.errors import ReadError
from fengong.layout import Span
from fengong.model import Document, Finding
from fengong.read import archive
from fengong.read.docx_text import Line, grid, items
from fengong.read.numbering import Element, Numbering, W, value
from fengong.read.table import Builder

_BROKEN = (
    PythonDocxError,
    OpcError,
    etree.LxmlError,
    KeyError,
    ValueError,
    AttributeError,
    TypeError,
    IndexError,
)
"""What python-docx lets through where a part is missing or is not what its name says."""
_NOTES = (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES)


def read_docx(data: bytes, name: str) -> Document:
    """The document in a DOCX file. Raises ReadError where it is damaged, too large or has no text."""
    archive.check(data, name)
    main, parts = _opened(data, name)
    body = main.find(W + "body")
    if body is None:
        raise ReadError(f"{name}: is a Word file without a body; open and save it again")
    writer = _Writer(name, parts)
    writer.blocks(body)
    for note in _notes(parts):
        writer.blocks(note)
    if not writer.builder.place:
        raise ReadError(
            f"{name}: is a Word file without text; if it holds pictures, recognise their text (OCR) first"
        )
    return writer.builder.document("docx", findings=_findings(body))


def _opened(data: bytes, name: str) -> tuple[Element, dict[str, Element]]:
    """The root of the main part, and of the parts that it names, by relationship type."""
    try:
        package = OpcPackage.open(io.BytesIO(data))
        main = package.main_document_part
        parts = {
            rel.reltype: _root(rel.target_part)
            for rel in main.rels.values()
            if not rel.is_external and rel.target_part.partname.endswith(".xml")
        }
        return _root(main), parts
    except _BROKEN as error:
        if b"purl.oclc.org/ooxml" in archive.part(data, name, "_rels/.rels"):
            raise ReadError(
                f"{name}: is a Strict Open XML file; open it in Word or WPS, save as ordinary .docx"
            ) from None
        told = " ".join(str(error).split())[:200] or type(error).__name__
        raise ReadError(
            f"{name}: is a damaged Word file ({told}); open it in WPS or Word and save it again"
        ) from None


def _root(part: Part) -> Element:
    element = getattr(part, "element", None)  # parts that python-docx knows are parsed already
    return element if element is not None else docx.oxml.parse_xml(part.blob)


class _Writer:
    """Writes blocks to the text; numbers run on from one to the next."""

    def __init__(self, name: str, parts: dict[str, Element]) -> None:
        styles = parts.get(RELATIONSHIP_TYPE.STYLES)
        self.builder = Builder(name)
        self._numbering = Numbering(parts.get(RELATIONSHIP_TYPE.NUMBERING), styles)
        self._contents = _contents_styles(styles)

    def blocks(self, parent: Element) -> None:
        """Adds the paragraphs and tables of ``parent``; the lines of a table of contents as furniture."""
        for item in items(parent, self._numbering):
            if not isinstance(item, Line):
                self.builder.table(grid(item, self._numbering))
            elif item.style in self._contents:
                self.builder.furniture(item.text)
            else:
                self.builder.paragraph(item.text)


def _contents_styles(styles: Element | None) -> frozenset[str]:
    """The ids of the styles that Word gives to the lines of a table of contents (toc 1 … toc 9)."""
    found = styles.iterfind(W + "style") if styles is not None else ()
    named = {style.get(W + "styleId") or "": (value(style, "name") or "").lower() for style in found}
    return frozenset(key for key, name in named.items() if name.startswith("toc ") and key)


def _notes(parts: dict[str, Element]) -> list[Element]:
    """Footnotes and endnotes that are the writer's own; the rest are the lines above them."""
    found = [note for kind in _NOTES if kind in parts for note in parts[kind].iterfind(W + "*")]
    return [note for note in found if note.get(W + "type") in (None, "normal")]


def _findings(body: Element) -> list[Finding]:
    if body.find(f".//{W}altChunk") is None:
        return []
    message = "文件嵌有另一文件，其内容未读；请打开后另存为.docx"
    english = "another file is embedded in this one and was not read; open it and save it as .docx"
    return [Finding("embedded-file", "warning", message, english, Span(0, 0))]
