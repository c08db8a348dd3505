"""Catalogue, corrections and measured values as people save them: read, or refused with the line."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from compare import store
from compare.build.measured import check_measured_indicators, check_measured_plans
from compare.build.plans import Job, Work, list_jobs, name_result
from compare.cli import main
from compare.errors import PlanError
from compare.extract.readers import read_bytes
from compare.lookups.check import LOOKUPS
from compare.lookups.project import read_lookups
from compare.lookups.rows import read_header
from compare.schema import build_table

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "300"))
COLUMNS = ",".join(store.CATALOGUE_COLUMNS)
WIDTH = len(store.CATALOGUE_COLUMNS)
ROW = {"plan_id": "yunxi", "title": "云溪县方案", "place": "云溪县", "issued_on": "2024-03-18",
       "period_start": "2024", "period_end": "2026", "source_file": "yunxi.txt", "sha256": "0" * 64}  # fmt: skip
INPUTS = {
    "plans.csv": store.read_catalogue,
    "corrections.csv": store.read_corrections,
    "progress.csv": store.read_measured,
}
HEADERS = {
    "plans.csv": COLUMNS,
    "corrections.csv": "plan_id,place,old,new,reason",
    "progress.csv": "plan_id,indicator_id,year,value,unit,source",
}


def line(**fields: str) -> str:
    return ",".join((ROW | fields).get(name, "") for name in store.CATALOGUE_COLUMNS)


def read(tmp_path: Path, text: str | bytes, name: str = "plans.csv") -> list[dict[str, str]]:
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    found = INPUTS[name](tmp_path)
    return found.to_dict("records") if hasattr(found, "to_dict") else found


@pytest.mark.parametrize(("first", "second"), [("utf-8", "gbk"), ("gbk", "utf-8")])
def test_two_encodings_in_one_file_are_told(first, second, tmp_path):
    """As where a row was pasted in: read as one of them the other rows are other characters."""
    rows = f"{COLUMNS}\n{line()}\n".encode(first), f"{line(plan_id='b')}\n".encode(second)
    (tmp_path / "plans.csv").write_bytes(b"".join(rows))
    place = 3 if second == "gbk" else 2
    with pytest.raises(PlanError, match=rf"plans.csv line {place}: is no UTF-8, as other lines"):
        store.read_catalogue(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_catalogue_is_read_however_a_spreadsheet_saved_it(encoding, end, separator, tmp_path):
    text = end.join([COLUMNS, line(), "," * COLUMNS.count(","), "", line(plan_id="b")]) + end
    rows = read(tmp_path, text.replace(",", separator).encode(encoding))
    assert [row["plan_id"] for row in rows] == ["yunxi", "b"]
    assert rows[0] == dict.fromkeys(store.CATALOGUE_COLUMNS, "") | ROW


@pytest.mark.parametrize(
    "written",
    ["2024-3-18", "2024/3/18", "2024.03.18", "2024年3月18日", "２０２４/３/１８", " 2024/3/18 0:00",
     "2024-03-18 00:00:00"],
)  # fmt: skip
def test_dates_are_kept_in_one_form(written, tmp_path):
    assert read(tmp_path, f"{COLUMNS}\n{line(issued_on=written)}\n")[0]["issued_on"] == "2024-03-18"


@pytest.mark.parametrize("written", ["3/18/2024", "1-Dec-21", "45369", "2024-13-01", "2024-02-30",
                                     "2024", "0024-03-18", "9" * 30])  # fmt: skip
def test_a_date_whose_order_cannot_be_known_is_refused(written, tmp_path):
    with pytest.raises(PlanError, match=r"plans\.csv line 2: issued_on .* such as 2024-03-18"):
        read(tmp_path, f"{COLUMNS}\n{line(issued_on=written)}\n")


@pytest.mark.parametrize(
    ("written", "year"), [("2024年", "2024"), ("２０２４", "2024"), ("2024.0", "2024")]
)
def test_years_are_kept_in_one_form(written, year, tmp_path):
    assert read(tmp_path, f"{COLUMNS}\n{line(period_start=written)}\n")[0]["period_start"] == year


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: column"),
        ("\n\n", "line 1: column"),
        (COLUMNS, "names no plan"),
        ("plan_id,title\nx,y\n", "line 1: column place"),
        (f"{COLUMNS},title\n{line()},甲\n", "line 1: column 'title' stands a second time"),
        (f"{COLUMNS}\nyunxi,云溪县方案\n", f"line 2: has 2 fields instead of {WIDTH}"),
        (f"{COLUMNS}\n{line()},more\n", f"line 2: has {WIDTH + 1} fields instead of {WIDTH}"),
        (f"{COLUMNS}\n{line(title='甲' * 131_073)}\n", "line 2: is no sound CSV"),
        (f"{COLUMNS}\n{line(title=chr(34) + '甲')}\n", "is no sound CSV"),
        (f"{COLUMNS}\n{line(period_end='2' * 30)}\n", "line 2: period_end '2222222"),
        (f"{COLUMNS}\n{line(period_end='soon')}\n", "line 2: period_end 'soon' is no year"),
        (f"{COLUMNS}\n{line(period_end='2020')}\n", "period_end 2020 is before period_start 2024"),
        (
            f"{COLUMNS}\n{line(level='县')}\n",
            "line 2: level '县' must be one of county, prefecture",
        ),
        (f"{COLUMNS}\n{line(title='甲' + chr(0xFFFF))}\n", r"line 2: holds a character.*U\+FFFF"),
        (f"{COLUMNS}\n{line(title='甲' + chr(0))}\n", r"line 2: holds a character.*U\+0000"),
        (f"{COLUMNS}\n{line()}\n{line()}\n", "line 3: plan_id 'yunxi' stands a second time"),
        (
            f"{COLUMNS}\n{line()}\n{line(plan_id='YunXi')}\n",
            "line 3: plan_id 'YunXi' is 'yunxi' but for",
        ),
        (f"{COLUMNS}\n{line(plan_id='CON')}\n", "line 2: plan_id CON names a device on Windows"),
        (
            f"{COLUMNS}\n{line(plan_id='aux.1')}\n",
            "line 2: plan_id aux.1 names a device on Windows",
        ),
        (f"{COLUMNS}\n{line(plan_id='.writing-x')}\n", "line 2: plan_id .* begin with a stop"),
        (f"{COLUMNS}\n{line(plan_id='云' * 90)}\n", "line 2: plan_id .* longer than a file's name"),
        (b"\xff\xfe\x00", "neither UTF-8"),
        (b"\x81", "neither UTF-8, UTF-16 nor GB 18030; in Excel"),
    ],
)
def test_what_is_wrong_with_a_catalogue_is_one_sentence(text, words, tmp_path):
    with pytest.raises(PlanError, match=words) as error:
        read(tmp_path, text)
    assert "\n" not in str(error.value)
    assert "plans.csv" in str(error.value)


@pytest.mark.parametrize(
    ("upper", "words"),
    [
        (("", "x", ""), "line 3: upper_plan 'x' is no plan_id of the catalogue"),
        (("", "b", ""), "line 3: upper_plan goes round in a ring: b under b"),
        (("c", "a", "b"), "line 2: upper_plan goes round in a ring: a under c under b under a"),
    ],
)
def test_the_plan_above_is_in_the_catalogue_and_stands_above(upper, words, tmp_path):
    rows = [
        line(plan_id=name, source_file=f"{name}.txt", upper_plan=above)
        for name, above in zip("abc", upper, strict=True)
    ]
    with pytest.raises(PlanError, match=words):
        read(tmp_path, "\n".join([COLUMNS, *rows]))


def test_plans_may_stand_under_one_another_in_any_order(tmp_path):
    rows = [line(plan_id="a", upper_plan="b"), line(plan_id="b", upper_plan="c"), line(plan_id="c")]
    found = read(tmp_path, "\n".join([COLUMNS, *rows]))
    assert [row["upper_plan"] for row in found] == ["b", "c", ""]


def test_a_file_under_two_names_is_told(tmp_path, capsys):
    text = "一、重点任务\n（一）管护森林。落实林长制。\n（二）修建书屋。新建书屋12个。\n"
    other = "一、重点任务\n（一）治理河道。清淤疏浚。\n"
    for name, written in {"a": text, "b": text, "c": other}.items():
        (tmp_path / f"{name}.txt").write_text(written, encoding="utf-8")
    command = ["build", "--raw", tmp_path, "--out", tmp_path / "out", "--tables-only"]
    assert main([*map(str, command)]) == 0
    assert "a, b are the same file under different names" in capsys.readouterr().err


def test_a_separator_of_lines_within_a_cell_is_a_space(tmp_path):
    text = f"{COLUMNS}\n{line(title='云溪县' + chr(0x2028) + '方案')}\n"
    assert read(tmp_path, text)[0]["title"] == "云溪县 方案"


def test_the_checksum_may_be_in_capitals(tmp_path):
    import hashlib

    store.check_checksum(Path("x"), b"a", hashlib.sha256(b"a").hexdigest().upper())
    with pytest.raises(PlanError, match="has changed"):
        store.check_checksum(Path("x"), b"b", hashlib.sha256(b"a").hexdigest())


def test_corrections_keep_their_text_and_know_their_line(tmp_path):
    text = 'plan_id,place,old,new,reason\r\n\r\na,line 1,"甲\n 乙",丙,错字\r\n'.encode("gbk")
    (row,) = read(tmp_path, text, "corrections.csv")
    assert (row["old"], row["line"]) == ("甲\n 乙", "4")


def measured(tmp_path: Path, *rows: str) -> object:
    (tmp_path / "progress.csv").write_text(
        "\n".join([HEADERS["progress.csv"], "", *rows]) + "\n", "utf-8"
    )
    return store.read_measured(tmp_path)


def test_measured_values_for_what_is_not_there_are_refused_with_file_and_line(tmp_path):
    targets = build_table("targets", [])
    jobs = ["yunxi"]
    known = measured(tmp_path, "yunxi,science_literacy_rate,2024,15,%,公报")
    check_measured_plans(known, jobs)
    check_measured_indicators(known, targets)
    check_measured_plans(None, jobs)
    with pytest.raises(PlanError, match=r"progress\.csv line 3: there is no plan 'nobody'"):
        check_measured_plans(measured(tmp_path, "nobody,x,2024,15,%,公报"), jobs)
    with pytest.raises(PlanError, match=r"progress\.csv line 4: there is no indicator 'x'"):
        check_measured_indicators(
            measured(
                tmp_path, "yunxi,science_literacy_rate,2024,15,%,公报", "yunxi,x,2024,1,%,公报"
            ),
            targets,
        )
    assert str(tmp_path) in str(measured(tmp_path, "a,b,2024,1,%,c").attrs["where"])


# every file, every command

CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ['"', "=1+1", "2024/3/18", "\u2028", "\r", "\uffff", "../x", "9" * 40, "甲" * 200]
    ),
)
TABLES = st.builds(
    lambda rows, sign, end: end.join(sign.join(row) for row in rows),
    st.lists(st.lists(CELLS, max_size=14), max_size=5),
    st.sampled_from([",", "\t", ";"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)


def try_reading(name: str, folder: Path) -> tuple[object, str]:
    """(what the file says, the sentence with which it is refused)."""
    try:
        return INPUTS[name](folder), ""
    except PlanError as error:
        return None, str(error)


@pytest.mark.parametrize("name", INPUTS)
@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
@example("甲", "utf-8", True)
@given(TABLES, st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-32", "latin-1"]), st.booleans())
def test_any_file_is_read_or_refused(name, tmp_path_factory, table, encoding, has_header):
    folder = tmp_path_factory.getbasetemp() / "fuzz"
    folder.mkdir(exist_ok=True)
    text = f"{HEADERS[name]}\n{table}" if has_header else table
    (folder / name).write_bytes(text.encode(encoding, "ignore"))
    found, refusal = try_reading(name, folder)
    assert not refusal or (name in refusal and len(refusal.splitlines()) == 1)
    if name == "plans.csv" and not refusal:
        again = store.format_catalogue(found)
        (folder / name).write_text(again, encoding="utf-8")
        assert store.read_catalogue(folder) == found


@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp() / "bytes"
    folder.mkdir(exist_ok=True)
    for name in INPUTS:
        (folder / name).write_bytes(data)
        _, refusal = try_reading(name, folder)
        assert not refusal or name in refusal


PLAN = "一、目标\n到2027年，总藏量达到30万册。\n二、任务\n（一）建设书屋。新建书屋12个。（责任单位：县文旅局）\n"


@pytest.mark.parametrize("command", ["build", "review", "add"])
def test_every_command_says_the_same_of_a_catalogue(command, tmp_path, capsys):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "yunxi.txt").write_text(PLAN, "utf-8")
    (raw / "plans.csv").write_text(f"{COLUMNS}\n{line(issued_on='3/18/24')}\n", "utf-8")
    new = tmp_path / "new.txt"
    new.write_text(PLAN, "utf-8")
    options = {"build": ["--out", tmp_path / "o"], "review": [], "add": ["--plan-id", "n", new]}
    assert main([command, *map(str, options[command]), "--raw", str(raw)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "plans.csv line 2: issued_on '3/18/24' is no date" in said


# names


def test_a_name_that_is_no_utf8_leaves_that_file_out(tmp_path, capsys):
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in ("a.txt", "b.txt"):
        (raw / name).write_text(PLAN, "utf-8")
    try:
        os.rename(raw / "b.txt", os.fsencode(raw) + b"/b\xff.txt")
    except OSError:
        pytest.skip("this file system takes names in UTF-8 alone")
    with pytest.raises(PlanError, match="not UTF-8; rename it") as error:
        read_bytes(Path(os.fsdecode(os.fsencode(raw) + b"/b\xff.txt")))
    str(error.value).encode("utf-8")
    assert main(["build", "--raw", str(raw), "--out", str(tmp_path / "o"), "--tables-only"]) == 0
    assert "1 of 2 plans are left out" in capsys.readouterr().err


def test_results_of_plans_with_long_names_are_kept_under_short_ones():
    long = [
        Job({"plan_id": "云" * 80 + end, "source_file": "a.txt"}, Path("a.txt")) for end in "甲乙"
    ]
    names = [name_result(job, Work()) for job in long]
    assert len(set(names)) == 2
    assert max(len(name.encode()) for name in names) < 200


def test_a_date_that_is_none_in_a_text_leaves_the_field_empty(tmp_path):
    (tmp_path / "a.txt").write_text(
        f"云溪县方案（２０２４—２０２６年）\n{PLAN}云溪县人民政府\n2024年13月45日\n", "utf-8"
    )
    from compare.build.plans import read_job

    (job,) = list_jobs(tmp_path)
    entry, _ = read_job(job)
    assert (entry["issued_on"], entry["period_start"]) == ("", "2024")


LOOKUP_CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["(", "(" * 3000, "[", "a{99999}", "\\", "*", "true", "-1", "1", "|", "甲", '"']
    ),
    st.sampled_from(["\x00", "\u2028", "\ufeff", "=1"]),
)


@settings(
    max_examples=EXAMPLES // 2,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
@given(
    st.sampled_from(sorted(LOOKUPS)),
    st.lists(st.lists(LOOKUP_CELLS, max_size=9), max_size=4),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_any_lookup_is_read_or_refused(tmp_path_factory, name, rows, has_header, encoding):
    folder = tmp_path_factory.getbasetemp() / "lookups"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    head = [",".join(read_header(name))] if has_header else []
    text = "\n".join([*head, *(",".join(row) for row in rows)])
    (folder / f"{name}.csv").write_bytes(text.encode(encoding, "ignore"))
    said = ""
    try:
        read_lookups(folder).read(name)
    except PlanError as error:
        said = str(error)
    assert not said or (f"{name}.csv" in said and len(said.splitlines()) == 1)


def test_a_cell_that_is_too_long_in_a_lookup_is_told_with_its_line(tmp_path):
    text = "\n".join([",".join(read_header("stop_words")), f"{'甲' * 140_000},x"])
    (tmp_path / "stop_words.csv").write_text(text, encoding="utf-8")
    with pytest.raises(PlanError, match=r"stop_words\.csv line 2: is no sound CSV"):
        read_lookups(tmp_path)


@pytest.mark.parametrize("plan_id", ["../../secret", "a\\b", "a\0b", "a\nb", "\x1b[2J", "a\u2028b"])
def test_a_table_whose_plan_would_lead_elsewhere_is_refused(plan_id, tmp_path):
    rows = [{"plan_id": plan_id, "source_file": "a.txt", "sha256": "0" * 64}]
    task = {
        "task_id": "t",
        "plan_id": "a",
        "kind": "key_task",
        "section_id": "s",
        "task_no": "1",
        "title": "t",
    }
    tables = {
        "plans": build_table("plans", rows),
        "tasks": build_table("tasks", [task | {"start": 0, "end": 1}]),
    }
    store.write_tables(tables, tmp_path, texts={})
    with pytest.raises(PlanError, match=r"plans\.csv: plan_id .* is no name of a plan"):
        store.read_table("plans", tmp_path)
    assert main(["report", "--tables", str(tmp_path), "--out", str(tmp_path / "r")]) == 1
    assert not (tmp_path / "r").exists()
