"""The children-in-need census, as XML: made-up ones whose figures are known, small ones by hand, and hostile ones."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import count as counting
from pathlib import Path

import pytest

from analytics.catalogue import Catalogue
from analytics.errors import UserFacingError
from analytics.statutory import Counted, count, sentences, xml_tables
from analytics.statutory.reading import BACKWARDS, LATER, NO_CODE, NO_DATE, NO_ID, OTHER_YEAR, TWICE
from analytics.store import Incoming, Store, begin, held_catalogue
from tests.statutory.lists import split, whole
from tests.statutory.test_reading import reading

Figures = dict[tuple[str, ...], tuple[float, float | None]]


@pytest.fixture(scope="module")
def northmere_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    store = Store(tmp_path_factory.mktemp("northmere"))
    begin(store, "Northmere")
    return held_catalogue(store)


def made(folder: Path, flaws: str = "none") -> dict[str, bytes]:
    command = [sys.executable, "-m", "tools.lists", "--return", "cin_census", "--children", "300", "--out", str(folder)]
    subprocess.run([*command, "--flaws", flaws], cwd=Path(__file__).parents[2], check=True, stdout=subprocess.DEVNULL)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return made(tmp_path_factory.mktemp("clean"))


def both(given: dict[str, bytes]) -> list[Incoming]:
    """The census of the year before, and the census."""
    return [Incoming(name, given[name]) for name in ("cin-census-2024.xml", "cin-census-2025.xml")]


def rows(content: bytes) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(content.decode().splitlines())


def truth(given: dict[str, bytes]) -> Figures:
    """Without a count of nothing, which is told from the first month with a case on, and rates of groups."""
    found: Figures = {}
    for row in rows(given["truth.csv"]):
        *key, numerator, denominator = row.values()
        if (numerator, denominator) != ("0", "") and not (key[0].endswith("_rate") and key[4] != "All"):
            found[tuple(key)] = float(numerator), float(denominator) if denominator else None
    return found


def figures(counted: Counted) -> Figures:
    found = {(row[0], f"{row[1]:%Y-%m}", *row[2:6]): (row[6], row[7]) for row in counted.counts.iter_rows()}
    return {key: counts for key, counts in found.items() if counts != (0, None)}


# Made-up censuses


def test_every_true_figure_is_counted_and_no_other(clean: dict[str, bytes], northmere_catalogue: Catalogue) -> None:
    counted = count(both(clean), northmere_catalogue)
    assert figures(counted) == truth(clean)
    assert counted.day == date(2025, 3, 31)
    assert counted.made_up
    assert counted.not_computed == {}
    assert len({key[0] for key in figures(counted)}) >= 20
    months = {key[1] for key in figures(counted) if key[0] == "cp_plans_open"}
    assert months == {f"2024-{month:02}" for month in range(4, 13)} | {"2025-01", "2025-02", "2025-03"}
    assert all(account.rows == account.used for account in counted.accounts.values())


def test_other_spellings_and_unknown_elements_change_no_figure(tmp_path: Path, northmere_catalogue: Catalogue) -> None:
    spelled = made(tmp_path, "spelling")
    counted = count(both(spelled), northmere_catalogue)
    assert figures(counted) == truth(spelled)
    assert not any(account.unreadable for account in counted.accounts.values())
    assert counted.unknown["CINdetails"] > 0


def test_what_is_wrong_is_accounted_for_row_by_row(tmp_path: Path, northmere_catalogue: Catalogue) -> None:
    flawed = made(tmp_path, "all")
    counted = count([Incoming("census.xml", flawed["cin-census-2025.xml"])], northmere_catalogue)
    flaws = Counter({(row["what"], row["list"]): int(row["how_many"]) for row in rows(flawed["flaws.csv"])})
    cases, children = counted.accounts["census_cases"], counted.accounts["census_children"]
    assert cases.rows == cases.used + cases.left_out.total()
    assert cases.left_out == {
        BACKWARDS: flaws["an end before its start", "census_cases"],
        TWICE: flaws["a child in two states at once", "census_cases"],
        LATER: flaws["a date in the future", "census_cases"],
        NO_DATE: flaws["no date", "census_cases"],
        NO_ID: flaws["no identifier", "census_cases"],
    }
    assert min(cases.left_out.values()) > 0
    assert children.left_out == {NO_ID: 1}
    assert children.unreadable == {("ethnicity", NO_CODE): flaws["a code that is not known", "census_children"]}
    assert counted.unknown == {"CINdetails": flaws["an element that no census has", "CINdetails"]}


def test_re_referrals_need_the_census_of_the_year_before(
    clean: dict[str, bytes], northmere_catalogue: Catalogue
) -> None:
    counted = count([Incoming("census.xml", clean["cin-census-2025.xml"])], northmere_catalogue)
    assert {*counted.not_computed} == {"rereferrals_12m"}
    assert "census of the year before" in counted.not_computed["rereferrals_12m"]
    found = figures(counted)
    assert found == {key: counts for key, counts in truth(clean).items() if key[0] != "rereferrals_12m"}


# By hand


def child(identifier: str, *details: str, about: str = "<Sex>F</Sex>", also: str = "") -> str:
    return (
        f"<Child><ChildIdentifiers><LAchildID>{identifier}</LAchildID><UPN>A123</UPN>{about}</ChildIdentifiers>"
        f"<ChildCharacteristics><Ethnicity>WBRI</Ethnicity>{also}</ChildCharacteristics>{''.join(details)}</Child>"
    )


def case(referral: str, *within: str, closed: str = "", why: str = "RC7", nfa: str = "0") -> str:
    ended = f"<CINclosureDate>{closed}</CINclosureDate><ReasonForClosure>{why}</ReasonForClosure>" if closed else ""
    return (
        f"<CINdetails><CINreferralDate>{referral}</CINreferralDate><PrimaryNeedCode>N1</PrimaryNeedCode>{ended}"
        f"{''.join(within)}<ReferralNFA>{nfa}</ReferralNFA></CINdetails>"
    )


def assessed(start: str, authorised: str = "") -> str:
    done = f"<AssessmentAuthorisationDate>{authorised}</AssessmentAuthorisationDate>" if authorised else ""
    return f"<Assessments><AssessmentActualStartDate>{start}</AssessmentActualStartDate>{done}</Assessments>"


def enquiry(start: str, held: str = "", unnecessary: str = "false") -> str:
    conference = f"<DateOfInitialCPC>{held}</DateOfInitialCPC>" if held else ""
    return (
        f"<Section47><S47ActualStartDate>{start}</S47ActualStartDate><InitialCPCtarget>2026-04-09</InitialCPCtarget>"
        f"{conference}<ICPCnotRequired>{unnecessary}</ICPCnotRequired></Section47>"
    )


def plan(start: str, *reviews: str, ended: str = "", before: int = 0) -> str:
    end = f"<CPPendDate>{ended}</CPPendDate>" if ended else ""
    held = "".join(f"<CPPreviewDate>{review}</CPPreviewDate>" for review in reviews)
    return (
        f"<ChildProtectionPlans><CPPstartDate>{start}</CPPstartDate>{end}"
        f"<NumberOfPreviousCPP>{before}</NumberOfPreviousCPP><Reviews>{held}</Reviews></ChildProtectionPlans>"
    )


def census(*children: str, day: str = "2026-03-31", header: str = "", more: str = "") -> Incoming:
    details = f"<Collection>CIN</Collection><Year>2026</Year><ReferenceDate>{day}</ReferenceDate>"
    header = header or f"<Header><CollectionDetails>{details}</CollectionDetails></Header>"
    message = f"<Message>{header}<Children>{''.join(children)}</Children>{more}</Message>"
    return Incoming("cin-census.xml", f"<?xml version='1.0' encoding='utf-8'?>{message}".encode())


@pytest.fixture(scope="module")
def small(northmere_catalogue: Catalogue) -> Counted:
    """Eight children whose figures can be counted on fingers."""
    before = census(
        child("C1", case("2025-03-20", closed="2025-03-28")), child("C2", case("2024-05-01", closed="2024-06-01")),
        day="2025-03-31",
    )  # fmt: skip
    now = census(
        child("C1", case("2026-03-19", nfa="true"), about="<GenderCurrent>1</GenderCurrent>"),
        child("C2", case("2026-03-02", assessed("2026-03-02", "2026-03-30"), closed="2026-03-30", why="RC8")),
        child("C3", case("2025-12-24", assessed("2025-12-24", "2026-03-02"))),  # over Christmas: 45 working days
        child("C4", case("2025-12-23", assessed("2025-12-23", "2026-03-02"), closed="2026-03-05", why="RC9")),
        child(
            "C5", case("2026-02-02", enquiry("2026-02-17", "2026-03-10"), plan("2026-03-10", before=1)),
            also="<Disabilities><Disability>NONE</Disability><Disability>AUT</Disability></Disabilities>",
        ),
        child("C6", case("2026-02-02", enquiry("2026-02-16", "2026-03-10"), enquiry("2026-03-25", unnecessary="1"))),
        child("C7", case("2023-11-01", plan("2024-03-31", "2025-09-30", "2026-03-30"))),
        child("C8", case("2025-05-01", plan("2025-06-01", "2025-09-02", "2026-03-01"))),
        child("C9", case("2025-02-01", plan("2025-02-15", "2025-05-15"), closed="2026-03-31")),
    )  # fmt: skip
    return count([before, now], northmere_catalogue)


@pytest.mark.parametrize(
    ("measure", "counts"),
    [
        ("referrals_received", (2, None)), ("rereferrals_12m", (1, 2)), ("referrals_no_further_action", (1, 2)),
        ("assessments_45d", (2, 3)), ("assessment_days", (20 + 45 + 46, 3)), ("assessments_no_further_action", (1, 3)),
        ("s47_to_conference", (0, 1)), ("icpc_15d", (1, 2)), ("icpc_to_plan", (1, 2)), ("cp_plans_repeat", (1, 1)),
        ("cp_plans_open", (4, None)), ("cp_plans_2y_open", (1, 4)), ("cin_open", (5, None)),
        # C7: due 6 months into the year, and then 6 months later; C8: the first review a day late; C9: none after May.
        ("cp_reviews_on_time", (1, 3)),
    ],
)  # fmt: skip
def test_a_small_census_counts_as_on_fingers(small: Counted, measure: str, counts: tuple[float, float | None]) -> None:
    assert whole(small, measure, "2026-03") == counts


def test_a_case_is_open_at_the_ends_of_the_months_between_its_days(small: Counted) -> None:
    months = ("2025-04", "2025-05", "2025-12", "2026-01", "2026-02")
    assert [whole(small, "cin_open", month) for month in months] == [(n, None) for n in (2, 3, 5, 5, 7)]
    assert split(small, "cin_open", breakdown="Primary need", category="Abuse or neglect", month="2026-02") == (7, None)
    assert whole(small, "cin_open", "2025-03") is None


def test_what_a_child_is_comes_from_the_identifiers_and_characteristics(small: Counted) -> None:
    assert split(small, "referrals_received", breakdown="Sex", category="Male", month="2026-03") == (1, None)
    assert split(small, "cp_plans_new", breakdown="Disability", category="Yes", month="2026-03") == (1, None)
    assert split(small, "cp_plans_open", breakdown="Disability", category="Not known", month="2026-03") == (3, None)


def test_a_referral_without_further_action_does_not_hide_an_open_case(northmere_catalogue: Catalogue) -> None:
    counted = count([census(child("C1", case("2025-05-01"), case("2026-03-01", nfa="1")))], northmere_catalogue)
    assert counted.accounts["census_cases"].used == 2
    assert whole(counted, "cin_open", "2026-03") == (1, None)
    assert whole(counted, "referrals_received", "2025-05") == (1, None)


def test_a_census_of_a_year_that_is_not_over_is_of_its_latest_date(northmere_catalogue: Catalogue) -> None:
    early = census(child("C1", case("2026-05-01")), child("C2", case("2026-06-29")), day="2030-03-31")
    counted = count([early], northmere_catalogue, day=None)
    assert counted.day == date(2026, 6, 30)
    assert not counted.day_said


def test_a_later_census_goes_before_the_others(northmere_catalogue: Catalogue) -> None:
    years = [census(child("C1", case(f"{year}-02-01")), day=f"{year}-03-31") for year in (2026, 2024, 2025)]
    counted = count(years, northmere_catalogue)
    assert (counted.day, counted.others) == (date(2026, 3, 31), 1)
    assert counted.accounts["census_cases"].rows == counted.accounts["census_of_the_year_before"].rows == 1


def test_unknown_elements_are_told_by_where_they_are(northmere_catalogue: Catalogue) -> None:
    odd = census(child("C1", case("2026-03-01", "<Secret1/><Secret2>x</Secret2>")), more="<Secret3/>")
    counted = count([odd], northmere_catalogue)
    assert counted.unknown == {"CINdetails": 2, "Message": 1}
    said = "\n".join(sentences(counted, northmere_catalogue))
    assert "CINdetails (2) and Message (1)" in said
    assert "Secret" not in said


# What is refused

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
ONE = child("ZQX1", case("2026-03-01"))


HOSTILE = [
    (f"<!DOCTYPE Message [{LAUGHS}]><Message>&l9;</Message>".encode(), "doctype"),
    (b'<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/passwd">]><Message>&x;</Message>', "doctype"),
    (b'<!DOCTYPE Message SYSTEM "http://localhost/zqx.dtd"><Message/>', "doctype"),
    (b"<a>" * 1_000_000, "root"),
    (b"<Message>" * 1_000_000, "large"),
    (census(ONE).content[:-60], "xml"),
    (census(ONE.replace("ZQX1", "ZQX\xe9")).content.decode().encode("latin-1"), "xml"),
    (census(ONE).content.replace(b"</LAchildID>", b"</Zqx>"), "xml"),
    (census(ONE, header="<Header><Zqx/></Header>").content, "collection"),
    (census(ONE, day="zqx").content, "reference date"),
    (census(ONE, header="<Zqx/>").content, "reference date"),
    (census().content, "no child"),
    (census("<Zqx/>" * 30_000).content, "no child"),
    (census(child("C1", case("2026-03-01", "<Zqx/>" * 30_000))).content, "large"),
    (census(child("Zqx" * 1_000)).content, "large"),
    (b"<?xml version='1.0'?><Workbook><Zqx/></Workbook>", "root"),
    (b"<?xml version='1.0' encoding='utf-99'?><Message/>", "xml"),
]


@pytest.mark.parametrize(("content", "why"), HOSTILE)
def test_a_hostile_or_broken_file_is_refused_for_what_it_is(content: bytes, why: str) -> None:
    assert xml_tables.is_xml(content)
    with pytest.raises(xml_tables.NotRead) as refused:
        xml_tables.document(content, counting(1))
    assert refused.value.why == why


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HOSTILE[0][0], "declares a document type"),
        (HOSTILE[4][0], "more in one element"),
        (census(ONE).content[:-60], r"cut short .* \(line 1\)\. Export the return as XML again"),
        (b"<!DOCTYPE html><html>zqx</html>", "is a web page"),
    ],
)
def test_a_refusal_is_a_sentence_that_quotes_nothing(northmere_catalogue: Catalogue, content: bytes, said: str) -> None:
    with pytest.raises(UserFacingError, match=said) as refused:
        count([Incoming("cin-census.xml", content)], northmere_catalogue)
    assert str(refused.value).startswith("cin-census.xml ")
    assert "zqx" not in str(refused.value).casefold()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_a_census_is_read_in_the_encoding_that_it_says(encoding: str) -> None:
    text = census(child("Zo\xeb", case("2026-03-01"))).content.decode()
    content = text.replace("utf-8", encoding.removesuffix("-sig")).encode(encoding)
    assert xml_tables.is_xml(content)
    assert xml_tables.document(content, counting(1)).tables["CIN census Child"][1][0] == "Zo\xeb"


def test_a_namespace_and_comments_change_nothing() -> None:
    text = census(child("C1", case("2026-03-01"))).content
    odd = text.replace(b"<Message>", b"<Message xmlns='urn:x'><!-- <Child/> --><?pi x?>")
    plain = xml_tables.document(text, counting(1))
    assert xml_tables.document(odd.replace(b"C1", b"<![CDATA[C1]]>"), counting(1)) == plain


# SSDA903


def test_ssda903_is_taken_apart_into_the_files_of_the_return() -> None:
    about = "<CHILDID>C1</CHILDID><UPN>A123</UPN><SEX>M</SEX><DOB>01/02/2015</DOB><ETHNIC>WBRI</ETHNIC><UASC>1</UASC>"
    parts = (
        "<DUC>13/10/2027</DUC><AREVIEW><REVIEW>28/01/2025</REVIEW><REVIEW_CODE>PN3</REVIEW_CODE></AREVIEW>"
        "<AMISSING><MISSING>M</MISSING><MIS_START>01/03/2025</MIS_START></AMISSING><OC2><CONVICTED>0</CONVICTED></OC2>"
        "<IN_TOUCH>YES</IN_TOUCH><ACTIV>F1</ACTIV><AD1><DATE_INT>01/01/2025</DATE_INT></AD1>"
    )
    episode = "<EPISODE><DECOM>11/11/2024</DECOM><PL>U1</PL><PL_POST>D4 8NF</PL_POST></EPISODE>"
    other = "<CHILD><HEADER><CHILDID>C2</CHILDID><UASC>0</UASC><IN_TOUCH/></HEADER></CHILD>"
    text = f"<EXPSSDA903><CHILD><HEADER>{about}{parts}</HEADER>{episode}</CHILD>{other}</EXPSSDA903>"
    found = xml_tables.document(text.encode(), counting(1))
    assert found.unknown == {}
    assert found.day is None
    assert {title: len(rows) - 1 for title, rows in found.tables.items()} == {
        "header": 2, "uasc": 1, "oc3": 1, "ad1": 1, "episodes": 1, "reviews": 1, "missing": 1, "oc2": 1,
    }  # fmt: skip
    header, row = found.tables["episodes"]
    told = {name: text for name, text in zip(header, row, strict=True) if text}
    assert told == {"CHILD": "C1", "DOB": "01/02/2015", "DECOM": "11/11/2024", "PLACE": "U1"}
    assert not any("A123" in line or "D4 8NF" in line for rows in found.tables.values() for line in rows)


def test_ssda903_gives_the_same_rows_as_xml_and_as_csv() -> None:
    xml = (
        "<EXPSSDA903><CHILD><HEADER><CHILDID>C1</CHILDID><SEX>2</SEX><DOB>01/02/2015</DOB><ETHNIC>WBRI</ETHNIC></HEADER>"
        "<EPISODE><DECOM>11/11/2024</DECOM><RNE>S</RNE><LS>C2</LS><PL>U1</PL></EPISODE></CHILD></EXPSSDA903>"
    )
    csvs = [
        Incoming("header.csv", b"CHILD,SEX,DOB,ETHNIC\nC1,2,01/02/2015,WBRI\n"),
        Incoming("episodes.csv", b"CHILD,DECOM,RNE,LS,PLACE,DEC,REC\nC1,11/11/2024,S,C2,U1,,\n"),
    ]
    day = date(2025, 3, 31)
    assert reading(Incoming("ssda903.xml", xml.encode()), day=day).frames == reading(*csvs, day=day).frames


def test_the_year_of_ssda903_is_in_the_name_of_its_file() -> None:
    about = "<CHILDID>C1</CHILDID><DOB>01/02/2005</DOB><IN_TOUCH>YES</IN_TOUCH><ACTIV>F1</ACTIV><ACCOM>B1</ACCOM>"
    text = f"<EXPSSDA903><CHILD><HEADER>{about}</HEADER></CHILD></EXPSSDA903>".encode()
    years = [reading(Incoming(f"SSDA903_{year}.xml", text), day=date(2025, 3, 31)) for year in (2024, 2025)]
    assert [one.accounts["oc3"].left_out for one in years] == [{OTHER_YEAR: 1}, {}]
