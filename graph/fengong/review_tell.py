"""The names that wait for a decision, told: as text, and as rows for every format of `fengong.table`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyoxigraph import Literal

from fengong.exemplify import Body, Example
from fengong.fit import fit
from fengong.query import Column
from fengong.review import CHOSEN, NEEDED, TOLD
from fengong.store import Results, Term
from fengong.waiting import State

_SAY = {
    "zh": {
        "head": "待核定的称谓：{n}个", "none": "没有待核定的称谓。",
        "entry": "{n}. {mention}{place} · {measures}项措施 · {documents}个文件 · {reason}",
        "example": "例 {example}", "source": "见 {document}第{number}项措施", "candidates": "候选 {who}",
        "guesses": "猜测（只凭名称相近） {who}", "more": "……另有{n}个（--limit 0 全部列出）",
        "decided": "核定表已有结论、图中尚未采用：{n}个（fengong update，或重新 build）",
        "unsure": "核定表记为不能确定：{n}个（--all 列出）", "in": "（读作{place}的）",
        "unknown": "名录未收", "ambiguous": "可能指多个单位", "place-unknown": "地域不明",
    },
    "en": {
        "head": "names that wait for a decision: {n}", "none": "No name waits for a decision.",
        "entry": "{n}. {mention}{place} · measures {measures} · documents {documents} · {reason}",
        "example": "e.g. {example}", "source": "in {document}, measure {number}", "candidates": "may be {who}",
        "guesses": "guessed from like names only: {who}", "more": "... {n} more (--limit 0 lists all)",
        "decided": "decided in the review files, not yet in the graph: {n} (fengong update, or build again)",
        "unsure": "unsure by the review files: {n} (--all lists them)", "in": " (in {place})",
        "unknown": "not in the registry", "ambiguous": "may be several", "place-unknown": "place not known",
    },
}  # fmt: skip
_REASONS = ("unknown", "ambiguous", "place-unknown")
_HEADS = {
    "mention": ("mention", "称谓"),
    "verdict": ("verdict", "结论"),
    "organisation": ("organisation", "单位"),
    "who": ("who", "核定人"),
    "when": ("when", "日期"),
    "why": ("why", "理由"),
    "place": ("place", "地域"),
    "document": ("document", "文件"),
    "documents": ("documents", "文件数"),
    "measures": ("measures", "措施数"),
    "reason": ("reason", "原因"),
    "candidates": ("may be", "候选"),
    "guesses": ("guesses", "猜测"),
    "example": ("example", "例"),
    "source": ("source", "出处"),
}
_SHOWN = ("mention", "documents", "measures", "reason", "candidates", "guesses")
COLUMNS = tuple(
    Column(
        name,
        *_HEADS[name],
        detail=name not in _SHOWN,
        codes=tuple((code, _SAY["zh"][code]) for code in _REASONS) if name == "reason" else (),
    )
    for name in (*NEEDED, *CHOSEN, *TOLD)
)
"""Those of a review file, in its order, then those for the reader."""


def tell(examples: Sequence[Example], count: int, states: Mapping[State, int], lang: str, width: int) -> str:
    """The examples, the first of ``count`` names, then how many are not among them, and why."""
    say = _SAY[lang]
    lines = [(0, say["head"].format(n=count) if count else say["none"])]
    for number, one in enumerate(examples, 1):
        lines += _entry(number, one, lang)
    if count > len(examples):
        lines.append((0, say["more"].format(n=count - len(examples))))
    aside: tuple[State, ...] = ("decided", "unsure")
    lines += [(0, say[state].format(n=states[state])) for state in aside if states[state]]
    return fit(lines, width)


def _entry(number: int, one: Example, lang: str) -> list[tuple[int, str]]:
    say, name = _SAY[lang], one.waiting
    told = one.place_name and not name.mention.startswith(one.place_name)
    place = say["in"].format(place=one.place_name) if told else ""
    return [
        (0, say["entry"].format(n=number, mention=name.mention, place=place, measures=name.measures,
                                documents=name.documents, reason=say[name.reason])),
        (3, say["example"].format(example=one.words)),
        (3, say["source"].format(document=one.document, number=one.measure)),
        *((3, say[kind].format(who=_named(bodies)))
          for kind, bodies in (("candidates", one.candidates), ("guesses", one.guesses)) if bodies),
    ]  # fmt: skip


def _named(bodies: Sequence[Body]) -> str:
    return "；".join(f"{label} {id_}".rstrip() for id_, label in bodies)


def results_of(examples: Sequence[Example]) -> Results:
    """The names as rows: a sheet to fill in."""
    return Results("select", tuple(column.name for column in COLUMNS), tuple(map(_row, examples)))


def _row(one: Example) -> tuple[Term | None, ...]:
    cells: dict[str, str | int] = {
        "mention": one.waiting.mention,
        "place": one.waiting.place,
        "document": "" if one.waiting.place else one.document,
        "documents": one.waiting.documents,
        "measures": one.waiting.measures,
        "reason": one.waiting.reason,
        "candidates": _named(one.candidates),
        "guesses": _named(one.guesses),
        "example": one.words,
        "source": f"{one.document} {one.measure}",
    }
    return tuple(Literal(value) if (value := cells.get(column.name)) else None for column in COLUMNS)
