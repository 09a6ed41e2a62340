"""Plain questions → named queries, by templates (data/registry/questions.csv); no guessing.

A question that fits no template is not understood and said to be so, with what can be asked; a
question that fits but has an empty answer is answered "the document does not say".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from fengong.flow import squash
from fengong.lexicon import rows
from fengong.numerals import chinese_number

_MEASURE = r"(?:第|no\.?|number|measure|措施|row|item|#)?(?P<measure>\d{1,4}|[一二三四五六七八九十]{1,3})(?:条|项|号|行|款)?(?:具体)?(?:措施|任务|工作)?"
_BODY = r"(?P<body>(?!谁|哪|什么|有什么)[\u3400-\u9fff][\u3400-\u9fffA-Za-z()（）]{1,40}?)"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: an intent, the language, and the measure or body it is asked of."""

    intent: str
    lang: str
    measure: str | None = None
    body: str | None = None


@lru_cache(maxsize=1)
def _templates() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple(
        (row["intent"], row["lang"], re.compile(_fill(row["pattern"]), re.IGNORECASE))
        for row in rows("questions")
    )


def _fill(pattern: str) -> str:
    # Questions are compared without white space, so the templates' own spaces go too.
    return pattern.replace("{measure}", _MEASURE).replace("{body}", _BODY).replace(" ", "")


def understand(question: str) -> Question | None:
    """The question as an intent and what it is asked of, or None where no template fits all of it."""
    words = squash(question)[:_LONGEST].rstrip("?？。.!！")
    for intent, lang, pattern in _templates():
        match = pattern.fullmatch(words)
        if match:
            found = match.groupdict()
            return Question(intent, lang, _arabic(found.get("measure")), found.get("body"))
    return None


def measure_key(words: str) -> str:
    """The number in what people call a measure (第8条, 第八项措施, measure 8); any other words as they are."""
    found = re.fullmatch(_MEASURE, squash(words), re.IGNORECASE)
    return _arabic(found["measure"]) or words if found else words


def language(question: str) -> str:
    """en where the question begins with a Latin letter, else zh."""
    return "en" if re.match(r"\s*[A-Za-z]", question) else "zh"


def examples(lang: str) -> tuple[str, ...]:
    """One example of each kind of question that can be asked in ``lang``."""
    found: dict[str, str] = {}
    for row in rows("questions"):
        if row["lang"] == lang:
            found.setdefault(row["intent"], row["example"])
    return tuple(found.values())


def _arabic(number: str | None) -> str | None:
    if number is None or number.isdigit():
        return str(int(number)) if number else None
    return str(chinese_number(number))
