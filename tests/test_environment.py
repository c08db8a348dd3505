"""The declarations of the environment agree: pyproject.toml, environment.yml, the locks."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ["requirements-build.lock", "requirements.lock", "requirements-dev.lock"]
CARD = {"pandas", "jupyterlab", "matplotlib", "seaborn", "scikit-learn", "jieba", "pytest"}
# conda-forge name -> name in pyproject.toml, where the two differ
CONDA_NAMES = {"python-build": "build"}
# only in the conda environment: what pip calls "requires-python", and pip itself
CONDA_ONLY = {"python", "pip"}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def declared(*extras: str) -> dict[str, str]:
    """Name -> range of the core dependencies and of the extras named."""
    table = project()["project"]
    lines = list(table["dependencies"])
    for extra in extras:
        lines += table["optional-dependencies"][extra]
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(r.name): str(r.specifier) for r in requirements}


def conda_items() -> tuple[list[str], list[str]]:
    """The entries of environment.yml: those of conda-forge, and those of its pip section."""
    conda, pip = [], []
    target, inside = conda, False
    for raw in (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines():
        line = re.sub(r"(^|\s)#.*$", "", raw).rstrip()
        if not line:
            continue
        if not line.startswith((" ", "-")):
            inside = line == "dependencies:"
        elif inside and line.strip() == "- pip:":
            target = pip
        elif inside:
            target.append(line.strip().removeprefix("- "))
    return conda, pip


def conda_declared() -> dict[str, str]:
    conda, pip = conda_items()
    result = {}
    for item in conda + [item for item in pip if not item.startswith("-")]:
        requirement = Requirement(item)
        name = canonicalize_name(requirement.name)
        result[CONDA_NAMES.get(name, name)] = str(requirement.specifier)
    return result


def pins(lock: str) -> dict[str, str]:
    """Name -> version of every package in a lock file."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    found = re.findall(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", text, flags=re.MULTILINE)
    names = [canonicalize_name(name) for name, _ in found]
    assert len(names) == len(set(names)), f"{lock} holds a package in two versions"
    return {canonicalize_name(name): version for name, version in found}


def test_conda_environment_equals_pyproject():
    conda = {name: span for name, span in conda_declared().items() if name not in CONDA_ONLY}
    assert conda == declared("notebooks", "test", "formats", "report")


def test_conda_environment_has_the_card_packages_from_conda_forge():
    names = {canonicalize_name(Requirement(item).name) for item in conda_items()[0]}
    assert names >= CARD


def test_conda_python_is_the_python_of_the_classifiers():
    table = project()["project"]
    marker = "Programming Language :: Python :: 3."
    minors = sorted(
        int(line.removeprefix(marker)) for line in table["classifiers"] if line.startswith(marker)
    )
    span = Requirement("python" + conda_span("python")).specifier
    assert [minor for minor in range(30) if span.contains(f"3.{minor}.1")] == minors
    assert table["requires-python"] == f">=3.{minors[0]}"


def conda_span(name: str) -> str:
    return conda_declared()[name]


@pytest.mark.parametrize("name", sorted(declared()))
def test_core_dependencies_have_a_lower_and_an_upper_bound(name):
    operators = {spec.operator for spec in Requirement(name + declared()[name]).specifier}
    assert operators == {">=", "<"}


def test_version_is_the_same_everywhere():
    version = project()["project"]["version"]
    source = (ROOT / "src" / "compare" / "version.py").read_text(encoding="utf-8")
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r'^__version__ = "(.+)"$', source, flags=re.MULTILINE) == [version]
    assert re.findall(r"^version: (.+)$", citation, flags=re.MULTILINE) == [version]


def test_every_extra_is_in_a_lock_and_within_its_range():
    run = ["notebooks", "test", "formats", "report"]
    extras = list(project()["project"]["optional-dependencies"])
    assert sorted(extras) == sorted([*run, "scan", "fast", "semantic", "parquet", "cluster", "dev"])
    for lock, wanted in [
        ("requirements.lock", declared(*run)),
        ("requirements-dev.lock", declared(*extras)),
    ]:
        locked = pins(lock)
        for name, span in wanted.items():
            assert name in locked, f"{name} is missing in {lock}: make lock"
            assert Requirement(name + span).specifier.contains(locked[name]), (lock, name)


def test_locks_hold_the_same_versions():
    main, dev, build = (
        pins(name)
        for name in ["requirements.lock", "requirements-dev.lock", "requirements-build.lock"]
    )
    assert main.items() <= dev.items()
    assert build.items() <= main.items()
    wanted = [Requirement(line) for line in project()["build-system"]["requires"]]
    assert {canonicalize_name(requirement.name) for requirement in wanted} <= set(build)


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_is_hashed_and_names_no_host(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", text)
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
