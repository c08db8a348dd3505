"""How much of each plan and task is taken over, adapted, shared or its own."""

from __future__ import annotations

import pandas as pd

from compare.schema.comparison_tables import ORIGINS

GRAINS = {"plan": "plan_id", "task": "task_id"}


def measure_origins(inheritance: pd.DataFrame, grain: str = "task") -> pd.DataFrame:
    """One row per plan or task: `sentences`, `characters`, and each origin's share of these, 0–1.

    Characters are those of the source. Sentences outside tasks count for the plan alone.

    A task of two sentences, 30 characters taken over and 10 its own → taken_over .75, own .25.
    """
    name = GRAINS[grain]
    rows = inheritance[inheritance[name] != ""]
    lengths = (rows["end"] - rows["start"]).astype(float)
    keys = list(dict.fromkeys(["plan_id", name]))
    groups = [rows[key] for key in keys]
    total = lengths.groupby(groups, sort=False).sum()
    table = pd.DataFrame({"sentences": lengths.groupby(groups, sort=False).size()})
    table["characters"] = total.astype(int)
    for origin in ORIGINS:
        held = lengths.where(rows["origin"] == origin, 0.0)
        table[origin] = held.groupby(groups, sort=False).sum() / total
    return table.reset_index()
