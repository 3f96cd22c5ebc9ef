"""The policies of the catalogue, and what has been published."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from analytics.catalogue import CatalogueError, catalogue, using
from analytics.disclosure import PACK_SECTIONS, policies
from analytics.disclosure.published import _figures, figures
from analytics.extracts import EXTRACTS
from analytics.store import Store

ROOT = Path(__file__).parents[2]


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
        "compared": "nhs",
        "audits": "strict",
        "screening": "nhs",
        "corporate": "nhs",
    }


def test_a_policy_that_packs_use_by_default_has_to_be_there() -> None:
    known = catalogue()
    fewer = {name: policy for name, policy in known.policies.items() if name != "strict"}
    with using(replace(known, policies=fewer)), pytest.raises(CatalogueError, match="strict"):
        policies()


def test_each_figure_of_a_publication_has_its_reference(published: Store) -> None:
    kinds = {"indicators", "shares", "scorecard", "risks", "placements", "budget", "plan"}
    assert {kind for kind in EXTRACTS if figures(published, kind).height} == kinds
    for kind in kinds:
        assert set(figures(published, kind)["reference"]) == {listed.reference for listed in catalogue().publications}


def test_what_no_publication_lists_has_no_reference(published: Store) -> None:
    with using(replace(catalogue(), publications=())):
        assert _figures.__wrapped__(published, "indicators").is_empty()  # type: ignore[attr-defined]


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
