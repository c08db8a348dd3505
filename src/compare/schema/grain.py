"""Which rows of tasks.csv are counted and compared: the finest pieces of work."""

from __future__ import annotations

import pandas as pd


def mask_key_tasks(tasks: pd.DataFrame) -> pd.Series[bool]:
    """True for key tasks that are no item with measures of its own: those stand for it.

    Tables of an older contract know no items; all their tasks count.
    """
    key = tasks["kind"] == "key_task"
    return key & tasks["finest"].astype(bool) if "finest" in tasks else key
