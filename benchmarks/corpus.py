"""A corpus of synthetic county plans of any size, made from the sentences of the published ones.

Plans copy the level above, as counties do: a province edits the published sentences, its
prefectures edit the province's, their counties the prefecture's, each with words, names and numbers
of its own. Plan k of a seed is the same whatever the size of the corpus.

    python benchmarks/corpus.py --plans 300 --seed 0 --out DIR
    python benchmarks/corpus.py --describe [--real DIR]     (a Markdown table)
"""

from __future__ import annotations

import argparse
import hashlib
import math
import random
import re
import sys
from functools import cache, lru_cache
from pathlib import Path

from corpus_edit import Rates, Setting, edit_blocks, exchange_tasks, prepare, render_blocks
from corpus_plans import (
    DATE,
    DOC_NUMBER,
    INITIAL,
    LEVEL,
    PLACE,
    PREFECTURE,
    PROVINCE,
    Block,
    Layout,
    read_layouts,
)
from corpus_words import draw_name, list_words, read_words

from compare import store

# Counties per prefecture and prefectures per province, about as many as there are.
COUNTIES, PREFECTURES = 8, 12
# Plans of one province follow each other, its prefectures in turn: the first two are of two.
PER_PROVINCE = COUNTIES * PREFECTURES
PROVINCE_RATES = Rates(
    title=0.5, reword=0.10, retopic=0.15, recombine=0.05, drop=0.04, borrow=0.05, local=0.03
)
PREFECTURE_RATES = Rates(
    title=0.5, reword=0.15, retopic=0.25, recombine=0.10, drop=0.05, borrow=0.05, local=0.08
)
COUNTY_RATES = Rates(
    title=0.4, reword=0.16, retopic=0.36, recombine=0.10, drop=0.24, borrow=0.06, local=0.26
)
NUMBER = re.compile(r"(?<![\d.—〔])\d+(?:\.\d)?(?=%|个|名|家|所|次|项|户|场|万)")
SAME_NUMBER = 0.3  # chance that a plan states the number of the level above


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plans", type=int, default=30, help="how many plans")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="folder for the plans and their catalogue")
    parser.add_argument("--describe", action="store_true", help="compare with real documents")
    parser.add_argument("--real", type=Path, help="folder of further real documents")
    arguments = parser.parse_args()
    if arguments.describe:
        import corpus_describe

        corpus_describe.print_table(arguments.real, arguments.seed)
    elif arguments.out:
        write_corpus(arguments.out, arguments.plans, arguments.seed)
    else:
        parser.error("--out or --describe is needed")


def write_corpus(folder: Path, size: int, seed: int = 0) -> None:
    """Write `<plan_id>.txt` of plans 0 … size - 1 and their catalogue `plans.csv` to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for number in range(size):
        row, text = make_plan(number, seed)
        (folder / row["source_file"]).write_bytes(text.encode())
        rows.append(row)
        if (number + 1) % 500 == 0:
            print(f"{number + 1} of {size} plans", file=sys.stderr, flush=True)
    (folder / store.CATALOGUE).write_bytes(store.format_catalogue(rows).encode())


def make_plan(number: int, seed: int = 0) -> tuple[dict[str, str], str]:
    """(catalogue row, text) of plan `number`; sha256 is of the text's bytes."""
    province, within = divmod(number, PER_PROVINCE)
    prefecture = within % PREFECTURES
    rng = random.Random(f"county-{seed}-{number}")
    layout = choose_layout(prefecture)
    family, blocks = write_prefecture(seed, province, prefecture)
    setting = prepare(rng, COUNTY_RATES, family.topics)
    blocks = exchange_tasks(edit_blocks(blocks, layout, setting), layout, setting)
    names = name_places(rng, number, seed, province, prefecture)
    row = describe_plan(layout.entry, names, number, rng)
    text = fill_names(render_blocks(blocks, layout, rng), names, row)
    text = NUMBER.sub(lambda match: vary_number(match[0], rng), text)
    row["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    return row, text


@lru_cache(maxsize=4)
def write_province(seed: int, province: int) -> tuple[Setting, tuple[tuple[Block, ...], ...]]:
    """The setting of a province and what it makes of every published plan."""
    setting = prepare(random.Random(f"province-{seed}-{province}"), PROVINCE_RATES, ())
    return setting, tuple(edit_blocks(layout.blocks, layout, setting) for layout in read_layouts())


@lru_cache(maxsize=2 * PREFECTURES)
def write_prefecture(
    seed: int, province: int, prefecture: int
) -> tuple[Setting, tuple[Block, ...]]:
    """The setting of a prefecture and its plan, made from the province's in one of the layouts."""
    above, plans = write_province(seed, province)
    rng = random.Random(f"prefecture-{seed}-{province}-{prefecture}")
    setting = prepare(rng, PREFECTURE_RATES, above.topics)
    layouts = read_layouts()
    layout = choose_layout(prefecture)
    return setting, edit_blocks(plans[layouts.index(layout)], layout, setting)


def choose_layout(prefecture: int) -> Layout:
    """Counties of one prefecture share a layout; neighbouring prefectures take turns."""
    layouts = read_layouts()
    return layouts[prefecture % len(layouts)]


def name_places(
    rng: random.Random, number: int, seed: int, province: int, prefecture: int
) -> dict[str, str]:
    """place, prefecture, province; no two of the first some thousand places have the same name."""
    first, second = read_words("place_first"), read_words("place_second")
    total = len(first) * len(second)
    at = (random.Random(f"places-{seed}").randrange(total) + number * find_step(total)) % total
    above = random.Random(f"names-{seed}-{province}")
    region, *cities = [draw_name(above, "place") for _ in range(PREFECTURES + 1)]
    return {
        "place": first[at // len(second)]
        + second[at % len(second)]
        + rng.choice(list_words("place_ending")),
        "prefecture": f"{cities[prefecture]}市",
        "province": f"{region}省",
    }


@cache
def find_step(total: int) -> int:
    """A step that comes to each of `total` places once before it comes to one again."""
    return next(n for n in range(total * 5 // 8, total) if math.gcd(n, total) == 1)


def describe_plan(
    entry: dict[str, str], names: dict[str, str], number: int, rng: random.Random
) -> dict[str, str]:
    """The catalogue row, without its sha256."""
    plan_id = f"plan-{number:04d}"
    row = dict.fromkeys(store.CATALOGUE_COLUMNS, "") | names
    row |= {key: entry[key] for key in ("level", "period_start", "period_end")}
    row |= {"plan_id": plan_id, "source_file": f"{plan_id}.txt"}
    row["title"] = entry["title"].replace(entry["place"], names["place"])
    if entry["doc_number"]:
        year = int(entry["period_start"]) + rng.randint(0, 1)
        row["doc_number"] = f"{names['place'][0]}政发〔{year}〕{rng.randint(2, 98)}号"
        row["issuer"] = f"{names['place']}人民政府"
        row["issued_on"] = f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    return row


def fill_names(text: str, names: dict[str, str], row: dict[str, str]) -> str:
    """The text with the plan's own names where the stand-ins are."""
    place, ending = names["place"][:-1], names["place"][-1]
    year, month, day = row["issued_on"].split("-") if row["issued_on"] else ("", "0", "0")
    for mark, value in (
        (PLACE + "市", names["place"]),
        (PLACE, place),
        (PREFECTURE, names["prefecture"][:-1]),
        (PROVINCE, names["province"][:-1]),
        (LEVEL, ending),
        (DOC_NUMBER, row["doc_number"]),
        (DATE, f"{year}年{int(month)}月{int(day)}日"),
        (INITIAL, place[0]),
    ):
        text = text.replace(mark, value)
    return text


def vary_number(number: str, rng: random.Random) -> str:
    """A quantity of the same order, or the same: 1000 → 1200, 16.7 → 15.3."""
    if rng.random() < SAME_NUMBER:
        return number
    value = float(number) * rng.uniform(0.7, 1.3)
    if "." in number:
        return f"{value:.1f}"
    return str(round(value / 10) * 10 if value > 200 else max(1, round(value)))


if __name__ == "__main__":
    main()
