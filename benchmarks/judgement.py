"""The weights of the judgement of counterparts, and how it does on families it was not fitted on.

Prints for each pair of plans in tests/readings what the judgement says with weights fitted on the
other families, said against found, how each measure ranks, and the weights of all, as
`lookups/judgement.csv` has them; the same of sections; and what is judged between plans of
neighbouring and unlike subjects, with and without asking how alike they are.

    python benchmarks/judgement.py
"""

from __future__ import annotations

from pathlib import Path

from compare.analyse.alignment.judge import SECTION, judge_excess, read_weights
from compare.evaluate.calibration import (
    ReadPlans,
    fit_constant,
    fit_judgement,
    rank_readings,
    read_alignments,
    score_verdicts,
    tabulate_reliability,
    try_families,
    try_sections,
)
from compare.evaluate.likeness import (
    fit_likeness,
    read_unlike,
    score_unlike,
    tabulate_chances,
    take_pairs,
)

READINGS = Path(__file__).resolve().parent.parent / "tests" / "readings"
LEVELS = ("counterpart_from", "uncertain_from", "alone_from")


def main() -> None:
    readings = read_alignments(READINGS)
    known = read_weights()
    verdicts = try_families(readings, {name: known[name] for name in LEVELS})
    print("each family judged with weights of the others\n")
    print(score_verdicts(readings, verdicts).round(3).to_string(index=False))
    print("\nsaid against found, the same\n")
    print(tabulate_reliability(readings, verdicts).round(3).to_string())
    print("\nrankings, with 95 % intervals over the tasks of both plans\n")
    ranked = rank_readings(READINGS).query(
        "grade != 'strong_apart' and metric != 'reciprocal_rank'"
    )
    columns = ["reading", "measure", "grade", "metric", "value", "low", "high"]
    print(ranked[[*columns, "gain", "gain_low", "gain_high"]].round(3).to_string(index=False))
    print("\nweights fitted on all\n")
    for term, value in fit_judgement(readings).items():
        print(f"{term},{value}")
    show_unlike(readings, known)
    show_sections()


def show_unlike(readings: list[ReadPlans], known: dict[str, float]) -> None:
    """Of plans on unlike subjects, `kept` apart: with how alike they are, and without."""
    read = read_unlike(READINGS)
    tuning = [each for each in read if each.half == "tuning"]
    fitted = fit_likeness([*take_pairs(readings), *tuning], known)
    print("\nfitted on these and on plans of unlike subjects\n")
    for term, value in fitted.items():
        print(f"{term},{value}")
    for told, weights in (("asked", known), ("not asked", known | {"unlike_power": 0.0})):
        print(f"\nplans of unlike subjects, how alike they are {told}\n")
        print(score_unlike(read, weights).round(3).to_string(index=False))
        for half in ("tuning", "kept"):
            part = [each for each in read if each.half == half]
            print(f"\n{tabulate_chances(part, weights).round(3).to_string()}")


def show_sections() -> None:
    """The same of sections, whose other weights are those of tasks."""
    readings, known = read_alignments(READINGS, SECTION), read_weights(SECTION)
    for apart, told in (("name", "pair of plans"), ("family", "family")):
        verdicts = try_sections(readings, known, apart)
        print(f"\nsections, each {told} judged with the constant of the others\n")
        print(score_verdicts(readings, verdicts).round(3).to_string(index=False))
        print()
        print(tabulate_reliability(readings, verdicts).round(3).to_string())
    as_tasks = {r.name: judge_excess(r.excess, read_weights()) for r in readings}
    print("\nsections by the weights of tasks\n")
    print(score_verdicts(readings, as_tasks).round(3).to_string(index=False))
    print(f"\nsection_constant,{fit_constant(readings, known)}")


if __name__ == "__main__":
    main()
