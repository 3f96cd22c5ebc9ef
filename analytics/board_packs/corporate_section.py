"""The quarterly papers in a pack: `corporate` writes them, `corporate_changes` compares them with the pack before."""

from __future__ import annotations

from analytics.board_packs.corporate import HEADINGS, lead, sections
from analytics.board_packs.corporate_changes import corporate_changes
from analytics.board_packs.section_writer import SectionWriter

CORPORATE = SectionWriter(
    "corporate",
    {name: heading.lower() for name, heading in HEADINGS.items()} | {"plan": "statuses of the improvement plan"},
    sections,
    lead=lead,
    changes=corporate_changes,
    reading=(
        "The corporate scorecard has colours of its own: ● on target, ▲ within tolerance (worse by less than 5% of the "
        "target), ■ behind (worse by 5% or more).",
    ),
)
