"""Years as they are written, and the years of the five-year plans."""

from __future__ import annotations

from compare.language.digits import DIGITS
from compare.language.numbers import to_number

YEAR = r"(?:19|20)\d\d"
DASH = r"\-—–~～－"  # between the years of a period, for a set of characters
FIVE_YEAR_PLAN = rf"(?P<plan>二?十[{DIGITS}]?|[{DIGITS}])五"  # 十四五, in quotation marks or not
DAY = (  # 2024年3月18日, 2024.3.18, 二〇二四年三月十八日
    r"(?:\d{4}年\d{1,2}月\d{1,2}日|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
    rf"|[〇○零Ｏ{DIGITS}]{{4}}年[{DIGITS}十]{{1,2}}月[{DIGITS}十]{{1,3}}日)"
)
AT_END = "期末|末期|末"
DURING = "期间|时期|规划期"
# The moment a value is of: “十三五”期末, 截至2020年底.
MOMENT = rf"(?:截至|到)?(?:[“‘]?{FIVE_YEAR_PLAN}[”’]?(?:{AT_END})|{YEAR}年?(?:底|末)?)"


def find_plan_years(number: str) -> tuple[int, int]:
    """First and last year of a five-year plan by its number: 十四 → (2021, 2025).

    The third began three years late (1966), and so did all that follow.
    """
    count = int(to_number(number))
    first = 1953 + 5 * (count - 1) + (3 if count > 2 else 0)
    return first, first + 4
