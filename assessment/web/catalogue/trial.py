"""A section as officers will see it, filled with sample answers: type, and see the points; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from assessment.clock import local
from assessment.models import Answer, Declared
from assessment.services import answers, illustration
from assessment.services.answers import SectionView
from assessment.services.catalogue import coverage_of
from assessment.services.values import understand
from assessment.web.catalogue import reading
from assessment.web.request import db, language, now
from assessment.web.working.cards import sheets
from assessment.web.working.forms import editable, section_form
from questionnaires import Index, sections

NOBODY = "thu"  # the unit of sample answers


def trial(code: str, section: str) -> ResponseReturnValue:
    """One section with sample answers; a POST shows what the typed ones give."""
    edition = reading.visible(code)
    index = edition.index
    order = [each.node for each in sections(index)]
    if section not in [node.code for node in order]:
        raise NotFound
    sample = illustration.answers(index, NOBODY)
    view = _view(index, section, sample)
    form = section_form(view)
    if request.method == "POST":
        typed = {field.item.code: form.texts(field.item.code)[0] for _card, field in editable(view)}
        view = _view(index, section, sample | typed)
    return render_template(
        "web/catalogue/trial.html",
        edition=edition,
        index=index,
        view=view,
        sheets=sheets(view, form, index, coverage_of(db(), local(now()).date())),
        order=order,
    )


def _view(index: Index, section: str, typed: Mapping[str, str]) -> SectionView:
    return answers.view(index, section, [_answer(index, *each) for each in typed.items()], language())


def _answer(index: Index, code: str, typed: str) -> Answer:
    """An answer that belongs to no form; sample answers are written the Vietnamese way."""
    found = understand(index.items[code], typed, "vi" if request.method == "GET" else language())
    return Answer(
        item=code,
        typed=typed,
        value=found.value,
        error=found.fault,
        note="",
        evidence="",
        declared=Declared.DATA,
        version=0,
        changed_by=None,
    )
