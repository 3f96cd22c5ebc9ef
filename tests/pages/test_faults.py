"""Of a fault people see a reference, and the log has the rest."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from analytics.store import Store
from tests.pages.test_pages import SHELL

INSIDE = "what nobody outside should read"


def shown(app: AppTest, caplog: pytest.LogCaptureFixture) -> str:
    """The one sentence about the fault, whose reference is in the log beside the fault itself."""
    (error,) = app.error
    assert not app.exception
    assert INSIDE not in error.value
    (reference,) = re.findall(r"\b[0-9a-f]{8}\b", error.value)
    (logged,) = [record for record in caplog.records if reference in record.getMessage()]
    assert logged.exc_info
    assert INSIDE in str(logged.exc_info[1])
    return error.value


@pytest.mark.parametrize("fails", ["analytics.store.months_held", "analytics.indicators.month_table"])
def test_a_fault_in_the_shell_or_on_a_page(
    monkeypatch: pytest.MonkeyPatch, published: Store, caplog: pytest.LogCaptureFixture, fails: str
) -> None:
    def fault(*_: object, **__: object) -> None:
        raise ZeroDivisionError(INSIDE)

    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(published.root))
    monkeypatch.setattr(fails, fault)
    assert "can't be shown just now" in shown(AppTest.from_file(SHELL, default_timeout=60).run(), caplog)


def callback_that_fails() -> None:
    """A script in which a press of the button ends in a fault that Streamlit hands to `told`."""
    import streamlit as st

    from pages import faults

    if st.button("Press"):
        faults.told(ZeroDivisionError("what nobody outside should read"))


def test_a_fault_that_streamlit_hands_over(caplog: pytest.LogCaptureFixture) -> None:
    app = AppTest.from_function(callback_that_fails).run()
    shown(app.button[0].click().run(), caplog)
