"""What a plan says of itself: title, place, document number, issuer, date, period.

Only what stands in the text is proposed; a person reviews it before it enters the catalogue.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from compare.extract.outline.tree import Node
from compare.extract.places import find_places
from compare.extract.readers.furniture import FURNITURE
from compare.language.digits import DIGITS, ORDINAL
from compare.language.numbers import to_number
from compare.language.periods import DASH, YEAR
from compare.language.places import AUTONOMOUS, ENDINGS_IN_TEXT
from compare.language.sentences import CLAUSE_END, COLON

_BREAKS = f"{CLAUSE_END}{COLON}"  # of which a title and a body's name hold none
_TITLE = re.compile(
    r"^[（(]\d{4}[^（）()]*年[）)]$|(?:规划纲要|规划|纲要|方案|意见|计划|措施|办法|政策|决定)(?:[（(][^（）()]*[）)])?$"
)
_NOTICE = re.compile(r"的通知$|印发|^《")
_HALF_TITLE = re.compile(
    rf"[^{_BREAKS}、《》]*关于[^{_BREAKS}《》]{{2,20}}|[^{_BREAKS}]{{4,30}}(?:方案|规划|计划)(?=$)"
)
_NAMED = re.compile(r"《([^《》]{6,60})》")
_NUMBER = re.compile(
    r"[（(]?([\u4e00-\u9fff]{1,10}(?:字)?[〔\[（(]\d{4}[〕\]）)]\s*第?\d{1,4}号)[）)]?"
)
_COUNT = rf"(\d{{1,2}}|[{DIGITS}十]{{1,3}})"
_DATE = re.compile(rf"(\d{{4}})[年./-]{_COUNT}[月./-]{_COUNT}日?")
_YEAR_IN_WORDS = re.compile(rf"[〇○零Ｏ{DIGITS}]{{4}}(?=年|[-—–~至])")
_DIGITS = str.maketrans(f"〇○零Ｏ{DIGITS}", "0000123456789")
_OPENS_TITLE = re.compile(rf"[^{_BREAKS}、《》]{{4,40}}")
_MOST_TITLE_LINES = 4
_JOINT = re.compile(
    rf"([^{_BREAKS}《》]{{2,40}}?等(?:[{ORDINAL}]{{1,3}}|\d{{1,2}})个?(?:部门|单位|部委))关于"
)
_PERIOD = re.compile(rf"({YEAR})年?\s*[{DASH}至]{{1,2}}\s*({YEAR})年?")
_ISSUER = re.compile(
    rf"[^{_BREAKS}、\s]{{2,30}}(?:人民政府|政府|办公[厅室]|委员会|[局厅部])(?:办公[厅室])?"
)
_LONGEST_TITLE = 60
_PLACE = re.compile(
    rf"(?!关于)([^{ENDINGS_IN_TEXT}，。《》“”（）]{{2,7}}?(?:{AUTONOMOUS}|[{ENDINGS_IN_TEXT}])|[^{ENDINGS_IN_TEXT}]县)"
    r"(?![级域场长情内]|政(?!府))"
)
_NO_PLACE = re.compile(
    r"(?:[城都]市|[社园小街景地校牧林山灾库矿片厂辖城港老]区|(?:试验|示范|先行|开发|功能)区|[全我本各].)$"
)


def propose_metadata(outline: Node) -> dict[str, str]:
    """Catalogue fields found in the text before the first chapter and after the last; empty where none.

    `海政发〔2022〕45号` … `2022年10月26日` → doc_number, issued_on 2022-10-26.
    """
    front = [p.text.text for p in outline.paragraphs if p.kind not in FURNITURE]
    tail = [b.text.text for c in outline.children for b in c.blocks() if b.kind == "tail"]
    title = _find_title(front)
    period = _PERIOD.search(_write_years(title))
    issuer, issued_on = _find_signature(front) or _find_signature(tail) or ("", "")
    issuer = issuer or next((found[1] for line in front if (found := _JOINT.match(line))), "")
    year = int(issued_on[:4] or (period[1] if period else 0)) or None
    return {
        "title": title,
        **_find_division(issuer, title, year),
        "doc_number": _find_number(front),
        "issuer": issuer,
        "issued_on": issued_on,
        "period_start": period[1] if period else "",
        "period_end": period[2] if period else "",
    }


def _find_title(front: list[str]) -> str:
    """The last line before the text that reads like a plan's title, split lines joined.

    Without one, the title that the notice around the plan gives in 《》.
    """
    named = [m[1] for line in front for m in _NAMED.finditer(line) if _TITLE.search(m[1])]
    for i in range(len(front) - 1, -1, -1):
        line = front[i]
        if len(line) > _LONGEST_TITLE or _NOTICE.search(line) or not _TITLE.search(line):
            continue
        return _join_title(front[: i + 1], {_bare(title) for title in named})
    return named[0] if named else ""


def _join_title(lines: list[str], named: set[str]) -> str:
    """A title with the lines before it that belong to it: as the notice names it, or as they read."""
    for count in range(1, min(len(lines), _MOST_TITLE_LINES) + 1):
        joined = "".join(lines[-count:])
        if _bare(joined) in named:
            return joined
    before, line = lines[-2] if len(lines) > 1 else "", lines[-1]
    is_half = _HALF_TITLE.fullmatch(before) or (
        _OPENS_TITLE.fullmatch(before) and find_places(before) and not find_places(line)
    )
    return before + line if is_half and _bare(before) != _bare(line) else line


def _bare(title: str) -> str:
    """A title without the marks and spaces that printing changes."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", title))


def _find_division(issuer: str, title: str, year: int | None) -> dict[str, str]:
    """Place, level, units above and code, by the table of places; a place it lacks gives its name.

    A name that several places share gives nothing, for nobody can tell which is meant.
    """
    for text in filter(None, (issuer.partition("、")[0], title)):
        found = find_places(text, year)
        if len(found) == 1:
            return {
                "place": found[0].name,
                "level": found[0].level,
                "prefecture": found[0].prefecture,
                "province": found[0].province,
                "division_code": found[0].code,
            }
        name = "" if found else _find_place(text)
        if name and not find_places(name):
            return {"place": name}
    return {"place": ""}


def _find_place(name: str) -> str:
    """The place a title or an issuing body begins with, the last where several stand in a row.

    `青禾市云溪县人民政府` → 云溪县, `城市更新行动方案` → none.
    """
    found, start = "", 0
    while (place := _PLACE.match(name, start)) and not _NO_PLACE.search(place[1]):
        found, start = place[1], place.end()
    return found


def _find_number(front: list[str]) -> str:
    for line in front:
        found = _NUMBER.fullmatch(line) or (
            _NUMBER.search(line) if len(line) < _LONGEST_TITLE else None
        )
        if found and "《" not in line:
            return found[1]
    return ""


def _find_signature(lines: list[str]) -> tuple[str, str] | None:
    """(issuers, date) where a line that is a date follows lines that are names of bodies.

    Several bodies that issue a plan together stand one below the other: joined by 、.
    """
    for at, line in enumerate(lines):
        day = _read_date(line)
        begin = at
        while begin and _ISSUER.fullmatch(lines[begin - 1]):
            begin -= 1
        if day and begin < at:
            return "、".join(dict.fromkeys(lines[begin:at])), day
    return None


def _write_years(text: str) -> str:
    """二〇二四 and ２０２４ → 2024."""
    plain = unicodedata.normalize("NFKC", text)
    return _YEAR_IN_WORDS.sub(lambda found: found[0].translate(_DIGITS), plain)


def _read_date(line: str) -> str:
    """A line that is a date, in ISO form: `二〇二四年三月十八日`, `２０２４-3-18` → 2024-03-18; else empty."""
    found = _DATE.fullmatch(_write_years(line))
    if not found:
        return ""
    year, month, day = (int(to_number(part)) for part in found.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
