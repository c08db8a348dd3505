"""Names stay whole, weights are those of the formula, and jieba keeps quiet and to itself."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.analyse.terms import (
    build_matrix,
    count_terms,
    cross_compare,
    cut_clauses,
    holds_letters,
    list_names,
    list_place_names,
    strike_places,
    tokenise,
    tokenizer,
)
from compare.lookups import PACKAGED, read_lookup

ROOT = Path(__file__).parents[1]
TASKS = pd.read_csv(ROOT / "data" / "processed" / "tasks.csv", keep_default_na=False)
DOMAIN_TERMS = [row["term"] for row in PACKAGED.read("domain_terms")]  # whatever is in use
STOP_WORDS = {row["word"] for row in read_lookup("stop_words")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "农业农村局在新时代文明实践中心开展科技志愿服务。",
            ["农业农村局", "新时代文明实践中心", "开展", "科技志愿服务"],
        ),
        ("推进科普基础设施的建设", ["推进", "科普基础设施", "建设"]),
        ("到2025年，比例达到20%以上", ["比例", "达到"]),
        ("5G网络", ["5G", "网络"]),
        ("", []),
        ("，。；（）", []),
    ],
)
def test_text_becomes_words(text, words):
    assert tokenise(text) == words


def test_stop_words_can_be_kept():
    assert tokenise("教育和健康") == ["教育", "健康"]
    assert tokenise("教育和健康", stop=False) == ["教育", "和", "健康"]


def test_names_are_cut_up_without_the_domain_dictionary():
    assert tokenise("科技志愿服务", domain=False) == ["科技", "志愿", "服务"]
    assert tokenise("科技志愿服务") == ["科技志愿服务"]


def test_every_domain_term_stays_whole():
    assert [term for term in DOMAIN_TERMS if tokenise(term, stop=False) != [term]] == []


def test_names_stay_whole_in_the_plans_unless_two_overlap():
    names = re.compile("|".join(sorted(map(re.escape, list_names()), key=len, reverse=True)))
    broken = set()
    for text in TASKS["title"] + "。" + TASKS["body"]:
        tokens = tokenise(text, stop=False)
        broken |= {
            match.group()
            for match in names.finditer(text)
            if not any(match.group() in token for token in tokens)
            and not any(token != match.group() and token in list_names() for token in tokens)
        }
    assert broken == set()


def test_stop_words_and_domain_terms_share_nothing():
    assert STOP_WORDS.isdisjoint(DOMAIN_TERMS)
    assert all(len(word) <= 4 for word in STOP_WORDS)


TEXTS = ["教育、教育、健康", "教育、农业", "农业、农业"]


def test_cosines_are_those_worked_out_by_hand():
    common, rare = math.log(4 / 3) + 1, math.log(4 / 2) + 1  # in two texts of three, in one
    first_length = math.hypot(2 * common, rare)
    first_second = (2 * common * common) / (first_length * math.hypot(common, common))
    assert round(first_second, 6) == 0.590852
    cosines = cross_compare(TEXTS[:1], TEXTS[1:])
    assert cosines.tolist() == [pytest.approx([first_second, 0.0])]
    matrix = build_matrix(TEXTS).matrix.toarray()
    assert (matrix @ matrix.T)[1, 2] == pytest.approx(math.sqrt(0.5))


def test_weights_are_named_and_rows_have_length_one():
    matrix, terms = build_matrix(TEXTS)
    assert terms == ("健康", "农业", "教育")
    assert (matrix.toarray() ** 2).sum(axis=1).tolist() == pytest.approx([1, 1, 1])
    assert count_terms(TEXTS).matrix.toarray().tolist() == [[1, 0, 2], [0, 1, 1], [0, 2, 0]]


def test_texts_without_terms_give_rows_of_zeros():
    assert build_matrix(["，", "。"]).matrix.shape == (2, 0)
    assert cross_compare(["教育"], ["。"]).tolist() == [[0.0]]
    assert cross_compare(["。"], ["，"]).tolist() == [[0.0]]


def test_ngrams_do_not_cross_a_punctuation_mark():
    assert count_terms(["教育，健康。农业健康"], ngrams=(2, 2)).terms == ("农业 健康",)
    assert count_terms(["甲乙，丙（丁戊）"], unit="characters", ngrams=(2, 3)).terms == (
        "丁戊",
        "甲乙",
    )


def test_places_are_those_of_the_catalogue():
    plans = pd.DataFrame(
        {
            "plan_id": ["a", "b"],
            "place": ["沙县", "巴里坤哈萨克自治县"],
            "prefecture": ["三明市", ""],
            "province": ["福建省", "新疆维吾尔自治区"],
        }
    )
    assert list_place_names(plans, "a") == ("三明", "沙县", "福建")
    assert "新疆" in list_place_names(plans, "b")
    assert list_place_names(None, "a") == ()
    assert strike_places("服务数字沙县建设，福建省", ("沙县", "福建")) == "服务数字建设，省"
    assert strike_places("服务数字沙县建设", ()) == "服务数字沙县建设"
    # Of two that overlap the first goes, and what only then stands together is no name.
    names = ("南通", "苏州", "江苏", "沙县")
    assert strike_places("在江苏州内沙南通县开馆", names) == "在州内沙县开馆"


@given(st.text(alphabet="科普教育，。；、：\n ,…—", max_size=40))
def test_clauses_keep_every_word_and_are_never_none(text):
    clauses = cut_clauses(text)
    assert clauses
    kept = re.sub(r"\W", "", "".join(clauses))
    assert kept == re.sub(r"\W", "", text)


@given(st.text(alphabet="科普5，。 ,²①_", max_size=12), st.integers(1, 6))
def test_letters_and_figures_are_counted(text, fewest):
    assert holds_letters(text, fewest) == (sum(map(str.isalnum, text)) >= fewest)


TOKENISE = "from compare.analyse.terms import tokenise; print(*tokenise('开展科技志愿服务'))"


def run_quietly(home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT / "src"), **variables}
    environment["PYTHONIOENCODING"] = "utf-8"
    return subprocess.run(
        [sys.executable, "-W", "default", "-c", TOKENISE],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="ownership and modes are POSIX")
def test_jieba_is_quiet_and_its_cache_private(tmp_path):
    cache, shared = tmp_path / "cache", tmp_path / "shared"
    (cache / "plan-compare").mkdir(parents=True, mode=0o700)
    shared.mkdir()
    result = run_quietly(tmp_path, XDG_CACHE_HOME=str(cache), TMPDIR=str(shared))
    assert (result.stdout, result.stderr) == ("开展 科技志愿服务\n", "")
    kept = [path.name for path in (cache / "plan-compare").iterdir()]
    assert len(kept) == 1
    assert list(shared.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="ownership and modes are POSIX")
def test_a_folder_open_to_all_keeps_no_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    own = tmp_path / "plan-compare"
    for mode, is_own in ((0o700, True), (0o777, False), (0o770, False)):
        own.mkdir(exist_ok=True)
        own.chmod(mode)
        with tokenizer._open_cache_folder() as folder:
            assert (folder == own) == is_own
            assert folder.is_dir()
        assert folder.exists() == is_own
