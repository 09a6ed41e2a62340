"""The publisher's settings: read whole, each mistake told in one line with the setting's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from fengong.errors import FengongError, PublicationError
from fengong.publication import Publication, load_publication

NOTICE = Path(__file__).parents[1] / "data/sources/binhai-2020-20/publication.toml"


def load(tmp_path: Path, text: str) -> Publication:
    """Settings from text."""
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return load_publication(file)


def test_the_settings_of_the_notice_are_whole() -> None:
    """Nothing that a portal asks for is missing."""
    found = load_publication(NOTICE)
    assert found.lacks() == ()
    assert (found.name, found.date, found.licence) == ("binhai-2020", "2026-11-25", "CC_BY_4_0")
    assert found.publisher and found.publisher.name["zh"] == "天津市滨海新区人民政府"


def test_no_settings_are_settings_too(tmp_path: Path) -> None:
    """Everything has a default, and what is missing is named."""
    assert load(tmp_path, "") == Publication()
    assert Publication().lacks() == ("date", "publisher", "contact", "place.bbox", "place.centroid")


def test_text_alone_is_chinese(tmp_path: Path) -> None:
    """As most publishers write it."""
    assert load(tmp_path, 'title = "责任图谱"').title == {"zh": "责任图谱"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("titel = 'x'", "titel is no setting"),
        ("name = '滨海'", "name must be Latin"),
        ("base = 'data.example.org'", "base"),
        ("iris = 'pinyin'", 'iris must be "ascii" or "chinese"'),
        ("licence = 'CC BY'", "licence must be a code"),
        ("date = '2026-11-25'", "date must be a date"),
        ("date = 2026-11-25T00:00:00", "date must be a date"),
        ("title = 3", "title must be text"),
        ("title = { fr = 'x' }", "title must be text"),
        ("title = { zh = ' ' }", "title must be text"),
        ("publisher = 'x'", "publisher must be a table"),
        ("[publisher]\nhomepage = 'https://x.cn'", "publisher.name is missing"),
        ("[publisher]\nname = 'x'\nkind = 'Ministry'", "publisher.kind must be one of"),
        ("[publisher]\nname = 'x'\nhomepage = 'x.cn'", "publisher.homepage must be an http"),
        ("[contact]\nname = 'x'", "contact needs a name and an email"),
        ("[contact]\nname = 'x'\nemail = 'x'", "contact.email must be an e-mail"),
        ("[place]\nbbox = '1,2,3,4'", "place.bbox must be WKT"),
        ("[place]\niri = 'Tianjin'", "place.iri must be an http"),
        ("[period]\nstart = 2020-01-01", "period needs a start and a later end"),
        ("[period]\nstart = 2020-01-02\nend = 2020-01-01", "period needs a start and a later end"),
        ("name = ", "not valid TOML"),
    ],
)
def test_a_mistake_is_told_in_one_line_with_its_setting(tmp_path: Path, text: str, told: str) -> None:
    """What is wrong, where, what it should be."""
    with pytest.raises(FengongError, match=told) as caught:
        load(tmp_path, text)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Missing, or not UTF-8."""
    with pytest.raises(PublicationError, match="cannot be read"):
        load_publication(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes("title = '滨海新区'".encode("gbk"))
    with pytest.raises(PublicationError, match="UTF-8"):
        load_publication(tmp_path / "gbk.toml")
