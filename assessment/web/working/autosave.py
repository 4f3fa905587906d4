"""Saving in the background: the same service and the same checks as the button, answered for a script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessment.clock import local
from assessment.formats import NBSP, number, points
from assessment.services import answers, saving
from assessment.services.answers import Card, Field, SectionView
from assessment.services.catalogue import index_for
from assessment.services.errors import DeadlineError, ForbiddenError, TransitionError
from assessment.services.layout import layout
from assessment.services.saving import Conflict, SaveOutcome
from assessment.web import own_words
from assessment.web.request import db, held, language, now, signed_in
from assessment.web.working import explain, incoming, words
from assessment.web.working.cards import numbers, ratios, spelled, understood


def autosave(round_code: str, section: str) -> ResponseReturnValue:
    """Save what changed on a page; HTTP 409 with the words for it when the form takes no answers any more."""
    session, actor, form = db(), signed_in(), held()
    submission = form.submission
    own_words.about(submission.round)
    index = index_for(submission.round)
    page = layout(index).items_of(section)
    changes = incoming.changes(request.form, index, section)
    try:
        outcome = saving.save(
            session, submission, changes, actor=actor, now=now(), language=language(), held=form, beside=page
        )
    except (DeadlineError, TransitionError, ForbiddenError):
        session.rollback()
        return jsonify(refused=_("Phiếu không nhận câu trả lời nữa. Bấm Lưu để xem và giữ lại nội dung đã nhập.")), 409
    session.commit()  # the others wait for it; what the page is told can be worked out afterwards
    only = {change.item for change in changes}
    view = answers.view(index, section, outcome.standing.values(), language(), only)
    return jsonify(_told(index.items, view, outcome))


def _told(items: explain.Items, view: SectionView, outcome: SaveOutcome) -> Mapping[str, Any]:
    """What the page shows after a save, as texts in its language."""
    changed = {*outcome.saved, *(fault.item for fault in outcome.faults)}
    return {
        "saved": _("Đã lưu lúc %(time)s", time=f"{local(now()):%H:%M}"),
        "points": points(view.points, language()),
        "maximum": number(view.maximum, None, language()),
        "cards": {card.node.code: _card(card, items) for card in view.cards},
        "items": {field.item.code: _item(field) for card in view.cards for field in card.fields if field.home is None},
        "conflicts": {
            **{conflict.item: _conflict(conflict) for conflict in outcome.conflicts},
            **{refusal.mine.item: _of_another(refusal.owner) for refusal in outcome.refused},
        },
        "changed": sorted(changed),
    }


def _card(card: Card, items: explain.Items) -> Mapping[str, str]:
    values = numbers(card)
    return {
        "points": points(card.points, language()),
        "quotient": ratios(card, values),
        "needed": str(explain.to_full_marks(card.node.rule, values, items, card.maximum)),
        "fault": words.declaration_fault(card.fields[0]),
    }


def _item(field: Field) -> Mapping[str, str | int]:
    return {
        "version": field.version,
        "figure": str(understood(field.item, field.value)).partition(NBSP)[0],
        "words": spelled(field.item, field.value),
        "fault": words.field_fault(field),
    }


def _conflict(conflict: Conflict) -> str:
    when = f"{local(conflict.at):%H:%M}"
    return _("%(name)s đã lưu giá trị khác lúc %(time)s. Bấm Lưu để xem và chọn.", name=conflict.by, time=when)


def _of_another(department: str) -> str:
    return _("%(department)s trả lời chỉ tiêu này, nội dung bạn nhập chưa được lưu.", department=department)
