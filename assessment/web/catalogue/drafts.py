"""Drafts as a whole: starting one as a copy or from a workbook, publishing it, throwing it away."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessment.services import catalogue
from assessment.services.errors import IncompleteError, StaleError, TransitionError
from assessment.web.catalogue import reading
from assessment.web.catalogue.forms import CopyForm, SeenForm, UploadForm
from assessment.web.request import db, language, now, signed_in
from questionnaires import DefinitionError


def copy(code: str) -> ResponseReturnValue:
    """A new draft that starts as a copy of this version."""
    form = CopyForm()
    if not form.validate_on_submit():
        return reading.book_page(code, copy=form), 422
    try:
        made = catalogue.draft_copy(db(), code, form.code.data or "", actor=signed_in(), now=now())
    except TransitionError:
        form.code.errors = [_("Đã có bộ chỉ số mã này; chọn mã khác")]
    except DefinitionError:
        form.code.errors = [_("Mã chỉ gồm chữ không dấu, chữ số, dấu chấm và gạch nối, ví dụ DTI-2027")]
    else:
        db().commit()
        flash(_("Đã tạo bản nháp %(code)s từ %(old)s", code=made.index.code, old=code))
        return redirect(url_for("catalogue.book", code=made.index.code))
    db().rollback()
    return reading.book_page(code, copy=form), 422


def upload() -> ResponseReturnValue:
    """A workbook becomes a draft, or takes the place of the draft of its code; with any fault nothing is kept."""
    from assessment.exchange.workbooks import read_workbook  # noqa: PLC0415 - only who imports pays for it

    form = UploadForm()
    if not form.validate_on_submit():
        return reading.shelf_page(upload=form), 422
    file = form.workbook.data
    try:
        index = read_workbook(file.read(), file.filename or "")
        made = catalogue.put_draft(db(), index, actor=signed_in(), now=now())
    except DefinitionError as error:
        db().rollback()
        return render_template("web/catalogue/faults.html", faults=error.faults, name=file.filename), 422
    except TransitionError:
        db().rollback()
        form.workbook.errors = [
            _(
                "Bộ chỉ số %(code)s đã phát hành; đổi mã trong tệp rồi nạp lại",
                code=index.code,
            )
        ]
        return reading.shelf_page(upload=form), 409
    db().commit()
    flash(_("Đã nạp bản nháp %(code)s từ %(name)s", code=made.index.code, name=file.filename))
    return redirect(url_for("catalogue.book", code=made.index.code))


def publish(code: str) -> ResponseReturnValue:
    """Close the draft for ever."""
    form = SeenForm()
    try:
        catalogue.publish(db(), code, form.version, actor=signed_in(), now=now())
    except IncompleteError as error:
        db().rollback()
        return reading.book_page(code, held=error.missing), 409
    except (StaleError, TransitionError):
        db().rollback()
        return reading.book_page(code, held=(_("Bản nháp vừa thay đổi; xem lại rồi phát hành"),)), 409
    db().commit()
    flash(_("Đã phát hành %(code)s; từ nay không sửa được nữa", code=code))
    return redirect(url_for("catalogue.book", code=code))


def discard(code: str) -> ResponseReturnValue:
    """Throw the draft away."""
    form = SeenForm()
    try:
        catalogue.discard(db(), code, form.version, actor=signed_in(), now=now())
    except (StaleError, TransitionError):
        db().rollback()
        return reading.book_page(code, held=(_("Bản nháp vừa thay đổi; xem lại rồi bỏ"),)), 409
    db().commit()
    flash(_("Đã bỏ bản nháp %(code)s", code=code))
    return redirect(url_for("catalogue.shelf"))


def fault_lines(error: DefinitionError) -> list[str]:
    """What is wrong in a definition, in the page's language."""
    return [f"{fault.node}: {fault.message.into(language())}" for fault in error.faults]
