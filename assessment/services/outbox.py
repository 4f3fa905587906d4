"""Letters on their way: written with the change they tell of, taken up one by one, never lost and never sent twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from assessment.models import Letter, LetterState, Submission, User

MOST_ATTEMPTS = 8
FORGOTTEN = timedelta(minutes=15)  # a letter taken up so long ago was left by a process that died


def write(
    session: Session,
    recipient: User,
    *,
    subject: str,
    body: str,
    submission: Submission | None,
    actor: User | None,
    now: datetime,
) -> Letter | None:
    """Put a letter into the box; None for somebody without an address."""
    if not recipient.email:
        return None
    letter = Letter(
        submission_id=submission.id if submission else None,
        recipient_id=recipient.id,
        address=recipient.email,
        subject=subject,
        body=body,
        written_at=now,
        written_by_id=actor.id if actor else None,
        state=LetterState.WAITING,
    )
    session.add(letter)
    session.flush()
    return letter


def take_up(session: Session, now: datetime, *, after: int = 0) -> Letter | None:
    """The next letter to send (of an id above `after`), marked so that nobody else takes it; None when there is none.

    Commit before sending: the mark is what keeps others away.
    """
    free = or_(
        Letter.state == LetterState.WAITING,
        (Letter.state == LetterState.SENDING) & (Letter.tried_at < now - FORGOTTEN),
    )
    for found in session.scalars(select(Letter.id).where(free, Letter.id > after).order_by(Letter.id)).all():
        taken = session.execute(
            update(Letter)
            .where(Letter.id == found, free)
            .values(state=LetterState.SENDING, tried_at=now, attempts=Letter.attempts + 1)
            .returning(Letter.id)
        ).first()
        if taken:
            return session.get(Letter, found, populate_existing=True)
    return None


def sent(session: Session, letter: Letter) -> None:
    """It went out."""
    letter.state, letter.error = LetterState.SENT, ""
    session.flush()


def failed(session: Session, letter: Letter, error: str, *, for_good: bool = False) -> None:
    """It did not go out: it waits for the next time, or is given up."""
    over = for_good or letter.attempts >= MOST_ATTEMPTS
    letter.state, letter.error = LetterState.GIVEN_UP if over else LetterState.WAITING, error[:500]
    session.flush()


def put_off(session: Session, error: str) -> int:
    """Note on every letter that waits why it still does; how many there are."""
    waiting = session.scalars(select(Letter).where(Letter.state == LetterState.WAITING)).all()
    for letter in waiting:
        letter.error = error[:500]
    session.flush()
    return len(waiting)


def letters_about(session: Session, submission: Submission, *, most: int = 20) -> tuple[Letter, ...]:
    """The newest letters about one form."""
    query = select(Letter).where(Letter.submission_id == submission.id).order_by(Letter.id.desc()).limit(most)
    return tuple(session.scalars(query))


def newest(session: Session, *, most: int = 100) -> tuple[Letter, ...]:
    """The newest letters of all, those that did not go out first."""
    undone = Letter.state != LetterState.SENT
    return tuple(session.scalars(select(Letter).order_by(undone.desc(), Letter.id.desc()).limit(most)))
