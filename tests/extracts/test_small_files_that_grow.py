"""A file of a few kilobytes that asks for gigabytes is refused in a short sentence, before it has them."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from analytics.extracts.reading import MOST_COLUMNS, ExtractError, read_csv
from tests.extracts.sending import refused_file, sent_file

SMALL = 51 * 1024  # bytes
MOST_MB = 250
HEADER = "cut,month,measure_id,value,source"
MONTHS = [f"{month}-{year:02}" for year in range(80) for month in ("Jan", "Apr", "Jul", "Oct")]


def growing(number: int) -> Iterator[bytes]:
    """Small files with wide headers and many rows that are blank, end early or have a title alone."""
    chance = random.Random(number)
    for _ in range(number):
        wide = chance.randrange(10, MOST_COLUMNS - 5)
        names = chance.choice(
            ([HEADER, *(f"n{i}" for i in range(wide))], ["Indicator", *MONTHS[:wide]], ["month", *[""] * wide, "value"])
        )
        row = chance.choice(("\n", "x\n", ",\n", "2021-09,2021-09\n", '"\n"\n', ",,,,,,,,,,\n"))
        top = ",".join(names) + "\n"
        yield (top + row * ((SMALL - len(top)) // len(row))).encode()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not say how much memory a process has had.")
def test_no_small_file_takes_much_memory() -> None:
    """In a process of its own, whose greatest use of memory tells of all of them."""
    asked = "from tests.extracts.test_small_files_that_grow import most_memory; print(most_memory(20))"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=300)
    assert int(answer.stdout) < MOST_MB


def most_memory(number: int) -> int:
    """Megabytes that reading so many files has added at most."""
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for content in growing(number):
        with suppress(ExtractError):
            read_csv(content, "f.csv")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return grown >> (20 if sys.platform == "darwin" else 10)


@pytest.mark.parametrize(
    "top",
    [
        ",".join(f"c{i}" for i in range(40_000)),
        f"{HEADER},{','.join(f'c{i}' for i in range(40_000))}",
        f"Indicator,{','.join('Sep-21' for _ in range(40_000))}",
        "\n".join(";".join("Sep-21" for _ in range(8_000)) for _ in range(20)),
    ],
    ids=["names", "an extract's among them", "months", "twenty rows"],
)
def test_thousands_of_columns_are_refused_at_once_in_a_short_sentence(top: str) -> None:
    began = time.process_time()
    said = refused_file(f"{top}\n1,2\n".encode(), "f.csv")
    assert time.process_time() - began < 2
    assert "columns, and at most 1,000 are read" in said
    assert len(said) < 200


def test_many_wrong_columns_are_told_of_in_a_short_sentence() -> None:
    header = f"{HEADER},{','.join(f'c{i}' for i in range(900))}"
    said = refused_file(f"{header}\n2021-09,2021-09,icpc_due,58,council{',' * 900}\n".encode(), "f.csv")
    assert "“c0”, “c1”, “c2”, “c3”, “c4” and 895 more" in said
    assert len(said) < 300


def test_empty_cells_beyond_the_columns_that_are_read_are_passed_over() -> None:
    content = f"{HEADER}{',' * 2000}\n2021-09,2021-09,icpc_due,58,council{',' * 2000}\n"
    assert sent_file(content.encode(), "f.csv").accepted.height == 1
