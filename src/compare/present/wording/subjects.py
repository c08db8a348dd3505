"""What a plan is about, as its title says it: 云溪县促进智慧养老服务发展行动方案 → 智慧养老服务."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from compare.language.periods import FIVE_YEAR_PLAN
from compare.language.places import strip_ending
from compare.present.wording.texts import clip

MOST_SUBJECT = 12  # characters by which a plan is called after its title
LEAST_SUBJECT = 3
_DATED = re.compile(r"[（(][^（）()]*\d{4}[^（）()]*[）)]$")
_DOCUMENT = re.compile(
    "的?(?:(?:专项|总体|实施|行动|工作|指导|发展|若干|三年|试点)*"
    "(?:方案|计划|意见|措施|规划|政策|办法|纲要|要点|通知))+$"
)
_AROUND_SUBJECT = re.compile(
    "关于|印发|进一步|加快|深入|深化|贯彻|落实|推动|推进|促进|支持|加强|增强|提升|开展|完善|助力"
    "|打赢|打造|培育|优化|健全|强化|扩大|做好"
    r"|改革创新|高质量(?:发展)?|发展|建设|的|[，、：《》\s]"
)
_OF_ALL = re.compile("^(?:国家|全[国省市县区])")
_IN_YEARS = re.compile(f'[“"]?{FIVE_YEAR_PLAN}[”"]?(?:时期|期间)?')


def strip_origin(row: Mapping[Any, Any]) -> str:
    """A plan's title without what tells whose and of when it is.

    国务院办公厅关于发展冰雪运动的意见（2024年） → 发展冰雪运动的意见, by its issuer or place.
    """
    title = _DATED.sub("", read_origin(row, "title"))
    place = read_origin(row, "place")
    for origin in (*re.split("[;；、]", read_origin(row, "issuer")), place, strip_ending(place)):
        title = title.removeprefix(origin)
    return title.removeprefix("关于")


def name_plan_subject(row: Mapping[Any, Any]) -> str:
    """What a plan's title says it is about, or "": of what its verbs stand around the first, as an
    end that it is to serve comes later.

    云溪县促进智慧养老服务发展行动方案（2024—2026年） → 智慧养老服务; 开展以工代赈助力乡村振兴 → 以工代赈.
    """
    place = read_origin(row, "place")
    title = _IN_YEARS.sub("", strip_origin(row))
    title = title.replace(place, "") if place else title
    parts = (_OF_ALL.sub("", part) for part in _split_subjects(title))
    subject = next((part for part in parts if len(part) >= LEAST_SUBJECT), "")
    return clip(subject, MOST_SUBJECT)


def has_subject(words: str) -> bool:
    """Whether words of titles name anything beyond a kind of document.

    养老服务行动方案 → True, 高质量发展行动方案 → False.
    """
    return any(len(part) >= LEAST_SUBJECT - 1 for part in _split_subjects(words))


def _split_subjects(title: str) -> list[str]:
    title = title.rstrip("》")
    bare = _DOCUMENT.sub("", title)
    while bare != title:  # 《…发展规划》的实施意见
        title, bare = bare, _DOCUMENT.sub("", bare.rstrip("》"))
    return _AROUND_SUBJECT.split(bare)


def read_origin(row: Mapping[Any, Any], name: str) -> str:
    """What the catalogue says of a plan's place, issuer or title, "" where it says nothing."""
    value = row.get(name)
    return "" if value is None or pd.isna(value) else str(value)
