"""The only place that makes IRIs: readable ASCII, the same for every run, machine and extractor.

Patterns under the base (`BASE` unless another is given):

    id/doc/{slug}                 a document; slug from its 文号: 津滨政发〔2020〕20号 → jinbinzhengfa-2020-20
    id/doc/{slug}/m8-c2           a part: measure 8, clause 2; m8-a1 assignment, m8-s1 support item …
    id/org/{id}, id/area/{code}   an organization or place of the registry
    id/org/x-{area}-{hash}        a body that could not be resolved
    id/review/{sha256[:16]}       a decision about a name
    id/change/{event}             a reform of the registry: cn-2018-weijianwei
    id/doc/{slug}/extraction      the making of the document's graph
    id/text/{sha256[:16]}#char=a,b   characters [a, b) of one text (RFC 5147)
    id/text/{sha256[:16]}#position-a-b, #quote-a-b   its two selectors
    id/software/fengong-{version}, id/registry/{sha256[:16]}   what the graph was made by and with
    catalog, dataset/{name}#turtle     the description of a publication
    graph/{slug}, graph/{slug}/inferred, graph/registry   the named graphs
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from fengong.errors import GraphError

if TYPE_CHECKING:  # the records take a tenth of the time of an answer to load, and none is made here
    from fengong.layout import Span
    from fengong.model import Citation, Finding, Metadata

BASE = "https://w3id.org/fengong/"

_SAFE = re.compile(r"[0-9A-Za-z]+(?:\.[0-9A-Za-z]+|-[0-9]+)*")
_ID = re.compile(r"[0-9A-Za-z]+(?:[._-][0-9A-Za-z]+)*")
_UNRESOLVED = re.compile(r"/org/x-([0-9A-Za-z]+)-[0-9a-f]{8}$")
_RUNS = re.compile(r"[㐀-鿿]+|[0-9A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Names:
    """IRIs under one base.

    Raises:
        GraphError: the base is not an absolute http(s) or urn IRI without "#" and "?" that ends with "/" or ":".
    """

    base: str = BASE

    def __post_init__(self) -> None:
        """Check the base."""
        if not re.fullmatch(r"(?:https?://[^\s<>\"{}|\\^`#?]+/|urn:[^\s<>\"{}|\\^`#?]+[:/])", self.base):
            raise GraphError(
                f'{self.base!r} is no base for IRIs: give one such as "{BASE}", with the last "/"'
            )

    def document(self, slug: str) -> NamedNode:
        """The document with this slug."""
        return NamedNode(f"{self.base}id/doc/{slug}")

    def part(self, slug: str, part: str) -> NamedNode:
        """A part of a document: "m8", "row8", "m8-a1"."""
        return NamedNode(f"{self.base}id/doc/{slug}/{part}")

    def organization(self, identity: str) -> NamedNode:
        """A known organization or collective by its id in the registry."""
        return NamedNode(f"{self.base}id/org/{identity if _ID.fullmatch(identity) else _escaped(identity)}")

    def unresolved(self, area: str | None, name: str, slug: str) -> NamedNode:
        """A body known only by the name it is given; the same name in the same area is the same body.

        Where the area is not known (区财政局 of which district?), it is the same only within the document.
        """
        if area is None:
            return NamedNode(f"{self.base}id/org/x-unknown-{_hash(f'{slug}|{name}', 8)}")
        return NamedNode(f"{self.base}id/org/x-{safe_key(area)}-{_hash(name, 8)}")

    def change(self, event: str) -> NamedNode:
        """A reform of organizations by its id in the registry."""
        return NamedNode(f"{self.base}id/change/{event if _ID.fullmatch(event) else _escaped(event)}")

    def review(self, sha256: str) -> NamedNode:
        """A person's decision about a name, by the digest of what it says."""
        return NamedNode(f"{self.base}id/review/{sha256[:16]}")

    def area(self, code: str) -> NamedNode:
        """A place by its GB/T 2260 code, or "cn"."""
        return NamedNode(f"{self.base}id/area/{safe_key(code)}")

    def text(self, sha256: str) -> NamedNode:
        """A source text by its digest: positions can never point into another text."""
        return NamedNode(f"{self.base}id/text/{sha256[:16]}")

    def span(self, sha256: str, span: Span) -> NamedNode:
        """Characters [start, end) of a source text."""
        return NamedNode(f"{self.base}id/text/{sha256[:16]}#char={span.start},{span.end}")

    def selector(self, sha256: str, span: Span, kind: str) -> NamedNode:
        """The "position" or "quote" selector of a span."""
        return NamedNode(f"{self.base}id/text/{sha256[:16]}#{kind}-{span.start}-{span.end}")

    def software(self, version: str) -> NamedNode:
        """This program in one version."""
        return NamedNode(f"{self.base}id/software/fengong-{version}")

    def registry(self, sha256: str) -> NamedNode:
        """The curated data in one state, by the digest of its files."""
        return NamedNode(f"{self.base}id/registry/{sha256[:16]}")

    def key(self, node: NamedNode) -> str:
        """The short name of a document, a part or an organization: its IRI without the base and its kind."""
        return node.value.removeprefix(f"{self.base}id/").partition("/")[2]

    def graph(self, slug: str) -> NamedNode:
        """The graph of all that the document states."""
        return NamedNode(f"{self.base}graph/{slug}")

    def inferred_graph(self, slug: str) -> NamedNode:
        """The graph of all that was inferred from the document."""
        return NamedNode(f"{self.base}graph/{slug}/inferred")

    def catalog(self) -> NamedNode:
        """The catalogue of a publication, and the graph that describes it."""
        return NamedNode(f"{self.base}catalog")

    def dataset(self, name: str, part: str | None = None) -> NamedNode:
        """A data set, or what belongs to it alone: its "publisher", its "turtle" distribution."""
        return NamedNode(f"{self.base}dataset/{name}#{part}" if part else f"{self.base}dataset/{name}")

    def registry_graph(self) -> NamedNode:
        """The graph of organizations, collectives and places."""
        return NamedNode(f"{self.base}graph/registry")


def place_of(node: str) -> str | None:
    """The area in the IRI of a body that could not be resolved; None where its place is not known, or of other nodes."""
    found = _UNRESOLVED.search(node)
    return found[1] if found and found[1] != "unknown" else None


def document_slug(document: Metadata) -> str:
    """The slug of a document: from its 文号, else its 索引号, else the digest of its text."""
    if document.number and (slug := _slug(document.number)):
        return slug
    if document.index_number and (slug := _slug(document.index_number)):
        return f"idx-{slug}"
    return f"sha-{document.sha256[:12]}"


def citation_slug(citation: Citation) -> str:
    """The slug of a cited document: from its 文号, else from its title."""
    if citation.number and (slug := _slug(citation.number)):
        return slug
    return f"t-{_hash(citation.title, 8)}"


def finding_part(finding: Finding) -> str:
    """The part name of a finding: a digest of what it says and where."""
    span = finding.span
    return "f-" + _hash(f"{finding.code}|{span.start}|{span.end}|{finding.message}", 8)


def measure_parts(keys: Iterable[str]) -> tuple[str, ...]:
    """Part names of measures in the order of the plan: "m8"; a second measure with the key 8 is "m8-r2"."""
    seen: dict[str, int] = {}
    names = []
    for position, key in enumerate(keys, 1):
        name = f"m{safe_key(key)}" if key else f"p{position}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}-r{seen[name]}")
    return tuple(names)


def safe_key(key: str) -> str:
    """``key`` itself where it is plain ASCII ("8", "1.2", "1-1"), else its code points ("一" → "_4e00")."""
    return key if _SAFE.fullmatch(key) else _escaped(key)


def _escaped(key: str) -> str:
    return "_" + "-".join(f"{ord(character):x}" for character in key)


def _hash(words: str, length: int) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:length]


def number_form(number: str) -> str:
    """A 文号 in one form, by which documents are told apart: 津政发[2020] 1号 → 津政发〔2020〕1号 (GB/T 9704, 7.2.5)."""
    plain = "".join(unicodedata.normalize("NFKC", number).split())
    return re.sub(r"[\[(【〔<](\d{4})[\])】〕>]", r"〔\1〕", plain)


def _slug(number: str) -> str:
    """Runs of Chinese characters as pinyin, Latin letters and digits as they are, joined by "-".

    Provinces whose abbreviations sound alike (津, 晋) have letters of their own in
    data/registry/number_letters.csv; cities may still share a 代字, which `describe_all` refuses to mix.
    """
    plain = unicodedata.normalize("NFKC", number).strip().removesuffix("号").replace("第", "")
    head = _letters().get(plain[:1], "")
    runs = _RUNS.findall(plain[1:] if head else plain)
    return head + "-".join(run.lower() if run.isascii() else _pinyin(run) for run in runs)


@lru_cache(maxsize=1)
def _letters() -> dict[str, str]:
    """Character → letters."""
    from fengong.lexicon import rows  # noqa: PLC0415 - the rules of reading are not needed to name

    return {row["character"]: row["letters"] for row in rows("number_letters")}


def _pinyin(words: str) -> str:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - 150 ms that a graph without Chinese numbers is spared

    letters = "".join(lazy_pinyin(words, errors="ignore"))
    return letters or _escaped(words).lstrip("_")
