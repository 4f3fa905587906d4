"""Who else is at work in the form: what an open page says of itself every half minute, and what it is told."""

from __future__ import annotations

from collections.abc import Iterable

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from assessment.services import holding, presence
from assessment.services.catalogue import index_for
from assessment.services.errors import NotFoundError
from assessment.services.presence import Editor
from assessment.web.request import db, now, signed_in


def ping(round_code: str, section: str) -> ResponseReturnValue:
    """Note where the page is, or that it was closed; answers with the others' lines."""
    submission = holding.hold(db(), signed_in(), round_code).submission
    # A page that was opened as somebody else, of another unit, must not speak for the one who has signed in since.
    if request.form.get("form") != str(submission.id):
        raise NotFoundError(round_code)
    page, actor = request.form.get("page", ""), signed_in()
    if "left" in request.form:
        presence.left(db(), submission, page=page, actor=actor)
    else:
        presence.seen(
            db(),
            submission,
            index_for(submission.round),
            page=page,
            section=section,
            indicator=request.form.get("indicator", ""),
            active="active" in request.form,
            actor=actor,
            now=now(),
        )
    db().commit()
    return jsonify(lines=lines(presence.others(db(), submission, actor, now())))


def lines(editors: Iterable[Editor]) -> list[str]:
    """ "Nguyễn Văn A đang sửa chỉ tiêu 3.4 (1 phút trước)"."""
    return [
        _("%(name)s đang sửa chỉ tiêu %(code)s (%(ago)s)", name=editor.name, code=editor.indicator, ago=_ago(editor))
        for editor in editors
    ]


def _ago(editor: Editor) -> str:
    minutes = int(editor.since.total_seconds() // 60)
    return ngettext("%(num)s phút trước", "%(num)s phút trước", minutes) if minutes else _("vừa xong")
