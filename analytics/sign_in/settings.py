"""How sign-in is set up: environment variables, or a TOML file that one of them names. Half of it is refused."""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from analytics.access import SIGN_IN
from analytics.errors import UserFacingError

REQUIRED = ("url", "issuer", "client_id", "client_secret")
KNOWN = (*REQUIRED, "tenant", "hours")
HOURS = 12
SHORTEST_SECRET = 16  # characters
SAMPLES = ("change", "example", "sample", "secret", "password", "your-", "placeholder", "xxxx", "<")
MICROSOFT = "login.microsoftonline.com"
MANY_TENANTS = ("common", "organizations", "consumers")


class Misconfigured(UserFacingError):
    """The app can't be started so. The message says what is wrong and what to do."""


@dataclass(frozen=True)
class SignIn:
    """The settings of sign-in by OpenID Connect.

    `url` is the address people use, without a path; `issuer` the identity provider; `tenant` the one whose people may
    come in, where the issuer has tenants, else empty; `lasting` how long a sign-in holds.
    """

    url: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)  # never in a log
    tenant: str = ""
    lasting: timedelta = timedelta(hours=HOURS)

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def secure(self) -> bool:
        return self.url.startswith("https://")


def sign_in(environment: Mapping[str, str]) -> SignIn | None:
    """The settings of sign-in, or None where there are none at all. Raises Misconfigured."""
    given = {name.removeprefix(SIGN_IN).lower(): said for name, said in environment.items() if name.startswith(SIGN_IN)}
    if not given:
        return None
    if "file" in given:
        given = _file(Path(given.pop("file"))) | given
    if unknown := sorted(set(given) - set(KNOWN)):
        raise Misconfigured(f"Sign-in: there is no setting {', '.join(unknown)}. There are {', '.join(KNOWN)}.")
    given = {name: said.strip() for name, said in given.items()}
    if missing := [name for name in REQUIRED if not given.get(name)]:
        raise Misconfigured(
            f"Sign-in is half set up: {', '.join(missing)} missing. Set {SIGN_IN}{missing[0].upper()}, and so on, "
            f"or write them into the file that {SIGN_IN}FILE names."
        )
    settings = SignIn(
        url=_origin(given["url"]),
        issuer=_encrypted("issuer", given["issuer"]),
        client_id=_no_sample("client_id", given["client_id"]),
        client_secret=_secret(given["client_secret"]),
        tenant=given.get("tenant", ""),
        lasting=_lasting(given.get("hours") or str(HOURS)),
    )
    _check_tenant(settings)
    return settings


def refuse_address(address: str | None, settings: SignIn | None) -> None:
    """Raises Misconfigured where the server would listen beyond this machine and nobody has to sign in.

    No address means all of them.
    """
    if settings is None and not is_loopback(address or ""):
        raise Misconfigured(
            f"Line of Sight does not listen on {address or 'all addresses'} without sign-in: everybody who reaches "
            "this machine would be an analyst. Leave out --server.address, or set up sign-in (docs/deploy.md)."
        )


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _file(file: Path) -> dict[str, str]:
    try:
        with file.open("rb") as opened:
            return {name: str(said) for name, said in tomllib.load(opened).items()}
    except OSError as problem:
        raise Misconfigured(f"Sign-in: the file {file} can't be read ({problem.strerror}).") from None
    except tomllib.TOMLDecodeError as problem:
        raise Misconfigured(f"Sign-in: the file {file} is not TOML ({problem}).") from None


def _origin(url: str) -> str:
    parts = urlsplit(url)
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username or not parts.hostname:
        raise Misconfigured(f"Sign-in: url is “{url}”; it has to be an address without a path: https://HOST.")
    _encrypted("url", url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _encrypted(name: str, url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise Misconfigured(f"Sign-in: {name} is “{url}”; it has to begin with https://.")
    return url


def _no_sample(name: str, said: str) -> str:
    if any(sample in said.lower() for sample in SAMPLES) or len(set(said.replace("-", ""))) < 3:
        raise Misconfigured(f"Sign-in: {name} is a sample. Put in the one of your own registration.")
    return said


def _secret(secret: str) -> str:
    if len(secret) < SHORTEST_SECRET:
        raise Misconfigured(f"Sign-in: client_secret is too short; it needs {SHORTEST_SECRET} characters or more.")
    return _no_sample("client_secret", secret)


def _lasting(hours: str) -> timedelta:
    if not hours.isdecimal() or not 1 <= int(hours) <= 24:
        raise Misconfigured(f"Sign-in: hours is “{hours}”; it has to be a whole number from 1 to 24.")
    return timedelta(hours=int(hours))


def _check_tenant(settings: SignIn) -> None:
    """At Microsoft everybody with any account could sign in, were the tenant not named in both places."""
    parts = urlsplit(settings.issuer)
    if parts.hostname != MICROSOFT:
        return
    named = parts.path.strip("/").split("/")[0]
    if named in MANY_TENANTS or settings.tenant != named:
        raise Misconfigured(
            "Sign-in: with Microsoft Entra ID set tenant to your directory (tenant) ID, and issuer to "
            f"https://{MICROSOFT}/TENANT/v2.0 with the same ID."
        )
