"""With how many others each of many plans is compared in full: work that grows with the plans.

All pairs of 3,000 plans would be four and a half million. So each plan names those closest to it,
by a measure that is cheap, and a pair is compared where either names the other.
"""

from __future__ import annotations

LEAST_PARTNERS, PARTNERS_TOGETHER = 2, 900


def count_partners(plans: int, asked: int | None = None) -> int:
    """How many each of so many plans names: what is asked for, else 900 ÷ plans and two at least.

    60 plans → 15, 300 → 3, 3,000 → 2.
    """
    return asked or max(LEAST_PARTNERS, PARTNERS_TOGETHER // max(plans, 1))
