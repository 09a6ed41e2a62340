"""Names of things: readable, ASCII, the same for ever, and never shared by two things."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from handmade import NATIONAL, SHA256, handmade
from hypothesis import given
from hypothesis import strategies as st

from fengong.describe import describe
from fengong.errors import GraphError
from fengong.identify import BASE, Names, citation_slug, document_slug, finding_part, measure_parts, safe_key
from fengong.layout import Span
from fengong.model import Citation, Metadata


@pytest.mark.parametrize("base", ["", "fengong", "https://w3id.org/fengong", "https://w3id.org/a b/"])
def test_a_base_that_makes_no_iris_is_refused(base: str) -> None:
    """The message shows a good one."""
    with pytest.raises(GraphError, match=r"w3id\.org/fengong/"):
        describe(handmade(), base)


@pytest.mark.parametrize(
    ("number", "slug"),
    [
        ("津滨政发〔2020〕20号", "jinbinzhengfa-2020-20"),
        ("发改办地区〔2020〕237号", "fagaibandiqu-2020-237"),
        ("发改办地区[2020]237号", "fagaibandiqu-2020-237"),
        ("津发改区域（\uff12020）75号", "jinfagaiquyu-2020-75"),
        ("天津市人民政府令第12号", "tianjinshirenminzhengfuling-12"),
    ],
)
def test_a_document_is_named_by_its_number(number: str, slug: str) -> None:
    """Pinyin, year, number, whatever brackets and widths the file has."""
    assert document_slug(Metadata("title", SHA256, number)) == slug
    assert citation_slug(Citation("title", number, "based-on", Span(0, 1))) == slug


def test_a_document_without_a_number_is_named_by_its_index_or_its_text() -> None:
    """索引号 first, then the digest; a cited one by its title."""
    assert document_slug(Metadata("t", SHA256, index_number="87-6344")) == "idx-87-6344"
    assert document_slug(Metadata("t", SHA256)) == f"sha-{SHA256[:12]}"
    title = hashlib.sha256("若干意见".encode()).hexdigest()[:8]
    assert citation_slug(replace(NATIONAL, title="若干意见", number=None)) == f"t-{title}"


def test_keys_make_safe_names_and_repeats_stay_apart() -> None:
    """A damaged plan may print a number twice, or none, or one in Chinese."""
    assert measure_parts(["1", "2", "1", "", "一"]) == ("m1", "m2", "m1-r2", "p4", "m_4e00")
    assert safe_key("1.2") == "1.2" and safe_key("3-1") == "3-1" and safe_key("a/b") == "_61-2f-62"


@given(st.lists(st.text(max_size=4)))
def test_part_names_are_ascii_and_never_shared(keys: list[str]) -> None:
    """For any keys whatever, each measure has an IRI of its own."""
    names = measure_parts(keys)
    assert len(set(names)) == len(keys)
    assert all(name.isascii() and not set(name) & set(' /#?<>"') for name in names)
    assert [Names().part("d", name).value for name in names] == [f"{BASE}id/doc/d/{name}" for name in names]


@given(st.text(max_size=4), st.text(max_size=4))
def test_two_keys_never_make_one_name(one: str, other: str) -> None:
    """Escaped keys cannot be mistaken for plain ones."""
    assert (safe_key(one) == safe_key(other)) == (one == other)


def test_a_body_that_is_unknown_is_named_by_its_place_and_its_name() -> None:
    """The same name in one place is one body, in two places two; in no known place, one for each document."""
    names = Names()
    here = names.unresolved("120116", "区梦想办", "a-2020-1")
    assert here.value == f"{BASE}id/org/x-120116-{hashlib.sha256('区梦想办'.encode()).hexdigest()[:8]}"
    assert here == names.unresolved("120116", "区梦想办", "b-2020-1")
    other = names.unresolved("120101", "区梦想办", "a-2020-1")
    assert (
        len({here, other, *(names.unresolved(None, "区梦想办", slug) for slug in ("a-2020-1", "b-2020-1"))})
        == 4
    )


def test_spans_and_texts_are_named_by_the_digest_of_the_text() -> None:
    """RFC 5147: characters of one text, never of a changed one."""
    assert Names().span(SHA256, Span(3, 9)).value == f"{BASE}id/text/{SHA256[:16]}#char=3,9"
    assert Names().selector(SHA256, Span(3, 9), "quote").value == f"{BASE}id/text/{SHA256[:16]}#quote-3-9"


def test_a_reform_is_named_by_its_event() -> None:
    """As the registry calls it; whatever else is escaped."""
    assert Names().change("cn-2018-weijianwei").value == f"{BASE}id/change/cn-2018-weijianwei"
    assert Names().change("卫健委").value.isascii()


def test_a_finding_is_named_by_what_it_says_and_where() -> None:
    """Findings keep their names when others come or go."""
    one, other = handmade().findings
    assert finding_part(one) != finding_part(other)
    assert finding_part(one) == finding_part(replace(one, severity="info"))
    assert finding_part(one) != finding_part(replace(one, span=Span(0, 1)))


def test_keys_are_iris_without_their_base_and_kind() -> None:
    """Parts, organizations and places, under any base."""
    for base in (BASE, "urn:x:", "https://example.org/id/"):
        names = Names(base)
        assert names.key(names.part("jinbinzhengfa-2020-20", "m8-a1")) == "jinbinzhengfa-2020-20/m8-a1"
        assert names.key(names.organization("120116-kejiju")) == "120116-kejiju"
        assert names.key(names.area("120116")) == "120116"
