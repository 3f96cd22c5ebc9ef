"""A deed that breaks off leaves the store as it was or as it should be, and says which of the two.

`python -m benchmarks.faults` breaks off at every step; here at some of them, spread over the whole.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has neither SIGKILL nor fork, by which deeds are stopped here.", allow_module_level=True)

from analytics.store import Store
from tests.store.breaking_off import DEEDS, broken_off, made

TRIES = 5  # of each deed and way to break it off


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return made(tmp_path_factory.mktemp("whole") / "store")


@pytest.mark.parametrize("deed", DEEDS)
def test_what_is_said_of_a_deed_that_breaks_off_is_so(whole: Store, tmp_path: Path, deed: str) -> None:
    done = broken_off(deed, whole, tmp_path / "done")
    assert (done.code, done.problems) == (0, ()), done.said
    assert done.steps >= TRIES
    steps = {round(1 + number * (done.steps - 1) / (TRIES - 1)) for number in range(TRIES)}
    tried = [
        broken_off(deed, whole, tmp_path / f"{how} {step}", step, how)
        for how in ("kill", "fail")
        for step in sorted(steps)
    ]
    assert [(one.how, one.step, one.said, one.problems) for one in tried if one.problems] == []
    assert {one.code for one in tried if one.how == "kill"} == {-9}
