"""What children, families and workers said when they were asked: counts of answers, and no words of anybody."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from analytics.extracts.contracts import Extract, a_month, known, one_of, rule, split

WHO = ("child", "parent or carer", "worker")
CHOICES = ("yes", "partly", "no")  # of a question; whoever answers it chooses one
NAMED = "named"  # a theme that somebody brought up
_QUESTION = ("month", "area", "team", "who", "theme")
_WORDS = {"unquoted": True}  # a cell that is refused may be what somebody said


class Voices(
    Extract,
    kind="voices",
    key=(*_QUESTION, "answer"),
    month="month",
    cut_from="month",
    states=("month",),
    one_load_for=("month",),
):
    """One row is one answer to one question, or one theme that was named: how many were asked, answered and said so.

    A question has a row for each of yes, partly and no, which add up to `answered`; an answer that nobody gave may be
    left out. A theme has one row, `named`. No row has free text: a cell that is no theme of the catalogue is refused.
    """

    month = a_month()
    area = split("areas")
    team = split()
    who = one_of(*WHO, metadata=_WORDS)
    theme = known("voice_themes", **_WORDS)
    answer = one_of(*CHOICES, NAMED, metadata=_WORDS)
    asked = dy.Int64(min=0)
    answered = dy.Int64(min=0)
    said = dy.Int64(min=0)

    @rule("answered", "is more than were asked")
    def answered_of_asked(cls) -> pl.Expr:
        return pl.col("answered") <= pl.col("asked")

    @rule("said", "is more than answered")
    def said_of_answered(cls) -> pl.Expr:
        return pl.col("said") <= pl.col("answered")

    @rule("asked", "and answered differ between the answers to one question. Write the same in each of its rows")
    def asked_once(cls) -> pl.Expr:
        counted = pl.struct("asked", "answered")
        return counted.n_unique().over(_QUESTION) == 1

    @rule("said", "does not add up: yes, partly and no of a question must come to its answered")
    def answers_add_up(cls) -> pl.Expr:
        chosen = pl.when(pl.col("answer").is_in(CHOICES)).then("said")
        return ((chosen.sum() == pl.col("answered").max()) | (chosen.count() == 0)).over(_QUESTION)
