"""What people wrote beside a figure: written and read on the Indicator page, read on the cards of My area."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics import access
from analytics.catalogue import ALL
from analytics.indicators import Comment, comments_held, write_comment
from analytics.store import Store
from pages.comment_form import FORM
from tests.making import copied
from tests.pages.test_pages import SHELL, at, html

SEPTEMBER, DAY = date(2021, 9, 1), date(2021, 10, 12)
HERE = {"month": "2021-09", "measure": "icpc_due"}
SAID = Comment("Rooms were <b>missing</b>", "Head of Service", "Book the town hall", date(2021, 11, 30), "open")


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, published: Store, tmp_path: Path) -> Store:
    """A store with the published figures that a test may change."""
    store = copied(published, tmp_path / "own")
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(store.root))
    return store


@pytest.fixture
def app(own: Store) -> AppTest:
    return AppTest.from_file(SHELL, default_timeout=60)


def fill(app: AppTest, **fields: str) -> AppTest:
    """Open the form, fill it in and press the button."""
    app.session_state[FORM] = True
    app.run()
    for box in (*app.text_area, *app.text_input):
        if box.label in (named := {"What is behind it": "comment", "Action": "action", "Written by (role)": "role"}):
            box.set_value(fields.get(named[box.label], ""))
    (button,) = (button for button in app.button if button.label == "Store the comment")
    return button.click().run()


def test_an_analyst_writes_a_comment_and_the_page_and_the_history_show_it(app: AppTest, own: Store) -> None:
    app = at(app, "indicator.py", **HERE)
    assert "Nobody has written a comment" in html(app, "comments")
    app = fill(app, comment="Rooms were missing", role="Head of Service")
    assert not app.error
    assert "Stored as load 2." in app.success[0].value
    assert "undone on the Data page" in app.success[0].value
    assert "Rooms were missing" in html(app, "comments")
    app = fill(app, comment="Rooms are back", role="Head of Service")
    shown, earlier = html(app, "comments").split("Earlier comments (1)")
    assert "Rooms are back" in shown
    assert "Rooms were missing" in earlier
    assert "Replaced." in earlier
    assert comments_held(own, ALL, SEPTEMBER).height == 2


def test_the_form_says_that_no_names_belong_there_and_what_it_refuses(app: AppTest, own: Store) -> None:
    app = fill(at(app, "indicator.py", **HERE), comment="Jane Smith rang from 01452 425327", role="Head")
    assert any("No names of children or of their families" in caption.value for caption in app.caption)
    said = [error.value for error in app.error]
    assert len(said) == 2
    assert "What is behind it: “01452 425327” looks like a telephone number" in said[0]
    assert "“Jane Smith” may be somebody's name. Write a role instead" in said[1]
    assert own.version[0] == 1, "nothing was stored"


def test_an_action_needs_the_day_by_which_it_is_due(app: AppTest) -> None:
    app = fill(at(app, "indicator.py", **HERE), comment="Rooms were missing", action="Book", role="Head")
    assert "needs the day by which it is due" in app.error[0].value


def test_a_leader_reads_the_comment_and_may_write_another(
    app: AppTest, own: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_comment(own, "icpc_due", ALL, SEPTEMBER, SAID, DAY)
    monkeypatch.setattr("pages.current_user.asking", lambda: access.Viewer(access.Role.LEADER))
    app = at(app, "indicator.py", **HERE)
    told = html(app, "comments")
    assert "Rooms were &lt;b&gt;missing&lt;/b&gt;" in told
    assert "Action: Book the town hall. Open, due 30 Nov 2021." in told
    assert "Head of Service, 12 Oct 2021" in told
    app = fill(app, comment="Rooms were found", role="Head of Service")
    assert "An analyst can undo it" in app.success[0].value
    assert "Rooms were found" in html(app, "comments")


def test_the_card_of_a_finding_has_its_action_and_the_list_of_what_has_none_is_folded(app: AppTest, own: Store) -> None:
    before = html(at(app, "home.py", month="2021-09"), "uncommented")
    assert "measure=proceedings_in_time#comment" in before
    for measure in ("icpc_due", "proceedings_in_time"):
        write_comment(own, measure, ALL, SEPTEMBER, SAID, DAY)
    app = at(app, "home.py", month="2021-09")
    first = html(app, "findings").partition("</li>")[0]
    assert "Action: Book the town hall. Open, due 30 Nov 2021. (Head of Service, 12 Oct 2021)" in first
    assert "measure=proceedings_in_time#comment" not in html(app, "uncommented")
