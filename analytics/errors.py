"""The base of every error whose message people read."""

from __future__ import annotations


class UserFacingError(Exception):
    """Something can't be done, and `str(error)` may be shown as it is: on a page and by the command line.

    The message is in sentences for people: what is wrong, where, and what to do about it. An exception whose message
    nobody should read is derived from Exception, and named as internal in tests/test_errors.py.
    """
