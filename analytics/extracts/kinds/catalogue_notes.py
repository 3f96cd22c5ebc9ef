"""What goes into each column of the catalogue kinds, in the words of somebody who fills them in; and the columns whose
values are names that another kind has."""

from __future__ import annotations

from analytics.catalogue import ALL

# Where a column names rows of a kind: the kind, by whose first column its rows are known.
NAMES = {
    ("definitions", "part_of"): "definitions",
    ("areas", "parent"): "areas",
    ("areas", "succeeded_by"): "areas",
    ("targets", "measure_id"): "definitions",
    ("targets", "area"): "areas",
    ("population", "area"): "areas",
    ("aliases", "measure_id"): "definitions",
    ("counterparts", "measure_id"): "definitions",
    ("indicator_roles", "measure_id"): "definitions",
    ("list_definitions", "measure_id"): "definitions",
    ("indicator_roles", "legal_status"): "legal_statuses",
    ("risk_matrix", "level"): "risk_levels",
    ("scorecard_indicators", "measure_id"): "definitions",
    ("note_claims", "measure_id"): "definitions",
    ("recipe_columns", "recipe"): "recipes",
    ("recipe_words", "recipe"): "recipes",
    ("note_examples", "measure_id"): "definitions",
}

_MEASURE = "The Measure ID of an indicator, as the sheet Definitions has it."
NOTES: dict[str, dict[str, str]] = {
    "council": {
        "council": "The name of the authority, as pages and packs print it.",
        "code": "The code of the authority in national statistics, such as 916 or E10000013.",
        "region": "The region of the authority in national statistics, such as South West.",
        "whole": "What the whole is called: county, borough, city, council.",
        "part": "What one of its parts is called: locality, district.",
        "parts": "The same for several of them: localities, districts.",
        "replies_to": "Where readers of a pack send their questions, such as a shared mailbox. Packs print it.",
    },
    "neighbours": {
        "neighbour": "The name of a statistical neighbour.",
        "rank": "1 for the closest neighbour, 2 for the next.",
        "closeness": "How close it is, as the national model says it.",
    },
    "comparison_groups": {
        "group": "What the group is called, such as Coastal counties.",
        "authority": "The name or code of an authority in it.",
    },
    "definitions": {
        "measure_id": "A short name of the indicator that never changes, such as icpc_15d. Extracts use it.",
        "name": "The indicator as your papers print it, such as % of conferences held in time. No two have the same.",
        "plain_title": (
            "What pages and packs call the indicator, where the name has misprints or short forms, or is long. Left "
            "empty: the name."
        ),
        "theme": "The heading under which the indicator is listed.",
        "polarity": (
            "bigger: bigger is better. smaller: smaller is better. plan: the target is best, on either side of it. "
            "information: neither is better, and the indicator has no target and no colour."
        ),
        "polarity_basis": "printed: your own papers say which way is better. inferred: somebody concluded it.",
        "kind": (
            "What a figure is, which decides how figures are added up. percentage: a share, in %. rate: so many per "
            "1,000 or 10,000. mean: an average, such as days. count: a number of cases. amount: money. score: a value "
            "that can't be added up, such as a median or an index."
        ),
        "unit": (
            "What the figures are in. percentage: %. rate: per 10,000. mean: days, weeks, £, children a worker. "
            "amount: £, £k or £m. score: points, or nothing. Leave it empty for a count, which is in what is counted."
        ),
        "decimals": "How many decimals figures have, 0 to 4. Left empty: none for counts and amounts, one for others.",
        "window": (
            "What one monthly figure covers. month: what happened in it. snapshot: how things stood at its end. "
            "rolling_12m: the last 12 months. calendar_ytd: since January. financial_ytd: since April. academic_ytd: "
            "since September."
        ),
        "frequency": (
            "How often there is a figure. One of a quarter has its last month (March, June, September, December), one "
            "of a financial year March, of an academic year August, of a calendar year December, of a year to "
            "September that month."
        ),
        "counted": "What is counted, in the plural: conferences, children, visits.",
        "definition": "What the indicator says: of whom, the share of what, and what is left out.",
        "owner": "Who answers for the indicator: a role, not a person's name.",
        "source_system": "The system that the figures come from.",
        "in_use_from": "The first month in which the indicator is in use.",
        "in_use_to": "The last month in which it was in use. Leave it empty as long as it is.",
        "part_of": "The Measure ID of an indicator that counts all of these cases and others.",
        "population": (
            "For a rate: the age group of the sheet Population from which it takes its denominator, such as 0 to 17."
        ),
        "yearly": "For a rate of a month or a quarter: whether it is printed as what a year of such months comes to.",
        "parts_counted": "Whether parts of one count too, as of full-time equivalents: 12.5 social workers.",
        "group_printed": "The group (1 to 3) that your papers print beside the indicator, in the month named next.",
        "group_month": "The month of the papers that print the group.",
    },
    "areas": {
        "area": "The area as extracts name it.",
        "name": "The area as people read it.",
        "kind": "place: a part of the authority. service: a team for the whole of it. combined: several places as one.",
        "level": "What an area of its kind is called: locality, district, team.",
        "parent": "The area in which it lies.",
        "members": "The places of a combined area, parted by semicolons.",
        "counts_in_whole": "Whether its cases are added up for the whole. Left empty: a place counts, no other does.",
        "valid_from": "The first month in which the area was there.",
        "valid_to": "The last month in which the area was there.",
        "succeeded_by": "The area that came in its place.",
    },
    "legal_statuses": {
        "legal_status": "The short form that extracts of audits use, such as CP.",
        "name": "The legal status as people read it.",
        "meaning": "Which children have it.",
    },
    "audit_form": {
        "grade": "A grade of an audit, as extracts write it.",
        "order": "1 for the best grade, 2 for the next.",
        "good_enough": "Whether work with this grade is good enough.",
        "inadequate": "Whether work with this grade is inadequate.",
        "lower_end": "Whether audits say which of this grade lie at its lower end. One grade at most has it.",
        "meaning": "What the grade means, for the glossary.",
    },
    "voice_themes": {
        "theme": "The short form that extracts of voices use, such as listened.",
        "name": "The question or theme as people read it, such as I was listened to.",
    },
    "targets": {
        "measure_id": _MEASURE,
        "valid_from": "The first month in which the target is in force.",
        "target": "The target in the unit of the indicator: 85, 59.8 or 1,250. Of a range, its lower end.",
        "tolerance_percent": "How far from the target a figure is still amber, in percent of the target.",
        "reason": "Who agreed the target, and when.",
        "area": (
            f"The area whose target it is. {ALL}: that of every area without a target of its own; of a count or an "
            "amount, that of the whole alone."
        ),
        "target_to": "The upper end of a range that is on target. It goes with the polarity plan alone.",
        "tolerance": "How far from the target a figure is still amber, in the indicator's unit, instead of percent.",
        "start_assumed": "Whether Valid from is assumed, because the start of the target is not published.",
    },
    "population": {
        "area": f"The area, as the sheet Areas has it. {ALL}: the whole.",
        "year": "The year in whose middle so many people lived there, such as 2024.",
        "age_group": "The age group, just as definitions name it: 0 to 17.",
        "number": "How many people of the age group.",
        "reference": "Where the number comes from, such as the mid-year estimates.",
    },
    "audit_parts": {
        "part": (
            "What extracts call it: the area of practice, or the person. A step is one of moderation, re-audits, "
            "actions, concerns. Leave out the steps that your form does not have."
        ),
        "kind": "area of practice: has its own grade. person: may take part. step: what checks or follows an audit.",
        "name": "What the snapshot and sentences call it, if not by its part.",
        "measure": "The name by which audit targets mean it. The snapshot has the areas and persons with one.",
        "expected_from": "Of moderation: the percent of ratings that it is expected to change, at least.",
        "expected_to": "Of moderation: the same, at most.",
    },
    "audit_targets": {
        "measure": "The measure of the audit programme, such as completion or good_or_better.",
        "valid_from": "The first month in which the target is in force.",
        "target": "Percent, or audits a month.",
        "polarity": "bigger: bigger is better. smaller: smaller is better.",
        "reason": "Who agreed the target, and when.",
        "reference": "The paper that says it.",
    },
    "aliases": {
        "alias": "Another name of the indicator, just as a dashboard or an extract writes it.",
        "measure_id": _MEASURE,
    },
    "counterparts": {
        "measure_id": _MEASURE,
        "national_measure": "The national measure that is shown beside it.",
        "inverted": "Whether the national measure counts the opposite. Fill it in with a national measure only.",
        "period_kind": "What the national figure is of. Fill it in with a national measure only.",
        "difference": "How the national measure differs from yours, or why there is none.",
        "season_measure": (
            "For a count of a month or a rate of it: the national measure by month whose season yours has, such as "
            "Referrals by month. Its factors are used while you have fewer than three years of figures."
        ),
    },
    "indicator_roles": {
        "role": "timeliness: tells whether work was on time, next to audits. open children: counts all of them.",
        "legal_status": "The legal status that the indicator tells of. Fill in this or an area, for timeliness only.",
        "measure_id": _MEASURE,
        "practice_area": "The area of practice that the indicator tells of, as the sheet Audit parts has it.",
    },
    "list_definitions": {
        "measure_id": _MEASURE,
        "statutory_return": "The return whose lists the query reads: annex_a, if nothing is said.",
        "months": "How many months back the lists go: 1 to 19, or year for those since 1 April. 1 for a snapshot.",
        "rows": "event: each case counts in its month. snapshot: of the lists' day. month ends: of each of them.",
        "breakdowns": (
            "child: by age band, sex, ethnicity and disability; further ones as name=column, parted by semicolons. "
            "none where a case is no child."
        ),
        "sql": "The query: a single SELECT over the lists that gives list, row, day, and met or amount for each case.",
    },
    "glossary": {
        "topic": "The heading under which the word is listed.",
        "term": "The word or short form, just as pages write it.",
        "meaning": "What it means here.",
        "synonyms": "Other words that people search for it by, parted by semicolons, such as LAC; looked after.",
    },
    "policies": {
        "policy": "The short name of the disclosure policy.",
        "title": "The policy as people read it.",
        "hidden_from": "The smallest count that is hidden. Leave both ends empty where none is.",
        "hidden_to": "The largest count that is hidden.",
        "rounded_to": "1: other counts are shown as they are. 5: they are rounded to the nearest 5.",
        "secondary": "Whether further counts are hidden that would give a hidden one away.",
        "totals": "Whether totals may be shown beside their parts.",
        "rolling": "Whether rolling quarters may be shown beside their months.",
        "signed_off": "Whether somebody must sign for it with a reason.",
        "meaning": "What the policy does, as packs print it.",
    },
    "publications": {
        "of_source": "The source under which the file was loaded.",
        "file_name": "The name of the loaded file whose figures have been published.",
        "reference": "Where they have been published.",
    },
    "questions": {
        "question_id": "A short name of the question that never changes.",
        "topic": "The heading under which the question is listed.",
        "question": "The question as it was asked.",
        "meeting": "Where it was asked, and when.",
        "answered": "Whether the loaded figures answer it.",
        "link": "The page and its filters that answer it, as the address bar writes them. Empty where nothing does.",
        "note": "What the figures can't answer, and why. Must be filled in unless the question is answered: yes.",
    },
    "saved_questions": {
        "name": "What the question is called in the list on the Explore page. No two have the same.",
        "address": "The question: what follows the ? in the address of the Explore page.",
        "note": "What it is for, or how to read its answer. No names of people: everybody reads it.",
        "saved_by": "The role of whoever saved it.",
        "saved_on": "The day on which it was saved, such as 14/04/2026.",
    },
    "risk_levels": {
        "level": "A level of risk, the lowest first.",
        "least": "The lowest score of the level; the first begins at 1, the others follow the level above.",
        "most": "The highest score of the level.",
    },
    "risk_matrix": {
        "likelihood": "1 to 5.",
        "likelihood_label": "What that likelihood is called.",
        "impact": "1 to 5.",
        "impact_label": "What that impact is called.",
        "score": "Likelihood times impact.",
        "level": "The level of risk of this square, as the sheet Risk levels has it.",
    },
    "scorecard_indicators": {
        "scorecard_measure": "The measure of the corporate scorecard, as its extracts name it.",
        "measure_id": _MEASURE,
        "inverted": "Whether the scorecard prints 100 minus the indicator.",
    },
    "scorecard_audits": {
        "scorecard_measure": "The measure of the corporate scorecard, as its extracts name it.",
        "band": "The grades whose share it is.",
        "inverted": "Whether the scorecard prints 100 minus that share.",
    },
    "note_texts": {
        "page": "The page that shows the text.",
        "part": "The part of the page that shows the text.",
        "text": "The text, in Markdown.",
    },
    "note_simulated": {"how_made": "How simulated rows were made, in Markdown."},
    "note_claims": {
        "claim_id": "A short name of the claim that never changes.",
        "paragraph": "Where the published summary makes it.",
        "measure_id": _MEASURE,
        "claimed": "What the summary claims, with its own numbers and words and no others.",
        "found": "What its own figures say.",
    },
    "note_examples": {
        "month": "The month of the papers.",
        "measure_id": _MEASURE,
        "printed_group": "The group that the papers print, 1 to 3.",
        "printed_dot": "The direction of travel that the papers print.",
        "printed_trend": "The trend that the papers print.",
        "printed_change": "The change that the papers print.",
        "printed_distance": "The distance from the target that the papers print.",
    },
    "note_unreproducible": {
        "rows_of": "The kind of the rows that can't give the printed figure.",
        "subject": "The row of the printed table.",
        "where": "The printed table.",
        "printed": "The figure as it is printed.",
        "why": "Why rows can't give it.",
    },
    "note_discrepancies": {
        "papers": "The month of the papers that print a figure in two ways.",
        "figure": "Which figure it is.",
        "month": "The month that the figure is of.",
        "statuses": "The statuses of actions that it counts, parted by semicolons.",
        "named": "What the papers call it.",
        "printed": "The figure in both ways, as printed.",
        "why": "What may explain it.",
    },
    "recipes": {
        "recipe": "What the recipe is called.",
        "kind": "The kind of extract that the files become. A column may be of another kind.",
        "about": "What the files are, and where they come from.",
        "sheets": (
            "Which sheets of a workbook are read. first: the first. every: every one. with a month: those with a month "
            "in their name. Or a name, in which * stands for anything."
        ),
        "header_rows": "1, or 2 where each column has a heading above another one.",
        "month_from": (
            "Where the month of all rows stands, if no column has it. sheet: in the name of the sheet. file: in that "
            "of the file. cell B2: in that cell."
        ),
        "cut_from": (
            "Where the data month (the cut) stands, if no column has it. As for the month; newest: the newest month "
            "that the file has."
        ),
        "from_source": "The short name of where the files come from. Left empty: council.",
        "whole_or_part": "What a file states. whole: all there is of what it names. part: what adds or corrects.",
        "delimiter": "What parts the cells of a text file. Left empty: as it looks.",
        "encoding": "How a text file is encoded. Left empty: as it looks.",
    },
    "recipe_columns": {
        "recipe": "The recipe that the column is of.",
        "kind": "The kind of extract that the column is read for.",
        "heading": (
            "The heading, as the file has it. {month} stands for any month and {locality} for any area; * stands for "
            "anything. Of two headings, write “above / below”."
        ),
        "field": "The column of the extract that it is. leave out: it is not read.",
        "says": (
            "What the heading itself says: area=Assessment. Several are parted by semicolons. Of national statistics: "
            "national_measure=ReReferral; period=year to March."
        ),
        "needed": "Whether a file without the column is another file.",
        "written": (
            "fractions: 0.581 for 58.1%. decimal comma: 1.204,5. month first: 9/30/2024. Left empty: as is usual."
        ),
        "fill_down": "Whether an empty cell has the value of the cell above it.",
        "only_where": (
            "Of national statistics: what must stand in other columns, such as sex=Total. Several are parted by "
            "semicolons."
        ),
    },
    "recipe_words": {
        "recipe": "The recipe that the word is of.",
        "field": "The column of the extract in which it stands.",
        "written": "What the file says. Left empty: what stands in empty cells, and where there is no such column.",
        "means": "What it means. leave out: the row is not read. Left empty: nothing is there.",
    },
}
