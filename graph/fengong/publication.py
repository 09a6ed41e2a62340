"""What a publisher has to say about a publication, read from a TOML file; nothing here is guessed.

::

    name = "binhai-2020"                    # of the data set; ASCII
    base = "https://data.example.gov.cn/"   # where the folder will be served
    iris = "ascii"                          # or "chinese"
    licence = "CC_BY_4_0"                   # of the EU table of licences
    date = 2026-11-25                       # of this publication
    title = { zh = "…", en = "…" }
    description = { zh = "…", en = "…" }
    [publisher]                             # name (one for each language), homepage, kind: LocalAuthority …
    [contact]                               # name, email
    [place]                                 # iri, bbox and centroid in WKT
    [period]                                # start, end
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

from fengong.errors import PublicationError
from fengong.identify import BASE, Names

Iris = Literal["ascii", "chinese"]
Words = Mapping[str, str]
"""Language → words; "zh" and "en"."""

_NAME = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?")
_CODE = re.compile(r"[A-Z][A-Z0-9_]*")
_EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")
_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_WKT = re.compile(r"(?:POINT|POLYGON) ?\([-0-9., ()]+\)")
_PUBLISHERS = ("LocalAuthority", "RegionalAuthority", "NationalAuthority", "Academia-ScientificOrganisation",
               "NonGovernmentalOrganisation", "Company", "IndustryConsortium", "NonProfitOrganisation",
               "StandardisationBody", "SupraNationalAuthority", "PrivateIndividual(s)")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes; ``kind`` is a code of ADMS's publisher types."""

    name: Words
    homepage: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask about the data."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Place:
    """The place that the data is about: its IRI, and its extent and middle as WKT."""

    iri: str | None = None
    bbox: str | None = None
    centroid: str | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """The settings of one publication; dates are ISO. What is None or empty is left out of the description."""

    name: str | None = None
    base: str = BASE
    iris: Iris = "ascii"
    licence: str = "CC_BY_4_0"
    date: str | None = None
    title: Words = field(default_factory=dict)
    description: Words = field(default_factory=dict)
    publisher: Publisher | None = None
    contact: Contact | None = None
    place: Place = field(default_factory=Place)
    period: tuple[str, str] | None = None

    def check(self) -> None:
        """Raises GraphError where the base is none, PublicationError where no page can be served there."""
        Names(self.base)
        if not self.base.startswith("http"):
            raise PublicationError(
                f"{self.base} is no base for pages: give the http(s) address they will be served at"
            )

    def lacks(self) -> tuple[str, ...]:
        """The settings that a portal asks for and that are not given, as they are called in the file."""
        wanted = {
            "date": self.date,
            "publisher": self.publisher,
            "contact": self.contact,
            "place.bbox": self.place.bbox,
            "place.centroid": self.place.centroid,
        }
        return tuple(name for name, value in wanted.items() if value is None)


def load_publication(path: Path) -> Publication:
    """The settings in a TOML file.

    Raises:
        PublicationError: the file cannot be read, or a setting is unknown or of the wrong form; one line
            names the setting and what it should be.
    """
    try:
        record = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PublicationError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise PublicationError(f"{path}: is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise PublicationError(f"{path}: not valid TOML: {error}") from None
    found = _Reader(str(path)).publication(record)
    found.check()
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads settings; ``where`` names the file in messages."""

    where: str

    def publication(self, record: Mapping[str, Any]) -> Publication:
        self.known(record, "", ("name", "base", "iris", "licence", "date", "title", "description", "publisher",
                                "contact", "place", "period"))  # fmt: skip
        iris = self.text(record, "iris") or "ascii"
        self.need(iris in get_args(Iris), "iris", 'must be "ascii" or "chinese"')
        base = self.text(record, "base") or BASE
        return Publication(
            name=self.text(record, "name", _NAME, "Latin letters, digits, . and -"),
            base=base,
            iris=cast(Iris, iris),
            licence=self.text(record, "licence", _CODE, "a code of the EU licence table: CC_BY_4_0")
            or "CC_BY_4_0",
            date=self.date(record, "date"),
            title=self.words(record, "title"),
            description=self.words(record, "description"),
            publisher=self.publisher(record["publisher"]) if "publisher" in record else None,
            contact=self.contact(record["contact"]) if "contact" in record else None,
            place=self.place(record.get("place", {})),
            period=self.period(record["period"]) if "period" in record else None,
        )

    def publisher(self, record: Any) -> Publisher:
        self.known(record, "publisher", ("name", "homepage", "kind"))
        name = self.words(record, "name", "publisher.")
        self.need(bool(name), "publisher.name", "is missing")
        kind = self.text(record, "kind", section="publisher.")
        self.need(
            kind is None or kind in _PUBLISHERS, "publisher.kind", f"must be one of {', '.join(_PUBLISHERS)}"
        )
        return Publisher(name, self.text(record, "homepage", _IRI, "an http(s) address", "publisher."), kind)

    def contact(self, record: Any) -> Contact:
        self.known(record, "contact", ("name", "email"))
        name = self.text(record, "name", section="contact.")
        email = self.text(record, "email", _EMAIL, "an e-mail address", "contact.")
        self.need(bool(name and email), "contact", "needs a name and an email")
        return Contact(name or "", email or "")

    def place(self, record: Any) -> Place:
        self.known(record, "place", ("iri", "bbox", "centroid"))
        return Place(
            self.text(record, "iri", _IRI, "an http(s) address", "place."),
            self.text(record, "bbox", _WKT, "WKT: POLYGON((…))", "place."),
            self.text(record, "centroid", _WKT, "WKT: POINT(117.7 39.0)", "place."),
        )

    def period(self, record: Any) -> tuple[str, str]:
        self.known(record, "period", ("start", "end"))
        start, end = self.date(record, "start", "period."), self.date(record, "end", "period.")
        self.need(
            bool(start and end) and (start or "") <= (end or ""), "period", "needs a start and a later end"
        )
        return start or "", end or ""

    def known(self, record: Any, section: str, names: tuple[str, ...]) -> None:
        self.need(isinstance(record, dict), section, "must be a table")
        for name in record:
            dotted = f"{section}.{name}".strip(".")
            self.need(name in names, dotted, f"is no setting; there are: {', '.join(names)}")

    def text(
        self, record: Mapping[str, Any], name: str, form: re.Pattern[str] | None = None, wants: str = "", section: str = ""
    ) -> str | None:  # fmt: skip
        value = record.get(name)
        self.need(
            value is None or (isinstance(value, str) and bool(value.strip())), section + name, "must be text"
        )
        self.need(
            form is None or value is None or bool(form.fullmatch(value)), section + name, f"must be {wants}"
        )
        return value

    def words(self, record: Mapping[str, Any], name: str, section: str = "") -> Words:
        """Text alone is Chinese; a table has zh and en."""
        value = record.get(name, {})
        given = {"zh": value} if isinstance(value, str) else value
        right = (
            isinstance(given, dict)
            and set(given) <= {"zh", "en"}
            and all(isinstance(one, str) and one.strip() for one in given.values())
        )
        self.need(right, section + name, 'must be text, or { zh = "…", en = "…" }')
        return MappingProxyType(dict(given))

    def date(self, record: Mapping[str, Any], name: str, section: str = "") -> str | None:
        value = record.get(name)
        self.need(
            value is None or type(value) is Date,
            section + name,
            "must be a date without quotation marks: 2026-11-25",
        )
        return value.isoformat() if value else None

    def need(self, right: bool, name: str, wants: str) -> None:
        if not right:
            raise PublicationError(f"{self.where}: {name or 'the file'} {wants}")
