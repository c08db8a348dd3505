"""Chinese quantities become numbers, and numbers become words and back."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.language.numbers import multiplier, to_chinese, to_number
from compare.language.quantities import find_quantities

MAGNITUDES = {
    "": 1,
    "万": 10**4,
    "亿": 10**8,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "万亿": 10**12,
}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("16.7", "16.7"),
        ("1,200", "1200"),
        ("1,234,567.5", "1234567.5"),
        ("２０２５", "2025"),
        ("〇", "0"),
        ("一", "1"),
        ("两", "2"),
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("二十五", "25"),
        ("一百", "100"),
        ("一百零五", "105"),
        ("一百一十", "110"),
        ("两百", "200"),
        ("一千零二", "1002"),
        ("一千零一十", "1010"),
        ("一千二百", "1200"),
        ("三点五", "3.5"),
        ("十点二五", "10.25"),
        ("二〇三五", "2035"),
        ("二零二五", "2025"),
        ("百", "100"),
    ],
)
def test_to_number(text: str, number: str) -> None:
    assert to_number(text) == Decimal(number)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (25, "二十五"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1002, "一千零二"),
        (1010, "一千零一十"),
        (1200, "一千二百"),
        (9999, "九千九百九十九"),
    ],
)
def test_to_chinese(number: int, words: str) -> None:
    assert to_chinese(number) == words


def test_words_lead_back_to_every_number() -> None:
    assert [int(to_number(to_chinese(n))) for n in range(10_000)] == list(range(10_000))
    assert len({to_chinese(n) for n in range(10_000)}) == 10_000


@given(st.integers(0, 10**12))
def test_arabic_numbers_lead_back(number: int) -> None:
    assert to_number(str(number)) == to_number(f"{number:,}") == number


@given(st.decimals(0, 10**9, places=2))
def test_decimals_lead_back(number: Decimal) -> None:
    assert to_number(str(number)) == to_number(f"{number:,}") == number


@given(st.integers(1, 9999), st.sampled_from(sorted(MAGNITUDES)), st.booleans())
def test_magnitudes_are_multiplied_out(number: int, magnitude: str, in_words: bool) -> None:
    if in_words and magnitude in ("十万", "百万", "千万"):
        magnitude = "万"  # 三十万 reads as 三十 + 万, not as 三 + 十万
    written = to_chinese(number) if in_words else str(number)
    (found,) = find_quantities(f"达到{written}{magnitude}人。")
    value, unit = found.fold(found.unit)
    assert (value, unit) == (number * MAGNITUDES[magnitude], "人")
    assert multiplier(found.magnitude) == MAGNITUDES[magnitude]


@given(
    st.integers(1, 500), st.integers(1, 500), st.sampled_from(["-", "—", "～", "至", "到", "－"])
)
def test_ranges_keep_both_ends(low: int, rise: int, mark: str) -> None:
    (found,) = find_quantities(f"培训{low}{mark}{low + rise}次")
    assert (found.value, found.high, found.unit) == (low, low + rise, "次")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("达16万，其中超6万人", [("16", None, "万"), ("6", None, "万人")]),
        ("每年2-3次", [("2", "3", "次")]),
        ("建成3—5个", [("3", "5", "个")]),
        ("1到2个", [("1", "2", "个")]),
        ("5%-8%", [("5", "8", "%")]),
        ("分别达30%、20%和10%", [("30", None, "%"), ("20", None, "%"), ("10", None, "%")]),
        ("百分之十五", [("15", None, "%")]),
        ("千分之三", [("3", None, "‰")]),
        ("提高5.5个百分点", [("5.5", None, "个百分点")]),
        ("1,200名", [("1200", None, "名")]),
        ("一千二百名", [("1200", None, "名")]),
        ("1.5万名", [("1.5", None, "万名")]),
        ("3000余名", [("3000", None, "名")]),
        ("10万亿元", [("10", None, "万亿元")]),
        ("至少听取一次", [("1", None, "次")]),
        ("两到三次", [("2", "3", "次")]),
        ("没有数", []),
    ],
)
def test_find_quantities(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    found = [(q.value, q.high, q.unit_as_written) for q in find_quantities(text)]
    assert found == [(Decimal(v), h and Decimal(h), u) for v, h, u in expected]


@given(st.text(alphabet="0123456789,.一二十百千万亿点百分之至到-%人次个 达", max_size=25))
def test_any_text_is_read_without_fault(text: str) -> None:
    found = list(find_quantities(text))
    assert all(q.start < q.end <= len(text) for q in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
