"""Rows of every kind of figure as an analyst writes them: what is read, and what is refused with what to write."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from analytics.catalogue import Catalogue, using
from analytics.extracts import Checked, ExtractError, Options, catalogue_of, check_files
from tests.extracts.sending import book, saved

COLUMNS = "measure_id,name,theme,polarity,kind,unit,window,frequency,counted,population,yearly,parts_counted,definition"
DEFINITIONS = f"""{COLUMNS}
on_time,% of visits on time,Visits,bigger,percentage,%,month,month,visits,,no,no,x
late,% of visits that were late,Visits,smaller,percentage,%,month,month,visits,,no,no,x
agency,% of workers from an agency,Staff,smaller,percentage,%,snapshot,month,workers,,no,yes,x
referrals,Referrals,Demand,information,count,,month,month,referrals,,no,no,x
new_care,Children who came into care,Demand,information,count,,month,quarter,children,,no,no,x
in_care,Children in care per 10 000,Demand,information,rate,per 10000,snapshot,month,children,0 to 17,no,no,x
again,Families back per 1000,Demand,smaller,rate,per 1000,month,month,families,,no,no,x
days,Average days to a visit,Visits,smaller,mean,days,month,month,visits,,no,no,x
spend,Spend on agency workers,Staff,smaller,amount,£,month,month,pounds,,no,no,x
survey,Staff survey index,Staff,bigger,score,,snapshot,financial year,answers,,no,no,x
"""
HEADER = "cut,month,measure_id,locality,numerator,denominator,value,marker"


@cache
def known() -> Catalogue:
    files = {
        "council": "council,whole,part,parts\nNorthmere,city,area,areas\n",
        "areas": "area,name\nEast,East\nWest,West\n",
        "definitions": DEFINITIONS,
        "targets": (
            "measure_id,valid_from,target,reason\nspend,2024-01,1250,x\non_time,2024-01,85,x\nagain,2024-01,0.5,x\n"
        ),
    }
    return catalogue_of([(f"{kind}.csv", text.encode()) for kind, text in files.items()])


def checked(content: bytes, name: str = "f.csv", **options: object) -> Checked:
    given = Options(**{"today": date(2025, 6, 1), **options})  # type: ignore[arg-type]
    with using(known()):
        (((account,),), _) = check_files([(name, content)], known(), given)
    return account


def rows(*figures: str, **options: object) -> Checked:
    """The account of figures of March 2025, “measure,area,numerator,denominator,value,marker” or its beginning."""
    lines = [f"2025-03,2025-03,{figure}" for figure in figures]
    filled = [line + "," * (HEADER.count(",") - line.count(",")) for line in lines]
    return checked("\n".join([HEADER, *filled, ""]).encode(), **options)


def problem(figure: str) -> tuple[str, str]:
    """The column and the sentence of the one problem of a figure."""
    ((_, column, _, said, _),) = rows(figure).refusals.rows()
    return column, said


@pytest.mark.parametrize(
    ("figure", "numerator", "denominator", "value"),
    [
        ("referrals,East,412", 412, None, None),
        ("referrals,East,,,412", None, None, 412),
        ("referrals,East,412,n/a", 412, None, None),
        ("in_care,East,126", 126, None, None),
        ("in_care,East,126,21000", 126, 21000, None),
        ("agency,East,12.5,60.4", 12.5, 60.4, None),
        ("days,East,2788.5,85", 2788.5, 85, None),
        ("spend,East,-312.4", -312.4, None, None),
        ("new_care,East,31", 31, None, None),
        ("survey,All,,,63.4", None, None, 63.4),
    ],
)
def test_a_row_has_what_its_kind_of_figure_needs(
    figure: str, numerator: float | None, denominator: float | None, value: float | None
) -> None:
    account = rows(figure)
    assert account.refused == 0, account.refusals.rows()
    assert account.accepted.select("numerator", "denominator", "value").rows() == [(numerator, denominator, value)]
    assert account.accepted["marker"].to_list() == [None]


@pytest.mark.parametrize(
    ("written", "number"),
    [("£1250", 1250), ('"£1,250"', 1250), ('"-£3,400"', -3400), ('"£-3,400"', -3400), ('"(1,250)"', -1250),
     ('"(£1,250.50)"', -1250.5), ('"£(1,250)"', -1250), ('"−£3,400"', -3400), ('"1,234,567.89"', 1234567.89)],
)  # fmt: skip
def test_money_is_read_as_accounts_write_it(written: str, number: float) -> None:
    line = f"2025-03,2025-03,spend,East,{written},,,"
    account = checked(f"{HEADER}\n{line}\n".encode())
    assert account.accepted["numerator"].to_list() == [number]


@pytest.mark.parametrize(
    ("figure", "column", "says"),
    [
        ("referrals,East,412,500", "denominator", "count or an amount: leave it empty"),
        ("referrals,East,412.5", "numerator", "not a whole number"),
        ("referrals,East,-3", "numerator", "must not be below 0"),
        ("referrals,East,412,,415", "value", "one number"),
        ("on_time,East,81", "numerator", "together with the denominator"),
        ("on_time,East,81.5,90", "numerator", "not a whole number"),
        ("again,East,81", "numerator", "together with the denominator"),
        ("in_care,East,,21000", "numerator", "together with the denominator"),
        ("in_care,East,,,59.8%", "value", "a percentage, and the indicator is a rate per 10000. Write it in that unit"),
        ("days,East,,,£12", "value", "money, and the indicator is a mean in days"),
        ("referrals,East,,,£12", "value", "money, and the indicator is a count of referrals"),
        ("survey,All,63,100", "numerator", "score"),
        ("spend,East,£1.3m", "numerator", "write the number alone"),
    ],
)
def test_a_row_that_is_not_of_its_kind_is_refused_with_what_to_write(figure: str, column: str, says: str) -> None:
    found, said = problem(figure)
    assert (found, says in said) == (column, True), said


@pytest.mark.parametrize(
    ("month", "measure", "refused"),
    [("2024-12", "new_care", 0), ("2024-11", "new_care", 1), ("2024-12", "survey", 1), ("2024-03", "survey", 0)],
)
def test_a_figure_of_a_quarter_or_a_year_has_its_last_month(month: str, measure: str, refused: int) -> None:
    account = checked(f"{HEADER}\n2025-03,{month},{measure},All,,,63,\n".encode())
    assert account.refused == refused
    assert set(account.refusals["column"]) <= {"month"}


WIDE = "Indicator,Target,Feb-25,Mar-25"


def test_a_wide_table_has_figures_of_several_kinds() -> None:
    lines = [
        WIDE,
        "% of visits on time,85%,81.5%,82%",
        "Referrals,,412,415",
        'Spend on agency workers,"£1,250","£1,310","(£90)"',
        "Children in care per 10 000,,59.8,60.1",
        "Staff survey index,,,63.4",
    ]
    account = checked("\n".join([*lines, ""]).encode())
    assert account.refused == 0
    assert account.accepted.filter(month=date(2025, 3, 1))["value"].to_list() == [82, 415, -90, 60.1, 63.4]
    assert not [notice for notice in account.notices if "targets differ" in notice]


def test_a_target_of_a_wide_table_is_compared_in_the_unit_of_its_indicator() -> None:
    account = checked(f'{WIDE}\nSpend on agency workers,"£1,300",1,2\n% of visits on time,80,81.5,82\n'.encode())
    (said,) = [notice for notice in account.notices if "targets differ" in notice]
    assert "£1,300 in the file, £1,250 in the catalogue" in said
    assert "80 in the file, 85% in the catalogue" in said


def test_only_percentages_are_asked_whether_they_are_fractions() -> None:
    """A rate and a mean below 1 are what they are; next to them, and to large counts, fractions are found."""
    others = ["again,East,,,0.4", "days,East,,,0.8", "referrals,East,412", "spend,East,£0.5"]
    assert rows(*others).refused == 0
    with pytest.raises(ExtractError, match="2 percentages in the column value may be fractions"):
        rows(*others, "on_time,East,,,0.815", "late,East,,,0.185")
    account = rows(*others, "on_time,East,,,0.815", "late,East,,,0.185", fractions=True)
    assert account.accepted["value"].to_list() == [0.4, 0.8, None, None, 81.5, 18.5]


def test_a_cell_shown_as_a_percentage_is_refused_for_a_rate() -> None:
    """Of a workbook, the number format says it."""
    made = book(["Indicator", "Mar-25"], ["Children in care per 10 000", 0.598])
    made.active["B2"].number_format = "0.0%"
    ((_, _, cell, said, _),) = checked(saved(made), "f.xlsx").refusals.rows()
    assert (cell, "a rate per 10000" in said) == ("59.8%", True)


def test_a_team_that_is_the_total_of_counts_is_noticed() -> None:
    header = "cut,month,measure_id,locality,team,numerator"
    teams = [
        f"2025-03,2025-{month:02},referrals,East,{team},{number}"
        for month, numbers in ((2, (40, 25, 65)), (3, (38, 31, 69)))
        for team, number in zip(("A", "B", "All of East"), numbers, strict=True)
    ]
    (said,) = checked("\n".join([header, *teams, ""]).encode()).notices
    assert "“All of East”" in said
