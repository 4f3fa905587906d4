"""From the lead's desk to the ministry: hand over for signature, hand back, send, and the receipt."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessment.models import Submission, SubmissionState
from assessment.reports.batch import receipt_pdf as render_receipt
from assessment.services import signed_reports, submissions, versions
from assessment.services.assurances import UnassuredError
from assessment.services.deadlines import accepts_answers, open_returns
from assessment.services.errors import (
    DeadlineError,
    IncompleteError,
    NotFoundError,
    ReasonError,
    StaleError,
    TransitionError,
)
from assessment.services.reasons import SHORTEST_REASON
from assessment.web.public.downloads import report_file
from assessment.web.request import db, language, now, signed_in, world
from assessment.web.working import standing
from assessment.web.working.form_page import form_page
from assessment.web.working.forms import DeclineForm, SendForm
from assessment.web.working.sending_again import send_again


def sign_off(round_code: str) -> ResponseReturnValue:
    """The lead hands the form to the certifier."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    try:
        submissions.request_sign_off(db(), submission, signed_in(), now())
    except IncompleteError as error:
        db().rollback()
        if submission.sendings and set(error.missing) & {row.indicator for row in open_returns(submission)}:
            flash(_("Chưa trình ký: còn chỉ tiêu chưa trả lời: %(codes)s.", codes=", ".join(error.missing)))
            return redirect(url_for("working.replies", round_code=round_code, _anchor=error.missing[0]))
        flash(_("Còn ô chưa đọc được. Sửa các ô trong danh sách dưới đây rồi trình ký."))
        return redirect(url_for("working.check", round_code=round_code))
    except UnassuredError:
        db().rollback()
        flash(_("Còn giá trị khác thường chưa xác nhận. Sửa số, hoặc đánh dấu số đúng và viết lý do, rồi trình ký."))
        return redirect(url_for("working.check", round_code=round_code))
    db().commit()
    flash(_("Đã trình lãnh đạo tỉnh ký duyệt. Phiếu tạm khóa cho đến khi được gửi hoặc trả lại."))
    return redirect(url_for("working.form", round_code=round_code))


def decline(round_code: str) -> ResponseReturnValue:
    """The certifier hands the form back with a reason."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    form = DeclineForm()
    try:
        submissions.decline(db(), submission, signed_in(), now(), reason=form.reason.data)
    except ReasonError:
        form.reason.errors = [_("Viết lý do dài ít nhất %(least)s ký tự", least=SHORTEST_REASON)]
        return form_page(submission, form), 422
    db().commit()
    flash(_("Đã trả lại. Đầu mối của tỉnh thấy lý do ở đầu phiếu."))
    return redirect(url_for("working.form", round_code=round_code))


def send(round_code: str) -> ResponseReturnValue:
    """The certifier sees the frozen version, what stays empty and what is locked, and confirms just that version."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    if submission.sendings and submission.state in (SubmissionState.RETURNED, SubmissionState.AWAITING_SIGN_OFF):
        return send_again(submission)
    form = SendForm()
    if not form.validate_on_submit():
        return _send_page(submission, form), 422 if form.is_submitted() else 200
    try:
        submissions.send(db(), submission, signed_in(), now(), seen=form.seen.data or "")
    except StaleError:
        db().rollback()
        flash(_("Chưa gửi: phiếu đã được trình ký lại sau khi bạn mở trang này. Xem phiên bản mới rồi xác nhận lại."))
        return _send_page(submission, SendForm(formdata=None)), 409
    except (TransitionError, DeadlineError):
        db().rollback()
        flash(
            _("Phiếu đã được gửi trước đó. Chưa có gì thay đổi: không có gì được gửi thêm.")
            if submission.receipt
            else _("Phiếu không gửi được ở trạng thái này. Chưa có gì thay đổi.")
        )
        return redirect(url_for("working.receipt" if submission.receipt else "working.form", round_code=round_code))
    db().commit()
    return redirect(url_for("working.receipt", round_code=round_code))


def _send_page(submission: Submission, form: SendForm) -> str:
    frozen = versions.latest(db(), submission)
    form.seen.data = frozen.digest if frozen else ""
    return render_template(
        "web/working/send.html",
        **standing.of(submission),
        form=form,
        frozen=frozen,
        copies=signed_reports.copies(db(), submission),
        deadline_open=accepts_answers(submission, now()),
        overview=submissions.overview(submission),
        findings=submissions.check(submission),
    )


def receipt(round_code: str) -> ResponseReturnValue:
    """Code, time and sender of what was sent, and where it stands now."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    if submission.receipt is None:
        return redirect(url_for("working.form", round_code=round_code))
    sendings = submission.sendings
    return render_template(
        "web/working/receipt.html",
        **standing.of(submission),
        overview=submissions.overview(submission),
        sendings=sendings,
        last=sendings[-1] if sendings else None,
        copies=signed_reports.copies(db(), submission),
        waiting=sum(row.reply is None for row in open_returns(submission)),
    )


def receipt_pdf(round_code: str, number: int) -> ResponseReturnValue:
    """The receipt of one sending on paper."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    for sending in submission.sendings:
        if sending.number == number:
            path = render_receipt(sending, language(), world().settings)
            kind = "Receipt" if language() == "en" else "Biên nhận"
            return report_file(path, f"{kind} {sending.receipt}.pdf")
    raise NotFoundError(str(number))
