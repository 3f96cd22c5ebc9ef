"""The Data page: check, look, confirm, undo. Uploading through a browser is tested in tests/demonstration/browser."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics import sharing
from analytics.access import NotAllowed, Role, Viewer
from analytics.store import Incoming, Store, history, indicator_rows, load, prepare, proposed, split_rows
from tests.making import as_before, copied
from tests.pages.test_pages import SHELL, html
from tests.westshire import catalogue

OCTOBER = b"""cut,month,measure_id,value,source
2021-10,2021-09,icpc_due,60,published
2021-10,2021-10,icpc_due,61,published
"""


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, published: Store, tmp_path: Path) -> Store:
    """A store of one's own with the published figures."""
    copied(published, tmp_path / "own")
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "own"))
    return Store(tmp_path / "own")


@pytest.fixture
def app(store: Store) -> AppTest:
    return AppTest.from_file(SHELL, default_timeout=60).switch_page("data.py").run()


def with_prepared(app: AppTest, content: bytes) -> AppTest:
    app.session_state["load being prepared"] = prepare(catalogue(), [Incoming("october.csv", content)])
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [b for b in app.button if b.label == label]
    return button.click().run()


def test_the_account_and_the_changes_are_shown_before_anything_is_stored(app: AppTest, store: Store) -> None:
    with_prepared(app, OCTOBER)
    assert any("Rows in 2 = accepted 2 + refused 0 + totals 0 + blank 0" in m.value for m in app.markdown)
    assert "41.9%" in html(app, "account")
    assert "60.0%" in html(app, "account")
    assert any("1 appears and 1 changes" in m.value for m in app.markdown)
    assert store.version[0] == 1


def test_confirming_stores_and_undo_takes_back(app: AppTest, store: Store) -> None:
    press(with_prepared(app, OCTOBER), "Store these files")
    assert "Stored as load 2" in app.success[0].value
    assert indicator_rows(store).filter(measure_id="icpc_due")["value"].to_list()[-2:] == [60.0, 61.0]
    assert "41.9%" in html(app, "restatements")
    press(app, "Undo load 2")
    assert indicator_rows(store).filter(measure_id="icpc_due")["value"].to_list()[-1] == 41.9
    press(app, "Redo load 2")
    assert dict(history(store).filter(kind="indicators").select("load_id", "state").rows()) == {2: "live", 1: "live"}


def test_storing_that_the_disk_stops_says_what_has_happened_and_the_files_can_be_stored_later(
    app: AppTest, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with_prepared(app, OCTOBER)
    with monkeypatch.context() as disk:
        disk.setattr("analytics.store.content_store.put", full)
        press(app, "Store these files")
    assert [said.value for said in app.error] == [
        "The store can't be written (No space left on device). Nothing was changed."
    ]
    assert len(store.ledger.changes()) == 1
    press(app, "Store these files")
    assert len(store.ledger.changes()) == 2


def test_an_own_extract_over_published_figures_is_told_on_the_page(app: AppTest) -> None:
    own = b"cut,month,measure_id,value\n2021-09,2021-09,icpc_due,60.1\n"
    press(with_prepared(app, own), "Store these files")
    told = html(app, "restatements")
    assert all(part in told for part in ("41.9%", "60.1%", "another source", "published", "council", "analyst"))


def test_a_load_of_the_catalogue_is_of_no_month_and_no_source(app: AppTest) -> None:
    with_prepared(app, b"topic,term,meaning\nFront door,MASH,Where contacts arrive.\n")
    assert any(m.value.startswith("glossary. **Rows in 1 = accepted 1") for m in app.markdown)
    press(app, "Store these files")
    assert app.success[0].value == "Stored as load 2. Everybody sees it now. You can undo it under History."
    (line,) = [row for row in html(app, "history").split("<tr") if "glossary" in row]
    assert "council" not in line


def test_the_templates_can_be_taken_away(app: AppTest) -> None:
    offered = [button.proto.label for button in app.get("download_button")]
    assert {"areas.csv", "targets.csv", "indicators.csv", "audits.csv", "Catalogue as a workbook"} <= {*offered}


def test_leaving_everything_as_it_is_stores_nothing(app: AppTest, store: Store) -> None:
    press(with_prepared(app, OCTOBER), "Cancel")
    assert store.version[0] == 1
    assert "Nothing was stored" in app.info[0].value


def test_refused_rows_are_listed_and_the_rest_stored_only_when_asked(app: AppTest, store: Store) -> None:
    with_prepared(app, OCTOBER + b"2021-10,2021-10,icpc_dux,61,published\n")
    assert "is not in the catalogue (definitions)" in html(app, "refused-1")
    assert "measure-id-unknown" not in html(app, "refused-1"), "codes are for programs"
    assert any("1 row was refused" in e.value for e in app.error)
    press(app, "Store without the 1 refused row")
    assert dict(history(store).filter(load_id=2).select("accepted", "refused").rows()) == {2: 1}


def test_warnings_are_shown_without_their_codes(app: AppTest) -> None:
    warned = [w.value for w in with_prepared(app, OCTOBER).warning]
    assert any("but not in this load" in said for said in warned)
    assert not any("vanished" in said for said in warned)


def test_where_something_would_disappear_one_has_to_choose(app: AppTest, store: Store) -> None:
    """Of the published budget one line comes again: as the whole the others would go, as a part nothing would."""
    teams = "cut,month,measure_id,locality,team,numerator,denominator\n2021-09,2021-09,icpc_due,Wexley,{},1,4\n"
    load(store, catalogue(), [Incoming("a.csv", teams.format("A").encode())])
    with_prepared(app, teams.format("B").encode())
    (choice,) = [radio for radio in app.radio if "disappear" in radio.label]
    (stores,) = [b for b in app.button if b.label == "Store these files"]
    assert stores.disabled
    assert choice.value is None
    choice.set_value("part").run()
    press(app, "Store these files")
    assert "Stored as load 3" in app.success[0].value
    held = split_rows(store, "icpc_due", date(2021, 9, 1), date(2021, 9, 1), breakdown="All")
    assert held["team"].to_list() == ["A", "B"]


def test_the_same_file_again_is_recognised(app: AppTest, store: Store) -> None:
    press(with_prepared(app, OCTOBER), "Store these files")
    with_prepared(app, OCTOBER)
    assert any("Already loaded as load 2" in said.value for said in app.info)
    (stores,) = [b for b in app.button if b.label == "Store these files"]
    assert stores.disabled
    assert store.version[0] == 2


def october_of_an_older_program(store: Store) -> Path:
    """October as loaded before months were noted, so that damage to the file takes its whole kind."""
    load(store, catalogue(), [Incoming("october.csv", OCTOBER)])
    as_before(store, "UPDATE parts SET months = '' WHERE load_id = 2")
    return store.parquet / store.ledger.live("indicators")[-1][1].parquet


def test_an_extract_whose_file_is_damaged_can_be_loaded_again(app: AppTest, store: Store) -> None:
    october_of_an_older_program(store).write_bytes(b"")
    with_prepared(app, OCTOBER)
    assert any("can't be compared with what is held" in w.value for w in app.warning)
    press(app, "Store these files")
    assert "Stored as load 3" in app.success[0].value
    assert not app.warning
    assert indicator_rows(store).filter(measure_id="icpc_due")["value"].to_list()[-2:] == [60.0, 61.0]


def test_restatements_that_a_replaced_and_damaged_file_takes_away_are_told_of(app: AppTest, store: Store) -> None:
    for value in (b"61", b"62"):
        load(store, catalogue(), [Incoming("october.csv", OCTOBER.replace(b"61", value))])
    (replaced,) = [e.part.parquet for e in store.ledger.history() if e.load_id == 2]
    (store.parquet / replaced).unlink()
    app.run()
    (told,) = app.warning
    assert "of load 2 (october.csv), which a later load replaced, is missing" in told.value
    assert any("Whether a figure has moved is not known" in m.value for m in app.markdown)


def test_what_would_change_is_worked_out_once(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def counted(*given: Any) -> Any:
        asked.append(given)
        return proposed(*given)

    monkeypatch.setattr("pages.load_form.proposed", counted)
    with_prepared(app, OCTOBER)
    app.run()
    assert len(asked) == 1


def test_history_quality_and_dictionary_are_there(app: AppTest) -> None:
    assert html(app, "history").count('role="rowheader"') == 9
    assert html(app, "quality").count('role="rowheader"') == len(catalogue().indicators)
    assert html(app, "dictionary").count('role="rowheader"') == len(catalogue().indicators)
    assert any("Whether a figure has moved is not known" in m.value for m in app.markdown)


def test_a_leader_reads_what_was_loaded_and_can_change_nothing(monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    monkeypatch.setattr("pages.current_user.asking", lambda: Viewer(Role.LEADER))
    app = AppTest.from_file(SHELL, default_timeout=60).switch_page("data.py").run()
    assert [tab.label for tab in app.tabs] == ["History", "Log", "Restatements", "Data quality", "Dictionary"]
    assert html(app, "history").count('role="rowheader"') == 9
    assert not app.get("file_uploader")
    assert not app.button


def test_a_button_pressed_by_somebody_who_is_no_analyst_any_more_does_nothing(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    with_prepared(app, OCTOBER)
    (stores,) = [b for b in app.button if b.label == "Store these files"]
    monkeypatch.setattr("pages.current_user.asking", lambda: Viewer(Role.LEADER))
    stores.click().run()
    assert store.version[0] == 1


def test_whoever_has_no_role_any_more_sees_a_sentence_and_no_figure(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    def gone() -> Viewer:
        raise NotAllowed("You have no role in Line of Sight any more.")

    monkeypatch.setattr("pages.current_user.asking", gone)
    for page in ("overview.py", "indicator.py", "localities.py", "audits.py", "screening.py", "data.py", "methods.py"):
        app.switch_page(page).run()
        assert [e.value for e in app.error] == ["You have no role in Line of Sight any more."], page
        assert not app.markdown, page
        assert not app.get("vega_lite_chart"), page


def test_the_log_lists_everything_that_was_done_and_says_that_it_is_whole(app: AppTest, store: Store) -> None:
    sharing.log.write(store, "signed in", "leader", {})
    press(app, "Undo load 1")
    table = html(app, "log")
    for said in ("undo", "signed in", "load 1", "leader"):
        assert said in table
    assert any(sharing.log.last_hash(store)[1] in said.value for said in app.markdown)
    assert not app.error


def test_a_log_that_somebody_changed_is_said(app: AppTest, store: Store) -> None:
    for role in ("leader", "analyst"):
        sharing.log.write(store, "signed in", role, {})
    with closing(sqlite3.connect(store.root / "sharing.sqlite", isolation_level=None)) as database:
        database.execute("DROP TRIGGER log_update")
        database.execute("UPDATE log SET role = 'analyst' WHERE entry = 1")
    app.run()
    assert [error.value for error in app.error] == ["Line 1 of the log was changed after it was written."]
    assert not any("none was changed" in said.value for said in app.markdown)
