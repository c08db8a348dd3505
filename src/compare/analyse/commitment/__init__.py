"""How binding is each task: number, deadline, lead, cadence, and the modality of its clauses.

A task has the modality of most of its clauses (see `clauses`), ties going to the stronger
(must > do > strive > encourage). `compare_modality_rules` shows what other rules would give. What
a plan could not say it is not compared in: `list_comparable` (a plan without a lead anywhere).
"""

from compare.analyse.commitment.actors import ACTORS
from compare.analyse.commitment.clauses import (
    MODALITIES,
    blank_names,
    find_modal,
    join_text,
    list_clauses,
    read_clauses,
)
from compare.analyse.commitment.comparing import (
    FLAGS,
    RULES,
    compare_modality_rules,
    list_comparable,
    list_unbound,
    measure_commitment,
)
from compare.analyse.commitment.judging import (
    choose_actor,
    choose_modality,
    find_deadlines,
    judge_commitment,
    judge_one_plan,
)

__all__ = [
    "ACTORS",
    "FLAGS",
    "MODALITIES",
    "RULES",
    "blank_names",
    "choose_actor",
    "choose_modality",
    "compare_modality_rules",
    "find_deadlines",
    "find_modal",
    "join_text",
    "judge_commitment",
    "judge_one_plan",
    "list_clauses",
    "list_comparable",
    "list_unbound",
    "measure_commitment",
    "read_clauses",
]
