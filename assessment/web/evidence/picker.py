"""Putting documents behind answers: any number of them behind one answer, or one of them behind any number."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from assessment.models import Evidence, Submission
from assessment.services import duties, submissions
from assessment.services.catalogue import index_for
from assessment.services.deadlines import writable_items
from assessment.services.errors import NotFoundError
from assessment.services.evidence import linking, reading
from assessment.services.evidence.places import Place, places
from assessment.services.saving import require_editable
from assessment.web.evidence import words
from assessment.web.evidence.files import withheld
from assessment.web.evidence.receiving import AT_ONCE, Received, chosen, receive, sent_before
from assessment.web.fields import clean
from assessment.web.request import db, now, signed_in, world
from assessment.web.working import standing


def pick(round_code: str, item: str) -> str:
    """The documents behind one answer, and the library to choose from."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    return _page(submission, _place(submission, item))


def attach(round_code: str, item: str) -> ResponseReturnValue:
    """Link the ticked documents and the uploaded ones; the good files count although others are refused."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    place = _place(submission, item)
    require_editable(db(), submission, [item], signed_in(), now())
    ticked = [reading.piece_for(db(), signed_in(), number) for number in sent_before()]
    received = receive(chosen()) if chosen() else Received()
    if not ticked and not chosen():
        received.refused.append(_("Đánh dấu tài liệu trong kho, hoặc chọn tệp để tải lên"))
    made = sum(_link(submission, item, piece) for piece in (*ticked, *received.pieces))
    db().commit()
    lines = [words.linked(made)] if made else []
    lines += [line for line in received.said() if received.known]
    if received.refused:
        return _page(submission, place, received, lines), 422
    for line in lines or [_("Các tài liệu này đã gắn từ trước")]:
        flash(line)
    return redirect(url_for("evidence.pick", round_code=round_code, item=item))


def detach(round_code: str, item: str) -> ResponseReturnValue:
    """Take one document from this answer only."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    numbers = sent_before()
    if not numbers:
        raise NotFoundError(item)
    piece = linking.unlink(db(), submission, item, numbers[0], actor=signed_in(), now=now())
    db().commit()
    flash(_("Đã gỡ “%(title)s” khỏi chỉ tiêu này; tài liệu vẫn ở trong kho", title=piece.title))
    return redirect(url_for("evidence.pick", round_code=round_code, item=item))


def spread(piece: int) -> ResponseReturnValue:
    """One document behind any number of answers of a form that is open."""
    found = reading.piece_for(db(), signed_in(), piece)
    round_code = request.args.get("dot", "")
    submission = submissions.submission_for(db(), signed_in(), round_code)
    if request.method == "GET":
        return _spread_page(found, submission)
    items = [clean(item) for item in request.form.getlist("item")]
    if not items:
        return _spread_page(found, submission, wrong=_("Đánh dấu ít nhất một chỉ tiêu")), 422
    made = sum(_link(submission, item, found) for item in items)
    db().commit()
    flash(ngettext("Đã gắn vào %(num)s chỉ tiêu", "Đã gắn vào %(num)s chỉ tiêu", made))
    return redirect(url_for("evidence.piece", piece=found.id))


def _link(submission: Submission, item: str, piece: Evidence) -> bool:
    pages = clean(request.form.get(f"pages-{piece.id}") or request.form.get("pages"))
    note = clean(request.form.get(f"note-{piece.id}") or request.form.get("note"))
    return linking.link(db(), piece, submission, item, pages=pages, note=note, actor=signed_in(), now=now())


def _place(submission: Submission, item: str) -> Place:
    place = places(index_for(submission.round)).get(item)
    if place is None:
        raise NotFoundError(item)
    return place


def _changeable(submission: Submission) -> frozenset[str]:
    """The answers this person may put documents behind at this moment: their department's, given back or still open."""
    index = index_for(submission.round)
    open_now, work = writable_items(submission, index, now()), duties.duties(db(), submission)
    return frozenset(
        item for item in places(index) if (open_now is None or item in open_now) and work.may_edit(signed_in(), item)
    )


def _page(submission: Submission, place: Place, received: Received | None = None, said: list[str] | None = None) -> str:
    search = request.args.get("tim", "")
    here = reading.proofs(db(), submission).get(place.item.code, ())
    shelf = reading.library(db(), submission.unit_id, search=search)
    linked = {proof.piece.id for proof in here}
    return render_template(
        "web/evidence/pick.html",
        **standing.of(submission),
        place=place,
        mine=place.item.code in _changeable(submission),
        here=here,
        choice=[row for row in shelf.rows if row.piece.id not in linked],
        shelf=shelf,
        search=search,
        received=received or Received(),
        said=said or [],
        withheld=withheld,
        at_once=AT_ONCE,
        largest=world().settings.evidence_megabytes,
    )


def _spread_page(piece: Evidence, submission: Submission, wrong: str = "") -> str:
    linked = {link.item for link in reading.row_of(db(), piece).uses if link.submission_id == submission.id}
    sections: dict[str, list[Place]] = {}
    for place in places(index_for(submission.round)).values():
        sections.setdefault(place.section.code, []).append(place)
    return render_template(
        "web/evidence/spread.html",
        **standing.of(submission),
        piece=piece,
        sections=tuple(sections.values()),
        linked=linked,
        changeable=_changeable(submission),
        wrong=wrong,
    )
