"""Why the graph holds a statement: the assignment behind it, its row, the very words, the text's digest, the maker.

A measure and a body, or any triple, as full IRIs, as prefixed names (fg:leadBody), as numbers of measures
or as names of bodies. What is stated and what is inferred are told apart, with the rule.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pyoxigraph import Literal, NamedNode

from fengong.answer import known_or_raise
from fengong.asked import Asked
from fengong.errors import NotInGraph
from fengong.fit import fit
from fengong.flow import unbreak
from fengong.infull import in_full
from fengong.labels import term_definitions, term_labels
from fengong.prefixes import known_prefixes
from fengong.query import run_text
from fengong.reviewed import reviewed
from fengong.terms import FG
from fengong.write import DATA, prefixed, prefixes_of

Record = Mapping[str, Any]
_Line = tuple[int, str]  # indent, words

_SAY = {
    "zh": {
        "stated": "原文载明", "rule": "规则", "from": "推定自", "quote": "原文", "row": "载于",
        "document": "文件", "text": "文本 SHA-256", "made": "由 {software} 抽取，依据{registry}（{digest}）", "node": "职责分派",
        "none": "图中没有{body}对第{measure}项措施的任何职责。", "no_triple": "图中没有这条陈述：{triple}",
        "source": "名录来源", "confidence": "可信度", "no_source": "图中没有记载这条陈述的出处。", "measure_row": "附件第{n}行",
        "unproved": "图中有这条陈述，但没有职责分派支持它：{triple}", "no_words": "图中没有支持它的原文",
        "false_words": "——与所存原文不符！", "false_text": "——与所存文本不符！",
        "through": "{body}只经由集合主体与第{measure}项措施有关：{collectives}",
    },
    "en": {
        "stated": "stated by the document", "rule": "rule",
        "from": "inferred from", "quote": "words", "row": "in", "document": "document", "text": "text SHA-256",
        "made": "extracted by {software} with {registry} ({digest})", "node": "assignment",
        "none": "the graph gives {body} no part in measure {measure}.", "no_triple": "the graph does not hold this: {triple}",
        "source": "source of the registry", "confidence": "confidence", "no_source": "the graph tells no source of this.",
        "measure_row": "annex row {n}", "unproved": "the graph holds this, but no assignment stands behind it: {triple}",
        "no_words": "no words of a text stand behind it in the graph",
        "false_words": " – NOT what the kept text says there!", "false_text": " – NOT the digest of the kept text!",
        "through": "{body} has a part in measure {measure} only through: {collectives}",
    },
}  # fmt: skip

_OF_MEASURE = """
#+ parameters:
#+   measure (string, required): number of the measure
#+   body (string, required): any name of the body
SELECT DISTINCT ?assignment WHERE {
  VALUES ?measure { "8" }
  VALUES ?body { "区科技局" }
  ?measure_iri fg:number ?measure ; a fg:Measure ; fg:position ?position .
  ?measure_iri (^dct:isPartOf|^fg:supportsMeasure|fg:implementsTask)? ?item .
  ?item fg:qualifiedResponsibility ?assignment .
  ?assignment cv:hasParticipant ?who ; fg:basis ?basis .
  { ?who skos:prefLabel|skos:altLabel|skos:hiddenLabel ?known } UNION { ?assignment fg:nameInText ?known }
  FILTER(STR(?known) = ?body)
  OPTIONAL { ?assignment fg:listPosition ?place }
} ORDER BY (?basis NOT IN (basis:stated, basis:stated-rule)) STR(?measure_iri) ?position ?place STR(?assignment)
"""
_THROUGH = """
#+ parameters:
#+   measure (string, required): number of the measure
#+   body (string, required): any name of the body
SELECT DISTINCT ?name WHERE {
  VALUES ?measure { "8" }
  VALUES ?body { "经开区管委会" }
  ?measure_iri fg:number ?measure ; a fg:Measure ; fg:responsibleBody|fg:supportBody ?collective .
  ?collective foaf:member ?who ; skos:prefLabel ?label . FILTER(LANG(?label) = "zh") BIND(STR(?label) AS ?name)
  ?who skos:prefLabel|skos:altLabel|skos:hiddenLabel ?known . FILTER(STR(?known) = ?body)
} ORDER BY ?name
"""
_OF_TRIPLE = """
#+ parameters:
#+   subject (iri, required): the work item
#+   predicate (iri, required): a property that leads to a body
#+   object (iri, required): the body
SELECT DISTINCT ?assignment WHERE {
  VALUES ?subject { UNDEF }
  VALUES ?predicate { UNDEF }
  VALUES ?object { UNDEF }
  ?item fg:supportsMeasure? ?subject ; fg:qualifiedResponsibility ?assignment .
  FILTER(?item = ?subject || ?predicate = fg:supportBody)
  ?assignment cv:hasParticipant ?object ; cv:role ?role ; fg:basis ?basis .
  BIND(?basis IN (basis:stated, basis:stated-rule) AS ?stated)
  FILTER(IF(?predicate IN (fg:presumedBody, fg:presumedLeadBody, fg:presumedResponsibleBody, fg:presumedSupportBody),
    !?stated, ?stated))
  FILTER(?predicate != fg:responsibleBody || ?role != role:support)
  FILTER(IF(?predicate = fg:leadBody, ?role = role:lead, true) && IF(?predicate = fg:cooperatingBody, ?role = role:cooperate, true)
    && IF(?predicate = fg:guidingBody, ?role = role:guide, true) && IF(?predicate = fg:implementingBody, ?role = role:implement, true)
    && IF(?predicate = fg:presumedLeadBody, ?role = role:lead, true))
} ORDER BY STR(?assignment)
"""
_EVIDENCE = """
#+ parameters:
#+   assignment (iri, required): the assignment
#+   lang (lang): zh or en
SELECT ?sentence ?basis ?rule ?from ?quote ?start ?end ?stands_at ?row ?number ?title ?sha256 ?whole ?software ?registry ?digest WHERE {
  VALUES ?assignment { UNDEF }
  VALUES ?lang { "zh" }
  ?assignment dct:description ?words ; fg:basis ?basis .
  FILTER(LANG(?words) = ?lang) BIND(STR(?words) AS ?sentence)
  OPTIONAL { ?assignment prov:wasDerivedFrom ?from . ?from a fg:Assignment }
  OPTIONAL {
    ?assignment prov:wasDerivedFrom/prov:wasDerivedFrom? ?span .
    ?span oa:hasSource ?text ; oa:hasSelector [ oa:start ?start ; oa:end ?end ] , [ oa:exact ?quote ] .
    ?text fg:sha256 ?sha256 ; dct:isFormatOf ?document .
    ?document dct:title ?title
    FILTER NOT EXISTS { ?document dct:title ?fuller FILTER(STRLEN(?fuller) > STRLEN(?title)) }
    OPTIONAL { ?document eli:number ?number }
    OPTIONAL { ?text prov:value ?whole }
  }
  OPTIONAL { ?span fg:standsAt ?where FILTER(LANG(?where) = ?lang) BIND(STR(?where) AS ?stands_at) }
  OPTIONAL { ?assignment fg:ruleStatedIn/oa:hasSelector/oa:exact ?rule }
  OPTIONAL { ?assignment fg:statedIn ?place . ?place a fg:PlanRow ; fg:number ?row }
  OPTIONAL {
    ?assignment prov:wasGeneratedBy ?activity .
    ?activity prov:wasAssociatedWith/rdfs:label ?made ; prov:used ?used .
    ?used dct:identifier ?digest ; rdfs:label ?curated .
    FILTER(LANG(?made) = ?lang && LANG(?curated) = ?lang)
    BIND(STR(?made) AS ?software) BIND(STR(?curated) AS ?registry)
  }
} ORDER BY ?start
"""
_SOURCES = """
#+ parameters:
#+   subject (iri, required): what the statement is about
#+   lang (lang): zh or en
SELECT DISTINCT ?quote ?start ?end ?stands_at ?sha256 ?number ?title ?source ?confidence WHERE {
  VALUES ?subject { UNDEF }
  VALUES ?lang { "zh" }
  {
    ?subject (prov:wasDerivedFrom/prov:wasDerivedFrom?)|fg:dueDateStatedIn|fg:citedAt|fg:alsoStatedIn|(^cv:hasParticipant/prov:wasDerivedFrom) ?span .
    FILTER(CONTAINS(STR(?span), "#char="))
    OPTIONAL { ?span prov:value ?said }
    OPTIONAL { ?telling prov:wasDerivedFrom ?span ; fg:nameInText|fg:text ?name }
    BIND(COALESCE(?said, STR(?name)) AS ?quote)
    BIND(xsd:integer(STRBEFORE(STRAFTER(STR(?span), "#char="), ",")) AS ?start)
    BIND(xsd:integer(STRAFTER(STRAFTER(STR(?span), "#char="), ",")) AS ?end)
    BIND(IRI(STRBEFORE(STR(?span), "#char=")) AS ?text)
    ?text fg:sha256 ?sha256 ; dct:isFormatOf ?document . ?document dct:title ?title
    FILTER NOT EXISTS { ?document dct:title ?fuller FILTER(STRLEN(?fuller) > STRLEN(?title)) }
    OPTIONAL { ?document eli:number ?number }
    OPTIONAL { ?span fg:standsAt ?where FILTER(LANG(?where) = ?lang) BIND(STR(?where) AS ?stands_at) }
  }
  UNION {
    ?text dct:isFormatOf ?subject ; fg:sha256 ?sha256 . ?subject dct:title ?title
    FILTER NOT EXISTS { ?subject dct:title ?fuller FILTER(STRLEN(?fuller) > STRLEN(?title)) }
    OPTIONAL { ?subject eli:number ?number }
  }
  UNION { ?subject dc:source ?source OPTIONAL { ?subject fg:confidence ?confidence } }
} ORDER BY ?start
"""
_NAMED = """
#+ parameters:
#+   name (string, required): the number of a measure or any name of a body
SELECT DISTINCT (STR(?node) AS ?iri) WHERE {
  VALUES ?name { "8" }
  { ?node a fg:Measure ; fg:number ?name }
  UNION { ?node skos:prefLabel|skos:altLabel|skos:hiddenLabel ?known FILTER(STR(?known) = ?name) }
  UNION { [] fg:nameInText ?name ; cv:hasParticipant ?node }
} ORDER BY ?iri
"""


def why_measure(graph: Asked, measure: str, body: str, lang: str = "zh", width: int = 80) -> str:
    """Why ``body`` (any of its names) has a part in measure ``measure``. Raises NotInGraph where it has none."""
    known_or_raise(graph, {"measure": measure, "body": body}, lang)
    found = [
        str(row["assignment"]) for row in run_text(graph, _OF_MEASURE, measure=measure, body=body).records()
    ]
    if not found:
        rows = run_text(graph, _THROUGH, measure=measure, body=body).records()
        named = "、".join(str(row["name"]) for row in rows)
        say = _SAY[lang]["through" if named else "none"]
        raise NotInGraph(say.format(body=body, measure=measure, collectives=named))
    return fit([*_blocks(graph, found, lang)], width)


def why_triple(graph: Asked, words: Sequence[str], lang: str = "zh", width: int = 80) -> str:
    """Why the graph holds the triple of three ``words``. Raises NotInGraph where it does not hold it."""
    subject, predicate = (_node(graph, word, lang) for word in words[:2])
    value = _value(graph, subject, predicate, words[2])
    if value is None:
        raise NotInGraph(_SAY[lang]["no_triple"].format(triple=" ".join(words)))
    found = []
    if isinstance(value, NamedNode):
        terms = {"subject": subject, "predicate": predicate, "object": value}
        found = [str(row["assignment"]) for row in run_text(graph, _OF_TRIPLE, **terms).records()]
    if not found and predicate.value in _RESPONSIBILITY:
        raise NotInGraph(_SAY[lang]["unproved"].format(triple=" ".join(words)))
    lines = _blocks(graph, found, lang) if found else _plainly(graph, subject, predicate, value, lang)
    return fit([*lines], width)


def _node(graph: Asked, word: str, lang: str) -> NamedNode:
    """<IRI>, IRI, prefix:name, the number of a measure or a name that means one node."""
    if found := re.fullmatch(r"<?((?:https?|urn):[^<>\s\"{}|\\^`]+?)>?", word):
        return NamedNode(found[1])
    prefix, colon, local = word.partition(":")
    spaces = _spaces(graph, prefix) if colon else _known()
    if colon and prefix in spaces and not re.search(r"[<>\s\"{}|\\^`]", local):
        return NamedNode(spaces[prefix] + local)
    nodes = [str(row["iri"]) for row in run_text(graph, _NAMED, name=word).records()]
    if len(nodes) != 1:
        near = nodes or get_close_matches(prefix, spaces, n=3)
        raise NotInGraph(
            f"{word}: {'stands for several nodes' if nodes else 'no such node'}: {', '.join(near)}".rstrip(
                ": "
            )
        )
    return NamedNode(nodes[0])


def _value(graph: Asked, subject: NamedNode, predicate: NamedNode, word: str) -> NamedNode | Literal | None:
    """The object of the triple that the word means: a literal with these words, else a node."""
    rows = run_text(
        graph, f"SELECT ?value WHERE {{ {subject} {predicate} ?value }} ORDER BY STR(?value)"
    ).rows
    values = [value for (value,) in rows if isinstance(value, NamedNode | Literal)]
    for value in values:
        if word in (value.value, str(value), prefixed(value) if isinstance(value, NamedNode) else ""):
            return value
    nodes = {str(row["iri"]) for row in run_text(graph, _NAMED, name=word).records()}
    meant = _prefixed_node(graph, word) if values else None
    return next((value for value in values if value.value in nodes or value == meant), None)


_RESPONSIBILITY = frozenset(
    f"{FG.namespace}{name}Body"
    for name in (
        "responsible",
        "lead",
        "cooperating",
        "guiding",
        "implementing",
        "support",
        "presumed",
        "presumedLead",
    )
) | {FG.presumedResponsibleBody.value, FG.presumedSupportBody.value}


def _prefixed_node(graph: Asked, word: str) -> NamedNode | None:
    prefix, colon, local = word.partition(":")
    space = _spaces(graph, prefix).get(prefix) if colon else None
    return NamedNode(space + local) if space and not re.search(r"[<>\s\"{}|\\^`]", local) else None


def _spaces(graph: Asked, prefix: str) -> dict[str, str]:
    """Prefix → namespace. Only where ``prefix`` hangs on the data are all statements looked through for it."""
    known = _known()
    return known if prefix in known and prefix not in DATA.values() else known | prefixes_of(graph.quads())


def _known() -> dict[str, str]:
    return {prefix: space for space, prefix in known_prefixes().items()}


def _blocks(graph: Asked, assignments: Sequence[str], lang: str) -> Iterator[_Line]:
    """Each assignment with its words; then once what they share: the documents, their digests, the maker."""
    shared: dict[_Line, None] = {}
    for assignment in assignments:
        node = NamedNode(assignment)
        home = in_full(graph, node)
        for row in run_text(home, _EVIDENCE, assignment=node, lang=lang).records():
            yield from _evidence(row, assignment, lang)
            yield from ((2, line) for line in reviewed(home, node, lang))
            shared |= dict.fromkeys(_shared(row, lang))
    yield from shared


def _evidence(row: Record, assignment: str, lang: str) -> Iterator[_Line]:
    say, basis = _SAY[lang], str(row["basis"])
    yield 0, str(row["sentence"])
    if basis.endswith(("/stated", "/stated-rule")):
        yield 2, say["stated"]
    if not basis.endswith("/stated"):
        yield 2, f"{say['rule']} {getattr(term_definitions()[basis], lang)}"
    if row["rule"]:
        yield 2, f"{say['rule']} “{unbreak(str(row['rule']))}”"
    if row["from"]:
        yield 2, f"{say['from']} {row['from']}"
    yield 2, f"{say['quote']} {_quoted(row)}{_doubt(row, lang)}" if row["quote"] else say["no_words"]
    if row["row"]:
        yield 2, f"{say['row']} {say['measure_row'].format(n=row['row'])}"
    yield 2, f"{say['node']} {assignment}"


def _shared(row: Record, lang: str) -> Iterator[_Line]:
    yield from _document(row, lang) if row["sha256"] else ()
    if row["software"]:
        digest = str(row["digest"])[:23]
        yield 0, _SAY[lang]["made"].format(software=row["software"], registry=row["registry"], digest=digest)


def _doubt(row: Record, lang: str) -> str:
    """A warning where the quotation is not what the kept text says there."""
    there = str(row["whole"])[int(row["start"]) : int(row["end"])]
    return "" if row["whole"] is None or there == row["quote"] else _SAY[lang]["false_words"]


def _quoted(row: Record) -> str:
    where = f" {row['stands_at']}" if row["stands_at"] else ""
    return f"“{unbreak(str(row['quote']))}” [{row['start']}–{row['end']}]{where}"


def _document(row: Record, lang: str) -> Iterator[_Line]:
    say = _SAY[lang]
    yield 0, f"{say['document']} {' '.join(str(row[key]) for key in ('number', 'title') if row[key])}"
    digest, whole = str(row["sha256"]).lower(), row.get("whole")
    false = whole is not None and hashlib.sha256(str(whole).encode()).hexdigest() != digest
    yield 0, f"{say['text']} {digest}{say['false_text'] if false else ''}"


def _plainly(
    graph: Asked, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal, lang: str
) -> Iterator[_Line]:
    """A statement that no assignment stands behind: the words of its subject, or the registry's source."""
    say, name = _SAY[lang], term_labels().get(predicate.value)
    words = value.value if isinstance(value, Literal) else prefixed(value)
    yield 0, f"{prefixed(subject)} {getattr(name, lang) if name else prefixed(predicate)} {words}"
    rows = run_text(graph, _SOURCES, subject=subject, lang=lang).records()
    shared: dict[_Line, None] = {}
    for row in rows:
        if row["source"]:
            yield 2, f"{say['source']} {row['source']}"
            if row["confidence"]:
                yield 2, f"{say['confidence']} {row['confidence']}"
        else:
            if row["quote"]:
                yield 2, f"{say['quote']} {_quoted(row)}"
            shared |= dict.fromkeys(_document(row, lang))
    yield from shared
    if not rows:
        yield 2, say["no_source"]
