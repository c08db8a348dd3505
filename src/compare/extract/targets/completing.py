"""What is measured, said whole: 培育10家龙头企业 → 龙头企业, 利润增长6% → 利润增速, 其中护理型占比 → of what.

A name that is read from the clause alone may lack its head (增速, 面积, 比重) or its subject, which
stands earlier in the sentence. What cannot be completed is marked, so that it never stands for the
same thing in two plans.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compare.extract.targets.names import IndicatorName, name_known
from compare.extract.targets.quantities import Found
from compare.lookups import cache_by_lookups, read_lookup

COMPLETE, INCOMPLETE = "complete", "incomplete"
_MOVING_END = re.compile(r"(?:年均)?(?:增长|上涨|降低|下降|提高|减少)$")
_GROWTH = re.compile(r"(?:增速|增长率|增幅|涨幅|降幅|[^利效比税汇费功概]率)$")
_SHARE = re.compile(r"(?:率|比例|比重|占比|份额|覆盖面|度|系数|指数)$")
_PART_OF = re.compile(r"占[^占]{2,}$")
_HEADS = {"area": "面积", "length": "长度", "time": "时长", "volume": "体积"}
_HAS_HEAD = re.compile(
    r"(?:面积|规模|里程|长度|距离|半径|宽度|高度|时长|时间|时限|小时数|学时|年限|寿命|间隔|周期|体积|容积|库容|"
    r"水量|总量|产量|用量|容量|能力|标准|圈|用地|供地)$"
)
# A head or a qualifier that says nothing without its subject.
_NEEDS_SUBJECT = re.compile(
    r"(?:同?比|其[他余中]|投资额?|总[量数额]|数[量额]|规模|产值|增加值|占比|比[重例]|增速|增幅|降幅|面积|长度|时长|"
    r"满意[率度]|(?:迈上|跨上|跃上|登上)(?:新的?)?台阶|合格率|覆盖率|达标率|完成率|新[增登建]记?|企业|项目|机构|人员|[^、]{1,5}类|[省市县区]级)"
)
_NOTHING = re.compile(
    r"[\W\d_a-zA-Z]*$|\d[\d.]*\S{1,3}$|(?:个|件|项|次|工作日|个工作日|分钟|小时|天|日|年|月)+$"
)
# 接待游客480万人次、增长8%: what stands before the first number is what both are of.
_NUMBER_WITHIN = re.compile(r"(?<=[\u4e00-\u9fff]{2})\d[\d.,]*[万亿%％]?[\u4e00-\u9fff]*$")
_TOWN_AND_COUNTRY = (
    ("城乡居民", ("城镇居民", "农村居民")),
    ("城乡低保", ("城市低保", "农村低保")),
    ("城乡", ("城镇", "农村")),
)


@dataclass(frozen=True)
class Completed:
    """A name and whether it says what is measured."""

    zh: str
    status: str


def complete_names(
    items: Sequence[Found], names: Sequence[str], measures: Sequence[tuple[str, str]]
) -> list[Completed]:
    """The names of a sentence's quantities, in order; `measures`: (measure, direction) of each.

    `收入达6.9万元，增长4.2%`: the second number is of what the first is of.
    """
    found: list[Completed] = []
    subjects: list[str] = []
    for place, (item, name, (measure, direction)) in enumerate(
        zip(items, names, measures, strict=True)
    ):
        bare = normalise_name(_pair_towns(name, items, names, place))
        own = not _lacks_subject(bare)
        if not own:
            bare = _take_subject(bare, _recall(subjects, items, place), measure)
        complete = not _lacks_subject(bare)
        if own and measure not in ("rate_of_change", "rank"):
            subjects.append(bare)
        whole = normalise_name(_add_head(bare, measure, direction, item.quantity.unit_class))
        found.append(Completed(whole, COMPLETE if complete else INCOMPLETE))
    return found


def complete_cell(name: str, said: Mapping[str, object], unit_class: str) -> Completed:
    """The name of a table's cell as clauses are named: 地区生产总值增长 → 地区生产总值增速."""
    measure, direction = str(said["measure"]), str(said["direction"])
    bare = normalise_name(name)
    if measure in ("rate_of_change", "change") and unit_class == "ratio":
        bare = _MOVING_END.sub("", bare) or bare
    complete = not _lacks_subject(bare)
    whole = normalise_name(_add_head(bare, measure, direction, unit_class))
    return Completed(whole, COMPLETE if complete else INCOMPLETE)


def name_aim(said: str, quote: str) -> tuple[IndicatorName, str]:
    """What an aim in words is said of, named as quantities are, and whether that is complete.

    An aim that its clause says of nothing goes by the clause.
    """
    if known := name_known(said):
        return known, COMPLETE
    zh = normalise_name(said)
    status = INCOMPLETE if _lacks_subject(zh) else COMPLETE
    zh = zh or quote
    return IndicatorName(f"derived-{zh}", zh, ""), status


@cache_by_lookups()
def _forms() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(row["pattern"]), row["form"]) for row in read_lookup("name_forms")]


def normalise_name(name: str) -> str:
    """A name in the form in which equal things are equal: 力争实现全省GDP → 地区生产总值."""
    for pattern, form in _forms():
        shorter = pattern.sub(form, name)
        name = shorter if len(shorter) > 1 else name
    return _NUMBER_WITHIN.sub("", name).strip("的、，和及与")


def _recall(subjects: Sequence[str], items: Sequence[Found], place: int) -> Sequence[str]:
    """What was spoken of last; of 达6.9万元、3.4万元，增长4.2%、5.3% the first with the first."""
    same = [i for i, item in enumerate(items) if item.quote == items[place].quote]
    if 1 < len(same) <= len(subjects):
        return [subjects[len(subjects) - len(same) + same.index(place)]]
    return subjects


def _lacks_subject(name: str) -> bool:
    return (
        len(name) < 2
        or bool(_NEEDS_SUBJECT.fullmatch(name))
        or bool(_NOTHING.fullmatch(name))
        or name.startswith(("增长", "下降", "提高", "占"))
    )


def _take_subject(name: str, subjects: Sequence[str], measure: str) -> str:
    """The name with what the sentence spoke of before: 总量 → 经营主体总量; as it is without any."""
    if not subjects:
        return name
    subject = subjects[-1]
    if _NOTHING.fullmatch(name) or measure == "rate_of_change" or name.startswith("增长"):
        return subject
    if name.endswith("类"):
        return f"{name}{subject}"
    return subject if name in subject else f"{subject}{name}"


def _pair_towns(name: str, items: Sequence[Found], names: Sequence[str], place: int) -> str:
    """城乡居民收入分别达6.9万元、3.4万元: the first is of the towns, the second of the country."""
    same = [i for i, other in enumerate(names) if other == names[place]]
    if "城乡" not in name or len(same) != 2 or items[same[0]].quote != items[same[1]].quote:
        return name
    for both, each in _TOWN_AND_COUNTRY:
        if both in name:
            return name.replace(both, each[same.index(place)])
    return name


def _add_head(name: str, measure: str, direction: str, unit_class: str) -> str:
    if measure == "rate_of_change" and not _GROWTH.search(name):
        return name + ("降幅" if direction == "down" else "增速")
    if measure == "change" and unit_class == "ratio" and not _GROWTH.search(name):
        return name + ("降幅" if direction == "down" else "提高幅度")
    if measure == "share" and _PART_OF.search(name) and not _SHARE.search(name):
        return name + "比例"
    head = _HEADS.get(unit_class, "")
    if head and len(name) > 1 and not _HAS_HEAD.search(name):
        return name + head
    return name


def replace_name(row: dict[str, object], completed: Completed) -> dict[str, object]:
    """A row of targets.csv under its completed name; a derived id follows the name."""
    derived = str(row["indicator_id"]).startswith("derived-")
    if not derived:
        return row | {"name_status": COMPLETE}
    zh = completed.zh
    return row | {
        "indicator": zh,
        "indicator_id": f"derived-{zh}",
        "name_status": completed.status,
    }


__all__ = [
    "COMPLETE",
    "INCOMPLETE",
    "Completed",
    "complete_cell",
    "complete_names",
    "name_aim",
    "normalise_name",
    "replace_name",
]
