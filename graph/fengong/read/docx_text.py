"""The words of a DOCX paragraph, text box or table cell, in the order in which Word shows them.

Insertions that are not accepted yet are read and deletions are not; so the text is what the
document says if nobody objects. Fields are read as last shown, hidden runs, reference marks and
field codes are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from fengong.read.numbering import Element, Numbering, W, child, number, value
from fengong.read.table import Box

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHOICES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

PARAGRAPH, TABLE, BOX = W + "p", W + "tbl", W + "txbxContent"
_WRAPS = frozenset(
    W + name for name in ["sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "bdo", "dir"]
)
_UNREAD = frozenset(
    W + name
    for name in [
        "pPr",
        "rPr",
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "delInstrText",
        "rt",
        "sdtPr",
        "footnoteRef",
        "annotationRef",
    ]
)
_SIGNS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_OFF = ("0", "false", "off")


@dataclass(slots=True)
class Words:
    """The words of a paragraph, and the text boxes anchored in it."""

    text: str = ""
    boxes: list[Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph with its label, and the id of its style."""

    text: str
    style: str | None


def blocks(parent: Element) -> Iterator[Element]:
    """The paragraphs and tables that ``parent`` holds, through content controls and insertions."""
    stack = [iter(parent)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag in (PARAGRAPH, TABLE):
            yield element
        elif element.tag in _WRAPS:
            stack.append(iter(element))


def words(paragraph: Element) -> Words:
    """The words of ``paragraph`` without its label."""
    found, pieces = Words(), list[str]()
    walk = etree.iterwalk(paragraph, events=("start",))
    for _, element in walk:
        tag = element.tag
        if tag in (W + "t", _MATH + "t"):
            pieces.append(element.text or "")
        elif tag in _SIGNS:
            pieces.append(_SIGNS[tag])
        elif tag == W + "sym":
            pieces.append(_symbol(element))
        elif tag == BOX:
            found.boxes.append(element)
            walk.skip_subtree()
        elif tag in _UNREAD or _is_hidden(element) or _is_second_choice(element):
            walk.skip_subtree()
    found.text = "".join(pieces)
    return found


def _symbol(element: Element) -> str:
    """The character of a symbol; nothing for one of a symbol font's own (private use)."""
    code = element.get(W + "char") or ""
    try:
        place = int(code, 16)
    except ValueError:
        return ""
    return "" if 0xE000 <= place <= 0xF8FF or place > 0xFFFF else chr(place)


def _is_hidden(element: Element) -> bool:
    if element.tag != W + "r":
        return False
    vanish = child(element, "rPr", "vanish")
    return vanish is not None and vanish.get(W + "val") not in _OFF


def _is_second_choice(element: Element) -> bool:
    """The older drawing of what was just read in its newer form."""
    if element.tag != _CHOICES + "Fallback":
        return False
    parent = element.getparent()
    return parent is not None and parent.find(_CHOICES + "Choice") is not None


def items(parent: Element, numbering: Numbering) -> Iterator[Line | Element]:
    """The paragraphs of ``parent`` that have words or a label, text boxes after them, and its tables."""
    before = ""
    for block in blocks(parent):
        if block.tag == TABLE:
            yield block
            continue
        label, found = numbering.label(block), words(block)
        text = before + found.text if before else (label + found.text if found.text else label.rstrip())
        before = text if _mark_is_deleted(block) else ""
        if text.strip() and not before:
            yield Line(text, value(block, "pPr", "pStyle"))
        for box in found.boxes:
            yield from items(box, numbering)
    if before.strip():
        yield Line(before, None)


def lines(parent: Element, numbering: Numbering) -> Iterator[str]:
    """The paragraphs of ``parent`` with their labels; tables inside flattened, a line for each row."""
    for item in items(parent, numbering):
        if isinstance(item, Line):
            yield item.text
        else:
            yield from _flat(item, numbering)


def _mark_is_deleted(paragraph: Element) -> bool:
    """Whether the paragraph's end is deleted, so that it runs on into the next."""
    return child(paragraph, "pPr", "rPr", "del") is not None


def _flat(table: Element, numbering: Numbering) -> Iterator[str]:
    for row in _rows(table):
        cells = ["\n".join(lines(cell, numbering)) for cell in _inside(row, "tc")]
        if any(cells):
            yield " ".join(cell for cell in cells if cell)


def grid(table: Element, numbering: Numbering) -> list[Box]:
    """The cells of a table: merged ones (gridSpan, vMerge, hMerge) once, with the squares they cover."""
    boxes: list[Box] = []
    lowest: dict[int, int] = {}  # for each column, the place in boxes of the last cell that begins there
    for row, element in enumerate(_rows(table)):
        column = max(number(value(element, "trPr", "gridBefore"), 0), 0)
        for cell in _inside(element, "tc"):
            width = max(number(value(cell, "tcPr", "gridSpan"), 1), 1)
            above = lowest.get(column)
            if _goes_on(cell, "hMerge") and boxes and boxes[-1].row == row:
                boxes[-1] = replace(boxes[-1], columns=boxes[-1].columns + width)
            elif _goes_on(cell, "vMerge") and above is not None and _reaches(boxes[above], row, width):
                boxes[above] = replace(boxes[above], rows=boxes[above].rows + 1)
            else:
                lowest[column] = len(boxes)
                boxes.append(Box(row, column, 1, width, "\n".join(lines(cell, numbering))))
            column += width
    return boxes


def _reaches(box: Box, row: int, width: int) -> bool:
    """Whether a cell ends right above ``row`` and is as wide as the one there."""
    return box.row + box.rows == row and box.columns == width


def _goes_on(cell: Element, merge: str) -> bool:
    """Whether the cell continues a merged one; without a value it does (17.18.57)."""
    found = child(cell, "tcPr", merge)
    return found is not None and found.get(W + "val") != "restart"


def _rows(table: Element) -> Iterator[Element]:
    return (row for row in _inside(table, "tr") if child(row, "trPr", "del") is None)


def _inside(parent: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, through content controls."""
    stack = [iter(parent)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag == W + name:
            yield element
        elif element.tag in _WRAPS:
            stack.append(iter(element))
