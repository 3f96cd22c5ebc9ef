"""What the quarterly papers of the whole council need to be read: levels of risk, the scorecard's measures that are
monthly indicators too, and the register of members' questions.

The files lie beside the catalogue's others and are read in the same way. A question's `link` is a page and its filters,
as the address bar writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from analytics.catalogue.catalogue import Catalogue, CatalogueError, Line, _unique, catalogue, folder, lines
from analytics.catalogue.scale import BANDS

ANSWERS = ("yes", "in part", "no")
_STEPS = tuple("12345")


@dataclass(frozen=True)
class RiskLevel:
    """A level of risk, and the lowest and highest score (likelihood × impact) that it covers."""

    level: str
    least: int
    most: int


@dataclass(frozen=True)
class RiskCell:
    """One square of the council's risk matrix; likelihood and impact from 1 to 5."""

    likelihood: int
    likelihood_label: str
    impact: int
    impact_label: str
    score: int
    level: str


@dataclass(frozen=True)
class Counted:
    """The monthly indicator that a measure of the scorecard is; `inverted` says that it is 100 minus that."""

    measure_id: str
    inverted: bool


@dataclass(frozen=True)
class AuditShare:
    """The band of the audit scale whose share of a quarter's audits a measure of the scorecard is, or is 100 minus."""

    band: str
    inverted: bool


@dataclass(frozen=True)
class Question:
    """A question that members asked, in our words.

    `answered` is one of ANSWERS. `link` opens the view that answers it, and is empty where none does; then `note` says
    why not, or what is missing.
    """

    question_id: str
    topic: str
    question: str
    meeting: str
    answered: str
    link: str
    note: str


@dataclass(frozen=True)
class Corporate:
    """Everything that the files say, in their order. Counted indicators and audits go by the scorecard's measure."""

    levels: tuple[RiskLevel, ...]
    matrix: tuple[RiskCell, ...]
    counted: Mapping[str, Counted]
    audits: Mapping[str, AuditShare]
    questions: tuple[Question, ...]

    def level(self, score: int) -> str:
        """The level that a score stands for by the register's thresholds."""
        return next(level.level for level in self.levels if level.least <= score <= level.most)


def _score(line: Line, column: str) -> int:
    value = line.number_of(column)
    if value != int(value):
        raise line.wrong(column, f"“{line.values[column]}” is not a whole number.")
    return int(value)


def _read_levels(file: Path) -> tuple[RiskLevel, ...]:
    found: list[RiskLevel] = []
    for line in lines(file, ("level", "least", "most")):
        level = RiskLevel(line.text("level"), _score(line, "least"), _score(line, "most"))
        if level.least != (found[-1].most + 1 if found else 1):
            raise line.wrong("least", "must follow the highest score of the level above.")
        found.append(level)
    return tuple(found)


def _read_matrix(file: Path, levels: tuple[RiskLevel, ...]) -> tuple[RiskCell, ...]:
    columns = ("likelihood", "likelihood_label", "impact", "impact_label", "score", "level")
    found: dict[tuple[int, int], RiskCell] = {}
    for line in lines(file, columns):
        place = int(line.one_of("likelihood", _STEPS)), int(line.one_of("impact", _STEPS))
        cell = RiskCell(
            place[0],
            line.text("likelihood_label"),
            place[1],
            line.text("impact_label"),
            _score(line, "score"),
            line.one_of("level", [level.level for level in levels]),
        )
        if cell.score != place[0] * place[1]:
            raise line.wrong("score", "must be likelihood × impact.")
        found[place] = cell
    if len(found) != 25:
        raise CatalogueError(f"{file.name}: has {len(found)} squares of 5 × 5.")
    return tuple(found.values())


def _read_counted(file: Path, known: Catalogue) -> dict[str, Counted]:
    found: dict[str, Counted] = {}
    for line in lines(file, ("scorecard_measure", "measure_id", "inverted")):
        measure = _unique(line, "scorecard_measure", found)
        indicator = line.one_of("measure_id", known.indicators)
        found[measure] = Counted(indicator, line.one_of("inverted", ("yes", "no")) == "yes")
    return found


def _read_audits(file: Path) -> dict[str, AuditShare]:
    found: dict[str, AuditShare] = {}
    for line in lines(file, ("scorecard_measure", "band", "inverted")):
        measure = _unique(line, "scorecard_measure", found)
        found[measure] = AuditShare(line.one_of("band", BANDS), line.one_of("inverted", ("yes", "no")) == "yes")
    return found


def _read_questions(file: Path) -> tuple[Question, ...]:
    found: dict[str, Question] = {}
    for line in lines(file, ("question_id", "topic", "question", "meeting", "answered", "link", "note")):
        answered, link, note = line.one_of("answered", ANSWERS), line.values["link"].strip(), line.values["note"]
        if (answered == "no") == bool(link):
            raise line.wrong("link", "a question that is answered has a link to the view, and only such a one.")
        if answered != "yes" and not note.strip():
            raise line.wrong("note", "must say what the data can't answer, and why.")
        question_id = _unique(line, "question_id", found)
        found[question_id] = Question(
            question_id, line.text("topic"), line.text("question"), line.text("meeting"), answered, link, note.strip()
        )
    return tuple(found.values())


def read_corporate(folder: Path, known: Catalogue) -> Corporate:
    """Read and check the files in a folder. Raises CatalogueError naming file, line and field of what is wrong."""
    levels = _read_levels(folder / "risk_levels.csv")
    return Corporate(
        levels=levels,
        matrix=_read_matrix(folder / "risk_matrix.csv", levels),
        counted=MappingProxyType(_read_counted(folder / "scorecard_indicators.csv", known)),
        audits=MappingProxyType(_read_audits(folder / "scorecard_audits.csv")),
        questions=_read_questions(folder / "questions.csv"),
    )


@cache
def _read_once(folder: Path) -> Corporate:
    return read_corporate(folder, catalogue())


def corporate_catalogue() -> Corporate:
    """The files of `data/catalogue/` (or the folder LINE_OF_SIGHT_CATALOGUE names), read once."""
    return _read_once(folder())
