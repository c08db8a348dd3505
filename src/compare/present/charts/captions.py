"""What stands under a chart in a document: which rows it shows, as the chart itself chose them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from compare.present.wording.findings.departments import rank_apart, select_sections
from compare.present.wording.findings.themes_shown import choose_themes, name_choice
from compare.present.wording.texts import phrase

Tables = Mapping[str, pd.DataFrame]


def caption_figure(name: str, tables: Tables, lang: str) -> str:
    """分工差别最大的部门, of a single plan 列入分工最多的部门; 一方未写的主题; else what the figure shows."""
    plans = tables["plans"]
    if name == "coverage":
        return name_choice(choose_themes(tables["coverage"])[0], len(plans), lang)
    apart = name == "workload" and rank_apart(select_sections(tables["workload"]), plans)
    return phrase("caption.workload.apart" if apart else f"caption.{name}", lang)
