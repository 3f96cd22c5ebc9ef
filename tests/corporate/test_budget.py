"""The budget: every sum of the paper worked out again, the pandemic's share, and placements beside their cost."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.catalogue.catalogue import DATA
from analytics.charts.corporate import budget_bars
from analytics.corporate import budget
from analytics.store import Incoming, Store, load
from tests.corporate.rows import held
from tests.westshire import catalogue

SEPTEMBER = date(2021, 9, 1)
LINE, SUBTOTAL, TOTAL = "line", "subtotal", "total"


def line(
    n: int, name: str, budgeted: int, forecast: int, dsg: int, rest: int, total: int, percent: str, kind: str,
    group: str = "G", pandemic: str = "",
) -> str:  # fmt: skip
    return (
        f"{n},{budget.MAIN},{group},{name},{budgeted},{forecast},{dsg},{rest},{pandemic},{total},{percent},{kind}"
    )  # fmt: skip


GOOD = (
    line(1, "One", 100, 120, 5, 15, 20, "20", LINE),
    line(2, "Part", 60, 75, 0, 15, 15, "25", "sub-line"),
    line(3, "Part again", 40, 45, 5, 0, 5, "12.5", "sub-line"),
    line(4, "Two", 50, 40, 0, -10, -10, "-20", LINE),
    line(5, "Total G", 150, 160, 5, 5, 10, "6.7", SUBTOTAL),
    line(6, "Alone", 10, 10, 0, 0, 0, "0", LINE, group="Alone"),
    line(7, "Total", 160, 170, 5, 5, 10, "6.3", TOTAL, group="Total"),
)


def broken(store: Store) -> list[tuple[str, str, float]]:
    found = budget.broken(budget.checks(budget.lines(store, SEPTEMBER)))
    return [(c.where.removeprefix(f"{budget.MAIN}, "), c.what, c.difference) for c in found]


def test_a_paper_whose_sums_come_out(empty: Store) -> None:
    assert broken(held(empty, "budget", *GOOD)) == []


@pytest.mark.parametrize(
    ("at", "wrong", "said"),
    [
        (0, line(1, "One", 100, 120, 5, 15, 20, "21", LINE), ("One", "percent = variance ÷ budget", 1.0)),
        (3, line(4, "Two", 50, 40, 1, -10, -10, "-20", LINE), ("Two", "total variance = grant + other", -1.0)),
        (1, line(2, "Part", 61, 76, 0, 15, 15, "24.6", "sub-line"), ("One", "budget: sum of its parts", -1.0)),
        (4, line(5, "Total G", 151, 161, 5, 5, 10, "6.6", SUBTOTAL),
         ("Total G", "budget: sum of the group's lines", 1.0)),
        (6, line(7, "Total", 160, 171, 6, 5, 11, "6.9", TOTAL, group="Total"),
         ("Total", "forecast: sum of the attachment", 1.0)),
    ],
)  # fmt: skip
def test_a_sum_that_does_not_come_out_is_named(empty: Store, at: int, wrong: str, said: tuple[str, str, float]) -> None:
    lines = list(GOOD)
    lines[at] = wrong
    assert said in broken(held(empty, "budget", *lines))


def test_a_negative_budget_keeps_the_sign_of_its_percentage(empty: Store) -> None:
    store = held(empty, "budget", line(1, "Income", -200, -150, 0, 50, 50, "-25", LINE))
    row = budget.lines(store, SEPTEMBER).row(0, named=True)
    assert (row["variance_k"], row["variance_percent"]) == (50.0, -25.0)


def test_the_pandemics_share_is_shown_where_it_is_printed(empty: Store, published: Store) -> None:
    store = held(empty, "budget", line(1, "Total", 10, 30, 0, 20, 20, "200", TOTAL, pandemic="7"))
    assert "puts +£7,000 down to the pandemic" in budget.pandemic_sentence(budget.lines(store, SEPTEMBER))
    assert "not in the data" in budget.pandemic_sentence(budget.lines(published, SEPTEMBER))


def test_a_budget_is_not_shown_before_its_cut(published: Store) -> None:
    assert budget.lines(published, date(2021, 8, 1)).is_empty()


def test_a_newer_paper_takes_the_place_of_the_whole_older_one(empty: Store) -> None:
    held(empty, "budget", *GOOD, cut="2021-06")
    held(empty, "budget", GOOD[0], cut="2021-09")
    assert budget.lines(empty, SEPTEMBER).height == 1
    assert budget.lines(empty, date(2021, 7, 1)).height == len(GOOD)


def test_services_are_lines_alone_largest_overspend_first(published: Store) -> None:
    services = budget.services(budget.lines(published, SEPTEMBER))
    assert services["service_area"].to_list()[:2] == ["Schools", "Children in Care"]
    assert services["service_area"].to_list()[-1] == "Fostering"
    assert "Roundings" not in services["service_area"].to_list()
    assert services["total_variance_k"].sum() == 7460, "the total of 7,462 less the roundings of 2"


def test_placements_and_their_cost_in_one_row(published: Store) -> None:
    row = budget.placements_and_cost(published, SEPTEMBER).row(0, named=True)
    assert (row["budget_k"], row["forecast_k"], row["percent"]) == (6000.0, 7800.0, 30.0)
    assert (row["placements"], row["placements_before"], row["months"]) == (104.8, 100.0, 6)
    assert row["forecast_for_one_k"] == 74.4  # 7,800 ÷ 104.83 = 74.404
    assert row["paid_for"] == 80  # 6,000 ÷ 74.404 = 80.6
    assert "about £74,400 for each" in budget.cost_sentence(row)


def test_finding_names_the_largest_overspend_outside_the_grant(published: Store) -> None:
    assert budget.finding(budget.lines(published, SEPTEMBER)) == (
        "£7.5m over budget (177.7%): £3.9m on the schools grant, £3.6m elsewhere, the largest part in "
        "Children in Care (£3.0m)"
    )


@pytest.mark.parametrize(
    ("budgeted", "forecast", "said"),
    [
        (-60988, -45897, "£15.1m less income than planned (24.7%)"),
        (-60988, -61000, "£12,000 more income than planned (0.0%)"),
        (33683, 46385, "£12.7m over budget (37.7%)"),
        (19965, 19444, "£521,000 under budget (2.6%)"),
        (4609, 4609, "on budget"),
    ],
)
def test_money_is_said_in_words_and_less_income_is_no_overspend(
    empty: Store, budgeted: int, forecast: int, said: str
) -> None:
    over = forecast - budgeted
    text = line(1, "S", budgeted, forecast, 0, over, over, f"{100 * over / budgeted:.1f}", "line")
    row = budget.lines(held(empty, "budget", text), SEPTEMBER).row(0, named=True)
    assert budget.variance_in_words(row) == said


def unsplit(text: str) -> str:
    """The line without its two parts of the variance, and without a percentage."""
    cells = text.split(",")
    return ",".join([*cells[:6], "", "", *cells[8:10], "", *cells[11:]])


def test_a_variance_that_is_not_split_has_one_bar_a_service_and_no_word_of_the_grant(empty: Store) -> None:
    lines = budget.lines(held(empty, "budget", *map(unsplit, GOOD)), SEPTEMBER)
    assert budget.finding(lines) == "£10,000 over budget, the largest part in One (£20,000)"
    drawn = budget_bars(budget.services(lines), "", "", dark=False)
    said = str(drawn.spec)
    assert "Schools grant" not in said
    assert "All of it" in said
    assert "schools grant" not in drawn.caption + drawn.alt


def test_a_variance_that_is_not_printed_is_in_no_sum_and_has_no_bar(empty: Store) -> None:
    nothing = "2,Attachment 1,G,Silent,50,40,,,,,,line"
    lines = budget.lines(held(empty, "budget", GOOD[0], nothing, GOOD[-1]), SEPTEMBER)
    assert [row["service_area"] for row in budget.services(lines).iter_rows(named=True)] == ["One", "Silent"]
    assert not any("Silent" in check.where for check in budget.checks(lines))
    assert "Silent: variance not printed" in budget_bars(budget.services(lines), "", "", dark=False).alt


def test_a_paper_that_does_not_split_its_variance_has_no_such_sum(empty: Store) -> None:
    """As the example of a correct budget: the columns of the grant and of the rest may be left out."""
    text = (DATA / "examples" / "correct" / "budget.csv").read_bytes()
    load(empty, catalogue(), [Incoming("budget.csv", text)])
    found = budget.checks(budget.lines(empty, date(2021, 9, 1)))
    assert "total variance = grant + other" not in {check.what for check in found}
