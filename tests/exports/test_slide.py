"""A view as a slide: one chart that can be edited, its words, and what a reader must know."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE

from analytics import exports
from analytics.board_packs.text_metrics import lines
from analytics.explore import ask_address
from analytics.exports.slide import MOST_WORDS
from analytics.store import Store
from tests.exports.test_view import view

BY_MONTH = "subject=indicators&indicator=icpc_due&rows=area&columns=month&span=6"
TEAMS = "subject=audits&rows=team&span=6&measure=inadequate"


def read(found: exports.Export) -> Any:
    (slide,) = Presentation(BytesIO(exports.slide(found))).slides
    return slide


def chart(slide: Any) -> Any:
    (drawn,) = [shape for shape in slide.shapes if shape.has_chart]
    return drawn


def text(slide: Any, name: str) -> str:
    return str(next(shape.text_frame.text for shape in slide.shapes if shape.name == name))


@pytest.fixture(scope="module")
def by_month(westshire: Store) -> Any:
    return read(view(westshire, BY_MONTH))


def test_the_chart_can_be_edited_and_has_the_figures_of_the_answer(westshire: Store, by_month: Any) -> None:
    plot = chart(by_month).chart.plots[0]
    held = ask_address(westshire, BY_MONTH).frame
    assert chart(by_month).chart.chart_type == XL_CHART_TYPE.LINE_MARKERS
    assert list(plot.categories)[-1] == "Sep 2021"
    for series in plot.series:
        assert list(series.values) == held.filter(row_name=series.name)["value"].to_list()


def test_the_title_is_the_question_or_the_finding_where_there_is_one(westshire: Store, by_month: Any) -> None:
    found = view(westshire, BY_MONTH)
    assert by_month.shapes.title.text_frame.text == found.answer.sentence
    with_finding = view(westshire, f"{BY_MONTH}&chart=bar")
    slide = read(with_finding)
    assert slide.shapes.title.text_frame.text == with_finding.charts[0].title
    assert text(slide, "Caption").startswith(f"{with_finding.answer.sentence}.")


def test_it_bears_its_marks_its_source_and_a_link(westshire: Store, by_month: Any) -> None:
    assert text(by_month, "Foot").startswith(f"{exports.INTERNAL} Simulated split")
    linked = read(replace(view(westshire, BY_MONTH), address="https://figures.example.gov.uk/explore?span=6"))
    foot = next(shape for shape in linked.shapes if shape.name == "Foot").text_frame.paragraphs[0]
    assert foot.runs[-1].hyperlink.address == "https://figures.example.gov.uk/explore?span=6"
    assert "Source: Westshire, indicators to September 2021" in text(by_month, "Caption")


def test_its_notes_are_short_and_the_speaker_has_all_of_them_with_the_table(westshire: Store) -> None:
    found = view(westshire, BY_MONTH)
    wordy = replace(found, answer=replace(found.answer, notes=("A note of six words here. " * 8, "And one more.")))
    slide = read(wordy)
    assert len(text(slide, "Caption").removesuffix(found.source).split()) <= MOST_WORDS
    said = slide.notes_slide.notes_text_frame.text
    assert "And one more." in said
    assert "Dunmere; Apr 2021: " in said


def test_those_who_can_not_see_the_chart_are_told_its_ends(by_month: Any) -> None:
    (described,) = chart(by_month)._element.xpath("./p:nvGraphicFramePr/p:cNvPr")
    assert "Highest: " in described.get("descr")
    assert "Lowest: " in described.get("descr")


def test_bars_begin_at_nought_and_those_of_too_few_say_so(westshire: Store) -> None:
    drawn = chart(read(view(westshire, TEAMS))).chart
    assert drawn.chart_type == XL_CHART_TYPE.BAR_CLUSTERED
    assert drawn.value_axis.minimum_scale == 0
    held = ask_address(westshire, TEAMS).frame
    few = held.with_row_index().filter("few")["index"].to_list()
    assert few
    label = drawn.plots[0].series[0].points[few[0]].data_label
    assert label.text_frame.text.endswith("few")


def test_two_measures_are_a_point_for_each_area(westshire: Store) -> None:
    asked = "subject=indicators&indicator=icpc_due&rows=area&measure=figure&measure=of&chart=scatter"
    drawn = chart(read(view(westshire, asked))).chart
    held = ask_address(westshire, asked).frame.filter(measure="of")
    assert drawn.chart_type == XL_CHART_TYPE.XY_SCATTER
    assert list(drawn.plots[0].series[0].values) == held["value"].to_list()


def test_nothing_below_the_chart_runs_over_the_foot(by_month: Any) -> None:
    (caption, foot) = (next(s for s in by_month.shapes if s.name == name) for name in ("Caption", "Foot"))
    assert caption.top + caption.height <= foot.top
    assert chart(by_month).top + chart(by_month).height <= caption.top
    said = lines(text(by_month, "Foot"), 14, foot.width / 12700 - 14)
    assert len(said) * 14 * 1.2 <= foot.height / 12700
