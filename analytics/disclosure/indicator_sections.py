"""The indicators of the whole council or of one area, and of all its places side by side.

A figure of the whole council that has been published passes as printed; what is said of it (change, direction, run,
signal, colour) is worked out from printed figures alone. Everything else is made from published counts.

What the app knows of a row for a headline, and what is published does not tell, is named in the row as withheld: from
counts of a month alone, all that needs the months before; from rounded counts, how far from the target; of a printed
figure, how many children. So it is of a printed figure with months behind it that were not printed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, Polarity, Policy, catalogue
from analytics.columns import case
from analytics.disclosure.area_counts import (
    PERIODS,
    counts_held,
    long_counts,
    parts_of,
    public_rows,
    with_few_beside,
    with_rests,
)
from analytics.disclosure.bindings import SPAN, known_besides, place_truths
from analytics.disclosure.columns import count_columns, figure_columns, text_columns
from analytics.disclosure.comments import comments_beside
from analytics.disclosure.kinds import SIDES, is_mean, passes
from analytics.disclosure.publishable import (
    AS_IT_IS,
    AS_PRINTED,
    FROM_EXACT,
    FROM_ROUNDED,
    HIDDEN,
    NOT_AVAILABLE,
    PUBLIC,
    Publishable,
)
from analytics.disclosure.rounding import (
    INFORMATION,
    source_marker,
    too_wide,
    with_colour,
    with_other_figures,
    with_rate,
)
from analytics.disclosure.section import PackSection, Section, listed, may_not_add, publications_in, shown
from analytics.headlines import (
    FURTHEST,
    HOW_MANY,
    MISSED,
    MONTH_RATING,
    ORDER,
    OVERALL_RATING,
    SIGNAL,
    TURNED,
    history,
    with_lists,
)
from analytics.indicators.figures import count_to_target, with_targets
from analytics.indicators.pipeline import (
    SPARK_MONTHS,
    headline_figures,
    measured,
    printed_figures,
    targets_in_force,
    values_known,
)
from analytics.indicators.quarters import NO_QUARTER
from analytics.indicators.rag import rag
from analytics.months import of_month
from analytics.simulated_label import mark
from analytics.store import Store
from analytics.wording import season_sentences, signal_labels

AIM = ("target", "target_to", "tolerance_percent", "tolerance")
_UNIT = ("kind", "unit", "decimals", "per")


def indicators(store: Store, month: date, locality: str, policy: Policy, about: pl.DataFrame) -> Section:
    """One row an indicator, of the whole council or of one area; the council's printed months; and the comments.

    about: the measures and months of which earlier publications said something.
    """
    public = _public(store, month) if locality == ALL else _public(store, month).clear()
    of_now = public.filter(of_month(month))
    held = counts_held(store, [locality], month).join(of_now, on="measure_id", how="anti")
    shown_months = pl.col("month").is_between(months.before(month, SPARK_MONTHS - 1), month)
    about = about.filter(shown_months) if locality == ALL else about.clear()
    held, counts, parts, binding = _stated(store, month, "indicators", held, policy, about)
    targets = _targets(store, held)
    known = values_known(store, locality, month)
    on_page = headline_figures(store, month, locality).select("measure_id", on_page="list")

    def write(protected: pl.DataFrame) -> tuple[Mapping[str, Publishable], pl.DataFrame]:
        printed = _as_printed(of_now.join(history(public, month), on="measure_id", maintain_order="left"))
        counted = _from_counts(protected, held, targets, policy)
        every = pl.concat([printed, counted], how="diagonal_relaxed")
        names = _catalogue_columns().filter(pl.col("measure_id").is_in(measured(store)))
        frame = names.join(every, on="measure_id", how="left", maintain_order="left")
        frame = frame.clear() if every.is_empty() else _with_withheld(frame, known, public, on_page, month, policy)
        rest = pl.col("basis").is_null()
        made = INDICATORS.publishable(
            "indicators",
            policy.policy,
            frame.with_columns(simulated=pl.col("simulated").fill_null(False)),
            notes=(
                policy.meaning if counted.height else "",
                mark(every),
                *season_sentences(
                    frame.join(of_now.select("measure_id", "season_source"), on="measure_id", maintain_order="left")
                ),
                *publications_in(frame),
            ),
            value_marker=pl.when(rest).then(pl.lit("x")).otherwise("value_marker"),
            quarter_value_marker=pl.when(rest).then(pl.lit("x")).otherwise("quarter_value_marker"),
            **{
                note: pl.when(rest).then(pl.lit("no figure")).otherwise(note)
                for note in ("rag_note", "quarter_rag_note")
            },
        )
        beside, kept_back = comments_beside(store, month, locality, made.frame)
        written = INDICATORS.publishable("comments", policy.policy, beside)
        found = {"indicators": made, "indicator-months": _months(public, month), "comments": written}
        hidden = listed("indicators", counted, pl.col("name"), _reasons(("", "quarter_")))
        return found, pl.concat([hidden, kept_back])

    return Section(policy, counts, parts, binding, write)


def areas(store: Store, month: date, locality: str, policy: Policy, _: pl.DataFrame) -> Section:
    """One row an indicator, place and period, for the whole council alone; none where no place has figures."""
    held = counts_held(store, catalogue().members(ALL, month) if locality == ALL else (), month)
    held, counts, parts, binding = _stated(store, month, "areas", held, policy, None)
    targets = _targets(store, held)

    def write(protected: pl.DataFrame) -> tuple[Mapping[str, Publishable], pl.DataFrame]:
        names = {place: catalogue().area_name(place) for place in catalogue().members(ALL, month)}
        both = pl.concat(
            [_rates(protected, period, held, targets, policy).with_columns(period=pl.lit(period)) for period in PERIODS]
        )
        both = both.with_columns(area_name=pl.col("area").replace(names))
        frame = _every_place(both, names, measured(store))
        made = AREAS.publishable("areas", policy.policy, frame, notes=(policy.meaning, may_not_add(policy), mark(both)))
        row = pl.format("{}, {}", "name", "area_name")
        reasons = _reasons(("",))
        hidden = [listed(f"areas, {p}", both.filter(period=p), row, reasons) for p in PERIODS]
        return {"areas": made}, pl.concat(hidden)

    return Section(policy, counts, parts, binding, write)


def _stated(
    store: Store, month: date, section: str, held: pl.DataFrame, policy: Policy, about: pl.DataFrame | None
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """What is held with few_beside, the counts of a section, what they consist of, and what holds of them besides:
    COUNTS, PARTS, BINDING."""
    earliest = held["month"].min() or month
    assert isinstance(earliest, date)
    truths = place_truths(store, months.before(earliest, SPAN - 1), month)
    held = with_few_beside(held, truths, policy)
    counts = long_counts(section, held)
    counts, parts = with_rests(counts, parts_of(counts, truths), policy)
    binding = known_besides(store, parts, about)
    return held, counts, parts.select("claim", "part", "truth", "coefficient"), binding


@cached_per_version
def _public(store: Store, month: date) -> pl.DataFrame:
    """The council's printed figures up to a month, and what follows from them."""
    return printed_figures(store, public_rows(store), month)


def _targets(store: Store, held: pl.DataFrame) -> pl.DataFrame:
    """The targets in force of the indicators of areas, each in the month of its figure: measure_id, area, target,
    target_to, tolerance_percent, tolerance."""
    kinds = catalogue().indicator_frame().select("measure_id", "kind")
    rows = held.select("measure_id", "month", locality="area").join(kinds, on="measure_id")
    found = with_targets(rows, targets_in_force(store))
    return found.select("measure_id", *AIM, area="locality")


def _catalogue_columns() -> pl.DataFrame:
    definitions = pl.DataFrame(
        [(i.measure_id, i.definition) for i in catalogue().indicators.values()],
        schema=dict.fromkeys(("measure_id", "definition"), pl.String),
        orient="row",
    )
    columns = ("measure_id", "name", "theme", "polarity", *_UNIT, "counted", "window", "period")
    return catalogue().indicator_frame().select(columns).join(definitions, on="measure_id", maintain_order="left")


def _as_printed(rows: pl.DataFrame) -> pl.DataFrame:
    """A month's printed figures with the columns that are theirs alone."""
    said = [": ".join(label) for label in signal_labels(rows)]
    changed = [
        formatting.better_or_worse(change, polarity) or None
        for change, polarity in rows.select("change", "polarity").rows()
    ]
    rows = rows.with_columns(value_marker=source_marker(pl.col("marker")))
    of_quarter = rows.with_columns(value="rolling_quarter").select(rag()).to_series()
    return rows.select(
        *("measure_id", "month", "value", "value_marker", *AIM, "rag", "change", "direction"),
        *("direction_word", "run_months", "run_since", "run_change"),
        *("variation", "signal", "mean", "few", "expected_by_chance"),
        *("status", "earlier_rag", "missed_months", "missed_since", "missed_always"),
        quarter_value="rolling_quarter",
        basis=pl.lit(AS_PRINTED),
        rag_note=_no_rating("value"),
        change_word=pl.Series(changed, dtype=pl.String),
        signal_said=pl.Series(said, dtype=pl.String),
        quarter_value_marker=pl.when(pl.col("rolling_quarter").is_null()).then(_no_quarter()),
        quarter_rag=of_quarter,
        quarter_rag_note=_no_rating("rolling_quarter"),
        reference="reference",
        simulated=pl.lit(False),
    )


def _no_rating(figure: str) -> pl.Expr:
    neither = pl.when(pl.col("polarity") == Polarity.INFORMATION).then(pl.lit(INFORMATION))
    no_figure = neither.when(pl.col(figure).is_null()).then(pl.lit("no figure"))
    return no_figure.when(pl.col("target").is_null()).then(pl.lit("no target"))


def _no_quarter() -> pl.Expr:
    return pl.when(pl.col("window").is_in(list(NO_QUARTER))).then(pl.lit("z")).otherwise(pl.lit("x"))


def _rates(
    protected: pl.DataFrame, period: str, held: pl.DataFrame, targets: pl.DataFrame, policy: Policy
) -> pl.DataFrame:
    """The counts of one period side by side, with their figure and its colour: one row of `held` each.

    A figure of the month that has no counts and was not published is withheld, which is not the same as not there.
    """
    counts = protected.filter(period=period)
    by = ["measure_id", "area"]
    rows = held.select(
        *(*by, "month", "simulated", "has_value"),
        source_marker="marker",
        told=pl.lit(period == "month") & ~pl.col("few_beside"),
        exact=f"{period}_value",
        people=f"{period}_people",
        per=f"{period}_per",
    )
    meaning = catalogue().indicator_frame().select("measure_id", "name", "theme", "polarity", *_UNIT).drop("per")
    joined = rows.join(meaning, on="measure_id", maintain_order="left")
    frame = shown(joined, by, **{side: counts.filter(side=side) for side in SIDES})
    frame = frame.join(targets, on=by, how="left", maintain_order="left")
    frame = with_rate(frame, *SIDES, "value", decimals=1 if policy.signed_off else 0)
    frame = with_other_figures(frame)
    frame = with_colour(frame, "rag", "rag_note")
    bare = pl.lit(period == "month") & pl.col("has_value") & (pl.col("value_marker") == NOT_AVAILABLE)
    return frame.with_columns(
        value_marker=pl.when(bare).then(pl.lit(HIDDEN)).otherwise("value_marker"),
        rag_note=pl.when(bare & pl.col("target").is_not_null()).then(pl.lit("withheld")).otherwise("rag_note"),
    )


def _from_counts(counts: pl.DataFrame, held: pl.DataFrame, targets: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The month's figures and the rolling quarter's, as far as they come from published counts."""
    month, quarter = (_rates(counts, period, held, targets, policy) for period in PERIODS)
    names = [*SIDES, "value"]
    ends = ("", "_low", "_high", "_marker", "_reason")
    columns = [c for name in names for end in ends if (c := f"{name}{end}") in quarter.columns]
    columns = [*columns, "rag", "rag_note"]
    later = quarter.select("measure_id", *(pl.col(c).name.prefix("quarter_") for c in columns))
    rounded = FROM_ROUNDED if policy.rounded_to > 1 else FROM_EXACT
    short = count_to_target() if policy.rounded_to == 1 else pl.lit(None, pl.Int64)
    basis = case((passes(), AS_IT_IS), (is_mean(), FROM_EXACT), otherwise=rounded)
    return month.join(later, on="measure_id", maintain_order="left").with_columns(basis=basis, count_to_target=short)


def _with_withheld(
    frame: pl.DataFrame,
    known: pl.DataFrame,
    public: pl.DataFrame,
    on_page: pl.DataFrame,
    month: date,
    policy: Policy,
) -> pl.DataFrame:
    """Add what is withheld of each row, and leave out what rests on months that were not printed.

    `known` has the area's figures up to the month, as the app shows them, and `public` those that were printed; on_page
    which list the app has an indicator on. Where printed figures alone would put it on another, for the app knows its
    counts as well, neither is said.
    """

    def among(rows: pl.DataFrame) -> pl.Expr:
        return pl.col("measure_id").is_in(rows["measure_id"].unique().to_list())

    now = known.join(frame.select("measure_id", "month"), on=["measure_id", "month"], how="semi")
    own_counts = now.filter(pl.col("denominator").is_not_null() & ~pl.col("counts_simulated"))
    real = known.filter(~pl.col("simulated"))
    unprinted = real.join(public, on=["measure_id", "month", "value"], how="anti")
    printed = (pl.col("basis") == AS_PRINTED).fill_null(False)
    alone = ~printed | among(unprinted)  # the months before it are not published
    exact = printed | (pl.lit(policy.signed_off) & pl.col("value").is_not_null() & pl.col("value_low").is_null())
    # What is hidden counts as known, for else it would show that there is nothing to hide.
    figure = among(now) | (pl.col("value_marker") == HIDDEN).fill_null(False)
    aimed = figure & pl.col("target").is_not_null() & (pl.col("polarity") != Polarity.INFORMATION)
    may_miss = aimed & pl.col("rag").ne_missing("green")
    columns = INDICATORS.frames["indicators"]
    absent = [pl.lit(None, columns[name]).alias(name) for name in columns if name not in frame.columns]
    from_printed = with_lists(frame.with_columns(absent)).select("measure_id", "small", from_printed="list")
    frame = frame.join(from_printed, on="measure_id", how="left", maintain_order="left").join(
        on_page, on="measure_id", how="left", maintain_order="left"
    )
    otherwise = pl.col("from_printed").ne_missing(pl.col("on_page"))
    why = {
        MONTH_RATING: aimed & pl.col("rag").is_null(),
        OVERALL_RATING: aimed & alone,
        TURNED: aimed & alone,
        SIGNAL: figure & (alone | otherwise),
        ORDER: printed & among(own_counts),
        FURTHEST: may_miss & ~exact,
        MISSED: may_miss & alone,
        HOW_MANY: may_miss & pl.col("count_to_target").is_null(),
    }
    resting = (
        *("status", "earlier_rag", "missed_months", "missed_since", "missed_always"),
        *("signal", "variation", "mean", "few", "small", "expected_by_chance"),
    )
    return frame.with_columns(
        *(pl.when(~alone).then(column).alias(column) for column in resting if column in frame.columns),
        withheld=pl.concat_list(pl.when(so).then(pl.lit(name)) for name, so in why.items()).list.drop_nulls(),
    ).drop("from_printed", "on_page")


def _reasons(prefixes: tuple[str, ...]) -> dict[str, pl.Expr]:
    """Why a count or a percentage of `_rates` is hidden."""
    found = {}
    for prefix in prefixes:
        numerator, denominator = (f"{prefix}{side}_reason" for side in SIDES)
        in_extract = pl.lit("hidden in the extract")
        found[f"{prefix}numerator"] = pl.coalesce(numerator, in_extract)
        found[f"{prefix}denominator"] = pl.coalesce(denominator, in_extract)
        counts = [pl.col(f"{prefix}{side}_marker") == HIDDEN for side in SIDES]
        found[f"{prefix}value"] = (
            pl.when(pl.any_horizontal(c.fill_null(False) for c in counts))
            .then(pl.lit("a count is hidden"))
            .when(pl.col(f"{prefix}denominator_marker") == NOT_AVAILABLE)
            .then(pl.lit("not published before, and without counts"))
            .when(is_mean())
            .then(pl.lit("it would tell the mean of few cases, or of how many it is"))
            .otherwise(too_wide())
        )
    return found


def _every_place(rows: pl.DataFrame, names: Mapping[str, str], measures: Collection[str]) -> pl.DataFrame:
    """Every one of some indicators and places in the catalogue's order, month before quarter; markers `x` where nothing
    is held."""
    if rows.is_empty():
        return rows
    frame = (
        catalogue()
        .indicator_frame()
        .select("measure_id", "name", "theme", "polarity", *_UNIT)
        .filter(pl.col("measure_id").is_in(list(measures)))
        .join(
            pl.DataFrame(list(names.items()), schema=dict.fromkeys(("area", "area_name"), pl.String), orient="row"),
            how="cross",
            maintain_order="left_right",
        )
        .join(pl.DataFrame({"period": list(PERIODS)}), how="cross", maintain_order="left_right")
    )
    own = [c for c in rows.columns if c not in ("name", "theme", "polarity", *_UNIT, "area_name")]
    frame = frame.join(rows.select(own), on=["measure_id", "area", "period"], how="left", maintain_order="left")
    absent = pl.col("simulated").is_null()
    markers = [f"{name}_marker" for name in (*SIDES, "value")]
    return frame.with_columns(
        *(pl.when(absent).then(pl.lit("x")).otherwise(marker).alias(marker) for marker in markers),
        rag_note=pl.when(absent).then(pl.lit("no figure")).otherwise("rag_note"),
        simulated=pl.col("simulated").fill_null(False),
    )


def _months(public: pl.DataFrame, month: date) -> Publishable:
    since = months.before(month, SPARK_MONTHS - 1)
    rows = public.filter(pl.col("month").is_between(since, month))
    return INDICATORS.publishable("indicator-months", PUBLIC, rows, value_marker=source_marker(pl.col("marker")))


INDICATORS = PackSection(
    name="indicators",
    title="Indicators by theme",
    policy="nhs",
    frames={
        "indicators": {
            **text_columns(
                *("measure_id", "name", "theme", "polarity", "kind", "unit", "counted", "window", "period"),
                *("definition", "basis"),
            ),
            "decimals": pl.Int64,
            "per": pl.Float64,
            "month": pl.Date,
            **figure_columns("value"),
            **count_columns("numerator"),
            **count_columns("denominator"),
            **dict.fromkeys(AIM, pl.Float64),
            **text_columns("rag", "rag_note", "status", "earlier_rag"),
            "missed_months": pl.Int64,
            "missed_since": pl.Date,
            "missed_always": pl.Boolean,
            "change": pl.Float64,
            **text_columns("change_word", "direction", "direction_word"),
            "run_months": pl.Int64,
            "run_since": pl.Date,
            "run_change": pl.Float64,
            **text_columns("signal_said", "signal", "variation"),
            "mean": pl.Float64,
            "few": pl.Boolean,
            "small": pl.Boolean,
            "expected_by_chance": pl.Float64,
            "counts_simulated": pl.Boolean,
            "count_to_target": pl.Int64,
            # The headlines, such as `overall_rating`, that are known of the row and may not be published.
            "withheld": pl.List(pl.String),
            **figure_columns("quarter_value"),
            **count_columns("quarter_numerator"),
            **count_columns("quarter_denominator"),
            **text_columns("quarter_rag", "quarter_rag_note"),
            "reference": pl.String,
            "simulated": pl.Boolean,
        },
        "indicator-months": {
            "measure_id": pl.String,
            "month": pl.Date,
            "value": pl.Float64,
            "value_marker": pl.String,
            "simulated": pl.Boolean,
        },
        "comments": {
            "measure_id": pl.String,
            "month": pl.Date,
            **text_columns("comment", "action", "status", "written_by", "note"),
            **dict.fromkeys(("due_on", "written_on"), pl.Date),
            "simulated": pl.Boolean,
        },
    },
    make=indicators,
    group_name=lambda group: catalogue().indicators[group].name,
    of_one_area=True,
)


AREAS = PackSection(
    name="areas",
    title="Indicators by area",
    policy="nhs",
    frames={
        "areas": {
            **text_columns("measure_id", "name", "theme", "polarity", "kind", "unit", "area", "area_name", "period"),
            "month": pl.Date,
            **count_columns("numerator"),
            **count_columns("denominator"),
            **figure_columns("value"),
            "rag": pl.String,
            "rag_note": pl.String,
            "simulated": pl.Boolean,
        },
    },
    make=areas,
    group_name=lambda group: catalogue().indicators[group].name,
)
