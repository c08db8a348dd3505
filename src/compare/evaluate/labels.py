"""How right whom a clause binds, what governs it and what a task is about are, by readings.

As `readings`: documents by checksum, places by offsets into their text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from compare.analyse.commitment import join_text, read_clauses
from compare.analyse.coverage import DERIVED, theme_of_task
from compare.evaluate.agreement import compute_kappa
from compare.evaluate.readings import Reading, extract_known, read_readings
from compare.extract import Extraction
from compare.schema import build_table

FIELDS = ("modality", "actor")
Clauses = Mapping[tuple[str, int], Mapping[str, str]]


def score_commitment(folder: Path, readings_folder: Path) -> pd.DataFrame:
    """One row per half and field (modality, actor) of the readings of clauses.

    Columns half, field, clauses (that both readers label alike, of documents in `folder`), kappa
    (of the two readers, over all that both label), right (share), f1 (mean over the classes that were read), and
    by_class (F1 of each).
    """
    readings = read_readings(readings_folder / "clauses.csv")
    documents = dict(extract_known(folder, {row["sha256"] for row in readings}))
    found = {key: row for known in documents.items() for key, row in _list_clauses(*known)}
    readings = [row for row in readings if row["sha256"] in documents]
    rows = []
    for half in dict.fromkeys(row["half"] for row in readings):
        for field in FIELDS:
            mine = [row for row in readings if row["half"] == half]
            rows.append({"half": half, "field": field, **_score_field(mine, field, found)})
    return pd.DataFrame(rows)


def _list_clauses(
    digest: str, plan: Extraction
) -> Iterable[tuple[tuple[str, int], Mapping[str, str]]]:
    """Each clause that stands once in its task, by document and place; `none` for what is empty."""
    for task in plan.tasks:
        start = int(str(task["start"]))
        text = plan.source[start : int(str(task["end"]))]
        for clause in read_clauses(join_text(task)):
            if text.count(clause["text"]) == 1:
                place = start + text.index(clause["text"])
                yield (digest, place), {name: clause[name] or "none" for name in FIELDS}


def _score_field(readings: Sequence[Reading], field: str, found: Clauses) -> dict[str, object]:
    both = [row for row in readings if row[f"{field}_1"] and row[f"{field}_2"]]
    agreed = [row for row in both if row[f"{field}_1"] == row[f"{field}_2"]]
    pairs = [
        (row[f"{field}_1"], found.get((row["sha256"], int(row["start"])), {}).get(field, "missing"))
        for row in agreed
    ]
    scores = {name: _measure_f1(pairs, name) for name in sorted({gold for gold, _ in pairs})}
    return {
        "clauses": len(pairs),
        "kappa": compute_kappa([(row[f"{field}_1"], row[f"{field}_2"]) for row in both]),
        "right": sum(gold == said for gold, said in pairs) / len(pairs),
        "f1": sum(scores.values()) / len(scores),
        "by_class": " ".join(f"{name}={score:.2f}" for name, score in scores.items()),
    }


def _measure_f1(pairs: Sequence[tuple[str, str]], name: str) -> float:
    both = sum(gold == said == name for gold, said in pairs)
    either = sum(gold == name for gold, _ in pairs) + sum(said == name for _, said in pairs)
    return 2 * both / either


def score_themes(folder: Path, readings_folder: Path) -> pd.DataFrame:
    """One row per family of the readings of topics: do derived themes part tasks as a reader does?

    B-cubed (Bagga & Baldwin 1998, of tasks by their foremost theme against their topic): columns
    family, tasks, precision, recall, f1. Plans of one family read are given one frame.
    """
    readings = read_readings(readings_folder / "themes.csv")
    documents = dict(extract_known(folder, {row["sha256"] for row in readings}))
    rows = []
    for family in dict.fromkeys(row["family"] for row in readings):
        mine = [row for row in readings if row["family"] == family and row["sha256"] in documents]
        if mine:
            held = [documents[digest].tasks for digest in dict.fromkeys(r["sha256"] for r in mine)]
            tasks = build_table("tasks", [task for part in held for task in part])
            rows.append(
                {"family": family, "tasks": len(mine), **_score_family(mine, documents, tasks)}
            )
    return pd.DataFrame(rows)


def _score_family(
    readings: Sequence[Reading],
    documents: Mapping[str, Extraction],
    tasks: pd.DataFrame,
) -> dict[str, float]:
    found = theme_of_task(tasks, family=DERIVED)
    main = found[found["main"]].set_index("task_id")["theme_id"].to_dict()
    themes = []
    for row in readings:
        own = documents[row["sha256"]].tasks
        ids = [task["task_id"] for task in own if str(task["start"]) == row["start"]]
        themes.append(main.get(ids[0], ids[0]) if ids else "")
    return measure_bcubed(themes, [row["topic"] for row in readings])


def measure_bcubed(said: Sequence[str], read: Sequence[str]) -> dict[str, float]:
    """Precision, recall and F1 of a parting of things, averaged over the things.

    a a b against x y y: precision (½ + ½ + 1) ÷ 3, recall (1 + ½ + ½) ÷ 3.
    """
    number = len(said)
    precision = recall = 0.0
    for i in range(number):
        both = sum(said[i] == said[j] and read[i] == read[j] for j in range(number))
        precision += both / said.count(said[i]) / number
        recall += both / read.count(read[i]) / number
    f1 = 2 * precision * recall / (precision + recall)
    return {"precision": precision, "recall": recall, "f1": f1}
