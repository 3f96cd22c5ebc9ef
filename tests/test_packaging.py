"""What pyproject.toml says of the project is so: one list of dependencies, a command, every file that code opens."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from importlib.metadata import EntryPoint
from pathlib import Path

from packaging.requirements import Requirement

from analytics.__main__ import main

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETUP = PROJECT["tool"]["setuptools"]


def test_the_dependencies_are_those_of_requirements_txt_each_pinned() -> None:
    assert PROJECT["project"]["dynamic"] == ["dependencies"]
    assert SETUP["dynamic"]["dependencies"] == {"file": ["requirements.txt"]}
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    needed = [Requirement(line.split(" #")[0]) for line in lines if not line.startswith("#")]
    assert "streamlit" in {one.name for one in needed}
    assert all(str(one.specifier).startswith("==") for one in needed)


def test_the_command_is_the_command_line() -> None:
    ((name, value),) = PROJECT["project"]["scripts"].items()
    assert name == "line-of-sight"
    assert EntryPoint(name, value, "console_scripts").load() is main


def test_every_file_beside_the_code_is_packed_and_nothing_that_was_loaded() -> None:
    folders = [name.removesuffix("*").replace(".", "/") for name in SETUP["packages"]["find"]["include"]]
    assert folders == [
        "analytics",
        "pages",
        "data/demonstration",
        "data/open",
        "data/recipes",
        "data/starter",
        "data/statutory",
        "data/templates",
    ]
    beside = [file for folder in folders for file in (ROOT / folder).rglob("*") if file.is_file()]
    packed = [*SETUP["package-data"]["*"], "*.py", "*.pyc"]
    assert [str(file) for file in beside if not any(fnmatch(file.name, pattern) for pattern in packed)] == []
