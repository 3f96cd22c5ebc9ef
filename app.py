"""The door: the ASGI app that `streamlit run app.py` starts. It contains no page.

Pages live behind `pages/shell.py`, so that a deep link on a fresh server always passes the shell first; the gate
stands before everything.
"""

from __future__ import annotations

import base64
import gc
import hashlib
import importlib
import logging
import re
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from analytics import access
from analytics.errors import UserFacingError
from analytics.sharing import error_pages, identifiers, packs, shared_links
from analytics.sign_in import identity
from analytics.sign_in.access_middleware import MACHINERY, Front, Gate, LocalGate, content_policy
from analytics.sign_in.half_sent import end_half_sent
from analytics.sign_in.settings import Misconfigured, SignIn, refuse_address
from analytics.sign_in.upload_memory import OverwritesReceived, leave_nothing_of_uploads
from analytics.store import adopt_catalogue, finish_erasures, sweep_temporary, the_store
from analytics.store.afterwards import STOPPED
from pages import current_user, errors, menu, prewarm


@asynccontextmanager
async def warm_up(_: st.App) -> AsyncIterator[None]:
    """Write a log; freeze what is loaded, so that the collector does not walk it after every run; work ahead."""
    write_log()
    freeze()
    threading.Thread(target=work_ahead, name="warm-up", daemon=True).start()
    yield


def write_log() -> None:
    """Write what was done to standard error, as the server does with its own lines. Commands print it instead."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s.%(funcName)s: %(message)s"))
    for name in ("analytics", "pages", __name__):
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        logger.addHandler(handler)
        logger.propagate = False


def freeze() -> None:
    gc.collect()
    gc.freeze()


def work_ahead() -> None:
    """What a visitor would wait for, worked out while nobody waits: what the first one asks for before the rest."""
    importlib.import_module("pandas")  # Streamlit's components ask for it when the first of them is drawn
    try:
        with access.acting_as(access.LOCAL):
            adopt_catalogue(the_store())
            finish_what_broke_off()
            prewarm.newest_month(the_store())
            importlib.import_module("analytics.exports")  # what writes the files of Explore
            freeze()
            prewarm.everything_likely(the_store())
    except UserFacingError as problem:  # pages say it, too
        logging.getLogger(__name__).warning("Nothing more is worked out in advance: %s", problem)
    freeze()


def finish_what_broke_off() -> None:
    """Finish erasures that were killed on the way, and remove temporary files that killed loads left; or say in the log
    what can't be done."""
    try:
        finish_erasures(the_store())
        packs.finish_erasures(the_store())
        sweep_temporary(the_store())
    except (*STOPPED, UserFacingError) as problem:
        logging.getLogger(__name__).warning("Not finished: %s", problem)


async def front_page(request: Request) -> RedirectResponse:
    """The front page lives at “/”; its own name leads there, with the filters of the link."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"./{query}")


class NoPage(StringConvertor):
    """A path that is no page, and none of those that the server answers for its scripts."""

    regex = rf"(?!(?:{'|'.join(menu.addresses())})$)(?!{'|'.join(path[1:] for path in MACHINERY)})[^.]*[^./]"


async def no_page(request: Request) -> HTMLResponse:
    """What is said of such an address, before the app is loaded for it."""
    first = f"{request.scope.get('root_path', '')}/"
    said = f'<p>Check the address, or <a href="{first}">go to the first page</a>.</p>'
    return error_pages.page("There is no page at this address", said, 404)


def inline_scripts() -> list[str]:
    """The hashes of the scripts that stand in Streamlit's own page."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    found = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return [f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}" for text in found]


def settings() -> SignIn | None:
    """How people sign in, or None on one's own machine. Ends the program where it may not be started so."""
    try:
        known = current_user.settings()
        refuse_address(st.get_option("server.address"), known)
    except Misconfigured as problem:
        sys.exit(str(problem))
    if known and st.get_option("server.baseUrlPath"):
        sys.exit("With sign-in, Line of Sight needs a host name of its own. Leave out server.baseUrlPath.")
    return known


def gates(known: SignIn | None) -> list[Middleware]:
    """What every request passes first, outermost first."""
    front = Middleware(Front, policy=content_policy(inline_scripts()), secure=known is not None and known.secure)
    if known is None:
        return [front, Middleware(LocalGate)]
    register = current_user.register()
    gate = Middleware(Gate, settings=known, register=register, sign_in=identity.application(known, register))
    return [front, gate]


access.ask_through(current_user.asking)
leave_nothing_of_uploads()
end_half_sent()
register_url_convertor("no_page", NoPage())
app = st.App(
    "pages/shell.py",
    lifespan=warm_up,
    routes=[Route("/home", front_page), *shared_links(), *identifiers.fetched_once(), Route("/{at:no_page}", no_page)],
    middleware=[*gates(settings()), Middleware(OverwritesReceived)],
    on_script_error=errors.told,
)
