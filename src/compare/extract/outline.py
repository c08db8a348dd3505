"""Clean paragraphs → heading tree: what stands under which heading, and what each chapter is for.

One grammar serves every layout: 一、 → （一） → 1. → （1）, any of them left out, numbers that restart
or run on, headings on a line of their own or at the head of their paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from compare.extract.clauses import Clause, find_clauses
from compare.extract.clean import Traced
from compare.lookups import read_lookup

CN = "一二三四五六七八九十百"
_MARKERS = (
    (1, re.compile(rf"第[{CN}]+[章篇编部](?:分)?[、，：\s]*|[{CN}]{{1,3}}、(?![{CN}]、)")),
    (2, re.compile(rf"[（(〔][{CN}]{{1,3}}[）)〕][、.]?|第[{CN}]+节[、，：\s]*")),
    (3, re.compile(r"(\d{1,3})(?:[.．﹒、]|\s*、)(?!\d)")),
    (4, re.compile(r"[（(]\d{1,3}[）)]|[①-⑳]")),
)
_RUN_ON = re.compile(r"(\d{1,3})[.．﹒](?=\d)")
_BULLET = re.compile(r"[—\-–]{2}|[●■◆▲○•·]|[一二三四五六七八九十]是|[（(]?第[一二三四五六七八九十]，")
_BOX = re.compile(r"专栏\s*[\d一二三四五六七八九十]*")
_STOP = re.compile(r"[。！？!?]")
_SHORT_TITLE = re.compile(r"[^，。：]{2,25}：")
_LONGEST_BARE_HEADING = 60
_TAIL = re.compile(
    r"抄送[：:]|【|（此件|[-–]\s*\[|\*检索|-{3,}$|\d{4}年\d{1,2}月\d{1,2}日(?:印发|公布)?$"
    r"|本(?:措施|意见|方案|政策|办法|计划|规划|通知|细则)自.{2,30}(?:施行|实施|执行)"
)
_ANNEX = re.compile(r"附件[\d一二三四五六七八九十]*(?:[：:]|$)|附录")
_SIGNATURE = re.compile(r"[^，。；：、]{2,30}(?:政府|办公[厅室]|委员会|委|[局厅部院会])$")


@dataclass
class Node:
    """A heading with what stands under it; level 1 一、, 2 （一）, 3 1., 4 （1）; 0 the document."""

    level: int
    number: str
    title: str
    heading: Traced | None
    paragraphs: list[Paragraph] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    role: str = ""
    confidence: str = "high"
    reason: str = ""
    in_annex: bool = False
    is_inline: bool = False

    @property
    def label(self) -> str:
        return f"{self.number}{self.title}"

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    def blocks(self) -> Iterator[Paragraph]:
        """Every paragraph under the heading, in document order."""
        yield from self.paragraphs
        for child in self.children:
            yield from child.blocks()


@dataclass
class Paragraph:
    """A run of clean text under a heading, and the responsibility clauses in it.

    `kind`: text, bullet, box (专栏), clause (nothing but a clause), tail (signature, 抄送 …).
    """

    text: Traced
    kind: str
    clauses: list[Clause]


def build_outline(paragraphs: list[Traced]) -> Node:
    """The document as a tree; its preamble stands in the root's paragraphs."""
    root = Node(0, "", "", None)
    stack = [root]
    in_box = in_annex = False
    last_number = 0
    for position, text in enumerate(paragraphs):
        level, length = _find_marker(text.text, last_number)
        if level:
            in_box = False
            while stack[-1].level >= level:
                stack.pop()
            node = _open_node(level, text, length)
            node.in_annex = in_annex
            if level == 3:
                last_number = int(re.sub(r"\D", "", node.number) or 0)
            stack[-1].children.append(node)
            stack.append(node)
            continue
        kind = _tell_kind(text.text, in_box)
        in_box = kind == "box"
        if kind == "text" and _is_signature(paragraphs, position):
            kind = "tail"
        if _ANNEX.match(text.text) and root.children:
            in_annex = True
            del stack[1:]
            stack.append(Node(1, "", text.text, text, in_annex=True))
            root.children.append(stack[-1])
            continue
        stack[-1].paragraphs.append(read_paragraph(text, kind))
    _move_tail(root)
    for chapter in root.children:
        _judge_chapter(chapter)
    _judge_by_clauses(root)
    return root


def _find_marker(text: str, last_number: int) -> tuple[int, int]:
    """Level of the number the paragraph opens with and its length; (0, 0) where there is none."""
    for level, pattern in _MARKERS:
        if found := pattern.match(text):
            return level, found.end()
    found = _RUN_ON.match(text)
    if found and int(found[1]) == last_number + 1:
        return 3, found.end()
    return 0, 0


def _open_node(level: int, text: Traced, length: int) -> Node:
    """Split `（一）标题。正文` into a heading and its first paragraph."""
    clauses = find_clauses(text.text)
    first_clause = clauses[0].start if clauses else len(text.text)
    end, rest = end_of_title(text.text, length, first_clause)
    node = Node(level, text.text[:length], text.text[length:end], text.slice(0, end))
    if rest < len(text.text):
        node.paragraphs.append(read_paragraph(text.slice(rest)))
        node.is_inline = node.paragraphs[0].kind == "text"
    return node


def end_of_title(text: str, start: int, limit: int) -> tuple[int, int]:
    """Where the title that begins at `start` ends, and where the text after it begins.

    The title is what stands before the first stop, or before the colon of a short label;
    without either, everything before `limit` (the first clause, or the end).
    """
    if label := _SHORT_TITLE.match(text, start, limit):
        return label.end() - 1, label.end()
    for stop in _STOP.finditer(text, start, limit):
        if text.count("“", start, stop.start()) <= text.count("”", start, stop.start()):
            end = stop.start()
            rest = stop.end()
            return end, rest
    return limit, limit


def read_paragraph(text: Traced, kind: str = "text") -> Paragraph:
    """A paragraph with its clauses found; one that is nothing but a clause is of kind `clause`."""
    clauses = find_clauses(text.text)
    if kind == "text" and len(clauses) == 1 and clauses[0].covers(text.text):
        kind = "clause"
    return Paragraph(text, kind, clauses)


def _tell_kind(text: str, in_box: bool) -> str:
    if _BOX.match(text) or in_box:
        return "box"
    if _TAIL.match(text):
        return "tail"
    return "bullet" if _BULLET.match(text) else "text"


def _is_signature(paragraphs: list[Traced], position: int) -> bool:
    """A short line that is a body's name, with a date or nothing more to follow."""
    if not _SIGNATURE.fullmatch(paragraphs[position].text):
        return False
    following = [p.text for p in paragraphs[position + 1 : position + 3]]
    return not following or any(_TAIL.match(text) for text in following)


def _move_tail(root: Node) -> None:
    """What follows the first tail line of a chapter's last task is no part of it."""
    for node in root.walk():
        kinds = [p.kind for p in node.paragraphs]
        if node.level and "tail" in kinds:
            for paragraph in node.paragraphs[kinds.index("tail") :]:
                paragraph.kind = "tail"


def _judge_chapter(chapter: Node) -> None:
    """Say what a chapter is for, from its heading: the first row of chapter_roles.csv that fits."""
    if chapter.in_annex and not any(block.clauses for block in chapter.blocks()):
        chapter.role, chapter.reason = "annex", "stands in an annex and hands out no work"
        return
    for row in read_lookup("chapter_roles"):
        if re.search(row["pattern"], chapter.title):
            chapter.role = row["role"]
            chapter.confidence = row["confidence"]
            chapter.reason = row["reason"]
            return
    chapter.role, chapter.confidence = "key_task", "medium"
    chapter.reason = "no other role fits the heading"


def _judge_by_clauses(root: Node) -> None:
    """Let the responsibility clauses settle what the headings leave open.

    Where most chapters name who is responsible, a chapter without a single clause whose heading
    does not name work is a list (products, areas), not work that was handed out.
    """
    chapters = [c for c in root.children if c.role in ("key_task", "list", "schedule", "procedure")]
    handing_out = [c for c in chapters if any(b.clauses for b in c.blocks())]
    for chapter in chapters:
        if chapter in handing_out:
            chapter.role = "key_task"
            chapter.reason += "; its items name who is responsible"
        elif len(handing_out) * 2 > len(chapters) and chapter.confidence != "high":
            chapter.role, chapter.confidence = "list", "medium"
            chapter.reason = "names no one responsible, though most chapters do"
