"""A plan's targets against those of the plan above it, between equals only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pandas as pd

Row = dict[str, Any]
EQUAL_IN = ("indicator_id", "measure", "unit_si", "basis", "extent")
COLUMNS = (
    *("plan_id", "upper_plan", "indicator_id", "indicator", "unit", "year", "upper_year"),
    *("value", "upper_value", "relation", "wording", "owner", "upper_owner"),
    *("quote", "upper_quote", "target_id", "upper_target_id"),
)
_CLOSE = 1e-9


def compare_with_upper(targets: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """One row per target of a plan and the target of its upper plan for the same indicator.

    Only quantities equal in indicator, measure, folded unit, basis and extent stand beside each
    other; of several of the upper plan the one for the same year, else the last. `relation`: the
    value is above, equal to or below the upper plan's. `wording`: harder where the upper plan
    only strives (力争) and this one does not, softer the other way round, else same. Whose figure
    each is stands in `owner`: a county's own count is not its province's.

    达到14% under 力争达到15% → below, harder.
    """
    above = dict(zip(plans["plan_id"], plans["upper_plan"].fillna(""), strict=True))
    aims = cast("list[Row]", targets[targets["kind"] == "target"].to_dict("records"))
    by_plan: dict[str, list[Row]] = {}
    for row in aims:
        by_plan.setdefault(row["plan_id"], []).append(row)
    rows = [
        _describe(own, upper)
        for plan, name in above.items()
        for own, upper in _pair(by_plan.get(plan, []), by_plan.get(name, []))
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _pair(own: list[Row], upper: list[Row]) -> Iterator[tuple[Row, Row]]:
    for row in own:
        equals = [other for other in upper if _list_kind(other) == _list_kind(row)]
        if equals:
            same_year = [other for other in equals if _read(other["year"]) == _read(row["year"])]
            yield row, max(same_year or equals, key=lambda other: _read(other["year"]) or 0)


def _list_kind(row: Row) -> list[object]:
    return [_read(row[name]) or "" for name in EQUAL_IN]


def _describe(own: Row, upper: Row) -> Row:
    value, other = float(own["value_si"]), float(upper["value_si"])
    close = abs(value - other) <= _CLOSE * max(abs(value), abs(other))
    shared = {name: own[name] for name in ("plan_id", "indicator_id", "indicator", "owner")}
    return shared | {
        "upper_plan": upper["plan_id"],
        "unit": own["unit_si"],
        "year": _read(own["year"]),
        "upper_year": _read(upper["year"]),
        "value": value,
        "upper_value": other,
        "relation": "equal" if close else "above" if value > other else "below",
        "wording": _compare_wording(own, upper),
        "upper_owner": upper["owner"],
        "quote": own["quote"],
        "upper_quote": upper["quote"],
        "target_id": own["target_id"],
        "upper_target_id": upper["target_id"],
    }


def _compare_wording(own: Row, upper: Row) -> str:
    strives, upper_strives = (_read(row["aspirational"]) is True for row in (own, upper))
    if strives == upper_strives:
        return "same"
    return "softer" if strives else "harder"


def _read(value: Any) -> Any:
    return None if pd.isna(value) else value
