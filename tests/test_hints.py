"""What no text that fits a pattern is without, and the patterns that are looked up by it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.lookups import read_lookup
from compare.lookups.hints import Likely, find_hints

# Of every kind of thing a pattern is written with.
PATTERNS = [
    "双减|课后服务|双减",
    "农民(?!工)|(?<!返乡)务工",
    "^(?:大力|进一步)*(?:挖掘|保护)[^，]{0,4}|竞争力[，。；]$",
    "(?:新建|(?<!创)改建)[^，]{0,8}(?:馆|中心)(?:建设)?[，。；]$",
    "教师培[养训]|产业\\+|\\d+(?:\\.\\d+)?[%％]以上",
    "青少年?科学|((甲乙|丙丁)?戊己)*庚辛|子{2,3}丑|寅{0,2}卯",
    ".{2,4}|基地",
    "(?i:reits)|基金",
]


@pytest.mark.parametrize(
    ("pattern", "hints"),
    [
        ("双减|课后服务|双减", {"双减", "课后服务"}),
        ("(专家|科普馆)进校园", {"进校园"}),
        ("(甲乙|丙丁)", {"甲乙", "丙丁"}),
        ("(?:新建|改建)[^，]*馆", {"新建", "改建"}),
        ("农民(?!工)|(?<!返乡)务工", {"农民", "务工"}),
        ("科技(\\(科普\\))?场馆类|教师培[养训]", {"场馆类", "教师培"}),
        ("[甲乙丙]丁戊", {"丁戊"}),
        ("青少年?科学|产业\\+", {"青少", "产业+"}),  # 年 may be missing
        ("甲{0,2}乙丙|丁{2}戊", {"乙丙", "丁"}),  # how often 丁 stands is not looked at
        ("((甲乙|丙丁)?戊己)*庚辛", {"庚辛"}),
        ("的，$", {"的，"}),
        (".{2,4}|基地", set()),
        ("基地|", set()),
        ("(?i:甲乙)丙丁", set()),
        (r"\u7532乙", set()),
    ],
)
def test_hints_are_what_no_fitting_text_is_without(pattern: str, hints: set[str]) -> None:
    re.compile(pattern)
    assert find_hints(pattern) == hints


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_every_pattern_that_fits_is_likely(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(PATTERNS))
    text = data.draw(st.from_regex(re.compile(pattern)))
    fitting = [n for n, each in enumerate(PATTERNS) if re.search(each, text)]
    assert set(fitting) <= set(Likely(PATTERNS).list_numbers(text))


def test_patterns_are_looked_up_by_the_rarest_two_neighbours() -> None:
    likely = Likely(["科普馆", "科普园", "科普", r"\d"])
    assert likely.list_numbers("建科普馆") == [0, 2, 3]
    assert likely.list_numbers("") == [3]


def test_every_row_of_the_lookups_has_hints() -> None:
    rows = [row["pattern"] for row in read_lookup("instrument_words")]
    rows += [row["terms"] for row in read_lookup("themes")]
    assert all(map(find_hints, rows))
