"""How figures are worked out: the rules, in the words of the modules that apply them."""

import re
from importlib import import_module
from inspect import getdoc
from pathlib import Path

import streamlit as st

from analytics import charts, indicators, simulation
from analytics.catalogue import catalogue
from analytics.catalogue.printed import GROUPS
from analytics.disclosure import policies
from analytics.store import the_store
from pages import parts

RULES = {
    "Rating this month, and overall rating": "analytics.indicators.rag",
    "Value, change, distance, group": "analytics.indicators.figures",
    "Control charts": "analytics.indicators.control",
    "What to look at first": "analytics.headlines.rules",
    "The sentences of the month": "analytics.indicators.summary",
    "The drafted summary": "analytics.indicators.draft",
    "What is new": "analytics.indicators.news",
    "Figures of others": "analytics.indicators.comparators",
    "Direction of travel": "analytics.indicators.direction",
    "Quarters, year on year, year to date": "analytics.indicators.quarters",
    "The county from its localities": "analytics.indicators.pooling",
    "Localities side by side": "analytics.indicators.places",
    "How far a share of few can be trusted": "analytics.proportions",
    "Rounding": "analytics.percent",
    "Which figure is shown": "analytics.store.queries",
    "Why a figure is not what it was": "analytics.indicators.restatements",
    "Step changes that an analyst confirmed": "analytics.indicators.steps",
    "What is looked at before a load is stored": "analytics.indicators.arrival",
    "Audits: which count, and what is compared": "analytics.audits.rows",
    "Audits: ratings by month and quarter": "analytics.audits.ratings",
    "Audits: by legal status": "analytics.audits.legal_status",
    "Audits: places, services and lists of teams": "analytics.audits.teams",
    "Audits: areas of practice": "analytics.audits.practice",
    "Audits: moderation": "analytics.audits.moderation",
    "Audits: steps, coverage, who took part": "analytics.audits.programme",
    "Audits: actions, children of concern, audited again": "analytics.audits.actions",
    "Audits: the snapshot": "analytics.audits.snapshot",
    "Audits: the three answers": "analytics.audits.answers",
    "Audits: in time, and well done": "analytics.audits.triangulation",
    "Audits: what was printed beside them": "analytics.audits.elsewhere",
    "Screening": "analytics.screening",
    "Screening: areas that differ from the others": "analytics.screening.chance",
    "The corporate scorecard": "analytics.corporate.scorecard",
    "Strategic risks": "analytics.corporate.risks",
    "Agency placements": "analytics.corporate.placements",
    "The budget": "analytics.corporate.budget",
    "The improvement plan": "analytics.corporate.plan",
    "What may leave: the policies": "analytics.disclosure.policies",
    "What may leave: counts, percentages, colours": "analytics.disclosure.rules",
    "What may leave: indicators": "analytics.disclosure.indicator_sections",
    "What may leave: audits": "analytics.disclosure.audit_section",
    "What may leave: screening": "analytics.disclosure.screening_section",
    "What may leave: the quarterly papers": "analytics.disclosure.corporate_section",
    "What may leave: could a hidden count be worked out?": "analytics.disclosure.audit",
    "What may leave: what is left out then": "analytics.disclosure.making",
}

SIMULATED = ("analytics.simulation.county", "analytics.simulation.local", "analytics.simulation.indicators",
             "analytics.simulation.programme", "analytics.simulation.screening",
             "analytics.simulation.plan")  # fmt: skip

LIMITS = (
    "A signal is a reason to ask, not a cause. Of steady monthly series that were simulated for a trial, about one in "
    "six showed a signal at some time.",
    "A colour can change by chance: with 40 cases a month it did so between more than half of the pairs of months of a "
    "steady series. That is why “signal” or “no signal” stands beside it.",
    "Where the council printed a percentage and no counts, there is no rolling quarter, no number of children and no "
    "range of uncertainty.",
    "Neighbouring months of a share of the last twelve months, or of the year so far, have cases in common; they are "
    "never read as a control chart.",
    "Six localities are too few to tell whether they differ more than chance allows for reasons that none of them can "
    "change; the funnel plot does not correct for that.",
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
st.markdown(
    "On this page: [What these methods can't tell](#limits), the rules, then [Simulated figures](#simulated) · "
    "[Legal statuses](#statuses) · [The words used here](#words) · [Accessibility](#accessibility)"
)
st.header("What these methods can't tell", anchor="limits")
st.markdown("".join(f"- {limit}\n" for limit in LIMITS))
for heading, module in RULES.items():
    st.header(heading)
    st.markdown(getdoc(import_module(module)) or "")

st.header("The policies of this catalogue")
st.markdown("".join(f"- **{p.title} ({p.policy}).** {p.meaning}\n" for p in policies().values()))

st.header("Simulated figures", anchor="simulated")
st.write(
    "The council published percentages for the whole county, and few counts. So that every view has rows to show, the "
    "demonstration set adds counts by locality, team and breakdown, single audits and screened records that describe "
    "nobody. They are marked as simulated wherever they are shown."
)
for module in SIMULATED:
    st.markdown(getdoc(import_module(module)) or "")
st.subheader("Published figures that the simulated rows can't give again")
st.markdown("".join(f"- **{u.where}, {u.subject}: {u.printed}.** {u.proof}\n" for u in simulation.UNREPRODUCIBLE))

st.header("What the council's analysts printed beside 28 indicators")
st.write(getdoc(import_module("analytics.indicators.printed")) or "")
st.write("The performance groups, as the papers describe them:")
st.markdown("".join(f"- **{group}**: {said}\n" for group, said in GROUPS.items()))
printed = indicators.printed_beside(the_store())
if printed.is_empty():
    st.write("September 2021 is not held, so there is nothing to set beside them.")
else:
    parts.html(charts.printed_examples_table(printed), key="printed-examples")
    parts.downloads("printed-examples", printed)

st.header("Where the published summary differs from its own figures")
st.write(getdoc(import_module("analytics.indicators.claims")) or "")
names = catalogue().indicators
st.markdown(
    "".join(
        f"- **{names[d.measure_id].name}** (paragraph {d.paragraph}): the summary says {d.claimed}; found: {d.found}.\n"
        for d in indicators.SUMMARY_DIFFERS
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
