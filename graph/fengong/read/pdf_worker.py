"""The process that reads one PDF for `fengong.read.pdf`; it ends with it.

Takes the pickled bytes, name and limit of memory from standard input, and gives the pickled
Document, or the message of the error, on standard output.
"""

from __future__ import annotations

import pickle
import sys

from fengong.errors import ReadError
from fengong.model import Document


def limit(memory: int) -> None:
    """Bounds this process to ``memory`` bytes, where the system can."""
    try:
        import resource  # noqa: PLC0415  there is none on Windows

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    except (ImportError, ValueError, OSError):
        return


def outcome(data: bytes, name: str) -> Document | str:
    """The Document, or what is wrong in one line."""
    from fengong.read.pdf_document import read_here  # noqa: PLC0415  under the limit

    try:
        return read_here(data, name)
    except ReadError as error:
        return str(error)
    except MemoryError:
        return f"{name}: is a damaged or hostile PDF (asks for too much memory); print its pages to a new PDF"


def main() -> None:
    """Reads one file."""
    data, name, memory = pickle.load(sys.stdin.buffer)
    limit(memory)
    sys.stdout.buffer.write(pickle.dumps(outcome(data, name)))


if __name__ == "__main__":
    main()
