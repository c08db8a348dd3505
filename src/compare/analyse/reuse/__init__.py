"""Which wording plans share, and how much of each plan, section and task that is."""

from compare.analyse.reuse.agreement import score_passages
from compare.analyse.reuse.measure import measure_reuse, remove_shared
from compare.analyse.reuse.packing import Packed, PackedTexts, leave_out_text, unpack_text
from compare.analyse.reuse.pairs import hash_job, hash_partners, take_partners
from compare.analyse.reuse.passages import find_shared_passages
from compare.analyse.reuse.plantext import PlanText
from compare.analyse.reuse.stretches import find_shared_stretches
from compare.analyse.reuse.texts import pack_plan, prepare_texts

__all__ = [
    "Packed",
    "PackedTexts",
    "PlanText",
    "find_shared_passages",
    "find_shared_stretches",
    "hash_job",
    "hash_partners",
    "leave_out_text",
    "measure_reuse",
    "pack_plan",
    "prepare_texts",
    "remove_shared",
    "score_passages",
    "take_partners",
    "unpack_text",
]
