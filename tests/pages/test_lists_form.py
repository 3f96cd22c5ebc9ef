"""The Data page counts child-level lists, and forgets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.store import Store, all_rows, the_store
from tests.authorities.making import in_use
from tests.pages.test_pages import SHELL
from tests.statutory.lists import TEAMS, northmere, rows_of, workbook

CHILD = {"Child Unique ID": "zqx1", "Allocated Team": "Harbour Assessment", "Allocated Worker": "zqx2"}
LISTS = workbook(
    {
        "List 3": rows_of(
            "List 3",
            *(
                CHILD | {"Date of referral": day, "Referral NFA?": "No", "Number of Referrals in Last 12 Months": again}
                for day, again in ((date(2025, 9, 3), 0), (date(2025, 9, 8), 1), (date(2025, 8, 4), 0))
            ),
        )
    }
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new store with two areas, in use."""
    northmere(Store(tmp_path / "store"))
    with in_use(tmp_path / "store"):
        yield the_store()


def counting(content: bytes, teams: bytes = TEAMS) -> AppTest:
    """The Data page after a file was counted."""
    app = AppTest.from_file(SHELL, default_timeout=60).switch_page("data.py").run()
    lists, of_teams, _ = app.file_uploader
    lists.set_value([("annex-a.xlsx", content, "")]).run()
    of_teams.set_value(("teams.csv", teams, "text/csv")).run()
    app.date_input[0].set_value(date(2025, 9, 30)).run()
    return press(app, "Count the lists")


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [b for b in app.button if b.label.startswith(label)]
    return button.click().run()


def test_counts_of_a_list_are_looked_at_and_stored_and_the_list_is_gone(store: Store) -> None:
    app = counting(LISTS.content)
    (account,) = [text.value for text in app.text if "List 3 (referrals)" in text.value]
    assert "rows in 3 = used 3" in account
    assert not any(one.value for one in app.file_uploader)
    press(app, "Store these files")
    rows = all_rows(store, "indicators").filter(measure_id="rereferrals_12m", locality="All", breakdown="All")
    assert rows.select("month", "numerator", "denominator").sort("month").rows() == [
        (date(2025, 8, 1), 0.0, 1.0),
        (date(2025, 9, 1), 1.0, 2.0),
    ]
    assert not [file for file in store.root.rglob("*") if file.is_file() and b"zqx" in file.read_bytes()]


def test_what_is_no_list_is_said_and_forgotten_too(store: Store) -> None:
    app = counting(workbook({"Notes": [["zqx3"]]}).content)
    (error,) = [error.value for error in app.error]
    assert "no sheet or file is a list of Annex A" in error
    assert "zqx3" not in error
    assert not any(one.value for one in app.file_uploader)
