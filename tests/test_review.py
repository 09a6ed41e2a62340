"""What people decide about names is honoured on every run, where it holds and nowhere else, and never forgotten as theirs."""

from __future__ import annotations

import csv
import io
import json
import pickle
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from fengong import plan_of, read_plan
from fengong.cli import main
from fengong.decide import decisions
from fengong.describe import compact, describe
from fengong.describe_making import registry_digest
from fengong.errors import RegistryError
from fengong.exemplify import Example, exemplify
from fengong.model import Mention, Plan
from fengong.partition import Job
from fengong.read import read_bytes
from fengong.registry import load
from fengong.resolve import resolve
from fengong.review import CHOSEN, NEEDED, TOLD, Review, Reviews, current, files, read_reviews, using
from fengong.serialise import plan_record
from fengong.store import UNION, Graph, Store, open_graph
from fengong.terms import FG
from fengong.waiting import waiting

BINHAI, TIANJIN, ANHUI = "天津市滨海新区人民政府", "天津市人民政府", "安徽省人民政府"
WUHU, BAOTOU = "芜湖市人民政府", "包头市人民政府"
NUMBERS = {
    BINHAI: "津滨政发〔2020〕7号",
    TIANJIN: "津政发〔2020〕7号",
    ANHUI: "皖政〔2020〕7号",
    WUHU: "芜政〔2020〕7号",
    BAOTOU: "包府发〔2020〕7号",
}
HEAD = ",".join(NEEDED)
NOTICE = Path(__file__).parents[1] / "data/sources/binhai-2020-20/notice.txt"
TEDA, GROUP = "天津泰达投资控股有限公司", "120116-taida-jituan"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test works in a folder of its own, without decisions."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FENGONG_REVIEWS", raising=False)


def text(issuer: str, duty: str, number: str | None = None) -> str:
    """A short plan."""
    return f"{issuer}关于印发工作分工方案的通知\n{number or NUMBERS[issuer]}\n各部门：\n一、办好实事。（{duty}）\n{issuer}\n2020年9月1日\n"


def read(issuer: str, duty: str, *reviews: Review) -> Plan:
    """Its plan under these decisions."""
    with using(Reviews(reviews)):
        return plan_of(read_bytes(text(issuer, duty).encode(), "plan.txt"))


def meant(issuer: str, name: str, *reviews: Review) -> str:
    """Whom ``name`` means in a plan of ``issuer``: an id, else what the body is called."""
    (measure,) = read(issuer, f"{name}负责", *reviews).measures
    body = measure.assignments[0].body
    return body.organization or f"?{body.read_as}"


def said(mention: str, verdict: str, organisation: str = "", **more: str) -> Review:
    """A decision."""
    fields = {"who": "张三", "when": "2026-11-30", "why": "电话核实"} | more
    return Review(mention, verdict, organisation, **fields)  # type: ignore[arg-type]


def command(*words: object) -> Result:
    """What a run says."""
    return CliRunner().invoke(main, [*map(str, words)], catch_exceptions=False)


def reviewed(*lines: str, name: str = "a.csv") -> None:
    """Put decisions where every run looks for them."""
    Path("data/reviews").mkdir(parents=True, exist_ok=True)
    Path("data/reviews", name).write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")


# What a decision does


def test_without_a_decision_an_ambiguous_name_stays_so() -> None:
    """The ground of the tests below."""
    body = read(BINHAI, "泰达集团负责").measures[0].assignments[0].body
    assert body.unresolved is not None
    assert body.unresolved.reason == "ambiguous"
    assert len(body.unresolved.candidates) == 2


@pytest.mark.parametrize("organisation", [GROUP, "天津泰达集团有限公司"])
def test_is_says_who_is_meant(organisation: str) -> None:
    """By an id of the registry or by a full name."""
    assert meant(BINHAI, "泰达集团", said("泰达集团", "is", organisation)) == GROUP


def test_is_not_leaves_the_others() -> None:
    """Of two candidates the other one; of none of them nobody."""
    one, two = said("泰达集团", "is not", GROUP), said("泰达集团", "is not", TEDA)
    assert meant(BINHAI, "泰达集团", one) == "120000-taida-konggu"
    assert meant(BINHAI, "泰达集团", one, two) == "?泰达集团"


def test_is_not_takes_away_what_the_registry_was_sure_of() -> None:
    """The registry's one candidate too."""
    assert meant(BINHAI, "区工信局") == "120116-gongxinju"
    assert meant(BINHAI, "区工信局", said("区工信局", "is not", "120116-gongxinju")) == "?区工信局"


def test_is_goes_before_the_registry() -> None:
    """A person knows better."""
    assert meant(BINHAI, "区工信局", said("区工信局", "is", "120116-kejiju")) == "120116-kejiju"


def test_unsure_decides_nothing() -> None:
    """It only says that somebody has looked."""
    assert meant(BINHAI, "泰达集团", said("泰达集团", "unsure")) == "?泰达集团"
    assert meant(BINHAI, "区工信局", said("区工信局", "unsure")) == "120116-gongxinju"


def test_two_spellings_of_a_body_outside_the_registry_are_made_one() -> None:
    """By its full name with its place: one node for both, which stays one that the registry does not hold."""
    full = "芜湖市工业和信息化局"
    reviews = (said("市经信局", "is", full), said("芜湖市工信局", "is", full))
    plans = [read(WUHU, f"{name}负责", *reviews) for name in ("市经信局", "市工信局")]
    nodes = [{q.object for q in compact(p) if q.predicate == FG.responsibleBody} for p in plans]
    assert nodes[0] == nodes[1]
    (body,) = [a.body for p in plans[:1] for a in p.measures[0].assignments]
    assert (body.name, body.read_as, body.organization) == ("市经信局", full, None)
    assert not [f for p in plans for f in p.findings if f.code == "unresolved-name"]


def test_a_body_outside_the_registry_is_that_of_its_own_place() -> None:
    """北京市朝阳区教育局 named in a plan of 长春, which has a 朝阳区 too: the participant is the body that was decided."""
    review = said("市朝教局", "is", "北京市朝阳区教育局", place="220100")
    issuer = "长春市人民政府"
    text_ = f"{issuer}关于印发工作分工方案的通知\n长府发〔2020〕7号\n各部门：\n一、办好实事。（市朝教局负责）\n{issuer}\n2020年9月1日\n"
    with using(Reviews((review,))):
        quads = [*compact(plan_of(read_bytes(text_.encode(), "plan.txt")))]
    (body,) = {q.object for q in quads if q.predicate == FG.responsibleBody}
    assert {body} == {q.object for q in quads if q.predicate == FG.reviewedBody}
    assert "/x-110105-" in str(body)


@pytest.mark.parametrize(
    ("words", "known"),
    [("滨海新区发改委", "120116-fagaiwei"), ("天津市天津市财政局", "120000-caizhengju")],
)
def test_a_body_of_the_registry_is_found_by_a_name_that_it_writes_otherwise(words: str, known: str) -> None:
    """And no second one made of it; a name that several have is refused."""
    assert meant(BINHAI, "区梦改局", said("区梦改局", "is", words, place="120116")) == known


def test_the_tasks_of_a_higher_plan_are_decided_apart() -> None:
    """A decision of the district's plan says nothing of the ministries it quotes; one of the central place does."""

    def ministries(*reviews: Review) -> list[str | None]:
        with using(Reviews(reviews)):
            plan = read_plan(NOTICE)
        return [a.body.organization for m in plan.measures if m.task for a in m.task.bodies]

    number, before = "津滨政发〔2020〕20号", ministries()
    for more in ({"document": number}, {"place": "120116"}, {"document": number, "place": "120116"}):
        assert ministries(said("科技部", "is", "120116-kejiju", **more)) == before
    assert ministries(said("科技部", "is", "cn-jiaoyubu", place="全国")) != before
    assert ministries(said("科技部", "is", "cn-jiaoyubu", document=number)) != before


def test_an_unknown_ministry_of_the_tasks_is_listed_and_decided_as_central() -> None:
    """The sheet says "cn", and what it decides is gone at the next reading."""
    words = NOTICE.read_text(encoding="utf-8").replace("知识产权局", "国家梦统计局")
    document = read_bytes(words.encode(), "notice.txt")

    def central(*reviews: Review) -> list[Example]:
        with using(Reviews(reviews)):
            found = examples(plan_of(document))
        return [one for one in found if one.waiting.place == "cn"]

    (one,) = central()
    assert one.waiting.mention == "国家梦统计局"
    assert central(said("国家梦统计局", "is", "国家统计局", place=one.waiting.place)) == []


def test_a_name_is_known_with_its_place_written_out_or_as_it_stands() -> None:
    """The list gives 芜湖市工信局, the plan 市工信局."""
    for mention in ("市工信局", "芜湖市工信局"):
        assert meant(WUHU, "市工信局", said(mention, "is", "芜湖市工业和信息化局")) == "?芜湖市工业和信息化局"


def test_a_decision_follows_a_prefix_given_once() -> None:
    """省发展改革委、财政厅: the second is 省财政厅."""
    review = said("省财政厅", "is", "安徽省财政厅（局）")
    (measure,) = read(ANHUI, "省发展改革委、财政厅负责", review).measures
    assert [a.body.read_as for a in measure.assignments] == ["省发展改革委", "安徽省财政厅(局)"]


# Where it holds


def test_a_decision_holds_in_the_place_of_its_organization() -> None:
    """市工信局 of 芜湖 is not that of 包头, nor of Tianjin, which the registry knows."""
    review = said("市工信局", "is", "芜湖市工业和信息化局")
    assert meant(BAOTOU, "市工信局", review) == "?市工信局"
    assert meant(TIANJIN, "市工业和信息化局", review).startswith("120000-")


@pytest.mark.parametrize("place", ["340200", "芜湖市", "安徽省芜湖市"])
def test_a_place_keeps_cities_apart(place: str) -> None:
    """By code or name: the issuer's, or the one that the name is of."""
    review = said("泰达集团", "is", TEDA, place=place)
    assert meant(WUHU, "泰达集团", review) == "120000-taida-konggu"
    assert meant(BAOTOU, "泰达集团", review) == "?泰达集团"
    assert meant(BINHAI, "泰达集团", review) == "?泰达集团"


def test_a_citys_office_is_decided_for_its_districts_too() -> None:
    """市工信局 in a plan of 滨海新区 is the city's."""
    review = said("市梦想局", "is", "120000-kejiju")
    assert meant(BINHAI, "市梦想局", review) == "120000-kejiju"


def test_in_the_places_within_it_a_decision_settles_what_stays_open() -> None:
    """The short name of an enterprise is settled for the districts; what the registry knows there is not touched."""
    assert meant(BINHAI, "泰控", said("泰控", "is", TEDA, place="天津市")) == "120000-taida-konggu"
    assert meant(BINHAI, "泰控", said("泰控", "is", TEDA)) == "120000-taida-konggu"
    known = meant(BINHAI, "天保控股")
    assert not known.startswith("?")
    assert meant(BINHAI, "天保控股", said("天保控股", "is", TEDA, place="天津市")) == known


def test_a_central_body_does_not_take_a_name_that_leaves_its_level_out() -> None:
    """发展改革委 in a plan of 芜湖 is not the national one because it is so in central documents."""
    review = said("发展改革委", "is", "国家发展和改革委员会")
    assert meant(WUHU, "发展改革委", review) != "cn-fazhangaigewei"


@pytest.mark.parametrize("name", ["妇联", "残联", "大数据中心", "海关", "税务部门", "公安机关"])
@pytest.mark.parametrize("place", ["", "安徽省"])
def test_a_provinces_body_does_not_take_that_name_in_its_cities(name: str, place: str) -> None:
    """Each has its own; a set of bodies stays one."""
    review = said(name, "is", f"安徽省{name}", place=place)
    assert meant(WUHU, name, review) == meant(WUHU, name)
    assert meant(ANHUI, name, review) == f"?安徽省{name}"


def test_a_decision_of_one_document_holds_in_that_one_only() -> None:
    """By its 文号, written in any form."""
    review = said("泰达集团", "is", TEDA, document="津滨政发[2020] 7号")
    assert meant(BINHAI, "泰达集团", review) == "120000-taida-konggu"
    with using(Reviews((review,))):
        other = plan_of(read_bytes(text(BINHAI, "泰达集团负责", "津滨政发〔2020〕8号").encode(), "other.txt"))
    assert other.measures[0].assignments[0].body.organization is None


def test_the_document_goes_before_the_place() -> None:
    """Whatever the dates."""
    reviews = (
        said("泰达集团", "is", GROUP, place="120116", when="2026-12-01"),
        said("泰达集团", "is", TEDA, document=NUMBERS[BINHAI], when="2026-01-01"),
    )
    assert meant(BINHAI, "泰达集团", *reviews) == "120000-taida-konggu"


# Several decisions


@pytest.mark.parametrize("turn", [1, -1])
def test_the_later_decision_wins(turn: int) -> None:
    """In whatever order they stand."""
    reviews = [
        said("泰达集团", "is", GROUP, place="120116", when="2026-01-01"),
        said("泰达集团", "is", TEDA, place="120116", when="2026-02-01"),
    ][::turn]
    assert meant(BINHAI, "泰达集团", *reviews) == "120000-taida-konggu"


def test_of_one_day_the_nearer_place_wins() -> None:
    """Of other days the later."""
    near = said("泰控", "is", GROUP, place="120116")
    assert meant(BINHAI, "泰控", said("泰控", "is", TEDA, place="120000"), near) == GROUP
    later = said("泰控", "is", TEDA, place="120000", when="2026-12-01")
    assert meant(BINHAI, "泰控", later, near) == "120000-taida-konggu"


def test_without_places_the_later_wins_too() -> None:
    """Though one body is of the district and the other of the city; of one day they contradict each other."""
    reviews = [
        said("泰达集团", "is", GROUP, when="2026-01-01"),
        said("泰达集团", "is", TEDA, when="2026-02-01"),
    ]
    assert meant(BINHAI, "泰达集团", *reviews) == "120000-taida-konggu"
    for pair in ((TEDA, GROUP), (GROUP, TEDA)):
        with pytest.raises(RegistryError, match="contradicts"):
            meant(BINHAI, "泰达集团", *(said("泰达集团", "is", one) for one in pair))
    apart = [said("市工信局", "is", f"{city}市甲局") for city in ("芜湖", "包头")]
    assert [meant(issuer, "市工信局", *apart) for issuer in (WUHU, BAOTOU)] == ["?芜湖市甲局", "?包头市甲局"]


def test_two_spellings_that_contradict_each_other_are_refused() -> None:
    """市工信局 and 芜湖市工信局 are one office in a plan of 芜湖; so are a 文号 and its title one document."""
    with pytest.raises(RegistryError, match="contradicts"):
        meant(
            WUHU, "市工信局", said("市工信局", "is", "芜湖市甲局"), said("芜湖市工信局", "is", "芜湖市乙局")
        )
    title = f"《{BINHAI}关于印发工作分工方案的通知》"
    one = said("泰达集团", "is", TEDA, document=title)
    assert meant(BINHAI, "泰达集团", one) == "120000-taida-konggu"
    with pytest.raises(RegistryError, match="contradicts"):
        meant(BINHAI, "泰达集团", one, said("泰达集团", "is", GROUP, document=NUMBERS[BINHAI]))


def test_what_was_excluded_may_be_meant_again() -> None:
    """By a later "is", or by an "unsure" that takes all back."""
    out = said("泰达集团", "is not", GROUP, place="120116", when="2026-01-01")
    back = said("泰达集团", "is", GROUP, place="120116", when="2026-02-01")
    taken = said("泰达集团", "is not", GROUP, place="120116", when="2026-03-01")
    open_ = said("泰达集团", "unsure", place="120116", when="2026-04-01")
    assert meant(BINHAI, "泰达集团", out) == "120000-taida-konggu"
    assert meant(BINHAI, "泰达集团", out, back) == GROUP
    assert meant(BINHAI, "泰达集团", out, back, taken) == "120000-taida-konggu"
    assert meant(BINHAI, "泰达集团", out, open_) == "?泰达集团"
    unsure = said("泰达集团", "unsure", GROUP, place="120116", when="2026-04-01")
    other = said("泰达集团", "is not", TEDA, place="120116", when="2026-01-01")
    assert meant(BINHAI, "泰达集团", out, other, unsure) == GROUP


def test_an_is_takes_back_what_excluded_it() -> None:
    """For those who come after: when it is taken back in turn, nobody is excluded any more."""
    out = said("泰达集团", "is not", GROUP, place="120116", when="2026-01-01")
    back = said("泰达集团", "is", GROUP, place="120116", when="2026-02-01")
    other = said("泰达集团", "is not", TEDA, place="120116", when="2026-03-01")
    body = read(BINHAI, "泰达集团负责", out, back, other).measures[0].assignments[0].body
    assert body.organization == GROUP
    assert [one.review for one in body.decisions] == [back]


def test_a_decision_can_be_taken_back() -> None:
    """By a later "is not" or "unsure"."""
    first = said("泰达集团", "is", GROUP, when="2026-01-01")
    assert meant(BINHAI, "泰达集团", first, said("泰达集团", "unsure", GROUP)) == "?泰达集团"
    assert meant(BINHAI, "泰达集团", first, said("泰达集团", "is not", GROUP)) == "120000-taida-konggu"
    again = said("泰达集团", "is", GROUP, when="2026-12-01")
    assert meant(BINHAI, "泰达集团", first, said("泰达集团", "is not", GROUP), again) == GROUP


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"泰达集团,is,{GROUP}", "泰达集团,is,120000-taida-konggu"),
        (f"泰达集团,is,{GROUP}", f"泰达集团,is not,{GROUP}"),
        (f"泰达集团,is,{GROUP}", f"泰达集团,unsure,{GROUP}"),
        (f"泰达集团,is not,{GROUP}", f"泰达集团,unsure,{GROUP}"),
        ("泰达集团,unsure,", f"泰达集团,is not,{GROUP}"),
    ],
)
def test_contradictions_of_one_day_are_refused_with_both_lines(one: str, other: str) -> None:
    """Of the same place; another day, or another place, settles it."""
    head, place = f"{HEAD},place", "120116"
    lines = [f"{one},张三,2026-11-30,甲,{place}", f"{other},李四,2026-11-30,乙,{place}"]
    Path("a.csv").write_text("\n".join([head, lines[0], ""]), encoding="utf-8")
    Path("b.csv").write_text("\n".join([head, lines[1], ""]), encoding="utf-8")
    found = (*read_reviews(Path("a.csv")), *read_reviews(Path("b.csv")))
    with pytest.raises(RegistryError, match=r"b\.csv, line 2 contradicts a\.csv, line 2"):
        decisions(load(), Reviews(found))
    Path("b.csv").write_text("\n".join([head, lines[1].replace("-30", "-29"), ""]), encoding="utf-8")
    decisions(load(), Reviews((*found[:1], *read_reviews(Path("b.csv")))))


def test_what_agrees_is_no_contradiction() -> None:
    """The same decision twice; one that is meant and another that is not."""
    for other in (
        said("泰达集团", "is", GROUP, who="李四"),
        said("泰达集团", "is not", TEDA, place="120116"),
    ):
        assert meant(BINHAI, "泰达集团", said("泰达集团", "is", GROUP, place="120116"), other) == GROUP


# The files


def test_files_are_read_from_the_folder_or_from_what_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """data/reviews below the current folder, else FENGONG_REVIEWS; without either, nothing is decided."""
    assert (files(), current().entries) == ((), ())
    reviewed(f"泰达集团,is,{GROUP},张三,2026-11-30,核实")
    reviewed("区工信局,unsure,,张三,2026-11-30,", name="b.csv")
    assert [one.mention for one in current().entries] == ["泰达集团", "区工信局"]
    monkeypatch.setenv("FENGONG_REVIEWS", "data/reviews/b.csv")
    assert [one.mention for one in current().entries] == ["区工信局"]
    monkeypatch.setenv("FENGONG_REVIEWS", "nowhere.csv")
    with pytest.raises(RegistryError, match=r"'nowhere\.csv' is no file"):
        current()


def test_a_changed_file_is_read_anew() -> None:
    """Within one process too."""
    reviewed(f"泰达集团,is,{GROUP},张三,2026-11-30,核实")
    assert len(current().entries) == 1
    reviewed(f"泰达集团,is,{GROUP},张三,2026-11-30,核实", "区工信局,unsure,,张三,2026-11-30,")
    assert len(current().entries) == 2


def test_what_a_spreadsheet_writes_is_read() -> None:
    """Its mark of UTF-8, its line ends, days with strokes, verdicts in Chinese, empty rows, and rows still open."""
    rows = [
        HEAD,
        f"泰达集团,是,{GROUP},张三,2026/3/5,核实",
        ",,,,,",
        "区工信局,,,,,",
        "甲局,不确定,,李四,2026/12/31,",
    ]
    head, *others = rows
    rows = [head.replace(",", ", ") + ",,", *(f"{row},," for row in others)]
    Path("a.csv").write_bytes("\ufeff".encode() + "\r\n".join(rows).encode() + b"\r\n")
    found = read_reviews(Path("a.csv"))
    assert [(one.mention, one.verdict, one.when) for one in found] == [
        ("泰达集团", "is", "2026-03-05"),
        ("甲局", "unsure", "2026-12-31"),
    ]
    assert [one.where for one in found] == ["a.csv, line 2", "a.csv, line 5"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("mention,verdict,organisation,who,when", "line 1: why is missing; the columns are mention,"),
        (f"{HEAD},colour", "line 1: 'colour' is unknown; the columns are"),
        (f"{HEAD},why", "line 1: a column is there twice"),
        ("", "line 1: mention is missing"),
        (f"{HEAD}\n甲局,maybe,{GROUP},张三,2026-11-30,核实", "line 2: verdict 'maybe' is none of is, is not, unsure"),
        (f"{HEAD}\n甲局,is,,张三,2026-11-30,核实", "line 2: organisation is blank"),
        (f"{HEAD}\n甲局,is,{GROUP},,2026-11-30,核实", "line 2: who is blank"),
        (f"{HEAD}\n甲局,is,{GROUP},张三,2026-11-30,", "line 2: why is blank"),
        (f"{HEAD}\n\n甲局,is,{GROUP},张三,昨天,核实", "line 3: when '昨天' is no day"),
        (f"{HEAD}\n甲局,is,{GROUP},张三,2026-02-30,核实", "line 2: when '2026-02-30' is no day"),
        (f'{HEAD}\n"甲\n局",is,{GROUP},张三,2026-11-30', "line 2: 5 fields where 6 are needed"),
        (f'{HEAD}\n甲局,is,"{GROUP}"x,张三,2026-11-30,核实', "cannot be read"),
        (f"{HEAD}\n甲局,is,{GROUP},张三,2026-11-30,核\x07实", "line 2: the control character '.x07'"),
        (f"{HEAD},\n甲局,is,{GROUP},张三,2026-11-30,核实,备注", "line 2: '备注' stands below no heading"),
        (HEAD.replace(",", ";"), "line 1: the columns are parted by ';'; save it with commas"),
        (f"{HEAD}\n甲局,is,不存在的公司,张三,2026-11-30,核实", "line 2: organisation '不存在的公司' is not known"),
        (f"{HEAD}\n甲局,is,滨海新区,张三,2026-11-30,核实", "line 2: organisation '滨海新区' is not known"),
        (f"{HEAD},place\n甲局,is,{GROUP},张三,2026-11-30,核实,朝阳区", "line 2: place '朝阳区' is not known, or stands for several"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused_in_one_line_with_its_place(content: str, words: str) -> None:
    """By whatever command reads plans; nothing is written."""
    Path("data/reviews").mkdir(parents=True)
    Path("data/reviews/city.csv").write_text(content, encoding="utf-8")
    Path("plan.txt").write_text(text(BINHAI, "泰达集团负责"), encoding="utf-8")
    for line in (("build", "plan.txt"), ("add", "plan.txt", "-g", "city")):
        result = command(*line)
        assert result.exit_code == 2
        assert result.stderr.count("\n") == 1
        assert result.stderr.startswith("fengong: data/reviews/city.csv")
        with pytest.raises(RegistryError, match=words):
            decisions(load(), current())
    assert not Path("graph.ttl").exists()
    assert (
        not Path("city").exists() or not open_graph(Path("city")).query("SELECT * { ?s ?p ?o } LIMIT 1").rows
    )


def test_a_file_that_is_no_utf8_is_told_so() -> None:
    """Spreadsheets in Chinese save GB18030 where they are not asked for UTF-8."""
    Path("data/reviews").mkdir(parents=True)
    Path("data/reviews/a.csv").write_bytes(
        f"{HEAD}\n泰达集团,是,{GROUP},张三,2026-11-30,核实\n".encode("gb18030")
    )
    with pytest.raises(RegistryError, match="is not UTF-8; save it as CSV UTF-8"):
        current()


# Whose word it is


def test_an_identification_by_people_is_told_as_theirs() -> None:
    """In the Plan, its JSON, its findings and the graph: who, when, why; nothing of the kind without a decision."""
    review = said("泰达集团", "is not", GROUP, why="已并入")
    plan = read(BINHAI, "泰达集团负责", review)
    (mention,) = [a.body for a in plan.measures[0].assignments]
    assert [one.review for one in mention.decisions] == [review]
    record = plan_record(plan)["measures"][0]["assignments"][0]
    assert record["reviews"][0]["who"] == "张三"
    (finding,) = [f for f in plan.findings if f.code == "reviewed-name"]
    assert finding.message == "核定“泰达集团”不是天津泰达集团有限公司（张三，2026-11-30）：已并入"
    store = Store()
    store.extend(compact(plan))
    (node,) = [q.object for q in store.quads_for_pattern(None, FG.identifiedBy, None)]
    facts = {
        q.predicate.value.rpartition("/")[2]: q.object.value
        for q in store.quads_for_pattern(node, None, None)
    }
    assert (facts["creator"], facts["date"], facts["description"]) == ("张三", "2026-11-30", "已并入")
    assert not [q for q in compact(read(BINHAI, "泰达集团负责")) if q.predicate == FG.identifiedBy]


def test_resolving_twice_changes_nothing() -> None:
    """Decided names stay what they were decided to be, and are undecided without the decision."""
    reviews = (said("泰达集团", "is", GROUP), said("区梦想办", "is", "天津市滨海新区梦想办公室"))
    plan, registry = read(BINHAI, "泰达集团、区梦想办负责", *reviews), load()
    decided = decisions(registry, Reviews(reviews))
    once = resolve(plan, registry, decided)
    assert once == resolve(once, registry, decided)
    assert resolve(plan, registry).measures == read(BINHAI, "泰达集团、区梦想办负责").measures


def test_a_decision_elsewhere_changes_no_statement() -> None:
    """Only what the graph says of its making: the registry's state is another one."""
    plain = read(BINHAI, "区科技局负责")
    with using(Reviews((said("市工信局", "is", "芜湖市工业和信息化局"),))):
        other = {*describe(plan_of(read_bytes(text(BINHAI, "区科技局负责").encode(), "plan.txt")))}
    changed = {*describe(plain)} ^ other
    assert changed
    assert {"registry" in f"{q.subject}{q.object}" for q in changed} == {True}


def test_whom_an_inference_starts_from_is_told_as_decided_too() -> None:
    """In the graph of what was inferred."""
    plan = read(BINHAI, "泰达集团、区科技局负责", said("泰达集团", "is", GROUP))
    graphs = {str(q.graph_name) for q in describe(plan) if q.predicate == FG.identifiedBy}
    assert [name.endswith("/inferred>") for name in sorted(graphs, key=len)] == [False, True]


def test_a_body_that_is_not_meant_is_described_too() -> None:
    """The decision leads to it."""
    plan = read(BINHAI, "区工信局负责", said("区工信局", "is not", "120116-gongxinju"))
    assert "120116-gongxinju" in {one.id for one in plan.organizations}


def test_the_digest_does_not_hang_on_the_order_nor_on_what_is_unsure() -> None:
    """Else a file put in order would have every document read anew."""
    one, two = said("泰达集团", "is", GROUP), said("甲局", "is", TEDA)
    unsure = said("乙局", "unsure", place="120116")
    assert Reviews((one, two)).digest == Reviews((two, one)).digest == Reviews((two, unsure, one)).digest
    assert Reviews((unsure,)).digest is None


def test_thousands_of_decisions_are_each_compared_with_what_differs() -> None:
    """Those of one name and day too, not with all others."""
    many = tuple(said("泰达集团", "is", GROUP, who=f"{n}") for n in range(5000))
    assert len(decisions(load(), Reviews(many)).by_name["泰达集团"]) == 5000


def test_the_digest_of_the_registry_tells_of_decisions() -> None:
    """So that `update` reads anew; without any it is that of the files alone."""
    plain = registry_digest()
    with using(Reviews((said("泰达集团", "is", GROUP),))):
        one = registry_digest()
    with using(Reviews((said("泰达集团", "is", TEDA),))):
        other = registry_digest()
    assert len({plain, one, other}) == 3
    with using(Reviews()):
        assert registry_digest() == plain


def test_a_corpus_takes_its_decisions_to_workers_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job has those of where it was asked for, whatever folder the worker is in."""
    reviewed(f"泰达集团,is,{GROUP},张三,2026-11-30,核实")
    job = Job(0, str(tmp_path), "https://example.org/", ())
    sent = pickle.dumps(job)
    (tmp_path / "far").mkdir()
    monkeypatch.chdir(tmp_path / "far")
    assert pickle.loads(sent).made_of() == job.made_of()
    assert (
        job.made_of()["registry"] != Job(0, str(tmp_path), "https://example.org/", ()).made_of()["registry"]
    )


# The list


def sheet(graph: object) -> list[dict[str, str]]:
    """The rows of the sheet to be filled in."""
    result = command("review", "-g", graph, "--format", "csv")
    assert result.exit_code == 0
    assert result.stdout.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(result.stdout.removeprefix("\ufeff"))))


@pytest.mark.parametrize("kept", ["city", "city.nq"])
def test_a_name_is_listed_decided_and_gone(kept: str) -> None:
    """The whole way: list, fill in, update; the body is in the graph, and the list is shorter."""
    Path("a.txt").write_text(text(BINHAI, "泰达集团牵头，区梦想办、区科技局配合"), encoding="utf-8")
    assert command("add", "a.txt", "-g", kept).exit_code == 0
    rows = sheet(kept)
    assert [row["mention"] for row in rows] == ["泰达集团", "滨海新区梦想办"]
    for row in rows:
        if row["mention"] == "泰达集团":
            row |= {
                "verdict": "is",
                "organisation": GROUP,
                "who": "张三",
                "when": "2026-11-30",
                "why": "核实",
            }
    Path("data/reviews").mkdir(parents=True)
    with Path("data/reviews/city.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    told = command("review", "-g", kept).stdout
    assert "待核定的称谓：1个" in told
    assert "尚未采用：1个" in told
    assert command("update", "-g", kept).exit_code == 0
    assert [row["mention"] for row in sheet(kept)] == ["滨海新区梦想办"]
    assert "尚未采用" not in command("review", "-g", kept).stdout
    body = command("body", "天津泰达集团有限公司", "-g", kept)
    assert "牵头" in body.stdout
    for answer in (body.stdout, command("who", "1", "-g", kept).stdout):
        assert "单位由人核定“泰达集团”是天津泰达集团有限公司（张三，2026-11-30）" in answer
    assert "核定" not in command("body", "区科技局", "-g", kept).stdout
    why = command("why", "1", "泰达集团", "-g", kept).stdout
    assert "单位由人核定“泰达集团”是天津泰达集团有限公司（张三，2026-11-30）：核实" in " ".join(
        why.split("\n  ")
    )
    assert command("check", "-g", kept).exit_code == 0


@pytest.mark.parametrize("kept", ["city", "city.nq"])
def test_decisions_are_not_undone_where_their_files_are_not(
    kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run from another folder, `update` and `add` write nothing and say why; an empty file takes decisions back."""
    reviewed(f"泰达集团,is,{GROUP},张三,2026-11-30,核实")
    Path("a.txt").write_text(text(BINHAI, "泰达集团负责"), encoding="utf-8")
    assert command("add", "a.txt", "-g", kept).exit_code == 0
    place, plan = tmp_path / kept, tmp_path / "a.txt"
    (tmp_path / "far").mkdir()
    monkeypatch.chdir(tmp_path / "far")
    for words in (("update",), ("add", plan)):
        done = command(*words, "-g", place)
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
        assert "no data/reviews here" in done.stderr
    assert "泰达集团有限公司" in command("why", "1", "泰达集团", "-g", place).stdout
    Path("none.csv").write_text(HEAD + "\n", encoding="utf-8")
    monkeypatch.setenv("FENGONG_REVIEWS", "none.csv")
    assert command("update", "-g", place).exit_code == 0
    assert [row["mention"] for row in sheet(place)] == ["泰达集团"]


def test_a_sheet_is_a_file_of_decisions_as_it_is() -> None:
    """Its columns are those that are read; without a verdict it decides nothing."""
    Path("a.txt").write_text(text(BINHAI, "泰达集团牵头，区梦想办配合"), encoding="utf-8")
    command("build", "a.txt")
    result = command("review", "--format", "csv")
    assert result.stdout.removeprefix("\ufeff").splitlines()[0] == ",".join((*NEEDED, *CHOSEN, *TOLD))
    Path("data/reviews").mkdir(parents=True)
    Path("data/reviews/a.csv").write_text(result.stdout, encoding="utf-8")
    assert current().entries == ()


def graph_of(*plans: Plan) -> Graph:
    """The plans in the form that is kept."""
    store = Store()
    for plan in plans:
        store.extend(compact(plan))
    store.update(UNION)
    return Graph(store, "test")


def examples(*plans: Plan) -> tuple[Example, ...]:
    """All names that wait, as they are shown."""
    graph, registry = graph_of(*plans), load()
    found = waiting(graph, registry, decisions(registry, Reviews()))
    return exemplify(graph, registry, found, found)


def listed(*plans: Plan, reviews: tuple[Review, ...] = ()) -> list[tuple[str, ...]]:
    """(name, place, measures, documents, state) as they are listed."""
    registry = load()
    found = waiting(graph_of(*plans), registry, decisions(registry, Reviews(reviews)))
    return [(one.mention, one.place, str(one.measures), str(one.documents), one.state) for one in found]


def test_the_most_frequent_name_comes_first() -> None:
    """With the number of measures and documents; one office of one place once, however it is written."""
    plans = [read(WUHU, "市工信局、市教育局负责"), read(ANHUI, "芜湖市工信局负责")]
    assert listed(*plans) == [
        ("芜湖市工信局", "340200", "2", "2", "waiting"),
        ("芜湖市教育局", "340200", "1", "1", "waiting"),
    ]


def test_names_that_were_looked_at_do_not_wait() -> None:
    """Unsure ones are put aside; those decided but not yet in the graph are told apart."""
    plan = read(WUHU, "市工信局、市教育局、市科技局负责")
    reviews = (said("芜湖市工信局", "unsure", place="芜湖市"), said("市教育局", "is", "芜湖市教育体育局"))
    states = {name: state for name, *_, state in listed(plan, reviews=reviews)}
    assert states == {"芜湖市工信局": "unsure", "芜湖市教育局": "decided", "芜湖市科技局": "waiting"}
    assert [name for name, *_ in listed(read(WUHU, "市教育局、市科技局负责", *reviews))] == ["芜湖市科技局"]


@pytest.mark.parametrize(
    "review",
    [
        said("妇联", "is", "安徽省妇联"),
        said("妇联", "is", "安徽省妇联", place="安徽省"),
        said("泰达集团", "is", TEDA),
        said("市工信局", "is", "包头市工信局"),
        said("市工信局", "is", "芜湖市甲局"),
    ],
)
def test_what_the_list_calls_decided_is_gone_after_the_next_reading(review: Review) -> None:
    """And what does not hold there goes on waiting."""
    duty = "妇联、泰达集团、市工信局负责"
    states = {name: state for name, *_, state in listed(read(WUHU, duty), reviews=(review,))}
    again = {name for name, *_ in listed(read(WUHU, duty, review), reviews=(review,))}
    assert again == {name for name, state in states.items() if state == "waiting"}


def test_an_entry_shows_where_it_stands_and_who_may_be_meant() -> None:
    """The words around it, its document, the registry's candidates."""
    (one,) = examples(read(BINHAI, "区科技局、泰达集团负责"))
    assert one.words == "…、办好实事。（区科技局、【泰达集团】负责）天津市滨海新区人…"
    assert (one.document, one.measure) == (NUMBERS[BINHAI], "1")
    assert {id_ for id_, _ in one.candidates} == {GROUP, "120000-taida-konggu"}
    assert one.guesses == ()


def test_like_names_are_guessed_in_the_same_place_only() -> None:
    """芜湖市发展改革委 for 芜湖市发改委; not that of 包头, and no ministry for a city's office."""
    plans = [read(WUHU, "市发展改革委、市发改委负责"), read(BAOTOU, "市发改委负责")]
    found = {one.waiting.mention: one.guesses for one in examples(*plans)}
    assert found["芜湖市发改委"] == (("", "芜湖市发展改革委"),)
    assert found["包头市发改委"] == ()


def test_a_name_of_an_unknown_place_is_decided_by_its_document() -> None:
    """The sheet names the document, since the place cannot be."""
    body = "关于印发工作分工方案的通知\n各部门：\n一、办好实事。（市财政局负责）\n"
    plan = plan_of(read_bytes(body.encode(), "plan.txt"))
    (one,) = examples(plan)
    assert (one.waiting.reason, one.waiting.place, one.place_name) == ("place-unknown", "", "")
    review = said("市财政局", "is", "120000-caizhengju", document=one.document)
    with using(Reviews((review,))):
        again = plan_of(read_bytes(body.encode(), "plan.txt"))
    assert again.measures[0].assignments[0].body.organization == "120000-caizhengju"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", ["text", "table"])
def test_the_list_fits_a_terminal(lang: str, form: str) -> None:
    """No line is longer than 80 columns."""
    Path("a.txt").write_text(
        text(BINHAI, "泰达集团牵头，区梦想办、区人工智能产业发展促进中心、区发改委配合"), encoding="utf-8"
    )
    command("build", "a.txt")
    result = command("review", "--lang", lang, "--format", form)
    assert result.exit_code == 0
    assert max(map(cell_len, result.stdout.splitlines())) <= 80


def test_the_list_is_told_as_json() -> None:
    """SPARQL's form, as for every table."""
    Path("a.txt").write_text(text(BINHAI, "泰达集团负责"), encoding="utf-8")
    command("build", "a.txt")
    found = json.loads(command("review", "--format", "json").stdout)["results"]["bindings"]
    assert [row["mention"]["value"] for row in found] == ["泰达集团"]


def test_a_graph_in_which_all_is_known_has_no_list() -> None:
    """It says so."""
    Path("a.txt").write_text(text(BINHAI, "区科技局负责"), encoding="utf-8")
    command("build", "a.txt")
    assert command("review").stdout == "没有待核定的称谓。\n"
    assert command("review", "--lang", "en").stdout == "No name waits for a decision.\n"


def test_mentions_without_a_decision_are_as_before() -> None:
    """The record's new fields stay empty."""
    empty = Mention("甲局", read(BINHAI, "甲局负责").measures[0].assignments[0].body.span)
    assert (empty.full_name, empty.decisions, empty.read_as) == ("", (), "甲局")
