"""Files as somebody would send them, and what becomes of them."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from analytics.extracts import Checked, ExtractError, Options, check_files
from tests.westshire import catalogue

ICPC = "% of ICPCs held within 15 w.days of the start fo the enquiry"
SDQ = "% of children in care with an SDQ in date"
DENTAL = "% of children in care with and up-to-date tooth check"


def sent(*lines: str, name: str = "f.csv", **options: object) -> Checked:
    """The account of a CSV file with these lines."""
    return sent_file("\n".join([*lines, ""]).encode(), name, **options)


def sent_file(content: bytes, name: str, **options: object) -> Checked:
    given = Options(**{"today": date(2022, 6, 1), **options})  # type: ignore[arg-type]
    (((account,),), _) = check_files([(name, content)], catalogue(), given)
    return account


def refused(*lines: str, **options: object) -> str:
    """What is said of a CSV file that can't be used as a whole."""
    with pytest.raises(ExtractError) as problem:
        sent(*lines, **options)
    return str(problem.value)


def refused_file(content: bytes, name: str, **options: object) -> str:
    with pytest.raises(ExtractError) as problem:
        sent_file(content, name, **options)
    return str(problem.value)


def problems(account: Checked) -> list[tuple[int, str, str]]:
    """The row, column and code of each refusal."""
    return account.refusals.select("row_number", "column", "code").rows()


def book(*rows: list[object], name: str = "Dashboard") -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.active.title = name
    for row in rows:
        made.active.append(row)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()
