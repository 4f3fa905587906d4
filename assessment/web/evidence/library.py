"""The library of a unit: every document once, found by any word, with where it is used and what to look at."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessment.services.evidence import keeping, reading
from assessment.services.evidence.keeping import AddressError, Details
from assessment.web.evidence import words
from assessment.web.evidence.forms import AddressForm
from assessment.web.evidence.receiving import AT_ONCE, Received, chosen, receive, sent_before
from assessment.web.request import db, now, signed_in, world


def library() -> str:
    """The documents, filtered by the address."""
    return _page()


def upload() -> ResponseReturnValue:
    """Files, any number up to AT_ONCE: the good ones are kept, each other one is refused with its own words."""
    received = receive(chosen()) if chosen() or not sent_before() else Received()
    received.added += [reading.piece_for(db(), signed_in(), number) for number in sent_before()]
    if received.refused:
        return _page(received), 422
    for line in received.said():
        flash(line)
    if len(received.pieces) == 1:
        return redirect(url_for("evidence.piece", piece=received.pieces[0].id))
    return redirect(url_for("evidence.library"))


def add_address() -> ResponseReturnValue:
    """A document that lies on the web."""
    form = AddressForm()
    if form.validate():
        try:
            details = Details(title=form.address_title.data)
            piece = keeping.add_address(db(), form.url.data, details, actor=signed_in(), now=now())
        except AddressError:
            form.url.errors = [_("Dán địa chỉ bắt đầu bằng http:// hoặc https://, không có dấu cách")]
        else:
            db().commit()
            flash(_("Đã thêm liên kết"))
            return redirect(url_for("evidence.piece", piece=piece.id))
    return _page(address=form), 422


def _page(received: Received | None = None, address: AddressForm | None = None) -> str:
    page = request.args.get("trang", "1")
    number = max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1
    search, only = request.args.get("tim", ""), request.args.get("loc", "")
    shelf = reading.library(db(), signed_in().unit_id or 0, search=search, only=only, page=number)
    return render_template(
        "web/evidence/library.html",
        shelf=shelf,
        search=search,
        only=only,
        number=number,
        received=received or Received(),
        address=address or AddressForm(formdata=None),
        words=words,
        at_once=AT_ONCE,
        largest=world().settings.evidence_megabytes,
    )
