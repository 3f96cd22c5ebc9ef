"""One line of a spine as a small drawing: an area, the whole and the national middle between two ends; and its key."""

from __future__ import annotations

from html import escape

from analytics import wording
from analytics.furniture import icons
from analytics.furniture.html import Html
from analytics.wording.phrases import Row

_WIDTH, _HEIGHT, _EDGE = 180, 18, 11  # pixels
_Y = _HEIGHT // 2
_BEYOND = {None: "", "from": f"M5 {_Y - 4}l-4 4 4 4", "to": f"M{_WIDTH - 5} {_Y - 4}l4 4-4 4"}


def drawing(row: Row) -> Html:
    """The places of a row of `indicators.spine`, with all that it shows in words; the reason where there are none."""
    said = escape(wording.spine_words(row))
    if row["on_scale"] is None:
        return Html(f'<span class="los-none" title="{said}">{escape(wording.rank_words(row))}</span>')
    line = f'<path class="los-line{_ranged(row)}" d="M{_EDGE} {_Y}H{_WIDTH - _EDGE}"/>'
    marks = [line, _area(_x(row["on_scale"]), hollow=row["few_cases"])]
    if row["national_on_scale"] is not None:
        marks[1:1] = [_national(_x(row["national_on_scale"])), _beyond(row["national_outside"], "national")]
    if row["whole_on_scale"] is not None:
        marks[1:1] = [_whole(_x(row["whole_on_scale"])), _beyond(row["whole_outside"], "whole")]
    named = f'role="img" aria-label="{said}"'
    return Html(_svg(_WIDTH, named, f"<title>{said}</title>{''.join(marks)}"))


def key(area: str, whole: str, national: str) -> str:
    """What the marks and icons of a table of spines mean, in a line; a name that is empty has no mark."""
    marks = {
        area: _area(_Y),
        "few cases" * bool(area): _area(_Y, hollow=True),
        whole: _whole(_Y),
        national: _national(_Y),
    }
    hidden = 'aria-hidden="true"'
    shown = [f"<span>{_svg(_HEIGHT, hidden, mark)} {escape(said)}</span>" for said, mark in marks.items() if said]
    chance, target = (icons.explained(words) for words in (wording.VARIATIONS, wording.ASSURANCES))
    return f'<p class="los-key">{" ".join([*shown, chance])} <b>Target?</b> {target}</p>'


def _x(place: float) -> float:
    return round(_EDGE + place * (_WIDTH - 2 * _EDGE), 1)


def _ranged(row: Row) -> str:
    """The style of a line of which neither end is better."""
    return " los-neither" * (wording.scale_ends(row)[1] == "higher")


def _area(x: float, *, hollow: bool = False) -> str:
    return f'<circle class="los-own{" los-hollow" * hollow}" cx="{x:g}" cy="{_Y}" r="5"/>'


def _whole(x: float) -> str:
    return f'<path class="los-whole" d="M{x:g} {_Y - 7}v14"/>'


def _national(x: float) -> str:
    return f'<path class="los-national" d="M{x:g} {_Y - 6}l5.5 6-5.5 6-5.5-6z"/>'


def _beyond(end: str | None, what: str) -> str:
    return f'<path class="los-{what} los-beyond" d="{_BEYOND[end]}"/>' if end else ""


def _svg(width: int, attributes: str, inside: str) -> str:
    size = f'viewBox="0 0 {width} {_HEIGHT}" width="{width}" height="{_HEIGHT}"'
    return f'<svg class="los-scale" {size} {attributes}>{inside}</svg>'
