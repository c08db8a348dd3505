"""The catalogue of what is said: a key, its Chinese and its English text, in CSV files beside this.

`texts.csv` holds the sentences, titles and headings of all products, `page.csv` the words of the
offline page, `columns.csv` and `reasons.csv` how the tables' names, coded values and reasons read.
All have the columns key, zh, en, note and open in a spreadsheet (they begin with a byte order
mark, which tells Excel that they are UTF-8). `{name}` in a text stands for a value that the code
fills in as it is to be read; both languages name the same ones. What names and units of the plans
are called is judgement that a project may add to, and stands in the lookups.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from compare.errors import PlanError
from compare.lookups import parse_lookup

LANGUAGES = ("zh", "en")


@cache
def read_phrases(name: str) -> dict[str, dict[str, str]]:
    """key → row of `<name>.csv`, in the order of the file."""
    return parse_texts((files(__package__) / f"{name}.csv").read_bytes(), f"wording/{name}.csv")


def parse_texts(data: bytes, where: str) -> dict[str, dict[str, str]]:
    """key → row of a file as a spreadsheet or an editor saves it.

    PlanError names a malformed row, or a file that is not UTF-8.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = "is not UTF-8; a spreadsheet saves it so as “CSV UTF-8”"
        raise PlanError(problem, where) from error
    return {row["key"]: row for row in parse_lookup(text.splitlines(), where)}


def check_language(lang: str) -> None:
    """PlanError where there are no words in that language."""
    if lang not in LANGUAGES:
        raise PlanError(f"there is no language {lang!r}; there are {', '.join(LANGUAGES)}")


def phrase(key: str, lang: str, **values: object) -> str:
    """A text of `texts.csv` with its values filled in; PlanError where it or a value is missing.

    coverage.more, zh, n=3 → 其余 3 个差别较小的主题见工作簿。
    """
    check_language(lang)
    row = read_phrases("texts").get(key)
    if row is None:
        raise PlanError(f"there is no text {key}", "wording/texts.csv")
    try:
        return row[lang].format_map(values)
    except KeyError as error:
        problem = f"{key} ({lang}) names {{{error.args[0]}}}, which is not filled in there"
    except (AttributeError, IndexError, ValueError):
        problem = f"{key} ({lang}) has a brace that encloses no name"
    raise PlanError(problem, "wording/texts.csv")


def list_phrases(family: str, lang: str) -> list[str]:
    """The texts whose keys begin with `family.`, in the order of the catalogue."""
    return [phrase(key, lang) for key in read_phrases("texts") if key.startswith(f"{family}.")]


def join_sentences(sentences: Iterable[str], lang: str) -> str:
    """One after the other, empty ones left out; English has a space between."""
    return phrase("mark.space", lang).join(filter(None, sentences))


def clip(text: str, most: int) -> str:
    """The text, or where it is longer than `most` characters its beginning with … behind."""
    return text if len(text) <= most else text[: most - 1] + "…"
