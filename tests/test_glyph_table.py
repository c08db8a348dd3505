"""The table of glyphs: where its rows come from, and what it never touches."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest

from compare.extract.clean import clean, repair_glyphs
from compare.lookups import read_lookup
from test_places import load_script

ROOT = Path(__file__).resolve().parents[1]
ROWS = read_lookup("glyphs")
REPAIRED = {row["written"]: row["repaired"] for row in ROWS}


def is_common(char: str) -> bool:
    try:
        return bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def test_rows_replace_one_character_by_a_common_one() -> None:
    for row in ROWS:
        assert len(row["written"]) == len(row["repaired"]) == 1
        assert is_common(row["repaired"])
        assert row["repaired"] not in REPAIRED
        assert not is_common(row["written"]) or row["reason"] == "katakana look-alike"
    assert [row["written"] for row in ROWS] == sorted(REPAIRED)


def test_every_radical_that_is_a_common_character_is_repaired() -> None:
    for radical in map(chr, range(0x2F00, 0x2FD6)):
        char = unicodedata.normalize("NFKC", radical)
        expected = REPAIRED.get(char, char)
        if is_common(expected):
            assert repair_glyphs(radical) == expected
    left = [c for c in map(chr, range(0x2F00, 0x2FD6)) if c not in REPAIRED]
    assert len(left) <= 10  # strokes and parts that are no character of simplified text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("⼯作⽅案", "工作方案"),
        ("⼈⺠政府", "人民政府"),
        ("⻓期", "长期"),
        ("⾧期", "长期"),
        ("⾭年", "青年"),
        ("⻝品⻛险", "食品风险"),
        ("⼀、⽬标", "一、目标"),
        ("乾县", "乾县"),  # in GB 2312, may be meant
        ("⺮", "⺮"),  # a part of characters only
    ],
)
def test_radicals_by_hand(written: str, said: str) -> None:
    assert clean(written) == said


def test_every_row_has_a_source() -> None:
    with (ROOT / "scripts/glyph_changes.csv").open(encoding="utf-8", newline="") as file:
        changes = list(csv.DictReader(file))
    assert all(change["why"] for change in changes)
    script = load_script("make_glyphs")
    simplified = {r["written"]: r["repaired"] for r in ROWS if r["reason"] == "traditional"}
    made = script.make_rows(simplified | {"𡻕": "岁", "乾": "干"}, changes)
    assert made == [(r["written"], r["repaired"], r["reason"]) for r in ROWS]


def test_the_sources_name_every_made_table() -> None:
    said = (ROOT / "src/compare/lookups/SOURCES.md").read_text("utf-8")
    for name in ("places.csv", "glyphs.csv", "place_words.csv", "make_places.py", "make_glyphs.py"):
        assert f"`{name}`" in said or f"scripts/{name}" in said
    notices = (ROOT / "src/compare/lookups/notices.txt").read_text("utf-8")
    assert "Copyright (c) 2025 Maobin Xu" in notices
    assert "Apache License" in notices
    for count, reason in ((2551, "traditional"), (237, "radical")):
        assert sum(row["reason"] == reason for row in ROWS) == count
        assert f"{count:,}" in said
