"""The packs of each authority, of all formats, with its own words and nobody else's."""

from __future__ import annotations

import json

import pytest

from analytics.catalogue import ALL
from analytics.disclosure import Wanted
from analytics.months import as_month, words
from analytics.sharing import packs
from analytics.sharing.links import opened
from analytics.sharing.pack_service import draft, export, freeze, share
from analytics.store import Store
from tests.authorities.making import Authority
from tests.authorities.reading import file_text, foreign_words


@pytest.mark.parametrize("of_area", [False, True], ids=["the whole", "an area"])
@pytest.mark.parametrize("newest", [True, False], ids=["newest", "older"])
def test_a_pack_says_what_is_its_own(
    own: Store, authority: Authority, foreign: frozenset[str], of_area: bool, newest: bool
) -> None:
    month = as_month(authority.codes[0 if newest else 1])
    assert month is not None
    made = draft(own, Wanted(month, authority.area if of_area else ALL))
    pack_id = freeze(own, made)
    token = share(own, pack_id)
    page = opened(own, token)
    assert page == packs.read(own, pack_id)
    files = export(own, pack_id)
    endings = {name.rpartition(".")[2] for name in files}
    assert endings == {"html", "pdf", "docx", "pptx", "xlsx", "csv"}
    said = {name: file_text(name, content) for name, content in files.items()}
    for name, text in said.items():
        assert not foreign_words(text, foreign), name
        assert opened(own, token, name) == files[name]
    called = authority.area if of_area else authority.name
    for name in ("pack.html", "pack.pdf"):
        assert called in said[name]
        assert words(month) in said[name]


def test_a_pack_says_what_changed_since_the_one_before(own: Store, authority: Authority) -> None:
    for code in reversed(authority.codes):
        month = as_month(code)
        assert month is not None
        made = draft(own, Wanted(month))
        pack_id = freeze(own, made)
        share(own, pack_id)
    page = made.files["pack.html"].decode()
    earlier = as_month(authority.codes[1])
    assert earlier is not None
    assert words(earlier) in page


def test_sections_of_which_nothing_is_held_are_left_out_or_say_so(own: Store, authority: Authority) -> None:
    month = as_month(authority.codes[0])
    assert month is not None
    made = draft(own, Wanted(month))
    about = json.loads(json.dumps(dict(made.about)))
    assert set(about["policies"]) == set(about["sections"])
