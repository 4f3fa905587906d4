"""One section of a form as it is shown: its items, what is stored of them, and the points they give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Answer, Assignment, Round, Submission, User
from assessment.services.catalogue import index_for
from assessment.services.duties import Duties, duties
from assessment.services.errors import NotFoundError
from assessment.services.values import data_table, shown, understand
from questionnaires import Index, Item, Node, items_of, sections
from scoring import score


@dataclass(frozen=True, slots=True)
class Field:
    """One item on the page, with what is stored of it; version 0 means never saved."""

    item: Item
    typed: str
    value: str | None
    fault: str | None
    found: str
    version: int
    changed_by: str
    changed_at: datetime | None
    home: str | None  # the indicator where it is asked, when that is not this one
    locked: bool = False  # this person may not change it, whoever else may


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator on the page; its note and evidence are kept with its first item."""

    node: Node
    fields: tuple[Field, ...]
    note: str
    evidence: str
    points: float | None  # None while nothing is answered
    maximum: float
    also_in: tuple[str, ...]  # other indicators its items count in
    ministry: bool  # all its items are supplied by the ministry
    owner: Assignment | None = None  # the department that answers it, and until when


@dataclass(frozen=True, slots=True)
class SectionView:
    """One page of the form."""

    node: Node
    cards: tuple[Card, ...]
    points: float
    maximum: float
    previous: str | None
    next: str | None
    duties: Duties | None = None  # who answers what, where the view was made for somebody


def section_view(
    session: Session, submission: Submission, section_code: str, language: str = "vi", actor: User | None = None
) -> SectionView:
    """One section with its answers, numbers in the page's notation, and points; NotFoundError when there is none.

    With an `actor`, what another department answers is locked for them.
    """
    index = index_for(submission.round)
    shown_to_all = view(index, section_code, submission.unit.code, submission.answers, language)
    return shown_to_all if actor is None else divided(shown_to_all, duties(session, submission), actor)


def divided(view: SectionView, duties: Duties, actor: User) -> SectionView:
    """The section as this person sees it: owners named, what others answer locked."""
    return replace(view, cards=tuple(_divided(card, duties, actor) for card in view.cards), duties=duties)


def _divided(card: Card, duties: Duties, actor: User) -> Card:
    fields = tuple(replace(field, locked=not duties.may_edit(actor, field.item.code)) for field in card.fields)
    return replace(card, fields=fields, owner=duties.assignments.get(card.node.code))


def view(index: Index, section_code: str, unit: str, given: Iterable[Answer], language: str = "vi") -> SectionView:
    """One section of an index with the answers of a unit; NotFoundError when there is none of that code."""
    order = sections(index)
    codes = [section.node.code for section in order]
    if section_code not in codes:
        raise NotFoundError(section_code)
    at = codes.index(section_code)
    section = order[at]
    answers = {answer.item: answer for answer in given}
    scores = score(index, data_table(index.items, {unit: answers.values()}))
    used = _indicators_by_item(index)
    return SectionView(
        node=section.node,
        cards=tuple(
            _card(node, index, answers, used, scores.of(unit, node.code), language) for node in section.indicators
        ),
        points=scores.of(unit, section_code) or 0.0,
        maximum=section.node.max_points or 0.0,
        previous=codes[at - 1] if at else None,
        next=codes[at + 1] if at + 1 < len(codes) else None,
    )


def _indicators_by_item(index: Index) -> dict[str, list[str]]:
    used: dict[str, list[str]] = {}
    for node in index.root.indicators():
        for code in items_of(node.rule) if node.rule else ():
            used.setdefault(code, []).append(node.code)
    return used


def _card(
    node: Node,
    index: Index,
    answers: Mapping[str, Answer],
    used: Mapping[str, list[str]],
    points: float | None,
    language: str,
) -> Card:
    codes = items_of(node.rule) if node.rule else ()
    fields = tuple(_field(index.items[code], answers.get(code), used[code][0], node.code, language) for code in codes)
    first = answers.get(codes[0])
    answered = any(field.value is not None for field in fields)
    return Card(
        node=node,
        fields=fields,
        note=first.note if first else "",
        evidence=first.evidence if first else "",
        points=points if answered else None,
        maximum=node.max_points or 0.0,
        also_in=tuple(dict.fromkeys(other for code in codes for other in used[code] if other != node.code)),
        ministry=all(field.item.supplied_by == "ministry" for field in fields),
    )


def _field(item: Item, answer: Answer | None, asked_in: str, here: str, language: str) -> Field:
    home = None if asked_in == here else asked_in
    if answer is None:
        return Field(item, "", None, None, "", 0, "", None, home)
    found = understand(item, answer.typed).found if answer.error else ""
    by = answer.changed_by.full_name if answer.changed_by else ""
    typed = shown(item, answer.typed, answer.value, language)
    return Field(item, typed, answer.value, answer.error, found, answer.version, by, answer.changed_at, home)


def of_last_year(session: Session, submission: Submission, index: Index) -> dict[str, Answer]:
    """What the unit answered last year to the same items, by this year's codes; one query."""
    now = submission.round
    rows = session.scalars(
        select(Answer)
        .join(Answer.submission)
        .join(Submission.round)
        .where(
            Round.family == now.family,
            Round.unit_set == now.unit_set,
            Round.year == now.year - 1,
            Submission.unit_id == submission.unit_id,
            Answer.value.is_not(None),
        )
    )
    before = {answer.item: answer for answer in rows}
    return {
        code: before[item.previous or code] for code, item in index.items.items() if (item.previous or code) in before
    }
