"""The code knows no county and no figure: with all of them replaced, the same rows come out.

Every place name and every number of a plan is exchanged for another, the gold is exchanged in the
same way, and the extraction of the new text is scored against the new gold.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

from compare.build.collect import tabulate
from compare.evaluate.score import render_scores, score_tables
from compare.extract import Extraction, extract_plan
from compare.extract.clean import clean
from compare.language.numbers import to_chinese
from material import GOLD_PLANS, GOLD_TABLES, extract, read_gold, read_source_texts

# The letters by which a place is also called stand beside it: 海政发〔2022〕45号, 在太高校.
PLACES = {
    "海安": "昆山常熟靖江东台邳州如皋江阴宜兴丹阳句容",
    "太仓": "启东兴化高邮仪征扬中溧阳新沂海门泰兴如东",
    "南通": "盐城泰州徐州宿迁",
    "苏州": "扬州镇江无锡常州",
    "江苏": "浙江湖南山东四川",
    "上海": "北京天津重庆武汉",
    "南京": "合肥长沙成都济南",
    "杭州": "福州广州沈阳兰州",
}
LETTERS = {
    "海": ("海安", "(?<=驻)海|海(?=[政委]发)"),
    "太": ("太仓", "(?<=[在驻])太"),
    "通": ("南通", "通(?=政发)"),
    "苏": ("江苏", "苏(?=政发|南先进)"),
}
KEPT = r"(?m:^\d+\.(?=\s))|\[bookmark:[^\]]*\]"  # numbers of headings, residue
YEAR = r"(?:19|20)\d\d(?=\s*年|[—〕])"
DATE = r"\d{1,2}(?:月\d{1,2}日|·\d{1,2}(?=国家))"
NUMBER = r"\d+(?:\.\d+)?(?:\s*[-—]\s*\d+(?:\.\d+)?)?"
ONCE = r"(?<=每年至少听取)一(?=次)"
FIVE_YEARS = "十[二三四]五(?=”)"


@dataclass
class Edits:
    """Replacements in a text: (start, end, new), in order; and what each number became."""

    list: list[tuple[int, int, str]] = field(default_factory=list)

    def apply(self, text: str) -> str:
        pieces, last = [], 0
        for start, end, new in self.list:
            pieces += [text[last:start], new]
            last = end
        return "".join([*pieces, text[last:]])

    def shift(self, offset: int) -> int:
        """The place in the new text of a place in the old one that is inside no edit."""
        before = self.list[: bisect_right([end for _, end, _ in self.list], offset)]
        return offset + sum(len(new) - (end - start) for start, end, new in before)

    def find(self, text: str, start: int, end: int, value: float) -> list[float]:
        """What a number of `text[start:end]` became: [value], or both ends of a range."""
        for a, b, new in self.list:
            if start <= a and b <= end and value in read_numbers(text[a:b]):
                return read_numbers(new)
        raise AssertionError(f"{value} was not replaced in {text[start:end]}")


def read_numbers(text: str) -> list[float]:
    words = {to_chinese(n): float(n) for n in range(1, 13)} | {"两": 2.0}
    return (
        [words[text]] if text in words else [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)]
    )


class Substitution:
    """A consistent, seeded exchange of the places and numbers of one plan."""

    def __init__(self, text: str, seed: int) -> None:
        self.random = random.Random(seed)
        self.text = text
        self.years = self.random.choice([1, 2, 3, 4])
        self.places = {
            old: self.random.choice([new[i : i + 2] for i in range(0, len(new), 2)])
            for old, new in PLACES.items()
        }
        self.numbers: dict[str, str] = {}
        self.edits = Edits()
        letters = "|".join(pattern for _, pattern in LETTERS.values())
        pattern = re.compile(
            f"(?P<kept>{KEPT})|(?P<place>{'|'.join(PLACES)})|(?P<letter>{letters})|(?P<year>{YEAR})"
            f"|(?P<plan>{FIVE_YEARS})|(?P<once>{ONCE})|(?P<date>{DATE})"
            f"|(?P<number>{NUMBER})(?P<percent>%?)"
        )
        for found in pattern.finditer(text):
            if not found["kept"]:
                new = self.replace(found)
                assert new != found[0]
                self.edits.list.append((*found.span(), new))

    def replace(self, found: re.Match[str]) -> str:
        if found["place"]:
            return self.places[found[0]]
        if found["letter"]:
            return self.places[LETTERS[found[0]][0]][0]
        if found["year"]:
            return str(int(found[0]) + self.years)
        if found["plan"]:
            return {"十二五": "十一五", "十三五": "十二五", "十四五": "十三五"}[found[0]]
        if found["once"]:
            return self.random.choice(["两", "三", "四", "六", "十二"])
        if found["date"]:
            old = [int(n) for n in re.findall(r"\d+", found[0])]
            return found[0].replace(str(old[0]), "11").replace(str(old[1]), str(old[1] % 28 + 1))
        if found[0] not in self.numbers:
            self.numbers[found[0]] = self.draw_number(found)
        return self.numbers[found[0]]

    def draw_number(self, found: re.Match[str]) -> str:
        """Another number of the same make, never one that was given out before."""
        while True:
            if found["percent"]:
                new = f"{self.random.randint(11, 989) / 10:g}%"
            elif "-" in found[0]:
                low = self.random.randint(2, 9)
                new = f"{low}-{low + self.random.randint(1, 9)}"
            elif "." in found[0]:
                new = f"{self.random.randint(11, 98)}.{self.random.randint(1, 9)}"
            else:
                new = str(self.random.randint(2, 9 * 10 ** len(found[0])))
            if new not in (found[0], *self.numbers.values()):
                return new

    def replace_places(self, text: str) -> str:
        return re.sub("|".join(PLACES), lambda m: self.places[m[0]], text)

    def replace_gold(self, table: str, gold: pd.DataFrame) -> pd.DataFrame:
        """The gold rows of the new text."""
        new_text = self.edits.apply(self.text)
        rows = []
        for row in gold.to_dict("records"):
            start, end = int(row["start"]), int(row["end"])
            new = {k: self.replace_places(v) for k, v in row.items()}
            new["start"], new["end"] = map(str, (self.edits.shift(start), self.edits.shift(end)))
            span = slice(int(new["start"]), int(new["end"]))
            if table == "targets":
                new["quote"] = clean(new_text[span])
                self.replace_values(row, new, start, end)
            rows.append(new)
        return pd.DataFrame(rows, columns=gold.columns)

    def replace_values(self, row: dict, new: dict, start: int, end: int) -> None:
        factor = float(row["value_si"]) / float(row["value"])
        value, *high = self.edits.find(self.text, start, end, float(row["value"]))
        new["value"], new["value_si"] = f"{value:g}", f"{value * factor:.6g}"
        new["value_high"] = f"{high[0]:g}" if high else ""
        assert bool(high) == bool(row["value_high"])
        if row["period"]:
            new["period"] = row["period"].replace("十三五", "十二五")
        elif row["year"]:  # a past year is told by its five-year plan, a future one by its digits
            past = row["kind"] != "target"
            new["year"] = str(int(row["year"]) + (-5 if past else self.years))


def substitute(plan_id: str, seed: int, folder: Path) -> tuple[Substitution, Extraction]:
    """The exchanged plan extracted, and its gold written to `folder`."""
    exchange = Substitution(read_source_texts()[plan_id], seed)
    (folder / plan_id).mkdir()
    for table in GOLD_TABLES:
        gold = exchange.replace_gold(table, read_gold(plan_id, table))
        gold.to_csv(folder / plan_id / f"{table}.csv", index=False)
    return exchange, extract_plan(exchange.edits.apply(exchange.text), plan_id)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("plan_id", GOLD_PLANS)
def test_other_places_and_numbers_give_the_same_rows(
    plan_id: str, seed: int, tmp_path: Path
) -> None:
    exchange, found = substitute(plan_id, seed, tmp_path)
    text = exchange.edits.apply(exchange.text)
    assert not re.search("海安|太仓|苏州|南通|江苏", text)
    scores = score_tables(tabulate([found]), tmp_path)
    assert {s.f1 for s in scores} == {1.0}, render_scores(scores)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("plan_id", GOLD_PLANS)
def test_other_places_and_numbers_give_the_same_ids(
    plan_id: str, seed: int, tmp_path: Path
) -> None:
    _, found = substitute(plan_id, seed, tmp_path)
    published = extract(plan_id)
    for table, column in (
        ("tasks", "task_id"),
        ("tasks", "section_id"),
        ("assignments", "task_id"),
        ("assignments", "department_id"),
        ("targets", "task_id"),
        ("targets", "indicator_id"),
    ):
        told = [[row[column] for row in getattr(plan, table)] for plan in (published, found)]
        assert told[0] == told[1], column
    reasons = [[(item.what, item.reason) for item in plan.ignored] for plan in (published, found)]
    assert reasons[0] == reasons[1]


def test_the_exchange_reaches_every_value_of_the_gold() -> None:
    for plan_id in GOLD_PLANS:
        exchange = Substitution(read_source_texts()[plan_id], 0)
        old = read_gold(plan_id, "targets")
        new = exchange.replace_gold("targets", old)
        assert (old["value"] != new["value"]).all()
        assert (old["year"] == new["year"]).tolist() == (old["year"] == "").tolist()
