"""Sentences → quantities of the plan's own aims or results, with all that is known where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compare.extract.ignored import Ignored
from compare.extract.outline.tree import Node
from compare.extract.targets.comparators import find_comparison
from compare.extract.targets.rules import (
    BASELINE,
    IGNORE,
    NAME,
    NO_SIGN,
    QUALIFIER,
    TARGET,
    is_number,
    judge,
)
from compare.extract.targets.sentences import Sentence
from compare.extract.targets.years import Year
from compare.language.quantities import TO_ONE, Quantity, find_quantities
from compare.language.sentences import STOPS
from compare.language.units import find_unit

_DATE = re.compile(
    r"(?=[\d一二三四五六七八九十])(?:(?<!\d)\d{4}\s*(?:[-－—–~～至]{1,2}\s*\d{4}\s*)*年度?|\d{1,2}月\d{1,2}日|\d{1,2}月(?:份|底|末)?|\d{1,2}日(?!均)|\d+·\d+(?![\d万亿%％])"
    r"|\d{1,2}[:：]\d{2}|[二三][〇零一二三四五六七八九]{3}年|[一二三四五六七八九十]{1,3}[月日]|\d{4}[-./]\d{1,2}[-./]\d{1,2})"
)
_HOLDS_DATE = re.compile("[年月日·:：./-]")  # one of which stands in every date
_PER_YEAR = re.compile(r"每年度?|每学年|一年(?![内来级])|逐年")
# 每人每年60元 is what one is given, and no aim of every year.
_PER_HEAD = re.compile(r"每[人户亩生床]每(?:学?年|学期|季度?|月)")
_YEARLY = re.compile(r"年(?:度)?平?均(?!浓度|值|水平|气温)")
_RECURRING = re.compile(r"每季度?|每半年|每月|每周|每学期|每[两二三四五六\d]{1,2}年")
_STANDING = re.compile(
    r"确保|保持|稳定|始终|均[有为应]|不低于|全覆盖|每[所校村镇乡县个]\S{0,8}(?:配备|有)"
)
# What is there in the end, or a level: a 每年 of an earlier clause does not hold for it.
_OWN_AIM = re.compile(
    r"确保|率|比例|占比|均|建[成有]|拥有|保有|累计|总(?:量|数|额|产值|规模|收入|投资)|规模"
)
_STRIVES_BY_DATE = re.compile(
    r"(?:力争|争取|努力|力求)(?:用|在|于|到|至)?[^，。；]{0,14}[年末底期内]，[^，。；]*$"
)
_BY_THEN = re.compile(r"\d{4}年(?:\d{1,2}月)?[底末]?(?:前|以前|之前)(?:全面|基本|全部)?完成$")
_FAR_BACK = 200
# 新增就业120万人 counts what is added; 建成 and 完成 count what is there in the end.
BUILT = "新[改扩]{0,2}建"  # of things: added to those there are
_ADDS = re.compile(rf"新增(?!长)|净增|{BUILT}|新[登认]记?|增量(?=\D{{0,4}}$)")
_EXAMPLES = re.compile(
    r"[^，；。]*，[^，；。\d]*、[^，；。\d]*等"
)  # …1个，纺织、汽配等5个百亿级集群
_OF_THEM = re.compile(r"其中(?!.*(?:总|达|超|占|累计|增长|下降))")
_CLOSES = re.compile(r"[，、。；）]|$")
_LIST_JOINT = re.compile(r"[、和及与+＋]$")
_TOPIC = re.compile(
    r"(?:^|(?<=[。；—：]))(?!持续|着力|全力|积极|不断|深入|加快|大力|扎实|全面|切实|坚持|推[动进])([\u4e00-\u9fff]{2,8}?)[\u4e00-\u9fff]{4}。$"
)
_ADDED_TOO = re.compile(
    r"[、和及与+＋]+(?:其中)?(?!建[成设立]|完成|培[育养训]|打造|实[施现]|开[展工通]|达|治理|修[复缮]|举办|总(?:投资|数|量)"
    r"|增[长加]|占|创[建成](?!业)|获[得批评]|扩[大建]|运[营行]|居[全世]|续建|优化|涉及|惠及|覆盖|吸[引纳]|组[织建]|设[立置]"
    r"|推[广进动]|发[放展布](?!明)|搭建|拓展|延[长伸]|加[装快强]|在建|改造|提升|引[进育]|新|下降|提高|超|突破|安装|更新"
    r"|带动|支持|服务(?!业)|入选|改建|更换|购[买置]|修建|整修)"
)
_IN_ANNEX = "stands in an annex"
_BASE_CLAUSE = 12  # characters of `与2020年相比，` before a clause
_TOLD = re.compile(r"\d|[%％降升增减]")  # 较2025年下降8%，… compares no further
# 25万农村贫困户, 近30万儿童: the noun behind a number says what it counts.
_COUNTS_PEOPLE = re.compile(
    r"[\u4e00-\u9fff“”]{0,10}?(?:(?P<homes>户(?![籍外用口])|家庭)|(?:人口|[老青]年人?|老人|儿童|青少年|农民工?|牧民|学生|师生|毕业生|群众|居民|市民|职工|员工"
    r"|劳动力|患者|病人|游客|旅客|对象|妇女|残疾人|军人|人员|人才|党员|干部|教师|用户)(?![库网站证卡]|服务|数据|信息))"
)
_IS_COUNT = re.compile(r"[数户]\D{0,4}$")
_MONEY = re.compile(
    r"(?:投资|投入|产值|收入|税收|资金|营收|贷款|融资|拨款)(?:总?额|额度)?(?:约|近|达到?|超过?|突破)?$"
)
_PEOPLE = re.compile(r"(人次)\S{0,6}$|(人才|人口|人数|人员|会员|党员)\S{0,6}$|(户)数?\S{0,4}$")


class Found(NamedTuple):
    """A quantity and what its sentence says about it.

    `own`: the text between the quantity before it (or the start of its clause) and it; `after` the
    rest of the clause; `subject`: its part of a shared subject (`A率、B率分别达到…`); `opening`: its clause
    up to the first quantity; `adds`: the adding word of its list (新增A3个、B2个);
    `topic`: what a short sentence before speaks of (`经营主体稳中培优。`). `parts_before`:
    those before the last ；. `ends`: the last year it can hold for; `base_year`: the year it is
    compared with. `has_year_of_plan`: no year but that of the plan as a whole governs it.
    """

    quantity: Quantity
    quote: tuple[int, int]
    sentence_before: str
    before: str
    own: str
    after: str
    year: int | None
    period: str
    cadence: str
    comparator: str
    aspirational: bool
    senses: frozenset[str] = frozenset()
    year_source: str = ""
    ends: int | None = None
    base_year: int | None = None
    is_baseline: bool = False
    subject: str = ""
    opening: str = ""
    adds: str = ""
    topic: str = ""
    parts_before: str = ""
    has_year_of_plan: bool = False


def read_sentence(sentence: Sentence) -> Iterator[Found | Ignored]:
    """Every number of a sentence: as left out with the reason, then the quantities in order."""
    found: list[Found] = []
    last = sentence.start
    for number in sentence.quantities:
        if _is_date(sentence, number):
            continue
        q = _count_people(number, sentence.plain)
        clause = sentence.find_clause(q.start, q.end)
        start, end = _find_near(q, clause)
        before, after = sentence.plain[start : q.start], sentence.plain[q.end : end]
        if not is_number(sentence.plain, q, before, after):
            continue
        verdict, reason = judge(q, before, after, _find_earlier(sentence, clause))
        if verdict == IGNORE and found:
            between = sentence.plain[last : q.start]
            if _carries_on(found[-1], between, q, reason, after):
                verdict = TARGET
        if verdict == IGNORE:
            yield Ignored("number", q.start, q.end, sentence.text[q.start : q.end], reason)
        else:
            item = _describe(sentence, q, clause, last)
            item = _go_on(item, found, sentence, start)
            found.append(item._replace(is_baseline=True) if verdict == BASELINE else item)
            last = q.end
    yield from _complete_units(found)


def _count_people(q: Quantity, plain: str) -> Quantity:
    """`54万农村贫困户` → 万户, `33万农民工` → 万人: the unit that a noun behind a magnitude gives."""
    if not q.magnitude or (q.unit and q.is_listed):
        return q
    end = q.end - len(q.unit)  # 30万儿童 closes its clause: the noun was taken for the unit
    noun = _COUNTS_PEOPLE.match(plain, end, end + 16)
    if not noun:
        return q
    return q._replace(end=end, unit="户" if noun["homes"] else "人", is_listed=True)


def _go_on(item: Found, found: Sequence[Found], sentence: Sentence, near: int) -> Found:
    """A quantity as part of its clause: what opens the clause, and whether it is added as the one before."""
    first = next((f.quantity.start for f in found if near <= f.quantity.start), None)
    opening = sentence.marked[near : first or item.quantity.start]
    adds = _ADDS.search(item.own)
    if adds:
        return item._replace(opening=opening, adds=adds[0])
    is_next = bool(found) and (goes_on(item, found[-1]) or bool(_OF_THEM.match(item.own)))
    return item._replace(opening=opening, adds=found[-1].adds if is_next else "")


def goes_on(item: Found, before: Found) -> bool:
    """Whether a quantity stands in a list with the one before and under the same verb."""
    is_listed = _ADDED_TOO.match(item.own) or _LIST_JOINT.search(item.own)
    return before.quote == item.quote and bool(is_listed)


def list_annex_numbers(root: Node, source: str) -> Iterator[Ignored]:
    """Numbers of annexes, which state no aims of the plan: each with its place in the source."""
    for chapter in root.children:
        for node in chapter.walk() if chapter.role == "annex" else ():
            for paragraph in node.paragraphs:
                text = paragraph.text
                numbers = list(find_quantities(text.text))
                size = len(text.text)
                sentence = Sentence(text.text, text.text, text.text, 0, size, [], None, numbers)
                for q in numbers:
                    if not q.is_chinese and not _is_date(sentence, q):
                        start, end = text.locate(q.start, q.end)
                        yield Ignored("number", start, end, source[start:end], _IN_ANNEX)


def _find_near(q: Quantity, clause: tuple[int, int]) -> tuple[int, int]:
    """The part of a clause that can bear on a quantity: lists can run to thousands of characters."""
    return max(clause[0], q.start - _FAR_BACK), min(clause[1], q.end + _FAR_BACK)


def _find_earlier(sentence: Sentence, clause: tuple[int, int]) -> str:
    """What the sentence says before the clause, as far as it can bear on it."""
    return sentence.plain[max(sentence.start, clause[0] - _FAR_BACK) : clause[0]]


def _find_parts_before(sentence: Sentence) -> str:
    """What stands before a part of a sentence: `截至2023年底，有馆9家；` for what follows the ；."""
    begin = max(0, sentence.start - _FAR_BACK)
    earlier = sentence.marked[begin : sentence.start]
    if not earlier.endswith(("；", ";")):
        return ""
    return earlier[max(earlier.rfind(stop) for stop in STOPS) + 1 :]


def _is_date(sentence: Sentence, q: Quantity) -> bool:
    if q.unit == TO_ONE and "比" in sentence.plain[max(sentence.start, q.start - 20) : q.start]:
        return False
    start, end = max(sentence.start, q.start - 12), min(sentence.end, q.end + 6)
    return bool(_HOLDS_DATE.search(sentence.plain, start, end)) and any(
        m.start() < q.end and q.start < m.end() and not _is_counted(m, sentence.plain)
        for m in _DATE.finditer(sentence.plain, start, end)
    )


def _is_counted(date: re.Match[str], plain: str) -> bool:
    """`1·5个` is no day such as 3·15."""
    return "·" in date[0] and find_unit(plain, date.end()) is not None


def _carries_on(previous: Found, between: str, q: Quantity, reason: str, after: str) -> bool:
    """`培育3家…平台，20家…平台`: a clause that opens with a number goes on with the verb before.

    A further measure of the same thing stands directly behind it: 拆除房屋59户、1.2万平方米.
    """
    if reason == NO_SIGN and (between == "、" or (not between and _CLOSES.match(after))):
        return bool(q.unit) and not previous.is_baseline
    is_next = between.rstrip().endswith(("，", "、", "和", "其中"))
    opens = (is_next or bool(_EXAMPLES.fullmatch(between))) and not previous.is_baseline
    is_alike = bool(q.unit) and q.unit_class == previous.quantity.unit_class
    return opens and is_alike and not reason.startswith((QUALIFIER, NAME))


def _describe(sentence: Sentence, q: Quantity, clause: tuple[int, int], last: int) -> Found:
    plain, text = sentence.plain, sentence.marked
    near = _find_near(q, clause)
    before = plain[near[0] : q.start]
    own = text[max(near[0], last) : q.start]
    compared = find_comparison(before, plain[q.end : near[1]])
    aspirational = compared.strives or bool(
        _STRIVES_BY_DATE.search(plain, max(sentence.start, near[0] - 24), q.start)
    )
    year = _find_year(sentence, q, clause)
    annual, recurring = _recurs(sentence, q, clause, own)
    if (annual or recurring) and year is sentence.carried and not _YEARLY.search(own):
        year = None
    cadence = "annual" if annual else "once" if year and year.value and not recurring else ""
    if not cadence and (recurring or _STANDING.search(before)):
        cadence = "standing"
    return Found(
        quantity=q,
        quote=_find_quote(sentence, clause),
        sentence_before=_find_earlier(sentence, clause),
        before=text[near[0] : q.start],
        own=own,
        after=text[q.end : near[1]],
        year=year.value if year else None,
        year_source=_tell_source(year, sentence),
        ends=year.ends if year else None,
        base_year=_find_base_year(sentence, q, clause),
        period=year.period if year else "",
        cadence=cadence,
        comparator=compared.phrase,
        aspirational=aspirational,
        senses=compared.senses,
        topic=topic[1]
        if (topic := _TOPIC.search(text, max(0, sentence.start - 14), sentence.start))
        else "",
        parts_before=_find_parts_before(sentence),
        has_year_of_plan=year is not None and not year.end,
    )


def _recurs(
    sentence: Sentence, q: Quantity, clause: tuple[int, int], own: str
) -> tuple[bool, bool]:
    """(every year, at another interval): 年均 holds for its number only, 每年 for all up to a year."""
    if _YEARLY.search(own):
        return True, False
    before = sentence.plain[clause[0] : q.start]
    if q.unit_class == "money":
        before = _PER_HEAD.sub("", before)
    if _PER_YEAR.search(before):
        return True, False
    if _RECURRING.search(before):
        return False, True
    if _OWN_AIM.search(before):
        return False, False
    earlier = _find_earlier(sentence, clause)
    begin = clause[0] - len(earlier)
    last_year = max((y.end for y in sentence.years if y.start < q.start), default=begin)
    in_force = _PER_HEAD.sub("", earlier[max(0, last_year - begin) :])
    return bool(_PER_YEAR.search(in_force)), bool(_RECURRING.search(in_force))


def _find_year(sentence: Sentence, q: Quantity, clause: tuple[int, int]) -> Year | None:
    """The last year stated before the quantity, one in brackets behind it, or the one carried over."""
    before = [
        y
        for y in sentence.years
        if y.start < q.start
        and not y.is_base
        and (y.start >= clause[0] or not y.period.endswith("累计"))
    ]
    if len(before) > 1 and _names_project(sentence, before[-2], before[-1]):
        before.pop()
    if before:
        return before[-1]
    behind = [y for y in sentence.years if q.end <= y.start < clause[1] and y.is_target]
    carried = sentence.carried
    return behind[0] if behind and not (carried and carried.end) else carried


def _names_project(sentence: Sentence, due: Year, year: Year) -> bool:
    """在2025年5月底前完成2024年度项目: the second year says which project, the first by when."""
    by_then = _BY_THEN.match(sentence.plain, due.start, year.start)
    return bool(by_then and sentence.plain[year.start : year.end].endswith("年度"))


def _tell_source(year: Year | None, sentence: Sentence) -> str:
    if year is None or not (year.value or year.period):
        return ""
    return "carried" if year is sentence.carried and year.end else year.source


def _find_base_year(sentence: Sentence, q: Quantity, clause: tuple[int, int]) -> int | None:
    """The year of `比2020年`, `在2018年基础上` in the clause or directly before it."""
    begin = clause[0] - 1 - _BASE_CLAUSE
    bases = [
        y
        for y in sentence.years
        if y.compares
        and begin <= y.start < q.start
        and y.value
        and y.source == "stated"  # 上年 is the year before the one the number is for
        and not _TOLD.search(sentence.plain[y.end : max(y.end, clause[0])])
    ]
    return bases[-1].value if bases else None


def _find_quote(sentence: Sentence, clause: tuple[int, int]) -> tuple[int, int]:
    """The clause, with the year phrase when that stands directly before it; no closing stop."""
    start, end = clause
    plain = sentence.plain
    for year in sentence.years:
        if year.value is None and not year.period:
            continue
        begin = max(sentence.start, year.start - len(_lead_of(plain, year.start)))
        if year.start < start and plain[year.end : start].strip("，,：目标、") == "":
            start = min(start, begin)
    while end > start and plain[end - 1] in "。；！？;.　，,":
        end -= 1
    while start < end and plain[start] in "　，—-–":
        start += 1
    return start, end


def _lead_of(plain: str, at: int) -> str:
    found = re.search(r"(?:到|至|截至|力争|争取|确保)$", plain[max(0, at - 2) : at])
    return found[0] if found else ""


def _complete_units(found: Sequence[Found]) -> list[Found]:
    """`达16万，其中…超6万人`: a magnitude without unit takes that of its subject or its neighbour."""
    done = []
    for i, item in enumerate(found):
        q = item.quantity
        if not q.unit and q.magnitude:
            around = [*found[i + 1 : i + 9], *found[max(0, i - 8) : i][::-1]]
            is_count = _IS_COUNT.search(item.before)  # 连接数500万 is counted in no tonnes
            neighbours = [
                n.quantity for n in around if not is_count or n.quantity.unit_class == "count"
            ]
            near = (n.unit for n in neighbours if n.magnitude == q.magnitude and n.unit)
            unit = _unit_of_subject(item.before) or next(near, "")
            item = item._replace(quantity=q._replace(unit=unit))
        done.append(item)
    return done


def _unit_of_subject(before: str) -> str:
    if _MONEY.search(before):
        return "元"
    found = _PEOPLE.search(before)
    return "" if not found else "人次" if found[1] else "人" if found[2] else "户"
