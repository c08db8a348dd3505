"""Number forms in plan sentences against what they say: how many come out right.

`python benchmarks/number_forms.py FORMS.csv` – columns form, sentence, value, value_high (both folded), unit;
an empty value means that the sentence gives no row.
"""

import csv
import sys
from collections.abc import Mapping

from compare.extract import extract_plan

PLAN = "一、主要目标\n服务更加完善。\n二、重点任务\n（一）行动\n1.办好事。{}"


def read_rows(sentence: str) -> list[tuple[float, float | None, str]]:
    """(value, value_high, unit) folded, of every row a sentence gives."""
    rows = []
    for row in extract_plan(PLAN.format(sentence), "p").targets:
        size = row["value_si"] / row["value"] if row["value"] else 1
        high = None if row["value_high"] is None else round(row["value_high"] * size, 3)
        rows.append((round(row["value_si"], 3), high, row["unit_si"]))
    return rows


def is_right(case: Mapping[str, str], found: list[tuple[float, float | None, str]]) -> bool:
    if not case["value"]:
        return not found
    if len(found) != 1:
        return False
    high = round(float(case["value_high"]), 3) if case["value_high"] else None
    value, upper, unit = found[0]
    size = 10 if (case["unit"], unit) == ("‰", "%") else 1
    return (round(value * size, 3), upper) == (round(float(case["value"]), 3), high) and (
        unit == case["unit"] or size == 10
    )


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = list(csv.DictReader(file))
    right = 0
    for case in cases:
        found = read_rows(case["sentence"])
        if is_right(case, found):
            right += 1
        else:
            print(case["form"], case["sentence"], found)
    print(f"{right} of {len(cases)} right")


if __name__ == "__main__":
    main()
