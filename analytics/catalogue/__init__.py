"""What is measured: indicators, the national measures beside them, targets over time, areas, legal statuses, the grades
of audits, glossary, and whatever else figures of one authority need to be read.

The rows are loaded into the store like extracts; this room makes one object of them and says what can't be. No figures
live here, and nothing here knows how a figure is computed.
"""

from analytics.catalogue.audit_parts import ACTIONS, CONCERNS, MODERATION, RE_AUDITS, AuditPart, AuditParts
from analytics.catalogue.building import build
from analytics.catalogue.catalogue import (
    ALL,
    POPULATION,
    START_UNKNOWN,
    TARGET,
    Area,
    AuditTarget,
    Catalogue,
    CatalogueError,
    Counterpart,
    Frequency,
    Indicator,
    LegalStatus,
    Mistake,
    PeriodKind,
    Polarity,
    Publication,
    Target,
    Term,
    Window,
    catalogue,
    corporate_catalogue,
    frequency_of,
    notes,
    read_through,
    unit_of,
    units_of,
    using,
)
from analytics.catalogue.corporate import ANSWERS, Corporate, Question, RiskCell, RiskLevel
from analytics.catalogue.notes import Notes
from analytics.catalogue.policies import Policy
from analytics.catalogue.scale import BANDS, GOOD_OR_BETTER, INADEQUATE, Grade, Scale
from analytics.catalogue.search import contains_any, find_indicators, ways_of_saying

_EMPTY = build({})
read_through(lambda: _EMPTY)
