"""Quantities with several subjects: `A率和B率分别达到30%、20%`, `A、B均达到45%`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from compare.extract.targets.comparators import (
    find_comparison,
    strip_closing,
    strip_comparators,
)
from compare.extract.targets.quantities import Found
from compare.extract.targets.sentences import Sentence
from compare.language.periods import DASH, YEAR

_LISTS = re.compile(r"(?:及?以[上下内]|左右)?(?:、|和|及|与|以及)(?:约|近|超过?|达到?)?")
_TO_NUMBER = re.compile(
    r"(?:能够|要|为|新增|建成|建设|培育|安排|完成|实现|拨付|落实|投入|年?均|年平均|预计|预期|全[国省市](?:平均)?)*(?P<share>占比?)?(?:为|达)?"
)
_SUBJECT = re.compile(
    r"(?P<subject>[^，。；：,]*?)(?P<each>分别|依次|(?<![年平人户亩])均|都)(?P<verb>(?:[较比]\d{4}年[底末]?)?[^，。；\d]{0,12})$"
)
# 面积和产量稳定在40万亩、5万吨: as many numbers as things, of several kinds.
_REACHES = (
    "稳定在",
    "保持在",
    "达到",
    "达",
    "突破",
    "超过",
    "提高到",
    "提升到",
    "提高至",
    "提升至",
)
_PLAIN_LIST = re.compile(
    rf"(?P<subject>[^，。；：,、和]{{2,}}[、和][^，。；：,、和]{{2,8}}?)(?P<each>)(?P<verb>{'|'.join(_REACHES)})$"
)
# 游客800万人次、收入60亿元，同比分别增长10%、12%: of what stands before.
_NO_SUBJECT = re.compile(
    r"(?:同比|环比|[比较](?:上年|去年)(?:同期)?)?(?:增长|下降|提高|增加|减少)?"
)
_MOVES = ("增长", "下降")
_GROWN = re.compile(
    rf"(?P<subject>[^，。；：,\d]{{2,40}}[、和][^，。；：,\d]{{2,20}}?)(?:同比|年?均)*(?:{'|'.join(_MOVES)})$"
)
_MEASURE = re.compile(r"(?:总额|投资|投入|增加值|产值|收入|税收|进出口|架次|时长)$")
_BASE = re.compile(
    r"(?:(?<![占之同])比|较)(?:[^，、和]*?(?:末|年[底末]?|水平)|“?十[一二三四五六]五”?(?:时期|期间|期?末)?)"
)
_AND = re.compile(
    r"(?:、|(?<![共平温饱总])和(?![美谐平田])|(?<!参)与(?!试验发展|开发)|(?<![惠普涉])及(?!其|时|格))(?![^（]*）)"
)
# 能耗、水耗; 收入、支出: a bare head takes what the first says of it.
_BARE_HEAD = re.compile(
    r"支出|[水电物煤油]耗|货值|合同额|时长|架次|数量|金额|额度|死亡人数|受伤人数|里程|面积|产[量值]|人数|次数|花费"
)
_PART_OF = re.compile(r"占[^、的]{2,8}(?:比重|比例)$")
_OF_FIRM = re.compile(r"(?:进出口|出口|进口|(?:固定资产)?投资|增加值|产值|营业?收入?|税收|就业)$")
_PER_UNIT = re.compile(
    r"单位(?:地区生产总值|国内生产总值|生产总值|GDP|工业增加值|增加值|产值|产品|面积)"
)
_IS_WHOLE = re.compile(r"占|(?:人数|数量|件数|起数|户数)$")
_FROM_LEVELS = re.compile(
    r"[由从][^，]*\d"
)  # 从3万元和2万元分别提高到: two levels, not two subjects
_ABOVE = re.compile(r"[高低快优]于全[国省市](?:平均)?")
_WORK = re.compile(r"(?:整合|改造|建设|治理|修复|培训|整治|更新|安装|投资)$")
_FIELD_WORK = re.compile(r"(?:作业)?(?:综合)?机械化(?:率|水平)$")
_SPAN = re.compile(rf"(?P<from>{YEAR})年?[{DASH}至到]{{1,2}}(?P<to>{YEAR})年")
_YEARS_LISTED = re.compile(rf"{YEAR}年[底末]?(?:[、和]到?{YEAR}年[底末]?)+")
_FAR_BACK = 400  # characters of its paragraph in which a list of years can stand
_OWN_HEAD = re.compile(
    r"(?:(?:播种|种植|养殖)面积|起数|人数|件数|户数|[^、]{2}率|数量|总[量数额])$"
)

_PARALLEL = frozenset(
    {
        "农村",
        "乡村",
        "城市",
        "城镇",
        "省外",
        "境外",
        "国外",
        "入境",
        "初中",
        "高中",
        "中学",
        "女性",
        "公办",
        "民办",
        "地方",
        "中央",
    }
)
_SETTLEMENT = re.compile(
    "城市|县城|城镇|建制镇|乡镇|集镇|农村|乡村|(?:中心|主)城区|[省市县镇村]级(?![领重示])"
)
_GROUP = re.compile(r"(?<![高中初同平优均对])等(?P<whose>[^、的]{2,})$")
_TOWARDS = re.compile(r"对[^，。；]*[、和及与][^，。；]*的")  # 对事件和疫情的直报率: one rate
# 新能源汽车、节能家电零售额: what is measured of the last is measured of all.
_HEAD = re.compile(
    r"(?:零售额|销售额|(?:使用|排放|吞吐|消费|供应|处理|拥有)总?量|时限|时间|周期|进出口额?|出口额?|进口额?|贸易额|产量|产值|增加值|增速|增幅|起数|营业?收入?|利润|投资额?|(?:播种|种植|养殖)?面积|人数|数量|"
    r"综合?机械化率|毛?[^、的]{2}率|比例|比重)$"
)
_HAS_HEAD = re.compile(
    r"(?<!需氧)[率额量值数比重例积入润速幅间限期耗]$|出口$|进口$|投资$|进出口$|营收$|花费$|人次$"
)


def share_subjects(found: Sequence[Found], sentence: Sentence) -> Iterator[Found]:
    """One row for each subject of `A和B分别达到10000家`, `A、B均达到45%`, `A、B分别达30%和20%`.

    n numbers behind 分别 go with n subjects, or with n years; where neither fits, each number
    keeps the whole. `到2030年和2035年，普及率达到60%和80%` needs no 分别.
    """
    at = 0
    earlier: list[str] = []
    while at < len(found):
        count = _count_list(found[at:], sentence)
        share = _find_share(found[at], sentence, found[at : at + count])
        if not share:
            listed = found[at : at + count]
            if years := _find_listed_years(listed, sentence):
                yield from _give_years(listed, years)
                at += count
                continue
            yield from _part_grown(found[at], sentence)
            at += 1
            continue
        count = count if share["each"] in ("分别", "依次", "") else 1
        listed = found[at : at + count]
        subjects = _name_subjects(share, sentence, earlier, count)
        if count > 1 and _NO_SUBJECT.fullmatch(share["subject"]) and at >= count:
            subjects = [item.subject or item.own for item in found[at - count : at]]
        since = found[at - 1].quantity.end if at else sentence.start
        yield from _deal_out(listed, subjects, sentence, since)
        earlier = subjects
        at += count


def _part_grown(item: Found, sentence: Sentence) -> Iterator[Found]:
    """社零总额、固定资产投资增长4%: each grows so, where each is a measure of its own."""
    begin, end = item.quantity.start - len(item.own), item.quantity.start
    moves = sentence.marked.endswith(_MOVES, begin, end)
    grown = _GROWN.search(sentence.marked, begin, end) if moves else None
    subjects = _split_subjects(grown["subject"]) if grown else []
    if len(subjects) > 1 and all(map(_MEASURE.search, subjects)):
        yield from (item._replace(subject=s) for s in subjects)
    else:
        yield item


def _are_dealt(listed: Sequence[Found], subject: str) -> bool:
    """Whether numbers go with subjects without 分别: two of two kinds, or as many rates as subjects."""
    classes = {item.quantity.unit_class for item in listed}
    if len(listed) == 2 == len(classes):
        return True
    are_rates = classes == {"ratio"} and subject.endswith("率") and not re.search(YEAR, subject)
    return len(listed) > 1 and are_rates and len(_split_subjects(subject)) == len(listed)


def _name_subjects(
    share: re.Match[str], sentence: Sentence, earlier: Sequence[str], count: int
) -> list[str]:
    """The subjects before 分别, with what stands between it and the number: A、B产值分别占比达 → A产值占比.

    `earlier`: those of the list before, which 死亡人数分别下降38%、37% takes up again.
    """
    text = sentence.marked[share.start("subject") : share.end("subject")]
    subjects = _split_subjects(text, count)
    above, verb = _ABOVE.search(share["verb"]), _TO_NUMBER.fullmatch(_strip_verb(share))
    more = "占比" if verb and verb["share"] else above[0] if above else ""
    subjects = [s + more for s in subjects]
    work = _WORK.search(subjects[-1]) if subjects and "完成" in share["verb"] else None
    if work:
        subjects = [s if _WORK.search(s) else s + work[0] for s in subjects]
    is_again = len(subjects) == 1 and len(earlier) == count > 1
    if is_again and _OWN_HEAD.search(subjects[0]):
        subjects = [_OWN_HEAD.sub("", s) + subjects[0] for s in earlier]
    return subjects


def _find_share(item: Found, sentence: Sentence, listed: Sequence[Found]) -> re.Match[str] | None:
    begin, end = item.quantity.start - len(item.before), item.quantity.start
    share = _SUBJECT.search(sentence.marked, begin, end)
    if not share and sentence.marked.endswith(_REACHES, begin, end):
        share = _PLAIN_LIST.search(sentence.marked, begin, end)
        share = share if share and _are_dealt(listed, share["subject"]) else None
    if not share or _FROM_LEVELS.search(share["subject"]):
        return None
    return share if _TO_NUMBER.fullmatch(_strip_verb(share)) else None


def _strip_verb(share: re.Match[str]) -> str:
    return strip_comparators(_BASE.sub("", share["verb"]))


def _count_list(found: Sequence[Found], sentence: Sentence) -> int:
    """How many numbers follow one another: `30%、20%和10%` → 3."""
    count = 1
    while count < len(found):
        between = sentence.plain[found[count - 1].quantity.end : found[count].quantity.start]
        if not _LISTS.fullmatch(between):
            break
        count += 1
    return count


def _split_subjects(text: str, count: int = 1) -> list[str]:
    """`有研发机构、研发活动的企业占比` → 有研发机构的企业占比, 研发活动的企业占比.

    `count`: how many numbers go with them.
    """
    text = strip_closing(_BASE.sub("", text))
    text = re.sub(r"^.*\d{4}年(?:[底末]前?)?，?|^[^、]*每(?:年|季度|月)对?", "", text)
    subjects = [s for s in _AND.split(text) if s]
    if _TOWARDS.search(text):
        return [text]
    if group := len(subjects) > 1 and _GROUP.search(subjects[-1]):
        if len(subjects) != count:  # A、B等产品产量 is one thing
            return [text]
        members = (*subjects[:-1], subjects[-1][: group.start()])
        return [f"{member}{group['whose']}" for member in members]
    if len(subjects) > 1 and (unit := _PER_UNIT.match(subjects[0])):
        subjects = [s if s.startswith("单位") else unit[0] + s for s in subjects]
    if len(subjects) > 1 and subjects[0].startswith("对"):
        subjects = [s if s.startswith("对") else f"对{s}" for s in subjects]
    if len(subjects) > 1 and (alike := _share_ends(subjects)):
        return alike
    if len(subjects) > 1 and (part := _PART_OF.search(subjects[-1])):
        return _share_part(subjects, part)
    if len(subjects) > 1 and (head := _HEAD.search(subjects[-1])):
        subjects = [s if _HAS_HEAD.search(s) else s + head[0] for s in subjects]
    if len(subjects) > 1 and (tail := re.search(r"的[^的]{2,10}$", subjects[-1])):
        subjects = [
            s if "的" in s or s.endswith(("率", "比", "例")) else s + tail[0] for s in subjects
        ]
    return subjects


def _share_part(subjects: list[str], part: re.Match[str]) -> list[str]:
    """民企出口、投资、增加值占全省比重: all are shares, and of the same firms."""
    *others, last = [s.removesuffix(part[0]) for s in subjects]
    whose, head = _OF_FIRM.sub("", others[0]), _OF_FIRM.search(last)
    if head and not last.removesuffix(head[0]):
        others, last = [others[0], *(whose + s for s in others[1:])], whose + last
    elif head:
        others = [s if _OF_FIRM.search(s) else s + head[0] for s in others]
    return [s if _IS_WHOLE.search(s) else s + part[0] for s in (*others, last)]


def _share_ends(subjects: list[str]) -> list[str]:
    """Subjects that share more than a head: 县、乡、村河道, 城镇和农村居民收入, 红薯起垄、挖掘作业机械化率."""
    first, *others, last = subjects
    own = _SETTLEMENT.match(last)
    if own and own.end() < len(last) and all(map(_SETTLEMENT.fullmatch, (first, *others))):
        return [s + last[own.end() :] for s in (first, *others, own[0])]
    size = len(first)
    is_short = size <= 2 and all(len(s) == size for s in others) and len(last) >= size + 2
    if is_short and not _HAS_HEAD.search(first) and (size == 1 or last[:size] in _PARALLEL):
        end = re.sub(r"^[两二三四五]级", "", last[size:])  # 县、乡、村三级储备库
        return [s + end for s in (first, *others, last[:size])]
    if (tail := _FIELD_WORK.search(last)) and 1 < tail.start() <= 2 < size - 1:
        whose = first[: -tail.start()]
        middle = (first[: -len(s)] + s + tail[0] for s in others)
        return [first + tail[0], *middle, whose + last]
    head = _HEAD.search(last)
    core = last[: head.start()] if head else ""
    if head and len(core) == 2 and size > 3 and set(core) & set(first[-2:]) and not others:
        return [first + head[0], first[:-2] + last]  # 医保转入、转出时间
    if all(_BARE_HEAD.fullmatch(s) and size >= len(s) + 2 for s in (*others, last)):
        whose = _OWN_HEAD.sub("", first)
        return [
            first,
            *((whose if whose != first else first[: -len(s)]) + s for s in (*others, last)),
        ]
    return []


def _give_comparator(item: Found, first: Found) -> Found:
    """The comparing word of a list holds for all its numbers: `分别达30%、20%和10%`."""
    compared = find_comparison(first.before, item.after)
    share = _SUBJECT.search(first.before)
    moved = find_comparison(share["subject"] if share else "", "")  # 花费增长均超20%
    return item._replace(
        comparator=moved.phrase + compared.phrase,
        aspirational=compared.strives,
        senses=item.senses | compared.senses | moved.senses,
    )


def _deal_out(
    listed: Sequence[Found], subjects: Sequence[str], sentence: Sentence, since: int
) -> Iterator[Found]:
    if len(listed) == 1:
        yield from (
            (_give_comparator(listed[0], listed[0])._replace(subject=s) for s in subjects)
            if len(subjects) > 1
            else listed
        )
        return
    listed = [_give_comparator(item, listed[0]) for item in listed]
    first = listed[0].quantity.start
    years = [y for y in sentence.years if since <= y.start < first and y.value and y.is_target]
    span = _SPAN.search(sentence.plain, max(since, first - 40), first)
    of_each = range(int(span["from"]), int(span["to"]) + 1) if span else ()
    if len(subjects) == len(listed):
        yield from (item._replace(subject=s) for item, s in zip(listed, subjects, strict=True))
    elif len(years) == len(listed):
        yield from (item._replace(year=y.value) for item, y in zip(listed, years, strict=True))
    elif len(of_each) == len(listed):  # 2023—2024年分别达到17万户、19万户
        yield from _give_years(listed, of_each)
    elif of_list := _find_listed_years(listed, sentence):
        yield from _give_years(listed, of_list)
    else:
        yield from listed


def _find_listed_years(listed: Sequence[Found], sentence: Sentence) -> list[int]:
    """The years that stand in a list as long as that of the numbers, and in force for the last of them."""
    first = listed[0].quantity.start
    runs = _YEARS_LISTED.findall(sentence.plain, max(0, first - _FAR_BACK), first)
    years = [int(year) for year in re.findall(YEAR, runs[-1])] if len(listed) > 1 and runs else []
    return years if len(years) == len(listed) and years[-1] == listed[-1].year else []


def _give_years(listed: Sequence[Found], years: Sequence[int]) -> Iterator[Found]:
    for item, year in zip(listed, years, strict=True):
        yield item._replace(year=year, period="", cadence="once", ends=year, year_source="stated")
