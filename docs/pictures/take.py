"""Takes the pictures of the README anew, of the app as it is now: `python -m docs.pictures.take`, from the root.

It starts the app on a store of its own with the demonstration set, opens pages in Chromium, and writes WebP files
beside itself. Needs requirements-dev.txt.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from analytics import access
from analytics.catalogue import ALL
from analytics.disclosure import Wanted
from analytics.sharing import links, pack_service
from analytics.store import Store, the_store
from tests.demonstration.browser.chromium import find
from tests.demonstration.browser.conftest import ARGS, open_page, settled
from tests.serving import free_port, serving

HERE = Path(__file__).parent
MONTH = "month=2021-09"
WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 780}
PICTURES = {  # the file, the address, how large a screen
    "home": (f"/?{MONTH}&locality=Cheltenham", WIDE),
    "home-phone": (f"/?{MONTH}&locality=Cheltenham", PHONE),
    "overview": (f"/overview?{MONTH}", WIDE),
    "indicator": (f"/indicator?{MONTH}&measure=icpc_15d", WIDE),
    "audits": (f"/audits?{MONTH}&section=by-legal-status", WIDE),
    "localities": (f"/localities?{MONTH}&measure=initial_visits_s17_5d", WIDE),
}


def demonstration(folder: Path) -> Store:
    os.environ["LINE_OF_SIGHT_STORE"] = str(folder)
    subprocess.run([sys.executable, "-m", "analytics", "demo"], check=True, stdout=subprocess.DEVNULL)
    return the_store()


def keep(page: Page, name: str) -> None:
    """Write what the page shows, in few colours."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").save(HERE / f"{name}.webp", quality=80, method=6)
    print(f"{name}.webp: {(HERE / f'{name}.webp').stat().st_size // 1024} KB")


def of_the_app(browser: Browser, address: str) -> None:
    for name, (path, size) in PICTURES.items():
        context = browser.new_context(viewport=size, device_scale_factor=1, color_scheme="light")
        page = open_page(context, address + path)
        keep(page, name)
        context.close()


def of_a_load(browser: Browser, address: str) -> None:
    """The account of an extract with a row that is refused."""
    page = open_page(browser.new_context(viewport=WIDE, color_scheme="light"), f"{address}/data?{MONTH}")
    rows = "2021-09,2021-09,icpc_15d,All,50,80\n2021-09,2021-09,icpc_15d,Glocester,21,30\n"
    content = f"cut,month,measure_id,locality,numerator,denominator\n{rows}".encode()
    file = {"name": "september.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").last.set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Check the files").click()
    page.get_by_text("Rows in 2").wait_for()
    settled(page)
    page.get_by_text("Rows in 2").scroll_into_view_if_needed()
    keep(page, "load")


def of_a_pack(browser: Browser, address: str, store: Store) -> None:
    wanted = Wanted(date(2021, 9, 1), ALL, ("indicators",))
    with access.acting_as(access.LOCAL):
        pack_id = pack_service.freeze(store, pack_service.draft(store, wanted))
        token, _ = links.create(store, pack_id)
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{address}/s/{token}")
    keep(page, "pack-phone")


def main() -> None:
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = demonstration(Path(folder) / "store")
        browser = playwright.chromium.launch(executable_path=find(), args=ARGS)
        with serving(store.root, Path(folder) / "log", free_port()) as address:
            of_the_app(browser, address)
            of_a_load(browser, address)
            of_a_pack(browser, address, store)
        browser.close()


if __name__ == "__main__":
    main()
