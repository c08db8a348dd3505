"""Small plans for the page's tests, and many plans made of two."""

from __future__ import annotations

import hashlib
from functools import cache

import pandas as pd

from compare.build.collect import list_plans, tabulate
from compare.build.comparisons import Material, compare_plans
from compare.extract import extract_plan

Build = tuple[dict[str, pd.DataFrame], dict[str, str]]

HOSTILE = '</script><script>window.broken=1</script><img src=x onerror="window.broken=2">'
LINK = "javascript:alert(document.domain)"

PLAIN = """{place}全民科学素质行动实施方案（2021—2025年）

一、主要目标
到2025年，公民具备科学素质的比例达到{share}%。

二、重点任务
（一）青少年科学素质提升行动
1. 加强科学教育。在保教工作中融入科学启蒙和生活技能教育内容，{extra}，每年举办科技节2次。（责任单位：市教育局、市科协）
2. 建设农村科普{sign}基地。深入开展“三下乡”活动，培育高素质农民。（牵头单位：市农业农村局；配合单位：市科协、各区镇）

三、保障措施
（一）加强组织领导。{place}科协负责本方案的组织实施。
"""


def write_plan(place: str, share: int = 20, extra: str = "开展科学课程", sign: str = "示范") -> str:
    return PLAIN.format(place=place, share=share, extra=extra, sign=sign)


def build_plans(texts: dict[str, str], above: dict[str, str] | None = None) -> Build:
    """plan_id → text, taken through the whole method; `above`: plan_id → the plan above it."""
    plans = [
        (
            {
                "plan_id": plan_id,
                "title": text.split("\n", 1)[0],
                "place": text.split("全民", 1)[0],
                "source_file": f"{plan_id}.txt",
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "upper_plan": (above or {}).get(plan_id, ""),
            },
            text,
        )
        for plan_id, text in texts.items()
    ]
    extractions = [extract_plan(text, entry["plan_id"]) for entry, text in plans]
    tables = {"plans": list_plans(plans), **tabulate(extractions)}
    return compare_plans(Material(tables, texts)), texts


@cache
def build_few(count: int) -> Build:
    """One to three small plans, the third under the first."""
    names = ["甲市", "乙市", "丙市"][:count]
    texts = {f"p{i}": write_plan(name, 20 + i) for i, name in enumerate(names)}
    return build_plans(texts, {"p2": "p0"})


@cache
def build_hostile() -> Build:
    """Two plans whose text tries to be code: in a title, a body, a department, a formula."""
    first = write_plan("甲市", extra=f"{HOSTILE}{LINK}").replace(
        "加强科学教育。", "=1+1加强科学教育。"
    )
    second = write_plan("乙市", sign="𠮷<b>&amp;</b>").replace(
        "市农业农村局", "市<i>农业</i>农村局"
    )
    return build_plans({"p0": first, "p1": second})
