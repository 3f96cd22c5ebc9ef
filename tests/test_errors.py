"""Every exception of the product is either one whose message people may read, or named here as internal."""

from __future__ import annotations

import ast
import builtins
from pathlib import Path

from analytics.errors import UserFacingError

ROOT = Path(__file__).parents[1]
BASE = UserFacingError.__name__
INTERNAL = {
    "analytics/disclosure/reidentification.py: NotFound",  # the search for another solution found none
    "analytics/child_answers.py: Refused",  # goes on from a file's name, which the parent process adds
    "analytics/statutory/xml_tables.py: NotRead",  # has a key, of which the parent process makes a sentence
    "analytics/store/work.py: Stopped",  # by whoever waited, who knows
    "analytics/sign_in/identity.py: _NotAccepted",  # what the identity provider sent, for the log
}


def derived() -> dict[str, list[str]]:
    """Every class of the product by file and name, with the names of its bases."""
    files = [*(ROOT / "analytics").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]
    return {
        f"{file.relative_to(ROOT).as_posix()}: {node.name}": [ast.unparse(base).split(".")[-1] for base in node.bases]
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }


def descendants(classes: dict[str, list[str]], names: set[str]) -> set[str]:
    """The classes that are derived from any of these names, from one that is, and so on."""
    found: set[str] = set()
    while more := {key for key, bases in classes.items() if names & set(bases)} - found:
        found |= more
        names = names | {key.split(": ")[1] for key in more}
    return found


def test_an_exception_is_for_people_or_named_as_internal() -> None:
    classes = derived()
    built_in = {name for name, it in vars(builtins).items() if isinstance(it, type) and issubclass(it, BaseException)}
    shown = descendants(classes, {BASE})
    every = descendants(classes, built_in)
    assert every - shown - {f"analytics/errors.py: {BASE}"} == INTERNAL
    assert {"analytics/access.py: NotAllowed", "analytics/store/database.py: LostLedger"} <= shown


def test_an_exception_for_people_says_that_its_message_may_be_shown() -> None:
    assert "may be shown" in (UserFacingError.__doc__ or "")
