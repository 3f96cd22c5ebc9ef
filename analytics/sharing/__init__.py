"""Who may see what has left: frozen packs, the links that open them, and the log of who did what.

A pack is computed once, frozen under the hash of everything in it, and served by a route of its own: whoever opens a
link never starts an app session, so nothing of hers reaches a query. What may stand in a pack is not decided here,
nor how it looks; only `app.py`, the pages and the command line import this room.
"""

from analytics.sharing import log
from analytics.sharing.database import CantShare
from analytics.sharing.link_route import SharedLinks, shared_links
from analytics.sharing.links import links, revoke
from analytics.sharing.making import Draft, draft, export, freeze, share
from analytics.sharing.masking import mask_tokens, masked
from analytics.sharing.packs import PAGE, DamagedPack, Pack, check_packs, packs, read

__all__ = [
    "PAGE",
    "CantShare",
    "DamagedPack",
    "Draft",
    "Pack",
    "SharedLinks",
    "check_packs",
    "draft",
    "export",
    "freeze",
    "links",
    "log",
    "mask_tokens",
    "masked",
    "packs",
    "read",
    "revoke",
    "share",
    "shared_links",
]
