"""Statements composed at random from the grammar come back exactly: bodies, roles, order, open lists."""

from __future__ import annotations

import hashlib

import composed
from hypothesis import given, settings
from hypothesis import strategies as st

from fengong import plan_of
from fengong.extract.bodies import read_bodies
from fengong.extract.names import name_rules
from fengong.flow import Flow, squash
from fengong.model import Document, Plan

LAYOUTS = [
    "{text}（{said}）",
    "{text}（{said}）。",
    "{text}【{said}】",
    "{text}({said})",
    "{text}\n（{said}）",
]


def document(text: str) -> Document:
    """A document of this text."""
    return Document(text, hashlib.sha256(text.encode()).hexdigest(), "utf-8", "test")


def who(plan: Plan) -> list[composed.Said]:
    """(role, name, open) of each measure's bodies."""
    return [[(a.role, a.body.name, a.open) for a in m.assignments] for m in plan.measures]


@given(st.one_of(composed.by_words(), composed.by_labels()))
@settings(max_examples=400, deadline=None)
def test_a_statement_alone_says_what_was_composed(composition: tuple[str, composed.Said]) -> None:
    words, said = composition
    flow = Flow.of(words)
    found = read_bodies(flow, 0, len(flow.chars), "responsible", name_rules())
    assert [(a.role, a.body.name, a.open) for a in found.assignments] == said
    assert [a.position for a in found.assignments] == list(range(1, len(said) + 1))
    assert "".join(flow.chars[a:b] for _, a, b in found.parts) == flow.chars
    assert all(kind != "unexplained" for kind, _, _ in found.parts)


@given(
    st.lists(st.one_of(composed.by_words(), composed.by_labels()), min_size=2, max_size=5),
    st.sampled_from(LAYOUTS),
    st.sampled_from(["{n}.", "{n}．", "{n}、"]),
)
@settings(max_examples=120, deadline=None)
def test_measures_that_end_in_brackets_say_what_was_composed(
    compositions: list[tuple[str, composed.Said]], layout: str, number: str
) -> None:
    lines = [
        number.format(n=n)
        + layout.format(text="推进重点改革事项，完善长效工作机制，提升服务水平。", said=words)
        for n, (words, _) in enumerate(compositions, 1)
    ]
    plan = plan_of(document("某某市实施方案\n一、主要任务\n" + "\n".join(lines)))
    assert who(plan) == [said for _, said in compositions]
    assert [m.number for m in plan.measures] == [str(n) for n in range(1, len(compositions) + 1)]


@given(st.lists(composed.by_labels(), min_size=2, max_size=5), st.booleans())
@settings(max_examples=120, deadline=None)
def test_label_lines_say_what_was_composed_with_and_without_line_breaks(
    compositions: list[tuple[str, composed.Said]], broken: bool
) -> None:
    mark = "\n" if broken else " "
    parts = [f"{n}.完善工作机制，提升服务水平。{mark}{words}" for n, (words, _) in enumerate(compositions, 1)]
    text = mark.join(["某某市关于提升服务水平若干措施的通知", "一、主要任务", *parts])
    plan = plan_of(
        document(text if broken else text + " " + "为全面提升服务水平，按照有关要求制定本措施。" * 30)
    )
    assert who(plan) == [said for _, said in compositions]


@given(st.lists(st.one_of(composed.by_words(), composed.by_labels()), min_size=2, max_size=5))
@settings(max_examples=80, deadline=None)
def test_every_character_of_every_statement_is_accounted_for(
    compositions: list[tuple[str, composed.Said]],
) -> None:
    lines = [f"{n}.推进改革。（{words}）" for n, (words, _) in enumerate(compositions, 1)]
    plan = plan_of(document("\n".join(lines)))
    assert len(plan.ledger) == len(compositions)
    for cell in plan.ledger:
        told = "".join(squash(span.of(plan.text)) for _, span in cell.parts)
        assert told == squash(cell.span.of(plan.text))


@given(
    st.text(
        alphabet="一二（）()【】：:，、。；;1.2牵头责任单位市财政局负责会同由等\n \t各、县人民政府以下均需落实*★《》",
        max_size=300,
    )
)
@settings(max_examples=400, deadline=None)
def test_any_text_reads_without_an_exception_and_spans_hold_the_words(text: str) -> None:
    plan = plan_of(document(text))
    for measure in plan.measures:
        for assignment in measure.assignments:
            words = assignment.body.span.of(plan.text)
            assert squash(words) == squash(assignment.body.name)
    for cell in plan.ledger:
        told = "".join(squash(span.of(plan.text)) for _, span in cell.parts)
        assert told == squash(cell.span.of(plan.text))
