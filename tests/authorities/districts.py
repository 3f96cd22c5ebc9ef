"""A county of fourteen districts, enough for the page that sets them side by side to turn into a matrix. Made up."""

from __future__ import annotations

from datetime import date

from analytics.months import up_to
from tests.authorities.making import Authority, Batch, figures, sent

NAME = "Marlshire"
MONTHS = sorted(up_to(date(2025, 6, 1), 14))
DISTRICTS = (
    "Aldwick", "Bramcote", "Corley", "Dunmere", "Eastholt", "Farrow", "Glenby", "Harcastle", "Inglemoor", "Jarrold",
    "Kingsmead", "Lower Thorpe", "Marl and Wold", "Netherby",
)  # fmt: skip
LEVELS = {
    "assessments_45d": (80, 90), "cp_visits_on_time": (88, 70), "cin_visits_on_time": (79, 110),
    "cla_visits_on_time": (91, 80), "cla_reviews_on_time": (93, 30),
}  # fmt: skip
WEAK = "Farrow"  # whose assessments are late more often than chance gives

_CATALOGUE = Batch(
    [
        sent("council.csv", "council,whole,part,parts", [[NAME, "county", "district", "districts"]]),
        sent("areas.csv", "area,name,level", [[name, name, "district"] for name in DISTRICTS]),
    ],
    "part",
)
_OTHERS = {name: 1.0 for name in DISTRICTS if name != WEAK}
_FIGURES = Batch(
    [
        figures(NAME, MONTHS[-1], MONTHS, _OTHERS, LEVELS, {}),
        figures(NAME, MONTHS[-1], MONTHS, {WEAK: 1.0}, LEVELS | {"assessments_45d": (50, 90)}, {}),
    ],
    "part",
)
AUTHORITY = Authority(NAME, "county", MONTHS, WEAK, "assessments_45d", "", (NAME, *DISTRICTS), (_CATALOGUE, _FIGURES))
