"""What is said of an area that took the place of others, or has ended."""

from __future__ import annotations

from analytics import formatting, months
from analytics.catalogue import ALL, catalogue


def area_sentence(locality: str) -> str:
    """What the figures of an area are before it came into force, and after its end; empty where it has neither."""
    if locality == ALL:
        return ""
    area, said = catalogue().areas[locality], []
    earlier = [catalogue().area_name(one) for one in catalogue().predecessors(locality)]
    if earlier and area.valid_from:
        until = months.words(months.before(area.valid_from))
        what = "the figures of" if len(earlier) == 1 else "the sum of"
        said.append(f"Until {until} {what} {formatting.joined(earlier)}.")
    if area.valid_to:
        said.append(f"{area.name} ended with {months.words(area.valid_to)}.")
        if area.succeeded_by:
            said.append(f"It goes on in {catalogue().area_name(area.succeeded_by)}.")
    return " ".join(said)
