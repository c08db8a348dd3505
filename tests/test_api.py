"""Plans, comparisons and projects as a researcher meets them: `import compare as cp`."""

from __future__ import annotations

import pickle

import matplotlib.figure
import pandas as pd
import pytest

import compare as cp
from compare.analyse.alignment import MANY_PLANS
from compare.build import pipeline
from compare.schema import TABLES
from material import RAW, ROOT

TEXT = """{place}县林业发展规划（2021—2025年）

一、重点任务
（一）管护森林。落实林长制，{extra}，到2025年森林覆盖率达到{share}%。（牵头单位：县林业局；配合单位：县财政局、县文旅局）
（二）防火防虫。备足物资，及时扑救。（责任单位：县应急局）
二、保障措施
（一）加强领导。成立专班。
"""


def make_text(place: str = "云溪", extra: str = "巡山护林", share: int = 35) -> str:
    return TEXT.format(place=place, extra=extra, share=share)


def make_plan(name: str = "云溪", **metadata):
    return cp.read_plan(make_text(name), plan_id=name, **metadata)


@pytest.fixture(scope="module")
def both():
    return cp.compare(
        [make_plan(), cp.read_plan(make_text("清河", "植树造林", 40), plan_id="清河")]
    )


# a plan


def test_a_plan_is_read_from_a_path_a_name_or_its_text(tmp_path):
    path = tmp_path / "云溪县规划.txt"
    path.write_text(make_text(), encoding="utf-8")
    plans = [cp.read_plan(path), cp.read_plan(str(path)), cp.read_plan(make_text())]
    assert [plan.plan_id for plan in plans] == ["云溪县规划", "云溪县规划", "plan"]
    assert {plan.text for plan in plans} == {make_text()}
    for plan in plans:
        assert plan.tasks["title"].tolist() == ["管护森林", "防火防虫", "加强领导"]
        assert len(plan.assignments) == 4
        assert plan.targets["value"].tolist() == [35]
        assert set(plan.tables) <= set(TABLES)


def test_a_text_on_one_line_is_told_from_a_path():
    line = make_text().replace("\n", "") * 40
    assert cp.read_plan(line).text == line
    with pytest.raises(cp.PlanError, match="no headings"):
        cp.read_plan("林" * 100)  # a name of 300 bytes is none
    with pytest.raises(cp.PlanError, match=r"规划\.txt: the file does not exist"):
        cp.read_plan("规划.txt")


@pytest.mark.parametrize("given", [None, 3, b"x", ["x"], pd.DataFrame()])
def test_what_is_neither_path_nor_text_is_refused(given):
    with pytest.raises(cp.PlanError, match=f"a path or a text, not {type(given).__name__}"):
        cp.read_plan(given)


def test_what_is_known_of_a_plan_is_proposed_by_its_text_and_corrected_by_name():
    plan = make_plan(place="云溪县", issuer="云溪县人民政府", period_end=2030, issued_on=None)
    assert (plan.title, plan.place) == ("云溪县林业发展规划（2021—2025年）", "云溪县")
    assert (plan.period_start, plan.period_end, plan.issued_on) == ("2021", "2030", "")
    assert plan.source_file == "云溪.txt"
    assert len(plan.sha256) == 64


@pytest.mark.parametrize(
    ("metadata", "sentence"),
    [
        ({"county": "云溪"}, "there is no metadata 'county'; there are plan_id, title, place"),
        ({"plan_id": "a/b"}, "plan_id 'a/b' must be letters"),
        ({"issued_on": "2021年3月"}, "issued_on '2021年3月' is no date such as 2024-03-18"),
        ({"accessed_on": "today"}, "accessed_on 'today' is no date"),
        ({"period_end": "soon"}, "period_end 'soon' is no year such as 2025"),
    ],
)
def test_wrong_metadata_is_refused(metadata, sentence):
    with pytest.raises(cp.PlanError, match=sentence):
        cp.read_plan(make_text(), **metadata)


def test_a_plan_completes_and_shows_itself_with_its_words_as_data():
    plan = make_plan(title="<b>规划</b>")
    assert {"tasks", "assignments", "targets", "ignored", "text", "title"} <= set(dir(plan))
    shown = plan._repr_html_()
    assert "&lt;b&gt;规划&lt;/b&gt;" in shown
    assert "<b>" not in shown
    assert repr(plan).startswith("<Plan 云溪: 3 tasks, 4 assignments")
    with pytest.raises(AttributeError, match=r"a plan has no 'taks'; it has text, tasks"):
        plan.taks  # noqa: B018
    assert pickle.loads(pickle.dumps(plan)).tasks.equals(plan.tasks)


def test_own_lookups_reach_the_plan_its_comparison_and_what_is_written(tmp_path):
    folder = tmp_path / "lookups"
    folder.mkdir()
    row = "县林业局,tree_office,林木办,Tree Office,bureau,forestry,ours"
    header = "spelling,department_id,name_zh,name_en,kind,functions,reason"
    (folder / "departments.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    own = make_plan(lookups=folder)
    assert own.assignments["department_id"].iloc[0] == "tree_office"
    assert make_plan().assignments["department_id"].iloc[0] != "tree_office"
    with pytest.raises(cp.PlanError, match="read with different lookups"):
        cp.compare([own, make_plan("清河")])
    compared = cp.compare([own, make_plan("清河", lookups=str(folder))])
    assert compared.tidy()["lead"].iloc[0] == "林木办"
    compared.write(tmp_path / "out")
    assert cp.open_project(tmp_path / "out").lookups == own.lookups
    (folder / "departments.csv").write_text(f"{header}\n{row},more\n", encoding="utf-8")
    with pytest.raises(cp.PlanError, match=r"departments\.csv line 2"):
        make_plan(lookups=folder)
    with pytest.raises(cp.PlanError, match="the folder does not exist"):
        make_plan(lookups=tmp_path / "none")


# a comparison


def test_tables_are_worked_out_when_asked_for_and_kept(both):
    fresh = cp.compare([make_plan(), make_plan("清河")])
    assert fresh.tables.count_rows("coverage") is None
    assert fresh.coverage is fresh["coverage"]
    assert fresh.tables.count_rows("coverage") == len(fresh.coverage)
    assert fresh.tables.count_rows("task_pairs") is None
    assert set(both.tables) == set(TABLES) - {"progress", "shared_stretches"}
    assert set(both.tables) <= set(dir(both))


def test_a_comparison_gives_the_tables_of_a_build(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    for place in ("云溪", "清河"):
        (raw / f"{place}.txt").write_text(make_text(place), encoding="utf-8")
    built = pipeline.build_tables(raw).tables
    plans = [cp.read_plan(path) for path in sorted(raw.iterdir())]
    compared = cp.compare(plans)
    assert set(compared.tables) == set(built)
    for name, table in built.items():
        pd.testing.assert_frame_equal(compared[name], table)


def test_many_plans_are_compared_by_nearest(monkeypatch):
    monkeypatch.setattr("compare.analyse.partners.PARTNERS_TOGETHER", 0)  # else a minute
    monkeypatch.setattr("compare.analyse.partners.LEAST_PARTNERS", 1)
    signs = "云清河柳棠松岭桐榆沧澜渔潭川阳陵浦塘原湾集渡泽岗屿汀塬甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
    plans = [make_plan(sign + "山") for sign in signs]
    assert len(plans) > MANY_PLANS - 3
    plans += [make_plan(sign + "水") for sign in signs[:5]]
    many = cp.compare(plans)
    assert many.task_pairs["similarity"].notna().any()
    assert many.task_pairs["tfidf"].gt(0).all()
    assert "shared_stretches" in many.tables


@pytest.mark.parametrize("wrap", [lambda p: p.tasks, lambda p: [p.tasks], lambda p: p, lambda p: 3])
def test_what_is_no_list_of_plans_is_refused(wrap):
    with pytest.raises(cp.PlanError, match="a list of plans as read_plan gives them, not "):
        cp.compare(wrap(make_plan()))


def test_a_plan_above_itself_is_refused():
    text = "一、重点任务\n（一）管护森林。落实林长制。（责任单位：县林业局）"
    read = {
        name: cp.read_plan(text, plan_id=name, upper_plan=above)
        for name, above in (("a", "b"), ("b", "a"), ("c", "c"), ("d", "elsewhere"))
    }
    with pytest.raises(cp.PlanError, match="goes round in a ring: a under b under a"):
        cp.compare([read["a"], read["b"]])
    with pytest.raises(cp.PlanError, match="goes round in a ring: c under c"):
        cp.compare([read["c"]])
    assert cp.compare([read["a"], read["d"]]).inheritance.empty


def test_plans_of_one_name_are_refused_with_the_remedy():
    with pytest.raises(cp.PlanError, match=r"2 plans are called '云溪'.*read_plan\(…, plan_id="):
        cp.compare([make_plan(), make_plan(), make_plan("清河")])
    with pytest.raises(cp.PlanError, match="no plan to compare"):
        cp.compare([])
    with pytest.raises(cp.PlanError, match="settings are Settings"):
        cp.compare([make_plan()], {"nearest": 3})


def test_an_own_lexicon_reaches_tables_and_charts(both):
    themes = [{"theme_id": "fire", "theme": "防火", "terms": "防火|扑救"}]
    own = cp.compare([make_plan(), make_plan("清河")], cp.Settings(themes=themes))
    assert own.coverage["theme_id"].tolist() == ["fire", "fire"]
    assert own._choose_tables("coverage")["coverage"]["theme_id"].unique() == ["fire"]
    assert isinstance(own.draw("coverage"), matplotlib.figure.Figure)


def test_one_row_per_task_with_departments_by_role_and_targets(both):
    tidy = both.tidy()
    assert tidy["task_id"].tolist() == both.tasks["task_id"].tolist()
    first, second, third = tidy.iloc[:3].to_dict("records")
    assert (first["lead"], first["support"]) == ("林业局", "财政局;文旅局")
    assert (first["target_count"], first["target_quotes"]) == (1, "到2025年森林覆盖率达到35%")
    assert (second["responsible"], second["lead"], second["target_count"]) == ("应急管理局", "", 0)
    assert [third[c] for c in ("kind", "responsible", "scope")] == ["safeguard", "", ""]
    assert both.read("云溪", first["start"], first["end"]).startswith("（一）管护森林")


def test_a_stretch_is_read_raw_or_cleaned(both):
    assert both.read("清河", 0, 6) == "清河县林业发"
    plan = cp.read_plan(make_text().replace("备足物资", "备足\n物资"), plan_id="p")
    one = cp.compare([plan])
    start = plan.text.index("备足")
    assert one.read("p", start, start + 5) == "备足\n物资"
    assert one.read("p", start, start + 5, cleaned=True) == "备足物资"
    with pytest.raises(cp.PlanError, match="there is no plan 'x'; there are 云溪, 清河"):
        both.read("x", 0, 1)


def test_a_chart_is_a_figure_and_shows_itself_alike_each_time(both):
    figure = both.draw("workload")
    assert isinstance(figure, matplotlib.figure.Figure)
    assert figure._repr_png_() == both.draw("workload")._repr_png_()
    assert figure._repr_png_() != both.draw("workload", "en")._repr_png_()
    with pytest.raises(cp.PlanError, match="there is no figure 'pie'; there are indicators"):
        both.draw("pie")
    with pytest.raises(cp.PlanError, match="there is no language 'fr'; there are zh, en"):
        both.draw("workload", "fr")


def test_a_chart_needs_only_its_own_tables():
    fresh = cp.compare([make_plan(), make_plan("清河")])
    fresh.draw("instruments")
    made = [name for name in fresh.tables if fresh.tables.count_rows(name) is not None]
    assert "instruments" in made
    assert not {"task_pairs", "shared_passages", "coverage"} & set(made)


def test_findings_show_themselves_with_their_words_as_data():
    one = cp.compare([make_plan(title="<i>林</i>")])
    findings = one.list_findings(lang="zh")
    assert findings
    assert "<i>" not in findings._repr_html_()
    (size,) = one.list_findings("size")
    assert size.key == "size"
    with pytest.raises(cp.PlanError, match="there is no finding 'x'; there are size"):
        one.list_findings("x")


def test_a_comparison_shows_its_tables_with_titles_as_data():
    one = cp.compare([make_plan(title="<b>规划</b>")])
    assert "&lt;b&gt;规划" in one._repr_html_()
    assert repr(one).startswith("<Comparison of 云溪: plans, tasks")
    with pytest.raises(AttributeError, match="Comparison has no table or method 'taks'; it has"):
        one.taks  # noqa: B018
    with pytest.raises(cp.PlanError, match="there is no table 'taks'; there are plans"):
        one["taks"]


# a project


def test_what_is_written_is_opened_again(both, tmp_path):
    both.write(tmp_path)
    project = cp.open_project(tmp_path)
    assert set(project.tables) == set(both.tables)
    assert project.settings == both.settings
    for name in both.tables:
        assert len(project[name]) == len(both[name])
    assert project.sources == both.sources
    assert project.tidy()["lead"].tolist() == both.tidy()["lead"].tolist()


def test_a_project_with_functions_opens_and_says_what_it_does_not_know(tmp_path):
    cp.compare([make_plan()], cp.Settings(tokenizer=list)).write(tmp_path)
    project = cp.open_project(tmp_path)
    assert project.plans["tokenizer"].tolist() == ["own"]
    with pytest.raises(cp.PlanError, match=r"there is no tokeniser 'builtins\.list'"):
        project.settings  # noqa: B018


def test_outside_a_project_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("compare.api.project.__file__", str(tmp_path / "a/b/c/project.py"))
    with pytest.raises(cp.PlanError, match=r"no project around the working directory; name the fo"):
        cp.open_project()
    with pytest.raises(cp.PlanError, match=r"no tables are here; make them with `plan-compare bu"):
        cp.open_project("nowhere")


def test_the_project_around_is_found(monkeypatch):
    monkeypatch.chdir(RAW)
    project = cp.open_project()
    assert project.root == ROOT
    assert {"tasks", "task_pairs", "draw", "tidy"} <= set(dir(project))


# citations


def test_a_citation_names_what_is_known_and_what_is_not():
    plan = make_plan(issuer="云溪县人民政府", issued_on="2021-03-05", source_url="https://x.cn/1")
    software, line = cp.cite(plan).split("\n")
    assert line == (
        "云溪县人民政府. 云溪县林业发展规划（2021—2025年）. 2021-03-05. https://x.cn/1. "
        "Not recorded: document number, access date."
    )
    assert software == cp.cite()
    full = make_plan(
        **{"issuer": "县政府", "issued_on": "2021-03-05", "doc_number": "云政发〔2021〕8号"},
        **{"source_url": "https://x.cn/1", "accessed_on": "2024-05-06"},
    )
    assert cp.cite([plan, full]).split("\n")[2].endswith("https://x.cn/1. 2024-05-06.")
    assert cp.cite(cp.compare([plan])) == cp.cite([plan]) == cp.cite(plan)
    for wrong in ("云溪", 3, [], [3], pd.DataFrame({"a": [1]})):
        with pytest.raises(cp.PlanError, match="cite takes a plan, a list of plans"):
            cp.cite(wrong)


def test_the_software_is_cited_as_the_citation_file_says():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    from compare.api.citation import AUTHORS, TITLE

    assert f'title: "{TITLE}"' in citation
    assert f"- name: {AUTHORS}" in citation
