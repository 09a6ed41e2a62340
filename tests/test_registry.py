"""The curated registry: every record holds, each name means its organization in its place, decoys do not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from fengong.curate import COLUMNS, canonical, repair
from fengong.errors import RegistryError
from fengong.flow import squash
from fengong.registry import Registry, load, main
from fengong.resources import resource
from fengong.succession import may_be_there, successors

FOLDER = resource("data/registry")
BINHAI, TIANJIN = "120116", "120000"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small sound registry to break."""
    files = {
        "areas": "cn,中华人民共和国,中国,national,,China,x\n"
        "990000,甲市,甲,provincial,cn,Jia,x\n"
        "990100,乙区,乙区,district,990000,,x\n",
        "organizations": "990100-caizhengju,甲市乙区财政局,Finance,government-department,district,"
        "990100-renmin-zhengfu,990100,high,x,,,\n"
        "990100-renmin-zhengfu,甲市乙区人民政府,Government,government,district,,990100,high,x,,2020-01-31,\n"
        "990100-xin-zhengfu,甲市乙区新人民政府,New,government,district,,990100,high,x,2020-01-31,,\n",
        "names": "区财政局,990100-caizhengju,short,990100,x\n财政局,990100-caizhengju,elided,990100,x\n",
        "collectives": "990100-ge-bumen,各部门,all,district,990100,false,x,,各单位|各局\n",
        "members": "990100-ge-bumen,990100-caizhengju,2020-01,,x\n",
        "collective_words": "各,prefix,各局,史各庄镇,x\n",
        "identifiers": "990100-caizhengju,wikidata,Q1,x\n",
        "changes": "990100-2020-xin,2020-01-31,renamed,990100-renmin-zhengfu,990100-xin-zhengfu,更名,renamed,x\n",
    }
    for name, rows in files.items():
        (tmp_path / f"{name}.csv").write_text(
            ",".join(COLUMNS[name]) + "\n" + rows, encoding="utf-8", newline=""
        )
    return tmp_path


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


# the files


@pytest.mark.parametrize("name", COLUMNS)
def test_files_are_canonical(name: str) -> None:
    """UTF-8, LF, sorted, no white space around cells: one written form, so that changes show."""
    path = FOLDER / f"{name}.csv"
    same = path.read_bytes() == canonical(path).encode("utf-8")
    assert same, f"{name}.csv is not in canonical form: run `python -m fengong.registry --canonical`"


def test_the_command_repairs_what_the_test_finds(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Shuffled rows, CRLF and stray blanks go; a second run finds nothing to do."""
    path = copy / "names.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    wanted = "\n".join([head, *sorted(rows)]) + "\n"
    path.write_bytes("\r\n".join([head, *sorted(rows, reverse=True)]).replace(",x", ", x ").encode())
    assert main(["--canonical", str(copy)]) == 0
    assert path.read_text(encoding="utf-8") == wanted
    assert "names.csv" in capsys.readouterr().out
    assert repair(copy) == ()


def test_the_command_says_what_it_cannot_repair(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A fault of content is told in one line and the exit status is 1."""
    change(copy, "names", "区财政局,990100-caizhengju", "区财政局,990100-nobody")
    assert main(["--canonical", str(copy)]) == 1
    assert "names.csv, line 2" in capsys.readouterr().err


FAULTS = [
    ("areas", "990100,乙区", "99010,乙区", r"areas.csv, line 4: code '99010' is not"),
    ("areas", "district,990000", "district,980000", r"areas.csv, line 4: parent '980000' is not known"),
    ("areas", "national,,", "national,990100,", r"areas.csv, line \d: '.*' is its own ancestor"),
    ("areas", "provincial", "province", r"areas.csv, line 3: level 'province' is none of"),
    ("areas", "code,name", "code,names", r"areas.csv, line 1: the columns must be code,name"),
    ("organizations", "x,,,", "x,,", r"organizations.csv, line 2: 11 fields where 12 are needed"),
    ("organizations", ",Finance,", ",,", r"organizations.csv, line 2: english is blank"),
    ("organizations", ",high,", ",sure,", r"organizations.csv, line 2: confidence 'sure' is none of"),
    (
        "organizations",
        "990100-caizhengju",
        "990100-财政局",
        r"organizations.csv, line 2: id .* is not an area",
    ),
    (
        "organizations",
        "990100-caizhengju",
        "990000-caizhengju",
        r"line 2: id '990000-caizhengju' must begin with",
    ),
    (
        "organizations",
        "2020-01-31",
        "31.1.2020",
        r"organizations.csv, line 3: valid_to .* is not an ISO date",
    ),
    ("organizations", "990100-renmin-zhengfu,990100", "990100-x,990100", r"parent '990100-x' is not known"),
    ("names", "区财政局,990100-c", "区财政局,990100-d", r"names.csv, line 2: organization .* is not known"),
    ("names", "short,990100", "short,990200", r"names.csv, line 2: within '990200' is no area"),
    ("names", "elided,990100", "elided,", r"names.csv, line 3: elided '财政局' needs the area"),
    (
        "names",
        "财政局,990100-caizhengju,elided",
        "财政局,990100-caizhengju,short",
        r"line 3: .* names.csv, line 2 al",
    ),
    ("names", "区财政局,", "区 财政局,", r"names.csv, line 2: .* half-width and without white space"),
    ("names", "区财政局,", "甲市乙区财政局,", r"names.csv, line 2: .* is the label"),
    ("collectives", "990100,false", "990100,closed", r"collectives.csv, line 2: open 'closed' is none of"),
    ("members", "990100-caizhengju", "990100-nobody", r"members.csv, line 2: member .* is not known"),
    ("members", "990100-ge-bumen", "990100-ge-ju", r"members.csv, line 2: collective .* is not known"),
    ("collective_words", "各局", "某局", r"collective_words.csv, line 2: '各' does not mark its example"),
    ("collective_words", "史各庄镇", "各庄镇", r"collective_words.csv, line 2: '各' marks its decoy"),
    (
        "identifiers",
        "990100-caizhengju",
        "990100-nobody",
        r"identifiers.csv, line 2: organization .* is not known",
    ),
    ("identifiers", "wikidata", "viaf", r"identifiers.csv, line 2: scheme 'viaf' is none of"),
    ("identifiers", "Q1", "1", r"identifiers.csv, line 2: identifier '1' is not of the form of wikidata"),
    ("identifiers", "wikidata,Q1", "gbt4657,31", r"line 2: identifier '31' is not of the form of gbt4657"),
    ("identifiers", "Q1,x", "Q1,", r"identifiers.csv, line 2: source is blank"),
    ("changes", "renamed,x", "renamed,", r"changes.csv, line 2: source is blank"),
    ("changes", "2020-01-31", "2020-02-31", r"changes.csv, line 2: date .* is no day of the calendar"),
    ("organizations", "x,2020-01-31", "x,2020-13", r"line 4: valid_from '2020-13' is no day of the calendar"),
    ("changes", "990100-2020-xin", "xin", r"changes.csv, line 2: event 'xin' is not an area"),
    ("changes", "990100-xin-zhengfu", "990100-nobody", r"changes.csv, line 2: resulting .* is not known"),
    ("changes", "31,renamed", "31,split", r"changes.csv, line 2: manner 'split' is none of"),
    (
        "changes",
        "2020-01-31",
        "2020-02",
        r"line 2: '990100-renmin-zhengfu' must have the valid_to .* 2020-02",
    ),
    ("organizations", ",2020-01-31,\n", ",,\n", r"changes.csv, line 2: .* must have the valid_to of its end"),
    (
        "organizations",
        "x,2020-01-31",
        "x,2019-01-31",
        r"line 2: '990100-xin-zhengfu' must have the valid_from",
    ),
    ("changes", "31,renamed", "31,absorbed", r"line 2: '990100-xin-zhengfu' must be there before 2020-01-31"),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), FAULTS)
def test_a_fault_is_named_with_file_and_line(copy: Path, name: str, old: str, new: str, message: str) -> None:
    """Each rule of the registry, broken: RegistryError in one line says where and what."""
    load(copy)  # sound before
    change(copy, name, old, new)
    load.cache_clear()
    with pytest.raises(RegistryError, match=message) as error:
        load(copy)
    assert "\n" not in str(error.value)


def add(folder: Path, name: str, rows: str) -> None:
    path = folder / f"{name}.csv"
    path.write_text(path.read_text(encoding="utf-8") + rows, encoding="utf-8", newline="")


def test_the_records_of_one_event_say_the_same(copy: Path) -> None:
    """Else it would hang on their order what the event is called."""
    add(copy, "organizations", "990100-yuan,旧,Old,government,district,,990100,high,x,,2020-01-31,\n")
    row = "990100-2020-xin,2020-01-31,{},990100-yuan,990100-xin-zhengfu,{},renamed,x\n"
    add(copy, "changes", row.format("renamed", "改名"))
    with pytest.raises(RegistryError, match=r"changes.csv, line 3: title of '990100-2020-xin' must be as in"):
        load(copy)
    change(copy, "changes", "改名", "更名")
    with pytest.raises(RegistryError, match=r"changes.csv, line 3: a renamed organization is one before and"):
        load(copy)


def test_nothing_descends_from_itself(copy: Path) -> None:
    """Two reforms in one year that are known to the year only could go round in a circle."""
    change(copy, "organizations", "x,2020-01-31,,", "x,2020,2020,")
    change(copy, "organizations", "x,,2020-01-31,", "x,2020,2020-01-31,")
    back = "990100-2020-yuan,2020,renamed,990100-xin-zhengfu,990100-renmin-zhengfu,复名,back,x\n"
    add(copy, "changes", back)
    with pytest.raises(RegistryError, match=r"changes.csv, line \d: '990100-.*' descends from itself"):
        load(copy)


def test_a_closed_collective_needs_members(copy: Path) -> None:
    (copy / "members.csv").write_text(",".join(COLUMNS["members"]) + "\n", encoding="utf-8")
    with pytest.raises(
        RegistryError, match=r"collectives.csv, line 2: closed, but members.csv has no member"
    ):
        load(copy)


def test_a_record_that_is_there_twice_is_a_fault(copy: Path) -> None:
    path = copy / "names.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + "财政局,990100-caizhengju,other,990100,y\n", encoding="utf-8"
    )
    with pytest.raises(RegistryError, match=r"names.csv, line 4: .* stands in names.csv, line 3 too"):
        load(copy)


def test_a_missing_file_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"areas.csv: cannot be read"):
        load(tmp_path)


def test_bytes_that_are_not_utf8_are_told_in_one_line(copy: Path) -> None:
    (copy / "names.csv").write_bytes("区财政局".encode("gb18030"))
    with pytest.raises(RegistryError, match=r"names.csv: cannot be read"):
        load(copy)


# the records


def test_the_registry_covers_what_such_plans_write(registry: Registry) -> None:
    """At least the 99 bodies researched for the notice, 70 of them or more central, and every place."""
    singles = [o for o in registry.organizations.values() if o.kind != "collective"]
    assert sum(o.area == "cn" for o in singles) >= 70
    assert len(singles) >= 200
    assert sum(a.level == "provincial" for a in registry.areas.values()) == 34
    assert sum(a.parent == TIANJIN for a in registry.areas.values()) == 16


def test_every_curated_name_means_its_organization_in_its_place(registry: Registry) -> None:
    """Loop over the records: a form resolves where it holds, and only an ambiguous one to more than one."""
    for name in registry.names:
        home = name.within or registry.organizations[name.organization].area
        assert name.organization in registry.candidates(name.name, home), name


AMBIGUOUS = {"泰达集团"}
AT_DIFFERENT_TIMES = {"广电总局", "国家广电总局"}
"""Borne by one body after the other: the document's date tells which."""


def test_only_the_names_known_to_be_ambiguous_are(registry: Registry) -> None:
    """A curated form that means two bodies in one place is a mistake unless it is listed here."""
    found = set()
    for name in registry.names:
        if len(registry.candidates(name.name, name.within or None)) > 1:
            found.add(name.name.removeprefix("天津市"))
    assert found - AT_DIFFERENT_TIMES == AMBIGUOUS


@pytest.mark.parametrize("name", sorted(AT_DIFFERENT_TIMES))
@pytest.mark.parametrize(
    "date", ["2012", "2013-03-13", "2013-03-14", "2016", "2018-03-16", "2018-03-17", "2024"]
)
def test_a_name_borne_one_after_the_other_means_one_body_on_any_day(
    registry: Registry, name: str, date: str
) -> None:
    bodies = [registry.organizations[id_] for id_ in registry.candidates(name, None)]
    assert len(bodies) > 1
    assert sum(may_be_there(body, date) for body in bodies) == 1


def test_every_curated_record_has_its_source(registry: Registry) -> None:
    """Habit 5: places, bodies, names, sets, codes and reforms say where they are from."""
    records = [*registry.areas.values(), *registry.organizations.values(), *registry.names, *registry.changes]
    codes = [code for organization in registry.organizations.values() for code in organization.identifiers]
    assert registry.changes and codes
    assert all(record.source.strip() for record in (*records, *codes))


def test_a_code_belongs_to_one_organization(registry: Registry) -> None:
    """One GB/T 4657 code or Wikidata item cannot stand for two bodies."""
    codes = [(c.scheme, c.code) for o in registry.organizations.values() for c in o.identifiers]
    assert len(set(codes)) == len(codes)
    assert ("wikidata", "Q1509446") in codes


def test_every_end_that_a_note_explains_is_a_reform(registry: Registry) -> None:
    """A body that ended has a successor in changes.csv, but for the sub-office whose heir is not known."""
    ended = {o.id for o in registry.organizations.values() if o.valid_to}
    reformed = {id_ for change in registry.changes for id_ in change.original}
    assert ended - reformed == {"120116-yinbaojian-fenju"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("国家卫计委", ("国家卫生健康委员会",)),
        ("银监会", ("中国银行保险监督管理委员会",)),
        ("银保监会", ("国家金融监督管理总局",)),
        ("国务院扶贫办", ("国家乡村振兴局",)),
        ("铁道部", ("国家铁路局", "中国铁路总公司")),
    ],
)
def test_reforms_lead_from_the_old_name_to_the_new_body(
    registry: Registry, before: str, after: tuple[str, ...]
) -> None:
    (old,) = registry.candidates(before, None)
    assert tuple(registry.organizations[id_].label for id_ in successors(old, registry.changes)) == after


def test_full_names_hold_anywhere(registry: Registry) -> None:
    for organization in registry.organizations.values():
        if organization.kind != "collective":
            assert registry.candidates(organization.label, None) == (organization.id,)


def test_labels_are_half_width(registry: Registry) -> None:
    """So that ids, files and texts agree on 天津港(集团)有限公司."""
    for organization in registry.organizations.values():
        assert organization.label == squash(organization.label)


def test_a_name_stands_once_with_its_organization(registry: Registry) -> None:
    """Label, short form and other forms are apart: SKOS wants its label properties disjoint."""
    for organization in registry.organizations.values():
        forms = [organization.label, *filter(None, [organization.short]), *organization.names]
        assert len(set(forms)) == len(forms), organization
        assert organization.names == tuple(sorted(organization.names))


def test_every_word_marks_its_example_and_spares_its_decoy(registry: Registry) -> None:
    for word in registry.words:
        assert registry.is_collective(word.example), word
        assert not registry.is_collective(word.decoy), word


@pytest.mark.parametrize(
    "name",
    [
        "各自贸片区局",
        "市有关部门",
        "有关省级人民政府",
        "各国家级新区",
        "省直有关部门",
        "各市、县人民政府",
        "其他部门",
    ],
)
def test_sets_are_collectives(registry: Registry, name: str) -> None:
    assert registry.is_collective(name)


@pytest.mark.parametrize(
    "name", ["区工信局", "史各庄镇人民政府", "国家原子能机构", "自贸创新发展局", "中央编办"]
)
def test_single_bodies_are_no_collectives(registry: Registry, name: str) -> None:
    assert not registry.is_collective(name)


def test_the_zones_and_subdistricts_of_2020_are_closed_sets(registry: Registry) -> None:
    """Five zones and 21 subdistricts and towns; the new areas of the nation stay open but hold Binhai."""
    zones = registry.organizations["120116-ge-kaifaqu-guanweihui"]
    assert zones.open is False
    assert {registry.organizations[id_].label for id_ in zones.members} == {
        "天津经济技术开发区管理委员会",
        "天津港保税区管理委员会",
        "天津滨海高新技术产业开发区管理委员会",
        "天津东疆保税港区管理委员会",
        "中新天津生态城管理委员会",
    }
    assert len(registry.organizations["120116-ge-jiezhen"].members) == 21
    new_areas = registry.organizations["cn-ge-guojiaji-xinqu"]
    assert new_areas.open is True
    assert new_areas.members == ("120116-renmin-zhengfu",)
    assert len(registry.organizations["cn-ge-shengji-zhengfu"].members) == 31


# places


def test_a_chain_leads_up_to_the_country(registry: Registry) -> None:
    assert registry.chain(BINHAI) == (BINHAI, TIANJIN, "cn")
    assert registry.chain("cn") == ("cn",)
    with pytest.raises(RegistryError, match="no area '999999'"):
        registry.chain("999999")


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("天津市滨海新区人民政府", BINHAI),
        ("天津市滨海新区人民政府关于印发滨海新区落实支持国家级新区重点任务的具体措施的通知", BINHAI),
        ("滨海新区2020年重点任务", BINHAI),
        ("天津滨海新区", BINHAI),
        ("天津经济技术开发区管理委员会", BINHAI),
        ("中国(天津)自由贸易试验区管理委员会办公室", BINHAI),
        ("中国（天津）自由贸易试验区管理委员会办公室", BINHAI),
        ("国务院办公厅", "cn"),
        ("国务院关于支持自由贸易试验区深化改革创新若干措施的通知", "cn"),
        ("国家发展改革委关于支持浙江省高质量发展的通知", "cn"),
        ("中共中央 国务院", "cn"),
        ("安徽省人民政府办公厅", "340000"),
        ("关于印发安徽省落实方案的通知", "340000"),
        ("中共安徽省委办公厅", "340000"),
        ("国家税务总局安徽省税务局", "340000"),
        ("国家税务总局天津市滨海新区税务局", BINHAI),
        ("北京市朝阳区人民政府", "110105"),
        ("包头市人民政府办公室", "150200"),
        ("吉林省吉林市人民政府", "220200"),
        ("吉林省人民政府", "220000"),
        ("河北区人民政府", "120105"),  # Tianjin's district, not the province
        ("上海浦东新区", "310115"),
        ("广西壮族自治区人民政府", "450000"),
    ],
)
def test_an_issuer_or_title_names_its_place(registry: Registry, text: str, area: str) -> None:
    """The finest place at the beginning wins, each lying in the one before it."""
    assert registry.area_of(text) == area


@pytest.mark.parametrize(
    "text",
    ["", "区政府", "朝阳区人民政府", "交通部门关于春运的通知", "关于支持浙江省发展的意见", "各区人民政府"],
)
def test_no_place_is_guessed(registry: Registry, text: str) -> None:
    """朝阳区 is three districts; 交通部门 is no ministry; 关于支持浙江省 says whom it is about, not who speaks."""
    assert registry.area_of(text) is None


def test_elided_forms_hold_only_at_home(registry: Registry) -> None:
    """知识产权局 is the national one in a central document, 开发区管委会 one zone in Binhai's: nowhere else."""
    assert registry.candidates("知识产权局", "cn") == ("cn-zhishichanquanju",)
    assert registry.candidates("知识产权局", BINHAI) == ()
    assert registry.candidates("开发区管委会", BINHAI) == ("120116-jingkaiqu-guanweihui",)
    assert registry.candidates("开发区管委会", TIANJIN) == ()
    assert registry.candidates("开发区管委会", None) == ()


def test_a_place_written_out_frees_a_name(registry: Registry) -> None:
    """天津市科技局 and 天津市滨海新区工信局 say their place, so they hold anywhere; 滨海新区工信局 in Tianjin."""
    assert registry.candidates("天津市科技局", None) == ("120000-kejiju",)
    assert registry.candidates("天津市滨海新区工信局", "440000") == ("120116-gongxinju",)
    assert registry.candidates("滨海新区工信局", TIANJIN) == ("120116-gongxinju",)
    assert registry.candidates("滨海新区工信局", "440000") == ()


def test_known_names_are_sorted_and_hold_labels_and_collectives(registry: Registry) -> None:
    names = registry.known_names()
    assert list(names) == sorted(set(names))
    assert {"区发改委", "天津市滨海新区发展和改革委员会", "各街镇", "各开发区"} <= set(names)


def test_loading_is_quick() -> None:
    """The aim is 30 ms of processor time on an idle machine; ten times that leaves room for a busy one."""
    times = []
    for _ in range(5):
        load.cache_clear()
        start = time.process_time()
        load()
        times.append(time.process_time() - start)
    assert min(times) < 0.3
