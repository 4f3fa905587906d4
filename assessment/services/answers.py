"""One section of a form as it is shown: its items, what is stored of them, and the points they give."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Answer, Assignment, Declared, Round, Submission, User
from assessment.services.catalogue import index_for
from assessment.services.claims import claimed, declared_of, own_table
from assessment.services.duties import Duties, duties
from assessment.services.layout import layout
from assessment.services.values import shown, understand
from questionnaires import Index, Item, Node, items_of
from scoring import score
from scoring.parts import part_points
from scoring.pipeline import has_points


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
    """One indicator on the page; its note, evidence and declaration are kept with its first item."""

    node: Node
    fields: tuple[Field, ...]
    note: str
    evidence: str
    points: float | None  # None while nothing is answered
    maximum: float
    also_in: tuple[str, ...]  # other indicators its items count in
    ministry: bool  # all its items are supplied by the ministry
    owner: Assignment | None = None  # the department that answers it, and until when
    declared: Declared = Declared.DATA


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
    shown_to_all = view(index, section_code, submission.answers, language)
    return shown_to_all if actor is None else divided(shown_to_all, duties(session, submission), actor)


def divided(view: SectionView, duties: Duties, actor: User) -> SectionView:
    """The section as this person sees it: owners named, what others answer locked."""
    return replace(view, cards=tuple(_divided(card, duties, actor) for card in view.cards), duties=duties)


def _divided(card: Card, duties: Duties, actor: User) -> Card:
    fields = tuple(replace(field, locked=not duties.may_edit(actor, field.item.code)) for field in card.fields)
    return replace(card, fields=fields, owner=duties.assignments.get(card.node.code))


def view(
    index: Index, section_code: str, given: Iterable[Any], language: str = "vi", only: Collection[str] | None = None
) -> SectionView:
    """One section of an index with a unit's answers; NotFoundError when there is none of that code.

    `only` leaves out the indicators that read none of these items.
    """
    form = layout(index)
    section = form.section(section_code)
    answers = {answer.item: answer for answer in given}
    points, maximum = _points(index, section.node, answers)
    before, after = form.neighbours(section_code)
    return SectionView(
        node=section.node,
        cards=tuple(
            _card(node, index, answers, points.get(node.code), language)
            for node in section.indicators
            if only is None or (node.rule and not set(only).isdisjoint(items_of(node.rule)))
        ),
        points=points.get(section_code, 0.0),
        maximum=maximum,
        previous=before,
        next=after,
    )


def _points(index: Index, part: Node, answers: Mapping[str, Answer]) -> tuple[Mapping[str, float], float]:
    """Points by node and the most the part can give, without what the unit claims does not apply."""
    claims, most = claimed(index, answers.values()), part.max_points or 0.0
    if has_points(index):
        values = {code: answer.value for code, answer in answers.items() if answer.value is not None}
        found = part_points(index, part, {code: values[code] for code in values if code in index.items}, claims)
        return found.points, found.maximum.get(part.code, 0.0) if claims else most
    scores = score(index, own_table(index, {"": answers.values()}))
    known = {node.code: scores.of("", node.code) for node in part.walk()}
    return {code: points for code, points in known.items() if points is not None}, most


def _card(node: Node, index: Index, answers: Mapping[str, Answer], points: float | None, language: str) -> Card:
    codes, used = items_of(node.rule) if node.rule else (), layout(index).used
    fields = tuple(_field(index.items[code], answers.get(code), used[code][0], node.code, language) for code in codes)
    first = answers.get(codes[0])
    declared = declared_of(first) if first and codes[0] in layout(index).heads else Declared.DATA
    answered = any(field.value is not None for field in fields) or declared is Declared.NOT_APPLICABLE
    return Card(
        node=node,
        fields=fields,
        note=first.note if first else "",
        evidence=first.evidence if first else "",
        declared=declared,
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
