"""Files of a return of children looked after, as tests make them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from analytics.catalogue import Catalogue
from analytics.statutory import Counted, count
from analytics.store import Incoming

MARCH = date(2025, 3, 31)
HEADINGS = {
    "header": ("CHILD", "SEX", "DOB", "ETHNIC"),
    "episodes": ("CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "DEC", "REC"),
    "reviews": ("CHILD", "DOB", "REVIEW", "REVIEW_CODE"),
    "uasc": ("CHILD", "SEX", "DOB", "DUC"),
    "oc2": ("CHILD", "DOB", "SDQ_SCORE", "SDQ_REASON", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK",
            "HEALTH_ASSESSMENT"),
    "oc3": ("CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"),
    "ad1": ("CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE"),
    "missing": ("CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"),
    "sw_episodes": ("CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"),
}  # fmt: skip
Record = Mapping[str, Any]


def file(of: str, records: Iterable[Record], name: str = "") -> Incoming:
    """A file of the return with a row for each record; days as the return has them."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS[of])
    for record in records:
        cells = (record.get(heading) for heading in HEADINGS[of])
        writer.writerow(f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for cell in cells)
    return Incoming(name or f"SSDA903_2025_{of}.csv", out.getvalue().encode())


def episodes(child: str, *rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Records of a child's episodes: DECOM, RNE, LS, PLACE, DEC and REC, the last two left out where it goes on."""
    names = ("DECOM", "RNE", "LS", "PLACE", "DEC", "REC")
    return [{"CHILD": child, "CIN": "N1", **dict(zip(names, row, strict=False))} for row in rows]


def counted(catalogue: Catalogue, *files: Incoming, day: date | None = MARCH) -> Counted:
    return count(files, catalogue, day=day)
