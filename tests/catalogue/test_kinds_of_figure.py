"""What definitions, targets and population of several kinds must say together, and what is wrong otherwise."""

from __future__ import annotations

import pytest

from analytics.catalogue import Catalogue, CatalogueError, Window
from analytics.extracts import catalogue_of

DEFINITIONS = "measure_id,name,theme,polarity,kind,unit,window,population,counted,definition\n"
IN_CARE = "in_care,Children in care,Care,plan,rate,per 10000,snapshot,0 to 17,children,x\n"
TARGETS = "measure_id,area,valid_from,target,target_to,reason\n"


def made(definition: str, *, targets: str = "", **others: str) -> Catalogue:
    files = {
        "council": "council,whole,part,parts\nNorthmere,city,area,areas\n",
        "areas": "area,name\nEast,East\nWest,West\n",
        "definitions": DEFINITIONS + definition,
        **({"targets": TARGETS + targets} if targets else {}),
        **others,
    }
    return catalogue_of([(f"{kind}.csv", text.encode()) for kind, text in files.items()])


def test_a_rate_has_its_range_and_the_people_of_its_areas() -> None:
    population = "area,year,age_group,number\nEast,2024,0 to 17,21000\nWest,2024,0 to 17,18500\n"
    known = made(IN_CARE, targets="in_care,East,2024-04,40,50,x\n", population=population)
    (target,) = known.targets
    assert known.target_words(target) == "40 to 50 per 10000"
    assert known.population["number"].sum() == 39_500


def test_the_financial_year_so_far_starts_in_april() -> None:
    known = made("spend,Spend,Money,smaller,amount,£k,financial_ytd,,pounds,x\n")
    assert known.indicators["spend"].window is Window.FINANCIAL_YTD
    assert known.indicators["spend"].window.resets_in == 4


@pytest.mark.parametrize(
    ("definition", "says"),
    [
        ("a,A,Care,smaller,rate,%,month,,children,x\n", "not the unit of a rate"),
        ("a,A,Care,smaller,amount,days,month,,pounds,x\n", "not a unit of money"),
        ("a,A,Care,smaller,percentage,days,month,,children,x\n", "not the unit of a percentage"),
        ("a,A,Care,smaller,mean,per 1000,month,,children,x\n", "not the unit of a mean"),
        ("a,A,Care,smaller,mean,,month,,children,x\n", "Write what the mean is in"),
        ("a,A,Care,smaller,count,,month,0 to 17,children,x\n", "goes with a rate alone"),
    ],
)
def test_a_unit_that_does_not_fit_its_kind_is_refused(definition: str, says: str) -> None:
    with pytest.raises(CatalogueError, match=says):
        made(definition)


@pytest.mark.parametrize(
    ("polarity", "target", "says"),
    [
        ("information", "a,All,2024-04,40,,x\n", "for information, which is not rated"),
        ("smaller", "a,All,2024-04,40,50,x\n", "goes with the polarity plan alone"),
        ("plan", "a,All,2024-04,50,40,x\n", "must be above the target"),
        ("smaller", "a,Eest,2024-04,40,,x\n", "is not in the catalogue \\(areas\\)"),
        ("smaller", "a,All,2024-04,-3,,x\n", "must not be below 0"),
    ],
)
def test_a_target_that_does_not_fit_its_indicator_is_refused(polarity: str, target: str, says: str) -> None:
    with pytest.raises(CatalogueError, match=says):
        made(f"a,A,Care,{polarity},count,,month,,children,x\n", targets=target)


def test_people_of_an_unknown_area_are_refused() -> None:
    with pytest.raises(CatalogueError, match="North"):
        made(IN_CARE, population="area,year,age_group,number\nNorth,2024,0 to 17,5\n")


def test_only_a_percentage_can_be_taken_from_100() -> None:
    national = "measure_id,national_measure,inverted,period_kind,difference\nin_care,CLA,yes,31 March,x\n"
    with pytest.raises(CatalogueError, match="for a percentage alone"):
        made(IN_CARE, counterparts=national)


@pytest.mark.parametrize(
    "definition",
    [
        "share,Share,Front door,smaller,percentage,%,month,,referrals,x\n",
        "open,Open,Front door,information,count,,snapshot,,children,x\n",
    ],
)
def test_only_counts_and_rates_of_a_month_have_a_national_season(definition: str) -> None:
    measure = definition.partition(",")[0]
    counterparts = "measure_id,difference,season_measure\n{},x,Referrals by month\n"
    with pytest.raises(CatalogueError, match="a count or a rate of what happens in a month"):
        made(definition, counterparts=counterparts.format(measure))
    received = made("in,In,Front door,information,count,,month,,referrals,x\n", counterparts=counterparts.format("in"))
    assert received.counterparts["in"].season_measure == "Referrals by month"
