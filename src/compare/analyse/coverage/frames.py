"""The themes of a frame as patterns, and which plans a frame is for."""

from __future__ import annotations

import hashlib
import pickle
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from compare.errors import PlanError
from compare.language.sentences import CLAUSE_END
from compare.lookups import read_lookup
from compare.lookups.hints import Likely
from compare.schema import Columns
from compare.schema.grain import KEY, mask_key_tasks

DERIVED = "derived"
MINIMUM_FIT = 0.75
MINIMUM_THEMES = 0.5
REMEMBERED_FRAMES = 16  # families of a set of plans, each with its own

Row = Mapping[str, Any]
Themes = pd.DataFrame | Iterable[Row]

# Of a lexicon of one's own, with what stands for a column that is left out; NEEDED must be filled.
COLUMNS = {
    **{"theme_id": "", "theme": "", "theme_en": "", "family": "own", "parent_id": "", "level": "1"},
    **{"terms": "", "reason": ""},
}
NEEDED = ("theme_id", "theme", "terms")

_READ = ["task_id", "plan_id", "section_id", "section_title", "title", "body"]


@dataclass(frozen=True)
class Theme:
    """A theme of a frame; `pattern` holds its own terms and those of every topic below it."""

    theme_id: str
    theme: str
    theme_en: str
    family: str
    level: int
    pattern: re.Pattern[str]


class ThemeFrame(Sequence[Theme]):
    """The themes of a frame in its own order, topics folded into the themes above them.

    Frames of the same themes are one, wherever they were sent. They travel as bytes, which a
    process opens once.
    """

    def __init__(self, themes: Iterable[Theme]) -> None:
        self._themes = tuple(themes)
        self._likely = Likely(theme.pattern.pattern for theme in self._themes)

    def __len__(self) -> int:
        return len(self._themes)

    def __getitem__(self, number: Any) -> Any:
        return self._themes[number]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ThemeFrame) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[Any, ...]:
        return _open_frame, (self._packed,)

    @cached_property
    def _packed(self) -> bytes:
        return pickle.dumps(self._themes)

    @cached_property
    def digest(self) -> str:
        """A hash of all that is counted by it."""
        rows = [(*vars(theme).values(), theme.pattern.pattern) for theme in self._themes]
        return hashlib.sha256(repr(rows).encode()).hexdigest()

    def find_words(self, text: str) -> dict[int, list[str]]:
        """The terms in a text by the number of the theme, of those themes that it carries."""
        found: dict[int, list[str]] = {}
        for number in self._likely.list_numbers(text):
            if words := _find_all(self._themes[number].pattern, text):
                found[number] = words
        return found

    def list_carried(self, text: str) -> list[int]:
        """The numbers of the themes that a text carries."""
        return [n for n in self._likely.list_numbers(text) if self[n].pattern.search(text)]


def _find_all(pattern: re.Pattern[str], text: str) -> list[str]:
    """All that fits; where a pattern has groups, `findall` would give those."""
    return [m.group() for m in pattern.finditer(text)] if pattern.groups else pattern.findall(text)


@lru_cache(REMEMBERED_FRAMES)
def _open_frame(packed: bytes) -> ThemeFrame:
    return ThemeFrame(pickle.loads(packed))


def parse_frame(rows: Iterable[Row]) -> ThemeFrame:
    """The frame that rows of themes make.

    `terms` is a regular expression whose alternatives are the terms (`双减|课后服务|校外`).
    Raises PlanError for terms that are empty, match nothing or do not compile, and for a parent
    that is missing or stands in a circle.
    """
    listed = list(rows)
    parents = {row["theme_id"]: row["parent_id"] for row in listed}
    terms: dict[str, list[str]] = {theme_id: [] for theme_id in parents}
    for row in listed:
        _compile(row["theme_id"], [row["terms"]])
        for theme_id in _climb(row["theme_id"], parents):
            terms[theme_id].append(row["terms"])
    return ThemeFrame(
        Theme(
            row["theme_id"],
            row["theme"],
            row["theme_en"],
            row["family"],
            int(row["level"]),
            _compile(row["theme_id"], terms[row["theme_id"]]),
        )
        for row in listed
    )


def _climb(theme_id: str, parents: Mapping[str, str]) -> list[str]:
    """The theme and all themes above it."""
    path = [theme_id]
    while parent := parents[path[-1]]:
        if parent in path or parent not in parents:
            raise PlanError(f"parent {parent!r} is missing or in a circle", f"theme {theme_id}")
        path.append(parent)
    return path


def _compile(theme_id: str, terms: Sequence[str]) -> re.Pattern[str]:
    try:
        pattern = re.compile("|".join(terms))
    except re.error as error:
        raise PlanError(
            f"terms are no regular expression ({error})", f"theme {theme_id}"
        ) from error
    if pattern.match(""):
        raise PlanError("terms are empty or match the empty text", f"theme {theme_id}")
    return pattern


def choose_among(tasks: Sequence[Row], tops: Mapping[str, ThemeFrame]) -> str:
    """The family of the reviewed frame that fits the key tasks, else `derived`.

    `tops`: the top-level themes of each family. A frame fits when headings or titles name one of
    them for at least MINIMUM_FIT of the tasks, and name at least MINIMUM_THEMES of them (a plan on
    farming alone names `农民` all over and still is of another family). Of several that fit the one
    naming most tasks, then the first in the lookup.
    """
    fits = {family: _fit(tasks, frame) for family, frame in tops.items()}
    fitting = [
        family
        for family, (named, met) in fits.items()
        if named >= MINIMUM_FIT and met >= MINIMUM_THEMES
    ]
    return max(fitting, key=lambda family: fits[family][0], default=DERIVED)


def _fit(tasks: Sequence[Row], tops: ThemeFrame) -> tuple[float, float]:
    named = [tops.list_carried(f"{heading_of(t)}\n{t['title']}") for t in tasks]
    if not named or not tops:
        return 0.0, 0.0
    return sum(map(bool, named)) / len(named), len(set().union(*named)) / len(tops)


def list_tops(themes: Iterable[Row]) -> dict[str, ThemeFrame]:
    """The top-level themes of each family."""
    rows = list(themes)
    frames = {family: parse_frame(of_family(rows, family)) for family in list_families(rows)}
    return {
        family: ThemeFrame(t for t in frame if t.level == 1) for family, frame in frames.items()
    }


def list_families(themes: Iterable[Row]) -> list[str]:
    """The families of the rows, each once, in their order."""
    return list(dict.fromkeys(row["family"] for row in themes))


def of_family(themes: Iterable[Row], family: str) -> list[Row]:
    """The rows of one family."""
    return [row for row in themes if row["family"] == family]


def rows_of(themes: Themes | None) -> list[Row]:
    """The rows given, by default those of the reviewed lookup."""
    return list(read_lookup("themes")) if themes is None else complete_themes(themes)


def complete_themes(themes: Themes, where: str = "themes") -> list[Row]:
    """The rows of a lexicon of one's own, what may be left out filled in.

    A table or rows with the columns theme_id, theme and terms; theme_en, family (`own`), parent_id
    (none), level (1) and reason may be left out. PlanError for a column that is missing or unknown,
    a theme that stands twice, or terms that `parse_frame` refuses.
    theme_id 低空, theme 低空经济, terms 无人机|低空 → one top-level theme of the family `own`.
    """
    rows = _list_records(themes)
    columns = dict.fromkeys(str(name) for row in rows for name in row)
    if missing := [name for name in NEEDED if name not in columns]:
        raise PlanError(f"column {', '.join(missing)} is missing", where)
    if unknown := [name for name in columns if name not in COLUMNS]:
        known = ", ".join(COLUMNS)
        raise PlanError(f"column {', '.join(unknown)} is unknown; there are {known}", where)
    full = [{**COLUMNS, **{n: v for n, v in _read_cells(row) if v}} for row in rows]
    ids = [row["theme_id"] for row in full]
    if twice := [name for name in ids if ids.count(name) > 1]:
        raise PlanError(f"the theme {twice[0]!r} stands twice", where)
    for row in full:
        if lacking := [name for name in NEEDED if not row[name]]:
            raise PlanError(f"column {lacking[0]} is empty in a row", where)
        if not row["level"].isdigit():
            raise PlanError(f"level {row['level']!r} is no whole number", where)
    try:
        parse_frame(full)
    except PlanError as error:
        raise PlanError(str(error), where) from error
    return list(full)


def _list_records(themes: Themes) -> list[Row]:
    if not isinstance(themes, pd.DataFrame):
        return list(themes)
    return [{str(name): cell for name, cell in row.items()} for row in themes.to_dict("records")]


def _read_cells(row: Row) -> Iterator[tuple[str, str]]:
    """The cells as text: nothing for a missing one, 1 for a level read as 1.0."""
    for name, value in row.items():
        whole = isinstance(value, float) and value.is_integer()
        yield name, "" if pd.isna(value) else str(int(value) if whole else value).strip()


def list_key_tasks(tasks: pd.DataFrame) -> list[Row]:
    """The key tasks as rows, in order."""
    columns = (values.tolist() for _, values in tasks.loc[mask_key_tasks(tasks), _READ].items())
    return [dict(zip(_READ, row, strict=True)) for row in zip(*columns, strict=True)]


def list_key_rows(tasks: Columns) -> list[Row]:
    """As `list_key_tasks`, of the tasks of a plan that are in no table yet."""
    counted = zip(tasks["kind"], tasks["finest"], strict=True)
    chosen = [place for place, (kind, finest) in enumerate(counted) if kind == KEY and finest]
    return [{name: tasks[name][place] or "" for name in _READ} for place in chosen]


def heading_of(task: Row) -> str:
    """The section's heading, else the task's own title."""
    return str(task["section_title"] or task["title"])


def cut_title(title: str) -> str:
    """A title up to its first mark: 培育市场主体，壮大产业 → 培育市场主体."""
    return re.split(f"[{CLAUSE_END}]", title)[0] or title
