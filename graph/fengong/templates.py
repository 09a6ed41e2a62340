"""Templates and other files of assets/, which become pages."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, Template


def asset(name: str) -> str:
    """The text of a file of assets/."""
    return files("fengong").joinpath("assets", *name.split("/")).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(asset),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return environment


@cache
def template(name: str) -> Template:
    """The template in assets/``name``; whatever is put into it is escaped as HTML."""
    return _environment().get_template(name)
