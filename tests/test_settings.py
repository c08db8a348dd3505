"""Every setting does what it says, or is refused in one sentence; what was set stands beside the tables."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pandas as pd
import pytest

from compare import store
from compare.analyse import coverage, terms
from compare.analyse.alignment import compare_sections, compare_tasks, list_unanswered
from compare.build.comparisons import check_number
from compare.build.plans import Failure, Job, Work, name_result
from compare.cli import main
from compare.errors import PlanError
from compare.schema import CONTRACT, build_table
from compare.settings import Settings, parse_settings, read_settings

THEMES = pd.DataFrame(
    [("fire", "防火", "防火|扑救"), ("trees", "森林", "森林|林木")],
    columns=["theme_id", "theme", "terms"],
)


def make_tasks(*texts: str, plan: str = "p") -> pd.DataFrame:
    rows = [
        {
            "task_id": f"{plan}-{i}",
            "plan_id": plan,
            "kind": "key_task",
            "section_id": f"{plan}-{i}",
            "section_title": "任务",
            "title": text.split("。")[0],
            "body": text.split("。", 1)[1],
        }
        for i, text in enumerate(texts, 1)
    ]
    return pd.DataFrame(rows)


TASKS = pd.concat(
    [
        make_tasks("管护森林。巡山护林。", "防火防虫。备足物资。", plan="a"),
        make_tasks("森林防火。及时扑救。", "发展林业。种植林木。", plan="b"),
    ],
    ignore_index=True,
)


def cut_characters(text: str) -> list[str]:
    return list(text)


def count_same(texts_a: list[str], texts_b: list[str]) -> list[list[int]]:
    return [[len(set(a) & set(b)) for b in texts_b] for a in texts_a]


# each setting


def test_stop_words_are_the_words_given():
    assert terms.tokenise("加强科普和宣传", stop=False) == ["加强", "科普", "和", "宣传"]
    assert terms.tokenise("加强科普和宣传", stop={"科普"}) == ["加强", "和", "宣传"]
    words = Settings(stop_words=["科普", "和", "科普"]).words
    assert terms.tokenise("加强科普和宣传", words) == ["加强", "宣传"]
    assert terms.tokenise("加强科普和宣传", Settings(stop_words=[]).words)[2] == "和"


def test_an_own_tokeniser_cuts_and_nothing_of_it_is_remembered():
    cuts = []

    def cut(text: str) -> list[str]:
        cuts.append(text)
        return [*text, "，", "12"]

    words = Settings(tokenizer=cut, stop_words={"林"}).words
    for _ in range(2):
        assert terms.tokenise("护林", words) == ["护"]
    assert cuts == ["护林", "护林"]
    with_own = compare_tasks(TASKS, tokenizer=words)
    assert "森" in with_own["shared_terms"].iloc[0].split(";")


@pytest.mark.parametrize("given", ["护林", None, 3, [1], ["护", None]])
def test_a_tokeniser_that_gives_no_words_is_refused(given):
    words = Settings(tokenizer=lambda text: given).words
    with pytest.raises(PlanError, match="gives no list of words for '护林'"):
        terms.tokenise("护林", words)


def test_an_own_lexicon_is_taken_whole_for_every_plan():
    settings = Settings(themes=THEMES)
    table = coverage.measure_coverage(TASKS, settings.lexicon)
    assert list(table["theme_id"]) == ["fire", "trees"] * 2
    assert set(table["family"]) == {"own"}
    # of plan a: of 4 + 5 and 4 + 5 characters the four of a title each
    assert table["share"].tolist()[:2] == [pytest.approx(4 / 18), pytest.approx(4 / 18)]
    pd.testing.assert_frame_equal(table, coverage.measure_coverage(TASKS, THEMES))
    found = coverage.theme_of_task(TASKS, THEMES)
    assert found[found["main"]]["theme_id"].tolist() == ["trees", "fire", "fire", "trees"]


def test_a_lexicon_comes_from_a_csv_as_from_a_table(tmp_path):
    path = tmp_path / "themes.csv"
    THEMES.to_csv(path, index=False)
    assert Settings(themes=path) == Settings(themes=str(path)) == Settings(themes=THEMES)


@pytest.mark.parametrize(
    ("themes", "sentence"),
    [
        (3, "themes are a DataFrame, rows or the path of a CSV, not 3"),
        (["森林"], "themes are a DataFrame, rows or the path of a CSV"),
        (THEMES[:0], "the lexicon holds no theme"),
        ("nothing.csv", "nothing.csv: the file does not exist"),
        (THEMES.drop(columns="terms"), "themes: column terms is missing"),
        (THEMES.assign(keywords=""), "column keywords is unknown; there are theme_id, theme"),
        (THEMES.assign(theme_id="x"), "the theme 'x' stands twice"),
        (THEMES.assign(terms="森林|"), "match the empty text"),
        (THEMES.assign(terms="(森林"), "no regular expression"),
        (THEMES.assign(theme=""), "column theme is empty"),
        (THEMES.assign(parent_id="y"), "parent 'y' is missing"),
        (THEMES.assign(level="top"), "level 'top' is no whole number"),
    ],
    ids=range(12),
)
def test_a_lexicon_that_cannot_be_used_is_refused(themes, sentence):
    with pytest.raises(PlanError, match=re_escape(sentence)):
        Settings(themes=themes)


def re_escape(sentence: str) -> str:
    return sentence.replace("(", r"\(").replace("|", r"\|")


def test_an_own_similarity_ranks_and_nothing_is_judged_without_a_level():
    pairs = compare_tasks(TASKS, similarity=count_same)
    texts = TASKS["title"] + "。" + TASKS["body"]
    expected = np.array(count_same(list(texts[:2]), list(texts[2:])))
    assert pairs["similarity"].tolist() == expected.ravel().tolist()
    assert pairs["rank_a"].tolist() == [1, 2, 1, 2]
    assert pairs["matched"].isna().all()
    assert list_unanswered(pairs).empty
    plain = compare_tasks(TASKS)
    assert pairs["tfidf"].tolist() == plain["tfidf"].tolist()
    judged = compare_tasks(TASKS, similarity=count_same, match_level=float(expected.max()))
    assert judged["matched"].tolist() == (expected.ravel() == expected.max()).tolist()
    sections = compare_sections(TASKS, similarity=count_same, match_level=0)
    assert sections["matched"].all()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([[1, 2]], "gives 1 × 2 values for 2 × 2 pairs"),
        (0.5, "gives one values for 2 × 2 pairs"),
        ([[1, float("nan")], [0, 1]], "no finite numbers"),
        ([["a", "b"], ["c", "d"]], "no matrix of numbers"),
        ([[1], [1, 2]], "no matrix of numbers"),
        (None, "for 2 × 2 pairs|no finite"),
    ],
)
def test_a_similarity_that_gives_no_matrix_is_refused(given, sentence):
    with pytest.raises(PlanError, match=f"the similarity .*lambda.* {sentence}|{sentence}"):
        compare_tasks(TASKS, similarity=lambda a, b: given)


def test_an_own_similarity_is_for_plans_compared_in_full():
    settings = Settings(similarity=count_same)
    assert check_number(50, settings) is False
    with pytest.raises(PlanError, match="up to 50 plans; these are 51"):
        check_number(51, settings)
    assert check_number(51, Settings()) is True


def test_the_level_of_a_match_is_the_one_set():
    similar = compare_tasks(TASKS)["similarity"]
    for level in (-1, 0.5, 2):
        matched = compare_tasks(TASKS, match_level=level)["matched"]
        assert matched.tolist() == (similar.round(9) >= level).tolist()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("tokenizer", "pkuseg", "there is no tokeniser 'pkuseg'; there are jieba, rjieba, or a f"),
        ("tokenizer", None, "there is no tokeniser None"),
        ("stop_words", "的", "stop words are a set or list of words, not '的'"),
        ("stop_words", [1], "stop words are a set or list of words"),
        ("stop_words", 5, "stop words are a set or list of words"),
        ("similarity", "cosine", "similarity is a function of two lists of texts, not 'cosine'"),
        ("match_level", "0.1", "match_level is a number such as 0.12, not '0.1'"),
        ("match_level", float("inf"), "match_level is a number"),
        ("match_level", True, "match_level is a number"),
        ("minimum_count", 0, "minimum_count is a whole number from 1 on, not 0"),
        ("minimum_count", 2.5, "minimum_count is a whole number"),
        ("nearest", True, "nearest is a whole number from 1 on"),
        ("nearest", 10**400, "nearest is a whole number up to 1,000,000,000"),
        ("partners", 0, "partners is a whole number from 1 on"),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence(name, value, sentence):
    with pytest.raises(PlanError, match=sentence):
        Settings(**{name: value})


def test_settings_are_frozen():
    with pytest.raises(FrozenInstanceError):
        Settings().nearest = 3


# beside the tables


def test_settings_are_read_back_from_what_they_are_written_as(tmp_path):
    settings = Settings(stop_words={"林", "护"}, themes=THEMES, match_level=0.3, nearest=5)
    described = settings.describe()
    assert list(described) == [field.name for field in fields(Settings)]
    assert described["stop_words"] == ["护", "林"]
    path = tmp_path / store.SETTINGS
    path.write_text(store.format_settings(described), encoding="utf-8")
    assert read_settings(path) == settings
    assert json.loads(path.read_text("utf-8"))["contract"] == CONTRACT
    path.write_text(json.dumps(described), encoding="utf-8")  # those alone
    assert read_settings(path) == settings


def test_functions_stand_by_their_name_and_are_not_found_by_it():
    own = Settings(tokenizer=cut_characters, similarity=count_same).describe()
    assert own["tokenizer"] == f"{__name__}.cut_characters"
    assert own["similarity"] == f"{__name__}.count_same"
    with pytest.raises(PlanError, match=r"no tokeniser 'test_settings\.cut_characters'"):
        parse_settings(own)
    with pytest.raises(PlanError, match=r"a function of two lists of texts, not 'test_settings"):
        parse_settings({"similarity": own["similarity"]})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is no JSON"),
        ("[]", "settings are names with values"),
        ('{"stopwords": []}', "there is no setting stopwords; there are tokenizer"),
        ('{"nearest": 0}', "nearest is a whole number"),
        ('{"themes": "none.csv"}', "none.csv: the file does not exist"),
    ],
)
def test_a_file_of_settings_that_is_wrong_is_refused_with_its_name(tmp_path, content, sentence):
    path = tmp_path / "own.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PlanError, match=sentence) as caught:
        read_settings(path)
    assert caught.value.where == str(path)


def test_results_of_a_function_are_not_kept(tmp_path):
    job = Job({"plan_id": "p", "source_file": "p.txt"}, tmp_path / "p.txt", data=b"x")
    work = Work(many=True)
    own = replace(work, settings=Settings(tokenizer=cut_characters))
    other = replace(work, settings=Settings(stop_words={"林"}))
    assert name_result(job, own) == ""
    assert name_result(job, work) == name_result(job, work) != name_result(job, other)
    assert name_result(Failure("p", "no"), work) == ""


PLAN = """{place}县林业发展规划（2021—2025年）

一、重点任务
（一）管护森林。落实林长制，巡山护林。（责任单位：县林业局）
（二）防火防虫。备足物资，及时扑救。（责任单位：县应急局）
"""


def test_a_build_takes_settings_and_its_chosen_plans_are_compared_by_them(tmp_path, capsys):
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    for place in "云清":
        (raw / f"{place}.txt").write_text(PLAN.format(place=place + "山"), encoding="utf-8")
    THEMES.to_csv(tmp_path / "themes.csv", index=False)
    (tmp_path / "own.json").write_text('{"themes": "themes.csv", "match_level": 2}', "utf-8")
    build = ["build", "--raw", str(raw), "--out", str(out), "--tables-only"]
    assert main([*build, "--settings", str(tmp_path / "own.json")]) == 0
    assert set(store.read_table("coverage", out)["family"]) == {"own"}
    assert not store.read_table("task_pairs", out)["matched"].any()
    written = read_settings(out / store.SETTINGS)
    assert written == Settings(themes=THEMES, match_level=2)
    again = tmp_path / "again"
    command = ["build", "--raw", str(raw), "--out", str(again), "--tables-only", "--settings"]
    assert main([*command, str(out / store.SETTINGS)]) == 0
    for path in sorted(out.glob("*.*")):
        assert (again / path.name).read_bytes() == path.read_bytes()
    from compare.build.comparisons import compare_chosen

    assert compare_chosen(out, ["云"]).settings == written
    assert main([*command, str(tmp_path / "none.json")]) == 1
    assert "none.json: the file does not exist" in capsys.readouterr().err


def test_tables_of_another_contract_are_refused(tmp_path):
    store.write_tables(
        {"tasks": build_table("tasks", [])}, tmp_path, settings=Settings().describe()
    )
    assert len(store.read_table("tasks", tmp_path)) == 0
    path = tmp_path / store.SETTINGS
    path.write_text(path.read_text("utf-8").replace(f": {CONTRACT},", ": 0,"), encoding="utf-8")
    with pytest.raises(
        PlanError, match=f"contract 0, this software to {CONTRACT}; build them anew"
    ):
        store.read_tables(tmp_path)
    for content in ("{", "[]"):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(PlanError, match="no JSON with a contract"):
            store.read_table("tasks", tmp_path)
    store.write_tables({"tasks": build_table("tasks", [])}, tmp_path)
    assert not path.exists()  # it told of the earlier tables
