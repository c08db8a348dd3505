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

__all__ = [
    "ABSENT",
    "FIGURE",
    "FIRM",
    "PRACTICE_COLUMNS",
    "SIGNS",
    "STATES",
    "UNWRITTEN",
    "WEAKER",
    "list_practices",
    "read_doubt_level",
]
