"""What waits for a person of a unit: their department's parts of each form, what is late, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assessment.models import Answer, AuditEvent, Role, Round, Submission, SubmissionState, User
from assessment.services import progress, rounds, submissions
from assessment.services.deadlines import open_returns
from assessment.services.errors import NotFoundError
from assessment.services.progress import PartStatus, Progress, Row, newest
from assessment.services.returns import inner_returns
from assessment.services.submissions import Overview
from assessment.web.request import db, now
from assessment.web.working import standing

_URGENCY = {SubmissionState.RETURNED: 0, SubmissionState.PREPARING: 2, SubmissionState.AWAITING_SIGN_OFF: 2}


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the user's unit, with the user's part in it."""

    submission: Submission
    overview: Overview
    progress: Progress
    deadline: str
    ends_at: datetime | None
    open: bool
    handed_back: AuditEvent | None
    own: Row  # the user's department; without parts where it was given nothing, or there is none
    nobodys: Row
    late: tuple[Row, ...]  # departments behind an inner deadline, for the lead
    waiting: int  # indicators that were given back to this person's department or to everybody, without a reply

    @property
    def divided(self) -> bool:
        """Whether anything was assigned in this form."""
        return bool(self.progress.duties.assignments)

    @property
    def parts(self) -> tuple[PartStatus, ...]:
        """The user's sections: first what is wrong or late, then what is left, last what is done."""
        return tuple(sorted(self.own.parts.values(), key=_pressing))

    @property
    def last(self) -> Answer | None:
        """The answer that was changed last, of the own part where there is one."""
        return self.own.last if self.own.parts else newest(self.submission.answers)


def forms(user: User) -> tuple[Form, ...]:
    """The forms of the user's unit in rounds that are going on, the most urgent first."""
    run_by = user.unit.parent_id if user.unit else None
    found = [form for round_ in rounds.open_rounds(db(), run_by) if (form := _form(user, round_)) is not None]
    return tuple(sorted(found, key=_urgency))


def to_come(user: User) -> tuple[Round, ...]:
    """Rounds that are planned for the user's unit and not open yet."""
    return rounds.planned_rounds(db(), user.unit.unit_set, user.unit.parent_id) if user.unit else ()


def _form(user: User, round_: Round) -> Form | None:
    try:
        submission = submissions.submission_for(db(), user, round_.code)
    except NotFoundError:
        return None
    state = standing.of(submission)
    found = progress.progress(db(), submission, now())
    owners = {part.department.id: part.department for part in found.parts if part.department}
    return Form(
        submission=submission,
        overview=submissions.overview(submission),
        progress=found,
        deadline=state["deadline"],
        ends_at=state["ends_at"],
        open=state["open"],
        handed_back=state["handed_back"],
        own=found.row(user.department) if user.department and user.role == Role.OFFICER else Row(None, {}),
        nobodys=found.row(None),
        late=tuple(row for row in found.rows(owners.values()) if row.late),
        waiting=sum(
            row.reply is None and found.duties.may_answer(user, row.indicator)
            for row in (*open_returns(submission), *inner_returns(submission))
        ),
    )


def _urgency(form: Form) -> int:
    if form.handed_back or form.own.late or form.waiting:
        return 1
    return _URGENCY.get(SubmissionState(form.submission.state), 3)


def _pressing(part: PartStatus) -> tuple[bool, bool, str]:
    """Sorts the wrong and late before the undone before the done, each by its inner deadline."""
    return (part.done, not (part.faults or part.late), part.due_on.isoformat() if part.due_on else "9")
