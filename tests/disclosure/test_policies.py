"""Policies are data, checked when they are read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from analytics.catalogue import CatalogueError
from analytics.disclosure import PACK_SECTIONS, policies, publications
from analytics.disclosure.policies import read_policies
from analytics.disclosure.published import figures, read_publications
from analytics.extracts import EXTRACTS

ROOT = Path(__file__).parents[2]
POLICIES = (ROOT / "data" / "catalogue" / "policies.csv").read_text(encoding="utf-8")


def test_the_policies_are_those_of_the_catalogue() -> None:
    held = policies()
    assert list(held) == ["open", "dfe", "nhs", "strict"]
    assert [(p.hidden_from, p.hidden_to, p.rounded_to) for p in held.values()] == [
        (None, None, 1),
        (1, 5, 1),
        (1, 7, 5),
        (0, 7, 5),
    ]
    assert [p.policy for p in held.values() if p.signed_off] == ["open"]
    assert [p.policy for p in held.values() if p.secondary] == ["dfe"]
    assert [p.policy for p in held.values() if not p.totals and not p.rolling] == ["dfe"]
    assert {name: section.policy for name, section in PACK_SECTIONS.items()} == {
        "indicators": "nhs",
        "areas": "nhs",
        "audits": "strict",
        "screening": "nhs",
        "corporate": "nhs",
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("strict,", "nhs,", "stands in an earlier line"),
        (",1,7,5,", ",7,1,5,", "the smaller first"),
        (",1,7,5,", ",,7,5,", "both ends"),
        (",1,7,5,", ",1,7,10,", "must be 1"),
        (",1,7,5,", ",1,1,5,", "round to 0"),
        (",1,7,5,", ",1,7.5,5,", "whole number"),
        (",no,yes,yes,no,", ",no,maybe,yes,no,", "not one of yes, no"),
        ("strict,", "stricter,", "strict are missing"),
    ],
)
def test_a_wrong_policy_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "policies.csv"
    file.write_text(POLICIES.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match=said):
        read_policies(file, ("nhs", "strict"))


def test_the_publications_can_be_read_and_each_figure_has_its_reference() -> None:
    kinds = {"indicators", "shares", "scorecard", "risks", "placements", "budget", "plan"}
    assert {kind for kind in EXTRACTS if figures(kind).height} == kinds
    for kind in kinds:
        assert set(figures(kind)["reference"]) == {publication.reference for publication in publications()}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("council,paper.csv,one\ncouncil,paper.csv,two", "earlier line"),
        ("council,none.csv,one", "there is no file none.csv"),
        ("council,paper.csv,", "reference"),
    ],
)
def test_a_wrong_publication_is_named(tmp_path: Path, lines: str, said: str) -> None:
    (tmp_path / "paper.csv").write_text("")
    file = tmp_path / "publications.csv"
    file.write_text(f"source,file,reference\n{lines}\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=said):
        read_publications(file)


def test_only_this_room_makes_a_publishable() -> None:
    """Anybody else could put a true count into one."""
    makers = {
        str(file.relative_to(ROOT))
        for folder in ("analytics", "pages")
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Publishable"
    }
    assert makers == {"analytics/disclosure/section.py"}
