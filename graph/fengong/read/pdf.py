"""PDF files with a text layer, read in a process of their own.

Libraries compared on generated plans (printed by a browser, LibreOffice and reportlab): pypdf
(BSD) gives words without places and no tables; pypdfium2 (BSD, Apache-2.0) is twenty times as
fast but finds no cells; PyMuPDF does, but is AGPL. pdfplumber (MIT, on pdfminer.six) gives each
character's place and finds the cells between ruling lines, merged ones too, at twenty to fifty
pages a second, which is enough for plans of some tens of pages.

pdfminer believes what a file says of itself: a width given for the characters from 0 to
9 999 999 999 fills the memory of the machine. No check from outside finds all such places, so the
pages are read in a child process with a limit of memory and time; starting it takes 0.15 s.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys

from fengong.errors import ReadError
from fengong.model import Document

MEMORY = 2 * 1024**3
"""Bytes the child process may use, where the system can limit them (not on Windows)."""
SECONDS = 120
"""How long reading one file may take; a thousand pages of text and tables take about twenty."""


def read_pdf(data: bytes, name: str) -> Document:
    """The document in a PDF file.

    Raises ReadError where it is damaged, locked with a password, a scan, or needs more than
    `MEMORY` or `SECONDS`.
    """
    # -P: nothing in the folder of the caller is imported in place of Python's own modules
    command = [sys.executable, "-P", "-m", "fengong.read.pdf_worker"]
    try:
        done = subprocess.run(
            command,
            input=pickle.dumps((data, name, MEMORY)),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
    except subprocess.TimeoutExpired:
        raise ReadError(
            f"{name}: takes over {SECONDS} seconds, no plan does; print its pages to a new PDF"
        ) from None
    except OSError as error:
        raise ReadError(
            f"{name}: no process to read it starts ({error.strerror}); export its text first"
        ) from None
    if done.returncode or not done.stdout:
        raise ReadError(
            f"{name}: is a damaged or hostile PDF (reading it was stopped); print its pages to a new PDF"
        )
    outcome: Document | str = pickle.loads(done.stdout)  # written by fengong's own process
    if isinstance(outcome, str):
        raise ReadError(outcome)
    return outcome
