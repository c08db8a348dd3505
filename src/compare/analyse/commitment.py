"""How binding is each task: number, deadline, lead, cadence, and the modality of its clauses.

The modal words stand in `lookups/modal_verbs.csv`, in four classes: must (确保, 要 …) · do (建设,
开展 …) · strive (力争, 努力 …) · encourage (鼓励, 引导 …). A clause is what stands between ，；。
(marks inside quotation marks, book titles and brackets do not divide, and words inside them do
not count: they are names). The first modal word of a clause governs it; a clause without one is
governed like the clause before it in the same sentence, which ends at ； too, and is left out
where there is none. A task has the modality of most of its clauses, ties going to the stronger
(must > do > strive > encourage). `compare_modality_rules` shows what other rules would give.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from compare.language.digits import ORDINAL
from compare.language.periods import AT_END, DASH, DURING, FIVE_YEAR_PLAN, YEAR, find_plan_years
from compare.language.sentences import CLAUSE_END, split_clauses, split_sentences
from compare.lookups import cache_by_lookups, read_lookup
from compare.parallel import Run, run_here
from compare.schema import build_table

MODALITIES = ("must", "do", "strive", "encourage")
RULES = ("clause", "sentence_strongest", "sentence_first")
FLAGS = ("has_number", "has_deadline", "has_lead", "has_responsible", "has_cadence", "has_standing")

TASKS_AT_ONCE = 1000

_BLANK = "□"
_NAMES = re.compile(
    rf"《[^《》]*》|“(?!{FIVE_YEAR_PLAN}”)[^“”]*”|（[^（）]*）|\([^()]*\)|〔[^〔〕]*〕"
)
_COUNT = rf"(?:\d+|[{ORDINAL}两半]+)"
_SPAN = r"(?:年|学年|学期|季度|季|个月|月|周|天|日)"
_CADENCE = re.compile(
    rf"每{_COUNT}?个?{_SPAN}|逐[年季月]|按(?:年|季度?|月)(?=[一-龥])|{_COUNT}年一次"
)
_STANDING = re.compile(r"定期|常态化?|经常性|年度")
_DEADLINE = re.compile(
    rf"(?<![\d{DASH}])(?P<year>{YEAR})年(?:底|末)?前?(?![{DASH}])"
    rf"|(?<!每){_COUNT}(?:个)?(?:年|学年|学期|季度|月|周|天|日)(?:之|以)?内"
    rf"|“?{FIVE_YEAR_PLAN}”?(?:{AT_END}|{DURING})"
    rf"|(?<![每年\d{ORDINAL}两半])(?:今|本|当|明)?年(?:内|底前?|末前?)"
)


def judge_commitment(
    tasks: pd.DataFrame,
    targets: pd.DataFrame,
    assignments: pd.DataFrame,
    plans: pd.DataFrame | None = None,
    *,
    run: Run = run_here,
) -> pd.DataFrame:
    """One row per task: what binds it, with the words the judgement rests on.

    has_number: a quantity of kind `target` stands in the task. has_deadline: a year, date or
    span by which something is to be met (到2025年, 三年内, “十四五”期末); with `plans`, years before
    a plan's first year do not count. has_lead: its clause names a lead; `lead_scope` tells whether
    the clause speaks for the task or its whole section. has_responsible: its clause names anybody.
    has_cadence: a stated interval (每年, 每季度, 逐年); 定期 and 常态化 name none and give
    has_standing instead. `must` … `encourage` and `unmarked` count clauses.

    `run`: where tasks are read, so many at once.

    `到2025年，技能人才总量达16万` → number, deadline; `鼓励社会投入` → encourage.
    """
    starts = _start_years(plans)
    columns = (tasks[name].tolist() for name in ("plan_id", "title", "body"))
    texts = [
        (f"{title}。{body}", starts.get(plan)) for plan, title, body in zip(*columns, strict=True)
    ]
    places = range(0, len(texts), TASKS_AT_ONCE)
    found = run(_read_texts, (texts[place : place + TASKS_AT_ONCE] for place in places))
    readings = [reading for some in found for reading in some]
    task_ids = tasks["task_id"].tolist()
    quotes = _group(targets[targets["kind"] == "target"], "quote")
    leading = assignments[assignments["role"] == "lead"]
    leads, scopes = _group(leading, "name"), _group(leading, "scope")
    named = set(assignments["task_id"])
    counts = [reading.counts for reading in readings]
    return build_table(
        "commitment",
        {
            "task_id": task_ids,
            "plan_id": tasks["plan_id"].tolist(),
            "has_number": [task in quotes for task in task_ids],
            "has_deadline": [bool(reading.deadlines) for reading in readings],
            "has_lead": [task in leads for task in task_ids],
            "has_cadence": [bool(reading.cadences) for reading in readings],
            "modality": [choose_modality(count) for count in counts],
            "evidence": [
                _join(
                    [
                        *quotes.get(task, ()),
                        *reading.deadlines,
                        *leads.get(task, ()),
                        *reading.cadences,
                        *reading.standing,
                        *reading.words,
                    ]
                )
                for task, reading in zip(task_ids, readings, strict=True)
            ],
            "lead_scope": [scopes.get(task, ("",))[0] for task in task_ids],
            "has_responsible": [task in named for task in task_ids],
            "has_standing": [bool(reading.standing) for reading in readings],
            "clauses": [sum(count.values()) for count in counts],
            **{name: [count.get(name, 0) for count in counts] for name in MODALITIES},
            "unmarked": [count.get("", 0) for count in counts],
        },
    )


class _Reading(NamedTuple):
    """What the text of one task gives; `counts`: clauses by modality."""

    deadlines: list[str]
    cadences: list[str]
    standing: list[str]
    words: list[str]
    counts: dict[str, int]


def _read_texts(texts: Sequence[tuple[str, int | None]]) -> list[_Reading]:
    return [_read_text(blank_names(text), start) for text, start in texts]


def _read_text(masked: str, start: int | None) -> _Reading:
    words: dict[str, None] = {}
    counts: dict[str, int] = {}
    for _, _, _, word, modality, inherited in _govern(masked):
        counts[modality] = counts.get(modality, 0) + 1
        if not inherited:
            words[word] = None
    return _Reading(
        find_deadlines(masked, start),
        [m.group() for m in _CADENCE.finditer(masked)],
        [m.group() for m in _STANDING.finditer(masked)],
        list(words),
        counts,
    )


def find_deadlines(text: str, start: int | None = None) -> list[str]:
    """The phrases by which something is to be met: `到2025年建成` → 2025年; none before `start`."""
    return [m.group() for m in _DEADLINE.finditer(text) if not _is_past(m, start)]


def _is_past(match: re.Match[str], start: int | None) -> bool:
    if start is None:
        return False
    if match["year"]:
        return int(match["year"]) < start
    return bool(match["plan"]) and find_plan_years(match["plan"])[1] < start


def list_clauses(tasks: pd.DataFrame) -> pd.DataFrame:
    """One row per clause of each task: its first modal word and the modality that governs it.

    Columns task_id, plan_id, sentence and clause (counted from 1), text, word, modality (empty
    where none governs), inherited (governed by the clause before).
    """
    names = ["task_id", "plan_id", "sentence", "clause"]
    names += ["text", "word", "modality", "inherited"]
    rows = [
        {"task_id": task["task_id"], "plan_id": task["plan_id"], **clause}
        for task in _records(tasks)
        for clause in read_clauses(join_text(task))
    ]
    return pd.DataFrame(rows, columns=names)


def read_clauses(text: str) -> list[dict[str, Any]]:
    """The clauses of a text in order, each with its governing modality.

    `各区镇要加大投入，形成体系。鼓励参与` → must (要), do (形成), encourage (鼓励).
    """
    return [
        {
            "sentence": sentence,
            "clause": clause,
            "text": text[left:right],
            "word": word,
            "modality": modality,
            "inherited": inherited,
        }
        for clause, (sentence, left, right, word, modality, inherited) in enumerate(
            _govern(blank_names(text)), 1
        )
    ]


def _govern(masked: str) -> Iterator[tuple[int, int, int, str, str, bool]]:
    """(sentence, start, end, word, modality, inherited) of each clause of a masked text."""
    for number, span in enumerate(_list_filled(masked, split_sentences(masked)), 1):
        governing = ("", "")
        for left, right in _list_filled(masked, split_clauses(masked, *span)):
            own = find_modal(masked[left:right])
            governing, inherited = own or governing, own is None and bool(governing[1])
            yield number, left, right, *governing, inherited


def find_modal(clause: str) -> tuple[str, str] | None:
    """(word, modality) of the first modal word of a clause; compounds in `not_in` do not count."""
    pattern, modality = _modal_pattern()
    for match in pattern.finditer(clause):
        if match.lastgroup == "word":
            return match.group(), modality[match.group()]
    return None


@cache_by_lookups()
def _modal_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = read_lookup("modal_verbs")
    excluded = {word for row in rows for word in row["not_in"].split(";") if word}
    modality = {row["verb"]: row["modality"] for row in rows}
    excluded -= modality.keys()

    def either(words: Iterable[str]) -> str:
        return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))

    return re.compile(f"(?P<noun>{either(excluded)})|(?P<word>{either(modality)})"), modality


def blank_names(text: str) -> str:
    """The text at the same length with quoted, titled and bracketed names blanked out."""
    previous = ""
    while previous != text:
        previous, text = text, _NAMES.sub(lambda m: _BLANK * len(m.group()), text)
    return text


def join_text(task: Mapping[str, Any]) -> str:
    """Title and body of a task as one running text."""
    return f"{task['title']}。{task['body']}"


def choose_modality(counts: Mapping[str, int]) -> str:
    """The modality of most clauses, ties to the stronger; empty where no clause has any."""
    best = max(MODALITIES, key=lambda name: (counts.get(name, 0), -MODALITIES.index(name)))
    return best if counts.get(best, 0) else ""


def compare_modality_rules(tasks: pd.DataFrame) -> pd.DataFrame:
    """One row per plan, counting rule and modality: how much the rule matters.

    `clause` counts every governed clause; `sentence_strongest` gives a sentence the strongest
    modality found in it, `sentence_first` the one of its first governed clause. Columns plan_id,
    rule, modality, count, share (of the governed clauses or sentences, 0–1).
    """
    clauses = list_clauses(tasks)
    governed = clauses[clauses["modality"] != ""]
    rows: list[dict[str, object]] = []
    for plan_id, part in governed.groupby("plan_id", sort=False):
        sentences = [
            list(group["modality"])
            for _, group in part.groupby(["task_id", "sentence"], sort=False)
        ]
        counted = {
            "clause": Counter(part["modality"]),
            "sentence_strongest": Counter(min(s, key=MODALITIES.index) for s in sentences),
            "sentence_first": Counter(s[0] for s in sentences),
        }
        for rule in RULES:
            total = counted[rule].total()
            rows += [
                {
                    "plan_id": plan_id,
                    "rule": rule,
                    "modality": name,
                    "count": counted[rule][name],
                    "share": counted[rule][name] / total,
                }
                for name in MODALITIES
            ]
    return pd.DataFrame(rows, columns=["plan_id", "rule", "modality", "count", "share"])


def measure_commitment(
    commitment: pd.DataFrame,
    tasks: pd.DataFrame,
    themes: pd.DataFrame | None = None,
    assignments: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per plan and group (the plan, its sections, themes, departments).

    Columns plan_id, level (plan|section|theme|department), group, tasks, then for each flag the
    share of tasks that have it, then for each modality its share of the governed clauses.
    `themes` has columns task_id, theme_id; a task counts in each of its themes and departments.
    """
    plan = tasks[["task_id"]].assign(group=tasks["plan_id"])
    section = tasks[["task_id"]].assign(group=tasks["section_id"])
    levels = [("plan", plan), ("section", section)]
    if themes is not None:
        levels.append(("theme", themes.rename(columns={"theme_id": "group"})))
    if assignments is not None:
        levels.append(("department", assignments.rename(columns={"department_id": "group"})))
    rows = []
    for level, groups in levels:
        members = groups[["task_id", "group"]].drop_duplicates()
        joined = members.merge(commitment, on="task_id", how="inner")
        parts = dict(tuple(joined.groupby("plan_id", sort=False)))
        for plan_id in filter(parts.__contains__, commitment["plan_id"].drop_duplicates()):
            for group, found in parts[plan_id].groupby("group", sort=False):
                rows.append({"plan_id": plan_id, "level": level, "group": group, **_share(found)})
    return pd.DataFrame(rows, columns=["plan_id", "level", "group", "tasks", *FLAGS, *MODALITIES])


def _share(found: pd.DataFrame) -> dict[str, object]:
    counts = {name: int(found[name].sum()) for name in MODALITIES}
    total = sum(counts.values())
    return {
        "tasks": len(found),
        **{flag: int(found[flag].sum()) / len(found) for flag in FLAGS},
        **{name: counts[name] / total if total else None for name in MODALITIES},
    }


def list_unbound(
    commitment: pd.DataFrame, tasks: pd.DataFrame, responsible_binds: bool = False
) -> pd.DataFrame:
    """One row per task with neither number nor deadline nor lead, in document order.

    A plan that names departments without a lead has no leads at all; with `responsible_binds`
    any named department counts in the place of a lead, which is the fairer comparison.
    Columns: task_id, plan_id, kind, section_title, title, has_responsible, has_cadence, modality.
    """
    binding = ["has_number", "has_deadline", "has_responsible" if responsible_binds else "has_lead"]
    loose = commitment[~commitment[binding].astype(bool).any(axis=1)]
    described = loose.merge(
        tasks[["task_id", "kind", "section_title", "title"]], on="task_id", how="left"
    )
    names = ["task_id", "plan_id", "kind", "section_title", "title"]
    return described[[*names, "has_responsible", "has_cadence", "modality"]]


def _list_filled(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans that hold more than marks, without the marks that end them."""
    for start, end in spans:
        held = text[start:end].rstrip(CLAUSE_END)
        if held.strip():
            yield start, start + len(held)


def _start_years(plans: pd.DataFrame | None) -> dict[str, int]:
    if plans is None:
        return {}
    known = plans[plans["period_start"].notna()]
    return {
        str(plan): int(year)
        for plan, year in zip(known["plan_id"], known["period_start"], strict=True)
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def _group(frame: pd.DataFrame, column: str) -> dict[str, list[str]]:
    """task_id → values of a column, in order."""
    grouped: dict[str, list[str]] = {}
    for task_id, value in zip(frame["task_id"], frame[column], strict=True):
        grouped.setdefault(task_id, []).append(value)
    return grouped


def _join(words: Iterable[str]) -> str:
    return ";".join(dict.fromkeys(filter(None, words)))
