"""Packs of all sections against an attacker with a solver of her own."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import polars as pl
import pytest

from analytics.disclosure import PACK_SECTIONS, Wanted, bindings, disclose, suppression
from analytics.disclosure.count_statements import BINDING, NOTHING
from analytics.store import Store, figures_held
from tests.demonstration.disclosure.attack import PARTS, SEPTEMBER, SIDES, SMALL, WHOLE, attacked, places


@pytest.mark.parametrize(("policy", "seed"), [("dfe", 1), ("dfe", 3), ("dfe", 4), ("nhs", 3), ("strict", 1)])
def test_no_small_count_is_recovered(tmp_path: Path, policy: str, seed: int) -> None:
    """More of them are tried by benchmarks/disclosure.py."""
    found, hidden = attacked(tmp_path, seed, policy)
    assert hidden > 10
    assert found == []


def test_the_attacker_recovers_counts_where_parts_are_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All first visits less those under section 17 are those under section 47."""
    monkeypatch.setattr(bindings, "_parts_of", lambda every: pl.DataFrame(schema=BINDING))
    monkeypatch.setattr(suppression, "_alone_in_their_line", lambda sections: NOTHING)
    found, _ = attacked(tmp_path, 1, "dfe")
    assert {measure for measure, *_ in found} <= {WHOLE, *PARTS}
    assert len(found) > 5


def test_no_part_of_the_demonstration_follows_by_subtraction(demonstration: Store) -> None:
    made = disclose(demonstration, Wanted(SEPTEMBER, policies=dict.fromkeys(PACK_SECTIONS, "dfe")), None)
    shown = made.publishables["areas"].frame.filter(period="month")
    truths = figures_held(demonstration, list(places())).filter(month=SEPTEMBER)
    family, small = (WHOLE, *PARTS), 0
    for side in SIDES:
        for place in places():
            printed = dict(shown.filter(area=place).select("measure_id", side).rows())
            true = dict(truths.filter(locality=place).select("measure_id", side).rows())
            small += sum(printed[measure] is None and true[measure] in SMALL for measure in family)
            if true[WHOLE] == sum(true[part] for part in PARTS):
                assert [printed[measure] is None for measure in family] not in [
                    list(one) for one in set(permutations([True, False, False]))
                ], (place, side)
    assert small > 5
