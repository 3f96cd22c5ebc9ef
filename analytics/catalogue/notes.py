"""Notes on a council's own papers: what is a fact of one council, and shown beside the rules that hold for all.

Each is a kind of the catalogue. Where there are no rows of it, pages leave out what it would fill.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Notes:
    """The notes of one council, a frame each; rows in their order, null where a field is empty.

    - `texts`: a text in Markdown, the page it is shown on, and the part of the page (a rule's heading on Methods).
    - `simulated`: how simulated rows were made, a text in Markdown.
    - `summary_claims`: claims of a published summary that its own figures do not bear out: paragraph, measure_id, what
      is claimed, and what was found.
    - `printed_examples`: what analysts printed beside an indicator of a month: group, words of direction (dot, trend),
      change and distance (points).
    - `unreproducible`: printed figures that rows (of indicators, audits or screening) can't give: table (where), row
      (subject), as printed, and why not.
    - `discrepancies`: figures of the audits that papers (of a month) print in two ways; `figure` and `month` say how
      the rows give it (see `audits.papers_differ`).
    """

    texts: pl.DataFrame
    simulated: pl.DataFrame
    summary_claims: pl.DataFrame
    printed_examples: pl.DataFrame
    unreproducible: pl.DataFrame
    discrepancies: pl.DataFrame

    def said(self, page: str, part: str) -> str:
        """The texts for a part of a page, with a blank line between two; empty if there are none."""
        return "\n\n".join(self.texts.filter(page=page, part=part)["text"])
