"""The rooms import downwards only, and analytics never imports Streamlit."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Each room may import itself and what stands below it.
ROOMS = [
    "access",
    "catalogue",
    "extracts",
    "rollup",
    "store",
    "statutory",  # makes extracts of lists that are not kept
    "headlines",  # rules on frames alone; what words and papers say of a month comes from here
    "indicators",
    "audits",
    "screening",
    "corporate",
    "national",  # beside what the indicators say of the council itself
    "wording",  # of indicators; what audits, screening and the corporate papers say is made where it is worked out
    "home",  # what of all these comes first
    "explore",  # any question about all these
    "disclosure",
    "charts",
    "furniture",
    "tables",
    "board_packs",
    "sharing",
    "sign_in",  # this and the one above are imported by app.py, the pages and the command line alone
    "exports",  # files for colleagues, which nothing that is shared may carry
]
SAME_FLOOR = [
    {"indicators", "audits", "screening", "corporate"},
    {"charts", "furniture"},
]  # these do not import each other
ANYWHERE = {
    "caching",
    "child_answers",
    "columns",
    "errors",
    "formatting",
    "intervals",
    "months",
    "percent",
    "sample_size",
    "simulated_label",
    "survival",
    "units",
}


def imports(file: Path) -> set[str]:
    """The modules that a file imports, by full name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{file}: relative imports hide which room is meant"
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def rooms_imported(file: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(file) if name.startswith("analytics.")}


ANALYTICS = sorted((ROOT / "analytics").rglob("*.py"))


@pytest.mark.parametrize("file", ANALYTICS, ids=lambda f: str(f.relative_to(ROOT)))
def test_analytics_never_imports_streamlit_or_pages(file: Path) -> None:
    assert not {name for name in imports(file) if name.split(".")[0] in ("streamlit", "pages", "app")}


@pytest.mark.parametrize("file", ANALYTICS, ids=lambda f: str(f.relative_to(ROOT)))
def test_rooms_import_downwards_only(file: Path) -> None:
    room = file.relative_to(ROOT / "analytics").parts[0].removesuffix(".py")
    if room in ("__main__", "commands"):
        return
    known = rooms_imported(file) & set(ROOMS)
    if room not in ROOMS:
        assert room in ANYWHERE | {"__init__"}
        assert not known, f"{room} belongs to no room and must stand on its own"
        return
    below = set(ROOMS[: ROOMS.index(room)])
    for floor in SAME_FLOOR:
        if room in floor:
            below -= floor
    assert known <= below | {room}


@pytest.mark.parametrize("folder", ["analytics", "pages", "tests", "benchmarks", "docs"])
def test_nothing_but_the_tools_themselves_imports_tools(folder: str) -> None:
    """What made a file is not needed to read it. Their own tests are in tests/demonstration/making and tests/tools."""
    own = {ROOT / "tests" / "demonstration" / "making", ROOT / "tests" / "tools"}
    files = [f for f in (ROOT / folder).rglob("*.py") if not own.intersection(f.parents)]
    files += [ROOT / "app.py"]
    assert [str(file) for file in files if any(name.split(".")[0] == "tools" for name in imports(file))] == []


@pytest.mark.parametrize(("room", "above"), [("sharing", {"sign_in", "commands"}), ("sign_in", {"commands"})])
def test_sharing_and_sign_in_are_imported_by_the_door_the_pages_and_the_command_line_alone(
    room: str, above: set[str]
) -> None:
    importing = {f.relative_to(ROOT / "analytics").parts[0] for f in ANALYTICS if room in rooms_imported(f)}
    assert importing == {room} | above


def test_sign_in_knows_of_no_pack() -> None:
    """It writes into the log of who did what, knows what looks like a token, and shows the pages outside the app."""
    used = {name for file in (ROOT / "analytics" / "sign_in").glob("*.py") for name in imports(file)}
    assert {name for name in used if name.startswith("analytics.sharing.")} == {
        "analytics.sharing.error_pages",
        "analytics.sharing.log",
        "analytics.sharing.masking",
    }


def test_every_room_says_what_belongs_there() -> None:
    for room in (ROOT / "analytics").iterdir():
        if room.is_dir() and room.name in ROOMS:
            said = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
            assert said
            assert said.count(".") >= 2, f"{room.name} should say what belongs there and what does not"


@pytest.mark.parametrize("file", sorted((ROOT / "pages").glob("*.py")), ids=lambda f: f.name)
def test_pages_hold_layout_only(file: Path) -> None:
    """A page that reads a file, asks DuckDB or computes on frames has walked round the rooms."""
    forbidden = {"duckdb", "pyarrow", "sqlite3", "csv"}
    if file.name != "downloads.py":  # hands frames out as files
        forbidden |= {"polars"}
    assert not {name.split(".")[0] for name in imports(file)} & forbidden


def test_the_app_starts_without_what_only_makes_files() -> None:
    """Slides, Word documents and workbooks are made by few and seldom, and their libraries take a second to load."""
    only = "pptx", "docx", "xlsxwriter", "openpyxl"
    asked = f"import sys, app; print([name for name in {only} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
