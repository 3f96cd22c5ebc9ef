"""Somebody shows once on the Data page how a file is read; next month's file comes in by itself."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from analytics.catalogue import catalogue
from analytics.catalogue.recipes import RecipeColumn
from analytics.extracts.opening import grids
from analytics.extracts.recipes.drafting import drafted
from analytics.store import Incoming, load, the_store
from tests.authorities.making import Authority, in_use
from tests.files_as_they_come import northmoor, saltmarsh
from tests.files_as_they_come.conftest import Begun
from tests.files_as_they_come.holding import FILES, hold
from tests.files_as_they_come.material import FileAsItComes, Month
from tests.files_as_they_come.recipes import RECIPES
from tests.pages.test_pages import SHELL

# What the meanings of a file don't say: of words, and of fields that the file does not have.
ANSWERS = {
    northmoor.SQL_RESULT.build: {"": "x"},
    saltmarsh.TWO_HEADER_ROWS.build: {"-": ""},
    saltmarsh.TEAMS_BY_HAND.build: {"-": "z"},
    northmoor.WAREHOUSE_PARQUET.build: {"": "x"},
    northmoor.WIDE_DASHBOARD.build: {
        "Contacts decided in 1 working day": "contacts_1d",
        "Referrals": "referrals",
        "Assessments in 45 working days *": "assess_45d",
        "Average days per assessment": "assess_days",
        "Children on a CP plan": "cp_open",
        "Repeat CP plans": "cp_repeat",
        "CLA per 10,000": "cla_rate",
        "Agency spend": "agency_spend",
    },
}


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [b for b in app.button if b.label.startswith(label)] or pytest.fail(
        f"{[b.label for b in app.button]} {[e.value for e in app.error]}"
    )
    return button.click().run()


def check(app: AppTest, file: FileAsItComes, month: Month) -> AppTest:
    (upload,) = [one for one in app.file_uploader if one.label.startswith("Extract files")]
    name, content = file.build(month)
    upload.set_value([(name, content, "")]).run()
    return press(app, "Check the files")


@FILES
def test_a_file_is_shown_once_and_the_next_needs_one_click(
    authority: Authority, file: FileAsItComes, begun: Begun
) -> None:
    """Nobody corrects a column: what is guessed of each of the ten files is right."""
    store = begun(authority)
    with in_use(store.root):
        app = AppTest.from_file(SHELL, default_timeout=60).switch_page("data.py").run()
        check(app, file, Month.FIRST)
        if any(b.label.startswith("Show once how") for b in app.button):
            press(press(app, "Show once how"), "Next: the columns")
            for box in app.text_input:
                if box.label == "The area of practice that it grades":
                    box.set_value(file.meanings["area"][box.key.removeprefix("says ")])
            press(app, "Next: the words")
        else:  # a recipe that comes with the product knows its columns
            press(app, "Say once what the words")
        explain(app, file)
        assert not [m.value for m in app.markdown if "are accepted" in m.value and " 0 refused" not in m.value]
        press(app, "Keep the recipe")
        hold(app.session_state["load being prepared"], file, Month.FIRST)
        press(app, "Store these files")
        assert not app.exception
        check(app, file, Month.NEXT)
        hold(app.session_state["load being prepared"], file, Month.NEXT)


def explain(app: AppTest, file: FileAsItComes) -> None:
    """Say what the words mean that are asked about, and what the file does not say."""
    said = {written: means for of in file.meanings.values() for written, means in of.items()}
    said |= ANSWERS.get(file.build, {})
    for box in app.selectbox:
        if box.key and box.key.startswith("word "):
            written = box.label.split("”")[0].removeprefix("“") if "“" in box.label else ""
            took_part = written == "N/A" and "rating" not in box.label
            box.set_value("not applicable" if took_part else said[written])
    app.run()


def opened(content: str, name: str = "One measure.csv") -> AppTest:
    """The Data page at the first of the three steps for a file."""
    app = AppTest.from_file(SHELL, default_timeout=60).switch_page("data.py").run()
    (extracts,) = [one for one in app.file_uploader if one.label.startswith("Extract files")]
    extracts.set_value([(name, content.encode(), "")]).run()
    return press(press(app, "Check the files"), "Show once how")


def keeps(app: AppTest) -> bool:
    (button,) = [b for b in app.button if b.label.startswith("Keep the recipe")]
    return not button.disabled


def said(app: AppTest) -> str:
    return " ".join(error.value for error in app.error)


def test_nothing_is_taken_for_granted_that_nobody_said(begun: Begun) -> None:
    """A file of one indicator does not say which; a file without a month is not that of a month for ever."""
    store = begun(northmoor.AUTHORITY)
    with in_use(store.root):
        app = opened("When it was;Town;Num;Den\n2023-11;Alderfell;5;8\n")
        app = press(app, "Next: the columns")
        app.selectbox(key="column When it was").set_value(("indicators", "month", ""))
        press(app, "Next: the words")
        assert not keeps(app)
        assert "indicator must be said" in said(app)
        app.selectbox(key="always indicators measure_id").set_value("cp_visits").run()
        assert keeps(app)
        app = press(
            press(opened("Town;What;Num;Den\nAlderfell;cp_visits;5;8\n"), "Next: the columns"), "Next: the words"
        )
        assert not keeps(app)
        assert "Nothing says the" in said(app)


def test_neither_a_recipe_nor_an_indicator_is_written_over(begun: Begun) -> None:
    store = begun(northmoor.AUTHORITY)
    with in_use(store.root):
        app = opened("Month;Town;Measure;Num;Den\n2023-11;Alderfell;Visits;5;8\n")
        app = press(press(app, "Next: the columns"), "Next: the words")
        (word,) = [box for box in app.selectbox if "Visits" in box.label]
        word.set_value("something new").run()
        (short,) = [box for box in app.text_input if box.label == "Measure ID"]
        short.set_value("referrals").run()
        assert "“referrals” is there already" in said(app)
        assert not keeps(app)
        word.set_value("cp_visits").run()
        (name,) = [box for box in app.text_input if box.label == "Keep it as"]
        name.set_value("Power BI or Tableau export").run()
        assert "There is a recipe called" in said(app)
        assert not keeps(app)


def test_what_is_left_out_of_audits_is_not_kept(begun: Begun) -> None:
    """Names, addresses and remarks stand in the file, and nowhere in the store; of an audit that is refused, nothing is
    taken in."""
    store = begun(saltmarsh.AUTHORITY)
    with in_use(store.root):
        load(the_store(), catalogue(), RECIPES["forms_audits"])
        name, content = saltmarsh.FORMS_AUDITS.build(Month.FIRST)
        load(the_store(), catalogue(), [Incoming(name, content)])
    kept = [file.read_bytes() for file in store.originals.iterdir()]
    assert not any(content.startswith(b"PK") for content in kept)
    assert not any(remark in held for held in kept for remark in (b"anonymous", b"Lovely work", b"Unborn"))


def test_of_a_renamed_column_that_alone_is_asked(begun: Begun) -> None:
    store = begun(northmoor.AUTHORITY)
    with in_use(store.root):
        name, content = northmoor.POWER_BI_EXPORT.build(Month.FIRST)
        first = drafted(grids(content, name), name, catalogue())
        name, content = northmoor.POWER_BI_EXPORT.build(Month.DRIFTED)
        again = drafted(grids(content, name), name, catalogue(), like=first)
    (*others, outturn), written = first.columns, first.columns[-1].written
    assert again.recipe == first.recipe
    assert [*again.columns] == [*others, RecipeColumn("indicators", "Result", "value", written=written), outturn]
