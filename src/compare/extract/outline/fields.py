"""Numbers below a task that count no work, only what is said of it: by whom, by when, how much."""

from __future__ import annotations

import re

from compare.extract.outline.tree import Node

_FIELD = re.compile(
    r"(?:工作|主要|建设|具体|重点|实施|目标|任务|年度|项目|完成|牵头|责任|分管|联系|资金|推进|计划|总){0,2}"
    r"(?:内容|任务|目标|要求|标准|时限|期限|时间|进度|节点|领导|责任人|联系人|来源|筹措|地点|投资|规模)"
)


def is_filled_in(node: Node) -> bool:
    """Whether all that is numbered below a heading fills in what the heading asks for.

    `一、新建学校` with `1.建设内容：…` `2.责任单位：县教育局` `3.完成时限：…` is one task, not three.
    """
    fields = node.children
    return len(fields) > 1 and all(map(_is_field, fields)) and node.hands_out_work()


def _is_field(node: Node) -> bool:
    if node.children or len(node.paragraphs) != 1:
        return False
    is_clause = not node.title and any(c.start == 0 for c in node.paragraphs[0].clauses)
    return is_clause or bool(_FIELD.fullmatch(node.title))
