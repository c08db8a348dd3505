"""What a plan writes and another never does, told by the letters of the whole text.

That a word does not occur in a text is certain, whatever is judged of its tasks. Looked for are the
words a task goes by: those of its title and of its section's, the terms of a theme that the other
text never touches, and the names it quotes (“三下乡”). A word counts where its plan uses it more
than once and it names a subject, so that a mere turn of phrase makes no difference.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import pandas as pd

from compare.analyse.terms import PLACE_LEVELS, strip_place_names, tokenise
from compare.language.periods import FIVE_YEAR_PLAN
from compare.language.sentences import CLAUSE_END, split_clauses, split_sentences
from compare.lookups import cache_by_lookups, read_lookup
from compare.schema.grain import mask_key_tasks

RECURS = 2  # occurrences in its plan from which a word is no turn of phrase
OFTEN = 5  # from which it carries a section, though the tasks are judged counterparts
MOST_JOINED = 3  # words that are looked for as one name: 长期, 护理, 保险
FEW = 3  # places that can be told one by one
WHOLE = 4  # characters of a name that says by itself what a task is about
_REMEMBERED = 64  # plans
SHORTEST, LONGEST = 2, 20  # characters of a name
JOINS = "和与及或"  # a word that cutting left with one of these in front is none
_QUOTED = re.compile(rf"“([^“”\n]{{{SHORTEST},{LONGEST}}})”")
_SPACE = re.compile(r"\s+")

Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Key:
    """A word a task goes by: how often its plan uses it, and where it comes from.

    `source`: title (and the task's body has it too), section (the title of the task's section),
    or theme.
    """

    term: str
    uses: int
    source: str


def squeeze(text: str) -> str:
    """The text without spaces and line ends, which printing puts between any two characters."""
    return _SPACE.sub("", text)


def find_term(term: str, text: str) -> list[int]:
    """Where a term starts in a text, whose spaces and line ends do not count: 科\\n普 holds 科普."""
    pattern = r"\s*".join(map(re.escape, squeeze(term)))
    return [found.start() for found in re.finditer(pattern, text)] if pattern else []


def list_quoted(text: str) -> list[str]:
    """The names a text quotes, each once, no five-year plan: “三下乡”“十四五” → [三下乡]."""
    names = dict.fromkeys(map(squeeze, _QUOTED.findall(text)))
    return [name for name in names if not re.fullmatch(FIVE_YEAR_PLAN, name)]


def find_names(text: str, other: str) -> dict[str, tuple[str, list[int]]]:
    """Each name a text quotes → how the other text has it, and where; ("", []) where nowhere.

    A name the other text quotes that is half of one or more stands for it: “科普中国推广运用” →
    (科普中国, its places).
    """
    known = list_quoted(other)
    found: dict[str, tuple[str, list[int]]] = {}
    for name in list_quoted(text):
        inner = next((own for own in known if own in name and 2 * len(own) >= len(name)), "")
        sought = next((own for own in (name, inner) if own and find_term(own, other)), "")
        found[name] = sought, find_term(sought, other) if sought else []
    return found


def list_keys(tasks: pd.DataFrame, plans: pd.DataFrame, source: str) -> dict[str, list[Key]]:
    """task_id → the words each key task of one plan goes by, themes not among them.

    `tasks` of one plan, `source` its text. 建立长期护理保险制度 → 长期护理 where the plan uses that
    twice.
    """
    places = strip_place_names(plans[list(PLACE_LEVELS)].to_numpy().ravel())
    named = tasks.loc[mask_key_tasks(tasks), ["task_id", "title", "section_title", "body"]]
    rows = tuple(tuple(map(str, row)) for row in named.fillna("").to_numpy())
    return dict(_list_keys(rows, places, source))


@cache_by_lookups(_REMEMBERED)
def _list_keys(
    tasks: Sequence[Sequence[str]], places: Sequence[str], source: str
) -> Mapping[str, list[Key]]:
    """The keys of each (task_id, title, section title, body); a plan is set beside many others."""
    text = squeeze(source)
    prose = _drop_titles(text, (title for task in tasks for title in task[1:3]))
    keys: dict[str, list[Key]] = {}
    for task_id, title, section, body in tasks:
        named = [(term, "title") for term in _join_words(title)]
        named += [(t, "section") for t in _join_words(section) if t in squeeze(body)]
        found: dict[str, Key] = {}
        for term, source_of in named:
            uses = text.count(term) if term in prose else 0
            if uses >= RECURS and not any(place in term for place in places):
                found.setdefault(term, Key(term, uses, source_of))
        keys[task_id] = list(found.values())
    return keys


def _drop_titles(text: str, named: Iterable[str]) -> str:
    """The text without the titles of its tasks and sections, where each word stands once anyway."""
    titles = set(map(squeeze, named))
    for title in sorted(titles - {""}, key=len, reverse=True):
        text = text.replace(title, "\n")
    return text


def _join_words(text: str) -> list[str]:
    """The words of a title and what neighbouring ones make together, that name a subject."""
    words, whole = tokenise(text, stop=False), squeeze(text)
    spans = (
        words[at : at + size] for size, at in product(range(1, MOST_JOINED + 1), range(len(words)))
    )
    return [term for span in spans if _names_subject(span) and (term := "".join(span)) in whole]


def _names_subject(words: Sequence[str]) -> bool:
    """Whether the words are a name: no function word or verb of tasks at either end, and no generic
    word at its end.

    Of 应急救援体系 only 应急救援 is one, so that another ending makes no difference.
    """
    if not words or len("".join(words)) < SHORTEST:
        return False
    plain, both = _read_plain(), read_generic("both")
    if any(word in plain for word in words) or words[0] in both or words[0][0] in JOINS:
        return False
    if words[-1] in both | read_generic("end"):
        return False
    return not any(_match_stop(end) for end in (words[0], words[-1]))


def is_no_name(word: str) -> bool:
    """Whether a word is part of no name: a function word, a verb of tasks, a turn of phrase."""
    turn = len(word) > 1 and _match_stop(word)  # a single character is what cutting left of a name
    return word in _read_plain() or word[0] in JOINS or turn


@cache_by_lookups()
def _read_plain() -> frozenset[str]:
    columns = (("modal_verbs", "verb"), ("stop_words", "word"), ("clause_words", "word"))
    return frozenset(row[column] for name, column in columns for row in read_lookup(name))


@cache_by_lookups()
def read_generic(side: str) -> frozenset[str]:
    """The generic words that may only lead a name (`end`), that are no part of one by themselves
    (`both`), and of these what tells how rather than what (`how`)."""
    sides = {"both": ("both", "how")}.get(side, (side,))
    return frozenset(row["word"] for row in read_lookup("generic_words") if row["side"] in sides)


@cache_by_lookups()
def _compile_stops() -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in read_lookup("keyword_stops")))


def _match_stop(word: str) -> bool:
    return _compile_stops().fullmatch(word) is not None


def find_absent_themes(
    coverage: pd.DataFrame, plan: str, other: str, text: str
) -> list[re.Pattern[str]]:
    """The terms of each theme that a plan covers and the whole text of the other never touches."""
    shares = {
        name: dict(zip(part["theme_id"], part["share"], strict=True))
        for name, part in coverage[coverage["plan_id"].isin([plan, other])].groupby("plan_id")
    }
    own, theirs = shares.get(plan, {}), shares.get(other, {})
    patterns = {row["theme_id"]: row["terms"] for row in read_lookup("themes")}
    found = [
        re.compile(patterns[theme])
        for theme in own
        if theme in patterns and own[theme] > 0 and not theirs.get(theme, 1) > 0
    ]
    return [pattern for pattern in found if not pattern.search(text)]


def find_unwritten(
    task: Row,
    keys: Sequence[Key],
    themes: Sequence[re.Pattern[str]],
    other: str,
    judged: str,
) -> list[str]:
    """The words a task goes by that the other text never has, the most used first; else [].

    `other`: that text, squeezed. `judged`: what became of the task there – where it has a
    counterpart a word must belong to an absent theme, or carry its section (OFTEN) and hold no part
    that the other text has; where that is uncertain a word of its own title is enough.
    A long name of which the other text has half is none (生态修复治理 beside 生态修复): who reads that
    it is missing would be misled.
    国际 in 科学素质国际合作提升工程 against a text that only speaks of 省内外 → [国际].
    """
    body = squeeze(str(task["body"] or ""))
    whole = squeeze(str(task["title"])) + body
    named = Counter(found.group() for theme in themes for found in theme.finditer(whole))
    absent = [key for key in keys if not _is_written(key.term, other)]
    if judged == "counterpart":
        absent = [
            k for k in absent if k.source == "section" and k.uses >= OFTEN and _is_new(k, other)
        ]
    elif judged == "uncertain":
        absent = [key for key in absent if key.source == "title" or _is_new(key, other)]
    ordered = sorted(absent, key=lambda key: (-key.uses, -len(key.term)))
    themed = [term for term, _ in named.most_common()]
    terms = list(dict.fromkeys([*themed, *(key.term for key in ordered)]))
    return [term for term in terms if not _is_told_by_longer(term, terms)]


def _is_written(term: str, other: str) -> bool:
    """Whether the other text has the term, or the first or last half of a long one."""
    half = max(WHOLE, (len(term) + 1) // 2)
    return term in other or (len(term) > half and (term[:half] in other or term[-half:] in other))


def _is_new(key: Key, other: str) -> bool:
    """Whether the other text has no two neighbouring characters of the term."""
    return not any(key.term[at : at + 2] in other for at in range(len(key.term) - 1))


def _is_told_by_longer(term: str, terms: Sequence[str]) -> bool:
    """Of 长期, 长期护理 and 长期护理保险 the first that is listed stands for the others."""
    return any(own in term or term in own for own in terms[: terms.index(term)])


def find_touched(keys: Sequence[Key], other: str) -> tuple[str, list[int]]:
    """The longest name of a task's title that the other text has at a few places, and these.

    ("", []) where there is none; 科普创作 stands at two places of a text without a task on it.
    """
    for key in sorted(keys, key=lambda key: -len(key.term)):
        places = find_term(key.term, other)
        told = key.source == "title" and len(key.term) >= WHOLE
        if told and key.uses > len(places) and 0 < len(places) <= FEW:
            return key.term, places
    return "", []


def quote_clauses(text: str, terms: Sequence[str], most: int) -> str:
    """The run of whole clauses of one sentence that holds most of the terms, up to `most` characters.

    A clause that is longer stands whole. “” where none holds a term.
    """
    best, held = "", 0
    for clauses in _split_text(text):
        for first in range(len(clauses)):
            run = _fill(clauses[first:], most)
            count = sum(term in clauses[first] for term in terms)
            total = sum(term in run for term in terms)
            if count and total > held:
                best, held = run, total
    return best.strip().rstrip(CLAUSE_END)


def _split_text(text: str) -> Iterator[list[str]]:
    for start, end in split_sentences(text):
        sentence = text[start:end]
        yield [sentence[a:b] for a, b in split_clauses(sentence)]


def _fill(clauses: Sequence[str], most: int) -> str:
    run = ""
    for clause in clauses:
        if run and len(run) + len(clause) > most:
            break
        run += clause
    return run
