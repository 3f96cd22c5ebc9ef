"""Files of the Department, laid out as it publishes them, with figures that are made up."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import Workbook

from analytics.catalogue import Catalogue, build
from analytics.catalogue.recipes import Recipe, RecipeColumn
from analytics.extracts import Checked, ExtractError, Options, check_files
from analytics.extracts.authorities import area_codes, area_named, key
from tests.westshire import catalogue

REFERRALS = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,"
    "new_la_code,la_name,category,referral_count,rereferral_count,rereferral_percent,no_further_action_count,"
    "no_further_action_percent,not_in_need_count,not_in_need_percent,referral_child_count"
)
ENGLAND = "National,E92000001,England,,,,,"
SOUTH_WEST = "Regional,E92000001,England,E12000009,South West,,,"
KENT = "Local authority,E92000001,England,E12000008,South East,886,E10000016,Kent"
DEVON = "Local authority,E92000001,England,E12000009,South West,878,E10000008,Devon"


def figures(*lines: str, catalogue: Catalogue | None = None, name: str = "f.csv", **options: object) -> list[Checked]:
    """The accounts of a file with these lines."""
    given = Options(**{"today": date(2026, 6, 1), **options})  # type: ignore[arg-type]
    ((accounts,), _) = check_files([(name, "\n".join(lines).encode())], catalogue or build({}), given)
    return list(accounts)


def of(account: Checked, measure: str) -> list[tuple[object, ...]]:
    names = ("code", "period", "numerator", "denominator", "value", "marker")
    return account.accepted.filter(national_measure=measure).select(names).rows()


def test_a_file_of_the_department_loads_as_it_is_published() -> None:
    (account,) = figures(
        "\ufeff" + REFERRALS,
        f"2025,Reporting year,{ENGLAND},All,632830,142900,22.6,41340,6.5,194620,30.8,557810",
        f"2025,Reporting year,{SOUTH_WEST},All,51000,11300,22.1,2000,3.9,15000,29.4,44000",
        f"2025,Reporting year,{KENT},All,24035,5192,21.6,c,c,7000,29.1,20000",
        f"2024,Reporting year,{KENT},All,x,x,x,x,x,x,x,x",
    )
    assert (account.kind, account.source, account.cut) == ("national_figures", "dfe", date(2025, 3, 1))
    assert (account.rows_in, account.refused) == (4 * 4, 0)
    assert of(account, "ReReferral") == [
        ("E92000001", "year to March 2025", 142900, 632830, 22.6, None),
        ("E12000009", "year to March 2025", 11300, 51000, 22.1, None),
        ("886", "year to March 2025", 5192, 24035, 21.6, None),
        ("886", "year to March 2024", None, None, None, "x"),
    ]
    assert of(account, "CIN_Refferals_NFA")[2] == ("886", "year to March 2025", None, None, None, "c")
    assert any("referral_child_count" in said for said in account.notices)


LOOKED_AFTER = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,"
    "la_name,new_la_code,population_type,population_estimate,children_count,rate_per_10000"
)


def test_a_filter_says_which_measure_a_row_is() -> None:
    kent = "2025,Reporting year,Local authority,E92000001,England,E12000008,South East,886,Kent,E10000016"
    (account,) = figures(
        LOOKED_AFTER,
        f"{kent},Children looked after on 31 March each year,334000,1980,59",
        f"{kent},Children starting to be looked after each year,334000,810,24",
    )
    assert of(account, "LAC") == [("886", "31 March 2025", 1980, 334000, 59, None)]
    assert of(account, "LAC_Start_Rate") == [("886", "year to March 2025", 810, 334000, 24, None)]


def test_numerator_and_denominator_may_stand_in_rows_of_their_own() -> None:
    header = LOOKED_AFTER.replace("population_type,population_estimate,children_count,rate_per_10000", "")
    kent = "2024,Reporting year,Local authority,E92000001,England,E12000008,South East,886,Kent,E10000016"
    (account,) = figures(
        f"{header}cla_group,sw_stability,number,percentage",
        f"{kent},CLA on 31 March,Total children,1980,100",
        f"{kent},CLA on 31 March,3 or more social workers during the year,594,30",
    )
    assert of(account, "Stability_SocialWorker") == [("886", "year to March 2024", 594, 1980, 30, None)]


def test_the_month_of_a_reporting_year_is_that_of_its_calendar_year() -> None:
    header = REFERRALS.partition(",category")[0]
    names = "April,May,June,July,August,September,October,November,December,January,February,March"
    counts = ",".join(map(str, range(1, 13)))
    (account,) = figures(f"{header},category,Referrals,{names}", f"2024,Reporting year,{KENT},All,78,{counts}")
    rows = of(account, "Referrals by month")
    assert (rows[0][1], rows[0][4], rows[-1][1], rows[-1][4]) == ("April 2023", 1, "March 2024", 12)


def test_several_authorities_in_one_row_and_other_levels_are_left_out_and_said() -> None:
    joint = (
        "Local authority,E92000001,England,E13000002,Outer London,314 / 318,E09000021 / E09000027,Kingston / Richmond"
    )
    school = "School,E92000001,England,E12000008,South East,886,E10000016,Kent"
    rest = "All,10,2,20,1,10,3,30,9"
    (account,) = figures(
        REFERRALS,
        *(f"2025,Reporting year,{place},{rest}" for place in (KENT, joint, school)),
        f"2025,Autumn term,{DEVON},{rest}",
    )
    assert set(account.accepted["code"]) == {"886"}
    said = " ".join(account.notices)
    assert "Kingston / Richmond" in said
    assert "School" in said
    assert "Autumn term (1 row)" in said


def test_rows_of_other_countries_are_left_out_and_said() -> None:
    britain = "National,K03000001,Great Britain,,,,,"
    rest = "All,10,2,20,1,10,3,30,9"
    (account,) = figures(REFERRALS, *(f"2025,Reporting year,{place},{rest}" for place in (ENGLAND, britain)))
    assert set(account.accepted["code"]) == {"E92000001"}
    assert any("1 row of other countries" in said and "K03000001" in said for said in account.notices)


def referrals(*percentages: str, fractions: bool | None = None) -> Checked:
    """Re-referrals: 5,192 of 24,035 referrals, and their percentage as it is written, a year each."""
    rest = "c,c,7000,29.1,20000"
    lines = (f"{2025 - n},Reporting year,{KENT},All,24035,5192,{p},{rest}" for n, p in enumerate(percentages))
    (account,) = figures(REFERRALS, *lines, catalogue=catalogue(), fractions=fractions)
    return account


def test_percentages_that_are_fractions_are_asked_about_and_multiplied() -> None:
    with pytest.raises(
        ExtractError, match=r"fraction of 1 by the counts in the row: row 2, rereferral_percent “0.216”"
    ):
        referrals("0.216")
    assert of(referrals("0.216", fractions=True), "ReReferral")[0][4] == 21.6
    assert of(referrals("21.6%"), "ReReferral")[0][4] == 21.6


def test_a_number_in_place_of_a_percentage_is_refused() -> None:
    account = referrals("5192", "21.6")
    assert account.refusals["problem"].to_list() == ["must not be above 100."]
    assert of(account, "ReReferral")[0][1] == "year to March 2024"


def test_a_figure_that_its_counts_contradict_is_said() -> None:
    """5,192 of 24,035 are 21.6%; counts and percentages are rounded."""
    (said,) = [said for said in referrals("21.6", "60", "22.1").notices if "counts give" in said]
    assert "1 of 3 figures of “ReReferral”" in said
    assert all(words in said for words in ("60.0%", "Kent", "year to March 2024", "5,192 of 24,035"))


def own(*columns: RecipeColumn) -> Catalogue:
    recipe = Recipe("Exclusions", "national_figures", columns=columns)
    return replace(build({}), recipes={"Exclusions": recipe})


EXCLUSIONS = REFERRALS.partition(",category")[0] + ",sex,reason,exclusions,headcount,exclusion_rate"


def column(heading: str, field: str, **where: str) -> RecipeColumn:
    says = {"national_measure": "excluded"}
    return RecipeColumn("national_figures", heading, field, says, only_where=where)


LINES = [
    f"202425,Academic year,{place},{sex},Total,{count},4000,{rate}"
    for place in (KENT, DEVON)
    for sex, count, rate in (("Total", 20, "0.50"), ("Girls", 8, "0.40"))
]


def test_a_file_never_seen_is_refused_with_what_to_do_and_read_by_an_own_recipe() -> None:
    with pytest.raises(ExtractError, match="no recipe says which measures"):
        figures(EXCLUSIONS, *LINES)
    known = own(
        column("exclusion_rate", "value", sex="Total"),
        column("exclusions", "numerator", sex="Total"),
        column("headcount", "denominator", sex="Total"),
    )
    (account,) = figures(EXCLUSIONS, *LINES, catalogue=known)
    assert of(account, "excluded") == [
        ("886", "school year 2024-25", 20, 4000, 0.5, None),
        ("878", "school year 2024-25", 20, 4000, 0.5, None),
    ]


def test_a_filter_that_nobody_told_apart_is_named() -> None:
    with pytest.raises(ExtractError, match=r"sex \(Girls and Total\)"):
        figures(EXCLUSIONS, *LINES, catalogue=own(column("exclusion_rate", "value")))


def test_an_own_recipe_adds_to_a_shipped_one() -> None:
    children = RecipeColumn("national_figures", "referral_child_count", "value", {"national_measure": "children"})
    lines = (REFERRALS, f"2025,Reporting year,{KENT},All,24035,5192,21.6,1,2,7000,29.1,20000")
    (account,) = figures(*lines, catalogue=own(children))
    assert of(account, "children") == [("886", "year to March 2025", None, None, 20000, None)]
    assert of(account, "ReReferral") == [("886", "year to March 2025", 5192, 24035, 21.6, None)]


def test_the_population_is_also_that_of_the_authority_itself() -> None:
    rates = [i for i in catalogue().indicators.values() if not i.population]
    known = replace(catalogue(), code="886", indicators={rates[0].measure_id: replace(rates[0], population="0 to 17")})
    header = REFERRALS.partition(",category")[0] + ",age_group,population_estimate"
    lines = [
        f"2024,Reporting year,{place},Children aged 0 to 17 years,{n}" for place, n in ((KENT, 338000), (DEVON, 9))
    ]
    national, population = figures(header, *lines, catalogue=known)
    assert of(national, "Children aged 0 to 17")[0] == ("886", "30 June 2024", None, None, 338000, None)
    assert population.accepted.select("area", "year", "age_group", "number").rows() == [
        ("All", 2024, "0 to 17", 338000)
    ]


TOOL = "Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region"


@pytest.fixture
def counterparts() -> Catalogue:
    return catalogue()  # whose conferences held in time have the counterpart CP_conf_15days


def tool(*rows: Sequence[object]) -> list[str]:
    return [TOOL, *(",".join(map(str, row)) for row in rows)]


def test_a_table_of_the_interactive_tool_loads_for_the_counterparts(counterparts: Catalogue) -> None:
    (account,) = figures(
        *tool(
            ("CP_conf_15days", "", "2024", "Kent", 81.5, "886.0", "South East"),
            ("CP_conf_15days", "", "2024-25", "Kent", "-", 886, "South East"),
            ("CP_conf_15days", "", "2024", "England", 79.2, 970, ""),
            ("CP_conf_15days", "", "2024 (Rev)", "Yorkshire and the Humber", 77, 982, ""),
            ("Unwanted", "", "2024", "Kent", 1, 886, ""),
        ),
        catalogue=counterparts,
    )
    assert (account.source, account.cut) == ("lait", date(2025, 3, 1))
    assert [(row[0], row[1], row[4], row[5]) for row in of(account, "CP_conf_15days")] == [
        ("886", "year to March 2024", 81.5, None),
        ("886", "year to March 2025", None, "x"),
        ("E92000001", "year to March 2024", 79.2, None),
        ("E12000003", "year to March 2024", 77, None),
    ]
    assert any("1 measure that no counterpart names was left out" in said for said in account.notices)


def test_an_area_that_nobody_knows_is_refused(counterparts: Catalogue) -> None:
    (account,) = figures(*tool(("CP_conf_15days", "", "2024", "Atlantis", 81.5, 999, "")), catalogue=counterparts)
    assert (account.accepted.height, account.refused) == (0, 1)
    assert "Atlantis" in account.refusals["value"][0]


@pytest.mark.parametrize(
    ("written", "code"),
    [("886", "886"), ("E10000016", "886"), ("Kent", "886"), ("E10000027", "933"), ("E06000066", "933"),
     ("yorkshire & the humber", "E12000003"), ("London (Inner)", "E13000001"), ("England", "E92000001"),
     ("Dorset", "838"), ("E10000009", "835"), ("Family group", None)],
)  # fmt: skip
def test_an_area_is_known_by_any_of_its_codes_and_names(written: str, code: str | None) -> None:
    assert area_codes().get(key(written)) == code
    if code:
        assert area_named(code).known_as == code


MODEL = "old_la_code,la_name,region_ind,region_name,SN_1,SN_1P,SN_2,SN_2P"


def test_the_model_of_neighbours_gives_those_of_the_authority_itself() -> None:
    lines = (MODEL, "886,Kent,8,South East,881,Very close,878,Close ", "878,Devon,9,South West,881,Close,886,Close")
    (account,) = figures(*lines, catalogue=replace(catalogue(), code="E10000016"))
    rows = account.accepted.select("neighbour", "rank", "closeness").rows()
    assert (account.kind, rows) == ("neighbours", [("Essex", 1, "Very close"), ("Devon", 2, "Close")])
    with pytest.raises(ExtractError, match="no statistical neighbours of Westshire"):
        figures(*lines, catalogue=catalogue())


def test_the_outcomes_of_inspections_load_as_ofsted_publishes_them() -> None:
    """Two titles stand above the header; other sheets of the workbook list visits."""
    lines = [
        ["Local authority inspection judgements as at 31 March 2025"],
        ["This worksheet contains one table."],
        ["Web link", "Local authority area code", "Local authority name", "Ofsted region", "Inspection date",
         "Publication date", "Overall effectiveness"],
        ["Page", "E10000016", "Kent", "South East", "2022-05-09", "2022-07-08", "Outstanding"],
        ["Page", "E10000008", "Devon", "South West", "2024-05-13", "2024-07-12", "Requires improvement to be good"],
    ]  # fmt: skip
    book = Workbook()
    sheet, visits = book.active, book.create_sheet("In-year_inspections")
    sheet.title = "Inspections_as_at_31_March"
    for line in lines:
        sheet.append(line)
    visits.append(["Web link", "Visit"])
    content = io.BytesIO()
    book.save(content)
    ((account,),), _ = check_files([("outcomes.xlsx", content.getvalue())], build({}), Options(today=date(2026, 6, 1)))
    assert (account.kind, account.source, account.refused) == ("inspections", "ofsted", 0)
    assert account.accepted.select("code", "inspected_on", "overall").rows() == [
        ("886", date(2022, 5, 9), "Outstanding"),
        ("878", date(2024, 5, 13), "Requires improvement to be good"),
    ]


def test_a_comparison_group_names_authorities_by_any_of_their_names() -> None:
    lines = ("group,authority", "Coast,Kent", "Coast,E10000008", "Towns,Blackpool")
    accounts, known = check_files([("groups.csv", "\n".join(lines).encode())], catalogue())
    assert accounts[0][0].kind == "comparison_groups"
    assert dict(known.comparison_groups) == {"Coast": ("886", "878"), "Towns": ("890",)}
