"""The Overview and the board pack say the same of a month: every headline is equal, or withheld in the pack."""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl
import pytest

from analytics import board_packs, months
from analytics.catalogue import ALL
from analytics.disclosure import Disclosed, SignOff, Wanted, disclose
from analytics.headlines import (
    FURTHEST,
    HOW_MANY,
    MISSED,
    MONTH_RATING,
    OVERALL_RATING,
    SIGNAL,
    TURNED,
    Headlines,
    Listed,
    headlines,
    rating_step,
    with_lists,
)
from analytics.indicators import headline_figures
from analytics.percent import shortfall_tenths
from analytics.store import Incoming, Store, load
from analytics.wording import month_summary
from tests.publishing import published_as
from tests.westshire import catalogue

SEPTEMBER = date(2021, 9, 1)
MONTHS = [date(2020, 11, 1), date(2021, 4, 1), date(2021, 6, 1), SEPTEMBER]
AREAS = [ALL, "Wexley", "Ashport"]
POLICIES = ["open", "nhs"]
# What is said of a row for each headline; null where there is nothing to say.
OF_A_ROW: dict[str, pl.Expr] = {
    MONTH_RATING: pl.col("rag"),
    OVERALL_RATING: pl.col("status"),
    TURNED: rating_step(),
    SIGNAL: pl.col("list"),
    FURTHEST: pl.when(shortfall_tenths() > 0).then(shortfall_tenths()),
    MISSED: pl.when(pl.col("missed_months") > 0).then(pl.struct("missed_months", "missed_since")),
    HOW_MANY: pl.when(pl.col("count_to_target") > 0).then("count_to_target"),
}
LISTS = ("worse", "better", "furthest", "missed", "how_many")


@cache
def pack(store: Store, month: date, area: str, policy: str) -> Disclosed:
    signed = SignOff("leader", date(2021, 11, 25), "Agreed by the board") if policy == "open" else None
    return disclose(store, Wanted(month, area, ("indicators",), {"indicators": policy}, signed), None)


def frames(store: Store, month: date, area: str, policy: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The Overview's frame and the pack's."""
    return headline_figures(store, month, area), pack(store, month, area, policy).publishables["indicators"].frame


def both(store: Store, month: date, area: str, policy: str) -> tuple[Headlines, Headlines]:
    """The headlines of the Overview and of the pack."""
    page, handed_out = frames(store, month, area, policy)
    return headlines(page), headlines(handed_out)


every = pytest.mark.parametrize(
    ("month", "area", "policy"), [(month, area, policy) for month in MONTHS for area in AREAS for policy in POLICIES]
)


@every
def test_of_every_indicator_the_same_is_said_or_it_is_withheld(
    westshire: Store, month: date, area: str, policy: str
) -> None:
    page, handed_out = (with_lists(frame) for frame in frames(westshire, month, area, policy))
    assert page["measure_id"].to_list() == handed_out["measure_id"].to_list() == list(catalogue().indicators)
    for headline, said in OF_A_ROW.items():
        there, here = (frame.select(said=said)["said"].to_list() for frame in (page, handed_out))
        for measure, one, other, withheld in zip(
            page["measure_id"], there, here, handed_out["withheld"].to_list(), strict=True
        ):
            assert headline in withheld or one == other, (headline, measure)


@every
def test_every_headline_is_the_same_or_withheld(westshire: Store, month: date, area: str, policy: str) -> None:
    page, handed_out = both(westshire, month, area, policy)
    assert handed_out.indicators == page.indicators
    for there, here in (
        (page.month_rating, handed_out.month_rating),
        (page.overall_rating, handed_out.overall_rating),
    ):
        for rating in ("red", "amber", "green", "none"):
            missing = getattr(there, rating) - getattr(here, rating)
            assert 0 <= missing <= here.withheld, rating
        assert there.withheld == 0
    assert 0 <= page.turned.compared - handed_out.turned.compared <= handed_out.turned.withheld
    for name in LISTS:
        _same_or_withheld(getattr(page, name), getattr(handed_out, name), name)
    for count in ("judged", "usual", "contradictory", "small", "few"):
        assert 0 <= getattr(page, count) - getattr(handed_out, count) <= handed_out.worse.withheld, count


def _same_or_withheld(there: Listed, here: Listed, name: str) -> None:
    """What the pack lists is on the page in the same order, and no more is missing than it says it withholds."""
    listed, left = here.rows["measure_id"].to_list(), there.rows["measure_id"].to_list()
    assert listed == [measure for measure in left if measure in set(listed)], name
    assert len(left) - len(listed) <= here.withheld, name
    assert here.ordered, name


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("month", MONTHS)
def test_of_the_whole_council_only_the_children_are_withheld(westshire: Store, month: date, policy: str) -> None:
    """Its figures are printed as percentages: how many children they make is not."""
    handed_out = frames(westshire, month, ALL, policy)[1]
    assert set(handed_out["withheld"].explode(empty_as_null=True).drop_nulls()) <= {HOW_MANY}


@pytest.mark.parametrize("month", MONTHS)
def test_the_pack_begins_with_the_overview_s_own_sentences(westshire: Store, month: date) -> None:
    overview = month_summary(westshire, month)[0].text
    section = board_packs.paper(pack(westshire, month, ALL, "nhs"), [], []).sections[0]
    said = " ".join(sentence.text for sentence in section.sentences)
    assert said.startswith(overview)


def test_september_s_headlines_are_those_of_the_overview(westshire: Store) -> None:
    """14, 5 and 10 over time against 19, 4 and 6 of the month alone: both are given, each by its name."""
    section = board_packs.paper(pack(westshire, SEPTEMBER, ALL, "nhs"), [], []).sections[0]
    said = [sentence.text for sentence in section.sentences]
    assert said[:4] == [
        "Westshire, September 2021, rating this month: 19 of 31 indicators red, 4 amber, 6 green.",
        "Overall rating: 14 red, 5 amber, 10 green.",
        "2 can't be rated: no target or no figure.",
        "Since August 2021, 3 moved to a worse rating this month, 1 to a better one.",
    ]
    assert said[4] == "Worse: unlikely to be chance: 2 indicators:"
    assert said[5].startswith("Better: unlikely to be chance: ")
    furthest = next(s for s in section.sentences if s.text.startswith("Furthest"))
    assert furthest.items[0] == (
        "% of reviews of health in time - in-month: 34.4%, target 95%, missed in all 6 months judged"
    )
    assert said[-1] == (
        "Withheld, as it rests on figures that are not published: how many more would have met their target."
    )


def test_a_pack_of_small_numbers_says_what_it_withholds(westshire: Store) -> None:
    section = board_packs.paper(pack(westshire, SEPTEMBER, "Wexley", "nhs"), [], []).sections[0]
    said = [sentence.text for sentence in section.sentences]
    assert (
        said[0] == "Wexley, September 2021, rating this month: 6 of 31 indicators red, 0 amber, 2 green, 21 withheld."
    )
    assert said[1] == "Overall rating: 29 withheld."
    assert said[3] == "How many ratings moved since August 2021 is withheld."
    assert said[-1] == (
        "Withheld, as it rests on figures that are not published: the overall rating, ratings that moved, changes that "
        "are more than chance, the furthest from target, how long targets have been missed and how many more would "
        "have met their target."
    )


def test_the_table_of_an_open_pack_of_an_area_has_the_children_of_the_localities_page(westshire: Store) -> None:
    page, handed_out = both(westshire, SEPTEMBER, "Wexley", "open")
    assert handed_out.how_many.withheld < len(catalogue().indicators)
    first = page.how_many.rows.select("measure_id", "count_to_target").rows()
    assert handed_out.how_many.rows.select("measure_id", "count_to_target").rows() == first


HEADER = "cut,month,measure_id,locality,team,breakdown,category,numerator,denominator,value,marker,source,simulated"
YEAR = sorted(months.up_to(SEPTEMBER, 13))


def loaded(store: Store, source: str, rows: list[str]) -> str:
    """Load the rows, and give the text of their file."""
    text = "\n".join([HEADER, *(f"2021-09,{row},,{source},false" for row in rows)])
    load(store, catalogue(), [Incoming(f"{source}.csv", text.encode())])
    return text


def test_what_rests_on_months_that_were_not_printed_is_withheld(empty: Store) -> None:
    """The council has thirteen months and has printed the last one: its rating is public, what led there is not."""
    values = [90.0, 92.0] * 6 + [60.0]
    rows = [f"{at:%Y-%m},icpc_due,All,All,All,All,,,{value}" for at, value in zip(YEAR, values, strict=True)]
    loaded(empty, "own", rows[:-1])
    with published_as(loaded(empty, "published", rows[-1:])):
        page, handed_out = both(empty, SEPTEMBER, ALL, "nhs")
    assert page.worse.rows["measure_id"].to_list() == page.missed.rows["measure_id"].to_list() == ["icpc_due"]
    assert (page.month_rating.red, handed_out.month_rating.red) == (1, 1)
    assert (page.overall_rating.red, handed_out.overall_rating.red, handed_out.overall_rating.withheld) == (1, 0, 1)
    for name in ("worse", "missed"):
        listed = getattr(handed_out, name)
        assert (listed.rows.height, listed.withheld) == (0, 1), name
    assert handed_out.furthest.rows["measure_id"].to_list() == ["icpc_due"]


def test_where_the_council_has_counts_beside_a_printed_figure_the_order_is_withheld(empty: Store) -> None:
    """The app puts the list in order by children, which the pack can't know."""
    met = [18, 17] * 6 + [10]
    printed = loaded(
        empty,
        "published",
        [f"{at:%Y-%m},icpc_due,All,All,All,All,,,{100 * n / 20}" for at, n in zip(YEAR, met, strict=True)],
    )
    places = catalogue().behind(ALL)
    loaded(
        empty,
        "own",
        [f"{at:%Y-%m},icpc_due,{p},All,All,All,{n},20," for p in places for at, n in zip(YEAR, met, strict=True)],
    )
    with published_as(printed):
        page, handed_out = both(empty, SEPTEMBER, ALL, "nhs")
    assert page.worse.ordered
    assert page.worse.rows["better_count"].to_list() != [None]
    assert not handed_out.worse.ordered
    assert handed_out.worse.rows["measure_id"].to_list() == ["icpc_due"]
