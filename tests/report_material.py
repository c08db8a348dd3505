"""Hand-made tables and texts for the tests of what people take away, hostile cells included."""

from __future__ import annotations

from functools import cache
from itertools import combinations, pairwise

import pandas as pd

from compare.schema import TABLES, build_table

PLACES = "甲乙丙丁戊己"
SCRIPT = "<script>alert(1)</script>"
TEXT = (
    "某县规划\n一、任务\n=SUM(A1) 加强科普，到2025年达到20.5%。（责任单位：科协、教育局）\n"
    f"-1+1 {SCRIPT}。\n+86 建设。\n@保障。\n"
)
HOSTILE = ("=SUM(A1)", "-1+1", "+86", "@保障")


def make_sources(n: int) -> dict[str, str]:
    return {f"p{i + 1}": TEXT for i in range(n)}


def make_report_tables(n: int) -> dict[str, pd.DataFrame]:
    """n plans with two key tasks and a safeguard each; the second plan leaves a theme out."""
    return {name: table.copy() for name, table in _make_tables(n).items()}


@cache
def _make_tables(n: int) -> dict[str, pd.DataFrame]:
    ids = [f"p{i + 1}" for i in range(n)]
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in TABLES}
    rows["departments"] = [
        {"department_id": d, "name_zh": z, "name_en": e, "kind": "bureau", "status": "reviewed"}
        for d, z, e in (("kx", "科协", "=Association"), ("jy", "教育局", "Education Bureau"))
    ]
    for i, plan in enumerate(ids):
        _add_plan(rows, plan, i)
    for a, b in combinations(ids, 2):
        _add_pair(rows, a, b)
    del rows["progress"]
    return {name: build_table(name, found) for name, found in rows.items()}


def _add_plan(rows: dict[str, list[dict[str, object]]], plan: str, i: int) -> None:
    rows["plans"].append(
        {
            "plan_id": plan,
            "title": f"={PLACES[i]}县规划",
            "place": f"{PLACES[i]}县",
            "doc_number": "@1号",
            "source_file": f"{plan}.txt",
            "sha256": "0" * 64,
            "characters": 1234,
            "clean_characters": 1200,
        }
    )
    starts = [TEXT.index(word) for word in HOSTILE] + [len(TEXT)]
    bodies = ("加强科普", SCRIPT, "建设", "")
    for number, (start, end) in enumerate(pairwise(starts[:3] + [starts[4]]), 1):
        kind = "key_task" if number < 3 else "safeguard"
        task = f"{plan}-{number}"
        line = TEXT.count("\n", 0, start) + 1
        rows["tasks"].append(
            {"task_id": task, "plan_id": plan, "kind": kind, "chapter": "一、任务"}
            | {"section_id": f"{plan}-s{number}", "section_no": "", "section_title": "+节"}
            | {"task_no": str(number), "title": HOSTILE[number - 1], "body": bodies[number - 1]}
            | {"start": start, "end": end, "line_start": line, "line_end": line}
        )
        flags = ("number", "deadline", "lead", "cadence", "responsible", "standing")
        rows["commitment"].append(
            {"task_id": task, "plan_id": plan, "modality": "do", "clauses": 1, "do": 1}
            | {f"has_{flag}": number == 1 for flag in flags}
        )
    named = [(1, "kx", "科协"), (2, "kx", "科协"), (1, "jy", "教育局")]
    for position, (number, department, name) in enumerate(named, 1):
        at = TEXT.index(name)
        rows["assignments"].append(
            {"plan_id": plan, "task_id": f"{plan}-{number}", "scope": "task", "role": "lead"}
            | {"position": position, "name_as_written": name, "name": name}
            | {"department_id": department, "start": at, "end": at + len(name)}
        )
    for department, mentions, share in (("kx", 8, 1.0), ("jy", 1, 0.125)):
        for grain in ("task", "section"):
            rows["workload"].append(
                {"plan_id": plan, "department_id": department, "grain": grain, "share": share}
                | {"mentions": mentions, "lead": mentions, "support": 0, "responsible": 0}
                | {"rank": 1 if department == "kx" else 2}
            )
    at = TEXT.index("到2025年")
    rows["targets"].append(
        {"target_id": f"{plan}-t1", "plan_id": plan, "task_id": f"{plan}-1", "kind": "target"}
        | {"indicator_id": "rate", "indicator": "=比例", "quote": "到2025年达到20.5%"}
        | {"value": 20.5, "unit": "%", "year": 2025, "start": at, "end": at + 12}
    )
    common: dict[str, object] = {"plan_id": plan, "stated": "number", "task_id": f"{plan}-1"}
    rows["indicators"] += [
        common
        | {"indicator_id": "rate", "indicator": "=比例", "indicator_en": "-Rate", "unit": "%"}
        | {"baseline_value": 14.0, "baseline_year": 2020, "target_value": 20.5 + i}
        | {"target_year": 2025, "gap": 6.5 + i, "pace_per_year": (6.5 + i) / 5}
        | {"aspirational": i == 0, "quote": "到2025年达到20.5%", "target_id": f"{plan}-t1"},
        common
        | {"indicator_id": "people", "indicator": "人数", "indicator_en": "People"}
        | {"target_value": 1000.0, "unit": "名", "aspirational": False, "quote": "@1000名"},
    ]
    for theme, share in (("科普", 0.5), ("航天=1", 0.0 if i == 1 else 0.125)):
        rows["coverage"].append(
            {"plan_id": plan, "theme_id": theme, "theme": theme, "theme_en": "", "family": "f"}
            | {"score": 1.0, "share": share, "best_task_id": f"{plan}-1", "level": 1}
        )
    rows["distinctive_terms"].append(
        {"plan_id": plan, "term": "科普", "count": 3, "count_others": 1, "rate": 2.0}
        | {"rate_others": 1.0, "rate_ratio": 2.0, "g2": 1.5, "p_adjusted": 0.4}
        | {"tasks": 1, "tasks_others": 1}
    )
    rows["ignored"].append(
        {"plan_id": plan, "what": "number", "text": "-1+1", "reason": "=r", "start": 0, "end": 4}
    )


def _add_pair(rows: dict[str, list[dict[str, object]]], a: str, b: str) -> None:
    for number in (1, 2):
        for other in (1, 2):
            rows["task_pairs"].append(
                {"plan_a": a, "task_a": f"{a}-{number}", "plan_b": b, "task_b": f"{b}-{other}"}
                | {"tfidf": 0.5, "similarity": 0.25, "rank_a": 1, "rank_b": 1}
                | {"shared_terms": "-科普", "matched": number == other == 1}
                | {"judgement": "counterpart" if number == other == 1 else "none"}
                | {"probability": 0.9 if number == other == 1 else 0.1}
            )
    rows["section_pairs"].append(
        {"plan_a": a, "section_a": f"{a}-s1", "plan_b": b, "section_b": f"{b}-s1"}
        | {"tfidf": 0.5, "similarity": 0.25, "matched": True}
    )
    at = TEXT.index("加强科普")
    rows["shared_passages"].append(
        {"plan_a": a, "start_a": at, "end_a": at + 4, "text_a": "=加强", "task_a": f"{a}-1"}
        | {"plan_b": b, "start_b": at, "end_b": at + 4, "text_b": SCRIPT, "task_b": f"{b}-1"}
        | {"kind": "near", "similarity": 0.9}
    )
