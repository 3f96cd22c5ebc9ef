"""The app is not started with half a sign-in, with a sample secret, or open to others without one."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from analytics.sign_in.settings import Misconfigured, refuse_address, sign_in
from tests.serving import ROOT, command, free_port

WHOLE = {
    "LINE_OF_SIGHT_SIGN_IN_URL": "https://figures.council.test",
    "LINE_OF_SIGHT_SIGN_IN_ISSUER": "https://identity.council.test",
    "LINE_OF_SIGHT_SIGN_IN_CLIENT_ID": "line-of-sight",
    "LINE_OF_SIGHT_SIGN_IN_CLIENT_SECRET": "kept between the two of us",
}
ENTRA = "https://login.microsoftonline.com/5a1c7d52-77f0-4a0e-9a55-0d9f5f3b6c11/v2.0"


def setting(name: str, said: str) -> dict[str, str]:
    return {f"LINE_OF_SIGHT_SIGN_IN_{name}": said}


def test_without_settings_there_is_no_sign_in() -> None:
    assert sign_in({"LINE_OF_SIGHT_STORE": "somewhere", "HOME": "/"}) is None


def test_whole_settings_are_read() -> None:
    settings = sign_in(WHOLE | setting("HOURS", "8"))
    assert settings is not None
    assert (settings.url, settings.host, settings.secure) == (
        "https://figures.council.test", "figures.council.test", True,
    )  # fmt: skip
    assert settings.lasting == timedelta(hours=8)
    assert settings.client_secret == "kept between the two of us"
    assert settings.client_secret not in repr(settings)


@pytest.mark.parametrize("name", list(WHOLE))
def test_half_a_sign_in_is_refused_and_what_is_missing_is_named(name: str) -> None:
    half = {key: said for key, said in WHOLE.items() if key != name}
    with pytest.raises(Misconfigured, match=f"half set up: {name.removeprefix('LINE_OF_SIGHT_SIGN_IN_').lower()} "):
        sign_in(half)
    with pytest.raises(Misconfigured, match="half set up"):
        sign_in(half | {name: "  "})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (setting("CLIENT_SECRET", "shortish"), "too short"),
        (setting("CLIENT_SECRET", "change-me-before-use-1234567"), "is a sample"),
        (setting("CLIENT_SECRET", "<the value of the secret>"), "is a sample"),
        (setting("CLIENT_SECRET", "0" * 40), "is a sample"),
        (setting("CLIENT_ID", "00000000-0000-0000-0000-000000000000"), "is a sample"),
        (setting("URL", "http://figures.council.test"), "has to begin with https"),
        (setting("URL", "https://figures.council.test/app"), "without a path"),
        (setting("URL", "https://somebody@figures.council.test"), "without a path"),
        (setting("URL", "figures.council.test"), "without a path"),
        (setting("ISSUER", "http://identity.council.test"), "has to begin with https"),
        (setting("HOURS", "900"), "from 1 to 24"),
        (setting("HOURS", "-1"), "from 1 to 24"),
        (setting("HUORS", "8"), "no setting huors"),
        (setting("ISSUER", "https://login.microsoftonline.com/common/v2.0"), "set tenant"),
        (setting("ISSUER", ENTRA), "set tenant"),
        (setting("ISSUER", ENTRA) | setting("TENANT", "another"), "set tenant"),
        (setting("FILE", "/nowhere/sign-in.toml"), "can't be read"),
    ],
)
def test_wrong_settings_are_refused_with_a_sentence(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        sign_in(WHOLE | wrong)


def test_microsoft_with_its_tenant_is_taken() -> None:
    settings = sign_in(WHOLE | setting("ISSUER", ENTRA) | setting("TENANT", "5a1c7d52-77f0-4a0e-9a55-0d9f5f3b6c11"))
    assert settings is not None
    assert settings.tenant.startswith("5a1c7d52")


def test_a_refusal_never_says_the_secret() -> None:
    with pytest.raises(Misconfigured) as refused:
        sign_in(WHOLE | setting("CLIENT_SECRET", "sample-tell-nobody"))
    assert "tell-nobody" not in str(refused.value)


def test_a_file_holds_the_settings_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    file = tmp_path / "sign-in.toml"
    lines = [f'{key.removeprefix("LINE_OF_SIGHT_SIGN_IN_").lower()} = "{said}"' for key, said in WHOLE.items()]
    file.write_text("\n".join([*lines, "hours = 3"]))
    settings = sign_in(setting("FILE", str(file)) | setting("CLIENT_ID", "another"))
    assert settings is not None
    assert (settings.client_id, settings.lasting) == ("another", timedelta(hours=3))
    file.write_text("url =")
    with pytest.raises(Misconfigured, match="is not TOML"):
        sign_in(setting("FILE", str(file)))


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost", "127.9.9.9"])
def test_this_machine_needs_no_sign_in(address: str) -> None:
    refuse_address(address, None)


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "10.1.2.3", "figures.council.test", "::ffff:10.0.0.1"])
def test_any_other_address_does(address: str | None) -> None:
    with pytest.raises(Misconfigured, match="without sign-in"):
        refuse_address(address, None)
    refuse_address(address, sign_in(WHOLE))


@pytest.mark.parametrize(
    ("more", "environment", "said"),
    [
        (("--server.address", "0.0.0.0"), {}, "does not listen on 0.0.0.0 without sign-in"),
        ((), setting("ISSUER", "https://identity.council.test"), "half set up"),
        ((), WHOLE | setting("CLIENT_SECRET", "a-sample-of-a-secret"), "is a sample"),
        (("--server.baseUrlPath", "figures"), WHOLE, "a host name of its own"),
    ],
)
def test_the_program_ends_with_one_sentence(
    tmp_path: Path, more: tuple[str, ...], environment: dict[str, str], said: str
) -> None:
    ended = subprocess.run(
        command(free_port(), *more),
        cwd=ROOT,
        env=os.environ | {"LINE_OF_SIGHT_STORE": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode != 0
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
