"""What is measured, said whole: 培育10家龙头企业 → 龙头企业, 利润增长6% → 利润增速, 其中护理型占比 → of what.

A name that is read from the clause alone may lack its head (增速, 面积, 比重) or its subject, which
stands earlier in the sentence. What cannot be completed is marked, so that it never stands for the
same thing in two plans.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compare.extract.targets.objects import (
    find_line_label,
    find_object_before,
    share_head,
    tells_other,
)
from compare.extract.targets.quantities import BUILT, Found, goes_on
from compare.lookups import cache_by_lookups, read_lookup
from compare.lookups.hints import Likely

_MOVING_END = re.compile(r"(?:年均)?(?:增长|上涨|降低|下降|提高|减少)$")
COMPLETE, INCOMPLETE = "complete", "incomplete"
_BUILT = re.compile(BUILT)
_GROWTH = re.compile(r"(?:增速|增长率|增幅|涨幅|降幅|[^利效比税汇费功概]率)$")
_SHARE = re.compile(r"(?:率|比例|比重|占比|份额|覆盖面|度|系数|指数)$")
_PART_OF = re.compile(r"占[^占]{2,}$")
_HEADS = {"area": "面积", "length": "长度", "time": "时长", "volume": "体积"}
_HAS_HEAD = re.compile(
    r"(?:限额|额度|面积|规模|里程|长度|距离|半径|宽度|高度|时长|时间|时限|小时数|学时|年限|寿命|间隔|周期|体积|容积|库容|"
    r"量|能力|标准|圈|用地|供地)$"
)
# A head or a qualifier that says nothing without its subject.
_NEEDS_SUBJECT = re.compile(
    r"(?:同?比|其[他余中]|总[量数额]|数[量额]|(?:营收|产业|首期|总)?规模|单产|总产|[^、]{1,4}[型类](?:比例)?|总?产[值能量]|增加值|增量|占比|比[重例]|增速|增幅|降幅|总?面积|总?长度|总?里程|时长|"
    r"满意[率度]|合格率|覆盖率|达标率|完成率|办结率|总投资额?|投资总?额|合同额|金额|货值|营业?收入?|主营业务收入|比增|利润|税收|"
    r"装机(?:占比|比例|容量)|运营里程|装机比例|输出|外送|产出|销售|交易|签约|到位|新开工|投资|(?:基本)?建成|改造|竣工投产|竣工|投产|开工建设|开工|治理|修复|乡村|城镇|农村|城市|市区|城区|县城|民营|国有|线上|外资|新增|净增|完成|开展|新建|取得|筹集建设|(?:增容|改)?扩建|扩建、改造|扩容|基础上|现在|目前|进一步|[^、]*\d(?:千伏|[kK]V)|在建|续建|新[登建认]记?|[^、]{1,5}类|[省市县区]级)"
)
# Things and shares of which what was spoken of before need not be the subject; sums of nobody knows what.
_STAYS_OPEN = re.compile(
    r"(?:(?:(?:[省市县区]|本)?(?:级|本级)?财政|共|拟)?(?:安排|投入|落实|争取|筹集|统筹|整合|拨付|下达|配套)*"
    r"(?:各[级类]|上级|中央|[省市县区]级|财政|专项|配套|补助|扶持|项目|社会)*(?:资金|经费|投入|投资)|面向(?!.*(?:培训|开展|服务|活动)).*|(?:总体|群众|公众)满意[率度]|企业|项目|机构|人员|机械化(?:率|水平)|服务覆盖率|个人|部门|单位)"
)
_EDGES = re.compile(r"^[的、，及与]+|^和(?![美谐平田])|(?:[的、，和与]|(?<![惠普涉])及)+$")
_NOTHING = re.compile(
    r"[\W\d_a-zA-Z]*$|\d[\d.]*[\u4e00-\u9fff]{1,3}$|[百千万亿]+元级?|(?:个|件|项|次|工作日|个工作日|分钟|小时|天|日|年|月)+$"
)
_MODIFIES = re.compile(
    r"^(?:(?:基本)?建成|改造|(?:增容|改)?扩建|扩建、改造|扩容|竣工投产|竣工|投产|开工|治理|修复)$|(?:在建|续建|新开工|新[登建认]记?)$|类$"
)
_PART_ONLY = re.compile(r"乡村|城镇|农村|城市|市区|城区|县城|[县市区镇乡村]|民营|国有|线上|外资")
_ADDED = re.compile(r"(?:新增|净增|新建)$")
_STANDS = re.compile(r"现在|目前|基础上|进一步")  # in what the thing stood at, no part of its name
_NEWLY = re.compile(r"^(?:新增|净增|新建|兴建|建成|续建|在建|新开工|开工建设|开工)")
_DONE = re.compile(r"(?:完成|开展|取得|筹集建设)$")
_OTHER_PART = re.compile(r"^(?:乡村|城镇|农村|城市|市区|城区|县城)(?=..)")
_COMPARES = re.compile(
    r"(?:高于|低于|快于|优于|好于|超出?|高出|领先)(?=全|世界|[国省市]|年度|预期|目标|上年|认定标准)"
)
# 成交额820亿元，营业收入318亿元: no income of the sum before.
_SUM = re.compile(r"(?<!总)额$")
_OWN_SUM = re.compile(r"(?:(?:主营)?(?:业务|营业|销售)?收入|营收|利润|税收|总?产值|增加值)$")
_TOTAL = re.compile(r"总规模|总量|总数量?")
_VOLTAGE = re.compile(r"\d(?:千伏|[kK]V)$")
_OTHER_SUM = re.compile(r"营业?收入?|利润|税收|总?产值")
_TAKES_PART = re.compile(r"(?:稳定在|保持在?|约?占)(?=全[国省市县区]|[^率比]{2,6}$)")
_OPENS_WITH_SUM = re.compile(r"\d[\d.]*[万亿]?元")  # 其中50万元以上的村
_OWN_RATE = re.compile(r"(?:[^、]{2}率|数量|总[量数额]|总规模|(?:播种|种植|养殖)面积|产量|总产)$")
_YIELD = re.compile(r"总产量?|单产|产量")
_YIELD_OF = re.compile(r"面积$|(?:平均)?[单亩]产$")
# What is done to a thing stays in its name: 改造老旧小区 are not 老旧小区.
_LASTING_VERB = re.compile(
    r"(?:新建|新改建|改建|扩建|改扩建|升级|改造|维修|修复|治理|办理|办结|受理|盘活|拆除|清理|招聘|招引|查处|新培育|新打造|新入库|新开通|引进|引育|关停|"
    r"淘汰|保护|整治|发放|收储|加装|更新|及(?!格)|和(?![美谐平田])|或)+"
)
_KIND_OF_RATE = re.compile(r"(?:市场|初次|总体|综合|平均)(.{1,4}率)")
_KIND = re.compile(r"(.{1,4}型)((?:比例)?)")
_LEVEL = re.compile(r"^(?:国家|[省市县区])级")
_RANKED = re.compile(
    r"(?:排名)?(?:(?:提升|上升|跃升|前移|升)[至到]|[位名稳均皆都跃并]*[居列]|排名在?|排在|保持在?"
    r"|进入|跻身|挺进|迈进|冲刺|争进)(?P<scope>[^，、]{2,8}?)?前?$|(?P<whole>全[国省市区县球]|世界|[国省]内)前?$"
)


# quote → places of its items: a sentence may list a thousand numbers, each of which asks for it
Places = Mapping[tuple[int, int], Sequence[int]]


@dataclass(frozen=True)
class Completed:
    """A name, the form in which equal things are equal, and whether it says what is measured."""

    zh: str
    normal: str
    status: str


def complete_names(
    items: Sequence[Found], names: Sequence[str], measures: Sequence[tuple[str, str]]
) -> list[Completed]:
    """The names of a sentence's quantities, in order; `measures`: (measure, direction) of each.

    `收入达6.9万元，增长4.2%`: the second number is of what the first is of.
    """
    found: list[Completed] = []
    subjects: list[str] = []
    places = _list_places(items)
    for place, (item, name, (measure, direction)) in enumerate(
        zip(items, names, measures, strict=True)
    ):
        told = _RANKED.sub("", name) if measure == "rank" else name
        told = share_head(told, names, items, place)
        bare = _add_adding(shorten_name(_part_joint(told, items, names, place, places)), item)
        if subjects and goes_on(item, items[place - 1]):
            bare = _go_on(bare, subjects[-1])
        bare, is_sure = _find_subject(bare, subjects, items, place, places)
        is_whole = is_sure and not _stays_open(bare, item)
        subjects.append(bare if is_whole else "")
        is_shared = measure == "rank" and re.search(r"[均都皆]", item.own[-12:])
        whole = _write_name(bare, name, item, measure, direction)
        normal = _write_name(normalise_name(bare, measure), name, item, measure, direction)
        status = COMPLETE if is_whole and not is_shared else INCOMPLETE
        found.append(Completed(whole, normal, status))
    return found


def _list_places(items: Sequence[Found]) -> Places:
    places = defaultdict(list)
    for place, item in enumerate(items):
        places[item.quote].append(place)
    return places


def _find_subject(
    name: str, subjects: Sequence[str], items: Sequence[Found], place: int, places: Places
) -> tuple[str, bool]:
    """(a name with the subject its clause leaves out, whether that is sure)."""
    if not _lacks_subject(name):
        return name, True
    recalled = _recall(subjects, items, place, name, places)
    is_verb = bool(_ADDED.fullmatch(name) or _DONE.fullmatch(name))
    if is_verb and not any(recalled) and (thing := find_object_before(items, place)):
        return _take_subject(name, [shorten_name(thing)]), True
    if not any(recalled) and (label := find_line_label(items[place])):
        return _take_subject(name, [label]), True
    is_sure = _is_sure(recalled, name, items, place)
    if _DONE.fullmatch(name) and not is_sure:
        return name, False
    whole = _take_subject(name, recalled if any(recalled) else [items[place].topic])
    if "累计" in items[place].before:  # 新增38家，累计达228家: of those there are
        whole = whole.removeprefix("新增")
    return whole, is_sure


def _stays_open(name: str, item: Found) -> bool:
    """Whether a name is still short of what it is of: 总量, 新增企业, 茶园、果园等."""
    bare = name.removeprefix(item.adds)
    return _lacks_subject(name) or bool(_STAYS_OPEN.fullmatch(bare)) or name.endswith("等")


def _write_name(bare: str, told: str, item: Found, measure: str, direction: str) -> str:
    """A subject with the head that its measure gives it: 收入 → 收入增速, 港口吞吐量 → 港口吞吐量世界排名."""
    whole = _add_head(bare, measure, direction, item.quantity.unit_class)
    if measure == "rank":
        scope = _RANKED.search(told)
        return f"{whole}{(scope and (scope['scope'] or scope['whole'])) or ''}排名"
    return whole or item.quantity.unit_as_written or "数量"


def _go_on(name: str, before: str) -> str:
    """`改造中心60个、服务站400个`: both are rebuilt; `毕业生就业率95%、市场就业率70%`: of the same."""
    verb = _LASTING_VERB.match(before)
    if verb and not _lacks_subject(name) and not _LASTING_VERB.match(name):
        return verb[0] + name
    kind = _KIND_OF_RATE.fullmatch(name)
    is_of_same = kind and before.endswith(kind[1]) and len(before) > len(name) + 1
    return before.removesuffix(kind[1]) + name if kind and is_of_same else name


def _add_adding(name: str, item: Found) -> str:
    """`新增国家园区11个、特色集群9个`: the second are added as well."""
    is_listed = item.adds and item.adds not in item.own and item.adds not in name
    return f"{item.adds}{name}" if is_listed and not _lacks_subject(name) else name


def _is_sure(subjects: Sequence[str], name: str, items: Sequence[Found], place: int) -> bool:
    """Whether what was spoken of before is the subject: 新增3家。规模… is hardly of those added."""
    if not any(subjects):
        return False
    if _MODIFIES.search(name) or _VOLTAGE.search(name):
        return True
    before = items[place - 1].quantity.unit if place else ""
    if _TOTAL.fullmatch(name) and before == items[place].quantity.unit:
        return True  # 新建起降点159个，总规模达205个
    is_near = place > 0 and items[place - 1].quote == items[place].quote
    return is_near or not (name and subjects[-1].startswith(("新增", "净增", "新建", "新登记")))


def complete_cell(name: str, said: Mapping[str, object], unit_class: str) -> Completed:
    """The name of a table's cell as clauses are named: 地区生产总值增长 → 地区生产总值增速."""
    measure, direction = str(said["measure"]), str(said["direction"])
    bare = shorten_name(name)
    if measure in ("rate_of_change", "change") and unit_class == "ratio":
        bare = _MOVING_END.sub("", bare) or bare
    whole = _add_head(bare, measure, direction, unit_class)
    normal = _add_head(normalise_name(bare, measure), measure, direction, unit_class)
    return Completed(whole, normal, tell_status(bare))


def tell_status(name: str) -> str:
    """Whether a name says what is measured."""
    return INCOMPLETE if _lacks_subject(name) else COMPLETE


@cache_by_lookups()
def _forms() -> list[tuple[re.Pattern[str], str, str]]:
    return [
        (re.compile(row["pattern"]), row["form"], row["use"]) for row in read_lookup("name_forms")
    ]


def shorten_name(name: str) -> str:
    """A name without what is no part of it: 力争实现全省生产总值 → 地区生产总值."""
    return _apply_forms(name, frozenset({"both"}))


def normalise_name(name: str, measure: str = "") -> str:
    """A name in the form in which equal things are equal: 全省进出口总值 → 进出口总额; of a change without
    the word that says so: 新建农家书屋 → 农家书屋."""
    return _apply_forms(name, frozenset({"both", "id", *["added"] * (measure == "change")}))


def names_built(name: str) -> bool:
    """Whether a name says that the things are built anew: 新建农家书屋."""
    return bool(_BUILT.match(name))


@cache_by_lookups()
def _likely() -> Likely:
    return Likely(row["pattern"] for row in read_lookup("name_forms"))


@cache_by_lookups(maxsize=8192)  # a plan's names are asked for several times each
def _apply_forms(name: str, uses: frozenset[str]) -> str:
    numbers = _likely().list_numbers(name)  # of few: most find nothing
    for number, (pattern, form, use) in enumerate(_forms()):
        if number in numbers and use in uses and pattern.search(name):
            shorter = pattern.sub(form, name)
            name = shorter if len(shorter) > 1 else name
            numbers = _likely().list_numbers(name)
    return _EDGES.sub("", name)


def _recall(
    subjects: Sequence[str], items: Sequence[Found], place: int, name: str, places: Places
) -> Sequence[str]:
    """What was spoken of last; of 达6.9万元、3.4万元，增长4.2%、5.3% the first with the first."""
    same = places[items[place].quote]
    before = [i for i in places[items[same[0] - 1].quote] if i < same[0]]
    if before and tells_other(items[same[0]], items[before[-1]]):
        return []
    first = next(i for i in same if items[i].quantity.start == items[place].quantity.start)
    if first < place:  # 办结率、满意率均为100%
        return subjects[:first]
    is_bare = all(items[i].own and not items[i].own.strip("、和及与") for i in same[1:])
    if len(same) > 1 and len(before) == len(same) and is_bare:
        return [subjects[before[same.index(place)]]]
    is_of_them = name and items[same[0]].before.startswith("其中")
    return subjects[: same[0]] if is_of_them else subjects


def _lacks_subject(name: str) -> bool:
    return (
        len(name) < 2
        or bool(_NEEDS_SUBJECT.fullmatch(name))
        or bool(_NOTHING.fullmatch(name))
        or bool(_COMPARES.match(name) or _TAKES_PART.match(name))
        or name.startswith(("增长", "下降", "提高", "占"))
        or bool(_OPENS_WITH_SUM.match(name))
    )


def _take_subject(name: str, subjects: Sequence[str]) -> str:
    """The name with what the sentence spoke of before: 总量 → 经营主体总量; as it is without any."""
    subject = subjects[-1] if subjects else ""
    if not subject:
        return name
    is_part = bool(_PART_ONLY.fullmatch(name)) or name.endswith("类")
    is_bare = (len(name) < 2 and not is_part) or any(
        pattern.fullmatch(name) for pattern in (_NOTHING, _DONE, _STANDS)
    )
    if _ADDED.fullmatch(name):
        return name + _NEWLY.sub("", subject)
    if is_bare or name.startswith(("增长", "下降", "提高")):
        return subject
    if _SUM.search(subject) and _OTHER_SUM.fullmatch(name):
        return name
    if _OWN_SUM.fullmatch(name) and (whose := _OWN_SUM.sub("", subject)) != subject:
        return f"{whose}{name}"
    if _VOLTAGE.search(name):  # 新建220千伏变电所3座，新建110千伏9座
        return name + re.sub(r"^.*?(?:千伏|[kK]V)", "", subject)
    if _COMPARES.match(name):
        return f"{subject}{name}幅度"
    if part := _TAKES_PART.match(name):
        return f"{subject}占{name[part.end() :].removesuffix('比例')}比例"
    if part := _KIND.fullmatch(name):  # 养老床位6万张，其中护理型占70%
        return f"{part[1]}{subject}{part[2]}"
    if level := _LEVEL.fullmatch(name):
        return level[0] + _LEVEL.sub("", subject, count=1)
    if name.startswith("占"):
        return f"{subject}{name}"
    if _MODIFIES.search(name) or is_part:
        thing = _NEWLY.sub("", subject)
        thing = _OTHER_PART.sub("", thing)
        return name + (thing if is_part else _OWN_RATE.sub("", thing) or thing)
    if name in subject or _OPENS_WITH_SUM.match(name):
        return subject if name in subject else name
    if _SHARE.search(name) or _TOTAL.fullmatch(name):
        subject = _NEWLY.sub("", subject)
    overlap = subject.rfind(name[:2])  # 发电装机规模 + 装机比例 → 发电装机比例
    rest = subject[:overlap] if overlap > 0 else _OWN_RATE.sub("", subject)
    rest = _YIELD_OF.sub("", rest) if _YIELD.fullmatch(name) else rest
    return f"{rest or subject}{name}"


@cache_by_lookups()
def _joint_words() -> list[tuple[str, list[str]]]:
    return [(row["word"], row["parts"].split(";")) for row in read_lookup("joint_words")]


def _part_joint(
    name: str, items: Sequence[Found], names: Sequence[str], place: int, places: Places
) -> str:
    """城乡居民收入分别达6.9万元、3.4万元: the first is of the towns, the second of the country."""
    item = items[place]
    same = [
        i
        for i in places[item.quote]
        if names[i] == name and items[i].is_baseline == item.is_baseline
    ]
    is_dealt = re.search(r"分别|依次", item.before + item.after)
    for word, parts in _joint_words():
        is_of_one_year = len({items[i].year for i in same}) == 1
        if is_dealt and is_of_one_year and word in name and len(same) == len(parts):
            return name.replace(word, parts[same.index(place)])
    return name


def _add_head(name: str, measure: str, direction: str, unit_class: str) -> str:
    if measure == "rate_of_change" and not _GROWTH.search(name):
        return name + ("降幅" if direction == "down" else "增速")
    if name.endswith("幅度"):
        return name
    if measure == "change" and unit_class == "ratio" and not _GROWTH.search(name):
        name = re.sub(r"^(?:压减|压缩|减少|降低|削减)(?=..)", "", name)
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
    return row | {
        "indicator": completed.zh,
        "indicator_id": f"derived-{completed.normal}",
        "name_status": completed.status,
    }


__all__ = [
    "COMPLETE",
    "INCOMPLETE",
    "Completed",
    "complete_cell",
    "complete_names",
    "names_built",
    "normalise_name",
    "replace_name",
    "shorten_name",
    "tell_status",
]
