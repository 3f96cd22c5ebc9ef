"""How figures are worked out: a few lines to read figures by, and every rule in the words of the module that applies
it, folded under its heading."""

import re
from html import escape
from importlib import import_module
from inspect import getdoc
from pathlib import Path

import streamlit as st

from analytics import formatting, indicators, tables, wording
from analytics.catalogue import catalogue, notes
from analytics.store import the_store
from pages import components, downloads
from pages.components import bullets, listed
from pages.methods_text import CALIBRATED, CALIBRATION, LIMITS, MISSING, READING, RULES


def fold(heading: str, text: str, anchor: str = "") -> str:
    """Markdown under a heading that unfolds it. An address leads to it by `anchor`, or by the words of the heading."""
    named = f' id="{anchor}"' if anchor else ""
    summary = f'<details class="los-folded los-rule"{named}><summary><h3>{escape(heading)}</h3></summary>'
    return f"{summary}\n\n{text.replace('<', '&lt;')}\n\n</details>\n\n"


def rule(heading: str, module: str) -> str:
    said = f"{getdoc(import_module(f'analytics.{module}'))}\n\n{notes().said('Methods', heading)}"
    if module == CALIBRATED:
        said += f"\n\n{listed(wording.season_measures(catalogue()))}"
    return fold(heading, said)


def about_the_figures() -> str:
    """What is known of the figures and words of this catalogue, each part where there is something to say."""
    about, known = notes(), catalogue()
    said = fold("What these methods can't tell", listed(LIMITS), "limits") + fold(
        "Why a figure can be missing", MISSING
    )
    if known.glossary:
        topics = known.terms_by_topic().items()
        terms = (f"**{topic}**\n\n{listed(f'**{t.term}**: {t.meaning}' for t in those)}" for topic, those in topics)
        said += fold("The words used here", "\n".join(terms), "words")
    if known.legal_statuses:
        statuses = (f"**{s.name}** ({s.legal_status}): {s.meaning}." for s in known.legal_statuses.values())
        said += fold("Legal statuses", listed(statuses), "statuses")
    said += fold(
        "The policies of this catalogue",
        listed(f"**{p.title} ({p.policy}).** {p.meaning}" for p in known.policies.values()),
    )
    if about.simulated.height:
        made = [about.said("Methods", "Simulated figures"), *about.simulated["how_made"]]
        never = "**Published figures that the simulated rows can't give again**"
        listed_never = listed(components.unreproducible(about.unreproducible))
        said += fold("Simulated figures", "\n\n".join([*made, never, listed_never]), "simulated")
    if about.summary_claims.height:
        claims = about.summary_claims.select("measure_id", "paragraph", "claimed", "found").rows()
        found = listed(
            f"**{known.indicators[measure].name}** (paragraph {paragraph}): the summary says {claimed}. Found: {found}."
            for measure, paragraph, claimed, found in claims
        )
        checked = (
            "The claims about indicators were each worked out again from the published values. A printed number agrees "
            "if the value rounds to it; a direction between two months if the value moved that way; months in a row if "
            "the run in the last of them is so long; a comparison with others if it holds against the statistical "
            f"neighbours' median. {about.said('Methods', 'Claims of the summary')}\n\n"
        )
        said += fold("Where the published summary differs from its own figures", checked + found)
    return said + fold("Accessibility", accessibility(), "accessibility")


def accessibility() -> str:
    """The statement without its title, its headings below that of this part."""
    statement = Path(__file__).parents[1] / "docs" / "accessibility.md"
    _, _, below_title = statement.read_text(encoding="utf-8").partition("\n")
    return re.sub(r"^##", "####", below_title, flags=re.MULTILINE)


st.title("Methods")
st.header("How to read the figures", anchor="reading")
bullets(READING)
st.markdown(about_the_figures(), unsafe_allow_html=True)
for group, modules in RULES.items():
    st.header(group)
    st.markdown("".join(rule(heading, module) for heading, module in modules.items()), unsafe_allow_html=True)

st.header("Are the rules right?", anchor="checked")
with st.expander("How often a signal is false"):
    st.write(CALIBRATION)
    components.html(tables.indicators.calibration(indicators.false_and_true_signals()), key="calibration")
    downloads.buttons("calibration", indicators.calibration())
if examples := notes().printed_examples.height:
    named = formatting.counted(examples, "indicator", "indicators")
    with st.expander(f"What the council's analysts printed beside {named}"):
        st.write(getdoc(import_module("analytics.indicators.published_examples")) or "")
        st.markdown(notes().said("Methods", "Printed beside indicators"))
        printed = indicators.printed_beside(the_store())
        if printed.is_empty():
            st.write("The month of these is not loaded, so there is nothing to compare with.")
        else:
            components.html(tables.indicators.printed_examples(printed), key="printed-examples")
            downloads.buttons("printed-examples", printed)
