"""The same indicator side by side: baseline, target, gap and pace of every plan that names it."""

from compare.analyse.indicators.choosing import choose_baseline
from compare.analyse.indicators.comparing import compare_indicators, measure_pace
from compare.analyse.indicators.counts import (
    count_indicators,
    keep_compared,
    list_values,
    read_references,
)
from compare.analyse.indicators.likeness import find_interval, read_doer
from compare.analyse.indicators.lookalikes import Lookalike, find_lookalikes
from compare.analyse.indicators.mentions import find_mentions

__all__ = [
    "Lookalike",
    "choose_baseline",
    "compare_indicators",
    "count_indicators",
    "find_interval",
    "find_lookalikes",
    "find_mentions",
    "keep_compared",
    "list_values",
    "measure_pace",
    "read_doer",
    "read_references",
]
