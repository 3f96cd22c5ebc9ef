"""Tokens of links never stand in a log: whoever reads a log could open the page."""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import unquote

MASK = "[link]"
# What follows /s/ (slashes may be sent as %2f or turned round), and any word as long as a token on its own.
_AFTER_PATH = re.compile(r"((?:[/\\]|%2f|%5c)s(?:[/\\]|%2f|%5c)+)[^\s\"'<>?#/\\]{16,}", re.IGNORECASE)
_ON_ITS_OWN = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{43}(?![\w-])")
# The same a little cut or added to. Names that addresses carry have no capital letters, or are not so long.
_LIKE_ONE = re.compile(r"[A-Za-z0-9_-]{40,}")
_MOST_ESCAPED = 5  # times; nothing that people follow is escaped more than twice


def may_hold_token(address: str) -> bool:
    """Whether a token stands anywhere in an address, escaped or not.

    >>> may_hold_token("/s%252f" + 43 * "A" + "."), may_hold_token("/overview?month=2021-09")
    (True, False)
    """
    for _ in range(_MOST_ESCAPED):
        if any(word != word.lower() for word in _LIKE_ONE.findall(address)):
            return True
        sent, address = address, unquote(address)
        if sent == address:
            return False
    return True


def masked(text: str) -> str:
    """The text without the token of any link.

    >>> masked("GET /s/" + 43 * "a" + "/pack.xlsx 200")
    'GET /s/[link]/pack.xlsx 200'
    """
    return _ON_ITS_OWN.sub(MASK, _AFTER_PATH.sub(rf"\1{MASK}", text))


def _masked_value(value: object) -> object:
    """A value that a log line is filled with; left as it is, so that %d works, unless its text holds a token."""
    if isinstance(value, (int, float)) or value is None:
        return value
    clean = masked(str(value))
    return value if clean == str(value) else clean


def _clean(record: logging.LogRecord) -> logging.LogRecord:
    record.msg = _masked_value(record.msg)
    if isinstance(record.args, tuple):
        record.args = tuple(_masked_value(value) for value in record.args)
    elif record.args:
        record.args = {key: _masked_value(value) for key, value in record.args.items()}
    if record.exc_info and record.exc_info[0]:
        # Formatters take this text as it stands instead of writing the traceback again.
        record.exc_text = masked(logging.Formatter().formatException(record.exc_info))
    return record


class _CleanRecords:
    """Makes log records as before, without tokens."""

    def __init__(self, make: Any) -> None:
        self._make = make

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        return _clean(self._make(*args, **kwargs))


def mask_tokens() -> None:
    """From here on no logger of this process writes a token: the server's, the framework's, our own.

    Records are cleaned where they are made, because a filter on one logger or handler misses all others.
    """
    make = logging.getLogRecordFactory()
    if not isinstance(make, _CleanRecords):
        logging.setLogRecordFactory(_CleanRecords(make))
