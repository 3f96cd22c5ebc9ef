"""Every page, through Streamlit's own test runner. What needs a browser is tested in tests/demonstration/browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.testing.v1 import AppTest

from analytics.store import Incoming, Store, load
from pages.methods_text import RULES
from tests.making import copied
from tests.westshire import catalogue

SHELL = str(Path(__file__).parents[2] / "pages" / "shell.py")
PAGES = [
    "home.py", "overview.py", "indicator.py", "localities.py", "audits.py", "screening.py", "corporate.py",
    "then_and_now.py", "methods.py",
]  # fmt: skip


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, published: Store) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(published.root))
    return AppTest.from_file(SHELL, default_timeout=60)


def html(app: AppTest, key: str) -> str:
    """The HTML of one part of a page, drawn plain or by a component that opens views."""
    plain = [e.proto.body for e in app.get("html") if f' data-part="{key}">' in e.proto.body]
    (found,) = plain + [json.loads(p.json) for p in components(app) if p.id.endswith(f"-{key}")]
    return found


def components(app: AppTest) -> list[BidiComponent]:
    return [e.proto for e in app.get("bidi_component")]


def all_html(app: AppTest) -> str:
    return " ".join([*(e.proto.body for e in app.get("html")), *(p.json for p in components(app))])


def alts(app: AppTest) -> list[str]:
    return [json.loads(chart.proto.spec)["description"] for chart in app.get("vega_lite_chart")]


def at(app: AppTest, page: str, **address: str) -> AppTest:
    """The app at a page with an address, as a link opens it: no page has run before."""
    if page != "home.py":
        app.switch_page(page)
    app.query_params.clear()
    for key, value in address.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("localities.py", "methods.py")])
def test_before_the_first_cut_every_page_says_which_is_the_earliest(opened: AppTest, page: str) -> None:
    papers = {"paper": "everything"} if page == "corporate.py" else {}
    app = at(opened, page, month="2021-05", **{"as": "published"}, **papers)
    said = [m.value for m in app.markdown if "as first published" in m.value]
    assert len(said) == (5 if papers else 1)
    for sentence in said:
        assert "for May 2021" in sentence or "to May 2021" in sentence
        assert sentence.endswith(
            "Earliest held: cut September 2021. Choose “As now known” under Filters, or another month."
        )


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "address",
    [{}, {"month": "2020-09"}, {"month": "2021-09", "locality": "Wexley"}, {"month": "2021-09", "as": "published"}],
)
def test_every_page_opens_in_every_kind_of_month_and_area(opened: AppTest, page: str, address: dict[str, str]) -> None:
    app = at(opened, page, **address)
    assert len(app.title) == 1
    assert not app.error


def test_as_first_published_what_can_t_be_compared_is_not_known_and_not_nought(opened: AppTest) -> None:
    """Only September was published in a cut of its own: there is no August to compare with, and no chart."""
    app = at(opened, "overview.py", month="2021-09", **{"as": "published"})
    assert "How many ratings moved since August 2021 is not known" in html(app, "summary")
    lists = html(app, "attention")
    assert "Worse: unlikely to be chance (0)" not in lists
    assert lists.count("Not known, as no indicator can be judged better or worse this month.") == 3
    assert any("Whether a rating changed is not known" in m.value for m in app.markdown)


def test_the_overview_calls_both_ratings_by_their_names(opened: AppTest) -> None:
    app = at(opened, "overview.py", month="2021-09")
    assert "rating this month: 19 of 31 indicators red, 4 amber, 6 green" in html(app, "summary")
    assert "Overall rating: 14 red, 5 amber, 10 green" in html(app, "summary")
    assert "Overall rating" in html(app, "indicators")
    assert "Rating this month" in html(app, "indicators")


@pytest.mark.parametrize("page", PAGES[:-1])
def test_an_empty_store_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page: str) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "empty"))
    app = AppTest.from_file(SHELL, default_timeout=60).run()
    app.switch_page(page).run()
    assert not app.exception
    assert app.title[0].value == "Westshire: steps to the first figures"
    assert [step.value[:3] for step in app.subheader] == ["1. ", "2. ", "3. ", "Or "]


def test_the_overview_shows_all_indicators_with_their_colours_as_words(opened: AppTest) -> None:
    app = at(opened, "overview.py")
    table = html(app, "indicators")
    assert table.count('role="rowheader"') == len(catalogue().indicators)
    row = next(r for r in table.split("<tr") if "ICPCs" in r)
    for said in ("41.9%", "■ red", "−36.2", "worse", "−38.1", "80.0%"):
        assert said in row
    assert "13 months to September 2021: from 78.7% to 41.9%" in row


def test_the_counts_by_status_are_those_of_the_table(opened: AppTest) -> None:
    app = at(opened, "overview.py")
    overall = html(app, "choices").partition("Rating this month")[0]
    counts = {s: int(n) for s, n in re.findall(r">(?:[■▲●] )?([a-z ]+) \((\d+)\)", overall)}
    assert sum(counts.values()) == len(catalogue().indicators)
    for status in ("red", "amber", "green"):
        app = at(opened, "overview.py", month="2021-09", status=status)
        assert html(app, "indicators").count('role="rowheader"') == counts[status]


def test_filters_narrow_the_overview_and_stand_in_the_address(opened: AppTest) -> None:
    app = at(opened, "overview.py")
    app.multiselect(key="theme").set_value(["Coming Back"]).run()
    assert html(app, "indicators").count('role="rowheader"') == 3
    assert app.query_params.get("theme") in ("Coming Back", ["Coming Back"])
    assert "in the theme Coming Back" in "".join(block.value for block in app.markdown)


def test_filters_that_nothing_fits_say_so(opened: AppTest) -> None:
    app = at(opened, "overview.py", month="2021-09", theme="Health", status="green")
    assert "No indicator fits these filters" in html(app, "none")


def test_an_area_without_figures_is_told_and_not_passed_off_as_the_county(opened: AppTest) -> None:
    for page in ("overview.py", "indicator.py", "audits.py"):
        app = at(opened, page, month="2021-09", locality="Dunmere")
        assert "Dunmere alone" in app.info[0].value


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"measure": "nonsense"}, "“`nonsense`”"),
        ({"month": "2031-13"}, "“`2031-13`”"),
        ({"month": "2031-01"}, "for which nothing is held"),
        ({"locality": "<script>alert(1)</script>"}, "“`scriptalert(1)/script`”"),
        ({"theme": "`[x](http://example.com)`"}, "“`x(http://example.com)`”"),
        ({"status": "purple"}, "which is not a rating"),
        ({"month": ""}, "for which nothing is held"),
        ({"measure": "x" * 5000}, "x" * 40 + "`"),
    ],
)
@pytest.mark.parametrize("page", ["overview.py", "indicator.py"])
def test_a_bad_link_ends_in_a_sentence_and_a_way_on(
    opened: AppTest, page: str, address: dict[str, str], said: str
) -> None:
    app = at(opened, page, **address)
    assert said in app.warning[0].value
    assert "choose another under Filters" in app.warning[0].value
    assert "nonsense" not in str(dict(app.query_params.items()))


def test_a_link_sets_what_it_names_and_leaves_the_rest_at_its_default(opened: AppTest) -> None:
    app = at(opened, "indicator.py", month="2021-08", measure="icpc_due")
    assert app.selectbox(key="month").value == "2021-08"
    app.selectbox(key="locality").set_value("Wexley").run()
    app = at(app, "indicator.py", month="2021-09", measure="care_s20")
    assert app.selectbox(key="locality").value == "All"


def test_the_indicator_page_says_where_the_figure_stands_and_comes_from(opened: AppTest) -> None:
    app = at(opened, "indicator.py", month="2021-09", measure="icpc_due")
    text = " ".join(m.value for m in app.markdown)
    for said in (
        "within 15 working days",
        "Bigger is better",
        "load 1",
        "`indicators-2021-09.csv`",
    ):
        assert said in text
    assert "38.1 points below the target of 80.0%: red, off tolerance" in html(app, "summary")
    assert "41.9%" in html(app, "facts")
    assert html(app, "months").count('role="rowheader"') == 13
    assert "41.9% in September 2021" in alts(app)[0]


def test_a_month_without_a_figure_says_why(opened: AppTest) -> None:
    app = at(opened, "indicator.py", month="2021-08", measure="school_attended")
    assert "not applicable" in html(app, "facts")
    assert "There is no figure for August 2021" in html(app, "summary")


def test_a_month_before_the_first_figure_says_what_is_held(opened: AppTest) -> None:
    app = at(opened, "indicator.py", month="2020-09", measure="long_proceedings")
    assert any("There are figures from April 2021 to September 2021" in m.value for m in app.markdown)


def test_choosing_a_theme_shows_its_first_indicator(opened: AppTest) -> None:
    app = at(opened, "indicator.py", month="2021-09", measure="icpc_due")
    app.multiselect(key="theme").set_value(["Coming Back"]).run()
    assert app.title[0].value.startswith("Referrals again")
    assert len(app.selectbox(key="measure").options) == 3


def test_the_neighbours_are_those_of_the_theme(opened: AppTest) -> None:
    app = at(opened, "indicator.py", month="2021-09", theme="Coming Back", measure="plans_again")
    links = html(app, "neighbours")
    assert "measure=referred_again" in links
    assert "measure=care_again" in links
    app = at(opened, "indicator.py", month="2021-09", measure="worker_in_2_weeks")
    assert "Next" not in html(app, "neighbours")


def test_the_audits_page_shows_counts_beside_shares_and_the_earlier_window(opened: AppTest) -> None:
    app = at(opened, "audits.py", month="2021-09", section="everything")
    row = next(r for r in html(app, "legal-status").split("<tr") if "Children in care" in r)
    for said in (">36<", "47.2%", "51% <small>as printed</small>", "2.8%", "3% <small>as printed</small>"):
        assert said in row
    said = "Children in care: 2 Outstanding, 15 Good, 18 Requires Improvement, 1 Inadequate, of 36"
    assert any(said in alt for alt in alts(app))
    assert any("47.8% of audits were good or better (65 of 136)" in heading.value for heading in app.subheader)


def test_audits_of_an_incomplete_window_are_not_pooled(opened: AppTest) -> None:
    app = at(opened, "audits.py", month="2021-08", section="everything")
    assert any("Not all of June 2021 to August 2021 are held" in m.value for m in app.markdown)
    assert not any("by legal status" in alt for alt in alts(app))
    assert any("**Not known**: not all audits of June 2021" in m.value for m in app.markdown)


def test_the_screening_page_gives_the_total_each_way_and_says_why(opened: AppTest) -> None:
    app = at(opened, "screening.py", month="2021-09")
    totals = html(app, "totals")
    assert totals.count("18.29%") == 2
    assert "can&#x27;t be worked out" in totals
    assert any("each area weighs the same" in m.value for m in app.markdown)


def test_a_place_that_is_reported_with_its_neighbour_says_so(opened: AppTest) -> None:
    app = at(opened, "screening.py", month="2021-09", locality="Wexley")
    assert "as Bracksea and Wexley" in app.info[0].value
    assert "► Bracksea and Wexley" in html(app, "screening-table")


def test_search_finds_indicators_and_pages(opened: AppTest) -> None:
    app = at(opened, "overview.py")
    app.text_input(key="find").set_value("tooth").run()
    assert "% of children in care with and up-to-date tooth check" in html(app, "found-indicators")
    app.text_input(key="find").set_value("cold").run()
    assert 'href="./?month=2021-09&amp;locality=Cold%20Ferry"' in html(app, "found-areas")
    app.text_input(key="find").set_value("legal status").run()
    assert "Page: Audits" in html(app, "found-pages")
    app.text_input(key="find").set_value("overspend").run()
    assert 'href="corporate?month=2021-09&amp;paper=budget"' in html(app, "found-sections")
    assert 'href="corporate?month=2021-09&amp;paper=budget"' in html(app, "found-questions"), "the view that answers it"
    app.text_input(key="find").set_value("exploitation").run()
    assert 'href="corporate?month=2021-09&amp;paper=questions"' in html(app, "found-questions"), "nothing answers it"
    app.text_input(key="find").set_value("zzz by team").run()
    assert any("No results" in c.value for c in app.caption)
    assert 'href="explore?ask=zzz+by+team"' in html(app, "found-explore"), "which says what it does not understand"


@pytest.fixture
def two_cuts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, published: Store) -> Store:
    """A store of one's own: the published figures, and October of one indicator in a cut of its own (load 2)."""
    copied(published, tmp_path / "harmed")
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "harmed"))
    store = Store(tmp_path / "harmed")
    text = b"cut,month,measure_id,value,source\n2021-10,2021-10,icpc_due,61,published\n"
    load(store, catalogue(), [Incoming("october.csv", text)])
    return store


def harm(store: Store, kind: str, load_id: int) -> None:
    (file,) = [e.part.parquet for e in store.ledger.history() if (e.load_id, e.part.kind) == (load_id, kind)]
    (store.parquet / file).write_bytes(b"")


@pytest.mark.parametrize("page", [*PAGES, "data.py"])
def test_one_box_on_every_page_says_what_a_damaged_file_takes_away(two_cuts: Store, page: str) -> None:
    harm(two_cuts, "indicators", 2)
    app = at(AppTest.from_file(SHELL, default_timeout=60), page)
    (box,) = app.warning
    assert "of load 2 (october.csv) is damaged" in box.value
    assert "the indicators of October 2021 are withheld. Load the extract again" in box.value
    assert not app.error


def test_other_months_stay_as_they_were_beside_a_damaged_file(two_cuts: Store, opened: AppTest) -> None:
    before = html(at(opened, "overview.py", month="2021-09"), "indicators")
    harm(two_cuts, "indicators", 2)
    app = at(AppTest.from_file(SHELL, default_timeout=60), "overview.py")
    assert app.selectbox(key="month").options[0] == "September 2021", "October is not offered"
    assert html(app, "indicators") == before


def test_a_link_to_a_withheld_month_says_that_it_is_withheld(two_cuts: Store) -> None:
    harm(two_cuts, "indicators", 2)
    app = at(AppTest.from_file(SHELL, default_timeout=60), "overview.py", month="2021-10")
    assert "“`2021-10`”, which is withheld because a stored file is damaged or missing" in app.warning[1].value


@pytest.mark.parametrize(
    ("kind", "page", "said"),
    [
        ("indicators", "overview.py", "The indicators of September 2021 are withheld"),
        ("indicators", "indicator.py", "The indicators of September 2021 are withheld"),
        ("audits", "audits.py", "The audits of July 2021 to September 2021 are withheld"),
        ("shares", "screening.py", "The shares of September 2021 are withheld"),
    ],
)
def test_a_page_of_a_month_that_its_kind_lacks_through_damage_says_so(
    two_cuts: Store, kind: str, page: str, said: str
) -> None:
    harm(two_cuts, kind, 1)
    app = at(AppTest.from_file(SHELL, default_timeout=60), page, month="2021-09")
    text = " ".join(e.value for e in [*app.markdown, *app.info])
    assert said in text
    assert "Choose another month" in text
    assert "held for September" not in text
    assert not app.get("vega_lite_chart")
    assert not app.error


def test_a_store_of_damaged_files_alone_leads_to_the_data_page(two_cuts: Store) -> None:
    for file in two_cuts.parquet.iterdir():
        file.write_bytes(file.read_bytes()[:-1])
    app = at(AppTest.from_file(SHELL, default_timeout=60), "overview.py")
    assert "is damaged" in app.warning[0].value
    assert app.title[0].value == "No figures can be shown"
    app.switch_page("data.py").run()
    assert html(app, "history").count('role="rowheader"') == 10, "nine published files and one more cut"
    assert not app.error


def test_the_methods_page_states_the_rules_in_the_words_of_the_code(opened: AppTest) -> None:
    app = at(opened, "methods.py")
    text = " ".join(" ".join(m.value for m in app.markdown).split())
    for said in (
        "six of the last twelve months",
        "half away from zero",
        "never averaged",
        "10 % and the six are ours",
    ):
        assert said in text


def test_the_methods_page_begins_with_how_to_read_figures_and_folds_each_rule_under_its_heading(
    opened: AppTest,
) -> None:
    app = at(opened, "methods.py")
    assert app.header[0].value == "How to read the figures"
    assert app.markdown[0].value.count("- **") == 12
    text = " ".join(m.value for m in app.markdown)
    assert text.count("<details") == text.count("</details>") >= 60
    for heading in (heading for group in RULES.values() for heading in group):
        assert f"<summary><h3>{heading}</h3></summary>" in text
    assert '<details class="los-folded los-rule" id="limits">' in text


@pytest.mark.parametrize("page", ["overview.py", "indicator.py", "audits.py", "screening.py"])
def test_a_month_whose_own_cut_is_not_held_says_what_the_earliest_is(opened: AppTest, page: str) -> None:
    app = at(opened, page, **{"month": "2021-06", "as": "published"})
    assert any("Earliest held: cut September 2021" in m.value for m in app.markdown)


def test_the_order_of_the_overview_can_be_chosen(opened: AppTest) -> None:
    table = html(at(opened, "overview.py", month="2021-09", order="distance"), "indicators")
    assert table.index("reviews of health") < table.index("ICPCs") < table.index("contacts decided")
    assert "los-section" not in table
    table = html(at(opened, "overview.py", month="2021-09", order="change"), "indicators")
    assert table.index("ICPCs") < table.index("entering care") < table.index("reviews of health")


def test_a_heading_sorts_the_other_way_round_and_says_how_it_is_sorted(opened: AppTest) -> None:
    app = at(opened, "overview.py", month="2021-09", order="distance")
    table = html(app, "indicators")
    assert re.findall(r'aria-sort="(\w+)"', table) == ["descending"]
    assert "Furthest from target first</small>" in table
    assert 'href="overview?month=2021-09&amp;order=-distance"' in table
    assert "At a glance: furthest from target first" in [heading.value for heading in app.header]
    assert "<h3>" not in html(app, "matrix"), "it has the same order, and no themes"
    assert 'href="overview?month=2021-09"' in html(
        at(opened, "overview.py", month="2021-09", order="-distance"), "indicators"
    )


def test_columns_are_chosen_in_the_address(opened: AppTest) -> None:
    table = html(at(opened, "overview.py", month="2021-09", columns="children,figure,target"), "indicators")
    heads = re.findall(r'<th role="columnheader" scope="col"[^>]*>(?:<a[^>]*>)?([^<]*)', table)
    assert heads == ["Indicator", "September 2021", "Target", "To meet the target"]
    assert '<details class="los-folded" open>' in table
    assert "columns=figure%2Cchildren" in table, "a choice takes a column out"


def test_a_count_narrows_the_page_and_takes_others_in(opened: AppTest) -> None:
    app = at(opened, "overview.py", month="2021-09", rating="red")
    assert html(app, "matrix").count("<li>") == html(app, "indicators").count('role="rowheader"') == 19
    assert "At a glance: 19 of 31 indicators" in [heading.value for heading in app.header]
    choices = html(app, "choices")
    assert "■ red (19)" in choices
    assert "rating=red%2Camber" in choices
    app = at(opened, "overview.py", month="2021-09", rating="red", chance="worse")
    worse = html(app, "indicators")
    assert 0 < worse.count('role="rowheader"') < 19
    assert "could be chance</span>" not in worse


def test_several_themes_stand_in_one_link_though_a_name_has_commas(opened: AppTest) -> None:
    themes = list(dict.fromkeys(one.theme for one in catalogue().indicators.values()))
    app = at(opened, "overview.py", month="2021-09", theme=f"{themes[1]},{themes[0]}")
    assert app.multiselect(key="theme").value == themes[:2]
    assert html(app, "matrix").count("<h3>") == 2
    assert app.query_params["theme"] in (",".join(themes[:2]), [",".join(themes[:2])])
    app = at(opened, "overview.py", month="2021-09", theme=f"{themes[0]},nonsense")
    assert "“`nonsense`”" in app.warning[0].value
    assert f"**{themes[0]}** is shown instead" in app.warning[0].value


def test_a_word_is_found_with_its_meaning_and_every_page_leads_to_the_others(
    monkeypatch: pytest.MonkeyPatch, published: Store
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(published.root))
    app = AppTest.from_file(SHELL, default_timeout=60).run()
    assert 'href="methods?month=2021-09#words"' in html(app, "words-used")
    app.text_input(key="find").set_value("snapshot").run()
    assert "How things stood on the last day of the month" in html(app, "found-words")
