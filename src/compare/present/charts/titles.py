"""The titles of the charts: a finding where one survives and is short enough, else the measure."""

from __future__ import annotations

from collections.abc import Mapping
from unicodedata import east_asian_width

import pandas as pd

from compare.analyse.alignment.answers import judge_tasks
from compare.analyse.alignment.judge import COUNTERPART
from compare.present.wording.findings.departments import (
    find_difference,
    is_widest_either_way,
    list_widest,
    rank_apart,
    select_sections,
)
from compare.present.wording.findings.finding import MOST_PLANS, Pair, join_values
from compare.present.wording.findings.passages import measure_share
from compare.present.wording.findings.targets import (
    STATUSES,
    count_shared,
    list_measured_targets,
)
from compare.present.wording.findings.tasks import find_pair, select_key_tasks
from compare.present.wording.findings.themes import (
    list_left_out,
    list_sure_differences,
    select_reviewed,
)
from compare.present.wording.labels import (
    join_names,
    label_plans,
    label_themes,
    name_thing,
)
from compare.present.wording.numbers import format_figure, format_quantity, format_year
from compare.present.wording.texts import phrase

ROUTINES = ("annual", "standing")  # done again and again, which is no target of a year
MOST_CHARACTERS, MOST_WORDS = 20, 12  # of a title in Chinese, as wide as 国, in English


def choose_title(name: str, lang: str, *findings: str) -> str:
    """The first of `findings` that is short enough, else what the figure of that name measures."""
    short = (text for text in findings if text and is_short(text, lang))
    title = next(short, phrase(f"gallery.{name}.title", lang))
    return title[:1].upper() + title[1:]


def is_short(title: str, lang: str) -> bool:
    """At most 20 characters in Chinese, two digits or blanks as one; 12 words in English."""
    if lang == "zh":
        wide = sum(east_asian_width(char) in "FWA" for char in title)
        return wide + (len(title) - wide) / 2 <= MOST_CHARACTERS
    return len(title.split()) <= MOST_WORDS


def title_indicators(indicators: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """2025年目标：海安20%，太仓23%, of the one target all state, else 写出数字的 15 项，都写的 2 项."""
    numbers = indicators[indicators["stated"] == "number"]
    if numbers.empty or len(plans) < 2:
        return choose_title("indicators", lang)
    stated, shared = numbers["indicator_id"].nunique(), count_shared(numbers, len(plans))
    told = phrase("indicators.headline", lang, stated=stated, shared=shared)
    return choose_title("indicators", lang, *_tell_target(numbers, plans, lang), told)


def _tell_target(numbers: pd.DataFrame, plans: pd.DataFrame, lang: str) -> list[str]:
    """The only dated target to which each of a few plans puts a number of one unit, by its name, else
    by its year; nothing where there are several."""
    once = numbers[~numbers["cadence"].isin(ROUTINES) & numbers["target_value"].notna()]
    groups = [part for _, part in once.groupby("indicator_id", sort=False)]
    shared = [part for part in groups if part["plan_id"].nunique() == len(plans)]
    if len(shared) != 1 or len(plans) > MOST_PLANS:
        return []
    rows = {str(row["plan_id"]): row for row in shared[0].to_dict("records")}
    alike = [name for name in ("unit", "target_year", "measure") if name in shared[0]]
    if (shared[0][alike].nunique(dropna=False) > 1).any():
        return []
    values = phrase("mark.comma", lang).join(
        label
        + phrase("mark.space", lang)
        + format_quantity(float(rows[plan]["target_value"]), str(rows[plan]["unit"]), lang)
        for plan, label in label_plans(plans, lang).items()
    )
    year, first = shared[0]["target_year"].iloc[0], shared[0].iloc[0]
    named = name_thing(first, "indicator", lang) + format_year(year, lang)
    told = [named + phrase("mark.colon", lang) + values]
    if not pd.isna(year):
        told.append(phrase("indicators.headline.year", lang, year=int(year), values=values))
    return told


def title_workload(
    workload: pd.DataFrame, names: Mapping[str, str], plans: pd.DataFrame, lang: str, grain: str
) -> str:
    """团市委：甲县 10%，乙县 70%, where two plans differ most or more surely do, else 科技局列入分工最多,
    else the measure. `names`: department_id → how it is called."""
    chosen = workload[workload["grain"] == grain]
    if chosen.empty:
        return choose_title("workload", lang)
    labels, found = label_plans(plans, lang), list[str]()
    if len(plans) == 2 and (apart := rank_apart(chosen, plans)):
        own = chosen[chosen["department_id"] == apart[0]].set_index("plan_id")["share"]
        shares = [(labels[p], format_figure(own.get(p, 0.0), "share")) for p in labels]
        found.append(names[apart[0]] + phrase("mark.colon", lang) + join_values(shares, lang))
    elif ends := find_difference(chosen, plans):
        department, counts = ends
        values = ((labels[p], format_figure(some / every, "share")) for p, (some, every) in counts)
        found += [
            names[department] + phrase("mark.colon", lang) + join_values(values, lang),
            phrase("workload.headline.differ", lang, name=names[department]),
        ]
    if is_widest_either_way(workload, select_sections(workload), plans):
        widest = [names[d] for d in list_widest(chosen, plans)[0]]
        for most in (4, 2):
            told = join_names(widest, lang, most)
            found.append(phrase("workload.headline", lang, widest=told))
    return choose_title("workload", lang, *found)


def title_alignment(
    pairs: pd.DataFrame, tasks: pd.DataFrame, plans: pd.DataFrame, lang: str, pair: Pair | None
) -> str:
    """对应：海安 31/33，太仓 31/34, of two plans; of more the measure."""
    chosen = pair or find_pair(plans)
    if chosen is None:
        return choose_title("alignment_links", lang)
    labels, alone = label_plans(plans, lang), judge_pair(pairs, chosen)
    values = []
    for plan in chosen:
        own = select_key_tasks(tasks, plan)["task_id"].map(alone)
        sure = int((own == COUNTERPART).sum())
        values.append((labels[plan], phrase("links.headline.count", lang, n=sure, of=len(own))))
    told = phrase("links.headline", lang, plans=join_values(values, lang))
    return choose_title("alignment_links", lang, told if alone else "")


def judge_pair(pairs: pd.DataFrame, pair: Pair) -> dict[str, str]:
    """task_id → counterpart, uncertain or none, of the tasks of two plans."""
    both = pairs["plan_a"].isin(pair) & pairs["plan_b"].isin(pair)
    judged = judge_tasks(pairs[both])
    return dict(zip(judged["task_id"], judged["judgement"], strict=True))


def title_coverage(coverage: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """海安未写国际交流, what one of few plans leaves out; else 航天：甲县 24%，乙县 7%, where the
    intervals do not meet; else the measure."""
    framed = coverage.groupby("theme_id")["plan_id"].transform("nunique") == len(plans)
    if len(plans) < 2 or not framed.any():
        return choose_title("coverage", lang)
    labels = label_plans(plans, lang)
    gaps = list_left_out(select_reviewed(coverage[framed]), lang)
    told = _tell_gaps(gaps, labels, lang)
    if sure := list_sure_differences(coverage):
        theme, ends = sure[0]
        name = label_themes(coverage, lang)[theme]
        shares = join_values(((labels[p], format_figure(v, "share")) for p, v in ends), lang)
        told.append(name + phrase("mark.colon", lang) + shares)
        told.append(phrase("coverage.headline.differ", lang, name=name))
    return choose_title("coverage", lang, *told)


def _tell_gaps(gaps: dict[str, list[str]], labels: dict[str, str], lang: str) -> list[str]:
    """海安未写国际交流、智慧农业, then with fewer themes; nothing where several plans leave some out."""
    if len(gaps) != 1 or len(labels) > MOST_PLANS:
        return []
    ((plan, names),) = gaps.items()
    return [
        phrase(
            "coverage.headline.gap", lang, plan=labels[plan], names=join_names(names, lang, most)
        )
        for most in range(len(names), 0, -1)
    ]


def title_passages(
    passages: pd.DataFrame, plans: pd.DataFrame, lang: str, pair: Pair | None
) -> str:
    """共有文字：海安 34%，太仓 34%, of two or three plans; of more the measure."""
    labels, shown = label_plans(plans, lang), list(pair or plans["plan_id"])
    if passages.empty or not 1 < len(shown) <= MOST_PLANS:
        return choose_title("shared_passages", lang)
    part = passages[passages["plan_a"].isin(shown) & passages["plan_b"].isin(shown)]
    shares = [(labels[p], format_figure(measure_share(part, plans, p), "share")) for p in shown]
    told = phrase("passages.headline", lang, shares=join_values(shares, lang))
    return choose_title("shared_passages", lang, told)


def title_progress(progress: pd.DataFrame, lang: str) -> str:
    """超前 3，持平 1，滞后 2."""
    latest = [
        part.sort_values("year", kind="stable").iloc[-1] for part in list_measured_targets(progress)
    ]
    counts = [sum(row["status"] == status for row in latest) for status in STATUSES]
    told = join_values(
        (
            (phrase(f"progress.status.{status}", lang), str(n))
            for status, n in zip(STATUSES, counts, strict=True)
        ),
        lang,
    )
    return choose_title("progress", lang, told if latest else "")
