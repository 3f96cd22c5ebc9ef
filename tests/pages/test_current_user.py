"""Who a script runs for where people sign in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from analytics.access import LOCAL, NotAllowed, Role, Viewer
from analytics.sign_in.user_roles import Register, key_of
from pages import current_user
from tests.sign_in.test_identity import ADA, SETTINGS


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Register:
    monkeypatch.setattr(current_user, "settings", lambda: SETTINGS)
    monkeypatch.setattr(current_user, "register", lambda: Register(tmp_path))
    return Register(tmp_path)


def comes(monkeypatch: pytest.MonkeyPatch, told: dict[str, object]) -> None:
    monkeypatch.setattr(current_user.st, "user", told)


def test_the_role_is_that_of_the_moment(monkeypatch: pytest.MonkeyPatch, register: Register) -> None:
    key = key_of(register.sign_in(ADA, timedelta(hours=1)))
    comes(monkeypatch, {"sign_in": key})
    register.grant(ADA, Role.LEADER)
    assert current_user.asking() == Viewer(Role.LEADER)
    register.revoke(ADA)
    with pytest.raises(NotAllowed, match="no role"):
        current_user.asking()
    register.grant(ADA, Role.ANALYST)
    assert current_user.asking() == Viewer(Role.ANALYST)
    register.sign_out(key)
    with pytest.raises(NotAllowed, match="signed out"):
        current_user.asking()


@pytest.mark.parametrize("told", [{}, {"sign_in": None}, {"sign_in": "guessed"}, {"sign_in": True}, {"email": "a@b"}])
def test_nobody_known_is_nobody(monkeypatch: pytest.MonkeyPatch, register: Register, told: dict[str, object]) -> None:
    comes(monkeypatch, told)
    with pytest.raises(NotAllowed):
        current_user.asking()


@pytest.mark.parametrize("address", [None, "0.0.0.0"])
def test_a_script_started_past_the_door_is_nobodys_on_another_address(
    monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    monkeypatch.setattr(current_user, "settings", lambda: None)
    monkeypatch.setattr(current_user.st, "get_option", lambda _: "127.0.0.1")
    assert current_user.asking() == LOCAL
    monkeypatch.setattr(current_user.st, "get_option", lambda _: address)
    with pytest.raises(NotAllowed, match="without sign-in"):
        current_user.asking()
