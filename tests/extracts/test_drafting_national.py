"""A recipe that is drafted for a file of the Department, stored as it is or completed, and then reads the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from analytics.catalogue import Catalogue
from analytics.catalogue.recipes import LEAVE_OUT, Recipe, RecipeColumn
from analytics.extracts import Checked, ExtractError, check_files
from analytics.extracts.opening import grids
from analytics.extracts.recipes import drafting, drafting_national
from analytics.extracts.recipes.drafting_national import Draft
from tests.extracts.test_national import DEVON, ENGLAND, KENT, REFERRALS, figures, of, own
from tests.extracts.test_national import column as of_excluded
from tests.westshire import catalogue

PLACES = REFERRALS.partition(",category")[0]
REFERRED_AGAIN = [
    f"{PLACES},sex,age,referrals_again_number,referrals_again_percentage,referrals_total,notes",
    *(
        f"2025,Reporting year,{place},{sex},All ages,{number},{percent},{total},final"
        for place, number, total, percent in ((ENGLAND, 200, 1000, 20), (KENT, 60, 240, 25), (DEVON, "c", 90, "c"))
        for sex, _ in (("Female", 1), ("Total", 2))
    ),
]


def begun(lines: Sequence[str], known: Catalogue | None = None) -> Draft:
    tables = grids("\n".join(lines).encode(), "again.csv")
    found = drafting_national.begun(tables, "again.csv", known or catalogue())
    assert found is not None
    return found


def drafted(lines: Sequence[str], known: Catalogue | None = None) -> Recipe:
    return drafting_national.drafted(begun(lines, known), "again.csv", known or catalogue())


def stored(recipe: Recipe, known: Catalogue | None = None) -> Catalogue:
    """The catalogue after the recipe was loaded as files of it."""
    accounts, after = check_files(drafting.files_of(recipe), known or catalogue())
    assert not any(one.refused for of_file in accounts for one in of_file)
    return after


def read(lines: Sequence[str], known: Catalogue) -> Checked:
    (account,) = figures(*lines, catalogue=known)
    return account


def proposed(recipe: Recipe) -> list[tuple[str, str, str]]:
    """The figures of which it is said what they are: heading, field, national measure."""
    columns = [c for c in recipe.columns if c.field != LEAVE_OUT]
    return [(c.heading, c.field, c.says.get("national_measure", "")) for c in columns]


def test_what_is_drafted_reads_the_file_as_soon_as_it_is_stored() -> None:
    """The total of both sexes; the percentage and the number by the indicator that they are called like."""
    recipe = drafted(REFERRED_AGAIN)
    assert proposed(recipe) == [
        ("referrals_again_number", "numerator", "ReReferral"),
        ("referrals_again_percentage", "value", "ReReferral"),
        ("referrals_total", "denominator", ""),
    ]
    assert {tuple(c.only_where.items()) for c in recipe.columns if c.field != LEAVE_OUT} == {(("sex", "Total"),)}
    assert of(read(REFERRED_AGAIN, stored(recipe)), "ReReferral") == [
        ("E92000001", "year to March 2025", 200, None, 20, None),
        ("886", "year to March 2025", 60, None, 25, None),
        ("878", "year to March 2025", None, None, None, "c"),
    ]


def test_the_texts_of_filters_that_no_row_is_read_of_are_named() -> None:
    """Of women nothing is read; All ages is read, of both together."""
    (said,) = [
        said for said in read(REFERRED_AGAIN, stored(drafted(REFERRED_AGAIN))).notices if "no recipe reads w" in said
    ]
    assert "3 rows that no recipe reads were left out (sex: Female)" in said


def test_a_line_that_somebody_completes_is_read_too() -> None:
    recipe = drafted(REFERRED_AGAIN)
    says = {"national_measure": "ReReferral", "period": "year to March"}
    columns = [replace(c, says=says) if c.field == "denominator" else c for c in recipe.columns]
    account = read(REFERRED_AGAIN, stored(replace(recipe, columns=tuple(columns))))
    assert of(account, "ReReferral")[1] == ("886", "year to March 2025", 60, 240, 25, None)


@pytest.mark.parametrize(
    ("heading", "field", "measure"),
    [
        ("cp_conf_15_days_percent", "value", "CP_conf_15days"),
        ("Referrals again within 12 months", "numerator", "ReReferral"),
        ("referrals_again_rate", "value", "ReReferral"),
        ("children_in_care_percent", "value", ""),
        ("unheard_of_number", "numerator", ""),
        ("population_estimate", "denominator", ""),
    ],
)
def test_an_indicator_is_proposed_only_where_one_alone_is_called_so(heading: str, field: str, measure: str) -> None:
    recipe = drafted([f"{PLACES},{heading}", f"2025,Reporting year,{KENT},12"])
    assert proposed(recipe) == [(heading, field, measure)]


def test_a_year_is_what_the_counterpart_says_unless_the_file_calls_it_a_school_year() -> None:
    header = f"{PLACES},long_plans_rate"
    for identifier, year, stretch in (
        ("Reporting year", "2025", "31 March"),
        ("Academic year", "202425", "school year"),
    ):
        (first, *_) = drafted([header, f"{year},{identifier},{KENT},1.6"]).columns
        assert first.says["period"] == stretch


def test_of_texts_that_are_too_many_one_is_proposed() -> None:
    lines = [f"{PLACES},group,number", *(f"2025,Reporting year,{KENT},Group {n},{n}" for n in range(99))]
    found = begun(lines)
    usual = drafting_national.usual_texts(found)
    assert usual == {"group": "Group 0"}
    assert len(drafting_national.figures(found, usual)) == 1
    assert len(drafting_national.figures(found, {"group": drafting_national.EACH})) == 99


CARE_LEAVERS = [
    f"{PLACES},age,activity,number,percentage",
    *(
        f"2025,Reporting year,{KENT},{age},{activity},{number},{percent}"
        for age in ("17 to 18 years", "19 to 21 years")
        for activity, number, percent in (("Total", 200, 100), ("In education", 120, 60), ("Not known", "c", "c"))
    ),
]


def test_where_headings_say_only_number_and_percentage_each_text_of_the_filters_is_a_figure() -> None:
    """All of them together are what the others are out of."""
    columns = [c for c in drafted(CARE_LEAVERS).columns if c.only_where.get("age") == "19 to 21 years"]
    assert [(c.heading, c.field, c.only_where["activity"]) for c in columns] == [
        ("number", "denominator", "Total"),
        ("percentage", "value", "Total"),
        ("number", "numerator", "In education"),
        ("percentage", "value", "In education"),
    ]


def test_of_filters_with_too_many_texts_together_as_many_as_can_be_asked_about_stay() -> None:
    lines = [
        f"{PLACES},group,placement,number",
        *(
            f"2025,Reporting year,{KENT},{group},{placement},7"
            for group in ("Total", "Boys", "Girls")
            for placement in ("Total children", *(f"Placement {n}" for n in range(24)))
        ),
    ]
    usual = drafting_national.usual_texts(begun(lines))
    assert usual == {"group": "Total", "placement": drafting_national.EACH}


def test_a_file_with_a_number_and_percentage_of_something_else_is_not_like_a_recipe() -> None:
    """It has all headings of the shipped recipe for social workers but the one that says what is counted."""
    header = f"{PLACES},cla_group,characteristic,number,percentage"
    row = f"2025,Reporting year,{KENT},CLA on 31 March"
    lines = [header, f"{row},Total,1980,100", f"{row},Had their teeth checked,1584,80"]
    assert begun(lines).like is None
    with pytest.raises(ExtractError, match="no recipe says which measures"):
        read(lines, catalogue())
    renamed = [line.replace("Had their teeth checked", "3 or more social workers during the year") for line in lines]
    draft = begun(renamed)
    assert (draft.missing, draft.new) == (("sw_stability",), ("characteristic",))


def test_percentages_as_fractions_are_drafted_as_such() -> None:
    lines = [f"{PLACES},cp_conf_15_days_percent,other_rate"]
    lines += [f"2025,Reporting year,{place},{share},{share}" for place, share in ((KENT, 0.816), (DEVON, 1))]
    recipe = drafted(lines)
    assert proposed(recipe)[0] == ("cp_conf_15_days_percent", "value", "CP_conf_15days")
    assert [(row[0], row[4]) for row in of(read(lines, stored(recipe)), "CP_conf_15days")] == [
        ("886", 81.6),
        ("878", 100),
    ]


def test_a_recipe_for_another_file_with_the_same_headings_is_not_spoken_of() -> None:
    """Several files have a number of a characteristic; each has its recipe."""
    lines = [f"{PLACES},characteristic,number", f"2025,Reporting year,{KENT},Had their teeth checked,20"]
    teeth = own(of_excluded("number", "numerator", characteristic="Had their teeth checked"))
    other = Recipe("Fostered", "national_figures", columns=(of_excluded("number", "value", characteristic="Foster"),))
    account = read(lines, replace(teeth, recipes={"Fostered": other, **teeth.recipes}))
    assert account.accepted.height == 1
    assert not any("Fostered" in said for said in account.notices)


def test_a_draft_for_a_file_that_a_recipe_nearly_fits_has_the_rest_of_that_recipe() -> None:
    """One heading has one other that is like it; the other has none, and stays for somebody to correct."""
    header = REFERRALS.replace("rereferral_percent", "repeat_referral_percent").replace(",referral_count", ",cases")
    lines = [header, f"2025,Reporting year,{KENT},All,240,60,25,1,2,70,29.1,200"]
    recipe = drafted(lines)
    assert ("repeat_referral_percent", "value", "ReReferral") in proposed(recipe)
    assert ("referral_count", "denominator", "ReReferral") in proposed(recipe)
    with pytest.raises(ExtractError, match=r"lacks “referral_count”.*New in it: “cases”"):
        read(lines, stored(recipe))
    corrected = [replace(c, heading="cases") if c.heading == "referral_count" else c for c in recipe.columns]
    account = read(lines, stored(replace(recipe, columns=tuple(corrected))))
    assert of(account, "ReReferral") == [("886", "year to March 2025", 60, 240, 25, None)]


def test_a_filter_that_is_new_in_a_file_is_added_to_all_that_the_recipe_reads() -> None:
    lines = [
        f"{REFERRALS},sex",
        *(f"2025,Reporting year,{KENT},All,{n},60,25,1,2,70,29.1,200,{sex}" for sex, n in (("Boys", 99), ("All", 240))),
    ]
    with pytest.raises(ExtractError, match=r"sex \(All and Boys\)"):
        read(lines, catalogue())
    recipe = drafted(lines)
    measures = {column.says.get("national_measure") for column in recipe.columns}
    assert measures >= {"ReReferral", "CIN_Refferals_NFA", "Referrals_AssessedNotNeed"}
    assert of(read(lines, stored(recipe)), "ReReferral") == [("886", "year to March 2025", 60, 240, 25, None)]


def test_what_the_shipped_recipe_reads_is_not_drafted_again() -> None:
    recipe = drafted([REFERRALS, f"2025,Reporting year,{KENT},All,240,60,25,1,2,70,29.1,200"])
    assert proposed(recipe) == [("referral_child_count", "numerator", "")]
    people = [f"{PLACES},age_group,population_estimate", f"2024,Reporting year,{KENT},Children aged 0 to 17 years,9"]
    with pytest.raises(ExtractError, match="read by a recipe already"):
        drafted(people)


def test_a_text_that_a_recipe_looks_for_in_vain_is_named() -> None:
    """In the whole file, or for one of its measures."""
    lines = [f"{PLACES},sex,exclusions", f"2025,Reporting year,{KENT},Everybody,20"]
    known = own(of_excluded("exclusions", "numerator", sex="Total"))
    with pytest.raises(ExtractError, match="“Exclusions” finds no row with “Total” in sex"):
        read(lines, known)
    everybody = RecipeColumn(
        "national_figures", "exclusions", "numerator", {"national_measure": "all"}, only_where={"sex": "Everybody"}
    )
    account = read(lines, own(of_excluded("exclusions", "numerator", sex="Total"), everybody))
    assert account.accepted["national_measure"].to_list() == ["all"]
    assert any("“Total” in sex, so that “excluded” is not read" in said for said in account.notices)


def test_a_heading_that_need_not_be_there_may_be_absent_and_none_is_read_twice() -> None:
    lines = [f"{PLACES},exclusions,excluded_pupils", f"2025,Reporting year,{KENT},20,18"]
    elsewhere = replace(of_excluded("expelled", "numerator"), needed=False)
    account = read(lines, own(of_excluded("exclusions", "numerator"), elsewhere))
    assert of(account, "excluded")[0][2] == 20
    with pytest.raises(ExtractError, match="several columns for the numerator of “excluded”"):
        read(lines, own(of_excluded("exclusions", "numerator"), of_excluded("excluded_pupils", "numerator")))
