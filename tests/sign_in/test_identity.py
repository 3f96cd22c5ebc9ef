"""Sign-in: what is asked of the identity provider, what of its answer is refused, and where people land."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest
from authlib.integrations.starlette_client import StarletteOAuth2App
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from analytics.sign_in.identity import application, cookie_name, own_path
from analytics.sign_in.settings import SignIn
from analytics.sign_in.user_roles import Person, Register, key_of
from tests.sign_in.provider import ISSUER, Provider

SETTINGS = SignIn(
    url="https://figures.council.test",
    issuer=ISSUER,
    client_id="line-of-sight",
    client_secret="kept between the two of us",
    tenant="council",
)
ADA = Person(ISSUER, "council", "ada-7")
COOKIE = cookie_name(SETTINGS)


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path)


@pytest.fixture
def browser(provider: Provider, register: Register) -> TestClient:
    app = application(SETTINGS, register, provider.transport)
    return TestClient(app, base_url=SETTINGS.url, follow_redirects=False)


def leave(browser: TestClient, provider: Provider, wanted: str = "/") -> dict[str, str]:
    """Set out for the identity provider. Returns what it is asked."""
    return provider.goes_there(browser.get(f"/sign-in?next={quote(wanted, safe='')}").headers["location"])


def come_back(browser: TestClient, asked: dict[str, str], **other: str) -> httpx2.Response:
    return browser.get("/sign-in/callback", params={"code": "the-code", "state": asked["state"]} | other)


def test_the_way_there_asks_for_a_code_with_pkce_state_and_nonce_and_for_no_name(
    browser: TestClient, provider: Provider
) -> None:
    asked = leave(browser, provider)
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid"
    assert asked["redirect_uri"] == "https://figures.council.test/sign-in/callback"
    assert len(asked["state"]) >= 20
    assert len(asked["nonce"]) >= 20


def test_coming_back_signs_in_and_leads_to_the_wanted_link(
    browser: TestClient, provider: Provider, register: Register
) -> None:
    asked = leave(browser, provider, "/indicator?month=2021-09&measure=icpc_15d")
    back = come_back(browser, asked)
    assert back.status_code == 303
    assert back.headers["location"] == "/indicator?month=2021-09&measure=icpc_15d"
    assert provider.verified, "the code verifier fits the challenge"
    there = register.signed_in(key_of(browser.cookies[COOKIE]))
    assert there is not None
    assert (there.person, there.role) == (ADA, None)


def test_the_cookie_is_for_this_host_over_https_and_not_for_scripts(browser: TestClient, provider: Provider) -> None:
    way_there = browser.get("/sign-in").headers["set-cookie"].lower()
    asked = leave(browser, provider)
    (said,) = [c for c in come_back(browser, asked).headers.get_list("set-cookie") if c.startswith(COOKIE + "=")]
    for cookie in (said.lower(), way_there):
        assert cookie.startswith("__host-")
        for needed in ("httponly", "secure", "samesite=lax", "path=/;"):
            assert needed in cookie + ";"
        assert "domain" not in cookie
    assert "max-age=43200" in said.lower()


def change_issuer(provider: Provider) -> None:
    provider.claims["iss"] = "https://other.test"


def change_audience(provider: Provider) -> None:
    provider.claims["aud"] = "another-app"


def one_of_two_audiences(provider: Provider) -> None:
    provider.claims |= {"aud": ["line-of-sight", "another-app"], "azp": "another-app"}


def change_tenant(provider: Provider) -> None:
    provider.claims["tid"] = "another"


def expire(provider: Provider) -> None:
    provider.claims |= {"iat": int(time.time()) - 4000, "exp": int(time.time()) - 400}


def grow_old(provider: Provider) -> None:
    provider.claims |= {"iat": int(time.time()) - 4000}


def come_from_the_future(provider: Provider) -> None:
    provider.claims |= {"iat": int(time.time()) + 4000, "exp": int(time.time()) + 8000}


def answer_another_request(provider: Provider) -> None:
    provider.claims["nonce"] = "of-another-request"


def sign_with_another_key(provider: Provider) -> None:
    provider.key = RSAKey.generate_key(2048, {"kid": "one"})


def sign_with_another_algorithm(provider: Provider) -> None:
    provider.algorithm = "RS512"


def leave_out(*names: str) -> Callable[[Provider], None]:
    def wrong(provider: Provider) -> None:
        provider.without = names

    wrong.__name__ = f"leave_out_{'_'.join(names)}"
    return wrong


WRONG = [
    change_issuer, change_audience, one_of_two_audiences, change_tenant, expire, grow_old, come_from_the_future,
    answer_another_request, sign_with_another_key, sign_with_another_algorithm,
    *(leave_out(name) for name in ("id_token", "iss", "aud", "tid", "sub", "exp", "iat", "nonce")),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=lambda w: w.__name__)
def test_what_is_no_sign_in_to_this_app_is_refused(
    browser: TestClient, provider: Provider, wrong: Callable[[Provider], None]
) -> None:
    asked = leave(browser, provider)
    wrong(provider)
    refused = come_back(browser, asked)
    assert refused.status_code == 403
    assert COOKIE not in browser.cookies
    assert "could not be signed in" in refused.text
    assert not any(word in refused.text for word in ("Traceback", "claim", "invalid", "Error"))


def test_a_state_that_was_not_given_out_here_is_refused(browser: TestClient, provider: Provider) -> None:
    asked = leave(browser, provider)
    assert come_back(browser, asked, state="guessed").status_code == 403
    assert COOKIE not in browser.cookies


def test_a_callback_sent_to_another_browser_signs_nobody_in(
    browser: TestClient, provider: Provider, register: Register
) -> None:
    asked = leave(browser, provider)
    other = TestClient(application(SETTINGS, register, provider.transport), base_url=SETTINGS.url)
    assert come_back(other, asked).status_code == 403


def test_a_callback_works_once(browser: TestClient, provider: Provider) -> None:
    asked = leave(browser, provider)
    assert come_back(browser, asked).status_code == 303
    assert come_back(browser, asked).status_code == 403


def test_a_refusal_of_the_provider_is_not_shown_word_for_word(browser: TestClient, provider: Provider) -> None:
    asked = leave(browser, provider)
    refused = come_back(browser, asked, error="access_denied", error_description="<script>alert(1)</script>")
    assert refused.status_code == 403
    assert "script" not in refused.text


def test_a_provider_out_of_reach_is_said_in_a_sentence(register: Register) -> None:
    def nobody(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no route")

    browser = TestClient(application(SETTINGS, register, httpx2.MockTransport(nobody)), base_url=SETTINGS.url)
    refused = browser.get("/sign-in")
    assert refused.status_code == 403
    assert "no route" not in refused.text


def test_signing_in_again_ends_the_sign_in_before(browser: TestClient, provider: Provider, register: Register) -> None:
    come_back(browser, leave(browser, provider))
    first = key_of(browser.cookies[COOKIE])
    come_back(browser, leave(browser, provider))
    assert register.signed_in(first) is None
    assert register.signed_in(key_of(browser.cookies[COOKIE])) is not None


def test_signing_out_takes_a_form_and_ends_the_sign_in_on_the_server(browser: TestClient, register: Register) -> None:
    token = register.sign_in(ADA, timedelta(hours=1))
    browser.cookies.set(COOKIE, token)
    assert 'method="post"' in browser.get("/sign-out").text
    assert register.signed_in(key_of(token)) is not None, "a link alone signs nobody out"
    assert browser.post("/sign-out").headers["location"] == "/signed-out"
    assert register.signed_in(key_of(token)) is None
    assert "Signed out" in browser.get("/signed-out").text


def test_signing_out_without_a_sign_in_leads_to_the_same_page(browser: TestClient) -> None:
    assert browser.post("/sign-out").headers["location"] == "/signed-out"


def test_without_a_tenant_agreed_the_one_that_the_provider_names_is_part_of_who_somebody_is(
    provider: Provider, register: Register
) -> None:
    browser = TestClient(
        application(replace(SETTINGS, tenant=""), register, provider.transport),
        base_url=SETTINGS.url,
        follow_redirects=False,
    )
    for tenant, without in (("another", ()), ("", ("tid",))):
        provider.claims["tid"], provider.without = tenant, without
        come_back(browser, leave(browser, provider))
        there = register.signed_in(key_of(browser.cookies[COOKIE]))
        assert there is not None
        assert there.person == Person(ISSUER, tenant, ADA.subject)


def test_another_tenant_is_refused_though_the_library_lets_it_through(
    browser: TestClient, provider: Provider, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the tenant is asked for must not hang on one option of somebody else's function."""
    asked = leave(browser, provider)

    async def lets_all_through(*_: object, **__: object) -> dict[str, object]:
        return {"userinfo": {"iss": ISSUER, "sub": "ada-7", "tid": "another", "iat": int(time.time())}}

    monkeypatch.setattr(StarletteOAuth2App, "authorize_access_token", lets_all_through)
    assert come_back(browser, asked).status_code == 403
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.test/", "//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "javascript:alert(1)",
        "evil.test", "/\t/evil.test", "/\n/evil.test", " //evil.test", "/%0d%0a\r\nSet-Cookie: a=b", "", None,
        "/sign-out", "/sign-in?next=/sign-in", "/" + "x" * 3000,
    ],
)  # fmt: skip
def test_no_link_leads_elsewhere(elsewhere: str | None) -> None:
    assert own_path(elsewhere) == "/"


@given(st.text(max_size=30) | st.text("/\\.?#@:e\t\n", max_size=8))
def test_whatever_is_wanted_stays_on_this_host(wanted: str) -> None:
    path = own_path(wanted)
    assert httpx2.URL("https://figures.council.test/sign-in").join(path).host == "figures.council.test"
    assert path.startswith("/")
    assert not path.startswith("//")


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/callback", "/sign-out", "/signed-out"])
@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "FOO"])
def test_another_method_is_no_fault(browser: TestClient, method: str, path: str) -> None:
    """Each fault writes a whole traceback, and nobody has to be signed in to ask."""
    assert browser.request(method, path).status_code == 405


def test_what_an_address_says_writes_no_line_of_its_own_in_the_log(
    browser: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    said = {"error": "a\n2021-11-25 10:00 signed in as analyst\u2028" + "x" * 5000}
    assert browser.get("/sign-in/callback", params=said).status_code == 403
    (record,) = caplog.records
    assert len(record.getMessage().splitlines()) == 1
    assert len(record.getMessage()) < 400
