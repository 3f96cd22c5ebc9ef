"""The answer as a table: a rating is a word and a shape, few are marked, and an empty cell says why."""

from __future__ import annotations

from analytics import tables
from analytics.explore import ask_address
from analytics.explore.steps import Place
from analytics.store import Store


def table(store: Store, address: str, links: dict[Place, str] | None = None) -> str:
    return tables.explore.table(ask_address(store, address), links or {})


def row(html: str, name: str) -> str:
    (found,) = [part for part in html.split("<tr")[1:] if f">{name}<" in part and 'scope="row"' in part]
    return found


def test_a_figure_stands_with_its_rating_its_counts_and_the_question_above(westshire: Store) -> None:
    html = table(westshire, "rows=area&indicator=icpc_due")
    assert "41.9%" in row(html, "Westshire")
    assert "■ red" in row(html, "Westshire")
    assert " of " in row(html, "Westshire")
    assert "95% interval" in row(html, "Westshire")
    assert "by area, September 2021. Simulated split of the published figure.</caption>" in html


def test_a_row_leads_where_there_is_something_finer(westshire: Store) -> None:
    teams = {("", "Wexley", ""): "subject=indicators&rows=team&area=Wexley"}
    html = table(westshire, "rows=area&indicator=icpc_due", teams)
    assert 'href="explore?subject=indicators&amp;rows=team&amp;area=Wexley"' in row(html, "Wexley")
    assert "<a " not in row(html, "Westshire")


def test_columns_and_cells_lead_on_as_rows_do(westshire: Store) -> None:
    address = "subject=audits&rows=area&columns=legal_status&span=6"
    status = ask_address(westshire, address).frame.filter(row="Wexley")["column"][0]
    links = {("", "", status): "subject=audits&rows=area", ("", "Wexley", status): "subject=audits&area=Wexley"}
    html = table(westshire, address, links)
    assert '<a href="explore?subject=audits&amp;rows=area"' in html.split("</thead>")[0]
    assert row(html, "Wexley").count("<a ") == 1
    assert 'href="explore?subject=audits&amp;area=Wexley"' in row(html, "Wexley")


def test_a_difference_is_better_or_worse_and_more_than_chance_only_by_the_rule_for_lists(westshire: Store) -> None:
    answer = ask_address(westshire, "rows=area&indicator=icpc_due&beside=year-ago")
    html = tables.explore.table(answer, {})
    assert html.count("more than chance") == answer.frame.filter("in_list").height
    assert "worse" in row(html, "Westshire")


def test_what_there_is_none_of_and_too_few_of_is_said(westshire: Store) -> None:
    html = table(westshire, "subject=audits&rows=team&columns=legal_status&measure=inadequate&span=6")
    assert '<span class="los-none">none to count</span>' in html
    assert "too few to tell" in html


def test_words_have_the_room_that_they_need(westshire: Store) -> None:
    """Figures stand to the right and are not broken; an answer in words is."""
    assert 'class="los-number"' in row(table(westshire, "rows=area&indicator=icpc_due"), "Westshire")
    assert 'class="los-number"' not in table(westshire, "subject=questions")


def test_panels_are_sections_and_many_columns_scroll_in_a_box(westshire: Store) -> None:
    html = table(westshire, "subject=screening&rows=area&panels=rag")
    assert html.count('scope="colgroup"') == 4  # a record may have no rating
    months = table(westshire, "rows=area&columns=month&indicator=icpc_due&span=12")
    assert months.startswith('<div class="los-box" role="region" tabindex="0"')
