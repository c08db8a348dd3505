"""Every headline figure as a sentence computed from the tables, the same wherever it is shown.

A module per subject: its findings, and the sentences that its charts carry as titles.
"""

from compare.present.wording.findings.finding import FIGURES, Finding
from compare.present.wording.findings.listing import (
    complete_tables,
    list_findings,
    select_shown,
    write_warning,
)

__all__ = [
    "FIGURES",
    "Finding",
    "complete_tables",
    "list_findings",
    "select_shown",
    "write_warning",
]
