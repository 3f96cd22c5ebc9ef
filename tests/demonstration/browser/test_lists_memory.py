"""Lists are counted through the page on a real server; afterwards nothing of them is found, not in its memory either.

Every field of every list has a marker of its own. Searched are the store, the ledger, logs, the server's temporary
folder, the page, and the memory of the server itself.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from analytics.store import Store
from tests.demonstration.browser.conftest import open_page, settled
from tests.serving import free_port, serving
from tests.statutory.lists import files_in, northmere
from tests.statutory.test_privacy import planted, texts

pytestmark = pytest.mark.browser


def memory_of(store: Path) -> Iterator[tuple[str, bytes]]:
    """The readable memory of the server of a store, in regions; it is known by its environment."""
    asked = f"LINE_OF_SIGHT_STORE={store}".encode()
    for process in (p for p in Path("/proc").iterdir() if p.name.isdigit()):
        try:
            if asked not in (process / "environ").read_bytes().split(b"\0"):
                continue
            regions = (process / "maps").read_text().splitlines()
            with (process / "mem").open("rb", buffering=0) as memory:
                for region in regions:
                    found = re.match(r"([0-9a-f]+)-([0-9a-f]+) r\S+ \S+ \S+ \S+\s*(.*)", region)
                    if found and not found[3].startswith("[v"):
                        start, end = int(found[1], 16), int(found[2], 16)
                        memory.seek(start)
                        try:
                            yield f"{found[3] or 'anonymous'} of {end - start:,} bytes", memory.read(end - start)
                        except OSError:  # a region that is reserved and not there
                            continue
        except (FileNotFoundError, ProcessLookupError, PermissionError):  # has ended, or is another's
            continue


def as_csv(rows: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([f"{c:%d/%m/%Y}" if isinstance(c, datetime) else c for c in row] for row in rows)
    return out.getvalue().encode()


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of another process is read from /proc")
def test_after_counting_nothing_of_a_list_is_left_anywhere(visitor: BrowserContext, tmp_path: Path) -> None:
    """The lists are CSV, which stands in memory as it is; what is in a workbook is packed.

    The C library overwrites what it frees only where that is longer than a kilobyte, as lists are.
    """
    sheets, marks = planted()
    (lists := tmp_path / "lists").mkdir()
    (rest := tmp_path / "rest").mkdir()
    (temporary := rest / "temporary").mkdir()
    northmere(Store(rest / "store"))
    files = [lists / f"{title.split(' zqx')[0].replace(' ', '_')}.csv" for title in sheets]
    for file, rows in zip(files, sheets.values(), strict=True):
        file.write_bytes(as_csv([*rows[:2], *rows[-2:] * 100]))  # real lists are long
    marked = re.compile("|".join(re.escape(mark) for mark in marks))
    in_memory = re.compile(b"|".join(mark.encode(of) for mark in marks for of in ("utf-8", "utf-16-le", "utf-32-le")))
    with serving(rest / "store", rest / "server.log", free_port(), TMPDIR=str(temporary)) as address:
        page = open_page(visitor, f"{address}/data")
        page.get_by_text("Child-level lists").first.click()
        page.locator("input[type=file]").nth(0).set_input_files(files)
        counting = page.get_by_role("button", name="Count the lists")
        expect(counting).to_be_enabled()
        settled(page)
        assert any(in_memory.search(region) for _, region in memory_of(rest / "store"))  # or the search is no good
        counting.click()
        expect(page.get_by_text("Indicators computed")).to_be_visible(timeout=120_000)
        settled(page)
        page.get_by_role("button", name="Store these files").click()
        expect(page.get_by_text("Stored as load")).to_be_visible()
        settled(page)
        shown = page.content()
        left = [
            (where, region[max(0, at.start() - 60) : at.end() + 60])
            for where, region in memory_of(rest / "store")
            for at in in_memory.finditer(region)
        ]
        assert left == []
    assert len(marks) > 100
    found = [shown, *(text for file in files_in(rest) for text in texts(file))]
    assert [text[:200] for text in found if marked.search(text)] == []
    assert not files_in(temporary)
