"""The province's form: its sections, one section with its answers, and what is still missing."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from assessment.clock import local
from assessment.models import Submission, SubmissionState
from assessment.services import answers, deadlines, previous, reviews, saving, submissions
from assessment.services.answers import SectionView
from assessment.services.catalogue import coverage_of, index_for
from assessment.services.errors import DeadlineError, ForbiddenError, NotFoundError, TransitionError
from assessment.services.evidence import reading
from assessment.services.reviews import ReviewRow
from assessment.services.saving import AnswerChange, SaveOutcome
from assessment.web.request import db, language, now, signed_in
from assessment.web.working import conflicts, finishing, incoming, standing
from assessment.web.working.cards import sheets, summary
from assessment.web.working.form_page import form_page
from assessment.web.working.forms import DeclineForm, SectionForm, editable, section_form
from assessment.web.working.threads import threads


def form(round_code: str) -> ResponseReturnValue:
    """The sections of the form and how far each one is."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    return form_page(submission, DeclineForm())


def section(round_code: str, section: str) -> ResponseReturnValue:
    """One page of the form; a plain POST saves it."""
    return _answered(round_code, section, "")


def indicator(round_code: str, section: str, indicator: str) -> ResponseReturnValue:
    """One indicator of the form on a page of its own; the same in all else."""
    return _answered(round_code, section, indicator)


def _answered(round_code: str, section: str, indicator: str) -> ResponseReturnValue:
    submission = submissions.submission_for(db(), signed_in(), round_code)
    view = _view(submission, section, indicator)
    typed = section_form(view)
    if request.method == "POST":
        return _edited_again(submission, view, typed) if "edit" in request.form else _save(submission, view, typed)
    return _page(submission, view, typed)


def _view(submission: Submission, section: str, indicator: str) -> SectionView:
    view = answers.section_view(db(), submission, section, language(), signed_in())
    if not indicator:
        return view
    cards = tuple(card for card in view.cards if card.node.code == indicator)
    if not cards:
        raise NotFoundError(indicator)
    return replace(view, cards=cards, previous=None, next=None)


def _came_in(submission: Submission, view: SectionView) -> tuple[AnswerChange, ...]:
    shown = {field.item.code for _card, field in editable(view)}
    found = incoming.changes(request.form, index_for(submission.round), view.node.code)
    return tuple(change for change in found if change.item in shown)


def _save(submission: Submission, view: SectionView, typed: SectionForm) -> ResponseReturnValue:
    changes = conflicts.resolved(_came_in(submission, view), request.form)
    try:
        outcome = saving.save(db(), submission, changes, actor=signed_in(), now=now(), language=language())
    except (DeadlineError, TransitionError, ForbiddenError) as error:
        db().rollback()
        return conflicts.too_late(submission, view, changes, error)
    finished = "" if outcome.conflicts else finishing.apply(submission, view.node.code, request.form)
    db().commit()
    if outcome.conflicts:
        return conflicts.page(submission, view, outcome, typed)
    if outcome.refused:
        return conflicts.not_mine(submission, view, outcome)
    return _saved(submission, view, outcome, finished)


def _saved(submission: Submission, shown: SectionView, outcome: SaveOutcome, finished: str) -> ResponseReturnValue:
    """On to the next page when everything could be read; otherwise this page again, with what is to be mended."""
    round_code, here = submission.round.code, request.view_args or {}
    submission = submissions.submission_for(db(), signed_in(), round_code)
    view = _view(submission, shown.node.code, here.get("indicator", ""))
    message = ngettext("Đã lưu %(num)s câu trả lời", "Đã lưu %(num)s câu trả lời", len(outcome.saved))
    message = _("%(saved)s lúc %(time)s", saved=message, time=f"{local(now()):%H:%M}")
    if not outcome.saved:
        message = "" if finished else _("Mọi câu trả lời trên trang này đã được lưu")
    message = ". ".join(part for part in (message, finished) if part)
    if "tai-lieu" in request.form:  # the button beside an answer saves the page before it leads to its documents
        if outcome.saved:
            flash(message)
        return redirect(url_for("evidence.pick", round_code=round_code, item=request.form["tai-lieu"]))
    if any(field.fault and not field.locked for card in view.cards for field in card.fields):
        return _page(submission, view, section_form(view, posted=False), notice=message), 422
    flash(message)
    if "next" in request.form and view.next:
        return redirect(url_for("working.section", round_code=round_code, section=view.next))
    return redirect(url_for(str(request.endpoint), **here))


def _edited_again(submission: Submission, view: SectionView, typed: SectionForm) -> ResponseReturnValue:
    """After a conflict: the page as it is now with one's own text in the boxes; nothing is written."""
    fresh = section_form(view, posted=False)
    conflicts.put_back(fresh, view, _came_in(submission, view))
    return _page(submission, view, fresh, notice=_("Chưa lưu. Sửa lại rồi bấm Lưu."))


def _page(submission: Submission, view: SectionView, typed: SectionForm, notice: str = "") -> str:
    index = index_for(submission.round)
    before = previous.previous(db(), submission, index, [view.node, *(card.node for card in view.cards)])
    writable = deadlines.writable_items(submission, index, now())
    pages = sheets(view, typed, index, coverage_of(db(), local(now()).date()), before, writable)
    return render_template(
        "web/working/section.html",
        **standing.of(submission),
        view=view,
        form=typed,
        sheets=pages,
        summary=summary(pages),
        verdicts=_verdicts(submission),
        proofs=reading.proofs(db(), submission),
        questions=finishing.questions(submission, view),
        threads=threads(submission),
        writable=any(sheet.writable for sheet in pages),
        notice=notice,
        posted=request.method == "POST",
        before=before,
        single=(request.view_args or {}).get("indicator", ""),
    )


def _verdicts(submission: Submission) -> dict[str, ReviewRow]:
    """The ministry's decisions by indicator, once its review is closed."""
    if submission.state != SubmissionState.SETTLED:
        return {}
    return {row.node.code: row for row in reviews.sheet(db(), submission).rows if row.decision}
