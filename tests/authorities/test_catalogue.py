"""An authority makes the starter catalogue its own: by parts that it adds, or by wholes that leave nothing of it."""

from __future__ import annotations

import pytest

from analytics.catalogue import CatalogueError, catalogue
from analytics.store import Incoming, Store, prepare, store_prepared
from tests.authorities import borough, county, graded, met
from tests.authorities.making import Authority


def test_the_whole_and_its_parts_are_called_as_the_authority_does(held: Store, authority: Authority) -> None:
    """The council is one row without a key: a later load of it takes the place of the one that `init` made."""
    found = catalogue()
    assert found.council == authority.name
    words = {
        "borough": ("patch", "patches"), "county": ("district", "districts"),
        "metropolitan borough": ("town", "towns"), "island": ("ward", "wards"),
    }[authority.whole]  # fmt: skip
    assert (found.whole, found.part, found.parts) == (authority.whole, *words)
    assert not found.mistakes


def test_a_part_is_added_to_the_starter_and_a_whole_takes_its_place(held: Store, authority: Authority) -> None:
    found = catalogue()
    if authority is borough.AUTHORITY:
        assert [*found.indicators][-3:] == [row[0] for row in borough.OWN]
        assert len(found.indicators) == 93 + 3
        assert found.scale.grades == ("Outstanding", "Good", "Requires Improvement", "Inadequate")
    elif authority is not county.AUTHORITY:
        assert len(found.indicators) == 93
        assert found.scale.grades == tuple({"island": met.GRADES}.get(authority.whole, graded.GRADES))
        assert [*found.form.steps] == {"island": []}.get(authority.whole, ["moderation", "re-audits", "actions"])
    else:
        assert [*found.indicators] == [*county.MEASURED]
        assert [*found.legal_statuses] == [*county.STATUSES]
        assert found.scale.grades == ("Met", "Partly met", "Not met")
        assert found.scale.lower is None
        assert found.open_children == county.OPEN


THREE = b"grade,order,good_enough,inadequate\nFine,1,yes,no\nFair,2,no,no\nPoor,3,no,yes\n"


def test_another_scale_is_accepted_as_a_whole_and_refused_as_a_part(own: Store) -> None:
    """Three grades and those that are held make no scale; alone they do. Which of it holds is said after the check."""
    prepared = prepare(catalogue(), [Incoming("scale.csv", THREE)])
    assert prepared.refused == 0
    with pytest.raises(CatalogueError, match="must count the grades"):
        store_prepared(own, prepared, scope="part")
    store_prepared(own, prepared, scope="whole")
    assert catalogue().scale.grades == ("Fine", "Fair", "Poor")


def test_of_a_scale_with_one_mistake_only_that_row_is_refused(own: Store) -> None:
    """Nothing is said of the grades that are held, which nobody sent."""
    rows = ["Fine,1,yes,no,no", "Sound,2,yes,no,yes", "Fair,3,no,no,no", "Poor,4,no,yes,no"]
    text = "\n".join(["grade,order,good_enough,inadequate,lower_end", *rows])
    (account,) = prepare(catalogue(), [Incoming("scale.csv", text.encode())]).checked
    assert account.refusals.select("row_number", "column").rows() == [(3, "lower_end")]


def test_audits_may_come_with_the_scale_that_they_are_rated_by(own: Store, authority: Authority) -> None:
    status = next(iter(catalogue().legal_statuses))
    audit = f"2025-01,2025-01,NEW-1,key,completed,{status},Fair,Fine,{','.join(['x'] * 7)}"
    header = "cut,month,audit_id,record_key,status,legal_status,auditor_rating,rating,lower_end,child_spoken_to"
    header += ",family_spoken_to,worker_included,manager_included,reviewer_included,submitted_late"
    both = [Incoming("audits.csv", f"{header}\n{audit}\n".encode()), Incoming("scale.csv", THREE)]
    accounts = prepare(catalogue(), both).checked
    assert [(account.kind, account.refused) for account in accounts] == [("audits", 0), ("audit_form", 0)]
    assert accounts[0].accepted["rating"].to_list() == ["Fine"]
