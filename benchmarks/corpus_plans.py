"""The published plans as material: blocks of sentences with stand-ins for their own names."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

from corpus_words import Sentence, cut, list_nouns, list_words

from compare import store
from compare.extract import extract_plan
from compare.extract.outline.tree import Node
from compare.extract.readers import read_source

RAW = Path(__file__).resolve().parent.parent / "data" / "raw"
# Stand-ins for what a plan fills in: place, prefecture, province, level (市, 县 or 区) and so on.
PLACE, PREFECTURE, PROVINCE, LEVEL, DOC_NUMBER, DATE, INITIAL = map(chr, range(0xE000, 0xE007))
# A word this rare in the published plans is of their place and topic, not of the genre.
RARE = 6

Names = tuple[tuple[str, str], ...]


class Block(NamedTuple):
    """A heading, a paragraph, a task or a clause; a task's first sentence is its title.

    `kind`: line (kept), prose, task, clause. `names`: (role, department as in the published plan).
    """

    kind: str
    section: int
    head: str
    sentences: tuple[Sentence, ...] = ()
    names: Names = ()


class Layout(NamedTuple):
    """A published plan in blocks, and for each of its sections the sentences on its theme."""

    entry: dict[str, str]
    blocks: tuple[Block, ...]
    by_section: bool
    pools: dict[int, list[Sentence]]
    tasks: dict[int, list[Block]]


@cache
def read_layouts() -> tuple[Layout, ...]:
    """Every published plan as a layout, its sections matched with those of the others by words."""
    plans = [(entry, read_blocks(entry)) for entry in store.read_catalogue(RAW)]
    own = [list_sentences(blocks) for _, blocks in plans]
    layouts = []
    for at, (entry, blocks) in enumerate(plans):
        pools, tasks = {}, {}
        for section, sentences in own[at].items():
            pools[section], tasks[section] = list(sentences), []
            for other, (_, theirs) in enumerate(plans):
                if other != at:
                    match = find_match(sentences, own[other])
                    pools[section] += own[other][match]
                    tasks[section] += [
                        b for b in theirs if b.kind == "task" and b.section == match and is_short(b)
                    ]
        by_section = any(block.kind == "clause" for block in blocks)
        layouts.append(Layout(entry, blocks, by_section, pools, tasks))
    return tuple(layouts)


def list_sentences(blocks: tuple[Block, ...]) -> dict[int, list[Sentence]]:
    """section → sentences of its tasks, titles left out."""
    sentences: dict[int, list[Sentence]] = {}
    for block in blocks:
        if block.kind == "task":
            sentences.setdefault(block.section, []).extend(block.sentences[1:])
    return sentences


def find_match(sentences: list[Sentence], sections: dict[int, list[Sentence]]) -> int:
    """The section whose words are most alike (cosine of counts)."""
    own = Counter(word for sentence in sentences for word in sentence)

    def compare(section: int) -> float:
        other = Counter(word for sentence in sections[section] for word in sentence)
        length = math.sqrt(sum(count * count for count in other.values()))
        return round(sum(own[word] * count for word, count in other.items()) / length, 6)

    return max(sections, key=compare)


def is_short(task: Block) -> bool:
    """Whether its first sentence is a title rather than a sentence."""
    return not {"，", "：", "；"} & set(task.sentences[0])


def read_blocks(entry: dict[str, str]) -> tuple[Block, ...]:
    """A published plan in blocks, its places and dates replaced by stand-ins."""
    plan = extract_plan(read_source(RAW / entry["source_file"]), entry["plan_id"])
    names: dict[str, list[tuple[str, str]]] = {}
    for row in plan.assignments:
        name = re.sub("(?:^|(?<=（))市", LEVEL, hide_names(str(row["name"]), entry))
        names.setdefault(str(row["task_id"]), []).append((str(row["role"]), name))
    by_section = any(row["scope"] == "section" for row in plan.assignments)
    tasks = {row["task_id"]: row for row in plan.tasks if row["kind"] == "key_task"}
    sections = list(dict.fromkeys(row["section_id"] for row in tasks.values()))
    work = iter(tasks.values())
    blocks: list[Block] = []

    def add(kind: str, head: str, text: str, section: int = -1, names: Names = ()) -> None:
        parts = [text] if kind == "line" else [part for part in text.split("。") if part]
        sentences = tuple(cut(hide_names(part, entry)) for part in parts)
        blocks.append(Block(kind, section, hide_names(head, entry), sentences, names))

    def add_tasks(section: Node) -> None:
        add("line", "", section.label)
        count = sum(p.kind == "text" for p in section.paragraphs) or len(section.children)
        for _ in range(count):
            row = next(work)
            at = sections.index(row["section_id"])
            held = tuple(names[str(row["task_id"])])
            add("task", "", f"{row['title']}。{row['body']}", at, held)
        if by_section:
            blocks.append(Block("clause", at, "", (), held))

    def add_node(node: Node, in_work: bool) -> None:
        if in_work and node.level == 2:
            return add_tasks(node)
        if node.level and not node.is_inline:
            add("line", "", node.label)
        for paragraph in node.paragraphs:
            head = f"{node.label}。" if node.is_inline else ""
            prose = paragraph.kind in ("text", "bullet") and paragraph.text.text.endswith("。")
            if prose:
                add("prose", head, paragraph.text.text)
            else:
                add("line", "", paragraph.text.text)
        for child in node.children:
            add_node(child, node.role == "key_task")

    add_node(plan.outline, False)
    return tuple(blocks)


def hide_names(text: str, entry: dict[str, str]) -> str:
    """The text with stand-ins for the published plan's own names, document number and date."""
    date = re.sub(r"(\d+)-0?(\d+)-0?(\d+)", r"\1年\2月\3日", entry["issued_on"])
    for found, mark in ((entry["doc_number"], DOC_NUMBER), (date, DATE)):
        text = text.replace(found, mark) if found else text
    for key, mark in (("place", PLACE), ("prefecture", PREFECTURE), ("province", PROVINCE)):
        text = text.replace(entry[key][:-1], mark)
    initial = entry["place"][0]
    text = re.sub(f"(?<=[在驻]){initial}|{initial}(?=委发)", INITIAL, text)
    above = f"(?<![{PREFECTURE}{PROVINCE}])(?<!{PREFECTURE}市委)"
    for word in list_words("level_word"):
        text = re.sub(above + word, word.replace("市", LEVEL, 1), text)
    return text


@cache
def list_slots() -> frozenset[str]:
    """Nouns a plan may exchange for its own topics: all but the frequent ones of the genre."""
    counts = Counter(
        word
        for layout in read_layouts()
        for block in layout.blocks
        for sentence in block.sentences
        for word in sentence
    )
    return frozenset(word for word in list_nouns() if counts[word] <= RARE)
