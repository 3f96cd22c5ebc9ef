"""A filter is one declaration: with it the sidebar, the address, links and pages have it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.catalogue import ALL
from analytics.store import Store
from pages import components, url_filters
from pages.filters import Chosen, Filter, every
from tests.pages.test_pages import SHELL, at, html

AGES = {"all-ages": "All ages", "under-5": "Under 5", "5-to-17": "5 to 17"}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, published: Store) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(published.root))
    return AppTest.from_file(SHELL, default_timeout=60)


@pytest.fixture
def ages_given(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the Overview gets for an age of the child, by which the tests alone filter; areas are told of all ages."""
    age = Filter[str](
        "age",
        "Age of the child",
        lambda store, codes: list(AGES) if codes.get("locality", ALL) == ALL else ["all-ages"],
        absent="which is not an age",
        pages=("overview",),
        default="all-ages",
        written=AGES.__getitem__,
        help="Age on the last day of the month.",
    )
    given: list[str] = []
    monkeypatch.setattr(Chosen, "age", age, raising=False)
    monkeypatch.setattr(components, "bar", lambda month, area: given.append(url_filters.filters().age))
    return given


def test_a_declared_filter_stands_in_the_sidebar_of_its_pages(ages_given: list[str], opened: AppTest) -> None:
    age = at(opened, "overview.py", month="2021-09").selectbox(key="age")
    assert (age.label, age.options, age.value) == ("Age of the child", list(AGES.values()), "all-ages")
    assert age.help == "Age on the last day of the month."
    assert "age" not in [box.key for box in at(opened, "screening.py", month="2021-09").selectbox]


def test_what_is_chosen_reaches_the_page_the_address_and_its_links(ages_given: list[str], opened: AppTest) -> None:
    app = at(opened, "overview.py", month="2021-09")
    assert "age" not in app.query_params, "it has its default"
    app.selectbox(key="age").set_value("under-5").run()
    assert ages_given == ["all-ages", "under-5"]
    assert app.query_params["age"] in ("under-5", ["under-5"])
    assert "&amp;age=under-5" in html(app, "indicators")
    app.query_params.clear()
    assert app.switch_page("screening.py").run().query_params["age"] in ("under-5", ["under-5"]), "other pages keep it"


def test_a_link_sets_it_and_a_bad_one_ends_in_a_sentence(ages_given: list[str], opened: AppTest) -> None:
    at(opened, "overview.py", month="2021-09", age="5-to-17")
    app = at(opened, "overview.py", month="2021-09", age="unborn")
    assert ages_given == ["5-to-17", "all-ages"]
    assert app.warning[0].value == (
        "The link asks for the age of the child “`unborn`”, which is not an age. **All ages** is shown instead; "
        "choose another under Filters."
    )


def test_another_filter_narrows_its_options_when_it_is_chosen_and_a_link_may_have_both(
    ages_given: list[str], opened: AppTest
) -> None:
    app = at(opened, "overview.py", month="2021-09", locality="Wexley", age="under-5")
    assert app.selectbox(key="age").options == ["All ages", "Under 5"], "what the link asked for is kept"
    app.selectbox(key="month").set_value("2021-08").run()
    app.selectbox(key="locality").set_value("Ashport").run()
    assert ages_given == ["under-5", "under-5", "all-ages"]
    assert app.selectbox(key="age").options == ["All ages"]


def test_an_indicator_of_another_theme_stays_until_a_theme_is_chosen(opened: AppTest) -> None:
    app = at(opened, "indicator.py", month="2021-09", theme="Coming Back", measure="icpc_due")
    app.selectbox(key="month").set_value("2021-08").run()
    assert (app.selectbox(key="measure").value, len(app.selectbox(key="measure").options)) == ("icpc_due", 4)
    app.multiselect(key="theme").set_value([]).run()
    app.multiselect(key="theme").set_value(["Coming Back"]).run()
    assert (app.selectbox(key="measure").value, len(app.selectbox(key="measure").options)) == (
        "referred_again",
        3,
    )


@pytest.mark.parametrize("key", every())
def test_every_filter_has_a_default_words_for_each_option_and_pages_that_there_are(key: str, published: Store) -> None:
    one = every()[key]
    options = one.options(published, {})
    assert one.first(published, {}) == options[0]
    assert len({one.written(code) for code in options}) == len(options)
    for page in one.pages:
        assert Path(SHELL).with_name(f"{page}.py").exists()


def test_a_code_with_commas_is_one_of_several() -> None:
    several = Filter[tuple[str, ...]](
        "theme", "Theme", lambda *_: [ALL, *AGES], absent="", pages=("overview",), default=ALL,
        several=lambda: ["Help", "Plans, reviews and visits", "Plans"],
    )  # fmt: skip
    assert several.parts("Plans, reviews and visits,Help") == ("Plans, reviews and visits", "Help")
    assert several.parts("Plans,Help") == ("Plans", "Help")
    assert several.together(("Plans", "Help")) == "Help,Plans", "in their order, so that one view has one address"
    assert (several.parts(ALL), several.together(())) == ((), ALL)
    assert several.switched("Help", "Plans") == "Help,Plans"
    assert several.switched("Help", "Help") == ALL
