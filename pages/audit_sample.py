"""What to audit next, and the share of audits weighted to the caseload, on the Audits page."""

from __future__ import annotations

import streamlit as st

from analytics import months, tables
from analytics.audits import caseload, sample
from analytics.audits.sample import Design
from analytics.catalogue import catalogue
from analytics.catalogue.catalogue import DATA
from analytics.errors import UserFacingError
from analytics.simulated_label import marked
from analytics.tables import Column
from pages import components, downloads
from pages.components import bullets
from pages.downloads import Frame
from pages.filters import Chosen
from pages.view import View

_TEMPLATE = DATA / "templates" / "open_cases.csv"


def sample_section(view: View) -> None:
    """How many audits next month, of whom, what they can tell, and what fewer would cost."""
    left, right = st.columns(2)
    for column, one in ((left, Chosen.points), (right, Chosen.span)):
        column.selectbox(one.label, one.offered(view.store, dict(view.now.codes)), key=one.key, format_func=one.written)
    asked = (*view.of_area, view.now.points, view.now.span)
    found = sample.designed(*asked)
    if found is None:
        st.write(
            f"No open cases are held up to {months.words(view.month)}, so no sample can be proposed. Load a file of "
            "open cases by team and legal status on the Data page, or type them in below."
        )
        downloads.button("Template: open_cases.csv", "open_cases.csv", _TEMPLATE.read_bytes, "text/csv", "open-cases")
        found = _typed(view)
    if found is not None:
        _shown(view, found)


def _typed(view: View) -> Design | None:
    """The sample of numbers that are typed in, which are not stored; None until there are some."""
    with st.form("open cases", border=False):
        lines = st.text_area(
            "Open cases, one line each: team, legal status, number",
            placeholder=f"Team 1,{next(iter(catalogue().legal_statuses), 'All')},42",
            max_chars=components.LONGEST_TEXT,
            help="“All” for a legal status that you don't split by. Teams and numbers only, nothing of a child.",
        )
        if not st.form_submit_button("Propose a sample") and not lines:
            return None
    try:
        return sample.of_typed(lines, *view.of_area, view.now.points, view.now.span)
    except UserFacingError as problem:
        st.error(str(problem))
        return None


def _shown(view: View, of: Design) -> None:
    for question, answer in sample.answers(of).items():
        st.markdown(f"**{question}** {answer}")
    bullets(sample.notes(of))
    units, month = sample.by_unit(of), months.words(of.next_month)
    before = f"Audits, {of.span - 1} months"
    counts = [
        Column("Open cases", "open_cases", "count"),
        Column(before, "audits", "count"),
        Column(month, "next_month", "count"),
        Column("A third fewer", "third_fewer", "count"),
    ]
    apart = Column("Can tell, points", "points", "decimal")
    statuses = sample.by_status(of)
    if not statuses.is_empty():
        caption = marked(f"Audits proposed for {month} by legal status, beside those of the months before", statuses)
        named = Column("Legal status", "name")
        components.html(tables.listing(caption, [named, *counts, apart], statuses), key="sample-statuses")
    columns = [
        Column("Number", "what"),
        Column("Audits a month", "audits", "count"),
        Column("Can tell, points", "points", "decimal"),
        Column(f"Finds {of.points} points, of 10 times", "found", "decimal"),
        Column("One month, ± points", "half_width", "decimal"),
    ]
    caption = f"What other numbers of audits a month would tell in {of.span} months"
    table = tables.listing(caption, columns, sample.outlook_table(of))
    components.folded("What other numbers would tell", table, key="sample-outlooks")
    caption = marked(f"Audits proposed for {month} by {of.unit}, beside those of the months before", units)
    columns = [Column(of.unit.capitalize(), "unit"), *counts, Column("Of which", "legal_statuses"), apart]
    table = tables.listing(caption, columns, units)
    view.figures(f"Audits proposed, by {of.unit}", "audit-sample", of.cells, table, key="sample-units")
    st.caption(
        f"“Can tell” is the smallest difference found 8 times in 10: of a {of.unit} from all others, of a legal status "
        f"between two periods of {of.span} months. “–” means that even the largest can't be told. The sample is for "
        "numbers only: let each team draw its cases by chance."
    )


def weighted(view: View, shares: Frame) -> None:
    """The share as audited and weighted to the caseload."""
    st.subheader(caseload.weighted_sentence(shares).removesuffix("."), anchor="weighted")
    caption = marked(f"{catalogue().scale.good_row} as audited and weighted to the caseload, three months", shares)
    view.exhibit(
        "audits-weighted", shares, None, tables.audits.weighted(shares, caption), fold="Weighted to the caseload"
    )
