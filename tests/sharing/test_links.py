"""A link opens exactly the frozen bytes; everything else is answered with one page, whatever is wrong."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
import secrets
import sqlite3
import string
from contextlib import closing

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from starlette.testclient import TestClient

from analytics.sharing import link_route, log
from analytics.sharing.link_route import MANY, MOST_STYLES, MOST_WAITING, REFUSAL, SLOWED, SOONEST, WITHIN, SharedLinks
from analytics.sharing.links import create, links, opened, revoke
from analytics.sharing.packs import keep
from analytics.store import Store, database
from analytics.store.content_store import sha256
from tests.sharing.conftest import ABOUT, CELLS, OTHER_PAGE, PAGE, Answer, Clock, Shared
from tests.waiting import wait_for

LETTERS = string.ascii_letters + string.digits + "-_"


def is_refusal(answer: Answer) -> bool:
    return (answer.status, answer.body) == (404, REFUSAL)


def damage(shared: Shared) -> None:
    (shared.store.root / "packs" / shared.pack_id / (sha256(PAGE) + ".html")).write_bytes(b"damaged")


def delete(shared: Shared) -> None:
    for file in (shared.store.root / "packs" / shared.pack_id).iterdir():
        file.unlink()


def forget(shared: Shared) -> None:
    """As if the link had never been: its row is gone."""
    with closing(sqlite3.connect(shared.store.root / "sharing.sqlite", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER links_delete")
        connection.execute("DELETE FROM links")


REFUSED = {
    "unknown": lambda shared: shared.ask("/s/" + secrets.token_urlsafe(32)),
    "no token": lambda shared: shared.ask("/s/"),
    "malformed": lambda shared: shared.ask("/s/abc"),
    "wrong method": lambda shared: shared.ask(f"/s/{shared.token}", "POST"),
    "no such file": lambda shared: shared.ask(f"/s/{shared.token}/none.csv"),
    "expired": lambda shared: (shared.clock.forward(days=60), shared.ask(f"/s/{shared.token}"))[1],
    "revoked": lambda shared: (revoke(shared.store, 1), shared.ask(f"/s/{shared.token}"))[1],
    "forgotten": lambda shared: (forget(shared), shared.ask(f"/s/{shared.token}"))[1],
    "deleted": lambda shared: (delete(shared), shared.ask(f"/s/{shared.token}"))[1],
    "damaged": lambda shared: (damage(shared), shared.ask(f"/s/{shared.token}"))[1],
}


def test_a_link_opens_the_frozen_bytes_with_strict_headers(shared: Shared) -> None:
    answer = shared.ask(f"/s/{shared.token}")
    style = base64.b64encode(hashlib.sha256(b"p{color:#000}").digest()).decode()
    assert (answer.status, answer.body) == (200, PAGE)
    assert answer.headers == {
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex, nofollow, noarchive",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "content-security-policy": f"default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'",
        "content-length": str(len(PAGE)),
        "content-type": "text/html; charset=utf-8",
    }
    assert shared.waited == []


@pytest.mark.parametrize(
    ("name", "media", "content"),
    [
        ("pack.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK the workbook"),
        ("indicators.csv", "text/csv; charset=utf-8", b"measure_id,value\nicpc_due,58.1\n"),
    ],
)
def test_files_beside_the_page_are_handed_out_as_files(shared: Shared, name: str, media: str, content: bytes) -> None:
    answer = shared.ask(f"/s/{shared.token}/{name}")
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, content, media)
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["content-security-policy"].endswith("; sandbox")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_page_of_very_many_styles_has_a_policy_that_proxies_let_pass(empty: Store, clock: Clock) -> None:
    page = b"".join(b'<p style="width:%dpx">' % width for width in range(MOST_STYLES + 1))
    pack = keep(empty, {}, {"pack.html": page}, {}, now=clock)
    token = create(empty, pack, now=clock)[0]
    policy = Shared(empty, clock, pack, pack, token, token).ask(f"/s/{token}").headers["content-security-policy"]
    assert "style-src 'unsafe-inline';" in policy
    assert "default-src 'none'" in policy
    assert len(policy) < 500


def test_the_address_of_a_link_is_made_as_it_is_read(shared: Shared) -> None:
    path = shared.app.url_path_for("shared link", rest=f"{shared.token}/indicators.csv")
    assert shared.ask(str(path)).body == shared.ask(f"/s/{shared.token}/indicators.csv").body != REFUSAL


@pytest.mark.parametrize("style", [b"", b'<p style="color:red &amp; x">', b"<p style='y'>", b"<style>a\r\nb</style>"])
def test_a_page_s_own_styles_are_allowed_by_hash_and_no_others(empty: Store, clock: Clock, style: bytes) -> None:
    pack = keep(empty, {}, {"pack.html": b"<p>x</p>" + style}, {}, now=clock)
    token = create(empty, pack, now=clock)[0]
    answer = Shared(empty, clock, pack, pack, token, token).ask(f"/s/{token}")
    found = re.findall(r"style-src ([^;]+);", answer.headers["content-security-policy"])

    def hashed(text: bytes) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode()}'"

    expected = {
        b"": "'none'",
        b'<p style="color:red &amp; x">': "'unsafe-hashes' " + hashed(b"color:red & x"),
        b"<p style='y'>": "'unsafe-hashes' " + hashed(b"y"),
        b"<style>a\r\nb</style>": hashed(b"a\nb"),
    }
    assert found == [expected[style]]


@pytest.mark.parametrize("why", REFUSED)
def test_every_refusal_is_the_same_answer(shared: Shared, why: str) -> None:
    plain = shared.ask("/s/" + 43 * "A")
    answer = REFUSED[why](shared)
    assert is_refusal(answer)
    assert answer == plain, "status, headers and body"
    assert shared.waited == [SOONEST, SOONEST]


@pytest.mark.parametrize("why", REFUSED)
def test_every_refusal_asks_the_database_the_same(shared: Shared, why: str) -> None:
    """The work done tells nobody what is wrong: counted in statements, because a clock would be unsure."""
    statements: list[str] = []

    def noted(sql: str) -> None:
        if not sql.startswith("PRAGMA"):  # asked of any connection
            statements.append(re.sub(r"'[^']*'|\d+", "?", sql))

    def traced(connection: sqlite3.Connection, _: object) -> None:
        connection.set_trace_callback(noted)

    def asked(what: str) -> list[str]:
        statements.clear()
        REFUSED[what](shared)
        once = [s for s, before in zip(statements, ["", *statements], strict=False) if s != before]  # else a trigger's
        return once[-6:]  # what made the case so, such as revoking, asked before

    shared.ask("/s/x")  # the row that counts this hour
    event.listen(database._file(str(shared.store.root / "sharing.sqlite")), "connect", traced)
    plain = asked("unknown")
    assert len(plain) == 6, "link, pack, files; then begin, count, commit"
    assert asked(why) == plain


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "X" * 300])
def test_other_methods_are_refused_like_anything_else(shared: Shared, method: str) -> None:
    assert is_refusal(shared.ask(f"/s/{shared.token}", method))
    assert links(shared.store, now=shared.clock)["opened"].to_list() == [0, 0]


def test_head_is_like_get_without_the_body_and_counts_as_no_opening(shared: Shared) -> None:
    for path in (f"/s/{shared.token}", f"/s/{shared.token}/pack.xlsx", "/s/nothing"):
        got, head = shared.ask(path), shared.ask(path, "HEAD")
        assert (head.status, head.headers, head.body) == (got.status, got.headers, b"")
    assert links(shared.store, now=shared.clock)["opened"].to_list() == [0, 1]
    assert "link looked at" in log.entries(shared.store, now=shared.clock)["what"].to_list()


@pytest.mark.parametrize("place", range(43))
def test_any_changed_letter_is_refused(shared: Shared, place: int) -> None:
    token = shared.token
    following = LETTERS[(LETTERS.index(token[place]) + 1) % 64]
    for letter in set(LETTERS) - {token[place]} if place == 42 else {following}:
        assert opened(shared.store, token[:place] + letter + token[place + 1 :], now=shared.clock) is None
    assert opened(shared.store, token, now=shared.clock) == PAGE


def test_the_last_letter_decodes_to_the_same_bytes_in_other_spellings(shared: Shared) -> None:
    """What makes the test above worth its while: three other last letters decode to the very same 32 bytes."""
    spellings = [shared.token[:-1] + c for c in LETTERS]
    same = [s for s in spellings if base64.urlsafe_b64decode(s + "=") == base64.urlsafe_b64decode(shared.token + "=")]
    assert len(same) == 4
    assert [s for s in same if not is_refusal(shared.ask(f"/s/{s}"))] == [shared.token]


@pytest.mark.parametrize(
    "spell",
    [
        lambda t: t[:-1],
        lambda t: t[1:],
        lambda t: t + "=",
        lambda t: t + "A",
        lambda t: t + "\n",
        lambda t: t + "%0a",
        lambda t: t + "%00",
        lambda t: "%00" + t,
        lambda t: t + " ",
        lambda t: t + "%20",
        lambda t: t + ".",
        lambda t: t + ";",
        lambda t: t + ";jsessionid=1",
        lambda t: t + "%3f",
        lambda t: t + "#",
        lambda t: t.upper(),
        lambda t: t.lower(),
        lambda t: t.swapcase(),
        lambda t: t[::-1],
        lambda t: "".join(f"%{ord(c):02x}" for c in t),
        lambda t: f"%{ord(t[0]):02x}" + t[1:],
        lambda t: t[:20] + "%2e%2e/" + t[20:],
        lambda t: t + "\u200b",
        lambda t: "é" + t,
        lambda t: t + "*",
        lambda t: t[:-1] + "%",
        lambda t: t[:-1] + "_' OR 1=1 --",
        lambda t: t * 2,
        lambda t: t + t[0] * 1_000_000,
        lambda t: "A" * 1_000_000,
        lambda t: "%41" * 400_000,
        lambda t: hashlib.sha256(t.encode()).hexdigest(),
    ],
)  # fmt: skip
def test_any_other_spelling_is_refused(shared: Shared, spell: object) -> None:
    assert is_refusal(shared.ask("/s/" + spell(shared.token)))  # type: ignore[operator]


def test_two_thousand_random_tokens_open_nothing(shared: Shared) -> None:
    assert not any(opened(shared.store, secrets.token_urlsafe(32), now=shared.clock) for _ in range(2_000))
    assert opened(shared.store, shared.token, now=shared.clock) == PAGE


@settings(max_examples=200)
@given(sent=st.binary(max_size=80))
def test_no_bytes_open_anything(sent: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    store, clock = Store(tmp_path_factory.mktemp("bytes")), Clock()
    nobody = Shared(store, clock, "", "", "", "")
    answer = nobody.ask(b"/s/" + sent.replace(b"?", b""))
    assert is_refusal(answer)


def test_a_link_runs_out_to_the_second(shared: Shared) -> None:
    shared.clock.forward(days=60, seconds=-1)
    assert shared.ask(f"/s/{shared.token}").body == PAGE
    shared.clock.forward(seconds=1)
    assert is_refusal(shared.ask(f"/s/{shared.token}"))


def test_revoking_holds_on_the_next_request_and_for_that_link_alone(shared: Shared) -> None:
    assert shared.ask(f"/s/{shared.token}").body == PAGE
    revoke(shared.store, 1)
    assert is_refusal(shared.ask(f"/s/{shared.token}"))
    assert is_refusal(shared.ask(f"/s/{shared.token}/pack.xlsx"))
    assert shared.ask(f"/s/{shared.other_token}").body == OTHER_PAGE


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/s/{}", PAGE),
        ("/s/{}/", PAGE),
        ("/s/{}/pack.html", PAGE),
        ("/s/{}?", PAGE),
        ("/s/{}?pack_id={}&name=cells.csv&_method=DELETE", PAGE),
        ("/s/{}?../../cells.csv", PAGE),
        ("/s/{}//", REFUSAL),
        ("/s/{}/pack.html/", REFUSAL),
        ("/s/{}//pack.html", REFUSAL),
        ("/s/{}/PACK.HTML", REFUSAL),
        ("/s/{}/pack.html%00", REFUSAL),
        ("/s/{}/./pack.html", REFUSAL),
        ("/s/{}/../{}", REFUSAL),
        ("/s/{}/%2e%2e/cells.csv", REFUSAL),
        ("/s/{}%2fpack.html", REFUSAL),
        ("/s/{}%5cpack.html", REFUSAL),
        ("/s/{}\\pack.html", REFUSAL),
        ("/s/{}/cells.csv", REFUSAL),
        ("/s/{}/private/cells.csv", REFUSAL),
        ("/s/{}/../sharing.sqlite", REFUSAL),
        ("/s/{}/%2e%2e%2f%2e%2e%2fsharing.sqlite", REFUSAL),
        ("/s/{}/.hidden", REFUSAL),
        ("/s/{}/pack.parquet", REFUSAL),
        ("/s//{}", REFUSAL),
        ("/s/./{}", REFUSAL),
        ("/s/../s/{}", REFUSAL),
        ("/s/%2e%2e/s/{}", REFUSAL),
        ("/s/%2f{}", REFUSAL),
        ("/s%2f{}", REFUSAL),
        ("/%73/{}", REFUSAL),
        ("/%73/s/{}", REFUSAL),
        ("//s/{}", b"elsewhere"),
        ("/S/{}", b"elsewhere"),
        ("/x/../s/{}", b"elsewhere"),
        ("/s%5c{}", b"elsewhere"),
        ("/s;/{}", b"elsewhere"),
        ("/s", b"elsewhere"),
    ],
)  # fmt: skip
def test_tricks_with_the_path_open_nothing_else(shared: Shared, path: str, outcome: bytes) -> None:
    answer = shared.ask(path.format(shared.token, shared.token))
    assert answer.body == outcome
    assert answer.status == (404 if outcome == REFUSAL else 200)


def test_private_files_are_reached_under_no_name(shared: Shared) -> None:
    stored = sha256(CELLS) + ".csv"
    for name in ("cells.csv", stored, stored[:-4], f"../{shared.pack_id}/{stored}", f"packs/{shared.pack_id}/{stored}"):
        assert is_refusal(shared.ask(f"/s/{shared.token}/{name}"))
        assert is_refusal(shared.ask(f"/s/{shared.other_token}/{name}"))
    folder = shared.store.root / "packs" / shared.pack_id
    (folder / "extra.csv").symlink_to(folder / stored)
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "pack.csv").write_bytes(CELLS)
    for name in ("extra.csv", ".hidden/pack.csv"):
        assert is_refusal(shared.ask(f"/s/{shared.token}/{name}"))


HEADERS = [
    {"Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"},
    {"X-Forwarded-Prefix": "/s/other"},
    {"X-Original-URL": "/s/nothing", "X-Rewrite-URL": "/s/nothing"},
    {"X-HTTP-Method-Override": "DELETE", "X-Method-Override": "POST"},
    {"Range": "bytes=0-3"},
    {"If-None-Match": "*", "If-Modified-Since": "Fri, 31 Dec 2100 00:00:00 GMT"},
    {"Cookie": "_streamlit_user=x; session=y"},
    {"Authorization": "Bearer x", "Origin": "https://evil.example", "Accept": "application/json"},
    {"Accept-Encoding": "gzip, br"},
    {"X-Long": "x" * 60_000},
]


@pytest.mark.parametrize("headers", HEADERS, ids=lambda h: next(iter(h)))
def test_headers_change_nothing(shared: Shared, headers: dict[str, str]) -> None:
    with TestClient(shared.app, follow_redirects=False) as client:
        good, bad = client.get(f"/s/{shared.token}", headers=headers), client.get("/s/nothing", headers=headers)
    plain = shared.ask(f"/s/{shared.token}")
    assert (good.status_code, good.content) == (200, PAGE)
    assert (bad.status_code, bad.content) == (404, REFUSAL)
    assert dict(good.headers) == plain.headers
    for answer in (good, bad):
        assert not {"set-cookie", "location", "server", "etag"} & set(answer.headers)
        assert "evil" not in str(answer.headers)


def test_an_override_opens_nothing_that_is_refused(shared: Shared) -> None:
    for name in (b"x-original-url", b"x-rewrite-url", b"x-forwarded-prefix", b"x-forwarded-uri"):
        assert is_refusal(shared.ask("/s/nothing", headers=[(name, f"/s/{shared.token}".encode())]))
    assert is_refusal(shared.ask(f"/s/{shared.token}", "POST", [(b"x-http-method-override", b"GET")]))


def test_two_hundred_interleaved_reads_never_mix(shared: Shared) -> None:
    paths = [(f"/s/{shared.token}", PAGE), (f"/s/{shared.other_token}", OTHER_PAGE), ("/s/nothing", REFUSAL),
             (f"/s/{shared.token}/indicators.csv", b"measure_id,value\nicpc_due,58.1\n")]  # fmt: skip
    wrong: list[str] = []

    async def one(path: str, expected: bytes) -> None:
        answer = await shared.asked(path.encode())
        if answer.body != expected:
            wrong.append(path)

    async def all_at_once() -> None:
        async with anyio.create_task_group() as group:
            for n in range(200):
                group.start_soon(one, *paths[n % 4])

    wait_for(all_at_once)
    assert wrong == []
    assert links(shared.store, now=shared.clock)["opened"].to_list() == [50, 50]
    assert log.verify(shared.store) == []
    counted = log.entries(shared.store, now=shared.clock).filter(what="links refused")
    assert counted["about"].to_list() == ["50 in the hour from 10:00"]


def test_a_link_made_again_to_the_same_pack_is_another(shared: Shared) -> None:
    again = create(shared.store, shared.pack_id, now=shared.clock)[0]
    assert again != shared.token
    revoke(shared.store, 1)
    assert shared.ask(f"/s/{again}").body == PAGE


@pytest.mark.parametrize(
    "where",
    [
        "analytics.sharing.links.reading",
        "analytics.sharing.links.frozen_pack",
        "analytics.sharing.links.content",
        "analytics.sharing.log.append",
    ],
)
@pytest.mark.parametrize("fault", [RuntimeError, sqlite3.OperationalError, OSError, MemoryError])
def test_a_fault_inside_gives_the_plain_page_and_a_reference_in_the_log(
    shared: Shared,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    where: str,
    fault: type[Exception],
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise fault("a secret of the inside")

    with monkeypatch.context() as patched:
        patched.setattr(where, broken)
        answer = shared.ask(f"/s/{shared.token}")
    assert is_refusal(answer)
    assert b"secret" not in answer.body
    assert re.search(r"could not be opened, reference [0-9a-f]{8}", caplog.text)
    assert shared.token not in caplog.text
    assert shared.ask(f"/s/{shared.token}").body == PAGE, "the next request is well again"


def test_refusals_that_can_not_be_counted_are_counted_later(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(link_route.log, "refused", full)
        assert is_refusal(shared.ask("/s/a"))
        assert is_refusal(shared.ask("/s/b"))
    assert is_refusal(shared.ask("/s/c"))
    assert log.entries(shared.store, now=shared.clock)["about"].to_list()[0] == "3 in the hour from 10:00"


def test_many_refusals_slow_refusals_down_and_nothing_else(shared: Shared) -> None:
    for _ in range(MANY + 2):
        assert is_refusal(shared.ask("/s/guess"))
    assert shared.waited == [SOONEST] * (MANY - 1) + [SLOWED] * 3
    shared.waited.clear()
    assert shared.ask(f"/s/{shared.token}").body == PAGE
    assert shared.waited == []
    shared.seconds += WITHIN
    assert is_refusal(shared.ask("/s/guess"))
    assert shared.waited == [SOONEST], "a minute later"


def test_a_refusal_waits_only_for_what_is_left_of_its_time(empty: Store) -> None:
    ticks, waited = iter([10.0, 10.2, 20.0, 29.0]), []

    async def wait(seconds: float) -> None:
        waited.append(round(seconds, 6))

    slow = Shared(empty, Clock(), "", "", "", "")
    slow.app.routes[0].app = SharedLinks(lambda: empty, seconds=lambda: next(ticks), wait=wait)  # type: ignore
    for _ in range(2):
        assert is_refusal(slow.ask("/s/x"))
    assert waited == [0.05, 0.0]


def test_a_flood_is_turned_away_in_bounded_memory_and_a_good_link_still_opens(shared: Shared) -> None:
    """All refusals are held back until the flood is over; the good link is asked in the middle of it."""
    answers: list[Answer] = []

    async def flood() -> None:
        hold = anyio.Event()

        async def held(_: float) -> None:
            await hold.wait()

        shared.links._wait = held

        async def guess() -> None:
            answers.append(await shared.asked(b"/s/guess"))

        async with anyio.create_task_group() as group:
            for _ in range(3 * MOST_WAITING):
                group.start_soon(guess)
            while len(answers) < 2 * MOST_WAITING:
                await anyio.sleep(0.01)
            assert shared.links._waiting == MOST_WAITING
            assert len(shared.links._recent) == MANY
            good = await shared.asked(f"/s/{shared.token}".encode())
            assert (good.status, good.body) == (200, PAGE)
            hold.set()

    wait_for(flood)
    assert {answer.body for answer in answers} == {REFUSAL}
    statuses = [answer.status for answer in answers]
    assert (statuses.count(404), statuses.count(429)) == (MOST_WAITING, 2 * MOST_WAITING)
    assert is_refusal(shared.ask("/s/guess"))
    assert log.entries(shared.store, now=shared.clock)["about"].to_list()[0] == "301 in the hour from 10:00"


def test_the_plain_page_names_nothing_and_stands_alone() -> None:
    text = REFUSAL.decode()
    assert re.search(r'<html lang="en-GB">', text)
    assert not re.search(r"https?:|src=|href=|<script|<form", text)


def test_loads_that_change_later_leave_an_open_pack_as_it_was(shared: Shared) -> None:
    keep(shared.store, ABOUT | {"loads": [3]}, {"pack.html": b"newer"}, {}, now=shared.clock)
    assert shared.ask(f"/s/{shared.token}").body == PAGE


def test_faults_are_logged_through_a_logger_that_masks(shared: Shared, caplog: pytest.LogCaptureFixture) -> None:
    damage(shared)
    with caplog.at_level(logging.DEBUG):
        assert is_refusal(shared.ask(f"/s/{shared.token}"))
    assert "is damaged" in caplog.text
    assert shared.token not in caplog.text
