"""What several pages draw the same way: tables, charts with their words, downloads."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl
import streamlit as st

from analytics import charts, months
from analytics.access import Role
from analytics.catalogue import catalogue
from analytics.charts import Drawing
from analytics.sign_in import identity
from analytics.simulated_label import SPLIT_SENTENCE, mark, noted
from analytics.store import Shown, earliest_cut, the_store
from pages.filters import Chosen

_HERE = Path(__file__).parent
_CARDS = f"@media screen {{\n{charts.CARDS_CSS.replace('.los-table', '.los-cards .los-table')}}}\n"
_LOOK = "".join((_HERE / name).read_text(encoding="utf-8") for name in ("house.css", "shell.css"))
_STYLE = f"<style>{charts.TABLE_CSS}{_CARDS}{_LOOK}</style>"
_SENTENCES = r'<ul class="los-sentences">(<li>[^<]*</li>)*</ul>'
_place = st.components.v2.component(
    "line_of_sight_table",
    html='<div class="los-place"></div>',
    js=(_HERE / "house.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)
_copy = st.components.v2.component(
    "line_of_sight_copy",
    html='<div class="los-bar"><p></p><button type="button">Copy link to this view</button><output></output></div>',
    js=(_HERE / "copy.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)
_signed_in = st.components.v2.component(
    "line_of_sight_signed_in",
    html='<div class="los-bar"><p>You are here as <span></span>. <a>Sign out</a></p></div>',
    js=(_HERE / "signed_in.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def own_address() -> str:
    """Where the reader's browser reaches the app, without a page."""
    asked = urlsplit(st.context.url or "")
    return f"{asked.scheme}://{asked.netloc}"


def dark() -> bool:
    """Whether the reader's theme is dark."""
    return st.context.theme.type == "dark"


def style() -> None:
    """The look of what is drawn below, once a page: with each part it would be sent and worked out again."""
    st.html(_STYLE)


def signed_in(role: Role) -> None:
    """The role of whoever is signed in, and the way out."""
    _signed_in(data={"role": role, "signOut": identity.SIGN_OUT}, key="signed-in")


def html(body: str, key: str) -> None:
    """Draw HTML made by `analytics.charts`; a click on what opens a view goes there. Sentences, which open nothing and
    need no colour of the theme, are drawn plain, for each place costs a run more than what it holds."""
    if re.fullmatch(_SENTENCES, body):
        plain(body, key)
    else:
        _place(data=body, key=key)


def folded(label: str, body: str, key: str) -> None:
    """Draw HTML made by `analytics.charts` that the reader unfolds."""
    html(charts.folded(label, body), key)


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
        return (
            f"{what}. Held are {months.words(held[0])} to {months.words(held[-1])}: choose one of these under Filters."
        )
    return f"{what}. Choose another month under Filters."


def unreproducible(rows: pl.DataFrame) -> None:
    """List printed figures that rows can't give, and why: rows of the notes' `unreproducible`."""
    listed = rows.select("where", "subject", "printed", "why").rows()
    st.markdown("".join(f"- **{where}, {subject}: {printed}.** {why}\n" for where, subject, printed, why in listed))


def simulated(frame: pl.DataFrame, what: str) -> None:
    """Say it at the top of a page if any row of what it shows is simulated; `what` says what is made up of a split."""
    said = mark(frame)
    if said == SPLIT_SENTENCE:
        st.info(f"**{said}** {what}")
    elif said:
        st.info(f"**{said}**")


def bar(month: date, locality: str) -> None:
    """The month and area that the page shows, and a button that copies its link."""
    _copy(data=f"{months.words(month)}, {catalogue().area_name(locality)}", key="copy", on_theme_change=_nothing_else)


def _nothing_else() -> None:
    """The run that follows is all that a change of theme is for."""


def chart(drawing: Drawing, *, heading: Callable[[str], object] = st.header) -> None:
    """A chart under its finding, with its caption and description below."""
    drawn = charts.drawn(drawing, dark())
    heading(drawn.title)
    st.vega_lite_chart(drawn.spec, theme=None, width="stretch", key=drawing.name)
    plain(charts.note(drawn.caption, drawn.alt), key=f"note-{drawing.name}")


def small_charts(drawings: Sequence[Drawing], across: int) -> None:
    """Small charts in rows, each with its finding as its title; below them what they share, and their descriptions."""
    drawn = [charts.drawn(drawing, dark()) for drawing in drawings]
    beside = [column for _ in drawings[::across] for column in st.columns(across)]
    for column, drawing, one in zip(beside, drawings, drawn, strict=False):
        with column:
            st.vega_lite_chart(one.titled(), theme=None, width="stretch", key=drawing.name)
    caption = " ".join(dict.fromkeys(one.caption for one in drawn if one.caption))
    plain(charts.note(caption, *(one.alt for one in drawn)), key=f"note-{drawings[0].name}")


def csv(frame: pl.DataFrame) -> bytes:
    """A frame as people open it in a spreadsheet: UTF-8 with a byte order mark."""
    return b"\xef\xbb\xbf" + noted(frame).write_csv().encode()


def once(mime: str) -> str:
    """A media type with a random part, which gives the file an address of its own that nobody can guess.

    Streamlit makes the address from a hash of name, type and content, above 1 MiB of some of the content only: so
    small files could be guessed, and a corrected large one would be answered with the bytes before it.
    """
    return f"{mime}; once={secrets.token_hex(16)}"


def text_download(name: str, title: str, sections: dict[str, list[str]]) -> None:
    """A button that hands out sections of sentences as plain text, under a title."""
    parts = ["\n".join([heading, *(f"- {line}" for line in lines)]) for heading, lines in sections.items()]
    text = "\n\n".join([title, *parts, ""])
    st.download_button(
        "Summary (text)",
        text.encode(),
        file_name=f"{name}.txt",
        mime=once("text/plain"),
        key=f"{name}-txt",
        on_click="ignore",
    )


def downloads(name: str, frame: pl.DataFrame, drawing: Drawing | None = None) -> None:
    """Buttons that hand out the table as CSV and the chart as SVG and PNG, each made when it is asked for.

    The chart that leaves is always drawn for light paper.
    """
    files: list[tuple[str, str, str, Callable[[], bytes]]] = [
        ("Table (CSV)", "csv", "text/csv", lambda: csv(frame)),
    ]
    if drawing is not None:
        files += [
            ("Chart (SVG)", "svg", "image/svg+xml", lambda: charts.as_svg(charts.drawn(drawing, False))),
            ("Chart (PNG)", "png", "image/png", lambda: charts.as_png(charts.drawn(drawing, False))),
        ]
    with st.container(horizontal=True) if len(files) > 1 else nullcontext():
        for label, ending, mime, make in files:
            st.download_button(
                label, make, file_name=f"{name}.{ending}", mime=once(mime), key=f"{name}-{ending}", on_click="ignore"
            )
