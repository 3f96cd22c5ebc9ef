"""My area: what to look at first this month, and whether the work is good as well as timely."""

from functools import partial

import streamlit as st

from analytics import charts, corporate, furniture, headlines, home, indicators, months, tables, wording
from analytics.catalogue import ALL, catalogue
from analytics.store import parts_held, the_store, told_withheld
from pages import components, url_filters
from pages.view import View

now, store = url_filters.filters(), the_store()
figures = indicators.headline_figures(store, now.month, now.locality, now.shown)
area = now.locality if not figures.is_empty() else ALL
if area != now.locality:
    figures = indicators.headline_figures(store, now.month, ALL, now.shown)
view = View(store, now, area)
asked = (store, now.month, area, now.shown)
found = headlines.headlines(figures)

st.title(f"{view.area_name}, {months.words(now.month)}")
if found.indicators:
    components.plain(furniture.jumps({"timely-and-good": "Timely and good?", "not-news": "Not news"}), key="jumps")
if lost := told_withheld(store, "indicators", now.month, now.month):
    st.info(lost)
components.area_note("indicator", now.locality, area)
if figures.is_empty():
    st.write(components.nothing_held(f"No indicator has a figure for {months.words(now.month)}", now.shown))
cards = home.cards(*asked)
picture = home.timely_and_good(*asked)
month_table = indicators.month_table(*asked)
components.simulated(month_table, "")

addresses = {
    home.Places.AUDITS: url_filters.link("audits", now, section="ratings"),
    home.Places.STATUSES: url_filters.link("audits", now, section="by-legal-status"),
    home.Places.SCREENING: url_filters.link("screening", now),
}


def opens(card: home.Card) -> str:
    """Where a card leads."""
    return addresses.get(card.place) or url_filters.link("indicator", now, measure=card.measure_id)


def next_step(card: home.Card) -> tuple[str, str]:
    """The one thing to look at after it."""
    if card.place != home.Places.INDICATOR or not parts_held(store):
        return "See more", opens(card)
    said, anchor = (f"Which {catalogue().parts}?", "indicator") if area == ALL else ("Which teams?", "splits")
    return said, f"{url_filters.link('localities', now, measure=card.measure_id)}#{anchor}"


left, right = st.columns([3, 2], gap="medium")
with left:
    if cards:
        steps = [next_step(card) for card in cards]
        components.html(furniture.finding_cards(cards, [opens(card) for card in cards], steps), key="findings")
    elif found.judged:
        st.write("Nothing here is unlikely to be chance this month.")
    if found.indicators:
        said = wording.ratings_briefly(found.month_rating, found.indicators)
        rest = (f"See all: {said}", url_filters.link("overview", now))
        components.html(furniture.quiet(wording.quiet_sentence(figures, found), rest), key="quiet")
        components.compare_with(now)
with right:
    if sentence := home.timely_sentence(picture, area, now.month):
        target = catalogue().audit_target("good_or_better", now.month)
        drawing = view.drawing(
            "timely-and-good", charts.home.timely_and_good, picture, area, now.month, target and target.target, sentence
        )
        table = tables.home.timely_and_good(picture, now.month)
        view.exhibit(
            "timely-and-good", picture, drawing, table, fold="Figures: timely and good, by area",
            heading=partial(st.subheader, anchor="timely-and-good"),
        )  # fmt: skip
    else:
        good = home.good_sentence(store, now.month, area, now.shown)
        st.subheader(f"Timely and good? {good}".strip(), anchor="timely-and-good")
        st.write(home.not_shown(picture, area, view.area_name, now.month))

if not cards and found.indicators:  # a first month, say: then there is nothing to put first
    st.header("All indicators")
    every = {measure: url_filters.link("indicator", now, measure=measure) for measure in month_table["measure_id"]}
    components.html(furniture.matrix(month_table, every), key="matrix")

silent = indicators.uncommented(store, now.month, area, now.shown)
if not silent.is_empty():
    said = f"Red for three months without a comment ({silent.height})"
    asked_for = [
        (wording.uncommented_label(row), f"{url_filters.link('indicator', now, measure=row['measure_id'])}#comment")
        for row in silent.iter_rows(named=True)
    ]
    components.folded(said, furniture.links_list(asked_for), key="uncommented")

register = corporate.questions.register().filter(answered="yes").drop_nulls("link")
if not register.is_empty():
    asked_of = [(row["question"], row["link"]) for row in register.iter_rows(named=True)]
    components.folded("Questions that members ask", furniture.links_list(asked_of), key="questions")
components.bar(now.month, area)
