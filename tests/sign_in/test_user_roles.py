"""Roles and sign-ins: what ends has ended, and the file alone lets nobody in."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analytics.__main__ import main
from analytics.access import Role
from analytics.sharing import log
from analytics.sign_in.user_roles import Person, Register, SignedIn, key_of
from analytics.store import Store

ADA = Person("https://identity.council.test", "council", "ada-7")
NOON = datetime(2021, 10, 4, 12, tzinfo=UTC)
DAY = timedelta(hours=12)


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register(tmp_path: Path, clock: Clock) -> Register:
    return Register(tmp_path / "store", clock)


def test_a_sign_in_carries_the_role_of_the_moment(register: Register) -> None:
    key = key_of(register.sign_in(ADA, DAY))
    assert register.signed_in(key) == SignedIn(ADA, None)
    register.grant(ADA, Role.LEADER)
    assert register.signed_in(key) == SignedIn(ADA, Role.LEADER)
    register.grant(ADA, Role.ANALYST)
    assert register.signed_in(key) == SignedIn(ADA, Role.ANALYST)
    assert register.revoke(ADA)
    assert register.signed_in(key) == SignedIn(ADA, None)
    assert not register.revoke(ADA)


def test_a_sign_in_ends_by_itself_to_the_second(register: Register, clock: Clock) -> None:
    key = key_of(register.sign_in(ADA, DAY))
    clock.now = NOON + DAY - timedelta(seconds=1)
    assert register.signed_in(key) is not None
    clock.now = NOON + DAY
    assert register.signed_in(key) is None


def test_signing_out_ends_one_sign_in_and_no_other(register: Register) -> None:
    here, there = (key_of(register.sign_in(ADA, DAY)) for _ in range(2))
    register.sign_out(here)
    assert register.signed_in(here) is None
    assert register.signed_in(there) is not None


def test_signing_out_of_what_has_ended_is_no_fault_and_leaves_no_line(tmp_path: Path, clock: Clock) -> None:
    store = Store(tmp_path / "store")
    register = Register(store.root, clock)
    key = key_of(register.sign_in(ADA, DAY))
    register.sign_out(key)
    register.sign_out(key)
    assert log.entries(store, now=clock)["what"].to_list().count("signed out") == 1


@pytest.mark.parametrize("guess", ["", "0" * 64, "%", "' OR 1=1 --"])
def test_no_other_key_is_anybodys(register: Register, guess: str) -> None:
    register.sign_in(ADA, DAY)
    assert register.signed_in(guess) is None


def test_a_role_is_of_one_issuer_tenant_and_subject_together(register: Register) -> None:
    register.grant(ADA, Role.ANALYST)
    for other in (
        Person("https://other.test", ADA.tenant, ADA.subject),
        Person(ADA.issuer, "other", ADA.subject),
        Person(ADA.issuer, ADA.tenant, "ada-70"),
    ):
        assert register.signed_in(key_of(register.sign_in(other, DAY))) == SignedIn(other, None)


def test_the_file_has_no_token(register: Register) -> None:
    token = register.sign_in(ADA, DAY)
    kept = b"".join(file.read_bytes() for file in register.file.parent.iterdir())
    assert key_of(token).encode() in kept
    assert token.encode() not in kept


def test_the_command_line_grants_lists_and_revokes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path))
    monkeypatch.setenv("LINE_OF_SIGHT_SIGN_IN_URL", "https://figures.council.test")  # as on the server
    ada = ["--issuer", ADA.issuer, "--tenant", ADA.tenant, "--subject", ADA.subject]
    assert main(["people", "grant", *ada, "--role", "leader"]) == 0
    register = Register(tmp_path)
    assert register.signed_in(key_of(register.sign_in(ADA, DAY))) == SignedIn(ADA, Role.LEADER)
    capsys.readouterr()
    assert main(["people", "list", "--format", "json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["subject"], listed["role"]) == (ADA.subject, "leader")
    assert main(["people", "revoke", *ada]) == 0
    assert main(["people", "revoke", *ada]) == 1
    assert "Nobody with this" in capsys.readouterr().err


def test_a_new_file_is_made_once_though_many_ask_at_once(tmp_path: Path) -> None:
    for number in range(5):
        register = Register(tmp_path / str(number))
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(register.signed_in, ["nobody"] * 16)) == [None] * 16


@pytest.mark.parametrize("role", ["link viewer", "owner", ""])
def test_no_other_role_can_be_given(role: str) -> None:
    with pytest.raises(SystemExit):
        main(["people", "grant", "--issuer", "i", "--subject", "s", "--role", role])


def test_roles_and_sign_ins_stand_in_the_log_without_a_token(tmp_path: Path) -> None:
    register, person = Register(tmp_path), Person("https://id.example", "council", "0123456789abcdef")
    register.grant(person, Role.LEADER)
    token = register.sign_in(person, timedelta(hours=1))
    register.sign_out(key_of(token))
    register.revoke(person)
    register.revoke(person)
    lines = log.entries(Store(tmp_path)).select("who", "what", "about").rows()
    assert lines[::-1] == [
        ("command line", "role leader given", "person 0123456789ab"),
        ("leader", "signed in", "person 0123456789ab"),
        ("leader", "signed out", "person 0123456789ab"),
        ("command line", "role taken", "person 0123456789ab"),
    ]
    assert log.verify(Store(tmp_path)) == []
