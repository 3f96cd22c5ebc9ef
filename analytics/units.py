"""Kinds of figure, what they are measured in, and everything that follows from it: how a value is worked out and
added up, how values, changes, axes and cells are written.

The catalogue says of each indicator its kind of figure, its unit and its decimals; together they make a `Unit`. Shares
of audits, records and the like are percentages too. This module belongs to no room; any may import it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property, lru_cache

import polars as pl

from analytics import formatting
from analytics.formatting import MINUS, NONE

_PER = re.compile(r"per (?P<number>\d{1,3}(,\d{3})*|\d+)")
_MONEY = re.compile(r"£(?P<thousands>[km]?)")
MONEY = ("£", "£k", "£m")


class Kind(StrEnum):
    """What a figure is, which decides how figures are added up.

    A percentage, a rate and a mean are quotients: 100 × numerator / denominator, so many per 1,000 or 10,000, and
    numerator / denominator. Their numerators and denominators are added up and divided once. A count and an amount of
    money are added up themselves. A score, such as a median or an index, is never added up.
    """

    PERCENTAGE = "percentage"
    RATE = "rate"
    MEAN = "mean"
    COUNT = "count"
    AMOUNT = "amount"
    SCORE = "score"

    @property
    def divides(self) -> bool:
        return self in (Kind.PERCENTAGE, Kind.RATE, Kind.MEAN)

    @property
    def adds(self) -> bool:
        return self in (Kind.COUNT, Kind.AMOUNT)

    @property
    def decimals(self) -> int:
        """How many decimals figures have unless the catalogue says otherwise."""
        return 0 if self.adds else 1

    @property
    def spread(self) -> str | None:
        """The distribution that chance leaves the numerator of a figure; None where it is not known."""
        return {Kind.PERCENTAGE: "binomial", Kind.RATE: "poisson"}.get(self)

    @property
    def of_cases(self) -> bool:
        """Whether a figure counts cases, so that how far it is from its target can be said in cases."""
        return self in (Kind.PERCENTAGE, Kind.RATE, Kind.COUNT)


@dataclass(frozen=True)
class Unit:
    """What figures are measured in.

    `name` is what the catalogue calls the unit: “%”, “per 10,000”, “days”, “£k”; of a count it is what is counted, of a
    score it may be empty. Values are written, compared and rated as whole units of their last decimal.
    """

    kind: Kind
    name: str
    decimals: int

    @property
    def _money(self) -> str | None:
        """Of a unit of money what follows its figures: nothing, k or m."""
        found = _MONEY.fullmatch(self.name)
        return found and found["thousands"]

    @property
    def symbol(self) -> str:
        """What follows a value."""
        if self.kind is Kind.COUNT or not self.name:
            return ""
        return "%" if self.kind is Kind.PERCENTAGE else f" {self.name}"

    @property
    def many(self) -> str:
        """What a difference is counted in."""
        return "points" if self.kind is Kind.PERCENTAGE else self.name

    @property
    def one(self) -> str:
        """What a difference of one is counted in."""
        return self.many if self.kind in (Kind.RATE, Kind.AMOUNT) else formatting.unit(1, self.many)

    @property
    def differences(self) -> str:
        """What differences are counted in, as a table says it."""
        return "percentage points" if self.kind is Kind.PERCENTAGE else self.name or "points of the score"

    @property
    def lowest(self) -> float | None:
        """The least that a value can be; None where there is no such bound."""
        return None if self.kind in (Kind.AMOUNT, Kind.SCORE) else 0.0

    @property
    def highest(self) -> float | None:
        """The most that a value can be; None where there is no such bound."""
        return 100.0 if self.kind is Kind.PERCENTAGE else None

    @cached_property
    def per(self) -> float:
        """By what numerator / denominator is multiplied.

        >>> Unit(Kind.RATE, "per 10,000", 1).per, PERCENT.per, Unit(Kind.MEAN, "days", 1).per
        (10000.0, 100.0, 1.0)
        """
        found = _PER.fullmatch(self.name)
        if self.kind is Kind.RATE and found:
            return float(found["number"].replace(",", ""))
        return PERCENT_OF if self.kind is Kind.PERCENTAGE else 1.0

    @property
    def described(self) -> str:
        """The kind of figure and what it is in, within a sentence.

        >>> Unit(Kind.RATE, "per 10,000", 1).described, Unit(Kind.MEAN, "days", 1).described
        ('a rate per 10,000', 'a mean in days')
        >>> Unit(Kind.COUNT, "referrals", 0).described, Unit(Kind.SCORE, "", 1).described
        ('a count of referrals', 'a score')
        """
        link = {Kind.RATE: "", Kind.COUNT: "of "}.get(self.kind, "in ")
        kind = f"an {self.kind}" if self.kind is Kind.AMOUNT else f"a {self.kind}"
        return f"{kind} {link}{self.name}" if self.name else kind

    def problem(self) -> str:
        """What is wrong with the unit for its kind of figure, as the end of a sentence; empty if nothing is.

        >>> Unit(Kind.RATE, "%", 1).problem(), Unit(Kind.MEAN, "days", 1).problem()
        ('is not the unit of a rate. Write what it is per: per 1,000 or per 10,000', '')
        """
        if self.kind is Kind.RATE and (not _PER.fullmatch(self.name) or not self.per):
            return "is not the unit of a rate. Write what it is per: per 1,000 or per 10,000"
        if self.kind is Kind.AMOUNT and self.name not in MONEY:
            return f"is not a unit of money. Write {formatting.either(MONEY)}"
        if self.kind is Kind.PERCENTAGE and self.name != "%":
            return "is not the unit of a percentage. Write %, or another kind of figure"
        if self.kind in (Kind.MEAN, Kind.SCORE) and (self.name == "%" or _PER.fullmatch(self.name)):
            return f"is not the unit of a {self.kind}. Write what it is in, such as days, £ or points"
        if self.kind is Kind.MEAN and not self.name:
            return "is empty. Write what the mean is in: days, weeks, £, cases a worker"
        return ""

    def _written(self, digits: str) -> str:
        """A number with its unit; of money, the pound sign goes before the digits."""
        digits = digits.replace("-", MINUS)
        if self._money is None:
            return f"{digits}{self.symbol}"
        sign = digits[0] if digits[:1] in ("+", MINUS) else ""
        return f"{sign}£{digits.removeprefix(sign)}{self._money}"

    def rounded(self, value: float) -> Decimal:
        """A value at the decimals of the unit, halves rounded away from zero, as people round.

        >>> PERCENT.rounded(84.25), Unit(Kind.RATE, "per 10,000", 0).rounded(-52.5)
        (Decimal('84.3'), Decimal('-53'))
        """
        return Decimal(str(float(value))).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)

    def _digits(self, value: float) -> str:
        return f"{self.rounded(value):,f}"

    def number(self, value: float) -> str:
        """A value without its unit, with a real minus sign.

        >>> PERCENT.number(-0.5), Unit(Kind.COUNT, "referrals", 0).number(1234), PERCENT.number(84.25)
        ('−0.5', '1,234', '84.3')
        """
        return self._digits(value).replace("-", MINUS)

    def value(self, value: float | None) -> str:
        """
        >>> PERCENT.value(81.1), PERCENT.value(None), Unit(Kind.AMOUNT, "£m", 1).value(-1.3)
        ('81.1%', '–', '−£1.3m')
        >>> Unit(Kind.RATE, "per 10,000", 1).value(59.8), Unit(Kind.COUNT, "referrals", 0).value(1234)
        ('59.8 per 10,000', '1,234')
        >>> Unit(Kind.MEAN, "days", 0).value(1), Unit(Kind.MEAN, "days", 0).value(12)
        ('1 day', '12 days')
        """
        if value is None:
            return NONE
        digits = self._digits(value)
        in_words = self.kind in (Kind.MEAN, Kind.SCORE) and self.symbol and self._money is None
        return f"1 {self.one}" if digits == "1" and in_words else self._written(digits)

    def as_printed(self, value: float) -> str:
        """A value with the decimals that its source printed.

        >>> PERCENT.as_printed(50.0), PERCENT.as_printed(16.33), Unit(Kind.AMOUNT, "£", 0).as_printed(1250000)
        ('50%', '16.33%', '£1,250,000')
        """
        return self._written(f"{value:,.12g}")

    def target(self, target: float, to: float | None = None, *, as_printed: bool = False) -> str:
        """A target, or the range from it to another value.

        >>> PERCENT.target(85.0), Unit(Kind.RATE, "per 10,000", 1).target(40.0, 50.0)
        ('85.0%', '40 to 50 per 10,000')
        >>> Unit(Kind.AMOUNT, "£m", 1).target(1.2, 1.5), PERCENT.target(85.0, as_printed=True)
        ('£1.2m to £1.5m', '85%')
        """
        if to is None:
            return self.as_printed(target) if as_printed else self.value(target)
        low = f"{target:,.12g}".replace("-", MINUS) if self._money is None else self.as_printed(target)
        return f"{low} to {self.as_printed(to)}"

    def total(self, number: float) -> str:
        """How much a numerator is, with what it is counted in where that is not what cases are.

        >>> Unit(Kind.MEAN, "days", 1).total(340), Unit(Kind.MEAN, "£", 0).total(1200), PERCENT.total(24)
        ('340 days', '£1,200', '24')
        >>> Unit(Kind.MEAN, "cases a worker", 1).total(340.5)
        '340.5 cases'
        """
        if self.kind is not Kind.MEAN:
            return formatting.quantity(number)
        if self._money is not None:
            return self.as_printed(number)
        return f"{formatting.quantity(number)} {formatting.unit(number, self.summed)}"

    @property
    def summed(self) -> str:
        """What the total of a mean is counted in: of days it is days, of cases a worker it is cases."""
        return re.split(r" (?:a|an|per) ", self.name)[0]

    def whole(self, value: float) -> str:
        """A value that is given without decimals, because it comes from rounded counts.

        >>> PERCENT.whole(78.0)
        '78%'
        """
        return self._written(f"{value:,.0f}")

    def signed(self, difference: float | None) -> str:
        """A change or a distance with its sign; nothing else is said of it but that it is money.

        >>> PERCENT.signed(2.5), PERCENT.signed(-0.3), PERCENT.signed(-0.0), Unit(Kind.AMOUNT, "£k", 0).signed(-12)
        ('+2.5', '−0.3', '0.0', '−£12k')
        """
        if difference is None:
            return NONE
        digits = ("+" if difference > 0 else "") + self._digits(difference or 0)
        return digits.replace("-", MINUS) if self._money is None else self._written(digits)

    def change(self, difference: float) -> str:
        """A change or a distance with its sign and what it is counted in.

        >>> PERCENT.change(-1.0), Unit(Kind.RATE, "per 10,000", 1).change(4), Unit(Kind.AMOUNT, "£m", 1).change(1.3)
        ('−1.0 points', '+4.0 per 10,000', '+£1.3m')
        """
        return self._in_words(self.signed(difference), self.many)

    def size(self, difference: float) -> str:
        """The size of a difference, without its sign.

        >>> PERCENT.size(-1.0), PERCENT.size(4.2), Unit(Kind.COUNT, "referrals", 0).size(-1)
        ('1.0 point', '4.2 points', '1 referral')
        """
        size = abs(difference)
        digits = self.number(size)
        return self._in_words(
            digits if self._money is None else self._written(digits), self.one if size == 1 else self.many
        )

    def _in_words(self, digits: str, words: str) -> str:
        return digits if self._money is not None or not words else f"{digits} {words}"

    def headed(self, label: str) -> str:
        """The heading of a column or an axis of values.

        >>> PERCENT.headed("Value"), Unit(Kind.SCORE, "", 1).headed("Value")
        ('Value (%)', 'Value')
        """
        return f"{label} ({self.name})" if self.name else label

    def headed_difference(self, label: str) -> str:
        """
        >>> PERCENT.headed_difference("Change")
        'Change (points)'
        """
        return f"{label} ({self.many})" if self.many else label

    def without(self, name: str) -> str:
        """The name of an indicator without the unit that its figure says already.

        >>> PERCENT.without("% of visits in time")
        'visits in time'
        """
        return name.removeprefix("% of ").removeprefix("% ") if self.kind is Kind.PERCENTAGE else name

    def within(self, value: float) -> float:
        """A value, cut off at the bounds.

        >>> PERCENT.within(103.5), PERCENT.within(-2)
        (100.0, 0.0)
        """
        above = value if self.lowest is None else max(value, self.lowest)
        return above if self.highest is None else min(above, self.highest)

    @property
    def bounds(self) -> str:
        """The bounds in words, “within 0% and 100%” or “0 or more”; empty where there are none."""
        if self.lowest is None:
            return ""
        if self.highest is None:
            return "0 or more"
        return f"within {self.as_printed(self.lowest)} and {self.as_printed(self.highest)}"

    @property
    def symbol_on_axis(self) -> str:
        """What stands over an axis of values whose ticks are numbers alone; empty where the ticks say the unit."""
        return "" if self.kind is Kind.PERCENTAGE or self._money is not None else self.name

    @property
    def axis(self) -> str:
        """The label of a tick on the axis of a chart, as an expression of Vega. Words are left to the chart's title."""
        if self._money is not None:
            return f"replace('£' + datum.label + '{self._money}', '£{MINUS}', '{MINUS}£')"
        return "datum.label + '%'" if self.kind is Kind.PERCENTAGE else "datum.label"

    @property
    def format(self) -> str:
        """The number format of Vega-Lite."""
        return f",.{self.decimals}f"

    @property
    def sheet(self) -> str:
        """The number format of a value in a spreadsheet."""
        digits = f"{0:.{self.decimals}f}"
        if self.kind is Kind.PERCENTAGE:
            return digits
        thousands = f"#,##{digits}"
        return (
            thousands if self._money is None else f'"£"{thousands}"{self._money}"' if self._money else f'"£"{thousands}'
        )

    @property
    def sheet_difference(self) -> str:
        """The number format of a change or a distance in a spreadsheet."""
        return f"+{self.sheet};-{self.sheet};{self.sheet}"


PERCENT_OF = 100.0
PERCENT = Unit(Kind.PERCENTAGE, "%", 1)
_COLUMNS = ("kind", "unit", "decimals")  # of a frame, of which its rows' units are made


@lru_cache(maxsize=1024)
def unit(kind: str, name: str, decimals: int) -> Unit:
    """The unit of these, as a catalogue or a frame has them."""
    return Unit(Kind(kind), name, decimals)


def in_unit(what: Callable[[Unit], object], dtype: type[pl.DataType]) -> pl.Expr:
    """Something of the unit of each row, as a column. Reads kind, unit and decimals."""

    def of_each(rows: pl.Series) -> pl.Series:
        frame = rows.struct.unnest()
        every = frame.unique().drop_nulls()
        found = every.with_columns(what=pl.Series([what(unit(*row)) for row in every.rows()], dtype=dtype))
        return frame.join(found, on=_COLUMNS, how="left", maintain_order="left")["what"]

    return pl.struct(_COLUMNS).map_batches(of_each, return_dtype=dtype)


def said_in_unit(number: pl.Expr, said: Callable[[Unit, float], str]) -> pl.Expr:
    """A number of each row in words of its unit, such as `Unit.size`; null of none. Reads kind, unit and decimals."""

    def of_each(rows: pl.Series) -> pl.Series:
        every = rows.struct.unnest().rows()
        return pl.Series([None if n is None else said(unit(*of), n) for *of, n in every], dtype=pl.String)

    return pl.struct(*_COLUMNS, number.alias("number")).map_batches(of_each, return_dtype=pl.String)


def scale() -> pl.Expr:
    """How many steps of its last decimal a value of 1 has. Reads decimals."""
    return pl.lit(10).pow(pl.col("decimals"))


def steps(value: pl.Expr) -> pl.Expr:
    """A value as whole steps of its last decimal: 84.25 with one decimal gives 843. Reads decimals.

    Halves are rounded away from zero, as people round.
    """
    return (value * scale()).round(6).round(0, mode="half_away_from_zero").cast(pl.Int64)


def from_steps(whole: pl.Expr) -> pl.Expr:
    """Whole steps as a value: 843 with one decimal gives 84.3, the very number that the text “84.3” is read as. Reads
    decimals."""
    return (whole / scale()).round(6, mode="half_away_from_zero")


def rounded(value: pl.Expr) -> pl.Expr:
    """A value to its last decimal. Reads decimals."""
    return from_steps(steps(value))


def quotient(numerator: pl.Expr, denominator: pl.Expr, per: pl.Expr) -> pl.Expr:
    """per × numerator / denominator to the last decimal, divided once; null where the denominator is 0 or either is
    missing. Reads decimals."""
    exact = pl.when(denominator > 0).then(numerator * per * scale() / denominator)
    # The division of whole numbers is exact at halves, and nowhere else nearer to one than nine decimals tell.
    return from_steps(exact.round(9).round(0, mode="half_away_from_zero").cast(pl.Int64))


def shortfall(value: str = "value", target: str = "target") -> pl.Expr:
    """How much worse than the target, in steps of the last decimal; zero or less is on target or better.

    A target may be a range, up to the column of the target's name with _to. Null for an indicator for information.
    Reads the columns of these names, polarity and decimals.
    """
    below = steps(pl.col(target)) - steps(pl.col(value))
    above = steps(pl.col(value)) - steps(pl.coalesce(f"{target}_to", target))
    polarity = pl.col("polarity")
    return (
        pl.when(polarity == "bigger")
        .then(below)
        .when(polarity == "smaller")
        .then(above)
        .when(polarity == "plan")
        .then(pl.max_horizontal(below, above))
    )
