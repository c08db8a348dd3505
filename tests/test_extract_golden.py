"""Both plans are extracted exactly as two people read them: every row, every field."""

from __future__ import annotations

import pytest

from compare.build.collect import tabulate
from compare.evaluate.score import render_scores, score_tables
from material import GOLD, GOLD_PLANS, GOLD_TABLES, extract, read_gold, tabulate_plan


@pytest.mark.parametrize("plan_id", GOLD_PLANS)
@pytest.mark.parametrize("table", GOLD_TABLES)
def test_every_row_agrees_with_gold(table: str, plan_id: str) -> None:
    tables = tabulate([extract(plan_id) for plan_id in GOLD_PLANS])
    score = next(s for s in score_tables(tables, GOLD) if (s.table, s.plan_id) == (table, plan_id))
    assert score.gold == len(read_gold(plan_id, table)) > 0
    assert score.f1 == 1.0, render_scores([score])


@pytest.mark.parametrize("plan_id", GOLD_PLANS)
def test_names_stand_where_gold_found_them(plan_id: str) -> None:
    found = tabulate_plan(plan_id)["assignments"][["name_as_written", "start", "end"]]
    gold = read_gold(plan_id, "assignments")[["name_as_written", "start", "end"]]
    assert found.astype(str).values.tolist() == gold.values.tolist()


@pytest.mark.parametrize("plan_id", GOLD_PLANS)
@pytest.mark.parametrize("table", GOLD_TABLES)
def test_rows_come_in_the_order_of_gold(table: str, plan_id: str) -> None:
    found = tabulate_plan(plan_id)[table]["start"].tolist()
    assert found == read_gold(plan_id, table)["start"].astype(int).tolist()
