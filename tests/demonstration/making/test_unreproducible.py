"""Every printed figure of audits and screening is given again by the rows, or is listed with a proof that holds."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations

from analytics.extracts import EXTRACTS
from tests.demonstration.council import notes
from tests.demonstration.making.conftest import Rows, unreproducible
from tests.demonstration.making.printed import Figure, audit_figures, screening, whole_percent
from tools.demonstration.programme import MONTHS

EVERY = "every figure"  # stands for all rows of a table, or all figures of a row
LISTED = set(notes().unreproducible.select("where", "subject", "printed").rows())


def keys(figure: Figure) -> set[tuple[str, str, str]]:
    return {(figure.where, figure.subject, figure.printed), (figure.where, EVERY, EVERY)}


def test_every_printed_figure_of_audits_is_given_again_or_listed(rows: Rows) -> None:
    figures = audit_figures(rows)
    assert len(figures) > 200
    wrong = [figure for figure in figures if not figure.holds and not keys(figure) & LISTED]
    assert wrong == []


def test_every_printed_share_of_screening_is_given_again(rows: Rows) -> None:
    figures = list(screening(rows))
    assert len(figures) == 30
    assert [figure for figure in figures if not figure.holds] == []


def test_nothing_is_listed_that_is_given_again_or_was_never_printed(rows: Rows) -> None:
    figures = audit_figures(rows)
    assert [figure for figure in figures if figure.holds and keys(figure) & LISTED] == []
    met = set(chain.from_iterable(keys(figure) for figure in figures))
    assert [e for e in unreproducible("audits") if (e["where"], e["subject"], e["printed"]) not in met] == []


def test_every_entry_says_why() -> None:
    entries = notes().unreproducible
    assert len(LISTED) == entries.height == 27
    assert all(why.endswith(".") for why in entries["why"])


def test_what_lies_before_the_rows_lies_before_them(rows: Rows) -> None:
    before = [e["subject"] for e in unreproducible("audits") if "before October 2020" in e["why"]]
    assert rows.audits["month"].min() == MONTHS[0] == "2020-10"
    early = ("24 months ago", "2019/20", "2020/21 Q1", "2020/21 Q2", "September 2020")
    assert before
    assert all(subject.startswith(early) for subject in before)


def test_no_count_gives_both_forms_of_the_second_quarter(rows: Rows) -> None:
    """The ratings table fixes 57 of 147; 38 % and 40 % need other counts, and 56 of 146 would give 38 %."""
    good = rows.completed.filter(month="2021-07").height
    assert good == 52
    assert whole_percent(Fraction(57, 147)) == 39
    assert [n for n in range(148) if whole_percent(Fraction(n, 147)) == 38] == [56]
    assert [n for n in range(148) if whole_percent(Fraction(n, 147)) == 40] == [59]
    assert whole_percent(Fraction(56, 146)) == 38


def test_no_share_of_the_printed_steps_is_77_percent() -> None:
    """All shares of one set of steps in a larger set."""
    steps = (46, 3, 17, 1)
    sets = [set(c) for size in range(1, 5) for c in combinations(range(4), size)]
    shares = {
        Fraction(sum(steps[i] for i in part), sum(steps[i] for i in whole))
        for part in sets
        for whole in sets
        if part <= whole
    }
    assert 77 not in {whole_percent(share) for share in shares}
    assert [n for n in range(47, 68) if whole_percent(Fraction(46, n)) == 77] == [60]
    assert [n for n in range(50, 68) if whole_percent(Fraction(49, n)) == 77] == [64]


def test_an_audit_has_no_column_for_what_people_said() -> None:
    assert not [name for name in EXTRACTS["audits"].columns() if "feedback" in name or "positive" in name]
    said = {(8, 11): 73, (3, 11): 27, (8, 27): 30, (19, 27): 70}
    assert {key: whole_percent(Fraction(*key)) for key in said} == said


def test_shares_of_one_whole_never_add_up_to_101_to_the_decimal() -> None:
    """Three shares, each within half a tenth of a point of what was printed, add up to less than 101."""
    assert unreproducible("screening")[1]["printed"] == "15, 27 and 59 %"
    assert 15 + 27 + 59 - 3 * 0.05 > 100


def test_no_counts_of_rated_records_have_shares_that_add_up_to_98() -> None:
    assert unreproducible("screening")[0]["printed"] == "14, 84 and 0 %"
    for records in range(1, 400):
        shares = [whole_percent(Fraction(n, records)) for n in range(records + 1)]
        red, amber, green = ([n for n in range(records + 1) if shares[n] == printed] for printed in (14, 84, 0))
        largest = max(red, default=0) + max(amber, default=0) + max(green, default=0)
        assert largest < records
