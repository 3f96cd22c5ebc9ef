"""The door: the ASGI app that `streamlit run app.py` starts. It contains no page.

Pages live behind `pages/shell.py`, so that a deep link on a fresh server always passes the shell first.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from analytics.sharing import shared_links
from analytics.store import months_held, the_store


@asynccontextmanager
async def warm_up(_: st.App) -> AsyncIterator[None]:
    """Read the store once and freeze what is loaded, so that the collector does not walk it after every run."""
    months_held(the_store())
    gc.collect()
    gc.freeze()
    yield


async def front_page(request: Request) -> RedirectResponse:
    """The front page lives at “/”; its own name leads there, with the filters of the link."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"./{query}")


app = st.App("pages/shell.py", lifespan=warm_up, routes=[Route("/overview", front_page), *shared_links()])
