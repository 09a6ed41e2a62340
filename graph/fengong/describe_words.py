"""An assignment in one sentence, in Chinese and English: what, who, in what role, at what place of the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pyoxigraph import NamedNode

from fengong.terms import FG

_ROLES: dict[str, tuple[str, str]] = {
    "lead": ("牵头", "leads"),
    "responsible": ("负责", "is responsible"),
    "cooperate": ("配合", "cooperates"),
    "guide": ("指导", "guides"),
    "implement": ("落实", "implements"),
    "support": ("支持", "is asked for support"),
}


class Words(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str


def item_words(kind: NamedNode, number: str, measure: str) -> Words:
    """How an item of a class is called: by its own number and that of the measure it belongs to."""
    if kind == FG.NationalTask:
        return Words(f"重点任务第{number}项", f"task {number}")
    if kind == FG.SupportItem:
        return Words(f"第{measure}项措施请求支持事项{number}", f"support item {number} of measure {measure}")
    return Words(f"第{number}项措施", f"measure {number}")


def stated_words(item: Words, name: str, role: str, group: str, position: str) -> Words:
    """What a stated assignment says; a role that is not known stands as it is written."""
    verb, phrase = _ROLES.get(role, (role, role))
    return Words(
        f"{item.zh}：{name}{verb}（第{group}组，列名第{position}位）。",
        f"{item.en.capitalize()}: {name} {phrase} (group {group}, position {position}).",
    )


def presumed_words(item: Words, clauses: Sequence[str], name: str, role: str) -> Words:
    """What an inference says, and that the document does not."""
    verb, phrase = _ROLES.get(role, (role, role))
    part = f"第{'、'.join(clauses)}句" if clauses else ""
    english = f"sentence {', '.join(clauses)} of " if clauses else ""
    return Words(
        f"推定：{item.zh}{part}由{name}{verb}；原文未载明。",
        f"Presumed: {english}{item.en}: {name} {phrase}; the document does not say so.",
    )
