"""Saved pages: what a script would show, merged cells, heading levels, menus around the text."""

import pytest

from compare.errors import PlanError
from compare.extract.readers import web
from compare.extract.readers.formats import tell_format
from compare.extract.readers.furniture import mark_furniture

TEXT = "<p>一、主要目标</p><p>到2027年，总藏量达到30万册；读书活动不少于20场。</p>"
LINES = ["一、主要目标", "到2027年，总藏量达到30万册；读书活动不少于20场。"]


def read(body: str, of_body: str = "") -> list[str]:
    page = f"<html><head><meta charset=utf-8></head><body{of_body}>{body}</body></html>"
    return web.read_web(page.encode()).splitlines()


@pytest.mark.parametrize(
    ("of_body", "body"),
    [
        (" style='visibility: hidden'", TEXT),
        (" style='display:none'", f"<div>{TEXT}</div>"),
        ("", f"<div style='visibility:hidden;opacity:0'>{TEXT}</div><p>页脚</p>"),
        ("", f"<div hidden>{TEXT}</div>"),
        ("", f"<div style='display:none'><div style='visibility:hidden'>{TEXT}</div></div>"),
    ],
)
def test_the_text_that_a_script_would_show_is_read(of_body, body):
    assert [line for line in read(body, of_body) if line != "页脚"] == LINES


@pytest.mark.parametrize("declared", ["gbk", "gb2312", "utf-8", "us-ascii"])
def test_what_a_page_declares_is_not_believed_where_it_gives_no_chinese(declared):
    said = "一、主要目標：到2027年，總藏量達到30萬冊；讀書活動不少於20場。"
    page = f"<html><head><meta charset={declared}></head><body><p>{said}</p></body></html>"
    assert web.read_web(page.encode("big5")).splitlines() == [said]


def test_bullets_of_a_font_make_no_text_binary():
    lines = [f"\uf06c{line}" for line in LINES]
    page = "".join(f"<p>{line}</p>" for line in lines)
    assert web.read_web(f"<html><body>{page}</body></html>".encode()).splitlines() == lines


def test_what_is_hidden_beside_the_text_stays_hidden():
    assert read(f"{TEXT}<p style='visibility:hidden'>旧稿</p><div hidden>草案</div>") == LINES


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "<tr><th>任务</th><th>单位</th></tr>"
            "<tr><td rowspan=2>建站</td><td>甲局</td></tr><tr><td>乙局</td></tr>",
            ["任务\t单位", "建站\t甲局", "〃\t乙局"],
        ),
        (
            "<tr><td>甲</td><td rowspan=3>时限</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr>"
            "<tr><td>戊</td><td>己</td></tr>",
            ["甲\t时限\t乙", "丙\t〃\t丁", "戊\t〃\t己"],
        ),
        (
            "<tr><td colspan=2>单位</td><td>时限</td></tr><tr><td>甲</td><td>乙</td><td>丙</td></tr>",
            ["单位\t\t时限", "甲\t乙\t丙"],
        ),
        (
            "<tr><td rowspan=2 colspan=2>甲</td><td>乙</td></tr><tr><td>丙</td></tr>"
            "<tr><td>丁</td><td>戊</td><td>己</td></tr>",
            ["甲\t\t乙", "〃\t〃\t丙", "丁\t戊\t己"],
        ),
        (
            "<tr><td></td><td>甲</td></tr><tr><td>乙</td><td></td></tr>",
            ["\t甲", "乙"],
        ),
        (
            "<tr><td rowspan=x>甲</td><td>乙</td></tr><tr><td rowspan=0>丙</td><td>丁</td></tr>",
            ["甲\t乙", "丙\t丁"],
        ),
    ],
)  # fmt: skip
def test_cells_keep_their_columns(rows, expected):
    assert read(f"<table>{rows}</table>") == expected


def test_a_table_that_claims_endless_cells_stays_small():
    row = "<tr>" + "<td rowspan=99 colspan=99>甲</td>" * 200 + "</tr>"
    assert max(map(len, read(f"<table>{row * 50}</table>"))) < 400


def test_headings_of_a_page_bear_their_level_where_they_have_no_number():
    body = "<h1>方案</h1><h2>总体目标</h2><p>甲。</p><h3>设施</h3><h2>一、保障</h2>"
    assert read(body) == ["方案", "## 总体目标", "甲。", "### 设施", "一、保障"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!---->" * 60 + "一、目标".encode(), "text"),
        (b"<!-- a -->\n" * 60 + b"<div>x</div>", "html"),
        (b"<!--" * 900, "text"),
        (b"<!-- <div> ", "text"),
    ],
)
def test_comments_before_the_text_are_passed_over_one_by_one(data, kind):
    assert tell_format(data, ".txt", "x") == kind


HEAD = ["登录", "|", "繁体版", "|", "无障碍阅读", "首页", "魅力云溪", "政务公开", ">", "2024年"]
PARTICULARS = ["来源：云溪县人民政府", "【字体：大 中 小】", "分享到："]
PLAN = [
    "云溪县公共文化行动方案",
    "一、总体目标",
    "到2026年建成文化站12个。",
    "云溪县人民政府",
    "2024年3月18日",
]
TAIL = ["扫一扫在手机打开当前页", "打印", "关闭", "网站地图", "联系我们", "主办：云溪县人民政府办公室",
        "苏ICP备05000000号", "网站标识码：3200000000", "云溪发布微博", "云溪县公共文化行动方案"]  # fmt: skip


def test_menus_before_and_after_the_text_are_told_and_the_text_is_not():
    texts = [*HEAD, PLAN[0], *PARTICULARS, *PLAN, *TAIL]
    marks = mark_furniture(texts)
    plan = [i for i, mark in enumerate(marks) if not mark]
    assert [texts[i] for i in plan] == [PLAN[0], *PLAN]


def test_a_sentence_among_the_menus_does_not_end_them():
    marks = mark_furniture([*PLAN, *TAIL, "本方案旨在提升服务。（云办〔2024〕9号）"])
    assert marks[len(PLAN)] == "menu"
    assert marks[: len(PLAN)] == [""] * len(PLAN)


@pytest.mark.parametrize(
    "words", [["首页"], ["打印", "关闭"], ["联系我们"], [], ["联系人：张某"] * 5]
)
def test_a_few_such_words_make_no_menu(words):
    assert not any(mark_furniture([*words, *PLAN, *words]))


def test_notes_are_told():
    assert mark_furniture([*PLAN, "[^①]: 县文旅局：2019年组建。"])[-1] == "note"
    assert mark_furniture([]) == []


CARRIED = (
    "<p>一、重点任务</p>" + "<p>（一）办学。新建小学3所，修缮校舍，添置图书，开设课程。</p>" * 4
)
ESCAPED = CARRIED.replace("<", "&lt;")


@pytest.mark.parametrize(
    "body",
    [
        f"<div id='app'></div><noscript>{CARRIED}</noscript>",
        f"<textarea style='display:none'>{ESCAPED}</textarea>",
        f"<template>{CARRIED}</template>",
        f'<p>首页</p><iframe srcdoc="{ESCAPED}"></iframe>',
    ],
)
def test_text_that_a_page_carries_for_a_script_or_a_frame_is_read(body: str) -> None:
    assert web.read_web(f"<body>{body}</body>".encode()).startswith("一、重点任务\n（一）办学。")


@pytest.mark.parametrize(
    "body", ["<p>首页</p><iframe src='a.html'></iframe>", "<script>show()</script><div></div>"]
)
def test_a_page_that_does_not_hold_its_text_says_so(body: str) -> None:
    with pytest.raises(PlanError, match="by a script or in a frame and does not hold it"):
        web.read_web(f"<body>{body}</body>".encode())


def test_type_of_no_size_is_hidden() -> None:
    body = "<p>一、重点任务</p><p style='font-size:0px'>（二）暗记。</p><p style='font-size:0.9em'>（一）办学。</p>"
    assert web.read_web(f"<body>{body}</body>".encode()) == "一、重点任务\n（一）办学。\n"


def test_a_page_that_is_one_table_keeps_its_head_and_its_rows():
    rows = "".join(
        f"<tr><td>{i}</td><td>县教育局</td><td><p>1.办学{i}所。</p><p>2.建馆。</p></td></tr>"
        for i in (1, 2)
    )
    head = "<thead><tr><th>序号</th><th>部门</th><th>任务</th></tr></thead>"
    page = f"<table><caption>分工表</caption>{head}<tbody>{rows}</tbody></table>"
    assert read(page) == [
        "分工表",
        "序号\t部门\t任务",
        "1\t县教育局\t1.办学1所。 2.建馆。",
        "2\t县教育局\t1.办学2所。 2.建馆。",
    ]
