"""The command line: exit codes, one clear sentence, no traceback."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from compare import __version__
from compare.api.plan import METADATA
from compare.cli import main
from compare.cli.commands import FIELDS

ROOT = Path(__file__).parents[1]
RAW = ROOT / "data" / "raw"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A copy of data/raw that a test may break."""
    return Path(shutil.copytree(RAW, tmp_path / "raw"))


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_extract_writes_the_tables_and_the_source_text(tmp_path, capsys):
    plan = next(RAW.glob("*.txt"))
    assert run("extract", plan, "--out", tmp_path) == 0
    written = {path.name for path in tmp_path.iterdir()}
    assert {"tasks.csv", "assignments.csv", "targets.csv", "departments.csv"} <= written
    text = (tmp_path / "text" / f"{plan.stem}.txt").read_bytes()
    assert text == plan.read_bytes()
    assert capsys.readouterr().err == ""


def expect_sentence(capsys, *parts: str) -> None:
    said = capsys.readouterr().err
    assert said.count("\n") == 1, said
    assert "Traceback" not in said
    for part in parts:
        assert part in said


def test_missing_file(tmp_path, capsys):
    assert run("extract", tmp_path / "none.txt", "--out", tmp_path / "o") == 1
    expect_sentence(capsys, "none.txt", "does not exist")


def test_empty_file(tmp_path, capsys):
    (tmp_path / "empty.txt").write_bytes(b"")
    assert run("extract", tmp_path / "empty.txt", "--out", tmp_path / "o") == 1
    expect_sentence(capsys, "empty.txt", "empty")


def test_text_without_headings(tmp_path, capsys):
    (tmp_path / "letter.txt").write_text("今天天气很好。我们去公园。\n", encoding="utf-8")
    assert run("extract", tmp_path / "letter.txt", "--out", tmp_path / "o") == 1
    expect_sentence(capsys, "letter", "headings")


def test_changed_checksum(raw, tmp_path, capsys):
    plan = next(raw.glob("*.txt"))
    plan.write_bytes(plan.read_bytes() + b"\n")
    assert run("build", "--raw", raw, "--out", tmp_path / "o", "--tables-only") == 1
    expect_sentence(capsys, plan.name, "sha256")
    assert not (tmp_path / "o").exists()


def test_malformed_catalogue_row_names_its_line(raw, tmp_path, capsys):
    catalogue = raw / "plans.csv"
    catalogue.write_text(catalogue.read_text("utf-8") + "third,too,few\n", encoding="utf-8")
    lines = catalogue.read_text("utf-8").count("\n")
    assert run("build", "--raw", raw, "--out", tmp_path / "o", "--tables-only") == 1
    expect_sentence(capsys, f"plans.csv line {lines}", "fields")


def test_malformed_lookup_row_names_file_and_line():
    from compare.errors import PlanError
    from compare.lookups import parse_lookup

    with pytest.raises(PlanError, match=r"units\.csv line 3: has 2 fields instead of 3"):
        parse_lookup(["unit,factor,reason", "人,1,people", "万,1"], "lookups/units.csv")
    with pytest.raises(PlanError, match=r"line 3: '人' stands a second time"):
        parse_lookup(["unit,factor,reason", "人,1,people", "人,1,again"], "lookups/units.csv")


def test_two_files_of_one_name_are_refused(tmp_path, capsys):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        shutil.copy(next(RAW.glob("*.txt")), tmp_path / name / "plan.txt")
    files = tmp_path / "a" / "plan.txt", tmp_path / "b" / "plan.txt"
    assert run("extract", *files, "--out", tmp_path / "o") == 1
    expect_sentence(capsys, "same name")


def test_unknown_command_is_a_usage_error():
    with pytest.raises(SystemExit) as stop:
        run("explode")
    assert stop.value.code == 2


def test_help_has_examples_and_version_is_the_package_s(capsys):
    with pytest.raises(SystemExit) as stop:
        run("--help")
    assert stop.value.code == 0
    assert "examples:" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        run("--version")
    assert capsys.readouterr().out.strip() == f"plan-compare {__version__}"


def test_debug_shows_where(tmp_path, capsys):
    assert run("extract", tmp_path / "none.txt", "--out", tmp_path / "o", "--debug") == 1
    assert "Traceback" in capsys.readouterr().err


def test_help_loads_no_heavy_library():
    code = (
        "import sys; from compare.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'sklearn', 'matplotlib', 'jieba', 'numpy', 'scipy'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_outline_tells_the_role_of_each_chapter(capsys):
    assert run("outline", sorted(RAW.glob("*.txt"))[0]) == 0
    shown = capsys.readouterr().out
    assert "[key_task, high] 三、重点任务" in shown
    assert "[safeguard, high] 四、组织实施" in shown
    assert "33 key tasks, 5 safeguards" in shown


def test_add_proposes_the_catalogue_row_and_lists_doubts(tmp_path, capsys):
    plan = tmp_path / "rural.txt"
    plan.write_text(
        "云溪县数字乡村建设实施方案（2023—2027年）\n\n一、主要目标\n到2027年，行政村5G覆盖率达到95%。\n"
        "二、重点任务\n（一）夯实网络底座\n1. 建设基站。新建基站120座。（责任单位：县工信局、县星河公司、县创建办）\n"
        "云溪县人民政府\n2023年5月6日\n",
        encoding="utf-8",
    )
    raw = tmp_path / "raw"
    assert run("add", plan, "--plan-id", "yunxi", "--place", "云溪县", "--raw", raw) == 0
    shown = capsys.readouterr().out
    assert "县创建办" in shown
    row = (raw / "plans.csv").read_text("utf-8").splitlines()[1]
    assert row.startswith("yunxi,云溪县数字乡村建设实施方案（2023—2027年）,云溪县,")
    assert ",云溪县人民政府,2023-05-06,2023,2027,yunxi.txt," in row
    assert run("add", plan, "--plan-id", "yunxi", "--raw", raw) == 1
    expect_sentence(capsys, "yunxi", "taken")
    assert run("build", "--raw", raw, "--out", tmp_path / "out", "--tables-only") == 0


def test_corrections_change_the_text_and_fail_once_the_source_has_changed(raw, tmp_path, capsys):
    plan_id = (raw / "plans.csv").read_text("utf-8").splitlines()[1].split(",")[0]
    rows = f"plan_id,place,old,new,reason\n{plan_id},line 69,加强校内,强化校内,test\n"
    (raw / "corrections.csv").write_text(rows, encoding="utf-8")
    assert run("build", "--raw", raw, "--out", tmp_path / "o", "--tables-only") == 0
    assert "强化校内青少年科学教育" in (tmp_path / "o" / "tasks.csv").read_text("utf-8")
    (raw / "corrections.csv").write_text(rows.replace("加强校内", "早已改正"), encoding="utf-8")
    capsys.readouterr()
    assert run("build", "--raw", raw, "--out", tmp_path / "o", "--tables-only") == 1
    expect_sentence(capsys, "corrections.csv line 2", "早已改正")


def test_module_runs_as_the_command(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "compare", "--version"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "LC_ALL": "C"},
        check=True,
    )
    assert __version__ in done.stdout


def test_nothing_of_a_document_steers_a_terminal(tmp_path, capsys):
    from compare.cli.show import print_notice, print_text

    print_text("甲\x1b[2J\u202e\x9b\ttab\n乙")
    print_notice("a\x1b]0;x\x07\nplan-compare: all is well")
    out, err = capsys.readouterr()
    assert out == "甲\\x1b[2J\\u202e\\x9b\ttab\n乙\n"
    assert err == "plan-compare: a\\x1b]0;x\\x07 plan-compare: all is well\n"
    for path in (ROOT / "src" / "compare" / "cli").glob("*.py"):
        calls = path.read_text(encoding="utf-8").count(" print(")
        assert calls == (1 if path.name == "show.py" else 0), path.name


@pytest.mark.parametrize("below", [".", "text", "lookups_used"])
def test_results_are_not_written_among_the_plans(below, raw, capsys):
    plans = raw / below
    plans.mkdir(exist_ok=True)
    shutil.copy(next(RAW.glob("haian*.txt")), plans / "x.txt")
    before = {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()}
    assert run("build", "--raw", plans, "--out", raw, "--tables-only") == 1
    assert run("extract", plans / "x.txt", "--out", raw / "lookups" / "..") == 1
    assert capsys.readouterr().err.count("name another folder") == 2
    assert {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()} == before


def test_add_takes_what_a_plan_can_be_told_but_what_its_place_tells() -> None:
    assert [n for n in METADATA if n not in ("plan_id", "division_code")] == list(FIELDS)


def run_code(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python code run in a process of its own that finds the same packages."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip


def test_an_interrupt_while_workers_end_prints_no_traceback() -> None:
    code = (
        "import os, signal, sys, threading, compare.cli as cli\n"
        "cli.main = lambda: 0\n"
        "threading._register_atexit(os.kill, os.getpid(), signal.SIGINT)\n"
        "cli.run_program()\n"
    )
    done = run_code(code)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize(
    ("then", "told"),
    [
        ("os.kill(os.getpid(), signal.SIGTERM)", (143, "plan-compare: interrupted")),
        ("os.kill(os.getpid(), signal.SIGINT)", (130, "plan-compare: interrupted")),
        ("broken_import()", (130, "plan-compare: interrupted")),
    ],
)
def test_told_to_end_it_clears_up_and_says_so(then, told, tmp_path):
    """As where a package makes an ImportError of an interrupt that comes while it is loaded."""
    code = (
        "import os, signal, sys, tempfile, compare.cli as cli\n"
        "def broken_import():\n"
        "    try: os.kill(os.getpid(), signal.SIGINT)\n"
        "    except KeyboardInterrupt: raise ImportError('numpy')\n"
        "def run(arguments):\n"
        "    with tempfile.TemporaryDirectory(dir=sys.argv.pop()):\n"
        f"        {then}\n"
        "cli.build_parser = lambda: cli_parser\n"
        "import argparse; cli_parser = argparse.ArgumentParser(); cli_parser.add_argument('at')\n"
        "cli_parser.set_defaults(run=run, debug=False)\n"
        "cli.run_program()\n"
    )
    done = run_code(code, str(tmp_path))
    assert (done.returncode, done.stderr.partition(";")[0]) == told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_an_interrupt_while_it_is_loaded_prints_no_traceback():
    code = (
        "import os, signal, sys, types, compare.__main__ as program\n"
        "def ask(name): os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.modules['compare.cli'] = module = types.ModuleType('compare.cli')\n"
        "module.__getattr__ = ask\n"
        "program.start()\n"
    )
    done = run_code(code)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a folder somebody is in")
def test_a_folder_that_is_gone_is_told(tmp_path, monkeypatch, capsys):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert main(["extract", "plan.txt", "--out", "out"]) == 1
    assert "the folder this was started in is no longer there" in capsys.readouterr().err
