"""One view of a page: the store, the filters and the area; and the one way in which its figures are shown."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from analytics import months
from analytics.catalogue import ALL, catalogue
from analytics.charts import Chart, Drawing
from analytics.store import Shown, Store
from pages import components, downloads
from pages.downloads import Frame
from pages.filters import Chosen


@dataclass(frozen=True)
class View:
    """The store, the filters, and the area whose figures are shown: the one chosen, or “All”; and the area whose parts
    are shown side by side."""

    store: Store
    now: Chosen
    area: str = ALL
    within: str = ALL

    @property
    def month(self) -> date:
        return self.now.month

    @property
    def asked(self) -> tuple[Store, date, Shown]:
        """What figures of the whole council are asked with."""
        return (self.store, self.now.month, self.now.shown)

    @property
    def of_area(self) -> tuple[Store, date, Shown, str]:
        """What figures of the area are asked with."""
        return (*self.asked, self.area)

    @property
    def area_name(self) -> str:
        return catalogue().area_name(self.area)

    def drawing(self, name: str, draw: Callable[..., Chart], *of: Any, depends: tuple[Hashable, ...] = ()) -> Drawing:
        """A chart of this view that `draw` makes of some frames and words; `depends` is what else sets it apart."""
        return Drawing(name, self.store.version, (self.now, self.area, *depends), partial(draw, *of))

    def downloads(self, name: str, frame: Frame, drawing: Drawing | None = None, part: str = "") -> None:
        """Buttons for files that are named after what they show, the month, and the part of it if there are several."""
        downloads.buttons("-".join(filter(None, [name, months.code(self.month), part])), frame, drawing)

    def nothing_held(self, kind: str, what: str) -> None:
        """Say that nothing of a kind of extract is held up to the month, and what to do."""
        until = f"No {what} is held up to {months.words(self.month)}"
        st.write(components.nothing_held(until, self.now.shown, kinds=(kind,)))

    def exhibit(
        self,
        name: str,
        frame: Frame,
        drawing: Drawing | None = None,
        table: str = "",
        *,
        key: str = "",
        fold: str = "",
        part: str = "",
        heading: Callable[[str], object] = st.subheader,
    ) -> None:
        """A figure as chart and table, each if there is one, and `frame` as files to take away under a name.

        `fold` is the label that unfolds table and files, as each below a chart has; the key of the table is that of the
        chart unless it has its own.
        """
        if drawing:
            components.chart(drawing, heading=heading)
        self.figures(fold, name, frame, table, drawing, key or (drawing.name if drawing else name), part)

    def figures(
        self,
        fold: str,
        name: str,
        frame: Frame,
        table: str,
        drawing: Drawing | None = None,
        key: str = "",
        part: str = "",
    ) -> None:
        """The same where the chart, if there is one, was drawn before."""
        with st.expander(fold) if fold else nullcontext():
            if table:
                components.html(table, key or name)
            self.downloads(name, frame, drawing, part)
