"""What one plan sets out and another does not: by the letters of the texts, then by their tasks."""

from compare.analyse.practices.listing import (
    ABSENT,
    FIGURE,
    FIRM,
    PRACTICE_COLUMNS,
    SIGNS,
    STATES,
    UNWRITTEN,
    WEAKER,
    list_practices,
    read_doubt_level,
)
from compare.analyse.practices.sides import (
    LINE_STATES,
    OURS,
    PARTIAL,
    choose_states,
    judge_lines,
    list_pairs,
)

__all__ = [
    "ABSENT",
    "FIGURE",
    "FIRM",
    "LINE_STATES",
    "OURS",
    "PARTIAL",
    "PRACTICE_COLUMNS",
    "SIGNS",
    "STATES",
    "UNWRITTEN",
    "WEAKER",
    "choose_states",
    "judge_lines",
    "list_pairs",
    "list_practices",
    "read_doubt_level",
]
