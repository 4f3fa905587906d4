"""The stored answers of one form as plain rows: read, inserted and changed by statements that are built once.

Of a statement that takes a millisecond, building it anew takes a third, and making objects of its rows another.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from assessment.models import Answer, Base
from assessment.models.inserting import BACKENDS, insert_into
from assessment.services.merging import State

ANSWERS = Base.metadata.tables[Answer.__tablename__]


class Stored(NamedTuple):
    """One answer as it stands in the database; read by pages like an `Answer`, but without anybody's name."""

    id: int
    item: str
    typed: str
    value: str | None
    error: str | None
    note: str
    evidence: str
    declared: str
    version: int
    changed_at: datetime
    changed_by_id: int | None

    @property
    def changed_by(self) -> None:
        """Not read."""
        return

    @property
    def state(self) -> State:
        """What it says."""
        return State(self.typed, self.value, self.note, self.evidence, self.declared)


_COLUMNS = [ANSWERS.c[name] for name in Stored._fields]
_PRESENT = select(*_COLUMNS).where(
    ANSWERS.c.submission_id == bindparam("submission"), ANSWERS.c.item.in_(bindparam("items", expanding=True))
)
_PARTS = ("typed", "value", "error", "note", "evidence", "declared", "version", "changed_at", "changed_by_id")
_CHANGE = (
    ANSWERS.update()
    .where(ANSWERS.c.id == bindparam("answer"), ANSWERS.c.version == bindparam("seen"))
    .values({part: bindparam(part) for part in _PARTS})
)
_INSERT = {
    backend: insert_into(ANSWERS, backend)
    .on_conflict_do_nothing(index_elements=["submission_id", "item"])
    .returning(ANSWERS.c.id)
    for backend in BACKENDS
}


def read(connection: Connection, submission_id: int, items: Iterable[str]) -> dict[str, Stored]:
    """What stands in these answers of a form, by item; one query."""
    which = {"submission": submission_id, "items": list(items)}
    return {row[1]: Stored._make(row) for row in connection.execute(_PRESENT, which)}


def put(
    session: Session, connection: Connection, submission_id: int, item: str, before: Stored | None, now: dict[str, Any]
) -> Stored | None:
    """Insert or change one answer; None when somebody else just did, and then nothing was written."""
    if before is None:
        values = {**now, "submission_id": submission_id, "item": item, "version": 1}
        made = connection.execute(_INSERT[connection.dialect.name], values).first()
        return None if made is None else Stored(id=made[0], item=item, version=1, **now)
    after = before._replace(version=before.version + 1, **now)
    changed = {**now, "version": after.version, "answer": before.id, "seen": before.version}
    if connection.execute(_CHANGE, changed).rowcount != 1:
        return None
    known = session.identity_map.get(Answer.__mapper__.identity_key_from_primary_key((before.id,)))
    if known is not None:
        session.expire(known)
    return after
