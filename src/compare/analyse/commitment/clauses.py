"""The clauses of a task: what governs each of them, and whom it binds.

The modal words stand in `lookups/modal_verbs.csv`, in four classes: must (确保, 要 …) · do (建设,
开展 …) · strive (力争, 努力 …) · encourage (鼓励, 引导 …). A clause is what stands between ，；。
(marks inside quotation marks, book titles and brackets do not divide, and words inside them do
not count: they are names). The first modal word of a clause governs it; a clause without one is
governed like the clause before it in the same sentence, which ends at ； too, and is left out
where there is none. Whom it binds is told by `actors`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

import pandas as pd

from compare.analyse.commitment.actors import Saying, carry_actors, find_actor, join_choices
from compare.language.periods import FIVE_YEAR_PLAN
from compare.language.sentences import CLAUSE_END, split_clauses, split_sentences
from compare.lookups import cache_by_lookups, read_lookup

MODALITIES = ("must", "do", "strive", "encourage")

_NO_ACT = re.compile(r"[的以](?:(?<=的)$|(?<=^以).+为[^为]{1,4}$)")
_BLANK = "□"
_REMEMBERED = 2**14  # clauses, and as many sentences, for each of so many lookups
_REMEMBERED_LOOKUPS = 2
_NAMES = re.compile(
    rf"《[^《》]*》|“(?!{FIVE_YEAR_PLAN}”)[^“”]*”|（[^（）]*）|\([^()]*\)|〔[^〔〕]*〕"
)
_Said = tuple[tuple[str, str] | None, Saying | None]  # (word, modality), actor


class Governed(NamedTuple):
    """A clause by its place in the sentence, and what governs it and whom it binds."""

    start: int
    end: int
    word: str
    modality: str
    inherited: bool
    actor: str


def list_clauses(tasks: pd.DataFrame) -> pd.DataFrame:
    """One row per clause of each task: its first modal word and the modality that governs it.

    Columns task_id, plan_id, sentence and clause (counted from 1), text, word, modality (empty
    where none governs), inherited (governed by the clause before), actor (of ACTORS; empty where
    nobody is named).
    """
    names = ["task_id", "plan_id", "sentence", "clause"]
    names += ["text", "word", "modality", "inherited", "actor"]
    rows = [
        {"task_id": task["task_id"], "plan_id": task["plan_id"], **clause}
        for task in _records(tasks)
        for clause in read_clauses(join_text(task))
    ]
    return pd.DataFrame(rows, columns=names)


def read_clauses(text: str) -> list[dict[str, Any]]:
    """The clauses of a text in order, each with its governing modality and whom it binds.

    `各区镇要加大投入，形成体系。鼓励参与` → must (要), do (形成), encourage (鼓励); government twice,
    nobody.
    """
    numbered = (
        (sentence, start, clause)
        for sentence, (start, clauses) in enumerate(govern_sentences(blank_names(text)), 1)
        for clause in clauses
    )
    return [
        {
            "sentence": sentence,
            "clause": number,
            "text": text[start + clause.start : start + clause.end],
            "word": clause.word,
            "modality": clause.modality,
            "inherited": clause.inherited,
            "actor": clause.actor,
        }
        for number, (sentence, start, clause) in enumerate(numbered, 1)
    ]


def govern_sentences(masked: str) -> Iterator[tuple[int, Sequence[Governed]]]:
    """Of each sentence of a masked text where it begins, and its clauses."""
    govern = _remember_sentences()
    for start, end in _list_filled(masked, split_sentences(masked)):
        yield start, govern(masked[start:end])


@cache_by_lookups(_REMEMBERED_LOOKUPS)
def _remember_sentences() -> Callable[[str], Sequence[Governed]]:
    """`_govern_sentence` by the lookups in use: plans of one family copy sentences, clauses more."""
    return lru_cache(_REMEMBERED)(partial(_govern_sentence, lru_cache(_REMEMBERED)(_read_clause)))


def _govern_sentence(read: Callable[[str], _Said], sentence: str) -> Sequence[Governed]:
    """The clauses of one masked sentence; `read` tells what each says by itself."""
    spans = list(_list_filled(sentence, split_clauses(sentence)))
    said = [read(sentence[left:right]) for left, right in spans]
    actors = carry_actors(actor for _, actor in said)
    word, modality = "", ""
    governed = []
    for (left, right), (own, _), actor in zip(spans, said, actors, strict=True):
        word, modality = own or (word, modality)
        inherited = own is None and bool(modality)
        governed.append(Governed(left, right, word, modality, inherited, actor))
    return governed


def _read_clause(clause: str) -> _Said:
    """What governs a clause and who acts in it, by its own words alone."""
    return find_modal(clause), find_actor(clause)


def find_modal(clause: str) -> tuple[str, str] | None:
    """(word, modality) of the first modal word of a clause; compounds in `not_in` do not count.

    None of a condition (对完成建设的) or a means (以提升能力为目标), whose words govern nothing.
    """
    if _NO_ACT.search(clause):
        return None
    pattern, modality = _modal_pattern()
    for found in pattern.finditer(clause):
        if (word := found[0]) in modality:
            return word, modality[word]
    return None


@cache_by_lookups()
def _modal_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    """Compounds, which come first, and modal words as one choice; the modality of each word."""
    rows = read_lookup("modal_verbs")
    excluded = {word for row in rows for word in row["not_in"].split(";") if word}
    modality = {row["verb"]: row["modality"] for row in rows}
    excluded -= modality.keys()
    choices = filter(None, map(join_choices, (excluded, modality)))
    return re.compile("|".join(choices)), modality


def blank_names(text: str) -> str:
    """The text at the same length with quoted, titled and bracketed names blanked out."""
    previous = ""
    while previous != text:
        previous, text = text, _NAMES.sub(lambda m: _BLANK * len(m.group()), text)
    return text


def join_text(task: Mapping[str, Any]) -> str:
    """Title and body of a task as one running text."""
    return f"{task['title']}。{task['body']}"


def _list_filled(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans that hold more than marks, without the marks that end them."""
    for start, end in spans:
        held = text[start:end].rstrip(CLAUSE_END)
        if held and not held.isspace():
            yield start, start + len(held)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
