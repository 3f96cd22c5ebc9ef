"""Lists with everything wrong in them give the figures of the same lists without what the rules leave out.

The rules are written here once more, by flaw: a row whose end lies before its start is left out, and so are a contact
and a referral of the future and the earlier of two open rows of a child; any other cell that can't be right is not
known.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from analytics.statutory import count
from analytics.store import Incoming, Store
from tests.statutory.lists import DAY, northmere
from tools.lists import flaws
from tools.lists.flaws import ENDS, FUTURE_IN, Flaws, spoil
from tools.lists.lists import List, lists
from tools.lists.lives import authority
from tools.lists.writing import workbook

SEED, CHILDREN = 11, 300


def without(clean: List, wrong: List) -> List:
    """The list without what was spoiled: `wrong` has its rows in the same places, and further ones at its end."""
    start_end = ENDS.get(clean.number, ("", ""))
    drops = {start_end[1], FUTURE_IN[clean.number] if clean.number in (1, 3) else ""}
    kept = []
    for right, spoiled in zip(clean.rows, wrong.rows, strict=False):
        changed = [name for name, a, b in zip(clean.columns, right, spoiled, strict=True) if a != b]
        if not drops & {*changed}:
            kept.append([None if name in changed else cell for name, cell in zip(clean.columns, right, strict=True)])
    return replace(wrong, rows=kept)


def test_the_figures_of_flawed_lists_are_those_of_the_rows_and_cells_that_are_right(
    monkeypatch: pytest.MonkeyPatch, empty: Store
) -> None:
    catalogue = northmere(empty)
    clean = lists(authority(SEED, CHILDREN, DAY))
    spoiled, planted = spoil(clean, SEED, DAY, Flaws.ALL)
    with monkeypatch.context() as patched:
        patched.setattr(flaws, "_spelled", lambda made, *_: made)
        wrong, _ = spoil(clean, SEED, DAY, Flaws.ALL)
    assert sum(one.how_many for one in planted if one.what == "an end before its start") > 5
    right = [without(*pair) for pair in zip(clean, wrong, strict=True)]
    assert sum(len(one.rows) for one in right) < sum(len(one.rows) for one in clean)
    found, expected = (
        count([Incoming("annex-a.xlsx", workbook(given, DAY))], catalogue, day=DAY) for given in (spoiled, right)
    )
    assert found.counts.rows() == expected.counts.rows()
    assert found.not_computed == expected.not_computed
    assert found.counts.height > 500
    assert all(account.rows == account.used for account in expected.accounts.values())
