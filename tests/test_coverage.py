"""Coverage of themes: hand-counted shares, the reviewed frame against the gold, derived frames."""

import csv
import pickle

import numpy as np
import pandas as pd
import pytest

from compare.analyse.coverage import (
    DERIVED,
    derive_frame,
    derived,
    group_plans,
    list_task_sentences,
    measure_coverage,
    parse_frame,
    theme_of_task,
)
from compare.analyse.coverage.measure import _find_quantiles
from compare.analyse.terms import Tokenizer
from compare.errors import PlanError
from compare.lookups import read_lookup
from compare.schema import build_table
from material import GOLD, run_as_elsewhere, tabulate_plan

FAMILY = "scientific_literacy"


def make_theme(theme_id, terms, parent="", level=1, family="made_up"):
    return {
        "theme_id": theme_id,
        "theme": theme_id,
        "theme_en": theme_id,
        "family": family,
        "parent_id": parent,
        "level": str(level),
        "terms": terms,
        "reason": "",
    }


FRAME = [
    make_theme("young", "青少年"),
    make_theme("contest", "竞赛|大赛", "young", 2),
    make_theme("rural", "农村|农民"),
    make_theme("old", "老年"),
]


def make_tasks(plan, *tasks, kind="key_task"):
    """Tasks of one plan from (section heading, title, body)."""
    sections = list(dict.fromkeys(heading for heading, _, _ in tasks))
    return pd.DataFrame(
        [
            {
                "task_id": f"{plan}-{i}",
                "plan_id": plan,
                "kind": kind,
                "section_id": f"{plan}-s{sections.index(heading) + 1}",
                "section_title": heading,
                "title": title,
                "body": body,
            }
            for i, (heading, title, body) in enumerate(tasks, 1)
        ],
        columns=["task_id", "plan_id", "kind", "section_id", "section_title", "title", "body"],
    )


# Task 1: title 4 characters; sentences of 6 (竞赛) and 10. Task 2: title 4; sentences of 8 (农村) and 8.
PLAN = make_tasks(
    "p",
    ("青少年行动", "校内教育", "举办竞赛。面向全体学生开课。"),
    ("服务", "科普下乡", "服务农村群众。农民竞赛与大赛。"),
)


def cover(tasks, frame=FRAME, family="made_up"):
    return measure_coverage(tasks, frame, family)


def share_of(table, plan="p"):
    part = table[table["plan_id"] == plan]
    return dict(zip(part["theme_id"], part["share"], strict=True))


def test_sentences_keep_every_character():
    assert list_task_sentences("甲", "乙。丙；丁") == ["甲", "乙。", "丙；", "丁"]
    assert list_task_sentences("甲", "") == ["甲"]


def test_shares_and_scores_by_hand():
    # Task 1: 4 + 5 + 9 = 18 characters, task 2: 4 + 7 + 8 = 19, together 37.
    # young: all 18 of task 1 (its heading) and the 8 of 农民竞赛与大赛。, 26 of 37; contest: 5 + 8;
    # rural: 7 + 8; old: none. Mentions: young 3 (竞赛, 竞赛, 大赛), rural 2.
    table = cover(PLAN)
    assert share_of(table) == pytest.approx(
        {"young": 26 / 37, "contest": 13 / 37, "rural": 15 / 37, "old": 0}
    )
    assert table["score"].tolist() == pytest.approx([3000 / 37, 3000 / 37, 2000 / 37, 0])
    assert table["best_task_id"].tolist() == ["p-2", "p-2", "p-2", ""]
    assert set(table["family"]) == {"made_up"}


@pytest.mark.parametrize(
    ("first", "second", "best"),
    [
        (("行动", "甲", "竞赛竞赛竞赛。"), ("行动", "甲", "竞赛大赛。"), "p-2"),  # more wordings
        (("行动", "甲", "竞赛。"), ("行动", "竞赛", "乙丙丁戊己庚。"), "p-2"),  # in the title
        (("行动", "甲", "竞赛。乙丙丁。"), ("行动", "甲", "竞赛。"), "p-2"),  # larger share
        (("行动", "甲", "竞赛。"), ("行动", "乙", "竞赛。"), "p-1"),  # the earlier
    ],
)
def test_best_task_has_a_rule_for_every_tie(first, second, best):
    table = cover(make_tasks("p", first, second)).set_index("theme_id")
    assert table.loc["contest", "best_task_id"] == best


def test_a_heading_speaks_for_its_tasks_at_the_top_level_only():
    table = cover(make_tasks("p", ("青少年竞赛行动", "甲", "乙丙丁。")))
    assert share_of(table) == {"young": 1, "contest": 0, "rural": 0, "old": 0}
    assert table["best_task_id"].eq("").all()


def test_a_plan_without_key_tasks_covers_nothing():
    table = cover(make_tasks("p", ("保障", "青少年竞赛", "农村。"), kind="safeguard"))
    assert table["share"].eq(0).all()
    assert table["score"].eq(0).all()
    assert len(table) == len(FRAME)
    assert cover(PLAN.iloc[:0]).empty


def test_duplicating_a_plan_changes_no_share():
    twin = PLAN.assign(task_id="q" + PLAN["task_id"], plan_id="q")
    table = cover(pd.concat([PLAN, twin], ignore_index=True))
    assert share_of(table, "q") == share_of(table, "p") == share_of(cover(PLAN))


def test_adding_a_plan_leaves_the_others_as_they_were():
    other = make_tasks("q", ("行动", "服务老年人", "办农民竞赛。"))
    both = cover(pd.concat([PLAN, other], ignore_index=True))
    pd.testing.assert_frame_equal(both[both["plan_id"] == "p"], cover(PLAN))


def test_doubling_every_task_changes_no_share():
    twice = pd.concat([PLAN, PLAN.assign(task_id="x" + PLAN["task_id"])], ignore_index=True)
    assert share_of(cover(twice)) == pytest.approx(share_of(cover(PLAN)))


def test_themes_of_a_task_and_the_main_one():
    table = theme_of_task(PLAN, FRAME, "made_up")
    rows = table[["task_id", "theme_id", "level", "main"]].itertuples(index=False, name=None)
    assert list(rows) == [
        ("p-1", "young", 1, True),
        ("p-1", "contest", 2, True),
        ("p-2", "young", 1, False),
        ("p-2", "contest", 2, True),
        ("p-2", "rural", 1, True),
    ]


@pytest.mark.parametrize(
    ("heading", "title", "body", "main"),
    [
        ("老年", "农村", "农村农民。", "old"),  # named by the heading
        ("", "甲", "老年人。农村农民农村一二。", "rural"),  # larger share
        ("", "甲", "老年人、老年、农村。", "old"),  # same sentence, more mentions
        ("", "甲", "老年、农村。", "rural"),  # earlier in the frame
    ],
)
def test_main_theme_has_a_rule_for_every_tie(heading, title, body, main):
    table = theme_of_task(make_tasks("p", (heading, title, body)), FRAME, "made_up")
    assert table.loc[table["main"], "theme_id"].tolist() == [main]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([make_theme("a", "")], "empty"),
        ([make_theme("a", "甲|")], "empty"),
        ([make_theme("a", "(甲")], "regular expression"),
        ([make_theme("a", "甲", "b")], "missing"),
        ([make_theme("a", "甲", "b"), make_theme("b", "乙", "a")], "circle"),
    ],
)
def test_a_faulty_frame_is_refused(rows, message):
    with pytest.raises(PlanError, match=message):
        parse_frame(rows)


def test_an_unknown_family_is_refused():
    with pytest.raises(PlanError, match="family 'elsewhere'"):
        cover(PLAN, family="elsewhere")


def test_reviewed_frame_is_whole():
    rows = read_lookup("themes")
    parse_frame(rows)
    levels = {row["theme_id"]: row["level"] for row in rows}
    assert [row["level"] for row in rows if not row["parent_id"]] == ["1"] * 10
    assert all(levels[row["parent_id"]] == "1" for row in rows if row["level"] == "2")
    assert all(row["theme_en"] and row["reason"] and row["family"] for row in rows)
    assert (
        len({row["theme"] for row in rows}) == len({row["theme_en"] for row in rows}) == len(rows)
    )


def read_gold_tasks():
    """The tasks of the plans the gold was read from."""
    plans = dict.fromkeys(row["plan_id"] for row in read_gold_themes())
    return pd.concat([tabulate_plan(plan)["tasks"] for plan in plans], ignore_index=True)


def read_gold_themes():
    with (GOLD / "themes.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_gold_themes_cover_every_key_task_with_themes_of_the_frame():
    gold = read_gold_themes()
    tasks = read_gold_tasks()
    levels = {row["theme_id"]: row["level"] for row in read_lookup("themes")}
    assert [r["task_id"] for r in gold] == tasks.loc[
        tasks["kind"] == "key_task", "task_id"
    ].tolist()
    assert all(levels[row["theme_id"]] == "1" for row in gold)
    assert all(levels[topic] == "2" for row in gold for topic in row["topics"].split(";"))
    assert all(row["main_topic"] in row["topics"].split(";") for row in gold)


def test_frame_finds_the_topics_a_reader_finds_in_the_held_out_half():
    held_out = [row for row in read_gold_themes() if row["half"] == "held_out"]
    wanted = {(row["task_id"], topic) for row in held_out for topic in row["topics"].split(";")}
    table = theme_of_task(read_gold_tasks(), family=FAMILY)
    fine = table[(table["level"] == 2) & table["task_id"].isin([r["task_id"] for r in held_out])]
    found = set(zip(fine["task_id"], fine["theme_id"], strict=True))
    assert len(wanted & found) / len(found) >= 0.9
    assert len(wanted & found) / len(wanted) >= 0.95


def test_frame_gives_each_task_the_main_theme_a_reader_gives_it():
    table = theme_of_task(read_gold_tasks(), family=FAMILY)
    main = table[(table["level"] == 1) & table["main"]]
    wanted = {row["task_id"]: row["theme_id"] for row in read_gold_themes()}
    assert dict(zip(main["task_id"], main["theme_id"], strict=True)) == wanted


MARKET = [
    make_tasks(
        plan,
        ("培育市场主体", "支持企业壮大", "支持连锁超市和商贸企业壮大，培育品牌商贸企业。"),
        (
            "完善物流体系",
            "建设物流网络",
            f"企业发展冷链物流{word}。",
        ),
    )
    for plan, word in (("x", "网络"), ("y", "体系"))
]
FARMING = make_tasks(
    "z",
    ("发展农业", "农业产业", "发展农业。"),
    ("建设乡村", "乡村道路", "修路。"),
)


def test_each_plan_gets_the_frame_of_its_family():
    plans = pd.concat([read_gold_tasks(), *MARKET], ignore_index=True)
    table = measure_coverage(plans)
    families = table.groupby("plan_id", sort=False)["family"].unique().map(list).to_dict()
    assert families == {"haian": [FAMILY], "taicang": [FAMILY], "x": [DERIVED], "y": [DERIVED]}
    assert not set(table.query("plan_id == 'x'")["theme_id"]) & set(
        table.query("plan_id == 'haian'")["theme_id"]
    )
    alone = measure_coverage(read_gold_tasks())
    pd.testing.assert_frame_equal(table[table["family"] == FAMILY].reset_index(drop=True), alone)


def test_one_theme_named_all_over_makes_no_family():
    assert set(measure_coverage(FARMING)["family"]) == {DERIVED}


def test_derived_frame_merges_like_tasks_of_all_plans():
    frame = derive_frame(pd.concat(MARKET, ignore_index=True))
    assert [row["theme"] for row in frame] == ["支持企业壮大", "建设物流网络"]
    assert [row["theme_id"] for row in frame] == ["derived-x-1", "derived-x-2"]
    assert {row["family"] for row in frame} == {DERIVED}
    assert "物流" in frame[1]["terms"].split("|")
    assert not set(frame[0]["terms"].split("|")) & set(frame[1]["terms"].split("|"))


@pytest.mark.parametrize(
    ("heading", "title", "held"),
    [
        ("田间管护", "清沟排水", True),
        ("林下苗圃养护", "清沟排水", False),
        ("田间管护", "茶苗圃养护", False),
    ],
)
def test_a_term_of_a_theme_stands_mostly_in_its_own_tasks_inside_longer_words_as_well(
    heading, title, held
):
    """苗圃 is a word of the first two tasks alone; 林苗圃 and 茶苗圃 are words of the others."""
    rows = [("苗圃", "新建苗圃", "苗圃 苗圃"), ("苗圃", "扩建苗圃", "苗圃 苗圃")]
    rows += [(heading, f"{title}{n}", "沟渠 沟渠") for n in "甲乙丙"]
    frame = derive_frame(
        make_tasks("x", *rows),
        Tokenizer(lambda text: text.replace("建", "建 ").split(), stop=False),
    )
    assert ("苗圃" in frame[0]["terms"].split("|")) == held


def test_near_duplicates_of_one_plan_are_one_theme():
    same = make_tasks(
        "x", ("物流甲", "建设物流", "冷链物流。"), ("物流乙", "建设物流网", "冷链物流。")
    )
    (row,) = derive_frame(same)
    assert row["terms"].split("|")[:2] == ["建设物流", "建设物流网"]


def test_a_task_is_of_the_theme_that_has_its_title():
    plans = pd.concat(MARKET, ignore_index=True)
    table = theme_of_task(plans, family=DERIVED)
    main = table[table["main"]].set_index("task_id")["theme_id"].to_dict()
    themes = ["derived-x-1", "derived-x-2"]
    assert main == dict(zip(["x-1", "x-2", "y-1", "y-2"], themes * 2, strict=True))


CARE = make_tasks(
    "w",
    ("养老服务", "建设老年食堂", "为老年人送餐，建设老年食堂和助餐点。"),
    ("养老服务", "适老化改造", "改造老年人家庭卫生间，安装扶手。"),
)


def test_plans_of_unlike_families_never_share_a_frame():
    plans = pd.concat([MARKET[0], CARE, MARKET[1]], ignore_index=True)
    assert group_plans(plans) == [["x", "y"], ["w"]]
    table = measure_coverage(plans)
    frames = table.groupby("plan_id")["theme_id"].agg(set)
    assert frames["x"] == frames["y"]
    assert not frames["x"] & frames["w"]
    assert list(table["plan_id"].unique()) == ["x", "w", "y"]


def test_a_task_only_one_plan_has_is_left_out_by_the_other():
    more = pd.concat(
        [MARKET[0], make_tasks("y", ("培育市场主体", *MARKET[1].loc[0, ["title", "body"]]))],
        ignore_index=True,
    )
    table = measure_coverage(more, family=DERIVED)
    assert group_plans(more) == [["x", "y"]]
    roads = table[table["theme"] == "建设物流网络"].set_index("plan_id")
    assert (roads["share"] > 0).to_dict() == {"x": True, "y": False}
    assert roads["best_task_id"].to_dict() == {"x": "x-2", "y": ""}


def test_intervals_come_from_drawing_tasks_again():
    half = [("节", "科普" if n % 2 else "培训", "") for n in range(40)]
    themes = [{"theme_id": "t", "theme": "科普", "terms": "科普"}]
    (row,) = measure_coverage(make_tasks("p", *half), themes).to_dict("records")
    assert row["share"] == 0.5
    # 40 draws of ½: spread √(¼ ÷ 40) = .079, ends ½ ± .155.
    assert (row["share_low"], row["share_high"]) == pytest.approx((0.345, 0.655), abs=0.03)
    (row,) = measure_coverage(make_tasks("p", *half[:4]), themes).to_dict("records")
    assert pd.isna(row["share_low"])  # too few tasks
    assert pd.isna(row["share_high"])


def test_cut_at_commas_a_theme_has_its_clauses_alone():
    tasks = make_tasks("p", ("节", "工作", "开展科普，举办讲座。修路。"))
    themes = [{"theme_id": "t", "theme": "科普", "terms": "科普"}]
    (row,) = measure_coverage(tasks, themes).to_dict("records")
    # 工作 2, 开展科普，举办讲座。 10, 修路。 3 characters; the clause 开展科普， 5, its comma counted.
    assert row["share"] == pytest.approx(10 / 15)
    assert row["share_clauses"] == pytest.approx(5 / 15)


def test_tasks_without_section_headings_stand_under_their_own_titles():
    bare = make_tasks("x", ("", "建设物流网络", "发展冷链。"), ("", "培育企业", "支持超市。"))
    assert [row["theme"] for row in derive_frame(bare)] == ["建设物流网络", "培育企业"]
    assert measure_coverage(bare)["share"].sum() == 1.0


def test_a_frame_that_was_sent_elsewhere_is_the_same_and_one_of_other_terms_is_not():
    frame = parse_frame(FRAME)
    sent, again = (pickle.loads(pickle.dumps(frame)) for _ in range(2))
    assert sent == frame
    assert sent is again  # opened once
    assert {frame, parse_frame(FRAME)} == {frame}
    other = [dict(row) | {"terms": f"{row['terms']}|丝路"} for row in FRAME]
    assert parse_frame(other) != frame


def test_the_ends_of_shares_are_quantiles_as_numpy_has_them():
    rows = np.random.default_rng(0).integers(0, 40, (6, 101)) / 7
    found = _find_quantiles(rows, (0.0, 0.025, 0.975, 1.0))
    np.testing.assert_array_equal(found, np.percentile(rows, (0, 2.5, 97.5, 100), axis=1))


def test_processes_measure_the_same_coverage():
    plans = pd.concat([read_gold_tasks(), *MARKET], ignore_index=True)
    table = measure_coverage(plans, run=run_as_elsewhere)
    pd.testing.assert_frame_equal(table, measure_coverage(plans))


def test_a_derived_frame_stays_bounded_however_many_plans_there_are(monkeypatch):
    monkeypatch.setattr(derived, "SAMPLED_PLANS", 4)
    monkeypatch.setattr(derived, "SAMPLED_THEMES", 2)
    lone = [make_tasks(f"l{n}", (f"单独{c}事", c * 3, c * 9)) for n, c in enumerate("天地玄黄宇")]
    few = pd.concat([*lone[:2], *MARKET], ignore_index=True)
    assert len(derive_frame(few)) == 4  # four plans are all taken
    every = pd.concat([*lone, *MARKET], ignore_index=True)  # taken: l0, l1, l3 and x
    assert [row["theme"] for row in derive_frame(every)] == ["天天天", "地地地"]
    monkeypatch.setattr(derived, "SAMPLED_THEMES", 9)
    sampled = ["天天天", "地地地", "黄黄黄", "支持企业壮大等2项"]
    assert [row["theme"] for row in derive_frame(every)] == sampled
    monkeypatch.setattr(derived, "SAMPLED_THEMES", 2)
    twice = pd.concat([lone[0], *MARKET, *lone[1:3]], ignore_index=True)
    themes = [row["theme"] for row in derive_frame(twice)]  # taken: l0, x, y and l1
    assert themes == ["支持企业壮大", "建设物流网络"]
    table = measure_coverage(twice)
    assert table.groupby("plan_id").size().to_dict() == dict.fromkeys(
        ("x", "l0", "y", "l1", "l2"), 2
    )


def test_a_plan_of_very_many_headings_gives_so_many_themes_at_most():
    from compare.analyse.coverage import derived

    rows = [
        {"task_id": f"{plan}-{n}", "plan_id": plan, "kind": "key_task", "section_id": f"{plan}-{n}"}
        | {
            "section": f"（{n}）",
            "title": chr(0x4E00 + 37 * n) + chr(0x4E01 + 37 * n),
            "body": "",
            "finest": True,
        }
        for plan in ("a", "b")
        for n in range(derived.MOST_THEMES + 50)
    ]
    frame = derived.derive_frame(
        build_table("tasks", [{"task_no": "1", "start": 0, "end": 1} | r for r in rows])
    )
    assert len(frame) == derived.MOST_THEMES
