"""The province's right of reply: what was returned, the answer to it, and the lead's own questions to departments."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessment.models import Reply, Submission
from assessment.services import answers, returns, submissions
from assessment.services.catalogue import index_for
from assessment.services.errors import (
    DeadlineError,
    DomainError,
    NotFoundError,
    ReasonError,
    ReplyError,
    TransitionError,
)
from assessment.services.reasons import SHORTEST_REASON
from assessment.web.request import db, language, now, signed_in
from assessment.web.working import standing
from assessment.web.working.cards import understood
from assessment.web.working.return_forms import ReasonForm, ReplyForm
from assessment.web.working.threads import Asked, threads
from questionnaires import sections


def replies(round_code: str) -> ResponseReturnValue:
    """The returned indicators with their threads and a form for each reply."""
    return _replies(submissions.submission_for(db(), signed_in(), round_code))


def reply(round_code: str, indicator: str) -> ResponseReturnValue:
    """Keep the figure and explain it, or say that it was changed."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    form = ReplyForm()
    row = returns.open_return(submission, indicator)
    if not form.validate():
        return _replies(submission, indicator, form), 422
    try:
        returns.reply(db(), row, kind=Reply(form.kind.data), text=form.text.data, actor=signed_in(), now=now())
    except (ReasonError, ReplyError, DeadlineError, TransitionError) as error:
        db().rollback()
        return _refused(submissions.submission_for(db(), signed_in(), round_code), indicator, form, error)
    db().commit()
    flash(_("Đã lưu trả lời cho %(indicator)s.", indicator=indicator))
    return redirect(url_for("working.replies", round_code=round_code, _anchor=indicator))


def _refused(submission: Submission, indicator: str, form: ReplyForm, error: DomainError) -> ResponseReturnValue:
    if isinstance(error, DeadlineError | TransitionError):
        body = render_template(
            "web/working/reply_late.html",
            **standing.of(submission),
            asked=threads(submission)[indicator],
            typed=form.text.data,
            passed=isinstance(error, DeadlineError),
        )
        return body, 409
    if isinstance(error, ReasonError):
        form.text.errors = [_("Viết giải trình cụ thể, ít nhất %(least)s ký tự", least=SHORTEST_REASON)]
    elif form.kind.data == Reply.KEEP:
        form.kind.errors = [_("Số liệu đã được sửa: chọn Sửa số liệu, hoặc nhập lại số cũ")]
    else:
        form.kind.errors = [_("Số liệu chưa được sửa: sửa ở mục của chỉ tiêu rồi lưu trả lời")]
    return _replies(submission, indicator, form), 422


def _replies(submission: Submission, refused: str = "", form: ReplyForm | None = None) -> str:
    asked = [row for row in threads(submission).values() if row.last.row.closed_at is None]
    return render_template(
        "web/working/replies.html",
        **standing.of(submission),
        asked=asked,
        earlier=[row for row in threads(submission).values() if row.last.row.closed_at is not None],
        answered=sum(row.last.row.reply is not None for row in asked),
        forms={row.node.code: form if row.node.code == refused else _filled(row) for row in asked},
        refused=refused,
    )


def _filled(asked: Asked) -> ReplyForm:
    """The reply as it is stored; a changed figure suggests its own reply."""
    row = asked.last.row
    suggested = row.reply or (Reply.CHANGE if asked.last.lines else None)
    return ReplyForm(formdata=None, data={"kind": suggested, "text": row.reply_text})


def ask(round_code: str, indicator: str) -> ResponseReturnValue:
    """The lead reads one indicator with its thread and gives it back to the department, with a reason."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    form = ReasonForm()
    if not form.is_submitted():
        return _ask(submission, indicator, form)
    try:
        returns.ask_department(db(), submission, indicator, reason=form.reason.data, actor=signed_in(), now=now())
    except ReasonError:
        db().rollback()
        form.say_what_is_missing()
        return _ask(submissions.submission_for(db(), signed_in(), round_code), indicator, form), 422
    db().commit()
    flash(_("Đã yêu cầu bổ sung. Chuyên viên thấy lý do ở chỉ tiêu này và ở việc của mình."))
    return redirect(url_for("working.ask", round_code=round_code, indicator=indicator))


def take_back(round_code: str, indicator: str) -> ResponseReturnValue:
    """The lead asks no longer."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    returns.take_back(db(), returns.open_return(submission, indicator), signed_in(), now())
    db().commit()
    flash(_("Đã rút yêu cầu bổ sung."))
    return redirect(url_for("working.ask", round_code=round_code, indicator=indicator))


def _ask(submission: Submission, indicator: str, form: ReasonForm) -> str:
    for section in sections(index_for(submission.round)):
        if any(node.code == indicator for node in section.indicators):
            view = answers.section_view(db(), submission, section.node.code, language())
            card = next(card for card in view.cards if card.node.code == indicator)
            return render_template(
                "web/working/ask.html",
                **standing.of(submission),
                section=section.node,
                card=card,
                asked=threads(submission).get(indicator),
                form=form,
                understood=understood,
            )
    raise NotFoundError(indicator)
