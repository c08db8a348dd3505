"""What several tests stand on: the published plans, what was extracted from them, the gold."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

import pandas as pd

from compare.analyse.reuse.plantext import PlanText
from compare.analyse.reuse.texts import prepare_text
from compare.build.collect import tabulate
from compare.build.intake import read_sources
from compare.extract import Extraction, extract_plan
from compare.extract.clean import split_paragraphs
from compare.extract.outline.roles import build_outline
from compare.extract.outline.rows import list_outline
from compare.lookups import bind_lookups, read_own_lookups
from compare.schema import build_table

T = TypeVar("T")
R = TypeVar("R")

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


def run_as_elsewhere(function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
    """What another process does with work: all that goes there and comes back is bytes, and an item
    shares nothing with the next one. `test_lookups` sends some there for real."""
    sent = pickle.dumps(bind_lookups(function))
    for item in items:
        found = pickle.loads(sent)(pickle.loads(pickle.dumps(item)))
        yield pickle.loads(pickle.dumps(found))


def tabulate_outline(sources: Mapping[str, str]) -> pd.DataFrame:
    """The outline of any texts, also of those without a heading, which are no plans."""
    rows: list[dict[str, object]] = []
    for plan_id, text in sources.items():
        paragraphs = split_paragraphs(text)
        rows += list_outline(build_outline(paragraphs), paragraphs, plan_id)
    return build_table("outline", rows)


def prepare_alone(text: str) -> PlanText:
    """A text made ready for alignment, of which no task and no assignment is known."""
    return prepare_text(text, tabulate_outline({"p": text}))


def read_gold(plan_id: str, table: str) -> pd.DataFrame:
    """A gold table as written: text in every cell."""
    return pd.read_csv(GOLD / plan_id / f"{table}.csv", dtype=str, keep_default_na=False)
