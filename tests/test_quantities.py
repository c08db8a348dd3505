"""One grammar for quantities: every spelling of a number gives the same number."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.language.numbers import plain_numerals, to_chinese, to_number, to_range
from compare.language.quantities import Quantity, find_quantities

CAPITALS = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def tell(q: Quantity) -> str:
    """`120 亿元 ~` for 120多亿元: value, upper end, unit, ~ where vague, ? where the unit is unknown."""
    value = f"{float(q.value):g}" + (f"-{float(q.high):g}" if q.high is not None else "")
    marks = ("~" if q.is_approximate else "", "" if q.is_listed else "?")
    return " ".join(filter(None, [value, q.unit_as_written, *marks]))


def read(text: str) -> list[str]:
    return [tell(q) for q in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # digits
        ("营收达到７８．５亿元", ["78.5 亿元"]),
        ("招工３４，５００人", ["34500 人"]),
        ("招工34 500人", ["34500 人"]),
        ("占比4．5%", ["4.5 %"]),
        # across magnitudes
        ("轮训四万六千人次", ["46000 人次"]),
        ("招工18万4千人", ["184000 人"]),
        ("招工6万3000人", ["63000 人"]),
        ("投资2亿4000万元", ["2.4e+08 元"]),
        ("投资一亿三千万元", ["1.3e+08 元"]),
        ("种树两千零六棵", ["2006 棵"]),
        ("投资叁佰万元", ["300 万元"]),
        ("建站肆拾座", ["40 座"]),
        ("建站廿座", ["20 座"]),
        # vague
        ("产值70多亿元", ["70 亿元 ~"]),
        ("造林30余万亩", ["30 万亩 ~"]),
        ("引进十几家", ["10 家 ~"]),
        ("约8万人", ["8 万人 ~"]),
        ("近20项", ["20 项 ~"]),
        ("走访数百户", ["100 户 ~"]),
        ("4%左右", ["4 % ~"]),
        ("百余家", ["100 家 ~"]),
        ("上万人", ["1 万人 ~"]),
        ("超万亿元", ["1 万亿元"]),
        ("近万名", ["1 万名 ~"]),
        ("1.3万余亿元", ["1.3 万亿元 ~"]),
        ("利税2亿多元", ["2 亿元 ~"]),
        # pairs and ranges
        ("引进三五家", ["3-5 家 ~"]),
        ("建站六七个", ["6-7 个 ~"]),
        ("引进三四十家", ["30-40 家 ~"]),
        ("占比六七成", ["60-70 % ~"]),
        ("两至四家", ["2-4 家"]),
        ("4家至6家", ["4-6 家"]),
        ("3—4万人次", ["3-4 万人次"]),
        ("4%—7%", ["4-7 %"]),
        ("4%~7%", ["4-7 %"]),
        ("百分之四到百分之七", ["4-7 %"]),
        ("8000至1万人", ["8000-10000 人"]),
        ("从4家到6家", ["4 家", "6 家"]),
        # shares
        ("五分之二的村", ["40 %"]),
        ("超过3/4", ["75 %"]),
        ("七成以上", ["70 %"]),
        ("五到六成", ["50-60 %"]),
        ("控制在9/10万以内", ["0.009 %"]),
        ("六成半", ["65 %"]),
        ("一半以上", ["50 %"]),
        ("百分之十二点五", ["12.5 %"]),
        ("千分之六", ["6 ‰"]),
        ("三个百分点", ["3 个百分点"]),
        ("一个半百分点", ["1.5 个百分点"]),
        # signs, ratios, multiples
        ("控制在-4%以内", ["-4 %"]),
        ("负2%", ["-2 %"]),
        ("为-6%至-2%", ["-6--2 %"]),
        ("为-2%至4%", ["-2-4 %"]),
        ("降至1.7∶1", ["1.7 ∶1"]),
        ("降至1.7：1", ["1.7 ∶1"]),
        ("翻一番", ["2 倍"]),
        ("翻两番", ["4 倍"]),
        ("实现倍增", ["2 倍"]),
        ("增长三倍", ["4 倍"]),
        ("达到三倍", ["3 倍"]),
        # ranks
        ("居全省第四位", ["4 位"]),
        ("位居全国第2。", ["2 位"]),
        ("产量稳居首位", ["1 位"]),
        ("办好第12届运动会", ["12 届"]),
        ("第一，建机制", ["1"]),
        ("首位度提高", []),
        ("三米半", ["3.5 米"]),
        # units
        ("办结时限12个、5个工作日", ["12 个工作日", "5 个工作日"]),
        ("建成40、30和20家", ["40 家", "30 家", "20 家"]),
        ("专利18件/万人", ["18 件/万人"]),
        ("抽排6万m³/小时", ["6 万m³/小时"]),
        ("储备30垛。", ["30 垛 ?"]),
        ("储备30垛以上", ["30 垛 ?"]),
        ("500千瓦", ["500 千瓦"]),
        ("投资2个亿", ["2 亿"]),
        ("98元/月提高到", ["98 元/月"]),
    ],
)
def test_every_spelling_is_read(text: str, told: list[str]) -> None:
    assert read(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "统一部署", "万众一心", "三农工作的万户", "倍增计划", "队伍", "大陆", "收拾", "一成不变",
        "成千上万", "减负", "千万别忘",
    ],
)  # fmt: skip
def test_words_with_numerals_carry_no_quantity(text: str) -> None:
    assert not [q for q in find_quantities(text) if q.unit or q.high]


def test_a_half_conductor_is_no_half() -> None:
    assert read("引进3个半导体项目") == ["3 个"]


@given(st.integers(1, 10**12))
def test_every_spelling_of_a_number_leads_back(number: int) -> None:
    words = to_chinese(number)
    for spelling in (str(number), f"{number:,}", words, str(number).translate(WIDE)):
        (found,) = find_quantities(f"达到{spelling}株。")
        assert (found.total()[0], found.unit) == (number, "株"), spelling


@given(st.integers(1, 10**8).filter(lambda n: len(to_chinese(n)) > 2))
def test_capitals_lead_back(number: int) -> None:
    assert to_number(to_chinese(number).translate(CAPITALS)) == number


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_mixed_numbers_lead_back(high: int, low: int) -> None:
    (found,) = find_quantities(f"达到{high}亿{low}万元")
    assert found.total()[0] == high * 10**8 + low * 10**4


@given(st.decimals("0.01", "9999.99", places=2), st.sampled_from(["万", "亿", "万亿"]))
def test_digits_of_both_widths_say_the_same(number: Decimal, magnitude: str) -> None:
    narrow = f"达到{number}{magnitude}元"
    assert read(narrow) == read(narrow.translate(WIDE))


@given(st.integers(1, 8), st.sampled_from(["", "十", "百", "千", "万"]))
def test_two_figures_side_by_side_are_a_range(low: int, size: str) -> None:
    text = "零一二三四五六七八九"[low] + "零一二三四五六七八九"[low + 1] + size
    each = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10000}[size]
    assert to_range(text) == (low * each, (low + 1) * each)


@given(st.text(max_size=30))
def test_plain_numerals_keep_every_place(text: str) -> None:
    assert len(plain_numerals(text)) == len(text)


@given(
    st.text(
        alphabet="0123456789，,.．一二两十百千万亿点分之至到-%人次个半成倍翻番余多几壹佰拾：",
        max_size=30,
    )
)
def test_any_text_is_read_in_order(text: str) -> None:
    found = list(find_quantities(text))
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(q.high is None or q.value < q.high for q in found)


@pytest.mark.parametrize("text", ["", "abc", "点", "1.2.3", "-"])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no numeral"):
        to_number(text)
