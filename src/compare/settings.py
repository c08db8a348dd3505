"""What a comparison hangs on and a researcher may set, in one place."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from math import isfinite
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import pandas as pd

from compare.analyse.alignment import TOP_K, Similarity, check_encoder
from compare.analyse.coverage import Themes, complete_themes
from compare.analyse.keyness import MINIMUM_COUNT
from compare.analyse.terms import JIEBA, Cutter, Tokenizer, name_function
from compare.errors import PlanError
from compare.given import read_given

MOST = 10**9  # of whatever is counted


@dataclass(frozen=True)
class Settings:
    """How plans are compared; every field has a default, every value is checked.

    `tokenizer`: what cuts text into words: `jieba`, `rjieba`, or a function from a text to a list
        of words.
    `stop_words`: the words left out, in place of the built-in list (None).
    `themes`: a theme lexicon of your own, in place of the built-in one (None): a DataFrame, or the
        path of a CSV, with the columns theme_id, theme, terms (a regular expression such as
        `无人机|低空`), and as wanted theme_en, family, parent_id, level. It is taken whole for every
        plan.
    `similarity`: a measure of your own, in place of the soft alignment (None): a function of two
        lists of texts that gives a matrix, one row per text of the first.
    `match_level`: similarity from which on a pair of tasks is a counterpart, in place of the
        judgement by how sure it is (None); with a similarity of your own nothing is judged unless
        you say from where.
    `minimum_count`: occurrences over all plans from which on a term is tested for distinctiveness.
    `nearest`: counterparts kept of each task of more than 50 plans.
    `partners`: of more than 50 plans, with how many of those closest to it each is compared in full,
        tasks and sections judged; of more than 20, with how many for near passages. By default
        (None) 900 ÷ plans, and two at least.
    `meaning`: whether the likeness of meaning is measured too (the extra `semantic`); it judges
        nothing.

    PlanError says what is wrong with a value. What was set stands in `settings.json` beside the
    tables: functions by name, and no result of theirs is ever kept for a later run.
    `Settings(stop_words={"加强", "推进"}, match_level=0.2)`
    """

    tokenizer: str | Cutter = JIEBA
    stop_words: Iterable[str] | None = None
    themes: Themes | str | Path | None = None
    similarity: Similarity | None = None
    match_level: float | None = None
    minimum_count: int = MINIMUM_COUNT
    nearest: int = TOP_K
    partners: int | None = None
    meaning: bool = False

    def __post_init__(self) -> None:
        words = self.words  # checks tokeniser and stop words
        if self.stop_words is not None:
            object.__setattr__(self, "stop_words", words.stop)
        if self.themes is not None:
            object.__setattr__(self, "themes", tuple(read_themes(self.themes)))
        if self.similarity is not None and not callable(self.similarity):
            raise PlanError(
                f"similarity is a function of two lists of texts, not {self.similarity!r}"
            )
        check_level(self.match_level)
        check_meaning(self.meaning)
        for name in ("minimum_count", "nearest", "partners"):
            if name != "partners" or self.partners is not None:
                check_count(name, getattr(self, name))

    @cached_property
    def words(self) -> Tokenizer:
        """How text is cut into words."""
        stop = True if self.stop_words is None else self.stop_words
        return Tokenizer(self.tokenizer, stop=stop)  # type: ignore[arg-type]  # it checks them

    @property
    def lexicon(self) -> list[Mapping[str, Any]] | None:
        """The rows of the own themes, None for the built-in ones."""
        return None if self.themes is None else read_themes(self.themes)

    @property
    def functions(self) -> dict[str, Callable[..., Any]]:
        """The functions of the user's own, by field."""
        values = {"tokenizer": self.tokenizer, "similarity": self.similarity}
        return {name: value for name, value in values.items() if callable(value)}

    def describe(self) -> dict[str, Any]:
        """The settings as settings.json has them, in the order of the fields; functions by name."""
        values: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        if self.stop_words is not None:
            values["stop_words"] = sorted(self.stop_words)
        return values | {name: name_function(value) for name, value in self.functions.items()}


def check_level(level: Any) -> None:
    """PlanError where a level is no number."""
    if level is None:
        return
    if isinstance(level, bool) or not isinstance(level, Real) or not isfinite(level):
        raise PlanError(f"match_level is a number such as 0.12, not {level!r}")


def check_meaning(asked: Any) -> None:
    """PlanError where it is neither True nor False, or asked for and the encoder is missing."""
    if not isinstance(asked, bool):
        raise PlanError(f"meaning is True or False, not {asked!r}")
    if asked:
        check_encoder()


def check_count(name: str, value: Any) -> None:
    """PlanError where a count is no whole number from 1 to MOST."""
    if isinstance(value, bool) or not isinstance(value, Integral) or int(value) < 1:
        raise PlanError(f"{name} is a whole number from 1 on, not {value!r}")
    if int(value) > MOST:
        raise PlanError(f"{name} is a whole number up to {MOST:,}")


def read_themes(themes: object) -> list[Mapping[str, Any]]:
    """The rows of a lexicon given as a table, as rows or as the path of a CSV; PlanError if none."""
    if isinstance(themes, str | Path):
        return complete_themes(_read_theme_file(Path(themes)), str(themes))
    rows = themes if isinstance(themes, pd.DataFrame) else _list_rows(themes)
    if rows is None:
        raise PlanError(f"themes are a DataFrame, rows or the path of a CSV, not {themes!r}")
    if not len(rows):
        raise PlanError("the lexicon holds no theme", "themes")
    return complete_themes(rows)


def _list_rows(themes: object) -> list[Mapping[str, Any]] | None:
    rows: list[Any] = list(themes) if isinstance(themes, Iterable) else [None]
    return rows if all(isinstance(row, Mapping) for row in rows) else None


def _read_theme_file(path: Path) -> pd.DataFrame:
    try:
        text = io.StringIO(read_given(path).decode("utf-8-sig"))
        frame = pd.read_csv(text, dtype=str, keep_default_na=False)
    except ValueError as error:
        raise PlanError(f"is no CSV in UTF-8 ({str(error).splitlines()[0]})", str(path)) from error
    if frame.empty:
        raise PlanError("the lexicon holds no theme", str(path))
    return frame


def parse_settings(values: object, where: str = "settings") -> Settings:
    """Settings as `describe` gives them; PlanError for an unknown name or a function's name."""
    if not isinstance(values, Mapping):
        raise PlanError("settings are names with values", where)
    known = [field.name for field in fields(Settings)]
    if unknown := [str(name) for name in values if name not in known]:
        raise PlanError(f"there is no setting {unknown[0]}; there are {', '.join(known)}", where)
    try:
        return replace(Settings(), **values)
    except PlanError as error:
        raise PlanError(str(error), where) from error


def read_settings(path: Path) -> Settings:
    """The settings of a JSON file: those alone, or a settings.json of a folder of tables."""
    try:
        content = json.loads(read_given(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise PlanError(f"is no JSON ({error})", str(path)) from error
    inner = content.get("settings", content) if isinstance(content, Mapping) else content
    if isinstance(inner, Mapping) and isinstance(inner.get("themes"), str):
        inner = {**inner, "themes": path.parent / inner["themes"]}
    return parse_settings(inner, str(path))
