"""Sentences → quantities the plan states about its own aims or results.

Every number of the document is looked at. It becomes a row, or it is listed as left out with the
reason; which of the two is decided by the patterns in `lookups/number_rules.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from compare.extract.clauses import find_clauses, iterate_brackets
from compare.extract.clean import Traced
from compare.extract.indicators import name_indicator
from compare.extract.ledger import Ignored
from compare.extract.numerals import Quantity, find_quantities
from compare.extract.outline import Node
from compare.extract.years import Year, find_years
from compare.lookups import read_lookup

Row = dict[str, object]

_SENTENCE = re.compile(r"[^。；！？]*[。；！？]?")
_NAME = re.compile(r"《[^》]*》|“[^”]*”|‘[^’]*’|〔[^〕]*〕\d*号?")
_DATE = re.compile(
    r"\d{4}\s*(?:[-－—–~～至]{1,2}\s*\d{4}\s*)*年度?|\d{1,2}月\d{1,2}日|\d{1,2}月(?:份|底|末)?|\d{1,2}日|\d+·\d+"
    r"|\d{1,2}[:：]\d{2}|[二三][〇零一二三四五六七八九]{3}年|[一二三四五六七八九十]{1,3}[月日]"
)
_LIST_COUNT = re.compile(r"[大批系方]|个(?:方面|全面|一批|行动|关键)|种|类|体|级|线|流|方|站式|码|网|次性|律|定|直|致|起")
_RECURRING = re.compile(r"每年度?|年均|年平均|每学年|一年")
_STANDING = re.compile(r"确保|保持|稳定|始终|均[有为应]|不低于|全覆盖")
_OWN_AIM = re.compile(r"确保|到\d{4}年|率|比例|占比|均")
_PAST = re.compile(r"荣获|获得|获评|先后|已经?|取得了?|实现了|达到了|以来|截至|“十[二三]五”期(?:间|末)|目前")
_PART_OF_LIST = re.compile(r"(?P<list>[^，。；]*?)(?P<each>分别|均|都)")


@dataclass
class Found:
    """A quantity with all that is known about it where it stands."""

    quantity: Quantity
    quote: tuple[int, int]
    before: str
    after: str
    sentence_before: str
    year: int | None
    period: str
    cadence: str
    comparator: str
    aspirational: bool
    subject: str = ""


def list_targets(
    root: Node, plan_id: str, source: str, spans: list[tuple[int, int, str]]
) -> tuple[list[Row], list[Ignored]]:
    """Rows of targets.csv in document order, and the numbers left out.

    `spans`: (start, end, task_id) of the plan's tasks in the source.
    """
    rows: list[Row] = []
    ignored: list[Ignored] = []
    for chapter, text, years in _iterate_texts(root):
        for item in _read_text(text, years):
            if isinstance(item, Ignored):
                ignored.append(_locate_ignored(item, text, source))
            else:
                role = chapter.role if chapter else "background"
                rows.append(_write_row(item, text, role, spans))
    _tell_baselines(rows)
    _number_rows(rows, plan_id)
    return rows, ignored


def _iterate_texts(root: Node) -> Iterator[tuple[Node | None, Traced, list[Year]]]:
    """Each heading and paragraph with its chapter and the years in force where it begins.

    Aims carry a year from paragraph to paragraph (a year before a list); work does so within
    one headed item only.
    """
    for paragraph in root.paragraphs:
        if paragraph.kind != "tail":
            yield None, paragraph.text, []
    for chapter in root.children:
        if chapter.role == "annex":
            continue
        carried: list[Year] = []
        for node in chapter.walk():
            if chapter.role != "aims":
                carried = []
            texts = [_without_number(node)] if node.title and node.heading is not None else []
            texts += [p.text for p in node.paragraphs if p.kind not in ("tail", "clause")]
            for text in texts:
                yield chapter, text, carried
                years = [y for y in find_years(text.text) if y.is_target]
                if years:
                    carried = years[-1:]
                elif chapter.role != "aims" and len(text.text) > len(node.title):
                    carried = [] if not text.text.endswith("：") else carried


def _without_number(node: Node) -> Traced:
    assert node.heading is not None
    return node.heading.slice(len(node.number))


def _read_text(text: Traced, carried: list[Year]) -> Iterator[Found | Ignored]:
    plain = _mask(text.text)
    for sentence in _SENTENCE.finditer(plain):
        if not sentence[0]:
            continue
        years = [y for y in find_years(text.text) if y.start < sentence.end()]
        earlier = [y for y in years if y.start < sentence.start() and y.is_target]
        here = [y for y in years if y.start >= sentence.start()]
        yield from _read_sentence(
            text.text, plain, sentence.span(), here, (earlier or carried)[-1:]
        )


def _mask(text: str) -> str:
    """The text with names in quotation marks and clauses blanked, at the same length."""
    for clause in find_clauses(text):
        text = text[: clause.start] + "　" * (clause.end - clause.start) + text[clause.end :]
    return _NAME.sub(lambda m: m[0][0] + "＊" * (len(m[0]) - 2) + m[0][-1], text)


def _read_sentence(
    text: str, plain: str, span: tuple[int, int], years: list[Year], carried: list[Year]
) -> Iterator[Found | Ignored]:
    start, end = span
    dates = [m.span() for m in _DATE.finditer(plain, start, end)]
    found: list[Found] = []
    for q in find_quantities(plain[start:end]):
        q = replace(q, start=q.start + start, end=q.end + start)
        if any(a < q.end and q.start < b for a, b in dates):
            continue
        if q.is_chinese and not (q.unit or q.magnitude):
            continue  # 一, 三, 十 in running words are no quantities
        clause = _clause_around(plain, q, span)
        verdict, reason = _judge(plain, q, clause, span)
        if verdict != "target":
            yield Ignored("number", q.start, q.end, text[q.start : q.end], reason)
            continue
        found.append(_describe(text, plain, q, clause, span, years, carried))
    _complete_units(found)
    for item in found:
        yield from _share_among_subjects(item, text)


def _clause_around(plain: str, q: Quantity, span: tuple[int, int]) -> tuple[int, int]:
    """The stretch between commas, outside brackets, that holds the quantity."""
    start, end = span
    closed = {i for a, b in iterate_brackets(plain[start:end]) for i in range(a + start, b + start)}
    inside = q.start in closed
    commas = [
        i for i in range(start, end) if plain[i] in "，,：" and (inside or i not in closed)
        and not (plain[i] == "," and plain[i - 1 : i].isdigit())
    ]
    left = max([i + 1 for i in commas if i < q.start], default=start)
    right = min([i for i in commas if i >= q.end], default=end)
    return left, right


@cache
def _rules() -> list[tuple[re.Pattern[str], str, str, str]]:
    return [
        (re.compile(r["pattern"]), r["scope"], r["verdict"], r["reason"])
        for r in read_lookup("number_rules")
    ]


def _judge(
    plain: str, q: Quantity, clause: tuple[int, int], span: tuple[int, int]
) -> tuple[str, str]:
    """(target|ignore, reason): the first rule that fits, the number shown to it as ⟨class⟩."""
    before, after = plain[clause[0] : q.start], plain[q.end : clause[1]].rstrip("。；！？　")
    if q.is_chinese and not _is_counted_in_words(before, after, q):
        return "ignore", "a word, or a count of listed items"
    if not (q.unit or q.magnitude) and not re.search(r"(达到?|超过?|突破|提高到|提升至|不低于)$", before):
        return "ignore", "a bare number"
    mark = f"⟨{q.unit_class}⟩"
    shown = {
        "clause": f"{before}{mark}{after}",
        "sentence": f"{plain[span[0] : q.start]}{mark}",
    }
    for pattern, scope, verdict, reason in _rules():
        if pattern.search(shown[scope]):
            return verdict, reason
    return "ignore", "no sign that the plan aims at it"


def _is_counted_in_words(before: str, after: str, q: Quantity) -> bool:
    """Whether a number in Chinese words is a quantity: 每年至少听取一次, 百分之十, 三千名."""
    if q.unit_class == "ratio" or (q.magnitude and q.unit):
        return True
    if not q.unit or _LIST_COUNT.match(after):
        return False
    governed = re.search(r"(至少|不少于|不低于|达到?|超过?)\S{0,4}$", before)
    return bool(governed or (_RECURRING.search(before) and q.unit in ("次", "场", "期")) or q.value >= 100)


def _describe(
    text: str,
    plain: str,
    q: Quantity,
    clause: tuple[int, int],
    span: tuple[int, int],
    years: list[Year],
    carried: list[Year],
) -> Found:
    before, after = plain[clause[0] : q.start], plain[q.end : clause[1]]
    earlier = plain[span[0] : clause[0]]
    comparator, aspirational = _find_comparator(before, after)
    recurring = bool(_RECURRING.search(before)) or (
        bool(_RECURRING.search(earlier)) and not _OWN_AIM.search(before)
    )
    year = _year_in_force(q, years, carried, recurring)
    cadence = "annual" if recurring else "once" if year and year.value else ""
    if not cadence and _STANDING.search(before):
        cadence = "standing"
    return Found(
        q,
        _quote_span(plain, clause, span, years),
        text[clause[0] : q.start],
        text[q.end : clause[1]],
        earlier,
        year.value if year else None,
        year.period if year else "",
        cadence,
        comparator,
        aspirational,
    )


def _year_in_force(
    q: Quantity, years: list[Year], carried: list[Year], recurring: bool
) -> Year | None:
    """The last year stated before the quantity; what recurs takes none from another sentence."""
    before = [y for y in years if y.start < q.start and not y.is_base]
    if before:
        return before[-1]
    behind = [y for y in years if y.start >= q.end and y.is_target]
    return behind[0] if behind and not carried else (carried[-1] if carried and not recurring else None)


def _quote_span(
    plain: str, clause: tuple[int, int], span: tuple[int, int], years: list[Year]
) -> tuple[int, int]:
    """The clause, with the year phrase when that stands directly before it; no closing stop."""
    start, end = clause
    for year in years:
        if year.start >= span[0] and plain[year.end : start].strip("，,：目标、") == "" and year.start < start:
            start = min(start, year.start)
    while end > start and plain[end - 1] in "。；！？　，":
        end -= 1
    while start < end and plain[start] in "　，—-–":
        start += 1
    return start, end


@cache
def _comparators() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    rows = read_lookup("comparators")
    by_side = {
        side: "|".join(sorted((r["phrase"] for r in rows if r["side"] == side), key=len, reverse=True))
        for side in ("before", "after")
    }
    aims = frozenset(r["phrase"] for r in rows if r["aspirational"] == "true")
    return re.compile(rf"(?:{by_side['before']})"), re.compile(rf"(?:{by_side['after']})"), aims


def _find_comparator(before: str, after: str) -> tuple[str, bool]:
    """The comparing phrase as written, `力争达到`, `压缩至…以内`; and whether it only strives."""
    pattern, behind, aims = _comparators()
    phrases = list(pattern.finditer(before))
    strives = [m for m in phrases if m[0] in aims]
    near = phrases[-1] if phrases and len(before) - phrases[-1].end() <= 2 else None
    chosen = near or (strives[-1] if strives else None)
    front = chosen[0] if chosen else ""
    if near and strives and strives[-1] is not near and near.start() == strives[-1].end():
        front = strives[-1][0] + near[0]
    back = behind.match(after)
    return "…".join(filter(None, [front, back[0] if back else ""])), bool(strives)


def _complete_units(found: list[Found]) -> None:
    """`达16万，其中…超6万人`: a magnitude without unit takes that of its neighbour."""
    for i, item in enumerate(found):
        q = item.quantity
        if q.unit or not q.magnitude:
            continue
        neighbours = [*found[i + 1 :], *found[:i][::-1]]
        unit = next((n.quantity.unit for n in neighbours if n.quantity.magnitude == q.magnitude and n.quantity.unit), "")
        if not unit and re.search(r"(人才|人口|人数|人员|会员|党员)\S{0,4}$", item.before[:-1] or ""):
            unit = "人"
        item.quantity = replace(q, unit=unit)


def _share_among_subjects(item: Found, text: str) -> Iterator[Found]:
    """`A和B分别达到10000家`, `A、B均达到45%`: one row for each subject."""
    shared = _PART_OF_LIST.search(item.before)
    if not shared or not re.fullmatch(r"(?:能够|要|力争)?(?:达到?|超过?|提高到|提升至|为|不低于)?", item.before[shared.end() :]):
        yield item
        return
    subjects = [s for s in re.split(r"[、和]", re.sub(r"^.*\d{4}年底?", "", shared["list"])) if len(s) > 1]
    if len(subjects) < 2:
        yield item
        return
    for subject in subjects:
        yield replace(item, subject=subject)


def _write_row(
    item: Found, text: Traced, role: str, spans: list[tuple[int, int, str]]
) -> Row:
    q = item.quantity
    start, end = text.locate(*item.quote)
    quote = text.text[item.quote[0] : item.quote[1]]
    at = text.offsets[q.start]
    value_si, unit_si = q.fold(q.unit)
    name = name_indicator(quote, item.before, q, item.after, item.subject)
    past = bool(_PAST.search(item.sentence_before + item.before))
    kind = "achievement" if role == "background" or (past and item.cadence != "annual" and role == "aims") else "target"
    if kind == "target":
        cadence = item.cadence
    else:
        cadence = ""
    return {
        "task_id": next((task for a, b, task in spans if a <= at < b), ""),
        "kind": kind,
        "indicator_id": name.indicator_id,
        "indicator": name.zh,
        "indicator_en": name.en,
        "quote": quote,
        "value": float(q.value),
        "value_high": None if q.high is None else float(q.high),
        "unit": q.unit_as_written,
        "value_si": float(value_si),
        "unit_si": unit_si,
        "year": item.year,
        "period": item.period,
        "cadence": cadence,
        "comparator": item.comparator,
        "aspirational": item.aspirational,
        "alternative_group": "",
        "start": start,
        "end": end,
        "_at": at,
        "_joint": text.text[item.quantity.end : item.quantity.end + 12],
    }


def _tell_baselines(rows: list[Row]) -> None:
    """A past level of an indicator that the plan also sets a target for is its baseline."""
    aimed = {row["indicator_id"] for row in rows if row["kind"] == "target"}
    for row in rows:
        if row["kind"] == "achievement" and row["indicator_id"] in aimed:
            row["kind"] = "baseline"


def _number_rows(rows: list[Row], plan_id: str) -> None:
    """Ids in document order; quantities joined by 或 in one clause share a group."""
    groups = 0
    for i, row in enumerate(rows):
        row["plan_id"] = plan_id
        row["target_id"] = f"{plan_id}-t{i + 1}"
        joint = str(row.pop("_joint"))
        following = rows[i + 1] if i + 1 < len(rows) else None
        if following and following["start"] == row["start"] and re.match(r"[^、，。]{0,8}或", joint):
            if not row["alternative_group"]:
                groups += 1
                row["alternative_group"] = str(groups)
            following["alternative_group"] = row["alternative_group"]
        row.pop("_at")


def _locate_ignored(item: Ignored, text: Traced, source: str) -> Ignored:
    start, end = text.locate(item.start, item.end)
    return replace(item, start=start, end=end, text=source[start:end])
