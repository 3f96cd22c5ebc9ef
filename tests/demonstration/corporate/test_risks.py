"""Risks: on which squares they stand, what moved, and the register as printed."""

from __future__ import annotations

from analytics.corporate import risks
from analytics.store import Store
from tests.corporate.rows import printed
from tests.corporate.test_risks import SEPTEMBER


def test_the_register_is_shown_as_printed(published: Store) -> None:
    register = risks.register(published, SEPTEMBER)
    shown = {(r["risk_id"], f"{r['period']:%Y-%m}"): r for r in register.iter_rows(named=True)}
    lines = printed("risk_register")
    assert len(shown) == len(lines)
    for line in lines:
        row = shown[line["risk_id"], line["period"]]
        for column in ("title", "risk_group", "inherent_level", "level"):
            assert row[column] == line[column]
        assert (row["score"], row["inherent_score"]) == (int(line["score"]), int(line["inherent_score"]))
    assert risks.disagreements(register) == []
    assert risks.current(register).filter(risk_id="SR7.5")["change"].to_list() == [4]
