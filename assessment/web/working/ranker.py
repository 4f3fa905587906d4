"""The ranking desk: what is ready, computing the next version, reading a draft, publishing."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessment.clock import local
from assessment.models import Result, Round
from assessment.services import results, reviews, standings
from assessment.services.errors import IncompleteError, NotFoundError, TransitionError
from assessment.services.owners import round_for
from assessment.web import own_words
from assessment.web.public.downloads import unit_scorecard
from assessment.web.request import db, now, signed_in
from assessment.web.working import standing, words
from assessment.web.working.forms import PublishForm


def ranking_desk(round_code: str) -> ResponseReturnValue:
    """Which submissions are ready and which versions there are."""
    return _desk(_round(round_code), PublishForm())


def compute(round_code: str) -> ResponseReturnValue:
    """The next draft."""
    round_ = _round(round_code)
    try:
        result = results.compute(db(), round_, actor=signed_in(), now=now())
    except IncompleteError:
        db().rollback()
        flash(_("Chưa có phiếu nào được chốt thẩm định, nên chưa có gì để tính."))
        return redirect(url_for("working.ranking_desk", round_code=round_code))
    db().commit()
    return redirect(url_for("working.draft", round_code=round_code, version=result.version))


def publish(round_code: str) -> ResponseReturnValue:
    """Make one version public."""
    round_ = _round(round_code)
    form = PublishForm()
    if not form.validate():
        return _desk(round_, form), 422
    result = _version(round_, int(form.version.data) if form.version.data.isdecimal() else 0)
    try:
        results.publish(db(), result, actor=signed_in(), now=now(), decision=form.decision.data)
    except IncompleteError as error:
        db().rollback()
        form.decision.errors = [
            _(
                "Chưa công bố được. Chốt thẩm định trước các phiếu đã gửi của: %(units)s",
                units=", ".join(error.missing),
            ),
        ]
        return _desk(round_, form), 422
    except TransitionError:
        db().rollback()
        flash(_("Phiên bản này đã được công bố trước đó."))
        return redirect(url_for("working.ranking_desk", round_code=round_code))
    db().commit()
    flash(_("Đã công bố. Mọi người xem được kết quả từ bây giờ."))
    return redirect(url_for("public.ranking", round_code=round_code))


def draft(round_code: str, version: int) -> ResponseReturnValue:
    """One version as it would be published."""
    result = _version(_round(round_code), version)
    shown = standings.standings(db(), result, local(now()).date())
    return render_template(
        "web/working/draft.html",
        result=result,
        round=result.round,
        shown=shown,
        newest=result is results.versions(db(), result.round)[0],
        words=words,
    )


def draft_scorecard(round_code: str, version: int, slug: str) -> ResponseReturnValue:
    """A unit's scorecard in the newest version, for those who may read the draft; NotFoundError for older versions."""
    round_ = _round(round_code)
    result = _version(round_, version)
    if result is not results.versions(db(), round_)[0]:
        raise NotFoundError(str(version))
    shown = standings.standings(db(), result, local(now()).date())
    return unit_scorecard(shown, slug, published_only=False)


def _round(round_code: str) -> Round:
    round_ = round_for(db(), signed_in(), round_code)
    own_words.about(round_)
    return round_


def _version(round_: Round, version: int) -> Result:
    for result in results.versions(db(), round_):
        if result.version == version:
            return result
    raise NotFoundError(str(version))


def _desk(round_: Round, form: PublishForm) -> str:
    rows = reviews.queue(db(), round_)
    return render_template(
        "web/working/ranking_desk.html",
        round=round_,
        rows=rows,
        settled=sum(row.state == "settled" for row in rows),
        versions=results.versions(db(), round_),
        form=form,
        deadline=standing.deadline(round_),
        words=words,
    )
