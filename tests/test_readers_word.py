"""What Word shows of a file, and Word alone knows: relations, styles, fields, merged cells, notes."""

import pytest

from compare.errors import PlanError
from compare.extract.readers import word
from compare.extract.readers.marks import mark_heading
from fixtures.documents import NAMESPACES, RELATION, list_level, make_docx, make_zip, paragraph

HIDDEN = "<w:rPr><w:vanish/></w:rPr>"
STYLES = (
    f'<w:style w:styleId="secret"><w:name w:val="Secret"/>{HIDDEN}</w:style>'
    '<w:style w:styleId="child"><w:basedOn w:val="secret"/></w:style>'
    '<w:style w:styleId="shown"><w:basedOn w:val="secret"/>'
    '<w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="H2"><w:basedOn w:val="H1"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:styleId="body"><w:basedOn w:val="H1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>'
)
LIST = (
    '<w:abstractNum w:abstractNumId="0">'
    + list_level(0, "chineseCounting", "%1、")
    + list_level(1, "chineseCounting", "（%2）")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)


def read(body: str, numbering: str = "", relations: str = "", **more: bytes) -> list[str]:
    data = make_docx(body, numbering, STYLES, relations=relations, **more)
    return word.read_word(data).splitlines()


def run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties}<w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("image", "media/none.png"),
        ("image", "NULL"),
        ("image", "../NULL"),
        ("hyperlink", "#_Toc1"),
        ("customXml", "../customXml/item9.xml"),
        ("comments", "comments.xml"),
        ("numbering", "nowhere.xml"),
        ("footnotes", ""),
    ],
)
def test_a_relation_that_leads_nowhere_is_passed_over(kind, target):
    dangling = RELATION.format(id="r9", kind=kind, target=target)
    assert read(paragraph("一、目标"), relations=dangling) == ["一、目标"]


def test_templates_macro_files_and_strict_files_are_read():
    for kind in ("template.main+xml", "macroEnabled.main+xml"):
        types = f'<Types><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
        assert read(paragraph("甲"), **{"[Content_Types].xml": types.encode()}) == ["甲"]
    strict = f"<w:document {NAMESPACES}><w:body>{paragraph('乙')}</w:body></w:document>".replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert read("", **{"word/document.xml": strict.encode()}) == ["乙"]


@pytest.mark.parametrize("declared", ["UTF-8", "GBK", "UTF-16", "x-unknown"])
def test_a_part_in_utf8_is_read_as_such_whatever_it_declares(declared):
    document = f"<w:document {NAMESPACES}><w:body>{paragraph('云溪县教育局')}</w:body></w:document>"
    declaration = f'<?xml version="1.0" encoding="{declared}"?>'
    assert read("", **{"word/document.xml": (declaration + document).encode()}) == ["云溪县教育局"]


def test_a_file_of_another_vocabulary_is_refused_in_words():
    with pytest.raises(PlanError, match="another kind"):
        word.read_word(make_zip({"word/document.xml": "<x/>"}))


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (run("甲", HIDDEN), []),
        (run("甲", '<w:rPr><w:rStyle w:val="secret"/></w:rPr>') + run("乙"), ["乙"]),
        (run("甲", '<w:rPr><w:rStyle w:val="child"/></w:rPr>') + run("乙"), ["乙"]),
        (run("甲", '<w:rPr><w:rStyle w:val="shown"/></w:rPr>') + run("乙"), ["甲乙"]),
        ('<w:pPr><w:pStyle w:val="child"/></w:pPr>' + run("甲"), []),
        (
            '<w:pPr><w:pStyle w:val="child"/></w:pPr>'
            + run("甲", '<w:rPr><w:vanish w:val="false"/></w:rPr>'),
            ["甲"],
        ),
    ],
)
def test_text_hidden_by_itself_or_by_its_style_is_left_out(inside, expected):
    assert read(f"<w:p>{inside}</w:p>") == expected


@pytest.mark.parametrize("mark", ["<w:del/>", "<w:moveFrom/>", "<w:vanish/>"])
def test_a_paragraph_that_is_gone_takes_no_number(mark):
    place = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
    gone = f"<w:p><w:pPr>{place}<w:rPr>{mark}</w:rPr></w:pPr><w:del>{run('旧')}</w:del></w:p>"
    body = paragraph("任务", 0) + paragraph("甲", 1) + gone + paragraph("乙", 1)
    assert read(body, LIST) == ["一、任务", "（一）甲", "（二）乙"]


def test_a_paragraph_that_runs_on_has_the_number_of_its_last_part():
    place = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
    first = f"<w:p><w:pPr>{place}<w:rPr><w:del/></w:rPr></w:pPr>{run('甲')}</w:p>"
    assert read(first + paragraph("乙", 1) + paragraph("丙", 1), LIST) == ["（一）甲乙", "（二）丙"]


def field(instruction: str, result: str = "") -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    half = len(instruction) // 2
    parts = "".join(
        f"<w:r><w:instrText>{part}</w:instrText></w:r>"
        for part in (instruction[:half], instruction[half:])
    )
    return mark("begin") + parts + (mark("separate") + result if result else "") + mark("end")


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (field(r" eq \o\ac(○,1)") + run("建站"), "①建站"),
        (field(r"EQ \o\ac(○，12)") + run("建站"), "⑫建站"),
        (field(r" eq \o\ac(○,三)") + run("建站"), "㊂建站"),
        (field(r" eq \o\ac(○,甲)") + run("建站"), "甲建站"),
        (rf'<w:fldSimple w:instr="eq \o\ac(○,2)"/>{run("建站")}', "②建站"),
        (field(" PAGE ", run("3")) + run("页"), "3页"),
        (field(r" REF _Ref1 \h ") + run("页"), "页"),
    ],
)
def test_an_enclosed_number_made_by_a_field_is_read(inside, expected):
    assert read(f"<w:p>{inside}</w:p>") == [expected]


@pytest.mark.parametrize(
    ("text", "style", "expected"),
    [
        ("总体目标", "H1", "# 总体目标"),
        ("完善设施", "H2", "## 完善设施"),
        ("完善设施", "body", "完善设施"),
        ("完善设施", "", "完善设施"),
        ("一、总体目标", "H1", "一、总体目标"),
        ("（一）完善设施", "H2", "（一）完善设施"),
        ("建设新馆，新增座位600个。", "H2", "建设新馆，新增座位600个。"),
    ],
)
def test_a_heading_by_style_alone_bears_the_mark_of_its_level(text, style, expected):
    assert read(paragraph(text, style=style)) == [expected]


def test_a_heading_that_word_numbers_needs_no_mark():
    assert read(paragraph("目标", 0, style="H1"), LIST) == ["一、目标"]


@pytest.mark.parametrize(
    "text",
    ["1.1目标", "第一章 目标", "①目标", "㈠目标", "⒈目标", "壹、目标", "3 目标", "十二、目标",
     "发" * 61, "甲\n乙", ""],
)  # fmt: skip
def test_a_heading_with_a_number_of_its_own_is_left_as_it_is(text):
    assert mark_heading(text, 1) == text


def test_a_level_below_the_sixth_has_no_mark():
    assert mark_heading("目标", 6) == "###### 目标"
    assert mark_heading("目标", 7) == "目标"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def test_merged_cells_keep_the_columns_and_say_what_they_repeat():
    first, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        cell("任务") + cell("单位", '<w:gridSpan w:val="2"/>') + cell("时限"),
        cell("建站", first) + cell("甲局") + cell("乙局") + cell("2025年"),
        cell("", more) + cell("") + cell("丙局") + cell("2026年"),
        cell("") + cell("丁局") + cell("") + cell(""),
    ]
    table = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    assert read(f"<w:tbl>{table}</w:tbl>") == [
        "任务\t单位\t\t时限",
        "建站\t甲局\t乙局\t2025年",
        "〃\t\t丙局\t2026年",
        "\t丁局",
    ]


def test_notes_stand_at_the_end_and_not_within_the_sentence():
    notes = (
        f"<w:footnotes {NAMESPACES}><w:footnote w:id='-1'>{paragraph('')}</w:footnote>"
        f"<w:footnote w:id='2'>{paragraph('2019年组建')}</w:footnote></w:footnotes>"
    )
    body = (
        f"<w:p>{run('到2026年')}<w:r><w:footnoteReference w:id='2'/></w:r>{run('建成')}</w:p>"
        + paragraph("完")
    )
    relation = RELATION.format(id="r7", kind="footnotes", target="footnotes.xml")
    got = read(body, relations=relation, **{"word/footnotes.xml": notes.encode()})
    assert got == ["到2026年建成", "完", "[^1]: 2019年组建"]


def read_embedded(name: str, data: bytes) -> list[str]:
    chunk = (
        '<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        ' r:id="r8"/>'
    )
    relation = RELATION.format(id="r8", kind="aFChunk", target=name)
    return read(
        paragraph("前") + chunk + paragraph("后"), relations=relation, **{f"word/{name}": data}
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", "<meta charset=utf-8><body><p>甲</p><p>乙</p></body>".encode()),
        ("a.txt", "甲\n乙".encode("gb18030") + b"\n"),
        ("a.docx", make_docx(paragraph("甲") + paragraph("乙"))),
    ],
)
def test_a_document_embedded_whole_is_read_in_its_place(name, data):
    assert read_embedded(name, data) == ["前", "甲", "乙", "后"]


def test_an_embedded_document_that_cannot_be_read_is_not_lost_in_silence():
    with pytest.raises(PlanError, match="embedded in the docx is rich text"):
        read_embedded("a.rtf", rb"{\rtf1 x}")


def test_documents_embedded_in_one_another_without_end_are_refused():
    data = make_docx(paragraph("甲"))
    relation = RELATION.format(id="r8", kind="aFChunk", target="a.docx")
    chunk = (
        '<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        ' r:id="r8"/>'
    )
    for _ in range(5):
        data = make_docx(chunk, relations=relation, **{"word/a.docx": data})
    with pytest.raises(PlanError, match="embedded"):
        word.read_word(data)


def test_paragraphs_in_a_choice_are_read_once_and_not_lost():
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    choice = (
        f'<mc:AlternateContent xmlns:mc="{compatible}"><mc:Choice Requires="w14">{paragraph("（一）办学。")}'
        f"</mc:Choice><mc:Fallback>{paragraph('（一）办学。')}</mc:Fallback></mc:AlternateContent>"
    )
    text = word.read_word(make_docx(paragraph("一、重点任务") + choice + paragraph("（二）办展。")))
    assert text == "一、重点任务\n（一）办学。\n（二）办展。\n"


def test_a_table_of_one_row_with_one_filled_cell_is_a_frame():
    inside = paragraph("一、重点任务") + paragraph("（一）办学。")
    frame = f"<w:tbl><w:tr><w:tc>{inside}</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    assert word.read_word(make_docx(frame)) == "一、重点任务\n（一）办学。\n"
