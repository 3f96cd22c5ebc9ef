"""The box in the sidebar that finds indicators, pages and their sections, words and members' questions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from urllib.parse import urlencode

import streamlit as st

from analytics import formatting, furniture
from analytics.catalogue import ALL, catalogue, contains_any, corporate_catalogue, find_indicators, ways_of_saying
from analytics.store import Store
from pages import components, filters, menu, url_filters

MOST_FOUND = 8
LONGEST = 80  # letters of what is looked for


def audit_sections() -> dict[str, str]:
    """Words that a section of the Audits page is found by, besides its heading; the first is the page itself."""
    known = catalogue()
    scale = known.scale
    return {
        "ratings": f"{scale.good}, {scale.inadequate}, trend by month, three months and quarter",
        "by-legal-status": ", ".join(status.name for status in known.legal_statuses.values()),
        "teams": f"good practice, {scale.inadequate} practice, weak practice, lists of teams, {known.parts}",
        "areas": ", ".join(part.name for part in known.form.areas.values()),
        "trust": "moderation, agreement, kappa, AC2, anchor files, re-reads, auditors, completion, coverage, "
        "allocated, submitted, accepted, late, returned, who took part",
        "help": "agreed actions, overdue, how long, evidence, children of concern, files audited again, re-audits",
        "voices": "voices, feedback, what children, parents, carers and workers said, asked, answered, themes",
        "timeliness": "timeliness beside quality, triangulation",
        "papers": "printed figures that differ, discrepancies",
    }


CORPORATE_SECTIONS = {
    "scorecard": "measures, targets by quarter, behind target, school years",
    "risks": "strategic risks, risk register, likelihood and impact, matrix",
    "placements": "agency placements, residential, fostering, supported living",
    "budget": "revenue budget, forecast, overspend, variance, schools grant, money",
    "placements-and-cost": "external placements, cost of one placement",
    "plan": "improvement plan, priorities, action and impact, status",
    "questions": "members' questions, answers",
}


def search(store: Store) -> None:
    """The box, and what is found; of pages and their sections, those in the menu."""
    wanted = st.text_input(
        "Find an indicator, page or word",
        key="find",
        type="search",
        live=True,
        placeholder="for example: dental",
        max_chars=LONGEST,
    )
    if not wanted or not wanted.strip():
        return
    now, offered = url_filters.filters(), menu.in_menu(store)
    ways = ways_of_saying(wanted, catalogue())
    names = {page.name for page in offered}
    pages = [
        (f"Page: {page.title}", url_filters.link(page.name, now))
        for page in offered
        if contains_any(ways, f"{page.title} {page.about}")
    ]
    found = find_indicators(wanted, catalogue())
    measures = [
        (one.name, url_filters.link("indicator", now, measure=one.measure_id, theme=ALL)) for one in found[:MOST_FOUND]
    ]
    areas, sections = found_areas(ways, store), found_sections(ways, names, store)
    questions = found_questions(ways) if "corporate" in names else []
    for kind, links in (("areas", areas), ("pages", pages), ("sections", sections), ("indicators", measures)):
        if links:
            components.html(furniture.links_list(links), key=f"found-{kind}")
    if len(found) > MOST_FOUND:
        more = formatting.counted(len(found) - MOST_FOUND, "more indicator")
        st.caption(f"And {more}. Add a word to narrow the search.")
    terms = [term for term in catalogue().glossary if contains_any([wanted], " ".join(term.names))][:MOST_FOUND]
    if terms:
        st.caption("What it means")
        meanings = [f"{term.term}: {term.meaning}" for term in terms]
        components.html(furniture.sentences_list(meanings), key="found-words")
    if questions:
        st.caption("Questions that members asked")
        components.html(furniture.links_list(questions), key="found-questions")
    if not (areas or pages or found or sections or questions or terms):
        st.caption("No results. Try fewer words, or part of a word.")
        if "explore" in names:
            asked = [(f"Ask Explore: {wanted.strip()}", f"explore?{urlencode({'ask': wanted.strip()})}")]
            components.html(furniture.links_list(asked), key="found-explore")


def found_areas(ways: Sequence[str], store: Store) -> list[tuple[str, str]]:
    """The areas whose names have all the words of a way of saying them, each with the address of its first screen."""
    now = url_filters.filters()
    offered = filters.Chosen.locality.options(store, dict(now.codes))
    named = [(filters.Chosen.locality.written(area), area) for area in offered]
    return [
        (f"Area: {name}", url_filters.link("home", now, locality=area))
        for name, area in named
        if contains_any(ways, f"{name} {area}")
    ][:MOST_FOUND]


def found_sections(ways: Sequence[str], pages: Collection[str], store: Store) -> list[tuple[str, str]]:
    """The sections of the Audits and Corporate pages, if these are among `pages`, that have all the words: names and
    addresses."""
    now = url_filters.filters()
    offered = filters.sections(store)
    named = [
        (f"Audits: {offered[section]}", about, url_filters.link("audits", now, section=section))
        for section, about in audit_sections().items()
        if section in offered and "audits" in pages
    ] + [
        (f"Corporate: {filters.PAPERS[paper]}", about, url_filters.link("corporate", now, paper=paper))
        for paper, about in CORPORATE_SECTIONS.items()
        if "corporate" in pages
    ]
    return [(name, link) for name, about, link in named if contains_any(ways, f"{name} {about}")]


def found_questions(ways: Sequence[str]) -> list[tuple[str, str]]:
    """Members' questions that have all the words, each with the address of the view that answers it, or of the
    register, which says why none does."""
    register = url_filters.link("corporate", url_filters.filters(), paper="questions")
    return [
        (q.question, q.link or register)
        for q in corporate_catalogue().questions
        if contains_any(ways, f"{q.question} {q.topic}")
    ][:MOST_FOUND]
