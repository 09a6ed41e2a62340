"""The description of a publication for portals: DCAT-AP 3.0.1, one data set with its distributions.

Everything about the data set that is not a thing of its own hangs on its IRI as a fragment (#publisher,
#turtle). Codes are those of the EU authority tables; ontology/formats.csv holds those of the formats.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from fengong.identify import Names, document_slug
from fengong.model import Deadline, Metadata, Plan
from fengong.publication import Publication, Words
from fengong.quads import Sheet, day, en, ordered, plain, zh
from fengong.resources import resource
from fengong.terms import CHINESE, DCT, DEFINITIONS, FOAF, PROV, RDFS, XSD, Vocabulary

DCAT = Vocabulary(
    "http://www.w3.org/ns/dcat#",
    "Catalog Dataset Distribution dataset distribution theme keyword contactPoint landingPage accessURL downloadURL"
    " mediaType byteSize themeTaxonomy startDate endDate bbox centroid",
)
VCARD = Vocabulary("http://www.w3.org/2006/vcard/ns#", "Kind fn hasEmail")
SPDX = Vocabulary("http://spdx.org/rdf/terms#", "Checksum checksum checksumValue algorithm ChecksumAlgorithm")
DCATAP = Vocabulary("http://data.europa.eu/r5r/", "availability")
_EU = "http://publications.europa.eu/resource/authority/"
_IANA = "https://www.iana.org/assignments/media-types/"
# SPDX's own IRI begins with http, but the official DCAT-AP 3.0.1 shapes accept this one alone.
_SHA256 = NamedNode("https://spdx.org/rdf/terms#checksumAlgorithm_sha256")
_WKT = NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral")
_KEYWORDS = {"zh": ("分工方案", "责任单位", "牵头单位"), "en": ("division of work", "policy responsibility")}
_TITLE = {"zh": "{about}责任图谱", "en": "Responsibilities in {about}"}
_ABOUT = {
    "zh": "政府分工方案中的措施、上级任务、责任单位与请求支持事项，及其在原文中的位置；原文载明的与推定的分开。",
    "en": "Measures, national tasks, responsible bodies and requests for support of government division-of-work plans,"
    " each with the characters that say so; what is stated and what is inferred stay apart.",
}
_UNKNOWN = {"zh": "发布者未写明", "en": "publisher not stated"}
_RIGHTS = {
    "zh": "所引文字是国家机关的公文（《中华人民共和国著作权法》第五条）；许可适用于由其制成的数据。",
    "en": "The quoted text is an official document of a state organ (Copyright Law of the PRC, Article 5); the licence"
    " covers the data made from it.",
}


@dataclass(frozen=True, slots=True)
class Format:
    """One row of ontology/formats.csv."""

    key: str
    suffix: str
    media_type: str
    eu_format: str
    standard: str
    title_zh: str
    title_en: str
    description_zh: str
    description_en: str

    @property
    def named(self) -> bool:
        """Whether it keeps the names of graphs."""
        return self.key in ("nquads", "trig")


@dataclass(frozen=True, slots=True)
class Dump:
    """A file that holds the whole data: its format, its path under the base, its bytes."""

    format: Format
    path: str
    data: bytes


@cache
def formats() -> tuple[Format, ...]:
    """The formats that the whole data is published in."""
    with resource("ontology/formats.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Format(**row) for row in csv.DictReader(file))


def dataset_name(publication: Publication, plans: Sequence[Plan]) -> str:
    """The name that is set, else that of the only document, else "plans"."""
    if publication.name:
        return publication.name
    return document_slug(plans[0].document) if len(plans) == 1 else "plans"


def describe_catalog(
    publication: Publication, plans: Sequence[Plan], dumps: Sequence[Dump]
) -> tuple[Quad, ...]:
    """The catalogue, its data set and the distributions ``dumps``, as quads of the graph "catalog"."""
    names = Names(publication.base)
    writer = _Writer(publication, plans, names, dataset_name(publication, plans), Sheet(names.catalog()))
    writer.catalog()
    writer.dataset()
    writer.parties()
    for dump in dumps:
        writer.distribution(dump)
    return ordered(writer.sheet.quads)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the parts of one description on its sheet."""

    publication: Publication
    plans: Sequence[Plan]
    names: Names
    name: str
    sheet: Sheet

    @property
    def node(self) -> NamedNode:
        return self.names.dataset(self.name)

    def part(self, fragment: str) -> NamedNode:
        return self.names.dataset(self.name, fragment)

    def catalog(self) -> None:
        sheet, node = self.sheet, self.names.catalog()
        sheet.a(node, DCAT.Catalog)
        sheet.add(
            node, DCT.title, zh("政策责任知识图谱目录"), en("Catalogue of policy responsibility graphs")
        )
        sheet.add(
            node,
            DCT.description,
            zh("由政府分工方案得出的关联数据。"),
            en("Linked data from government plans."),
        )
        sheet.add(node, DCAT.dataset, self.node)
        sheet.add(node, DCAT.themeTaxonomy, NamedNode(f"{_EU}data-theme"))
        sheet.add(node, FOAF.homepage, self._document(self.publication.base))
        self._common(node)

    def dataset(self) -> None:
        sheet, node, publication = self.sheet, self.node, self.publication
        sheet.a(node, DCAT.Dataset)
        sheet.add(node, DCT.identifier, plain(self.name))
        self._words(node, DCT.title, publication.title or self._title())
        self._words(node, DCT.description, publication.description or _ABOUT)
        sheet.add(node, DCAT.theme, NamedNode(f"{_EU}data-theme/GOVE"))
        sheet.add(node, DCAT.keyword, *map(zh, self._keywords()), *map(en, _KEYWORDS["en"]))
        sheet.add(node, DCT.accessRights, NamedNode(f"{_EU}access-right/PUBLIC"))
        sheet.add(node, DCT.accrualPeriodicity, NamedNode(f"{_EU}frequency/IRREG"))
        sheet.add(node, DCT.conformsTo, self._standard(DEFINITIONS))
        sheet.add(node, DCAT.landingPage, self._document(f"{self.node.value}/index.html"))
        for plan in self.plans:
            slug = document_slug(plan.document)
            sheet.add(node, PROV.hadPrimarySource, self.names.document(slug))
            sheet.add(node, PROV.wasGeneratedBy, self.names.part(slug, "extraction"))
            sheet.a(self.names.part(slug, "extraction"), PROV.Activity)
        self._period()
        self._common(node)

    def _title(self) -> Words:
        documents = [plan.document for plan in self.plans]
        if len(documents) == 1:
            about = {"zh": documents[0].title or self.name, "en": documents[0].number or self.name}
        else:
            about = {"zh": f"{len(documents)}份分工方案", "en": f"{len(documents)} division-of-work plans"}
        return {lang: words.format(about=about[lang]) for lang, words in _TITLE.items()}

    def _keywords(self) -> Iterable[str]:
        subjects = (subject for plan in self.plans for subject in plan.document.subjects)
        return dict.fromkeys((*_KEYWORDS["zh"], *subjects))

    def _common(self, node: NamedNode) -> None:
        """What the catalogue and the data set both say."""
        sheet, date = self.sheet, day(self.publication.date)
        sheet.add(node, DCT.language, CHINESE, NamedNode(f"{_EU}language/ENG"))
        sheet.add(node, DCT.issued, date)
        sheet.add(node, DCT.modified, date)
        sheet.add(node, DCT.publisher, self._publisher())
        sheet.add(node, DCT.spatial, *self._places())
        if node == self.names.catalog():
            sheet.add(node, DCT.license, self._licence())
        elif self.publication.contact:
            sheet.add(node, DCAT.contactPoint, self.part("contact"))

    def parties(self) -> None:
        """The publisher, the contact and the place."""
        sheet, publication = self.sheet, self.publication
        node, publisher = self._publisher(), publication.publisher
        sheet.a(node, FOAF.Agent)
        self._words(node, FOAF.name, publisher.name if publisher else _UNKNOWN)
        if publisher:
            sheet.add(node, FOAF.homepage, self._document(publisher.homepage) if publisher.homepage else None)
            kind = publisher.kind
            sheet.add(
                node, DCT.type, NamedNode(f"http://purl.org/adms/publishertype/{kind}") if kind else None
            )
        if publication.contact:
            sheet.a(self.part("contact"), VCARD.Kind)
            shown = f"{publication.contact.name} {publication.contact.email}"
            sheet.add(self.part("contact"), RDFS.label, zh(shown))
            sheet.add(self.part("contact"), VCARD.fn, plain(publication.contact.name))
            sheet.add(self.part("contact"), VCARD.hasEmail, NamedNode(f"mailto:{publication.contact.email}"))
        for place in self._places():
            sheet.a(place, DCT.Location)
            for predicate, words in (
                (DCAT.bbox, publication.place.bbox),
                (DCAT.centroid, publication.place.centroid),
            ):
                sheet.add(place, predicate, Literal(words, datatype=_WKT) if words else None)

    def _publisher(self) -> NamedNode:
        """The organization of the registry that bears the publisher's name, else a node of the data set."""
        publisher = self.publication.publisher
        for plan in self.plans if publisher else ():
            for organization in plan.organizations:
                if publisher and organization.label == publisher.name.get("zh"):
                    return self.names.organization(organization.id)
        return self.part("publisher")

    def _places(self) -> tuple[NamedNode, ...]:
        if self.publication.place.iri:
            return (NamedNode(self.publication.place.iri),)
        codes = sorted({plan.document.area for plan in self.plans if plan.document.area})
        return tuple(map(self.names.area, codes)) or (NamedNode(f"{_EU}country/CHN"),)

    def _period(self) -> None:
        """From the earliest document to the last day that any of them names, unless it is set."""
        known = sorted(date for plan in self.plans for date in _dates(plan))
        start, end = self.publication.period or ((known[0], known[-1]) if known else (None, None))
        if start and end:
            period = self.part("period")
            self.sheet.add(self.node, DCT.temporal, period)
            self.sheet.a(period, DCT.PeriodOfTime)
            self.sheet.add(period, RDFS.label, zh(f"{start}至{end}"), en(f"{start} to {end}"))
            self.sheet.add(period, DCAT.startDate, day(start))
            self.sheet.add(period, DCAT.endDate, day(end))

    def distribution(self, dump: Dump) -> None:
        """One file of the whole data, with its size and digest."""
        sheet, form = self.sheet, dump.format
        node, digest = self.part(form.key), self.part(f"{form.key}-sha256")
        media = NamedNode(_IANA + form.media_type)
        sheet.add(self.node, DCAT.distribution, node)
        sheet.a(node, DCAT.Distribution)
        sheet.add(node, DCT.title, zh(form.title_zh), en(form.title_en))
        sheet.add(node, DCT.description, zh(form.description_zh), en(form.description_en))
        sheet.add(node, DCAT.accessURL, self._document(f"{self.node.value}/index.html"))
        sheet.add(node, DCAT.downloadURL, NamedNode(self.publication.base + quote(dump.path)))
        sheet.add(node, DCAT.mediaType, media)
        sheet.a(media, DCT.MediaType)
        sheet.add(node, DCT.format, NamedNode(f"{_EU}file-type/{form.eu_format}"))
        sheet.add(node, DCT.license, self._licence())
        sheet.add(node, DCT.rights, self.part("rights"))
        sheet.a(self.part("rights"), DCT.RightsStatement)
        self._words(self.part("rights"), RDFS.label, _RIGHTS)
        sheet.add(node, DCATAP.availability, NamedNode(f"{_EU}planned-availability/STABLE"))
        sheet.add(node, DCT.conformsTo, self._standard(form.standard))
        sheet.add(node, DCT.issued, day(self.publication.date))
        sheet.add(node, DCT.modified, day(self.publication.date))
        sheet.add(node, DCAT.byteSize, Literal(str(len(dump.data)), datatype=XSD.nonNegativeInteger))
        sheet.add(node, SPDX.checksum, digest)
        sheet.a(digest, SPDX.Checksum)
        sheet.a(_SHA256, SPDX.ChecksumAlgorithm)
        sheet.add(digest, SPDX.algorithm, _SHA256)
        value = hashlib.sha256(dump.data).hexdigest()
        sheet.add(digest, SPDX.checksumValue, Literal(value, datatype=XSD.hexBinary))

    def _licence(self) -> NamedNode:
        return NamedNode(f"{_EU}licence/{self.publication.licence}")

    def _document(self, iri: str) -> NamedNode:
        """A web page, typed: portals look for its type in the same file."""
        self.sheet.a(NamedNode(iri), FOAF.Document)
        return NamedNode(iri)

    def _standard(self, iri: str) -> NamedNode:
        self.sheet.a(NamedNode(iri), DCT.Standard)
        return NamedNode(iri)

    def _words(self, node: NamedNode, predicate: NamedNode, words: Words) -> None:
        self.sheet.add(node, predicate, zh(words.get("zh")), en(words.get("en")))


def _dates(plan: Plan) -> Iterable[str]:
    """The dates of the document and the last days of its measures and reports."""
    document: Metadata = plan.document
    yield from filter(None, (document.written, document.issued))
    deadlines: list[Deadline] = [m.deadline for m in plan.measures if m.deadline]
    yield from (one.date for one in (*deadlines, *document.deadlines) if one.date)
