"""No page, table, chart or export hides that what it shows is simulated, and no published figure has moved."""

from __future__ import annotations

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from analytics import audits, screening
from analytics.simulated_label import SPLIT
from analytics.store import Store
from tests.pages.test_pages import SHELL, alts, at, html
from tests.pages.test_simulated import MARK, SEPTEMBER


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch, demonstration: Store) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(demonstration.root))
    return AppTest.from_file(SHELL, default_timeout=60)


def test_published_audit_counts_and_screening_shares_have_not_moved(demonstration: Store, published: Store) -> None:
    for ask in (audits.by_legal_status, audits.windows_compared):
        # Open cases are simulated, and make intervals a little shorter.
        columns = [c for c in ask(published, SEPTEMBER).columns if not c.endswith(("simulated", "_low", "_high"))]
        assert ask(demonstration, SEPTEMBER).select(columns).equals(ask(published, SEPTEMBER).select(columns))
    ours, theirs = (screening.by_area(store, SEPTEMBER).sort("area") for store in (demonstration, published))
    assert (
        ours.select("area", "red", "amber", "green")
        .filter(pl.col("area") != "Tewkesbury")
        .equals(theirs.select("area", "red", "amber", "green").filter(pl.col("area") != "Tewkesbury"))
    )
    rounded = ours.filter(area="Tewkesbury").select("red", "amber", "green").row(0)
    assert [int(share + 0.5) for share in rounded] == [15, 27, 59]


def test_a_locality_in_depth_says_what_stands_out_and_marks_it(demo: AppTest) -> None:
    app = at(demo, "localities.py", month="2021-09", locality="Forest of Dean", measure="initial_visits_timescale_all")
    assert MARK in html(app, "ribbon")
    text = "\n".join(block.value for block in app.markdown)
    assert "86.5% (410 of 474 contacts), the county 80.1%; beyond 99.8%" in html(app, "stands")
    assert "Drawn from 41 comparisons." in " ".join(caption.value for caption in app.caption)
    assert "Forest of Dean (52.0%, worse, beyond 95%)" in text
    assert all(MARK in html(app, table) for table in ("mine", "heat", "split-table"))
    assert all(SPLIT in alt.lower() for alt in alts(app))
    assert len(alts(app)) == 8
    assert "First visits made on time" in html(app, "findings")
    said = "Forest of Dean: 3 of 12 timeliness indicators on target; 41.2% of their audits were good or better"
    assert any(said in folded.label for folded in app.expander)
    assert html(app, "quality").count('role="rowheader"') == 14
    assert "**Forest of Dean**, 261 records" in text
