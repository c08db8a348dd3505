"""How sure a heading's place and purpose are, from the evidence for them and for what else they could be.

Each piece of evidence against a reading takes its part away; what remains is the certainty. The
parts were fitted by hand to the headings of plans that were read, as they are and with numbers and
line breaks taken from them by chance, so that about nine in ten of those that say .9 are right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set

from compare.extract.outline.roles import list_other_roles
from compare.extract.outline.tree import Node
from compare.language.marks import find_mark

# Of a chapter: how well its heading, its clauses and its sections tell what it is for.
_ROLE = {"high": 0.98, "medium": 0.95, "low": 0.7}
_UNNAMED = 0.92  # no role fits the heading, and nothing in the chapter hands out work
_RIVAL = 0.9  # the heading names another role as well: 重点任务和保障措施
# Of a heading: whether it is one, stands where it should, and holds no other.
_GAP = 0.9  # its number does not follow
_BEFORE_GAP = 0.65  # that of the next does not: what is missing may stand in this one
_BESIDE_GAP = 0.95  # that of another sibling does not
_UNPLAIN = 0.95  # its mark only the lines around it tell: 2.1, bold type, A.
_UNNUMBERED = 0.9
_UNLIKE = 0.9  # it alone of its siblings has a text behind it on the line, or none
_LONGER = 0.8  # it alone of its siblings has several paragraphs
_LONG = 0.9
_LONGEST_TITLE = 45
_FEWEST_ALIKE = 3

Certainties = Mapping[int, float]


def judge_certainty(root: Node, gaps: Set[int]) -> dict[int, float]:
    """id of a node → how sure it is, 0–1: its chapter's purpose, and that it is a heading of its own.

    `gaps`: ids of the headings whose number does not follow.
    """
    sure = {id(root): 1.0}
    for chapter, own in zip(root.children, _judge_children(root, gaps), strict=True):
        role = _judge_role(chapter)
        sure[id(chapter)] = role * own
        for node in chapter.walk():
            for child, place in zip(node.children, _judge_children(node, gaps), strict=True):
                sure[id(child)] = role * place
    return sure


def _judge_role(chapter: Node) -> float:
    certainty = _ROLE[chapter.confidence]
    if chapter.confidence == "medium" and chapter.role == "key_task":
        certainty = _ROLE["high"] if chapter.hands_out_work() else _UNNAMED
    rivals = list_other_roles(chapter.title) - {chapter.role}
    return certainty * (_RIVAL if rivals and chapter.role != "annex" else 1)


def _judge_children(parent: Node, gaps: Set[int]) -> list[float]:
    """For each heading below one, how sure it is that it is one and holds no other."""
    children = parent.children
    if not children:
        return []
    numbers = _judge_numbers([id(child) in gaps for child in children])
    inline = Counter(child.is_inline for child in children)
    several = Counter(_has_several(child) for child in children)
    alike = len(children) >= _FEWEST_ALIKE
    return [
        number
        * _judge_mark(child)
        * (_UNLIKE if alike and inline[child.is_inline] == 1 else 1)
        * (_LONGER if alike and _has_several(child) and several[True] == 1 else 1)
        for child, number in zip(children, numbers, strict=True)
    ]


def _judge_numbers(are_gaps: Sequence[bool]) -> list[float]:
    if not any(are_gaps):
        return [1.0] * len(are_gaps)
    return [
        _GAP if is_gap else _BEFORE_GAP if before_gap else _BESIDE_GAP
        for is_gap, before_gap in zip(are_gaps, [*are_gaps[1:], False], strict=True)
    ]


def _judge_mark(node: Node) -> float:
    certainty = _LONG if len(node.title) > _LONGEST_TITLE else 1.0
    if not node.number:
        return certainty * _UNNUMBERED
    return certainty * (1 if find_mark(node.number) else _UNPLAIN)


def _has_several(node: Node) -> bool:
    return sum(paragraph.kind == "text" for paragraph in node.paragraphs) > 1
