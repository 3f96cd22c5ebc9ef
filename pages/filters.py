"""The filters, each declared once: the sidebar, the address bar, links and pages all read them here.

A filter's value goes by a code, which the address carries (`month=2024-09`); people read words. A new filter is one
declaration in `Chosen`, and a page uses it as `url_filters.filters().theme`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Self, TypeVar, cast, overload

from analytics import formatting, indicators, months
from analytics.audits.sample import POINTS, SPAN
from analytics.catalogue import ACTIONS, ALL, CONCERNS, RE_AUDITS, catalogue, notes
from analytics.extracts.authorities import authorities
from analytics.indicators import KEPT, NO_TARGET, ORDERS, STATUSES, TEAM, Targets
from analytics.national import GOOD_NEIGHBOURS, NEIGHBOURS, REGION, Spread
from analytics.store import Shown, Store, breakdowns_held, kinds_held, withheld
from analytics.tables.indicators import MONTH_COLUMNS

T = TypeVar("T")
OF_INDICATORS = ("home", "overview", "then_and_now", "indicator", "localities")
OF_A_MONTH = (*OF_INDICATORS, "audits", "screening", "board", "corporate")
SHOWN = {"known": "As now known", "published": "As first published"}
FIRST = "first"  # the indicator that is most unlike others
LIMITS = {
    Spread.CALIBRATED.value: "Allow for how much authorities differ",
    Spread.PUBLISHED.value: "The same, by Spiegelhalter's estimate",
    Spread.CHANCE.value: "Allow for chance alone",
}
PAPERS = {
    "scorecard": "Scorecard", "risks": "Risks", "placements": "Placements", "budget": "Budget",
    "placements-and-cost": "Placements and cost", "plan": "Improvement plan", "questions": "Members' questions",
    "everything": "All on one page",
}  # fmt: skip
RATINGS = (*STATUSES, NO_TARGET)
DEFAULT_COLUMNS = ",".join(code for code in MONTH_COLUMNS if code not in ("target", "children", "group"))
TARGETS = {"then": "Of their month", "now": "Of the later month, for comparison"}
VIEWS = {"line": "Month by month", "year": "Year on year", "quarter": "Rolling quarter"}  # charts of an indicator


@dataclass(frozen=True)
class Filter(Generic[T]):
    """One filter, whose value a page gets as a T.

    `options` gives its codes in their order, from the store and from the codes chosen in other filters, by key. Given
    none of those, it gives every code that a link may ask for.
    """

    key: str  # its name in the address
    label: str  # above its widget
    options: Callable[[Store, Mapping[str, str]], Sequence[str]]
    absent: str | Callable[[Store, str], str]  # what a sentence says of a code that is none of its options
    pages: tuple[str, ...]  # the pages that use it, by their names in the address
    noun: str = ""  # what a sentence calls it, if not by its label
    default: str = ""  # without one it is the first option, which links to the pages that use it name
    written: Callable[[str], str] = str  # the words that people read for a code
    read: Callable[[str], T] | None = None  # what a page gets for a code, if not the code itself
    several: Callable[[], Sequence[str]] | None = None  # of one that can hold several codes: all of them, in order
    in_sidebar: bool = True  # or the page draws it, beside what it changes
    always: Callable[[str], bool] = lambda page: False  # whether the address of a page names its default, too
    help: str | None = None
    follows: bool = False  # whether its default, while nobody has chosen another, follows what is chosen in the others

    @overload
    def __get__(self, chosen: None, owner: type[Chosen]) -> Self: ...
    @overload
    def __get__(self, chosen: Chosen, owner: type[Chosen]) -> T: ...
    def __get__(self, chosen: Chosen | None, owner: type[Chosen]) -> Self | T:
        """The filter itself, or what is chosen in it."""
        if chosen is None:
            return self
        code = dict(chosen.codes)[self.key]
        if self.several:
            return cast(T, self.parts(code))
        return self.read(code) if self.read else cast(T, code)

    def parts(self, code: str) -> tuple[str, ...]:
        """The codes that one filter has, which the address joins by commas; none where it has all of them. A code that
        has commas itself is taken whole."""
        known, left, found = self.several() if self.several else (), code.split(","), []
        most = 1 + max((one.count(",") for one in known), default=0)
        while left:
            size = next((n for n in range(min(most, len(left)), 0, -1) if ",".join(left[:n]) in known), 1)
            found.append(",".join(left[:size]))
            left = left[size:]
        return tuple(one for one in found if one != ALL) if self.several else (code,)

    def together(self, codes: Collection[str]) -> str:
        """Some of its codes as one, in their order; its default where there are none."""
        return ",".join(one for one in (self.several() if self.several else codes) if one in codes) or self.default

    def switched(self, code: str, one: str) -> str:
        """Its code with one taken in, or out if it is in."""
        return self.together({*self.parts(code)} ^ {one})

    def words(self, code: str) -> str:
        """The words for a code, or for all that it has."""
        return formatting.joined([self.written(one) for one in self.parts(code)]) or self.written(code)

    def first(self, store: Store, codes: Mapping[str, str]) -> str:
        """The code that it has until another is chosen, where the others have these codes; “” where it has none."""
        return self.default or next(iter(self.options(store, codes)), "")

    def offered(self, store: Store, codes: Mapping[str, str]) -> list[str]:
        """What can be chosen where all filters have these codes; its own is there, whatever the others leave out."""
        offered = {*self.options(store, codes), *self.parts(codes[self.key])}
        return [code for code in self.options(store, {}) if code in offered]


def _month(code: str) -> date:
    return date.fromisoformat(f"{code}-01")


def _absent_month(store: Store, code: str) -> str:
    damaged = code in map(months.code, withheld(store))
    return "which is withheld because a stored file is damaged or missing" if damaged else "for which nothing is held"


def _months(store: Store, _: Mapping[str, str]) -> list[str]:
    return [months.code(month) for month in indicators.months_to_compare(store)]


def _months_before(store: Store, codes: Mapping[str, str]) -> list[str]:
    """The months before the one that is chosen, that of a year before first, or else the earliest; without one, every
    month."""
    held = _months(store, codes)
    if not codes.get("month"):
        return held
    earlier = [code for code in held if code < codes["month"]]
    year_ago = months.code(months.before(_month(codes["month"]), 12))
    first = [year_ago] if year_ago in earlier else earlier[-1:]
    return list(dict.fromkeys(first + earlier))


def _areas(_: Store, codes: Mapping[str, str]) -> list[str]:
    """The areas that can have figures of the month; without one, every area, those with an end last."""
    if codes.get("month"):
        return [ALL, *catalogue().known_in(_month(codes["month"]))]
    return [ALL, *sorted(catalogue().areas, key=lambda area: catalogue().areas[area].valid_to is not None)]


def _area_name(code: str) -> str:
    if code == ALL:
        return f"{catalogue().council} (all)"
    area = catalogue().areas[code]
    return f"{area.name} (until {months.words(area.valid_to)})" if area.valid_to else area.name


def _kept(_: Store, codes: Mapping[str, str]) -> list[str]:
    """Which indicators of an area can be kept; the whole has no other areas to differ from."""
    return [which for which in KEPT if which != "differs" or codes.get("locality") != ALL]


def _measures(store: Store, codes: Mapping[str, str]) -> list[str]:
    themes, known = Chosen.theme.parts(codes.get("theme", ALL)), catalogue().indicators
    return [measure for measure in indicators.measured(store) if not themes or known[measure].theme in themes]


def _themes(store: Store, _: Mapping[str, str]) -> list[str]:
    known = catalogue().indicators
    return [ALL, *dict.fromkeys(known[measure].theme for measure in indicators.measured(store))]


def _every_theme() -> list[str]:
    return list(dict.fromkeys(indicator.theme for indicator in catalogue().indicators.values()))


def _rating(code: str) -> str:
    return f"{code} or figure" if code == NO_TARGET else formatting.rag(code) if code in formatting.SHAPES else code


def _pages(store: Store, _: Mapping[str, str]) -> list[str]:
    return [str(number + 1) for number in range(-(-len(indicators.measured(store)) // indicators.PART) or 1)]


def _others() -> dict[str, str]:
    """Whom an authority can be set beside, and what each is called."""
    good = "Neighbours judged good or outstanding"
    named = {NEIGHBOURS: "Statistical neighbours", GOOD_NEIGHBOURS: good, REGION: "Others in the region"}
    groups = {group: group for group in catalogue().comparison_groups}
    return named | groups | {one.code: one.name for one in authorities() if one.code}


def _offered_others(store: Store, _: Mapping[str, str]) -> list[str]:
    """Neighbours by their inspections only where these are loaded."""
    return [code for code in _others() if code != GOOD_NEIGHBOURS or indicators.judged_good(store)]


def sections(store: Store | None = None) -> dict[str, str]:
    """The sections of the Audits page, and what each is called: with a store, those that its audit form and catalogue
    have something for."""
    found = {
        "snapshot": "Snapshot", "ratings": "Ratings", "by-legal-status": "By legal status",
        "teams": f"By {catalogue().part}, service and team", "areas": "Areas of practice",
        "trust": "Can the grades be trusted?", "help": "Did it help the child?",
        "voices": "What people said",
        "timeliness": "Timely and good?", "sample": "What to audit next",
        "papers": "Where the published papers differ",
        "everything": "All on one page",
    }  # fmt: skip
    if store is None:
        return found
    known, held = catalogue(), kinds_held(store)
    there = {
        "areas": known.form.areas or "audit_areas" in held,
        "help": {ACTIONS, CONCERNS, RE_AUDITS} & known.form.steps.keys() or "shares" in held,
        "timeliness": known.timeliness or known.timeliness_of_areas,
        "papers": not notes().discrepancies.is_empty(),
    }
    return {section: called for section, called in found.items() if there.get(section, True)}


@dataclass(frozen=True)
class Chosen:
    """One view: the code of each filter by its key. Here every filter is declared, in the order of the sidebar.

    A filter that narrows the options of another one stands above it.
    """

    codes: tuple[tuple[str, str], ...]

    month = Filter[date](
        "month", "Month", _months, absent=_absent_month,
        pages=(*OF_A_MONTH, "compare"), written=lambda code: months.words(_month(code)), read=_month,
        always=lambda page: True,
    )  # fmt: skip
    then = Filter[date | None](
        "then", "Compare with", _months_before, absent="which is not an earlier month for which anything is held",
        pages=("then_and_now",), noun="month to compare with", written=lambda code: months.words(_month(code)),
        read=lambda code: _month(code) if code else None, always=lambda page: page == "then_and_now", follows=True,
    )  # fmt: skip
    locality = Filter[str](
        "locality", "Area", _areas, absent="which is not in the catalogue", pages=OF_A_MONTH, default=ALL,
        written=_area_name,
    )  # fmt: skip
    theme = Filter[tuple[str, ...]](
        "theme", "Theme", _themes, absent="of which no figure is held",
        pages=("overview", "then_and_now", "indicator", "localities"), default=ALL, several=_every_theme,
    )  # fmt: skip
    status = Filter[tuple[str, ...]](
        "status", "Overall rating", lambda *_: [ALL, *RATINGS], absent="which is not a rating",
        pages=("overview",), default=ALL, written=_rating, several=lambda: RATINGS, in_sidebar=False,
    )  # fmt: skip
    rating = Filter[tuple[str, ...]](
        "rating", "Rating this month", lambda *_: [ALL, *RATINGS], absent="which is not a rating",
        pages=("overview",), default=ALL, written=_rating, several=lambda: RATINGS, in_sidebar=False,
    )  # fmt: skip
    chance = Filter[tuple[str, ...]](
        "chance", "Chance?", lambda *_: [ALL, *indicators.VARIATIONS], absent="which is none of its answers",
        pages=("overview",), noun="answer to “Chance?”", default=ALL, several=lambda: indicators.VARIATIONS,
        in_sidebar=False,
    )  # fmt: skip
    shown = Filter[Shown](
        "as", "Figures", lambda *_: list(SHOWN), absent="which is neither known nor published",
        pages=(*OF_INDICATORS, "compare", "audits", "screening", "corporate"),
        noun="version", default="known", written=SHOWN.__getitem__,
    )  # fmt: skip
    targets = Filter[Targets](
        "targets", "Targets", lambda *_: list(TARGETS), absent="which are neither of then nor of now",
        pages=("then_and_now",), default="then", written=TARGETS.__getitem__,
    )  # fmt: skip
    order = Filter[str](
        "order", "Order", lambda *_: list(ORDERS), absent="which is not an order",
        pages=("overview", "localities"), default="theme", written=ORDERS.__getitem__,
    )  # fmt: skip
    columns = Filter[tuple[str, ...]](
        "columns", "Columns", lambda *_: [DEFAULT_COLUMNS, *MONTH_COLUMNS], absent="which the table does not have",
        pages=("overview",), noun="column", default=DEFAULT_COLUMNS, written=lambda code: MONTH_COLUMNS.get(code, code),
        several=lambda: list(MONTH_COLUMNS), in_sidebar=False,
    )  # fmt: skip
    page = Filter[int](
        "page", "Page of the table", _pages, absent="which the table does not have",
        pages=("overview",), default="1", read=int, in_sidebar=False,
    )  # fmt: skip
    split = Filter[str](
        "split", "Split by", lambda store, _: [TEAM, *breakdowns_held(store)], absent="which no extract has",
        pages=("localities",), noun="split", default=TEAM,
    )  # fmt: skip
    measure = Filter[str](
        "measure", "Indicator", _measures, absent="of which no figure is held",
        pages=("indicator", "localities"), written=lambda code: catalogue().indicators[code].name,
        always=lambda page: page == "indicator",
    )  # fmt: skip
    national = Filter[str](
        "national", "Indicator", lambda store, _: [FIRST, *indicators.measures_reported(store)],
        absent="of which no national figure is held", pages=("compare",), noun="indicator", default=FIRST,
        written=lambda code: "The first in the table" if code == FIRST else catalogue().indicators[code].name,
    )  # fmt: skip
    others = Filter[str](
        "with", "Compare with", _offered_others, absent="which the national files do not know",
        pages=("compare",), noun="group", default=NEIGHBOURS, written=lambda code: _others()[code],
    )  # fmt: skip
    limits = Filter[Spread](
        "limits", "Limits in the funnel", lambda *_: list(LIMITS), absent=f"which are none of {', '.join(LIMITS)}",
        pages=("compare",), noun="limits", default=Spread.CALIBRATED.value, written=LIMITS.__getitem__, read=Spread,
    )  # fmt: skip
    view = Filter[str](
        "view", "Chart", lambda *_: list(VIEWS), absent=f"which is none of {', '.join(VIEWS)}",
        pages=("indicator",), noun="view", default="line", written=VIEWS.__getitem__, in_sidebar=False,
    )  # fmt: skip
    keep = Filter[str](
        "keep", "Indicators kept", _kept, absent=f"which is none of {', '.join(KEPT)}",
        pages=("localities",), noun="choice of indicators", default="all", written=KEPT.__getitem__, in_sidebar=False,
    )  # fmt: skip
    section = Filter[str](
        "section", "Section", lambda store, _: list(sections(store)), absent="which the page does not have",
        pages=("audits",), default="snapshot", written=lambda code: sections()[code], in_sidebar=False,
    )  # fmt: skip
    paper = Filter[str](
        "paper", "Paper", lambda *_: list(PAPERS), absent="which the page does not have",
        pages=("corporate",), default="scorecard", written=PAPERS.__getitem__, in_sidebar=False,
    )  # fmt: skip
    points = Filter[int](
        "points", "Tell apart", lambda *_: ["10", "5", "15", "20"], absent="which is not offered",
        pages=("audits",), noun="difference", default=str(POINTS), written=lambda code: f"{code} points", read=int,
        in_sidebar=False,
    )  # fmt: skip
    span = Filter[int](
        "span", "Within", lambda *_: ["6", "3", "12"], absent="which is not offered",
        pages=("audits",), noun="number of months", default=str(SPAN), written=lambda code: f"{code} months", read=int,
        in_sidebar=False,
    )  # fmt: skip


def every() -> dict[str, Filter[Any]]:
    """All filters by their keys, in the order of the sidebar, which is also that of an address."""
    return {found.key: found for found in vars(Chosen).values() if isinstance(found, Filter)}
