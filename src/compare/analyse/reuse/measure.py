"""How much of each plan, section and task is shared, and what the tasks say without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from compare.extract.clean import trace

KINDS = ("near", "place_swap", "verbatim")  # where passages of several plans meet, the last counts
COLUMNS = ("plan_id", "other_plan", "grain", "unit_id", "characters", *KINDS[::-1], "shared")

_Codes = npt.NDArray[np.int8]
_TITLE_MARKS = ("", "。", "：", "！", "？")
_BLANK = " "


def measure_reuse(
    passages: pd.DataFrame, sources: Mapping[str, str], tasks: pd.DataFrame
) -> pd.DataFrame:
    """One row per plan, other plan and unit (grain plan, section, task): shares of its characters.

    `other_plan` empty = shared with any other plan, a character counted once. `characters` counts
    the clean ones of the unit, lists of departments included (a section is its tasks);
    `verbatim` + `place_swap` + `near` = `shared`, all 0–1. Plans without a shared passage have the
    rows for any other plan alone, all zero.
    """
    rows: list[dict[str, object]] = []
    for plan, source in sources.items():
        spans = _list_spans(passages, plan)
        clean = np.zeros(len(source), dtype=bool)
        clean[list(trace(source).offsets)] = True
        units = list(_list_units(plan, len(source), tasks[tasks["plan_id"] == plan]))
        met = {other for other, *_ in spans}
        for other in ("", *(o for o in sources if o in met)):
            codes = _mark_kinds(len(source), [s for s in spans if other in ("", s[0])])
            for grain, unit, places in units:
                held = np.concatenate([codes[a:b][clean[a:b]] for a, b in places])
                head = {"plan_id": plan, "other_plan": other, "grain": grain, "unit_id": unit}
                rows.append({**head, **_count_kinds(held)})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _list_spans(passages: pd.DataFrame, plan: str) -> list[tuple[str, int, int, str]]:
    """(other plan, start, end, kind) of the plan's passages, whichever side it stands on."""
    spans = []
    for own, other in (("a", "b"), ("b", "a")):
        rows = passages[passages[f"plan_{own}"] == plan]
        columns = [f"plan_{other}", f"start_{own}", f"end_{own}", "kind"]
        spans += [(o, int(s), int(e), k) for o, s, e, k in rows[columns].itertuples(index=False)]
    return spans


def _list_units(
    plan: str, length: int, tasks: pd.DataFrame
) -> Iterator[tuple[str, str, list[tuple[int, int]]]]:
    """(grain, id, source spans) of the plan, its sections and its tasks."""
    yield "plan", plan, [(0, length)]
    spans = list(zip(tasks["start"].astype(int), tasks["end"].astype(int), strict=True))
    for section in tasks["section_id"].drop_duplicates():
        held = (tasks["section_id"] == section).tolist()
        yield "section", section, [s for s, inside in zip(spans, held, strict=True) if inside]
    for task, span in zip(tasks["task_id"], spans, strict=True):
        yield "task", task, [span]


def _mark_kinds(length: int, spans: Sequence[tuple[str, int, int, str]]) -> _Codes:
    codes = np.zeros(length, dtype=np.int8)
    for _, start, end, kind in spans:
        codes[start:end] = np.maximum(codes[start:end], KINDS.index(kind) + 1)
    return codes


def _count_kinds(codes: _Codes) -> dict[str, object]:
    size = len(codes)
    counts = np.bincount(codes, minlength=len(KINDS) + 1)[1:]
    shares = {kind: float(n) / size if size else 0.0 for kind, n in zip(KINDS, counts, strict=True)}
    shared = float(counts.sum()) / size if size else 0.0
    return {"characters": size, **shares, "shared": shared}


def remove_shared(tasks: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """The same tasks with every shared passage in title and body replaced by one space.

    For similarity with and without shared text; to leave out what two plans share, pass the
    passages of that pair. `title` 建好阵地, `body` 建好科普阵地，推动开放共享。 and the passage 推动开放共享。
    give the body `建好科普阵地， `.
    """
    texts: dict[str, list[tuple[int, str]]] = {}
    for side in ("a", "b"):
        columns = [f"task_{side}", f"start_{side}", f"text_{side}"]
        for task, start, text in passages[columns].itertuples(index=False):
            texts.setdefault(task, []).append((int(start), text))
    reduced = tasks.copy()
    rows = zip(tasks["task_id"], tasks["start"], tasks["title"], tasks["body"], strict=True)
    parts = [
        _blank_task(title, body, [(start - begin, text) for start, text in texts.get(task, ())])
        for task, begin, title, body in rows
    ]
    reduced["title"] = pd.Series([title for title, _ in parts], index=tasks.index, dtype=object)
    reduced["body"] = pd.Series([body for _, body in parts], index=tasks.index, dtype=object)
    return reduced


def _blank_task(title: str, body: str, passages: Sequence[tuple[int, str]]) -> tuple[str, str]:
    """Title and body without the passages, each given with its place after the task's start."""
    keep = [True] * (len(title) + len(body))
    for place, text in passages:
        for at in _find_passage(title, body, place, text):
            keep[at] = False
    whole = title + body
    return _blank(whole, keep, 0, len(title)), _blank(whole, keep, len(title), len(whole))


def _find_passage(title: str, body: str, place: int, text: str) -> list[int]:
    """Places of a passage's characters in title + body: its occurrence nearest to `place`.

    A passage that runs from the title into the body holds the mark between them, which neither has.
    """
    found: list[tuple[int, int, str]] = []
    for mark in _TITLE_MARKS:
        whole = title + mark + body
        at = whole.find(text)
        while at >= 0:
            found.append((abs(at - place), at, mark))
            at = whole.find(text, at + 1)
    if not found:
        return []
    _, at, mark = min(found)
    first, last = len(title), len(title) + len(mark)
    places = [p for p in range(at, at + len(text)) if not first <= p < last]
    return [p if p < first else p - len(mark) for p in places]


def _blank(whole: str, keep: list[bool], start: int, end: int) -> str:
    """`whole[start:end]` with each stretch that is not kept as one space."""
    out: list[str] = []
    for at in range(start, end):
        if keep[at]:
            out.append(whole[at])
        elif at == start or keep[at - 1]:
            out.append(_BLANK)
    return "".join(out)
