"""Shared wording of many plans: every stretch found, close pairs compared, what is left out said."""

from __future__ import annotations

import dataclasses
import pickle
from collections import Counter
from functools import cache
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.analyse.reuse import (
    PackedTexts,
    find_shared_passages,
    find_shared_stretches,
    prepare_texts,
    score_passages,
)
from compare.analyse.reuse import grams as grams_module
from compare.analyse.reuse import stretches as stretches_module
from compare.analyse.reuse.align import SETTINGS, align_texts
from compare.analyse.reuse.candidates import choose_partners, count_shared_grams, list_candidates
from compare.analyse.reuse.models import PER_BIT, find_common, model_text, weigh_texts
from compare.analyse.reuse.packing import hold_packed, leave_out_text, pack_text
from compare.analyse.reuse.pairs import (
    PassageJob,
    hash_job,
    hash_partners,
    match_partners,
    take_partners,
)
from compare.analyse.reuse.plantext import PlanText
from compare.analyse.reuse.taskspans import TaskFinder, find_task, list_task_spans
from compare.analyse.reuse.texts import prepare_text
from compare.schema import TABLES, build_table
from material import prepare_alone, read_source_texts, tabulate_outline, tabulate_plan

NO_TASKS = build_table("tasks", [])
EXTRACTED = ("outline", "tasks", "assignments")
SHARED = "聚焦群众实际需求科学制定活动方案，多措并举发动志愿者走进社区课堂。"
OTHER = "建立监测评估机制，查找薄弱环节并逐项整改到位。"


def write_own(number: int) -> str:
    """Fifty characters that no other number gives."""
    return "".join(chr(0x4E00 + number * 50 + i) for i in range(50))


def make_text(source: str) -> PlanText:
    """A text whose blocks are parted by |."""
    parts = source.split("|")
    blocks = np.repeat(np.arange(len(parts)), [len(part) for part in parts]).astype(np.int32)
    offsets = np.array([i for i, char in enumerate(source) if char != "|"], dtype=np.int32)
    return PlanText(source.replace("|", ""), offsets, blocks, blocks)


def list_naively(
    sources: list[str], shortest: int, at_least: tuple[int, ...]
) -> list[tuple[str, int, int, str, int]]:
    """Rows of shared stretches by looking at every place of every text."""
    grams: list[set[str]] = []
    for source in sources:
        parts = source.split("|")
        grams.append({p[i : i + shortest] for p in parts for i in range(len(p) - shortest + 1)})
    plans = Counter(gram for own in grams for gram in own)
    rows = set()
    for number, source in enumerate(sources):
        for fewest in at_least:
            held = [plans[source[i : i + shortest]] >= fewest for i in range(len(source))]
            for start in range(len(source)):
                if not held[start] or (start and held[start - 1]):
                    continue
                last = start
                while last + 1 < len(source) and held[last + 1]:
                    last += 1
                end = last + shortest
                text = source[start:end]
                holding = sum(any(text in p for p in s.split("|")) for s in sources)
                rows.add((f"p{number}", start, end, text, holding))
    return sorted(rows, key=lambda row: (int(row[0][1:]), row[1], -row[2]))


def list_rows(table: pd.DataFrame) -> list[tuple[str, int, int, str, int]]:
    return list(table[["plan_id", "start", "end", "text", "plans"]].itertuples(False, None))


def prepare_bare(sources: dict[str, str]) -> dict[str, PlanText]:
    return prepare_texts(sources, tabulate_outline(sources), NO_TASKS)


def find_in(sources: list[str], shortest: int, at_least: tuple[int, ...]) -> pd.DataFrame:
    texts = {f"p{number}": make_text(source) for number, source in enumerate(sources)}
    return find_shared_stretches(texts, NO_TASKS, shortest, at_least)


SOURCES = st.lists(st.text("东西|", max_size=24), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None)
@given(SOURCES)
def test_stretches_are_those_of_looking_at_every_place(sources):
    found = find_in(sources, 4, (2, 3, 5))
    assert list_rows(found) == list_naively(sources, 4, (2, 3, 5))
    assert found["text"].groupby(found["stretch_id"]).nunique().le(1).all()
    assert found["stretch_id"].groupby(found["text"]).nunique().le(1).all()


@pytest.mark.parametrize("kept", [0, 0x3 << 62])
def test_grams_with_the_same_hash_are_told_apart(monkeypatch, kept):
    rng = np.random.default_rng(5)
    sources = ["".join(rng.choice(list("东西南|"), 60, p=(0.4, 0.3, 0.25, 0.05))) for _ in range(5)]
    expected = list_rows(find_in(sources, 4, (2, 3)))
    original = grams_module.hash_grams
    monkeypatch.setattr(
        grams_module, "hash_grams", lambda *given: original(*given) & np.uint64(kept)
    )
    assert list_rows(find_in(sources, 4, (2, 3))) == expected == list_naively(sources, 4, (2, 3))


_SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9)), max_size=5)


@settings(max_examples=200, deadline=None)
@given(st.lists(_SPANS, min_size=1, max_size=3), st.integers(0, 30), st.integers(1, 9))
def test_a_task_is_found_among_tasks_that_hold_one_another(tasks, start, length):
    rows = [
        {"plan_id": f"p{n}", "task_id": f"p{n}-{k}", "start": begin, "end": begin + size}
        for n, own in enumerate(tasks)
        for k, (begin, size) in enumerate(own)
    ]
    table = pd.DataFrame(rows, columns=["plan_id", "task_id", "start", "end"])
    plans = [f"p{n}" for n in range(len(tasks))]
    spans = list_task_spans(table)
    owners, starts = np.arange(len(tasks)), np.full(len(tasks), start)
    expected = [find_task(start, start + length, spans.get(plan, ())) for plan in plans]
    assert TaskFinder(plans, table).find(owners, starts, starts + length).tolist() == expected


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 2), st.integers(0, 1)), min_size=1))
def test_a_packed_text_is_located_and_unpacked_as_it_was(steps):
    offsets, blocks, paragraphs = np.cumsum(steps, axis=0, dtype=np.int32).T
    text = PlanText("科" * len(steps), offsets, blocks, paragraphs)
    packed = hold_packed(pack_text(text))
    spans = [(s, e) for e in range(1, len(steps) + 1) for s in range(e)]
    begins, closes = packed.locate(*zip(*spans, strict=True))
    found = list(zip(begins.tolist(), closes.tolist(), strict=True))
    assert found == [text.locate(*span) for span in spans]
    again = packed.unpack()
    assert again.text == text.text
    for name in ("offsets", "blocks", "paragraphs"):
        assert (getattr(again, name) == getattr(text, name)).all()


@pytest.mark.parametrize(("written", "is_left_out"), [("科普基地", True), ("科普基池", False)])
def test_a_text_that_its_source_gives_is_left_out(written, is_left_out):
    """Where a sign was repaired (基池 → 基地), the text is in no source."""
    places = np.array([1, 2, 4, 5], dtype=np.int32)
    text = PlanText("科普基地", places, places * 0, places * 0)
    source = f"　{written[:2]} {written[2:]}。"
    packed = leave_out_text(pack_text(text), source)
    assert (packed["text"] == "") == is_left_out
    held = PackedTexts()
    held.add("p", packed, source)
    assert held["p"].text == text.text


def test_threads_and_packed_texts_give_the_same_stretches(monkeypatch):
    """Parts of a few places each, so that many of them are worked on at once."""
    sources = [write_own(n) + SHARED * (n % 3) + OTHER for n in range(40)]
    texts = prepare_bare({f"p{n}": text for n, text in enumerate(sources)})
    expected = find_shared_stretches(texts, NO_TASKS)
    assert expected["stretch_id"].nunique() == 3
    for name, size in (("_CHUNK", 64), ("_STEP", 32), ("_PART", 256)):
        monkeypatch.setattr(grams_module, name, size)
    monkeypatch.setattr(stretches_module, "_CHUNK", 64)
    packed = PackedTexts()
    for plan_id, text in texts.items():
        places = zip(text.offsets, text.blocks, text.paragraphs, strict=True)
        packed.add(plan_id, {"text": text.text, "runs": [[1, *place] for place in places]})
    assert list(packed) == list(texts)
    pd.testing.assert_frame_equal(find_shared_stretches(packed, NO_TASKS, threads=3), expected)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 0x10FFFF), max_size=40), st.integers(1, 17))
def test_a_gram_is_numbered_by_the_polynomial_of_its_characters(points, length):
    found = grams_module.hash_grams(np.array(points, dtype=np.uint32), length).tolist()
    expected = []
    for start in range(len(points) - length + 1):
        number = 0
        for point in points[start : start + length]:
            number = (number * 1_000_003 + point) % (1 << 64)
        number ^= number >> 32
        expected.append(number * 0x9E3779B97F4A7C15 % (1 << 64))
    assert found == expected


def test_what_more_plans_have_stands_within_what_two_have():
    sources = {f"p{n}": write_own(n) + SHARED + write_own(n + 20) for n in range(12)}
    for plan in ("p3", "p7"):
        sources[plan] = sources[plan].replace(SHARED, SHARED + OTHER)
    texts = prepare_bare(sources)
    found = find_shared_stretches(texts, NO_TASKS)
    assert [*found.columns] == TABLES["shared_stretches"].names
    counts = found.groupby(["text", "plans"]).size().to_dict()
    assert counts == {(SHARED, 12): 12, (SHARED + OTHER, 2): 2}
    own = found[found["plan_id"] == "p3"]
    assert own["text"].tolist() == [SHARED + OTHER, SHARED]
    for row in found.to_dict("records"):
        assert sources[row["plan_id"]][row["start"] : row["end"]] == row["text"]


def test_a_plan_shares_nothing_with_itself_and_copies_share_everything():
    once = prepare_bare({"a": SHARED + "\n" + SHARED})
    assert find_shared_stretches(once, NO_TASKS).empty
    assert find_shared_stretches({}, NO_TASKS).empty
    twice = find_shared_stretches(prepare_bare({"a": SHARED, "b": SHARED}), NO_TASKS)
    assert twice["stretch_id"].tolist() == ["s1", "s1"]
    assert twice["plans"].tolist() == [2, 2]


def test_parts_of_two_plans_put_together_are_held_as_a_whole_by_none():
    found = find_in(["甲乙丙丁戊己", "甲乙丙丁", "丙丁戊己"], 2, (2,))
    assert list_rows(found)[0] == ("p0", 0, 6, "甲乙丙丁戊己", 1)


def test_a_place_where_a_block_ends_within_the_stretch_does_not_hold_it():
    found = find_in(["甲乙丙丁", "甲乙丙丁", "甲乙|丙丁", "乙丙|乙丙"], 2, (2,))
    whole = found[found["text"] == "甲乙丙丁"]
    assert whole["plans"].tolist() == [2, 2]


@cache
def read_tables() -> dict[str, pd.DataFrame]:
    own = [tabulate_plan(plan) for plan in read_source_texts()]
    return {name: pd.concat([t[name] for t in own]) for name in EXTRACTED}


@cache
def prepare_published() -> tuple[dict[str, PlanText], pd.DataFrame]:
    tables = read_tables()
    texts = prepare_texts(read_source_texts(), *(tables[name] for name in EXTRACTED))
    return texts, tables["tasks"]


def test_texts_of_many_plans_are_those_of_each():
    texts, _ = prepare_published()
    tables = read_tables()
    for plan, source in read_source_texts().items():
        own = [tables[name][tables[name]["plan_id"] == plan] for name in EXTRACTED]
        alone = prepare_text(source, *own)
        assert alone.text == texts[plan].text
        assert (alone.blocks == texts[plan].blocks).all()
        assert (alone.offsets == texts[plan].offsets).all()


def test_stretches_lie_in_the_task_with_the_largest_overlap():
    texts, tasks = prepare_published()
    plans = list(texts)
    spans = list_task_spans(tasks)
    rng = np.random.default_rng(3)
    owners = np.sort(rng.integers(0, len(plans), 400))
    starts = rng.integers(0, 14_000, 400)
    ends = starts + rng.integers(1, 900, 400)
    expected = [
        find_task(start, end, spans[plans[owner]])
        for owner, start, end in zip(owners, starts.tolist(), ends.tolist(), strict=True)
    ]
    assert TaskFinder(plans, tasks).find(owners, starts, ends).tolist() == expected
    assert len(set(expected)) > 20


def measure_surprisal(texts: list[str], smoothing: float) -> list[list[int]]:
    """-log2 P(character | the two before it) of each text, counted one after the other."""
    padded = ["  " + text for text in texts]
    triples = Counter(text[i : i + 3] for text in padded for i in range(len(text) - 2))
    pairs = Counter(text[i : i + 2] for text in padded for i in range(len(text) - 1))
    room = smoothing * len(set("".join(texts)))
    return [
        [
            round(
                -np.log2(
                    (triples[text[i - 2 : i + 1]] + smoothing) / (pairs[text[i - 2 : i]] + room)
                )
                * PER_BIT
            )
            for i in range(2, len(text))
        ]
        for text in padded
    ]


@pytest.mark.parametrize("short", [None, "", "市", "科普", "科普科普", "东\U00020000东"])
def test_surprisal_is_that_of_counting_one_after_the_other(short):
    a, b = prepare_published()[0].values()
    if short is not None:
        places = np.arange(len(short), dtype=np.int32)
        a = PlanText(short, places, places * 0, places * 0)
    one, two = model_text(a), model_text(b)
    found = weigh_texts(one, two, find_common(one, two), SETTINGS.smoothing)
    expected = measure_surprisal([a.text, b.text], SETTINGS.smoothing)
    assert [bits.tolist() for bits in found] == expected


def test_near_anchors_stands_nearly_what_whole_texts_give():
    texts, _ = prepare_published()
    (one, a), (two, b) = texts.items()
    models = model_text(a), model_text(b)
    whole, near = (align_texts(*models, find_common(*models), SETTINGS, n) for n in (False, True))
    tables = []
    for chains in (near, whole):
        rows = []
        for chain in chains:
            (start_a, start_b, _), (last_a, last_b, size) = chain[0], chain[-1]
            span_a, span_b = a.locate(start_a, last_a + size), b.locate(start_b, last_b + size)
            rows.append((one, *span_a, two, *span_b))
        columns = ["plan_a", "start_a", "end_a", "plan_b", "start_b", "end_b"]
        tables.append(pd.DataFrame(rows, columns=columns))
    score = score_passages(*tables, read_source_texts())
    assert score.recall > 0.98
    assert score.precision > 0.999


@pytest.mark.parametrize("text", ["", "市", SHARED[:7]])
def test_texts_too_short_for_an_anchor_align_with_nothing(text):
    short, long = (model_text(prepare_alone(source)) for source in (text, SHARED))
    for models in ((short, long), (long, short)):
        assert align_texts(*models, find_common(*models), SETTINGS, near_anchors=True) == []


def write_many(size: int) -> dict[str, str]:
    """Plans of their own, but for a changed sentence in two and one kept in three others."""
    sources = {f"p{n}": write_own(n) + write_own(n + 100) for n in range(size)}
    sources["p2"] += SHARED
    sources["p9"] += SHARED.replace("志愿者", "高校志愿者")
    for plan in ("p4", "p5", "p11"):
        sources[plan] = OTHER + sources[plan]
    return sources


def test_close_pairs_of_many_plans_are_compared():
    sources = write_many(24)
    found = find_shared_passages(sources, tabulate_outline(sources), NO_TASKS)
    pairs = found[["plan_a", "plan_b", "kind"]].itertuples(False, None)
    assert list(pairs) == [
        ("p2", "p9", "near"),
        ("p4", "p5", "verbatim"),
        ("p4", "p11", "verbatim"),
        ("p5", "p11", "verbatim"),
    ]
    assert found["text_b"].iloc[0] == SHARED.replace("志愿者", "高校志愿者")
    few = {plan: sources[plan] for plan in ("p2", "p4", "p5", "p9", "p11")}
    pd.testing.assert_frame_equal(
        find_shared_passages(few, tabulate_outline(few), NO_TASKS).sort_values(
            ["plan_a", "plan_b"], ignore_index=True
        ),
        found.sort_values(["plan_a", "plan_b"], ignore_index=True),
    )


def test_work_may_be_spread_over_processes():
    sources = write_many(24)
    calls = []

    def run(function, items):
        items = list(items)
        calls.append(len(items))
        return [pickle.loads(pickle.dumps(function))(pickle.loads(pickle.dumps(i))) for i in items]

    here = find_shared_passages(sources, tabulate_outline(sources), NO_TASKS)
    pd.testing.assert_frame_equal(
        find_shared_passages(sources, tabulate_outline(sources), NO_TASKS, run=run), here
    )
    assert calls == [24, 3]


def test_passages_of_few_plans_do_not_hang_on_who_else_is_there():
    texts, _ = prepare_published()
    words: dict[str, str] = {}
    a, b = (hold_packed(pack_text(text)) for text in texts.values())
    together = match_partners(PassageJob(a, [b, a], [words, words], SETTINGS, False))
    assert together[0] == match_partners(PassageJob(a, [b], [words], SETTINGS, False))[0]


def test_the_index_brings_together_the_pairs_that_share_wording():
    common = SHARED + OTHER
    sources = [write_own(0) + common, write_own(1), write_own(2) + common, write_own(3) + SHARED]
    texts = {f"p{n}": prepare_alone(source) for n, source in enumerate(sources)}
    assert list_candidates(texts) == list(combinations(texts, 2))
    assert list_candidates(texts, all_up_to=3) == [("p0", "p2"), ("p0", "p3"), ("p2", "p3")]
    shared, has_wide = count_shared_grams(list(texts.values()))
    assert shared[0, 2] == len({common[i : i + 8] for i in range(len(common) - 7)})
    assert shared[2, 0] == 0
    assert shared[0, 3] == len(SHARED) - 7
    assert not has_wide.any()
    shared, has_wide = count_shared_grams(list(texts.values()), widest=2)
    assert shared[0, 3] == 0
    assert has_wide.tolist() == [True, False, True, True]


def test_each_plan_keeps_those_it_shares_most_with():
    shared = np.triu(np.array([[0, 9, 30, 7], [0, 0, 20, 40], [0, 0, 0, 20], [0, 0, 0, 0]]), 1)
    assert choose_partners(shared, 1) == [(0, 2), (1, 3)]
    assert choose_partners(shared, 2) == [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)]
    assert choose_partners(np.triu(np.full((3, 3), 7), 1), 2) == []
    level = np.triu(np.full((4, 4), 9), 1)
    assert choose_partners(level, 1) == [(0, 1), (0, 2), (0, 3)]


def test_pairs_left_out_are_said():
    said: list[str] = []
    texts = {f"p{n}": prepare_alone(write_own(n) + SHARED) for n in range(24)}
    assert len(list_candidates(texts, say=said.append)) == 24 * 23 // 2
    assert said == []
    kept = list_candidates(texts, say=said.append, partners=2)
    assert len(kept) <= 24 * 2
    assert len(said) == 1
    assert f"{len(kept)} of 276 pairs" in said[0]


def test_copies_of_one_source_are_stretches_not_pairs():
    said: list[str] = []
    sources = {f"p{n}": SHARED + write_own(n) + OTHER for n in range(60)}
    texts = prepare_bare(sources)
    found = find_shared_passages(
        sources, tabulate_outline(sources), NO_TASKS, texts=texts, say=said.append
    )
    assert found.empty
    assert len(said) == 1
    assert "60 plans share only wording that stands in more than 50" in said[0]
    stretches = find_shared_stretches(texts, NO_TASKS)
    assert stretches.groupby("text").size().to_dict() == {SHARED: 60, OTHER: 60}
    assert set(stretches["plans"]) == {60}


def pack_places(text, **changed):
    places = np.arange(len(text), dtype=np.int32)
    own = {"offsets": places, "blocks": places * 0, "paragraphs": places * 0}
    return hold_packed(pack_text(PlanText(text, **own | changed)))


def test_kept_passages_depend_on_all_that_they_are_made_from():
    places = np.arange(4, dtype=np.int32)
    text = pack_places("科普基地")
    other = pack_places("科普场馆")
    job = PassageJob(text, [other], [{"海安": "place"}], SETTINGS, True)
    changed = [
        dataclasses.replace(job, text=other),
        dataclasses.replace(job, others=[text]),
        dataclasses.replace(job, others=[pack_places("科普场馆", blocks=places)]),
        dataclasses.replace(job, others=[pack_places("科普场馆", paragraphs=places)]),
        dataclasses.replace(job, words=[{"海安": "province"}]),
        dataclasses.replace(job, settings=dataclasses.replace(SETTINGS, gap=0.5)),
        dataclasses.replace(job, is_near=False),
    ]
    names = {(hash_job(one), *hash_partners(one)) for one in [job, *changed]}
    assert len(names) == 1 + len(changed)
    moved = pack_places("科普场馆", offsets=places + 100)  # the same text elsewhere in a file
    elsewhere = dataclasses.replace(job, others=[moved])
    assert (hash_job(elsewhere), *hash_partners(elsewhere)) == (hash_job(job), *hash_partners(job))
    further = dataclasses.replace(job, others=[text, other], words=job.words * 2)
    assert hash_job(further) == hash_job(job)
    assert (
        hash_partners(take_partners(further, [1]))
        == hash_partners(further)[1:]
        == hash_partners(job)
    )
