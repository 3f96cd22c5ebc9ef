"""The slides say what the page says, one finding a slide, and nothing overflows or is too small to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import combinations
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Emu

from analytics import board_packs
from analytics.board_packs import Paper, Said, Section
from analytics.board_packs.text_metrics import LEADING, lines
from tests.board_packs import made

AWKWARD = ["W" * 300, "supercalifragilistic" * 8, "long and longer names " * 60]


def read(paper: Paper) -> Any:
    return Presentation(BytesIO(board_packs.slides(paper)))


@pytest.fixture(scope="module")
def deck() -> Any:
    return read(made.paper())


def titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def notes(deck: Any) -> str:
    return "\n".join(s.notes_slide.notes_text_frame.text for s in deck.slides if s.has_notes_slide)


def shown(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def pictures(deck: Any) -> list[Any]:
    return [shape for slide in deck.slides for shape in slide.shapes if hasattr(shape, "image")]


def runs(deck: Any) -> Iterator[Any]:
    for slide in deck.slides:
        for shape in slide.shapes:
            for paragraph in shape.text_frame.paragraphs if shape.has_text_frame else ():
                yield from paragraph.runs


def test_every_entry_of_every_table_is_in_the_notes(deck: Any) -> None:
    said = notes(deck)
    for column, entry in made.entries(made.paper()):
        assert (entry.text if column.names_row else f"{column.label}: {entry.text}") in said
        assert entry.small in said
    for table in made.paper().tables:
        assert table.caption in said
        assert all(group.heading in said for group in table.groups)


def test_they_have_no_figure_that_the_page_has_not(deck: Any) -> None:
    said = "\n".join([*(shown(slide) for slide in deck.slides), notes(deck)])
    counted = re.sub(r"\(\d+ of \d+\)|\(\d+ rows?:|‹#›", "", said)
    assert made.figures(counted) <= made.page_figures(made.paper())
    assert made.figures(counted) >= {"1,235", "21.4", "63"}


def test_each_slide_has_its_finding_as_title(deck: Any) -> None:
    assert titles(deck) == [
        "Children's services, September 2021",
        "What the month says",
        "Worse: unlikely to be chance: 8 indicators, first of all:",
        "Screened records: 12.5% red in every area (1 of 2)",
        "Screened records: 12.5% red in every area (2 of 2)",
        "Quality of practice",
        "Where these figures come from",
    ]


def test_the_title_slide_says_whose_figures_these_are(deck: Any) -> None:
    said = shown(deck.slides[0])
    for text in ("Children's services, September 2021", "Westshire", "Whole council, September 2021", made.MARK):
        assert text in said


def test_all_sentences_items_and_remarks_are_shown(deck: Any) -> None:
    said = "\n".join(shown(slide) for slide in deck.slides)
    for section in made.paper().sections:
        for sentence in section.sentences:
            assert sentence.text in said
            assert all(item in said for item in sentence.items)
        assert all(remark in said for remark in section.remarks)
        assert all(picture.wide.caption in said for picture in section.pictures)
    assert "load 3" in said


def test_what_the_title_of_a_chart_says_is_not_said_again() -> None:
    drawn = made.picture()
    section = Section("a", "A", [Said(f"{drawn.wide.title}. Some are hidden.")], [drawn])
    slides = read(replace(made.paper(), sections=[section])).slides
    assert len(slides) == 4  # the title, two parts of the chart, where it comes from
    assert f"Some are hidden. {drawn.wide.caption}" in shown(slides[1])
    assert shown(slides[1]).count(drawn.wide.title) == 1


def test_more_than_fits_below_a_chart_stands_on_slides_of_its_own() -> None:
    section = Section("a", "A", [Said("Said at length. " * 60)], [made.picture()])
    found = titles(read(replace(made.paper(), sections=[section])))
    assert found[1].startswith("A")
    assert found[-2].startswith(made.picture().wide.title)


def test_every_slide_bears_the_mark_of_simulated_figures(deck: Any) -> None:
    assert all(made.MARK in shown(slide) for slide in deck.slides)
    unmarked = read(replace(made.paper(), mark="", sections=made.paper().sections[:1]))
    assert not any("Simulated" in shown(slide) for slide in unmarked.slides)


def test_charts_have_their_alt_sentence(deck: Any) -> None:
    found = [picture.element.xpath("./p:nvPicPr/p:cNvPr")[0].get("descr") for picture in pictures(deck)]
    assert found == [made.picture().wide.alt] * 2


@pytest.mark.parametrize("remark", ["", "A remark of some length. " * 8, "A remark of some length. " * 14])
@pytest.mark.parametrize("areas", [made.AREAS, made.AREAS[:5], made.AREAS[:4]])
def test_the_text_of_a_chart_is_not_smaller_than_fourteen_points(areas: tuple[str, ...], remark: str) -> None:
    section = Section("a", "A", pictures=[made.picture(areas)], remarks=[remark])
    for picture in pictures(read(replace(made.paper(), sections=[section]))):
        pixels = Image.open(BytesIO(picture.image.blob)).width / 2  # it is drawn at twice its size
        assert 13 * Emu(picture.width).pt / pixels >= 14  # charts write in 13 pixels


@pytest.mark.parametrize("name", [made.NAME, *AWKWARD])
def test_nothing_overflows_or_overlaps(name: str) -> None:
    deck = read(made.paper(name))
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


@pytest.mark.parametrize("name", [made.NAME, *AWKWARD])
def test_titles_take_two_lines_at_most_and_are_in_the_notes_if_cut(name: str) -> None:
    paper = made.paper()
    deck = read(replace(paper, sections=[Section("a", name, [Said("One.")])]))
    title = deck.slides[1].shapes.title
    (run,) = title.text_frame.paragraphs[0].runs
    assert len(lines(run.text, run.font.size.pt, Emu(title.width).pt - 14.4, bold=True)) <= 2
    if run.text != name.strip():
        assert run.text.endswith("…")
        assert name.strip() in deck.slides[1].notes_slide.notes_text_frame.text


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
        assert names in (["Title", "Content", "Foot", "Number"], ["Title", "Chart", "Caption", "Foot", "Number"])


@pytest.mark.parametrize("name", ["<a:t>&amp;", "=1+1", "a\x07b\x00c", "{x} %s \\n", "\N{GRINNING FACE}\u2028b"])
def test_awkward_text_comes_out_as_text(name: str) -> None:
    deck = read(made.paper(name))
    wanted = re.sub(r"[\x00-\x20\u2028]+", " ", name)
    assert f"{wanted}: 21.4%, target 18%" in shown(deck.slides[2])
    assert f"{wanted}; 13 months:" in notes(deck)


def test_where_much_comes_from_is_on_one_slide_and_all_of_it_in_the_notes() -> None:
    loads = [("Made from", f"load {number}: indicators.csv (cut September 2021)") for number in range(60)]
    last = read(replace(made.paper(), provenance=loads)).slides[-1]
    assert last.shapes.title.text_frame.text == "Where these figures come from"
    assert shown(last).count("load") < 60
    assert "The rest stands in the notes" in shown(last)
    assert notes(read(replace(made.paper(), provenance=loads))).count("cut September 2021") == 60


def test_a_table_without_words_or_charts_gets_a_slide_that_names_it() -> None:
    section = Section("definitions", "Definitions", tables=[made.audits()])
    deck = read(replace(made.paper(), sections=[section]))
    assert titles(deck)[1] == "Definitions"
    assert f"{made.audits().caption} (1 row: see the notes of this slide)" in shown(deck.slides[1])
    assert "Children in need" in deck.slides[1].notes_slide.notes_text_frame.text
