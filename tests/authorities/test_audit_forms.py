"""Two authorities with audit forms of their own, read from their own files: grades 1 to 4 with moderation, and three
grades without moderation or re-audits. What pages and packs say is held against the rows of those files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from analytics import audits
from analytics.__main__ import main
from analytics.audits import moderation, practice, programme, ratings, re_audits
from analytics.catalogue import ALL, catalogue
from analytics.disclosure import Wanted
from analytics.extracts.kinds.audits import AuditPeople
from analytics.extracts.opening import grids
from analytics.extracts.recipes.drafting import drafted
from analytics.sharing import pack_service
from analytics.store import Store, people_rows, prepare
from pages.filters import sections
from tests.authorities import graded, met
from tests.authorities.conftest import fill
from tests.authorities.making import in_use
from tests.authorities.reading import page_text
from tests.making import made_once
from tests.pages.test_pages import SHELL, at

OFSTED = re.compile("outstanding|good or better|requires improvement|inadequate", re.IGNORECASE)
FORMS = {"graded": graded, "met": met}
NEWEST = graded.MONTHS[-1]


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Store]:
    """A store of each, which `init` began. Tests only read them."""
    return {
        name: made_once(tmp_path_factory, f"made-{of.NAME}", partial(fill, of.AUTHORITY)) for name, of in FORMS.items()
    }


@pytest.fixture
def graded_store(stores: dict[str, Store]) -> Iterator[Store]:
    with in_use(stores["graded"].root):
        yield stores["graded"]


@pytest.fixture
def met_store(stores: dict[str, Store]) -> Iterator[Store]:
    with in_use(stores["met"].root):
        yield stores["met"]


@pytest.fixture(params=FORMS)
def either(request: pytest.FixtureRequest, stores: dict[str, Store]) -> Iterator[Store]:
    with in_use(stores[request.param].root):
        yield stores[request.param]


def everything() -> str:
    app = at(AppTest.from_file(SHELL, default_timeout=120), "audits.py", month="2025-06", section="everything")
    assert not app.error
    return page_text(app)


def test_every_row_of_the_own_files_is_taken_in(either: Store) -> None:
    (batch,) = [of.AUTHORITY.batches[-1] for of in FORMS.values() if catalogue().council == of.NAME]
    accounts = prepare(catalogue(), list(batch.files)).checked
    assert {account.kind for account in accounts} >= {"audits", "audit_areas", "audit_people"}
    assert [(account.refused, account.blank) for account in accounts] == [(0, 0)] * len(accounts)


def test_grades_are_counted_as_the_tracker_has_them(graded_store: Store) -> None:
    done = [row for row in graded.ROWS if row["State"] == "Signed off"]
    held = ratings.by_month(graded_store, NEWEST)
    of_june = Counter(f"Grade {row['Moderated grade']}" for row in done if row["Month of audit"] == "2025-06")
    assert dict(held.filter(month=NEWEST).select("rating", "count").rows()) == {
        grade: of_june[grade] for grade in graded.GRADES
    }
    lower = [row for row in done if row["Month of audit"] == "2025-06" and row["Close to 4?"] == "Y"]
    assert held.filter(month=NEWEST, rating="Grade 3")["lower_end"].to_list() == [len(lower)]


def test_moderation_is_held_against_what_the_form_expects(graded_store: Store) -> None:
    since = ("2025-04", "2025-05", "2025-06")
    done = [row for row in graded.ROWS if row["State"] == "Signed off" and row["Month of audit"] in since]
    changed = sum(row["Auditor's grade"] != row["Moderated grade"] for row in done)
    windows = moderation.by_window(graded_store, NEWEST)
    assert windows.row(0, named=True)["changed"] == changed
    assert f"({changed} of {len(done)}), within the expected 5–12%" in moderation.moved_sentence(windows)


def test_areas_and_people_are_those_of_the_form_with_their_targets(graded_store: Store) -> None:
    areas = practice.by_area(graded_store, NEWEST)
    assert sorted(areas["area"]) == sorted(graded.AREAS)
    assert dict(areas.select("area", "good_or_better_target").rows())["Knowing the child"] == 65
    people = programme.took_part(graded_store, NEWEST).filter(month=NEWEST)
    assert people["name"].to_list() == list(graded.PEOPLE.values())
    of_june = [row for row in graded.ROWS if row["State"] == "Signed off" and row["Month of audit"] == "2025-06"]
    asked = Counter(row["Foster carer heard"] for row in of_june)
    carer = people.filter(measure="carer").row(0, named=True)
    assert (carer["yes"], carer["asked"], carer["target"]) == (asked["Y"], asked["Y"] + asked["N"], 80)


def test_who_took_part_comes_as_its_contract_says_in_the_cut_of_the_audits(graded_store: Store) -> None:
    rows = people_rows(graded_store)
    assert AuditPeople.held().validate(rows).height == rows.height > 0
    assert set(rows["cut"]) == {NEWEST}
    assert set(rows["person"]) == set(graded.PEOPLE)


def test_the_snapshot_has_what_the_form_measures_and_a_grade_with_a_target(graded_store: Store) -> None:
    names = audits.snapshot(graded_store, NEWEST)["name"].unique(maintain_order=True).to_list()
    assert names[2:7] == [
        "Rated Grade 2 or Grade 1", "Rated Grade 1", "Rated Grade 3", "Rated Grade 4",
        "Actions of the month before completed in time",
    ]  # fmt: skip
    assert names[7:] == [*(f"{area}: grade 2 or better" for area in graded.AREAS), *graded.PEOPLE.values()]


def test_files_audited_again_are_compared_where_the_form_has_re_audits(graded_store: Store) -> None:
    assert re_audits.audited_again(graded_store, NEWEST)["count"].sum() > 5
    assert "Files audited again" in everything()


def test_timeliness_is_paired_with_a_legal_status_and_an_area_of_practice(met_store: Store) -> None:
    areas = practice.three_months(met_store, NEWEST)
    since = ("2025-04", "2025-05", "2025-06")
    worked = [row["Standard of direct work"] for row in met.ROWS if row["Completed in"] in since]
    direct = areas.filter(area="Direct work").row(0, named=True)
    assert (direct["good_or_better"], direct["audits"]) == (worked.count("Fully"), len(worked))
    text = everything()
    assert f"audits were in this met ({worked.count('Fully')} of {len(worked)})" in text
    assert re.search(r"Child protection: [^.]*timeliness indicator[^.]*", text)


def test_what_a_form_does_not_have_is_left_out_or_said_once(met_store: Store) -> None:
    assert "help" not in sections(met_store)
    assert {"areas", "trust", "timeliness"} <= sections(met_store).keys()
    text = everything()
    assert "not moderated, so there is no second view of the grades" in text
    assert "audits here are not moderated" in audits.answers(met_store, NEWEST)["Can the grades be trusted?"]
    for missing in (
        "Files audited again",
        "Children of concern",
        "lower end",
        "Moderation changed",
        "after moderation",
    ):
        assert missing not in text


def test_no_page_and_no_pack_says_a_word_of_another_form(either: Store) -> None:
    shown = re.sub(r'data-part=\\?"[^"]*"', "", everything())
    assert catalogue().scale.grades[0] in shown
    assert OFSTED.findall(re.sub(r"(audits|trend)[-_](good_or_better|inadequate)", "", shown)) == []
    made = pack_service.draft(either, Wanted(NEWEST, ALL, ("audits",), {"audits": "nhs"}))
    frame = made.disclosed.publishables["audits"].frame
    grades, good = catalogue().scale.grades, catalogue().scale.good_row
    assert frame["rating"].unique(maintain_order=True).to_list() == [*dict.fromkeys([*grades, good, ALL])]
    assert OFSTED.findall(made.files["pack.html"].decode()) == []


@pytest.mark.parametrize(
    ("table", "held"), [("audits", True), ("audit-snapshot", True), ("audits-by-area", True), ("moderation", False)]
)
def test_a_table_of_audits_is_printed_or_says_that_there_is_none(
    met_store: Store, capsys: pytest.CaptureFixture[str], table: str, held: bool
) -> None:
    assert main(["table", table, "--month", "2025-06"]) == 0
    out, err = capsys.readouterr()
    assert ("The table has no row" not in err) == held
    assert (len(out.splitlines()) > 1) == held


def test_a_first_recipe_knows_the_areas_and_people_of_the_form(graded_store: Store) -> None:
    file = graded.tracker_file(graded.ROWS[:40])
    guessed = drafted(grids(file.content, file.file_name), file.file_name, catalogue())
    found = {(column.heading, column.kind, column.field) for column in guessed.columns}
    says = {tuple(column.says.items()) for column in guessed.columns}
    assert {
        ("Audit no", "audits", "audit_id"), ("Audit no", "audit_areas", "audit_id"),
        ("Audit no", "audit_people", "audit_id"), ("Auditor's grade", "audits", "auditor_rating"),
        ("Moderated grade", "audits", "rating"), ("Managing risk", "audit_areas", "rating"),
        ("Foster carer heard", "audit_people", "took_part"),
        ("Child heard by the auditor", "audits", "child_spoken_to"),
    } <= found  # fmt: skip
    assert {(("area", "Managing risk"),), (("person", "carer"),)} <= says


def test_one_grade_is_not_taken_for_that_of_a_moderator_too(met_store: Store) -> None:
    """An audit that nobody moderated would say that moderation changed nothing."""
    file = met.answers_file(met.ROWS[:40])
    guessed = drafted(grids(file.content, file.file_name), file.file_name, catalogue())
    assert "auditor_rating" not in {column.field for column in guessed.columns}
    assert moderation.by_month(met_store, NEWEST).is_empty()
    assert audits.by_month(met_store, NEWEST).filter(pl.col("lower_end").is_not_null()).is_empty()
