"""Clean paragraphs → heading tree: what stands under which heading, and what each chapter is for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from compare.extract.clean import Traced, join
from compare.extract.departments.clauses import (
    Clause,
    find_clauses,
    find_owners,
    may_open_clause,
    read_aside_line,
    strip_clauses,
)
from compare.extract.departments.words import match_other_label
from compare.extract.outline.boxes import SideBox, opens_box
from compare.extract.outline.headings import (
    end_of_title,
    find_marker,
    is_bare_heading,
    is_line_of_heading,
    is_row,
    list_kinds,
    rank_kinds,
)
from compare.extract.outline.numbering import drop_glued_pages, find_hidden_marks
from compare.extract.readers.furniture import FURNITURE, mark_furniture
from compare.language.digits import ORDINAL
from compare.language.marks import (
    ANNEX,
    ARABIC,
    BULLET,
    CHAPTER,
    CHINESE,
    COUNTED,
    ENUMERATED,
    Mark,
    count_mark,
)
from compare.language.periods import DAY
from compare.language.sentences import CLAUSE_END, COLON, PROSE

_BULLET = re.compile(f"{BULLET}|{COUNTED}|{ENUMERATED}")
# A line that only fills in what a heading asks for: 工作内容：…
_FIELD = re.compile(
    r"(?:工作|主要|建设|具体|重点|实施|目标|任务|年度|推进){0,2}(?:内容|任务|措施|目标|要求|举措|标准|做法|步骤|成果)[：:]"
)
_TAIL = re.compile(
    r"抄送[：:]|主送[：:]|【|（此件|[-–]\s*\[|\*检索|-{3,}$|联系(?:人|电话)[：:]"
    rf"|{DAY}(?:印发|公布|发布)?$|\S{{2,30}}(?:政府|办公[厅室]|委员会|[委局厅部]){DAY}(?:印发)?$"
    r"|(?:本|此前)(?:措施|意见|方案|政策|办法|计划|规划|通知|细则|规则|实施)\S{0,16}?"
    r"(?:自|由|从|有效期).{2,40}(?:施行|实施|执行|解释|止)"
)
_ANNEX = re.compile(rf"{ANNEX}[\d{ORDINAL}]*(?P<mark>[：:]?)")
_SIGNATURE = re.compile(
    rf"[^{CLAUSE_END}{COLON}、]{{2,30}}(?:政府|办公[厅室]|委员会|委|[局厅部院会]|银行|[支分]行|中心|公司)$"
)
_MOST_SIGNERS = 30
_LONGEST_LINE = 60  # of a table of contents or a list of annexes
_LEADERS = re.compile(r"[.．…·]{3,}\d{1,3}$")
_FEWEST_LINES = 3  # that head the texts of a document without numbers
_HEADER = re.compile(
    r"(?P<about>(?:发布日期|发布时间|发布机构|发文机关|发文字号|成文日期|索引号|主题分类|原文链接|链接|来源|分类|"
    r"检索时间|检索关键词|更新时间|信息来源|公开方式|文号|标题|作者|浏览次数)[：:])|【[^】]{1,8}】|https?://"
)
_DOCUMENT_TITLE = re.compile(
    rf"[^{PROSE}]{{4,60}}(?:方案|计划|意见|政策|措施|规划|办法|细则|要点|纲要)(?:[（(][^）)]*[）)])?$"
)


@dataclass
class Paragraph:
    """A run of clean text under a heading, and the responsibility clauses in it.

    `kind`: text, bullet, box (专栏), row (of a table), clause (nothing but a clause), contents (a line
    of the table of contents), tail (signature, 抄送 …), header (what a web page puts above the text),
    menu (of the site around the text), note (a footnote), page (its number).
    """

    text: Traced
    kind: str
    clauses: list[Clause]


@dataclass
class Node:
    """A heading with what stands under it; level 1 一、, 2 （一）, 3 1., 4 （1）; 0 the document.

    `kind` is that of its number (marks.ARABIC …; 0 where it has none). `role`, `confidence` and
    `reason` are a chapter's: what it is for, how sure that is, and why.
    """

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
    kind: int = 0

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

    def owners(self) -> list[tuple[Traced, Clause]]:
        """The clause of a heading that says whose work is below: `一、县教育局牵头的工作（8项）`."""
        clauses = find_owners(self.title)
        if not clauses or self.heading is None:
            return []
        text = self.heading.slice(len(self.heading.text) - len(self.title))
        return [(text, clause) for clause in clauses]

    def hands_out_work(self) -> bool:
        return any(block.clauses for block in self.blocks())


def build_tree(paragraphs: list[Traced], rows: Collection[int] = ()) -> Node:
    """The document as a tree; its preamble stands in the root's paragraphs, no chapter has a role.

    `rows`: places of the paragraphs that are rows of a table of work.
    """
    builder = _Builder(drop_glued_pages(paragraphs), rows)
    for position in range(len(paragraphs)):
        builder.add(position)
    root = builder.root
    _mark_tails(root)
    for node in list(root.walk()):
        _part_by_lines(node)
    return root


class _Builder:
    """The tree as far as it is read, and what the lines before say about the next one."""

    def __init__(self, paragraphs: list[Traced], rows: Collection[int]) -> None:
        self.paragraphs = paragraphs
        self.rows = rows
        self.hidden = find_hidden_marks(paragraphs)
        kinds = list_kinds(paragraphs, self.hidden)
        self.levels = rank_kinds(kinds)
        self.has_bare_chapters = not kinds & {CHAPTER, CHINESE}
        self.root = Node(0, "", "", None)
        self.stack = [self.root]
        self.box: SideBox | None = None
        self.in_annex = self.in_list = self.is_signed = self.in_contents = False
        self.furniture = mark_furniture([text.text for text in paragraphs])
        self.lines = Counter(_without_page(text.text) for text in paragraphs)
        self.last_number = 0

    def add(self, position: int) -> None:
        """Put the next paragraph in its place."""
        text = self.paragraphs[position]
        if position not in self.rows and (beside := self.furniture[position]):
            self.stack[-1].paragraphs.append(Paragraph(text, beside, []))
            return
        if aside := "row" if position in self.rows else self._tell_aside(text):
            self.stack[-1].paragraphs.append(Paragraph(text, aside, []))
            return
        self.in_list = False
        marker = self.hidden.get(position) or find_marker(text.text, self.last_number)
        if position in self.hidden and (line := _HEADER.match(text.text)) and line["about"]:
            marker = None  # ###### 信息来源：县教育局
        if marker and self.box and self.box.holds(text.text, marker, self._count_siblings(marker)):
            self.stack[-1].paragraphs.append(Paragraph(text, "box", []))
        elif marker:
            self._open_heading(text, marker)
        elif found := _ANNEX.match(text.text):
            self._open_annex(text, found)
        elif self.has_bare_chapters and is_bare_heading(text.text):
            self._open_bare_chapter(text)
        else:
            self._add_paragraph(position, text)

    def _tell_aside(self, text: Traced) -> str:
        """What kind of line beside the text it is, even where it opens with a number; empty if none."""
        if is_row(text):
            return "row"
        if self._is_contents(text.text):
            return "contents"
        marker = find_marker(text.text, self.last_number) if self.in_list else None
        return "tail" if marker and marker.kind == ARABIC and len(text.text) < _LONGEST_LINE else ""

    def _is_contents(self, text: str) -> bool:
        """Whether a line is of the table of contents: it ends in a page number or stands again below."""
        if text in ("目录", "目次"):
            self.in_contents = True
            return True
        line = _without_page(text)
        self.in_contents = self.in_contents and len(line) < _LONGEST_LINE and self.lines[line] > 1
        return self.in_contents or (text[-1:].isdecimal() and bool(_LEADERS.search(text)))

    def _count_siblings(self, marker: Mark) -> int:
        """The number of the last heading of this kind that stands open here; 0 without one."""
        for node in reversed(self.stack):
            numbers = [count_mark(c.number) for c in node.children if c.kind == marker.kind]
            if node.kind == marker.kind or numbers:
                return max(count_mark(node.number) if node.kind == marker.kind else 0, *numbers, 0)
        return 0

    def _open_heading(self, text: Traced, marker: Mark) -> None:
        self.box = None
        level = self.levels[marker.kind]
        if self.has_bare_chapters and self.root.children and self.root.children[-1].number == "":
            level = max(level, 2)
        while self.stack[-1].level >= level:
            self.stack.pop()
        node = _open_node(level, text, marker)
        if level == 1 and count_mark(node.number) == 1 and len(self.root.children) > 1:
            _part_documents(self.root.children[-1])
        node.in_annex = self.in_annex
        if marker.kind == ARABIC:
            self.last_number = count_mark(node.number)
        self.stack[-1].children.append(node)
        self.stack.append(node)

    def _open_bare_chapter(self, text: Traced) -> None:
        del self.stack[1:]
        title = text.text.rstrip("：:")
        self.stack.append(Node(1, "", title, text, in_annex=self.in_annex, kind=CHINESE))
        self.root.children.append(self.stack[-1])

    def _open_annex(self, text: Traced, found: re.Match[str]) -> None:
        """`附件：1.…` before the signature lists the annexes; `附件1` on its own begins one."""
        rest = text.text[found.end() :]
        if (rest and found["mark"] and not self.is_signed) or not self.root.children:
            self.in_list = bool(rest)
            self.stack[-1].paragraphs.append(Paragraph(text, "tail", []))
            return
        self.in_annex = True
        del self.stack[1:]
        self.stack.append(Node(1, "", text.text, text, in_annex=True))
        self.root.children.append(self.stack[-1])

    def _add_paragraph(self, position: int, text: Traced) -> None:
        kind = self._tell_kind(position, text.text)
        if kind == "box" and not self.box:
            self.box = SideBox()
        self.is_signed = self.is_signed or kind == "tail"
        self.stack[-1].paragraphs.append(read_paragraph(text, kind))

    def _tell_kind(self, position: int, text: str) -> str:
        if _HEADER.match(text):
            return "header"
        if self.box or (self.root.children and opens_box(text)):
            return "box"
        if _TAIL.match(text) or self._is_signature(position):
            return "tail"
        person = match_other_label(text, 0, len(text))
        is_field = _FIELD.match(text) or (person is not None and person.role == "person")
        return "bullet" if _BULLET.match(text) or is_field else "text"

    def _is_signature(self, position: int) -> bool:
        """A short line that is a body's name, with a date or nothing more to follow."""
        text = self.paragraphs[position]
        if not _SIGNATURE.fullmatch(text.text) or find_clauses(text.text, text.gaps):
            return False
        below = self.paragraphs[position + 1 : position + _MOST_SIGNERS]
        following = [p.text for p in below]
        while following and _SIGNATURE.fullmatch(following[0]):
            del following[0]
        return not following or any(_TAIL.match(text) for text in following[:2])


def _without_page(text: str) -> str:
    end = len(text)
    while end and (
        text[end - 1] in ".．…·" or text[end - 1].isdecimal() or text[end - 1].isspace()
    ):
        end -= 1
    return text[:end]


def _open_node(level: int, text: Traced, marker: Mark) -> Node:
    """Split `（一）标题。正文` into a heading and its first paragraph."""
    begin, end, rest = _part_title(text, marker)
    number, title = text.text[: marker.end], text.text[begin:end].lstrip()
    heading = text.slice(0, end)
    if begin > marker.end:  # 1.【责任单位：县教育局】新建小学。
        heading = join(text.slice(0, marker.end), text.slice(begin, end))
    node = Node(level, number, title, heading, kind=marker.kind)
    if begin > marker.end:
        node.paragraphs.append(read_paragraph(text.slice(marker.end, begin)))
    if rest < len(text.text):
        node.paragraphs.append(read_paragraph(text.slice(rest)))
        node.is_inline = node.paragraphs[-1].kind == "text"
    return node


def _part_title(text: Traced, marker: Mark) -> tuple[int, int, int]:
    """Where the title behind a number begins and ends, and where the text after it begins.

    A clause may stand before the title or end it; where the title holds nothing that opens one,
    clauses are not looked for: its paragraph looks for its own.
    """
    begin = marker.end
    end, rest = end_of_title(text, begin, len(text.text))
    if not text.gaps and not may_open_clause(text.text, begin, rest):
        return begin, end, rest
    clauses = find_clauses(text.text)
    if clauses and _opens_with(text.text, begin, clauses[0]):
        begin = clauses.pop(0).end
    first_clause = clauses[0].start if clauses else len(text.text)
    return begin, *end_of_title(text, begin, max(begin, first_clause))


def _opens_with(text: str, at: int, clause: Clause) -> bool:
    """Whether a clause stands between a number and the title it hands out."""
    return not text[at : clause.start].strip() and bool(text[clause.end :].strip(f"{CLAUSE_END} "))


def read_paragraph(text: Traced, kind: str = "text") -> Paragraph:
    """A paragraph with its clauses found; one that is nothing but clauses is of kind `clause`.

    So is a line that says by when or which persons, `牵头领导：王建国`, though it names no body.
    """
    clauses = find_clauses(text.text, text.gaps)
    only = kind in ("text", "bullet")
    if only and not clauses and (aside := read_aside_line(text.text)):
        clauses = [aside]
    if only and clauses and not strip_clauses(text.text, clauses).strip(f"{CLAUSE_END} "):
        kind = "clause"
    return Paragraph(text, kind, clauses)


def _mark_tails(root: Node) -> None:
    """What follows the first tail line of a chapter's last task is no part of it."""
    for node in root.walk():
        kinds = [p.kind for p in node.paragraphs]
        if node.level and "tail" in kinds:
            for paragraph in node.paragraphs[kinds.index("tail") :]:
                if paragraph.kind not in FURNITURE:
                    paragraph.kind = "tail"


def _part_documents(chapter: Node) -> None:
    """Numbers begin again at 一、: a title line at the end of what stands before opens a document."""
    *_, last = chapter.walk()
    for at, paragraph in reversed(list(enumerate(last.paragraphs))):
        if _DOCUMENT_TITLE.fullmatch(paragraph.text.text) and not paragraph.clauses:
            for follower in last.paragraphs[at:]:
                follower.kind = "tail"
            return


def _part_by_lines(node: Node) -> None:
    """Short lines that each stand before a text are its headings where nothing else heads a chapter.

    `完善文化设施` / `建设新馆……。` / `丰富文化活动` / `办好展演……。` → two nodes below the chapter.
    """
    if node.level > 2 or node.children:
        return
    texts = [p for p in node.paragraphs if p.kind in ("text", "bullet", "clause")]
    if not node.level:
        texts = _drop_opening(texts)
    heads = [p for p in texts if p.kind == "text" and is_line_of_heading(p.text.text)]
    places = {id(p) for p in heads}
    follow = [b for a, b in pairwise(texts) if id(a) in places]
    alike = len(heads) > 1 and texts[0] is heads[0] and len(follow) == len(heads)
    if not alike or any(id(p) in places for p in follow):
        return
    kept = node.paragraphs
    node.paragraphs = []
    for paragraph in kept:
        if id(paragraph) in places:
            title = paragraph.text.text
            child = Node(node.level + 1, "", title, paragraph.text, in_annex=node.in_annex)
            child.kind = CHINESE + child.level - 1
            node.children.append(child)
        else:
            (node.children[-1] if node.children else node).paragraphs.append(paragraph)


def _drop_opening(texts: Sequence[Paragraph]) -> list[Paragraph]:
    """The texts of a document without any number from its first heading on; its title is none."""
    heads = [i for i, p in enumerate(texts) if i and is_line_of_heading(p.text.text)]
    follow = [texts[i + 1].text.text for i in heads if i + 1 < len(texts)]
    is_plan = len(heads) >= _FEWEST_LINES and all("。" in text for text in follow)
    return list(texts[heads[0] :]) if is_plan else []
