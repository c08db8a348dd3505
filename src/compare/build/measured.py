"""Measured values name plans and indicators that are there: one that does not would be lost."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from compare.errors import PlanError
from compare.lookups import PACKAGED, Lookups


def check_measured_plans(measured: pd.DataFrame | None, plan_ids: Collection[str]) -> None:
    """PlanError where a value is measured for a plan that is not there."""
    _check_known(measured, "plan_id", set(plan_ids), "there is no plan {!r}")


def check_measured_indicators(
    measured: pd.DataFrame | None, targets: pd.DataFrame, lookups: Lookups = PACKAGED
) -> None:
    """PlanError where a value is measured for an indicator that neither the lookup nor a plan has."""
    known = {row["indicator_id"] for row in lookups.read("indicators")}
    problem = "there is no indicator {!r}; the targets table has their ids"
    _check_known(measured, "indicator_id", known | set(targets["indicator_id"]), problem)


def _check_known(measured: pd.DataFrame | None, column: str, known: set[str], problem: str) -> None:
    if measured is None:
        return
    for line, value in zip(measured["line"], measured[column], strict=True):
        if value.strip() not in known:
            raise PlanError(problem.format(value), f"{measured.attrs['where']} line {line}")
