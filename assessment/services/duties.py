"""Who answers what in one form: read by whatever writes an answer, shows one or counts them.

An item nobody owns is open to every officer of the unit; an owned one to the officers of its department and to the
lead. `may_edit` is asked wherever something is written, not only by the pages.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from assessment.models import UNIT_ROLES, Assignment, Department, Role, Submission, User
from assessment.services.catalogue import index_for
from assessment.services.layout import layout
from questionnaires import Index, Node, sections


@dataclass(frozen=True, slots=True)
class Duties:
    """Who answers what in one form."""

    unit_id: int
    assignments: Mapping[str, Assignment]  # by indicator
    home: Mapping[str, str]  # item → the indicator where it is asked
    section: Mapping[str, str]  # indicator → its section

    def of_item(self, item: str) -> Assignment | None:
        """The assignment an item comes with, None where nobody owns it."""
        return self.assignments.get(self.home.get(item, ""))

    def owner(self, item: str) -> Department | None:
        """The department that answers an item."""
        found = self.of_item(item)
        return found.department if found else None

    def owner_id(self, item: str) -> int | None:
        """The same as its id, None where nobody owns it."""
        found = self.of_item(item)
        return found.department_id if found else None

    def may_edit(self, actor: User, item: str) -> bool:
        """Whether this person may change the item, as far as the province's own division of work goes."""
        return self.may_answer(actor, self.home.get(item, ""))

    def may_answer(self, actor: User, indicator: str) -> bool:
        """The same of an indicator."""
        if actor.role not in UNIT_ROLES or actor.unit_id != self.unit_id:
            return False
        found = self.assignments.get(indicator)
        return found is None or actor.role == Role.LEAD or actor.department_id == found.department_id

    def items_of(self, department_id: int | None, section: str | None = None) -> tuple[str, ...]:
        """A department's items in the order of the form, of one section where it is named; None: nobody's."""
        return tuple(
            item
            for item, indicator in self.home.items()
            if self.owner_id(item) == department_id and section in (None, self.section[indicator])
        )


_ALL = select(Assignment).where(Assignment.submission_id == bindparam("submission"))
_SOME = _ALL.where(Assignment.indicator.in_(bindparam("indicators", expanding=True)))


def duties(session: Session, submission: Submission, items: Collection[str] | None = None) -> Duties:
    """Who answers what in a form; one query. With `items`, who answers these, and nothing of the rest."""
    which: dict[str, Any] = {"submission": submission.id}
    if items is not None:
        form = layout(index_for(submission.round))
        which["indicators"] = [form.asked[item] for item in items if item in form.asked]
    rows = session.scalars(_ALL if items is None else _SOME, which)
    return _of(submission, {row.indicator: row for row in rows})


def undivided(submission: Submission) -> Duties:
    """Who answers what in a form of which nothing was given to a department."""
    return _of(submission, {})


def _of(submission: Submission, assignments: Mapping[str, Assignment]) -> Duties:
    form = layout(index_for(submission.round))
    return Duties(unit_id=submission.unit_id, assignments=assignments, home=form.asked, section=form.home)


def may_edit(session: Session, actor: User, submission: Submission, item: str) -> bool:
    """Whether this person may change the item; ask `duties` once where many items are asked about."""
    return duties(session, submission).may_edit(actor, item)


def asked(index: Index) -> tuple[Node, ...]:
    """The indicators of the form in its order."""
    return tuple(node for section in sections(index) for node in section.indicators)


def assignable(index: Index) -> tuple[str, ...]:
    """The indicators where the unit answers at least one item, in the order of the form."""
    return tuple(dict.fromkeys(layout(index).asked.values()))
