"""What each door of the audits hands out. Shares, their intervals (_low, _high) and targets are in percent, to one
decimal; changes and distances in points. What can't be said is null.

What begins with previous_ is of the group before (a month, a quarter, three months). A change is real where it is more
than chance; few marks shares of fewer than 20 audits.

What ends with _p_value (0 to 1), _too_few, _in_list and _compared is of a comparison with all other rows together
(_rest) or with the group before (_change): whether there is too little to tell, whether a list of what differs names
the row, and of how many comparisons that was drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

from analytics.columns import Columns

_SHARES = (
    *("good_or_better_share", "inadequate_share", "share", "value", "changed_share", "completion"),
    *("downgraded_share", "upgraded_share", "ac2", "kappa"),
)
_COMPARISONS = (
    *("good_or_better_rest", "inadequate_rest", "weak_rest"),
    *("good_or_better_change", "inadequate_change", "downgraded_rest", "direction"),
)


def _all(of: Sequence[str], *ends: str) -> str:
    return " ".join(f"{name}_{end}" for name in of for end in ends)


def _tested(*of: str) -> str:
    return _all(of, "p_value", "too_few", "in_list", "compared")


KNOWN = Columns(
    texts="""
        rating legal_status name quarter auditor_rating area measure kind place team locality service status age before
        after outcome polarity subject category counted of_name practice_area measure_id rag what anchor_code by because
        why_not
    """,
    numbers=f"""
        {" ".join(f"{name}{end}" for name in _SHARES for end in ("", "_low", "_high"))} upgraded_share downgraded_share
        directed_share late_share previous_good_or_better_share previous_inadequate_share good_or_better_share_change
        inadequate_share_change good_or_better_target inadequate_target good_or_better_rolling inadequate_rolling
        good_or_better_year inadequate_year previous_value value_change target distance low high council
        weighted_share weighted_share_low weighted_share_high
        {_all(_COMPARISONS, "p_value")} {_all(_COMPARISONS[:3], "share")} downgraded_rest_share
        downgraded_share_change upgraded_share_change previous_downgraded_share previous_upgraded_share previous_ac2
    """,
    counts=f"""
        count audits lower_end good_or_better inadequate previous_audits previous_good_or_better previous_inadequate
        moderated upgraded downgraded directed changed allocated exempt not_submitted submitted late below_standard
        accepted yes asked weak recent months_on_good months_on_poor months_on_weak agreed on_time opened resolved
        tracked part whole previous_whole previous_moderated readings open_cases parts together next_month third_fewer
        {_all(_COMPARISONS, "compared")}
    """,
    flags=f"""
        simulated few too_few printed previous_is_printed good_or_better_share_real inadequate_share_real value_real
        good_or_better_stands_out inadequate_stands_out met on_good added_good removed_good on_poor added_poor
        removed_poor on_weak added_weak removed_weak downgraded_share_real upgraded_share_real ac2_real
        {_all(_COMPARISONS, "too_few", "in_list")}
    """,
    days="month ends",
)
_SHARE = "share share_low share_high"
_BAND_SHARES = """
    good_or_better_share good_or_better_share_low good_or_better_share_high inadequate_share inadequate_share_low
    inadequate_share_high few
"""
_BANDED = f"audits good_or_better inadequate open_cases simulated {_BAND_SHARES}"
_COMPARED = f"""{_BANDED} previous_audits previous_good_or_better previous_inadequate previous_good_or_better_share
    previous_inadequate_share good_or_better_share_change good_or_better_share_real inadequate_share_change
    inadequate_share_real
"""
_BOTH_TARGETS = "good_or_better_target inadequate_target"

# Audits of each rating, of all of the month or of the legal status (audits).
RatingsByMonth = KNOWN.schema("RatingsByMonth", f"month rating count audits {_SHARE} lower_end simulated")
ByLegalStatus = KNOWN.schema("ByLegalStatus", f"legal_status rating count audits {_SHARE} simulated")
ThreeMonths = KNOWN.schema("ThreeMonths", f"{_COMPARED} {_BOTH_TARGETS}")
ThenAndNow = KNOWN.schema("ThenAndNow", f"month {_COMPARED}")
ByQuarter = KNOWN.schema("ByQuarter", f"ends {_COMPARED} quarter {_BOTH_TARGETS}")  # quarter: 2024/25 Q2
# rolling: the share of three months pooled; year: that of the twelve, out of which a month may stand.
Trend = KNOWN.schema(
    "Trend",
    f"""month {_COMPARED} good_or_better_rolling inadequate_rolling good_or_better_stands_out good_or_better_year
    good_or_better_target inadequate_stands_out inadequate_year inadequate_target""",
)
Apart = KNOWN.schema(
    "Apart",
    f"""legal_status name {_COMPARED} good_or_better_rest_share
    {_tested("good_or_better_rest", "good_or_better_change")}""",
)
# printed: whether shares are the source's own, without counts.
WindowsCompared = KNOWN.schema(
    "WindowsCompared",
    """legal_status name audits good_or_better inadequate good_or_better_share inadequate_share printed previous_audits
    previous_good_or_better_share previous_inadequate_share previous_is_printed""",
)
ByMonthAndStatus = KNOWN.schema(
    "ByMonthAndStatus", "month legal_status audits good_or_better inadequate simulated good_or_better_rolling"
)
Overall = KNOWN.schema("Overall", "audits good_or_better inadequate good_or_better_share inadequate_share")
# Shares are of those moderated; directed_share is of the inadequate.
_MODERATED = f"""
    moderated upgraded downgraded inadequate directed simulated changed upgraded_share downgraded_share
    {_all(("upgraded", "downgraded"), "share_low", "share_high")} changed_share changed_share_low changed_share_high
    directed_share
"""
ModerationByMonth = KNOWN.schema("ModerationByMonth", f"month {_MODERATED}")
# Three months to `ends`. ac2, kappa: agreement, −1 to 1, not rounded. direction: of the two ways, if as likely.
ModerationByWindow = KNOWN.schema(
    "ModerationByWindow",
    f"""ends {_MODERATED} {_all(("ac2", "kappa"), "low", "high")} ac2 kappa direction_p_value previous_moderated
    previous_downgraded_share downgraded_share_change downgraded_share_real previous_upgraded_share
    upgraded_share_change upgraded_share_real previous_ac2 ac2_real""",
)
# kind: locality, service, team or auditor_code. Shares are shrunk towards the mean of the kind; too_few: none is given.
ModerationByGroup = KNOWN.schema(
    "ModerationByGroup",
    f"""kind place moderated upgraded downgraded simulated too_few upgraded_share downgraded_share
    downgraded_rest_share {_tested("downgraded_rest", "direction")}""",
)
# How many readings of an anchor file gave it a grade.
Anchors = KNOWN.schema("Anchors", "anchor_code rating count readings simulated")
Crossed = KNOWN.schema("Crossed", "auditor_rating rating count moderated simulated")
PracticeAreas = KNOWN.schema(
    "PracticeAreas",
    f"""month area {_COMPARED} good_or_better_target good_or_better_rest_share
    {_tested("good_or_better_rest", "good_or_better_change", "inadequate_change")}""",
)
PracticeThreeMonths = KNOWN.schema("PracticeThreeMonths", f"area {_BANDED} good_or_better_target")
# completion: submitted of allocated; late_share: late of submitted.
Steps = KNOWN.schema(
    "Steps",
    """month allocated exempt not_submitted submitted late below_standard accepted simulated completion completion_low
    completion_high late_share""",
)
# Who took part: of those asked, how many say yes; measure is a column of the audits.
TookPart = KNOWN.schema("TookPart", f"month measure yes asked simulated {_SHARE} name target")
# kind: locality or service, each compared with all others of its kind.
Places = KNOWN.schema("Places", f"kind place {_BANDED} good_or_better_rest_share {_tested('good_or_better_rest')}")
# weak: audits inadequate or at the lower end of a grade; recent: audits of three months. Of each list, whether the team
# is on it, for how many months in a row, and whether it came or went since a month earlier.
Teams = KNOWN.schema(
    "Teams",
    f"""team locality service simulated audits good_or_better inadequate open_cases weak recent {_BAND_SHARES} too_few
    on_good months_on_good added_good removed_good on_poor months_on_poor added_poor removed_poor
    on_weak months_on_weak added_weak removed_weak
    {_all(_COMPARISONS[:3], "share")} {_tested(*_COMPARISONS[:3])}""",
)
# Actions of a kind with a status, of all agreed of the month (or age) and kind.
_BY_STATUS = "kind status count agreed share simulated"
ActionsByMonth = KNOWN.schema("ActionsByMonth", f"month {_BY_STATUS}")
ActionsByAge = KNOWN.schema("ActionsByAge", f"age {_BY_STATUS}")
InTime = KNOWN.schema("InTime", f"month on_time agreed simulated {_SHARE} target")
ChildrenOfConcern = KNOWN.schema("ChildrenOfConcern", "month opened resolved tracked simulated")  # tracked: at the end
AuditedAgain = KNOWN.schema("AuditedAgain", "before after count outcome simulated")  # better, the same or weaker
# value: a percentage, or a number of audits, of which there is no whole. polarity: bigger, smaller or null.
Snapshot = KNOWN.schema(
    "Snapshot",
    """measure name polarity month part whole value value_low value_high previous_whole previous_value value_change
    value_real target distance met simulated""",
)
PrintedShares = KNOWN.schema("PrintedShares", "subject name month category counted value simulated")  # counted: 1 of 8
# An indicator, and the audits of three months of the legal status (or area of practice) that it speaks of: of which the
# other is null. of_name is what people read of either.
Timeliness = KNOWN.schema(
    "Timeliness",
    """legal_status practice_area of_name measure_id name value target rag audits good_or_better good_or_better_share
    good_or_better_share_low good_or_better_share_high good_or_better_target few simulated""",
)
PlaceTimeliness = KNOWN.schema("PlaceTimeliness", "what share low high part whole council target simulated")

_FOLLOW_UP = Columns(
    texts="name way",
    numbers=f"{_SHARE} p_value",
    counts="""
        agreed completed open evidenced evidence_known followed left_out from_month median median_low median_high
        compared day at_risk again paired earlier_not_held no_grade_before no_grade_now better same weaker
    """,
    flags="too_few in_list simulated",
    days="",
)
# name: all actions, then each kind or area of practice, set beside all others (way: slower, faster). median: days, with
# its interval. share: of completed actions that say, those with evidence. from_month: counted from the audit's month.
TimeToComplete = _FOLLOW_UP.schema(
    "TimeToComplete",
    f"""name agreed completed open evidenced evidence_known {_SHARE} followed left_out from_month median median_low
    median_high p_value too_few in_list compared way simulated""",
)
# Done by the end of a day since they were agreed; at_risk: open and followed until then.
DoneBy = _FOLLOW_UP.schema("DoneBy", f"name day {_SHARE} at_risk simulated")
# again: files audited again; paired: with a grade before and after, and why others have none.
ReAudits = _FOLLOW_UP.schema(
    "ReAudits",
    "again paired earlier_not_held no_grade_before no_grade_now better same weaker p_value too_few simulated",
)

_VOICES = Columns(
    texts="who theme name form note",
    numbers=f"response {_SHARE} previous_share share_change p_value",
    counts="asked answered said partly no previous_answered previous_said compared",
    flags="few too_few in_list simulated",
    days="",
)
# form: question (said: yes) or theme (said: named it). response: answered of asked, percent. What begins with previous_
# is of the three months before; the change is tested among all rows.
Voices = _VOICES.schema(
    "Voices",
    f"""who theme name form asked answered response said partly no {_SHARE} few previous_answered previous_said
    previous_share share_change p_value too_few in_list compared simulated note""",
)

# The share good or better as audited and weighted to the caseload by a column (by): in how many parts, the largest
# number of parts that were counted together, why the two differ, or why no weighted share is given.
Weighted = KNOWN.schema(
    "Weighted",
    """by audits good_or_better open_cases good_or_better_share good_or_better_share_low good_or_better_share_high
    weighted_share weighted_share_low weighted_share_high parts together because why_not simulated""",
)
# audits: done in the months before that count; next_month, third_fewer: to do in the next, and if a third are left out.
Sample = KNOWN.schema(
    "Sample", "locality service team legal_status name open_cases audits next_month third_fewer simulated"
)
