"""Icons say their word to everyone: as a title, to a screen reader, and by shape and letter without colour."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from analytics import tables, wording
from analytics.furniture import icons
from tests.furniture.test_html import parsed

CHARTS: dict[str, dict[str, Any]] = {
    "worse": {"variation": "concerning", "signal": "outside", "side": "low"},
    "better": {"variation": "improving", "signal": "shift", "side": "high"},
    "changed": {"variation": "neither", "signal": "trend", "side": "high"},
    "could be chance": {"variation": "common cause"},
    "too few to tell": {"few": True},
    "not judged": {},
}
TARGETS = {"will meet": "passes", "will miss": "fails", "may or may not": "hit or miss", "not judged": None}


def row(**told: Any) -> dict[str, Any]:
    return {"variation": None, "signal": None, "side": None, "few": False, "small": False, "assurance": None, **told}


def shapes(icon: str) -> list[str]:
    """What is drawn, without colours."""
    return [child.tag + (child.get("d") or "") for child in parsed(icon) if child.tag != "title"]


@pytest.mark.parametrize("word", CHARTS)
def test_an_icon_of_variation_says_what_the_table_says(word: str) -> None:
    given = row(**CHARTS[word])
    icon = parsed(icons.variation(given))
    assert wording.variation_word(given) == word
    assert icon.get("role") == "img"
    assert icon.get("aria-label") == icon.findtext("title") == wording.signal_briefly(given)


@pytest.mark.parametrize("word", TARGETS)
def test_an_icon_of_assurance_says_its_word(word: str) -> None:
    icon = parsed(icons.assurance(row(assurance=TARGETS[word])))
    assert icon.get("aria-label") == icon.findtext("title") == word


def test_every_word_has_an_icon() -> None:
    assert set(CHARTS) == set(wording.VARIATIONS)
    assert set(TARGETS) == set(wording.ASSURANCES)


def test_a_side_is_an_arrow_and_a_letter_whichever_way_is_better() -> None:
    high, low = (shapes(icons.variation(row(**CHARTS["worse"] | {"side": side}))) for side in ("high", "low"))
    assert high != low
    assert high == shapes(icons.variation(row(**CHARTS["better"] | {"side": "high"})))
    assert high != shapes(icons.variation(row(**CHARTS["changed"] | {"side": "high"})))


def test_a_small_signal_says_so_beside_its_icon() -> None:
    given = row(**CHARTS["worse"], small=True)
    assert ">worse, but small</span>" in icons.variation(given, worded=True)
    assert ">worse</span>" in icons.variation(row(**CHARTS["worse"]), worded=True)


def test_a_word_beside_an_icon_is_not_read_twice() -> None:
    assert '<span aria-hidden="true">may or may not</span>' in icons.assurance(
        row(assurance="hit or miss"), worded=True
    )


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_icons_and_marks_can_be_told_from_light_and_from_dark_paper() -> None:
    """WCAG 2.2, 1.4.11: at least 3 to 1. A disc has its letters in the colour of the paper."""
    paper = dict(zip(("light", "dark"), ("#ffffff", "#0b0c0c"), strict=True))
    pairs = re.findall(r"light-dark\((#\w{6}), (#\w{6})\)", tables.TABLE_CSS)
    themes = re.findall(r'(?:primaryColor|textColor) = "(#\w{6})"', Path(".streamlit/config.toml").read_text())
    assert len(pairs) >= 2
    for light, dark in [*pairs, (themes[0], themes[2]), (themes[1], themes[3]), ("#28a197", "#28a197")]:
        assert contrast(light, paper["light"]) >= 3, light
        assert contrast(dark, paper["dark"]) >= 3, dark
