"""Files of every format give the text a person would read in them."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from compare.errors import PlanError
from compare.extract import extract_plan
from compare.extract.readers import convert_source, decode_text, layout, pdf, read_source, web, word
from compare.extract.readers.numbering import format_marker
from compare.extract.readers.subprocesses import read_here
from fixtures.documents import (
    list_level,
    make_docx,
    make_pdf,
    make_zip,
    paragraph,
)

pytestmark = pytest.mark.usefixtures("read_here")

PLAN = (
    "青川县文化发展三年行动方案\n"
    "一、主要目标\n"
    "到2027年，公共图书馆总藏量达到30万册。\n"
    "二、重点任务\n"
    "（一）建设书香之城。新建社区书屋12个，每年举办读书活动不少于20场。"
    "（牵头单位：县文旅局；配合单位：县教育局、县总工会）\n"
    "（二）保护文化遗产。完善“非遗”名录。（责任单位：县文旅局、各镇）\n"
    "三、保障措施\n"
    "（一）加强组织领导。各有关单位要落实责任。\n"
)
PARAGRAPHS = PLAN.splitlines()
NUMBERS = {"start", "end", "line_start", "line_end"}


@cache
def tables(text: str) -> list[list[dict[str, object]]]:
    plan = extract_plan(text, "x")
    return [
        [{k: v for k, v in row.items() if k not in NUMBERS} for row in rows]
        for rows in (plan.tasks, plan.assignments, plan.targets)
    ]


def save(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def page(body: str, charset: str = "utf-8", head: str = "") -> bytes:
    text = f'<html><head><meta charset="{charset}">{head}</head><body>{body}</body></html>'
    return text.encode("gb18030" if charset.startswith("gb") else charset)


HTML = "".join(f"<p>　　{line}</p>" for line in PARAGRAPHS)
DOCX = make_docx("".join(map(paragraph, PARAGRAPHS)))


def wrap(paragraphs: list[str], size: float = 16.0, width: int = 28) -> list[list]:
    """Pages of a printed document: 2-character indent, 28 characters a line, 20 lines a page."""
    lines = []
    for text in paragraphs:
        first, rest = text[: width - 2], text[width - 2 :]
        lines.append((72 + 2 * size, first))
        lines += [(72, rest[i : i + width]) for i in range(0, len(rest), width)]
    pages = []
    for at in range(0, len(lines), 20):
        items = [(x, 90 + 28 * i, size, t) for i, (x, t) in enumerate(lines[at : at + 20])]
        pages.append([*items, (280, 800, 12.0, f"—{len(pages) + 1}—")])
    return pages


# text

ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_of_one_plan_give_one_text(encoding, tmp_path):
    assert read_source(save(tmp_path, "plan.txt", PLAN.encode(encoding))) == PLAN


def test_a_text_with_a_character_outside_gb2312_is_read_as_gb18030():
    text = "一、镕基路街道综合整治，㸃亮城乡\n"
    assert decode_text(text.encode("gb18030"), "x") == text


def test_traditional_text_in_big5_is_recognised():
    text = "一、主要目標\n到二○三○年，圖書館總藏量達到三十萬冊，讀書活動不少於二十場。\n" * 20
    assert decode_text(text.encode("big5"), "x") == text


def test_line_ends_and_spaces_of_a_text_file_stay(tmp_path):
    text = "一、甲\r\n\r\n　　二、乙\u2003丙\u00a0\r\n"
    assert read_source(save(tmp_path, "plan.md", text.encode())) == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (PLAN.encode()[:-2] + "。".encode()[:2], "UTF-8 text is damaged at byte"),
        (PLAN.encode().replace("县".encode(), b"\xff", 1), "damaged at byte 6 (line 1)"),
        ("一、目标\ud800".encode("utf-16-le", "surrogatepass"), "binary data"),
        (
            b"\xff\xfe" + "一、\ud800标".encode("utf-16-le", "surrogatepass"),
            "UTF-16 text is damaged",
        ),
        (bytes(range(256)) * 40, "binary data"),
        ("一、目标\0二、任务".encode(), "NUL"),
        (b"\x00" * 5000, "NUL"),
    ],
)
def test_what_is_no_sound_text_is_refused_in_words(data, words):
    with pytest.raises(PlanError, match=r"^plan\.txt: ") as error:
        convert_source(data, Path("plan.txt"))
    assert words in str(error.value)


@pytest.mark.parametrize("text", [PLAN, "发展", "一、二、三"])
def test_utf8_taken_for_gb18030_would_be_noticed(text):
    from compare.extract.readers.plain import looks_chinese

    assert looks_chinese(text)
    assert not looks_chinese((text * 9).encode().decode("gb18030", errors="ignore"))


# formats by content


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plan.doc", page(HTML, "gb2312")),
        ("plan.txt", page(HTML)),
        ("plan.html", PLAN.encode()),
        ("plan.txt", DOCX),
        ("plan.docx", PLAN.encode("gbk")),
        ("plan", make_pdf(wrap(PARAGRAPHS))),
        ("plan.htm", HTML.encode()),
        ("plan.txt", HTML.encode("utf-16")),
    ],
)
def test_a_wrong_suffix_is_recognised_by_content(name, data, tmp_path):
    text = read_source(save(tmp_path, name, data))
    assert "".join(text.split()) == "".join(PLAN.split())
    assert tables(text) == tables(PLAN)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old format of Word or WPS"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        (rb"{\rtf1\ansi hello}", "rich text"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "OCR"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "OCR"),
        (b"II*\x00" + b"\0" * 50, "OCR"),
        (b"Rar!\x1a\x07\x00", "unpack"),
        (b"\x1f\x8b\x08\x00\x00", "unpack"),
        (make_zip({"a.txt": "一、"}), "unpack"),
        (make_zip({"xl/workbook.xml": "<x/>"}), "spreadsheet"),
        (make_zip({"OFD.xml": "<x/>"}), "OFD"),
        (make_zip({"mimetype": "application/vnd.oasis", "content.xml": "<x/>"}), "OpenDocument"),
        (DOCX[: len(DOCX) // 2], "damaged"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "web archive"),
    ],
)
def test_other_formats_are_told_what_to_do_instead(data, words):
    with pytest.raises(PlanError) as error:
        convert_source(data, Path("plan.docx"))
    assert words in str(error.value)
    assert str(error.value).startswith("plan.docx: ")
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there(tmp_path):
    for path, words in [(tmp_path / "no.txt", "does not exist"), (tmp_path, "folder")]:
        with pytest.raises(PlanError, match=words):
            read_source(path)


@pytest.mark.parametrize(
    ("kind", "module"), [("docx", "lxml"), ("pdf", "pdfplumber"), ("html", "selectolax.lexbor")]
)
def test_a_missing_library_is_named_with_what_to_install(kind, module, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(PlanError, match=r"pip install '.\[formats\]'"):
        read_here(kind, DOCX)


def test_the_libraries_are_loaded_only_when_needed():
    code = (
        "import sys, compare.extract.readers;"
        "print([m for m in ('docx', 'lxml', 'pdfplumber', 'selectolax', 'charset_normalizer')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# web pages


def lines(body: str, **kwargs: str) -> list[str]:
    return web.read_web(page(body, **kwargs)).splitlines()


def test_a_page_that_declares_gb2312_is_read_past_characters_outside_it():
    assert lines("<p>一、镕基路</p><p>二、㸃亮</p>", charset="gb2312") == ["一、镕基路", "二、㸃亮"]


def test_a_page_in_utf8_that_declares_gb2312_is_read_as_what_it_is():
    data = page("<p>一、目标</p>").replace(b"utf-8", b"gb2312")
    assert web.read_web(data) == "一、目标\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>一、<b>目</b><span>标</span></p>二<br>三<br/>四", ["一、目标", "二", "三", "四"]),
        ("<p>目\n  标</p>", ["目 标"]),
        ("<div>甲<div>乙</div>丙</div>", ["甲", "乙", "丙"]),
        ("<script>alert('一、')</script><style>p{}</style><p>甲<!-- 乙 --></p>", ["甲"]),
        ("<p>甲</p><p style='display: none'>乙</p><p hidden>丙</p>", ["甲"]),
        ("<noscript>甲</noscript><template>乙</template><p>&nbsp;丙&nbsp;</p>", ["丙"]),
        ("<ol><li>甲</li><li>乙</li></ol>", ["1.甲", "2.乙"]),
        ("<ol start=3><li>甲</li><li>4.乙</li></ol>", ["3.甲", "4.乙"]),
        ("<ul><li>甲</li></ul>", ["甲"]),
        ("<ol style='list-style-type:cjk-ideographic'><li>甲</li></ol>", ["一、甲"]),
        ("<pre>甲\n乙</pre>", ["甲", "乙"]),
        ("<p>a &lt;b&gt; &#20108;&#xD800;</p>", ["a <b> 二\ufffd"]),
        ("", []),
    ],
)
def test_a_page_gives_the_lines_a_reader_sees(body, expected):
    assert lines(body) == expected


def test_a_table_gives_a_line_per_row_cells_joined_by_a_tab():
    body = (
        "<table><tr><th>指标</th><th>2025年</th></tr>"
        "<tr><td><p>藏量</p><p>（万册）</p></td><td>30</td></tr></table><p>后文</p>"
    )
    assert lines(body) == ["指标\t2025年", "藏量 （万册）\t30", "后文"]


def test_a_table_that_only_lays_out_the_page_is_no_table():
    body = f"<table><tr><td>菜单</td><td>{HTML}</td></tr></table>"
    assert "\t" not in "".join(lines(body))
    assert lines(body)[-1] == PARAGRAPHS[-1]
    inner = "<table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
    body = f"<table><tr><td>左</td><td>{inner}</td></tr><tr><td>下</td><td>右</td></tr></table>"
    assert lines(body) == ["左", "甲\t1", "乙\t2", "下", "右"]


def test_menus_and_footers_around_the_text_are_left_out():
    menu = "<div><ul><li><a href=x>一、首页</a></li><li><a href=y>政务公开</a></li></ul></div>"
    body = f"{menu}<div class=wrap><div>{HTML}</div></div><div>主办：某某 版权所有</div>"
    assert lines(body) == PARAGRAPHS


def test_headings_outside_the_block_of_sentences_are_kept():
    body = f"<div><p>一、先行</p></div><div>{HTML}</div>"
    assert lines(body) == ["一、先行", *PARAGRAPHS]


def test_a_title_outside_the_text_is_put_first():
    body = f"<div><h1>关于印发某某方案的通知</h1></div><div>{HTML}</div>"
    assert lines(body) == ["关于印发某某方案的通知", *PARAGRAPHS]
    assert lines(f"<h1>{PARAGRAPHS[0]}</h1><div>{HTML}</div>").count(PARAGRAPHS[0]) == 1


def test_a_text_that_is_in_the_page_twice_is_read_once():
    assert lines(HTML + HTML) == PARAGRAPHS
    assert lines(f"<p>页首</p>{HTML}<p>打印版</p>{HTML}<p>页尾</p>") == [
        "页首", *PARAGRAPHS, "打印版", "页尾",
    ]  # fmt: skip


def test_a_repetition_that_differs_stays():
    changed = HTML.replace("12个", "13个")
    assert lines(HTML + changed) == [*PARAGRAPHS, *(x.replace("12个", "13个") for x in PARAGRAPHS)]


# Word files


def docx_lines(body: str, numbering: str = "", styles: str = "") -> list[str]:
    return word.read_word(make_docx(body, numbering, styles)).splitlines()


CHINESE_LIST = (
    '<w:abstractNum w:abstractNumId="0">'
    + list_level(0, "chineseCounting", "%1、")
    + list_level(1, "japaneseCounting", "（%2）")
    + list_level(2, "decimal", "%3.")
    + list_level(3, "decimal", "%1.%4", "<w:isLgl/>")
    + "</w:abstractNum>"
    + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    + '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    + '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def test_numbers_that_word_keeps_outside_the_text():
    body = "".join(
        paragraph(text, level)
        for text, level in [
            ("目标", 0), ("任务", 0), ("甲", 1), ("子", 2), ("2025年丑", 2), ("乙", 1), ("寅", 2),
            ("保障", 0), ("丙", 1), ("丁", 3),
        ]
    )  # fmt: skip
    assert docx_lines(body, CHINESE_LIST) == [
        "一、目标", "二、任务", "（一）甲", "1. 子", "2. 2025年丑", "（二）乙", "1. 寅", "三、保障",
        "（一）丙", "3.1 丁",
    ]  # fmt: skip


def test_a_list_can_start_anew_and_a_number_can_be_taken_away():
    body = paragraph("甲", 0) + paragraph("乙", 0) + paragraph("丙", 0, num=2)
    body += paragraph("丁", 0, num=2) + paragraph("戊", 0, num=0)
    assert docx_lines(body, CHINESE_LIST) == ["一、甲", "二、乙", "一、丙", "二、丁", "戊"]


def test_numbers_that_a_style_brings():
    numbering = CHINESE_LIST.replace("<w:isLgl/>", '<w:pStyle w:val="H4"/>')
    styles = (
        '<w:style w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr></w:pPr></w:style><w:style w:styleId="H1a"><w:basedOn w:val="H1"/></w:style>'
        '<w:style w:styleId="loop"><w:basedOn w:val="loop"/></w:style>'
    )
    body = (
        paragraph("甲", style="H1") + paragraph("乙", style="H1a") + paragraph("丙", style="loop")
    )
    assert docx_lines(body, numbering, styles) == ["一、甲", "二、乙", "丙"]


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (1, "chineseCounting", "一"), (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"), (20, "japaneseCounting", "二十"),
        (21, "chineseCounting", "二十一"), (105, "chineseCounting", "一百零五"),
        (110, "chineseCounting", "一百一十"), (10, "ideographDigital", "一〇"),
        (11, "chineseLegalSimplified", "壹拾壹"), (3, "decimalEnclosedCircle", "③"),
        (28, "lowerLetter", "bb"), (9, "upperRoman", "IX"), (2, "ideographTraditional", "乙"),
        (7, "unheardOf", "7"), (0, "decimal", "0"), (5, "decimalFullWidth", "５"),
    ],
)  # fmt: skip
def test_formats_of_numbers(number, kind, text):
    assert format_marker(number, kind) == text


def test_paragraphs_and_tables_come_in_document_order():
    def cell(text: str) -> str:
        return f"<w:tc>{paragraph(text)}</w:tc>"

    table = f"<w:tbl><w:tr>{cell('指标')}{cell('值')}</w:tr><w:tr>{cell('藏量')}{cell('30')}</w:tr></w:tbl>"
    frame = f"<w:tbl><w:tr><w:tc>{paragraph('专栏')}{paragraph('内容')}</w:tc></w:tr></w:tbl>"
    body = paragraph("前") + table + paragraph("中") + frame + paragraph("后")
    assert docx_lines(body) == ["前", "指标\t值", "藏量\t30", "中", "专栏", "内容", "后"]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>乙</w:delText></w:r></w:del>", ["甲"]),
        ("<w:r><w:t>甲</w:t></w:r><w:del><w:r><w:t>乙</w:t></w:r></w:del>", ["甲"]),
        ("<w:ins><w:r><w:t>甲</w:t></w:r></w:ins>", ["甲"]),
        ("<w:moveFrom><w:r><w:t>甲</w:t></w:r></w:moveFrom><w:r><w:t>乙</w:t></w:r>", ["乙"]),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>甲</w:t></w:r><w:r><w:t>乙</w:t></w:r>", ["乙"]),
        ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>", ["甲", "乙"]),
        ("<w:hyperlink><w:r><w:t>甲</w:t></w:r></w:hyperlink>", ["甲"]),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>甲</w:t></w:r>", ["甲"]),
        ("<w:r><w:footnoteReference/><w:t>甲</w:t></w:r>", ["甲"]),
        (
            "<w:r><w:t>甲</w:t><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>"
            f"{paragraph('框')}</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:txbxContent>"
            f"{paragraph('框')}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>",
            ["甲", "框"],
        ),
    ],
)
def test_what_of_a_paragraph_is_text(inside, expected):
    assert docx_lines(f"<w:p>{inside}</w:p>") == expected


def test_a_paragraph_whose_mark_was_deleted_runs_on():
    body = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>"
    assert docx_lines(body + paragraph("乙") + paragraph("丙")) == ["甲乙", "丙"]


def test_a_table_of_contents_is_left_out():
    styles = '<w:style w:styleId="11"><w:name w:val="toc 1"/></w:style>'
    control = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{paragraph('目录')}</w:sdtContent></w:sdt>"
    )
    kept = f"<w:sdt><w:sdtContent>{paragraph('封面')}</w:sdtContent></w:sdt>"
    body = kept + control + paragraph("一、目标 3", style="11") + paragraph("一、目标")
    assert docx_lines(body, styles=styles) == ["封面", "一、目标"]


def test_a_word_file_gives_the_same_tables_as_its_text(tmp_path):
    path = save(tmp_path, "plan.docx", DOCX)
    assert read_source(path) == PLAN
    numbered = [paragraph(PARAGRAPHS[0])]
    for line in PARAGRAPHS[1:]:
        level = 0 if line[1] == "、" else 1 if line[0] == "（" else None
        numbered.append(paragraph(line[2:] if level == 0 else line[3:] if level else line, level))
    data = make_docx("".join(numbered), CHINESE_LIST)
    assert read_source(save(tmp_path, "numbered.docx", data)) == PLAN


# pdf


def test_a_printed_plan_gives_the_same_text(tmp_path):
    long = [
        *PARAGRAPHS,
        *(
            f"（{n}）拓展服务。" + "开展公益讲座，服务城乡居民，" * 9 + "形成品牌。"
            for n in "三四五"
        ),
    ]
    assert pdf.read_pdf(make_pdf(wrap(long))).text.splitlines() == long


def test_a_paragraph_across_a_page_break_is_one():
    text = "深入开展全民阅读活动，" * 60 + "形成书香氛围。"
    pages = wrap([text])
    assert len(pages) > 1
    assert pdf.read_pdf(make_pdf(pages)).text == text + "\n"


def test_running_heads_and_page_numbers_are_dropped_but_not_numbers_of_the_text():
    pages = [
        [
            (200, 40, 10.0, f"青川县文化方案 {n}"),
            (72, 300, 16.0, "2025"),
            (104, 340, 16.0, f"第{n}页的正文在此。"),
            (280, 800, 12.0, f"- {n} -"),
        ]
        for n in range(1, 6)
    ]
    got = pdf.read_pdf(make_pdf(pages)).text.splitlines()
    assert [x for x in got if "正文" in x] == [f"第{n}页的正文在此。" for n in range(1, 6)]
    assert got.count("2025") == 5
    assert len(got) == 10


def test_a_table_of_contents_with_leaders_is_dropped():
    rows = ["目  录", "一、主要目标……………1", "二、重点任务…………… 2", "三、保障措施......... 12"]
    items = [(104, 100 + 28 * i, 16.0, t) for i, t in enumerate([*rows, *PARAGRAPHS[1:3]])]
    assert pdf.read_pdf(make_pdf([items])).text.splitlines() == PARAGRAPHS[1:3]


def test_a_ruled_table_gives_a_line_per_row():
    rules = [(72, y, 400, y) for y in (90, 130, 170)] + [(x, 90, x, 170) for x in (72, 230, 400)]
    items = [(80, 100, 14.0, "指标"), (240, 100, 14.0, "2025年"), (80, 140, 14.0, "藏量（万册）"),
             (240, 140, 14.0, "30"), (104, 60, 14.0, "前文是一个完整的句子，在表格上面。"),
             (104, 200, 14.0, "后文是一个完整的句子，在表格下面。")]  # fmt: skip
    assert pdf.read_pdf(make_pdf([items], rules)).text.splitlines() == [
        "前文是一个完整的句子，在表格上面。", "指标\t2025年", "藏量（万册）\t30",
        "后文是一个完整的句子，在表格下面。",
    ]  # fmt: skip


def test_characters_are_ordered_by_place_not_by_the_order_of_the_file():
    items = [(104, 100, 16.0, "实施"), (152, 100, 16.0, "非遗"), (200, 100, 16.0, "工程，传承优秀文化。"),
             (136, 100, 16.0, "“"), (184, 100, 16.0, "”")]  # fmt: skip
    assert pdf.read_pdf(make_pdf([items])).text == "实施“非遗”工程，传承优秀文化。\n"


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("⼀、⽬标", "一、目标"),
        ("⻓⻛⼾", "长风户"),
        ("2014\u00ad2020年", "2014-2020年"),
        ("①，（Ａ）", "①，（Ａ）"),
    ],
)
def test_forms_a_font_names_in_place_of_characters(named, meant):
    assert pdf.normalise_forms(named) == meant


def test_type_printed_twice_as_bold_is_read_once():
    items = [(x, 100, 16.0, "一、主要目标与重点任务") for x in (104, 104.4)]
    assert pdf.read_pdf(make_pdf([items])).text == "一、主要目标与重点任务\n"


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("”十四五“规划", "“十四五”规划"),
        ("”甲“和”乙“", "“甲”和“乙”"),
        ("“甲“和“乙“", "“甲”和“乙”"),
        ("“甲”和“乙”", "“甲”和“乙”"),
        ("“甲“乙”丙”", "“甲“乙”丙”"),
        ("甲”和“乙”", "甲”和“乙”"),
    ],
)
def test_quotes_are_repaired_only_where_the_direction_is_all_that_is_wrong(text, repaired):
    assert layout.repair_quotes(text) == repaired


def test_a_pdf_without_text_or_with_a_password_is_told_what_to_do():
    with pytest.raises(PlanError, match="no text"):
        convert_source(make_pdf([[]]), Path("a.pdf"))
    with pytest.raises(PlanError, match="password"):
        convert_source(make_pdf([[(72, 72, 16.0, "甲")]], encrypt=True), Path("a.pdf"))


def test_a_mark_of_utf8_before_gbk_does_no_harm():
    text = "一、重点任务\n（一）办好学校，建设校舍。\n"
    assert decode_text(b"\xef\xbb\xbf" + text.encode("gbk"), "") == text
