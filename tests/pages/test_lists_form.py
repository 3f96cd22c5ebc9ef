"""The Data page counts child-level lists, and forgets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from analytics import sharing, statutory
from analytics.catalogue import catalogue
from analytics.store import Store, all_rows, load, the_store
from tests.authorities.making import in_use
from tests.pages.test_pages import SHELL, at, html
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
    upload(app, "Lists (a workbook", [("annex-a.xlsx", content, "")])
    upload(app, "Teams and their areas", ("teams.csv", teams, "text/csv"))
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


def test_who_is_behind_a_figure_is_handed_out_once_and_logged(store: Store) -> None:
    app = counting(LISTS.content)
    choose(app, "Indicator", catalogue().indicators["rereferrals_12m"].name)
    choose(app, "Month of the figure", "September 2025")
    choose(app, "Area or team", "Harbour Assessment")
    (which,) = [radio for radio in app.radio if radio.label == "Which of them"]
    assert which.options == ["In the numerator (1)", "Not in the numerator (1)"]
    upload(app, "The same lists again", [("annex-a.xlsx", workbook({"Notes": [["zqx3"]]}).content, "")])
    press(app, "List the identifiers")
    assert "these are not the files that were counted" in app.error[0].value
    upload(app, "The same lists again", [("annex-a.xlsx", LISTS.content, "")])
    press(app, "List the identifiers")
    (link,) = app.get("link_button")
    assert link.proto.label == "Download 1 identifier (CSV)"
    assert not any(one.value for one in app.file_uploader)
    got = TestClient(Starlette(routes=sharing.identifiers.fetched_once())).get(link.proto.url.removeprefix("."))
    assert got.content.decode("utf-8-sig").splitlines() == ["list,identifier,date", "referrals,zqx1,2025-09-08"]
    assert not app.run().get("link_button")
    (line,) = sharing.log.entries(store).filter(what="identifiers listed").iter_rows(named=True)
    assert "indicator rereferrals_12m, month 2025-09, area Harbour, team Harbour Assessment" in line["about"]
    assert line["about"].endswith("identifiers 1")


def choose(app: AppTest, label: str, option: str) -> None:
    (chosen,) = [one for one in app.selectbox if one.label == label]
    chosen.select(option).run()


def upload(app: AppTest, label: str, files: Any) -> None:
    (uploader,) = [one for one in app.file_uploader if one.label.startswith(label)]
    uploader.set_value(files).run()


def test_lists_that_are_chosen_as_extracts_are_refused_unseen_and_forgotten(store: Store) -> None:
    app = AppTest.from_file(SHELL, default_timeout=60).switch_page("data.py").run()
    upload(app, "Extract files", [("annex-a.xlsx", LISTS.content, "")])
    press(app, "Check the files")
    (error,) = [error.value for error in app.error]
    assert "annex-a.xlsx has a row for each child" in error
    assert "zqx" not in f"{app}"
    assert not [button for button in app.button if button.label.startswith("Show once")]
    assert not any(one.value for one in app.file_uploader)


def test_the_pages_show_a_month_as_first_counted_and_as_later_lists_have_it(store: Store) -> None:
    """Of the referrals of August one was entered after the lists of August were made."""
    late = CHILD | {"Referral NFA?": "No"}
    first = [late | {"Date of referral": date(2025, 8, 4)}]
    then = [*first, late | {"Date of referral": date(2025, 8, 20)}, late | {"Date of referral": date(2025, 9, 3)}]
    for records, day in ((first, date(2025, 8, 31)), (then, date(2025, 9, 30))):
        given = workbook({"List 3": rows_of("List 3", *records)})
        load(store, catalogue(), [statutory.count([given], catalogue(), day=day).incoming])
    app = AppTest.from_file(SHELL, default_timeout=60)
    for shown, value in (("known", "2"), ("published", "1")):
        told = html(at(app, "indicator.py", month="2025-08", measure="referrals_received", **{"as": shown}), "facts")
        assert f"August 2025</dt><dd><b>{value}</b>" in told
