"""Whole publications of the demonstration: what stands in them, and that together they give nothing away."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from analytics import audits, screening
from analytics.catalogue import ALL, using
from analytics.disclosure import (
    CELLS,
    LISTED,
    PACK_SECTIONS,
    CannotPublish,
    Disclosed,
    SignOff,
    Wanted,
    disclose,
    policies,
)
from analytics.disclosure.published import figures, published
from analytics.disclosure.reidentification import find_exposed
from analytics.percent import pooled
from analytics.store import Incoming, Store, held_catalogue, load
from tests.indicators.test_season import ENGLANDS, began

JULY, AUGUST, SEPTEMBER = (date(2021, m, 1) for m in (7, 8, 9))
FRAMES = {name: columns for section in PACK_SECTIONS.values() for name, columns in section.frames.items()}
SIGNED = SignOff("Director of children's services", SEPTEMBER, "Asked for by the safeguarding partners")


def under(policy: str) -> dict[str, str]:
    return dict.fromkeys(PACK_SECTIONS, policy)


@pytest.fixture(scope="module")
def county(westshire: Store) -> Disclosed:
    return disclose(westshire, Wanted(SEPTEMBER), None)


@pytest.fixture(scope="module")
def wexley(westshire: Store) -> Disclosed:
    return disclose(westshire, Wanted(SEPTEMBER, "Wexley"), None)


def frame(made: Disclosed, name: str) -> pl.DataFrame:
    return made.publishables[name].frame


def test_the_frames_have_the_columns_agreed(county: Disclosed, wexley: Disclosed) -> None:
    for made in (county, wexley):
        assert set(made.publishables) == set(FRAMES)
        for name, columns in FRAMES.items():
            assert dict(frame(made, name).schema) == dict(columns), name
            assert made.publishables[name].name == name
        assert dict(made.cells.schema) == dict(CELLS)
        assert dict(made.hidden.schema) == dict(LISTED)


def test_every_figure_has_a_value_or_a_marker(county: Disclosed, wexley: Disclosed) -> None:
    for made in (county, wexley):
        for name, columns in FRAMES.items():
            for marker in (c for c in columns if c.endswith("_marker")):
                figure = pl.col(marker.removesuffix("_marker"))
                both = frame(made, name).filter(figure.is_not_null() & pl.col(marker).is_not_null())
                assert both.is_empty(), (name, marker)
                without = frame(made, name).filter(figure.is_null() & pl.col(marker).is_null())
                public = name == "indicators" and marker.split("_")[-2] in ("numerator", "denominator")
                assert without.is_empty() or (public and set(without["basis"]) <= {"as printed", None}), (name, marker)
                assert set(frame(made, name)[marker].drop_nulls()) <= {"c", "x", "z"}


def test_what_the_council_printed_depends_on_nothing_simulated(county: Disclosed, published: Store) -> None:
    """The same figures come out of a store that holds no simulated row."""
    without = disclose(published, Wanted(SEPTEMBER, sections=("indicators",)), None)
    for name in ("indicators", "indicator-months"):
        assert frame(without, name).equals(frame(county, name)), name
    shown = frame(county, "indicators")
    assert set(shown["basis"].drop_nulls()) == {"as printed"}
    assert shown["numerator"].null_count() == shown.height


def test_shares_printed_with_a_decimal_bind_the_counts_too(westshire: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """They say more of the counts than whole ones do."""
    counted = screening.by_area(westshire, SEPTEMBER)
    exact = pl.concat(
        counted.select("area", category=pl.lit(c), exact=pooled(pl.col(f"{c}_count"), pl.col("records")))
        for c in ("red", "amber", "green")
    )

    def finer(rows: pl.DataFrame) -> pl.DataFrame:
        rows = rows.join(exact, on=["area", "category"], how="left", maintain_order="left")
        return rows.with_columns(value=pl.coalesce("exact", "value")).drop("exact")

    section = "analytics.disclosure.screening_section"
    monkeypatch.setattr(f"{section}.published", lambda store, rows, kind: finer(published(store, rows, kind)))
    monkeypatch.setattr(f"{section}.figures", lambda store, kind: finer(figures(store, kind)))
    made = disclose(westshire, Wanted(SEPTEMBER, sections=("screening",)), None)
    shares = frame(made, "screening")["share"].drop_nulls()
    assert (shares != shares.round()).any()
    # Whole percentages are said in hundredths, twice; those with a decimal in thousandths.
    assert made.cells["coefficient"].abs().to_numpy().max() > 1000


def test_what_is_hidden_is_listed_for_the_maker(county: Disclosed) -> None:
    hidden = county.hidden
    markers = sum(
        (frame(county, name)[c] == "c").sum()
        for name, columns in FRAMES.items()
        for c in columns
        if c.endswith("_marker")
    )
    assert hidden.height == markers
    assert hidden["reason"].null_count() == 0


def again(*made: Disclosed) -> None:
    """Everything published together keeps what each hides."""
    cells = pl.concat([one.cells for one in made])
    found = find_exposed(cells, frozenset(cells["statement"]), set())
    assert found.checked >= max(one.checked for one in made)
    assert not found.exposed


@pytest.mark.parametrize(
    ("locality", "section", "months"),
    [("Dunmere", "indicators", (JULY, AUGUST, SEPTEMBER)), (ALL, "audits", (AUGUST, SEPTEMBER))],
)
def test_successive_months_keep_what_they_hide(
    locality: str, section: str, months: tuple[date, ...], westshire: Store
) -> None:
    """Rolling quarters, and audits of three months, share months with those of the packs before."""
    made: list[Disclosed] = []
    for month in months:
        earlier = pl.concat([one.cells for one in made]) if made else None
        made.append(disclose(westshire, Wanted(month, locality, sections=(section,)), earlier))
    again(*made)
    column = "quarter_numerator" if section == "indicators" else "count"
    assert frame(made[-1], section)[column].count() > 10


def test_two_areas_and_the_whole_council_keep_what_they_hide(
    county: Disclosed, wexley: Disclosed, westshire: Store
) -> None:
    made = [county, wexley]
    for place in ("Bracksea", "Bracksea & Wexley"):
        earlier = pl.concat([one.cells for one in made])
        made.append(disclose(westshire, Wanted(SEPTEMBER, place, ("indicators", "screening")), earlier))
    again(*made)


@pytest.mark.parametrize("policy", ["open", "nhs"])
def test_a_looser_pack_after_a_strict_one_is_refused(policy: str, westshire: Store) -> None:
    """It shows counts, or noughts, that the first one hid."""
    strict = disclose(westshire, Wanted(SEPTEMBER, sections=("audits",)), None)
    wish = Wanted(SEPTEMBER, sections=("audits",), policies=under(policy), sign_off=SIGNED)
    assert not disclose(westshire, wish, None).dropped, "by itself it may be made"
    with pytest.raises(CannotPublish, match="an earlier publication hid could be worked out"):
        disclose(westshire, wish, strict.cells)


def test_an_open_pack_shows_counts_as_they_are_and_who_signed(westshire: Store) -> None:
    wish = Wanted(SEPTEMBER, sections=("audits",), policies=under("open"), sign_off=SIGNED)
    made = disclose(westshire, wish, None)
    shown = frame(made, "audits").filter(pl.col("legal_status") != ALL)
    true = audits.by_legal_status(westshire, SEPTEMBER)
    both = shown.join(true, on=["legal_status", "rating"], suffix="_true")
    assert both["count"].to_list() == both["count_true"].to_list()
    assert both["share"].to_list() == both["share_true"].to_list()
    assert made.publishables["audits"].notes[-1] == (
        "Signed for by Director of children's services on 1 September 2021: Asked for by the safeguarding partners"
    )
    assert made.checked == 0


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wanted(SEPTEMBER, policies=under("open")), "must sign for it"),
        (Wanted(SEPTEMBER, policies=under("open"), sign_off=SignOff(" ", SEPTEMBER, "why")), "must sign for it"),
        (Wanted(SEPTEMBER, policies=under("open"), sign_off=SignOff("Director", SEPTEMBER, "")), "must sign for it"),
        (Wanted(SEPTEMBER, sign_off=SignOff("Director", SEPTEMBER, "a\x07b")), "reason can't be printed"),
        (Wanted(SEPTEMBER, policies={"audits": "loose"}), "no policy “loose”"),
        (Wanted(SEPTEMBER, sections=("audits", "budget")), "no section budget"),
        (Wanted(SEPTEMBER, sections=()), "at least one section"),
        (Wanted(SEPTEMBER, "Atlantis"), "no area “Atlantis”"),
    ],
)
def test_an_incomplete_wish_is_refused_with_what_to_do(empty: Store, wish: Wanted, said: str) -> None:
    with pytest.raises(CannotPublish, match=said):
        disclose(empty, wish, None)


@pytest.mark.parametrize("locality", [ALL, "Wexley", "Bracksea & Wexley", "Early Help"])
def test_an_empty_store_gives_empty_frames(empty: Store, locality: str) -> None:
    made = disclose(empty, Wanted(SEPTEMBER, locality), None)
    for name, columns in FRAMES.items():
        assert frame(made, name).is_empty()
        assert dict(frame(made, name).schema) == dict(columns)
        assert made.publishables[name].notes == ()
    assert (made.checked, made.cells.height, made.hidden.height) == (0, 0, 0)


def test_an_area_without_rows_has_none(published: Store) -> None:
    made = disclose(published, Wanted(SEPTEMBER, "Wexley"), None)
    assert frame(made, "indicators").is_empty()
    assert frame(made, "audits").is_empty(), "the audits do not say where they lie"
    assert frame(made, "screening")["count_marker"].to_list() == ["x"] * 3


def test_only_the_sections_wanted_are_made_and_progress_is_told(published: Store) -> None:
    said: list[float] = []
    made = disclose(published, Wanted(SEPTEMBER, sections=("screening",)), None, lambda share, what: said.append(share))
    assert set(made.publishables) == {"screening"}
    assert said[0] == 0
    assert policies()["nhs"].meaning in made.publishables["screening"].notes


def test_a_pack_says_by_whose_figures_a_season_was_taken_out(empty: Store) -> None:
    """Referrals of an authority that has just begun, which it has published."""
    held = began(empty, *ENGLANDS)
    listed = b"of_source,file_name,reference\nown,own.csv,Board of September 2024\n"
    load(held, held_catalogue(held), [Incoming("publications.csv", listed)])
    with using(held_catalogue(held)):
        made = disclose(held, Wanted(date(2024, 8, 1)), None).publishables["indicators"]
    assert made.frame.filter(measure_id="referrals_received")["variation"].item() == "common cause"
    (said,) = [note for note in made.notes if "season" in note]
    assert said.startswith("Referrals received: ")
    assert "England's referrals by month, April 2014 to March 2024 (Department for Education)" in said
