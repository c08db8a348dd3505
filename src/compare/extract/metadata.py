"""What a plan says of itself: title, place, document number, issuer, date, period.

Only what stands in the text is proposed; a person reviews it before it enters the catalogue.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from compare.extract.outline.tree import Node
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
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
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
    front = [p.text.text for p in outline.paragraphs]
    tail = [b.text.text for c in outline.children for b in c.blocks() if b.kind == "tail"]
    title = _find_title(front)
    period = _PERIOD.search(unicodedata.normalize("NFKC", title))
    issuer, issued_on = _find_signature(front) or _find_signature(tail) or ("", "")
    return {
        "title": title,
        "place": _find_place(issuer) or _find_place(title),
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
    for i in range(len(front) - 1, -1, -1):
        line = front[i]
        if len(line) > _LONGEST_TITLE or _NOTICE.search(line) or not _TITLE.search(line):
            continue
        before = front[i - 1] if i else ""
        return before + line if _HALF_TITLE.fullmatch(before) else line
    named = [m[1] for line in front for m in _NAMED.finditer(line) if _TITLE.search(m[1])]
    return named[0] if named else ""


def _find_place(name: str) -> str:
    """The place a title or an issuing body begins with, the last where several stand in a row.

    `苏州市姑苏区人民政府` → 姑苏区, `城市更新行动方案` → none.
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
    """(issuer, date) where a line that is a date follows a line that is a body's name."""
    for before, line in pairwise(lines):
        date = _DATE.fullmatch(line)
        if date and _ISSUER.fullmatch(before):
            return before, f"{int(date[1])}-{int(date[2]):02d}-{int(date[3]):02d}"
    return None
