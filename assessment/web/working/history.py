"""Who changed which answer, when, from what to what: of the whole form and of one indicator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.formats import DASH
from assessment.models import Submission
from assessment.services import submissions
from assessment.services.catalogue import index_for
from assessment.services.changes import Page, Part, Saved, Wanted, changes, writers
from assessment.services.errors import NotFoundError
from assessment.web.request import db, signed_in
from assessment.web.working import standing, words
from assessment.web.working.asked import Day, day, given, page_number
from assessment.web.working.cards import told
from questionnaires import Index, Item, Node, Section, items_of, sections


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for."""

    section: str
    writer: int | None
    since: Day
    until: Day

    @property
    def arguments(self) -> dict[str, Any]:
        """The same as parameters of an address."""
        return given({"muc": self.section, "nguoi": self.writer, "tu": self.since.typed, "den": self.until.typed})


@dataclass(frozen=True, slots=True)
class Line:
    """One save as the page tells it."""

    saved: Saved
    item: Item | None
    indicator: Node | None
    parts: tuple[tuple[str, str, str], ...]  # what, before, after


def form_history(round_code: str) -> ResponseReturnValue:
    """Every save of the form, newest first, by section, person and day."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    index = index_for(submission.round)
    filters = _filters()
    page = changes(db(), submission, _wanted(index, filters), page=page_number())
    return render_template(
        "web/working/history.html",
        **standing.of(submission),
        lines=_lines(index, page),
        page=page,
        filters=filters,
        sections=sections(index),
        writers=writers(db(), submission),
        newer=_link(round_code, filters, page.number - 1) if page.number > 1 else "",
        older=_link(round_code, filters, page.number + 1) if page.older else "",
    )


def indicator_history(round_code: str, indicator: str) -> ResponseReturnValue:
    """One indicator: its answers as they are, and every save of them."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    index = index_for(submission.round)
    section, node = _place(index, indicator)
    codes = items_of(node.rule) if node.rule else ()
    page = changes(db(), submission, Wanted(codes), page=page_number())
    return render_template(
        "web/working/indicator_history.html",
        **standing.of(submission),
        section=section.node,
        node=node,
        answers=_present(index, submission, codes),
        lines=_lines(index, page),
        page=page,
        newer=_of_indicator(round_code, indicator, page.number - 1) if page.number > 1 else "",
        older=_of_indicator(round_code, indicator, page.number + 1) if page.older else "",
    )


def _place(index: Index, code: str) -> tuple[Section, Node]:
    for section in sections(index):
        for node in section.indicators:
            if node.code == code:
                return section, node
    raise NotFoundError(code)


def _present(index: Index, submission: Submission, codes: tuple[str, ...]) -> list[tuple[Item, str]]:
    stored = {answer.item: answer for answer in submission.answers}
    return [
        (index.items[code], told(index.items[code], stored[code].value, stored[code].typed) if code in stored else DASH)
        for code in codes
    ]


def _lines(index: Index, page: Page) -> list[Line]:
    homes: dict[str, Node] = {}
    for node in index.root.indicators():
        for code in items_of(node.rule) if node.rule else ():
            homes.setdefault(code, node)
    return [_line(index, homes, saved) for saved in page.rows]


def _line(index: Index, homes: dict[str, Node], saved: Saved) -> Line:
    item = index.items.get(saved.item)
    return Line(saved, item, homes.get(saved.item), tuple(_part(item, part) for part in saved.parts))


def _part(item: Item | None, part: Part) -> tuple[str, str, str]:
    if part.name == "value" and item is not None:
        return words.event_key(part.name), told(item, part.before), told(item, part.after)
    before, after = (words.event_value(part.name, value) for value in (part.before, part.after))
    return words.event_key(part.name), before, after


def _wanted(index: Index, filters: Filters) -> Wanted:
    items = None
    if filters.section:
        found = [section for section in sections(index) if section.node.code == filters.section]
        items = {code for section in found for node in section.indicators if node.rule for code in items_of(node.rule)}
    return Wanted(items, filters.writer, filters.since.day, filters.until.day)


def _filters() -> Filters:
    return Filters(request.args.get("muc", ""), request.args.get("nguoi", type=int), day("tu"), day("den"))


def _link(round_code: str, filters: Filters, number: int) -> str:
    return url_for("working.form_history", round_code=round_code, **filters.arguments, trang=number)


def _of_indicator(round_code: str, indicator: str, number: int) -> str:
    return url_for("working.indicator_history", round_code=round_code, indicator=indicator, trang=number)
