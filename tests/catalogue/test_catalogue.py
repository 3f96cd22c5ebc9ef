"""What the catalogue says, and what is said of rows that can't be."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analytics.catalogue import Catalogue, build, find_indicators, using
from analytics.errors import UserFacingError
from analytics.extracts import catalogue_of
from analytics.furniture.kpi_cards import provenance
from tests.westshire import FOLDER, PAPERS, catalogue_in


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[str, str, str], Path]:
    """A copy of the catalogue in which one piece of text of one file is replaced."""
    folder = tmp_path / "catalogue"
    shutil.copytree(FOLDER, folder)

    def edit(file: str, old: str, new: str) -> Path:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return edit


def test_what_the_catalogue_holds(the_catalogue: Catalogue) -> None:
    assert len(the_catalogue.indicators) == 31
    assert len(the_catalogue.themes) == 8
    assert len(the_catalogue.targets) == 30
    assert the_catalogue.council == "Westshire"
    assert list(the_catalogue.legal_statuses) == ["New", "Help", "Plan", "Care", "Left"]


def test_the_scale_of_audits_names_its_bands(the_catalogue: Catalogue) -> None:
    scale = the_catalogue.scale
    assert scale.bands == {"good_or_better": ("Outstanding", "Good"), "inadequate": ("Inadequate",)}
    assert (scale.good, scale.inadequate) == ("good or better", "inadequate")
    assert scale.weak == "inadequate or at the lower end of Requires Improvement"


def test_a_plain_title_is_shown_and_the_printed_name_still_loads_and_is_found(
    the_catalogue: Catalogue,
) -> None:
    printed, plain = the_catalogue.indicators["icpc_due"].printed_name, "% of initial conferences held in time"
    titled = the_catalogue.rows["definitions"].with_columns(
        plain_title=pl.when(measure_id="icpc_due").then(pl.lit(plain)).otherwise("plain_title")
    )
    known = build({**the_catalogue.rows, "definitions": titled})
    assert (known.indicators["icpc_due"].name, known.indicators["icpc_due"].printed_name) == (plain, printed)
    assert known.names[plain] == known.names[printed] == "icpc_due"
    assert [one.name for one in find_indicators("start fo", known)] == [plain]
    with using(known):
        assert f"**Published as:** “{printed}”" in provenance(known.indicators["icpc_due"], None)
        assert known.dictionary().filter(measure_id="icpc_due")["name"].to_list() == [plain]
    assert all(one.name == one.printed_name for one in the_catalogue.indicators.values()), "without one, the name"


def test_a_target_may_be_followed_by_another(the_catalogue: Catalogue) -> None:
    found = [(t.valid_from, t.target) for t in the_catalogue.targets if t.measure_id == "teeth_checked"]
    assert found == [(date(2021, 4, 1), 70.0), (date(2021, 7, 1), 85.0)]


def test_a_target_says_the_month_it_is_in_force_from_unless_that_is_assumed(the_catalogue: Catalogue) -> None:
    target = replace(next(t for t in the_catalogue.targets if t.measure_id == "icpc_due"), valid_from=date(2021, 4, 1))
    for assumed in (False, True):
        known = replace(the_catalogue, targets=(replace(target, start_assumed=assumed),))
        (said,) = known.dictionary().filter(measure_id="icpc_due")["target"]
        with using(known):
            (line,) = (s for s in provenance(known.indicators["icpc_due"], None) if s.startswith("**Target"))
        assert known.target_frame()["start_assumed"].to_list() == [assumed]
        for words in (said, line):
            assert ("April 2021" in words, "start not published" in words) == (not assumed, assumed)


@pytest.mark.parametrize(("column", "cell", "assumed"), [("", "", False), (",start_assumed", ",yes", True)])
def test_a_file_of_targets_may_say_that_a_start_is_assumed(column: str, cell: str, assumed: bool) -> None:
    text = f"measure_id,valid_from,target,reason{column}\nicpc_due,2021-04,80,Agreed{cell}\n"
    others = [(name, (FOLDER / name).read_bytes()) for name in ("council.csv", "definitions.csv")]
    known = catalogue_of([*others, ("targets.csv", text.encode())])
    assert [t.start_assumed for t in known.targets] == [assumed]


def test_the_target_of_the_audit_programme_is_the_one_in_force(the_catalogue: Catalogue) -> None:
    def target(measure: str, month: date) -> float | None:
        found = the_catalogue.audit_target(measure, month)
        return found and found.target

    months = (date(2020, 9, 1), date(2021, 6, 1), date(2021, 7, 1), date(2031, 1, 1))
    assert [target("good_or_better", month) for month in months] == [None, 40, 50, 50]
    assert [target("inadequate", month) for month in months] == [None, 12, 9, 9]
    assert target("nonsense", months[-1]) is None


def test_a_smaller_is_better_indicator_has_the_group_that_was_printed(the_catalogue: Catalogue) -> None:
    for indicator in the_catalogue.indicators.values():
        assert (indicator.group_printed is not None) == (indicator.polarity == "smaller"), indicator.measure_id


def test_a_combined_area_covers_its_members(the_catalogue: Catalogue) -> None:
    assert the_catalogue.areas_covering("Wexley") == ("Wexley", "Bracksea & Wexley")
    assert the_catalogue.areas_covering("Ashport") == ("Ashport",)


def test_every_indicator_has_a_counterpart_or_the_reason_why_not(the_catalogue: Catalogue) -> None:
    assert list(the_catalogue.counterparts) == list(the_catalogue.indicators)
    mapped = [c for c in the_catalogue.counterparts.values() if c.national_measure]
    assert len(mapped) == len({c.national_measure for c in mapped}) == 9
    assert {c.measure_id for c in mapped if c.inverted} == {"school_attended"}


def test_the_glossary_explains_every_short_form_in_the_names_of_indicators(the_catalogue: Catalogue) -> None:
    said = " ".join(term.term for term in the_catalogue.glossary)
    names = " ".join(indicator.name for indicator in the_catalogue.indicators.values())
    found = re.findall(r"\bw\.days|\b[A-Z][a-z]?[A-Z][A-Za-z]*|\bS\d+", names)
    short = {form.removesuffix("s") for form in found}
    assert {"ICPC", "CPP", "S20", "w.day", "CYtD"} <= short
    assert [form for form in sorted(short) if not re.search(rf"\b{re.escape(form)}", said)] == []


def test_the_glossary_explains_every_short_form_in_the_quarterly_papers(the_catalogue: Catalogue) -> None:
    said = " ".join(f"{term.term} {term.meaning}" for term in the_catalogue.glossary)
    names = ""
    for paper, column in (("scorecard", "measure"), ("risks", "title"), ("plan", "label")):
        with (PAPERS / f"{paper}-2021-09.csv").open(encoding="utf-8") as file:
            names += " ".join(row[column] for row in csv.DictReader(file)) + " "
    short = set(re.findall(r"\b[A-Z]{2,}[0-9]?\b", names))
    assert {"KS2"} <= short
    assert [form for form in sorted(short) if not re.search(rf"\b{form}", said)] == []


def test_the_glossary_stands_under_its_topics(the_catalogue: Catalogue) -> None:
    by_topic = the_catalogue.terms_by_topic()
    assert sum(map(len, by_topic.values())) == len(the_catalogue.glossary)
    assert [term.term for term in by_topic["Red, amber and green"]][:2] == ["Target", "RAG"]
    assert all(term.meaning.endswith(".") for term in the_catalogue.glossary)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("glossary.csv", 'green",RAG,', 'green",Target,', "row 3: is about the same thing as row 2"),
        ("glossary.csv", 'green",RAG,', 'green",,', "row 3, term: is empty"),
        (
            "audit_targets.csv",
            "2021-07-01,50,bigger",
            "2021-07-01,500,bigger",
            "row 6, target: “500” must not be above",
        ),
        ("audit_targets.csv", "12,smaller", "12,plan", "row 7, polarity: “plan” is not one of bigger, smaller"),
        ("audit_targets.csv", "2021-07-01,9", "2020-10-01,9", "is about the same thing as row"),
        ("definitions.csv", ",bigger,printed", ",upwards,printed", "row 2, polarity: “upwards” is not one of"),
        ("definitions.csv", ",month,contacts,", ",weekly,contacts,", "row 2, window: “weekly” is not one of"),
        ("definitions.csv", ",month,contacts,", ",month,,", "row 2, counted: is empty"),
        ("definitions.csv", "contacts_closed_2d", "contacts_decided_1d", "row 3: is about the same thing as row 2"),
        (
            "definitions.csv",
            "First Response,bigger",
            "First, Response,bigger",
            "row 2, polarity: “Response” is not one of",
        ),
        (
            "definitions.csv",
            "contacts_decided_1d,",
            "All,",
            "row 2, measure_id: “All” is “All”, which stands for every",
        ),
        (
            "definitions.csv",
            ",first_visits_all\n",
            ",initial_visits\n",
            "“initial_visits” is not among the definitions",
        ),
        ("definitions.csv", ",first_visits_all\n", ",protected_seen\n", "part_of: “protected_seen” covers another"),
        ("definitions.csv", ",health_checked\n", ",health_checked_0_4\n", "would be a part of itself"),
        (
            "targets.csv",
            "icpc_due",
            "icpc_du",
            "“icpc_du” is not in the catalogue (definitions). Did you mean “icpc_due”?",
        ),
        ("targets.csv", ",90.0,5,", ",ninety,5,", "row 2, target: “ninety” is not a number"),
        ("targets.csv", ",90.0,5,", ",90.0,500,", "row 2, tolerance_percent: “500” must not be above 100"),
        ("targets.csv", ",90.0,5,", ",190.0,5,", "row 2, target: “190.0” must not be above 100"),
        ("targets.csv", "2021-04-01", "2021-04-15", "row 2, valid_from: “2021-04-15” is not"),
        ("areas.csv", "Bracksea;Wexley", "Bracksea;Wexly", "members: “Wexly” is not a place among the areas"),
        (
            "areas.csv",
            "Dunmere,Dunmere,place,",
            "Dunmere,Dunmere,place,Wexley",
            "members: “Wexley” belong to a combined",
        ),
        ("legal_statuses.csv", "Help,Children in need", "Help,", "row 3, name: is empty"),
        ("audit_form.csv", "Good,2,", "Good,3,", "row 3, order: “3” must count the grades"),
        ("audit_form.csv", "Good,2,yes", "Good,2,good", "row 3, good_enough: “good” is not true or false"),
        ("audit_form.csv", "Outstanding,1,yes", "Outstanding,1,no", "row 3, good_enough: “yes” must be no"),
        ("audit_form.csv", "4,no,yes", "4,no,no", "One grade at least must be good enough, and one inadequate"),
        ("audit_form.csv", "2,yes,no", "2,yes,yes", "row 3, inadequate: “yes” must be no where the grade is good"),
        ("audit_form.csv", "2,yes,no", "2,no,yes", "row 4, inadequate: “no” must be no where the grade is good"),
        ("audit_form.csv", "yes,no,no\nGood", "yes,no,yes\nGood", "row 2, lower_end: “yes” must be no: one grade"),
        (
            "audit_form.csv",
            "Inadequate,4,no,yes,no",
            "\n".join(f"Grade {n},{n},no,yes,no" for n in range(4, 12)),
            "There are 11 grades. A form may have 2 to 10.",
        ),
        ("audit_parts.csv", "moderation,step", "modration,step", "“modration” is no step of an audit. Write one of"),
        (
            "audit_parts.csv",
            "moderation,step,,,10,15",
            "moderation,step,,,15,10",
            "both ends of a range, the lower first",
        ),
        (
            "audit_parts.csv",
            "concerns,step,Children of concern,,,",
            "concerns,step,,,1,2",
            "goes with moderation alone",
        ),
        ("audit_parts.csv", "smart_planning_good", "assessment_good", "is the measure of “Assessment” already"),
        (
            "indicator_roles.csv",
            "timeliness,New,first_visits_all",
            "timeliness,,first_visits_all",
            "or an area of practice goes with the role timeliness",
        ),
        ("counterparts.csv", "icpc_due,", "icpc_du,", "“icpc_du” is not in the catalogue (definitions)"),
        ("counterparts.csv", "\nsdq_current,", "\ncare_s20,", "is about the same thing as row"),
        ("counterparts.csv", "ReReferral,no,", "ReReferral,maybe,", "inverted: “maybe” is not true or false"),
        ("counterparts.csv", "ReReferral,no,year to March", "ReReferral,no,2021", "period_kind: “2021” is not one of"),
        ("counterparts.csv", "ReReferral,no,", ",no,", "goes with a national measure"),
        ("counterparts.csv", "sdq_current,,,,", "sdq_current,,,31 March,", "goes with a national measure"),
        ("indicator_roles.csv", "timeliness,New", "timely,New", "row 2, role: “timely” is not one of"),
        ("indicator_roles.csv", "timeliness,New", "timeliness,Newt", "legal_status: “Newt” is not in the catalogue"),
        ("indicator_roles.csv", "first_visits_all", "first_visits", "“first_visits” is not in the catalogue"),
        ("risk_levels.csv", "Moderate,7", "Moderate,8", "row 3, least: “8” must follow"),
        ("risk_matrix.csv", "5,Almost certain,1,Insignificant,5", "5,Almost certain,1,Insignificant,6", "likelihood ×"),
        ("risk_matrix.csv", "6,Low\n", "6,Lowish\n", "level: “Lowish” is not among the risk levels"),
        ("risk_matrix.csv", "1,Rare,5,Critical,5,Low\n", "", "There are 24 squares of 5 × 5"),
        ("scorecard_indicators.csv", ",long_plans", ",longer_plans", "“longer_plans” is not in the catalogue"),
        ("scorecard_audits.csv", ",inadequate,", ",poor,", "band: “poor” is not one of"),
        ("questions.csv", ",no,,", ",no,data?month=2021-09,", "goes with a question that is answered"),
        ("questions.csv", ",no,,", ",maybe,,", "answered: “maybe” is not one of yes, in part, no"),
        ("policies.csv", "strict,", "nhs,", "is about the same thing as row"),
        ("policies.csv", ",1,7,5,", ",7,1,5,", "the smaller first"),
        ("policies.csv", ",1,7,5,", ",,7,5,", "both ends"),
        ("policies.csv", ",1,7,5,", ",1,7,10,", "must be 1"),
        ("policies.csv", ",1,7,5,", ",1,1,5,", "round to 0"),
        ("policies.csv", ",1,7,5,", ",1,7.5,5,", "is not a whole number"),
        ("policies.csv", ",no,yes,yes,no,", ",no,maybe,yes,no,", "is not true or false"),
        ("publications.csv", "published,budget-2021-09.csv,", "published,,", "row 2, file_name: is empty"),
        ("council.csv", "Westshire,", ",", "row 2, council: is empty"),
    ],
)
def test_a_wrong_row_is_named_with_what_is_wrong(
    edited: Callable[[str, str, str], Path], file: str, old: str, new: str, said: str
) -> None:
    with pytest.raises(UserFacingError) as problem:
        catalogue_in(edited(file, old, new))
    assert said in str(problem.value)


def test_everything_that_is_wrong_is_said_at_once(edited: Callable[[str, str, str], Path]) -> None:
    edited("targets.csv", "icpc_due", "icpc_du")
    edited("areas.csv", "Bracksea;Wexley", "Bracksea;Wexly")
    with pytest.raises(UserFacingError) as problem:
        catalogue_in(edited("audit_form.csv", "Good,2,", "Good,3,"))
    for file, said in (("targets.csv", "“icpc_du”"), ("areas.csv", "“Wexly”"), ("audit_form.csv", "count the grades")):
        assert re.search(rf"{re.escape(file)}(.|\n)*{said}", str(problem.value))


def test_no_rows_make_an_empty_catalogue() -> None:
    nothing = build({})
    assert not nothing.mistakes
    assert not nothing.indicators
    assert nothing.scale.grades == ()
    assert nothing.notes.printed_examples.is_empty()


def test_a_catalogue_without_a_council_says_so(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "legal_statuses.csv", tmp_path)
    with pytest.raises(UserFacingError, match="Nothing says which authority this is"):
        catalogue_in(tmp_path)


def test_texts_of_one_part_of_a_page_are_paragraphs(edited: Callable[[str, str, str], Path]) -> None:
    folder = edited("council.csv", "Westshire", "Westshire")
    rows = "page,part,text\nAudits,Teams,One.\nMethods,Teams,Other.\nAudits,Teams,Two.\n"
    (folder / "note_texts.csv").write_text(rows, encoding="utf-8")
    assert catalogue_in(folder).notes.said("Audits", "Teams") == "One.\n\nTwo."


def test_what_is_not_printed_is_null(edited: Callable[[str, str, str], Path]) -> None:
    folder = edited("council.csv", "Westshire", "Westshire")
    examples = "month,measure_id,printed_group,printed_dot,printed_trend,printed_change,printed_distance\n"
    (folder / "note_examples.csv").write_text(f"{examples}2021-09,icpc_due,3,declining,,-2,\n", encoding="utf-8")
    found = catalogue_in(folder).notes.printed_examples
    assert found.rows() == [(date(2021, 9, 1), "icpc_due", 3, "declining", None, -2.0, None)]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("tooth", "teeth_checked"),
        ("TOOTH check", "teeth_checked"),
        ("dentist", "teeth_checked"),  # stands in the definition alone
        ("icpc", "icpc_due"),
        ("section 20", "care_s20"),
        ("teeth checks", "teeth_checked"),  # a plural
        ("voluntary care children", "care_s20"),  # a synonym of the glossary
    ],
)
def test_an_indicator_is_found_by_its_words(the_catalogue: Catalogue, words: str, first: str) -> None:
    assert find_indicators(words, the_catalogue)[0].measure_id == first


@pytest.mark.parametrize("words", ["", "  ", "!", "nonsense words"])
def test_nothing_is_found_by_nothing(the_catalogue: Catalogue, words: str) -> None:
    assert find_indicators(words, the_catalogue) == []
