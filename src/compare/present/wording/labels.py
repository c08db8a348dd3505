"""Short names for plans, sections, tasks and departments, in Chinese or English.

Labels come from `lookups/labels.csv` where it knows the text, else from the tables by rule, so
that a plan nobody has translated still gets readable labels.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pandas as pd

from compare.language.sentences import CLAUSE_END, COLON
from compare.lookups import cache_by_lookups, read_lookup
from compare.present.wording.subjects import name_plan_subject, read_origin
from compare.present.wording.texts import phrase, read_phrases

OPENING_VERB = re.compile(r"^(组织)?实施(?=.{4,})")
ON_WHAT_GROUND = re.compile("^(?:按照|依照|遵照|根据|依据|对照)[^，]{1,12}，")
_SPAN = re.compile(r"~(?P<kind>annual_average|cumulative)(?: (?P<years>\d+))?(?:~|$)")
TITLE_END = re.compile(f"[{CLAUSE_END}{COLON}]")


Row = Mapping[str, Any]
_CALLED: ContextVar[Mapping[str, str] | None] = ContextVar("called", default=None)
MOST_PLANS = 50  # plans up to which each is read for the names it writes
MOST_WRITTEN = 2  # plans up to which a department bears the names that each of them writes


@contextmanager
def call_plans(names: Mapping[str, str]) -> Iterator[None]:
    """Within it `label_plans` calls these plans so: haian → 我市."""
    token = _CALLED.set(names)
    try:
        yield
    finally:
        _CALLED.reset(token)


@cache_by_lookups()
def read_labels() -> dict[str, dict[str, str]]:
    """Rows of the lookup by Chinese text."""
    return {row["text"]: row for row in read_lookup("labels")}


def find_label(text: str, lang: str) -> str:
    """The lookup's label in that language, empty where it has none.

    海安市, en → Hai'an
    """
    return read_labels().get(text, {}).get(f"label_{lang}", "")


def label_plans(plans: pd.DataFrame, lang: str) -> dict[str, str]:
    """plan_id → place (海安, Hai'an); plans of one place also show period, subject or id.

    A plan of no place, such as the State Council's, bears the name of who issued it (国务院), or
    where that is not known its subject; several of no place are told apart as those of one place.
    In English a place without a name in the lookup stands in Chinese; the id only where there is
    neither, or where nothing else tells two plans apart.

    Chinese names are all of one kind: short where the lookup has each of them, else all as written
    (南通市 beside 湛江市, never 南通 beside 湛江市); of one place all by period or all by subject.
    """
    rows = [{str(k): v for k, v in row.items()} for row in plans.to_dict("records")]
    known = [find_label(read_origin(row, "place"), lang) for row in rows]
    short = lang == "en" or all(known)
    places: dict[str, list[Row]] = {}
    for row, name in zip(rows, known, strict=True):
        own = name if name and short else _name_origin(row)
        places.setdefault(read_origin(row, "place"), []).append(row | {"origin": own})
    called, names = _CALLED.get() or {}, dict[str, str]()
    for group in places.values():
        names |= _tell_apart(group, lang)
    uses = Counter(names.values())
    ids = (str(row["plan_id"]) for row in rows)
    return {i: called.get(i) or (names[i] if uses[names[i]] == 1 else i) for i in ids}


def _tell_apart(group: Sequence[Row], lang: str) -> dict[str, str]:
    """The names of plans of one place: by the first way that names each of them, else each by the
    first that names it alone."""
    ways = [
        [str(row["origin"]) for row in group],
        [_add_period(row) for row in group],
        [name_plan_subject(row) if lang == "zh" else "" for row in group],
    ]
    ids = [str(row["plan_id"]) for row in group]
    for way in ways:
        if all(way) and len(set(way)) == len(group):
            return dict(zip(ids, way, strict=True))
    firsts = [
        [way[at] for way in ways if way[at] and way.count(way[at]) == 1] for at in range(len(group))
    ]
    return {i: next(iter(own), i) for i, own in zip(ids, firsts, strict=True)}


def _name_origin(row: Row) -> str:
    """The place of a plan, else who issued it, or "" where neither is known."""
    return read_origin(row, "place") or read_origin(row, "issuer")


def _add_period(row: Row) -> str:
    """甲县 2016–2020, or "" where one of the two is not known."""
    period = _format_period(row)
    return f"{row['origin']} {period}" if row["origin"] and period else ""


def _format_period(row: Row) -> str:
    years = [row.get("period_start"), row.get("period_end")]
    stated = [str(int(str(year))) for year in years if not pd.isna(year)]
    return "–".join(stated)


def label_tasks(tasks: pd.DataFrame, lang: str) -> dict[str, str]:
    """task_id → short title: 1.2 加强科普… In English `title_en`, the lookup, or the Chinese."""
    english = tasks["title_en"] if lang == "en" and "title_en" in tasks else [""] * len(tasks)
    return {
        task_id: (given if isinstance(given, str) and given else "") or shorten_title(title, lang)
        for task_id, title, given in zip(tasks["task_id"], tasks["title"], english, strict=True)
    }


def shorten_title(title: str, lang: str) -> str:
    """The lookup's label, else the first clause without 实施: 实施甲乙丙丁工程，… → 甲乙丙丁工程."""
    known = find_label(title, lang)
    return known or OPENING_VERB.sub("", TITLE_END.split(title)[0]) or title


def label_sections(tasks: pd.DataFrame, lang: str) -> dict[str, str]:
    """section_id → short heading, in document order."""
    sections = tasks.drop_duplicates("section_id")
    return {
        section_id: shorten_title(title or chapter, lang)
        for section_id, title, chapter in zip(
            sections["section_id"], sections["section_title"], sections["chapter"], strict=True
        )
    }


def label_instruments(lang: str) -> dict[str, str]:
    """Side of policy and subtype → label, as the codebook has them: talent → 人才培养."""
    rows = read_lookup("instruments")
    sides = {row["family"]: phrase(f"instruments.side.{row['family']}", lang) for row in rows}
    return sides | {row["subtype"]: row[f"subtype_{lang}"] for row in rows}


def number_tasks(tasks: pd.DataFrame) -> dict[str, str]:
    """task_id → its number inside the plan: haian-3.1.2 → 3.1.2."""
    return {
        task_id: task_id.removeprefix(f"{plan_id}-")
        for task_id, plan_id in zip(tasks["task_id"], tasks["plan_id"], strict=True)
    }


def label_departments(departments: pd.DataFrame, lang: str) -> dict[str, str]:
    """department_id → name; two departments with one name also show their id."""
    names = {
        row["department_id"]: (row["name_en"] if lang == "en" else "") or row["name_zh"]
        for row in departments.to_dict("records")
    }
    uses = Counter(names.values())
    return {key: name if uses[name] == 1 else f"{name} ({key})" for key, name in names.items()}


def label_as_written(
    departments: pd.DataFrame, assignments: pd.DataFrame | None, plans: pd.DataFrame, lang: str
) -> dict[str, str]:
    """department_id → its name as the plans write it: 团市委, and where two write it differently both,
    市教体局／市教育局; of more plans only where all write one name (市科委, 体育总局). The names of the
    lookup in English, of more than MOST_PLANS, and without `assignments`."""
    labels = label_departments(departments, lang)
    if lang != "zh" or assignments is None or len(plans) > MOST_PLANS:
        return labels
    for department, part in assignments.groupby("department_id", sort=False):
        if str(department) in labels:
            written = [_find_usual(part, str(plan)) for plan in plans["plan_id"]]
            names = list(dict.fromkeys(filter(None, written)))
            if len(plans) <= MOST_WRITTEN or len(names) == 1:
                labels[str(department)] = phrase("mark.either", lang).join(names)
    return labels


def _find_usual(named: pd.DataFrame, plan: str) -> str:
    """The name a plan writes most often, of equals the first."""
    own = named.loc[named["plan_id"] == plan, "name_as_written"].astype(str)
    return str(own.value_counts(sort=True).index[0]) if len(own) else ""


def label_unit(unit: str, lang: str) -> str:
    """The unit as written, or its English word; one the lookup does not know stays Chinese.

    名, en → nothing, since the indicator's name says who is counted
    """
    if lang == "zh":
        return unit
    return next((r["label_en"] for r in read_lookup("unit_labels") if r["unit"] == unit), unit)


def label_reason(reason: str, lang: str) -> str:
    """Why something was left out or could not be assessed; one without a wording stays.

    a bare number, zh → 没有单位的数字
    """
    row = read_phrases("reasons").get(reason)
    return row[lang] if row else reason


def name_thing(row: Any, column: str, lang: str) -> str:
    """The row's indicator or theme; in English its Chinese name where it has no other.

    An indicator told apart by its time says so: 地区生产总值增速（年均）, 城镇新增就业人数（5年累计）.
    """
    name = str((row.get(f"{column}_en") if lang == "en" else "") or row[column])
    told = _SPAN.search(str(row.get("indicator_id") or "")) if column == "indicator" else None
    if not told:
        return name
    kind = "years" if told["years"] else told["kind"]
    words = phrase(f"indicator.kind.{kind}", lang, years=told["years"])
    return name + phrase("mark.brackets", lang, text=words)


def label_themes(rows: pd.DataFrame, lang: str) -> dict[str, str]:
    """theme_id → name, for rows with theme_id, theme and theme_en, in their order."""
    return {
        str(row["theme_id"]): name_thing(row, "theme", lang)
        for row in rows.drop_duplicates("theme_id").to_dict("records")
    }


def name_all(plans: pd.DataFrame, lang: str, kind: str = "both") -> str:
    """All that are compared: 两地方案 of two places, else 两份方案, of more plans 各规划."""
    if len(plans) != 2:
        return phrase("plans.every", lang)
    places = {str(place) for place in plans["place"] if place and not pd.isna(place)}
    return phrase(f"plans.{kind}" if len(places) == 2 else f"plans.{kind}.one_place", lang)


def join_names(names: list[str], lang: str, most: int = 4, mark: str = "") -> str:
    """海安、太仓 – or the first few and how many more; by ; where an English name holds a comma.
    `mark`: the text between names, where it is another."""
    long = lang == "en" and any("," in name for name in names)
    between = phrase(mark or ("mark.semicolon" if long else "mark.pause"), lang)
    if len(names) <= most:
        return between.join(names)
    shown, rest = between.join(names[: most - 1]), len(names) - most + 1
    return phrase("names.more", lang, names=shown, n=len(names), rest=rest)
