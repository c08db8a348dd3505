"""What each department is asked to do: counts, shares, ranks.

One plan names its departments under every task, another once per section. A section's clause
repeated for each of its tasks would count the same mention several times over, so plans are
compared at the grain they share (`find_shared_grain`), with the raw task counts beside it.
Key tasks only; shares are of the tasks or sections that carry a responsibility clause.
"""

from compare.analyse.workload.counts import (
    count_functions,
    count_scopes,
    count_workload,
    find_shared_grain,
)
from compare.analyse.workload.rankings import (
    compare_rankings,
    compute_kendall,
    rank_variants,
)
from compare.analyse.workload.resampling import compare_concentration, measure_intervals
from compare.analyse.workload.spread import (
    compute_gini,
    compute_hhi,
    measure_breadth,
    measure_concentration,
)

__all__ = [
    "compare_concentration",
    "compare_rankings",
    "compute_gini",
    "compute_hhi",
    "compute_kendall",
    "count_functions",
    "count_scopes",
    "count_workload",
    "find_shared_grain",
    "measure_breadth",
    "measure_concentration",
    "measure_intervals",
    "rank_variants",
]
