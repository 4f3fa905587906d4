"""The report comes back signed: its file, number and day, kept beside the version it is of."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePath
from typing import BinaryIO, cast

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from assessment.files.kinds import MEDIA_TYPES, RefusedFileError, subject_of_pdf, tidy_name
from assessment.files.store import StoreError
from assessment.formats import day
from assessment.models import Evidence, Role, Submission
from assessment.services import signed_reports, submissions
from assessment.services.errors import NotFoundError, TransitionError
from assessment.services.evidence import reading
from assessment.services.signed_reports import DayError, OtherVersionError
from assessment.services.versions import report_code
from assessment.web.evidence import words
from assessment.web.evidence.files import store
from assessment.web.evidence.forms import DayField
from assessment.web.evidence.receiving import chosen, largest, sent_before, take
from assessment.web.fields import TypedField
from assessment.web.request import db, language, now, signed_in
from assessment.web.security import MEGABYTE
from assessment.web.working import standing

PDF = MEDIA_TYPES[".pdf"]


class SignedForm(FlaskForm):
    """What stands at the head of the signed report."""

    number = TypedField(_l("Số, ký hiệu"), [InputRequired(_l("Viết số, ký hiệu của báo cáo, ví dụ 15/BC-UBND"))])
    signed_on = DayField(_l("Ngày ký"), [InputRequired(_l("Viết ngày ký, ví dụ 05/12/2026"))])


class UnfitError(Exception):
    """The file cannot be the signed report; the words for its sender."""


def signed_copy(round_code: str) -> ResponseReturnValue:
    """The copies there are, and the form for the next one; the file that was received stays when a box is wrong."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    form = SignedForm()
    if not form.is_submitted():
        return _page(submission, form)
    piece: Evidence | None = None
    try:
        piece, subject = _received(submission)
    except UnfitError as unfit:
        form.validate()
        return _page(submissions.submission_for(db(), signed_in(), round_code), form, wrong=str(unfit)), 422
    submission = submissions.submission_for(db(), signed_in(), round_code)
    if not form.validate() or form.signed_on.day is None:
        return _page(submission, form, piece), 422
    try:
        signed_reports.add(
            db(),
            submission,
            piece,
            number=form.number.data or "",
            signed_on=form.signed_on.day,
            subject=subject,
            actor=signed_in(),
            now=now(),
        )
    except DayError as error:
        db().rollback()
        form.signed_on.errors = [
            _(
                "Viết ngày ký từ %(first)s, ngày phiên bản này được trình ký, đến %(last)s",
                first=day(error.first, language()),
                last=day(error.last, language()),
            )
        ]
        kept = reading.piece_for(db(), signed_in(), piece.id)
        return _page(submissions.submission_for(db(), signed_in(), round_code), form, kept), 422
    db().commit()
    flash(_("Đã lưu báo cáo đã ký số %(number)s.", number=form.number.data))
    return redirect(url_for("working.signed_copy", round_code=round_code))


def _received(submission: Submission) -> tuple[Evidence, str]:
    """The document that came in, now or with an earlier try, and what it says it is about. UnfitError."""
    files, known = chosen(), sent_before()
    if not files and not known:
        raise UnfitError(_("Chọn tệp PDF của báo cáo đã ký"))
    if not files:
        return _known(submission, known[-1])
    stream, name = cast(BinaryIO, files[0].stream), files[0].filename or ""
    if PurePath(tidy_name(name)).suffix.lower() != ".pdf":
        raise UnfitError(_("%(name)s không phải tệp PDF. Chọn bản PDF của báo cáo đã ký", name=tidy_name(name)))
    subject = subject_of_pdf(stream)
    _require(submission, subject)
    try:
        return take(name, stream)[0], subject
    except RefusedFileError as error:
        raise UnfitError(words.file_fault(error.fault, error.name)) from error
    except StoreError as error:
        raise UnfitError(words.not_stored(name)) from error


def _known(submission: Submission, piece_id: int) -> tuple[Evidence, str]:
    piece = reading.piece_for(db(), signed_in(), piece_id)
    if piece.unit_id != submission.unit_id or piece.storage_key is None:
        raise NotFoundError(str(piece_id))
    if piece.media_type != PDF:
        raise UnfitError(
            _("%(name)s không phải tệp PDF. Chọn bản PDF của báo cáo đã ký", name=piece.file_name or piece.title)
        )
    subject = subject_of_pdf(BytesIO(b"".join(store().blocks(piece.storage_key))))
    _require(submission, subject)
    return piece, subject


def _require(submission: Submission, subject: str) -> None:
    try:
        signed_reports.require_signable(db(), submission, signed_in(), subject)
    except TransitionError as error:
        raise UnfitError(_("Phiếu chưa trình ký nên chưa có phiên bản nào để ký. Trình ký trước")) from error
    except OtherVersionError as error:
        raise UnfitError(
            _(
                "Tệp là báo cáo của phiên bản khác (mã %(found)s); phiếu đã trình ký có mã %(wanted)s. "
                "Chọn bản ký có mã này, hoặc ký lại báo cáo của phiên bản này",
                found=error.found,
                wanted=error.wanted,
            )
        ) from error


def _page(submission: Submission, form: SignedForm, piece: Evidence | None = None, wrong: str = "") -> str:
    version = signed_reports.version_to_sign(db(), submission)
    return render_template(
        "web/working/signed_copy.html",
        **standing.of(submission),
        form=form,
        version=version,
        code=report_code(submission, version) if version else "",
        copies=signed_reports.copies(db(), submission),
        piece=piece,
        wrong=wrong,
        largest=largest() // MEGABYTE,
        may_add=signed_in().role in (Role.LEAD, Role.CERTIFIER),
    )
