"""What each chapter and section is for: its heading, its clauses and its make-up say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from compare.extract.clean import Traced
from compare.extract.departments.resolve import resolve_department
from compare.extract.outline.fields import is_filled_in
from compare.extract.outline.tree import Node, Paragraph, build_tree
from compare.language.digits import DIGITS
from compare.language.marks import ARTICLE, count_mark, find_mark
from compare.language.sentences import CLAUSE_END, COLON
from compare.lookups import cache_by_lookups, read_lookup
from compare.lookups.hints import Likely

_ADDRESSES = re.compile(
    rf"(?:各位(?:代表|委员|领导|来宾|同志)|同志们|代表们)\s*[{CLAUSE_END}{COLON}]"
)
_AIMS_SECTION = re.compile(
    r"(?:指导思想|基本原则|工作原则|总体要求|总体思路|基本思路|工作思路|.{0,4}目标|目标任务|.{0,4}指标)(?:[和与、].{2,6})?"
)
_STANDING = "现状|基础|形势|问题|环境|背景|成效|挑战|机遇|回顾|不足|差距|短板"
_BACKGROUND_SECTION = re.compile(
    rf"(?:发展|建设|工作|产业|行业|当前|基本|主要|面临的?|存在的?){{0,3}}(?:{_STANDING})"
    rf"(?:[和与及、]?(?:面临的?|存在的?|主要)?(?:{_STANDING}|要求|意义)){{0,2}}"
)
_REVIEWS = re.compile(
    rf"(?:回首|回顾|总结)?(?:刚刚)?(?:过去的?[{DIGITS}\d]年|[{DIGITS}]年以?来|[去上]一?年)[，,里中来]"
)
_FEWEST_ALIKE = 3
_LONGEST_REQUEST = 600
_LONGEST_BODY = 20  # characters of a name before its colon
_ISSUES = re.compile(
    r"(?:印发|下发|转发|下达|印送)给?(?:你们|各地|各单位)|分解(?:下达|印发)|予以(?:印发|分解)"
)
_SHARE_OF_ASIDE = 2  # a heading longer than this many times its telling words speaks of more
_ASIDE_ROLES = ("aims", "background", "list")


def build_outline(paragraphs: list[Traced], rows: Collection[int] = ()) -> Node:
    """The document as a tree, and what each of its chapters is for; `rows`: as in `build_tree`."""
    root = build_tree(paragraphs, rows)
    for chapter in root.children:
        _judge_chapter(chapter)
    _choose_plan(root)
    _judge_by_clauses(root)
    _judge_by_place(root)
    _part_closing(root)
    return root


_Role = tuple[re.Pattern[str], str, str, str]


@cache_by_lookups()
def _roles() -> Sequence[_Role]:
    return [
        (re.compile(row["pattern"]), row["role"], row["confidence"], row["reason"])
        for row in read_lookup("chapter_roles")
    ]


@cache_by_lookups()
def _likely() -> Likely:
    return Likely(row["pattern"] for row in read_lookup("chapter_roles"))


def _list_likely(title: str) -> Iterator[_Role]:
    """The rows of chapter_roles.csv that may fit a heading, in their order."""
    return map(_roles().__getitem__, _likely().list_numbers(title))


@cache_by_lookups(maxsize=4096)
def tell_role(title: str) -> tuple[str, str, str]:
    """(role, confidence, reason) a heading alone gives: the first row of chapter_roles.csv that fits."""
    for pattern, role, confidence, reason in _list_likely(title):
        if pattern.search(title):
            return role, confidence, reason
    return "key_task", "medium", "no other role fits the heading"


@cache_by_lookups(maxsize=4096)
def list_other_roles(title: str) -> frozenset[str]:
    """The roles that the words of a heading name beside those that tell its role: 重点任务和保障措施."""
    first = next((found for row in _roles() if (found := row[0].search(title))), None)
    if first is None:
        return frozenset()
    rest = f"{title[: first.start()]}，{title[first.end() :]}"
    return frozenset(role for pattern, role, _, _ in _roles() if pattern.search(rest))


def _judge_chapter(chapter: Node) -> None:
    chapter.role, chapter.confidence, chapter.reason = tell_role(chapter.title)
    if (chapter.role, chapter.confidence) == ("safeguard", "medium") and chapter.hands_out_work():
        chapter.role, chapter.reason = (
            "key_task",
            "hands out work, though its heading speaks of how",
        )
    for child in chapter.children:
        if not child.hands_out_work() and not is_filled_in(chapter):
            child.role, child.reason = _judge_section(child, chapter.role == "safeguard")
    roles = {child.role for child in chapter.children}
    if roles and roles <= {"aims", "background"} and chapter.confidence != "high":
        chapter.role, chapter.confidence = "aims", "medium"
        chapter.reason = "all of its sections are on aims or on where things stand"
    elif _lists_duties(chapter) and chapter.confidence != "high":
        chapter.role, chapter.confidence = "list", "medium"
        chapter.reason = "duties, department by department"
    elif chapter.confidence != "high" and _tells_results(chapter):
        chapter.role, chapter.confidence = "background", "medium"
        chapter.reason = "its text opens with the year that is over"
    elif _states_articles(chapter):
        chapter.role, chapter.confidence = "list", "medium"
        chapter.reason = "articles of a regulation"


def _judge_section(section: Node, is_safeguard: bool) -> tuple[str, str]:
    """(role, reason) of a section that is no work though its chapter is: 发展基础, 部门职责; else empty.

    Among safeguards 提高认识 is one of them, and only duties are none.
    """
    if is_safeguard:
        return ("list", "duties, department by department") if _lists_duties(section) else ("", "")
    if _AIMS_SECTION.fullmatch(section.title):
        return "aims", "a section on aims or principles"
    if _BACKGROUND_SECTION.fullmatch(section.title):
        return "background", "where things stand"
    if _lists_duties(section):
        return "list", "duties, department by department"
    for pattern, role, _, reason in _list_likely(section.title):
        found = pattern.search(section.title)
        if found and found.end() == len(section.title):
            return (role, reason) if role in _ASIDE_ROLES else ("", "")
    return "", ""


def _lists_duties(section: Node) -> bool:
    """Whether the items of a section are bodies rather than work: `1.县财政局：统筹资金。`"""
    lines = [block.text.text for block in section.paragraphs if block.kind == "text"]
    names = [child.title.rstrip("。：") for child in section.children]
    names = names or [line.partition("：")[0] for line in lines if "：" in line[:_LONGEST_BODY]]
    bodies = sum(resolve_department(name).status == "reviewed" for name in names if name)
    return bodies > 1 and bodies * 2 > len(section.children or lines)


def _tells_results(chapter: Node) -> bool:
    """Whether a chapter opens as a review does, whatever its heading: `一年来，全县……`."""
    opening = next((block.text.text for block in chapter.blocks() if block.kind == "text"), "")
    return bool(_REVIEWS.match(opening)) and not chapter.hands_out_work()


def _states_articles(chapter: Node) -> bool:
    """Whether most of a chapter's text is articles: `第五条 ……`."""
    texts = [block.text.text for block in chapter.blocks() if block.kind == "text"]
    articles = sum((m := find_mark(text)) is not None and m.kind == ARTICLE for text in texts)
    return articles > 0 and articles * 2 >= len(texts)


def _choose_plan(root: Node) -> None:
    """Whether the plan stands before its annexes, or behind a notice that issues it."""
    annexes = [chapter for chapter in root.children if chapter.in_annex]
    main = [chapter for chapter in root.children if not chapter.in_annex]
    headed = [chapter for chapter in annexes if chapter.number]
    handed_out = any(chapter.hands_out_work() for chapter in main)
    has_tasks = handed_out or any(c.role == "key_task" and c.confidence == "high" for c in main)
    notice = _find_notice(root)
    if not handed_out and len(headed) > 1 and _measure(main) * 4 < _measure(headed):
        notice = main
    for chapter in notice:
        chapter.role, chapter.confidence = "notice", "medium"
        chapter.reason = "a notice before the plan that it issues"
    if notice and len(notice) == len(main):
        annexes = [chapter for chapter in annexes if not chapter.number]
    for chapter in annexes:
        if has_tasks or not chapter.hands_out_work():
            chapter.role, chapter.confidence = "annex", "high"
            chapter.reason = "stands in an annex"


def _find_notice(root: Node) -> list[Node]:
    """The chapters of a letter that issues the plan behind its signature; none where there is none.

    `现将《…分解方案》印发给你们，并提出要求：一、… 二、…`, a signature, then the plan from 一、 on.
    """
    letter = "".join(block.text.text for block in root.paragraphs)
    if not _ISSUES.search(letter) or any(block.kind == "tail" for block in root.paragraphs):
        return []  # the letter has been signed before the first chapter
    for i, chapter in enumerate(root.children[:-1], 1):
        if not _may_be_of_letter(chapter):
            return []
        if any(block.kind == "tail" for block in chapter.blocks()):
            behind = root.children[i:]
            begins = behind[0].in_annex or count_mark(behind[0].number) == 1
            return root.children[:i] if begins and any(c.number for c in behind) else []
    return []


def _may_be_of_letter(chapter: Node) -> bool:
    """Whether a chapter may be what a letter asks for: short, without headings, work or bodies of its own."""
    is_work = (
        chapter.confidence == "high" and chapter.role == "key_task" and len(chapter.title) < 10
    )
    is_plain = not chapter.children and _measure([chapter]) < _LONGEST_REQUEST
    return is_plain and not is_work and not chapter.hands_out_work()


def _measure(chapters: Sequence[Node]) -> int:
    return sum(len(block.text.text) for chapter in chapters for block in chapter.blocks())


def _judge_by_clauses(root: Node) -> None:
    """Let the responsibility clauses settle what the headings leave open.

    Where most chapters name who is responsible, a chapter without a single clause whose heading
    does not name work is a list (products, areas), not work that was handed out.
    """
    open_roles = ("key_task", "list", "schedule", "procedure", "aims")
    chapters = [chapter for chapter in root.children if chapter.role in open_roles]
    handing_out = [chapter for chapter in chapters if chapter.hands_out_work()]
    usual = len(handing_out) * 2 > sum(chapter.role != "aims" for chapter in chapters)
    for chapter in chapters:
        if chapter.hands_out_work():
            if chapter.role != "key_task":
                chapter.role, chapter.confidence = "key_task", "medium"
            chapter.reason += "; its items name who is responsible"
        elif usual and chapter.confidence != "high":
            chapter.role, chapter.confidence = "list", "medium"
            chapter.reason = "names no one responsible, though most chapters do"


def _judge_by_place(root: Node) -> None:
    """Safeguards close a plan: before its work, and with others behind it, a chapter is work.

    `二、建立健全组织管理体系` above `三、扩大数据供给` and `四、保障措施`; not `二、加强组织领导`, whose words
    are about nothing else. A last chapter that opens with 加强组织领导 and hands out nothing is one.
    """
    chapters = [chapter for chapter in root.children if not chapter.in_annex]
    roles = [chapter.role for chapter in chapters]
    for at, chapter in enumerate(chapters):
        behind = roles[at + 1 :]
        if roles[at] != "safeguard" or "key_task" not in behind:
            continue
        followed = "safeguard" in behind[behind.index("key_task") :]
        if followed and _SHARE_OF_ASIDE * _measure_words(chapter.title) < len(chapter.title):
            chapter.role, chapter.confidence = "key_task", "medium"
            chapter.reason = "stands before the work, and safeguards of the plan behind it"
    if "safeguard" in roles or roles.count("key_task") < 2 or roles[-1] != "key_task":
        return
    last = chapters[-1]
    opens = last.children and tell_role(last.children[0].title)[0] == "safeguard"
    if opens and not last.hands_out_work():
        last.role, last.confidence = "safeguard", "medium"
        last.reason = "the last chapter, and it opens with how the plan is carried through"


def _measure_words(title: str) -> int:
    """How long the words are that tell the role of a heading: 组织管理 in 建立健全组织管理体系 → 4."""
    found = next((found for row in _list_likely(title) if (found := row[0].search(title))), None)
    return len(found[0]) if found else 0


def _part_closing(root: Node) -> None:
    """What closes the document behind its last item: from words to those who listen on (各位代表！…),
    or a paragraph behind the very last item, where all items before have one."""
    chapters = [c for c in root.children if not c.in_annex and c.role in ("key_task", "safeguard")]
    if not chapters:
        return
    *before, last = [node for node in chapters[-1].walk() if not node.children]
    if chapters[-1] is [c for c in root.children if not c.in_annex][-1]:
        spoken = [i for i, p in enumerate(last.paragraphs) if _ADDRESSES.match(p.text.text)]
        _close(last.paragraphs[spoken[0] :] if spoken else [])
    if any(c.hands_out_work() for c in chapters):
        return
    lengths = [sum(p.kind != "tail" for p in node.paragraphs) for node in before]
    if len(before) >= _FEWEST_ALIKE and set(lengths) == {1} and last.is_inline:
        _close(last.paragraphs[1:])


def _close(paragraphs: Sequence[Paragraph]) -> None:
    for paragraph in paragraphs:
        if paragraph.kind == "text":
            paragraph.kind = "closing"
