"""The nearest tasks among many plans: for each task its ten nearest in all other plans.

Above MANY_PLANS plans, comparing every two of them clause by clause (`alignment`) takes days.
Here all tasks are compared at once by the plain measure, the cosine of their word TF-IDF vectors,
with the document frequencies of the whole set. Nothing is approximated: the result is that of all
pairs, of which most need not be scored (`nearest`). Tasks with the same words are compared once.
"""

from compare.analyse.counterparts.links import Links, link_nearest
from compare.analyse.counterparts.pairs import (
    find_counterparts,
    find_section_counterparts,
    weigh_counts,
)

MANY_PLANS = 50

__all__ = [
    "MANY_PLANS",
    "Links",
    "find_counterparts",
    "find_section_counterparts",
    "link_nearest",
    "weigh_counts",
]
