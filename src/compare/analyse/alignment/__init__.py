"""Which task answers which, in two ways.

Few plans in full (`full`): every two plans are compared clause by clause. Many plans by nearest
(`many`): above MANY_PLANS plans that would take days, so all tasks are compared at once by the
plain measure, the cosine of their word TF-IDF vectors with the document frequencies of the whole
set, and each keeps its ten nearest. Nothing is approximated: the result is that of all pairs, of
which most need not be scored (`nearest`). Tasks with the same words are compared once. What is kept of plans
close to one another is then judged as in full (`kept`).
"""

from compare.analyse.alignment.answers import STATES, judge_tasks, list_unanswered
from compare.analyse.alignment.checks import estimate_null, measure_sensitivity
from compare.analyse.alignment.full import (
    Similarity,
    compare_sections,
    compare_tasks,
)
from compare.analyse.alignment.judge import COUNTERPART, NONE, UNCERTAIN
from compare.analyse.alignment.kept import (
    has_judgements,
    hash_pair_job,
    hash_pair_partners,
    judge_kept_pairs,
    judge_kept_sections,
    list_judged_plans,
    take_pair_partners,
)
from compare.analyse.alignment.links import TOP_K, Links, link_nearest
from compare.analyse.alignment.many import (
    find_counterparts,
    find_section_counterparts,
    weigh_counts,
)
from compare.analyse.alignment.meaning import check_encoder

MANY_PLANS = 50

__all__ = [
    "COUNTERPART",
    "MANY_PLANS",
    "NONE",
    "STATES",
    "TOP_K",
    "UNCERTAIN",
    "Links",
    "Similarity",
    "check_encoder",
    "compare_sections",
    "compare_tasks",
    "estimate_null",
    "find_counterparts",
    "find_section_counterparts",
    "has_judgements",
    "hash_pair_job",
    "hash_pair_partners",
    "judge_kept_pairs",
    "judge_kept_sections",
    "judge_tasks",
    "link_nearest",
    "list_judged_plans",
    "list_unanswered",
    "measure_sensitivity",
    "take_pair_partners",
    "weigh_counts",
]
