"""No log line holds a token, whoever writes it and however the address is spelled."""

from __future__ import annotations

import base64
import io
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.sharing import mask_tokens, masked

TOKEN = "aB3-_" + 38 * "x"


@pytest.fixture
def written() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger with a handler of its own, as a server brings one, and what it writes."""
    factory = logging.getLogRecordFactory()
    mask_tokens()
    logger, stream = logging.getLogger("uvicorn.access.of.this.test"), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger.addHandler(handler)
    yield logger, stream
    logger.removeHandler(handler)
    logging.setLogRecordFactory(factory)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f'"GET /s/{TOKEN} HTTP/1.1" 200', '"GET /s/[link] HTTP/1.1" 200'),
        (f"/s/{TOKEN}/pack.xlsx?a=b", "/s/[link]/pack.xlsx?a=b"),
        (f"/s/{TOKEN}?token=x#y", "/s/[link]?token=x#y"),
        (f"/s/{TOKEN}x", "/s/[link]"),
        (f"/s/{TOKEN[:-1]}", "/s/[link]"),
        (f"/S%2F{TOKEN}", "/S%2F[link]"),
        (f"//s//{TOKEN}", "//s//[link]"),
        (f"\\s\\{TOKEN}", "\\s\\[link]"),
        ("/s/" + "".join(f"%{ord(c):02x}" for c in TOKEN), "/s/[link]"),
        (f"token={TOKEN}", "token=[link]"),
        (f"b'/s/{TOKEN}'", "b'/s/[link]'"),
        (f"{TOKEN} {TOKEN}", "[link] [link]"),
        ("/overview?month=2021-09", "/overview?month=2021-09"),
        (64 * "a" + ".parquet", 64 * "a" + ".parquet"),
        ("/s/short", "/s/short"),
    ],
)
def test_tokens_go_and_the_rest_stays(text: str, clean: str) -> None:
    assert masked(text) == clean


@given(st.binary(min_size=32, max_size=32), st.sampled_from(["/s/{}", "'{}'", "x={} ", "/s/{}/pack.html", "\n{}\n"]))
def test_any_token_is_masked(drawn: bytes, place: str) -> None:
    token = base64.urlsafe_b64encode(drawn).rstrip(b"=").decode()
    assert token not in masked(place.format(token))


def test_arguments_dictionaries_bytes_and_tracebacks_are_cleaned(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, stream = written
    logger.warning('%s - "%s %s HTTP/%s" %d', "127.0.0.1:5", "GET", f"/s/{TOKEN}", "1.1", 200)
    logger.warning("%(path)s", {"path": f"/s/{TOKEN}"})
    logger.warning("%s", {"raw_path": f"/s/{TOKEN}".encode()})
    logger.warning(f"/s/{TOKEN}")
    try:
        raise ValueError(f"/s/{TOKEN}")
    except ValueError:
        logger.exception("Fault")
    said = stream.getvalue()
    assert TOKEN not in said
    assert said.count("[link]") == 5
    assert '127.0.0.1:5 - "GET /s/[link] HTTP/1.1" 200' in said
    assert "ValueError: /s/[link]" in said
    assert "Traceback" in said


def test_a_record_without_arguments_is_cleaned_too(written: tuple[logging.Logger, io.StringIO]) -> None:
    """As handlers hand them on that have filled the line in already."""
    logger, stream = written
    logger.handle(logger.makeRecord(logger.name, logging.WARNING, "", 0, f"/s/{TOKEN}", None, None))
    assert stream.getvalue() == "WARNING /s/[link]\n"


def test_what_our_own_modules_log_is_cleaned_too(
    written: tuple[logging.Logger, io.StringIO], caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("analytics.store.maintenance").warning("Load %d of %s", 3, f"/s/{TOKEN}")
    assert [record.getMessage() for record in caplog.records] == ["Load 3 of /s/[link]"]


def test_masking_twice_is_masking_once(written: tuple[logging.Logger, io.StringIO]) -> None:
    factory = logging.getLogRecordFactory()
    mask_tokens()
    assert logging.getLogRecordFactory() is factory
