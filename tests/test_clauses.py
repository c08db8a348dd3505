"""Responsibility clauses in every form they take: which names, in which roles.

The clauses are those of the genre, with bodies and sentences of our own. A case writes the names
of each clause with the roles: L lead, S support, R responsible.
"""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.extract import extract_plan
from compare.extract.departments.clauses import find_clauses, strip_clauses

ROLES = {"lead": "L", "support": "S", "responsible": "R"}


def read(text: str) -> list[str]:
    """`L 市教育局` for each name of each clause, in order."""
    return [f"{ROLES[n.role]} {n.name}" for c in find_clauses(text) for n in c.names]


def expect(told: str) -> list[str]:
    """`L甲局 乙局 S丙局` → [L 甲局, L 乙局, S 丙局]."""
    names, role = [], ""
    for word in told.split():
        if word[0] in "LSR":
            role, word = word[0], word[1:]
        names.append(f"{role} {word}")
    return names


LABELLED = [
    # 1. 责任单位 after a task
    ("办好学校。（责任单位：市教育局、市科协、各镇等）", "R市教育局 市科协 各镇"),
    ("办好学校。（责任单位：市教育局、市科协、各镇）", "R市教育局 市科协 各镇"),
    ("办好学校。（责任单位：市教育局，各乡镇人民政府）", "R市教育局 各乡镇人民政府"),
    ("办好学校。(责任单位:市教育局、市科协等)", "R市教育局 市科协"),
    ("办好学校。（责任部门：市教育局）", "R市教育局"),
    ("办好学校（责任单位：市教育局）。", "R市教育局"),
    ("办好学校。（责任单位：省教育厅，各市、州、县人民政府）", "R省教育厅 各市、州、县人民政府"),
    ("办好学校。（责任单位：市教育局，各区、县级市）", "R市教育局 各区、县级市"),
    ("办好学校。（责任单位：市教育局、市妇联等、各镇等）", "R市教育局 市妇联 各镇"),
    ("办好学校。（责任单位：市委宣传部（市文明办）、市科协等）", "R市委宣传部（市文明办） 市科协"),
    ("办好学校。(责任单位：市委宣传部(市文明办)、市科协等)", "R市委宣传部(市文明办) 市科协"),
    # 2. 责任单位 beside a lead
    (
        "扩大开放。（牵头单位：市商务委；责任单位：市经济信息委、市财政局，各区县政府）",
        "L市商务委 S市经济信息委 市财政局 各区县政府",
    ),
    # 3. 牵头单位 and 配合单位
    ("扩大开放。（牵头单位：市商务局，配合单位：市财政局）", "L市商务局 S市财政局"),
    ("扩大开放。（牵头单位：市商务局；配合单位：市财政局、市科协）", "L市商务局 S市财政局 市科协"),
    ("扩大开放。（牵头单位：市商务局）", "L市商务局"),
    ("扩大开放。（牵头单位：市商务局，配合单位：各有关单位）", "L市商务局 S各有关单位"),
    ("扩大开放。（牵头单位：市商务局，参加单位：市财政局）", "L市商务局 S市财政局"),
    # 4. several that lead
    ("扩大开放。（牵头部门：市商务局、市财政局、市科协）", "L市商务局 市财政局 市科协"),
    # 7. brackets of another form around nested ones
    ("办好学校。〔责任单位：市委宣传部（市文明办）、市科协〕", "R市委宣传部（市文明办） 市科协"),
    ("办好学校。[责任单位：市教育局（市体育局）、市科协]", "R市教育局（市体育局） 市科协"),
    # 等 inside a name ends nothing
    ("办好学校。（责任单位：市教育局、各高等院校、市科协等）", "R市教育局 各高等院校 市科协"),
    (
        "办好学校。（责任单位：市教育局，各区（县、市）人民政府）",
        "R市教育局 各区（县、市）人民政府",
    ),
]
WITH_VERBS = [
    # 5. the verb tells the role
    ("扩大开放。（省商务厅牵头，合肥海关配合）", "L省商务厅 S合肥海关"),
    (
        "扩大开放。（省商务厅牵头，省财政厅、省科技厅按职责分工负责）",
        "L省商务厅 S省财政厅 省科技厅",
    ),
    ("扩大开放。（省外办负责）", "R省外办"),
    ("扩大开放。（省商务厅、省财政厅负责）", "R省商务厅 省财政厅"),
    (
        "建园区。（省商务厅牵头，省财政厅配合）扩出口。（合肥海关牵头，省税务局配合）",
        "L省商务厅 S省财政厅 L合肥海关 S省税务局",
    ),
    # 6. the first leads
    (
        "扩大开放。（商务部、财政部、科技部等负责。列第一位者为牵头单位，下同）",
        "L商务部 S财政部 科技部",
    ),
    (
        "扩大开放。（省商务厅、省财政厅负责，排在第一位的部门为牵头部门，下同）",
        "L省商务厅 S省财政厅",
    ),
    # 7. the last two joined by 和
    ("扩大开放。（商务部、财政部等和各有关省级人民政府负责）", "R商务部 财政部 各有关省级人民政府"),
    ("办好学校。（市教育局、市妇联和有关区县政府具体负责）", "R市教育局 市妇联 有关区县政府"),
    ("管好土地。（市自然资源和规划局、市科协负责）", "R市自然资源和规划局 市科协"),
    # 8. unnamed others
    (
        "扩大开放。（商务部牵头，财政部、科技部等国务院相关部门以及各地区按职责分工负责）",
        "L商务部 S财政部 科技部 各地区",
    ),
    ("扩大开放。（商务部及各地区按职责分工负责）", "R商务部 各地区"),
    # 9. 参与, 指导
    ("扩大开放。（商务部牵头，财政部、科技部参与）", "L商务部 S财政部 科技部"),
    # 11. a bare name
    ("推广良种。（省农业农村厅）", "R省农业农村厅"),
    ("推广良种。（省农业农村厅、省科技厅）", "R省农业农村厅 省科技厅"),
    ("推广良种。（2025年底前完成，责任单位：市教育局、市科协）", "R市教育局 市科协"),
]
OWN_LINES = [
    # 10. a line of its own
    (
        "工作分工：市教育局、团市委牵头，市委宣传部（市文明办）、市科协、各镇区等参加。",
        "L市教育局 团市委 S市委宣传部（市文明办） 市科协 各镇区",
    ),
    ("责任单位：市教育局、市科协等", "R市教育局 市科协"),
    ("牵头单位：市教育局", "L市教育局"),
    ("牵头单位：市教育局 ；配合单位：市科协。", "L市教育局 S市科协"),
]
REMARKS = [
    # what is no name stands among the names
    ("办好学校。（责任单位：市教育局；完成时限：2025年底前）", "R市教育局"),
    ("办好学校。（责任领导：张三；责任单位：市教育局）", "R市教育局"),
    ("办好学校。（责任单位：市教育局、市科协，排名第一的为牵头单位）", "L市教育局 S市科协"),
    ("办好学校。（市教育局会同市科协负责）", "R市教育局 市科协"),
    (
        "办好学校。（市教育局牵头、市科协配合）",
        "L市教育局 S市科协",
    ),
    ("办好学校。（市教育局牵头，各有关部门配合，持续推进）", "L市教育局 S各有关部门"),
    (
        "办好学校。【责任单位：市教育局】",
        "R市教育局",
    ),
]
BARE = [
    # towns, parks, companies and others in a bracket that has neither label nor verb
    ("设点。（区经委、青禾镇、东湾工业园区、白水公司）", "R区经委 青禾镇 东湾工业园区 白水公司"),
    (
        "设点。（区商务委、白水海关、临江集团、上水大学、县人民医院、农商银行、市律师协会）",
        "R区商务委 白水海关 临江集团 上水大学 县人民医院 农商银行 市律师协会",
    ),
    ("设点。（市教育局、相关区、各有关街镇）", "R市教育局 相关区 各有关街镇"),
    ("设点。（市教育局，2025年底前完成）", "R市教育局"),
    ("设点。（市教育局、市科协；2025年6月）", "R市教育局 市科协"),
]
SPELLINGS = [
    # labels in every spelling
    ("设点。（主责单位：市教育局；协办单位：市科协；督导单位：市政府办）", "L市教育局 S市科协 市政府办"),
    ("设点。（主办：市教育局，协办：市科协）", "L市教育局 S市科协"),
    ("设点。（承办单位：市教育局/市科协/市妇联）", "R市教育局 市科协 市妇联"),
    ("设点。（实施主体：各镇、街道、开发区）", "R各镇、街道、开发区"),
    ("设点。（责任主体：各县（市、区）政府；落实单位：各部门）", "R各县（市、区）政府 各部门"),
    ("设点。（牵头及责任单位:市教育局;参加单位:市科协,各区县)", "L市教育局 S市科协 各区县"),
    ("设点。（牵头及配合单位：市教育局、市科协）", "R市教育局 市科协"),
    ("设点。（牵头部门 市教育局；配合部门 市科协）", "L市教育局 S市科协"),
    ("设点。【牵头单位】市教育局【配合单位】市科协", "L市教育局 S市科协"),
    ("设点。（市级牵头单位：市教育局；县级责任单位：各县）", "L市教育局 S各县"),
    ("任务分工：市教育局牵头，市科协等参与。", "L市教育局 S市科协"),
    ("职责分工：市教育局负责牵头组织，市科协配合。", "L市教育局 S市科协"),
    ("各责任单位：市教育局、市科协", "R市教育局 市科协"),
    # the verb, with what stands around it
    ("设点。（由市教育局牵头，市科协、市妇联等部门按照职责分工配合）", "L市教育局 S市科协 市妇联"),
    ("设点。（市教育局负责牵头，市科协负责配合）", "L市教育局 S市科协"),
    ("设点。（市教育局组织实施，各镇人民政府具体落实）", "R市教育局 各镇人民政府"),
    ("设点。（市教育局负责师资，市财政局负责经费保障）", "R市教育局 市财政局"),
    ("设点。（市教育局为牵头单位，市科协为责任单位）", "L市教育局 S市科协"),
    ("设点。（市教育局牵头，会同市科协落实）", "L市教育局 S市科协"),
    ("设点。（县城投牵头，县科协配合）", "L县城投 S县科协"),
    ("市教育局牵头，市科协、各镇配合，2025年底前完成。", "L市教育局 S市科协 各镇"),
    # names are parted only where the document parts them
    ("设点。（市教育局、各县区、各部门负责）", "R市教育局 各县区 各部门"),
    ("设点。（责任单位：市教育局、各有关区、县级市）", "R市教育局 各有关区、县级市"),
    ("设点。（责任单位：市教育局等5个市级部门、各镇等）", "R市教育局 各镇"),
    ("设点。（责任单位：市教育局、同济大学、会展集团、和平区教育局）",
     "R市教育局 同济大学 会展集团 和平区教育局"),
    ("设点。（责任单位：市自然资源和规划局以及市住房和城乡建设局）",
     "R市自然资源和规划局 市住房和城乡建设局"),
    ("设点。（责任单位：青禾镇和白水公司）", "R青禾镇 白水公司"),
    ("设点。（责任单位：市教育局、“双减”专班、市委“两新”工委）",
     "R市教育局 “双减”专班 市委“两新”工委"),
    ("设点。（市教育局（牵头）、市科协、市妇联（配合））", "L市教育局 S市科协 市妇联"),
    # rules for this clause
    ("设点。（市教育局、市科协（排首位的为牵头单位，下同））", "L市教育局 S市科协"),
    ("设点。（市教育局负责，列第一位的为牵头单位，下同）", "R市教育局"),
    ("设点。（市教育局、市科协，市妇联、青禾集团。列逗号之前的为牵头单位，其他有关单位按职责分工配合，下同）",
     "L市教育局 市科协 S市妇联 青禾集团"),
    ("设点。（市教育局；市科协、市妇联（分号前为牵头单位，分号后为配合单位，下同））", "L市教育局 S市科协 市妇联"),
    ("设点。（市教育局、市科协（列逗号前的为牵头单位，下同））", "R市教育局 市科协"),
    # no stop before the bracket: the last names stand before a verb, or nothing follows
    ("设点（各镇，青禾公司，市科协按职责分工负责）", "R各镇 青禾公司 市科协"),
    ("设点（省教育厅、财政厅、青禾集团等）", "R省教育厅 财政厅 青禾集团"),
    # companies that are named without their kind
    ("设点。（市工信局，市通信管理局、中国电信、中国铁塔）", "R市工信局 市通信管理局 中国电信 中国铁塔"),
    # deadlines and persons are no departments
    ("设点。（2025年底前，市教育局、市科协负责）", "R市教育局 市科协"),
    ("设点。（责任单位：市教育局；责任人：王某某；配合单位：市科协）", "R市教育局 S市科协"),
    ("责任领导：张三；责任单位：市教育局；完成时限：长期坚持", "R市教育局"),
]  # fmt: skip
OPEN = [
    # (text, what the clause leaves of it, names): no bracket closes these
    ("设点。责任单位：市教育局，市科协", "设点。", "R市教育局 市科协"),
    ("设点。牵头单位：市教育局。配合单位：市科协。", "设点。", "L市教育局 S市科协"),
    ("设点，责任单位：市教育局、市科协。", "设点，", "R市教育局 市科协"),
    ("设点。责任单位：市教育局。完成时限：2025年12月。", "设点。", "R市教育局"),
    ("设点。（责任单位：市教育局、市科协", "设点。", "R市教育局 市科协"),
    ("责任单位：县教育局。各镇要加强领导，落实经费。", "各镇要加强领导，落实经费。", "R县教育局"),
    ("责任单位：县教育局。2025年建成3所学校。", "2025年建成3所学校。", "R县教育局"),
    ("一是办学。责任单位：市教育局。二是办展。责任单位：市科协。", "一是办学。二是办展。",
     "R市教育局 市科协"),
    ("工作目标：建成10所。责任单位：市教育局。", "工作目标：建成10所。", "R市教育局"),
    ("（责任单位：县教育局）完成时限：2025年12月。", "", "R县教育局"),
    ("完成时限：2025年12月（责任单位：县教育局）", "", "R县教育局"),
    ("（责任单位：县教育局）新建小学3所。", "新建小学3所。", "R县教育局"),
    ("（责任单位：A、B 2.办展。（责任单位：市科协）", "（责任单位：A、B 2.办展。", "R市科协"),
]  # fmt: skip
NONE = [
    "由成员单位（省教育厅、财政厅）用心办好。",
    "各板块原则上由科技管理部门具体牵头负责。",
    "各部门要密切配合，市科协积极参加。",
    "充分发挥专业技术学会（协会）等的作用。",
    "依托新时代文明实践中心（所、站）开展活动。",
    "各镇人民政府（区管委会、街道办事处）负责领导本区域工作。",
    "获评全国科普示范县（市、区）。",
    "海州市实施方案（2021—2025年）",
    "（此件公开发布）",
    "开展夏（冬）令营。",
    "支持院（校）地共建。",
    "每年建设十所学校（含幼儿园）。",
    "自治区商务厅要组织展会。",
    "（责任单位：）",
    "（牵头单位：；配合单位：）",
    "在重点镇试点（青禾镇、东湾镇）。",
    "推进园区建设（含开发区、高新区）。",
    "支持高校（上水大学）办展。",
    "各级各部门要落实责任，明确责任单位：一是加强领导，二是强化考核。",
    "各地区各有关单位：为做好工作，制定本方案。",
    "市科协、市教育局（以下简称主办单位）要做好工作。",
    "经费由市财政局负责落实。",
    "由责任单位负责，责任单位应当配合。",
]


ALL = [*LABELLED, *WITH_VERBS, *OWN_LINES, *REMARKS, *BARE, *SPELLINGS]


@pytest.mark.parametrize(("text", "told"), ALL)
def test_names_and_roles(text: str, told: str) -> None:
    assert read(text) == expect(told)


@pytest.mark.parametrize("text", NONE)
def test_running_text_hands_out_nothing(text: str) -> None:
    assert find_clauses(text) == []


@pytest.mark.parametrize(("text", "left", "told"), OPEN)
def test_a_clause_without_a_bracket_ends_where_its_list_ends(
    text: str, left: str, told: str
) -> None:
    assert read(text) == expect(told)
    assert strip_clauses(text, find_clauses(text)) == left


def test_a_space_of_the_layout_sets_a_label_off() -> None:
    (clause,) = find_clauses("设点。责任单位市教育局、市科协", gaps=[7])
    assert [named.name for named in clause.names] == ["市教育局", "市科协"]
    assert find_clauses("设点。责任单位市教育局、市科协") == []


@pytest.mark.parametrize("count", [1, 2, 59, 60])
def test_a_clause_of_many_names(count: int) -> None:
    names = [f"市第{number}办公室" for number in range(1, count + 1)]
    assert read(f"设点。（责任单位：{'、'.join(names)}）") == [f"R {name}" for name in names]


@pytest.mark.parametrize("text", [text for text, _ in ALL])
def test_a_name_stands_at_its_place(text: str) -> None:
    for clause in find_clauses(text):
        for named in clause.names:
            assert text[named.start : named.end] == named.name
            assert clause.start <= named.start < named.end <= clause.end


BODIES = st.lists(
    st.sampled_from(
        ["市教育局", "市科协", "团市委", "市委宣传部（市文明办）", "各镇区", "市自然资源和规划局",
         "南通市海安生态环境局", "市市场监管局", "市妇联", "市融媒体中心", "市总工会", "市法院"]
    ),
    min_size=1,
    max_size=8,
    unique=True,
)  # fmt: skip


@given(BODIES, st.booleans(), st.booleans())
def test_every_listed_name_comes_out(names: list[str], etc: bool, half_width: bool) -> None:
    listed = "、".join(names) + "等" * etc
    text = (
        f"办好学校。({'责任单位:'}{listed})" if half_width else f"办好学校。（责任单位：{listed}）"
    )
    assert read(text) == [f"R {name}" for name in names]


@given(BODIES, BODIES)
def test_lead_and_support_are_told_apart(leading: list[str], joining: list[str]) -> None:
    text = f"工作分工：{'、'.join(leading)}牵头，{'、'.join(joining)}等参加。"
    assert read(text) == [f"L {name}" for name in leading] + [f"S {name}" for name in joining]


# What is left out of a clause is listed with its reason.


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("（责任单位：市教育局；责任人：王某某）", [("王某某", "person")]),
        (
            "（责任单位：市教育局。各镇要加强领导，把经费列入预算。）",
            [("各镇要加强领导，把经费列入预算", "sentence")],
        ),
        ("（责任单位：市教育局、做好各项保障）", [("做好各项保障", "strange")]),
        ("（责任单位：市教育局；完成时限：2025年）", [("2025年", "remark")]),
        ("（市教育局、市科协等部门按职责分工负责，持续推进）", [("持续推进", "remark")]),
    ],
)
def test_what_gives_no_name_is_kept_with_why(text: str, left_out: list[tuple[str, str]]) -> None:
    (clause,) = find_clauses(text)
    assert [(text[x.start : x.end], x.reason) for x in clause.left_out] == left_out


PIECES = st.sampled_from(
    ["市教育局", "青禾镇", "各区、县级市", "王某某要来", "2025年底前", "白水公司", "做好保障工作"]
)


@given(st.lists(PIECES, min_size=1, max_size=6, unique=True), st.sampled_from("（("))
def test_each_piece_of_a_list_is_a_name_or_left_out(pieces: list[str], bracket: str) -> None:
    text = f"办学。{bracket}责任单位：{'、'.join(pieces)}{'）' if bracket == '（' else ')'}"
    spans = [(n.start, n.end) for c in find_clauses(text) for n in c.names]
    spans += [(x.start, x.end) for c in find_clauses(text) for x in c.left_out]
    assert len(set(spans)) == len(spans)
    named = [text[a:b] for a, b in spans]
    if find_clauses(text):
        assert sorted(named) == sorted(pieces)


# However long a text is, reading it costs in proportion. A pattern that tries every way of
# cutting a run of words up would need 2^6 times as long for six words more.

RUNS = [
    "工作", "责任", "按职责", "按职责分工", "和", "及", "以下均需", "列第一位", "（", "）", "（责任单位：甲",
    "【责任单位】", "责任单位：", "各市、", "市教育局和", "市教育局等", "牵头", "完成时限：", "由",
]  # fmt: skip


def measure(text: str) -> float:
    """Seconds of this process for reading a text, the best of three."""
    times = []
    for _ in range(3):
        begin = process_time()
        find_clauses(text)
        times.append(process_time() - begin)
    return min(times)


FRAMES = [
    "{}",
    "{}负责。",
    "设点。（甲{}）",
    "设点。（甲{}负责）",
    "设点。（责任单位：{}",
    "（{}单位）",
]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("run", RUNS)
def test_a_run_of_words_costs_in_proportion(run: str, frame: str) -> None:
    few, many = (measure(frame.format(run * count)) for count in (14, 20))
    assert many < 16 * max(few, 1e-4)
    few, many = (measure(frame.format(run * count)) for count in (500, 4000))
    assert many < 40 * max(few, 1e-3)


# What needs a whole plan: clauses of sections, rules that hold for all that follows.


def assign(*lines: str) -> list[str]:
    """`1.1.1 task L 市教育局 1` for each assignment of a plan of these lines."""
    plan = extract_plan("\n".join(["一、重点任务", *lines]), "p")
    return [
        f"{a['task_id'].removeprefix('p-')} {a['scope']} {ROLES[a['role']]} {a['name']}"
        f" {a['position']}"
        for a in plan.assignments
    ]


def test_a_clause_line_speaks_for_every_task_of_its_section() -> None:
    assert assign(
        *(
            "（一）行动",
            "办好学校。建室。",
            "办好展览。布展。",
            "工作分工：市教育局牵头，市科协等参加。",
        ),
        *("（二）工程", "建好场馆。开放。", "工作分工：市科协牵头，市教育局等参加。"),
    ) == [
        "1.1.1 section L 市教育局 1",
        "1.1.1 section S 市科协 2",
        "1.1.2 section L 市教育局 1",
        "1.1.2 section S 市科协 2",
        "1.2.1 section L 市科协 1",
        "1.2.1 section S 市教育局 2",
    ]


def test_a_clause_line_below_a_numbered_task_is_its_own() -> None:
    assert assign(
        *("（一）行动", "1. 办好学校。建室。", "责任单位：市教育局", "2. 办好展览。布展。"),
        *("责任单位：市科协",),
    ) == ["1.1.1 task R 市教育局 1", "1.1.2 task R 市科协 1"]


def test_the_first_name_leads_only_where_the_plan_says_so() -> None:
    before = assign(
        "（一）行动", "1. 办好学校。（市教育局、市科协负责）", "2. 办展。（市科协、市妇联负责）"
    )
    assert [line.split()[2] for line in before] == ["R", "R", "R", "R"]
    after = assign(
        *("（一）行动", "1. 办好学校。（市教育局、市科协负责。列第一位者为牵头单位，下同）"),
        *("2. 办展。（市科协、市妇联负责）", "3. 建馆。（市财政局牵头，市妇联配合）"),
    )
    assert [line.split()[2:4] for line in after] == [
        ["L", "市教育局"],
        ["S", "市科协"],
        ["L", "市科协"],
        ["S", "市妇联"],
        ["L", "市财政局"],
        ["S", "市妇联"],
    ]


def test_names_for_all_later_tasks() -> None:
    assert assign(
        "（一）行动",
        "1. 试点。（商务部牵头，财政部指导，试点城市政府负责落实。以下均需试点城市政府落实，不再列出）",
        "2. 推广。（商务部负责）",
    ) == [
        "1.1.1 task L 商务部 1",
        "1.1.1 task S 财政部 2",
        "1.1.1 task S 试点城市政府 3",
        "1.1.2 task R 商务部 1",
        "1.1.2 document R 试点城市政府 1",
    ]


def test_a_page_break_inside_the_label() -> None:
    assert assign(
        "（一）行动", "1. 办好学校，建好室。（责任", "", "单位：市教育局、市", "", "科协等）"
    ) == [
        "1.1.1 task R 市教育局 1",
        "1.1.1 task R 市科协 2",
    ]


def test_names_are_repaired_and_kept_as_written() -> None:
    source = (
        "一、重点任务\n（一）行动\n1. 办学。（责任单位：市发改委、市委宣傳部、各区鎮等）\n"
        "2. 办展。（责任单位：发改委、市市场监管局、团市委）"
    )
    plan = extract_plan(source, "p")
    assert [(a["name_as_written"], a["name"]) for a in plan.assignments] == [
        ("市发改委", "市发改委"),
        ("市委宣傳部", "市委宣传部"),
        ("各区鎮", "各区镇"),
        ("发改委", "市发改委"),
        ("市市场监管局", "市市场监管局"),
        ("团市委", "团市委"),
    ]
    for a in plan.assignments:
        assert source[a["start"] : a["end"]] == a["name_as_written"]


def test_several_clauses_in_one_task() -> None:
    lines = assign(
        "（一）行动", "1. 建园区。（省商务厅牵头，省财政厅配合）扩出口。（合肥海关负责）"
    )
    assert [line.split()[2:4] for line in lines] == [
        ["L", "省商务厅"],
        ["S", "省财政厅"],
        ["R", "合肥海关"],
    ]


@pytest.mark.parametrize(
    "line",
    [
        "（责任单位：县教育局）完成时限：2025年12月。",
        "（责任单位：县教育局）",
        "（县教育局负责）（县科协负责）",
        "责任单位：县教育局",
        "（责任单位：）",
        "（牵头单位：；配合单位：）",
        "（责任单位：县教育局）新建中学2所。",
    ],
)
def test_a_paragraph_may_begin_with_a_clause_or_be_one(line: str) -> None:
    for lines in ([line], ["新建小学3所。", line], [line, "新建小学3所。"], [line, line]):
        for heading in ("（一）办学", "1. 办学。", "（一）"):
            plan = extract_plan("\n".join(["一、重点任务", heading, *lines]), "p")
            for task in plan.tasks:
                assert int(str(task["start"])) < int(str(task["end"]))


def test_a_clause_before_its_text() -> None:
    source = "一、重点任务\n（一）办学\n（责任单位：县教育局）新建小学3所。加快进度。\n（县科协负责）建馆2所。"
    plan = extract_plan(source, "p")
    assert [(t["title"], t["body"]) for t in plan.tasks] == [
        ("新建小学3所", "加快进度。"),
        ("建馆2所", ""),
    ]
    assert [a["name"] for a in plan.assignments] == ["县教育局", "县科协"]
    assert plan.ignored == []


def test_measures_behind_the_clause_of_an_item_go_on_with_it() -> None:
    lines = assign(
        "1. 办好学校。（县教育局牵头，县科协配合）",
        *("主要措施：", "每校建室。（县教育局、县财政局负责）"),
        "2. 办展。（县科协负责）",
    )
    assert lines == [
        "1.0.1 task L 县教育局 1",
        "1.0.1 task S 县科协 2",
        "1.0.1 task R 县财政局 2",
        "1.0.2 task R 县科协 1",
    ]


def test_one_name_does_not_lead_by_the_rule() -> None:
    lines = assign(
        "1. 办学。（县教育局、县科协负责，列第一位的为牵头单位，下同）",
        *("2. 办展。（县科协负责）", "3. 建馆。（县财政局、县教育局负责）"),
    )
    assert [line.split()[2] for line in lines] == ["L", "S", "R", "L", "S"]


def test_an_aside_stands_in_the_name_as_written_alone() -> None:
    plan = extract_plan(
        "一、重点任务\n1. 种茶。（各有茶园的乡镇（含农场，下称乡镇）政府负责）", "p"
    )
    (row,) = plan.assignments
    assert row["name_as_written"] == "各有茶园的乡镇（含农场，下称乡镇）政府"
    assert (row["name"], row["department_id"]) == ("各有茶园的乡镇政府", "townships")


def list_names_left_out(source: str) -> list[tuple[str, str, str]]:
    plan = extract_plan(source, "p")
    for item in plan.ignored:
        assert source[item.start : item.end] == item.text
    return [(i.what, i.text, i.reason) for i in plan.ignored if "clause" in i.reason]


def test_names_that_give_no_row_are_listed_once() -> None:
    source = (
        "一、重点任务\n（一）办学（县政府办牵头）\n1. 建校。（县教育局、县科协负责）修路。（县教育局负责）\n"
        "2. 建馆。（责任单位：县科协；责任人：王某某）\n3. 建亭。（责任单位：县文旅局。各镇要加强领导。）"
    )
    assert list_names_left_out(source) == [
        ("name", "县教育局", "named a second time in the clauses of one task"),
        ("name", "王某某", "a person or a post in a responsibility clause"),
        ("text", "各镇要加强领导", "a sentence inside a responsibility clause"),
    ]


@given(
    st.lists(st.lists(st.sampled_from(["县教育局", "青禾镇", "白水公司", "王某某"]), max_size=3))
)
def test_every_name_of_the_task_chapters_is_in_a_row_or_listed(clauses: list[list[str]]) -> None:
    lines = [f"{n}. 办学{n}。（责任单位：{'、'.join(c)}）" for n, c in enumerate(clauses, 1)]
    source = "\n".join(["一、重点任务", "（一）行动", *lines])
    plan = extract_plan(source, "p")
    found = {(int(str(a["start"])), int(str(a["end"]))) for a in plan.assignments}
    listed = {(i.start, i.end) for i in plan.ignored if i.what == "name"}
    assert not found & listed
    text = "".join(source[a:b] for a, b in sorted(found | listed))
    assert text == "".join("".join(names) for names in clauses)
