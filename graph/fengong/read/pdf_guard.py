"""Opening a PDF within bounds, and telling in one line what is wrong with one.

pdfminer unpacks streams without a limit and draws forms as often as a page asks for, so every
stream is measured before the file is opened and what a page draws is counted while it is read.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterator, Sequence

from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import stream_value
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from fengong.errors import ReadError

PAGES = 1000
"""Pages of one file; the longest plans seen have some tens."""
UNPACKED = 256 * 1024 * 1024
"""Bytes of all streams but pictures together; fonts take most of it."""
PICTURE = 128 * 1024 * 1024
"""Bytes of one picture, which nothing here unpacks any further."""
DRAWN = 16 * 1024 * 1024
"""Bytes of drawing instructions in one file, each form counted as often as it is drawn."""

BROKEN = (
    PdfminerException,
    MalformedPDFException,
    PDFException,
    PSException,
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    OverflowError,
    RecursionError,
    TypeError,
    UnicodeError,
    ValueError,
    ZeroDivisionError,
    struct.error,
    zlib.error,
    NotImplementedError,
)
"""What pdfminer lets through where a file is not as the format says."""

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it warns of each oddity; what matters is told here

_STREAM = re.compile(rb"stream\r?\n")
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")
_CALL = 500  # what beginning a form costs, in bytes of instructions
_PIECE = 1024 * 1024
_LAYERS = 3  # streams packed more than once


def measure(data: bytes, name: str) -> None:
    """Unpacks every packed stream once and throws it away. Raises ReadError beyond the bounds."""
    total = 0
    for found in _STREAM.finditer(data):
        before = data[max(found.start() - 1000, 0) : found.start()]
        is_picture = _IMAGE.search(before[before.rfind(b" obj") :]) is not None
        most = PICTURE if is_picture else UNPACKED - total
        size = _unpacked(memoryview(data)[found.end() :], most)
        if size > most:
            raise ReadError(
                f"{name}: unpacks to more than {UNPACKED >> 20} MB, no plan does; take out its pictures"
            )
        total += 0 if is_picture else size


def _unpacked(packed: memoryview | bytes, most: int, layers: int = _LAYERS) -> int:
    """The size of what a stream unpacks to, at most a little more than ``most``; 0 for what is not packed."""
    if bytes(packed[:1]) not in (b"x", b"h", b"X", b"H", b"8", b"\x18") or not layers:
        return 0
    size, head, unpacker = 0, b"", zlib.decompressobj()
    try:
        for at in range(0, len(packed), 65536):
            rest = bytes(packed[at : at + 65536])
            while rest and size <= most and not unpacker.eof:
                piece = unpacker.decompress(rest, _PIECE)
                rest, size = unpacker.unconsumed_tail, size + len(piece)
                head = head if len(head) >= _PIECE else head + piece
            if unpacker.eof or size > most:
                break
    except zlib.error:
        pass  # not a packed stream, or damaged from here on
    return size + _unpacked(head, most, layers - 1)


class _Interpreter(PDFPageInterpreter):
    """Counts the drawing instructions before they are carried out."""

    def execute(self, streams: Sequence[object]) -> None:
        """Carries out ``streams``; the device keeps the count, since forms get interpreters of their own."""
        device = self.device
        assert isinstance(device, _Device)
        device.spend(_CALL + sum(len(stream_value(stream).get_data()) for stream in streams))
        super().execute(streams)


class _Device(PDFPageAggregatorWithMarkedContent):
    """Collects what a page draws; ``budget`` is shared by all pages of a file."""

    budget: Budget

    def spend(self, size: int) -> None:
        """Counts ``size`` bytes of instructions."""
        self.budget.spend(size)


class Budget:
    """How much one file may still draw."""

    def __init__(self, name: str) -> None:
        """``name`` is the file's, for the message."""
        self._name, self._left = name, DRAWN

    def spend(self, size: int) -> None:
        """Raises ReadError once more than `DRAWN` bytes are spent."""
        self._left -= size
        if self._left < 0:
            raise ReadError(
                f"{self._name}: draws more than any plan ({DRAWN >> 20} MB); print the plan's pages alone"
            )


class BoundedPage(Page):
    """A page that is drawn within a budget."""

    budget: Budget

    @property
    def layout(self):  # type: ignore[no-untyped-def]  # pdfplumber gives LTPage, of a module without exports
        """What the page draws, read once."""
        if not hasattr(self, "_layout"):
            device = _Device(self.pdf.rsrcmgr, pageno=self.page_number, laparams=None)
            device.budget = self.budget
            _Interpreter(self.pdf.rsrcmgr, device).process_page(self.page_obj)
            self._layout = device.get_result()
        return self._layout


def opened(data: bytes, name: str) -> PDF:
    """The file, opened with the empty password where it is encrypted. Raises ReadError."""
    measure(data, name)
    try:
        return PDF(io.BytesIO(data), stream_is_external=True, raise_unicode_errors=False)
    except BROKEN as error:
        raise damaged(error, name) from None


def pages(pdf: PDF, name: str) -> Iterator[BoundedPage]:
    """The pages one by one, so that the one before can be freed. Raises ReadError beyond `PAGES`."""
    budget = Budget(name)
    for number, page in enumerate(PDFPage.create_pages(pdf.doc), 1):
        if number > PAGES:
            raise ReadError(f"{name}: has more than {PAGES} pages, no plan has; print the plan's pages alone")
        yield bounded(pdf, page, number, budget)


def bounded(pdf: PDF, page: PDFPage, number: int, budget: Budget) -> BoundedPage:
    """The page with its budget."""
    made = BoundedPage(pdf, page, number)
    made.budget = budget
    return made


def damaged(error: BaseException, name: str) -> ReadError:
    """The error as one line; a password is told apart from damage."""
    cause = error.args[0] if error.args and isinstance(error.args[0], BaseException) else error
    if isinstance(cause, PDFPasswordIncorrect):
        return ReadError(f"{name}: is a PDF locked with a password; save it without one and read that")
    told = " ".join(str(cause).split())[:200] or type(cause).__name__
    return ReadError(f"{name}: is a damaged or cut off PDF ({told}); fetch it again or print it to a new PDF")
