"""Tổng hợp và trình ký: the form by main index and by indicator, what deserves a look, and the report for signature."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField

from assessment.formats import NumberFormatError, number, parse_number
from assessment.models import Role, Submission
from assessment.services import remarks as remarking
from assessment.services import signed_reports, submissions, versions
from assessment.services.consolidation import Line, Mark, Moved, lines
from assessment.services.deadlines import PREPARED
from assessment.services.errors import DeadlineError, StaleError, TransitionError
from assessment.web.fields import LongTextField
from assessment.web.request import db, language, now, signed_in
from assessment.web.working import standing
from assessment.web.working.asked import given
from assessment.web.working.cards import told
from assessment.web.working.oddities import change, sentence

THRESHOLD = 20.0  # percent


class RemarksForm(FlaskForm):
    """Khó khăn, kiến nghị; `seen` is the mark of the text the page was opened with."""

    remarks = LongTextField(_l("Khó khăn, kiến nghị"))
    seen = HiddenField()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address asks for: a section, a mark, and by how many percent a figure must have moved."""

    section: str
    mark: str
    typed: str
    percent: float
    fault: str

    @property
    def arguments(self) -> dict[str, object]:
        """The same as parameters of an address."""
        return given({"muc": self.section, "loc": self.mark, "lech": self.typed})


def consolidation(round_code: str) -> ResponseReturnValue:
    """The lead's overview; anyone of the unit may read it."""
    return _page(submissions.submission_for(db(), signed_in(), round_code))


def remarks(round_code: str) -> ResponseReturnValue:
    """The lead writes what was difficult and what is proposed; refused text stays in its box."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    form = RemarksForm()
    typed, seen = form.remarks.data or "", form.seen.data or ""
    if len(typed) > remarking.LONGEST:
        return _refused(round_code, typed, seen, _too_long(len(typed))), 422
    try:
        changed = remarking.save_remarks(db(), submission, typed, seen=seen, actor=signed_in(), now=now())
    except StaleError:
        db().rollback()
        fault = _("Người khác vừa sửa phần này: xem bản hiện có dưới ô, sửa lại nếu cần rồi lưu lần nữa")
        return _refused(round_code, typed, None, fault), 409
    except (DeadlineError, TransitionError):
        db().rollback()
        fault = _("Phiếu không nhận thay đổi nữa nên chưa lưu được. Chép phần đã viết dưới đây nếu cần dùng lại")
        return _refused(round_code, typed, seen, fault), 409
    db().commit()
    flash(_("Đã lưu khó khăn, kiến nghị.") if changed else _("Không có gì thay đổi"))
    return redirect(url_for("working.consolidation", round_code=round_code, _anchor="kien-nghi"))


def _too_long(length: int) -> str:
    return _(
        "Viết ngắn hơn: %(length)s ký tự, nhiều nhất %(most)s",
        length=number(length, 0, language()),
        most=number(remarking.LONGEST, 0, language()),
    )


def _refused(round_code: str, typed: str, seen: str | None, fault: str) -> str:
    """The page with what was typed; `seen` None: as if it had been opened just now."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    form = RemarksForm(formdata=None)
    form.remarks.data, form.seen.data = typed, remarking.mark(submission.remarks) if seen is None else seen
    form.remarks.errors = [fault]
    return _page(submission, form)


def _page(submission: Submission, form: RemarksForm | None = None) -> str:
    if form is None:
        form = RemarksForm(formdata=None)
        form.remarks.data, form.seen.data = submission.remarks, remarking.mark(submission.remarks)
    round_code = submission.round.code
    chosen = _chosen()
    every = lines(db(), submission)
    marks = [(mark, sum(line.marked(mark, chosen.percent / 100) for line in every)) for mark in Mark]
    return render_template(
        "web/working/consolidation.html",
        **standing.of(submission),
        overview=submissions.overview(submission),
        lines=[line for line in every if _shown(line, chosen)],
        every=every,
        sections=list({line.section.code: line.section for line in every}.values()),
        chosen=chosen,
        marks=[(mark.value, _mark(mark, chosen), count) for mark, count in marks],
        latest=versions.latest(db(), submission),
        told=told,
        moved=_moved,
        sentence=sentence,
        remarks=form,
        may_remark=signed_in().role == Role.LEAD and submission.state in PREPARED,
        copies=signed_reports.copies(db(), submission),
        here=url_for("working.consolidation", round_code=round_code),
    )


def _chosen() -> Chosen:
    typed = request.args.get("lech", "").strip()
    mark = request.args.get("loc", "")
    percent, fault = THRESHOLD, ""
    try:
        parsed = parse_number(typed, language())
        percent = THRESHOLD if parsed is None else float(parsed)
    except NumberFormatError:
        fault = _("Viết một số phần trăm, ví dụ %(example)s", example=number(12.5, None, language()))
    return Chosen(request.args.get("muc", ""), mark if mark in set(Mark) else "", typed, percent, fault)


def _shown(line: Line, chosen: Chosen) -> bool:
    here = chosen.section in ("", line.section.code)
    return here and (not chosen.mark or line.marked(Mark(chosen.mark), chosen.percent / 100))


def _mark(mark: Mark, chosen: Chosen) -> str:
    return {
        Mark.MISSING: _("thiếu số liệu"),
        Mark.NO_EVIDENCE: _("thiếu minh chứng"),
        Mark.MOVED: _("lệch quá %(percent)s%% so với năm trước", percent=number(chosen.percent, None, language())),
        Mark.FULL_UNPROVED: _("tự chấm tối đa, không có minh chứng"),
        Mark.UNUSUAL: _("có giá trị khác thường"),
    }[mark]


def _moved(moved: Moved) -> str:
    return change(moved.value, moved.last, moved.item)
