"""The ministry gives noted indicators back: a reason each, until when, and what the province will read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from assessment.clock import local
from assessment.formats import moment
from assessment.mail.post import PATIENCE, deliver, write_returned
from assessment.models import Submission
from assessment.services import returns, submissions
from assessment.services.catalogue import index_for
from assessment.services.errors import EarlyError, IncompleteError, ReasonError
from assessment.services.reasons import checked_reason
from assessment.services.returns import MomentError
from assessment.services.rounds import END_OF_OFFICE_HOURS
from assessment.web.fields import clean
from assessment.web.request import db, language, now, signed_in, world
from assessment.web.working import standing
from assessment.web.working.return_forms import GiveBackForm, reason_fault
from questionnaires import Node

USUAL_DAYS = 5  # for a reply, unless the reviewer says otherwise


@dataclass(frozen=True, slots=True)
class Chosen:
    """One noted indicator on the page: whether it is ticked, its reason and what is wrong with it."""

    node: Node
    ticked: bool
    reason: str
    fault: str


def give_back(round_code: str, slug: str) -> ResponseReturnValue:
    """The noted indicators with their reasons, the moment, and a preview of the message."""
    submission = submissions.submission_for(db(), signed_in(), round_code, slug)
    form = GiveBackForm(data={"reply_by": usual_end()})
    if not form.is_submitted():
        return _page(submission, form)
    reasons = {code: clean(request.form.get(f"reason-{code}")) for code in request.form.getlist("chosen")}
    faults = {code: fault for code, reason in reasons.items() if (fault := _fault(reason))}
    if form.validate() and form.reply_by.data is not None and not faults and "send" in request.form:
        _give_back(submission, form, reasons, form.reply_by.data)
        if not form.errors:
            settings = world().settings
            write_returned(db(), submission, reasons, form.reply_by.data, settings, actor=signed_in(), now=now())
            db().commit()
            deliver(world().engine, settings, now(), seconds=PATIENCE)
            count = len(reasons)
            flash(ngettext("Đã trả lại %(num)s chỉ tiêu.", "Đã trả lại %(num)s chỉ tiêu.", count))
            return redirect(url_for("working.sheet", round_code=round_code, slug=slug))
        db().rollback()
        submission = submissions.submission_for(db(), signed_in(), round_code, slug)
    return _page(submission, form, reasons, faults), 422 if faults or form.errors else 200


def _fault(reason: str) -> str:
    try:
        checked_reason(reason)
    except ReasonError:
        return reason_fault()
    return ""


def _give_back(submission: Submission, form: GiveBackForm, reasons: Mapping[str, str], reply_by: datetime) -> None:
    try:
        returns.give_back(db(), submission, reasons, reply_by=reply_by, actor=signed_in(), now=now())
    except IncompleteError:
        form.reply_by.errors = [_("Chọn ít nhất một chỉ tiêu để trả lại")]
    except MomentError:
        form.reply_by.errors = [_("Viết thời điểm sau lúc này, ví dụ %(when)s", when=moment(usual_end(), language()))]


def usual_end() -> datetime:
    """17:00 some days from today."""
    day = local(now()) + timedelta(days=USUAL_DAYS)
    return day.replace(hour=END_OF_OFFICE_HOURS.hour, minute=0, second=0, microsecond=0)


def _page(
    submission: Submission,
    form: GiveBackForm,
    reasons: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
) -> str:
    noted = {row.indicator: row.reason for row in returns.noted(submission)}
    nodes = [node for node in index_for(submission.round).root.indicators() if node.code in noted]
    chosen = [
        Chosen(
            node,
            ticked=reasons is None or node.code in reasons,
            reason=(reasons or {}).get(node.code, noted[node.code]),
            fault=(faults or {}).get(node.code, ""),
        )
        for node in nodes
    ]
    return render_template("web/working/give_back.html", **standing.of(submission), form=form, chosen=chosen)


def end_replies(round_code: str, slug: str) -> ResponseReturnValue:
    """Go on without the replies that are overdue."""
    submission = submissions.submission_for(db(), signed_in(), round_code, slug)
    try:
        returns.end_replies(db(), submission, signed_in(), now())
    except EarlyError:
        db().rollback()
        flash(_("Tỉnh còn thời gian trả lời, nên chưa kết thúc được."))
    else:
        db().commit()
        flash(_("Đã kết thúc chờ giải trình. Số liệu được tính như đang có trong phiếu."))
    return redirect(url_for("working.sheet", round_code=round_code, slug=slug))
