"""PDF: paragraphs by geometry, over page breaks; ruled tables; furniture; scans, locks and bombs."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from filemakers import FONT, plan_pdf, sound, words
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from fengong.errors import ReadError
from fengong.model import Document
from fengong.read import read_bytes
from fengong.read.pdf_furniture import furniture
from fengong.read.pdf_lines import Line, glued
from fengong.read.radicals import meant

LEFT, SIZE, ROOM = 80.0, 16.0, 28  # points, points, characters of a full line
FULL = "加强统筹协调完善工作机制推动产业转型升级支持企业技术改"
assert len(FULL) + 1 == ROOM


def drawn(*pages: Callable[[Canvas], None], **options: Any) -> bytes:
    """A PDF of the pages drawn."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, **options)
    for page in pages:
        canvas.setFont(FONT, SIZE)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def text_page(*lines: str, top: float = 700.0, foot: str = "") -> Callable[[Canvas], None]:
    """A page of lines; those that begin with two ideographic spaces are set in by two characters."""

    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(lines):
            indent = 2 * SIZE if line.startswith("\u3000\u3000") else 0
            canvas.drawString(LEFT + indent, top - 28 * number, line.strip("\u3000"))
        canvas.drawCentredString(A4[0] / 2, 50, foot)

    return draw


def of(*pages: Callable[[Canvas], None], **options: Any) -> Document:
    document = read_bytes(drawn(*pages, **options), "a.pdf")
    sound(document)
    return document


IN = "\u3000\u3000"


def test_full_lines_go_on_and_short_or_indented_ones_begin_anew() -> None:
    document = of(
        text_page(f"{IN}{FULL[:-1]}", f"{FULL}造", "短行。", f"{IN}{FULL[:-1]}", f"{IN}另起。", "短", "又短")
    )
    assert document.text == f"{FULL[:-1]}{FULL}造短行。\n{FULL[:-1]}\n另起。\n短\n又短"


def test_a_sentence_cut_by_a_page_break_is_joined_and_the_page_noted() -> None:
    document = of(
        text_page(f"{IN}{FULL[:-1]}", f"{FULL}造", foot="— 1 —"),
        text_page("落实。", f"{IN}下一段。", foot="— 2 —"),
    )
    assert document.text == f"{FULL[:-1]}{FULL}造落实。\n下一段。"
    assert document.pages == (0, document.text.index("落实"))


def test_a_heading_of_another_size_and_a_wide_gap_end_a_paragraph() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(FONT, 22)
        canvas.drawString(LEFT, 760, "关于印发任务分工方案的通知关于印发任务")
        canvas.setFont(FONT, SIZE)
        for y, line in ((700, FULL + "造"), (672, FULL + "造"), (644, FULL + "造"), (560, "附件")):
            canvas.drawString(LEFT, y, line)

    assert of(page).text == f"关于印发任务分工方案的通知关于印发任务\n{(FULL + '造') * 3}\n附件"


def test_words_printed_twice_to_look_bold_stand_once() -> None:
    def page(canvas: Canvas) -> None:
        for shift in (0, 0.4):
            canvas.drawString(LEFT + shift, 700, "一、总体要求的的11")

    assert of(page).text == "一、总体要求的的11"


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("区发", "改委", "区发改委"),
        ("PPP", "模式", "PPP模式"),
        ("new", "words", "new words"),
        ("part-", "time", "part-time"),
        ("入库11", "50家", "入库1150家"),
        ("甲，", "B", "甲，B"),
    ],
)
def test_lines_are_joined_without_a_space_between_chinese_characters(
    before: str, after: str, joined: str
) -> None:
    assert glued(before, after) == joined


def test_gaps_are_spaces_only_where_they_are_wide() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 700, "名称")
        canvas.drawString(LEFT + 4 * SIZE, 700, "电话")
        canvas.setFont("Helvetica", SIZE)
        canvas.drawString(LEFT, 650, "two")
        canvas.drawString(LEFT + 36, 650, "words")

    assert of(page).text == "名称 电话\ntwo words"


def test_radicals_are_read_as_the_characters_they_draw() -> None:
    assert meant("⼯信局、⼈⺠政府、⻓期、工") == "工信局、人民政府、长期、工"


def line(text: str, top: float) -> Line:
    return Line(text, 100, 200, top, top + 14, 14, 14)


def furnished(*pages: list[tuple[str, float]]) -> list[list[str]]:
    made = [[line(text, top) for text, top in page] for page in pages]
    out = furniture(made, [842.0] * len(made))
    return [[part.text for part in page if id(part) not in out] for page in made]


def test_marked_page_numbers_and_running_heads_go() -> None:
    pages = [[("政府公报", 40.0), (f"正文{n}", 200.0), (f"－{n}－", 780.0)] for n in range(3)]
    assert furnished(*pages) == [["正文0"], ["正文1"], ["正文2"]]


def test_bare_numbers_go_only_where_they_count_with_the_pages() -> None:
    assert furnished(*[[("正文", 200.0), (str(n), 780.0)] for n in (7, 8, 9)]) == [["正文"]] * 3
    assert furnished([("正文", 200.0), ("2020", 780.0)], [("正文", 200.0), ("35", 780.0)])[0] == [
        "正文",
        "2020",
    ]


def test_lines_that_repeat_inside_the_page_or_at_other_heights_stay() -> None:
    pages = [[("同样", 200.0), (f"末行{n}", 780.0 - 30 * n)] for n in range(3)]
    assert furnished(*pages)[0] == ["同样", "末行0"]
    assert furnished([("抬头", 40.0), ("甲", 300.0)], [("乙", 300.0)]) == [["抬头", "甲"], ["乙"]]


def test_the_plan_of_two_pages_and_its_table() -> None:
    document = read_bytes(plan_pdf(), "a.pdf")
    assert "区人民政府文件" not in document.text and "—" not in document.text
    assert len(document.text.split("\n")) == 12 + 3 + 1 and len(document.pages) == 3
    assert words(document) == [
        ["序号", "任务", "牵头单位"],
        ["1", "统筹协调" * 8, "区发改委"],
        ["2", "区工信局"],
    ]
    cells = {c.span.of(document.text): (c.row, c.column, c.rows, c.columns) for c in document.tables[0].cells}
    assert cells["统筹协调" * 8] == (1, 1, 2, 1)


def ruled_page(cells: dict[tuple[float, float, float, float], list[str]]) -> Callable[[Canvas], None]:
    """A page of boxes (x, y of the lower left, width, height) with lines of words in them."""

    def draw(canvas: Canvas) -> None:
        for (x, y, width, height), lines in cells.items():
            canvas.rect(x, y, width, height)
            for number, text in enumerate(lines):
                canvas.drawString(x + 5, y + height - 20 * (number + 1), text)

    return draw


def test_lines_in_cells_are_joined_where_full_and_kept_where_short() -> None:
    document = of(
        ruled_page(
            {
                (80, 600, 140, 100): ["区发改委、区工信", "局牵头，", "区科技局配合"],
                (220, 600, 140, 100): ["一是加强", "二是统筹"],
                (80, 500, 140, 100): [],
                (220, 500, 140, 100): ["末"],
            }
        )
    )
    assert words(document) == [["区发改委、区工信局牵头，\n区科技局配合", "一是加强\n二是统筹"], ["", "末"]]


def test_a_box_round_one_text_is_no_table() -> None:
    document = of(ruled_page({(80, 600, 300, 100): ["公开方式：主动公开"]}))
    assert document.tables == () and document.text == "公开方式：主动公开"


def test_text_before_and_after_tables_keeps_its_order() -> None:
    def page(canvas: Canvas) -> None:
        ruled_page(
            {
                (80, 600, 100, 40): ["甲"],
                (180, 600, 100, 40): ["乙"],
                (80, 560, 100, 40): ["丙"],
                (180, 560, 100, 40): ["丁"],
            }
        )(canvas)
        canvas.drawString(LEFT, 660, "表前")
        canvas.drawString(LEFT, 530, "表后")

    document = of(page)
    assert document.text == "表前\n甲\t乙\n丙\t丁\n表后"


def test_a_table_set_sideways_is_turned() -> None:
    def page(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.translate(0, -A4[0])
        ruled_page(
            {
                (80, 300, 100, 40): ["甲"],
                (180, 300, 100, 40): ["乙"],
                (80, 260, 100, 40): ["丙"],
                (180, 260, 100, 40): ["丁"],
            }
        )(canvas)

    assert words(of(page)) == [["甲", "乙"], ["丙", "丁"]]


def picture(canvas: Canvas) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("RGB", (20, 20), "grey")), 50, 50, 400, 600)


def test_a_scan_is_refused_and_a_page_of_one_is_told() -> None:
    with pytest.raises(ReadError, match=r"scan without a text layer.*OCR"):
        of(picture)
    document = of(text_page("甲"), picture, lambda canvas: None)
    assert [(found.code, found.severity) for found in document.findings] == [("page-without-text", "warning")]
    assert "第2页" in document.findings[0].message and len(document.pages) == 3


def test_an_empty_password_opens_and_a_real_one_is_told() -> None:
    def plain(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", SIZE)  # reportlab does not lock the names of its Chinese fonts
        canvas.drawString(LEFT, 700, "plan")

    assert of(plain, encrypt=pdfencrypt.StandardEncryption("", "owner", strength=128)).text == "plan"
    with pytest.raises(ReadError, match="locked with a password"):
        of(plain, encrypt=pdfencrypt.StandardEncryption("secret", strength=128))
