"""A trace for people, as a tree of at most the width asked for, and for programs, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fengong.cascade import Gap, Link, day
from fengong.cascade_read import Body, Document, Place
from fengong.fit import wrap
from fengong.flow import unbreak
from fengong.labels import term_labels
from fengong.terms import DEFINITIONS
from fengong.trace import Node, Trace

_Line = tuple[int, str]  # indent, words

_LONGEST = 60
"""Characters of an item's words that the tree shows; JSON has all."""
_STATED = ("stated", "stated-rule")
_STEP = 3
_ROOM = 28
"""Columns that words keep however deep a tree goes: deeper levels are not set in further."""
_SAY = {
    "zh": {
        "down": "向下：由哪些文件、哪些单位落实", "up": "向上：落实的是什么", "measure": "第{n}项措施", "task": "任务{n}", "unnumbered": "措施",
        "stated": "原文载明", "inferred": "推定（原文未写明）", "quote": "原文", "cited": "引文", "presumed": "{role}（{rule}）", "gaps": "没有认定的",
        "national": "国家", "provincial": "省级", "municipal": "市级", "district": "区县级", "not_held": "本图无此文件",
        "because": "：", "join": "、", "and": "；",
        "set-beside": "文件把措施列在这项任务旁", "number-and-words": "编号与文字都相同", "same-words": "文字完全相同",
        "words-contained": "一方的文字完整见于另一方", "number": "所在文件以文号引用上级文件", "title": "所在文件以标题引用上级文件（未写文号）",
        "no-words-below": "以所在文件为依据的文件（{names}）中没有一项措施与它文字相同。",
        "none-below": "本图中没有文件落实它。", "no-basis": "所在文件没有写明依据哪份文件。", "plan-not-told": "文件没有写明这项任务出自哪份文件。",
        "basis-not-held": "所依据的文件不在本图中：{names}。", "plan-not-held": "任务所出的文件不在本图中：{names}。",
        "no-words-above": "所依据的文件（{names}）中没有一项措施与它文字相同。", "told-above": "（见上文）",
        "too-deep": "层级过多，不再往下列出。", "no-body": "没有写明单位",
        "not-held": "{document}依据的{words}不在本图中。", "number-shared": "{document}所引{words}：两份文件共用一个标识（{names}）。",
        "number-differs": "{document}所引{words}：本图有同题文件（{names}），但文号、年份、地区或机关不符。",
        "title-shared": "{document}所引《{words}》：本图有几份同题文件（{names}）。",
        "title-alone": "{document}所引《{words}》：本图只有同题文件（{names}），没有机关或地区佐证。",
        "words-differ": "{document}的任务{words}：所引文件有同号措施（{names}），但文字不同。",
        "words-shared": "{document}第{words}项：上级文件有几项措施与它文字相同（{names}）。",
    },
    "en": {
        "down": "Down: the plans and bodies that carry it out", "up": "Up: what it carries out", "measure": "measure {n}", "task": "task {n}",
        "unnumbered": "measure", "stated": "stated", "inferred": "inferred (not stated)", "quote": "words", "cited": "cites it",
        "presumed": "{role} ({rule})",
        "gaps": "Not linked", "national": "national", "provincial": "provincial", "municipal": "municipal", "district": "district",
        "not_held": "not in this graph", "because": ": ", "join": ", ", "and": "; ",
        "set-beside": "the document sets the measure beside this task", "number-and-words": "its number and its words are the same",
        "same-words": "the same words",
        "words-contained": "one holds the other's words whole", "number": "its document names the higher one by its number",
        "title": "its document names the higher one by its title, without a number",
        "no-words-below": "No measure of what is based on its document ({names}) has the same words.",
        "none-below": "No plan in this graph implements it.", "no-basis": "Its document names no basis.",
        "plan-not-told": "The document does not say which plan the task comes from.",
        "basis-not-held": "What its document is based on is not in this graph: {names}.",
        "plan-not-held": "The plan the task comes from is not in this graph: {names}.",
        "no-words-above": "No measure of what its document is based on ({names}) has the same words.", "told-above": "(told above)",
        "too-deep": "Too many levels: no more are told.",
        "no-body": "names no body", "not-held": "{words}, a basis of {document}, is not in this graph.",
        "number-shared": "{words}, named by {document}: two documents share one identifier ({names}).",
        "number-differs": "{words}, named by {document}: there is a document of that title ({names}), but its number, year, place or issuer is another.",
        "title-shared": "{words}, named by {document}: several documents bear that title ({names}).",
        "title-alone": "{words}, named by {document}: a document bears that title ({names}), but neither issuer nor place confirms it.",
        "words-differ": "task {words} of {document}: the plan it names has a measure of that number ({names}) in other words.",
        "words-shared": "item {words} of {document}: several measures of a higher plan have its words ({names}).",
    },
}  # fmt: skip


def tell(trace: Trace, lang: str, width: int) -> str:
    """The trees asked for and what was not linked; no line is wider than ``width`` columns."""
    lines: list[_Line] = []
    for way, node in (("down", trace.down), ("up", trace.up)):
        if node:
            lines += [(0, _SAY[lang][way]), *_told(node, lang, 0, (width - _ROOM) // _STEP)]
    if trace.gaps:
        lines += [(0, _SAY[lang]["gaps"]), *((2, gap_words(gap, trace, lang)) for gap in trace.gaps)]
    return "".join(f"{' ' * at}{part.rstrip()}\n" for at, words in lines for part in wrap(words, width - at))


def _told(node: Node, lang: str, depth: int, deepest: int) -> Iterator[_Line]:
    at, say = min(depth, deepest) * _STEP, _SAY[lang]
    again = say["told-above"] if node.end == "told-above" else ""
    yield at, f"{'└ ' if depth else ''}{_heading(node, lang)}{again}"
    if node.link:
        yield at + 2, f"{say[node.link.basis]}{say['because']}{_reason(node.link, lang)}"
        for place in node.link.places[2:]:
            yield at + 2, _quoted(place, lang, "cited")
    if again:
        return
    yield at + 2, _quoted(node.item.place, lang)
    yield from ((at + 4, words) for words in _bodies(node.bodies, lang))
    for one in node.nodes:
        yield from _told(one, lang, depth + 1, deepest)
    if node.end:
        yield at + _STEP, _ended(node, lang)


def _heading(node: Node, lang: str) -> str:
    say, item = _SAY[lang], node.item
    name = say[item.kind].format(n=item.number) if item.number else say["unnumbered"]
    notes = [say[level] for level in filter(None, [level_of(node.document)])]
    notes += [] if node.document.held else [say["not_held"]]
    noted = f"（{say['join'].join(notes)}）" if lang == "zh" else f" ({', '.join(notes)})"
    return f"{name} · {node.document.name}{noted if notes else ''}"


def level_of(document: Document) -> str:
    """national, provincial, municipal or district by the code of the document's place, "" where not known."""
    if not document.area.isdigit():
        return "national" if document.area == "cn" else ""
    pairs = document.area[2:4], document.area[4:6]
    return "district" if pairs[1] != "00" else "municipal" if pairs[0] != "00" else "provincial"


def _reason(link: Link, lang: str) -> str:
    say = _SAY[lang]
    return say[link.rule] + (f"{say['and']}{say[link.source]}" if link.source else "")


def _bodies(bodies: Sequence[Body], lang: str) -> Iterator[str]:
    """The stated ones; of the presumed ones, those that say something else."""
    stated = {(body.role, body.iri) for body in bodies if body.basis in _STATED}
    for body in sorted(bodies, key=lambda body: body.basis not in _STATED):
        if body.basis in _STATED or (body.role, body.iri) not in stated:
            yield f"{_role(body, lang)} {_named(body, lang)} {_where(body.place, lang)}"
    if not bodies:
        yield _SAY[lang]["no-body"]


def _role(body: Body, lang: str) -> str:
    role = _label("role", body.role, lang)
    if body.basis in _STATED:
        return role
    return _SAY[lang]["presumed"].format(role=role, rule=_label("basis", body.basis, lang))


def _label(scheme: str, code: str, lang: str) -> str:
    words = term_labels().get(f"{DEFINITIONS}/{scheme}/{code}")
    return str(getattr(words, lang)) if words else code


def _named(body: Body, lang: str) -> str:
    label = body.label_zh if lang == "zh" else body.label_en
    if label == body.name:
        return body.name
    return f"{body.name}（{label}）" if lang == "zh" else f"{body.name} ({label})"


def _quoted(place: Place, lang: str, called: str = "quote") -> str:
    words = unbreak(place.quote)
    short = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
    return f"{_SAY[lang][called]} “{short}” {_where(place, lang)}"


def _where(place: Place, lang: str) -> str:
    stands = place.zh if lang == "zh" else place.en
    return f"[{place.start}–{place.end}]{f' {stands}' if stands else ''}"


def _ended(node: Node, lang: str) -> str:
    names = _SAY[lang]["join"].join(one.name for one in node.beyond)
    return _SAY[lang][node.end].format(names=names)


def gap_words(gap: Gap, trace: Trace, lang: str) -> str:
    """A sentence for a link that was looked for and not made."""
    names = _SAY[lang]["join"].join(trace.names.get(iri, _short(iri)) for iri in gap.candidates)
    document = trace.names.get(gap.document, _short(gap.document))
    return _SAY[lang][gap.code].format(document=document, words=gap.words, names=names)


def _short(iri: str) -> str:
    return iri.partition("id/doc/")[2] or iri


def to_json(trace: Trace) -> str:
    """The same as JSON: nested nodes with IRIs, spans, basis and reasons in both languages."""
    whole = {
        "down": _json_node(trace.down) if trace.down else None,
        "up": _json_node(trace.up) if trace.up else None,
        "gaps": [_json_gap(gap, trace) for gap in trace.gaps],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _json_node(node: Node) -> dict[str, Any]:
    item = node.item
    return {
        "iri": item.iri,
        "kind": item.kind,
        "number": item.number or None,
        "text": item.text,
        "document": _json_document(node.document),
        "told_in": item.told_in,
        "span": _json_place(item.place),
        "bodies": [_json_body(body) for body in node.bodies],
        "link": _json_link(node.link) if node.link else None,
        "end": {"code": node.end, "zh": _ended(node, "zh"), "en": _ended(node, "en")} if node.end else None,
        "nodes": [_json_node(one) for one in node.nodes],
    }


def _json_document(document: Document) -> dict[str, Any]:
    return {
        "iri": document.iri,
        "number": document.numbers[0] if document.numbers else None,
        "title": document.title or None,
        "level": level_of(document) or None,
        "date": day(document) or None,
        "held": document.held,
    }


def _json_link(link: Link) -> dict[str, Any]:
    reason = {lang: _reason(link, lang) for lang in ("zh", "en")}
    ends = {"lower": link.lower.iri, "upper": link.upper.iri}
    return {
        "basis": link.basis,
        "rule": link.rule,
        "document_rule": link.source,
        "reason": reason,
        **ends,
        "spans": _json_places(link.places),
    }


def _json_body(body: Body) -> dict[str, Any]:
    return {
        "iri": body.iri,
        "name": body.name,
        "label": {"zh": body.label_zh, "en": body.label_en},
        "role": body.role,
        "basis": body.basis,
        "level": body.level or None,
        "span": _json_place(body.place),
    }


def _json_gap(gap: Gap, trace: Trace) -> dict[str, Any]:
    words = {lang: gap_words(gap, trace, lang) for lang in ("zh", "en")}
    named = {
        "code": gap.code,
        "document": gap.document,
        "about": gap.about,
        "candidates": list(gap.candidates),
    }
    return {**named, **words, "spans": _json_places(gap.places)}


def _json_places(places: Iterable[Place]) -> list[dict[str, Any]]:
    return [_json_place(place) for place in places]


def _json_place(place: Place) -> dict[str, Any]:
    stands = {"zh": place.zh, "en": place.en} if place.zh else None
    return {
        "iri": place.iri,
        "start": place.start,
        "end": place.end,
        "quote": place.quote,
        "stands_at": stands,
    }
