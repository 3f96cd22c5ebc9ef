"""Extracts that have no more than the columns that they need, and those whose other cells are empty: no page falls."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.catalogue.catalogue import DATA
from analytics.commands.loads import demonstration
from analytics.explore import offered
from analytics.extracts import CATALOGUE_KINDS, EXTRACTS
from analytics.store import Incoming, Store, held_catalogue, kinds_held, load
from pages.menu import pages
from tests.pages.test_pages import SHELL, at

# Without one of these a row says nothing, and is refused.
NEEDED_ALL_THE_SAME = {
    "indicators": ("value", "numerator", "denominator"), "national_figures": ("value",), "plan": ("marker",),
    "open_cases": ("legal_status",), "scorecard": ("marker",), "shares": ("marker",),
}  # fmt: skip


def examples() -> dict[str, list[dict[str, str]]]:
    """The rows of each kind: the demonstration's where it has a file of it, with all that a page can show, or those of
    the example."""
    found = {}
    for kind in (kind for kind in EXTRACTS if kind not in CATALOGUE_KINDS):
        stem = kind.replace("_", "-")
        published = DATA / "demonstration" / "published" / f"{stem}-2021-09.csv"
        example = DATA / "examples" / "correct" / f"{stem}.csv"
        if file := next((file for file in (published, example) if file.exists()), None):
            found[kind] = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    return found


def without(kind: str, rows: list[dict[str, str]], emptied: bool) -> bytes:
    """A file of a kind: without the columns that it may lack, or with every third row empty where it may be."""
    columns = EXTRACTS[kind].columns()
    if emptied:
        empty = {name: "" for name, column in columns.items() if column.nullable and name in rows[0]}
        kept = [row | empty if at % 3 == 2 else row for at, row in enumerate(rows)]
    else:
        more = NEEDED_ALL_THE_SAME.get(kind, ())
        names = [name for name in rows[0] if "default" not in (columns[name].metadata or {}) or name in more]
        kept = [{name: row[name] for name in names} for row in rows]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(kept[0]))
    writer.writeheader()
    writer.writerows(kept)
    return out.getvalue().encode()


@pytest.mark.parametrize("emptied", [False, True], ids=["columns left out", "cells empty"])
def test_every_page_opens_on_what_a_file_needs_to_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, emptied: bool
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "store"))
    store = Store(tmp_path / "store")
    load(store, held_catalogue(store), demonstration("catalogue"))
    for kind, rows in examples().items():
        load(store, held_catalogue(store), [Incoming(f"{kind}.csv", without(kind, rows, emptied))], accept_rest=True)
    assert examples().keys() - set(kinds_held(store)) == set()
    app = AppTest.from_file(SHELL, default_timeout=200)
    views = [(page.file, {"section": "everything", "paper": "everything"}) for page in pages()]
    views += [("explore.py", {"subject": subject}) for subject in offered(store)]
    for page, address in views:
        opened = at(app, page, month="2021-09", **address)
        assert [error.value for error in opened.error] == [], (page, address)
        assert len(opened.title) == 1
