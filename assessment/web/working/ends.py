"""Ends of single units: the administrator extends one, opens indicators again, or closes what was not sent."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from assessment.models import Role, Round, Submission
from assessment.services import extensions, owners, returns, reviews, submissions
from assessment.services.catalogue import index_for
from assessment.services.deadlines import accepts_answers
from assessment.services.errors import EarlyError, ForbiddenError, IncompleteError, ReasonError
from assessment.services.exceptional import exceptions_of
from assessment.services.extensions import EXTENDABLE
from assessment.services.returns import MomentError
from assessment.services.transitions import TRANSITIONS
from assessment.web.request import db, now, signed_in
from assessment.web.working import standing, words
from assessment.web.working.return_forms import EndForm, reason_fault
from assessment.web.working.returning import usual_end

EXTEND, REOPEN, CLOSE = "gia-han", "mo-lai", "chot"  # what the page can do, as the address says it


def ends(round_code: str) -> ResponseReturnValue:
    """Every unit of a round with its state and its end."""
    round_ = _round(round_code)
    return render_template(
        "web/working/ends.html",
        round=round_,
        rows=reviews.queue(db(), round_),
        exceptions={row.code: row for row in exceptions_of(db(), round_)},
        deadline=standing.deadline(round_),
        words=words,
    )


def _round(round_code: str) -> Round:
    """The round, for whoever runs it."""
    round_ = owners.round_for(db(), signed_in(), round_code)
    if not owners.acts_as(signed_in(), Role.ADMIN, round_):
        raise ForbiddenError(round_code)
    return round_


def end(round_code: str, slug: str) -> ResponseReturnValue:
    """One unit: its end, what was decided about it, and what can be done now."""
    _round(round_code)
    return _page(submissions.submission_for(db(), signed_in(), round_code, slug))


def change_end(round_code: str, slug: str, what: str) -> ResponseReturnValue:
    """Extend, open again or close, with a reason."""
    _round(round_code)
    if what not in (EXTEND, REOPEN, CLOSE):
        raise BadRequest
    submission, form = submissions.submission_for(db(), signed_in(), round_code, slug), EndForm()
    if what != CLOSE and not form.validate():
        return _page(submission, what, form), 422
    try:
        _do(submission, what, form)
    except (ReasonError, MomentError, EarlyError, IncompleteError) as error:
        db().rollback()
        _say(form, error)
        return _page(submissions.submission_for(db(), signed_in(), round_code, slug), what, form), 422
    db().commit()
    flash(_("Đã ghi. Tỉnh thấy quyết định này và lý do ở đầu phiếu."))
    return redirect(url_for("working.end", round_code=round_code, slug=slug))


def _do(submission: Submission, what: str, form: EndForm) -> None:
    reason, until, actor, at = form.reason.data or "", form.until.data, signed_in(), now()
    if what == CLOSE or until is None:
        extensions.close_unsent(db(), submission, reason=reason, actor=actor, now=at)
    elif what == EXTEND:
        extensions.extend(db(), submission, until=until, reason=reason, actor=actor, now=at)
    else:
        chosen = request.form.getlist("chosen")
        returns.reopen(db(), submission, chosen, reason=reason, until=until, actor=actor, now=at)


def _say(form: EndForm, error: Exception) -> None:
    if isinstance(error, ReasonError):
        form.reason.errors = [reason_fault()]
    elif isinstance(error, MomentError):
        form.until.errors = [_("Viết thời điểm sau lúc này và sau hạn hiện có")]
    elif isinstance(error, IncompleteError):
        form.reason.errors = [_("Chọn ít nhất một chỉ tiêu để mở lại")]
    else:
        form.reason.errors = [_("Tỉnh còn thời gian gửi, nên chưa chốt được")]


def _page(submission: Submission, what: str = "", attempt: EndForm | None = None) -> str:
    fresh = EndForm(formdata=None, data={"until": usual_end()})
    index = index_for(submission.round)
    return render_template(
        "web/working/end.html",
        **standing.of(submission),
        what=what,
        forms={key: attempt if key == what and attempt else fresh for key in (EXTEND, REOPEN, CLOSE)},
        extendable=submission.state in EXTENDABLE,
        reopenable=submission.state in TRANSITIONS["reopen"].sources,
        closable=submission.state in TRANSITIONS["close_unsent"].sources
        and not submission.sendings
        and not accepts_answers(submission, now()),
        nodes=[node for node in index.root.indicators() if node.assessed],
        chosen=set(request.form.getlist("chosen")),
    )
