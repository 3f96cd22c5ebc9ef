"""Which areas stand behind another one in a month.

- **The whole** is pooled from the areas that count in it, lie in no other and are in force in the month: places, and
  also services that count in it.
- **An area with parts** is pooled from those of them that count and are in force; a combined one from its members. A
  member that ended goes on in its successor, if all that the successor took the place of are members, too; if not,
  nobody knows what the area has from then on, and it has no parts.
- **An area that took the place of others** is, before it came into force, what these were: the one whose name it
  changed, or the sum of those that were merged in it.

So an area that is added, renamed, merged or closed changes no month before its date. Months are first days of months.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from analytics import months

if TYPE_CHECKING:
    from analytics.catalogue.catalogue import Area

WHOLE = "All"
Areas = Mapping[str, "Area"]


def in_force(area: Area, month: date) -> bool:
    return (area.valid_from is None or area.valid_from <= month) and (area.valid_to is None or month <= area.valid_to)


def predecessors(areas: Areas, name: str) -> tuple[str, ...]:
    """The areas that one took the place of; none for one that is in force from the beginning."""
    start = areas[name].valid_from
    if start is None:
        return ()
    earlier = (area for area in areas.values() if area.succeeded_by == name)
    return tuple(area.area for area in earlier if area.valid_from is None or area.valid_from < start)


def members(areas: Areas, name: str, month: date) -> tuple[str, ...]:
    """The areas from which an area, or the whole, is pooled in a month; none where it is not made of others."""
    if name == WHOLE:
        return _parts(areas, "", month)
    area = areas[name]
    if not in_force(area, month):
        return _earlier(areas, name, month)
    return _combined(areas, area.members, month) if area.members else _parts(areas, name, month)


def behind(areas: Areas, name: str) -> tuple[str, ...]:
    """Every area that one is made of in any month, at any depth, without itself; in the catalogue's order."""
    found: set[str] = set()
    ahead = [name]
    turns = _turns(areas)
    while ahead:
        one = ahead.pop()
        further = {part for month in turns for part in members(areas, one, month)} - found - {name}
        found |= further
        ahead += further
    return tuple(area for area in areas if area in found)


def goes_on_as(areas: Areas, month: date) -> dict[str, str]:
    """Of each area that has ended by a month and been succeeded, the area that goes on in its place then."""
    found = {}
    for area in areas.values():
        now = area
        while now.succeeded_by and now.valid_to and now.valid_to < month:
            now = areas[now.succeeded_by]
        if now is not area and in_force(now, month):
            found[area.area] = now.area
    return found


def above(areas: Areas, name: str) -> str:
    """The area that one lies in, or the whole."""
    return areas[name].parent or WHOLE


def known_in(areas: Areas, month: date) -> tuple[str, ...]:
    """The areas that have figures of a month: those in force, and those whose predecessors are. What has an end, or
    is not in force itself, stands last."""
    found = [area for area in areas.values() if in_force(area, month) or _earlier(areas, area.area, month)]
    found.sort(key=lambda area: area.valid_to is not None or not in_force(area, month))
    return tuple(area.area for area in found)


def _parts(areas: Areas, parent: str, month: date) -> tuple[str, ...]:
    return tuple(
        area.area
        for area in areas.values()
        if area.parent == parent and area.counts_in_whole and not area.members and in_force(area, month)
    )


def _earlier(areas: Areas, name: str, month: date) -> tuple[str, ...]:
    """What an area was in a month before it came into force: areas that were in force then."""
    start = areas[name].valid_from
    if start is None or start <= month:
        return ()
    found = [
        one
        for earlier in predecessors(areas, name)
        for one in ((earlier,) if in_force(areas[earlier], month) else _earlier(areas, earlier, month))
    ]
    return tuple(dict.fromkeys(found))


def _combined(areas: Areas, named: tuple[str, ...], month: date) -> tuple[str, ...]:
    found: list[str] = []
    for name in named:
        ended = areas[name].valid_to
        if in_force(areas[name], month):
            found.append(name)
        elif ended is None or month <= ended:
            found += _earlier(areas, name, month)
        elif successor := areas[name].succeeded_by:
            if not {*predecessors(areas, successor)} <= {*named}:
                return ()
            found += _combined(areas, (successor,), month)
    return tuple(dict.fromkeys(found))


def _turns(areas: Areas) -> list[date]:
    """A month of each stretch in which the same areas are in force."""
    starts = {area.valid_from for area in areas.values() if area.valid_from}
    ends = {months.before(area.valid_to, -1) for area in areas.values() if area.valid_to}
    return sorted({date.min, *starts, *ends})
