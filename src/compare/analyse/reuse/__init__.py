"""Which wording plans share, and how much of each plan, section and task that is."""

from compare.analyse.reuse.agreement import score_passages
from compare.analyse.reuse.measure import measure_reuse, remove_shared
from compare.analyse.reuse.passages import find_shared_passages

__all__ = ["find_shared_passages", "measure_reuse", "remove_shared", "score_passages"]
