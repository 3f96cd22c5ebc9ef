"""The XML of the children-in-need census and of SSDA903 as tables of text: a row for each element that is a record.

It runs in the child process alone. A file may neither declare a document type nor reach anything outside itself, and
one child is kept in memory at a time. What is read is named here, as is what is known and left out, such as pupil
numbers and postcodes. Every other element is counted by the record that it is in, and not read.

The structure is that of the department's specifications for 2016 to 2017 up to 2026 to 2027. Elements that took
another's place are called by one name (`_SAME`), whichever a file has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from io import BytesIO

from lxml import etree

from analytics.extracts.dates import as_day

MADE_UP = "Made up"  # title of the table that says so
YEAR_BEFORE = "CIN census of the year before"  # title of what is read of an earlier census
DEPTH_LIMIT = 16  # of elements in one another; the returns have 6
ELEMENTS_LIMIT = 20_000  # of one child
TEXT_LIMIT = 1_000  # characters of what is read of an element

_SAME = {"GenderCurrent": "Sex", "ExpectedPersonBirthDate": "PersonBirthDate", "CHILDID": "CHILD", "PL": "PLACE"}
_CASE, _REFERRALS = "CINdetails", "CIN census CINdetails"
_NOTHING = ("", "0", "false")

WHY = {
    "xml": "is cut short or is not well-formed XML",
    "doctype": "declares a document type, which no return does",
    "root": "is XML, but neither the children-in-need census (Message) nor SSDA903 (EXPSSDA903)",
    "collection": "is of another collection: Collection in Header/CollectionDetails should be CIN",
    "reference date": "has no day such as 2026-03-31 in ReferenceDate of Header/CollectionDetails before the children",
    "no child": "has no child: the census has them as Child in Children, SSDA903 as CHILD",
    "large": "has more in one element than any return has",
}


class NotRead(Exception):
    """The file is refused: a key of WHY, and the line where, if that is known. It quotes nothing."""

    def __init__(self, why: str, line: int | None = None) -> None:
        super().__init__(why)
        self.why, self.line = why, line


@dataclass(frozen=True)
class Record:
    """An element that makes a row in each of its `tables`, which are what they read, by title.

    A table of `only_with` has a row only where that element says something. `groups` only hold others, `left_out` is
    known and not read. `within` are the records in it; they are given what it `gives`, and its number if `numbered`.
    """

    tables: Mapping[str, tuple[str, ...]]
    only_with: Mapping[str, str] = field(default_factory=dict)
    gives: tuple[str, ...] = ()
    numbered: bool = False
    groups: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    within: Mapping[str, Record] = field(default_factory=dict)

    @cached_property
    def reads(self) -> set[str]:
        return {heading for headings in self.tables.values() for heading in headings} | {*self.only_with.values()}


CENSUS = Record(
    {"CIN census Child": ("LAchildID", "PersonBirthDate", "Sex", "Ethnicity", "Disability")},
    gives=("LAchildID",),
    groups=("ChildIdentifiers", "ChildCharacteristics", "Disabilities"),
    left_out=("UPN", "FormerUPN", "UPNunknown", "PersonDeathDate", "PersonSchoolYear"),
    within={
        _CASE: Record(
            {
                _REFERRALS: (
                    "CINreferralDate", "ReferralSource", "PrimaryNeedCode", "CINclosureDate", "ReasonForClosure",
                    "DateOfInitialCPC", "ReferralNFA",
                )
            },
            numbered=True,
            left_out=("PreProceedingsandFGDM",),
            within={
                "Assessments": Record(
                    {"CIN census Assessments": ("AssessmentActualStartDate", "AssessmentAuthorisationDate")},
                    left_out=("AssessmentInternalReviewDate", "FactorsIdentifiedAtAssessment", "AssessmentFactors"),
                ),
                "CINPlanDates": Record({"CIN census CINPlanDates": ("CINPlanStartDate", "CINPlanEndDate")}),
                "Section47": Record(
                    {
                        "CIN census Section47": (
                            "S47ActualStartDate", "InitialCPCtarget", "DateOfInitialCPC", "ICPCnotRequired",
                        )
                    }
                ),
                "ChildProtectionPlans": Record(
                    {
                        "CIN census ChildProtectionPlans": (
                            "CPPstartDate", "CPPendDate", "InitialCategoryOfAbuse", "LatestCategoryOfAbuse",
                            "NumberOfPreviousCPP",
                        )
                    },
                    numbered=True,
                    groups=("Reviews",),
                    within={"CPPreviewDate": Record({"CIN census Reviews": ("CPPreviewDate",)})},
                ),
            },
        )
    },
)  # fmt: skip
SSDA903 = Record(
    {
        "header": ("CHILD", "SEX", "DOB", "ETHNIC", "MOTHER", "MC_DOB"),
        "uasc": ("CHILD", "SEX", "DOB", "DUC"),
        "oc3": ("CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"),
        "ad1": ("CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"),
    },
    only_with={"uasc": "UASC", "oc3": "IN_TOUCH", "ad1": "DATE_INT"},
    gives=("CHILD", "DOB"),
    groups=("HEADER", "OC3", "AD1"),
    left_out=("UPN",),
    within={
        "EPISODE": Record(
            {
                "episodes": (
                    "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE",
                )
            },
            left_out=("HOME_POST", "PL_POST", "URN", "PL_LA", "PL_LOCATION", "PL_DISTANCE"),
        ),
        "AREVIEW": Record({"reviews": ("REVIEW", "REVIEW_CODE")}),
        "AMISSING": Record({"missing": ("MISSING", "MIS_START", "MIS_END")}),
        "OC2": Record(
            {
                "oc2": (
                    "SDQ_SCORE", "SDQ_REASON", "CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK",
                    "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED",
                )
            }
        ),
        "PERMANENCE": Record({"prev_perm": ("PREV_PERM", "LA_PERM", "DATE_PERM")}),
        "AD_PLACED": Record({"placed_adoption": ("DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED")}),
        "SW_EPISODE": Record({"sw_episodes": ("SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON")}),
    },
)  # fmt: skip
_ROOTS = {"Message": ("Child", CENSUS), "EXPSSDA903": ("CHILD", SSDA903)}
# The names that unknown elements are counted by.
RECORDS = {*_ROOTS, "Child", "CHILD", *CENSUS.within, *CENSUS.within[_CASE].within, "CPPreviewDate", *SSDA903.within}


@dataclass
class Document:
    """The tables of a file by title, each with its header; the reference day of a census; and how many elements are
    neither known nor read, by the record that they are in."""

    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    day: date | None = None
    unknown: Counter[str] = field(default_factory=Counter)


def is_xml(content: bytes) -> bool:
    """Whether a file begins as XML does, in any encoding, and not as a web page."""
    begins = content[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return begins.startswith(b"<") and not begins.startswith((b"<!doctype html", b"<html", b"<table"))


def document(content: bytes, numbers: Iterator[int]) -> Document:
    """Read a file; records that others are in get the next of the numbers. Raises NotRead."""
    try:
        return _Reading(numbers).read(content)
    except etree.XMLSyntaxError as problem:
        raise NotRead("xml", problem.lineno) from None


def tables(documents: Sequence[Document]) -> Iterator[tuple[str, list[list[str]]]]:
    """The tables by title: of censuses those of the latest year, and the referrals of the year before. Of one that is
    older still there is a table without a title or a row."""
    latest = max((one.day.year for one in documents if one.day), default=0)
    for one in documents:
        years = latest - one.day.year if one.day else 0
        if years == 0:
            yield from one.tables.items()
        else:
            yield (YEAR_BEFORE, one.tables[_REFERRALS]) if years == 1 and _REFERRALS in one.tables else ("", [])


class _Reading:
    """A file on its way into a document."""

    def __init__(self, numbers: Iterator[int]) -> None:
        self.document, self.numbers = Document(), numbers
        self.root = self.name = ""
        self.children = 0

    def read(self, content: bytes) -> Document:
        parsing = etree.iterparse(
            BytesIO(content), events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True,
            huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        above: list[str] = []
        elements = 0
        for event, element in parsing:
            tag = _tag(element)
            if event == "start":
                if not above:
                    self._begin(element, tag)
                above.append(tag)
                elements += 1
                if len(above) > DEPTH_LIMIT or elements > ELEMENTS_LIMIT:
                    raise NotRead("large", element.sourceline)
                continue
            above.pop()
            if above in (["Message", "Children"], ["EXPSSDA903"]):
                elements = self._child(element, tag)
            elif above == ["Message"] and tag == "Header":
                self._header(element)
            elif above == ["Message"] and tag != "Children":
                self.document.unknown["Message"] += 1
        if not self.children:
            raise NotRead("no child")
        tables = self.document.tables  # a return without a record of a kind tells nothing of it
        self.document.tables = {title: rows for title, rows in tables.items() if len(rows) != 1}
        return self.document

    def _begin(self, element: etree._Element, tag: str) -> None:
        if element.getroottree().docinfo.doctype:
            raise NotRead("doctype")
        if tag not in _ROOTS:
            raise NotRead("root")
        self.root = tag
        self.name, self.record = _ROOTS[tag]
        self.document.tables.update({title: [headings] for title, headings in _headings(self.record)})

    def _header(self, header: etree._Element) -> None:
        """What a census says of itself: of which collection and day it is, and whether it is made up."""
        said = {_tag(element): _text(element) for element in header.iter(etree.Element)}
        if said.get("Collection", "").upper() != "CIN":
            raise NotRead("collection", header.sourceline)
        self.document.day = as_day(said.get("ReferenceDate", ""))
        if said.get("SoftwareCode", "").casefold().startswith(("made up", "made-up")):
            self.document.tables[MADE_UP] = []

    def _child(self, element: etree._Element, tag: str) -> int:
        """Take the rows of a child, and let go of what was read so far: no element is kept."""
        if self.root == "Message" and self.document.day is None:
            raise NotRead("reference date")
        if tag == self.name:
            self.children += 1
            self._rows(tag, self.record, element, {})
        else:
            self.document.unknown[self.root] += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
        return 0

    def _rows(self, name: str, record: Record, element: etree._Element, given: Mapping[str, str]) -> None:
        own: dict[str, str] = {}
        within: list[tuple[str, etree._Element]] = []
        if name in record.reads:  # a record of one text
            own[name] = _text(element)
        self._collect(name, record, element, own, within)
        if record.numbered:
            given = {**given, _numbered(name): str(next(self.numbers))}
        if name == _CASE and own.get("ReferralNFA", "").casefold() in ("1", "true"):
            own["CINclosureDate"] = own.get("CINclosureDate") or own.get("CINreferralDate", "")  # over on its day
        said = {**own, **given}
        for title in record.tables:
            if title not in record.only_with or said.get(record.only_with[title], "") not in _NOTHING:
                rows = self.document.tables[title]
                rows.append([said.get(heading, "") for heading in rows[0]])
        given = {**given, **{heading: said.get(heading, "") for heading in record.gives}}
        for tag, one in within:
            self._rows(tag, record.within[tag], one, given)

    def _collect(
        self, name: str, record: Record, element: etree._Element, own: dict[str, str],
        within: list[tuple[str, etree._Element]],
    ) -> None:  # fmt: skip
        """The texts that a record reads, of several the first that says more than NONE, and the records in it."""
        for one in element:
            tag = _tag(one)
            if tag in record.within:
                within.append((tag, one))
            elif tag in record.groups:
                self._collect(name, record, one, own, within)
            elif tag in record.reads:
                if own.get(tag, "").upper() in ("", "NONE"):
                    own[tag] = _text(one) or own.get(tag, "")
            elif tag not in record.left_out:
                self.document.unknown[name] += 1


def _headings(record: Record, given: tuple[str, ...] = (), name: str = "") -> Iterator[tuple[str, list[str]]]:
    """The header of each table of a record and of those in it, by title."""
    given = (*given, *([_numbered(name)] if record.numbered else []))
    for title, reads in record.tables.items():
        yield title, [*given, *reads]
    for tag, one in record.within.items():
        yield from _headings(one, (*given, *record.gives), tag)


def _numbered(name: str) -> str:
    return f"{name} number"


def _tag(element: etree._Element) -> str:
    name = etree.QName(element).localname
    return _SAME.get(name, name)


def _text(element: etree._Element) -> str:
    text = (element.text or "").strip()
    if len(text) > TEXT_LIMIT:
        raise NotRead("large", element.sourceline)
    return text
