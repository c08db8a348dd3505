"""Readings of documents by checksum: scored where the document is, told where it is not."""

from __future__ import annotations

import hashlib
from math import isnan
from pathlib import Path

import pytest

from compare.errors import PlanError
from compare.evaluate.agreement import compute_kappa
from compare.evaluate.clauses import Documents, score_clauses, score_instruments
from compare.evaluate.labels import measure_bcubed, score_commitment, score_themes
from compare.evaluate.readings import fold_name, score_readings
from compare.extract import extract_plan

TEXT = (
    "青禾县产业行动方案（2026—2028年）\n\n一、主要目标\n\n到2028年，培育链主企业12家，"
    "规上工业利润增长6%。\n\n二、重点任务\n\n（一）抓好落实。做好工作。\n"
)
HEADER = "sha256,start,end,half,value,value_high,unit,kind,year,measure,approximate,names\n"


def write_readings(gold: Path, digest: str) -> None:
    gold.mkdir(parents=True)
    twelve, six = TEXT.index("12家"), TEXT.index("6%")
    rows = [
        f"{digest},{twelve},{twelve + 2},kept,12,,家,target,2028,level,false,链主企业数量",
        f"{digest},{six},{six + 1},kept,6,,%,target,2027,rate_of_change,false,规上工业利润增长率",
        f"{digest},{six},{six + 1},kept,7,,%,target,2028,rate_of_change,false,规上工业利润增速",
    ]
    (gold / "quantities.csv").write_text(HEADER + "\n".join(rows) + "\n", "utf-8")


def test_each_field_is_scored_of_what_is_found(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "a.txt").write_text(TEXT, encoding="utf-8")
    write_readings(tmp_path / "gold", hashlib.sha256(TEXT.encode()).hexdigest())
    (row,) = score_readings(tmp_path / "plans", tmp_path / "gold").to_dict("records")
    assert (row["documents"], row["quantities"], row["found"]) == (1, 3, 2)  # no 7 stands there
    assert (row["unit"], row["kind"], row["measure"], row["name"]) == (1, 1, 1, 1)
    assert row["year"] == 0.5


def test_a_document_without_any_instrument_has_missed_what_was_read_in_it() -> None:
    text = RULES.replace("要修步道，办好茶会", "临水").replace("鼓励茶叶企业开放车间", "茶香")
    row = {"sha256": "d", "half": "kept", "start": "0", "end": str(len(text))}
    row |= {"reading_1": "regulation", "reading_2": "regulation", "reading_b": ""}
    (score,) = score_instruments([row], Documents({"d": extract_plan(text, "d")})).to_dict(
        "records"
    )
    assert (score["read"], score["f1"], score["f1_family"]) == (1, 0, 0)


def test_a_folder_without_the_documents_is_told(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "a.txt").write_text("别的文件", encoding="utf-8")
    write_readings(tmp_path / "gold", "0" * 64)
    with pytest.raises(PlanError, match="none of the documents"):
        score_readings(tmp_path / "plans", tmp_path / "gold")


def test_names_that_differ_in_a_word_for_number_are_one() -> None:
    assert fold_name("链主企业的数量") == fold_name("链主企业数")
    assert fold_name("投资增长率") == fold_name("投资增速")
    assert fold_name("投资增速") != fold_name("投资")


RULES = (
    "青禾县行动方案（2026—2028年）\n\n一、重点任务\n\n"
    "（一）修步道。各村镇政府要修步道，办好茶会。\n（二）办茶会。鼓励茶叶企业开放车间。\n"
)


def write_clauses(gold: Path, digest: str) -> None:
    gold.mkdir(parents=True, exist_ok=True)
    read = {
        "各村镇政府要修步道": ("must,government", "must,government"),
        "鼓励茶叶企业开放车间": ("encourage,citizen", "encourage,citizen"),  # not as the program
        "办好茶会": ("do,government", "strive,government"),  # the readings differ
    }
    rows = [
        f"{digest},{RULES.index(text)},{RULES.index(text) + len(text)},kept,{one},{two}"
        for text, (one, two) in read.items()
    ]
    header = "sha256,start,end,half,modality_1,actor_1,modality_2,actor_2\n"
    (gold / "clauses.csv").write_text(header + "\n".join(rows) + "\n", "utf-8")


def test_commitment_is_scored_where_the_readings_agree(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "a.txt").write_text(RULES, encoding="utf-8")
    write_clauses(tmp_path / "gold", hashlib.sha256(RULES.encode()).hexdigest())
    rows = score_commitment(tmp_path / "plans", tmp_path / "gold").set_index("field")
    assert rows.loc["modality", ["clauses", "right", "f1"]].tolist() == [2, 1, 1]
    assert rows.loc["actor", "clauses"] == 3
    assert rows.loc["actor", "right"] == pytest.approx(2 / 3)
    assert rows.loc["actor", "by_class"] == "citizen=0.00 government=1.00"
    assert rows.loc["actor", "kappa"] == 1
    # must encourage do | must encourage strive: ⅔ alike, by chance ⅑ + ⅑, kappa (⅔ − 2⁄9) ÷ 7⁄9.
    assert rows.loc["modality", "kappa"] == pytest.approx(4 / 7)


def test_kappa_and_bcubed_by_hand() -> None:
    assert compute_kappa(list(zip("aabb", "abbb", strict=True))) == pytest.approx(0.5)
    assert compute_kappa([("a", "a")] * 2) == 1
    assert isnan(compute_kappa([]))
    scores = measure_bcubed(list("aab"), list("xyy"))
    assert (scores["precision"], scores["recall"]) == pytest.approx((2 / 3, 2 / 3))


def test_derived_themes_are_scored_against_topics(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "a.txt").write_text(RULES, encoding="utf-8")
    digest = hashlib.sha256(RULES.encode()).hexdigest()
    starts = [RULES.index(text) for text in ("（一）", "（二）")]
    rows = [f"{digest},{start},{start + 9},tea,{start}" for start in starts]
    text = "sha256,start,end,family,topic\n" + "\n".join(rows) + "\n"
    (tmp_path / "themes.csv").write_text(text, encoding="utf-8")
    (row,) = score_themes(tmp_path / "plans", tmp_path).to_dict("records")
    assert row == {"family": "tea", "tasks": 2, "precision": 1, "recall": 1, "f1": 1}


UPPER = (
    "云岭省茶产业行动方案\n\n一、重点任务\n\n（一）做强产业。"
    "茶园基地与加工企业结成稳定的产销联合体，共享烘焙检测设备。省财政安排专项资金。\n"
)
LOWER = (
    "青禾市茶产业行动方案\n\n一、重点任务\n\n（一）做强产业。"
    "茶园基地与加工企业结成稳定的产销联合体，共享烘焙检测设备。鼓励银行发放茶农贷款。\n"
)


def test_clauses_are_scored_where_the_documents_are(tmp_path: Path) -> None:
    """Wording of two plans, origins and instruments; one reading of each is made to be missed."""
    gold, plans = tmp_path / "gold", tmp_path / "plans"
    gold.mkdir()
    plans.mkdir()
    digests = []
    for name, text in (("upper", UPPER), ("lower", LOWER)):
        (plans / f"{name}.txt").write_text(text, encoding="utf-8")
        digests.append(hashlib.sha256(text.encode()).hexdigest())
    upper, lower = digests
    start, comma, own = LOWER.index("茶园"), LOWER.index("共享"), LOWER.index("鼓励")
    stop = len(LOWER) - 1
    write_rows(
        gold / "shared_clauses.csv",
        "sha256,start,end,half,other_sha256,kind",
        [
            f"{lower},{start},{comma},kept,{upper},verbatim",
            f"{lower},{comma},{own},kept,{upper},verbatim",
            f"{lower},{own},{stop},kept,{upper},near",
            f"{lower},{own},{stop},kept,{upper},",
        ],
    )
    readings = "sha256,start,end,half,upper_sha256,reading_1,reading_2"
    write_rows(
        gold / "origins.csv",
        readings,
        [
            f"{lower},{start},{own},kept,{upper},taken_over,taken_over",
            f"{lower},{own},{stop},kept,{upper},adapted,adapted",
            f"{lower},{own},{stop},kept,{upper},adapted,own",
        ],
    )
    write_rows(
        gold / "instruments.csv",
        readings.replace(",upper_sha256", "") + ",reading_b",
        [
            f"{lower},{own},{stop},kept,finance,finance,finance",
            f"{lower},{comma},{own},kept,regulation,regulation,regulation",
            f"{lower},{comma},{own},kept,facilities,facilities,market",
            f"{lower},{own},{stop},kept,finance,,",
        ],
    )
    scores = {name: rows.to_dict("records") for name, rows in score_clauses([plans], gold).items()}
    (shared,), (origins,), (instruments, more) = scores.values()
    assert (shared["read"], shared["precision"]) == (3, 1)
    assert shared["recall"] == pytest.approx(2 / 3)
    assert (origins["read"], origins["agreed"], origins["accuracy"]) == (3, 2, 0.5)
    assert origins["kappa"] == pytest.approx(0.5)
    assert (instruments["read"], instruments["agreed"], instruments["kappa"]) == (3, 2, 1)
    assert instruments["kappa_readers"] == pytest.approx(4 / 7)  # 2 of 3 agree, 2 of 9 by chance
    assert instruments["f1"] == pytest.approx(2 / 3)  # one of two read, and nothing else, is found
    assert instruments["f1_second"] == 0.5  # of three read one is found
    assert (instruments["f1_low"], instruments["f1_high"]) == (instruments["f1"],) * 2
    assert (more["half"], more["read"], more["f1"]) == ("kept, more documents", 1, 1)


def write_rows(path: Path, header: str, rows: list[str]) -> None:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def test_without_readings_nothing_is_scored(tmp_path: Path) -> None:
    assert score_clauses([tmp_path], tmp_path) == {}
