"""Words for synthetic plans: names of places and brands, topics, synonyms, sentences with slots.

What the words are is said in `corpus_words.csv`, `corpus_synonyms.csv` and `corpus_sentences.csv`;
topics are nouns of jieba's dictionary.
"""

from __future__ import annotations

import csv
import math
import random
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import jieba

from compare.analyse.terms import tokenise

HERE = Path(__file__).resolve().parent
NUMERALS = set("零一二三四五六七八九十百千万亿两")
# Half of the topics drawn are of this many nouns; rank r is drawn as (TOPIC_START + r) ** -2.
TOPIC_START = 3000

Sentence = tuple[str, ...]


@lru_cache(maxsize=10_000)
def cut(text: str) -> Sentence:
    """The words of a text, and what stands between them: 到2025年，达7%。 → 到 2025 年 ， 达 7 % 。"""
    return tuple(iterate_words(text))


def iterate_words(text: str) -> Iterator[str]:
    at = 0
    for word in tokenise(text, stop=False):
        start = text.index(word, at)
        yield from split_marks(text[at:start])
        yield word
        at = start + len(word)
    yield from split_marks(text[at:])


def split_marks(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?|.", text)


def draw_topic(rng: random.Random) -> str:
    """A noun of jieba's dictionary, by Zipf's law as Mandelbrot wrote it (see TOPIC_START)."""
    topics = list_topics()
    while True:
        rank = TOPIC_START * (1 / (1 - rng.random()) - 1)
        if rank < len(topics):
            return topics[int(rank)]


def draw_name(rng: random.Random, kind: str) -> str:
    """Two characters of the table, the front ones more often."""
    return "".join(draw_front(read_words(f"{kind}_{part}"), rng) for part in ("first", "second"))


def draw_front(chars: str, rng: random.Random) -> str:
    chance = rng.random()
    # Roots and products come out alike on every machine; powers need not.
    return chars[int(len(chars) * chance * math.sqrt(chance))]


def draw_brand(rng: random.Random) -> str:
    return draw_name(rng, "brand") + rng.choice(list_words("brand_ending"))


def read_rows(name: str) -> list[dict[str, str]]:
    with (HERE / f"corpus_{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def read_words(kind: str) -> str:
    """The words of a kind: a string of characters, or words joined by `;`."""
    return next(row["words"] for row in read_rows("words") if row["kind"] == kind)


@cache
def list_words(kind: str) -> tuple[str, ...]:
    return tuple(read_words(kind).split(";"))


@cache
def read_synonyms() -> dict[str, tuple[str, ...]]:
    return {row["word"]: tuple(row["synonyms"].split(";")) for row in read_rows("synonyms")}


@cache
def read_templates(kind: str) -> list[list[str]]:
    """Sentences of the table, cut at their slots: every second part names one."""
    texts = [row["text"] for row in read_rows("sentences") if row["kind"] == kind]
    return [re.split(r"\{(\w+)\}", text) for text in texts]


@cache
def list_nouns() -> tuple[str, ...]:
    """Nouns of jieba's dictionary of two to four characters, the most frequent first."""
    rows = []
    for line in (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines():
        word, frequency, tag = line.split(" ")
        if tag in ("n", "nz") and 2 <= len(word) <= 4 and not NUMERALS & set(word):
            rows.append((-int(frequency), word))
    return tuple(word for _, word in sorted(rows))


@cache
def list_topics() -> list[str]:
    """Nouns for things a place may live by or teach (by their last character), then all others."""
    endings = set(read_words("topic_ending"))
    return sorted(list_nouns(), key=lambda word: word[-1] not in endings)
