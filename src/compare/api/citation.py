"""How to cite the software and the plans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from compare.version import __version__

if TYPE_CHECKING:
    import pandas as pd

AUTHORS = "The compare contributors"
TITLE = "compare: task tables from Chinese county government plans"
SOFTWARE = f"{AUTHORS}. {TITLE}. Software, version {__version__}. MIT licence."
# What a citation of a plan needs, in its order, and what is said where it is not known.
PARTS = {
    "issuer": "issuing body",
    "title": "title",
    "doc_number": "document number",
    "issued_on": "date of issue",
    "source_url": "source address",
    "accessed_on": "access date",
}


def cite(what: object = None) -> str:
    """How to cite the software, and the plans of a Plan, Comparison, Project or list of Plans.

    One line for the software and one for each plan: issuing body, title, document number, date of
    issue, source address, access date (columns of plans.csv). What is not recorded is named at the
    end of the line, and nothing is made up for it. PlanError for anything else.

    云溪县人民政府. 云溪县林业发展规划（2021—2025年）. 云政发〔2021〕8号. 2021-03-05. Not recorded: …
    """
    if what is None:
        return SOFTWARE
    from compare.api.plan import Plan
    from compare.api.tables import TableSet

    if isinstance(what, TableSet):
        return what.cite()
    plans = [what] if isinstance(what, Plan) else what
    if isinstance(plans, Iterable) and not isinstance(plans, str):
        listed = list(plans)
        if listed and all(isinstance(plan, Plan) for plan in listed):
            return "\n".join([SOFTWARE, *(cite_entry(plan.metadata) for plan in listed)])
    from compare.errors import PlanError

    raise PlanError("cite takes a plan, a list of plans, a comparison or a project, or nothing")


def cite_plans(plans: pd.DataFrame) -> str:
    """The software and every row of a table of plans, a line each."""
    rows = plans.reindex(columns=list(PARTS), fill_value="").fillna("").to_dict("records")
    entries = [{str(name): str(value) for name, value in row.items()} for row in rows]
    return "\n".join([SOFTWARE, *map(cite_entry, entries)])


def cite_entry(entry: dict[str, str]) -> str:
    """One plan's line."""
    known = [entry[name] for name in PARTS if entry.get(name)]
    missing = [words for name, words in PARTS.items() if not entry.get(name)]
    return ". ".join([*known, f"Not recorded: {', '.join(missing)}"] if missing else known) + "."
