"""What of a text is compared: key tasks, their clauses, without the names of their own places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import itemgetter

import numpy as np
import pandas as pd

from compare.language.places import strip_ending
from compare.language.sentences import CLAUSE_END, COLON
from compare.schema.grain import mask_key_tasks

_BREAK = re.compile(rf"[{CLAUSE_END}{COLON}…\n\r]+")
_DASH = "——"  # a single one breaks nothing
PLACE_LEVELS = ("place", "prefecture", "province")


def take_key_tasks(tasks: pd.DataFrame) -> pd.DataFrame:
    """The key tasks, plan by plan in the order in which the plans first stand."""
    key = tasks[mask_key_tasks(tasks)]
    order = np.argsort(pd.factorize(key["plan_id"])[0], kind="stable")
    return key.iloc[order].reset_index(drop=True)


def list_place_names(plans: pd.DataFrame | None, plan_id: str) -> tuple[str, ...]:
    """A plan's own place names from `plans`, longest first: 海安市, 南通市, 江苏省 → 海安, 南通, 江苏.

    The bare name is enough to strike out, as 市 says nothing. No `plans`: no names.
    """
    if plans is None:
        return ()
    own = plans.loc[plans["plan_id"] == plan_id, list(PLACE_LEVELS)]
    return strip_place_names(own.to_numpy().ravel())


def strip_place_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names of places without what they are, longest first: [海安市, 江苏省] → (江苏, 海安)."""
    bare = {strip_ending(str(name)) for name in names if name}
    return tuple(sorted(bare - {""}, key=lambda name: (-len(name), name)))


def strike_places(text: str, places: Iterable[str]) -> str:
    """The text without the place names, which are no content: 服务数字海安建设 → 服务数字建设."""
    names, kept, begin = list(filter(None, places)), "", 0
    while found := [(at, name) for name in names if (at := text.find(name, begin)) >= 0]:
        at, name = min(found, key=itemgetter(0))  # of several in one place the first, the longest
        kept, begin = kept + text[begin:at], at + len(name)
    return kept + text[begin:]


def holds_letters(text: str, fewest: int) -> bool:
    """Whether a text holds so many letters and figures: of 建馆，配书。 there are four."""
    return len(text) >= fewest and (
        text[:fewest].isalnum() or sum(map(str.isalnum, text)) >= fewest  # most begin with them
    )


def cut_clauses(text: str) -> list[str]:
    """Stretches between commas and stops: 加强宣传，普及科学。 → [加强宣传, 普及科学]; never none."""
    return [part for part in _BREAK.split(text.replace(_DASH, "\n")) if part.strip()] or [text]
