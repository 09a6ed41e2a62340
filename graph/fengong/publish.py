"""Everything that a portal or a static web host needs, in one folder that is served at the base IRI.

::

    index.html, style.css                    the front page
    catalog.ttl .jsonld, void.ttl            DCAT-AP 3 and VoID; .well-known/void tells of the data set again
    data/{name}.ttl .nq .trig .jsonld .rdf   the whole data; frame.jsonld makes nested plans of the JSON-LD
    tables/                                  CSV tables described by CSVW, 分工表.csv and 目录信息.csv for people
    id/ graph/ def/ dataset/                 a folder for every IRI: index.html, index.ttl, index.jsonld
    context.jsonld, shapes.ttl               what readers and checkers of the data want
    nginx.conf, nginx-location.conf, .htaccess   rules of content negotiation

The same plans and settings give the same bytes. The folder is made beside its place and put there whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from fengong import __version__
from fengong.canon import canonical_hash
from fengong.catalog import Dump, dataset_name, describe_catalog, formats
from fengong.describe import describe_all
from fengong.errors import GraphError
from fengong.explain import explain
from fengong.facts import Facts
from fengong.folder import check_folder, write_folder
from fengong.identify import Names, document_slug
from fengong.labels import Words
from fengong.model import Plan
from fengong.negotiate import rules
from fengong.portal import TABLE, portal
from fengong.publication import Publication
from fengong.resources import resource
from fengong.respell import respell
from fengong.site import Site
from fengong.tabulate import tables_of
from fengong.templates import asset, template
from fengong.terms import DCT, DEFINITIONS, FG, ontology
from fengong.void import describe_void
from fengong.write import SUFFIXES, in_order, union, write, write_rows
from fengong.write_jsonld import frame

_SHIPPED = ("context.jsonld", "shapes.ttl")
_WELL_KNOWN = ".well-known/void"
MARK = ".fengong-publication"
"""A file that names every file of a publication: a folder may be replaced where it holds no other."""


@dataclass(frozen=True, slots=True)
class Published:
    """How many files were written, the RDFC-1.0 hash of the data's union, and what had to be left out, and why."""

    files: int
    canonical: str
    left_out: tuple[str, ...] = ()


def publish(plans: Sequence[Plan], folder: Path, publication: Publication) -> Published:
    """Write the publication of ``plans`` to ``folder``, in place of an older one.

    Raises:
        GraphError: the folder holds a file that no publication put there, or cannot be written.
    """
    own = _listed(folder)
    check_folder(folder, own)
    whole = _gathered(sorted(plans, key=lambda plan: document_slug(plan.document)), publication)
    files = dict(whole.files())
    files[MARK] = "".join(f"{name}\n" for name in sorted((*files, MARK))).encode()
    write_folder(folder, files, own)
    return Published(len(files), whole.canonical, whole.left_out)


def _listed(folder: Path) -> frozenset[str]:
    """The files that the publication in the folder says it consists of."""
    mark = folder / MARK
    try:
        return frozenset(mark.read_text(encoding="utf-8").splitlines()) if mark.is_file() else frozenset()
    except (OSError, UnicodeDecodeError):
        return frozenset()


def _gathered(plans: Sequence[Plan], publication: Publication) -> _Whole:
    """All that the files are made of."""
    base, name = publication.base, dataset_name(publication, plans)
    described = describe_all(plans, base)
    chinese = publication.iris == "chinese"
    quads = respell(described, base) if chinese else described
    tables = tables_of(quads, base) | portal(plans, _said(publication))
    rdf, left_out = _dumps(quads, name)
    dumps = [*rdf, _table(tables)]
    catalog = describe_catalog(publication, plans, dumps)
    catalog = respell(catalog, base, named_in=described) if chinese else catalog
    example = next((quad.subject for quad in quads if quad.object == FG.Measure), None)
    shown = example if isinstance(example, NamedNode) else None
    void = describe_void(base, name, quads, {dump.format.key: dump.path for dump in rdf}, shown)
    canonical = canonical_hash(union(quads))
    return _Whole(publication, name, quads, dumps, tables, catalog, void, canonical, left_out)


def _said(publication: Publication) -> dict[str, str]:
    """What the publisher says, as the catalogue sheet of Chinese portals calls it."""
    publisher = publication.publisher
    given = {
        "信息资源名称": publication.title.get("zh"),
        "信息资源提供方": publisher.name.get("zh") if publisher else None,
        "开放属性": "无条件开放",
        "更新周期": "不定期",
        "发布日期": publication.date,
    }
    return {name: value for name, value in given.items() if value}


def _dumps(quads: Sequence[Quad], name: str) -> tuple[list[Dump], tuple[str, ...]]:
    """The whole data in every format of RDF, and why one is left out: RDF/XML cannot hold every character.

    It is put in order once as one graph and once as several.
    """
    forms = [form for form in formats() if form.key in SUFFIXES.values()]
    orders = {form.named: in_order(quads, form.key) for form in forms}
    dumps, left_out = [], []
    for form in forms:
        try:
            data = write_rows(orders[form.named], form.key)
        except GraphError as error:
            left_out.append(str(error))
        else:
            dumps.append(Dump(form, f"data/{name}{form.suffix}", data))
    return dumps, tuple(left_out)


def _table(tables: Mapping[str, bytes]) -> Dump:
    """The flat table that a portal without RDF can take."""
    (form,) = (form for form in formats() if form.key == "csv")
    return Dump(form, f"tables/{TABLE}", tables[TABLE])


@dataclass(frozen=True, slots=True)
class _Whole:
    """All that the files of a publication are made of."""

    publication: Publication
    name: str
    quads: Sequence[Quad]
    dumps: Sequence[Dump]
    tables: Mapping[str, bytes]
    catalog: Sequence[Quad]
    void: Sequence[Quad]
    canonical: str
    left_out: tuple[str, ...]

    def files(self) -> Iterator[tuple[str, bytes]]:
        yield from ((dump.path, dump.data) for dump in self.dumps if dump.format.key in SUFFIXES.values())
        yield from ((f"tables/{file}", data) for file, data in self.tables.items())
        for form, suffix in (("turtle", "ttl"), ("jsonld", "jsonld")):
            yield f"catalog.{suffix}", write(self.catalog, form)
        yield "void.ttl", write(self.void, "turtle")
        for name in _SHIPPED:
            yield name, resource(f"ontology/{name}").read_bytes()
        yield "frame.jsonld", frame()
        if not DEFINITIONS.startswith(self.publication.base):  # the vocabulary's own IRIs lead elsewhere
            yield "ontology.html", explain("html")
            yield "ontology.ttl", explain("turtle")
        yield "style.css", asset("site/style.css").encode()
        yield from rules(self.publication.base).items()
        yield from self.pages()

    def pages(self) -> Iterator[tuple[str, bytes]]:
        """The front page and those of the things; the vocabulary's own where it lies under the base."""
        base = self.publication.base
        own = [Quad(*row) for row in ontology()] if DEFINITIONS.startswith(base) else []
        title = self.words(DCT.title)
        site = Site(base, Facts([*self.quads, *self.catalog, *self.void, *own]), title)
        yield "index.html", self.front(site, title).encode()
        # VoID is looked for at a fixed place (VoID, 7.2), the vocabulary by its version too.
        twice = {_WELL_KNOWN: Names(base).dataset(self.name)}
        twice |= {f"def/{__version__}": NamedNode(DEFINITIONS)} if own else {}
        for page in (*site.pages(), *(site.page(node, path) for path, node in twice.items())):
            vocabulary = own and page.path in ("def", f"def/{__version__}")
            yield f"{page.path}/index.html", explain("html") if vocabulary else page.html
            yield f"{page.path}/index.ttl", page.turtle
            yield f"{page.path}/index.jsonld", page.jsonld

    def words(self, predicate: NamedNode) -> Words:
        """What the catalogue says of the data set in both languages."""
        node = Names(self.publication.base).dataset(self.name)
        found = {
            row.object.language: row.object.value
            for row in self.catalog
            if row.subject == node and row.predicate == predicate and isinstance(row.object, Literal)
        }
        first = next(iter(found.values()))
        return Words(found.get("zh", first), found.get("en", first))

    def front(self, site: Site, title: Words) -> str:
        """The page that links to everything."""
        files = [
            {
                "path": quote(dump.path),
                "title": dump.format.title_zh,
                "words": (dump.format.description_zh, dump.format.description_en),
                "size": f"{len(dump.data):,}",
                "sha256": hashlib.sha256(dump.data).hexdigest(),
            }
            for dump in self.dumps
        ]
        return template("site/index.html.jinja").render(
            name=title,
            title=title,
            iri="",
            root="",
            description=self.words(DCT.description),
            documents=site.documents(),
            measures=site.measures(),
            bodies=site.bodies(),
            facts=site.about(Names(self.publication.base).dataset(self.name)),
            files=files,
            about=[{"href": href, "words": words} for href, words in self.links()],
            canonical=self.canonical,
        )

    def links(self) -> Iterator[tuple[str, Words]]:
        yield f"dataset/{self.name}/index.html", Words("数据集说明", "the data set")
        yield "catalog.ttl", Words("目录（DCAT-AP 3）", "catalogue (DCAT-AP 3)")
        yield "void.ttl", Words("统计（VoID）", "statistics (VoID)")
        own = DEFINITIONS.startswith(self.publication.base)
        yield "def/index.html" if own else "ontology.html", Words("词表", "the vocabulary")
        yield "context.jsonld", Words("JSON-LD上下文", "JSON-LD context")
        yield "frame.jsonld", Words("JSON-LD框架", "JSON-LD frame")
        yield "shapes.ttl", Words("校验规则（SHACL）", "shapes (SHACL)")
