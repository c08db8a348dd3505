"""What other plans set out that ours does not, or not as firmly: practices to learn from.

A task of another plan is listed where our whole text lacks the words it goes by, where it states a
number and we none, where no task of ours is near it, where the one that answers it is less firm, or
where it is uncertain whether one does. Nothing is said of worth: a task is listed because the texts
differ, not because it is good.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from compare.analyse.alignment import COUNTERPART, NONE, UNCERTAIN, judge_tasks
from compare.analyse.indicators import keep_compared
from compare.analyse.practices.literal import (
    Key,
    find_absent_themes,
    find_names,
    find_touched,
    find_unwritten,
    list_keys,
    squeeze,
)
from compare.analyse.practices.phrases import choose_nearest
from compare.lookups import read_lookup
from compare.schema.grain import mask_key_tasks

UNWRITTEN, FIGURE, ABSENT, WEAKER = "unwritten", "figure", "absent", "weaker"
STATES = (UNWRITTEN, FIGURE, ABSENT, WEAKER, UNCERTAIN)  # the surest first
FIRM = ("has_number", "has_deadline")  # what every plan could state
SIGNS = (*FIRM, "has_lead")
LIKELY = 0.5  # probability from which a doubtful pair is rather one than none
PRACTICE_COLUMNS = (
    *("our_plan", "plan_id", "task_id", "state", "judged", "terms", "names", "touched"),
    "target_ids",
    *("has_number", "has_deadline", "has_lead", "nearest_task", "similarity", "probability"),
)

Tables = Mapping[str, pd.DataFrame]
Row = Mapping[Any, Any]


def list_practices(
    tables: Tables, sources: Mapping[str, str], our: str, other: str = ""
) -> pd.DataFrame:
    """One row per key task of another plan (of `other` alone where it is given) that ours lacks, may
    lack, or states less firmly.

    `state`: unwritten – our whole text lacks `terms` (国际;海外), the words it goes by; figure – it
    holds `target_ids`, numbers of indicators to which ours puts none; absent – no task of ours is
    near; weaker – the one that answers it has neither number nor date; uncertain – a person has to
    judge, among them tasks that none is near but whose quoted `names` our text has.
    `judged`: what became of the task itself: counterpart, uncertain or none.
    `nearest_task`: our task most likely to be its counterpart, else the most alike, with the
    `probability` that it is one (empty where pairs carry none); of a task without counterpart, in
    the sections of ours that answer its section, the one that shares most with it beside what the
    section is about. `has_lead` counts only where our
    plan names leads too. The surest state first, in it those with number, date and lead; of
    uncertain ones the most doubtful first; then in document order. A task whose pairs were not
    judged is not listed. Columns PRACTICE_COLUMNS.
    """
    tasks, commitment = tables["tasks"], tables["commitment"]
    nearest = find_nearest(tables["task_pairs"], our)
    beside = _Sections(tables, our)
    firm = commitment.set_index("task_id")
    signs = (*FIRM, "has_lead") if _names_leads(commitment, our) else FIRM
    rows = []
    theirs = tasks["plan_id"] == other if other else tasks["plan_id"] != our
    for plan, part in tasks[mask_key_tasks(tasks) & theirs].groupby("plan_id", sort=False):
        known = [task for task in part.to_dict("records") if task["task_id"] in nearest]
        told = (
            dict(_compare_plans(tables, sources, str(plan), our, nearest, known)) if known else {}
        )
        for task in known:
            found = told.get(task["task_id"])
            pair = nearest[task["task_id"]]
            found = found or _tell_weaker(pair, task["task_id"], firm)
            if found is None:
                continue
            if found["state"] in (UNWRITTEN, ABSENT) and pair["judgement"] != COUNTERPART:
                pair = beside.find_pair(task) or pair
            held = {name: name in signs and _holds(firm, task["task_id"], name) for name in SIGNS}
            rows.append(
                {
                    **{"our_plan": our, "plan_id": plan, "task_id": task["task_id"]},
                    **dict.fromkeys(("terms", "names", "touched", "target_ids"), ""),
                    **{**found, **held},
                    **{"nearest_task": pair["own"], "similarity": pair["similarity"]},
                    "probability": pair["probability"],
                }
            )
    rows.sort(key=_rank)
    return pd.DataFrame(rows, columns=list(PRACTICE_COLUMNS))


def list_answered_sections(tables: Tables) -> set[tuple[str, str]]:
    """The pairs of sections that answer each other, both ways round."""
    pairs = tables["section_pairs"]
    pairs = pairs[pairs["judgement"] == COUNTERPART]
    answered = {*zip(pairs["section_a"], pairs["section_b"], strict=True)}
    return answered | {(b, a) for a, b in answered}


class _Sections:
    """Our key tasks in the sections that answer a section of another plan."""

    def __init__(self, tables: Tables, our: str) -> None:
        tasks = tables["tasks"]
        own = tasks[mask_key_tasks(tasks) & (tasks["plan_id"] == our)].to_dict("records")
        self.beside: dict[str, list[Row]] = {}
        for ours, theirs in sorted(list_answered_sections(tables)):
            within = [row for row in own if row["section_id"] == ours]
            self.beside.setdefault(theirs, []).extend(within)
        pairs = tables["task_pairs"]
        self.pairs = pairs[(pairs["plan_a"] == our) | (pairs["plan_b"] == our)]

    def find_pair(self, task: Row) -> Row | None:
        """The likeliest pair with one of them a person can waver over, else that with the one that
        shares most with the task (`choose_nearest`)."""
        near = self.beside.get(task["section_id"], [])
        a, b, name = self.pairs["task_a"], self.pairs["task_b"], task["task_id"]
        own = a.where(b == name, b.where(a == name))
        found = self.pairs.assign(own=own)[own.isin([row["task_id"] for row in near])]
        likely = found[found["probability"] >= read_doubt_level()]
        if likely.empty:
            likely = found[found["own"] == choose_nearest(task, near)]
        best = likely.sort_values("probability", ascending=False, kind="stable").head(1)
        return best.iloc[0].to_dict() if len(best) else None


def _compare_plans(
    tables: Tables,
    sources: Mapping[str, str],
    plan: str,
    our: str,
    answers: Mapping[str, Row],
    known: Sequence[Row],
) -> Iterator[tuple[str, dict[str, str]]]:
    """task_id → its state and what shows it, for each task that is unwritten, absent, uncertain or
    states a number of its own. `answers`: as `find_nearest` gives them."""
    between = judge_between(tables["task_pairs"], plan, our).set_index("task_id")
    judged, nearest = (between[name].to_dict() for name in ("judgement", "nearest_task"))
    settled = _find_settled(tables, sources, our, plan, judged)
    told = Unsaid(tables, sources, plan, our)
    numbers = list_own_numbers(tables, plan, our, answers)
    for task in known:
        name = str(task["task_id"])
        state = judged.get(name, "")
        if not state:
            continue
        is_likely = answers[name]["probability"] >= LIKELY
        if state == UNCERTAIN and nearest[name] in settled and not is_likely:
            state = NONE
        if terms := told.find_terms(task, COUNTERPART if is_likely else state):
            yield name, {"state": UNWRITTEN, "judged": state, "terms": ";".join(terms)}
        elif name in numbers:
            yield name, {"state": FIGURE, "judged": state, "target_ids": ";".join(numbers[name])}
        elif state == NONE and (names := told.find_names(task)):
            yield name, {"state": UNCERTAIN, "judged": state, "names": ";".join(names)}
        elif state != COUNTERPART:
            found = UNCERTAIN if state == UNCERTAIN else ABSENT
            yield name, {"state": found, "judged": state, "touched": told.find_touched(task)}


def judge_between(task_pairs: pd.DataFrame, plan: str, other: str) -> pd.DataFrame:
    """Rows of `judge_tasks` for the tasks of both plans.

    Where only an improbable pair keeps a task from being none, no near task was found; it may have
    a counterpart all the same (37 of 106 had in families left out of the fit), which a person is
    asked to confirm.
    """
    both = task_pairs["plan_a"].isin([plan, other]) & task_pairs["plan_b"].isin([plan, other])
    judged = judge_tasks(task_pairs[both])
    improbable = (judged["judgement"] == UNCERTAIN) & (judged["probability"] < read_doubt_level())
    judged["judgement"] = judged["judgement"].mask(improbable, NONE)
    return judged


def read_doubt_level() -> float:
    """The probability from which a person can waver over a pair."""
    return next(
        float(r["value"]) for r in read_lookup("judgement") if r["term"] == "uncertain_from"
    )


def _find_settled(
    tables: Tables, sources: Mapping[str, str], plan: str, other: str, judged: Mapping[Any, Any]
) -> set[str]:
    """The tasks of a plan without counterpart whose words the other text has not: no task of the
    other can be in doubt for them."""
    told = Unsaid(tables, sources, plan, other)
    tasks = tables["tasks"]
    rows = tasks[mask_key_tasks(tasks) & (tasks["plan_id"] == plan)].to_dict("records")
    states = ((row, judged.get(str(row["task_id"]), COUNTERPART)) for row in rows)
    return {
        str(row["task_id"])
        for row, state in states
        if state != COUNTERPART and told.find_terms(row, state)
    }


class Unsaid:
    """What the tasks of one plan go by that another's whole text has not."""

    def __init__(self, tables: Tables, sources: Mapping[str, str], plan: str, other: str) -> None:
        own, source = tables["tasks"], sources.get(plan, "")
        self.other = sources.get(other, "")
        self.keys: dict[str, list[Key]] = (
            list_keys(own[own["plan_id"] == plan], tables["plans"], source) if self.other else {}
        )
        self.text = squeeze(self.other)
        self.themes = find_absent_themes(tables["coverage"], plan, other, self.text)

    def find_terms(self, task: Row, state: str) -> list[str]:
        """The words the task goes by that the other text never has."""
        if not self.other:
            return []
        keys = self.keys.get(str(task["task_id"]), [])
        return find_unwritten(task, keys, self.themes, self.text, state)

    def find_touched(self, task: Row) -> str:
        """What the task is about, where the other text names it at a few places."""
        return find_touched(self.keys.get(str(task["task_id"]), []), self.other)[0]

    def find_names(self, task: Row) -> list[str]:
        """Names the task goes by – quoted in its title, or half of all it quotes – that the other
        text has."""
        title = str(task["title"])
        named = find_names(f"{title}。{task['body'] or ''}", self.other)
        held = [name for name, (_, places) in named.items() if places]
        goes_by = any(name in title for name in held) or 2 * len(held) > len(named)
        return held if goes_by else []


def list_own_numbers(
    tables: Tables, plan: str, other: str, answers: Mapping[str, Row]
) -> dict[str, list[str]]:
    """task_id → the targets of a plan whose indicator the other puts no number to.

    A target is left out where the likeliest counterpart of its task states a number of the same
    unit, which may be the same thing by another name.
    """
    stated = keep_compared(tables["indicators"])
    stated = stated[stated["stated"] == "number"]
    known = set(stated.loc[stated["plan_id"] == other, "indicator_id"])
    own = stated[(stated["plan_id"] == plan) & ~stated["indicator_id"].isin(known)]
    units = _list_units(tables["targets"])
    found: dict[str, list[str]] = {}
    for task, target, unit in zip(own["task_id"], own["target_id"], own["unit"], strict=True):
        if not task or pd.isna(task):
            continue
        answer = answers.get(str(task), {}).get("own", "")
        if (answer, str(unit)) not in units:
            found.setdefault(str(task), []).append(str(target))
    return found


def _list_units(targets: pd.DataFrame) -> set[tuple[str, str]]:
    stated = targets[targets["kind"] == "target"]
    return {(str(t), str(u)) for t, u in zip(stated["task_id"], stated["unit"], strict=True)}


def _names_leads(commitment: pd.DataFrame, our: str) -> bool:
    """Whether our plan tells leads apart at all; if not, theirs having them shows nothing."""
    return bool(commitment.loc[commitment["plan_id"] == our, "has_lead"].any())


def find_nearest(task_pairs: pd.DataFrame, our: str) -> dict[str, Row]:
    """Task of another plan → its likeliest pair with a task of ours (`own`, `judgement` …)."""
    sides = []
    for own, other in (("a", "b"), ("b", "a")):
        part = task_pairs[task_pairs[f"plan_{own}"] == our]
        names = {f"task_{own}": "own", f"task_{other}": "other"}
        kept = ["own", "other", "tfidf", "similarity", "judgement", "probability"]
        sides.append(part.rename(columns=names)[kept])
    pairs = pd.concat(sides, ignore_index=True)
    order = pairs.fillna({"probability": -1.0, "similarity": -1.0}).sort_values(
        ["probability", "similarity", "tfidf"], ascending=False, kind="stable"
    )
    best = pairs.loc[order.index].drop_duplicates("other")
    return {str(row["other"]): row for row in best.to_dict("records")}


def _tell_weaker(pair: Row, task_id: str, firm: pd.DataFrame) -> dict[str, str] | None:
    if pair["judgement"] != COUNTERPART:  # not judged: nothing is known
        return None
    theirs, ours = (
        sum(_holds(firm, task, name) for name in FIRM) for task in (task_id, pair["own"])
    )
    return {"state": WEAKER, "judged": COUNTERPART} if theirs and not ours else None


def _holds(firm: pd.DataFrame, task_id: str, name: str) -> bool:
    return task_id in firm.index and bool(firm.at[task_id, name])


def _rank(row: dict[str, Any]) -> tuple[int, float, int, bool]:
    """By state; uncertain ones by how near to even they are; then the firmest and loneliest first."""
    doubt = abs(float(row["probability"]) - 0.5) if row["state"] == UNCERTAIN else 0.0
    firm = sum(row[name] for name in SIGNS)
    return STATES.index(row["state"]), doubt, -firm, row["judged"] != NONE
