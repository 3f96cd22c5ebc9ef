"""What figures are measured in, and everything that follows from it: how values, changes, axes and cells are written.

A kind of figure is declared here, under the name that the catalogue's column `unit` has for it. Shares of audits,
records and the like are percentages too. This module belongs to no room; any may import it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from analytics.formatting import MINUS, NONE


@dataclass(frozen=True)
class Unit:
    """A unit of figures.

    `name` is what the catalogue calls it, `symbol` stands right behind a value. `one` and `many` are what a difference
    is counted in, `differences` how a table says so. Values have `decimals`, and lie from `lowest` to `highest`, where
    there are such bounds. `binomial` says that a figure is a share of cases that each count or do not, so that chance
    leaves it the spread of a binomial distribution; of others that spread is not known.
    """

    name: str
    symbol: str
    one: str
    many: str
    differences: str
    decimals: int = 1
    lowest: float | None = None
    highest: float | None = None
    binomial: bool = False

    def number(self, value: float) -> str:
        """A value without its symbol, with a real minus sign."""
        return f"{value:.{self.decimals}f}".replace("-", MINUS)

    def value(self, value: float | None) -> str:
        """
        >>> PERCENT.value(81.1), PERCENT.value(None)
        ('81.1%', '–')
        """
        return NONE if value is None else f"{self.number(value)}{self.symbol}"

    def as_printed(self, value: float) -> str:
        """A value with the decimals that its source printed.

        >>> PERCENT.as_printed(50.0), PERCENT.as_printed(16.33)
        ('50%', '16.33%')
        """
        return f"{value:g}{self.symbol}"

    def whole(self, value: float) -> str:
        """A value that is given without decimals, because it comes from rounded counts.

        >>> PERCENT.whole(78.0)
        '78%'
        """
        return f"{value:.0f}{self.symbol}"

    def signed(self, difference: float | None) -> str:
        """A change or a distance with its sign; nothing else is said of it.

        >>> PERCENT.signed(2.5), PERCENT.signed(-0.3), PERCENT.signed(-0.0)
        ('+2.5', '−0.3', '0.0')
        """
        if difference is None:
            return NONE
        return ("+" if difference > 0 else "") + self.number(difference or 0)

    def change(self, difference: float) -> str:
        """A change or a distance with its sign and what it is counted in.

        >>> PERCENT.change(-1.0)
        '−1.0 points'
        """
        return f"{self.signed(difference)} {self.many}"

    def size(self, difference: float) -> str:
        """The size of a difference, without its sign.

        >>> PERCENT.size(-1.0), PERCENT.size(4.2)
        ('1.0 point', '4.2 points')
        """
        return f"{self.number(abs(difference))} {self.one if abs(difference) == 1 else self.many}"

    def headed(self, label: str) -> str:
        """The heading of a column or an axis of values.

        >>> PERCENT.headed("Value")
        'Value (%)'
        """
        return f"{label} ({self.symbol.strip()})"

    def headed_difference(self, label: str) -> str:
        """
        >>> PERCENT.headed_difference("Change")
        'Change (points)'
        """
        return f"{label} ({self.many})"

    def without(self, name: str) -> str:
        """The name of an indicator without the unit that its figure says already.

        >>> PERCENT.without("% of visits in time")
        'visits in time'
        """
        return name.removeprefix(f"{self.symbol.strip()} of ").removeprefix(f"{self.symbol.strip()} ")

    def within(self, value: float) -> float:
        """A value, cut off at the bounds.

        >>> PERCENT.within(103.5), PERCENT.within(-2)
        (100.0, 0.0)
        """
        above = value if self.lowest is None else max(value, self.lowest)
        return above if self.highest is None else min(above, self.highest)

    @property
    def bounds(self) -> str:
        """The bounds in words, “within 0% and 100%”; empty unless there are two."""
        if self.lowest is None or self.highest is None:
            return ""
        return f"within {self.as_printed(self.lowest)} and {self.as_printed(self.highest)}"

    @property
    def axis(self) -> str:
        """The label of a tick on the axis of a chart, as an expression of Vega."""
        return f"datum.label + '{self.symbol}'"

    @property
    def format(self) -> str:
        """The number format of Vega-Lite."""
        return f".{self.decimals}f"

    @property
    def sheet(self) -> str:
        """The number format of a value in a spreadsheet."""
        return f"{0:.{self.decimals}f}"

    @property
    def sheet_difference(self) -> str:
        """The number format of a change or a distance in a spreadsheet."""
        return f"+{self.sheet};-{self.sheet};{self.sheet}"


PERCENT = Unit(
    "%", "%", one="point", many="points", differences="percentage points", lowest=0.0, highest=100.0, binomial=True
)
UNITS: Mapping[str, Unit] = MappingProxyType({unit.name: unit for unit in (PERCENT,)})


def in_unit(what: Callable[[Unit], object], dtype: type[pl.DataType]) -> pl.Expr:
    """Something of the unit of each row, as a column; the column `unit` has the units' names."""
    return pl.col("unit").replace_strict({unit.name: what(unit) for unit in UNITS.values()}, return_dtype=dtype)
