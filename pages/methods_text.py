"""What the Methods page shows: how to read figures, the modules whose rules it prints, and what they can't tell."""

READING = (
    "**A rating** compares a figure with its target. Green: on target or better. Amber: within tolerance. "
    "Red: worse than that.",
    "**This month and overall.** “This month” is one month alone. “Overall” takes earlier months into account.",
    "**Unlikely to be chance** compares an indicator with its own past months. It may still be on target.",
    "**Could be chance** is a change within the normal monthly range. That does not mean that nothing happened.",
    "**Better and worse** follow what is good for the indicator. For some, higher is worse.",
    "**The percentage of several areas** is pooled from their counts, never averaged. A large area counts for more.",
    "**Small numbers** say little: one child can move a figure by many points. They are marked “few” or “too few to "
    "tell”.",
    "**A range** beside a share holds the true share 95 times in 100.",
    "**Figures of others** may be for another period. Each says which.",
    "**Latest figures** include later corrections. You can show figures as first published instead.",
    "**A missing figure** is never 0. It says why it is missing.",
    "**A cause** is never given. The figures show where to ask.",
)

RULES = {  # modules of `analytics` by heading, in groups
    "Figures, ratings and change": {
        "Rating this month, and overall rating": "indicators.rag",
        "Kinds of figure, and their values": "indicators.kinds",
        "Value, change, distance, group": "indicators.figures",
        "Control charts": "indicators.spc",
        "What to look at first": "headlines.rules",
        "The first screen": "home.findings",
        "The first screen: timely and good?": "home.timely",
        "The sentences of the month": "wording.summary",
        "The drafted summary": "wording.exec_summary",
        "What is new": "indicators.month_changes",
        "Then and now": "indicators.then_and_now",
        "Figures of others": "indicators.comparators",
        "Direction of travel": "indicators.direction",
        "Quarters, year on year, year to date": "indicators.quarters",
        "The whole from its areas": "indicators.pooling",
        "Areas side by side": "indicators.localities",
        "One area on one scale": "indicators.spine",
    },
    "All authorities": {
        "All authorities: the limits": "national.overdispersion",
        "All authorities: positions and places": "national.positions",
        "All authorities: did everybody move?": "national.changes",
        "All authorities: a group of them": "national.groups",
        "All authorities: which year, and what is listed": "national.comparison",
    },
    "Reliability, rounding and sources": {
        "How far a share of few can be trusted": "intervals",
        "How many tell two shares apart": "sample_size",
        "Rounding": "percent",
        "Which figure is shown": "store.queries",
        "Why a figure is not what it was": "indicators.restatements",
        "Step changes that an analyst confirmed": "indicators.rebase",
        "What is looked at before a load is stored": "wording.load_warnings",
    },
    "Audits": {
        "Audits: which count, and what is compared": "audits.inclusion",
        "Audits: ratings by month and quarter": "audits.ratings",
        "Audits: open cases, and shares weighted to them": "audits.caseload",
        "Audits: what to audit next": "audits.sample",
        "Audits: by legal status": "audits.legal_status",
        "Audits: places, services and lists of teams": "audits.teams",
        "Audits: areas of practice": "audits.practice",
        "Audits: moderation and re-reads": "audits.moderation",
        "Audits: how far readers agree": "audits.agreement",
        "Audits: steps, coverage, who took part": "audits.programme",
        "Audits: actions and children of concern": "audits.actions",
        "Audits: how long actions take": "audits.completion",
        "Audits: how long actions take, where some are open": "survival",
        "Audits: files audited again": "audits.re_audits",
        "Audits: what people said": "audits.voices",
        "Audits: the snapshot": "audits.snapshot",
        "Audits: the four answers": "audits.headlines",
        "Audits: in time, and well done": "audits.triangulation",
        "Audits: what was printed beside them": "audits.published_shares",
    },
    "Screening and corporate papers": {
        "Screening": "screening",
        "Screening: areas that differ from the others": "screening.chance",
        "The corporate scorecard": "corporate.scorecard",
        "Strategic risks": "corporate.risks",
        "Agency placements": "corporate.placements",
        "The budget": "corporate.budget",
        "The improvement plan": "corporate.plan",
    },
    "What may be published": {
        "What may leave: the policies": "catalogue.policies",
        "What may leave: counts, percentages, colours": "disclosure.rounding",
        "What may leave: indicators": "disclosure.indicator_sections",
        "What may leave: audits": "disclosure.case_audits",
        "What may leave: screening": "disclosure.screening_section",
        "What may leave: the quarterly papers": "disclosure.corporate_section",
        "What may leave: could a hidden count be worked out?": "disclosure.reidentification",
        "What may leave: what is left out then": "disclosure.suppression",
    },
}

CALIBRATED = "indicators.spc"  # the rule of which `CALIBRATION` is the test
CALIBRATION = (
    "How often is a signal false, and what is seen? Series with a known truth were simulated: monthly shares (flow), "
    "shares at the end of a month with so many statuses carried over (snapshot), and counts of a month such as "
    "referrals, of 50 cases or more and levels from 10 to 90%. A plain XmR chart is beside ours. Of counts, points are "
    "percent. A season that is not known, for want of three years or of national figures, can still pass "
    "for a signal."
)

LIMITS = (
    "“Unlikely to be chance” is a reason to ask, not a cause. It is said now and then where nothing changed: how often "
    "is in the table at the end of this page.",
    "“Could be chance” does not mean that nothing happened. Where the expected range is wide, even a large change "
    "can't be told from chance.",
    "A rating can change by chance: with 40 cases a month it did so between more than half of the pairs of months of a "
    "steady series. That is why it is said beside the rating whether it could be chance.",
    "Where a source gives a percentage and no counts, there is no rolling quarter, no number of children and no "
    "range of uncertainty.",
    "Neighbouring months of a share of the last twelve months, or of the year so far, have cases in common; they are "
    "never read as a control chart.",
    "A few areas are too few to tell whether they differ more than chance allows for reasons that none of them can "
    "change; the funnel plot does not correct for that.",
    "Figures of others are for other periods than the month beside them, and their definitions may differ; both are "
    "said beside each.",
    "An authority that is unlike the others may differ in who lives there, or in how it records, and not in how well "
    "it works. Its place among them moves by chance, so read the range, not the place.",
    "The check before a pack leaves knows what this app handed out, and what is listed as published. It does not know "
    "what anybody published elsewhere.",
    "Nothing here finds causes. What people recorded as events stands beside a figure and explains nothing by itself.",
)

MISSING = """- **suppressed** (c): the source hides it, because it is of few children
- **not available** (x): the source has no figure
- **not applicable** (z): there is nothing to count, such as school attendance in August
- **rounds to zero** (low): above zero, but below what the source prints"""
