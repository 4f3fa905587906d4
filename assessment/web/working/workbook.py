"""A form by Excel: downloading it, sending it in, seeing what would be written, and writing what is confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from assessment.exchange.answer_layout import Misplaced
from assessment.exchange.workbook_cells import Unopened
from assessment.formats import nfc
from assessment.models import Submission, Upload
from assessment.services import answers, submissions, uploads
from assessment.services.catalogue import index_for
from assessment.services.duties import duties
from assessment.services.errors import DeadlineError, NotFoundError, TransitionError
from assessment.services.saving import AnswerChange
from assessment.web.request import db, now, signed_in
from assessment.web.working import preview, standing
from assessment.web.working.forms import ConfirmForm, WorkbookForm
from questionnaires import sections

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIX = ".xlsx"


def workbook(round_code: str) -> ResponseReturnValue:
    """The page of both directions; a POST takes in a file."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    form = WorkbookForm()
    if request.method == "GET":
        return _page(submission, form)
    file = form.workbook.data
    fault = "" if form.validate() else str(form.workbook.errors[0])
    if not fault and not nfc(file.filename).lower().endswith(SUFFIX):
        fault = _("Chọn tệp có đuôi .xlsx; tệp khác thì mở bằng Excel rồi lưu thành .xlsx")
    return _refused(submission, form, fault) if fault else _taken(submission, form)


def _taken(submission: Submission, form: WorkbookForm) -> ResponseReturnValue:
    file = form.workbook.data
    try:
        upload = uploads.keep(db(), submission, name=file.filename, content=file.read(), actor=signed_in(), now=now())
        preview.foreseen(db(), upload, signed_in(), now())
    except uploads.TooLargeError:
        return _refused(submission, form, _("Tệp lớn hơn 1 MB; bỏ ảnh và các trang thừa rồi tải lên lại"))
    except (Unopened, Misplaced) as error:
        return _refused(submission, form, preview.refusal(error))
    except (DeadlineError, TransitionError):
        return _closed(submission)
    db().commit()
    return redirect(url_for("working.workbook_preview", round_code=submission.round.code), 303)


def _refused(submission: Submission, form: WorkbookForm, fault: str) -> ResponseReturnValue:
    db().rollback()
    form.workbook.errors = [fault]
    return _page(submission, form), 422


def _closed(submission: Submission) -> ResponseReturnValue:
    db().rollback()
    flash(_("Chưa ghi gì từ tệp: phiếu không nhận câu trả lời lúc này. Tệp của bạn vẫn nguyên như cũ."))
    return _page(submission, WorkbookForm()), 409


def _page(submission: Submission, form: WorkbookForm) -> str:
    return render_template(
        "web/working/workbook.html",
        **standing.of(submission),
        form=form,
        departments=preview.departments(duties(db(), submission)),
        sections=[section.node for section in sections(index_for(submission.round))],
        waiting=uploads.waiting(db(), submission, signed_in(), now()),
    )


def workbook_download(round_code: str) -> ResponseReturnValue:
    """The workbook of the whole form, of the section that `muc` names or of the department that `so` names."""
    from assessment.exchange.answer_layout import file_name  # noqa: PLC0415 - only who exports pays for it
    from assessment.exchange.answer_writing import write_answers  # noqa: PLC0415

    submission = submissions.submission_for(db(), signed_in(), round_code)
    index = index_for(submission.round)
    part = preview.part(db(), submission, request.args.get("muc", ""), request.args.get("so", ""))
    last = answers.of_last_year(db(), submission, index)
    content = write_answers(submission, index, part, now=now(), last=last)
    return _file(content, file_name(submission, part, now()))


def workbook_preview(round_code: str) -> ResponseReturnValue:
    """What the file would write; a POST writes it, or throws the file away."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    upload = uploads.waiting(db(), submission, signed_in(), now())
    if upload is None:
        flash(_("Không có tệp nào đang chờ. Tệp chờ xác nhận được giữ 24 giờ; tải lên lại nếu cần."))
        return redirect(url_for("working.workbook", round_code=round_code))
    form = ConfirmForm(data={"digest": upload.digest})
    if request.method == "POST" and form.digest.data == upload.digest:
        return _dropped(upload) if "drop" in request.form else _write(upload)
    try:
        shown = _preview(upload, form, changed=request.method == "POST")
    except (DeadlineError, TransitionError):
        return _closed(submission)
    return shown, 409 if request.method == "POST" else 200


def _preview(upload: Upload, form: ConfirmForm, *, changed: bool = False, notice: str = "") -> str:
    return render_template(
        "web/working/workbook_preview.html",
        **standing.of(upload.submission),
        upload=upload,
        form=form,
        preview=preview.foreseen(db(), upload, signed_in(), now()),
        changed=changed,
        notice=notice,
    )


def _dropped(upload: Upload) -> ResponseReturnValue:
    round_code = upload.submission.round.code
    uploads.drop(db(), upload)
    db().commit()
    flash(_("Đã bỏ tệp. Không có gì được ghi."))
    return redirect(url_for("working.workbook", round_code=round_code))


def _write(upload: Upload) -> ResponseReturnValue:
    submission = upload.submission
    try:
        found = preview.foreseen(db(), upload, signed_in(), now())
        outcome = uploads.write(db(), upload, _confirmed(found), actor=signed_in(), now=now())
    except (DeadlineError, TransitionError):
        return _closed(submission)
    message = ngettext("Đã ghi %(num)s số liệu từ tệp.", "Đã ghi %(num)s số liệu từ tệp.", len(outcome.saved))
    theirs = {clash.item for clash in found.conflicts if request.form.get(f"keep__{clash.item}") == preview.THEIRS}
    left = [clash.item for clash in found.conflicts if clash.item not in theirs | set(outcome.saved)]
    if found.faults or left or outcome.conflicts:
        db().commit()
        return _still_open(submission, message)
    uploads.drop(db(), upload)
    db().commit()
    flash(message)
    return redirect(url_for("working.form", round_code=submission.round.code))


def _still_open(submission: Submission, message: str) -> ResponseReturnValue:
    """What was written is said; the rest of the file waits on."""
    flash(message)
    flash(_("Phần còn lại của tệp chưa được ghi, xem dưới đây."))
    return redirect(url_for("working.workbook_preview", round_code=submission.round.code), 303)


def _confirmed(found: preview.Preview) -> Iterator[AnswerChange]:
    """What is to be written: what nobody else touched, and of the conflicts those decided for the file."""
    for row in found.writes:
        yield row.change
    for clash in found.conflicts:
        kept, _colon, version = request.form.get(f"keep__{clash.item}", "").partition(":")
        if kept == preview.MINE and version.isdecimal():
            yield replace(clash.change, seen_version=int(version))


def workbook_faults(round_code: str) -> ResponseReturnValue:
    """The same file with what is wrong beside each row."""
    from assessment.exchange.answer_marking import marked  # noqa: PLC0415 - only who asks for it pays

    submission = submissions.submission_for(db(), signed_in(), round_code)
    upload = uploads.waiting(db(), submission, signed_in(), now())
    if upload is None:
        raise NotFoundError(round_code)
    remarks = preview.remarks(preview.foreseen(db(), upload, signed_in(), now()))
    return _file(marked(upload.content, remarks), f"{upload.name.removesuffix(SUFFIX)}-loi{SUFFIX}")


def _file(content: bytes, name: str) -> Response:
    response = Response(content, content_type=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
