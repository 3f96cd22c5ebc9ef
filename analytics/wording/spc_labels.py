"""A control chart's signal in words, for every chart, table and sentence that names one.

What takes a row, of `series` or `headline_figures`, repeats what is in it; none works out a figure.
"""

from __future__ import annotations

import polars as pl

from analytics import formatting
from analytics.catalogue import Catalogue, unit_of
from analytics.headlines import BETTER, CHANGED, WATCH, WORSE, Headlines, Listed
from analytics.indicators.filtering import TOO_FEW, UNJUDGED, VARIATION_WORDS, VARIATIONS
from analytics.indicators.spc import FULL_LIMITS, I_PRIME, XMR, G
from analytics.intervals import SMALL
from analytics.units import Kind
from analytics.wording.cited_sentence import VALUE, Parts
from analytics.wording.phrases import Row, figure

_SIGNALS = {
    ("outside", "high"): "above the expected range",
    ("outside", "low"): "below the expected range",
    ("trend", "high"): "six or more rises in a row",
    ("trend", "low"): "six or more falls in a row",
    ("two of three", "high"): "two of three {}s near the top of the expected range",
    ("two of three", "low"): "two of three {}s near the bottom of the expected range",
    ("shift", "high"): "seven or more {}s above the usual",
    ("shift", "low"): "seven or more {}s below the usual",
    ("jump", "high"): "a larger rise in one {} than usual",
    ("jump", "low"): "a larger fall in one {} than usual",
}
_MEANINGS = {
    "improving": "better, and unlikely to be chance",
    "concerning": "worse, and unlikely to be chance",
    "neither": "unlikely to be chance; {}, so neither better nor worse",
}
LIST_HEADINGS = {
    WORSE: "Worse: unlikely to be chance",
    BETTER: "Better: unlikely to be chance",
    WATCH: "Keep an eye on",
    CHANGED: "Changed: unlikely to be chance",
}
NOT_JUDGED = "no indicator can be judged better or worse"
_ASSURED = {"passes": "will meet", "fails": "will miss", "hit or miss": "may or may not"}
ASSURANCES = (*_ASSURED.values(), UNJUDGED)
_NEITHER = {"plan": "plan is best", "information": "for information"}
_METHODS = {XMR: "an XmR chart", I_PRIME: "an I′ chart, by the number of cases", G: "a g chart, of rare events"}
WIDE_POINTS, WIDE_SHARE = 20, 0.4  # a range of a percentage, or of others in parts of the usual, that can tell little


def signal_words(signal: str, side: str, period: str = "month") -> str:
    """A control chart's signal in words; `period` is what its figures are of.

    >>> signal_words("outside", "low"), signal_words("shift", "high", "quarter")
    ('below the expected range', 'seven or more quarters above the usual')
    """
    return _SIGNALS[signal, side].format(period)


def method_words(row: Row) -> str:
    """By which chart a figure is judged, and what is special about its range; empty where it is not."""
    if row["method"] is None:
        return ""
    carried = row["carried_over"] is not None
    special = [
        season_words(row),
        f"wider, as it counts largely the same {row['counted']} each {row['period']}" * carried,
    ]
    return ", ".join(filter(None, [_METHODS[row["method"]], *special]))


def season_words(row: Row) -> str:
    """That a season is taken out, and by the factors of which national figures; empty where none is."""
    of = f" with the factors of {row['season_source']}" if row["season_source"] else ""
    return f"the season taken out{of}" if row["seasonal"] else ""


def season_sentences(rows: pl.DataFrame) -> list[str]:
    """Of the rows judged with a season of national figures, whose it is: a sentence for each. Reads name, variation and
    season_source."""
    judged = rows.drop_nulls(["season_source", "variation"]).group_by("season_source", maintain_order=True).agg("name")
    return [
        f"{formatting.joined(names)}: the season is taken out with the factors of {of}." for of, names in judged.rows()
    ]


def season_measures(known: Catalogue) -> list[str]:
    """Which indicators of a catalogue have the season of which national figures: a sentence for each of these."""
    found: dict[str, list[str]] = {}
    for measure_id, counterpart in known.counterparts.items():
        if counterpart.season_measure:
            found.setdefault(counterpart.season_measure, []).append(known.indicators[measure_id].name)
    return [
        f"National monthly figures for the season of {formatting.joined(names)}: {measure}."
        for measure, names in found.items()
    ]


def signal_labels(rows: pl.DataFrame) -> list[tuple[str, str]]:
    """Of each row, whether it is unlikely to be chance, and why; or that it can't be judged, and why."""
    return [signal_label(row) for row in rows.iter_rows(named=True)]


def signal_label(row: Row) -> tuple[str, str]:
    """The same of one row."""
    if row["variation"] is None:
        few = "too few to tell: "
        said = str(row["no_variation"])
        return ("Too few to tell", said.removeprefix(few)) if said.startswith(few) else ("Not judged", said)
    trial = f"; trial limits, fewer than {FULL_LIMITS} figures" if row["trial"] else ""
    if row["signal"] is None:
        return "Could be chance", f"{_range_words(row)}{trial}"
    said = signal_words(row["signal"], row["side"], row["period"])
    meaning = _MEANINGS[row["variation"]].format(_NEITHER.get(row["polarity"]))
    return formatting.capital(said), f"{meaning}{trial}"


def _range_ends(row: Row) -> tuple[str, ...]:
    """The expected range as it is written, cut off at the bounds of its unit: one figure where both ends are the
    same."""
    unit = unit_of(row["measure_id"])
    return tuple(dict.fromkeys(unit.value(unit.within(row[end])) for end in ("lower", "upper")))


def expected_range(row: Row) -> str:
    """The expected range of a row that has one, as “58.6% to 100.0%”."""
    return " to ".join(_range_ends(row))


def _range_words(row: Row) -> str:
    """That a row is within its expected range, and that this is wide where it can tell little."""
    low, *high = _range_ends(row)
    return f"within its expected range of {low} to {high[0]}{_wide(row)}" if high else f"expected to stay at {low}"


def _wide(row: Row) -> str:
    unit = unit_of(row["measure_id"])
    low, high = (round(unit.within(row[end]), unit.decimals) for end in ("lower", "upper"))
    width = round(high - low, unit.decimals)
    widest = WIDE_POINTS if row["kind"] == Kind.PERCENTAGE else WIDE_SHARE * abs(row["mean"])
    return ", which is wide" if width >= widest > 0 else ""


def variation_word(row: Row) -> str:
    """For an icon: one of `VARIATIONS`."""
    if row["variation"] is None:
        return TOO_FEW if row["few"] else UNJUDGED
    return VARIATION_WORDS[row["variation"]]


def signal_briefly(row: Row) -> str:
    """For a table: whether a figure is better or worse, or could be chance, or is not judged."""
    word = variation_word(row)
    if word not in VARIATIONS[:3]:
        return word
    return f"{word}{', but small' if row['small'] else ': unlikely to be chance'}"


def assurance_word(row: Row) -> str:
    """For an icon and a table: whether the target will be met at this level, one of `ASSURANCES`."""
    return _ASSURED.get(row["assurance"], UNJUDGED)


def by_chance_words(expected: float) -> str:
    """How many entries chance alone would bring, of a number that is an estimate.

    >>> by_chance_words(1.4), by_chance_words(0.7)  # of two lists together, and of each
    ('about 1', 'fewer than 1')
    """
    return f"about {round(expected)}" if expected >= 1 else "fewer than 1"


def unlikely_to_be_chance(of: Headlines) -> dict[str, Listed]:
    """The lists of what is unlikely to be chance, as sentences name them; that of what is neither better nor worse only
    where it has an indicator."""
    changed = {} if of.changed.rows.is_empty() else {CHANGED: of.changed}
    return {WORSE: of.worse, BETTER: of.better} | changed


def not_listed(of: Headlines) -> str:
    """How many indicators are in no list of what is unlikely to be chance for another reason than that; empty if
    none."""
    why = {
        f"Too small to list, with fewer than {SMALL} cases or less than a point: ": of.small,
        "Too few cases to tell: ": of.few,
    }
    return " ".join(f"{said}{number}." for said, number in why.items() if number)


def signal_parts(row: Row) -> Parts:
    """The signal of a row with the line it is about, for a sentence; empty without one."""
    if row["signal"] is None:
        return []
    said, trial = signal_words(row["signal"], row["side"], row["period"]), _trial(row)
    if row["signal"] in ("trend", "jump"):  # which are about no line
        return [said]
    if row["signal"] == "shift":
        return [f"{said} ", figure(row, "usual", VALUE), trial]
    lower, upper = (figure(row, name, VALUE) for name in ("lowest_usual", "highest_usual"))
    if len(_range_ends(row)) == 1:
        return [said.removesuffix("range"), lower, trial]
    return [f"{said} of ", lower, " to ", upper, trial]


def no_signal_parts(row: Row) -> Parts:
    """That a figure could be chance, or why it can't be judged, for a sentence."""
    if row["variation"] is None:
        return [str(row["no_variation"]) if row["few"] else f"not judged against chance: {row['no_variation']}"]
    lower, upper = (figure(row, name, VALUE) for name in ("lowest_usual", "highest_usual"))
    if len(_range_ends(row)) == 1:
        return ["could be chance: expected to stay at ", lower, _trial(row)]
    return ["could be chance: within its expected range of ", lower, " to ", upper, _wide(row), _trial(row)]


def _trial(row: Row) -> str:
    return " (trial limits)" if row["trial"] else ""
