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
    """An authority, a region or a group of authorities; `code` and `region` are empty for what is no authority."""

    name: str
    also: tuple[str, ...]
    code: str
    region: str


@dataclass(frozen=True)
class Neighbour:
    """One of the ten authorities that are most like another one by the Department's model of 2025; 1 is the closest."""

    name: str
    rank: int
    closeness: str


def key(name: str) -> str:
    """A name without what sources write differently: case, “&”, full stops and spaces."""
    return re.sub(r"[^a-z,()]", "", name.lower().replace("&", "and"))


@cache
def authorities() -> tuple[Authority, ...]:
    """Everybody whose figures can be compared with, in the order of the file."""
    with Path(__file__).with_name("authorities.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Authority(row["name"], tuple(filter(None, row["also"].split(";"))), row["code"], row["region"])
            for row in csv.DictReader(file)
        )


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
            Neighbour(row["sn_la_name"], int(row["sn_rank"]), row["closeness"])
            for row in csv.DictReader(file)
            if row["la_code"] == code
        )
