"""The local authorities of England, as national statistics name them: code, region and statistical neighbours."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analytics.catalogue.catalogue import DATA


@dataclass(frozen=True)
class Authority:
    """An authority, a region, a country or a group of authorities.

    `code` and `region` are empty for what is no authority; `gss` are the nine-character codes of the Office for
    National Statistics, several where the code changed, none for a group.
    """

    name: str
    also: tuple[str, ...]
    code: str
    gss: tuple[str, ...]
    region: str

    @property
    def known_as(self) -> str:
        """The code that its national figures have: its own, or that of the region or country; empty for a group."""
        return self.code or next(iter(self.gss), "")


@dataclass(frozen=True)
class Neighbour:
    """One of the ten authorities that are most like another one by the Department's model of 2025; 1 is the closest."""

    name: str
    rank: int
    closeness: str


def key(name: str) -> str:
    """A name without what sources write differently: case, “&”, full stops and spaces."""
    return re.sub(r"[^a-z0-9,()]", "", name.lower().replace("&", "and"))


@cache
def authorities() -> tuple[Authority, ...]:
    """Everybody whose figures can be compared with, in the order of the file."""
    with Path(__file__).with_name("authorities.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Authority(row["name"], _parted(row["also"]), row["code"], _parted(row["gss"]), row["region"])
            for row in csv.DictReader(file)
        )


def _parted(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(";")))


@cache
def area_codes() -> dict[str, str]:
    """By each code and name that an authority, a region or England may be written with (as `key` writes it), the code
    that its national figures have."""
    found: dict[str, str] = {}
    for one in authorities():
        for written in (one.code, *one.gss, one.name, *one.also):
            if written and one.known_as:
                found.setdefault(key(written), one.known_as)
    return found


def own_code(code: str, name: str) -> str:
    """The code that an authority's national figures have, by the code or the name in its catalogue; else the code as
    it is."""
    known = authority(name)
    return area_codes().get(key(code)) or (known.code if known and not code else code)


@cache
def area_named(code: str) -> Authority:
    """The authority, region or country with the code that national figures have. Raises KeyError for another."""
    return {one.known_as: one for one in authorities() if one.known_as}[code]


def authority(name: str) -> Authority | None:
    """The authority of a name, however it is spelled; “Council”, “County Council” and the like may follow it."""
    short = re.sub(r"\s+((county|city|borough|district|metropolitan|london)\s+)*council$", "", name.strip(), flags=re.I)
    short = re.sub(r"^(london |royal )?borough of ", "", short, flags=re.I)
    for found in authorities():
        if found.code and {key(name), key(short)} & {key(known) for known in (found.name, *found.also)}:
            return found
    return None


def neighbours(code: str) -> tuple[Neighbour, ...]:
    """The statistical neighbours of an authority, the closest first; none for a code that nobody has."""
    with (DATA / "open" / "statistical_neighbours.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Neighbour(area_named(area_codes()[row["sn_la_code"]]).name, int(row["sn_rank"]), row["closeness"])
            for row in csv.DictReader(file)
            if row["la_code"] == code
        )
