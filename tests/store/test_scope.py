"""A load takes away nothing that it did not say: what is shown after any loads, and what was announced before each.

The rule is told here a second time, slowly: statements are played one after the other, each striking out what it
replaces, and what is left is shown. LINE_OF_SIGHT_LOADS says how many series of loads are tried: ten in each run of the
tests, and after a change of the rule some hundreds.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.catalogue import ALL, Catalogue
from analytics.extracts.kinds.indicators import Indicators
from analytics.store import (
    Incoming,
    Store,
    Undecided,
    action_rows,
    all_rows,
    audit_rows,
    figures_held,
    paper_rows,
    prepare,
    proposed,
    redo,
    screening_rows,
    split_rows,
    store_prepared,
    undo,
)
from analytics.store.queries import candidates
from analytics.store.scope import chosen, figures
from tests.westshire import catalogue

AUGUST, SEPTEMBER = date(2021, 8, 1), date(2021, 9, 1)
MEASURES = ("icpc_due", "three_homes")  # the teams of the second are never added up
PLACES = (ALL, "Wexley", "Ashport")
Row = dict[str, Any]

# Of each kind: the key of a row, and the unit of which a whole load states everything.
KEYS: dict[str, tuple[str, ...]] = {
    "indicators": ("measure_id", "month", "locality", "team", "breakdown", "category"),
    "audits": ("audit_id",),
    "audit_actions": ("action_id",),
    "comparators": ("measure_id", "comparator", "period", "statistic"),
    "plan": ("priority_id", "period"),
    "screenings": ("record_id", "screened_on"),
}
UNITS: dict[str, Callable[[Row], tuple[Any, ...]]] = {
    "indicators": lambda r: (
        *(r["measure_id"], r["month"]),
        *(r["locality"] == ALL, r["team"] == ALL, r["breakdown"]),
    ),
    "audits": lambda r: (r["month"],),
    "audit_actions": lambda r: (r["audit_id"],),
    "comparators": lambda r: (r["measure_id"], r["comparator"], r["period"]),
    "plan": lambda r: (r["period"],),
    "screenings": lambda _: (),
}
LEGAL = next(iter(catalogue().legal_statuses))
ANSWERS = "lower_end child_spoken_to family_spoken_to worker_included manager_included reviewer_included submitted_late"
CONSTANT: dict[str, Row] = {
    "audits": {
        "record_key": "r", "status": "completed", "legal_status": LEGAL, "auditor_rating": "Good",
        **dict.fromkeys(ANSWERS.split(), "x"),
    },
    "audit_actions": {"kind": "other", "due": ""},
    "plan": {"label": "A priority", "impact_status": ""},
    "screenings": {"area": "Wexley"},
}  # fmt: skip


GRADES = catalogue().scale.grades[:2]


def one_of(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


def counts(of: int) -> st.SearchStrategy[Row]:
    counted = st.integers(0, of).map(lambda n: {"numerator": n, "denominator": of, "marker": None})
    return st.one_of(counted, counted, st.just({"numerator": None, "denominator": None, "marker": "c"}))


GRAINS = [(ALL, ALL, ALL), ("A", ALL, ALL), ("B", ALL, ALL), (ALL, "Age", "0-4"), (ALL, "Age", "5-9")]
FIGURE = st.builds(
    lambda measure, month, place, grain, said: {
        "measure_id": measure, "month": month, "locality": place, "team": grain[0], "breakdown": grain[1],
        "category": grain[2], **said,
    },
    one_of(*MEASURES), one_of(AUGUST, SEPTEMBER), one_of(*PLACES), one_of(*GRAINS), counts(4),
)  # fmt: skip
ROWS: dict[str, st.SearchStrategy[Row]] = {
    "indicators": FIGURE,
    "audits": st.fixed_dictionaries(
        {"audit_id": one_of("A1", "A2", "A3"), "month": one_of(AUGUST, SEPTEMBER), "rating": one_of(*GRADES)}
    ),
    "audit_actions": st.fixed_dictionaries(
        {"action_id": one_of("1", "2", "3"), "audit_id": one_of("A1", "A2"), "status": one_of("overdue", "no update")}
    ),
    "comparators": st.fixed_dictionaries(
        {
            "measure_id": st.just("icpc_due"), "comparator": one_of("England", "South West"),
            "period": st.just("year to March 2024"), "statistic": one_of("mean", "median"), "value": one_of(1.0, 2.0),
        }
    ),
    "plan": st.one_of(
        st.fixed_dictionaries(
            {"priority_id": one_of("P1", "P2"), "period": one_of(AUGUST, SEPTEMBER), "action_status": status,
             "marker": st.none() if marker is None else st.just(marker)}
        )
        for status, marker in ((one_of("completed", "at risk"), None), (st.none(), "x"))
    ),
    "screenings": st.fixed_dictionaries(
        {"record_id": one_of("1", "2"), "screened_on": one_of(date(2021, 8, 9)), "rag": one_of("red", "green")}
    ),
}  # fmt: skip


@dataclass
class Statement:
    """What a load says of one kind, source and cut, in some files."""

    kind: str
    source: str
    simulated: bool
    cut: date
    rows: list[Row]
    files: int
    scope: str = ""
    load_id: int = 0
    stands: bool = True

    @property
    def order(self) -> tuple[date, int]:
        return self.cut, self.load_id

    def incoming(self) -> list[Incoming]:
        about = {"cut": self.cut, "source": self.source, "simulated": self.simulated, **CONSTANT.get(self.kind, {})}
        frame = pl.DataFrame([{**about, **row} for row in self.rows], infer_schema_length=None)
        months = [c for c in ("cut", "month", "period") if frame.schema.get(c) == pl.Date]
        frame = frame.with_columns(
            pl.col(months).dt.strftime("%Y-%m"), simulated=pl.col("simulated").cast(pl.String).str.to_lowercase()
        )
        parts = [frame[number :: self.files] for number in range(self.files)]
        return [
            Incoming(f"{self.kind}-{self.cut}-{number}.csv", part.write_csv().encode())
            for number, part in enumerate(parts)
            if part.height
        ]


@st.composite
def statements(draw: st.DrawFn, kind: str) -> Statement:
    source, simulated = draw(one_of(("council", False), ("council", False), ("published", False), ("made up", True)))
    cut = draw(one_of(AUGUST, SEPTEMBER))
    rows = draw(st.lists(ROWS[kind], min_size=1, max_size=6, unique_by=lambda r: tuple(r[c] for c in KEYS[kind])))
    if "month" in rows[0]:
        for row in rows:
            row["month"] = min(row["month"], cut)
        rows = list({tuple(row[c] for c in KEYS[kind]): row for row in rows}.values())
    return Statement(kind, source, simulated, cut, rows, draw(st.integers(1, 3)))


STEPS = st.lists(
    st.one_of(
        st.lists(one_of(*KEYS), min_size=1, max_size=2, unique=True).flatmap(
            lambda kinds: st.tuples(one_of(None, "whole", "part"), st.tuples(*map(statements, kinds)))
        ),
        st.tuples(one_of(None, "whole", "part"), st.tuples(statements("indicators"))),
        st.integers(0, 9),  # undo or redo one of the loads
    ),
    min_size=1,
    max_size=7,
)


@dataclass
class Model:
    """What is shown, as the rule says."""

    said: list[Statement] = field(default_factory=list)

    def of_sources(
        self, kind: str, keep: Callable[[Statement, Row], bool], *, by_cut: bool = False
    ) -> Iterator[tuple[dict[Any, Row], dict[Any, Any]]]:
        """Of each source the rows that are left, by key, and since when each unit is stated whole."""
        for source in sorted({s.source for s in self.said}):
            left: dict[Any, Row] = {}
            whole_since: dict[Any, Any] = {}
            mine = [s for s in self.said if s.stands and (s.kind, s.source) == (kind, source)]
            for s in sorted(mine, key=lambda s: s.order):
                rows = [row for row in s.rows if keep(s, row)]
                if s.scope == "whole":
                    units = {UNITS[kind](row) for row in rows}
                    left = {key: row for key, row in left.items() if UNITS[kind](row) not in units}
                    whole_since |= dict.fromkeys(units, s.order)
                for row in rows:
                    about = {"source": source, "simulated": s.simulated, "order": s.order}
                    # As first published each month is its own cut's, so that no other cut says anything of the key.
                    of_cut = (s.cut,) if by_cut else ()
                    left[(*of_cut, *(row[c] for c in KEYS[kind]))] = {**row, **about}
            yield left, whole_since

    def figures(self, published: bool) -> dict[Any, Row]:
        found: dict[Any, list[Row]] = {}
        for left, whole_since in self.of_sources("indicators", lambda s, r: not published or s.cut == r["month"]):
            for measure, month, place in product(MEASURES, (AUGUST, SEPTEMBER), PLACES):
                here = [
                    r for r in left.values() if (r["measure_id"], r["month"], r["breakdown"]) == (measure, month, ALL)
                ]
                own = [r for r in here if r["locality"] == place and r["team"] == ALL]
                teams = [r for r in here if r["locality"] == place and r["team"] != ALL]
                since = whole_since.get((measure, month, place == ALL, False, ALL))
                added = self.added(measure, place, teams, here)
                if added and (not own or (since and since > own[0]["order"])):
                    own = [added]
                if own:
                    found.setdefault((measure, month, place), []).append(own[0])
        return {key: min(rows, key=preferred) for key, rows in found.items()}

    def added(self, measure: str, place: str, teams: list[Row], here: list[Row]) -> Row | None:
        if not teams or measure != MEASURES[0] or any(r["denominator"] is None for r in teams):
            return None
        if len({r["simulated"] for r in teams}) > 1 or (place == ALL and any(r["locality"] != ALL for r in here)):
            return None
        newest = max(teams, key=lambda r: r["order"])
        return {**newest, **{c: sum(r[c] for r in teams) for c in ("numerator", "denominator")}, "marker": None}

    def splits(self, published: bool) -> dict[Any, Row]:
        found: dict[Any, list[Row]] = {}
        for left, _ in self.of_sources("indicators", lambda s, r: not published or s.cut == r["month"]):
            for row in left.values():
                if (row["team"] == ALL) != (row["breakdown"] == ALL):
                    found.setdefault((row["measure_id"], row["month"]), []).append(row)
        shown = {}
        for rows in found.values():
            for row in of_the_preferred(rows):
                shown[tuple(row[c] for c in KEYS["indicators"])] = row
        return shown

    def audits(self, published: bool) -> dict[Any, Row]:
        by_month: dict[date, list[Row]] = {}
        own_cut = lambda s, r: not published or s.cut == r["month"]  # noqa: E731
        for left, _ in self.of_sources("audits", own_cut, by_cut=published):
            for row in left.values():
                by_month.setdefault(row["month"], []).append(row)
        shown = {}
        for rows in by_month.values():
            real = [row for row in rows if row["source"] != "published"]  # put together from printed counts
            for row in of_the_preferred(real or rows):
                shown[row["month"], row["audit_id"]] = row
        return shown

    def simple(self, kind: str, cut: date | None = None) -> dict[Any, Row]:
        """The other kinds: of each key, or of all of it, the preferred source."""
        left = [rows for rows, _ in self.of_sources(kind, lambda s, r: cut in (None, s.cut))]
        every = [(key, row) for rows in left for key, row in rows.items()]
        if kind in ("audit_actions", "comparators"):
            return {(row["source"], *key): row for key, row in every}
        if kind == "screenings":
            kept = of_the_preferred([row for _, row in every])
            return {(row["record_id"], row["screened_on"]): row for row in kept}
        shown: dict[Any, Row] = {}
        for key, row in sorted(every, key=lambda one: (one[1]["action_status"] is None, *preferred(one[1]))):
            shown.setdefault(key, row)
        return shown


def preferred(row: Row) -> Any:
    """Real before simulated, then the newest cut, then the newest load."""
    cut, load_id = row["order"]
    return row["simulated"], -cut.toordinal(), -load_id, row["source"]


def of_the_preferred(rows: list[Row]) -> list[Row]:
    """Of the source of the preferred row; each source of these tests is wholly simulated, or not at all."""
    first = min(rows, key=preferred, default=None)
    return [row for row in rows if first and row["source"] == first["source"]]


def shown_by(store: Store) -> dict[tuple[str, bool], pl.DataFrame]:
    """The tables that readers see: of a kind, as now known and as first published."""
    found = {}
    for published, shown in ((False, "known"), (True, "published")):
        found["figures", published] = figures_held(store, list(PLACES), shown)  # type: ignore[arg-type]
        splits = split_rows(store, MEASURES, AUGUST, SEPTEMBER, shown=shown)  # type: ignore[arg-type]
        found["split figures", published] = splits
        found["audits", published] = audit_rows(store, AUGUST, SEPTEMBER, shown)  # type: ignore[arg-type]
    found["audit actions", False] = action_rows(store, SEPTEMBER)
    found["comparators", False] = all_rows(store, "comparators")
    found["plan", False] = paper_rows(store, "plan", SEPTEMBER)
    found["screenings", False] = screening_rows(store, SEPTEMBER)
    return found


TABLE_KEYS = {
    "figures": ("measure_id", "month", "locality"),
    "split figures": KEYS["indicators"],
    "audits": ("month", "audit_id"),
    "audit actions": ("source", "action_id"),
    "comparators": ("source", *KEYS["comparators"]),
    "plan": KEYS["plan"],
    "screenings": KEYS["screenings"],
}
SAID = {
    **dict.fromkeys(("figures", "split figures"), ("numerator", "denominator", "marker")),
    "audits": ("rating",),
    "audit actions": ("audit_id", "status"),
    "comparators": ("value",),
    "plan": ("action_status", "marker"),
    "screenings": ("rag",),
}


def as_dict(table: str, frame: pl.DataFrame, *, loads: bool = True) -> dict[Any, tuple[Any, ...]]:
    columns = [*SAID[table], "source", "simulated", *(["cut", "load_id"] if loads else [])]
    keys = frame.select(TABLE_KEYS[table]).rows()
    assert len(set(keys)) == len(keys), f"a row of {table} is shown twice"
    return dict(zip(keys, frame.select(columns).rows(), strict=True))


def of_model(model: Model) -> dict[tuple[str, bool], dict[Any, tuple[Any, ...]]]:
    tables: dict[tuple[str, bool], dict[Any, Row]] = {}
    for published in (False, True):
        tables["figures", published] = model.figures(published)
        tables["split figures", published] = model.splits(published)
        tables["audits", published] = model.audits(published)
    for kind in ("audit_actions", "comparators", "plan", "screenings"):
        tables[kind.replace("_", " "), False] = model.simple(kind)
    return {
        (table, published): {
            key: (*(row[c] for c in SAID[table]), row["source"], row["simulated"], *row["order"])
            for key, row in rows.items()
        }
        for (table, published), rows in tables.items()
    }


def announced(outcome: Any) -> dict[tuple[str, bool, str], set[Any]]:
    """By table and what becomes of a row: the keys."""
    found: dict[tuple[str, bool, str], set[Any]] = {}
    for move in outcome.moves:
        if (move.table, move.published) not in WATCHED:
            continue
        key = TABLE_KEYS[move.table]
        for what, *of in move.rows.select("what", *key).rows():
            found.setdefault((move.table, move.published, what), set()).add(tuple(of))
    return found


WATCHED = {*product(("figures", "split figures", "audits"), (False, True))}
WATCHED |= {(table, False) for table in ("audit actions", "plan", "screenings")}


def happened(before: dict[Any, pl.DataFrame], after: dict[Any, pl.DataFrame]) -> dict[tuple[str, bool, str], set[Any]]:
    found: dict[tuple[str, bool, str], set[Any]] = {}
    for table, published in WATCHED:
        one, other = (as_dict(table, tables[table, published], loads=False) for tables in (before, after))
        for what, keys in (
            ("appears", other.keys() - one.keys()),
            ("disappears", one.keys() - other.keys()),
            ("changes", {key for key in one.keys() & other.keys() if one[key] != other[key]}),
        ):
            if keys:
                found[table, published, what] = set(keys)
    return found


def slowly(store: Store) -> pl.DataFrame:
    """The figures by `resolve` alone, of every row that is held."""
    every = figures(candidates(store, Indicators), catalogue())
    return chosen(every, Indicators, TABLE_KEYS["figures"]).sort("measure_id", "month", "locality")


@settings(max_examples=int(os.environ.get("LINE_OF_SIGHT_LOADS", "10")))
@given(STEPS)
def test_what_is_shown_after_any_loads_is_what_the_rule_says_and_what_was_announced(steps: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, model = Store(Path(folder)), Model()
        shown = shown_by(store)
        for step in steps:
            before = shown
            if isinstance(step, int):
                undo_or_redo(store, model, step)
            else:
                said, stated = step
                expected = load_as_announced(store, model, said, stated)
            shown, rule = shown_by(store), of_model(model)
            if not isinstance(step, int):
                assert happened(before, shown) == expected
            for (table, published), rows in rule.items():
                assert as_dict(table, shown[table, published]) == rows, (table, published)
            held = figures_held(store, list(PLACES))
            assert held.equals(slowly(store).select(held.columns)), "the fast path is the slow one"


def undo_or_redo(store: Store, model: Model, number: int) -> None:
    loads = sorted({s.load_id for s in model.said})
    if loads:
        load_id = loads[number % len(loads)]
        mine = [s for s in model.said if s.load_id == load_id]
        (undo if mine[0].stands else redo)(store, load_id)
        for s in mine:
            s.stands = not s.stands


def load_as_announced(
    store: Store, model: Model, said: Any, stated: tuple[Statement, ...]
) -> dict[tuple[str, bool, str], set[Any]]:
    """Load, as the whole where nobody said and nothing disappears, and say what was announced."""
    prepared = prepare(catalogue(), [file for s in stated for file in s.incoming()])
    assert prepared.refused == 0, [c.refusals.rows() for c in prepared.checked]
    offered = proposed(store, prepared)
    count = len(store.ledger.changes())
    try:
        load_id = store_prepared(store, prepared, scope=said)
    except Undecided:
        assert said is None
        assert offered.undecided
        assert len(store.ledger.changes()) == count
        said = "part"
        load_id = store_prepared(store, prepared, scope=said)
    if len(store.ledger.changes()) > count:
        for s in stated:
            s.scope, s.load_id = said or "whole", load_id
        model.said += stated
    return announced(offered.under(said))


def test_teams_alone_take_no_figure_of_a_locality_away(empty: Store, the_catalogue: Catalogue) -> None:
    """A newer cut has one team of Ashport, which is added up; of Wexley’s own figure it says nothing."""
    header = "cut,month,measure_id,locality,team,numerator,denominator"
    for cut, row in (("2021-09", "Ashport,A,1,4"), ("2021-08", "Wexley,All,2,4")):
        text = f"{header}\n{cut},2021-08,{MEASURES[0]},{row}\n"
        store_prepared(empty, prepare(the_catalogue, [Incoming(f"{cut}.csv", text.encode())]))
    held = figures_held(empty, list(PLACES)).select("locality", "numerator").rows()
    assert held == [("Ashport", 1), ("Wexley", 2)]
