"""Unusual values of a form and the word that they are right: without it, the form is not signed."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assessment.models import Assurance, Submission
from assessment.services.errors import DomainError
from assessment.services.unusual import Unusual, by_item, unusual


class UnassuredError(DomainError):
    """Unusual values nobody has said are right; `items` names them."""

    code = "unassured"

    def __init__(self, items: tuple[str, ...]) -> None:
        super().__init__(", ".join(items))
        self.items = items


@dataclass(frozen=True, slots=True)
class Looked:
    """One item whose value is unusual, and the assurance that holds for it, None where there is none."""

    item: str
    value: str
    found: tuple[Unusual, ...]
    assurance: Assurance | None


def looked_at(session: Session, submission: Submission) -> tuple[Looked, ...]:
    """The unusual values of a form in its order, each with the assurance that holds."""
    values = {answer.item: answer.value or "" for answer in submission.answers}
    given = given_for(session, submission)
    return tuple(
        Looked(item, values[item], found, _holding(given.get(item), values[item], found))
        for item, found in by_item(unusual(session, submission)).items()
    )


def require_assured(session: Session, submission: Submission, among: Container[str] | None = None) -> None:
    """UnassuredError while an unusual value lacks the word that it is right; only `among` these items, None for all."""
    looked = (each for each in looked_at(session, submission) if among is None or each.item in among)
    missing = tuple(each.item for each in looked if each.assurance is None)
    if missing:
        raise UnassuredError(missing)


def given_for(session: Session, submission: Submission) -> Mapping[str, Assurance]:
    """The newest assurances of a form by item, whether they still hold or not."""
    rows = session.scalars(
        select(Assurance).where(Assurance.submission_id == submission.id).options(joinedload(Assurance.assured_by))
    )
    return {row.item: row for row in rows}


def _holding(given: Assurance | None, value: str, found: Iterable[Unusual]) -> Assurance | None:
    holds = given is not None and given.value == value and given.about == about_of(found)
    return given if holds else None


def about_of(found: Iterable[Unusual]) -> str:
    """What was unusual, as an assurance is bound to it."""
    return ";".join(sorted(each.about for each in found))
