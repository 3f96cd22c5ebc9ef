"""The identifiers behind one figure of child-level lists, handed to an analyst straight after counting, and logged.

They are made in memory from the lists, are never stored, and go out once: on the command line into the file that was
named, in the app by an address that works once and for ten minutes. The log says which figure and how many, and names
nobody.
"""

from __future__ import annotations

import csv
import io
import secrets
import threading
from typing import TYPE_CHECKING

import polars as pl
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from analytics import months
from analytics.access import require_analyst
from analytics.catalogue import ALL
from analytics.columns import inert
from analytics.sharing import log
from analytics.sharing.database import Clock, utc_now
from analytics.store import Store

if TYPE_CHECKING:
    from analytics.statutory import Behind  # which brings what reads workbooks

MINUTES = 10
ROUTE = "identifiers/"
GONE = f"This list was fetched already, or {MINUTES} minutes have passed. Make it again on the Data page."
_kept: dict[str, tuple[str, bytes]] = {}  # file name and content, by the token of the address


def written(store: Store, behind: Behind, cases: pl.DataFrame, *, now: Clock = utc_now) -> bytes:
    """The cases behind a figure as a CSV file, once the log says that they were asked for.

    `cases` has the columns of `statutory.identifiers`. Raises NotAllowed for anyone but an analyst.
    """
    about = {
        "indicator": behind.measure_id,
        "month": months.code(behind.month),
        "area": None if behind.locality == ALL else behind.locality,
        "team": None if behind.team == ALL else behind.team,
        "cases": "not in the numerator" if behind.gap else "in the numerator",
        "identifiers": cases.height,
    }
    log.write(store, "identifiers listed", require_analyst().role, about, now=now)
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    shown = cases if cases["amount"].count() else cases.drop("amount")
    lines.writerow(shown.columns)
    lines.writerows([inert(cell) if isinstance(cell, str) else cell for cell in row] for row in shown.iter_rows())
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def offer(file_name: str, content: bytes) -> str:
    """Keep a file in memory until it is fetched or the time has passed; returns its address, below that of the app."""
    token = secrets.token_urlsafe(32)
    _kept[token] = file_name, content
    forgetting = threading.Timer(60 * MINUTES, _kept.pop, (token, None))
    forgetting.daemon = True
    forgetting.start()
    return f"{ROUTE}{token}"


def _fetch(request: Request) -> Response:
    """The file of a token, the first time that it is asked for."""
    found = _kept.pop(request.path_params["token"], None) if request.method == "GET" else None
    if found is None:
        return PlainTextResponse(GONE, 404)
    file_name, content = found
    said = {"Content-Disposition": f'attachment; filename="{file_name}"', "Cache-Control": "no-store"}
    return Response(content, headers=said, media_type="text/csv")


def fetched_once() -> list[Route]:
    """The route of these files, behind the gate of the app: nobody who is not signed in gets so far."""
    return [Route(f"/{ROUTE}{{token}}", _fetch)]
