"""Pdf as programs really write them: columns, turned pages, stamps, odd boxes, notes, nameless fonts."""

from collections import Counter

import pytest

from compare.errors import PlanError
from compare.extract.readers import glyphs, pdf
from compare.extract.readers.columns import find_gutter, order_pieces
from compare.extract.readers.layout import Line, join_paragraphs
from compare.extract.readers.reading import ScannedPages
from fixtures.documents import make_pdf

BODY = [
    "青川县文化发展三年行动方案",
    "一、主要目标",
    "到2027年，公共图书馆总藏量达到30万册，新建书屋12个，读书活动不少于20场，志愿者达到500人，培训8期。",
    "二、重点任务",
    "（一）建设书香之城。完善设施网络，丰富活动内容，培育一批阅读推广人，开展公益讲座，服务城乡居民，形成浓厚氛围。",
    "（二）保护文化遗产。完善名录体系，建设传承基地，支持非遗走进校园，组织展演展示，培养青年传承人，扩大社会影响。",
]
SHORT = [BODY[0], BODY[1], BODY[3]]
TURNED = {90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}


def wrap(text: str, width: int, left: float, size: float) -> list[tuple[float, str]]:
    """(left, text) of the printed lines of a paragraph with an indent of two characters."""
    lines = [(left + 2 * size, text[: width - 2])]
    rest = text[width - 2 :]
    return lines + [(left, rest[i : i + width]) for i in range(0, len(rest), width)]


def set_lines(texts: list[str], width: int, left: float, top: float, size: float = 12.0) -> list:
    lines = [line for text in texts for line in wrap(text, width, left, size)]
    return [(x, top + 20 * i, size, text) for i, (x, text) in enumerate(lines)]


def read(data: bytes) -> list[str]:
    return pdf.read_pdf(data).text.splitlines()


@pytest.mark.parametrize(
    "box", [(600, 900, 1195, 1742), (-297, -421, 298, 421), (40, 80, 635, 922)]
)
def test_a_page_may_lie_anywhere(box):
    assert read(make_pdf([set_lines(BODY, 37, 72, 80)], box=box)) == BODY


def test_text_beyond_the_page_is_not_printed():
    data = make_pdf([[(72, 100, 16.0, "一、主要目标与重点任务安排")]], box=(0, 0, 250, 842))
    assert read(data) == ["一、主要目标与重点任务"]


@pytest.mark.parametrize(
    ("matrix", "place"),
    [
        ("0 1 -1 0", lambda i: (100 + 20 * i, 780.0)),
        ("0 -1 1 0", lambda i: (500 - 20 * i, 60.0)),
        ("-1 0 0 -1", lambda i: (520, 700 - 20 * i)),
    ],
)
def test_a_page_printed_sideways_is_turned(matrix, place):
    items = [(*place(i), 12.0, text, matrix) for i, text in enumerate(SHORT)]
    assert read(make_pdf([items])) == SHORT


def test_what_is_printed_across_the_text_comes_after_it_unless_it_is_a_label():
    across = "附件：重点任务分工由县文化和旅游局会同县教育局负责落实，每季度通报。"
    page = set_lines(BODY, 37, 72, 80)
    assert read(make_pdf([[*page, (500, 700, 12.0, across, TURNED[90])]])) == [*BODY, across]
    assert read(make_pdf([[*page, (500, 700, 12.0, "装订线", TURNED[90])]])) == BODY


@pytest.mark.parametrize("matrix", ["0.707 0.707 -0.707 0.707", "0.94 0.34 -0.34 0.94"])
def test_a_slanted_stamp_over_the_text_is_left_out(matrix):
    stamp = [(100 + 60 * i, 300 - 40 * i, 40.0, char, matrix) for i, char in enumerate("征求意见")]
    assert read(make_pdf([[*set_lines(BODY, 37, 72, 80), *stamp]])) == BODY


def test_italic_type_is_text():
    assert read(make_pdf([[(72, 100, 16.0, BODY[0], "1 0 0.3 1")]])) == [BODY[0]]


def test_two_columns_under_a_title_are_read_in_turn():
    long = [*BODY[1:], "（三）扩大交流。" + "举办展演活动，走进乡镇社区，" * 4 + "促进共享。"]
    lines = [line for text in long for line in wrap(text, 18, 0, 12.0)]
    half = (len(lines) + 1) // 2
    page = [(180, 60, 18.0, BODY[0])]
    for start, left in ((0, 60), (half, 320)):
        own = lines[start : start + half]
        page += [(left + x, 110 + 20 * i, 12.0, text) for i, (x, text) in enumerate(own)]
    assert read(make_pdf([page])) == [BODY[0], *long]


def test_large_upright_letters_under_the_text_are_left_out():
    lines = [
        "一、重点任务",
        "（一）办好学校。新建小学三所，修缮校舍。",
        "（二）办好展览。每年办展十二场，送展下乡。",
    ]
    page = [(72, 100 + 24 * i, 12.0, line) for i, line in enumerate(lines)]
    assert read(make_pdf([[*page, (80, 95, 64.0, "内部")]])) == lines
    assert read(make_pdf([[(80, 20, 40.0, "内部"), *page]])) == ["内部", *lines]


def test_an_unruled_table_is_no_page_of_columns():
    rows = [("指标名称", "2025年"), ("图书馆总藏量（万册）", "30"), ("书屋（个）", "12"),
            ("读书活动（场）", "20"), ("志愿者（人）", "500"), ("培训（期）", "8")]  # fmt: skip
    page = [
        (x, 100 + 20 * i, 12.0, text)
        for i, row in enumerate(rows)
        for x, text in zip((72, 330), row, strict=True)
    ]
    assert read(make_pdf([page])) == [" ".join(row) for row in rows]


def piece(text: str, left: float, top: float, size: float = 10.0) -> Line:
    return Line(text, 1, left, left + size * len(text), top, size, 595, 842, base=top + size)


def test_a_gutter_needs_running_text_on_both_sides():
    def rows(left: str, right: str) -> list[list[Line]]:
        return [[piece(left, 50, 20.0 * i), piece(right, 330, 20.0 * i)] for i in range(8)]

    full = "完善公共文化设施网络建设管理服务"
    assert find_gutter(rows(full, full)) is not None
    assert find_gutter(rows(full, "30")) is None
    assert find_gutter(rows("指标", "数值")) is None
    assert find_gutter(rows(full, full)[:4]) is None


def test_every_piece_of_a_page_is_in_one_sheet():
    pieces = [piece("甲乙丙丁戊己庚辛壬癸子丑", x, 20.0 * i) for i in range(9) for x in (50, 330)]
    pieces.append(piece("一个横贯两栏的标题，它很长很长很长很长很长很长", 60, 95))
    sheets = list(order_pieces(pieces))
    assert len(sheets) > 2
    got = Counter(char for lines in sheets for line in lines for char in line.text)
    assert got == Counter(char for one in pieces for char in one.text)


def test_notes_at_the_foot_leave_the_sentence_whole():
    first = [
        (72, 600 + 20 * i, 12.0, f"（{n}）专项工作。开展调查，建立台账。")
        for i, n in enumerate("一二三")
    ]
    first += [(96, 660, 12.0, "（四）专项工作。开展普查，到2026年"), (72, 760, 9.0, "① 普查：2019年起"),
              (72, 772, 9.0, "每五年一次。"), (72, 784, 9.0, "② 台账：见附件。")]  # fmt: skip
    second = [(72, 80, 12.0, "完成80项。"), (96, 100, 12.0, "（五）专项工作。")]
    lines = read(make_pdf([first, second]))
    assert lines[-2:] == ["[^①]: 普查：2019年起每五年一次。", "[^②]: 台账：见附件。"]
    assert not any("2019" in line for line in lines[:-2])


def test_small_print_without_a_mark_is_no_note():
    lines = [
        Line("正文" * 20, 1, 72, 500, 100, 12, 595, 842),
        Line("印发30份", 1, 72, 120, 780, 9, 595, 842),
    ]
    assert [paragraph.text for paragraph in join_paragraphs(lines)] == ["正文" * 20, "印发30份"]


def test_a_raised_figure_stays_in_its_line():
    page = [(72, 100, 16.0, "新增面积3000m"), (216, 97, 8.0, "2"), (224, 100, 16.0, "以上。")]
    assert read(make_pdf([page])) == ["新增面积3000m2以上。"]


def test_cells_merged_with_the_one_above_say_so():
    rules = [(72, y, 500, y) for y in (90, 170)] + [(200, 130, 500, 130)]
    rules += [(x, 90, x, 170) for x in (72, 200, 350, 500)]
    page = [(80, 120, 12.0, "建设书屋"), (210, 100, 12.0, "县文旅局"), (360, 100, 12.0, "2025年"),
            (210, 140, 12.0, "县教育局"), (360, 140, 12.0, "2026年")]  # fmt: skip
    assert read(make_pdf([page], rules)) == ["建设书屋\t县文旅局\t2025年", "〃\t县教育局\t2026年"]


@pytest.mark.parametrize(("share", "words"), [(0.5, "fonts"), (0.03, "fonts"), (0.0, "")])
def test_characters_that_the_font_does_not_name_are_not_passed_over(share, words, monkeypatch):
    text = "发展公共文化事业提升服务水平" * 20
    monkeypatch.setattr(pdf, "is_picture", lambda page: False)
    count = int(len(text) * share)
    changed = ["(cid:7)"] * count + list(text[count:])
    monkeypatch.setattr(
        glyphs,
        "normalise_forms",
        lambda line: line.replace("发", glyphs.UNREADABLE) if share else line,
    )
    data = make_pdf([[(72, 60 + 20 * i, 12.0, text[i * 28 : i * 28 + 28]) for i in range(10)]])
    assert len(changed) == len(text)
    if words:
        with pytest.raises(PlanError, match=words):
            pdf.read_pdf(data)
    else:
        assert text in pdf.read_pdf(data).text.replace("\n", "")


PICTURE = "q 500 0 0 700 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q\n"


def test_pages_that_are_pictures_are_counted_or_named():
    scan = make_pdf([[(280, 800, 10.0, "1")]], extra=PICTURE)
    with pytest.raises(ScannedPages) as found:
        pdf.read_pdf(scan)
    assert found.value.count == 1
    with pytest.raises(PlanError, match=r"scanned.*\[scan\]"):
        pdf.read_pdf(scan, "no")
    decorated = make_pdf([set_lines(BODY, 37, 72, 80)], extra=PICTURE)
    assert read(decorated) == BODY


@pytest.mark.parametrize("squeeze", [100, 50, 20, 10])
def test_squeezed_figures_are_not_taken_for_bold_ones(squeeze: int) -> None:
    said = "到2027年，建成书屋1100家，培训骨干2200名。"
    assert said in read(make_pdf([[(72, 100, 16.0, said)]], extra=f"{squeeze} Tz\n"))


@pytest.mark.parametrize("box", [(595, 842, 0, 0), (595, 0, 0, 842), (0, 842, 595, 0)])
def test_a_page_may_be_named_by_any_two_corners(box: tuple[int, ...]) -> None:
    data = make_pdf([[(72, 100, 16.0, "一、主要目标与重点任务安排")]])
    named = data.replace(
        b"/MediaBox[0 0 595 842]", f"/MediaBox[{' '.join(map(str, box))}]".encode()
    )
    assert named != data
    assert "一、主要目标与重点任务安排" in read(named)


def test_type_of_negative_size_is_read_as_it_is_seen() -> None:
    said = ["到2027年，建成书屋12家。", "培训骨干345名。"]
    items = [(72, 100 + 30 * n, 16.0, text, "-1 0 0 -1") for n, text in enumerate(said)]
    seen = make_pdf([items]).replace(b"/F1 16.0 Tf", b"/F1 -16.0 Tf")
    assert read(seen) == said
