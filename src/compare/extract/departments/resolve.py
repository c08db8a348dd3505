"""From a department's written name to the department: one id however a plan spells it.

The judgement is in `lookups/departments.csv`. A `*` in a spelling there stands for a place or a
level (`*海关` is 合肥海关, `团*委` is 团市委), and `党委` in front for any level's Party committee
(市委金融办 is `党委金融办`). Which functions a body holds is told by the spelling it is written in:
教体局 is education and sports, 教育局 education alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from compare.errors import PlanError
from compare.extract.departments.bodies import is_firm_body, read_ending
from compare.language.places import AUTONOMOUS, COUNTY_AND_ABOVE, LEVELS
from compare.lookups import cache_by_lookups, read_lookup

# Two ways of writing one word. They are folded for comparison only, never in what is shown.
FOLDS = (
    ("委员会", "委"),
    ("办公室", "办"),
    ("办公厅", "办"),
    ("监督管理", "监管"),
    ("人民政府", "政府"),
    ("和", ""),
    ("与", ""),
)

PROVINCE = (
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|"
    "广东|广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆"
)
LEVEL = rf"{AUTONOMOUS}|直辖市|县级市|设区市|兵团|街道|乡镇|[省市区县]级|[{LEVELS}]"
# No place name holds 局 or 委: 市发改委市科技局 is two names, not a place and a name.
PLACE_LETTER = r"[^\W局厅委办署]"
PLACE = rf"(?:{PLACE_LETTER}{{2,8}}(?:{AUTONOMOUS}|新区|[{COUNTY_AND_ABOVE}])|{PLACE_LETTER}县)"
PREFIX = re.compile(
    rf"(?:各级?)?(?:有关|相关)?(?:国家|全国|中国|中华全国|国务院|{PROVINCE})?"
    rf"(?:{PLACE})*(?:{LEVEL})*(?:(?:人民)?政府)?"
)
LONGEST_PREFIX = 24
PARTY_COMMITTEE = re.compile(
    rf"(?:中共)?(?:(?:{PLACE})?(?:{LEVEL})?党委|(?:{PLACE_LETTER}{{2,10}})?[{COUNTY_AND_ABOVE}]委(?!员会))"
)
PARTY_PREFIX = re.compile(rf"(?:中共)?中央|{PARTY_COMMITTEE.pattern}")
COLLECTIVE = re.compile(rf"各|有关|相关|(?:{LEVEL})、")
OWN_LEVEL = re.compile(rf"(?P<level>自治区|[{COUNTY_AND_ABOVE}])(?P<rest>.{{3,}})")
# Words that only begin like a level: no city has a 场服务中心 for its 市场服务中心.
NO_LEVEL = re.compile(
    "市[场容民域郊区]|市政(?!府)|区[域块位]|[县省][域城会际力]|州际|[旗盟][舰帜友]"
)
MISSING_PREFIX = re.compile(
    rf"(?:[{COUNTY_AND_ABOVE}]委|国家|全国|自治区|[{COUNTY_AND_ABOVE}])(?P<bare>.+)"
)
SECOND_NAMES = re.compile("(?P<main>[^（）]+)（(?P<others>.+)）")
# What a bracket says of a name and is none: （含国有林场，以下简称乡镇）.
ASIDE = re.compile(
    r"[（(](?:不?含|包括|包含|以?下称|以下[简统]称|[简统]称|即|如|除)[^（）()]{0,60}[）)]"
)
# Units inside a body that have no task of their own beside it: 市公安局交警大队.
SUB_UNIT = re.compile("[^局厅委办部署]{1,10}(?:[总支大中]队|[分支]局|[处科股室所站])")


@dataclass(frozen=True)
class Department:
    """One department as one plan writes it; `functions` belong to that way of writing it.

    市教体局 → Department("education", "教育局", "Education Bureau", "bureau",
    ("education", "sports"), "reviewed"); a name the lookup lacks has status "derived".
    """

    department_id: str
    name_zh: str
    name_en: str
    kind: str
    functions: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class NameReading:
    """A name read by the lookup: 市人社局 → the bare `spelling` 人社局 and its `row`."""

    spelling: str
    row: Mapping[str, str]


@cache_by_lookups(maxsize=4096)
def resolve_department(name: str) -> Department:
    """The department a written name means: 市人力资源和社会保障局 → `human_resources`.

    A name in brackets adds its functions: 市委宣传部（市文明办） is publicity and civility. A name
    the lookup lacks is told by its kind (华新镇 → `townships`), else gets an id of its own:
    市创建办 → `derived-创建办`. Any text that is not empty resolves; an empty one raises PlanError.
    """
    if not name:
        raise PlanError("an empty name is no department")
    main, others = split_second_names(tidy_name(name))
    readings = [read_body(main), *map(read_name, others)]
    functions = (f for reading in readings if reading for f in list_functions(reading.row))
    found = readings[0]
    department = build_department(found.row) if found else derive_department(main)
    return replace(department, functions=tuple(dict.fromkeys(functions)))


def repair_names(names: Sequence[str]) -> list[str]:
    """The names of one plan, each with the level prefix the plan gives the same body elsewhere.

    [市发改委, 发改委] → [市发改委, 市发改委]. Where the plan never writes a prefix (发展改革委 in a
    text of the State Council), or writes two equally often, the name stays. Linear in the names.
    """
    counts = Counter(names)
    prefixed: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, count in counts.items():
        if match := MISSING_PREFIX.fullmatch(name):
            prefixed[match["bare"]][name] = count
    bare = counts.keys() & prefixed.keys()
    repaired = {name: supply_prefix(name, prefixed[name]) for name in bare}
    return [repaired.get(name, name) for name in names]


def supply_prefix(name: str, forms: Counter[str]) -> str:
    """The commonest prefixed form of a bare name, if it is the same body: 发改委 → 市发改委."""
    ranked = forms.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return name
    form = ranked[0][0]
    same = resolve_department(form).department_id == resolve_department(name).department_id
    return form if same else name


@cache_by_lookups(maxsize=4096)
def read_level(name: str) -> str:
    """The level a body's name opens with: 市教育局 → 市, 省委宣传部 → 省委, 团县委 → 县; else empty."""
    main = split_second_names(name)[0]
    found = _LEVELLED.fullmatch(main)
    if not found or NO_LEVEL.match(main):
        return ""
    known = found["youth"] or read_name(main if found["committee"] else found["rest"])
    return (found["level"] or found["youth"]) + (found["committee"] or "") if known else ""


@cache_by_lookups(maxsize=4096)
def add_level(name: str, level: str) -> str:
    """A bare name with the level of its list: 统计局 behind 省教育厅、 → 省统计局.

    Only what each level has of its own takes one: 税务局 and 人民银行 may be those of another level,
    科技部 is the State Council's, and others are told by `lookups/without_level.csv`. 宣传部 needs a
    committee (市委); a 厅 is that of a province.
    """
    row = load_spellings().get(fold_words(name)) if level else None
    if not row or row["kind"] not in _OF_EACH_LEVEL or load_without_level().search(name):
        return name
    if row["kind"] == "party_organ":
        return level + name if level.endswith("委") else name
    own = level.removesuffix("委").removesuffix("党")
    is_fitting = _OF_STATE.search(name) and (own in ("省", "自治区") or not name.endswith("厅"))
    return own + name if is_fitting else name


_LEVELLED = re.compile(
    rf"(?P<level>自治区|[{COUNTY_AND_ABOVE}])(?P<committee>党?委(?!员会))?(?P<rest>.{{2,}})"
    rf"|团(?P<youth>[{COUNTY_AND_ABOVE}])委"
)
_OF_EACH_LEVEL = ("bureau", "mass_organisation", "party_organ", "other")
_OF_STATE = re.compile("[局厅委办会社联协院]$|办公室$|人大$|政协$")


@cache_by_lookups()
def load_without_level() -> re.Pattern[str]:
    """What in a name tells that it takes no level from its list: 市场监管总局 by 总局."""
    return re.compile("|".join(row["pattern"] for row in read_lookup("without_level")))


def drop_aside(name: str) -> str:
    """A name without what a bracket only remarks: 各乡镇（含林场，下同） → 各乡镇."""
    if "（" not in name and "(" not in name:  # as in most
        return name
    return ASIDE.sub("", name) or name


def tidy_name(name: str) -> str:
    """A name in one form of brackets, without spaces, quotes and asides; levels without marks.

    市委宣传部(市文明办) → 市委宣传部（市文明办）; 各市、州、县人民政府 → 各市州县人民政府.
    """
    tidy = drop_aside("".join(name.split()).translate(_MARKS))
    if COLLECTIVE.match(tidy):
        main, bracket, rest = tidy.rpartition("（")
        if bracket and rest.endswith("）") and is_firm_body(main):
            return re.sub("[、（）]", "", main) + bracket + rest  # 各镇政府（街道办事处）
        tidy = re.sub("[、（）]", "", tidy)
    return tidy or name


_MARKS = str.maketrans("()〔〕[]［］", "（）（）（）（）", "“”‘’\"'「」")


def split_second_names(name: str) -> tuple[str, list[str]]:
    """A name and those in brackets behind it: 市委宣传部（市文明办） → 市委宣传部, [市文明办]."""
    match = SECOND_NAMES.fullmatch(name)
    return (match["main"], match["others"].split("、")) if match else (name, [])


def read_body(name: str) -> NameReading | None:
    """What the lookup knows of a name, of the body it is a unit of, or of bodies of its kind."""
    return read_name(name) or read_parent(name) or read_kind(name)


def read_parent(name: str) -> NameReading | None:
    """The body a unit belongs to: 市公安局交警大队 → 公安局."""
    for at in range(len(name) - 2, 2, -1):
        is_cut = name[at - 1] in "局厅委办部署院会" and SUB_UNIT.fullmatch(name, at)
        if is_cut and (found := read_name(name[:at])):
            return found
    return None


def read_kind(name: str) -> NameReading | None:
    """Bodies the lookup does not name one by one, by how the name ends: 华新镇 → `townships`."""
    ending = read_ending(name)
    if not ending:
        return None
    collective = COLLECTIVE.match(name) and ending["collective_id"]
    row = load_departments().get(collective or ending["department_id"])
    return NameReading(row["spelling"], row) if row else None


@cache_by_lookups()
def load_departments() -> dict[str, Mapping[str, str]]:
    """The first row of each department by its id."""
    rows = read_lookup("departments")
    return {row["department_id"]: row for row in reversed(rows)}


def read_name(name: str) -> NameReading | None:
    """What the lookup knows of a name: whole, around a place, or behind a Party committee."""
    return read_without_prefix(name) or read_by_pattern(name) or read_party_organ(name)


def read_without_prefix(name: str) -> NameReading | None:
    """The name less the shortest prefix that leaves a known spelling: 市市场监管局 → 市场监管局."""
    for bare in list_bare_names(name):
        if row := load_spellings().get(fold_words(bare)):
            return NameReading(bare, row)
    return None


def list_bare_names(name: str) -> Iterator[str]:
    """The name and what remains of it behind each possible prefix: 省科技厅 → 省科技厅, 科技厅.

    Nothing where no spelling ends as the name does, such as a heading.
    """
    if not fold_words(name).endswith(load_ends()):
        return
    yield name
    for cut in range(1, min(len(name), LONGEST_PREFIX + 1)):
        if PREFIX.fullmatch(name, 0, cut):
            yield name[cut:]


def read_party_organ(name: str) -> NameReading | None:
    """A Party organ behind its committee: 县委宣传部 → 宣传部, 市委党校 → 党委党校, 市委 → 党委."""
    prefix = PARTY_PREFIX.match(name)
    if not prefix:
        return None
    organ = name[prefix.end() :]
    if row := load_spellings().get(fold_words(f"党委{organ}")):
        return NameReading(f"党委{organ}", row)
    row = load_spellings().get(fold_words(organ))
    return NameReading(organ, row) if row and row["kind"] == "party_organ" else None


def read_by_pattern(name: str) -> NameReading | None:
    """A name with its place inside: 人行武汉分行 → 人行分行, 团市委 → 团委, 合肥海关 → 海关."""
    for bare in map(fold_words, list_bare_names(name)):
        for end, pattern, row in load_patterns():
            if bare.endswith(end) and pattern.fullmatch(bare):
                return NameReading(row["spelling"].replace("*", ""), row)
    return None


@cache_by_lookups()
def load_spellings() -> dict[str, Mapping[str, str]]:
    """Rows of the lookup by folded spelling."""
    return {fold_words(row["spelling"]): row for row in read_lookup("departments")}


@cache_by_lookups()
def load_ends() -> tuple[str, ...]:
    """The last characters of folded spellings; an empty one where a spelling ends in its place."""
    return tuple({spelling.rpartition("*")[2][-1:] for spelling in load_spellings()})


@cache_by_lookups()
def load_patterns() -> list[tuple[str, re.Pattern[str], Mapping[str, str]]]:
    """Spellings with a place in them, each with what stands behind it, the most telling first.

    `*地方金融监管局`, `*金融监管局`.
    """
    rows = [row for row in read_lookup("departments") if "*" in row["spelling"]]
    rows.sort(key=lambda row: len(row["spelling"]), reverse=True)
    folded = [fold_words(row["spelling"]) for row in rows]
    ends = [spelling.rpartition("*")[2] for spelling in folded]
    return list(zip(ends, map(compile_pattern, folded), rows, strict=True))


def compile_pattern(spelling: str) -> re.Pattern[str]:
    """A spelling as an expression, its `*` standing for a place, a level or nothing: 团*委."""
    return re.compile(r"\w{0,24}".join(map(re.escape, spelling.split("*"))))


def fold_words(name: str) -> str:
    """A name in the form that is compared: 发展和改革委员会 and 发展改革委 → 发展改革委."""
    for word, folded in FOLDS:
        name = name.replace(word, folded)
    return name


def list_functions(row: Mapping[str, str]) -> list[str]:
    """The functions of one spelling: 教体局 → [education, sports]; a collective has none."""
    return [function for function in row["functions"].split(";") if function]


def build_department(row: Mapping[str, str]) -> Department:
    """A row of the lookup as a department."""
    return Department(
        department_id=row["department_id"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        kind=row["kind"],
        functions=tuple(list_functions(row)),
        status="reviewed",
    )


def derive_department(name: str) -> Department:
    """A department the lookup lacks, under its own name: 市创建办 → `derived-创建办`."""
    stem = strip_own_level(name)
    return Department(f"derived-{stem}", stem, "", guess_kind(stem), (), "derived")


def strip_own_level(name: str) -> str:
    """An unknown name without its level: 市投资集团 → 投资集团, 县委督查室 → 党委督查室.

    What would not be a body's name any more keeps the level: 市场服务中心, 市民中心. So does a
    national body, which no level below repeats: 国家开发银行.
    """
    committee = PARTY_COMMITTEE.match(name)
    if committee and name[committee.end() :]:
        return f"党委{name[committee.end() :]}"
    level = OWN_LEVEL.fullmatch(name)
    if not level or NO_LEVEL.match(name) or not find_kind(level["rest"]):
        return name
    return level["rest"]


def guess_kind(name: str) -> str:
    """The kind of an unknown body by its name: 投资集团 → enterprise, 各有关协会 → collective."""
    if COLLECTIVE.match(name):
        return "collective"
    if PARTY_COMMITTEE.match(name):
        return "party_organ"
    return find_kind(name) or "other"


def find_kind(name: str) -> str:
    """The kind the end of a name tells: 投资集团 → enterprise; nothing for what is no body."""
    ending = read_ending(name)
    return ending["kind"] if ending else ""
