"""A form as it was in one of its versions, or as it is now: the same reading of both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from assessment.models import Answer, Declared, Submission, SubmissionVersion
from assessment.services.answers import Card, SectionView, view
from assessment.services.catalogue import index_for, index_of
from assessment.services.versions import Content, content_of, points_by_node, points_in_all
from questionnaires import Index

NOW = "now"  # in the place of a version's number


class Side(NamedTuple):
    """One answer at one moment."""

    typed: str
    value: str | None
    error: str | None
    note: str
    evidence: str
    version: int
    changed_at: datetime | None  # None where only documents stand
    changed_by: str
    assured: str = ""  # why an unusual value is right
    declared: str = Declared.DATA

    @property
    def says(self) -> tuple[str, str, str, str]:
        """What it declares, whoever wrote it when; an understood value counts, not its notation."""
        return (self.typed if self.value is None else self.value, self.note, self.evidence, self.declared)


class Paper(NamedTuple):
    """One document behind an answer, as it was described then; a file by its SHA-256, or an address."""

    item: str
    document: int
    title: str
    number: str
    pages: str
    sha256: str | None
    url: str | None

    @property
    def line(self) -> str:
        """How it is named beside the answer."""
        return ", ".join(part for part in (self.number, self.title, self.pages) if part)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A form at one moment; `number` is None for the present one."""

    number: int | None
    index: Index
    answers: Mapping[str, Side]
    scores: Mapping[str, float]  # node → points, self-assessed
    points: float
    maximum: float
    papers: tuple[Paper, ...] = ()
    remarks: str = ""  # khó khăn, kiến nghị


def kept(session: Session, version: SubmissionVersion) -> Snapshot:
    """A frozen version, read back; NotFoundError when its index is gone."""
    content: Content = json.loads(version.content)
    index = index_of(session, content["index"]["code"])
    return _snapshot(version.number, index, content, version.scores, (version.points, version.maximum))


def present(submission: Submission) -> Snapshot:
    """The form as it stands."""
    index, scores = index_for(submission.round), points_by_node(submission)
    return _snapshot(None, index, content_of(submission), scores, points_in_all(index, scores))


def _snapshot(
    number: int | None, index: Index, content: Content, scores: Mapping[str, float], points: tuple[float, float]
) -> Snapshot:
    papers = tuple(Paper(**{name: each[name] for name in Paper._fields}) for each in content.get("evidence", ()))
    remarks = content.get("remarks", "")
    return Snapshot(number, index, _sides(content, papers), scores, *points, papers, remarks)


def _sides(content: Content, papers: tuple[Paper, ...]) -> dict[str, Side]:
    """The answers by item; the documents behind one are named after what was typed of its evidence."""
    sides = {answer["item"]: _side(answer) for answer in content["answers"]}
    for paper in papers:
        side = sides.get(paper.item, Side("", None, None, "", "", 0, None, ""))
        sides[paper.item] = side._replace(evidence=f"{side.evidence}\n{paper.line}".strip())
    return sides


def _side(answer: Mapping[str, object]) -> Side:
    found = {name: answer[name] for name in Side._fields if name in answer and name != "changed_at"}
    return Side(**found, changed_at=datetime.fromisoformat(str(answer["changed_at"])))  # type: ignore[arg-type]


def section_of(snapshot: Snapshot, code: str, language: str = "vi") -> SectionView:
    """One page of the form as it was, with the points of that moment; NotFoundError when there is none of that code."""
    given = [
        Answer(
            item=item,
            typed=side.typed,
            value=side.value,
            error=side.error,
            note=side.note,
            evidence=side.evidence,
            declared=side.declared,
            version=side.version,
            changed_at=side.changed_at,
        )
        for item, side in snapshot.answers.items()
    ]
    page = view(snapshot.index, code, given, language)
    cards = tuple(_with_points(card, snapshot.scores) for card in page.cards)
    return replace(page, cards=cards, points=snapshot.scores.get(code, 0.0))


def _with_points(card: Card, scores: Mapping[str, float]) -> Card:
    answered = any(field.value is not None for field in card.fields)
    return replace(card, points=scores.get(card.node.code) if answered else None)
