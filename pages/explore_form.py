"""The form of the Explore page: closed choices, each of which asks another question by writing another address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics import formatting, months
from analytics.explore import (
    BESIDE,
    CHARTS,
    MOST_MEASURES,
    MOST_ROWS,
    ORDERS,
    SPANS,
    Dimension,
    Question,
    Subject,
    fitting,
    with_chart,
)
from analytics.store import Store
from pages.filters import SHOWN

_MAIN = ("with", "indicator", "area", "place")  # narrowed on the form itself; what else, where it is unfolded
_TIMES = ("month", "quarter")  # which the last month and their number say
_AS_LISTED = "All rows"
HALF_A_DAY = 12 * 60 * 60  # seconds


def ask(address: str) -> None:
    """Ask another question."""
    st.query_params.from_dict(parse_qs(address))


def link(question: Question) -> str:
    """The address of a question that opens from anywhere, where the browser has told that of the page."""
    return f"{(st.context.url or 'explore').split('?')[0]}?{question.address()}"


def file_name(question: Question) -> str:
    """How the files of a question begin; those of what is supposed say so."""
    return f"explore-{question.subject}-{months.code(question.month)}{'-what-if' * question.supposes}"


def form(store: Store, subjects: Mapping[str, Subject], question: Question) -> None:
    """All choices, with those of the question made."""
    subject = subjects[question.subject]
    dimensions, measures = subject.dimensions(store), subject.measures(store)
    splits = {code: one.label for code, one in dimensions.items() if one.shown}
    held = [months.code(month) for month in subject.months(store)]

    def asks(**changes: Any) -> str:
        return with_chart(subject, replace(question, **changes)).address()

    about, show, down, across, drawn = st.columns([2, 4, 2, 2, 2])
    _choose(about, "About", "subject", {code: one.label for code, one in subjects.items()}, subject.code, _about)
    _choose_several(
        show, "Show", "measures", {code: one.label for code, one in measures.items()}, question.measures,
        lambda chosen: asks(measures=tuple(chosen) or question.measures[:1]), most=MOST_MEASURES,
    )  # fmt: skip
    _choose(down, "Rows", "rows", splits, question.rows, lambda code: asks(**_moved(question, "rows", code)))
    _choose(across, "Columns", "columns", {"": "None"} | _without(splits, question.rows), question.columns,
            lambda code: asks(**_moved(question, "columns", code)))  # fmt: skip
    charts = {code: CHARTS[code] for code in fitting(subject, question)}
    shown = question.chart if question.chart in charts else "table"
    _choose(drawn, "Chart", "chart", charts, shown, lambda code: asks(chart=code))

    main = [code for code in _MAIN if code in dimensions and not (code == "indicator" and "with" in dimensions)]
    ends = () if subject.of_month is None else (2.4, 1.8)
    *places, fold = st.columns([*[3 for _ in main], *ends, 4], vertical_alignment="bottom")
    for place, code in zip(places, main, strict=False):
        _narrow(place, store, subject, question, dimensions[code])
    named = {code: months.words(month) for code in held if (month := months.as_month(code))}
    if ends:
        _choose(places[-2], "Last month", "month", named,
                months.code(question.month), lambda code: asks(month=months.as_month(code)))  # fmt: skip
        spans = {str(n): formatting.counted(n, "month") for n in sorted({*SPANS, question.span})}
        _choose(places[-1], "Months", "span", spans, str(question.span), lambda code: asks(span=int(code)))
    others = [one for code, one in dimensions.items() if code not in (*main, *_TIMES)]
    with fold.container(horizontal=True):
        if others:
            chosen = sum(bool(question.chosen(one.code)) for one in others)
            unfolded = st.popover(f"Narrow ({chosen})" if chosen else "Narrow", key="explore-narrow", on_change="rerun")
            if unfolded.open:  # what can be chosen is looked up only then
                for one in others:
                    _narrow(unfolded, store, subject, question, one)
        _more(st.popover("More choices"), subject, question, splits, named, asks)


def _more(
    place: DeltaGenerator,
    subject: Subject,
    question: Question,
    splits: dict[str, str],
    held: dict[str, str],
    asks: Callable[..., str],
) -> None:
    """What few questions have: panels, what figures are set beside, order and number of rows, version."""
    free = _without(splits, question.rows, question.columns)
    _choose(place, "Panels", "panels", {"": "None"} | free, question.panels, lambda code: asks(panels=code))
    beside = {code: BESIDE[code] for code in subject.beside}
    if "year-ago" in subject.beside:
        beside |= held
    if len(beside) > 1:
        _choose(place, "Compare with", "beside", beside, question.beside, lambda code: asks(beside=code))
    _choose(place, "Order", "order", ORDERS, question.order, lambda code: asks(order=code))
    rows = {"0": _AS_LISTED} | {str(n): f"{n} rows" for n in sorted({*MOST_ROWS, question.most} - {0})}
    _choose(place, "How many", "most", rows, str(question.most), lambda code: asks(most=int(code)))
    _choose(place, "Figures", "as", SHOWN, question.shown, lambda code: asks(shown=code))


def _narrow(place: DeltaGenerator, store: Store, subject: Subject, question: Question, one: Dimension) -> None:
    options, chosen = one.options(store, question), question.chosen(one.code)

    def asks(codes: Sequence[str]) -> str:
        return with_chart(subject, question.narrowed(one.code, *codes)).address()

    _choose_several(place, one.label, f"in-{one.code}", options, chosen, asks)


def _about(subject: str) -> str:
    return f"subject={subject}"


def _moved(question: Question, end: str, code: str) -> dict[str, str]:
    """A dimension put in the rows or columns, and taken out of where it was."""
    ends = {"rows": question.rows, "columns": question.columns, "panels": question.panels}
    freed = {other: "" for other, of in ends.items() if other not in ("rows", end) and of == code}
    return freed | {end: code}


def _without(options: Mapping[str, str], *codes: str) -> dict[str, str]:
    return {code: label for code, label in options.items() if code not in codes}


def _choose(
    place: Any, label: str, key: str, options: Mapping[str, str], value: str, asks: Callable[[str], str]
) -> None:
    """One choice; `asks` gives the address for another code."""
    key = f"explore-{key}"
    st.session_state[key] = value
    place.selectbox(
        label, list(options), key=key, format_func=lambda code: formatting.capital(options[code]),
        on_change=_asked, args=(key, asks),
    )  # fmt: skip


def _choose_several(
    place: DeltaGenerator,
    label: str,
    key: str,
    options: Mapping[str, str],
    chosen: Sequence[str],
    asks: Callable[[list[str]], str],
    most: int | None = None,
) -> None:
    """As `_choose`, of several values each."""
    key = f"explore-{key}"
    st.session_state[key] = list(chosen)
    place.multiselect(
        label, list(options), key=key, format_func=lambda code: formatting.capital(options[code]), max_selections=most,
        placeholder="All", on_change=_asked, args=(key, asks),
    )  # fmt: skip


def _asked(key: str, asks: Callable[[Any], str]) -> None:
    ask(asks(st.session_state[key]))


def over_months(question: Question, brushed: list[float]) -> str:
    """The address of the question of the months from one moment to another, in milliseconds as Vega counts them."""
    early, late = min(brushed) / 1000 - HALF_A_DAY, max(brushed) / 1000 + HALF_A_DAY  # wherever the reader is
    held = reversed(months.up_to(question.month, question.span))
    inside = [month for month in held if early <= datetime(month.year, month.month, 1, tzinfo=UTC).timestamp() <= late]
    return replace(question, month=inside[-1], span=len(inside)).address() if inside else ""
