"""Document → Plan: what is written, and where. Who is meant is `fengong.resolve`'s to say."""

from fengong.extract.plan import extract

__all__ = ["extract"]
