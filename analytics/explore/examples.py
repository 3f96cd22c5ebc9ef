"""Questions to start from, of what is held."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote

from analytics import indicators
from analytics.catalogue import GOOD_OR_BETTER, INADEQUATE, catalogue
from analytics.store import Store

_ANY = {
    "Red three months running": "subject=indicators&red-for=3&measure=figure&measure=to-target&measure=direction",
    "Audits {inadequate} by team and legal status, six months": f"subject=audits&rows=team&columns=legal_status"
    f"&measure={INADEQUATE}&span=6&chart=heat",
    "Audits {good} by month": f"subject=audits&rows=month&measure={GOOD_OR_BETTER}&span=12&chart=line",
    "Screened red by area": "subject=screening&rows=area&measure=red&chart=dot",
    "National figures beside others": "subject=national&chart=line",
    "What the last load changed": "subject=loads",
}  # fmt: skip


def examples(store: Store, offered: Collection[str]) -> list[tuple[str, str]]:
    """Words and address of each, of the subjects that are offered."""
    names = {"inadequate": catalogue().scale.names[INADEQUATE], "good": catalogue().scale.names[GOOD_OR_BETTER]}
    found = {said.format(**names): address for said, address in _ANY.items()}
    if "indicators" in offered:
        measure = quote(indicators.measured(store)[0])
        first = {
            "One indicator over two years": f"subject=indicators&rows=month&indicator={measure}&span=24&chart=line",
            "One indicator by area, beside a year ago": f"subject=indicators&rows=area&indicator={measure}"
            "&beside=year-ago&chart=bar",
        }  # fmt: skip
        found = first | found
    return [(said, address) for said, address in found.items() if address.split("&")[0].split("=")[1] in offered]


def opening(store: Store, offered: Collection[str]) -> str:
    """The address of what is shown before anything is asked: the first of the examples, nothing where there is none."""
    return next((address for _, address in examples(store, offered)), "")
