"""Documents and measures are linked only by what proves it; what looks alike stays apart and is told."""

from __future__ import annotations

import csv
import io
import re

import pytest
from notices import FUNDS, LOANS, chain, city, district, national, notice, plan, province
from pyoxigraph import RdfFormat

from fengong.cascade import Cascade, Source, encloses
from fengong.describe import describe_all
from fengong.lexicon import rows
from fengong.model import Plan
from fengong.resources import resource
from fengong.store import load_graph
from fengong.titles import LEAST, for_form, same_words, title
from fengong.write import write

CITED = "《国务院关于印发促进中小企业发展工作方案的通知》"


def cascade(*plans: Plan) -> Cascade:
    """The cascade of a graph of these plans."""
    return Cascade.of(load_graph(write(describe_all(plans), "nquads"), RdfFormat.N_QUADS, "test"))


def named(found: Cascade, number: str) -> str:
    """The document with this number."""
    return next(iri for iri, one in found.documents.items() if number in one.numbers)


def sources(found: Cascade, number: str) -> list[tuple[str, str, str]]:
    """(name of the higher document, rule, basis) of a document."""
    return [
        (found.document(one.cited).name, one.rule, one.basis) for one in found.sources(named(found, number))
    ]


def codes(found: Cascade, number: str) -> list[str]:
    """The codes of what was not linked above a document."""
    return [gap.code for gap in found.gaps(named(found, number))]


def links(found: Cascade, number: str) -> list[tuple[str, str, str, str]]:
    """(lower number, upper number, rule, basis) of the links up from a document."""
    return [
        (one.lower.number, one.upper.number, one.rule, one.basis) for one in found.links(named(found, number))
    ]


def provincial(items: dict[str, str]) -> Plan:
    """A plan of the province with these items."""
    head = "安徽省人民政府关于印发促进中小企业发展实施方案的通知"
    return notice(head, "皖政〔2022〕15号", "", items, "安徽省人民政府")


def municipal(items: dict[str, str]) -> Plan:
    """A plan of the city with these items, which is based on the province's by its number."""
    basis = "按照《安徽省人民政府关于印发促进中小企业发展实施方案的通知》(皖政〔2022〕15号),"
    head = "合肥市人民政府关于印发任务清单的通知"
    return notice(head, "合政〔2022〕31号", basis, items, "合肥市人民政府", "2022年4月2日")


def issued(title: str, number: str, basis: str = "", day: str = "2022年3月1日") -> Plan:
    """A plan with one item, of the issuer that its title begins with."""
    return notice(title, number, basis, {FUNDS: "省财政厅牵头"}, title.partition("关于印发")[0], day)


def test_a_chain_of_four_levels_is_linked_by_numbers_and_titles() -> None:
    """A number is stated; a title alone is an inference, and says so."""
    found = cascade(*chain())
    assert sources(found, "皖政〔2022〕15号") == [("国发〔2022〕3号", "number", "stated")]
    assert sources(found, "合政〔2022〕30号") == [("皖政〔2022〕15号", "title", "inferred")]
    assert sources(found, "包政〔2022〕8号") == [("合政〔2022〕30号", "number", "stated")]
    assert [found.document(one).name for one in found.carrying_out(named(found, "皖政〔2022〕15号"))] == [
        "合政〔2022〕30号"
    ]


def test_a_link_of_documents_leads_to_the_words_that_make_it() -> None:
    found = cascade(*chain())
    (source,) = found.sources(named(found, "皖政〔2022〕15号"))
    (place,) = source.places
    assert place.quote == f"{CITED}(国发〔2022〕3号)"
    assert province().text[place.start : place.end] == place.quote


def test_measures_are_linked_by_words_alone_only_as_inferred() -> None:
    found = cascade(*chain())
    assert links(found, "皖政〔2022〕15号") == [("1", "1", "same-words", "inferred")]
    assert links(found, "合政〔2022〕30号") == [("1", "1", "words-contained", "inferred")]
    assert links(found, "包政〔2022〕8号") == [("1", "1", "same-words", "inferred")]


def test_the_words_of_a_link_are_those_of_both_measures() -> None:
    found = cascade(*chain())
    (link,) = found.links(named(found, "合政〔2022〕30号"))
    lower, upper, cited = link.places
    assert (lower.quote.startswith(FUNDS), upper.quote.startswith(FUNDS)) == (True, True)
    assert cited.quote.startswith("《安徽省人民政府")


def test_the_same_title_from_another_province_is_no_basis() -> None:
    """合肥 is in 安徽: a plan of 江西 with the title it cites is another."""
    other = issued("江西省人民政府关于印发促进小微企业发展工作方案的通知", "赣府发〔2022〕9号")
    found = cascade(other, city("按照《促进小微企业发展工作方案》,"))
    assert sources(found, "合政〔2022〕30号") == []
    assert codes(found, "合政〔2022〕30号") == ["not-held"]
    assert links(found, "合政〔2022〕30号") == []


def test_the_title_alone_is_enough_where_the_place_encloses_the_other() -> None:
    found = cascade(province(), city("按照《促进中小企业发展实施方案》,"))
    assert sources(found, "合政〔2022〕30号") == [("皖政〔2022〕15号", "title", "inferred")]


@pytest.mark.parametrize(
    "words", ["根据安徽省人民政府", "按照省委、安徽省人民政府", "贯彻落实安徽省人民政府"]
)
def test_the_issuer_may_stand_between_the_verb_and_the_title(words: str) -> None:
    """It then confirms a title that alone is no document's own."""
    upper = issued("安徽省人民政府关于印发实施方案的通知", "皖政〔2022〕15号")
    found = cascade(upper, city(f"{words}《实施方案》,"))
    assert sources(found, "合政〔2022〕30号") == [("皖政〔2022〕15号", "title", "inferred")]


@pytest.mark.parametrize(("issuer", "linked"), [("国务院", False), ("省政府", True), ("省委、省政府", True)])
def test_another_issuer_before_the_title_means_another_document(issuer: str, linked: bool) -> None:
    found = cascade(province(), city(f"根据{issuer}《促进中小企业发展实施方案》,"))
    assert bool(sources(found, "合政〔2022〕30号")) == linked


@pytest.mark.parametrize("words", ["根据职责分工参照", "按照我市实际修订", "按照上级要求学习"])
def test_other_words_between_the_verb_and_the_title_make_no_basis(words: str) -> None:
    found = cascade(province(), city(f"{words}《促进中小企业发展实施方案》(皖政〔2022〕15号),"))
    assert sources(found, "合政〔2022〕30号") == []


def test_a_title_that_any_plan_may_bear_needs_its_issuer() -> None:
    """《实施方案》 alone is no name; 安徽省人民政府《实施方案》 is."""
    upper = issued("安徽省人民政府关于印发实施方案的通知", "皖政〔2022〕15号")
    alone = cascade(upper, city("按照《实施方案》,"))
    assert sources(alone, "合政〔2022〕30号") == [] and codes(alone, "合政〔2022〕30号") == ["title-alone"]
    told = cascade(upper, city("按照《安徽省人民政府关于印发实施方案的通知》,"))
    assert sources(told, "合政〔2022〕30号") == [("皖政〔2022〕15号", "title", "inferred")]


def test_a_number_of_another_year_is_another_document() -> None:
    found = cascade(national("国发〔2021〕3号"), province())
    assert sources(found, "皖政〔2022〕15号") == []
    assert codes(found, "皖政〔2022〕15号") == ["number-differs"]
    assert links(found, "皖政〔2022〕15号") == []


def test_another_number_of_the_same_year_is_another_document() -> None:
    found = cascade(national("国发〔2022〕4号"), province())
    assert sources(found, "皖政〔2022〕15号") == [] and codes(found, "皖政〔2022〕15号") == ["number-differs"]


def test_a_page_without_its_number_but_of_another_year_is_another_document() -> None:
    page = plan(f"成文日期: 2022-01-05\n{national(None).text}")
    assert page.document.written == "2022-01-05"
    for number, linked in (("国发〔2021〕3号", False), ("国发〔2022〕3号", True)):
        found = cascade(page, province(f"根据{CITED}({number}),"))
        assert bool(sources(found, "皖政〔2022〕15号")) == linked


def test_a_page_without_its_number_is_found_by_its_title() -> None:
    found = cascade(national(None), province())
    assert [one[1:] for one in sources(found, "皖政〔2022〕15号")] == [("title", "inferred")]


def test_two_numbers_that_sound_alike_are_not_taken_for_one() -> None:
    """和政 and 合政 have one IRI, as their letters are the same."""
    lower = district("根据《和县人民政府关于印发促进中小企业发展任务清单的通知》(和政〔2022〕30号),")
    found = cascade(city(), lower)
    assert sources(found, "包政〔2022〕8号") == [] and codes(found, "包政〔2022〕8号") == ["number-shared"]


@pytest.mark.parametrize("form", ["的格式", "体例", "所附格式"])
def test_a_plan_named_for_its_form_is_no_basis(form: str) -> None:
    found = cascade(national(), province(f"按照{CITED}(国发〔2022〕3号){form},"))
    assert sources(found, "皖政〔2022〕15号") == []
    assert links(found, "皖政〔2022〕15号") == []


def test_two_documents_of_one_title_give_no_link_but_a_gap() -> None:
    first = province()
    second = issued("安徽省财政厅关于印发促进中小企业发展实施方案的通知", "皖财〔2022〕7号")
    found = cascade(first, second, city("按照《促进中小企业发展实施方案》,"))
    (gap,) = found.gaps(named(found, "合政〔2022〕30号"))
    assert (gap.code, len(gap.candidates)) == ("title-shared", 2)
    assert links(found, "合政〔2022〕30号") == []


def test_the_issuer_tells_two_documents_of_one_title_apart() -> None:
    second = issued("安徽省财政厅关于印发促进中小企业发展实施方案的通知", "皖财〔2022〕7号")
    found = cascade(province(), second, city())
    assert sources(found, "合政〔2022〕30号") == [("皖政〔2022〕15号", "title", "inferred")]


def test_a_later_document_is_no_basis() -> None:
    later = issued(
        "安徽省人民政府关于印发促进中小企业发展实施方案的通知", "皖政〔2023〕1号", day="2023年1月1日"
    )
    assert sources(cascade(later, city()), "合政〔2022〕30号") == []


def test_measures_of_documents_that_do_not_cite_each_other_are_not_linked() -> None:
    found = cascade(national(), province(""))
    assert links(found, "皖政〔2022〕15号") == []


def test_words_that_are_only_like_each_other_are_not_linked() -> None:
    like = municipal({LOANS.replace("降低", "压降"): "市财政局牵头"})
    assert links(cascade(province(), like), "合政〔2022〕31号") == []


def test_words_held_inside_other_words_may_say_the_contrary() -> None:
    """不再加大… holds 加大… letter for letter and is no part of it."""
    found = cascade(provincial({FUNDS: "省财政厅牵头"}), municipal({f"不再{FUNDS}": "市财政局牵头"}))
    assert sources(found, "合政〔2022〕31号") and links(found, "合政〔2022〕31号") == []


def test_what_others_call_a_document_is_not_its_title() -> None:
    """One cites 国发〔2022〕3号 under the title of another plan; who cites that title alone does not mean it."""
    basis = "根据《国务院关于印发一件完全不相干的旧事情工作方案的通知》(国发〔2022〕3号),"
    slip = issued("安徽省人民政府关于印发甲任务分工的通知", "皖政〔2022〕1号", basis)
    found = cascade(national(), slip, city("按照《国务院关于印发一件完全不相干的旧事情工作方案的通知》,"))
    assert found.document(named(found, "国发〔2022〕3号")).title == national().document.title
    assert sources(found, "合政〔2022〕30号") == []


def test_short_words_that_stand_in_every_plan_are_not_linked() -> None:
    short = {"加强组织领导": "省财政厅负责"}
    upper = provincial(short)
    lower = municipal(short)
    found = cascade(upper, lower)
    assert sources(found, "合政〔2022〕31号") and links(found, "合政〔2022〕31号") == []


def test_two_higher_measures_of_the_same_words_give_no_link_but_a_gap() -> None:
    twice = {f"{FUNDS},支持改造": "省财政厅牵头", f"{FUNDS},支持创新": "省科技厅牵头"}
    upper = provincial(twice)
    lower = municipal({FUNDS: "市财政局牵头"})
    found = cascade(upper, lower)
    assert links(found, "合政〔2022〕31号") == [] and codes(found, "合政〔2022〕31号") == ["words-shared"]


def test_bodies_belong_to_their_own_measure() -> None:
    found = cascade(national())
    first, second = found.measures(named(found, "国发〔2022〕3号"))
    assert [(one.name, one.role) for one in found.bodies(first)][:2] == [
        ("财政部", "lead"),
        ("工业和信息化部", "cooperate"),
    ]
    assert {one.name for one in found.bodies(second)} == {"工业和信息化部"}


def test_a_source_is_the_same_in_whatever_order_the_plans_are_read() -> None:
    def told(plans: list[Plan]) -> list[Source]:
        found = cascade(*plans)
        return [source for document in sorted(found.documents) for source in found.sources(document)]

    assert told(chain()) == told(chain()[::-1])


@pytest.mark.parametrize("name", ["title_frames", "form_citations"])
def test_the_rules_are_in_canonical_form(name: str) -> None:
    """As the csv module writes them, so that a change is seen as one."""
    text = resource(f"data/registry/{name}.csv").read_text("utf-8")
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(csv.reader(io.StringIO(text, newline="")))
    assert file.getvalue() == text
    assert all(row["source"] and row["decoy"] for row in rows(name))


@pytest.mark.parametrize("row", rows("title_frames"), ids=lambda row: row["frame"])
def test_each_frame_trims_its_example_and_spares_its_decoy(row: dict[str, str]) -> None:
    assert title(row["example"]).core == row["core"]
    assert re.fullmatch(row["pattern"], row["decoy"]) is None


@pytest.mark.parametrize("row", rows("form_citations"), ids=lambda row: row["place"])
def test_each_word_of_form_marks_its_example_and_spares_its_decoy(row: dict[str, str]) -> None:
    def told(words: str) -> bool:
        before, _, rest = words.partition("《")
        return for_form(before, rest.partition("》")[2])

    assert told(row["example"]) and not told(row["decoy"])


@pytest.mark.parametrize(
    ("words", "issuer", "core"),
    [
        ("国务院关于印发《某方案》的通知", "国务院", "某方案"),
        (
            "浙江省人民政府印发关于支持人工智能创新发展若干措施的通知",
            "浙江省人民政府",
            "支持人工智能创新发展若干措施",
        ),
        ("关于支持人工智能创新发展若干措施", "", "支持人工智能创新发展若干措施"),
        ("某省人民政府关于规范信息发布的通知", "某省人民政府", "规范信息发布的通知"),
        ("某方案（试行）", "", "某方案(试行)"),
        (
            "发改委办公厅印发<关于支持新区的指导意见>分工方案的通知",
            "发改委办公厅",
            "支持新区的指导意见分工方案",
        ),
    ],
)
def test_titles_are_taken_apart(words: str, issuer: str, core: str) -> None:
    assert (title(words).issuer, title(words).core) == (issuer, core)


def test_a_forwarded_plan_is_not_the_notice_that_forwards_it() -> None:
    assert (
        title("某省人民政府转发国务院关于印发某方案的通知").core != title("国务院关于印发某方案的通知").core
    )


def test_places_enclose_by_their_codes() -> None:
    assert encloses("cn", "340100") and encloses("340000", "340111") and encloses("340100", "340111")
    assert (
        not encloses("360000", "340111") and not encloses("340111", "340100") and not encloses("", "340100")
    )


def test_the_same_words_need_their_length() -> None:
    assert same_words("字" * LEAST, "字" * LEAST + ",此") and not same_words("字" * (LEAST - 1), "字" * LEAST)
    assert not same_words("不" + "字" * LEAST, "字" * LEAST) and same_words(
        "不," + "字" * LEAST, "字" * LEAST
    )
    assert same_words("一二三四五六七八九十一二三四五，六。", "一二三四五六七八九十一二三四五,六")


def test_a_district_that_only_mentions_a_plan_carries_nothing_out() -> None:
    """参照 is no 根据: the document refers to the plan and is not based on it."""
    found = cascade(
        city(), district("参照《合肥市人民政府关于印发促进中小企业发展任务清单的通知》(合政〔2022〕30号),")
    )
    assert sources(found, "包政〔2022〕8号") == []
