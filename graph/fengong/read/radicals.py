"""Radicals that stand for characters in the text layers of PDF files → the characters themselves.

A font draws 工 and the Kangxi radical U+2F2F with one glyph, and programs that print to PDF
(browsers among them) often note the radical as what the glyph means. No plan means a radical:
the character is what its reader sees. Kangxi radicals and compatibility ideographs have their
characters in Unicode's decompositions; the CJK Radicals Supplement has none, so the ones that
are whole characters are listed here (Unicode, EquivalentUnifiedIdeograph.txt).
"""

from __future__ import annotations

import re
import unicodedata

_SUPPLEMENT = {
    0x2E9D: "月",
    0x2E9F: "母",
    0x2EA0: "民",
    0x2EA7: "牛",
    0x2EA9: "王",
    0x2EAC: "示",
    0x2EAE: "竹",
    0x2EB6: "羊",
    0x2EBB: "聿",
    0x2EBC: "肉",
    0x2EBD: "臼",
    0x2EC1: "虎",
    0x2EC4: "西",
    0x2EC5: "见",
    0x2EC6: "角",
    0x2EC9: "贝",
    0x2ECB: "车",
    0x2ECF: "邑",
    0x2ED1: "長",
    0x2ED3: "长",
    0x2ED4: "门",
    0x2ED7: "雨",
    0x2ED8: "青",
    0x2ED9: "韦",
    0x2EDA: "页",
    0x2EDB: "风",
    0x2EDC: "飞",
    0x2EDD: "食",
    0x2EE2: "马",
    0x2EE3: "骨",
    0x2EE4: "鬼",
    0x2EE5: "鱼",
    0x2EE6: "鸟",
    0x2EE7: "卤",
    0x2EE8: "麦",
    0x2EE9: "黄",
    0x2EEA: "黾",
    0x2EEC: "齐",
    0x2EEE: "齿",
    0x2EF0: "龙",
    0x2EF3: "龟",
}
_STAND_INS = re.compile("[\u2e80-\u2fd5\uf900-\ufaff]")


def meant(text: str) -> str:
    """``text`` with the characters that its radicals and compatibility forms stand for; the same length."""
    return _STAND_INS.sub(lambda found: _character(found.group()), text)


def _character(sign: str) -> str:
    return _SUPPLEMENT.get(ord(sign)) or unicodedata.normalize("NFKC", sign)
