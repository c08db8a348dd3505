"""The check of all patterns (`scripts/check_patterns.py`) finds those that grow too fast."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "check_patterns.py"
spec = importlib.util.spec_from_file_location("check_patterns", SCRIPT)
assert spec
assert spec.loader
check = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check)


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(check, "SECONDS", 0.3)


@pytest.mark.parametrize(
    "source",
    [
        r"^(?:工作|工|作)+负责$",
        r"(?:(?:<!--.*?-->)\s*)*<html",
        r"(?:\s*[一-龥]*\s*)*：",
        r"(\d+、?)+[亿万]元",
        r"[^，]*[^。]*[^；]*[^：]*完",
    ],
)
def test_a_pattern_that_grows_too_fast_is_found(source):
    assert check.find_slow_piece(source, 0)


@pytest.mark.parametrize("source", [r"\d+(?:\.\d+)?%", r"(?:工作|责任)单位：[^）]*", r"[一二三]、"])
def test_a_sound_pattern_passes(source):
    assert check.find_slow_piece(source, 0) == ""
