"""Voices: what was said by the people whom the simulated audits asked, October 2020 to September 2021.

Whom an audit asked is whom it applied to: children aged four and over, families in touch, every worker; who answered is
who was spoken to (participation.py), as printed from July to September 2021 as far as it is printed. Made up:
all that they said, and the questions and themes themselves. The printed shares of feedback, positive and mixed, are not
split: they are shown as printed.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from tools.demonstration.audits import programme
from tools.demonstration.draws import Draws
from tools.demonstration.programme import COMPLETED, CUT, MONTHS, NOT_APPLICABLE

_ASKED = {"child": "child_spoken_to", "parent or carer": "family_spoken_to", "worker": "worker_included"}
# How likely each says yes and partly, and names a theme.
_QUESTIONS = {
    "child": {"listened": (0.68, 0.2), "understood": (0.52, 0.28), "involved": (0.38, 0.27), "difference": (0.6, 0.2)},
    "parent or carer": {
        "listened": (0.62, 0.2), "understood": (0.66, 0.2), "involved": (0.47, 0.28), "difference": (0.55, 0.22),
    },
    "worker": {"understood": (0.82, 0.12), "difference": (0.64, 0.26)},
}  # fmt: skip
_THEMES = {
    "child": {"changes": 0.32, "contact": 0.3, "school": 0.22},
    "parent or carer": {"changes": 0.35, "waiting": 0.28},
    "worker": {"waiting": 0.34},
}


def voices(seed: int) -> pl.DataFrame:
    """One row an answer of a month, a locality and a group of people, with the columns of the voices extract; the same
    for the same seed."""
    done = [audit for audit in programme(seed) if audit.status == COMPLETED]
    rows: list[dict[str, Any]] = []
    for month in MONTHS:
        for area in sorted({audit.locality for audit in done if audit.month == month}):
            for who, column in _ASKED.items():
                draws = Draws(seed, "voices", month, area, who)
                answers = [getattr(a, column) for a in done if (a.month, a.locality) == (month, area)]
                asked = [answer for answer in answers if answer != NOT_APPLICABLE]
                if not asked:
                    continue
                answered = asked.count("yes")
                about = {"cut": CUT, "month": month, "area": area, "who": who}
                for theme, answer, said in _said(draws, who, answered):
                    counts = {"asked": len(asked), "answered": answered, "said": said}
                    rows.append(about | {"theme": theme, "answer": answer} | counts)
    return pl.DataFrame(rows).with_columns(source=pl.lit("simulated"), simulated=pl.lit("true"))


def _said(draws: Draws, who: str, answered: int) -> list[tuple[str, str, int]]:
    found = []
    for theme, (yes, partly) in _QUESTIONS[who].items():
        most = draws.binomial(answered, yes)
        some = draws.binomial(answered - most, partly / (1 - yes))
        found += [(theme, "yes", most), (theme, "partly", some), (theme, "no", answered - most - some)]
    return found + [(theme, "named", draws.binomial(answered, chance)) for theme, chance in _THEMES[who].items()]
