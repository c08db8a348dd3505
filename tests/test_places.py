"""A place is read as what the table has, and what it has not is never taken for another place."""

from __future__ import annotations

import csv
import importlib.util
import itertools
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from types import ModuleType

import pytest

from compare.extract.places import Place, find_places, locate

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "src/compare/lookups/places.csv"
THIS_YEAR = 2026
with TABLE.open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))
COUNTIES = [row for row in ROWS if row["level"] == "county"]
IN_FORCE = [row for row in COUNTIES if not row["valid_to"]]
BY_NAME: dict[str, list[dict[str, str]]] = defaultdict(list)
for _row in ROWS:
    BY_NAME[_row["name"]].append(_row)
SHARED = Counter(row["name"] for row in IN_FORCE)
# Words for a part of any town: before a title, nobody can tell 汕尾市城区 from the town.
PARTS = {
    *("城区", "郊区", "矿区", "东区", "西区", "老城区", "新城区", "古城区", "城东区", "城西区"),
    *("城北区", "城中区", "城关区", "港口区", "工农区", "山城区"),
}
TAILS = [
    "",
    "人民政府",
    "人民政府办公室关于印发",
    "教育局",
    "“十四五”教育发展规划",
    "2025年工作要点",
]
TITLES = [
    "全民科学素质行动规划纲要实施方案",
    "城市更新行动方案",
    "市场主体培育方案",
    "关于乡村振兴的意见",
]
WITH_ALL = (TAILS[0], TITLES[0])


def load_script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def say(text: str, year: int | None = None) -> list[str]:
    return [f"{p.province}{p.prefecture}{p.name}" for p in find_places(text, year)]


def take_counties(tail: str) -> list[dict[str, str]]:
    """All behind which nothing stands or a title, of each other tail every fourth: each county stands
    before two or more of them."""
    tails = [tail for tail in TAILS + TITLES if tail not in WITH_ALL]
    return IN_FORCE if tail in WITH_ALL else IN_FORCE[tails.index(tail) % 4 :: 4]


@pytest.mark.parametrize("tail", TAILS + TITLES)
@pytest.mark.parametrize("year", [THIS_YEAR, None])
def test_every_county_behind_its_prefecture_is_found(tail: str, year: int | None) -> None:
    missed = []
    for row in take_counties(tail):
        found = find_places((row["prefecture"] or row["province"]) + row["name"] + tail, year)
        if tail in TITLES and row["name"] in PARTS:
            assert found == []
        elif [place.code for place in found] != [row["code"]]:
            missed.append((row["name"], found))
    assert missed == []


@pytest.mark.parametrize("tail", TAILS + TITLES)
def test_every_county_alone_is_found_and_a_shared_name_gives_all(tail: str) -> None:
    for row in take_counties(tail):
        found = find_places(row["name"] + tail, THIS_YEAR)
        if tail in TITLES and row["name"] in PARTS:
            assert found == []
            continue
        assert row["code"] in {place.code for place in found}, row
        assert {place.name for place in found} == {row["name"]}
        assert len(found) == SHARED[row["name"]], row
        assert (locate(row["name"] + tail, THIS_YEAR) is None) == (SHARED[row["name"]] > 1)


def test_every_unit_is_found_in_its_years_and_only_in_them() -> None:
    for row in ROWS:
        text = row["province"] + row["prefecture"] + row["name"]
        first, last = int(row["valid_from"] or 2000), int(row["valid_to"] or THIS_YEAR)
        for year in (first, last):
            assert [place.code for place in find_places(text, year)] == [row["code"]], (row, year)
        for year in {first - 1, last + 2} & set(range(2000, THIS_YEAR + 1)):
            # what is found then is another unit of this name, or this one at another time
            for place in find_places(text, year):
                assert any(
                    int(span["valid_from"] or 0) <= year <= int(span["valid_to"] or 9999) + 1
                    for span in BY_NAME[place.name]
                    if (span["code"], span["prefecture"]) == (place.code, place.prefecture)
                ), (place, year)


@pytest.mark.parametrize("row", IN_FORCE[::40], ids=lambda row: row["name"])
def test_an_unknown_county_of_a_known_prefecture_is_nothing(row: dict[str, str]) -> None:
    above = row["prefecture"] or row["province"]
    for name in (
        "虚构区",
        "某某县",
        "云中市",
        "甲乙丙自治县",
        "青溪镇人民政府",
        "高新区",
        "虚构新区管委会",
    ):
        assert find_places(above + name, THIS_YEAR) == [], above + name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("苏州市相城区人民政府办公室", ["江苏省苏州市相城区"]),
        ("江苏省太仓市全民科学素质行动", ["江苏省苏州市太仓市"]),
        ("海安市", ["江苏省南通市海安市"]),
        ("中共海安市委", ["江苏省南通市海安市"]),
        ("《海安市全民健身实施计划》", ["江苏省南通市海安市"]),
        ("关于印发海安市“十四五”规划的通知", ["江苏省南通市海安市"]),
        ("重庆市渝中区", ["重庆市渝中区"]),
        ("上海浦东新区人民政府", ["上海市浦东新区"]),
        ("湖北省仙桃市人民政府", ["湖北省仙桃市"]),
        ("湛江市人民政府", ["广东省湛江市"]),
        ("广东省人民政府", ["广东省"]),
        ("广西壮族自治区人民政府", ["广西壮族自治区"]),
        ("积石山保安族东乡族撒拉族自治县", ["甘肃省临夏回族自治州积石山保安族东乡族撒拉族自治县"]),
        ("长阳县人民政府", ["湖北省宜昌市长阳土家族自治县"]),
        ("恩施州利川市", ["湖北省恩施土家族苗族自治州利川市"]),
        ("大理州人民政府", ["云南省大理白族自治州"]),
        ("大理市人民政府", ["云南省大理白族自治州大理市"]),
        ("阿克苏地区库车市", ["新疆维吾尔自治区阿克苏地区库车市"]),
        ("兴安盟行政公署", ["内蒙古自治区兴安盟"]),
        ("乌审旗人民政府", ["内蒙古自治区鄂尔多斯市乌审旗"]),
        ("石河子市人民政府", ["新疆维吾尔自治区石河子市"]),
        ("新疆生产建设兵团第八师石河子市", ["新疆维吾尔自治区石河子市"]),
        ("神农架林区人民政府", ["湖北省神农架林区"]),
        ("六盘水市六枝特区", ["贵州省六盘水市六枝特区"]),
        ("天津市滨海新区", ["天津市滨海新区"]),
        ("吉林省吉林市", ["吉林省吉林市"]),
        ("海南州人民政府", ["青海省海南藏族自治州"]),
        ("海安全民科学素质行动", ["江苏省南通市海安市"]),
        ("江苏海安", ["江苏省南通市海安市"]),
        ("海安教育事业发展规划", ["江苏省南通市海安市"]),
        ("太仓养老服务方案", ["江苏省苏州市太仓市"]),
        ("海安市场监管工作方案", ["江苏省南通市海安市"]),
        ("海安县域医共体", ["江苏省南通市海安市"]),
        ("太仓市特色小镇培育方案", ["江苏省苏州市太仓市"]),
        ("太仓市美丽乡村建设方案", ["江苏省苏州市太仓市"]),
        ("海安市文明城市创建方案", ["江苏省南通市海安市"]),
        ("惠山区镇街道基层法治审核办法", ["江苏省无锡市惠山区"]),
        ("海安市关于新区发展的意见", ["江苏省南通市海安市"]),
        ("浙江省山区26县高质量发展方案", ["浙江省"]),
        ("江西省新建住宅质量提升方案", ["江西省"]),
        ("汕尾市城区人民政府", ["广东省汕尾市城区"]),
        ("南京鼓楼区", ["江苏省南京市鼓楼区"]),
        ("江苏省鼓楼区", ["江苏省南京市鼓楼区", "江苏省徐州市鼓楼区"]),
        ("长沙建设方案", ["湖南省长沙市", "湖南省长沙市长沙县"]),
        ("朝阳区人民政府", ["北京市朝阳区", "吉林省长春市朝阳区"]),
    ],
)
def test_a_place_by_hand(text: str, expected: list[str]) -> None:
    assert say(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "城市更新行动方案",
        "市政府办公室",
        "全国",
        "平安建设工作方案",
        "新兴产业发展规划",
        "公安局",
        "资源循环利用方案",
        "合作社规范提升行动",
        "安居工程",
        "老城区改造方案",
        "苏州河综合治理方案",
        "苏州工业园区管理委员会",
        "苏州市高新区",
        "苏州市相城经济技术开发区",
        "昆山市花桥经济开发区",
        "泉州市台商投资区",
        "南京江北新区“十四五”规划",
        "雄安新区",
        "南通市通州湾示范区",
        "海安市曲塘镇人民政府",
        "太仓市娄东街道办事处",
        "海安区人民政府",
        "南通市太仓市",
        "浙江省海安市",
        "深圳市光明科学城",
        "汕尾市城区更新方案",
        "南山区块链产业",
        "鼓楼区域发展",
    ],
)
def test_what_the_table_does_not_know_is_nothing(text: str) -> None:
    assert find_places(text) == []
    assert locate(text) is None


def test_the_year_decides_between_old_and_new_name() -> None:
    county, city = ["江苏省南通市海安县"], ["江苏省南通市海安市"]
    for year, old, new, short in (
        (1998, county, [], county),
        (2017, county, [], county),
        (2018, county, city, city),  # both names stand in the year of the change
        (2019, [], city, city),
        (2040, [], city, city),
    ):
        assert say("海安县人民政府", year) == old
        assert say("海安市人民政府", year) == new
        assert say("海安全民健身计划", year) == short
    assert say("海安县人民政府") == county
    assert say("南通市海安县") == county
    assert say("巢湖市人民政府", 2009) == ["安徽省巢湖市"]
    assert say("巢湖市人民政府", 2015) == ["安徽省合肥市巢湖市"]
    assert say("重庆市渝北区", 2024) == ["重庆市渝北区"]
    assert say("重庆市渝北区", 2027) == []


def test_a_place_has_the_names_above_it() -> None:
    assert locate("苏州市相城区") == Place("320507", "相城区", "county", "苏州市", "江苏省")
    assert locate("湛江市") == Place("440800", "湛江市", "prefecture", "", "广东省")
    assert locate("重庆市") == Place("500000", "重庆市", "province", "", "")
    assert locate("重庆市渝中区") == Place("500103", "渝中区", "county", "", "重庆市")


def test_the_table_is_sound() -> None:
    spans = defaultdict(list)
    for row in ROWS:
        assert len(row["code"]) == 6
        assert row["code"].isdigit()
        first, last = int(row["valid_from"] or 2000), int(row["valid_to"] or 9999)
        assert 2000 <= first <= last
        spans[row["code"], row["name"]].append((first, last))
    for unit, found in spans.items():
        ordered = sorted(found)
        assert all(a[1] < b[0] for a, b in itertools.pairwise(ordered)), unit
    in_force = Counter(row["level"] for row in ROWS if not row["valid_to"])
    assert in_force == {"province": 34, "prefecture": 333, "county": 2847}
    assert TABLE.stat().st_size < 400_000


def test_no_table_is_read_at_import() -> None:
    code = "import compare.extract.places as p; print(p._index.cache_info().currsize)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


def test_the_script_makes_years_of_validity() -> None:
    script = load_script("make_places")
    assert script.find_runs([2004, 2001, 2002]) == [(2001, 2002), (2004, 2004)]
    fields = ("province", "city", "county")

    def row(year: int, code: str, *names: str) -> dict[str, str]:
        full = {f"{f}_name": n for f, n in zip(fields, (*names, ""), strict=False)}
        short = {f"{f}_short": full.get(f"{f}_name", "")[:-1] for f in fields}
        codes = {f"{f}_adcode": code for f in fields}
        return {"year": str(year), "city_name": "", "county_name": ""} | full | short | codes

    source = [
        *(row(year, "320621", "江苏省", "南通市", "海安县") for year in range(1999, 2018)),
        *(row(year, "320685", "江苏省", "南通市", "海安市") for year in range(2018, 2025)),
        *(row(year, "500105", "重庆市", "市辖区", "江北区") for year in range(2000, 2025)),
        *(row(year, "500100", "重庆市", "市辖区") for year in range(2000, 2025)),
    ]
    change = {"change": "abolished", "code": "500105", "name": "江北区", "year": "2025"}
    assert [r[:4] + r[5:] for r in script.make_rows(source, [change])] == [
        ["320621", "海安县", "海安", "county", "南通市", "江苏省", "", "2017"],
        ["320685", "海安市", "海安", "county", "南通市", "江苏省", "2018", ""],
        ["500105", "江北区", "江北", "county", "", "重庆市", "", "2024"],
    ]
