"""The page Then and now: findings first, two months in the address, and the same rows as the command line."""

from __future__ import annotations

import csv
import io
import re

import pytest
from streamlit.testing.v1 import AppTest

from analytics.__main__ import main
from analytics.store import Store
from tests.pages.test_pages import SHELL, at, html


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, westshire: Store) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(westshire.root))
    return AppTest.from_file(SHELL, default_timeout=120)


def test_both_months_stand_in_the_address_and_a_year_before_is_the_first(app: AppTest) -> None:
    at(app, "then_and_now.py", month="2021-09")
    assert app.title[0].value == "Then and now: September 2020 and September 2021"
    assert app.query_params["then"] in ("2020-09", ["2020-09"])
    at(app, "then_and_now.py", month="2021-09", then="2021-06")
    assert app.selectbox(key="then").value == "2021-06"
    assert "got worse" in html(app, "summary")


def test_the_table_has_what_the_command_line_prints(app: AppTest, capsys: pytest.CaptureFixture[str]) -> None:
    page = html(at(app, "then_and_now.py", month="2021-09", then="2021-06", locality="Cold Ferry"), "table")
    capsys.readouterr()
    asked = ("--month", "2021-09", "--then", "2021-06", "--locality", "Cold Ferry")
    assert main(["table", "then-and-now", *asked]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert page.count('role="rowheader"') == len(rows)
    for row in rows:
        line = next(part for part in page.split("<tr") if re.search(rf'measure={row["measure_id"]}["&]', part))
        assert row["verdict"] in line or row["no_comparison"] in line


def test_an_earlier_month_is_needed(app: AppTest) -> None:
    at(app, "then_and_now.py", month="2021-08", then="2021-09")
    assert any("Choose an earlier month" in m.value for m in app.markdown)


def test_the_command_says_which_month_it_needs(app: AppTest, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", "then-and-now", "--month", "2021-09", "--then", "2021-10"]) == 1
    assert "Name an earlier month with --then" in capsys.readouterr().err
