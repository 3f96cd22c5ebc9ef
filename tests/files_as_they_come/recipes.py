"""The recipe of each of the ten files, as an analyst leaves it after showing how the first one is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.extracts.catalogue_fields import csv_content
from analytics.store import Incoming
from tests.files_as_they_come import northmoor, saltmarsh
from tests.files_as_they_come.material import FileAsItComes

Column = tuple[str, ...]  # heading, field, and what differs from the usual, such as fill_down=yes
Words = Mapping[str, Mapping[str, str]]


def recipe(
    file: FileAsItComes, columns: Sequence[Column], words: Words | None = None, kind: str = "indicators", **layout: str
) -> list[Incoming]:
    """Three files of the catalogue: the recipe, its columns, and its words with the meanings of the file."""
    name = file.build.__name__
    listed = []
    for heading, field, *others in columns:
        given = dict(other.split("=", 1) for other in others)
        row = {"recipe": name, "kind": kind, "heading": heading, "field": field, "says": "", "needed": "yes"}
        listed.append(row | {"written": "", "fill_down": "no"} | given)
    fields = {"marker": "value"}  # in which a word that says why there is no figure stands
    meanings: dict[str, dict[str, str]] = {}
    for field, of in (*file.meanings.items(), *(words or {}).items()):
        meanings.setdefault(fields.get(field, field), {}).update(of)
    said = [
        {"recipe": name, "field": field, "written": written, "means": means}
        for field, of in meanings.items()
        for written, means in of.items()
    ]
    one = {"recipe": name, "kind": kind, "sheets": "first", "header_rows": "1", "cut_from": "newest"} | layout
    return [
        Incoming("recipes.csv", csv_content([one])),
        Incoming("recipe_columns.csv", csv_content(listed)),
        *([Incoming("recipe_words.csv", csv_content(said))] if said else []),
    ]


RECIPES: dict[str, list[Incoming]] = {
    "wide_dashboard": recipe(
        northmoor.WIDE_DASHBOARD,
        [
            ("Ref", "measure_id"), ("Indicator", "leave out"), ("Target", "target"), ("Tolerance", "leave out"),
            ("{month}", "value"), ("RAG", "leave out"), ("DoT", "leave out"), ("Comment", "leave out"),
        ],
    ),
    "power_bi_export": recipe(
        northmoor.POWER_BI_EXPORT,
        [
            ("Period", "month"), ("KPI_ID", "measure_id"), ("Area", "locality"), ("Num", "numerator"),
            ("Den", "denominator"), ("Outturn", "value", "written=fractions"),
        ],
    ),
    "sheet_a_month": recipe(
        northmoor.SHEET_A_MONTH, [("Indicator", "measure_id"), ("{locality}", "value")],
        sheets="with a month", month_from="sheet", cut_from="sheet",
    ),
    "sql_result": recipe(
        northmoor.SQL_RESULT,
        [
            ("ind_cd", "measure_id"), ("loc_cd", "locality"), ("per", "month"), ("n", "numerator"),
            ("d", "denominator"),
        ],
        {"numerator": {"NULL": "x"}, "denominator": {"NULL": "x"}},
    ),
    "warehouse_parquet": recipe(
        northmoor.WAREHOUSE_PARQUET,
        [
            ("period_end", "month"), ("indicator_name", "measure_id"), ("district_name", "locality"),
            ("numerator", "numerator"), ("denominator", "denominator"), ("_loaded_at", "leave out"),
        ],
        {"numerator": {"": "x"}},
    ),
    "two_header_rows": recipe(
        saltmarsh.TWO_HEADER_ROWS,
        [
            ("Theme", "leave out"), ("Indicator", "measure_id"), ("{month} / Num", "numerator"),
            ("{month} / Den", "denominator"), ("{month} / %", "value"),
        ],
        {"denominator": {"-": ""}, "numerator": {"-": ""}, "value": {"-": ""}},
        header_rows="2",
    ),
    "forms_audits": recipe(
        saltmarsh.FORMS_AUDITS,
        [
            ("Id", "audit_id"), ("Start time", "leave out"), ("Completion time", "leave out"), ("Email", "leave out"),
            ("Name", "leave out"), ("1. What is the child's reference?", "record_key"),
            ("2. Which ward's team holds the case?", "locality"),
            ("3. What is the child's legal status at the time of the audit?", "legal_status"),
            ("4. Which month is this audit for?", "month"),
            ("5. Overall, how would you grade practice with this child and family?", "rating"),
            ("5. Overall, how would you grade practice with this child and family?", "auditor_rating"),
            ("Id", "audit_id", "kind=audit_areas"),
            *[
                (heading, "rating", "kind=audit_areas", f"says=area={area}")
                for heading, area in saltmarsh.FORMS_AUDITS.meanings["area"].items()
            ],
            ("10. Did the child take part in the audit?", "child_spoken_to"),
            ("11. Did a parent or carer take part in the audit?", "family_spoken_to"),
            ("12. Did the social worker take part in the audit?", "worker_included"),
            ("13. Anything else?", "leave out"),
        ],
        {
            "auditor_rating": saltmarsh.FORMS_AUDITS.meanings["rating"],
            "status": {"": "completed"},
            **{
                name: {"": "x"}
                for name in ("lower_end", "manager_included", "reviewer_included", "submitted_late")
            },
            **{
                name: {"N/A": "not applicable"}
                for name in ("child_spoken_to", "family_spoken_to", "worker_included")
            },
        },
        kind="audits",
    ),
    "semicolon_export": recipe(
        saltmarsh.SEMICOLON_EXPORT,
        [
            ("Date", "month"), ("Ward", "locality"), ("Indicator", "measure_id"),
            ("Numerator", "numerator", "written=decimal comma"), ("Denominator", "denominator"),
            ("Result", "value", "written=decimal comma"),
        ],
    ),
    "areas_across": recipe(
        saltmarsh.AREAS_ACROSS, [("Indicator", "measure_id"), ("Month", "month"), ("{locality}", "value")]
    ),
    "teams_by_hand": recipe(
        saltmarsh.TEAMS_BY_HAND,
        [
            ("Team", "team", "fill_down=yes"), ("Ward", "locality"),
            ("{measure_id}", "value", "written=fractions"),
        ],
        {"value": {"-": "z"}},
        month_from="cell B3", cut_from="cell B3",
    ),
}  # fmt: skip
