"""What README and notebooks say in words is computed again from the tables.

Every number in their prose stands in a claim below, or is of a kind that counts nothing; so does
every comparative that a table could prove wrong. Sentences of page, workbook and brief are computed
when they are written (`test_findings`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from compare import store
from compare.analyse.keyness import SIGNIFICANT
from compare.present.wording.findings import select_shown
from compare.schema import TABLES
from compare.schema.grain import mask_key_tasks

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
READMES = ("README.md", "README.zh-CN.md")
# Years, numbers of documents and notebooks, ends of a scale, names of measures, the least length of
# a passage: none counts anything in the tables.
UNCOUNTED = re.compile(
    r"\b(?:19|20)\d\d\b|\b9号|notebooks? \d|\b[01] =|holds 0|more than 1\b|P@1|^15 characters|, 12 for a whole clause"
)
COMPARED = re.compile(
    r"\b(?:most figures|nearly every|threefold|no word|hardly|all but|few \*)|多数"
)


@cache
def tables() -> dict[str, pd.DataFrame]:
    folder = ROOT / "data" / "processed"
    held = [name for name in TABLES if (folder / f"{name}.csv").is_file()]
    return select_shown({name: store.read_table(name, folder) for name in held})


def count_numbers() -> tuple[int, int]:
    """Numbers worded as aspirations, of all that are compared."""
    stated = tables()["indicators"].query("stated == 'number'")
    return int(stated["aspirational"].fillna(False).astype(bool).sum()), len(stated)


def count_loose(*flags: str) -> int:
    judged = tables()["commitment"].query("plan_id == 'taicang'")
    return int((~judged[list(flags)].astype(bool).any(axis=1)).sum())


def measure_growth() -> float:
    """Rows of Taicang's assignments for each time that a section names a department."""
    named = tables()["assignments"].query("plan_id == 'taicang'")
    section = named["task_id"].map(tables()["tasks"].set_index("task_id")["section_id"])
    return len(named) / len(
        pd.DataFrame({"s": section, "d": named["department_id"]}).drop_duplicates()
    )


def share_do() -> float:
    counts = tables()["commitment"][["must", "do", "strive", "encourage"]].sum()
    return float(counts["do"] / counts.sum())


def count_shared() -> int:
    stated = tables()["indicators"].query("stated == 'number'")
    return int((stated.groupby("indicator_id")["plan_id"].nunique() == 2).sum())


def count_words() -> int:
    return int((tables()["distinctive_terms"]["p_adjusted"] <= SIGNIFICANT).sum())


def list_leads() -> set[str]:
    return set(tables()["assignments"].query("role == 'lead'")["plan_id"])


def list_scopes(plan_id: str) -> set[str]:
    return set(tables()["assignments"].query("plan_id == @plan_id")["scope"])


Claim = tuple[str, str, Callable[[], bool]]
CLAIMS: list[Claim] = [
    ("README.md", "6 of the 17 figures are aspirations", lambda: count_numbers() == (6, 17)),
    ("README.md", "hardly a numeric indicator in common", lambda: count_shared() == 2),
    ("README.md", "grow about threefold", lambda: 2.5 < measure_growth() < 3.5),
    ("README.md", "only Taicang says who leads", lambda: list_leads() == {"taicang"}),
    ("README.zh-CN.md", "17 项数字中有 6 项的措辞是“力争”", lambda: count_numbers() == (6, 17)),
    ("README.zh-CN.md", "只有太仓区分牵头和参加", lambda: list_leads() == {"taicang"}),
    (
        "0-overview",
        "Taicang names departments once per section and Hai'an once per task",
        lambda: list_scopes("taicang") == {"section"} and list_scopes("haian") == {"task"},
    ),
    ("2-target-metrics", "marks 6 of the 17 figures", lambda: count_numbers() == (6, 17)),
    (
        "2-target-metrics",
        "states no figure after 2025",
        lambda: tables()["targets"].query("plan_id == 'haian'")["year"].max() == 2025,
    ),
    (
        "2-target-metrics",
        "such as 10 bases",
        lambda: (
            tables()["targets"].query("value == 10")["indicator"].str.contains("科普教育基地").any()
        ),
    ),
    ("4-thematic-coverage", "The 1,122 pairs", lambda: len(tables()["task_pairs"]) == 1122),
    (
        "4-thematic-coverage",
        "67 tasks are a small sample",
        lambda: mask_key_tasks(tables()["tasks"]).sum() == 67,
    ),
    ("4-thematic-coverage", "no word differs by more", lambda: count_words() == 0),
    (
        "6-commitment",
        "Taicang's list would all but vanish",
        lambda: (
            count_loose("has_number", "has_deadline", "has_lead")
            <= 3
            < 10
            < count_loose("has_number", "has_deadline")
        ),
    ),
    ("6-commitment", "only Taicang's clauses tell one", lambda: list_leads() == {"taicang"}),
    ("6-commitment", "Nearly every clause is in the plain *do* form", lambda: share_do() > 0.85),
    (
        "6-commitment",
        "mind how few *must* clauses there are",
        lambda: tables()["commitment"]["must"].sum() <= 20,
    ),
]


@cache
def read_prose(name: str) -> str:
    """The prose of a notebook, or of a README below the heading on what numbers cannot tell."""
    if name in READMES:
        text = (ROOT / name).read_text(encoding="utf-8")
        (start,) = re.finditer(r"^## (?:What these numbers cannot|这些数字不能).*$", text, re.M)
        return text[start.end() :].split("\n## ")[0]
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


@pytest.mark.parametrize(("name", "sentence", "holds"), CLAIMS, ids=[c[1][:30] for c in CLAIMS])
def test_a_claim_stands_in_the_prose_and_in_the_tables(
    name: str, sentence: str, holds: Callable[[], bool]
) -> None:
    assert sentence in read_prose(name)
    assert holds()


@pytest.mark.parametrize("name", [*READMES, *(path.stem for path in NOTEBOOKS)])
def test_no_number_and_no_comparative_stands_without_a_claim(name: str) -> None:
    prose = re.sub(r"`[^`]*`|\([^)]*\.md[^)]*\)", "", read_prose(name))
    for claimed, sentence, _ in CLAIMS:
        if claimed == name:
            prose = prose.replace(sentence, "")
    left = [
        line
        for line in prose.splitlines()
        if re.search(r"\d", UNCOUNTED.sub("", line.removeprefix("* "))) or COMPARED.search(line)
    ]
    assert left == []
