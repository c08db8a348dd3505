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
    value is above, equal to or below the upper plan's; `within` where one is a range (30—50个) that
    the other meets. `wording`: harder where the upper plan only strives (力争) and this one does
    not, else where it is 预期性 there and 约束性 here, else where it is about a figure there (约,
    左右) and a figure here; softer the other way round; else same. Whose figure each is stands in
    `owner`: a county's own count is not its province's.

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
    shared = {name: own[name] for name in ("plan_id", "indicator_id", "indicator", "owner")}
    return shared | {
        "upper_plan": upper["plan_id"],
        "unit": own["unit_si"],
        "year": _read(own["year"]),
        "upper_year": _read(upper["year"]),
        "value": float(own["value_si"]),
        "upper_value": float(upper["value_si"]),
        "relation": _compare_values(_read_ends(own), _read_ends(upper)),
        "wording": _compare_wording(own, upper),
        "upper_owner": upper["owner"],
        "quote": own["quote"],
        "upper_quote": upper["quote"],
        "target_id": own["target_id"],
        "upper_target_id": upper["target_id"],
    }


def _compare_wording(own: Row, upper: Row) -> str:
    firm, upper_firm = _list_firmness(own), _list_firmness(upper)
    for here, above in zip(firm, upper_firm, strict=True):
        if None not in (here, above) and here != above:
            return "harder" if here else "softer"
    return "same"


def _list_firmness(row: Row) -> list[bool | None]:
    """Whether it is more than striven for, binding (None: not said), and more than about a figure."""
    obligation = _read(row["obligation"])
    return [
        _read(row["aspirational"]) is not True,
        obligation == "binding" if obligation else None,
        _read(row["approximate"]) is not True,
    ]


def _read_ends(row: Row) -> tuple[float, float]:
    """Both ends of a range in the folded unit, of a single value twice this."""
    low, high = float(row["value_si"]), _read(row["value_high"])
    return low, low if high is None else float(high) * _find_factor(row)


def _find_factor(row: Row) -> float:
    value = float(row["value"])
    return float(row["value_si"]) / value if value else 1.0


def _compare_values(own: tuple[float, float], upper: tuple[float, float]) -> str:
    close = [abs(a - b) <= _CLOSE * max(abs(a), abs(b)) for a, b in zip(own, upper, strict=True)]
    if all(close):
        return "equal"
    if own[0] > upper[1]:
        return "above"
    return "below" if own[1] < upper[0] else "within"


def _read(value: Any) -> Any:
    return None if pd.isna(value) else value
