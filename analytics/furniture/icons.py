"""Icons of variation and assurance, after those of the NHS's Making Data Count: our drawing, in our palette.

Variation has round icons, with an arrow and a letter, H for high or L for low, by the side on which the figure left its
range. “Worse” is a full disc and “better” a ring. “Changed” is a square, as neither way is better. Assurance has square
icons with the letters P, F and ?. So shape or letter differ wherever the colour does. The word of `wording.spc_labels`
that stands beside a drawing chooses it. Sizes and colours are in `tables/table.css`.
"""

from __future__ import annotations

from html import escape

from analytics import wording
from analytics.furniture.html import Html
from analytics.wording.phrases import Row

_RING, _SQUARE = '<circle cx="12" cy="12" r="10.5"/>', '<rect x="2" y="2" width="20" height="20" rx="3"/>'
_SIDES = {
    "high": "M6.5 8v8M10.5 8v8M6.5 12h4M16 17V7.5M13 10.7l3-3.2 3 3.2",
    "low": "M6.8 8v8h4M16 7v9.5M13 13.3l3 3.2 3-3.2",
}
# The style and the outline of an icon; those of the first three have a side inside.
_DRAWN = {
    "worse": ("full", _RING),
    "better": ("ring", _RING),
    "changed": ("plain", _SQUARE),
    "could be chance": ("quiet", f'{_RING}<path d="M5.5 13.5c2-5 4.5-5 6.5-1.5s4.5 3.5 6.5-1.5"/>'),
    "too few to tell": ("quiet dots", '<path d="M5.5 12h.1M12 12h.1M18.4 12h.1"/>'),
    "not judged": ("quiet", '<path d="M7 12h10"/>'),
    "will meet": ("ring", f'{_SQUARE}<path d="M9.5 18V6.5h3a3.2 3.2 0 0 1 0 6.4h-3"/>'),
    "will miss": ("full", f'{_SQUARE}<path d="M9.5 18V6.5h6M9.5 12h4.8"/>'),
    "may or may not": ("plain", f'{_SQUARE}<path d="M9 9.3a3 3 0 1 1 4.6 2.4c-1.1.8-1.6 1.4-1.6 2.6M12 17.5v.1"/>'),
}


def variation(row: Row, *, worded: bool = False) -> Html:
    """Whether the figure of a row is unlikely to be chance; with its word beside it if `worded`."""
    return _icon(wording.variation_word(row), wording.signal_briefly(row), row["side"], worded=worded)


def assurance(row: Row, *, worded: bool = False) -> Html:
    """Whether the target of a row will be met at this level; with its word beside it if `worded`."""
    word = wording.assurance_word(row)
    return _icon(word, word, worded=worded)


def explained(words: tuple[str, ...]) -> str:
    """The icons of some words, each with its word beside it, for the key of a table; “not judged” needs none."""
    shown = [_icon(word, word, "high", worded=True) for word in words if word != "not judged"]
    return " ".join(f"<span>{icon}</span>" for icon in shown)


def of_word(word: str) -> Html:
    """The icon of a word, for the eye alone, as the word stands beside it; nothing where it has none."""
    return Html(f'<span aria-hidden="true">{_icon(word, word, "high")}</span> ') if word in _DRAWN else Html("")


def _icon(word: str, said: str, side: str | None = None, *, worded: bool = False) -> Html:
    """What is said is the title of the drawing and what a screen reader reads; the word beside it is for the eye."""
    style, drawn = _DRAWN[word]
    inside = f'<path d="{_SIDES[side]}"/>' if side and word in wording.VARIATIONS[:3] else ""
    icon = (
        f'<svg class="los-icon los-{style.replace(" ", " los-")}" viewBox="0 0 24 24" role="img" '
        f'aria-label="{escape(said)}"><title>{escape(said)}</title>{drawn}{inside}</svg>'
    )
    return Html(f'{icon} <span aria-hidden="true">{escape(said.partition(":")[0])}</span>' if worded else icon)
