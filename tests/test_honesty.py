"""Code and packaged lookups know no county and no figure: with all replaced, the same rows come out.

Every place name, every number, and every body and scheme that one of the plans alone has is
exchanged for another, the gold is exchanged in the same way, and the extraction of the new text, by
the packaged lookups alone, is scored against the new gold. Nothing that was exchanged may come back
in any column of any table.
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
from compare.build.pipeline import build_tables
from compare.evaluate.score import render_scores, score_tables
from compare.extract import Extraction, extract_plan
from compare.extract.clean import clean
from compare.language.numbers import to_chinese
from compare.lookups import PACKAGED, Lookups
from compare.lookups.check import LOOKUPS
from compare.lookups.rows import key_of, read_packaged
from compare.schema import TABLES
from material import GOLD_PLANS, GOLD_TABLES, OWN_LOOKUPS, RAW, read_gold, read_source_texts

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
# Bodies, schemes and ways of saying that only these plans have, of other lengths than the new ones.
BODIES = {
    "各区镇": "各乡镇街道",
    "区镇": "乡镇街道",
    "区鎮": "乡鎮街道",
    "镇区": "街镇",
    "板块": "街镇",
    "区域农业服务中心": "丰穗植保中心",
    "工人业余大学": "金锤夜校",
    "科技服务超市": "耕心服务店",
    "科技志愿服务大队": "科技志愿服务蓝马队",
    "未来科技体验基地": "星桥体验基地",
    "理工学院": "松石学院",
    "苏州大学": "青榆大学",
    "西工大": "北榆大",
    "光电研究所": "苔光研究所",
    "先进机器人研究院": "云轴研究院",
    "智能装备研究院": "铁杉研究院",
    "科普云": "科普舟",
    "匠人匠心": "铁砧银锤",
    "青苗计划": "新竹计划",
    "金钥匙": "银罗盘",
    "对德合作": "对瑞合作",
    "长三角": "江淮带",
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
            f"(?P<kept>{KEPT})|(?P<body>{'|'.join(BODIES)})|(?P<place>{'|'.join(PLACES)})|(?P<letter>{letters})|(?P<year>{YEAR})"
            f"|(?P<plan>{FIVE_YEARS})|(?P<once>{ONCE})|(?P<date>{DATE})"
            f"|(?P<number>{NUMBER})(?P<percent>%?)"
        )
        for found in pattern.finditer(text):
            if not found["kept"]:
                new = self.replace(found)
                assert new != found[0]
                self.edits.list.append((*found.span(), new))

    def replace(self, found: re.Match[str]) -> str:
        if found["body"]:
            return BODIES[found[0]]
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

    def replace_names(self, text: str) -> str:
        names = BODIES | self.places
        return re.sub("|".join(names), lambda m: names[m[0]], text)

    def replace_gold(self, table: str, gold: pd.DataFrame) -> pd.DataFrame:
        """The gold rows of the new text."""
        new_text = self.edits.apply(self.text)
        rows = []
        for row in gold.to_dict("records"):
            start, end = int(row["start"]), int(row["end"])
            new = {k: self.replace_names(v) for k, v in row.items()}
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
    """The exchanged plan, read by the packaged lookups alone, and its gold written to `folder`."""
    exchange = Substitution(read_source_texts()[plan_id], seed)
    (folder / plan_id).mkdir()
    for table in GOLD_TABLES:
        gold = exchange.replace_gold(table, read_gold(plan_id, table))
        gold.to_csv(folder / plan_id / f"{table}.csv", index=False)
    return exchange, extract_plan(exchange.edits.apply(exchange.text), plan_id)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("plan_id", GOLD_PLANS)
def test_other_places_bodies_and_numbers_give_the_same_rows(
    plan_id: str, seed: int, tmp_path: Path
) -> None:
    exchange, found = substitute(plan_id, seed, tmp_path)
    text = exchange.edits.apply(exchange.text)
    assert not re.search("海安|太仓|苏州|南通|江苏", text)
    scores = score_tables(tabulate([found]), tmp_path)
    assert {s.f1 for s in scores} == {1.0}, render_scores(scores)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("plan_id", GOLD_PLANS)
def test_other_places_bodies_and_numbers_give_the_same_ids(
    plan_id: str, seed: int, tmp_path: Path
) -> None:
    """An indicator nobody knows is named by the plan's own words, which are exchanged with them."""
    exchange, found = substitute(plan_id, seed, tmp_path)
    published = extract_plan(exchange.text, plan_id)
    for table, column in (
        ("tasks", "task_id"),
        ("tasks", "section_id"),
        ("assignments", "task_id"),
        ("assignments", "department_id"),
        ("targets", "task_id"),
        ("targets", "indicator_id"),
    ):
        expected = [exchange.replace_names(row[column] or "") for row in getattr(published, table)]
        if column == "department_id":  # 各板块 is a word of one plan, 各街镇 is known
            expected = [DEPARTMENTS.get(told, told) for told in expected]
        assert [row[column] or "" for row in getattr(found, table)] == expected, column
    reasons = [[(item.what, item.reason) for item in plan.ignored] for plan in (published, found)]
    assert reasons[0] == reasons[1]


DEPARTMENTS = {"derived-各街镇": "townships"}


# What was exchanged does not come back.

# Columns that count or measure: what stands there comes from no text.
VALUES = {
    "targets": ("value", "value_high", "value_si"),
    "indicators": ("baseline_value", "target_value", "value_high"),
}
# What is reckoned or looked up stands in no text, and may happen to be as in the old one: a year
# from 十二五, the units above a place.
RECKONED = {("targets", "basis"), ("plans", "prefecture"), ("plans", "province")}


@dataclass
class Trace:
    """What an exchanged text no longer holds: names, and numbers of two digits or more."""

    names: set[str]
    numbers: set[str]

    def find(self, tables: dict[str, pd.DataFrame]) -> list[str]:
        """`table.column: cell` of every cell that holds any of it all the same."""
        names = re.compile("|".join(sorted(self.names, key=len, reverse=True)))
        found = []
        for name, table in tables.items():
            for column in TABLES[name].columns:
                if (name, column.name) in RECKONED:
                    continue
                for cell in table[column.name].dropna().unique():
                    if column.type == "str":
                        told = names.search(cell) or self.numbers & set(split_numbers(cell))
                    else:
                        told = column.name in VALUES.get(name, ()) and f"{cell:g}" in self.numbers
                    if told:
                        found.append(f"{name}.{column.name}: {cell}")
        return found


def split_numbers(text: str) -> list[str]:
    """Numbers of two digits or more, not those joined to others in ids: `a-3.12.1`."""
    joined = "A-Za-z0-9_.-"
    return re.findall(rf"(?<![{joined}])(?:\d{{2,}}(?:\.\d+)?|\d\.\d+)(?![{joined}])", text)


def trace(old: str, new: str) -> Trace:
    old, new = clean(old), clean(new)
    names = {name for name in (*PLACES, *BODIES) if name in old}
    assert not [name for name in names if name in new]
    in_words = {str(n) for n in range(10, 100) if to_chinese(n) in new}
    return Trace(names, set(split_numbers(old)) - set(split_numbers(new)) - in_words)


@pytest.mark.parametrize("lookups", [PACKAGED, OWN_LOOKUPS], ids=["packaged", "own"])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("plan_id", GOLD_PLANS)
def test_nothing_of_the_old_plan_is_in_the_extracted_tables_of_the_new_one(
    plan_id: str, seed: int, lookups: Lookups
) -> None:
    exchange = Substitution(read_source_texts()[plan_id], seed)
    text = exchange.edits.apply(exchange.text)
    assert trace(exchange.text, text).find(tabulate([extract_plan(text, "new", lookups)])) == []


# What the lookups beside the plans call an indicator that the second plan states without a number.
OWN_NAME = ["indicators.indicator: 南通市级以上科普教育基地"]


@pytest.mark.parametrize(
    ("lookups", "left"), [(PACKAGED, []), (OWN_LOOKUPS, OWN_NAME)], ids=["packaged", "own"]
)
def test_nothing_of_the_old_plans_is_in_any_table_of_a_build_of_the_new_ones(
    lookups: Lookups, left: list[str], tmp_path: Path
) -> None:
    """The catalogue is proposed from the texts, as for any folder of plans."""
    exchanges = [Substitution(text, 7) for text in read_source_texts().values()]
    texts = [exchange.edits.apply(exchange.text) for exchange in exchanges]
    for name, text in zip("ab", texts, strict=True):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    old = "\n".join(exchange.text for exchange in exchanges)
    tables = build_tables(tmp_path, lookups=lookups).tables
    assert trace(old, "\n".join(texts)).find(tables) == left
    assert len(tables["task_pairs"]) > 1000


def test_a_trace_is_seen() -> None:
    old, new = "南通市级荣誉38项，达到10.56%，3年", "盐城市级荣誉41项，达到11.2%，3年"
    row = {"indicator": "南通市级荣誉", "quote": "荣誉38项", "value": 10.56, "task_id": "a-38.10"}
    table = pd.DataFrame([row], columns=TABLES["targets"].names)
    told = trace(old, new).find({"targets": table})
    assert told == [
        "targets.indicator: 南通市级荣誉",
        "targets.quote: 荣誉38项",
        "targets.value: 10.56",
    ]


# What the packaged lookups hold.


def test_no_packaged_row_names_a_place_of_the_published_plans() -> None:
    catalogue = pd.read_csv(RAW / "plans.csv", dtype=str, keep_default_na=False)
    places = catalogue[["place", "prefecture", "province"]].to_numpy().ravel()
    pattern = re.compile("|".join({place[:2] for place in places}))
    assert pattern.search("南通市级荣誉")
    for name in LOOKUPS:
        told = [row for row in read_packaged(name) if pattern.search("".join(row.values()))]
        assert told == [], name


@pytest.mark.parametrize("name", [name for name, _ in OWN_LOOKUPS.own])
def test_a_row_stands_in_the_package_or_beside_the_plans(name: str) -> None:
    """A row with a key of the package says something else, else it would be there for nothing."""
    packaged = {key_of(row): row for row in read_packaged(name)}
    own = Lookups(tuple(pair for pair in OWN_LOOKUPS.own if pair[0] == name)).read(name)
    beside = [row for row in own if row not in read_packaged(name)]
    assert beside
    told = dict(OWN_LOOKUPS.own)[name].count("\n") - 1
    assert len(beside) == told
    for row in beside:
        judged = {k: v for k, v in row.items() if k != "reason"}
        known = packaged.get(key_of(row), {})
        assert judged != {k: v for k, v in known.items() if k != "reason"}


def test_few_packaged_rows_are_words_of_the_published_plans_alone() -> None:
    """Labels: all but those of the national outline and of headings many plans have stand beside."""
    texts = "".join(map(clean, read_source_texts().values()))
    labels = [key_of(row) for row in read_packaged("labels")]
    assert len(labels) < 20
    indicators = [row["indicator"] for row in read_packaged("indicators")]
    assert sum(name in texts for name in indicators) <= 1


OTHER_PLANS = [
    ("五年来，全区累计获得省级以上荣誉12项。", "荣誉"),
    ("到2027年，建成科普教育基地20家。", "科普教育基地"),
    ("到2027年，组建为老志愿服务队伍50支。", "为老志愿服务队伍"),
    ("每年组织科技辅导员培训3次。", "科技辅导员培训"),
    ("到2027年，培育高素质农民800名。", "高素质农民"),
    ("每年培养学徒60名。", "学徒"),
    ("到2027年，粮食产量较2022年末提高6个百分点。", "粮食产量"),
]


@pytest.mark.parametrize(("sentence", "word"), OTHER_PLANS)
def test_another_plans_quantity_is_named_by_its_own_words(sentence: str, word: str) -> None:
    plan = extract_plan(f"姜堰区试行方案\n一、重点任务\n（一）夯实基础。{sentence}", "p")
    (row,) = plan.targets
    assert word in row["indicator"]
    own = re.sub(
        "(?:增速|降幅|提高幅度|面积|长度|时长|比例)$", "", row["indicator"]
    )  # heads are of the language
    assert all(char in sentence for char in own)
    assert row["indicator_id"] == f"derived-{row['indicator']}"


@pytest.mark.parametrize(
    "clause", ["各乡镇（街道）", "各镇街", "各街镇", "各乡镇人民政府", "各镇区"]
)
def test_towns_are_not_called_as_one_county_calls_them(clause: str) -> None:
    text = f"姜堰区试行方案\n一、重点任务\n（一）夯实基础。办好学堂。（责任单位：{clause}）"
    (row,) = tabulate([extract_plan(text, "p")])["departments"].to_dict("records")
    assert (row["department_id"], row["name_zh"]) == ("townships", "乡镇（街道、园区）")


def test_the_exchange_reaches_every_value_of_the_gold() -> None:
    for plan_id in GOLD_PLANS:
        exchange = Substitution(read_source_texts()[plan_id], 0)
        old = read_gold(plan_id, "targets")
        new = exchange.replace_gold("targets", old)
        assert (old["value"] != new["value"]).all()
        assert (old["year"] == new["year"]).tolist() == (old["year"] == "").tolist()
