"""What is said of a comment beside a figure: what is behind it, what is done about it, and who wrote it when."""

from __future__ import annotations

from datetime import date

from analytics import formatting, months
from analytics.catalogue import unit_of
from analytics.wording.findings import plain_name
from analytics.wording.phrases import Row


def action_state(row: Row) -> str:
    """The status and the day of the action of a row of `indicators.Comments`; empty where there is no action."""
    due = f", due {_day(row['due_on'])}" if row["due_on"] else ""
    return f"{formatting.capital(row['status'])}{due}" if row["status"] else ""


def action_sentence(row: Row) -> str:
    """The action with its status and day; empty where there is none."""
    return f"Action: {_ended(row['action'])} {action_state(row)}." if row["action"] else ""


def written_when(row: Row, month: date) -> str:
    """When it was written, and of which month it is, where that is another one than `month`."""
    about = f"on {months.words(row['month'])}" if row["month"] != month else ""
    return ", ".join(filter(None, [_day(row["written_on"]), about, "simulated" if row["simulated"] else ""]))


def signed(row: Row, month: date) -> str:
    """Who wrote it, and when; no full stop."""
    return f"{row['written_by']}, {written_when(row, month)}"


def comment_line(row: Row, month: date) -> str:
    """A comment in one line beside a figure of `month`: the action, or what is behind it where there is none."""
    return f"{action_sentence(row) or _ended(row['comment'])} ({signed(row, month)})"


def comment_paragraph(row: Row, month: date) -> str:
    """All of a comment."""
    return " ".join(filter(None, [_ended(row["comment"]), action_sentence(row), f"({signed(row, month)})"]))


def uncommented_label(row: Row) -> str:
    """An indicator that is red and has no comment, with its figure and who owns it, from a row of
    `indicators.Uncommented`."""
    return ", ".join(
        filter(None, [f"{plain_name(row)}: {unit_of(row['measure_id']).value(row['value'])}", row["owner"]])
    )


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
