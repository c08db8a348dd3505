"""Which themes a plan covers, and which it leaves out.

A theme frame is a list of rows (`lookups/themes.csv`: theme, family, parent, level, terms). A
sentence *carries* a theme when it holds one of the theme's terms, or one of a finer topic below
it; a top-level theme is also carried by every sentence under a heading that names it. The share
of a theme is the share of the characters of a plan's key tasks that stand in sentences carrying
it. A sentence may carry several themes, so shares may add to more than 1. No weight is taken
from the collection (no IDF), so a plan's figures do not depend on the plans beside it.
"""

from compare.analyse.coverage.derived import derive_frame, group_plans
from compare.analyse.coverage.frames import (
    DERIVED,
    Themes,
    complete_themes,
    parse_frame,
)
from compare.analyse.coverage.measure import (
    complete_coverage,
    cover_one_plan,
    list_task_sentences,
    measure_coverage,
    tell_cover_job,
    theme_of_task,
)

__all__ = [
    "DERIVED",
    "Themes",
    "complete_coverage",
    "complete_themes",
    "cover_one_plan",
    "derive_frame",
    "group_plans",
    "list_task_sentences",
    "measure_coverage",
    "parse_frame",
    "tell_cover_job",
    "theme_of_task",
]
