"""What is measured: indicators, the national measures beside them, targets over time, areas, legal statuses, the grades
of audits, glossary.

The plain CSV files in `data/catalogue/` (levels of risk, members' questions and notes on the council's own papers among
them) are what an analyst edits; this room reads them once and says which file, line and field is wrong. No figures live
here, and nothing here knows how a figure is computed.
"""

from analytics.catalogue.catalogue import (
    ALL,
    Area,
    AuditTarget,
    Catalogue,
    CatalogueError,
    Counterpart,
    Indicator,
    LegalStatus,
    PeriodKind,
    Polarity,
    Target,
    Term,
    Window,
    catalogue,
    read_catalogue,
    unit_of,
    units_of,
)
from analytics.catalogue.corporate import Corporate, Question, RiskCell, RiskLevel, corporate_catalogue, read_corporate
from analytics.catalogue.notes import Notes, notes, read_notes
from analytics.catalogue.scale import BANDS, GOOD_OR_BETTER, INADEQUATE, Grade, Scale
from analytics.catalogue.search import contains_all, find_indicators
