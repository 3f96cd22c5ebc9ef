"""The corporate papers on their way out: printed figures pass, own placements are protected, no own text leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analytics.catalogue import Policy
from analytics.corporate import placements
from analytics.disclosure import CannotPublish, Disclosed, SignOff, Wanted, disclose, policies
from analytics.disclosure.reidentification import ENOUGH, find_exposed
from analytics.store import Store
from tests.corporate.rows import extract, held, measure
from tests.publishing import PAPER, published_as

AUGUST, SEPTEMBER = date(2021, 8, 1), date(2021, 9, 1)
SIGNED = SignOff("director", SEPTEMBER, "Asked for by the partners")
KINDS = placements.KINDS
NAME = "Jane Doe of 3 Mill Lane"


def made(store: Store, policy: str = "nhs", earlier: pl.DataFrame | None = None, month: date = SEPTEMBER) -> Disclosed:
    signed = SIGNED if policy == "open" else None
    return disclose(store, Wanted(month, "All", ("corporate",), {"corporate": policy}, signed), earlier)


def frame(of: Disclosed, name: str) -> pl.DataFrame:
    return of.publishables[name].frame


def counts(of: Disclosed, month: date = SEPTEMBER) -> dict[str, int | None]:
    return dict(frame(of, "placements").filter(month=month).select("series", "count").rows())


def placed(month: str, **numbers: int) -> list[str]:
    names = {"total": placements.TOTAL, "residential": KINDS[0], "fostering": KINDS[1], "supported": KINDS[2]}
    return [f"{names[name]},{month},{number}" for name, number in numbers.items()]


@pytest.fixture(scope="module")
def demo(westshire: Store) -> Disclosed:
    return made(westshire)


def test_simulated_statuses_carry_their_mark(demo: Disclosed) -> None:
    found = demo.publishables["plan"]
    assert found.simulated
    assert "Simulated statuses" in found.notes[0]
    assert set(found.frame["note"]) == {"simulated statuses: those of the published plan are not held"}
    assert found.frame["label"].str.contains("not published").sum() == 0, "the priorities were printed"


def test_a_damaged_paper_is_missing_and_the_others_are_not(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    total, risk = placed("2021-08", total=459), "A,Group,Title,High,25,2021-09,Moderate,12,,"
    held(store, "placements", *total, source="published")
    held(store, "risks", risk, source="published")
    (file,) = [entry.part.parquet for entry in store.ledger.history() if entry.part.kind == "placements"]
    with published_as(extract("placements", *total), extract("risks", risk)):
        assert frame(made(store), "placements")["count"].drop_nulls().to_list() == [459]
        (store.parquet / file).unlink()
        found = made(Store(store.root))
        assert frame(found, "placements").is_empty()
        assert frame(found, "risks")["title"].to_list() == ["Title"]


def test_an_area_has_none_of_it(westshire: Store) -> None:
    found = disclose(westshire, Wanted(SEPTEMBER, "Wexley", ("corporate",)), None)
    assert all(p.frame.is_empty() and not p.notes for p in found.publishables.values())
    assert found.hidden.is_empty()


def test_own_placements_are_counts_of_children(empty: Store) -> None:
    lines = placed("2021-09", total=96, residential=52, fostering=41, supported=3)
    store = held(empty, "placements", *lines, *placed("2020-09", total=81))
    of = made(store)
    assert counts(of) == dict(zip(placements.SERIES, (95, 50, 40, None), strict=True))
    hidden = of.hidden.select("section", "row", "figure", "reason").rows()
    assert hidden == [("placements", "Supported living, September 2021", "count", "from 1 to 7")]
    shown = frame(of, "placements")
    assert shown["change"].null_count() == shown.height, "a change of 15 would give both ends away"
    assert set(shown["basis"]) == {"from rounded counts"}
    assert shown["reference"].null_count() == shown.height
    assert of.publishables["placements"].policy == "nhs"
    assert policies()["nhs"].meaning in of.publishables["placements"].notes
    assert of.checked == 1


def test_nothing_that_leaves_depends_on_a_hidden_placement(tmp_path: Path) -> None:
    def of(small: int) -> Disclosed:
        lines = placed("2021-09", total=106, residential=52, fostering=41, supported=small)
        return made(held(Store(tmp_path / str(small)), "placements", *lines))

    one, other = of(2), of(7)
    assert one.cells.rows() != other.cells.rows()
    assert frame(one, "placements").equals(frame(other, "placements"))
    assert one.publishables["placements"].notes == other.publishables["placements"].notes


def fits(truth: int, published: int | None, policy: Policy) -> bool:
    """Whether a true count would have been published so, worked out without the house's own rules."""
    small = policy.hidden_from is not None and policy.hidden_to is not None
    if small and policy.hidden_from <= truth <= policy.hidden_to:  # type: ignore[operator]
        return published is None
    near = truth if policy.rounded_to == 1 else int((truth + 2.5) // 5 * 5)
    return published is None or published == near


def possible(of: Mapping[str, int | None], truth: tuple[int, ...], policy: Policy, total: int | None) -> list[set[int]]:
    """The values that each kind may have for a reader who knows that the kinds add up to the total or its rounding."""
    near = [
        [n for n in range(max(0, t - 12), t + 13) if fits(n, of[k], policy)] for k, t in zip(KINDS, truth, strict=True)
    ]
    found: list[set[int]] = [set() for _ in KINDS]
    for combination in product(*near):
        shown = of[placements.TOTAL]
        if total is not None and sum(combination) != total:
            continue
        if total is None and shown is not None and not fits(sum(combination), shown, policy):
            continue
        for kind, value in zip(found, combination, strict=True):
            kind.add(value)
    return found


small = st.integers(0, 9)
COUNTS = st.tuples(st.one_of(small, st.integers(10, 60)), st.one_of(small, st.integers(10, 60)), small)


@settings(max_examples=15)
@given(numbers=COUNTS, policy=st.sampled_from(("nhs", "dfe", "strict")), printed=st.booleans())
@example(numbers=(23, 38, 1), policy="nhs", printed=False)  # one kind at its least, the total at its most
@example(numbers=(23, 38, 1), policy="nhs", printed=True)
@example(numbers=(20, 5, 1), policy="dfe", printed=True)
@example(numbers=(0, 0, 1), policy="strict", printed=True)
@example(numbers=(0, 1, 0), policy="nhs", printed=True)
def test_no_reader_can_work_out_a_small_number_of_placements(
    numbers: tuple[int, int, int], policy: str, printed: bool
) -> None:
    """Beside a rounded total, and beside one that has been printed: every small number keeps three values, by trying
    all of them."""
    residential, fostering, supported = numbers
    with TemporaryDirectory() as folder:
        store = Store(Path(folder))
        total = placed("2021-09", total=sum(numbers))
        kinds = placed("2021-09", residential=residential, fostering=fostering, supported=supported)
        if printed:
            held(store, "placements", *total, source="published")
            held(store, "placements", *kinds)
        else:
            held(store, "placements", *total, *kinds)
        with published_as(*[extract("placements", *total)] * printed):
            of = made(store, policy)
        rule = policies()[policy]
        said = counts(of)
        assert not printed or said[placements.TOTAL] == sum(numbers)
        if of.dropped and any("earlier publications" in dropped for dropped in of.dropped):
            assert [said[kind] for kind in KINDS] == [None] * 3, "silence about the whole month"
            return
        hidden = set(of.hidden["row"])
        found = possible(said, numbers, rule, sum(numbers) if printed else None)
        for kind, number, values in zip(KINDS, numbers, found, strict=True):
            small_one = rule.hidden_from <= number <= rule.hidden_to  # type: ignore[operator]
            assert (f"{kind}, September 2021" in hidden) >= small_one
            assert number in values
            if small_one:
                assert len(values) >= ENOUGH, (kind, said)


def test_packs_of_successive_months_keep_what_they_hide(empty: Store) -> None:
    for month, small_one in (("2021-08", 3), ("2021-09", 5)):
        lines = placed(month, total=90 + small_one, residential=50, fostering=40, supported=small_one)
        held(empty, "placements", *lines, cut=month)
    first = made(empty, month=AUGUST)
    second = made(empty, earlier=first.cells)
    cells = pl.concat([first.cells, second.cells])
    found = find_exposed(cells, frozenset(cells["statement"]), set())
    assert (found.checked, dict(found.exposed)) == (2, {})


def test_an_open_pack_after_a_protected_one_gives_nothing_away(empty: Store) -> None:
    store = held(empty, "placements", *placed("2021-09", total=96, residential=52, fostering=41, supported=3))
    with pytest.raises(CannotPublish, match="an earlier publication hid could be worked out"):
        made(store, "open", made(store).cells)
    bare = made(store, "open")
    assert counts(bare)["Supported living"] == 3
    assert bare.publishables["placements"].notes[-1].startswith("Signed for by director")


def test_a_figure_that_was_printed_stays_as_printed(empty: Store) -> None:
    """Also where an own extract repeats or restates it; the months after it are protected."""
    printed = [*placed("2020-09", total=83), *placed("2021-08", total=91)]
    held(empty, "placements", *printed, source="published")
    repeated = [*placed("2020-09", total=83), *placed("2021-08", total=94), *placed("2021-09", total=97)]
    with published_as(extract("placements", *printed)):
        of = made(held(empty, "placements", *repeated, cut="2021-12"))
    shown = frame(of, "placements").select("month", "count", "basis", "change").rows()
    assert shown == [
        (date(2020, 9, 1), 83, "as printed", None),
        (AUGUST, 91, "as printed", None),
        (SEPTEMBER, 95, "from rounded counts", None),
    ]


def test_a_series_with_a_name_of_its_own_stays(empty: Store) -> None:
    of = made(held(empty, "placements", f"{NAME},2021-09,40", *placed("2021-09", total=60)))
    assert counts(of) == {placements.TOTAL: 60}
    assert of.hidden.filter(row=f"{NAME}, September 2021")["reason"].to_list() == ["title not published"]


RISK = f"SR9.1,{NAME},{NAME},High,20,2021-09,High,16,4,4"
LINE = f"1,{NAME},{NAME},{NAME},100,150,0,50,,50,50.0,line"
PRIORITY = f"2021-09,7,{NAME},on target,at risk,"


def everything(of: Disclosed) -> str:
    texts = [note for p in of.publishables.values() for note in p.notes]
    return "\n".join([*texts, *(p.frame.write_csv() for p in of.publishables.values())])


@pytest.mark.parametrize("policy", ["nhs", "open"])
def test_no_own_text_leaves(empty: Store, policy: str) -> None:
    for kind, line in (("risks", RISK), ("budget", LINE), ("plan", PRIORITY)):
        held(empty, kind, line)
    own_measure = measure("81.5", "90", name=NAME.replace(" ", "_")).replace("Measure", NAME).replace("Section", NAME)
    held(empty, "scorecard", own_measure)
    of = made(empty, policy)
    for word in NAME.split(" "):
        assert word == "of" or word == "3" or word not in everything(of)
    (risk,) = frame(of, "risks").to_dicts()
    assert (risk["risk_id"], risk["title"], risk["score"], risk["level"]) == (
        "SR9.1",
        "title not published",
        16,
        "High",
    )
    assert risk["risk_group"] is None
    (line,) = frame(of, "budget").to_dicts()
    assert (line["service_area"], line["total_variance_k"]) == ("line 1 (title not published)", 50)
    (priority,) = frame(of, "plan").to_dicts()
    assert (priority["priority_id"], priority["label"]) == ("7", "title not published")
    assert "1 title was not published before, and is left out." in of.publishables["risks"].notes


def test_an_id_that_is_no_code_gives_way_to_a_number(empty: Store) -> None:
    held(empty, "plan", *(f"2021-09,{name},{NAME},on target,at risk," for name in (NAME, "JaneDoe")), cut="2021-09")
    shown = frame(made(empty), "plan")["priority_id"].to_list()
    assert sorted(shown) == ["no. 1", "no. 2"]


def test_a_figure_of_the_scorecard_without_counts_stays_unless_somebody_signs(empty: Store) -> None:
    printed = measure("80.0", "90", period="2021-06")
    held(empty, "scorecard", printed, cut="2021-06", source="published")
    held(empty, "scorecard", measure("71.4", "90"), measure("77.7", "90", period="2021-06"))
    with published_as(extract("scorecard", printed, cut="2021-06")):
        of, bare = made(empty), made(empty, "open")
    assert frame(of, "scorecard").select("period", "value", "change").rows() == [(date(2021, 6, 1), 80.0, None)]
    assert of.hidden.select("section", "row").rows() == [("scorecard", "m, September 2021")]
    assert "1 figure was not published before, and is left out." in of.publishables["scorecard"].notes
    assert frame(bare, "scorecard").select("value", "change").rows() == [(80.0, None), (71.4, -8.6)]
    assert bare.publishables["scorecard"].notes[-1].startswith("Signed for by director")


def test_a_source_called_published_passes_only_for_what_was_published(empty: Store) -> None:
    """The paper of September has 91 placements in August. An extract of October under the same source says more."""
    printed = placed("2021-08", total=91)
    held(empty, "placements", *printed, source="published")
    later = [*printed, *placed("2021-09", total=97, residential=3)]
    held(empty, "placements", *later, cut="2021-10", source="published")
    with published_as(extract("placements", *printed)):
        shown = frame(made(empty), "placements").select("series", "month", "count", "reference").rows()
    assert shown == [
        (placements.TOTAL, AUGUST, 91, PAPER),
        (placements.TOTAL, SEPTEMBER, 95, None),
        ("Residential agency", SEPTEMBER, None, None),
    ]
