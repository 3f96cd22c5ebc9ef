"""Somebody shows on the Data page which figures of a file of the Department are shown with which indicators."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.catalogue import catalogue
from analytics.indicators.reported import reported
from analytics.store import Store, begin, the_store
from tests.authorities.making import in_use
from tests.extracts.test_national import ENGLAND, KENT, REFERRALS
from tests.pages.test_pages import SHELL, html

PLACES = REFERRALS.partition(",category")[0]
# Figures in rows: what they count, and whether they are numbers or percentages, stand in columns of their own.
IN_ROWS = [
    f"{PLACES},sex,category,measure,figure",
    *(
        f"{year},Reporting year,{place},{sex},{category},{measure},{figure}"
        for year, more in (("2025", 0), ("2024", 10))
        for place in (ENGLAND, KENT)
        for sex, share in (("Total", 1), ("Female", 2))
        for category, measure, figure in (
            ("Referrals", "Number", 1000 // share),
            ("Re-referrals within 12 months", "Number", (200 + more) // share),
            ("Re-referrals within 12 months", "Percentage", (200 + more) / 10),
        )
    ),
]
NAME = "Referrals of families.csv"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new store of Kent, in use."""
    begin(Store(tmp_path / "store"), "Kent")
    with in_use(tmp_path / "store"):
        yield the_store()


def offered(lines: list[str]) -> AppTest:
    """The Data page after a file was checked."""
    app = AppTest.from_file(SHELL, default_timeout=60).switch_page("data.py").run()
    (extracts,) = [one for one in app.file_uploader if one.label.startswith("Extract files")]
    extracts.set_value([(NAME, "\n".join(lines).encode(), "")]).run()
    return press(app, "Check the files")


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [b for b in app.button if b.label.startswith(label)] or pytest.fail(str([b.label for b in app.button]))
    return button.click().run()


def line(app: AppTest, label: str) -> str:
    """The key of the figure whose line begins so."""
    (box,) = [box for box in app.selectbox if box.label == label and str(box.key).startswith("figure ")]
    return str(box.key).removeprefix("figure ")


def saves(app: AppTest) -> bool:
    (button,) = [b for b in app.button if b.label == "Save and load"]
    return not button.disabled


def figures(store: Store, measure_id: str) -> list[tuple[object, ...]]:
    rows = reported(store).filter(measure_id=measure_id)
    return sorted(rows.select("name", "period", "numerator", "denominator", "value").rows())


def test_measures_in_rows_are_shown_once_and_loaded(store: Store) -> None:
    app = press(offered(IN_ROWS), "Show once how")
    assert any("Which of its figures" in heading.value for heading in app.subheader)
    assert not any("Step 1 of 3" in caption.value for caption in app.caption), "the form for other files is not shown"
    assert app.selectbox(key="filter sex").value == "Total"
    percentage = line(app, "figure: Re-referrals within 12 months, Percentage")
    number = line(app, "figure: Re-referrals within 12 months, Number")
    assert app.selectbox(key=f"figure {percentage}").value == "rereferrals_12m"
    assert app.selectbox(key=f"field {percentage}").value == "value"
    assert app.selectbox(key=f"field {number}").value == "numerator"
    all_referrals = line(app, "figure: Referrals, Number")
    assert app.selectbox(key=f"figure {all_referrals}").value is None, "several indicators are as near"
    app.selectbox(key=f"figure {all_referrals}").set_value("rereferrals_12m").run()
    app.selectbox(key=f"field {all_referrals}").set_value("denominator").run()
    table = html(app, "national-example")
    for place in ("England", "Kent"):
        (row,) = [row for row in table.split("<tr")[2:] if place in row]
        assert all(said in row for said in (">year to March 2025<", ">20<", ">200<", ">1,000<"))
    press(press(app, "Save and load"), "Store these files")
    assert not app.exception
    assert figures(store, "rereferrals_12m")[-2:] == [
        ("Kent", "year to March 2024", 210.0, 1000.0, 21.0),
        ("Kent", "year to March 2025", 200.0, 1000.0, 20.0),
    ]


def test_a_number_out_of_something_else_is_warned_of_before_it_is_saved(store: Store) -> None:
    """60 of 240 referrals are 25%, and so are 60 of all 900 children of something else."""
    header = f"{PLACES},rereferral_rate,rereferral_number,all_cases_total,other_total"
    app = press(offered([header, f"2025,Reporting year,{KENT},25,60,240,900"]), "Show once how")
    for name in ("rereferral_rate", "rereferral_number", "other_total"):
        app.selectbox(key=f"figure {line(app, name)}").set_value("rereferrals_12m").run()
    (said,) = [warning.value for warning in app.warning]
    assert "25.0% of Kent" in said
    assert "60 of 900" in said


def test_the_year_follows_the_indicator_and_a_denominator_may_be_that_of_several(store: Store) -> None:
    header = f"{PLACES},cin_rate,population_of_children,cp_number"
    app = press(offered([header, f"2025,Reporting year,{KENT},300,338000,676"]), "Show once how")
    cin, people, plans = (line(app, name) for name in ("cin_rate", "population_of_children", "cp_number"))
    assert app.selectbox(key=f"figure {cin}").value == "cin_rate"
    assert app.selectbox(key=f"year {cin} cin_rate").value == "31 March"
    app.selectbox(key=f"figure {plans}").set_value("cp_plans_rate").run()
    app.selectbox(key=f"figure {people}").set_value("cin_rate").run()
    assert app.selectbox(key=f"field {people}").value == "denominator"
    app.multiselect(key=f"others {people}").set_value(["cp_plans_rate"]).run()
    press(press(app, "Save and load"), "Store these files")
    assert figures(store, "cin_rate") == [("Kent", "31 March 2025", None, 338000.0, 300.0)]
    assert figures(store, "cp_plans_rate") == [("Kent", "31 March 2025", 676.0, 338000.0, 20.0)]


def test_a_heading_that_the_department_renamed_is_said_once(store: Store) -> None:
    """The shipped recipe stays; the next file loads by the authority's own."""
    lines = [
        REFERRALS.replace("rereferral_percent", "repeat_referral_percent").replace(",referral_count", ",cases"),
        f"2025,Reporting year,{KENT},All,24035,5192,21.6,1,2,7000,29.1,20000",
    ]
    app = offered(lines)
    (said,) = [error.value for error in app.error]
    assert "“Referrals (DfE)”" in said
    assert "lacks “rereferral_percent” and “referral_count”" in said
    assert "“cases” and “repeat_referral_percent”" in said
    press(app, "Show once how")
    assert app.selectbox(key="renamed rereferral_percent").value == "repeat_referral_percent"
    assert app.selectbox(key="renamed referral_count").value is None
    assert not saves(app)
    app.selectbox(key="renamed referral_count").set_value("cases").run()
    press(press(app, "Save and load"), "Store these files")
    assert figures(store, "rereferrals_12m") == [("Kent", "year to March 2025", 5192.0, 24035.0, 21.6)]
    assert not [error.value for error in offered(lines).error]


def test_a_figure_that_no_recipe_reads_yet_is_added_and_one_that_is_read_stays(store: Store) -> None:
    lines = [REFERRALS, f"2025,Reporting year,{KENT},All,24035,5192,21.6,1,2,7000,29.1,20000"]
    app = press(offered(lines), "Choose which figures")
    children = line(app, "referral_child_count")
    app.selectbox(key=f"figure {children}").set_value("referrals_received").run()
    press(press(app, "Save and load"), "Store these files")
    assert figures(store, "referrals_received") == [("Kent", "year to March 2025", 20000.0, None, 20000.0)]
    assert figures(store, "rereferrals_12m") == [("Kent", "year to March 2025", 5192.0, 24035.0, 21.6)]


def test_nothing_is_saved_that_nobody_chose_or_that_is_said_twice(store: Store) -> None:
    app = press(offered([f"{PLACES},first,second", f"2025,Reporting year,{KENT},1.5,2.5"]), "Show once how")
    assert not saves(app)
    for name in ("first", "second"):
        app.selectbox(key=f"figure {line(app, name)}").set_value("sw_agency").run()
    assert any("several columns" in error.value for error in app.error)
    assert not saves(app)
    app.selectbox(key=f"figure {line(app, 'second')}").set_value(None).run()
    assert saves(app)
    (called,) = [box for box in app.text_input if box.label == "Save the recipe as"]
    called.set_value("Referrals (DfE)").run()
    assert not saves(app)
    press(app, "Stop, and keep nothing")
    assert not catalogue().recipes


def test_an_indicator_that_counts_the_opposite_is_said_to_do_so(store: Store) -> None:
    app = press(offered([f"{PLACES},not_in_touch_percent", f"2025,Reporting year,{KENT},8"]), "Show once how")
    app.selectbox(key=f"figure {line(app, 'not_in_touch_percent')}").set_value("care_leavers_in_touch").run()
    assert any("counts the opposite" in caption.value for caption in app.caption)
    press(press(app, "Save and load"), "Store these files")
    assert figures(store, "care_leavers_in_touch") == [("Kent", "year to March 2025", None, None, 92.0)]


def test_a_table_of_the_interactive_tool_needs_no_recipe(store: Store) -> None:
    app = offered(["Short Desc,Years,LA and Regions,Values,LA Number", "Unheard of,2024,Kent,5,886"])
    press(app, "Show once how")
    assert any("needs no recipe" in error.value for error in app.error)
