"""A file comes in as it is by its recipe, and every figure is the one that is written in it."""

from __future__ import annotations

import pytest

from analytics.catalogue import catalogue
from analytics.extracts import ExtractError
from analytics.store import Incoming, Prepared, load, prepare, the_store
from tests.authorities.making import Authority, in_use
from tests.files_as_they_come import saltmarsh
from tests.files_as_they_come.conftest import Begun
from tests.files_as_they_come.holding import EVERY, FILES, hold
from tests.files_as_they_come.material import FileAsItComes, Month
from tests.files_as_they_come.recipes import RECIPES


def read(authority: Authority, file: FileAsItComes, month: Month, begun: Begun) -> Prepared:
    """What comes of an edition in a store that knows the recipe."""
    store = begun(authority)
    with in_use(store.root):
        load(the_store(), catalogue(), RECIPES[file.build.__name__])
        return prepare(catalogue(), [Incoming(*file.build(month))])


@FILES
def test_every_figure_is_the_one_in_the_file(authority: Authority, file: FileAsItComes, begun: Begun) -> None:
    hold(read(authority, file, Month.NEXT, begun), file, Month.NEXT)


DRIFTED = [one for one in EVERY if Month.DRIFTED in one[1].editions]


@pytest.mark.parametrize(("authority", "file"), DRIFTED, ids=[file.build.__name__ for _, file in DRIFTED])
def test_a_file_that_has_drifted_says_what_is_new_and_loads_nothing(
    authority: Authority, file: FileAsItComes, begun: Begun
) -> None:
    if file is saltmarsh.TEAMS_BY_HAND:
        (account,) = read(authority, file, Month.DRIFTED, begun).checked
        assert {*account.refusals["value"]} == {"Saltings"} == {*file.editions[Month.DRIFTED].unknown}
        return
    new = {"wide_dashboard": "Exec comment", "power_bi_export": "Result"}[file.build.__name__]
    with pytest.raises(ExtractError, match=f"recipe “{file.build.__name__}”.*“{new}”"):
        read(authority, file, Month.DRIFTED, begun)
