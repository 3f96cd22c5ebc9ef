"""How screened records were rated (red, amber, green) in each area.

Records are counted where an extract has them. An extract names every record screened so far, so each month is told
from the newest one: a month has the records screened by its end, each once, with the rating it had then and the area
it is in now. A share is of all records screened, those without a rating too, and has a Wilson 95 % interval. It is set
against the funnel limits around the share of all records. How many records there are to screen in all is not held, so a
share screened so far is of the records in that extract.

Until records are held the shares that the source printed are shown: they can be shown but not pooled, because
the number of records behind each is not known.
"""

from analytics.screening.chance import OUTSIDE, WITHIN, funnel_curve, red_limits, rest
from analytics.screening.figures import as_now, by_area, by_month, counted, covering, recorded, then_and_now, totals
from analytics.screening.sentences import (
    DEFINITIONS,
    TOO_FEW,
    chance_finding,
    chance_note,
    chance_sentences,
    chosen_sentence,
    finding,
    over_time_finding,
    share,
    so_far_finding,
    so_far_sentence,
    totals_sentence,
)
