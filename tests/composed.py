"""Statements composed at random from the grammar, with what they say: for property tests."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

RANKS = ["省", "市", "区", "县", "州"]
OFFICES = [
    "财政局", "发展改革委", "工业和信息化局", "人力资源和社会保障局", "住房和城乡建设局", "文化和旅游局", "教育局", "公安局",
    "科技局", "商务局", "市场监管局", "卫生健康委", "司法局", "审计局", "统计局", "医保局", "政府办公室", "委组织部",
    "委宣传部", "委网信办", "总工会", "妇联", "残联", "税务局", "气象局", "供销社", "消防救援支队", "大数据中心",
]  # fmt: skip
OTHERS = [
    "财政部", "国家发展改革委", "海关总署", "中国证监会", "人民银行某某市中心支行", "某某海关", "国网某某供电公司", "某某城投集团",
    "某某大学", "各有关部门", "各区县政府", "各市、县（市、区）人民政府", "各镇人民政府", "各开发区管委会", "省级有关部门",
]  # fmt: skip
PHRASES = {
    "lead": ["牵头", "牵头负责", "负责牵头", "主办"],
    "responsible": ["负责", "按职责分工负责", "按照各自职责分别负责", "共同负责", "承办"],
    "cooperate": ["配合", "积极配合", "参与", "参加", "协助", "按职责分工配合", "协办"],
    "guide": ["指导"],
    "implement": ["落实", "组织实施", "负责落实"],
}
LABELS = {
    "lead": ["牵头单位", "牵头部门", "牵头责任单位"],
    "responsible": ["责任单位", "责任部门", "主要责任单位"],
    "cooperate": ["配合单位", "参与单位", "协办部门"],
    "guide": ["指导单位"],
    "implement": ["落实单位"],
}
ENDS = ["等", "等部门", "等有关单位", "等相关部门"]

names = st.one_of(
    st.builds(str.__add__, st.sampled_from(RANKS), st.sampled_from(OFFICES)), st.sampled_from(OTHERS)
)


@dataclass(frozen=True)
class Run:
    """Bodies with one role; ``open`` where the list is left open."""

    role: str
    names: tuple[str, ...]
    open: bool
    words: str  # the phrase or label that states the role


Said = list[tuple[str, str, bool]]


def said(runs: list[Run]) -> Said:
    """(role, name, open) of every body, in order."""
    return [(run.role, name, run.open) for run in runs for name in run.names]


@st.composite
def runs(draw: st.DrawFn, words: dict[str, list[str]]) -> list[Run]:
    """One to three runs of different roles, all bodies different; ``words`` by role."""
    roles = draw(st.lists(st.sampled_from(sorted(words)), min_size=1, max_size=3, unique=True))
    pool = draw(st.lists(names, min_size=len(roles), max_size=9, unique=True))
    found, left = [], pool
    for place, role in enumerate(roles):
        count = draw(st.integers(1, max(1, len(left) - (len(roles) - place - 1))))
        found.append(Run(role, tuple(left[:count]), draw(st.booleans()), draw(st.sampled_from(words[role]))))
        left = left[count:]
    return found


def in_words(draw: st.DrawFn, found: list[Run]) -> str:
    """A、B牵头，C、D等部门配合."""
    comma = draw(st.sampled_from(["，", ","]))
    return comma.join(_list(draw, run) + run.words for run in found)


def in_labels(draw: st.DrawFn, found: list[Run]) -> str:
    """牵头单位：A、B；配合单位：C、D等."""
    mark, colon = draw(st.sampled_from(["；", ";", "，"])), draw(st.sampled_from(["：", ":"]))
    return mark.join(run.words + colon + _list(draw, run) for run in found)


def _list(draw: st.DrawFn, run: Run) -> str:
    return "、".join(run.names) + (draw(st.sampled_from(ENDS)) if run.open else "")


@st.composite
def by_words(draw: st.DrawFn) -> tuple[str, Said]:
    """A statement by role phrases, and what it says."""
    found = draw(runs(PHRASES))
    return in_words(draw, found), said(found)


@st.composite
def by_labels(draw: st.DrawFn) -> tuple[str, Said]:
    """A statement by labels, and what it says."""
    found = draw(runs(LABELS))
    return in_labels(draw, found), said(found)
