"""What several pages draw the same way: charts with their words, tables, and what is said at the top of a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import streamlit as st

from analytics import charts, furniture, months, tables, wording
from analytics.access import Role
from analytics.catalogue import catalogue
from analytics.charts import Drawing
from analytics.sign_in import identity
from analytics.simulated_label import SPLIT_SENTENCE, mark
from analytics.store import Shown, earliest_cut, the_store
from pages import url_filters
from pages.downloads import Frame
from pages.filters import Chosen

LONGEST_TEXT = 4000  # letters of a field that has no limit of its own
_HERE = Path(__file__).parent
_CARDS = f"@media screen {{\n{tables.CARDS_CSS.replace('.los-table', '.los-cards .los-table')}}}\n"
_LOOK = "".join((_HERE / name).read_text(encoding="utf-8") for name in ("house.css", "shell.css"))
_STYLE = f"<style>{tables.TABLE_CSS}{_CARDS}{_LOOK}</style>"
_SENTENCES = r'<ul class="los-sentences">(<li>[^<]*</li>)*</ul>'


def _component(name: str, script: str, html: str) -> Callable[..., object]:
    """A part of the page that a script of ours draws, with the page's own styles."""
    js = (_HERE / script).read_text(encoding="utf-8")
    return st.components.v2.component(f"line_of_sight_{name}", html=html, js=js, isolate_styles=False)


_place = _component("table", "house.js", '<div class="los-place"></div>')
_copy = _component(
    "copy",
    "copy.js",
    '<div class="los-bar"><p></p><button type="button">Copy link to this view</button><output></output></div>',
)
_copy_text = _component(
    "copy_text", "copy_text.js", '<div class="los-bar"><button type="button"></button><output></output></div>'
)
_signed_in = _component(
    "signed_in", "signed_in.js", '<div class="los-bar"><p>You are here as <span></span>. <a>Sign out</a></p></div>'
)


def dark() -> bool:
    """Whether the reader's theme is dark."""
    return st.context.theme.type == "dark"


def style() -> None:
    """The look of what is drawn below, once a page: with each part it would be sent and worked out again."""
    st.html(_STYLE)


def shown_in_bar(said: str) -> None:
    """What the bar of a narrow screen says beside the menu."""
    quoted = re.sub(r"[^\w .,·()&-]", lambda c: f"\\{ord(c[0]):x} ", said)
    st.html(f'<style>:root {{ --los-shown: "{quoted}"; }}</style>')


def signed_in(role: Role) -> None:
    """The role of whoever is signed in, and the way out."""
    _signed_in(data={"role": role, "signOut": identity.SIGN_OUT}, key="signed-in")


def html(body: str, key: str) -> None:
    """Draw HTML made by `analytics.tables` or `furniture`; a click on what opens a view goes there. Sentences, which
    open nothing and need no colour of the theme, are drawn plain, for each place costs a run more than what it holds.
    """
    if re.fullmatch(_SENTENCES, body):
        plain(body, key)
    else:
        _place(data=body, key=key)


def folded(label: str, body: str, key: str) -> None:
    """The same, under a label that unfolds it."""
    html(furniture.folded(label, body), key)


def side_by_side(parts: Sequence[Callable[[], object]]) -> None:
    """Parts of a page, two in a row; on a narrow screen one below the other."""
    for first in range(0, len(parts), 2):
        pair = parts[first : first + 2]
        for column, draw in zip(st.columns(len(pair), gap="medium"), pair, strict=True):
            with column:
                draw()


def plain(body: str, key: str) -> None:
    """Draw HTML that opens nothing and needs no colour of the theme."""
    st.html(f'<div class="los-place" data-part="{key}">{body}</div>')


def nothing_held(what: str, shown: Shown, held: Sequence[date] = (), kinds: Sequence[str] = ("indicators",)) -> str:
    """An empty state: what is not there, why if it is known, and what to do."""
    if shown == "published":
        cut = earliest_cut(the_store(), *kinds)
        earliest = f" Earliest held: cut {months.words(cut)}." if cut else ""
        known = Chosen.shown.written("known")
        return f"{what} as first published.{earliest} Choose “{known}” under Filters, or another month."
    if held:
        span = f"{months.words(held[0])} to {months.words(held[-1])}"
        return f"{what}. There are figures from {span}. Choose one of these months under Filters."
    return f"{what}. Choose another month under Filters."


def area_note(what: str, asked: str, shown: str) -> None:
    """Say it where nothing is held for the area that was asked for, so that the whole council is shown."""
    if shown != asked:
        st.info(f"No {what} is held for {asked} alone. What follows is the whole of {catalogue().council}.")


def contents(headings: Mapping[str, str]) -> None:
    """Links to the sections of a page, by their anchors."""
    st.markdown("On this page: " + " · ".join(f"[{heading}](#{anchor})" for anchor, heading in headings.items()))


def unreproducible(rows: Frame) -> list[str]:
    """Printed figures that rows can't give, and why, a sentence each: rows of the notes' `unreproducible`."""
    listed = rows.select("where", "subject", "printed", "why").rows()
    return [f"**{where}, {subject}: {printed}.** {why}" for where, subject, printed, why in listed]


def listed(sentences: Iterable[str]) -> str:
    """Sentences, which may have Markdown, as a list in Markdown."""
    return "".join(f"- {sentence}\n" for sentence in sentences)


def bullets(sentences: Iterable[str]) -> None:
    """The same, drawn."""
    st.markdown(listed(sentences))


def simulated(frame: Frame, what: str) -> None:
    """Say it at the top of a page if any row of what it shows is simulated; `what` says what is made up of a split."""
    if said := mark(frame):
        plain(furniture.ribbon(said, what if said == SPLIT_SENTENCE else ""), key="ribbon")


def compare_with(now: Chosen) -> None:
    """Links to this month beside that of a year before and the one before it, of the months for which there is
    anything."""
    offered = Chosen.then.options(the_store(), dict(now.codes))
    codes = dict.fromkeys([*offered[:1], *(code for code in offered if code == months.code(months.before(now.month)))])
    named = [(Chosen.then.written(code), url_filters.link("then_and_now", now, then=code)) for code in codes]
    if named:
        html(furniture.links_line(f"Compare {months.words(now.month)} with", named), key="compare-with")


def bar(month: date, locality: str) -> None:
    """The month and area that the page shows, what the area was before or is no more, and a button that copies the
    link."""
    copy_link(f"{months.words(month)}, {catalogue().area_name(locality)}", repr(dict(url_filters.filters().codes)))
    if said := wording.area_sentence(locality):
        st.caption(said)


def copy_link(said: str, view: str) -> None:
    """A button that copies the link to a view, after what is said; `view` tells it from others."""
    remember = {"cookie": url_filters.AREA, "area": url_filters.area_to_remember()}
    _copy(data={"said": said, "view": view} | remember, key="copy", on_theme_change=_nothing_else)


def copy_text(label: str, text: str, key: str) -> None:
    """A button that copies a text."""
    _copy_text(data={"label": label, "text": text}, key=key)


def _nothing_else() -> None:
    """The run that follows is all that a change of theme is for."""


def chart(drawing: Drawing, *, heading: Callable[[str], object] = st.header) -> None:
    """A chart under its finding, with its caption and description below."""
    drawn = charts.drawn(drawing, dark())
    heading(drawn.title)
    st.vega_lite_chart(drawn.spec, theme=None, width="stretch", key=drawing.name)
    plain(furniture.note(drawn.caption, drawn.alt), key=f"note-{drawing.name}")


def small_charts(drawings: Sequence[Drawing], across: int) -> None:
    """Small charts in rows, each with its finding as its title; below them what they share, and their descriptions."""
    drawn = [charts.drawn(drawing, dark()) for drawing in drawings]
    beside = [column for _ in drawings[::across] for column in st.columns(across)]
    for column, drawing, one in zip(beside, drawings, drawn, strict=False):
        column.vega_lite_chart(one.titled(), theme=None, width="stretch", key=drawing.name)
    caption = " ".join(dict.fromkeys(one.caption for one in drawn if one.caption))
    plain(furniture.note(caption, *(one.alt for one in drawn)), key=f"note-{drawings[0].name}")
