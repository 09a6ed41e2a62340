"""File → Document: the exact characters, whatever the encoding."""

from fengong.read.text import read, read_bytes

__all__ = ["read", "read_bytes"]
