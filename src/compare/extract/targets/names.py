"""The clause around a quantity → what is measured.

Known indicators come from `lookups/indicators.csv`; for all others a name and an id are derived
from the clause, and marked as derived by the id. The id depends on the name alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from compare.extract.targets.comparators import strip_closing
from compare.extract.targets.completing import (
    COMPLETE,
    normalise_name,
    shorten_name,
    tell_status,
)
from compare.extract.targets.quantities import Found
from compare.lookups import cache_by_lookups, read_lookup

_YEAR = re.compile(
    r"[从自](?:19|20)\d\d年(?:底|初)?起|(?:到|至|截至|力争|争取|[由从])?(?:19|20)\d\d年?(?:[-—–~～至到]{1,2}(?:19|20)\d\d年)?(?:\d{1,2}月)?(?:底前|末前|底|末|前|目标|度|期间)?"
    r"|(?:到)?(?:今年|明年|后年|当年|本年度?|去年)(?:的?[上下]半年|年?[底末]前?|第?[一二三四]季度)?|^(?:到)?(?:年[底末]前?|年内|[上下]半年)"
    r"|(?:到)?[“\"]?十[一二三四五六]五[”\"]?(?:期末|末期|末|期间|时期)"
    r"|(?<![\d年])\d{1,2}月(?:[底末份]|\d{1,2}日)?[之以]?前"
    r"|(?:用|未来|今后|力争|连续|时隔|提前)(?:\d{1,2}|[一二两三四五六七八九十]{1,2})个?[年月](?:内|时间|累计)?"
    r"|(?:\d{1,2}|[一二两三四五六七八九十])年(?:内|时间|累计|滚动|来)|(?<=..)[一二两三四五六七八九十]年$|^[一二两三四五六七八十]年(?![级制义])"
)
_BASE = re.compile(
    r"(?:(?<![占之同])比|较|与|是)(?:上年|去年|“?十[一二三四五六]五”?(?:期?末|时期|期间)?|(?:19|20)\d\d年[底末初]?|[^，、]{0,6}?(?:年末|年底|末|期初))(?:相比|时)?"
)
_OPENING = re.compile(
    r"^(?:[，,、：；;和及与或（(]|以上|以下|以内|左右|其中|同时|力争|争取|努力|确保|预计|我们|接续|使|要|把|在(?![建校岗职册园线用产研])|全面|原则上|逐步|累计|每年度?|年均|"
    r"今年|明年|每季度?|每月|全(?:市|县|区|省|镇|州|年)|全国(?=.{2,}(?:率|数|量|值))|我[省市县区州]|本[省市县区州]|并|再次?(?!生)|各地|实现|将|推动|推进(?=.*率))+"
)
# 金凤、明月湖等3个实验室: what is counted stands behind the number, the examples before it.
_EXAMPLES = re.compile(r"^[^，]*等(?:\d+(?:大|[个项类家种条座]){0,2}|$)")
_COUNTED_BEFORE = re.compile(
    r"^.*\d[\d.]*[万亿]?[个所家名项件户种类位][^，、和及与\d]{1,10}[、和及与]$|^.*[\u4e00-\u9fff](?:和|(?<![惠普涉触危])及|(?<!参)与|以及)$"
)
_TOLD_BEFORE = re.compile(
    r"^.*(?<![超过达于\d.])\d[\d.]*[万亿]?[\u4e00-\u9fff]{1,3}、(?=[^、\d]{2,}$)"
)  # 优良天数348天、 but not 产值超9亿元、
_QUALIFIED = re.compile(
    r"^.*\d[\d.]*[万亿]?[^\d，、的]{1,5}(?:以上|以下|以内|左右)?的(?!(?:村|户|镇|县|企业|家庭|地区|单位|人群?)(?:占|达|数|比|$))"
)
_ADVERBIAL = re.compile(
    r"^(?:的?情况下|.*以来)|应?[于自][^，、]{2,14}后(?=.{2,}$)|在[^，]{0,40}?(?:情况下|基础上|前提下)"
    r"|(?:^|(?<=[，、]))(?:在|依托|围绕)[^，]{2,40}?(?:领域|地区|城市|区域|方面|等地|所在地市?|范围内|行业|群体|支队|总队|需求)(?=实施|建设|开展|推广|布局|打造|建成|培育|$)"
    r"|^[^，、]*(?:建成|投运|投用|完成|落地|开工|启动|通车)、(?=.{4,}$)"
    r"|分[年行领批分][度业域次类期](?:、分[年行领批分][度业域次类期])*、?"
)
_STEPS = re.compile(
    r"(?:[一二三四五六七八九十]年|连续)*(?:迈上|跨上|跃上|跨过|连跨|跨越|迈过)\d+个[^，、]*"
)
_BEHIND = re.compile(r"^(?:迈进|以上|以下|以内|之内|左右|及以上|的|内|新台阶|台阶|大关|关口)+")
_NUMBER_FIRST = re.compile(
    r"^(?:超过?|过)?\d[\d.]*(?:[万亿]?(?:元|千伏|千瓦|米|吨)(?:级|及?以上)?|[万亿]级)|^(?:\d[\d.]*[万亿]?|[一二三四五六七八九十]{1,3})[个项件组家户类批]次?"
)
# 年产值超50亿元的示范区 are 示范区: of what size each is says nothing of what is counted.
_SIZED = re.compile(
    r"^[^，、。；（）\d]{1,8}\d[\d.]*[万亿]{0,2}[\u4e00-\u9fff]{1,3}(?:(?:以上|级)?的|及?以[上下])"
    r"(?=[\u4e00-\u9fff]{2,})"
)
_IN_ALL = re.compile(r"(?:共|合计|总计)$")
_LIFTED = re.compile(r"(?:整体|巩固)提升$")  # 整体提升100所学校: what is done, and how
_FROM_LEVEL = re.compile(
    r"[由从](?:(?:19|20)\d\d年底?|目前|现有|现在|原来)?的?(?:\d[\d.]*\D{0,4})?$"
)
_LIST_GOES_ON = re.compile(r"(?:以上|左右|以内)?(?:、|和(?![美谐平田]))")
_LIST_END = re.compile(r"^[、，]?[^、，]*[、，和及与或]$|[、，和及与或+＋]$")
_EDGE = re.compile(
    r"^(?:[—–●■◆▲△○•·]|--)+|^\d{1,2}[.．、](?!\d)|^[，,、：；;的及+＋]+|^和(?![美谐平田])|(?:[，,、：；;。.的和+＋]|(?<![惠普涉])及)+$"
)
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]|(?<=.)[（(][^（）()]*$")
_BREAKS = re.compile(
    r"[，,；;。（）()：]|(?<=[\u4e00-\u9fff])[+＋](?=\d[\d.]*[个家所处座条项名])"
    r"|(?<![A-Za-z“\d.+－-])\d(?!\d*(?:强|人制)|[A-Za-z])"
)
_JOINT = re.compile(r"[、和及与并](?!美|谐|平|田)[^、和及与]*$")
_LONG_ATTRIBUTE = re.compile(r"^.{6,}的(?=.{3,}$)(?!年?度?(?:建设|改造|治理|工作|目标)*任务$)")
_SUM = re.compile(r"(?:投入|投资|资金|经费)$")
_TOWARDS = re.compile("[为对给向由]")
_NEEDS_ATTRIBUTE = re.compile(r"(?:面向|对|为|给)$")
_REACHES_OF = re.compile(r"(?:达到?|约?为|相当于)([^，]{2,10})的$")
_SHARE_OF = re.compile(r"^(?:以上|左右)?的?(?!安排)[\u4e00-\u9fff“A-Za-z]{2,}")
_OF = re.compile(
    r"^(?:以上|左右)?的(?!情况|前提|基础|目标|幅度|速度|水平|标准|规模|占比|唯一|首个|增长)"
)
_SIZE = re.compile(r"(?:设立|组建)?(总?(?:规模|投资|面积|长度|里程|库容))")
_CHOSEN = (
    "入选|入围|当选|上榜|荣获|获评|获批|获得|获(?!得)|纳入|列入|跻身|"
    "通过(?=.*(?:认定|评估|备案|验收|审批|认证|评审))"
)
# 3项成果入选名单: the things that were chosen; 2名个人和6个团队入选名单: both were.
_PREDICATE = re.compile(rf"^([^，、]{{1,14}}?)(?:首次|成功|先后|已)?((?:{_CHOSEN})[^，、]{{2,}})$")
_BOTH_CHOSEN = re.compile(
    r"^([^，、和及与\d]{1,10})"
    r"(?:[、和及与]\d[\d.]*[万亿]?[个名家所项件种户部][^，、和及与\d]{1,12}?)+"
    rf"(?=(?:{_CHOSEN}))"
)
_PASSES = re.compile(r"^的?([^，、\d]{2,14}(?:超过?|突破|达到?)\d[\d.]*[^，、。；（）\d]{0,6})")
_CLOSED = frozenset({"rises_by", "falls_by", "rises_to", "falls_to", "reaches", "stays", "exceeds"})
_IS_SHARE = re.compile(r"(?:率|比例|比重|占比|份额|增速|增幅)$")
_IS_PART_TOLD = re.compile(r"[率比占]|现在|目前|现有|原来|突破|超过|达到?|不低于|不少于")
_PLACES = frozenset("县市区镇乡村")
_LONGEST = 40


@dataclass(frozen=True)
class IndicatorName:
    """An indicator: its id and its names; a derived one has no English."""

    indicator_id: str
    zh: str
    en: str


@cache_by_lookups()
def _known() -> list[tuple[re.Pattern[str], IndicatorName]]:
    return [
        (
            re.compile(r["pattern"]),
            IndicatorName(r["indicator_id"], r["indicator"], r["indicator_en"]),
        )
        for r in read_lookup("indicators")
    ]


def name_target(item: Found) -> IndicatorName:
    """The reviewed indicator whose pattern fits nearest to the quantity, else a derived one.

    Patterns see the text just before the quantity, the mark ⟨, and the text up to the next number.
    A derived name is empty where the clause says nothing of its own: `、增长8%`.
    """
    behind = re.split(r"[，；。或]|\d|”、", item.after)[0]
    near = f"{item.subject or re.split(r'[或”]、?', item.before)[-1]}⟨{behind}"
    for pattern, name in _known():
        if pattern.search(near):
            return name
    stands_alone = item.is_baseline or item.quantity.is_rank or item.quantity.unit == "倍"
    after = "" if stands_alone else item.after
    is_share = item.quantity.unit_class == "ratio" and item.quantity.unit != "倍"
    is_closed = is_share and bool(item.senses & _CLOSED)
    zh = derive_name(_find_front(item), after, is_share, is_closed)
    return IndicatorName(f"derived-{zh}", zh, "")


def name_in_table(cell: str) -> IndicatorName:
    """The indicator a cell names: `农村自来水普及率（%）`."""
    if known := _name_known(cell):
        return known
    zh = re.sub(r"[（(][^（）()]*[）)]$", "", cell)[:_LONGEST] or "数量"
    return IndicatorName(f"derived-{normalise_name(zh)}", zh, "")


def _name_known(text: str) -> IndicatorName | None:
    return next((known for pattern, known in _known() if pattern.search(f"{text}⟨")), None)


def name_aim(said: str, quote: str) -> tuple[IndicatorName, str]:
    """What an aim in words is said of, named as quantities are, and whether that is complete.

    An aim that its clause says of nothing goes by the clause.
    """
    if known := _name_known(said):
        return known, COMPLETE
    zh, normal = shorten_name(said) or quote, normalise_name(said) or quote
    return IndicatorName(f"derived-{normal}", zh, ""), tell_status(shorten_name(said))


def _find_front(item: Found) -> str:
    """What stands before a number and belongs to it: of `3家平台，20家` for 20 only the verb before 3."""
    if item.subject:
        return item.subject
    is_first = len(item.own) >= len(item.before)
    if is_first:
        return item.own
    own = _clean_front(item.own, "", False).removeprefix("向")  # 由5个环节减至2个环节
    if _IN_ALL.search(item.opening):  # 新建球场共25块和40公里步道
        return own
    is_rise = _FROM_LEVEL.search(item.opening) and (not own or item.after.startswith(own))
    return item.opening if is_rise or _LIST_END.search(item.own) else item.own


def derive_name(before: str, after: str, is_share: bool = False, is_closed: bool = False) -> str:
    """`到2027年，建设产业集聚区` + `3个` → `建设产业集聚区`; `培育` + `10家` + `龙头企业` → `培育龙头企业`.

    A share is named by what stands before it (`护理型床位占比`), and by what stands behind it where
    it is said of that (`预留30%的号源`); `is_closed`: a comparing word stands between.
    """
    front = _clean_front(before, after, is_share)
    back = _clean_back(front, after, is_share)
    if back and after.startswith("的") and _SIZE.fullmatch(front):
        return _shorten(back + _SIZE.sub(r"\1", front))  # 总规模50亿元的基金
    if not front and not is_share:
        back = _PREDICATE.sub(r"\2\1", back)
    if is_share:
        of_what = back and _SHARE_OF.match(after) and (not is_closed or _OF.match(after))
        if (len(front) > 1 or front in _PLACES) and not of_what:
            is_part = before.endswith("的") and not _IS_PART_TOLD.search(front)
            return _shorten(f"{front}比例" if is_part else front)
        if back and not _IS_SHARE.search(back):
            back += "比例"
    return _shorten(front + back, back)


def _clean_front(text: str, after: str, is_share: bool) -> str:
    """What is said before a number without years, examples, qualifiers and words that lead to it."""
    if _SHARE_OF.match(after):
        text = _COUNTED_BEFORE.sub("", text)
    if is_share:
        text = _REACHES_OF.sub(r"占\1", text)
    text = _BRACKETS.sub("", _YEAR.sub("", _BASE.sub("", _STEPS.sub("", text))))
    text = _TOLD_BEFORE.sub("", text)
    text = _OPENING.sub("", _EDGE.sub("", _ADVERBIAL.sub("", text)))
    text = _QUALIFIED.sub("", _EXAMPLES.sub("", text))
    text = strip_closing(_LIFTED.sub("", _EDGE.sub("", text)))
    return re.sub(r"[\s　＊“”\"]+", "", _FROM_LEVEL.sub("", _EDGE.sub("", text)))


def _clean_back(front: str, after: str, is_share: bool) -> str:
    """The noun behind a number, up to where something else begins: another number takes its own."""
    if _LIST_GOES_ON.match(after):
        return ""
    after = _SIZED.sub("", _BEHIND.sub("", _BRACKETS.sub("", after)))
    after = _BOTH_CHOSEN.sub(r"\1", _NUMBER_FIRST.sub("", after))
    if _SUM.search(front) and _TOWARDS.match(after):  # 投入18万元为3000位老人办医保
        return ""
    if not front and (passes := _PASSES.match(after)):
        return passes[1]
    back, *rest = _BREAKS.split(after, maxsplit=1)
    if rest and after[len(back)].isdigit():
        back = _JOINT.sub("", back) if _JOINT.search(back) else back
    back = _EDGE.sub("", back)
    if is_share:
        back = re.split(r"(?<=..)[给向]", back)[0]
    elif not _NEEDS_ATTRIBUTE.search(front):
        back = _LONG_ATTRIBUTE.sub("", back)
    return re.sub(r"[\s　＊“”\"]+", "", back)


def _shorten(name: str, back: str = "") -> str:
    """A name that is too long keeps what is counted, or the first things of a list."""
    if len(name) <= _LONGEST:
        return name
    if 3 < len(back) <= _LONGEST:
        return back
    kept = re.split(r"[、，；](?=[^、，；]*$)", name[:_LONGEST])[0]
    return f"{kept}等" if "、" in name else kept
