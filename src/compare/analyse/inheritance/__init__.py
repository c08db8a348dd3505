"""A plan read against the plan above it: what it takes over, adapts, shares with others, adds."""

from compare.analyse.inheritance.origins import trace_origins
from compare.analyse.inheritance.shares import measure_origins
from compare.analyse.inheritance.targets import compare_with_upper
from compare.schema.comparison_tables import ORIGINS

__all__ = ["ORIGINS", "compare_with_upper", "measure_origins", "trace_origins"]
