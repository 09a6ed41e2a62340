"""Answers for people: who answers for a measure, a body's whole sheet, a plain question; always with the words of the source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from fengong.asked import Asked
from fengong.errors import NotInGraph
from fengong.fit import fit
from fengong.flow import unbreak
from fengong.query import run, run_text
from fengong.reviewed import reviewed

if TYPE_CHECKING:
    from fengong.ask import Question

Record = Mapping[str, Any]
_Line = tuple[int, str]  # indent, words
_Part = Callable[[Asked, Record, str], Iterator[_Line]]

_NAMES = """
SELECT DISTINCT (STR(?label) AS ?name) WHERE {
  { ?assignment fg:nameInText ?label }
  UNION { ?assignment cv:hasParticipant/(skos:prefLabel|skos:altLabel) ?label }
  UNION { ?reformed org:changedBy|org:resultedFrom ?change ; skos:prefLabel|skos:altLabel|skos:hiddenLabel ?label }
} ORDER BY ?name
"""

_DOCUMENTS = """
SELECT ?document (STR(SAMPLE(?called)) AS ?name) WHERE {
  ?text a fg:SourceText ; dct:isFormatOf ?document .
  OPTIONAL { ?document eli:number ?number } OPTIONAL { ?document dct:title ?title }
  BIND(COALESCE(?number, ?title) AS ?called)
} GROUP BY ?document ORDER BY ?document
"""

_MANY = 5
"""Documents whose measure of one number is told where none is named."""
_ROLES = {
    "zh": {
        "lead": "牵头", "responsible": "负责", "cooperate": "配合", "guide": "指导", "implement": "落实", "support": "协助",
    },
    "en": {
        "lead": "lead", "responsible": "responsible", "cooperate": "cooperate", "guide": "guide",
        "implement": "implement", "support": "support",
    },
}  # fmt: skip
_SAY = {
    "zh": {
        "measure": "第{key}项措施", "main": "正文第{main}条", "answers": "责任单位", "supports": "需要协助",
        "no_body": "文件没有写明责任单位。", "no_support": "文件没有写明需要谁协助。", "open": "（名单未尽）",
        "lead": "推定牵头：列名首位，原文未写明", "clause": "推定对应第{clauses}句", "on_clauses": "第{clauses}句", "item": "协助事项",
        "no_named": "没有写明单位", "responsible_for": "负责", "asked": "被请求协助", "presumed": "推定（原文未写明）",
        "collective": "经由集合称谓", "task": "国家任务", "nothing": "图中没有它的任何职责。", "quote": "原文",
        "by_rule": "依文件统一规定", "not_said": "文件没有说明。", "not_understood": "没有听懂这个问题。可以这样问：", "due": "期限",
        "unknown_measure": "没有第{key}项措施；有：{near}", "unknown_body": "没有单位“{key}”", "near": "；相近的有：{near}",
        "group": "第{group}组", "counted": "{n}项措施", "and": "；", "meant": "{name}（{body}）",
        "counted_often": "{n}项措施（{m}处）", "more": "另有{n}份文件有第{key}项措施；请用 --document 文号 指明。", "on_clause": "第{part}句",
        "on_support": "协助事项{part}", "on_task": "国家任务{part}", "before": "前身：{names}", "after": "后续：{names}", "then": "{name}（{date}）",
    },
    "en": {
        "measure": "measure {key}", "main": "item {main} of the main text", "answers": "answer for it",
        "supports": "asked to support it", "no_body": "The document names no responsible body.",
        "no_support": "The document asks nobody to support it.", "open": " (list left open)",
        "lead": "presumed lead: listed first, not stated", "clause": "presumed for sentence {clauses}", "on_clauses": "sentence {clauses}",
        "item": "support item", "no_named": "names no body", "responsible_for": "answers for",
        "asked": "is asked to support", "presumed": "presumed (not stated)", "collective": "through a collective",
        "task": "national tasks", "nothing": "The graph holds nothing it answers for.", "quote": "source",
        "by_rule": "by a rule the document states once", "not_said": "The document does not say.",
        "not_understood": "Not understood. You can ask:", "due": "due",
        "unknown_measure": "no measure {key}; there are: {near}", "unknown_body": "no body called {key!r}",
        "near": "; near it: {near}", "group": "group {group}", "counted": "({n} measures)", "and": "; ", "meant": "{name} ({body})",
        "counted_often": "({n} measures, {m} mentions)",
        "more": "{n} more documents have a measure {key}: name one with --document NUMBER.", "on_clause": " sentence {part}",
        "on_support": " support item {part}",
        "on_task": "national task {part}", "before": "formerly: {names}", "after": "later: {names}", "then": "{name} ({date})",
    },
}  # fmt: skip


def who(graph: Asked, key: str, lang: str = "zh", width: int = 80, document: NamedNode | None = None) -> str:
    """Who answers for measure ``key`` and who is asked to support it. Raises NotInGraph.

    Without ``document`` it is told of every document that has such a measure, of many only of the first.
    """
    return _told(graph, key, lang, width, (_answers, _supports), document)


def supports(graph: Asked, key: str, lang: str = "zh", width: int = 80) -> str:
    """Who is asked to support measure ``key``, with the words of the source. Raises NotInGraph."""
    return _told(graph, key, lang, width, (_supports,))


def responsible(graph: Asked, key: str, lang: str = "zh", width: int = 80) -> str:
    """Who answers for measure ``key``. Raises NotInGraph."""
    return _told(graph, key, lang, width, (_answers,))


def _told(
    graph: Asked,
    key: str,
    lang: str,
    width: int,
    parts: Sequence[_Part],
    document: NamedNode | None = None,
) -> str:
    """Each measure of that number, of every document that has one, and what ``parts`` tell of it."""
    lines: list[_Line] = []
    found = _measures(graph, key, lang, document)
    for measure in found[:_MANY]:
        lines += [*([(0, "")] if lines else []), *_heading(measure, lang)]
        for part in parts:
            lines += part(graph, measure, lang)
        lines += [(0, line) for line in reviewed(graph, NamedNode(str(measure["measure_iri"])), lang)]
    if len(found) > _MANY:
        lines += [(0, ""), (0, _SAY[lang]["more"].format(n=len(found) - _MANY, key=key))]
    return fit(lines, width)


def body(graph: Asked, name: str, expand: bool = False, lang: str = "zh", width: int = 80) -> str:
    """The whole sheet of the body ``name`` (any of its names). Raises NotInGraph with near matches."""
    rows = _sheet(graph, name, expand, lang)
    say = _SAY[lang]
    lines = [(0, rows[0]["body"] if rows else name), *_history(graph, name, lang)]
    named = _several(graph)
    for title, kept in _parts(rows, lang):
        if kept:
            lines.append((0, f"{title} {_counted(kept, lang)}"))
            lines += [line for row in kept for line in _duty(row, lang, named)]
    for node in dict.fromkeys(str(row["body_iri"]) for row in rows):
        lines += [(0, line) for line in reviewed(graph, NamedNode(node), lang)]
    return fit(lines if rows else [*lines, (2, say["nothing"])], width)


def _history(graph: Asked, name: str, lang: str) -> Iterator[_Line]:
    """One line: what the body was before and what it became, each with the date of the reform; else none."""
    say, rows = _SAY[lang], run(graph, "history", body=name, lang=lang).records()
    told = []
    for way in ("before", "after"):
        names = {
            say["then"].format(name=row[way], date=row["date"]): None for row in rows if row["way"] == way
        }
        told += [say[way].format(names=("、" if lang == "zh" else "; ").join(names))] if names else []
    if told:
        yield 2, say["and"].join(told)


def ask(graph: Asked, question: str, width: int = 80) -> tuple[str, bool]:
    """(the answer, whether the question was understood)."""
    from fengong.ask import examples, language, understand  # noqa: PLC0415 - `who` understands no sentences

    understood = understand(question)
    if understood is None:
        lang = language(question)
        lines = [(0, _SAY[lang]["not_understood"]), *((2, example) for example in examples(lang))]
        return fit(lines, width), False
    return _reply(graph, understood, width), True


def _reply(graph: Asked, q: Question, width: int) -> str:
    if q.measure is not None:
        if q.intent == "line":
            _measures(graph, q.measure, q.lang)
            return _listing(graph, "line", q.lang, width, measure=q.measure)
        return {"support": supports, "responsible": responsible}[q.intent](graph, q.measure, q.lang, width)
    if q.body is not None:
        return body(graph, q.body, False, q.lang, width)
    return _listing(graph, q.intent, q.lang, width)


def _listing(graph: Asked, name: str, lang: str, width: int, **parameters: str) -> str:
    from fengong.query import named  # noqa: PLC0415
    from fengong.table import render  # noqa: PLC0415

    query = named(name)
    if any(p.name == "lang" for p in query.parameters):
        parameters["lang"] = lang
    results = run(graph, name, **parameters)
    if not results.rows:
        return _SAY[lang]["not_said"] + "\n"
    return render(results, "table", columns=query.columns, lang=lang, width=width)


def _measures(graph: Asked, key: str, lang: str, document: NamedNode | None = None) -> list[dict[str, Any]]:
    only = {} if document is None else {"document": document}
    found = run(graph, "measure", measure=key, **only).records()
    if found:
        return found
    keys = [str(r["measure"]) for r in run(graph, "measures").records()]
    raise NotInGraph(_SAY[lang]["unknown_measure"].format(key=key, near=_ranges(keys)))


def _ranges(keys: Sequence[str]) -> str:
    """1–34 for a run of whole numbers, else the keys themselves, at most twenty."""
    if keys and all(key.isdigit() for key in keys):
        numbers = sorted(int(key) for key in keys)
        if numbers == list(range(numbers[0], numbers[-1] + 1)):
            return f"{numbers[0]}–{numbers[-1]}"
    return "、".join(keys[:20]) + ("…" if len(keys) > 20 else "")


def _heading(measure: Record, lang: str) -> Iterator[_Line]:
    say = _SAY[lang]
    title = [
        say["measure"].format(key=measure["number"]),
        str(measure["document_number"] or measure["document_title"]),
    ]
    if measure["main"] and measure["main"] != measure["number"]:
        title.append(say["main"].format(main=measure["main"]))
    yield 0, " · ".join(title)
    yield 2, str(measure["text"])
    if measure["due"]:
        yield 2, f"{say['due']} {measure['due']}"


def _answers(graph: Asked, measure: Record, lang: str) -> Iterator[_Line]:
    say, rows = _SAY[lang], _of(graph, "responsible", measure, lang)
    yield 0, say["answers"]
    if not rows:
        yield 2, say["no_body"]
    groups = {row["group"] for row in rows}
    for row in rows:
        notes = [_ROLES[lang][str(row["role"])]] if row["role"] != "responsible" else []
        notes += [say["group"].format(group=row["group"])] if len(groups) > 1 else []
        stated = str(row["clauses_basis"]).startswith("stated")
        said = say["on_clauses" if stated else "clause"]
        notes += [said.format(clauses=_sentences(row["clauses"]))] if row["clauses"] else []
        notes += [say["lead"]] if row["lead"] else []
        notes += [say["by_rule"]] if row["basis"] == "stated-rule" else []
        noted = f"  · {say['and'].join(notes)}" if notes else ""
        yield 2, f"{_named(row, lang)}{say['open'] if row['open'] else ''}{noted}"
        yield 6, f"{say['quote']} {_quote(row)}"


def _supports(graph: Asked, measure: Record, lang: str) -> Iterator[_Line]:
    say, rows = _SAY[lang], _of(graph, "support", measure, lang)
    yield 0, say["supports"]
    if not rows:
        yield 2, say["no_support"]
    last = None
    for row in rows:
        if row["item"] != last:
            last = row["item"]
            yield 2, f"{last}. {row['text']}"
        if row["body"] is None:
            yield 5, say["no_named"]
            continue
        role = f"  · {_ROLES[lang][str(row['role'])]}" if row["role"] != "support" else ""
        yield 5, f"{_named(row, lang)}{say['open'] if row['open'] else ''}{role}"
        yield 9, f"{say['quote']} {_quote(row)}"


def _of(graph: Asked, query: str, measure: Record, lang: str) -> list[dict[str, Any]]:
    """The rows of a query that belong to this very measure: other documents number theirs alike."""
    document = NamedNode(str(measure["document"]))
    rows = run(graph, query, measure=str(measure["number"]), document=document, lang=lang).records()
    return [row for row in rows if row["measure_iri"] == measure["measure_iri"]]


def _named(row: Record, lang: str) -> str:
    """The name as written, and who is meant where that is another name."""
    if row["name"] == row["body"]:
        return str(row["name"])
    return _SAY[lang]["meant"].format(name=row["name"], body=row["body"])


def _sentences(clauses: object) -> str:
    """1-2、1-3 (measure-sentence) → 2、3."""
    return "、".join(clause.rpartition("-")[2] for clause in str(clauses).split("、"))


def _quote(row: Record) -> str:
    where = f" {row['stands_at']}" if row["stands_at"] else ""
    words = str(row["quote"])
    if "\t" in words:  # a page cut the cell: other cells stand between its two halves
        words = f"{words.partition(chr(9))[0]}…{words.rpartition(chr(9))[2]}"
    return f"“{unbreak(words)}” [{row['start']}–{row['end']}]{where}"


def _sheet(graph: Asked, name: str, expand: bool, lang: str) -> list[dict[str, Any]]:
    rows = run(graph, "body-sheet", body=name, expand=expand, lang=lang).records()
    if rows:
        return rows
    names = sorted(str(row["name"]) for row in run_text(graph, _NAMES).records())
    if name in names:
        return []
    near = get_close_matches(name, names, n=5, cutoff=0.4)
    hint = _SAY[lang]["near"].format(near="、".join(near)) if near else ""
    raise NotInGraph(_SAY[lang]["unknown_body"].format(key=name) + hint)


def _parts(rows: Sequence[dict[str, Any]], lang: str) -> list[tuple[str, list[dict[str, Any]]]]:
    say = _SAY[lang]
    stated = [r for r in rows if str(r["basis"]).startswith("stated") and r["way"] == "named"]
    kept = {
        "responsible_for": [r for r in stated if r["on"] in ("measure", "clause")],
        "asked": [r for r in stated if r["on"] == "support"],
        "task": [r for r in stated if r["on"] == "task"],
        "presumed": [r for r in rows if r["way"] == "named" and r not in stated],
        "collective": [r for r in rows if r["way"] != "named"],
    }
    return [(say[part], found) for part, found in kept.items()]


def _counted(rows: Sequence[Record], lang: str) -> str:
    """How many measures, and how many mentions where a measure names the body more than once."""
    measures = len({row["measure_iri"] for row in rows})
    return _SAY[lang]["counted" if measures == len(rows) else "counted_often"].format(n=measures, m=len(rows))


def known_or_raise(graph: Asked, parameters: Mapping[str, str], lang: str) -> None:
    """Raise NotInGraph, with what is near, where a query was asked of a measure or body that is not there."""
    if "measure" in parameters:
        _measures(graph, parameters["measure"], lang)
    if "body" in parameters:
        _sheet(graph, parameters["body"], False, lang)


def _several(graph: Asked) -> Mapping[str, str]:
    """Document → its number or title, where the graph holds several: a measure 8 stands in each."""
    found = {str(row["document"]): str(row["name"]) for row in run_text(graph, _DOCUMENTS).records()}
    return found if len(found) > 1 else {}


def _duty(row: Record, lang: str, named: Mapping[str, str]) -> Iterator[_Line]:
    role = _ROLES[lang].get(row["role"], row["role"])
    where = _SAY[lang]["measure"].format(key=row["measure"]) if row["measure"] else ""
    part = (
        _SAY[lang][f"on_{row['on']}"].format(part=str(row["part"]).rpartition("-")[2]) if row["part"] else ""
    )
    document = named.get(str(row["measure_iri"]).rpartition("/")[0])
    yield 2, f"{where}{part} · {role} · {row['text']}{f' · {document}' if document else ''}"
    yield 6, f"{_SAY[lang]['quote']} {_quote(row)}"
