"""Questions that somebody saved under a name, for everybody who reads the figures.

A saved question is a row of the catalogue, taken in like any load: listed in the history, and taken back by undoing it.
What it asks for may be gone by the time somebody opens it, such as a team. It opens all the same, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from analytics.access import require_analyst
from analytics.caching import cached_per_version
from analytics.catalogue import catalogue
from analytics.columns import projected
from analytics.explore.question import QuestionError, Subject, read
from analytics.explore.schemas import SavedQuestions
from analytics.explore.what_if import WHAT_IF
from analytics.extracts import Options
from analytics.extracts.catalogue_fields import one_line
from analytics.extracts.personal_details import personal_details
from analytics.store import CantChange, Incoming, Refused, Store, all_rows, history, load, undo
from analytics.store.scope import PART

_KIND = "saved_questions"
_IN_A_FILE = "“{}” was not saved here. The Data page undoes the load that it came with."


def save(
    store: Store, subjects: Mapping[str, Subject], name: str, address: str, note: str = "", on: date | None = None
) -> int:
    """Save a question of an address under a name, `on` a day or else today. Returns the load_id; undoing it takes it
    back. The same question may be saved again with another note.

    Raises NotAllowed for anyone but an analyst, QuestionError where the address asks for what is not there, and
    CantChange where the name or the note will not do; the message says why.
    """
    viewer = require_analyst()
    question, problems = read(store, subjects, address)
    if problems:
        raise QuestionError(f"Only a question that can be answered is saved. {' '.join(problems)}")
    if question.supposes:
        raise CantChange("A what-if is not saved, for it is no data. Share its link instead.")
    name, note = " ".join(name.split()), " ".join(note.split())
    if not name:
        raise CantChange("Give the question a name.")
    for label, text in (("name", name), ("note", note)):
        for found in personal_details(text):
            raise CantChange(f"The {label}: “{found.words}” {found.problem}")
    rows = catalogue().rows.get(_KIND)
    if rows is not None and not rows.filter(pl.col("address") != question.address(), name=name).is_empty():
        raise CantChange(f"Another question is called “{name}”. Choose another name.")
    line = {
        "name": name,
        "address": question.address(),
        "note": note,
        "saved_by": viewer.role.value,
        "saved_on": (on or date.today()).isoformat(),
    }
    try:
        return load(store, catalogue(), [Incoming(*one_line(_KIND, line))], Options(kind=_KIND), scope=PART)
    except Refused as refused:
        wrong = refused.checked[0].refusals.select("column", "problem").rows()
        said = " ".join(f"The {column} {problem}" for column, problem in wrong)
        raise CantChange(f"This can't be saved. {said}") from None


@cached_per_version
def saved_here(store: Store) -> dict[str, int]:
    """The names of the questions that were saved one at a time, in their order, and the load that each came with: they
    can be renamed and taken back. Those of a file are undone with it, on the Data page."""
    rows = all_rows(store, _KIND)
    if rows.is_empty():
        return {}
    alone = history(store).filter(kind=_KIND, accepted=1)["load_id"].implode()
    found = rows.filter(pl.col("load_id").is_in(alone)).sort(pl.col("name").str.to_lowercase())
    return dict(found.select("name", "load_id").rows())


def rename(store: Store, subjects: Mapping[str, Subject], name: str, new: str, on: date | None = None) -> int:
    """Give a question that was saved here another name. Returns the load_id that has it. Raises as `save` and
    `take_back` do."""
    require_analyst()
    if name not in saved_here(store):
        raise CantChange(_IN_A_FILE.format(name))
    (row,) = all_rows(store, _KIND).filter(name=name).iter_rows(named=True)
    if " ".join(new.split()) == name:
        raise CantChange(f"It is called “{name}” already.")
    load_id = save(store, subjects, new, row["address"], row["note"] or "", on)
    take_back(store, name)
    return load_id


def take_back(store: Store, name: str) -> None:
    """Take back a question that was saved here, with what it was before its note was changed. Raises NotAllowed for
    anyone but an analyst, and CantChange for one that came in a file."""
    require_analyst()
    if name not in saved_here(store):
        raise CantChange(_IN_A_FILE.format(name))
    while (load_id := saved_here(store).get(name)) is not None:
        undo(store, load_id)


@cached_per_version
def saved_by_name(store: Store, subjects: tuple[Subject, ...]) -> pl.DataFrame:
    """The saved questions in the order of their names; columns of `SavedQuestions`."""
    rows = catalogue().rows.get(_KIND)
    if rows is None:
        return SavedQuestions.create_empty()
    known = {subject.code: subject for subject in subjects}
    missing = [_missing(store, known, address) for address in rows["address"]]
    return projected(rows.with_columns(missing=pl.Series(missing, dtype=pl.String)), SavedQuestions).sort(
        pl.col("name").str.to_lowercase()
    )


def _missing(store: Store, subjects: Mapping[str, Subject], address: str) -> str:
    try:
        question, problems = read(store, subjects, address)
    except QuestionError as nothing:
        return str(nothing)
    return " ".join([*([f"{WHAT_IF}."] if question.supposes else []), *problems])
