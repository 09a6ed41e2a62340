"""Word files: what is shown is read, what is not is not; merged cells; damaged packages."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from filemakers import p, plan_docx, rezipped, saved, sound, word, words

from fengong.errors import ReadError
from fengong.model import Document
from fengong.read import read_bytes

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def of(body: str, styles: str = "") -> Document:
    document = read_bytes(word(body, styles=styles), "a.docx")
    sound(document)
    return document


def run(text: str, more: str = "") -> str:
    return f'<w:r>{more}<w:t xml:space="preserve">{text}</w:t></w:r>'


def cell(text: str, more: str = "") -> str:
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{p(text)}</w:tc>"


def span(count: int) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


BEGIN, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (run("甲") + run("乙"), "甲乙"),
        (run("甲") + "<w:r><w:tab/></w:r>" + run("乙") + "<w:r><w:br/></w:r>" + run("丙"), "甲\t乙\n丙"),
        (
            run("A") + "<w:r><w:noBreakHyphen/></w:r>" + run("B") + "<w:r><w:softHyphen/></w:r>" + run("C"),
            "A-BC",
        ),
        (
            f'<w:ins w:id="1">{run("增")}</w:ins><w:del w:id="2"><w:r><w:delText>删</w:delText></w:r></w:del>',
            "增",
        ),
        (f'<w:moveFrom w:id="1">{run("旧")}</w:moveFrom><w:moveTo w:id="2">{run("新")}</w:moveTo>', "新"),
        (f"<w:hyperlink>{run('链接')}</w:hyperlink>", "链接"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>", "控件"),
        (f"<w:smartTag>{run('区发改委')}</w:smartTag>", "区发改委"),
        (
            run("显")
            + run("隐", "<w:rPr><w:vanish/></w:rPr>")
            + run("露", '<w:rPr><w:vanish w:val="0"/></w:rPr>'),
            "显露",
        ),
        (run("注") + '<w:r><w:footnoteReference w:id="2"/></w:r>', "注"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> DATE </w:instrText>'
            '<w:fldChar w:fldCharType="separate"/><w:t>2020年</w:t><w:fldChar w:fldCharType="end"/></w:r>',
            "2020年",
        ),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="宋体" w:char="2460"/></w:r>', "①"),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>qu</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>区</w:t></w:r></w:rubyBase>"
            "</w:ruby></w:r>",
            "区",
        ),
    ],
)
def test_what_word_shows_is_read_and_nothing_else(inside: str, text: str) -> None:
    assert of(f"<w:p>{inside}</w:p>").text == text


def test_content_controls_round_paragraphs_tables_rows_and_cells_are_looked_through() -> None:
    def control(inside: str) -> str:
        return f"<w:sdt><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    row = control(f"<w:tr>{control(cell('乙'))}{cell('丙')}</w:tr>")
    document = of(control(p("甲")) + control(f"<w:tbl>{row}</w:tbl>"))
    assert document.text == "甲\n乙\t丙" and words(document) == [["乙", "丙"]]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('框内')}{table(cell('一') + cell('二'))}</w:txbxContent>"
    drawn = (
        f"<w:p>{run('前')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r>{run('后')}</w:p>"
    )
    assert of(drawn + p("末")).text == "前后\n框内\n一\t二\n末"


def test_a_paragraph_whose_end_is_deleted_runs_on() -> None:
    gone = '<w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
    assert of(f"<w:p>{gone}{run('区发')}</w:p>" + p("改委")).text == "区发改委"
    assert of(p("甲") + f"<w:p>{gone}{run('末')}</w:p>").text == "甲\n末"


def test_empty_paragraphs_and_heads_are_left_out() -> None:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "页眉"
    made.sections[0].footer.paragraphs[0].text = "页脚"
    made.add_paragraph("")
    made.add_paragraph("正文")
    assert read_bytes(saved(made), "x").text == "正文"


def test_footnotes_stand_at_the_end() -> None:
    data = plan_docx()
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        types = file.read("[Content_Types].xml")
        rels = file.read("word/_rels/document.xml.rels")
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="0">{p("——")}</w:footnote>'
        f'<w:footnote w:id="2">{p("以下均同。")}</w:footnote></w:footnotes>'
    )
    override = (
        '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.footnotes+xml"/></Types>'
    )
    rel = f'<Relationship Id="rId99" Type="{RELATIONSHIP_TYPE.FOOTNOTES}" Target="footnotes.xml"/></Relationships>'
    parts = {
        "word/footnotes.xml": notes.encode(),
        "[Content_Types].xml": types.replace(b"</Types>", override.encode()),
        "word/_rels/document.xml.rels": rels.replace(b"</Relationships>", rel.encode()),
    }
    text = read_bytes(rezipped(data, parts), "x").text
    assert text.endswith("\n以下均同。") and "——" not in text


def test_lines_of_a_table_of_contents_are_furniture() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="11"><w:name w:val="toc 1"/></w:style>'
    document = of(p("一、总则 1", style="11") + p("一、总则"), styles)
    assert [found.of(document.text) for found in document.furniture] == ["一、总则 1"]


def test_merged_cells_stand_once_with_the_squares_they_cover() -> None:
    document = of(
        table(
            cell("标题", span(3)),
            cell("甲", BEGIN) + cell("乙") + cell("丙"),
            cell("看不见", ON) + cell("丁", span(2)),
            cell("", ON) + cell("戊") + cell("己"),
        )
    )
    places = [
        (c.row, c.column, c.rows, c.columns, c.span.of(document.text)) for c in document.tables[0].cells
    ]
    assert places == [
        (0, 0, 1, 3, "标题"),
        (1, 0, 3, 1, "甲"),
        (1, 1, 1, 1, "乙"),
        (1, 2, 1, 1, "丙"),
        (2, 1, 1, 2, "丁"),
        (3, 1, 1, 1, "戊"),
        (3, 2, 1, 1, "己"),
    ]
    assert document.text == "标题\n甲\t乙\t丙\n丁\n戊\t己"


def test_odd_merges_cover_no_square_twice() -> None:
    before = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    h_on = '<w:hMerge w:val="continue"/>'
    document = of(
        table(
            cell("甲", ON) + cell("乙", BEGIN + span(2)),  # a continuation of nothing is a cell
            cell("丙", BEGIN) + cell("丁", ON),  # of another width than the one above
            before + cell("戊", '<w:hMerge w:val="restart"/>') + cell("", h_on),
            cell("己", '<w:gridSpan w:val="0"/>') + cell("庚", '<w:gridSpan w:val="x"/>'),
        )
    )
    assert [c.span.of(document.text) for c in document.tables[0].cells] == list("甲乙丙丁戊己庚")


def test_a_table_in_a_cell_becomes_the_cells_words() -> None:
    inner = table(cell("一") + cell("二"), cell("三") + cell(""))
    document = of(table(f"<w:tc>{p('甲')}{inner}{p('')}</w:tc>" + cell("乙")))
    assert words(document) == [["甲\n一 二\n三", "乙"]] and len(document.tables) == 1


def test_deleted_rows_are_left_out() -> None:
    gone = '<w:trPr><w:del w:id="3"/></w:trPr>'
    assert words(of(table(cell("甲") + cell("乙"), gone + cell("丙") + cell("丁")))) == [["甲", "乙"]]


def test_a_macro_file_and_a_template_are_read_too() -> None:
    data = plan_docx()
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        types = file.read("[Content_Types].xml")
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    for other in (
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ):
        changed = rezipped(data, {"[Content_Types].xml": types.replace(main, other)})
        assert read_bytes(changed, "a.docm").text == read_bytes(data, "a.docx").text


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"word/document.xml": b"<w:document"}, "damaged Word file"),
        ({"word/document.xml": b"<x/>"}, "without a body"),
        ({"word/_rels/document.xml.rels": b"<"}, "damaged Word file"),
        ({"_rels/.rels": b"<Relationships/>"}, "damaged Word file"),
        ({"word/document.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}, "declares a document type"),
        ({"word/document.xml": "<!DOCTYPE x><x/>".encode("utf-16")}, "declares a document type"),
        ({"word/media/image1.png": bytes(300 << 20)}, "unpacks to more than 256 MB"),
        ({"word/theme/theme1.xml": b" " * (65 << 20)}, "unpacks to more than 64 MB"),
        ({f"word/media/{n}": b"" for n in range(10_001)}, "more than 10000 parts"),
    ],
)
def test_a_damaged_or_hostile_package_is_refused_in_one_line(parts: dict[str, bytes], message: str) -> None:
    with pytest.raises(ReadError, match=message) as told:
        read_bytes(rezipped(plan_docx(), parts), "a.docx")
    assert "\n" not in str(told.value)


def test_deep_nesting_is_refused_in_one_line() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 200 + "</w:tc></w:tr></w:tbl>" * 200
    root = f'<w:document xmlns:w="{W}"><w:body>{deep}</w:body></w:document>'
    made = rezipped(plan_docx(), {"word/document.xml": root.encode()})
    with pytest.raises(ReadError, match="damaged Word file"):
        read_bytes(made, "a.docx")
    fair = "<w:tbl><w:tr><w:tc>" * 80 + p("底") + "</w:tc></w:tr></w:tbl>" * 80
    assert of(fair).text == "底"


def test_a_file_without_words_says_so() -> None:
    with pytest.raises(ReadError, match="without text"):
        of(p(""))


def test_an_embedded_file_is_told() -> None:
    document = of(p("甲") + "<w:altChunk/>")
    assert [finding.code for finding in document.findings] == ["embedded-file"]
