"""Verification: the queue of provinces, one province's sheet, and a decision per indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from assessment.models import Decision, Submission
from assessment.services import returns, reviews, signed_reports, submissions
from assessment.services.deadlines import open_returns, replies_due
from assessment.services.errors import DomainError, IncompleteError, ReasonError, StaleError
from assessment.services.evidence import reading
from assessment.services.owners import round_for
from assessment.services.reasons import SHORTEST_REASON
from assessment.services.reviews import PointsError, ReviewRow
from assessment.web import own_words
from assessment.web.request import db, now, signed_in
from assessment.web.working import standing, words
from assessment.web.working.cards import understood
from assessment.web.working.forms import ASK, DecisionForm
from assessment.web.working.threads import threads
from questionnaires import Node


@dataclass(frozen=True, slots=True)
class Attempt:
    """A decision that was refused: its form, with what was typed, and whose decision stands meanwhile."""

    indicator: str
    form: DecisionForm
    stale_by: str = ""


def queue(round_code: str) -> ResponseReturnValue:
    """All provinces of a round and how far their review is."""
    round_ = round_for(db(), signed_in(), round_code)
    own_words.about(round_)
    rows = reviews.queue(db(), round_)
    return render_template(
        "web/working/queue.html", round=round_, rows=rows, deadline=standing.deadline(round_), words=words
    )


def sheet(round_code: str, slug: str) -> ResponseReturnValue:
    """Every indicator of one province: answers, own points, verified points."""
    return _page(submissions.submission_for(db(), signed_in(), round_code, slug))


def decide(round_code: str, slug: str, indicator: str) -> ResponseReturnValue:
    """Accept or adjust one indicator."""
    submission = submissions.submission_for(db(), signed_in(), round_code, slug)
    form = DecisionForm()
    if not form.validate():
        return _page(submission, Attempt(indicator, form)), 422
    try:
        _write(submission, indicator, form)
    except (ReasonError, PointsError, StaleError) as error:
        db().rollback()
        return _refused(round_code, slug, Attempt(indicator, form), error)
    db().commit()
    return redirect(url_for("working.sheet", round_code=round_code, slug=slug, xong=indicator, _anchor=indicator))


def _write(submission: Submission, indicator: str, form: DecisionForm) -> None:
    known = {"actor": signed_in(), "now": now(), "seen_sending": form.sending.data}
    if form.decision.data == ASK:
        returns.note(db(), submission, indicator, reason=form.reason.data, **known)
        return
    reviews.decide(
        db(),
        submission,
        indicator,
        decision=Decision.ADJUST if form.decision.data == Decision.ADJUST else Decision.ACCEPT,
        points=None if form.points.data is None else float(form.points.data),
        reason=form.reason.data,
        seen_version=form.version.data or 0,
        **known,
    )


def _refused(round_code: str, slug: str, attempt: Attempt, error: DomainError) -> ResponseReturnValue:
    submission = submissions.submission_for(db(), signed_in(), round_code, slug)
    if isinstance(error, StaleError):
        return _page(submission, Attempt(attempt.indicator, attempt.form, stale_by=error.by or "–")), 409
    if isinstance(error, PointsError):
        attempt.form.points.errors = [_("Ghi điểm thẩm định từ 0 đến điểm tối đa của chỉ tiêu")]
    else:
        attempt.form.reason.errors = [
            _("Viết lý do cụ thể, ít nhất %(least)s ký tự, không để lời mẫu", least=SHORTEST_REASON)
        ]
    return _page(submission, attempt), 422


def settle(round_code: str, slug: str) -> ResponseReturnValue:
    """Close the review of one province."""
    submission = submissions.submission_for(db(), signed_in(), round_code, slug)
    try:
        reviews.settle(db(), submission, signed_in(), now())
    except IncompleteError as error:
        db().rollback()
        count = len(error.missing)
        flash(ngettext("Còn %(num)s chỉ tiêu chưa thẩm định", "Còn %(num)s chỉ tiêu chưa thẩm định", count))
        return redirect(url_for("working.sheet", round_code=round_code, slug=slug, _anchor=error.missing[0]))
    db().commit()
    flash(_("Đã chốt thẩm định."))
    return redirect(url_for("working.queue", round_code=round_code))


def _page(submission: Submission, attempt: Attempt | None = None) -> str:
    review = reviews.sheet(db(), submission)
    asked = threads(submission, inner=False)
    fresh = [row for row in review.rows if reviews.answered_since(submission, row.node.code, row.at)]
    sections: dict[str, list[ReviewRow]] = {}
    for row in review.rows:
        if row not in fresh:
            sections.setdefault(row.section.code, []).append(row)
    return render_template(
        "web/working/sheet.html",
        **standing.of(submission),
        review=review,
        sections=tuple(sections.values()),
        fresh=fresh,
        asked=asked,
        waiting={row.indicator for row in open_returns(submission)},
        noted={row.indicator: row for row in returns.noted(submission)},
        sending=len(submission.sendings),
        copies=signed_reports.copies_handed_over(db(), submission),
        overdue=submission.state in ("returned", "awaiting_sign_off") and _overdue(submission),
        undecided=_next_undecided(review.rows),
        decided=request.args.get("xong", ""),
        attempt=attempt,
        understood=understood,
        proofs=reading.proofs(db(), submission),
        reviewable=submission.state in reviews.REVIEWABLE and submission.state != "settled",
    )


def _overdue(submission: Submission) -> bool:
    end = replies_due(submission)
    return end is not None and now() >= end


def _next_undecided(rows: Sequence[ReviewRow]) -> dict[str, Node]:
    """By indicator, the next one without a decision, from the top again at the end; "" is the first of all."""
    left = [row.node for row in rows if row.decision is None]
    found: dict[str, Node] = {}
    for row in reversed(rows if left else ()):
        found[row.node.code] = found.get("", left[0])
        if row.decision is None:
            found[""] = row.node
    return found
