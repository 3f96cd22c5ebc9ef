"""What the page says, from figures that can be checked by hand."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import screening
from analytics.extracts.contracts import RAG
from analytics.screening.chance import WITHIN
from analytics.store import Store

SEPTEMBER, JUNE = date(2021, 9, 1), date(2021, 6, 1)


def test_the_share_so_far_names_what_it_is_a_share_of(westshire: Store) -> None:
    june = screening.by_month(westshire, JUNE)
    said = screening.so_far_sentence(june, "Westshire")
    records, every = june["records"][-1], june["in_extract"][-1]
    share = f"{100 * records / every:.1f}%"
    assert f"That is {share} of the {every:,} records that the newest extract (cut September 2021) has" in said
    assert "How many there are to screen in all is not known" in said


def test_of_all_records_in_the_extract_no_share_is_given(westshire: Store) -> None:
    said = screening.so_far_sentence(screening.by_month(westshire, SEPTEMBER), "Westshire")
    assert "no share of the work that is done can be given" in said
    assert "%" not in said


def test_an_area_is_set_against_the_others_and_chance(westshire: Store) -> None:
    areas = screening.by_area(westshire, SEPTEMBER)
    said = screening.chosen_sentence(areas, "Ashport")
    assert said.startswith("**Ashport**")
    others = areas.remove(area="Ashport")
    share = f"{100 * others['red_count'].sum() / others['records'].sum():.1f}%"
    assert f"40.0%, against {share} in the other areas together: above the 99.8% limit, more than chance" in said
    assert f"{WITHIN}, no more than chance explains" in said


def test_the_page_begins_with_the_area_that_differs_most(westshire: Store) -> None:
    """Ashport: 100 of 250 red, so 40%; all the others together from their own counts."""
    areas = screening.by_area(westshire, SEPTEMBER)
    others = areas.remove(area="Ashport")
    share = f"{100 * others['red_count'].sum() / others['records'].sum():.1f}%"
    assert screening.finding(areas) == f"Ashport has the highest share of red records: 40.0%, against {share} elsewhere"
    unlike = areas.with_columns(red=pl.when(pl.col("area") == "Early Help").then(90.0).otherwise("red"))
    assert "Ashport has more red records than chance explains" in screening.finding(unlike), (
        "another has a higher share"
    )


def test_where_no_area_differs_or_too_little_is_known_the_page_says_so(westshire: Store) -> None:
    areas = screening.by_area(westshire, SEPTEMBER)
    assert screening.finding(areas.with_columns(red_in_list=pl.lit(False))).startswith("No area has more or fewer red")
    assert screening.finding(areas.with_columns(red_compared=pl.lit(0))).startswith("Too few records to tell")
    low = areas.with_columns(red_in_list=pl.col("area") == "Early Help")
    assert screening.finding(low).startswith("Early Help service has the lowest share of red records: ")
    alone = screening.finding(areas.filter(area="Ashport"))
    assert alone == "Ashport has the highest share of red records: 40.0%", "there is no elsewhere"


def test_small_numbers_are_told(westshire: Store) -> None:
    april = screening.by_area(westshire, date(2021, 4, 1))
    small = april.filter("small")
    assert small["records"].max() < 20 <= april.remove("small")["records"].min()
    assert "small numbers" in screening.chosen_sentence(april, small["area"][0])
    assert "small numbers" not in screening.chosen_sentence(april, april.remove("small")["area"][0])


def test_of_printed_shares_chance_is_not_spoken_of(published: Store) -> None:
    areas = screening.by_area(published, SEPTEMBER)
    said = screening.chosen_sentence(areas, "Ashport")
    assert "40% red, 59% amber and 1% green, as printed" in said
    assert "can’t be told" in said
    assert screening.chance_sentences(areas) == []


def test_every_area_stands_in_one_sentence_about_chance(westshire: Store) -> None:
    areas = screening.by_area(westshire, SEPTEMBER)
    said = screening.chance_sentences(areas)
    assert said[0].startswith("Above the 99.8% limit, more than chance explains: Ashport (40.0% of ")
    assert all(sum(f"{name} (" in sentence for sentence in said) == 1 for name in ("Dunmere", "Ashport"))
    finding = screening.chance_finding(areas)
    assert finding.startswith("More red records than chance explains in Cold Ferry and Ashport; fewer in ")
    calm = areas.with_columns(red_in_list=pl.lit(False))
    assert screening.chance_finding(calm) == "No area has more or fewer red records than chance explains"
    low = areas.filter(area="Early Help")
    assert screening.chance_finding(low) == "Fewer red records than chance explains in Early Help service"
    few = screening.chance_finding(areas.with_columns(red_compared=pl.lit(0)))
    assert few == "Too few records to tell whether any area has more or fewer red ones than chance explains"


def test_an_area_with_few_records_is_told_apart_from_one_within_chance(westshire: Store) -> None:
    april = screening.by_area(westshire, date(2021, 4, 1))
    *_, chance, within, few = screening.chance_sentences(april)
    assert chance.startswith("Below the 95% limit, which could be chance among 5 areas: Early Help service (5.9% of")
    assert within.startswith("Within the limits")
    assert few.startswith("Too few records to tell: Youth service (Ashport) (15.0% of 20) and Disabled children")
    assert "2 more are too few to tell" in screening.chance_note(april)
    assert "which could be chance among 5 areas" in screening.chosen_sentence(april, "Early Help")
    assert "too few records to tell" in screening.chosen_sentence(april, "STARS")


def test_the_totals_are_told_apart(published: Store, westshire: Store) -> None:
    def said(store: Store, month: date) -> str:
        return screening.totals_sentence(screening.by_area(store, month), screening.totals(store, month))

    assert "for red, between 5% and 40%" in said(published, SEPTEMBER)
    assert "The share of records counts each record once" in said(westshire, SEPTEMBER)
    assert "The printed total is the mean" in said(westshire, SEPTEMBER)
    assert "printed" not in said(westshire, JUNE)


def test_shares_over_time_begin_with_the_first_month(westshire: Store) -> None:
    months = screening.by_month(westshire, SEPTEMBER)
    assert screening.over_time_finding(months).startswith(f"Red: {months['red'][0]}% of records screened by the end of")
    first = screening.over_time_finding(months.head(1))
    assert first == f"{months['red'][0]}% of the records screened in April 2021 are red"


def test_each_colour_and_none_is_defined() -> None:
    assert list(screening.DEFINITIONS) == [*RAG, "unrated"]
