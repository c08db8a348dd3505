"""Which rows of tasks.csv are counted and compared: the finest pieces of work."""

from __future__ import annotations

import pandas as pd

KEY = "key_task"


def mask_key_tasks(tasks: pd.DataFrame) -> pd.Series[bool]:
    """True for key tasks that are no item with measures of its own: those stand for it.

    Where the tables say nothing of items, as those of an earlier version, all tasks count.
    """
    key = tasks["kind"] == KEY
    if "finest" not in tasks:
        return key
    return key & tasks["finest"].astype("boolean").fillna(True).astype(bool)
