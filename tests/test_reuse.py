"""Shared passages: found, delimited, told apart, measured, taken out."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.analyse.reuse import (
    find_shared_passages,
    measure_reuse,
    remove_shared,
    score_passages,
)
from compare.analyse.reuse.align import SETTINGS, lay_ground, list_few_links, list_links
from compare.analyse.reuse.borders import align_tokens, count_common
from compare.analyse.reuse.clauses import RULE
from compare.analyse.reuse.models import choose_words, meet, model_text
from compare.analyse.reuse.places import (
    PlaceWords,
    list_own_words,
    merge_words,
    tell_difference,
)
from compare.analyse.reuse.plantext import PlanText
from compare.analyse.reuse.seeds import find_seeds
from compare.analyse.reuse.taskspans import find_task
from compare.build.collect import list_plans, tabulate
from compare.build.intake import read_sources
from compare.extract import extract_plan
from compare.extract.clean import clean
from compare.schema import build_table
from material import GOLD, RAW, ROOT, prepare_alone, read_source_texts, tabulate_outline

NO_TASKS = build_table("tasks", [])
PLACES = pd.DataFrame(
    [
        {"plan_id": "a", "place": "东河市", "prefecture": "柳州市", "province": "广西壮族自治区"},
        {"plan_id": "b", "place": "西岭县", "prefecture": "保定市", "province": "河北省"},
    ]
)
# Sentences with nothing in common, so that what tests put into both texts is all that is shared.
OWN_A = (
    "清淤疏浚三条骨干河道，新建提升泵站五座。",
    "鼓励果农改种耐旱品种，冷库租金减半收取。",
    "夜间公交延长至午夜十二点发车。",
    "古城墙修缮须由文物专家逐段勘验。",
)
OWN_B = (
    "幼儿托位每千人不少于四个，延时照看另计。",
    "渔港码头实行船舶编号、凭证停靠。",
    "老旧锅炉一律换成燃气壁挂设备！",
    "雪场教练持证上岗，赛道定期压雪平整。",
)
SHARED = "聚焦群众实际需求科学制定活动方案，多措并举发动志愿者走进社区课堂。"


def find(a: str, b: str, plans: pd.DataFrame | None = None) -> pd.DataFrame:
    sources = {"a": a, "b": b}
    return find_shared_passages(sources, tabulate_outline(sources), NO_TASKS, plans=plans)


def write_text(own: tuple[str, ...], at: int, *shared: str) -> str:
    """A paragraph of a plan's own sentences with shared ones put in before sentence `at`."""
    return "".join([*own[:at], *shared, *own[at:]])


def list_texts(passages: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(passages[["kind", "text_a", "text_b"]].itertuples(index=False, name=None))


def test_plans_with_nothing_in_common_share_no_passage():
    passages = find("".join(OWN_A), "".join(OWN_B))
    assert passages.empty
    assert list(passages.columns) == [
        "plan_a", "start_a", "end_a", "text_a", "task_a",
        "plan_b", "start_b", "end_b", "text_b", "task_b", "kind", "similarity",
    ]  # fmt: skip


@pytest.mark.parametrize("source", ["", "\n\n", "市", "抓好"])
def test_texts_too_short_to_share_anything_give_no_row(source):
    assert find(source, SHARED).empty
    assert find(source, source).empty


def test_the_same_sentence_is_verbatim():
    passages = find(write_text(OWN_A, 1, SHARED), write_text(OWN_B, 3, SHARED))
    assert list_texts(passages) == [("verbatim", SHARED, SHARED)]
    row = passages.iloc[0]
    assert (row["start_a"], row["end_a"]) == (len(OWN_A[0]), len(OWN_A[0]) + len(SHARED))
    assert row["similarity"] == 1
    assert (row["task_a"], row["task_b"]) == ("", "")


def test_only_place_words_differ():
    in_a = "推动东河科普作品对外展示，增强对省内外优秀成果的吸收和再创新能力，柳州市予以奖补。"
    in_b = "推动西岭科普作品对外展示，增强对国际优秀成果的吸收和再创新能力，保定市予以奖补。"
    passages = find(write_text(OWN_A, 2, in_a), write_text(OWN_B, 1, in_b), PLACES)
    assert list_texts(passages) == [("place_swap", in_a, in_b)]
    assert 0.8 < passages["similarity"].iloc[0] < 1


def test_without_the_catalogue_the_places_are_not_known():
    in_a = "推动东河科普作品对外展示，增强对优秀成果的吸收和再创新能力。"
    in_b = "推动西岭科普作品对外展示，增强对优秀成果的吸收和再创新能力。"
    found = find(write_text(OWN_A, 2, in_a), write_text(OWN_B, 1, in_b))
    assert list_texts(found) == [("near", in_a, in_b)]


def test_an_insertion_makes_a_passage_near():
    longer = SHARED.replace("志愿者", "高校青年志愿者")
    passages = find(write_text(OWN_A, 2, SHARED), write_text(OWN_B, 2, longer))
    assert list_texts(passages) == [("near", SHARED, longer)]
    common = len(SHARED)
    assert passages["similarity"].iloc[0] == pytest.approx(2 * common / (common + len(longer)))


def test_a_different_figure_does_not_cut_the_clause_off():
    in_a = "具备科学素质公民的比例和参与面显著扩大并达到14%，"
    in_b = "具备科学素质公民的比例和参与面显著扩大并达到16.7%，"
    passages = find(write_text(OWN_A, 2, in_a), write_text(OWN_B, 2, in_b))
    assert list_texts(passages) == [("near", in_a, in_b)]


@pytest.mark.parametrize(
    ("in_a", "in_b", "is_shared"),
    [
        ("请老茶农进学校为学生讲授制茶手艺。", "请茶农进学校给学生讲授制茶技艺。", True),
        ("定期举办乡村茶艺供需对接会。", "定期举办乡村茶艺供需对接会。", True),
        ("常年举办乡村茶艺供需对接会。", "定期举办社区茶艺供需对接活动。", False),  # short
        ("支持市内院校和职业学校办好茶艺。", "支持院校加强制茶相关研究，建设园区。", False),
    ],
)
def test_single_clauses_are_passages_where_each_is_the_others_closest(in_a, in_b, is_shared):
    passages = find(write_text(OWN_A, 2, in_a), write_text(OWN_B, 1, in_b))
    assert list_texts(passages)[:1] == (
        [("verbatim" if in_a == in_b else "near", in_a, in_b)] if is_shared else []
    )


def test_clauses_that_follow_one_another_in_both_texts_are_one_passage():
    in_a = "请老茶农进学校为学生讲授制茶手艺，办一处乡村制茶手艺展示馆。"
    in_b = "请茶农进学校给学生讲授制茶技艺，每镇办一处制茶技艺的展示馆。"
    passages = find(write_text(OWN_A, 2, in_a), write_text(OWN_B, 1, in_b))
    assert list_texts(passages) == [("near", in_a, in_b)]


def test_moved_sentences_are_two_passages():
    other = "完善移动端传播体系，持续建设农村基层队伍。"
    passages = find(
        "".join([OWN_A[0], SHARED, OWN_A[1], OWN_A[2], other, OWN_A[3]]),
        "".join([other, OWN_B[0], OWN_B[1], SHARED, OWN_B[2]]),
    )
    assert list_texts(passages) == [("verbatim", SHARED, SHARED), ("verbatim", other, other)]
    assert passages["start_b"].is_monotonic_decreasing


def test_a_set_phrase_repeated_throughout_both_texts_is_none():
    phrase = "进一步加强全民科学素质建设各项工作，"
    a = "".join(phrase + own for own in OWN_A * 2)
    b = "".join(phrase + own for own in OWN_B * 2)
    assert find(a, b).empty
    once = find(phrase + "".join(OWN_A * 2), phrase + "".join(OWN_B * 2))
    assert list_texts(once) == [("verbatim", phrase, phrase)]


def test_lists_of_departments_are_left_out():
    clause = "（责任单位：市科技局、市教育局、市科协、市文广旅局、团市委、市妇联、各区镇等）"
    a = f"三、重点任务\n1. 清河行动。{OWN_A[0]}{clause}\n2. 果园行动。{OWN_A[1]}"
    b = f"三、重点任务\n1. 托育行动。{OWN_B[0]}{clause}\n2. 渔港行动。{OWN_B[1]}"
    assert find(a, b).empty
    bare = clause.replace("责任单位：", "").replace("等", "等皆应到场观摩")
    assert len(find(a.replace(clause, bare), b.replace(clause, bare))) == 1


def test_names_of_the_assignments_are_left_out_too():
    names = "市科技局、市教育局、市科协、市文广旅局、团市委、市妇联、市总工会"
    a, b = write_text(OWN_A, 2, names), write_text(OWN_B, 2, names)
    assert len(find(a, b)) == 1
    rows = [
        {"plan_id": plan, "start": text.find(name), "end": text.find(name) + len(name)}
        for plan, text in (("a", a), ("b", b))
        for name in names.split("、")
    ]
    sources = {"a": a, "b": b}
    outline = tabulate_outline(sources)
    assert find_shared_passages(sources, outline, NO_TASKS, pd.DataFrame(rows)).empty


@pytest.mark.parametrize("chapter", ["一体推进", "组织实施", "龙头带动"])
def test_a_passage_does_not_run_on_over_a_heading(chapter):
    second = "建立监测评估机制，查找薄弱环节并逐项整改到位。"
    a = f"四、{chapter}\n（一）加强领导\n{SHARED}\n（二）强化落实\n{second}"
    b = f"五、组织实施\n（一）健全机制\n{SHARED}\n{second}"
    expected = [("verbatim", SHARED, SHARED), ("verbatim", second, second)]
    assert list_texts(find(a, b)) == expected
    assert list_texts(find(b, a)) == expected


def test_a_passage_crosses_a_paragraph_where_both_plans_continue_alike():
    second = "建立监测评估机制，查找薄弱环节并逐项整改到位。"
    text = f"{SHARED}\n{second}"
    passages = find(f"{OWN_A[0]}\n{text}\n{OWN_A[1]}", f"{OWN_B[0]}\n{text}\n{OWN_B[1]}")
    assert list_texts(passages) == [("verbatim", SHARED + second, SHARED + second)]


@pytest.mark.parametrize("mark", ["，", "。", "”", "）", "”，"])
def test_a_passage_begins_with_a_word_and_keeps_its_closing_mark(mark):
    shared = "聚焦群众实际需求科学制定活动方案，"
    in_a, in_b = f"清淤疏浚三条河道{mark}{shared}新建泵站。", f"渔港码头{mark}{shared}换锅炉。"
    assert list_texts(find(in_a, in_b)) == [("verbatim", shared, shared)]


def test_a_passage_belongs_to_the_task_that_holds_most_of_it():
    spans = [(0, 10, "a-1"), (10, 30, "a-2"), (40, 60, "a-3")]
    assert find_task(5, 20, spans) == "a-2"
    assert find_task(5, 15, spans) == "a-1"
    assert find_task(31, 39, spans) == ""
    assert find_task(31, 39, []) == ""


BLOCKS = st.lists(st.text("东西南北", min_size=1, max_size=14), min_size=1, max_size=3)


def put_together(blocks: list[str]) -> PlanText:
    numbers = np.repeat(np.arange(len(blocks)), [len(block) for block in blocks]).astype(np.int32)
    return PlanText("".join(blocks), np.arange(len(numbers), dtype=np.int32), numbers, numbers)


def find_in_both(a: PlanText, b: PlanText) -> np.ndarray:
    one, two = model_text(a), model_text(b)
    return find_seeds(one, two, meet(one.triples, two.triples))


@settings(max_examples=300, deadline=None)
@given(BLOCKS, BLOCKS)
def test_seeds_are_all_maximal_runs(blocks_a, blocks_b):
    a, b = put_together(blocks_a), put_together(blocks_b)

    def agree(i, j):
        return a.text[i] == b.text[j]

    def goes_on(i, j):
        return agree(i, j) and a.blocks[i - 1] == a.blocks[i] and b.blocks[j - 1] == b.blocks[j]

    expected = []
    for i in range(len(a.text)):
        for j in range(len(b.text)):
            if not agree(i, j) or (i and j and agree(i - 1, j - 1) and goes_on(i, j)):
                continue
            n = 1
            while i + n < len(a.text) and j + n < len(b.text) and goes_on(i + n, j + n):
                n += 1
            if n >= 3:
                expected.append((i, j, n))
    assert list(map(tuple, find_in_both(a, b).T.tolist())) == expected


# Runs that recur, with a little between them.
WORDS = st.sampled_from(["东西南", "北北西东", "西南东", "甲", "乙丙", "丁戊己", "东"])
LINKED = st.lists(st.lists(WORDS, min_size=1, max_size=9).map("".join), min_size=1, max_size=2)


def list_links_naively(seeds, a, b, ground):
    """Every two seeds tried: (two, one, price, cost, overlap)."""
    found = []
    for two, (x_next, y_next, n_next) in enumerate(seeds):
        for one, (x, y, n) in enumerate(seeds):
            gaps = x_next - x - n, y_next - y - n
            overlap = max(0, -min(gaps))
            gap = max(gaps) + overlap
            if x >= x_next or y >= y_next or overlap >= n_next or gap > ground.reach:
                continue
            if a.blocks[x] != a.blocks[x_next] or b.blocks[y] != b.blocks[y_next]:
                continue
            spans = (ground.bits_a, x_next), (ground.bits_b, y_next)
            both = sum(int(bits[at + overlap] - bits[at]) for bits, at in spans) // 2
            found.append((two, one, gap * ground.gap, gap * ground.gap + both, overlap))
    return found


@settings(max_examples=150, deadline=None)
@given(LINKED, LINKED, st.integers(1, 6), st.randoms(use_true_random=False))
def test_links_are_those_of_trying_every_two_seeds(blocks_a, blocks_b, longest, rng):
    a, b = put_together(blocks_a), put_together(blocks_b)
    bits = tuple(np.array([rng.randrange(1, 9999) for _ in text.text]) for text in (a, b))
    ground = lay_ground(a, b, bits, replace(SETTINGS, longest_gap=longest))
    seeds = find_in_both(a, b)
    runs = list(zip(*seeds.tolist(), strict=True))
    found = list_links(runs, ground) if runs else []
    assert list_few_links(runs, ground) == found
    assert [two for two, *_ in found] == sorted(two for two, *_ in found)
    assert sorted(found) == list_links_naively(seeds.T.tolist(), a, b, ground)


PIECES = st.sampled_from([*OWN_A, *OWN_B, SHARED, SHARED[:20], SHARED[6:], "\n", "　"])
TEXTS = st.lists(PIECES, min_size=1, max_size=14).map("".join)


@settings(max_examples=30, deadline=None)
@given(TEXTS, TEXTS)
def test_passages_never_overlap_and_offsets_give_back_the_text(a, b):
    passages = find(a, b)
    for side, source in (("a", a), ("b", b)):
        spans = sorted(zip(passages[f"start_{side}"], passages[f"end_{side}"], strict=True))
        for (_, end), (start, _) in pairwise(spans):
            assert end <= start
        for start, end, text in passages[
            [f"start_{side}", f"end_{side}", f"text_{side}"]
        ].itertuples(index=False):
            assert clean(source[start:end]) == text
            assert len(text) >= RULE.shortest
    assert passages["similarity"].between(0, 1).all()
    verbatim = passages["kind"] == "verbatim"
    assert ((passages["text_a"] == passages["text_b"]) == verbatim).all()


def swap_sides(passages: pd.DataFrame) -> list[tuple[object, ...]]:
    columns = [
        "start_b", "end_b", "text_b", "task_b", "start_a", "end_a", "text_a", "task_a",
        "kind", "similarity",
    ]  # fmt: skip
    return sorted(passages[columns].itertuples(index=False, name=None))


def list_rows(passages: pd.DataFrame) -> list[tuple[object, ...]]:
    return sorted(passages.drop(columns=["plan_a", "plan_b"]).itertuples(index=False, name=None))


@settings(max_examples=20, deadline=None)
@given(TEXTS, TEXTS)
def test_swapping_the_plans_swaps_the_sides(a, b):
    assert list_rows(find(a, b)) == swap_sides(find(b, a))


@cache
def read_unrelated() -> str:
    return (ROOT / "tests/fixtures/unrelated_plan.txt").read_text(encoding="utf-8")


@cache
def find_in_published() -> tuple[pd.DataFrame, pd.DataFrame, dict[str, str], pd.DataFrame]:
    """(passages, tasks, sources, catalogue) of the published plans and the unrelated one."""
    sources = {**read_source_texts(), "unrelated": read_unrelated()}
    tables = tabulate([extract_plan(text, plan) for plan, text in sources.items()])
    plans = list_plans(read_sources(RAW))
    extracted = (tables[name] for name in ("outline", "tasks", "assignments"))
    passages = find_shared_passages(sources, *extracted, plans)
    return passages, tables["tasks"], sources, plans


def read_marked() -> pd.DataFrame:
    return pd.read_csv(GOLD / "shared_passages.csv", keep_default_na=False)


def test_the_passages_marked_by_reading_are_found():
    passages, _, sources, _ = find_in_published()
    marked = read_marked()
    pair = marked[["plan_a", "plan_b"]].drop_duplicates()
    shorter = passages["text_a"].str.len().clip(upper=passages["text_b"].str.len())
    listed = passages[shorter >= 15]  # the reading lists no shorter ones
    score = score_passages(listed.merge(pair), marked, sources)
    assert score.recall >= 0.96
    assert score.precision >= 0.96
    assert score.passage_recall >= 0.91
    assert score.passage_precision >= 0.94


def test_kinds_agree_with_the_reading_where_the_places_do():
    passages, *_ = find_in_published()
    both = passages.merge(read_marked(), on=["plan_a", "start_a", "end_a", "start_b", "end_b"])
    assert len(both) > 50
    assert (both["kind_x"] == both["kind_y"]).mean() >= 0.95


def test_an_unrelated_plan_shares_next_to_nothing():
    passages, *_ = find_in_published()
    counts = passages[passages["plan_b"] == "unrelated"]["plan_a"].value_counts()
    assert counts.max() <= 3


def test_another_plan_changes_nothing_for_the_pair():
    passages, tasks, sources, plans = find_in_published()
    two = {plan: text for plan, text in sources.items() if plan != "unrelated"}
    alone = find_shared_passages(two, tabulate_outline(two), tasks, plans=plans)
    rest = passages[passages["plan_b"] != "unrelated"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, rest)


def test_swapping_the_published_plans_swaps_the_sides():
    passages, tasks, sources, plans = find_in_published()
    backwards = {plan: sources[plan] for plan in reversed(sources)}
    swapped = find_shared_passages(backwards, tabulate_outline(sources), tasks, plans=plans)
    assert list_rows(passages) == swap_sides(swapped)


def test_every_place_of_the_published_passages_gives_back_its_text():
    passages, tasks, sources, _ = find_in_published()
    owners = dict(zip(tasks["task_id"], tasks["plan_id"], strict=True))
    for side in ("a", "b"):
        for row in passages.to_dict("records"):
            source = sources[row[f"plan_{side}"]]
            assert clean(source[row[f"start_{side}"] : row[f"end_{side}"]]) == row[f"text_{side}"]
            task = row[f"task_{side}"]
            assert task == "" or owners[task] == row[f"plan_{side}"]


def test_a_plan_is_shared_with_its_own_copy_from_end_to_end():
    text = prepare_alone(read_unrelated()).text
    passages = find(read_unrelated(), read_unrelated())
    assert passages["text_a"].str.len().sum() > 0.9 * len(text)
    assert (passages["kind"] == "verbatim").all()


@pytest.mark.parametrize(
    ("text_a", "text_b", "kind"),
    [
        ("全市科普工作", "全市科普工作", "verbatim"),
        ("我市科普工作", "西岭县科普工作", "place_swap"),
        ("东河市科普工作", "西岭科普工作", "place_swap"),
        ("柳州科普工作", "保定市科普工作", "place_swap"),
        ("广西科普工作", "河北科普工作", "place_swap"),
        ("东河市科普工作", "保定市科普工作", "near"),
        ("面向省内外招聘", "面向国际及港澳台招聘", "place_swap"),
        ("东河市科普工作", "西岭县科普事业", "near"),
    ],
)
def test_kinds(text_a, text_b, kind):
    places = PlaceWords(merge_words(list_own_words(PLACES), ("a", "b")))
    assert tell_difference(text_a, text_b, places) == kind
    assert tell_difference(text_b, text_a, places) == kind
    for text in (text_a, text_b):
        parts = places.replace_levels(text)
        told = [word for at, part in enumerate(parts) for word in ([part] if at % 2 else part)]
        assert told == [token for token, _ in places.tokenize(text)]


def test_short_forms_of_place_names():
    words = merge_words(list_own_words(PLACES), ("a",))
    assert {"东河市", "东河", "柳州"} <= set(words)
    assert "西岭县" not in words
    county = pd.DataFrame([{"plan_id": "c", "place": "萧县", "prefecture": "", "province": None}])
    assert "萧" not in merge_words(list_own_words(county), ("c",))


TASKS = build_table(
    "tasks",
    [
        {
            "task_id": f"a-1.{i}", "plan_id": "a", "kind": "key_task", "section_id": "a-1",
            "task_no": str(i), "title": title, "body": body, "start": start, "end": end,
            "line_start": i, "line_end": i,
        }
        for i, (title, body, start, end) in enumerate(
            [("建好阵地", "开放场馆，配送资源。", 0, 15), ("组建队伍", "招募讲师，开放场馆，配送资源。", 15, 35)], 1
        )
    ],
)  # fmt: skip
SOURCE = "建好阵地。开放场馆，配送资源。组建队伍。招募讲师，开放场馆，配送资源。"


def write_passage(start: int, end: int, kind: str, plan_b: str = "b", task: str = "a-1.1"):
    text = SOURCE[start:end]
    return {
        "plan_a": "a", "start_a": start, "end_a": end, "text_a": text, "task_a": task,
        "plan_b": plan_b, "start_b": 0, "end_b": end - start, "text_b": text, "task_b": "",
        "kind": kind, "similarity": 1.0,
    }  # fmt: skip


def test_shares_of_plan_section_and_task():
    passages = build_table(
        "shared_passages",
        [write_passage(8, 15, "verbatim", plan_b="c"), write_passage(5, 10, "near")],
    )
    sources = {"a": SOURCE, "b": "开放场馆，" * 2, "c": "开放场馆，配送资源。"}
    shares = measure_reuse(passages, sources, TASKS).set_index(["plan_id", "other_plan", "unit_id"])
    task = shares.loc[("a", "", "a-1.1")]
    assert task["characters"] == 15
    assert task["near"] == pytest.approx(3 / 15)
    assert task["verbatim"] == pytest.approx(7 / 15)
    assert task["shared"] == pytest.approx(10 / 15)
    assert shares.loc[("a", "b", "a-1.1"), "near"] == pytest.approx(5 / 15)
    assert shares.loc[("a", "c", "a-1"), "shared"] == pytest.approx(7 / 35)
    assert shares.loc[("a", "", "a"), "shared"] == pytest.approx(10 / len(SOURCE))
    assert shares.loc[("a", "", "a-1.2"), "shared"] == 0
    assert shares.loc[("b", "a", "b"), "shared"] == pytest.approx(0.5)
    assert ("b", "c", "b") not in shares.index
    parts = shares[["verbatim", "place_swap", "near"]].sum(axis=1)
    pd.testing.assert_series_equal(parts, shares["shared"], check_names=False)


def test_shared_passages_are_taken_out_of_the_tasks():
    passages = build_table(
        "shared_passages",
        [write_passage(2, 10, "verbatim"), write_passage(25, 35, "verbatim", task="a-1.2")],
    )
    reduced = remove_shared(TASKS, passages)
    assert reduced["title"].tolist() == ["建好 ", "组建队伍"]
    assert reduced["body"].tolist() == [" 配送资源。", "招募讲师， "]
    assert TASKS["body"].tolist()[0] == "开放场馆，配送资源。"
    pd.testing.assert_frame_equal(remove_shared(TASKS, passages[:0]), TASKS)


def test_of_two_occurrences_the_shared_one_is_taken_out():
    body = "开放场馆，配送资源，再次开放场馆。"
    task = TASKS[:1].assign(body=body)
    at = 5 + body.rindex("开放场馆")
    row = {**write_passage(5, 9, "verbatim"), "start_a": at, "end_a": at + 4}
    reduced = remove_shared(task, build_table("shared_passages", [row]))
    assert reduced["body"].tolist() == ["开放场馆，配送资源，再次 。"]


def test_every_published_passage_can_be_taken_out_of_its_task():
    passages, tasks, _, _ = find_in_published()
    reduced = remove_shared(tasks, passages).set_index("task_id")
    before = tasks.set_index("task_id")
    for side in ("a", "b"):
        held = passages[passages[f"task_{side}"] != ""]
        for task, text in held[[f"task_{side}", f"text_{side}"]].itertuples(index=False):
            assert text not in reduced.loc[task, "title"] + reduced.loc[task, "body"]
    lost = before["body"].str.len().sum() - reduced["body"].str.len().sum()
    assert lost > 0.2 * before["body"].str.len().sum()


def test_agreement_by_hand():
    sources = {"a": "甲" * 100, "b": "乙" * 100}
    columns = ["plan_a", "start_a", "end_a", "plan_b", "start_b", "end_b"]
    marked = pd.DataFrame([("a", 0, 20, "b", 0, 20), ("a", 50, 70, "b", 50, 70)], columns=columns)
    found = pd.DataFrame([("a", 0, 20, "b", 0, 20), ("a", 60, 90, "b", 80, 100)], columns=columns)
    score = score_passages(found, marked, sources)
    assert score.recall == pytest.approx((20 + 20 + 10) / 80)
    assert score.precision == pytest.approx((20 + 20 + 10) / 90)
    assert (score.passage_recall, score.passage_precision) == (0.5, 0.5)


@settings(max_examples=200, deadline=None)
@given(st.text("东西南北", max_size=14), st.text("东西南北", max_size=14))
def test_characters_in_common_are_counted_as_they_are_paired(a, b):
    tokens_a, tokens_b = ([(char, at) for at, char in enumerate(text)] for text in (a, b))
    assert count_common(a, b) == len(list(align_tokens(tokens_a, tokens_b)))


@settings(max_examples=300, deadline=None)
@given(st.text("东西南北", max_size=14), st.text("东西南北", max_size=14))
def test_of_two_subsequences_as_long_the_one_that_leaves_out_more_of_a_is_paired(a, b):
    """The table of what can follow from every two places, filled cell by cell."""
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in reversed(range(len(a))):
        for j in reversed(range(len(b))):
            longest = max(table[i + 1][j], table[i][j + 1])
            table[i][j] = table[i + 1][j + 1] + 1 if a[i] == b[j] else longest
    i = j = 0
    expected = []
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            expected.append((i, j))
            i, j = i + 1, j + 1
        elif table[i + 1][j] >= table[i][j + 1]:
            i += 1
        else:
            j += 1
    tokens_a, tokens_b = ([(char, at) for at, char in enumerate(text)] for text in (a, b))
    assert list(align_tokens(tokens_a, tokens_b)) == expected


def test_clauses_of_a_text_hold_their_pairs_of_characters_once():
    text = "建馆，办学办学。育人"
    zeros = np.zeros(len(text), dtype=np.int32)
    blocks = np.array([0] * 8 + [1] * 2, dtype=np.int32)
    model = model_text(PlanText(text, zeros, blocks, zeros))
    clauses = model.clauses
    assert [text[slice(*clauses.find(n))] for n in range(3)] == ["建馆，", "办学办学。", "育人"]
    values = model.pairs.values
    names = [
        [chr(g >> 21) + chr(g & 0x1FFFFF) for g in values[clauses.take(np.array([n]))[0]]]
        for n in (0, 1)
    ]
    assert names == [["建馆"], ["办学", "学办"]]
    grams, sizes = clauses.take(np.array([1, 0]))
    assert sizes.tolist() == [2, 1]
    assert len(grams) == 3


def test_clauses_of_equal_words_have_one_number():
    text = "建馆，办学。建馆，建馆。"
    zeros = np.zeros(len(text), dtype=np.int32)
    assert model_text(PlanText(text, zeros, zeros, zeros)).clauses.wordings.tolist() == [0, 1, 0, 2]
    assert model_text(put_together([])).clauses.wordings.tolist() == []


@pytest.mark.parametrize("size", [40, 40_000])  # places in 32 bits, and in more
def test_a_run_is_found_at_the_end_of_texts_of_any_length(size):
    shared = "聚焦群众需求"
    texts = ("".join(chr(first + n % 997) for n in range(size)) for first in (0x4E00, 0x5200))
    a, b = (put_together([text + shared]) for text in texts)
    assert find_in_both(a, b).T.tolist() == [[size, size, len(shared)]]


WORDS = st.lists(st.text("东西南", min_size=1, max_size=3), max_size=6, unique=True)


@settings(max_examples=300, deadline=None)
@given(WORDS, st.text("东西南北", max_size=12))
def test_place_words_are_found_as_by_a_pattern_of_all_the_longest_first(words, text):
    places = PlaceWords({word: f"level-{word}" for word in words})
    longest_first = sorted(words, key=len, reverse=True)
    parts = re.split(f"({'|'.join(longest_first) or '(?!)'})", text)
    parts[1::2] = [f"level-{word}" for word in parts[1::2]]
    assert places.replace_levels(text) == parts
    tokens, at = [], 0
    for n, part in enumerate(parts):
        tokens += [(part, at)] if n % 2 else zip(part, range(at, at + len(part)), strict=True)
        at += len(part.removeprefix("level-"))
    assert places.tokenize(text) == tokens


def test_only_place_words_that_may_stand_in_a_text_are_looked_for():
    texts = [model_text(put_together([text])) for text in ("我市科普", "海外人才", "")]
    words = ["我市", "我县", "海外侨胞", "市科", "东"]
    assert choose_words(words, *texts) == ["我市", "海外侨胞", "市科", "东"]
    assert choose_words([], *texts) == []
