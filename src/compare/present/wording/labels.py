"""Short names for plans, sections, tasks and departments, in Chinese or English.

Labels come from `lookups/labels.csv` where it knows the text, else from the tables by rule, so
that a plan nobody has translated still gets readable labels.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pandas as pd

from compare.language.sentences import CLAUSE_END, COLON
from compare.lookups import cache_by_lookups, read_lookup
from compare.present.wording.texts import clip, phrase, read_phrases

OPENING_VERB = re.compile(r"^(组织)?实施(?=.{4,})")
ON_WHAT_GROUND = re.compile("^(?:按照|依照|遵照|根据|依据|对照)[^，]{1,12}，")
TITLE_END = re.compile(f"[{CLAUSE_END}{COLON}]")
MOST_SUBJECT = 12  # characters by which a plan is called after its title
LEAST_SUBJECT = 3
_DATED = re.compile(r"[（(][^（）()]*\d{4}[^（）()]*[）)]$")
_DOCUMENT = re.compile(
    "的?(?:(?:专项|总体|实施|行动|工作|指导|发展|若干|三年|试点)*"
    "(?:方案|计划|意见|措施|规划|政策|办法|纲要|要点|通知))+$"
)
_AROUND_SUBJECT = re.compile(
    "关于|印发|进一步|加快|深入|深化|贯彻|落实|推动|推进|促进|支持|加强|增强|提升|开展|完善|助力"
    r"|改革创新|高质量发展|发展|建设|的|[，、：\s]"
)


_CALLED: ContextVar[Mapping[str, str] | None] = ContextVar("called", default=None)
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
    """plan_id → place (海安, Hai'an); a place with two plans also shows period, subject or id.

    A plan of no place, such as the State Council's, bears the name of who issued it (国务院). In
    English a place without a name in the lookup stands in Chinese; the id only where there is
    neither, or where nothing else tells two plans apart.

    Chinese names are all of one kind: short where the lookup has each of them, else all as written
    (南通市 beside 湛江市, never 南通 beside 湛江市).
    """
    rows = [{str(k): v for k, v in row.items()} for row in plans.to_dict("records")]
    known = [find_label(str(row.get("place") or ""), lang) for row in rows]
    short = lang == "en" or all(known)
    names = [
        name if name and short else _name_origin(row) for row, name in zip(rows, known, strict=True)
    ]
    tried = [names, [f"{n} {_format_period(r)}".strip() for n, r in zip(names, rows, strict=True)]]
    if lang == "zh":
        tried.append([name_plan_subject(row) for row in rows])
    called, labels = _CALLED.get() or {}, dict[str, str]()
    for at, row in enumerate(rows):
        own = [each[at] for each in tried if each[at] and each.count(each[at]) == 1]
        plan_id = str(row["plan_id"])
        labels[plan_id] = called.get(plan_id) or next(iter(own), plan_id)
    return labels


def _name_origin(row: Mapping[str, Any]) -> str:
    """The place of a plan, else who issued it, else its id."""
    told = (row.get("place"), row.get("issuer"), row["plan_id"])
    return next(str(name) for name in told if name and not pd.isna(name))


def name_plan_subject(row: Mapping[str, Any]) -> str:
    """What a plan's title says it is about: of what its verbs stand around the longest, or "".

    云溪县促进智慧养老服务发展行动方案（2024—2026年） → 智慧养老服务.
    """
    title = _DATED.sub("", str(row.get("title") or "")).removeprefix(str(row.get("place") or ""))
    subject = max(_AROUND_SUBJECT.split(_DOCUMENT.sub("", title)), key=len)
    return clip(subject, MOST_SUBJECT) if len(subject) >= LEAST_SUBJECT else ""


def _format_period(row: dict[str, object]) -> str:
    years = [row.get("period_start"), row.get("period_end")]
    stated = [str(int(str(year))) for year in years if not pd.isna(year)]  # type: ignore[call-overload]
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
    市教体局／市教育局. The names of the lookup in English, of more plans, and without `assignments`."""
    labels = label_departments(departments, lang)
    if lang != "zh" or assignments is None or len(plans) > MOST_WRITTEN:
        return labels
    for department, part in assignments.groupby("department_id", sort=False):
        if str(department) in labels:
            written = [_find_usual(part, str(plan)) for plan in plans["plan_id"]]
            labels[str(department)] = phrase("mark.either", lang).join(
                dict.fromkeys(filter(None, written))
            )
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
    """The row's indicator or theme; in English its Chinese name where it has no other."""
    return str((row.get(f"{column}_en") if lang == "en" else "") or row[column])


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
