"""What a verb is done to where it stands elsewhere: in the clause before, or behind the next number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from compare.extract.targets.quantities import Found

_VERBS = "新建|改建|扩建|改扩建|兴建|修建|筹建|建设|建成|建立|打造|创建|培育|引进|设立|布局|开通|配备|认定|选育"
# 改建农村互助幸福院，每年新增15个: things that a clause without a number says are made.
_MADE = re.compile(rf"(?:{_VERBS})(?!和|、|并)(?P<thing>[^，、；。：的和及与]{{2,14}})[，,]$")
# 推进乡镇敬老院改造，每年完成5所: things that it says are worked on.
_WORKED_ON = re.compile(
    r"(?:推进|推动|加快|实施|开展|启动|抓好)(?P<thing>[^，、；。：的和及与]{2,14}(?:新建|改建|改扩建|改造|整治|修复|修缮|加固|治理))[，,]$"
)
_NOT_COUNTED = re.compile(
    r"(?:体系|机制|经济|产业|能力|环境|模式|格局|水平|工作|行动|制度|队伍|力度|网络|市场|基础|氛围|标准|方式|关系|设施|文化|活动|条件|布局|建设|发展|服务|保障|管理|品质|质量)$"
)
_WORK = re.compile(
    r"(?:改造|改扩建|新建|治理|整治|修复|修缮|提升|创建|加固|绿化|亮化|硬化|清淤|疏浚|周边环境)(?:任务|工程|项目|工作)?$"
)
_HANDS_ON = re.compile(r"(?:完成|实施|推进|推动|启动|抓好|做好|开展|加快|提升|继续)$")
_JOINT = re.compile(r"[、和及与]+$")
_LONGER = 4  # characters that what shares a head may be longer than what lacks it
_BEHIND_OTHER_VERB = re.compile(
    r"、(?:提升|改造|扩建|改建|续建|整合|优化|建成|完成)\d[\d.]*[个家所处座条项]?(?P<thing>[\u4e00-\u9fffA-Z\d]{2,14})$"
)

_LABEL = re.compile(r"(?:^|[—；。）)．.、])([\u4e00-\u9fffA-Z%]{3,20})[：:]$")
_IS_HEADING = re.compile(
    r"(?:目标|任务|指标|措施|要求|内容|工作|计划|重点|方面|情况|标准|步骤|阶段|建设|发展|管理|保障|行动|工程|项目|包括|如下|其中|明确|提出)$"
)
# 指数达160，评价位次实现“进等升位”，居全省前40位: a clause between has a subject of its own.
_TELLS_OTHER = re.compile(
    r"，[^，、\d]{2,20}?(?:位次|排名|指数|水平|能力|收入|产值|率)"
    r"(?:实现|保持|明显|持续|稳步|进一步|显著|大幅|不断|继续|达到|位居)[^，；]*，"
)


def find_object_before(items: Sequence[Found], place: int) -> str:
    """The thing a number without one counts: 改建幸福院，每年新增15个; 新增6个、提升2个A级景区村."""
    item = items[place]
    if behind := _BEHIND_OTHER_VERB.match(re.split("[，；。]", item.after)[0]):
        return behind["thing"]
    earlier = item.sentence_before
    if items[0].quote != item.quote:
        return ""  # what was counted before is spoken of
    found = _MADE.search(earlier) or _WORKED_ON.search(earlier)
    is_of_people = item.quantity.unit in ("人", "名", "位", "人次", "户")
    if not found or is_of_people or _NOT_COUNTED.search(found["thing"]):
        return ""
    return found["thing"]


def share_head(name: str, names: Sequence[str], items: Sequence[Found], place: int) -> str:
    """`整体提升100所学校、50家医院周边环境`: the head behind the last is that of all."""
    item = items[place]
    if place + 1 == len(items) or items[place + 1].quote != item.quote:
        return name
    behind, head = names[place + 1], _WORK.search(names[place + 1])
    between = items[place + 1].own
    if not head or not _JOINT.search(between) or _WORK.search(name):
        return name
    begins = _HANDS_ON.search(item.opening.rstrip())
    thing = _JOINT.sub("", between)
    is_bare = len(behind) - len(head[0]) <= len(thing) + _LONGER
    return f"{name}{head[0]}" if begins and is_bare and len(thing) > 1 else name


def find_line_label(item: Found) -> str:
    """What a line heads itself with: `——农民人均纯收入：年均增长14%以上`."""
    found = _LABEL.search(item.sentence_before)
    return found[1] if found and not _IS_HEADING.search(found[1]) else ""


def tells_other(item: Found, before: Found) -> bool:
    """Whether a clause without a number stands between two quantities and is of something else."""
    gap = item.quote[0] - before.quote[1]
    return gap > 0 and _TELLS_OTHER.match(item.sentence_before[-gap:]) is not None
