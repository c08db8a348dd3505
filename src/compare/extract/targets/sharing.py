"""Quantities with several subjects: `A率和B率分别达到30%、20%`, `A、B均达到45%`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from compare.extract.targets.comparators import find_comparison, strip_comparators
from compare.extract.targets.quantities import Found
from compare.extract.targets.sentences import Sentence

_LISTS = re.compile(r"(?:以上|以下|以内|左右)?(?:、|和|及|与|以及|，)(?:约|近|超过?|达到?)?")
_TO_NUMBER = re.compile(r"(?:能够|要|为|新增|建成|建设|培育)*")
_SUBJECT = re.compile(
    r"(?P<subject>[^，。；：,]*?)(?P<each>分别|依次|(?<![年平人户亩])均|都)(?P<verb>[^，。；\d]{0,12})$"
)
# 社零总额、固定资产投资增长4%: each of them, where each is a measure of its own.
_GROWN = re.compile(
    r"(?P<subject>[^，。；：,\d]*[、和][^，。；：,\d]*?)(?P<each>)(?P<verb>增长|下降)$"
)
_MEASURE = re.compile(r"(?:总额|投资|增加值|产值|收入|税收|进出口)$")
_BASE = re.compile(r"(?:较|比)[^，、和]*?(?:末|年|水平)")


_TOWNS = ("城镇", "城市")  # 城镇和农村居民收入: both of residents
_GROUP = re.compile(r"等[^、的]{2,}$")
# 新能源汽车、节能家电零售额: what is measured of the last is measured of all.
_HEAD = re.compile(
    r"(?:零售额|销售额|进出口额?|产量|产值|增加值|营业?收入?|利润|投资额?|面积|人数|数量|"
    r"综合?机械化率|[^、的]{2}率)$"
)
_HAS_HEAD = re.compile(r"[率额量值数比重例积入润]$|投资$|进出口$|营收$|花费$|人次$")


def share_subjects(found: Sequence[Found], sentence: Sentence) -> Iterator[Found]:
    """One row for each subject of `A和B分别达到10000家`, `A、B均达到45%`, `A、B分别达30%和20%`.

    n numbers behind 分别 go with n subjects, or with n years; where neither fits, each number
    keeps the whole.
    """
    at = 0
    while at < len(found):
        share = _find_share(found[at], sentence)
        if not share:
            yield found[at]
            at += 1
            continue
        count = _count_list(found[at:], sentence) if share["each"] in ("分别", "依次") else 1
        listed = found[at : at + count]
        subjects = _split_subjects(sentence.text[share.start("subject") : share.end("subject")])
        yield from _deal_out(listed, subjects, sentence)
        at += count


def _find_share(item: Found, sentence: Sentence) -> re.Match[str] | None:
    begin = item.quantity.start - len(item.before)
    share = _SUBJECT.search(sentence.text, begin, item.quantity.start)
    if not share and (grown := _GROWN.search(sentence.text, begin, item.quantity.start)):
        parts = _split_subjects(grown["subject"])
        return grown if len(parts) > 1 and all(map(_MEASURE.search, parts)) else None
    verb = strip_comparators(_BASE.sub("", share["verb"])) if share else ""
    return share if share and _TO_NUMBER.fullmatch(verb) else None


def _count_list(found: Sequence[Found], sentence: Sentence) -> int:
    """How many numbers follow one another: `30%、20%和10%` → 3."""
    count = 1
    while count < len(found):
        between = sentence.plain[found[count - 1].quantity.end : found[count].quantity.start]
        if not _LISTS.fullmatch(between):
            break
        count += 1
    return count


def _split_subjects(text: str) -> list[str]:
    """`有研发机构、研发活动的企业占比` → 有研发机构的企业占比, 研发活动的企业占比."""
    text = re.sub(r"^.*\d{4}年底?，?", "", text)
    text = _BASE.sub("", text)
    subjects = [s for s in re.split(r"[、和与及](?![^（]*）)", text) if len(s) > 1]
    if len(subjects) > 1 and subjects[0] in _TOWNS and subjects[-1].startswith("农村"):
        subjects[0] += subjects[-1].removeprefix("农村")
    if len(subjects) > 1 and _GROUP.search(subjects[-1]):
        return [text]  # A、B等产品产量 is one thing
    if len(subjects) > 1 and (head := _HEAD.search(subjects[-1])):
        subjects = [s if _HAS_HEAD.search(s) else s + head[0] for s in subjects]
    if len(subjects) > 1 and (tail := re.search(r"的[^的]{2,10}$", subjects[-1])):
        subjects = [
            s if "的" in s or s.endswith(("率", "比", "例")) else s + tail[0] for s in subjects
        ]
    return subjects


def _give_comparator(item: Found, first: Found) -> Found:
    """The comparing word of a list holds for all its numbers: `分别达30%、20%和10%`."""
    compared = find_comparison(first.before, item.after)
    return replace(
        item,
        comparator=compared.phrase,
        aspirational=compared.strives,
        senses=item.senses | compared.senses,
    )


def _deal_out(
    listed: Sequence[Found], subjects: Sequence[str], sentence: Sentence
) -> Iterator[Found]:
    if len(listed) == 1:
        yield from (
            (replace(listed[0], subject=s) for s in subjects) if len(subjects) > 1 else listed
        )
        return
    listed = [_give_comparator(item, listed[0]) for item in listed]
    years = [
        y for y in sentence.years if y.start < listed[0].quantity.start and y.value and y.is_target
    ]
    if len(subjects) == len(listed):
        yield from (replace(item, subject=s) for item, s in zip(listed, subjects, strict=True))
    elif len(years) == len(listed):
        yield from (replace(item, year=y.value) for item, y in zip(listed, years, strict=True))
    else:
        yield from listed
