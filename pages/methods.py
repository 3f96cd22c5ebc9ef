"""How figures are worked out: the rules, in the words of the modules that apply them."""

import re
from importlib import import_module
from inspect import getdoc
from pathlib import Path

import streamlit as st

from analytics import formatting, indicators, tables, wording
from analytics.catalogue import catalogue, notes
from analytics.store import the_store
from pages import components, downloads
from pages.components import bullets
from pages.methods_text import CALIBRATED, CALIBRATION, LIMITS, RULES

st.title("Methods")
st.write(
    "Each rule stands here once, in the words that stand beside its code. "
    "A figure that can't be worked out is missing with a reason; it is never shown as 0."
)
about, names = notes(), catalogue().indicators
st.markdown(
    "On this page: [What these methods can't tell](#limits), the rules, then "
    + ("" if about.simulated.is_empty() else "[Simulated figures](#simulated) · ")
    + ("[Legal statuses](#statuses) · " if catalogue().legal_statuses else "")
    + ("[The words used here](#words) · " if catalogue().glossary else "")
    + "[Accessibility](#accessibility)"
)
st.header("What these methods can't tell", anchor="limits")
bullets(LIMITS)
for heading, module in RULES.items():
    st.header(heading)
    st.markdown(f"{getdoc(import_module(f'analytics.{module}'))}\n\n{about.said('Methods', heading)}")
    if module == CALIBRATED:
        bullets(wording.season_measures(catalogue()))
        st.write(CALIBRATION)
        components.html(tables.indicators.calibration(indicators.false_and_true_signals()), key="calibration")
        downloads.buttons("calibration", indicators.calibration())

st.header("The policies of this catalogue")
bullets([f"**{p.title} ({p.policy}).** {p.meaning}" for p in catalogue().policies.values()])

if about.simulated.height:
    st.header("Simulated figures", anchor="simulated")
    st.write(about.said("Methods", "Simulated figures"))
    for text in about.simulated["how_made"]:
        st.markdown(text)
    st.subheader("Published figures that the simulated rows can't give again")
    components.unreproducible(about.unreproducible)

if examples := about.printed_examples.height:
    st.header(f"What the council's analysts printed beside {formatting.counted(examples, 'indicator', 'indicators')}")
    st.write(getdoc(import_module("analytics.indicators.published_examples")) or "")
    st.markdown(about.said("Methods", "Printed beside indicators"))
    printed = indicators.printed_beside(the_store())
    if printed.is_empty():
        st.write("The month of these is not held, so there is nothing to set beside them.")
    else:
        components.html(tables.indicators.printed_examples(printed), key="printed-examples")
        downloads.buttons("printed-examples", printed)

if about.summary_claims.height:
    st.header("Where the published summary differs from its own figures")
    st.write(
        "The claims about indicators were each worked out again from the published values. A printed number agrees if "
        "the value rounds to it; a direction between two months if the value moved that way; months in a row if the "
        "run in the last of them is so long; a comparison with others if it holds against the statistical neighbours' "
        f"median. {about.said('Methods', 'Claims of the summary')}"
    )
    claims = about.summary_claims.select("measure_id", "paragraph", "claimed", "found").rows()
    bullets(
        [
            f"**{names[measure].name}** (paragraph {paragraph}): the summary says {claimed}. Found: {found}."
            for measure, paragraph, claimed, found in claims
        ]
    )

if catalogue().legal_statuses:
    st.header("Legal statuses", anchor="statuses")
    bullets([f"**{s.name}** ({s.legal_status}): {s.meaning}." for s in catalogue().legal_statuses.values()])
st.header("Why a figure can be missing")
st.markdown(
    "- **suppressed** (c): the source hides it, because it is of few children\n"
    "- **not available** (x): the source has no figure\n"
    "- **not applicable** (z): there is nothing to count, such as school attendance in August\n"
    "- **rounds to zero** (low): above zero, but below what the source prints\n"
)

if catalogue().glossary:
    st.header("The words used here", anchor="words")
for topic, terms in catalogue().terms_by_topic().items():
    st.subheader(topic)
    bullets([f"**{term.term}**: {term.meaning}" for term in terms])

# The statement's title becomes a heading of this page, and its headings stand one level below it.
st.header("Accessibility", anchor="accessibility")
statement = Path(__file__).parents[1] / "docs" / "accessibility.md"
_, _, below_title = statement.read_text(encoding="utf-8").partition("\n")
st.markdown(re.sub(r"^##", "###", below_title, flags=re.MULTILINE))
