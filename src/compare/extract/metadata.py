"""What a plan says of itself: title, place, document number, issuer, date, period.

Only what stands in the text is proposed; a person reviews it before it enters the catalogue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from compare.extract.clean import Traced
from compare.extract.departments.resolve import resolve_department
from compare.extract.outline.tree import Node
from compare.extract.places import find_places
from compare.extract.readers.furniture import FURNITURE
from compare.language.digits import DIGITS, ORDINAL
from compare.language.numbers import to_number
from compare.language.periods import DASH, FIVE_YEAR_PLAN, YEAR, find_plan_years
from compare.language.places import AUTONOMOUS, ENDINGS_IN_TEXT
from compare.language.sentences import CLAUSE_END, COLON

_BREAKS = f"{CLAUSE_END}{COLON}"  # of which a title and a body's name hold none
_TITLE = re.compile(
    r"^[（(]\d{4}[^（）()]*[年\d][）)]$|(?:规划纲要|规划|纲要|方案|意见|计划|措施|办法|政策|决定|要点|细则"
    r"|(?<=....)(?:任务|责任|重点工作|目标)(?:清单|分解表?|分工表?|一览表|表))(?:[（(][^（）()]*[）)])?$"
    rf"|^[^{_BREAKS}\d]{{0,20}}20\d\d年度?[^{_BREAKS}]{{2,30}}(?:工作安排|重点工作|目标任务|(?:工作|重点)任务|工作目标|实事(?:项目|工程|清单)?|(?:民生|民心|惠民)(?:工程|项目))$"
)
_NOTICE = re.compile(r"的通知$|印发|^《|^附件")
_GIVEN_OUT = re.compile(r"(?:印发|转发|批转|下发)([^《》：:，。]{6,60}?)的通知")
_HALF_TITLE = re.compile(
    rf"[^{_BREAKS}、《》]*关于[^{_BREAKS}《》]{{2,20}}|[^{_BREAKS}]{{4,30}}(?:方案|规划|计划)(?=$)"
)
_NAMED = re.compile(r"《([^《》]{6,60})》")
_NUMBER = re.compile(
    r"[（(]?([\u4e00-\u9fff]{1,10}(?:字)?[〔\[（(【﹝［]\d{4}[〕\]）)】﹞］]\s*第?\d{1,4}号)[）)]?"
)
_COUNT = rf"(\d{{1,2}}|[{DIGITS}十]{{1,3}})"
_DATE = re.compile(rf"(\d{{4}})[年./-]{_COUNT}[月./-]{_COUNT}日?")
_YEAR_IN_WORDS = re.compile(rf"[〇○零Ｏ{DIGITS}]{{4}}(?=年|[-—–~至])")
_DIGITS = str.maketrans(f"〇○零Ｏ{DIGITS}", "0000123456789")
_OPENS_TITLE = re.compile(rf"[^{_BREAKS}、《》]{{4,40}}")
_MOST_TITLE_LINES = 4
_BODY = (
    rf"(?:国务院(?:办公厅)?|[^{_BREAKS}、\s《》（）()]{{2,30}}?(?:人民政府|政府|办公[厅室]|委员会|协会|学会|联合会|总工会|法院|检察院"
    r"|银行|[支分]行|中心|公司|[局厅部委])(?:办公[厅室])?)"
)
_ISSUER = re.compile(_BODY)
# Whose plans are for the whole nation: the State Council, the centre of the Party, their bodies, and
# ministries, which alone of all that are called 部 are no part of a committee.
_NATIONAL = re.compile(
    rf"(?:中共中央|中央|国务院|国家|全国).*|[^委{ENDINGS_IN_TEXT}、]{{2,9}}(?<!武装)部(?:办公厅)?"
)
_JOINT = re.compile(
    rf"([^{_BREAKS}《》]{{2,40}}?等(?:[{ORDINAL}]{{1,3}}|\d{{1,2}})?个?(?:部门|单位|部委))关于"
)
_ISSUES = re.compile(rf"({_BODY})关于")
_SIGNED = re.compile(rf"(?P<body>{_BODY})(?P<day>\D?\d{{4}}年.+|[〇○零Ｏ{DIGITS}]{{4}}年.+)")
_LABELLED = re.compile(r"(?:发文机关|发布机构|发文单位|制发机关|发文机构|发布单位)[：:](.+)")
_LABELLED_DAYS = tuple(
    re.compile(rf"(?:{label})[：:](.{{8,12}})")
    for label in ("成文日期|成文时间|发文日期|印发日期", "发布日期|发布时间|公开日期")
)
_ISSUED = re.compile(r"(?:印发|公布|发布|印)$")
_PERIOD = re.compile(rf"({YEAR})年?\s*[{DASH}至到]{{1,2}}\s*({YEAR})年?")
_PLAN_YEARS = re.compile(rf"“?{FIVE_YEAR_PLAN}”?|第(?P<count>[{ORDINAL}]{{1,3}})个五年")
_ONE_YEAR = re.compile(rf"(?<!到)(?<!至)({YEAR})年(?!版|修[订正改]|底?[之以]?前)")
_LAST_YEAR = re.compile(rf"[到至](?P<to>{YEAR})年|(?P<before>{YEAR})年底?[之以]?前")
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
    front = [p.text for p in outline.paragraphs if p.kind not in FURNITURE]
    tail = [b.text for c in outline.children for b in c.blocks() if b.kind == "tail"]
    lines = [text.text for text in front]
    title = _find_title(lines)
    start, end = _find_period(_write_years(_NAMED.sub("", title) or title))
    issuer, issued_on = _find_signature(front) or _find_signature(tail) or ("", "")
    issuer = issuer or _find_issuer([*lines, title])
    issued_on = issued_on or _find_day(lines)
    year = int(issued_on[:4] or start or 0) or None
    return {
        "title": title,
        **_find_division(issuer, title, year),
        "doc_number": _find_number(lines),
        "issuer": issuer,
        "issued_on": issued_on,
        "period_start": start,
        "period_end": end,
    }


def _find_title(front: list[str]) -> str:
    """The last line before the text that reads like a plan's title, split lines joined.

    Without one, the title that the notice around the plan gives, in 《》 or not.
    """
    named = [m[1] for line in front for m in _NAMED.finditer(line) if _TITLE.search(m[1])]
    for i in range(len(front) - 1, -1, -1):
        line = front[i]
        is_none = len(line) > _LONGEST_TITLE or _NOTICE.search(line) or _read_date(line)
        if is_none or not _TITLE.search(line):
            continue
        return _join_title(front[: i + 1], {_bare(title) for title in named})
    given = (m[1] for m in _GIVEN_OUT.finditer("".join(front)) if _TITLE.search(m[1]))
    return named[0] if named else next(given, "")


def _join_title(lines: list[str], named: set[str]) -> str:
    """A title with the lines before it that belong to it: as the notice names it, or as they read."""
    most = min(len(lines), _MOST_TITLE_LINES)
    for count in range(1, most + 1):
        joined = "".join(lines[-count:])
        if _bare(joined) in named:
            return joined
    line = lines[-1]
    for count in range(2, most + 1):
        before = lines[-count]
        if _bare(line).startswith(_bare(before)):
            break  # the title twice
        if _HALF_TITLE.fullmatch(before) or _opens_title(before, lines[1 - count :]):
            return "".join(lines[-count:])
        if not _OPENS_TITLE.fullmatch(before) or _read_date(before):
            break
    return line


def _opens_title(before: str, rest: list[str]) -> bool:
    """Whether a line names the place that the lines behind it leave out, or says 关于."""
    opens = _OPENS_TITLE.fullmatch(before) and (find_places(before) or before.endswith("关于"))
    return bool(opens) and not find_places("".join(rest))


def _find_period(title: str) -> tuple[str, str]:
    """First and last year a title gives: （2023—2025年）, “十四五”, 第十四个五年, 2024年要点, 到2035年, 2030年前."""
    if found := _PERIOD.search(title):
        return found[1], found[2]
    if found := _PLAN_YEARS.search(title):
        number = found["plan"] or found["count"]
        first, last = find_plan_years(number)
        return str(first), str(last)
    years = set(_ONE_YEAR.findall(title))
    if len(years) == 1:
        year = years.pop()
        return year, year
    last_year = _LAST_YEAR.search(title)
    return "", (last_year["to"] or last_year["before"]) if last_year else ""


def _bare(title: str) -> str:
    """A title without the marks and spaces that printing changes."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", title))


def _find_division(issuer: str, title: str, year: int | None) -> dict[str, str]:
    """Place, level, units above and code, by the table of places; a place it lacks gives its name.

    A name that several places share gives nothing, for nobody can tell which is meant. What a body
    of the nation issues has a level and no place.
    """
    first = issuer.partition("、")[0]
    if _NATIONAL.fullmatch(first):
        return {"place": "", "level": "nation"}
    for text in filter(None, (first, title)):
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


def _find_issuer(lines: list[str]) -> str:
    """Who issues the plan by a label of the page, or by its title: 发文机关：…, …等四部门关于…."""
    labelled = (_ISSUER.match(found[1]) for line in lines if (found := _LABELLED.search(line)))
    for found in labelled:
        if (
            found and resolve_department(found[0]).status == "reviewed"
        ):  # what stands behind the label may be anything
            return found[0]
    for pattern in (_JOINT, _ISSUES):
        for line in lines:
            if issues := pattern.match(line):
                return issues[1]
    return ""


def _find_day(lines: list[str]) -> str:
    """The day a page gives: when the plan was written, else when it was put there."""
    for label in _LABELLED_DAYS:
        for line in lines:
            found = label.search(line)
            if found and (written := _DATE.match(_write_years(found[1]))):
                return _read_date(written[0])
    return next((day for line in lines if (day := _read_date(line))), "")


def _find_signature(lines: Sequence[Traced]) -> tuple[str, str] | None:
    """(issuers, date) where a date follows names of bodies, in the line or in those above.

    Several bodies that issue a plan together stand one below the other, or with a gap between them:
    joined by 、.
    """
    for at, line in enumerate(lines):
        text = line.text.strip("（）()")
        if (signed := _SIGNED.fullmatch(text)) and (day := _read_date(signed["day"])):
            return signed["body"], day
        day = _read_date(text)
        names: list[str] = []
        while day and at and (bodies := _read_bodies(lines[at - 1])):
            names, at = [*bodies, *names], at - 1
        if names:
            return "、".join(dict.fromkeys(names)), day
    return None


def _read_bodies(line: Traced) -> list[str]:
    """The names of bodies a line consists of; gaps part them."""
    gaps = [at for at, gap in sorted(line.gaps.items()) if gap.isspace()]
    names = [line.text[a:b].strip() for a, b in pairwise([0, *gaps, len(line.text)])]
    for found in (names, [line.text]):
        if all(_ISSUER.fullmatch(name) for name in found):
            return found
    return []


def _write_years(text: str) -> str:
    """二〇二四 and ２０２４ → 2024."""
    plain = unicodedata.normalize("NFKC", text)
    return _YEAR_IN_WORDS.sub(lambda found: found[0].translate(_DIGITS), plain)


def _read_date(line: str) -> str:
    """A line that is a date, in ISO form: `二〇二四年三月十八日`, `２０２４-3-18` → 2024-03-18; else empty."""
    found = _DATE.fullmatch(_ISSUED.sub("", _write_years(line.strip("（）()"))))
    if not found:
        return ""
    year, month, day = (int(to_number(part)) for part in found.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
