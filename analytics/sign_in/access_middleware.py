"""The gate in front of every address of the server, as ASGI middleware: who may pass, and with which headers.

On one's own machine `LocalGate` lets nobody in but this machine. Where people sign in, `Gate` gives an anonymous
visitor the sign-in and nothing else, wherever the request seems to come from: behind a proxy everybody is this
machine. Both decide on the path that the router will decide on, and let through what is named, nothing else.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Sequence
from html import escape
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from analytics.access import Role
from analytics.sharing import error_pages, masking
from analytics.sign_in import identity
from analytics.sign_in.settings import SignIn, is_loopback
from analytics.sign_in.user_roles import Register, SignedIn, key_of
from analytics.store import DatabaseAway

KEY_HEADER = "x-line-of-sight-sign-in"  # tells the app whose sign-in it is; only the gate may set it
ALIVE = "/alive"
SHARED_LINK = re.compile(r"/s/[A-Za-z0-9_-]+(/([a-z0-9][a-z0-9_-]*\.[a-z0-9]+)?)?")  # a pack, or a file beside it
UPLOAD = "/_stcore/upload_file/"
CLOSED = ("/_stcore/agent", "/_stcore/metrics", "/_stcore/script-health-check")  # of no use here, so nobody's
MACHINERY = ("/_stcore/", "/media/", "/component/", "/static/", "/app/")  # asked for by scripts, never by a person
LINKS = "/s/"
BUNDLE = "/static/"
CHANGING = ("POST", "PUT", "PATCH", "DELETE")
FORWARDED = ("forwarded", "via", "x-real-ip")
POLICY_VIOLATION = 1008
LOOKS_AGAIN = 5.0  # seconds between two looks whether the sign-in behind an open websocket still stands

_log = logging.getLogger(__name__)


def content_policy(inline_scripts: Sequence[str] = ()) -> str:
    """The Content-Security-Policy of the app; `inline_scripts` are the hashes (sha256-…) of its page's own.

    Streamlit sets styles in place and makes its components from text; the charts build their functions from it.
    """
    scripts = " ".join(f"'{known}'" for known in inline_scripts)
    return (
        f"default-src 'self'; script-src 'self' {scripts} 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; frame-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


class Front:
    """The outermost layer: security headers on every answer, and a reference number in place of any error."""

    def __init__(self, app: ASGIApp, policy: str, secure: bool):
        self._app = app
        self._headers = {
            "Content-Security-Policy": policy,
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }
        if secure:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        started = False
        wrong = _wrong_at_once(scope) if scope["type"] == "http" else None

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            started = True
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, said in self._headers.items():
                    headers.setdefault(name, said)
                if not (scope["path"].startswith(BUNDLE) and message["status"] in (200, 304)):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        try:
            await (wrong or self._app)(scope, receive, send_with_headers)
        except Exception as problem:
            reference = secrets.token_hex(4)
            _log.exception("Fault %s", reference)
            if scope["type"] == "http" and not started:
                away = isinstance(problem, DatabaseAway)
                answer = error_pages.refusal(str(problem), 503) if away else error_pages.fault(reference)
                await answer(scope, receive, send_with_headers)
            else:
                raise  # half an answer is out, or a socket open: the server has to cut it off


def _wrong_at_once(scope: Scope) -> Response | None:
    """The refusal of a request that no browser sends, and that a proxy might take for another; it ends the connection.
    None for any other."""
    names = {name.lower() for name, _ in scope["headers"]}
    if scope["method"] == "CONNECT":
        wrong = error_pages.refusal("Line of Sight is no proxy.", 405)
    elif {b"content-length", b"transfer-encoding"} <= names:
        wrong = error_pages.refusal("The request gives its length in two ways.", 400)
    else:
        return None
    wrong.headers["Connection"] = "close"
    return wrong


class LocalGate:
    """Without sign-in: this machine alone, asked by its own name, not through a proxy, not by other websites' pages."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif reason := self._why_not(scope):
            await _refuse(scope, receive, send, error_pages.refusal(reason, 403))
        else:
            await self._app(_without_key(scope), receive, send)

    def _why_not(self, scope: Scope) -> str:
        headers = Headers(scope=scope)
        ends = [(scope.get(end) or ("", 0))[0] for end in ("client", "server")]
        if any(name in FORWARDED or name.startswith("x-forwarded-") for name in headers):
            return "Line of Sight runs without sign-in and can't be reached through a proxy."
        if not all(is_loopback(end) for end in ends) or not is_loopback(_host_name(headers.get("host", ""))):
            return "Line of Sight runs without sign-in and answers this machine alone, as localhost."
        if _crosses(scope, headers, f"http://{headers.get('host')}", must_tell=False):
            return "Another website has asked for this."
        return "There is nothing here." if scope["path"].startswith(CLOSED) else ""


class Gate:
    """With sign-in: nothing for anybody who is not signed in and has a role, but the sign-in and shared links."""

    def __init__(self, app: ASGIApp, settings: SignIn, register: Register, sign_in: ASGIApp):
        self._app = app
        self._settings = settings
        self._register = register
        self._sign_in = sign_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        http, path, headers = scope["type"] == "http", scope["path"], Headers(scope=scope)
        if http and path == ALIVE:
            await PlainTextResponse("alive")(scope, receive, send)
        elif headers.get("host", "").lower() != self._settings.host:
            await _refuse(scope, receive, send, error_pages.refusal("Line of Sight has another address.", 400))
        elif _crosses(scope, headers, self._settings.url, must_tell=True):
            await _refuse(scope, receive, send, error_pages.refusal("Another website has asked for this.", 403))
        elif http and path in identity.PATHS:
            await self._sign_in(_without_key(scope), receive, send)
        elif http and SHARED_LINK.fullmatch(path):
            await self._app(_without_key(scope), receive, send)
        elif http and _is_no_link(path):
            await error_pages.page(*error_pages.NO_LINK, 404)(scope, receive, send)
        else:
            await self._for_known(scope, receive, send)

    async def _for_known(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Everything else is for people who are signed in and have a role."""
        key = key_of(HTTPConnection(scope).cookies.get(identity.cookie_name(self._settings), ""))
        there = await run_in_threadpool(self._register.signed_in, key)
        if there is None:
            await _refuse(scope, receive, send, _to_sign_in(scope))
        elif there.role is None:
            await _refuse(scope, receive, send, _no_role(there))
        elif scope["path"].startswith(CLOSED):
            await _refuse(scope, receive, send, error_pages.refusal("There is nothing here.", 404))
        elif scope["path"].startswith(UPLOAD) and there.role is not Role.ANALYST:
            await _refuse(scope, receive, send, error_pages.refusal("Only analysts may do this.", 403))
        else:
            inside = _without_key(scope)
            inside["headers"] = [*inside["headers"], (KEY_HEADER.encode(), key.encode())]
            if scope["type"] == "websocket":
                await _Watched(self._register, key, receive, send).run(self._app, inside)
            else:
                await self._app(inside, receive, send)


class _Watched:
    """An open websocket that is closed once its sign-in has ended or its role is gone."""

    def __init__(self, register: Register, key: str, receive: Receive, send: Send):
        self._register = register
        self._key = key
        self._receive = receive
        self._send = send
        self._coming: asyncio.Future[Message] | None = None
        self._closed = False

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        try:
            await app(scope, self.receive, self.send)
        finally:
            if self._coming is not None:
                self._coming.cancel()

    async def receive(self) -> Message:
        """The next message, if whoever sends it may still be here."""
        while not self._closed:
            self._coming = self._coming or asyncio.ensure_future(self._receive())
            await asyncio.wait({self._coming}, timeout=LOOKS_AGAIN)
            if await self._is_gone():
                await self.send({"type": "websocket.close", "code": POLICY_VIOLATION})
                self._closed = True
            elif self._coming.done():
                message, self._coming = self._coming.result(), None
                return message
        return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}

    async def _is_gone(self) -> bool:
        """A database that is away says nothing of anybody; the script, which asks again, tells that in a sentence."""
        try:
            there = await run_in_threadpool(self._register.signed_in, self._key)
        except DatabaseAway:
            return False
        return there is None or there.role is None

    async def send(self, message: Message) -> None:
        if not self._closed:
            await self._send(message)


def _without_key(scope: Scope) -> Scope:
    """The scope without the header that only the gate may set."""
    kept = [(name, said) for name, said in scope["headers"] if name.lower() != KEY_HEADER.encode()]
    return {**scope, "headers": kept}


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _crosses(scope: Scope, headers: Headers, own: str, *, must_tell: bool) -> bool:
    """Whether a page of another website is behind a websocket or a change. `must_tell`: no origin is no excuse."""
    if scope["type"] == "http" and scope["method"] not in CHANGING:
        return False
    origins = headers.getlist("origin")
    return any(origin.lower() != own.lower() for origin in origins) or (must_tell and not origins)


def _to_sign_in(scope: Scope) -> Response:
    """A person who follows a link is led to the sign-in, and back to the link; anything else is only refused. What may
    hold the token of a shared link is not led there: the token would stand in the address, in histories and in logs."""
    query = scope["query_string"].decode("latin-1")
    asked = scope["path"] + (f"?{query}" if query else "")
    if scope["type"] == "http" and masking.may_hold_token(asked):
        return error_pages.page(*error_pages.NO_LINK, 404)
    page = scope["type"] == "http" and scope["method"] == "GET" and not scope["path"].startswith(MACHINERY)
    if page and "text/html" in Headers(scope=scope).get("accept", ""):
        return RedirectResponse(f"{identity.SIGN_IN}?next={quote(identity.own_path(asked), safe='')}", 303)
    return PlainTextResponse("Sign in first.", 401)


def _is_no_link(path: str) -> bool:
    """Whether a path looks like that of a shared link but none has it, for a full stop or a bracket stands behind."""
    return path.lower().startswith(LINKS) and not SHARED_LINK.fullmatch(path)


def _no_role(there: SignedIn) -> Response:
    who = there.person
    rows = (("Issuer", who.issuer), ("Tenant", who.tenant), ("Subject", who.subject))
    return error_pages.page(
        "You are signed in, and have no role yet",
        "<p>Send these identifiers to whoever runs Line of Sight. They name your account here, and are no secret.</p>"
        f"<dl>{''.join(f'<dt>{name}</dt><dd>{escape(said)}</dd>' for name, said in rows if said)}</dl>"
        f'<p>Once you have a role, <a href="/">open Line of Sight</a>. '
        f'<a href="{identity.SIGN_OUT}">Sign out</a></p>',
        403,
    )


async def _refuse(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    """A websocket is closed before it is open; anything else gets the answer."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
    else:
        await response(scope, receive, send)
