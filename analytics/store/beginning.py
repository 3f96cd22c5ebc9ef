"""The beginning of a store: an authority, and the starter catalogue that it changes into its own."""

from __future__ import annotations

from analytics.catalogue import CatalogueError, build
from analytics.catalogue.catalogue import DATA
from analytics.extracts.authorities import authority, neighbours
from analytics.extracts.catalogue_fields import csv_content
from analytics.store.loading import Incoming, prepare, store_prepared
from analytics.store.store import Store

STARTER = DATA / "starter"


def begin(store: Store, council: str, region: str = "") -> int:
    """Load the starter catalogue into an empty store, as that of an authority of this name; returns the load_id.

    Code, region and statistical neighbours are those of the national statistics where they know the name. Raises
    CatalogueError where the store is not empty, and NotAllowed for anyone but an analyst.
    """
    if store.ledger.history():
        raise CatalogueError(f"The store at {store.root} has data already; nothing was changed.")
    known = authority(council)
    of = {"council": council, "code": known.code if known else "", "region": region or (known.region if known else "")}
    files = [("council.csv", [of | {"whole": "council", "part": "locality", "parts": "localities"}])]
    if known:
        rows = [{"neighbour": n.name, "rank": str(n.rank), "closeness": n.closeness} for n in neighbours(known.code)]
        files.append(("neighbours.csv", rows))
    incoming = [Incoming(name, csv_content(rows)) for name, rows in files]
    incoming += [Incoming.from_path(file) for file in sorted(STARTER.glob("*.csv"))]
    return store_prepared(store, prepare(build({}), incoming))
