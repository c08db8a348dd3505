"""What several tests stand on: the published plans, what was extracted from them, the gold."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from compare.build.collect import tabulate
from compare.build.intake import read_sources
from compare.extract import Extraction, extract_plan
from compare.lookups import read_own_lookups

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / "data" / "raw"
GOLD = ROOT / "tests" / "golden"
OWN_LOOKUPS = read_own_lookups(RAW)
GOLD_TABLES = ("tasks", "assignments", "targets")
GOLD_PLANS = sorted(  # a folder with a plan of its own shows one phenomenon
    folder.name
    for folder in GOLD.iterdir()
    if folder.is_dir() and not (folder / "plan.txt").exists()
)


@cache
def read_source_texts() -> dict[str, str]:
    """plan_id → source text of every plan of the catalogue."""
    return {entry["plan_id"]: text for entry, text in read_sources(RAW)}


@cache
def extract(plan_id: str) -> Extraction:
    """The plan, read with the lookups that stand beside it."""
    return extract_plan(read_source_texts()[plan_id], plan_id, OWN_LOOKUPS)


@cache
def tabulate_plan(plan_id: str) -> dict[str, pd.DataFrame]:
    return tabulate([extract(plan_id)])


def read_gold(plan_id: str, table: str) -> pd.DataFrame:
    """A gold table as written: text in every cell."""
    return pd.read_csv(GOLD / plan_id / f"{table}.csv", dtype=str, keep_default_na=False)
