"""Another authority's scale: three grades of its own, and no word of Ofsted's in what is said and drawn of them."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics import audits, charts, tables
from analytics.audits import moderation, practice, ratings, re_audits, teams
from analytics.catalogue import ALL, catalogue
from analytics.disclosure import Wanted
from analytics.extracts import check, read_csv
from analytics.sharing import pack_service, packs
from analytics.store import Store
from tests.audits.conftest import Holding
from tests.pages.test_pages import SHELL, all_html, alts, at
from tests.westshire import FOLDER

MARCH = date(2022, 3, 1)
SCALE = "grade,order,good_enough,inadequate,lower_end\nMet,1,yes,no,no\nPartly met,2,no,no,no\nNot met,3,no,yes,no\n"
OFSTED = re.compile("outstanding|good or better|requires improvement|inadequate", re.IGNORECASE)
AREAS = "cut,audit_id,area,rating,source\n2022-03,A0-0,Planning,Met,council\n2022-03,A0-1,Planning,Not met,council\n"


@pytest.fixture(autouse=True)
def another_scale(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "catalogue")
    (folder / "audit_form.csv").write_text(SCALE, encoding="utf-8")
    (folder / "publications.csv").write_text("of_source,file_name,reference\nx,y,z\n", encoding="utf-8")
    (folder / "glossary.csv").write_text("topic,term,meaning\nAudits,Audit,A look at a file.\n", encoding="utf-8")
    monkeypatch.setenv("LINE_OF_SIGHT_CATALOGUE", str(folder))


@pytest.fixture
def held(holding: Holding) -> Store:
    """Thirty audits in each of six months; in the last three fewer are met, and moderators lowered three to not met."""

    def month(code: str, met: int, lowered: int) -> list[tuple[int, dict[str, str]]]:
        usual = {"cut": "2022-03", "month": code}
        return [
            (met, usual | {"rating": "Met", "auditor_rating": "Met"}),
            (28 - met, usual | {"rating": "Partly met", "auditor_rating": "Partly met", "legal_status": "Care"}),
            (2, usual | {"rating": "Not met", "auditor_rating": "Partly met" if lowered else "Not met"}),
        ]

    before, after = ("2021-10", "2021-11", "2021-12"), ("2022-01", "2022-02", "2022-03")
    groups = [group for code in reversed(before) for group in month(code, 20, 0)]
    return holding(*[g for code in reversed(after) for g in month(code, 12, 2)], *groups, audit_areas=AREAS)


def test_re_audits_are_a_table_of_its_grades(holding: Holding) -> None:
    store = holding(
        *(
            (1, {"month": "2021-03", "record_key": f"k{n}", "rating": "Not met", "auditor_rating": "x"})
            for n in range(6)
        ),
        *((1, {"record_key": f"k{n}", "rating": "Partly met", "auditor_rating": "x"}) for n in range(6)),
    )
    month = date(2021, 9, 1)
    assert re_audits.audited_again(store, month).row(0)[:4] == ("Not met", "Partly met", 6, "better")
    assert "6 better" in re_audits.again_sentence(re_audits.re_audits(store, month), month)
    table = tables.follow_up.grades_again(re_audits.audited_again(store, month))
    assert "6 <small>better" in table
    assert not OFSTED.search(table)


def test_a_grade_of_another_scale_is_refused() -> None:
    text = "cut,audit_id,area,rating\n2022-03,A1,Planning,Good\n2022-03,A2,Planning,Met\n"
    account = check(read_csv(text.encode(), "areas.csv"), catalogue())
    assert (account.accepted.height, account.refused) == (1, 1)
    assert account.refusals.row(0)[1:4] == ("rating", "Good", "is not one of Met, Partly met, Not met, x, z.")


def test_ratings_legal_status_and_moderation_count_and_speak_in_its_words(held: Store) -> None:
    by_month = audits.by_month(held, MARCH)
    assert by_month.filter(month=MARCH).select("rating", "count").rows() == [
        ("Met", 12), ("Partly met", 16), ("Not met", 2),
    ]  # fmt: skip
    assert ratings.month_sentence(by_month) == "12 of 30 audits were met in March 2022; 12 of 30 in February 2022"
    assert ratings.trend_sentence(audits.trend(held, MARCH), "inadequate").startswith(
        "6.7% not met in March 2022 (2 of 30)"
    )
    said = audits.legal_status_sentences(audits.windows_compared(held, MARCH), MARCH)[1]
    assert said.startswith("Children in need: met fell from 88.0% to 85.7% (36 of 42 audits)")
    crossed = moderation.crossed(held, MARCH)
    assert crossed.filter(auditor_rating="Partly met", rating="Not met")["count"].to_list() == [6]
    assert moderation.by_window(held, MARCH).select("downgraded", "upgraded", "directed").row(0) == (6, 0, 6)
    answers = audits.answers(held, MARCH)
    assert answers["Is practice improving?"].startswith(
        "**No: it is getting weaker.** 40.0% of audits were met in January 2022 to March 2022 (36 of 90)"
    )
    assert "Moderators found 6 of the 6 not met audits" in answers["Can the grades be trusted?"]
    assert practice.areas_sentence(practice.by_area(held, MARCH)) == "Planning, 50.0% met (1 of 2)"
    assert teams.headings()["weak"] == "Weak practice: 40% or more not met"
    assert re_audits.re_audits(held, MARCH).is_empty()
    names = audits.snapshot(held, MARCH)["name"].unique(maintain_order=True).to_list()
    assert names[1:5] == ["Completion: submitted, of those allocated", "Rated Met", "Rated Partly met", "Rated Not met"]


def test_its_bars_take_the_colours_of_their_places(held: Store) -> None:
    """The best grade has the colour of the best, the worst that of the worst."""
    spec = charts.audits.ratings_by_month(audits.by_month(held, MARCH), "A title", dark=False).spec
    scale = spec["layer"][0]["encoding"]["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True)) == {
        "Met": "#12436D", "Partly met": "#F46A25", "Not met": "#801650",
    }  # fmt: skip


def test_the_whole_page_says_no_word_of_another_scale(held: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(held.root))
    app = at(AppTest.from_file(SHELL, default_timeout=60), "audits.py", month="2022-03", section="everything")
    shown = " ".join([all_html(app), *alts(app), *(m.value for m in app.markdown), *(s.value for s in app.subheader)])
    assert "Rated Partly met" in shown
    assert OFSTED.findall(re.sub(r'data-part="[^"]*"', "", shown)) == []


def test_the_pack_counts_and_speaks_in_its_words(held: Store) -> None:
    made = pack_service.draft(held, Wanted(MARCH, ALL, ("audits",), {"audits": "nhs"}))
    audited = made.disclosed.publishables["audits"].frame
    assert audited["rating"].unique(maintain_order=True).to_list() == ["Met", "Partly met", "Not met", ALL]
    page = made.files[packs.PAGE].decode()
    assert "share rated met" in page
    assert OFSTED.findall(page) == []
