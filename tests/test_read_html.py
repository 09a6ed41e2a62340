"""Web pages: what a reader of the page sees, tables as laid out, nothing of the page around."""

from __future__ import annotations

import time

import pytest
from filemakers import SAMPLES, sound, squares, words
from hypothesis import given, settings
from hypothesis import strategies as st

from fengong.errors import FengongError, ReadError
from fengong.model import Document
from fengong.read import read, read_bytes

PROSE = "各区、各部门要加强统筹协调，完善工作机制，推动产业转型升级，支持企业技术改造，落实减税降费政策。" * 4


def of(body: str, head: str = "<meta charset=utf-8>") -> Document:
    document = read_bytes(
        f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "a.html"
    )
    sound(document)
    return document


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>甲</p><p>乙</p>", "甲\n乙"),
        ("<div>甲<div>乙</div>丙</div>", "甲\n乙\n丙"),
        ("<p>甲<br>乙<br/>丙</p>", "甲\n乙\n丙"),
        ("<p> 区\n\n发改委  <b>牵头</b> ， 配合 </p>", "区 发改委 牵头 ， 配合"),
        ("<p>\u3000\u3000甲&nbsp;&nbsp;乙</p>", "\u3000\u3000甲\u00a0\u00a0乙"),
        ("<p>１．“甲”—乙…</p>", "１．“甲”—乙…"),
        ("<p>甲&lt;乙&amp;丙&#20009;&#x4e19;</p>", "甲<乙&丙丩丙"),
        ("<pre>甲\n乙</pre>", "甲\n乙"),
        ("<ul><li>甲</li><li>乙</ul>", "甲\n乙"),
        ("<p>区<span>发</span><font>改</font>委", "区发改委"),
        ("<p>甲</p><!-- 乙 --><script>丙</script><style>丁</style><noscript>戊</noscript>", "甲"),
        ("<p>甲</p><div style='DISPLAY : none'>乙</div><p hidden>丙</p>", "甲"),
        ("<p>甲<select><option>乙</option></select><textarea>丙</textarea><button>丁</button></p>", "甲"),
        ("<p><ruby>区<rp>(</rp><rt>qu</rt></ruby></p>", "区"),
        ("甲", "甲"),
        ("<p>甲</p><p>&nbsp;</p><p></p><p>乙</p>", "甲\n乙"),
    ],
)
def test_text_is_what_a_browser_shows(body: str, text: str) -> None:
    assert of(body).text == text


def test_the_page_around_the_document_is_left_out() -> None:
    document = of(
        "<div id=header><a href=/>首页</a> <a href=/zw>政务</a></div><nav>栏目</nav>"
        "<div class=breadcrumb>当前位置：首页 &gt; 文件</div>"
        f"<div class=wrap><div class=TRS_Editor><p>关于印发分工方案的通知</p><p>{PROSE}</p></div>"
        "<div class='share-box'>分享到：微信</div><div id='print'>【打印】【关闭】</div></div>"
        "<div class=xg><ul><li><a href=1>相关文件一</a></li><li><a href=2>相关文件二</a></li></ul></div>"
        "<footer>版权所有：某某人民政府 津ICP备1号</footer>"
    )
    assert document.text == f"关于印发分工方案的通知\n{PROSE}"


@pytest.mark.parametrize(
    "wrapper", ["form", "div id=print", "div class='content print-area'", "div class=nav", "header"]
)
def test_a_wrapper_with_a_name_of_furniture_keeps_its_document(wrapper: str) -> None:
    end = wrapper.split(maxsplit=1)[0]
    assert of(f"<{wrapper}><p>方案</p><p>{PROSE}</p></{end}>").text == f"方案\n{PROSE}"


def test_words_outside_the_main_part_stay_but_for_links_and_phrases() -> None:
    document = of(
        "<h1>分工方案</h1><p><a href=/>某省</a><a href=/b>某市</a></p><div><span>索引号：1234</span></div>"
        "<div><dl><dt>发文字号：</dt><dd>津政〔2020〕1号</dd></dl></div>"
        f"<div>打印本页</div><div id=zoom><p>{PROSE * 3}</p><p><a href=x>附件.doc</a></p></div><div>（二）另一项。</div>"
        "<table><tr><td><a href=1>一</a></td><td><a href=2>二</a></td></tr><tr><td>三</td><td></td></tr></table>"
    )
    assert document.text == (
        f"分工方案\n索引号：1234\n发文字号：\n津政〔2020〕1号\n{PROSE * 3}\n附件.doc\n（二）另一项。"
    )


def test_a_metadata_table_is_read_as_lines() -> None:
    document = of(
        "<table><tr><td>索 引 号：</td><td>1-2</td><td>发文机关</td><td>区政府</td></tr>"
        "<tr><td>标　　题：</td><td colspan=3>通知</td></tr><tr><td>主题词：</td><td></td></tr></table>"
        f"<div id=zoom>{PROSE}</div>"
    )
    assert document.text == f"索 引 号：1-2\n发文机关：区政府\n标　　题：通知\n主题词：\n{PROSE}"
    assert document.tables == ()


def test_a_list_of_documents_is_a_table_though_its_head_has_labels() -> None:
    row = "<tr><td>{}</td><td>{}</td><td>{}</td></tr>"
    document = of(
        "<table>" + row.format("标题", "文号", "发布日期") + row.format("通知", "1号", "5月") + "</table>"
    )
    assert words(document)[0] == ["标题", "文号", "发布日期"]


TABLE = "<table><tr><th>序号</th><th>任务</th></tr><tr><td>1</td><td>统筹</td></tr></table>"


def test_tables_for_layout_are_none_and_the_innermost_with_data_is_one() -> None:
    document = of(
        f"<table><tr><td>左</td><td>右</td></tr><tr><td><table><tr><td>{TABLE}</td></tr></table></td></tr></table>"
    )
    assert document.text == "左\n右\n序号\t任务\n1\t统筹"
    assert words(document) == [["序号", "任务"], ["1", "统筹"]] and len(document.tables) == 1


@pytest.mark.parametrize(
    "layout",
    [
        "<table role=presentation><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table>",
        "<table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>",
        "<table><tr><td>甲</td><td>乙</td><td>丙</td></tr></table>",
        f"<table><tr><td>甲</td><td>乙</td></tr><tr><td>{PROSE * 30}</td><td>丁</td></tr></table>",
    ],
)
def test_what_only_places_words_is_no_table(layout: str) -> None:
    assert of(layout).tables == ()


def test_words_in_cells_keep_their_lines_and_tables_in_them_are_flattened() -> None:
    document = of(
        "<table><tr><td><p>一是</p><p>二是</p></td><td>甲<br>乙</td></tr>"
        "<tr><td><table><tr><td>里</td></tr></table></td><td>a\tb</td></tr></table>"
    )
    assert words(document) == [["一是\n二是", "甲\n乙"], ["里", "a b"]]


def test_words_between_the_rows_and_captions_are_kept() -> None:
    document = of(
        "<table><caption>附表</caption>散字<tr><td>甲</td><td>乙</td></tr><tr>又<td>丙</td>三<td>丁</td></tr></table>"
    )
    assert words(document) == [["甲", "乙"], ["丙", "丁"]]
    assert sorted(document.text.split("\n")[:-2]) == sorted(["附表", "散字", "又", "三"])


def test_broken_rows_and_cells_are_made_up_for() -> None:
    document = of("<table><td>甲<td>乙<tr><td>丙<td>丁</table>")
    assert words(document) == [["甲", "乙"], ["丙", "丁"]]


def test_spans_cover_what_they_say() -> None:
    document = of(
        "<table><tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr><tr><td>丙</td><td>丁</td></tr>"
        "<tr><td>戊</td><td rowspan=9>己</td><td>庚</td></tr></table>"
    )
    cells = {c.span.of(document.text): (c.row, c.column, c.rows, c.columns) for c in document.tables[0].cells}
    assert cells == {
        "甲": (0, 0, 2, 1),
        "乙": (0, 1, 1, 2),
        "丙": (1, 1, 1, 1),
        "丁": (1, 2, 1, 1),
        "戊": (2, 0, 1, 1),
        "己": (2, 1, 1, 1),
        "庚": (2, 2, 1, 1),
    }


def test_a_rowspan_of_nothing_goes_to_the_end_of_its_group() -> None:
    document = of(
        "<table><tbody><tr><td rowspan=0>甲</td><td>1</td></tr><tr><td>2</td></tr></tbody>"
        "<tbody><tr><td>乙</td><td>3</td></tr></tbody></table>"
    )
    assert [(c.row, c.rows) for c in document.tables[0].cells if c.column == 0] == [(0, 2), (2, 1)]


span = st.sampled_from(["", "0", "1", "2", "3", "10000", "99999999999", "-1", "x", "1.5", " 2"])


@settings(deadline=None)
@given(st.lists(st.lists(st.tuples(span, span), max_size=4), min_size=2, max_size=5))
def test_no_spans_make_squares_overlap(rows: list[list[tuple[str, str]]]) -> None:
    inside = "".join(
        "<tr>" + "".join(f'<td rowspan="{r}" colspan="{c}">区</td>' for r, c in row) + "</tr>" for row in rows
    )
    document = of(f"<p>前</p><table>{inside}</table>")
    assert document.text.count("区") == sum(map(len, rows))
    for table in document.tables:
        assert squares(table)


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset=gb2312>", "gb18030"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=GBK">', "gb18030"),
        ("<meta charset='big5'>", "big5"),
        ("", "utf-8"),
        ("", "gb18030"),
        ("<meta charset=utf-8>", "gb18030"),  # says what it is not
        ("<meta charset=punycode>", "utf-8"),
        ("<meta charset=nonsense>", "utf-8"),
    ],
)
def test_charsets(head: str, encoding: str) -> None:
    page = f"<html><head>{head}</head><body><p>區政府關於印發分工方案的通知</p></body></html>"
    document = read_bytes(page.encode(encoding), "a.htm")
    assert document.text == "區政府關於印發分工方案的通知" and document.encoding == encoding


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_goes_before_all(encoding: str) -> None:
    assert read_bytes("<html><meta charset=gbk><p>区</p>".encode(encoding), "a.txt").text == "区"


def test_a_few_broken_bytes_are_told() -> None:
    data = f"<html><meta charset=utf-8><p>{PROSE * 20}</p>".encode() + b"<p>\xff\xe5</p>"
    document = read_bytes(data, "a.html")
    assert [finding.code for finding in document.findings] == ["undecodable-bytes"]
    with pytest.raises(ReadError, match="is neither"):
        read_bytes(b"<html>" + b"\xff\xe5\x00" * 50, "a.html")


def test_a_page_without_words_says_so() -> None:
    with pytest.raises(ReadError, match="without text"):
        of("<div id=app></div><script>draw()</script>")
    with pytest.raises(ReadError, match="without"):
        read_bytes(b"<!-- -->", "a.html")


@pytest.mark.parametrize("tag", ["div", "span", "table", "td", "p", "b", "ul", "form"])
def test_deep_nesting_is_read_or_refused_in_one_line_and_time(tag: str) -> None:
    begun = time.monotonic()
    for depth in (500, 100_000):
        data = f"<html><p>前</p>{f'<{tag}>' * depth}底{f'</{tag}>' * depth}<p>后</p>"
        try:
            told = read_bytes(data.encode(), "a.html").text
        except ReadError as error:
            told = str(error)
        assert all(word in told for word in "前底后") or ("no readable web page" in told and "\n" not in told)
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    "piece",
    [
        "<p>区</p>",
        "<td>",
        "<table><tr><td colspan=1000 rowspan=60000>区",
        "<a href=x>区</a>",
        "区",
        "<br>",
        "<!--",
        "&#x5340;",
    ],
)
def test_large_pages_take_bounded_time(piece: str) -> None:
    begun, told = time.monotonic(), ""
    try:
        sound(read_bytes(("<html><body>" + piece * (3_000_000 // len(piece))).encode(), "a.html"))
    except FengongError as error:
        told = str(error)
    assert "\n" not in told
    assert time.monotonic() - begun < 40


def test_a_page_beyond_the_limit_is_refused() -> None:
    with pytest.raises(ReadError, match="more than 16 MB"):
        read_bytes(b"<html>" + b" " * (17 << 20), "a.html")


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples stand beside the repository in shared/samples")
def test_three_pages_of_the_state_council() -> None:
    for path in sorted(SAMPLES.glob("*.html")):
        document = read(path)
        sound(document)
        assert document.text.startswith("索 引 号：000014349/2018-")
        assert "扫一扫" not in document.text and "客户端" not in document.text
        assert len(document.tables) == ("126" in path.name)
    first = read(SAMPLES / "gwy-2018-126-tuiguang.html")
    assert words(first)[0] == ["序号", "改革举措", "主 要 内 容", "指导部门", "推广范围"]
    assert words(first)[-1][0] == "23" and len(words(first)) == 23


def test_a_page_that_begins_with_many_comments_is_told_at_once() -> None:
    """Twelve of them took a second where each comment was tried again at every length."""
    from fengong.read.kind import kind

    assert kind(b"<!-- a -->" * 300 + b"<main>x</main>", "page.html") == "html"
    assert kind(b"<!-- a -->" * 300 + b"x", "page.txt") == "text"


def test_text_without_a_tag_is_text_whatever_its_ending() -> None:
    from fengong.read.kind import kind

    assert kind("一、推进改革\n（市财政局负责）".encode(), "plan.html") == "text"
