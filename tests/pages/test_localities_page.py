"""The page of areas side by side: it opens on what got worse, and turns into a matrix where there are many areas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from itertools import combinations

import pytest
from streamlit.testing.v1 import AppTest

from analytics import home, indicators
from analytics.catalogue import catalogue as in_force
from analytics.charts.localities import funnel_plot
from analytics.months import code
from analytics.store import Store
from tests.areas import MARCH, area, counted
from tests.areas import in_use as council_in_use
from tests.authorities.districts import AUTHORITY, DISTRICTS, MONTHS, WEAK
from tests.authorities.making import in_use
from tests.pages.test_pages import SHELL, at, html
from tests.westshire import catalogue

SEPTEMBER = date(2021, 9, 1)
NEWEST = {"month": code(MONTHS[-1])}
FUNNEL = 380  # pixels, of its height


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch, westshire: Store) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(westshire.root))
    return AppTest.from_file(SHELL, default_timeout=60)


@pytest.fixture(scope="module")
def marlshire(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return AUTHORITY.made(tmp_path_factory.mktemp("marlshire") / "store")


@pytest.fixture
def many(marlshire: Store) -> Iterator[AppTest]:
    with in_use(marlshire.root):
        yield AppTest.from_file(SHELL, default_timeout=60)


def test_an_area_opens_on_what_got_worse_there(demo: AppTest, westshire: Store) -> None:
    worse = {
        place: [card for card in home.cards(westshire, SEPTEMBER, place) if card.place == "indicator"]
        for place in catalogue().behind("All")
    }
    place, cards = next((place, cards) for place, cards in worse.items() if any(not card.better for card in cards))
    app = at(demo, "localities.py", month="2021-09", locality=place)
    assert app.header[0].value == "What got worse"
    assert [head.value for head in app.header[1:3]] == ["Timely and good?", "What differs from the other localities"]
    shown = re.findall(r'<h2><a [^>]*data-opens="[^"]*">([^<]+)</a></h2>', html(app, "findings"))
    assert [unescape(title) for title in shown] == [card.title for card in cards if not card.better]


def test_what_differs_is_said_worse_first(demo: AppTest) -> None:
    app = at(demo, "localities.py", month="2021-09", locality="Cold Ferry")
    heads = re.findall(r"<h3>([^<]+)</h3>", html(app, "stands"))
    assert [head.split()[0] for head in heads] == ["Worse", "Better", "Furthest"]


def test_the_rest_is_folded_until_an_indicator_is_asked_for(demo: AppTest) -> None:
    app = at(demo, "localities.py", month="2021-09", locality="Cold Ferry")
    assert app.expander
    assert not any(one.proto.expanded for one in app.expander)
    app = at(demo, "localities.py", month="2021-09", locality="Cold Ferry", measure="care_s20")
    assert [one.label.split(".")[0] for one in app.expander if one.proto.expanded] == ["Cold Ferry"]


def test_her_area_is_first_and_marked_in_every_table(demo: AppTest) -> None:
    app = at(demo, "localities.py", month="2021-09", locality="Wexley", measure="care_s20")
    heads = re.findall(r'scope="col">([^<]+)</th>', html(app, "heat"))
    assert heads[1] == "Wexley (chosen)"
    (marked,) = [line for line in html(app, "areas").split("<tr") if "los-chosen" in line]
    assert ">Wexley<" in marked


def test_a_team_leads_to_the_audits_of_its_area_by_team(demo: AppTest, westshire: Store) -> None:
    app = at(demo, "localities.py", month="2021-09", locality="Wexley", measure="care_s20")
    links = re.findall(r'href="(audits\?[^"]+)"', html(app, "split-table"))
    assert links
    assert all("locality=Wexley" in link and "section=teams" in link for link in links)


def test_two_areas_are_compared_with_each_other(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    known = council_in_use(monkeypatch, area("North"), area("South"))
    counted(empty, known, {MARCH: {"North": (40, 100), "South": (55, 100)}})
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(empty.root))
    app = at(AppTest.from_file(SHELL, default_timeout=60), "localities.py", month="2026-03")
    assert app.title[0].value == "North and South: March 2026"
    said = "North (40.0%) is worse than South (55.0%): unlikely to be chance."
    assert any(said in block.value for block in app.markdown)
    table = html(app, "areas")
    assert "Against the other" in table
    assert "all together" not in table
    assert "limits" not in html(app, "heat")
    assert not [chart for chart in app.get("vega_lite_chart") if "Funnel" in chart.proto.spec]


def test_many_areas_are_a_matrix_of_links_with_words_for_what_differs(many: AppTest, marlshire: Store) -> None:
    app = at(many, "localities.py", locality="Glenby", **NEWEST)
    table = html(app, "heat")
    assert "los-across" in table
    heads = re.findall(r'scope="col">([^<]+)</th>', table)
    assert heads[:3] == ["Indicator", "Glenby (chosen)", "Marlshire"]
    assert sorted(heads[3:]) == sorted(set(DISTRICTS) - {"Glenby"})
    line = next(line for line in table.split("<tr") if "% of assessments completed" in line)
    cell = next(cell for cell in line.split("<td") if f"locality={WEAK}" in cell)
    assert f'href="indicator?month={NEWEST["month"]}&amp;locality={WEAK}&amp;measure=assessments_45d"' in cell
    assert "<b>worse</b>" in cell
    rows = indicators.by_place(marlshire, MONTHS[-1])
    differing = rows.filter(~rows["few"], rows["beyond"] != "within chance").height
    assert table.count("<b>worse</b>") + table.count("<b>better</b>") == differing


def test_of_many_areas_only_hers_and_those_that_differ_have_a_line(many: AppTest) -> None:
    app = at(many, "localities.py", locality="Glenby", measure="assessments_45d", **NEWEST)
    titles = [str(chart.proto.spec) for chart in app.get("vega_lite_chart")]
    small = [spec for spec in titles if '"text": "' in spec and "Funnel" not in spec]
    assert len(small) == 2
    assert any(f"{WEAK}: " in spec for spec in small)
    assert any("Glenby: " in spec for spec in small)


@pytest.mark.parametrize("measure", ["assessments_45d", "cp_visits_on_time", "cla_reviews_on_time"])
@pytest.mark.parametrize("width", [315, 700, 1500])
def test_labels_in_a_funnel_are_of_hers_and_outliers_and_cover_no_point(
    marlshire: Store, measure: str, width: int
) -> None:
    """Sizes as a browser draws them: 16 pixels a line of 13 px letters, which are 6 wide, and dots of 12 pixels."""
    with in_use(marlshire.root):
        rows = (
            indicators.by_place(marlshire, MONTHS[-1]).filter(measure_id=measure).with_columns(name_of_row="locality")
        )
        curve = indicators.funnel_curve(rows)
        spec = funnel_plot(rows, curve, in_force().indicators[measure], "Glenby", MONTHS[-1], "Finding", False).spec
    axes = [layer["encoding"] for layer in spec["layer"] if layer["mark"]["type"] == "point"][-1]
    (left, right), (bottom, top) = (axes[axis]["scale"]["domain"] for axis in "xy")

    def pixels(across: float, up: float) -> tuple[float, float]:
        return (across - left) / (right - left) * width, (up - bottom) / (top - bottom) * FUNNEL

    drawn = {point["name"]: point for layer in spec["layer"] if layer["mark"]["type"] == "point"
             for point in layer["data"]["values"]}  # fmt: skip
    named = [point for point in drawn.values() if point["label"]]
    outside = set(rows.filter(rows["beyond"] != "within chance")["locality"])
    assert {point["name"] for point in named} == outside | {"Glenby"}
    boxes = []
    for point in named:
        x, y = pixels(point["label_at"], point["level"])
        lines = point["label"].split("\n")
        long = 6 * max(map(len, lines))
        start = x if point["align"] == "left" else x - long
        boxes.append((start, start + long, y + 8 - 16 * len(lines), y + 8))
    for start, end, low, high in boxes:
        for point in drawn.values():
            x, y = pixels(point["n"], point["value"])
            assert not (start - 6 < x < end + 6 and low - 6 < y < high + 6), point["name"]
    for one, other in combinations(boxes, 2):
        assert one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
