"""The table of what was measured, and on what."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("streamlit", "uvloop", "polars", "duckdb", "altair")


@dataclass(frozen=True)
class Line:
    """One figure: what it is of, its value and unit, the target if there is one, and a ratio with what it is to."""

    what: str
    value: float
    unit: str
    most: float | None = None
    ratio: str = ""
    remark: str = ""

    @property
    def met(self) -> str:
        if self.most is None:
            return ""
        return "met" if self.value <= self.most else "MISSED"


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    return sorted(values)[max(0, -(-95 * len(values) // 100) - 1)]


def machine() -> str:
    """The processor, cores, memory, load just now, and the versions of what does the work."""
    name, memory = platform.machine(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    models = [
        ln.partition(":")[2].strip() for ln in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in ln
    ]
    libraries = ", ".join(f"{library} {version(library)}" for library in LIBRARIES)
    return (
        f"{platform.system()} {platform.release()}, {models[0] if models else name}, "
        f"{len(os.sched_getaffinity(0))} cores, {memory:.0f} GB. Python {platform.python_version()}, {libraries}."
    )


def load() -> float:
    """How many processes wanted a core over the last minute."""
    return os.getloadavg()[0]


def written(heading: str, lines: Sequence[Line]) -> str:
    """A section of RESULTS.md."""
    rows = [
        f"| {x.what} | {x.value:,.{0 if x.value >= 100 else 1 if x.value >= 1 else 2}f} {x.unit} "
        f"| {'' if x.most is None else f'{x.most:g}'} | {x.met} | {x.ratio} | {x.remark} |"
        for x in lines
    ]
    return "\n".join(
        [f"## {heading}", "", "| | measured | at most | | ratio | |", "|---|--:|--:|---|--:|---|", *rows, ""]
    )
