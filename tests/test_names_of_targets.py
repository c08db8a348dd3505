"""What is measured, said whole: heads, subjects and coordinated subjects."""

from __future__ import annotations

import pytest

from compare.extract import extract_plan
from compare.extract.targets.completing import normalise_name
from compare.extract.targets.statements import find_owner

FRAME = "青禾县产业行动方案（2026—2028年）\n\n一、主要目标\n\n{}\n\n二、重点任务\n\n（一）抓好落实。做好工作。\n"


def list_names(sentence: str) -> list[tuple[str, str, str]]:
    rows = extract_plan(FRAME.format(sentence), "qinghe").targets
    return [(str(r["indicator"]), str(r["measure"]), str(r["name_status"])) for r in rows]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("到2028年，培育12家链主企业。", ["链主企业"]),
        ("全县规上工业利润增长6%。", ["规上工业利润增速"]),
        ("到2028年，完成湿地修复3.2万亩。", ["湿地修复面积"]),
        ("到2028年，技术合同占全省三分之一。", ["技术合同占全省比例"]),
        (
            "城乡居民人均可支配收入分别增长6%和7.5%。",
            ["城镇居民人均可支配收入增速", "农村居民人均可支配收入增速"],
        ),
        (
            "茶叶、食用菌产量分别达到3万吨、5万吨。",
            ["茶叶产量", "食用菌产量"],
        ),
        ("稻种、菌种等良种产量增长10%以上。", ["稻种、菌种等良种产量增速"]),
        ("到2028年，森林覆盖率保持在61%以上。", ["森林覆盖率"]),
        ("接待游客480万人次、增长8%。", ["接待游客", "接待游客增速"]),
        # without when, and words that lead to the number
        ("规划期内全县良种覆盖率计划达到90%。", ["良种覆盖率"]),
        ("就业岗位总量在9万个左右。", ["就业岗位总量"]),
        # so many of a size, or of a class
        ("培育6个年产值超5亿元的茶业示范区。", ["茶业示范区"]),
        ("打造茶叶、食用菌2个50亿级产业集群。", ["茶叶、食用菌产业集群"]),
        # of another part, of something else, of how it moved each year
        ("城区入园率达到60%，县（区）达到40%。", ["城区入园率", "县入园率"]),
        ("城区鼠患率不超过3%，农村不超过7%。", ["城区鼠患率", "农村鼠患率"]),
        ("普及率达到88%，超全省5个百分点。", ["普及率", "普及率超全省幅度"]),
        ("存栏总量达到90万头，年均递增8%。", ["存栏总量", "存栏总量增速"]),
        ("蔬菜总产8万吨，产值3亿元。", ["蔬菜总产", "蔬菜产值"]),
        # each of a group; one rate towards several; one group in two years
        ("硫、磷等工程减排量分别达到245吨、18吨。", ["硫工程减排量", "磷工程减排量"]),
        ("乡镇对灾情和疫情的直报率都达到95%。", ["乡镇对灾情和疫情的直报率"]),
        ("到2027年和2028年，城乡居民识字率分别达到90%和95%。", ["城乡居民识字率"] * 2),
        ("各乡镇(街道、园区)入学率均达到95%。", ["各乡镇入学率"]),
        # subjects that share more than a head
        ("食品、纺织产值分别占比达30%和12%。", ["食品产值比例", "纺织产值比例"]),
        (
            "水稻插秧、收割作业机械化率分别达到81%和90%。",
            ["水稻插秧作业机械化率", "水稻收割作业机械化率"],
        ),
        (
            "城镇和农村居民人均收入分别增长5%和6%。",
            ["城镇居民人均收入增速", "农村居民人均收入增速"],
        ),
        ("市级财政收入、支出分别达到90亿元和70亿元。", ["市级财政收入", "市级财政支出"]),
        ("社保转移、转入时限分别压缩至6天、4天。", ["社保转移时限", "社保转入时限"]),
        (
            "火灾事故起数、受伤人数比2025年分别下降20%、30%。",
            ["火灾事故起数降幅", "火灾事故受伤人数降幅"],
        ),
        (
            "农村卫生厕所普及率、生活污水治理率均提高到80%。",
            ["农村卫生厕所普及率", "生活污水治理率"],
        ),
        (
            "单位产值能耗和废水排放量分别降低14%、18%。",
            ["单位产值能耗降幅", "单位产值废水排放量降幅"],
        ),
        ("小学、初中大班额比例分别控制在2%、3%以内。", ["小学大班额比例", "初中大班额比例"]),
        ("县、乡两级粮库分别达到2个、18个。", ["县粮库", "乡粮库"]),
        ("化肥、农药使用量分别减少5%和8%。", ["化肥使用量降幅", "农药使用量降幅"]),
        ("年收入20万元以上的村占比达60%。", ["年收入20万元以上的村比例"]),
        (
            "工序数控化率、工具普及率分别较2025年提高6个和8个百分点。",
            ["工序数控化率", "工具普及率"],
        ),
        # one word for several things
        ("一二三产增加值分别增长3%、6%、5%。", [f"第{n}产业增加值增速" for n in "一二三"]),
        (
            "城乡居民人均收入从2025年的3万元和2万元分别提高到4万元和3万元。",
            ["城镇居民人均收入", "农村居民人均收入"] * 2,
        ),
        # what is counted stands behind the number, examples before it
        ("建成青石、白沙渡等6个旅游码头。", ["旅游码头"]),
        ("打造规模面积100亩以上的示范果园5个。", ["示范果园"]),
        ("在山区、库区等重点区域建设7个气象站。", ["气象站"]),
        ("办好15类40件民生实事。", ["民生实事"] * 2),
        # things of which something is told
        ("3个案例入选全国“城市更新”典型。", ["入选全国城市更新典型案例"]),
        ("4名教师和2个班组入选全省“好样”名单。", ["入选全省好样名单教师", "入选全省好样名单班组"]),
        ("首批9个乡镇卫生院改造完成。", ["改造乡镇卫生院"]),
        ("二级医院预留25%的号源给乡镇卫生院。", ["二级医院预留号源比例"]),
        ("体育指导员人数达到总人口的千分之四。", ["体育指导员人数占总人口比例"]),
        # what the sentence spoke of before
        ("主干道增至12条、总长度超过300公里。", ["主干道", "主干道总长度"]),
        ("签约服务覆盖率达80%，满意度达到90%。", ["签约服务覆盖率", "签约服务满意度"]),
        ("小微企业达到400家，其中制造类150家。", ["小微企业", "制造类小微企业"]),
        ("企业利润增长7.6%、高于全省1.7个百分点。", ["企业利润增速", "企业利润高于全省幅度"]),
        ("续建安置房3000套，新开工800套。", ["续建安置房", "新开工安置房"]),
        # the verb of a list
        ("改造停车场60个、候车亭400个。", ["改造停车场", "改造候车亭"]),
        ("新增科技园11个、孵化器9个。", ["新增科技园", "新增孵化器"]),
        ("新增技能人才8万人，其中高技能人才3万人。", ["新增技能人才", "新增高技能人才"]),
        ("新增示范企业9家，累计达88家。", ["新增示范企业", "示范企业"]),
        ("新增高标准农田4万亩、改造6万亩。", ["新增高标准农田面积", "改造高标准农田面积"]),
        (
            "社会消费品零售总额增长6%，其中乡村增长8%。",
            ["社会消费品零售总额增速", "乡村社会消费品零售总额增速"],
        ),
        ("油茶种植面积12万亩、总产量3万吨。", ["油茶种植面积", "油茶总产量"]),
        ("油茶种植面积和产量稳定在12万亩、3万吨以上。", ["油茶种植面积", "油茶产量"]),
        (
            "民营企业出口、投资、增加值占全县比重分别达80%、50%、60%。",
            [f"民营企业{what}占全县比例" for what in ("出口", "投资", "增加值")],
        ),
        (
            "新材料、高技术产业产值占规上工业比重分别达40%、50%。",
            ["新材料产值占规上工业比例", "高技术产业产值占规上工业比例"],
        ),
        ("压减一般性支出6%以上。", ["一般性支出降幅"]),
        ("海洋生产总值突破900亿元。", ["海洋生产总值"]),
        ("利润总额为2020年的2.2倍。", ["利润总额"]),
        ("养老床位达到6万张，其中护理型占70%以上。", ["养老床位", "护理型养老床位比例"]),
        ("创建国家级试验站2个、省级15个。", ["国家级试验站", "省级试验站"]),
        ("花生种植面积稳定在8万亩，单产提高到300公斤/亩。", ["花生种植面积", "花生单产"]),
        ("设立总规模50亿元的创业基金，首期规模20亿元。", ["创业基金总规模", "创业基金首期规模"]),
        ("新增专用道60公里、优化线路80条。", ["新增专用道长度", "优化线路"]),
        ("机器人密度达到每万人500台。", ["机器人密度"]),
        ("建成区积水点整治率100%。", ["建成区积水点整治率"]),
        (
            "装机规模达90万千瓦，其中风电装机占比超60%、居全市第一。",
            ["装机规模", "风电装机比例", "风电装机比例全市排名"],
        ),
        ("医院预留25%的号源（其中专家号源不低于10%）。", ["医院预留号源比例", "专家号源"]),
        ("新开工项目35个、竣工投产28个。", ["新开工项目", "竣工投产项目"]),
        ("合同成交额9亿元，是上年的1.8倍。", ["合同成交额", "合同成交额"]),
        (
            "惠及渔民900户、船员80人，新建县道6条12.5公里。",
            ["惠及渔民", "船员", "新建县道", "新建县道长度"],
        ),
        ("办结建议86件、提案102件。", ["办结建议", "办结提案"]),
        ("培育年产值超9亿元、有品牌的企业2家。", ["年产值超9亿元、有品牌的企业"]),
        # ranks
        ("港口吞吐量稳居全省第二。", ["港口吞吐量全省排名"]),
        ("茶叶产量达3万吨、居全市首位。", ["茶叶产量", "茶叶产量全市排名"]),
        # words that lead to the number
        ("机场旅客吞吐量首次突破60万人次。", ["机场旅客吞吐量"]),
        ("群众安全感连续7年保持98%以上。", ["群众安全感"]),
        ("地区生产总值连续迈上3个百亿元台阶、达700亿元。", ["地区生产总值"]),
        ("到2028年，生产总值迈上千亿元新台阶。", ["地区生产总值"]),
        ("空气优良天数比率接近九成。", ["空气优良天数比率"]),
        ("新建20个“10分钟便民圈”。", ["新建10分钟便民圈"]),
        ("在建口袋公园达8个。", ["在建口袋公园"]),
        # the thing done stands in the clause before, or behind the next number
        ("利用闲置校舍改建老年食堂，每年新增15个。", ["新增老年食堂"]),
        ("推进乡镇粮库改造，每年完成5座。", ["乡镇粮库改造"]),
        ("新增6个、提升2个A级景区村。", ["新增A级景区村", "A级景区村"]),
        ("整体提升90所小学、50家诊所周边环境。", ["小学周边环境", "诊所周边环境"]),
        ("油菜播种面积9万亩，总产2万吨。", ["油菜播种面积", "油菜总产"]),
        # what only joins, and what each has beside its size
        ("建设40个日间托老所+20个助餐点。", ["日间托老所", "助餐点"]),
        ("建成25个健身路径或3人制篮球场。", ["健身路径或3人制篮球场"]),
        ("为90所海拔1500米以上山区小学建设供暖设施。", ["山区小学建设供暖设施"]),
        # each of two measures grows; a list's verb holds up to the next
        ("飞行架次、飞行时长年均增长9%。", ["飞行架次增速", "飞行时长增速"]),
        ("新建中转站3座、改建公厕5座、更换果皮箱90只。", ["新建中转站", "改建公厕", "更换果皮箱"]),
        ("稻谷、蔬菜种植面积分别达到9万亩、4万亩。", ["稻谷种植面积", "蔬菜种植面积"]),
        # when, how, by whom and where
        ("规划远期城镇化水平达到80%。", ["城镇化水平"]),
        ("5月底前改造旧厂房50处。", ["改造旧厂房"]),
        ("青禾将在三年内深入推进90个院落修复工程。", ["推进院落修复工程"]),
        ("在全国范围内选择9个有条件的城市。", ["有条件的城市"]),
        ("按省定标准新建幼儿园9所（含新增民办园2所）。", ["新建幼儿园", "新增民办园"]),
        ("播种面积在27万亩以上，经营主体发展到9000户。", ["播种面积", "经营主体"]),
        ("护理型床位数要达到总床位的60%。", ["护理型床位数占总床位比例"]),
        ("扶贫资金的70%，将用于支持产业。", ["扶贫资金比例"]),
        ("软件业产值突破9亿元，比增达20%。", ["软件业产值", "软件业产值增速"]),
        ("完成88个城中村改造项目的年度建设任务。", ["城中村改造项目的年度建设任务"]),
    ],
)
def test_a_name_says_what_is_measured(sentence: str, names: list[str]) -> None:
    assert [name for name, _, _ in list_names(sentence)] == names
    assert {status for _, _, status in list_names(sentence)} == {"complete"}


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("到2028年，总量达到36万户。", "总量"),
        ("机械化率达到60%。", "机械化率"),  # of which crop?
        ("商贸主体提质扩面。总量达到36万户。", "商贸主体总量"),  # a sentence before may speak of it
        ("面粉、粮油产量均居全省第一。", "面粉、粮油产量全省排名"),
        ("健全工作机制，每年新增3个。", "新增"),  # of mechanisms nobody counts
        ("建成公园9座，新增泊位60个，每年完成8个。", "完成"),
        ("县财政安排专项资金90万元。", "县财政安排专项资金"),
        ("投入18万元为60位老人办理医保。", "投入"),
        ("村庄规划率达到90%，评价位次明显提升，居全省前5位。", "全省排名"),
    ],
)
def test_a_name_without_its_subject_is_marked(sentence: str, named: str) -> None:
    assert (named, "incomplete") in [(name, status) for name, _, status in list_names(sentence)]


def test_an_income_beside_a_sum_is_none_of_it() -> None:
    names = list_names("合同成交额达8亿元，营业收入3亿元。")
    assert names[1] == ("营业收入", "level", "incomplete")


def test_what_names_or_describes_is_no_quantity() -> None:
    for sentence in (
        "2个1类创新药获批上市。",
        "到2028年，海拔800米以上乡镇通公路。",
        "30户以上自然村全部通硬化路。",
        "推动丰达10万吨饲料扩产、和顺5万吨面粉技改等项目建设。",
        "关停10万千瓦及以下燃煤机组。",
    ):
        assert [v for v, _, _ in list_names(sentence)] in ([], ["获批上市创新药"]), sentence


def test_a_comparing_word_before_a_list_holds_for_all_of_it() -> None:
    rows = extract_plan(FRAME.format("甲镇、乙镇农民收入分别不低于2万元、3万元。"), "p").targets
    assert [r["comparator"] for r in rows] == ["分别不低于", "分别不低于"]


def test_years_of_a_list_are_those_of_its_clause() -> None:
    text = "2026年底前登记、年检时限分别缩减至12天、6天，2027年底前分别缩减至8天、4天。"
    rows = extract_plan(FRAME.format(text), "p").targets
    assert [(r["indicator"], r["year"]) for r in rows] == [
        ("登记时限", 2026),
        ("年检时限", 2026),
        ("登记时限", 2027),
        ("年检时限", 2027),
    ]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2028年达到90亿元，是2025年的1.6倍；旅游收入20亿元。", [2028, 2028, 2028]),
        ("到2028年，产值达90亿元，五年累计招工2万人；旅游收入20亿元。", [2028, None, 2028]),
    ],
)
def test_a_year_governs_as_far_as_it_is_meant(text: str, years: list[int | None]) -> None:
    rows = extract_plan(FRAME.format(f"产业总产值{text}"), "p").targets
    assert [r["year"] for r in rows] == years


def test_a_rise_to_a_level_before_the_plan_is_a_result() -> None:
    text = (
        "青禾县产业发展规划（2026—2030年）\n\n一、发展基础\n\n农民收入由2020年的1万元提高到2025年的2万元。"
        "\n\n二、重点任务\n\n（一）抓好落实。做好工作。\n"
    )
    rows = extract_plan(text, "p").targets
    assert [(r["kind"], r["year"]) for r in rows] == [("baseline", 2020), ("achievement", 2025)]


def test_a_year_compared_with_does_not_hold_for_what_follows() -> None:
    text = "PM2.5平均浓度较“十三五”末改善16.5%，自然岸线率达64.5%。"
    rows = extract_plan(FRAME.format(text), "p").targets
    assert [(r["measure"], r["direction"], r["basis"], r["year"]) for r in rows] == [
        ("change", "down", "on_year 2020", None),
        ("share", "", "", None),
    ]


@pytest.mark.parametrize(
    ("name", "place", "owner"),
    [
        ("全市工业产值", "澄湖市", "own"),
        ("全市工业产值", "北京市", "own"),
        ("全省工业产值", "澄湖市", "province"),
        ("全市工业产值", "青禾县", "prefecture"),
        ("江苏省工业产值", "青禾县", "province"),
        ("南京市工业产值", "青禾县", "prefecture"),
        ("海安市工业产值", "青禾县", "own"),  # of a county beside it nobody can tell
        ("边民互市贸易区", "青禾县", "own"),
        ("全国优秀教师", "青禾县", "own"),
        ("全国粮食产量", "青禾县", "nation"),
    ],
)
def test_whose_figure_it_is(name: str, place: str, owner: str) -> None:
    assert find_owner(name, place) == owner


def test_growth_is_a_rate_and_what_is_added_a_change() -> None:
    assert [m for _, m, _ in list_names("地区生产总值增长5.5%左右，城镇新增就业1.2万人。")] == [
        "rate_of_change",
        "change",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("全县GDP", "地区生产总值"),
        ("力争实现生产总值", "地区生产总值"),
        ("居民消费价格总水平", "居民消费价格"),
        ("规模以上工业增加值", "规上工业增加值"),
        ("社零总额", "社会消费品零售总额"),
        ("货物进出口总值", "外贸进出口总额"),
        ("研发投入强度", "全社会研发经费投入强度"),
        ("细颗粒物（PM2.5）年均浓度", "PM2.5平均浓度"),
        ("低空经济产业规模", "低空经济规模"),
    ],
)
def test_one_thing_has_one_name(one: str, other: str) -> None:
    assert normalise_name(one) == normalise_name(other)


def test_scopes_stay_apart() -> None:
    assert normalise_name("规上工业增加值") != normalise_name("工业增加值")
    assert normalise_name("人均GDP") != normalise_name("GDP")


SPELLINGS = {
    "地区生产总值增速": "GDP增速 经济增速 生产总值增长率 经济总量增速 国内生产总值增速",
    "社会消费品零售总额": "社零总额 社消零总额 全社会消费品零售总额 社会消费品零售额",
    "规上工业增加值": "规模以上工业增加值 规模工业增加值 规模以上工业企业增加值",
    "固定资产投资": "固投 全社会固定资产投资 固定资产投资总额",
    "一般公共预算收入": "地方一般公共预算收入 地方财政一般公共预算收入 一般预算收入",
    "居民人均可支配收入": "全体居民人均可支配收入 城乡居民收入 居民收入",
    "农村居民人均可支配收入": "农村常住居民人均可支配收入 农民人均可支配收入",
    "城镇调查失业率": "调查失业率",
    "居民消费价格": "居民消费价格总水平上涨 居民消费价格指数上涨 居民消费价格涨幅",
    "城镇新增就业人数": "城镇新增就业 新增城镇就业 城镇新增就业人员",
    "全社会研发经费投入强度": "研发经费投入强度 R&D经费投入强度 全社会研发投入强度 研究与试验发展经费投入强度",
    "单位地区生产总值能耗": "单位GDP能耗 万元GDP能耗 单位生产总值能源消耗",
    "PM2.5浓度": "PM2.5平均浓度 细颗粒物浓度 细颗粒物（PM2.5）浓度",
    "进出口总额": "外贸进出口 货物进出口总额 外贸进出口总值",
    "粮食产量": "粮食总产量 粮食总产",
    "城乡居民收入比": "城乡居民人均可支配收入比 城乡居民收入倍差 城乡居民人均可支配收入之比",
}
# What is another thing keeps another name.
APART = [
    "城镇居民人均可支配收入", "工业增加值", "限上社会消费品零售总额", "财政总收入", "服务进出口总额",
    "城镇登记失业率", "企业研发经费投入强度", "粮食综合生产能力", "城镇新增就业岗位", "人均地区生产总值",
]  # fmt: skip


@pytest.mark.parametrize("name", SPELLINGS)
def test_one_thing_has_one_name_however_it_is_spelt(name: str) -> None:
    assert {normalise_name(spelling) for spelling in SPELLINGS[name].split()} == {name}
    assert normalise_name(name) == name


def test_what_is_another_thing_keeps_another_name() -> None:
    assert [normalise_name(name) for name in APART] == APART


def test_the_measures_of_a_list_that_grows_are_rows_of_their_own() -> None:
    plan = extract_plan(FRAME.format("到2026年，社零总额、固定资产投资增长4%左右。"), "p")
    found = [(row["indicator"], row["value"], row["comparator"]) for row in plan.targets]
    names = ("社会消费品零售总额增速", "固定资产投资增速")
    assert found == [(name, 4, "增长…左右") for name in names]
    text = "到2026年，城镇和农村常住居民人均可支配收入分别增长4%和6%。"
    plan = extract_plan(FRAME.format(text), "p")
    found = [(row["indicator"], row["value"]) for row in plan.targets]
    assert found == [("城镇居民人均可支配收入增速", 4), ("农村居民人均可支配收入增速", 6)]
