"""The Board pack page: choose, preview, make, share, revoke; what is refused is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics import sharing
from analytics.access import LOCAL, Role, Viewer, acting_as
from analytics.store import Incoming, Store, load
from tests.westshire import catalogue

SHELL = str(Path(__file__).parents[2] / "pages" / "shell.py")
HEADER = "cut,month,measure_id,locality,numerator,denominator,source\n"
ROWS = "".join(f"2021-09,2021-09,icpc_due,{place},{n},240,own\n" for place, n in (("Ashport", 3), ("Dunmere", 120)))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    found = Store(tmp_path / "own")
    load(found, catalogue(), [Incoming("own.csv", (HEADER + ROWS).encode())])
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(found.root))
    return found


@pytest.fixture
def app(store: Store) -> AppTest:
    app = AppTest.from_file(SHELL, default_timeout=120)
    app.query_params["month"], app.query_params["locality"] = "2021-09", "Ashport"
    return app.switch_page("board.py").run()


def test_the_corporate_papers_are_there_for_the_whole_council_alone(app: AppTest) -> None:
    app.query_params["locality"] = "All"
    app.run()
    assert "Corporate papers" in sections(app)
    choose(app, "corporate")
    assert app.selectbox(key="pack-policy-corporate").value == "nhs"


def sections(app: AppTest) -> list[str]:
    return [box.label for box in app.checkbox if str(box.key).startswith("pack-section-")]


def choose(app: AppTest, section: str) -> None:
    """Choose this section and no other."""
    for box in app.checkbox:
        box.set_value(box.key == f"pack-section-{section}")
    app.run()


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [b for b in app.button if b.label == label]
    return button.click().run()


def test_it_starts_with_what_to_do(app: AppTest) -> None:
    assert [t.value for t in app.title] == ["Board pack"]
    assert any("No pack has been made yet" in m.value for m in app.markdown)
    assert any("No link has been made yet" in m.value for m in app.markdown)
    assert sections(app) == ["Indicators by theme", "Audits by legal status"]


def test_a_pack_is_previewed_made_shared_and_closed(app: AppTest, store: Store) -> None:
    press(app, "Preview")
    assert not app.error
    assert any("hidden" in s.value for s in app.subheader)
    assert not sharing.packs.packs(store), "a preview keeps nothing"
    press(app, "Make this pack")
    (pack,) = sharing.packs.packs(store)
    assert any(pack.pack_id[:12] in s.value for s in app.success)
    press(app, "Make a link")
    link, email = [c.value for c in app.code]
    assert link in email, "the same address"
    (qr_code,) = app.get("image")
    assert "September 2021, Ashport" in str(qr_code.proto)
    token = link.split("/s/")[1]
    labels = [b.label for b in app.get("download_button")]
    files = labels[labels.index("Page (HTML)") :]
    documents = ["Page (HTML)", "PDF for printing", "Document (Word)", "Slides (PowerPoint)", "Workbook (Excel)"]
    assert files[:5] == documents
    assert all(label.startswith("Figures as CSV: ") for label in files[5:])
    assert app.selectbox(key="revoke-link").options == ["Link 1: September 2021, Ashport"]
    assert sharing.links.opened(store, token) == sharing.packs.read(store, pack.pack_id)
    press(app, "Revoke it")
    assert sharing.links.opened(store, token) is None
    assert any("Link 1 is revoked" in s.value for s in app.success)


def test_another_choice_after_the_preview_must_be_previewed_again(app: AppTest) -> None:
    press(app, "Preview")
    choose(app, "indicators")
    assert any("Preview it again" in i.value for i in app.info)
    assert not [b for b in app.button if b.label == "Make this pack"]


def test_unprotected_figures_need_a_reason(app: AppTest) -> None:
    app.selectbox(key="pack-policy-indicators").set_value("open").run()
    assert not [b for b in app.button if b.label == "Preview"]
    app.text_area(key="pack-reason").set_value("Asked for by the partners").run()
    press(app, "Preview")
    assert not app.error


def test_what_may_not_be_published_is_refused_in_a_sentence(app: AppTest) -> None:
    choose(app, "audits")
    press(app, "Preview")
    assert [e.value for e in app.error] == [
        "Nothing is held for September 2021 that could stand in a pack. Choose another month."
    ]


def test_a_leader_may_make_a_pack(app: AppTest, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.current_user.asking", lambda: Viewer(Role.LEADER))
    press(app, "Preview")
    press(app, "Make this pack")
    assert [pack.kept_by for pack in sharing.packs.packs(store)] == ["leader"]


def test_a_preview_is_worth_nothing_once_the_role_is_gone(
    app: AppTest, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(app, "Preview")
    monkeypatch.setattr("pages.current_user.asking", lambda: Viewer(Role.LINK_VIEWER))
    press(app, "Make this pack")
    assert not app.get("iframe")
    with acting_as(LOCAL):
        assert not sharing.packs.packs(store)


def test_a_second_preview_of_the_same_person_is_refused_until_the_first_is_there(app: AppTest) -> None:
    with sharing.pack_service.turn_to_draft("", lambda: None):
        press(app, "Preview")
        assert ["still being worked out" in error.value for error in app.error] == [True]
    press(app, "Preview")
    assert not app.error
