"""The route of shared links: /s/<token> gives the frozen page of a pack, /s/<token>/<name> a file beside it.

No session, no cookie, no script. Whatever is wrong with a link, the answer is one page, the same byte for byte and
not before the same time, so that nobody learns whether a link ever was. Many refusals slow refusals down, never a
link that works.
"""

from __future__ import annotations

import base64
import hashlib
import html
import logging
import re
import secrets
import time
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import PurePath

import anyio
import anyio.to_thread
from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from analytics.caching import cached_by_identity
from analytics.sharing import links, log
from analytics.sharing.database import Clock, utc_now
from analytics.sharing.error_pages import NO_LINK, document
from analytics.sharing.masking import mask_tokens
from analytics.sharing.packs import PAGE
from analytics.store import DatabaseAway, Store, the_store

SOONEST, SLOWED = 0.25, 2.0  # seconds after which a refusal answers, ordinarily and when there are many
MANY, WITHIN = 30, 60.0  # so many refusals within so many seconds are many
MOST_WAITING = 100  # refusals held back at once; any more are turned away, so that memory stays bounded
MOST_STYLES = 40  # inline styles named by hash in the policy; more would make a header that proxies refuse
_MEDIA = {
    ".html": "text/html; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_NO_STYLES = "'none'"
REFUSAL = document(*NO_LINK).encode()
# Said of every link alike while the database is away: it tells nothing of any of them.
AWAY = document(
    "Links can't be opened just now",
    "<p>Line of Sight can't reach its database. Your link is not to blame: open it again in a few minutes.</p>",
).encode()
_logger = logging.getLogger(__name__)


class SharedLinks:
    """The ASGI app behind the route. What tells or spends time can be given, for tests."""

    def __init__(
        self,
        store: Callable[[], Store] = the_store,
        *,
        now: Clock = utc_now,
        seconds: Callable[[], float] = time.monotonic,
        wait: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self._store, self._now, self._seconds, self._wait = store, now, seconds, wait
        self._recent: deque[float] = deque(maxlen=MANY)
        self._waiting = 0
        self._uncounted = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = self._seconds()
        token, name = _asked(scope)
        found, away = None, False
        try:
            found = await anyio.to_thread.run_sync(self._open, token, name, scope["method"] == "HEAD")
        except Exception as problem:  # whatever it is, the reader gets the one page
            away = isinstance(problem, DatabaseAway)
            _logger.exception("A link could not be opened, reference %s", secrets.token_hex(4))
        response = await self._refuse(started, away) if found is None else _served(found, name)
        if scope["method"] == "HEAD":
            response = Response(status_code=response.status_code, headers=dict(response.headers))
        await response(scope, receive, send)

    def _open(self, token: str, name: str, look_only: bool) -> bytes | None:
        return links.opened(self._store(), token, name, look_only=look_only, now=self._now)

    async def _refuse(self, started: float, away: bool) -> Response:
        """The one page, after the time that any refusal takes; at once with 429 if too many wait already.

        Where a link that opens could not be logged, a refusal can't be counted: both then say that the database is
        away, so that the answer does not tell one from the other.
        """
        self._uncounted += 1
        self._recent.append(started)
        if self._waiting >= MOST_WAITING:
            return _plain(429)
        many = len(self._recent) == MANY and started - self._recent[0] < WITHIN
        self._waiting += 1
        try:
            away = await self._count() or away
            await self._wait(max(0.0, (SLOWED if many else SOONEST) - (self._seconds() - started)))
        finally:
            self._waiting -= 1
        return _plain(503, AWAY) if away else _plain(404)

    async def _count(self) -> bool:
        """Write how many were refused since the last time; a count that can't be written waits for the next. Returns
        whether the database is away."""
        times, self._uncounted = self._uncounted, 0
        try:
            await anyio.to_thread.run_sync(lambda: log.refused(self._store(), times, now=self._now))
        except Exception as problem:
            self._uncounted += times
            _logger.exception("Refusals could not be counted, reference %s", secrets.token_hex(4))
            return isinstance(problem, DatabaseAway)
        return False


def _asked(scope: Scope) -> tuple[str, str]:
    """The token and the name of the file, spelled as they were sent: an escaped letter is not the letter.

    Another method than GET or HEAD asks for nothing, which is looked up like anything else.
    """
    sent: bytes = scope.get("raw_path") or scope["path"].encode()
    before = scope.get("root_path", "").encode() + b"/s/"
    if scope["method"] not in ("GET", "HEAD") or not sent.startswith(before):
        return "", PAGE
    token, _, name = sent.removeprefix(before).decode("latin-1").partition("/")
    return token, name or PAGE


def _policy(styles: str) -> str:
    return (
        f"default-src 'none'; style-src {styles}; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _plain(status: int, page: bytes = REFUSAL) -> Response:
    return Response(page, status, {**_HEADERS, "Content-Security-Policy": _policy(_styles(page))}, _MEDIA[".html"])


def _served(content: bytes, name: str) -> Response:
    headers = dict(_HEADERS)
    if name == PAGE:
        headers["Content-Security-Policy"] = _policy(_styles(content))
    else:
        headers["Content-Security-Policy"] = f"{_policy(_NO_STYLES)}; sandbox"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(content, 200, headers, _MEDIA[PurePath(name).suffix])


@cached_by_identity
def _styles(page: bytes) -> str:
    """The styles that a frozen page brings, by hash, as the policy's style-src names them."""
    text = page.decode("utf-8", "replace").replace("\r\n", "\n")  # as browsers read it
    sheets = re.findall(r"<style[^>]*>(.*?)</style>", text, re.DOTALL)
    inline = [html.unescape(style) for _, style in re.findall(r"""\sstyle=(["'])(.*?)\1""", text, re.DOTALL)]
    digests = {hashlib.sha256(style.encode()).digest() for style in (*sheets, *inline)}
    hashes = sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    if len(hashes) > MOST_STYLES:
        return "'unsafe-inline'"
    return " ".join([*(["'unsafe-hashes'"] if inline else []), *hashes]) or _NO_STYLES


class _Anything(Convertor[str]):
    """The rest of an address, line breaks too, which the usual "path" leaves to the routes that follow."""

    regex = "(?s:.*)"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


def shared_links(app: SharedLinks | None = None) -> list[Route]:
    """The route of shared links. From here on no log of this process holds a token."""
    mask_tokens()
    register_url_convertor("anything", _Anything())
    return [Route("/s/{rest:anything}", app or SharedLinks(), name="shared link")]
