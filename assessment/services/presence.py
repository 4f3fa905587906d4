"""Who is at work in a form at this moment: a notice for the others, never a lock.

An open page says every half minute where it is. Somebody counts as editing who was seen within a minute, on an
indicator; a page that is closed says so, and what is forgotten goes after an hour.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assessment.models import Presence, Submission, User
from assessment.models.inserting import insert_into
from assessment.services.errors import NotFoundError
from assessment.services.layout import layout
from questionnaires import Index

SEEN_WITHIN = timedelta(seconds=60)
FORGOTTEN_AFTER = timedelta(hours=1)
LONGEST_PAGE = 40  # characters of the name a browser gives its page


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody else, at an indicator of the form."""

    name: str
    indicator: str
    since: timedelta  # since they last changed something or stepped into a box


def seen(
    session: Session,
    submission: Submission,
    index: Index,
    *,
    page: str,
    section: str,
    indicator: str,
    active: bool,
    actor: User,
    now: datetime,
) -> None:
    """An open page says where it is; `active` when something happened on it since it last did.

    NotFoundError for a section or an indicator that the form does not have.
    """
    nodes = {node.code for node in layout(index).section(section).indicators}
    if indicator and indicator not in nodes:
        raise NotFoundError(indicator)
    session.execute(delete(Presence).where(Presence.seen_at < now - FORGOTTEN_AFTER))
    key = {"submission_id": submission.id, "user_id": actor.id, "page": page[:LONGEST_PAGE]}
    place = {"section": section, "indicator": indicator, "seen_at": now}
    statement = insert_into(Presence, session.get_bind().dialect.name).values(**key, **place, active_at=now)
    changed = place | ({"active_at": now} if active else {})
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changed))


def left(session: Session, submission: Submission, *, page: str, actor: User) -> None:
    """A page was closed."""
    session.execute(
        delete(Presence).where(
            Presence.submission_id == submission.id,
            Presence.user_id == actor.id,
            Presence.page == page[:LONGEST_PAGE],
        )
    )


def others(session: Session, submission: Submission, actor: User, now: datetime) -> tuple[Editor, ...]:
    """Everybody else who is editing the form, the one who did something last first; each once per indicator."""
    rows = session.execute(
        select(User.full_name, Presence.indicator, Presence.active_at)
        .join(User, User.id == Presence.user_id)
        .where(
            Presence.submission_id == submission.id,
            Presence.user_id != actor.id,
            Presence.indicator != "",
            Presence.seen_at >= now - SEEN_WITHIN,
        )
        .order_by(Presence.active_at.desc(), User.full_name)
    )
    return tuple(_each_once(Editor(name, indicator, now - at) for name, indicator, at in rows))


def _each_once(editors: Iterable[Editor]) -> Iterable[Editor]:
    found: dict[tuple[str, str], Editor] = {}
    for editor in editors:
        found.setdefault((editor.name, editor.indicator), editor)
    return found.values()
