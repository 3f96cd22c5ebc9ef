"""What children, parents and carers, and workers said when they were asked, as counted answers.

Three months are counted together, beside the three before. A *question* is answered yes, partly or no; a *theme* is
something that people named themselves. Shares are of those who answered, with Wilson's 95 % interval, and `response` is
answered of asked: whoever did not answer may think otherwise. A person who was asked twice counts twice.

Figures of an area are its own, or else those of the areas that it is made of, and the same for the whole council; of an
area they are its own, or else those of its teams. So nobody is counted twice where both are held.

An answer changed where Fisher's exact test says so within all that were compared, by the rule for lists
(`analytics.intervals`). Under 20 answers are marked few: they are shown, never called the most or the fewest, and not
tested.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.audits.inclusion import WINDOW, share
from analytics.audits.schemas import Voices
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, catalogue
from analytics.columns import projected
from analytics.extracts.kinds.voices import NAMED, WHO
from analytics.intervals import FEW, listed, same_share, too_few
from analytics.percent import from_tenths, pooled, tenths
from analytics.simulated_label import WHOLLY
from analytics.store import DamagedFile, Shown, Store, voice_rows
from analytics.units import PERCENT

QUESTION, THEME = "question", "theme"
PEOPLE = dict(zip(WHO, ("Children", "Parents and carers", "Workers"), strict=True))
_OF = ("month", "who", "theme")  # that a figure is of, before areas and teams are told apart


@cached_per_version
def voices(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """One row a question or theme of each group of people who were asked in the three months to `month`, questions
    before themes, in the order of the catalogue; columns of `Voices`, shares in percent, changes in points. No row
    where nothing is held of these months and the area."""
    with suppress(DamagedFile):  # every page says what is damaged
        rows = voice_rows(store, months.before(month, 2 * WINDOW - 1), month, shown)
        counted = _counted(_of_area(rows, locality))
        newer = pl.col("month") > months.before(month, WINDOW)
        return _beside(_added_up(counted.filter(newer)), _added_up(counted.filter(~newer)))
    return Voices.create_empty()


def _of_area(rows: pl.DataFrame, locality: str) -> pl.DataFrame:
    """The rows from which the figures of an area are added up, so that nobody is in two of them."""
    whole_team, own = pl.col("team") == ALL, pl.col("area") == locality
    rows = rows.filter(whole_team == whole_team.any().over(*_OF, "area"))
    made_of = [(month, area) for month in rows["month"].unique() for area in catalogue().members(locality, month)]
    parts = pl.DataFrame(made_of, schema={"month": pl.Date, "area": pl.String}, orient="row")
    found = pl.concat([rows.filter(own), rows.join(parts, on=["month", "area"], how="semi")])
    return found.filter(own == own.any().over(_OF))


def _counted(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a question of a month, area and team: its answers side by side."""
    answer, said = pl.col("answer"), pl.col("said")
    return rows.group_by(*_OF, "area", "team").agg(
        asked=pl.col("asked").first(),
        answered=pl.col("answered").first(),
        form=pl.when((answer == NAMED).any()).then(pl.lit(THEME)).otherwise(pl.lit(QUESTION)),
        said=said.filter(answer.is_in([NAMED, "yes"])).sum(),
        partly=said.filter(answer == "partly").sum(),
        no=said.filter(answer == "no").sum(),
        simulated=pl.col("simulated").any(),
    )


def _added_up(counted: pl.DataFrame) -> pl.DataFrame:
    sums = pl.col("asked", "answered", "said", "partly", "no").sum()
    return counted.group_by("who", "theme", "form").agg(sums, pl.col("simulated").any())


def _beside(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    earlier = before.select("who", "theme", "form", previous_answered="answered", previous_said="said")
    names = dict(catalogue().voice_themes)
    part, whole = pl.col("said"), pl.col("answered")
    was, of = pl.col("previous_said"), pl.col("previous_answered")
    p = same_share(part, whole, was, of)
    found = (
        now.join(earlier, on=["who", "theme", "form"], how="left")
        .with_columns(
            name=pl.col("theme").replace(names),
            response=pooled(whole, pl.col("asked")),
            few=whole < FEW,
            previous_share=pooled(was, of),
            p_value=p,
            too_few=pl.when(p.is_not_null()).then(too_few((part + was) / (whole + of), pl.min_horizontal(whole, of))),
            **share("said", "answered", "share"),
        )
        .with_columns(
            share_change=from_tenths(tenths(pl.col("share")) - tenths(pl.col("previous_share"))),
            partly=pl.when(form=QUESTION).then("partly"),
            no=pl.when(form=QUESTION).then("no"),
            note=pl.when("simulated").then(pl.lit(WHOLLY)),
            **listed(pl.col("p_value"), ~pl.col("too_few")),
        )
    )
    places = {theme: place for place, theme in enumerate(names)}
    order = pl.col("who").replace_strict({who: n for n, who in enumerate(WHO)}, return_dtype=pl.Int64)
    theme = pl.col("theme").replace_strict(places, default=len(places), return_dtype=pl.Int64)
    return projected(found.sort(order, pl.col("form") == THEME, theme, "theme"), Voices)


@cached_by_identity
def sentences(voices: pl.DataFrame) -> list[str]:
    """For each group of people how many were asked and answered, and what they said most and least, from `voices`."""
    said = []
    for (who,), rows in voices.group_by("who", maintain_order=True):
        most = rows.sort("asked", descending=True, maintain_order=True).row(0, named=True)
        same = rows.select("asked", "answered").n_unique() == 1
        answered = (
            "none were asked"
            if not most["asked"]
            else (f"{most['answered']} of {most['asked']} asked answered ({PERCENT.value(most['response'])})")
        )
        of = "" if same else f" “{most['name']}”, the question asked most"
        said.append(f"**{PEOPLE[str(who)]}**:{of and f'{of}:'} {answered}. {_most(rows)}")
    return said


def _most(rows: pl.DataFrame) -> str:
    enough = rows.filter(~pl.col("few"))
    if enough.is_empty():
        return f"Under {FEW} answers to each question: too few to tell what is said most."
    questions, themes = (enough.filter(form=form) for form in (QUESTION, THEME))
    said = []
    if questions.height:
        ends = {end: questions.filter(pl.col("share") == getattr(questions["share"], end)()) for end in ("max", "min")}
        said.append(f"Most said yes to {_named(ends['max'])}.")
        if questions["share"].n_unique() > 1:
            said.append(f"Fewest said yes to {_named(ends['min'])}.")
    if themes.height and themes["said"].max():
        said.append(f"Named most: {_named(themes.filter(pl.col('share') == pl.col('share').max()))}.")
    return " ".join(said)


def _named(rows: pl.DataFrame) -> str:
    return formatting.joined([f"“{row['name']}”, {_share(row)}" for row in rows.iter_rows(named=True)])


def _share(row: dict[str, Any]) -> str:
    return f"{PERCENT.value(row['share'])} ({row['said']} of {row['answered']})"


@cached_by_identity
def change_sentence(voices: pl.DataFrame) -> str:
    """Which answers changed on the three months before, beyond chance, from `voices`."""
    if voices["previous_answered"].sum() == 0:
        return "No answers of the three months before are held to compare with."
    changed = [
        f"{PEOPLE[row['who']]}, “{row['name']}”: from {PERCENT.value(row['previous_share'])} to {_share(row)}"
        for row in voices.filter("in_list").iter_rows(named=True)
    ]
    compared = int(voices["compared"][0])
    drawn = formatting.drawn_from(compared, int(voices["too_few"].sum()), named=bool(changed))
    if changed:
        return f"Changed on the three months before, beyond chance: {'; '.join(changed)}. {drawn}"
    return f"{'No answer changed beyond chance on the three months before. ' if compared else ''}{drawn}"
