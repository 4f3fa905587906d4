"""A unit's submission: who may see it, how far it is, and its way from preparing to sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from assessment.models import (
    Answer,
    AuditEvent,
    Occasion,
    Round,
    Sending,
    Submission,
    SubmissionState,
    SubmissionVersion,
    Unit,
    User,
)
from assessment.services import versions
from assessment.services.assurances import require_assured
from assessment.services.catalogue import index_for
from assessment.services.claims import spoken_for
from assessment.services.deadlines import open_returns, writable_items
from assessment.services.declared import asked_items, self_scores
from assessment.services.errors import IncompleteError, NotFoundError, StaleError
from assessment.services.layout import layout
from assessment.services.owners import overseen
from assessment.services.reasons import checked_reason
from assessment.services.replies import fits
from assessment.services.transitions import record, require, transition
from questionnaires import Index, Item, Node, Section, Text, items_of, sections


@dataclass(frozen=True, slots=True)
class SectionStatus:
    """How far one section is."""

    code: str
    name: Text
    group: Node | None  # the part of the index it belongs to; None where main indices hang on the root
    scored: bool  # False: general information, which gives no points
    answered: int
    asked: int
    faults: int
    points: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Overview:
    """How far a submission is."""

    sections: tuple[SectionStatus, ...]
    points: float
    maximum: float
    answered: int
    asked: int
    faults: int
    published_score: float | None  # on the scale the index is published at


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at before sending; kind is "missing", "fault" or "no_evidence"."""

    section: str
    section_name: Text
    indicator: str
    indicator_name: Text
    item: str
    question: Text
    kind: str


def submission_for(session: Session, actor: User, round_code: str, unit_slug: str | None = None) -> Submission:
    """One's own submission, or with `unit_slug` one of a round that this user oversees: the ministry any.

    Raises NotFoundError for everything else, so that an outsider cannot tell "not yours" from "not there".
    """
    return _visible(
        session, actor, round_code, unit_slug, selectinload(Submission.answers).joinedload(Answer.changed_by)
    )


def _visible(
    session: Session, actor: User, round_code: str, unit_slug: str | None, *options: ExecutableOption
) -> Submission:
    query = select(Submission).join(Submission.round).join(Submission.unit).where(Round.code == round_code)
    if unit_slug is None:
        query = query.where(Submission.unit_id == actor.unit_id)
    else:
        query = query.where(Unit.slug == unit_slug, overseen(actor))
    ends = (joinedload(Submission.extensions), joinedload(Submission.returns))
    found = session.scalars(query.options(*options, *ends)).unique().first()
    if found is None:
        raise NotFoundError(round_code)
    return found


def request_sign_off(session: Session, submission: Submission, actor: User, now: datetime) -> Submission:
    """The lead hands the form to the certifier, frozen as it stands, with every returned indicator answered.

    IncompleteError names the unreadable items, or the indicators, that stand in the way; UnassuredError while an
    unusual value is not said to be right; DeadlineError.
    """
    action = "request_sign_off_again" if submission.sendings else "request_sign_off"
    require(session, submission, action, actor, now)
    require_assured(session, submission, writable_items(submission, index_for(submission.round), now))
    transition(session, submission, action, actor, now)
    versions.freeze(session, submission, actor, now, Occasion.SIGN_OFF)
    return submission


def decline(session: Session, submission: Submission, actor: User, now: datetime, *, reason: str) -> Submission:
    """The certifier hands the form back with a reason (ReasonError)."""
    checked = checked_reason(reason)
    transition(session, submission, "decline_again" if submission.sendings else "decline", actor, now)
    record(session, submission, "declined_because", actor, now, after={"reason": checked})
    session.flush()
    return submission


def handed_back(session: Session, submission: Submission) -> AuditEvent | None:
    """The certifier's last refusal while the form is being prepared again: who, when and, in `after`, the reason."""
    if submission.state not in (SubmissionState.PREPARING, SubmissionState.RETURNED):
        return None
    return session.scalars(
        select(AuditEvent)
        .options(joinedload(AuditEvent.actor))
        .where(
            AuditEvent.action == "submission.declined_because",
            AuditEvent.unit_id == submission.unit_id,
            AuditEvent.round_id == submission.round_id,
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()


def send(
    session: Session,
    submission: Submission,
    actor: User,
    now: datetime,
    *,
    seen: str | None = None,
    unanswered_too: bool = False,
) -> Submission:
    """The certifier sends the form to the ministry; the receipt names exactly what was sent.

    `seen` is the digest of the version that was signed off, None for the one that is frozen. StaleError when that is
    another one by now, or when an answer differs from it. After a return it is sent again: the replies go with it, and
    nothing can be changed any more. IncompleteError names returned indicators without a reply, unless `unanswered_too`.
    """
    action = "send_again" if submission.sendings else "send"
    require(session, submission, action, actor, now)
    signed = submission.state == SubmissionState.AWAITING_SIGN_OFF
    unanswered = [row.indicator for row in open_returns(submission) if not fits(row)]
    if unanswered and not unanswered_too:
        raise IncompleteError(tuple(unanswered))
    transition(session, submission, action, actor, now)
    version = _frozen_as_seen(session, submission, actor, now, seen, signed=signed)
    for row in open_returns(submission):
        row.closed_at = now
    number = len(submission.sendings) + 1
    code = receipt_code(submission, version, number)
    submission.sendings.append(
        Sending(number=number, at=now, by=actor, receipt=code, version=version, unanswered=unanswered)
    )
    submission.sent_at, submission.sent_by, submission.receipt = now, actor, code
    after = {"receipt": code, "digest": version.digest, "version": version.number, "unanswered": unanswered}
    record(session, submission, "receipt", actor, now, after=after)
    session.flush()
    return submission


def _frozen_as_seen(
    session: Session, submission: Submission, actor: User, now: datetime, seen: str | None, *, signed: bool
) -> SubmissionVersion:
    """What is sent; StaleError when it is not the version that was `signed`, or not the one that was `seen`."""
    before = versions.latest(session, submission)
    occasion = Occasion.SENT_AGAIN if submission.sendings else Occasion.SENT
    version = versions.freeze(session, submission, actor, now, occasion)
    differs = signed and before is not None and version.number != before.number
    if differs or seen not in (None, version.digest):
        by = before.frozen_by.full_name if before is not None and before.frozen_by else ""
        raise StaleError(by, version)
    return version


def receipt_code(submission: Submission, version: SubmissionVersion, number: int) -> str:
    """A short code of the unit, the round and what was sent: "DTI-2026-15-3F9C2A10", "…-2" when it is sent again."""
    round_ = submission.round
    code = f"{round_.family}-{round_.year}-{submission.unit.code}-{version.digest[:8].upper()}"
    return code if number == 1 else f"{code}-{number}"


def overview(submission: Submission) -> Overview:
    """Answered, asked, faults and points by section and in all; no query beyond the submission's answers."""
    index = index_for(submission.round)
    scores = self_scores(submission, index)
    unit = submission.unit.code
    answers = {answer.item: answer for answer in submission.answers}
    explained = spoken_for(index, submission.answers)
    statuses = []
    seen: set[str] = set()
    for section in sections(index):
        items = [item for item in asked_items(section, index) if item.code not in seen]
        seen.update(item.code for item in items)
        given = [answers[item.code] for item in items if item.code in answers]
        statuses.append(
            SectionStatus(
                code=section.node.code,
                name=section.node.name,
                group=part_of(section, index),
                scored=section.node.assessed,
                answered=sum(item.code in explained or _has_value(answers.get(item.code)) for item in items),
                asked=len(items),
                faults=sum(answer.error is not None for answer in given),
                points=scores.of(unit, section.node.code) or 0.0,
                maximum=section.node.max_points or 0.0,
            )
        )
    whole = [status for status in statuses if status.code in layout(index).whole]
    return Overview(
        sections=tuple(statuses),
        points=sum(status.points for status in whole),
        maximum=sum(status.maximum for status in whole),
        answered=sum(status.answered for status in statuses),
        asked=sum(status.asked for status in statuses),
        faults=sum(status.faults for status in statuses),
        published_score=scores.of(unit, index.root.code),
    )


def _has_value(answer: Answer | None) -> bool:
    return answer is not None and answer.value is not None


def part_of(section: Section, index: Index) -> Node | None:
    """The child of the root that holds the section, where there is one between the two."""
    holder = next(node for node in index.root.children if any(below is section.node for below in node.walk()))
    return None if holder is section.node else holder


def check(submission: Submission) -> tuple[Finding, ...]:
    """What is missing, unreadable or without evidence, in the order of the form; anyone of the unit may ask."""
    index = index_for(submission.round)
    answers = {answer.item: answer for answer in submission.answers}
    proved = {link.item for link in submission.evidence_links}
    findings: list[Finding] = []
    seen = set(spoken_for(index, submission.answers))
    for section in sections(index):
        for node in section.indicators:
            first = True
            for code in items_of(node.rule) if node.rule else ():
                item = index.items[code]
                if code in seen or item.supplied_by != "unit":
                    continue
                seen.add(code)
                kind = _finding(item, answers.get(code), first, code in proved)
                first = False
                if kind:
                    findings.append(
                        Finding(section.node.code, section.node.name, node.code, node.name, code, item.question, kind)
                    )
    return tuple(findings)


def _finding(item: Item, answer: Answer | None, first: bool, proved: bool) -> str | None:
    if answer is not None and answer.error:
        return "fault"
    if answer is None or answer.value is None:
        return "missing"
    unproved = item.evidence is not None and item.evidence_required and not (proved or answer.evidence)
    return "no_evidence" if first and unproved else None
