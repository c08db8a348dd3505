"""Texts cut into words.

Chinese is written without spaces. jieba cuts it into words, with names of the genre kept whole
(`lookups/domain_terms.csv`, and the departments of `lookups/departments.csv`); words that carry no
content (`lookups/stop_words.csv`), numbers and punctuation are left out.
"""

from __future__ import annotations

import os
import stat
import sys
import tempfile
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from compare.errors import PlanError, tell_install
from compare.lookups import cache_by_lookups, read_lookup

Cutter = Callable[[str], Iterable[str]]

# rjieba is jieba written in Rust: the same dictionary and method, many times as fast.
JIEBA, RJIEBA = "jieba", "rjieba"
TOKENIZERS = (JIEBA, RJIEBA)
# As frequent as a common word of jieba's dictionary: above any way of cutting the name up.
NAME_FREQUENCY = 3000
# Kinds of department whose names are names; 各有关单位 and the like are phrases.
NAMED_KINDS = ("bureau", "party_organ", "mass_organisation", "vertical_agency")
# Above this many sentences the tokens of the oldest are forgotten.
REMEMBERED_TEXTS = 20_000
# A tokeniser with its names takes some fifty megabytes.
REMEMBERED_TOKENIZERS = 4


@dataclass(frozen=True)
class Tokenizer:
    """How a text becomes words.

    `cutter`: jieba, rjieba (the two differ in about one clause of a thousand), or a function from
    a text to its words. `domain`: whether the two keep the names of the genre whole. `stop`:
    whether the stop words of the lookup are left out, or the words to leave out instead. PlanError
    where the cutter is unknown or not installed, or `stop` is a text instead of words.
    """

    cutter: str | Cutter = JIEBA
    domain: bool = True
    stop: bool | Collection[str] = True

    def __post_init__(self) -> None:
        if not callable(self.cutter):
            check_cutter(self.cutter)
        if not isinstance(self.stop, bool):
            object.__setattr__(self, "stop", check_words(self.stop))

    @property
    def unwanted(self) -> Collection[str]:
        """The words left out."""
        if isinstance(self.stop, bool):
            return _read_stop_words() if self.stop else frozenset()
        return self.stop


def check_cutter(name: object) -> None:
    """PlanError where nothing of this name cuts text, or it is not installed."""
    if name not in TOKENIZERS:
        known = ", ".join(TOKENIZERS)
        raise PlanError(
            f"there is no tokeniser {name!r}; there are {known}, or a function of yours"
        )
    if name == RJIEBA and find_spec(RJIEBA) is None:
        raise PlanError(f"rjieba is not installed: {tell_install('fast')}")


def check_words(words: object) -> frozenset[str]:
    """The words as a set; PlanError where they are one text, or no texts."""
    if isinstance(words, Iterable) and not isinstance(words, str | bytes):
        listed = list(words)
        if all(isinstance(word, str) for word in listed):
            return frozenset(listed)
    raise PlanError(f"stop words are a set or list of words, not {words!r}")


DEFAULT = Tokenizer()


def tokenise(text: str, tokenizer: Tokenizer = DEFAULT, **changes: Any) -> list[str]:
    """The words of a text in order, without punctuation, numbers and stop words.

    农业农村局开展科技志愿服务。 → [农业农村局, 开展, 科技志愿服务]. `changes` are fields of the
    tokeniser: `domain=False` cuts with jieba's own dictionary alone, `stop=False` keeps stop words,
    `stop={"开展"}` leaves out these words and no others.
    """
    if changes:
        tokenizer = replace(tokenizer, **changes)
    unwanted = tokenizer.unwanted
    return [w for words in cut_texts([text], tokenizer) for w in words if w not in unwanted]


def cut_texts(texts: Iterable[str], tokenizer: Tokenizer = DEFAULT) -> Iterator[tuple[str, ...]]:
    """The words of each text, those to be left out as well."""
    return map(_find_cutter(tokenizer), texts)


def _find_cutter(tokenizer: Tokenizer) -> Callable[[str], tuple[str, ...]]:
    if callable(tokenizer.cutter):
        return partial(_cut_by_function, cutter=tokenizer.cutter)
    return _load_cutter(tokenizer.cutter, tokenizer.domain)


def cut_whole(text: str) -> list[str]:
    """Every word, number and mark of a text, so that they join to it: 达到15%。 → [达到, 15%, 。]."""
    return list(_load_tokenizer(True).cut(text))


@cache_by_lookups(maxsize=REMEMBERED_TOKENIZERS)
def _load_cutter(name: str, domain: bool) -> Callable[[str], tuple[str, ...]]:
    cut = (_load_rjieba if name == RJIEBA else _load_tokenizer)(domain).cut

    @lru_cache(maxsize=REMEMBERED_TEXTS)
    def find_words(text: str) -> tuple[str, ...]:
        return _keep_words(cut(text))

    return find_words


def _cut_by_function(text: str, cutter: Cutter) -> tuple[str, ...]:
    """The words a user's function gives, never remembered; PlanError where they are none."""
    found: Any = cutter(text)
    is_list = isinstance(found, Iterable) and not isinstance(found, str)
    words: list[Any] = list(found) if is_list else [None]
    if not all(isinstance(word, str) for word in words):
        raise PlanError(
            f"the tokeniser {name_function(cutter)} gives no list of words for {text!r}"
        )
    return _keep_words(words)


def name_function(function: Any) -> str:
    """How a user's function is called: `my_module.cut`."""
    name = getattr(function, "__qualname__", type(function).__qualname__)
    return f"{getattr(function, '__module__', None) or '__main__'}.{name}"


def _keep_words(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        [sys.intern(word) for word in words if word.isalpha() or any(map(str.isalpha, word))]
    )


@cache_by_lookups(maxsize=REMEMBERED_TOKENIZERS)
def _load_rjieba(domain: bool) -> Any:
    import rjieba

    tokenizer = rjieba.Jieba()
    for name in list_names() if domain else ():
        tokenizer.add_word(name, NAME_FREQUENCY, "n")
    return tokenizer


@cache_by_lookups()
def _read_stop_words() -> frozenset[str]:
    return frozenset(row["word"] for row in read_lookup("stop_words"))


@cache_by_lookups()
def list_names() -> tuple[str, ...]:
    """Names jieba keeps whole: the domain terms, then departments of three characters or more."""
    names = [row["term"] for row in read_lookup("domain_terms")]
    for row in read_lookup("departments"):
        if row["kind"] in NAMED_KINDS and len(row["spelling"]) > 2 and "*" not in row["spelling"]:
            names.append(row["spelling"])
    return tuple(dict.fromkeys(names))


@cache_by_lookups(maxsize=REMEMBERED_TOKENIZERS)
def _load_tokenizer(domain: bool) -> Any:
    """jieba with or without the names."""
    plain = _load_plain_tokenizer()
    if not domain:
        return plain
    tokenizer = _import_jieba().Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = plain.FREQ.copy(), plain.total, True
    for name in list_names():
        tokenizer.add_word(name, freq=NAME_FREQUENCY)
    return tokenizer


@cache
def _load_plain_tokenizer() -> Any:
    """jieba as it comes; its 5 MB dictionary is read once, at the first call."""
    jieba = _import_jieba()
    tokenizer = jieba.Tokenizer()
    with _open_cache_folder() as folder:
        tokenizer.tmp_dir = str(folder)
        tokenizer.cache_file = f"jieba-{jieba.__version__}-{sys.implementation.cache_tag}.cache"
        tokenizer.initialize()
    return tokenizer


def _import_jieba() -> Any:
    """jieba without a word on stderr: it logs its loading, and 3.12 warns of its escapes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel("CRITICAL")
    return jieba


@contextmanager
def _open_cache_folder() -> Iterator[Path]:
    """A folder nobody else can write to, for jieba's cache; a passing one where there is none.

    jieba's default is a fixed name in the common temporary folder, where another user may have put
    a file of that name.
    """
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        folder = (Path(base) if base else Path.home() / ".cache") / "plan-compare"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        private = _is_private(folder)
    except (OSError, RuntimeError):
        private = False
    if private:
        yield folder
        return
    with tempfile.TemporaryDirectory() as passing:
        yield Path(passing)


def _is_private(folder: Path) -> bool:
    if not hasattr(os, "getuid"):
        return os.access(folder, os.W_OK)
    status = folder.stat()
    shared = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return status.st_uid == os.getuid() and not shared and os.access(folder, os.W_OK)
