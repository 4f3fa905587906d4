"""How far each department is in each section of a form: what the lead follows and what an officer finds on the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from assessment.clock import local
from assessment.models import Answer, Confirmation, Department, Submission
from assessment.services.catalogue import index_for
from assessment.services.claims import spoken_for
from assessment.services.confirming import Part, confirmations_of
from assessment.services.duties import Duties, duties
from questionnaires import Text, sections


@dataclass(frozen=True, slots=True)
class PartStatus:
    """A department's items in one section, or those nobody owns."""

    section: str
    name: Text  # of the section
    department: Department | None
    first: str  # the first indicator, to link to
    answered: int
    asked: int
    faults: int
    due_on: date | None  # the earliest inner deadline of what is not done, or of all once it is
    late: bool
    confirmation: Confirmation | None
    last: Answer | None  # the answer that was changed last

    @property
    def key(self) -> Part:
        """What it is confirmed by."""
        return (self.section, self.department.id if self.department else None)

    @property
    def done(self) -> bool:
        """Confirmed by its people, or answered in full without a fault."""
        return self.confirmation is not None or (self.answered == self.asked and not self.faults)


@dataclass(frozen=True, slots=True)
class Row:
    """A department over all sections; nobody's items make a row without a department."""

    department: Department | None
    parts: Mapping[str, PartStatus]  # by section

    @property
    def answered(self) -> int:
        """Items with a value."""
        return sum(part.answered for part in self.parts.values())

    @property
    def asked(self) -> int:
        """Items in all."""
        return sum(part.asked for part in self.parts.values())

    @property
    def confirmed(self) -> int:
        """Sections its people say are done."""
        return sum(part.confirmation is not None for part in self.parts.values())

    @property
    def late(self) -> bool:
        """Whether an inner deadline has passed with something undone."""
        return any(part.late for part in self.parts.values())

    @property
    def done(self) -> bool:
        """Nothing left to do."""
        return all(part.done for part in self.parts.values())

    @property
    def due_on(self) -> date | None:
        """The earliest inner deadline of what is left."""
        return min((part.due_on for part in self.parts.values() if part.due_on and not part.done), default=None)

    @property
    def last(self) -> Answer | None:
        """The answer that was changed last."""
        return newest(part.last for part in self.parts.values())


@dataclass(frozen=True, slots=True)
class Progress:
    """One form by department and section."""

    duties: Duties
    parts: tuple[PartStatus, ...]  # in the order of the form, nobody's part last in each section
    sections: tuple[tuple[str, Text], ...]  # code and name of those where the unit answers something

    def rows(self, departments: Iterable[Department]) -> tuple[Row, ...]:
        """The departments that were given something, in the order handed in, then what nobody owns."""
        made = (self.row(each) for each in (*departments, None))
        return tuple(row for row in made if row.parts)

    def row(self, department: Department | None) -> Row:
        """One department's parts."""
        key = department.id if department else None
        return Row(department, {part.section: part for part in self.parts if part.key[1] == key})

    def of_section(self, section: str) -> tuple[PartStatus, ...]:
        """Everybody's part of a section."""
        return tuple(part for part in self.parts if part.section == section)


def progress(session: Session, submission: Submission, now: datetime, known: Duties | None = None) -> Progress:
    """How far everybody is; two queries beside the submission's answers, one where the duties are `known`."""
    known = known or duties(session, submission)
    confirmed = confirmations_of(session, submission)
    answers = {answer.item: answer for answer in submission.answers}
    index = index_for(submission.round)
    given = {code for code, answer in answers.items() if answer.value is not None} | set(
        spoken_for(index, submission.answers)
    )
    names = {section.node.code: section.node.name for section in sections(index)}
    today = local(now).date()
    parts = tuple(
        _part(key, names[key[0]], items, known, _Held(answers, given), confirmed.get(key), today)
        for key, items in _items_by_part(known, list(names)).items()
    )
    asked = {part.section for part in parts}
    return Progress(known, parts, tuple((code, name) for code, name in names.items() if code in asked))


@dataclass(frozen=True, slots=True)
class _Held:
    """What a form holds: its answers by item, and the items that have a value or an explained absence of one."""

    answers: Mapping[str, Answer]
    given: set[str]


def _items_by_part(known: Duties, order: list[str]) -> dict[Part, list[str]]:
    found: dict[Part, list[str]] = {}
    for item, indicator in known.home.items():
        found.setdefault((known.section[indicator], known.owner_id(item)), []).append(item)
    return dict(sorted(found.items(), key=lambda each: (order.index(each[0][0]), each[0][1] is None)))


def _part(
    key: Part,
    name: Text,
    items: list[str],
    known: Duties,
    held: _Held,
    confirmation: Confirmation | None,
    today: date,
) -> PartStatus:
    answers, undone = held.answers, [item for item in items if item not in held.given]
    left = [] if confirmation else undone
    due_on = _due(known, left or items)
    return PartStatus(
        section=key[0],
        name=name,
        department=known.owner(items[0]),
        first=known.home[items[0]],
        answered=len(items) - len(undone),
        asked=len(items),
        faults=sum(answers[item].error is not None for item in items if item in answers),
        due_on=due_on,
        late=bool(left) and due_on is not None and due_on < today,
        confirmation=confirmation,
        last=newest(answers.get(item) for item in items),
    )


def _due(known: Duties, items: Iterable[str]) -> date | None:
    days = (given.due_on for item in items if (given := known.of_item(item)) is not None and given.due_on is not None)
    return min(days, default=None)


def newest(answers: Iterable[Answer | None]) -> Answer | None:
    """The one that was changed last, None of none."""
    return max((answer for answer in answers if answer is not None), key=lambda each: each.changed_at, default=None)
