"""A real server and a real browser. Tests that only read share one server; a file that loads, makes packs or stops
something asks for a fresh one on a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, expect, sync_playwright

from analytics.store import Store
from tests.demonstration.browser.chromium import HOW, find
from tests.making import copied
from tests.serving import free_port, serving

ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
QUIET = 300  # milliseconds in which nothing may happen any more
expect.set_options(timeout=30_000)  # what a busy machine may need


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find()
    if path is None:
        pytest.fail(HOW)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server(published: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server for all files that only read."""
    with _serving_copy(published, tmp_path_factory) as address:
        yield address


@pytest.fixture(scope="module")
def held(published: Store) -> Store:
    """What the own server of a module holds a copy of; a module may say something else."""
    return published


@pytest.fixture(scope="module")
def own_server(held: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that nobody has opened yet, for a module that changes what it holds."""
    with _serving_copy(held, tmp_path_factory) as address:
        yield address


@contextmanager
def _serving_copy(store: Store, folder: pytest.TempPathFactory) -> Iterator[str]:
    root = folder.mktemp("served") / "store"
    copied(store, root)
    with serving(root, folder.mktemp("log") / "server.log", free_port()) as address:
        yield address


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody with a browser of her own: no history, no cookies."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def page(visitor: BrowserContext) -> Page:
    """Her first page."""
    return visitor.new_page()


def open_page(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return settled(page)


def settled(page: Page) -> Page:
    """Wait until the app has run and drawn, and nothing has moved for a while."""
    quiet = """(most) => {
        const app = document.querySelector('[data-testid="stApp"]');
        const main = document.querySelector('[data-testid="stMain"]');
        const done = app && app.getAttribute('data-test-script-state') === 'notRunning'
            && document.querySelector('h1') && !document.querySelector('[data-testid="stSkeleton"]');
        const drawn = done && `${main?.scrollWidth} ${main?.scrollHeight} ${document.querySelectorAll("*").length}`;
        if (!done || window.quiet?.drawn !== drawn) window.quiet = { drawn, since: performance.now() };
        return done && performance.now() - window.quiet.since > most;
    }"""
    page.evaluate("delete window.quiet")
    page.wait_for_function(quiet, arg=QUIET, timeout=30_000, polling=50)
    return page


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option of a filter as a person does, who presses again if the list closed because the page moved."""
    listed = page.get_by_role("option", name=option, exact=True)
    page.get_by_label(label, exact=True).first.click()
    try:
        listed.click(timeout=5_000)
    except TimeoutError:
        page.get_by_label(label, exact=True).first.click()
        listed.click()
    settled(page)
