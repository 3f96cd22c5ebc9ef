"""A question and its answer: the cells in order and named, each beside what was asked for, with what is more than
chance.

- Two shares of different cases are tested by Fisher's exact test, and named only by the rule for lists
  (`analytics.intervals`), drawn from all the cells of a measure that can be told. Cases that are counted again in
  another month, such as those of a snapshot, are not tested; nor are means, counts, amounts and scores, of which it is
  not known what spread chance leaves them.
- A part of the council is tested against the rest of it, the whole less the part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_per_version
from analytics.catalogue import ALL
from analytics.columns import projected
from analytics.explore.question import (
    NOTHING,
    PUBLISHED,
    TARGET,
    WHOLE,
    YEAR_AGO,
    Question,
    QuestionError,
    Subject,
    in_words,
    read,
)
from analytics.explore.schemas import SPLITS, Answer
from analytics.explore.what_if import WHAT_IF
from analytics.extracts.contracts import MARKERS
from analytics.intervals import listed, same_share, too_few
from analytics.simulated_label import mark
from analytics.store import Store
from analytics.units import Kind, from_steps, steps

_KEY = [*SPLITS, "measure"]
MOST_CELLS = 5000


@dataclass(frozen=True)
class Answered:
    """The answer to a question: it in words, its cells (columns of `Answer`), and what a reader must know of them."""

    question: Question
    subject: Subject
    sentence: str
    frame: pl.DataFrame
    notes: tuple[str, ...]
    problems: tuple[str, ...] = ()

    @property
    def supposed(self) -> tuple[str, ...]:
        """The notes that say what is supposed, which is no data."""
        return tuple(note for note in self.notes if note.startswith(WHAT_IF))


@cached_per_version
def answered(store: Store, subject: Subject, question: Question) -> Answered:
    """Answer a question. Raises QuestionError where it can't be asked so."""
    found = subject.cells(store, question)
    if found.height > MOST_CELLS:
        raise QuestionError(
            f"That would be a table of {found.height:,} cells, and at most {MOST_CELLS:,} are shown. Narrow it, or "
            "choose fewer rows and columns."
        )
    frame = _ordered(_named(_beside(found, store, subject, question), store, subject, question), question)
    return Answered(
        question,
        subject,
        in_words(store, subject, question),
        projected(frame, Answer),
        tuple(filter(None, (*subject.notes(store, question), *_notes(frame, subject, question)))),
    )


def ask(store: Store, subjects: Mapping[str, Subject], asked: str | Iterable[tuple[str, str]]) -> Answered:
    """Read an address and answer it, with a sentence for each thing in it that can't be asked. Raises QuestionError."""
    question, problems = read(store, subjects, asked)
    return replace(answered(store, subjects[question.subject], question), problems=tuple(problems))


def _beside(found: pl.DataFrame, store: Store, subject: Subject, question: Question) -> pl.DataFrame:
    """The cells with what each is set beside."""
    nothing = pl.lit(None, pl.Float64)
    if question.beside in (NOTHING, TARGET):
        other = pl.col("target") if question.beside == TARGET else nothing
        with_other = found.with_columns(other=other, other_numerator=nothing, other_denominator=nothing)
    else:
        cells, key = subject.cells(store, other_question(question)), list(_KEY)
        if question.beside == WHOLE:
            place = next((end for end, of in question.ends.items() if of == "area"), None)
            key = [name for name in key if name != place]
        shift = _months_between(question)
        if shift:  # a month of the rows is beside the same month of the other range
            for end, of in question.ends.items():
                if of in ("month", "quarter"):
                    later = pl.concat_str(end, pl.lit("-01")).str.to_date().dt.offset_by(f"{shift}mo")
                    cells = cells.with_columns(later.dt.to_string("%Y-%m").alias(end))
        others = cells.select(
            *key, other="value", other_numerator="numerator", other_denominator="denominator", was_simulated="simulated"
        ).unique(key, keep="first")
        with_other = found.join(others, on=key, how="left", maintain_order="left")
        if question.beside != WHOLE:  # a real figure has no change on a simulated one
            alike = pl.col("was_simulated") == pl.col("simulated")
            with_other = with_other.with_columns(
                pl.when(alike).then(pl.col("other", "other_numerator", "other_denominator"))
            )
    return _tested(with_other, question, by_itself=subject.tests)


def _tested(cells: pl.DataFrame, question: Question, *, by_itself: bool) -> pl.DataFrame:
    n, d, m, e = (pl.col(name) for name in ("numerator", "denominator", "other_numerator", "other_denominator"))
    if question.beside == WHOLE:
        m, e = m - n, e - d
    percentage = pl.col("kind") == Kind.PERCENTAGE.value
    able = percentage & pl.col("apart") & (e > 0) & (m >= 0)
    if question.beside in (NOTHING, TARGET, PUBLISHED):
        able = pl.lit(value=False)
    tested = cells.with_columns(
        difference=from_steps(steps(pl.col("value")) - steps(pl.col("other"))),
        p_value=pl.col("p_value") if by_itself else pl.when(able).then(same_share(n, d, m, e)),
    )
    mean, least = (n + m) / (d + e), pl.min_horizontal(d, e)
    told = ~pl.col("few") if by_itself else ~too_few(mean, least).fill_null(value=True)
    found = tested.with_columns(**listed(pl.col("p_value"), told, "measure"))
    if not by_itself:
        return found
    verdict = pl.when("in_list").then(pl.lit("more than chance")).otherwise(pl.lit("could be chance"))
    alone = pl.col("value").is_null() & pl.col("p_value").is_not_null()  # a cell of nothing but what the test says
    return found.with_columns(words=pl.when(alone).then(verdict).otherwise("words"))


def other_question(question: Question) -> Question:
    """The question that a question's cells are set beside."""
    if question.beside == WHOLE:
        if "area" not in question.split and not question.chosen("area"):
            raise QuestionError("The whole council can't be set beside itself. Choose an area, or Area for the rows.")
        return replace(question, where=question.narrowed("area", ALL).where, beside=NOTHING)
    if question.beside == PUBLISHED:
        return replace(question, shown="published", beside=NOTHING)
    return replace(question, month=months.before(question.month, _months_between(question)), beside=NOTHING)


def _months_between(question: Question) -> int:
    if question.beside == YEAR_AGO:
        return 12
    then = months.as_month(question.beside)
    if then is None:
        return 0
    return (question.month.year - then.year) * 12 + question.month.month - then.month


def _named(cells: pl.DataFrame, store: Store, subject: Subject, question: Question) -> pl.DataFrame:
    """The cells with the words for their rows, columns, panels and measures, in the order of their options."""
    dimensions, measures = subject.dimensions(store), list(question.measures)
    for end, of in question.ends.items():
        options = dict(dimensions[of].options(store, question)) if of else {"": ""}
        words = pl.col(end).replace({**MARKERS, "": "not recorded", **options})
        known = pl.col(end).replace_strict({code: at for at, code in enumerate(options)}, default=len(options))
        order = pl.col(end) if of in ("month", "quarter") else known
        cells = cells.with_columns(words.alias(f"{end}_name"), order.alias(f"_{end}"))
    labels = {code: measure.label for code, measure in subject.measures(store).items()}
    at = {code: place for place, code in enumerate(measures)}
    return cells.with_columns(
        measure_name=pl.col("measure").replace(labels), _measure=pl.col("measure").replace_strict(at)
    ).sort("_row", "_column", "_panel", "_measure", maintain_order=True)


def _ordered(cells: pl.DataFrame, question: Question) -> pl.DataFrame:
    """In the order that was asked for, by the largest (or smallest) value of the first measure in a row; and so many of
    them."""
    if not (question.order or question.most):
        return cells
    of_first = cells.filter(measure=question.measures[0])
    by = pl.col("value").max() if question.order != "low" else pl.col("value").min()
    rows = (
        of_first.group_by("row", maintain_order=True)
        .agg(by)
        .sort("value", descending=question.order != "low", nulls_last=True, maintain_order=True)
    )
    kept = rows.head(question.most) if question.most else rows
    return kept.select("row").join(cells, on="row", how="left", maintain_order="left_right")


def _notes(frame: pl.DataFrame, subject: Subject, question: Question) -> list[str]:
    said = [mark(frame)]
    if few := frame.filter("few").height:
        marked = "it is" if few == 1 else "they are"
        said.append(f"{formatting.counted(few, 'figure is', 'figures are')} of too few to tell; {marked} marked.")
    if subject.tests:  # its measures are of the same comparisons
        frame = frame.filter(measure=pl.col("measure").filter(pl.col("p_value").is_not_null()).first())
    tested = frame.filter(pl.col("p_value").is_not_null()).unique("measure")
    compared = int(tested["compared"].sum())
    if subject.tests or question.beside not in (NOTHING, TARGET, PUBLISHED):
        differ = frame.filter("in_list").height
        if compared:
            named = formatting.out_of(differ, compared, "comparison", verb=("is", "are"))
            said.append(
                f"{formatting.capital(named)} more than chance. {formatting.drawn_from(compared, named=differ > 0)}"
            )
        elif tested.height:
            said.append("None of the differences is named: all are of too few to tell.")
        else:
            said.append("None of the differences is tested: these figures have no cases that two can be told apart by.")
    return said
