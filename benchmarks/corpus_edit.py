"""Sentences of one level of government as the next one writes them, and a plan's text from them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from corpus_plans import LEVEL, PLACE, PREFECTURE, Block, Layout, list_slots
from corpus_words import (
    Sentence,
    cut,
    draw_brand,
    draw_name,
    draw_topic,
    list_words,
    read_synonyms,
    read_templates,
)

from compare.lookups import read_lookup

TOPIC_COUNT, TOWN_COUNT = 300, 6  # per level and place
FAMILY_TOPIC = 0.3  # chance that a topic is one of the level above
EXCHANGE = 0.6  # chance that a word is exchanged in a sentence with other words
OWN_SPELLING = 0.3  # chance that a plan spells a department in a way of its own
LEFT_OUT = 0.12  # chance that a department is left out of a clause
TASK_DROP, TASK_BORROW, TASK_OWN = 0.07, 0.04, 0.05  # per task of the level above
LOCAL_BUREAU = re.compile(r"[^*家部厅总]{2,7}[局办委会]")

Blocks = tuple[Block, ...]


class Rates(NamedTuple):
    """How often a level changes a sentence it copies, by kind of change; the rest stays verbatim."""

    title: float
    reword: float
    retopic: float
    recombine: float
    drop: float
    borrow: float
    local: float


class Setting(NamedTuple):
    """What a level writes with: its generator, its names, its topic words."""

    rng: random.Random
    topics: tuple[str, ...]
    towns: tuple[str, ...]
    rates: Rates


def prepare(rng: random.Random, rates: Rates, family: Sequence[str] = ()) -> Setting:
    """A level's setting; some of its topics are those of the level above, `family`."""
    topics = tuple(
        rng.choice(family) if family and rng.random() < FAMILY_TOPIC else draw_topic(rng)
        for _ in range(TOPIC_COUNT)
    )
    endings = list_words("town_ending")
    towns = tuple(draw_name(rng, "place") + rng.choice(endings) for _ in range(TOWN_COUNT))
    return Setting(rng, topics, towns, rates)


def edit_blocks(blocks: Blocks, layout: Layout, setting: Setting) -> Blocks:
    """The blocks as the next level down writes them; a sentence that recurs is changed once.

    Titles, and the sentences before and after the tasks, are at most reworded.
    """
    done: dict[Sentence, Sentence] = {}
    present = {sentence for block in blocks for sentence in block.sentences}
    edited = []
    for block in blocks:
        if block.kind == "task":
            pool = [s for s in layout.pools[block.section] if s not in present]
            title, *body = block.sentences
            if setting.rng.random() < setting.rates.title:
                title = reword(title, setting.rng)
            sentences = (title, *edit_sentences(body, pool, setting, done))
            present.update(sentences)
            block = block._replace(sentences=sentences)
        elif block.kind == "prose":
            changed = (change_prose(sentence, setting) for sentence in block.sentences)
            block = block._replace(sentences=tuple(changed))
        edited.append(block)
    return tuple(edited)


def edit_sentences(
    body: Sequence[Sentence],
    pool: Sequence[Sentence],
    setting: Setting,
    done: dict[Sentence, Sentence],
) -> Iterator[Sentence]:
    """A task's sentences kept, changed or dropped, others of the theme and of its own among them."""
    rng, rates = setting.rng, setting.rates
    for sentence in body:
        if sentence not in done:
            done[sentence] = change_sentence(sentence, pool, setting)
        if has_number(sentence) or rng.random() >= rates.drop:
            yield done[sentence]
        if rng.random() < rates.borrow and pool:
            yield rng.choice(pool)
        if rng.random() < rates.local:
            yield fill_template("sentence", setting)


def change_sentence(sentence: Sentence, pool: Sequence[Sentence], setting: Setting) -> Sentence:
    """The sentence verbatim, reworded, on other topics, or with the end of another one."""
    rng, rates = setting.rng, setting.rates
    chance = rng.random()
    if is_fixed(sentence):
        return sentence
    if chance < rates.reword:
        return reword(sentence, rng)
    if chance < rates.reword + rates.retopic:
        return retopic(sentence, setting)
    if chance < rates.reword + rates.retopic + rates.recombine and pool:
        return recombine(sentence, rng.choice(pool))
    return sentence


def change_prose(sentence: Sentence, setting: Setting) -> Sentence:
    changes = setting.rng.random() < setting.rates.reword and not is_fixed(sentence)
    return reword(sentence, setting.rng) if changes else sentence


@lru_cache(maxsize=10_000)
def is_fixed(sentence: Sentence) -> bool:
    """Whether the sentence is a formula that every level quotes as it stands."""
    text = "".join(sentence)
    return any(word in text for word in list_words("fixed_word"))


def reword(sentence: Sentence, rng: random.Random) -> Sentence:
    """The sentence with some of its words exchanged for synonyms."""
    table = read_synonyms()
    return tuple(
        rng.choice(table[word]) if word in table and rng.random() < EXCHANGE else word
        for word in sentence
    )


def retopic(sentence: Sentence, setting: Setting) -> Sentence:
    """The sentence with nouns that are not of the genre, and names in quotes, exchanged."""
    rng, slots, words, quoted = setting.rng, list_slots(), [], 0
    for at, word in enumerate(sentence):
        if at < quoted:
            continue
        if word == "“" and "”" in sentence[at:] and rng.random() < EXCHANGE:
            quoted = sentence.index("”", at)
            words += [word, draw_brand(rng)]
        elif word in slots and rng.random() < EXCHANGE:
            words.append(rng.choice(setting.topics))
        else:
            words.append(word)
    return tuple(words)


def recombine(sentence: Sentence, other: Sentence) -> Sentence:
    """The first half of one sentence and the second half of the other, cut at commas."""
    starts = [at for at, word in enumerate(sentence) if word == "，"]
    ends = [at for at, word in enumerate(other) if word == "，"]
    if not starts or not ends or has_number(sentence) or "“" in (*sentence, *other):
        return sentence
    return sentence[: starts[len(starts) // 2]] + other[ends[len(ends) // 2] :]


@lru_cache(maxsize=100_000)
def has_number(sentence: Sentence) -> bool:
    return any(word[0].isdigit() for word in sentence)


def fill_template(kind: str, setting: Setting) -> Sentence:
    """A sentence of the table with topics, towns, names and numbers of the level's own."""
    rng = setting.rng
    parts = rng.choice(read_templates(kind))
    words: list[str] = []
    for at, part in enumerate(parts):
        words += [fill_slot(part, setting)] if at % 2 else cut(part)
    return tuple(word for word in words if word)


def fill_slot(slot: str, setting: Setting) -> str:
    rng = setting.rng
    values: dict[str, Callable[[], str]] = {
        "topic": lambda: rng.choice(setting.topics),
        "town": lambda: rng.choice(setting.towns),
        "brand": lambda: draw_brand(rng),
        "place": lambda: PLACE,
        "prefecture": lambda: PREFECTURE + "市",
        "year": lambda: rng.choice(("2025", "2025", "2030")),
        "number": lambda: str(rng.choice((1, 2, 3, 5, 8, 10, 20, 30, 50, 100, 200, 500))),
        "percent": lambda: str(rng.randint(10, 98)),
    }
    return values[slot.rstrip("2345")]()


def exchange_tasks(blocks: Blocks, layout: Layout, setting: Setting) -> Blocks:
    """The blocks with some tasks left out, some of the other plans' and some of its own."""
    rng = setting.rng
    result: list[Block] = []
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if block.kind != "task":
            result.append(block)
            continue
        if following is None or following.kind != "task" or rng.random() >= TASK_DROP:
            result.append(block)  # the last of a section stays
        others = layout.tasks[block.section]
        if rng.random() < TASK_BORROW and others:
            result.append(block._replace(sentences=rng.choice(others).sentences))
        if rng.random() < TASK_OWN:
            sentences = write_task(layout.pools[block.section], setting)
            result.append(block._replace(sentences=sentences))
    return tuple(result)


def write_task(pool: list[Sentence], setting: Setting) -> tuple[Sentence, ...]:
    """A task of the place's own: a title, three sentences of its own and two of the section's."""
    own = [fill_template(kind, setting) for kind in ("title", *["sentence"] * 3)]
    changed = [retopic(setting.rng.choice(pool), setting) for _ in range(2)]
    target = [fill_template("target", setting)] if setting.rng.random() < 0.5 else []
    return (*own, *changed, *target)


def render_blocks(blocks: tuple[Block, ...], layout: Layout, rng: random.Random) -> str:
    """The plan's text, stand-ins still in it; tasks are numbered where each has its clause."""
    lines: list[str] = []
    number = 0
    offices: dict[str, str] = {}
    for block in blocks:
        text = block.head + "".join("".join(sentence) + "。" for sentence in block.sentences)
        roles = pick_offices(block, offices, rng) if block.names else {}
        if block.kind == "clause":
            lead, support = "、".join(roles["lead"]), "、".join(roles["support"])
            lines.append(f"工作分工：{lead}牵头，{support}等参加。")
        elif block.kind == "task" and not layout.by_section:
            number += 1
            names = "、".join(roles["responsible"])
            lines.append(f"{number}. {text}（责任单位：{names}等）")
        else:
            number = number if block.kind == "task" else 0
            lines.append("".join(block.sentences[0]) if block.kind == "line" else text)
    return "\n".join(lines) + "\n"


def pick_offices(block: Block, offices: dict[str, str], rng: random.Random) -> dict[str, list[str]]:
    """role → most of the block's departments, each spelled as this plan always spells it."""
    roles: dict[str, list[str]] = {}
    for role, name in block.names:
        if name not in offices:
            others = list_spellings(name) if rng.random() < OWN_SPELLING else ()
            offices[name] = LEVEL + rng.choice(others) if others else name
        held = roles.setdefault(role, [])
        if (not held or rng.random() >= LEFT_OUT) and offices[name] not in held:
            held.append(offices[name])
    return roles


@cache
def list_spellings(name: str) -> tuple[str, ...]:
    """Other names of the same bureau: 市教育局 → 教体局, 教育体育局 …"""
    rows = read_lookup("departments")
    bare = name.removeprefix(LEVEL)
    own = {row["department_id"] for row in rows if row["spelling"] == bare}
    return tuple(
        row["spelling"]
        for row in rows
        if row["department_id"] in own
        and row["kind"] == "bureau"
        and LOCAL_BUREAU.fullmatch(row["spelling"])
    )
