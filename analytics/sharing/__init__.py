"""What is handed out: frozen packs, the links that open them, and the log of who did what.

A pack is computed once, frozen under the hash of everything in it, and served by a route of its own: whoever opens a
link never starts an app session, so nothing of hers reaches a query. An analyst gets the identifiers behind a figure of
lists once, from memory. What may stand in a pack is not decided here,
nor how it looks, and no figure is read here. Who signs in belongs in `sign_in`, of which nothing here knows. Only
`sign_in`, `app.py`, the pages and the command line import this room.
"""

from analytics.sharing import identifiers, links, log, pack_service, packs
from analytics.sharing.database import CantShare, problems
from analytics.sharing.invitation import Invitation, invite
from analytics.sharing.link_route import SharedLinks, shared_links
from analytics.sharing.masking import mask_tokens, masked
from analytics.sharing.pack_service import Draft
from analytics.sharing.packs import DamagedPack, Pack

__all__ = [
    "CantShare",
    "DamagedPack",
    "Draft",
    "Invitation",
    "Pack",
    "SharedLinks",
    "identifiers",
    "invite",
    "links",
    "log",
    "mask_tokens",
    "masked",
    "pack_service",
    "packs",
    "problems",
    "shared_links",
]
