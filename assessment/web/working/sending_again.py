"""The second sending: the certifier sees the replies, what stays unanswered, and confirms."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessment.models import Submission
from assessment.services import submissions, versions
from assessment.services.deadlines import open_returns, replies_due
from assessment.services.errors import DeadlineError, IncompleteError, StaleError, TransitionError
from assessment.services.replies import fits
from assessment.web.request import db, now, signed_in
from assessment.web.working import standing
from assessment.web.working.return_forms import SendAgainForm
from assessment.web.working.threads import threads


def send_again(submission: Submission) -> ResponseReturnValue:
    """Show the replies or, confirmed, send them."""
    form, round_code = SendAgainForm(), submission.round.code
    missing = unanswered(submission)
    if not form.validate_on_submit() or (missing and not form.without.data):
        if form.is_submitted() and missing and not form.without.data:
            form.without.errors = [_("Đánh dấu vào ô này để gửi khi còn chỉ tiêu chưa trả lời")]
        return _page(submission, form), 422 if form.is_submitted() else 200
    try:
        submissions.send(
            db(), submission, signed_in(), now(), seen=form.seen.data or "", unanswered_too=bool(form.without.data)
        )
    except (StaleError, IncompleteError):
        db().rollback()
        flash(_("Chưa gửi: phiếu đã thay đổi sau khi bạn mở trang này. Xem lại rồi xác nhận."))
        return _page(_again(round_code), SendAgainForm(formdata=None)), 409
    except (TransitionError, DeadlineError):
        db().rollback()
        flash(_("Phiếu không gửi lại được lúc này. Chưa có gì thay đổi; dưới đây là biên nhận lần gửi trước."))
        return redirect(url_for("working.receipt", round_code=round_code))
    db().commit()
    return redirect(url_for("working.receipt", round_code=round_code))


def _again(round_code: str) -> Submission:
    return submissions.submission_for(db(), signed_in(), round_code)


def unanswered(submission: Submission) -> tuple[str, ...]:
    """The returned indicators without a reply that fits their figures."""
    return tuple(row.indicator for row in open_returns(submission) if not fits(row))


def _page(submission: Submission, form: SendAgainForm) -> str:
    form.seen.data = versions.digest(versions.content_of(submission))
    open_codes = {row.indicator for row in open_returns(submission)}
    return render_template(
        "web/working/send_again.html",
        **standing.of(submission),
        form=form,
        asked=[row for row in threads(submission, inner=False).values() if row.node.code in open_codes],
        unanswered=unanswered(submission),
        overview=submissions.overview(submission),
        last=submission.sendings[-1],
        deadline_open=(end := replies_due(submission)) is not None and now() < end,
    )
