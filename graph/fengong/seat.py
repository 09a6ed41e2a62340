"""The place that an office is of, by its name and the plan that names it: whose 市财政局, whose 南山区教育局.

An office that the registry does not hold is told apart, and known again, by its place and its name there.
"""

from __future__ import annotations

import re

from fengong.flow import squash
from fengong.registry import Registry

# The level a name leans on without saying which place: 区工信局, 市委网信办, 自治区发展改革委. The same
# characters begin words of other meaning: 市场监管局, 区域合作办.
_RELATIVE = re.compile(
    r"(?:[我本全])?(?:(?P<region>自治区)|(?P<level>新区|市(?!场)|区(?!域|块)|省|县(?!域)|州|旗|盟))"
)


def leans(name: str) -> bool:
    """Whether a name says its level and not which place: 市财政局, 本区财政局."""
    return bool(_RELATIVE.match(squash(name)))


def around(registry: Registry, name: str, home: str | None) -> str | None:
    """The place that a name which `leans` means in a document of ``home``: the city around a district.

    None where none of its level is around ``home``, or ``home`` is not known.
    """
    found = _RELATIVE.match(squash(name))
    if found is None or home is None:
        return None
    ending = found["region"] or found["level"]
    return next((code for code in registry.chain(home) if _is_of(registry.areas[code].name, ending)), None)


def _is_of(place: str, ending: str) -> bool:
    """Whether 市, 区 … can mean ``place``: its name ends so, but an autonomous region is no 区."""
    return place.endswith(ending) and (ending != "区" or not place.endswith("自治区"))


def seat(registry: Registry, name: str, home: str | None) -> tuple[str | None, str]:
    """(the place, the name with that place written out) of an office that the registry does not hold.

    市财政局 in a plan of 深圳市南山区 and 深圳市财政局 anywhere: 440300, 深圳市财政局. A name that neither names a place
    nor leans on one stays as it is, in ``home``.
    """
    words = squash(name)
    place, end = registry.place_at(words, home)
    if place is None and (place := around(registry, words, home)):
        leaning = _RELATIVE.match(words)
        end = leaning.end() if leaning else 0
    rest = words[end:]
    # 省级部门 are those of a level, in whatever place.
    known = place and rest and not rest.startswith("级")
    return (place, registry.areas[place].name + rest) if place and known else (home, words)
