"""Sign-in by OpenID Connect: the code flow with PKCE, state and nonce, done by Authlib; then a sign-in of our own."""

from __future__ import annotations

import logging
import secrets
import time
from html import escape

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from httpx2 import AsyncBaseTransport, HTTPError
from joserfc.errors import JoseError
from starlette.concurrency import run_in_threadpool
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from analytics.sharing import error_pages, masking
from analytics.sign_in.settings import SignIn
from analytics.sign_in.user_roles import Person, Register, key_of

SIGN_IN, CALLBACK, SIGN_OUT, SIGNED_OUT = "/sign-in", "/sign-in/callback", "/sign-out", "/signed-out"
PATHS = (SIGN_IN, CALLBACK, SIGN_OUT, SIGNED_OUT)
ON_THE_WAY = 600  # seconds from leaving for the identity provider to coming back
CLOCKS_DIFFER = 120  # seconds
LONGEST_LINK = 2000  # characters
MOST_LOGGED = 300  # characters

_log = logging.getLogger(__name__)


class _NotAccepted(Exception):
    """What the identity provider sent is not a sign-in to this app. The message is for the log."""


def cookie_name(settings: SignIn) -> str:
    """The cookie that holds the token of a sign-in. The prefix has browsers insist on HTTPS and this very host."""
    return "__Host-line-of-sight" if settings.secure else "line-of-sight"


def own_path(wanted: str | None) -> str:
    """The path and query of this app that a link asks for; “/” for anything that leads elsewhere or holds a token."""
    wanted = wanted or "/"
    own = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    if not own or not wanted.isprintable() or len(wanted) > LONGEST_LINK or masking.may_hold_token(wanted):
        return "/"
    return "/" if wanted.partition("?")[0] in PATHS else wanted


class _Identity:
    """The four addresses of sign-in and sign-out."""

    def __init__(self, settings: SignIn, register: Register, transport: AsyncBaseTransport | None):
        self._settings = settings
        self._register = register
        connection = {"transport": transport} if transport else {}
        self._provider = OAuth().register(
            "provider",
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            server_metadata_url=f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid", "code_challenge_method": "S256", "timeout": 10, **connection},
        )

    async def sign_in(self, request: Request) -> Response:
        """Off to the identity provider; the wanted link waits in the cookie of the way there."""
        request.session["wanted"] = own_path(request.query_params.get("next"))
        try:
            return await self._provider.authorize_redirect(request, self._settings.url + CALLBACK)
        except (HTTPError, RuntimeError) as problem:
            return _failed("The identity provider can't be reached", problem)

    async def callback(self, request: Request) -> Response:
        """Back from the identity provider: check everything, start a sign-in, and go to the wanted link."""
        wanted = own_path(request.session.get("wanted"))
        try:
            person = await self._person(request)
        except (AuthlibBaseError, JoseError, HTTPError, _NotAccepted, ValueError, KeyError) as problem:
            return _failed("Sign-in refused", problem)
        request.session.clear()
        if old := request.cookies.get(cookie_name(self._settings)):
            await run_in_threadpool(self._register.sign_out, key_of(old))
        token = await run_in_threadpool(self._register.sign_in, person, self._settings.lasting)
        response = RedirectResponse(wanted, 303)
        response.set_cookie(
            cookie_name(self._settings),
            token,
            max_age=int(self._settings.lasting.total_seconds()),
            secure=self._settings.secure,
            httponly=True,
            samesite="lax",
        )
        return response

    async def _person(self, request: Request) -> Person:
        """Who has signed in. Authlib checks state, PKCE, nonce, signature and expiry; the rest is asked for here."""
        claims_options: dict[str, dict[str, object]] = {
            "iss": {"essential": True, "value": self._settings.issuer},
            "aud": {"essential": True, "value": self._settings.client_id},
            "sub": {"essential": True},
        }
        if self._settings.tenant:
            claims_options["tid"] = {"essential": True, "value": self._settings.tenant}
        token = await self._provider.authorize_access_token(
            request, claims_options=claims_options, leeway=CLOCKS_DIFFER
        )
        claims = token.get("userinfo")
        if not claims:
            raise _NotAccepted("no ID token")
        if self._settings.tenant and claims.get("tid") != self._settings.tenant:
            raise _NotAccepted("another tenant")
        if claims["iat"] < time.time() - ON_THE_WAY - CLOCKS_DIFFER:
            raise _NotAccepted("an old ID token")
        return Person(claims["iss"], claims.get("tid", ""), claims["sub"])

    async def ask_to_sign_out(self, _: Request) -> Response:
        """Only a form ends a sign-in, so that no picture or link of others can."""
        form = f'<form method="post" action="{SIGN_OUT}"><button type="submit">Sign out</button></form>'
        return error_pages.page("Sign out of Line of Sight", f'{form}<p><a href="/">Stay signed in</a></p>')

    async def sign_out(self, request: Request) -> Response:
        if token := request.cookies.get(cookie_name(self._settings)):
            await run_in_threadpool(self._register.sign_out, key_of(token))
        response = RedirectResponse(SIGNED_OUT, 303)
        response.delete_cookie(cookie_name(self._settings), secure=self._settings.secure, httponly=True, samesite="lax")
        return response

    async def signed_out(self, _: Request) -> Response:
        said = "<p>You are signed out of Line of Sight. On a shared computer, close the browser too.</p>"
        return error_pages.page("Signed out", f'{said}<p><a href="{SIGN_IN}">Sign in again</a></p>')


def _failed(what: str, problem: Exception) -> Response:
    reference = secrets.token_hex(4)
    # Written as one line, not too long: an address that anybody may call has a say in it.
    _log.warning("%s, reference %s: %s", what, reference, ascii(repr(problem))[:MOST_LOGGED])
    body = (
        f"<p>You could not be signed in. If it happens again, tell whoever runs Line of Sight the reference "
        f"{escape(reference)}, under which the reason stands in the log.</p>"
        f'<p><a href="{SIGN_IN}">Try again</a></p>'
    )
    return error_pages.page("Not signed in", body, 403)


def application(settings: SignIn, register: Register, transport: AsyncBaseTransport | None = None) -> ASGIApp:
    """The addresses of sign-in and sign-out as an app of their own, so that nobody has to enter the other for them.

    `transport` reaches the identity provider; the network if not given.
    """
    identity = _Identity(settings, register, transport)
    routes = [
        Route(SIGN_IN, identity.sign_in, methods=["GET"]),
        Route(CALLBACK, identity.callback, methods=["GET"]),
        Route(SIGN_OUT, identity.ask_to_sign_out, methods=["GET"]),
        Route(SIGN_OUT, identity.sign_out, methods=["POST"]),
        Route(SIGNED_OUT, identity.signed_out, methods=["GET"]),
    ]
    # The key is made anew at each start: whoever is on the way then signs in once more.
    return SessionMiddleware(
        ExceptionMiddleware(Router(routes)),  # answers other methods
        secret_key=secrets.token_urlsafe(32),
        session_cookie="__Host-line-of-sight-on-the-way" if settings.secure else "line-of-sight-on-the-way",
        max_age=ON_THE_WAY,
        https_only=settings.secure,
    )
