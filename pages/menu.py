"""The pages of the app, and which of them the menu has: those for which something is loaded that they can show."""

from __future__ import annotations

from dataclasses import dataclass

from analytics import formatting, indicators
from analytics.catalogue import build, catalogue, corporate_catalogue, using
from analytics.extracts import EXTRACTS
from analytics.extracts.kinds.context import NationalFigures
from analytics.store import Store, kinds_held, months_held, parts_held


@dataclass(frozen=True)
class Page:
    """A page: its file, its title, and the words that the search finds it by. `kinds` are the kinds of extract any one
    of which gives it something to show; a page without kinds always has something. `of_parts` says that it shows
    figures of parts of the whole alone."""

    file: str
    title: str
    about: str
    kinds: tuple[str, ...] = ()
    of_parts: bool = False

    @property
    def name(self) -> str:
        """Its name in the address."""
        return self.file.removesuffix(".py")

    @property
    def brought_by(self) -> str:
        """What to load for it, in words."""
        named = formatting.either([EXTRACTS[kind].IN_WORDS for kind in self.kinds])
        return named + (f" by {catalogue().part}" if self.of_parts else "")


FRONT = "home"


def pages() -> tuple[Page, ...]:
    """All pages, in the order of the menu."""
    known = catalogue()
    return (
        Page(
            f"{FRONT}.py",
            "My area",
            "home, first screen, what got worse, what got better, unlikely to be chance, timely and good",
            ("indicators", "audits", "screenings"),
        ),
        Page(
            "overview.py",
            "All indicators",
            "this month at a glance, overall rating, rating this month, red, amber, green, by theme, overview, summary",
            ("indicators",),
        ),
        Page(
            "then_and_now.py",
            "Then and now",
            "two months side by side, compare with a month before, last year, what changed since, slope chart",
            ("indicators",),
        ),
        Page("indicator.py", "Indicator", "one indicator in depth, line chart, target, definition", ("indicators",)),
        Page(
            "localities.py",
            formatting.capital(known.parts),
            f"one {known.part} in depth, all side by side, funnel plot, split by team, age, reason",
            ("indicators",),
            of_parts=True,
        ),
        Page(
            "compare.py",
            "Compared with others",
            "all authorities, England, region, statistical neighbours, rank, funnel plot, national figures",
            (NationalFigures.KIND,),
        ),
        Page(
            "audits.py",
            "Audits",
            "quality of practice, audit ratings by month and legal status, children in care",
            ("audits",),
        ),
        Page(
            "screening.py",
            "Screening",
            f"screened records, red, amber and green by {known.part}",
            ("screenings", "shares"),
        ),
        Page(
            "corporate.py",
            "Corporate",
            "corporate scorecard, targets by quarter, strategic risks, risk register, likelihood and impact, agency "
            "placements, residential, fostering, supported living, revenue budget, forecast, overspend, cost, "
            "improvement plan, priorities, members' questions",
            ("scorecard", "risks", "placements", "budget", "plan"),
        ),
        Page(
            "explore.py",
            "Explore",
            "ask any question, own table or chart, pivot, cross-tabulate, by team and month, correlation",
            ("indicators", "audits", "screenings"),
        ),
        Page(
            "board.py",
            "Board pack",
            "share, link, preview what leaves, hidden figures, revoke, export, papers for members",
        ),
        Page(
            "data.py",
            "Data",
            "load extracts, upload, check, history, undo, log, restatements, data quality, dictionary",
        ),
        Page(
            "methods.py",
            "Methods",
            "how figures are worked out, rules, definitions of red, amber and green, rounding",
        ),
    )


def addresses() -> list[str]:
    """The names of all pages in the address, which no catalogue changes."""
    with using(build({})):
        return [page.name for page in pages()]


def has_something(page: Page, store: Store) -> bool:
    """Whether anything that the page shows is loaded; members' questions, for one, are in the catalogue."""
    if not page.kinds:
        return True
    held = set(kinds_held(store))
    if not months_held(store):
        return NationalFigures.KIND in held.intersection(page.kinds)
    if not indicators.measured(store) or (page.of_parts and not parts_held(store)):
        held.discard("indicators")
    return not held.isdisjoint(page.kinds) or (page.name == "corporate" and bool(corporate_catalogue().questions))


def in_menu(store: Store) -> list[Page]:
    """The pages of the menu: the front page, and those that have something to show."""
    return [page for page in pages() if page.name == FRONT or has_something(page, store)]


def left_out_sentence(store: Store) -> str:
    """Which pages the menu leaves out, and what brings each; empty if it has all of them."""
    shown = in_menu(store)
    left = [f"{page.title} (load {page.brought_by})" for page in pages() if page not in shown]
    return f"Not in the menu, because nothing of their kind is loaded: {formatting.joined(left)}." if left else ""
