"""Years as they are written, and the years of the five-year plans."""

from __future__ import annotations

from compare.language.digits import DIGITS
from compare.language.numbers import to_number

YEAR = r"(?:19|20)\d\d"
DASH = r"\-—–~～－"  # between the years of a period, for a set of characters
FIVE_YEAR_PLAN = rf"(?P<plan>二?十[{DIGITS}]?|[{DIGITS}])五"  # 十四五, in quotation marks or not
AT_END = "期末|末期|末"
DURING = "期间|时期|规划期"


def find_plan_years(number: str) -> tuple[int, int]:
    """First and last year of a five-year plan by its number: 十四 → (2021, 2025).

    The third began three years late (1966), and so did all that follow.
    """
    count = int(to_number(number))
    first = 1953 + 5 * (count - 1) + (3 if count > 2 else 0)
    return first, first + 4
