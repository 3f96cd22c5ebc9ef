"""Who may see what has left: frozen packs, the links that open them, and the log of who did what.

A pack is computed once, frozen under the hash of everything in it, and served by a route of its own: whoever opens a
link never starts an app session, so nothing of hers reaches a query. What may stand in a pack is not decided here,
nor how it looks; only `app.py`, the pages and the command line import this room.
"""

from analytics.sharing import log
from analytics.sharing.database import CantShare
from analytics.sharing.link_route import SharedLinks, shared_links
from analytics.sharing.links import create, links, revoke
from analytics.sharing.masking import mask_tokens, masked
from analytics.sharing.packs import PAGE, DamagedPack, Pack, check_packs, exported, keep, packs, private, read

__all__ = [
    "PAGE",
    "CantShare",
    "DamagedPack",
    "Pack",
    "SharedLinks",
    "check_packs",
    "create",
    "exported",
    "keep",
    "links",
    "log",
    "mask_tokens",
    "masked",
    "packs",
    "private",
    "read",
    "revoke",
    "shared_links",
]
