"""What makes two plans hard to compare: unlike levels, no subject in common, a period that ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from compare.present.office.viewpoint import Viewpoint, name_sides
from compare.present.wording.findings.finding import Tables
from compare.present.wording.headings import name_value
from compare.present.wording.texts import phrase


def warn_of_pair(tables: Tables, view: Viewpoint, about_other: bool) -> Iterator[str]:
    """The sentences a reader needs before any number: those of `warn_of_kind`, and whether the two are
    about the same.

    `about_other`: the titles name no subject in common, and most tasks differ.
    """
    levels, *ended = warn_of_kind(tables, view)
    yield from filter(None, [levels])
    if about_other:
        yield phrase("onepage.warn.subjects", view.lang)
    yield from ended


def warn_of_kind(tables: Tables, view: Viewpoint) -> list[str]:
    """我省为省级，青阳市为地级，级别不同：… or "", then each plan whose period had ended."""
    plans = tables["plans"]
    plans = plans[plans["plan_id"].isin((view.our, view.other))]
    levels = plans.set_index("plan_id")["level"].to_dict()
    ours, theirs = (
        name_value("level", str(levels[plan]), view.lang) if is_told(levels[plan]) else ""
        for plan in (view.our, view.other)
    )
    values = {"our_level": ours, "other_level": theirs, **name_sides(view)}
    unlike = ours and theirs and ours != theirs
    return [
        phrase("onepage.warn.levels", view.lang, **values) if unlike else "",
        *(
            phrase("onepage.warn.ended", view.lang, name=view.names[plan], year=year)
            for plan, year in find_ended(plans).items()
        ),
    ]


def find_ended(plans: pd.DataFrame) -> dict[str, int]:
    """plan_id → the last year of its period, where one of the plans was issued, or begins, after
    that: what is compared decides it, not today's date."""
    latest = max([*_list_years(plans["issued_on"]), *_list_years(plans["period_start"])], default=0)
    ends = dict(
        zip(plans["plan_id"], ([*_list_years([y])] for y in plans["period_end"]), strict=True)
    )
    return {str(plan): years[0] for plan, years in ends.items() if years and years[0] < latest}


def is_told(value: object) -> bool:
    """Whether a cell of the catalogue says anything."""
    return not pd.isna(value) and value != ""  # type: ignore[call-overload]


def _list_years(values: Iterable[object]) -> list[int]:
    """The years of dates or numbers: 2022-10-26, 2035 → 2022, 2035."""
    return [int(str(value)[:4]) for value in values if is_told(value)]
