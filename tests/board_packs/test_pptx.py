"""Five slides say what the summary says, one finding a slide; nothing overflows, and its charts can be edited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import combinations
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Emu

from analytics import board_packs
from analytics.board_packs import Paper, Said, Section
from analytics.board_packs.slide_layout import plain
from analytics.board_packs.text_metrics import LEADING, lines
from tests.board_packs import made

AWKWARD = ["W" * 300, "supercalifragilistic" * 8, "long and longer names " * 60]
MARK = made.MARK.split(". ")[0]


def paper(name: str = made.NAME, cards: int = 2) -> Paper:
    return replace(made.paper(), summary=made.summary(name, cards))


def read(of: Paper) -> Any:
    return Presentation(BytesIO(board_packs.slides(of)))


@pytest.fixture(scope="module")
def deck() -> Any:
    return read(paper())


def titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def notes(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text)


def shown(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def charts(slide: Any) -> list[Any]:
    return [shape for shape in slide.shapes if shape.has_chart]


def runs(deck: Any) -> Iterator[Any]:
    for slide in deck.slides:
        for shape in slide.shapes:
            for paragraph in shape.text_frame.paragraphs if shape.has_text_frame else ():
                yield from paragraph.runs


def test_five_slides_each_have_their_finding_as_title(deck: Any) -> None:
    of = made.summary()
    assert of.worse
    assert titles(deck) == [of.ratings, of.worse.text, of.better.text, f"{of.timely} {of.good}", of.done]


def test_the_first_slide_says_whose_figures_these_are(deck: Any) -> None:
    for text in ("Children's services, September 2021", "Westshire", made.MARK):
        assert text in shown(deck.slides[0])


def test_what_got_worse_and_better_stands_with_its_figures(deck: Any) -> None:
    _, worse, better, _, done = map(shown, deck.slides)
    assert f"{made.NAME}: 58.1%. Usually 80.5%, target 90%." in worse
    assert f"{made.NAME}: 21.4%. Usually 18.0%." in worse
    assert f"{made.NAME}: 63%." in better
    assert "green to red" in better
    assert "Not news" in better
    assert f"{made.NAME}, 58.1%: Few chairs. Action: Train two." in done


def test_the_months_are_a_line_that_can_be_edited_with_a_gap_where_there_is_no_figure(deck: Any) -> None:
    (graphic,) = charts(deck.slides[1])
    assert graphic.chart.chart_type == XL_CHART_TYPE.LINE_MARKERS
    (plot,) = graphic.chart.plots
    assert list(plot.categories) == ["Jul 21", "Aug 21", "Sep 21"]
    assert list(plot.series[0].values) == [80.5, None, 58.1]
    described = graphic._element.xpath("./p:nvGraphicFramePr/p:cNvPr/@descr")
    assert described[0].startswith(made.NAME)
    assert "58.1%" in described[0]


def test_timely_and_good_are_bars_that_can_be_edited(deck: Any) -> None:
    (graphic,) = charts(deck.slides[3])
    assert graphic.chart.chart_type == XL_CHART_TYPE.BAR_CLUSTERED
    assert list(graphic.chart.plots[0].series[0].values) == [25.0, 38.0]
    assert "Audits good or better: 38%" in graphic._element.xpath("./p:nvGraphicFramePr/p:cNvPr/@descr")[0]


def test_without_published_months_there_is_no_chart() -> None:
    of = replace(made.summary(), cards=[made.card(values=())], picture=None)
    assert not [chart for slide in read(replace(paper(), summary=of)).slides for chart in charts(slide)]


@pytest.mark.parametrize("name", [made.NAME, *AWKWARD])
def test_notes_have_fewer_than_sixty_words(name: str) -> None:
    loads = [("Made from", f"load {number}: indicators.csv (cut September 2021)") for number in range(60)]
    assert all(len(notes(slide).split()) < 60 for slide in read(replace(paper(name), provenance=loads)).slides)


def test_a_pack_without_indicators_says_what_it_says_first_on_five_slides_at_most() -> None:
    said = [Said(f"Said at length, number {number}. " * 6) for number in range(60)]
    found = titles(read(replace(made.paper(), sections=[Section("month", "The month in detail", said)])))
    assert len(found) == 5
    assert found[0] == "Children's services, September 2021"
    assert found[1].startswith("The month in detail (1 of")
    assert len(read(replace(made.paper(), sections=[])).slides) == 1


def test_every_slide_bears_the_mark_of_simulated_figures(deck: Any) -> None:
    assert all(MARK in shown(slide) for slide in deck.slides)
    assert not any("Simulated" in shown(slide) for slide in read(replace(paper(), mark="")).slides)


@pytest.mark.parametrize("cards", [2, 6])
@pytest.mark.parametrize("name", [made.NAME, *AWKWARD])
def test_nothing_overflows_or_overlaps(name: str, cards: int) -> None:
    deck = read(paper(name, cards))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert min(shape.left, shape.top) >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
            if shape.has_text_frame:
                assert taken(shape) <= Emu(shape.height).pt
        for one, other in combinations(slide.shapes, 2):
            apart = [
                one.left + one.width <= other.left,
                other.left + other.width <= one.left,
                one.top + one.height <= other.top,
                other.top + other.height <= one.top,
            ]
            assert any(apart), f"{one.name} and {other.name}"


def taken(shape: Any) -> float:
    """The points that the text of a shape takes in height, with the rim of its frame."""
    high = 2 * 3.6
    room = Emu(shape.width).pt - 2 * 7.2 - (27 if shape.name.startswith("Content") else 0)
    for paragraph in shape.text_frame.paragraphs:
        size = max((run.font.size.pt for run in paragraph.runs), default=14)
        bold = any(run.font.bold for run in paragraph.runs)
        high += len(lines(paragraph.text, size, room, bold=bold)) * size * LEADING
        high += paragraph.space_after.pt if paragraph.space_after else 0
    return high


def test_what_does_not_fit_is_said_to_be_in_the_document() -> None:
    assert "The rest is in the document." in shown(read(paper("long and longer names " * 30, 6)).slides[1])
    assert "The rest" not in shown(read(paper()).slides[1])


def test_text_is_fourteen_points_or_more_and_british_english(deck: Any) -> None:
    for run in runs(deck):
        assert run.font.size.pt >= 14
        assert run.font.name == "Arial"
        assert run.font.language_id.name == "ENGLISH_UK"
    assert deck.core_properties.title == "Children's services, September 2021"
    assert deck.core_properties.language == "en-GB"


def test_the_file_names_the_council_alone_and_no_date_that_is_not_its_own(deck: Any) -> None:
    about = deck.core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("Westshire", "Westshire", "")
    assert (about.created, about.modified) == (None, None)


def test_a_screen_reader_meets_title_then_content_then_foot(deck: Any) -> None:
    for slide in list(deck.slides)[1:]:
        names = [shape.name.split(" ")[0] for shape in slide.shapes]
        assert names == ["Title", "Content", *["Chart"] * len(charts(slide)), "Foot", "Number"]


@pytest.mark.parametrize("name", ["<a:t>&amp;", "=1+1", "a\x07b\x00c", "{x} %s \\n", "\N{GRINNING FACE}\u2028b"])
def test_awkward_text_comes_out_as_text(name: str) -> None:
    wanted = plain(name)
    assert f"{wanted}: 21.4%. Usually 18.0%." in shown(read(paper(name)).slides[1])
