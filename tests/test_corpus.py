"""The synthetic plans of the benchmarks: the same every time, read like the published ones."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from types import ModuleType

import pytest

from compare import store
from compare.analyse.terms import tokenise
from compare.build.intake import read_sources
from compare.extract import extract_plan
from material import RAW, ROOT, extract

PLANS = 6
PUBLISHED = [row["plan_id"] for row in store.read_catalogue(RAW)]


@pytest.fixture(scope="module")
def corpus() -> Iterator[ModuleType]:
    folder = str(ROOT / "benchmarks")
    sys.path.insert(0, folder)
    import corpus

    yield corpus
    sys.path.remove(folder)


@pytest.fixture(scope="module")
def raw(corpus: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    corpus.write_corpus(folder, PLANS)
    return folder


@pytest.fixture(scope="module")
def extractions(raw: Path) -> list:
    return [extract_plan(text, entry["plan_id"]) for entry, text in read_sources(raw)]


def read_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.txt"))}


def test_a_smaller_corpus_holds_the_same_first_plans(corpus, raw, tmp_path):
    # Families are remembered between calls: forget them, so that they are written anew.
    corpus.write_province.cache_clear()
    corpus.write_prefecture.cache_clear()
    corpus.write_corpus(tmp_path, 2)
    first = dict(list(read_bytes(raw).items())[:2])
    assert len(first) == 2
    assert read_bytes(tmp_path) == first


def test_a_plan_needs_none_of_those_before_it(corpus, raw):
    corpus.write_province.cache_clear()
    corpus.write_prefecture.cache_clear()
    assert corpus.make_plan(PLANS - 1)[1].encode() == list(read_bytes(raw).values())[-1]


def test_another_seed_gives_another_plan(corpus):
    assert corpus.make_plan(0, seed=1)[1] != corpus.make_plan(0)[1]


def test_the_catalogue_describes_the_files(raw):
    rows = store.read_catalogue(raw)
    assert [row["source_file"] for row in rows] == list(read_bytes(raw))
    for row in rows:
        assert row["place"] in row["title"]
        assert row["prefecture"].endswith("市")
        assert row["province"].endswith("省")
    assert len({row["place"] for row in rows}) == PLANS


def test_plans_are_read_like_the_published_ones(extractions):
    published = [extract(plan_id) for plan_id in PUBLISHED]
    for table in ("tasks", "assignments", "targets"):
        sizes = [len(getattr(plan, table)) for plan in published]
        for plan in extractions:
            assert min(sizes) / 2 <= len(getattr(plan, table)) <= max(sizes) * 2


def test_every_key_task_has_departments_in_both_layouts(extractions):
    scopes = set()
    for plan in extractions:
        tasks = [row["task_id"] for row in plan.tasks if row["kind"] == "key_task"]
        assert 30 <= len(tasks) <= 40
        assert set(tasks) <= {row["task_id"] for row in plan.assignments}
        scopes |= {row["scope"] for row in plan.assignments}
    assert scopes == {"task", "section"}


def test_no_stand_in_and_no_published_name_is_left(raw):
    for text in read_bytes(raw).values():
        assert not any(0xE000 <= ord(char) < 0xF900 for char in text.decode())
        for row in store.read_catalogue(RAW):
            assert row["place"][:-1] not in text.decode()


def test_words_keep_coming_where_plans_are_mixed_without_new_ones_they_do_not(extractions):
    plans = [list_words(plan) for plan in extractions]
    # The published plans dealt out again: the same lengths, no words of their own.
    every = [word for plan_id in PUBLISHED for word in list_words(extract(plan_id))]
    dealt = [(every * 2)[at * 700 : at * 700 + len(plan)] for at, plan in enumerate(plans)]
    assert count_new(plans)[-1] > 2 * max(1, count_new(dealt)[-1])


def list_words(plan) -> list[str]:
    return [word for row in plan.tasks for word in tokenise(f"{row['title']}。{row['body']}")]


def count_new(plans: list[list[str]]) -> list[int]:
    """How many words each plan has that none before it has."""
    seen = list(accumulate((set(words) for words in plans), set.union))
    return [len(now - before) for before, now in zip([set(), *seen], seen, strict=False)]
