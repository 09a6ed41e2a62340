"""The curated registry: places, organizations, their written names, collectives, and where each name holds.

It is read from data/registry/{areas,organizations,names,collectives,members,collective_words,identifiers,
changes}.csv and checked while it is read. A name holds in a place (``within``): 市财政局 means one bureau in
Tianjin and another in Baotou, and none where the place is unknown. Put the files into their one written form
with ``python -m fengong.registry --canonical``.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from fengong import assemble
from fengong.assemble import Area, Name, Word
from fengong.curate import read_records, repair
from fengong.errors import RegistryError
from fengong.flow import squash
from fengong.organization import Change, Organization
from fengong.resources import resource
from fengong.succession import changes

# 关于印发《…》, 印发…: what a title says before the place; nothing else is skipped, since 关于支持浙江省…
# names whom it is about, not who issues it.
_LEAD = re.compile(r"^(?:(?:关于)?(?:印发|转发|公布|发布)|[《<\"“])+")
_KIND_OF_PLACE = re.compile(r"(?:特别行政区|自治[区州县旗]|[省市区县州旗盟]|地区|林区|新区)$")
_OFFICES = frozenset({"公安"})
"""Places whose names begin those of offices everywhere (公安县, 公安局)."""
_PARTY = re.compile(r"^(?:中共|中国共产党)")


@dataclass(frozen=True, eq=False)
class Registry:
    """Everything curated; made by `load`. ``organizations`` holds the collectives too, kind "collective"."""

    areas: Mapping[str, Area]
    organizations: Mapping[str, Organization]
    names: tuple[Name, ...]
    words: tuple[Word, ...]
    changes: tuple[Change, ...] = ()

    @cached_property
    def _index(self) -> Mapping[str, tuple[Name, ...]]:
        index: dict[str, tuple[Name, ...]] = {}
        for name in self.names:
            index[name.name] = (*index.get(name.name, ()), name)
        return index

    @cached_property
    def _spelled(self) -> Mapping[str, tuple[str, ...]]:
        """The places that a word may stand for; only provinces have short forms that are sure (天津)."""
        spelled: dict[str, tuple[str, ...]] = {}
        for area in self.areas.values():
            forms = {area.name, area.short} if area.level == "provincial" else {area.name}
            for form in sorted(forms) if area.parent else ():
                spelled[form] = (*spelled.get(form, ()), area.code)
        return spelled

    def chain(self, code: str) -> tuple[str, ...]:
        """The place itself, then the places it lies in up to "cn". Raises RegistryError if there is none."""
        found: list[str] = []
        while code:
            if code not in self.areas:
                raise RegistryError(f"no area {code!r} in areas.csv: use 'cn' or a GB/T 2260 code it holds")
            found.append(code)
            code = self.areas[code].parent
        return tuple(found)

    def candidates(self, name: str, home: str | None) -> tuple[str, ...]:
        """Sorted ids of the organizations that ``name`` may mean in a document of ``home``.

        ``home`` is an area's code, or None where the place is unknown: then only names that hold anywhere.
        """
        return _candidates(self, name, home)

    def known_names(self) -> tuple[str, ...]:
        """All written forms, sorted, those of collectives and full names included, wherever they hold."""
        return tuple(sorted(self._index))

    def is_known(self, name: str) -> bool:
        """Whether ``name`` is a written form of some organization in some place."""
        return squash(name) in self._index

    def is_collective(self, name: str) -> bool:
        """Whether ``name`` stands for a set: a known one, or an unknown name with the words of one."""
        return _is_collective(self, name)

    def named(self, words: str) -> tuple[Name, ...]:
        """The written forms that are exactly ``words`` (folded, without white space)."""
        return self._index.get(words, ())

    def area_of(self, text: str) -> str | None:
        """The place that an issuer's name or a title begins with, None if it names none or several.

        天津市滨海新区人民政府 → 120116, 国务院办公厅 → cn, 朝阳区人民政府 → None (there are three).
        A central body followed by a place (国家税务总局安徽省税务局) is of that place.
        """
        words = _LEAD.sub("", squash(text))
        return self._place(words) or self._place(_PARTY.sub("", words))

    def place_at(self, words: str, home: str | None) -> tuple[str | None, int]:
        """The finest place that ``words`` begin with, and where it ends; of several of one name that near ``home``.

        南山区教育局 in a plan of Shenzhen → 440305, 3; nothing where none can be told.
        """
        return self._area_at(words, 0, home)

    def names_place(self, name: str) -> bool:
        """Whether a name says its place itself: one begins it (芜湖海事局), or a province stands in it (民航安徽监管局)."""
        provinces, stems = self._stems
        starts = any(name[:size] in stems for size in range(2, 6))
        return starts or any(name[at : at + size] in provinces for size in (2, 3) for at in range(len(name)))

    @cached_property
    def _stems(self) -> tuple[frozenset[str], frozenset[str]]:
        """The places' names without the word for what they are: provinces, all of them."""
        places = [area for area in self.areas.values() if area.parent]
        stems = {_KIND_OF_PLACE.sub("", area.name) for area in places} - _OFFICES
        return frozenset(a.short for a in places if a.level == "provincial"), frozenset(
            s for s in stems if len(s) > 1
        )

    def _place(self, words: str) -> str | None:
        body, code = self._body_at(words)
        place, end = self._area_at(words, 0)
        if body < end or code is None:
            return place
        return self._area_at(words, body)[0] or code if code == "cn" else code

    def _body_at(self, words: str) -> tuple[int, str | None]:
        """Length and area of the longest name that holds anywhere and begins ``words``."""
        for end in range(min(len(words), 60), 1, -1):
            if words[:end].endswith("部") and words[end:].startswith("门"):
                continue  # 交通部门 is not 交通部
            found = self.candidates(words[:end], None)
            if len(places := {self.organizations[id_].area for id_ in found}) == 1:
                return end, places.pop()
        return 0, None

    def _area_at(self, words: str, start: int, near: str | None = None) -> tuple[str | None, int]:
        """The finest place spelled out at ``start``, each lying in the one before it, and where it ends."""
        place: str | None = None
        size = 15  # characters; the longest names of places in areas.csv have fewer
        while size > 1:
            codes = self._spelled.get(words[start : start + size], ())
            inside = [code for code in codes if place is None or place in self.chain(code)[1:]]
            if len(inside) > 1 and near:
                inside = [code for code in inside if near in self.chain(code) or code in self.chain(near)]
            if len(inside) > 1:
                return place, start
            if inside:
                place, start, size = inside[0], start + size, 16
            size -= 1
        return place, start


@lru_cache(maxsize=65536)
def _candidates(registry: Registry, name: str, home: str | None) -> tuple[str, ...]:
    chain = registry.chain(home) if home else ()
    hits = registry.named(squash(name))
    return tuple(sorted({hit.organization for hit in hits if _holds(hit, home, chain)}))


@lru_cache(maxsize=65536)
def _is_collective(registry: Registry, name: str) -> bool:
    words = squash(name)
    if known := registry.named(words):
        return all(registry.organizations[hit.organization].kind == "collective" for hit in known)
    return any(word.marks(words) for word in registry.words)


def _holds(name: Name, home: str | None, chain: Sequence[str]) -> bool:
    if name.form == "elided":
        return name.within == home
    return not name.within or name.within in chain


@lru_cache(maxsize=8)
def load(folder: Path | None = None) -> Registry:
    """The registry in ``folder``, by default the one that ships with fengong.

    Raises RegistryError naming file and line where a record breaks the form of the registry.
    """
    here = folder or resource("data/registry")
    areas = assemble.areas(read_records(here, "areas"))
    singles, sets = read_records(here, "organizations"), read_records(here, "collectives")
    assemble.check_ids([*singles, *sets], areas)
    members = assemble.members(read_records(here, "members"), singles, sets)
    bodies = assemble.with_identifiers(assemble.organizations(singles), read_records(here, "identifiers"))
    organizations = bodies | assemble.collectives(sets, members)
    names = assemble.names(read_records(here, "names"), singles, sets, areas)
    return Registry(
        areas=areas,
        organizations=assemble.with_names(organizations, names),
        names=(*names, *assemble.placed(names, areas), *assemble.relative(names, bodies, areas)),
        words=assemble.words(read_records(here, "collective_words")),
        changes=changes(read_records(here, "changes"), bodies),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m fengong.registry --canonical``: put the registry's files into their one written form."""
    parser = argparse.ArgumentParser(prog="python -m fengong.registry", description=__doc__)
    parser.add_argument(
        "--canonical", action="store_true", required=True, help="rewrite what is not canonical"
    )
    parser.add_argument("folder", nargs="?", type=Path, default=resource("data/registry"))
    options = parser.parse_args(arguments)
    try:
        for path in repair(options.folder):
            print(f"rewritten: {path.name}")
        load(options.folder)
    except RegistryError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
