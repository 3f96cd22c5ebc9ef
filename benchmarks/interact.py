"""How fast pages answer, over the websocket: python -m benchmarks.interact [--minutes 1] [--people 50]

Starts the app on the demonstration data and, beside it, an empty Streamlit page with one widget, as Streamlit comes,
and one with the app's settings. Each row of the app is measured between two measurements of the first, and is given as
a ratio to them; the remark has the ratio to the second, whose runs are lighter for what the app has turned off. “Seen
before” is a view that somebody has opened since the last load; “new” is one that nobody has, of a server that has
worked ahead for some seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.client import Visitor, visiting
from benchmarks.serving import ROOT, Server, demonstration, empty_page, serving
from benchmarks.table import Line, load, machine, median, p95, written

PAGES = {
    "My area": ("", "", "Month"),
    "All indicators": ("overview", "", "Month"),
    "Indicator": ("indicator", "", "Indicator"),
    "Localities": ("localities", "", "Month"),
    "Audits": ("audits", "section=by-legal-status", "Month"),
}
IN_FULL = {"Audits, all sections": ("audits", "section=everything", "Month")}  # of which people open one at a time
OPTIONS, CHANGES = 4, 40
MANY_OPTIONS = 12  # of a filter, among which people choose: most of these views are new at first
THINK = 3.0  # seconds
FIRST_VIEW, START, MEGABYTES, CLICKING = 2500.0, None, 1.0, 500.0
TIMES_EMPTY = 4


async def changes(server: Server, page: str, query: str, label: str) -> tuple[list[float], list[float], float]:
    """Milliseconds of the first change to each of some options, of going round them again, and computing for each."""
    async with visiting(server.address) as visitor:
        await visitor.open(page, query)
        options = visitor.filters[label].options[1 : OPTIONS + 1] or visitor.filters[label].options
        new = [(await visitor.choose(label, option)).seconds * 1000 for option in options]
        before = server.computing()
        again = [(await visitor.choose(label, options[n % len(options)])).seconds * 1000 for n in range(CHANGES)]
        return new, again, (server.computing() - before) * 1000 / CHANGES


async def filter_changes(app: Server, empty: Server, lean: Server) -> list[Line]:
    """A filter change on each page, each between two runs of the empty page, then that with the app's settings."""
    lines = []
    for name, (page, query, label) in (PAGES | IN_FULL).items():
        _, before, computed_before = await changes(empty, "", "", "Month")
        new, again, computed = await changes(app, page, query, label)
        _, after, computed_after = await changes(empty, "", "", "Month")
        base, base_computed = median([*before, *after]), (computed_before + computed_after) / 2
        _, light, _ = await changes(lean, "", "", "Month")
        remark = (
            f"computing {computed:.0f} ms; {median(again) / median(light):.1f} × an empty page with the app's settings "
            f"({median(light):.1f} ms); load {load():.1f}"
        )
        most = TIMES_EMPTY * base
        lines.append(Line(f"{name}: {label.lower()} seen before", median(again), "ms", most,
                          f"{median(again) / base:.1f} × empty", remark))  # fmt: skip
        lines.append(Line(f"{name}: new {label.lower()}", median(new), "ms", None, f"{median(new) / base:.1f} × empty"))
        lines.append(Line(f"empty page beside {name}", base, "ms", None, "", f"computing {base_computed:.0f} ms"))
    return lines


async def first_views(app: Server, times: int = 5) -> list[Line]:
    """A visitor who opens a page of a warm server."""
    lines = []
    for name, (page, query, _) in (PAGES | IN_FULL).items():
        taken, sent = [], 0
        for _ in range(times):
            async with visiting(app.address) as visitor:
                answer = await visitor.open(page, query)
                taken.append(answer.seconds * 1000)
                sent = answer.bytes
        lines.append(
            Line(f"{name}: first view, warm server", median(taken), "ms", FIRST_VIEW, "", f"{sent / 1024:,.0f} KB")
        )
    return lines


async def start(app: Server, what: str) -> Line:
    """From the start of the process to its first view; the server has just been started."""
    async with visiting(app.address) as visitor:
        await visitor.open()
    return Line(f"{what}: start of the process to the first view", time.perf_counter() - app.began, "s")


async def person(server: Server, number: int, until: float, taken: list[float]) -> None:
    """Somebody who opens one of the pages and changes a filter every few seconds, thinking 3 s on average."""
    chance = random.Random(number)
    name = list(PAGES)[number % len(PAGES)]
    page, query, label = PAGES[name]
    await asyncio.sleep(chance.uniform(0, THINK))
    async with visiting(server.address) as visitor:
        await visitor.open(page, query)
        while time.perf_counter() < until:
            await asyncio.sleep(chance.uniform(0.5, 1.5) * THINK)
            taken.append(await _change(visitor, label, chance) * 1000)


async def _change(visitor: Visitor, label: str, chance: random.Random) -> float:
    options = visitor.filters[label].options[:MANY_OPTIONS]
    return (await visitor.choose(label, chance.choice(options))).seconds


async def memory(server: Server, people: int) -> Line:
    """What one more open page holds, after a change of its filter, where others have opened the same views before."""
    held = []
    async with AsyncExitStack() as all_of_them:
        for number in range(2 * people):
            page, query, label = list(PAGES.values())[number % len(PAGES)]
            visitor = await all_of_them.enter_async_context(visiting(server.address))
            await visitor.open(page, query)
            await visitor.choose(label, visitor.filters[label].options[1])
            held.append(server.memory())
    said = f"of {people}, after {people} others; {held[-1]:.0f} MB with all of them"
    return Line("memory of a session", (held[-1] - held[people - 1]) / people, "MB", MEGABYTES, "", said)


async def many(server: Server, people: int, minutes: float) -> list[Line]:
    """People who click for some minutes: how long they wait, and what the server holds at each fifth of the time."""
    taken: list[float] = []
    began = time.perf_counter()
    until = began + 60 * minutes
    clicking = [asyncio.create_task(person(server, number, until, taken)) for number in range(people)]
    held = []
    for fifth in range(1, 6):
        await asyncio.sleep(max(0.0, began + 12 * minutes * fifth - time.perf_counter()))
        held.append(server.memory())
    await asyncio.gather(*clicking)
    grown = 100 * (held[-1] / held[1] - 1)
    said = ", ".join(f"{mb:.0f}" for mb in held)
    return [
        Line(f"{people} people, {THINK:g} s of thought, {minutes:g} min: 95th percentile", p95(taken), "ms", CLICKING,
             "", f"{len(taken)} changes; load {load():.1f}"),
        Line("the same: median", median(taken), "ms"),
        Line("growth of memory after two fifths of the time", grown, "%", 5.0, "", f"{said} MB at each fifth"),
    ]  # fmt: skip


def measure(minutes: float, people: int) -> list[Line]:
    with tempfile.TemporaryDirectory(prefix="line-of-sight-") as name:
        folder = Path(name)
        store = str(demonstration(folder))
        plain = empty_page(folder, "plain", own_settings=False)
        own = empty_page(folder, "own", own_settings=True)
        with (
            serving("page.py", plain, folder / "plain.log") as empty,
            serving("page.py", own, folder / "own.log") as lean,
        ):
            lines = [asyncio.run(start(empty, "Empty page"))]
            with serving("app.py", ROOT, folder / "app.log", LINE_OF_SIGHT_STORE=store) as app:
                lines.append(asyncio.run(start(app, "App")))
                app.rest()
                lines += asyncio.run(filter_changes(app, empty, lean))
                lines += asyncio.run(first_views(app))
                lines.append(asyncio.run(memory(app, people)))
                lines += asyncio.run(many(app, people, minutes))
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.interact", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=1.0, help="how long the people click (120 for the long run)")
    parser.add_argument("--people", type=int, default=50)
    asked = parser.parse_args()
    print(machine(), f"Load {load():.1f} at the start.\n")
    print(written("Pages over the websocket", measure(asked.minutes, asked.people)))


if __name__ == "__main__":
    main()
