"""How figures are worked out: the rules, in the words of the modules that apply them."""

import re
from importlib import import_module
from inspect import getdoc
from pathlib import Path

import streamlit as st

from analytics import charts, formatting, indicators
from analytics.catalogue import catalogue, notes
from analytics.disclosure import policies
from analytics.store import the_store
from pages import components

RULES = {
    "Rating this month, and overall rating": "analytics.indicators.rag",
    "Value, change, distance, group": "analytics.indicators.figures",
    "Control charts": "analytics.indicators.spc",
    "What to look at first": "analytics.headlines.rules",
    "The sentences of the month": "analytics.wording.summary",
    "The drafted summary": "analytics.wording.exec_summary",
    "What is new": "analytics.indicators.month_changes",
    "Figures of others": "analytics.indicators.comparators",
    "Direction of travel": "analytics.indicators.direction",
    "Quarters, year on year, year to date": "analytics.indicators.quarters",
    "The county from its localities": "analytics.indicators.pooling",
    "Localities side by side": "analytics.indicators.localities",
    "How far a share of few can be trusted": "analytics.intervals",
    "Rounding": "analytics.percent",
    "Which figure is shown": "analytics.store.queries",
    "Why a figure is not what it was": "analytics.indicators.restatements",
    "Step changes that an analyst confirmed": "analytics.indicators.rebase",
    "What is looked at before a load is stored": "analytics.wording.load_warnings",
    "Audits: which count, and what is compared": "analytics.audits.inclusion",
    "Audits: ratings by month and quarter": "analytics.audits.ratings",
    "Audits: by legal status": "analytics.audits.legal_status",
    "Audits: places, services and lists of teams": "analytics.audits.teams",
    "Audits: areas of practice": "analytics.audits.practice",
    "Audits: moderation": "analytics.audits.moderation",
    "Audits: steps, coverage, who took part": "analytics.audits.programme",
    "Audits: actions, children of concern, audited again": "analytics.audits.actions",
    "Audits: the snapshot": "analytics.audits.snapshot",
    "Audits: the three answers": "analytics.audits.headlines",
    "Audits: in time, and well done": "analytics.audits.triangulation",
    "Audits: what was printed beside them": "analytics.audits.published_shares",
    "Screening": "analytics.screening",
    "Screening: areas that differ from the others": "analytics.screening.chance",
    "The corporate scorecard": "analytics.corporate.scorecard",
    "Strategic risks": "analytics.corporate.risks",
    "Agency placements": "analytics.corporate.placements",
    "The budget": "analytics.corporate.budget",
    "The improvement plan": "analytics.corporate.plan",
    "What may leave: the policies": "analytics.disclosure.policies",
    "What may leave: counts, percentages, colours": "analytics.disclosure.rounding",
    "What may leave: indicators": "analytics.disclosure.indicator_sections",
    "What may leave: audits": "analytics.disclosure.case_audits",
    "What may leave: screening": "analytics.disclosure.screening_section",
    "What may leave: the quarterly papers": "analytics.disclosure.corporate_section",
    "What may leave: could a hidden count be worked out?": "analytics.disclosure.reidentification",
    "What may leave: what is left out then": "analytics.disclosure.suppression",
}

LIMITS = (
    "A signal is a reason to ask, not a cause. Of steady monthly series that were simulated for a trial, about one in "
    "six showed a signal at some time.",
    "A colour can change by chance: with 40 cases a month it did so between more than half of the pairs of months of a "
    "steady series. That is why “signal” or “no signal” stands beside it.",
    "Where a source gives a percentage and no counts, there is no rolling quarter, no number of children and no "
    "range of uncertainty.",
    "Neighbouring months of a share of the last twelve months, or of the year so far, have cases in common; they are "
    "never read as a control chart.",
    "Half a dozen localities are too few to tell whether they differ more than chance allows for reasons that none of "
    "them can change; the funnel plot does not correct for that.",
    "Figures of others are for other periods than the month beside them, and their definitions may differ; both are "
    "said beside each.",
    "The check before a pack leaves knows what this app handed out, and what is listed as published. It does not know "
    "what anybody published elsewhere.",
    "Nothing here finds causes. What people recorded as events stands beside a figure and explains nothing by itself.",
)

st.title("Methods")
st.write(
    "Each rule stands here once, in the words that stand beside its code. "
    "A figure that can't be worked out is missing with a reason; it is never shown as 0."
)
about, names = notes(), catalogue().indicators
st.markdown(
    "On this page: [What these methods can't tell](#limits), the rules, then "
    + ("" if about.simulated.is_empty() else "[Simulated figures](#simulated) · ")
    + "[Legal statuses](#statuses) · [The words used here](#words) · [Accessibility](#accessibility)"
)
st.header("What these methods can't tell", anchor="limits")
st.markdown("".join(f"- {limit}\n" for limit in LIMITS))
for heading, module in RULES.items():
    st.header(heading)
    st.markdown(f"{getdoc(import_module(module))}\n\n{about.said('Methods', heading)}")

st.header("The policies of this catalogue")
st.markdown("".join(f"- **{p.title} ({p.policy}).** {p.meaning}\n" for p in policies().values()))

if about.simulated.height:
    st.header("Simulated figures", anchor="simulated")
    st.write(about.said("Methods", "Simulated figures"))
    for text in about.simulated["text"]:
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
        components.html(charts.printed_examples_table(printed), key="printed-examples")
        components.downloads("printed-examples", printed)

if about.summary_claims.height:
    st.header("Where the published summary differs from its own figures")
    st.write(
        "The claims about indicators were each worked out again from the published values. A printed number agrees if "
        "the value rounds to it; a direction between two months if the value moved that way; months in a row if the "
        "run in the last of them is so long; a comparison with others if it holds against the statistical neighbours' "
        f"median. {about.said('Methods', 'Claims of the summary')}"
    )
    claims = about.summary_claims.select("measure_id", "paragraph", "claimed", "found").rows()
    st.markdown(
        "".join(
            f"- **{names[measure].name}** (paragraph {paragraph}): the summary says {claimed}; found: {found}.\n"
            for measure, paragraph, claimed, found in claims
        )
    )

st.header("Legal statuses", anchor="statuses")
st.markdown("".join(f"- **{s.name}** ({s.legal_status}): {s.meaning}.\n" for s in catalogue().legal_statuses.values()))
st.header("Why a figure can be missing")
st.markdown(
    "- **suppressed** (c): the source hides it, because few children stand behind it\n"
    "- **not available** (x): the source has no figure\n"
    "- **not applicable** (z): there is nothing to count, such as school attendance in August\n"
    "- **rounds to zero** (low): above zero, but below what the source prints\n"
)

st.header("The words used here", anchor="words")
for topic, terms in catalogue().terms_by_topic().items():
    st.subheader(topic)
    st.markdown("".join(f"- **{term.term}**: {term.meaning}\n" for term in terms))

# The statement's title becomes a heading of this page, and its headings stand one level below it.
st.header("Accessibility", anchor="accessibility")
statement = Path(__file__).parents[1] / "docs" / "accessibility.md"
_, _, below_title = statement.read_text(encoding="utf-8").partition("\n")
st.markdown(re.sub(r"^##", "###", below_title, flags=re.MULTILINE))
