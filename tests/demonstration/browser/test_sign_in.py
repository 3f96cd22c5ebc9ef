"""Sign-in from the first click on a link to the last, with an identity provider for tests, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import BrowserContext, Page, expect

from analytics.access import Role
from analytics.sign_in.user_roles import Person, Register, key_of
from analytics.store import Store
from tests.demonstration.browser.conftest import settled
from tests.demonstration.browser.test_access import PROBES
from tests.making import copied
from tests.serving import free_port, serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:get_jwt_config"),  # of the identity provider for tests
]

DEEP = "/indicator?month=2021-08&measure=icpc_15d"


class Served:
    def __init__(self, address: str, issuer: str, store: Path):
        self.address = address
        self.issuer = issuer
        self.register = Register(store)

    def person(self, subject: str) -> Person:
        return Person(self.issuer, "", subject)


@pytest.fixture(scope="module")
def served(published: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store = tmp_path_factory.mktemp("signed-in") / "store"
    copied(published, store)
    port = free_port()
    with run_server_in_thread(require_nonce=True) as provider:
        issuer = f"http://localhost:{provider.server_port}"
        settings = {
            "LINE_OF_SIGHT_SIGN_IN_URL": f"http://127.0.0.1:{port}",
            "LINE_OF_SIGHT_SIGN_IN_ISSUER": issuer,
            "LINE_OF_SIGHT_SIGN_IN_CLIENT_ID": "line-of-sight",
            "LINE_OF_SIGHT_SIGN_IN_CLIENT_SECRET": "kept between the two of us",
        }
        with serving(store, tmp_path_factory.mktemp("log") / "server.log", port, **settings) as address:
            yield Served(address, issuer, store)


def sign_in(visitor: BrowserContext, served: Served, subject: str, link: str = DEEP) -> Page:
    """Open a link, be led to the identity provider, say who one is there, and come back."""
    page = visitor.new_page()
    page.goto(served.address + link)
    expect(page.get_by_role("heading", name="Authorize Client")).to_be_visible()
    assert page.url.startswith(served.issuer)
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{served.address}/**")
    return page


def test_from_a_link_through_the_sign_in_to_its_page_and_out_again(served: Served, visitor: BrowserContext) -> None:
    page = sign_in(visitor, served, "ada-7")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed in, and have no role yet")
    expect(page.get_by_text("ada-7", exact=True)).to_be_visible()

    served.register.grant(served.person("ada-7"), Role.LEADER)
    page.reload()
    settled(page)
    assert page.url == served.address + DEEP, "the link was kept all the way"
    expect(page.locator(".st-key-facts")).to_contain_text("74.2%")
    expect(page.get_by_text("You are here as leader.")).to_be_attached()

    kept = visitor.cookies()
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Signed out")
    page.goto(served.address + DEEP)
    expect(page.get_by_role("heading", name="Authorize Client")).to_be_visible()
    visitor.add_cookies(kept)  # type: ignore[arg-type]
    page.goto(served.address + DEEP)
    expect(page.get_by_role("heading", name="Authorize Client")).to_be_visible()


def test_a_leader_sees_what_was_loaded_and_no_form_to_load(served: Served, visitor: BrowserContext) -> None:
    served.register.grant(served.person("lea-3"), Role.LEADER)
    page = settled(sign_in(visitor, served, "lea-3", "/data"))
    assert page.get_by_role("tab").all_inner_texts() == ["History", "Log", "Restatements", "Data quality", "Dictionary"]
    assert page.locator('input[type="file"]').count() == 0
    assert page.get_by_role("button", name="Undo").count() == 0


def test_an_analyst_loads(served: Served, visitor: BrowserContext) -> None:
    served.register.grant(served.person("ana-1"), Role.ANALYST)
    page = settled(sign_in(visitor, served, "ana-1", "/data"))
    content = b"cut,month,measure_id,value,source\n2021-10,2021-10,icpc_15d,61,council\n"
    page.locator('input[type="file"]').last.set_input_files(
        {"name": "october.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_text("Rows in 1 = accepted 1")).to_be_visible()


def test_a_file_that_was_handed_out_is_nobody_elses(served: Served, visitor: BrowserContext) -> None:
    served.register.grant(served.person("lea-4"), Role.LEADER)
    page = settled(sign_in(visitor, served, "lea-4"))
    addresses = []
    for _ in range(2):
        with page.expect_download() as handed_out:
            page.get_by_role("button", name="Table (CSV)").first.click()
        addresses.append(handed_out.value.url)
        assert handed_out.value.suggested_filename == "icpc_15d-2021-08.csv"
        page.reload()
        settled(page)
    first, second = addresses
    assert first != second, "the same table has another address each time, so none can be worked out from it"
    assert page.request.get(second).ok
    assert httpx2.get(second).status_code == 401


def test_a_role_that_was_taken_away_ends_in_the_open_page(served: Served, visitor: BrowserContext) -> None:
    served.register.grant(served.person("bob-9"), Role.LEADER)
    page = settled(sign_in(visitor, served, "bob-9"))
    served.register.revoke(served.person("bob-9"))
    page.get_by_role("link", name="Screening", exact=True).click()
    page.wait_for_timeout(3000)
    assert "16.33%" not in page.inner_text("body")
    again = "You are signed in, and have no role yet"
    expect(page.get_by_role("heading", level=1)).to_have_text(again)  # by itself


def test_a_page_left_open_after_the_sign_in_ended_leads_to_the_sign_in_and_back(
    served: Served, visitor: BrowserContext
) -> None:
    served.register.grant(served.person("lea-6"), Role.LEADER)
    page = settled(sign_in(visitor, served, "lea-6"))
    (cookie,) = [c for c in visitor.cookies() if c.get("name") == "line-of-sight"]
    served.register.sign_out(key_of(str(cookie.get("value"))))
    expect(page.get_by_role("heading", name="Authorize Client")).to_be_visible(timeout=20_000)
    page.get_by_placeholder("sub").fill("lea-6")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(served.address + DEEP)


def test_the_console_stays_quiet_behind_the_gate(served: Served, visitor: BrowserContext) -> None:
    served.register.grant(served.person("lea-5"), Role.LEADER)
    page = settled(sign_in(visitor, served, "lea-5", "/audits?month=2021-09"))
    said: list[str] = []
    page.on("console", lambda m: said.append(f"{m.text} {m.location['url']}") if m.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in ("/?month=2021-09", DEEP, "/localities", "/audits", "/screening", "/data", "/methods"):
        page.goto(served.address + path)
        settled(page)
    assert [line for line in said if not line.endswith(PROBES)] == []
