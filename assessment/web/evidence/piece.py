"""One document: what it is, where it is used, its description; another file in its place, or away with it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessment.files.kinds import RefusedFileError
from assessment.files.store import StoreError
from assessment.models import UNIT_ROLES, Evidence
from assessment.services.evidence import keeping, reading
from assessment.services.evidence.keeping import HeldError
from assessment.web.evidence import words
from assessment.web.evidence.files import SHOWN_INSIDE, store, withheld
from assessment.web.evidence.forms import DetailsForm, details_form
from assessment.web.evidence.receiving import chosen, replacement
from assessment.web.evidence.uses import uses_of
from assessment.web.request import db, now, signed_in, world


def piece(piece: int) -> str:
    """Everything about one document."""
    found = reading.piece_for(db(), signed_in(), piece)
    return _page(found, details_form(found))


def edit(piece: int) -> ResponseReturnValue:
    """Describe it anew."""
    found = reading.piece_for(db(), signed_in(), piece)
    form = DetailsForm()
    if not form.validate():
        return _page(found, form), 422
    changed = keeping.edit(db(), found, form.details(), seen_version=form.seen, actor=signed_in(), now=now())
    db().commit()
    flash(_("Đã lưu mô tả tài liệu") if changed else _("Không có gì thay đổi"))
    return redirect(url_for("evidence.piece", piece=found.id))


def replace(piece: int) -> ResponseReturnValue:
    """Another file in the place of this one; its links stay."""
    found = reading.piece_for(db(), signed_in(), piece)
    sent = chosen()
    if not sent:
        return _page(found, details_form(found), wrong=words.none_chosen()), 422
    try:
        keeping.require_free(db(), found)
        old = keeping.replace(db(), found, replacement(sent[0]), actor=signed_in(), now=now())
    except RefusedFileError as error:
        return _page(found, details_form(found), wrong=words.file_fault(error.fault, error.name)), 422
    except StoreError:
        return _page(found, details_form(found), wrong=words.not_stored(sent[0].filename or "")), 422
    except HeldError:
        db().rollback()
        return _page(reading.piece_for(db(), signed_in(), piece), None, wrong=_held()), 409
    db().commit()
    if old:
        store().delete(old)
    flash(_("Đã thay tệp; các chỉ tiêu đang dùng tài liệu này nay dùng tệp mới"))
    return redirect(url_for("evidence.piece", piece=found.id))


def remove(piece: int) -> ResponseReturnValue:
    """Ask first, saying where it is used; then take it away with all its links."""
    found = reading.piece_for(db(), signed_in(), piece)
    row = reading.row_of(db(), found)
    if request.method == "GET":
        return render_template("web/evidence/remove.html", row=row, uses=uses_of(row.uses), words=words)
    title = found.title
    try:
        key = keeping.remove(db(), found, actor=signed_in(), now=now())
    except HeldError:
        db().rollback()
        return _page(reading.piece_for(db(), signed_in(), piece), None, wrong=_held()), 409
    db().commit()
    if key:
        store().delete(key)
    flash(_("Đã xóa tài liệu “%(title)s” khỏi kho", title=title))
    return redirect(url_for("evidence.library"))


def _held() -> str:
    return _("Tài liệu đang dùng trong phiếu đã trình ký hoặc đã gửi Bộ nên không thay, không xóa được")


def _page(found: Evidence, form: DetailsForm | None, wrong: str = "") -> str:
    row = reading.row_of(db(), found)
    return render_template(
        "web/evidence/piece.html",
        row=row,
        piece=found,
        open_forms=reading.open_forms(db(), found.unit_id, now()),
        uses=uses_of(row.uses),
        form=form or details_form(found),
        wrong=wrong,
        words=words,
        withheld=withheld(found),
        shown_inside=found.media_type in SHOWN_INSIDE,
        owner=signed_in().role in UNIT_ROLES,
        largest=world().settings.evidence_megabytes,
    )
