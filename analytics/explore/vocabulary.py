"""The words that questions are asked in: what a text is about, times, comparisons, orders, and what each subject has of
its own. What is named (areas, teams, indicators, …) is read from the store and the catalogue, in `asking`.

A phrase is a pattern of stems: # is a number, @ a month with its year or without, ~ any word; | parts words of which
any will do, and ? follows what may be left out. It means pairs, which are those of an address, but for: by (a split),
time (month by month), since, to and then (months), others (all areas), count, few and chance.
"""

from __future__ import annotations

from calendar import month_abbr, month_name

YEAR_BEGINS = 4  # the month in which a council's year begins
COUNTING = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBERS = {word: str(at) for at, word in enumerate(COUNTING, 1)} | {"twenty": "20", "fifty": "50"}
MONTHS = {name.lower(): at for names in (month_name, month_abbr) for at, name in enumerate(names) if name}
MONTHS["sept"] = 9
ONE = {"children": "child"} | dict(zip(*[("this", "has", "was", "does")] * 2, strict=True))  # not the one of many
ARTICLES = {"the", "a", "an", "of", "please"}
# Words that say nothing of what is asked; an indicator is looked for without them.
_FILLERS = """
about against all and any are as at be been behind by can compare could did do doing each every far few figure for
from go going had has have how i if in indicator into is it its just last many mark marked me mean met much my now on
one only or our out past per percent percentage see show shown so some still tell than that their them there these
they this those time to too up us versus vs was we were what when where which who will with within would you your
"""
FILLING = frozenset(_FILLERS.split())
# Words that ask for what no extract has, and what is said of it.
NOT_HELD = {
    ("because", "why", "cause", "reason"): "Figures say how much and when, and not why.",
    ("family", "sibling", "parent"): "Nothing is held by family: figures count children, plans, visits and the like.",
    ("auditor",): "Who audited is not asked here. The Audits page has it for analysts.",
    ("forecast", "predict", "next"): "Figures end with the last month that is held. Nothing is forecast.",
}
# What a text is about, the rarest first: any of these phrases says it, and nothing else than indicators if none does.
SUBJECTS = {
    "together": ("move with", "moved with", "correlated with", "correlate with", "changed with"),
    "questions": ("question member asked", "question asked by member", "member question", "question"),
    "loads": ("load",),
    "actions": ("agreed action", "action"),
    "audits": ("audit", "audited"),
    "screening": ("screening", "screened"),
    "national": ("england", "nationally", "national statistic", "region", "neighbour", "other authority"),
}
SHARED = {
    "over last|past? # month": "time=yes span={n}",
    "over last|past? # quarter": "time=yes span={n}*3",
    "over last|past? # year": "time=yes span={n}*12",
    "over last|past year": "time=yes span=12",
    "in|for? last|past? # month": "span={n}",
    "in|for? last|past? # quarter": "span={n}*3",
    "in|for? last|past? # year": "span={n}*12",
    "in? last|past year": "span=12",
    "in? this|latest|newest month": "span=1",
    "this financial? year": f"since={YEAR_BEGINS:02}-0",
    "this calendar year": "since=01-0",
    "since @": "since={0}",
    "from? @ to|until @": "since={0} to={1}",
    "in? @": "to={0}",
    "month by month": "time=yes",
    "over time": "time=yes",
    "monthly": "time=yes",
    "quarterly": "by=quarter",
    "going up|down": "time=yes",
    "on 1 chart": "time=yes chart=line",
    "line chart": "time=yes chart=line",
    "heat matrix": "chart=heat",
    "scatter plot": "chart=scatter",
    "funnel plot?": "by=area chart=funnel",
    "as first published": "as=published",
    "how many": "count=yes",
    "number": "count=yes",
    "more? than chance": "chance=yes",
    "highest|most|largest|top": "order=high",
    "# highest|most|largest": "order=high most={n}",
    "highest|most|largest|top #": "order=high most={n}",
    "lowest|fewest|smallest": "order=low",
    "# lowest|fewest|smallest": "order=low most={n}",
    "lowest|fewest|smallest #": "order=low most={n}",
}
AGAINST = ("against|versus|vs|than|beside", "compared with|to|against")
COMPARED = {
    "year ago|earlier|before": "beside=year-ago",
    "last year": "beside=year-ago",
    "same month year ago": "beside=year-ago",
    "its? target": "beside=target",
    "whole": "beside=whole",
    "first published": "beside=published",
    "@": "then={0}",
}
OWN = {
    "indicators": {
        "red 3 month running": "red-for=3",
        "red 3 month in row": "red-for=3",
        "red 6 month running": "red-for=6",
        "furthest from target?": "measure=to-target order=high",
        "# furthest from target?": "measure=to-target order=high most={n}",
        "in child": "measure=to-target",
        "too small|few to tell apart?": "few=yes",
        "met? target": "beside=target",
        "getting? better|worse": "measure=figure measure=direction",
        "improving|direction|signal": "measure=figure measure=direction",
        "gap": "measure=gap",
        "distance from target": "measure=gap",
        "numerator": "measure=cases",
        "denominator": "measure=of",
        "# more|fewer ~? ~? week": "more={n}",
        "target were|was? #": "goal={n}",
    },
    "audits": {
        "moderated against unmoderated": "by=moderated",
        "unmoderated": "moderated=no",
        "not moderated": "moderated=no",
        "late": "late=yes",
    },
    "actions": {"in time": "measure=in-time", "open": "measure=open"},
    "screening": {f"screened? {colour}": f"measure={colour}" for colour in ("red", "amber", "green")},
    "questions": {
        "can't|cannot|not be? answered": "answered=no",
        "unanswered": "answered=no",
        "in part": "answered=in+part",
        "why": "measure=answered measure=why",
        "asked by member": "subject=questions",
    },
    "loads": {"load # changed?": "load={n}", "load": "subject=loads", "reason": "measure=reason"},
}
# How else people call a dimension.
ALSO = {
    "area": ("locality", "district", "ward"),
    "legal_status": ("status",),
    "rating": ("grade",),
    "place": ("authority", "region"),
    "question_id": ("question",),
}
