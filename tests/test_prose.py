"""What README and notebooks say in words is computed again from the tables.

Every number in their prose, in digits or in words, and every comparative stands in a claim below, or
in what is listed as telling nothing of the plans or of a measurement: how a thing is made, a
question, advice. So a new one fails until somebody says which it is. Sentences of page, workbook and
brief are computed when they are written (`test_findings`); what their wording holds of numbers is
checked below.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from inspect import signature
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from compare import store
from compare.analyse.alignment import MANY_PLANS
from compare.analyse.commitment import RULES
from compare.analyse.coverage.measure import MIDDLE
from compare.analyse.keyness import SIGNIFICANT
from compare.analyse.progress import measure_progress
from compare.evaluate.agreement import score_ranking
from compare.present.wording.findings import select_shown
from compare.present.wording.findings.passages import measure_share
from compare.present.wording.texts import read_phrases
from compare.schema import TABLES
from compare.schema.grain import mask_key_tasks
from compare.settings import Settings

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
READMES = ("README.md", "README.zh-CN.md")
# Years, numbers of documents and notebooks, versions, ends of a scale, names of measures, the least
# length of a passage: none counts anything in the tables.
UNCOUNTED = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|\b9号|notebooks? \d|\b[01] =|holds 0|more than 1\b|P@1|^15 characters"
    r"|, 12 for a whole clause|(?:Python |, |and )3\.1\d|[（(]300 dpi[)）]|UTF-8|^\|? ?\[\d-[a-z]"
)
NUMBERED = re.compile(
    r"\d|\b(?:three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|half"
    r"|thirds?|quarters?|fifths?|tenths?|twice|\w+fold)\b|[三四五六七八九十]|一半",
    re.I,
)
COMPARED = re.compile(
    r"\b(?:most|least|more|less|fewer|few|many|much|only|nearly|hardly|all but|no word|better|best"
    r"|worse|worst|as \w+ as any|larger|largest|smaller|smallest|higher|highest|lower|lowest"
    r"|longest|shorter|faster|slower|stronger|\w+er than)\b"
    r"|多数|更(?!正)|最|很少|较[高低多少大小]|都|只有|不如",
    re.I,
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


def list_paced() -> list[dict]:
    """The rows with a pace, of both plans, the one with the lower baseline first."""
    rows = tables()["indicators"].dropna(subset=["pace_per_year"]).sort_values("baseline_value")
    return rows.to_dict("records")


def is_lower_start_faster() -> bool:
    """Lower at the start, a smaller step a year, and yet more in per cent."""
    low, high = list_paced()
    return (
        low["pace_per_year"] < high["pace_per_year"]
        and low["pace_relative"] > high["pace_relative"]
    )


def is_difference_within_a_point() -> bool:
    low, high = list_paced()
    years = low["target_year"] - low["baseline_year"]
    return abs(low["pace_per_year"] - high["pace_per_year"]) < 1 / years


def name_one_outline() -> bool:
    """Whether both texts name the outline, and a quarter of each is shared wording."""
    texts = store.read_texts(ROOT / "data" / "processed", tables()["plans"]["plan_id"]).values()
    passages, plans = tables()["shared_passages"], tables()["plans"]
    shares = [measure_share(passages, plans, plan) for plan in plans["plan_id"]]
    return all("全民科学素质行动规划纲要" in text for text in texts) and min(shares) > 0.25


@cache
def read_printed(name: str, code: str) -> str:
    """What a cell of a notebook printed, found by a line of its code."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.cell_type == "code" and code in cell.source]
    return "".join(output["data"].get("text/plain", "") for output in cell.outputs)


def list_totals(code: str) -> list[tuple[int, int, int]]:
    """Pairs read, judged and right of all families, a row for each level tried."""
    rows = re.findall(r"\ball +(\d+) +(\d+) +(\d+)", read_printed("4-thematic-coverage", code))
    return [(int(read), int(judged), int(right)) for read, judged, right in rows]


def is_right_so_often() -> bool:
    ((read, judged, right),) = list_totals("score_verdicts(readings, verdicts)")
    return round(right / judged, 2) == 0.95 and round(1 - right / read, 1) == 0.4


def is_laxer_worse() -> bool:
    """Of rising levels: fewer judged, more of them right."""
    tried = list_totals("levels | {")
    judged, sure = [row[1] for row in tried], [row[2] / row[1] for row in tried]
    return len(tried) == 4 and judged == sorted(judged, reverse=True) and sure == sorted(sure)


def is_wording_copied() -> bool:
    """Plain similarity of counterparts: less than half without what both copied."""
    printed = read_printed("4-thematic-coverage", "remove_shared")
    with_it, without = (float(value) for value in re.findall(r"with(?:out)? +(0\.\d+)", printed))
    return without < with_it / 2


def is_gain_on_partial_pairs() -> bool:
    gold = pd.read_csv(ROOT / "tests" / "golden" / "alignment.csv")
    scores = score_ranking(tables()["task_pairs"], gold)
    gains = scores.query("measure == 'similarity' and metric == 'average_precision'")
    gains = gains.set_index("grade")
    strong, every = gains.loc["strong"], gains.loc["all"]
    return strong["gain"] <= 0 < strong["gain_high"] and every["gain_low"] > 0


def count_families() -> tuple[int, int]:
    pairs = pd.read_csv(ROOT / "tests" / "readings" / "alignment_families.csv")
    return len(pairs), pairs["family"].nunique()


def find_most_parted() -> set[str]:
    """The two subtypes of instruments between which two readers part most often."""
    read = pd.read_csv(ROOT / "tests" / "readings" / "instruments.csv", keep_default_na=False)
    both = [
        read[["reading_1", "reading_b"]].to_numpy(),
        read[["reading_2", "reading_b"]].to_numpy(),
    ]
    parted = Counter(
        frozenset(pair) for rows in both for pair in rows if all(pair) and pair[0] != pair[1]
    )
    return set(parted.most_common(1)[0][0])


def read_kept_f1() -> float:
    """F1 of instruments on the clauses kept apart, as docs/methods.md has it."""
    methods = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    (kept,) = re.findall(r"\*\*kept apart\*\*, readers agree \| \d+ \| \*\*(\.\d+)\*\*", methods)
    return float(kept)


def share_alone() -> float:
    """Of tasks without a near one those that are alone, as docs/methods.md has it (test_judgement)."""
    methods = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    ((count, alone),) = re.findall(r"of these (\d+) tasks (\d+) are alone", methods)
    return int(alone) / int(count)


def is_below_published() -> bool:
    methods = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    (published,) = re.findall(r"the (\.\d+) published for a trained model", methods)
    return read_kept_f1() < float(published)


def list_leads() -> set[str]:
    return set(tables()["assignments"].query("role == 'lead'")["plan_id"])


def list_scopes(plan_id: str) -> set[str]:
    return set(tables()["assignments"].query("plan_id == @plan_id")["scope"])


Claim = tuple[str, str, Callable[[], bool]]
CLAIMS: list[Claim] = [
    ("README.md", "6 of the 17 figures are aspirations", lambda: count_numbers() == (6, 17)),
    ("README.md", "hardly a numeric indicator in common", lambda: count_shared() == 2),
    ("README.md", "Few figures are shared", lambda: count_shared() == 2),
    ("README.md", "Above 50 plans", lambda: MANY_PLANS == 50),
    ("README.md", "the ten nearest of each", lambda: Settings().nearest == 10),
    ("README.zh-CN.md", "超过 50 份", lambda: MANY_PLANS == 50),
    ("README.zh-CN.md", "最相近的十项", lambda: Settings().nearest == 10),
    ("README.zh-CN.md", "共有的数字指标很少", lambda: count_shared() == 2),
    ("README.zh-CN.md", "两份规划都沿用了上级文件的表述", name_one_outline),
    ("README.zh-CN.md", "只有两份规划", lambda: len(tables()["plans"]) == 2),
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
    (
        "2-target-metrics",
        "starts lower grows faster in relative terms with a smaller step",
        is_lower_start_faster,
    ),
    (
        "2-target-metrics",
        "is smaller than what a point in one baseline does",
        is_difference_within_a_point,
    ),
    (
        "3-department-workloads",
        "Only Taicang tells lead (牵头) from support (参加)",
        lambda: list_leads() == {"taicang"},
    ),
    (
        "4-thematic-coverage",
        "nine pairs of plans of five families",
        lambda: count_families() == (9, 5),
    ),
    (
        "4-thematic-coverage",
        "nineteen of twenty *counterparts* were right, but two fifths of the true ones",
        is_right_so_often,
    ),
    (
        "4-thematic-coverage",
        "On *strong* pairs the soft alignment is no better than the plain measure;"
        " what it adds is the *partial* counterparts",
        is_gain_on_partial_pairs,
    ),
    (
        "4-thematic-coverage",
        "five actions and five projects",
        lambda: len(tables()["coverage"].query("level == 1")["theme_id"].unique()) == 5 + 5,
    ),
    ("4-thematic-coverage", "Much of the similarity is copied text", is_wording_copied),
    (
        "4-thematic-coverage",
        "Much of what makes counterparts alike is the wording both copied",
        is_wording_copied,
    ),
    (
        "4-thematic-coverage",
        "A laxer level finds more counterparts and errs more often",
        is_laxer_worse,
    ),
    (
        "5-shared-text",
        "have much of their wording from an outline",
        name_one_outline,
    ),
    ("6-commitment", "under three rules", lambda: len(RULES) == 3),
    (
        "6-commitment",
        "goals against strategic measures most of all",
        lambda: find_most_parted() == {"goals", "strategy"},
    ),
    (
        "6-commitment",
        "errs more often than a trained model of the literature",
        is_below_published,
    ),
    (
        "6-commitment",
        "The order of the plans hangs on the lead, which only one of them states",
        lambda: list_leads() == {"taicang"},
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


# How a thing is made or meant, questions and advice: nothing that a table could prove wrong.
TELLS_NOTHING: dict[str, tuple[str, ...]] = {
    "README.md": (
        "(0.7 GB)",  # of one machine, as the minutes are: docs/performance.md
        "three minutes the first time on two quiet cores, half of them for the notebooks, and nine on busy ones",
        "Three folders of data",
        "how much of the wording is shared",
        "What 3,000 plans cost",
        "## Many plans",
    ),
    "README.zh-CN.md": (
        "在空闲的两核机器上用了三分钟（一半是笔记本），较忙时九分钟",
        "占 0.7 GB",
        "只属于这些规划的词表",
        "每一行都能追溯",
    ),
    "0-overview": (
        "smallest headed or numbered piece",
        "not necessarily much work or much power",
    ),
    "1-task-tables": (
        "every row of the three tables",
        "were read twice",
        "A third plan can hold",
        "not that they are the only sensible ones",
    ),
    "2-target-metrics": (
        "How few numbers are shared",
        "a difference of a few points apart is not known",
    ),
    "3-department-workloads": (
        "as many as the shorter one has, since counts of more sections are more unequal",
        "the overlap of the first ten",
        "that only stands under one way",
        "may only supply a stamp",
        "that many tasks of few sections name",
        "in sections with many tasks",
        "One section more or less",
    ),
    "4-thematic-coverage": (
        "means something only against",
        "the lead over the next best",
        "each read twice",
        "the best counterpart stands first",
        "the less partial half, and the other families above the better witness",
        "shares add to more than 1",
        "Whether it is more than chance",
        "by the best match of each part",
        "How far does",
        "lower and raise",
    ),
    "5-shared-text": (
        "How much of the wording is shared",
        "How much of each plan, section and task",
        "can be the most or the least important one",
        "shorter set phrases are all over the genre",
        "Only wording is compared",
        "without its least length",
    ),
    "6-commitment": (
        "whom most clauses that say so bind",
        "the picture shifts by so much",
        "are not worse tasks",
    ),
    "7-make-it-your-own": (
        "under one choice only",
        "the same three themes",
        "with the larger share of its text",
        "A made-up third plan",
        "how many gave way",
        "now has the larger share",
        "turns much over",
        "tries many settings and reports the one that shows most",
        "how many pairs it finds",
        "The third plan",
    ),
}


@cache
def read_prose(name: str) -> str:
    """The prose of a notebook or of a README, without code and the places that links lead to."""
    if name in READMES:
        text = (ROOT / name).read_text(encoding="utf-8")
        return re.sub(r"```.*?```|<img[^>]*>|(?<=\])\([^)]*\)", "", text, flags=re.S)
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def list_unaccounted(name: str, prose: str) -> list[str]:
    """The sentences, but questions, with a number or a comparative that no claim and no list has."""
    known = [sentence for claimed, sentence, _ in CLAIMS if claimed == name]
    for sentence in sorted([*known, *TELLS_NOTHING[name]], key=len, reverse=True):
        prose = prose.replace(sentence, "")
    prose = re.sub(r"`[^`]*`|\([^)]*\.md[^)]*\)|</?\w+>|^\* ", "", prose, flags=re.M)
    sentences = re.split(r"(?<=[.?!。？；:])(?=\s|[^\W\d_])|\n", prose)
    return [
        sentence
        for sentence in sentences
        if not sentence.rstrip(" *|").endswith(("?", "？"))
        and (
            NUMBERED.search(UNCOUNTED.sub("", sentence))
            or COMPARED.search(UNCOUNTED.sub("", sentence))
        )
    ]


@pytest.mark.parametrize(("name", "sentence", "holds"), CLAIMS, ids=[c[1][:30] for c in CLAIMS])
def test_a_claim_stands_in_the_prose_and_in_the_tables(
    name: str, sentence: str, holds: Callable[[], bool]
) -> None:
    assert sentence in read_prose(name)
    assert holds()


@pytest.mark.parametrize("name", [*READMES, *(path.stem for path in NOTEBOOKS)])
def test_no_number_and_no_comparative_stands_without_a_claim(name: str) -> None:
    assert list_unaccounted(name, read_prose(name)) == []


@pytest.mark.parametrize("name", TELLS_NOTHING)
def test_what_tells_nothing_still_stands_there(name: str) -> None:
    assert [part for part in TELLS_NOTHING[name] if part not in read_prose(name)] == []


PLANTED = [
    "Hai'an has 14 sections.",
    "* Eleven of the tasks have a number.",
    "Two thirds of the wording is shared.",
    "Taicang is the stronger of the two.",
    "Taicang names more departments than Hai'an.",
    "太仓写出数字的指标更多。",
    "有四项任务没有对应。",
]


@pytest.mark.parametrize("name", [*READMES, *(path.stem for path in NOTEBOOKS)])
def test_a_sentence_put_into_the_prose_is_seen(name: str) -> None:
    for sentence in PLANTED:
        assert list_unaccounted(name, f"{read_prose(name)}\n\n{sentence}") == [
            sentence.removeprefix("* ")
        ]


# Shares in the wording of products that no value is filled into.
WORDED: list[Claim] = [
    ("coverage.note", "95%", lambda: MIDDLE == (0.025, 0.975)),
    ("coverage.note.many", "100%", lambda: True),  # of a whole
    (
        "caveat.progress",
        "5%",
        lambda: signature(measure_progress).parameters["tolerance"].default == 0.05,
    ),
    ("caveat.alignment", "三分之一", lambda: abs(1 - share_alone() - 1 / 3) < 0.02),
    ("caveat.alignment", "one in three", lambda: abs(1 - share_alone() - 1 / 3) < 0.02),
    ("caveat.instruments", "五分之一", lambda: round(1 - read_kept_f1(), 1) == 0.2),
    ("caveat.instruments", "one clause in five", lambda: round(1 - read_kept_f1(), 1) == 0.2),
]
SHARE = re.compile(
    r"\d ?%|分之|[一二三四五六七八九]成|\bone (?:\w+ )?in \w+|\bhalf\b(?!-)|\bthirds?\b", re.I
)


@pytest.mark.parametrize(("key", "text", "holds"), WORDED, ids=[f"{c[0]} {c[1]}" for c in WORDED])
def test_a_share_in_the_wording_is_the_one_measured(
    key: str, text: str, holds: Callable[[], bool]
) -> None:
    row = read_phrases("texts")[key]
    assert text in row["zh"] + row["en"]
    assert holds()


def test_no_share_stands_in_the_wording_without_a_claim() -> None:
    known = {key for key, _, _ in WORDED}
    told = {
        key
        for name in ("texts", "page")
        for key, row in read_phrases(name).items()
        if SHARE.search(re.sub(r"\{\w+\}", "", f"{row['zh']} {row['en']}"))
    }
    assert told <= known
